// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text_table.h"

#include <algorithm>

namespace sankajo {

namespace {

/// Cells of a terminal: Chinese, Japanese and Korean characters and full-width forms take two.
std::size_t widthOf(std::string_view text) {
  std::size_t width = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    if ((byte & 0xC0U) == 0x80U) continue;
    // From U+1100 on, as good as all that is written here is wide; that is a lead byte of E1 84 or more.
    const bool wide = byte >= 0xE3U || (byte == 0xE1U && i + 1 < text.size() && static_cast<unsigned char>(text[i + 1]) == 0x84U);
    width += wide ? 2 : 1;
  }
  return width;
}

}  // namespace

std::string textTable(const std::vector<std::vector<std::string>>& rows, std::string_view indent) {
  std::vector<std::size_t> widths;
  for (const std::vector<std::string>& row : rows) {
    widths.resize(std::max(widths.size(), row.size()));
    for (std::size_t i = 0; i < row.size(); ++i) widths[i] = std::max(widths[i], widthOf(row[i]));
  }
  std::string text;
  for (const std::vector<std::string>& row : rows) {
    std::string line;
    for (std::size_t i = 0; i < row.size(); ++i) {
      if (widths[i] > 0) line += row[i] + std::string(widths[i] - widthOf(row[i]) + 2, ' ');
    }
    text.append(indent).append(line, 0, line.find_last_not_of(' ') + 1).append("\n");
  }
  return text;
}

}  // namespace sankajo
