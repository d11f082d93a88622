// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "engine/advisory.h"

namespace sankajo {

/// What is wrong with the meaning of a pack that was read: references, confidence, texts, rules, and what the guard would refuse
/// anyway. Places are JSON pointers into advisory.json, whose arrays the advisory's vectors follow one to one.
std::vector<PackMistake> mistakesInMeaning(const Advisory& advisory);

/// A text's placeholders, sorted: `%1` ... `%9` and `%n`, each as often as it stands there.
std::vector<std::string> placeholdersOf(std::string_view text);

}  // namespace sankajo
