// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/upkeep.h"

#include <algorithm>
#include <array>
#include <string_view>

#include "engine/finding.h"

namespace sankajo {

namespace {

struct End {
  std::string_view product, day;
};
/// Microsoft's product lifecycle pages, "extended end date". The first whose name the product begins with.
constexpr std::array ends = {
    End{"Windows NT", "2004-12-31"},          End{"Windows 2000", "2010-07-13"},  End{"Windows XP", "2014-04-08"},
    End{"Windows Server 2003", "2015-07-14"}, End{"Windows Vista", "2017-04-11"}, End{"Windows Server 2008", "2020-01-14"},
    End{"Windows 7", "2020-01-14"},           End{"Windows 8.1", "2023-01-10"},   End{"Windows 8", "2016-01-12"},
    End{"Windows Server 2012", "2023-10-10"}, End{"Windows 10", "2025-10-14"},
};

bool contains(const Rollup& rollup, const std::string& patch) {
  return std::ranges::find(rollup.contains, patch) != rollup.contains.end();
}

}  // namespace

std::optional<std::string> supportEnd(const SystemFacts& system) {
  // Long-term editions ("EnterpriseS", "IoTEnterpriseS") go on for years.
  if (system.edition.ends_with("EnterpriseS")) return std::nullopt;
  const auto end = std::ranges::find_if(ends, [&system](const End& one) { return system.product.starts_with(one.product); });
  return end == ends.end() ? std::nullopt : std::optional(std::string(end->day));
}

std::vector<NamedFix> fixesLeft(const Evidence& evidence, const Hole& hole) {
  const SystemFacts& system = evidence.system;
  const SystemFamily family = system.knownFamily();
  const Patch* wanted = hole.patch(hole.wanted);
  if (wanted == nullptr || std::ranges::find(hole.affected, family) == hole.affected.end()) return {};
  const int here = system.servicePack.value_or(0);
  const auto traced = [&evidence](const std::string& id) {
    return std::ranges::find(evidence.patchTraces, id, &PatchTrace::patch) != evidence.patchTraces.end();
  };

  std::vector<NamedFix> left;
  const Rollup* rollup = nullptr;
  bool packs = false;
  for (const Rollup& one : hole.rollups) {
    if (one.system != family || !contains(one, wanted->id)) continue;
    if (!one.servicePack) rollup = &one;
    packs |= one.servicePack.has_value();
    // Each in its turn: a later one may ask for the one before.
    if (one.servicePack && here < *one.servicePack) left.push_back({one.servicePack, one.id});
  }
  std::ranges::sort(left, {}, &NamedFix::servicePack);
  if (packs) return left;
  const auto before = std::ranges::find(wanted->prerequisites, family, &Prerequisite::system);
  if (before != wanted->prerequisites.end() && !before->servicePacks.empty()) {
    const int last = std::ranges::max(before->servicePacks);
    if (here < last) left.push_back({last, before->note});
  }
  if (rollup != nullptr) {
    if (!traced(rollup->id)) left.push_back({std::nullopt, rollup->id});
    return left;
  }
  const HoleFinding state = assessHole(evidence, hole);
  const auto finding = std::ranges::find(state.patches, wanted->id, &PatchFinding::id);
  const bool present =
      finding != state.patches.end() && (finding->state == PatchState::Installed || finding->state == PatchState::Superseded);
  if (!present) left.push_back({std::nullopt, wanted->id});
  return left;
}

}  // namespace sankajo
