// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stddef.h>

// The iconv of POSIX for the three encodings that hivex uses: "UTF-8", "UTF-16LE" and "LATIN1", each to each.

typedef void* iconv_t;

/// (iconv_t)-1 with EINVAL for any other encoding.
iconv_t iconv_open(const char* to, const char* from);
/// (size_t)-1 with E2BIG (no room for the next character), EILSEQ (no such character in one of the two) or EINVAL (the input ends within a
/// character); the pointers and counts then tell how far it came. Else 0: no character is ever replaced by another.
size_t iconv(iconv_t conversion, char** input, size_t* inputLeft, char** output, size_t* outputLeft);
int iconv_close(iconv_t conversion);
