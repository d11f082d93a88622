// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <stdlib.h>
#include <windows.h>

// Stands for a patch's package: adds a line to C:\installed.txt and ends with the code that it is told. With /wait it does not end by itself.

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
  return atoi(words + (words[0] == '/'));
}
