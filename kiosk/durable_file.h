// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "engine/error.h"

namespace sankajo {

/// Replaces a file so that at each instant, and after a power cut, it has either its old bytes or these, and these once it returns. It is written
/// beside (`path` with ".new"),
/// for its owner only; what a power cut left there is written over. Fails with AccessDenied, Io.
Status replaceDurably(const std::string& path, std::string_view bytes);

}  // namespace sankajo
