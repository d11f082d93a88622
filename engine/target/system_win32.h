// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <windows.h>

#include <string>
#include <string_view>
#include <utility>

#include "engine/error.h"

// What the files for Windows share. Included by _win32 files only.

namespace sankajo::win32 {

/// Text of the engine as Windows takes it, and back. A half of a surrogate pair, which is no character but may stand in a name, becomes the three
/// bytes that UTF-8 would have for it, and is found again: such a name is not isUtf8() and is never acted on.
std::wstring wide(std::string_view text);
std::string narrow(std::wstring_view text);

/// The Errc that a system error code means.
Errc errcOf(DWORD code);
/// What Windows says of a system error code, in English where it has that, without a line's end.
std::string systemText(DWORD code);
/// `doing` in English: "opening".
Error errorOf(DWORD code, std::string subject, std::string_view doing);

/// Switches a right of this process on that it has but does not use by itself (SE_BACKUP_NAME ...). False where it has not got it.
bool enablePrivilege(const wchar_t* privilege);

/// A handle that closes itself.
class Handle {
 public:
  Handle() = default;
  explicit Handle(HANDLE handle) : handle_(handle == INVALID_HANDLE_VALUE ? nullptr : handle) {}
  Handle(Handle&& other) noexcept : handle_(std::exchange(other.handle_, nullptr)) {}
  Handle& operator=(Handle&& other) noexcept {
    std::swap(handle_, other.handle_);
    return *this;
  }
  ~Handle() {
    if (handle_ != nullptr) CloseHandle(handle_);
  }
  HANDLE get() const { return handle_; }
  explicit operator bool() const { return handle_ != nullptr; }

 private:
  HANDLE handle_ = nullptr;
};

}  // namespace sankajo::win32
