// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/guard.h"

#include <algorithm>
#include <map>

#include "engine/installing.h"
#include "engine/staging.h"
#include "engine/text.h"
#include "engine/windows_own.h"

namespace sankajo {

namespace {

tl::unexpected<Error> refuse(std::string subject, std::string why) { return fail(Errc::Refused, std::move(subject), std::move(why)); }

// A worm's file in our quarantine that is still in use: \Sankajo\quarantine\RUN\0001.raw. Everything else there is ours.
bool isWaitingFile(const WinPath& path) {
  return path.components().size() == 4 && path.isWithin(sankajoFolder(path.drive()) / "quarantine") && path.name().ends_with(".raw");
}

}  // namespace

WinPath sankajoFolder(char drive) { return WinPath::root(drive) / "Sankajo"; }

Status Guard::allowsPlan(const Plan& plan) const {
  std::map<std::string, std::uint32_t> files, programs;
  for (const Operation& operation : plan.operations) {
    const auto advisory = std::ranges::find(advisories_, operation.advisory, &Advisory::id);
    if (advisory == advisories_.end() || !advisory->trusted) return refuse(operation.advisory, "this pack may look, not remove");
    if (std::holds_alternative<EndProcess>(operation.action) && ++programs[operation.advisory] > advisory->limits.maxFiles) {
      return refuse(operation.advisory,
                    "more than " + std::to_string(advisory->limits.maxFiles) + " programs would be ended, so none is");
    }
    if (std::holds_alternative<RemoveFile>(operation.action) && ++files[operation.advisory] > advisory->limits.maxFiles) {
      return refuse(operation.advisory,
                    "more than " + std::to_string(advisory->limits.maxFiles) + " files would be removed, so none is");
    }
  }
  return {};
}

Status Guard::allowsPath(const WinPath& path) const {
  if (path.isRoot()) return refuse(path.text(), "is a drive's root");
  if (path.drive() != systemRoot_.drive()) return refuse(path.text(), "lies on another volume");
  for (const std::string& component : path.components()) {
    if (component.empty() || component == "." || component == ".." || !isUtf8(component) ||
        component.find_first_of(std::string_view("/\\:\0", 4)) != std::string::npos) {
      return refuse(path.text(), "has a name that cannot be acted on safely");
    }
  }
  if (path.isWithin(sankajoFolder(path.drive()))) return refuse(path.text(), "is a file of Sankajo");
  if (isWindowsOwnFile(path, systemRoot_)) return refuse(path.text(), "is a file of Windows at its own place");
  return {};
}

Status Guard::allows(const Action& action) const {
  struct Visit {
    const Guard& guard;
    Status operator()(const RemoveFile& one) const { return guard.allowsPath(one.path); }
    Status operator()(const RemoveValue& one) const {
      if (isProtectedKey(one.key)) return refuse(whereOf(one), "is a value that Windows needs");
      if (classifyValue(one.key, one.value, guard.lookup_).empty()) {
        return refuse(whereOf(one), "is nothing that an advisory names");
      }
      return {};
    }
    Status operator()(const SetValue& one) const {
      const auto standard = windowsDefault(one.key, one.before.name, guard.systemRoot_, guard.system_);
      if (!standard || !(*standard == one.after)) return refuse(whereOf(one), "would not become what Windows has there");
      if (classifyValue(one.key, one.before, guard.lookup_).empty()) {
        return refuse(whereOf(one), "is nothing that an advisory names");
      }
      return {};
    }
    Status operator()(const RemoveService& one) const {
      if (isProtectedKey(one.key)) return refuse(whereOf(one), "is a service that Windows needs");
      return guard.serviceKey(one.key, one.imagePath.asText());
    }
    Status operator()(const EndProcess& one) const {
      // 0 and 4 are Windows itself.
      if (one.process <= 4) return refuse(whereOf(one), "is Windows itself");
      if (isWaitingFile(one.image)) return {};
      return guard.allowsPath(one.image);
    }
    Status operator()(const StagePackage& one) const {
      if (auto fits = isStageable(one, guard.systemRoot_); !fits) return fits;
      return one.protection ? (*this)(*one.protection) : Status();
    }
    Status operator()(const PutValue& one) const {
      if (!isStagedFolder(one.staged, guard.systemRoot_)) return refuse(one.staged.text(), "is no folder for a package");
      if (isStartValue(one, guard.systemRoot_)) return {};
      if (!canBePutBack(one)) return refuse(whereOf(one), "could not be put back exactly");
      const bool named = std::ranges::any_of(guard.advisories_, [&one](const Advisory& advisory) {
        return advisory.trusted && std::ranges::any_of(advisory.protections, [&one](const Protection& protection) { return isProtection(one, protection); });
      });
      if (!named) return refuse(whereOf(one), "is nothing that an advisory names");
      return {};
    }
    Status operator()(const ClosePorts& one) const {
      const bool named = std::ranges::any_of(guard.advisories_, [&one](const Advisory& advisory) {
        return advisory.trusted && std::ranges::any_of(advisory.protections, [&one](const Protection& protection) { return closes(one, protection); });
      });
      return named ? Status() : refuse(whereOf(one), "is nothing that an advisory names");
    }
    Status operator()(const InstallPackage& one) const {
      if (!isInstallFolder(one.folder, guard.systemRoot_)) return refuse(one.folder.text(), "is no folder for a package");
      if (auto plain = isPlainPackage(one.package); !plain) return plain;
      const bool named = std::ranges::any_of(guard.advisories_, [&one](const Advisory& advisory) {
        const Patch* const patch = advisory.trusted && advisory.hole ? advisory.hole->patch(one.package.patch) : nullptr;
        return patch != nullptr && !patch->signer.empty() && patch->signer == one.signer;
      });
      return named ? Status() : refuse(one.package.patch, "is no patch that an advisory names with who signs it");
    }
  };
  return std::visit(Visit{*this}, action);
}

Status Guard::serviceKey(const RegPath& key, std::string_view imagePath) const {
  const bool shape = key.hive == RegPath::Hive::System && key.keys.size() == 3 && foldCase(key.keys[0]).starts_with("CONTROLSET") &&
                     equalNoCase(key.keys[1], "Services");
  if (!shape || isProtectedKey(key)) return refuse(key.text(), "is no service that may be touched");
  // Many of Windows' services share one program of its own: naming that names them all.
  const std::string started = startedProgram(imagePath, WindowsVariables{systemRoot_});
  const auto absolute = WinPath::parse(started);
  if (isWindowsOwnFile(absolute ? *absolute : systemRoot_.join(started), systemRoot_)) {
    return refuse(key.text(), "runs a program of Windows");
  }
  if (lookup_.servicesRunning(key.keys[2], imagePath).empty()) {
    return refuse(key.text(), "is nothing that an advisory names");
  }
  return {};
}

Status Guard::allowsFileBack(const WinPath& path, std::string_view bytes) const {
  if (auto allowed = allowsPath(path); !allowed) return allowed;
  return recognises(path, bytes);
}

Status Guard::recognises(const WinPath& path, std::string_view bytes) const {
  if (!classifyPrefetch(path, bytes, lookup_).empty()) return {};
  auto matcher = FileMatcher::make(lookup_);
  if (!matcher) return tl::unexpected(matcher.error());
  auto seen = matcher->look(path, bytes);
  if (!seen) return tl::unexpected(seen.error());
  if (seen->byName.empty() && seen->byHash.empty() && seen->byRule.empty()) return refuse(path.text(), "is nothing that an advisory names");
  return {};
}

Status Guard::allowsValueBack(const RegPath& key, const RegValue& value) const {
  if (classifyValue(key, value, lookup_).empty()) {
    return refuse(whereOf(RemoveValue{key, value}), "is nothing that an advisory names");
  }
  return {};
}

Status Guard::allowsKeyBack(const RegPath& parent, const RegTree& tree) const {
  const auto imagePath = std::ranges::find_if(tree.values, [](const RegValue& value) { return equalNoCase(value.name, "ImagePath"); });
  if (imagePath == tree.values.end()) return refuse((parent / tree.name).text(), "is no service");
  return serviceKey(parent / tree.name, imagePath->asText());
}

}  // namespace sankajo
