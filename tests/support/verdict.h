// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "engine/error.h"
#include "engine/report.h"

namespace sankajo::test {

/// What was found: "W32.Blaster.A infected, W32.Welchia.A traces"; empty for nothing.
std::string findingsOf(const Report& report);
/// The states of the hole's patches in their order: "installed missing missing".
std::string patchesOf(const Report& report);
/// The file of the package that this Windows needs; empty for none.
std::string packageOf(const Report& report);
/// The words of the verdict: "infected, open, remove_and_patch, exit 10".
std::string verdictOf(const Report& report);
/// What it rests on, lines for a person who reads why a test failed.
std::string explained(const Report& report);

/// Empty where the two are the same; else both, and why.
std::string unlike(const std::string& got, const std::string& expected, const std::string& why = {});
template <class T>
std::string failureOf(const Result<T>& result) {
  return result ? std::string() : describe(result.error());
}

}  // namespace sankajo::test

// Leaves a Qt test where a text has something to say.
#define QVERIFY_SILENT(said)                 \
  do {                                       \
    const std::string saidHere = (said);     \
    QVERIFY2(saidHere.empty(), saidHere.c_str()); \
  } while (false)
#define QVERIFY_OK(result) QVERIFY_SILENT(sankajo::test::failureOf(result))
