// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <array>

#include "engine/target/memory_file.h"
#include "engine/target/system_win32.h"

// Windows has no file in memory that a library could open by a path. A temporary file comes near: the system keeps it in memory where it can.

namespace sankajo {

struct MemoryFile::State {
  std::wstring path;
};

MemoryFile::MemoryFile(std::unique_ptr<State> state) : state_(std::move(state)) {}

Result<std::unique_ptr<MemoryFile>> MemoryFile::of(std::string_view bytes) {
  std::array<wchar_t, MAX_PATH + 1> folder{}, path{};
  if (GetTempPathW(static_cast<DWORD>(folder.size()), folder.data()) == 0 || GetTempFileNameW(folder.data(), L"snk", 0, path.data()) == 0) {
    return tl::unexpected(win32::errorOf(GetLastError(), "memory", "making a temporary file"));
  }
  std::unique_ptr<MemoryFile> file(new MemoryFile(std::make_unique<State>(State{path.data()})));
  const win32::Handle handle(CreateFileW(path.data(), GENERIC_WRITE, 0, nullptr, OPEN_EXISTING, FILE_ATTRIBUTE_TEMPORARY, nullptr));
  if (!handle) return tl::unexpected(win32::errorOf(GetLastError(), "memory", "opening a temporary file"));
  while (!bytes.empty()) {
    constexpr std::size_t most = 16U << 20U;
    DWORD written = 0;
    if (WriteFile(handle.get(), bytes.data(), static_cast<DWORD>(std::min(most, bytes.size())), &written, nullptr) == 0 || written == 0) {
      return tl::unexpected(win32::errorOf(GetLastError(), "memory", "writing a temporary file"));
    }
    bytes.remove_prefix(written);
  }
  return file;
}

MemoryFile::~MemoryFile() { DeleteFileW(state_->path.c_str()); }

std::string MemoryFile::hostPath() const { return win32::narrow(state_->path); }

Result<std::string> MemoryFile::bytes() const {
  const win32::Handle handle(CreateFileW(state_->path.c_str(), GENERIC_READ, FILE_SHARE_READ, nullptr, OPEN_EXISTING, 0, nullptr));
  LARGE_INTEGER size{};
  if (!handle || GetFileSizeEx(handle.get(), &size) == 0) return tl::unexpected(win32::errorOf(GetLastError(), "memory", "opening a temporary file"));
  std::string bytes(static_cast<std::size_t>(size.QuadPart), '\0');
  for (std::size_t done = 0; done < bytes.size();) {
    constexpr std::size_t most = 16U << 20U;
    DWORD got = 0;
    if (ReadFile(handle.get(), bytes.data() + done, static_cast<DWORD>(std::min(most, bytes.size() - done)), &got, nullptr) == 0 || got == 0) {
      return tl::unexpected(win32::errorOf(GetLastError(), "memory", "reading a temporary file"));
    }
    done += got;
  }
  return bytes;
}

}  // namespace sankajo
