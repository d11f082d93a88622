// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/target/restart_win32.h"

#include <algorithm>

#include "engine/hash.h"
#include "engine/quarantine.h"
#include "engine/security_descriptor.h"
#include "engine/target/registry_key_win32.h"
#include "engine/text.h"

namespace sankajo::win32 {

namespace {

constexpr std::string_view returnName = "return";
constexpr std::string_view copyName = "Sankajo.exe";
constexpr std::string_view valueName = "Sankajo";
constexpr std::uint64_t largestProgram = std::uint64_t{256} << 20U;
constexpr std::size_t longestLine = 259;  // Microsoft, "Run and RunOnce Registry Keys": no longer than 260 characters, with the NUL.
constexpr int memoryMappedFilename = 2;
constexpr const wchar_t* sessionManager = LR"(SYSTEM\CurrentControlSet\Control\Session Manager)";
constexpr const wchar_t* pendingName = L"PendingFileRenameOperations";

const RegPath runOnce = RegPath{RegPath::Hive::Software, "", {}}.join(R"(Microsoft\Windows\CurrentVersion\RunOnce)");

WinPath ownFolder(char drive) {
  return quarantineFolder(drive).parent();
}
WinPath returnFolder(char drive) {
  return ownFolder(drive) / returnName;
}

// Who owns the folder of the registry's files can change this Windows as they like, and need no folder of ours for it.
Result<std::vector<std::string>> ownersOfWindows(Files& files, const WinPath& systemRoot) {
  auto config = files.metadata(systemRoot.join(R"(system32\config)"));
  if (!config) return tl::unexpected(config.error());
  const std::string owner = config->security ? ownerOf(*config->security) : std::string();
  return owner.empty() ? std::vector<std::string>() : std::vector{owner};
}

// The kernel's name of the file that this very program was loaded from, also where its name has changed since.
std::wstring ownMappedFile() {
  std::vector<std::byte> buffer(66000);
  SIZE_T got = 0;
  if (!good(NtQueryVirtualMemory(GetCurrentProcess(), GetModuleHandleW(nullptr), memoryMappedFilename, buffer.data(), buffer.size(), &got)))
    return {};
  const auto* name = reinterpret_cast<const UNICODE_STRING*>(buffer.data());
  return {name->Buffer, name->Length / sizeof(wchar_t)};
}

// This program's own bytes. While the file is open nobody can give its name to another, so if the kernel names it the same before and after, it is
// the file that runs: not one that somebody has put in its place.
Result<std::string> ownBytes() {
  const std::wstring name = ownMappedFile();
  if (name.empty()) return fail(Errc::Unsupported, "this program", "its file cannot be asked for");
  const std::wstring path = name.starts_with(L"\\??\\") ? L"\\\\?\\" + name.substr(4) : LR"(\\?\GLOBALROOT)" + name;
  const Handle file(
      CreateFileW(path.c_str(), GENERIC_READ, FILE_SHARE_READ, nullptr, OPEN_EXISTING, FILE_FLAG_OPEN_REPARSE_POINT, nullptr));
  if (!file) return tl::unexpected(errorOf(GetLastError(), narrow(name), "opening this program's file"));
  if (ownMappedFile() != name) return fail(Errc::Refused, narrow(name), "this program's file has been moved just now");
  LARGE_INTEGER size{};
  if (GetFileSizeEx(file.get(), &size) == 0) return tl::unexpected(errorOf(GetLastError(), narrow(name), "looking at this program's file"));
  if (static_cast<std::uint64_t>(size.QuadPart) > largestProgram)
    return fail(Errc::Unsupported, narrow(name), "is larger than any program of ours");
  std::string bytes(static_cast<std::size_t>(size.QuadPart), '\0');
  for (std::size_t done = 0; done < bytes.size();) {
    DWORD got = 0;
    if (ReadFile(file.get(), bytes.data() + done, static_cast<DWORD>(bytes.size() - done), &got, nullptr) == 0 || got == 0) {
      return tl::unexpected(errorOf(GetLastError(), narrow(name), "reading this program's file"));
    }
    done += got;
  }
  return bytes;
}

// Makes \Sankajo, \Sankajo\return and in it a folder that was not there, which is given: Windows may still have to remove the one from which this program
// runs, with all names in it. What is there already must be protected: giving it our security now would not take back what somebody has opened.
Result<WinPath> makeFolder(Files& files, const WinPath& systemRoot) {
  auto metadata = ownMetadata(files, systemRoot, true);
  if (!metadata) return tl::unexpected(metadata.error());
  const WinPath all = returnFolder(systemRoot.drive());
  if (auto safe = isProtected(files, systemRoot, all); !safe) return tl::unexpected(safe.error());
  auto there = files.list(all, false);
  if (!there) return tl::unexpected(there.error());
  int number = 1;
  const auto taken = [&](const FileEntry& entry) { return entry.name == std::to_string(number); };
  while (*there && std::ranges::any_of(**there, taken)) ++number;
  const WinPath folder = all / std::to_string(number);
  for (const WinPath& one : {all.parent(), all, folder}) {
    auto found = files.find(one);
    if (!found) return tl::unexpected(found.error());
    if (!found->empty()) continue;
    // Refused where somebody has made it meanwhile.
    if (auto made = files.makeFolder(one, *metadata); !made) return tl::unexpected(made.error());
    if (auto synced = files.syncFolder(one.parent()); !synced) return tl::unexpected(synced.error());
  }
  if (auto safe = isProtected(files, systemRoot, folder); !safe) return tl::unexpected(safe.error());
  return folder;
}

Result<Handle> runOnceKey() {
  auto key = openKey(runOnce, KEY_READ | KEY_SET_VALUE);
  if (!key || *key) return key;
  // A fresh system may not have it yet.
  auto above = openKey(runOnce.parent(), KEY_READ | KEY_CREATE_SUB_KEY);
  if (!above) return above;
  if (!*above) return fail(Errc::Unsupported, runOnce.text(), "is not there");
  if (auto made = makeKey(above->get(), runOnce.keys.back(), runOnce.text()); !made) return tl::unexpected(made.error());
  return openKey(runOnce, KEY_READ | KEY_SET_VALUE);
}

// The kernel's list of what happens before anything else at the next start: pairs of a name and a new name, which is empty for removing.
Result<bool> isPending(const WinPath& path) {
  DWORD bytes = 0;
  LSTATUS error = RegGetValueW(HKEY_LOCAL_MACHINE, sessionManager, pendingName, RRF_RT_REG_MULTI_SZ, nullptr, nullptr, &bytes);
  if (error == ERROR_FILE_NOT_FOUND) return false;
  std::wstring text;
  for (int tries = 0; tries < 8 && (error == ERROR_SUCCESS || error == ERROR_MORE_DATA); ++tries) {
    text.resize(bytes / sizeof(wchar_t) + 2);
    bytes = static_cast<DWORD>(text.size() * sizeof(wchar_t));
    error = RegGetValueW(HKEY_LOCAL_MACHINE, sessionManager, pendingName, RRF_RT_REG_MULTI_SZ, nullptr, text.data(), &bytes);
    if (error == ERROR_SUCCESS) break;
  }
  if (error != ERROR_SUCCESS)
    return tl::unexpected(errorOf(static_cast<DWORD>(error), path.text(), "reading what happens at the next start"));
  text.resize(bytes / sizeof(wchar_t));
  std::vector<std::string> parts;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find(L'\0', at), text.size());
    parts.push_back(narrow(std::wstring_view(text).substr(at, end - at)));
    at = end + 1;
  }
  for (std::size_t i = 0; i + 1 < parts.size(); i += 2) {
    if (parts[i + 1].empty() && equalNoCase(parts[i], R"(\??\)" + path.text())) return true;
  }
  return false;
}

bool startsOurCopy(const RegValue& value, char drive) {
  const std::string start = "\"" + returnFolder(drive).text() + "\\";
  const std::string text = value.asText();
  return text.size() >= start.size() && equalNoCase(std::string_view(text).substr(0, start.size()), start);
}

}  // namespace

std::string quoted(const std::string& argument) {
  // As Microsoft's own parser reads it: backslashes count only in front of a quote.
  std::string out = "\"";
  std::size_t backslashes = 0;
  for (const char c : argument) {
    if (c == '"') out.append(backslashes + 1, '\\');
    backslashes = c == '\\' ? backslashes + 1 : 0;
    out += c;
  }
  out.append(backslashes, '\\');
  return out + "\"";
}

Status isProtected(Files& files, const WinPath& systemRoot, const WinPath& path) {
  const WinPath own = ownFolder(path.drive());
  if (!path.isWithin(own)) return fail(Errc::Refused, path.text(), "is not in our own folder");
  auto trusted = ownersOfWindows(files, systemRoot);
  if (!trusted) return tl::unexpected(trusted.error());
  for (std::size_t depth = own.components().size(); depth <= path.components().size(); ++depth) {
    const auto& parts = path.components();
    const WinPath one = WinPath::of(path.drive(), {parts.begin(), parts.begin() + static_cast<std::ptrdiff_t>(depth)});
    auto found = files.find(one);
    if (!found) return tl::unexpected(found.error());
    if (found->empty()) return {};
    if (found->size() > 1) return fail(Errc::Refused, one.text(), "is there in several spellings");
    const FoundFile& there = found->front();
    const bool last = depth == path.components().size();
    if (there.kind != FileKind::Folder && !(last && there.kind == FileKind::File))
      return fail(Errc::Refused, there.path.text(), "is no folder");
    auto metadata = files.metadata(there.path);
    if (!metadata) return tl::unexpected(metadata.error());
    if (!metadata->security || !onlyAdministratorsMayWrite(*metadata->security, *trusted)) {
      return fail(Errc::Refused, there.path.text(), "others than administrators may write into it");
    }
  }
  return {};
}

Status removeAtRestart(Files& files, const WinPath& systemRoot, const WinPath& path) {
  if (path == ownFolder(path.drive())) return fail(Errc::Refused, path.text(), "is not in our own folder");
  if (auto safe = isProtected(files, systemRoot, path.parent()); !safe) return safe;
  auto found = files.find(path);
  if (!found) return tl::unexpected(found.error());
  if (found->empty()) return fail(Errc::Refused, path.text(), "is not there");
  if (found->size() > 1) return fail(Errc::Refused, path.text(), "is there in several spellings");
  const FoundFile& there = found->front();
  // Nobody else can give the name to another file, whoever may write into this one: a worm's keeps the security that it came with.
  if (there.kind != FileKind::File) {
    if (auto safe = isProtected(files, systemRoot, there.path); !safe) return safe;
  }
  const WinPath& exact = there.path;
  if (MoveFileExW(wide(exact.text()).c_str(), nullptr, MOVEFILE_DELAY_UNTIL_REBOOT) == 0) {
    return tl::unexpected(errorOf(GetLastError(), exact.text(), "having it removed at the next start"));
  }
  auto pending = isPending(exact);
  if (!pending) return tl::unexpected(pending.error());
  return *pending ? Status() : fail(Errc::Io, exact.text(), "is not on the list of what is removed at the next start");
}

Status returnAfterRestart(Files& files, const WinPath& systemRoot, const std::vector<std::string>& arguments) {
  const auto lineFor = [&](const WinPath& copy) {
    std::string line = "\"" + copy.text() + "\"";
    for (const std::string& argument : arguments) line += " " + quoted(argument);
    return line;
  };
  // Two more digits than anybody will see.
  if (wide(lineFor(returnFolder(systemRoot.drive()) / "100" / copyName)).size() > longestLine)
    return fail(Errc::Refused, runOnce.text(), "the line is too long");

  auto bytes = ownBytes();
  if (!bytes) return tl::unexpected(bytes.error());
  if (auto gone = forgetReturn(files, systemRoot); !gone) return gone;
  auto folder = makeFolder(files, systemRoot);
  if (!folder) return tl::unexpected(folder.error());
  const WinPath copy = *folder / copyName;
  auto metadata = ownMetadata(files, systemRoot, false);
  if (!metadata) return tl::unexpected(metadata.error());
  const auto write = [&]() -> Status {
    {
      auto writer = files.create(copy, *metadata);
      if (!writer) return tl::unexpected(writer.error());
      if (auto done = (*writer)->append(*bytes); !done) return done;
      if (auto done = (*writer)->sync(); !done) return done;
    }
    if (auto synced = files.syncFolder(copy.parent()); !synced) return synced;
    if (auto safe = isProtected(files, systemRoot, copy); !safe) return safe;
    auto digest = digestOf(files, copy);
    if (!digest) return tl::unexpected(digest.error());
    if (digest->sha256 != sha256Of(*bytes)) return fail(Errc::Io, copy.text(), "reads back as something else");
    auto key = runOnceKey();
    if (!key) return tl::unexpected(key.error());
    const RegValue value = RegValue::ofText(std::string(valueName), lineFor(copy));
    if (auto set = setValue(key->get(), value, runOnce.text()); !set) return set;
    auto now = valueOf(key->get(), value.name, runOnce.text());
    if (!now) return tl::unexpected(now.error());
    if (!*now || !(**now == value)) return fail(Errc::Io, runOnce.text(), "reads back as something else");
    NtFlushKey(key->get());
    return {};
  };
  Status done = write();
  if (!done) {
    // Nothing half: the first failure is what is told.
    const Status ignored = forgetReturn(files, systemRoot);
    static_cast<void>(ignored);
  }
  return done;
}

Status forgetReturn(Files& files, const WinPath& systemRoot) {
  const WinPath folder = returnFolder(systemRoot.drive());
  auto key = openKey(runOnce, KEY_READ);
  if (!key) return tl::unexpected(key.error());
  if (*key) {
    auto value = valueOf(key->get(), std::string(valueName), runOnce.text());
    if (!value) return tl::unexpected(value.error());
    if (*value && startsOurCopy(**value, systemRoot.drive())) {
      key = openKey(runOnce, KEY_READ | KEY_SET_VALUE);
      if (!key) return tl::unexpected(key.error());
      if (*key) {
        if (auto gone = removeValue(key->get(), std::string(valueName), runOnce.text()); !gone) return gone;
        NtFlushKey(key->get());
      }
    }
  }
  auto folders = files.list(folder, false);
  if (!folders) return tl::unexpected(folders.error());
  if (!*folders) return {};
  if (auto safe = isProtected(files, systemRoot, folder); !safe) return safe;
  bool later = false;
  for (const FileEntry& entry : **folders) {
    const WinPath one = folder / entry.name;
    if (entry.kind != FileKind::Folder) return fail(Errc::Refused, one.text(), "is no folder");
    auto there = files.find(one / copyName);
    if (!there) return tl::unexpected(there.error());
    bool inUse = false;
    for (const FoundFile& copy : *there) {
      if (copy.kind != FileKind::File) return fail(Errc::Refused, copy.path.text(), "is not a file");
      const Status gone = files.removeFile(copy.path);
      if (gone) continue;
      // A program that runs cannot be removed: that is what "denied" means for an administrator.
      if (gone.error().code != Errc::Busy && gone.error().code != Errc::AccessDenied) return gone;
      if (auto noted = removeAtRestart(files, systemRoot, copy.path); !noted) return noted;
      inUse = true;
    }
    if (inUse) {
      if (auto noted = removeAtRestart(files, systemRoot, one); !noted) return noted;
      later = true;
    } else if (auto gone = files.removeFolder(one); !gone) {
      return gone;
    }
  }
  // Where another return is asked for meanwhile it is not empty, and Windows leaves it.
  if (later) return removeAtRestart(files, systemRoot, folder);
  // Empty folders are cleared away; \Sankajo stays while it holds runs that can be undone.
  if (files.removeFolder(folder)) {
    const Status ignored = files.removeFolder(folder.parent());
    static_cast<void>(ignored);
  }
  return {};
}

}  // namespace sankajo::win32
