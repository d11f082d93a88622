// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/durable_file.h"

#include <fcntl.h>

#include <cerrno>
#include <cstdio>

#include "kiosk/descriptor.h"

namespace sankajo {

Status replaceDurably(const std::string& path, std::string_view bytes) {
  const std::size_t slash = path.rfind('/');
  const std::string parent = slash == std::string::npos ? "." : path.substr(0, slash + 1);
  const std::string name = slash == std::string::npos ? path : path.substr(slash + 1);
  const std::string beside = name + ".new";
  const Descriptor folder(open(parent.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!folder) return tl::unexpected(systemError(errno, parent, "opening"));
  if (unlinkat(folder.number(), beside.c_str(), 0) != 0 && errno != ENOENT)
    return tl::unexpected(systemError(errno, path, "writing beside"));
  // Made anew and not followed: a link there leads nowhere.
  const Descriptor file(openat(folder.number(), beside.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
  if (!file) return tl::unexpected(systemError(errno, path, "writing beside"));
  if (Status written = writeAll(file, bytes, path); !written) return written;
  if (fsync(file.number()) != 0) return tl::unexpected(systemError(errno, path, "writing beside"));
  if (renameat(folder.number(), beside.c_str(), folder.number(), name.c_str()) != 0)
    return tl::unexpected(systemError(errno, path, "replacing"));
  if (fsync(folder.number()) != 0) return tl::unexpected(systemError(errno, path, "replacing"));
  return {};
}

}  // namespace sankajo
