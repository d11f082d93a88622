// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>

#include <QtGlobal>

#include "tests/support/host.h"

namespace sankajo::test {

/// By how many steps a test goes on that cuts, kills or fails something at each step of a long way. Natively every third; under Wine and the
/// sanitizers, where each takes several times as long on the same way through the same code, every thirteenth. Rows of a test that begin with different
/// steps (0 to 2) take all of them together. With SANKAJO_EVERY_STEP set each of them takes all.
inline std::size_t stepBy() {
#ifdef __SANITIZE_ADDRESS__
  constexpr bool sanitized = true;
#else
  constexpr bool sanitized = false;
#endif
  constexpr std::size_t usual = 3;
  constexpr std::size_t slow = 13;  // Odd, as the other: a test that takes turns by odd and even still does.
  if (qEnvironmentVariableIsSet("SANKAJO_EVERY_STEP")) return 1;
  return isWine() || sanitized ? slow : usual;
}

}  // namespace sankajo::test
