// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/security_descriptor.h"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <optional>

#include "engine/bytes.h"

namespace sankajo {

namespace {

constexpr std::uint16_t daclPresent = 0x0004;
constexpr std::uint8_t inheritOnly = 0x08;
constexpr std::size_t headerSize = 20, listHeaderSize = 8, entryHeaderSize = 8;
// Write data, append data, write extended attributes, delete child, write attributes; delete, change security, change owner; generic all and write, and
// "all that can be had".
constexpr std::uint32_t writing = 0x00000002 | 0x00000004 | 0x00000010 | 0x00000040 | 0x00000100 | 0x00010000 | 0x00040000 | 0x00080000 |
                                  0x10000000 | 0x40000000 | 0x02000000;
enum EntryType : std::uint8_t { Allowed = 0, Denied = 1, DeniedForObject = 6, DeniedCallback = 10, DeniedCallbackForObject = 12 };

/// The SID that begins at `at`, whole; empty where there is none.
std::string_view sidAt(std::string_view bytes, std::size_t at) {
  if (at > bytes.size() || bytes.size() - at < 8) return {};
  const std::size_t length = 8 + 4 * static_cast<std::size_t>(static_cast<unsigned char>(bytes[at + 1]));
  return bytes[at] == 1 && length <= bytes.size() - at ? bytes.substr(at, length) : std::string_view();
}

}  // namespace

std::string sidBytes(std::string_view text) {
  if (!text.starts_with("S-1-")) return {};
  text.remove_prefix(4);
  std::vector<std::uint64_t> numbers;
  while (!text.empty()) {
    std::uint64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || (end != text.data() + text.size() && *end != '-')) return {};
    numbers.push_back(number);
    text.remove_prefix(std::min<std::size_t>(static_cast<std::size_t>(end - text.data()) + 1, text.size()));
  }
  if (numbers.empty() || numbers.size() > 16) return {};
  std::string bytes = {'\1', static_cast<char>(numbers.size() - 1)};
  for (int shift = 40; shift >= 0; shift -= 8) bytes += static_cast<char>(numbers[0] >> static_cast<unsigned>(shift) & 0xFFU);
  for (std::size_t i = 1; i < numbers.size(); ++i) {
    for (unsigned shift = 0; shift < 32; shift += 8) bytes += static_cast<char>(numbers[i] >> shift & 0xFFU);
  }
  return bytes;
}

std::string ownerOf(std::string_view descriptor) {
  if (descriptor.size() < headerSize || descriptor[0] != 1) return {};
  return std::string(sidAt(descriptor, u32(descriptor, 4)));
}

bool onlyAdministratorsMayWrite(std::string_view descriptor, const std::vector<std::string>& alsoTrusted) {
  static const std::vector<std::string> trusted = {
      sidBytes("S-1-5-32-544"),                                                    // Administrators
      sidBytes("S-1-5-18"),                                                        // SYSTEM
      sidBytes("S-1-5-80-956008885-3418522649-1831038044-1853292631-2271478464"),  // TrustedInstaller
  };
  static const std::string creatorOwner = sidBytes("S-1-3-0");
  const auto isTrusted = [&](std::string_view sid) {
    return !sid.empty() && (std::ranges::find(trusted, sid) != trusted.end() || std::ranges::find(alsoTrusted, sid) != alsoTrusted.end());
  };
  if (!isTrusted(ownerOf(descriptor))) return false;
  const std::size_t list = u32(descriptor, 16);
  // Without a list everybody may do everything.
  if ((u16(descriptor, 2) & daclPresent) == 0 || list == 0) return false;
  if (list > descriptor.size() || descriptor.size() - list < listHeaderSize) return false;
  const std::size_t end = list + u16(descriptor, list + 2);
  if (end > descriptor.size()) return false;
  std::size_t at = list + listHeaderSize;
  for (std::size_t count = u16(descriptor, list + 4); count > 0; --count) {
    if (at > end || end - at < entryHeaderSize) return false;
    const std::size_t size = u16(descriptor, at + 2);
    if (size < entryHeaderSize || size > end - at) return false;
    const auto type = static_cast<std::uint8_t>(descriptor[at]);
    const auto flags = static_cast<std::uint8_t>(descriptor[at + 1]);
    if ((u32(descriptor, at + 4) & writing) != 0 && type != Denied && type != DeniedForObject && type != DeniedCallback &&
        type != DeniedCallbackForObject) {
      // Kinds with more in front of the SID are not used on folders.
      if (type != Allowed) return false;
      const std::string_view sid = sidAt(descriptor.substr(0, at + size), at + entryHeaderSize);
      // Who makes something in it owns that, and nobody else can make anything.
      if (!isTrusted(sid) && !(sid == creatorOwner && (flags & inheritOnly) != 0)) return false;
    }
    at += size;
  }
  return true;
}

}  // namespace sankajo
