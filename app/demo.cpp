// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/demo.h"

#include "tests/support/disk_builder.h"

namespace sankajo {

Status writeDemonstrationDisk(const std::string& folder) {
  test::DiskBuilder disk({.system = test::DiskSystem::XpSp1});
  for (const char* threat : {"W32.Blaster.A", "W32.Welchia.A"}) disk.threat(threat, test::Specimen::WithStrings, {.files = true, .entries = true, .prefetch = true});
  return disk.writeTo(folder);
}

}  // namespace sankajo
