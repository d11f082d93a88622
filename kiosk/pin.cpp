// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/pin.h"

#include <gcrypt.h>

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <optional>
#include <utility>

#include "engine/hash.h"
#include "engine/text.h"
#include "kiosk/descriptor.h"
#include "kiosk/durable_file.h"

namespace sankajo {

namespace {

constexpr std::string_view scheme = "scrypt:15:";
constexpr int cost = 1 << 15;
constexpr std::size_t saltBytes = 16, hashBytes = 32;
constexpr std::uint64_t freeTries = 5, mostTries = 1'000'000;
constexpr std::int64_t firstWait = 30, longestWait = 3600;

struct Parts {
  std::string salt, hash;
};
std::optional<Parts> partsOf(std::string_view text) {
  if (!text.starts_with(scheme)) return std::nullopt;
  text.remove_prefix(scheme.size());
  const std::size_t colon = text.find(':');
  if (colon == std::string_view::npos || !isBase64(text.substr(0, colon)) || !isBase64(text.substr(colon + 1))) return std::nullopt;
  Parts parts{fromBase64(text.substr(0, colon)), fromBase64(text.substr(colon + 1))};
  if (parts.salt.size() != saltBytes || parts.hash.size() != hashBytes) return std::nullopt;
  return parts;
}

Result<std::string> derived(std::string_view pin, const std::string& salt) {
  // Makes the library ready.
  static const Hashes ready = hashesOf("");
  std::string key(hashBytes, '\0');
  const gcry_error_t trouble =
      gcry_kdf_derive(pin.data(), pin.size(), GCRY_KDF_SCRYPT, cost, salt.data(), salt.size(), 1, key.size(), key.data());
  if (trouble != 0) return fail(Errc::Io, "PIN", gcry_strerror(trouble));
  return key;
}

std::int64_t waitAfter(std::uint64_t failures) {
  if (failures < freeTries) return 0;
  const std::uint64_t doublings = std::min<std::uint64_t>(failures - freeTries, 20);
  return std::min(firstWait << doublings, longestWait);
}

}  // namespace

bool isPin(std::string_view text) {
  return text.size() >= 4 && text.size() <= 12 && std::ranges::all_of(text, [](char c) { return c >= '0' && c <= '9'; });
}

bool isPinHash(std::string_view text) {
  return partsOf(text).has_value();
}

Result<std::string> hashOfPin(std::string_view pin) {
  if (!isPin(pin)) return fail(Errc::Refused, "PIN", "not 4 to 12 digits");
  std::string salt(saltBytes, '\0');
  static const Hashes ready = hashesOf("");
  gcry_randomize(salt.data(), salt.size(), GCRY_STRONG_RANDOM);
  return derived(pin, salt).map([&salt](const std::string& key) { return std::string(scheme) + toBase64(salt) + ":" + toBase64(key); });
}

Result<bool> fitsPin(std::string_view pin, std::string_view hash) {
  const auto parts = partsOf(hash);
  if (!parts) return fail(Errc::Refused, "PIN", "none is set");
  if (!isPin(pin)) return false;
  return derived(pin, parts->salt).map([&parts](const std::string& key) {
    unsigned differs = 0;  // All of it, however early it differs.
    for (std::size_t i = 0; i < key.size(); ++i) differs |= static_cast<unsigned char>(key[i]) ^ static_cast<unsigned char>(parts->hash[i]);
    return differs == 0;
  });
}

PinGate::PinGate(std::string file, std::string hash, Clock clock)
    : file_(std::move(file)), hash_(std::move(hash)), clock_(std::move(clock)) {}

/// "FAILURES TIME SUM". A file that is there and can't be understood counts as if all free tries were used just now.
PinGate::State PinGate::read() const {
  const State spent{freeTries, clock_(), true};
  const auto text = readHostFile(file_, 256);
  if (!text) return text.error().osCode == ENOENT ? State{} : spent;
  State state;
  const char* const end = text->data() + text->size();
  const auto [first, noCount] = std::from_chars(text->data(), end, state.failures);
  if (noCount != std::errc() || first == end || *first != ' ' || state.failures > mostTries) return spent;
  const auto [second, noTime] = std::from_chars(first + 1, end, state.last);
  if (noTime != std::errc() || second == end || *second != ' ') return spent;
  const std::string_view said(text->data(), static_cast<std::size_t>(second - text->data()));
  return std::string_view(second + 1, end) == sha256Of(said) + "\n" ? state : spent;
}

Status PinGate::write(const State& state) {
  const std::string said = std::to_string(state.failures) + " " + std::to_string(state.last);
  return replaceDurably(file_, said + " " + sha256Of(said) + "\n");
}

std::int64_t PinGate::secondsToWait() {
  State state = read();
  const std::int64_t wait = waitAfter(state.failures), now = clock_();
  // A clock that was set back must neither lock the staff out for years nor forget the wait.
  if (wait > 0 && (state.mended || state.last > now)) {
    state.last = now;
    // Else it begins anew each time.
    if (!write(state)) return wait;
  }
  return std::max<std::int64_t>(wait - (now - state.last), 0);
}

std::uint64_t PinGate::failures() const {
  return read().failures;
}

Result<PinGate::Answer> PinGate::attempt(std::string_view pin) {
  if (!isPinHash(hash_)) return fail(Errc::Refused, "PIN", "none is set");
  if (secondsToWait() > 0) return Answer::Wait;
  const State before = read();
  if (const Status counted = write({std::min(before.failures + 1, mostTries), clock_()}); !counted) return tl::unexpected(counted.error());
  const auto fits = fitsPin(pin, hash_);
  if (!fits) return tl::unexpected(fits.error());
  if (!*fits) return Answer::Wrong;
  if (const Status forgotten = write({0, clock_()}); !forgotten) return tl::unexpected(forgotten.error());
  return Answer::Right;
}

}  // namespace sankajo
