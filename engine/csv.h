// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Tables as text (RFC 4180), for spreadsheets and from them.

namespace sankajo {

/// What a table for a spreadsheet begins with, so that it is read as UTF-8.
inline constexpr std::string_view csvMark = "\xEF\xBB\xBF";

/// One row with its line end. Every cell stands in quotation marks and is made displayable; one that a spreadsheet would take for a formula (it begins with
/// = + - @, their full-width forms, or a control character) gets an apostrophe in front.
std::string csvRow(const std::vector<std::string>& cells);

/// The rows of a table whose cells are divided by commas, semicolons or tabs, the first of them that stands in a row outside quotation marks. Empty rows are
/// passed over; blanks around a cell are not part of it. A row ends with LF, CR LF or CR. Nothing where a quotation mark is not closed.
std::optional<std::vector<std::vector<std::string>>> csvRows(std::string_view text);

}  // namespace sankajo
