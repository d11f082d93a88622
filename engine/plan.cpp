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

std::optional<Action> actionFor(const Remedy& remedy, const Observation& observation, const WinPath& systemRoot,
                                SystemFamily system) {
  switch (remedy.action) {
    case RemedyAction::RemoveFile:
      if (observation.file && !observation.file->sha256.empty()) {
        return RemoveFile{observation.file->path, observation.file->size, observation.file->sha256};
      }
      // What runs from a file that is to go is ended first.
      if (const auto& process = observation.process; process && process->image && !process->sha256.empty()) {
        return EndProcess{process->id, process->started, *process->image, process->sha256};
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
        if (auto after = windowsDefault(observation.entry->key, observation.entry->value.name, systemRoot, system)) {
          return SetValue{observation.entry->key, observation.entry->value, *after};
        }
      }
      return std::nullopt;
  }
  return std::nullopt;
}

// A step that is in the plan already would be taken twice.
std::string identityOf(const Action& action) {
  std::string identity = std::string(name(action)) + whereOf(action);
  if (const auto* end = std::get_if<EndProcess>(&action)) identity += "\n" + std::to_string(end->process) + "\n" + std::to_string(end->started);
  return identity;
}

// What starts the worm goes before what runs of it, and that before its files: so nothing starts again what was ended, and half a removal
// leaves nothing that starts what is not there.
int turnOf(const Action& action) {
  if (std::holds_alternative<RemoveFile>(action)) return 2;
  return std::holds_alternative<EndProcess>(action) ? 1 : 0;
}

// "TCP 135, 139; UDP 69", whichever way.
std::string portsOf(const ClosePorts& close) {
  std::string out;
  for (const std::string_view protocol : {"tcp", "udp"}) {
    std::set<std::uint16_t> ports;
    for (const FirewallRule& rule : close.rules) {
      if (rule.protocol == protocol) ports.insert(rule.ports.begin(), rule.ports.end());
    }
    std::string list;
    for (const std::uint16_t port : ports) list += (list.empty() ? "" : ", ") + std::to_string(port);
    if (!list.empty()) out += (out.empty() ? "" : "; ") + foldCase(protocol) + " " + list;
  }
  return out;
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
    std::string_view operator()(const EndProcess& /*unused*/) const { return "end_process"; }
    std::string_view operator()(const StagePackage& /*unused*/) const { return "stage_package"; }
    std::string_view operator()(const PutValue& /*unused*/) const { return "put_value"; }
    std::string_view operator()(const ClosePorts& /*unused*/) const { return "close_ports"; }
    std::string_view operator()(const InstallPackage& /*unused*/) const { return "install_package"; }
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
    std::string operator()(const EndProcess& one) const { return one.image.text(); }
    std::string operator()(const StagePackage& one) const { return (one.folder / one.package.file).text(); }
    std::string operator()(const PutValue& one) const { return value(one.key, one.after.name); }
    std::string operator()(const ClosePorts& one) const { return portsOf(one); }
    std::string operator()(const InstallPackage& one) const { return (one.folder / one.package.file).text(); }
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
    case Consent::Patch:
      return "patch";
  }
  return "possible";
}

Plan makePlan(const Evidence& evidence, const Assessment& assessment, const std::vector<Advisory>& advisories) {
  Plan plan;
  const auto systemRoot = WinPath::parse(evidence.system.systemRoot);
  if (!systemRoot) return plan;
  std::set<std::string> planned;
  std::set<std::string> named;  // files of programs that run at a place and under a name that an advisory has
  for (const Finding& finding : assessment.findings) {
    const auto advisory = std::ranges::find(advisories, finding.advisory, &Advisory::id);
    if (advisory == advisories.end() || !advisory->trusted) continue;
    const Threat* threat = advisory->threat(finding.threat);
    // Nothing is removed on memory alone, nor on memory beside what only supports another finding.
    const bool anyCertain = std::ranges::any_of(finding.observations, [](const JudgedObservation& one) {
      return one.certain && one.strength != Strength::Remark;
    });
    if (threat == nullptr || !anyCertain) continue;
    for (const JudgedObservation& judged : finding.observations) {
      const Observation& observation = evidence.observations[judged.observation];
      const Remedy* remedy = remedyFor(*threat, observation);
      if (remedy == nullptr || judged.strength == Strength::Remark) continue;
      auto action = actionFor(*remedy, observation, *systemRoot, evidence.system.knownFamily());
      if (!action || !planned.insert(identityOf(*action)).second) continue;
      if (observation.process && !observation.process->byName.empty()) named.insert(foldCase(observation.where));
      plan.operations.push_back({"", std::move(*action), consentFor(finding, judged), finding.advisory, finding.threat});
    }
  }
  std::ranges::stable_sort(plan.operations, {}, [](const Operation& operation) { return turnOf(operation.action); });
  // A program under a name of its own that only its memory gives away is packed: its file would stay and be started again, and the check after
  // that would find nothing. It is ended where its file goes.
  std::erase_if(plan.operations, [&](const Operation& operation) {
    const auto* end = std::get_if<EndProcess>(&operation.action);
    return end != nullptr && !named.contains(foldCase(end->image.text())) && std::ranges::none_of(plan.operations, [end](const Operation& other) {
      const auto* file = std::get_if<RemoveFile>(&other.action);
      return file != nullptr && file->path == end->image;
    });
  });
  for (std::size_t i = 0; i < plan.operations.size(); ++i) plan.operations[i].id = std::to_string(i + 1);
  return plan;
}

bool& ConsentGiven::operator[](Consent group) {
  switch (group) {
    case Consent::Certain:
      return certain;
    case Consent::Traces:
      return traces;
    case Consent::Possible:
      return possible;
    case Consent::Patch:
      return patch;
  }
  return possible;
}

Plan consented(const Plan& plan, const ConsentGiven& given) {
  Plan out;
  for (const Operation& operation : plan.operations) {
    if (given[operation.consent]) out.operations.push_back(operation);
  }
  return out;
}

}  // namespace sankajo
