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
  /// Opens it; `folder` (may be empty) is the top of a drive whose Windows is chosen at once. With `back` it begins at once with the check after a
  /// restart. Fails with BadAdvisory, or Corrupt for sentences.
  static Result<std::unique_ptr<WizardWindow>> open(Language language, const std::string& folder, const std::optional<Session::Return>& back = {});

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
