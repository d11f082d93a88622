// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <windows.h>

#include "engine/target/firewall_win32.h"
// After windows.h.
#include <netfw.h>

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/target/com_win32.h"

namespace sankajo::win32 {

namespace {

constexpr std::wstring_view group = L"Sankajo";
constexpr std::size_t mostRules = 100'000;  // Windows has some hundreds.

Error errorOfResult(HRESULT code, std::string subject, std::string_view doing) {
  constexpr std::array absent{REGDB_E_CLASSNOTREG,
                              E_NOTIMPL,
                              E_NOINTERFACE,
                              HRESULT_FROM_WIN32(ERROR_SERVICE_DISABLED),
                              HRESULT_FROM_WIN32(ERROR_SERVICE_NOT_ACTIVE),
                              HRESULT_FROM_WIN32(RPC_S_SERVER_UNAVAILABLE),
                              HRESULT_FROM_WIN32(EPT_S_NOT_REGISTERED)};
  Errc errc = code == E_ACCESSDENIED ? Errc::AccessDenied : Errc::Io;
  if (std::ranges::find(absent, code) != absent.end()) errc = Errc::Unsupported;
  return {errc, std::move(subject), std::string(doing), static_cast<int>(code)};
}

tl::unexpected<Error> failed(HRESULT code, const std::string& subject, std::string_view doing) {
  return tl::unexpected(errorOfResult(code, subject, doing));
}

/// The firewall and its rules, for one call of ours.
struct Open {
  Apartment apartment;  // First made and last gone.
  Com<INetFwPolicy2> policy;
  Com<INetFwRules> rules;

  Status open() {
    // A thread that has another kind of apartment serves as well.
    if (FAILED(apartment.result()) && apartment.result() != RPC_E_CHANGED_MODE) return failed(apartment.result(), "firewall", "opening");
    HRESULT code =
        CoCreateInstance(__uuidof(NetFwPolicy2), nullptr, CLSCTX_INPROC_SERVER, __uuidof(INetFwPolicy2), reinterpret_cast<void**>(policy.out()));
    if (SUCCEEDED(code)) code = policy->get_Rules(rules.out());
    if (FAILED(code)) return failed(code, "firewall", "opening");
    if (!rules) return fail(Errc::Unsupported, "firewall", "has no rules");
    return {};
  }
};

std::wstring listed(const std::vector<std::uint16_t>& ports) {
  std::wstring text;
  for (const std::uint16_t port : ports) text += (text.empty() ? L"" : L",") + std::to_wstring(port);
  return text;
}

/// "135,139"; empty where it says anything but single ports.
std::vector<std::uint16_t> portsIn(const std::string& text) {
  std::vector<std::uint16_t> ports;
  const char* at = text.data();
  const char* const end = at + text.size();
  while (at != end) {
    std::uint16_t port = 0;
    const auto [next, error] = std::from_chars(at, end, port);
    if (error != std::errc() || (next != end && *next != ',') || next + 1 == end) return {};
    ports.push_back(port);
    at = next == end ? end : next + 1;
  }
  std::ranges::sort(ports);
  return ports;
}

/// A value of a rule, by the call that gives it.
template <typename T>
T valueOf(INetFwRule& rule, HRESULT (STDMETHODCALLTYPE INetFwRule::*get)(T*), T otherwise) {
  T value = otherwise;
  return SUCCEEDED((rule.*get)(&value)) ? value : otherwise;
}
std::string textOf(INetFwRule& rule, HRESULT (STDMETHODCALLTYPE INetFwRule::*get)(BSTR*)) {
  Text text;
  return SUCCEEDED((rule.*get)(text.out())) ? text.utf8() : std::string("?");
}

FirewallRule described(INetFwRule& rule) {
  FirewallRule out;
  out.name = textOf(rule, &INetFwRule::get_Name);
  out.inbound = valueOf(rule, &INetFwRule::get_Direction, NET_FW_RULE_DIR_MAX) == NET_FW_RULE_DIR_IN;
  const LONG protocol = valueOf<LONG>(rule, &INetFwRule::get_Protocol, -1);
  out.protocol = protocol == NET_FW_IP_PROTOCOL_TCP ? "tcp" : protocol == NET_FW_IP_PROTOCOL_UDP ? "udp" : "other";
  out.ports = portsIn(textOf(rule, out.inbound ? &INetFwRule::get_LocalPorts : &INetFwRule::get_RemotePorts));
  const auto isAny = [&rule](HRESULT (STDMETHODCALLTYPE INetFwRule::*get)(BSTR*)) {
    const std::string text = textOf(rule, get);
    return text.empty() || text == "*" || text == "All";
  };
  out.works = valueOf<VARIANT_BOOL>(rule, &INetFwRule::get_Enabled, VARIANT_FALSE) != VARIANT_FALSE &&
              valueOf(rule, &INetFwRule::get_Action, NET_FW_ACTION_MAX) == NET_FW_ACTION_BLOCK &&
              valueOf<LONG>(rule, &INetFwRule::get_Profiles, 0) == NET_FW_PROFILE2_ALL && isAny(&INetFwRule::get_LocalAddresses) &&
              isAny(&INetFwRule::get_RemoteAddresses) && isAny(&INetFwRule::get_ApplicationName) && isAny(&INetFwRule::get_ServiceName) &&
              isAny(&INetFwRule::get_InterfaceTypes) && isAny(out.inbound ? &INetFwRule::get_RemotePorts : &INetFwRule::get_LocalPorts);
  return out;
}

/// Whether a rule that is set here would close anything. Which kind of network it will be is not known while the cable is out: it has to count on each.
Status wouldCount(INetFwPolicy2& policy) {
  for (const NET_FW_PROFILE_TYPE2 profile : {NET_FW_PROFILE2_DOMAIN, NET_FW_PROFILE2_PRIVATE, NET_FW_PROFILE2_PUBLIC}) {
    VARIANT_BOOL on = VARIANT_FALSE;
    if (const HRESULT code = policy.get_FirewallEnabled(profile, &on); FAILED(code)) return failed(code, "firewall", "asking whether it is on");
    if (on == VARIANT_FALSE) return fail(Errc::Unsupported, "firewall", "is switched off");
  }
  NET_FW_MODIFY_STATE state = NET_FW_MODIFY_STATE_OK;
  if (const HRESULT code = policy.get_LocalPolicyModifyState(&state); FAILED(code)) return failed(code, "firewall", "asking whose rules count");
  return state == NET_FW_MODIFY_STATE_GP_OVERRIDE ? fail(Errc::Unsupported, "firewall", "is managed by an organisation") : Status();
}

}  // namespace

Result<std::vector<FirewallRule>> WindowsFirewall::rules() {
  Open firewall;
  if (auto opened = firewall.open(); !opened) return tl::unexpected(opened.error());
  Com<IUnknown> unknown;
  Com<IEnumVARIANT> all;
  HRESULT code = firewall.rules->get__NewEnum(unknown.out());
  if (SUCCEEDED(code) && !unknown) code = E_NOTIMPL;
  if (SUCCEEDED(code)) code = unknown->QueryInterface(__uuidof(IEnumVARIANT), reinterpret_cast<void**>(all.out()));
  if (FAILED(code)) return failed(code, "firewall", "listing its rules");
  std::vector<FirewallRule> out;
  for (std::size_t seen = 0; seen < mostRules; ++seen) {
    VARIANT one;
    VariantInit(&one);
    code = all->Next(1, &one, nullptr);
    if (FAILED(code)) return failed(code, "firewall", "listing its rules");
    if (code != S_OK) return out;
    Com<INetFwRule> rule;
    if (one.vt == VT_DISPATCH && one.pdispVal != nullptr) code = one.pdispVal->QueryInterface(__uuidof(INetFwRule), reinterpret_cast<void**>(rule.out()));
    VariantClear(&one);
    if (FAILED(code)) return failed(code, "firewall", "listing its rules");
    if (rule && textOf(*rule.get(), &INetFwRule::get_Grouping) == narrow(group)) out.push_back(described(*rule.get()));
  }
  return fail(Errc::Unsupported, "firewall", "has more rules than are looked at");
}

Status WindowsFirewall::add(const FirewallRule& rule) {
  Open firewall;
  if (auto opened = firewall.open(); !opened) return opened;
  if (auto counts = wouldCount(*firewall.policy.get()); !counts) return counts;
  Com<INetFwRule> made;
  const Text ports(listed(rule.ports));
  HRESULT code =
      CoCreateInstance(__uuidof(NetFwRule), nullptr, CLSCTX_INPROC_SERVER, __uuidof(INetFwRule), reinterpret_cast<void**>(made.out()));
  if (SUCCEEDED(code)) code = made->put_Name(Text(wide(rule.name)).get());
  if (SUCCEEDED(code)) code = made->put_Grouping(Text(group).get());
  if (SUCCEEDED(code)) code = made->put_Direction(rule.inbound ? NET_FW_RULE_DIR_IN : NET_FW_RULE_DIR_OUT);
  // Ports belong to a protocol, so that comes first.
  if (SUCCEEDED(code)) code = made->put_Protocol(rule.protocol == "tcp" ? NET_FW_IP_PROTOCOL_TCP : NET_FW_IP_PROTOCOL_UDP);
  if (SUCCEEDED(code)) code = rule.inbound ? made->put_LocalPorts(ports.get()) : made->put_RemotePorts(ports.get());
  if (SUCCEEDED(code)) code = made->put_Profiles(NET_FW_PROFILE2_ALL);
  if (SUCCEEDED(code)) code = made->put_Action(NET_FW_ACTION_BLOCK);
  if (SUCCEEDED(code)) code = made->put_Enabled(VARIANT_TRUE);
  if (SUCCEEDED(code)) code = firewall.rules->Add(made.get());
  if (FAILED(code)) return failed(code, rule.name, "adding it to the firewall");
  return {};
}

Status WindowsFirewall::remove(const std::string& name) {
  Open firewall;
  if (auto opened = firewall.open(); !opened) return opened;
  const HRESULT code = firewall.rules->Remove(Text(wide(name)).get());
  if (FAILED(code) && code != HRESULT_FROM_WIN32(ERROR_FILE_NOT_FOUND)) return failed(code, name, "taking it out of the firewall");
  return {};
}

}  // namespace sankajo::win32
