// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/csv.h"

#include <algorithm>
#include <utility>

#include "engine/text.h"

namespace sankajo {

namespace {

bool beginsAFormula(std::string_view cell) {
  if (cell.empty()) return false;
  if (cell.front() == '\t' || cell.front() == '\r' || cell.front() == '\n') return true;
  constexpr std::string_view starts[] = {"=", "+", "-", "@", "＝", "＋", "－", "＠"};
  return std::ranges::any_of(starts, [cell](std::string_view start) { return cell.starts_with(start); });
}

std::string trimmed(std::string_view cell) {
  const std::size_t first = cell.find_first_not_of(" \t\r");
  if (first == std::string_view::npos) return {};
  return std::string(cell.substr(first, cell.find_last_not_of(" \t\r") - first + 1));
}

}  // namespace

std::string csvRow(const std::vector<std::string>& cells) {
  std::string row;
  for (const std::string& cell : cells) {
    row += row.empty() ? "\"" : ",\"";
    if (beginsAFormula(cell)) row += '\'';
    for (const char c : displayable(cell)) {
      if (c == '"') row += '"';
      row += c;
    }
    row += '"';
  }
  return row + "\r\n";
}

std::optional<std::vector<std::vector<std::string>>> csvRows(std::string_view text) {
  if (text.starts_with(csvMark)) text.remove_prefix(csvMark.size());
  std::vector<std::vector<std::string>> rows;
  std::vector<std::string> row;
  std::string cell;
  bool quoted = false;
  char separator = '\0';
  const auto endCell = [&] {
    row.push_back(trimmed(cell));
    cell.clear();
  };
  const auto endRow = [&] {
    endCell();
    if (std::ranges::any_of(row, [](const std::string& one) { return !one.empty(); })) rows.push_back(std::move(row));
    row.clear();
    separator = '\0';
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (quoted) {
      const bool twice = c == '"' && i + 1 < text.size() && text[i + 1] == '"';
      if (c != '"' || twice) cell += c;
      if (twice) ++i;
      quoted = c != '"' || twice;
    } else if (c == '"' && trimmed(cell).empty()) {
      cell.clear();
      quoted = true;
    } else if (c == '\n' || c == '\r') {
      endRow();
    } else if (separator == '\0' ? c == ',' || c == ';' || c == '\t' : c == separator) {
      separator = c;
      endCell();
    } else {
      cell += c;
    }
  }
  if (quoted) return std::nullopt;
  endRow();
  return rows;
}

}  // namespace sankajo
