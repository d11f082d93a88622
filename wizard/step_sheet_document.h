// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "engine/step_sheet.h"

class QIODevice;

namespace sankajo {

/// The sheet on one page of A4, as a PDF file: each step with its number, its picture and a box to tick. Gives the number of pages; nothing where it cannot be
/// written.
std::optional<int> writeStepSheetPdf(const StepSheet& sheet, QIODevice& to);

}  // namespace sankajo
