// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/hive_view.h"

#include <algorithm>

namespace sankajo::regf {

Leaf View::leaf(std::uint32_t offset) const {
  const std::string_view content = cell(offset);
  Leaf leaf;
  leaf.cell = offset;
  leaf.kind = content.substr(0, 2);
  const std::size_t size = entrySize(leaf.kind);
  for (std::size_t i = 0; i < u16(content, list::count); ++i) {
    const std::size_t at = list::entries + size * i;
    leaf.entries.push_back({u32(content, at), size == 8 ? u32(content, at + 4) : 0});
  }
  return leaf;
}

Lists View::lists(std::uint32_t key) const {
  Lists lists;
  const std::string_view nkCell = cell(key);
  if (u32(nkCell, nk::subkeys) == 0) return lists;
  const std::uint32_t offset = u32(nkCell, nk::list);
  const std::string_view content = cell(offset);
  if (content.substr(0, 2) != "ri") {
    lists.leaves.push_back(leaf(offset));
    return lists;
  }
  lists.root = offset;
  for (std::size_t i = 0; i < u16(content, list::count); ++i) {
    lists.leaves.push_back(leaf(u32(content, list::entries + 4 * i)));
  }
  return lists;
}

std::vector<std::uint32_t> View::subkeys(std::uint32_t key) const {
  std::vector<std::uint32_t> keys;
  for (const Leaf& leaf : lists(key).leaves) {
    for (const Entry& entry : leaf.entries) keys.push_back(entry.key);
  }
  return keys;
}

std::optional<std::uint32_t> View::subkey(std::uint32_t key, std::string_view name) const {
  const Name wanted = upperOfText(name);
  for (const std::uint32_t child : subkeys(key)) {
    if (upper(keyName(cell(child))) == wanted) return child;
  }
  return std::nullopt;
}

std::optional<std::uint32_t> View::find(const std::vector<std::string>& path) const {
  std::uint32_t key = root();
  for (const std::string& name : path) {
    const auto child = subkey(key, name);
    if (!child) return std::nullopt;
    key = *child;
  }
  return key;
}

std::vector<std::uint32_t> View::values(std::uint32_t key) const {
  const std::string_view nkCell = cell(key);
  std::vector<std::uint32_t> values;
  if (hasHandle(key)) return values;
  const std::string_view content = cell(u32(nkCell, nk::valueList));
  for (std::size_t i = 0; i < std::min<std::size_t>(u32(nkCell, nk::values), content.size() / 4); ++i) {
    values.push_back(u32(content, 4 * i));
  }
  return values;
}

std::optional<std::size_t> View::value(const std::vector<std::uint32_t>& values, std::string_view name) const {
  const Name wanted = upperOfText(name);
  const auto found =
      std::find_if(values.begin(), values.end(), [&](std::uint32_t value) { return upper(valueName(cell(value))) == wanted; });
  if (found == values.end()) return std::nullopt;
  return static_cast<std::size_t>(found - values.begin());
}

DataCells View::dataCells(std::uint32_t value) const {
  const std::uint32_t size = u32(cell(value), vk::dataSize);
  if (size == 0 || (size & vk::inlineData) != 0) return {};
  const std::uint32_t data = u32(cell(value), vk::data);
  const std::string_view content = cell(data);
  if (content.size() >= size) return {{data}, {}};
  DataCells cells;
  const std::uint32_t segmentList = u32(content, db::list);
  cells.around = {data, segmentList};
  for (std::size_t i = 0; i < u16(content, db::segments); ++i) cells.content.push_back(u32(cell(segmentList), 4 * i));
  return cells;
}

std::string View::data(std::uint32_t value) const {
  const std::string_view content = cell(value);
  const std::uint32_t size = u32(content, vk::dataSize);
  if ((size & vk::inlineData) != 0) return std::string(content.substr(vk::data, size & ~vk::inlineData));
  const DataCells cells = dataCells(value);
  std::string bytes;
  for (const std::uint32_t part : cells.content) {
    bytes += cell(part).substr(0, std::min<std::size_t>(size - bytes.size(), cells.around.empty() ? size : db::segment));
  }
  return bytes;
}

std::string_view View::descriptor(std::uint32_t security) const {
  if (security == none) return {};
  const std::string_view content = cell(security);
  return content.substr(std::min(content.size(), sk::descriptor), u32(content, sk::size));
}

}  // namespace sankajo::regf
