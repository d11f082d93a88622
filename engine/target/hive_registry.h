// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <vector>

#include "engine/error.h"
#include "engine/paths.h"
#include "engine/target/target.h"

namespace sankajo {

/// The registry of a Windows that is not running, read from its hive files. Read with libhivex, changed with Hive.
///
/// Where it looks: `system32\config\{SYSTEM,SOFTWARE,DEFAULT}` below the Windows folder; users by SOFTWARE's ProfileList and by
/// every folder of `\Documents and Settings`, `\Users` and `SystemRoot\Profiles` that holds an NTUSER.DAT. A user's hive that
/// no ProfileList entry names has the SID "profile:<folder name>" (with "~2", "~3" after it where names meet). Links are not
/// followed. More than one file of a machine hive's name (letter case) is Corrupt: which of them Windows would read cannot be
/// known.
///
/// A hive is read whole, once, when it is first needed, into memory; what is read and hashed and changed afterwards are those
/// bytes. Of a damaged hive, the damaged cells are fenced off in that copy, so that libhivex never touches them: a key that
/// needs one of them fails with Corrupt, the others read as usual. Bounds: 512 MiB a hive, libhivex's own 70,000 sub-keys and
/// 110,000 values a key and 8,000,000 bytes a value, 512 levels.
///
/// Reading may be done by several threads at a time.
class HiveRegistry : public Registry {
 public:
  /// `files` must outlive the registry. `systemRoot` is exact but for its drive letter.
  HiveRegistry(Files& files, WinPath systemRoot);
  /// Only these users' hives, which somebody else has found, and no other: of path, file and user; `clean` is looked at anew.
  HiveRegistry(Files& files, WinPath systemRoot, std::vector<HiveFile> users);
  ~HiveRegistry() override;
  HiveRegistry(const HiveRegistry&) = delete;
  HiveRegistry& operator=(const HiveRegistry&) = delete;

  /// Corrects the drive letter once it is known (it stands in SOFTWARE); every path given out from now on has it.
  void setDrive(char letter);

  std::vector<HiveFile> hives() override;
  std::vector<Error> unreadable() override;
  Result<std::optional<std::vector<std::string>>> subkeys(const RegPath& key) override;
  Result<std::optional<std::vector<RegValue>>> values(const RegPath& key) override;
  /// Also fails with Unclean in a hive that was not closed cleanly.
  Result<std::optional<RegTree>> tree(const RegPath& key) override;
  Status apply(const RemoveRegValue& change) override;
  Status apply(const SetRegValue& change) override;
  Status apply(const RemoveRegKey& change) override;
  Status apply(const AddRegKey& change) override;
  void discard() override;

  /// Target::commit. Keeps `NAME.hive` in `keepFolder` (NAME: SYSTEM, SYSTEM.ALT, SOFTWARE, DEFAULT, NTUSER-1 ...; "NAME~2"
  /// where it is taken), stages `NAME.new` there, reads it back and checks it, asks the witness, looks that the hive on the
  /// disk is still the one that was read, and replaces it. A SYSTEM.ALT beside SYSTEM gets the same bytes right after. Fails
  /// with Refused where the hive has changed meanwhile, Corrupt where the new hive does not read as intended, whatever the
  /// witness gives, and as Files does. Hives that were replaced before the failure stay replaced; changes to the others stay
  /// pending.
  Status commit(const WinPath& keepFolder, CommitWitness& witness);

 private:
  struct State;
  std::unique_ptr<State> state_;
};

}  // namespace sankajo
