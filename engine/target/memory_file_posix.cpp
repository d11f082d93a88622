// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>

#include "engine/target/memory_file.h"

namespace sankajo {

struct MemoryFile::State {
  int handle = -1;
};

MemoryFile::MemoryFile(std::unique_ptr<State> state) : state_(std::move(state)) {}

Result<std::unique_ptr<MemoryFile>> MemoryFile::of(std::string_view bytes) {
  const int handle = memfd_create("sankajo", MFD_CLOEXEC);
  if (handle < 0) return fail(Errc::Io, "memory", "no file in memory could be made", errno);
  std::unique_ptr<MemoryFile> file(new MemoryFile(std::make_unique<State>(handle)));
  while (!bytes.empty()) {
    const ssize_t written = write(handle, bytes.data(), bytes.size());
    if (written < 0 && errno == EINTR) continue;
    if (written <= 0) return fail(Errc::Io, "memory", "writing to a file in memory failed", errno);
    bytes.remove_prefix(static_cast<std::size_t>(written));
  }
  return file;
}

MemoryFile::~MemoryFile() {
  close(state_->handle);
}

std::string MemoryFile::hostPath() const {
  return "/proc/self/fd/" + std::to_string(state_->handle);
}

Result<std::string> MemoryFile::bytes() const {
  struct stat status {};
  if (fstat(state_->handle, &status) != 0) return fail(Errc::Io, "memory", "a file in memory has no size", errno);
  std::string bytes(static_cast<std::size_t>(status.st_size), '\0');
  std::size_t done = 0;
  while (done < bytes.size()) {
    const ssize_t got = pread(state_->handle, bytes.data() + done, bytes.size() - done, static_cast<off_t>(done));
    if (got < 0 && errno == EINTR) continue;
    if (got <= 0) return fail(Errc::Io, "memory", "reading a file in memory failed", errno);
    done += static_cast<std::size_t>(got);
  }
  return bytes;
}

}  // namespace sankajo
