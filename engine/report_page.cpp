// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/report_page.h"

#include <algorithm>

#include "engine/engine.h"
#include "engine/filter_rules.h"
#include "engine/text.h"
#include "engine/wording.h"

namespace sankajo {

namespace {

std::size_t count(const Report& report, Outcome outcome) {
  return static_cast<std::size_t>(std::ranges::count(report.operations, outcome, &OperationResult::outcome));
}

/// A program that was stopped is neither removed nor put back; nor is a patch that was installed, or what protected meanwhile.
bool isOther(const OperationResult& one) {
  constexpr std::string_view others[] = {"end_process", "leave_ended", "install_package", "leave_installed", "close_ports", "open_ports"};
  return std::ranges::find(others, one.action) != std::end(others);
}

/// There is a plan, and none of it was tried.
bool isOnlyPlanned(const Report& report) {
  return !report.operations.empty() && report.run.empty() && count(report, Outcome::Skipped) == report.operations.size();
}

/// Nothing was begun: no consent, a plan that is refused whole, no place for the record.
bool nothingDone(const Report& report) {
  return !report.operations.empty() && report.run.empty() && count(report, Outcome::Done) == 0;
}

/// What waits is the patch alone, while a worm stays that no restart removes: somebody has agreed to the one and not to the other.
bool onlyPatchWaits(const Report& report) {
  const Infection infection = report.assessment.infection;
  return (infection == Infection::Infected || infection == Infection::Suspected) && std::ranges::none_of(report.operations, [](const OperationResult& one) {
           return one.outcome == Outcome::PendingRestart && one.consent != Consent::Patch;
         });
}

ResultKind resultOf(const Report& report) {
  const Assessment& now = report.assessment;
  const bool notAllDone = report.exitCode == ExitIncomplete;
  if (report.kind == Report::Kind::Undo) return notAllDone ? ResultKind::UndoIncomplete : ResultKind::Undone;
  if (report.exitCode == ExitRestart && !onlyPatchWaits(report)) return ResultKind::Restart;
  if (report.kind == Report::Kind::Treat && notAllDone) return nothingDone(report) ? ResultKind::NothingDone : ResultKind::Incomplete;
  if (!report.interrupted.empty()) return ResultKind::Interrupted;
  // After its own first check, or after the restart that a run had asked for. Where only a patch went in, there was no worm to remove.
  const bool found = report.before && report.before->infection != Infection::Clean;
  const bool checkedAgain = found || (report.kind == Report::Kind::Check && !report.run.empty());
  switch (now.infection) {
    case Infection::Infected:
      return ResultKind::Infected;
    case Infection::Suspected:
      return ResultKind::Suspected;
    case Infection::Unknown:
      return ResultKind::Unknown;
    case Infection::Traces:
      return ResultKind::Traces;
    case Infection::Clean:
      break;
  }
  if (now.exposure == Exposure::Unknown) return ResultKind::HoleUnknown;
  if (now.exposure == Exposure::Open) return checkedAgain ? ResultKind::RemovedOpen : ResultKind::CleanOpen;
  return checkedAgain ? ResultKind::Treated : ResultKind::Clean;
}

Emblem emblemOf(Infection infection) {
  switch (infection) {
    case Infection::Infected:
      return Emblem::Infected;
    case Infection::Suspected:
      return Emblem::Suspected;
    case Infection::Traces:
      return Emblem::Traces;
    case Infection::Clean:
      return Emblem::Clean;
    case Infection::Unknown:
      break;
  }
  return Emblem::Unknown;
}

Emblem emblemOf(Exposure exposure) {
  switch (exposure) {
    case Exposure::Open:
      return Emblem::HoleOpen;
    case Exposure::Closed:
      return Emblem::HoleClosed;
    case Exposure::NotAffected:
      return Emblem::HoleNone;
    case Exposure::Unknown:
      break;
  }
  return Emblem::HoleUnknown;
}

/// What one thing that was found proves.
Emblem emblemOf(Strength strength, Seen state) {
  if (state == Seen::Unknown) return Emblem::Unknown;
  switch (strength) {
    case Strength::Proof:
      return Emblem::Infected;
    case Strength::Sign:
      return Emblem::Suspected;
    case Strength::Trace:
    case Strength::Remark:
      break;
  }
  return Emblem::Traces;
}

/// The first that holds; the circle stays for exit code 0, when nothing is left over.
Emblem emblemOf(const Report& report) {
  const Infection infection = report.assessment.infection;
  const Exposure exposure = report.assessment.exposure;
  const bool wormFirst = infection == Infection::Infected || infection == Infection::Suspected || infection == Infection::Unknown;
  if (wormFirst) return emblemOf(infection);
  if (exposure == Exposure::Unknown || exposure == Exposure::Open) return emblemOf(exposure);
  if (infection == Infection::Traces) return Emblem::Traces;
  const bool finished = report.exitCode == ExitClean && report.interrupted.empty() && report.kind != Report::Kind::Undo;
  return finished ? Emblem::Clean : Emblem::Unknown;
}

class PageMaker {
 public:
  PageMaker(const Report& report, const Wording& wording, const std::vector<Advisory>& advisories)
      : report_(report), wording_(wording), advisories_(advisories) {}

  ReportPage make() {
    page_.language = wording_.language();
    page_.title = say("report.title");
    page_.emblem = emblemOf(report_);
    page_.kind = resultOf(report_);
    verdict(page_.kind);
    page_.meansTitle = say("report.means");
    page_.doesNotMeanTitle = say("report.not");
    page_.nowTitle = say("report.now");
    page_.worm = worm();
    page_.hole = hole();
    package();
    advised();
    facts();
    found();
    notRead();
    attempts();
    operations();
    page_.origin = say("report.notice");
    return std::move(page_);
  }

 private:
  std::string say(std::string_view key, const std::vector<std::string>& arguments = {}) const { return wording_.text(key, arguments); }

  void verdict(ResultKind kind) {
    const ResultText result = wording_.result(kind);
    page_.headline = kind == ResultKind::Infected ? infectedHeadline(result.headline) : result.headline;
    page_.means = result.means;
    // Where no step was done nothing lies in quarantine.
    if (kind == ResultKind::Incomplete && count(report_, Outcome::Done) == 0) page_.means = say("result.incomplete.means_none");
    if (const std::string counted = howMany(kind); !counted.empty()) page_.means += gap() + counted;
    page_.doesNotMean = result.notMeans;
    page_.now = result.now;
    // The Windows that runs here is not started later: it is restarted.
    if (kind == ResultKind::Restart && report_.evidence.system.kind == "live") page_.now = say("result.restart.now_live");
    const bool onlyPatch = kind == ResultKind::Restart || kind == ResultKind::CleanOpen || kind == ResultKind::RemovedOpen || kind == ResultKind::HoleUnknown;
    const PatchFinding* waiting = onlyPatch ? patchThatWaits() : nullptr;
    page_.nowStarts = waiting != nullptr;
    if (waiting != nullptr) page_.now = say(waiting->wantsRestart ? "result.staged.now_restart" : "result.staged.now");
  }

  /// A patch that lies ready for that Windows' next start, or has been put in by it and wants one more; null for none.
  const PatchFinding* patchThatWaits() const {
    for (const HoleFinding& one : report_.assessment.holes) {
      const auto waiting = std::ranges::find(one.patches, PatchState::Staged, &PatchFinding::state);
      if (waiting != one.patches.end()) return &*waiting;
    }
    return nullptr;
  }

  /// With the worm's name where it is one.
  std::string infectedHeadline(const std::string& general) const {
    std::string threat;
    for (const Finding& finding : report_.assessment.findings) {
      if (finding.state != FindingState::Infected) continue;
      if (!threat.empty()) return general;
      threat = threatName(finding);
    }
    return threat.empty() ? general : say("result.infected.headline_named", {threat});
  }

  std::string threatName(const Finding& finding) const {
    const std::string name = packText(finding.advisory, "threat." + finding.threat + ".name");
    return name.empty() ? finding.threat : name;
  }

  /// The number that belongs to a result, as a sentence; empty where there is none.
  std::string howMany(ResultKind kind) const {
    const std::size_t done = count(report_, Outcome::Done);
    const auto programs = static_cast<std::size_t>(
        std::ranges::count_if(report_.operations, [](const OperationResult& one) { return one.outcome == Outcome::Done && isOther(one); }));
    switch (kind) {
      case ResultKind::Infected:
      case ResultKind::Suspected:
      case ResultKind::Traces: {
        std::size_t found = 0;
        for (const Finding& finding : report_.assessment.findings) {
          for (const JudgedObservation& judged : finding.observations) found += judged.strength == Strength::Remark ? 0U : 1U;
        }
        return wording_.count("result.found_count", found);
      }
      case ResultKind::Unknown: {
        const auto missing = static_cast<std::size_t>(std::ranges::count(report_.evidence.notRead, true, &NotRead::needed));
        return missing == 0 ? std::string() : wording_.count("result.not_read_count", missing);
      }
      case ResultKind::Incomplete:
        return wording_.count("result.failed_count", report_.operations.size() - done - count(report_, Outcome::PendingRestart));
      case ResultKind::Treated:
      case ResultKind::RemovedOpen:
        // Of a patch alone, or of ports that were opened again, nothing was to be removed.
        return std::ranges::all_of(report_.operations, isOther) ? std::string() : wording_.count("result.removed_count", done - programs);
      case ResultKind::Undone:
      case ResultKind::UndoIncomplete:
        return wording_.count("result.undone_count", done - programs);
      case ResultKind::Clean:
      case ResultKind::CleanOpen:
      case ResultKind::HoleUnknown:
      case ResultKind::Refused:
      case ResultKind::Restart:
      case ResultKind::NothingDone:
      case ResultKind::Interrupted:
        break;
    }
    return {};
  }

  /// A text of the pack in the report's language; empty where the pack has none.
  std::string packText(std::string_view advisory, const std::string& key) const {
    for (const Advisory& pack : advisories_) {
      if (pack.id == advisory) return packText(pack, key);
    }
    return {};
  }
  std::string packText(const Advisory& pack, const std::string& key) const { return pack.text(wording_.language(), key); }

  ReportPage::State worm() const {
    const Infection infection = report_.assessment.infection;
    return {emblemOf(infection), wording_.infection(infection)};
  }

  ReportPage::State hole() const {
    const Exposure exposure = report_.assessment.exposure;
    return {emblemOf(exposure), wording_.exposure(exposure, closedBy())};
  }

  /// The newest patch that is in.
  std::string closedBy() const {
    std::string by;
    for (const HoleFinding& one : report_.assessment.holes) {
      for (const PatchFinding& patch : one.patches) {
        if (patch.state == PatchState::Installed) by = patch.id;
      }
    }
    return by;
  }

  void package() {
    page_.packageTitle = say("report.hole");
    for (const HoleFinding& one : report_.assessment.holes) {
      bool waits = false;
      for (const PatchFinding& patch : one.patches) {
        if (patch.state == PatchState::Staged) {
          page_.package.push_back(say(patch.wantsRestart ? "hole.patch_restart" : page_.nowStarts ? "hole.patch_staged_short" : "hole.patch_staged", {patch.id}));
        }
        if (patch.state == PatchState::Failed) page_.package.push_back(say("hole.patch_failed", {patch.id}));
        waits = waits || patch.state == PatchState::Staged;
      }
      // Nobody is sent for a package that lies ready.
      if (!one.needed || waits) continue;
      const auto pack = std::ranges::find_if(advisories_, [&one](const Advisory& a) { return a.hole && a.hole->id == one.hole; });
      if (pack == advisories_.end()) continue;
      const NeededPackage& needed = *one.needed;
      const auto seen = std::ranges::find(report_.packages, one.hole, &PackagesSeen::hole);
      const bool looked = seen != report_.packages.end();
      const bool atHand = looked && !seen->file.empty();
      const std::string& patch = atHand ? seen->patch : needed.patch;
      const std::string title = packText(*pack, "patch." + patch + ".title");
      page_.package.push_back(title.empty() ? patch : title);
      if (atHand) page_.package.push_back(say("package.at_hand", {seen->file}));
      if (looked) refusedPackages(*seen);
      // Nor for one that is there, where only the service pack is missing: that has been said.
      if (atHand || (looked && !seen->refused.empty() && seen->refused.front().problem == PackageProblem::ServicePack)) continue;
      if (!needed.servicePackFits && !needed.servicePacks.empty()) {
        page_.package.push_back(filled(packText(*pack, "package.service_pack"), {say("hole.service_packs", {needed.servicePacks})}));
      }
      page_.package.push_back(needed.file.empty() ? packText(*pack, "package.language")
                                                  : filled(packText(*pack, "package.fetch"), {needed.file}));
      page_.fetches.push_back(fetch(needed.file.empty() ? needed.patch : needed.file, needed.address));
    }
    const bool forgotten = std::ranges::any_of(report_.evidence.staged, [](const StagedSeen& one) { return one.stillProtected && !one.waits; });
    if (forgotten) page_.package.push_back(say("hole.still_protected"));
    if (!report_.portsClosed.empty()) page_.package.push_back(say("hole.ports_closed"));
    std::erase(page_.package, "");
  }

  ReportPage::Fetch fetch(const std::string& file, const std::string& address) const {
    return {file, address, address.empty() ? say("package.look_for", {file}) : say("package.address", {address})};
  }

  /// What the worm uses beside the hole.
  void advised() {
    for (const AdvisedFinding& one : report_.assessment.advised) {
      page_.advised.push_back(one.file.empty() ? say("advised.patch", {one.patch}) : say("advised.patch_file", {one.patch, one.file}));
      if (std::ranges::find(report_.packages, one.bulletin, &PackagesSeen::hole) != report_.packages.end())
        page_.advised.push_back(say("advised.there", {one.file}));
      page_.advisedFetches.push_back(fetch(one.file.empty() ? one.patch : one.file, one.address));
    }
  }

  /// What is wrong with a file that ought to be right; where none is, why the nearest is not used.
  void refusedPackages(const PackagesSeen& seen) {
    for (const PackageRefused& one : seen.refused) {
      const bool nearest = seen.file.empty() && one.problem == seen.refused.front().problem;
      if (nearest || one.problem >= PackageProblem::NotListed) page_.package.push_back(wording_.packageRefused(one));
    }
  }

  void facts() {
    const SystemFacts& system = report_.evidence.system;
    const auto fact = [this](std::string_view key, const std::string& value) {
      if (!value.empty()) page_.facts.emplace_back(say(key), displayable(value));
    };
    std::string product = system.product;
    if (system.servicePack && *system.servicePack > 0) product += " Service Pack " + std::to_string(*system.servicePack);
    fact("report.windows", product);
    fact("report.pc_name", system.computerName);
    fact("report.place", system.systemRoot.empty() ? system.root : system.systemRoot + " (" + system.root + ")");
    fact("report.depth", wording_.depth(report_.evidence.depth));
    // "2003-08-16T07:00:00Z": to the minute.
    std::string started = report_.evidence.started.substr(0, 16);
    std::ranges::replace(started, 'T', ' ');
    fact("report.started", started);
    std::string packs;
    for (const auto& [id, packVersion] : report_.advisories) packs.append(packs.empty() ? "" : ", ").append(id).append(" ").append(packVersion);
    fact("report.worm_info", packs);
    if (report_.before) fact("report.before", wording_.infection(report_.before->infection));
  }

  /// What a person calls the thing: the file, or the file that an entry starts.
  static std::string foundName(const Observation& seen) {
    // "MSBLAST.EXE-09FF84F2.pf" is what Windows wrote; MSBLAST.EXE is what ran.
    if (seen.kind == ObservationKind::Prefetch) {
      const std::string record(fileNameOf(seen.where));
      const std::size_t dash = record.rfind('-');
      return dash == std::string::npos || dash == 0 ? record : record.substr(0, dash);
    }
    if (seen.file) return seen.file->path.name();
    if (seen.entry && seen.kind == ObservationKind::Service) return std::string(fileNameOf(seen.entry->key.text()));
    if (seen.entry && !seen.entry->program.empty()) return std::string(fileNameOf(seen.entry->program));
    return std::string(fileNameOf(seen.where));
  }

  void found() {
    page_.foundTitle = say("report.found");
    std::string doesNot;
    for (const Finding& finding : report_.assessment.findings) {
      const std::string threat = threatName(finding);
      for (const JudgedObservation& judged : finding.observations) {
        const Observation& seen = report_.evidence.observations.at(judged.observation);
        const std::string sentence = wording_.found(seen.kind, judged.strength, seen.state, shownName(foundName(seen)));
        page_.found.push_back({say("report.pair", {threat, sentence}), displayable(seen.where), emblemOf(judged.strength, seen.state)});
      }
      if (finding.state == FindingState::Infected && doesNot.empty()) {
        doesNot = packText(finding.advisory, "threat." + finding.threat + ".does_not");
      }
    }
    // Only the pack may say what this very worm does not do.
    if (report_.assessment.findings.size() == 1 && !doesNot.empty()) page_.doesNotMean = doesNot + gap() + page_.doesNotMean;
  }

  /// Between two sentences.
  std::string gap() const { return wording_.language() == "ja" ? "" : " "; }

  std::string unread(const NotRead& gap) const {
    const std::string why = wording_.reason(gap.why);
    if (gap.programs > 0) return wording_.count("report.not_read_programs", gap.programs, {why});
    return say("report.not_read_line", {gap.kind ? wording_.kind(*gap.kind) : shownName(gap.where), why});
  }

  void notRead() {
    page_.notReadTitle = say("report.not_read");
    // What decides comes first.
    for (const bool needed : {true, false}) {
      for (const NotRead& gap : report_.evidence.notRead) {
        if (gap.needed != needed) continue;
        page_.notRead.push_back({unread(gap), displayable(gap.where)});
      }
    }
  }

  void attempts() {
    const Evidence& evidence = report_.evidence;
    page_.attemptsTitle = say("attempts.title");
    if (evidence.firewallLogs.empty()) return;
    for (const AttemptsSeen& seen : evidence.attempts) {
      const AttemptsJudged judgement = judged(seen);
      if (!judgement.most) {
        page_.attempts.push_back(say("attempts.none", {portsText(seen.ports)}));
        continue;
      }
      const DayAttempts& most = seen.days[*judgement.most];
      const auto percent = judgement.percent[*judgement.most];
      page_.attempts.push_back(wording_.count("attempts.days", judgement.daysWith,
                                              {portsText(seen.ports), seen.days[*judgement.first].day, seen.days[*judgement.last].day}));
      page_.attempts.push_back(percent ? wording_.count("attempts.most_percent", most.attempts, {most.day, std::to_string(*percent)})
                                       : wording_.count("attempts.most", most.attempts, {most.day}));
      if (percent)
        page_.attempts.push_back(judgement.fromBefore ? say("attempts.normal_before", {seen.since}) : say("attempts.normal_all"));
      page_.charts.push_back(chart(seen, judgement));
    }
    std::uint64_t broken = 0;
    std::uint64_t lost = 0;
    for (const FirewallLogSeen& log : evidence.firewallLogs) {
      broken += log.broken;
      lost += log.lost;
    }
    if (broken > 0) page_.attempts.push_back(wording_.count("attempts.broken", broken));
    if (lost > 0) page_.attempts.push_back(wording_.count("attempts.lost", lost));
    page_.attempts.push_back(say("attempts.honest"));
  }

  /// The days around the one with the most.
  ReportPage::Chart chart(const AttemptsSeen& seen, const AttemptsJudged& judgement) const {
    constexpr std::size_t beside = 10;
    ReportPage::Chart chart{say("attempts.chart"), judgement.normal, {}};
    const std::size_t most = *judgement.most;
    for (std::size_t i = most - std::min(most, beside); i < std::min(seen.days.size(), most + beside + 1); ++i) {
      const auto percent = judgement.percent[i];
      const std::string number = wording_.count("attempts.number", seen.days[i].attempts);
      chart.bars.push_back(
          {seen.days[i].day, seen.days[i].attempts, percent ? say("attempts.bar", {number, std::to_string(*percent)}) : number, i == most});
    }
    return chart;
  }

  void operations() {
    const bool planned = isOnlyPlanned(report_);
    page_.operationsTitle = say(planned ? "report.planned" : "report.done");
    // A list that is cut off must not hide what went wrong.
    std::vector<OperationResult> results = report_.operations;
    std::ranges::stable_partition(results, [](const OperationResult& one) { return one.outcome == Outcome::Failed || one.outcome == Outcome::Refused; });
    for (const OperationResult& result : results) {
      const std::string what = wording_.action(result.action, shownName(result.where));
      std::string line = planned ? what : say("report.with_note", {what, wording_.outcome(result.outcome)});
      // Whoever installs on this very Windows can do something about it.
      const bool here = result.action == "install_package" || result.action == "close_ports" || result.action == "open_ports";
      const bool done = result.outcome == Outcome::Done || result.outcome == Outcome::PendingRestart;
      if (here && !planned && !done) line = say("report.with_reason", {what, wording_.outcome(result.outcome), wording_.notDone(result.detail, result.action)});
      page_.operations.push_back({line, displayable(result.where)});
    }
    const bool canUndo = report_.kind == Report::Kind::Treat && !report_.run.empty();
    if (!canUndo) return;
    page_.undoTitle = say("report.undo");
    page_.undo = say("report.undo_how");
    page_.undoCommand = "sankajo-cli undo --target \"" + displayable(report_.evidence.system.root) + "\" --run " + report_.run;
  }

  const Report& report_;
  const Wording& wording_;
  const std::vector<Advisory>& advisories_;
  ReportPage page_;
};

}  // namespace

ReportPage reportPage(const Report& report, const Wording& wording, const std::vector<Advisory>& advisories) {
  return PageMaker(report, wording, advisories).make();
}

std::string moreLines(const Wording& wording, std::size_t count) { return wording.count("report.more", count); }

std::string shortened(std::string_view text, std::size_t longest) {
  // Where each character begins.
  std::vector<std::size_t> starts;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if ((static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80) starts.push_back(i);
  }
  if (starts.size() <= longest) return std::string(text);
  const std::size_t half = (longest - 1) / 2;
  return std::string(text.substr(0, starts[half])) + "…" + std::string(text.substr(starts[starts.size() - half]));
}

}  // namespace sankajo
