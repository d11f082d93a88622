// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "kiosk/descriptor.h"
#include "kiosk/mount_protocol.h"

namespace sankajo {

/// A connection to sankajo-mountd. What it has mounted is released when it goes. For one thread at a time; whoever wants to hear of disks while a
/// volume is worked on
/// has a second connection for that.
///
/// Besides what the helper says (mount_protocol.h), every call fails with Io where the helper cannot be reached, or does not answer in time.
class MountClient {
 public:
  static Result<MountClient> connect(const std::string& socket = mountSocket);

  /// The helper ended, or has begun anew: this connection is of no use any more, and nothing is mounted by it.
  bool isLost() const { return lost_; }

  /// What is attached now. Fails with Cancelled where `stop` asks for it; the connection is closed then.
  Result<std::vector<AttachedVolume>> list(const std::stop_token& stop = {});

  /// Mounts a volume and gives its folder. Read-only first: then what the check finds decides whether it is mounted for writing.
  /// Fails with Refused (no such volume any more), Busy, Unsupported (encrypted, no file system), Io. For writing also with Unclean (`detail` begins
  /// "hibernated", "not shut
  /// down properly" or "the volume's state can't be read") and AccessDenied ("read-only"); the volume stays mounted read-only then if it was.
  Result<std::string> mount(const std::string& id, const std::stop_token& stop = {});
  Result<std::string> mountWritable(const std::string& id);

  /// State of the mounted volume, for openOffline (engine/target/offline.h). The argument is not looked at.
  Result<std::optional<VolumeState>> state(const std::string& hostFolder = {});

  /// Success: everything is written and the volume is unmounted; it may be unplugged. Fails with Busy while a file of it is open, and with Io where not
  /// everything could be written: it is unmounted then too.
  Status release();

  /// From now on what is attached is told, first as it is now, then with each change: `descriptor` can be read when there is something for `nextChange`.
  /// Does not wait, however long the helper takes to look at a failing disk. Nothing else may be asked before the first is given.
  Status watch();
  int descriptor() const { return socket_.number(); }
  /// The newest list that has come and was not given yet; empty: none. Waits up to `time`. Fails with Io when the helper is gone.
  Result<std::optional<std::vector<AttachedVolume>>> nextChange(std::chrono::milliseconds time = std::chrono::milliseconds(0));

 private:
  explicit MountClient(Descriptor socket) : socket_(std::move(socket)) {}
  Status request(const std::string& request);
  Result<MountAnswer> ask(const std::string& request, const std::stop_token& stop = {});
  Result<MountAnswer> receive();

  Descriptor socket_;
  bool lost_ = false;
  std::optional<std::vector<AttachedVolume>> change_;
};

}  // namespace sankajo
