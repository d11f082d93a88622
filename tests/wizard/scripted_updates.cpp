// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/wizard/scripted_updates.h"

#include <algorithm>
#include <chrono>

namespace sankajo::test {

namespace {

using Call = ScriptedUpdates::Call;

class ScriptedAgent : public UpdateAgent {
 public:
  explicit ScriptedAgent(std::shared_ptr<ScriptedUpdates> script) : script_(std::move(script)) {
    const std::scoped_lock lock(script_->mutex);
    ++script_->agents;
  }
  ~ScriptedAgent() override {
    const std::scoped_lock lock(script_->mutex);
    --script_->agents;
    script_->news.notify_all();
  }

  UpdateAnswer<AutomaticUpdates> automaticUpdates() override {
    if (const auto fault = asked(Call::Automatic)) return tl::unexpected(*fault);
    return script_->automatic;
  }
  UpdateAnswer<AutomaticUpdates> turnOnAutomaticUpdates() override {
    hold(Call::TurnOn, 0, {});
    if (const auto fault = asked(Call::TurnOn)) return tl::unexpected(*fault);
    // Its service is on then, too.
    script_->faults.erase(Call::Search);
    return script_->automatic = script_->afterTurningOn;
  }
  UpdateAnswer<OfferedUpdates> search(const std::stop_token& stop) override {
    hold(Call::Search, 0, stop);
    if (stop.stop_requested()) return tl::unexpected(UpdateFault{UpdateFault::Kind::Cancelled});
    if (const auto fault = asked(Call::Search)) return tl::unexpected(*fault);
    return script_->offered;
  }
  UpdateAnswer<std::vector<UpdateResult>> download(const std::vector<std::size_t>& which, const UpdateProgress& told,
                                                   const std::stop_token& stop) override {
    if (const auto fault = asked(Call::Download)) return tl::unexpected(*fault);
    return each(Call::Download, which, told, stop, script_->downloads, script_->downloaded);
  }
  UpdateAnswer<InstalledUpdates> install(const std::vector<std::size_t>& which, const UpdateProgress& told,
                                         const std::stop_token& stop) override {
    if (const auto fault = asked(Call::Install)) return tl::unexpected(*fault);
    InstalledUpdates answer{each(Call::Install, which, told, stop, script_->installs, script_->installed), script_->restart};
    // What is there is not offered again; what needs it is.
    std::vector<OfferedUpdate> left;
    for (std::size_t i = 0; i < script_->offered.all.size(); ++i) {
      const auto at = std::ranges::find(which, i);
      const bool isThere = at != which.end() && answer.each[static_cast<std::size_t>(at - which.begin())].outcome == Outcome::Done;
      if (!isThere) left.push_back(script_->offered.all[i]);
    }
    left.insert(left.end(), script_->after.begin(), script_->after.end());
    script_->after.clear();
    script_->offered.all = left;
    return answer;
  }

 private:
  std::optional<UpdateFault> asked(Call call) {
    const std::scoped_lock lock(script_->mutex);
    script_->asked.push_back(call);
    const auto fault = script_->faults.find(call);
    return fault == script_->faults.end() ? std::nullopt : std::optional(fault->second);
  }

  void hold(Call call, std::size_t update, const std::stop_token& stop) {
    std::unique_lock lock(script_->mutex);
    if (script_->holdAt != call || script_->holdAtUpdate != update) return;
    script_->held = true;
    const auto goesOn = [this] { return script_->released; };
    if (script_->deaf) {
      script_->news.wait(lock, goesOn);
    } else {
      script_->news.wait(lock, stop, goesOn);
    }
    script_->held = false;
  }

  std::vector<UpdateResult> each(Call call, const std::vector<std::size_t>& which, const UpdateProgress& told, const std::stop_token& stop,
                                 const std::map<std::size_t, UpdateResult>& outcomes, std::vector<std::size_t>& done) {
    std::vector<UpdateResult> results(which.size(), {Outcome::Skipped, UpdateFault{UpdateFault::Kind::Cancelled}});
    for (std::size_t i = 0; i < which.size() && !stop.stop_requested(); ++i) {
      told(static_cast<double>(i) / static_cast<double>(which.size()), i);
      hold(call, which[i], stop);
      const auto outcome = outcomes.find(which[i]);
      results[i] = outcome == outcomes.end() ? UpdateResult{Outcome::Done, {}} : outcome->second;
      const std::scoped_lock lock(script_->mutex);
      done.push_back(which[i]);
    }
    return results;
  }

  std::shared_ptr<ScriptedUpdates> script_;
};

}  // namespace

OfferedUpdates ScriptedUpdates::some(std::size_t count, bool inJapanese) {
  constexpr std::uint64_t mega = 1024 * 1024;
  OfferedUpdates offered;
  for (std::size_t i = 0; i < count; ++i) {
    const std::string number = "KB" + std::to_string(5040000 + i);
    const std::string title = i > 0 ? (inJapanese ? "Microsoft Defender ウイルス対策のセキュリティ インテリジェンス更新プログラム - "
                                                  : "Security Intelligence Update for Microsoft Defender Antivirus - ") +
                                          number
                              : inJapanese ? "2026-11 x64 ベース システム用 Windows 11 Version 24H2 の累積更新プログラム (" + number + ")"
                                           : "2026-11 Cumulative Update for Windows 11 Version 24H2 for x64-based Systems (" + number + ")";
    offered.all.push_back({title, (i > 0 ? i * 3 : 412) * mega, {}});
  }
  return offered;
}

bool ScriptedUpdates::isHeld() {
  const std::scoped_lock lock(mutex);
  return held;
}

void ScriptedUpdates::release() {
  const std::scoped_lock lock(mutex);
  released = true;
  news.notify_all();
}

bool ScriptedUpdates::end() {
  release();
  std::unique_lock lock(mutex);
  return news.wait_for(lock, std::chrono::minutes(2), [this] { return agents == 0; });
}

OpenUpdateAgent scriptedAgent(const std::shared_ptr<ScriptedUpdates>& script) {
  return [script]() -> UpdateAnswer<std::unique_ptr<UpdateAgent>> {
    {
      const std::scoped_lock lock(script->mutex);
      if (const auto fault = script->faults.find(Call::Open); fault != script->faults.end()) return tl::unexpected(fault->second);
    }
    return std::make_unique<ScriptedAgent>(script);
  };
}

}  // namespace sankajo::test
