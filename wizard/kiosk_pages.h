// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QStringList>
#include <functional>

#include "wizard/finish_page.h"
#include "wizard/kiosk_disks.h"
#include "wizard/language.h"
#include "wizard/patch_page.h"
#include "wizard/remove_page.h"
#include "wizard/update_page.h"

// The pages of a screen in a shop that differ from the wizard's own. A customer has nothing but a finger.

namespace sankajo {

/// The screen at rest. Any touch begins.
class KioskAttractPage : public Page {
  Q_OBJECT

 public:
  /// `mistakes` tells what is wrong with the shop's settings, in the language that is shown.
  KioskAttractPage(Session& session, LanguageSwitch& language, std::function<QStringList(const Wording&)> mistakes);

  Footer footer() const override;
  void shown() override { refresh(); }  // The session had no language yet when this was made.
  bool tellsNetwork() const override { return false; }
  int nextId() const override { return StartPageId; }

 protected:
  void retranslate() override;
  void mousePressEvent(QMouseEvent* event) override;

 private:
  void arrange();

  std::function<QStringList(const Wording&)> mistakes_;
  QBoxLayout* top_;
  Picture* picture_;
  Heading* heading_;
  Paragraph *what_, *free_;
  QPushButton* language_;
  Panel* trouble_;
};

/// Waits for a disk, and tells which Windows is on it.
class KioskDiskPage : public Page {
  Q_OBJECT

 public:
  KioskDiskPage(Session& session, KioskWatch& watch, std::shared_ptr<KioskDisks> disks);

  Footer footer() const override;
  void shown() override;
  bool mainPressed() override;
  bool tellsNetwork() const override { return false; }
  int nextId() const override { return CheckPageId; }

  /// What a disk that was pulled out interrupted.
  enum class Pulled { No, Waiting, Checking, Changing };
  void setPulled(Pulled pulled);

 protected:
  void retranslate() override;

 private:
  void look();
  void fillChoice();
  void fillTroubles();
  QString belowOf(const WindowsHere& windows) const;

  KioskWatch& watch_;
  std::shared_ptr<KioskDisks> disks_;
  Pulled pulled_ = Pulled::No;
  bool again_ = false;   ///< Something came or went while it was looked for.
  bool looked_ = false;  ///< What is shown is what was found.
  Heading* heading_;
  Paragraph* text_;
  Picture* picture_;
  QWidget* list_;
};

/// Also tells what stays on the disk, before anybody agrees.
class KioskRemovePage : public RemovePage {
  Q_OBJECT

 public:
  explicit KioskRemovePage(Session& session);

 protected:
  void retranslate() override;

 private:
  Paragraph* stays_;
};

/// Without a choice of folders: the shop's own patches are beside the program.
class KioskPatchPage : public PatchPage {
  Q_OBJECT

 public:
  explicit KioskPatchPage(Session& session) : PatchPage(session) {}

 protected:
  void retranslate() override;
};

/// Nobody has brought a disk's Windows up to date here.
class KioskUpdatePage : public UpdatePage {
  Q_OBJECT

 public:
  explicit KioskUpdatePage(Session& session) : UpdatePage(session) {}

 protected:
  void retranslate() override;
};

/// The result to take along: on paper, and in a code that a phone reads without a network.
class KioskFinishPage : public FinishPage {
  Q_OBJECT

 public:
  /// Prints a PDF of the shop's paper, and tells whether that could be begun.
  using Print = std::function<void(const QByteArray& pdf, QSizeF millimetres, const std::function<void(bool printed)>& told)>;
  enum class Paper { None, Slip, A4 };
  KioskFinishPage(Session& session, KioskWatch& watch, Paper paper, Print print);

  Footer footer() const override;
  void shown() override;
  int nextId() const override { return KioskLeavePageId; }

 signals:
  void notPrinted();

 protected:
  void retranslate() override;

 private:
  void print();

  KioskWatch& watch_;
  Paper paper_;
  Print print_;
  Panel* along_;
  QrCode* code_;
  Paragraph *codeText_, *stays_;
  QPushButton* printButton_;
  bool printing_ = false;
};

/// Everything is written, then the disk may be unplugged.
class KioskLeavePage : public Page {
  Q_OBJECT

 public:
  KioskLeavePage(Session& session, KioskWatch& watch);

  Footer footer() const override;
  void shown() override;
  bool mainPressed() override;
  bool tellsNetwork() const override { return false; }
  int nextId() const override { return -1; }
  bool released() const { return released_; }
  bool failed() const { return unwritten_.has_value(); }

 signals:
  /// The customer has gone, or has taken the disk.
  void left();

 protected:
  void retranslate() override;

 private:
  bool unplugged() const;
  void askForRelease();

  KioskWatch& watch_;
  bool asked_ = false, released_ = false;  ///< The release that runs or has ended was asked for here; it is done.
  std::optional<Error> unwritten_;
  Heading* heading_;
  Picture* picture_;
  Paragraph* text_;
};

/// The result in a few sentences, short enough for a code that a phone reads from a screen.
QString resultInWords(const ReportPage& page);

}  // namespace sankajo
