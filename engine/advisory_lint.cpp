// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/advisory_lint.h"

#include <algorithm>
#include <set>
#include <utility>

#include "engine/json_reader.h"
#include "engine/paths.h"
#include "engine/rules.h"
#include "engine/staging.h"
#include "engine/text.h"
#include "engine/windows_own.h"

namespace sankajo {

namespace {

/// Ids and names that must differ, without regard to case.
class Unique {
 public:
  bool add(std::string_view name) { return seen_.insert(foldCase(name)).second; }

 private:
  std::set<std::string> seen_;
};

bool isFileName(std::string_view name) {
  return !name.empty() && name.size() <= 255 && name != "." && name != ".." &&
         name.find_first_of("\\/:*?\"<>|%") == std::string_view::npos && name.back() != '.' && name.back() != ' ';
}

bool overlap(const std::vector<SystemFamily>& a, const std::vector<SystemFamily>& b) {
  return std::any_of(a.begin(), a.end(), [&b](SystemFamily family) { return std::find(b.begin(), b.end(), family) != b.end(); });
}

std::string inQuotes(std::string_view text) {
  return "\"" + std::string(text) + "\"";
}

class MeaningCheck {
 public:
  explicit MeaningCheck(const Advisory& advisory) : advisory_(advisory) {}

  std::vector<PackMistake> all() {
    compileRules();
    Unique ids;
    for (std::size_t i = 0; i < advisory_.threats.size(); ++i) {
      const std::string place = "/threats/" + std::to_string(i);
      if (!ids.add(advisory_.threats[i].id)) add(place + "/id", "this id stands twice");
      threat(advisory_.threats[i], place);
    }
    for (const std::string& rule : rules_) {
      if (!rulesUsed_.contains(rule)) addTo("rules.yar", rule, "no indicator names this rule");
    }
    if (advisory_.hole) hole(*advisory_.hole);
    for (std::size_t i = 0; i < advisory_.advised.size(); ++i) advised(advisory_.advised[i], "/advised/" + std::to_string(i));
    Unique protections;
    for (std::size_t i = 0; i < advisory_.protections.size(); ++i) {
      const std::string place = "/protections/" + std::to_string(i);
      if (!protections.add(advisory_.protections[i].id)) add(place + "/id", "this id stands twice");
      if (advisory_.protections[i].kind == "registry_value") registryKey(advisory_.protections[i].key, place + "/key");
    }
    texts();
    return std::move(mistakes_);
  }

 private:
  void addTo(std::string file, std::string place, std::string what) {
    mistakes_.push_back({std::move(file), std::move(place), std::move(what)});
  }
  void add(std::string place, std::string what) { addTo("advisory.json", std::move(place), std::move(what)); }

  void compileRules() {
    const Result<RuleSet> compiled = RuleSet::compile(advisory_.rules, "rules.yar");
    if (compiled) {
      const std::vector<std::string> names = compiled->names();
      rules_.insert(names.begin(), names.end());
      rulesGood_ = true;
      return;
    }
    const std::string& detail = compiled.error().detail;
    const std::size_t colon = detail.starts_with("line ") ? detail.find(": ") : std::string::npos;
    if (colon == std::string::npos) {
      addTo("rules.yar", "", detail);
    } else {
      addTo("rules.yar", detail.substr(0, colon), detail.substr(colon + 2));
    }
  }

  // --------------------------------------------------------------------------------------------------------- threats

  void threat(const Threat& threat, const std::string& place) {
    if (!threat.family.empty()) {
      const Threat* const family = advisory_.threat(threat.family);
      if (family == nullptr || family == &threat) {
        add(place + "/family", inQuotes(threat.family) + " is no other threat of this pack");
      } else if (!family->family.empty()) {
        add(place + "/family", "a family threat has no family of its own");
      }
    }
    Unique ids;
    bool anyOfItsOwn = false;
    for (std::size_t i = 0; i < threat.indicators.size(); ++i) {
      const std::string at = place + "/indicators/" + std::to_string(i);
      if (!ids.add(threat.indicators[i].id)) add(at + "/id", "this id stands twice in the threat");
      anyOfItsOwn = anyOfItsOwn || !threat.indicators[i].supporting;
      indicator(threat.indicators[i], at);
    }
    if (!anyOfItsOwn) add(place + "/indicators", "a threat needs an indicator that is not only supporting");

    Unique remedied;
    for (std::size_t i = 0; i < threat.remedies.size(); ++i) {
      const std::string at = place + "/remedies/" + std::to_string(i);
      const Indicator* const named = threat.indicator(threat.remedies[i].indicator);
      if (named == nullptr) {
        add(at + "/indicator", inQuotes(threat.remedies[i].indicator) + " is no indicator of this threat");
        continue;
      }
      if (!remedied.add(named->id)) add(at + "/indicator", "this indicator has a remedy already");
      // Whether it lies beside what was found is looked at when a plan is made; here, whether it ever can.
      if (!isCertain(named->provenance.confidence) && std::ranges::none_of(threat.indicators, hasCertainDatum)) {
        add(at + "/indicator", "nothing is removed where all that is known of a threat rests on memory");
      }
      remedy(*named, threat.remedies[i].action, at);
    }
  }

  void remedy(const Indicator& indicator, RemedyAction action, const std::string& at) {
    if (indicator.supporting) add(at + "/indicator", "nothing is removed on a supporting indicator");
    const auto is = [&indicator]<class Kind>(std::in_place_type_t<Kind>) { return std::holds_alternative<Kind>(indicator.what); };
    bool fits = false;
    switch (action) {
      case RemedyAction::RemoveFile:
        fits = is(std::in_place_type<FileIndicator>) || is(std::in_place_type<RuleIndicator>) || is(std::in_place_type<PrefetchIndicator>);
        break;
      case RemedyAction::RemoveValue:
        fits = is(std::in_place_type<AutorunIndicator>);
        break;
      case RemedyAction::RemoveService:
        fits = is(std::in_place_type<ServiceIndicator>);
        break;
      case RemedyAction::SetWinlogonDefault:
        fits = is(std::in_place_type<WinlogonIndicator>);
        break;
    }
    if (fits) return;
    add(at + "/action", is(std::in_place_type<WinlogonIndicator>) ? "Winlogon's values are never removed: only set_winlogon_default fits"
                                                                  : "this action does not fit the indicator's kind");
  }

  static bool hasCertainDatum(const Indicator& indicator) {
    if (indicator.supporting) return false;
    if (isCertain(indicator.provenance.confidence)) return true;
    const auto* const file = std::get_if<FileIndicator>(&indicator.what);
    if (file == nullptr) return false;
    const auto certain = [](const auto& datum) { return isCertain(datum.provenance.confidence); };
    return std::any_of(file->sizes.begin(), file->sizes.end(), certain) || std::any_of(file->hashes.begin(), file->hashes.end(), certain);
  }

  void indicator(const Indicator& indicator, const std::string& at) {
    const bool certain = isCertain(indicator.provenance.confidence);
    if (const auto* const file = std::get_if<FileIndicator>(&indicator.what)) {
      fileIndicator(*file, at);
      for (std::size_t i = 0; i < file->hashes.size(); ++i) {
        if (isCertain(file->hashes[i].provenance.confidence)) continue;
        add(at + "/hashes/" + std::to_string(i) + "/confidence", "a hash is a proof, and memory proves nothing");
      }
    } else if (const auto* const autorun = std::get_if<AutorunIndicator>(&indicator.what)) {
      startedName(autorun->starts, at + "/starts");
    } else if (const auto* const winlogon = std::get_if<WinlogonIndicator>(&indicator.what)) {
      startedName(winlogon->starts, at + "/starts");
    } else if (const auto* const service = std::get_if<ServiceIndicator>(&indicator.what)) {
      if (!isFileName(service->key)) add(at + "/key", "this is no service's key name");
      const RegPath key{RegPath::Hive::System, "", {"ControlSet001", "Services", service->key}};
      if (isProtectedKey(key)) add(at + "/key", "Windows needs this service to start");
      if (const std::optional<WinPath> program = path(service->program, at + "/program"); program && isWindowsOwnFile(*program, kRoot())) {
        add(at + "/program", "this is one of Windows' own files at its own place");
      }
    } else if (const auto* const rule = std::get_if<RuleIndicator>(&indicator.what)) {
      rulesUsed_.insert(rule->rule);
      if (rulesGood_ && !rules_.contains(rule->rule)) add(at + "/rule", inQuotes(rule->rule) + " is not in rules.yar");
      if (!certain) add(at + "/confidence", "a rule is a proof, and memory proves nothing");
    } else if (const auto* const prefetch = std::get_if<PrefetchIndicator>(&indicator.what)) {
      if (!isFileName(prefetch->program) || foldCase(prefetch->program) != prefetch->program) {
        add(at + "/program", "a program's file name in capital letters is wanted here");
      }
      if (prefetch->within.empty() && !indicator.supporting && isWindowsOwnName(prefetch->program)) {
        add(at + "/program", "Windows has a program of this name: say where it lies (within), or make it supporting");
      }
    } else if (!indicator.supporting) {
      add(at, "a mutex or a port is supporting only");
    }
  }

  void fileIndicator(const FileIndicator& file, const std::string& at) {
    if (!isFileName(file.name)) {
      add(at + "/name", "this is no file name");
      return;
    }
    const std::optional<WinPath> folder = path(file.folder, at + "/folder");
    if (!folder) return;
    const WinPath whole = *folder / file.name;
    if (isWindowsOwnFile(whole, kRoot())) add(at + "/name", "this is one of Windows' own files at its own place");
    if (!files_.add(whole.text())) add(at + "/name", "this file stands twice in the pack: one file is one threat");
    Unique hashes;
    for (std::size_t i = 0; i < file.hashes.size(); ++i) {
      if (!hashes.add(file.hashes[i].hex)) add(at + "/hashes/" + std::to_string(i), "this hash stands twice");
    }
  }

  void startedName(const std::string& name, const std::string& at) {
    if (!isFileName(name)) {
      add(at, "a file name without its folder is wanted here");
    } else if (isWindowsOwnName(name)) {
      add(at, "Windows has a program of this name: a start-up entry cannot be told by it");
    }
  }

  static const WinPath& kRoot() {
    static const WinPath root = WinPath::root('C') / "WINDOWS";
    return root;
  }

  /// A folder or file below %SystemRoot% or %SystemDrive%.
  std::optional<WinPath> path(const std::string& text, const std::string& at) {
    if (text.starts_with("%SystemRoot%\\") || text == "%SystemRoot%" || text.starts_with("%SystemDrive%\\")) {
      Result<WinPath> parsed = WinPath::parse(WindowsVariables{kRoot()}.expand(text));
      if (parsed && parsed->text().find('%') == std::string::npos) return std::move(*parsed);
    }
    add(at, "a path below %SystemRoot% or %SystemDrive% is wanted here");
    return std::nullopt;
  }

  // ------------------------------------------------------------------------------------------------------------ hole

  void registryKey(const std::string& key, const std::string& at) {
    if (!key.starts_with("HKLM\\SOFTWARE\\") && !key.starts_with("HKLM\\SYSTEM\\")) {
      add(at, "a key below HKLM\\SOFTWARE or HKLM\\SYSTEM is wanted here");
    } else if (key.ends_with("\\") || key.find("\\\\") != std::string::npos) {
      add(at, "a key's name is empty");
    }
  }

  const VersionBranch* branch(const Hole& hole, std::string_view id) {
    const auto found = std::find_if(hole.branches.begin(), hole.branches.end(), [&](const VersionBranch& b) { return b.id == id; });
    return found == hole.branches.end() ? nullptr : &*found;
  }

  void hole(const Hole& hole) {
    for (std::size_t i = 0; i < hole.files.size(); ++i) {
      const std::string at = "/hole/files/" + std::to_string(i);
      if (!isFileName(hole.files[i].name)) add(at + "/name", "this is no file name");
      path(hole.files[i].folder, at + "/folder");
    }
    for (const auto& [key, id] : {std::pair("closed_by", &hole.closedBy), std::pair("wanted", &hole.wanted)}) {
      if (hole.patch(*id) == nullptr) add(std::string("/hole/") + key, inQuotes(*id) + " is no patch of this hole");
    }
    branches(hole);
    Unique patchIds;
    std::string lastReleased;
    for (std::size_t i = 0; i < hole.patches.size(); ++i) {
      const std::string at = "/hole/patches/" + std::to_string(i);
      if (!patchIds.add(hole.patches[i].id)) add(at + "/id", "this id stands twice");
      if (hole.patches[i].released < lastReleased) add(at + "/released", "patches stand oldest first");
      lastReleased = hole.patches[i].released;
      patch(hole, hole.patches[i], at);
    }
    Unique rollupIds;
    for (std::size_t i = 0; i < hole.rollups.size(); ++i) {
      const Rollup& rollup = hole.rollups[i];
      const std::string at = "/hole/rollups/" + std::to_string(i);
      if (!rollupIds.add(rollup.id) || !patchIds.add(rollup.id)) add(at + "/id", "this id stands twice");
      if (!rollup.key.empty()) registryKey(rollup.key, at + "/key");
      for (std::size_t n = 0; n < rollup.contains.size(); ++n) {
        if (hole.patch(rollup.contains[n]) == nullptr) {
          add(at + "/contains/" + std::to_string(n), inQuotes(rollup.contains[n]) + " is no patch of this hole");
        }
      }
    }
  }

  void branches(const Hole& hole) {
    Unique ids;
    for (std::size_t i = 0; i < hole.branches.size(); ++i) {
      const VersionBranch& one = hole.branches[i];
      const std::string at = "/hole/branches/" + std::to_string(i);
      if (!ids.add(one.id)) add(at + "/id", "this id stands twice");
      if (one.last < one.first) add(at + "/last", "the branch ends before it begins");
      if (one.openUpTo && (one.fixed || *one.openUpTo < one.first || one.last < *one.openUpTo)) {
        add(at + "/open_up_to", "not a number of an open branch");
      }
      for (std::size_t n = 0; n < i; ++n) {
        const VersionBranch& other = hole.branches[n];
        if (one.machine == other.machine && overlap(one.systems, other.systems) && one.first <= other.last && other.first <= one.last) {
          add(at, "the branch overlaps with " + inQuotes(other.id));
        }
      }
      if (!one.fixed) completeBranch(hole, one, at);
    }
  }

  /// The patch that closes and the one to steer to must be known for each file of an open branch.
  void completeBranch(const Hole& hole, const VersionBranch& one, const std::string& at) {
    const Patch* const wanted = hole.patch(hole.wanted);
    if (wanted == nullptr) return;
    for (const Hole::File& file : hole.files) {
      if (!overlap(file.systems, one.systems)) continue;
      const auto fits = [&](const FixedVersion& v) {
        return v.branch == one.id && equalNoCase(v.file, file.name) && isCertain(v.provenance.confidence);
      };
      if (std::none_of(wanted->files.begin(), wanted->files.end(), fits)) {
        add(at, inQuotes(hole.wanted) + " has no certain number for " + file.name + " in this branch");
      }
    }
  }

  void patch(const Hole& hole, const Patch& patch, const std::string& place) {
    Unique files;
    for (std::size_t i = 0; i < patch.files.size(); ++i) fixedVersion(hole, patch.files[i], files, place + "/files/" + std::to_string(i));
    keysAndPackages(patch.keys, patch.packages, place);
    std::vector<SystemFamily> started;
    for (std::size_t i = 0; i < patch.switches.size(); ++i) {
      const PackageSwitches& one = patch.switches[i];
      const std::string at = place + "/switches/" + std::to_string(i);
      if (!isPlainSwitches(one.arguments)) add(at + "/arguments", "words of letters, digits and / : . _ = - are wanted here");
      if (overlap(started, one.systems)) add(at + "/systems", "one of these systems stands twice");
      started.insert(started.end(), one.systems.begin(), one.systems.end());
    }
    for (std::size_t i = 0; i < patch.replaces.size(); ++i) {
      const Patch* const older = hole.patch(patch.replaces[i]);
      if (older == nullptr || older == &patch) {
        add(place + "/replaces/" + std::to_string(i), inQuotes(patch.replaces[i]) + " is no other patch of this hole");
      }
    }
  }

  void keysAndPackages(const std::vector<PatchKey>& keys, const std::vector<PackageFile>& packages, const std::string& place) {
    for (std::size_t i = 0; i < keys.size(); ++i) registryKey(keys[i].key, place + "/keys/" + std::to_string(i) + "/key");
    for (std::size_t i = 0; i < packages.size(); ++i) {
      const PackageFile& package = packages[i];
      const std::string at = place + "/packages/" + std::to_string(i);
      if (!isFileName(package.file)) add(at + "/file", "this is no file name");
      if (!package.address.empty() && !(package.address.starts_with("/") && package.address.ends_with("/" + package.file))) {
        add(at + "/address", "a path on the download host that ends in the file's name is wanted here");
      }
    }
  }

  void advised(const AdvisedPatch& advised, const std::string& place) {
    keysAndPackages(advised.keys, advised.packages, place);
    if (advisory_.hole && advisory_.hole->patch(advised.patch) != nullptr) add(place + "/patch", "this is a patch of the hole");
    for (std::size_t i = 0; i < advised.threats.size(); ++i) {
      if (advisory_.threat(advised.threats[i]) == nullptr) {
        add(place + "/threats/" + std::to_string(i), inQuotes(advised.threats[i]) + " is no threat of this pack");
      }
    }
  }

  void fixedVersion(const Hole& hole, const FixedVersion& fixed, Unique& files, const std::string& at) {
    const auto isNamed = [&fixed](const Hole::File& file) { return equalNoCase(file.name, fixed.file); };
    if (std::none_of(hole.files.begin(), hole.files.end(), isNamed)) add(at + "/file", inQuotes(fixed.file) + " is no file of this hole");
    if (!files.add(fixed.branch + " " + fixed.file)) add(at, "this file stands twice for its branch");
    const VersionBranch* const within = branch(hole, fixed.branch);
    if (within == nullptr) {
      add(at + "/branch", inQuotes(fixed.branch) + " is no branch of this hole");
    } else if (within->fixed) {
      add(at + "/branch", "everything in this branch is fixed");
    } else if (fixed.version < within->first || within->last < fixed.version) {
      add(at + "/version", "the number lies outside its branch");
    } else if (within->openUpTo && fixed.version <= *within->openUpTo) {
      add(at + "/version", "the branch says that this number is open");
    }
  }

  // ----------------------------------------------------------------------------------------------------------- texts

  std::set<std::string> wantedTexts() const {
    std::set<std::string> keys = {};
    for (const Threat& threat : advisory_.threats) {
      for (const std::string_view part : {"name", "summary", "does", "does_not"})
        keys.insert("threat." + threat.id + "." + std::string(part));
    }
    if (advisory_.hole) {
      keys.insert({"hole.title", "hole.text", "package.fetch", "package.language", "package.service_pack", "package.nec98"});
      for (const Patch& patch : advisory_.hole->patches) keys.insert("patch." + patch.id + ".title");
    }
    for (const Protection& protection : advisory_.protections) {
      keys.insert("protection." + protection.id + ".title");
      keys.insert("protection." + protection.id + ".text");
    }
    if (advisory_.notice) {
      keys.insert({"notice.title", "notice.traffic"});
      for (const Notice::Table& table : advisory_.notice->tables) keys.insert("notice." + table.id + ".title");
      for (const Notice::Traffic& day : advisory_.notice->traffic) keys.insert("notice.traffic." + day.day);
    }
    return keys;
  }

  void texts() {
    const std::set<std::string> wanted = wantedTexts();
    for (const auto& [language, own] : advisory_.texts) {
      const std::string file = "text." + language + ".json";
      for (const std::string& key : wanted) {
        if (!own.contains(key)) addTo(file, jsonPointer("", key), "this text is missing");
      }
      for (const auto& [key, text] : own) {
        if (!wanted.contains(key)) addTo(file, jsonPointer("", key), "nothing uses this text");
        for (const auto& [otherLanguage, others] : advisory_.texts) {
          const auto other = others.find(key);
          if (other == others.end() || otherLanguage >= language) continue;  // each pair once
          if (placeholdersOf(text) != placeholdersOf(other->second)) {
            addTo(file, jsonPointer("", key), "its placeholders differ from those in " + inQuotes(otherLanguage));
          }
        }
      }
    }
  }

  const Advisory& advisory_;
  std::vector<PackMistake> mistakes_;
  std::set<std::string> rules_, rulesUsed_;
  bool rulesGood_ = false;
  Unique files_;
};

}  // namespace

std::vector<std::string> placeholdersOf(std::string_view text) {
  std::vector<std::string> found;
  for (std::size_t i = 0; i + 1 < text.size(); ++i) {
    if (text[i] == '%' && ((text[i + 1] >= '1' && text[i + 1] <= '9') || text[i + 1] == 'n')) found.emplace_back(text.substr(i, 2));
  }
  std::sort(found.begin(), found.end());
  return found;
}

std::vector<PackMistake> mistakesInMeaning(const Advisory& advisory) {
  return MeaningCheck(advisory).all();
}

}  // namespace sankajo
