// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/windows_here.h"

#include <utility>

#include "engine/target/discover.h"
#include "engine/target/live.h"
#include "engine/target/offline.h"

namespace sankajo {

Result<std::unique_ptr<Target>> openWindows(const std::string& hostFolder, const std::optional<std::string>& systemRootName) {
  return isThisWindows(hostFolder, systemRootName) ? openLive() : openOffline(hostFolder, systemRootName);
}

Result<WindowsHere> describeWindows(Target& target, const std::string& folder, const std::stop_token& stop) {
  WindowsHere windows;
  windows.folder = folder;
  windows.systemRoot = target.systemRoot().name();
  // A quick look for no worm at all reads just what this Windows is.
  auto evidence = collect(
      target, {}, Depth::Quick, [](const Progress&) {}, stop);
  if (!evidence) return tl::unexpected(evidence.error());
  windows.facts = std::move(evidence->system);
  windows.running = target.live() != nullptr;
  windows.administrator = target.live() == nullptr || target.live()->isAdministrator();
  if (const Status writable = target.writable(); !writable) windows.whyNotChanged = writable.error();
  const VolumeDisk disk = volumeDisk(folder);
  windows.volumeBytes = disk.bytes;
  windows.usb = disk.usb;
  windows.label = disk.label;
  return windows;
}

Result<std::vector<WindowsHere>> windowsHere(std::vector<Error>& unreadable, const std::stop_token& stop) {
  std::vector<WindowsHere> all;
  if (const auto running = openLive()) {
    auto windows = describeWindows(**running, (*running)->root(), stop);
    if (!windows) return tl::unexpected(windows.error());
    all.push_back(std::move(*windows));
  }
  for (const Mount& mount : mountsThatMayHoldWindows()) {
    if (stop.stop_requested()) return fail(Errc::Cancelled, mount.folder, "looking for Windows");
    auto files = openHostFolder(mount.folder);
    const auto found = files ? installations(**files) : Result<std::vector<Installation>>(tl::unexpected(files.error()));
    if (!found) {
      unreadable.push_back(found.error());
      continue;
    }
    for (const Installation& one : *found) {
      if (isThisWindows(mount.folder, one.systemRoot.name())) continue;
      const auto target = openOffline(mount.folder, one.systemRoot.name());
      auto windows = target ? describeWindows(**target, mount.folder, stop) : Result<WindowsHere>(tl::unexpected(target.error()));
      if (!windows && windows.error().code == Errc::Cancelled) return tl::unexpected(windows.error());
      if (!windows) {
        WindowsHere unread;
        unread.folder = mount.folder;
        unread.systemRoot = one.systemRoot.name();
        unread.unread = windows.error();
        windows = std::move(unread);
      }
      all.push_back(std::move(*windows));
    }
  }
  return all;
}

}  // namespace sankajo
