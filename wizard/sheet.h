// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QWidget>
#include <utility>
#include <vector>

#include "wizard/widgets.h"

class QScrollArea;

namespace sankajo {

/// A question or a choice that lies over the page and its footer; rail and strip stay to be used. Made as a child of the wizard, it is
/// hidden until open(). What lies under it takes neither keys nor mouse. Whose subclass or maker sets the texts sets them anew on
/// LanguageChange.
class Sheet : public QWidget {
  Q_OBJECT
 public:
  explicit Sheet(QWidget* window);
  ~Sheet() override;

  Heading* heading() const { return heading_; }
  Paragraph* text() const { return text_; }
  /// For more than the one sentence.
  QVBoxLayout* body() const { return body_; }
  /// All are of one height. The harmless one has the focus and is what Esc presses; pressing any closes the sheet.
  QPushButton* addButton(ButtonKind kind, bool harmless);

  /// Who gets the focus instead of the harmless button.
  void setFirst(QWidget* first) { first_ = first; }

  void open();
  void close();
  bool isOpen() const;

 signals:
  void closed();

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;
  bool focusNextPrevChild(bool next) override;
  void keyPressEvent(QKeyEvent* event) override;
  void paintEvent(QPaintEvent* event) override;
  void showEvent(QShowEvent* event) override;
  virtual void restyle();

 private:
  void cover();
  void takeFocus();
  bool isCovered(const QWidget* widget) const;

  QScrollArea* scroll_;
  QWidget* paper_;
  Heading* heading_;
  Paragraph* text_;
  QVBoxLayout *outside_, *inside_, *body_;
  QBoxLayout* buttonRow_;
  std::vector<QPushButton*> buttons_;
  QPushButton* harmless_ = nullptr;
  QWidget* first_ = nullptr;
  QPointer<QWidget> focusBefore_;
};

/// Text size, colours and motion; applies at once.
class TextAndColours : public Sheet {
  Q_OBJECT
 public:
  explicit TextAndColours(QWidget* window);

 protected:
  void changeEvent(QEvent* event) override;
  void restyle() override;

 private:
  void retranslate();
  void showPreferences();

  Paragraph *sizeTitle_, *coloursTitle_;
  QWidget *sizeGroup_, *coloursGroup_;
  QBoxLayout *sizeRow_, *coloursColumn_;
  std::vector<std::pair<int, RadioRow*>> sizes_;
  std::vector<std::pair<Preferences::Colours, RadioRow*>> colours_;
  CheckRow* motion_;
  QPushButton* done_;
};

}  // namespace sankajo
