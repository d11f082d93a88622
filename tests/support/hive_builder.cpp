// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/hive_builder.h"

#include <algorithm>
#include <map>

#include "engine/text.h"

namespace sankajo::test {

namespace {

constexpr std::uint32_t nothing = 0xFFFFFFFF;
constexpr std::uint64_t dayOfTheNotice = 127054908000000000;  // 2003-08-16 07:00 UTC

struct Value {
  std::string name;
  std::uint32_t type = 0;
  std::string bytes;
};

struct Key {
  std::string name;
  std::string keyClass, security;
  std::uint64_t lastWritten = dayOfTheNotice;
  std::uint16_t flags = 0;
  std::vector<Value> values;
  std::map<std::vector<std::uint16_t>, std::unique_ptr<Key>> keys;  ///< By name in upper case: found and sorted as Windows does.
};

// Little-endian numbers, one after another.
class Bytes {
 public:
  Bytes& u16(std::size_t n) { return number(n, 2); }
  Bytes& u32(std::size_t n) { return number(n, 4); }
  Bytes& u64(std::uint64_t n) { return number(n, 8); }
  Bytes& text(std::string_view bytes) {
    bytes_ += bytes;
    return *this;
  }
  const std::string& get() const { return bytes_; }

 private:
  Bytes& number(std::uint64_t n, int size) {
    for (int i = 0; i < size; ++i, n >>= 8) bytes_ += static_cast<char>(n & 0xFF);
    return *this;
  }
  std::string bytes_;
};

std::vector<std::uint16_t> units(std::string_view name) {
  const std::string bytes = utf8ToUtf16Le(name);
  std::vector<std::uint16_t> result;
  for (std::size_t i = 0; i + 1 < bytes.size(); i += 2) {
    result.push_back(static_cast<std::uint16_t>(static_cast<unsigned char>(bytes[i]) | (static_cast<unsigned char>(bytes[i + 1]) << 8)));
  }
  return result;
}

// Enough of Windows' table for test names: Latin-1, Greek, Cyrillic.
std::uint16_t upper(std::uint16_t c) {
  const auto within = [c](unsigned first, unsigned last) { return c >= first && c <= last; };
  if (within('a', 'z') || (within(0xE0, 0xFE) && c != 0xF7) || within(0x3B1, 0x3C9) || within(0x430, 0x44F)) {
    return static_cast<std::uint16_t>(c - 32);
  }
  if (within(0x450, 0x45F)) return static_cast<std::uint16_t>(c - 80);
  return c;
}

std::vector<std::uint16_t> upperUnits(std::string_view name) {
  std::vector<std::uint16_t> result = units(name);
  std::transform(result.begin(), result.end(), result.begin(), upper);
  return result;
}

bool isLatin1(std::string_view name) {
  const auto all = units(name);
  return !all.empty() && std::all_of(all.begin(), all.end(), [](std::uint16_t c) { return c < 0x100; });
}

// A name as a cell holds it: one byte a character where that is enough.
std::string storedName(std::string_view name) {
  if (!isLatin1(name)) return utf8ToUtf16Le(name);
  std::string result;
  for (const std::uint16_t c : units(name)) result += static_cast<char>(c);
  return result;
}

std::string terminated(std::string_view text) { return utf8ToUtf16Le(text) + std::string(2, '\0'); }

std::string sid(std::initializer_list<std::uint32_t> parts) {
  Bytes result;
  result.text(std::string{'\1', static_cast<char>(parts.size()), '\0', '\0', '\0', '\0', '\0', '\5'});
  for (const std::uint32_t part : parts) result.u32(part);
  return result.get();
}

// Lays out bins: cells one after another, a new bin of whole pages when the last is full.
class Layout {
 public:
  // A cell for this many bytes; gives its offset from the first bin.
  std::uint32_t reserve(std::size_t length) {
    const std::size_t size = (length + 4 + 7) / 8 * 8;
    if (size > binEnd_ - bins_.size()) newBin(size);
    const auto offset = static_cast<std::uint32_t>(bins_.size());
    bins_ += Bytes().u32(0U - size).get();
    bins_.resize(offset + size);
    return offset;
  }
  void write(std::uint32_t cell, const std::string& bytes) { bins_.replace(cell + 4, bytes.size(), bytes); }
  std::uint32_t put(const std::string& bytes) {
    const std::uint32_t cell = reserve(bytes.size());
    write(cell, bytes);
    return cell;
  }
  std::string finish() {
    closeBin();
    return bins_;
  }

 private:
  void closeBin() {
    const std::size_t rest = binEnd_ - bins_.size();
    if (rest == 0) return;
    bins_ += Bytes().u32(rest).get();
    bins_.resize(binEnd_);
  }
  void newBin(std::size_t forSize) {
    closeBin();
    const std::size_t start = bins_.size();
    const std::size_t size = (forSize + 32 + 4095) / 4096 * 4096;
    bins_ += Bytes().text("hbin").u32(start).u32(size).u64(0).u64(start == 0 ? dayOfTheNotice : 0).u32(0).get();
    binEnd_ = start + size;
  }
  std::string bins_;
  std::size_t binEnd_ = 0;
};

struct SecurityCell {
  std::uint32_t cell = nothing;
  std::uint32_t users = 0;
};

}  // namespace

struct HiveBuilder::Description {
  std::uint32_t minor = 5;
  ListKind lists = ListKind::Lh;
  std::size_t keysPerList = 500;
  bool unclean = false;
  Key root;

  Key& at(std::string_view path) {
    Key* here = &root;
    while (!path.empty()) {
      const std::size_t end = std::min(path.find('\\'), path.size());
      const std::string_view name = path.substr(0, end);
      path.remove_prefix(std::min(end + 1, path.size()));
      std::unique_ptr<Key>& child = here->keys[upperUnits(name)];
      if (child == nullptr) {
        child = std::make_unique<Key>();
        child->name = name;
      }
      here = child.get();
    }
    return *here;
  }
};

namespace {

struct Settings {
  std::uint32_t minor;
  HiveBuilder::ListKind lists;
  std::size_t keysPerList;
};

class Writer {
 public:
  explicit Writer(Settings settings) : settings_(settings) {}

  std::uint32_t write(const Key& root) {
    reserveSecurity(root);
    const std::uint32_t cell = writeKey(root, nothing, 0x0C);
    writeSecurity();
    return cell;
  }
  std::string finish() { return layout_.finish(); }

 private:
  static std::string securityOf(const Key& key) { return key.security.empty() ? HiveBuilder::descriptor(0) : key.security; }

  void reserveSecurity(const Key& key) {
    SecurityCell& shared = security_[securityOf(key)];
    ++shared.users;
    if (shared.cell == nothing) shared.cell = layout_.reserve(20 + securityOf(key).size());
    for (const auto& [name, child] : key.keys) reserveSecurity(*child);
  }
  // All security cells form one ring, in both directions.
  void writeSecurity() {
    std::vector<std::pair<std::string, SecurityCell>> ring(security_.begin(), security_.end());
    for (std::size_t i = 0; i < ring.size(); ++i) {
      const std::uint32_t next = ring[(i + 1) % ring.size()].second.cell;
      const std::uint32_t last = ring[(i + ring.size() - 1) % ring.size()].second.cell;
      const auto& [descriptor, self] = ring[i];
      layout_.write(self.cell, Bytes().text("sk").u16(0).u32(next).u32(last).u32(self.users).u32(descriptor.size()).text(descriptor).get());
    }
  }

  std::uint32_t writeBigData(const std::string& bytes) {
    constexpr std::size_t segment = 16344;
    Bytes list;
    std::size_t count = 0;
    for (std::size_t at = 0; at < bytes.size(); at += segment, ++count) list.u32(layout_.put(bytes.substr(at, segment)));
    return layout_.put(Bytes().text("db").u16(count).u32(layout_.put(list.get())).get());
  }
  std::uint32_t writeValue(const Value& value) {
    Bytes vk;
    vk.text("vk").u16(storedName(value.name).size());
    if (value.bytes.size() <= 4) {
      std::string inside = value.bytes;
      inside.resize(4);
      vk.u32(0x80000000U + value.bytes.size()).text(inside);
    } else {
      const bool big = settings_.minor >= 4 && value.bytes.size() > 16344;
      vk.u32(value.bytes.size()).u32(big ? writeBigData(value.bytes) : layout_.put(value.bytes));
    }
    vk.u32(value.type).u16(isLatin1(value.name) ? 1 : 0).u16(0).text(storedName(value.name));
    return layout_.put(vk.get());
  }

  std::string listEntry(const std::string& name, std::uint32_t cell) const {
    Bytes entry;
    entry.u32(cell);
    if (settings_.lists == HiveBuilder::ListKind::Lh) {
      std::uint32_t hash = 0;
      for (const std::uint16_t c : upperUnits(name)) hash = hash * 37 + c;
      entry.u32(hash);
    } else if (settings_.lists == HiveBuilder::ListKind::Lf) {
      std::vector<std::uint16_t> first = units(name);
      first.resize(4);
      const bool fits = std::all_of(first.begin(), first.end(), [](std::uint16_t c) { return c < 0x100; });
      std::string hint(4, '\0');
      if (fits) std::transform(first.begin(), first.end(), hint.begin(), [](std::uint16_t c) { return static_cast<char>(c); });
      entry.text(hint);
    }
    return entry.get();
  }
  std::uint32_t writeList(const std::vector<std::string>& entries) {
    const char* const signature =
        settings_.lists == HiveBuilder::ListKind::Lh ? "lh" : settings_.lists == HiveBuilder::ListKind::Lf ? "lf" : "li";
    std::vector<std::uint32_t> leaves;
    for (std::size_t from = 0; from < entries.size(); from += settings_.keysPerList) {
      const std::size_t to = std::min(from + settings_.keysPerList, entries.size());
      Bytes leaf;
      leaf.text(signature).u16(to - from);
      for (std::size_t i = from; i < to; ++i) leaf.text(entries[i]);
      leaves.push_back(layout_.put(leaf.get()));
    }
    if (leaves.empty()) return nothing;
    if (leaves.size() == 1) return leaves.front();
    Bytes root;
    root.text("ri").u16(leaves.size());
    for (const std::uint32_t leaf : leaves) root.u32(leaf);
    return layout_.put(root.get());
  }

  std::uint32_t writeKey(const Key& key, std::uint32_t parent, std::uint16_t flags) {
    const std::string name = storedName(key.name);
    const std::uint32_t cell = layout_.reserve(76 + name.size());

    std::size_t maxValueName = 0;
    std::size_t maxValueData = 0;
    Bytes valueList;
    for (const Value& value : key.values) {
      valueList.u32(writeValue(value));
      maxValueName = std::max(maxValueName, units(value.name).size() * 2);
      maxValueData = std::max(maxValueData, value.bytes.size());
    }
    const std::uint32_t values = key.values.empty() ? nothing : layout_.put(valueList.get());
    const std::uint32_t classCell = key.keyClass.empty() ? nothing : layout_.put(key.keyClass);

    std::size_t maxName = 0;
    std::size_t maxClass = 0;
    std::vector<std::string> entries;
    for (const auto& [upperName, child] : key.keys) {
      entries.push_back(listEntry(child->name, writeKey(*child, cell, 0)));
      maxName = std::max(maxName, units(child->name).size() * 2);
      maxClass = std::max(maxClass, child->keyClass.size());
    }
    const std::uint32_t list = writeList(entries);

    const auto allFlags = static_cast<std::uint16_t>(flags | key.flags | (isLatin1(key.name) ? 0x20 : 0));
    Bytes nk;
    nk.text("nk").u16(allFlags).u64(key.lastWritten).u32(0).u32(parent);
    nk.u32(key.keys.size()).u32(0).u32(list).u32(nothing).u32(key.values.size()).u32(values);
    nk.u32(security_[securityOf(key)].cell).u32(classCell).u32(maxName).u32(maxClass).u32(maxValueName).u32(maxValueData).u32(0);
    nk.u16(name.size()).u16(key.keyClass.size()).text(name);
    layout_.write(cell, nk.get());
    return cell;
  }

  Settings settings_;
  Layout layout_;
  std::map<std::string, SecurityCell> security_;
};

}  // namespace

HiveBuilder::HiveBuilder(std::uint32_t minorVersion) : description_(std::make_unique<Description>()) {
  description_->minor = minorVersion;
  description_->lists = minorVersion >= 5 ? ListKind::Lh : ListKind::Lf;
  description_->root.name = "$$$PROTO.HIV";
}
HiveBuilder::HiveBuilder(HiveBuilder&&) noexcept = default;
HiveBuilder& HiveBuilder::operator=(HiveBuilder&&) noexcept = default;
HiveBuilder::~HiveBuilder() = default;

HiveBuilder& HiveBuilder::key(std::string_view path) {
  description_->at(path);
  return *this;
}
HiveBuilder& HiveBuilder::sz(std::string_view path, std::string_view name, std::string_view text) {
  return raw(path, name, 1, terminated(text));
}
HiveBuilder& HiveBuilder::expandSz(std::string_view path, std::string_view name, std::string_view text) {
  return raw(path, name, 2, terminated(text));
}
HiveBuilder& HiveBuilder::dword(std::string_view path, std::string_view name, std::uint32_t number) {
  return raw(path, name, 4, Bytes().u32(number).get());
}
HiveBuilder& HiveBuilder::multiSz(std::string_view path, std::string_view name, const std::vector<std::string>& texts) {
  std::string bytes;
  for (const std::string& text : texts) bytes += terminated(text);
  return raw(path, name, 7, bytes + std::string(2, '\0'));
}
HiveBuilder& HiveBuilder::raw(std::string_view path, std::string_view name, std::uint32_t type, std::string_view bytes) {
  std::vector<Value>& values = description_->at(path).values;
  const auto same =
      std::find_if(values.begin(), values.end(), [name](const Value& value) { return upperUnits(value.name) == upperUnits(name); });
  Value& value = same != values.end() ? *same : values.emplace_back();
  value = Value{std::string(name), type, std::string(bytes)};
  return *this;
}

HiveBuilder& HiveBuilder::keyClass(std::string_view path, std::string_view bytes) {
  description_->at(path).keyClass = bytes;
  return *this;
}
HiveBuilder& HiveBuilder::security(std::string_view path, std::string_view selfRelativeDescriptor) {
  description_->at(path).security = selfRelativeDescriptor;
  return *this;
}
HiveBuilder& HiveBuilder::lastWritten(std::string_view path, std::uint64_t fileTime) {
  description_->at(path).lastWritten = fileTime;
  return *this;
}
HiveBuilder& HiveBuilder::flags(std::string_view path, std::uint16_t flags) {
  description_->at(path).flags = flags;
  return *this;
}
HiveBuilder& HiveBuilder::lists(ListKind kind) {
  description_->lists = kind;
  return *this;
}
HiveBuilder& HiveBuilder::splitLists(std::size_t keysPerList) {
  description_->keysPerList = std::max<std::size_t>(1, keysPerList);
  return *this;
}
HiveBuilder& HiveBuilder::unclean() {
  description_->unclean = true;
  return *this;
}

std::string HiveBuilder::build() const {
  Writer writer(Settings{description_->minor, description_->lists, description_->keysPerList});
  const std::uint32_t root = writer.write(description_->root);
  const std::string bins = writer.finish();

  Bytes header;
  header.text("regf").u32(7).u32(description_->unclean ? 6 : 7).u64(dayOfTheNotice).u32(1).u32(description_->minor).u32(0).u32(1);
  header.u32(root).u32(bins.size()).u32(1);
  std::string file = header.get();
  file.resize(508);
  std::uint32_t checksum = 0;
  for (std::size_t i = 0; i < 508; i += 4) {
    for (std::size_t byte = 0; byte < 4; ++byte) {
      checksum ^= static_cast<std::uint32_t>(static_cast<unsigned char>(file[i + byte])) << (8 * byte);
    }
  }
  // A sum of all ones or all zeros is never stored (Windows registry file format, base block).
  if (checksum == 0xFFFFFFFF) checksum = 0xFFFFFFFE;
  if (checksum == 0) checksum = 1;
  file += Bytes().u32(checksum).get();
  file.resize(4096);
  return file + bins;
}

std::string HiveBuilder::descriptor(std::uint32_t variant) {
  const std::string administrators = sid({32, 544});
  const std::string system = sid({18});
  const auto allow = [](std::uint32_t rights, const std::string& who) {
    return Bytes().u16(0x0200).u16(8 + who.size()).u32(rights).text(who).get();  // type 0 (allow), flags 2 (sub-keys inherit)
  };
  std::string entries = allow(0xF003F, administrators) + allow(0xF003F, system);
  if (variant > 0) entries += allow(0x20019, sid({21, 1, 2, 3, 1000 + variant}));
  const std::string acl = Bytes().u16(2).u16(8 + entries.size()).u16(variant > 0 ? 3 : 2).u16(0).text(entries).get();
  const std::size_t owner = 20 + acl.size();
  Bytes result;
  result.u16(1).u16(0x8004).u32(owner).u32(owner + administrators.size()).u32(0).u32(20);
  return result.text(acl).text(administrators).text(system).get();
}

}  // namespace sankajo::test
