// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "engine/error.h"

// The staff's PIN. In kiosk.conf it stands as "scrypt:15:SALT:HASH": scrypt (RFC 7914) with N = 2^15, r = 8, p = 1, 16 bytes of salt and 32 of the
// hash, both in Base64. That takes
// 32 MiB and about a tenth of a second. A PIN has few digits: who has the file finds it in hours all the same. The file is for the kiosk's user and
// root only.

namespace sankajo {

/// 4 to 12 digits.
bool isPin(std::string_view text);
bool isPinHash(std::string_view text);
/// With a salt of its own. Fails with Refused for what is no PIN, with Io where the library refuses.
Result<std::string> hashOfPin(std::string_view pin);
Result<bool> fitsPin(std::string_view pin, std::string_view hash);

/// Tries at the PIN: five are free, then there is a wait, which doubles with each further one: 30 s, 60 s ... one hour. The count is in a file, so
/// neither a new wizard nor a new
/// start of the kiosk gives new tries; a right PIN forgets it.
class PinGate {
 public:
  using Clock = std::function<std::int64_t()>;  ///< Seconds since 1970.

  /// `file` need not be there yet; its folder must.
  PinGate(std::string file, std::string hash, Clock clock);

  enum class Answer { Right, Wrong, Wait };
  /// The try is counted, on the disk, before the PIN is looked at. Fails with Io where it can't be (nothing was looked at then), with Refused where
  /// there is no hash.
  Result<Answer> attempt(std::string_view pin);
  /// Seconds until the next try; 0: now. Never longer than the wait itself, which begins anew where the clock was set back or the file can't be
  /// understood; the file is written then, so that it comes to its end.
  std::int64_t secondsToWait();
  /// Wrong ones since the last right one.
  std::uint64_t failures() const;

 private:
  struct State {
    std::uint64_t failures = 0;
    std::int64_t last = 0;  ///< When the last one was.
    bool mended = false;    ///< This does not stand in the file.
  };
  State read() const;
  Status write(const State& state);
  std::string file_, hash_;
  Clock clock_;
};

}  // namespace sankajo
