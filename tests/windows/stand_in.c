// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <stdio.h>
#include <windows.h>

// Stands for Sankajo.exe where START.EXE is tried: leaves a file beside itself that says by which path it was started.

int WINAPI wWinMain(HINSTANCE instance, HINSTANCE before, wchar_t* words, int show) {
  (void)instance, (void)before, (void)words, (void)show;
  wchar_t path[MAX_PATH + 16];
  const DWORD length = GetModuleFileNameW(NULL, path, MAX_PATH);
  lstrcpyW(path + length, L".started");
  FILE* file = _wfopen(path, L"wb");
  if (file == NULL) return 1;
  fprintf(file, "%ls", GetCommandLineW());
  fclose(file);
  return 0;
}
