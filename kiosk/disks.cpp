// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/disks.h"

#include <sys/stat.h>

#include <algorithm>
#include <array>
#include <charconv>
#include <filesystem>
#include <set>

#include "engine/text.h"
#include "kiosk/descriptor.h"

namespace sankajo {

namespace {

namespace fs = std::filesystem;

constexpr std::size_t mostDisks = 16, mostPartitions = 32;
constexpr std::size_t mostBytesOfList = 16U << 20;
constexpr std::uint64_t sectorBytes = 512;  // /sys counts in these, whatever the disk's own are.

std::string lineOf(const fs::path& file) {
  const auto text = readHostFile(file.string(), 4096);
  return text ? text->substr(0, text->find('\n')) : std::string();
}

std::uint64_t numberOf(const fs::path& file) {
  const std::string line = lineOf(file);
  std::uint64_t number = 0;
  std::from_chars(line.data(), line.data() + line.size(), number);
  return number;
}

std::vector<std::string> namesIn(const fs::path& folder) {
  std::vector<std::string> names;
  std::error_code trouble;
  for (fs::directory_iterator entry(folder, trouble), end; !trouble && entry != end; entry.increment(trouble))
    names.push_back(entry->path().filename().string());
  // "sdb10" after "sdb9".
  std::ranges::sort(names, [](const std::string& a, const std::string& b) { return a.size() != b.size() ? a.size() < b.size() : a < b; });
  return names;
}

bool isThere(const fs::path& path) {
  std::error_code trouble;
  return fs::exists(path, trouble);
}

/// By which bus a disk hangs here; empty for what is no disk that a person attaches.
std::string busOf(const fs::path& disk, const DiskRules& rules) {
  const std::string name = disk.filename().string();
  if (name.starts_with("loop"))
    return !rules.loopImages.empty() && lineOf(disk / "loop/backing_file").starts_with(rules.loopImages + "/") ? "loop" : "";
  // Memory, mapped and joined disks, network disks: nothing behind them that could be attached. Optical drives and floppies hold no Windows.
  if (!isThere(disk / "device") || name.starts_with("sr") || name.starts_with("fd") || name.starts_with("zram") ||
      numberOf(disk / "hidden") != 0)
    return "";
  std::error_code trouble;
  const std::string place = fs::canonical(disk, trouble).string();
  if (place.find("/usb") != std::string::npos) return "usb";
  if (place.find("/fw") != std::string::npos) return "firewire";
  if (name.starts_with("mmcblk")) return "card";
  if (numberOf(disk / "removable") != 0) return "usb";
  return rules.insidePorts ? "inside" : "";
}

bool isInUse(const fs::path& device, const std::set<std::string>& used) {
  return used.contains(lineOf(device / "dev")) || !namesIn(device / "holders").empty();
}

AttachedPartition partitionOf(const fs::path& device, bool diskReadOnly) {
  return {device.filename().string(), lineOf(device / "dev"), numberOf(device / "size") * sectorBytes,
          diskReadOnly || numberOf(device / "ro") != 0};
}

}  // namespace

std::vector<AttachedDisk> attachedDisks(const std::string& system, const std::vector<Mount>& mounts, std::string_view swaps,
                                        const DiskRules& rules) {
  std::set<std::string> used;
  for (const Mount& mount : mounts) {
    if (rules.ownMounts.empty() || !mount.folder.starts_with(rules.ownMounts + "/")) used.insert(mount.device);
  }
  std::vector<AttachedDisk> disks;
  const fs::path block = fs::path(system) / "block";
  for (const std::string& name : namesIn(block)) {
    const fs::path folder = block / name;
    AttachedDisk disk{name, numberOf(folder / "diskseq"), busOf(folder, rules), "", {}, {}};
    if (disk.bus.empty() || numberOf(folder / "size") == 0 || disks.size() == mostDisks) continue;
    // A line of /proc/swaps begins with "/dev/sda2 "; a swap file lies on a mounted volume.
    bool own = isInUse(folder, used) || swaps.find("/dev/" + name) != std::string_view::npos;
    const bool readOnly = numberOf(folder / "ro") != 0;
    for (const std::string& part : namesIn(folder)) {
      const fs::path device = folder / part;
      if (!isThere(device / "partition")) continue;
      own = own || isInUse(device, used);
      if (disk.partitions.size() < mostPartitions) disk.partitions.push_back(partitionOf(device, readOnly));
    }
    if (own) continue;
    disk.whole = partitionOf(folder, readOnly);
    if (disk.partitions.empty()) disk.partitions.push_back(disk.whole);
    disk.model = shownText(lineOf(folder / "device/vendor") + " " + lineOf(folder / "device/model"), 60);
    disks.push_back(std::move(disk));
  }
  return disks;
}

std::vector<AttachedDisk> attachedDisks(const DiskRules& rules) {
  const auto mounts = readHostFile("/proc/self/mountinfo", mostBytesOfList);
  const auto swaps = readHostFile("/proc/swaps", mostBytesOfList);
  // Who does not know what the system uses must not touch anything.
  if (!mounts || !swaps) return {};
  return attachedDisks("/sys", parseMountInfo(*mounts), *swaps, rules);
}

std::string shownText(std::string_view bytes, std::size_t most) {
  std::string text = displayable(bytes);
  const std::size_t first = text.find_first_not_of(' ');
  if (first == std::string::npos) return {};
  text = text.substr(first, text.find_last_not_of(' ') - first + 1);
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins = (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
    if (begins && ++characters > most) return text.substr(0, i);
  }
  return text;
}

}  // namespace sankajo
