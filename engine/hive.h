// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error.h"
#include "engine/target/target.h"

namespace sankajo {

struct HiveSurvey;
namespace regf {
class Editor;
}

/// The 512 bytes that a hive file begins with.
struct HiveHeader {
  std::uint32_t sequence1 = 0, sequence2 = 0;
  std::uint32_t major = 0, minor = 0;  ///< 1.3 (NT 4.0, 2000, every NTUSER.DAT) or 1.5 (XP's SYSTEM and SOFTWARE).
  std::uint32_t rootCell = 0, dataSize = 0;
  /// The two sequence numbers agree: Windows closed it.
  bool clean() const { return sequence1 == sequence2; }
};
/// Reads the first 512 bytes; more may follow. Fails with Corrupt for what is no "regf" header of a hive (a log has one too), a wrong
/// checksum, or a data size that is no multiple of 4096 or 0.
Result<HiveHeader> readHiveHeader(std::string_view bytes, std::string_view subject);

/// Walks a whole hive: header, every bin, every cell (allocated and free, tiling each bin), every key, value, list, class and security
/// cell that the root reaches; key counts, depth (512 at most), the security ring; each cell used once. `strict` asks also for what real
/// hives are known to break and what is not needed for walking: list types that the version may hold (no `lh` in 1.3), list order, hints
/// and hashes, no lost cells, security counts and descriptors. Neither looks at the sequence numbers. Fails with Corrupt and the place,
/// Unsupported for a version other than 1.2 to 1.6.
Status checkHive(std::string_view bytes, std::string_view subject, bool strict);

/// A registry hive in memory, for changing it. Written by ourselves, since a library that removes one value, keeps class and security of a
/// key that is put back, and writes only the list types of the hive's version is not to be had.
///
/// Every change is made in a copy, which must pass checkHive (strict, where the hive did before) to become the hive: all or nothing.
/// Times of keys are not touched. A 1.3 hive that holds `lh` lists gets `lf` lists instead with the first change.
class Hive {
 public:
  /// Takes a whole hive file. Fails with Corrupt (checkHive, not strict), Unclean (its sequence numbers differ), Unsupported (a version
  /// other than 1.2 to 1.6).
  static Result<Hive> parse(std::string bytes, std::string subject);

  /// The key at this path (without case, from the root; empty: the root) with all below it; empty optional: no such key.
  /// Fails with Corrupt, or Refused beyond 4,096 keys or 16 MiB, or for a key that could not be put back exactly (a handle instead of
  /// values, a name that is not UTF-16).
  Result<std::optional<RegTree>> tree(const std::vector<std::string>& keyPath) const;

  /// Each fails with Refused where the thing is not there (addKey: is there already, or the parent is not), could not be put back, or
  /// would not fit the format, and then changes nothing.
  Status removeValue(const std::vector<std::string>& keyPath, std::string_view valueName);
  /// Adds the value as the last one, or replaces type and data of the one of that name (which keeps its spelling).
  Status setValue(const std::vector<std::string>& keyPath, const RegValue& value);
  /// Removes the key with all below it; only what tree() can give. Not for the root.
  Status removeKey(const std::vector<std::string>& keyPath);
  /// Puts the tree below the parent. A key without security descriptor shares its parent's. Flag 0x20 (a name in Latin-1) decides how
  /// the name is stored, where the name permits.
  Status addKey(const std::vector<std::string>& parentPath, const RegTree& tree);

  /// The file's bytes: sequence numbers equal, one higher than before where anything changed, checksum right.
  const std::string& bytes() const { return data_; }
  bool changed() const { return changed_; }

 private:
  Status edit(const std::function<Status(regf::Editor&)>& change);

  std::string data_;  ///< The whole file.
  std::string subject_;
  std::shared_ptr<const HiveSurvey> survey_;  ///< Of data_.
  bool changed_ = false;
};

}  // namespace sankajo
