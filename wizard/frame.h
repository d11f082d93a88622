// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QWidget>

#include "wizard/road.h"

class QScrollArea;
class QVBoxLayout;
class QWizard;

namespace sankajo {

/// A line above the footer while there is more to see below.
class MoreBelow : public QWidget {
  Q_OBJECT
 public:
  explicit MoreBelow(QScrollArea* area);
  QSize sizeHint() const override;

 protected:
  void changeEvent(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  void retranslate();

  QString words_;
};

/// What each page is inside: the strip where there is no rail, and a body that scrolls up and down only. Made as the only widget in a
/// page's layout. What is put into body() is at most 52 em wide and keeps the theme's margins and gaps.
class PageFrame : public QWidget {
  Q_OBJECT
 public:
  explicit PageFrame(QWidget* page = nullptr);
  QVBoxLayout* body() const { return body_; }
  Strip* strip() const { return strip_; }
  QScrollArea* scrollArea() const { return scroll_; }
  /// Gives the focus to the body's first control, or to the main button where there is none, and has the heading read aloud. Frame calls it
  /// when the page is turned to.
  void enter(QAbstractButton* mainButton);

 private:
  void restyle();

  Strip* strip_;
  QScrollArea* scroll_;
  QWidget* column_;
  QVBoxLayout *margins_, *body_;
};

/// Makes a QWizard ours: rail or strip by the window's size, footer, least size, icon. Made after the pages have been added, before the
/// wizard is shown.
class Frame : public QObject {
  Q_OBJECT
 public:
  explicit Frame(QWizard* wizard);
  /// Gives the focus to the page's first control, else to the main button, and has the heading said.
  void enterPage();
  /// Shown in rail and strips.
  void setRoad(const Road& road);

 signals:
  void languageRequested();
  void textAndColoursRequested();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void arrange();
  void clearRailMargins();

  QWizard* wizard_;
  Rail* rail_;
};

}  // namespace sankajo
