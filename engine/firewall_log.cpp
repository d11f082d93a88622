// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/firewall_log.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <chrono>
#include <cmath>

#include "engine/filter_rules.h"
#include "engine/text.h"

namespace sankajo {

namespace {

constexpr std::size_t longestLine = 4096;  // An entry with two IPv6 addresses has less than 300.
constexpr std::size_t mostDays = 1000;
constexpr std::size_t mostColumns = 32;

template <class Number>
std::optional<Number> number(std::string_view text) {
  Number value{};
  const auto [at, fault] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (fault != std::errc() || at != text.data() + text.size() || text.empty()) return std::nullopt;
  return value;
}

/// "2003-08-13", and "2003-8-13" too, as 20030813.
std::optional<std::uint32_t> dayNumber(std::string_view date) {
  const std::size_t first = date.find('-');
  const std::size_t second = first == std::string_view::npos ? first : date.find('-', first + 1);
  if (second == std::string_view::npos || first != 4 || date.size() > 10) return std::nullopt;
  const auto year = number<std::uint32_t>(date.substr(0, first));
  const auto month = number<std::uint32_t>(date.substr(first + 1, second - first - 1));
  const auto day = number<std::uint32_t>(date.substr(second + 1));
  if (!year || !month || !day) return std::nullopt;
  const std::chrono::year_month_day calendar{std::chrono::year(static_cast<int>(*year)), std::chrono::month(*month), std::chrono::day(*day)};
  constexpr std::uint32_t firstYear = 2001;  // Of the first Windows with such a log.
  if (*year < firstYear || !calendar.ok()) return std::nullopt;
  return *year * 10'000 + *month * 100 + *day;
}

std::string dayText(std::uint32_t day) {
  const std::string digits = std::to_string(day);
  const std::string padded = std::string(8 - std::min<std::size_t>(digits.size(), 8), '0') + digits;
  return padded.substr(0, 4) + "-" + padded.substr(4, 2) + "-" + padded.substr(6, 2);
}

bool isTime(std::string_view text) {
  if (text.size() != 8 || text[2] != ':' || text[5] != ':') return false;
  const auto hour = number<std::uint32_t>(text.substr(0, 2));
  const auto minute = number<std::uint32_t>(text.substr(3, 2));
  const auto second = number<std::uint32_t>(text.substr(6, 2));
  return hour && minute && second && *hour < 24 && *minute < 60 && *second <= 60;
}

/// The words of a line; how many there are.
std::size_t split(std::string_view text, std::array<std::string_view, mostColumns>& words) {
  std::size_t count = 0;
  std::size_t at = 0;
  while (count < mostColumns) {
    while (at < text.size() && (text[at] == ' ' || text[at] == '\t')) ++at;
    if (at == text.size()) break;
    const std::size_t begin = at;
    while (at < text.size() && text[at] != ' ' && text[at] != '\t') ++at;
    words[count++] = text.substr(begin, at - begin);
  }
  return count;
}

double median(std::vector<std::uint64_t> values) {
  if (values.empty()) return 0;
  std::ranges::sort(values);
  const std::size_t half = values.size() / 2;
  const auto upper = static_cast<double>(values[half]);
  return values.size() % 2 == 1 ? upper : (static_cast<double>(values[half - 1]) + upper) / 2;
}

}  // namespace

FirewallLogReader::FirewallLogReader(const std::vector<Advisory>& advisories) {
  for (const Advisory& advisory : advisories) {
    Wanted wanted{
        {advisory.id, advisory.published, portsToClose({advisory}, false), {}}, std::vector<bool>(65536), std::vector<bool>(65536)};
    if (wanted.seen.ports.empty()) continue;
    for (const PortIndicator& port : wanted.seen.ports) {
      auto& ports = port.protocol == "tcp" ? wanted.tcp : wanted.udp;
      for (std::size_t one = port.first; one <= port.last; ++one) ports[one] = true;
    }
    wanted_.push_back(std::move(wanted));
  }
}

void FirewallLogReader::begin(std::string where) {
  logs_.emplace_back().where = std::move(where);
  columns_ = Columns();
  rest_.clear();
  tooLong_ = false;
  first_ = true;
}

void FirewallLogReader::take(std::string_view bytes) {
  constexpr std::string_view utf8Mark = "\xEF\xBB\xBF";
  while (!bytes.empty()) {
    const std::size_t end = bytes.find('\n');
    const std::string_view part = bytes.substr(0, end);
    if (end != std::string_view::npos && rest_.empty() && !tooLong_ && !first_) {
      line(part);
    } else {
      // A line of which there is more to come, or that has begun before.
      tooLong_ = tooLong_ || rest_.size() + part.size() > longestLine;
      if (!tooLong_) rest_.append(part);
      if (end == std::string_view::npos) return;
      if (first_ && rest_.starts_with(utf8Mark)) rest_.erase(0, utf8Mark.size());
      first_ = false;
      this->end();
    }
    bytes.remove_prefix(end + 1);
  }
}

void FirewallLogReader::end() {
  if (tooLong_) {
    ++logs_.back().broken;
  } else {
    line(rest_);
  }
  rest_.clear();
  tooLong_ = false;
}

void FirewallLogReader::line(std::string_view text) {
  if (text.size() > longestLine) {
    ++logs_.back().broken;
    return;
  }
  while (!text.empty() && (text.back() == '\r' || text.back() == ' ')) text.remove_suffix(1);
  if (text.empty()) return;
  if (text.find('\r') != std::string_view::npos) {
    ++logs_.back().broken;  // Several in one: its line ends are lost.
  } else if (text.front() == '#') {
    directive(text);
  } else if (entry(text)) {
    ++logs_.back().entries;
  } else {
    ++logs_.back().broken;
  }
}

void FirewallLogReader::directive(std::string_view text) {
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos) return;
  const std::string_view name = text.substr(1, colon - 1);
  std::array<std::string_view, mostColumns> words;
  const std::size_t count = split(text.substr(colon + 1), words);
  if (equalNoCase(name, "Version") || equalNoCase(name, "Verson")) {
    constexpr std::size_t longestVersion = 16;
    if (count > 0) logs_.back().version = validUtf8(words[0].substr(0, longestVersion));
    return;
  }
  if (!equalNoCase(name, "Fields")) return;
  const auto at = [&](std::string_view wanted) -> std::optional<std::size_t> {
    for (std::size_t i = 0; i < count; ++i) {
      if (equalNoCase(words[i], wanted)) return i;
    }
    return std::nullopt;
  };
  const auto date = at("date");
  const auto time = at("time");
  const auto action = at("action");
  const auto protocol = at("protocol");
  const auto port = at("dst-port");
  // Without these nothing can be told of an entry; the lines that follow are then read as they were before, and mostly found broken.
  if (!date || !time || !action || !protocol || !port) return;
  columns_ = {*date, *time, *action, *protocol, *port, at("info").value_or(mostColumns), at("path"), 0};
  columns_.all = count;
  columns_.least = std::max({*date, *time, *action, *protocol, *port, columns_.path.value_or(0)}) + 1;
}

std::vector<std::uint64_t>* FirewallLogReader::day(std::string_view date) {
  const auto number = dayNumber(date);
  if (!number) return nullptr;
  if (lastCounts_ != nullptr && *number == lastDay_) return lastCounts_;
  const auto found = days_.find(*number);
  if (found == days_.end() && days_.size() == mostDays) return nullptr;
  lastDay_ = *number;
  lastCounts_ = found == days_.end() ? &days_.emplace(*number, std::vector<std::uint64_t>(wanted_.size())).first->second : &found->second;
  return lastCounts_;
}

bool FirewallLogReader::entry(std::string_view text) {
  std::array<std::string_view, mostColumns> words;
  const std::size_t count = split(text, words);
  if (count < columns_.least) return false;
  const std::string_view action = words[columns_.action];
  const bool drop = equalNoCase(action, "DROP");
  const bool allow = !drop && equalNoCase(action, "ALLOW");
  const bool inbound = !drop && !allow && equalNoCase(action, "OPEN-INBOUND");
  const bool lost = !drop && !allow && !inbound && equalNoCase(action, "INFO-EVENTS-LOST");
  if (!drop && !allow && !inbound && !lost && !equalNoCase(action, "OPEN") && !equalNoCase(action, "CLOSE")) return false;
  // What Windows has nothing for is a dash, so an entry with fewer words was torn off; of lost entries it writes less.
  if (!lost && count < columns_.all) return false;
  if (!isTime(words[columns_.time])) return false;
  std::vector<std::uint64_t>* const counts = day(words[columns_.date]);
  if (counts == nullptr) return false;
  if (lost) {
    const auto entries = columns_.info < count ? number<std::uint32_t>(words[columns_.info]) : std::nullopt;
    logs_.back().lost += entries.value_or(1);
    return true;
  }
  // What came from outside: ICF drops nothing else, and what goes out is said where there is a path.
  const std::string_view path = columns_.path ? words[*columns_.path] : std::string_view("-");
  const bool received =
      inbound || (drop && !equalNoCase(path, "SEND") && !equalNoCase(path, "FORWARD")) || (allow && equalNoCase(path, "RECEIVE"));
  if (!received) return true;
  const std::string_view protocol = words[columns_.protocol];
  const bool tcp = equalNoCase(protocol, "TCP") || protocol == "6";
  const bool udp = !tcp && (equalNoCase(protocol, "UDP") || protocol == "17");
  if (!tcp && !udp) return true;
  const auto port = number<std::uint16_t>(words[columns_.port]);
  if (!port) return words[columns_.port] == "-";
  for (std::size_t i = 0; i < wanted_.size(); ++i) {
    if ((tcp ? wanted_[i].tcp : wanted_[i].udp)[*port]) ++(*counts)[i];
  }
  return true;
}

std::vector<AttemptsSeen> FirewallLogReader::attempts() const {
  std::vector<AttemptsSeen> all;
  for (std::size_t i = 0; i < wanted_.size(); ++i) {
    AttemptsSeen seen = wanted_[i].seen;
    for (const auto& [day, counts] : days_) seen.days.push_back({dayText(day), counts[i]});
    all.push_back(std::move(seen));
  }
  return all;
}

AttemptsJudged judged(const AttemptsSeen& seen) {
  AttemptsJudged result;
  std::vector<std::uint64_t> before;
  std::vector<std::uint64_t> all;
  for (std::size_t i = 0; i < seen.days.size(); ++i) {
    const DayAttempts& day = seen.days[i];
    all.push_back(day.attempts);
    if (day.day < seen.since) before.push_back(day.attempts);
    result.total += day.attempts;
    if (day.attempts == 0) continue;
    ++result.daysWith;
    if (!result.first) result.first = i;
    result.last = i;
    if (!result.most || day.attempts > seen.days[*result.most].attempts) result.most = i;
  }
  constexpr std::size_t enough = 3;
  result.fromBefore = before.size() >= enough;
  result.normal = median(result.fromBefore ? std::move(before) : std::move(all));
  for (const DayAttempts& day : seen.days) {
    result.percent.push_back(result.normal > 0
                                 ? std::optional<std::uint64_t>(std::llround(static_cast<double>(day.attempts) * 100 / result.normal))
                                 : std::nullopt);
  }
  return result;
}

}  // namespace sankajo
