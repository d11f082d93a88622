// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/target/volume_state.h"

#include <algorithm>
#include <array>
#include <bit>
#include <concepts>
#include <limits>
#include <set>
#include <utility>
#include <vector>

#include "engine/bytes.h"
#include "engine/text.h"

// The formats, as the public descriptions of NTFS (Linux-NTFS project), of FAT and exFAT (Microsoft) and of BitLocker (libbde) give
// them. All numbers are little-endian. Offsets stand beside the code that reads them.

namespace sankajo {

namespace {

constexpr std::uint64_t mostBytes = 64ULL << 20;  // Of one volume, in all.
constexpr std::size_t fixupStride = 512;          // NTFS protects each 512 bytes, whatever the sector size.

bool isPowerIn(std::uint64_t value, std::uint64_t least, std::uint64_t most) {
  return std::has_single_bit(value) && value >= least && value <= most;
}

/// Whether a * b fits into `limit`.
bool productFits(std::uint64_t a, std::uint64_t b, std::uint64_t limit) {
  return a == 0 || b <= limit / a;
}

/// A volume's bytes, counted and within its size.
class Volume {
 public:
  Volume(const ReadAt& readAt, std::uint64_t size, std::string_view subject) : readAt_(readAt), size_(size), subject_(subject) {}

  std::uint64_t size() const { return size_; }

  tl::unexpected<Error> corrupt(std::string what) const { return fail(Errc::Corrupt, subject_, std::move(what)); }
  tl::unexpected<Error> unsupported(std::string what) const { return fail(Errc::Unsupported, subject_, std::move(what)); }

  /// Exactly `length` bytes.
  Result<std::string> read(std::uint64_t offset, std::size_t length) {
    if (offset > size_ || length > size_ - offset) return corrupt("something lies outside the volume");
    if (length > left_) return corrupt("more than 64 MiB would have to be read");
    left_ -= length;
    Result<std::string> bytes = readAt_(offset, length);
    if (bytes && bytes->size() != length) return corrupt("the volume ends before its size");
    return bytes;
  }

 private:
  const ReadAt& readAt_;
  std::uint64_t size_;
  std::uint64_t left_ = mostBytes;
  std::string subject_;
};

void addReason(VolumeState& state, const std::string& reason) {
  if (!state.why.empty()) state.why += "; ";
  state.why += reason;
}
void markDirty(VolumeState& state, const std::string& reason) {
  state.dirty = true;
  addReason(state, reason);
}
void markHibernated(VolumeState& state, const std::string& reason) {
  state.hibernated = true;
  addReason(state, reason);
}

/// A hibernation that waits to be continued: NT 5 writes small letters, later ones capitals; RSTR is one that was being continued. A used
/// or empty file begins wake, WAKE, link or zeros.
bool isHibernationMark(std::string_view head) {
  const std::string_view mark = head.substr(0, 4);
  return mark == "hibr" || mark == "HIBR" || mark == "RSTR" || mark == "rstr";
}

// ----------------------------------------------------------------------------------------------------------------- NTFS

enum AttributeType : std::uint32_t {
  AttributeList = 0x20,
  VolumeInformation = 0x70,
  Data = 0x80,
  IndexRoot = 0x90,
  IndexAllocation = 0xA0,
};
enum MftRecord : std::uint64_t { MftItself = 0, LogFile = 2, VolumeFile = 3, RootFolder = 5 };
constexpr std::uint16_t recordInUse = 0x0001, recordIsFolder = 0x0002;
constexpr std::uint16_t compressedMask = 0x00FF, encryptedFlag = 0x4000;

struct Run {
  std::uint64_t vcn = 0;  ///< First cluster within the attribute.
  std::uint64_t length = 0;
  std::optional<std::uint64_t> lcn;  ///< First cluster on the volume; empty for a hole.
};

/// One attribute, or one extent of it.
struct Attribute {
  std::uint32_t type = 0;
  std::string name;  ///< UTF-16LE
  std::uint16_t flags = 0;
  bool resident = true;
  std::string value;  ///< Of a resident one.
  std::uint64_t firstVcn = 0;
  std::uint64_t size = 0;  ///< Bytes; of a non-resident one only right in its first extent.
  std::vector<Run> runs;
};

class Ntfs {
 public:
  explicit Ntfs(Volume& volume) : volume_(volume) {}

  Result<VolumeState> state(std::string_view boot) {
    if (const Status shape = readShape(boot); !shape) return tl::unexpected(shape.error());
    if (const Status mft = openMft(); !mft) return tl::unexpected(mft.error());
    VolumeState state;
    state.format = VolumeFormat::Ntfs;
    state.sectors = u64(boot, 0x28);
    if (const Status done = lookAtFlags(state); !done) return tl::unexpected(done.error());
    if (const Status done = lookAtLog(state); !done) return tl::unexpected(done.error());
    if (const Status done = lookForHibernation(state); !done) return tl::unexpected(done.error());
    return state;
  }

 private:
  /// Boot sector: bytes per sector at 0x0B, sectors per cluster 0x0D, zeros where FAT has its sizes, sectors 0x28, $MFT's cluster 0x30,
  /// clusters per record 0x40 (negative: a power of two in bytes).
  Status readShape(std::string_view boot) {
    const std::uint16_t sectorSize = u16(boot, 0x0B);
    if (!isPowerIn(sectorSize, 512, 4096)) return volume_.corrupt("NTFS: a sector size of " + std::to_string(sectorSize));
    if (u16(boot, 0x0E) != 0 || u8(boot, 0x10) != 0 || u16(boot, 0x11) != 0 || u16(boot, 0x13) != 0 || u16(boot, 0x16) != 0 ||
        u32(boot, 0x20) != 0) {
      return volume_.corrupt("NTFS: the boot sector has FAT's numbers");
    }
    const std::uint8_t perCluster = u8(boot, 0x0D);
    // Above 128 the byte is a negative power of two: clusters of more than 64 KiB.
    const std::uint64_t sectorsPerCluster = perCluster <= 0x80 ? perCluster : (perCluster >= 0xF4 ? 1ULL << (256U - perCluster) : 0);
    clusterSize_ = sectorsPerCluster * sectorSize;
    if (!isPowerIn(clusterSize_, 512, 2U << 20)) return volume_.corrupt("NTFS: a wrong cluster size");
    const std::uint64_t sectors = u64(boot, 0x28);
    if (sectors == 0 || !productFits(sectors, sectorSize, volume_.size())) return volume_.corrupt("NTFS: larger than what holds it");
    clusters_ = sectors / sectorsPerCluster;
    const std::uint64_t recordSize = sizeFromCode(u8(boot, 0x40));
    if (!isPowerIn(recordSize, 512, 65536)) return volume_.corrupt("NTFS: a wrong record size");
    recordSize_ = static_cast<std::size_t>(recordSize);
    mftCluster_ = u64(boot, 0x30);
    if (mftCluster_ == 0 || mftCluster_ >= clusters_) return volume_.corrupt("NTFS: $MFT lies outside");
    return {};
  }

  std::uint64_t sizeFromCode(std::uint8_t code) const {
    if (code < 0x80) return code * clusterSize_;
    const unsigned shift = 256U - code;
    return shift <= 16 ? 1ULL << shift : 0;
  }

  Status openMft() {
    // Record 0 describes the file it stands in; its own place is all that the boot sector knows.
    const std::uint64_t needed = (recordSize_ + clusterSize_ - 1) / clusterSize_;
    if (needed > clusters_ - mftCluster_) return volume_.corrupt("NTFS: $MFT lies outside");
    mft_.resident = false;
    mft_.runs = {Run{0, needed, mftCluster_}};
    mft_.size = recordSize_;
    auto data = attribute(MftItself, Data, {}, Extents::All);
    if (!data) return tl::unexpected(data.error());
    if (!*data || (*data)->resident) return volume_.corrupt("NTFS: $MFT has no data");
    mft_ = **std::move(data);
    return {};
  }

  /// Puts back the last two bytes of each 512 that the update sequence (offset at 4, count at 6) holds. Gives false for a torn write
  /// or a sequence that does not fit.
  static bool applyFixups(std::string& block) {
    const std::size_t offset = u16(block, 4), count = u16(block, 6);
    if (count != block.size() / fixupStride + 1 || offset < 8 || offset % 2 != 0 || offset + 2 * count > block.size()) return false;
    const std::string sequence = block.substr(offset, 2);
    for (std::size_t i = 1; i < count; ++i) {
      const std::size_t end = i * fixupStride - 2;
      if (block.compare(end, 2, sequence) != 0) return false;
      block[end] = block[offset + 2 * i];
      block[end + 1] = block[offset + 2 * i + 1];
    }
    return true;
  }

  /// One record of $MFT, whole and in use. Flags at 0x16, base record at 0x20.
  Result<std::string> record(std::uint64_t number) {
    if (!productFits(number + 1, recordSize_, mft_.size)) return volume_.corrupt("NTFS: a record outside $MFT");
    auto bytes = read(mft_, number * recordSize_, recordSize_);
    if (!bytes) return bytes;
    if (!bytes->starts_with("FILE") || !applyFixups(*bytes))
      return volume_.corrupt("NTFS: record " + std::to_string(number) + " is broken");
    if ((u16(*bytes, 0x16) & recordInUse) == 0) return volume_.corrupt("NTFS: record " + std::to_string(number) + " is not in use");
    return bytes;
  }

  /// Mapping pairs: a byte with the widths of length (low half) and of signed distance (high half; 0 for a hole), then both; 0 ends.
  Result<std::vector<Run>> parseRuns(std::string_view pairs, std::uint64_t firstVcn) const {
    std::vector<Run> runs;
    std::uint64_t vcn = firstVcn;
    std::int64_t lcn = 0;
    for (std::size_t at = 0;;) {
      if (at >= pairs.size()) return volume_.corrupt("NTFS: a run list without end");
      const std::uint8_t widths = u8(pairs, at++);
      if (widths == 0) return runs;
      const std::size_t lengthWidth = widths & 0x0FU, distanceWidth = widths >> 4U;
      if (lengthWidth == 0 || lengthWidth > 8 || distanceWidth > 8 || lengthWidth + distanceWidth > pairs.size() - at) {
        return volume_.corrupt("NTFS: a broken run list");
      }
      const std::int64_t length = signedNumber(pairs.substr(at, lengthWidth));
      const std::int64_t distance = signedNumber(pairs.substr(at + lengthWidth, distanceWidth));
      at += lengthWidth + distanceWidth;
      constexpr auto mostClusters = std::uint64_t{1} << 40U;  // Times the largest cluster still fits into 64 bits.
      if (length <= 0 || static_cast<std::uint64_t>(length) > mostClusters || vcn > mostClusters) {
        return volume_.corrupt("NTFS: a broken run list");
      }
      Run run{vcn, static_cast<std::uint64_t>(length), std::nullopt};
      if (distanceWidth != 0) {
        // Both sides are far from the type's ends once the distance is within the volume.
        const auto limit = static_cast<std::int64_t>(std::min(clusters_, mostClusters));
        if (distance > limit || distance < -limit) return volume_.corrupt("NTFS: a run outside the volume");
        lcn += distance;
        if (lcn < 0 || lcn >= limit || length > limit - lcn) return volume_.corrupt("NTFS: a run outside the volume");
        run.lcn = static_cast<std::uint64_t>(lcn);
      }
      vcn += run.length;
      runs.push_back(run);
    }
  }

  static std::int64_t signedNumber(std::string_view bytes) {
    if (bytes.empty()) return 0;
    std::uint64_t value = (static_cast<unsigned char>(bytes.back()) & 0x80U) != 0 ? ~std::uint64_t{0} : 0;
    for (std::size_t i = bytes.size(); i-- > 0;) value = (value << 8U) | static_cast<unsigned char>(bytes[i]);
    return static_cast<std::int64_t>(value);
  }

  /// The attributes that stand in one record. First at 0x14, end of what is used at 0x18.
  Result<std::vector<Attribute>> attributesIn(std::string_view record) const {
    const std::size_t used = u32(record, 0x18);
    if (used > record.size()) return volume_.corrupt("NTFS: a record longer than itself");
    const std::string_view bytes = record.substr(0, used);
    std::vector<Attribute> found;
    for (std::size_t at = u16(record, 0x14);;) {
      if (at > used || used - at < 4) return volume_.corrupt("NTFS: a record's attributes have no end");
      const std::uint32_t type = u32(bytes, at);
      if (type == 0xFFFFFFFF) return found;
      const std::size_t length = u32(bytes, at + 4);
      if (length < 0x18 || length > used - at) return volume_.corrupt("NTFS: an attribute longer than its record");
      auto one = parseAttribute(bytes.substr(at, length));
      if (!one) return tl::unexpected(one.error());
      found.push_back(*std::move(one));
      at += length;
    }
  }

  /// Resident: value's length at 0x10, offset at 0x14. Else first VCN 0x10, run list's offset 0x20, size 0x30.
  Result<Attribute> parseAttribute(std::string_view bytes) const {
    Attribute one;
    one.type = u32(bytes, 0);
    one.resident = u8(bytes, 8) == 0;
    one.flags = u16(bytes, 0x0C);
    const std::size_t nameLength = std::size_t{2} * u8(bytes, 9), nameOffset = u16(bytes, 0x0A);
    if (nameOffset > bytes.size() || nameLength > bytes.size() - nameOffset)
      return volume_.corrupt("NTFS: an attribute's name lies outside");
    one.name = bytes.substr(nameOffset, nameLength);
    if (one.resident) {
      const std::size_t length = u32(bytes, 0x10), offset = u16(bytes, 0x14);
      if (offset > bytes.size() || length > bytes.size() - offset) return volume_.corrupt("NTFS: an attribute's value lies outside");
      one.value = bytes.substr(offset, length);
      one.size = length;
      return one;
    }
    if (bytes.size() < 0x40) return volume_.corrupt("NTFS: an attribute that is too short");
    const std::size_t offset = u16(bytes, 0x20);
    if (offset < 0x40 || offset > bytes.size()) return volume_.corrupt("NTFS: a run list lies outside");
    one.firstVcn = u64(bytes, 0x10);
    one.size = u64(bytes, 0x30);
    auto runs = parseRuns(bytes.substr(offset), one.firstVcn);
    if (!runs) return tl::unexpected(runs.error());
    one.runs = *std::move(runs);
    return one;
  }

  enum class Extents { First, All };

  /// A file's attribute by type and name, put together from all records that hold a part of it. Empty where the file has none.
  Result<std::optional<Attribute>> attribute(std::uint64_t number, std::uint32_t type, std::string_view name, Extents extents) {
    auto base = record(number);
    if (!base) return tl::unexpected(base.error());
    if ((u64(*base, 0x20) & referenceMask) != 0) return volume_.corrupt("NTFS: a record that is a part of another one");
    auto own = attributesIn(*base);
    if (!own) return tl::unexpected(own.error());
    std::optional<Attribute> whole;
    const Attribute* list = nullptr;
    for (const Attribute& one : *own) {
      if (one.type == AttributeList) list = &one;
      if (one.type == type && one.name == name && one.firstVcn == 0 && !whole) whole = one;
    }
    if (list == nullptr) return whole;
    // The list's records may lie in parts of $MFT that only the list tells of, in order.
    if (number == MftItself && whole) mft_ = *whole;
    if (whole && extents == Extents::First) return whole;

    auto parts = partsOf(*list, type, name);
    if (!parts) return tl::unexpected(parts.error());
    for (const auto& [firstVcn, partRecord] : *parts) {
      if (whole && firstVcn == 0) continue;
      if (!whole && firstVcn != 0) return volume_.corrupt("NTFS: an attribute without beginning");
      auto part = partIn(partRecord, number, type, name, firstVcn);
      if (!part) return tl::unexpected(part.error());
      if (!whole) {
        whole = *std::move(part);
      } else {
        if (whole->resident || part->resident || whole->runs.empty() || nextVcn(*whole) != firstVcn) {
          return volume_.corrupt("NTFS: an attribute with a gap");
        }
        whole->runs.insert(whole->runs.end(), part->runs.begin(), part->runs.end());
      }
      if (number == MftItself) mft_ = *whole;
      if (extents == Extents::First) break;
    }
    return whole;
  }

  static std::uint64_t nextVcn(const Attribute& one) { return one.runs.back().vcn + one.runs.back().length; }

  /// The parts that an attribute list names: first VCN and record, in order. Entry: type 0, length 4, name's length 6 and offset 7, first
  /// VCN 8, record 0x10.
  Result<std::vector<std::pair<std::uint64_t, std::uint64_t>>> partsOf(const Attribute& list, std::uint32_t type, std::string_view name) {
    constexpr std::uint64_t mostListBytes = 256U << 10;  // Windows' own limit.
    if (list.size > mostListBytes) return volume_.corrupt("NTFS: an attribute list that is too long");
    auto bytes = read(list, 0, static_cast<std::size_t>(list.size));
    if (!bytes) return tl::unexpected(bytes.error());
    std::vector<std::pair<std::uint64_t, std::uint64_t>> parts;
    for (std::size_t at = 0; at < bytes->size();) {
      const std::size_t length = u16(*bytes, at + 4);
      if (length < 0x1A || length > bytes->size() - at) return volume_.corrupt("NTFS: a broken attribute list");
      const std::string_view entry = std::string_view(*bytes).substr(at, length);
      const std::size_t nameLength = std::size_t{2} * u8(entry, 6), nameOffset = u8(entry, 7);
      if (nameOffset > length || nameLength > length - nameOffset) return volume_.corrupt("NTFS: a broken attribute list");
      if (u32(entry, 0) == type && entry.substr(nameOffset, nameLength) == name) {
        parts.emplace_back(u64(entry, 8), u64(entry, 0x10) & referenceMask);
      }
      at += length;
    }
    std::sort(parts.begin(), parts.end());
    return parts;
  }

  Result<Attribute> partIn(std::uint64_t partRecord, std::uint64_t owner, std::uint32_t type, std::string_view name,
                           std::uint64_t firstVcn) {
    auto bytes = record(partRecord);
    if (!bytes) return tl::unexpected(bytes.error());
    if (partRecord != owner && (u64(*bytes, 0x20) & referenceMask) != owner) return volume_.corrupt("NTFS: a part of another file");
    auto all = attributesIn(*bytes);
    if (!all) return tl::unexpected(all.error());
    for (Attribute& one : *all) {
      if (one.type == type && one.name == name && one.firstVcn == firstVcn) return std::move(one);
    }
    return volume_.corrupt("NTFS: an attribute's part is missing");
  }

  /// Exactly `length` bytes of an attribute, as they lie on the disk.
  Result<std::string> read(const Attribute& one, std::uint64_t offset, std::size_t length) {
    if (offset > one.size || length > one.size - offset) return volume_.corrupt("NTFS: something lies outside its file");
    if (one.resident) return one.value.substr(static_cast<std::size_t>(offset), length);
    std::string bytes;
    for (const Run& run : one.runs) {
      if (bytes.size() == length) break;
      const std::uint64_t at = offset + bytes.size();
      const std::uint64_t cluster = at / clusterSize_;
      if (cluster < run.vcn || cluster - run.vcn >= run.length) continue;
      const std::uint64_t within = at - run.vcn * clusterSize_;
      const auto count = static_cast<std::size_t>(std::min<std::uint64_t>(length - bytes.size(), run.length * clusterSize_ - within));
      if (!run.lcn) {
        bytes.append(count, '\0');
        continue;
      }
      auto piece = volume_.read(*run.lcn * clusterSize_ + within, count);
      if (!piece) return piece;
      bytes += *piece;
    }
    if (bytes.size() != length) return volume_.corrupt("NTFS: a file's end is nowhere on the volume");
    return bytes;
  }

  /// $VOLUME_INFORMATION: version at 8 and 9, flags at 10.
  Status lookAtFlags(VolumeState& state) {
    auto information = attribute(VolumeFile, VolumeInformation, {}, Extents::First);
    if (!information) return tl::unexpected(information.error());
    if (!*information || !(*information)->resident || (*information)->value.size() < 12) {
      return volume_.corrupt("NTFS: $Volume has no information");
    }
    const std::string& value = (*information)->value;
    const int major = u8(value, 8), minor = u8(value, 9);
    if (major != 1 && (major != 3 || minor > 1)) {
      return volume_.unsupported("NTFS version " + std::to_string(major) + "." + std::to_string(minor));
    }
    // Each of these is work that Windows has put off to its next mount or chkdsk and that would meet what we write. Not among them:
    // 0x0008 (NT 4.0 had it mounted) is a remark that stays for good, 0x0010 (a change journal is being deleted) goes on by itself at
    // the next mount and touches nothing but that journal.
    struct Flag {
      std::uint16_t bit;
      const char* reason;
    };
    static constexpr std::array<Flag, 6> flagsThatCount = {{
        {0x0001, "$Volume says dirty"},
        {0x0002, "$Volume says that the journal is to be resized"},
        {0x0004, "$Volume says that it is to be upgraded"},
        {0x0020, "$Volume says that object ids are to be repaired"},
        {0x4000, "$Volume says that chkdsk is under way"},
        {0x8000, "$Volume says that chkdsk has changed it and Windows has not mounted it since"},
    }};
    const std::uint16_t flags = u16(value, 10);
    for (const Flag& flag : flagsThatCount) {
      if ((flags & flag.bit) != 0) markDirty(state, flag.reason);
    }
    return {};
  }

  struct RestartPage {
    std::size_t pageSize = 0;
    std::uint64_t lsn = 0;  ///< Which of the two is the newer.
    bool open = false;
  };

  /// A restart page of $LogFile: "RSTR", or "CHKD" when chkdsk wrote it; page size at 0x10, restart area's offset 0x18, version 0x1C.
  /// Restart area: LSN 0, first client in use 0x0C, flags 0x0E. Empty for anything that is not whole.
  Result<std::optional<RestartPage>> restartPage(const Attribute& log, std::uint64_t offset) {
    const std::optional<RestartPage> none;
    if (offset > log.size || log.size - offset < fixupStride) return none;
    auto head = read(log, offset, fixupStride);
    if (!head) return tl::unexpected(head.error());
    const bool byChkdsk = head->starts_with("CHKD");
    const std::size_t pageSize = u32(*head, 0x10);
    if ((!byChkdsk && !head->starts_with("RSTR")) || !isPowerIn(pageSize, 512, 65536) || log.size - offset < pageSize) return none;
    auto page = read(log, offset, pageSize);
    if (!page) return tl::unexpected(page.error());
    // chkdsk may leave out the update sequence.
    if (!(byChkdsk && u16(*page, 6) == 0) && !applyFixups(*page)) return none;
    const std::size_t area = u16(*page, 0x18);
    const std::uint16_t major = u16(*page, 0x1C);
    const std::size_t sequenceEnd = u16(*page, 4) + std::size_t{2} * u16(*page, 6);
    if (area < 0x1E || area < sequenceEnd || area % 8 != 0 || area + 0x30 > pageSize || major < 1 || major > 2) return none;
    constexpr std::uint16_t noClient = 0xFFFF, cleanFlag = 0x0002;
    const bool open = u16(*page, area + 0x0C) != noClient && (u16(*page, area + 0x0E) & cleanFlag) == 0;
    return RestartPage{pageSize, byChkdsk ? u64(*page, 8) : u64(*page, area), open};
  }

  Status lookAtLog(VolumeState& state) {
    auto log = attribute(LogFile, Data, {}, Extents::All);
    if (!log) return tl::unexpected(log.error());
    if (!*log || (*log)->resident || (*log)->size < fixupStride) return volume_.corrupt("NTFS: $LogFile has no data");
    auto first = restartPage(**log, 0);
    if (!first) return tl::unexpected(first.error());
    if (!*first) {
      auto empty = isEmptied(**log);
      if (!empty) return tl::unexpected(empty.error());
      state.journalEmptied = *empty;
      if (!*empty) markDirty(state, "$LogFile's beginning is broken");
      return {};
    }
    auto second = restartPage(**log, (*first)->pageSize);
    if (!second) return tl::unexpected(second.error());
    // The two are written in turn. One that is torn may have been the newer, which alone says what was going on.
    if (!*second) {
      markDirty(state, "$LogFile's second beginning is broken");
      return {};
    }
    const RestartPage& newer = (*second)->lsn > (*first)->lsn ? **second : **first;
    if (newer.open) markDirty(state, "$LogFile was not shut down");
    return {};
  }

  /// Whether the log is 0xFF throughout (of a large one: its first MiB, which holds both restart pages). There is nothing to replay then.
  Result<bool> isEmptied(const Attribute& log) {
    const auto length = static_cast<std::size_t>(std::min<std::uint64_t>(log.size, 1U << 20));
    auto bytes = read(log, 0, length);
    if (!bytes) return tl::unexpected(bytes.error());
    return bytes->find_first_not_of('\xFF') == std::string::npos;
  }

  Status lookForHibernation(VolumeState& state) {
    auto files = findInRoot("hiberfil.sys");
    if (!files) return tl::unexpected(files.error());
    for (const std::uint64_t reference : *files) {
      const std::uint64_t number = reference & referenceMask;
      auto bytes = record(number);
      if (!bytes) return tl::unexpected(bytes.error());
      if (u16(*bytes, 0x10) != reference >> 48U) return volume_.corrupt("NTFS: the root folder names a file that is gone");
      if ((u16(*bytes, 0x16) & recordIsFolder) != 0) continue;
      auto data = attribute(number, Data, {}, Extents::First);
      if (!data) return tl::unexpected(data.error());
      if (!*data || (*data)->size < 4) continue;
      if (!(*data)->resident && ((*data)->flags & (compressedMask | encryptedFlag)) != 0) {
        markHibernated(state, "hiberfil.sys is compressed or encrypted, so hibernation can't be ruled out");
        continue;
      }
      // Not cut to the initialised size: Windows hibernates past its own file system, straight to the clusters.
      auto head = read(**data, 0, 4);
      if (!head) return tl::unexpected(head.error());
      if (isHibernationMark(*head)) markHibernated(state, "hiberfil.sys begins " + *head);
    }
    return {};
  }

  /// The file references under this name (ASCII, any case) in the root folder's index. The whole tree is walked: that needs neither the
  /// volume's own upper-case table nor an order that is intact.
  Result<std::set<std::uint64_t>> findInRoot(std::string_view name) {
    const std::string indexName = utf8ToUtf16Le("$I30");
    auto root = attribute(RootFolder, IndexRoot, indexName, Extents::First);
    if (!root) return tl::unexpected(root.error());
    if (!*root || !(*root)->resident || (*root)->value.size() < 0x20) return volume_.corrupt("NTFS: the root folder has no index");
    const std::size_t blockSize = u32((*root)->value, 8);
    if (!isPowerIn(blockSize, 512, 65536)) return volume_.corrupt("NTFS: a wrong index block size");

    Found found{std::string(name), {}, {}};
    if (const Status done = walkNode(std::string_view((*root)->value).substr(0x10), found); !done) return tl::unexpected(done.error());
    if (found.nodes.empty()) return found.references;

    auto blocks = attribute(RootFolder, IndexAllocation, indexName, Extents::All);
    if (!blocks) return tl::unexpected(blocks.error());
    if (!*blocks || (*blocks)->resident) return volume_.corrupt("NTFS: the root folder's index is missing");
    // A node's number counts clusters, or 512 bytes where a cluster is larger than a node.
    const std::uint64_t unit = clusterSize_ <= blockSize ? clusterSize_ : 512;
    std::set<std::uint64_t> seen;
    while (!found.nodes.empty()) {
      const std::uint64_t node = found.nodes.back();
      found.nodes.pop_back();
      if (!seen.insert(node).second) return volume_.corrupt("NTFS: the root folder's index goes in a circle");
      if (!productFits(node, unit, (*blocks)->size)) return volume_.corrupt("NTFS: an index block lies outside");
      auto block = read(**blocks, node * unit, blockSize);
      if (!block) return tl::unexpected(block.error());
      if (!block->starts_with("INDX") || !applyFixups(*block) || u64(*block, 0x10) != node) {
        return volume_.corrupt("NTFS: a broken index block");
      }
      if (const Status done = walkNode(std::string_view(*block).substr(0x18), found); !done) return tl::unexpected(done.error());
    }
    return found.references;
  }

  struct Found {
    std::string name;
    std::set<std::uint64_t> references;
    std::vector<std::uint64_t> nodes;  ///< Still to be walked.
  };

  /// A node from its header on: entries' offset 0, their end 4. Entry: file 0, length 8, flags 0x0C (1: a node below, its number in the
  /// last 8 bytes; 2: the last), key 0x10: a $FILE_NAME with length 0x40 and name 0x42.
  Status walkNode(std::string_view node, Found& found) const {
    const std::size_t end = u32(node, 4);
    if (end > node.size()) return volume_.corrupt("NTFS: an index node longer than itself");
    for (std::size_t at = u32(node, 0);;) {
      if (at > end || end - at < 0x10) return volume_.corrupt("NTFS: an index node has no end");
      const std::size_t length = u16(node, at + 8);
      if (length < 0x10 || length > end - at) return volume_.corrupt("NTFS: an index entry longer than its node");
      const std::string_view entry = node.substr(at, length);
      const std::uint16_t flags = u16(entry, 0x0C);
      if ((flags & 1U) != 0) {
        if (length < 0x18) return volume_.corrupt("NTFS: an index entry that is too short");
        found.nodes.push_back(u64(entry, length - 8));
      }
      if ((flags & 2U) != 0) return {};
      const std::size_t nameLength = std::size_t{2} * u8(entry, 0x10 + 0x40);
      if (length < 0x10 + 0x42 || nameLength > length - 0x10 - 0x42) return volume_.corrupt("NTFS: an index entry's name lies outside");
      if (nameLength == 2 * found.name.size() && equalNoCase(utf16LeToUtf8(entry.substr(0x10 + 0x42, nameLength)), found.name)) {
        found.references.insert(u64(entry, 0));
      }
      at += length;
    }
  }

  static constexpr std::uint64_t referenceMask = (std::uint64_t{1} << 48U) - 1;  // The upper 16 bits are a sequence number.

  Volume& volume_;
  std::uint64_t clusterSize_ = 0, clusters_ = 0, mftCluster_ = 0;
  std::size_t recordSize_ = 0;
  Attribute mft_;  ///< $MFT's data as far as it is known.
};

// ------------------------------------------------------------------------------------------------------------------ FAT

/// BIOS parameter block: bytes per sector 0x0B, sectors per cluster 0x0D, reserved sectors 0x0E, FATs 0x10, root entries 0x11, sectors
/// 0x13 or 0x20, medium 0x15, sectors per FAT 0x16 or (FAT32) 0x24, FAT32's root cluster 0x2C.
struct FatShape {
  std::uint32_t sectorSize = 0, sectorsPerCluster = 0;
  std::uint64_t sectors = 0, fatStart = 0, rootStart = 0, rootBytes = 0, dataStart = 0, clusters = 0;  // Starts in bytes.
  std::uint32_t rootCluster = 0;
  int bits = 0;
  std::uint64_t clusterSize() const { return std::uint64_t{sectorSize} * sectorsPerCluster; }
};

bool hasFatJumpAndMark(std::string_view boot) {
  return (u8(boot, 0) == 0xEB || u8(boot, 0) == 0xE9) && u16(boot, 510) == 0xAA55;
}

/// The name of the format that a FAT boot sector may carry.
bool saysFat(std::string_view boot) {
  const std::string_view small = boot.substr(0x36, 8), large = boot.substr(0x52, 8);
  return hasFatJumpAndMark(boot) && (small == "FAT12   " || small == "FAT16   " || small == "FAT     " || large == "FAT32   ");
}

/// FAT has no mark of its own: these numbers together are one.
bool looksFat(std::string_view boot) {
  return hasFatJumpAndMark(boot) && isPowerIn(u16(boot, 0x0B), 512, 4096) && isPowerIn(u8(boot, 0x0D), 1, 128) && u16(boot, 0x0E) != 0 &&
         (u8(boot, 0x10) == 1 || u8(boot, 0x10) == 2) && (u8(boot, 0x15) == 0xF0 || u8(boot, 0x15) >= 0xF8) &&
         (u16(boot, 0x13) != 0 || u32(boot, 0x20) != 0);
}

Result<FatShape> fatShape(std::string_view boot, const Volume& volume) {
  if (!looksFat(boot)) return volume.corrupt("FAT: a broken boot sector");
  FatShape shape;
  shape.sectorSize = u16(boot, 0x0B);
  shape.sectorsPerCluster = u8(boot, 0x0D);
  shape.sectors = u16(boot, 0x13) != 0 ? u16(boot, 0x13) : u32(boot, 0x20);
  if (!productFits(shape.sectors, shape.sectorSize, volume.size())) return volume.corrupt("FAT: larger than what holds it");
  const bool fat32 = u16(boot, 0x16) == 0;
  const std::uint64_t perFat = fat32 ? u32(boot, 0x24) : u16(boot, 0x16);
  const std::uint64_t reserved = u16(boot, 0x0E), fats = u8(boot, 0x10);
  shape.rootBytes = fat32 ? 0 : std::uint64_t{32} * u16(boot, 0x11);
  const std::uint64_t rootSectors = (shape.rootBytes + shape.sectorSize - 1) / shape.sectorSize;
  const std::uint64_t before = reserved + fats * perFat + rootSectors;
  if (perFat == 0 || before >= shape.sectors) return volume.corrupt("FAT: no room for files");
  shape.clusters = (shape.sectors - before) / shape.sectorsPerCluster;
  // 4085 is where Microsoft's description divides FAT12 from FAT16.
  shape.bits = fat32 ? 32 : (shape.clusters < 4085 ? 12 : 16);
  if ((shape.clusters + 2) * static_cast<unsigned>(shape.bits) / 8 > perFat * shape.sectorSize)
    return volume.corrupt("FAT: a table that is too short");
  // FAT32 may use one of its tables only (0x28: bit 7, and which).
  const std::uint16_t mirror = fat32 ? u16(boot, 0x28) : 0;
  const std::uint64_t active = (mirror & 0x80U) != 0 ? mirror & 0x0FU : 0;
  if (active >= fats) return volume.corrupt("FAT: uses a table that it has not");
  shape.fatStart = (reserved + active * perFat) * shape.sectorSize;
  shape.rootStart = (reserved + fats * perFat) * shape.sectorSize;
  shape.dataStart = before * shape.sectorSize;
  shape.rootCluster = fat32 ? u32(boot, 0x2C) : 0;
  return shape;
}

/// Where a file called hiberfil.sys begins in a folder's entries. Entry: name 0, attributes 0x0B, first cluster 0x14 (upper half, FAT32)
/// and 0x1A, size 0x1C.
struct FatScan {
  bool ended = false;  ///< The folder's last entry was met.
  std::vector<std::uint32_t> firstClusters;
};
void scanFatFolder(std::string_view entries, bool fat32, FatScan& scan) {
  for (std::size_t at = 0; at + 32 <= entries.size() && !scan.ended; at += 32) {
    const std::string_view entry = entries.substr(at, 32);
    constexpr std::uint8_t volumeLabelOrLongName = 0x08, folder = 0x10;
    if (entry[0] == '\0') scan.ended = true;
    if (!equalNoCase(entry.substr(0, 11), "HIBERFILSYS") || (u8(entry, 0x0B) & (volumeLabelOrLongName | folder)) != 0) continue;
    if (u32(entry, 0x1C) < 4) continue;
    scan.firstClusters.push_back((fat32 ? static_cast<std::uint32_t>(u16(entry, 0x14)) << 16U : 0U) | u16(entry, 0x1A));
  }
}

Result<FatScan> scanFatRoot(const FatShape& shape, Volume& volume) {
  FatScan scan;
  if (shape.bits != 32) {
    auto entries = volume.read(shape.rootStart, static_cast<std::size_t>(shape.rootBytes));
    if (!entries) return tl::unexpected(entries.error());
    scanFatFolder(*entries, false, scan);
    return scan;
  }
  constexpr std::uint64_t mostFolderBytes = 65536ULL * 32;  // A FAT folder has at most 65,536 entries.
  std::uint32_t cluster = shape.rootCluster;
  for (std::uint64_t bytes = 0; !scan.ended; bytes += shape.clusterSize()) {
    if (cluster < 2 || cluster - 2 >= shape.clusters || bytes >= mostFolderBytes) return volume.corrupt("FAT: a broken root folder");
    auto entries = volume.read(shape.dataStart + (cluster - 2) * shape.clusterSize(), static_cast<std::size_t>(shape.clusterSize()));
    if (!entries) return tl::unexpected(entries.error());
    scanFatFolder(*entries, true, scan);
    auto next = volume.read(shape.fatStart + std::uint64_t{cluster} * 4, 4);
    if (!next) return tl::unexpected(next.error());
    cluster = u32(*next, 0) & 0x0FFFFFFFU;
    if (cluster >= 0x0FFFFFF8U) break;
  }
  return scan;
}

Result<VolumeState> fatState(std::string_view boot, Volume& volume) {
  auto shape = fatShape(boot, volume);
  if (!shape) return tl::unexpected(shape.error());
  VolumeState state;
  state.format = VolumeFormat::Fat;
  state.sectors = shape->sectors;
  // The second entry of the table: set bits say clean and no disk error (Windows 95 and later). FAT12 has no room for them.
  if (shape->bits != 12) {
    const bool fat32 = shape->bits == 32;
    auto entry = volume.read(shape->fatStart + (fat32 ? 4U : 2U), fat32 ? 4 : 2);
    if (!entry) return tl::unexpected(entry.error());
    const std::uint32_t value = fat32 ? u32(*entry, 0) : u16(*entry, 0);
    if ((value & (fat32 ? 0x08000000U : 0x8000U)) == 0) markDirty(state, "the FAT says not shut down");
    if ((value & (fat32 ? 0x04000000U : 0x4000U)) == 0) markDirty(state, "the FAT says disk errors");
  }
  // NT's own mark, in the boot sector's extended part where there is one (0x28 or 0x29 after it): bit 0 dirty, bit 1 disk errors.
  const std::size_t markAt = shape->bits == 32 ? 0x41 : 0x25;
  const std::uint8_t mark = u8(boot, markAt), extended = u8(boot, markAt + 1);
  if ((extended == 0x28 || extended == 0x29) && (mark & 3U) != 0) {
    state.onlyFatBootByte = !state.dirty && (mark & 2U) == 0;
    markDirty(state, "the boot sector says dirty");
  }
  auto scan = scanFatRoot(*shape, volume);
  if (!scan) return tl::unexpected(scan.error());
  for (const std::uint32_t cluster : scan->firstClusters) {
    if (cluster < 2 || cluster - 2 >= shape->clusters) return volume.corrupt("FAT: hiberfil.sys lies outside");
    auto head = volume.read(shape->dataStart + (cluster - 2) * shape->clusterSize(), 4);
    if (!head) return tl::unexpected(head.error());
    if (isHibernationMark(*head)) markHibernated(state, "hiberfil.sys begins " + *head);
  }
  return state;
}

/// exFAT: sectors at 0x48, flags 0x6A (2: dirty, 4: disk errors), sizes as powers of two 0x6C and 0x6D, FATs 0x6E. No Windows starts from
/// one, so there is no hiberfil.sys to look for.
Result<VolumeState> exFatState(std::string_view boot, const Volume& volume) {
  const unsigned sectorShift = u8(boot, 0x6C), clusterShift = u8(boot, 0x6D);
  const std::uint64_t sectors = u64(boot, 0x48);
  if (sectorShift < 9 || sectorShift > 12 || clusterShift > 25 - sectorShift || u16(boot, 510) != 0xAA55 ||
      (u8(boot, 0x6E) != 1 && u8(boot, 0x6E) != 2) || boot.substr(0x0B, 53).find_first_not_of('\0') != std::string_view::npos) {
    return volume.corrupt("exFAT: a broken boot sector");
  }
  if (sectors == 0 || !productFits(sectors, 1ULL << sectorShift, volume.size())) return volume.corrupt("exFAT: larger than what holds it");
  VolumeState state;
  state.format = VolumeFormat::ExFat;
  state.sectors = sectors;
  const std::uint16_t flags = u16(boot, 0x6A);
  if ((flags & 2U) != 0) markDirty(state, "the boot sector says dirty");
  if ((flags & 4U) != 0) markDirty(state, "the boot sector says disk errors");
  return state;
}

}  // namespace

std::optional<VolumeState> encryptionIn(std::string_view firstSector) {
  if (firstSector.size() < 512) return std::nullopt;
  const auto encrypted = [](VolumeFormat format, const char* product) {
    VolumeState state;
    state.format = format;
    state.encryption = product;
    return state;
  };
  using namespace std::string_view_literals;
  if (firstSector.substr(3, 8) == "-FVE-FS-") return encrypted(VolumeFormat::BitLocker, "BitLocker");
  // 4967d63b-2e29-4ad8-8399-f6a339e3d001 as a GUID lies on a disk.
  constexpr std::string_view bitLockerGuid = "\x3B\xD6\x67\x49\x29\x2E\xD8\x4A\x83\x99\xF6\xA3\x39\xE3\xD0\x01"sv;
  if (firstSector.substr(424, 16) == bitLockerGuid) return encrypted(VolumeFormat::BitLocker, "BitLocker To Go");
  if (firstSector.starts_with("LUKS\xBA\xBE"sv)) return encrypted(VolumeFormat::Luks, "LUKS");
  // Boot code in the first sector of a disk.
  const std::string_view sector = firstSector.substr(0, 512);
  if (sector.find("TrueCrypt Boot Loader") != std::string_view::npos) return encrypted(VolumeFormat::OtherEncrypted, "TrueCrypt");
  if (sector.find("VeraCrypt Boot Loader") != std::string_view::npos) return encrypted(VolumeFormat::OtherEncrypted, "VeraCrypt");
  if (sector.substr(3, 8) == "PGPGUARD") return encrypted(VolumeFormat::OtherEncrypted, "PGP Whole Disk Encryption");
  if (sector.substr(3, 8) == "SafeBoot") return encrypted(VolumeFormat::OtherEncrypted, "SafeBoot");
  return std::nullopt;
}

Result<VolumeState> readVolumeState(const ReadAt& readAt, std::uint64_t sizeBytes, std::string_view subject) {
  if (sizeBytes < 512) return VolumeState{};
  Volume volume(readAt, sizeBytes, subject);
  auto boot = volume.read(0, 512);
  if (!boot) return tl::unexpected(boot.error());
  if (auto encrypted = encryptionIn(*boot)) return *std::move(encrypted);
  const std::string_view maker = std::string_view(*boot).substr(3, 8);
  if (maker == "NTFS    ") return Ntfs(volume).state(*boot);
  if (maker == "EXFAT   ") return exFatState(*boot, volume);
  if (saysFat(*boot) || looksFat(*boot)) return fatState(*boot, volume);
  return VolumeState{};
}

Status addNeighbour(VolumeState& state, const std::string& path, const Result<VolumeState>& neighbour) {
  if (!neighbour) return fail(Errc::Unclean, path, "hibernation on the same disk can't be ruled out: " + describe(neighbour.error()));
  if (!neighbour->hibernated) return {};
  state.hibernated = true;
  state.why += (state.why.empty() ? "" : "; ") + path + ": " + neighbour->why;
  return {};
}

bool isOneOfSeveralDisks(const Error& error) { return error.code == Errc::Unsupported && error.detail.starts_with(oneOfSeveralDisks); }

bool keepsState(VolumeFormat format) {
  return format == VolumeFormat::Ntfs || format == VolumeFormat::Fat || format == VolumeFormat::ExFat;
}

}  // namespace sankajo
