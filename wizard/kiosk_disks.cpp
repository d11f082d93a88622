// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/kiosk_disks.h"

#include <algorithm>
#include <chrono>
#include <thread>
#include <utility>

#include "engine/target/offline.h"
#include "engine/text.h"

namespace sankajo {

bool KioskWatch::has(const std::string& id) const { return std::ranges::find(volumes_, id, &KioskVolume::id) != volumes_.end(); }

void KioskWatch::tell(std::vector<KioskVolume> volumes) {
  if (sees_ && volumes == volumes_) return;
  sees_ = true;
  volumes_ = std::move(volumes);
  emit changed();
}

void KioskWatch::tellBlind() {
  if (!sees_) return;
  sees_ = false;
  emit changed();
}

Result<std::string> KioskDisks::mounted(const std::string& id, const std::stop_token& stop) {
  if (!id_.empty() && id_ != id) {
    id_.clear();
    // Whatever becomes of another volume: it was only read.
    static_cast<void>(mounts_->release());
  }
  // Asked each time: who mounts may have ended since, and begun again.
  auto folder = mounts_->mount(id, stop);
  if (!folder) {
    id_.clear();
    return folder;
  }
  id_ = id;
  last_ = id;
  folder_ = *folder;
  return folder;
}

Result<std::unique_ptr<Target>> KioskDisks::open(const std::string& id, const std::optional<std::string>& systemRoot) { return open(id, systemRoot, {}); }

Result<std::unique_ptr<Target>> KioskDisks::open(const std::string& id, const std::optional<std::string>& systemRoot, const std::stop_token& stop) {
  const auto folder = mounted(id, stop);
  if (!folder) return tl::unexpected(folder.error());
  return openOffline(*folder, systemRoot, [this](const std::string&) { return mounts_->state(); });
}

Result<WindowsHere> KioskDisks::describe(const KioskVolume& volume, const std::optional<std::string>& systemRoot, const std::stop_token& stop) {
  const auto target = open(volume.id, systemRoot, stop);
  if (!target) return tl::unexpected(target.error());
  auto windows = describeWindows(**target, folder_, stop);
  if (!windows) return windows;
  windows->folder = volume.id;
  windows->label = volume.label;
  windows->volumeBytes = volume.bytes;
  windows->usb = volume.usb;
  return windows;
}

Result<std::vector<WindowsHere>> KioskDisks::find(const std::stop_token& stop) {
  auto found = look(stop);
  if (!id_.empty()) {
    id_.clear();
    static_cast<void>(mounts_->release());  // They were only read.
  }
  return found;
}

Result<std::vector<WindowsHere>> KioskDisks::look(const std::stop_token& stop) {
  const auto volumes = mounts_->list(stop);
  if (!volumes) return tl::unexpected(volumes.error());
  volumes_ = *volumes;
  std::vector<WindowsHere> all;
  std::vector<std::pair<KioskVolume, Error>> troubles;
  for (const KioskVolume& volume : *volumes) {
    if (stop.stop_requested()) return fail(Errc::Cancelled, volume.id, "looking for Windows");
    if (!volume.encryption.empty()) {
      troubles.emplace_back(volume, Error{Errc::Unsupported, volume.id, "encrypted: " + volume.encryption});
      continue;
    }
    if (volume.trouble) {
      troubles.emplace_back(volume, *volume.trouble);
      continue;
    }
    if (!volume.mayHoldWindows) {
      troubles.emplace_back(volume, Error{Errc::Unsupported, volume.id, "no Windows"});
      continue;
    }
    auto windows = describe(volume, std::nullopt, stop);
    if (windows) {
      all.push_back(std::move(*windows));
      continue;
    }
    if (windows.error().code != Errc::Refused || id_ != volume.id) {
      troubles.emplace_back(volume, windows.error());
      continue;
    }
    // Several: the error lists them.
    std::string names = windows.error().detail + ", ";
    for (std::size_t at = names.find(", "); at != std::string::npos; at = names.find(", ")) {
      auto one = describe(volume, names.substr(0, at), stop);
      if (one) {
        all.push_back(std::move(*one));
      } else {
        troubles.emplace_back(volume, one.error());
      }
      names.erase(0, at + 2);
    }
  }
  const std::scoped_lock lock(mutex_);
  troubles_ = std::move(troubles);
  return all;
}

Result<std::unique_ptr<ThisPc::Writing>> KioskDisks::allowWriting(const std::string& id) {
  // Read-only first: what it says of itself then decides.
  if (const auto before = mounted(id, {}); !before) return tl::unexpected(before.error());
  auto folder = mounts_->mountWritable(id);
  // Somebody may look at a disk for a moment.
  constexpr int tries = 30;
  constexpr auto pause = std::chrono::milliseconds(100);
  for (int i = 0; i < tries && !folder && folder.error().code == Errc::Busy; ++i) {
    std::this_thread::sleep_for(pause);
    folder = mounts_->mountWritable(id);
  }
  if (!folder) {
    // Whether it is still mounted for reading is not known then: the next one mounts it anew.
    id_.clear();
    static_cast<void>(mounts_->release());
    return tl::unexpected(folder.error());
  }
  unwritten_.reset();
  return std::make_unique<ThisPc::Writing>([this] { return endWriting(); });
}

Status KioskDisks::endWriting() {
  const std::string id = std::exchange(id_, {});
  const Status written = mounts_->release();
  if (written) return written;
  Error error = written.error();
  // Nobody knows a disk by its device.
  const auto volume = std::ranges::find(volumes_, id, &KioskVolume::id);
  if (volume != volumes_.end() && !nameOf(*volume).empty()) error.subject = displayable(nameOf(*volume));
  unwritten_.emplace(id, error);
  return tl::unexpected(error);
}

Status KioskDisks::release() {
  const bool any = !std::exchange(id_, {}).empty();
  Status released = any ? mounts_->release() : Status();
  // Who mounts has begun anew: what it had was released with it, and here nothing but reading is open.
  if (!released && released.error().code == Errc::Refused) released = {};
  // One that was pulled out and plugged in again has another name, and was looked at anew.
  if (unwritten_ && unwritten_->first == last_) return tl::unexpected(unwritten_->second);
  return released;
}

std::vector<std::pair<KioskVolume, Error>> KioskDisks::troubles() const {
  const std::scoped_lock lock(mutex_);
  return troubles_;
}

void useKioskDisks(Session::Parts& parts, const std::shared_ptr<KioskDisks>& disks) {
  parts.open = [disks](const std::string& id, const std::optional<std::string>& systemRoot) { return disks->open(id, systemRoot); };
  parts.find = [disks](std::vector<Error>&, const std::stop_token& stop) { return disks->find(stop); };
  parts.here.allowWriting = [disks](const WindowsHere& windows) { return disks->allowWriting(windows.folder); };
  parts.here.release = [disks] { return disks->release(); };
}

}  // namespace sankajo
