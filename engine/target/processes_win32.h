// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <windows.h>

#include "engine/target/system_win32.h"
#include "engine/target/target.h"

// The programs that run, as Live has them. `opensAll`: whether this program may open those of others, as an administrator with SeDebugPrivilege; what is
// denied to such a one, Windows keeps from everybody (Unsupported). Included by _win32 files only.

namespace sankajo::win32 {

/// Whether this program may do what administrators may: its token has their group switched on.
bool isAdministrator();

Result<std::vector<RunningProcess>> processes(bool opensAll);
/// The numbers of the sessions in which something runs.
Result<std::vector<std::uint32_t>> sessions();
/// Live::readMemory.
Result<bool> readMemory(const RunningProcess& process, const LookAtMemory& look, bool opensAll);
/// Opens a program's file for reading; nobody can write, rename or remove it while the handle is open. Fails with Refused where it is not there or no file.
Result<Handle> openProgram(const WinPath& image);
/// Of all that is in an open file, from where it stands: from the beginning where it has just been opened.
Result<std::string> sha256Through(HANDLE file, const std::string& subject);

/// Live::endProcess.
Status endProcess(const RunningProcess& process, const std::string& sha256, bool opensAll);

}  // namespace sankajo::win32
