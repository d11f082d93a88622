// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "engine/evidence.h"

// What can still be done to bring a Windows up to date.

namespace sankajo {

/// The last day on which Microsoft gave everybody updates for this Windows, "2014-04-08"; without those that were sold afterwards, and of several
/// editions the latest. Empty where it still does, or where nobody knows what Windows it is.
std::optional<std::string> supportEnd(const SystemFacts& system);

/// A set of fixes by name: a service pack by its number, any other by its id ("KB891861").
struct NamedFix {
  std::optional<int> servicePack;
  std::string id;
  bool operator==(const NamedFix&) const = default;
};
/// What an advisory names for this Windows and what is not on it yet, in the order in which it goes in. A service pack or a rollup stands for all that
/// it contains.
std::vector<NamedFix> fixesLeft(const Evidence& evidence, const Hole& hole);

}  // namespace sankajo
