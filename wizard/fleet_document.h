// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "engine/fleet.h"
#include "engine/wording.h"

class QIODevice;

namespace sankajo {

/// The whole office as a PDF file on A4: how many PCs are in which state, with bars, and a row for each. Gives the number of pages; nothing where it could not be
/// written.
std::optional<int> writeFleetPdf(const FleetSummary& summary, const Wording& wording, QIODevice& to);

}  // namespace sankajo
