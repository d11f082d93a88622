// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/target/hive_registry.h"

#include <hivex.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <mutex>
#include <tuple>
#include <unordered_map>
#include <unordered_set>

#include "engine/bytes.h"
#include "engine/hash.h"
#include "engine/hive.h"
#include "engine/target/memory_file.h"
#include "engine/text.h"

namespace sankajo {

namespace {

constexpr std::uint64_t longestHive = std::uint64_t{512} << 20;
constexpr std::size_t deepestKey = 512;  // Windows' own limit: "Registry Element Size Limits", 512 levels.
constexpr std::size_t hiveHeaderSize = 4096;
constexpr std::size_t binHeaderSize = 32;
constexpr std::string_view profileList = R"(Microsoft\Windows NT\CurrentVersion\ProfileList)";
constexpr std::string_view userHiveName = "NTUSER.DAT";

// ------------------------------------------------------------------------------------------------------------ fencing

/// Makes a copy of a hive safe for libhivex 1.3.23, which believes a cell's own counts: a cell that runs over its bin, a key,
/// value or list that is larger than its cell makes it read beyond the mapping. Cells that are so are marked free, and libhivex
/// answers with an error where something points to a free cell. Bins that are none become a bin with one free cell. Sub-keys
/// that are none are taken out of their list, so that the others stay readable; incomplete() tells from which keys. Format:
/// msuhanov, "Windows registry file format specification".
class Fence {
 public:
  /// `bytes`: a whole hive; `end`: where its bins end (not beyond the bytes, a multiple of 4096).
  Fence(std::string& bytes, std::size_t end) : bytes_(bytes), end_(end), used_(end / 8), budget_(end) {}

  /// False where the hive's lists are shared so often that looking at them would take longer than its size allows.
  bool run() {
    for (std::size_t at = hiveHeaderSize; at < end_;) at += fenceBin(at);
    // The small ones first, so that lists are compared with what is left.
    constexpr std::size_t smallestKey = 4 + 0x4c;
    for (std::size_t cell = hiveHeaderSize; cell < end_; cell += 8) {
      if (isKey(cell) && sizeOf(cell) < smallestKey) fenceOff(cell);
    }
    for (std::size_t cell = hiveHeaderSize; cell < end_ && !exhausted_; cell += 8) {
      if (isKey(cell)) checkKey(cell);
    }
    return !exhausted_;
  }
  bool damaged() const { return damaged_; }
  /// The cells of the keys that have sub-keys which cannot be read.
  std::unordered_set<std::size_t> incomplete() { return std::move(incomplete_); }

 private:
  std::uint16_t u16(std::size_t at) const { return sankajo::u16(bytes_, at); }
  std::uint32_t u32(std::size_t at) const { return sankajo::u32(bytes_, at); }
  void putU32(std::size_t at, std::size_t value) {
    for (std::size_t i = 0; i < 4; ++i) bytes_[at + i] = static_cast<char>(value >> (8 * i) & 0xff);
  }
  bool isKind(std::size_t cell, std::string_view kind) const { return std::string_view(bytes_).substr(cell + 4, 2) == kind; }
  bool isKey(std::size_t cell) const { return used_[cell / 8] && isKind(cell, "nk"); }
  /// Where the cell lies that a field points to; 0 where no used cell begins there.
  std::size_t cellAt(std::size_t field) const {
    const std::size_t cell = std::size_t{u32(field)} + hiveHeaderSize;
    return cell < end_ && cell % 8 == 0 && used_[cell / 8] ? cell : 0;
  }
  std::size_t sizeOf(std::size_t cell) const { return std::size_t{0} - static_cast<std::size_t>(static_cast<std::int32_t>(u32(cell))); }

  bool spend(std::size_t steps) {
    if (steps > budget_) exhausted_ = true;
    budget_ -= std::min(steps, budget_);
    return !exhausted_;
  }
  void fenceOff(std::size_t cell) {
    putU32(cell, sizeOf(cell));
    used_[cell / 8] = false;
    damaged_ = true;
  }

  bool isBin(std::size_t at) const { return std::string_view(bytes_).substr(at, 4) == "hbin" && u32(at + 4) == at - hiveHeaderSize; }

  /// Gives the bin's size.
  std::size_t fenceBin(std::size_t at) {
    std::size_t size = u32(at + 8);
    if (!isBin(at) || size == 0 || size % 4096 != 0 || size > end_ - at) {
      damaged_ = true;
      std::size_t next = at + 4096;
      while (next < end_ && !isBin(next)) next += 4096;
      size = next - at;
      bytes_.replace(at, 4, "hbin");
      putU32(at + 4, at - hiveHeaderSize);
      putU32(at + 8, size);
      putU32(at + binHeaderSize, size - binHeaderSize);
      return size;
    }
    fenceCells(at + binHeaderSize, at + size);
    return size;
  }

  /// The size that a cell says it has; 0 where it cannot be so, with the bin ending at `end`.
  std::size_t claimedSize(std::size_t cell, std::size_t end) const {
    const std::uint32_t raw = u32(cell);
    const std::size_t size = raw >> 31 != 0 ? std::size_t{~raw} + 1 : raw;
    return size < 8 || size % 8 != 0 || size > end - cell ? 0 : size;
  }

  void fenceCells(std::size_t begin, std::size_t end) {
    // Where cells that follow each other up to the end of the bin can begin: there one goes on behind a damaged cell.
    std::vector<bool> tiles((end - begin) / 8 + 1);
    tiles.back() = true;
    for (std::size_t cell = end; cell > begin;) {
      cell -= 8;
      const std::size_t size = claimedSize(cell, end);
      tiles[(cell - begin) / 8] = size != 0 && tiles[(cell - begin + size) / 8];
    }
    for (std::size_t cell = begin; cell < end;) {
      std::size_t next = cell + claimedSize(cell, end);
      if (next == cell) {
        damaged_ = true;
        do next += 8;
        while (!tiles[(next - begin) / 8]);
        putU32(cell, next - cell);
      } else {
        used_[cell / 8] = u32(cell) >> 31 != 0;
      }
      cell = next;
    }
  }

  void checkKey(std::size_t key) {
    if (const std::size_t subkeys = u32(key + 4 + 0x14); subkeys != 0) {
      const std::size_t list = cellAt(key + 4 + 0x1c);
      const std::size_t readable = list == 0 ? 0 : mendList(list, true);
      if (readable != subkeys) {
        damaged_ = true;
        incomplete_.insert(key);
        putU32(key + 4 + 0x14, readable);
      }
    }
    const std::size_t count = u32(key + 4 + 0x24);
    const std::size_t values = count == 0 ? 0 : cellAt(key + 4 + 0x28);
    if (values == 0 || count > (sizeOf(values) - 4) / 4 || !spend(count)) return;
    for (std::size_t i = 0; i < count; ++i) {
      if (const std::size_t value = cellAt(values + 4 + 4 * i); value != 0 && isKind(value, "vk")) checkValue(value);
    }
  }

  /// Takes out of a list what it cannot name, and gives the number of keys that are left.
  std::size_t mendList(std::size_t list, bool mayBeIndex) {
    const std::size_t count = u16(list + 6);
    const bool index = isKind(list, "ri");
    const bool withHints = isKind(list, "lf") || isKind(list, "lh");
    const std::size_t entrySize = withHints ? 8 : 4;
    if (!index && !withHints && !isKind(list, "li")) return 0;
    if ((index && !mayBeIndex) || count > (sizeOf(list) - 8) / entrySize) {
      fenceOff(list);
      return 0;
    }
    std::size_t keys = 0, kept = 0;
    for (std::size_t i = 0; i < count && spend(1); ++i) {
      const std::size_t entry = list + 8 + entrySize * i;
      const std::size_t named = cellAt(entry);
      const std::size_t readable = named == 0 ? 0 : index ? mendList(named, false) : isKey(named) ? 1 : 0;
      if (readable == 0) continue;
      keys += readable;
      std::copy_n(bytes_.begin() + static_cast<std::ptrdiff_t>(entry), entrySize,
                  bytes_.begin() + static_cast<std::ptrdiff_t>(list + 8 + entrySize * kept));
      ++kept;
    }
    if (kept != count) {
      damaged_ = true;
      bytes_[list + 6] = static_cast<char>(kept & 0xff);
      bytes_[list + 7] = static_cast<char>(kept >> 8);
    }
    return keys;
  }

  void checkValue(std::size_t value) {
    constexpr std::size_t smallest = 4 + 0x14;
    if (sizeOf(value) < smallest) return fenceOff(value);
    const std::uint32_t length = u32(value + 4 + 0x04);
    if (length >> 31 != 0) return;
    const std::size_t data = cellAt(value + 4 + 0x08);
    if (data == 0 || length <= sizeOf(data) - 4 || !isKind(data, "db")) return;
    if (sizeOf(data) < 12) return fenceOff(data);
    const std::size_t list = cellAt(data + 8);
    if (list != 0 && u16(data + 6) > (sizeOf(list) - 4) / 4) fenceOff(data);
  }

  std::string& bytes_;
  std::size_t end_;
  std::vector<bool> used_;  // By offset / 8: a used cell begins there.
  std::size_t budget_;
  std::unordered_set<std::size_t> incomplete_;
  bool damaged_ = false, exhausted_ = false;
};

// --------------------------------------------------------------------------------------------------------- libhivex

struct Freed {
  void operator()(void* memory) const { std::free(memory); }  // NOLINT: libhivex gives what malloc gave
};
template <class T>
using Held = std::unique_ptr<T, Freed>;

struct Child {
  std::string name;
  std::string folded;  ///< The name as foldCase gives it: a key with many sub-keys is gone through again and again.
  hive_node_h node = 0;
};

/// The sub-keys of a key, and why some are missing.
struct Listing {
  std::vector<Child> keys;
  std::optional<Error> gap;  ///< Without subject: it is kept for whoever asks next.
  tl::unexpected<Error> gapAt(const std::string& subject) const { return fail(gap->code, subject, gap->detail, gap->osCode); }
};

/// A hive's bytes in memory, and libhivex reading them.
class View {
 public:
  /// Takes the bytes of a hive whose header was checked and whose data is all there.
  static Result<std::unique_ptr<View>> open(std::string bytes, std::size_t dataSize, const std::string& subject) {
    Fence fence(bytes, hiveHeaderSize + dataSize);
    if (!fence.run()) return fail(Errc::Corrupt, subject, "its lists are shared beyond measure");
    auto memory = MemoryFile::of(bytes);
    if (!memory) return tl::unexpected(memory.error());
    errno = 0;
    hive_h* hive = hivex_open((*memory)->hostPath().c_str(), 0);
    if (hive == nullptr) return fail(errno == ENOMEM ? Errc::Io : Errc::Corrupt, subject, "libhivex does not open it", errno);
    return std::unique_ptr<View>(new View(std::move(*memory), hive, fence));
  }
  ~View() { hivex_close(hive_); }
  View(const View&) = delete;
  View& operator=(const View&) = delete;

  /// Something was fenced off: the bytes are not the file's.
  bool damaged() const { return damaged_; }
  Result<std::string> bytes() const { return memory_->bytes(); }

  Result<std::optional<hive_node_h>> find(const std::vector<std::string>& keys, const std::string& subject) {
    if (keys.size() > deepestKey) return fail(Errc::Corrupt, subject, "deeper than Windows allows");
    errno = 0;
    hive_node_h node = hivex_root(hive_);
    if (node == 0) return corrupt(subject, "no root key");
    for (const std::string& key : keys) {
      const Listing& listing = children(node);
      const auto child = std::ranges::find(listing.keys, foldCase(key), &Child::folded);
      if (child == listing.keys.end()) {
        if (listing.gap) return listing.gapAt(subject);
        return std::optional<hive_node_h>();
      }
      node = child->node;
    }
    return std::optional<hive_node_h>(node);
  }

  const Listing& children(hive_node_h node) {
    const auto known = listings_.find(node);
    if (known != listings_.end()) return known->second;
    return listings_.emplace(node, readChildren(node)).first->second;
  }

  Result<std::vector<RegValue>> values(hive_node_h node, const std::string& subject) {
    errno = 0;
    const Held<hive_value_h> list(hivex_node_values(hive_, node));
    if (!list) return corrupt(subject, "its values cannot be listed");
    std::vector<RegValue> values;
    for (const hive_value_h* at = list.get(); *at != 0; ++at) {
      auto value = readValue(*at, subject);
      if (!value) return tl::unexpected(value.error());
      values.push_back(std::move(*value));
    }
    return values;
  }

 private:
  View(std::unique_ptr<MemoryFile> memory, hive_h* hive, Fence& fence)
      : memory_(std::move(memory)), hive_(hive), damaged_(fence.damaged()), incomplete_(fence.incomplete()) {}

  static tl::unexpected<Error> corrupt(const std::string& subject, std::string_view what) {
    const int number = errno;
    return fail(number == ENOMEM ? Errc::Io : Errc::Corrupt, subject, std::string(what), number);
  }

  Listing readChildren(hive_node_h node) {
    Listing listing;
    errno = 0;
    const Held<hive_node_h> list(hivex_node_children(hive_, node));
    if (!list) {
      listing.gap = corrupt({}, "its sub-keys cannot be listed").value();
      return listing;
    }
    if (incomplete_.contains(node)) listing.gap = Error{Errc::Corrupt, {}, "a sub-key is damaged", 0};
    std::unordered_set<hive_node_h> seen;
    for (const hive_node_h* at = list.get(); *at != 0; ++at) {
      errno = 0;
      const Held<char> name(hivex_node_name(hive_, *at));
      if (!name) {
        listing.gap = corrupt({}, "a sub-key has no readable name").value();
      } else if (*at == hivex_root(hive_) || hivex_node_parent(hive_, *at) != node || !seen.insert(*at).second) {
        // A key has one parent and one place there, and the root is nobody's child: what breaks this can lead in a circle.
        listing.gap = Error{Errc::Corrupt, {}, "a sub-key belongs elsewhere", 0};
      } else {
        // With its length: a name may hold a NUL, so that tools which stop there show another one.
        std::string text(name.get(), hivex_node_name_len(hive_, *at));
        std::string folded = foldCase(text);
        listing.keys.push_back({std::move(text), std::move(folded), *at});
      }
    }
    return listing;
  }

  Result<RegValue> readValue(hive_value_h handle, const std::string& subject) {
    RegValue value;
    errno = 0;
    const Held<char> name(hivex_value_key(hive_, handle));
    if (!name) return corrupt(subject, "a value has no readable name");
    value.name.assign(name.get(), hivex_value_key_len(hive_, handle));
    hive_type type{};
    std::size_t declared = 0;
    if (hivex_value_type(hive_, handle, &type, &declared) != 0) return corrupt(subject, "a value has no type");
    // Any 32-bit number may stand there, also such as the enumeration does not have.
    static_assert(sizeof type == sizeof value.type);
    std::memcpy(&value.type, &type, sizeof type);
    if (declared == 0) return value;
    std::size_t length = 0;
    errno = 0;
    const Held<char> data(hivex_value_value(hive_, handle, &type, &length));
    if (!data) return corrupt(subject, "the data of " + displayable(value.name) + " cannot be read");
    if (length != declared) return fail(Errc::Corrupt, subject, "the data of " + displayable(value.name) + " is incomplete");
    value.data.assign(data.get(), length);
    return value;
  }

  std::unique_ptr<MemoryFile> memory_;
  hive_h* hive_;
  bool damaged_;
  std::unordered_set<std::size_t> incomplete_;
  std::unordered_map<hive_node_h, Listing> listings_;
};

/// Whether what libhivex reads at this key is the tree. Its error where it cannot be read.
Result<bool> reads(View& view, hive_node_h node, const RegTree& tree, const std::string& subject) {
  auto values = view.values(node, subject);
  if (!values) return tl::unexpected(values.error());
  const Listing& listing = view.children(node);
  if (listing.gap) return listing.gapAt(subject);
  if (*values != tree.values || listing.keys.size() != tree.keys.size()) return false;
  for (std::size_t i = 0; i < tree.keys.size(); ++i) {
    if (listing.keys[i].name != tree.keys[i].name) return false;
    auto same = reads(view, listing.keys[i].node, tree.keys[i], subject);
    if (!same || !*same) return same;
  }
  return true;
}

/// Whether libhivex reads these keys as they stand in the hive.
Status readsAsIntended(View& view, const Hive& hive, const std::vector<std::vector<std::string>>& touched, const std::string& subject) {
  for (const std::vector<std::string>& key : touched) {
    auto node = view.find(key, subject);
    if (!node) return tl::unexpected(node.error());
    auto tree = hive.tree(key);
    // Too large to be compared: the hive's own check went over it.
    if (!tree && tree.error().code == Errc::Refused) continue;
    if (!tree) return tl::unexpected(tree.error());
    Result<bool> same = node->has_value() == tree->has_value();
    if (*same && *node) same = reads(view, **node, **tree, subject);
    if (!same) return tl::unexpected(same.error());
    if (!*same) return fail(Errc::Corrupt, subject, "the new hive does not read as intended");
  }
  return {};
}

Result<std::string> readWhole(Files& files, const WinPath& path) {
  auto reader = files.open(path);
  if (!reader) return tl::unexpected(reader.error());
  const std::uint64_t size = (*reader)->size();
  if (size > longestHive) return fail(Errc::Unsupported, path.text(), "a hive of more than 512 MiB");
  std::string bytes(static_cast<std::size_t>(size), '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    auto got = (*reader)->readInto(done, bytes.data() + done, bytes.size() - done);
    if (!got) return tl::unexpected(got.error());
    if (*got == 0) return fail(Errc::Io, path.text(), "became shorter while it was read");
    done += *got;
  }
  return bytes;
}

/// A file that stands, or is to stand, in the place of another.
struct Step {
  HiveReplacement replacement;
  WinPath staged;
};

}  // namespace

// ------------------------------------------------------------------------------------------------------------ the registry

struct HiveRegistry::State {
  /// One hive file, opened when it is first needed.
  struct Slot {
    RegPath path;
    WinPath file;
    std::string user;
    std::string label;  ///< Names its copies in a keep folder.
    bool there = true;
    bool looked = false;
    std::optional<Error> error;
    bool clean = true;
    std::unique_ptr<View> view;                     ///< As it is on the disk.
    std::optional<Hive> hive;                       ///< For trees and changes, when first needed.
    std::unique_ptr<View> changedView;              ///< As it is in `hive`; empty after each change.
    std::vector<std::vector<std::string>> touched;  ///< Keys that were changed.

    bool changed() const { return hive && hive->changed(); }
    void forgetChanges() {
      hive.reset();
      changedView.reset();
      touched.clear();
    }
    void close() {
      forgetChanges();
      view.reset();
      error.reset();
      looked = false;
    }
  };

  State(Files& theFiles, WinPath root, std::optional<std::vector<HiveFile>> given)
      : files(theFiles), systemRoot(std::move(root)), givenUsers(std::move(given)) {}

  Files& files;
  WinPath systemRoot;
  std::optional<std::vector<HiveFile>> givenUsers;  ///< The only hives, where somebody else has looked for them.
  std::mutex mutex;
  std::vector<Slot> machine;  ///< SYSTEM, SOFTWARE, DEFAULT; empty before the first look.
  std::vector<Slot> users;
  std::vector<Error> gaps;  ///< Places where users' hives may lie that could not be looked at.
  bool usersKnown = false;

  static std::string nameOf(const Slot& slot) { return slot.file.text(); }

  void locateMachine() {
    if (!machine.empty()) return;
    const std::array<std::pair<std::string, RegPath>, 3> wanted = {{{"SYSTEM", {RegPath::Hive::System, "", {}}},
                                                                    {"SOFTWARE", {RegPath::Hive::Software, "", {}}},
                                                                    {"DEFAULT", {RegPath::Hive::User, ".DEFAULT", {}}}}};
    for (const auto& [label, path] : wanted) {
      Slot slot;
      slot.path = path;
      slot.label = label;
      slot.file = systemRoot / "system32" / "config" / label;
      if (givenUsers) {
        slot.there = false;
        machine.push_back(std::move(slot));
        continue;
      }
      auto found = files.find(slot.file);
      if (!found) {
        slot.error = found.error();
      } else if (found->size() > 1) {
        slot.error = Error{Errc::Corrupt, slot.file.text(), "several files of this name that differ in case", 0};
      } else if (found->empty()) {
        slot.there = false;
      } else {
        slot.file = found->front().path;
        if (found->front().kind != FileKind::File) slot.error = Error{Errc::Refused, slot.file.text(), "is not a file", 0};
      }
      slot.looked = slot.error.has_value();
      machine.push_back(std::move(slot));
    }
  }

  void open(Slot& slot) {
    if (!slot.there || slot.looked) return;
    slot.looked = true;
    if (auto status = load(slot); !status) slot.error = status.error();
  }

  Status load(Slot& slot) {
    auto bytes = readWhole(files, slot.file);
    if (!bytes) return tl::unexpected(bytes.error());
    auto header = readHiveHeader(*bytes, nameOf(slot));
    if (!header) return tl::unexpected(header.error());
    if (header->major != 1) return fail(Errc::Unsupported, nameOf(slot), "a hive of version " + std::to_string(header->major));
    if (bytes->size() < hiveHeaderSize || bytes->size() - hiveHeaderSize < header->dataSize) {
      return fail(Errc::Corrupt, nameOf(slot), "shorter than its header says");
    }
    auto view = View::open(std::move(*bytes), header->dataSize, nameOf(slot));
    if (!view) return tl::unexpected(view.error());
    slot.clean = header->clean();
    slot.view = std::move(*view);
    return {};
  }

  // ---- users

  struct Profile {
    WinPath folder;
    std::string sid;
  };

  /// What SOFTWARE's list of profiles says.
  std::vector<Profile> listedProfiles() {
    std::vector<Profile> profiles;
    const RegPath list = RegPath{RegPath::Hive::Software, "", {}}.join(profileList);
    auto sids = subkeys(list);
    if (!sids) gaps.push_back(sids.error());
    if (!sids || !*sids) return profiles;
    std::vector<std::string> sorted = **sids;
    std::ranges::sort(sorted);
    const WindowsVariables variables{systemRoot};
    for (const std::string& sid : sorted) {
      auto values = valuesOf(list / sid);
      if (!values) gaps.push_back(values.error());
      if (!values || !*values) continue;
      for (const RegValue& value : **values) {
        if (!equalNoCase(value.name, "ProfileImagePath")) continue;
        const std::string text = variables.expand(value.asText());
        auto folder = WinPath::parse(text);
        if (!folder) {
          gaps.push_back({Errc::Unsupported, displayable(text), "the profile folder of " + displayable(sid) + " is no path", 0});
        } else if (folder->drive() != systemRoot.drive()) {
          gaps.push_back({Errc::Unsupported, folder->text(), "the profile of " + displayable(sid) + " lies on another volume", 0});
        } else {
          profiles.push_back({std::move(*folder), sid});
        }
      }
    }
    return profiles;
  }

  /// Every folder that can be a profile, exact, each once, in the order of their names.
  std::vector<WinPath> profileFolders(const std::vector<Profile>& listed) {
    std::vector<WinPath> folders;
    const WinPath root = WinPath::root(systemRoot.drive());
    for (const WinPath& above : {root / "Documents and Settings", root / "Users", systemRoot / "Profiles"}) {
      auto parents = files.find(above);
      if (!parents) gaps.push_back(parents.error());
      if (!parents) continue;
      for (const FoundFile& parent : *parents) {
        if (parent.kind != FileKind::Folder) continue;
        auto entries = files.list(parent.path, false);
        if (!entries) gaps.push_back(entries.error());
        if (!entries || !*entries) continue;
        for (const FileEntry& entry : **entries) {
          if (entry.kind == FileKind::Folder) folders.push_back(parent.path / entry.name);
        }
      }
    }
    for (const Profile& profile : listed) {
      auto found = files.find(profile.folder);
      if (!found) gaps.push_back(found.error());
      if (!found) continue;
      for (const FoundFile& folder : *found) {
        if (folder.kind == FileKind::Folder) folders.push_back(folder.path);
      }
    }
    std::ranges::sort(folders, {}, [](const WinPath& path) { return path.components(); });
    const auto again = std::ranges::unique(folders, [](const WinPath& a, const WinPath& b) { return a.sameSpelling(b); });
    folders.erase(again.begin(), again.end());
    return folders;
  }

  std::string unusedSid(const std::string& base) const {
    std::string sid = base;
    for (std::size_t n = 2; std::ranges::any_of(users, [&sid](const Slot& slot) { return equalNoCase(slot.path.sid, sid); }); ++n) {
      sid = base + "~" + std::to_string(n);
    }
    return sid;
  }

  void locateUsers() {
    if (usersKnown) return;
    usersKnown = true;
    locateMachine();
    if (givenUsers) {
      for (const HiveFile& hive : *givenUsers) {
        Slot slot;
        slot.path = hive.path;
        slot.file = hive.file;
        slot.user = hive.user;
        slot.label = "NTUSER-" + std::to_string(users.size() + 1);
        users.push_back(std::move(slot));
      }
      return;
    }
    const std::vector<Profile> listed = listedProfiles();
    for (const WinPath& folder : profileFolders(listed)) {
      auto entries = files.list(folder, false);
      if (!entries) gaps.push_back(entries.error());
      if (!entries || !*entries) continue;
      std::vector<FileEntry> named;
      std::ranges::copy_if(**entries, std::back_inserter(named),
                           [](const FileEntry& entry) { return entry.kind != FileKind::Folder && equalNoCase(entry.name, userHiveName); });
      std::ranges::sort(named, {}, &FileEntry::name);
      for (const FileEntry& entry : named) {
        Slot slot;
        slot.file = folder / entry.name;
        slot.user = folder.name();
        slot.label = "NTUSER-" + std::to_string(users.size() + 1);
        const auto profile = std::ranges::find_if(listed, [&folder](const Profile& p) { return p.folder == folder; });
        std::string sid = profile == listed.end() ? std::string() : profile->sid;
        if (sid.empty() || unusedSid(sid) != sid) sid = unusedSid("profile:" + folder.name());
        slot.path = RegPath{RegPath::Hive::User, std::move(sid), {}};
        if (entry.kind != FileKind::File) {
          slot.error = Error{Errc::Refused, slot.file.text(), "is not a file", 0};
          slot.looked = true;
        }
        users.push_back(std::move(slot));
      }
    }
  }

  std::vector<Slot*> allSlots() {
    locateUsers();
    std::vector<Slot*> slots;
    slots.reserve(machine.size() + users.size());
    for (Slot& slot : machine) slots.push_back(&slot);
    for (Slot& slot : users) slots.push_back(&slot);
    return slots;
  }

  // ---- reading

  /// The hive of a key, opened; null where there is none. Its error where it is there and cannot be read.
  Result<Slot*> slotOf(const RegPath& key) {
    locateMachine();
    Slot* slot = nullptr;
    switch (key.hive) {
      case RegPath::Hive::System:
        slot = machine.data();
        break;
      case RegPath::Hive::Software:
        slot = &machine[1];
        break;
      case RegPath::Hive::User:
        if (equalNoCase(key.sid, ".DEFAULT")) {
          slot = &machine[2];
          break;
        }
        locateUsers();
        for (Slot& user : users) {
          if (equalNoCase(user.path.sid, key.sid)) slot = &user;
        }
        // It may lie where we could not look.
        if (slot == nullptr && !gaps.empty()) return tl::unexpected(gaps.front());
        break;
    }
    if (slot == nullptr) return nullptr;
    open(*slot);
    if (slot->error) return tl::unexpected(*slot->error);
    return slot->there ? slot : nullptr;
  }

  /// What reads this hive now, with the changes that were applied to it.
  Result<View*> viewOf(Slot& slot) {
    if (!slot.changed()) return slot.view.get();
    if (!slot.changedView) {
      std::string bytes = slot.hive->bytes();
      auto header = readHiveHeader(bytes, nameOf(slot));
      if (!header) return tl::unexpected(header.error());
      auto view = View::open(std::move(bytes), header->dataSize, nameOf(slot));
      if (!view) return tl::unexpected(view.error());
      slot.changedView = std::move(*view);
    }
    return slot.changedView.get();
  }

  /// Where a key lies; null view: no such key.
  struct Place {
    View* view = nullptr;
    hive_node_h node = 0;
  };
  Result<Place> placeOf(const RegPath& key) {
    auto slot = slotOf(key);
    if (!slot) return tl::unexpected(slot.error());
    if (*slot == nullptr) return Place{};
    auto view = viewOf(**slot);
    if (!view) return tl::unexpected(view.error());
    auto node = (*view)->find(key.keys, key.text());
    if (!node) return tl::unexpected(node.error());
    return *node ? Place{*view, **node} : Place{};
  }

  Result<std::optional<std::vector<std::string>>> subkeys(const RegPath& key) {
    auto place = placeOf(key);
    if (!place) return tl::unexpected(place.error());
    std::optional<std::vector<std::string>> names;
    if (place->view == nullptr) return names;
    const Listing& listing = place->view->children(place->node);
    if (listing.gap) return listing.gapAt(key.text());
    names.emplace();
    for (const Child& child : listing.keys) names->push_back(child.name);
    return names;
  }

  Result<std::optional<std::vector<RegValue>>> valuesOf(const RegPath& key) {
    auto place = placeOf(key);
    if (!place) return tl::unexpected(place.error());
    if (place->view == nullptr) return std::optional<std::vector<RegValue>>();
    auto values = place->view->values(place->node, key.text());
    if (!values) return tl::unexpected(values.error());
    return std::optional(std::move(*values));
  }

  // ---- changing

  /// The hive of a key for trees and changes; null where there is no such hive.
  Result<Slot*> editable(const RegPath& key) {
    auto slot = slotOf(key);
    if (!slot || *slot == nullptr || (*slot)->hive) return slot;
    if (!(*slot)->clean) return fail(Errc::Unclean, nameOf(**slot), "was not closed by Windows");
    // What was fenced off would be written: a damaged hive is read, never changed.
    if ((*slot)->view->damaged()) return fail(Errc::Corrupt, nameOf(**slot), "is damaged");
    auto bytes = (*slot)->view->bytes();
    if (!bytes) return tl::unexpected(bytes.error());
    auto hive = Hive::parse(std::move(*bytes), nameOf(**slot));
    if (!hive) return tl::unexpected(hive.error());
    (*slot)->hive = std::move(*hive);
    return slot;
  }

  template <class Change>
  Status change(const RegPath& key, const std::vector<std::string>& touched, Change act) {
    const std::scoped_lock lock(mutex);
    auto slot = editable(key);
    if (!slot) return tl::unexpected(slot.error());
    if (*slot == nullptr) return fail(Errc::Refused, key.text(), "no such hive");
    Status done = act(*(*slot)->hive);
    if (!done) return done;
    (*slot)->changedView.reset();
    (*slot)->touched.push_back(touched);
    return {};
  }

  // ---- putting in place

  Status commit(Slot& slot, const WinPath& keepFolder, CommitWitness& witness) {
    auto oldBytes = slot.view->bytes();
    if (!oldBytes) return tl::unexpected(oldBytes.error());
    const std::string newBytes = slot.hive->bytes();
    const std::string newSha256 = sha256Of(newBytes);
    // As strict as the old hive bears: what Windows itself left wrong in it is not ours to refuse.
    const bool strict = checkHive(*oldBytes, nameOf(slot), true).has_value();
    if (auto checked = checkHive(newBytes, nameOf(slot), strict); !checked) return checked;

    auto alternative = alternativeOf(slot);
    if (!alternative) return tl::unexpected(alternative.error());
    std::vector<Step> steps;
    Status status = stage(slot.file, slot.label, *oldBytes, newBytes, newSha256, keepFolder, steps);
    if (status) status = check(slot, steps.front().staged, newSha256);
    if (status && *alternative) {
      auto alternativeBytes = readWhole(files, **alternative);
      status = alternativeBytes ? stage(**alternative, slot.label + ".ALT", *alternativeBytes, newBytes, newSha256, keepFolder, steps)
                                : Status(tl::unexpected(alternativeBytes.error()));
    }
    std::size_t placed = 0;
    while (status && placed < steps.size()) {
      status = putInPlace(steps[placed], witness);
      if (!status) break;
      if (placed == 0) slot.close();
      status = files.syncFolder(steps[placed].replacement.hive.parent());
      if (status) status = files.syncFolder(keepFolder);
      ++placed;
    }
    // What is left of a failure. That it cannot be removed either is no news.
    for (std::size_t i = placed; i < steps.size(); ++i) std::ignore = files.removeFile(steps[i].staged);
    return status;
  }

  /// NT 4.0's and 2000's second copy of SYSTEM, beside it.
  Result<std::optional<WinPath>> alternativeOf(const Slot& slot) {
    if (slot.label != "SYSTEM") return std::optional<WinPath>();
    auto found = files.find(slot.file.parent() / "SYSTEM.ALT");
    if (!found) return tl::unexpected(found.error());
    if (found->empty()) return std::optional<WinPath>();
    const FoundFile& file = found->front();
    if (found->size() > 1 || file.kind != FileKind::File) return fail(Errc::Refused, file.path.text(), "is not one file");
    return std::optional(file.path);
  }

  /// A name for the copies of this hive in the keep folder, where an earlier commit may have put some.
  Result<std::string> unusedLabel(const WinPath& keepFolder, const std::string& label) {
    auto entries = files.list(keepFolder, false);
    if (!entries) return tl::unexpected(entries.error());
    if (!*entries) return fail(Errc::Refused, keepFolder.text(), "no such folder");
    const auto taken = [&entries](const std::string& name) {
      return std::ranges::any_of(**entries, [&name](const FileEntry& entry) {
        return equalNoCase(entry.name, name + ".hive") || equalNoCase(entry.name, name + ".new");
      });
    };
    std::string name = label;
    for (std::size_t n = 2; taken(name); ++n) name = label + "~" + std::to_string(n);
    return name;
  }

  Status write(const WinPath& file, const FileMetadata& metadata, std::string_view bytes) {
    auto writer = files.create(file, metadata);
    if (!writer) return tl::unexpected(writer.error());
    if (auto done = (*writer)->append(bytes); !done) return done;
    return (*writer)->sync();
  }

  /// Keeps the old file and writes the new one beside the kept copy. Adds the step as soon as the staged file may be there.
  Status stage(const WinPath& file, const std::string& wantedLabel, const std::string& oldBytes, const std::string& newBytes,
               const std::string& newSha256, const WinPath& keepFolder, std::vector<Step>& steps) {
    auto label = unusedLabel(keepFolder, wantedLabel);
    if (!label) return tl::unexpected(label.error());
    auto folderMetadata = files.metadata(keepFolder);
    if (!folderMetadata) return tl::unexpected(folderMetadata.error());
    auto fileMetadata = files.metadata(file);
    if (!fileMetadata) return tl::unexpected(fileMetadata.error());

    const WinPath kept = keepFolder / (*label + ".hive");
    FileMetadata keptMetadata;
    keptMetadata.mode = folderMetadata->mode & 0666U;
    keptMetadata.user = folderMetadata->user;
    keptMetadata.group = folderMetadata->group;
    keptMetadata.security = folderMetadata->security;
    if (auto done = write(kept, keptMetadata, oldBytes); !done) return done;

    steps.push_back({{file, sha256Of(oldBytes), newSha256, kept}, keepFolder / (*label + ".new")});
    if (auto done = write(steps.back().staged, *fileMetadata, newBytes); !done) return done;
    if (auto done = files.setMetadata(steps.back().staged, *fileMetadata); !done) return done;
    return files.syncFolder(keepFolder);
  }

  /// Reads the staged file back, and reads in it with libhivex what was changed.
  Status check(const Slot& slot, const WinPath& staged, const std::string& newSha256) {
    auto bytes = readWhole(files, staged);
    if (!bytes) return tl::unexpected(bytes.error());
    if (sha256Of(*bytes) != newSha256) return fail(Errc::Io, staged.text(), "reads back as something else");
    auto header = readHiveHeader(*bytes, staged.text());
    if (!header) return tl::unexpected(header.error());
    auto view = View::open(std::move(*bytes), header->dataSize, staged.text());
    if (!view) return tl::unexpected(view.error());
    if ((*view)->damaged()) return fail(Errc::Corrupt, staged.text(), "the new hive is damaged");
    return readsAsIntended(**view, *slot.hive, slot.touched, staged.text());
  }

  Status putInPlace(const Step& step, CommitWitness& witness) {
    if (auto allowed = witness.before(step.replacement); !allowed) return allowed;
    auto now = readWhole(files, step.replacement.hive);
    if (!now) return tl::unexpected(now.error());
    if (sha256Of(*now) != step.replacement.oldSha256) {
      return fail(Errc::Refused, step.replacement.hive.text(), "has changed since it was read");
    }
    return files.replace(step.staged, step.replacement.hive);
  }
};

HiveRegistry::HiveRegistry(Files& files, WinPath systemRoot) : state_(std::make_unique<State>(files, std::move(systemRoot), std::nullopt)) {}
HiveRegistry::HiveRegistry(Files& files, WinPath systemRoot, std::vector<HiveFile> users)
    : state_(std::make_unique<State>(files, std::move(systemRoot), std::move(users))) {}
HiveRegistry::~HiveRegistry() = default;

void HiveRegistry::setDrive(char letter) {
  const std::scoped_lock lock(state_->mutex);
  state_->systemRoot = state_->systemRoot.onDrive(letter);
  // What is open stays open; what could not be opened is looked at again, so that its error speaks of the right letter.
  if (std::ranges::any_of(state_->machine, [](const State::Slot& slot) { return slot.error.has_value(); })) state_->machine.clear();
  for (State::Slot& slot : state_->machine) slot.file = slot.file.onDrive(letter);
  // Which profile is whose was found out by paths of the old letter.
  state_->users.clear();
  state_->gaps.clear();
  state_->usersKnown = false;
}

std::vector<HiveFile> HiveRegistry::hives() {
  const std::scoped_lock lock(state_->mutex);
  std::vector<HiveFile> hives;
  for (State::Slot* slot : state_->allSlots()) {
    state_->open(*slot);
    if (slot->there && !slot->error) hives.push_back({slot->path, slot->file, slot->clean, slot->user});
  }
  return hives;
}

std::vector<Error> HiveRegistry::unreadable() {
  const std::scoped_lock lock(state_->mutex);
  std::vector<Error> errors;
  for (State::Slot* slot : state_->allSlots()) {
    state_->open(*slot);
    if (slot->error) errors.push_back(*slot->error);
  }
  errors.insert(errors.end(), state_->gaps.begin(), state_->gaps.end());
  return errors;
}

Result<std::optional<std::vector<std::string>>> HiveRegistry::subkeys(const RegPath& key) {
  const std::scoped_lock lock(state_->mutex);
  return state_->subkeys(key);
}

Result<std::optional<std::vector<RegValue>>> HiveRegistry::values(const RegPath& key) {
  const std::scoped_lock lock(state_->mutex);
  return state_->valuesOf(key);
}

Result<std::optional<RegTree>> HiveRegistry::tree(const RegPath& key) {
  const std::scoped_lock lock(state_->mutex);
  auto slot = state_->editable(key);
  if (!slot) return tl::unexpected(slot.error());
  if (*slot == nullptr) return std::optional<RegTree>();
  return (*slot)->hive->tree(key.keys);
}

Status HiveRegistry::apply(const RemoveRegValue& change) {
  return state_->change(change.key, change.key.keys, [&](Hive& hive) { return hive.removeValue(change.key.keys, change.name); });
}

Status HiveRegistry::apply(const SetRegValue& change) {
  return state_->change(change.key, change.key.keys, [&](Hive& hive) { return hive.setValue(change.key.keys, change.value); });
}

Status HiveRegistry::apply(const RemoveRegKey& change) {
  return state_->change(change.key, change.key.keys, [&](Hive& hive) { return hive.removeKey(change.key.keys); });
}

Status HiveRegistry::apply(const AddRegKey& change) {
  const RegPath key = change.parent / change.tree.name;
  return state_->change(change.parent, key.keys, [&](Hive& hive) { return hive.addKey(change.parent.keys, change.tree); });
}

void HiveRegistry::discard() {
  const std::scoped_lock lock(state_->mutex);
  state_->machine.clear();
  state_->users.clear();
  state_->gaps.clear();
  state_->usersKnown = false;
}

Status HiveRegistry::commit(const WinPath& keepFolder, CommitWitness& witness) {
  const std::scoped_lock lock(state_->mutex);
  for (std::vector<State::Slot>* slots : {&state_->machine, &state_->users}) {
    for (State::Slot& slot : *slots) {
      if (!slot.changed()) continue;
      if (auto done = state_->commit(slot, keepFolder, witness); !done) return done;
    }
  }
  return {};
}

}  // namespace sankajo
