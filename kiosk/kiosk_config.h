// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "engine/wording.h"

// /etc/sankajo/kiosk.conf: one "name = value" a line, UTF-8. Blanks around both do not matter, an empty value is the default's; a line that begins
// with # is a remark. At
// most 64 KiB, 200 bytes a value. packaging/kiosk/kiosk.conf tells a shop's staff what each name means.

namespace sankajo {

inline constexpr const char* kioskConfigFile = "/etc/sankajo/kiosk.conf";

struct KioskConfig {
  std::string language = "ja";  ///< language: ja, en. In which each customer begins.
  std::string pin;              ///< pin: as sankajo-kiosk-pin makes it. Empty: the staff page does not open.
  int volume = 60;              ///< volume: 0..100, of sounds.
  int idleSeconds =
      90;  ///< idle_seconds: 10..3600. Without a touch for so long on a page that waits, the kiosk asks whether somebody is there.
  int askSeconds = 30;         ///< ask_seconds: 5..600. And waits for so long.
  std::string printer;         ///< printer: its name in CUPS. Empty: no paper is offered.
  std::string paper = "slip";  ///< paper: slip (80 mm), a4
  int screenWidth = 0;  ///< screen_width: 0..5000 mm, of the picture. 0: as the screen says of itself. Touch targets are measured with it.
  bool insidePorts = false;  ///< inside_ports: yes, no. Disks at ports inside the housing are customers' too (a SATA or IDE dock).
};

/// A mistake in the file.
struct ConfigMistake {
  std::size_t line = 0;                ///< From 1; 0: the file as a whole.
  std::string message;                 ///< A key of translations/messages.*.json.
  std::vector<std::string> arguments;  ///< The line's number first, where there is one.
};

struct ReadKioskConfig {
  KioskConfig config;  ///< What is faulty or not there has its default.
  std::vector<ConfigMistake> mistakes;
};

/// Never fails: whatever is wrong is among the mistakes, at most 50.
ReadKioskConfig parseKioskConfig(std::string_view bytes);
ReadKioskConfig readKioskConfig(const std::string& path = kioskConfigFile);

/// A mistake in words.
std::string sentence(const ConfigMistake& mistake, const Wording& wording);

}  // namespace sankajo
