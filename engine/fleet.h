// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error.h"
#include "engine/finding.h"

// An office with several PCs: each leaves its report (sankajo.report/1) in one folder, and here they become one summary. Reports are foreign
// input: whoever may write into the folder may write anything. What the summary is written as stands at the end.

namespace sankajo {

class Wording;
enum class Emblem;

/// What is to be done about a PC, the most pressing first.
enum class FleetState {
  Infected,  ///< Or possibly infected.
  Unknown,   ///< Not decided, or its newest report is of a newer schema: could not look is never clean.
  Open,      ///< Something is left to do: the hole is open, traces remain, a restart or the rest of a treatment is waited for.
  NotSeen,   ///< On the list, and there is no report.
  Done,      ///< Nothing found, the hole closed or never there, nothing left over (exit code 0).
};
inline constexpr FleetState kFleetStates[] = {FleetState::Infected, FleetState::Unknown, FleetState::Open, FleetState::NotSeen,
                                              FleetState::Done};
std::string_view name(FleetState state);

/// Why a file of the folder does not count.
enum class FleetProblem {
  NotRead,      ///< Could not be opened or read.
  TooLarge,     ///< Over 4 MiB.
  NotAReport,   ///< No JSON, or no report.
  NewerSchema,  ///< Written by a later Sankajo.
};
std::string_view name(FleetProblem problem);

/// What one report says, as far as a summary goes. Texts have at most 256 bytes and are valid UTF-8.
struct FleetReport {
  std::string file;
  std::string computerName, targetId, product;  ///< Empty where the report does not know.
  std::string started;                          ///< "2003-08-16T07:00:00Z"
  bool newerSchema = false;                     ///< Then only what stands before this line was taken from it.
  Infection infection = Infection::Unknown;
  Exposure exposure = Exposure::Unknown;
  NextStep nextStep = NextStep::LookAgain;
  int exitCode = 12;
  bool interrupted = false;
};

/// Reads a report's bytes. A report of a newer schema is one, where it tells whose it is.
tl::expected<FleetReport, FleetProblem> readFleetReport(std::string file, std::string_view json);

/// A PC that ought to be checked.
struct ListedPc {
  std::string name, system, place;  ///< The last two may be empty.
};
/// The list to tick off: a text of one name a line, or CSV (comma, semicolon or tab) with the name, the system and the place first; further columns, lines
/// that begin with #, and a first line of headings of a table (its first cell is "name", "pc" or the like, in English or Japanese) are passed over. UTF-8, at most
/// 4 MiB and 20,000 PCs. Fails with Corrupt.
Result<std::vector<ListedPc>> readPcList(std::string_view text);

/// The same of a host file. Fails also with AccessDenied.
Result<std::vector<ListedPc>> readPcListFile(const std::string& hostPath);

struct FleetPc {
  FleetState state = FleetState::NotSeen;
  std::string computerName, targetId, product, place, started, file;  ///< Of its newest report; of the list where there is none.
  std::optional<Infection> infection;                                 ///< None where there is no report that can be read.
  std::optional<Exposure> exposure;
  std::optional<NextStep> nextStep;
  std::size_t reports = 0;   ///< How many there are of it.
  bool wasInfected = false;  ///< An earlier one of them says so, and the newest does not.
  bool listed = true;        ///< False: there is a list, and it is not on it.
};
struct FleetNotUsed {
  std::string file;
  FleetProblem problem = FleetProblem::NotRead;
};
struct FleetSummary {
  std::vector<FleetPc> pcs;           ///< By state, then by name without case.
  std::vector<FleetNotUsed> notUsed;  ///< By name.
  std::size_t leftOut = 0;            ///< Files beyond the 20,000 that are read.
  bool hasList = false;
  std::size_t count(FleetState state) const;
};

/// One line for each PC. A PC is known by its target id, where there is none by its name, where there is none by its file: so two PCs of one name are two.
/// Of several reports of one PC the newest counts, of several from the same second the most pressing. A name that stands on the list more often than
/// there are PCs of it leaves the rest not seen.
FleetSummary summarise(const std::vector<FleetReport>& reports, std::vector<FleetNotUsed> notUsed,
                       const std::optional<std::vector<ListedPc>>& list);

/// Reads the .json files of a host folder, no links and no folders below. Fails with AccessDenied where the folder cannot be listed, Cancelled when
/// stopped between two files.
Result<FleetSummary> summariseFolder(const std::string& hostFolder, const std::optional<std::vector<ListedPc>>& list,
                                     const std::stop_token& stop = {});

/// The name under which a PC's report lies in the folder, `<computer>-<target.id>-<started>.json`: what a file name cannot hold, and what misleads, is `_`,
/// what is not known is "unknown", and the time is written 20030816T070000Z. Two of one name and second are told apart by whoever writes them.
std::string fleetReportName(const SystemFacts& system, const std::string& started);

// ------------------------------------------------------------------------------------------------------------ as it is written

/// What people read of one PC, for every form and for the wizard's table.
struct FleetRow {
  std::string state, computerName, place, product, worm, hole, started, note;
};
FleetRow fleetRow(const FleetPc& pc, const Wording& wording);
/// The headings of those, in the same order.
FleetRow fleetHeadings(const Wording& wording);
/// The picture beside a state's words.
Emblem fleetEmblem(FleetState state);
/// "3 PCs" and the like for each state, in the order of kFleetStates.
std::string fleetCount(const FleetSummary& summary, FleetState state, const Wording& wording);

/// A file that could not be used, and why.
std::string fleetNotUsed(const FleetNotUsed& one, const Wording& wording);

/// sankajo.fleet/1
nlohmann::ordered_json fleetJson(const FleetSummary& summary);
/// For a terminal: columns.
std::string fleetText(const FleetSummary& summary, const Wording& wording);
/// For a spreadsheet: UTF-8 with a byte order mark, CRLF, every cell in quotation marks; none begins as a formula does.
std::string fleetCsv(const FleetSummary& summary, const Wording& wording);
/// A page complete in itself, with a chart; strings from the reports are escaped.
std::string fleetHtml(const FleetSummary& summary, const Wording& wording);

}  // namespace sankajo
