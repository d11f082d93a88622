// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <string>

#include "wizard/theme.h"

class QWidget;

namespace sankajo {

/// What a kiosk is started with. What is empty is where the Debian package has it.
struct KioskChoice {
  std::optional<Language> language;    ///< Else as the settings say.
  std::optional<std::string> patches;  ///< Folder of patches; without it /srv/sankajo/patches, else the one beside the program.
  std::string settings;                ///< Its settings file.
  std::string socket;                  ///< Of the mount helper.
  std::string state;                   ///< Folder of the figures and of the tries at the PIN.
};

/// Serves one customer; ends with the code that the supervisor (kiosk/session.cpp) waits for, with 64 where there are no kiosks, and with 65 or 70 where packs or
/// sentences cannot be read.
/// `shown` is told the window when it is there.
int runKiosk(const KioskChoice& choice, const std::function<void(QWidget& window)>& shown = {});

}  // namespace sankajo
