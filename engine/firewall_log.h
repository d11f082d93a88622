// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/advisory.h"

// The log of Windows' own firewall, pfirewall.log: when somebody tried to reach the worm's ports on this PC. It tells people something, and decides nothing: it is
// no part of any verdict.
//
// A text of lines, each an entry or, after #, a directive. The entries' columns are divided by blanks; a column without a value is `-`. Which columns there
// are, and in what order, `#Fields:` says; it may come again further down (a newer Windows on the same file). Without it the first order holds.
//   XP's Internet Connection Firewall   #Verson: 1.0 (spelt so; later 1.0 and 1.5 as #Version)
//                                       date time action protocol src-ip dst-ip src-port dst-port size tcpflags tcpsyn tcpack tcpwin icmptype icmpcode info
//   XP SP2, Server 2003 SP1 and later   the same, then path: SEND, RECEIVE, FORWARD or -
//   Windows 10 and 11, newer builds     the same, then pid
// Actions: OPEN (outward), OPEN-INBOUND, CLOSE, DROP, ALLOW (from Vista on), INFO-EVENTS-LOST (`info` is how many entries were not written). Protocols by name or number.
// The time is the PC's own. Dates and columns are ASCII; what else may stand in a line (UTF-8, Shift_JIS) never holds a blank or a line's end as a byte.

namespace sankajo {

/// Attempts on one day of the log.
struct DayAttempts {
  std::string day;  ///< "2003-08-13"
  std::uint64_t attempts = 0;
  bool operator==(const DayAttempts&) const = default;
};

/// What was read of one log.
struct FirewallLogSeen {
  std::string where;
  std::string version;        ///< "1.5"; empty where it does not say.
  std::uint64_t entries = 0;  ///< Lines that could be read.
  std::uint64_t broken = 0;   ///< Lines that could not, and those of days beyond the first 1,000.
  std::uint64_t lost = 0;     ///< Entries that Windows itself says it did not write.
  bool operator==(const FirewallLogSeen&) const = default;
};

/// Attempts from outside on an advisory's ports.
struct AttemptsSeen {
  std::string advisory;
  std::string since;  ///< The first day of the outbreak.
  std::vector<PortIndicator> ports;
  std::vector<DayAttempts> days;  ///< Every day of which a log has an entry of any kind, oldest first.
};

/// All logs of one Windows, read as a stream: memory does not grow with them.
class FirewallLogReader {
 public:
  /// Counts for each advisory that names ports: those of its notice, else of its protections.
  explicit FirewallLogReader(const std::vector<Advisory>& advisories);

  /// Begins a log; `where` is told.
  void begin(std::string where);
  /// The next bytes of it, cut anywhere.
  void take(std::string_view bytes);
  /// It has come to its end.
  void end();

  const std::vector<FirewallLogSeen>& logs() const { return logs_; }
  /// One for each advisory with ports.
  std::vector<AttemptsSeen> attempts() const;

 private:
  void line(std::string_view text);
  void directive(std::string_view text);
  bool entry(std::string_view text);
  std::vector<std::uint64_t>* day(std::string_view date);

  struct Wanted {
    AttemptsSeen seen;
    std::vector<bool> tcp, udp;  ///< By port number.
  };
  std::vector<Wanted> wanted_;
  std::vector<FirewallLogSeen> logs_;
  std::map<std::uint32_t, std::vector<std::uint64_t>> days_;  ///< 20030813, and the attempts of each advisory.
  std::uint32_t lastDay_ = 0;
  std::vector<std::uint64_t>* lastCounts_ = nullptr;
  struct Columns {
    std::size_t date = 0, time = 1, action = 2, protocol = 3, port = 7, info = 15;
    std::optional<std::size_t> path;
    std::size_t least = 16;  ///< Words that have to be there.
    std::size_t all = 0;     ///< Words of a whole entry, where the log tells.
  };
  Columns columns_;
  std::string rest_;      ///< Of a line that goes on in the next bytes.
  bool tooLong_ = false;  ///< That line is longer than any line is.
  bool first_ = true;     ///< Nothing of this log has been read yet.
};

/// What an ordinary day is like, and what the others are in percent of it.
struct AttemptsJudged {
  /// The median of the attempts a day: of the days before the outbreak where the log has at least three, else of all its days.
  double normal = 0;
  bool fromBefore = false;  ///< Of the days before the outbreak.
  std::uint64_t total = 0;
  /// Percent of the normal day, rounded; empty where the normal day has none. By the index of AttemptsSeen::days.
  std::vector<std::optional<std::uint64_t>> percent;
  /// The days with an attempt: the first, the last, the one with the most (the first of several); empty where there is none. Indexes likewise.
  std::optional<std::size_t> first, last, most;
  std::size_t daysWith = 0;  ///< Days with an attempt.
};
AttemptsJudged judged(const AttemptsSeen& seen);

}  // namespace sankajo
