// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace sankajo {

/// Rows in columns for a terminal, two blanks between them, each line with `indent` in front. Chinese, Japanese and Korean characters and full-width forms
/// count as two. A column in which nothing stands is left out.
std::string textTable(const std::vector<std::vector<std::string>>& rows, std::string_view indent = {});

}  // namespace sankajo
