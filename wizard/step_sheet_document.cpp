// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/step_sheet_document.h"

#include <QPdfWriter>
#include <algorithm>
#include <map>

#include "wizard/page.h"
#include "wizard/print.h"

namespace sankajo {

namespace {

using theme::Colour;

constexpr double marginMm = 15;
/// Each try is so much smaller than the one before.
constexpr double smaller = .97;
constexpr double smallest = .4;

QString pictureOf(const std::string& step) {
  static const std::map<std::string, QString> pictures = {
      {"unplug", "pic-unplug"}, {"shut_down", "pic-shut-down"}, {"start", "pic-rescue-disc"}, {"check", "pic-this-pc"},
      {"remove", "pic-keep"},   {"patch", "pic-patch"},         {"restart", "pic-restart"},   {"again", "pic-plug-in"}};
  const auto found = pictures.find(step);
  return found == pictures.end() ? QString() : found->second;
}

/// For which Windows, and the file's name, under one another. Gives the height.
double files(Print& print, const StepSheet::Step& step, double x, double y, double width, double points) {
  double captions = 0;
  for (const auto& [caption, file] : step.files) captions = std::max(captions, print.widthOf(text(caption), {.points = points}));
  const double left = captions + 4;
  double at = y;
  for (const auto& [caption, file] : step.files) {
    const double high = print.text(x, at, captions + 1, text(caption), {.points = points});
    at += std::max(high, print.text(x + left, at, width - left, text(file), {.points = points, .bold = true}));
  }
  return at - y;
}

/// Gives the height that it takes, with `f` as the size of letters and pictures.
double paint(Print& print, const StepSheet& sheet, double f) {
  const double width = print.width();
  double y = print.text(0, 0, width, text(sheet.system), {.points = 14 * f, .bold = true});
  y += print.text(0, y, width, text(sheet.title), {.points = 24 * f, .bold = true, .heading = true}) + 2 * f;
  y += print.rule(0, y, width) + 3 * f;
  y += print.text(0, y, width, text(sheet.about), {.points = 11 * f}) + 3 * f;
  const double number = 9 * f, picture = 27 * f, box = 8 * f, gap = 4 * f;
  const double left = number + gap;
  const double words = width - left - gap - picture - gap - box;
  int count = 0;
  for (const StepSheet::Step& step : sheet.steps) {
    const double top = y;
    print.numeral(0, top, number, ++count);
    y += print.text(left, y, words, text(step.todo), {.points = 13 * f, .bold = true, .heading = true}) + f;
    for (const std::string& how : step.how) y += print.text(left, y, words, text(how), {.points = 10 * f});
    if (!step.files.empty()) y += files(print, step, left, y + f, words, 9 * f) + f;
    const double high = picture * 2 / 3;
    const double at = width - box - gap - picture;
    print.picture(at, top, picture, high, pictureOf(step.id));
    print.box(width - box, top + (high - box) / 2, box, box, Colour::sheet, Colour::ink, .4);
    y = std::max(y, top + high) + 2 * f;
    print.line(0, y, width, y, Colour::rule, .2);
    y += 2 * f;
  }
  y += print.text(0, y, width, text(sheet.whyTitle), {.points = 10 * f, .bold = true});
  y += print.text(0, y, width, text(sheet.why), {.points = 10 * f}) + f;
  return y + print.text(0, y, width, text(sheet.origin), {.points = 9 * f, .soft = true});
}

}  // namespace

std::optional<int> writeStepSheetPdf(const StepSheet& sheet, QIODevice& to) {
  QPdfWriter writer(&to);
  prepare(writer, text(sheet.title));
  Print print(writer, sheet.language == "ja" ? Language::Japanese : Language::English, QPageSize::A4, QPageLayout::Portrait, marginMm);
  if (!print.begin()) return std::nullopt;
  double f = 1.2;
  print.setDrawing(false);
  while (f > smallest && paint(print, sheet, f) > print.height()) f *= smaller;
  print.setDrawing(true);
  paint(print, sheet, f);
  return print.end() ? std::optional(print.pages()) : std::nullopt;
}

}  // namespace sankajo
