// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <stdio.h>
#include <windows.h>

// Stands for Sankajo.exe where START.EXE is tried, and for sankajo-cli.exe where a script starts it: leaves a file beside itself that says by which
// words it was started, and ends with the code that STAND_IN_CODE names.

int WINAPI wWinMain(HINSTANCE instance, HINSTANCE before, wchar_t* words, int show) {
  (void)instance, (void)before, (void)words, (void)show;
  wchar_t path[MAX_PATH + 16];
  const DWORD length = GetModuleFileNameW(NULL, path, MAX_PATH);
  lstrcpyW(path + length, L".started");
  FILE* file = _wfopen(path, L"wb");
  if (file == NULL) return 1;
  fprintf(file, "%ls", GetCommandLineW());
  fclose(file);
  const wchar_t* code = _wgetenv(L"STAND_IN_CODE");
  return code == NULL ? 0 : _wtoi(code);
}
