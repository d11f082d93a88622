// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>

namespace sankajo {

enum class HashKind { Md5, Sha1, Sha256 };

/// "md5", "sha1", "sha256", as advisories write them.
std::string_view name(HashKind kind);

/// All three hashes of one run of bytes, as lower-case hexadecimal.
struct Hashes {
  std::string md5, sha1, sha256;
  const std::string& of(HashKind kind) const;
  bool operator==(const Hashes&) const = default;
};

/// Hashes bytes as they come. Cannot fail once made.
class Hasher {
 public:
  Hasher();
  ~Hasher();
  Hasher(Hasher&&) noexcept;
  Hasher& operator=(Hasher&&) noexcept;
  void add(std::string_view bytes);
  /// Ends it: no add() after this.
  Hashes finish();

 private:
  struct State;
  std::unique_ptr<State> state_;
};

Hashes hashesOf(std::string_view bytes);
std::string sha256Of(std::string_view bytes);

}  // namespace sankajo
