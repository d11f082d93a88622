// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>

// What the tests need of the system they run on and Qt has not got.

namespace sankajo::test {

/// Makes a symbolic link (not one of Windows' shortcuts) that leads to a host path, be it there or not. False where this host cannot.
bool makeLink(const std::string& to, const std::string& link);

/// Takes such a link away, never what it leads to.
bool removeLink(const std::string& link);

/// Whether these are programs for Windows that run under Wine.
bool isWine();

/// Whether a file may be called whatever has neither a separator nor a NUL.
bool hostTakesAnyName();

/// How many characters a path of this host can have, whichever way it is walked; Wine's are limited by the system below.
std::size_t hostLongestPath();

}  // namespace sankajo::test
