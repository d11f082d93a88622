// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/target/live_registry_win32.h"

#include <algorithm>
#include <array>
#include <mutex>
#include <ranges>
#include <variant>

#include "engine/target/hive_registry.h"
#include "engine/target/registry_key_win32.h"
#include "engine/target/services_win32.h"
#include "engine/text.h"

namespace sankajo {

namespace {

constexpr std::string_view profileList = R"(Microsoft\Windows NT\CurrentVersion\ProfileList)";
constexpr std::string_view userHiveName = "NTUSER.DAT";

const RegPath systemHive{RegPath::Hive::System, "", {}};
const RegPath softwareHive{RegPath::Hive::Software, "", {}};

using Change = std::variant<RemoveRegValue, SetRegValue, RemoveRegKey, AddRegKey>;
/// What a change found: a value, a key whole, or nothing.
using Before = std::variant<std::monostate, RegValue, RegTree>;

struct Pending {
  Change change;
  Before before;
};

bool sameBefore(const Before& a, Before b) {
  if (const auto* tree = std::get_if<RegTree>(&a)) {
    auto* other = std::get_if<RegTree>(&b);
    if (other == nullptr) return false;
    // A running Windows touches times.
    const auto forget = [](auto& self, RegTree& one) -> void {
      one.lastWritten = 0;
      for (RegTree& below : one.keys) self(self, below);
    };
    RegTree mine = *tree;
    forget(forget, mine);
    forget(forget, *other);
    return mine == *other;
  }
  return a == b;
}

/// The way down from `above` to `below`, empty for the same key; nothing where `below` lies elsewhere.
std::optional<std::vector<std::string>> wayDown(const RegPath& above, const RegPath& below) {
  if (above.hive != below.hive || !equalNoCase(above.sid, below.sid) || above.keys.size() > below.keys.size()) return std::nullopt;
  const auto rest = below.keys.begin() + static_cast<std::ptrdiff_t>(above.keys.size());
  if (!std::equal(above.keys.begin(), above.keys.end(), below.keys.begin(), rest, equalNoCase)) return std::nullopt;
  return std::vector<std::string>(rest, below.keys.end());
}

RegTree* child(RegTree& tree, const std::string& name) {
  const auto found = std::ranges::find_if(tree.keys, [&name](const RegTree& key) { return equalNoCase(key.name, name); });
  return found == tree.keys.end() ? nullptr : &*found;
}

RegTree* descend(RegTree& tree, const std::vector<std::string>& way) {
  RegTree* at = &tree;
  for (const std::string& name : way) {
    if (at != nullptr) at = child(*at, name);
  }
  return at;
}

void insertSorted(std::vector<RegTree>& keys, RegTree tree) {
  keys.insert(std::ranges::lower_bound(keys, tree.name, lessNoCase, &RegTree::name), std::move(tree));
}

/// What a key will be like after a change. `tree` may be shallow: sub-keys that are only names are not looked into.
struct ShowChange {
  const RegPath& at;
  std::optional<RegTree>& tree;

  void operator()(const RemoveRegValue& change) const {
    if (RegTree* key = keyOf(change.key))
      std::erase_if(key->values, [&](const RegValue& value) { return equalNoCase(value.name, change.name); });
  }
  void operator()(const SetRegValue& change) const {
    RegTree* key = keyOf(change.key);
    if (key == nullptr) return;
    const auto found = std::ranges::find_if(key->values, [&](const RegValue& value) { return equalNoCase(value.name, change.value.name); });
    if (found == key->values.end()) {
      key->values.push_back(change.value);
    } else {
      // The name stays as it was first written, as in a hive.
      found->type = change.value.type;
      found->data = change.value.data;
    }
  }
  void operator()(const RemoveRegKey& change) const {
    if (wayDown(change.key, at)) {
      tree.reset();
    } else if (RegTree* above = keyOf(change.key.parent())) {
      std::erase_if(above->keys, [&](const RegTree& one) { return equalNoCase(one.name, change.key.keys.back()); });
    }
  }
  void operator()(const AddRegKey& change) const {
    if (const auto way = wayDown(change.parent / change.tree.name, at)) {
      RegTree copy = change.tree;
      const RegTree* found = descend(copy, *way);
      tree = found == nullptr ? std::nullopt : std::optional(*found);
    } else if (RegTree* above = keyOf(change.parent)) {
      insertSorted(above->keys, change.tree);
    }
  }

 private:
  RegTree* keyOf(const RegPath& key) const {
    if (!tree) return nullptr;
    const auto way = wayDown(at, key);
    return way ? descend(*tree, *way) : nullptr;
  }
};

bool startsAsSid(std::string_view name) {
  return name.size() > 2 && equalNoCase(name.substr(0, 2), "S-");
}

}  // namespace

struct LiveRegistry::State {
  State(Files& theFiles, WinPath root) : files(theFiles), systemRoot(std::move(root)) {}

  Files& files;
  WinPath systemRoot;
  std::recursive_mutex mutex;
  std::vector<Pending> pending;
  bool located = false;
  std::vector<HiveFile> loaded;        ///< .DEFAULT and who is logged on.
  std::unique_ptr<HiveRegistry> away;  ///< Who is not.
  std::vector<Error> gaps;
  bool aliasKnown = false;
  std::optional<std::string> alias;  ///< The name by which CurrentControlSet goes where it is itself the set.

  // ---- where things are

  /// "ControlSet001" where CurrentControlSet is no link and there is no such key.
  const std::optional<std::string>& currentSetAlias() {
    if (aliasKnown) return alias;
    aliasKnown = true;
    const auto set = currentSet();
    if (!set) return alias;
    auto named = win32::openKey(systemHive / *set, KEY_READ);
    auto current = win32::openKey(systemHive / "CurrentControlSet", KEY_READ);
    if (named && !*named && current && *current) alias = *set;
    return alias;
  }

  /// The name of the control set that Windows runs from.
  static std::optional<std::string> currentSet() {
    auto select = win32::openKey(systemHive / "Select", KEY_READ);
    if (!select || !*select) return std::nullopt;
    auto value = win32::valueOf(select->get(), "Current", systemHive.text());
    const auto number = value && *value ? (*value)->asDword() : std::nullopt;
    if (!number) return std::nullopt;
    const std::string digits = std::to_string(*number);
    return "ControlSet" + std::string(digits.size() < 3 ? 3 - digits.size() : 0, '0') + digits;
  }

  /// The key as the system knows it.
  RegPath real(RegPath key) {
    if (key.hive == RegPath::Hive::System && !key.keys.empty() && currentSetAlias() && equalNoCase(key.keys.front(), *currentSetAlias())) {
      key.keys.front() = "CurrentControlSet";
    }
    return key;
  }

  bool isServiceOfCurrentSet(const RegPath& key) const {
    if (key.hive != RegPath::Hive::System || key.keys.size() != 3 || !equalNoCase(key.keys[1], "Services")) return false;
    const auto set = currentSet();
    return set && equalNoCase(key.keys[0], *set);
  }

  struct Profile {
    std::string sid;
    WinPath folder;
  };

  std::vector<Profile> listedProfiles() {
    std::vector<Profile> profiles;
    const RegPath list = softwareHive.join(profileList);
    auto key = win32::openKey(list, KEY_READ);
    auto sids = key && *key ? win32::subkeysOf(key->get(), list.text()) : Result<std::vector<std::string>>();
    if (!key) gaps.push_back(key.error());
    if (!sids) gaps.push_back(sids.error());
    if (!sids) return profiles;
    const WindowsVariables variables{systemRoot};
    for (const std::string& sid : *sids) {
      auto profile = win32::openKey(list / sid, KEY_READ);
      auto path =
          profile && *profile ? win32::valueOf(profile->get(), "ProfileImagePath", (list / sid).text()) : Result<std::optional<RegValue>>();
      if (!profile) gaps.push_back(profile.error());
      if (!path) gaps.push_back(path.error());
      if (!path || !*path) continue;
      const std::string text = variables.expand((*path)->asText());
      auto folder = WinPath::parse(text);
      if (folder) {
        profiles.push_back({sid, std::move(*folder)});
      } else {
        gaps.push_back({Errc::Unsupported, displayable(text), "the profile folder of " + displayable(sid) + " is no path", 0});
      }
    }
    return profiles;
  }

  /// The hive files in a folder that may be a profile.
  std::vector<WinPath> hivesIn(const WinPath& folder) {
    std::vector<WinPath> out;
    auto found = files.find(folder / userHiveName);
    if (!found) gaps.push_back(found.error());
    if (!found) return out;
    for (const FoundFile& file : *found) {
      if (file.kind == FileKind::File) {
        out.push_back(file.path);
      } else {
        gaps.push_back({Errc::Refused, file.path.text(), "is not a file", 0});
      }
    }
    return out;
  }

  void locate() {
    if (located) return;
    located = true;
    gaps.clear();
    loaded.clear();
    const std::vector<Profile> listed = listedProfiles();

    const std::wstring root = LR"(\REGISTRY\USER)";
    std::wstring name = root;
    UNICODE_STRING unicode = win32::counted(name);
    OBJECT_ATTRIBUTES attributes = win32::named(unicode, nullptr, OBJ_CASE_INSENSITIVE);
    HANDLE raw = nullptr;
    const NTSTATUS status = NtOpenKey(&raw, KEY_READ, &attributes);
    const win32::Handle users(raw);
    auto names = win32::good(status) ? win32::subkeysOf(users.get(), "HKU")
                                     : Result<std::vector<std::string>>(tl::unexpected(win32::errorOfStatus(status, "HKU", "opening")));
    if (!names) gaps.push_back(names.error());
    std::vector<WinPath> taken;
    for (const std::string& sid : names.value_or(std::vector<std::string>())) {
      const bool isDefault = equalNoCase(sid, ".DEFAULT");
      const std::string folded = foldCase(sid);
      if (!isDefault && (!startsAsSid(sid) || folded.ends_with("_CLASSES") || folded == "S-1-5-18")) continue;
      HiveFile hive;
      hive.path = RegPath{RegPath::Hive::User, isDefault ? std::string(".DEFAULT") : sid, {}};
      hive.file = isDefault ? systemRoot.join(R"(system32\config\DEFAULT)")
                            : WinPath::root(systemRoot.drive()).join(R"(Users)") / sid / userHiveName;
      for (const Profile& profile : listed) {
        if (isDefault || !equalNoCase(profile.sid, sid)) continue;
        hive.file = profile.folder / userHiveName;
        hive.user = profile.folder.name();
      }
      // Its exact spelling, where it can be seen.
      if (auto found = files.find(hive.file); found && found->size() == 1) {
        hive.file = found->front().path;
        if (!isDefault) hive.user = hive.file.parent().name();
      }
      taken.push_back(hive.file);
      loaded.push_back(std::move(hive));
    }
    locateAway(listed, taken);
  }

  /// Who is not logged on: what ProfileList names, and what lies beside it.
  void locateAway(const std::vector<Profile>& listed, const std::vector<WinPath>& taken) {
    std::vector<HiveFile> out;
    const auto add = [&](const WinPath& folder, const std::string& sid) {
      for (const WinPath& file : hivesIn(folder)) {
        const auto has = [&file](const WinPath& other) { return other == file; };
        if (std::ranges::any_of(taken, has) || std::ranges::any_of(out, has, &HiveFile::file)) continue;
        HiveFile hive;
        std::string unused = sid;
        const auto used = [&out, &unused](const HiveFile& one) { return equalNoCase(one.path.sid, unused); };
        for (std::size_t n = 2; std::ranges::any_of(out, used) || std::ranges::any_of(loaded, used); ++n)
          unused = sid + "~" + std::to_string(n);
        hive.path = RegPath{RegPath::Hive::User, unused, {}};
        hive.file = file;
        hive.user = file.parent().name();
        out.push_back(std::move(hive));
      }
    };
    std::vector<WinPath> parents = {WinPath::root(systemRoot.drive()) / "Users",
                                    WinPath::root(systemRoot.drive()) / "Documents and Settings"};
    for (const Profile& profile : listed) {
      const auto isIts = [&profile](const HiveFile& hive) { return equalNoCase(hive.path.sid, profile.sid); };
      // HKU\S-1-5-18 is .DEFAULT, whose hive lies elsewhere.
      if (equalNoCase(profile.sid, "S-1-5-18") || std::ranges::any_of(loaded, isIts)) continue;
      if (profile.folder.drive() != systemRoot.drive()) {
        gaps.push_back(
            {Errc::Unsupported, profile.folder.text(), "the profile of " + displayable(profile.sid) + " lies on another volume", 0});
        continue;
      }
      add(profile.folder, profile.sid);
    }
    for (const WinPath& parent : parents) {
      auto found = files.find(parent);
      if (!found) gaps.push_back(found.error());
      for (const FoundFile& folder : found.value_or(std::vector<FoundFile>())) {
        if (folder.kind != FileKind::Folder) continue;  // "Documents and Settings" is a junction nowadays
        auto entries = files.list(folder.path, false);
        if (!entries) gaps.push_back(entries.error());
        if (!entries || !*entries) continue;
        std::ranges::sort(**entries, {}, &FileEntry::name);
        for (const FileEntry& entry : **entries) {
          if (entry.kind == FileKind::Folder) add(folder.path / entry.name, "profile:" + entry.name);
        }
      }
    }
    away = std::make_unique<HiveRegistry>(files, systemRoot, std::move(out));
  }

  /// Null: the key belongs to the running registry. Else who is not logged on.
  Result<Registry*> elsewhere(const RegPath& key) {
    if (key.hive != RegPath::Hive::User) return static_cast<Registry*>(nullptr);
    locate();
    const auto isIts = [&key](const HiveFile& hive) { return equalNoCase(hive.path.sid, key.sid); };
    if (std::ranges::any_of(loaded, isIts)) return static_cast<Registry*>(nullptr);
    if (!std::ranges::any_of(away->hives(), isIts) && !gaps.empty()) {
      // It may lie where we could not look, unless it is one that is known and cannot be read: that one tells by itself.
      if (auto root = away->subkeys({RegPath::Hive::User, key.sid, {}}); root && !*root) return tl::unexpected(gaps.front());
    }
    return away.get();
  }

  // ---- reading

  /// Opens a key of the running registry for reading. A user who was there and has logged off meanwhile is no absence.
  Result<win32::Handle> opened(const RegPath& key) {
    auto handle = win32::openKey(real(key), KEY_READ);
    if (handle && !*handle && key.hive == RegPath::Hive::User) {
      auto root = win32::openKey({key.hive, key.sid, {}}, KEY_READ);
      if (root && !*root) return fail(Errc::Busy, key.text(), "this user has just logged off");
    }
    return handle;
  }

  /// The key with its values and the names of its sub-keys, without pending changes.
  Result<std::optional<RegTree>> shallow(const RegPath& key) {
    auto handle = opened(key);
    if (!handle) return tl::unexpected(handle.error());
    std::optional<RegTree> tree;
    if (!*handle) return tree;
    auto values = win32::valuesOf(handle->get(), key.text());
    if (!values) return tl::unexpected(values.error());
    auto names = win32::subkeysOf(handle->get(), key.text());
    if (!names) return tl::unexpected(names.error());
    tree.emplace();
    tree->values = std::move(*values);
    const bool isSystem = key.hive == RegPath::Hive::System && key.keys.empty() && currentSetAlias();
    for (std::string& name : *names) {
      RegTree below;
      below.name = isSystem && equalNoCase(name, "CurrentControlSet") ? *currentSetAlias() : std::move(name);
      tree->keys.push_back(std::move(below));
    }
    return tree;
  }

  Result<std::optional<RegTree>> deep(const RegPath& key) {
    auto handle = opened(key);
    if (!handle) return tl::unexpected(handle.error());
    if (!*handle) return std::optional<RegTree>();
    // The name as it is stored, not as it was asked for.
    std::string name = key.keys.empty() ? std::string() : key.keys.back();
    if (!key.keys.empty()) {
      auto above = shallow(key.parent());
      if (!above) return tl::unexpected(above.error());
      if (*above) {
        if (const RegTree* stored = child(**above, name)) name = stored->name;
      }
    }
    auto tree = win32::treeOf(handle->get(), name, key.text());
    if (!tree) return tl::unexpected(tree.error());
    return std::optional(std::move(*tree));
  }

  /// The same with the first `count` pending changes.
  Result<std::optional<RegTree>> seen(const RegPath& key, bool whole, std::size_t count) {
    auto tree = whole ? deep(key) : shallow(key);
    if (!tree) return tree;
    for (std::size_t i = 0; i < count; ++i) std::visit(ShowChange{key, *tree}, pending[i].change);
    return tree;
  }

  // ---- changing

  static const RegPath& keyOf(const Change& change) {
    struct Visit {
      const RegPath& operator()(const RemoveRegValue& one) const { return one.key; }
      const RegPath& operator()(const SetRegValue& one) const { return one.key; }
      const RegPath& operator()(const RemoveRegKey& one) const { return one.key; }
      const RegPath& operator()(const AddRegKey& one) const { return one.parent; }
    };
    return std::visit(Visit{}, change);
  }

  /// What the change would find after the first `count` pending changes. Fails with Refused where it cannot be made.
  Result<Before> look(const Change& change, std::size_t count) {
    struct Visit {
      State& state;
      std::size_t count;
      Result<Before> value(const RegPath& key, const std::string& name, bool mustBeThere) const {
        auto tree = state.seen(key, false, count);
        if (!tree) return tl::unexpected(tree.error());
        if (!*tree) return fail(Errc::Refused, key.text(), "no such key");
        for (RegValue& one : (*tree)->values) {
          if (equalNoCase(one.name, name)) return Before(std::move(one));
        }
        if (mustBeThere) return fail(Errc::Refused, key.text(), "no value " + displayable(name));
        return Before();
      }
      Result<Before> operator()(const RemoveRegValue& one) const { return value(one.key, one.name, true); }
      Result<Before> operator()(const SetRegValue& one) const { return value(one.key, one.value.name, false); }
      Result<Before> operator()(const RemoveRegKey& one) const {
        if (one.key.keys.empty()) return fail(Errc::Refused, one.key.text(), "is a whole hive");
        auto tree = state.seen(one.key, true, count);
        if (!tree) return tl::unexpected(tree.error());
        if (!*tree) return fail(Errc::Refused, one.key.text(), "no such key");
        return Before(std::move(**tree));
      }
      Result<Before> operator()(const AddRegKey& one) const {
        auto parent = state.seen(one.parent, false, count);
        if (!parent) return tl::unexpected(parent.error());
        if (!*parent) return fail(Errc::Refused, one.parent.text(), "no such key");
        if (child(**parent, one.tree.name) != nullptr) return fail(Errc::Refused, (one.parent / one.tree.name).text(), "is there already");
        return Before();
      }
    };
    return std::visit(Visit{*this, count}, change);
  }

  template <class One>
  Status apply(const RegPath& key, const One& change) {
    const std::scoped_lock lock(mutex);
    auto other = elsewhere(key);
    if (!other) return tl::unexpected(other.error());
    if (*other != nullptr) return (*other)->apply(change);
    auto before = look(change, pending.size());
    if (!before) return tl::unexpected(before.error());
    pending.push_back({change, std::move(*before)});
    return {};
  }

  Status make(const Change& change) {
    struct Visit {
      State& state;
      Result<win32::Handle> key(const RegPath& path, ACCESS_MASK access) const {
        auto handle = win32::openKey(state.real(path), access);
        if (handle && !*handle) return fail(Errc::Refused, path.text(), "no such key");
        return handle;
      }
      Status value(const RegPath& path, const std::string& name, const RegValue* to) const {
        auto handle = key(path, KEY_READ | KEY_SET_VALUE);
        if (!handle) return tl::unexpected(handle.error());
        const Status done =
            to != nullptr ? win32::setValue(handle->get(), *to, path.text()) : win32::removeValue(handle->get(), name, path.text());
        if (!done) return done;
        auto now = win32::valueOf(handle->get(), name, path.text());
        if (!now) return tl::unexpected(now.error());
        const bool asWanted = to == nullptr ? !*now : *now && (*now)->type == to->type && (*now)->data == to->data;
        if (!asWanted) return fail(Errc::Io, path.text(), displayable(name) + " reads back as something else");
        return flush(handle->get(), path);
      }
      static Status flush(HANDLE handle, const RegPath& path) {
        const NTSTATUS status = NtFlushKey(handle);
        return win32::good(status) ? Status() : tl::unexpected(win32::errorOfStatus(status, path.text(), "flushing"));
      }
      Status flushed(const Status& done, const RegPath& path) const {
        if (!done) return done;
        auto handle = key(path, KEY_READ);
        return handle ? flush(handle->get(), path) : tl::unexpected(handle.error());
      }
      Status operator()(const RemoveRegValue& one) const { return value(one.key, one.name, nullptr); }
      Status operator()(const SetRegValue& one) const { return value(one.key, one.value.name, &one.value); }
      Status operator()(const RemoveRegKey& one) const {
        if (state.isServiceOfCurrentSet(one.key)) return flushed(win32::removeService(state.real(one.key)), one.key.parent());
        auto handle = key(one.key, win32::changeAccess);
        if (!handle) return tl::unexpected(handle.error());
        return flushed(win32::removeTree(handle->get(), one.key.text()), one.key.parent());
      }
      Status operator()(const AddRegKey& one) const {
        if (state.isServiceOfCurrentSet(one.parent / one.tree.name))
          return flushed(win32::addService(state.real(one.parent), one.tree), one.parent);
        auto handle = key(one.parent, KEY_READ | KEY_CREATE_SUB_KEY);
        if (!handle) return tl::unexpected(handle.error());
        return flushed(win32::makeTree(handle->get(), one.tree, (one.parent / one.tree.name).text()), one.parent);
      }
    };
    return std::visit(Visit{*this}, change);
  }

  /// Whether what a change would find is what it found when it was applied, with the first `count` pending changes not made yet.
  Status stillSame(const Pending& one, std::size_t count) {
    auto now = look(one.change, count);
    if (!now) return tl::unexpected(now.error());
    if (!sameBefore(one.before, std::move(*now)))
      return fail(Errc::Refused, keyOf(one.change).text(), "has changed since it was looked at");
    return {};
  }

  Status commit(const WinPath& keepFolder, CommitWitness& witness) {
    for (std::size_t i = 0; i < pending.size(); ++i) {
      if (auto same = stillSame(pending[i], i); !same) return same;
    }
    if (away) {
      if (auto done = away->commit(keepFolder, witness); !done) return done;
    }
    // To give a key back to an owner that is not us.
    const win32::Privilege restore(SE_RESTORE_NAME);
    const win32::Privilege own(SE_TAKE_OWNERSHIP_NAME);
    Status first;
    std::vector<Pending> left;
    std::vector<Pending> todo = std::exchange(pending, {});
    for (Pending& one : todo) {
      // Once more right before: the hives took their time.
      Status done = stillSame(one, 0);
      if (done) done = make(one.change);
      if (done) continue;
      if (first) first = done;
      left.push_back(std::move(one));
    }
    pending = std::move(left);
    return first;
  }
};

LiveRegistry::LiveRegistry(Files& files, WinPath systemRoot) : state_(std::make_unique<State>(files, std::move(systemRoot))) {}
LiveRegistry::~LiveRegistry() = default;

std::vector<HiveFile> LiveRegistry::hives() {
  const std::scoped_lock lock(state_->mutex);
  state_->locate();
  std::vector<HiveFile> hives;
  const WinPath config = state_->systemRoot.join(R"(system32\config)");
  for (const auto& [path, name] :
       std::array<std::pair<RegPath, std::string_view>, 2>{{{systemHive, "SYSTEM"}, {softwareHive, "SOFTWARE"}}}) {
    auto root = win32::openKey(path, KEY_READ);
    if (!root || !*root) continue;
    HiveFile hive{path, config / name, true, ""};
    if (auto found = state_->files.find(hive.file); found && found->size() == 1) hive.file = found->front().path;
    hives.push_back(std::move(hive));
  }
  for (const HiveFile& hive : state_->loaded) {
    if (auto root = win32::openKey(hive.path, KEY_READ); root && *root) hives.push_back(hive);
  }
  std::ranges::copy(state_->away->hives(), std::back_inserter(hives));
  return hives;
}

std::vector<Error> LiveRegistry::unreadable() {
  const std::scoped_lock lock(state_->mutex);
  state_->locate();
  std::vector<Error> errors;
  const WinPath config = state_->systemRoot.join(R"(system32\config)");
  const auto look = [&errors](const RegPath& path, const WinPath& file) {
    auto root = win32::openKey(path, KEY_READ);
    if (root) return;
    // By its file: that is how a hive is known.
    Error error = root.error();
    error.subject = file.text();
    errors.push_back(std::move(error));
  };
  look(systemHive, config / "SYSTEM");
  look(softwareHive, config / "SOFTWARE");
  for (const HiveFile& hive : state_->loaded) look(hive.path, hive.file);
  std::ranges::copy(state_->away->unreadable(), std::back_inserter(errors));
  std::ranges::copy(state_->gaps, std::back_inserter(errors));
  return errors;
}

Result<std::optional<std::vector<std::string>>> LiveRegistry::subkeys(const RegPath& key) {
  const std::scoped_lock lock(state_->mutex);
  auto other = state_->elsewhere(key);
  if (!other) return tl::unexpected(other.error());
  if (*other != nullptr) return (*other)->subkeys(key);
  auto tree = state_->seen(key, false, state_->pending.size());
  if (!tree) return tl::unexpected(tree.error());
  std::optional<std::vector<std::string>> names;
  if (!*tree) return names;
  names.emplace();
  for (const RegTree& below : (*tree)->keys) names->push_back(below.name);
  return names;
}

Result<std::optional<std::vector<RegValue>>> LiveRegistry::values(const RegPath& key) {
  const std::scoped_lock lock(state_->mutex);
  auto other = state_->elsewhere(key);
  if (!other) return tl::unexpected(other.error());
  if (*other != nullptr) return (*other)->values(key);
  auto tree = state_->seen(key, false, state_->pending.size());
  if (!tree) return tl::unexpected(tree.error());
  if (!*tree) return std::optional<std::vector<RegValue>>();
  return std::optional(std::move((*tree)->values));
}

Result<std::optional<RegTree>> LiveRegistry::tree(const RegPath& key) {
  const std::scoped_lock lock(state_->mutex);
  auto other = state_->elsewhere(key);
  if (!other) return tl::unexpected(other.error());
  if (*other != nullptr) return (*other)->tree(key);
  return state_->seen(key, true, state_->pending.size());
}

Result<bool> LiveRegistry::goesAtRestart(const RegPath& key) {
  const std::scoped_lock lock(state_->mutex);
  auto other = state_->elsewhere(key);
  if (!other) return tl::unexpected(other.error());
  if (*other != nullptr || !state_->isServiceOfCurrentSet(key)) return false;
  return win32::isMarkedForDeletion(state_->real(key));
}

Status LiveRegistry::apply(const RemoveRegValue& change) {
  return state_->apply(change.key, change);
}
Status LiveRegistry::apply(const SetRegValue& change) {
  return state_->apply(change.key, change);
}
Status LiveRegistry::apply(const RemoveRegKey& change) {
  return state_->apply(change.key, change);
}
Status LiveRegistry::apply(const AddRegKey& change) {
  return state_->apply(change.parent, change);
}

void LiveRegistry::discard() {
  const std::scoped_lock lock(state_->mutex);
  state_->pending.clear();
  state_->located = false;
  state_->away.reset();
  state_->aliasKnown = false;
  state_->alias.reset();
}

Status LiveRegistry::commit(const WinPath& keepFolder, CommitWitness& witness) {
  const std::scoped_lock lock(state_->mutex);
  return state_->commit(keepFolder, witness);
}

}  // namespace sankajo
