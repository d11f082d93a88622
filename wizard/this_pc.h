// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include "engine/error.h"
#include "engine/report.h"
#include "engine/windows_here.h"
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

  // -------------------------------------------------------------------------------------------------------- a rescue system
  /// Of a system that was started from a disc to run nothing but the wizard, and has mounted every volume read-only.
  /// A volume that can be written, until this is ended or goes away: `end` is called once.
  class Writing {
   public:
    explicit Writing(std::function<Status()> end) : end_(std::move(end)) {}
    ~Writing() { static_cast<void>(end()); }
    Writing(const Writing&) = delete;
    Writing& operator=(const Writing&) = delete;
    /// To be called while nothing of the volume is open. Fails where not everything could be written.
    Status end() {
      const auto call = std::exchange(end_, nullptr);
      return call ? call() : Status();
    }

   private:
    std::function<Status()> end_;
  };
  /// Makes the volume of this Windows writable. Called in the working thread while nothing of the volume is open. Null where something else
  /// than that forbids changing it: it stays as it is, and the treatment tells why. Fails as the system says.
  std::function<Result<std::unique_ptr<Writing>>(const WindowsHere& windows)> allowWriting;
  enum class Leave { Restart, TurnOff };
  /// There is no desktop behind the window: instead of closing, the PC is restarted or turned off.
  std::function<Status(Leave how)> leave;

  // ----------------------------------------------------------------------------------------------------------------- a kiosk
  /// Writes everything and unmounts the customer's volume. Called in the working thread while nothing of the volume is open. Fails with Busy, and with Io where not
  /// everything could be written.
  std::function<Status()> release;
  /// Told, before the first step of a treatment, its run and what the check before had said. Called in the working thread.
  std::function<void(const std::string& run, const Report& before)> begins;
};

/// This Windows may not be changed for no other reason than that its volume is mounted read-only.
inline bool isOnlyReadOnly(const std::optional<Error>& whyNotChanged) {
  return whyNotChanged && whyNotChanged->code == Errc::AccessDenied && whyNotChanged->detail == "read-only";
}

}  // namespace sankajo
