// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/operation.h"
#include "engine/report.h"
#include "engine/staging.h"

// The engine's front door: what the wizard and the command line call. Nothing here asks a person or prints.

namespace sankajo {

/// The program's version, "0.1.0".
std::string_view version();

enum ExitCode : int {
  ExitClean = 0,
  ExitInfected = 10,
  ExitOpen = 11,
  ExitUnknown = 12,
  ExitRestart = 13,
  ExitIncomplete = 14,
  ExitRefused = 20,
  ExitUsage = 64,
  ExitAdvisory = 65,
  ExitInternal = 70,
};

/// Looks, judges, and names an interrupted run. Writes nothing. Fails with Cancelled.
Result<Report> check(Target& target, const std::vector<Advisory>& advisories, Depth depth, const ProgressCallback& progress,
                     const std::stop_token& stop);

/// Asked once, with the first check's report and its plan; empty: no consent, nothing is done.
using AskConsent = std::function<std::optional<ConsentGiven>(const Report& check, const Plan& plan)>;

struct TreatOptions {
  Depth depth = Depth::Standard;
  bool dryRun = false;  ///< Check and plan only; each operation is reported as skipped.
  /// A package, where its patch is not there yet: installed on the Windows that runs; put ready on one that does not, to be installed at its next start.
  std::optional<PackageToStage> package = std::nullopt;
  InstallingCallback installing = {};
  /// Called with the run's name when its record is on the disk, before its first step.
  std::function<void(const std::string& run)> begun = {};
};

/// Finishes an interrupted run, checks, asks, removes, puts the package ready, checks again; on the Windows that runs: protects, removes, installs the
/// package, checks again, and opens what this and earlier runs have closed to protect. What a run has closed whose package waits for a restart stays
/// closed until its hole is seen closed, or a restart has brought nothing. The report holds the second check where one was made. Fails with
/// Unclean, AccessDenied or Unsupported when there is something to do and this Windows may not be changed (exit 20; nothing was
/// changed), with Cancelled before the first change. A plan beyond an advisory's limit is reported with every operation refused.
Result<Report> treat(Target& target, const std::vector<Advisory>& advisories, const TreatOptions& options, const AskConsent& ask,
                     const ProgressCallback& progress, const OperationCallback& operation, const std::stop_token& stop);

/// After the restart that a package has waited for: opens the ports again that runs have closed on the Windows that runs. Nothing to open is success.
/// Each step is reported; one that cannot be taken leaves the others.
Result<std::vector<OperationResult>> endProtection(Target& target, const std::vector<Advisory>& advisories, const OperationCallback& operation);

/// A treatment that is recorded on this Windows.
struct RunSummary {
  std::string run;
  std::string started;     ///< ISO 8601
  bool finished = false;   ///< False: it was interrupted.
  bool undone = false;
  std::size_t operations = 0;
  bool canBeTakenBack = false;  ///< Something of it: ended programs stay ended, installed patches installed.
  bool removed = false;         ///< What was held to be a worm; not only remains, and not only a patch was installed.
  std::uint64_t bytes = 0;      ///< Of its folder.
};
/// The runs in \Sankajo\quarantine, oldest first. A run whose journal is not valid is left out and told in `broken`.
struct Runs {
  std::vector<RunSummary> runs;
  std::vector<Error> broken;
};
Result<Runs> runs(Target& target);

/// Puts back what a run removed (when none is named: the newest that is not undone, of those of which something can be taken back, where there is one). Every step is reported. Fails with Refused where there is no such run,
/// Corrupt where its journal is not valid, Unclean or AccessDenied when this Windows may not be changed.
Result<Report> undo(Target& target, const std::vector<Advisory>& advisories, const std::optional<std::string>& run,
                    const OperationCallback& operation, const ProgressCallback& progress, const std::stop_token& stop);

/// Deletes a run's quarantine for good. Fails with Refused where there is no such run, it is interrupted, the patch
/// that it put ready still waits, or ports that it has closed are closed.
Status purge(Target& target, const std::string& run);

}  // namespace sankajo
