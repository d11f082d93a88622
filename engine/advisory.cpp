// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/advisory.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <set>
#include <utility>

#include "engine/advisory_lint.h"
#include "engine/json_reader.h"
#include "engine/rules.h"

namespace sankajo {

namespace {

constexpr std::string_view kSchema = "sankajo.advisory/1";
constexpr std::uint64_t kMostPackBytes = 4U << 20U;
constexpr std::array<std::string_view, 4> kPackFiles = {"advisory.json", "rules.yar", "text.ja.json", "text.en.json"};
constexpr std::array<std::string_view, 2> kLanguages = {"ja", "en"};

constexpr std::array<std::pair<std::string_view, SystemFamily>, 7> kFamilies = {{
    {"nt4_workstation", SystemFamily::Nt4Workstation},
    {"nt4_server", SystemFamily::Nt4Server},
    {"nt4_terminal", SystemFamily::Nt4Terminal},
    {"windows_2000", SystemFamily::Windows2000},
    {"windows_xp", SystemFamily::WindowsXp},
    {"windows_server_2003", SystemFamily::WindowsServer2003},
    {"other", SystemFamily::Other},
}};

bool isDate(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return false;
  for (const std::size_t at : {0U, 1U, 2U, 3U, 5U, 6U, 8U, 9U}) {
    if (text[at] < '0' || text[at] > '9') return false;
  }
  const int month = (text[5] - '0') * 10 + (text[6] - '0');
  const int day = (text[8] - '0') * 10 + (text[9] - '0');
  return month >= 1 && month <= 12 && day >= 1 && day <= 31;
}

/// Reads advisory.json into values. Every item of an array gives one item of a vector, whatever is wrong with it.
class PackReader {
 public:
  Advisory advisory(const JsonCursor& root) {
    Advisory result;
    root.object({"schema", "id", "version", "published", "sources", "limits", "threats"}, {"hole", "advised", "protections", "notice"});
    if (root.has("schema") && root.at("schema").text() != kSchema) {
      root.at("schema").mistake("\"" + std::string(kSchema) + "\" is the only schema that is known");
    }
    for (const auto& [id, source] : root.at("sources").members()) sources_[id] = source.text();

    result.id = identifier(root.at("id"));
    result.version = version(root.at("version"));
    result.published = date(root.at("published"));
    const JsonCursor limits = root.at("limits");
    limits.object({"max_files", "max_scan_size"});
    result.limits.maxFiles = static_cast<std::uint32_t>(limits.at("max_files").number(1, 10'000));
    result.limits.maxScanSize = limits.at("max_scan_size").number(1, 16U << 20U);
    for (const JsonCursor& item : root.at("threats").items(1)) result.threats.push_back(threat(item));
    if (root.has("hole")) result.hole = hole(root.at("hole"));
    for (const JsonCursor& item : root.at("advised").items()) result.advised.push_back(advised(item));
    for (const JsonCursor& item : root.at("protections").items()) result.protections.push_back(protection(item));

    if (root.has("notice")) result.notice = notice(root.at("notice"));

    for (const auto& [id, text] : sources_) {
      if (!used_.contains(id)) root.at("sources").at(id).mistake("nothing names this source");
    }
    return result;
  }

 private:
  static std::string identifier(const JsonCursor& cursor) {
    std::string text = cursor.text();
    const auto good = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; };
    if (!std::all_of(text.begin(), text.end(), good)) cursor.mistake("an id is made of a-z, 0-9, - and _");
    return text;
  }
  static std::string version(const JsonCursor& cursor) {
    std::string text = cursor.text();
    const bool good = std::count(text.begin(), text.end(), '.') == 2 && text.find_first_not_of("0123456789.") == std::string::npos &&
                      text.find("..") == std::string::npos && text.front() != '.' && text.back() != '.';
    if (!text.empty() && !good) cursor.mistake("a version is three numbers: 1.0.0");
    return text;
  }
  static std::string date(const JsonCursor& cursor) {
    std::string text = cursor.text();
    if (!text.empty() && !isDate(text)) cursor.mistake("a date is written 2003-08-16");
    return text;
  }
  static FileVersionNumber fileVersion(const JsonCursor& cursor) {
    const std::string text = cursor.text();
    const std::optional<FileVersionNumber> number = FileVersionNumber::parse(text);
    if (!number && !text.empty()) cursor.mistake("a file version is four numbers: 5.1.2600.1106");
    return number.value_or(FileVersionNumber{});
  }
  static SystemFamily system(const JsonCursor& cursor) {
    const std::string text = cursor.text();
    const std::optional<SystemFamily> family = systemFamily(text);
    if ((!family || *family == SystemFamily::Other) && !text.empty()) cursor.mistake("\"" + text + "\" is no known system");
    return family.value_or(SystemFamily::Other);
  }
  static std::vector<SystemFamily> systems(const JsonCursor& cursor) {
    std::vector<SystemFamily> all;
    for (const JsonCursor& item : cursor.items(1)) {
      const SystemFamily family = system(item);
      if (std::find(all.begin(), all.end(), family) != all.end()) item.mistake("this system stands twice");
      all.push_back(family);
    }
    return all;
  }
  static std::string machine(const JsonCursor& cursor) {
    return std::string(cursor.choice<std::string_view>({{"x86", "x86"}, {"ia64", "ia64"}, {"amd64", "amd64"}, {"nec98", "nec98"}}, "x86"));
  }

  Provenance provenance(const JsonCursor& cursor) {
    Provenance result;
    result.confidence = cursor.at("confidence")
                            .choice<Confidence>({{"2S", Confidence::TwoSources},
                                                 {"1S", Confidence::OneSource},
                                                 {"V", Confidence::Verified},
                                                 {"M", Confidence::Memory},
                                                 {"M-", Confidence::WeakMemory}},
                                                Confidence::WeakMemory);
    for (const JsonCursor& item : cursor.at("source").items(1)) {
      const std::string id = item.text();
      used_.insert(id);
      const auto found = sources_.find(id);
      if (found == sources_.end()) {
        if (!id.empty()) item.mistake("\"" + id + "\" is not among the sources");
        continue;
      }
      result.source += (result.source.empty() ? "" : "; ") + found->second;
    }
    return result;
  }

  SizeDatum sizeDatum(const JsonCursor& cursor) {
    cursor.object({"bytes", "confidence", "source"});
    return {cursor.at("bytes").number(1, UINT32_MAX), provenance(cursor)};
  }
  HashDatum hashDatum(const JsonCursor& cursor) {
    cursor.object({"kind", "hex", "confidence", "source"});
    HashDatum result;
    result.kind =
        cursor.at("kind").choice<HashKind>({{"md5", HashKind::Md5}, {"sha1", HashKind::Sha1}, {"sha256", HashKind::Sha256}}, HashKind::Md5);
    result.hex = cursor.at("hex").text();
    const std::size_t length = result.kind == HashKind::Md5 ? 32 : result.kind == HashKind::Sha1 ? 40 : 64;
    if (result.hex.size() != length || result.hex.find_first_not_of("0123456789abcdef") != std::string::npos) {
      cursor.at("hex").mistake("not " + std::to_string(length) + " lower-case hexadecimal digits");
    }
    result.provenance = provenance(cursor);
    return result;
  }
  static PortIndicator port(const JsonCursor& cursor) {
    PortIndicator result;
    result.protocol = std::string(cursor.at("protocol").choice<std::string_view>({{"tcp", "tcp"}, {"udp", "udp"}}, "tcp"));
    result.first = static_cast<std::uint16_t>(cursor.at("first").number(1, 65535));
    result.last = cursor.has("last") ? static_cast<std::uint16_t>(cursor.at("last").number(1, 65535)) : result.first;
    if (result.last < result.first) cursor.at("last").mistake("the last port comes before the first");
    return result;
  }

  FileIndicator fileIndicator(const JsonCursor& cursor) {
    FileIndicator result{cursor.at("folder").text(), cursor.at("name").text(), {}, {}};
    for (const JsonCursor& item : cursor.at("sizes").items()) result.sizes.push_back(sizeDatum(item));
    for (const JsonCursor& item : cursor.at("hashes").items()) result.hashes.push_back(hashDatum(item));
    return result;
  }

  Indicator indicator(const JsonCursor& cursor) {
    Indicator result;
    const std::string kind = cursor.at("kind").text();
    const auto members = [&cursor](std::vector<std::string_view> required, std::vector<std::string_view> optional = {}) {
      required.insert(required.end(), {"id", "kind", "confidence", "source"});
      optional.emplace_back("supporting");
      cursor.object(required, optional);
    };
    if (kind == "file") {
      members({"folder", "name"}, {"sizes", "hashes"});
      result.what = fileIndicator(cursor);
    } else if (kind == "autorun") {
      members({"starts"}, {"value_names"});
      result.what = AutorunIndicator{cursor.at("starts").text(), cursor.at("value_names").texts()};
    } else if (kind == "winlogon") {
      members({"value", "starts"});
      const auto value = cursor.at("value").choice<std::string_view>({{"Shell", "Shell"}, {"Userinit", "Userinit"}}, "Shell");
      result.what = WinlogonIndicator{std::string(value), cursor.at("starts").text()};
    } else if (kind == "service") {
      members({"key", "program"});
      result.what = ServiceIndicator{cursor.at("key").text(), cursor.at("program").text()};
    } else if (kind == "mutex") {
      members({"name"});
      result.what = MutexIndicator{cursor.at("name").text()};
    } else if (kind == "port") {
      members({"protocol", "first"}, {"last"});
      result.what = port(cursor);
    } else if (kind == "rule") {
      members({"rule"});
      result.what = RuleIndicator{cursor.at("rule").text()};
    } else if (kind == "prefetch") {
      members({"program"}, {"within"});
      result.what = PrefetchIndicator{cursor.at("program").text(), cursor.at("within").text()};
    } else {
      cursor.at("kind").mistake(kind.empty() ? "the kind of indicator is missing" : "\"" + kind + "\" is no known kind of indicator");
    }
    result.id = identifier(cursor.at("id"));
    result.supporting = cursor.at("supporting").flag();
    result.provenance = provenance(cursor);
    return result;
  }

  Threat threat(const JsonCursor& cursor) {
    cursor.object({"id", "indicators"}, {"possible", "family", "aliases", "remedies"});
    Threat result;
    result.id = cursor.at("id").text();
    result.possible = cursor.at("possible").flag();
    result.family = cursor.at("family").text();
    result.aliases = cursor.at("aliases").texts();
    for (const JsonCursor& item : cursor.at("indicators").items(1)) result.indicators.push_back(indicator(item));
    for (const JsonCursor& item : cursor.at("remedies").items()) {
      item.object({"indicator", "action"});
      const auto action = item.at("action").choice<RemedyAction>({{"remove_file", RemedyAction::RemoveFile},
                                                                  {"remove_value", RemedyAction::RemoveValue},
                                                                  {"remove_service", RemedyAction::RemoveService},
                                                                  {"set_winlogon_default", RemedyAction::SetWinlogonDefault}},
                                                                 RemedyAction::RemoveFile);
      result.remedies.push_back({item.at("indicator").text(), action});
    }
    return result;
  }

  VersionBranch branch(const JsonCursor& cursor) {
    cursor.object({"id", "systems", "machine", "first", "last", "confidence", "source"}, {"fixed", "open_up_to"});
    VersionBranch result;
    result.id = identifier(cursor.at("id"));
    result.systems = systems(cursor.at("systems"));
    result.machine = machine(cursor.at("machine"));
    result.first = fileVersion(cursor.at("first"));
    result.last = fileVersion(cursor.at("last"));
    result.fixed = cursor.at("fixed").flag();
    if (cursor.has("open_up_to")) result.openUpTo = fileVersion(cursor.at("open_up_to"));
    result.provenance = provenance(cursor);
    return result;
  }

  std::vector<PatchKey> patchKeys(const JsonCursor& cursor) {
    std::vector<PatchKey> all;
    for (const JsonCursor& item : cursor.items()) {
      item.object({"systems", "key", "confidence", "source"});
      all.push_back({systems(item.at("systems")), item.at("key").text(), provenance(item)});
    }
    return all;
  }

  std::vector<PackageFile> packages(const JsonCursor& cursor) {
    std::vector<PackageFile> all;
    for (const JsonCursor& item : cursor.items()) {
      item.object({"system", "language", "machine", "file", "confidence", "source"}, {"address"});
      const auto language = item.at("language").choice<std::string_view>({{"0411", "0411"}, {"0409", "0409"}}, "0409");
      all.push_back({system(item.at("system")), std::string(language), machine(item.at("machine")), item.at("file").text(),
                     item.at("address").text(), provenance(item)});
    }
    return all;
  }

  /// Of some of these systems.
  static std::map<SystemFamily, int> servicePacks(const JsonCursor& cursor, const std::vector<SystemFamily>& of) {
    std::map<SystemFamily, int> all;
    for (const auto& [key, servicePack] : cursor.members()) {
      const std::optional<SystemFamily> family = systemFamily(key);
      if (!family || std::find(of.begin(), of.end(), *family) == of.end()) {
        servicePack.mistake("this is none of the systems that it is for");
      } else {
        all[*family] = static_cast<int>(servicePack.number(1, 9));
      }
    }
    return all;
  }

  AdvisedPatch advised(const JsonCursor& cursor) {
    cursor.object({"patch", "bulletin", "threats", "systems", "keys", "packages", "confidence", "source"}, {"not_from_service_pack"});
    AdvisedPatch result;
    result.patch = cursor.at("patch").text();
    result.bulletin = cursor.at("bulletin").text();
    result.threats = cursor.at("threats").texts(1);
    result.systems = systems(cursor.at("systems"));
    result.notFromServicePack = servicePacks(cursor.at("not_from_service_pack"), result.systems);
    result.keys = patchKeys(cursor.at("keys"));
    result.packages = packages(cursor.at("packages"));
    result.provenance = provenance(cursor);
    return result;
  }

  Patch patch(const JsonCursor& cursor) {
    cursor.object({"id", "bulletin", "released", "files", "keys", "packages", "prerequisites", "confidence", "source"},
                  {"replaces", "switches", "signer"});
    Patch result;
    result.id = cursor.at("id").text();
    result.bulletin = cursor.at("bulletin").text();
    result.released = date(cursor.at("released"));
    result.replaces = cursor.at("replaces").texts();
    for (const JsonCursor& item : cursor.at("files").items(1)) {
      item.object({"branch", "file", "version", "confidence", "source"}, {"size"});
      FixedVersion file{item.at("branch").text(), item.at("file").text(), fileVersion(item.at("version")), std::nullopt, provenance(item)};
      if (item.has("size")) file.size = item.at("size").number(1, UINT32_MAX);
      result.files.push_back(std::move(file));
    }
    result.keys = patchKeys(cursor.at("keys"));
    result.packages = packages(cursor.at("packages"));
    for (const JsonCursor& item : cursor.at("prerequisites").items()) {
      item.object({"system", "service_packs", "confidence", "source"}, {"note"});
      Prerequisite wanted{system(item.at("system")), {}, item.at("note").text(), provenance(item)};
      for (const JsonCursor& pack : item.at("service_packs").items(1)) wanted.servicePacks.push_back(static_cast<int>(pack.number(0, 9)));
      result.prerequisites.push_back(std::move(wanted));
    }
    for (const JsonCursor& item : cursor.at("switches").items()) {
      item.object({"systems", "arguments", "confidence", "source"});
      result.switches.push_back({systems(item.at("systems")), item.at("arguments").text(), provenance(item)});
    }
    result.signer = cursor.at("signer").text();
    result.provenance = provenance(cursor);
    return result;
  }

  Rollup rollup(const JsonCursor& cursor) {
    cursor.object({"id", "system", "contains", "confidence", "source"}, {"service_pack", "key"});
    Rollup result;
    result.id = cursor.at("id").text();
    result.system = system(cursor.at("system"));
    if (cursor.has("service_pack")) result.servicePack = static_cast<int>(cursor.at("service_pack").number(1, 9));
    result.key = cursor.at("key").text();
    if (result.servicePack.has_value() != result.key.empty()) cursor.mistake("either \"service_pack\" or \"key\" is wanted here");
    result.contains = cursor.at("contains").texts(1);
    result.provenance = provenance(cursor);
    return result;
  }

  Hole hole(const JsonCursor& cursor) {
    cursor.object({"id", "affected", "files", "closed_by", "wanted", "branches", "patches"}, {"rollups"});
    Hole result;
    result.id = cursor.at("id").text();
    result.affected = systems(cursor.at("affected"));
    for (const JsonCursor& item : cursor.at("files").items(1)) {
      item.object({"systems", "folder", "name"});
      result.files.push_back({systems(item.at("systems")), item.at("folder").text(), item.at("name").text()});
    }
    result.closedBy = cursor.at("closed_by").text();
    result.wanted = cursor.at("wanted").text();
    for (const JsonCursor& item : cursor.at("branches").items(1)) result.branches.push_back(branch(item));
    for (const JsonCursor& item : cursor.at("patches").items(1)) result.patches.push_back(patch(item));
    for (const JsonCursor& item : cursor.at("rollups").items()) result.rollups.push_back(rollup(item));
    return result;
  }

  std::vector<PortIndicator> ports(const JsonCursor& cursor) {
    std::vector<PortIndicator> all;
    for (const JsonCursor& item : cursor.items(1)) {
      item.object({"protocol", "first"}, {"last"});
      all.push_back(port(item));
    }
    return all;
  }

  Notice notice(const JsonCursor& cursor) {
    cursor.object({"issued", "ports", "tables", "traffic", "confidence", "source"});
    Notice result;
    result.issued = date(cursor.at("issued"));
    result.ports = ports(cursor.at("ports"));
    constexpr std::uint64_t most = 1'000'000'000;
    const auto dayAfter = [](const JsonCursor& item, std::string& last) {
      const std::string day = date(item.at("day"));
      if (day <= last) item.at("day").mistake("the days must follow one another");
      return last = day;
    };
    for (const JsonCursor& item : cursor.at("tables").items()) {
      item.object({"id", "days"}, {"until"});
      Notice::Table table{identifier(item.at("id")), {}, item.at("until").text()};
      std::string last;
      for (const JsonCursor& day : item.at("days").items(1)) {
        day.object({"day", "reports"});
        table.days.push_back({dayAfter(day, last), static_cast<std::uint32_t>(day.at("reports").number(0, most))});
      }
      result.tables.push_back(std::move(table));
    }
    std::string last;
    for (const JsonCursor& item : cursor.at("traffic").items()) {
      item.object({"day"}, {"least", "most"});
      Notice::Traffic traffic{dayAfter(item, last), std::nullopt, std::nullopt};
      if (item.has("least")) traffic.least = static_cast<std::uint32_t>(item.at("least").number(0, most));
      if (item.has("most")) traffic.most = static_cast<std::uint32_t>(item.at("most").number(0, most));
      if (traffic.least.has_value() != traffic.most.has_value() || traffic.least > traffic.most) item.mistake("\"least\" and \"most\" are a range");
      result.traffic.push_back(std::move(traffic));
    }
    result.provenance = provenance(cursor);
    return result;
  }

  Protection protection(const JsonCursor& cursor) {
    Protection result;
    result.kind =
        std::string(cursor.at("kind").choice<std::string_view>({{"registry_value", "registry_value"}, {"ports", "ports"}}, "ports"));
    if (result.kind == "ports") {
      cursor.object({"id", "kind", "ports", "systems", "confidence", "source"}, {"from_service_pack"});
      result.ports = ports(cursor.at("ports"));
    } else {
      cursor.object({"id", "kind", "key", "value_name", "protected_data", "default_data", "systems", "confidence", "source"},
                    {"from_service_pack"});
      result.key = cursor.at("key").text();
      result.valueName = cursor.at("value_name").text();
      result.protectedData = cursor.at("protected_data").text();
      result.defaultData = cursor.at("default_data").text();
    }
    result.id = identifier(cursor.at("id"));
    result.systems = systems(cursor.at("systems"));
    result.fromServicePack = servicePacks(cursor.at("from_service_pack"), result.systems);
    result.provenance = provenance(cursor);
    return result;
  }

  std::map<std::string, std::string> sources_;
  std::set<std::string> used_;
};

void addMistakes(const std::string& file, const JsonMistakes& from, std::vector<PackMistake>& to) {
  for (const JsonMistake& mistake : from) to.push_back({file, mistake.place, mistake.what});
}

/// Whether one of two JSON pointers leads to the other.
bool isOnTheWay(const std::string& a, const std::string& b) {
  const auto leads = [](const std::string& from, const std::string& to) {
    return to.starts_with(from) && (to.size() == from.size() || from.empty() || to[from.size()] == '/');
  };
  return leads(a, b) || leads(b, a);
}

struct ReadPack {
  Advisory advisory;
  std::vector<PackMistake> mistakes;
};

ReadPack readAll(const PackFiles& pack) {
  ReadPack result;
  for (const std::string_view file : kPackFiles) {
    if (!pack.files.contains(std::string(file))) result.mistakes.push_back({std::string(file), "", "the file is missing"});
  }
  for (const auto& [file, bytes] : pack.files) {
    if (std::find(kPackFiles.begin(), kPackFiles.end(), file) == kPackFiles.end()) {
      result.mistakes.push_back({file, "", "this file has no place in a pack"});
    }
  }
  if (!result.mistakes.empty()) return result;

  JsonMistakes inAdvisory;
  const std::optional<nlohmann::json> json = parseStrictJson(pack.files.at("advisory.json"), inAdvisory);
  if (json) result.advisory = PackReader().advisory(JsonCursor(&*json, "", inAdvisory));
  addMistakes("advisory.json", inAdvisory, result.mistakes);
  if (!json) return result;

  result.advisory.rules = pack.files.at("rules.yar");
  for (const std::string_view language : kLanguages) {
    const std::string file = "text." + std::string(language) + ".json";
    JsonMistakes inTexts;
    auto& texts = result.advisory.texts[std::string(language)];
    if (const std::optional<nlohmann::json> textJson = parseStrictJson(pack.files.at(file), inTexts)) {
      for (const auto& [key, text] : JsonCursor(&*textJson, "", inTexts).members()) texts[key] = text.text();
    }
    addMistakes(file, inTexts, result.mistakes);
  }

  // What could not be read is no second mistake in its meaning.
  const std::vector<PackMistake> unread = result.mistakes;
  for (PackMistake& mistake : mistakesInMeaning(result.advisory)) {
    const auto explains = [&mistake](const PackMistake& earlier) {
      return earlier.file == mistake.file && (!earlier.place.starts_with('/') || isOnTheWay(earlier.place, mistake.place));
    };
    if (std::none_of(unread.begin(), unread.end(), explains)) result.mistakes.push_back(std::move(mistake));
  }
  return result;
}

}  // namespace

std::string_view name(Confidence c) {
  switch (c) {
    case Confidence::TwoSources:
      return "2S";
    case Confidence::OneSource:
      return "1S";
    case Confidence::Verified:
      return "V";
    case Confidence::Memory:
      return "M";
    case Confidence::WeakMemory:
      return "M-";
  }
  return "M-";
}

std::string_view name(SystemFamily family) {
  for (const auto& [word, value] : kFamilies) {
    if (value == family) return word;
  }
  return "other";
}

std::optional<SystemFamily> systemFamily(std::string_view name) {
  for (const auto& [word, value] : kFamilies) {
    if (word == name) return value;
  }
  return std::nullopt;
}

std::string FileVersionNumber::text() const {
  std::string result;
  for (const std::uint16_t part : parts) result += (result.empty() ? "" : ".") + std::to_string(part);
  return result;
}

std::optional<FileVersionNumber> FileVersionNumber::parse(std::string_view text) {
  FileVersionNumber result;
  const char* at = text.data();
  const char* const end = at + text.size();
  for (std::size_t i = 0; i < result.parts.size(); ++i) {
    if (i > 0) {
      if (at == end || *at != '.') return std::nullopt;
      ++at;
    }
    const auto [next, error] = std::from_chars(at, end, result.parts.at(i));
    if (error != std::errc()) return std::nullopt;
    at = next;
  }
  if (at != end) return std::nullopt;
  return result;
}

const Indicator* Threat::indicator(std::string_view indicatorId) const {
  const auto found = std::find_if(indicators.begin(), indicators.end(), [&](const Indicator& i) { return i.id == indicatorId; });
  return found == indicators.end() ? nullptr : &*found;
}

const Patch* Hole::patch(std::string_view patchId) const {
  const auto found = std::find_if(patches.begin(), patches.end(), [&](const Patch& p) { return p.id == patchId; });
  return found == patches.end() ? nullptr : &*found;
}

const Threat* Advisory::threat(std::string_view threatId) const {
  const auto found = std::find_if(threats.begin(), threats.end(), [&](const Threat& t) { return t.id == threatId; });
  return found == threats.end() ? nullptr : &*found;
}

std::string Advisory::text(std::string_view language, std::string_view key) const {
  const auto own = texts.find(std::string(language));
  if (own == texts.end()) return {};
  const auto found = own->second.find(std::string(key));
  return found == own->second.end() ? std::string() : found->second;
}

std::vector<PackMistake> lint(const PackFiles& pack) {
  return readAll(pack).mistakes;
}

Result<Advisory> parseAdvisory(const PackFiles& pack) {
  ReadPack read = readAll(pack);
  if (!read.mistakes.empty()) {
    const PackMistake& first = read.mistakes.front();
    return fail(Errc::BadAdvisory, pack.name, first.file + " " + first.place + ": " + first.what);
  }
  auto compiled = RuleSet::compile(read.advisory.rules, "rules.yar");
  if (!compiled) return tl::unexpected(compiled.error());
  read.advisory.compiledRules = std::make_shared<const RuleSet>(std::move(*compiled));
  return std::move(read.advisory);
}

Result<PackFiles> readPack(const std::string& hostFolder) {
  PackFiles pack{hostFolder, {}};
  // A host path in UTF-8; std::filesystem is good enough for those, and the same on every host.
  const std::filesystem::path folder(std::u8string(hostFolder.begin(), hostFolder.end()));
  for (const std::string_view name : kPackFiles) {
    const std::filesystem::path path = folder / name;
    const std::string subject = hostFolder + "/" + std::string(name);
    std::error_code error;
    if (!std::filesystem::is_regular_file(path, error)) return fail(Errc::BadAdvisory, subject, "there is no such file in the pack");
    std::ifstream file(path, std::ios::binary);
    if (!file) return fail(Errc::Io, subject, "cannot be opened");
    std::string bytes;
    std::array<char, 65536> part{};
    while (file && bytes.size() <= kMostPackBytes) {
      file.read(part.data(), part.size());
      bytes.append(part.data(), static_cast<std::size_t>(file.gcount()));
    }
    if (file.bad()) return fail(Errc::Io, subject, "cannot be read");
    if (bytes.size() > kMostPackBytes) return fail(Errc::BadAdvisory, subject, "the file is over 4 MiB");
    pack.files[std::string(name)] = std::move(bytes);
  }
  return pack;
}

}  // namespace sankajo
