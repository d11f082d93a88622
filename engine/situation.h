// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "engine/advisory.h"

// The situation as an advisory's notice shows it: how many reports came on each day, in all, and how much traffic there was. History, and an example of what
// such figures look like; nothing of it says anything about a PC.

namespace sankajo {

class Wording;

struct SituationDay {
  std::string day;                       ///< "2003-08-13"
  std::uint64_t reports = 0, total = 0;  ///< On that day, and up to it.
};
struct SituationTable {
  std::string id, title;
  std::string until;  ///< "16:00": when the last day's figure was taken; may be empty.
  std::vector<SituationDay> days;
};
struct SituationTraffic {
  std::string day, text;
  std::optional<std::uint32_t> least, most;  ///< Percent of the normal level.
};
struct Situation {
  std::string title;
  std::vector<SituationTable> tables;
  std::string trafficTitle;
  std::vector<SituationTraffic> traffic;
};

/// Of a notice that the advisory has, in one language; empty where it has none.
std::optional<Situation> situationOf(const Advisory& advisory, const std::string& language);
/// "400, in all 600": beside the bar of a day.
std::string situationBar(const SituationDay& day, const Wording& wording);
/// For a terminal.
std::string situationText(const Situation& situation, const Wording& wording);
/// sankajo.situation/1, of all advisories with a notice; titles and texts in one language.
nlohmann::ordered_json situationJson(const std::vector<Advisory>& advisories, const std::string& language);

}  // namespace sankajo
