// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>

#include "engine/error.h"
#include "wizard/network_watch.h"
#include "wizard/update_work.h"

namespace sankajo {

/// What the wizard asks of the PC that it runs on, where that runs Windows. What is empty is not offered.
struct ThisPc {
  /// Null: nobody is asked to unplug anything.
  std::unique_ptr<NetworkWatch> network;
  /// Starts this program again with an administrator's rights and in this language; this one has to end then. Windows asks first: Cancelled where
  /// the answer was no. To be called in the window's thread.
  std::function<Status(const std::string& language)> startAsAdministrator;
  /// Asks Windows to restart; other programs may still hold it up.
  std::function<Status()> restart;
  /// Opens Windows' own page for updates.
  std::function<Status()> openUpdate;
  /// Windows' update agent, and how long it is waited for.
  OpenUpdateAgent updates;
  UpdateWork::Limits updateLimits;
};

}  // namespace sankajo
