// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/html.h"

namespace sankajo {

namespace {

constexpr std::string_view sealShapes =
    R"(<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 64 64" aria-hidden="true" class="seal"><rect x="3" y="3" width="58" height="58" rx="9" fill="#1F3E78"/>)"
    R"(<rect x="8" y="8" width="48" height="48" rx="5" class="mark" stroke="#FFFFFF" stroke-width="2"/>)"
    R"(<path fill="#FFFFFF" d="M18 21q14-2 27-2v5.5q-13 0-27 2zM21 31q11-1.5 21-1.5v5.5q-10 0-21 1.5zM14.5 42q17-2 35-2v6q-18 0-35 2z"/></svg>)";

constexpr std::string_view commonStyles = R"(
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
.origin { margin-top: .5em; color: #4A544C; }
@media screen { body { padding: 1.5em; line-height: 1.5; } html[lang=ja] body { line-height: 1.6; } }
)";

}  // namespace

std::string escapedHtml(std::string_view text) {
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

std::string htmlHead(std::string_view language, std::string_view title, std::string_view styles) {
  std::string head = "<!DOCTYPE html>\n<html lang=\"" + std::string(language) + "\" xmlns=\"http://www.w3.org/1999/xhtml\">\n<head>\n";
  head +=
      "<meta charset=\"utf-8\"/>\n<meta name=\"viewport\" content=\"width=device-width\"/>\n<title>" + escapedHtml(title) + "</title>\n";
  return head + "<style>" + std::string(commonStyles) + std::string(styles) + "</style>\n</head>\n<body>\n";
}

std::string htmlTitle(std::string_view title) {
  return "<div class=\"head\">" + std::string(sealShapes) + "<span>" + escapedHtml(title) + "</span></div>\n<div class=\"rule\"></div>\n";
}

}  // namespace sankajo
