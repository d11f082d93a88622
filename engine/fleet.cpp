// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/fleet.h"

#include <algorithm>
#include <charconv>
#include <filesystem>
#include <fstream>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <utility>

#include "engine/csv.h"
#include "engine/engine.h"
#include "engine/text.h"

namespace sankajo {

namespace {

constexpr std::size_t mostBytes = 4U << 20U;
constexpr std::size_t mostFiles = 20'000;
constexpr std::size_t mostListed = 20'000;
constexpr std::size_t longestText = 256;
constexpr std::string_view schemaBegin = "sankajo.report/";

/// Takes the few texts and numbers that a summary needs out of a report and keeps nothing else of it, however large or deep it is.
class ReportScanner : public nlohmann::json_sax<nlohmann::json> {
 public:
  // Of the object itself, and of "target" with "target/" in front.
  std::map<std::string, std::string, std::less<>> texts;
  std::map<std::string, std::int64_t, std::less<>> numbers;
  bool isObject = false;

  bool null() override { return value(); }
  bool boolean(bool /*value*/) override { return value(); }
  bool number_integer(std::int64_t number) override { return takeNumber(number); }
  bool number_unsigned(std::uint64_t number) override {
    return takeNumber(static_cast<std::int64_t>(std::min<std::uint64_t>(number, INT32_MAX)));
  }
  bool number_float(double /*value*/, const std::string& /*text*/) override { return value(); }
  bool binary(binary_t& /*value*/) override { return false; }
  bool string(std::string& text) override {
    if (wanted()) texts[key_] = std::move(text);
    return value();
  }
  bool start_object(std::size_t /*size*/) override { return open(true); }
  bool start_array(std::size_t /*size*/) override { return open(false); }
  bool end_object() override { return close(); }
  bool end_array() override { return close(); }
  bool key(std::string& key) override {
    key_.clear();
    if (depth_ == 1) {
      member_ = key;
      key_ = key;
    } else if (depth_ == 2 && inTarget_) {
      key_ = "target/" + key;
    }
    // Which of two would count is anybody's guess.
    return key_.empty() || keys_.insert(key_).second;
  }
  bool parse_error(std::size_t /*at*/, const std::string& /*token*/, const nlohmann::json::exception& /*fault*/) override { return false; }

 private:
  bool wanted() const { return !key_.empty(); }
  bool value() {
    key_.clear();
    return depth_ > 0;  // a report is an object
  }
  bool takeNumber(std::int64_t number) {
    if (wanted()) numbers[key_] = number;
    return value();
  }
  bool open(bool object) {
    if (depth_ == 0) {
      isObject = object;
    } else if (depth_ == 1) {
      inTarget_ = object && member_ == "target";
    }
    key_.clear();
    constexpr std::size_t deepest = 64;
    return isObject && ++depth_ <= deepest;
  }
  bool close() {
    --depth_;
    if (depth_ == 1) inTarget_ = false;
    return true;
  }

  std::size_t depth_ = 0;
  bool inTarget_ = false;
  std::string member_, key_;
  std::set<std::string> keys_;
};

/// "2003-08-16T07:00:00Z"
bool isTime(std::string_view text) {
  constexpr std::string_view form = "dddd-dd-ddTdd:dd:ddZ";
  return text.size() == form.size() &&
         std::ranges::equal(text, form, [](char c, char wanted) { return wanted == 'd' ? c >= '0' && c <= '9' : c == wanted; });
}

std::string bounded(std::string text) {
  if (text.size() <= longestText) return text;
  std::size_t end = longestText;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0U) == 0x80U) --end;
  return text.substr(0, end);
}

template <class Enum, std::size_t N>
bool readName(const std::string& text, const Enum (&all)[N], Enum& to) {
  const auto* const found = std::find_if(std::begin(all), std::end(all), [&text](Enum one) { return name(one) == text; });
  if (found != std::end(all)) to = *found;
  return found != std::end(all);
}
constexpr Infection allInfections[] = {Infection::Infected, Infection::Suspected, Infection::Unknown, Infection::Traces, Infection::Clean};
constexpr Exposure allExposures[] = {Exposure::Open, Exposure::Closed, Exposure::NotAffected, Exposure::Unknown};
constexpr NextStep allNextSteps[] = {NextStep::RemoveAndPatch, NextStep::Patch, NextStep::Update, NextStep::LookAgain};

FleetState stateOf(const FleetReport& report) {
  if (report.infection == Infection::Infected || report.infection == Infection::Suspected) return FleetState::Infected;
  if (report.infection == Infection::Unknown || report.exposure == Exposure::Unknown || report.exitCode == ExitUnknown)
    return FleetState::Unknown;
  const bool done =
      report.infection == Infection::Clean && report.exposure != Exposure::Open && report.exitCode == ExitClean && !report.interrupted;
  return done ? FleetState::Done : FleetState::Open;
}

std::string keyOf(const FleetReport& report) {
  if (!report.targetId.empty()) return "id " + report.targetId;
  if (!report.computerName.empty()) return "name " + foldCase(report.computerName);
  return "file " + report.file;
}

FleetPc pcOf(const FleetReport& newest, std::size_t reports) {
  FleetPc pc;
  pc.state = stateOf(newest);
  pc.computerName = newest.computerName;
  pc.targetId = newest.targetId;
  pc.product = newest.product;
  pc.started = newest.started;
  pc.file = newest.file;
  pc.reports = reports;
  if (newest.newerSchema) return pc;
  pc.infection = newest.infection;
  pc.exposure = newest.exposure;
  pc.nextStep = newest.nextStep;
  return pc;
}

std::filesystem::path hostPath(const std::string& path) {
  return std::filesystem::path(std::u8string(path.begin(), path.end()));
}

/// At most `mostBytes` and one more.
std::optional<std::string> contentOf(const std::filesystem::path& path) {
  std::ifstream file(path, std::ios::binary);
  if (!file) return std::nullopt;
  std::string bytes;
  char block[65536];
  while (bytes.size() <= mostBytes && (file.read(block, sizeof block), file.gcount() > 0))
    bytes.append(block, static_cast<std::size_t>(file.gcount()));
  if (file.bad()) return std::nullopt;
  return bytes;
}

/// Of a table, whose first column has the names. A PC may have any of these as its own name, so in a list of names alone none is one.
bool isHeading(const std::vector<std::string>& row) {
  constexpr std::string_view headings[] = {"name",     "pc",     "pc name",    "computer",         "computer name", "パソコンの名前", "パソコン名",
                                           "パソコン", "PC名", "名前", "コンピューター名", "コンピュータ名", "コンピューターの名前"};
  return row.size() > 1 && std::ranges::any_of(headings, [&row](std::string_view heading) { return equalNoCase(row.front(), heading); });
}

}  // namespace

std::string_view name(FleetState state) {
  switch (state) {
    case FleetState::Infected:
      return "infected";
    case FleetState::Unknown:
      return "unknown";
    case FleetState::Open:
      return "open";
    case FleetState::NotSeen:
      return "not_seen";
    case FleetState::Done:
      return "done";
  }
  return "unknown";
}

std::string_view name(FleetProblem problem) {
  switch (problem) {
    case FleetProblem::NotRead:
      return "not_read";
    case FleetProblem::TooLarge:
      return "too_large";
    case FleetProblem::NotAReport:
      return "not_a_report";
    case FleetProblem::NewerSchema:
      return "newer_schema";
  }
  return "not_a_report";
}

tl::expected<FleetReport, FleetProblem> readFleetReport(std::string file, std::string_view json) {
  const auto problem = [](FleetProblem what) { return tl::unexpected(what); };
  if (json.size() > mostBytes) return problem(FleetProblem::TooLarge);
  ReportScanner scanner;
  if (!nlohmann::json::sax_parse(json.begin(), json.end(), &scanner)) return problem(FleetProblem::NotAReport);
  const auto text = [&scanner](std::string_view key) {
    const auto found = scanner.texts.find(key);
    return found == scanner.texts.end() ? std::string() : bounded(found->second);
  };
  const std::string schema = text("schema");
  int number = 0;
  const char* const end = schema.data() + schema.size();
  if (!schema.starts_with(schemaBegin)) return problem(FleetProblem::NotAReport);
  const auto [at, fault] = std::from_chars(schema.data() + schemaBegin.size(), end, number);
  if (fault != std::errc() || at != end || number < 1) return problem(FleetProblem::NotAReport);

  FleetReport report;
  report.file = bounded(std::move(file));
  report.computerName = text("target/computer_name");
  report.targetId = text("target/id");
  report.product = text("target/product");
  report.started = text("started");
  report.newerSchema = number > 1;
  const auto servicePack = scanner.numbers.find("target/service_pack");
  if (!report.product.empty() && servicePack != scanner.numbers.end() && servicePack->second > 0 && servicePack->second < 100) {
    report.product += " Service Pack " + std::to_string(servicePack->second);
  }
  if (report.newerSchema) {
    // Whose it is, and when: with that it stands for its PC, which is not known to be well.
    if (!isTime(report.started) || (report.targetId.empty() && report.computerName.empty())) return problem(FleetProblem::NewerSchema);
    return report;
  }
  const auto exitCode = scanner.numbers.find("exit_code");
  if (!isTime(report.started) || !readName(text("infection"), allInfections, report.infection) ||
      !readName(text("exposure"), allExposures, report.exposure) || !readName(text("next_step"), allNextSteps, report.nextStep) ||
      exitCode == scanner.numbers.end()) {
    return problem(FleetProblem::NotAReport);
  }
  report.exitCode = static_cast<int>(std::clamp<std::int64_t>(exitCode->second, -1, 255));
  report.interrupted = scanner.texts.contains("interrupted");
  return report;
}

Result<std::vector<ListedPc>> readPcList(std::string_view text) {
  if (text.size() > mostBytes) return fail(Errc::Corrupt, "", "the list is over 4 MiB");
  if (!isUtf8(text)) return fail(Errc::Corrupt, "", "the list is not in UTF-8");
  std::vector<ListedPc> list;
  bool first = true;
  const auto rows = csvRows(text);
  if (!rows) return fail(Errc::Corrupt, "", "a quotation mark is not closed");
  for (const std::vector<std::string>& row : *rows) {
    const bool heading = std::exchange(first, false) && isHeading(row);
    if (heading || row.front().empty() || row.front().starts_with('#')) continue;
    if (list.size() == mostListed) return fail(Errc::Corrupt, "", "the list has over 20,000 PCs");
    const auto cell = [&row](std::size_t at) { return at < row.size() ? bounded(row[at]) : std::string(); };
    list.push_back({cell(0), cell(1), cell(2)});
  }
  return list;
}

Result<std::vector<ListedPc>> readPcListFile(const std::string& path) {
  const auto bytes = contentOf(hostPath(path));
  if (!bytes) return fail(Errc::AccessDenied, path, "cannot be read");
  auto list = readPcList(*bytes);
  if (!list) list.error().subject = path;
  return list;
}

std::size_t FleetSummary::count(FleetState state) const {
  return static_cast<std::size_t>(std::ranges::count(pcs, state, &FleetPc::state));
}

FleetSummary summarise(const std::vector<FleetReport>& reports, std::vector<FleetNotUsed> notUsed,
                       const std::optional<std::vector<ListedPc>>& list) {
  std::map<std::string, std::vector<const FleetReport*>> byPc;
  for (const FleetReport& report : reports) {
    byPc[keyOf(report)].push_back(&report);
    if (report.newerSchema) notUsed.push_back({report.file, FleetProblem::NewerSchema});
  }
  FleetSummary summary;
  summary.hasList = list.has_value();
  for (const auto& [key, all] : byPc) {
    const FleetReport* const newest = *std::ranges::max_element(all, [](const FleetReport* a, const FleetReport* b) {
      // Of the same second, the most pressing; then any, but each time the same.
      const auto order = [](const FleetReport* one) { return std::tuple(one->started, -static_cast<int>(stateOf(*one)), one->file); };
      return order(a) < order(b);
    });
    FleetPc pc = pcOf(*newest, all.size());
    const auto infected = [](const FleetReport* one) { return stateOf(*one) == FleetState::Infected; };
    pc.wasInfected = pc.state != FleetState::Infected && std::ranges::any_of(all, infected);
    summary.pcs.push_back(std::move(pc));
  }
  if (list) {
    std::map<std::string, std::vector<FleetPc*>> byName;
    for (FleetPc& pc : summary.pcs) {
      pc.listed = false;
      byName[foldCase(pc.computerName)].push_back(&pc);
    }
    std::vector<FleetPc> notSeen;
    std::map<std::string, std::size_t> used;
    for (const ListedPc& listed : *list) {
      const std::string folded = foldCase(listed.name);
      const auto found = byName.find(folded);
      const std::size_t at = used[folded]++;
      if (found != byName.end() && at < found->second.size()) {
        found->second[at]->listed = true;
        found->second[at]->place = listed.place;
        continue;
      }
      FleetPc pc;
      pc.computerName = listed.name;
      pc.product = listed.system;
      pc.place = listed.place;
      notSeen.push_back(std::move(pc));
    }
    // One that is listed once and seen twice (two disks, Windows set up anew) is no stranger.
    for (const auto& [folded, times] : used) {
      const auto found = byName.find(folded);
      if (times > 0 && found != byName.end()) std::ranges::for_each(found->second, [](FleetPc* pc) { pc->listed = true; });
    }
    std::ranges::move(notSeen, std::back_inserter(summary.pcs));
  }
  std::ranges::stable_sort(summary.pcs, [](const FleetPc& a, const FleetPc& b) {
    if (a.state != b.state) return a.state < b.state;
    if (!equalNoCase(a.computerName, b.computerName)) return lessNoCase(a.computerName, b.computerName);
    return std::pair(a.targetId, a.file) < std::pair(b.targetId, b.file);
  });
  std::ranges::sort(notUsed, {}, &FleetNotUsed::file);
  summary.notUsed = std::move(notUsed);
  return summary;
}

Result<FleetSummary> summariseFolder(const std::string& hostFolder, const std::optional<std::vector<ListedPc>>& list,
                                     const std::stop_token& stop) {
  std::vector<std::pair<std::string, bool>> files;  // and whether it is a plain file
  std::error_code error;
  for (std::filesystem::directory_iterator entry(hostPath(hostFolder), error), end; !error && entry != end; entry.increment(error)) {
    const std::u8string u8 = entry->path().filename().u8string();
    std::string file(u8.begin(), u8.end());
    if (!foldCase(file).ends_with(".JSON")) continue;
    std::error_code unread;
    const auto kind = entry->symlink_status(unread).type();
    if (kind == std::filesystem::file_type::directory) continue;
    files.emplace_back(std::move(file), !unread && kind == std::filesystem::file_type::regular);
  }
  if (error) return fail(Errc::AccessDenied, hostFolder, "cannot be listed: " + error.message(), error.value());
  std::ranges::sort(files);
  const std::size_t leftOut = files.size() - std::min(files.size(), mostFiles);
  files.resize(files.size() - leftOut);

  std::vector<FleetReport> reports;
  std::vector<FleetNotUsed> notUsed;
  const std::filesystem::path folder = hostPath(hostFolder);
  for (const auto& [file, isPlain] : files) {
    if (stop.stop_requested()) return fail(Errc::Cancelled, hostFolder, "stopped");
    const auto bytes = isPlain ? contentOf(folder / hostPath(file)) : std::nullopt;
    if (!bytes) {
      notUsed.push_back({validUtf8(file), FleetProblem::NotRead});
      continue;
    }
    auto report = readFleetReport(validUtf8(file), *bytes);
    if (report) {
      reports.push_back(std::move(*report));
    } else {
      notUsed.push_back({validUtf8(file), report.error()});
    }
  }
  FleetSummary summary = summarise(reports, std::move(notUsed), list);
  summary.leftOut = leftOut;
  return summary;
}

std::string fleetReportName(const SystemFacts& system, const std::string& started) {
  // What displayable would show as a code, and what Windows keeps for itself.
  const auto safe = [](std::string_view text) {
    constexpr std::size_t longest = 64;
    const std::string valid = validUtf8(text);
    std::string out;
    std::size_t characters = 0;
    for (std::size_t at = 0; at < valid.size() && characters < longest; ++characters) {
      std::size_t next = at + 1;
      while (next < valid.size() && (static_cast<unsigned char>(valid[next]) & 0xC0U) == 0x80U) ++next;
      const std::string character = valid.substr(at, next - at);
      const bool ascii = character.size() == 1;
      const char c = character.front();
      const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
      out += (ascii ? plain : displayable(character) == character && character != "\xEF\xBF\xBD") ? character : "_";
      at = next;
    }
    return out.empty() ? std::string("unknown") : out;
  };
  std::string time = started;
  std::erase_if(time, [](char c) { return c == '-' || c == ':'; });
  return safe(system.computerName) + "-" + safe(system.id()) + "-" + safe(time) + ".json";
}

}  // namespace sankajo
