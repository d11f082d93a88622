// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <stdlib.h>
#include <string.h>
#include <windows.h>

// Stands for a patch's package: adds a line to C:\installed.txt, does what a test has appended to it, and ends with the code that it is told. With /wait it
// does not end by itself. What is appended begins with "payload of a test\n"; then come lines, each as often as wanted,
//
//   file PATH SIZE\n    and SIZE bytes, which become this file
//   code NUMBER\n       the exit code
//
// up to a line "end\n"; behind that may stand what a signature adds.

static const char mark[] = "payload of ";

static const char* afterMark(const char* at, const char* end) {
  // In two parts: the mark as a whole stands nowhere in the program itself.
  static const char rest[] = "a test\n";
  const size_t first = sizeof mark - 1, second = sizeof rest - 1;
  for (; at + first + second <= end; ++at) {
    if (memcmp(at, mark, first) == 0 && memcmp(at + first, rest, second) == 0) return at + first + second;
  }
  return NULL;
}

static BOOL put(const char* path, const char* bytes, DWORD size) {
  const HANDLE file = CreateFileA(path, GENERIC_WRITE, 0, NULL, CREATE_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
  if (file == INVALID_HANDLE_VALUE) return FALSE;
  DWORD written = 0;
  const BOOL done = WriteFile(file, bytes, size, &written, NULL) && written == size && FlushFileBuffers(file);
  CloseHandle(file);
  return done;
}

// 98 where a file could not be written, or what is appended is not as it says above.
static int install(const char* at, const char* end, int code) {
  while (at < end) {
    char line[300] = {0};
    size_t length = 0;
    while (at + length < end && at[length] != '\n' && length + 1 < sizeof line) ++length;
    memcpy(line, at, length);
    at += length + 1;
    if (strcmp(line, "end") == 0) return code;
    if (strncmp(line, "code ", 5) == 0) {
      code = atoi(line + 5);
      continue;
    }
    char* const size = strrchr(line, ' ');
    if (strncmp(line, "file ", 5) != 0 || size == NULL || size < line + 5) return 98;
    *size = '\0';
    const long bytes = atol(size + 1);
    if (bytes < 0 || bytes > end - at || !put(line + 5, at, (DWORD)bytes)) return 98;
    at += bytes;
  }
  return 98;
}

static int installAppended(int code) {
  char own[MAX_PATH];
  GetModuleFileNameA(NULL, own, sizeof own);
  const HANDLE file = CreateFileA(own, GENERIC_READ, FILE_SHARE_READ, NULL, OPEN_EXISTING, 0, NULL);
  if (file == INVALID_HANDLE_VALUE) return 97;
  const DWORD size = GetFileSize(file, NULL);
  char* const bytes = malloc(size);
  DWORD got = 0;
  const BOOL read = bytes != NULL && ReadFile(file, bytes, size, &got, NULL) && got == size;
  CloseHandle(file);
  const char* const from = read ? afterMark(bytes, bytes + size) : NULL;
  const int result = !read ? 97 : from == NULL ? code : install(from, bytes + size, code);
  free(bytes);
  return result;
}

int WINAPI WinMain(HINSTANCE instance, HINSTANCE before, char* words, int show) {
  (void)instance, (void)before, (void)show;
  const HANDLE file = CreateFileA("C:\\installed.txt", FILE_APPEND_DATA, FILE_SHARE_READ, NULL, OPEN_ALWAYS, FILE_ATTRIBUTE_NORMAL, NULL);
  if (file == INVALID_HANDLE_VALUE) return 99;
  DWORD written = 0;
  WriteFile(file, words, (DWORD)lstrlenA(words), &written, NULL);
  WriteFile(file, "\n", 1, &written, NULL);
  FlushFileBuffers(file);
  CloseHandle(file);
  if (lstrcmpA(words, "/wait") == 0) Sleep(INFINITE);
  return installAppended(atoi(words + (words[0] == '/')));
}
