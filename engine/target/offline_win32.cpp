// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#define WIN32_NO_STATUS
#include <windows.h>
#undef WIN32_NO_STATUS
#include <ntstatus.h>
#include <winternl.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <tuple>

#include "engine/bytes.h"
#include "engine/target/offline.h"
#include "engine/target/system_win32.h"
#include "engine/text.h"

// Every path is walked by handles: each component is opened relative to the handle of the folder above it, never a whole path, so that there is no
// limit to its length, no device name, and nothing that somebody puts in its place meanwhile can lead elsewhere. What carries a reparse point is
// opened as itself and refused. As a second look each handle is asked what it is called: a system that follows a link without a word (Wine does) gives
// a name that is not the one that was opened.

namespace sankajo {

namespace {

using win32::Handle;

// Not in MinGW's list.
constexpr int fileAlternateNameInformation = 21;
constexpr int fileShortNameInformation = 40;
constexpr int fileDispositionInformationEx = 64;
constexpr int fileRenameInformationEx = 65;
constexpr ULONG disposeDelete = 1, disposePosix = 2, disposeReadOnlyToo = 0x10;
constexpr ULONG renameReplace = 1, renamePosix = 2, renameReadOnlyToo = 0x40;
constexpr int stoppedOnLink = 681;  // ERROR_STOPPED_ON_SYMLINK
constexpr DWORD recallOnOpen = 0x40000, recallOnDataAccess = 0x400000;

// What a person or a program sets; the rest says how the volume stores the file.
constexpr DWORD settableAttributes = FILE_ATTRIBUTE_READONLY | FILE_ATTRIBUTE_HIDDEN | FILE_ATTRIBUTE_SYSTEM | FILE_ATTRIBUTE_ARCHIVE |
                                     FILE_ATTRIBUTE_TEMPORARY | FILE_ATTRIBUTE_OFFLINE | FILE_ATTRIBUTE_NOT_CONTENT_INDEXED;
constexpr ULONG shareAll = FILE_SHARE_READ | FILE_SHARE_WRITE | FILE_SHARE_DELETE;

extern "C" {
NTSTATUS NTAPI NtQuerySecurityObject(HANDLE, SECURITY_INFORMATION, PSECURITY_DESCRIPTOR, ULONG, PULONG);
NTSTATUS NTAPI NtSetSecurityObject(HANDLE, SECURITY_INFORMATION, PSECURITY_DESCRIPTOR);
NTSTATUS NTAPI NtFlushBuffersFile(HANDLE, PIO_STATUS_BLOCK);
}

bool succeeded(NTSTATUS status) {
  return status >= 0;
}

Error errorOf(NTSTATUS status, const std::string& subject, std::string_view doing) {
  const DWORD code = RtlNtStatusToDosError(status);
  Error error = win32::errorOf(code, subject, doing);
  switch (status) {
    case STATUS_NO_SUCH_DEVICE:  // Wine, of a link that leads nowhere
    case STATUS_NO_SUCH_FILE:
    case STATUS_OBJECT_NAME_NOT_FOUND:
    case STATUS_OBJECT_PATH_NOT_FOUND:
    case STATUS_NOT_A_DIRECTORY:
    case STATUS_FILE_IS_A_DIRECTORY:
    case STATUS_OBJECT_NAME_COLLISION:
    case STATUS_DIRECTORY_NOT_EMPTY:
    case STATUS_NOT_SAME_DEVICE:
    case STATUS_STOPPED_ON_SYMLINK:
      error.code = Errc::Refused;
      break;
    case STATUS_CANNOT_DELETE:  // A program that runs, once read-only is out of the question.
    case STATUS_DELETE_PENDING:
    case STATUS_SHARING_VIOLATION:
    case STATUS_FILE_LOCK_CONFLICT:
    case STATUS_USER_MAPPED_FILE:
      error.code = Errc::Busy;
      break;
    default:
      break;
  }
  return error;
}

tl::unexpected<Error> failWith(NTSTATUS status, const WinPath& path, std::string_view doing) {
  return tl::unexpected<Error>(errorOf(status, path.text(), doing));
}

/// No such file or folder, which for a list is no error.
bool saysAbsent(const Error& error) {
  return error.osCode == ERROR_FILE_NOT_FOUND || error.osCode == ERROR_PATH_NOT_FOUND || error.osCode == ERROR_DIRECTORY;
}

/// This Windows does not know the newer way of asking for it, or the file system does not.
bool saysUnknownWay(NTSTATUS status) {
  return status == STATUS_INVALID_INFO_CLASS || status == STATUS_INVALID_PARAMETER || status == STATUS_NOT_SUPPORTED ||
         status == STATUS_NOT_IMPLEMENTED || status == STATUS_INVALID_DEVICE_REQUEST;
}

template <class T>
NTSTATUS query(HANDLE handle, int kind, T& out) {
  IO_STATUS_BLOCK io{};
  return NtQueryInformationFile(handle, &io, &out, sizeof out, static_cast<FILE_INFORMATION_CLASS>(kind));
}
template <class T>
NTSTATUS set(HANDLE handle, int kind, T& in) {
  IO_STATUS_BLOCK io{};
  return NtSetInformationFile(handle, &io, &in, sizeof in, static_cast<FILE_INFORMATION_CLASS>(kind));
}

FILE_BASIC_INFORMATION unchangedBasics() {
  return {};
}

/// A name that the kernel reports in a structure that ends with its length and text.
Result<std::wstring> nameBy(HANDLE handle, int kind, NTSTATUS& status) {
  std::vector<std::uint32_t> buffer(2048 / sizeof(std::uint32_t));
  IO_STATUS_BLOCK io{};
  status = NtQueryInformationFile(handle, &io, buffer.data(), static_cast<ULONG>(buffer.size() * sizeof(std::uint32_t)),
                                  static_cast<FILE_INFORMATION_CLASS>(kind));
  if (status == STATUS_BUFFER_OVERFLOW || status == STATUS_INFO_LENGTH_MISMATCH || status == STATUS_BUFFER_TOO_SMALL) {
    buffer.resize((sizeof(ULONG) + 0x10000) / sizeof(std::uint32_t));
    status = NtQueryInformationFile(handle, &io, buffer.data(), static_cast<ULONG>(buffer.size() * sizeof(std::uint32_t)),
                                    static_cast<FILE_INFORMATION_CLASS>(kind));
  }
  if (!succeeded(status)) return tl::unexpected(errorOf(status, "", "asking for its name"));
  const std::size_t room = (buffer.size() - 1) * sizeof(std::uint32_t) / sizeof(wchar_t);
  std::wstring name(std::min<std::size_t>(buffer[0] / sizeof(wchar_t), room), L'\0');
  std::memcpy(name.data(), &buffer[1], name.size() * sizeof(wchar_t));
  return name;
}

/// What an open file is called, from its volume's root on: `\WINDOWS\explorer.exe`.
Result<std::wstring> nameOf(HANDLE handle) {
  NTSTATUS status = 0;
  return nameBy(handle, FileNameInformation, status);
}

std::wstring nameBelow(std::wstring folder, const std::wstring& name) {
  if (!folder.ends_with(L'\\')) folder += L'\\';
  return folder += name;
}

/// Whether two names mean the same. Wine leaves blanks and dots at the end of each part out, which belong to a name here.
bool sameName(std::wstring_view a, std::wstring_view b) {
  if (a == b) return true;
  const auto plain = [](std::wstring_view name) {
    std::wstring out;
    for (const wchar_t c : name) {
      while (c == L'\\' && (out.ends_with(L'.') || out.ends_with(L' '))) out.pop_back();
      out += c;
    }
    while (out.ends_with(L'.') || out.ends_with(L' ') || out.ends_with(L'\\')) out.pop_back();
    return win32::narrow(out);
  };
  return equalNoCase(plain(a), plain(b));
}

/// What may stand in a folder on some file system of Windows and be opened by it alone: no separator, no stream.
bool isName(std::string_view name) {
  return !name.empty() && name != "." && name != ".." && name.find_first_of(std::string_view("\\/:\0", 4)) == std::string_view::npos;
}

/// `CON`, `lpt1.txt`: Windows' own programs could never open or remove such a file again.
bool isDeviceName(std::string_view name) {
  std::string_view stem = name.substr(0, name.find('.'));
  while (stem.ends_with(' ')) stem.remove_suffix(1);
  static constexpr std::array<std::string_view, 6> plain = {"CON", "PRN", "AUX", "NUL", "CONIN$", "CONOUT$"};
  if (std::ranges::any_of(plain, [&](std::string_view device) { return equalNoCase(stem, device); })) return true;
  static constexpr std::array<std::string_view, 3> superscripts = {"\xC2\xB9", "\xC2\xB2", "\xC2\xB3"};
  if (stem.size() < 4 || !(equalNoCase(stem.substr(0, 3), "COM") || equalNoCase(stem.substr(0, 3), "LPT"))) return false;
  const std::string_view number = stem.substr(3);
  return (number.size() == 1 && number[0] >= '0' && number[0] <= '9') || std::ranges::find(superscripts, number) != superscripts.end();
}

FileKind kindOf(DWORD attributes) {
  if ((attributes & FILE_ATTRIBUTE_REPARSE_POINT) != 0) return FileKind::Link;
  // Stored elsewhere: opening it would fetch it.
  if ((attributes & (FILE_ATTRIBUTE_DEVICE | recallOnOpen | recallOnDataAccess)) != 0) return FileKind::Other;
  return (attributes & FILE_ATTRIBUTE_DIRECTORY) != 0 ? FileKind::Folder : FileKind::File;
}

/// How to open.
struct How {
  ACCESS_MASK access = 0;
  ULONG options = 0;              ///< FILE_DIRECTORY_FILE, FILE_NON_DIRECTORY_FILE
  ULONG disposition = FILE_OPEN;  ///< or FILE_CREATE
  DWORD attributes = FILE_ATTRIBUTE_NORMAL;
  PSECURITY_DESCRIPTOR security = nullptr;  ///< Of what is made.
};
constexpr How asFolder{FILE_LIST_DIRECTORY | FILE_TRAVERSE, FILE_DIRECTORY_FILE, FILE_OPEN, 0, nullptr};

/// An open file or folder and what it was called when it was opened.
struct Opened {
  Handle handle;
  std::wstring name;
  HANDLE get() const { return handle.get(); }
};

/// Opens what the last name of `path` means in an open folder. Refuses links, devices and pipes by what the handle says of itself.
Result<Handle> openChild(HANDLE folder, const WinPath& path, const How& how) {
  const std::string& name = path.name();
  if (!isName(name)) return fail(Errc::Refused, path.text(), "not a name");
  std::wstring text = win32::wide(name);
  if (text.size() > 255) return fail(Errc::Refused, path.text(), "not a name");
  UNICODE_STRING object{};
  object.Buffer = text.data();
  object.Length = object.MaximumLength = static_cast<USHORT>(text.size() * sizeof(wchar_t));
  OBJECT_ATTRIBUTES attributes{};
  InitializeObjectAttributes(&attributes, &object, OBJ_CASE_INSENSITIVE, folder, how.security);
  IO_STATUS_BLOCK io{};
  HANDLE opened = nullptr;
  const NTSTATUS status = NtCreateFile(
      &opened, how.access | FILE_READ_ATTRIBUTES | SYNCHRONIZE, &attributes, &io, nullptr, how.attributes, shareAll, how.disposition,
      how.options | FILE_OPEN_REPARSE_POINT | FILE_SYNCHRONOUS_IO_NONALERT | FILE_OPEN_FOR_BACKUP_INTENT, nullptr, 0);
  if (!succeeded(status)) return failWith(status, path, how.disposition == FILE_CREATE ? "making" : "opening");
  Handle handle(opened);
  if (GetFileType(handle.get()) != FILE_TYPE_DISK) return fail(Errc::Refused, path.text(), "is not a file");
  FILE_ATTRIBUTE_TAG_INFO tag{};
  if (const NTSTATUS asked = query(handle.get(), FileAttributeTagInformation, tag); !succeeded(asked))
    return failWith(asked, path, "asking what it is");
  const FileKind kind = kindOf(tag.FileAttributes);
  if (kind == FileKind::Link) return fail(Errc::Refused, path.text(), "is a link", stoppedOnLink);
  if (kind == FileKind::Other) return fail(Errc::Refused, path.text(), "is not a file");
  return handle;
}

/// The second look: whether what was opened beneath `top` by `below` is called so. `top` may have got another name meanwhile.
Result<Opened> named(Handle handle, const Opened& top, const std::wstring& below, const WinPath& path) {
  const auto whole = nameOf(handle.get());
  if (!whole) return fail(whole.error().code, path.text(), whole.error().detail, whole.error().osCode);
  std::wstring expected = nameBelow(top.name, below);
  if (!sameName(*whole, expected)) {
    const auto now = nameOf(top.get());
    if (now) expected = nameBelow(*now, below);
    if (!now || !sameName(*whole, expected)) return fail(Errc::Refused, path.text(), "is a link", stoppedOnLink);
  }
  return Opened{std::move(handle), std::move(expected)};
}

/// Opens the last name of `path` in a folder that is known to be the one above it.
Result<Opened> openIn(const Opened& folder, const WinPath& path, const How& how) {
  auto handle = openChild(folder.get(), path, how);
  if (!handle) return tl::unexpected(handle.error());
  return named(std::move(*handle), folder, win32::wide(path.name()), path);
}

bool isLinkError(const Error& error) {
  return error.code == Errc::Refused && error.osCode == stoppedOnLink;
}

Result<std::vector<FileEntry>> entriesOf(HANDLE folder, const WinPath& path, bool withSizes) {
  std::vector<FileEntry> entries;
  constexpr std::size_t room = 64U << 10U;
  const auto buffer = std::make_unique<std::array<std::uint64_t, room / sizeof(std::uint64_t)>>();
  const auto* bytes = reinterpret_cast<const char*>(buffer->data());
  FILE_INFO_BY_HANDLE_CLASS kind = FileFullDirectoryRestartInfo;
  while (true) {
    if (GetFileInformationByHandleEx(folder, kind, buffer->data(), room) == 0) {
      const DWORD code = GetLastError();
      if (code == ERROR_NO_MORE_FILES || (code == ERROR_FILE_NOT_FOUND && kind == FileFullDirectoryRestartInfo)) return entries;
      return tl::unexpected(win32::errorOf(code, path.text(), "listing"));
    }
    kind = FileFullDirectoryInfo;
    for (std::size_t at = 0;;) {
      FILE_FULL_DIR_INFO info{};
      constexpr std::size_t head = offsetof(FILE_FULL_DIR_INFO, FileName);
      if (at + head > room) break;
      std::memcpy(&info, bytes + at, head);
      const std::size_t length = std::min<std::size_t>(info.FileNameLength, room - at - head) / sizeof(wchar_t);
      std::wstring name(length, L'\0');
      std::memcpy(name.data(), bytes + at + head, length * sizeof(wchar_t));
      if (name != L"." && name != L"..") {
        FileEntry& out = entries.emplace_back();
        out.name = win32::narrow(name);
        out.kind = isName(out.name) ? kindOf(info.FileAttributes) : FileKind::Other;
        out.size = withSizes && out.kind == FileKind::File ? static_cast<std::uint64_t>(info.EndOfFile.QuadPart) : 0;
      }
      if (info.NextEntryOffset == 0) break;
      at += info.NextEntryOffset;
    }
  }
}

class HostReader : public FileReader {
 public:
  HostReader(Handle handle, std::uint64_t size, std::shared_ptr<const WinPath> folder, std::string name)
      : handle_(std::move(handle)), size_(size), folder_(std::move(folder)), name_(std::move(name)) {}

  static Result<std::unique_ptr<FileReader>> on(Handle handle, std::shared_ptr<const WinPath> folder, std::string name) {
    FILE_STANDARD_INFO facts{};
    if (const NTSTATUS status = query(handle.get(), FileStandardInformation, facts); !succeeded(status)) {
      return failWith(status, *folder / name, "asking for its size");
    }
    if (facts.Directory != 0) return fail(Errc::Refused, (*folder / name).text(), "is not a file");
    return std::make_unique<HostReader>(std::move(handle), static_cast<std::uint64_t>(facts.EndOfFile.QuadPart), std::move(folder),
                                        std::move(name));
  }

  Result<std::size_t> readInto(std::uint64_t offset, char* to, std::size_t length) override {
    std::size_t got = 0;
    while (got < length) {
      constexpr std::size_t most = 16U << 20U;
      OVERLAPPED where{};
      where.Offset = static_cast<DWORD>(offset + got);
      where.OffsetHigh = static_cast<DWORD>((offset + got) >> 32U);
      DWORD count = 0;
      if (ReadFile(handle_.get(), to + got, static_cast<DWORD>(std::min(most, length - got)), &count, &where) == 0) {
        const DWORD code = GetLastError();
        if (code == ERROR_HANDLE_EOF) break;
        return tl::unexpected(win32::errorOf(code, (*folder_ / name_).text(), "reading"));
      }
      if (count == 0) break;
      got += count;
    }
    return got;
  }

  Result<std::string> read(std::uint64_t offset, std::size_t length) override {
    if (offset >= size_) return std::string();
    std::string bytes(static_cast<std::size_t>(std::min<std::uint64_t>(length, size_ - offset)), '\0');
    return readInto(offset, bytes.data(), bytes.size()).map([&bytes](std::size_t got) {
      bytes.resize(got);
      return std::move(bytes);
    });
  }

  std::uint64_t size() const override { return size_; }

  // There is no path that means a handle. The name that the file has now is given after a look that it still leads to this very file.
  Result<std::string> hostPath() override {
    const std::string subject = (*folder_ / name_).text();
    std::wstring path(0x8000, L'\0');
    const DWORD length =
        GetFinalPathNameByHandleW(handle_.get(), path.data(), static_cast<DWORD>(path.size()), FILE_NAME_NORMALIZED | VOLUME_NAME_DOS);
    if (length == 0 || length >= path.size()) return tl::unexpected(win32::errorOf(GetLastError(), subject, "asking for its name"));
    path.resize(length);
    const Handle again(
        CreateFileW(path.c_str(), FILE_READ_ATTRIBUTES, shareAll, nullptr, OPEN_EXISTING, FILE_FLAG_OPEN_REPARSE_POINT, nullptr));
    if (!again) return tl::unexpected(win32::errorOf(GetLastError(), subject, "opening by its name"));
    BY_HANDLE_FILE_INFORMATION mine{}, its{};
    if (GetFileInformationByHandle(handle_.get(), &mine) == 0 || GetFileInformationByHandle(again.get(), &its) == 0) {
      return tl::unexpected(win32::errorOf(GetLastError(), subject, "asking which file it is"));
    }
    const auto identity = [](const BY_HANDLE_FILE_INFORMATION& file) {
      return std::tuple(file.dwVolumeSerialNumber, file.nFileIndexHigh, file.nFileIndexLow);
    };
    if (identity(mine) != identity(its)) return fail(Errc::Refused, subject, "its name leads to another file");
    return win32::narrow(path);
  }

 private:
  Handle handle_;
  std::uint64_t size_;
  // Put together only for an error: a check opens tens of thousands of files.
  std::shared_ptr<const WinPath> folder_;
  std::string name_;
};

class HostWriter : public FileWriter {
 public:
  HostWriter(Handle handle, std::string subject) : handle_(std::move(handle)), subject_(std::move(subject)) {}

  Status append(std::string_view bytes) override {
    while (!bytes.empty()) {
      constexpr std::size_t most = 16U << 20U;
      OVERLAPPED atEnd{};
      atEnd.Offset = atEnd.OffsetHigh = 0xFFFFFFFF;
      DWORD written = 0;
      if (WriteFile(handle_.get(), bytes.data(), static_cast<DWORD>(std::min(most, bytes.size())), &written, &atEnd) == 0 || written == 0) {
        return tl::unexpected(win32::errorOf(GetLastError(), subject_, "writing"));
      }
      bytes.remove_prefix(written);
    }
    return {};
  }

  Status sync() override {
    if (FlushFileBuffers(handle_.get()) == 0) return tl::unexpected(win32::errorOf(GetLastError(), subject_, "syncing"));
    return {};
  }

 private:
  Handle handle_;
  std::string subject_;
};

class HostFolder : public Folder {
 public:
  HostFolder(Opened folder, const WinPath& path) : folder_(std::move(folder)), path_(std::make_shared<const WinPath>(path)) {}

  Result<std::vector<FileEntry>> list() override { return entriesOf(folder_.get(), *path_, false); }

  Result<std::unique_ptr<FileReader>> open(const std::string& name) override {
    auto file = openIn(folder_, *path_ / name, How{FILE_READ_DATA, FILE_NON_DIRECTORY_FILE});
    if (!file) return tl::unexpected(file.error());
    return HostReader::on(std::move(file->handle), path_, name);
  }

 private:
  Opened folder_;
  std::shared_ptr<const WinPath> path_;
};

// ------------------------------------------------------------------------------------------------------------- security

/// The parts of a self-relative security descriptor, pointing into it.
struct SecurityParts {
  SECURITY_DESCRIPTOR_CONTROL control = 0;
  PSID owner = nullptr, group = nullptr;
  PACL dacl = nullptr, sacl = nullptr;
  bool hasDacl = false, hasSacl = false;
};

// SID: revision 0, number of parts 1, authority 2, parts of 4 bytes from 8.
bool holdsSid(std::string_view bytes, std::size_t at) {
  constexpr std::size_t head = 8, mostParts = 15;
  if (at > bytes.size() || bytes.size() - at < head || u8(bytes, at) != 1) return false;
  const std::size_t parts = u8(bytes, at + 1);
  return parts <= mostParts && bytes.size() - at - head >= 4 * parts;
}

// ACL: revision 0, size 2, number of entries 4, entries from 8, each with its size at 2.
bool holdsList(std::string_view bytes, std::size_t at) {
  constexpr std::size_t head = 8, entryHead = 4;
  if (at > bytes.size() || bytes.size() - at < head) return false;
  const std::size_t size = u16(bytes, at + 2);
  if (size < head || size > bytes.size() - at) return false;
  std::size_t used = head;
  for (unsigned left = u16(bytes, at + 4); left > 0; --left) {
    if (size - used < entryHead) return false;
    const std::size_t entry = u16(bytes, at + used + 2);
    if (entry < entryHead || entry > size - used) return false;
    used += entry;
  }
  return true;
}

/// Empty for bytes that are no whole self-relative descriptor: revision 0, control 2, then the places of owner 4, group 8, SACL 12 and DACL 16. They
/// may come from a journal that somebody else has written.
std::optional<SecurityParts> partsOf(const std::string& bytes) {
  constexpr std::size_t head = 20;
  if (bytes.size() < head || u8(bytes, 0) != SECURITY_DESCRIPTOR_REVISION) return std::nullopt;
  SecurityParts parts;
  parts.control = u16(bytes, 2);
  if ((parts.control & SE_SELF_RELATIVE) == 0) return std::nullopt;
  const auto place = [&bytes](std::size_t at) { return static_cast<std::size_t>(u32(bytes, at)); };
  for (const std::size_t sid : {place(4), place(8)}) {
    if (sid != 0 && !holdsSid(bytes, sid)) return std::nullopt;
  }
  parts.hasSacl = (parts.control & SE_SACL_PRESENT) != 0;
  parts.hasDacl = (parts.control & SE_DACL_PRESENT) != 0;
  if ((parts.hasSacl && place(12) != 0 && !holdsList(bytes, place(12))) ||
      (parts.hasDacl && place(16) != 0 && !holdsList(bytes, place(16)))) {
    return std::nullopt;
  }
  char* start = const_cast<char*>(bytes.data());  // What Windows takes as changeable it only reads.
  const auto part = [&](std::size_t at) { return place(at) == 0 ? nullptr : start + place(at); };
  parts.owner = part(4);
  parts.group = part(8);
  if (parts.hasSacl) parts.sacl = reinterpret_cast<PACL>(part(12));
  if (parts.hasDacl) parts.dacl = reinterpret_cast<PACL>(part(16));
  return parts;
}

bool sameSid(PSID a, PSID b) {
  return a == nullptr || b == nullptr ? a == b : EqualSid(a, b) != 0;
}

/// Entry by entry; behind the last one a list may have room to spare. What a folder's entries say of what is made in it means nothing on a file, and
/// Windows leaves it out there.
bool sameList(PACL a, PACL b, bool ofFolder) {
  if (a == nullptr || b == nullptr) return a == b;
  if (a->AceCount != b->AceCount) return false;
  for (DWORD i = 0; i < a->AceCount; ++i) {
    void *left = nullptr, *right = nullptr;
    if (GetAce(a, i, &left) == 0 || GetAce(b, i, &right) == 0) return false;
    ACE_HEADER one{}, other{};
    std::memcpy(&one, left, sizeof one);
    std::memcpy(&other, right, sizeof other);
    constexpr BYTE inheritance = OBJECT_INHERIT_ACE | CONTAINER_INHERIT_ACE | NO_PROPAGATE_INHERIT_ACE;
    const int differ = (one.AceFlags ^ other.AceFlags) & ~(ofFolder ? 0 : inheritance);
    if (one.AceSize != other.AceSize || one.AceType != other.AceType || differ != 0) return false;
    if (std::memcmp(static_cast<const char*>(left) + sizeof one, static_cast<const char*>(right) + sizeof one, one.AceSize - sizeof one) !=
        0)
      return false;
  }
  return true;
}

/// The same rights, whichever way the bytes are laid out.
bool sameSecurity(const std::string& a, const std::string& b, bool ofFolder) {
  if (a == b) return true;
  const auto left = partsOf(a), right = partsOf(b);
  if (!left || !right) return false;
  constexpr SECURITY_DESCRIPTOR_CONTROL meaning = SE_DACL_PROTECTED | SE_SACL_PROTECTED;
  const auto empty = [](const SecurityParts& parts) { return !parts.hasSacl || parts.sacl == nullptr || parts.sacl->AceCount == 0; };
  const bool sameSacl = empty(*left) ? empty(*right) : !empty(*right) && sameList(left->sacl, right->sacl, ofFolder);
  const bool sameControl =
      empty(*left) ? ((left->control ^ right->control) & SE_DACL_PROTECTED) == 0 : ((left->control ^ right->control) & meaning) == 0;
  return sameSid(left->owner, right->owner) && sameSid(left->group, right->group) && left->hasDacl == right->hasDacl &&
         sameList(left->dacl, right->dacl, ofFolder) && sameSacl && sameControl;
}

/// The self-relative descriptor of an open file; empty where its file system has none. With the SACL where the handle may see it.
Result<std::optional<std::string>> securityOf(HANDLE handle, bool withSacl, const WinPath& path) {
  SECURITY_INFORMATION what = OWNER_SECURITY_INFORMATION | GROUP_SECURITY_INFORMATION | DACL_SECURITY_INFORMATION;
  if (withSacl) what |= SACL_SECURITY_INFORMATION | LABEL_SECURITY_INFORMATION;
  std::string bytes(1024, '\0');
  for (int tries = 0; tries < 4; ++tries) {
    ULONG needed = 0;
    const NTSTATUS status = NtQuerySecurityObject(handle, what, bytes.data(), static_cast<ULONG>(bytes.size()), &needed);
    if (status == STATUS_BUFFER_TOO_SMALL && needed > bytes.size() && needed <= (1U << 20U)) {
      bytes.resize(needed);
      continue;
    }
    if (status == STATUS_INVALID_DEVICE_REQUEST || status == STATUS_NOT_SUPPORTED) return std::optional<std::string>();
    if (!succeeded(status)) return failWith(status, path, "reading its security");
    bytes.resize(std::min<std::size_t>(GetSecurityDescriptorLength(bytes.data()), bytes.size()));
    return bytes;
  }
  return fail(Errc::Io, path.text(), "its security changes all the time");
}

/// Whether the volume keeps security descriptors: NTFS and ReFS do, FAT does not.
bool keepsSecurity(HANDLE handle) {
  DWORD flags = 0;
  return GetVolumeInformationByHandleW(handle, nullptr, 0, nullptr, nullptr, &flags, nullptr, 0) != 0 &&
         (flags & FILE_PERSISTENT_ACLS) != 0;
}

std::int64_t nanosecondsOf(std::int64_t fileTime) {
  constexpr std::int64_t since1601 = 116'444'736'000'000'000;
  return (fileTime - since1601) * 100;
}
std::int64_t fileTimeOf(std::int64_t nanoseconds) {
  constexpr std::int64_t since1601 = 116'444'736'000'000'000;
  return nanoseconds / 100 + since1601;
}

std::string littleEndian(std::uint64_t value, std::size_t bytes) {
  std::string out;
  for (std::size_t i = 0; i < bytes; ++i) out += static_cast<char>(value >> (8 * i));
  return out;
}

class HostFiles : public Files {
 public:
  explicit HostFiles(Opened root) : root_(std::move(root)), keepsSecurity_(keepsSecurity(root_.get())) {}

  Result<std::vector<FoundFile>> find(const WinPath& path) override {
    std::vector<FoundFile> found = {{WinPath::root(path.drive()), FileKind::Folder, 0}};
    for (const std::string& wanted : path.components()) {
      std::vector<FoundFile> next;
      for (const FoundFile& folder : found) {
        if (folder.kind == FileKind::Link) return fail(Errc::Refused, folder.path.text(), "is a link");
        if (folder.kind != FileKind::Folder) continue;
        auto entries = list(folder.path, true);
        if (!entries) return tl::unexpected(entries.error());
        if (!*entries) continue;
        for (const FileEntry& entry : **entries) {
          if (equalNoCase(entry.name, wanted)) next.push_back({folder.path / entry.name, entry.kind, entry.size});
        }
      }
      found = std::move(next);
    }
    for (FoundFile& file : found) {
      if (file.kind != FileKind::File) continue;
      // The list's size may be old while somebody writes; and a system that follows links shows what they lead to.
      auto handle = openBeneath(file.path, {0, FILE_NON_DIRECTORY_FILE});
      FILE_STANDARD_INFO facts{};
      if (handle && succeeded(query(handle->get(), FileStandardInformation, facts))) {
        file.size = static_cast<std::uint64_t>(facts.EndOfFile.QuadPart);
      } else if (!handle && isLinkError(handle.error())) {
        file.kind = FileKind::Link;
        file.size = 0;
      }
    }
    std::ranges::sort(found, {}, [](const FoundFile& file) { return file.path.text(); });
    return found;
  }

  Result<std::optional<std::vector<FileEntry>>> list(const WinPath& folder, bool withSizes) override {
    auto handle = openBeneath(folder, asFolder);
    if (!handle) {
      if (saysAbsent(handle.error())) return std::optional<std::vector<FileEntry>>();
      return tl::unexpected(handle.error());
    }
    return entriesOf(handle->get(), folder, withSizes).map([](std::vector<FileEntry> entries) {
      return std::optional(std::move(entries));
    });
  }

  Result<std::unique_ptr<FileReader>> open(const WinPath& file) override {
    auto handle = openBeneath(file, How{FILE_READ_DATA, FILE_NON_DIRECTORY_FILE});
    if (!handle) return tl::unexpected(handle.error());
    return HostReader::on(std::move(handle->handle), std::make_shared<const WinPath>(file.parent()), file.name());
  }

  Result<std::unique_ptr<Folder>> openFolder(const WinPath& folder) override {
    auto handle = openBeneath(folder, asFolder);
    if (!handle) {
      if (saysAbsent(handle.error())) return std::unique_ptr<Folder>();
      return tl::unexpected(handle.error());
    }
    return std::make_unique<HostFolder>(std::move(*handle), folder);
  }

  Result<FileMetadata> metadata(const WinPath& path) override {
    bool withSacl = false;
    auto handle = openForMetadata(path, READ_CONTROL, withSacl);
    if (!handle) return tl::unexpected(handle.error());
    return metadataOf(handle->get(), path, withSacl);
  }

  Status setMetadata(const WinPath& path, const FileMetadata& wanted) override {
    bool withSacl = false;
    const bool shortName = wanted.shortName && !wanted.shortName->empty() && !equalNoCase(*wanted.shortName, path.name());
    auto handle = openForMetadata(
        path, READ_CONTROL | FILE_WRITE_ATTRIBUTES | (wanted.security ? WRITE_DAC | WRITE_OWNER : 0U) | (shortName ? DELETE : 0U),
        withSacl);
    if (!handle) return tl::unexpected(handle.error());
    // What flushes must be open for writing, which a read-only file cannot be any more once it has its attributes.
    const bool wasReadOnly = clearReadOnly(handle->get());
    const auto writing = openBeneath(path, {FILE_APPEND_DATA, 0});
    const Status applied = writing ? apply(handle->get(), path, wanted, withSacl, true) : Status(tl::unexpected(writing.error()));
    if (wasReadOnly && (!applied || !wanted.attributes)) addReadOnly(handle->get());
    return applied ? flush(writing->get(), path) : applied;
  }

  Status makeFolder(const WinPath& folder, const FileMetadata& wanted) override {
    return make(folder, wanted, FILE_LIST_DIRECTORY, FILE_DIRECTORY_FILE).map([](Opened&&) {});
  }

  Result<std::unique_ptr<FileWriter>> create(const WinPath& file, const FileMetadata& wanted) override {
    auto handle = make(file, wanted, FILE_APPEND_DATA, FILE_NON_DIRECTORY_FILE);
    if (!handle) return tl::unexpected(handle.error());
    return std::make_unique<HostWriter>(std::move(handle->handle), file.text());
  }

  Result<std::unique_ptr<FileWriter>> append(const WinPath& file) override {
    auto handle = openBeneath(file, {FILE_APPEND_DATA, FILE_NON_DIRECTORY_FILE});
    if (!handle) return tl::unexpected(handle.error());
    return std::make_unique<HostWriter>(std::move(handle->handle), file.text());
  }

  Status truncate(const WinPath& file, std::uint64_t size) override {
    auto handle = openBeneath(file, {FILE_WRITE_DATA, FILE_NON_DIRECTORY_FILE});
    if (!handle) return tl::unexpected(handle.error());
    FILE_END_OF_FILE_INFO end{};
    end.EndOfFile.QuadPart = static_cast<LONGLONG>(size);
    if (const NTSTATUS status = set(handle->get(), FileEndOfFileInformation, end); !succeeded(status))
      return failWith(status, file, "cutting");
    return flush(handle->get(), file);
  }

  Status move(const WinPath& from, const WinPath& to) override {
    const auto folder = openFree(to, &from);
    return folder ? rename(from, *folder, to) : Status(tl::unexpected(folder.error()));
  }

  // The volume refuses where it takes such names for one.
  Status moveBeside(const WinPath& from, const WinPath& to) override {
    const auto folder = openBeneath(to.parent(), asFolder);
    return folder ? rename(from, *folder, to) : Status(tl::unexpected(folder.error()));
  }

  Status replace(const WinPath& from, const WinPath& to) override {
    auto handle = openBeneath(from, {DELETE, FILE_NON_DIRECTORY_FILE});
    if (!handle) return tl::unexpected(handle.error());
    auto folder = openBeneath(to.parent(), asFolder);
    if (!folder) return tl::unexpected(folder.error());
    auto old = openIn(*folder, to, {FILE_WRITE_ATTRIBUTES, FILE_NON_DIRECTORY_FILE});
    if (!old) return tl::unexpected(old.error());
    NTSTATUS status =
        renameTo(handle->get(), folder->get(), to.name(), fileRenameInformationEx, renameReplace | renamePosix | renameReadOnlyToo);
    if (saysUnknownWay(status)) {
      const bool wasReadOnly = clearReadOnly(old->get());
      old->handle = Handle();
      status = renameTo(handle->get(), folder->get(), to.name(), FileRenameInformation, renameReplace);
      if (!succeeded(status) && wasReadOnly) {
        if (auto again = openIn(*folder, to, {FILE_WRITE_ATTRIBUTES, FILE_NON_DIRECTORY_FILE})) addReadOnly(again->get());
      }
    }
    if (!succeeded(status)) return failWith(status, to, "replacing");
    return {};
  }

  Status removeFile(const WinPath& file) override { return remove(file, FILE_NON_DIRECTORY_FILE); }
  Status removeFolder(const WinPath& folder) override { return remove(folder, FILE_DIRECTORY_FILE); }

  // NTFS keeps a log of its names; flushing the folder's handle writes that log out. FAT, which has none, writes its folders through.
  Status syncFolder(const WinPath& folder) override {
    auto handle = openBeneath(folder, {FILE_ADD_FILE, FILE_DIRECTORY_FILE});
    if (!handle) return tl::unexpected(handle.error());
    return flush(handle->get(), folder);
  }

 private:
  Result<Opened> openBeneath(const WinPath& path, const How& how) {
    if (path.isRoot()) return reopenRoot(path, how);
    Handle held;
    HANDLE from = root_.get();
    std::wstring below;
    WinPath soFar = WinPath::root(path.drive());
    for (std::size_t i = 0; i < path.components().size(); ++i) {
      soFar = soFar / path.components()[i];
      auto next = openChild(from, soFar, i + 1 == path.components().size() ? how : How{FILE_TRAVERSE, FILE_DIRECTORY_FILE});
      if (!next) return tl::unexpected<Error>(Error{next.error().code, path.text(), next.error().detail, next.error().osCode});
      held = std::move(*next);
      from = held.get();
      below += (i == 0 ? L"" : L"\\") + win32::wide(path.components()[i]);
    }
    // Once is enough: a link anywhere on the way shows in the name of where it led.
    return named(std::move(held), root_, below, path);
  }

  // The root by its own handle: an empty name relative to it.
  Result<Opened> reopenRoot(const WinPath& path, const How& how) {
    if ((how.options & FILE_NON_DIRECTORY_FILE) != 0) return fail(Errc::Refused, path.text(), "is not a file");
    UNICODE_STRING empty{};
    OBJECT_ATTRIBUTES attributes{};
    InitializeObjectAttributes(&attributes, &empty, OBJ_CASE_INSENSITIVE, root_.get(), nullptr);
    IO_STATUS_BLOCK io{};
    HANDLE opened = nullptr;
    const NTSTATUS status =
        NtCreateFile(&opened, how.access | FILE_READ_ATTRIBUTES | SYNCHRONIZE, &attributes, &io, nullptr, 0, shareAll, FILE_OPEN,
                     FILE_DIRECTORY_FILE | FILE_SYNCHRONOUS_IO_NONALERT | FILE_OPEN_FOR_BACKUP_INTENT, nullptr, 0);
    if (!succeeded(status)) return failWith(status, path, "opening");
    return Opened{Handle(opened), root_.name};
  }

  // With the SACL where this process may.
  Result<Opened> openForMetadata(const WinPath& path, ACCESS_MASK access, bool& withSacl) {
    if (keepsSecurity_) {
      auto handle = openBeneath(path, {access | ACCESS_SYSTEM_SECURITY, 0});
      if (handle) withSacl = true;
      if (handle || handle.error().code != Errc::AccessDenied) return handle;
    }
    return openBeneath(path, {access, 0});
  }

  static Status flush(HANDLE handle, const WinPath& path) {
    IO_STATUS_BLOCK io{};
    const NTSTATUS status = NtFlushBuffersFile(handle, &io);
    if (succeeded(status) || status == STATUS_INVALID_DEVICE_REQUEST || status == STATUS_NOT_SUPPORTED) return {};
    return failWith(status, path, "syncing");
  }

  Result<FileMetadata> metadataOf(HANDLE handle, const WinPath& path, bool withSacl) const {
    FILE_BASIC_INFORMATION basics{};
    if (const NTSTATUS status = query(handle, FileBasicInformation, basics); !succeeded(status))
      return failWith(status, path, "asking for its times");
    FileMetadata out;
    out.modifiedNs = nanosecondsOf(basics.LastWriteTime.QuadPart);
    out.accessedNs = nanosecondsOf(basics.LastAccessTime.QuadPart);
    if (!keepsSecurity_) return out;
    auto security = securityOf(handle, withSacl, path);
    if (!security) return tl::unexpected(security.error());
    out.security = std::move(*security);
    out.attributes = littleEndian(basics.FileAttributes, 4);
    std::string times;
    for (const LARGE_INTEGER& time : {basics.CreationTime, basics.LastWriteTime, basics.LastAccessTime, basics.ChangeTime}) {
      times += littleEndian(static_cast<std::uint64_t>(time.QuadPart), 8);
    }
    out.times = std::move(times);
    out.shortName = shortNameOf(handle);
    return out;
  }

  static std::optional<std::string> shortNameOf(HANDLE handle) {
    NTSTATUS status = 0;
    const auto name = nameBy(handle, fileAlternateNameInformation, status);
    if (!name || name->empty()) return std::nullopt;
    return win32::narrow(*name);
  }

  // Makes a file or folder that is nobody else's from its first instant on.
  Result<Opened> make(const WinPath& path, const FileMetadata& wanted, ACCESS_MASK access, ULONG options) {
    auto folder = openFree(path, nullptr);
    if (!folder) return tl::unexpected(folder.error());
    How how{access | READ_CONTROL | WRITE_DAC | WRITE_OWNER | FILE_WRITE_ATTRIBUTES | DELETE, options, FILE_CREATE, FILE_ATTRIBUTE_NORMAL,
            nullptr};
    SECURITY_DESCRIPTOR first{};
    if (wanted.security) {
      const auto parts = partsOf(*wanted.security);
      if (!parts) return fail(Errc::Corrupt, path.text(), "a broken security descriptor");
      InitializeSecurityDescriptor(&first, SECURITY_DESCRIPTOR_REVISION);
      SetSecurityDescriptorOwner(&first, parts->owner, FALSE);
      SetSecurityDescriptorGroup(&first, parts->group, FALSE);
      if (parts->hasDacl) SetSecurityDescriptorDacl(&first, TRUE, parts->dacl, FALSE);
      // Else the folder's own would be added to it.
      SetSecurityDescriptorControl(&first, SE_DACL_PROTECTED, SE_DACL_PROTECTED);
      how.security = &first;
    }
    bool withSacl = false;
    if (wanted.security && hasSacl(*wanted.security)) {
      how.access |= ACCESS_SYSTEM_SECURITY;
      withSacl = true;
    }
    auto handle = openIn(*folder, path, how);
    if (!handle) return handle;
    if (auto applied = apply(handle->get(), path, wanted, withSacl, false); !applied) {
      dispose(handle->get());
      return tl::unexpected(applied.error());
    }
    return handle;
  }

  static bool hasSacl(const std::string& security) {
    const auto parts = partsOf(security);
    return parts && parts->hasSacl && parts->sacl != nullptr && parts->sacl->AceCount > 0;
  }

  Status apply(HANDLE handle, const WinPath& path, const FileMetadata& wanted, bool withSacl, bool withTimes) {
    const auto differs = [&path](std::string_view what) {
      return fail(Errc::Refused, path.text(), std::string(what) + " could not be carried over");
    };
    if (wanted.security) {
      const auto parts = partsOf(*wanted.security);
      if (!parts) return fail(Errc::Corrupt, path.text(), "a broken security descriptor");
      FILE_STANDARD_INFO facts{};
      if (const NTSTATUS status = query(handle, FileStandardInformation, facts); !succeeded(status))
        return failWith(status, path, "asking what it is");
      const bool ofFolder = facts.Directory != 0;
      const bool sacl = hasSacl(*wanted.security);
      if (sacl && !withSacl) return fail(Errc::AccessDenied, path.text(), "its list of what is watched may not be set");
      auto before = securityOf(handle, withSacl, path);
      if (!before) return tl::unexpected(before.error());
      if (!*before || !sameSecurity(**before, *wanted.security, ofFolder)) {
        if (auto done = setSecurity(handle, path, *wanted.security, *parts, sacl); !done) return done;
        auto after = securityOf(handle, withSacl, path);
        if (!after) return tl::unexpected(after.error());
        if (!*after || !sameSecurity(**after, *wanted.security, ofFolder)) return differs("the security descriptor");
      }
    }
    if (withTimes && wanted.shortName) {
      if (auto done = setShortName(handle, path, *wanted.shortName); !done) return done;
    }
    FILE_BASIC_INFORMATION basics = unchangedBasics();
    if (wanted.attributes) {
      if (wanted.attributes->size() != 4) return fail(Errc::Corrupt, path.text(), "broken attributes");
      const DWORD bits = u32(*wanted.attributes, 0) & settableAttributes;
      basics.FileAttributes = bits == 0 ? FILE_ATTRIBUTE_NORMAL : bits;
    }
    if (withTimes && wanted.times) {
      if (wanted.times->size() < 16) return fail(Errc::Corrupt, path.text(), "broken times");
      const auto time = [&](std::size_t at) { return at + 8 <= wanted.times->size() ? static_cast<LONGLONG>(u64(*wanted.times, at)) : 0; };
      basics.CreationTime.QuadPart = time(0);
      basics.LastWriteTime.QuadPart = time(8);
      basics.LastAccessTime.QuadPart = time(16);
      basics.ChangeTime.QuadPart = time(24);
    } else if (withTimes) {
      basics.LastWriteTime.QuadPart = fileTimeOf(wanted.modifiedNs);
      basics.LastAccessTime.QuadPart = fileTimeOf(wanted.accessedNs);
    }
    if (const NTSTATUS status = set(handle, FileBasicInformation, basics); !succeeded(status))
      return failWith(status, path, "setting attributes and times");
    FILE_BASIC_INFORMATION after{};
    if (const NTSTATUS status = query(handle, FileBasicInformation, after); !succeeded(status))
      return failWith(status, path, "reading back");
    if (wanted.attributes && ((after.FileAttributes ^ u32(*wanted.attributes, 0)) & settableAttributes) != 0)
      return differs("the attributes");
    // Creation and change: access and record change move by themselves.
    if (withTimes && wanted.times &&
        (after.CreationTime.QuadPart != basics.CreationTime.QuadPart || after.LastWriteTime.QuadPart != basics.LastWriteTime.QuadPart)) {
      return differs("the times");
    }
    return {};
  }

  static Status setSecurity(HANDLE handle, const WinPath& path, std::string security, const SecurityParts& parts, bool withSacl) {
    // Setting a list that is not there would open the file to everybody.
    SECURITY_INFORMATION what = parts.hasDacl ? DACL_SECURITY_INFORMATION : 0;
    if (parts.owner != nullptr) what |= OWNER_SECURITY_INFORMATION;
    if (parts.group != nullptr) what |= GROUP_SECURITY_INFORMATION;
    if (withSacl) what |= SACL_SECURITY_INFORMATION | LABEL_SECURITY_INFORMATION;
    // "Inherited" survives only where it is also asked for.
    SECURITY_DESCRIPTOR_CONTROL ask = 0;
    if ((parts.control & SE_DACL_AUTO_INHERITED) != 0) ask |= SE_DACL_AUTO_INHERIT_REQ;
    if ((parts.control & SE_SACL_AUTO_INHERITED) != 0) ask |= SE_SACL_AUTO_INHERIT_REQ;
    SetSecurityDescriptorControl(security.data(), SE_DACL_AUTO_INHERIT_REQ | SE_SACL_AUTO_INHERIT_REQ, ask);
    const NTSTATUS status = NtSetSecurityObject(handle, what, security.data());
    if (!succeeded(status)) return failWith(status, path, "setting its security");
    return {};
  }

  // Refused where it cannot be; left where the volume makes no short names at all, or where the name itself is short.
  static Status setShortName(HANDLE handle, const WinPath& path, const std::string& wanted) {
    if (wanted.empty() || equalNoCase(wanted, path.name())) return {};
    const auto now = shortNameOf(handle);
    if (now && equalNoCase(*now, wanted)) return {};
    const std::wstring text = win32::wide(wanted);
    if (text.size() > 12) return fail(Errc::Corrupt, path.text(), "a broken short name");
    struct {
      ULONG length;
      std::array<wchar_t, 12> name;
    } info{};
    info.length = static_cast<ULONG>(text.size() * sizeof(wchar_t));
    std::ranges::copy(text, info.name.begin());
    const NTSTATUS status = set(handle, fileShortNameInformation, info);
    if (status == static_cast<NTSTATUS>(0xC000019F)) return {};  // STATUS_SHORT_NAMES_NOT_ENABLED_ON_VOLUME
    if (!succeeded(status)) return failWith(status, path, "setting its short name");
    const auto after = shortNameOf(handle);
    if (!after || !equalNoCase(*after, wanted)) return fail(Errc::Refused, path.text(), "the short name could not be carried over");
    return {};
  }

  // Takes read-only away for as long as it stands in the way. False where it was not there.
  static bool clearReadOnly(HANDLE handle) { return changeReadOnly(handle, true); }
  static void addReadOnly(HANDLE handle) { changeReadOnly(handle, false); }
  static bool changeReadOnly(HANDLE handle, bool was) {
    FILE_BASIC_INFORMATION basics{};
    if (!succeeded(query(handle, FileBasicInformation, basics)) || ((basics.FileAttributes & FILE_ATTRIBUTE_READONLY) != 0) != was)
      return false;
    FILE_BASIC_INFORMATION change = unchangedBasics();
    change.FileAttributes = (basics.FileAttributes ^ FILE_ATTRIBUTE_READONLY) & settableAttributes;
    if (change.FileAttributes == 0) change.FileAttributes = FILE_ATTRIBUTE_NORMAL;
    return succeeded(set(handle, FileBasicInformation, change));
  }

  // The folder of a path that is to be made, in which no entry has that name, in any case; `except` may be there (a file that gets another spelling of
  // its own name).
  Result<Opened> openFree(const WinPath& path, const WinPath* except) {
    if (path.isRoot()) return fail(Errc::Refused, path.text(), "is the root");
    auto folder = openBeneath(path.parent(), asFolder);
    if (!folder) return folder;
    const auto entries = entriesOf(folder->get(), path.parent(), false);
    if (!entries) return tl::unexpected(entries.error());
    for (const FileEntry& entry : *entries) {
      if (!equalNoCase(entry.name, path.name())) continue;
      if (except != nullptr && except->sameSpelling(path.parent() / entry.name)) continue;
      return fail(Errc::Refused, (path.parent() / entry.name).text(), "is there already", ERROR_ALREADY_EXISTS);
    }
    if (isDeviceName(path.name())) return fail(Errc::Refused, path.text(), "is the name of a device");
    return folder;
  }

  static NTSTATUS renameTo(HANDLE handle, HANDLE folder, const std::string& name, int kind, ULONG flags) {
    const std::wstring text = win32::wide(name);
    // FILE_RENAME_INFORMATION: flags (or a BOOLEAN) 0, folder 8, length 16, name 20.
    std::vector<std::uint64_t> info((offsetof(FILE_RENAME_INFORMATION, FileName) + text.size() * sizeof(wchar_t)) / 8 + 2);
    auto* fields = reinterpret_cast<FILE_RENAME_INFORMATION*>(info.data());
    std::memcpy(info.data(), &flags, sizeof flags);
    fields->RootDirectory = folder;
    fields->FileNameLength = static_cast<ULONG>(text.size() * sizeof(wchar_t));
    std::memcpy(fields->FileName, text.data(), fields->FileNameLength);
    IO_STATUS_BLOCK io{};
    return NtSetInformationFile(handle, &io, info.data(), static_cast<ULONG>(info.size() * 8), static_cast<FILE_INFORMATION_CLASS>(kind));
  }

  // Never onto something that is there: the volume itself looks, in the same step.
  Status rename(const WinPath& from, const Opened& folder, const WinPath& to) {
    if (!isName(to.name()) || isDeviceName(to.name())) return fail(Errc::Refused, to.text(), "not a name");
    auto handle = openBeneath(from, {DELETE, 0});
    if (!handle) return tl::unexpected(handle.error());
    const NTSTATUS status = renameTo(handle->get(), folder.get(), to.name(), FileRenameInformation, 0);
    if (!succeeded(status)) return failWith(status, from, "moving");
    return {};
  }

  // Where Windows knows it, the name goes at once, although others may have the file open; else with the last of them, and nobody can open it
  // meanwhile.
  static NTSTATUS dispose(HANDLE handle) {
    ULONG flags = disposeDelete | disposePosix | disposeReadOnlyToo;
    NTSTATUS status = set(handle, fileDispositionInformationEx, flags);
    if (!saysUnknownWay(status)) return status;
    const bool wasReadOnly = clearReadOnly(handle);
    FILE_DISPOSITION_INFO older{};
    older.DeleteFile = TRUE;
    status = set(handle, FileDispositionInformation, older);
    if (!succeeded(status) && wasReadOnly) addReadOnly(handle);
    return status;
  }

  Status remove(const WinPath& path, ULONG options) {
    if (path.isRoot()) return fail(Errc::Refused, path.text(), "is the root");
    auto handle = openBeneath(path, {DELETE | FILE_WRITE_ATTRIBUTES, options});
    if (!handle) return tl::unexpected(handle.error());
    if (const NTSTATUS status = dispose(handle->get()); !succeeded(status)) return failWith(status, path, "removing");
    return {};
  }

  Opened root_;
  bool keepsSecurity_;
};

Result<std::wstring> fullPath(const std::string& hostFolder) {
  std::wstring path = win32::wide(hostFolder);
  if (path.size() == 2 && path[1] == L':') path += L'\\';  // Else it would mean that drive's current folder.
  std::wstring full(0x8000, L'\0');
  const DWORD length = GetFullPathNameW(path.c_str(), static_cast<DWORD>(full.size()), full.data(), nullptr);
  if (length == 0 || length >= full.size()) return fail(Errc::Unsupported, hostFolder, "no such folder", static_cast<int>(GetLastError()));
  full.resize(length);
  return full;
}

/// The full path in the form that has no limit and no device names.
Result<std::wstring> longPath(const std::string& hostFolder) {
  auto path = fullPath(hostFolder);
  if (!path) return path;
  const std::wstring& full = *path;
  if (full.starts_with(LR"(\\?\)") || full.starts_with(LR"(\\.\)")) return full;
  if (full.starts_with(LR"(\\)")) return LR"(\\?\UNC)" + full.substr(1);
  return LR"(\\?\)" + full;
}

Result<Handle> openFolderByPath(const std::string& hostFolder, DWORD access) {
  const auto path = longPath(hostFolder);
  if (!path) return tl::unexpected(path.error());
  Handle folder(CreateFileW(path->c_str(), access | FILE_READ_ATTRIBUTES | SYNCHRONIZE, shareAll, nullptr, OPEN_EXISTING,
                            FILE_FLAG_BACKUP_SEMANTICS, nullptr));
  const DWORD code = folder ? ERROR_SUCCESS : GetLastError();
  constexpr DWORD lockedByBitLocker = 0x80310000;
  if (code == ERROR_FILE_NOT_FOUND || code == ERROR_PATH_NOT_FOUND || code == ERROR_DIRECTORY || code == ERROR_INVALID_NAME ||
      code == ERROR_BAD_NETPATH || code == ERROR_INVALID_DRIVE || code == ERROR_UNRECOGNIZED_VOLUME || code == lockedByBitLocker) {
    return fail(Errc::Unsupported, hostFolder, "no such folder", static_cast<int>(code));
  }
  if (!folder) return tl::unexpected(win32::errorOf(code, hostFolder, "opening"));
  FILE_STANDARD_INFO facts{};
  if (!succeeded(query(folder.get(), FileStandardInformation, facts)) || facts.Directory == 0)
    return fail(Errc::Unsupported, hostFolder, "no such folder", ERROR_DIRECTORY);
  return folder;
}

}  // namespace

std::string absoluteHostPath(const std::string& folder) {
  const auto path = fullPath(folder);
  return path ? win32::narrow(*path) : folder;
}

Result<std::unique_ptr<Files>> openHostFolder(const std::string& hostFolder) {
  // An administrator may look at the files of another PC's users, and give files to them, but must say so.
  static const bool asked = [] {
    for (const wchar_t* privilege : {L"SeBackupPrivilege", L"SeRestorePrivilege", L"SeSecurityPrivilege"})
      win32::enablePrivilege(privilege);
    return true;
  }();
  (void)asked;
  auto root = openFolderByPath(hostFolder, FILE_LIST_DIRECTORY | FILE_TRAVERSE);
  if (!root) return tl::unexpected(root.error());
  auto name = nameOf(root->get());
  if (!name) return fail(name.error().code, hostFolder, name.error().detail, name.error().osCode);
  return std::make_unique<HostFiles>(Opened{std::move(*root), std::move(*name)});
}

Status hostMayWrite(const std::string& hostFolder) {
  const auto folder = openFolderByPath(hostFolder, FILE_ADD_FILE | FILE_ADD_SUBDIRECTORY);
  if (!folder) return tl::unexpected(folder.error());
  DWORD flags = 0;
  if (GetVolumeInformationByHandleW(folder->get(), nullptr, 0, nullptr, nullptr, &flags, nullptr, 0) != 0 &&
      (flags & FILE_READ_ONLY_VOLUME) != 0) {
    return fail(Errc::AccessDenied, hostFolder, "read-only", ERROR_WRITE_PROTECT);
  }
  return {};
}

}  // namespace sankajo
