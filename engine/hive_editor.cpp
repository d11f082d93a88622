// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/hive_editor.h"

#include <algorithm>

#include "engine/text.h"

namespace sankajo::regf {

namespace {

// Windows keeps a list within one page: (4096 - bin header - cell size - list header) / entry size.
constexpr std::size_t fullList = 507;
constexpr std::size_t fullPlainList = 1013;

tl::unexpected<Error> pass(Error& error) { return tl::unexpected<Error>(std::move(error)); }

bool isPlainName(const Name& name) {
  return !name.empty() && std::all_of(name.begin(), name.end(), [](char16_t unit) { return unit < 0x100; });
}

std::string latin1Bytes(const Name& name) {
  std::string bytes;
  for (const char16_t unit : name) bytes += static_cast<char>(unit & 0xFF);
  return bytes;
}

std::string leafContent(const Leaf& leaf) {
  const std::size_t size = entrySize(leaf.kind);
  std::string content(list::entries + size * leaf.entries.size(), '\0');
  put(content, 0, leaf.kind);
  put16(content, list::count, static_cast<std::uint16_t>(leaf.entries.size()));
  for (std::size_t i = 0; i < leaf.entries.size(); ++i) {
    put32(content, list::entries + size * i, leaf.entries[i].key);
    if (size == 8) put32(content, list::entries + size * i + 4, leaf.entries[i].hint);
  }
  return content;
}

// What a hive may hold, asked before anything is written.
class TreeCheck {
 public:
  std::string mistake(const RegTree& tree, int depth) {
    const std::size_t nameLength = utf8ToUtf16Le(tree.name).size();
    if (!isUtf8(tree.name) || nameLength == 0 || nameLength > nk::longestName || tree.name.find('\\') != std::string::npos) {
      return "a key's name does not fit";
    }
    if ((tree.flags & (nk::isVolatile | nk::exit | nk::entry | nk::handle)) != 0) return "a key's flags do not fit";
    if (tree.keyClass.size() > 0xFFFF) return "a key's class does not fit";
    if (!tree.security.empty() && !isSecurityDescriptor(tree.security)) return "a key's security descriptor is faulty";
    bytes_ += tree.name.size() + tree.keyClass.size() + tree.security.size();
    for (const RegValue& value : tree.values) {
      if (std::string what = Editor::mistake(value); !what.empty()) return what;
      bytes_ += value.name.size() + value.data.size();
    }
    if (++keys_ > maxTreeKeys || bytes_ > maxTreeBytes || depth > maxDepth) return "too many keys or bytes";
    std::set<Name> names;
    for (const RegTree& child : tree.keys) {
      if (!names.insert(upperOfText(child.name)).second) return "two keys of one name";
      if (std::string what = mistake(child, depth + 1); !what.empty()) return what;
    }
    return {};
  }

 private:
  std::size_t keys_ = 0, bytes_ = 0;
};

}  // namespace

Editor::Editor(std::string file, const HiveSurvey& survey, std::string_view subject)
    : file_(std::move(file)), subject_(subject), securityUses_(survey.securityUses) {
  for (std::size_t bin = baseBlock; bin < end(); bin += u32(file_, bin + 8)) {
    const std::size_t binEnd = bin + u32(file_, bin + 8);
    for (std::size_t at = bin + binHeader; at < binEnd;) {
      const std::uint32_t stored = u32(file_, at);
      const bool allocated = (stored & 0x80000000) != 0;
      if (!allocated) addFree(static_cast<std::uint32_t>(at - baseBlock), stored);
      at += allocated ? 0U - stored : stored;
    }
  }
  for (const std::uint32_t foreign : survey.foreignLists) convertList(foreign);
}

std::string Editor::finish(bool raiseSequence) {
  const std::uint32_t sequence = u32(file_, header::sequence1) + (raiseSequence ? 1 : 0);
  put32(file_, header::sequence1, sequence);
  put32(file_, header::sequence2, sequence);
  put32(file_, header::checksum, headerChecksum(file_));
  return std::move(file_);
}

std::string Editor::mistake(const RegTree& tree) { return TreeCheck().mistake(tree, 1); }

std::string Editor::mistake(const RegValue& value) {
  if (!isUtf8(value.name) || utf8ToUtf16Le(value.name).size() > vk::longestName) return "a value's name does not fit";
  if (value.data.size() > maxTreeBytes) return "a value's data does not fit";
  return {};
}

void Editor::removeValue(std::uint32_t key, std::size_t index) {
  const std::vector<std::uint32_t> values = view().values(key);
  releaseValue(values[index]);
  const std::uint32_t listCell = u32(view().cell(key), nk::valueList);
  if (values.size() == 1) {
    release(listCell);
    set32(key, nk::valueList, none);
  } else {
    for (std::size_t i = index; i + 1 < values.size(); ++i) set32(listCell, 4 * i, values[i + 1]);
  }
  set32(key, nk::values, static_cast<std::uint32_t>(values.size() - 1));
}

Status Editor::setValue(std::uint32_t key, const RegValue& value) {
  std::vector<std::uint32_t> values = view().values(key);
  if (const auto index = view().value(values, value.name)) {
    releaseData(values[*index]);
    if (auto written = writeData(values[*index], value); !written) return written;
  } else {
    auto cell = writeValue(value);
    if (!cell) return pass(cell.error());
    values.push_back(*cell);
    if (auto stored = storeValueList(key, values); !stored) return stored;
  }
  raiseFieldsOfKey(key, value);
  return {};
}

Status Editor::removeKey(std::uint32_t key) {
  const std::uint32_t parent = u32(view().cell(key), nk::parent);
  releaseKey(key);
  Lists lists = view().lists(parent);
  for (Leaf& leaf : lists.leaves) {
    if (std::erase_if(leaf.entries, [key](const Entry& entry) { return entry.key == key; }) > 0) leaf.dirty = true;
  }
  return storeLists(parent, lists);
}

Status Editor::addKey(std::uint32_t parent, const RegTree& tree) {
  auto key = writeKey(parent, tree);
  if (!key) return pass(key.error());
  const Name name = keyName(view().cell(*key));
  Lists lists = view().lists(parent);
  if (lists.leaves.empty()) lists.leaves.push_back({none, std::string(newList(view().minor())), {}, true});

  const auto before = [this](const Name& wanted, const Entry& entry) { return wanted < upper(keyName(view().cell(entry.key))); };
  const Name wanted = upper(name);
  auto leaf = std::find_if(lists.leaves.begin(), lists.leaves.end() - 1,
                           [&](const Leaf& l) { return !l.entries.empty() && before(wanted, l.entries.back()); });
  const auto place = std::upper_bound(leaf->entries.begin(), leaf->entries.end(), wanted, before);
  leaf->entries.insert(place, {*key, entryHint(leaf->kind, name)});
  leaf->dirty = true;
  if (leaf->entries.size() > (leaf->kind == "li" ? fullPlainList : fullList)) {
    const auto half = leaf->entries.begin() + static_cast<std::ptrdiff_t>(leaf->entries.size() / 2);
    Leaf second{none, leaf->kind, {half, leaf->entries.end()}, true};
    leaf->entries.erase(half, leaf->entries.end());
    lists.leaves.insert(leaf + 1, std::move(second));
  }
  raiseFieldsOfParent(parent, tree);
  return storeLists(parent, lists);
}

void Editor::raise32(std::uint32_t cell, std::size_t field, std::size_t number) {
  if (u32(view().cell(cell), field) < number) set32(cell, field, static_cast<std::uint32_t>(number));
}

void Editor::addFree(std::uint32_t offset, std::uint32_t size) {
  freeAt_[offset] = size;
  freeBySize_.emplace(size, offset);
}

void Editor::takeFree(std::uint32_t offset, std::uint32_t size) {
  freeAt_.erase(offset);
  freeBySize_.erase({size, offset});
}

Result<std::uint32_t> Editor::allocate(std::size_t length) {
  const std::size_t need = (length + 4 + 7) / 8 * 8;
  auto found = freeBySize_.lower_bound({static_cast<std::uint32_t>(need), 0});
  if (found == freeBySize_.end()) {
    if (auto grown = addBin(need); !grown) return pass(grown.error());
    found = freeBySize_.lower_bound({static_cast<std::uint32_t>(need), 0});
  }
  const auto [available, offset] = *found;
  takeFree(offset, available);
  auto size = static_cast<std::uint32_t>(need);
  if (available - size >= smallestCell) {
    put32(file_, baseBlock + offset + size, available - size);
    addFree(offset + size, available - size);
  } else {
    size = available;
  }
  put32(file_, baseBlock + offset, 0U - size);
  set(offset, 0, std::string(size - 4, '\0'));
  return offset;
}

Status Editor::addBin(std::size_t forCell) {
  const std::size_t start = end() - baseBlock;
  const std::size_t size = (forCell + binHeader + page - 1) / page * page;
  if (size > 0x80000000 - start) return refused("the hive would be larger than 2 GiB");
  // A file may be longer than its bins: that room is used first.
  file_.resize(std::max(file_.size(), end() + size));
  std::string head(binHeader, '\0');
  put(head, 0, "hbin");
  put32(head, 4, static_cast<std::uint32_t>(start));
  put32(head, 8, static_cast<std::uint32_t>(size));
  put(file_, end(), head);
  put32(file_, end() + binHeader, static_cast<std::uint32_t>(size - binHeader));
  addFree(static_cast<std::uint32_t>(start + binHeader), static_cast<std::uint32_t>(size - binHeader));
  put32(file_, header::dataSize, static_cast<std::uint32_t>(start + size));
  return {};
}

// A bin's header keeps a cell apart from those of the next bin.
void Editor::release(std::uint32_t offset) {
  std::uint32_t size = 0U - u32(file_, baseBlock + offset);
  if (const auto next = freeAt_.find(offset + size); next != freeAt_.end()) {
    const auto [at, length] = *next;
    takeFree(at, length);
    size += length;
  }
  auto previous = freeAt_.lower_bound(offset);
  if (previous != freeAt_.begin() && (--previous)->first + previous->second == offset) {
    const auto [at, length] = *previous;
    takeFree(at, length);
    offset = at;
    size += length;
  }
  put32(file_, baseBlock + offset, size);
  addFree(offset, size);
}

Result<std::uint32_t> Editor::store(std::uint32_t cell, std::string_view content) {
  if (cell == none || view().cell(cell).size() < content.size()) {
    if (cell != none) release(cell);
    auto larger = allocate(content.size());
    if (!larger) return larger;
    cell = *larger;
  }
  set(cell, 0, content);
  return cell;
}

// Gives a list of a kind that this version may not hold the kind that it should have; the entries are no larger.
void Editor::convertList(std::uint32_t cell) {
  Leaf leaf = view().leaf(cell);
  leaf.kind = newList(view().minor());
  for (Entry& entry : leaf.entries) entry.hint = entryHint(leaf.kind, keyName(view().cell(entry.key)));
  set(cell, 0, leafContent(leaf));
}

Status Editor::storeLists(std::uint32_t key, Lists& lists) {
  std::erase_if(lists.leaves, [this](const Leaf& leaf) {
    if (leaf.entries.empty() && leaf.cell != none) release(leaf.cell);
    return leaf.entries.empty();
  });
  std::size_t count = 0;
  std::string root(list::entries, '\0');
  put(root, 0, "ri");
  put16(root, list::count, static_cast<std::uint16_t>(lists.leaves.size()));
  for (Leaf& leaf : lists.leaves) {
    if (leaf.dirty) {
      auto stored = store(leaf.cell, leafContent(leaf));
      if (!stored) return pass(stored.error());
      leaf.cell = *stored;
    }
    count += leaf.entries.size();
    root.resize(root.size() + 4);
    put32(root, root.size() - 4, leaf.cell);
  }
  std::uint32_t top = none;
  if (lists.leaves.empty()) {
    if (lists.root != none) release(lists.root);
  } else if (lists.root == none && lists.leaves.size() == 1) {
    top = lists.leaves.front().cell;
  } else {
    auto stored = store(lists.root, root);
    if (!stored) return pass(stored.error());
    top = *stored;
  }
  set32(key, nk::list, top);
  set32(key, nk::subkeys, static_cast<std::uint32_t>(count));
  return {};
}

void Editor::releaseData(std::uint32_t value) {
  const DataCells cells = view().dataCells(value);
  for (const std::uint32_t cell : cells.content) release(cell);
  for (const std::uint32_t cell : cells.around) release(cell);
}

void Editor::releaseValue(std::uint32_t value) {
  releaseData(value);
  release(value);
}

Result<std::uint32_t> Editor::writeBigData(std::string_view data) {
  std::string segments;
  for (std::size_t at = 0; at < data.size(); at += db::segment) {
    auto cell = allocate(db::segmentCell);
    if (!cell) return cell;
    set(*cell, 0, data.substr(at, db::segment));
    segments.resize(segments.size() + 4);
    put32(segments, segments.size() - 4, *cell);
  }
  auto segmentList = store(none, segments);
  if (!segmentList) return segmentList;
  std::string big(db::size, '\0');
  put(big, 0, "db");
  put16(big, db::segments, static_cast<std::uint16_t>(segments.size() / 4));
  put32(big, db::list, *segmentList);
  return store(none, big);
}

Status Editor::writeData(std::uint32_t cell, const RegValue& value) {
  set32(cell, vk::type, value.type);
  set32(cell, vk::data, 0);
  if (value.data.size() <= 4) {
    set32(cell, vk::dataSize, vk::inlineData | static_cast<std::uint32_t>(value.data.size()));
    set(cell, vk::data, value.data);
    return {};
  }
  const bool big = view().minor() >= 4 && value.data.size() > db::segment;
  auto data = big ? writeBigData(value.data) : store(none, value.data);
  if (!data) return pass(data.error());
  set32(cell, vk::dataSize, static_cast<std::uint32_t>(value.data.size()));
  set32(cell, vk::data, *data);
  return {};
}

Result<std::uint32_t> Editor::writeValue(const RegValue& value) {
  const Name name = nameOf(utf8ToUtf16Le(value.name));
  const bool plain = isPlainName(name);
  const std::string stored = plain ? latin1Bytes(name) : utf16Bytes(name);
  auto cell = allocate(vk::name + stored.size());
  if (!cell) return cell;
  set(*cell, 0, "vk");
  set16(*cell, vk::nameLength, static_cast<std::uint16_t>(stored.size()));
  set16(*cell, vk::flags, plain ? vk::latin1 : std::uint16_t{0});
  set(*cell, vk::name, stored);
  if (auto written = writeData(*cell, value); !written) return pass(written.error());
  return cell;
}

Status Editor::storeValueList(std::uint32_t key, const std::vector<std::uint32_t>& values) {
  std::string content(values.size() * 4, '\0');
  for (std::size_t i = 0; i < values.size(); ++i) put32(content, 4 * i, values[i]);
  // What a key without values names as their list may be none.
  const std::string_view nkCell = view().cell(key);
  auto stored = store(u32(nkCell, nk::values) > 0 ? u32(nkCell, nk::valueList) : none, content);
  if (!stored) return pass(stored.error());
  set32(key, nk::valueList, *stored);
  set32(key, nk::values, static_cast<std::uint32_t>(values.size()));
  return {};
}

void Editor::releaseKey(std::uint32_t key) {
  for (const std::uint32_t child : view().subkeys(key)) releaseKey(child);
  const Lists lists = view().lists(key);
  for (const Leaf& leaf : lists.leaves) release(leaf.cell);
  if (lists.root != none) release(lists.root);
  const std::vector<std::uint32_t> values = view().values(key);
  for (const std::uint32_t value : values) releaseValue(value);
  if (!values.empty()) release(u32(view().cell(key), nk::valueList));
  if (u16(view().cell(key), nk::classLength) > 0) release(u32(view().cell(key), nk::keyClass));
  releaseSecurity(u32(view().cell(key), nk::security));
  release(key);
}

Result<std::uint32_t> Editor::writeKey(std::uint32_t parent, const RegTree& tree) {
  const Name name = nameOf(utf8ToUtf16Le(tree.name));
  const bool plain = (tree.flags & nk::latin1) != 0 && isPlainName(name);
  const std::string stored = plain ? latin1Bytes(name) : utf16Bytes(name);
  auto allocated = allocate(nk::name + stored.size());
  if (!allocated) return allocated;
  const std::uint32_t key = *allocated;
  set(key, 0, "nk");
  set16(key, nk::flags, static_cast<std::uint16_t>((tree.flags & ~nk::latin1) | (plain ? nk::latin1 : 0)));
  put64(file_, baseBlock + key + 4 + nk::lastWritten, tree.lastWritten);
  set32(key, nk::parent, parent);
  set16(key, nk::nameLength, static_cast<std::uint16_t>(stored.size()));
  set(key, nk::name, stored);
  for (const std::size_t field : {nk::list, nk::volatileList, nk::valueList, nk::security, nk::keyClass}) set32(key, field, none);

  auto security = tree.security.empty() ? useSecurity(u32(view().cell(parent), nk::security)) : addSecurity(tree.security);
  if (!security) return security;
  set32(key, nk::security, *security);
  if (!tree.keyClass.empty()) {
    auto keyClass = store(none, tree.keyClass);
    if (!keyClass) return keyClass;
    set32(key, nk::keyClass, *keyClass);
    set16(key, nk::classLength, static_cast<std::uint16_t>(tree.keyClass.size()));
  }
  if (auto written = writeValues(key, tree); !written) return pass(written.error());
  if (auto written = writeSubkeys(key, tree); !written) return pass(written.error());
  return key;
}

Status Editor::writeValues(std::uint32_t key, const RegTree& tree) {
  std::vector<std::uint32_t> values;
  for (const RegValue& value : tree.values) {
    auto cell = writeValue(value);
    if (!cell) return pass(cell.error());
    values.push_back(*cell);
    raiseFieldsOfKey(key, value);
  }
  return values.empty() ? Status() : storeValueList(key, values);
}

Status Editor::writeSubkeys(std::uint32_t key, const RegTree& tree) {
  std::map<Name, const RegTree*> sorted;
  for (const RegTree& child : tree.keys) sorted.emplace(upperOfText(child.name), &child);
  const std::string kind(newList(view().minor()));
  Lists lists;
  for (const auto& [name, child] : sorted) {
    auto cell = writeKey(key, *child);
    if (!cell) return pass(cell.error());
    if (lists.leaves.empty() || lists.leaves.back().entries.size() >= fullList) lists.leaves.push_back({none, kind, {}, true});
    lists.leaves.back().entries.push_back({*cell, entryHint(kind, keyName(view().cell(*cell)))});
    raiseFieldsOfParent(key, *child);
  }
  return storeLists(key, lists);
}

// What a key keeps of the longest name and data of its values.
void Editor::raiseFieldsOfKey(std::uint32_t key, const RegValue& value) {
  raise32(key, nk::maxValueName, utf8ToUtf16Le(value.name).size());
  raise32(key, nk::maxValueData, value.data.size());
}

// What a key keeps of the longest name and class of its sub-keys. The upper half of the first holds other things since Vista.
void Editor::raiseFieldsOfParent(std::uint32_t parent, const RegTree& child) {
  const std::size_t length = utf8ToUtf16Le(child.name).size();
  if (u16(view().cell(parent), nk::maxSubkeyName) < length) set16(parent, nk::maxSubkeyName, static_cast<std::uint16_t>(length));
  raise32(parent, nk::maxSubkeyClass, child.keyClass.size());
}

std::uint32_t Editor::findSecurity(std::string_view descriptor) const {
  const auto same = std::find_if(securityUses_.begin(), securityUses_.end(),
                                 [&](const auto& known) { return view().descriptor(known.first) == descriptor; });
  return same == securityUses_.end() ? none : same->first;
}

Result<std::uint32_t> Editor::useSecurity(std::uint32_t cell) {
  if (cell == none) return cell;
  const std::uint32_t uses = ++securityUses_[cell];
  set32(cell, sk::references, std::max(u32(view().cell(cell), sk::references) + 1, uses));
  return cell;
}

Result<std::uint32_t> Editor::addSecurity(const std::string& descriptor) {
  if (const std::uint32_t known = findSecurity(descriptor); known != none) return useSecurity(known);
  auto cell = allocate(sk::descriptor + descriptor.size());
  if (!cell) return cell;
  set(*cell, 0, "sk");
  set32(*cell, sk::size, static_cast<std::uint32_t>(descriptor.size()));
  set(*cell, sk::descriptor, descriptor);
  // Into the ring that the root's security is part of.
  std::uint32_t before = u32(view().cell(view().root()), nk::security);
  if (before == none) before = securityUses_.empty() ? *cell : securityUses_.begin()->first;
  const std::uint32_t after = before == *cell ? *cell : u32(view().cell(before), sk::next);
  set32(*cell, sk::next, after);
  set32(*cell, sk::previous, before);
  set32(before, sk::next, *cell);
  set32(after, sk::previous, *cell);
  return useSecurity(*cell);
}

// Stored counts of real hives may be wrong: a cell goes only when its own count and ours say so.
void Editor::releaseSecurity(std::uint32_t cell) {
  if (cell == none) return;
  const std::uint32_t uses = --securityUses_[cell];
  const std::uint32_t stored = u32(view().cell(cell), sk::references);
  const std::uint32_t left = std::max(stored > 0 ? stored - 1 : 0, uses);
  set32(cell, sk::references, left);
  if (left > 0) return;
  const std::uint32_t next = u32(view().cell(cell), sk::next);
  const std::uint32_t previous = u32(view().cell(cell), sk::previous);
  set32(previous, sk::next, next);
  set32(next, sk::previous, previous);
  release(cell);
  securityUses_.erase(cell);
}

}  // namespace sankajo::regf
