// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/finding.h"

#include <algorithm>
#include <map>
#include <set>

#include "engine/text.h"
#include "engine/windows_own.h"

namespace sankajo {

namespace {

struct Known {
  const Advisory* advisory = nullptr;
  const Threat* threat = nullptr;
  const Indicator* indicator = nullptr;
};

class Judge {
 public:
  Judge(const Evidence& evidence, const std::vector<Advisory>& advisories) : evidence_(evidence), advisories_(advisories) {}

  std::vector<Finding> findings() {
    // Files first: what an entry starts, and what runs, is judged by what the file turned out to be. A packed file says it in memory only.
    const auto each = [this](auto isOfKind, auto judge) {
      for (std::size_t i = 0; i < evidence_.observations.size(); ++i) {
        if (isOfKind(evidence_.observations[i].kind)) (this->*judge)(i);
      }
    };
    const auto isMark = [](ObservationKind kind) { return kind == ObservationKind::Mutex || kind == ObservationKind::Port; };
    each([](ObservationKind kind) { return kind == ObservationKind::File; }, &Judge::judgeFile);
    each([](ObservationKind kind) { return kind == ObservationKind::Memory; }, &Judge::judgeMemory);
    each(isMark, &Judge::judgeMark);
    each([&](ObservationKind kind) { return kind != ObservationKind::File && kind != ObservationKind::Memory && !isMark(kind); }, &Judge::judgeEntry);
    std::vector<Finding> out;
    for (auto& [key, finding] : findings_) {
      finding.state = stateOf(finding);
      std::ranges::sort(finding.observations, {}, &JudgedObservation::observation);  // observations are sorted by where
      // Remarks alone say nothing.
      const bool speaks = std::ranges::any_of(finding.observations,
                                              [](const JudgedObservation& one) { return one.strength != Strength::Remark; });
      if (speaks) out.push_back(std::move(finding));
    }
    return out;
  }

 private:
  Known known(const Match& match) const {
    for (const Advisory& advisory : advisories_) {
      if (advisory.id != match.advisory) continue;
      const Threat* threat = advisory.threat(match.threat);
      if (threat == nullptr) return {};
      return {&advisory, threat, threat->indicator(match.indicator)};
    }
    return {};
  }

  void add(const Advisory& advisory, const Threat& threat, JudgedObservation judged) {
    Finding& finding = findings_[{advisory.id, threat.id}];
    finding.advisory = advisory.id;
    finding.threat = threat.id;
    finding.possible = threat.possible;
    finding.observations.push_back(std::move(judged));
  }

  // One file is one threat: a hash decides, then name and place (with a family rule confirming), then a rule.
  void judgeFile(std::size_t index) {
    const FileSeen& file = *evidence_.observations[index].file;
    const bool inert = file.place == Place::RestorePoint || file.place == Place::RecycleBin;
    const auto finish = [&](const Known& which, Strength strength, bool certain, std::string detail) {
      detail += ", " + std::to_string(file.size) + " bytes";
      if (!file.sha256.empty()) detail += ", SHA-256 " + file.sha256;
      add(*which.advisory, *which.threat, {index, inert ? Strength::Trace : strength, std::move(detail), certain});
      if (strength == Strength::Proof && !inert) proven_[foldCase(file.path.text())] = which.threat->id;
    };
    for (const Match& match : file.byHash) {
      if (const Known which = known(match); which.indicator != nullptr) return finish(which, Strength::Proof, true, "published hash");
    }
    Known named;
    for (const Match& match : file.byName) {
      named = known(match);
      if (named.indicator != nullptr) break;
    }
    Known ruled;
    std::string rule;
    for (const Match& match : file.byRule) {
      const Known which = known(match);
      if (which.indicator == nullptr) continue;
      const bool ofNamed = named.indicator != nullptr && named.advisory == which.advisory &&
                           (named.threat == which.threat || named.threat->family == which.threat->id);
      if (ruled.indicator == nullptr || ofNamed) {
        ruled = which;
        rule = std::get<RuleIndicator>(which.indicator->what).rule;
      }
      if (ofNamed) return finish(named, Strength::Proof, true, "name, place and rule " + rule);
    }
    if (ruled.indicator != nullptr) {
      const bool atNamedPlace = file.place == Place::Named;
      return finish(ruled, atNamedPlace ? Strength::Proof : Strength::Sign, true,
                    "rule " + rule + (atNamedPlace ? "" : ", at a place of its own"));
    }
    if (named.indicator == nullptr) return;
    const bool certainName = isCertain(named.indicator->provenance.confidence);
    if (named.indicator->supporting) return finish(named, Strength::Remark, certainName, "name and place");
    const auto& indicator = std::get<FileIndicator>(named.indicator->what);
    const auto size = std::ranges::find(indicator.sizes, file.size, &SizeDatum::bytes);
    if (size == indicator.sizes.end() || !file.executable) return finish(named, Strength::Sign, certainName, "name and place");
    if (certainName && isCertain(size->provenance.confidence)) {
      return finish(named, Strength::Proof, true, "name, place and published size");
    }
    finish(named, Strength::Sign, certainName, "name, place and a size from memory");
  }

  // The texts of a worm in memory prove it where the program is the worm's: by its file's name and place, or since they stand in the program
  // itself, in a folder that an advisory names. Anywhere else somebody may only be reading about it.
  void judgeMemory(std::size_t index) {
    const ProcessSeen& process = *evidence_.observations[index].process;
    Known named;
    for (const Match& match : process.byName) {
      const Known which = known(match);
      if (named.indicator == nullptr && which.indicator != nullptr && !which.indicator->supporting) named = which;
    }
    const auto systemRoot = WinPath::parse(evidence_.system.systemRoot);
    const bool ownProgram = process.image && process.place == Place::Named && systemRoot && !isWindowsOwnFile(*process.image, *systemRoot);
    Known ruled;
    Strength strength = Strength::Remark;
    std::string rule;
    for (const Match& match : process.byRule) {
      const Known which = known(match);
      if (which.indicator == nullptr) continue;
      const bool inProgram = ownProgram && std::ranges::find(process.inProgram, match) != process.inProgram.end();
      const bool proves = named.indicator != nullptr || inProgram;
      const bool ofNamed = named.indicator != nullptr && named.advisory == which.advisory &&
                           (named.threat == which.threat || named.threat->family == which.threat->id);
      if (ruled.indicator == nullptr || (proves && strength != Strength::Proof) || ofNamed) {
        ruled = ofNamed ? named : which;
        rule = std::get<RuleIndicator>(which.indicator->what).rule;
        strength = proves ? Strength::Proof : Strength::Remark;
      }
      if (ofNamed) break;
    }
    if (ruled.indicator == nullptr) return;
    std::string detail = "memory of process " + std::to_string(process.id) + ", rule " + rule;
    if (strength == Strength::Proof) {
      if (named.indicator == nullptr) detail += ", in its program";
      proven_.emplace(foldCase(process.image->text()), ruled.threat->id);
    }
    add(*ruled.advisory, *ruled.threat, {index, strength, std::move(detail), true});
  }

  // A mutex or a port is a mark of every threat that has it.
  void judgeMark(std::size_t index) {
    const Observation& observation = evidence_.observations[index];
    std::set<std::string> told;
    for (const Match& match : observation.matches) {
      const Known which = known(match);
      if (which.indicator == nullptr || !told.insert(match.advisory + "\n" + match.threat).second) continue;
      add(*which.advisory, *which.threat,
          {index, Strength::Remark, observation.kind == ObservationKind::Port ? "is open" : "is held", isCertain(which.indicator->provenance.confidence)});
    }
  }

  void judgeEntry(std::size_t index) {
    const Observation& observation = evidence_.observations[index];
    // One entry is one threat, too: the one that its program's file was found to be, else the first that fits.
    Known which;
    std::string startsProven;
    if (observation.entry && observation.entry->programFile) {
      const auto proven = proven_.find(foldCase(observation.entry->programFile->text()));
      if (proven != proven_.end()) startsProven = proven->second;
    }
    if (observation.process && observation.process->image) {
      const auto proven = proven_.find(foldCase(observation.process->image->text()));
      if (proven != proven_.end()) startsProven = proven->second;
    }
    for (const Match& match : observation.matches) {
      const Known candidate = known(match);
      if (candidate.indicator == nullptr) continue;
      if (which.indicator == nullptr || candidate.threat->id == startsProven) which = candidate;
      if (which.threat->id == startsProven) break;
    }
    if (which.indicator == nullptr) return;
    // What starts a file that is proven to be the worm is known by what was seen, not only by what is written about it.
    const bool certain = isCertain(which.indicator->provenance.confidence) || startsProven == which.threat->id;
    Strength strength = Strength::Sign;
    std::string detail;
    switch (observation.kind) {
      case ObservationKind::Autorun:
      case ObservationKind::Winlogon:
      case ObservationKind::Service: {
        const EntrySeen& entry = *observation.entry;
        detail = "starts " + entry.program;
        if (!entry.current) {
          strength = Strength::Trace;
          detail += ", not in the current control set";
        } else if (entry.programState == Seen::Absent) {
          strength = Strength::Trace;
          detail += ", which is gone";
        } else if (entry.programState == Seen::Unknown) {
          detail += ", which could not be looked at";
        }
        break;
      }
      case ObservationKind::Prefetch:
        strength = Strength::Trace;
        detail = "was started once";
        break;
      case ObservationKind::Process:
        detail = "runs, process " + std::to_string(observation.process->id);
        // A name without a place says nothing; that it could not be asked for its place keeps the verdict open.
        if (observation.state != Seen::Present) strength = Strength::Remark;
        break;
      case ObservationKind::File:
      case ObservationKind::Memory:
      case ObservationKind::Mutex:
      case ObservationKind::Port:
        strength = Strength::Remark;
        break;
    }
    if (which.indicator->supporting) strength = Strength::Remark;
    add(*which.advisory, *which.threat, {index, strength, std::move(detail), certain});
  }

  // What a sign says. A program that is started in several places, or runs several times, says no more than once: a vendor's program of this name
  // may be started for each user.
  std::string saying(const JudgedObservation& sign) const {
    const Observation& observation = evidence_.observations[sign.observation];
    if (observation.entry) return "starts " + foldCase(observation.entry->programFile ? observation.entry->programFile->text() : observation.entry->program);
    return std::string(name(observation.kind)) + " " + foldCase(observation.where);
  }

  FindingState stateOf(const Finding& finding) const {
    std::set<std::string> signs;
    std::size_t traces = 0;
    for (const JudgedObservation& one : finding.observations) {
      switch (one.strength) {
        case Strength::Proof:
          return FindingState::Infected;
        case Strength::Sign:
          signs.insert(saying(one));
          break;
        case Strength::Trace:
          ++traces;
          break;
        case Strength::Remark:
          break;
      }
    }
    if (signs.size() >= 2) return FindingState::Infected;
    if (signs.size() == 1) return FindingState::Suspected;
    return traces > 0 ? FindingState::Traces : FindingState::Unknown;
  }

  const Evidence& evidence_;
  const std::vector<Advisory>& advisories_;
  std::map<std::pair<std::string, std::string>, Finding> findings_;
  std::map<std::string, std::string> proven_;  ///< Folded path of a file -> the threat that it is.
};

Infection infectionOf(const std::vector<Finding>& findings, const Evidence& evidence) {
  const auto any = [&findings](FindingState state) {
    return std::ranges::any_of(findings, [state](const Finding& finding) { return finding.state == state; });
  };
  if (any(FindingState::Infected)) return Infection::Infected;
  if (any(FindingState::Suspected)) return Infection::Suspected;
  if (std::ranges::any_of(evidence.notRead, &NotRead::needed)) return Infection::Unknown;
  return any(FindingState::Traces) ? Infection::Traces : Infection::Clean;
}

Exposure exposureOf(const std::vector<HoleFinding>& holes) {
  const auto any = [&holes](Exposure exposure) {
    return std::ranges::any_of(holes, [exposure](const HoleFinding& hole) { return hole.exposure == exposure; });
  };
  for (const Exposure exposure : {Exposure::Open, Exposure::Unknown, Exposure::Closed}) {
    if (any(exposure)) return exposure;
  }
  return Exposure::NotAffected;
}

NextStep nextStepOf(Infection infection, Exposure exposure) {
  if (infection == Infection::Infected || infection == Infection::Suspected) return NextStep::RemoveAndPatch;
  if (infection == Infection::Unknown || exposure == Exposure::Unknown) return NextStep::LookAgain;
  return exposure == Exposure::Open ? NextStep::Patch : NextStep::Update;
}

}  // namespace

std::string_view name(Strength strength) {
  switch (strength) {
    case Strength::Proof:
      return "proof";
    case Strength::Sign:
      return "sign";
    case Strength::Trace:
      return "trace";
    case Strength::Remark:
      return "remark";
  }
  return "remark";
}

std::string_view name(FindingState state) {
  switch (state) {
    case FindingState::Infected:
      return "infected";
    case FindingState::Suspected:
      return "suspected";
    case FindingState::Traces:
      return "traces";
    case FindingState::Unknown:
      return "unknown";
  }
  return "unknown";
}

std::string_view name(Infection infection) {
  switch (infection) {
    case Infection::Infected:
      return "infected";
    case Infection::Suspected:
      return "suspected";
    case Infection::Unknown:
      return "unknown";
    case Infection::Traces:
      return "traces";
    case Infection::Clean:
      return "clean";
  }
  return "unknown";
}

std::string_view name(Exposure exposure) {
  switch (exposure) {
    case Exposure::Open:
      return "open";
    case Exposure::Closed:
      return "closed";
    case Exposure::NotAffected:
      return "not_affected";
    case Exposure::Unknown:
      return "unknown";
  }
  return "unknown";
}

std::string_view name(NextStep step) {
  switch (step) {
    case NextStep::RemoveAndPatch:
      return "remove_and_patch";
    case NextStep::Patch:
      return "patch";
    case NextStep::Update:
      return "update";
    case NextStep::LookAgain:
      return "look_again";
  }
  return "look_again";
}

std::string_view name(PatchState state) {
  switch (state) {
    case PatchState::Installed:
      return "installed";
    case PatchState::Staged:
      return "staged";
    case PatchState::Failed:
      return "failed";
    case PatchState::Missing:
      return "missing";
    case PatchState::Superseded:
      return "superseded";
    case PatchState::NotApplicable:
      return "not_applicable";
    case PatchState::Unknown:
      return "unknown";
  }
  return "unknown";
}

Assessment assess(const Evidence& evidence, const std::vector<Advisory>& advisories) {
  Assessment assessment;
  assessment.findings = Judge(evidence, advisories).findings();
  for (const Advisory& advisory : advisories) {
    if (advisory.hole) assessment.holes.push_back(assessHole(evidence, *advisory.hole));
    std::ranges::move(advisedPatches(evidence, assessment.findings, advisory), std::back_inserter(assessment.advised));
  }
  assessment.infection = infectionOf(assessment.findings, evidence);
  assessment.exposure = exposureOf(assessment.holes);
  assessment.nextStep = nextStepOf(assessment.infection, assessment.exposure);
  return assessment;
}

int checkExitCode(const Assessment& assessment) {
  if (assessment.infection == Infection::Infected || assessment.infection == Infection::Suspected) return 10;
  if (assessment.infection == Infection::Unknown || assessment.exposure == Exposure::Unknown) return 12;
  if (assessment.infection == Infection::Traces || assessment.exposure == Exposure::Open) return 11;
  return 0;
}

}  // namespace sankajo
