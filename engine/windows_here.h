// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/evidence.h"
#include "engine/target/target.h"

namespace sankajo {

/// A Windows that can be looked at.
struct WindowsHere {
  std::string folder;                  ///< Root of its volume on the host.
  std::string systemRoot;              ///< Its Windows folder's name: "WINNT".
  SystemFacts facts;                   ///< As far as they could be read.
  std::uint64_t volumeBytes = 0;       ///< Size of its volume; 0 where the host does not say.
  bool usb = false;                    ///< The volume's disk is attached by USB.
  std::string label;                   ///< The volume's name; may be empty.
  std::optional<Error> whyNotChanged;  ///< It can be checked; why it may not be changed now.
  std::optional<Error> unread;         ///< Why it could not even be opened.
  bool running = false;                ///< The Windows that this program runs on.
  bool administrator = true;           ///< Of the running one: whether this program has the rights of an administrator.
};

/// Opens the Windows of a folder: the running one as such, any other offline. Fails as openLive and openOffline do.
Result<std::unique_ptr<Target>> openWindows(const std::string& hostFolder, const std::optional<std::string>& systemRootName);

/// What this Windows is, for choosing: reads its registry and nothing else. Fails with Cancelled.
Result<WindowsHere> describeWindows(Target& target, const std::string& folder, const std::stop_token& stop);

/// Every Windows here: the running one first, then those on the mounted volumes that can hold one, in the order of the mounts. `unreadable` gets the volumes that could not be looked at.
Result<std::vector<WindowsHere>> windowsHere(std::vector<Error>& unreadable, const std::stop_token& stop);

}  // namespace sankajo
