// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPageLayout>
#include <QPageSize>
#include <QPagedPaintDevice>
#include <QPainter>
#include <QString>
#include <vector>

#include "wizard/theme.h"

class QIODevice;
class QPdfWriter;

namespace sankajo {

/// Text, lines and pictures on paper, always in the light colours. Lengths are millimetres from the upper left corner inside the margins, and points;
/// both grow with the scale. The same calls measure, where nothing is to be drawn.
class Print {
 public:
  struct Type {
    double points = 11;
    bool bold = false, soft = false, heading = false;  ///< A heading's lines stand closer.
    Qt::Alignment align = Qt::AlignLeft;
  };

  /// Sets the device's page. `marginMm` on all sides.
  Print(QPagedPaintDevice& device, Language language, QPageSize::PageSizeId paper, QPageLayout::Orientation orientation, double marginMm);

  /// False where the device cannot be drawn on.
  bool begin();
  bool end() { return painter_.end(); }
  bool newPage();
  int pages() const { return pages_; }

  /// Everything after it is so much larger.
  void setScale(double scale) { scale_ = scale; }
  void setDrawing(bool draws) { draws_ = draws; }
  double width() const;
  double height() const;

  /// Wrapped to the width, Japanese at its phrases; gives its height.
  double text(double x, double y, double width, const QString& words, const Type& type);
  /// Of the text in one line.
  double widthOf(const QString& words, const Type& type) const;
  /// The thick-and-thin rule; gives its height.
  double rule(double x, double y, double width);
  void line(double x1, double y1, double x2, double y2, theme::Colour colour, double mm, Qt::PenStyle style = Qt::SolidLine);
  void box(double x, double y, double width, double height, theme::Colour fill, theme::Colour edge, double mm);
  /// Of resources/pictures, as "pic-unplug".
  void picture(double x, double y, double width, double height, const QString& name);
  /// A number in a filled square.
  void numeral(double x, double y, double side, int number);

 private:
  double pixels(double mm) const;
  QFont font(const Type& type) const;

  QPagedPaintDevice& device_;
  Language language_;
  QPainter painter_;
  double scale_ = 1;
  bool draws_ = true;
  int pages_ = 1;
};

/// A table over as many pages as it needs, its headings on each.
struct PrintTable {
  struct Cell {
    QString words, picture;  ///< A picture stands before the words.
  };
  std::vector<QString> headings;
  std::vector<double> shares;  ///< Of the width, for each column.
  std::size_t written = 0;     ///< Columns from here on hold a box to tick.
  std::vector<std::vector<Cell>> rows;
  bool fillsPage = false;  ///< Empty rows down to the end of the last page.
  double leastRow = 0;     ///< Of a row's height.
  double points = 9;
};
/// From `y` on; gives where it ends on the last page.
double printTable(Print& print, double y, const PrintTable& table);

/// A PDF file's page at 300 dots an inch.
void prepare(QPdfWriter& writer, const QString& title);

}  // namespace sankajo
