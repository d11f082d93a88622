// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

// Strict reading of our own JSON files: every mistake is noted with its place, nothing throws. For .cpp files of the engine only.

namespace sankajo {

/// `place` is a JSON pointer, or "line N" where the text is no JSON.
struct JsonMistake {
  std::string place, what;
};
using JsonMistakes = std::vector<JsonMistake>;

/// `/threats/0` and `a/b` give `/threats/0/a~1b`.
std::string jsonPointer(const std::string& parent, std::string_view key);

/// Parses UTF-8 JSON of at most 4 MiB and 32 levels. A key that stands twice in one object is a mistake (the first one counts). Empty
/// where the text is no JSON at all; the mistake is noted.
std::optional<nlohmann::json> parseStrictJson(std::string_view text, JsonMistakes& mistakes);

/// One value, its place, and where mistakes go. What is missing or of a wrong type reads as empty, so that reading goes on and finds
/// the other mistakes too.
class JsonCursor {
 public:
  JsonCursor(const nlohmann::json* value, std::string pointer, JsonMistakes& mistakes)
      : value_(value), pointer_(std::move(pointer)), mistakes_(&mistakes) {}

  const std::string& pointer() const { return pointer_; }
  void mistake(std::string what) const;

  /// An object that has every required key and none but these. False where it is no object.
  bool object(const std::vector<std::string_view>& required, const std::vector<std::string_view>& optional = {}) const;
  bool has(std::string_view key) const;
  JsonCursor at(std::string_view key) const;
  /// The members of an object whose keys are data.
  std::vector<std::pair<std::string, JsonCursor>> members() const;
  /// An array of at least `minimum` values.
  std::vector<JsonCursor> items(std::size_t minimum = 0) const;
  /// A text that is not empty and has no control characters; at most 4,096 bytes.
  std::string text() const;
  std::vector<std::string> texts(std::size_t minimum = 0) const;
  /// A whole number from `least` to `most`.
  std::uint64_t number(std::uint64_t least, std::uint64_t most) const;
  bool flag() const;

  /// One of a closed set of words.
  template <class T>
  T choice(std::initializer_list<std::pair<std::string_view, T>> words, T otherwise) const {
    if (value_ == nullptr) return otherwise;
    const std::string word = text();
    std::string known;
    for (const auto& [name, value] : words) {
      if (word == name) return value;
      known += (known.empty() ? "" : ", ") + std::string(name);
    }
    if (!word.empty()) mistake("\"" + word + "\" is none of: " + known);
    return otherwise;
  }

 private:
  const nlohmann::json* value_;  // null: not there, and said so already
  std::string pointer_;
  JsonMistakes* mistakes_;
};

}  // namespace sankajo
