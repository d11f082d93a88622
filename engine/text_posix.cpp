// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <clocale>
#include <cwctype>

#include "engine/text.h"

namespace sankajo {

namespace {

// glibc has C.UTF-8 built in, so the tables do not depend on the installed locales nor on the one in force.
locale_t unicodeLocale() {
  static const locale_t locale = newlocale(LC_CTYPE_MASK, "C.UTF-8", nullptr);
  return locale;
}

}  // namespace

char32_t upperCase(char32_t c) {
  if (c < 0x80) return (c >= U'a' && c <= U'z') ? c - 32 : c;
  const locale_t locale = unicodeLocale();
  if (locale == nullptr) return c;
  return static_cast<char32_t>(towupper_l(static_cast<wint_t>(c), locale));
}

std::tm utcTime(std::time_t time) {
  std::tm parts{};
  gmtime_r(&time, &parts);
  return parts;
}

}  // namespace sankajo
