// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <concepts>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string_view>

// Numbers and texts within foreign bytes, little-endian as all of Windows' formats are.

namespace sankajo {

/// The number at `offset`; 0 where the bytes end before it, so that a check that was forgotten cannot read outside.
template <std::unsigned_integral T>
constexpr T littleEndian(std::string_view bytes, std::size_t offset) {
  if (offset > bytes.size() || bytes.size() - offset < sizeof(T)) return 0;
  T value = 0;
  for (std::size_t i = sizeof(T); i-- > 0;) {
    value = static_cast<T>((static_cast<std::uint64_t>(value) << 8) | static_cast<unsigned char>(bytes[offset + i]));
  }
  return value;
}
constexpr std::uint8_t u8(std::string_view bytes, std::size_t offset) { return littleEndian<std::uint8_t>(bytes, offset); }
constexpr std::uint16_t u16(std::string_view bytes, std::size_t offset) { return littleEndian<std::uint16_t>(bytes, offset); }
constexpr std::uint32_t u32(std::string_view bytes, std::size_t offset) { return littleEndian<std::uint32_t>(bytes, offset); }
constexpr std::uint64_t u64(std::string_view bytes, std::size_t offset) { return littleEndian<std::uint64_t>(bytes, offset); }

/// Takes the text up to the next UTF-16 NUL off `bytes`, and the NUL; empty where none ends it.
constexpr std::optional<std::string_view> takeUtf16(std::string_view& bytes) {
  for (std::size_t at = 0; at + 1 < bytes.size(); at += 2) {
    if (bytes[at] != 0 || bytes[at + 1] != 0) continue;
    const std::string_view text = bytes.substr(0, at);
    bytes.remove_prefix(at + 2);
    return text;
  }
  return std::nullopt;
}

}  // namespace sankajo
