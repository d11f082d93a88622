// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/situation.h"

#include <nlohmann/json.hpp>

#include "engine/text_table.h"
#include "engine/wording.h"

namespace sankajo {

namespace {

using Json = nlohmann::ordered_json;

Json tableJson(const SituationTable& table) {
  Json days = Json::array();
  for (const SituationDay& day : table.days) days.push_back({{"day", day.day}, {"reports", day.reports}, {"total", day.total}});
  return {{"id", table.id}, {"title", table.title}, {"until", table.until.empty() ? Json() : Json(table.until)}, {"days", std::move(days)}};
}

Json trafficJson(const SituationTraffic& traffic) {
  const auto orNull = [](const std::optional<std::uint32_t>& number) { return number ? Json(*number) : Json(); };
  return {{"day", traffic.day}, {"least", orNull(traffic.least)}, {"most", orNull(traffic.most)}, {"text", traffic.text}};
}

}  // namespace

std::optional<Situation> situationOf(const Advisory& advisory, const std::string& language) {
  if (!advisory.notice) return std::nullopt;
  const Notice& notice = *advisory.notice;
  Situation situation;
  situation.title = advisory.text(language, "notice.title");
  for (const Notice::Table& from : notice.tables) {
    SituationTable table{from.id, advisory.text(language, "notice." + from.id + ".title"), from.until, {}};
    std::uint64_t total = 0;
    for (const Notice::Day& day : from.days) table.days.push_back({day.day, day.reports, total += day.reports});
    situation.tables.push_back(std::move(table));
  }
  situation.trafficTitle = advisory.text(language, "notice.traffic");
  for (const Notice::Traffic& day : notice.traffic) {
    situation.traffic.push_back({day.day, advisory.text(language, "notice.traffic." + day.day), day.least, day.most});
  }
  return situation;
}

std::string situationBar(const SituationDay& day, const Wording& wording) {
  return wording.text("situation.bar", {wording.count("situation.number", day.reports), wording.count("situation.number", day.total)});
}

std::string situationText(const Situation& situation, const Wording& wording) {
  std::string text = situation.title + "\n";
  for (const SituationTable& table : situation.tables) {
    text += "\n" + table.title + "\n";
    std::vector<std::vector<std::string>> rows = {
        {wording.text("situation.day"), wording.text("situation.reports"), wording.text("situation.total")}};
    for (const SituationDay& day : table.days) {
      const bool cut = !table.until.empty() && &day == &table.days.back();
      rows.push_back({cut ? wording.text("situation.until", {day.day, table.until}) : day.day,
                      wording.count("situation.number", day.reports), wording.count("situation.number", day.total)});
    }
    text += textTable(rows, "  ");
  }
  text += "\n" + situation.trafficTitle + "\n";
  std::vector<std::vector<std::string>> rows;
  rows.reserve(situation.traffic.size());
  for (const SituationTraffic& day : situation.traffic) rows.push_back({day.day, day.text});
  return text + textTable(rows, "  ");
}

nlohmann::ordered_json situationJson(const std::vector<Advisory>& advisories, const std::string& language) {
  Json notices = Json::array();
  for (const Advisory& advisory : advisories) {
    const auto situation = situationOf(advisory, language);
    if (!situation) continue;
    Json tables = Json::array();
    for (const SituationTable& table : situation->tables) tables.push_back(tableJson(table));
    Json traffic = Json::array();
    for (const SituationTraffic& day : situation->traffic) traffic.push_back(trafficJson(day));
    notices.push_back({{"advisory", advisory.id},
                       {"title", situation->title},
                       {"issued", advisory.notice->issued},
                       {"tables", std::move(tables)},
                       {"traffic", std::move(traffic)}});
  }
  return {{"schema", "sankajo.situation/1"}, {"notices", std::move(notices)}};
}

}  // namespace sankajo
