// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "engine/advisory.h"
#include "engine/error.h"

// A Portable Executable (Microsoft's PE format), as far as its version number:
//
//   0         "MZ"; at 0x3C the offset of the PE header (e_lfanew)
//   e_lfanew  "PE\0\0", COFF header (20 bytes: machine at 0, number of sections at 2, size of the optional header at 16)
//   then      optional header: 0x10B (PE32) or 0x20B (PE32+); its directory entry 2 is the resource tree's address and size
//   then      section table, 40 bytes each: address at 12, bytes in the file at 16, place in the file at 20
//   resource tree: three levels of directories (16 bytes, then 8 bytes an entry): type 16 (version), name, language; the last leads
//   to a data entry with address and size of a VS_VERSIONINFO, whose VS_FIXEDFILEINFO (0xFEEF04BD) has the number at 8 and 12.

namespace sankajo {

/// Gives up to `length` bytes from `offset`; fewer only at the end.
using ReadAt = std::function<Result<std::string>(std::uint64_t offset, std::size_t length)>;

/// What a PE image begins with: the DOS header. Shorter files are none.
constexpr std::size_t kDosHeaderLength = 64;
/// Whether this can be the DOS header of a PE image; `head` are a file's first kDosHeaderLength bytes or more.
inline bool mayBePe(std::string_view head) { return head.size() >= kDosHeaderLength && head.starts_with("MZ"); }

/// Whether the bytes begin a PE image: "MZ", and "PE\0\0" where e_lfanew says (Microsoft PE format, 3.1-3.3). `head` may be the
/// file's first part only: then e_lfanew must lie within it.
bool isPe(std::string_view head);

struct PeFacts {
  std::string machine;                       ///< "x86", "ia64", "amd64", or the number in hexadecimal: "0x1f0".
  std::optional<FileVersionNumber> version;  ///< VS_FIXEDFILEINFO's file version; empty without a version resource.
};

/// Reads machine and file version through `readAt`: a handful of reads, together well under 1 MiB. Fails with Corrupt for what is no
/// PE image, for one that is inconsistent anywhere on the way to the version, and for one that is cut: a section's bytes end
/// behind `fileSize`. Of several languages the first counts. Errors of `readAt` are passed on.
Result<PeFacts> readPe(const ReadAt& readAt, std::uint64_t fileSize, std::string_view subject);

}  // namespace sankajo
