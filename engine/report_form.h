// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

#include "engine/report.h"

namespace sankajo {

/// A form to tell the authorities of what was found: a text, filled in as far as the report goes, with blanks for what only a person knows and for the address.
/// It says where the address is to be looked up and has none of its own; nothing is sent. Strings from the disk are displayable, lists have at most 100 lines.
std::string reportForm(const Report& report, const Wording& wording, const std::vector<Advisory>& advisories);

}  // namespace sankajo
