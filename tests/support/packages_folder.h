// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace sankajo::test {

/// One package of KB828741 and its list. The bytes stand for Microsoft's.
struct PackageOnDisc {
  std::string file = "windowsxp-kb828741-x86-jpn.exe", system = "windows_xp";
  std::vector<int> servicePacks = {0, 1};
  std::string switches = "/passive /norestart";
  std::string bytes = "MZ stands for a package of Microsoft's" + std::string(200000, '\x5a');
};

/// Makes a folder of it on this system, as packaging/disc/add-packages does. False where that failed.
bool writePackages(const std::string& hostFolder, const PackageOnDisc& package = {});

}  // namespace sankajo::test
