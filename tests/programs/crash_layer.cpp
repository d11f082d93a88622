// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A library to be loaded before the C library (LD_PRELOAD): ends a program at one of the steps by which it changes a folder, as a crash
// would, and takes back what was not synced by then, as a power cut would. SIGKILL alone hides a missing fsync: the kernel keeps what
// a killed program has written.
//
// Environment:
//   CRASH_ROOT   the folder; only what changes something in it counts
//   CRASH_AT     the number of the step that is not taken any more, from 1; more than there are: the program ends by itself
//   CRASH_MODE   killed    everything done so far stays
//                torn      the same, and of a write the first half is done
//                contents  bytes that were written and not synced are gone, names stay
//                cut       those, and names whose folder was not synced since
//                nosync    contents, with no sync ever counting: shows that a lost sync is noticed
//   CRASH_KEEP   an empty folder of the same file system, for what may have to be put back
//   CRASH_COUNT  a file that gets the number of steps when the program ends by itself
//
// One thread at a time changes a target, so nothing here is locked.

#include <dirent.h>
#include <dlfcn.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <climits>
#include <csignal>
#include <cstdarg>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <utility>
#include <vector>

namespace {

template <class Function>
Function* next(const char* name) {
  return reinterpret_cast<Function*>(dlsym(RTLD_NEXT, name));
}

std::string variable(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? "" : value;
}

using Inode = std::pair<dev_t, ino_t>;

std::string pathOf(int fd) {
  std::array<char, PATH_MAX> path{};
  const ssize_t length = readlink(("/proc/self/fd/" + std::to_string(fd)).c_str(), path.data(), path.size());
  return length < 0 ? std::string() : std::string(path.data(), static_cast<std::size_t>(length));
}

/// What the program did, as far as a power cut could take it back.
class Layer {
 public:
  Layer() {
    std::array<char, PATH_MAX> real{};
    root_ = realpath(variable("CRASH_ROOT").c_str(), real.data()) == nullptr ? "?" : real.data();
    at_ = std::strtoul(variable("CRASH_AT").c_str(), nullptr, 10);
    mode_ = variable("CRASH_MODE");
    keep_ = variable("CRASH_KEEP");
  }
  void writeCount() const {
    if (const std::string file = variable("CRASH_COUNT"); !file.empty()) {
      if (std::FILE* out = std::fopen(file.c_str(), "w")) {
        std::fprintf(out, "%lu", steps_);
        std::fclose(out);
      }
    }
  }

  bool within(const std::string& path) const { return path == root_ || path.starts_with(root_ + "/"); }
  bool within(int fd) const { return within(pathOf(fd)); }
  bool torn() const { return mode_ == "torn"; }

  /// Counts a step that is about to be taken; does not come back from the one at which it ends. `half` does the half of it.
  template <class Half>
  void step(Half half) {
    if (++steps_ != at_) return;
    if (torn()) half();
    powerCut();
    raise(SIGKILL);
  }
  void step() {
    step([] {});
  }

  // ---- bytes

  /// Before a file's bytes change: keeps those that are on the disk.
  void beforeBytes(int fd) {
    struct stat facts {};
    if (!takesBack() || fstat(fd, &facts) != 0) return;
    const Inode inode{facts.st_dev, facts.st_ino};
    if (unsynced_.contains(inode)) return;
    const int mine = open(("/proc/self/fd/" + std::to_string(fd)).c_str(), O_RDWR | O_CLOEXEC);
    std::string bytes(static_cast<std::size_t>(facts.st_size), '\0');
    if (mine < 0 || pread(mine, bytes.data(), bytes.size(), 0) != static_cast<ssize_t>(bytes.size())) fail("keeping a file's bytes");
    unsynced_[inode] = {mine, std::move(bytes)};
  }
  void afterSync(int fd) {
    struct stat facts {};
    if (!takesBack() || mode_ == "nosync" || fstat(fd, &facts) != 0) return;
    const Inode inode{facts.st_dev, facts.st_ino};
    if (const auto file = unsynced_.find(inode); file != unsynced_.end()) {
      close(file->second.fd);
      unsynced_.erase(file);
    }
    std::erase_if(names_, [&inode](const Name& name) { return name.folders.contains(inode); });
  }

  // ---- names

  /// A name was made: a power cut takes it away.
  void made(int folder, const std::string& name, bool isFolder) {
    if (!takesBackNames()) return;
    names_.push_back({{inodeOf(folder)}, [this, path = pathOf(folder) + "/" + name, isFolder] {
                        if ((isFolder ? rmdir(path.c_str()) : unlink(path.c_str())) != 0 && errno != ENOENT) fail("taking a name away");
                      }});
  }
  /// Before a name is taken away or replaced: its file gets another name, out of sight. Empty where there is no such file.
  std::string keep(int folder, const std::string& name) {
    if (!takesBackNames()) return {};
    const std::string kept = keep_ + "/" + std::to_string(++kept_);
    if (linkat(folder, name.c_str(), AT_FDCWD, kept.c_str(), 0) == 0) return kept;
    if (errno == ENOENT || errno == EPERM) return {};
    fail("keeping a name");
  }
  /// A name was taken away: a power cut brings it back.
  void removed(int folder, const std::string& name, const std::string& kept, bool isFolder) {
    if (!takesBackNames()) return;
    names_.push_back({{inodeOf(folder)}, [this, path = pathOf(folder) + "/" + name, kept, isFolder] {
                        if ((isFolder ? mkdir(path.c_str(), 0700) : rename(kept.c_str(), path.c_str())) != 0) fail("bringing a name back");
                      }});
  }
  /// A name became another one: a power cut gives the old one back, and the file that was replaced its own. One journal holds both
  /// folders' parts, so the sync of either keeps it.
  void renamed(int fromFolder, const std::string& from, int toFolder, const std::string& to, const std::string& kept) {
    if (!takesBackNames()) return;
    names_.push_back(
        {{inodeOf(fromFolder), inodeOf(toFolder)}, [this, old = pathOf(fromFolder) + "/" + from, now = pathOf(toFolder) + "/" + to, kept] {
           if (rename(now.c_str(), old.c_str()) != 0) fail("giving a name back");
           if (!kept.empty() && rename(kept.c_str(), now.c_str()) != 0) fail("bringing a replaced file back");
         }});
  }

 private:
  struct Bytes {
    int fd = -1;
    std::string bytes;
  };
  struct Name {
    std::set<Inode> folders;
    std::function<void()> takeBack;
  };

  bool takesBackNames() const { return mode_ == "cut"; }
  bool takesBack() const { return mode_ == "cut" || mode_ == "contents" || mode_ == "nosync"; }

  static Inode inodeOf(int fd) {
    struct stat facts {};
    if (fstat(fd, &facts) != 0) fail("asking for a folder");
    return {facts.st_dev, facts.st_ino};
  }

  void powerCut() {
    for (const auto& [inode, file] : unsynced_) {
      if (::ftruncate(file.fd, 0) != 0 ||
          pwrite(file.fd, file.bytes.data(), file.bytes.size(), 0) != static_cast<ssize_t>(file.bytes.size())) {
        fail("taking bytes back");
      }
    }
    for (auto name = names_.rbegin(); name != names_.rend(); ++name) name->takeBack();
  }

  /// The condition could not be made: the test has to see it.
  [[noreturn]] static void fail(const char* doing) {
    std::fprintf(stderr, "crash layer: %s: %s\n", doing, std::strerror(errno));
    _exit(99);
  }

  std::string root_, mode_, keep_;
  unsigned long at_ = 0, steps_ = 0, kept_ = 0;
  std::map<Inode, Bytes> unsynced_;
  std::vector<Name> names_;
};

// Never taken down: the C library still writes when everything else is.
Layer& layer() {
  static Layer& one = *new Layer;
  return one;
}

[[gnu::constructor]] void begin() {
  layer();
}
[[gnu::destructor]] void end() {
  layer().writeCount();
}

}  // namespace

extern "C" {

// HostFiles opens by openat2, for which the C library has no function of its own.
long syscall(long number, ...) {
  va_list list;
  va_start(list, number);
  std::array<long, 6> a{};
  for (long& one : a) one = va_arg(list, long);
  va_end(list);
  static auto* const real = next<long(long, ...)>("syscall");
  const auto call = [&] { return real(number, a[0], a[1], a[2], a[3], a[4], a[5]); };
  if (number != SYS_openat2) return call();
  const auto* how = reinterpret_cast<const open_how*>(a[2]);
  const int folder = static_cast<int>(a[0]);
  if ((how->flags & O_CREAT) == 0 || !layer().within(folder)) return call();
  layer().step();
  const long fd = call();
  if (fd >= 0) {
    const std::string path = pathOf(static_cast<int>(fd));
    const std::size_t slash = path.rfind('/');
    const int parent = open(path.substr(0, slash).c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    layer().made(parent, path.substr(slash + 1), false);
    close(parent);
  }
  return fd;
}

int openat(int folder, const char* name, int flags, ...) {
  va_list list;
  va_start(list, flags);
  const mode_t mode = (flags & O_CREAT) != 0 ? va_arg(list, mode_t) : 0;
  va_end(list);
  static auto* const real = next<int(int, const char*, int, ...)>("openat");
  if ((flags & O_CREAT) == 0 || !layer().within(folder)) return real(folder, name, flags, mode);
  layer().step();
  const int fd = real(folder, name, flags, mode);
  if (fd >= 0) layer().made(folder, name, false);
  return fd;
}

ssize_t write(int fd, const void* bytes, size_t length) {
  static auto* const real = next<ssize_t(int, const void*, size_t)>("write");
  if (!layer().within(fd)) return real(fd, bytes, length);
  layer().step([&] { [[maybe_unused]] const ssize_t half = real(fd, bytes, length / 2); });
  layer().beforeBytes(fd);
  return real(fd, bytes, length);
}

int ftruncate(int fd, off_t length) noexcept {
  static auto* const real = next<int(int, off_t)>("ftruncate");
  if (!layer().within(fd)) return real(fd, length);
  layer().step();
  layer().beforeBytes(fd);
  return real(fd, length);
}

int fsync(int fd) {
  static auto* const real = next<int(int)>("fsync");
  if (!layer().within(fd)) return real(fd);
  layer().step();
  const int result = real(fd);
  if (result == 0) layer().afterSync(fd);
  return result;
}

int mkdirat(int folder, const char* name, mode_t mode) noexcept {
  static auto* const real = next<int(int, const char*, mode_t)>("mkdirat");
  if (!layer().within(folder)) return real(folder, name, mode);
  layer().step();
  const int result = real(folder, name, mode);
  if (result == 0) layer().made(folder, name, true);
  return result;
}

int unlinkat(int folder, const char* name, int flags) noexcept {
  static auto* const real = next<int(int, const char*, int)>("unlinkat");
  if (!layer().within(folder)) return real(folder, name, flags);
  layer().step();
  const bool isFolder = (flags & AT_REMOVEDIR) != 0;
  const std::string kept = isFolder ? std::string() : layer().keep(folder, name);
  const int result = real(folder, name, flags);
  if (result == 0) layer().removed(folder, name, kept, isFolder);
  return result;
}

int renameat(int fromFolder, const char* from, int toFolder, const char* to) noexcept {
  static auto* const real = next<int(int, const char*, int, const char*)>("renameat");
  if (!layer().within(fromFolder)) return real(fromFolder, from, toFolder, to);
  layer().step();
  const std::string kept = layer().keep(toFolder, to);
  const int result = real(fromFolder, from, toFolder, to);
  if (result == 0) layer().renamed(fromFolder, from, toFolder, to, kept);
  return result;
}

int renameat2(int fromFolder, const char* from, int toFolder, const char* to, unsigned flags) noexcept {
  static auto* const real = next<int(int, const char*, int, const char*, unsigned)>("renameat2");
  if (!layer().within(fromFolder)) return real(fromFolder, from, toFolder, to, flags);
  layer().step();
  const int result = real(fromFolder, from, toFolder, to, flags);
  if (result == 0) layer().renamed(fromFolder, from, toFolder, to, "");
  return result;
}

int chmod(const char* path, mode_t mode) noexcept {
  static auto* const real = next<int(const char*, mode_t)>("chmod");
  layer().step();
  return real(path, mode);
}

int fchownat(int folder, const char* name, uid_t owner, gid_t group, int flags) noexcept {
  static auto* const real = next<int(int, const char*, uid_t, gid_t, int)>("fchownat");
  layer().step();
  return real(folder, name, owner, group, flags);
}

int utimensat(int folder, const char* name, const timespec* times, int flags) noexcept {
  static auto* const real = next<int(int, const char*, const timespec*, int)>("utimensat");
  layer().step();
  return real(folder, name, times, flags);
}

int setxattr(const char* path, const char* name, const void* value, size_t size, int flags) noexcept {
  static auto* const real = next<int(const char*, const char*, const void*, size_t, int)>("setxattr");
  layer().step();
  return real(path, name, value, size, flags);
}

}  // extern "C"
