// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QSizeF>
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

/// The same for a printer of slips: 80 mm wide and as long as it gets, without the lists of places. Gives its size in millimetres.
std::optional<QSizeF> writeSlipPdf(const ReportPage& page, const Wording& wording, QIODevice& to);

}  // namespace sankajo
