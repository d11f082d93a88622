// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "engine/error.h"

namespace sankajo {

/// Writes a PDF file for each system and language into a folder that is there (engine/step_sheet.h). A QGuiApplication must be there. Fails with Io, BadAdvisory,
/// or Corrupt for sentences.
Status writeStepSheets(const std::string& folder);

}  // namespace sankajo
