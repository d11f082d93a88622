// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/target/native_win32.h"
#include "engine/target/system_win32.h"
#include "engine/target/target.h"

// Keys of the running registry by handles. Every step goes one key down from an open one, by the counted name, and a key that is a link is never
// walked through, read or changed (Refused). Included by _win32 files only.

namespace sankajo::win32 {

/// The root that the kernel knows a hive by: `\REGISTRY\MACHINE\SYSTEM`.
std::wstring kernelRoot(const RegPath& hive);

/// Opens a key below a hive's root. Null: no such key. `access` is what the last key is opened for; the others are opened for reading.
Result<Handle> openKey(const RegPath& key, ACCESS_MASK access);

/// Names of the sub-keys, in the order that Windows gives. `subject` is the key's text, for errors.
Result<std::vector<std::string>> subkeysOf(HANDLE key, const std::string& subject);
/// The values raw, in stored order. Fails with Unsupported beyond 256 MiB.
Result<std::vector<RegValue>> valuesOf(HANDLE key, const std::string& subject);
/// One value; empty where there is none of this name.
Result<std::optional<RegValue>> valueOf(HANDLE key, const std::string& name, const std::string& subject);
/// The key whole: at most 4,096 keys and 16 MiB, no link in it, else Refused. `name` is what its tree is called.
Result<RegTree> treeOf(HANDLE key, const std::string& name, const std::string& subject);

Status setValue(HANDLE key, const RegValue& value, const std::string& subject);
Status removeValue(HANDLE key, const std::string& name, const std::string& subject);

/// Makes an empty key with the security that its parent gives. Refused where it is there.
Status makeKey(HANDLE parent, const std::string& name, const std::string& subject);
/// Makes the key of a tree that must not be there, with all that the tree holds, and reads it back. What a failure leaves is taken away again.
Status makeTree(HANDLE parent, const RegTree& tree, const std::string& subject);
/// Makes a key that is there already what the tree says: security, values, sub-keys; what the tree does not have goes. Reads it back.
Status makeAlike(HANDLE key, const RegTree& tree, const std::string& subject);
/// Removes a key with all below it, the deepest first; no link in it is followed. `key` was opened for DELETE and reading.
Status removeTree(HANDLE key, const std::string& subject);

/// What a handle must be opened for, so that makeAlike and removeTree can do their work.
constexpr ACCESS_MASK changeAccess = KEY_READ | KEY_WRITE | DELETE | WRITE_DAC | WRITE_OWNER;

/// A privilege that this program's token has and does not use by itself, while this lives. What it does not have is not told: what needed it fails then.
class Privilege {
 public:
  explicit Privilege(const wchar_t* name);
  ~Privilege();
  Privilege(const Privilege&) = delete;
  Privilege& operator=(const Privilege&) = delete;
  /// Whether this program has it now: who does not own a privilege cannot switch it on.
  bool held() const { return held_; }

 private:
  Handle token_;
  bool held_ = false;
  TOKEN_PRIVILEGES before_{};
};

}  // namespace sankajo::win32
