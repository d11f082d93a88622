// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/figures.h"

#include <fcntl.h>
#include <sys/file.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <charconv>
#include <cstdio>
#include <ctime>
#include <functional>

#include "engine/hash.h"
#include "kiosk/descriptor.h"
#include "kiosk/durable_file.h"

namespace sankajo {

namespace {

constexpr std::string_view schema = "sankajo.figures/1";
// 200 customers a day for a hundred years are far below.
constexpr std::size_t mostBytes = 4U << 20, mostRemembered = 256, onceDigits = 16;

/// What is remembered of one thing: the kind is the line's first word in the file.
struct Mark {
  std::string kind, hash;
  std::string day;  ///< Of "undecided": on which it was counted; else empty.
};

struct Book {
  std::map<std::string, Figures, std::less<>> days;
  std::vector<Mark> marks;  ///< The oldest first.

  Mark* find(std::string_view hash) {
    const auto found = std::ranges::find(marks, hash, &Mark::hash);
    return found == marks.end() ? nullptr : &*found;
  }
  void remember(Mark mark) {
    marks.push_back(std::move(mark));
    if (marks.size() > mostRemembered) marks.erase(marks.begin());
  }
};

constexpr const char *countedKind = "counted", *undecidedKind = "undecided", *begunKind = "begun";

std::string markOf(std::string_view kind, std::string_view once) { return sha256Of(std::string(kind) + " " + std::string(once)).substr(0, onceDigits); }

bool isDay(std::string_view text) {
  constexpr std::string_view shape = "dddd-dd-dd";
  if (text.size() != shape.size()) return false;
  for (std::size_t i = 0; i < shape.size(); ++i) {
    if (shape[i] == 'd' ? text[i] < '0' || text[i] > '9' : text[i] != shape[i]) return false;
  }
  return text.substr(5, 2) >= "01" && text.substr(5, 2) <= "12" && text.substr(8) >= "01" && text.substr(8) <= "31";
}

std::string textOf(const Book& book) {
  std::string text(schema);
  text += '\n';
  for (const auto& [day, one] : book.days) {
    text += "day " + day;
    for (const std::uint64_t number : {one.checked, one.infected, one.treated, one.undecided}) text += ' ' + std::to_string(number);
    text += '\n';
  }
  for (const auto& [kind, hash, day] : book.marks) {
    text.append(kind).append(" ").append(hash);
    if (!day.empty()) text.append(" ").append(day);
    text += '\n';
  }
  return text + "sum " + sha256Of(text) + '\n';
}

/// Only what textOf writes: read, written again, it must be the same bytes.
std::optional<Book> bookOf(std::string_view text) {
  Book book;
  const std::string_view all = text;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size() - 1);
    const std::string_view line = text.substr(0, end);
    text.remove_prefix(end + 1);
    for (const std::string_view kind : {countedKind, undecidedKind, begunKind}) {
      if (!line.starts_with(kind) || line.size() < kind.size() + 1 + onceDigits) continue;
      const std::string_view day = line.substr(kind.size() + 1 + onceDigits);
      book.marks.push_back({std::string(kind), std::string(line.substr(kind.size() + 1, onceDigits)), std::string(day.substr(day.empty() ? 0 : 1))});
    }
    if (!line.starts_with("day ") || line.size() < 15) continue;
    const char* at = line.data() + 14;
    Figures figures;
    for (std::uint64_t* number : {&figures.checked, &figures.infected, &figures.treated, &figures.undecided}) {
      if (at == line.data() + line.size() || *at != ' ') return std::nullopt;
      at = std::from_chars(at + 1, line.data() + line.size(), *number).ptr;
    }
    book.days.emplace(line.substr(4, 10), figures);
  }
  if (textOf(book) != all) return std::nullopt;
  return book;
}

Result<Book> readBook(const std::string& file) {
  const auto text = readHostFile(file, mostBytes);
  if (!text && text.error().osCode == ENOENT) return Book{};
  if (!text) return tl::unexpected(text.error());
  auto book = bookOf(*text);
  if (!book) return fail(Errc::Corrupt, file, "not as it was written");
  return *std::move(book);
}

Status putAside(const std::string& file) {
  for (int i = 1; i < 100; ++i) {
    const std::string aside = file + ".damaged" + (i == 1 ? "" : "-" + std::to_string(i));
    // A hard link is made only where no such name is there.
    if (link(file.c_str(), aside.c_str()) == 0) return {};
    if (errno != EEXIST) return tl::unexpected(systemError(errno, file, "putting aside"));
  }
  return fail(Errc::Io, file, "too many damaged ones were put aside");
}

/// Reads the file, has it changed, and writes it where `changes` says that it was.
Status change(const std::string& file, const std::function<bool(Book& book)>& changes) {
  // One writer at a time: the staff's page of one wizard may still end while the next one starts.
  const Descriptor lock(open((file + ".lock").c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0600));
  if (!lock || flock(lock.number(), LOCK_EX) != 0) return tl::unexpected(systemError(errno, file, "locking"));
  auto book = readBook(file);
  if (!book && book.error().code == Errc::Corrupt) {
    if (Status aside = putAside(file); !aside) return aside;
    book = Book{};
  }
  if (!book) return tl::unexpected(book.error());
  return changes(*book) ? replaceDurably(file, textOf(*book)) : Status();
}

std::string quoted(const std::string& field) {
  if (field.find_first_of(",\"\r\n") == std::string::npos) return field;
  std::string text = "\"";
  for (const char c : field) text += c == '"' ? std::string("\"\"") : std::string(1, c);
  return text + "\"";
}

}  // namespace

Figures& Figures::operator+=(const Figures& other) {
  checked += other.checked;
  infected += other.infected;
  treated += other.treated;
  undecided += other.undecided;
  return *this;
}

Status FigureBook::count(Counted what, std::string_view day, std::string_view once) {
  if (!isDay(day)) return fail(Errc::Refused, std::string(day), "no day");
  const std::string hash = markOf(what == Counted::Treated ? "treated" : "checked", once);
  const Mark mark{what == Counted::Undecided ? undecidedKind : countedKind, hash, what == Counted::Undecided ? std::string(day) : std::string()};
  return change(file_, [&](Book& book) {
    if (Mark* const before = book.find(hash)) {
      if (before->kind != undecidedKind || what == Counted::Undecided) return false;
      // Of the day on which it was counted, which may be another.
      const auto then = book.days.find(before->day);
      if (then == book.days.end() || then->second.checked == 0 || then->second.undecided == 0) return false;
      --then->second.checked;
      --then->second.undecided;
      *before = mark;
    } else {
      book.remember(mark);
    }
    book.days[std::string(day)] += what == Counted::Treated ? Figures{0, 0, 1, 0}
                                                            : Figures{1, what == Counted::Infected ? 1U : 0U, 0, what == Counted::Undecided ? 1U : 0U};
    return true;
  });
}

Status FigureBook::begin(std::string_view run) {
  const std::string hash = markOf(begunKind, run);
  return change(file_, [&hash](Book& book) {
    if (book.find(hash) != nullptr) return false;
    book.remember({begunKind, hash, {}});
    return true;
  });
}

bool FigureBook::hasBegun(std::string_view run) const {
  auto book = readBook(file_);
  return book && book->find(markOf(begunKind, run)) != nullptr;
}

Result<std::vector<DayFigures>> FigureBook::days() const {
  const auto book = readBook(file_);
  if (!book) return tl::unexpected(book.error());
  std::vector<DayFigures> days;
  Figures total;
  for (const auto& [day, figures] : book->days) days.push_back({day, figures, total += figures});
  return days;
}

std::string today() {
  const std::time_t now = std::time(nullptr);
  std::tm local{};
  localtime_r(&now, &local);
  std::array<char, 16> text{};
  const std::size_t length = std::strftime(text.data(), text.size(), "%Y-%m-%d", &local);
  return {text.data(), length};
}

std::string csvOf(const std::vector<DayFigures>& days, const Wording& wording) {
  std::string text = "\xEF\xBB\xBF";
  const auto add = [&text](const std::vector<std::string>& fields) {
    for (std::size_t i = 0; i < fields.size(); ++i) text += (i == 0 ? "" : ",") + quoted(fields[i]);
    text += "\r\n";
  };
  add({wording.text("kiosk.figures.day"), wording.text("kiosk.figures.checked"), wording.text("kiosk.figures.checked_total"),
       wording.text("kiosk.figures.infected"), wording.text("kiosk.figures.infected_total"), wording.text("kiosk.figures.treated"),
       wording.text("kiosk.figures.treated_total"), wording.text("kiosk.figures.undecided"),
       wording.text("kiosk.figures.undecided_total")});
  for (const DayFigures& one : days) {
    std::vector<std::string> fields{one.day};
    for (std::uint64_t Figures::*const member : {&Figures::checked, &Figures::infected, &Figures::treated, &Figures::undecided}) {
      fields.push_back(std::to_string(one.that.*member));
      fields.push_back(std::to_string(one.total.*member));
    }
    add(fields);
  }
  return text;
}

}  // namespace sankajo
