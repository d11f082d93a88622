// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPointer>
#include <QWizard>
#include <functional>
#include <map>

#include "wizard/language.h"
#include "wizard/page.h"
#include "wizard/session.h"

namespace sankajo {

class Frame;
class Sheet;

/// The window: pages, rail, row of buttons, and the question before it closes.
class Wizard : public QWizard {
  Q_OBJECT

 public:
  /// Theme and language must be there. Begins to look for Windows at once.
  Wizard(Session& session, LanguageSwitch& language, QWidget* parent = nullptr);
  ~Wizard() override;

  Page* page() const;
  /// Esc and the close button: asks first. While something is removed or put back, only to stop after the step is among the answers.
  void reject() override;
  /// In a rescue system the window does not close: how to leave the PC is asked instead.
  void done(int result) override;

 protected:
  /// With other pages than the usual ones, by PageId; nothing is looked for yet.
  Wizard(Session& session, LanguageSwitch& language, const std::map<int, Page*>& pages, QWidget* parent);
  /// Nothing is at work, and somebody wants to leave.
  virtual void askToClose();
  /// On the button for that.
  virtual QString closeWords() const;
  void goBackTo(int id);
  void ask(const MakeQuestion& question, const std::function<void()>& deed);
  /// What lies over the page; null where nothing does.
  Sheet* openSheet() const;
  bool eventFilter(QObject* watched, QEvent* event) override;
  bool event(QEvent* event) override;

 private:
  void pageChanged();
  void updateFooter();
  void updateRoad();
  void open(Sheet* sheet);
  void sayWhatAWormIs();
  void askHowToLeave();
  /// What becomes of what was done, or not done, when the window closes.
  QString whatStays() const;
  void askToStopUpdates();

  Session& session_;
  LanguageSwitch& language_;
  Frame* frame_ = nullptr;
  QPointer<Sheet> question_, help_, look_;
  bool passing_ = false;  ///< Pages are only passed on the way back.
};

}  // namespace sankajo
