// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <tl/expected.hpp>
#include <vector>

#include "engine/report.h"

// Windows' own update agent, as far as article 3 needs it.

namespace sankajo {

/// Why Windows Update did not do what it was asked for.
struct UpdateFault {
  enum class Kind {
    Cancelled,        ///< As it was asked to.
    NoAnswer,         ///< It did not come back in time.
    AgentMissing,     ///< There is none, or it refuses to be used by a program.
    ServiceDisabled,  ///< Its service is turned off.
    NoNetwork,
    WrongClock,  ///< No secure connection: mostly the date of the PC is wrong.
    Server,      ///< Microsoft's servers did not answer as they should.
    Managed,     ///< An organisation decides about the updates of this PC.
    NoRights,    ///< An administrator's are needed.
    NoSpace,
    Busy,          ///< Something else is being installed.
    RestartFirst,  ///< What was installed before waits for a restart.
    LicenceDeclined,
    Records,  ///< The agent's own records are damaged.
    Failed,   ///< Anything else.
  };
  Kind kind = Kind::Failed;
  std::uint32_t code = 0;  ///< Windows' HRESULT; 0 where it said none.
};
/// The kind of an HRESULT, by Microsoft's "Windows Update error codes by component".
UpdateFault updateFault(std::uint32_t hresult);

template <typename T>
using UpdateAnswer = tl::expected<T, UpdateFault>;

enum class AutomaticUpdates { On, Off, OffByOrganisation };

struct OfferedUpdate {
  std::string title;                   ///< In the language of that Windows.
  std::uint64_t bytes = 0;             ///< At most so many are downloaded; 0 where it does not say.
  std::optional<std::string> licence;  ///< What has to be agreed to before, if anything has; an empty text where the agent gives none.
};
struct OfferedUpdates {
  std::vector<OfferedUpdate> all;
  bool restartFirst = false;  ///< Earlier ones wait for a restart: there may be more after it.
};

/// How one update came out: Done, Failed, Skipped (stopped before), PendingRestart, Refused (its licence was not agreed to).
struct UpdateResult {
  Outcome outcome = Outcome::Skipped;
  std::optional<UpdateFault> why;
};
struct InstalledUpdates {
  std::vector<UpdateResult> each;  ///< As many as were asked for, in their order.
  bool restart = false;            ///< Windows has to be restarted to finish.
};

/// `share` of the whole, 0 to 1; `update` is the one at hand, an index into those that were asked for.
using UpdateProgress = std::function<void(double share, std::size_t update)>;

/// The agent. Its calls wait, some for very long, and come back soon after a stop is asked for, with Cancelled or with what was done until
/// then. All of them are made in one thread, the one that opened it.
class UpdateAgent {
 public:
  UpdateAgent() = default;
  virtual ~UpdateAgent() = default;
  UpdateAgent(const UpdateAgent&) = delete;
  UpdateAgent& operator=(const UpdateAgent&) = delete;

  virtual UpdateAnswer<AutomaticUpdates> automaticUpdates() = 0;
  /// Turns them on, and its service where that is off. On only where it was read back.
  virtual UpdateAnswer<AutomaticUpdates> turnOnAutomaticUpdates() = 0;
  /// What is missing on this PC, without drivers and what Windows itself calls optional.
  virtual UpdateAnswer<OfferedUpdates> search(const std::stop_token& stop) = 0;
  /// `which` are indices into what the last search offered. Their licences were agreed to. Done is: it can be installed.
  virtual UpdateAnswer<std::vector<UpdateResult>> download(const std::vector<std::size_t>& which, const UpdateProgress& told,
                                                           const std::stop_token& stop) = 0;
  virtual UpdateAnswer<InstalledUpdates> install(const std::vector<std::size_t>& which, const UpdateProgress& told,
                                                 const std::stop_token& stop) = 0;
};

using OpenUpdateAgent = std::function<UpdateAnswer<std::unique_ptr<UpdateAgent>>()>;
/// Opens that of the Windows that runs here; empty where none runs.
OpenUpdateAgent windowsUpdateAgent();

}  // namespace sankajo
