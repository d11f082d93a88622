// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>

#include "kiosk/kiosk_config.h"
#include "wizard/kiosk_wizard.h"

// What a kiosk does on its own computer: count, keep a log, ask for the PIN, print, sound, write figures to a stick.
//
// In its state folder, each for the kiosk's user only and replaced whole:
//
//   figures     kiosk/figures.h
//   pin         tries at the PIN, kiosk/pin.h
//   log         a line for each event, "2026-11-27T09:12:05 infected", the last 300; names are those of kioskEvent()
//   choices     what the staff chose on their page: "volume 60" and "language ja"; they overrule the settings file

namespace sankajo {

class KioskShop {
 public:
  KioskShop(const KioskConfig& config, const std::string& stateFolder, std::string socket);
  ~KioskShop();
  KioskShop(const KioskShop&) = delete;
  KioskShop& operator=(const KioskShop&) = delete;

  Language language() const;
  /// Fills in what the pages ask of it. It must outlive them.
  void serve(Shop& shop);
  /// Remembers a run that is begun on a disk that was counted as infected. In any thread.
  void begin(const std::string& run);

 private:
  struct Inside;
  std::unique_ptr<Inside> inside_;
};

}  // namespace sankajo
