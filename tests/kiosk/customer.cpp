// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later

// A customer's whole way without a screen, for tests that run it as a user without rights: sankajo-kiosk-customer SOCKET ID STEP PACK
//
//   check   mounts the volume read-only, checks it, releases it
//   treat   the same, and mounts it for writing and treats it in between
//   hold    mounts it for writing, prints its folder, and stays
//
// Prints a line for each step, and ends with 0 where all went well.

#include <unistd.h>

#include <functional>
#include <iostream>
#include <string>

#include "engine/engine.h"
#include "engine/target/offline.h"
#include "kiosk/mount_client.h"
#include "tests/support/verdict.h"

namespace {

using namespace sankajo;

int failed(const std::string& doing, const Error& error) {
  std::cout << doing << ": " << describe(error) << std::endl;
  return 1;
}

Result<std::unique_ptr<Target>> open(const std::string& folder, MountClient& client) {
  return openOffline(folder, std::nullopt, [&client](const std::string& where) { return client.state(where); });
}

int walk(const std::string& socket, const std::string& id, const std::string& step, const std::string& packFolder) {
  auto client = MountClient::connect(socket);
  if (!client) return failed("connect", client.error());
  auto folder = step == "hold" ? client->mountWritable(id) : client->mount(id);
  if (!folder) return failed("mount", folder.error());
  std::cout << *folder << std::endl;
  if (step == "hold") {
    pause();
    return 1;
  }
  auto pack = readPack(packFolder);
  auto advisory = pack ? parseAdvisory(*pack) : Result<Advisory>(tl::unexpected(pack.error()));
  if (!advisory) return failed("pack", advisory.error());
  const std::vector<Advisory> advisories{*advisory};
  {
    auto target = open(*folder, *client);
    if (!target) return failed("open", target.error());
    const auto report = check(**target, advisories, Depth::Standard, {}, {});
    if (!report) return failed("check", report.error());
    std::cout << test::verdictOf(*report) << std::endl;
  }
  if (step == "treat") {
    folder = client->mountWritable(id);
    if (!folder) return failed("mount-writable", folder.error());
    auto target = open(*folder, *client);
    if (!target) return failed("open", target.error());
    const AskConsent everything = [](const Report&, const Plan&) { return std::optional(ConsentGiven{true, true, true}); };
    const auto report = treat(**target, advisories, {}, everything, {}, {}, {});
    if (!report) return failed("treat", report.error());
    for (const OperationResult& one : report->operations) {
      if (one.outcome != Outcome::Done) std::cout << one.where << ": " << one.detail << std::endl;
    }
    std::cout << test::verdictOf(*report) << std::endl;
  }
  const auto state = client->state();
  if (!state) return failed("state", state.error());
  std::cout << ((*state)->dirty || (*state)->hibernated ? "unclean: " + (*state)->why : "clean") << std::endl;
  if (const Status released = client->release(); !released) return failed("release", released.error());
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  return argc == 5 ? walk(argv[1], argv[2], argv[3], argv[4]) : 64;
}
