// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <string>
#include <string_view>

#include "engine/engine.h"
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

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : text) {
    switch (c) {
      case '&':
        out += "&amp;";
        break;
      case '<':
        out += "&lt;";
        break;
      case '>':
        out += "&gt;";
        break;
      case '"':
        out += "&quot;";
        break;
      case '\'':
        out += "&#39;";
        break;
      default:
        out += c;
    }
  }
  return out;
}

/// A path that may break after each separator.
std::string escapedPath(std::string_view path) {
  std::string out;
  for (const char c : shortened(path, longestWhere)) {
    out += escaped({&c, 1});
    if (c == '\\') out += "<wbr/>";
  }
  return out;
}

// The light palette and the emblems' shapes are those of the wizard; fill, mark and the shapes, back to front, in a box of 96 by 96.
std::string_view shapesOf(Emblem emblem) {
  switch (emblem) {
    case Emblem::Infected:
      return R"(<path d="M48 3L93 48 48 93 3 48z" fill="#A3281C"/><path d="M34 34l28 28M62 34L34 62" class="mark" stroke="#FFFFFF" stroke-width="9"/>)";
    case Emblem::Suspected:
      return R"(<path d="M48 10L91 85H5z" fill="#C46E00" stroke="#C46E00" stroke-width="6" stroke-linejoin="round"/>)"
             R"(<path d="M48 37v22" class="mark" stroke="#1A201C" stroke-width="9"/><circle cx="48" cy="73" r="5.5" fill="#1A201C"/>)";
    case Emblem::Traces:
      return R"(<path d="M48 7L89 48 48 89 7 48z" fill="#FFFFFF"/>)"
             R"(<path d="M48 7L89 48 48 89 7 48z" class="mark" stroke="#5E45A6" stroke-width="6" stroke-dasharray="12 9"/>)"
             R"(<circle cx="32" cy="48" r="5.5" fill="#5E45A6"/><circle cx="48" cy="48" r="5.5" fill="#5E45A6"/>)"
             R"(<circle cx="64" cy="48" r="5.5" fill="#5E45A6"/>)";
    case Emblem::Clean:
      return R"(<circle cx="48" cy="48" r="44" fill="#00857A"/><path d="M28 50l14 14 27-31" class="mark" stroke="#FFFFFF" stroke-width="9"/>)";
    case Emblem::Unknown:
      return R"(<circle cx="48" cy="48" r="41" fill="#FFFFFF"/>)"
             R"(<circle cx="48" cy="48" r="41" class="mark" stroke="#1A201C" stroke-width="6" stroke-dasharray="14 11.76"/>)"
             R"(<path d="M36 39a12 12 0 1 1 18 10.4c-4 2.3-6 4.6-6 9.6" class="mark" stroke="#1A201C" stroke-width="8"/>)"
             R"(<circle cx="48" cy="72" r="5.5" fill="#1A201C"/>)";
    case Emblem::HoleOpen:
      return R"(<path d="M8 8h80v80H8zM48 28a20 20 0 1 0 .01 0z" fill-rule="evenodd" fill="#FFD52E" stroke="#1A201C" stroke-width="4"/>)";
    case Emblem::HoleClosed:
      return R"(<rect x="6" y="6" width="84" height="84" rx="6" fill="#00857A"/>)"
             R"(<circle cx="48" cy="48" r="26" class="mark" stroke="#FFFFFF" stroke-width="4"/>)"
             R"(<path d="M36 49l9 9 16-19" class="mark" stroke="#FFFFFF" stroke-width="8"/>)";
    case Emblem::HoleNone:
      return R"(<rect x="8" y="8" width="80" height="80" rx="6" fill="#FFFFFF" stroke="#4A544C" stroke-width="4"/>)"
             R"(<circle cx="48" cy="48" r="20" class="mark" stroke="#4A544C" stroke-width="4"/>)"
             R"(<path d="M84 12L12 84" class="mark" stroke="#FFFFFF" stroke-width="14"/>)"
             R"(<path d="M86 10L10 86" class="mark" stroke="#4A544C" stroke-width="5"/>)";
    case Emblem::HoleUnknown:
      return R"(<rect x="8" y="8" width="80" height="80" rx="6" fill="#FFFFFF"/>)"
             R"(<rect x="8" y="8" width="80" height="80" rx="6" class="mark" stroke="#1A201C" stroke-width="6" stroke-dasharray="14 11"/>)"
             R"(<path d="M36 39a12 12 0 1 1 18 10.4c-4 2.3-6 4.6-6 9.6" class="mark" stroke="#1A201C" stroke-width="8"/>)"
             R"(<circle cx="48" cy="72" r="5.5" fill="#1A201C"/>)";
  }
  return {};
}

/// The words that tell the state always stand beside it, so the picture itself is silent.
std::string picture(Emblem emblem, std::string_view cssClass) {
  return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 96 96\" aria-hidden=\"true\" class=\"" + std::string(cssClass) + "\">" +
         std::string(shapesOf(emblem)) + "</svg>";
}

constexpr std::string_view sealShapes =
    R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" aria-hidden="true" class="seal"><rect x="3" y="3" width="58" height="58" rx="9" fill="#1F3E78"/>)"
    R"(<rect x="8" y="8" width="48" height="48" rx="5" class="mark" stroke="#FFFFFF" stroke-width="2"/>)"
    R"(<path fill="#FFFFFF" d="M18 21q14-2 27-2v5.5q-13 0-27 2zM21 31q11-1.5 21-1.5v5.5q-10 0-21 1.5zM14.5 42q17-2 35-2v6q-18 0-35 2z"/></svg>)";

constexpr std::string_view styleSheet = R"(
@page { size: A4; margin: 10mm 16mm; }
* { box-sizing: border-box; }
html { color-scheme: light; }
body { margin: 0 auto; max-width: 178mm; background: #FFFFFF; color: #1A201C; font-size: 11pt; line-height: 1.4;
  -webkit-print-color-adjust: exact; print-color-adjust: exact;
  font-family: "Segoe UI", "Noto Sans", "DejaVu Sans", "BIZ UDPGothic", Meiryo, "Noto Sans CJK JP", IPAexGothic, sans-serif; }
html[lang=ja] body { font-family: "BIZ UDPGothic", Meiryo, "Yu Gothic UI", "Noto Sans CJK JP", IPAexGothic, "VL PGothic", sans-serif; }
h1, h2, p, ul, dl, dd, dt { margin: 0; padding: 0; }
h1 { font-size: 22pt; line-height: 1.35; }
h2 { font-size: 12pt; line-height: 1.35; margin-top: .4em; break-after: avoid; }
li { list-style: none; break-inside: avoid; }
svg { flex: none; }
.mark { fill: none; stroke-linecap: round; stroke-linejoin: round; }
.head { display: flex; align-items: center; font-size: 12pt; font-weight: 700; }
.seal { width: 2em; height: 2em; margin-right: .5em; }
.rule { border: 0; border-top: .19em solid #1A201C; border-bottom: 1px solid #1A201C; height: .4em; margin: .25em 0 .5em; }
.verdict { display: flex; align-items: center; }
.large { width: 5em; height: 5em; margin-right: 1em; }
.state { display: flex; align-items: center; margin-top: .25em; }
.small { width: 1.5em; height: 1.5em; margin-right: .5em; }
.where { color: #4A544C; overflow-wrap: anywhere; line-height: 1.35; }
dl { columns: 2; column-gap: 1em; margin-top: .75em; padding: .5em .75em; background: #F4F6F2; border: 1px solid #B7C2B4; border-radius: 2px;
  line-height: 1.35; }
dt { color: #4A544C; display: inline; margin-right: .5em; }
dd { display: inline; overflow-wrap: anywhere; }
.origin { margin-top: .5em; color: #4A544C; }
@media screen { body { padding: 1.5em; line-height: 1.5; } html[lang=ja] body { line-height: 1.6; } }
)";

class HtmlPage {
 public:
  explicit HtmlPage(const Wording& wording) : wording_(wording) {}

  void raw(std::string_view html) { html_ += html; }
  void element(std::string_view tag, std::string_view text) {
    html_ += "<" + std::string(tag) + ">" + escaped(text) + "</" + std::string(tag) + ">\n";
  }
  void section(std::string_view title, std::string_view body) {
    element("h2", title);
    element("p", body);
  }
  void state(const ReportPage::State& state) {
    html_ += "<p class=\"state\">" + picture(state.emblem, "small") + "<span>" + escaped(state.text) + "</span></p>\n";
  }
  /// Each line with the place under it, where there is room.
  void list(std::string_view title, const std::vector<ReportPage::Line>& lines, std::size_t most, bool places = true) {
    if (lines.empty()) return;
    element("h2", title);
    html_ += "<ul>\n";
    for (std::size_t i = 0; i < std::min(lines.size(), most); ++i) {
      html_ += "<li>" + escaped(lines[i].text);
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
  html.raw("<!DOCTYPE html>\n<html lang=\"" + page.language + "\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n<meta charset=\"utf-8\"/>\n");
  html.raw("<meta name=\"viewport\" content=\"width=device-width\"/>\n");
  html.element("title", page.title + ": " + page.headline);
  html.raw("<style>" + std::string(styleSheet) + "</style>\n</head>\n<body>\n");
  html.raw("<div class=\"head\">" + std::string(sealShapes) + "<span>" + escaped(page.title) + "</span></div>\n<div class=\"rule\"></div>\n");
  html.raw("<div class=\"verdict\">" + picture(page.emblem, "large") + "\n<div>\n");
  html.element("h1", page.headline);
  html.state(page.worm);
  html.state(page.hole);
  html.raw("</div>\n</div>\n");
  html.section(page.meansTitle, page.means);
  html.section(page.doesNotMeanTitle, page.doesNotMean);
  html.section(page.nowTitle, page.now);
  const Room room = page.operations.empty() ? Room() : withTreatment;
  html.list(page.foundTitle, page.found, room.found);
  if (!page.package.empty()) {
    html.element("h2", page.packageTitle);
    for (const std::string& line : page.package) html.element("p", line);
  }
  html.list(page.notReadTitle, page.notRead, room.notRead);
  html.list(page.operationsTitle, page.operations, room.operations, false);
  if (!page.undo.empty()) {
    html.section(page.undoTitle, page.undo);
    html.raw("<p class=\"where\">" + escaped(page.undoCommand) + "</p>\n");
  }
  html.raw("<dl>\n");
  for (const auto& [caption, value] : page.facts) {
    html.raw("<div>");
    html.element("dt", caption);
    html.element("dd", shortened(value, longestFact));
    html.raw("</div>\n");
  }
  html.raw("</dl>\n<p class=\"origin\">" + escaped(page.origin) + "</p>\n</body>\n</html>\n");
  return html.take();
}

}  // namespace sankajo
