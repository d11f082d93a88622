// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/error.h"
#include "engine/hive_format.h"
#include "engine/hive_view.h"
#include "engine/target/target.h"

// Changing a hive; for hive*.cpp only.

namespace sankajo::regf {

/// What tree() gives and addKey() takes at most.
constexpr std::size_t maxTreeKeys = 4096, maxTreeBytes = std::size_t{16} << 20;

/// Changes a copy of a hive that was surveyed. After a failure the copy is worthless.
class Editor {
 public:
  /// Lists of a kind that the version may not hold are converted at once.
  Editor(std::string file, const HiveSurvey& survey, std::string_view subject);

  View view() const { return View(file_); }
  /// Ends it. `raiseSequence`: the first change since the file was read.
  std::string finish(bool raiseSequence);

  tl::unexpected<Error> refused(std::string why) const { return fail(Errc::Refused, subject_, std::move(why)); }
  /// What keeps the tree or the value from being written into a hive; empty: nothing.
  static std::string mistake(const RegTree& tree);
  static std::string mistake(const RegValue& value);

  // Keys by their cell, as view() finds them. Each fails with Refused where the hive would outgrow its format.
  void removeValue(std::uint32_t key, std::size_t index);
  Status setValue(std::uint32_t key, const RegValue& value);
  Status removeKey(std::uint32_t key);
  Status addKey(std::uint32_t parent, const RegTree& tree);

 private:
  std::size_t end() const { return baseBlock + u32(file_, header::dataSize); }
  void set16(std::uint32_t cell, std::size_t field, std::uint16_t number) { put16(file_, baseBlock + cell + 4 + field, number); }
  void set32(std::uint32_t cell, std::size_t field, std::uint32_t number) { put32(file_, baseBlock + cell + 4 + field, number); }
  void set(std::uint32_t cell, std::size_t field, std::string_view bytes) { put(file_, baseBlock + cell + 4 + field, bytes); }
  void raise32(std::uint32_t cell, std::size_t field, std::size_t number);

  // Cells.
  void addFree(std::uint32_t offset, std::uint32_t size);
  void takeFree(std::uint32_t offset, std::uint32_t size);
  /// A zeroed cell for `length` bytes: the smallest free one that is large enough, else in a new bin.
  Result<std::uint32_t> allocate(std::size_t length);
  Status addBin(std::size_t forCell);
  /// Frees a cell and joins it with the free ones beside it.
  void release(std::uint32_t offset);
  /// Writes content into the cell, or, where it is too small or none, into a new one. Gives the cell.
  Result<std::uint32_t> store(std::uint32_t cell, std::string_view content);

  // Lists.
  void convertList(std::uint32_t cell);
  /// Writes the dirty lists, the list of lists where one is needed, and the key's count.
  Status storeLists(std::uint32_t key, Lists& lists);

  // Values and keys.
  void releaseData(std::uint32_t value);
  void releaseValue(std::uint32_t value);
  void releaseKey(std::uint32_t key);
  Result<std::uint32_t> writeBigData(std::string_view data);
  /// Gives a value cell this type and data; the cell has none yet.
  Status writeData(std::uint32_t cell, const RegValue& value);
  Result<std::uint32_t> writeValue(const RegValue& value);
  Status storeValueList(std::uint32_t key, const std::vector<std::uint32_t>& values);
  Result<std::uint32_t> writeKey(std::uint32_t parent, const RegTree& tree);
  Status writeValues(std::uint32_t key, const RegTree& tree);
  Status writeSubkeys(std::uint32_t key, const RegTree& tree);
  void raiseFieldsOfKey(std::uint32_t key, const RegValue& value);
  void raiseFieldsOfParent(std::uint32_t parent, const RegTree& child);

  // Security.
  std::uint32_t findSecurity(std::string_view descriptor) const;
  /// Counts one more key for this security cell, which may be none.
  Result<std::uint32_t> useSecurity(std::uint32_t cell);
  Result<std::uint32_t> addSecurity(const std::string& descriptor);
  /// Counts one key less, and frees the cell after the last.
  void releaseSecurity(std::uint32_t cell);

  std::string file_;
  std::string subject_;
  std::map<std::uint32_t, std::uint32_t> securityUses_;           ///< Every security cell, and how many keys name it.
  std::map<std::uint32_t, std::uint32_t> freeAt_;                 ///< Free cells: size by offset.
  std::set<std::pair<std::uint32_t, std::uint32_t>> freeBySize_;  ///< The same: size, offset.
};

}  // namespace sankajo::regf
