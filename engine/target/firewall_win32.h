// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "engine/target/target.h"

// Windows' own firewall, by its programming interface (netfw.h: INetFwPolicy2, INetFwRules). Included by _win32 files only.

namespace sankajo::win32 {

/// Each call asks Windows anew. Our rules are those of the group "Sankajo".
class WindowsFirewall : public Firewall {
 public:
  Result<std::vector<FirewallRule>> rules() override;
  /// Fails with Unsupported where the firewall is off for a network that this PC is in, or where rules that are set here do not count.
  Status add(const FirewallRule& rule) override;
  Status remove(const std::string& name) override;
};

}  // namespace sankajo::win32
