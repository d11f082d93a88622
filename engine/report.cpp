// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/report.h"

#include <algorithm>
#include <cmath>
#include <nlohmann/json.hpp>

#include "engine/engine.h"
#include "engine/filter_rules.h"
#include "engine/report_page.h"
#include "engine/text.h"
#include "engine/text_table.h"
#include "engine/wording.h"

namespace sankajo {

namespace {

using Json = nlohmann::ordered_json;

/// What could not be read is null, never an empty text.
Json textOrNull(const std::string& text) { return text.empty() ? Json() : Json(validUtf8(text)); }

template <class T>
Json numberOrNull(const std::optional<T>& number) {
  return number ? Json(*number) : Json();
}

/// By `where` without case; what is the same without case keeps a fixed order too.
void sortByWhere(Json& array) {
  std::ranges::stable_sort(array.get_ref<Json::array_t&>(), [](const Json& a, const Json& b) {
    const auto& x = a.at("where").get_ref<const std::string&>();
    const auto& y = b.at("where").get_ref<const std::string&>();
    return equalNoCase(x, y) ? x < y : lessNoCase(x, y);
  });
}

Json targetJson(const SystemFacts& system) {
  return {{"id", textOrNull(system.id())},
          {"kind", system.kind},
          {"root", validUtf8(system.root)},
          {"system_root", validUtf8(system.systemRoot)},
          {"product", textOrNull(system.product)},
          {"version", textOrNull(system.version)},
          {"build", numberOrNull(system.build)},
          {"service_pack", numberOrNull(system.servicePack)},
          {"edition", textOrNull(system.edition)},
          {"language", textOrNull(system.language)},
          {"computer_name", textOrNull(system.computerName)}};
}

Json findingsJson(const Report& report) {
  std::vector<const Finding*> sorted;
  sorted.reserve(report.assessment.findings.size());
  for (const Finding& finding : report.assessment.findings) sorted.push_back(&finding);
  std::ranges::stable_sort(sorted, {}, [](const Finding* f) { return std::pair(f->advisory, f->threat); });
  Json findings = Json::array();
  for (const Finding* finding : sorted) {
    Json observations = Json::array();
    for (const JudgedObservation& judged : finding->observations) {
      const Observation& seen = report.evidence.observations.at(judged.observation);
      observations.push_back({{"kind", name(seen.kind)},
                              {"where", validUtf8(seen.where)},
                              {"strength", name(judged.strength)},
                              {"state", name(seen.state)},
                              {"detail", validUtf8(seen.state == Seen::Unknown && judged.detail.empty() ? seen.why : judged.detail)}});
    }
    sortByWhere(observations);
    findings.push_back({{"advisory", finding->advisory},
                        {"threat", finding->threat},
                        {"state", name(finding->state)},
                        {"observations", std::move(observations)}});
  }
  return findings;
}

Json patchesJson(const Assessment& assessment) {
  Json patches = Json::array();
  for (const HoleFinding& hole : assessment.holes) {
    for (const PatchFinding& patch : hole.patches) {
      Json evidence = Json::array();
      for (const PatchEvidence& item : patch.evidence) {
        evidence.push_back({{"where", validUtf8(item.where)}, {"detail", validUtf8(item.detail)}});
      }
      sortByWhere(evidence);
      patches.push_back({{"id", patch.id}, {"state", name(patch.state)}, {"evidence", std::move(evidence)}});
    }
  }
  return patches;
}

Json holesJson(const Assessment& assessment) {
  Json holes = Json::array();
  for (const HoleFinding& hole : assessment.holes) {
    Json package;
    if (hole.needed) {
      package = {{"patch", hole.needed->patch},
                 {"file", textOrNull(hole.needed->file)},
                 {"language", textOrNull(hole.needed->language)},
                 {"address", textOrNull(hole.needed->address)},
                 {"service_packs", textOrNull(hole.needed->servicePacks)},
                 {"service_pack_fits", hole.needed->servicePackFits}};
    }
    holes.push_back(
        {{"id", hole.hole}, {"exposure", name(hole.exposure)}, {"why", textOrNull(hole.why)}, {"package", std::move(package)}});
  }
  return holes;
}

Json operationsJson(const std::vector<OperationResult>& results) {
  Json operations = Json::array();
  for (const OperationResult& result : results) {
    operations.push_back({{"id", result.id},
                          {"action", result.action},
                          {"where", validUtf8(result.where)},
                          {"because", result.because},
                          {"outcome", name(result.outcome)},
                          {"detail", validUtf8(result.detail)},
                          {"consent", name(result.consent)}});
  }
  sortByWhere(operations);
  return operations;
}

Json advisedJson(const Assessment& assessment) {
  Json advised = Json::array();
  for (const AdvisedFinding& one : assessment.advised) {
    advised.push_back({{"advisory", one.advisory}, {"patch", one.patch}, {"bulletin", one.bulletin}, {"file", textOrNull(one.file)}, {"address", textOrNull(one.address)}});
  }
  return advised;
}

Json packagesJson(const std::vector<PackagesSeen>& all) {
  Json packages = Json::array();
  for (const PackagesSeen& seen : all) {
    Json refused = Json::array();
    for (const PackageRefused& one : seen.refused) {
      refused.push_back({{"file", one.file}, {"patch", one.patch}, {"problem", name(one.problem)}, {"needed", textOrNull(one.needed)}});
    }
    packages.push_back({{"hole", seen.hole},
                        {"at_hand", !seen.file.empty()},
                        {"patch", textOrNull(seen.patch)},
                        {"file", textOrNull(seen.file)},
                        {"refused", std::move(refused)}});
  }
  return packages;
}

/// Null where no log of the firewall was read.
Json firewallJson(const Evidence& evidence) {
  if (evidence.firewallLogs.empty()) return {};
  Json logs = Json::array();
  for (const FirewallLogSeen& log : evidence.firewallLogs) {
    logs.push_back({{"where", validUtf8(log.where)},
                    {"version", textOrNull(log.version)},
                    {"entries", log.entries},
                    {"broken", log.broken},
                    {"lost", log.lost}});
  }
  sortByWhere(logs);
  Json attempts = Json::array();
  for (const AttemptsSeen& seen : evidence.attempts) {
    const AttemptsJudged judgement = judged(seen);
    Json ports = Json::array();
    for (const PortIndicator& port : seen.ports) ports.push_back(portsText({port}));
    Json days = Json::array();
    for (std::size_t i = 0; i < seen.days.size(); ++i) {
      days.push_back({{"day", seen.days[i].day}, {"attempts", seen.days[i].attempts}, {"percent", numberOrNull(judgement.percent[i])}});
    }
    attempts.push_back({{"advisory", seen.advisory},
                        {"ports", std::move(ports)},
                        {"since", seen.since},
                        {"total", judgement.total},
                        {"normal", judgement.normal},
                        {"normal_from", judgement.fromBefore ? "before" : "all_days"},
                        {"days", std::move(days)}});
  }
  return {{"logs", std::move(logs)}, {"attempts", std::move(attempts)}};
}

}  // namespace

ArticleTwo articleTwo(const Report& report) {
  const Assessment& now = report.assessment;
  if (report.kind == Report::Kind::Undo) return ArticleTwo::NotDone;
  const bool clean = now.infection == Infection::Clean;
  const bool noWorm = clean || now.infection == Infection::Traces;
  const bool closed = now.exposure == Exposure::Closed || now.exposure == Exposure::NotAffected;
  const bool halfway = !report.interrupted.empty();
  // What waits for a restart: all that is left to do, or at least a part of the worm. A patch alone, where the worm stays, finishes nothing.
  const bool wormWaits = std::ranges::any_of(
      report.operations, [](const OperationResult& one) { return one.outcome == Outcome::PendingRestart && one.consent != Consent::Patch; });
  const bool staged = std::ranges::any_of(now.holes, [](const HoleFinding& hole) {
    return std::ranges::find(hole.patches, PatchState::Staged, &PatchFinding::state) != hole.patches.end();
  });
  if (report.exitCode == ExitRestart && (noWorm || wormWaits)) return ArticleTwo::AfterRestart;
  if (noWorm && !closed && staged && !halfway) return ArticleTwo::AfterRestart;
  return clean && closed && !halfway ? ArticleTwo::Done : ArticleTwo::NotDone;
}

std::string_view name(Outcome outcome) {
  switch (outcome) {
    case Outcome::Done:
      return "done";
    case Outcome::Failed:
      return "failed";
    case Outcome::Refused:
      return "refused";
    case Outcome::Skipped:
      return "skipped";
    case Outcome::PendingRestart:
      return "pending_restart";
  }
  return "failed";
}

nlohmann::ordered_json reportJson(const Report& report) {
  const Evidence& evidence = report.evidence;
  Json advisories = Json::array();
  for (const auto& [id, packVersion] : report.advisories) advisories.push_back({{"id", id}, {"version", packVersion}});
  Json notRead = Json::array();
  for (const NotRead& gap : evidence.notRead) notRead.push_back({{"where", validUtf8(gap.where)}, {"why", validUtf8(gap.why)}});
  sortByWhere(notRead);
  Json before;
  if (report.before) before = {{"infection", name(report.before->infection)}, {"exposure", name(report.before->exposure)}};

  return {{"schema", "sankajo.report/1"},
          {"tool", {{"name", "sankajo"}, {"version", version()}}},
          {"depth", name(evidence.depth)},
          {"started", evidence.started},
          {"seconds", std::round(evidence.seconds * 1000) / 1000},
          {"advisories", std::move(advisories)},
          {"target", targetJson(evidence.system)},
          {"infection", name(report.assessment.infection)},
          {"exposure", name(report.assessment.exposure)},
          {"next_step", name(report.assessment.nextStep)},
          {"findings", findingsJson(report)},
          {"patches", patchesJson(report.assessment)},
          {"not_read", std::move(notRead)},
          {"operations", operationsJson(report.operations)},
          {"run", textOrNull(report.run)},
          {"interrupted", textOrNull(report.interrupted)},
          {"statistics",
           {{"files_seen", evidence.statistics.filesSeen},
            {"files_read", evidence.statistics.filesRead},
            {"bytes_read", evidence.statistics.bytesRead}}},
          {"holes", holesJson(report.assessment)},
          {"packages", packagesJson(report.packages)},
          {"advised", advisedJson(report.assessment)},
          {"firewall_log", firewallJson(evidence)},
          {"before", std::move(before)},
          {"ports_closed", textOrNull(report.portsClosed)},
          {"exit_code", report.exitCode}};
}

namespace {

/// What a report for a terminal shows of each list; the JSON has all.
constexpr std::size_t mostLines = 20;

class TextPage {
 public:
  explicit TextPage(const Wording& wording) : wording_(wording) {}

  void section(const std::string& title) { text_ += "\n" + title + "\n"; }
  void line(const std::string& line) { text_ += "  " + line + "\n"; }
  void table(const std::vector<std::vector<std::string>>& rows) { text_ += textTable(rows, "  "); }
  void paragraph(const std::string& title, const std::string& body) {
    section(title);
    line(body);
  }
  void list(const std::string& title, const std::vector<ReportPage::Line>& lines) {
    if (lines.empty()) return;
    section(title);
    for (std::size_t i = 0; i < std::min(lines.size(), mostLines); ++i) {
      line("- " + lines[i].text);
      line("    " + lines[i].where);
    }
    if (lines.size() > mostLines) line("- " + moreLines(wording_, lines.size() - mostLines));
  }
  std::string take() { return std::move(text_); }

 private:
  const Wording& wording_;
  std::string text_;
};

}  // namespace

std::string reportText(const Report& report, const Wording& wording, const std::vector<Advisory>& advisories) {
  const ReportPage page = reportPage(report, wording, advisories);
  TextPage text(wording);
  text.section(page.headline);
  text.line(page.worm.text);
  text.line(page.hole.text);
  text.paragraph(page.meansTitle, page.means);
  text.paragraph(page.doesNotMeanTitle, page.doesNotMean);
  text.paragraph(page.nowTitle, page.now);
  text.list(page.foundTitle, page.found);
  if (!page.package.empty()) {
    text.section(page.packageTitle);
    for (const std::string& line : page.package) text.line(line);
    for (const ReportPage::Fetch& one : page.fetches) text.line(one.where);
  }
  for (const std::string& line : page.advised) text.line(line);
  for (const ReportPage::Fetch& one : page.advisedFetches) text.line(one.where);
  text.list(page.notReadTitle, page.notRead);
  if (!page.attempts.empty()) {
    text.section(page.attemptsTitle);
    for (const std::string& line : page.attempts) text.line(line);
    for (const ReportPage::Chart& chart : page.charts) {
      std::vector<std::vector<std::string>> rows;
      rows.reserve(rows.size() + chart.bars.size());
      for (const ReportPage::Bar& bar : chart.bars) rows.push_back({bar.label, bar.text});
      text.section(chart.title);
      text.table(rows);
    }
  }
  text.list(page.operationsTitle, page.operations);
  if (!page.undo.empty()) {
    text.paragraph(page.undoTitle, page.undo);
    text.line("  " + page.undoCommand);
  }
  text.section(page.title);
  for (const auto& [caption, value] : page.facts) text.line(wording.text("report.pair", {caption, value}));
  return text.take();
}

}  // namespace sankajo
