// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/advisory.h"
#include "engine/fleet.h"

// Articles 1 and 2 for companies: what an office hangs up, lays on its keyboards and ticks off before anybody switches a PC on. Here stands what is said, in
// either language; how it is printed is the business of those who print it.

namespace sankajo {

class Wording;

enum class OfficeNoticeKind {
  Poster,  ///< Do not switch on until told, and unplug first.
  Card,    ///< The same, short, for one keyboard.
  List,    ///< The PCs to tick off.
};
inline constexpr OfficeNoticeKind kOfficeNotices[] = {OfficeNoticeKind::Poster, OfficeNoticeKind::Card, OfficeNoticeKind::List};
/// "poster", "card", "list"
std::string_view name(OfficeNoticeKind kind);

/// What only the office knows. What is empty stays a blank to be filled in by hand.
struct OfficeFields {
  std::string office, contact, date;
  std::vector<ListedPc> pcs;
};

struct OfficeNotice {
  OfficeNoticeKind kind = OfficeNoticeKind::Poster;
  std::string language;
  std::string title;
  std::vector<std::string> steps;  ///< What is asked of everybody, a sentence or two each, in their order.
  std::string why;
  /// The systems that the worm can infect, and PCs that are easily forgotten. Empty on a card.
  std::string systemsTitle, alsoTitle;
  std::vector<std::string> systems, also;
  std::vector<std::pair<std::string, std::string>> fields;  ///< Caption and what is filled in, or nothing: office, whom to ask, date.
  /// Of a list: the first `written` columns hold words, the others are boxes to tick.
  std::vector<std::string> columns;
  std::size_t written = 0;
  std::vector<std::vector<std::string>> rows;  ///< Of the columns that hold words; displayable.
  std::string origin;
};

/// The first of the advisories that have a hole and a notice says which systems and which worm; without one those parts are empty.
OfficeNotice officeNotice(OfficeNoticeKind kind, const OfficeFields& fields, const std::vector<Advisory>& advisories,
                          const Wording& wording);

/// As Microsoft writes it, with blanks at which no line ends; empty for Other.
std::string productOf(SystemFamily family);
/// What the whole outbreak is called in this language: the family of its first threat.
std::string wormOf(const Advisory& advisory, const std::string& language);

/// As a mail: each sentence on a line of its own, for whoever reads it to wrap.
std::string officeNoticeText(const OfficeNotice& notice, const Wording& wording);

}  // namespace sankajo
