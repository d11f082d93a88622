// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/installing.h"

#include <algorithm>
#include <charconv>

#include "engine/guard.h"
#include "engine/quarantine.h"
#include "engine/text.h"

namespace sankajo {

namespace {

constexpr std::string_view ruleHead = "Sankajo ";
constexpr std::string_view endWords = "ended with code ";

struct Way {
  std::string_view tail;
  std::string_view protocol;
  bool inbound;
};
constexpr Way ways[] = {{" tcp in", "tcp", true}, {" tcp out", "tcp", false}, {" udp in", "udp", true}, {" udp out", "udp", false}};

bool isPlainRun(std::string_view run) {
  return !run.empty() && run.size() <= 64 && run.find_first_not_of("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-") == std::string_view::npos;
}

std::string runIn(const FirewallRule& rule) {
  for (const Way& way : ways) {
    if (way.inbound != rule.inbound || way.protocol != rule.protocol || !rule.name.starts_with(ruleHead) || !rule.name.ends_with(way.tail)) continue;
    if (rule.name.size() <= ruleHead.size() + way.tail.size()) continue;
    std::string run = rule.name.substr(ruleHead.size(), rule.name.size() - ruleHead.size() - way.tail.size());
    if (isPlainRun(run)) return run;
  }
  return {};
}

Status removeOwn(Files& files, const WinPath& folder, const std::string& package) {
  for (const std::string_view name : {std::string_view(package), unfinishedPackage}) {
    auto copies = files.find(folder / name);
    if (!copies) return tl::unexpected(copies.error());
    for (const FoundFile& copy : *copies) {
      if (copy.kind != FileKind::File) return fail(Errc::Refused, copy.path.text(), "is no file");
      if (auto gone = files.removeFile(copy.path); !gone) return gone;
    }
  }
  return {};
}

bool protects(const Protection& protection, const SystemFacts& system) {
  if (protection.kind != "ports" || std::ranges::find(protection.systems, system.knownFamily()) == protection.systems.end()) return false;
  const auto from = protection.fromServicePack.find(system.knownFamily());
  return from == protection.fromServicePack.end() || system.servicePack.value_or(0) >= from->second;
}

}  // namespace

WinPath installPlace(char drive) { return sankajoFolder(drive) / "install"; }

bool isInstallFolder(const WinPath& folder, const WinPath& systemRoot) {
  return folder.components().size() == 3 && folder.parent() == installPlace(systemRoot.drive()) && isPlainRun(folder.name());
}

std::vector<FirewallRule> closingRules(const Protection& protection, const std::string& run) {
  std::vector<FirewallRule> rules;
  if (protection.kind != "ports") return rules;
  for (const Way& way : ways) {
    FirewallRule rule{std::string(ruleHead) + run + std::string(way.tail), way.inbound, std::string(way.protocol), {}};
    for (const PortIndicator& range : protection.ports) {
      if (range.protocol != way.protocol) continue;
      for (std::uint32_t port = range.first; port <= std::max(range.first, range.last); ++port) rule.ports.push_back(static_cast<std::uint16_t>(port));
    }
    std::ranges::sort(rule.ports);
    rule.ports.erase(std::ranges::unique(rule.ports).begin(), rule.ports.end());
    if (!rule.ports.empty()) rules.push_back(std::move(rule));
  }
  return rules;
}

bool isOurRule(const FirewallRule& rule) { return !runIn(rule).empty(); }

std::string runOf(const ClosePorts& close) { return close.rules.empty() ? std::string() : runIn(close.rules.front()); }

bool closes(const ClosePorts& close, const Protection& protection) {
  const std::string run = runOf(close);
  return !run.empty() && close.rules == closingRules(protection, run);
}

void addInstalling(Plan& plan, Target& target, const SystemFacts& system, const std::vector<Advisory>& advisories, const StagedPackage& package,
                   const std::string& run) {
  for (const Advisory& advisory : advisories) {
    const Patch* const patch = advisory.trusted && advisory.hole ? advisory.hole->patch(package.patch) : nullptr;
    if (patch == nullptr || patch->signer.empty()) continue;
    const auto operation = [&](Action action) { return Operation{"", std::move(action), Consent::Patch, advisory.id, advisory.hole->id}; };
    for (const Protection& protection : advisory.protections) {
      if (!protects(protection, system)) continue;
      plan.operations.insert(plan.operations.begin(), operation(ClosePorts{closingRules(protection, run)}));
      break;
    }
    plan.operations.push_back(operation(InstallPackage{installPlace(target.systemRoot().drive()) / run, package, patch->signer}));
    for (std::size_t i = 0; i < plan.operations.size(); ++i) plan.operations[i].id = std::to_string(i + 1);
    break;
  }
}

std::string endedWith(std::uint32_t exitCode) { return std::string(endWords) + std::to_string(exitCode); }

std::optional<std::uint32_t> exitCodeIn(std::string_view detail) {
  const std::size_t at = detail.find(endWords);
  if (at == std::string_view::npos) return std::nullopt;
  detail.remove_prefix(at + endWords.size());
  std::uint32_t code = 0;
  const auto [end, error] = std::from_chars(detail.data(), detail.data() + detail.size(), code);
  return error == std::errc() && end == detail.data() + detail.size() ? std::optional(code) : std::nullopt;
}

Result<WinPath> copyForInstalling(Files& files, const WinPath& systemRoot, const InstallPackage& install, const PackageSource& source) {
  if (!isInstallFolder(install.folder, systemRoot)) return fail(Errc::Refused, install.folder.text(), "is no folder for a package");
  auto there = isThere(files, install.folder);
  if (!there) return tl::unexpected(there.error());
  if (*there) return fail(Errc::Refused, install.folder.text(), "is there already");
  auto metadata = ownMetadata(files, systemRoot, false);
  if (!metadata) return tl::unexpected(metadata.error());
  auto folder = makeOwnFolder(files, systemRoot, {"install", install.folder.name()});
  if (!folder) return folder;
  if (auto copied = copyPackage(files, *folder, *metadata, install.package, source); !copied) return tl::unexpected(copied.error());
  if (auto synced = files.syncFolder(*folder); !synced) return tl::unexpected(synced.error());
  return *folder / install.package.file;
}

Status removeCopy(Files& files, const InstallPackage& install) {
  // The run's folder with the copy in it, then the place that it lies in, each while it is empty.
  for (const WinPath& one : {install.folder, install.folder.parent()}) {
    auto found = files.find(one);
    if (!found) return tl::unexpected(found.error());
    if (found->empty()) continue;
    if (found->size() > 1 || found->front().kind != FileKind::Folder) return fail(Errc::Refused, one.text(), "is no folder");
    const WinPath folder = found->front().path;
    if (one == install.folder) {
      if (auto gone = removeOwn(files, folder, install.package.file); !gone) return gone;
    }
    auto left = files.list(folder, false);
    if (!left) return tl::unexpected(left.error());
    if (!*left || !(*left)->empty()) return {};
    if (auto gone = files.removeFolder(folder); !gone) return gone;
    if (auto synced = files.syncFolder(folder.parent()); !synced) return synced;
  }
  return {};
}

}  // namespace sankajo
