// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <windows.h>

#include "engine/text.h"

namespace sankajo {

char32_t upperCase(char32_t c) {
  if (c < 0x80) return (c >= U'a' && c <= U'z') ? c - 32 : c;
  if (c > 0xFFFF) return c;  // names are compared by 16 bit units
  // What the file system and the registry compare by. One in, one out; no locale.
  const auto from = static_cast<wchar_t>(c);
  wchar_t to = from;
  return LCMapStringEx(LOCALE_NAME_INVARIANT, LCMAP_UPPERCASE, &from, 1, &to, 1, nullptr, nullptr, 0) == 1 ? static_cast<char32_t>(to) : c;
}

std::tm utcTime(std::time_t time) {
  std::tm parts{};
  gmtime_s(&parts, &time);
  return parts;
}

}  // namespace sankajo
