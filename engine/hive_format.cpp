// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/hive_format.h"

#include <algorithm>
#include <utility>

#include "engine/text.h"

namespace sankajo::regf {

namespace {

void putNumber(std::string& bytes, std::size_t at, std::uint64_t number, std::size_t size) {
  std::string content;
  for (std::size_t i = 0; i < size; ++i, number >>= 8) content += static_cast<char>(number & 0xFF);
  put(bytes, at, content);
}

Name storedName(std::string_view bytes, bool latin1) {
  if (!latin1) return nameOf(bytes);
  Name name;
  for (const char c : bytes) name += static_cast<char16_t>(static_cast<unsigned char>(c));
  return name;
}

std::string_view part(std::string_view bytes, std::size_t at, std::size_t size) {
  return at > bytes.size() ? std::string_view() : bytes.substr(at, size);
}

// The system's tables know more pairs than Windows of that time: scripts that got capitals later, and small letters that share a capital
// with another one.
char16_t upperUnit(char16_t unit) {
  if (unit < 0x80) return (unit >= u'a' && unit <= u'z') ? static_cast<char16_t>(unit - 32) : unit;
  const auto known = [](char32_t c) {
    return c < 0x0590 || (c >= 0x1E00 && c < 0x2000) || (c >= 0x2160 && c < 0x2180) || (c >= 0x24B6 && c < 0x24EA) ||
           (c >= 0xFF21 && c < 0xFF5B);
  };
  const bool sharesCapital = unit == 0xB5 || unit == 0x131 || unit == 0x17F || unit == 0x345 || (unit >= 0x3D0 && unit <= 0x3D6) ||
                             unit == 0x3F0 || unit == 0x3F1 || unit == 0x3F5 || unit == 0x1E9B || unit == 0x1FBE;
  if (!known(unit) || sharesCapital) return unit;
  const char32_t up = upperCase(unit);
  return known(up) ? static_cast<char16_t>(up) : unit;
}

bool isSid(std::string_view bytes, std::size_t at) {
  if (at < 20 || at > bytes.size() || bytes.size() - at < 8) return false;
  const auto subAuthorities = static_cast<unsigned char>(bytes[at + 1]);
  return bytes[at] == 1 && subAuthorities <= 15 && bytes.size() - at - 8 >= std::size_t{4} * subAuthorities;
}

bool isAcl(std::string_view bytes, std::size_t at) {
  if (at < 20 || at > bytes.size() || bytes.size() - at < 8) return false;
  const std::size_t size = u16(bytes, at + 2);
  if (size < 8 || size > bytes.size() - at) return false;
  std::size_t used = 8;
  for (std::size_t entry = u16(bytes, at + 4); entry > 0; --entry) {
    if (size - used < 4) return false;
    const std::size_t length = u16(bytes, at + used + 2);
    if (length < 4 || length > size - used) return false;
    used += length;
  }
  return true;
}

}  // namespace

bool listAllowed(std::string_view kind, std::uint32_t minor) {
  if (kind == "lh") return minor >= 5;
  if (kind == "lf") return minor >= 3;
  return true;
}

std::string_view newList(std::uint32_t minor) {
  if (minor >= 5) return "lh";
  return minor >= 3 ? "lf" : "li";
}


void put(std::string& bytes, std::size_t at, std::string_view content) {
  if (at > bytes.size() || bytes.size() - at < content.size()) return;
  std::copy(content.begin(), content.end(), bytes.begin() + static_cast<std::ptrdiff_t>(at));
}
void put16(std::string& bytes, std::size_t at, std::uint16_t number) { putNumber(bytes, at, number, 2); }
void put32(std::string& bytes, std::size_t at, std::uint32_t number) { putNumber(bytes, at, number, 4); }
void put64(std::string& bytes, std::size_t at, std::uint64_t number) { putNumber(bytes, at, number, 8); }

std::string_view cellContent(std::string_view file, std::uint32_t offset) {
  if (file.size() < baseBlock) return {};
  const std::string_view bins = file.substr(baseBlock);
  if (offset > bins.size() || bins.size() - offset < smallestCell) return {};
  const std::uint32_t stored = u32(bins, offset);
  const std::uint32_t size = (stored & 0x80000000) != 0 ? 0U - stored : stored;
  if (size < smallestCell || size > bins.size() - offset) return {};
  return bins.substr(offset + 4, size - 4);
}

std::uint32_t headerChecksum(std::string_view file) {
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at < header::checksum; at += 4) sum ^= u32(file, at);
  if (sum == 0xFFFFFFFF) return 0xFFFFFFFE;
  return sum == 0 ? 1 : sum;
}

Name nameOf(std::string_view utf16Bytes) {
  Name name;
  for (std::size_t at = 0; at + 1 < utf16Bytes.size(); at += 2) name += static_cast<char16_t>(u16(utf16Bytes, at));
  return name;
}

Name keyName(std::string_view nkCell) {
  return storedName(part(nkCell, nk::name, u16(nkCell, nk::nameLength)), (u16(nkCell, nk::flags) & nk::latin1) != 0);
}

Name valueName(std::string_view vkCell) {
  return storedName(part(vkCell, vk::name, u16(vkCell, vk::nameLength)), (u16(vkCell, vk::flags) & vk::latin1) != 0);
}

Name upper(Name name) {
  std::transform(name.begin(), name.end(), name.begin(), upperUnit);
  return name;
}

Name upperOfText(std::string_view text) { return upper(nameOf(utf8ToUtf16Le(text))); }

std::string utf16Bytes(const Name& name) {
  std::string bytes(name.size() * 2, '\0');
  for (std::size_t i = 0; i < name.size(); ++i) put16(bytes, i * 2, name[i]);
  return bytes;
}

std::uint32_t entryHint(std::string_view listKind, const Name& name) {
  std::uint32_t hint = 0;
  if (listKind == "lh") {
    for (const char16_t unit : upper(name)) hint = hint * 37 + unit;
  } else if (listKind == "lf") {
    // The first four characters as they are; a hint that begins with 0 is none, and Windows looks at the name itself.
    for (std::size_t i = std::min<std::size_t>(4, name.size()); i > 0; --i) {
      if (name[i - 1] > 0xFF) return 0;
      hint = (hint << 8) | name[i - 1];
    }
  }
  return hint;
}

bool isSecurityDescriptor(std::string_view bytes) {
  constexpr std::uint16_t daclPresent = 0x0004;
  constexpr std::uint16_t saclPresent = 0x0010;
  constexpr std::uint16_t selfRelative = 0x8000;
  if (bytes.size() < 20 || bytes[0] != 1) return false;
  const std::uint16_t control = u16(bytes, 2);
  if ((control & selfRelative) == 0) return false;
  const std::uint32_t owner = u32(bytes, 4);
  const std::uint32_t group = u32(bytes, 8);
  const std::uint32_t sacl = u32(bytes, 12);
  const std::uint32_t dacl = u32(bytes, 16);
  return (owner == 0 || isSid(bytes, owner)) && (group == 0 || isSid(bytes, group)) &&
         ((control & saclPresent) == 0 || sacl == 0 || isAcl(bytes, sacl)) &&
         ((control & daclPresent) == 0 || dacl == 0 || isAcl(bytes, dacl));
}

}  // namespace sankajo::regf
