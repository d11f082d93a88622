// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <utility>
#include <vector>

#include "engine/advisory.h"

// What lies printed beside a disc: what to do with a PC of one system, in order, on one page. Here stands what is said, in either language; how it is
// printed is the business of those who print it.

namespace sankajo {

class Wording;

struct StepSheet {
  std::string language;
  std::string title;
  std::string system;  ///< As Microsoft writes it, with blanks at which no line ends.
  std::string about;   ///< For which PC the sheet is, and how it is used.
  struct Step {
    std::string id;                                          ///< "unplug"; what a picture goes by.
    std::string todo;                                        ///< A line.
    std::vector<std::string> how;                            ///< Each a few sentences.
    std::vector<std::pair<std::string, std::string>> files;  ///< For which Windows, and the patch's file; on the patch's step only.
  };
  std::vector<Step> steps;
  std::string whyTitle, why;  ///< What the hole is.
  std::string origin;
};

/// Of an advisory with a hole that affects this system; no steps for any other.
StepSheet stepSheet(SystemFamily system, const Advisory& advisory, const Wording& wording);

/// A file name for it that every Windows can read, NT 4.0 from a bare ISO 9660 too: "XP_JA.PDF".
std::string stepSheetFile(SystemFamily system, const std::string& language);

}  // namespace sankajo
