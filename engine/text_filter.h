// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace sankajo {

/// Tells fast whether any of some byte strings occurs, as Wu and Manber do ("A fast algorithm for multi-pattern searching", 1994): where
/// the last three bytes of a window stand in no string, the window moves by nearly the length of the shortest.
class TextFilter {
 public:
  /// The least length of a string in bytes; shorter ones would make it slow.
  static constexpr std::size_t kShortest = 6;

  /// `texts` is not empty and none is shorter than kShortest.
  explicit TextFilter(std::vector<std::string> texts);

  /// Whether one of them occurs.
  bool occursIn(std::string_view bytes) const;

 private:
  static constexpr std::size_t kSlots = 1U << 14U;  // As large as the processor's nearest cache has room for.
  static std::size_t slot(const char* three) {
    const auto at = [three](int i) { return static_cast<std::size_t>(static_cast<unsigned char>(three[i])); };
    return (at(0) ^ (at(1) << 3U) ^ (at(2) << 6U)) & (kSlots - 1);
  }

  /// Whether one of them begins here.
  bool isAt(std::string_view here) const;

  std::vector<std::string> texts_;
  std::size_t window_ = 0;                    ///< Length of the shortest.
  std::array<std::uint8_t, kSlots> shift_{};  ///< By the window's last three bytes.
};

}  // namespace sankajo
