// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <optional>

#include "engine/quarantine.h"
#include "engine/target/firewall_win32.h"
#include "engine/target/live.h"
#include "engine/target/live_registry_win32.h"
#include "engine/target/names_and_ports_win32.h"
#include "engine/target/offline.h"
#include "engine/target/package_win32.h"
#include "engine/target/processes_win32.h"
#include "engine/target/registry_key_win32.h"
#include "engine/target/restart_win32.h"
#include "engine/text.h"

namespace sankajo {

namespace {

/// The folder of the Windows that runs, in its own spelling.
Result<WinPath> windowsFolder() {
  std::wstring path(32768, L'\0');
  const UINT length = GetSystemWindowsDirectoryW(path.data(), static_cast<UINT>(path.size()));
  if (length == 0 || length >= path.size()) return tl::unexpected(win32::errorOf(GetLastError(), "", "asking for the Windows folder"));
  path.resize(length);
  return WinPath::parse(win32::narrow(path));
}

struct FileId {
  DWORD volume = 0, high = 0, low = 0;
  bool operator==(const FileId&) const = default;
};

std::optional<FileId> folderId(const std::wstring& path) {
  const win32::Handle folder(CreateFileW(path.c_str(), FILE_READ_ATTRIBUTES, FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE,
                                         nullptr, OPEN_EXISTING, FILE_FLAG_BACKUP_SEMANTICS, nullptr));
  BY_HANDLE_FILE_INFORMATION info{};
  if (!folder || GetFileInformationByHandle(folder.get(), &info) == 0) return std::nullopt;
  return FileId{info.dwVolumeSerialNumber, info.nFileIndexHigh, info.nFileIndexLow};
}

/// The volume's files, with one thing more: while Windows runs others are at work in it, and giving a folder of ours the right security would not take
/// back what somebody who made it before us has opened in it. Such a folder stays as it is (Refused).
class LiveFiles : public Files {
 public:
  LiveFiles(std::unique_ptr<Files> files, WinPath systemRoot) : files_(std::move(files)), systemRoot_(std::move(systemRoot)) {}

  Result<std::vector<FoundFile>> find(const WinPath& path) override { return files_->find(path); }
  Result<std::optional<std::vector<FileEntry>>> list(const WinPath& folder, bool withSizes) override {
    return files_->list(folder, withSizes);
  }
  Result<std::unique_ptr<FileReader>> open(const WinPath& file) override { return files_->open(file); }
  Result<std::unique_ptr<Folder>> openFolder(const WinPath& folder) override { return files_->openFolder(folder); }
  Result<FileMetadata> metadata(const WinPath& path) override { return files_->metadata(path); }
  Status setMetadata(const WinPath& path, const FileMetadata& metadata) override {
    if (path.isWithin(quarantineFolder(path.drive()).parent())) {
      auto found = files_->find(path);
      if (!found) return tl::unexpected(found.error());
      const bool folder = std::ranges::any_of(*found, [](const FoundFile& one) { return one.kind != FileKind::File; });
      if (auto safe = win32::isProtected(*files_, systemRoot_, folder ? path : path.parent()); !safe) return safe;
    }
    return files_->setMetadata(path, metadata);
  }
  Status makeFolder(const WinPath& folder, const FileMetadata& metadata) override { return files_->makeFolder(folder, metadata); }
  Result<std::unique_ptr<FileWriter>> create(const WinPath& file, const FileMetadata& metadata) override {
    return files_->create(file, metadata);
  }
  Result<std::unique_ptr<FileWriter>> append(const WinPath& file) override { return files_->append(file); }
  Status truncate(const WinPath& file, std::uint64_t size) override { return files_->truncate(file, size); }
  Status move(const WinPath& from, const WinPath& to) override { return files_->move(from, to); }
  Status moveBeside(const WinPath& from, const WinPath& to) override { return files_->moveBeside(from, to); }
  Status replace(const WinPath& from, const WinPath& to) override { return files_->replace(from, to); }
  Status removeFile(const WinPath& file) override { return files_->removeFile(file); }
  Status removeFolder(const WinPath& emptyFolder) override { return files_->removeFolder(emptyFolder); }
  Status syncFolder(const WinPath& folder) override { return files_->syncFolder(folder); }

 private:
  std::unique_ptr<Files> files_;
  WinPath systemRoot_;
};

class RunningWindows : public Live {
 public:
  RunningWindows(Files& files, WinPath systemRoot)
      : files_(files), systemRoot_(std::move(systemRoot)), administrator_(win32::isAdministrator()) {
    // Other users' programs are looked at, and ended, with this right only. An administrator may have been denied it.
    if (administrator_) debug_.emplace(SE_DEBUG_NAME);
    opensAll_ = debug_ && debug_->held();
  }

  bool isAdministrator() const override { return administrator_; }
  std::int64_t startedAt() const override { return std::time(nullptr) - static_cast<std::int64_t>(GetTickCount64() / 1000); }
  Result<std::vector<RunningProcess>> processes() override { return win32::processes(opensAll_); }
  Result<bool> readMemory(const RunningProcess& process, const LookAtMemory& look) override {
    return win32::readMemory(process, look, opensAll_);
  }
  Result<bool> hasMutex(const std::string& name) override { return win32::hasMutex(name, administrator_); }
  Result<std::vector<OpenPort>> ports() override { return win32::ports(); }
  Status endProcess(const RunningProcess& process, const std::string& sha256) override {
    return win32::endProcess(process, sha256, opensAll_);
  }
  Result<std::uint32_t> runPackage(const PackageRun& package, const std::function<void()>& running) override {
    return win32::runPackage(files_, systemRoot_, package, running);
  }
  Firewall& firewall() override { return firewall_; }
  Status removeAtRestart(const WinPath& file) override { return win32::removeAtRestart(files_, systemRoot_, file); }
  Status returnAfterRestart(const std::vector<std::string>& arguments) override {
    return win32::returnAfterRestart(files_, systemRoot_, arguments);
  }
  Status forgetReturn() override { return win32::forgetReturn(files_, systemRoot_); }

 private:
  Files& files_;
  WinPath systemRoot_;
  win32::WindowsFirewall firewall_;
  bool administrator_;
  bool opensAll_ = false;
  std::optional<win32::Privilege> debug_;
};

class LiveTarget : public Target {
 public:
  LiveTarget(std::string root, std::unique_ptr<Files> files, const WinPath& systemRoot)
      : root_(std::move(root)),
        files_(std::make_unique<LiveFiles>(std::move(files), systemRoot)),
        registry_(*files_, systemRoot),
        live_(*files_, systemRoot),
        systemRoot_(systemRoot) {}

  Files& files() override { return *files_; }
  Registry& registry() override { return registry_; }
  Live* live() override { return &live_; }
  std::string root() const override { return root_; }
  WinPath systemRoot() const override { return systemRoot_; }

  Status writable() override {
    if (!live_.isAdministrator()) return fail(Errc::AccessDenied, root_, "needs the rights of an administrator");
    if (auto safe = win32::isProtected(*files_, systemRoot_, quarantineFolder(systemRoot_.drive())); !safe) return safe;
    return hostMayWrite(root_);
  }

  Status isProtected(const WinPath& path) override { return win32::isProtected(*files_, systemRoot_, path); }

  Status commit(const WinPath& keepFolder, CommitWitness& witness) override { return registry_.commit(keepFolder, witness); }

 private:
  std::string root_;
  std::unique_ptr<Files> files_;
  LiveRegistry registry_;
  RunningWindows live_;
  WinPath systemRoot_;
};

}  // namespace

Result<std::unique_ptr<Target>> openLive() {
  auto folder = windowsFolder();
  if (!folder) return tl::unexpected(folder.error());
  std::string root = WinPath::root(folder->drive()).text();
  auto files = openHostFolder(root);
  if (!files) return tl::unexpected(files.error());
  // As it stands on the disk: Windows remembers the spelling that it was installed with.
  auto found = (*files)->find(*folder);
  if (!found) return tl::unexpected(found.error());
  if (found->size() != 1 || found->front().kind != FileKind::Folder) return fail(Errc::Unsupported, folder->text(), "is no folder");
  return std::make_unique<LiveTarget>(std::move(root), std::move(*files), found->front().path);
}

bool isThisWindows(const std::string& hostFolder, const std::optional<std::string>& systemRootName) {
  const auto folder = windowsFolder();
  if (!folder || (systemRootName && !equalNoCase(*systemRootName, folder->name()))) return false;
  const auto own = folderId(win32::wide(WinPath::root(folder->drive()).text()));
  // "C:" alone would be the folder that this program stands in on that drive.
  std::wstring other = win32::wide(hostFolder);
  if (other.ends_with(L':')) other += L'\\';
  const auto asked = folderId(other);
  return own && asked && *own == *asked;
}

}  // namespace sankajo
