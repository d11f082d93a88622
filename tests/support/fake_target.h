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

#include "engine/target/hive_registry.h"
#include "engine/target/target.h"

namespace sankajo {

/// What a crash leaves.
enum class CrashMode {
  Killed,    ///< The program ends, the computer goes on: every operation that took effect stays.
  PowerCut,  ///< Nothing stays but what was synced: bytes by their file's sync, names by their folder's, each folder by itself.
  /// The same, but any sync of any folder or file brings all names that were changed before it to the disk (a journal in order).
  PowerCutKeepingOrder,
};

/// What a power cut leaves of a move or replace between two folders of which one was synced. Never neither name.
enum class TornMove { BothNames, OldName, NewName };

/// What a power cut leaves of bytes that were appended and not synced.
enum class UnsyncedBytes {
  Lost,
  Half,   ///< The first half of them.
  Zeros,  ///< The length, but zeros.
};

/// A volume in memory. Keeps the case of names and tells them apart by it, as a Linux mount does, so several spellings may
/// stand side by side; create, makeFolder and move refuse a name that is there in another spelling. All paths in these
/// functions' texts are exact, drive C or any.
///
/// Every *changing operation* that takes effect has a number, from 0, and a line in written(): makeFolder, create, append,
/// sync, truncate, setMetadata, move, replace, removeFile, removeFolder, syncFolder. One that is refused has none. What the
/// add... functions and the others under "the scene" do has no number, no line, and is on the disk at once.
class FakeFiles : public Files {
 public:
  FakeFiles();
  ~FakeFiles() override;
  FakeFiles(const FakeFiles&) = delete;
  FakeFiles& operator=(const FakeFiles&) = delete;

  // ---- the scene
  /// Folders above are made. A folder that is there stays.
  void addFolder(std::string_view path);
  /// Over a file that is there it is another file of the same name: who has that one open keeps reading the old.
  void addFile(std::string_view path, std::string_view bytes);
  void addLink(std::string_view path);
  void addFolder(const WinPath& path);
  void addFile(const WinPath& path, std::string_view bytes);
  void addLink(const WinPath& path);
  /// Takes a file, link or whole folder away; nothing where there is none.
  void takeAway(std::string_view path);
  /// Whether the name stands there.
  bool has(std::string_view path) const;
  /// A file's bytes; empty optional where there is no such file.
  std::optional<std::string> bytes(std::string_view path) const;
  /// Every path on the volume with its kind and bytes, one a line of the vector, sorted: for comparing two states.
  std::vector<std::string> everything() const;
  /// Changes a file's or folder's metadata.
  void giveMetadata(std::string_view path, const FileMetadata& metadata);

  // ---- faults
  /// Opening this file, listing or searching this folder fails so. AccessDenied, Busy, Io ...
  void makeUnreadable(std::string_view path, Errc code);
  /// Reading this file fails with Io from this offset on, though opening succeeds (a bad sector).
  void breakAt(std::string_view path, std::uint64_t offset);
  /// Bytes that all files together may have; an append beyond writes what fits and fails with Io. Empty: no limit.
  void setCapacity(std::optional<std::uint64_t> bytes);
  /// Each change fails with AccessDenied.
  void setReadOnly(bool readOnly);
  /// The operation with this number fails so, once, and has no effect; it has no line, and the next one has its number.
  void failAt(std::size_t operation, Errc code);
  /// Called once, right before the operation with this number is looked at: the place to swap a file between check and act.
  void interfere(std::size_t operation, std::function<void()> callback);

  // ---- what was done
  /// One line an operation, e.g. `move C:\a -> C:\b`, `append C:\a 12`, `syncFolder C:\`.
  std::vector<std::string> written() const;

  // ---- crashes
  /// Exactly `operations` operations (counted from the volume's making) take effect. The next one does not, and from then on
  /// every call of Files, readers and writers fails with Io "the power is gone".
  void crashAfter(std::size_t operations, CrashMode mode);
  bool crashed() const;
  CrashMode crashMode() const;
  /// A new volume with what is on the disk after a crash just now in the mode that was given to crashAfter (Killed where it was
  /// not called): no faults, no operations done. The same volume may be asked several times.
  std::unique_ptr<FakeFiles> afterCrash(TornMove move = TornMove::BothNames, UnsyncedBytes bytes = UnsyncedBytes::Lost) const;

  // ---- Files
  Result<std::vector<FoundFile>> find(const WinPath& path) override;
  Result<std::optional<std::vector<FileEntry>>> list(const WinPath& folder, bool withSizes) override;
  Result<std::unique_ptr<FileReader>> open(const WinPath& file) override;
  Result<FileMetadata> metadata(const WinPath& path) override;
  Status setMetadata(const WinPath& path, const FileMetadata& metadata) override;
  Status makeFolder(const WinPath& folder, const FileMetadata& metadata) override;
  Result<std::unique_ptr<FileWriter>> create(const WinPath& file, const FileMetadata& metadata) override;
  Result<std::unique_ptr<FileWriter>> append(const WinPath& file) override;
  Status truncate(const WinPath& file, std::uint64_t size) override;
  Status move(const WinPath& from, const WinPath& to) override;
  Status moveBeside(const WinPath& from, const WinPath& to) override;
  Status replace(const WinPath& from, const WinPath& to) override;
  Status removeFile(const WinPath& file) override;
  Status removeFolder(const WinPath& emptyFolder) override;
  Status syncFolder(const WinPath& folder) override;

 private:
  struct Disk;
  class Reader;
  class Writer;
  explicit FakeFiles(std::shared_ptr<Disk> disk);
  std::shared_ptr<Disk> disk_;
};

/// The firewall of a scripted Windows: keeps rules, ours and others'. Each call that changes it has a line in changes(). After a crash of the disk every
/// call fails, as nobody is there any more to make one.
class FakeFirewall : public Firewall {
 public:
  explicit FakeFirewall(FakeFiles& disk) : disk_(&disk) {}
  /// "rules", "add", "remove" fails so from now on; `after` calls of it still succeed.
  void makeFail(std::string_view call, Errc code, int after = 0) { faults_[std::string(call)] = {code, after}; }
  /// Says that it has added a rule, and has not.
  void forget(bool forgets) { forgets_ = forgets; }
  /// A rule of the user's own.
  void addOther(FirewallRule rule) { others_.push_back(std::move(rule)); }
  /// What is closed of ours, "Sankajo RUN tcp in" ...
  std::vector<std::string> names() const;
  /// All, ours and others'.
  std::vector<FirewallRule> everything() const;
  std::vector<std::string> changes() const { return changes_; }
  /// Called before each change.
  void whenChanged(std::function<void(std::string_view call)> callback) { changing_ = std::move(callback); }
  void repair() { faults_.clear(), forgets_ = false; }

  Result<std::vector<FirewallRule>> rules() override;
  Status add(const FirewallRule& rule) override;
  Status remove(const std::string& name) override;

 private:
  friend class FakeTarget;
  struct Fault {
    Errc code;
    int after;
  };
  Status fault(std::string_view call, const std::string& subject);

  FakeFiles* disk_;
  std::vector<FirewallRule> ours_, others_;
  std::map<std::string, Fault, std::less<>> faults_;
  std::function<void(std::string_view)> changing_;
  std::vector<std::string> changes_;
  bool forgets_ = false;
};

/// What runs on a scripted Windows. As Windows does it: a program's file can be moved while it runs, and the program is then known by its new
/// place, but not removed; an id is used again.
class FakeLive : public Live {
 public:
  struct Block {
    std::string bytes;
    bool ofProgram = false;
  };
  struct Process {
    RunningProcess process;
    std::vector<Block> memory;
    std::optional<Errc> unreadable;  ///< How readMemory fails.
    bool larger = false;             ///< Has more memory than is shown.
    std::optional<Errc> stays;       ///< How endProcess fails.
    std::function<void()> beforeEnd;  ///< Called when endProcess is, before it looks: the place for an id to be used again.
  };

  explicit FakeLive(FakeFiles& disk) : disk_(&disk), firewall_(disk) {}

  /// How a package behaves: who has signed it, as Windows finds out; what it does; what it ends with, or how it cannot be run.
  struct Package {
    std::string signer;  ///< Empty: Windows does not trust the signature.
    std::uint32_t exitCode = 0;
    std::optional<Errc> fails = std::nullopt;
    std::function<void()> installs = {};
    int seconds = 0;              ///< How long it runs: so often that is told.
    bool staysOpen = false;       ///< Something that it has started has its file open still.
  };

  // ---- the scene
  /// Starts a program; gives its id. The next one has the next.
  std::uint32_t start(std::string_view image, std::vector<Block> memory = {});
  /// A program of which Windows does not say where it lies.
  std::uint32_t startUnplaced(std::string_view name, Errc why, std::vector<Block> memory = {});
  Process& at(std::uint32_t id);
  /// The program ends by itself.
  void stop(std::uint32_t id);
  bool runs(std::uint32_t id) const;
  bool runs(std::string_view image) const;
  void setAdministrator(bool is) { administrator_ = is; }
  void holdMutex(std::string_view name) { mutexes_.emplace_back(name); }
  void openPort(std::string_view protocol, std::uint16_t port, std::optional<std::uint32_t> process = std::nullopt);
  /// Something else has the file open: it can be read and moved, not removed.
  void use(std::string_view file);
  /// "processes", "hasMutex", "ports", "removeAtRestart" fails so from now on.
  void makeFail(std::string_view call, Errc code) { faults_[std::string(call)] = code; }
  /// The package of these bytes, when it is run.
  Package& package(std::string_view bytes);
  FakeFirewall& firewall() override { return firewall_; }
  /// Called when runPackage is, before it looks: the place to swap the file.
  void beforePackage(std::function<void(const PackageRun& run)> callback) { beforePackage_ = std::move(callback); }
  /// What was run, as it was told.
  std::vector<PackageRun> packagesRun() const { return packagesRun_; }
  /// Called before each block of memory is shown.
  void whileReading(std::function<void()> callback) { reading_ = std::move(callback); }
  /// Something holds a service: once removed, its key goes when this program has ended, else at a restart.
  void holdService(const RegPath& key, std::optional<std::uint32_t> process = std::nullopt);
  bool holds(const RegPath& key) const;
  /// Windows is started again: nothing runs, nothing is in use, and what it was asked to remove is gone.
  void restart();

  // ---- what was done
  std::vector<std::uint32_t> read() const { return read_; }    ///< Whose memory was asked for.
  std::vector<std::uint32_t> ended() const { return ended_; }
  std::vector<std::string> atRestart() const { return atRestart_; }  ///< What it was asked to remove when it starts.
  std::optional<std::vector<std::string>> returns() const { return returns_; }

  // ---- Live
  std::int64_t startedAt() const override { return startedAt_; }
  bool isAdministrator() const override { return administrator_; }
  Result<std::vector<RunningProcess>> processes() override;
  Result<bool> readMemory(const RunningProcess& process, const LookAtMemory& look) override;
  Result<bool> hasMutex(const std::string& name) override;
  Result<std::vector<OpenPort>> ports() override;
  Status endProcess(const RunningProcess& process, const std::string& sha256) override;
  Result<std::uint32_t> runPackage(const PackageRun& package, const std::function<void()>& running) override;
  Status removeAtRestart(const WinPath& file) override;
  Status returnAfterRestart(const std::vector<std::string>& arguments) override;
  Status forgetReturn() override;

 private:
  friend class FakeTarget;
  bool inUse(const WinPath& file) const;
  void moved(const WinPath& from, const WinPath& to);
  Status fault(std::string_view call, const std::string& subject) const;
  Process* find(const RunningProcess& process);

  FakeFiles* disk_;
  std::int64_t startedAt_ = 0;
  bool administrator_ = true;
  std::vector<Process> processes_;
  std::uint32_t nextId_ = 1000;
  std::uint64_t nextStart_ = 132'000'000'000'000'000;
  std::vector<std::string> mutexes_;
  std::vector<OpenPort> ports_;
  FakeFirewall firewall_;
  std::map<std::string, Package> packages_;  ///< By SHA-256.
  std::function<void(const PackageRun&)> beforePackage_;
  std::vector<PackageRun> packagesRun_;
  std::vector<WinPath> used_;
  std::vector<std::pair<RegPath, std::optional<std::uint32_t>>> held_;
  std::map<std::string, Errc, std::less<>> faults_;
  std::function<void()> reading_;
  std::vector<std::uint32_t> read_, ended_;
  std::vector<std::string> atRestart_;
  std::optional<std::vector<std::string>> returns_;
};

/// A Windows on a FakeFiles, its registry read from the hives that lie there.
class FakeTarget : public Target {
 public:
  /// An empty volume, on which the Windows folder is made.
  explicit FakeTarget(WinPath systemRoot = WinPath::of('C', {"WINDOWS"}));
  FakeTarget(std::unique_ptr<FakeFiles> files, WinPath systemRoot);
  FakeTarget(FakeTarget&&) noexcept;
  ~FakeTarget() override;

  /// files(), with its scene, faults and crashes.
  FakeFiles& disk() { return *files_; }
  /// From now on this Windows runs: live() is not null, its machine hives are locked, and commit() makes each change by itself, at once.
  FakeLive& run();
  /// The same, of one that runs.
  FakeLive& running() { return *live_; }
  /// In a Windows that runs: commit() fails so at its change of this number, from 0; those before it are made.
  void failCommitAt(std::size_t change, Errc code) { failCommit_ = {change, code}; }
  /// What writable() gives from now on.
  void setWritable(Status status) { writable_ = std::move(status); }
  /// Others than administrators may write this file or folder.
  void letOthersWrite(const WinPath& path) { unprotected_.push_back(path); }
  /// The same Windows after the crash of its disk, with a new registry. What ran goes on where only the program was killed; after a power cut
  /// nothing runs, and Windows has removed what it was asked to.
  std::unique_ptr<FakeTarget> afterCrash(TornMove move = TornMove::BothNames, UnsyncedBytes bytes = UnsyncedBytes::Lost) const;

  Files& files() override;
  Registry& registry() override;
  Live* live() override { return live_.get(); }
  std::string root() const override { return "fake"; }
  WinPath systemRoot() const override { return systemRoot_; }
  Status writable() override { return writable_; }
  Status isProtected(const WinPath& path) override;
  Status commit(const WinPath& keepFolder, CommitWitness& witness) override;

 private:
  class LiveFiles;
  class LiveRegistry;
  std::unique_ptr<FakeFiles> files_;
  std::unique_ptr<HiveRegistry> registry_;
  std::unique_ptr<FakeLive> live_;
  std::unique_ptr<LiveFiles> liveFiles_;
  std::unique_ptr<LiveRegistry> liveRegistry_;
  std::optional<std::pair<std::size_t, Errc>> failCommit_;
  WinPath systemRoot_;
  Status writable_;
  std::vector<WinPath> unprotected_;
};

}  // namespace sankajo
