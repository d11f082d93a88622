// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <functional>
#include <set>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/guard.h"
#include "engine/installing.h"
#include "engine/journal.h"
#include "engine/plan.h"
#include "engine/report.h"
#include "engine/staging.h"
#include "engine/target/target.h"

// The only place where a target is changed. Each step: guard, look that it is still what was observed, way back into the journal, act,
// look, journal.

namespace sankajo {

/// Told before (`result` null) and after each operation.
using OperationCallback = std::function<void(const Operation& operation, const OperationResult* result)>;

/// Told about every second while a package is installed, and for how long it has been.
using InstallingCallback = std::function<void(const Operation& operation, std::chrono::seconds since)>;

/// Does a plan's operations within one run's folder, records them, and puts them back.
class Performer {
 public:
  Performer(Target& target, const std::vector<Advisory>& advisories, WinPath runFolder, const OperationCallback& callback)
      : target_(target), guard_(target.systemRoot(), systemFacts(target).knownFamily(), advisories), runFolder_(std::move(runFolder)), callback_(callback) {}

  /// Whose bytes a StagePackage or an InstallPackage puts on the disk; both must outlive perform. Without one, such an operation fails.
  void setPackage(const PackageSource* source, const InstallingCallback& installing) {
    source_ = source;
    installing_ = &installing;
  }

  /// Does what the plan says: ports are closed, then the registry's part, put in place at once, then the programs that run, then the files; then packages
  /// are put ready, with what starts them put in place at once, or installed. After a stop request what is not begun is skipped. One result an operation, in the plan's order.
  std::vector<OperationResult> perform(const Plan& plan, JournalWriter& journal, const std::stop_token& stop);

  /// Opens the ports again that a journal's operations have closed and nobody has opened yet. One result each.
  std::vector<OperationResult> openPorts(const Journal& journal, JournalWriter& writer);

  /// The same of rules that have our names and that no journal knows of, except those of the runs in `known`.
  std::vector<OperationResult> openForgottenPorts(const std::set<std::string>& known);

  /// After a crash: brings every operation that was begun to its end, from what is on the disk.
  std::vector<OperationResult> finish(const Journal& journal, JournalWriter& writer);

  /// Puts everything back that the journal holds, the last first. A step that cannot be taken is reported, and the others go on.
  std::vector<OperationResult> putBack(const Journal& journal, JournalWriter& writer, const std::stop_token& stop);

 private:
  WinPath raw(const FileBack& back) const { return runFolder_ / (back.kept + ".raw"); }
  WinPath kept(const FileBack& back) const { return runFolder_ / (back.kept + ".kept"); }

  Result<WayBack> lookAndRecordWayBack(const Operation& operation, std::size_t number);
  Status applyRegistry(const Action& action);
  /// Of a key that was removed: PendingRestart where it only goes when Windows starts the next time.
  Result<Outcome> goneOrGoing(const KeyBack& back);
  /// The program of this id and start, if it runs still. Fails with Refused where it is ours or another than was observed.
  Result<std::optional<RunningProcess>> stillRuns(const EndProcess& end);
  /// Ends it; that it has ended by itself is as good.
  Status endProcess(const EndProcess& end);
  /// The same on a journal's word alone.
  Status endAfterCrash(const EndProcess& end);
  /// Adds the rules, and reads each back. What a failure leaves is taken away again.
  Status closePorts(const ClosePorts& close);
  Status openPorts(const ClosePorts& close);
  /// Whether a rule of one of these names is there.
  Result<bool> anyRule(const ClosePorts& close);
  /// Copies the package, runs it and takes the copy away. What it ended with stands in `exitCode`; without one it was never started.
  Result<Outcome> installPackage(const Operation& operation, std::optional<std::uint32_t>& exitCode);
  /// Takes the copy away, at once or when Windows starts the next time.
  Status dropCopy(const InstallPackage& install);
  /// Of a package that was begun before a crash.
  Result<Outcome> finishInstalling(const InstallPackage& install);
  /// PendingRestart where the file is kept, but in use: Windows removes the rest when it starts the next time.
  Result<Outcome> takeAway(const FileBack& back);
  Result<Outcome> keepRaw(const FileBack& back);
  Result<Outcome> dropRaw(const FileBack& back);
  Status putBackFile(const FileBack& back, const Journal& journal);
  /// Whether the folder that a value belongs to is whole, and starts: nothing protects that nothing puts back.
  Status standsOn(const PutValue& put);
  /// Of a whole folder: PendingRestart where RunOnce starts it, else it is taken away, since it only needs room.
  Result<Outcome> startsOrGoes(const StagePackage& stage);
  /// Of a folder that was begun before a crash: whole and started, or not there any more.
  Result<Outcome> finishStaging(const StagePackage& stage);
  /// The way back as it is now: the start of another folder comes back only while that folder is whole.
  Result<WayBack> withoutGoneStart(const WayBack& back);
  Status putBackRegistry(const WayBack& recorded, bool& changed);
  /// Registry: whether the target is as before the operation, as after it, or neither.
  enum class State { Before, After, Neither };
  Result<State> registryState(const WayBack& back);
  /// Whether this may be there to be undone; of a file, whether anything of it lies in the run's folder.
  bool mayHaveHappened(const WayBack& back);
  /// A hive file that is missing altogether (a driver that replaces in two steps was cut between them) is put back from the run's folder.
  Status mendHives(const Journal& journal);
  /// A crash fell between SYSTEM and its second copy: where both are of this run's making, the copy becomes the same again.
  Status mendSecondCopy(const Journal& journal);
  /// Writes a hive into the run's folder, whole and on the disk, to be moved to its place in one step.
  Result<WinPath> stage(const std::string& bytes, const FileMetadata& metadata, const std::string& name);
  /// Puts whole hives back that are still, byte for byte, what the run wrote. Gives the hives that were.
  std::vector<WinPath> putBackWholeHives(const Journal& journal, JournalWriter& writer);
  Status putBackHive(const WinPath& hive, const std::string& bytes, const std::string& name);
  void sweep();
  OperationResult result(const Operation& operation, const Result<Outcome>& outcome) const;
  OperationResult undoResult(const JournalOperation& one, const Status& status) const;
  void tell(const Operation& operation, const OperationResult* result) const {
    if (callback_) callback_(operation, result);
  }

  Target& target_;
  Guard guard_;
  WinPath runFolder_;
  const OperationCallback& callback_;
  const PackageSource* source_ = nullptr;
  const InstallingCallback* installing_ = nullptr;
};

}  // namespace sankajo
