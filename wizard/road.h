// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>
#include <array>

#include "wizard/widgets.h"

class QHBoxLayout;
class QVBoxLayout;

namespace sankajo {

/// Where the person is on the way through the three articles.
struct Road {
  enum class Place { Start, Article1, Article2, Article3, Finish };
  Place place = Place::Start;
  std::array<ArticleState, 3> articles{};
  bool operator==(const Road&) const = default;
};

/// The three articles at the left of the window, with start and finish. Each row is one thing for a screen reader.
class Rail : public QFrame {
  Q_OBJECT
 public:
  explicit Rail(QWidget* parent = nullptr);
  void setRoad(const Road& road);

 signals:
  void languageRequested();
  void textAndColoursRequested();

 protected:
  void changeEvent(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  class Row;
  void restyle();
  void retranslate();

  Road road_;
  std::array<Row*, 5> rows_{};
  Picture* logo_;
  Paragraph* name_;
  QPushButton* language_;
  QPushButton* textAndColours_;
  QVBoxLayout *column_, *foot_;
  QHBoxLayout* head_;
};

/// The same on top of a page, where the window has no room for the rail.
class Strip : public QFrame {
  Q_OBJECT
 public:
  explicit Strip(QWidget* parent = nullptr);
  void setRoad(const Road& road);

 signals:
  void languageRequested();
  void textAndColoursRequested();

 protected:
  void changeEvent(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  class Cell;
  void restyle();
  void retranslate();

  Road road_;
  std::array<Cell*, 3> cells_{};
  QPushButton* language_;
  QPushButton* textAndColours_;
  QHBoxLayout *row_, *foot_;
};

}  // namespace sankajo
