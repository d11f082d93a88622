// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <unistd.h>

#include <chrono>
#include <string>
#include <string_view>
#include <utility>

#include "engine/error.h"

namespace sankajo {

/// A file descriptor that closes itself.
class Descriptor {
 public:
  Descriptor() = default;
  explicit Descriptor(int number) : number_(number) {}
  Descriptor(Descriptor&& other) noexcept : number_(std::exchange(other.number_, -1)) {}
  Descriptor& operator=(Descriptor&& other) noexcept {
    std::swap(number_, other.number_);
    return *this;
  }
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() { reset(); }

  int number() const { return number_; }
  explicit operator bool() const { return number_ >= 0; }
  void reset() {
    if (number_ >= 0) ::close(std::exchange(number_, -1));
  }

 private:
  int number_ = -1;
};

/// An Error with the system's own words for `number`, an errno; permissions give AccessDenied, EBUSY gives Busy, all else Io.
Error systemError(int number, std::string subject, const std::string& doing);

/// Everything that a descriptor gives until its end, at most `most` bytes. Fails with Io, or Corrupt for more than that.
Result<std::string> readAll(const Descriptor& file, std::size_t most, const std::string& subject);

/// A short file of the host, at most `most` bytes of it. Fails as the two above do.
Result<std::string> readHostFile(const std::string& path, std::size_t most);

/// Writes everything. Fails with Io.
Status writeAll(const Descriptor& file, std::string_view bytes, const std::string& subject);

/// Waits until a descriptor can be read, or the time is over: false.
bool waitToRead(int descriptor, std::chrono::milliseconds time);

}  // namespace sankajo
