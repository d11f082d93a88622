// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QScrollArea>
#include <QString>
#include <QWizardPage>
#include <functional>

#include "wizard/frame.h"
#include "wizard/session.h"
#include "wizard/widgets.h"

namespace sankajo {

/// The pages, in the order of the way; those for several PCs, behind a door of the start page, come after it, and so do those of a shop.
enum PageId {
  StartPageId,
  PreparePageId,
  CheckPageId,
  ResultPageId,
  RemovePageId,
  PatchPageId,
  UpdatePageId,
  FinishPageId,
  OfficePageId,
  OfficeNoticesPageId,
  OfficeNetworkPageId,
  OfficePcsPageId,
  OfficeFiguresPageId,
  KioskAttractPageId,
  KioskLeavePageId
};

/// What stands in the row of buttons under a page.
struct Footer {
  QString main;               ///< The deed; empty: no main button.
  const char* mainName = "";  ///< Its object name.
  bool mainEnabled = true;
  bool back = false;  ///< Whether there is a way back.
  QString stop;       ///< Empty: the usual words for closing.
  bool stops = true;  ///< Whether there is something to stop or to close.
};

/// A question in the window: what happens to what was done, and two answers, each a verb.
struct Question {
  QString heading, text;
  QString harmless, deed;
};
/// Its words in the language that is shown.
using MakeQuestion = std::function<Question()>;

/// What every page has: its frame, its row of buttons, its words, and the session that it shows.
class Page : public QWizardPage {
  Q_OBJECT

 public:
  Page(Session& session, const char* name);

  virtual Footer footer() const = 0;
  /// To the next page without the main button: the page's work is done, or a link was pressed.
  void goOn();
  /// Called whenever the page comes to be seen, by whichever way.
  virtual void shown() {}
  /// Whether a network that is in again is told on top of the page.
  virtual bool tellsNetwork() const { return true; }
  /// The main button: true to go on to the next page.
  virtual bool mainPressed() { return true; }
  /// Where the way back leads.
  virtual PageId backTo() const { return StartPageId; }
  /// Where the way goes on; -1 at its end.
  int nextId() const override = 0;

  bool validatePage() final { return passing_ || mainPressed(); }
  bool isComplete() const final { return footer().mainEnabled; }

 signals:
  /// The footer says something else now.
  void footerChanged();
  void backRequested(int id);
  /// Asks, and does the deed if that is the answer.
  void asked(const MakeQuestion& question, const std::function<void()>& deed);

 protected:
  /// Every word of the page anew, in the language that is shown.
  virtual void retranslate() = 0;
  void changeEvent(QEvent* event) override;
  /// Words and footer anew, after something changed.
  void refresh();

  QVBoxLayout& content() { return *frame_->body(); }
  Paragraph* addText(theme::Type type = theme::Type::Body, bool bold = false, bool soft = false);
  QPushButton* addLink(const char* name);

  Session& session_;
  PageFrame* frame_;

 private:
  void tellNetwork();

  Panel* networkPanel_;
  Paragraph* networkText_;
  bool passing_ = false;
};

/// While a part of a page is made anew: whatever of the same name has the focus before has it after, and the page is scrolled as far.
class KeptView {
 public:
  explicit KeptView(QWidget& place);
  ~KeptView();
  KeptView(const KeptView&) = delete;
  KeptView& operator=(const KeptView&) = delete;

 private:
  QWidget& place_;
  QString name_;
  QPointer<QScrollArea> area_;
  int scrolled_ = 0;
};

/// The engine's UTF-8 for widgets.
inline QString text(const std::string& utf8) { return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size())); }

/// A paragraph with its words.
Paragraph* paragraph(const QString& words, theme::Type type = theme::Type::Body, bool bold = false, bool soft = false);
/// An emblem with words, and a path under them where there is one.
StateRow* stateRow(Emblem emblem, const QString& words, const QString& path = {}, double ems = 1.5);
/// Who begins the check after the restart of the Windows that runs here.
QString returnText(const Session& session);
/// Takes all out of a layout and deletes it.
void clear(QLayout& layout);

}  // namespace sankajo
