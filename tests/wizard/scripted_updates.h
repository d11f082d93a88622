// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <condition_variable>
#include <map>
#include <mutex>

#include "wizard/windows_update.h"

namespace sankajo::test {

/// Windows' update agent as a test says it is. What is set before the wizard opens is read by the agent's thread; what it was asked for is read
/// after it has told its result.
struct ScriptedUpdates {
  enum class Call { None, Open, Automatic, TurnOn, Search, Download, Install };

  AutomaticUpdates automatic = AutomaticUpdates::On, afterTurningOn = AutomaticUpdates::On;
  OfferedUpdates offered;
  std::vector<OfferedUpdate> after;                         ///< Offered once something is installed.
  std::map<Call, UpdateFault> faults;                       ///< A call that fails as a whole.
  std::map<std::size_t, UpdateResult> downloads, installs;  ///< How one update comes out; all others are done.
  bool restart = false;
  /// The agent waits there, at the update of this number, until release() or a stop; a deaf one hears no stop.
  Call holdAt = Call::None;
  std::size_t holdAtUpdate = 0;
  bool deaf = false;

  std::vector<Call> asked;
  std::vector<std::size_t> downloaded, installed;

  /// Updates of Windows with titles as Microsoft writes them; `inJapanese` as they come on a Japanese Windows.
  static OfferedUpdates some(std::size_t count, bool inJapanese = false);

  bool isHeld();
  void release();
  /// Releases, and waits until no agent is left; false where one stays.
  bool end();

  std::mutex mutex;
  std::condition_variable_any news;
  bool held = false, released = false;
  int agents = 0;
};

/// An opener of that agent.
OpenUpdateAgent scriptedAgent(const std::shared_ptr<ScriptedUpdates>& script);

}  // namespace sankajo::test
