// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "engine/evidence.h"

// Judgement: pure functions from evidence to findings. The rules are those of the design's section on verdicts.

namespace sankajo {

enum class Strength { Proof, Sign, Trace, Remark };
std::string_view name(Strength strength);

enum class FindingState { Infected, Suspected, Traces, Unknown };
std::string_view name(FindingState state);

/// An observation as a part of one threat's finding.
struct JudgedObservation {
  std::size_t observation = 0;  ///< Index into Evidence::observations.
  Strength strength = Strength::Remark;
  std::string detail;           ///< English, for details and JSON: what fitted.
  bool certain = false;         ///< A datum better than [M] is behind it.
};

struct Finding {
  std::string advisory, threat;
  FindingState state = FindingState::Unknown;
  bool possible = false;
  std::vector<JudgedObservation> observations;  ///< Sorted by `where`.
};

enum class Infection { Infected, Suspected, Unknown, Traces, Clean };
std::string_view name(Infection infection);
enum class Exposure { Open, Closed, NotAffected, Unknown };
std::string_view name(Exposure exposure);
enum class NextStep { RemoveAndPatch, Patch, Update, LookAgain };
std::string_view name(NextStep step);

enum class PatchState { Installed, Staged, Failed, Missing, Superseded, NotApplicable, Unknown };
std::string_view name(PatchState state);

struct PatchEvidence {
  std::string where, detail;
};
struct PatchFinding {
  std::string id;
  PatchState state = PatchState::Unknown;
  std::vector<PatchEvidence> evidence;
  bool wantsRestart = false;  ///< Of Staged: the package has ended well, and Windows replaces the files when it is restarted once more.
};

/// The package that this Windows needs next, when one is needed and known.
struct NeededPackage {
  std::string patch;     ///< "KB828741"
  std::string file;      ///< Empty when no package for this language is known.
  std::string language;  ///< "0411"
  std::string address;  ///< Where it once was to be had, as a URL; empty when not known.
  std::string servicePacks;  ///< "0, 1": those it goes in on
  bool servicePackFits = true;
};

struct HoleFinding {
  std::string hole;
  Exposure exposure = Exposure::Unknown;
  std::vector<PatchFinding> patches;
  std::optional<NeededPackage> needed;
  std::string why;  ///< English: what decided.
};

/// A patch of another hole, which a worm that was found uses too. Says nothing of whether the hole is closed.
struct AdvisedFinding {
  std::string advisory, patch, bulletin;
  std::string file;          ///< Empty when no package for this Windows is known.
  std::string address = {};  ///< Where it once was to be had, as a URL; empty when not known.
  bool operator==(const AdvisedFinding&) const = default;
};

struct Assessment {
  std::vector<Finding> findings;  ///< Sorted by (advisory, threat).
  std::vector<HoleFinding> holes;
  std::vector<AdvisedFinding> advised;
  Infection infection = Infection::Unknown;
  Exposure exposure = Exposure::Unknown;
  NextStep nextStep = NextStep::LookAgain;
};

Assessment assess(const Evidence& evidence, const std::vector<Advisory>& advisories);

/// What a Windows runs on, as packages are named: "x86", "nec98", "ia64", "amd64"; empty where its files do not say.
std::string machineOf(const Evidence& evidence);

/// What an advisory advises beside its hole (patches.cpp).
std::vector<AdvisedFinding> advisedPatches(const Evidence& evidence, const std::vector<Finding>& findings, const Advisory& advisory);

/// The state of one hole (patches.cpp).
HoleFinding assessHole(const Evidence& evidence, const Hole& hole);

/// The exit code of a check: 10, 12, 11, 0 in this order of precedence.
int checkExitCode(const Assessment& assessment);

}  // namespace sankajo
