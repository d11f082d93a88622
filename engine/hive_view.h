// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/hive_format.h"

// Finding one's way in a hive; for hive*.cpp only.

namespace sankajo::regf {

/// One line of a list of keys.
struct Entry {
  std::uint32_t key = none;
  std::uint32_t hint = 0;  ///< As entryHint() makes it; 0 in `li`.
};

/// A list of keys (lf, lh or li).
struct Leaf {
  std::uint32_t cell = none;  ///< None: not written yet.
  std::string kind;
  std::vector<Entry> entries;
  bool dirty = false;  ///< Differs from what is written.
};

/// All lists of one key.
struct Lists {
  std::uint32_t root = none;  ///< The ri cell, where there is one.
  std::vector<Leaf> leaves;
};

/// The cells that hold a value's data: none, the data's own, or those of big data.
struct DataCells {
  std::vector<std::uint32_t> content, around;
};

/// Reads a hive file that was surveyed; does not own it. Keys and values are named by the offset of their cell.
class View {
 public:
  explicit View(std::string_view file) : file_(file) {}

  std::string_view cell(std::uint32_t offset) const { return cellContent(file_, offset); }
  std::uint32_t minor() const { return u32(file_, header::minor); }
  std::uint32_t root() const { return u32(file_, header::rootCell); }

  Leaf leaf(std::uint32_t offset) const;
  Lists lists(std::uint32_t key) const;
  std::vector<std::uint32_t> subkeys(std::uint32_t key) const;
  std::optional<std::uint32_t> subkey(std::uint32_t key, std::string_view name) const;
  std::optional<std::uint32_t> find(const std::vector<std::string>& path) const;

  /// Whether the key stands for a handle (HKLM\...\Perflib\009): it has no values and keeps the handle where others count theirs.
  bool hasHandle(std::uint32_t key) const { return (u16(cell(key), nk::flags) & nk::handle) != 0; }
  std::vector<std::uint32_t> values(std::uint32_t key) const;
  /// Index of the value of this name.
  std::optional<std::size_t> value(const std::vector<std::uint32_t>& values, std::string_view name) const;
  DataCells dataCells(std::uint32_t value) const;
  std::string data(std::uint32_t value) const;
  /// Of a security cell; empty for none.
  std::string_view descriptor(std::uint32_t security) const;

 private:
  std::string_view file_;
};

}  // namespace sankajo::regf
