// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "engine/target/target.h"

namespace sankajo {

/// The Windows that this program runs on. Fails with Unsupported on any other system.
Result<std::unique_ptr<Target>> openLive();

/// Whether a host folder (and the name of a Windows folder in it) mean the Windows that this program runs on.
bool isThisWindows(const std::string& hostFolder, const std::optional<std::string>& systemRootName);

}  // namespace sankajo
