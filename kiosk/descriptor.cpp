// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/descriptor.h"

#include <fcntl.h>
#include <poll.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <string_view>
#include <system_error>

namespace sankajo {

Error systemError(int number, std::string subject, const std::string& doing) {
  Errc code = Errc::Io;
  if (number == EACCES || number == EPERM || number == EROFS) code = Errc::AccessDenied;
  if (number == EBUSY) code = Errc::Busy;
  return {code, std::move(subject), doing + ": " + std::generic_category().message(number), number};
}

Result<std::string> readAll(const Descriptor& file, std::size_t most, const std::string& subject) {
  std::string bytes;
  std::array<char, 65536> part{};
  for (;;) {
    const ssize_t count = ::read(file.number(), part.data(), part.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return tl::unexpected(systemError(errno, subject, "reading"));
    if (count == 0) return bytes;
    bytes.append(part.data(), static_cast<std::size_t>(count));
    if (bytes.size() > most) return fail(Errc::Corrupt, subject, "longer than " + std::to_string(most) + " bytes");
  }
}

Result<std::string> readHostFile(const std::string& path, std::size_t most) {
  // Not blocking: opening a pipe would wait for its other end.
  const Descriptor file(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));
  if (!file) return tl::unexpected(systemError(errno, path, "opening"));
  return readAll(file, most, path);
}

Status writeAll(const Descriptor& file, std::string_view bytes, const std::string& subject) {
  while (!bytes.empty()) {
    const ssize_t count = ::write(file.number(), bytes.data(), bytes.size());
    if (count < 0 && errno == EINTR) continue;
    if (count < 0) return tl::unexpected(systemError(errno, subject, "writing"));
    bytes.remove_prefix(static_cast<std::size_t>(count));
  }
  return {};
}

bool waitToRead(int descriptor, std::chrono::milliseconds time) {
  const auto end = std::chrono::steady_clock::now() + time;
  for (;;) {
    const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - std::chrono::steady_clock::now());
    pollfd one{descriptor, POLLIN, 0};
    const int count = poll(&one, 1, static_cast<int>(std::max<std::int64_t>(left.count(), 0)));
    if (count > 0) return true;
    if (count == 0 || errno != EINTR) return false;
  }
}

}  // namespace sankajo
