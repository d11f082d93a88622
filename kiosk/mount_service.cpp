// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/mount_service.h"

#include <blkid.h>
#include <fcntl.h>
#include <linux/fs.h>
#include <poll.h>
#include <sys/file.h>
#include <sys/ioctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/sysmacros.h>

#include <array>
#include <cerrno>
#include <memory>
#include <set>
#include <utility>

#include "engine/text.h"

namespace sankajo {

namespace {

using namespace std::chrono_literals;

// A failing disk may take long for a sector; a sound one is looked at in far less than a second.
constexpr auto timeToLook = 20s;
constexpr std::size_t longestLook = 64U << 10, longestLabel = 60;

std::string idOf(const AttachedDisk& disk, const AttachedPartition& partition) {
  return partition.name + ":" + std::to_string(disk.sequence);
}

using Probe = std::unique_ptr<blkid_struct_probe, void (*)(blkid_probe)>;

Probe probeOf(int device) {
  Probe probe(blkid_new_probe(), blkid_free_probe);
  if (probe && blkid_probe_set_device(probe.get(), device, 0, 0) != 0) probe.reset();
  return probe;
}

/// A value that has been found; empty where there is none.
std::string valueOf(const Probe& probe, const char* name) {
  const char* value = nullptr;
  return blkid_probe_lookup_value(probe.get(), name, &value, nullptr) == 0 ? value : "";
}

/// A volume's own name and its serial number. libblkid knows every format's.
void readNames(VolumeLook& look, int device) {
  const Probe probe = probeOf(device);
  if (!probe) return;
  blkid_probe_enable_superblocks(probe.get(), 1);
  blkid_probe_set_superblocks_flags(probe.get(), BLKID_SUBLKS_LABEL | BLKID_SUBLKS_TYPE | BLKID_SUBLKS_UUID);
  if (blkid_do_safeprobe(probe.get()) != 0) return;
  look.label = shownText(valueOf(probe, "LABEL"), longestLabel);
  look.serial = shownText(valueOf(probe, "UUID"), longestLabel);
}

/// What says that a disk belongs to a RAID or is one of Windows' dynamic disks, whose volumes may lie on several; empty where nothing does.
Result<std::string> belongsTo(int disk) {
  const Probe probe = probeOf(disk);
  if (!probe) return fail(Errc::Io, "", "libblkid can't look at the disk");
  blkid_probe_enable_superblocks(probe.get(), 1);
  blkid_probe_set_superblocks_flags(probe.get(), BLKID_SUBLKS_TYPE | BLKID_SUBLKS_USAGE);
  // Of several formats at once the RAID's counts.
  if (blkid_do_safeprobe(probe.get()) == -1) return fail(Errc::Io, "", "libblkid can't look at the disk");
  if (valueOf(probe, "USAGE") == "raid") return valueOf(probe, "TYPE");
  const Probe table = probeOf(disk);
  const blkid_partlist partitions = table ? blkid_probe_get_partitions(table.get()) : nullptr;
  const int count = partitions != nullptr ? blkid_partlist_numof_partitions(partitions) : 0;
  for (int i = 0; i < count; ++i) {
    const blkid_partition one = blkid_partlist_get_partition(partitions, i);
    constexpr int dynamicType = 0x42;
    const char* const guid = blkid_partition_get_type_string(one);
    const std::string_view type = guid != nullptr ? guid : "";
    // Of a GPT: the metadata and the data of the Logical Disk Manager.
    if (blkid_partition_get_type(one) == dynamicType || type == "5808c8aa-7e8f-42e0-85d2-e1e90434cfb3" || type == "af9b60a0-1431-4f62-bc68-3311714a69ad")
      return "a dynamic disk of Windows";
  }
  return "";
}

Result<VolumeState> stateOn(int device, const std::string& path) {
  const off_t size = lseek(device, 0, SEEK_END);
  if (size < 0) return tl::unexpected(systemError(errno, path, "asking for its size"));
  const ReadAt read = [device, &path](std::uint64_t offset, std::size_t length) -> Result<std::string> {
    std::string bytes(length, '\0');
    std::size_t done = 0;
    while (done < length) {
      const ssize_t count = pread(device, bytes.data() + done, length - done, static_cast<off_t>(offset + done));
      if (count < 0 && errno == EINTR) continue;
      if (count < 0) return tl::unexpected(systemError(errno, path, "reading"));
      if (count == 0) break;
      done += static_cast<std::size_t>(count);
    }
    bytes.resize(done);
    return bytes;
  };
  return readVolumeState(read, static_cast<std::uint64_t>(size), path);
}

std::string deviceOf(const AttachedPartition& partition) {
  return "/dev/" + partition.name;
}

}  // namespace

MountService::MountService(const MountSettings& settings, Descriptor client, Account owner, int stop)
    : settings_(settings), client_(std::move(client)), owner_(owner), stop_(stop) {
  if (settings.hearEvents) events_.emplace();
}

void MountService::run() {
  for (;;) {
    std::array<pollfd, 3> waiting{
        {{client_.number(), POLLIN, 0}, {stop_, POLLIN, 0}, {watching_ && events_ ? events_->descriptor() : -1, POLLIN, 0}}};
    const int wait = watching_ ? static_cast<int>(DiskEvents::interval.count()) : -1;
    if (poll(waiting.data(), waiting.size(), wait) < 0 && errno != EINTR) break;
    if (waiting[1].revents != 0) break;
    if (watching_) {
      if (events_) events_->take();
      std::vector<AttachedVolume> now = volumes();
      if (now != told_) {
        told_ = std::move(now);
        if (!send(listAnswer(told_, true))) break;
      }
    }
    if (waiting[0].revents == 0) continue;
    std::array<char, longestRequest + 1> request{};
    const ssize_t length = recv(client_.number(), request.data(), request.size(), MSG_DONTWAIT);
    if (length < 0 && (errno == EINTR || errno == EAGAIN)) continue;
    if (length <= 0) break;
    if (!send(answer({request.data(), static_cast<std::size_t>(length)}))) break;
  }
  if (!mounted_) return;
  mounted_->volume.releaseAtAnyRate();
  rmdir(mounted_->folder.c_str());
  rmdir((settings_.folder + "/" + std::to_string(getpid())).c_str());
}

/// False: the client is gone, or does not listen.
bool MountService::send(const std::string& packet) const {
  return ::send(client_.number(), packet.data(), packet.size(), MSG_NOSIGNAL) == static_cast<ssize_t>(packet.size());
}

std::string MountService::answer(std::string_view request) {
  const std::size_t blank = request.find(' ');
  const std::string_view verb = request.substr(0, blank);
  const std::string id(blank == std::string_view::npos ? std::string_view() : request.substr(blank + 1));
  if (request.size() > longestRequest) return errorAnswer({Errc::Refused, "", "the request is too long"});
  if ((verb == "mount" || verb == "mount-writable") && !id.empty()) return mountAnswer(id, verb == "mount-writable");
  if (!id.empty() || blank != std::string_view::npos) return errorAnswer({Errc::Refused, "", "no such request"});
  if (verb == "list" || verb == "watch") {
    std::vector<AttachedVolume> now = volumes();
    std::string answer = listAnswer(now, false);
    if (verb == "watch") {
      watching_ = true;
      told_ = std::move(now);
    }
    return answer;
  }
  if (verb == "state") {
    const auto now = state();
    return now ? stateAnswer(*now) : errorAnswer(now.error());
  }
  if (verb == "release") {
    const Status released = release();
    return released ? plainAnswer() : errorAnswer(released.error());
  }
  return errorAnswer({Errc::Refused, "", "no such request"});
}

std::vector<AttachedVolume> MountService::volumes() {
  std::vector<AttachedVolume> all;
  std::set<std::string> present;
  for (const AttachedDisk& disk : attachedDisks(settings_.rules)) {
    for (const AttachedPartition& partition : disk.partitions) {
      const std::string id = idOf(disk, partition);
      present.insert(id);
      const auto before = known_.find(id);
      // A medium may change without a number of its own; its size will rarely be the same.
      if (before == known_.end() || before->second.bytes != partition.bytes || disk.sequence == 0) {
        auto seen = look({disk, partition}, false);
        if (!seen) seen = VolumeLook{tl::unexpected(seen.error()), {}, {}};
        known_.insert_or_assign(id, Known{std::move(*seen), partition.bytes});
      }
      const VolumeLook& seen = known_.at(id).look;
      AttachedVolume volume{id, disk.name, disk.bus, disk.model, seen.label, partition.bytes, partition.readOnly, VolumeFormat::Unknown,
                            {}, {}};
      if (seen.state) {
        volume.format = seen.state->format;
        volume.encryption = seen.state->encryption;
      } else {
        volume.trouble = seen.state.error();
      }
      all.push_back(std::move(volume));
    }
  }
  std::erase_if(known_, [&present](const auto& one) { return !present.contains(one.first); });
  return all;
}

/// Another attached volume with this serial number: the other half of a mirror, or a copy. Empty where there is none.
std::string MountService::twinOf(const std::string& id, const std::string& serial) {
  if (serial.empty()) return {};
  static_cast<void>(volumes());
  for (const auto& [other, known] : known_) {
    if (other != id && known.look.serial == serial) return other + " has the same serial number";
  }
  return {};
}

std::optional<MountService::Found> MountService::find(std::string_view id) const {
  for (const AttachedDisk& disk : attachedDisks(settings_.rules)) {
    for (const AttachedPartition& partition : disk.partitions) {
      if (idOf(disk, partition) == id) return Found{disk, partition};
    }
  }
  return std::nullopt;
}

/// Opens a partition's device and makes sure that it is the one that was meant: names come again, and files in /dev can be anything.
Result<Descriptor> MountService::openChecked(const Found& found, const AttachedPartition& partition) const {
  const std::string path = deviceOf(partition);
  Descriptor device(open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK | O_NOFOLLOW));
  if (!device) return tl::unexpected(systemError(errno, path, "opening"));
  struct stat about {};
  if (fstat(device.number(), &about) != 0) return tl::unexpected(systemError(errno, path, "asking what it is"));
  const std::string number = std::to_string(major(about.st_rdev)) + ":" + std::to_string(minor(about.st_rdev));
  if (!S_ISBLK(about.st_mode) || number != partition.number) return fail(Errc::Refused, path, "another device has this name");
  std::uint64_t sequence = 0;
  if (found.disk.sequence != 0 && ioctl(device.number(), BLKGETDISKSEQ, &sequence) == 0 && sequence != found.disk.sequence)
    return fail(Errc::Refused, path, "another disk has this name");
  return device;
}

/// Reads a stranger's bytes, in a process that can do nothing else.
Result<VolumeLook> MountService::look(const Found& found, bool neighboursToo) const {
  std::vector<std::pair<std::string, Descriptor>> devices;
  std::vector<int> numbers;
  const auto add = [&](const AttachedPartition& partition) -> Status {
    auto device = openChecked(found, partition);
    if (!device) return tl::unexpected(device.error());
    numbers.push_back(device->number());
    devices.emplace_back(deviceOf(partition), std::move(*device));
    return {};
  };
  if (const Status added = add(found.partition); !added) return tl::unexpected(added.error());
  for (const AttachedPartition& other : found.disk.partitions) {
    if (!neighboursToo || other.name == found.partition.name) continue;
    if (const Status added = add(other); !added)
      return fail(Errc::Unclean, deviceOf(other), "hibernation on the same disk can't be ruled out: " + describe(added.error()));
  }
  const std::size_t volumes = devices.size();
  if (neighboursToo && found.disk.whole.number != found.partition.number) {
    if (const Status added = add(found.disk.whole); !added) return tl::unexpected(added.error());
  }
  const auto text = runConfined(
      settings_.driver, numbers,
      [&devices, volumes, neighboursToo] {
        VolumeLook look{stateOn(devices.front().second.number(), devices.front().first), {}, {}};
        readNames(look, devices.front().second.number());
        if (neighboursToo && look.state) {
          // The last one is the disk.
          auto belongs = belongsTo(devices.back().second.number());
          if (belongs)
            look.belongs = std::move(*belongs);
          else
            look.state = tl::unexpected(belongs.error());
        }
        for (std::size_t i = 1; i < volumes && look.state; ++i) {
          const Status added = addNeighbour(*look.state, devices[i].first, stateOn(devices[i].second.number(), devices[i].first));
          if (!added) look.state = tl::unexpected(added.error());
        }
        return lookText(look);
      },
      timeToLook, longestLook);
  if (!text) return fail(text.error().code, deviceOf(found.partition), text.error().detail);
  return parseLook(*text);
}

std::string MountService::mountAnswer(const std::string& id, bool writable) {
  if (mounted_ && mounted_->id != id) return errorAnswer({Errc::Busy, mounted_->folder, "this client has a volume mounted already"});
  if (mounted_ && (mounted_->writable || !writable)) return folderAnswer(mounted_->folder);
  const auto found = find(id);
  if (!found) return errorAnswer({Errc::Refused, shownText(id, longestRequest), "no such volume is attached"});
  const std::string path = deviceOf(found->partition);
  if (writable) {
    if (found->partition.readOnly) return errorAnswer({Errc::AccessDenied, path, "read-only"});
    // Before anything mounts it for writing: ntfs-3g would tidy up what has to be seen here.
    const auto seen = look(*found, true);
    const Result<VolumeState> state = seen ? seen->state : Result<VolumeState>(tl::unexpected(seen.error()));
    if (!state) return errorAnswer({Errc::Unclean, path, "the volume's state can't be read: " + describe(state.error())});
    if (!keepsState(state->format)) return errorAnswer({Errc::Unsupported, path, "no file system that can be mounted"});
    if (state->hibernated) return errorAnswer({Errc::Unclean, path, "hibernated: " + state->why});
    if (state->dirty) return errorAnswer({Errc::Unclean, path, "not shut down properly: " + state->why});
    const std::string belongs = seen->belongs.empty() ? twinOf(id, seen->serial) : seen->belongs;
    if (!belongs.empty()) return errorAnswer({Errc::Unsupported, path, std::string(oneOfSeveralDisks) + ": " + belongs});
  }
  Descriptor lock;
  if (mounted_) {
    lock = std::move(mounted_->lock);
    if (const Status released = mounted_->volume.release(); !released) {
      mounted_->lock = std::move(lock);
      if (released.error().code != Errc::Busy) static_cast<void>(release());
      return errorAnswer(released.error());
    }
    rmdir(mounted_->folder.c_str());
    mounted_.reset();
  } else {
    auto device = openChecked(*found, found->partition);
    if (!device) return errorAnswer(device.error());
    // For this process as long as the volume is its own; the kernel itself mounts a device for one driver only.
    if (flock(device->number(), LOCK_EX | LOCK_NB) != 0) return errorAnswer({Errc::Busy, path, "somebody else has it"});
    lock = std::move(*device);
  }
  auto mounted = mount(*found, writable, std::move(lock));
  if (!mounted) return errorAnswer(mounted.error());
  mounted_ = std::move(*mounted);
  return folderAnswer(mounted_->folder);
}

Result<MountService::Mounted> MountService::mount(const Found& found, bool writable, Descriptor lock) {
  const std::string path = deviceOf(found.partition);
  auto known = known_.find(idOf(found.disk, found.partition));
  if (known == known_.end()) {
    static_cast<void>(volumes());
    known = known_.find(idOf(found.disk, found.partition));
  }
  if (known == known_.end() || !known->second.look.state) {
    return known == known_.end() ? fail(Errc::Refused, path, "no such volume is attached")
                                 : tl::unexpected(known->second.look.state.error());
  }
  const VolumeState& state = *known->second.look.state;
  if (!state.encryption.empty()) return fail(Errc::Unsupported, path, "encrypted: " + state.encryption);
  if (!keepsState(state.format)) return fail(Errc::Unsupported, path, "no file system that can be mounted");

  const std::string own = settings_.folder + "/" + std::to_string(getpid());
  const std::string folder = own + "/" + found.partition.name;
  if ((mkdir(own.c_str(), 0711) != 0 && errno != EEXIST) || (mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST))
    return tl::unexpected(systemError(errno, folder, "making a folder to mount on"));
  // The customer's wizard goes through it, whatever the umask of the service is.
  if (chmod(own.c_str(), 0711) != 0) return tl::unexpected(systemError(errno, own, "opening the way to a folder to mount on"));
  struct stat about {};
  if (fstat(lock.number(), &about) != 0) return tl::unexpected(systemError(errno, path, "asking what it is"));
  auto volume = MountedVolume::mount({path, about.st_rdev, state.format, writable, folder, owner_, settings_.driver});
  if (!volume) {
    rmdir(folder.c_str());
    return tl::unexpected(volume.error());
  }
  return Mounted{std::move(*volume), idOf(found.disk, found.partition), folder, writable, state.format, std::move(lock)};
}

Result<VolumeState> MountService::state() const {
  if (!mounted_) return fail(Errc::Refused, "", "this client has no volume mounted");
  const auto found = find(mounted_->id);
  if (!found) return fail(Errc::Unclean, mounted_->folder, "the disk is gone");
  // What the driver holds back is not on the device yet.
  const Descriptor root(open(mounted_->folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!root || syncfs(root.number()) != 0) return fail(Errc::Unclean, mounted_->folder, "what was written can't be brought to the disk");
  const auto seen = look(*found, true);
  if (!seen) return fail(Errc::Unclean, deviceOf(found->partition), "the volume's state can't be read: " + describe(seen.error()));
  if (!seen->state)
    return fail(Errc::Unclean, deviceOf(found->partition), "the volume's state can't be read: " + describe(seen->state.error()));
  VolumeState now = *seen->state;
  if (now.onlyFatBootByte && mounted_->format == VolumeFormat::Fat && mounted_->writable) {
    now.dirty = now.onlyFatBootByte = false;
    now.why += " (by this system, which has it mounted)";
  }
  return now;
}

Status MountService::release() {
  if (!mounted_) return fail(Errc::Refused, "", "this client has no volume mounted");
  Status released = mounted_->volume.release();
  if (!released && released.error().code == Errc::Busy) return released;
  rmdir(mounted_->folder.c_str());
  mounted_.reset();
  return released;
}

}  // namespace sankajo
