// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QWidget>
#include <optional>
#include <vector>

#include "engine/report_page.h"
#include "engine/situation.h"

namespace sankajo {

/// One bar of a chart: what it is of, how long, and that in words.
struct ChartBar {
  QString label, words;
  double value = 0;
  bool highest = false;                         ///< Drawn in the stronger colour.
  std::optional<Emblem> emblem = std::nullopt;  ///< Stands before the label.
};

/// Lying bars, each with its words: nothing is told by length alone. Where there is little room the words stand over the bar. For a screen reader the title is
/// its name, and the rows its description.
class BarChart : public QWidget {
  Q_OBJECT
 public:
  explicit BarChart(QWidget* parent = nullptr);
  /// `normal` is marked by a line, where it is more than nothing.
  void setBars(const QString& title, const std::vector<ChartBar>& bars, double normal = 0);
  const std::vector<ChartBar>& bars() const { return bars_; }

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  struct Columns {
    int label = 0, bar = 0, words = 0;
    bool stacked = false;  ///< Words over the bars.
  };
  Columns columns(int width) const;
  int rowHeight(const Columns& columns) const;
  int indent() const;

  std::vector<ChartBar> bars_;
  double normal_ = 0;
};

/// The days of a log's attempts.
std::vector<ChartBar> barsOf(const ReportPage::Chart& chart);
/// The days of a table of the notice.
std::vector<ChartBar> barsOf(const SituationTable& table, const Wording& wording);

}  // namespace sankajo
