// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/pe.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <utility>
#include <vector>

#include "engine/bytes.h"

namespace sankajo {
namespace {

constexpr std::size_t kCoffHeader = 24;  // with "PE\0\0"
constexpr std::size_t kSectionHeader = 40;
constexpr std::size_t kDirectoryHeader = 16;
constexpr std::size_t kDirectoryEntry = 8;
// The loader of these Windows takes no more sections. Types, names and languages of resources are tens in real files.
constexpr std::size_t kMaxSections = 96;
constexpr std::size_t kMaxDirectoryEntries = 4096;
// Headers, resource tree and version block lie together, so one read mostly serves several questions.
constexpr std::size_t kWindow = 4096;

constexpr std::string_view kPeSignature{"PE\0\0", 4};
constexpr std::uint16_t kPe32 = 0x10B, kPe32Plus = 0x20B;
constexpr std::size_t kResourceDirectory = 2;
constexpr std::uint32_t kVersionType = 16;
constexpr std::uint32_t kIsDirectory = 0x80000000;
constexpr std::uint32_t kFixedFileInfoSignature = 0xFEEF04BD;
constexpr std::size_t kFixedFileInfoSize = 52;
// VS_VERSIONINFO: length, length of the value, type; the key below with its NUL; padding to 4 bytes; VS_FIXEDFILEINFO.
constexpr std::size_t kVersionKey = 6;
constexpr std::string_view kVersionKeyText{"V\0S\0_\0V\0E\0R\0S\0I\0O\0N\0_\0I\0N\0F\0O\0\0\0", 32};
constexpr std::size_t kVersionValue = 40;

std::string machineName(std::uint16_t machine) {
  switch (machine) {
    case 0x14C:
      return "x86";
    case 0x200:
      return "ia64";
    case 0x8664:
      return "amd64";
    default:
      break;
  }
  std::array<char, 4> digits{};
  const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), machine, 16).ptr;
  return "0x" + std::string(digits.data(), end);
}

struct Section {
  std::uint32_t address = 0, size = 0, place = 0;
};

/// One image being read. Every view that `bytes` gives holds until the next call.
class Image {
 public:
  Image(const ReadAt& readAt, std::uint64_t fileSize, std::string_view subject) : readAt_(readAt), fileSize_(fileSize), subject_(subject) {}

  Result<PeFacts> facts();

 private:
  tl::unexpected<Error> corrupt(std::string_view detail) const { return fail(Errc::Corrupt, subject_, "PE image: " + std::string(detail)); }
  Result<std::string_view> bytes(std::uint64_t offset, std::size_t length);
  Result<std::string_view> bytesAtAddress(std::uint64_t address, std::size_t length);
  Status readSections(std::uint64_t tableOffset, std::size_t count);
  Result<std::optional<std::uint32_t>> resourceEntry(std::uint32_t tree, std::uint32_t directory, std::optional<std::uint32_t> id,
                                                     bool toDirectory);
  Result<std::optional<FileVersionNumber>> versionIn(std::uint32_t tree);

  const ReadAt& readAt_;
  std::uint64_t fileSize_;
  std::string subject_;
  std::vector<Section> sections_;
  std::string window_;
  std::uint64_t windowOffset_ = 0;
};

Result<std::string_view> Image::bytes(std::uint64_t offset, std::size_t length) {
  if (offset > fileSize_ || length > fileSize_ - offset) return corrupt("cut off");
  const bool inWindow =
      offset >= windowOffset_ && offset - windowOffset_ <= window_.size() && length <= window_.size() - (offset - windowOffset_);
  if (!inWindow) {
    const auto wanted = static_cast<std::size_t>(std::min<std::uint64_t>(std::max(length, kWindow), fileSize_ - offset));
    auto read = readAt_(offset, wanted);
    if (!read) return tl::unexpected(std::move(read.error()));
    window_ = std::move(*read);
    windowOffset_ = offset;
    if (window_.size() < length) return corrupt("shorter than its size says");
  }
  return std::string_view(window_).substr(static_cast<std::size_t>(offset - windowOffset_), length);
}

Result<std::string_view> Image::bytesAtAddress(std::uint64_t address, std::size_t length) {
  for (const Section& section : sections_) {
    if (address < section.address) continue;
    const std::uint64_t within = address - section.address;
    if (within < section.size && length <= section.size - within) return bytes(section.place + within, length);
  }
  return corrupt("an address lies in no section");
}

Status Image::readSections(std::uint64_t tableOffset, std::size_t count) {
  if (count > kMaxSections) return corrupt("too many sections");
  const auto table = bytes(tableOffset, count * kSectionHeader);
  if (!table) return tl::unexpected(table.error());
  for (std::size_t i = 0; i < count; ++i) {
    const std::string_view header = table->substr(i * kSectionHeader, kSectionHeader);
    const std::uint32_t virtualSize = u32(header, 8);
    const Section section{u32(header, 12), u32(header, 16), u32(header, 20)};
    // What goes beyond the size in memory is padding, which some linkers leave out at the file's end.
    const std::uint32_t needed = virtualSize == 0 ? section.size : std::min(section.size, virtualSize);
    if (needed != 0 && std::uint64_t{section.place} + needed > fileSize_) return corrupt("cut off within a section");
    sections_.push_back(section);
  }
  return {};
}

/// Where the entry for `id` (without `id`: the first entry) of the directory at `directory`, counted from the tree's start, leads
/// to: a directory or data. Empty where there is no such entry.
Result<std::optional<std::uint32_t>> Image::resourceEntry(std::uint32_t tree, std::uint32_t directory, std::optional<std::uint32_t> id,
                                                          bool toDirectory) {
  const std::uint64_t address = std::uint64_t{tree} + directory;
  const auto header = bytesAtAddress(address, kDirectoryHeader);
  if (!header) return tl::unexpected(header.error());
  const std::size_t count = std::size_t{u16(*header, 12)} + u16(*header, 14);
  if (count > kMaxDirectoryEntries) return corrupt("too many resources");
  const auto entries = bytesAtAddress(address + kDirectoryHeader, count * kDirectoryEntry);
  if (!entries) return tl::unexpected(entries.error());
  for (std::size_t i = 0; i < count; ++i) {
    if (id && u32(*entries, i * kDirectoryEntry) != *id) continue;
    const std::uint32_t to = u32(*entries, i * kDirectoryEntry + 4);
    if (((to & kIsDirectory) != 0) != toDirectory) return corrupt("a resource tree of another depth");
    return to & ~kIsDirectory;
  }
  return std::nullopt;
}

Result<std::optional<FileVersionNumber>> Image::versionIn(std::uint32_t tree) {
  const auto type = resourceEntry(tree, 0, kVersionType, true);
  if (!type) return tl::unexpected(type.error());
  if (!*type) return std::nullopt;
  const auto resourceName = resourceEntry(tree, **type, std::nullopt, true);
  if (!resourceName) return tl::unexpected(resourceName.error());
  if (!*resourceName) return corrupt("a version resource without a name");
  const auto language = resourceEntry(tree, **resourceName, std::nullopt, false);
  if (!language) return tl::unexpected(language.error());
  if (!*language) return corrupt("a version resource without a language");

  const auto data = bytesAtAddress(std::uint64_t{tree} + **language, 2 * sizeof(std::uint32_t));
  if (!data) return tl::unexpected(data.error());
  const std::uint32_t address = u32(*data, 0), size = u32(*data, 4);
  if (size < kVersionValue) return corrupt("a short version resource");
  const std::size_t wanted = std::min<std::size_t>(size, kVersionValue + kFixedFileInfoSize);
  const auto block = bytesAtAddress(address, wanted);
  if (!block) return tl::unexpected(block.error());
  if (block->substr(kVersionKey, kVersionKeyText.size()) != kVersionKeyText) return corrupt("no version information where it should be");
  const std::size_t length = u16(*block, 0), valueLength = u16(*block, 2);
  if (length < kVersionValue || length > size) return corrupt("a version resource of a wrong length");
  if (valueLength == 0) return std::nullopt;  // Texts alone are allowed.
  if (valueLength != kFixedFileInfoSize || wanted < kVersionValue + kFixedFileInfoSize || length < wanted ||
      u32(*block, kVersionValue) != kFixedFileInfoSignature)
    return corrupt("no fixed file information where it should be");
  return FileVersionNumber{
      {u16(*block, kVersionValue + 10), u16(*block, kVersionValue + 8), u16(*block, kVersionValue + 14), u16(*block, kVersionValue + 12)}};
}

Result<PeFacts> Image::facts() {
  const auto dos = bytes(0, kDosHeaderLength);
  if (!dos) return tl::unexpected(dos.error());
  if (!dos->starts_with("MZ")) return corrupt("no MZ at its start");
  const std::uint64_t peOffset = u32(*dos, 0x3C);
  const auto coff = bytes(peOffset, kCoffHeader);
  if (!coff) return tl::unexpected(coff.error());
  if (!coff->starts_with(kPeSignature)) return corrupt("no PE header");
  PeFacts facts;
  facts.machine = machineName(u16(*coff, 4));
  const std::size_t sectionCount = u16(*coff, 6), optionalSize = u16(*coff, 20);

  const std::uint64_t optionalOffset = peOffset + kCoffHeader;
  const auto optional = bytes(optionalOffset, optionalSize);
  if (!optional) return tl::unexpected(optional.error());
  if (optionalSize < 2) return corrupt("no optional header");
  const std::uint16_t magic = u16(*optional, 0);
  if (magic != kPe32 && magic != kPe32Plus) return corrupt("an unknown optional header");
  const std::size_t directories = magic == kPe32 ? 96 : 112;
  if (optionalSize < directories) return corrupt("a short optional header");
  std::uint32_t tree = 0;
  if (u32(*optional, directories - 4) > kResourceDirectory) {
    const std::size_t entry = directories + kResourceDirectory * 8;
    if (optionalSize < entry + 8) return corrupt("a short optional header");
    tree = u32(*optional, entry);
  }

  if (auto read = readSections(optionalOffset + optionalSize, sectionCount); !read) return tl::unexpected(std::move(read.error()));
  if (tree != 0) {
    const auto version = versionIn(tree);
    if (!version) return tl::unexpected(version.error());
    facts.version = *version;
  }
  return facts;
}

}  // namespace

bool isPe(std::string_view head) {
  if (!mayBePe(head)) return false;
  const std::uint32_t peOffset = u32(head, 0x3C);
  return peOffset < head.size() && head.substr(peOffset).starts_with(kPeSignature);
}

Result<PeFacts> readPe(const ReadAt& readAt, std::uint64_t fileSize, std::string_view subject) {
  return Image(readAt, fileSize, subject).facts();
}

}  // namespace sankajo
