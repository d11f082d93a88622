// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "engine/target/volume_state.h"
#include "wizard/session.h"

// Customers' disks, as a kiosk's pages see them. Who mounts them is the program's to say.

namespace sankajo {

/// A volume that is attached and could be a customer's. Its names are a stranger's text.
struct KioskVolume {
  std::string id;     ///< The same name at another time is another id.
  std::string disk;   ///< Which volumes lie on the same disk.
  std::string model;  ///< The disk's own name; may be empty.
  std::string label;  ///< The volume's own name; may be empty.
  std::uint64_t bytes = 0;
  bool usb = false, readOnly = false;
  bool mayHoldWindows = true;    ///< A format that Windows of that time is on.
  bool isStick = false;          ///< A format that is on USB sticks.
  std::string encryption;        ///< "BitLocker" ...; else empty.
  std::optional<Error> trouble;  ///< It could not be looked at.
  bool operator==(const KioskVolume& other) const { return id == other.id && bytes == other.bytes && label == other.label; }
};

/// What a person may know a volume by: its own name, or else its disk's; may be empty.
inline const std::string& nameOf(const KioskVolume& volume) { return !volume.label.empty() ? volume.label : volume.model; }

/// Tells which volumes are attached.
class KioskWatch : public QObject {
  Q_OBJECT
 public:
  const std::vector<KioskVolume>& volumes() const { return volumes_; }
  /// Disks can be seen at all.
  bool sees() const { return sees_; }
  bool has(const std::string& id) const;

 signals:
  void changed();

 protected:
  void tell(std::vector<KioskVolume> volumes);
  /// From now on nothing is seen.
  void tellBlind();

 private:
  std::vector<KioskVolume> volumes_;
  bool sees_ = true;
};

/// Mounts one volume at a time. Called in the working thread only.
class KioskMounts {
 public:
  virtual ~KioskMounts() = default;
  /// This and mount() fail with Cancelled where `stop` asks for it.
  virtual Result<std::vector<KioskVolume>> list(const std::stop_token& stop) = 0;
  /// Gives its folder; read-only, if it is not mounted already. Fails with Refused (no such volume any more), Busy, Unsupported, Io.
  virtual Result<std::string> mount(const std::string& id, const std::stop_token& stop) = 0;
  /// Also fails with Unclean and AccessDenied ("read-only"); the volume stays mounted read-only then if it was.
  virtual Result<std::string> mountWritable(const std::string& id) = 0;
  virtual Result<std::optional<VolumeState>> state() = 0;
  /// Success: everything is written and it may be unplugged. Fails with Refused where nothing is mounted, and with Io.
  virtual Status release() = 0;
};

/// What a session asks of the disks. The folder of a Windows here is its volume's id: where that is mounted is known to this class alone. A
/// volume is mounted for writing only while something is changed, and everything is written and it is unmounted right after, so a disk that is
/// pulled out on a page that waits has lost nothing. While nobody has begun with one, none is mounted: a stick of the staff's may be among them.
class KioskDisks {
 public:
  explicit KioskDisks(std::unique_ptr<KioskMounts> mounts) : mounts_(std::move(mounts)) {}

  Result<std::unique_ptr<Target>> open(const std::string& id, const std::optional<std::string>& systemRoot);
  /// Every Windows on the attached volumes, in their order. What could not be looked at stands in troubles().
  Result<std::vector<WindowsHere>> find(const std::stop_token& stop);
  Result<std::unique_ptr<ThisPc::Writing>> allowWriting(const std::string& id);
  /// Fails also where what was changed on the volume that was opened last could not all be written.
  Status release();

  /// Of the last find(): volumes on which no Windows was found, and why. Asked in any thread.
  std::vector<std::pair<KioskVolume, Error>> troubles() const;

 private:
  Result<std::string> mounted(const std::string& id, const std::stop_token& stop);
  Result<std::unique_ptr<Target>> open(const std::string& id, const std::optional<std::string>& systemRoot, const std::stop_token& stop);
  Result<std::vector<WindowsHere>> look(const std::stop_token& stop);
  Status endWriting();
  Result<WindowsHere> describe(const KioskVolume& volume, const std::optional<std::string>& systemRoot, const std::stop_token& stop);

  std::unique_ptr<KioskMounts> mounts_;
  std::string id_, folder_;  ///< What is mounted, and where; empty for nothing.
  std::string last_;         ///< What was opened last.
  std::optional<std::pair<std::string, Error>> unwritten_;
  std::vector<KioskVolume> volumes_;  ///< Of the last find().
  mutable std::mutex mutex_;
  std::vector<std::pair<KioskVolume, Error>> troubles_;
};

/// Has a session find, open, change and release customers' disks.
void useKioskDisks(Session::Parts& parts, const std::shared_ptr<KioskDisks>& disks);

}  // namespace sankajo
