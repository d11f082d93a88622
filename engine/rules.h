// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "engine/error.h"

namespace sankajo {

/// Compiled YARA rules: no includes, no external variables; YARA's own modules may be imported. May be shared by threads; each
/// thread has a Scanner of its own.
class RuleSet {
 public:
  struct Impl;

  /// Matches bytes in memory against the rules. Keeps the rules alive. For one thread at a time.
  class Scanner {
   public:
    Scanner(Scanner&&) noexcept;
    Scanner& operator=(Scanner&&) noexcept;
    ~Scanner();
    /// The names of the rules that match, in the rules' order. Fails with Io (libyara's own reason in `detail`, out of memory or
    /// time: 10 s). The bytes must be memory that stays: a mapping of a file that shrinks meanwhile would end the program.
    Result<std::vector<std::string>> match(std::string_view bytes);

   private:
    friend class RuleSet;
    struct State;
    explicit Scanner(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
  };

  /// Fails with BadAdvisory: `subject` is `fileName`, `detail` is "line N: ..." for each mistake, with "; " between. Warnings are not
  /// mistakes.
  static Result<RuleSet> compile(std::string_view source, std::string_view fileName);
  /// Fails with Io (out of memory).
  Result<Scanner> scanner() const;
  /// The rules' names in order, without private ones, which never match by themselves.
  std::vector<std::string> names() const;

 private:
  explicit RuleSet(std::shared_ptr<const Impl> impl) : impl_(std::move(impl)) {}
  std::shared_ptr<const Impl> impl_;
};

}  // namespace sankajo
