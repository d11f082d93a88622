// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/text_filter.h"

#include <algorithm>
#include <utility>

namespace sankajo {

TextFilter::TextFilter(std::vector<std::string> texts) : texts_(std::move(texts)) {
  const auto shorter = [](const std::string& a, const std::string& b) { return a.size() < b.size(); };
  constexpr std::size_t longestShift = 255;
  window_ = std::min(std::ranges::min_element(texts_, shorter)->size(), longestShift);
  shift_.fill(static_cast<std::uint8_t>(window_ - 2));
  for (const std::string& text : texts_) {
    for (std::size_t i = 0; i + 2 < window_; ++i) {
      std::uint8_t& shift = shift_[slot(&text[i])];
      shift = std::min(shift, static_cast<std::uint8_t>(window_ - 3 - i));
    }
  }
}

bool TextFilter::isAt(std::string_view here) const {
  return std::ranges::any_of(texts_, [here](const std::string& text) { return here.starts_with(text); });
}

bool TextFilter::occursIn(std::string_view bytes) const {
  // Each step waits for the one before, so the processor is only kept busy by several walks side by side: one from the start of each
  // quarter. Where one ends does not matter, as long as the next has begun no later.
  constexpr std::size_t walks = 4;
  std::array<std::size_t, walks> ends{};
  std::array<std::size_t, walks> limits{};
  for (std::size_t i = 0; i < walks; ++i) {
    ends[i] = bytes.size() / walks * i + window_;
    limits[i] = i + 1 < walks ? bytes.size() / walks * (i + 1) + window_ : bytes.size() + 1;
  }
  const auto step = [&](std::size_t& end) {
    const std::size_t shift = shift_[slot(bytes.data() + end - 3)];
    if (shift == 0 && isAt(bytes.substr(end - window_))) return true;
    end += std::max<std::size_t>(shift, 1);
    return false;
  };
  while (ends[0] < limits[0] && ends[1] < limits[1] && ends[2] < limits[2] && ends[3] < limits[3] && limits[2] <= bytes.size()) {
    if (step(ends[0]) || step(ends[1]) || step(ends[2]) || step(ends[3])) return true;
  }
  for (std::size_t i = 0; i < walks; ++i) {
    while (ends[i] < limits[i] && ends[i] <= bytes.size()) {
      if (step(ends[i])) return true;
    }
  }
  return false;
}

}  // namespace sankajo
