// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "kiosk/disk_events.h"
#include "kiosk/disks.h"
#include "kiosk/mount_protocol.h"
#include "kiosk/volume_driver.h"

namespace sankajo {

struct MountSettings {
  std::string folder;  ///< Of our own, below which volumes are mounted: "/run/sankajo-mountd".
  Account driver;      ///< Who reads a stranger's bytes.
  DiskRules rules;
  bool hearEvents = true;  ///< Of the kernel; without them the disks are looked at once a second.
};

/// Serves one client until it goes or `stop` (a descriptor) can be read, and releases its volume then. Its process serves nobody else.
class MountService {
 public:
  MountService(const MountSettings& settings, Descriptor client, Account owner, int stop);
  void run();

 private:
  struct Known {
    VolumeLook look;
    std::uint64_t bytes = 0;
  };
  /// A volume as it is attached now.
  struct Found {
    AttachedDisk disk;
    AttachedPartition partition;
  };
  struct Mounted {
    MountedVolume volume;
    std::string id, folder;
    bool writable = false;
    VolumeFormat format = VolumeFormat::Unknown;
    Descriptor lock;
  };

  std::string answer(std::string_view request);
  std::string mountAnswer(const std::string& id, bool writable);
  std::vector<AttachedVolume> volumes();
  std::string twinOf(const std::string& id, const std::string& serial);
  std::optional<Found> find(std::string_view id) const;
  Result<VolumeLook> look(const Found& found, bool neighboursToo) const;
  Result<Descriptor> openChecked(const Found& found, const AttachedPartition& partition) const;
  Result<Mounted> mount(const Found& found, bool writable, Descriptor lock);
  Result<VolumeState> state() const;
  Status release();
  bool send(const std::string& packet) const;

  const MountSettings& settings_;
  Descriptor client_;
  Account owner_;
  int stop_;
  std::optional<DiskEvents> events_;
  std::map<std::string, Known> known_;  ///< By id: a volume is looked at once.
  std::optional<Mounted> mounted_;
  bool watching_ = false;
  std::vector<AttachedVolume> told_;
};

}  // namespace sankajo
