// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include <windows.h>

#include "engine/target/system_win32.h"
#include "engine/target/target.h"

// The programs that run, as Live has them. `administrator`: whether this program has those rights; what an administrator is denied, Windows keeps from
// everybody (Unsupported). Included by _win32 files only.

namespace sankajo::win32 {

/// Whether this program may do what administrators may: its token has their group switched on.
bool isAdministrator();

Result<std::vector<RunningProcess>> processes(bool administrator);
/// The numbers of the sessions in which something runs.
Result<std::vector<std::uint32_t>> sessions();
/// Live::readMemory. At most 2 GiB of a process, else Unsupported after that.
Status readMemory(const RunningProcess& process, const LookAtMemory& look, bool administrator);
/// Opens a program's file for reading; nobody can write, rename or remove it while the handle is open. Fails with Refused where it is not there or no file.
Result<Handle> openProgram(const WinPath& image);
/// Of all that is in an open file, from where it stands: from the beginning where it has just been opened.
Result<std::string> sha256Through(HANDLE file, const std::string& subject);

/// Live::endProcess.
Status endProcess(const RunningProcess& process, const std::string& sha256, bool administrator);

}  // namespace sankajo::win32
