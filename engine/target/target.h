// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error.h"
#include "engine/paths.h"

// THE SEAM. Everything that the engine knows of a Windows it learns through Target, and everything that it changes it changes
// through Target. Three implementations: offline, live_win32, and the tests' fake. One contract test runs on all of them
// (tests/target/contract.h).
//
// Paths that go in are exact unless the function says otherwise: as `find` and `list` gave them. The drive letter is for people;
// a target is one volume and does not look at it.

namespace sankajo {

// ---------------------------------------------------------------------------------------------------------------- files

enum class FileKind {
  File,
  Folder,
  Link,   ///< A symbolic link, a junction, any reparse point: never followed, never opened.
  Other,  ///< A device, a pipe, a socket; something that is no file.
};

struct FileEntry {
  std::string name;  ///< As it stands in the folder.
  FileKind kind = FileKind::Other;
  std::uint64_t size = 0;  ///< Bytes; 0 for anything but a file, or where `list` was not asked for sizes.
};

struct FoundFile {
  WinPath path;  ///< Exact.
  FileKind kind = FileKind::Other;
  std::uint64_t size = 0;
};

/// An open file. What is read through it is one file, whatever happens to its name meanwhile.
class FileReader {
 public:
  virtual ~FileReader() = default;
  /// Up to `length` bytes from `offset` (bytes from the start); less only at the end of the file. Fails with Io.
  virtual Result<std::string> read(std::uint64_t offset, std::size_t length) = 0;
  /// The same into the caller's memory; gives the number of bytes.
  virtual Result<std::size_t> readInto(std::uint64_t offset, char* to, std::size_t length) = 0;
  /// Size in bytes when it was opened.
  virtual std::uint64_t size() const = 0;
  /// A host path by which a library that opens files by itself reaches *this* open file while the reader lives.
  virtual Result<std::string> hostPath() = 0;
};

/// An open folder. What is listed and opened through it is what it holds, whatever happens to its name meanwhile.
class Folder {
 public:
  virtual ~Folder() = default;
  /// As Files::list, without sizes.
  virtual Result<std::vector<FileEntry>> list() = 0;
  /// As Files::open, by the exact name of an entry.
  virtual Result<std::unique_ptr<FileReader>> open(const std::string& name) = 0;
};

/// What a file carries beside its bytes. On NTFS the raw attributes; elsewhere what the host's file system has.
struct FileMetadata {
  std::int64_t modifiedNs = 0, accessedNs = 0;  ///< Nanoseconds since 1970-01-01 UTC.
  std::uint32_t mode = 0, user = 0, group = 0;  ///< Unix permissions and owner; all 0 where the host has none (Windows).
  std::optional<std::string> security;          ///< NTFS security descriptor, self-relative.
  std::optional<std::string> attributes;        ///< NTFS attribute bits, 4 bytes.
  std::optional<std::string> times;             ///< NTFS times: creation, change, access, record change.
  std::optional<std::string> shortName;         ///< The 8.3 name.
  bool operator==(const FileMetadata&) const = default;
};

/// A file that is being written to: append, then sync.
class FileWriter {
 public:
  virtual ~FileWriter() = default;
  virtual Status append(std::string_view bytes) = 0;
  /// Returns when the bytes are on the disk.
  virtual Status sync() = 0;
};

/// The volume's files. Reading may be done by several threads at a time; changing by one.
/// Fails with AccessDenied, Busy, Corrupt, Io, Refused (a link, a folder where a file is meant), Unsupported.
class Files {
 public:
  virtual ~Files() = default;

  /// Every file or folder that this path names without regard to case: none, one, or several where names differ only in case.
  virtual Result<std::vector<FoundFile>> find(const WinPath& path) = 0;
  /// What a folder holds, in no order; `.` and `..` left out. Empty optional: no such folder.
  virtual Result<std::optional<std::vector<FileEntry>>> list(const WinPath& folder, bool withSizes) = 0;
  virtual Result<std::unique_ptr<FileReader>> open(const WinPath& file) = 0;
  /// For whoever looks at all that a folder holds. Null: no such folder. Must not outlive these files.
  virtual Result<std::unique_ptr<Folder>> openFolder(const WinPath& folder);

  /// What the file or folder carries. Not for links.
  virtual Result<FileMetadata> metadata(const WinPath& path) = 0;
  /// Gives a file or folder exactly this metadata and reads it back; on the disk when it returns. Fails with Refused where what is
  /// read differs.
  virtual Status setMetadata(const WinPath& path, const FileMetadata& metadata) = 0;

  /// Makes a folder that must not be there yet, with this metadata (times are left out) before anything can be put in it.
  virtual Status makeFolder(const WinPath& folder, const FileMetadata& metadata) = 0;
  /// Makes an empty file that must not be there yet, with this metadata (times are left out), open for writing.
  virtual Result<std::unique_ptr<FileWriter>> create(const WinPath& file, const FileMetadata& metadata) = 0;
  /// Opens a file for appending. Fails with Refused where it is not there.
  virtual Result<std::unique_ptr<FileWriter>> append(const WinPath& file) = 0;
  /// Cuts a file to `size` bytes and syncs it (a torn last journal line).
  virtual Status truncate(const WinPath& file, std::uint64_t size) = 0;
  /// Gives a file another name on the same volume; never onto something that is there (Refused), without regard to case.
  virtual Status move(const WinPath& from, const WinPath& to) = 0;
  /// The same beside names that differ from `to` in case only. Refused where this very spelling is there, or where the volume itself
  /// takes such names for one.
  virtual Status moveBeside(const WinPath& from, const WinPath& to) = 0;
  /// Puts `from` in the place of the file `to` in one step: at each instant `to` is one of the two.
  virtual Status replace(const WinPath& from, const WinPath& to) = 0;
  virtual Status removeFile(const WinPath& file) = 0;
  virtual Status removeFolder(const WinPath& emptyFolder) = 0;
  /// Returns when the names in the folder are on the disk.
  virtual Status syncFolder(const WinPath& folder) = 0;
};

// ------------------------------------------------------------------------------------------------------------- registry

/// A registry key: which hive, and the way down in it.
struct RegPath {
  enum class Hive { System, Software, User };
  Hive hive = Hive::System;
  std::string sid;  ///< For User: the SID, or ".DEFAULT".
  std::vector<std::string> keys;

  RegPath operator/(std::string_view key) const;
  /// Several keys further, split at `\`.
  RegPath join(std::string_view relative) const;
  RegPath parent() const;
  /// `HKLM\SYSTEM\ControlSet001\Services`, `HKLM\SOFTWARE\...`, `HKU\S-1-5-...\Software`.
  std::string text() const;
  static std::optional<RegPath> parse(std::string_view text);
  friend bool operator==(const RegPath& a, const RegPath& b);  ///< Without case.
};

/// Types as Windows numbers them; others are carried as they are.
enum RegType : std::uint32_t { RegNone = 0, RegSz = 1, RegExpandSz = 2, RegBinary = 3, RegDword = 4, RegMultiSz = 7 };

struct RegValue {
  std::string name;  ///< Empty for a key's default value.
  std::uint32_t type = RegNone;
  std::string data;  ///< Raw bytes as stored.

  /// For REG_SZ and REG_EXPAND_SZ: the text up to its first NUL.
  std::string asText() const;
  /// For REG_MULTI_SZ: its texts.
  std::vector<std::string> asTexts() const;
  /// For REG_DWORD of at least 4 bytes.
  std::optional<std::uint32_t> asDword() const;
  static RegValue ofText(std::string name, std::string_view text, std::uint32_t type = RegSz);
  bool operator==(const RegValue&) const = default;
};

/// A key whole: what is needed to put it back exactly.
struct RegTree {
  std::string name;
  std::string keyClass;            ///< Raw bytes, mostly empty.
  std::string security;            ///< Self-relative descriptor.
  std::uint64_t lastWritten = 0;   ///< FILETIME: 100 ns since 1601-01-01 UTC.
  std::uint16_t flags = 0;         ///< The key's own flags as stored (symbolic link, may not be deleted ...).
  std::vector<RegValue> values;    ///< In stored order.
  std::vector<RegTree> keys;
  bool operator==(const RegTree&) const = default;
};

struct RemoveRegValue {
  RegPath key;
  std::string name;
};
struct SetRegValue {
  RegPath key;
  RegValue value;
};
struct RemoveRegKey {
  RegPath key;
};
/// Puts a key back with class, security, values and sub-keys. The key must not be there; its parent must.
struct AddRegKey {
  RegPath parent;
  RegTree tree;
};

/// One file of the registry.
struct HiveFile {
  RegPath path;            ///< The hive's root.
  WinPath file;            ///< Exact.
  bool clean = true;       ///< Its two sequence numbers agree.
  std::string user;        ///< For a user's hive: the profile folder's name.
};

/// The registry of one Windows. Fails with AccessDenied, Corrupt, Io, Unsupported: could not look.
class Registry {
 public:
  virtual ~Registry() = default;

  /// The hives that could be opened: SYSTEM, SOFTWARE, .DEFAULT and every user's. A hive that is there and could not be opened
  /// stands in unreadable().
  virtual std::vector<HiveFile> hives() = 0;
  virtual std::vector<Error> unreadable() = 0;
  /// The names of a key's sub-keys; empty optional: no such key (or no such hive).
  virtual Result<std::optional<std::vector<std::string>>> subkeys(const RegPath& key) = 0;
  virtual Result<std::optional<std::vector<RegValue>>> values(const RegPath& key) = 0;
  /// The key whole. At most 4,096 keys and 16 MiB; else Refused.
  virtual Result<std::optional<RegTree>> tree(const RegPath& key) = 0;
  /// Whether this key was removed and goes when Windows starts the next time: a service that something still holds. Until then it is read as before, and
  /// cannot be made anew.
  virtual Result<bool> goesAtRestart(const RegPath& /*key*/) { return false; }

  // Changes are made in memory until Target::commit. Each fails with Refused where the thing is not there (or, for AddRegKey, is
  // there already), with Unclean where the hive was not closed cleanly.
  virtual Status apply(const RemoveRegValue& change) = 0;
  virtual Status apply(const SetRegValue& change) = 0;
  virtual Status apply(const RemoveRegKey& change) = 0;
  virtual Status apply(const AddRegKey& change) = 0;
  /// Forgets every change that is not committed, and all that was read: the next call reads the disk.
  virtual void discard() = 0;
};

// --------------------------------------------------------------------------------------------------------------- target

/// A hive file that commit() is about to put in place of another. Given to the caller *before* the step.
struct HiveReplacement {
  WinPath hive;           ///< The file that Windows reads.
  std::string oldSha256;  ///< Of the hive as it was read.
  std::string newSha256;  ///< Of the hive that will be there.
  WinPath keptCopy;       ///< The old bytes, on the disk already.
};

/// Told about a replacement; the step is taken only if this gives success (the journal's line is on the disk).
class CommitWitness {
 public:
  virtual ~CommitWitness() = default;
  virtual Status before(const HiveReplacement& replacement) = 0;
};

/// A program that runs.
struct RunningProcess {
  std::uint32_t id = 0;
  std::uint64_t started = 0;  ///< FILETIME (100 ns since 1601-01-01 UTC); 0 where it could not be asked. Windows uses ids again: id and start are one name.
  std::string name;           ///< The file name of its program: "msblast.exe".
  std::optional<WinPath> image;  ///< Where its program lies; empty where that could not be asked.
  std::string why;               ///< Why not, as reason() has it.
  bool ours = false;             ///< This program, what it was started by to become administrator, or what it has started: never read, never ended.
};

/// Some of a process's memory.
struct MemoryBlock {
  std::string_view bytes;
  /// Mapped from the process's own program file: what it is. Everything else is data: a text that an editor shows.
  bool ofProgram = false;
};
/// Gives false to be told no more.
using LookAtMemory = std::function<bool(const MemoryBlock&)>;

struct OpenPort {
  std::string protocol;  ///< "tcp" (listening) or "udp"
  std::uint16_t port = 0;
  std::optional<std::uint32_t> process;  ///< Its owner, where Windows says.
};

/// A rule of Windows' firewall that closes ports, in one direction: the ports of this PC for what comes in, those of others for what goes out.
struct FirewallRule {
  std::string name;
  bool inbound = true;
  std::string protocol;              ///< "tcp" or "udp"
  std::vector<std::uint16_t> ports;  ///< Ascending.
  bool works = true;                 ///< False of one that is there and closes something else, or nothing: switched off, for some addresses only, allowing.
  bool operator==(const FirewallRule&) const = default;
};

/// Windows' firewall, as far as it is ours. Fails with AccessDenied, Unsupported (there is none, it is switched off, or what is set here does not count),
/// Io.
class Firewall {
 public:
  virtual ~Firewall() = default;
  /// The rules that Sankajo has made: those of its group. Nobody else's are told.
  virtual Result<std::vector<FirewallRule>> rules() = 0;
  /// That it has been added does not say that it is there: rules() does.
  virtual Status add(const FirewallRule& rule) = 0;
  /// What is not there is no failure.
  virtual Status remove(const std::string& name) = 0;
};

/// A package in our own folder, and who must have signed it.
struct PackageRun {
  WinPath file;  ///< Exact.
  std::string sha256;
  std::string signer;    ///< The organisation in the signer's certificate, to the letter.
  std::string switches;  ///< "/passive /norestart"
};

/// What only a Windows that is running has. Fails with AccessDenied (no rights), Unsupported (this Windows cannot be asked, or protects the process
/// from everybody), Io.
class Live {
 public:
  virtual ~Live() = default;
  /// Whether this program has the rights of an administrator. Without them much cannot be read.
  virtual bool isAdministrator() const = 0;
  /// When this Windows was started, in seconds since 1970 by its clock as it stands now.
  virtual std::int64_t startedAt() const = 0;
  virtual Result<std::vector<RunningProcess>> processes() = 0;
  /// Shows the readable memory of a process: first its program's own, whole where that is at most 16 MiB, then the rest in blocks of at most 1 MiB,
  /// each beginning with the last 4 KiB of the one before where they belong together. Gives false where there was more of the rest than is shown
  /// (2 GiB). Fails also with Refused where the id now belongs to another process or to none.
  virtual Result<bool> readMemory(const RunningProcess& process, const LookAtMemory& look) = 0;
  /// Whether a mutex of this name is held in this session, for all sessions, or in session 0.
  virtual Result<bool> hasMutex(const std::string& name) = 0;
  /// Listening TCP and bound UDP ports, IPv4 and IPv6.
  virtual Result<std::vector<OpenPort>> ports() = 0;
  /// Ends a process, after looking through its own handle that it is still this one and that its program's file still has this SHA-256; returns when
  /// it has gone. Fails also with Refused (another process or file now; one that Windows cannot do without; ours), Busy (it did not go).
  virtual Status endProcess(const RunningProcess& process, const std::string& sha256) = 0;
  /// Runs a package to its end and gives its exit code. One open handle, by which nobody else can write, rename or remove the file, is held from before
  /// its bytes are looked at until it has ended: SHA-256 and Windows' own check of its signature are those of what runs. `running` is called about every
  /// second. Fails also with Refused (in a folder where others may write; other bytes; a signature that Windows does not trust, or somebody else's), Busy
  /// (something else has the file open; it has not ended after two hours, and goes on).
  virtual Result<std::uint32_t> runPackage(const PackageRun& package, const std::function<void()>& running) = 0;
  virtual Firewall& firewall() = 0;
  /// Has Windows remove a file of ours when it starts the next time, because it cannot be removed while it is in use.
  virtual Status removeAtRestart(const WinPath& file) = 0;
  /// Starts this program again, once, when somebody has logged on after the next restart: from a copy in our own folder.
  virtual Status returnAfterRestart(const std::vector<std::string>& arguments) = 0;
  /// Takes back what returnAfterRestart has made; what is not there is no failure.
  virtual Status forgetReturn() = 0;
};

/// One Windows.
class Target {
 public:
  virtual ~Target() = default;

  virtual Files& files() = 0;
  virtual Registry& registry() = 0;
  /// Null when that Windows is not running.
  virtual Live* live() = 0;
  /// Where its files stand on the host: a folder, for people and logs.
  virtual std::string root() const = 0;
  /// The Windows folder, exact, with the drive letter of that Windows' own SystemRoot.
  virtual WinPath systemRoot() const = 0;
  /// Success when this Windows may be changed now; else Unclean (hibernated, dirty, not closed properly), AccessDenied
  /// (read-only) or Unsupported, with the reason. Looks anew at each call.
  virtual Status writable() = 0;
  /// Refused where others than administrators could change what stands at this path in our own folder while it is being used. Where Windows does not run
  /// nobody else is at work.
  virtual Status isProtected(const WinPath& /*path*/) { return {}; }
  /// Puts the changed hives in place, each by one step, after keeping the old one in `keepFolder`. Nothing to do is success.
  virtual Status commit(const WinPath& keepFolder, CommitWitness& witness) = 0;
};

}  // namespace sankajo
