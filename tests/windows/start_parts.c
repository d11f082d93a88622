// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#define START_PARTS
#include <stdio.h>

#include "packaging/windows/start/start.c"

// The parts of START.EXE that no Wine can be brought to show: start_parts hash FILE..., start_parts answer MAJOR PROCESSOR, start_parts sentences.

static void printUtf8(const wchar_t* text) {
  static char utf8[16384];
  WideCharToMultiByte(CP_UTF8, 0, text, -1, utf8, sizeof utf8, NULL, NULL);
  printf("%s", utf8);
}

int wmain(int count, wchar_t** words) {
  if (count >= 3 && lstrcmpW(words[1], L"hash") == 0) {
    for (int i = 2; i < count; ++i) {
      const HANDLE file = CreateFileW(words[i], GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
      BYTE hash[32];
      if (file == INVALID_HANDLE_VALUE || !hashFile(file, hash)) return 1;
      CloseHandle(file);
      for (int at = 0; at < 32; ++at) printf("%02x", hash[at]);
      printf("\n");
    }
    return 0;
  }
  if (count == 4 && lstrcmpW(words[1], L"answer") == 0) {
    printf("%d\n", (int)answerFor((DWORD)_wtoi(words[2]), (WORD)_wtoi(words[3])));
    return 0;
  }
  if (count == 2 && lstrcmpW(words[1], L"sentences") == 0) {
    for (int answer = OldWindows; answer < answers; ++answer) {
      for (int in = 0; in < languages; ++in) {
        printUtf8(sentences[answer][in]);
        printf("%c", 0);
      }
    }
    return 0;
  }
  // What the program itself would do here; never called, so that none of its parts is unused.
  return count == 1000 ? (int)majorVersion() + processor(NULL) + (int)startSankajo() + language(TRUE) : 64;
}
