// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later

// sankajo-volume-state: what Sankajo reads from the bytes of a volume: "clean", or why it is not. Of a folder: of the volume that is mounted there, and whether
// anything on the same disk is hibernated. Else of a block device or an image alone. For the rescue system, which asks before it mounts for writing, and tests/disc.
// Ends with 0 for a volume that may be written, 1 for one that was not shut down properly, 70 where that could not be found out.

#include <filesystem>
#include <iostream>

#include "engine/target/discover.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "sankajo-volume-state FOLDER|DEVICE|IMAGE\n";
    return 64;
  }
  const std::string path = argv[1];
  std::error_code none;
  sankajo::VolumeState state;
  if (std::filesystem::is_directory(path, none)) {
    const auto read = sankajo::volumeStateOf(path);
    if (!read) {
      std::cerr << sankajo::describe(read.error()) << '\n';
      return 70;
    }
    // A file system of Linux' own has no such state.
    if (*read) state = **read;
  } else {
    const auto read = sankajo::volumeStateOfDevice(path);
    if (!read) {
      std::cerr << sankajo::describe(read.error()) << '\n';
      return 70;
    }
    state = *read;
  }
  const bool clean = !state.dirty && !state.hibernated;
  std::cout << (clean ? "clean" : state.why) << '\n';
  return clean ? 0 : 1;
}
