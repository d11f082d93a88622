// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ask_windows.h"

namespace sankajo {

std::function<Status(const std::string& language)> startAgainAsAdministrator() { return {}; }
std::function<Status()> restartOfWindows() { return {}; }
std::function<Status()> windowsUpdate() { return {}; }

}  // namespace sankajo
