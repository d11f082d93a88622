// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/packs.h"

#include <algorithm>
#include <filesystem>
#include <map>
#include <string>
#include <utility>

#include "app/embedded.h"
#include "app/startup.h"

namespace sankajo {

namespace {

/// The packs under resources/advisories, by folder.
std::vector<PackFiles> ownPacks() {
  constexpr std::string_view home = "resources/advisories/";
  std::map<std::string, PackFiles> packs;
  for (const EmbeddedFile& file : embeddedFiles()) {
    if (!file.path.starts_with(home)) continue;
    const std::string_view rest = file.path.substr(home.size());
    const std::size_t slash = rest.find('/');
    const std::string folder(rest.substr(0, slash));
    packs[folder].name = folder;
    packs[folder].files[std::string(rest.substr(slash + 1))] = std::string(file.bytes);
  }
  std::vector<PackFiles> out;
  out.reserve(packs.size());
  for (auto& [folder, pack] : packs) out.push_back(std::move(pack));
  return out;
}

bool isPack(const std::filesystem::path& folder) {
  std::error_code error;
  return std::filesystem::exists(folder / "advisory.json", error);
}

Result<std::vector<PackFiles>> packsIn(const std::string& folder) {
  std::vector<std::string> found;
  if (isPack(folder)) {
    found.push_back(folder);
  } else {
    std::error_code error;
    for (std::filesystem::directory_iterator entry(folder, error), end; !error && entry != end; entry.increment(error)) {
      if (isPack(entry->path())) found.push_back(entry->path().string());
    }
    if (error) return fail(Errc::BadAdvisory, folder, "cannot be listed: " + error.message(), error.value());
    std::ranges::sort(found);
  }
  if (found.empty()) return fail(Errc::BadAdvisory, folder, "holds no pack");
  std::vector<PackFiles> packs;
  for (const std::string& one : found) {
    auto pack = readPack(one);
    if (!pack) return tl::unexpected(pack.error());
    packs.push_back(std::move(*pack));
  }
  return packs;
}

Status append(std::vector<Advisory>& to, const std::vector<PackFiles>& packs, bool trusted) {
  for (const PackFiles& pack : packs) {
    auto advisory = parseAdvisory(pack);
    if (!advisory) return tl::unexpected(advisory.error());
    if (std::ranges::any_of(to, [&](const Advisory& other) { return other.id == advisory->id; })) {
      return fail(Errc::BadAdvisory, advisory->id, "stands twice");
    }
    advisory->trusted = trusted;
    to.push_back(std::move(*advisory));
  }
  return {};
}

}  // namespace

std::string_view embeddedFile(std::string_view path) {
  for (const EmbeddedFile& file : embeddedFiles()) {
    if (file.path == path) return file.bytes;
  }
  return {};
}

std::string patchesBeside() {
  const std::string own = programFolder();
  return own.empty() ? own : own + "/patches";
}

Result<std::vector<Advisory>> loadPacks(const Options& options) {
  std::vector<Advisory> advisories;
  if (options.onlyAdvisories.empty()) {
    if (const Status own = append(advisories, ownPacks(), true); !own) return tl::unexpected(own.error());
  }
  for (const auto* folders : {&options.onlyAdvisories, &options.advisories}) {
    for (const std::string& folder : *folders) {
      auto packs = packsIn(folder);
      if (!packs) return tl::unexpected(packs.error());
      if (const Status added = append(advisories, *packs, options.trustPack); !added) return tl::unexpected(added.error());
    }
  }
  return advisories;
}

}  // namespace sankajo
