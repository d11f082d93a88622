// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/advisory.h"
#include "engine/error.h"
#include "engine/pe.h"

namespace sankajo {

/// Makes well-formed and inert PE files for tests: no import, and an entry point that only returns (a DLL has none). Set the
/// fields, then build:
///
///     std::string rpcss = PeBuilder{.version = FileVersionNumber::parse("5.1.2600.1362"), .dll = true, .size = 263680}.build().value();
///     std::string named = PeBuilder{.texts = {"a text that a rule looks for"}, .size = 6176, .seed = 1}.build().value();
///
/// The sections are .text, .data (only with texts or with room to fill) and .rsrc (only with a version), so that a file cut
/// anywhere before its last 1,022 bytes (padding) is Corrupt for readPe. The smallest file has 1,024 bytes, 512 more with texts, 512 more
/// with a version. The same fields give the same bytes.
struct PeBuilder {
  enum class Machine : std::uint16_t { X86 = 0x14C, Ia64 = 0x200, Amd64 = 0x8664 };

  Machine machine = Machine::X86;
  /// The file version (and product version) of a version resource; without it the file has no resources.
  std::optional<FileVersionNumber> version{};
  /// Names and values, UTF-8, of the version resource's texts in US English ("CompanyName", ...); only with `version`.
  std::vector<std::pair<std::string, std::string>> versionTexts{};
  /// Bytes that stand in .data one after the other, each followed by a NUL.
  std::vector<std::string> texts{};
  bool dll = false;
  /// The file's exact size in bytes, at most 1 GiB; without it, as small as it can be.
  std::optional<std::uint64_t> size{};
  /// What fills the file up to `size`: zeros, or with a seed pseudo-random bytes. The seed also is the header's time stamp, so two
  /// seeds never give the same file.
  std::optional<std::uint32_t> seed{};

  /// The file's bytes. Fails with Refused where `size` is too small for the rest, or too large.
  Result<std::string> build() const;
};

/// A ReadAt on bytes in memory, which must outlive it.
ReadAt readAtOf(std::string_view bytes);

}  // namespace sankajo
