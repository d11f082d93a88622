// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

#include "engine/report_page.h"
#include "engine/wording.h"

class QIODevice;
class QPagedPaintDevice;

namespace sankajo {

/// Draws the report on one page of A4, always in the light colours; lists are cut, and the print gets smaller, until it fits.
/// Gives the size of the print in points; nothing where the device cannot be drawn on.
std::optional<double> paintReport(const ReportPage& page, const Wording& wording, QPagedPaintDevice& device);

/// The same as a PDF file.
std::optional<double> writeReportPdf(const ReportPage& page, const Wording& wording, QIODevice& to);

}  // namespace sankajo
