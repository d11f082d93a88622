// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "engine/advisory.h"

// Article 3 for companies: filters for the border of an office's network, or for its PCs, that let the worm neither in nor out. Written from an
// advisory, for a person to read, put in, test and take out again. Nothing here is put in by the program.

namespace sankajo {

class Wording;

enum class FilterFor { Nftables, Iptables, PowerShell, Netsh, Ios, Yamaha };
inline constexpr FilterFor kFilters[] = {FilterFor::Nftables, FilterFor::Iptables, FilterFor::PowerShell,
                                         FilterFor::Netsh,    FilterFor::Ios,      FilterFor::Yamaha};
/// "nftables", "iptables", "powershell", "netsh", "ios", "yamaha"
std::string_view name(FilterFor filter);

/// The ports that the advisories' notices name; where `all`, or where an advisory has no notice, those of its protections too. By protocol and number,
/// each once.
std::vector<PortIndicator> portsToClose(const std::vector<Advisory>& advisories, bool all);
/// "TCP 135, TCP 4444, UDP 69"
std::string portsText(const std::vector<PortIndicator>& ports);

/// The whole text, ready to be saved as a file or pasted. What it says to people stands in comments: what it closes, what may stop working, how to put it in, how to
/// test it, how to take it out. Packets of connections that are there already are let through, so a PC that happens to use one of the ports at its own end keeps its answers.
std::string filterRules(FilterFor filter, const std::vector<PortIndicator>& ports, const Wording& wording);

}  // namespace sankajo
