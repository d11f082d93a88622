// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <io.h>
#include <windows.h>

#include <array>
#include <atomic>
#include <cstdio>

#include "app/console.h"

namespace sankajo {

namespace {

/// What a request to end the program goes to; windows tells it in a thread of its own.
std::atomic<std::stop_source*> asked{nullptr};

BOOL WINAPI onRequest(DWORD /*kind*/) {
  // Taken away with the first request, so that the second ends the program as usual.
  std::stop_source* source = asked.exchange(nullptr);
  if (source == nullptr) return FALSE;
  source->request_stop();
  return TRUE;
}

}  // namespace

void prepareStandardStreams() {
  // Ours is UTF-8 throughout, and lines end as we write them.
  SetConsoleOutputCP(CP_UTF8);
  SetConsoleCP(CP_UTF8);
  for (FILE* stream : {stdin, stdout, stderr}) {
    if (_fileno(stream) < 0) {
      // A stream that was closed: open() must not take its place.
      std::freopen("NUL", stream == stdin ? "rb" : "wb", stream);
    }
  }
  _setmode(_fileno(stdout), _O_BINARY);
  _setmode(_fileno(stderr), _O_BINARY);
}

bool standardErrorIsTerminal() { return _isatty(_fileno(stderr)) != 0; }

std::optional<std::string> readLine(const std::stop_token& stop) {
  const HANDLE input = GetStdHandle(STD_INPUT_HANDLE);
  DWORD mode = 0;
  const bool console = GetConsoleMode(input, &mode) != 0;
  std::string line;
  while (!stop.stop_requested()) {
    constexpr DWORD nap = 100;
    // A console is ready when somebody has typed; anything else gives its bytes or its end at once, and a pipe is asked first.
    DWORD waiting = 1;
    if (console) {
      if (WaitForSingleObject(input, nap) != WAIT_OBJECT_0) continue;
    } else if (GetFileType(input) == FILE_TYPE_PIPE) {
      if (PeekNamedPipe(input, nullptr, 0, nullptr, &waiting, nullptr) == 0) return std::nullopt;
      if (waiting == 0) {
        Sleep(nap);
        continue;
      }
    }
    char byte = 0;
    DWORD got = 0;
    if (ReadFile(input, &byte, 1, &got, nullptr) == 0 || got == 0) return std::nullopt;
    if (byte == '\n') {
      if (line.ends_with('\r')) line.pop_back();
      return line;
    }
    if (line.size() < 1000) line += byte;
  }
  return std::nullopt;
}

StopOnSignal::StopOnSignal(std::stop_source& source) {
  asked = &source;
  SetConsoleCtrlHandler(onRequest, TRUE);
}

StopOnSignal::~StopOnSignal() {
  SetConsoleCtrlHandler(onRequest, FALSE);
  asked = nullptr;
}

}  // namespace sankajo
