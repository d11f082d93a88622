// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/fleet_document.h"

#include <QPdfWriter>
#include <algorithm>

#include "wizard/page.h"
#include "wizard/print.h"

namespace sankajo {

namespace {

constexpr double marginMm = 12;
constexpr double points = 8;
constexpr std::array columns = {&FleetRow::state, &FleetRow::computerName, &FleetRow::place,   &FleetRow::product,
                                &FleetRow::worm,  &FleetRow::hole,         &FleetRow::started, &FleetRow::note};

/// How many PCs are in which state; gives the height.
double counts(Print& print, const FleetSummary& summary, const Wording& wording, double y) {
  constexpr double row = 6.5;
  constexpr double side = 5;
  constexpr double barsFrom = 95;
  constexpr double barsEnd = 200;
  const auto all = std::max<std::size_t>(1, summary.pcs.size());
  double at = y;
  for (const FleetState state : kFleetStates) {
    print.picture(0, at, side, side, EmblemPicture::pictureName(fleetEmblem(state)));
    print.text(side + 2, at, barsFrom - side - 2, text(fleetCount(summary, state, wording)), {.points = 10});
    const double long_ = (barsEnd - barsFrom) * static_cast<double>(summary.count(state)) / static_cast<double>(all);
    if (long_ > 0) print.box(barsFrom, at + .5, std::max(long_, .5), side - 1, theme::Colour::edge, theme::Colour::ink, .2);
    at += row;
  }
  return at - y;
}

}  // namespace

std::optional<int> writeFleetPdf(const FleetSummary& summary, const Wording& wording, QIODevice& to) {
  QPdfWriter writer(&to);
  const QString title = text(wording.text("fleet.title"));
  prepare(writer, title);
  Print print(writer, wording.language() == "ja" ? Language::Japanese : Language::English, QPageSize::A4, QPageLayout::Landscape, marginMm);
  if (!print.begin()) return std::nullopt;
  const double width = print.width();
  double y = print.text(0, 0, width, title, {.points = 20, .bold = true, .heading = true}) + 2;
  y += print.rule(0, y, width) + 3;
  y += counts(print, summary, wording, y) + 2;
  y += print.text(0, y, width, text(wording.text("report.notice")), {.points = points, .soft = true}) + 2;
  if (summary.pcs.empty()) {
    print.text(0, y, width, text(wording.text("fleet.none")), {.points = 11});
    return print.end() ? std::optional(print.pages()) : std::nullopt;
  }
  PrintTable table;
  const FleetRow headings = fleetHeadings(wording);
  for (const auto column : columns) table.headings.push_back(text(headings.*column));
  table.shares = {.13, .13, .1, .15, .16, .15, .1, .08};
  table.written = columns.size();
  table.points = points;
  constexpr std::size_t longest = 80;
  for (const FleetPc& pc : summary.pcs) {
    const FleetRow row = fleetRow(pc, wording);
    std::vector<PrintTable::Cell>& cells = table.rows.emplace_back();
    for (const auto column : columns) cells.push_back({text(shortened(row.*column, longest)), {}});
    cells.front().picture = EmblemPicture::pictureName(fleetEmblem(pc.state));
  }
  // What could not be used must not be missed by whoever reads only this.
  const auto notUsed = [&](const std::string& words) {
    table.rows.push_back({{text(wording.text("fleet.not_used")), {}}, {text(words), {}}});
  };
  for (const FleetNotUsed& one : summary.notUsed) notUsed(fleetNotUsed(one, wording));
  if (summary.leftOut > 0) notUsed(wording.count("fleet.left_out", summary.leftOut));
  printTable(print, y, table);
  return print.end() ? std::optional(print.pages()) : std::nullopt;
}

}  // namespace sankajo
