// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <optional>
#include <string>

#include "wizard/language.h"
#include "wizard/session.h"
#include "wizard/theme.h"
#include "wizard/wizard.h"

namespace sankajo {

/// The wizard's window with all that it stands on: look, language, packs, sentences, and the Windows of this machine. A QApplication must be there.
class WizardWindow {
 public:
  struct Choice {
    Language language = Language::English;
    std::string folder;                    ///< Top of a drive whose Windows is chosen at once; may be empty.
    std::optional<Session::Return> back;   ///< Begins at once with the check after a restart.
    std::optional<std::string> patches;    ///< Folder of patches; without it the one beside the program.
    std::string rescue;                    ///< The rescue system's program (app/rescue.h); empty on any other system.
  };
  /// Opens it. Fails with BadAdvisory, or Corrupt for sentences.
  static Result<std::unique_ptr<WizardWindow>> open(const Choice& choice);

  Wizard& wizard() { return *wizard_; }
  Session& session() { return *session_; }

 private:
  WizardWindow() = default;

  std::unique_ptr<Theme> theme_;
  std::unique_ptr<LanguageSwitch> language_;
  std::unique_ptr<Session> session_;
  std::unique_ptr<Wizard> wizard_;
};

}  // namespace sankajo
