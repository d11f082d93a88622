// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdio>
#include <string>

// What the host system wants to be told, or asked, before anything else (startup_posix.cpp, startup_win32.cpp).

namespace sankajo {

/// To be called first by every program: from here on libraries are loaded from the system's own folders only, never from the folder that the
/// program or a file of the user lies in. Those that the program itself is linked with are there already; on Windows its load configuration
/// (packaging/windows/load_config.c) says the same for them.
void loadOnlySystemLibraries();

/// The folder that the program lies in, where that can be told; else empty.
std::string programFolder();

/// Writes a text to standard output or standard error; where a program has none, because it was started by a double-click, in a window that waits.
void tell(FILE* stream, const std::string& text);

/// Without a display Qt would end the program in its own words.
bool hasDisplay();

}  // namespace sankajo
