// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <string>

#include "engine/error.h"

// What the wizard asks of the Windows that it runs on. Each is empty where no Windows runs.

namespace sankajo {

/// Starts this program again with an administrator's rights, with the arguments that it was started with and in this language; returns when the new
/// one has started. Windows asks first. Fails with Cancelled where the answer was no, else with what Windows says.
std::function<Status(const std::string& language)> startAgainAsAdministrator();

/// Asks Windows to restart. Programs are asked what shall be saved, and may hold it up. Fails with AccessDenied, Io.
std::function<Status()> restartOfWindows();

/// Opens the page for updates in Windows' settings. Fails with Io.
std::function<Status()> windowsUpdate();

}  // namespace sankajo
