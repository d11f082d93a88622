// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string_view>

#include "engine/advisory.h"
#include "engine/paths.h"
#include "engine/target/target.h"

// What is Windows' own, whatever an advisory says: NT 4.0, 2000, XP and Server 2003 at their own places. The guard and lint refuse
// to remove any of it.

namespace sankajo {

/// One of Windows' own files at its own place: what it needs to start, to log on, to show its desktop and to be put in order again,
/// the three RPC files, the registry's files. The drive letter does not count. A file of the same name elsewhere is none.
bool isWindowsOwnFile(const WinPath& file, const WinPath& systemRoot);

/// Whether Windows has a file of this name of its own, wherever it lies.
bool isWindowsOwnName(std::string_view fileName);

/// The value that Windows itself has here, for a value that must never be removed but may be set back: Winlogon's Shell and Userinit.
/// Empty where that is not known of this Windows: nothing is guessed that people log on through.
std::optional<RegValue> windowsDefault(const RegPath& key, std::string_view valueName, const WinPath& systemRoot, SystemFamily system);

/// A key that is never removed, nor any of its values: the hives' roots and control sets, Control with the Session Manager, the Services key
/// itself, the services without which Windows does not start, Winlogon. Everything below such a service and below Control too.
bool isProtectedKey(const RegPath& key);

}  // namespace sankajo
