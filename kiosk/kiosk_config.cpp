// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/kiosk_config.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <map>
#include <optional>

#include "engine/text.h"
#include "kiosk/descriptor.h"
#include "kiosk/pin.h"

namespace sankajo {

namespace {

constexpr std::size_t mostBytes = 64U << 10, longestValue = 200, mostMistakes = 50;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r";
  const std::size_t first = text.find_first_not_of(blanks);
  return first == std::string_view::npos ? std::string_view() : text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// What a name's value may be, and where it goes. Gives the mistake's message and its arguments after line and name.
struct Mistake {
  std::string message;
  std::vector<std::string> arguments;
};
using Setting = std::function<std::optional<Mistake>(KioskConfig&, std::string_view)>;

Setting oneOf(std::string KioskConfig::*member, std::vector<std::string> words) {
  return [member, words = std::move(words)](KioskConfig& config, std::string_view value) -> std::optional<Mistake> {
    if (std::ranges::find(words, value) == words.end()) return Mistake{"kiosk.config.not_one_of", {words[0], words[1]}};
    config.*member = value;
    return std::nullopt;
  };
}

Setting number(int KioskConfig::*member, int least, int most) {
  return [=](KioskConfig& config, std::string_view value) -> std::optional<Mistake> {
    int read = 0;
    const auto [end, trouble] = std::from_chars(value.data(), value.data() + value.size(), read);
    if (trouble != std::errc() || end != value.data() + value.size() || read < least || read > most)
      return Mistake{"kiosk.config.not_a_number", {std::to_string(least), std::to_string(most)}};
    config.*member = read;
    return std::nullopt;
  };
}

const std::map<std::string, Setting, std::less<>>& settings() {
  static const std::map<std::string, Setting, std::less<>> all{
      {"language", oneOf(&KioskConfig::language, {"ja", "en"})},
      {"pin",
       [](KioskConfig& config, std::string_view value) -> std::optional<Mistake> {
         if (!isPinHash(value)) return Mistake{"kiosk.config.not_a_pin", {}};
         config.pin = value;
         return std::nullopt;
       }},
      {"volume", number(&KioskConfig::volume, 0, 100)},
      {"idle_seconds", number(&KioskConfig::idleSeconds, 10, 3600)},
      {"ask_seconds", number(&KioskConfig::askSeconds, 5, 600)},
      {"printer",
       [](KioskConfig& config, std::string_view value) -> std::optional<Mistake> {
         // CUPS' own rule: no blank, no / and no #; an option must not be made of it either.
         const bool plain = std::ranges::all_of(value, [](char c) { return c > ' ' && c != '/' && c != '#' && c != '\x7f'; });
         if (!plain || value.starts_with('-')) return Mistake{"kiosk.config.not_a_printer", {}};
         config.printer = value;
         return std::nullopt;
       }},
      {"paper", oneOf(&KioskConfig::paper, {"slip", "a4"})},
      {"screen_width", number(&KioskConfig::screenWidth, 0, 5000)},
      {"inside_ports",
       [](KioskConfig& config, std::string_view value) -> std::optional<Mistake> {
         if (value != "yes" && value != "no") return Mistake{"kiosk.config.not_one_of", {"yes", "no"}};
         config.insidePorts = value == "yes";
         return std::nullopt;
       }},
  };
  return all;
}

}  // namespace

ReadKioskConfig parseKioskConfig(std::string_view bytes) {
  ReadKioskConfig read;
  if (bytes.size() > mostBytes) {
    read.mistakes.push_back({0, "kiosk.config.too_big", {}});
    return read;
  }
  // As editors of Windows begin a text.
  if (bytes.starts_with("\xEF\xBB\xBF")) bytes.remove_prefix(3);
  std::map<std::string, std::size_t, std::less<>> lines;
  for (std::size_t line = 1; !bytes.empty() && read.mistakes.size() < mostMistakes; ++line) {
    const std::size_t end = bytes.find('\n');
    const std::string_view text = trimmed(bytes.substr(0, end));
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
    const auto mistake = [&](std::string message, std::vector<std::string> arguments = {}) {
      arguments.insert(arguments.begin(), std::to_string(line));
      read.mistakes.push_back({line, std::move(message), std::move(arguments)});
    };
    if (!isUtf8(text) || text.find('\0') != std::string_view::npos) {
      mistake("kiosk.config.not_text");
      continue;
    }
    if (text.empty() || text.starts_with('#')) continue;
    const std::size_t sign = text.find('=');
    if (sign == std::string_view::npos) {
      mistake("kiosk.config.no_equals");
      continue;
    }
    const std::string name(trimmed(text.substr(0, sign)));
    const std::string_view value = trimmed(text.substr(sign + 1));
    const auto setting = settings().find(name);
    if (setting == settings().end()) {
      mistake("kiosk.config.unknown_name", {shownName(name)});
      continue;
    }
    if (const auto [before, first] = lines.emplace(name, line); !first) {
      mistake("kiosk.config.twice", {name, std::to_string(before->second)});
      continue;
    }
    if (value.size() > longestValue) {
      mistake("kiosk.config.too_long", {name});
      continue;
    }
    if (value.empty()) continue;
    if (auto wrong = setting->second(read.config, value)) {
      wrong->arguments.insert(wrong->arguments.begin(), name);
      mistake(wrong->message, wrong->arguments);
    }
  }
  return read;
}

ReadKioskConfig readKioskConfig(const std::string& path) {
  const auto bytes = readHostFile(path, mostBytes);
  if (bytes) return parseKioskConfig(*bytes);
  ReadKioskConfig read;
  read.mistakes.push_back({0, bytes.error().code == Errc::Corrupt ? "kiosk.config.too_big" : "kiosk.config.not_read", {}});
  return read;
}

std::string sentence(const ConfigMistake& mistake, const Wording& wording) {
  return wording.text(mistake.message, mistake.arguments);
}

}  // namespace sankajo
