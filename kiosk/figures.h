// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/error.h"
#include "engine/wording.h"

// What a kiosk has done, by day: the notice's own table (date, count, cumulative). No personal data: no name, no number of a disk, no time of day.
//
// The file, "sankajo.figures/1", is text, and replaced whole each time (durable_file.h):
//
//   sankajo.figures/1
//   day 2026-11-27 12 3 3 1       date, checked, infected, treated, could not decide
//   counted 1f3a...               what was counted already: 16 hex digits of a hash, the last 256
//   undecided 1f3a... 2026-11-27  the same, of what could not be decided then
//   begun 1f3a...                 a run that was begun here on an infected disk
//   sum SHA-256 of all lines before

namespace sankajo {

struct Figures {
  std::uint64_t checked = 0;    ///< Disks whose check came to an end, whatever it said.
  std::uint64_t infected = 0;   ///< Of these: infected or suspected.
  std::uint64_t treated = 0;    ///< Treatments after which the check found nothing.
  std::uint64_t undecided = 0;  ///< Of the checked: could not decide.
  Figures& operator+=(const Figures& other);
  bool operator==(const Figures&) const = default;
};

struct DayFigures {
  std::string day;  ///< "2026-11-27"
  Figures that, total;
};

enum class Counted { Infected, NotInfected, Undecided, Treated };

/// The figures of one kiosk. Each call reads the file and writes it: a wizard that is killed between two has lost nothing.
class FigureBook {
 public:
  /// `file` need not be there; its folder must.
  explicit FigureBook(std::string file) : file_(std::move(file)) {}

  /// Counts one. `once` names what is counted (for a check a customer's session and disk, for a treatment its run): the same is counted once, however
  /// often it is said, so who does not know after a crash whether it was counted counts again. Only what was counted as Undecided is counted anew when it
  /// is decided, and then no more as that. `day` is the kiosk's own, "2026-11-27". Counted before it returns. Count an infected disk before its treatment
  /// begins, and the total of the treated never is above that of the infected. A file that can't be understood is put aside first ("figures.damaged", then
  /// with numbers) and a new one begun.
  /// Fails with Refused for what is no day, Io, AccessDenied.
  Status count(Counted what, std::string_view day, std::string_view once);

  /// Remembers that a run was begun here on a disk that was counted as infected: whoever finishes it later need not count that again. Fails as count().
  /// In any thread.
  Status begin(std::string_view run);
  /// False also where that can't be read any more.
  bool hasBegun(std::string_view run) const;

  /// Every day on which something was counted, in order, with the totals up to it. Fails with Corrupt, Io.
  Result<std::vector<DayFigures>> days() const;

 private:
  std::string file_;
};

/// Today in the kiosk's own time zone.
std::string today();

/// A table of the days as CSV (RFC 4180: CRLF, quoted where needed), UTF-8 with the mark that spreadsheets know it by. The first line names the
/// columns in the wording's language.
std::string csvOf(const std::vector<DayFigures>& days, const Wording& wording);

}  // namespace sankajo
