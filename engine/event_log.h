// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error.h"

// An event log file (system32\config\SysEvent.Evt) as Windows NT 4.0 to Server 2003 write it: a header of 0x30 bytes ("LfLe" at 4),
// then a ring of records (EVENTLOGRECORD). A record's first four bytes and its last four are its length:
//
//   0x04  "LfLe"
//   0x08  record number, counting up
//   0x0C  time generated, seconds since 1970-01-01 UTC
//   0x14  event id; its low 16 bits are the number that people know
//   0x1A  number of strings (2 bytes)
//   0x24  place of the strings in the record: UTF-16LE, each ended by NUL
//   0x38  source, UTF-16LE, ended by NUL
//
// A record that does not fit before the file's end goes on behind the header.

namespace sankajo {

/// One record of an event log of NT 4.0 to Server 2003 (EVENTLOGRECORD, "LfLe").
struct EventRecord {
  std::uint32_t id = 0;   ///< The event's number without its severity and facility bits.
  std::int64_t time = 0;  ///< Seconds since 1970-01-01 UTC.
  std::string source;
  std::vector<std::string> strings;  ///< Those that lie whole within the record.
};

/// Calls `record` for every whole record in the bytes in the order of the record numbers, oldest first; false ends it. The header's
/// own places are not relied upon (a log that was not closed cleanly has old ones there): records are looked for by their
/// signature and the length at both ends, also behind damaged bytes, and old ones that are not overwritten yet count; a copy (same
/// number, same time) does not. Time grows with the size (and the sorting). Fails with Corrupt where no event log begins.
Status readEventLog(std::string_view bytes, std::string_view subject, const std::function<bool(const EventRecord&)>& record);

}  // namespace sankajo
