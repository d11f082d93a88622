// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/target/system_win32.h"

#include <array>

namespace sankajo::win32 {

std::wstring wide(std::string_view text) {
  std::wstring out;
  out.reserve(text.size());
  for (std::size_t i = 0; i < text.size();) {
    const auto byte = [&](std::size_t at) { return at < text.size() ? static_cast<unsigned char>(text[at]) : 0U; };
    const auto follows = [&](std::size_t at) { return (byte(at) & 0xC0U) == 0x80U; };
    const unsigned first = byte(i);
    if (first < 0x80) {
      out += static_cast<wchar_t>(first);
      ++i;
    } else if (first >= 0xC2 && first < 0xE0 && follows(i + 1)) {
      out += static_cast<wchar_t>((first & 0x1FU) << 6U | (byte(i + 1) & 0x3FU));
      i += 2;
    } else if (first >= 0xE0 && first < 0xF0 && follows(i + 1) && follows(i + 2)) {
      out += static_cast<wchar_t>((first & 0xFU) << 12U | (byte(i + 1) & 0x3FU) << 6U | (byte(i + 2) & 0x3FU));
      i += 3;
    } else if (first >= 0xF0 && first < 0xF5 && follows(i + 1) && follows(i + 2) && follows(i + 3)) {
      const unsigned code =
          ((first & 7U) << 18U | (byte(i + 1) & 0x3FU) << 12U | (byte(i + 2) & 0x3FU) << 6U | (byte(i + 3) & 0x3FU)) - 0x10000U;
      out += static_cast<wchar_t>(0xD800U + (code >> 10U & 0x3FFU));
      out += static_cast<wchar_t>(0xDC00U + (code & 0x3FFU));
      i += 4;
    } else {
      out += static_cast<wchar_t>(0xFFFD);
      ++i;
    }
  }
  return out;
}

std::string narrow(std::wstring_view text) {
  std::string out;
  out.reserve(text.size());
  const auto put = [&out](unsigned code, unsigned lead, int more) {
    out += static_cast<char>(lead | code >> static_cast<unsigned>(6 * more));
    for (int at = more - 1; at >= 0; --at) out += static_cast<char>(0x80U | (code >> static_cast<unsigned>(6 * at) & 0x3FU));
  };
  for (std::size_t i = 0; i < text.size(); ++i) {
    const unsigned unit = text[i];
    const unsigned next = i + 1 < text.size() ? text[i + 1] : 0U;
    if (unit < 0x80) {
      out += static_cast<char>(unit);
    } else if (unit < 0x800) {
      put(unit, 0xC0, 1);
    } else if (unit >= 0xD800 && unit < 0xDC00 && next >= 0xDC00 && next < 0xE000) {
      put(0x10000U + ((unit - 0xD800U) << 10U) + (next - 0xDC00U), 0xF0, 3);
      ++i;
    } else {
      put(unit, 0xE0, 2);
    }
  }
  return out;
}

Errc errcOf(DWORD code) {
  switch (code) {
    case ERROR_ACCESS_DENIED:
    case ERROR_PRIVILEGE_NOT_HELD:
    case ERROR_WRITE_PROTECT:
    case ERROR_NOACCESS:
    case ERROR_INVALID_OWNER:
      return Errc::AccessDenied;
    case ERROR_SHARING_VIOLATION:
    case ERROR_LOCK_VIOLATION:
    case ERROR_USER_MAPPED_FILE:
    case ERROR_BUSY:
    case ERROR_DELETE_PENDING:
      return Errc::Busy;
    case ERROR_FILE_CORRUPT:
    case ERROR_DISK_CORRUPT:
    case ERROR_BADDB:
    case ERROR_REGISTRY_CORRUPT:
      return Errc::Corrupt;
    case ERROR_NOT_SUPPORTED:
    case ERROR_INVALID_FUNCTION:
    case ERROR_CALL_NOT_IMPLEMENTED:
      return Errc::Unsupported;
    case ERROR_ALREADY_EXISTS:
    case ERROR_FILE_EXISTS:
    case ERROR_DIR_NOT_EMPTY:
      return Errc::Refused;
    default:
      return Errc::Io;
  }
}

std::string systemText(DWORD code) {
  std::array<wchar_t, 512> text{};
  constexpr DWORD how = FORMAT_MESSAGE_FROM_SYSTEM | FORMAT_MESSAGE_IGNORE_INSERTS;
  DWORD length = FormatMessageW(how, nullptr, code, MAKELANGID(LANG_ENGLISH, SUBLANG_ENGLISH_US), text.data(),
                                static_cast<DWORD>(text.size()), nullptr);
  if (length == 0) length = FormatMessageW(how, nullptr, code, 0, text.data(), static_cast<DWORD>(text.size()), nullptr);
  std::string out = narrow({text.data(), length});
  while (!out.empty() && (out.back() == '\n' || out.back() == '\r' || out.back() == ' ' || out.back() == '.')) out.pop_back();
  return out.empty() ? "error " + std::to_string(code) : out;
}

Error errorOf(DWORD code, std::string subject, std::string_view doing) {
  return {errcOf(code), std::move(subject), std::string(doing) + ": " + systemText(code), static_cast<int>(code)};
}

bool enablePrivilege(const wchar_t* privilege) {
  HANDLE opened = nullptr;
  if (OpenProcessToken(GetCurrentProcess(), TOKEN_ADJUST_PRIVILEGES | TOKEN_QUERY, &opened) == 0) return false;
  const Handle token(opened);
  TOKEN_PRIVILEGES wanted{};
  wanted.PrivilegeCount = 1;
  wanted.Privileges[0].Attributes = SE_PRIVILEGE_ENABLED;
  if (LookupPrivilegeValueW(nullptr, privilege, &wanted.Privileges[0].Luid) == 0) return false;
  // Succeeds also where nothing could be switched on; the last error tells.
  return AdjustTokenPrivileges(token.get(), FALSE, &wanted, 0, nullptr, nullptr) != 0 && GetLastError() == ERROR_SUCCESS;
}

}  // namespace sankajo::win32
