// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <io.h>
#include <stdio.h>
#include <windows.h>

// read_message PROGRAM: starts a program, reads the message box that it shows, presses its button, and prints in UTF-8: the title, the text, and
// "exit N" in the last line. Without a message box within a minute, or with the program ended before: only "exit N".

static DWORD program;

static BOOL CALLBACK isItsMessage(HWND window, LPARAM found) {
  DWORD owner = 0;
  wchar_t kind[16];
  GetWindowThreadProcessId(window, &owner);
  GetClassNameW(window, kind, 16);
  if (owner != program || lstrcmpW(kind, L"#32770") != 0 || !IsWindowVisible(window)) return TRUE;
  *(HWND*)found = window;
  return FALSE;
}

static void print(HWND window) {
  static wchar_t text[4096];
  static char utf8[4 * 4096];
  text[0] = 0;
  SendMessageW(window, WM_GETTEXT, 4096, (LPARAM)text);
  WideCharToMultiByte(CP_UTF8, 0, text, -1, utf8, sizeof utf8, NULL, NULL);
  printf("%s\n", utf8);
}

static BOOL CALLBACK printText(HWND child, LPARAM unused) {
  (void)unused;
  wchar_t kind[16];
  GetClassNameW(child, kind, 16);
  // The icon is a static control as well.
  if (lstrcmpiW(kind, L"Static") == 0 && (GetWindowLongW(child, GWL_STYLE) & SS_TYPEMASK) != SS_ICON) print(child);
  return TRUE;
}

int wmain(int count, wchar_t** words) {
  _setmode(_fileno(stdout), _O_BINARY);
  if (count != 2) return 64;
  STARTUPINFOW how = {.cb = sizeof how};
  PROCESS_INFORMATION started;
  if (!CreateProcessW(words[1], NULL, NULL, NULL, FALSE, 0, NULL, NULL, &how, &started)) {
    printf("error %lu\n", GetLastError());
    return 1;
  }
  program = started.dwProcessId;
  for (int i = 0; i < 600 && WaitForSingleObject(started.hProcess, 100) == WAIT_TIMEOUT; ++i) {
    HWND message = NULL;
    EnumWindows(isItsMessage, (LPARAM)&message);
    if (message == NULL) continue;
    print(message);
    EnumChildWindows(message, printText, 0);
    PostMessageW(message, WM_COMMAND, IDOK, 0);
    break;
  }
  if (WaitForSingleObject(started.hProcess, 10000) != WAIT_OBJECT_0) TerminateProcess(started.hProcess, 99);
  DWORD code = 0;
  GetExitCodeProcess(started.hProcess, &code);
  printf("exit %lu\n", code);
  return 0;
}
