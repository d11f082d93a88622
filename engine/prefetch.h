// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error.h"

// A prefetch file (\WINDOWS\Prefetch\NAME.EXE-HHHHHHHH.pf), version 17:
//
//   0x00  version (4 bytes), "SCCA"
//   0x0C  size of the file
//   0x10  the program's name, UTF-16LE, 30 places with its NUL; a longer name is cut to 29
//   0x4C  hash of the program's device path, as in the file's own name
//   0x64  place and size (4 bytes each) of the path list: device paths, UTF-16LE, each ended by NUL

namespace sankajo {

/// What a prefetch file of Windows XP or Server 2003 (version 17, "SCCA") tells.
struct PrefetchFacts {
  std::string program;             ///< "MSBLAST.EXE"
  std::uint32_t pathHash = 0;      ///< Of the program's device path.
  std::vector<std::string> files;  ///< The path list, as stored.
};

/// Fails with Unsupported for another version (Vista's and later, Windows 10's compressed ones), Corrupt for broken or cut bytes.
Result<PrefetchFacts> readPrefetch(std::string_view bytes, std::string_view subject);

/// The XP/2003 hash of an upper-case device path (`\DEVICE\HARDDISKVOLUME1\WINDOWS\SYSTEM32\MSBLAST.EXE`): over its UTF-16LE bytes
/// h = h*37 + byte, then h*314159269, two's complement above 0x80000000, modulo 1000000007. Checked on real files; programs that
/// host others (MMC.EXE) have another one.
std::uint32_t prefetchHash(std::string_view devicePath);

}  // namespace sankajo
