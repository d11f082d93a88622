// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/evidence.h"
#include "engine/filter_rules.h"
#include "engine/office_notice.h"
#include "engine/wording.h"

namespace sankajo {

enum class Verb { Targets, Check, Treat, Undo, Purge, Lint, Summarise, Rules, Situation, ReportForm, Notices };

/// In which form a report is written; a report file's name says it by its ending.
enum class ReportForm { Json, Text, Html };
/// In which form a summary of many PCs is printed.
enum class TableForm { Text, Json, Csv, Html };

/// Everything that was asked for on the command line.
struct Options {
  Verb verb = Verb::Check;
  std::optional<std::string> target, systemRoot, run, reportFile, logFile;
  std::optional<std::string> patches;        ///< A folder with the patches' files; without it the one beside the program.
  ReportForm reportForm = ReportForm::Text;  ///< Of `reportFile`.
  std::optional<std::string> formFile;       ///< What a report form is written to.
  std::optional<std::string> reportFolder;   ///< Where each PC leaves its report.
  std::string folder;                        ///< With the reports of many PCs.
  std::optional<std::string> listFile;       ///< The PCs that ought to be there.
  TableForm tableForm = TableForm::Text;
  FilterFor filter = FilterFor::Nftables;
  bool allPorts = false;  ///< The bulletin's further ports too.
  std::optional<OfficeNoticeKind> notice;           ///< Without it all of them.
  std::optional<std::string> office, contact, date;  ///< What a notice is filled in with.
  Depth depth = Depth::Standard;
  bool json = false, yes = false, traces = false, possible = false, dryRun = false, trustPack = false, quiet = false;
  std::vector<std::string> advisories, onlyAdvisories;  ///< Host folders, each a pack or a folder of packs.
  std::vector<std::string> packs;                       ///< What to lint.
};

/// Text that was asked for instead of work: --help, --version.
struct AskedText {
  std::string text;
};
/// Wrong usage, as a sentence.
struct UsageMistake {
  std::string sentence;
};

/// "ja" or "en": what --lang says (also when the rest is wrong), else the environment's language (LC_ALL, LC_MESSAGES, LANG: the first that is set).
std::string chosenLanguage(const std::vector<std::string>& arguments);

/// Reads the arguments (without the program's name). Options that belong to every verb may stand before or behind it.
std::variant<Options, AskedText, UsageMistake> parseOptions(const std::vector<std::string>& arguments, const Wording& wording);

}  // namespace sankajo
