// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QPointer>
#include <chrono>
#include <map>
#include <set>

#include "wizard/kiosk_pages.h"
#include "wizard/kiosk_staff.h"
#include "wizard/wizard.h"

namespace sankajo {

class Sheet;

/// What a shop's kiosk is made of, beside its session. What is empty is not offered.
struct Shop {
  std::unique_ptr<KioskWatch> watch;
  std::shared_ptr<KioskDisks> disks;
  Language language = Language::Japanese;  ///< In which each customer begins.
  /// Without a touch for so long on a page that waits for a person, it is asked whether somebody is there; and for so long an answer is waited for.
  std::chrono::milliseconds idle{90'000}, answer{30'000};
  std::chrono::milliseconds afterUnplugging{8000};  ///< For so long the last page stays when the disk is out.
  /// What is wrong with the settings.
  std::function<QStringList(const Wording&)> mistakes;
  enum class Counted { Infected, NotInfected, Undecided, Treated };
  /// Counts once for each name of a thing; what could not be decided is counted anew when it can be.
  std::function<void(Counted what, const std::string& once)> count;
  /// This kiosk has begun the run, and counted its disk then.
  std::function<bool(const std::string& run)> hasBegun;
  enum class Sound { DiskFound, Result, MayUnplug };
  std::function<void(Sound sound)> sound;
  /// Keeps what the log tells.
  std::function<void(KioskEvent event)> note;
  KioskFinishPage::Paper paper = KioskFinishPage::Paper::None;
  KioskFinishPage::Print print;
  KioskStaff staff;
};

/// The wizard as a screen in a shop: one customer from the first touch to the disk in the hand. There is no way out but ended().
class KioskWizard : public Wizard {
  Q_OBJECT

 public:
  static constexpr int nextCustomer = 0;  ///< Exit codes that the supervisor knows.
  static constexpr int shutDown = 50;
  /// What counts as an infected disk.
  static bool isInfected(const Report& report);

  KioskWizard(Session& session, LanguageSwitch& language, Shop shop);
  ~KioskWizard() override;

  void reject() override;
  void done(int result) override;
  int nextId() const override { return leaving_ ? static_cast<int>(KioskLeavePageId) : Wizard::nextId(); }

 signals:
  /// This customer's process is to end with this code.
  void ended(int code);

 protected:
  void askToClose() override;
  QString closeWords() const override;
  void closeEvent(QCloseEvent* event) override;
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  void disksChanged();
  void workEnded();
  bool hasChanged() const;
  void putAside(KioskDiskPage::Pulled pulled);
  void takeLeave();
  void note(KioskEvent event) const;
  void sound(Shop::Sound sound) const;
  void touchedAt(QPoint place);
  bool isInStaffCorner(QPoint place) const;
  static bool pressInstead(QObject* watched, const QMouseEvent* event);
  void count();
  void endCustomer();
  void look();
  void askWhetherThere();
  void answer(QPoint place);
  KioskDiskPage* diskPage() const;
  KioskLeavePage* leavePage() const;

  Session& session_;
  LanguageSwitch& language_;
  Shop shop_;
  std::string customer_;
  std::set<std::string> counted_;
  std::map<std::string, std::string> infected_;  ///< And the run that this kiosk had begun on it before; empty for none.
  std::set<std::string> undecided_;  ///< Counted as what could not be decided.
  std::optional<KioskDiskPage::Pulled> pulled_;
  Session::Work work_ = Session::Work::None;  ///< What was begun last.
  bool begun_ = false, leaving_ = false, ending_ = false;
  int code_ = nextCustomer;
  QElapsedTimer touched_, asked_, unplugged_;
  QElapsedTimer pressed_;
  bool twice_ = false;  ///< The last press came right after the one before.
  QTimer tick_;
  QPointer<Sheet> still_;
  PinPad* pinPad_ = nullptr;
  StaffPage* staffPage_ = nullptr;
  int cornerTouches_ = 0;
  QElapsedTimer cornerSince_;
};

}  // namespace sankajo
