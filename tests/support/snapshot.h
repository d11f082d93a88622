// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <string>
#include <vector>

#include "engine/target/target.h"

namespace sankajo::test {

/// One thing in a host folder.
struct SnapshotEntry {
  std::string kind;          ///< "file", "folder", "link", "other"
  std::string content;       ///< A file's SHA-256, a link's target.
  std::int64_t modifiedNs = 0;  ///< Of files only: a folder's time says what happened in it.
  unsigned permissions = 0;
  bool operator==(const SnapshotEntry&) const = default;
};
/// Everything below a host folder, by path; links are not followed.
using Snapshot = std::map<std::string, SnapshotEntry>;
Snapshot snapshotOf(const std::string& hostFolder);

/// What differs, a line each, at most twenty; empty when nothing does. Paths that begin with one of `except` are left out.
std::string differences(const Snapshot& before, const Snapshot& after, const std::vector<std::string>& except = {});

/// Every hive of a Windows as one tree, by its root's name ("HKLM\SYSTEM"): keys and values in the order of their names, times of
/// writing left out, since a key that was changed and changed back tells so.
std::map<std::string, RegTree> registryOf(Target& target);

/// What differs between two registries, a line each; empty when nothing does.
std::string differences(const std::map<std::string, RegTree>& before, const std::map<std::string, RegTree>& after);

}  // namespace sankajo::test
