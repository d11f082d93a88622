// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <ctime>
#include <string>
#include <string_view>

namespace sankajo {

// Text is UTF-8 in std::string everywhere in the engine; bytes that are no UTF-8 (a name on a damaged volume) are carried
// unchanged and only replaced when they are shown.

/// Decodes UTF-16LE bytes as they lie in hives, event logs and PE resources; an odd last byte is dropped, an unpaired
/// surrogate becomes U+FFFD. Stops at nothing: embedded NULs stay.
std::string utf16LeToUtf8(std::string_view bytes);

/// Encodes as UTF-16LE bytes without terminator; a byte that is no UTF-8 becomes U+FFFD.
std::string utf8ToUtf16Le(std::string_view text);

/// Whether the bytes are well-formed UTF-8 (no surrogates, no overlong forms).
bool isUtf8(std::string_view bytes);

/// Upper case, character by character, as Windows compares names (one to one, no locale). Bytes that are no UTF-8 stay.
std::string foldCase(std::string_view text);

/// Equal without regard to case.
bool equalNoCase(std::string_view a, std::string_view b);

/// The order of two texts without regard to case, by code point of their folded forms.
bool lessNoCase(std::string_view a, std::string_view b);

/// For JSON: well-formed UTF-8, each bad byte replaced by U+FFFD.
std::string validUtf8(std::string_view bytes);

/// For a person: validUtf8, and control characters and those that change the direction of writing shown as <U+202E>.
std::string displayable(std::string_view bytes);

/// Lower-case hexadecimal digits, two a byte.
std::string toHex(std::string_view bytes);

/// Base64 with padding, for bytes in JSON; fromBase64 gives false for anything that toBase64 would not have written.
std::string toBase64(std::string_view bytes);
bool isBase64(std::string_view text);
std::string fromBase64(std::string_view text);

/// "2003-08-16T07:00:00Z" from seconds since 1970-01-01 UTC.
std::string isoTime(std::int64_t secondsSince1970);

// From the host system (text_posix.cpp, text_win32.cpp):

/// One upper-case code point, by the system's Unicode tables.
char32_t upperCase(char32_t c);
/// A time of day in UTC.
std::tm utcTime(std::time_t time);

}  // namespace sankajo
