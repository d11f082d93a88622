// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <io.h>
#include <windows.h>

#include <filesystem>

#include "app/program_path_win32.h"
#include "app/startup.h"
#include "engine/target/system_win32.h"

namespace sankajo {

void loadOnlySystemLibraries() {
  // Windows 10 has it and takes this flag, so there is nothing that could be done about a failure.
  SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_SYSTEM32);
}

std::wstring programPath() {
  constexpr DWORD longest = 32768;
  std::wstring path(longest, L'\0');
  path.resize(GetModuleFileNameW(nullptr, path.data(), longest));
  return path;
}

std::string programFolder() {
  const std::u8string folder = std::filesystem::path(programPath()).parent_path().u8string();
  return {folder.begin(), folder.end()};
}

void tell(FILE* stream, const std::string& text) {
  if (_fileno(stream) >= 0) {
    std::fputs(text.c_str(), stream);
  } else {
    MessageBoxW(nullptr, win32::wide(text).c_str(), L"Sankajo", MB_OK | MB_ICONINFORMATION | MB_SETFOREGROUND);
  }
}

bool hasDisplay() {
  return true;
}

}  // namespace sankajo
