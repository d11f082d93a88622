// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evidence.h"

#include <algorithm>
#include <array>
#include <chrono>
#include <functional>
#include <set>
#include <thread>

#include "engine/event_log.h"
#include "engine/evidence_live.h"
#include "engine/lookup.h"
#include "engine/pe.h"
#include "engine/prefetch.h"
#include "engine/staging.h"
#include "engine/text.h"
#include "engine/walk.h"

namespace sankajo {

namespace {

constexpr std::uint64_t largestEventLog = 32ULL << 20U;
constexpr std::uint64_t largestPrefetch = 1ULL << 20U;

// The keys below a hive's Microsoft\ whose values are commands that Windows starts by itself.
constexpr std::string_view startKeys[] = {
    R"(Microsoft\Windows\CurrentVersion\Run)",
    R"(Microsoft\Windows\CurrentVersion\RunOnce)",
    R"(Microsoft\Windows\CurrentVersion\RunServices)",
    R"(Microsoft\Windows\CurrentVersion\RunServicesOnce)",
    R"(Microsoft\Windows\CurrentVersion\Policies\Explorer\Run)",
};
constexpr std::string_view winlogonKey = R"(Microsoft\Windows NT\CurrentVersion\Winlogon)";
// What a 64-bit Windows gives 32-bit programs for SOFTWARE lies below this key of it, but for the policies, which both share (Microsoft, "Registry Keys
// Affected by WOW64"): there is a link there.
constexpr std::string_view wow64Key = "Wow6432Node";
bool isShared(std::string_view startKey) { return startKey.starts_with(R"(Microsoft\Windows\CurrentVersion\Policies\)"); }

// Where a value stands, as reports print it.
std::string valueText(const RegPath& key, const std::string& valueName) {
  return key.text() + "\\" + (valueName.empty() ? "(Default)" : valueName);
}

// The parts of Winlogon's Shell or Userinit: programs behind one another, divided by commas or blanks.
std::vector<std::string> startedPrograms(std::string_view data, const WindowsVariables& variables) {
  std::vector<std::string> programs;
  for (int guard = 0; guard < 64 && !data.empty(); ++guard) {
    data.remove_prefix(std::min(data.find_first_not_of(" \t,"), data.size()));
    const std::string program = startedProgram(data, variables);
    if (program.empty()) break;
    programs.push_back(program);
    const std::size_t separator = data.find_first_of(", \t", data[0] == '"' ? std::min(data.find('"', 1), data.size() - 1) : 0);
    if (separator == std::string_view::npos) break;
    data.remove_prefix(separator);
  }
  return programs;
}

// One look at one Windows: what it reads goes into `evidence_`.
class Look {
 public:
  Look(Target& target, const std::vector<Advisory>& advisories, const Lookup& lookup, Collected& collected,
       const std::stop_token& stop)
      : target_(target),
        files_(target.files()),
        registry_(target.registry()),
        advisories_(advisories),
        lookup_(lookup),
        collected_(collected),
        variables_{target.systemRoot()},
        stop_(stop) {}

  SystemFacts system();
  void hives();
  void autoruns();
  void services();
  void prefetch();
  void versions(const SystemFacts& facts);
  void patchTraces(const SystemFacts& facts);
  void replacedAtStart(Evidence& evidence);
  void firewallLogs(Evidence& evidence);

 private:
  std::vector<RegValue> values(const RegPath& key);
  std::vector<std::string> subkeys(const RegPath& key);
  std::optional<std::string> text(const RegPath& key, std::string_view valueName);
  std::optional<std::uint32_t> dword(const RegPath& key, std::string_view valueName);
  EntrySeen entry(const RegPath& key, const RegValue& value, const std::string& program);
  void locate(EntrySeen& seen);
  void startValues(const RegPath& software, bool wow64);
  void winlogon(const RegPath& key);
  void told(ObservationKind kind, const std::string& where, std::vector<Match> matches, EntrySeen seen);
  bool affects(const std::vector<SystemFamily>& systems, const SystemFacts& facts) const;
  std::vector<std::string> firewallLogPlaces();
  RegPath controlSet(std::string_view below) const;

  Target& target_;
  Files& files_;
  Registry& registry_;
  const std::vector<Advisory>& advisories_;
  const Lookup& lookup_;
  Collected& collected_;
  WindowsVariables variables_;
  std::stop_token stop_;
  std::optional<std::uint32_t> currentSet_;
  std::set<std::string> toldKeys_;
};

// A key that could not be read is told once; its values count as none.
std::vector<RegValue> Look::values(const RegPath& key) {
  auto read = registry_.values(key);
  if (!read) {
    if (toldKeys_.insert(key.text()).second) collected_.notRead({key.text(), reason(read.error()), key.hive != RegPath::Hive::User});
    return {};
  }
  return read->value_or(std::vector<RegValue>());
}

std::vector<std::string> Look::subkeys(const RegPath& key) {
  auto read = registry_.subkeys(key);
  if (!read) {
    if (toldKeys_.insert(key.text()).second) collected_.notRead({key.text(), reason(read.error()), key.hive != RegPath::Hive::User});
    return {};
  }
  return read->value_or(std::vector<std::string>());
}

std::optional<std::string> Look::text(const RegPath& key, std::string_view valueName) {
  for (const RegValue& value : values(key)) {
    if (equalNoCase(value.name, valueName)) return value.asText();
  }
  return std::nullopt;
}

std::optional<std::uint32_t> Look::dword(const RegPath& key, std::string_view valueName) {
  for (const RegValue& value : values(key)) {
    if (equalNoCase(value.name, valueName)) return value.asDword();
  }
  return std::nullopt;
}

// What the registry is made of, and what of it could not be read. A hive that Windows did not close may lack its latest changes.
void Look::hives() {
  bool system = false;
  bool software = false;
  const auto needed = [](const RegPath& path) { return path.hive != RegPath::Hive::User; };
  for (const HiveFile& hive : registry_.hives()) {
    system = system || hive.path.hive == RegPath::Hive::System;
    software = software || hive.path.hive == RegPath::Hive::Software;
    if (!hive.clean) collected_.notRead({hive.file.text(), "Unclean: was not closed by Windows", needed(hive.path)});
  }
  const WinPath config = target_.systemRoot().join(R"(system32\config)");
  for (const Error& error : registry_.unreadable()) {
    const std::string_view file = fileNameOf(error.subject);
    const bool isSystem = equalNoCase(file, "SYSTEM");
    const bool isSoftware = equalNoCase(file, "SOFTWARE");
    system = system || isSystem;
    software = software || isSoftware;
    collected_.notRead({error.subject, reason(error), isSystem || isSoftware});
  }
  if (!system) collected_.notRead({(config / "SYSTEM").text(), "missing", true});
  if (!software) collected_.notRead({(config / "SOFTWARE").text(), "missing", true});
}

// A key of the current control set.
RegPath Look::controlSet(std::string_view below) const {
  const std::string number = std::to_string(currentSet_.value_or(1));
  return (RegPath{RegPath::Hive::System, "", {}} / ("ControlSet" + std::string(number.size() < 3 ? 3 - number.size() : 0, '0') + number))
      .join(below);
}

SystemFacts Look::system() {
  SystemFacts facts;
  facts.kind = target_.live() != nullptr ? "live" : "offline";
  facts.root = target_.root();
  facts.systemRoot = target_.systemRoot().text();

  const RegPath systemHive{RegPath::Hive::System, "", {}};
  const RegPath current = RegPath{RegPath::Hive::Software, "", {}}.join(R"(Microsoft\Windows NT\CurrentVersion)");
  currentSet_ = dword(systemHive / "Select", "Current");

  facts.version = text(current, "CurrentVersion").value_or("");
  const auto number = [](const std::optional<std::string>& digits) -> std::optional<std::uint32_t> {
    if (!digits || digits->empty() || digits->size() > 9 || digits->find_first_not_of("0123456789") != std::string::npos) {
      return std::nullopt;
    }
    return static_cast<std::uint32_t>(std::stoul(*digits));
  };
  facts.build = number(text(current, "CurrentBuildNumber"));
  const std::string pack = text(current, "CSDVersion").value_or("");
  if (const std::size_t digits = pack.find_first_of("0123456789"); digits != std::string::npos) {
    facts.servicePack = pack[digits] - '0';
  } else if (const auto word = dword(controlSet(R"(Control\Windows)"), "CSDVersion")) {
    facts.servicePack = static_cast<int>((*word >> 8U) & 0xFFU);
  } else if (!facts.version.empty()) {
    facts.servicePack = 0;
  }
  facts.productId = text(current, "ProductId").value_or("");
  facts.installDate = dword(current, "InstallDate");
  facts.computerName = text(controlSet(R"(Control\ComputerName\ComputerName)"), "ComputerName").value_or("");
  facts.language = text(controlSet(R"(Control\Nls\Language)"), "InstallLanguage").value_or("");

  // The part of the setup disc that it came from: I386 for all others. What HARDWARE says of the machine is gone when Windows does not run.
  const std::string source = text(current, "SourcePath").value_or("");
  for (const char* folder : {"NEC98", "PC98"}) facts.nec98 = facts.nec98 || equalNoCase(fileNameOf(source), folder);

  const std::string type = text(controlSet(R"(Control\ProductOptions)"), "ProductType").value_or("");
  const bool workstation = type.empty() || equalNoCase(type, "WinNT");
  std::vector<std::string> suites;
  for (const RegValue& value : values(controlSet(R"(Control\ProductOptions)"))) {
    if (equalNoCase(value.name, "ProductSuite")) suites = value.asTexts();
  }
  const auto suite = [&suites](std::string_view wanted) {
    return std::ranges::any_of(suites, [wanted](const std::string& have) { return equalNoCase(have, wanted); });
  };
  std::string product = text(current, "ProductName").value_or("");
  if (product.starts_with("Microsoft ")) product.erase(0, 10);
  facts.familyKnown = !facts.version.empty();
  if (facts.version == "4.0") {
    // "Terminal Server" tells an edition on NT 4.0 only; later clients carry it too.
    const bool terminal = suite("Terminal Server");
    facts.family = terminal ? SystemFamily::Nt4Terminal : workstation ? SystemFamily::Nt4Workstation : SystemFamily::Nt4Server;
    facts.familyKnown = !type.empty();
    facts.product = terminal ? "Windows NT Server 4.0, Terminal Server Edition"
                             : workstation ? "Windows NT Workstation 4.0" : "Windows NT Server 4.0";
    facts.edition = terminal ? "Terminal Server" : workstation ? "Workstation" : "Server";
  } else if (facts.version == "5.0") {
    facts.family = SystemFamily::Windows2000;
    facts.product = "Windows 2000";
    facts.edition = workstation ? "Professional" : suite("Enterprise") ? "Advanced Server" : "Server";
  } else if (facts.version == "5.1") {
    facts.family = SystemFamily::WindowsXp;
    facts.product = "Windows XP";
    facts.edition = suite("Personal") ? "Home" : "Professional";
  } else if (facts.version == "5.2") {
    facts.family = SystemFamily::WindowsServer2003;
    facts.product = workstation && !type.empty() ? "Windows XP" : "Windows Server 2003";
    facts.edition = workstation && !type.empty() ? "Professional 64-bit" : suite("Blade") ? "Web" : suite("Enterprise") ? "Enterprise" : "Standard";
  } else {
    // From Windows 10 on CurrentVersion stands still at "6.3", and from Windows 11 on ProductName does.
    if (const auto major = dword(current, "CurrentMajorVersionNumber"); major && facts.version == "6.3") {
      facts.version = std::to_string(*major) + "." + std::to_string(dword(current, "CurrentMinorVersionNumber").value_or(0));
      constexpr std::string_view ten = "Windows 10";
      constexpr std::uint32_t firstBuildOf11 = 22000;
      if (workstation && facts.build.value_or(0) >= firstBuildOf11 && product.starts_with(ten)) product.replace(0, ten.size(), "Windows 11");
    }
    facts.product = product;
    facts.edition = text(current, "EditionID").value_or("");
  }
  return facts;
}

EntrySeen Look::entry(const RegPath& key, const RegValue& value, const std::string& program) {
  EntrySeen seen{key, value, program, std::nullopt, Seen::Absent, true};
  locate(seen);
  return seen;
}

// Windows looks for a bare name in system32, system and its own folder.
void Look::locate(EntrySeen& seen) {
  std::vector<WinPath> candidates;
  if (auto absolute = WinPath::parse(seen.program)) {
    if (absolute->drive() != target_.systemRoot().drive()) {
      seen.programState = Seen::Unknown;  // another volume, which is not at hand
      return;
    }
    candidates = {*absolute};
  } else if (seen.program.find_first_of("\\/") != std::string::npos) {
    candidates = {target_.systemRoot().join(seen.program)};
  } else if (!seen.program.empty()) {
    const WinPath root = target_.systemRoot();
    candidates = {root.join("system32").join(seen.program), root.join("system").join(seen.program), root.join(seen.program)};
  }
  for (std::size_t i = 0, count = candidates.size(); i < count; ++i) {
    if (const auto twin = wow64Twin(candidates[i], target_.systemRoot())) candidates.push_back(*twin);
  }
  for (const WinPath& candidate : candidates) {
    auto found = files_.find(candidate);
    if (!found) {
      seen.programState = Seen::Unknown;
      return;
    }
    for (const FoundFile& file : *found) {
      if (file.kind == FileKind::Folder) continue;
      seen.programFile = file.path;
      seen.programState = Seen::Present;
      return;
    }
  }
}

void Look::told(ObservationKind kind, const std::string& where, std::vector<Match> matches, EntrySeen seen) {
  Observation observation;
  observation.kind = kind;
  observation.where = where;
  observation.matches = std::move(matches);
  observation.entry = std::move(seen);
  collected_.observe(std::move(observation));
}

void Look::startValues(const RegPath& software, bool wow64) {
  for (const std::string_view start : startKeys) {
    if (wow64 && isShared(start)) continue;
    const RegPath key = software.join(start);
    for (const RegValue& value : values(key)) {
      const std::string program = startedProgram(value.asText(), variables_);
      std::vector<Match> matches = lookup_.autorunsStarting(program);
      if (!matches.empty()) told(ObservationKind::Autorun, valueText(key, value.name), std::move(matches), entry(key, value, program));
    }
  }
}

void Look::winlogon(const RegPath& key) {
  for (const RegValue& value : values(key)) {
    for (const std::string& program : startedPrograms(value.asText(), variables_)) {
      std::vector<Match> matches = lookup_.winlogonStarting(value.name, program);
      if (!matches.empty()) told(ObservationKind::Winlogon, valueText(key, value.name), std::move(matches), entry(key, value, program));
    }
  }
}

void Look::autoruns() {
  for (const HiveFile& hive : registry_.hives()) {
    if (stop_.stop_requested()) return;
    if (hive.path.hive == RegPath::Hive::System) continue;
    const RegPath software = hive.path.hive == RegPath::Hive::Software ? hive.path : hive.path / "Software";
    collected_.progress(hive.file.text());
    for (const bool wow64 : {false, true}) {
      const RegPath view = wow64 ? software / wow64Key : software;
      startValues(view, wow64);
      winlogon(view.join(winlogonKey));
    }
  }
}

void Look::services() {
  const RegPath system{RegPath::Hive::System, "", {}};
  collected_.progress(system.text());
  for (const std::string& set : subkeys(system)) {
    const std::string folded = foldCase(set);
    if (!folded.starts_with("CONTROLSET") || folded.find_first_not_of("0123456789", 10) != std::string::npos || folded.size() == 10 ||
        folded.size() > 16) {
      continue;
    }
    const RegPath list = (system / set) / "Services";
    for (const std::string& service : subkeys(list)) {
      if (stop_.stop_requested()) return;
      const RegPath key = list / service;
      for (const RegValue& value : values(key)) {
        if (!equalNoCase(value.name, "ImagePath")) continue;
        std::vector<Match> matches = lookup_.servicesRunning(service, value.asText());
        if (matches.empty()) continue;
        EntrySeen seen = entry(key, value, startedProgram(value.asText(), variables_));
        seen.current = static_cast<std::uint32_t>(std::stoul(folded.substr(10))) == currentSet_.value_or(1);
        told(ObservationKind::Service, key.text(), std::move(matches), std::move(seen));
      }
    }
  }
}

void Look::prefetch() {
  const WinPath folder = target_.systemRoot() / "Prefetch";
  collected_.progress(folder.text());
  auto found = files_.find(folder);
  if (!found) return collected_.notRead({folder.text(), reason(found.error()), false});
  for (const FoundFile& place : *found) {
    auto entries = place.kind == FileKind::Folder ? files_.list(place.path, true) : Result<std::optional<std::vector<FileEntry>>>();
    if (!entries) {
      collected_.notRead({place.path.text(), reason(entries.error()), false});
      continue;
    }
    for (const FileEntry& file : entries->value_or(std::vector<FileEntry>())) {
      // NAME.EXE-12345678.pf
      const std::size_t dash = file.name.rfind('-');
      if (file.kind != FileKind::File || dash == std::string::npos || !foldCase(file.name).ends_with(".PF")) continue;
      const std::string program = file.name.substr(0, dash);
      const bool needsFiles = lookup_.prefetchNeedsFiles(program);
      if (!needsFiles && lookup_.prefetchOf(program, {}).empty()) continue;
      const WinPath path = place.path / file.name;
      const auto tell = [&](const Error& error) { collected_.notRead({path.text(), reason(error), false}); };
      auto reader = files_.open(path);
      auto bytes = reader ? (*reader)->read(0, largestPrefetch) : Result<std::string>(tl::unexpected(reader.error()));
      if (!bytes) {
        tell(bytes.error());
        continue;
      }
      std::vector<Match> matches = classifyPrefetch(path, *bytes, lookup_);
      if (matches.empty()) continue;
      Observation observation;
      observation.kind = ObservationKind::Prefetch;
      observation.where = path.text();
      observation.matches = std::move(matches);
      observation.file = FileSeen{path, bytes->size(), sha256Of(*bytes), false, Place::Elsewhere, {}, {}, {}};
      collected_.observe(std::move(observation));
    }
  }
}

// Whether something said of these systems may be said of this one; one that could not be told apart may be any.
bool Look::affects(const std::vector<SystemFamily>& systems, const SystemFacts& facts) const {
  return !facts.familyKnown || systems.empty() || std::ranges::find(systems, facts.family) != systems.end();
}

void Look::versions(const SystemFacts& facts) {
  for (const Advisory& advisory : advisories_) {
    if (!advisory.hole) continue;
    for (const Hole::File& file : advisory.hole->files) {
      if (!affects(file.systems, facts)) continue;
      auto folder = WinPath::parse(variables_.expand(file.folder));
      if (!folder) continue;
      const WinPath path = *folder / file.name;
      collected_.progress(path.text());
      auto found = files_.find(path);
      if (!found) {
        collected_.version({file.name, path.text(), Seen::Unknown, "", std::nullopt, reason(found.error())});
        continue;
      }
      if (found->empty()) collected_.version({file.name, path.text(), Seen::Absent, "", std::nullopt, "missing"});
      for (const FoundFile& one : *found) {
        FileVersionSeen seen{file.name, one.path.text(), Seen::Unknown, "", std::nullopt, ""};
        auto reader = files_.open(one.path);
        if (!reader) {
          seen.why = reason(reader.error());
        } else {
          auto pe = readPe([&reader](std::uint64_t offset, std::size_t length) { return (*reader)->read(offset, length); },
                           (*reader)->size(), one.path.text());
          if (!pe) {
            seen.why = reason(pe.error());
          } else if (!pe->version) {
            seen.why = "no version number";
          } else {
            seen.state = Seen::Present;
            seen.machine = pe->machine;
            seen.version = pe->version;
          }
        }
        collected_.version(std::move(seen));
      }
    }
  }
}

// Pairs of file names, the second of them empty where the first is removed; an installer's new files are among the second.
void Look::replacedAtStart(Evidence& evidence) {
  std::set<std::string> names;
  for (const RegValue& value : values(controlSet(R"(Control\Session Manager)"))) {
    if (!equalNoCase(value.name, "PendingFileRenameOperations") && !equalNoCase(value.name, "PendingFileRenameOperations2")) continue;
    const std::string text = foldCase(utf16LeToUtf8(value.data));
    for (std::size_t at = 0; at < text.size();) {
      const std::size_t end = std::min(text.find('\0', at), text.size());
      const std::string path = text.substr(at, end - at);
      names.insert(path.substr(path.rfind('\\') + 1));
      at = end + 1;
    }
  }
  for (const Advisory& advisory : advisories_) {
    if (!advisory.hole) continue;
    for (const Hole::File& file : advisory.hole->files) {
      const bool told = std::ranges::find(evidence.replacedAtStart, file.name) != evidence.replacedAtStart.end();
      if (!told && names.contains(foldCase(file.name))) evidence.replacedAtStart.push_back(file.name);
    }
  }
}

void Look::patchTraces(const SystemFacts& facts) {
  std::set<std::string, std::less<>> known;
  const auto key = [&](const std::string& patch, const std::string& where) {
    const auto path = RegPath::parse(where);
    if (!path) return;
    auto there = registry_.values(*path);
    if (there && *there) collected_.patchTrace({patch, path->text(), "key"});
  };
  for (const Advisory& advisory : advisories_) {
    for (const AdvisedPatch& patch : advisory.advised) {
      known.insert(patch.patch);
      for (const PatchKey& patchKey : patch.keys) {
        if (affects(patchKey.systems, facts)) key(patch.patch, patchKey.key);
      }
    }
    if (!advisory.hole) continue;
    for (const Patch& patch : advisory.hole->patches) {
      known.insert(patch.id);
      for (const PatchKey& patchKey : patch.keys) {
        if (affects(patchKey.systems, facts)) key(patch.id, patchKey.key);
      }
    }
    for (const Rollup& rollup : advisory.hole->rollups) {
      if (!rollup.key.empty() && affects({rollup.system}, facts)) key(rollup.id, rollup.key);
    }
  }
  const WinPath log = target_.systemRoot().join(R"(system32\config\SysEvent.Evt)");
  collected_.progress(log.text());
  auto found = files_.find(log);
  if (!found) return collected_.notRead({log.text(), reason(found.error()), false});
  for (const FoundFile& file : *found) {
    const auto tell = [&](const std::string& why) { collected_.notRead({file.path.text(), why, false}); };
    if (file.size > largestEventLog) {
      tell("Unsupported: larger than 32 MiB");
      continue;
    }
    auto reader = files_.open(file.path);
    auto bytes = reader ? (*reader)->read(0, static_cast<std::size_t>(file.size)) : Result<std::string>(tl::unexpected(reader.error()));
    if (!bytes) {
      tell(reason(bytes.error()));
      continue;
    }
    std::set<std::string> told;
    // 4377: Windows "was updated by" a hotfix; its strings name product and KB number.
    const Status read = readEventLog(*bytes, file.path.text(), [&](const EventRecord& record) {
      if (record.id == 4377 && equalNoCase(record.source, "NtServicePack")) {
        for (const std::string& string : record.strings) {
          if (known.contains(string) && told.insert(string).second) {
            collected_.patchTrace({string, file.path.text(), "event 4377, " + isoTime(record.time)});
          }
        }
      }
      return !stop_.stop_requested();
    });
    if (!read) tell(reason(read.error()));
  }
}

// Where Windows keeps the log of its firewall: where policy or the settings of a kind of network say, else in its own two places. When a log
// is full it is renamed to .old.
std::vector<std::string> Look::firewallLogPlaces() {
  std::vector<std::string> places = {R"(%windir%\pfirewall.log)", R"(%SystemRoot%\system32\LogFiles\Firewall\pfirewall.log)"};
  const RegPath policy = RegPath{RegPath::Hive::Software, "", {}}.join(R"(Policies\Microsoft\WindowsFirewall)");
  const RegPath own = controlSet(R"(Services\SharedAccess\Parameters\FirewallPolicy)");
  for (const RegPath& root : {policy, own}) {
    for (const char* profile : {"DomainProfile", "StandardProfile", "PrivateProfile", "PublicProfile"}) {
      // Not by `values`: what cannot be read here decides nothing.
      const RegPath key = root.join(profile) / "Logging";
      const auto read = registry_.values(key);
      if (!read) collected_.notRead({key.text(), reason(read.error()), false});
      if (!read || !*read) continue;
      for (const RegValue& value : **read) {
        if (equalNoCase(value.name, "LogFilePath") && !value.asText().empty()) places.push_back(value.asText());
      }
    }
  }
  return places;
}

void Look::firewallLogs(Evidence& evidence) {
  constexpr std::uint64_t largestLog = 512ULL << 20U;  // Windows itself stops at 32 MiB.
  constexpr std::size_t block = 256U << 10U;
  FirewallLogReader reader(advisories_);
  std::set<std::string> seen;
  std::vector<char> buffer(block);
  for (const std::string& place : firewallLogPlaces()) {
    auto path = WinPath::parse(variables_.expand(place));
    if (path && path->drive() != target_.systemRoot().drive()) path = fail(Errc::Unsupported, place, "lies on another volume");
    if (!path) {
      if (seen.insert(foldCase(place)).second) collected_.notRead({place, reason(path.error()), false});
      continue;
    }
    for (const WinPath& log : {path->parent() / (path->name() + ".old"), *path}) {
      if (!seen.insert(foldCase(log.text())).second) continue;
      collected_.progress(log.text());
      auto found = files_.find(log);
      if (!found) {
        collected_.notRead({log.text(), reason(found.error()), false});
        continue;
      }
      for (const FoundFile& file : *found) {
        const auto tell = [&](const std::string& why) { collected_.notRead({file.path.text(), why, false}); };
        if (file.kind != FileKind::File) {
          tell("Unsupported: is no file");
          continue;
        }
        if (file.size > largestLog) {
          tell("Unsupported: larger than 512 MiB");
          continue;
        }
        auto opened = files_.open(file.path);
        if (!opened) {
          tell(reason(opened.error()));
          continue;
        }
        reader.begin(file.path.text());
        // Not beyond the size that it had: Windows may go on writing.
        for (std::uint64_t at = 0; at < (*opened)->size() && !stop_.stop_requested();) {
          const auto got =
              (*opened)->readInto(at, buffer.data(), static_cast<std::size_t>(std::min<std::uint64_t>(block, (*opened)->size() - at)));
          if (!got) tell(reason(got.error()));
          if (!got || *got == 0) break;
          reader.take({buffer.data(), *got});
          at += *got;
        }
        reader.end();
      }
    }
  }
  if (reader.logs().empty()) return;
  evidence.firewallLogs = reader.logs();
  evidence.attempts = reader.attempts();
}

}  // namespace

std::string_view name(Depth depth) {
  switch (depth) {
    case Depth::Quick:
      return "quick";
    case Depth::Standard:
      return "standard";
    case Depth::Thorough:
      return "thorough";
  }
  return "standard";
}

std::string_view name(ObservationKind kind) {
  switch (kind) {
    case ObservationKind::File:
      return "file";
    case ObservationKind::Autorun:
      return "registry_value";
    case ObservationKind::Winlogon:
      return "winlogon";
    case ObservationKind::Service:
      return "service";
    case ObservationKind::Process:
      return "process";
    case ObservationKind::Memory:
      return "memory";
    case ObservationKind::Mutex:
      return "mutex";
    case ObservationKind::Port:
      return "port";
    case ObservationKind::Prefetch:
      return "prefetch";
  }
  return "file";
}

std::string_view name(Seen seen) {
  switch (seen) {
    case Seen::Present:
      return "present";
    case Seen::Absent:
      return "absent";
    case Seen::Unknown:
      return "unknown";
  }
  return "unknown";
}

std::string SystemFacts::id() const {
  if (computerName.empty() || productId.empty() || !installDate) return {};
  return sha256Of(computerName + "\n" + productId + "\n" + std::to_string(*installDate)).substr(0, 16);
}

SystemFacts systemFacts(Target& target) {
  const std::vector<Advisory> none;
  const Lookup lookup(none, target.systemRoot());
  const ProgressCallback nobody = [](const Progress&) {};
  Collected collected(nobody);
  return Look(target, none, lookup, collected, {}).system();
}

Result<Evidence> collect(Target& target, const std::vector<Advisory>& advisories, Depth depth, const ProgressCallback& progress,
                         const std::stop_token& stop) {
  const auto begun = std::chrono::steady_clock::now();
  const auto now = std::chrono::system_clock::now();
  const Lookup lookup(advisories, target.systemRoot());
  Collected collected(progress);
  Look look(target, advisories, lookup, collected, stop);
  Evidence evidence;
  evidence.depth = depth;
  evidence.started = isoTime(std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count());
  const bool walks = depth != Depth::Quick;
  // A program's memory takes longer than the registry, and far longer where that of all is looked at.
  const double liveShare = target.live() == nullptr ? 0 : walks ? 0.3 : 0.2;
  const double walkShare = walks ? 0.9 * (1 - liveShare) : 0;
  const std::vector<WaitingFile> waiting = waitingFiles(target.files(), target.systemRoot().drive());
  if (auto named = lookAtNamedFiles(target.files(), lookup, collected, stop); !named) return tl::unexpected(named.error());
  // The registry is read by one thread while the walk goes on.
  Status walked;
  {
    const std::jthread registry([&] {
      const std::array<std::function<void()>, 9> steps = {[&] { look.hives(); },
                                                          [&] { evidence.system = look.system(); },
                                                          [&] { look.versions(evidence.system); },
                                                          [&] { look.autoruns(); },
                                                          [&] { look.services(); },
                                                          [&] { look.prefetch(); },
                                                          [&] { look.patchTraces(evidence.system); },
                                                          [&] { look.replacedAtStart(evidence); },
                                                          [&] {
                                                            if (walks) look.firewallLogs(evidence);
                                                          }};
      for (const auto& step : steps) {
        step();
        collected.advance((1 - walkShare - liveShare) / steps.size());
      }
    });
    if (walks) walked = walk(target, lookup, depth, walkShare, waiting, collected, stop);
  }
  if (!walked) return tl::unexpected(walked.error());
  if (target.live() != nullptr && !stop.stop_requested()) lookAtRunning(target, lookup, depth, liveShare, waiting, collected, stop);
  if (stop.stop_requested()) return fail(Errc::Cancelled, "", "stopped on request");
  collected.handOver(evidence);
  evidence.staged = stagedSeen(target, evidence.notRead, stop);
  if (stop.stop_requested()) return fail(Errc::Cancelled, "", "stopped on request");
  std::ranges::stable_sort(evidence.notRead, lessNoCase, &NotRead::where);
  evidence.seconds = std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
  return evidence;
}

std::vector<Match> classifyValue(const RegPath& key, const RegValue& value, const Lookup& lookup) {
  if (key.hive == RegPath::Hive::System) return {};
  RegPath below = key;
  const WindowsVariables variables{lookup.systemRoot()};
  std::vector<std::string>& keys = below.keys;
  if (key.hive == RegPath::Hive::User) {
    if (keys.empty() || !equalNoCase(keys[0], "Software")) return {};
    keys.erase(keys.begin());
  }
  const bool wow64 = !keys.empty() && equalNoCase(keys[0], wow64Key);
  if (wow64) keys.erase(keys.begin());
  const RegPath root{key.hive, key.sid, {}};
  for (const std::string_view start : startKeys) {
    if (below == root.join(start) && !(wow64 && isShared(start))) return lookup.autorunsStarting(startedProgram(value.asText(), variables));
  }
  std::vector<Match> matches;
  if (below == root.join(winlogonKey)) {
    for (const std::string& program : startedPrograms(value.asText(), variables)) {
      const std::vector<Match> found = lookup.winlogonStarting(value.name, program);
      matches.insert(matches.end(), found.begin(), found.end());
    }
  }
  return matches;
}

std::vector<Match> classifyPrefetch(const WinPath& path, std::string_view bytes, const Lookup& lookup) {
  if (!(path.parent() == lookup.systemRoot() / "Prefetch") || !foldCase(path.name()).ends_with(".PF")) return {};
  const std::string program = path.name().substr(0, path.name().rfind('-'));
  const auto facts = readPrefetch(bytes, path.text());
  // A file that is no whole prefetch file is still a trace by its name where the name says enough.
  return lookup.prefetchOf(program, facts ? facts->files : std::vector<std::string>());
}

}  // namespace sankajo
