// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDateTime>
#include <QTimer>
#include <array>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "wizard/kiosk_disks.h"
#include "wizard/language.h"
#include "wizard/sheet.h"

// What the shop's staff sees, behind a gesture in a corner and a PIN.

namespace sankajo {

/// What a kiosk has counted on one day, and until then: checked, infected, treated, could not decide.
struct KioskDay {
  std::string day;  ///< "2026-11-27"
  std::array<std::uint64_t, 4> that{}, total{};
};

/// What the kiosk's log tells. It names nobody and nothing of a customer's.
enum class KioskEvent { Began, Infected, NotInfected, Undecided, Treated, NotTreated, Undone, PulledOut, NotWritten, NotPrinted, NobodyThere, WrongPin, StaffCame, FiguresWritten, ShutDown };
std::string_view name(KioskEvent event);
std::optional<KioskEvent> kioskEvent(std::string_view name);
struct KioskNote {
  QDateTime time;
  KioskEvent event;
};

/// What the staff may ask of the kiosk.
struct KioskStaff {
  enum class Pin { Right, Wrong, Wait, Broken };
  std::function<Pin(const std::string& pin)> tryPin;  ///< Empty: there is no staff page.
  std::function<std::int64_t()> secondsToWait;
  std::function<Result<std::vector<KioskDay>>()> figures;
  /// Writes them as a table to a stick's volume, and tells in the window's thread.
  std::function<void(const std::string& volume, const Wording& wording, const std::function<void(Status written)>& told)> writeFigures;
  std::function<std::vector<KioskNote>()> notes;  ///< The newest last.
  int volume = 60;                                ///< Of sounds, 0 to 100.
  Language language = Language::Japanese;         ///< In which each customer begins.
  /// Keeps these two for the customers to come.
  std::function<void(int volume, Language language)> keep;
};

/// Twelve keys for a PIN.
class PinPad : public Sheet {
  Q_OBJECT

 public:
  PinPad(QWidget* window, KioskStaff& staff);
  /// A key of a keyboard; Esc closes.
  void type(int key);

 signals:
  void opened();
  void refused();

 protected:
  void changeEvent(QEvent* event) override;
  void restyle() override;

 private:
  void retranslate();
  void look();
  void add(char digit);
  void enter();

  KioskStaff& staff_;
  std::string pin_;
  std::optional<KioskStaff::Pin> answer_;
  QWidget* pad_ = nullptr;
  std::array<QPushButton*, 12> keys_{};
  QPushButton* back_;
  Paragraph* dots_;
  QTimer waiting_;
};

/// Figures, log, volume, language, and switching off.
class StaffPage : public Sheet {
  Q_OBJECT

 public:
  StaffPage(QWidget* window, KioskStaff& staff, KioskWatch& watch, Session& session);
  /// With figures and log read anew.
  void openAnew();

 signals:
  void shutDownRequested();
  void figuresWritten();

 protected:
  void changeEvent(QEvent* event) override;
  void restyle() override;

 private:
  void retranslate();
  void fillFigures();
  void fillSticks();
  void fillNotes();
  void write(const std::string& volume);
  void keep();

  KioskStaff& staff_;
  KioskWatch& watch_;
  Session& session_;
  Result<std::vector<KioskDay>> days_;
  std::size_t measure_ = 0;
  bool choosing_ = false, writing_ = false, asking_ = false;
  Panel* sums_;
  QWidget* measures_;
  std::array<RadioRow*, 4> measureRows_{};
  Panel* table_;
  QPushButton* write_;
  QWidget* sticks_;
  Paragraph* said_;
  Paragraph *soundTitle_, *sound_, *languageTitle_;
  QPushButton *quieter_, *louder_;
  QWidget* languages_;
  std::array<RadioRow*, 2> languageRows_{};
  Details* log_;
  QPushButton *shutDown_, *close_;
  Panel* question_;
  Paragraph* questionText_;
  QPushButton *really_, *not_;
};

}  // namespace sankajo
