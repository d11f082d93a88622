// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/target/target.h"

// A patch's package that is run on this Windows. Included by _win32 files only.

namespace sankajo::win32 {

/// Live::runPackage.
Result<std::uint32_t> runPackage(Files& files, const WinPath& systemRoot, const PackageRun& package, const std::function<void()>& running);

}  // namespace sankajo::win32
