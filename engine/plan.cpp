// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/plan.h"

#include <algorithm>
#include <optional>
#include <set>

#include "engine/text.h"
#include "engine/windows_own.h"

namespace sankajo {

namespace {

const Remedy* remedyFor(const Threat& threat, std::string_view indicator) {
  const auto found = std::ranges::find(threat.remedies, indicator, &Remedy::indicator);
  return found == threat.remedies.end() ? nullptr : &*found;
}

// The threat's remedy for what was seen: for any of the threat's indicators that fit; for a file that a family rule found, for the
// rule itself.
const Remedy* remedyFor(const Threat& threat, const Observation& observation) {
  for (const Match& match : observation.matches) {
    if (match.threat != threat.id && match.threat != threat.family) continue;
    if (const Remedy* remedy = remedyFor(threat, match.indicator)) return remedy;
  }
  return nullptr;
}

std::optional<Action> actionFor(const Remedy& remedy, const Observation& observation, const WinPath& systemRoot) {
  switch (remedy.action) {
    case RemedyAction::RemoveFile:
      if (observation.file && !observation.file->sha256.empty()) {
        return RemoveFile{observation.file->path, observation.file->size, observation.file->sha256};
      }
      return std::nullopt;
    case RemedyAction::RemoveValue:
      if (observation.entry) return RemoveValue{observation.entry->key, observation.entry->value};
      return std::nullopt;
    case RemedyAction::RemoveService:
      if (observation.entry) return RemoveService{observation.entry->key, observation.entry->value};
      return std::nullopt;
    case RemedyAction::SetWinlogonDefault:
      if (observation.entry) {
        if (auto after = windowsDefault(observation.entry->key, observation.entry->value.name, systemRoot)) {
          return SetValue{observation.entry->key, observation.entry->value, *after};
        }
      }
      return std::nullopt;
  }
  return std::nullopt;
}

Consent consentFor(const Finding& finding, const JudgedObservation& judged) {
  if (finding.possible || finding.state == FindingState::Suspected || !judged.certain) return Consent::Possible;
  return finding.state == FindingState::Traces ? Consent::Traces : Consent::Certain;
}

}  // namespace

std::string_view name(const Action& action) {
  struct Names {
    std::string_view operator()(const RemoveFile& /*unused*/) const { return "remove_file"; }
    std::string_view operator()(const RemoveValue& /*unused*/) const { return "remove_value"; }
    std::string_view operator()(const SetValue& /*unused*/) const { return "set_value"; }
    std::string_view operator()(const RemoveService& /*unused*/) const { return "remove_service"; }
  };
  return std::visit(Names(), action);
}

std::string whereOf(const Action& action) {
  struct Where {
    static std::string value(const RegPath& key, const std::string& name) {
      return key.text() + "\\" + (name.empty() ? "(Default)" : name);
    }
    std::string operator()(const RemoveFile& one) const { return one.path.text(); }
    std::string operator()(const RemoveValue& one) const { return value(one.key, one.value.name); }
    std::string operator()(const SetValue& one) const { return value(one.key, one.before.name); }
    std::string operator()(const RemoveService& one) const { return one.key.text(); }
  };
  return std::visit(Where(), action);
}

std::string_view name(Consent consent) {
  switch (consent) {
    case Consent::Certain:
      return "certain";
    case Consent::Traces:
      return "traces";
    case Consent::Possible:
      return "possible";
  }
  return "possible";
}

Plan makePlan(const Evidence& evidence, const Assessment& assessment, const std::vector<Advisory>& advisories) {
  Plan plan;
  const auto systemRoot = WinPath::parse(evidence.system.systemRoot);
  if (!systemRoot) return plan;
  std::set<std::string> planned;
  for (const Finding& finding : assessment.findings) {
    const auto advisory = std::ranges::find(advisories, finding.advisory, &Advisory::id);
    if (advisory == advisories.end() || !advisory->trusted) continue;
    const Threat* threat = advisory->threat(finding.threat);
    const bool anyCertain = std::ranges::any_of(finding.observations, &JudgedObservation::certain);
    if (threat == nullptr || !anyCertain) continue;  // nothing is removed on memory alone
    for (const JudgedObservation& judged : finding.observations) {
      const Observation& observation = evidence.observations[judged.observation];
      const Remedy* remedy = remedyFor(*threat, observation);
      if (remedy == nullptr || judged.strength == Strength::Remark) continue;
      auto action = actionFor(*remedy, observation, *systemRoot);
      if (!action || !planned.insert(std::string(name(*action)) + whereOf(*action)).second) continue;
      plan.operations.push_back({"", std::move(*action), consentFor(finding, judged), finding.advisory, finding.threat});
    }
  }
  // What starts the worm goes before the worm, so that half a removal leaves nothing that starts what is not there.
  std::ranges::stable_sort(plan.operations, {}, [](const Operation& operation) { return std::holds_alternative<RemoveFile>(operation.action); });
  for (std::size_t i = 0; i < plan.operations.size(); ++i) plan.operations[i].id = std::to_string(i + 1);
  return plan;
}

Plan consented(const Plan& plan, bool certain, bool traces, bool possible) {
  Plan out;
  for (const Operation& operation : plan.operations) {
    const bool yes = operation.consent == Consent::Certain ? certain : operation.consent == Consent::Traces ? traces : possible;
    if (yes) out.operations.push_back(operation);
  }
  return out;
}

}  // namespace sankajo
