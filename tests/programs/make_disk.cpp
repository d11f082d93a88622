// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later

// sankajo-make-disk: writes a demonstration disk into a folder. What it puts there is inert.

#include <CLI/CLI.hpp>
#include <algorithm>
#include <filesystem>
#include <iostream>
#include <map>
#include <string>
#include <vector>

#include "tests/support/disk_builder.h"

namespace {

using namespace sankajo::test;

/// The names of a closed set, with what they name.
template <class Values>
auto byName(const Values& values) {
  std::map<std::string, typename Values::value_type> names;
  for (const auto value : values) names[std::string(name(value))] = value;
  return names;
}

int write(const DiskBuilder& disk, const std::string& folder) {
  std::error_code code;
  std::filesystem::create_directories(folder, code);
  if (code || !std::filesystem::is_empty(folder, code) || code) {
    std::cerr << folder << ": not an empty folder\n";
    return 64;
  }
  if (const auto done = disk.writeTo(folder); !done) {
    std::cerr << sankajo::describe(done.error()) << '\n';
    return 1;
  }
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Writes a demonstration disk with a Windows of 2003 and inert specimens into a folder", "sankajo-make-disk");
  std::string folder;
  DiskOptions options;
  std::vector<std::string> threats;
  Specimen form = Specimen::WithStrings;
  bool tracesOnly = false, withPrefetch = false, noKeys = false;
  app.add_option("DIR", folder, "An empty folder; made when it is not there")->required();
  app.add_option("--system", options.system, "The Windows")->transform(CLI::CheckedTransformer(byName(kDiskSystems)));
  app.add_option("--patch", options.patch, "The patch that is installed")->transform(CLI::CheckedTransformer(byName(kPatchLevels)));
  app.add_option("--language", options.language, "Four hexadecimal digits, 0411 or 0409");
  app.add_option("--threat", threats, "A threat's name; may be given several times")->check(CLI::IsMember(threatIds()));
  app.add_option("--form", form, "How specimens are made")
      ->transform(CLI::CheckedTransformer(std::map<std::string, Specimen>{{"strings", Specimen::WithStrings}, {"size", Specimen::PublishedSize}}));
  app.add_flag("--traces-only", tracesOnly, "Only the registry entries of the threats, without their files");
  app.add_flag("--prefetch", withPrefetch, "Prefetch files of the threats too");
  app.add_flag("--event-log", options.eventLog, "A System event log");
  app.add_flag("--no-hotfix-keys", noKeys, "No registry key tells of the patch");
  CLI11_PARSE(app, argc, argv);

  options.hotfixKeys = !noKeys;
  DiskBuilder disk(options);
  for (const std::string& threat : threats) disk.threat(threat, form, {.files = !tracesOnly, .entries = true, .prefetch = withPrefetch});
  return write(disk, folder);
}
