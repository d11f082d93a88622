// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "tests/wizard/walk.h"

namespace sankajo::test {

/// A page of the wizard in one of its states, and how a person gets there on a real disk.
struct Scene {
  const char* name;
  bool (*reach)(Walk& walk);
};

/// Every page in every state that looks different, and the questions and sheets over them.
const std::vector<Scene>& scenes();

}  // namespace sankajo::test
