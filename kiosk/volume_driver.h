// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <string>

#include "engine/target/volume_state.h"
#include "kiosk/confined.h"

// Mounting one volume. NTFS is read by ntfs-3g, which runs as an account of its own in a /dev of its own that holds this one device; it may not
// mount: its mount(2) is put to us
// (seccomp's user notification), and we mount where and how we want. FAT and exFAT are the kernel's own drivers.

namespace sankajo {

struct VolumeToMount {
  std::string device;  ///< "/dev/sdb1"
  dev_t number = 0;    ///< Its device number.
  VolumeFormat format = VolumeFormat::Unknown;
  bool writable = false;
  std::string folder;  ///< Where: an empty folder.
  Account owner;       ///< Whose the files are; nobody else may look at them.
  Account driver;      ///< Who ntfs-3g runs as.
};

class MountedVolume {
 public:
  /// Fails with Unsupported (a format that cannot be mounted here, no ntfs-3g), Busy, Io or Corrupt (what the driver said stands in `detail`).
  static Result<MountedVolume> mount(const VolumeToMount& volume);
  MountedVolume(MountedVolume&&) noexcept = default;
  MountedVolume& operator=(MountedVolume&&) noexcept = default;

  /// Everything written is on the disk, the volume is unmounted and its driver has ended. Fails with Busy while a file of it is open (nothing has
  /// changed then), with Io where
  /// not everything could be written.
  Status release();
  /// The same for a client that is gone: open files do not hold it up. Whatever can still be written is.
  void releaseAtAnyRate();

  bool ignoresLinks() const { return noLinks_; }  ///< The kernel follows no symbolic link on it (5.10 and later).

 private:
  explicit MountedVolume(VolumeToMount volume) : volume_(std::move(volume)) {}
  Status mountByNtfs3g();
  Status mountByKernel();
  Status answerMount(int listener);
  Status waitForDriver();
  std::string driverSaid();
  void endDriver();
  Status flushDevice() const;

  VolumeToMount volume_;
  bool noLinks_ = false;
  pid_t process_ = -1;
  Descriptor processDescriptor_, output_;
};

/// Takes away every mount below this folder, and the folders. For what an earlier process left behind.
void removeMountsBelow(const std::string& folder);

}  // namespace sankajo
