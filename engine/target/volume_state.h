// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "engine/error.h"
#include "engine/pe.h"

namespace sankajo {

/// What a volume holds, by its first sectors.
enum class VolumeFormat {
  Ntfs,  ///< Versions 1.x (NT 4.0), 3.0 (2000) and 3.1 (XP and later).
  Fat,   ///< FAT12, FAT16, FAT32
  ExFat,
  BitLocker,  ///< "-FVE-FS-", or a FAT-like first sector with BitLocker To Go's GUID.
  Luks,
  OtherEncrypted,  ///< A known disk encryption's boot code (named in `encryption`).
  Unknown,
};

/// The state in which a volume was left, read from its raw bytes (never through a driver).
struct VolumeState {
  VolumeFormat format = VolumeFormat::Unknown;
  std::string encryption;     ///< "BitLocker" ...: a product's name; empty for volumes that are not encrypted.
  std::uint64_t sectors = 0;  ///< Size in sectors as the boot sector says.
  /// NTFS: $Volume's flags or a $LogFile that was not shut down; FAT and exFAT: a clean bit is not set or the dirty bit is.
  bool dirty = false;
  /// FAT: of all marks only the boot sector's dirty bit says so. Linux' own driver sets it while it has a volume mounted for writing.
  bool onlyFatBootByte = false;
  /// NTFS: $LogFile is filled with 0xFF. A formatter does that, and ntfs-3g when it mounts for writing a volume that was not shut
  /// down: such a volume looks clean ever after.
  bool journalEmptied = false;
  bool hibernated = false;  ///< A hiberfil.sys in the root that begins hibr, HIBR or RSTR, or one whose beginning can't be seen.
  std::string why;          ///< English, what says so.
};

/// Reads a volume's state from its bytes (a block device, an image). Fails with Io where it can't be read, Corrupt where it claims a format
/// and breaks it, Unsupported for an NTFS version that no Windows released. Bounded: at most 64 MiB are read.
Result<VolumeState> readVolumeState(const ReadAt& readAt, std::uint64_t sizeBytes, std::string_view subject);

/// Takes what another volume of the same disk says of hibernation into a volume's state. Fails with Unclean where that one's state could not be read.
Status addNeighbour(VolumeState& state, const std::string& path, const Result<VolumeState>& neighbour);

/// Whether volumes of this format keep a state that tells if they may be written.
bool keepsState(VolumeFormat format);

/// How the detail of an Error (Unsupported) begins where a volume's disk belongs to others: to a RAID, a mirror or a spanned volume, or another volume has the same
/// serial number. Written to alone it would no longer match them. Found out by those who see all disks: the rescue system, the kiosk's helper.
inline constexpr std::string_view oneOfSeveralDisks = "one of several disks";
bool isOneOfSeveralDisks(const Error& error);

/// The disk encryption that a volume's or disk's first sector (512 bytes or more) belongs to: format and `encryption` are set, nothing
/// else is looked at. Empty for anything else.
std::optional<VolumeState> encryptionIn(std::string_view firstSector);

}  // namespace sankajo
