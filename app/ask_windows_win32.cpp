// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/ask_windows.h"

#include <windows.h>
// After windows.h.
#include <shellapi.h>

#include <string_view>

#include "app/program_path_win32.h"
#include "engine/target/system_win32.h"

namespace sankajo {

namespace {

/// The command line after the program's own name, as it was typed.
std::wstring ownArguments() {
  const std::wstring_view line = GetCommandLineW();
  bool quoted = false;
  std::size_t at = 0;
  for (; at < line.size() && (quoted || (line[at] != L' ' && line[at] != L'\t')); ++at) {
    if (line[at] == L'"') quoted = !quoted;
  }
  return std::wstring(line.substr(at));
}

Status open(const wchar_t* verb, const std::wstring& what, const std::wstring& arguments, const std::string& subject) {
  SHELLEXECUTEINFOW call = {};
  call.cbSize = sizeof call;
  // Not before it has started; what went wrong is said by us.
  call.fMask = SEE_MASK_NOASYNC | SEE_MASK_FLAG_NO_UI;
  call.hwnd = GetActiveWindow();
  call.lpVerb = verb;
  call.lpFile = what.c_str();
  call.lpParameters = arguments.empty() ? nullptr : arguments.c_str();
  call.nShow = SW_SHOWNORMAL;
  if (ShellExecuteExW(&call)) return {};
  const DWORD code = GetLastError();
  if (code == ERROR_CANCELLED) return fail(Errc::Cancelled, subject, "answered with no");
  return tl::unexpected(win32::errorOf(code, subject, "starting"));
}

Status restart() {
  HANDLE opened = nullptr;
  if (!OpenProcessToken(GetCurrentProcess(), TOKEN_ADJUST_PRIVILEGES | TOKEN_QUERY, &opened)) return tl::unexpected(win32::errorOf(GetLastError(), "Windows", "asking for the right to restart"));
  const win32::Handle token(opened);
  TOKEN_PRIVILEGES privileges = {};
  privileges.PrivilegeCount = 1;
  privileges.Privileges[0].Attributes = SE_PRIVILEGE_ENABLED;
  // AdjustTokenPrivileges succeeds too where it gave nothing: the last error says so.
  if (!LookupPrivilegeValueW(nullptr, L"SeShutdownPrivilege", &privileges.Privileges[0].Luid) ||
      !AdjustTokenPrivileges(token.get(), FALSE, &privileges, 0, nullptr, nullptr) || GetLastError() != ERROR_SUCCESS) {
    return tl::unexpected(win32::errorOf(GetLastError(), "Windows", "asking for the right to restart"));
  }
  // Without force: other programs ask what shall be saved.
  if (!ExitWindowsEx(EWX_REBOOT, SHTDN_REASON_MAJOR_APPLICATION | SHTDN_REASON_MINOR_MAINTENANCE | SHTDN_REASON_FLAG_PLANNED)) {
    return tl::unexpected(win32::errorOf(GetLastError(), "Windows", "restarting"));
  }
  return {};
}

}  // namespace

std::function<Status(const std::string& language)> startAgainAsAdministrator() {
  return [](const std::string& language) {
    // The last of several counts.
    return open(L"runas", programPath(), ownArguments() + L" --lang " + win32::wide(language), "Sankajo");
  };
}

std::function<Status()> restartOfWindows() { return restart; }

std::function<Status()> windowsUpdate() {
  return [] { return open(nullptr, L"ms-settings:windowsupdate", {}, "Windows Update"); };
}

}  // namespace sankajo
