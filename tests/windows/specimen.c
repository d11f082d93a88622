// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later

// An inert program for the tests under Wine. It does nothing but wait, for ten minutes at most, until it is ended. What it is taken for depends on
// where it lies:
//
//   ...\system32\wins\*   a service: tells the service manager that it runs, and stops when it is asked to
//   editor.exe            an editor that shows the notice: the published sentence stands in memory that the program has asked for
//   anywhere else         holds the mutex BILLY, listens on TCP 4444 of this machine alone, and has the published sentence in its own image
//
// In the file the sentence is masked, as the packed worm's own file shows none of its texts.

#include <winsock2.h>
#include <windows.h>

#include <stdio.h>

static const unsigned char masked[] = {
    // "I just want to say LOVE YOU SAN!!" with each byte combined by exclusive or with 0x5A
    0x13, 0x7A, 0x30, 0x2F, 0x29, 0x2E, 0x7A, 0x2D, 0x3B, 0x34, 0x2E, 0x7A, 0x2E, 0x35, 0x7A, 0x29, 0x3B, 0x23, 0x7A, 0x16, 0x15, 0x0C, 0x1F,
    0x7A, 0x03, 0x15, 0x0F, 0x7A, 0x09, 0x1B, 0x14, 0x7B, 0x7B,
};
static char image[256] = "The sentence is put here.";

static const DWORD longest = 10 * 60 * 1000;
static SERVICE_STATUS_HANDLE manager;
static HANDLE stopped;

static void unmask(char* to) {
  for (size_t i = 0; i < sizeof masked; ++i) to[i] = (char)(masked[i] ^ 0x5A);
  to[sizeof masked] = 0;
}

static void tell(DWORD state) {
  SERVICE_STATUS status = {SERVICE_WIN32_OWN_PROCESS, state, SERVICE_ACCEPT_STOP, 0, 0, 0, 0};
  SetServiceStatus(manager, &status);
}

static void WINAPI control(DWORD what) {
  if (what == SERVICE_CONTROL_STOP) SetEvent(stopped);
}

static void WINAPI service(DWORD count, LPWSTR* words) {
  (void)count;
  stopped = CreateEventW(NULL, TRUE, FALSE, NULL);
  manager = RegisterServiceCtrlHandlerW(words[0], control);
  tell(SERVICE_RUNNING);
  WaitForSingleObject(stopped, longest);
  tell(SERVICE_STOPPED);
}

int wmain(void) {
  wchar_t self[MAX_PATH];
  GetModuleFileNameW(NULL, self, MAX_PATH);
  CharLowerW(self);
  if (wcsstr(self, L"\\wins\\") != NULL) {
    const SERVICE_TABLE_ENTRYW table[] = {{L"", service}, {NULL, NULL}};
    return StartServiceCtrlDispatcherW(table) ? 0 : 1;
  }
  if (wcsstr(self, L"\\editor.exe") != NULL) {
    char* shown = HeapAlloc(GetProcessHeap(), 0, 65536);
    unmask(shown);
    puts("ready");
    fflush(stdout);
    Sleep(longest);
    return shown[0] == 'I' ? 0 : 1;
  }
  unmask(image);
  const HANDLE mutex = CreateMutexW(NULL, TRUE, L"BILLY");
  WSADATA data;
  WSAStartup(MAKEWORD(2, 2), &data);
  const SOCKET listener = socket(AF_INET, SOCK_STREAM, 0);
  struct sockaddr_in here = {0};
  here.sin_family = AF_INET;
  here.sin_port = htons(4444);
  here.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  const int bound = bind(listener, (const struct sockaddr*)&here, sizeof here) == 0 && listen(listener, 1) == 0;
  puts(mutex != NULL && bound && image[0] == 'I' ? "ready" : "failed");
  fflush(stdout);
  Sleep(longest);
  return 0;
}
