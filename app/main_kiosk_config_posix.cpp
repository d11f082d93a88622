// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later

// sankajo-kiosk-config: looks over a kiosk's settings, and makes the line for the staff's PIN.

#include <termios.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <cstdlib>
#include <iostream>
#include <string>

#include "app/packs.h"
#include "engine/engine.h"
#include "kiosk/kiosk_config.h"
#include "kiosk/pin.h"

namespace {

using namespace sankajo;

/// A line that is not shown while it is typed.
std::string hiddenLine(const std::string& question) {
  std::cerr << question << ' ' << std::flush;
  termios before{};
  const bool terminal = tcgetattr(STDIN_FILENO, &before) == 0;
  if (terminal) {
    termios hidden = before;
    hidden.c_lflag &= ~static_cast<tcflag_t>(ECHO);
    tcsetattr(STDIN_FILENO, TCSAFLUSH, &hidden);
  }
  std::string line;
  std::getline(std::cin, line);
  if (terminal) tcsetattr(STDIN_FILENO, TCSAFLUSH, &before);
  std::cerr << '\n';
  return line;
}

int makePin(const Wording& wording) {
  const auto refuse = [&wording](const char* why) {
    std::cerr << wording.text(why) << '\n';
    return static_cast<int>(ExitUsage);
  };
  const std::string pin = hiddenLine(wording.text("kiosk.pin.ask"));
  if (!isPin(pin)) return refuse("kiosk.pin.refused");
  if (hiddenLine(wording.text("kiosk.pin.again")) != pin) return refuse("kiosk.pin.different");
  const auto hash = hashOfPin(pin);
  if (!hash) return refuse("kiosk.pin.not_made");
  std::cerr << wording.text("kiosk.pin.copy") << '\n';
  std::cout << "pin = " << *hash << '\n';
  return EXIT_SUCCESS;
}

int look(const std::string& file, const Wording& wording) {
  const ReadKioskConfig read = readKioskConfig(file);
  for (const ConfigMistake& mistake : read.mistakes) std::cerr << sentence(mistake, wording) << '\n';
  if (!read.mistakes.empty()) return ExitAdvisory;
  std::cerr << wording.text("kiosk.config.good") << '\n';
  return EXIT_SUCCESS;
}

/// The language that the terminal's user has set.
std::string ownLanguage() {
  for (const char* const name : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* const value = std::getenv(name);
    if (value != nullptr && *value != '\0') return std::string_view(value).starts_with("ja") ? "ja" : "en";
  }
  return "en";
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Looks over a kiosk's settings, and makes the line for the staff's PIN.", "sankajo-kiosk-config");
  std::string language = ownLanguage(), file = kioskConfigFile;
  app.add_option("--lang", language)->check(CLI::IsMember({"ja", "en"}));
  CLI::App* const check = app.add_subcommand("check", "names every mistake in the settings; exit 65 where there is one");
  check->add_option("FILE", file)->capture_default_str();
  CLI::App* const pin = app.add_subcommand("pin", "asks for a PIN and prints the line for it");
  app.require_subcommand(1);
  CLI11_PARSE(app, argc, argv);
  const auto wording = Wording::fromJson(embeddedFile("translations/messages." + language + ".json"));
  if (!wording) {
    std::cerr << describe(wording.error()) << '\n';
    return ExitInternal;
  }
  return pin->parsed() ? makePin(*wording) : look(file, *wording);
}
