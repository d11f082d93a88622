// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <map>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/evidence.h"
#include "engine/rules.h"

namespace sankajo {

/// The advisories' indicators, prepared for asking "does anything fit this?". Shared by threads; one FileMatcher a thread.
class Lookup {
 public:
  /// The advisories must outlive it; they are such as parseAdvisory gives.
  Lookup(const std::vector<Advisory>& advisories, const WinPath& systemRoot);

  const WinPath& systemRoot() const { return systemRoot_; }
  /// The folders in which a file is looked for by name, each once.
  const std::vector<WinPath>& namedFolders() const { return namedFolders_; }
  /// File indicators of this name in this folder.
  std::vector<Match> filesNamed(const WinPath& folder, const std::string& name) const;
  Place placeOf(const WinPath& path) const;
  std::vector<Match> autorunsStarting(std::string_view program) const;
  std::vector<Match> winlogonStarting(std::string_view valueName, std::string_view program) const;
  /// File indicators of this name, in whatever folder.
  std::vector<Match> filesOfName(std::string_view name) const;
  /// The mutexes that are named, each with the indicators that name it.
  std::map<std::string, std::vector<Match>> mutexes() const;
  /// Port indicators that this port lies in.
  std::vector<Match> portsWith(std::string_view protocol, std::uint16_t port) const;
  /// Service indicators whose program is this file, and the name of the service the indicator gives.
  std::vector<Match> servicesRunning(std::string_view serviceName, std::string_view imagePath) const;
  /// Prefetch indicators of this program name; `files` is the path list where it was read.
  std::vector<Match> prefetchOf(std::string_view program, const std::vector<std::string>& files) const;
  bool prefetchNeedsFiles(std::string_view program) const;

  /// Sizes at which a file's hash is worth computing; empty sizes mean every size.
  bool hashWorthwhile(std::uint64_t size) const;
  std::vector<Match> filesHashed(const Hashes& hashes) const;
  /// The largest file that rules look at, in bytes.
  std::uint64_t maxScanSize() const { return maxScanSize_; }

  struct CompiledRules {
    std::shared_ptr<const RuleSet> rules;
    std::uint64_t maxSize = 0;
    std::map<std::string, std::vector<Match>, std::less<>> byRule;
  };
  const std::vector<CompiledRules>& rules() const { return rules_; }

 private:
  template <class Kind>
  std::vector<std::pair<const Kind*, Match>> all() const;

  const std::vector<Advisory>* advisories_;
  WinPath systemRoot_;
  std::vector<WinPath> namedFolders_;
  std::multimap<std::string, Match, std::less<>> named_;  ///< By folded path text.
  std::set<std::string, std::less<>> names_, namedFolderTexts_;  ///< Folded.
  std::set<std::uint64_t> hashSizes_;
  bool hashEverySize_ = false;
  std::uint64_t maxScanSize_ = 0;
  std::vector<CompiledRules> rules_;
};

/// Looks at one file's contents. One a thread.
class FileMatcher {
 public:
  /// Fails with Io (out of memory).
  static Result<FileMatcher> make(const Lookup& lookup);

  struct Looked {
    std::optional<FileSeen> seen;  ///< Empty: nothing fits.
    std::uint64_t bytesRead = 0;
  };
  /// Looks at a file of an open folder, whose path is `path`, and reads only what can matter. Fails where the file could not be read, with
  /// Cancelled on a stop request.
  Result<Looked> look(Folder& folder, const WinPath& path, const std::string& name, const std::stop_token& stop);
  /// The same for bytes in memory.
  Result<FileSeen> look(const WinPath& path, std::string_view bytes);

 private:
  explicit FileMatcher(const Lookup& lookup) : lookup_(&lookup) {}
  Status matchRules(std::string_view bytes, FileSeen& seen);

  /// Memory that is used for file after file and never filled with zeros first.
  class Buffer {
   public:
    /// Makes room for `size` bytes; of those that are there the first `kept` stay.
    void reserve(std::size_t size, std::size_t kept);
    char* at(std::size_t offset) { return bytes_.get() + offset; }

   private:
    std::unique_ptr<char[]> bytes_;
    std::size_t size_ = 0;
  };

  const Lookup* lookup_;
  std::vector<RuleSet::Scanner> scanners_;
  Buffer buffer_;
};

/// Looks at what a program holds in memory. One a thread.
class MemoryMatcher {
 public:
  /// Fails with Io (out of memory).
  static Result<MemoryMatcher> make(const Lookup& lookup);
  /// Adds the rule indicators that these bytes fit to `found`, each once. Fails as RuleSet::Scanner::match.
  Status look(std::string_view bytes, std::vector<Match>& found);

 private:
  explicit MemoryMatcher(const Lookup& lookup) : lookup_(&lookup) {}
  const Lookup* lookup_;
  std::vector<RuleSet::Scanner> scanners_;
};

/// The indicators that a registry value at this key is matched by.
std::vector<Match> classifyValue(const RegPath& key, const RegValue& value, const Lookup& lookup);
/// The prefetch indicators that a file of this path and these bytes is matched by.
std::vector<Match> classifyPrefetch(const WinPath& path, std::string_view bytes, const Lookup& lookup);

}  // namespace sankajo
