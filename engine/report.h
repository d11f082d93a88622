// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "engine/finding.h"
#include "engine/packages.h"
#include "engine/plan.h"

namespace sankajo {

class Wording;

enum class Outcome { Done, Failed, Refused, Skipped, PendingRestart };
std::string_view name(Outcome outcome);

/// What became of one operation.
struct OperationResult {
  std::string id, action, where, because;
  Outcome outcome = Outcome::Skipped;
  std::string detail;
  Consent consent = Consent::Certain;
};

/// Everything that a check, a treatment or an undo has to tell.
struct Report {
  enum class Kind { Check, Treat, Undo };
  Kind kind = Kind::Check;
  Evidence evidence;      ///< Of the last check.
  Assessment assessment;  ///< Of the last check.
  struct Before {
    Infection infection = Infection::Unknown;
    Exposure exposure = Exposure::Unknown;
  };
  std::optional<Before> before;  ///< Of the first check, when a second was made.
  std::vector<std::pair<std::string, std::string>> advisories;  ///< id, version
  std::vector<OperationResult> operations;
  std::vector<PackagesSeen> packages;  ///< One for each hole that needs a package; empty where no folder of packages was looked at.
  std::string run;          ///< Empty when nothing was done. Of a check: the run whose end it looks at, after the restart that it needed.
  std::string interrupted;  ///< Run of an unfinished journal; empty for none.
  std::string portsClosed;  ///< Run that has closed ports for a while, and they are still closed; empty for none.
  int exitCode = 70;
};

/// How far article 2 is: the worm removed, and the hole closed.
enum class ArticleTwo {
  NotDone,
  AfterRestart,  ///< All that is left is done by a restart, or when a Windows that does not run starts.
  Done,          ///< Nothing found, the hole seen closed in Windows' own files, and nothing waits or was left halfway.
};
ArticleTwo articleTwo(const Report& report);

/// sankajo.report/1, as the design's contract has it.
nlohmann::ordered_json reportJson(const Report& report);
/// For a terminal or a text file.
std::string reportText(const Report& report, const Wording& wording, const std::vector<Advisory>& advisories);
/// One printable page, complete in itself (no script, nothing from elsewhere). Strings from the disk are escaped.
std::string reportHtml(const Report& report, const Wording& wording, const std::vector<Advisory>& advisories);

}  // namespace sankajo
