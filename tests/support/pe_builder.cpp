// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/pe_builder.h"

#include <algorithm>

#include "engine/text.h"

namespace sankajo {
namespace {

constexpr std::size_t kFileAlignment = 0x200;
constexpr std::uint32_t kSectionAlignment = 0x1000;
constexpr std::uint64_t kMaxSize = 1U << 30;
constexpr std::uint64_t kImageBase = 0x400000;
constexpr std::uint32_t kCode = 0x60000020, kData = 0xC0000040, kReadOnlyData = 0x40000040;

template <class T>
std::string le(T value) {
  std::string bytes;
  for (std::size_t i = 0; i < sizeof value; ++i) bytes += static_cast<char>((value >> (8 * i)) & 0xFF);
  return bytes;
}
std::string le16(std::size_t value) {
  return le(static_cast<std::uint16_t>(value));
}
std::string le32(std::uint64_t value) {
  return le(static_cast<std::uint32_t>(value));
}

std::uint64_t roundUp(std::uint64_t value, std::uint64_t step) {
  return (value + step - 1) / step * step;
}
void padTo(std::string& bytes, std::size_t step) {
  bytes.resize(roundUp(bytes.size(), step));
}

std::string utf16z(std::string_view text) {
  return utf8ToUtf16Le(text) + std::string(2, '\0');
}

/// One node of a version resource: its length, the value's length and type, key, value, then nodes within; each part on 4 bytes.
std::string versionNode(std::string_view key, std::string_view value, std::size_t valueLength, bool isText, const std::string& within) {
  std::string body = le16(valueLength) + le16(isText ? 1 : 0) + utf16z(key);
  body.insert(0, 2, '\0');
  padTo(body, 4);
  body += value;
  if (!within.empty()) padTo(body, 4);
  body += within;
  return body.replace(0, 2, le16(body.size()));
}

std::string versionInfo(const PeBuilder& pe) {
  const auto& parts = pe.version->parts;
  const std::string number = le16(parts[1]) + le16(parts[0]) + le16(parts[3]) + le16(parts[2]);
  std::string fixed = le32(0xFEEF04BD) + le32(0x10000) + number + number + le32(0x3F) + le32(0);
  fixed += le32(0x40004) + le32(pe.dll ? 2 : 1) + le32(0) + le32(0) + le32(0);
  std::string within;
  if (!pe.versionTexts.empty()) {
    std::string texts;
    for (const auto& [key, text] : pe.versionTexts) {
      const std::string value = utf16z(text);
      padTo(texts, 4);
      texts += versionNode(key, value, value.size() / 2, true, "");
    }
    within = versionNode("StringFileInfo", "", 0, true, versionNode("040904b0", "", 0, true, texts));
    padTo(within, 4);
    within += versionNode("VarFileInfo", "", 0, true, versionNode("Translation", le16(0x0409) + le16(1200), 4, false, ""));
  }
  return versionNode("VS_VERSION_INFO", fixed, fixed.size(), false, within);
}

/// A resource tree that holds the version alone: type 16, name 1, language 0x409.
std::string resources(const PeBuilder& pe, std::uint32_t address) {
  constexpr std::uint32_t isDirectory = 0x80000000;
  const auto directory = [](std::uint32_t id, std::uint32_t to) { return std::string(14, '\0') + le16(1) + le32(id) + le32(to); };
  const std::string version = versionInfo(pe);
  std::string tree = directory(16, 24 | isDirectory) + directory(1, 48 | isDirectory) + directory(0x409, 72);
  tree += le32(address + 88) + le32(version.size()) + le32(0) + le32(0);
  return tree + version;
}

/// The code that only returns, and where the header's entry point is in it.
std::pair<std::string, std::uint32_t> code(PeBuilder::Machine machine, std::uint32_t address) {
  if (machine != PeBuilder::Machine::Ia64) return {"\x31\xC0\xC3", 0};  // xor eax, eax; ret
  // One bundle, "nop.m; nop.i; br.ret b0", and the descriptor that an entry point is there: address and global pointer.
  const std::string bundle{"\x11\0\0\0\x01\0\0\0\0\x02\0\x80\x08\0\x84\0", 16};
  return {bundle + le(kImageBase + address) + le(std::uint64_t{0}), 16};
}

/// Pseudo-random bytes (xorshift), or zeros without a seed.
class Filler {
 public:
  explicit Filler(std::optional<std::uint32_t> seed) : on_(seed.has_value()), state_(seed.value_or(0) + 0x9E3779B97F4A7C15) {}
  void fill(std::string& bytes, std::size_t size) {
    while (bytes.size() < size) bytes += on_ ? next() : '\0';
  }

 private:
  char next() {
    state_ ^= state_ << 13;
    state_ ^= state_ >> 7;
    state_ ^= state_ << 17;
    return static_cast<char>(state_ >> 56);
  }
  bool on_;
  std::uint64_t state_;
};

struct Section {
  std::string name;
  std::uint32_t flags = 0;
  std::string bytes;
  std::uint32_t address = 0;
};

std::string headers(const PeBuilder& pe, const std::vector<Section>& sections, std::uint32_t entryPoint) {
  const bool is64 = pe.machine != PeBuilder::Machine::X86;
  // A program of DOS that ends at once, then the PE header at 0x80.
  std::string file = "MZ" + le16(0x90) + le16(1) + le16(0) + le16(4) + le16(0) + le16(0xFFFF) + le16(0) + le16(0xB8);
  file.resize(0x3C);
  file += le32(0x80) + "\xB8\x01\x4C\xCD\x21";  // mov ax, 4C01h; int 21h
  file.resize(0x80);

  const std::size_t optionalSize = is64 ? 240 : 224;
  const std::uint32_t flags = 0x0003U | (is64 ? 0x0020U : 0x0100U) | (pe.dll ? 0x2000U : 0U);
  file += std::string("PE\0\0", 4) + le16(static_cast<std::uint16_t>(pe.machine)) + le16(sections.size()) + le32(pe.seed.value_or(0));
  file += le32(0) + le32(0) + le16(optionalSize) + le16(flags);

  std::uint64_t codeSize = 0, dataSize = 0;
  std::uint32_t end = kSectionAlignment, dataAddress = 0;
  for (const Section& section : sections) {
    (section.flags == kCode ? codeSize : dataSize) += roundUp(section.bytes.size(), kFileAlignment);
    if (section.flags == kData) dataAddress = section.address;
    end = static_cast<std::uint32_t>(roundUp(section.address + section.bytes.size(), kSectionAlignment));
  }
  const auto word = [&](std::uint64_t value) { return is64 ? le(value) : le32(value); };
  file += le16(is64 ? 0x20B : 0x10B) + le16(7) + le32(codeSize) + le32(dataSize) + le32(0);
  file += le32(pe.dll ? 0 : entryPoint) + le32(sections.front().address);
  if (!is64) file += le32(dataAddress);
  file += word(kImageBase) + le32(kSectionAlignment) + le32(kFileAlignment);
  file += le16(4) + le16(0) + le16(0) + le16(0) + le16(4) + le16(0);                 // versions: system 4.0, image 0.0, subsystem 4.0
  file += le32(0) + le32(end) + le32(kFileAlignment) + le32(0) + le16(2) + le16(0);  // subsystem: windows
  file += word(0x100000) + word(0x1000) + word(0x100000) + word(0x1000) + le32(0) + le32(16);
  constexpr std::size_t entry = 8, resourceEntry = 2;
  std::string directories(16 * entry, '\0');
  if (sections.back().flags == kReadOnlyData)
    directories.replace(resourceEntry * entry, entry, le32(sections.back().address) + le32(sections.back().bytes.size()));
  file += directories;

  std::uint64_t place = kFileAlignment;
  for (const Section& section : sections) {
    const std::uint64_t rawSize = roundUp(section.bytes.size(), kFileAlignment);
    std::string name = section.name;
    name.resize(8);
    file += name + le32(section.bytes.size()) + le32(section.address) + le32(rawSize) + le32(place);
    file += le32(0) + le32(0) + le32(0) + le32(section.flags);
    place += rawSize;
  }
  padTo(file, kFileAlignment);
  return file;
}

}  // namespace

Result<std::string> PeBuilder::build() const {
  std::uint32_t address = kSectionAlignment;
  std::vector<Section> sections;
  const auto add = [&](std::string name, std::uint32_t flags, std::string bytes) {
    const auto next = static_cast<std::uint32_t>(roundUp(address + bytes.size(), kSectionAlignment));
    sections.push_back({std::move(name), flags, std::move(bytes), address});
    address = next;
  };
  const auto [instructions, entry] = code(machine, address);
  const std::uint32_t entryPoint = address + entry;
  add(".text", kCode, instructions);

  std::string data;
  for (const std::string& text : texts) data.append(text).push_back('\0');
  const std::uint64_t resourceSize = version ? roundUp(resources(*this, 0).size(), kFileAlignment) : 0;
  const std::uint64_t others = 2 * kFileAlignment + resourceSize;
  const std::uint64_t smallest = others + roundUp(data.size(), kFileAlignment);
  const std::uint64_t wanted = size.value_or(smallest);
  if (wanted < smallest || wanted > kMaxSize)
    return fail(Errc::Refused, "PE builder", "cannot have " + std::to_string(wanted) + " bytes, at least " + std::to_string(smallest));
  Filler filler(seed);
  filler.fill(data, (wanted - others) / kFileAlignment * kFileAlignment);
  if (!data.empty()) add(".data", kData, data);
  if (version) add(".rsrc", kReadOnlyData, resources(*this, address));

  std::string file = headers(*this, sections, entryPoint);
  for (const Section& section : sections) {
    file += section.bytes;
    padTo(file, kFileAlignment);
  }
  filler.fill(file, wanted);
  return file;
}

ReadAt readAtOf(std::string_view bytes) {
  return [bytes](std::uint64_t offset, std::size_t length) -> Result<std::string> {
    if (offset >= bytes.size()) return std::string();
    return std::string(bytes.substr(static_cast<std::size_t>(offset), length));
  };
}

}  // namespace sankajo
