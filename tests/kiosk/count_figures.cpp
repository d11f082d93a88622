// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later

// Counts twelve things in a file and prints a line after each, to be ended in the middle: sankajo-count-figures FILE

#include <iostream>
#include <string>

#include "kiosk/figures.h"

int main(int argc, char** argv) {
  using namespace sankajo;
  if (argc != 2) return 64;
  for (int i = 0; i < 12; ++i) {
    const Counted what = i % 3 == 0 ? Counted::Infected : i % 3 == 1 ? Counted::Treated : Counted::Undecided;
    const Status counted = FigureBook(argv[1]).count(what, i < 6 ? "2026-11-26" : "2026-11-27", "customer " + std::to_string(i));
    if (!counted) {
      std::cout << describe(counted.error()) << std::endl;
      return 1;
    }
    std::cout << i + 1 << std::endl;
  }
  return 0;
}
