// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "engine/error.h"

namespace sankajo {

/// Writes a demonstration disk into an empty folder: a Windows XP with Service Pack 1, the hole open, and stand-ins for Blaster.A and
/// Welchia.A that cannot run. Fails with Io.
Status writeDemonstrationDisk(const std::string& folder);

}  // namespace sankajo
