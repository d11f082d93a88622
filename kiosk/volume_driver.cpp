// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/volume_driver.h"

#include <fcntl.h>
#include <sched.h>
#include <seccomp.h>
#include <sys/mount.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/wait.h>

#include <array>
#include <cerrno>
#include <charconv>
#include <csignal>
#include <cstring>
#include <filesystem>

#include "engine/target/discover.h"
#include "engine/text.h"

namespace sankajo {

namespace {

using namespace std::chrono_literals;

constexpr const char* ntfs3g = "/usr/bin/ntfs-3g";
constexpr auto timeToMount = 30s, timeToUnmount = 3s, timeToEnd = 60s;
// Younger than the C library's header: MS_NOSYMFOLLOW and ST_NOSYMFOLLOW of Linux 5.10. An older kernel takes no notice.
constexpr unsigned long noSymbolicLinks = 256;
constexpr long saysNoSymbolicLinks = 0x2000;

unsigned long flagsFor(const VolumeToMount& volume) {
  return MS_NOSUID | MS_NODEV | MS_NOEXEC | MS_NOATIME | noSymbolicLinks | (volume.writable ? 0 : MS_RDONLY);
}

/// `name=digits` in a list of options; 0 where it is not there.
unsigned optionOf(std::string_view options, std::string_view name) {
  const std::size_t at = options.find(name);
  if (at == std::string_view::npos) return 0;
  unsigned number = 0;
  std::from_chars(options.data() + at + name.size(), options.data() + options.size(), number);
  return number;
}

/// One byte with room for one descriptor beside it.
struct DescriptorMessage {
  char byte = 0;
  iovec part{&byte, 1};
  alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> space{};
  msghdr message{};
  DescriptorMessage() {
    message.msg_iov = &part;
    message.msg_iovlen = 1;
    message.msg_control = space.data();
    message.msg_controllen = space.size();
  }
};

/// Sends a descriptor through a socket.
bool sendDescriptor(int socket, int descriptor) {
  DescriptorMessage one;
  cmsghdr* head = CMSG_FIRSTHDR(&one.message);
  head->cmsg_level = SOL_SOCKET;
  head->cmsg_type = SCM_RIGHTS;
  head->cmsg_len = CMSG_LEN(sizeof(int));
  std::memcpy(CMSG_DATA(head), &descriptor, sizeof descriptor);
  return sendmsg(socket, &one.message, MSG_NOSIGNAL) == 1;
}

Descriptor receiveDescriptor(int socket) {
  DescriptorMessage one;
  if (recvmsg(socket, &one.message, MSG_CMSG_CLOEXEC) != 1) return {};
  const cmsghdr* head = CMSG_FIRSTHDR(&one.message);
  if (head == nullptr || head->cmsg_level != SOL_SOCKET || head->cmsg_type != SCM_RIGHTS || head->cmsg_len != CMSG_LEN(sizeof(int)))
    return {};
  int descriptor = -1;
  std::memcpy(&descriptor, CMSG_DATA(head), sizeof descriptor);
  return Descriptor(descriptor);
}

void unmountAllBelow(const std::string& folder) {
  constexpr std::size_t mostBytes = 16U << 20;
  const auto text = readHostFile("/proc/self/mountinfo", mostBytes);
  if (!text) return;
  for (const Mount& mount : parseMountInfo(*text)) {
    if (mount.folder.starts_with(folder + "/")) umount2(mount.folder.c_str(), UMOUNT_NOFOLLOW | MNT_DETACH);
  }
}

/// A /dev that holds the driver's own device, FUSE's and null. Only in this process' namespace.
bool makeOwnDevices(const VolumeToMount& volume, const std::string& device) {
  const auto node = [&volume](const std::string& path, mode_t kind, dev_t number) {
    return mknod(path.c_str(), kind | 0600, number) == 0 && chown(path.c_str(), volume.driver.user, volume.driver.group) == 0;
  };
  if (unshare(CLONE_NEWNS) != 0 || ::mount(nullptr, "/", nullptr, MS_REC | MS_SLAVE, nullptr) != 0) return false;
  // Other customers' volumes: none of its business, and a copy of the mount here would keep them from being released.
  unmountAllBelow(std::filesystem::path(volume.folder).parent_path().parent_path());
  return ::mount("tmpfs", "/dev", "tmpfs", MS_NOSUID | MS_NOEXEC, "mode=0755,size=64k") == 0 && node("/dev/null", S_IFCHR, makedev(1, 3)) &&
         node("/dev/fuse", S_IFCHR, makedev(10, 229)) && node(device, S_IFBLK, volume.number) && mkdir("/dev/volume", 0700) == 0 &&
         chown("/dev/volume", volume.driver.user, volume.driver.group) == 0;
}

/// The child that becomes ntfs-3g. Does not come back.
[[noreturn]] void becomeDriver(const VolumeToMount& volume, int toUs, int output) {
  const std::string device = "/dev/" + std::filesystem::path(volume.device).filename().string();
  const std::string options = std::string(volume.writable ? "rw" : "ro") +
                              ",no_def_opts,no_detach,noatime,umask=077,uid=" + std::to_string(volume.owner.user) +
                              ",gid=" + std::to_string(volume.owner.group);
  umask(0);
  if (!makeOwnDevices(volume, device) || chdir("/") != 0) _exit(101);
  const int nothing = open("/dev/null", O_RDONLY);
  dup2(nothing, 0);
  dup2(output, 1);
  dup2(output, 2);
  if (!becomeAccount(volume.driver)) _exit(102);
  const auto listener = restrictCalls(true);
  if (!listener || !sendDescriptor(toUs, *listener)) _exit(103);
  syscall(SYS_close_range, 3U, ~0U, 0);
  // What our parent blocks would stay blocked: the driver ends by SIGTERM.
  sigset_t none;
  sigemptyset(&none);
  sigprocmask(SIG_SETMASK, &none, nullptr);
  const std::array<const char*, 6> arguments{"ntfs-3g", "-o", options.c_str(), device.c_str(), "/dev/volume", nullptr};
  const std::array<const char*, 2> environment{"LC_ALL=C.UTF-8", nullptr};
  execve(ntfs3g, const_cast<char* const*>(arguments.data()), const_cast<char* const*>(environment.data()));
  _exit(104);
}

}  // namespace

Result<MountedVolume> MountedVolume::mount(const VolumeToMount& volume) {
  MountedVolume mounted(volume);
  const Status done = volume.format == VolumeFormat::Ntfs ? mounted.mountByNtfs3g() : mounted.mountByKernel();
  if (!done) {
    mounted.endDriver();
    return tl::unexpected(done.error());
  }
  struct statfs about {};
  mounted.noLinks_ = statfs(volume.folder.c_str(), &about) == 0 && (about.f_flags & saysNoSymbolicLinks) != 0;
  return mounted;
}

Status MountedVolume::mountByKernel() {
  const std::string whose =
      "uid=" + std::to_string(volume_.owner.user) + ",gid=" + std::to_string(volume_.owner.group) + ",umask=077,errors=remount-ro";
  const bool fat = volume_.format == VolumeFormat::Fat;
  if (!fat && volume_.format != VolumeFormat::ExFat) return fail(Errc::Unsupported, volume_.device, "no file system that can be mounted");
  const std::string options = whose + (fat ? ",utf8=1,shortname=mixed" : ",iocharset=utf8");
  if (::mount(volume_.device.c_str(), volume_.folder.c_str(), fat ? "vfat" : "exfat", flagsFor(volume_), options.c_str()) == 0) return {};
  if (errno == ENODEV) return fail(Errc::Unsupported, volume_.device, fat ? "no driver for FAT here" : "no driver for exFAT here", errno);
  return tl::unexpected(systemError(errno, volume_.device, "mounting"));
}

Status MountedVolume::mountByNtfs3g() {
  if (access(ntfs3g, X_OK) != 0) return fail(Errc::Unsupported, volume_.device, "ntfs-3g is not installed");
  std::array<int, 2> sockets{}, pipes{};
  if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, sockets.data()) != 0)
    return tl::unexpected(systemError(errno, "socket", "making"));
  const Descriptor ours(sockets[0]);
  Descriptor theirs(sockets[1]);
  if (pipe2(pipes.data(), O_CLOEXEC) != 0) return tl::unexpected(systemError(errno, "pipe", "making"));
  output_ = Descriptor(pipes[0]);
  Descriptor output(pipes[1]);
  // What it says must never hold it up.
  fcntl(output.number(), F_SETFL, O_NONBLOCK);
  fcntl(output_.number(), F_SETFL, O_NONBLOCK);

  process_ = fork();
  if (process_ < 0) return tl::unexpected(systemError(errno, "process", "making"));
  if (process_ == 0) becomeDriver(volume_, theirs.number(), output.number());
  processDescriptor_ = processDescriptor(process_);
  theirs.reset();
  output.reset();
  const Descriptor listener = waitToRead(ours.number(), timeToMount) ? receiveDescriptor(ours.number()) : Descriptor();
  if (!listener) return fail(Errc::Unsupported, volume_.device, "ntfs-3g can't be confined here");

  // It asks once, or ends; what it reads before can be long on a failing disk.
  const auto end = std::chrono::steady_clock::now() + timeToMount;
  while (std::chrono::steady_clock::now() < end) {
    if (waitToRead(listener.number(), 50ms)) {
      Status answered = answerMount(listener.number());
      if (answered || answered.error().code != Errc::Cancelled) return answered;
    }
    if (waitToRead(processDescriptor_.number(), 0ms)) {
      int status = 0;
      waitpid(process_, &status, 0);
      process_ = -1;
      const std::string said = driverSaid();
      return fail(Errc::Io, volume_.device, said.empty() ? "ntfs-3g ended with " + std::to_string(WEXITSTATUS(status)) : said);
    }
  }
  return fail(Errc::Io, volume_.device, "ntfs-3g did not mount it in time");
}

/// Does what the driver asks for, our way. Of its own words only two numbers count: its descriptor for FUSE, and the block size. Fails with
/// Cancelled where it has ended meanwhile.
Status MountedVolume::answerMount(int listener) {
  seccomp_notif* asked = nullptr;
  seccomp_notif_resp* answer = nullptr;
  if (seccomp_notify_alloc(&asked, &answer) != 0) return fail(Errc::Unsupported, volume_.device, "seccomp");
  Status done;
  if (seccomp_notify_receive(listener, asked) != 0) {
    done = fail(Errc::Cancelled, volume_.device, "the driver has ended");
  } else {
    std::array<char, 1024> text{};
    const std::string memory = "/proc/" + std::to_string(process_) + "/mem";
    const Descriptor bytes(open(memory.c_str(), O_RDONLY | O_CLOEXEC));
    const ssize_t length = bytes ? pread(bytes.number(), text.data(), text.size() - 1, static_cast<off_t>(asked->data.args[4])) : -1;
    const std::string options(text.data());
    const unsigned number = optionOf(options, "fd=");
    const unsigned wanted = optionOf(options, "blksize=");
    const unsigned blockSize = wanted >= 512 && wanted <= 4096 && (wanted & (wanted - 1)) == 0 ? wanted : 512;
    const Descriptor fuse(length > 0 && static_cast<pid_t>(asked->pid) == process_
                              ? static_cast<int>(syscall(SYS_pidfd_getfd, processDescriptor_.number(), static_cast<int>(number), 0))
                              : -1);
    struct stat about {};
    if (!fuse || fstat(fuse.number(), &about) != 0 || !S_ISCHR(about.st_mode) || about.st_rdev != makedev(10, 229)) {
      done = fail(Errc::Io, volume_.device, "ntfs-3g asks for another mount than it should");
    } else {
      const std::string ours = "fd=" + std::to_string(fuse.number()) + ",rootmode=40000,user_id=" + std::to_string(volume_.driver.user) +
                               ",group_id=" + std::to_string(volume_.driver.group) +
                               ",default_permissions,allow_other,blksize=" + std::to_string(blockSize);
      if (::mount(volume_.device.c_str(), volume_.folder.c_str(), "fuseblk", flagsFor(volume_), ours.c_str()) != 0)
        done = tl::unexpected(systemError(errno, volume_.device, "mounting"));
    }
    answer->id = asked->id;
    answer->error = done ? 0 : -EPERM;
    if (seccomp_notify_respond(listener, answer) != 0 && done) {
      umount2(volume_.folder.c_str(), MNT_DETACH);
      done = fail(Errc::Io, volume_.device, "ntfs-3g has ended");
    }
  }
  seccomp_notify_free(asked, answer);
  return done;
}

std::string MountedVolume::driverSaid() {
  std::array<char, 2048> text{};
  const ssize_t count = output_ ? ::read(output_.number(), text.data(), text.size()) : 0;
  std::string said = count > 0 ? displayable({text.data(), static_cast<std::size_t>(count)}) : std::string();
  return said;
}

Status MountedVolume::waitForDriver() {
  if (process_ < 0) return {};
  // Unmounting ends it, unless somebody else's mount namespace has kept a copy of the mount. By SIGTERM it closes the volume properly too.
  if (!waitToRead(processDescriptor_.number(), timeToUnmount)) kill(process_, SIGTERM);
  if (!waitToRead(processDescriptor_.number(), timeToEnd)) return fail(Errc::Io, volume_.device, "ntfs-3g does not end");
  int status = 0;
  waitpid(process_, &status, 0);
  process_ = -1;
  if (!WIFEXITED(status) || WEXITSTATUS(status) != 0) return fail(Errc::Io, volume_.device, "ntfs-3g ended badly: " + driverSaid());
  return {};
}

void MountedVolume::endDriver() {
  if (process_ < 0) return;
  kill(process_, SIGTERM);
  if (waitForDriver() || process_ < 0) return;
  kill(process_, SIGKILL);
  if (waitToRead(processDescriptor_.number(), 5s)) waitpid(process_, nullptr, 0);
  process_ = -1;
}

/// After unmounting: what the device itself still holds back.
Status MountedVolume::flushDevice() const {
  if (!volume_.writable) return {};
  const Descriptor device(open(volume_.device.c_str(), O_RDONLY | O_CLOEXEC));
  if (!device || fsync(device.number()) != 0) return tl::unexpected(systemError(errno, volume_.device, "writing the last of it"));
  return {};
}

Status MountedVolume::release() {
  if (volume_.writable) {
    // The errors of what was written so far are told here, and not by unmounting.
    const Descriptor root(open(volume_.folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
    if (root && syncfs(root.number()) != 0) {
      const Error error = systemError(errno, volume_.device, "writing the last of it");
      releaseAtAnyRate();
      return tl::unexpected(error);
    }
  }
  if (umount2(volume_.folder.c_str(), UMOUNT_NOFOLLOW) != 0) {
    if (errno == EBUSY) return tl::unexpected(systemError(errno, volume_.device, "unmounting"));
    const Error error = systemError(errno, volume_.device, "unmounting");
    releaseAtAnyRate();
    return tl::unexpected(error);
  }
  if (Status ended = waitForDriver(); !ended) {
    endDriver();
    static_cast<void>(flushDevice());
    return ended;
  }
  return flushDevice();
}

void MountedVolume::releaseAtAnyRate() {
  // Whoever had files open of a client that is gone ends too; a moment for that.
  for (int i = 0; i < 30; ++i) {
    if (umount2(volume_.folder.c_str(), UMOUNT_NOFOLLOW) == 0 || errno != EBUSY) break;
    usleep(100'000);
  }
  umount2(volume_.folder.c_str(), UMOUNT_NOFOLLOW | MNT_DETACH);
  endDriver();
  static_cast<void>(flushDevice());
}

void removeMountsBelow(const std::string& folder) {
  unmountAllBelow(folder);
  // Only empty folders: what is still mounted must not be emptied.
  std::error_code trouble;
  for (std::filesystem::directory_iterator entry(folder, trouble), end; !trouble && entry != end; entry.increment(trouble)) {
    std::error_code inside;
    for (std::filesystem::directory_iterator one(entry->path(), inside), last; !inside && one != last; one.increment(inside))
      rmdir(one->path().c_str());
    rmdir(entry->path().c_str());
  }
}

}  // namespace sankajo
