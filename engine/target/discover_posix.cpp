// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <dirent.h>
#include <fcntl.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <sys/sysmacros.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <memory>
#include <set>
#include <system_error>
#include <utility>

#include "engine/target/discover.h"

namespace sankajo {

namespace {

const std::string classFolder = "/sys/class/block";  // A link for each disk and each partition.

/// A file descriptor that closes itself.
class Descriptor {
 public:
  explicit Descriptor(int number) : number_(number) {}
  ~Descriptor() {
    if (number_ >= 0) close(number_);
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  int number() const { return number_; }

 private:
  int number_;
};

std::string systemText(int code) {
  return std::generic_category().message(code);
}

std::string numberOf(dev_t device) {
  return std::to_string(major(device)) + ":" + std::to_string(minor(device));
}

/// A short text file of /proc or /sys, at most `most` bytes; empty where it can't be read.
std::string textOf(const std::string& path, std::size_t most = 4096) {
  const Descriptor file(open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::string text;
  if (file.number() < 0) return text;
  std::array<char, 4096> part{};
  while (text.size() < most) {
    const ssize_t count = ::read(file.number(), part.data(), std::min(part.size(), most - text.size()));
    if (count < 0 && errno == EINTR) continue;
    if (count <= 0) break;
    text.append(part.data(), static_cast<std::size_t>(count));
  }
  return text;
}
std::string lineOf(const std::string& path) {
  const std::string text = textOf(path);
  return text.substr(0, text.find('\n'));
}

std::vector<std::string> namesIn(const std::string& folder) {
  std::vector<std::string> names;
  const std::unique_ptr<DIR, int (*)(DIR*)> open(opendir(folder.c_str()), closedir);
  if (!open) return names;
  while (const dirent* entry = readdir(open.get())) {
    const std::string name = entry->d_name;
    if (name != "." && name != "..") names.push_back(name);
  }
  std::sort(names.begin(), names.end());
  return names;
}

std::string joined(std::string folder, const std::string& name) {
  return std::move(folder.append("/").append(name));
}

std::string canonical(const std::string& path) {
  const std::unique_ptr<char, void (*)(void*)> real(realpath(path.c_str(), nullptr), std::free);
  return real ? real.get() : std::string();
}

/// A block device or an image, open for reading.
struct OpenDevice {
  std::shared_ptr<Descriptor> file;
  std::uint64_t size = 0;
  std::optional<dev_t> block;  ///< Its number, when it is a block device.
};

Result<OpenDevice> openDevice(const std::string& path) {
  // Not blocking: opening a pipe would wait for its other end.
  OpenDevice device{std::make_shared<Descriptor>(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)), 0, std::nullopt};
  const int number = device.file->number();
  if (number < 0) {
    const int code = errno;
    return fail(code == EACCES || code == EPERM ? Errc::AccessDenied : Errc::Io, path, systemText(code), code);
  }
  struct stat about {};
  if (fstat(number, &about) != 0) return fail(Errc::Io, path, systemText(errno), errno);
  if (!S_ISBLK(about.st_mode) && !S_ISREG(about.st_mode)) return fail(Errc::Unsupported, path, "neither a block device nor a file");
  if (S_ISBLK(about.st_mode)) device.block = about.st_rdev;
  const off_t end = lseek(number, 0, SEEK_END);
  if (end < 0) return fail(Errc::Io, path, systemText(errno), errno);
  device.size = static_cast<std::uint64_t>(end);
  return device;
}

Result<std::string> readAt(const Descriptor& file, const std::string& path, std::uint64_t offset, std::size_t length) {
  std::string bytes(length, '\0');
  std::size_t done = 0;
  while (done < length) {
    const ssize_t count = pread(file.number(), bytes.data() + done, length - done, static_cast<off_t>(offset + done));
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return fail(Errc::Io, path, systemText(errno), errno);
    if (count == 0) break;
    done += static_cast<std::size_t>(count);
  }
  bytes.resize(done);
  return bytes;
}

Result<VolumeState> stateOf(const OpenDevice& device, const std::string& path) {
  const ReadAt read = [&](std::uint64_t offset, std::size_t length) { return readAt(*device.file, path, offset, length); };
  return readVolumeState(read, device.size, path);
}

/// The device file of a block device by its number or by its name in /sys ("sda1"; '!' stands for '/').
std::string deviceFileOf(std::string name) {
  std::replace(name.begin(), name.end(), '!', '/');
  return "/dev/" + name;
}
bool isDevice(const std::string& path, const std::string& number) {
  struct stat about {};
  return stat(path.c_str(), &about) == 0 && S_ISBLK(about.st_mode) && numberOf(about.st_rdev) == number;
}

/// `MY\x20DISK` of udev's links is "MY DISK".
std::string labelOfLink(std::string_view name) {
  std::string label;
  const auto digit = [&](std::size_t at) {
    constexpr std::string_view digits = "0123456789abcdef";
    return at < name.size() ? digits.find(name[at]) : std::string_view::npos;
  };
  for (std::size_t i = 0; i < name.size(); ++i) {
    if (name.substr(i, 2) == "\\x" && digit(i + 2) != std::string_view::npos && digit(i + 3) != std::string_view::npos) {
      label += static_cast<char>(digit(i + 2) * 16 + digit(i + 3));
      i += 3;
    } else {
      label += name[i];
    }
  }
  return label;
}

/// What a mount's bytes can be read from: its source, or the device with the mount's own number (a source may be a mere label, or
/// a name that has come to mean another device since). Empty where there is nothing.
std::string bytesOf(const Mount& mount) {
  if (mount.device.starts_with("0:")) {
    struct stat about {};
    const bool readable = stat(mount.source.c_str(), &about) == 0 && (S_ISBLK(about.st_mode) || S_ISREG(about.st_mode));
    return readable ? mount.source : std::string();
  }
  const std::string system = canonical("/sys/dev/block/" + mount.device);
  for (const std::string& path : {mount.source, "/dev/block/" + mount.device, deviceFileOf(system.substr(system.rfind('/') + 1))}) {
    if (isDevice(path, mount.device)) return path;
  }
  return {};
}

/// The disks (folders in /sys) that a block device lies on: a partition's own, and those below a mapped one.
void addDisks(const std::string& deviceFolder, int depth, std::set<std::string>& disks) {
  if (deviceFolder.empty() || depth > 4) return;
  const bool partition = access((deviceFolder + "/partition").c_str(), F_OK) == 0;
  const std::string disk = partition ? deviceFolder.substr(0, deviceFolder.rfind('/')) : deviceFolder;
  disks.insert(disk);
  for (const std::string& name : namesIn(disk + "/slaves")) addDisks(canonical(joined(disk + "/slaves", name)), depth + 1, disks);
}

/// The other volumes on the disk of a block device, as names in /sys: the disk's partitions, and what is mapped from it.
std::vector<std::string> neighboursOf(dev_t device) {
  std::set<std::string> disks;
  addDisks(canonical("/sys/dev/block/" + numberOf(device)), 0, disks);
  std::set<std::string> names;
  for (const std::string& disk : disks) {
    for (const std::string& name : namesIn(disk)) {
      if (access(joined(joined(disk, name), "partition").c_str(), F_OK) == 0) names.insert(name);
    }
    for (const std::string& name : namesIn(disk + "/holders")) names.insert(name);
  }
  const auto isSelf = [&](const std::string& name) { return lineOf(joined(joined(classFolder, name), "dev")) == numberOf(device); };
  std::vector<std::string> others;
  std::copy_if(names.begin(), names.end(), std::back_inserter(others), [&](const std::string& name) { return !isSelf(name); });
  return others;
}

}  // namespace

std::optional<Mount> mountOf(const std::string& hostFolder) {
  const std::string path = canonical(hostFolder);
  struct stat about {};
  if (path.empty() || stat(path.c_str(), &about) != 0) return std::nullopt;
  constexpr std::size_t mostBytes = 16U << 20;
  return mountHolding(parseMountInfo(textOf("/proc/self/mountinfo", mostBytes)), numberOf(about.st_dev), path);
}

std::vector<Mount> mountsThatMayHoldWindows() {
  constexpr std::size_t mostBytes = 16U << 20;
  std::vector<Mount> mounts;
  for (Mount& mount : parseMountInfo(textOf("/proc/self/mountinfo", mostBytes))) {
    const bool known = std::any_of(mounts.begin(), mounts.end(), [&](const Mount& other) { return other.device == mount.device; });
    if (mayHoldWindows(mount.type) && mount.root == "/" && !known) mounts.push_back(std::move(mount));
  }
  return mounts;
}

VolumeDisk volumeDisk(const std::string& hostFolder) {
  VolumeDisk disk;
  struct statvfs space {};
  if (statvfs(hostFolder.c_str(), &space) == 0) disk.bytes = std::uint64_t{space.f_blocks} * space.f_frsize;
  struct stat about {};
  if (stat(hostFolder.c_str(), &about) != 0) return disk;
  // A device's folder in /sys lies below the bus that it is attached to: ".../usb1/1-2/...".
  disk.usb = canonical("/sys/dev/block/" + numberOf(about.st_dev)).find("/usb") != std::string::npos;
  // udev's links, one a label, with \x and two digits for what is not plain.
  for (const std::string& name : namesIn("/dev/disk/by-label")) {
    if (isDevice(joined("/dev/disk/by-label", name), numberOf(about.st_dev))) disk.label = labelOfLink(name);
  }
  return disk;
}

std::vector<EncryptedVolume> encryptedVolumes() {
  static constexpr std::array<const char*, 4> noDisks = {"ram", "zram", "fd", "sr"};
  std::vector<EncryptedVolume> volumes;
  for (const std::string& name : namesIn(classFolder)) {
    const auto startsName = [&](const char* start) { return name.starts_with(start); };
    if (std::any_of(noDisks.begin(), noDisks.end(), startsName)) continue;
    const std::string folder = joined(classFolder, name);
    const std::string sectors = lineOf(folder + "/size");
    // An empty drive would be waited for. One with holders is in use by a mapping: the host has unlocked it.
    if (sectors.empty() || sectors == "0" || !namesIn(folder + "/holders").empty()) continue;
    const std::string path = deviceFileOf(name);
    const auto device = openDevice(path);
    if (!device) continue;
    const auto sector = readAt(*device->file, path, 0, 512);
    if (!sector) continue;
    if (auto encrypted = encryptionIn(*sector)) volumes.push_back({path, std::move(encrypted->encryption)});
  }
  return volumes;
}

Result<VolumeState> volumeStateOfDevice(const std::string& hostPath) {
  const auto device = openDevice(hostPath);
  if (!device) return tl::unexpected(device.error());
  return stateOf(*device, hostPath);
}

Result<std::optional<VolumeState>> volumeStateOf(const std::string& hostFolder) {
  const auto mount = mountOf(hostFolder);
  if (!mount) return fail(Errc::Unclean, hostFolder, "its volume is not known");
  // A share may be a disk of a Windows that is running; another FUSE driver may show any volume. A container's own root is neither.
  const bool hidden = mount->type.starts_with("fuse") || mount->type == "cifs" || mount->type == "smb3";
  if (mount->type == "fuse.fuse-overlayfs" || (!hidden && !mayHoldWindows(mount->type))) return std::nullopt;

  const std::string path = bytesOf(*mount);
  if (path.empty())
    return fail(Errc::Unclean, hostFolder, "no device to read the volume's state from: " + mount->type + " " + mount->source);
  const auto device = openDevice(path);
  if (!device) return fail(Errc::Unclean, path, "the volume's state can't be read: " + describe(device.error()), device.error().osCode);
  auto state = stateOf(*device, path);
  if (!state) return fail(Errc::Unclean, path, "the volume's state can't be read: " + describe(state.error()), state.error().osCode);
  if (!keepsState(state->format)) return fail(Errc::Unclean, path, "the volume's format has no state that could be read");
  const bool kernelFat = mount->type == "vfat" || mount->type == "msdos";
  if (state->onlyFatBootByte && kernelFat && !mount->readOnly) {
    state->dirty = state->onlyFatBootByte = false;
    state->why += " (by this system, which has it mounted)";
  }
  if (!device->block) return state;

  for (const std::string& name : neighboursOf(*device->block)) {
    const std::string otherPath = deviceFileOf(name);
    const auto other = openDevice(otherPath);
    const auto otherState = other ? stateOf(*other, otherPath) : Result<VolumeState>(tl::unexpected(other.error()));
    if (const Status added = addNeighbour(*state, otherPath, otherState); !added) return tl::unexpected(added.error());
  }
  return state;
}

}  // namespace sankajo
