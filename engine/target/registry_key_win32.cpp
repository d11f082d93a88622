// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/target/registry_key_win32.h"

#include <algorithm>
#include <cstddef>
#include <cstring>

#include "engine/text.h"

namespace sankajo::win32 {

namespace {

// As target.h promises for trees.
constexpr std::size_t mostKeys = 4096;
constexpr std::size_t mostTreeBytes = std::size_t{16} << 20U;
constexpr std::size_t mostValueBytes = std::size_t{256} << 20U;
constexpr std::size_t deepestKey = 512;  // Windows' own limit: "Registry Element Size Limits", 512 levels.

constexpr SECURITY_INFORMATION keptSecurity = OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION;
constexpr ACCESS_MASK removeAccess = DELETE | KEY_READ;
constexpr std::uint16_t latin1Name = 0x20;  // The one flag of a key that says nothing of the key: how its name is stored.

// KEY_INFORMATION_CLASS, KEY_VALUE_INFORMATION_CLASS and KEY_SET_INFORMATION_CLASS of wdm.h, as far as they are used.
constexpr int keyBasicInformation = 0;
constexpr int keyNodeInformation = 1;
constexpr int valueFullInformation = 1;
constexpr int valuePartialInformation = 2;
constexpr int keyWriteTimeInformation = 0;

struct KeyBasic {
  LARGE_INTEGER lastWritten;
  ULONG titleIndex;
  ULONG nameLength;
  WCHAR name[1];
};
struct KeyNode {
  LARGE_INTEGER lastWritten;
  ULONG titleIndex;
  ULONG classOffset;
  ULONG classLength;
  ULONG nameLength;
};
struct ValueFull {
  ULONG titleIndex;
  ULONG type;
  ULONG dataOffset;
  ULONG dataLength;
  ULONG nameLength;
  WCHAR name[1];
};
struct ValuePartial {
  ULONG titleIndex;
  ULONG type;
  ULONG dataLength;
  UCHAR data[1];
};

// Calls with a buffer that grows until the answer fits. `ask` gets the buffer, its length and where to say the length that is needed.
template <class Ask>
NTSTATUS growing(std::vector<std::byte>& buffer, const Ask& ask) {
  if (buffer.size() < 1024) buffer.resize(1024);
  NTSTATUS status{};
  // The thing may grow between two calls; it cannot outrun this.
  for (int tries = 0; tries < 16; ++tries) {
    ULONG needed = 0;
    status = ask(buffer.data(), static_cast<ULONG>(buffer.size()), &needed);
    if (status != statusBufferOverflow && status != statusBufferTooSmall) return status;
    buffer.resize(std::max<std::size_t>(needed, 2 * buffer.size()));
  }
  return status;
}

std::string nameAt(const std::vector<std::byte>& buffer, std::size_t offset, ULONG bytes) {
  if (offset > buffer.size() || bytes > buffer.size() - offset) return {};
  std::wstring text(bytes / sizeof(wchar_t), L'\0');
  std::memcpy(text.data(), buffer.data() + offset, text.size() * sizeof(wchar_t));
  return narrow(text);
}

std::string bytesAt(const std::vector<std::byte>& buffer, std::size_t offset, ULONG length) {
  if (offset > buffer.size() || length > buffer.size() - offset) return {};
  return {reinterpret_cast<const char*>(buffer.data()) + offset, length};
}

Result<Handle> openBelow(HANDLE above, const std::string& name, ACCESS_MASK access, const std::string& subject) {
  if (name.empty() || name.find('\\') != std::string::npos) return Handle();
  std::wstring text = wide(name);
  // Longer than any key's name, so there is no such key.
  if (text.size() > 256) return Handle();
  UNICODE_STRING unicode = counted(text);
  OBJECT_ATTRIBUTES attributes = win32::named(unicode, above, OBJ_CASE_INSENSITIVE | OBJ_OPENLINK);
  HANDLE raw = nullptr;
  const NTSTATUS status = NtOpenKey(&raw, access, &attributes);
  if (status == statusNotFound || status == statusNoPath || status == statusKeyDeleted) return Handle();
  if (!good(status)) return tl::unexpected(errorOfStatus(status, subject, "opening"));
  return Handle(raw);
}

// A link shows only itself when it is opened as one: the one value that it has.
Status isNoLink(HANDLE key, const std::string& subject) {
  std::wstring name = L"SymbolicLinkValue";
  UNICODE_STRING unicode = counted(name);
  alignas(8) std::byte small[64];
  ULONG needed = 0;
  const NTSTATUS status = NtQueryValueKey(key, &unicode, valuePartialInformation, small, sizeof small, &needed);
  if (status == statusNotFound) return {};
  if (good(status) || status == statusBufferOverflow || status == statusBufferTooSmall) {
    ULONG type = REG_LINK;
    if (good(status) || status == statusBufferOverflow) std::memcpy(&type, small + offsetof(ValuePartial, type), sizeof type);
    return type == REG_LINK ? Status(fail(Errc::Refused, subject, "is a link")) : Status();
  }
  return tl::unexpected(errorOfStatus(status, subject, "asking whether it is a link"));
}

Result<std::string> securityOf(HANDLE key, const std::string& subject) {
  std::vector<std::byte> buffer;
  ULONG length = 0;
  const NTSTATUS status = growing(buffer, [&](std::byte* to, ULONG size, ULONG* needed) {
    const NTSTATUS got = NtQuerySecurityObject(key, keptSecurity, to, size, needed);
    length = *needed;
    return got;
  });
  if (!good(status)) return tl::unexpected(errorOfStatus(status, subject, "reading its security"));
  // The length that was needed is the descriptor's, but a system that does not say it on success leaves it to the descriptor itself.
  const DWORD own = GetSecurityDescriptorLength(buffer.data());
  return bytesAt(buffer, 0, length != 0 && length <= buffer.size() ? length : own);
}

Status setSecurity(HANDLE key, std::string descriptor, const std::string& subject) {
  auto now = securityOf(key, subject);
  if (!now) return tl::unexpected(now.error());
  if (*now == descriptor) return {};
  if (RtlValidRelativeSecurityDescriptor(descriptor.data(), static_cast<ULONG>(descriptor.size()), 0) == 0) {
    return fail(Errc::Corrupt, subject, "its security is none");
  }
  SECURITY_DESCRIPTOR_CONTROL control = 0;
  DWORD revision = 0;
  PSID owner = nullptr, group = nullptr;
  PACL list = nullptr;
  BOOL given = FALSE, byDefault = FALSE;
  SECURITY_INFORMATION which = 0;
  GetSecurityDescriptorControl(descriptor.data(), &control, &revision);
  if (GetSecurityDescriptorOwner(descriptor.data(), &owner, &byDefault) != 0 && owner != nullptr) which |= OWNER_SECURITY_INFORMATION;
  if (GetSecurityDescriptorGroup(descriptor.data(), &group, &byDefault) != 0 && group != nullptr) which |= GROUP_SECURITY_INFORMATION;
  if (GetSecurityDescriptorDacl(descriptor.data(), &given, &list, &byDefault) != 0 && given != 0) which |= DACL_SECURITY_INFORMATION;
  // "Was inherited" is stored only for whoever asks for it.
  if ((control & SE_DACL_AUTO_INHERITED) != 0) {
    control = static_cast<SECURITY_DESCRIPTOR_CONTROL>(control | SE_DACL_AUTO_INHERIT_REQ);
    std::memcpy(descriptor.data() + offsetof(SECURITY_DESCRIPTOR, Control), &control, sizeof control);
  }
  const NTSTATUS status = NtSetSecurityObject(key, which, descriptor.data());
  return good(status) ? Status() : tl::unexpected(errorOfStatus(status, subject, "setting its security"));
}

struct Bounds {
  std::size_t keys = 0, bytes = 0;
  bool exceeded() const { return keys > mostKeys || bytes > mostTreeBytes; }
};

Result<RegTree> readTree(HANDLE key, const std::string& name, const std::string& subject, std::size_t depth, Bounds& bounds) {
  ++bounds.keys;
  if (bounds.exceeded() || depth > deepestKey) return fail(Errc::Refused, subject, "too large to be kept");
  if (auto plain = isNoLink(key, subject); !plain) return tl::unexpected(plain.error());
  RegTree tree;
  tree.name = name;
  const std::wstring wideName = wide(name);
  if (std::ranges::all_of(wideName, [](wchar_t c) { return c < 0x100; })) tree.flags = latin1Name;

  std::vector<std::byte> buffer;
  const NTSTATUS status =
      growing(buffer, [key](std::byte* to, ULONG size, ULONG* needed) { return NtQueryKey(key, keyNodeInformation, to, size, needed); });
  if (!good(status)) return tl::unexpected(errorOfStatus(status, subject, "reading the key"));
  KeyNode node{};
  std::memcpy(&node, buffer.data(), sizeof node);
  tree.lastWritten = static_cast<std::uint64_t>(node.lastWritten.QuadPart);
  if (node.classLength != 0 && node.classOffset != ~ULONG{0}) tree.keyClass = bytesAt(buffer, node.classOffset, node.classLength);

  auto security = securityOf(key, subject);
  if (!security) return tl::unexpected(security.error());
  tree.security = std::move(*security);
  auto values = valuesOf(key, subject);
  if (!values) return tl::unexpected(values.error());
  tree.values = std::move(*values);
  for (const RegValue& value : tree.values) bounds.bytes += value.name.size() + value.data.size();
  if (bounds.exceeded()) return fail(Errc::Refused, subject, "too large to be kept");

  auto names = subkeysOf(key, subject);
  if (!names) return tl::unexpected(names.error());
  for (const std::string& below : *names) {
    const std::string belowSubject = subject + "\\" + below;
    auto child = openBelow(key, below, KEY_READ, belowSubject);
    if (!child) return tl::unexpected(child.error());
    if (!*child) return fail(Errc::Io, belowSubject, "went away while it was read");
    auto childTree = readTree(child->get(), below, belowSubject, depth + 1, bounds);
    if (!childTree) return childTree;
    tree.keys.push_back(std::move(*childTree));
  }
  return tree;
}

// The same but for the times, which a running Windows touches.
bool alike(const RegTree& a, const RegTree& b) {
  return a.keyClass == b.keyClass && a.security == b.security && a.values == b.values &&
         std::ranges::equal(a.keys, b.keys,
                            [](const RegTree& one, const RegTree& other) { return one.name == other.name && alike(one, other); });
}

// A system may keep values and keys in an order of its own.
void sortTree(RegTree& tree) {
  std::ranges::sort(tree.values, lessNoCase, &RegValue::name);
  std::ranges::sort(tree.keys, lessNoCase, &RegTree::name);
  for (RegTree& key : tree.keys) sortTree(key);
}

Status readsAs(HANDLE key, RegTree tree, const std::string& subject) {
  Bounds bounds;
  auto now = readTree(key, tree.name, subject, 0, bounds);
  if (!now) return tl::unexpected(now.error());
  sortTree(*now);
  sortTree(tree);
  return alike(*now, tree) ? Status() : fail(Errc::Io, subject, "reads back as something else");
}

Status fill(HANDLE key, const RegTree& tree, const std::string& subject, std::size_t depth);

Result<Handle> makeBelow(HANDLE above, const RegTree& tree, const std::string& subject) {
  // Volatile keys, links and keys that may not be deleted are not what a worm leaves.
  if ((tree.flags & ~latin1Name) != 0) return fail(Errc::Refused, subject, "a key's flags do not fit");
  if (tree.name.empty() || tree.name.find('\\') != std::string::npos || !isUtf8(tree.name))
    return fail(Errc::Refused, subject, "is no name");
  std::wstring name = wide(tree.name);
  if (name.size() > 255 || tree.keyClass.size() > 0xFFFE || tree.keyClass.size() % 2 != 0)
    return fail(Errc::Refused, subject, "does not fit");
  std::wstring keyClass(tree.keyClass.size() / 2, L'\0');
  std::memcpy(keyClass.data(), tree.keyClass.data(), tree.keyClass.size());
  UNICODE_STRING unicode = counted(name);
  UNICODE_STRING unicodeClass = counted(keyClass);
  OBJECT_ATTRIBUTES attributes = win32::named(unicode, above, OBJ_CASE_INSENSITIVE | OBJ_OPENLINK);
  HANDLE raw = nullptr;
  ULONG disposition = 0;
  const NTSTATUS status =
      NtCreateKey(&raw, changeAccess, &attributes, 0, keyClass.empty() ? nullptr : &unicodeClass, REG_OPTION_NON_VOLATILE, &disposition);
  if (!good(status)) return tl::unexpected(errorOfStatus(status, subject, "making the key"));
  Handle key(raw);
  if (disposition != REG_CREATED_NEW_KEY) return fail(Errc::Refused, subject, "is there already");
  return key;
}

Status makeWhole(HANDLE above, const RegTree& tree, const std::string& subject, std::size_t depth) {
  auto key = makeBelow(above, tree, subject);
  if (!key) return tl::unexpected(key.error());
  Status done = fill(key->get(), tree, subject, depth);
  if (!done) {
    // Half a key is worse than none. What cannot be taken away either is told by the first failure.
    const Status ignored = removeTree(key->get(), subject);
    static_cast<void>(ignored);
  }
  return done;
}

Status fill(HANDLE key, const RegTree& tree, const std::string& subject, std::size_t depth) {
  if (depth > deepestKey) return fail(Errc::Refused, subject, "deeper than Windows allows");
  for (const RegValue& value : tree.values) {
    if (auto set = setValue(key, value, subject); !set) return set;
  }
  for (const RegTree& below : tree.keys) {
    if (auto made = makeWhole(key, below, subject + "\\" + below.name, depth + 1); !made) return made;
  }
  if (auto set = setSecurity(key, tree.security, subject); !set) return set;
  // For people who read it. Nothing rests on it, and not every system can.
  LARGE_INTEGER time{};
  time.QuadPart = static_cast<LONGLONG>(tree.lastWritten);
  if (tree.lastWritten != 0) NtSetInformationKey(key, static_cast<KEY_SET_INFORMATION_CLASS>(keyWriteTimeInformation), &time, sizeof time);
  return {};
}

// Opens a key and all below it, the deepest last, so that what cannot be opened is known before anything is removed.
Status openAll(HANDLE key, const std::string& subject, std::size_t depth, std::vector<Handle>& all) {
  if (depth > deepestKey || all.size() > mostKeys) return fail(Errc::Refused, subject, "too large to be removed");
  // What a link is to is none of this key's.
  if (!isNoLink(key, subject)) return {};
  auto names = subkeysOf(key, subject);
  if (!names) return tl::unexpected(names.error());
  for (const std::string& name : *names) {
    auto child = openBelow(key, name, removeAccess, subject + "\\" + name);
    if (!child) return tl::unexpected(child.error());
    if (!*child) continue;
    all.push_back(std::move(*child));
    if (auto opened = openAll(all.back().get(), subject + "\\" + name, depth + 1, all); !opened) return opened;
  }
  return {};
}

}  // namespace

std::wstring kernelRoot(const RegPath& hive) {
  switch (hive.hive) {
    case RegPath::Hive::System:
      return LR"(\REGISTRY\MACHINE\SYSTEM)";
    case RegPath::Hive::Software:
      return LR"(\REGISTRY\MACHINE\SOFTWARE)";
    case RegPath::Hive::User:
      return LR"(\REGISTRY\USER\)" + wide(hive.sid);
  }
  return {};
}

Result<Handle> openKey(const RegPath& key, ACCESS_MASK access) {
  const std::string subject = key.text();
  if (key.keys.size() > deepestKey) return fail(Errc::Corrupt, subject, "deeper than Windows allows");
  std::wstring root = kernelRoot(key);
  UNICODE_STRING unicode = counted(root);
  // HKU\S-1-5-18 is Windows' own link to .DEFAULT: opened as a link, and refused like any other.
  OBJECT_ATTRIBUTES attributes = win32::named(unicode, nullptr, OBJ_CASE_INSENSITIVE | OBJ_OPENLINK);
  HANDLE raw = nullptr;
  const NTSTATUS status = NtOpenKey(&raw, key.keys.empty() ? access : KEY_READ, &attributes);
  if (status == statusNotFound || status == statusNoPath) return Handle();
  if (!good(status)) return tl::unexpected(errorOfStatus(status, subject, "opening"));
  Handle handle(raw);
  for (std::size_t i = 0; i < key.keys.size(); ++i) {
    if (auto plain = isNoLink(handle.get(), subject); !plain) return tl::unexpected(plain.error());
    auto below = openBelow(handle.get(), key.keys[i], i + 1 == key.keys.size() ? access : KEY_READ, subject);
    if (!below || !*below) return below;
    handle = std::move(*below);
  }
  if (auto plain = isNoLink(handle.get(), subject); !plain) return tl::unexpected(plain.error());
  return handle;
}

Result<std::vector<std::string>> subkeysOf(HANDLE key, const std::string& subject) {
  std::vector<std::string> names;
  std::vector<std::byte> buffer;
  for (ULONG index = 0;; ++index) {
    const NTSTATUS status = growing(buffer, [&](std::byte* to, ULONG size, ULONG* needed) {
      return NtEnumerateKey(key, index, keyBasicInformation, to, size, needed);
    });
    if (status == statusNoMoreEntries) return names;
    if (!good(status)) return tl::unexpected(errorOfStatus(status, subject, "listing its sub-keys"));
    ULONG length = 0;
    std::memcpy(&length, buffer.data() + offsetof(KeyBasic, nameLength), sizeof length);
    names.push_back(nameAt(buffer, offsetof(KeyBasic, name), length));
  }
}

Result<std::vector<RegValue>> valuesOf(HANDLE key, const std::string& subject) {
  std::vector<RegValue> values;
  std::vector<std::byte> buffer;
  std::size_t bytes = 0;
  for (ULONG index = 0;; ++index) {
    const NTSTATUS status = growing(buffer, [&](std::byte* to, ULONG size, ULONG* needed) {
      return NtEnumerateValueKey(key, index, valueFullInformation, to, size, needed);
    });
    if (status == statusNoMoreEntries) return values;
    if (!good(status)) return tl::unexpected(errorOfStatus(status, subject, "listing its values"));
    ValueFull full{};
    std::memcpy(&full, buffer.data(), offsetof(ValueFull, name));
    RegValue value;
    value.name = nameAt(buffer, offsetof(ValueFull, name), full.nameLength);
    value.type = full.type;
    if (full.dataLength != 0) value.data = bytesAt(buffer, full.dataOffset, full.dataLength);
    bytes += value.name.size() + value.data.size();
    if (bytes > mostValueBytes) return fail(Errc::Unsupported, subject, "values of more than 256 MiB");
    values.push_back(std::move(value));
  }
}

Result<std::optional<RegValue>> valueOf(HANDLE key, const std::string& name, const std::string& subject) {
  auto values = valuesOf(key, subject);
  if (!values) return tl::unexpected(values.error());
  for (RegValue& value : *values) {
    if (equalNoCase(value.name, name)) return std::optional(std::move(value));
  }
  return std::optional<RegValue>();
}

Result<RegTree> treeOf(HANDLE key, const std::string& name, const std::string& subject) {
  Bounds bounds;
  return readTree(key, name, subject, 0, bounds);
}

Status setValue(HANDLE key, const RegValue& value, const std::string& subject) {
  std::wstring name = wide(value.name);
  if (name.size() > 16383 || !isUtf8(value.name)) return fail(Errc::Refused, subject, "is no name of a value");
  UNICODE_STRING unicode = counted(name);
  std::string data = value.data;
  const NTSTATUS status =
      NtSetValueKey(key, &unicode, 0, value.type, data.empty() ? nullptr : data.data(), static_cast<ULONG>(data.size()));
  return good(status) ? Status() : tl::unexpected(errorOfStatus(status, subject, "setting " + displayable(value.name)));
}

Status removeValue(HANDLE key, const std::string& name, const std::string& subject) {
  std::wstring text = wide(name);
  UNICODE_STRING unicode = counted(text);
  const NTSTATUS status = NtDeleteValueKey(key, &unicode);
  return good(status) ? Status() : tl::unexpected(errorOfStatus(status, subject, "removing " + displayable(name)));
}

Status makeKey(HANDLE parent, const std::string& name, const std::string& subject) {
  RegTree tree;
  tree.name = name;
  auto key = makeBelow(parent, tree, subject);
  return key ? Status() : tl::unexpected(key.error());
}

Status makeTree(HANDLE parent, const RegTree& tree, const std::string& subject) {
  if (auto made = makeWhole(parent, tree, subject, 0); !made) return made;
  auto key = openBelow(parent, tree.name, changeAccess, subject);
  // Its own security may keep us out; what can be read is compared then.
  if (!key) key = openBelow(parent, tree.name, KEY_READ, subject);
  if (!key) return tl::unexpected(key.error());
  if (!*key) return fail(Errc::Io, subject, "went away");
  return readsAs(key->get(), tree, subject);
}

Status makeAlike(HANDLE key, const RegTree& tree, const std::string& subject) {
  auto values = valuesOf(key, subject);
  if (!values) return tl::unexpected(values.error());
  for (const RegValue& value : *values) {
    if (auto gone = removeValue(key, value.name, subject); !gone) return gone;
  }
  auto names = subkeysOf(key, subject);
  if (!names) return tl::unexpected(names.error());
  for (const std::string& name : *names) {
    auto child = openBelow(key, name, removeAccess, subject + "\\" + name);
    if (!child) return tl::unexpected(child.error());
    if (!*child) continue;
    if (auto gone = removeTree(child->get(), subject + "\\" + name); !gone) return gone;
  }
  if (auto filled = fill(key, tree, subject, 0); !filled) return filled;
  return readsAs(key, tree, subject);
}

Status removeTree(HANDLE key, const std::string& subject) {
  std::vector<Handle> below;
  if (auto opened = openAll(key, subject, 0, below); !opened) return opened;
  // Above comes before below in the list.
  while (!below.empty()) {
    const NTSTATUS status = NtDeleteKey(below.back().get());
    if (!good(status) && status != statusKeyDeleted) return tl::unexpected(errorOfStatus(status, subject, "removing a sub-key"));
    below.pop_back();
  }
  const NTSTATUS status = NtDeleteKey(key);
  return good(status) ? Status() : tl::unexpected(errorOfStatus(status, subject, "removing the key"));
}

Privilege::Privilege(const wchar_t* name) {
  HANDLE raw = nullptr;
  if (OpenProcessToken(GetCurrentProcess(), TOKEN_ADJUST_PRIVILEGES | TOKEN_QUERY, &raw) == 0) return;
  token_ = Handle(raw);
  TOKEN_PRIVILEGES wanted{};
  wanted.PrivilegeCount = 1;
  wanted.Privileges[0].Attributes = SE_PRIVILEGE_ENABLED;
  DWORD length = sizeof before_;
  if (LookupPrivilegeValueW(nullptr, name, &wanted.Privileges[0].Luid) == 0 ||
      AdjustTokenPrivileges(token_.get(), FALSE, &wanted, sizeof before_, &before_, &length) == 0) {
    before_.PrivilegeCount = 0;
    return;
  }
  held_ = GetLastError() != ERROR_NOT_ALL_ASSIGNED;
}

Privilege::~Privilege() {
  // Only what this one has switched on is in it.
  if (before_.PrivilegeCount != 0) AdjustTokenPrivileges(token_.get(), FALSE, &before_, 0, nullptr, nullptr);
}

}  // namespace sankajo::win32
