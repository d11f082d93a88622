// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/print.h"

#include <QImage>
#include <QPdfWriter>
#include <QTextLayout>
#include <algorithm>
#include <cmath>

namespace sankajo {

using theme::Colour;

namespace {

constexpr double mmPerInch = 25.4;
constexpr double pointsPerInch = 72;
constexpr double endless = 1e6;

QColor light(Colour colour) {
  return theme::colour(colour, theme::Scheme::Light);
}

}  // namespace

Print::Print(QPagedPaintDevice& device, Language language, QPageSize::PageSizeId paper, QPageLayout::Orientation orientation,
             double marginMm)
    : device_(device), language_(language) {
  const QMarginsF margins(marginMm, marginMm, marginMm, marginMm);
  device.setPageLayout(QPageLayout(QPageSize(paper), orientation, margins, QPageLayout::Millimeter));
}

bool Print::begin() {
  const bool begun = painter_.begin(&device_);
  painter_.setRenderHint(QPainter::Antialiasing);
  painter_.setRenderHint(QPainter::SmoothPixmapTransform);
  return begun;
}

bool Print::newPage() {
  ++pages_;
  return !draws_ || device_.newPage();
}

double Print::pixels(double mm) const {
  return mm * scale_ * device_.logicalDpiX() / mmPerInch;
}

double Print::width() const {
  return device_.width() / pixels(1);
}

double Print::height() const {
  return device_.height() / pixels(1);
}

QFont Print::font(const Type& type) const {
  QFont font;
  font.setFamilies(theme::families(language_));
  font.setPixelSize(std::max(1, static_cast<int>(std::round(type.points * scale_ * device_.logicalDpiY() / pointsPerInch))));
  font.setBold(type.bold);
  return font;
}

double Print::text(double x, double y, double width, const QString& words, const Type& type) {
  if (words.isEmpty()) return 0;
  QString shown = words;
  shown.replace("Wi-Fi", QStringLiteral("Wi-\u2060Fi"));
  const QFont font = this->font(type);
  QTextLayout layout(language_ == Language::Japanese ? theme::phrased(shown) : shown, font, &device_);
  QTextOption option(type.align);
  option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
  layout.setTextOption(option);
  const double japanese = language_ == Language::Japanese ? 1.5 : 1.4;
  const double pitch = font.pixelSize() * (type.heading ? 1.3 : japanese);
  const QFontMetricsF metrics(font, &device_);
  // One baseline whatever font a character is found in.
  const double baseline = (pitch + metrics.ascent() - metrics.descent()) / 2;
  int lines = 0;
  layout.beginLayout();
  for (QTextLine line = layout.createLine(); line.isValid(); line = layout.createLine()) {
    line.setLineWidth(pixels(width));
    line.setPosition(QPointF(0, lines * pitch + baseline - line.ascent()));
    ++lines;
  }
  layout.endLayout();
  if (draws_) {
    painter_.setPen(light(type.soft ? Colour::soft : Colour::ink));
    layout.draw(&painter_, QPointF(pixels(x), pixels(y)));
  }
  return lines * pitch / pixels(1);
}

double Print::widthOf(const QString& words, const Type& type) const {
  return QFontMetricsF(font(type), &device_).horizontalAdvance(words) / pixels(1);
}

double Print::rule(double x, double y, double width) {
  constexpr double thick = 1, gap = .6, thin = .25;
  if (draws_) {
    painter_.fillRect(QRectF(pixels(x), pixels(y), pixels(width), pixels(thick)), light(Colour::ink));
    painter_.fillRect(QRectF(pixels(x), pixels(y + thick + gap), pixels(width), pixels(thin)), light(Colour::ink));
  }
  return thick + gap + thin;
}

void Print::line(double x1, double y1, double x2, double y2, Colour colour, double mm, Qt::PenStyle style) {
  if (!draws_) return;
  painter_.setPen(QPen(light(colour), pixels(mm), style, Qt::FlatCap));
  painter_.drawLine(QPointF(pixels(x1), pixels(y1)), QPointF(pixels(x2), pixels(y2)));
}

void Print::box(double x, double y, double width, double height, Colour fill, Colour edge, double mm) {
  if (!draws_) return;
  painter_.setPen(QPen(light(edge), pixels(mm)));
  painter_.setBrush(light(fill));
  painter_.drawRect(QRectF(pixels(x), pixels(y), pixels(width), pixels(height)));
}

void Print::picture(double x, double y, double width, double height, const QString& name) {
  if (!draws_) return;
  painter_.drawImage(QRectF(pixels(x), pixels(y), pixels(width), pixels(height)), QImage(":/pictures/light/" + name + ".png"));
}

void Print::numeral(double x, double y, double side, int number) {
  if (!draws_) return;
  const QRectF square(pixels(x), pixels(y), pixels(side), pixels(side));
  painter_.setPen(Qt::NoPen);
  painter_.setBrush(light(Colour::ai));
  painter_.drawRoundedRect(square, square.width() / 16, square.width() / 16);
  QFont font = this->font({.points = 10, .bold = true});
  font.setPixelSize(std::max(1, static_cast<int>(square.height() * .62)));
  painter_.setFont(font);
  painter_.setPen(light(Colour::onai));
  painter_.drawText(square, Qt::AlignCenter, QString::number(number));
}

double printTable(Print& print, double y, const PrintTable& table) {
  constexpr double pad = 1.2;
  const double width = print.width();
  const double em = table.points * mmPerInch / pointsPerInch;
  const Print::Type body{.points = table.points};
  const Print::Type head{.points = table.points, .bold = true, .heading = true};
  const double foot = 2 * em;  // For the page's number.
  std::vector<double> left(table.shares.size() + 1, 0);
  for (std::size_t i = 0; i < table.shares.size(); ++i) left[i + 1] = left[i] + table.shares[i] * width;
  const auto room = [&](std::size_t column) { return left[column + 1] - left[column] - 2 * pad; };
  const auto headings = [&] {
    double high = 0;
    for (std::size_t i = 0; i < table.headings.size(); ++i)
      high = std::max(high, print.text(left[i] + pad, y + pad, room(i), table.headings[i], head));
    y += high + 2 * pad;
    print.line(0, y, width, y, Colour::ink, .5);
  };
  const auto rowHeight = [&](const std::vector<PrintTable::Cell>& row, bool draws) {
    double high = 0;
    for (std::size_t i = 0; i < std::min(row.size(), left.size() - 1); ++i) {
      const bool pictured = !row[i].picture.isEmpty();
      const double indent = pictured ? 1.7 * em : 0;
      if (pictured && draws) print.picture(left[i] + pad, y + pad + .1 * em, 1.3 * em, 1.3 * em, row[i].picture);
      high = std::max(high, print.text(left[i] + pad + indent, y + pad, room(i) - indent, row[i].words, body));
    }
    return std::max(high + 2 * pad, table.leastRow);
  };
  const auto numberOfPage = [&] {
    print.text(0, print.height() - 1.5 * em, width, QString::number(print.pages()),
               {.points = table.points, .soft = true, .align = Qt::AlignHCenter});
  };
  const auto putRow = [&](const std::vector<PrintTable::Cell>& row, double high) {
    rowHeight(row, true);
    const double side = std::min(1.6 * em, high - 2 * pad);
    for (std::size_t i = table.written; i < left.size() - 1; ++i)
      print.box((left[i] + left[i + 1] - side) / 2, y + (high - side) / 2, side, side, Colour::sheet, Colour::ink, .3);
    y += high;
    print.line(0, y, width, y, Colour::rule, .25);
  };
  headings();
  for (const auto& row : table.rows) {
    print.setDrawing(false);
    const double high = rowHeight(row, false);
    print.setDrawing(true);
    if (y + high > print.height() - foot) {
      numberOfPage();
      print.newPage();
      y = 0;
      headings();
    }
    putRow(row, high);
  }
  if (table.fillsPage) {
    while (y + table.leastRow <= print.height() - foot) putRow({}, table.leastRow);
  }
  if (print.pages() > 1) numberOfPage();
  return y;
}

void prepare(QPdfWriter& writer, const QString& title) {
  writer.setTitle(title);
  writer.setCreator("Sankajo");
  constexpr int dpi = 300;
  writer.setResolution(dpi);
}

}  // namespace sankajo
