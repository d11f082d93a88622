// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/engine.h"

#include <algorithm>
#include <chrono>
#include <random>
#include <set>

#include "engine/quarantine.h"
#include "engine/text.h"

namespace sankajo {

namespace {

// A run that is written down on this volume, for this Windows.
struct KnownRun {
  WinPath folder;
  Journal journal;
};

struct KnownRuns {
  std::vector<KnownRun> runs;  ///< Oldest first.
  std::vector<Error> broken;
};

// A folder in which no line was ever finished is no run: nothing had been begun.
bool neverBegun(Files& files, const WinPath& runFolder) {
  const WinPath file = journalFile(runFolder);
  auto found = files.find(file);
  if (!found) return false;
  if (found->empty()) return true;
  auto reader = found->front().kind == FileKind::File ? files.open(found->front().path) : Result<std::unique_ptr<FileReader>>(nullptr);
  if (!reader || *reader == nullptr) return false;
  auto head = (*reader)->read(0, 65536);
  return head && head->find('\n') == std::string::npos;
}

Result<KnownRuns> knownRuns(Target& target) {
  Files& files = target.files();
  auto folders = runFolders(files, target.systemRoot().drive());
  if (!folders) return tl::unexpected(folders.error());
  KnownRuns known;
  for (const WinPath& folder : *folders) {
    if (neverBegun(files, folder)) continue;
    auto journal = readJournal(files, folder);
    if (!journal) {
      known.broken.push_back(journal.error());
      continue;
    }
    // One volume may hold several Windows.
    if (!equalNoCase(journal->systemRoot, target.systemRoot().text())) continue;
    known.runs.push_back({folder, std::move(*journal)});
  }
  std::stable_sort(known.runs.begin(), known.runs.end(), [](const KnownRun& a, const KnownRun& b) {
    return a.journal.started != b.journal.started ? a.journal.started < b.journal.started : a.journal.run < b.journal.run;
  });
  return known;
}

// "20030816T070000Z-1a2b3c4d": sorts by time and meets no other.
std::string newRunId(const std::string& started) {
  std::string id;
  for (const char c : started) {
    if (c != '-' && c != ':') id += c;
  }
  std::random_device random;
  const std::uint32_t number = random();
  return id + "-" + toHex({reinterpret_cast<const char*>(&number), sizeof number});
}

// The time, as a run's beginning: runs are undone in the order of these, so two within a second would be undone in any order.
std::string beginningAfter(const std::vector<KnownRun>& runs) {
  const auto time = std::chrono::system_clock::now().time_since_epoch();
  const std::int64_t now = std::chrono::duration_cast<std::chrono::seconds>(time).count();
  // Not without end: what the others say is foreign input.
  for (std::int64_t second = now; second < now + 60; ++second) {
    std::string begun = isoTime(second);
    if (std::ranges::none_of(runs, [&begun](const KnownRun& run) { return run.journal.started == begun; })) return begun;
  }
  return isoTime(now);
}

// As far as it can be without a restart.
bool allDone(const std::vector<OperationResult>& results) {
  return std::ranges::all_of(results, [](const OperationResult& one) { return one.outcome == Outcome::Done || one.outcome == Outcome::PendingRestart; });
}

bool anyWaits(const std::vector<OperationResult>& results) {
  return std::ranges::any_of(results, [](const OperationResult& one) { return one.outcome == Outcome::PendingRestart; });
}

// What Sankajo held back of somebody's interrupted run is told, and the second check says what it means.
bool noneFailed(const std::vector<OperationResult>& results) {
  return std::ranges::none_of(results, [](const OperationResult& one) { return one.outcome == Outcome::Failed; });
}

// What Sankajo itself held back will be held back the next time too; anything else may be tried again.
bool allSettled(const std::vector<OperationResult>& results) {
  return std::ranges::all_of(results, [](const OperationResult& one) {
    return one.outcome == Outcome::Done || one.outcome == Outcome::Refused;
  });
}

// Whether a patch is still to be installed: neither there nor on its way.
bool lacks(const Assessment& assessment, const std::string& patch) {
  return std::ranges::any_of(assessment.holes, [&patch](const HoleFinding& hole) {
    return std::ranges::any_of(hole.patches, [&patch](const PatchFinding& one) {
      return one.id == patch && (one.state == PatchState::Missing || one.state == PatchState::Failed || one.state == PatchState::Unknown);
    });
  });
}

// What protects for a while is not what was wanted in the end: the second check says whether that was reached.
bool isProtecting(const OperationResult& one) { return one.action == "close_ports"; }

bool installs(const OperationResult& one, Outcome outcome) { return one.action == "install_package" && one.outcome == outcome; }

// Whether a run's ports were never opened again.
bool hasClosed(const Journal& journal) {
  return std::ranges::any_of(journal.operations, [](const JournalOperation& one) {
    return std::holds_alternative<ClosedBack>(one.back) && !one.undone && !one.abandoned;
  });
}

// Whether a run's package waits for a restart, and the hole that it closes is not seen closed yet: what protects until then goes on.
bool stillProtects(const Journal& journal, const Assessment& now) {
  const auto isClosed = [&now](const std::string& hole) {
    return std::ranges::any_of(now.holes, [&hole](const HoleFinding& one) {
      return one.hole == hole && (one.exposure == Exposure::Closed || one.exposure == Exposure::NotAffected);
    });
  };
  return !journal.undoBegun && std::ranges::any_of(journal.operations, [&isClosed](const JournalOperation& one) {
    return one.waits && !isClosed(one.operation.because);
  });
}

// Whether a run's ports are closed now. What the firewall says is worth more than a journal whose last line could not be written; where it cannot be
// asked, the journal counts.
bool standsClosed(Target& target, const Journal& journal) {
  if (!hasClosed(journal)) return false;
  auto rules = target.live() != nullptr ? target.live()->firewall().rules() : Result<std::vector<FirewallRule>>(fail(Errc::Unsupported, "", ""));
  if (!rules) return true;
  return std::ranges::any_of(journal.operations, [&rules](const JournalOperation& one) {
    const auto* closed = std::get_if<ClosedBack>(&one.back);
    return closed != nullptr && std::ranges::any_of(closed->close.rules, [&rules](const FirewallRule& rule) {
      return std::ranges::find(*rules, rule.name, &FirewallRule::name) != rules->end();
    });
  });
}

// The last run whose ports are closed; empty for none.
std::string closedBy(Target& target, const std::vector<KnownRun>& runs) {
  std::string run;
  for (const KnownRun& one : runs) {
    if (standsClosed(target, one.journal)) run = one.journal.run;
  }
  return run;
}

bool canBeTakenBack(const Journal& journal) {
  return std::ranges::any_of(journal.operations, [](const JournalOperation& one) {
    if (one.undone || one.abandoned) return false;
    return !std::holds_alternative<ProcessBack>(one.back) && !std::holds_alternative<InstalledBack>(one.back);
  });
}

OperationResult untouched(const Operation& operation, Outcome outcome, std::string detail) {
  return {operation.id,     std::string(name(operation.action)), whereOf(operation.action), operation.because, outcome,
          std::move(detail), operation.consent};
}

std::vector<OperationResult> allOf(const Plan& plan, Outcome outcome, const std::string& detail) {
  std::vector<OperationResult> out;
  out.reserve(plan.operations.size());
  for (const Operation& operation : plan.operations) out.push_back(untouched(operation, outcome, detail));
  return out;
}

// Goes on with what stands in a run's folder.
Result<JournalWriter> resume(Target& target, const KnownRun& run) {
  for (const WinPath& path : {run.folder, journalFile(run.folder)}) {
    if (auto safe = target.isProtected(path); !safe) return tl::unexpected(safe.error());
  }
  return JournalWriter::resume(target.files(), run.folder, run.journal);
}

// Brings an interrupted run to its end, whichever way it was going.
Result<std::vector<OperationResult>> settle(Target& target, const std::vector<Advisory>& advisories, const KnownRun& run,
                                            const OperationCallback& callback) {
  auto writer = resume(target, run);
  if (!writer) return tl::unexpected(writer.error());
  Performer performer(target, advisories, run.folder, callback);
  if (run.journal.undoBegun) {
    std::vector<OperationResult> results = performer.putBack(run.journal, *writer, {});
    if (auto noted = allSettled(results) ? writer->undoFinished() : Status(); !noted) return tl::unexpected(noted.error());
    return results;
  }
  std::vector<OperationResult> results = performer.finish(run.journal, *writer);
  if (auto noted = writer->finished(); !noted) return tl::unexpected(noted.error());
  return results;
}

}  // namespace

std::string_view version() { return SANKAJO_VERSION; }

Result<Report> check(Target& target, const std::vector<Advisory>& advisories, Depth depth, const ProgressCallback& progress,
                     const std::stop_token& stop) {
  auto evidence = collect(target, advisories, depth, progress, stop);
  if (!evidence) return tl::unexpected(evidence.error());
  Report report;
  report.kind = Report::Kind::Check;
  report.evidence = std::move(*evidence);
  for (const Advisory& advisory : advisories) report.advisories.emplace_back(advisory.id, advisory.version);
  auto known = knownRuns(target);
  if (known) {
    for (const KnownRun& run : known->runs) {
      if (run.journal.interrupted()) report.interrupted = run.journal.run;
    }
    report.portsClosed = closedBy(target, known->runs);
    for (const Error& error : known->broken) report.evidence.notRead.push_back({error.subject, describe(error), false});
  } else {
    report.evidence.notRead.push_back({known.error().subject, describe(known.error()), false});
  }
  report.assessment = assess(report.evidence, advisories);
  report.exitCode = checkExitCode(report.assessment);
  return report;
}

namespace {

// Without an assessment every protection ends.
Result<std::vector<OperationResult>> endProtections(Target& target, const std::vector<Advisory>& advisories, const OperationCallback& operation, const Assessment* now) {
  std::vector<OperationResult> results;
  if (target.live() == nullptr) return results;
  std::set<std::string> ended;
  auto known = knownRuns(target);
  if (!known) return tl::unexpected(known.error());
  for (const KnownRun& run : known->runs) {
    if (!hasClosed(run.journal)) continue;
    if (now != nullptr && stillProtects(run.journal, *now)) {
      ended.insert(run.journal.run);  // not forgotten
      continue;
    }
    auto writer = JournalWriter::resume(target.files(), run.folder, run.journal);
    if (!writer) return tl::unexpected(writer.error());
    Performer performer(target, advisories, run.folder, operation);
    const std::vector<OperationResult> opened = performer.openPorts(run.journal, *writer);
    results.insert(results.end(), opened.begin(), opened.end());
    ended.insert(run.journal.run);
  }
  const std::vector<OperationResult> forgotten =
      Performer(target, advisories, quarantineFolder(target.systemRoot().drive()), operation).openForgottenPorts(ended);
  results.insert(results.end(), forgotten.begin(), forgotten.end());
  return results;
}

}  // namespace

Result<std::vector<OperationResult>> endProtection(Target& target, const std::vector<Advisory>& advisories, const OperationCallback& operation) {
  return endProtections(target, advisories, operation, nullptr);
}

Result<Report> treat(Target& target, const std::vector<Advisory>& advisories, const TreatOptions& options, const AskConsent& ask,
                     const ProgressCallback& progress, const OperationCallback& operation, const std::stop_token& stop) {
  const auto failed = [](const Error& error) { return tl::unexpected(error); };
  std::vector<OperationResult> settled;
  auto first = check(target, advisories, options.depth, progress, stop);
  if (!first) return first;

  if (!first->interrupted.empty() && !options.dryRun) {
    if (auto writable = target.writable(); !writable) return failed(writable.error());
    auto known = knownRuns(target);
    if (!known) return failed(known.error());
    for (const KnownRun& run : known->runs) {
      if (!run.journal.interrupted()) continue;
      auto results = settle(target, advisories, run, operation);
      if (!results) return failed(results.error());
      settled.insert(settled.end(), results->begin(), results->end());
    }
    target.registry().discard();
    first = check(target, advisories, options.depth, progress, stop);
    if (!first) return first;
  }

  Report report = std::move(*first);
  report.kind = Report::Kind::Treat;
  report.operations = settled;
  const auto end = [&report, &settled](std::vector<OperationResult> results, int exitCode) {
    report.operations = settled;
    report.operations.insert(report.operations.end(), results.begin(), results.end());
    report.exitCode = exitCode;
    return report;
  };
  if (anyWaits(settled)) report.exitCode = ExitRestart;
  if (!noneFailed(settled)) report.exitCode = ExitIncomplete;
  const int checked = report.exitCode;

  Journal head;
  const auto others = knownRuns(target);
  head.started = beginningAfter(others ? others->runs : std::vector<KnownRun>());
  head.run = newRunId(head.started);
  Plan plan = makePlan(report.evidence, report.assessment, advisories);
  if (options.package && lacks(report.assessment, options.package->package.patch)) {
    const StagedPackage& package = options.package->package;
    if (target.live() == nullptr) {
      addStaging(plan, target, report.evidence, advisories, package, head.run);
    } else if (std::ranges::none_of(settled, [](const OperationResult& one) { return installs(one, Outcome::Failed); })) {
      // Else the one of the interrupted run is still at work.
      addInstalling(plan, target, report.evidence.system, advisories, package, head.run);
    }
  }
  if (options.dryRun) return end(allOf(plan, Outcome::Skipped, "dry run"), checked);
  // What runs have closed is opened, whatever is done now, but where a package still waits for the restart; of a run that is being made, after its
  // second check.
  const auto protectionEnds = [&](std::vector<OperationResult> results, int exitCode) -> Report {
    auto ended = endProtections(target, advisories, operation, &report.assessment);
    if (!ended) results.push_back({"", "open_ports", "", "", Outcome::Failed, describe(ended.error())});
    if (ended) results.insert(results.end(), ended->begin(), ended->end());
    const bool stays = !ended || std::ranges::any_of(*ended, [](const OperationResult& one) { return one.outcome != Outcome::Done; });
    if (const auto now = knownRuns(target)) report.portsClosed = closedBy(target, now->runs);
    return end(std::move(results), stays ? static_cast<int>(ExitIncomplete) : exitCode);
  };
  if (plan.operations.empty()) return protectionEnds({}, checked);
  const auto consent = ask(report, plan);
  if (!consent) return end(allOf(plan, Outcome::Skipped, "no consent"), ExitIncomplete);
  const Plan agreed = consented(plan, *consent);
  std::vector<OperationResult> notAgreed;
  for (const Operation& one : plan.operations) {
    const bool taken = std::ranges::any_of(agreed.operations, [&one](const Operation& other) { return other.id == one.id; });
    if (!taken) notAgreed.push_back(untouched(one, Outcome::Skipped, "not agreed to"));
  }
  if (agreed.operations.empty()) return protectionEnds(std::move(notAgreed), checked);
  if (stop.stop_requested()) return fail(Errc::Cancelled, "", "stopped on request");
  if (auto writable = target.writable(); !writable) return failed(writable.error());

  const Guard guard(target.systemRoot(), report.evidence.system.knownFamily(), advisories);
  if (auto allowed = guard.allowsPlan(agreed); !allowed) {
    return end(allOf(agreed, Outcome::Refused, describe(allowed.error())), ExitIncomplete);
  }
  head.tool = version();
  head.targetId = report.evidence.system.id();
  head.systemRoot = target.systemRoot().text();
  Files& files = target.files();
  auto folder = makeRunFolder(files, target.systemRoot(), head.run);
  auto metadata = ownMetadata(files, target.systemRoot(), false);
  auto journal = folder && metadata ? JournalWriter::start(files, *folder, *metadata, head)
                                    : Result<JournalWriter>(tl::unexpected(folder ? metadata.error() : folder.error()));
  // Without a journal nothing is begun.
  if (!journal && journal.error().code == Errc::AccessDenied) return failed(journal.error());
  if (!journal) return end(allOf(agreed, Outcome::Failed, describe(journal.error())), ExitIncomplete);

  Performer performer(target, advisories, *folder, operation);
  if (options.package) performer.setPackage(&options.package->source, options.installing);
  std::vector<OperationResult> results = performer.perform(agreed, *journal, stop);
  const Status finished = journal->finished();
  std::vector<OperationResult> wanted = results;
  std::erase_if(wanted, isProtecting);
  const bool complete = finished && allDone(wanted) && noneFailed(settled);
  const bool waits = anyWaits(results) || anyWaits(settled);
  results.insert(results.end(), notAgreed.begin(), notAgreed.end());

  target.registry().discard();
  // Somebody who stopped the treatment does not wait for a long second check, but gets one.
  auto second = check(target, advisories, stop.stop_requested() ? Depth::Quick : options.depth, progress, {});
  if (!second) {
    static_cast<void>(endProtections(target, advisories, operation, &report.assessment));  // the first failure says more
    return second;
  }
  second->kind = Report::Kind::Treat;
  // The worm that it was advised for is gone; the other hole is still there.
  for (AdvisedFinding& one : report.assessment.advised) {
    std::vector<AdvisedFinding>& advised = second->assessment.advised;
    if (std::ranges::find(advised, one) == advised.end()) advised.push_back(std::move(one));
  }
  second->before = Report::Before{report.assessment.infection, report.assessment.exposure};
  second->run = head.run;
  report = std::move(*second);
  const int exitCode = !complete ? static_cast<int>(ExitIncomplete) : waits ? static_cast<int>(ExitRestart) : report.exitCode;
  return protectionEnds(std::move(results), exitCode);
}

Result<Runs> runs(Target& target) {
  auto known = knownRuns(target);
  if (!known) return tl::unexpected(known.error());
  Runs out;
  out.broken = std::move(known->broken);
  for (const KnownRun& run : known->runs) {
    RunSummary summary{run.journal.run,        run.journal.started,     !run.journal.interrupted(),
                       run.journal.undoFinished, run.journal.operations.size(), canBeTakenBack(run.journal), false, 0};
    summary.removed = std::ranges::any_of(run.journal.operations, [](const JournalOperation& one) {
      return one.done && (one.operation.consent == Consent::Certain || one.operation.consent == Consent::Possible);
    });
    if (auto entries = target.files().list(run.folder, true); entries && *entries) {
      for (const FileEntry& entry : **entries) summary.bytes += entry.size;
    }
    out.runs.push_back(std::move(summary));
  }
  return out;
}

Result<Report> undo(Target& target, const std::vector<Advisory>& advisories, const std::optional<std::string>& run,
                    const OperationCallback& operation, const ProgressCallback& progress, const std::stop_token& stop) {
  auto known = knownRuns(target);
  if (!known) return tl::unexpected(known.error());
  const KnownRun* chosen = nullptr;
  // One that has only installed a patch holds nobody up.
  const bool anyWorth = std::ranges::any_of(known->runs, [](const KnownRun& one) { return !one.journal.undoFinished && canBeTakenBack(one.journal); });
  for (const KnownRun& one : known->runs) {
    const bool isMeant = !one.journal.undoFinished && (!anyWorth || canBeTakenBack(one.journal) || one.journal.interrupted());
    if (run ? one.journal.run == *run : isMeant) chosen = &one;
  }
  if (chosen == nullptr) {
    // A journal that is there and broken is another thing than none.
    for (const Error& error : known->broken) {
      if (!run || error.subject.find(*run) != std::string::npos) return tl::unexpected(error);
    }
    return fail(Errc::Refused, run.value_or(""), "there is no run to undo");
  }
  if (chosen->journal.undoFinished) return fail(Errc::Refused, chosen->journal.run, "is undone already");
  if (auto writable = target.writable(); !writable) return tl::unexpected(writable.error());

  auto writer = resume(target, *chosen);
  if (!writer) return tl::unexpected(writer.error());
  Performer performer(target, advisories, chosen->folder, operation);
  std::vector<OperationResult> results = performer.putBack(chosen->journal, *writer, stop);
  bool complete = allDone(results);
  if (allSettled(results)) complete = writer->undoFinished().has_value() && complete;

  target.registry().discard();
  auto report = check(target, advisories, stop.stop_requested() ? Depth::Quick : Depth::Standard, progress, {});
  if (!report) return report;
  report->kind = Report::Kind::Undo;
  report->run = chosen->journal.run;
  report->operations = std::move(results);
  report->exitCode = complete ? ExitClean : ExitIncomplete;
  return report;
}

Status purge(Target& target, const std::string& run) {
  Files& files = target.files();
  auto folders = runFolders(files, target.systemRoot().drive());
  if (!folders) return tl::unexpected(folders.error());
  const auto folder = std::ranges::find_if(*folders, [&run](const WinPath& one) { return one.name() == run; });
  if (folder == folders->end()) return fail(Errc::Refused, run, "there is no such run");
  std::optional<StagePackage> stagedFolder;
  if (!neverBegun(files, *folder)) {
    auto journal = readJournal(files, *folder);
    if (journal && journal->interrupted()) return fail(Errc::Refused, run, "was interrupted: finish or undo it first");
    // Else nobody would know any more why they are closed.
    if (journal && target.live() != nullptr && hasClosed(*journal)) return fail(Errc::Refused, run, "its ports are still closed: treat or undo it first");
    if (journal) {
      std::vector<NotRead> ignored;
      const std::vector<StagedSeen> staged = stagedSeen(target, ignored, {});
      const auto mine = std::ranges::find(staged, run, &StagedSeen::run);
      // Its way back is the only one to what it has changed.
      if (mine != staged.end() && (mine->waits || mine->stillProtected)) return fail(Errc::Refused, run, "a patch still waits to be installed: undo it first");
      for (const JournalOperation& one : journal->operations) {
        if (const auto* back = std::get_if<StagedBack>(&one.back); back != nullptr && back->stage.folder.name() == run) stagedFolder = back->stage;
      }
    }
  }
  if (auto writable = target.writable(); !writable) return writable;
  if (stagedFolder) {
    if (auto gone = unstage(files, target.systemRoot(), *stagedFolder); !gone) return gone;
  }
  auto entries = files.list(*folder, false);
  if (!entries) return tl::unexpected(entries.error());
  // The journal first: what it describes must not go before it.
  for (const bool journalPart : {true, false}) {
    for (const FileEntry& entry : entries->value_or(std::vector<FileEntry>())) {
      if ((entry.name == journalName) != journalPart) continue;
      if (entry.kind != FileKind::File) return fail(Errc::Refused, (*folder / entry.name).text(), "is no file of Sankajo");
      if (auto gone = files.removeFile(*folder / entry.name); !gone) return gone;
    }
    if (auto synced = files.syncFolder(*folder); !synced) return synced;
  }
  WinPath place = *folder;
  for (int level = 0; level < 3; ++level) {
    auto left = files.list(place, false);
    if (!left || !*left || !(*left)->empty()) break;  // others' runs stay, and so does the folder
    if (auto gone = files.removeFolder(place); !gone) return gone;
    place = place.parent();
    if (auto synced = files.syncFolder(place); !synced) return synced;
  }
  return {};
}

}  // namespace sankajo
