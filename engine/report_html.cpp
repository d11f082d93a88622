// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <cmath>
#include <cstdint>
#include <string>
#include <string_view>

#include "engine/engine.h"
#include "engine/html.h"
#include "engine/report.h"
#include "engine/report_page.h"
#include "engine/wording.h"

// The report as one sheet of A4 that needs nothing but itself: no script, no picture or font from elsewhere. It is well-formed XML too.

namespace sankajo {

namespace {

// How many lines of each list fit on the sheet: fewer where there is a treatment to tell of too.
struct Room {
  std::size_t found = 5, notRead = 3, operations = 0;
};
constexpr Room withTreatment = {2, 1, 4};
// What stays on one line.
constexpr std::size_t longestWhere = 76;
constexpr std::size_t longestFact = 34;

/// A path that may break after each separator.
std::string escapedPath(std::string_view path) {
  std::string out;
  for (const char c : shortened(path, longestWhere)) {
    out += escapedHtml({&c, 1});
    if (c == '\\') out += "<wbr/>";
  }
  return out;
}

/// The words that tell the state always stand beside it, so the picture itself is silent.
std::string picture(Emblem emblem, std::string_view cssClass) {
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 96 96\" aria-hidden=\"true\" class=\"" + std::string(cssClass) + "\">" +
         std::string(shapesOf(emblem)) + "</svg>";
}

constexpr std::string_view styleSheet = R"(
.verdict { display: flex; align-items: center; }
.large { width: 5em; height: 5em; margin-right: 1em; }
.state { display: flex; align-items: center; margin-top: .25em; }
.small { width: 1.5em; height: 1.5em; margin-right: .5em; }
.chart { width: 100%; height: 4.2em; margin-top: .25em; }
.where { color: #4A544C; overflow-wrap: anywhere; line-height: 1.35; }
dl { columns: 2; column-gap: 1em; margin-top: .75em; padding: .5em .75em; background: #F4F6F2; border: 1px solid #B7C2B4; border-radius: 2px;
  line-height: 1.35; }
dt { color: #4A544C; display: inline; margin-right: .5em; }
dd { display: inline; overflow-wrap: anywhere; }
)";

/// Bars with the first, the highest and the last day named, and a line where a normal day reaches. The words beside it tell the same.
std::string drawn(const ReportPage::Chart& chart) {
  // In the drawing's own whole units, so that nothing depends on how a number is written.
  constexpr double width = 6800;
  constexpr double height = 440;
  constexpr double widest = 400;
  std::uint64_t highest = 1;
  for (const ReportPage::Bar& bar : chart.bars) highest = std::max(highest, bar.value);
  const double step = width / static_cast<double>(chart.bars.size());
  const auto most = static_cast<std::size_t>(std::ranges::find(chart.bars, true, &ReportPage::Bar::highest) - chart.bars.begin());
  const auto heightOf = [&](double value) { return std::min(height, height * value / static_cast<double>(highest)); };
  const auto units = [](double value) { return std::to_string(std::lround(value)); };
  std::string svg = "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 6800 620\" role=\"img\" class=\"chart\"><title>" +
                    escapedHtml(chart.title) + "</title>";
  for (std::size_t i = 0; i < chart.bars.size(); ++i) {
    const ReportPage::Bar& bar = chart.bars[i];
    const double at = step * static_cast<double>(i);
    const double high = heightOf(static_cast<double>(bar.value));
    svg += "<rect x=\"" + units(at) + "\" y=\"" + units(height - high) + "\" width=\"" + units(std::min(step * 0.8, widest)) +
           "\" height=\"" + units(high) + "\" fill=\"" + (bar.highest ? "#A3281C" : "#4A544C") + "\"/>";
    constexpr double label = 640;
    const double away = std::abs(at - step * static_cast<double>(most));
    // The other two only where they do not run into the highest one's.
    if (i != most && ((i != 0 && i + 1 != chart.bars.size()) || away < label * 1.1)) continue;
    svg += "<text x=\"" + units(std::min(at, width - label)) + "\" y=\"570\" font-size=\"110\" fill=\"#1A201C\">" + escapedHtml(bar.label) +
           "</text>";
  }
  if (chart.normal > 0) {
    svg += "<path d=\"M0 " + units(height - heightOf(chart.normal)) +
           "H6800\" class=\"mark\" stroke=\"#1A201C\" stroke-width=\"8\" stroke-dasharray=\"40 30\"/>";
  }
  return svg + "</svg>\n";
}

class HtmlPage {
 public:
  explicit HtmlPage(const Wording& wording) : wording_(wording) {}

  void raw(std::string_view html) { html_ += html; }
  void element(std::string_view tag, std::string_view text) {
    html_ += "<" + std::string(tag) + ">" + escapedHtml(text) + "</" + std::string(tag) + ">\n";
  }
  void section(std::string_view title, std::string_view body) {
    element("h2", title);
    element("p", body);
  }
  void state(const ReportPage::State& state) {
    html_ += "<p class=\"state\">" + picture(state.emblem, "small") + "<span>" + escapedHtml(state.text) + "</span></p>\n";
  }
  /// Each line with the place under it, where there is room.
  void list(std::string_view title, const std::vector<ReportPage::Line>& lines, std::size_t most, bool places = true) {
    if (lines.empty()) return;
    element("h2", title);
    html_ += "<ul>\n";
    for (std::size_t i = 0; i < std::min(lines.size(), most); ++i) {
      html_ += "<li>" + escapedHtml(lines[i].text);
      if (places) html_ += "<div class=\"where\">" + escapedPath(lines[i].where) + "</div>";
      html_ += "</li>\n";
    }
    if (lines.size() > most) element("li", moreLines(wording_, lines.size() - most));
    html_ += "</ul>\n";
  }
  std::string take() { return std::move(html_); }

 private:
  const Wording& wording_;
  std::string html_;
};

}  // namespace

std::string reportHtml(const Report& report, const Wording& wording, const std::vector<Advisory>& advisories) {
  const ReportPage page = reportPage(report, wording, advisories);
  HtmlPage html(wording);
  html.raw(htmlHead(page.language, page.title + ": " + page.headline, styleSheet));
  html.raw(htmlTitle(page.title));
  html.raw("<div class=\"verdict\">" + picture(page.emblem, "large") + "\n<div>\n");
  html.element("h1", page.headline);
  html.state(page.worm);
  html.state(page.hole);
  html.raw("</div>\n</div>\n");
  html.section(page.meansTitle, page.means);
  html.section(page.doesNotMeanTitle, page.doesNotMean);
  html.section(page.nowTitle, page.now);
  Room room = page.operations.empty() ? Room() : withTreatment;
  // The chart needs the room of two lines of each.
  if (!page.charts.empty()) room = {std::min<std::size_t>(room.found, 2), 1, std::min<std::size_t>(room.operations, 2)};
  html.list(page.foundTitle, page.found, room.found);
  if (!page.package.empty()) {
    html.element("h2", page.packageTitle);
    for (const std::string& line : page.package) html.element("p", line);
    for (const ReportPage::Fetch& one : page.fetches) html.element("p", one.where);
  }
  for (const std::string& line : page.advised) html.element("p", line);
  for (const ReportPage::Fetch& one : page.advisedFetches) html.element("p", one.where);
  html.list(page.notReadTitle, page.notRead, room.notRead);
  if (!page.attempts.empty()) {
    html.element("h2", page.attemptsTitle);
    std::string words;
    for (const std::string& line : page.attempts) words += (words.empty() || page.language == "ja" ? "" : " ") + line;
    html.element("p", words);
    for (const ReportPage::Chart& chart : page.charts) html.raw(drawn(chart));
  }
  html.list(page.operationsTitle, page.operations, room.operations, false);
  if (!page.undo.empty()) {
    html.section(page.undoTitle, page.undo);
    html.raw("<p class=\"where\">" + escapedHtml(page.undoCommand) + "</p>\n");
  }
  html.raw("<dl>\n");
  for (const auto& [caption, value] : page.facts) {
    html.raw("<div>");
    html.element("dt", caption);
    html.element("dd", shortened(value, longestFact));
    html.raw("</div>\n");
  }
  html.raw("</dl>\n<p class=\"origin\">" + escapedHtml(page.origin) + "</p>\n</body>\n</html>\n");
  return html.take();
}

}  // namespace sankajo
