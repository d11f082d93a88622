// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "iconv.h"

#include <errno.h>
#include <stdint.h>
#include <string.h>

// There is no state: a conversion is a pair of small numbers, kept in the handle itself.

enum Encoding { Utf8 = 1, Utf16Le, Latin1, None };

static enum Encoding encodingOf(const char* name) {
  if (strcmp(name, "UTF-8") == 0) return Utf8;
  if (strcmp(name, "UTF-16LE") == 0) return Utf16Le;
  if (strcmp(name, "LATIN1") == 0 || strcmp(name, "ISO-8859-1") == 0) return Latin1;
  return None;
}

iconv_t iconv_open(const char* to, const char* from) {
  const enum Encoding into = encodingOf(to);
  const enum Encoding outOf = encodingOf(from);
  if (into == None || outOf == None) {
    errno = EINVAL;
    return (iconv_t)-1;
  }
  return (iconv_t)(uintptr_t)(into * 8 + outOf);
}

int iconv_close(iconv_t conversion) {
  (void)conversion;
  return 0;
}

/// Reads one character. Its length in bytes, or 0: the input ends within it, or -1: it is none.
static int readCharacter(enum Encoding encoding, const unsigned char* in, size_t left, uint32_t* character) {
  if (encoding == Latin1) {
    *character = in[0];
    return 1;
  }
  if (encoding == Utf16Le) {
    if (left < 2) return 0;
    *character = (uint32_t)(in[0] | in[1] << 8);
    if (*character < 0xD800 || *character > 0xDFFF) return 2;
    if (*character > 0xDBFF) return -1;
    if (left < 4) return 0;
    const uint32_t second = (uint32_t)(in[2] | in[3] << 8);
    if (second < 0xDC00 || second > 0xDFFF) return -1;
    *character = 0x10000 + ((*character - 0xD800) << 10) + (second - 0xDC00);
    return 4;
  }
  if (in[0] < 0x80) {
    *character = in[0];
    return 1;
  }
  const int length = in[0] >= 0xC2 && in[0] < 0xE0 ? 2 : in[0] >= 0xE0 && in[0] < 0xF0 ? 3 : in[0] >= 0xF0 && in[0] < 0xF5 ? 4 : -1;
  if (length < 0) return -1;
  uint32_t value = in[0] & (0xFFU >> (length + 1));
  for (int i = 1; i < length; ++i) {
    if ((size_t)i == left) return 0;
    if ((in[i] & 0xC0) != 0x80) return -1;
    value = value << 6 | (in[i] & 0x3FU);
    // The second byte shows what is longer than it need be, a surrogate or beyond the last character.
    if (i == 1 &&
        ((length == 3 && (value < 0x20 || (value >= 0x360 && value <= 0x37F))) || (length == 4 && (value < 0x10 || value > 0x10F))))
      return -1;
  }
  *character = value;
  return length;
}

/// Writes one character. Its length in bytes, or 0: there is no room, or -1: the encoding does not have it.
static int writeCharacter(enum Encoding encoding, uint32_t character, unsigned char* out, size_t left) {
  if (encoding == Latin1) {
    if (character > 0xFF) return -1;
    if (left < 1) return 0;
    out[0] = (unsigned char)character;
    return 1;
  }
  if (encoding == Utf16Le) {
    const int length = character < 0x10000 ? 2 : 4;
    if (left < (size_t)length) return 0;
    const uint32_t first = length == 2 ? character : 0xD800 + ((character - 0x10000) >> 10);
    const uint32_t second = 0xDC00 + ((character - 0x10000) & 0x3FF);
    out[0] = (unsigned char)first;
    out[1] = (unsigned char)(first >> 8);
    if (length == 4) {
      out[2] = (unsigned char)second;
      out[3] = (unsigned char)(second >> 8);
    }
    return length;
  }
  const int length = character < 0x80 ? 1 : character < 0x800 ? 2 : character < 0x10000 ? 3 : 4;
  if (left < (size_t)length) return 0;
  for (int i = length - 1; i > 0; --i) {
    out[i] = (unsigned char)(0x80 | (character & 0x3F));
    character >>= 6;
  }
  static const unsigned char marks[] = {0, 0, 0xC0, 0xE0, 0xF0};
  out[0] = (unsigned char)(marks[length] | character);
  return length;
}

size_t iconv(iconv_t conversion, char** input, size_t* inputLeft, char** output, size_t* outputLeft) {
  if (input == NULL || *input == NULL) return 0;
  const enum Encoding into = (enum Encoding)((uintptr_t)conversion / 8);
  const enum Encoding outOf = (enum Encoding)((uintptr_t)conversion % 8);
  while (*inputLeft > 0) {
    uint32_t character = 0;
    const int read = readCharacter(outOf, (const unsigned char*)*input, *inputLeft, &character);
    if (read <= 0) {
      errno = read == 0 ? EINVAL : EILSEQ;
      return (size_t)-1;
    }
    const int written = writeCharacter(into, character, (unsigned char*)*output, *outputLeft);
    if (written <= 0) {
      errno = written == 0 ? E2BIG : EILSEQ;
      return (size_t)-1;
    }
    *input += read;
    *inputLeft -= (size_t)read;
    *output += written;
    *outputLeft -= (size_t)written;
  }
  return 0;
}
