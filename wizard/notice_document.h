// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPageSize>
#include <optional>

#include "engine/office_notice.h"

class QIODevice;
class QPagedPaintDevice;

namespace sankajo {

enum class NoticePaper { A4, A3 };

/// Draws a notice for an office: a poster on one page, cards of the same size on either paper with lines to cut along, a list on as many pages as it needs.
/// Gives the number of pages; nothing where the device cannot be drawn on.
std::optional<int> paintNotice(const OfficeNotice& notice, NoticePaper paper, QPagedPaintDevice& device);

/// The same as a PDF file.
std::optional<int> writeNoticePdf(const OfficeNotice& notice, NoticePaper paper, QIODevice& to);

}  // namespace sankajo
