// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSize>
#include <QString>
#include <memory>

#include "wizard/theme.h"

class QPainter;
class QTextLayout;

namespace sankajo {

/// Plain text set in lines: the theme's font, pitch and longest line, Japanese broken at phrases, paths after backslashes.
class TextBlock {
 public:
  struct Set {
    theme::Type type = theme::Type::Body;
    bool bold = false;
    bool fixed = false;    ///< The font for hashes.
    int mostLines = 0;     ///< More is cut out of the middle; 0: all.
    bool measured = true;  ///< Not longer than the theme's longest line.
  };

  /// `width` in pixels; less than zero: as wide as the text wants to be.
  TextBlock(const QString& text, const Set& set, int width);
  ~TextBlock();

  QSize size() const { return size_; }
  int lineCount() const { return lines_; }
  bool cut() const { return cut_; }
  void draw(QPainter& painter, QPoint topLeft, const QColor& colour) const;
  /// Whether a line ends inside a Japanese phrase, since it is too long for the width.
  bool splitsPhrase() const;
  /// Where each line starts in the text that was laid out, for tests.
  QStringList lines() const;

 private:
  void layOut(const QString& text, int width);

  Set set_;
  std::unique_ptr<QTextLayout> layout_;
  QSize size_;
  int lines_ = 0;
  bool cut_ = false;
};

/// The text if it is not wider than `width` in the font, else with … in its middle; of a path the file's name is kept as long as it can be.
QString elidedInTheMiddle(const QString& text, const QFont& font, int width);

}  // namespace sankajo
