// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error.h"
#include "engine/target/discover.h"

// Disks that a person has attached, by what the kernel says in /sys. Without udev: its links and its database are not looked at.

namespace sankajo {

/// Which disks a customer's may be. The system's own never are: those with a mounted file system, with swap, or that something is mapped from.
struct DiskRules {
  /// Disks at ports inside the housing (a SATA or IDE dock) count too. Else only what is attached by USB, FireWire or a card reader, and what the
  /// kernel calls removable.
  bool insidePorts = false;
  std::string loopImages;  ///< For tests: loop devices whose image lies below this folder count; empty: none.
  std::string ownMounts;   ///< What is mounted below this folder is ours, and makes no disk the system's own.
};

/// A partition, or a disk that has no partitions.
struct AttachedPartition {
  std::string name;    ///< The kernel's: "sdb1".
  std::string number;  ///< Its device number: "8:17".
  std::uint64_t bytes = 0;
  bool readOnly = false;  ///< The device takes no writes.
};

struct AttachedDisk {
  std::string name;  ///< The kernel's: "sdb".
  std::uint64_t sequence =
      0;  ///< Counts up with each disk or medium that comes, so that a name which comes again is another disk. 0: the kernel has none (before 5.15).
  std::string bus;    ///< "usb", "firewire", "card", "inside", "loop"
  std::string model;  ///< Maker and model as the disk says: displayable, at most 60 characters; may be empty.
  std::vector<AttachedPartition> partitions;
  AttachedPartition whole;  ///< The disk itself, with its partition table and what a RAID writes at its end.
};

/// The disks below `system` ("/sys") that may be a customer's, sorted by name; at most 16 with 32 partitions each. `mounts` and `swaps` are what
/// /proc/self/mountinfo
/// and /proc/swaps say.
std::vector<AttachedDisk> attachedDisks(const std::string& system, const std::vector<Mount>& mounts, std::string_view swaps,
                                        const DiskRules& rules);

/// The same of this host, now.
std::vector<AttachedDisk> attachedDisks(const DiskRules& rules);

/// Text of a disk for people: displayable, in one line, without blanks around it, at most `most` characters.
std::string shownText(std::string_view bytes, std::size_t most);

}  // namespace sankajo
