// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "engine/target/target.h"

// What is to happen when Windows has started again, and the folder that all of it rests on: whoever could write into it would be started with our rights.
// Included by _win32 files only.

namespace sankajo::win32 {

/// Whether each of our folders on the way to `path` (that and those above it, from \Sankajo on) that is there belongs to Administrators, SYSTEM or whoever
/// owns Windows' own registry files, and can be written by nobody else; `path` itself may be a file. Fails with Refused where one does not, is a link or
/// no folder.
Status isProtected(Files& files, const WinPath& systemRoot, const WinPath& path);

/// Live::removeAtRestart, also for an empty folder.
Status removeAtRestart(Files& files, const WinPath& systemRoot, const WinPath& path);
/// Live::returnAfterRestart: `\Sankajo\return\1\Sankajo.exe` (or the next number that is free), and the value "Sankajo" of HKLM's RunOnce. Fails with Refused where the line is longer than the
/// 259 characters that RunOnce takes.
Status returnAfterRestart(Files& files, const WinPath& systemRoot, const std::vector<std::string>& arguments);
/// Live::forgetReturn.
Status forgetReturn(Files& files, const WinPath& systemRoot);

/// One argument as a program gets it back from its command line.
std::string quoted(const std::string& argument);

}  // namespace sankajo::win32
