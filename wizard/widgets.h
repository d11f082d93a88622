// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QCheckBox>
#include <QFrame>
#include <QHash>
#include <QImage>
#include <QLabel>
#include <QProgressBar>
#include <QPushButton>
#include <QRadioButton>
#include <QVariantAnimation>
#include <QVector>

#include "engine/report_page.h"
#include "wizard/text_block.h"
#include "wizard/theme.h"

class QBoxLayout;
class QVBoxLayout;

// The pieces that pages are made of. Each follows the theme by itself. Texts are plain text; who sets a text sets it anew on LanguageChange.

namespace sankajo {

/// Wrapped text, left-aligned. Its text() is what it was given.
class Paragraph : public QLabel {
  Q_OBJECT
 public:
  explicit Paragraph(theme::Type type = theme::Type::Body, QWidget* parent = nullptr);
  explicit Paragraph(const QString& text, theme::Type type = theme::Type::Body, QWidget* parent = nullptr);

  void setType(theme::Type type);
  void setBold(bool bold);
  /// Secondary colour.
  void setSoft(bool soft);
  /// More lines are cut out of the middle; 0: all.
  void setMostLines(int lines);
  const TextBlock::Set& set() const { return set_; }

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;
  int heightForWidth(int width) const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
  void changeEvent(QEvent* event) override;
  virtual void restyle();

 private:
  /// The size of the text in this width; -1: in one line. Layouts ask for it many times over.
  QSize measured(int width) const;

  TextBlock::Set set_;
  bool soft_ = false;
  mutable QHash<int, QSize> measured_;  ///< Of measuredText_, by width.
  mutable QString measuredText_;
};

/// The thick-and-thin rule of official print.
class SignatureRule : public QWidget {
  Q_OBJECT
 public:
  explicit SignatureRule(QWidget* parent = nullptr);
  static int heightNow();
  static void draw(QPainter& painter, const QRect& rect);
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
};

/// A page's heading, bold, with the rule under it. At most three lines.
class Heading : public Paragraph {
  Q_OBJECT
 public:
  explicit Heading(theme::Type type = theme::Type::Heading, QWidget* parent = nullptr);
  /// For a heading beside an emblem, where the rule stands under both.
  void setRuled(bool ruled);
  /// Has a screen reader say it.
  void announce();

  QSize sizeHint() const override;
  int heightForWidth(int width) const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  int ruleHeight() const;
  bool ruled_ = true;
};

/// A picture of resources/pictures, drawn in the colours of now. Without a description it is invisible to screen readers.
class Picture : public QWidget {
  Q_OBJECT
 public:
  /// `name` as "pic-unplug"; the size in em.
  Picture(const QString& name, QSizeF ems, QWidget* parent = nullptr);
  void setName(const QString& name);
  const QString& name() const { return name_; }
  void setEms(QSizeF ems);
  QSize sizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QString name_;
  QSizeF ems_;
};

/// The picture of a state. The words that belong beside it are its accessible name.
class EmblemPicture : public Picture {
  Q_OBJECT
 public:
  EmblemPicture(Emblem emblem, double ems, QWidget* parent = nullptr);
  /// Beside a verdict: as large as the window lets it be.
  explicit EmblemPicture(Emblem emblem, QWidget* parent = nullptr);
  void setEmblem(Emblem emblem);
  Emblem emblem() const { return emblem_; }
  static QString pictureName(Emblem emblem);
  /// The words that always stand beside it.
  static QString words(Emblem emblem);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  Emblem emblem_;
};

enum class ArticleState {
  ToCome,
  Now,
  Done,
  DoesNotApply,
  NotFinished,
  AfterRestart,  ///< Done as far as it can be before the restart; never counts as done.
};

/// The box beside an article. Its accessible name is how far the article is.
class Seal : public QWidget {
  Q_OBJECT
 public:
  Seal(int article, double ems, QWidget* parent = nullptr);
  /// Becoming done is shown by setting the seal, in 180 ms.
  void setState(ArticleState state);
  ArticleState state() const { return state_; }
  void setEms(double ems);
  static QString pictureName(int article, ArticleState state);
  static QString words(ArticleState state);
  QSize sizeHint() const override;

 protected:
  void changeEvent(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  int article_;
  double ems_;
  ArticleState state_ = ArticleState::ToCome, before_ = ArticleState::ToCome;
  QVariantAnimation setting_;
};

/// What an operation's row ends in: a seal's box without strokes, and a word.
enum class BoxState { Waiting, Now, Done, Failed, Refused, Skipped, AfterRestart };
class OutcomeBox : public Picture {
  Q_OBJECT
 public:
  explicit OutcomeBox(QWidget* parent = nullptr);
  void setOutcome(BoxState outcome);
  BoxState outcome() const { return outcome_; }
  static QString pictureName(BoxState outcome);
  /// The word that stands beside it.
  static QString words(BoxState outcome);

 protected:
  void changeEvent(QEvent* event) override;

 private:
  BoxState outcome_ = BoxState::Waiting;
};

/// One line, cut in its middle where it does not fit; the whole is the accessible description.
class PathLabel : public QLabel {
  Q_OBJECT
 public:
  explicit PathLabel(QWidget* parent = nullptr);
  void setPath(const QString& path);
  /// What is shown now.
  QString shownText() const;
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;

 protected:
  void paintEvent(QPaintEvent* event) override;
};

/// A field with a hairline round it, for what belongs together. Put widgets into body().
class Panel : public QFrame {
  Q_OBJECT
 public:
  explicit Panel(QWidget* parent = nullptr);
  QVBoxLayout* body() const { return body_; }

 protected:
  void paintEvent(QPaintEvent* event) override;

 private:
  QVBoxLayout* body_;
};

/// An emblem and its words; a path may stand under them. Read as one sentence.
class StateRow : public QWidget {
  Q_OBJECT
 public:
  /// The emblem's side in em: 1.5 in panels, 1.75 on the last page, 4.5 as a heading.
  explicit StateRow(double ems = 1.5, QWidget* parent = nullptr);
  void setState(Emblem emblem, const QString& words);
  void setPath(const QString& path);
  EmblemPicture* emblem() const { return emblem_; }
  Paragraph* words() const { return words_; }

 private:
  EmblemPicture* emblem_;
  Paragraph* words_;
  PathLabel* path_;
};

/// One of several: a card with a picture, a bold line and smaller lines, all of it the target. Cards of one parent exclude each other.
class RadioCard : public QRadioButton {
  Q_OBJECT
 public:
  /// `picture` may be empty; it is drawn 4.5 x 3 em large.
  explicit RadioCard(const QString& picture = {}, QWidget* parent = nullptr);
  /// The title is also the accessible name, the details its description. Long ones: two lines, then cut in the middle.
  void setTexts(const QString& title, const QString& details = {});
  const QString& title() const { return title_; }
  const QString& details() const { return details_; }
  void setPicture(const QString& picture);

  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;

 protected:
  bool hitButton(const QPoint& position) const override;
  void paintEvent(QPaintEvent* event) override;

 private:
  TextBlock titleBlock(int width) const;
  TextBlock detailsBlock(int width) const;

  QString picture_, title_, details_;
};

/// A check box whose whole row is the target.
class CheckRow : public QCheckBox {
  Q_OBJECT
 public:
  explicit CheckRow(const QString& label = {}, QWidget* parent = nullptr);
  void setLabel(const QString& label);
  void setText(const QString&) = delete;  ///< It would not be drawn.
  const QString& label() const { return label_; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;

 protected:
  bool hitButton(const QPoint& position) const override;
  void paintEvent(QPaintEvent* event) override;

 private:
  QString label_;
};

/// One of several short choices; rows of one parent exclude each other.
class RadioRow : public QRadioButton {
  Q_OBJECT
 public:
  explicit RadioRow(const QString& label = {}, QWidget* parent = nullptr);
  void setLabel(const QString& label);
  void setText(const QString&) = delete;  ///< It would not be drawn.
  const QString& label() const { return label_; }
  QSize sizeHint() const override;
  QSize minimumSizeHint() const override;
  bool hasHeightForWidth() const override { return true; }
  int heightForWidth(int width) const override;

 protected:
  bool hitButton(const QPoint& position) const override;
  void paintEvent(QPaintEvent* event) override;

 private:
  QString label_;
};

/// The one filled button of a page; the others; what looks like a link in the text; the two switches of rail and strip.
enum class ButtonKind { Main, Second, Link, Small };
/// Gives any button, the wizard's own too, its look.
void dress(QAbstractButton* button, ButtonKind kind);
QPushButton* makeButton(ButtonKind kind, QWidget* parent = nullptr);

/// A link "Show details" that opens what is in body().
class Details : public QWidget {
  Q_OBJECT
 public:
  explicit Details(QWidget* parent = nullptr);
  QVBoxLayout* body() const { return body_; }
  QPushButton* button() const { return button_; }
  bool isOpen() const { return open_; }
  void setOpen(bool open);
  /// Of what the details are, for those who hear several alike: a file's name.
  void setAbout(const QString& about);

 signals:
  /// Before they are seen: who fills body() only now spares those who never open it the time.
  void opening();

 protected:
  void changeEvent(QEvent* event) override;

 private:
  void retranslate();

  QPushButton* button_;
  QWidget* content_;
  QVBoxLayout* body_;
  QVariantAnimation unfolding_;
  QString about_;
  bool open_ = false;
};

/// How much is done; the number stands in words beside it. Where the total is not known, hide it.
class ProgressTrough : public QProgressBar {
  Q_OBJECT
 public:
  explicit ProgressTrough(QWidget* parent = nullptr);
};

/// A QR code, black on white in every theme.
class QrCode : public QWidget {
  Q_OBJECT
 public:
  explicit QrCode(QWidget* parent = nullptr);
  /// The code with its quiet zone, each module four pixels wide; null where the text is too long for one.
  static QImage image(const QString& text);
  void setText(const QString& text);
  const QString& text() const { return text_; }
  QSize sizeHint() const override;

 protected:
  void changeEvent(QEvent* event) override;
  void paintEvent(QPaintEvent* event) override;

 private:
  static constexpr int quietModules = 4;
  void retranslate();
  int moduleSize() const;

  QString text_;
  int side_ = 0;
  QVector<bool> modules_;
};

}  // namespace sankajo
