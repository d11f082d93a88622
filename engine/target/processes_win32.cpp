// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/target/processes_win32.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstring>
#include <optional>
#include <set>

#include "engine/hash.h"
#include "engine/target/native_win32.h"
#include "engine/target/system_win32.h"
#include "engine/text.h"

namespace sankajo::win32 {

namespace {

constexpr std::size_t pageSize = 4096;
constexpr std::size_t largestWhole = std::size_t{16} << 20U;
constexpr std::size_t blockSize = std::size_t{1} << 20U;
constexpr std::size_t overlap = 4096;
constexpr std::uint64_t mostMemory = std::uint64_t{2} << 30U;
constexpr std::size_t mostProcesses = 65536;
constexpr DWORD longestEndMs = 5000;

// Information classes of ntddk.h and winternl.h.
constexpr int processBasicInformation = 0;
constexpr int processImageFileName = 27;
constexpr int processBreakOnTermination = 29;
constexpr int memoryMappedFilename = 2;
constexpr std::size_t imageBaseInPeb = 0x10;  // PEB.ImageBaseAddress of a 64 bit process block, which every process has.

// SYSTEM_PROCESS_INFORMATION, as far as it is used.
struct ProcessRecord {
  ULONG nextOffset;
  ULONG threads;
  std::array<LARGE_INTEGER, 3> reserved;
  LARGE_INTEGER created;
  LARGE_INTEGER userTime;
  LARGE_INTEGER kernelTime;
  UNICODE_STRING name;
  LONG basePriority;
  HANDLE id;
  HANDLE parent;
  ULONG handles;
  ULONG session;
};

struct Listed {
  std::uint32_t id = 0, parent = 0, session = 0;
  std::uint64_t started = 0;
  std::string name;
};

std::uint64_t number(const FILETIME& time) {
  return std::uint64_t{time.dwHighDateTime} << 32U | time.dwLowDateTime;
}

/// Where a process was in the kernel's own list, all at one instant.
Result<std::vector<Listed>> listed() {
  std::vector<std::byte> buffer(std::size_t{256} << 10U);
  NTSTATUS status{};
  for (int tries = 0; tries < 16; ++tries) {
    ULONG needed = 0;
    status = NtQuerySystemInformation(SystemProcessInformation, buffer.data(), static_cast<ULONG>(buffer.size()), &needed);
    if (status != statusInfoLengthMismatch) break;
    buffer.resize(std::max<std::size_t>(std::size_t{needed} + 65536, 2 * buffer.size()));
  }
  if (!good(status)) return tl::unexpected(errorOfStatus(status, "processes", "listing"));
  std::vector<Listed> out;
  for (std::size_t at = 0; out.size() < mostProcesses && buffer.size() - at >= sizeof(ProcessRecord);) {
    ProcessRecord record{};
    std::memcpy(&record, buffer.data() + at, sizeof record);
    Listed one;
    one.id = static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(record.id));
    one.parent = static_cast<std::uint32_t>(reinterpret_cast<std::uintptr_t>(record.parent));
    one.session = record.session;
    one.started = static_cast<std::uint64_t>(record.created.QuadPart);
    // The name lies in the same buffer, behind the record.
    const auto* name = reinterpret_cast<const std::byte*>(record.name.Buffer);
    if (name >= buffer.data() && name < buffer.data() + buffer.size() &&
        record.name.Length <= static_cast<std::size_t>(buffer.data() + buffer.size() - name)) {
      std::wstring text(record.name.Length / sizeof(wchar_t), L'\0');
      std::memcpy(text.data(), name, text.size() * sizeof(wchar_t));
      one.name = narrow(text);
      // Windows gives the last part only; whoever gives a path means the same.
      one.name = std::string(fileNameOf(one.name));
    }
    out.push_back(std::move(one));
    if (record.nextOffset == 0 || record.nextOffset > buffer.size() - at) break;
    at += record.nextOffset;
  }
  return out;
}

std::optional<std::uint64_t> startOf(HANDLE process) {
  FILETIME created{}, ended{}, kernel{}, user{};
  if (GetProcessTimes(process, &created, &ended, &kernel, &user) == 0) return std::nullopt;
  return number(created);
}

Result<std::string> imageOf(HANDLE process, const std::string& subject) {
  std::wstring path(32768, L'\0');
  auto length = static_cast<DWORD>(path.size());
  if (QueryFullProcessImageNameW(process, 0, path.data(), &length) == 0) {
    const DWORD error = GetLastError();
    // A process of the kernel has none.
    if (error == ERROR_GEN_FAILURE) return fail(Errc::Unsupported, subject, "has no program file", static_cast<int>(error));
    return tl::unexpected(errorOf(error, subject, "asking for its program"));
  }
  path.resize(length);
  return narrow(path);
}

/// What was denied: for want of rights, or to everybody.
Error denied(Error error, bool opensAll) {
  if (error.code == Errc::AccessDenied && opensAll) {
    error.code = Errc::Unsupported;
    error.detail = "Windows protects it: " + error.detail;
  }
  return error;
}

std::string subjectOf(const RunningProcess& process) {
  return process.name + " (process " + std::to_string(process.id) + ")";
}

/// Opens what still is this very process.
Result<Handle> openSame(const RunningProcess& process, DWORD access, bool opensAll) {
  const std::string subject = subjectOf(process);
  Handle handle(OpenProcess(access, FALSE, process.id));
  if (!handle) {
    const DWORD error = GetLastError();
    if (error == ERROR_INVALID_PARAMETER) return fail(Errc::Refused, subject, "does not run any more", static_cast<int>(error));
    return tl::unexpected(denied(errorOf(error, subject, "opening"), opensAll));
  }
  const auto started = startOf(handle.get());
  if (!started) return tl::unexpected(denied(errorOf(GetLastError(), subject, "asking for its start"), opensAll));
  if (process.started == 0 || *started != process.started) return fail(Errc::Refused, subject, "is another process now");
  // One that has ended stays on the list as long as somebody keeps a handle to it.
  DWORD code = STILL_ACTIVE;
  if (GetExitCodeProcess(handle.get(), &code) != 0 && code != STILL_ACTIVE) return fail(Errc::Refused, subject, "has ended");
  return handle;
}

/// This program, the copy of it that had it started as administrator, and all that it has started.
std::set<std::uint32_t> oursIn(const std::vector<Listed>& all) {
  const std::uint32_t self = GetCurrentProcessId();
  std::set<std::uint32_t> ours = {self};
  const auto me = std::ranges::find(all, self, &Listed::id);
  if (me == all.end()) return ours;
  const auto parent = std::ranges::find(all, me->parent, &Listed::id);
  if (parent != all.end() && parent->started <= me->started) {
    const auto imageOfId = [](std::uint32_t id) {
      const Handle handle(OpenProcess(PROCESS_QUERY_LIMITED_INFORMATION, FALSE, id));
      return handle ? imageOf(handle.get(), "").value_or("") : std::string();
    };
    const std::string image = imageOfId(self);
    if (!image.empty() && equalNoCase(image, imageOfId(parent->id))) ours.insert(parent->id);
  }
  // A child is younger than its parent: an id that was used again makes none. The parent itself counts for itself alone: what else it has
  // started is not ours.
  std::set<std::uint32_t> line = {self};
  for (bool more = true; more;) {
    more = false;
    for (const Listed& one : all) {
      if (line.contains(one.id) || !line.contains(one.parent)) continue;
      const auto above = std::ranges::find(all, one.parent, &Listed::id);
      if (above == all.end() || above->started > one.started) continue;
      line.insert(one.id);
      more = true;
    }
  }
  ours.insert(line.begin(), line.end());
  return ours;
}

// ------------------------------------------------------------------------------------------------------------- memory

std::wstring nameAnswer(const std::vector<std::byte>& buffer) {
  UNICODE_STRING unicode{};
  std::memcpy(&unicode, buffer.data(), sizeof unicode);
  const auto* text = reinterpret_cast<const std::byte*>(unicode.Buffer);
  if (text < buffer.data() || text > buffer.data() + buffer.size() ||
      unicode.Length > static_cast<std::size_t>(buffer.data() + buffer.size() - text)) {
    return {};
  }
  std::wstring out(unicode.Length / sizeof(wchar_t), L'\0');
  std::memcpy(out.data(), text, out.size() * sizeof(wchar_t));
  return out;
}

constexpr std::size_t longestName = 66000;

/// The kernel's name of the file that memory is mapped from; empty where there is none.
std::wstring mappedFile(HANDLE process, void* address) {
  std::vector<std::byte> buffer(longestName);
  SIZE_T got = 0;
  return good(NtQueryVirtualMemory(process, address, memoryMappedFilename, buffer.data(), buffer.size(), &got)) ? nameAnswer(buffer)
                                                                                                                : std::wstring();
}

/// The kernel's name of a process's program.
std::wstring programFile(HANDLE process) {
  std::vector<std::byte> buffer(longestName);
  ULONG got = 0;
  const NTSTATUS status = NtQueryInformationProcess(process, static_cast<PROCESSINFOCLASS>(processImageFileName), buffer.data(),
                                                    static_cast<ULONG>(buffer.size()), &got);
  return good(status) ? nameAnswer(buffer) : std::wstring();
}

/// Where the process says that its program begins; it may lie, so this is never the only word.
std::uintptr_t programBase(HANDLE process) {
  PROCESS_BASIC_INFORMATION basic{};
  ULONG got = 0;
  if (!good(NtQueryInformationProcess(process, static_cast<PROCESSINFOCLASS>(processBasicInformation), &basic, sizeof basic, &got)))
    return 0;
  std::uintptr_t base = 0;
  SIZE_T read = 0;
  const auto* from = reinterpret_cast<const std::byte*>(basic.PebBaseAddress) + imageBaseInPeb;
  if (basic.PebBaseAddress == nullptr || ReadProcessMemory(process, from, &base, sizeof base, &read) == 0 || read != sizeof base) return 0;
  return base;
}

struct Region {
  std::uintptr_t begin = 0, size = 0, allocation = 0;
  bool image = false, readable = false;
};

std::vector<Region> regionsOf(HANDLE process) {
  std::vector<Region> regions;
  constexpr std::size_t mostRegions = std::size_t{1} << 20U;
  std::uintptr_t at = 0;
  MEMORY_BASIC_INFORMATION info{};
  while (regions.size() < mostRegions && VirtualQueryEx(process, reinterpret_cast<void*>(at), &info, sizeof info) == sizeof info) {
    const auto begin = reinterpret_cast<std::uintptr_t>(info.BaseAddress);
    if (info.RegionSize == 0 || begin + info.RegionSize <= at) break;
    if (info.State == MEM_COMMIT) {
      const bool readable = (info.Protect & (PAGE_NOACCESS | PAGE_GUARD)) == 0 && info.Protect != 0;
      regions.push_back({begin, info.RegionSize, reinterpret_cast<std::uintptr_t>(info.AllocationBase), info.Type == MEM_IMAGE, readable});
    }
    at = begin + info.RegionSize;
  }
  return regions;
}

/// Reads memory of another process; pages that cannot be read stay as they are in `to`. Gives whether all of it was read.
bool readPages(HANDLE process, std::uintptr_t from, char* to, std::size_t length, std::vector<bool>& readable) {
  SIZE_T got = 0;
  readable.assign((length + pageSize - 1) / pageSize, true);
  if (ReadProcessMemory(process, reinterpret_cast<void*>(from), to, length, &got) != 0 && got == length) return true;
  bool all = true;
  for (std::size_t at = 0; at < length; at += pageSize) {
    const std::size_t part = std::min(pageSize, length - at);
    const bool one = ReadProcessMemory(process, reinterpret_cast<void*>(from + at), to + at, part, &got) != 0 && got == part;
    readable[at / pageSize] = one;
    all = all && one;
  }
  return all;
}

/// Shows memory, and remembers how much and whether it is still wanted.
class Show {
 public:
  Show(HANDLE process, const LookAtMemory& look) : process_(process), look_(look) {}
  bool wanted() const { return wanted_ && shown_ < mostMemory; }
  bool overflown() const { return wanted_ && shown_ >= mostMemory; }

  /// The program's own memory in one piece, with zeros where nothing can be read. False where it is too large for that.
  bool whole(const std::vector<Region>& regions) {
    if (regions.empty()) return true;
    const std::uintptr_t begin = regions.front().begin;
    const std::size_t length = regions.back().begin + regions.back().size - begin;
    if (length > largestWhole) return false;
    std::string bytes(length, '\0');
    std::vector<bool> ignored;
    for (const Region& region : regions) {
      if (region.readable) readPages(process_, region.begin, bytes.data() + (region.begin - begin), region.size, ignored);
    }
    show(bytes, true);
    return true;
  }

  /// Regions one after the other, in blocks; what lies side by side belongs together.
  void pieces(const std::vector<Region>& regions, bool ofProgram) {
    std::string tail;
    std::uintptr_t end = 0;
    for (const Region& region : regions) {
      if (!wanted()) return;
      if (!region.readable) continue;
      if (region.begin != end) tail.clear();
      for (std::uintptr_t at = region.begin; at < region.begin + region.size && wanted(); at += blockSize - overlap) {
        const std::size_t length = std::min<std::size_t>(blockSize - overlap, region.begin + region.size - at);
        std::string bytes(length, '\0');
        std::vector<bool> readable;
        if (readPages(process_, at, bytes.data(), length, readable)) {
          stretch(tail, bytes, ofProgram);
          continue;
        }
        for (std::size_t page = 0; page < readable.size(); ++page) {
          if (!readable[page]) {
            tail.clear();
            continue;
          }
          std::size_t last = page;
          while (last + 1 < readable.size() && readable[last + 1]) ++last;
          stretch(tail, bytes.substr(page * pageSize, (last + 1 - page) * pageSize), ofProgram);
          page = last;
        }
      }
      end = region.begin + region.size;
    }
  }

 private:
  void stretch(std::string& tail, const std::string& bytes, bool ofProgram) {
    tail += bytes;
    show(tail, ofProgram);
    if (tail.size() > overlap) tail.erase(0, tail.size() - overlap);
  }
  void show(const std::string& bytes, bool ofProgram) {
    if (!wanted()) return;
    shown_ += bytes.size();
    wanted_ = look_({bytes, ofProgram});
  }

  HANDLE process_;
  const LookAtMemory& look_;
  std::uint64_t shown_ = 0;
  bool wanted_ = true;
};

// -------------------------------------------------------------------------------------------------------------- ending

/// Whether Windows stops when this process ends. Some systems that stand in for Windows cannot be asked; then, and beside the answer, the places of those
/// that it never runs without.
Result<bool> isCritical(HANDLE process, const WinPath& image, const std::string& subject) {
  static constexpr std::array<std::string_view, 6> always = {"smss.exe",     "csrss.exe",    "wininit.exe",
                                                             "winlogon.exe", "services.exe", "lsass.exe"};
  const bool inSystem32 = equalNoCase(image.parent().name(), "system32");
  if (inSystem32 && std::ranges::any_of(always, [&image](std::string_view name) { return equalNoCase(name, image.name()); })) return true;
  ULONG critical = 0;
  ULONG got = 0;
  const NTSTATUS status =
      NtQueryInformationProcess(process, static_cast<PROCESSINFOCLASS>(processBreakOnTermination), &critical, sizeof critical, &got);
  if (status == statusInvalidInfoClass || status == statusNotImplemented || status == statusInvalidParameter) return false;
  if (!good(status)) return tl::unexpected(errorOfStatus(status, subject, "asking whether Windows can do without it"));
  return critical != 0;
}

}  // namespace

Result<Handle> openProgram(const WinPath& image) {
  const std::wstring path = LR"(\\?\)" + wide(image.text());
  Handle file(CreateFileW(path.c_str(), GENERIC_READ, FILE_SHARE_READ, nullptr, OPEN_EXISTING,
                          FILE_FLAG_OPEN_REPARSE_POINT | FILE_FLAG_SEQUENTIAL_SCAN, nullptr));
  if (!file) {
    const DWORD error = GetLastError();
    if (error == ERROR_FILE_NOT_FOUND || error == ERROR_PATH_NOT_FOUND) {
      return fail(Errc::Refused, image.text(), "is not there any more", static_cast<int>(error));
    }
    return tl::unexpected(errorOf(error, image.text(), "opening"));
  }
  BY_HANDLE_FILE_INFORMATION info{};
  if (GetFileInformationByHandle(file.get(), &info) == 0) return tl::unexpected(errorOf(GetLastError(), image.text(), "looking at it"));
  if ((info.dwFileAttributes & (FILE_ATTRIBUTE_REPARSE_POINT | FILE_ATTRIBUTE_DIRECTORY)) != 0)
    return fail(Errc::Refused, image.text(), "is no file");
  return file;
}

Result<std::string> sha256Through(HANDLE file, const std::string& subject) {
  Hasher hasher;
  std::vector<char> buffer(std::size_t{1} << 20U);
  while (true) {
    DWORD got = 0;
    if (ReadFile(file, buffer.data(), static_cast<DWORD>(buffer.size()), &got, nullptr) == 0) {
      return tl::unexpected(errorOf(GetLastError(), subject, "reading"));
    }
    if (got == 0) return hasher.finish().sha256;
    hasher.add({buffer.data(), got});
  }
}

bool isAdministrator() {
  SID_IDENTIFIER_AUTHORITY authority = SECURITY_NT_AUTHORITY;
  PSID administrators = nullptr;
  if (AllocateAndInitializeSid(&authority, 2, SECURITY_BUILTIN_DOMAIN_RID, DOMAIN_ALIAS_RID_ADMINS, 0, 0, 0, 0, 0, 0, &administrators) == 0)
    return false;
  BOOL is = FALSE;
  // In a token that was not elevated the group is there for denying only, and this says no.
  const bool asked = CheckTokenMembership(nullptr, administrators, &is) != 0;
  FreeSid(administrators);
  return asked && is != FALSE;
}

Result<std::vector<RunningProcess>> processes(bool opensAll) {
  auto all = listed();
  if (!all) return tl::unexpected(all.error());
  const std::set<std::uint32_t> ours = oursIn(*all);
  std::vector<RunningProcess> out;
  for (Listed& one : *all) {
    if (one.id == 0) continue;  // the idle time, which is no program
    RunningProcess process;
    process.id = one.id;
    process.started = one.started;
    process.name = std::move(one.name);
    process.ours = ours.contains(one.id);
    const auto image = [&]() -> Result<std::string> {
      auto handle = openSame(process, PROCESS_QUERY_LIMITED_INFORMATION, opensAll);
      if (!handle) return tl::unexpected(handle.error());
      auto path = imageOf(handle->get(), subjectOf(process));
      if (!path) return tl::unexpected(denied(path.error(), opensAll));
      return path;
    }();
    if (image) {
      if (auto path = WinPath::parse(*image)) {
        process.image = std::move(*path);
      } else {
        process.why = reason({Errc::Unsupported, "", "its program lies elsewhere: " + displayable(*image), 0});
      }
    } else {
      if (image.error().code == Errc::Refused) continue;  // it has ended meanwhile
      process.why = reason(image.error());
    }
    out.push_back(std::move(process));
  }
  return out;
}

Result<std::vector<std::uint32_t>> sessions() {
  auto all = listed();
  if (!all) return tl::unexpected(all.error());
  std::set<std::uint32_t> numbers;
  for (const Listed& one : *all) numbers.insert(one.session);
  return std::vector<std::uint32_t>(numbers.begin(), numbers.end());
}

Result<bool> readMemory(const RunningProcess& process, const LookAtMemory& look, bool opensAll) {
  const std::string subject = subjectOf(process);
  auto all = listed();
  if (!all) return tl::unexpected(all.error());
  if (oursIn(*all).contains(process.id)) return fail(Errc::Refused, subject, "is our own");
  auto handle = openSame(process, PROCESS_QUERY_INFORMATION | PROCESS_VM_READ | SYNCHRONIZE, opensAll);
  if (!handle) return tl::unexpected(handle.error());
  const HANDLE it = handle->get();

  // What is mapped from the file that the kernel knows as its program is the program, wherever it lies.
  const std::wstring program = programFile(it);
  const std::uintptr_t base = programBase(it);
  std::vector<Region> own, others;
  std::uintptr_t known = 0;
  bool knownIsOwn = false;
  for (const Region& region : regionsOf(it)) {
    if (region.image && region.allocation != known) {
      known = region.allocation;
      knownIsOwn = known == base ||
                   (!program.empty() && equalNoCase(narrow(mappedFile(it, reinterpret_cast<void*>(region.allocation))), narrow(program)));
    }
    (region.image && region.allocation == known && knownIsOwn ? own : others).push_back(region);
  }

  Show show(it, look);
  // A program may map itself more than once.
  for (auto from = own.begin(); from != own.end() && show.wanted();) {
    const auto to = std::find_if(from, own.end(), [from](const Region& one) { return one.allocation != from->allocation; });
    const std::vector<Region> one(from, to);
    if (!show.whole(one)) show.pieces(one, true);
    from = to;
  }
  show.pieces(others, false);
  if (show.overflown()) return false;
  if (show.wanted() && WaitForSingleObject(it, 0) == WAIT_OBJECT_0) return fail(Errc::Refused, subject, "has ended meanwhile");
  return true;
}

Status endProcess(const RunningProcess& process, const std::string& sha256, bool opensAll) {
  const std::string subject = subjectOf(process);
  constexpr std::uint32_t systemProcess = 4;
  if (process.id == 0 || process.id == systemProcess) return fail(Errc::Refused, subject, "is Windows itself");
  if (!process.image) return fail(Errc::Refused, subject, "has no known program");
  auto all = listed();
  if (!all) return tl::unexpected(all.error());
  if (oursIn(*all).contains(process.id)) return fail(Errc::Refused, subject, "is our own");

  // From here on everything goes by this handle: while it is open its id is not used again.
  auto handle = openSame(process, PROCESS_TERMINATE | PROCESS_QUERY_INFORMATION | SYNCHRONIZE, opensAll);
  if (!handle) return tl::unexpected(handle.error());
  const HANDLE it = handle->get();
  auto image = imageOf(it, subject);
  if (!image) return tl::unexpected(denied(image.error(), opensAll));
  const auto path = WinPath::parse(*image);
  if (!path || !(*path == *process.image)) return fail(Errc::Refused, subject, "is another program now");
  auto critical = isCritical(it, *path, subject);
  if (!critical) return tl::unexpected(denied(critical.error(), opensAll));
  if (*critical) return fail(Errc::Refused, subject, "Windows cannot do without it");
  auto file = openProgram(*path);
  if (!file) return tl::unexpected(file.error());
  auto now = sha256Through(file->get(), path->text());
  if (!now) return tl::unexpected(now.error());
  if (!equalNoCase(*now, sha256)) return fail(Errc::Refused, subject, "its program is not the file that was seen");

  if (TerminateProcess(it, 1) == 0 && WaitForSingleObject(it, 0) != WAIT_OBJECT_0) {
    return tl::unexpected(denied(errorOf(GetLastError(), subject, "ending it"), opensAll));
  }
  if (WaitForSingleObject(it, longestEndMs) != WAIT_OBJECT_0) return fail(Errc::Busy, subject, "does not go");
  return {};
}

}  // namespace sankajo::win32
