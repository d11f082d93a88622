// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error.h"
#include "engine/target/target.h"
#include "engine/target/volume_state.h"

namespace sankajo {

// ------------------------------------------------------------------------------------------------- Windows on a volume

/// A Windows folder on a volume. It is one when system32\config holds SYSTEM or SOFTWARE; or when boot.ini names it and it has
/// system32\config or system32\ntoskrnl.exe; or when it is WINDOWS, WINNT or WTSRV in the root and has a system32. A Windows that has lost
/// its hives is still one.
struct Installation {
  WinPath systemRoot;  ///< Exact, drive C for want of better.
  bool named = false;  ///< boot.ini names it.
};

/// Every Windows folder of a volume: those that boot.ini's [operating systems] and [boot loader] name, and those found by looking at each
/// folder in the root; sorted by name without case, each spelling that is on the disk once. Links are not followed. Empty: no Windows
/// there. Fails, with the first thing that could not be looked at, only where no Windows was found.
Result<std::vector<Installation>> installations(Files& volume);

/// The paths that a boot.ini names (`\WINNT` of `multi(0)disk(0)rdisk(0)partition(1)\WINNT="..." /fastdetect`), in its order, each once;
/// of the bytes the first 64 KiB. Entries for a drive letter (`C:\`, `C:\CMDCONS\BOOTSECT.DAT`) name a boot sector and are left out.
/// The bytes of a path are given as they stand there, in whatever code page.
std::vector<std::string> bootIniFolders(std::string_view bytes);

// ------------------------------------------------------------------------------------------------- volumes of the host

/// A mounted file system of this host.
struct Mount {
  std::string folder;  ///< Where it is mounted; on Windows `D:\` or a folder.
  std::string type;    ///< "fuseblk", "ntfs3", "vfat", "ext4" ...; on Windows "ntfs", "fat32" ...
  std::string source;  ///< "/dev/sdb1"; on Windows `\\?\Volume{...}\`, empty for what lies on none (a share, a letter for a folder).
  bool readOnly = false;
  std::string device;  ///< Device number of its files, "8:17"; major 0 for what lies on no block device. On Windows as `source`.
  std::string root;    ///< Which folder of the file system is mounted: "/" but for bind mounts.
};

/// The lines of /proc/self/mountinfo (Linux, proc_pid_mountinfo(5)) in their order; a line that is none is left out.
std::vector<Mount> parseMountInfo(std::string_view text);
/// Of these mounts the one that holds a canonical host path: of the same device number, where there is one, with the longest mount
/// point that leads to it, and the last of such.
std::optional<Mount> mountHolding(const std::vector<Mount>& mounts, std::string_view device, std::string_view path);
/// NTFS, FAT, exFAT, by kernel or FUSE.
bool mayHoldWindows(std::string_view mountType);

/// The mount that holds this host folder, by its device number; empty where the host has no such list or no such folder.
std::optional<Mount> mountOf(const std::string& hostFolder);
/// The mounts that can hold a Windows: NTFS, FAT, exFAT and FUSE, not the host's own. Each volume once, and only whole ones.
std::vector<Mount> mountsThatMayHoldWindows();

/// What a person knows a volume's disk by.
struct VolumeDisk {
  std::uint64_t bytes = 0;  ///< Size of the file system; 0 where the host does not say.
  bool usb = false;         ///< Attached by USB.
  std::string label;        ///< The volume's own name; empty where it has none or the host does not say.
};
VolumeDisk volumeDisk(const std::string& hostFolder);

/// Volumes and disks of this host that are encrypted and so cannot be looked at: device and product. One that the host itself has
/// unlocked is not among them, nor what may not be opened.
struct EncryptedVolume {
  std::string device, encryption;
};
std::vector<EncryptedVolume> encryptedVolumes();

/// State of the volume that holds this folder, read from its block device or image, and hibernation on any volume of the same disk.
/// Empty: a folder on a file system of the host's own (ext4, tmpfs ...), which Windows' states do not apply to. Fails with Unclean where
/// a volume's state can't be read. What a driver has not written yet is not seen: sync first.
/// A FAT volume that Linux' own driver has mounted for writing carries that driver's dirty bit in its boot sector: that one alone does
/// not count then. On Windows a mounted volume is dirty where Windows itself says so: see CONTRIBUTING.md, Decisions.
Result<std::optional<VolumeState>> volumeStateOf(const std::string& hostFolder);

/// What a host path that is no folder holds, when it is a block device or an image file. Fails with AccessDenied, Io, Corrupt, or
/// Unsupported for a path of another kind.
Result<VolumeState> volumeStateOfDevice(const std::string& hostPath);

}  // namespace sankajo
