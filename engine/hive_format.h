// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/bytes.h"
#include "engine/error.h"

// The registry hive format ("regf") as far as Sankajo reads and writes it; for hive*.cpp only. Numbers come from M. Suhanov's "Windows
// registry file format specification" and were checked on real hives.
//
// A file is a base block of 4096 bytes and bins of whole pages. A bin is a header of 32 bytes and cells without gaps between them. A cell
// begins with its size in 32 bits, negative for one that is in use; sizes are multiples of 8. Cells name each other by their offset from
// the first bin. All numbers are little-endian. The offsets below count from the start of a cell's content, after its size.

namespace sankajo::regf {

constexpr std::uint32_t none = 0xFFFFFFFF;  ///< "No cell".
constexpr std::size_t baseBlock = 4096, page = 4096, binHeader = 32, headerSize = 512;
constexpr std::uint32_t smallestCell = 8;
constexpr int maxDepth = 512;  ///< Keys below each other, as Windows permits.

namespace header {
constexpr std::size_t sequence1 = 4, sequence2 = 8, major = 20, minor = 24, fileType = 28, rootCell = 36, dataSize = 40, checksum = 508;
}
namespace nk {  // a key
constexpr std::size_t flags = 2, lastWritten = 4, parent = 16, subkeys = 20, list = 28, volatileList = 32, values = 36, valueList = 40,
                      security = 44, keyClass = 48, maxSubkeyName = 52, maxSubkeyClass = 56, maxValueName = 60, maxValueData = 64,
                      nameLength = 72, classLength = 74, name = 76;
constexpr std::uint16_t isVolatile = 0x01, exit = 0x02, entry = 0x04, latin1 = 0x20, handle = 0x40;
constexpr std::size_t longestName = 510;  ///< Bytes of UTF-16.
}  // namespace nk
namespace vk {  // a value
constexpr std::size_t nameLength = 2, dataSize = 4, data = 8, type = 12, flags = 16, name = 20;
constexpr std::uint16_t latin1 = 0x01;
constexpr std::uint32_t inlineData = 0x80000000;
constexpr std::size_t longestName = 32766;  ///< Bytes of UTF-16.
}  // namespace vk
namespace sk {  // a security descriptor, in a ring of all of them
constexpr std::size_t next = 4, previous = 8, references = 12, size = 16, descriptor = 20;
}
namespace db {  // a value's data in segments, from version 1.4 on
constexpr std::size_t segments = 2, list = 4, size = 8;
constexpr std::size_t segment = 16344;      ///< Bytes in each segment but the last.
constexpr std::size_t segmentCell = 16348;  ///< Windows leaves four bytes unused.
}  // namespace db
namespace list {  // lf, lh, li: keys; ri: other lists
constexpr std::size_t count = 2, entries = 4;
}

/// Whether a list of this kind ("lf", "lh", "li") may stand in a hive of this minor version.
bool listAllowed(std::string_view kind, std::uint32_t minor);
/// The kind of list that Windows writes in this version.
std::string_view newList(std::uint32_t minor);
/// Bytes of one entry.
inline std::size_t entrySize(std::string_view kind) { return kind == "li" || kind == "ri" ? 4 : 8; }

// Writing outside of the bytes does nothing.
void put(std::string& bytes, std::size_t at, std::string_view content);
void put16(std::string& bytes, std::size_t at, std::uint16_t number);
void put32(std::string& bytes, std::size_t at, std::uint32_t number);
void put64(std::string& bytes, std::size_t at, std::uint64_t number);

/// The content of the cell at this offset of a whole file, allocated or free; empty where there can be none.
std::string_view cellContent(std::string_view file, std::uint32_t offset);

std::uint32_t headerChecksum(std::string_view file);

// Names are compared as Windows compares them: UTF-16 unit by unit in upper case. engine/text.h's folding is by code points and by newer
// tables, and an order that differs from Windows' hides keys from its binary search.
using Name = std::u16string;
Name nameOf(std::string_view utf16Bytes);
/// Name of a nk or vk cell. The caller has checked the length; a name beyond the cell is cut.
Name keyName(std::string_view nkCell);
Name valueName(std::string_view vkCell);
Name upper(Name name);
/// Of UTF-8 text.
Name upperOfText(std::string_view text);
/// As UTF-16LE bytes.
std::string utf16Bytes(const Name& name);
/// The second number of a list entry: what `lf` or `lh` holds beside the key of this name; 0 for `li`.
std::uint32_t entryHint(std::string_view listKind, const Name& name);

/// Whether the bytes are a self-relative security descriptor whose parts lie within it (Microsoft's MS-DTYP 2.4.6). Windows does not load
/// a hive that holds anything else.
bool isSecurityDescriptor(std::string_view bytes);

}  // namespace sankajo::regf

namespace sankajo {

/// What a walk over a whole hive found out.
struct HiveSurvey {
  std::uint32_t minor = 0;
  std::map<std::uint32_t, std::uint32_t> securityUses;  ///< Every security cell of the ring, and how many keys name it.
  std::vector<std::uint32_t> foreignLists;              ///< Lists of a kind that the version may not hold.
  std::string defect;                                   ///< The first thing that only a strict check minds; empty: none.
};

/// The walk behind checkHive. Fails with Corrupt or Unsupported.
Result<HiveSurvey> surveyHive(std::string_view bytes, std::string_view subject);

}  // namespace sankajo
