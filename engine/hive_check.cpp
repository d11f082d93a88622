// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <array>
#include <cstdio>
#include <utility>

#include "engine/hive.h"
#include "engine/hive_format.h"

namespace sankajo {

namespace {

using namespace regf;

// What is known of the eight bytes at which a cell may begin.
enum class Mark : std::uint8_t { NoCell, Free, Allocated, Used, Security };

struct ListEntry {
  std::uint32_t key = none;
  std::uint32_t hint = 0;
  std::string_view kind;  ///< Of the list that it stands in.
};

tl::unexpected<Error> pass(Error& error) { return tl::unexpected<Error>(std::move(error)); }

// Walks a hive once. Each cell can be taken once, which bounds every loop and finds every cycle.
class Surveyor {
 public:
  Surveyor(std::string_view file, std::string_view subject) : file_(file), subject_(subject) {}

  Result<HiveSurvey> run() {
    auto head = readHiveHeader(file_, subject_);
    if (!head) return pass(head.error());
    if (head->major != 1 || head->minor < 2 || head->minor > 6) {
      return fail(Errc::Unsupported, subject_, "hive version " + std::to_string(head->major) + "." + std::to_string(head->minor));
    }
    survey_.minor = head->minor;
    if (file_.size() < baseBlock || file_.size() - baseBlock < head->dataSize) return corrupt(0, "the file is cut off");
    file_ = file_.substr(0, baseBlock + head->dataSize);
    marks_.assign(head->dataSize / 8, Mark::NoCell);

    if (auto tiled = bins(); !tiled) return pass(tiled.error());
    if (auto walked = key(head->rootCell, none, 1); !walked) return pass(walked.error());
    if ((u16(cellContent(file_, head->rootCell), nk::flags) & nk::entry) == 0) defect(head->rootCell, "the root is not marked as one");
    securityCounts();
    const auto lost = std::find(marks_.begin(), marks_.end(), Mark::Allocated);
    if (lost != marks_.end()) defect(static_cast<std::uint32_t>(lost - marks_.begin()) * 8, "a lost cell");
    return std::move(survey_);
  }

 private:
  static std::string placed(std::uint32_t offset, std::string_view what) {
    std::array<char, 16> number{};
    (void)std::snprintf(number.data(), number.size(), "0x%x", offset);
    return std::string(what) + " at " + number.data();
  }
  tl::unexpected<Error> corrupt(std::uint32_t offset, std::string_view what) const {
    return fail(Errc::Corrupt, subject_, placed(offset, what));
  }
  void defect(std::uint32_t offset, std::string_view what) {
    if (survey_.defect.empty()) survey_.defect = placed(offset, what);
  }

  Status bins() {
    const std::string_view all = file_.substr(baseBlock);
    std::size_t bin = 0;
    while (bin < all.size()) {
      const auto here = static_cast<std::uint32_t>(bin);
      const std::uint32_t size = u32(all, bin + 8);
      if (all.substr(bin, 4) != "hbin" || u32(all, bin + 4) != here) return corrupt(here, "no bin");
      if (size == 0 || size % page != 0 || size > all.size() - bin) return corrupt(here, "a bin of a wrong size");
      if (auto tiled = cells(all, bin + binHeader, bin + size); !tiled) return tiled;
      bin += size;
    }
    return {};
  }

  Status cells(std::string_view all, std::size_t from, std::size_t to) {
    while (from < to) {
      const std::uint32_t stored = u32(all, from);
      const bool allocated = (stored & 0x80000000) != 0;
      const std::uint32_t size = allocated ? 0U - stored : stored;
      if (size < smallestCell || size % 8 != 0 || size > to - from) {
        return corrupt(static_cast<std::uint32_t>(from), "a cell of a wrong size");
      }
      marks_[from / 8] = allocated ? Mark::Allocated : Mark::Free;
      from += size;
    }
    return {};
  }

  Mark& mark(std::uint32_t offset) {
    noMark_ = Mark::NoCell;
    return offset % 8 == 0 && offset / 8 < marks_.size() ? marks_[offset / 8] : noMark_;
  }

  // The content of an allocated cell that nothing else has used yet.
  Result<std::string_view> take(std::uint32_t offset, std::size_t least, std::string_view what, Mark as = Mark::Used) {
    Mark& state = mark(offset);
    if (state == Mark::Used || state == Mark::Security) return corrupt(offset, std::string(what) + " in a cell that is used twice");
    if (state != Mark::Allocated) return corrupt(offset, std::string(what) + " where no allocated cell is");
    const std::string_view content = cellContent(file_, offset);
    if (content.size() < least) return corrupt(offset, std::string(what) + " in a cell that is too small");
    state = as;
    return content;
  }

  Status key(std::uint32_t offset, std::uint32_t parent, int depth) {
    if (depth > maxDepth) return corrupt(offset, "a key too deep");
    auto cell = take(offset, nk::name, "a key");
    if (!cell) return pass(cell.error());
    if (cell->substr(0, 2) != "nk") return corrupt(offset, "no key");
    const std::uint16_t flags = u16(*cell, nk::flags);
    const std::uint16_t nameLength = u16(*cell, nk::nameLength);
    if (nameLength > cell->size() - nk::name) return corrupt(offset, "a key's name beyond its cell");
    if ((flags & nk::latin1) == 0 && nameLength % 2 != 0) return corrupt(offset, "half a character in a key's name");
    if (nameLength == 0) defect(offset, "a key without a name");
    if (parent != none && u32(*cell, nk::parent) != parent) return corrupt(offset, "a key that names another parent");

    if (const std::uint16_t classLength = u16(*cell, nk::classLength); classLength > 0) {
      if (auto taken = take(u32(*cell, nk::keyClass), classLength, "a class"); !taken) return pass(taken.error());
    }
    if (auto done = security(u32(*cell, nk::security), offset); !done) return done;
    // A key that stands for a handle keeps the handle where others count their values (HKLM\...\Perflib\009).
    if ((flags & nk::handle) == 0) {
      if (auto done = values(*cell); !done) return done;
    }
    return subkeys(*cell, offset, depth);
  }

  Status subkeys(std::string_view cell, std::uint32_t offset, int depth) {
    const std::uint32_t count = u32(cell, nk::subkeys);
    if (count == 0) {
      if (u32(cell, nk::list) != none) defect(offset, "a list for no sub-keys");
      return {};
    }
    auto entries = lists(u32(cell, nk::list));
    if (!entries) return pass(entries.error());
    if (entries->size() != count) return corrupt(offset, "a key with a wrong number of sub-keys");
    Name last;
    for (const ListEntry& entry : *entries) {
      if (auto walked = key(entry.key, offset, depth + 1); !walked) return walked;
      const Name name = keyName(cellContent(file_, entry.key));
      const bool anyHint = entry.kind == "lf" && (entry.hint & 0xFF) == 0;
      if (!anyHint && entry.hint != entryHint(entry.kind, name)) defect(entry.key, "a wrong hint for a key");
      Name upperName = upper(name);
      if (&entry != &entries->front() && last >= upperName) defect(entry.key, "a key out of order");
      last = std::move(upperName);
    }
    return {};
  }

  Result<std::vector<ListEntry>> lists(std::uint32_t offset) {
    std::vector<ListEntry> entries;
    auto cell = take(offset, list::entries, "a list");
    if (!cell) return pass(cell.error());
    if (cell->substr(0, 2) != "ri") {
      if (auto read = leaf(*cell, offset, entries); !read) return pass(read.error());
      return entries;
    }
    const std::size_t count = u16(*cell, list::count);
    if (count > (cell->size() - list::entries) / 4) return corrupt(offset, "a list beyond its cell");
    if (count == 0) defect(offset, "an empty list");
    for (std::size_t i = 0; i < count; ++i) {
      const std::uint32_t leafOffset = u32(*cell, list::entries + 4 * i);
      auto leafCell = take(leafOffset, list::entries, "a list");
      if (!leafCell) return pass(leafCell.error());
      if (auto read = leaf(*leafCell, leafOffset, entries); !read) return pass(read.error());
    }
    return entries;
  }

  Status leaf(std::string_view cell, std::uint32_t offset, std::vector<ListEntry>& entries) {
    const std::string_view kind = cell.substr(0, 2);
    if (kind != "lf" && kind != "lh" && kind != "li") return corrupt(offset, "no list");
    const std::size_t count = u16(cell, list::count);
    const std::size_t size = entrySize(kind);
    if (count > (cell.size() - list::entries) / size) return corrupt(offset, "a list beyond its cell");
    if (count == 0) defect(offset, "an empty list");
    if (!listAllowed(kind, survey_.minor)) {
      defect(offset, "a list of a kind that this version may not hold");
      survey_.foreignLists.push_back(offset);
    }
    for (std::size_t i = 0; i < count; ++i) {
      const std::size_t at = list::entries + size * i;
      entries.push_back({u32(cell, at), size == 8 ? u32(cell, at + 4) : 0, kind});
    }
    return {};
  }

  Status values(std::string_view cell) {
    const std::uint32_t count = u32(cell, nk::values);
    if (count == 0) return {};
    const std::uint32_t listOffset = u32(cell, nk::valueList);
    auto valueList = take(listOffset, 4, "a value list");
    if (!valueList) return pass(valueList.error());
    if (count > valueList->size() / 4) return corrupt(listOffset, "a value list beyond its cell");
    for (std::size_t i = 0; i < count; ++i) {
      if (auto read = value(u32(*valueList, 4 * i)); !read) return read;
    }
    return {};
  }

  Status value(std::uint32_t offset) {
    auto cell = take(offset, vk::name, "a value");
    if (!cell) return pass(cell.error());
    if (cell->substr(0, 2) != "vk") return corrupt(offset, "no value");
    const std::uint16_t nameLength = u16(*cell, vk::nameLength);
    if (nameLength > cell->size() - vk::name) return corrupt(offset, "a value's name beyond its cell");
    if ((u16(*cell, vk::flags) & vk::latin1) == 0 && nameLength % 2 != 0) return corrupt(offset, "half a character in a value's name");
    const std::uint32_t size = u32(*cell, vk::dataSize);
    if ((size & vk::inlineData) != 0) {
      if ((size & ~vk::inlineData) > 4) return corrupt(offset, "a value with too much data inside");
      return {};
    }
    return size == 0 ? Status() : data(u32(*cell, vk::data), size);
  }

  Status data(std::uint32_t offset, std::uint32_t size) {
    const bool mayBeBig = survey_.minor >= 4 && size > db::segment;
    auto cell = take(offset, mayBeBig ? db::size : size, "a value's data");
    if (!cell) return pass(cell.error());
    if (!mayBeBig) return {};
    if (cell->size() >= size) {
      // Windows would look for segments here; hivex writes such cells.
      defect(offset, "big data in one cell");
      return {};
    }
    const std::uint32_t segments = u16(*cell, db::segments);
    if (cell->substr(0, 2) != "db" || segments != (size + db::segment - 1) / db::segment) return corrupt(offset, "no big data");
    auto segmentList = take(u32(*cell, db::list), std::size_t{4} * segments, "a list of segments");
    if (!segmentList) return pass(segmentList.error());
    std::size_t rest = size;
    for (std::size_t i = 0; i < segments; ++i) {
      const std::size_t length = std::min(rest, db::segment);
      if (auto taken = take(u32(*segmentList, 4 * i), length, "a segment"); !taken) return pass(taken.error());
      rest -= length;
    }
    return {};
  }

  // Counts a key's use of a security cell. The first use of a ring walks all of it.
  Status security(std::uint32_t offset, std::uint32_t keyOffset) {
    if (offset == none) {
      defect(keyOffset, "a key without security");
      return {};
    }
    if (mark(offset) != Mark::Security) {
      if (!survey_.securityUses.empty()) defect(offset, "a second ring of security cells");
      if (auto walked = securityRing(offset); !walked) return walked;
    }
    ++survey_.securityUses[offset];
    return {};
  }

  Status securityRing(std::uint32_t first) {
    std::uint32_t here = first;
    std::uint32_t previous = none;
    do {
      auto cell = take(here, sk::descriptor, "a security descriptor", Mark::Security);
      if (!cell) return pass(cell.error());
      const std::uint32_t size = u32(*cell, sk::size);
      if (cell->substr(0, 2) != "sk" || size > cell->size() - sk::descriptor) return corrupt(here, "no security descriptor");
      if (previous != none && u32(*cell, sk::previous) != previous) return corrupt(here, "a broken ring of security descriptors");
      if (!isSecurityDescriptor(cell->substr(sk::descriptor, size))) defect(here, "a faulty security descriptor");
      survey_.securityUses[here] = 0;
      previous = here;
      here = u32(*cell, sk::next);
    } while (here != first);
    if (u32(cellContent(file_, first), sk::previous) != previous) return corrupt(first, "a broken ring of security descriptors");
    return {};
  }

  void securityCounts() {
    for (const auto& [offset, uses] : survey_.securityUses) {
      if (uses == 0 || u32(cellContent(file_, offset), sk::references) != uses) defect(offset, "a wrong security count");
    }
  }

  std::string_view file_;
  std::string subject_;
  std::vector<Mark> marks_;  ///< One for each eight bytes of the bins.
  Mark noMark_ = Mark::NoCell;  ///< Of offsets where no cell can be.
  HiveSurvey survey_;
};

}  // namespace

Result<HiveHeader> readHiveHeader(std::string_view bytes, std::string_view subject) {
  const auto corrupt = [subject](const char* what) { return fail(Errc::Corrupt, std::string(subject), what); };
  if (bytes.size() < headerSize || bytes.substr(0, 4) != "regf") return corrupt("no hive");
  if (u32(bytes, header::checksum) != headerChecksum(bytes)) return corrupt("a wrong checksum of the header");
  if (u32(bytes, header::fileType) != 0) return corrupt("a log, not a hive");
  HiveHeader head;
  head.sequence1 = u32(bytes, header::sequence1);
  head.sequence2 = u32(bytes, header::sequence2);
  head.major = u32(bytes, header::major);
  head.minor = u32(bytes, header::minor);
  head.rootCell = u32(bytes, header::rootCell);
  head.dataSize = u32(bytes, header::dataSize);
  // The highest bit of an offset is for memory that is never written to the file.
  if (head.dataSize == 0 || head.dataSize % page != 0 || head.dataSize > 0x80000000) return corrupt("a wrong size of the data");
  return head;
}

Result<HiveSurvey> surveyHive(std::string_view bytes, std::string_view subject) { return Surveyor(bytes, subject).run(); }

Status checkHive(std::string_view bytes, std::string_view subject, bool strict) {
  auto survey = surveyHive(bytes, subject);
  if (!survey) return pass(survey.error());
  if (strict && !survey->defect.empty()) return fail(Errc::Corrupt, std::string(subject), survey->defect);
  return {};
}

}  // namespace sankajo
