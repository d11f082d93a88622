// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/report.h"
#include "engine/wording.h"

// What a report says to a person, in sentences and in the order in which they are told; how it looks is the business of those who draw it.

namespace sankajo {

/// The pictures of the states. The worm is told by circle, triangle and diamond, the hole by squares.
enum class Emblem { Infected, Suspected, Traces, Clean, Unknown, HoleOpen, HoleClosed, HoleNone, HoleUnknown };

struct ReportPage {
  /// A sentence about one thing and where that thing is.
  struct Line {
    std::string text, where;
    Emblem emblem = Emblem::Unknown;  ///< How the thing stands: what it proves, or that it could not be read.
  };
  struct State {
    Emblem emblem = Emblem::Unknown;
    std::string text;
  };

  /// One day of a chart: how high, and in words.
  struct Bar {
    std::string label;  ///< "2003-08-13"
    std::uint64_t value = 0;
    std::string text;   ///< "123 (410%)"
    bool highest = false;
  };
  struct Chart {
    std::string title;
    double normal = 0;      ///< The level of a normal day, in the bars' unit.
    std::vector<Bar> bars;  ///< At most 21, the highest of all days among them.
  };

  std::string language;
  ResultKind kind = ResultKind::Unknown;
  std::string title;
  /// The circle (Clean) for exit code 0 only.
  Emblem emblem = Emblem::Unknown;
  std::string headline, means, doesNotMean, now;
  State worm, hole;
  /// A file that somebody has to fetch with another PC, and where to look for it, as sentences.
  struct Fetch {
    std::string file, address;  ///< Without an address, its name is what can be looked for.
    std::string where;
    /// What a code beside it holds.
    const std::string& code() const { return address.empty() ? file : address; }
  };

  std::vector<std::string> package;  ///< What closes the hole.
  std::vector<Fetch> fetches;        ///< What has to be fetched for it; empty where it is at hand or lies ready.
  std::vector<std::string> advised;  ///< Patches of other holes that a worm which was found uses too.
  std::vector<Fetch> advisedFetches;
  bool nowStarts = false;  ///< `now` says how the patch that lies ready is installed.
  std::vector<std::pair<std::string, std::string>> facts;  ///< Caption and value.
  std::string foundTitle, notReadTitle, operationsTitle, packageTitle, meansTitle, doesNotMeanTitle, nowTitle, undoTitle;
  std::vector<Line> found, notRead, operations;
  /// What the firewall's log tells of attempts to get in, and a chart for each advisory of which there were any. Empty where no log was read. Details: no verdict
  /// rests on them.
  std::string attemptsTitle;
  std::vector<std::string> attempts;
  std::vector<Chart> charts;
  std::string undo, undoCommand;  ///< Empty where nothing can be undone.
  std::string origin;
};

ReportPage reportPage(const Report& report, const Wording& wording, const std::vector<Advisory>& advisories);

/// "and %n more" for what a list leaves out.
std::string moreLines(const Wording& wording, std::size_t count);

/// At most `longest` characters, cut in the middle.
std::string shortened(std::string_view text, std::size_t longest);

}  // namespace sankajo
