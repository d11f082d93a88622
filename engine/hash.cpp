// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/hash.h"

#include <gcrypt.h>

#include <cstdlib>

#include "engine/text.h"

namespace sankajo {

namespace {

// libgcrypt wants to be asked for its version before anything else; secure memory is of no use for public hashes.
bool libraryReady() {
  static const bool ready = [] {
    if (gcry_check_version(nullptr) == nullptr) return false;
    gcry_control(GCRYCTL_DISABLE_SECMEM, 0);
    gcry_control(GCRYCTL_INITIALIZATION_FINISHED, 0);
    return true;
  }();
  return ready;
}

}  // namespace

std::string_view name(HashKind kind) {
  switch (kind) {
    case HashKind::Md5:
      return "md5";
    case HashKind::Sha1:
      return "sha1";
    case HashKind::Sha256:
      return "sha256";
  }
  return "sha256";
}

const std::string& Hashes::of(HashKind kind) const {
  switch (kind) {
    case HashKind::Md5:
      return md5;
    case HashKind::Sha1:
      return sha1;
    case HashKind::Sha256:
      return sha256;
  }
  return sha256;
}

struct Hasher::State {
  gcry_md_hd_t handle = nullptr;
  State() {
    // Without a hash there is no safe way to go on: nothing could be recognised or kept. It fails only without memory or where the
    // system forbids MD5 (FIPS mode).
    if (!libraryReady() || gcry_md_open(&handle, GCRY_MD_MD5, 0) != 0 || gcry_md_enable(handle, GCRY_MD_SHA1) != 0 ||
        gcry_md_enable(handle, GCRY_MD_SHA256) != 0) {
      std::abort();
    }
  }
  ~State() { gcry_md_close(handle); }
  State(const State&) = delete;
  State& operator=(const State&) = delete;

  std::string hex(int algorithm) {
    return toHex({reinterpret_cast<const char*>(gcry_md_read(handle, algorithm)), gcry_md_get_algo_dlen(algorithm)});
  }
};

Hasher::Hasher() : state_(std::make_unique<State>()) {}
Hasher::~Hasher() = default;
Hasher::Hasher(Hasher&&) noexcept = default;
Hasher& Hasher::operator=(Hasher&&) noexcept = default;

void Hasher::add(std::string_view bytes) { gcry_md_write(state_->handle, bytes.data(), bytes.size()); }

Hashes Hasher::finish() { return {state_->hex(GCRY_MD_MD5), state_->hex(GCRY_MD_SHA1), state_->hex(GCRY_MD_SHA256)}; }

Hashes hashesOf(std::string_view bytes) {
  Hasher hasher;
  hasher.add(bytes);
  return hasher.finish();
}

std::string sha256Of(std::string_view bytes) { return hashesOf(bytes).sha256; }

}  // namespace sankajo
