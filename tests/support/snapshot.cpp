// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/snapshot.h"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <system_error>

#include "engine/hash.h"
#include "engine/text.h"

namespace sankajo::test {
namespace {

namespace fs = std::filesystem;

SnapshotEntry entryOf(const fs::directory_entry& at) {
  SnapshotEntry entry;
  std::error_code code;
  const fs::file_status status = at.symlink_status(code);
  entry.permissions = static_cast<unsigned>(status.permissions());
  switch (status.type()) {
    case fs::file_type::symlink:
      entry.kind = "link";
      entry.content = fs::read_symlink(at.path(), code).string();
      break;
    case fs::file_type::directory: entry.kind = "folder"; break;
    case fs::file_type::regular: {
      entry.kind = "file";
      std::ifstream stream(at.path(), std::ios::binary);
      entry.content = stream ? sha256Of(std::string(std::istreambuf_iterator<char>(stream), {})) : "unreadable";
      const auto time = std::chrono::file_clock::to_sys(at.last_write_time(code));
      entry.modifiedNs = std::chrono::duration_cast<std::chrono::nanoseconds>(time.time_since_epoch()).count();
      break;
    }
    default: entry.kind = "other"; break;
  }
  return entry;
}

void normalise(RegTree& tree) {
  tree.lastWritten = 0;
  std::ranges::sort(tree.values, lessNoCase, &RegValue::name);
  std::ranges::sort(tree.keys, lessNoCase, &RegTree::name);
  for (RegTree& key : tree.keys) normalise(key);
}

void compare(const RegTree& before, const RegTree& after, const std::string& where, std::string& out) {
  if (before == after) return;
  const auto tell = [&](const std::string& what) { out += where + ": " + what + "\n"; };
  if (before.keyClass != after.keyClass) tell("class");
  if (before.security != after.security) tell("security");
  if (before.flags != after.flags) tell("flags");
  if (before.values != after.values) {
    std::string names = "values were";
    for (const RegValue& value : before.values) names += " [" + value.name + "]";
    names += ", are";
    for (const RegValue& value : after.values) names += " [" + value.name + "]";
    tell(names);
  }
  for (const RegTree& key : before.keys) {
    const auto other = std::ranges::find(after.keys, key.name, &RegTree::name);
    if (other == after.keys.end()) {
      tell("key " + key.name + " is gone");
    } else {
      compare(key, *other, where + "\\" + key.name, out);
    }
  }
  for (const RegTree& key : after.keys)
    if (std::ranges::find(before.keys, key.name, &RegTree::name) == before.keys.end()) tell("key " + key.name + " is new");
}

}  // namespace

Snapshot snapshotOf(const std::string& hostFolder) {
  Snapshot snapshot;
  std::error_code code;
  for (fs::recursive_directory_iterator at(hostFolder, code), end; at != end; at.increment(code)) {
    if (code) break;
    snapshot[at->path().string().substr(hostFolder.size() + 1)] = entryOf(*at);
  }
  return snapshot;
}

std::string differences(const Snapshot& before, const Snapshot& after, const std::vector<std::string>& except) {
  std::string out;
  int lines = 0;
  const auto tell = [&](const std::string& path, const std::string& what) {
    const bool left = std::ranges::any_of(except, [&path](const std::string& prefix) { return path.starts_with(prefix); });
    if (!left && ++lines <= 20) out += displayable(path) + ": " + what + "\n";
  };
  for (const auto& [path, entry] : before) {
    const auto other = after.find(path);
    if (other == after.end()) {
      tell(path, "gone");
    } else if (entry != other->second) {
      const SnapshotEntry& now = other->second;
      tell(path, entry.kind != now.kind || entry.content != now.content ? "content differs"
                 : entry.modifiedNs != now.modifiedNs                  ? "time differs"
                                                                       : "permissions differ");
    }
  }
  for (const auto& [path, entry] : after)
    if (!before.contains(path)) tell(path, "new");
  return out;
}

std::map<std::string, RegTree> registryOf(Target& target) {
  std::map<std::string, RegTree> all;
  for (const HiveFile& hive : target.registry().hives()) {
    const auto tree = target.registry().tree(hive.path);
    if (!tree || !*tree) {
      all[hive.path.text()].name = tree ? "no such key" : describe(tree.error());
      continue;
    }
    normalise(all[hive.path.text()] = **tree);
  }
  return all;
}

std::string differences(const std::map<std::string, RegTree>& before, const std::map<std::string, RegTree>& after) {
  std::string out;
  for (const auto& [name, tree] : before) {
    const auto other = after.find(name);
    if (other == after.end()) {
      out += name + " is gone\n";
    } else {
      compare(tree, other->second, name, out);
    }
  }
  for (const auto& [name, tree] : after)
    if (!before.contains(name)) out += name + " is new\n";
  return out;
}

}  // namespace sankajo::test
