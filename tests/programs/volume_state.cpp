// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later

// sankajo-volume-state: what Sankajo reads from the bytes of a volume (a block device or an image): "clean", or why it is not. For tests/disc.

#include <iostream>

#include "engine/target/discover.h"

int main(int argc, char** argv) {
  if (argc != 2) {
    std::cerr << "sankajo-volume-state DEVICE\n";
    return 64;
  }
  const auto state = sankajo::volumeStateOfDevice(argv[1]);
  if (!state) {
    std::cerr << sankajo::describe(state.error()) << '\n';
    return 70;
  }
  const bool clean = !state->dirty && !state->hibernated;
  std::cout << (clean ? "clean" : state->why) << '\n';
  return clean ? 0 : 1;
}
