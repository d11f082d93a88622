// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <ctime>

namespace sankajo {

namespace {

constexpr char32_t replacement = 0xFFFD;
constexpr char32_t bad = 0xFFFFFFFF;

void appendUtf8(std::string& out, char32_t c) {
  const auto put = [&out](char32_t byte) { out += static_cast<char>(static_cast<unsigned char>(byte)); };
  if (c < 0x80) {
    put(c);
  } else if (c < 0x800) {
    put(0xC0 | (c >> 6));
    put(0x80 | (c & 0x3F));
  } else if (c < 0x10000) {
    put(0xE0 | (c >> 12));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  } else {
    put(0xF0 | (c >> 18));
    put(0x80 | ((c >> 12) & 0x3F));
    put(0x80 | ((c >> 6) & 0x3F));
    put(0x80 | (c & 0x3F));
  }
}

// The next code point, or `bad` and one byte further where the bytes are not well formed (The Unicode Standard, table 3-7).
char32_t nextCodePoint(std::string_view text, std::size_t& at) {
  const auto byte = [&text](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const unsigned char lead = byte(at);
  if (lead < 0x80) {
    ++at;
    return lead;
  }
  std::size_t length = 0;
  char32_t c = 0;
  unsigned char low = 0x80;
  unsigned char high = 0xBF;
  if (lead >= 0xC2 && lead <= 0xDF) {
    length = 2;
    c = lead & 0x1FU;
  } else if (lead >= 0xE0 && lead <= 0xEF) {
    length = 3;
    c = lead & 0x0FU;
    if (lead == 0xE0) low = 0xA0;
    if (lead == 0xED) high = 0x9F;
  } else if (lead >= 0xF0 && lead <= 0xF4) {
    length = 4;
    c = lead & 0x07U;
    if (lead == 0xF0) low = 0x90;
    if (lead == 0xF4) high = 0x8F;
  } else {
    ++at;
    return bad;
  }
  if (text.size() - at < length || byte(at + 1) < low || byte(at + 1) > high) {
    ++at;
    return bad;
  }
  for (std::size_t i = 1; i < length; ++i) {
    if ((byte(at + i) & 0xC0U) != 0x80) {
      ++at;
      return bad;
    }
    c = (c << 6) | (byte(at + i) & 0x3FU);
  }
  at += length;
  return c;
}

// Characters that change how the text around them is shown: controls, bidirectional marks, line and paragraph separators.
bool misleads(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069) || c == 0xFEFF;
}

constexpr std::string_view base64Digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

}  // namespace

std::string utf16LeToUtf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size() / 2);
  const auto unit = [&bytes](std::size_t i) {
    return static_cast<char32_t>(static_cast<unsigned char>(bytes[i]) | (static_cast<unsigned>(static_cast<unsigned char>(bytes[i + 1])) << 8));
  };
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    char32_t c = unit(i);
    if (c >= 0xD800 && c < 0xDC00 && i + 3 < bytes.size() && unit(i + 2) >= 0xDC00 && unit(i + 2) < 0xE000) {
      c = 0x10000 + ((c - 0xD800) << 10) + (unit(i + 2) - 0xDC00);
      i += 2;
    } else if (c >= 0xD800 && c < 0xE000) {
      c = replacement;
    }
    appendUtf8(out, c);
  }
  return out;
}

std::string utf8ToUtf16Le(std::string_view text) {
  std::string out;
  out.reserve(text.size() * 2);
  const auto put = [&out](char32_t unit) {
    out += static_cast<char>(static_cast<unsigned char>(unit & 0xFF));
    out += static_cast<char>(static_cast<unsigned char>((unit >> 8) & 0xFF));
  };
  for (std::size_t at = 0; at < text.size();) {
    char32_t c = nextCodePoint(text, at);
    if (c == bad) c = replacement;
    if (c >= 0x10000) {
      put(0xD800 + ((c - 0x10000) >> 10));
      put(0xDC00 + ((c - 0x10000) & 0x3FF));
    } else {
      put(c);
    }
  }
  return out;
}

bool isUtf8(std::string_view bytes) {
  for (std::size_t at = 0; at < bytes.size();) {
    if (nextCodePoint(bytes, at) == bad) return false;
  }
  return true;
}

std::string foldCase(std::string_view text) {
  std::string out;
  out.reserve(text.size());
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t from = at;
    const char32_t c = nextCodePoint(text, at);
    if (c == bad) {
      out += text[from];
    } else {
      appendUtf8(out, upperCase(c));
    }
  }
  return out;
}

bool equalNoCase(std::string_view a, std::string_view b) {
  const auto plain = [](std::string_view text) {
    return std::ranges::all_of(text, [](char c) { return static_cast<unsigned char>(c) < 0x80; });
  };
  if (plain(a) && plain(b)) {
    return std::ranges::equal(a, b, [](char x, char y) {
      return upperCase(static_cast<unsigned char>(x)) == upperCase(static_cast<unsigned char>(y));
    });
  }
  return foldCase(a) == foldCase(b);
}

bool lessNoCase(std::string_view a, std::string_view b) { return foldCase(a) < foldCase(b); }

std::string validUtf8(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size();) {
    const char32_t c = nextCodePoint(bytes, at);
    appendUtf8(out, c == bad ? replacement : c);
  }
  return out;
}

std::string displayable(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (std::size_t at = 0; at < bytes.size();) {
    const char32_t c = nextCodePoint(bytes, at);
    if (c == bad) {
      appendUtf8(out, replacement);
    } else if (misleads(c)) {
      std::array<char, 16> shown{};
      const int length = std::snprintf(shown.data(), shown.size(), "<U+%04X>", static_cast<unsigned>(c));
      out.append(shown.data(), static_cast<std::size_t>(std::max(length, 0)));
    } else {
      appendUtf8(out, c);
    }
  }
  return out;
}

std::string toHex(std::string_view bytes) {
  constexpr std::string_view digits = "0123456789abcdef";
  std::string out;
  out.reserve(bytes.size() * 2);
  for (const char c : bytes) {
    out += digits[static_cast<unsigned char>(c) >> 4U];
    out += digits[static_cast<unsigned char>(c) & 15U];
  }
  return out;
}

std::string toBase64(std::string_view bytes) {
  std::string out;
  out.reserve((bytes.size() + 2) / 3 * 4);
  for (std::size_t i = 0; i < bytes.size(); i += 3) {
    const std::size_t count = std::min<std::size_t>(3, bytes.size() - i);
    unsigned group = 0;
    for (std::size_t k = 0; k < 3; ++k) group = (group << 8) | (k < count ? static_cast<unsigned char>(bytes[i + k]) : 0U);
    for (std::size_t k = 0; k < 4; ++k) out += k <= count ? base64Digits[(group >> (18 - 6 * k)) & 63U] : '=';
  }
  return out;
}

bool isBase64(std::string_view text) { return toBase64(fromBase64(text)) == text; }

std::string fromBase64(std::string_view text) {
  std::string out;
  unsigned group = 0;
  unsigned bits = 0;
  for (const char c : text) {
    const std::size_t digit = base64Digits.find(c);
    if (digit == std::string_view::npos) break;
    group = (group << 6) | static_cast<unsigned>(digit);
    bits += 6;
    if (bits >= 8) {
      bits -= 8;
      out += static_cast<char>(static_cast<unsigned char>((group >> bits) & 0xFF));
    }
  }
  return out;
}

std::string isoTime(std::int64_t secondsSince1970) {
  const std::time_t time = secondsSince1970;
  const std::tm parts = utcTime(time);
  std::array<char, 32> out{};
  const std::size_t length = std::strftime(out.data(), out.size(), "%Y-%m-%dT%H:%M:%SZ", &parts);
  return {out.data(), length};
}

}  // namespace sankajo
