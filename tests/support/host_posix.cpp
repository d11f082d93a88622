// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <unistd.h>

#include "tests/support/host.h"

namespace sankajo::test {

bool makeLink(const std::string& to, const std::string& link) {
  return symlink(to.c_str(), link.c_str()) == 0;
}

bool removeLink(const std::string& link) {
  return unlink(link.c_str()) == 0;
}

bool isWine() {
  return false;
}

bool hostTakesAnyName() {
  return true;
}

std::size_t hostLongestPath() {
  return static_cast<std::size_t>(-1);
}

}  // namespace sankajo::test
