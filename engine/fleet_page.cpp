// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "engine/csv.h"
#include "engine/fleet.h"
#include "engine/html.h"
#include "engine/text.h"
#include "engine/text_table.h"
#include "engine/wording.h"

// The summary of many PCs, as JSON, columns, CSV and HTML.

namespace sankajo {

namespace {

using Json = nlohmann::ordered_json;

Json textOrNull(const std::string& text) {
  return text.empty() ? Json() : Json(validUtf8(text));
}

template <class T>
Json nameOrNull(const std::optional<T>& value) {
  return value ? Json(name(*value)) : Json();
}

std::string stateKey(FleetState state) {
  return "fleet.state." + std::string(name(state));
}

std::array<std::string FleetRow::*, 8> columns() {
  return {&FleetRow::state, &FleetRow::computerName, &FleetRow::place,   &FleetRow::product,
          &FleetRow::worm,  &FleetRow::hole,         &FleetRow::started, &FleetRow::note};
}

std::string_view colourOf(FleetState state) {
  switch (state) {
    case FleetState::Infected:
      return "#A3281C";
    case FleetState::Open:
      return "#FFD52E";
    case FleetState::NotSeen:
      return "#FFFFFF";
    case FleetState::Done:
      return "#00857A";
    case FleetState::Unknown:
      break;
  }
  return "#B7C2B4";
}

constexpr std::string_view styleSheet = R"(
body { max-width: none; }
ul, table { margin-top: .5em; padding: 0; }
.count { display: flex; align-items: center; }
.sign { width: 1.4em; height: 1.4em; margin-right: .5em; }
.chart { width: 100%; height: 1.6em; margin-top: .5em; }
table { width: 100%; border-collapse: collapse; font-size: 10pt; line-height: 1.3; }
th, td { text-align: start; vertical-align: top; padding: .2em .6em .2em 0; border-bottom: 1px solid #B7C2B4; overflow-wrap: anywhere; }
thead { display: table-header-group; }
tr { break-inside: avoid; }
)";

std::string sign(FleetState state) {
  return "<svg viewBox=\"0 0 96 96\" aria-hidden=\"true\" class=\"sign\"><use href=\"#" + std::string(name(state)) + "\"/></svg>";
}

/// A bar whose parts are as long as the states are frequent; the words and numbers stand in the list over it.
std::string chart(const FleetSummary& summary) {
  constexpr double width = 1000;
  std::string svg =
      "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1000 24\" preserveAspectRatio=\"none\" aria-hidden=\"true\" "
      "class=\"chart\">";
  double at = 0;
  for (const FleetState state : kFleetStates) {
    const double part = width * static_cast<double>(summary.count(state)) / static_cast<double>(summary.pcs.size());
    if (part <= 0) continue;
    svg += "<rect x=\"" + std::to_string(at) + "\" y=\"1\" width=\"" + std::to_string(part) + "\" height=\"22\" fill=\"" +
           std::string(colourOf(state)) + "\" stroke=\"#1A201C\" stroke-width=\"1\"/>";
    at += part;
  }
  return svg + "</svg>\n";
}

}  // namespace

Emblem fleetEmblem(FleetState state) {
  switch (state) {
    case FleetState::Infected:
      return Emblem::Infected;
    case FleetState::Open:
      return Emblem::HoleOpen;
    case FleetState::NotSeen:
      return Emblem::HoleUnknown;
    case FleetState::Done:
      return Emblem::Clean;
    case FleetState::Unknown:
      break;
  }
  return Emblem::Unknown;
}

FleetRow fleetRow(const FleetPc& pc, const Wording& wording) {
  FleetRow row;
  row.state = wording.text(stateKey(pc.state));
  row.computerName = pc.computerName.empty() ? wording.text("report.unknown_value") : displayable(pc.computerName);
  row.place = displayable(pc.place);
  row.product = displayable(pc.product);
  if (pc.infection) row.worm = wording.infection(*pc.infection);
  if (pc.exposure) row.hole = wording.exposure(*pc.exposure);
  row.started = pc.started.substr(0, 16);
  std::ranges::replace(row.started, 'T', ' ');
  if (!pc.listed) row.note = wording.text("fleet.not_listed");
  // After a treatment; or another disk with the same name and identity.
  if (pc.wasInfected) row.note += (row.note.empty() ? "" : "; ") + wording.text("fleet.was_infected");
  if (pc.reports > 0 && !pc.infection) row.note = wording.text("fleet.problem.newer_schema");
  return row;
}

FleetRow fleetHeadings(const Wording& wording) {
  return {wording.text("fleet.column.state"), wording.text("report.pc_name"),    wording.text("fleet.column.place"),
          wording.text("report.windows"),     wording.text("fleet.column.worm"), wording.text("report.hole"),
          wording.text("report.started"),     wording.text("fleet.column.note")};
}

std::string fleetCount(const FleetSummary& summary, FleetState state, const Wording& wording) {
  return wording.count("fleet.count", summary.count(state), {wording.text(stateKey(state))});
}

nlohmann::ordered_json fleetJson(const FleetSummary& summary) {
  Json counts = Json::object();
  for (const FleetState state : kFleetStates) counts[std::string(name(state))] = summary.count(state);
  Json pcs = Json::array();
  for (const FleetPc& pc : summary.pcs) {
    pcs.push_back({{"state", name(pc.state)},
                   {"computer_name", textOrNull(pc.computerName)},
                   {"target_id", textOrNull(pc.targetId)},
                   {"product", textOrNull(pc.product)},
                   {"place", textOrNull(pc.place)},
                   {"infection", nameOrNull(pc.infection)},
                   {"exposure", nameOrNull(pc.exposure)},
                   {"next_step", nameOrNull(pc.nextStep)},
                   {"started", textOrNull(pc.started)},
                   {"file", textOrNull(pc.file)},
                   {"reports", pc.reports},
                   {"was_infected", pc.wasInfected},
                   {"listed", summary.hasList ? Json(pc.listed) : Json()}});
  }
  Json notUsed = Json::array();
  for (const FleetNotUsed& one : summary.notUsed) notUsed.push_back({{"file", validUtf8(one.file)}, {"problem", name(one.problem)}});
  return {{"schema", "sankajo.fleet/1"},
          {"counts", std::move(counts)},
          {"pcs", std::move(pcs)},
          {"not_used", std::move(notUsed)},
          {"left_out", summary.leftOut}};
}

std::string fleetNotUsed(const FleetNotUsed& one, const Wording& wording) {
  return wording.text("report.not_read_line",
                      {shortened(displayable(one.file), 80), wording.text("fleet.problem." + std::string(name(one.problem)))});
}

std::string fleetText(const FleetSummary& summary, const Wording& wording) {
  std::string text = wording.text("fleet.title") + "\n";
  for (const FleetState state : kFleetStates) text += "  " + fleetCount(summary, state, wording) + "\n";
  if (summary.pcs.empty()) text += "\n" + wording.text("fleet.none") + "\n";

  // The sentences about worm and hole are too long for a terminal: what is left to do is told by the state.
  constexpr std::array<std::string FleetRow::*, 6> shown = {&FleetRow::state,   &FleetRow::computerName, &FleetRow::place,
                                                            &FleetRow::product, &FleetRow::started,      &FleetRow::note};
  constexpr std::size_t longest = 40;
  std::vector<FleetRow> rows;
  if (!summary.pcs.empty()) rows.push_back(fleetHeadings(wording));
  for (const FleetPc& pc : summary.pcs) rows.push_back(fleetRow(pc, wording));
  std::vector<std::vector<std::string>> cells;
  for (const FleetRow& row : rows) {
    std::vector<std::string>& line = cells.emplace_back();
    for (const auto column : shown) line.push_back(shortened(row.*column, longest));
  }
  if (!rows.empty()) text += "\n" + textTable(cells);
  if (!summary.notUsed.empty()) text += "\n" + wording.text("fleet.not_used") + "\n";
  for (const FleetNotUsed& one : summary.notUsed) text += "  - " + fleetNotUsed(one, wording) + "\n";
  if (summary.leftOut > 0) text += "\n" + wording.count("fleet.left_out", summary.leftOut) + "\n";
  return text;
}

std::string fleetCsv(const FleetSummary& summary, const Wording& wording) {
  const auto cells = [](const FleetRow& row) {
    std::vector<std::string> all;
    for (const auto column : columns()) all.push_back(row.*column);
    return all;
  };
  std::string text = std::string(csvMark) + csvRow(cells(fleetHeadings(wording)));
  for (const FleetPc& pc : summary.pcs) text += csvRow(cells(fleetRow(pc, wording)));
  // What could not be used must not be missed by whoever reads only this.
  FleetRow notUsed;
  notUsed.state = wording.text("fleet.not_used");
  for (const FleetNotUsed& one : summary.notUsed) {
    notUsed.note = fleetNotUsed(one, wording);
    text += csvRow(cells(notUsed));
  }
  notUsed.note = wording.count("fleet.left_out", summary.leftOut);
  if (summary.leftOut > 0) text += csvRow(cells(notUsed));
  return text;
}

std::string fleetHtml(const FleetSummary& summary, const Wording& wording) {
  const auto element = [](std::string_view tag, std::string_view text) {
    return "<" + std::string(tag) + ">" + escapedHtml(text) + "</" + std::string(tag) + ">\n";
  };
  const std::string title = wording.text("fleet.title");
  std::string html = htmlHead(wording.language(), title, styleSheet) + htmlTitle(title);
  html += "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"0\" height=\"0\" aria-hidden=\"true\"><defs>";
  for (const FleetState state : kFleetStates)
    html += "<g id=\"" + std::string(name(state)) + "\">" + std::string(shapesOf(fleetEmblem(state))) + "</g>";
  html += "</defs></svg>\n<ul>\n";
  for (const FleetState state : kFleetStates) {
    html += "<li class=\"count\">" + sign(state) + "<span>" + escapedHtml(fleetCount(summary, state, wording)) + "</span></li>\n";
  }
  html += "</ul>\n";
  if (summary.pcs.empty()) {
    html += element("p", wording.text("fleet.none"));
  } else {
    html += chart(summary) + "<table>\n<thead><tr>";
    const FleetRow headings = fleetHeadings(wording);
    for (const auto column : columns()) html += "<th>" + escapedHtml(headings.*column) + "</th>";
    html += "</tr></thead>\n<tbody>\n";
    for (const FleetPc& pc : summary.pcs) {
      const FleetRow row = fleetRow(pc, wording);
      html += "<tr>";
      for (const auto column : columns()) {
        html += "<td>" + (column == &FleetRow::state ? sign(pc.state) : std::string()) + escapedHtml(shortened(row.*column, 80)) + "</td>";
      }
      html += "</tr>\n";
    }
    html += "</tbody>\n</table>\n";
  }
  if (!summary.notUsed.empty()) {
    html += element("h2", wording.text("fleet.not_used")) + "<ul>\n";
    for (const FleetNotUsed& one : summary.notUsed) html += element("li", fleetNotUsed(one, wording));
    html += "</ul>\n";
  }
  if (summary.leftOut > 0) html += element("p", wording.count("fleet.left_out", summary.leftOut));
  return html + "<p class=\"origin\">" + escapedHtml(wording.text("report.notice")) + "</p>\n</body>\n</html>\n";
}

}  // namespace sankajo
