// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/event_log.h"

#include <algorithm>
#include <optional>

#include "engine/bytes.h"
#include "engine/text.h"

namespace sankajo {
namespace {

constexpr std::size_t kHeader = 0x30;
constexpr std::size_t kRecordHeader = 0x38;
constexpr std::size_t kLength = 4;  // Of the length that ends a record.
constexpr std::string_view kSignature = "LfLe";

struct Place {
  std::uint32_t number = 0, time = 0;
  std::size_t offset = 0, length = 0;
};

/// The record that begins at `offset`, if it is whole there; its fixed part never lies across the file's end.
std::optional<Place> recordAt(std::string_view bytes, std::size_t offset) {
  const std::string_view rest = bytes.substr(offset);
  if (rest.size() < kRecordHeader + kLength || rest.substr(4, kSignature.size()) != kSignature) return std::nullopt;
  const std::size_t length = u32(rest, 0);
  if (length < kRecordHeader + kLength || length > bytes.size() - kHeader) return std::nullopt;
  const bool goesAcross = length > rest.size();
  if (goesAcross && bytes.substr(kHeader + 4, kSignature.size()) == kSignature) return std::nullopt;  // Another begins there: cut off.
  const std::size_t last = goesAcross ? kHeader + (length - rest.size()) - kLength : offset + length - kLength;
  if (last < kHeader || bytes.size() - last < kLength || u32(bytes, last) != length) return std::nullopt;
  return Place{u32(rest, 8), u32(rest, 0x0C), offset, length};
}

EventRecord decode(std::string_view bytes) {
  EventRecord record;
  record.time = u32(bytes, 0x0C);
  record.id = u32(bytes, 0x14) & 0xFFFF;
  const std::string_view body = bytes.substr(0, bytes.size() - kLength);
  std::string_view source = body.substr(kRecordHeader);
  record.source = utf16LeToUtf8(takeUtf16(source).value_or(""));
  const std::size_t stringsOffset = u32(bytes, 0x24);
  if (stringsOffset < kRecordHeader || stringsOffset > body.size()) return record;
  std::string_view strings = body.substr(stringsOffset);
  for (std::size_t left = u16(bytes, 0x1A); left > 0; --left) {
    const auto text = takeUtf16(strings);
    if (!text) break;
    record.strings.push_back(utf16LeToUtf8(*text));
  }
  return record;
}

}  // namespace

Status readEventLog(std::string_view bytes, std::string_view subject, const std::function<bool(const EventRecord&)>& record) {
  if (bytes.size() < kHeader || u32(bytes, 0) != kHeader || bytes.substr(4, kSignature.size()) != kSignature)
    return fail(Errc::Corrupt, std::string(subject), "event log: no header");

  std::vector<Place> places;
  std::optional<Place> acrossTheEnd;
  for (std::size_t at = kHeader; at < bytes.size();) {
    const auto found = recordAt(bytes, at);
    if (found && found->length <= bytes.size() - at) {
      places.push_back(*found);
      at += found->length;
      continue;
    }
    // At most one record can lie across the end: the last that says so.
    if (found) acrossTheEnd = found;
    const std::size_t signature = bytes.find(kSignature, at + 5);
    if (signature == std::string_view::npos) break;
    at = signature - 4;
  }
  if (acrossTheEnd) places.push_back(*acrossTheEnd);
  std::stable_sort(places.begin(), places.end(), [](const Place& a, const Place& b) { return a.number < b.number; });
  // When Windows enlarges a log it moves the ring's end and leaves the old copies where they were.
  const auto isCopy = [](const Place& a, const Place& b) { return a.number == b.number && a.time == b.time; };
  places.erase(std::unique(places.begin(), places.end(), isCopy), places.end());

  for (const Place& place : places) {
    const std::string_view whole = bytes.substr(place.offset, place.length);
    const bool goesOn = whole.size() == place.length
                            ? record(decode(whole))
                            : record(decode(std::string(whole).append(bytes.substr(kHeader, place.length - whole.size()))));
    if (!goesOn) break;
  }
  return {};
}

}  // namespace sankajo
