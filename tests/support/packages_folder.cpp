// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/support/packages_folder.h"

#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>

#include "engine/hash.h"

namespace sankajo::test {

bool writePackages(const std::string& hostFolder, const PackageOnDisc& package) {
  const nlohmann::json entry = {{"file", package.file},
                                {"patch", "KB828741"},
                                {"systems", {package.system}},
                                {"service_packs", package.servicePacks},
                                {"language", "0411"},
                                {"machine", "x86"},
                                {"size", package.bytes.size()},
                                {"sha256", sha256Of(package.bytes)},
                                {"switches", package.switches}};
  const nlohmann::json list = {{"schema", "sankajo.packages/1"}, {"packages", {entry}}};
  std::filesystem::create_directories(hostFolder);
  const auto write = [&hostFolder](const std::string& name, const std::string& bytes) {
    std::ofstream out(hostFolder + "/" + name, std::ios::binary);
    out << bytes;
    return out.flush().good();
  };
  return write("packages.json", list.dump()) && write(package.file, package.bytes);
}

}  // namespace sankajo::test
