// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <dirent.h>
#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/xattr.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <filesystem>

#include "engine/target/offline.h"
#include "engine/text.h"

namespace sankajo {

namespace {

// Attributes of the NTFS-3G driver that hold what NTFS itself stores.
constexpr const char* securityName = "system.ntfs_acl";
constexpr const char* attributesName = "system.ntfs_attrib";
constexpr const char* timesName = "system.ntfs_times";
constexpr const char* shortNameName = "system.ntfs_dos_name";

class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int fd) : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(std::exchange(other.fd_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(fd_, other.fd_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  int get() const { return fd_; }
  int release() { return std::exchange(fd_, -1); }
  std::string procPath() const { return "/proc/self/fd/" + std::to_string(fd_); }

 private:
  int fd_ = -1;
};

Error errorOf(int number, const std::string& subject, std::string_view doing) {
  Errc code = Errc::Io;
  switch (number) {
    case EACCES:
    case EPERM:
    case EROFS:
      code = Errc::AccessDenied;
      break;
    case EBUSY:
    case ETXTBSY:
    case EAGAIN:
      code = Errc::Busy;
      break;
    case ELOOP:
    case EXDEV:
    case EEXIST:
    case ENOENT:
    case ENOTDIR:
    case EISDIR:
    case ENOTEMPTY:
      code = Errc::Refused;
      break;
    case EOPNOTSUPP:
    case ENOSYS:
      code = Errc::Unsupported;
      break;
    default:
      break;
  }
  std::array<char, 128> buffer{};
  std::string detail(doing);
  detail += ": ";
  detail += strerror_r(number, buffer.data(), buffer.size());
  return Error{code, subject, detail, number};
}

tl::unexpected<Error> failWith(int number, const WinPath& path, std::string_view doing) {
  return tl::unexpected<Error>(errorOf(number, path.text(), doing));
}

FileKind kindOf(mode_t mode) {
  if (S_ISREG(mode)) return FileKind::File;
  if (S_ISDIR(mode)) return FileKind::Folder;
  if (S_ISLNK(mode)) return FileKind::Link;
  return FileKind::Other;
}

std::int64_t nanoseconds(const timespec& time) { return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec; }

timespec timespecOf(std::int64_t ns) {
  std::int64_t seconds = ns / 1'000'000'000;
  std::int64_t rest = ns % 1'000'000'000;
  if (rest < 0) {
    rest += 1'000'000'000;
    --seconds;
  }
  return {static_cast<time_t>(seconds), static_cast<long>(rest)};
}

std::optional<std::string> attribute(const std::string& procPath, const char* name) {
  std::string value(512, '\0');
  ssize_t length = getxattr(procPath.c_str(), name, value.data(), value.size());
  if (length < 0 && errno == ERANGE) {
    value.resize(65536);
    length = getxattr(procPath.c_str(), name, value.data(), value.size());
  }
  if (length < 0) return std::nullopt;
  value.resize(static_cast<std::size_t>(length));
  return value;
}

class HostReader : public FileReader {
 public:
  HostReader(Descriptor fd, std::uint64_t size, std::shared_ptr<const WinPath> folder, std::string name)
      : fd_(std::move(fd)), size_(size), folder_(std::move(folder)), name_(std::move(name)) {}

  /// Reads through an opened file. Fails with Refused for what is no file, or lies on another file system than `device`, where one is named.
  static Result<std::unique_ptr<FileReader>> on(Descriptor fd, std::shared_ptr<const WinPath> folder, std::string name,
                                                std::optional<dev_t> device = std::nullopt) {
    struct stat facts{};
    if (fstat(fd.get(), &facts) != 0) return failWith(errno, *folder / name, "asking for its size");
    if (device && facts.st_dev != *device) return failWith(EXDEV, *folder / name, "opening");
    if (!S_ISREG(facts.st_mode)) return fail(Errc::Refused, (*folder / name).text(), "is not a file");
    return std::make_unique<HostReader>(std::move(fd), static_cast<std::uint64_t>(facts.st_size), std::move(folder), std::move(name));
  }

  Result<std::size_t> readInto(std::uint64_t offset, char* to, std::size_t length) override {
    std::size_t got = 0;
    while (got < length) {
      const ssize_t n = pread(fd_.get(), to + got, length - got, static_cast<off_t>(offset + got));
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return failWith(errno, *folder_ / name_, "reading");
      if (n == 0) break;
      got += static_cast<std::size_t>(n);
    }
    return got;
  }

  Result<std::string> read(std::uint64_t offset, std::size_t length) override {
    if (offset >= size_) return std::string();
    std::string bytes(static_cast<std::size_t>(std::min<std::uint64_t>(length, size_ - offset)), '\0');
    return readInto(offset, bytes.data(), bytes.size()).map([&bytes](std::size_t got) {
      bytes.resize(got);
      return std::move(bytes);
    });
  }

  std::uint64_t size() const override { return size_; }
  Result<std::string> hostPath() override { return fd_.procPath(); }

 private:
  Descriptor fd_;
  std::uint64_t size_;
  // Put together only for an error: a check opens tens of thousands of files.
  std::shared_ptr<const WinPath> folder_;
  std::string name_;
};

class HostWriter : public FileWriter {
 public:
  HostWriter(Descriptor fd, std::string subject) : fd_(std::move(fd)), subject_(std::move(subject)) {}

  Status append(std::string_view bytes) override {
    while (!bytes.empty()) {
      const ssize_t n = ::write(fd_.get(), bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return tl::unexpected<Error>(errorOf(errno, subject_, "writing"));
      bytes.remove_prefix(static_cast<std::size_t>(n));
    }
    return {};
  }

  Status sync() override {
    if (fsync(fd_.get()) != 0) return tl::unexpected<Error>(errorOf(errno, subject_, "syncing"));
    return {};
  }

 private:
  Descriptor fd_;
  std::string subject_;
};

// Beneath `from`, no link followed, no other file system entered.
Descriptor openPiece(int from, const std::string& piece, int flags, mode_t mode) {
  open_how how{};
  how.flags = static_cast<std::uint64_t>(static_cast<unsigned>(flags | O_CLOEXEC | O_NOFOLLOW));
  how.mode = (flags & O_CREAT) != 0 ? mode : 0;
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS | RESOLVE_NO_MAGICLINKS | RESOLVE_NO_XDEV;
  long fd = -1;
  do {
    fd = syscall(SYS_openat2, from, piece.c_str(), &how, sizeof how);
  } while (fd < 0 && (errno == EINTR || errno == EAGAIN));
  return Descriptor(static_cast<int>(fd));
}

using Stream = std::unique_ptr<DIR, int (*)(DIR*)>;

Result<Stream> streamOf(Descriptor folder, const WinPath& path) {
  Stream stream(fdopendir(folder.get()), closedir);
  if (!stream) return failWith(errno, path, "listing");
  folder.release();
  return stream;
}

Result<std::vector<FileEntry>> entriesOf(DIR* stream, const WinPath& folder, bool withSizes) {
  std::vector<FileEntry> entries;
  while (true) {
    errno = 0;
    const dirent* entry = ::readdir(stream);
    if (entry == nullptr && errno != 0) return failWith(errno, folder, "listing");
    if (entry == nullptr) break;
    const std::string_view entryName(&entry->d_name[0]);
    if (entryName == "." || entryName == "..") continue;
    FileEntry& out = entries.emplace_back();
    out.name = entryName;
    switch (entry->d_type) {
      case DT_REG:
        out.kind = FileKind::File;
        break;
      case DT_DIR:
        out.kind = FileKind::Folder;
        break;
      case DT_LNK:
        out.kind = FileKind::Link;
        break;
      default:
        out.kind = FileKind::Other;
    }
    if (entry->d_type == DT_UNKNOWN || (withSizes && entry->d_type == DT_REG)) {
      struct stat facts{};
      // A file that cannot even be asked for its size stays in the list as something that cannot be opened.
      if (fstatat(dirfd(stream), &entry->d_name[0], &facts, AT_SYMLINK_NOFOLLOW) == 0) {
        out.kind = kindOf(facts.st_mode);
        out.size = withSizes && out.kind == FileKind::File ? static_cast<std::uint64_t>(facts.st_size) : 0;
      }
    }
    // A name with Windows' separator would mean another file when it is written down.
    if (out.name.find('\\') != std::string::npos) out.kind = FileKind::Other;
  }
  return entries;
}

class HostFolder : public Folder {
 public:
  HostFolder(Stream stream, dev_t device, const WinPath& path)
      : stream_(std::move(stream)), device_(device), path_(std::make_shared<const WinPath>(path)) {}

  Result<std::vector<FileEntry>> list() override {
    rewinddir(stream_.get());
    return entriesOf(stream_.get(), *path_, false);
  }

  Result<std::unique_ptr<FileReader>> open(const std::string& name) override {
    // One name in an open folder leads nowhere else, so the plain call will do; it takes half the time of the other.
    if (name == "." || name == ".." || name.find('/') != std::string::npos) return fail(Errc::Refused, (*path_ / name).text(), "not a name");
    Descriptor fd(::openat(dirfd(stream_.get()), name.c_str(), O_RDONLY | O_NONBLOCK | O_NOFOLLOW | O_CLOEXEC | O_NOCTTY));
    if (fd.get() < 0) return failWith(errno, *path_ / name, "opening");
    return HostReader::on(std::move(fd), path_, name, device_);
  }

 private:
  Stream stream_;
  dev_t device_;
  std::shared_ptr<const WinPath> path_;
};

class HostFiles : public Files {
 public:
  explicit HostFiles(Descriptor root) : root_(std::move(root)) {}

  Result<std::vector<FoundFile>> find(const WinPath& path) override {
    std::vector<FoundFile> found = {{WinPath::root(path.drive()), FileKind::Folder, 0}};
    for (std::size_t depth = 0; depth < path.components().size(); ++depth) {
      const std::string& wanted = path.components()[depth];
      const bool last = depth + 1 == path.components().size();
      std::vector<FoundFile> next;
      for (const FoundFile& folder : found) {
        if (folder.kind == FileKind::Link) return fail(Errc::Refused, folder.path.text(), "is a link");
        if (folder.kind != FileKind::Folder) continue;
        auto entries = list(folder.path, false);
        if (!entries) return tl::unexpected(entries.error());
        if (!*entries) continue;
        for (const FileEntry& entry : **entries) {
          if (equalNoCase(entry.name, wanted)) next.push_back({folder.path / entry.name, entry.kind, 0});
        }
      }
      found = std::move(next);
      if (last) {
        for (FoundFile& file : found) {
          if (file.kind != FileKind::File) continue;
          auto size = sizeOf(file.path);
          if (!size) return tl::unexpected(size.error());
          file.size = *size;
        }
      }
    }
    std::ranges::sort(found, {}, [](const FoundFile& file) { return file.path.text(); });
    return found;
  }

  Result<std::optional<std::vector<FileEntry>>> list(const WinPath& folder, bool withSizes) override {
    auto fd = openBeneath(folder, O_RDONLY | O_DIRECTORY);
    if (!fd) {
      if (fd.error().osCode == ENOENT || fd.error().osCode == ENOTDIR) return std::optional<std::vector<FileEntry>>();
      return tl::unexpected(fd.error());
    }
    auto stream = streamOf(std::move(*fd), folder);
    if (!stream) return tl::unexpected(stream.error());
    return entriesOf(stream->get(), folder, withSizes).map([](std::vector<FileEntry> entries) { return std::optional(std::move(entries)); });
  }

  Result<std::unique_ptr<FileReader>> open(const WinPath& file) override {
    // O_NONBLOCK: opening a pipe must not wait for its other end.
    auto fd = openBeneath(file, O_RDONLY | O_NONBLOCK);
    if (!fd) return tl::unexpected(fd.error());
    return HostReader::on(std::move(*fd), std::make_shared<const WinPath>(file.parent()), file.name());
  }

  Result<std::unique_ptr<Folder>> openFolder(const WinPath& folder) override {
    auto fd = openBeneath(folder, O_RDONLY | O_DIRECTORY);
    if (!fd) {
      if (fd.error().osCode == ENOENT || fd.error().osCode == ENOTDIR) return std::unique_ptr<Folder>();
      return tl::unexpected(fd.error());
    }
    struct stat facts{};
    if (fstat(fd->get(), &facts) != 0) return failWith(errno, folder, "opening");
    auto stream = streamOf(std::move(*fd), folder);
    if (!stream) return tl::unexpected(stream.error());
    return std::make_unique<HostFolder>(std::move(*stream), facts.st_dev, folder);
  }

  Result<FileMetadata> metadata(const WinPath& path) override {
    auto fd = openBeneath(path, O_PATH);
    if (!fd) return tl::unexpected(fd.error());
    struct stat facts{};
    if (fstat(fd->get(), &facts) != 0) return failWith(errno, path, "asking for its times");
    FileMetadata out;
    out.modifiedNs = nanoseconds(facts.st_mtim);
    out.accessedNs = nanoseconds(facts.st_atim);
    out.mode = facts.st_mode & 07777U;
    out.user = facts.st_uid;
    out.group = facts.st_gid;
    const std::string proc = fd->procPath();
    out.security = attribute(proc, securityName);
    out.attributes = attribute(proc, attributesName);
    out.times = attribute(proc, timesName);
    out.shortName = attribute(proc, shortNameName);
    return out;
  }

  Status setMetadata(const WinPath& path, const FileMetadata& wanted) override {
    auto fd = openBeneath(path, O_PATH);
    if (!fd) return tl::unexpected(fd.error());
    if (auto applied = apply(*fd, path, wanted, true); !applied) return applied;
    auto open = openBeneath(path, O_RDONLY | O_NONBLOCK);
    if (!open) return tl::unexpected(open.error());
    if (fsync(open->get()) != 0) return failWith(errno, path, "syncing");
    return {};
  }

  Status makeFolder(const WinPath& folder, const FileMetadata& wanted) override {
    if (auto absent = mustBeAbsent(folder, nullptr); !absent) return absent;
    auto parent = openBeneath(folder.parent(), O_RDONLY | O_DIRECTORY);
    if (!parent) return tl::unexpected(parent.error());
    if (mkdirat(parent->get(), folder.name().c_str(), 0700) != 0) return failWith(errno, folder, "making the folder");
    auto fd = openBeneath(folder, O_PATH | O_DIRECTORY);
    if (!fd) return tl::unexpected(fd.error());
    if (auto applied = apply(*fd, folder, wanted, false); !applied) {
      unlinkat(parent->get(), folder.name().c_str(), AT_REMOVEDIR);
      return applied;
    }
    return {};
  }

  Result<std::unique_ptr<FileWriter>> create(const WinPath& file, const FileMetadata& wanted) override {
    if (auto absent = mustBeAbsent(file, nullptr); !absent) return tl::unexpected(absent.error());
    auto fd = openBeneath(file, O_WRONLY | O_CREAT | O_EXCL, 0600);
    if (!fd) return tl::unexpected(fd.error());
    if (auto applied = apply(*fd, file, wanted, false); !applied) {
      if (auto parent = openBeneath(file.parent(), O_RDONLY | O_DIRECTORY)) unlinkat(parent->get(), file.name().c_str(), 0);
      return tl::unexpected(applied.error());
    }
    return std::make_unique<HostWriter>(std::move(*fd), file.text());
  }

  Result<std::unique_ptr<FileWriter>> append(const WinPath& file) override {
    auto fd = openRegular(file, O_WRONLY | O_APPEND | O_NONBLOCK);
    if (!fd) return tl::unexpected(fd.error());
    return std::make_unique<HostWriter>(std::move(*fd), file.text());
  }

  Status truncate(const WinPath& file, std::uint64_t size) override {
    auto fd = openRegular(file, O_WRONLY | O_NONBLOCK);
    if (!fd) return tl::unexpected(fd.error());
    if (ftruncate(fd->get(), static_cast<off_t>(size)) != 0 || fsync(fd->get()) != 0) return failWith(errno, file, "cutting");
    return {};
  }

  Status move(const WinPath& from, const WinPath& to) override {
    if (auto absent = mustBeAbsent(to, &from); !absent) return absent;
    return rename(from, to);
  }

  Status moveBeside(const WinPath& from, const WinPath& to) override {
    auto folder = openBeneath(to.parent(), O_RDONLY | O_DIRECTORY);
    if (!folder) return tl::unexpected(folder.error());
    // The volume is asked, not the list: it may take another spelling for the same name.
    struct stat facts{};
    if (fstatat(folder->get(), to.name().c_str(), &facts, AT_SYMLINK_NOFOLLOW) == 0) {
      return fail(Errc::Refused, to.text(), "is there already", EEXIST);
    }
    if (errno != ENOENT) return failWith(errno, to, "looking for it");
    return rename(from, to);
  }

  Status replace(const WinPath& from, const WinPath& to) override {
    auto fromFolder = openBeneath(from.parent(), O_RDONLY | O_DIRECTORY);
    if (!fromFolder) return tl::unexpected(fromFolder.error());
    auto toFolder = openBeneath(to.parent(), O_RDONLY | O_DIRECTORY);
    if (!toFolder) return tl::unexpected(toFolder.error());
    struct stat facts{};
    if (fstatat(toFolder->get(), to.name().c_str(), &facts, AT_SYMLINK_NOFOLLOW) != 0) return failWith(errno, to, "replacing");
    if (!S_ISREG(facts.st_mode)) return fail(Errc::Refused, to.text(), "is not a file");
    if (renameat(fromFolder->get(), from.name().c_str(), toFolder->get(), to.name().c_str()) != 0) {
      return failWith(errno, to, "replacing");
    }
    return {};
  }

  Status removeFile(const WinPath& file) override { return unlink(file, 0); }
  Status removeFolder(const WinPath& folder) override { return unlink(folder, AT_REMOVEDIR); }

  Status syncFolder(const WinPath& folder) override {
    auto fd = openBeneath(folder, O_RDONLY | O_DIRECTORY);
    if (!fd) return tl::unexpected(fd.error());
    if (fsync(fd->get()) != 0) return failWith(errno, folder, "syncing");
    return {};
  }

 private:
  // Opens without following a link and without leaving the root or its file system. Paths beyond the system's length are walked in
  // pieces, each from the handle of the one before.
  Result<Descriptor> openBeneath(const WinPath& path, int flags, mode_t mode = 0) {
    constexpr std::size_t longest = 3000;
    Descriptor held;
    int from = root_.get();
    std::string piece;
    for (std::size_t i = 0; i < path.components().size(); ++i) {
      const std::string& component = path.components()[i];
      if (component.empty() || component == "." || component == ".." || component.find('/') != std::string::npos ||
          component.find('\0') != std::string::npos) {
        return fail(Errc::Refused, path.text(), "not a name");
      }
      if (!piece.empty() && piece.size() + component.size() > longest) {
        Descriptor next = openPiece(from, piece, O_PATH | O_DIRECTORY, 0);
        if (next.get() < 0) return failWith(errno, path, "opening");
        held = std::move(next);
        from = held.get();
        piece.clear();
      }
      if (!piece.empty()) piece += '/';
      piece += component;
    }
    Descriptor fd = openPiece(from, piece.empty() ? "." : piece, flags, mode);
    if (fd.get() < 0) return failWith(errno, path, "opening");
    // O_PATH with O_NOFOLLOW opens the link itself, whatever else was asked for.
    struct stat facts{};
    if ((flags & O_PATH) != 0 && (fstat(fd.get(), &facts) != 0 || S_ISLNK(facts.st_mode))) return failWith(ELOOP, path, "opening");
    return fd;
  }

  Result<Descriptor> openRegular(const WinPath& file, int flags) {
    auto fd = openBeneath(file, flags);
    if (!fd) return fd;
    struct stat facts{};
    if (fstat(fd->get(), &facts) != 0) return failWith(errno, file, "opening");
    if (!S_ISREG(facts.st_mode)) return fail(Errc::Refused, file.text(), "is not a file");
    return fd;
  }

  Result<std::uint64_t> sizeOf(const WinPath& file) {
    auto fd = openBeneath(file, O_PATH);
    if (!fd) return tl::unexpected(fd.error());
    struct stat facts{};
    if (fstat(fd->get(), &facts) != 0) return failWith(errno, file, "asking for its size");
    return static_cast<std::uint64_t>(facts.st_size);
  }

  // No entry of that name, in any case; `except` may be there (a file that gets another spelling of its own name).
  Status mustBeAbsent(const WinPath& path, const WinPath* except) {
    if (path.isRoot()) return fail(Errc::Refused, path.text(), "is the root");
    auto entries = list(path.parent(), false);
    if (!entries) return tl::unexpected(entries.error());
    if (!*entries) return fail(Errc::Refused, path.parent().text(), "no such folder");
    for (const FileEntry& entry : **entries) {
      if (!equalNoCase(entry.name, path.name())) continue;
      if (except != nullptr && except->sameSpelling(path.parent() / entry.name)) continue;
      return fail(Errc::Refused, (path.parent() / entry.name).text(), "is there already", EEXIST);
    }
    return {};
  }

  // Onto a name that was just found free.
  Status rename(const WinPath& from, const WinPath& to) {
    auto fromFolder = openBeneath(from.parent(), O_RDONLY | O_DIRECTORY);
    if (!fromFolder) return tl::unexpected(fromFolder.error());
    auto toFolder = openBeneath(to.parent(), O_RDONLY | O_DIRECTORY);
    if (!toFolder) return tl::unexpected(toFolder.error());
    if (renameat2(fromFolder->get(), from.name().c_str(), toFolder->get(), to.name().c_str(), RENAME_NOREPLACE) == 0) return {};
    // NTFS-3G knows no RENAME_NOREPLACE. Nothing else writes to a volume that is not running, and the look before found the name free.
    if (errno == EINVAL && renameat(fromFolder->get(), from.name().c_str(), toFolder->get(), to.name().c_str()) == 0) return {};
    return failWith(errno, from, "moving");
  }

  Status unlink(const WinPath& path, int flags) {
    auto parent = openBeneath(path.parent(), O_RDONLY | O_DIRECTORY);
    if (!parent) return tl::unexpected(parent.error());
    if (unlinkat(parent->get(), path.name().c_str(), flags) != 0) return failWith(errno, path, "removing");
    return {};
  }

  // What Windows has written down of a file on FAT has neither descriptor nor permissions. What is made here is its maker's alone then.
  static bool saysPermissions(const FileMetadata& wanted) { return wanted.mode != 0 || wanted.user != 0 || wanted.group != 0; }

  static Status apply(const Descriptor& fd, const WinPath& path, const FileMetadata& wanted, bool withTimes) {
    const std::string proc = fd.procPath();
    struct stat before{};
    if (fstat(fd.get(), &before) != 0) return failWith(errno, path, "asking for its owner");
    // Where there is a security descriptor it says all that owner and permissions are derived from.
    if (!wanted.security && saysPermissions(wanted)) {
      if ((before.st_uid != wanted.user || before.st_gid != wanted.group) &&
          fchownat(fd.get(), "", wanted.user, wanted.group, AT_EMPTY_PATH) != 0) {
        return failWith(errno, path, "setting its owner");
      }
      if ((before.st_mode & 07777U) != wanted.mode && chmod(proc.c_str(), wanted.mode) != 0) {
        return failWith(errno, path, "setting its permissions");
      }
    }
    const auto set = [&](const char* attributeName, const std::optional<std::string>& value) -> Status {
      if (!value || attribute(proc, attributeName) == value) return {};
      if (setxattr(proc.c_str(), attributeName, value->data(), value->size(), 0) != 0) {
        return failWith(errno, path, std::string("setting ") + attributeName);
      }
      return {};
    };
    if (auto done = set(securityName, wanted.security); !done) return done;
    if (auto done = set(attributesName, wanted.attributes); !done) return done;
    if (withTimes && wanted.shortName && !wanted.shortName->empty()) {
      if (auto done = set(shortNameName, wanted.shortName); !done) return done;
    }
    if (withTimes) {
      if (auto done = set(timesName, wanted.times); !done) return done;
      const std::array<timespec, 2> times = {timespecOf(wanted.accessedNs), timespecOf(wanted.modifiedNs)};
      if (!wanted.times && utimensat(AT_FDCWD, proc.c_str(), times.data(), 0) != 0) return failWith(errno, path, "setting its times");
    }
    return readBack(fd, path, wanted, withTimes);
  }

  static Status readBack(const Descriptor& fd, const WinPath& path, const FileMetadata& wanted, bool withTimes) {
    const std::string proc = fd.procPath();
    struct stat after{};
    if (fstat(fd.get(), &after) != 0) return failWith(errno, path, "reading back");
    const auto differs = [&path](std::string_view what) {
      return fail(Errc::Refused, path.text(), std::string(what) + " could not be carried over");
    };
    if (wanted.security && attribute(proc, securityName) != wanted.security) return differs("the security descriptor");
    if (!wanted.security && saysPermissions(wanted) &&
        ((after.st_mode & 07777U) != wanted.mode || after.st_uid != wanted.user || after.st_gid != wanted.group)) {
      return differs("owner and permissions");
    }
    if (wanted.attributes && attribute(proc, attributesName) != wanted.attributes) return differs("the attributes");
    if (withTimes && wanted.shortName && !wanted.shortName->empty() && attribute(proc, shortNameName) != wanted.shortName) {
      return differs("the short name");
    }
    // Creation and change, 8 bytes each: access and record change move by themselves.
    if (withTimes && wanted.times && attribute(proc, timesName).value_or("").substr(0, 16) != wanted.times->substr(0, 16)) {
      return differs("the times");
    }
    return {};
  }

  Descriptor root_;
};

}  // namespace

std::string absoluteHostPath(const std::string& folder) {
  std::error_code unknown;
  const std::filesystem::path path = std::filesystem::absolute(folder, unknown);
  return unknown ? folder : path.string();
}

Result<std::unique_ptr<Files>> openHostFolder(const std::string& hostFolder) {
  Descriptor root(::open(hostFolder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (root.get() < 0) {
    const int number = errno;
    if (number == ENOTDIR || number == ENOENT) return fail(Errc::Unsupported, hostFolder, "no such folder", number);
    return tl::unexpected<Error>(errorOf(number, hostFolder, "opening"));
  }
  return std::make_unique<HostFiles>(std::move(root));
}

Status hostMayWrite(const std::string& hostFolder) {
  if (faccessat(AT_FDCWD, hostFolder.c_str(), W_OK, AT_EACCESS) == 0) return {};
  if (errno == EROFS) return fail(Errc::AccessDenied, hostFolder, "read-only", EROFS);
  return tl::unexpected<Error>(errorOf(errno, hostFolder, "writing there"));
}

}  // namespace sankajo
