// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <map>

#include "engine/finding.h"
#include "engine/staging.h"
#include "engine/text.h"

namespace sankajo {

namespace {

// Where a pack's addresses lie (advisory.schema.json). Encrypted connections came to that host later than the files.
constexpr std::string_view downloadHost = "http://download.microsoft.com";

std::string addressOf(const PackageFile& package) {
  return package.address.empty() ? std::string() : std::string(downloadHost) + package.address;
}

// How one file stands to one patch.
enum class Standing {
  Below,       // older, for certain
  MaybeBelow,  // older than a number that is known from memory only
  MaybeAt,     // at or above a number that is known from memory only
  At,          // at or above, for certain
  Contained,   // of a service pack that has the fix
  Unknown,
};

struct Judged {
  const FileVersionSeen* file;
  Standing standing;
  std::string detail;
};

class HoleJudge {
 public:
  HoleJudge(const Evidence& evidence, const Hole& hole) : evidence_(evidence), hole_(hole) {}

  HoleFinding judge() {
    HoleFinding finding;
    finding.hole = hole_.id;
    const SystemFacts& system = evidence_.system;
    if (system.familyKnown && std::ranges::find(hole_.affected, system.family) == hole_.affected.end()) {
      finding.exposure = Exposure::NotAffected;
      finding.why = "this system never had it";
      for (const Patch& patch : hole_.patches) finding.patches.push_back({patch.id, PatchState::NotApplicable, {}, false});
      return finding;
    }
    std::map<std::string, PatchState> states;
    for (auto patch = hole_.patches.rbegin(); patch != hole_.patches.rend(); ++patch) states[patch->id] = stateOf(*patch, states);
    for (const Patch& patch : hole_.patches) states[patch.id] = asStaged(patch, states[patch.id]);
    for (const Patch& patch : hole_.patches) {
      const StagedSeen* staged = stagedLast(patch);
      const bool restarts = states[patch.id] == PatchState::Staged && staged != nullptr && staged->ended;
      finding.patches.push_back({patch.id, states[patch.id], evidenceFor(patch), restarts});
    }
    const Patch* closing = hole_.patch(hole_.closedBy);
    finding.exposure = closing != nullptr ? exposure(*closing, finding.why) : Exposure::Unknown;
    const PatchState wanted = states[hole_.wanted];
    if (finding.exposure != Exposure::Closed || wanted == PatchState::Missing || wanted == PatchState::Unknown ||
        wanted == PatchState::Failed) {
      finding.needed = neededPackage();
    }
    return finding;
  }

 private:
  const VersionBranch* branchOf(const FileVersionSeen& file) const {
    for (const VersionBranch& branch : hole_.branches) {
      if (branch.machine == file.machine && *file.version >= branch.first && *file.version <= branch.last &&
          (!evidence_.system.familyKnown || branch.systems.empty() ||
           std::ranges::find(branch.systems, evidence_.system.family) != branch.systems.end())) {
        return &branch;
      }
    }
    return nullptr;
  }

  static const FixedVersion* fixedVersion(const Patch& patch, const std::string& branch, const std::string& file) {
    const auto found = std::ranges::find_if(patch.files, [&](const FixedVersion& fixed) {
      return fixed.branch == branch && equalNoCase(fixed.file, file);
    });
    return found == patch.files.end() ? nullptr : &*found;
  }

  Judged judge(const Patch& patch, const FileVersionSeen& file) const {
    if (file.state != Seen::Present || !file.version) return {&file, Standing::Unknown, file.why};
    const std::string number = file.version->text();
    const VersionBranch* branch = branchOf(file);
    if (branch == nullptr) return {&file, Standing::Unknown, number + ", of no known branch"};
    if (branch->fixed) return {&file, Standing::Contained, number + ", of a service pack that has the fix"};
    const FixedVersion* fixed = fixedVersion(patch, branch->id, file.file);
    if (fixed == nullptr) return {&file, Standing::Unknown, number + ", no number to compare with"};
    const bool certain = isCertain(fixed->provenance.confidence);
    const std::string detail = number + (*file.version < fixed->version ? ", below " : ", at or above ") + fixed->version.text() +
                               (certain ? "" : " (from memory)");
    if (*file.version < fixed->version) {
      const bool surely = certain || (branch->openUpTo && *file.version <= *branch->openUpTo);
      return {&file, surely ? Standing::Below : Standing::MaybeBelow, detail};
    }
    if (certain) return {&file, Standing::At, detail};
    // A later patch's number may be certain where this one's is not.
    const bool laterCertain = std::ranges::any_of(hole_.patches, [&](const Patch& later) {
      const FixedVersion* number2 = fixedVersion(later, branch->id, file.file);
      return number2 != nullptr && isCertain(number2->provenance.confidence) && number2->version >= fixed->version &&
             *file.version >= number2->version;
    });
    return {&file, laterCertain ? Standing::At : Standing::MaybeAt, detail};
  }

  std::vector<Judged> judgeAll(const Patch& patch) const {
    std::vector<Judged> out;
    for (const FileVersionSeen& file : evidence_.versions) {
      const bool ours = std::ranges::any_of(hole_.files, [&file](const Hole::File& one) { return equalNoCase(one.name, file.file); });
      if (ours) out.push_back(judge(patch, file));
    }
    // Without knowing the system, both names of one file were looked for; one of the two is enough.
    if (!evidence_.system.familyKnown) {
      std::erase_if(out, [this](const Judged& one) { return one.file->state == Seen::Absent && hasTwin(one.file->file); });
    }
    return out;
  }

  // Whether another name of the same file ("rpcss.exe" for "rpcss.dll") was found.
  bool hasTwin(const std::string& file) const {
    const std::string stem = foldCase(file.substr(0, file.rfind('.')));
    return std::ranges::any_of(evidence_.versions, [&](const FileVersionSeen& other) {
      return other.state != Seen::Absent && foldCase(other.file.substr(0, other.file.rfind('.'))) == stem;
    });
  }

  // What the files' numbers say of a patch; never Superseded but by a service pack.
  PatchState byFiles(const Patch& patch) const {
    const std::vector<Judged> all = judgeAll(patch);
    const auto any = [&all](Standing standing) { return std::ranges::find(all, standing, &Judged::standing) != all.end(); };
    // Without one of the files nothing is certain: it may be the very one that was patched, or that the disk has lost.
    if (std::ranges::any_of(all, [](const Judged& one) { return one.file->state != Seen::Present; })) return PatchState::Unknown;
    if (any(Standing::Below)) return PatchState::Missing;
    if (all.empty() || any(Standing::MaybeBelow) || any(Standing::Unknown)) return PatchState::Unknown;
    if (std::ranges::all_of(all, [](const Judged& one) { return one.standing == Standing::Contained; })) return PatchState::Superseded;
    if (any(Standing::At) || any(Standing::Contained)) return PatchState::Installed;
    // Numbers from memory alone: the installer's own mark beside them decides.
    return traced(patch.id) ? PatchState::Installed : PatchState::Unknown;
  }

  bool traced(const std::string& id) const { return std::ranges::find(evidence_.patchTraces, id, &PatchTrace::patch) != evidence_.patchTraces.end(); }

  bool inRollup(const Patch& patch) const {
    return std::ranges::any_of(hole_.rollups, [&](const Rollup& rollup) {
      if (rollup.system != evidence_.system.family || std::ranges::find(rollup.contains, patch.id) == rollup.contains.end()) return false;
      return (rollup.servicePack && evidence_.system.servicePack.value_or(0) >= *rollup.servicePack) ||
             (!rollup.key.empty() && traced(rollup.id));
    });
  }

  const StagedSeen* stagedLast(const Patch& patch) const {
    const StagedSeen* last = nullptr;
    for (const StagedSeen& one : evidence_.staged) {
      if (one.patch == patch.id && !one.foreign) last = &one;
    }
    return last;
  }

  // What was put ready says something only of a patch that the files do not show.
  PatchState asStaged(const Patch& patch, PatchState byFiles) const {
    if (byFiles != PatchState::Missing && byFiles != PatchState::Unknown) return byFiles;
    const StagedSeen* staged = stagedLast(patch);
    if (staged == nullptr) return byFiles;
    if (staged->gaveUp) return PatchState::Failed;
    if (!staged->ended) return staged->waits ? PatchState::Staged : byFiles;
    // An installer that says "done" is believed when the files show it, or Windows' own list of files that it replaces when it is restarted.
    if (!staged->exitCode || !isInstalled(*staged->exitCode)) return PatchState::Failed;
    if (filesAreReplacedAtStart()) return PatchState::Staged;
    return byFiles == PatchState::Missing ? PatchState::Failed : byFiles;
  }

  // `newer` holds the states of the patches behind this one.
  PatchState stateOf(const Patch& patch, const std::map<std::string, PatchState>& newer) const {
    const PatchState state = byFiles(patch);
    if (state != PatchState::Installed) return state;
    if (inRollup(patch)) return PatchState::Superseded;
    const bool contained = std::ranges::any_of(hole_.patches, [&](const Patch& later) {
      const auto found = newer.find(later.id);
      return found != newer.end() && (found->second == PatchState::Installed || found->second == PatchState::Superseded) &&
             std::ranges::find(later.replaces, patch.id) != later.replaces.end();
    });
    return contained ? PatchState::Superseded : PatchState::Installed;
  }

  Exposure exposure(const Patch& closing, std::string& why) const {
    for (const Judged& one : judgeAll(closing)) why += (why.empty() ? "" : "; ") + one.file->where + " " + one.detail;
    switch (byFiles(closing)) {
      case PatchState::Missing:
        return Exposure::Open;
      case PatchState::Installed:
      case PatchState::Superseded:
        return Exposure::Closed;
      case PatchState::Staged:
      case PatchState::Failed:
      case PatchState::NotApplicable:
      case PatchState::Unknown:
        return Exposure::Unknown;
    }
    return Exposure::Unknown;
  }

  bool filesAreReplacedAtStart() const {
    return std::ranges::any_of(hole_.files, [this](const Hole::File& file) {
      return std::ranges::find(evidence_.replacedAtStart, file.name) != evidence_.replacedAtStart.end();
    });
  }

  std::string how(const StagedSeen& one) const {
    if (one.foreign) return "no run of Sankajo has put this there";
    if (one.gaveUp) return "begun three times without coming to an end";
    if (one.ended && !one.exitCode) return "the package ended, and its result says nothing";
    if (one.ended) {
      return "the package ended with " + std::to_string(*one.exitCode) + (filesAreReplacedAtStart() ? "; files are replaced when Windows is restarted" : "");
    }
    return one.waits ? "will be installed at the next start" : "was put ready, and nothing starts it";
  }

  std::vector<PatchEvidence> evidenceFor(const Patch& patch) const {
    std::vector<PatchEvidence> out;
    for (const Judged& one : judgeAll(patch)) out.push_back({one.file->where, one.detail});
    for (const PatchTrace& trace : evidence_.patchTraces) {
      if (trace.patch == patch.id) out.push_back({trace.where, trace.detail});
    }
    for (const StagedSeen& one : evidence_.staged) {
      if (one.patch != patch.id) continue;
      std::string detail = how(one);
      if (one.stillProtected) detail += "; the temporary protection is still on";
      out.push_back({one.where, std::move(detail)});
    }
    std::ranges::stable_sort(out, lessNoCase, &PatchEvidence::where);
    return out;
  }

  std::optional<NeededPackage> neededPackage() const {
    const Patch* wanted = hole_.patch(hole_.wanted);
    if (wanted == nullptr) return std::nullopt;
    NeededPackage needed;
    needed.patch = wanted->id;
    needed.language = evidence_.system.language;
    if (!evidence_.system.familyKnown) return needed;
    const std::string seen = machineOf(evidence_);
    const std::string machine = seen.empty() ? "x86" : seen;
    for (const PackageFile& package : wanted->packages) {
      if (package.system == evidence_.system.family && equalNoCase(package.language, needed.language) && package.machine == machine) {
        needed.file = package.file;
        needed.address = addressOf(package);
        break;
      }
    }
    for (const Prerequisite& one : wanted->prerequisites) {
      if (one.system != evidence_.system.family) continue;
      for (const int pack : one.servicePacks) needed.servicePacks += (needed.servicePacks.empty() ? "" : ", ") + std::to_string(pack);
      needed.servicePackFits = !evidence_.system.servicePack ||
                               std::ranges::find(one.servicePacks, *evidence_.system.servicePack) != one.servicePacks.end();
    }
    return needed;
  }

  const Evidence& evidence_;
  const Hole& hole_;
};

}  // namespace

std::string machineOf(const Evidence& evidence) {
  std::string machine;
  for (const FileVersionSeen& file : evidence.versions) {
    if (machine.empty() || (!file.machine.empty() && file.machine != "x86")) machine = file.machine;
  }
  return evidence.system.nec98 && (machine.empty() || machine == "x86") ? "nec98" : machine;
}

std::vector<AdvisedFinding> advisedPatches(const Evidence& evidence, const std::vector<Finding>& findings, const Advisory& advisory) {
  const SystemFacts& system = evidence.system;
  const auto contains = [](const auto& all, const auto& one) { return std::ranges::find(all, one) != all.end(); };
  std::vector<AdvisedFinding> out;
  for (const AdvisedPatch& one : advisory.advised) {
    const bool found = std::ranges::any_of(findings, [&](const Finding& finding) {
      return finding.advisory == advisory.id && finding.state != FindingState::Unknown && contains(one.threats, finding.threat);
    });
    const auto from = one.notFromServicePack.find(system.family);
    const bool contained = from != one.notFromServicePack.end() && system.servicePack.value_or(0) >= from->second;
    const bool there = std::ranges::find(evidence.patchTraces, one.patch, &PatchTrace::patch) != evidence.patchTraces.end();
    if (!found || !system.familyKnown || !contains(one.systems, system.family) || contained || there) continue;
    AdvisedFinding advised{advisory.id, one.patch, one.bulletin, ""};
    const std::string machine = machineOf(evidence);
    for (const PackageFile& package : one.packages) {
      if (package.system != system.family || !equalNoCase(package.language, system.language) || package.machine != machine) continue;
      advised.file = package.file;
      advised.address = addressOf(package);
    }
    out.push_back(std::move(advised));
  }
  return out;
}

HoleFinding assessHole(const Evidence& evidence, const Hole& hole) { return HoleJudge(evidence, hole).judge(); }

}  // namespace sankajo
