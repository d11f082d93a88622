// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error.h"
#include "engine/finding.h"
#include "engine/packages.h"
#include "engine/plan.h"
#include "engine/report.h"

// Sentences for codes: the one place that turns what the engine says into what a person reads, for wizard, command line and report
// alike. The sentences stand in translations/messages.<language>.json, one flat object of texts; a worm's own texts stand in its pack.

namespace sankajo {

/// In which phase something could not be done: it decides what is said about what was changed.
enum class Phase {
  Checking,   ///< Nothing was changed.
  Treating,   ///< What was done so far is recorded.
  Recording,  ///< The record itself could not be written, so the step was not taken.
};

/// What a result page or a report opens with.
enum class ResultKind {
  Infected,
  Suspected,
  Traces,
  Clean,        ///< And the hole is closed or was never there.
  CleanOpen,    ///< Nothing found, the hole is open.
  Unknown,      ///< Could not decide whether it is infected.
  HoleUnknown,  ///< Nothing found and all read, but whether the hole is closed could not be decided.
  Refused,      ///< Left as it is: writing could do harm, or there is no Windows.
  Restart,      ///< A restart is needed to finish.
  Incomplete,   ///< Some steps could not be done.
  NothingDone,  ///< Cancelled before any change.
  Treated,      ///< Removed, checked again, nothing found, hole closed.
  RemovedOpen,  ///< Removed, checked again, nothing found, hole open.
  Interrupted,  ///< An earlier run stopped halfway.
  Undone,
  UndoIncomplete,  ///< Some things could not be put back.
};

/// Said in this order; each but the headline is a few whole sentences.
struct ResultText {
  std::string headline, means, notMeans, now;
};

/// A text with `%1` ... `%9` replaced by the arguments, which are made displayable, and `%n` by a number where there is one. In one pass, so that an argument
/// that holds a "%2" of its own stays as it is.
std::string filled(std::string_view text, const std::vector<std::string>& arguments, const std::string& number = {});

class Wording {
 public:
  /// Reads one language. Its key "language" is "ja" or "en". Fails with Corrupt for anything but a flat object of texts that are not empty.
  static Result<Wording> fromJson(std::string_view json);

  const std::string& language() const { return language_; }

  /// The text with `%1` ... `%9` replaced by the arguments, which are made displayable. An unknown key gives the key.
  std::string text(std::string_view key, const std::vector<std::string>& arguments = {}) const;
  /// The text that fits a number: `key.one` for one in English, else `key.other`; `%n` is the number, with commas.
  std::string count(std::string_view key, std::uint64_t n, const std::vector<std::string>& arguments = {}) const;

  /// What happened, whether anything was lost, and what to do. Names the subject by its last part only.
  std::string error(const Error& error, Phase phase) const;
  /// Why one thing could not be looked at, for a list: "there was no permission to open it".
  std::string reason(Errc code) const;
  /// The same of evidence's own words, in which an error's code comes first.
  std::string reason(std::string_view why) const;
  /// Why one step was not done, of an operation's own words, in which an error's code comes first. `action` is the action's name in reports.
  std::string notDone(std::string_view why, std::string_view action = {}) const;

  /// The four texts of a result.
  ResultText result(ResultKind kind) const;
  /// One sentence each.
  std::string infection(Infection infection) const;
  /// `closedBy` (a patch number or what the files' versions say) may be empty.
  std::string exposure(Exposure exposure, const std::string& closedBy = {}) const;
  std::string nextStep(NextStep step) const;

  /// One observation in plain words; `subject` is the file's, value's or service's name.
  std::string found(ObservationKind kind, Strength strength, Seen state, const std::string& subject) const;
  /// What is done to the thing of this name: "Put "msblast.exe" in quarantine". `action` is the action's name in reports.
  std::string action(std::string_view action, const std::string& subject) const;
  /// Why an operation is in the plan; `threat` is the threat's name, `action` the action's in reports.
  std::string why(Consent consent, const std::string& threat, std::string_view action = {}) const;

  /// Why a package's file is not used, and what to do.
  std::string packageRefused(const PackageRefused& refused) const;

  // Captions and cells.
  std::string kind(ObservationKind kind) const;
  std::string strength(Strength strength) const;
  std::string patchState(PatchState state) const;
  std::string outcome(Outcome outcome) const;
  std::string depth(Depth depth) const;
  /// Whether the plan's patch is installed now or at the next start is told.
  std::string group(Consent consent, const Plan& plan = {}) const;

 private:
  std::string language_;
  std::map<std::string, std::string, std::less<>> texts_;
};

/// The name that a person knows of a Windows path, a key or a host path: its last part, shortened in the middle to 40 characters; `C:` for a root.
std::string shownName(std::string_view subject);

}  // namespace sankajo
