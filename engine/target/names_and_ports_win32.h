// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "engine/target/target.h"

// Included by _win32 files only.

namespace sankajo::win32 {

/// Live::hasMutex; also looks into every other session in which something runs, as far as that can be seen.
Result<bool> hasMutex(const std::string& name, bool administrator);

/// Live::ports.
Result<std::vector<OpenPort>> ports();

}  // namespace sankajo::win32
