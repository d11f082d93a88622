// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <nlohmann/json.hpp>

#include "engine/evidence.h"
#include "engine/text.h"

namespace sankajo {

namespace {

using Json = nlohmann::json;

template <class Enum, std::size_t N>
Enum fromName(const Json& json, const Enum (&all)[N]) {
  const auto text = json.get<std::string>();
  for (const Enum one : all) {
    if (name(one) == text) return one;
  }
  throw std::invalid_argument("unknown name " + text);
}

constexpr Depth allDepths[] = {Depth::Quick, Depth::Standard, Depth::Thorough};
constexpr ObservationKind allKinds[] = {ObservationKind::File,    ObservationKind::Autorun, ObservationKind::Winlogon,
                                        ObservationKind::Service, ObservationKind::Process, ObservationKind::Memory,
                                        ObservationKind::Mutex,   ObservationKind::Port,    ObservationKind::Prefetch};
constexpr Seen allSeen[] = {Seen::Present, Seen::Absent, Seen::Unknown};
constexpr std::pair<Place, const char*> placeNames[] = {{Place::Named, "named"},
                                                        {Place::Elsewhere, "elsewhere"},
                                                        {Place::RestorePoint, "restore_point"},
                                                        {Place::RecycleBin, "recycle_bin"}};

template <class T>
Json maybe(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}

template <class T>
std::optional<T> maybe(const Json& json) {
  return json.is_null() ? std::nullopt : std::optional<T>(json.get<T>());
}

WinPath pathFrom(const Json& json) {
  auto path = WinPath::parse(json.get<std::string>());
  if (!path) throw std::invalid_argument(path.error().detail);
  return *path;
}

Json matchesJson(const std::vector<Match>& matches) {
  Json out = Json::array();
  for (const Match& match : matches) out.push_back({match.advisory, match.threat, match.indicator});
  return out;
}

std::vector<Match> matchesFrom(const Json& json) {
  std::vector<Match> out;
  for (const Json& match : json) out.push_back({match.at(0), match.at(1), match.at(2)});
  return out;
}

const char* placeName(Place place) {
  for (const auto& [value, text] : placeNames) {
    if (value == place) return text;
  }
  return "";
}

Place placeFrom(const Json& json) {
  for (const auto& [value, text] : placeNames) {
    if (json == text) return value;
  }
  throw std::invalid_argument("unknown place");
}

Json fileJson(const FileSeen& file) {
  return {{"path", validUtf8(file.path.text())},     {"size", file.size},
          {"sha256", file.sha256},                   {"executable", file.executable},
          {"place", placeName(file.place)},          {"by_name", matchesJson(file.byName)},
          {"by_hash", matchesJson(file.byHash)},     {"by_rule", matchesJson(file.byRule)}};
}

FileSeen fileFrom(const Json& json) {
  FileSeen file;
  file.path = pathFrom(json.at("path"));
  file.size = json.at("size");
  file.sha256 = json.at("sha256");
  file.executable = json.at("executable");
  file.place = placeFrom(json.at("place"));
  file.byName = matchesFrom(json.at("by_name"));
  file.byHash = matchesFrom(json.at("by_hash"));
  file.byRule = matchesFrom(json.at("by_rule"));
  return file;
}

Json entryJson(const EntrySeen& entry) {
  return {{"key", entry.key.text()},
          {"value", {{"name", entry.value.name}, {"type", entry.value.type}, {"data", toBase64(entry.value.data)}}},
          {"program", entry.program},
          {"program_file", entry.programFile ? Json(validUtf8(entry.programFile->text())) : Json(nullptr)},
          {"program_state", name(entry.programState)},
          {"current", entry.current}};
}

EntrySeen entryFrom(const Json& json) {
  EntrySeen entry;
  const auto key = RegPath::parse(json.at("key").get<std::string>());
  if (!key) throw std::invalid_argument("wrong key");
  entry.key = *key;
  const Json& value = json.at("value");
  entry.value = {value.at("name"), value.at("type"), fromBase64(value.at("data").get<std::string>())};
  entry.program = json.at("program");
  if (!json.at("program_file").is_null()) entry.programFile = pathFrom(json.at("program_file"));
  entry.programState = fromName(json.at("program_state"), allSeen);
  entry.current = json.at("current");
  return entry;
}

constexpr std::size_t longestName = 32767;  // as long as Windows lets a path be

bool isSha256(const std::string& text) { return text.size() == 64 && text.find_first_not_of("0123456789abcdef") == std::string::npos; }

Json processJson(const ProcessSeen& process) {
  return {{"id", process.id},
          {"started", process.started},
          {"name", validUtf8(process.name)},
          {"image", process.image ? Json(validUtf8(process.image->text())) : Json(nullptr)},
          {"sha256", process.sha256},
          {"place", placeName(process.place)},
          {"by_name", matchesJson(process.byName)},
          {"by_rule", matchesJson(process.byRule)},
          {"in_program", matchesJson(process.inProgram)}};
}

ProcessSeen processFrom(const Json& json) {
  ProcessSeen process;
  process.id = json.at("id");
  process.started = json.at("started");
  process.name = json.at("name");
  if (process.name.size() > longestName) throw std::invalid_argument("too long a name");
  if (!json.at("image").is_null()) process.image = pathFrom(json.at("image"));
  process.sha256 = json.at("sha256");
  if (!process.sha256.empty() && !isSha256(process.sha256)) throw std::invalid_argument("wrong sha256");
  process.place = placeFrom(json.at("place"));
  process.byName = matchesFrom(json.at("by_name"));
  process.byRule = matchesFrom(json.at("by_rule"));
  process.inProgram = matchesFrom(json.at("in_program"));
  return process;
}

Json systemJson(const SystemFacts& system) {
  Json json = {{"kind", system.kind},
               {"root", validUtf8(system.root)},
               {"system_root", validUtf8(system.systemRoot)},
               {"family", name(system.family)},
               {"family_known", system.familyKnown},
               {"product", system.product},
               {"version", system.version},
               {"edition", system.edition},
               {"language", system.language},
               {"computer_name", system.computerName},
               {"product_id", system.productId},
               {"build", maybe(system.build)},
               {"install_date", maybe(system.installDate)},
               {"service_pack", maybe(system.servicePack)}};
  if (system.nec98) json["nec98"] = true;
  return json;
}

SystemFacts systemFrom(const Json& json) {
  SystemFacts system;
  system.kind = json.at("kind");
  system.root = json.at("root");
  system.systemRoot = json.at("system_root");
  const auto family = systemFamily(json.at("family").get<std::string>());
  if (!family) throw std::invalid_argument("unknown system");
  system.family = *family;
  system.familyKnown = json.at("family_known");
  system.product = json.at("product");
  system.version = json.at("version");
  system.edition = json.at("edition");
  system.language = json.at("language");
  system.computerName = json.at("computer_name");
  system.productId = json.at("product_id");
  system.build = maybe<std::uint32_t>(json.at("build"));
  system.installDate = maybe<std::uint32_t>(json.at("install_date"));
  system.servicePack = maybe<int>(json.at("service_pack"));
  if (json.contains("nec98")) system.nec98 = json.at("nec98");
  return system;
}

Json stagedJson(const StagedSeen& one) {
  return {{"patch", one.patch}, {"run", one.run}, {"where", one.where}, {"waits", one.waits}, {"ended", one.ended}, {"exit_code", maybe(one.exitCode)}, {"gave_up", one.gaveUp},
          {"still_protected", one.stillProtected}, {"foreign", one.foreign}};
}

StagedSeen stagedFrom(const Json& json) {
  StagedSeen one;
  one.patch = json.at("patch");
  one.run = json.at("run");
  one.where = json.at("where");
  one.waits = json.at("waits");
  one.ended = json.at("ended");
  one.exitCode = maybe<int>(json.at("exit_code"));
  one.gaveUp = json.at("gave_up");
  one.stillProtected = json.at("still_protected");
  one.foreign = json.at("foreign");
  return one;
}

Json attemptsJson(const AttemptsSeen& seen) {
  Json ports = Json::array();
  for (const PortIndicator& port : seen.ports) ports.push_back({port.protocol, port.first, port.last});
  Json days = Json::array();
  for (const DayAttempts& day : seen.days) days.push_back({day.day, day.attempts});
  return {{"advisory", seen.advisory}, {"since", seen.since}, {"ports", std::move(ports)}, {"days", std::move(days)}};
}

AttemptsSeen attemptsFrom(const Json& json) {
  AttemptsSeen seen{json.at("advisory"), json.at("since"), {}, {}};
  for (const Json& port : json.at("ports")) seen.ports.push_back({port.at(0), port.at(1), port.at(2)});
  for (const Json& day : json.at("days")) seen.days.push_back({day.at(0), day.at(1)});
  return seen;
}

}  // namespace

void to_json(nlohmann::json& json, const Evidence& evidence) {
  Json observations = Json::array();
  for (const Observation& one : evidence.observations) {
    Json& observation = observations.emplace_back();
    observation = {{"kind", name(one.kind)},
                            {"state", name(one.state)},
                            {"where", validUtf8(one.where)},
                            {"why", one.why},
                            {"matches", matchesJson(one.matches)},
                            {"file", one.file ? fileJson(*one.file) : Json(nullptr)},
                            {"entry", one.entry ? entryJson(*one.entry) : Json(nullptr)}};
    if (one.process) observation["process"] = processJson(*one.process);
  }
  Json versions = Json::array();
  for (const FileVersionSeen& one : evidence.versions) {
    versions.push_back({{"file", one.file},
                        {"where", validUtf8(one.where)},
                        {"state", name(one.state)},
                        {"machine", one.machine},
                        {"version", one.version ? Json(one.version->text()) : Json(nullptr)},
                        {"why", one.why}});
  }
  Json traces = Json::array();
  for (const PatchTrace& one : evidence.patchTraces) {
    traces.push_back({{"patch", one.patch}, {"where", validUtf8(one.where)}, {"detail", one.detail}});
  }
  Json notRead = Json::array();
  for (const NotRead& one : evidence.notRead) {
    Json& gap = notRead.emplace_back();
    gap = {{"where", validUtf8(one.where)}, {"why", validUtf8(one.why)}, {"needed", one.needed}};
    if (one.kind) gap["kind"] = name(*one.kind);
    if (one.programs > 0) gap["programs"] = one.programs;
  }
  json = {{"depth", name(evidence.depth)},
          {"started", evidence.started},
          {"seconds", evidence.seconds},
          {"system", systemJson(evidence.system)},
          {"observations", std::move(observations)},
          {"versions", std::move(versions)},
          {"patch_traces", std::move(traces)},
          {"not_read", std::move(notRead)},
          {"statistics",
           {{"files_seen", evidence.statistics.filesSeen},
            {"files_read", evidence.statistics.filesRead},
            {"bytes_read", evidence.statistics.bytesRead}}}};
  for (const StagedSeen& one : evidence.staged) json["staged"].push_back(stagedJson(one));
  if (!evidence.replacedAtStart.empty()) json["replaced_at_start"] = evidence.replacedAtStart;
  for (const FirewallLogSeen& one : evidence.firewallLogs) {
    json["firewall_logs"].push_back(
        {{"where", validUtf8(one.where)}, {"version", one.version}, {"entries", one.entries}, {"broken", one.broken}, {"lost", one.lost}});
  }
  for (const AttemptsSeen& one : evidence.attempts) json["attempts"].push_back(attemptsJson(one));
}

Result<Evidence> evidenceFromJson(const nlohmann::json& json) {
  try {
    Evidence evidence;
    evidence.depth = fromName(json.at("depth"), allDepths);
    evidence.started = json.at("started");
    evidence.seconds = json.at("seconds");
    evidence.system = systemFrom(json.at("system"));
    for (const Json& one : json.at("observations")) {
      Observation& observation = evidence.observations.emplace_back();
      observation.kind = fromName(one.at("kind"), allKinds);
      observation.state = fromName(one.at("state"), allSeen);
      observation.where = one.at("where");
      observation.why = one.at("why");
      observation.matches = matchesFrom(one.at("matches"));
      if (!one.at("file").is_null()) observation.file = fileFrom(one.at("file"));
      if (!one.at("entry").is_null()) observation.entry = entryFrom(one.at("entry"));
      if (one.contains("process")) observation.process = processFrom(one.at("process"));
      const bool ofEntry = observation.kind == ObservationKind::Autorun || observation.kind == ObservationKind::Winlogon ||
                           observation.kind == ObservationKind::Service;
      const bool ofProcess = observation.kind == ObservationKind::Process || observation.kind == ObservationKind::Memory;
      if ((observation.kind == ObservationKind::File && !observation.file) || observation.entry.has_value() != ofEntry ||
          observation.process.has_value() != ofProcess) {
        throw std::invalid_argument("an observation without what it saw");
      }
    }
    for (const Json& one : json.at("versions")) {
      FileVersionSeen& version = evidence.versions.emplace_back();
      version.file = one.at("file");
      version.where = one.at("where");
      version.state = fromName(one.at("state"), allSeen);
      version.machine = one.at("machine");
      if (!one.at("version").is_null()) {
        version.version = FileVersionNumber::parse(one.at("version").get<std::string>());
        if (!version.version) throw std::invalid_argument("wrong version");
      }
      version.why = one.at("why");
    }
    for (const Json& one : json.at("patch_traces")) {
      evidence.patchTraces.push_back({one.at("patch"), one.at("where"), one.at("detail")});
    }
    if (json.contains("staged")) {
      for (const Json& one : json.at("staged")) evidence.staged.push_back(stagedFrom(one));
    }
    if (json.contains("replaced_at_start")) evidence.replacedAtStart = json.at("replaced_at_start").get<std::vector<std::string>>();
    if (json.contains("firewall_logs")) {
      for (const Json& one : json.at("firewall_logs")) {
        evidence.firewallLogs.push_back({one.at("where"), one.at("version"), one.at("entries"), one.at("broken"), one.at("lost")});
      }
    }
    if (json.contains("attempts")) {
      for (const Json& one : json.at("attempts")) evidence.attempts.push_back(attemptsFrom(one));
    }
    for (const Json& one : json.at("not_read")) {
      NotRead& gap = evidence.notRead.emplace_back(NotRead{one.at("where"), one.at("why"), one.at("needed")});
      if (one.contains("kind")) gap.kind = fromName(one.at("kind"), allKinds);
      if (one.contains("programs")) gap.programs = one.at("programs");
    }
    const Json& statistics = json.at("statistics");
    evidence.statistics = {statistics.at("files_seen"), statistics.at("files_read"), statistics.at("bytes_read")};
    // Numbers that were cut to their type, keys and array members that nobody asked for. As text: as values -1 equals the largest number.
    if (Json(evidence).dump() != json.dump()) throw std::invalid_argument("holds what was not understood");
    return evidence;
  } catch (const std::exception& exception) {
    return fail(Errc::Corrupt, "evidence", exception.what());
  }
}

}  // namespace sankajo
