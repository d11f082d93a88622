// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
// Windows' network headers want to be first.
#include "engine/target/names_and_ports_win32.h"

#include <iphlpapi.h>
#include <winsock2.h>
#include <ws2tcpip.h>

#include <algorithm>
#include <cstddef>

#include "engine/target/native_win32.h"
#include "engine/target/processes_win32.h"
#include "engine/target/system_win32.h"

namespace sankajo::win32 {

namespace {

enum class Found { No, Yes, Denied };

Result<Found> lookFor(std::wstring path, const std::string& name) {
  UNICODE_STRING unicode = counted(path);
  OBJECT_ATTRIBUTES attributes = win32::named(unicode, nullptr, OBJ_CASE_INSENSITIVE);
  HANDLE raw = nullptr;
  const NTSTATUS status = NtOpenMutant(&raw, SYNCHRONIZE, &attributes);
  const Handle handle(raw);
  if (good(status)) return Found::Yes;
  if (status == statusAccessDenied) return Found::Denied;
  // No such name; no such folder of names; something else of this name, which is no mutex.
  if (status == statusNotFound || status == statusNoPath || status == statusOtherType) return Found::No;
  return tl::unexpected(errorOfStatus(status, name, "looking for a mutex"));
}

/// Asks one of the tables of iphlpapi until its answer fits. `ask` gets the buffer and its size.
template <class Ask>
DWORD table(std::vector<std::byte>& buffer, const Ask& ask) {
  auto size = static_cast<DWORD>(std::max<std::size_t>(buffer.size(), 16384));
  DWORD error = ERROR_INSUFFICIENT_BUFFER;
  for (int tries = 0; tries < 16 && error == ERROR_INSUFFICIENT_BUFFER; ++tries) {
    buffer.resize(size);
    error = ask(buffer.data(), &size);
    size = std::max(size, static_cast<DWORD>(buffer.size()));
    if (error == ERROR_INSUFFICIENT_BUFFER) size += 16384;
  }
  return error;
}

/// The port of a row, which has it in the net's order in the low half.
std::uint16_t portOf(DWORD field) {
  return ntohs(static_cast<u_short>(field));
}

void add(std::vector<OpenPort>& out, std::string_view protocol, DWORD port, DWORD process) {
  OpenPort one{std::string(protocol), portOf(port), std::nullopt};
  if (process != 0) one.process = process;  // 0: the system does not say
  const auto same = [&one](const OpenPort& other) {
    return other.protocol == one.protocol && other.port == one.port && other.process == one.process;
  };
  if (std::ranges::none_of(out, same)) out.push_back(std::move(one));
}

template <class Table>
void addRows(std::vector<OpenPort>& out, const std::vector<std::byte>& buffer, std::string_view protocol) {
  const auto* rows = reinterpret_cast<const Table*>(buffer.data());
  const std::size_t room = (buffer.size() - offsetof(Table, table)) / sizeof rows->table[0];
  for (std::size_t i = 0; i < std::min<std::size_t>(rows->dwNumEntries, room); ++i)
    add(out, protocol, rows->table[i].dwLocalPort, rows->table[i].dwOwningPid);
}

}  // namespace

Result<bool> hasMutex(const std::string& name, bool administrator) {
  if (name.empty() || name.find_first_of(std::string_view("\\\0", 2)) != std::string::npos)
    return fail(Errc::Refused, name, "is no mutex's name");
  const std::wstring wideName = wide(name);
  // In this session, as a program here would ask. One that may not be opened is there.
  for (const std::wstring& spelling : {wideName, L"Global\\" + wideName}) {
    const Handle handle(OpenMutexW(SYNCHRONIZE, FALSE, spelling.c_str()));
    if (handle || GetLastError() == ERROR_ACCESS_DENIED) return true;
  }
  // For all sessions, which is where session 0 has its own too, and in the others'.
  auto numbers = sessions();
  if (!numbers) return tl::unexpected(numbers.error());
  std::vector<std::wstring> folders = {L"\\BaseNamedObjects\\"};
  if (std::ranges::find(*numbers, 0U) == numbers->end()) numbers->push_back(0);
  for (const std::uint32_t number : *numbers) folders.push_back(L"\\Sessions\\" + std::to_wstring(number) + L"\\BaseNamedObjects\\");
  for (const std::wstring& folder : folders) {
    auto found = lookFor(folder + wideName, name);
    if (!found) return tl::unexpected(found.error());
    // Without rights another session's names are closed as a whole, and that says nothing of this one.
    if (*found == Found::Yes || (*found == Found::Denied && administrator)) return true;
  }
  return false;
}

Result<std::vector<OpenPort>> ports() {
  std::vector<OpenPort> out;
  std::vector<std::byte> buffer;
  for (const ULONG family : {ULONG{AF_INET}, ULONG{AF_INET6}}) {
    const bool four = family == AF_INET;
    DWORD error = table(
        buffer, [family](void* to, DWORD* size) { return GetExtendedTcpTable(to, size, FALSE, family, TCP_TABLE_OWNER_PID_LISTENER, 0); });
    if (error == NO_ERROR) {
      if (four) {
        addRows<MIB_TCPTABLE_OWNER_PID>(out, buffer, "tcp");
      } else {
        addRows<MIB_TCP6TABLE_OWNER_PID>(out, buffer, "tcp");
      }
    } else if (four) {
      // The old table, which has no owners.
      error = table(buffer, [](void* to, DWORD* size) { return GetTcpTable(static_cast<MIB_TCPTABLE*>(to), size, FALSE); });
      if (error == NO_ERROR) {
        const auto* rows = reinterpret_cast<const MIB_TCPTABLE*>(buffer.data());
        const std::size_t room = (buffer.size() - offsetof(MIB_TCPTABLE, table)) / sizeof rows->table[0];
        for (std::size_t i = 0; i < std::min<std::size_t>(rows->dwNumEntries, room); ++i) {
          if (rows->table[i].dwState == MIB_TCP_STATE_LISTEN) add(out, "tcp", rows->table[i].dwLocalPort, 0);
        }
      }
    }
    // A system without the newer protocol has no such table, and nothing in it.
    const auto missing = [four](DWORD code) { return !four && (code == ERROR_NOT_SUPPORTED || code == ERROR_INVALID_PARAMETER); };
    if (error != NO_ERROR && !missing(error)) return tl::unexpected(errorOf(error, "tcp", "listing ports"));
    error = table(buffer, [family](void* to, DWORD* size) { return GetExtendedUdpTable(to, size, FALSE, family, UDP_TABLE_OWNER_PID, 0); });
    if (error != NO_ERROR && !missing(error)) return tl::unexpected(errorOf(error, "udp", "listing ports"));
    if (error != NO_ERROR) continue;
    if (four) {
      addRows<MIB_UDPTABLE_OWNER_PID>(out, buffer, "udp");
    } else {
      addRows<MIB_UDP6TABLE_OWNER_PID>(out, buffer, "udp");
    }
  }
  return out;
}

}  // namespace sankajo::win32
