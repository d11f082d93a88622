// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <windows.h>
#include <winioctl.h>

#include <algorithm>
#include <array>
#include <set>
#include <utility>

#include "engine/target/discover.h"
#include "engine/target/offline.h"
#include "engine/target/system_win32.h"

namespace sankajo {

namespace {

using win32::Handle;
using win32::narrow;
using win32::wide;

constexpr DWORD shareAll = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;
constexpr std::size_t longestPath = 0x8000;

/// While it lives no question of Windows' own ("there is no disk in the drive") comes up in this thread.
class NoQuestions {
 public:
  NoQuestions() { SetThreadErrorMode(SEM_FAILCRITICALERRORS | SEM_NOOPENFILEERRORBOX, &before_); }
  ~NoQuestions() { SetThreadErrorMode(before_, nullptr); }
  NoQuestions(const NoQuestions&) = delete;
  NoQuestions& operator=(const NoQuestions&) = delete;

 private:
  DWORD before_ = 0;
};

/// `D:\` and `\\?\Volume{...}\` by the name under which the device opens: `\\.\D:`, `\\?\Volume{...}`; anything else as it is.
std::wstring deviceName(std::wstring path) {
  const auto isVolume = [&] { return path.starts_with(LR"(\\?\Volume{)") && path.find(L'\\', 4) == path.size() - 1; };
  if (path.size() == 3 && path[1] == L':' && (path[2] == L'\\' || path[2] == L'/')) path.pop_back();
  if (path.size() == 2 && path[1] == L':') return LR"(\\.\)" + path;
  if (isVolume()) path.pop_back();
  return path;
}

/// A volume of this Windows.
struct Volume {
  std::wstring name;    ///< `\\?\Volume{...}\`
  std::wstring folder;  ///< A letter's root where it has one, else a folder that it is mounted in; may be empty.
};

std::wstring folderOf(const std::wstring& volume) {
  std::wstring paths(longestPath, L'\0');
  DWORD length = 0;
  if (GetVolumePathNamesForVolumeNameW(volume.c_str(), paths.data(), static_cast<DWORD>(paths.size()), &length) == 0) return {};
  std::vector<std::wstring> all;
  for (std::size_t at = 0; at < length && paths[at] != L'\0'; at += all.back().size() + 1) all.emplace_back(paths.c_str() + at);
  if (all.empty()) return {};
  // The shortest is a letter, where there is one.
  return *std::ranges::min_element(all, {}, [](const std::wstring& path) { return std::pair(path.size(), path); });
}

std::vector<Volume> volumes() {
  std::vector<Volume> all;
  std::array<wchar_t, MAX_PATH> name{};
  const HANDLE search = FindFirstVolumeW(name.data(), static_cast<DWORD>(name.size()));
  if (search != INVALID_HANDLE_VALUE) {
    do {
      all.push_back({name.data(), folderOf(name.data())});
    } while (FindNextVolumeW(search, name.data(), static_cast<DWORD>(name.size())) != 0);
    FindVolumeClose(search);
  }
  std::ranges::sort(all, {}, &Volume::folder);
  return all;
}

struct FileSystem {
  std::wstring label;
  std::string type;
  DWORD flags = 0;
};
/// Empty where no file system can be read: no medium, a locked or foreign volume.
std::optional<FileSystem> fileSystemOf(const std::wstring& root) {
  std::array<wchar_t, MAX_PATH + 1> label{}, type{};
  DWORD flags = 0;
  const auto size = [](const auto& text) { return static_cast<DWORD>(text.size()); };
  if (GetVolumeInformationW(root.c_str(), label.data(), size(label), nullptr, nullptr, &flags, type.data(), size(type)) == 0) {
    // Wine reads the device for this, which it may not have; of an open folder it knows as much as is needed.
    const Handle folder(CreateFileW(root.c_str(), 0, shareAll, nullptr, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr));
    if (!folder || GetVolumeInformationByHandleW(folder.get(), nullptr, 0, nullptr, nullptr, &flags, type.data(), size(type)) == 0)
      return std::nullopt;
    label.front() = L'\0';
  }
  return FileSystem{label.data(), narrow(type.data()), flags};
}

Mount mountBy(const std::wstring& folder, const std::wstring& volume, const FileSystem& system) {
  Mount mount;
  mount.folder = narrow(folder);
  mount.type = system.type;
  std::ranges::transform(mount.type, mount.type.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  mount.source = mount.device = narrow(volume);
  mount.readOnly = (system.flags & FILE_READ_ONLY_VOLUME) != 0;
  mount.root = "/";
  return mount;
}

std::wstring volumeRootOf(const std::wstring& path) {
  std::wstring root(longestPath, L'\0');
  if (GetVolumePathNameW(path.c_str(), root.data(), static_cast<DWORD>(root.size())) == 0) return {};
  root.resize(wcslen(root.c_str()));
  return root;
}
std::wstring volumeNameOf(const std::wstring& root) {
  std::array<wchar_t, MAX_PATH> name{};
  return GetVolumeNameForVolumeMountPointW(root.c_str(), name.data(), static_cast<DWORD>(name.size())) != 0 ? name.data() : L"";
}
/// The volume that this Windows has started from.
std::wstring ownVolume() {
  std::array<wchar_t, MAX_PATH + 1> folder{};
  if (GetSystemWindowsDirectoryW(folder.data(), static_cast<UINT>(folder.size())) == 0) return {};
  return volumeNameOf(volumeRootOf(folder.data()));
}

template <class Out>
bool ask(HANDLE device, DWORD code, Out& out) {
  DWORD got = 0;
  return DeviceIoControl(device, code, nullptr, 0, &out, sizeof out, &got, nullptr) != 0 && got > 0;
}

/// A volume, a disk or an image, open for reading.
struct OpenDevice {
  Handle handle;
  std::uint64_t size = 0;
};

Result<OpenDevice> openDevice(const std::wstring& name, const std::string& subject) {
  OpenDevice device;
  device.handle = Handle(CreateFileW(name.c_str(), GENERIC_READ, shareAll, nullptr, OPEN_EXISTING, 0, nullptr));
  if (!device.handle) return tl::unexpected(win32::errorOf(GetLastError(), subject, "opening"));
  if (GetFileType(device.handle.get()) != FILE_TYPE_DISK) return fail(Errc::Unsupported, subject, "neither a volume nor a disk nor a file");
  LARGE_INTEGER size{};
  GET_LENGTH_INFORMATION length{};
  if (ask(device.handle.get(), IOCTL_DISK_GET_LENGTH_INFO, length)) {
    size = length.Length;
    // Else the file system keeps the volume's last sectors to itself.
    DWORD got = 0;
    DeviceIoControl(device.handle.get(), FSCTL_ALLOW_EXTENDED_DASD_IO, nullptr, 0, nullptr, 0, &got, nullptr);
  } else if (GetFileSizeEx(device.handle.get(), &size) == 0) {
    return tl::unexpected(win32::errorOf(GetLastError(), subject, "asking for its size"));
  }
  device.size = static_cast<std::uint64_t>(size.QuadPart);
  return device;
}

/// A device is read in whole sectors only; 4096 bytes are whole sectors of every one.
Result<std::string> readAt(const OpenDevice& device, const std::string& subject, std::uint64_t offset, std::size_t length) {
  constexpr std::uint64_t sector = 4096;
  const std::uint64_t first = offset / sector * sector;
  const std::uint64_t last = std::min((offset + length + sector - 1) / sector * sector, std::max(device.size, offset));
  std::string bytes(static_cast<std::size_t>(last - first), '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    OVERLAPPED where{};
    where.Offset = static_cast<DWORD>(first + done);
    where.OffsetHigh = static_cast<DWORD>((first + done) >> 32U);
    DWORD got = 0;
    if (ReadFile(device.handle.get(), bytes.data() + done, static_cast<DWORD>(bytes.size() - done), &got, &where) == 0) {
      const DWORD code = GetLastError();
      if (code == ERROR_HANDLE_EOF) break;
      return tl::unexpected(win32::errorOf(code, subject, "reading"));
    }
    if (got == 0) break;
    done += got;
  }
  bytes.resize(done);
  const auto skipped = static_cast<std::size_t>(offset - first);
  return skipped >= bytes.size() ? std::string() : bytes.substr(skipped, length);
}

Result<VolumeState> stateOf(const OpenDevice& device, const std::string& subject) {
  const ReadAt read = [&](std::uint64_t offset, std::size_t length) { return readAt(device, subject, offset, length); };
  return readVolumeState(read, device.size, subject);
}

/// A device that is only asked, not read: everybody may.
Handle toAsk(const std::wstring& name) {
  return Handle(CreateFileW(name.c_str(), 0, shareAll, nullptr, OPEN_EXISTING, 0, nullptr));
}

/// The numbers of the disks that a volume lies on; empty where Windows does not say.
std::set<DWORD> disksOf(const std::wstring& volume) {
  const Handle device = toAsk(deviceName(volume));
  if (!device) return {};
  constexpr std::size_t most = 128;
  std::vector<std::uint64_t> buffer((offsetof(VOLUME_DISK_EXTENTS, Extents) + most * sizeof(DISK_EXTENT)) / sizeof(std::uint64_t) + 1);
  auto* found = reinterpret_cast<VOLUME_DISK_EXTENTS*>(buffer.data());
  DWORD got = 0;
  if (DeviceIoControl(device.get(), IOCTL_VOLUME_GET_VOLUME_DISK_EXTENTS, nullptr, 0, found,
                      static_cast<DWORD>(buffer.size() * sizeof(std::uint64_t)), &got, nullptr) == 0) {
    return {};
  }
  std::set<DWORD> disks;
  const DISK_EXTENT* extents = &found->Extents[0];
  for (std::size_t i = 0; i < std::min<std::size_t>(found->NumberOfDiskExtents, most); ++i) disks.insert(extents[i].DiskNumber);
  return disks;
}

/// Whether the volume was found damaged or was dirty when this Windows mounted it; empty where it cannot be asked.
std::optional<bool> saysDirty(const std::wstring& volume) {
  const Handle device = toAsk(deviceName(volume));
  ULONG flags = 0;
  if (!device || !ask(device.get(), FSCTL_IS_VOLUME_DIRTY, flags)) return std::nullopt;
  return (flags & VOLUME_IS_DIRTY) != 0;
}

/// Under Wine a drive is a folder of the system below, which knows what it is mounted from. Empty on a real Windows.
std::optional<std::string> unixPathOf(const std::wstring& path) {
  using UnixName = char*(CDECL*)(const wchar_t*);
  const auto unixName =
      reinterpret_cast<UnixName>(reinterpret_cast<void*>(GetProcAddress(GetModuleHandleW(L"kernel32.dll"), "wine_get_unix_file_name")));
  if (unixName == nullptr) return std::nullopt;
  char* name = unixName(path.c_str());
  std::string out = name != nullptr ? name : "";
  HeapFree(GetProcessHeap(), 0, name);
  return out;
}
std::optional<Mount> mountBelowWine(const std::string& unixPath) {
  const Handle list(CreateFileW(LR"(\\?\unix\proc\self\mountinfo)", GENERIC_READ, shareAll, nullptr, OPEN_EXISTING, 0, nullptr));
  std::string text;
  constexpr std::size_t most = 16U << 20U;
  std::array<char, 4096> part{};
  DWORD got = 0;
  while (list && text.size() < most && ReadFile(list.get(), part.data(), static_cast<DWORD>(part.size()), &got, nullptr) != 0 && got > 0) {
    text.append(part.data(), got);
  }
  return mountHolding(parseMountInfo(text), "", unixPath);
}

/// Adds hibernation on the other volumes of the same disks. This Windows is awake, whatever lies on its own volume.
Status addNeighbours(const std::wstring& volume, VolumeState& state) {
  const std::set<DWORD> disks = disksOf(volume);
  const std::wstring own = ownVolume();
  for (const Volume& other : volumes()) {
    if (other.name == volume || other.name == own) continue;
    const std::set<DWORD> its = disksOf(other.name);
    if (std::ranges::none_of(its, [&](DWORD disk) { return disks.contains(disk); })) continue;
    const std::string subject = narrow(other.folder.empty() ? other.name : other.folder);
    const auto device = openDevice(deviceName(other.name), subject);
    const auto otherState = device ? stateOf(*device, subject) : Result<VolumeState>(tl::unexpected(device.error()));
    if (!otherState)
      return fail(Errc::Unclean, subject, "hibernation on the same disk can't be ruled out: " + describe(otherState.error()));
    if (!otherState->hibernated) continue;
    state.hibernated = true;
    state.why += (state.why.empty() ? "" : "; ") + subject + ": " + otherState->why;
  }
  return {};
}

}  // namespace

std::optional<Mount> mountOf(const std::string& hostFolder) {
  const NoQuestions quiet;
  const std::wstring path = wide(hostFolder);
  if (GetFileAttributesW(path.c_str()) == INVALID_FILE_ATTRIBUTES) return std::nullopt;
  const std::wstring root = volumeRootOf(path);
  const auto system = fileSystemOf(root);
  if (root.empty() || !system) return std::nullopt;
  return mountBy(root, volumeNameOf(root), *system);
}

std::vector<Mount> mountsThatMayHoldWindows() {
  const NoQuestions quiet;
  std::vector<Mount> mounts;
  for (const Volume& volume : volumes()) {
    if (volume.folder.empty()) continue;
    const auto system = fileSystemOf(volume.folder);
    if (!system) continue;
    Mount mount = mountBy(volume.folder, volume.name, *system);
    if (mayHoldWindows(mount.type)) mounts.push_back(std::move(mount));
  }
  return mounts;
}

VolumeDisk volumeDisk(const std::string& hostFolder) {
  const NoQuestions quiet;
  VolumeDisk disk;
  const std::wstring root = volumeRootOf(wide(hostFolder));
  ULARGE_INTEGER total{};
  if (GetDiskFreeSpaceExW(root.c_str(), nullptr, &total, nullptr) != 0) disk.bytes = total.QuadPart;
  if (const auto system = fileSystemOf(root)) disk.label = narrow(system->label);
  const Handle device = toAsk(deviceName(root));
  STORAGE_PROPERTY_QUERY query{};
  query.PropertyId = StorageDeviceProperty;
  query.QueryType = PropertyStandardQuery;
  std::array<std::uint64_t, 128> buffer{};
  DWORD got = 0;
  if (device &&
      DeviceIoControl(device.get(), IOCTL_STORAGE_QUERY_PROPERTY, &query, sizeof query, buffer.data(), sizeof buffer, &got, nullptr) != 0 &&
      got >= sizeof(STORAGE_DEVICE_DESCRIPTOR)) {
    disk.usb = reinterpret_cast<const STORAGE_DEVICE_DESCRIPTOR*>(buffer.data())->BusType == BusTypeUsb;
  }
  return disk;
}

std::vector<EncryptedVolume> encryptedVolumes() {
  const NoQuestions quiet;
  std::vector<EncryptedVolume> found;
  std::set<DWORD> unlocked;  // Disks with a volume that this Windows reads.
  const auto look = [&found](const std::wstring& name, const std::string& subject) {
    const auto device = openDevice(name, subject);
    const auto sector = device ? readAt(*device, subject, 0, 512) : Result<std::string>(tl::unexpected(device.error()));
    const auto encrypted = sector ? encryptionIn(*sector) : std::nullopt;
    if (encrypted) found.push_back({subject, encrypted->encryption});
  };
  for (const Volume& volume : volumes()) {
    if (fileSystemOf(volume.name)) {
      unlocked.merge(disksOf(volume.name));
      continue;
    }
    look(deviceName(volume.name), narrow(volume.folder.empty() ? volume.name : volume.folder));
  }
  // Boot code of an encryption of whole disks stands in a disk's first sector.
  constexpr DWORD mostDisks = 32;
  for (DWORD disk = 0; disk < mostDisks; ++disk) {
    if (unlocked.contains(disk)) continue;
    const std::wstring name = LR"(\\.\PhysicalDrive)" + std::to_wstring(disk);
    look(name, narrow(name));
  }
  return found;
}

Result<VolumeState> volumeStateOfDevice(const std::string& hostPath) {
  const NoQuestions quiet;
  const std::wstring path = wide(hostPath);
  const std::wstring name = deviceName(path);
  const DWORD attributes = name == path ? GetFileAttributesW(path.c_str()) : INVALID_FILE_ATTRIBUTES;
  if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0) {
    return fail(Errc::Unsupported, hostPath, "neither a volume nor a disk nor a file");
  }
  const auto device = openDevice(name, hostPath);
  if (!device) return tl::unexpected(device.error());
  return stateOf(*device, hostPath);
}

Result<std::optional<VolumeState>> volumeStateOf(const std::string& hostFolder) {
  const NoQuestions quiet;
  const auto mount = mountOf(hostFolder);
  if (!mount) return fail(Errc::Unclean, hostFolder, "its volume is not known");
  if (const auto unixPath = unixPathOf(wide(hostFolder))) {
    const auto below = mountBelowWine(*unixPath);
    if (!below) return fail(Errc::Unclean, hostFolder, "its volume is not known");
    if (!mayHoldWindows(below->type) && !below->type.starts_with("fuse") && below->type != "cifs" && below->type != "smb3")
      return std::nullopt;
    return fail(Errc::Unclean, hostFolder, "Wine does not show the device of " + below->source);
  }
  if (mount->source.empty())
    return fail(Errc::Unclean, hostFolder, "no device to read the volume's state from: " + mount->type + " " + mount->folder);
  const std::wstring volume = wide(mount->source);
  const auto device = openDevice(deviceName(volume), mount->folder);
  auto state = device ? stateOf(*device, mount->folder) : Result<VolumeState>(tl::unexpected(device.error()));
  if (!state)
    return fail(Errc::Unclean, mount->folder, "the volume's state can't be read: " + describe(state.error()), state.error().osCode);
  // A BitLocker volume that is unlocked shows its plain bytes here; one of another kind has no state that we know.
  if (state->format != VolumeFormat::Ntfs && state->format != VolumeFormat::Fat && state->format != VolumeFormat::ExFat) {
    return fail(Errc::Unclean, mount->folder, "the volume's format has no state that could be read");
  }
  // What this Windows has mounted for writing it has replayed, and holds open: the bytes say "not shut down" of every such volume. Whether it was
  // whole then is what Windows itself says. A volume that it may not write to was not replayed.
  if (!mount->readOnly) {
    const auto dirty = saysDirty(volume);
    if (!dirty) return fail(Errc::Unclean, mount->folder, "Windows does not say whether the volume is whole");
    if (state->dirty && !*dirty) state->why += (state->why.empty() ? "" : " ") + std::string("(by this Windows, which has it mounted)");
    if (!state->dirty && *dirty) state->why += (state->why.empty() ? "" : "; ") + std::string("Windows says dirty");
    state->dirty = *dirty;
    state->onlyFatBootByte = false;
  }
  if (volume == ownVolume()) {
    state->hibernated = false;
    return state;
  }
  if (auto looked = addNeighbours(volume, *state); !looked) return tl::unexpected(looked.error());
  return state;
}

}  // namespace sankajo
