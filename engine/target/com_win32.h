// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <windows.h>
// After windows.h.
#include <oleauto.h>

#include <string>
#include <string_view>
#include <utility>

#include "engine/target/system_win32.h"

// Windows' objects and their texts, let go by themselves. Included by _win32 files only.

namespace sankajo::win32 {

/// Holds one reference.
template <typename T>
class Com {
 public:
  Com() = default;
  Com(Com&& other) noexcept : object_(std::exchange(other.object_, nullptr)) {}
  Com& operator=(Com&& other) noexcept {
    std::swap(object_, other.object_);
    return *this;
  }
  ~Com() {
    if (object_ != nullptr) object_->Release();
  }
  T* operator->() const { return object_; }
  T* get() const { return object_; }
  explicit operator bool() const { return object_ != nullptr; }
  /// For the call that gives it.
  T** out() {
    Com empty;
    std::swap(object_, empty.object_);
    return &object_;
  }

 private:
  T* object_ = nullptr;
};

class Text {
 public:
  Text() = default;
  explicit Text(std::wstring_view words) : text_(SysAllocStringLen(words.data(), static_cast<UINT>(words.size()))) {}
  Text(const Text&) = delete;
  Text& operator=(const Text&) = delete;
  ~Text() { SysFreeString(text_); }
  BSTR get() const { return text_; }
  BSTR* out() { return &text_; }
  std::string utf8() const { return text_ == nullptr ? std::string() : narrow(std::wstring_view(text_, SysStringLen(text_))); }

 private:
  BSTR text_ = nullptr;
};

/// COM in this thread, as long as there is an object in it.
class Apartment {
 public:
  Apartment() : result_(CoInitializeEx(nullptr, COINIT_MULTITHREADED)) {}
  ~Apartment() {
    if (SUCCEEDED(result_)) CoUninitialize();
  }
  Apartment(const Apartment&) = delete;
  Apartment& operator=(const Apartment&) = delete;
  HRESULT result() const { return result_; }

 private:
  HRESULT result_;
};

}  // namespace sankajo::win32
