// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/windows_update.h"

#include <algorithm>
#include <array>
#include <utility>

namespace sankajo {

namespace {

using Kind = UpdateFault::Kind;

constexpr std::array known = {
    std::pair(0x80004001U, Kind::AgentMissing),     // E_NOTIMPL
    std::pair(0x80004002U, Kind::AgentMissing),     // E_NOINTERFACE
    std::pair(0x80040154U, Kind::AgentMissing),     // REGDB_E_CLASSNOTREG
    std::pair(0x8007007EU, Kind::AgentMissing),     // ERROR_MOD_NOT_FOUND
    std::pair(0x80070424U, Kind::AgentMissing),     // ERROR_SERVICE_DOES_NOT_EXIST
    std::pair(0x80080005U, Kind::AgentMissing),     // CO_E_SERVER_EXEC_FAILURE
    std::pair(0x80070422U, Kind::ServiceDisabled),  // ERROR_SERVICE_DISABLED
    std::pair(0x80240001U, Kind::ServiceDisabled),  // WU_E_NO_SERVICE
    std::pair(0x80070005U, Kind::NoRights),         // E_ACCESSDENIED
    std::pair(0x80240044U, Kind::NoRights),         // WU_E_PER_MACHINE_UPDATE_ACCESS_DENIED
    std::pair(0x80070070U, Kind::NoSpace),          // ERROR_DISK_FULL
    std::pair(0x80240009U, Kind::Busy),             // WU_E_OPERATIONINPROGRESS
    std::pair(0x8024000BU, Kind::Cancelled),        // WU_E_CALL_CANCELLED
    std::pair(0x80240016U, Kind::Busy),             // WU_E_INSTALL_NOT_ALLOWED
    std::pair(0x8024001BU, Kind::Busy),             // WU_E_SELFUPDATE_IN_PROGRESS
    std::pair(0x8024001FU, Kind::NoNetwork),        // WU_E_NO_CONNECTION
    std::pair(0x80240023U, Kind::LicenceDeclined),  // WU_E_EULAS_DECLINED
    std::pair(0x80240025U, Kind::Managed),          // WU_E_USER_ACCESS_DISABLED
    std::pair(0x8024002EU, Kind::Managed),          // WU_E_WU_DISABLED
    std::pair(0x8024002FU, Kind::Managed),          // WU_E_CALL_CANCELLED_BY_POLICY
    std::pair(0x80240438U, Kind::NoNetwork),        // WU_E_PT_ENDPOINT_UNREACHABLE
    std::pair(0x80242014U, Kind::RestartFirst),     // WU_E_UH_POSTREBOOTSTILLPENDING
    std::pair(0x8024402CU, Kind::NoNetwork),        // WU_E_PT_WINHTTP_NAME_NOT_RESOLVED
    std::pair(0x8024500CU, Kind::Managed),          // WU_E_REDIRECTOR_CONNECT_POLICY
    std::pair(0x80246005U, Kind::NoNetwork),        // WU_E_DM_NONETWORK
    std::pair(0x80070BC2U, Kind::RestartFirst),     // ERROR_SUCCESS_REBOOT_REQUIRED as an error
    std::pair(0x80072EE2U, Kind::NoNetwork),        // WinHTTP: time is over
    std::pair(0x80072EE7U, Kind::NoNetwork),        // the server's name is not known
    std::pair(0x80072EFDU, Kind::NoNetwork),        // no connection
    std::pair(0x80072EFEU, Kind::NoNetwork),        // the connection was cut
    std::pair(0x80072F05U, Kind::WrongClock),       // the certificate's date
    std::pair(0x80072F8FU, Kind::WrongClock),       // the secure connection
};

/// What a component's other codes mean: the upper 20 bits are the component's.
constexpr std::array components = {
    std::pair(0x80244U, Kind::Server),   // WU_E_PT_*: talking to the server
    std::pair(0x80245U, Kind::Server),   // WU_E_REDIRECTOR_*
    std::pair(0x80248U, Kind::Records),  // WU_E_DS_*: the data store
};

}  // namespace

UpdateFault updateFault(std::uint32_t hresult) {
  if (const auto one = std::ranges::find(known, hresult, [](const auto& entry) { return entry.first; }); one != known.end())
    return {one->second, hresult};
  constexpr unsigned codeBits = 12;
  const auto component = std::ranges::find(components, hresult >> codeBits, [](const auto& entry) { return entry.first; });
  return {component == components.end() ? Kind::Failed : component->second, hresult};
}

}  // namespace sankajo
