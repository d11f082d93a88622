// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

namespace sankajo {

/// This program's own path, whole, however deep it lies.
std::wstring programPath();

}  // namespace sankajo
