// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/notice_document.h"

#include <QPdfWriter>
#include <algorithm>

#include "wizard/page.h"
#include "wizard/print.h"

namespace sankajo {

namespace {

using theme::Colour;
using Type = Print::Type;

constexpr double marginMm = 15;
constexpr double cardMarginMm = 10;
constexpr double toA3 = 1.4142135623730951;
/// Each try is so much smaller than the one before.
constexpr double smaller = .96;
constexpr double smallest = .3;
constexpr double largestCard = 1.6;

QString captioned(const OfficeNotice& notice, const std::string& caption) {
  return text(caption) + (notice.language == "ja" ? "：" : ":");
}

/// What is filled in, or a line to write on; one under the other. Gives the height.
double fields(Print& print, const OfficeNotice& notice, double x, double y, double width, double points, double gap) {
  double captions = 0;
  for (const auto& [caption, value] : notice.fields)
    captions = std::max(captions, print.widthOf(captioned(notice, caption), {.points = points}));
  const double left = captions + 2;
  double at = y;
  for (const auto& [caption, value] : notice.fields) {
    double high = print.text(x, at, captions + 1, captioned(notice, caption), {.points = points});
    if (value.empty()) {
      print.line(x + left, at + high * .9, x + width, at + high * .9, Colour::ink, .2);
    } else {
      high = std::max(high, print.text(x + left, at, width - left, text(value), {.points = points, .bold = true}));
    }
    at += high + gap;
  }
  return at - y;
}

double bullets(Print& print, double x, double y, double width, const std::string& title, const std::vector<std::string>& lines,
               double points) {
  double at = y + print.text(x, y, width, text(title), {.points = points, .bold = true});
  for (const std::string& line : lines) {
    print.text(x, at, 5, QStringLiteral("・"), {.points = points});
    const double indent = points * .4;
    at += print.text(x + indent, at, width - indent, text(line), {.points = points});
  }
  return at - y;
}

/// Which PCs are meant, side by side in a frame.
double whichPcs(Print& print, const OfficeNotice& notice, double y, double points) {
  constexpr double pad = 3;
  constexpr double between = 6;
  const double half = (print.width() - 2 * pad - between) / 2;
  double high = 0;
  const auto put = [&] {
    double at = pad;
    if (!notice.systems.empty()) {
      high = bullets(print, at, y + pad, half, notice.systemsTitle, notice.systems, points);
      at += half + between;
    }
    high = std::max(high, bullets(print, at, y + pad, half, notice.alsoTitle, notice.also, points));
  };
  put();
  print.line(0, y, print.width(), y, Colour::ink, .3);
  print.line(0, y + high + 2 * pad, print.width(), y + high + 2 * pad, Colour::ink, .3);
  return high + 2 * pad;
}

/// Gives the height that it takes, with `f` as the size of the letters.
double poster(Print& print, const OfficeNotice& notice, double f) {
  const double width = print.width();
  double y = print.text(0, 0, width, text(notice.title), {.points = 40 * f, .bold = true, .heading = true});
  y += 3;
  y += print.rule(0, y, width) + 7 * f;
  constexpr double pictureWide = 57;
  constexpr double pictureHigh = 38;
  const double side = 12 * f;
  const double top = y;
  print.picture(width - pictureWide, top, pictureWide, pictureHigh, "pic-unplug");
  int number = 0;
  for (const std::string& step : notice.steps) {
    // Beside the picture there is less room.
    const bool beside = y < top + pictureHigh;
    const double left = side + 4;
    print.numeral(0, y, side, ++number);
    const double high =
        print.text(left, y, width - left - (beside ? pictureWide + 4 : 0), text(step), {.points = 20 * f, .bold = number <= 2});
    y += std::max(side, high) + 5 * f;
  }
  y = std::max(y, top + pictureHigh + 3);
  y += print.text(0, y, width, text(notice.why), {.points = 13 * f}) + 5 * f;
  y += whichPcs(print, notice, y, 12 * f) + 6 * f;
  y += fields(print, notice, 0, y, width, 15 * f, 3 * f) + 2 * f;
  return y + print.text(0, y, width, text(notice.origin), {.points = 9 * f, .soft = true});
}

double card(Print& print, const OfficeNotice& notice, double x, double y, double width, double f) {
  const double top = y;
  y += print.text(x, y, width, text(notice.title), {.points = 18 * f, .bold = true, .heading = true}) + 1;
  y += print.rule(x, y, width) + 2 * f;
  const double side = 6 * f;
  int number = 0;
  for (const std::string& step : notice.steps) {
    print.numeral(x, y, side, ++number);
    y += std::max(side, print.text(x + side + 2, y, width - side - 2, text(step), {.points = 12 * f})) + 1.5 * f;
  }
  y += print.text(x, y, width, text(notice.why), {.points = 8 * f, .soft = true}) + 2 * f;
  y += fields(print, notice, x, y, width, 9 * f, .5 * f);
  return y - top;
}

/// The largest size at which `put` needs no more than `high`.
template <class Put>
double fitting(Print& print, double largest, double high, const Put& put) {
  double f = largest;
  print.setDrawing(false);
  while (f > smallest && put(f) > high) f *= smaller;
  print.setDrawing(true);
  return f;
}

void cards(Print& print, const OfficeNotice& notice, int across, int down) {
  constexpr double pad = 5;
  const double wide = print.width() / across;
  const double high = print.height() / down;
  const double f =
      fitting(print, largestCard, high - 2 * pad, [&](double size) { return card(print, notice, 0, 0, wide - 2 * pad, size); });
  for (int column = 0; column < across; ++column) {
    for (int row = 0; row < down; ++row) card(print, notice, column * wide + pad, row * high + pad, wide - 2 * pad, f);
  }
  for (int column = 0; column <= across; ++column)
    print.line(column * wide, 0, column * wide, print.height(), Colour::edge, .2, Qt::DashLine);
  for (int row = 0; row <= down; ++row) print.line(0, row * high, print.width(), row * high, Colour::edge, .2, Qt::DashLine);
}

void list(Print& print, const OfficeNotice& notice) {
  const double width = print.width();
  double y = print.text(0, 0, width, text(notice.title), {.points = 22, .bold = true, .heading = true}) + 2;
  y += print.rule(0, y, width) + 3;
  for (const std::string& step : notice.steps) y += print.text(0, y, width, text(step), {.points = 11});
  y += 2;
  y += whichPcs(print, notice, y, 9) + 3;
  y += fields(print, notice, 0, y, width, 11, 1) + 3;
  PrintTable table;
  for (const std::string& heading : notice.columns) table.headings.push_back(text(heading));
  table.shares = {.21, .22, .21, .11, .11, .14};
  table.written = notice.written;
  for (const std::vector<std::string>& row : notice.rows) {
    std::vector<PrintTable::Cell>& cells = table.rows.emplace_back();
    for (const std::string& words : row) cells.push_back({text(words), {}});
  }
  table.fillsPage = true;
  constexpr double leastRow = 9;
  constexpr double points = 10;
  table.leastRow = leastRow;
  table.points = points;
  printTable(print, y, table);
}

}  // namespace

std::optional<int> paintNotice(const OfficeNotice& notice, NoticePaper paper, QPagedPaintDevice& device) {
  const bool isCards = notice.kind == OfficeNoticeKind::Card;
  const bool large = paper == NoticePaper::A3;
  // Cards on A3 are those of two sheets of A4 side by side.
  const auto orientation = isCards && large ? QPageLayout::Landscape : QPageLayout::Portrait;
  Print print(device, notice.language == "ja" ? Language::Japanese : Language::English, large ? QPageSize::A3 : QPageSize::A4, orientation,
              isCards ? cardMarginMm : marginMm);
  if (!print.begin()) return std::nullopt;
  if (large && !isCards) print.setScale(toA3);
  switch (notice.kind) {
    case OfficeNoticeKind::Poster:
      poster(print, notice, fitting(print, 1, print.height(), [&](double f) { return poster(print, notice, f); }));
      break;
    case OfficeNoticeKind::Card:
      cards(print, notice, large ? 4 : 2, 4);
      break;
    case OfficeNoticeKind::List:
      list(print, notice);
      break;
  }
  return print.end() ? std::optional(print.pages()) : std::nullopt;
}

std::optional<int> writeNoticePdf(const OfficeNotice& notice, NoticePaper paper, QIODevice& to) {
  QPdfWriter writer(&to);
  prepare(writer, text(notice.title));
  return paintNotice(notice, paper, writer);
}

}  // namespace sankajo
