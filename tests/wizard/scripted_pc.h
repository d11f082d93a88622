// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "tests/support/faulty_target.h"
#include "tests/wizard/scripted_updates.h"
#include "wizard/this_pc.h"

namespace sankajo::test {

/// The PC that the wizard runs on, when it runs a Windows: a test says how it is, and sees what was asked of it. What the worker writes is read
/// after it has ended.
struct ScriptedPc {
  bool administrator = true;
  Network network;                     ///< When the wizard opens; later ScriptedNetwork::set.
  std::optional<Error> rightsRefused;  ///< What Windows answers to the question for rights.
  std::optional<Error> returnRefused, restartRefused;
  std::shared_ptr<ScriptedUpdates> updates;  ///< Null: this Windows has no update agent that could be asked.
  UpdateWork::Limits updateLimits;

  std::vector<std::string> startedAgain;          ///< In which languages.
  std::vector<std::vector<std::string>> returns;  ///< Arguments with which it was to come back.
  std::vector<std::string> removedAtRestart;
  int forgotten = 0, restarts = 0, updatesOpened = 0;

  std::optional<Error> firewallRefused;
  std::vector<FirewallRule> closed;  ///< What is in its firewall of ours.
  std::uint32_t packageEndsWith = 0;
  std::optional<Error> packageRefused;
  std::function<void()> packageInstalls;  ///< What a package does, in the worker's thread.
  std::vector<PackageRun> packagesRun;
};

class ScriptedFirewall : public Firewall {
 public:
  explicit ScriptedFirewall(ScriptedPc& pc) : pc_(pc) {}
  Result<std::vector<FirewallRule>> rules() override { return pc_.closed; }
  Status add(const FirewallRule& rule) override {
    if (pc_.firewallRefused) return tl::unexpected(*pc_.firewallRefused);
    pc_.closed.push_back(rule);
    return {};
  }
  Status remove(const std::string& name) override {
    std::erase_if(pc_.closed, [&name](const FirewallRule& one) { return one.name == name; });
    return {};
  }

 private:
  ScriptedPc& pc_;
};

class ScriptedNetwork : public NetworkWatch {
 public:
  explicit ScriptedNetwork(const Network& now) { tell(now); }
  void set(const Network& now) { tell(now); }
};

/// The running side of a demonstration disk: nothing runs on it but what the person sees.
class ScriptedLive : public Live {
 public:
  explicit ScriptedLive(ScriptedPc& pc) : pc_(pc), firewall_(pc) {}

  bool isAdministrator() const override { return pc_.administrator; }
  std::int64_t startedAt() const override { return 0; }
  Result<std::vector<RunningProcess>> processes() override { return std::vector<RunningProcess>(); }
  Result<bool> readMemory(const RunningProcess&, const LookAtMemory&) override { return true; }
  Result<bool> hasMutex(const std::string&) override { return false; }
  Result<std::vector<OpenPort>> ports() override { return std::vector<OpenPort>(); }
  Status endProcess(const RunningProcess&, const std::string&) override { return {}; }
  Result<std::uint32_t> runPackage(const PackageRun& package, const std::function<void()>& running) override {
    if (pc_.packageRefused) return tl::unexpected(*pc_.packageRefused);
    running();
    pc_.packagesRun.push_back(package);
    if (pc_.packageInstalls) pc_.packageInstalls();
    return pc_.packageEndsWith;
  }
  Firewall& firewall() override { return firewall_; }
  Status removeAtRestart(const WinPath& file) override {
    pc_.removedAtRestart.push_back(file.text());
    return {};
  }
  Status returnAfterRestart(const std::vector<std::string>& arguments) override {
    if (pc_.returnRefused) return tl::unexpected(*pc_.returnRefused);
    pc_.returns.push_back(arguments);
    return {};
  }
  Status forgetReturn() override {
    ++pc_.forgotten;
    return {};
  }

 private:
  ScriptedPc& pc_;
  ScriptedFirewall firewall_;
};

/// A demonstration disk as the Windows that runs.
class RunningTarget : public FaultyTarget {
 public:
  RunningTarget(std::unique_ptr<Target> real, Fault fault, ScriptedPc& pc) : FaultyTarget(std::move(real), std::move(fault)), live_(pc) {}
  Live* live() override { return &live_; }

 private:
  ScriptedLive live_;
};

}  // namespace sankajo::test
