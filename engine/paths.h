// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error.h"

namespace sankajo {

/// An absolute path as Windows writes it, `C:\WINDOWS\system32`, parsed once. Components keep the case in which they were
/// read; comparison is without case. There is no `..` and no `.`, no empty component, no stream (`name:stream`).
class WinPath {
 public:
  /// The root of drive C.
  WinPath() = default;
  /// The root of a drive; letter 'A' to 'Z', any case.
  static WinPath root(char driveLetter);
  /// Fails with Refused for anything but `X:\a\b`: relative, UNC and device paths, `.`, `..`, streams, NUL, over 32,767
  /// characters. `\\?\X:\`, `\??\X:\` and forward slashes are understood.
  static Result<WinPath> parse(std::string_view text);
  /// From components as they stand on a disk (any bytes but NUL and separators). The caller vouches for them.
  static WinPath of(char driveLetter, std::vector<std::string> components);

  char drive() const { return drive_; }
  const std::vector<std::string>& components() const { return components_; }
  bool isRoot() const { return components_.empty(); }
  /// The last component; empty for a root.
  const std::string& name() const;
  /// The folder above; a root's is itself.
  WinPath parent() const;
  /// One component further. `component` holds no separator.
  WinPath operator/(std::string_view component) const;
  /// Several components further, split at `\`.
  WinPath join(std::string_view relative) const;
  /// The path with another drive letter.
  WinPath onDrive(char driveLetter) const;

  /// `C:\WINDOWS\system32`; a root is `C:\`.
  std::string text() const;

  /// The same path, exactly, letter by letter.
  bool sameSpelling(const WinPath& other) const { return drive_ == other.drive_ && components_ == other.components_; }
  /// The same path without regard to case.
  friend bool operator==(const WinPath& a, const WinPath& b);
  friend bool operator<(const WinPath& a, const WinPath& b);
  /// Whether this is `folder` or lies anywhere below it.
  bool isWithin(const WinPath& folder) const;

 private:
  char drive_ = 'C';
  std::vector<std::string> components_;
};

/// The variables that paths in a registry and in an advisory are written with.
struct WindowsVariables {
  WinPath systemRoot;  ///< %SystemRoot%, %windir%
  /// Replaces %SystemRoot%, %windir% and %SystemDrive% and a leading `\SystemRoot\`; other variables stay as they are.
  std::string expand(std::string_view text) const;
};

/// Where a 64-bit Windows keeps for 32-bit programs what they believe to be in system32: `...\SysWOW64\wins` for `...\system32\wins`. Empty for what does
/// not lie there.
std::optional<WinPath> wow64Twin(const WinPath& path, const WinPath& systemRoot);
/// The other way: what a 32-bit program calls a path that lies in SysWOW64. Any other path is itself.
WinPath wow64Name(const WinPath& path, const WinPath& systemRoot);

/// What Windows starts when it is given `data` as a Run value, an ImagePath or one entry of Winlogon's Shell: variables expanded,
/// quotes removed, the shortest run up to `.exe` that is followed by its end, a blank, a quote, a comma or NUL; without an
/// `.exe`, the first word. Empty for empty data. The result may be a bare name, a relative or an absolute path.
std::string startedProgram(std::string_view data, const WindowsVariables& variables);

/// The part after the last separator.
std::string_view fileNameOf(std::string_view path);

}  // namespace sankajo
