// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/json_reader.h"

#include <algorithm>
#include <memory>
#include <utility>

namespace sankajo {

namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostBytes = 4U << 20U;
constexpr std::size_t kMostLevels = 32;
constexpr std::size_t kMostTextBytes = 4096;

/// Builds the tree from the parser's events: nlohmann's own builder drops doubled keys silently and knows no limit of depth.
class TreeBuilder final : public nlohmann::json_sax<Json> {
 public:
  TreeBuilder(std::string_view text, JsonMistakes& mistakes) : text_(text), mistakes_(&mistakes) {}

  Json take() { return std::move(root_); }

  bool null() override { return add(Json()) != nullptr; }
  bool boolean(bool value) override { return add(Json(value)) != nullptr; }
  bool number_integer(number_integer_t value) override { return add(Json(value)) != nullptr; }
  bool number_unsigned(number_unsigned_t value) override { return add(Json(value)) != nullptr; }
  bool number_float(number_float_t value, const string_t& /*text*/) override { return add(Json(value)) != nullptr; }
  bool string(string_t& value) override { return add(Json(std::move(value))) != nullptr; }
  bool binary(binary_t& /*value*/) override { return false; }

  bool start_object(std::size_t /*elements*/) override { return open(Json::object()); }
  bool end_object() override { return close(); }
  bool start_array(std::size_t /*elements*/) override { return open(Json::array()); }
  bool end_array() override { return close(); }
  bool key(string_t& value) override {
    Level& level = levels_.back();
    level.key = value;
    level.doubled = level.container->contains(value);
    if (level.doubled) mistakes_->push_back({jsonPointer(level.pointer, value), "this key stands twice in its object"});
    return true;
  }

  bool parse_error(std::size_t position, const std::string& /*token*/, const nlohmann::detail::exception& /*why*/) override {
    const std::string_view before = text_.substr(0, std::min(position, text_.size()));
    mistakes_->push_back({"line " + std::to_string(1 + std::count(before.begin(), before.end(), '\n')), "this is not valid JSON"});
    return false;
  }

 private:
  struct Level {
    Json* container;
    std::string pointer;
    std::string key = {};
    bool doubled = false;
  };

  // A container's pointer stays good while it is open: its parent only grows after it is closed.
  Json* add(Json value) {
    if (levels_.empty()) {
      root_ = std::move(value);
      return &root_;
    }
    Level& level = levels_.back();
    if (level.container->is_array()) {
      level.container->push_back(std::move(value));
      return &level.container->back();
    }
    if (level.doubled) {
      ignored_.push_back(std::make_unique<Json>(std::move(value)));
      return ignored_.back().get();
    }
    Json& place = (*level.container)[level.key];
    place = std::move(value);
    return &place;
  }

  bool open(Json container) {
    if (levels_.size() == kMostLevels) {
      mistakes_->push_back({levels_.back().pointer, "nested too deep"});
      return false;
    }
    std::string pointer;
    if (!levels_.empty()) {
      const Level& level = levels_.back();
      pointer = jsonPointer(level.pointer, level.container->is_array() ? std::to_string(level.container->size()) : level.key);
    }
    Json* const place = add(std::move(container));
    levels_.push_back({place, std::move(pointer)});
    return true;
  }
  bool close() {
    levels_.pop_back();
    return true;
  }

  std::string_view text_;
  JsonMistakes* mistakes_;
  Json root_;
  std::vector<Level> levels_;
  std::vector<std::unique_ptr<Json>> ignored_;
};

bool isOneOf(std::string_view key, const std::vector<std::string_view>& keys) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

}  // namespace

std::string jsonPointer(const std::string& parent, std::string_view key) {
  std::string pointer = parent + "/";
  for (const char c : key) {
    if (c == '~') {
      pointer += "~0";
    } else if (c == '/') {
      pointer += "~1";
    } else {
      pointer += c;
    }
  }
  return pointer;
}

std::optional<nlohmann::json> parseStrictJson(std::string_view text, JsonMistakes& mistakes) {
  if (text.size() > kMostBytes) {
    mistakes.push_back({"line 1", "the file is over 4 MiB"});
    return std::nullopt;
  }
  TreeBuilder builder(text, mistakes);
  if (!Json::sax_parse(text.begin(), text.end(), &builder)) return std::nullopt;
  return builder.take();
}

void JsonCursor::mistake(std::string what) const {
  mistakes_->push_back({pointer_, std::move(what)});
}

bool JsonCursor::object(const std::vector<std::string_view>& required, const std::vector<std::string_view>& optional) const {
  if (value_ == nullptr) return false;
  if (!value_->is_object()) {
    mistake("an object is wanted here");
    return false;
  }
  for (const std::string_view key : required) {
    if (!has(key)) at(key).mistake("this key is missing");
  }
  for (const auto& member : value_->items()) {
    if (!isOneOf(member.key(), required) && !isOneOf(member.key(), optional)) at(member.key()).mistake("this key is not known");
  }
  return true;
}

bool JsonCursor::has(std::string_view key) const {
  return value_ != nullptr && value_->is_object() && value_->contains(key);
}

JsonCursor JsonCursor::at(std::string_view key) const {
  const nlohmann::json* const value = has(key) ? &*value_->find(key) : nullptr;
  return {value, jsonPointer(pointer_, key), *mistakes_};
}

std::vector<std::pair<std::string, JsonCursor>> JsonCursor::members() const {
  std::vector<std::pair<std::string, JsonCursor>> all;
  if (value_ == nullptr) return all;
  if (!value_->is_object()) {
    mistake("an object is wanted here");
    return all;
  }
  for (const auto& member : value_->items()) all.emplace_back(member.key(), at(member.key()));
  return all;
}

std::vector<JsonCursor> JsonCursor::items(std::size_t minimum) const {
  std::vector<JsonCursor> all;
  if (value_ == nullptr) return all;
  if (!value_->is_array()) {
    mistake("an array is wanted here");
    return all;
  }
  if (value_->size() < minimum) mistake("at least " + std::to_string(minimum) + " wanted here");
  for (const auto& item : *value_) all.emplace_back(&item, jsonPointer(pointer_, std::to_string(all.size())), *mistakes_);
  return all;
}

std::string JsonCursor::text() const {
  if (value_ == nullptr) return {};
  const auto* const text = value_->get_ptr<const std::string*>();
  if (text == nullptr) {
    mistake("a text is wanted here");
    return {};
  }
  if (text->empty()) mistake("the text is empty");
  if (text->size() > kMostTextBytes) mistake("the text is over 4,096 bytes");
  const auto isControl = [](char c) { return static_cast<unsigned char>(c) < 0x20 || c == 0x7f; };
  if (std::any_of(text->begin(), text->end(), isControl)) mistake("a control character stands in the text");
  return *text;
}

std::vector<std::string> JsonCursor::texts(std::size_t minimum) const {
  std::vector<std::string> all;
  for (const JsonCursor& item : items(minimum)) all.push_back(item.text());
  return all;
}

std::uint64_t JsonCursor::number(std::uint64_t least, std::uint64_t most) const {
  if (value_ == nullptr) return least;
  const auto* const number = value_->get_ptr<const nlohmann::json::number_unsigned_t*>();
  if (number == nullptr || *number < least || *number > most) {
    mistake("a whole number from " + std::to_string(least) + " to " + std::to_string(most) + " is wanted here");
    return least;
  }
  return *number;
}

bool JsonCursor::flag() const {
  if (value_ == nullptr) return false;
  const auto* const flag = value_->get_ptr<const bool*>();
  if (flag == nullptr) {
    mistake("true or false is wanted here");
    return false;
  }
  return *flag;
}

}  // namespace sankajo
