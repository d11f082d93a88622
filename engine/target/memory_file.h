// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include "engine/error.h"

namespace sankajo {

/// Bytes in memory that a library which opens files by itself reaches by a host path while this lives. Such a library maps a file of a
/// failing disk and is killed by the first bad sector; it maps this one without that.
class MemoryFile {
 public:
  /// Fails with Io where the host has no memory for it.
  static Result<std::unique_ptr<MemoryFile>> of(std::string_view bytes);
  ~MemoryFile();
  MemoryFile(const MemoryFile&) = delete;
  MemoryFile& operator=(const MemoryFile&) = delete;

  std::string hostPath() const;
  /// A copy of the bytes.
  Result<std::string> bytes() const;

 private:
  struct State;
  explicit MemoryFile(std::unique_ptr<State> state);
  std::unique_ptr<State> state_;
};

}  // namespace sankajo
