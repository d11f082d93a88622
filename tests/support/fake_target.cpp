// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/fake_target.h"

#include <algorithm>
#include <cerrno>
#include <cstdlib>
#include <iostream>
#include <map>
#include <mutex>
#include <utility>
#include <variant>

#include "engine/hash.h"
#include "engine/target/memory_file.h"
#include "engine/text.h"

namespace sankajo {

namespace {

using NodeId = std::size_t;
using Names = std::map<std::string, NodeId>;

constexpr NodeId rootNode = 0;
// What a new file on an NTFS has by default, for a program that forgets to carry security over.
constexpr std::string_view openToEveryone = "security: everyone may do everything";
constexpr std::string_view closedToOthers = "security: administrators and the system";
constexpr std::int64_t firstTime = 1'061'000'000'000'000'000;  // August 2003

WinPath parsed(std::string_view text) {
  auto path = WinPath::parse(text);
  if (!path) {
    std::cerr << "no path: " << text << '\n';
    std::abort();
  }
  return *path;
}

struct Node {
  FileKind kind = FileKind::Folder;
  std::string bytes, syncedBytes;
  FileMetadata metadata, syncedMetadata;
  Names names;    ///< As it is now.
  Names synced;   ///< As it is on the disk when each folder is synced by itself.
  Names inOrder;  ///< As it is on the disk when names come to it in the order of their changes.
  std::optional<Errc> fault;
  std::optional<std::uint64_t> brokenAt;
};

/// A name that went from one folder to another and is on the disk in one of them only.
struct PendingMove {
  NodeId node;
  NodeId from, to;
  std::string fromName, toName;
  std::optional<NodeId> replaced;
  bool fromSynced = false, toSynced = false;
};

}  // namespace

struct FakeFiles::Disk {
  mutable std::recursive_mutex mutex;
  std::vector<Node> nodes;  ///< One that was removed stays: who has it open goes on reading it.
  std::vector<PendingMove> moves;
  std::vector<std::string> written;
  std::map<std::size_t, std::function<void()>> callbacks;
  std::map<std::size_t, Errc> failures;
  std::optional<std::size_t> crashAt;
  CrashMode mode = CrashMode::Killed;
  bool dead = false, readOnly = false;
  std::optional<std::uint64_t> capacity;
  std::int64_t clock = firstTime;

  NodeId newNode(FileKind kind) {
    Node node;
    node.kind = kind;
    node.metadata.mode = kind == FileKind::Folder ? 0755 : 0644;
    node.metadata.modifiedNs = node.metadata.accessedNs = clock;
    node.metadata.security = closedToOthers;
    node.metadata.attributes = std::string("\x20\0\0\0", 4);
    node.syncedMetadata = node.metadata;
    nodes.push_back(std::move(node));
    return nodes.size() - 1;
  }

  std::optional<NodeId> at(const WinPath& path) const {
    NodeId id = rootNode;
    for (const std::string& name : path.components()) {
      const auto entry = nodes[id].names.find(name);
      if (nodes[id].kind != FileKind::Folder || entry == nodes[id].names.end()) return std::nullopt;
      id = entry->second;
    }
    return id;
  }

  Status alive(const WinPath& path) const {
    if (dead) return fail(Errc::Io, path.text(), "the power is gone");
    return {};
  }

  /// What opens a path for anything: no link, no folder that cannot be gone through.
  Result<NodeId> resolve(const WinPath& path) const {
    if (auto status = alive(path); !status) return tl::unexpected(status.error());
    NodeId id = rootNode;
    for (const std::string& name : path.components()) {
      const Node& folder = nodes[id];
      if (folder.kind == FileKind::Link) return fail(Errc::Refused, path.text(), "a link", ELOOP);
      if (folder.kind != FileKind::Folder) return fail(Errc::Refused, path.text(), "not in a folder", ENOTDIR);
      if (folder.fault) return fail(*folder.fault, path.text(), "made unreadable");
      const auto entry = folder.names.find(name);
      if (entry == folder.names.end()) return fail(Errc::Refused, path.text(), "not there", ENOENT);
      id = entry->second;
    }
    if (nodes[id].kind == FileKind::Link) return fail(Errc::Refused, path.text(), "a link", ELOOP);
    return id;
  }

  Result<NodeId> resolve(const WinPath& path, FileKind kind) const {
    auto id = resolve(path);
    if (id && nodes[*id].kind != kind) return fail(Errc::Refused, path.text(), kind == FileKind::File ? "not a file" : "not a folder");
    return id;
  }

  /// Before an operation is looked at.
  void announce() {
    const auto found = callbacks.find(written.size());
    if (found == callbacks.end()) return;
    const std::function<void()> callback = std::move(found->second);
    callbacks.erase(found);
    callback();
  }

  /// Right before an operation takes effect: whether it does.
  Status begin(const WinPath& subject, std::string line) {
    if (auto status = alive(subject); !status) return status;
    if (readOnly) return fail(Errc::AccessDenied, subject.text(), "read-only", EROFS);
    if (crashAt && written.size() >= *crashAt) {
      dead = true;
      return alive(subject);
    }
    if (const auto failure = failures.find(written.size()); failure != failures.end()) {
      const Errc code = failure->second;
      failures.erase(failure);
      return fail(code, subject.text(), "made to fail");
    }
    written.push_back(std::move(line));
    clock += 1'000'000'000;
    return {};
  }

  Status mustBeFree(const WinPath& path, const WinPath* except) const {
    if (path.isRoot()) return fail(Errc::Refused, path.text(), "the root");
    auto folder = resolve(path.parent(), FileKind::Folder);
    if (!folder) return tl::unexpected(folder.error());
    for (const auto& [name, id] : nodes[*folder].names) {
      if (!equalNoCase(name, path.name()) || (except != nullptr && except->sameSpelling(path.parent() / name))) continue;
      return fail(Errc::Refused, path.text(), "there already", EEXIST);
    }
    return {};
  }

  std::uint64_t bytesUsed() const {
    std::uint64_t sum = 0;
    std::vector<NodeId> open = {rootNode};
    while (!open.empty()) {
      const NodeId id = open.back();
      open.pop_back();
      sum += nodes[id].bytes.size();
      for (const auto& [name, child] : nodes[id].names) open.push_back(child);
    }
    return sum;
  }

  /// A journal in order: whatever is synced, all names changed before are on the disk too.
  void syncOrder() {
    for (Node& node : nodes) node.inOrder = node.names;
  }

  Status syncBytes(NodeId id) {
    nodes[id].syncedBytes = nodes[id].bytes;
    nodes[id].syncedMetadata = nodes[id].metadata;
    syncOrder();
    return {};
  }

  void put(const WinPath& path, NodeId id) {
    NodeId folder = rootNode;
    const WinPath above = path.parent();
    for (const std::string& name : above.components()) {
      const auto entry = nodes[folder].names.find(name);
      folder = entry != nodes[folder].names.end() ? entry->second : putIn(folder, name, newNode(FileKind::Folder));
      if (nodes[folder].kind != FileKind::Folder) {
        std::cerr << "no folder above: " << path.text() << '\n';
        std::abort();
      }
    }
    putIn(folder, path.name(), id);
  }

  NodeId putIn(NodeId folder, const std::string& name, NodeId id) {
    for (Names* names : {&nodes[folder].names, &nodes[folder].synced, &nodes[folder].inOrder}) (*names)[name] = id;
    return id;
  }

  static FileMetadata withoutTimes(FileMetadata wanted, const FileMetadata& fresh) {
    wanted.modifiedNs = fresh.modifiedNs;
    wanted.accessedNs = fresh.accessedNs;
    wanted.times = fresh.times;
    if (!wanted.security) wanted.security = openToEveryone;
    if (!wanted.attributes) wanted.attributes = fresh.attributes;
    return wanted;
  }

  /// Makes an entry that is not on the disk yet.
  NodeId make(const WinPath& path, FileKind kind, const FileMetadata& metadata) {
    const NodeId id = newNode(kind);
    nodes[id].metadata = withoutTimes(metadata, nodes[id].metadata);
    // A name never comes to the disk without what protects it.
    nodes[id].syncedMetadata = nodes[id].metadata;
    const NodeId folder = *at(path.parent());
    nodes[folder].names[path.name()] = id;
    return id;
  }

  void rename(const WinPath& from, const WinPath& to) {
    const NodeId fromFolder = *at(from.parent());
    const NodeId toFolder = *at(to.parent());
    PendingMove move{*at(from), fromFolder, toFolder, from.name(), to.name(), at(to)};
    nodes[fromFolder].names.erase(from.name());
    nodes[toFolder].names[to.name()] = move.node;
    // Within one folder its sync brings both names at once.
    if (fromFolder != toFolder) moves.push_back(std::move(move));
  }

  /// What stands in each folder after the power was cut, with the moves of which only one folder was synced.
  std::vector<Names> namesAfterCut(TornMove torn) const {
    std::vector<Names> names;
    for (const Node& node : nodes) names.push_back(mode == CrashMode::PowerCut ? node.synced : node.inOrder);
    if (mode != CrashMode::PowerCut) return names;
    for (const PendingMove& move : moves) {
      if (move.fromSynced == move.toSynced) continue;
      Names& from = names[move.from];
      Names& to = names[move.to];
      const auto free = [&move](const Names& folder, const std::string& name) {
        const auto entry = folder.find(name);
        return entry == folder.end() || entry->second == move.node || entry->second == move.replaced;
      };
      if (torn != TornMove::NewName && free(from, move.fromName)) from[move.fromName] = move.node;
      if (torn != TornMove::OldName && free(to, move.toName)) to[move.toName] = move.node;
      if (torn == TornMove::NewName && from.contains(move.fromName) && from[move.fromName] == move.node) from.erase(move.fromName);
      if (torn == TornMove::OldName && to.contains(move.toName) && to[move.toName] == move.node) {
        to.erase(move.toName);
        if (move.replaced) to[move.toName] = *move.replaced;
      }
    }
    return names;
  }

  std::string bytesAfterCut(const Node& node, UnsyncedBytes unsynced) const {
    std::string bytes = node.syncedBytes;
    if (node.bytes.size() <= bytes.size()) return bytes;
    const std::size_t more = node.bytes.size() - bytes.size();
    switch (unsynced) {
      case UnsyncedBytes::Lost:
        break;
      case UnsyncedBytes::Half:
        bytes += node.bytes.substr(bytes.size(), more / 2);
        break;
      case UnsyncedBytes::Zeros:
        bytes.append(more, '\0');
        break;
    }
    return bytes;
  }

  void describe(NodeId id, const WinPath& path, std::vector<std::string>& lines) const {
    const Node& node = nodes[id];
    if (id != rootNode) {
      const bool file = node.kind == FileKind::File;
      lines.push_back(path.text() + (file ? " = " + node.bytes : node.kind == FileKind::Link ? " is a link" : "\\"));
    }
    for (const auto& [name, child] : node.names) describe(child, path / name, lines);
  }
};

// ---------------------------------------------------------------------------------------------------- readers and writers

class FakeFiles::Reader : public FileReader {
 public:
  Reader(std::shared_ptr<Disk> disk, NodeId id, WinPath path)
      : disk_(std::move(disk)), id_(id), path_(std::move(path)), size_(disk_->nodes[id].bytes.size()) {}

  Result<std::size_t> readInto(std::uint64_t offset, char* to, std::size_t length) override {
    const std::scoped_lock lock(disk_->mutex);
    if (auto status = disk_->alive(path_); !status) return tl::unexpected(status.error());
    const Node& node = disk_->nodes[id_];
    if (offset >= node.bytes.size()) return std::size_t{0};
    const std::string_view part = std::string_view(node.bytes).substr(static_cast<std::size_t>(offset), length);
    if (node.brokenAt && offset + part.size() > *node.brokenAt) return fail(Errc::Io, path_.text(), "a bad sector", EIO);
    std::ranges::copy(part, to);
    return part.size();
  }
  Result<std::string> read(std::uint64_t offset, std::size_t length) override {
    const std::uint64_t rest = offset < size_ ? size_ - offset : 0;
    std::string bytes(static_cast<std::size_t>(std::min<std::uint64_t>(length, rest)), '\0');
    auto got = readInto(offset, bytes.data(), bytes.size());
    if (!got) return tl::unexpected(got.error());
    bytes.resize(*got);
    return bytes;
  }
  std::uint64_t size() const override { return size_; }
  Result<std::string> hostPath() override {
    const std::scoped_lock lock(disk_->mutex);
    if (auto status = disk_->alive(path_); !status) return tl::unexpected(status.error());
    if (!onHost_) {
      auto file = MemoryFile::of(disk_->nodes[id_].bytes);
      if (!file) return tl::unexpected(file.error());
      onHost_ = std::move(*file);
    }
    return onHost_->hostPath();
  }

 private:
  std::shared_ptr<Disk> disk_;
  NodeId id_;
  WinPath path_;
  std::uint64_t size_;
  std::unique_ptr<MemoryFile> onHost_;
};

class FakeFiles::Writer : public FileWriter {
 public:
  Writer(std::shared_ptr<Disk> disk, NodeId id, WinPath path) : disk_(std::move(disk)), id_(id), path_(std::move(path)) {}

  Status append(std::string_view bytes) override {
    const std::scoped_lock lock(disk_->mutex);
    disk_->announce();
    if (auto status = disk_->begin(path_, "append " + path_.text() + " " + std::to_string(bytes.size())); !status) return status;
    Node& node = disk_->nodes[id_];
    const std::uint64_t used = disk_->bytesUsed();
    const std::uint64_t room = disk_->capacity ? *disk_->capacity - std::min(used, *disk_->capacity) : bytes.size();
    node.bytes += bytes.substr(0, static_cast<std::size_t>(std::min<std::uint64_t>(room, bytes.size())));
    node.metadata.modifiedNs = disk_->clock;
    if (room < bytes.size()) return fail(Errc::Io, path_.text(), "the volume is full", ENOSPC);
    return {};
  }
  Status sync() override {
    const std::scoped_lock lock(disk_->mutex);
    disk_->announce();
    if (auto status = disk_->begin(path_, "sync " + path_.text()); !status) return status;
    return disk_->syncBytes(id_);
  }

 private:
  std::shared_ptr<Disk> disk_;
  NodeId id_;
  WinPath path_;
};

// ------------------------------------------------------------------------------------------------------------ the scene

FakeFiles::FakeFiles() : disk_(std::make_shared<Disk>()) {
  disk_->newNode(FileKind::Folder);
}
FakeFiles::FakeFiles(std::shared_ptr<Disk> disk) : disk_(std::move(disk)) {}
FakeFiles::~FakeFiles() = default;

void FakeFiles::addFolder(std::string_view path) {
  addFolder(parsed(path));
}
void FakeFiles::addFile(std::string_view path, std::string_view bytes) {
  addFile(parsed(path), bytes);
}
void FakeFiles::addLink(std::string_view path) {
  addLink(parsed(path));
}

void FakeFiles::addFolder(const WinPath& path) {
  const std::scoped_lock lock(disk_->mutex);
  if (!disk_->at(path)) disk_->put(path, disk_->newNode(FileKind::Folder));
}

void FakeFiles::addFile(const WinPath& path, std::string_view bytes) {
  const std::scoped_lock lock(disk_->mutex);
  const NodeId id = disk_->newNode(FileKind::File);
  disk_->nodes[id].bytes = disk_->nodes[id].syncedBytes = bytes;
  disk_->put(path, id);
}

void FakeFiles::addLink(const WinPath& path) {
  const std::scoped_lock lock(disk_->mutex);
  disk_->put(path, disk_->newNode(FileKind::Link));
}

void FakeFiles::takeAway(std::string_view text) {
  const std::scoped_lock lock(disk_->mutex);
  const WinPath path = parsed(text);
  const std::optional<NodeId> folder = disk_->at(path.parent());
  if (!folder) return;
  Node& node = disk_->nodes[*folder];
  for (Names* names : {&node.names, &node.synced, &node.inOrder}) names->erase(path.name());
}

bool FakeFiles::has(std::string_view path) const {
  const std::scoped_lock lock(disk_->mutex);
  return disk_->at(parsed(path)).has_value();
}

std::optional<std::string> FakeFiles::bytes(std::string_view path) const {
  const std::scoped_lock lock(disk_->mutex);
  const std::optional<NodeId> id = disk_->at(parsed(path));
  if (!id || disk_->nodes[*id].kind != FileKind::File) return std::nullopt;
  return disk_->nodes[*id].bytes;
}

std::vector<std::string> FakeFiles::everything() const {
  const std::scoped_lock lock(disk_->mutex);
  std::vector<std::string> lines;
  disk_->describe(rootNode, WinPath(), lines);
  std::ranges::sort(lines);
  return lines;
}

void FakeFiles::giveMetadata(std::string_view path, const FileMetadata& metadata) {
  const std::scoped_lock lock(disk_->mutex);
  if (const std::optional<NodeId> id = disk_->at(parsed(path))) {
    disk_->nodes[*id].metadata = disk_->nodes[*id].syncedMetadata = metadata;
  }
}

void FakeFiles::makeUnreadable(std::string_view path, Errc code) {
  const std::scoped_lock lock(disk_->mutex);
  if (const std::optional<NodeId> id = disk_->at(parsed(path))) disk_->nodes[*id].fault = code;
}

void FakeFiles::breakAt(std::string_view path, std::uint64_t offset) {
  const std::scoped_lock lock(disk_->mutex);
  if (const std::optional<NodeId> id = disk_->at(parsed(path))) disk_->nodes[*id].brokenAt = offset;
}

void FakeFiles::setCapacity(std::optional<std::uint64_t> bytes) {
  disk_->capacity = bytes;
}
void FakeFiles::setReadOnly(bool readOnly) {
  disk_->readOnly = readOnly;
}
void FakeFiles::failAt(std::size_t operation, Errc code) {
  disk_->failures[operation] = code;
}
void FakeFiles::interfere(std::size_t operation, std::function<void()> callback) {
  disk_->callbacks[operation] = std::move(callback);
}

std::vector<std::string> FakeFiles::written() const {
  const std::scoped_lock lock(disk_->mutex);
  return disk_->written;
}

void FakeFiles::crashAfter(std::size_t operations, CrashMode mode) {
  disk_->crashAt = operations;
  disk_->mode = mode;
}

bool FakeFiles::crashed() const {
  return disk_->dead;
}
CrashMode FakeFiles::crashMode() const {
  return disk_->mode;
}

std::unique_ptr<FakeFiles> FakeFiles::afterCrash(TornMove move, UnsyncedBytes bytes) const {
  const std::scoped_lock lock(disk_->mutex);
  auto disk = std::make_shared<Disk>();
  disk->clock = disk_->clock;
  disk->nodes = disk_->nodes;
  const bool cut = disk_->mode != CrashMode::Killed;
  const std::vector<Names> names = cut ? disk_->namesAfterCut(move) : std::vector<Names>();
  for (NodeId id = 0; id < disk->nodes.size(); ++id) {
    Node& node = disk->nodes[id];
    if (cut) {
      node.bytes = disk_->bytesAfterCut(node, bytes);
      node.metadata = node.syncedMetadata;
      node.names = names[id];
    }
    node.syncedBytes = node.bytes;
    node.syncedMetadata = node.metadata;
    node.synced = node.inOrder = node.names;
    node.fault.reset();
    node.brokenAt.reset();
  }
  return std::unique_ptr<FakeFiles>(new FakeFiles(std::move(disk)));
}

// ---------------------------------------------------------------------------------------------------------------- Files

Result<std::vector<FoundFile>> FakeFiles::find(const WinPath& path) {
  const std::scoped_lock lock(disk_->mutex);
  if (auto status = disk_->alive(path); !status) return tl::unexpected(status.error());
  struct Place {
    WinPath path;
    NodeId id;
  };
  std::vector<Place> places = {{WinPath::root(path.drive()), rootNode}};
  for (const std::string& wanted : path.components()) {
    std::vector<Place> next;
    for (const Place& place : places) {
      const Node& node = disk_->nodes[place.id];
      if (node.kind == FileKind::Link) return fail(Errc::Refused, place.path.text(), "is a link", ELOOP);
      if (node.kind != FileKind::Folder) continue;
      if (node.fault) return fail(*node.fault, place.path.text(), "made unreadable");
      for (const auto& [name, id] : node.names) {
        if (equalNoCase(name, wanted)) next.push_back({place.path / name, id});
      }
    }
    places = std::move(next);
  }
  std::vector<FoundFile> found;
  for (const Place& place : places) {
    const Node& node = disk_->nodes[place.id];
    found.push_back({place.path, node.kind, node.bytes.size()});
  }
  return found;
}

Result<std::optional<std::vector<FileEntry>>> FakeFiles::list(const WinPath& folder, bool withSizes) {
  const std::scoped_lock lock(disk_->mutex);
  auto id = disk_->resolve(folder);
  if (!id && (id.error().osCode == ENOENT || id.error().osCode == ENOTDIR)) return std::optional<std::vector<FileEntry>>();
  if (!id) return tl::unexpected(id.error());
  const Node& node = disk_->nodes[*id];
  if (node.kind != FileKind::Folder) return std::optional<std::vector<FileEntry>>();
  if (node.fault) return fail(*node.fault, folder.text(), "made unreadable");
  std::vector<FileEntry> entries;
  for (const auto& [name, child] : node.names) {
    const Node& entry = disk_->nodes[child];
    entries.push_back({name, entry.kind, withSizes ? entry.bytes.size() : 0});
  }
  return std::optional(std::move(entries));
}

Result<std::unique_ptr<FileReader>> FakeFiles::open(const WinPath& file) {
  const std::scoped_lock lock(disk_->mutex);
  auto id = disk_->resolve(file, FileKind::File);
  if (!id) return tl::unexpected(id.error());
  if (disk_->nodes[*id].fault) return fail(*disk_->nodes[*id].fault, file.text(), "made unreadable");
  return std::make_unique<Reader>(disk_, *id, file);
}

Result<FileMetadata> FakeFiles::metadata(const WinPath& path) {
  const std::scoped_lock lock(disk_->mutex);
  auto id = disk_->resolve(path);
  if (!id) return tl::unexpected(id.error());
  return disk_->nodes[*id].metadata;
}

Status FakeFiles::setMetadata(const WinPath& path, const FileMetadata& metadata) {
  const std::scoped_lock lock(disk_->mutex);
  disk_->announce();
  auto id = disk_->resolve(path);
  if (!id) return tl::unexpected(id.error());
  if (auto status = disk_->begin(path, "setMetadata " + path.text()); !status) return status;
  FileMetadata& to = disk_->nodes[*id].metadata;
  const FileMetadata before = to;
  to = metadata;
  if (!to.security) to.security = before.security;
  if (!to.attributes) to.attributes = before.attributes;
  if (!to.times) to.times = before.times;
  if (!to.shortName) to.shortName = before.shortName;
  disk_->nodes[*id].syncedMetadata = to;
  return {};
}

Status FakeFiles::makeFolder(const WinPath& folder, const FileMetadata& metadata) {
  const std::scoped_lock lock(disk_->mutex);
  disk_->announce();
  if (auto status = disk_->mustBeFree(folder, nullptr); !status) return status;
  if (auto status = disk_->begin(folder, "makeFolder " + folder.text()); !status) return status;
  disk_->make(folder, FileKind::Folder, metadata);
  return {};
}

Result<std::unique_ptr<FileWriter>> FakeFiles::create(const WinPath& file, const FileMetadata& metadata) {
  const std::scoped_lock lock(disk_->mutex);
  disk_->announce();
  if (auto status = disk_->mustBeFree(file, nullptr); !status) return tl::unexpected(status.error());
  if (auto status = disk_->begin(file, "create " + file.text()); !status) return tl::unexpected(status.error());
  return std::make_unique<Writer>(disk_, disk_->make(file, FileKind::File, metadata), file);
}

Result<std::unique_ptr<FileWriter>> FakeFiles::append(const WinPath& file) {
  const std::scoped_lock lock(disk_->mutex);
  auto id = disk_->resolve(file, FileKind::File);
  if (!id) return tl::unexpected(id.error());
  if (disk_->nodes[*id].fault) return fail(*disk_->nodes[*id].fault, file.text(), "made unreadable");
  if (disk_->readOnly) return fail(Errc::AccessDenied, file.text(), "read-only", EROFS);
  return std::make_unique<Writer>(disk_, *id, file);
}

Status FakeFiles::truncate(const WinPath& file, std::uint64_t size) {
  const std::scoped_lock lock(disk_->mutex);
  disk_->announce();
  auto id = disk_->resolve(file, FileKind::File);
  if (!id) return tl::unexpected(id.error());
  if (auto status = disk_->begin(file, "truncate " + file.text() + " " + std::to_string(size)); !status) return status;
  disk_->nodes[*id].bytes.resize(static_cast<std::size_t>(size));
  return disk_->syncBytes(*id);
}

Status FakeFiles::move(const WinPath& from, const WinPath& to) {
  const std::scoped_lock lock(disk_->mutex);
  disk_->announce();
  auto id = disk_->resolve(from, FileKind::File);
  if (!id) return tl::unexpected(id.error());
  if (auto status = disk_->mustBeFree(to, &from); !status) return status;
  if (auto status = disk_->begin(from, "move " + from.text() + " -> " + to.text()); !status) return status;
  disk_->rename(from, to);
  return {};
}

Status FakeFiles::moveBeside(const WinPath& from, const WinPath& to) {
  const std::scoped_lock lock(disk_->mutex);
  disk_->announce();
  for (const auto& [path, kind] : {std::pair(from, FileKind::File), std::pair(to.parent(), FileKind::Folder)}) {
    if (auto id = disk_->resolve(path, kind); !id) return tl::unexpected(id.error());
  }
  if (disk_->at(to)) return fail(Errc::Refused, to.text(), "there already", EEXIST);
  if (auto status = disk_->begin(from, "move " + from.text() + " -> " + to.text()); !status) return status;
  disk_->rename(from, to);
  return {};
}

Status FakeFiles::replace(const WinPath& from, const WinPath& to) {
  const std::scoped_lock lock(disk_->mutex);
  disk_->announce();
  for (const WinPath* path : {&from, &to}) {
    if (auto id = disk_->resolve(*path, FileKind::File); !id) return tl::unexpected(id.error());
  }
  if (auto status = disk_->begin(to, "replace " + from.text() + " -> " + to.text()); !status) return status;
  disk_->rename(from, to);
  return {};
}

Status FakeFiles::removeFile(const WinPath& file) {
  const std::scoped_lock lock(disk_->mutex);
  disk_->announce();
  auto folder = disk_->resolve(file.parent(), FileKind::Folder);
  if (!folder) return tl::unexpected(folder.error());
  const std::optional<NodeId> id = disk_->at(file);
  if (!id) return fail(Errc::Refused, file.text(), "not there", ENOENT);
  if (disk_->nodes[*id].kind == FileKind::Folder) return fail(Errc::Refused, file.text(), "a folder", EISDIR);
  if (auto status = disk_->begin(file, "removeFile " + file.text()); !status) return status;
  disk_->nodes[*folder].names.erase(file.name());
  return {};
}

Status FakeFiles::removeFolder(const WinPath& emptyFolder) {
  const std::scoped_lock lock(disk_->mutex);
  disk_->announce();
  auto id = disk_->resolve(emptyFolder, FileKind::Folder);
  if (!id) return tl::unexpected(id.error());
  if (emptyFolder.isRoot() || !disk_->nodes[*id].names.empty()) return fail(Errc::Refused, emptyFolder.text(), "not empty", ENOTEMPTY);
  if (auto status = disk_->begin(emptyFolder, "removeFolder " + emptyFolder.text()); !status) return status;
  disk_->nodes[*disk_->at(emptyFolder.parent())].names.erase(emptyFolder.name());
  return {};
}

Status FakeFiles::syncFolder(const WinPath& folder) {
  const std::scoped_lock lock(disk_->mutex);
  disk_->announce();
  auto id = disk_->resolve(folder, FileKind::Folder);
  if (!id) return tl::unexpected(id.error());
  if (auto status = disk_->begin(folder, "syncFolder " + folder.text()); !status) return status;
  disk_->nodes[*id].synced = disk_->nodes[*id].names;
  for (const auto& [name, child] : disk_->nodes[*id].names) disk_->nodes[child].syncedMetadata = disk_->nodes[child].metadata;
  for (PendingMove& move : disk_->moves) {
    move.fromSynced |= move.from == *id;
    move.toSynced |= move.to == *id;
  }
  std::erase_if(disk_->moves, [](const PendingMove& move) { return move.fromSynced && move.toSynced; });
  disk_->syncOrder();
  return {};
}

// --------------------------------------------------------------------------------------------------------------- target

/// What the files of a Windows that runs do otherwise.
class FakeTarget::LiveFiles : public Files {
 public:
  LiveFiles(FakeFiles& disk, FakeLive& live, const WinPath& systemRoot) : disk_(disk), live_(live), config_(systemRoot.join(R"(system32\config)")) {}

  Result<std::vector<FoundFile>> find(const WinPath& path) override { return disk_.find(path); }
  Result<std::optional<std::vector<FileEntry>>> list(const WinPath& folder, bool withSizes) override { return disk_.list(folder, withSizes); }
  Result<std::unique_ptr<FileReader>> open(const WinPath& file) override {
    if (isLocked(file)) return fail(Errc::Busy, file.text(), "Windows has it open");
    return disk_.open(file);
  }
  Result<FileMetadata> metadata(const WinPath& path) override { return disk_.metadata(path); }
  Status setMetadata(const WinPath& path, const FileMetadata& metadata) override { return disk_.setMetadata(path, metadata); }
  Status makeFolder(const WinPath& folder, const FileMetadata& metadata) override { return disk_.makeFolder(folder, metadata); }
  Result<std::unique_ptr<FileWriter>> create(const WinPath& file, const FileMetadata& metadata) override { return disk_.create(file, metadata); }
  Result<std::unique_ptr<FileWriter>> append(const WinPath& file) override { return disk_.append(file); }
  Status truncate(const WinPath& file, std::uint64_t size) override { return disk_.truncate(file, size); }
  Status move(const WinPath& from, const WinPath& to) override { return moved(from, to, disk_.move(from, to)); }
  Status moveBeside(const WinPath& from, const WinPath& to) override { return moved(from, to, disk_.moveBeside(from, to)); }
  Status replace(const WinPath& from, const WinPath& to) override {
    if (isLocked(to) || live_.inUse(to)) return fail(Errc::Busy, to.text(), "is in use");
    return moved(from, to, disk_.replace(from, to));
  }
  Status removeFile(const WinPath& file) override {
    if (isLocked(file) || live_.inUse(file)) return fail(Errc::Busy, file.text(), "is in use");
    return disk_.removeFile(file);
  }
  Status removeFolder(const WinPath& emptyFolder) override { return disk_.removeFolder(emptyFolder); }
  Status syncFolder(const WinPath& folder) override { return disk_.syncFolder(folder); }

 private:
  // The machine's hives; those of users who are not logged on are files like others.
  bool isLocked(const WinPath& file) const { return file.parent() == config_ && file.name().find('.') == std::string::npos; }
  Status moved(const WinPath& from, const WinPath& to, Status status) {
    if (status) live_.moved(from, to);
    return status;
  }

  FakeFiles& disk_;
  FakeLive& live_;
  WinPath config_;
};

/// Changes wait for commit and are not seen before it.
class FakeTarget::LiveRegistry : public Registry {
 public:
  using Change = std::variant<RemoveRegValue, SetRegValue, RemoveRegKey, AddRegKey>;

  LiveRegistry(HiveRegistry& real, const FakeLive& live) : real_(real), live_(live) {}

  std::vector<HiveFile> hives() override { return real_.hives(); }
  std::vector<Error> unreadable() override { return real_.unreadable(); }
  Result<std::optional<std::vector<std::string>>> subkeys(const RegPath& key) override { return current().subkeys(key); }
  Result<std::optional<std::vector<RegValue>>> values(const RegPath& key) override { return current().values(key); }
  Result<std::optional<RegTree>> tree(const RegPath& key) override { return current().tree(key); }
  Result<bool> goesAtRestart(const RegPath& key) override {
    current();
    return std::ranges::find(going_, key) != going_.end();
  }
  Status apply(const RemoveRegValue& change) override { return wait(change); }
  Status apply(const SetRegValue& change) override { return wait(change); }
  Status apply(const RemoveRegKey& change) override { return wait(change); }
  Status apply(const AddRegKey& change) override { return wait(change); }
  void discard() override {
    waiting_.clear();
    real_.discard();
  }

  Status commit(const WinPath& keepFolder, std::optional<std::pair<std::size_t, Errc>> failure) {
    keepFolder_ = keepFolder;
    const std::vector<Change> changes = std::move(waiting_);
    waiting_.clear();
    for (std::size_t i = 0; i < changes.size(); ++i) {
      if (failure && failure->first == i) return fail(failure->second, "registry", "made to fail");
      const auto* removed = std::get_if<RemoveRegKey>(&changes[i]);
      if (removed != nullptr && live_.holds(removed->key)) {
        going_.push_back(removed->key);
        continue;
      }
      if (auto done = make(changes[i]); !done) return done;
    }
    return {};
  }

  /// What Windows still has to remove.
  void goOn(const LiveRegistry& before) {
    going_ = before.going_;
    keepFolder_ = before.keepFolder_;
  }

 private:
  Status make(const Change& change) {
    /// Windows tells nobody that it writes its hives.
    struct Nobody : CommitWitness {
      Status before(const HiveReplacement& /*unused*/) override { return {}; }
    } nobody;
    Status done = std::visit([this](const auto& one) { return real_.apply(one); }, change);
    if (done) done = real_.commit(keepFolder_, nobody);
    real_.discard();
    return done;
  }
  // Without what nothing holds any more.
  HiveRegistry& current() {
    for (const RegPath& key : std::exchange(going_, {})) {
      if (live_.holds(key)) {
        going_.push_back(key);
      } else if (auto done = make(RemoveRegKey{key}); !done) {
        std::cerr << describe(done.error()) << '\n';
        std::abort();
      }
    }
    return real_;
  }
  Status wait(Change change) {
    waiting_.push_back(std::move(change));
    return {};
  }

  HiveRegistry& real_;
  const FakeLive& live_;
  std::vector<Change> waiting_;
  std::vector<RegPath> going_;  ///< Go when nothing holds them any more.
  WinPath keepFolder_;
};

FakeTarget::FakeTarget(WinPath systemRoot) : FakeTarget(std::make_unique<FakeFiles>(), std::move(systemRoot)) {}

FakeTarget::FakeTarget(std::unique_ptr<FakeFiles> files, WinPath systemRoot)
    : files_(std::move(files)), registry_(std::make_unique<HiveRegistry>(*files_, systemRoot)), systemRoot_(std::move(systemRoot)) {
  files_->addFolder(systemRoot_);
}

FakeTarget::FakeTarget(FakeTarget&&) noexcept = default;
FakeTarget::~FakeTarget() = default;

std::unique_ptr<FakeTarget> FakeTarget::afterCrash(TornMove move, UnsyncedBytes bytes) const {
  auto after = std::make_unique<FakeTarget>(files_->afterCrash(move, bytes), systemRoot_);
  if (live_ == nullptr) return after;
  FakeLive& live = after->run();
  live = *live_;
  live.disk_ = after->files_.get();
  live.firewall_.disk_ = after->files_.get();
  live.firewall_.changing_ = {};
  live.faults_.clear();
  after->liveRegistry_->goOn(*liveRegistry_);
  if (files_->crashMode() != CrashMode::Killed) live.restart();
  return after;
}

FakeLive& FakeTarget::run() {
  live_ = std::make_unique<FakeLive>(*files_);
  liveFiles_ = std::make_unique<LiveFiles>(*files_, *live_, systemRoot_);
  liveRegistry_ = std::make_unique<LiveRegistry>(*registry_, *live_);
  return *live_;
}

Files& FakeTarget::files() {
  if (liveFiles_) return *liveFiles_;
  return *files_;
}

Registry& FakeTarget::registry() {
  if (liveRegistry_) return *liveRegistry_;
  return *registry_;
}

Status FakeTarget::isProtected(const WinPath& path) {
  const bool is = std::ranges::none_of(unprotected_, [&path](const WinPath& one) { return path.isWithin(one); });
  return is ? Status() : fail(Errc::Refused, path.text(), "others may write it");
}

Status FakeTarget::commit(const WinPath& keepFolder, CommitWitness& witness) {
  if (!liveRegistry_) return registry_->commit(keepFolder, witness);
  return liveRegistry_->commit(keepFolder, std::exchange(failCommit_, std::nullopt));
}

// ----------------------------------------------------------------------------------------------------------- what runs

std::uint32_t FakeLive::start(std::string_view image, std::vector<Block> memory) {
  Process process;
  process.process.image = parsed(image);
  process.process.name = process.process.image->name();
  process.process.id = nextId_++;
  process.process.started = nextStart_++;
  process.memory = std::move(memory);
  processes_.push_back(std::move(process));
  return processes_.back().process.id;
}

std::uint32_t FakeLive::startUnplaced(std::string_view name, Errc why, std::vector<Block> memory) {
  const std::uint32_t id = start(std::string("C:\\") + std::string(name), std::move(memory));
  at(id).process.image.reset();
  at(id).process.why = reason({why, "", "its program cannot be asked for", 0});
  return id;
}

FakeLive::Process& FakeLive::at(std::uint32_t id) {
  const auto found = std::ranges::find(processes_, id, [](const Process& one) { return one.process.id; });
  if (found == processes_.end()) {
    std::cerr << "no process " << id << '\n';
    std::abort();
  }
  return *found;
}

void FakeLive::stop(std::uint32_t id) {
  std::erase_if(processes_, [id](const Process& one) { return one.process.id == id; });
}

bool FakeLive::runs(std::uint32_t id) const {
  return std::ranges::any_of(processes_, [id](const Process& one) { return one.process.id == id; });
}

bool FakeLive::runs(std::string_view image) const {
  const WinPath path = parsed(image);
  return std::ranges::any_of(processes_, [&path](const Process& one) { return one.process.image && *one.process.image == path; });
}

void FakeLive::openPort(std::string_view protocol, std::uint16_t port, std::optional<std::uint32_t> process) {
  ports_.push_back({std::string(protocol), port, process});
}

void FakeLive::use(std::string_view file) {
  used_.push_back(parsed(file));
}

void FakeLive::holdService(const RegPath& key, std::optional<std::uint32_t> process) {
  held_.emplace_back(key, process);
}

bool FakeLive::holds(const RegPath& key) const {
  return std::ranges::any_of(held_, [&](const auto& one) { return one.first == key && (!one.second || runs(*one.second)); });
}

void FakeLive::restart() {
  startedAt_ = std::time(nullptr) + 3600;
  processes_.clear();
  held_.clear();
  used_.clear();
  mutexes_.clear();
  ports_.clear();
  for (const std::string& file : atRestart_) disk_->takeAway(file);
  atRestart_.clear();
}

bool FakeLive::inUse(const WinPath& file) const {
  return std::ranges::find(used_, file) != used_.end() || runs(file.text());
}

void FakeLive::moved(const WinPath& from, const WinPath& to) {
  for (Process& one : processes_) {
    if (one.process.image == from) one.process.image = to;
  }
  std::ranges::replace(used_, from, to);
}

Status FakeLive::fault(std::string_view call, const std::string& subject) const {
  const auto found = faults_.find(call);
  if (found == faults_.end()) return {};
  return fail(found->second, subject, "made to fail");
}

FakeLive::Process* FakeLive::find(const RunningProcess& process) {
  for (Process& one : processes_) {
    if (one.process.id == process.id && one.process.started == process.started) return &one;
  }
  return nullptr;
}

Result<std::vector<RunningProcess>> FakeLive::processes() {
  if (auto status = fault("processes", "processes"); !status) return tl::unexpected(status.error());
  std::vector<RunningProcess> out;
  for (const Process& one : processes_) out.push_back(one.process);
  return out;
}

Result<bool> FakeLive::readMemory(const RunningProcess& process, const LookAtMemory& look) {
  read_.push_back(process.id);
  const Process* found = find(process);
  if (found == nullptr) return fail(Errc::Refused, process.name, "has ended");
  if (found->unreadable) return fail(*found->unreadable, process.name, "made unreadable");
  for (const Block& block : found->memory) {
    if (reading_) reading_();
    if (!look({block.bytes, block.ofProgram})) break;
  }
  return !found->larger;
}

Result<bool> FakeLive::hasMutex(const std::string& name) {
  if (auto status = fault("hasMutex", name); !status) return tl::unexpected(status.error());
  return std::ranges::find(mutexes_, name) != mutexes_.end();
}

Result<std::vector<OpenPort>> FakeLive::ports() {
  if (auto status = fault("ports", "ports"); !status) return tl::unexpected(status.error());
  return ports_;
}

Status FakeLive::endProcess(const RunningProcess& process, const std::string& sha256) {
  if (Process* found = find(process); found != nullptr && found->beforeEnd) std::exchange(found->beforeEnd, {})();
  Process* found = find(process);
  if (found == nullptr) return fail(Errc::Refused, process.name, "the id belongs to another");
  const std::optional<WinPath>& image = found->process.image;
  if (found->process.ours) return fail(Errc::Refused, process.name, "is ours");
  if (!image || image != process.image) return fail(Errc::Refused, process.name, "is another program");
  const auto bytes = disk_->bytes(image->text());
  if (!bytes || sha256Of(*bytes) != sha256) return fail(Errc::Refused, process.name, "its file is another one now");
  if (found->stays) return fail(*found->stays, process.name, "made to stay");
  stop(process.id);
  ended_.push_back(process.id);
  return {};
}

FakeLive::Package& FakeLive::package(std::string_view bytes) { return packages_[sha256Of(bytes)]; }

Result<std::uint32_t> FakeLive::runPackage(const PackageRun& run, const std::function<void()>& running) {
  if (beforePackage_) beforePackage_(run);
  if (auto status = fault("runPackage", run.file.text()); !status) return tl::unexpected(status.error());
  if (disk_->crashed()) return fail(Errc::Io, run.file.text(), "the power is gone");
  const auto bytes = disk_->bytes(run.file.text());
  if (!bytes || sha256Of(*bytes) != run.sha256) return fail(Errc::Refused, run.file.text(), "is not the package that was chosen");
  const auto found = packages_.find(run.sha256);
  if (found == packages_.end() || found->second.signer.empty()) return fail(Errc::Refused, run.file.text(), "its signature is not trusted");
  if (found->second.signer != run.signer) return fail(Errc::Refused, run.file.text(), "is signed by somebody else");
  packagesRun_.push_back(run);
  for (int second = 0; second < found->second.seconds; ++second) running();
  if (found->second.installs) found->second.installs();
  if (found->second.staysOpen) used_.push_back(run.file);
  if (found->second.fails) return fail(*found->second.fails, run.file.text(), "made to fail");
  return found->second.exitCode;
}

Status FakeFirewall::fault(std::string_view call, const std::string& subject) {
  if (disk_->crashed()) return fail(Errc::Io, subject, "the power is gone");
  const auto found = faults_.find(call);
  if (found == faults_.end() || found->second.after-- > 0) return {};
  return fail(found->second.code, subject, "made to fail");
}

std::vector<std::string> FakeFirewall::names() const {
  std::vector<std::string> out;
  for (const FirewallRule& rule : ours_) out.push_back(rule.name);
  return out;
}

std::vector<FirewallRule> FakeFirewall::everything() const {
  std::vector<FirewallRule> all = ours_;
  all.insert(all.end(), others_.begin(), others_.end());
  return all;
}

Result<std::vector<FirewallRule>> FakeFirewall::rules() {
  if (auto status = fault("rules", "firewall"); !status) return tl::unexpected(status.error());
  return ours_;
}

Status FakeFirewall::add(const FirewallRule& rule) {
  if (changing_) changing_("add");
  if (auto status = fault("add", rule.name); !status) return status;
  changes_.push_back("add " + rule.name);
  if (!forgets_) ours_.push_back(rule);
  return {};
}

Status FakeFirewall::remove(const std::string& name) {
  if (changing_) changing_("remove");
  if (auto status = fault("remove", name); !status) return status;
  changes_.push_back("remove " + name);
  std::erase_if(ours_, [&name](const FirewallRule& rule) { return rule.name == name; });
  return {};
}

Status FakeLive::removeAtRestart(const WinPath& file) {
  if (auto status = fault("removeAtRestart", file.text()); !status) return status;
  if (std::ranges::find(atRestart_, file.text()) == atRestart_.end()) atRestart_.push_back(file.text());
  return {};
}

Status FakeLive::returnAfterRestart(const std::vector<std::string>& arguments) {
  returns_ = arguments;
  return {};
}

Status FakeLive::forgetReturn() {
  returns_.reset();
  return {};
}

}  // namespace sankajo
