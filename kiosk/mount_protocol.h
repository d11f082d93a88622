// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error.h"
#include "engine/target/volume_state.h"

// What is spoken on the socket of sankajo-mountd: packets (SOCK_SEQPACKET). A request is a verb, for some with a blank and a volume's id after it,
// at most 128 bytes:
//
//   list               the volumes that are attached
//   watch              the same; and from then on an "event" whenever that changes, within two seconds
//   mount ID           mounts it, read-only; one that this client has mounted stays as it is
//   mount-writable ID  mounts it for writing, if it was shut down properly, nothing on its disk is hibernated, and the disk belongs to no others (a RAID, a
//                      mirror). One that this client has mounted read-only is mounted anew; where it is refused, it stays as it is
//   state              the state of the volume that this client has mounted, from the device's bytes
//   release            writes everything, and unmounts
//
// Each is answered by one JSON object: {"ok":true, ...} or {"ok":false,"error":{"code":NAME,"subject":TEXT,"detail":TEXT}}. With it, "volumes"
// (list, watch), "folder" (both
// mounts) or "state". An event is {"event":"volumes","volumes":[...]}. A client has one volume at a time, and can release no other's. When it goes,
// its volume is released.

namespace sankajo {

inline constexpr const char* mountSocket = "/run/sankajo-mountd.socket";
inline constexpr std::size_t longestRequest = 128, longestAnswer = 128U << 10;

/// A volume that could be a customer's.
struct AttachedVolume {
  std::string id;     ///< For the verbs. The same name at another time is another id.
  std::string disk;   ///< Which volumes lie on the same disk: "sdb".
  std::string bus;    ///< "usb", "firewire", "card", "inside" (a port in the housing), "loop"
  std::string model;  ///< The disk's own name; may be empty. This and the label are a stranger's text: displayable, at most 60 characters.
  std::string label;  ///< The volume's own name; may be empty.
  std::uint64_t bytes = 0;
  bool readOnly = false;  ///< The device takes no writes.
  VolumeFormat format = VolumeFormat::Unknown;
  std::string encryption;        ///< "BitLocker" ...: it cannot be looked at; else empty.
  std::optional<Error> trouble;  ///< It could not be looked at.
  bool operator==(const AttachedVolume& other) const;
};

/// "ntfs", "fat", "exfat", "bitlocker", "luks", "encrypted", "unknown"
std::string_view name(VolumeFormat format);

// Each reader fails with Corrupt for what no writer makes.

std::string listAnswer(const std::vector<AttachedVolume>& volumes, bool event);
std::string folderAnswer(const std::string& folder);
std::string stateAnswer(const VolumeState& state);
std::string plainAnswer();
std::string errorAnswer(const Error& error);

/// An answer or event as it was read.
struct MountAnswer {
  bool event = false;
  std::optional<Error> error;
  std::vector<AttachedVolume> volumes;
  std::string folder;
  std::optional<VolumeState> state;
};
Result<MountAnswer> parseAnswer(std::string_view packet);

/// What the process that looks at a volume says: its state or why not, and what else it is known by.
struct VolumeLook {
  Result<VolumeState> state;
  std::string label;
  std::string serial = {};   ///< The volume's serial number as libblkid writes it; may be empty.
  std::string belongs = {};  ///< English, what says that its disk is one of several that belong together; empty where nothing does.
};
std::string lookText(const VolumeLook& look);
Result<VolumeLook> parseLook(std::string_view text);

}  // namespace sankajo
