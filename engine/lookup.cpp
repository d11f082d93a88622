// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/lookup.h"

#include <algorithm>

#include "engine/pe.h"
#include "engine/text.h"

namespace sankajo {

namespace {

// A PE header of the time lies within the first kilobyte; what hides it further away is no Windows 2003 program.
constexpr std::size_t headLength = 4096;
constexpr std::size_t blockLength = 1U << 20U;
constexpr std::uint64_t smallestPe = 97;  // what Windows 2000 and XP would still start

std::string folded(const WinPath& path) { return foldCase(path.text()); }

}  // namespace

template <class Kind>
std::vector<std::pair<const Kind*, Match>> Lookup::all() const {
  std::vector<std::pair<const Kind*, Match>> out;
  for (const Advisory& advisory : *advisories_) {
    for (const Threat& threat : advisory.threats) {
      for (const Indicator& indicator : threat.indicators) {
        if (const auto* what = std::get_if<Kind>(&indicator.what)) {
          out.emplace_back(what, Match{advisory.id, threat.id, indicator.id});
        }
      }
    }
  }
  return out;
}

Lookup::Lookup(const std::vector<Advisory>& advisories, const WinPath& systemRoot) : advisories_(&advisories), systemRoot_(systemRoot) {
  const WindowsVariables variables{systemRoot};
  for (const auto& [file, match] : all<FileIndicator>()) {
    const auto folder = WinPath::parse(variables.expand(file->folder));
    if (!folder) continue;  // lint lets no such folder pass
    named_.emplace(folded(*folder / file->name), match);
    names_.insert(foldCase(file->name));
    if (namedFolderTexts_.insert(folded(*folder)).second) namedFolders_.push_back(*folder);
    if (!file->hashes.empty()) {
      hashEverySize_ = hashEverySize_ || file->sizes.empty();
      for (const SizeDatum& size : file->sizes) hashSizes_.insert(size.bytes);
    }
  }
  for (const Advisory& advisory : advisories) {
    if (!advisory.compiledRules) continue;
    CompiledRules rules{advisory.compiledRules, advisory.limits.maxScanSize, {}};
    for (const auto& [rule, match] : all<RuleIndicator>()) {
      if (match.advisory == advisory.id) rules.byRule[rule->rule].push_back(match);
    }
    maxScanSize_ = std::max(maxScanSize_, rules.maxSize);
    rules_.push_back(std::move(rules));
  }
}

std::vector<Match> Lookup::filesNamed(const WinPath& path) const {
  std::vector<Match> out;
  // Nearly every file is left out by its name alone.
  if (!names_.contains(foldCase(path.name()))) return out;
  const auto [first, last] = named_.equal_range(folded(path));
  for (auto it = first; it != last; ++it) out.push_back(it->second);
  return out;
}

Place Lookup::placeOf(const WinPath& path) const {
  const auto& parts = path.components();
  if (!parts.empty()) {
    for (const std::string_view bin : {"RECYCLER", "RECYCLED", "$Recycle.Bin"}) {
      if (equalNoCase(parts[0], bin)) return Place::RecycleBin;
    }
    if (parts.size() > 2 && equalNoCase(parts[0], "System Volume Information") && foldCase(parts[1]).starts_with("_RESTORE")) {
      return Place::RestorePoint;
    }
  }
  return namedFolderTexts_.contains(folded(path.parent())) ? Place::Named : Place::Elsewhere;
}

std::vector<Match> Lookup::autorunsStarting(std::string_view program) const {
  std::vector<Match> out;
  const std::string_view file = fileNameOf(program);
  for (const auto& [autorun, match] : all<AutorunIndicator>()) {
    if (equalNoCase(autorun->starts, file)) out.push_back(match);
  }
  return out;
}

std::vector<Match> Lookup::winlogonStarting(std::string_view valueName, std::string_view program) const {
  std::vector<Match> out;
  const std::string_view file = fileNameOf(program);
  for (const auto& [winlogon, match] : all<WinlogonIndicator>()) {
    if (equalNoCase(winlogon->value, valueName) && equalNoCase(winlogon->starts, file)) out.push_back(match);
  }
  return out;
}

std::vector<Match> Lookup::servicesRunning(std::string_view serviceName, std::string_view imagePath) const {
  const WindowsVariables variables{systemRoot_};
  std::vector<Match> named;
  std::vector<Match> others;
  for (const auto& [service, match] : all<ServiceIndicator>()) {
    auto program = WinPath::parse(variables.expand(service->program));
    if (!program) continue;
    std::string started = startedProgram(imagePath, variables);
    auto path = WinPath::parse(started);
    // A service's path may be written from the Windows folder: System32\wins\dllhost.exe.
    if (!path) path = systemRoot_.join(started);
    if (!(*path == *program)) continue;
    (equalNoCase(service->key, serviceName) ? named : others).push_back(match);
  }
  // The same program under a service name of another's making is still what the indicator names.
  return named.empty() ? others : named;
}

std::vector<Match> Lookup::prefetchOf(std::string_view program, const std::vector<std::string>& files) const {
  std::vector<Match> out;
  for (const auto& [prefetch, match] : all<PrefetchIndicator>()) {
    if (!equalNoCase(prefetch->program, program)) continue;
    const std::string wanted = foldCase(prefetch->within + prefetch->program);
    const bool fits = prefetch->within.empty() ||
                      std::ranges::any_of(files, [&wanted](const std::string& file) { return foldCase(file).ends_with(wanted); });
    if (fits) out.push_back(match);
  }
  return out;
}

bool Lookup::prefetchNeedsFiles(std::string_view program) const {
  return std::ranges::any_of(all<PrefetchIndicator>(), [program](const auto& entry) {
    return !entry.first->within.empty() && equalNoCase(entry.first->program, program);
  });
}

bool Lookup::hashWorthwhile(std::uint64_t size) const { return hashEverySize_ || hashSizes_.contains(size); }

std::vector<Match> Lookup::filesHashed(const Hashes& hashes) const {
  std::vector<Match> out;
  for (const auto& [file, match] : all<FileIndicator>()) {
    // A hash from memory only is no proof of anything.
    if (std::ranges::any_of(file->hashes, [&hashes](const HashDatum& hash) {
          return isCertain(hash.provenance.confidence) && hashes.of(hash.kind) == hash.hex;
        })) {
      out.push_back(match);
    }
  }
  return out;
}

Result<FileMatcher> FileMatcher::make(const Lookup& lookup) {
  FileMatcher matcher(lookup);
  for (const Lookup::CompiledRules& rules : lookup.rules()) {
    auto scanner = rules.rules->scanner();
    if (!scanner) return tl::unexpected(scanner.error());
    matcher.scanners_.push_back(std::move(*scanner));
  }
  return matcher;
}

Status FileMatcher::matchRules(std::string_view bytes, FileSeen& seen) {
  for (std::size_t i = 0; i < scanners_.size(); ++i) {
    const Lookup::CompiledRules& rules = lookup_->rules()[i];
    if (bytes.size() > rules.maxSize) continue;
    auto names = scanners_[i].match(bytes);
    if (!names) return tl::unexpected(names.error());
    for (const std::string& ruleName : *names) {
      const auto found = rules.byRule.find(ruleName);
      if (found != rules.byRule.end()) seen.byRule.insert(seen.byRule.end(), found->second.begin(), found->second.end());
    }
  }
  return {};
}

Result<FileMatcher::Looked> FileMatcher::look(Files& files, const WinPath& path, std::uint64_t size, const std::stop_token& stop) {
  Looked looked;
  FileSeen seen{path, size, "", false, Place::Elsewhere, {}, {}, {}};
  seen.byName = lookup_->filesNamed(path);
  bool hash = lookup_->hashWorthwhile(size);
  bool scan = size >= smallestPe && size <= lookup_->maxScanSize();
  if (seen.byName.empty() && !hash && !scan) return looked;

  auto reader = files.open(path);
  if (!reader) return tl::unexpected(reader.error());
  looked.opened = true;
  seen.size = (*reader)->size();  // of what was opened, whatever the listing said
  hash = lookup_->hashWorthwhile(seen.size);
  scan = seen.size >= smallestPe && seen.size <= lookup_->maxScanSize();
  buffer_.resize(headLength);
  auto got = (*reader)->readInto(0, buffer_.data(), std::min<std::uint64_t>(headLength, seen.size));
  if (!got) return tl::unexpected(got.error());
  looked.bytesRead = *got;
  seen.executable = isPe(std::string_view(buffer_).substr(0, *got));
  if (seen.byName.empty() && !hash && !seen.executable) return looked;

  Hasher hasher;
  if (seen.size <= blockLength) {
    // Small, as worms are: in memory once, for rules and hash together.
    buffer_.resize(static_cast<std::size_t>(seen.size));
    if (seen.size > *got) {
      auto rest = (*reader)->readInto(*got, buffer_.data() + *got, buffer_.size() - *got);
      if (!rest) return tl::unexpected(rest.error());
      looked.bytesRead += *rest;
      buffer_.resize(*got + *rest);
    }
    if (seen.executable && scan) {
      if (auto matched = matchRules(buffer_, seen); !matched) return tl::unexpected(matched.error());
    }
    if (seen.byName.empty() && seen.byRule.empty() && !hash) return looked;
    hasher.add(buffer_);
  } else {
    std::uint64_t at = 0;
    buffer_.resize(blockLength);
    std::string whole;
    while (at < seen.size) {
      if (stop.stop_requested()) return fail(Errc::Cancelled, path.text(), "stopped on request");
      auto block = (*reader)->readInto(at, buffer_.data(), blockLength);
      if (!block) return tl::unexpected(block.error());
      if (*block == 0) break;
      const std::string_view bytes = std::string_view(buffer_).substr(0, *block);
      hasher.add(bytes);
      if (seen.executable && scan) whole += bytes;
      at += *block;
      looked.bytesRead += *block;
    }
    if (!whole.empty()) {
      if (auto matched = matchRules(whole, seen); !matched) return tl::unexpected(matched.error());
    }
  }
  const Hashes hashes = hasher.finish();
  seen.sha256 = hashes.sha256;
  seen.byHash = lookup_->filesHashed(hashes);
  if (seen.byName.empty() && seen.byHash.empty() && seen.byRule.empty()) return looked;
  seen.place = lookup_->placeOf(path);
  looked.seen = std::move(seen);
  return looked;
}

Result<FileSeen> FileMatcher::look(const WinPath& path, std::string_view bytes) {
  FileSeen seen{path, bytes.size(), "", isPe(bytes.substr(0, headLength)), lookup_->placeOf(path), lookup_->filesNamed(path), {}, {}};
  const Hashes hashes = hashesOf(bytes);
  seen.sha256 = hashes.sha256;
  seen.byHash = lookup_->filesHashed(hashes);
  if (seen.executable) {
    if (auto matched = matchRules(bytes, seen); !matched) return tl::unexpected(matched.error());
  }
  return seen;
}

}  // namespace sankajo
