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
    names_.insert(foldCase(file->name));
    const auto name = [&](const WinPath& place) {
      named_.emplace(folded(place / file->name), match);
      if (namedFolderTexts_.insert(folded(place)).second) namedFolders_.push_back(place);
    };
    name(*folder);
    if (const auto twin = wow64Twin(*folder, systemRoot)) name(*twin);
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

std::vector<Match> Lookup::filesNamed(const WinPath& folder, const std::string& name) const {
  std::vector<Match> out;
  // Nearly every file is left out by its name alone.
  if (!names_.contains(foldCase(name))) return out;
  const auto [first, last] = named_.equal_range(folded(folder / name));
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
    const std::string started = startedProgram(imagePath, variables);
    auto path = WinPath::parse(started);
    // A service's path may be written from the Windows folder: System32\wins\dllhost.exe.
    if (!path) path = systemRoot_.join(started);
    if (!(wow64Name(*path, systemRoot_) == *program)) continue;
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

std::vector<Match> Lookup::filesOfName(std::string_view name) const {
  std::vector<Match> out;
  if (!names_.contains(foldCase(name))) return out;
  for (const auto& [file, match] : all<FileIndicator>()) {
    if (equalNoCase(file->name, name)) out.push_back(match);
  }
  return out;
}

std::map<std::string, std::vector<Match>> Lookup::mutexes() const {
  std::map<std::string, std::vector<Match>> out;
  for (const auto& [mutex, match] : all<MutexIndicator>()) out[mutex->name].push_back(match);
  return out;
}

std::vector<Match> Lookup::portsWith(std::string_view protocol, std::uint16_t port) const {
  std::vector<Match> out;
  for (const auto& [indicator, match] : all<PortIndicator>()) {
    if (indicator->protocol == protocol && port >= indicator->first && port <= indicator->last) out.push_back(match);
  }
  return out;
}

bool Lookup::hashWorthwhile(std::uint64_t size) const { return hashEverySize_ || hashSizes_.contains(size); }

std::vector<Match> Lookup::filesHashed(const Hashes& hashes) const {
  std::vector<Match> out;
  for (const auto& [file, match] : all<FileIndicator>()) {
    if (std::ranges::any_of(file->hashes, [&hashes](const HashDatum& hash) { return hashes.of(hash.kind) == hash.hex; })) {
      out.push_back(match);
    }
  }
  return out;
}

void FileMatcher::Buffer::reserve(std::size_t size, std::size_t kept) {
  if (size <= size_) return;
  auto larger = std::make_unique_for_overwrite<char[]>(size);
  std::copy_n(bytes_.get(), kept, larger.get());
  bytes_ = std::move(larger);
  size_ = size;
}

namespace {

Result<std::vector<RuleSet::Scanner>> scannersOf(const Lookup& lookup) {
  std::vector<RuleSet::Scanner> scanners;
  for (const Lookup::CompiledRules& rules : lookup.rules()) {
    auto scanner = rules.rules->scanner();
    if (!scanner) return tl::unexpected(scanner.error());
    scanners.push_back(std::move(*scanner));
  }
  return scanners;
}

// The indicators behind the rules that match.
Status matchRules(RuleSet::Scanner& scanner, const Lookup::CompiledRules& rules, std::string_view bytes, std::vector<Match>& found) {
  auto names = scanner.match(bytes);
  if (!names) return tl::unexpected(names.error());
  for (const std::string& ruleName : *names) {
    const auto indicators = rules.byRule.find(ruleName);
    if (indicators == rules.byRule.end()) continue;
    for (const Match& match : indicators->second) {
      if (std::ranges::find(found, match) == found.end()) found.push_back(match);
    }
  }
  return {};
}

}  // namespace

Result<FileMatcher> FileMatcher::make(const Lookup& lookup) {
  FileMatcher matcher(lookup);
  auto scanners = scannersOf(lookup);
  if (!scanners) return tl::unexpected(scanners.error());
  matcher.scanners_ = std::move(*scanners);
  return matcher;
}

Result<MemoryMatcher> MemoryMatcher::make(const Lookup& lookup) {
  MemoryMatcher matcher(lookup);
  auto scanners = scannersOf(lookup);
  if (!scanners) return tl::unexpected(scanners.error());
  matcher.scanners_ = std::move(*scanners);
  return matcher;
}

// A block's size is bounded by who gives it; an advisory's limit is one of files.
Status MemoryMatcher::look(std::string_view bytes, std::vector<Match>& found) {
  for (std::size_t i = 0; i < scanners_.size(); ++i) {
    if (auto matched = matchRules(scanners_[i], lookup_->rules()[i], bytes, found); !matched) return matched;
  }
  return {};
}

Status FileMatcher::matchRules(std::string_view bytes, FileSeen& seen) {
  for (std::size_t i = 0; i < scanners_.size(); ++i) {
    const Lookup::CompiledRules& rules = lookup_->rules()[i];
    if (bytes.size() > rules.maxSize) continue;
    if (auto matched = sankajo::matchRules(scanners_[i], rules, bytes, seen.byRule); !matched) return matched;
  }
  return {};
}

Result<FileMatcher::Looked> FileMatcher::look(Folder& folder, const WinPath& path, const std::string& name, const std::stop_token& stop) {
  auto reader = folder.open(name);
  if (!reader) return tl::unexpected(reader.error());
  Looked looked;
  FileSeen seen;
  seen.size = (*reader)->size();
  seen.byName = lookup_->filesNamed(path, name);
  const bool hash = lookup_->hashWorthwhile(seen.size);
  const bool scan = seen.size >= smallestPe && seen.size <= lookup_->maxScanSize();
  if (seen.byName.empty() && !hash && !scan) return looked;

  // Nearly every file is no program, and its first bytes say so.
  std::size_t have = 0;
  const auto readUpTo = [&](std::uint64_t length) -> Status {
    const auto wanted = static_cast<std::size_t>(std::min(length, seen.size));
    buffer_.reserve(wanted, have);
    auto got = (*reader)->readInto(have, buffer_.at(have), wanted - have);
    if (!got) return tl::unexpected(got.error());
    have += *got;
    looked.bytesRead += *got;
    return {};
  };
  const auto bytes = [&] { return std::string_view(buffer_.at(0), have); };
  if (auto got = readUpTo(kDosHeaderLength); !got) return tl::unexpected(got.error());
  if (mayBePe(bytes())) {
    // Rules want it whole in memory.
    if (auto got = readUpTo(scan ? seen.size : headLength); !got) return tl::unexpected(got.error());
    seen.executable = isPe(bytes().substr(0, headLength));
  }
  if (seen.byName.empty() && !hash && !seen.executable) return looked;

  Hasher hasher;
  if (seen.executable && scan) {
    if (auto matched = matchRules(bytes(), seen); !matched) return tl::unexpected(matched.error());
    // Only what fits something is worth a hash.
    if (seen.byName.empty() && seen.byRule.empty() && !hash) return looked;
  }
  hasher.add(bytes());
  buffer_.reserve(blockLength, 0);
  for (std::uint64_t at = have; at < seen.size;) {
    if (stop.stop_requested()) return fail(Errc::Cancelled, (path / name).text(), "stopped on request");
    auto block = (*reader)->readInto(at, buffer_.at(0), blockLength);
    if (!block) return tl::unexpected(block.error());
    if (*block == 0) break;
    hasher.add(std::string_view(buffer_.at(0), *block));
    at += *block;
    looked.bytesRead += *block;
  }
  const Hashes hashes = hasher.finish();
  seen.sha256 = hashes.sha256;
  seen.byHash = lookup_->filesHashed(hashes);
  if (seen.byName.empty() && seen.byHash.empty() && seen.byRule.empty()) return looked;
  seen.path = path / name;
  seen.place = lookup_->placeOf(seen.path);
  looked.seen = std::move(seen);
  return looked;
}

Result<FileSeen> FileMatcher::look(const WinPath& path, std::string_view bytes) {
  FileSeen seen{path, bytes.size(), "", isPe(bytes.substr(0, headLength)), lookup_->placeOf(path), lookup_->filesNamed(path.parent(), path.name()), {}, {}};
  const Hashes hashes = hashesOf(bytes);
  seen.sha256 = hashes.sha256;
  seen.byHash = lookup_->filesHashed(hashes);
  if (seen.executable) {
    if (auto matched = matchRules(bytes, seen); !matched) return tl::unexpected(matched.error());
  }
  return seen;
}

}  // namespace sankajo
