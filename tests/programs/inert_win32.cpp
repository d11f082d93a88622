// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <windows.h>
#include <winsock2.h>

#include <cstdio>
#include <string>
#include <string_view>

// Stands still in the ways that tests look for: holds a mutex, listens at 127.0.0.1, keeps texts in memory, runs as a service. Does nothing else, and
// ends by itself after two minutes.
//
//   sankajo-inert start READY hold-arguments...   starts itself with "hold" and ends, so that nobody is its parent any more
//   sankajo-inert hold READY [mutex=NAME] [port=NUMBER, 0 for any] [data=TEXT]
//                                                 writes "process port" into the file READY once all is there
//   sankajo-inert service NAME [stubborn]         is the service NAME, which may take no order to stop

namespace {

constexpr DWORD longestMs = 120'000;

// Stands in the program itself.
volatile const char programText[] = "an inert program of Sankajo's tests";

SERVICE_STATUS_HANDLE statusHandle = nullptr;
HANDLE stopEvent = nullptr;
wchar_t serviceName[257];
bool stubborn = false;

void tell(DWORD state) {
  SERVICE_STATUS status{};
  status.dwServiceType = SERVICE_WIN32_OWN_PROCESS;
  status.dwCurrentState = state;
  status.dwControlsAccepted = state == SERVICE_RUNNING && !stubborn ? SERVICE_ACCEPT_STOP : 0;
  SetServiceStatus(statusHandle, &status);
}

DWORD WINAPI onControl(DWORD control, DWORD, void*, void*) {
  if (control == SERVICE_CONTROL_STOP) {
    tell(SERVICE_STOP_PENDING);
    SetEvent(stopEvent);
  }
  return NO_ERROR;
}

void WINAPI serviceMain(DWORD, wchar_t**) {
  stopEvent = CreateEventW(nullptr, TRUE, FALSE, nullptr);
  statusHandle = RegisterServiceCtrlHandlerExW(serviceName, onControl, nullptr);
  tell(SERVICE_RUNNING);
  WaitForSingleObject(stopEvent, longestMs);
  tell(SERVICE_STOPPED);
}

int start(int count, wchar_t** arguments) {
  wchar_t self[MAX_PATH];
  GetModuleFileNameW(nullptr, self, MAX_PATH);
  std::wstring line = L"\"" + std::wstring(self) + L"\" hold";
  for (int i = 2; i < count; ++i) line += L" \"" + std::wstring(arguments[i]) + L"\"";
  STARTUPINFOW how{};
  how.cb = sizeof how;
  PROCESS_INFORMATION made{};
  return CreateProcessW(nullptr, line.data(), nullptr, nullptr, FALSE, DETACHED_PROCESS, nullptr, nullptr, &how, &made) != 0 ? 0 : 1;
}

int hold(int count, wchar_t** arguments) {
  std::wstring data;
  unsigned port = 0;
  for (int i = 3; i < count; ++i) {
    const std::wstring_view argument = arguments[i];
    if (argument.starts_with(L"mutex=")) {
      if (CreateMutexW(nullptr, TRUE, arguments[i] + 6) == nullptr) return 1;
    } else if (argument.starts_with(L"port=")) {
      WSADATA ignored;
      if (WSAStartup(MAKEWORD(2, 2), &ignored) != 0) return 1;
      const SOCKET socket = ::socket(AF_INET, SOCK_STREAM, 0);
      sockaddr_in address{};
      address.sin_family = AF_INET;
      address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
      address.sin_port = htons(static_cast<u_short>(std::stoul(std::wstring(argument.substr(5)))));
      int length = sizeof address;
      if (bind(socket, reinterpret_cast<sockaddr*>(&address), length) != 0 || listen(socket, 1) != 0) return 1;
      getsockname(socket, reinterpret_cast<sockaddr*>(&address), &length);
      port = ntohs(address.sin_port);
    } else if (argument.starts_with(L"data=")) {
      data = argument.substr(5);
    }
  }
  // As a program that reads a file would have it: narrow text, on the heap.
  std::string kept;
  for (const wchar_t c : data) kept += static_cast<char>(c);
  const std::wstring ready = arguments[2];
  std::FILE* file = _wfopen((ready + L".new").c_str(), L"wb");
  if (file == nullptr) return 1;
  std::fprintf(file, "%lu %u", GetCurrentProcessId(), port);
  std::fclose(file);
  if (MoveFileW((ready + L".new").c_str(), ready.c_str()) == 0) return 1;
  Sleep(longestMs);
  return kept.empty() && programText[0] == 0 ? 1 : 0;
}

}  // namespace

int wmain(int count, wchar_t** arguments) {
  const std::wstring_view what = count > 2 ? arguments[1] : L"";
  if (what == L"start") return start(count, arguments);
  if (what == L"hold") return hold(count, arguments);
  if (what == L"service") {
    std::wstring_view(arguments[2]).copy(serviceName, 256);
    stubborn = count > 3 && std::wstring_view(arguments[3]) == L"stubborn";
    const SERVICE_TABLE_ENTRYW table[] = {{serviceName, serviceMain}, {nullptr, nullptr}};
    return StartServiceCtrlDispatcherW(table) != 0 ? 0 : 1;
  }
  return 2;
}
