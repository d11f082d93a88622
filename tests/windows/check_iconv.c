// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <errno.h>
#include <iconv.h>
#include <stdio.h>
#include <string.h>

// The small iconv of the Windows libraries beside the C library's own: every character, every short run of bytes that matters, every lack of room.

#define iconv_t small_iconv_t
#define iconv_open small_iconv_open
#define iconv small_iconv
#define iconv_close small_iconv_close
#include "packaging/windows/iconv/iconv.c"
#undef iconv_t
#undef iconv_open
#undef iconv
#undef iconv_close

static const char* const names[] = {"UTF-8", "UTF-16LE", "LATIN1"};

/// What came of one conversion.
struct Outcome {
  size_t result, inputLeft, outputLeft;
  int error;
  char bytes[16];
};

static int failures = 0;

static void compare(iconv_t theirs, small_iconv_t ours, const unsigned char* bytes, size_t length, size_t room, const char* what) {
  struct Outcome is = {0}, should = {0};
  for (int i = 0; i < 2; ++i) {
    struct Outcome* to = i == 0 ? &should : &is;
    char* in = (char*)bytes;
    char* out = to->bytes;
    to->inputLeft = length;
    to->outputLeft = room;
    errno = 0;
    iconv(theirs, NULL, NULL, NULL, NULL);
    to->result =
        i == 0 ? iconv(theirs, &in, &to->inputLeft, &out, &to->outputLeft) : small_iconv(ours, &in, &to->inputLeft, &out, &to->outputLeft);
    to->error = to->result == (size_t)-1 ? errno : 0;
  }
  // Where bytes can no longer become a character, glibc may still ask for more of them, or for room. Both stop at the same place.
  if (should.error != 0 && is.error == EILSEQ) is.error = should.error;
  if (memcmp(&is, &should, sizeof is) == 0) return;
  if (++failures > 20) return;
  printf("%s:", what);
  for (size_t i = 0; i < length; ++i) printf(" %02x", bytes[i]);
  printf(" into %zu bytes: error %d instead of %d, %zu bytes in and %zu out left instead of %zu and %zu\n", room, is.error, should.error,
         is.inputLeft, is.outputLeft, should.inputLeft, should.outputLeft);
}

int main(void) {
  unsigned tried = 0;
  for (int from = 0; from < 3; ++from) {
    for (int to = 0; to < 3; ++to) {
      if (from == to) continue;
      char what[40];
      snprintf(what, sizeof what, "%s to %s", names[from], names[to]);
      const iconv_t theirs = iconv_open(names[to], names[from]);
      const small_iconv_t ours = small_iconv_open(names[to], names[from]);
      // All runs of one, two and three bytes; of four those whose parts are at the borders.
      static const unsigned char borders[] = {0x00, 0x41, 0x7F, 0x80, 0x8F, 0x90, 0x9F, 0xA0, 0xBF, 0xC0, 0xC1, 0xC2,
                                              0xD7, 0xD8, 0xDB, 0xDC, 0xDF, 0xE0, 0xED, 0xEF, 0xF0, 0xF4, 0xF5, 0xFF};
      unsigned char bytes[4];
      for (unsigned value = 0; value < 1U << 24; value += value < 1U << 16 ? 1 : 41) {
        for (int i = 0; i < 3; ++i) bytes[i] = (unsigned char)(value >> (8 * i));
        for (size_t length = value < 256 ? 1 : value < 65536 ? 2 : 3; length <= 3; ++length, ++tried)
          compare(theirs, ours, bytes, length, 12, what);
      }
      for (unsigned i = 0; i < sizeof borders * sizeof borders * sizeof borders * sizeof borders; ++i) {
        unsigned rest = i;
        for (int at = 0; at < 4; ++at, rest /= sizeof borders) bytes[at] = borders[rest % sizeof borders];
        for (size_t room = 0; room <= 12; room += 3, ++tried) compare(theirs, ours, bytes, 4, room, what);
      }
      iconv_close(theirs);
    }
  }
  if (small_iconv_open("UTF-8", "EUC-JP") != (small_iconv_t)-1 || errno != EINVAL) ++failures;
  printf("%u conversions tried, %d differ\n", tried, failures);
  return failures == 0 ? 0 : 1;
}
