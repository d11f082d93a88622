// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "engine/target/target.h"

namespace sankajo {

/// The registry of the Windows that is running: SYSTEM, SOFTWARE and the hives of all who are logged on by the system's own functions, those of users who
/// are not logged on as files (HiveRegistry), never by loading them.
///
/// Users by HKU, and by SOFTWARE's ProfileList and every folder beside the profiles that it names; HKU\S-1-5-18, which is .DEFAULT once more, and the
/// *_Classes, which belong to another hive, are left out. A key that is a link is neither walked through nor read (Refused). Where there is no key for the
/// control set that Select calls current, CurrentControlSet itself, if it is no link, goes by its name.
///
/// Changes are kept in memory and seen by every later look. commit() first looks whether each thing is still what it was when its change was applied, and
/// if one is not, touches nothing (Refused).
class LiveRegistry : public Registry {
 public:
  /// `files` must outlive the registry. `systemRoot` is exact.
  LiveRegistry(Files& files, WinPath systemRoot);
  ~LiveRegistry() override;
  LiveRegistry(const LiveRegistry&) = delete;
  LiveRegistry& operator=(const LiveRegistry&) = delete;

  std::vector<HiveFile> hives() override;
  std::vector<Error> unreadable() override;
  Result<std::optional<std::vector<std::string>>> subkeys(const RegPath& key) override;
  Result<std::optional<std::vector<RegValue>>> values(const RegPath& key) override;
  Result<std::optional<RegTree>> tree(const RegPath& key) override;
  Status apply(const RemoveRegValue& change) override;
  Status apply(const SetRegValue& change) override;
  /// A service of the current control set is stopped and deleted by the service manager at commit.
  Status apply(const RemoveRegKey& change) override;
  /// A service of the current control set is made by the service manager at commit.
  Status apply(const AddRegKey& change) override;
  void discard() override;

  Result<bool> goesAtRestart(const RegPath& key) override;

  /// Target::commit. First the hives of users who are not logged on, as HiveRegistry::commit does; then the changes to the running registry one by
  /// one, each looked at again, flushed and read back. One that fails does not keep the others from being made; the first failure is given.
  Status commit(const WinPath& keepFolder, CommitWitness& witness);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sankajo
