// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/guard.h"
#include "engine/journal.h"
#include "engine/plan.h"
#include "engine/report.h"
#include "engine/target/target.h"

// The only place where a target is changed. Each step: guard, look that it is still what was observed, way back into the journal, act,
// look, journal.

namespace sankajo {

/// Told before (`result` null) and after each operation.
using OperationCallback = std::function<void(const Operation& operation, const OperationResult* result)>;

/// Does a plan's operations within one run's folder, records them, and puts them back.
class Performer {
 public:
  Performer(Target& target, const std::vector<Advisory>& advisories, WinPath runFolder, const OperationCallback& callback)
      : target_(target), guard_(target.systemRoot(), advisories), runFolder_(std::move(runFolder)), callback_(callback) {}

  /// Does what the plan says: the registry's part first, put in place at once, then the files. After a stop request what is not begun is
  /// skipped. One result an operation, in the plan's order.
  std::vector<OperationResult> perform(const Plan& plan, JournalWriter& journal, const std::stop_token& stop);

  /// After a crash: brings every operation that was begun to its end, from what is on the disk.
  std::vector<OperationResult> finish(const Journal& journal, JournalWriter& writer);

  /// Puts everything back that the journal holds, the last first. A step that cannot be taken is reported, and the others go on.
  std::vector<OperationResult> putBack(const Journal& journal, JournalWriter& writer, const std::stop_token& stop);

 private:
  WinPath raw(const FileBack& back) const { return runFolder_ / (back.kept + ".raw"); }
  WinPath kept(const FileBack& back) const { return runFolder_ / (back.kept + ".kept"); }

  Result<WayBack> lookAndRecordWayBack(const Operation& operation, std::size_t number);
  Status applyRegistry(const Action& action);
  Status takeAway(const FileBack& back);
  Status keepRaw(const FileBack& back);
  Status putBackFile(const FileBack& back);
  Status putBackRegistry(const WayBack& back, bool& changed);
  /// Registry: whether the target is as before the operation, as after it, or neither.
  enum class State { Before, After, Neither };
  Result<State> registryState(const WayBack& back);
  /// A hive file that is missing altogether (a driver that replaces in two steps was cut between them) is put back from the run's folder.
  Status mendHives(const Journal& journal);
  /// Puts whole hives back that are still, byte for byte, what the run wrote. Gives the hives that were.
  std::vector<WinPath> putBackWholeHives(const Journal& journal, JournalWriter& writer);
  Status putBackHive(const WinPath& hive, const std::string& bytes, const std::string& name);
  void sweep();
  OperationResult result(const Operation& operation, const Status& status) const;
  void tell(const Operation& operation, const OperationResult* result) const {
    if (callback_) callback_(operation, result);
  }

  Target& target_;
  Guard guard_;
  WinPath runFolder_;
  const OperationCallback& callback_;
};

}  // namespace sankajo
