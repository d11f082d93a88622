// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <string>
#include <vector>

#include "engine/target/system_win32.h"
#include "tests/support/host.h"

namespace sankajo::test {

namespace {

using UnixName = char*(CDECL*)(const wchar_t*);

/// Wine's own function; null on a real Windows.
UnixName unixNames() {
  return reinterpret_cast<UnixName>(reinterpret_cast<void*>(GetProcAddress(GetModuleHandleW(L"kernel32.dll"), "wine_get_unix_file_name")));
}

/// Has the shell of the system below Wine run a script that is given host paths as $0, $1 ... Wine makes and removes no links for a Windows program.
bool runBelowWine(const std::wstring& script, std::vector<std::wstring> paths) {
  const UnixName unixName = unixNames();
  if (unixName == nullptr) return false;
  // Of such a program Windows is not told when it ends: it leaves a file. With an empty IFS nothing is split at blanks.
  const std::wstring done = paths.back() + L".done";
  std::wstring command = L"sh -c \"IFS=; " + script + L"; : > $" + std::to_wstring(paths.size()) + L"\"";
  paths.push_back(done);
  for (const std::wstring& path : paths) {
    // Where a link stands, the name would be that of what it leads to: the folder's name is asked for, and the last name put behind it.
    const std::size_t last = path.rfind(L'\\');
    char* folder = unixName(path.substr(0, last).c_str());
    if (folder == nullptr) return false;
    command += L" \"" + win32::wide(folder) + L"/" + path.substr(last + 1) + L"\"";
    HeapFree(GetProcessHeap(), 0, folder);
  }
  STARTUPINFOW start{};
  start.cb = sizeof start;
  PROCESS_INFORMATION started{};
  if (CreateProcessW(LR"(\\?\unix\bin\sh)", command.data(), nullptr, nullptr, FALSE, 0, nullptr, nullptr, &start, &started) == 0)
    return false;
  const win32::Handle process(started.hProcess), thread(started.hThread);
  for (int waits = 0; waits < 1000; ++waits) {
    if (DeleteFileW(done.c_str()) != 0) return true;
    Sleep(5);
  }
  return false;
}

std::wstring nativePath(const std::string& path) {
  std::wstring out = win32::wide(path);
  for (wchar_t& c : out) c = c == L'/' ? L'\\' : c;
  return out;
}

}  // namespace

bool makeLink(const std::string& to, const std::string& link) {
  const std::wstring target = nativePath(to), place = nativePath(link);
  if (unixNames() != nullptr) return runBelowWine(L"ln -s -T -- $0 $1", {target, place});
  const DWORD attributes = GetFileAttributesW(target.c_str());
  DWORD how = SYMBOLIC_LINK_FLAG_ALLOW_UNPRIVILEGED_CREATE;
  if (attributes != INVALID_FILE_ATTRIBUTES && (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0) how |= SYMBOLIC_LINK_FLAG_DIRECTORY;
  return CreateSymbolicLinkW(place.c_str(), target.c_str(), how) != 0;
}

bool removeLink(const std::string& link) {
  const std::wstring place = nativePath(link);
  if (unixNames() != nullptr) return runBelowWine(L"rm -- $0", {place});
  return DeleteFileW(place.c_str()) != 0 || RemoveDirectoryW(place.c_str()) != 0;
}

bool isWine() {
  return unixNames() != nullptr;
}

bool hostTakesAnyName() {
  return false;
}

std::size_t hostLongestPath() {
  return unixNames() != nullptr ? 3500 : 32000;
}

}  // namespace sankajo::test
