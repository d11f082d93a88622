// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/bar_chart.h"

#include <QFontMetrics>
#include <QPainter>
#include <algorithm>
#include <cmath>

#include "wizard/page.h"

namespace sankajo {

using theme::Colour;
using theme::Type;
namespace measure = theme::measure;

namespace {

constexpr double leastBar = 10;  // em; narrower than this it says nothing
constexpr double barHeight = .9;
constexpr double emblemSide = 1.3;

int px(double ems) {
  return Theme::current().px(ems);
}

int widest(const std::vector<ChartBar>& bars, QString ChartBar::*what) {
  const QFontMetrics metrics(Theme::current().font(Type::Secondary));
  int width = 0;
  for (const ChartBar& bar : bars) width = std::max(width, metrics.horizontalAdvance(bar.*what));
  return width;
}

}  // namespace

BarChart::BarChart(QWidget* parent) : QWidget(parent) {
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  connect(&Theme::current(), &Theme::changed, this, [this] {
    updateGeometry();
    update();
  });
}

void BarChart::setBars(const QString& title, const std::vector<ChartBar>& bars, double normal) {
  bars_ = bars;
  normal_ = normal;
  setAccessibleName(title);
  QStringList rows;
  for (const ChartBar& bar : bars) rows << tr("%1: %2", "@info:accessible a bar and its value").arg(bar.label, bar.words);
  setAccessibleDescription(rows.join('\n'));
  updateGeometry();
  update();
}

int BarChart::indent() const {
  const bool emblems = std::ranges::any_of(bars_, [](const ChartBar& bar) { return bar.emblem.has_value(); });
  return emblems ? px(emblemSide) + px(measure::space2) : 0;
}

BarChart::Columns BarChart::columns(int width) const {
  const int gap = px(measure::space3);
  Columns columns{indent() + widest(bars_, &ChartBar::label), 0, widest(bars_, &ChartBar::words), false};
  columns.bar = width - columns.label - columns.words - 2 * gap;
  columns.stacked = columns.bar < px(leastBar);
  if (columns.stacked) columns.bar = width - indent();
  return columns;
}

int BarChart::rowHeight(const Columns& columns) const {
  const int line = std::max(Theme::current().pitch(Type::Secondary), indent() > 0 ? px(emblemSide) + px(measure::space1) : 0);
  if (!columns.stacked) return line;
  const bool twoLines = columns.label + px(measure::space3) + columns.words > columns.bar + indent();
  return line * (twoLines ? 2 : 1) + px(barHeight) + px(measure::space2);
}

QSize BarChart::sizeHint() const {
  const int width = px(measure::longestLineEn);
  return {width, heightForWidth(width)};
}

QSize BarChart::minimumSizeHint() const {
  return {px(leastBar), px(1)};
}

int BarChart::heightForWidth(int width) const {
  return static_cast<int>(bars_.size()) * rowHeight(columns(width));
}

void BarChart::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const Theme& theme = Theme::current();
  const Columns where = columns(width());
  const int gap = px(measure::space3);
  const int line = std::max(theme.pitch(Type::Secondary), indent() > 0 ? px(emblemSide) + px(measure::space1) : 0);
  const int row = rowHeight(where);
  double most = normal_;
  for (const ChartBar& bar : bars_) most = std::max(most, bar.value);
  const int left = where.stacked ? indent() : where.label + gap;
  const auto length = [&](double value) { return most <= 0 ? 0 : static_cast<int>(std::round(value / most * where.bar)); };
  painter.setFont(theme.font(Type::Secondary));
  int y = 0;
  for (const ChartBar& bar : bars_) {
    if (bar.emblem) {
      const int side = px(emblemSide);
      painter.drawPixmap(0, y + (line - side) / 2,
                         theme.picture(EmblemPicture::pictureName(*bar.emblem), QSize(side, side), devicePixelRatioF()));
    }
    painter.setPen(theme.colour(Colour::ink));
    painter.drawText(QRect(indent(), y, width() - indent(), line), Qt::AlignLeft | Qt::AlignVCenter, bar.label);
    int barTop = y + (line - px(barHeight)) / 2;
    if (where.stacked) {
      const bool twoLines = where.label + gap + where.words > width();
      const QRect words =
          twoLines ? QRect(indent(), y + line, width() - indent(), line) : QRect(where.label + gap, y, width() - where.label - gap, line);
      painter.drawText(words, Qt::AlignLeft | Qt::AlignVCenter, bar.words);
      barTop = y + line * (twoLines ? 2 : 1);
    } else {
      painter.drawText(QRect(left + where.bar + gap, y, where.words + 1, line), Qt::AlignLeft | Qt::AlignVCenter, bar.words);
    }
    // What is not nothing can be seen.
    const int long_ = bar.value > 0 ? std::max(2, length(bar.value)) : 0;
    painter.fillRect(QRect(left, barTop, long_, px(barHeight)), theme.colour(bar.highest ? Colour::ai : Colour::edge));
    painter.fillRect(QRect(left, barTop, 1, px(barHeight)), theme.colour(Colour::ink));
    y += row;
  }
  if (normal_ <= 0 || bars_.empty()) return;
  painter.setPen(QPen(theme.colour(Colour::ink), 2, Qt::DashLine));
  painter.drawLine(left + length(normal_), 0, left + length(normal_), y);
}

std::vector<ChartBar> barsOf(const ReportPage::Chart& chart) {
  std::vector<ChartBar> bars;
  for (const ReportPage::Bar& bar : chart.bars)
    bars.push_back({text(bar.label), text(bar.text), static_cast<double>(bar.value), bar.highest});
  return bars;
}

std::vector<ChartBar> barsOf(const SituationTable& table, const Wording& wording) {
  std::vector<ChartBar> bars;
  const auto most = std::ranges::max_element(table.days, {}, &SituationDay::reports);
  for (const SituationDay& day : table.days) {
    const bool cut = !table.until.empty() && &day == &table.days.back();
    const std::string label = cut ? wording.text("situation.until", {day.day, table.until}) : day.day;
    bars.push_back({text(label), text(situationBar(day, wording)), static_cast<double>(day.reports), &day == &*most});
  }
  return bars;
}

}  // namespace sankajo
