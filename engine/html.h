// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>

#include "engine/report_page.h"

// What the pages that are written as HTML share. They need nothing but themselves, and are well-formed XML too.

namespace sankajo {

/// For text and for attributes in quotation marks of either kind.
std::string escapedHtml(std::string_view text);

/// An emblem's shapes, back to front, in a box of 96 by 96. Lines have the class "mark".
std::string_view shapesOf(Emblem emblem);

/// What every page begins with, up to and with <body>: the house's colours and fonts, then `styles` of its own.
std::string htmlHead(std::string_view language, std::string_view title, std::string_view styles);

/// The house's seal, the page's title beside it, and the rule that ends the head.
std::string htmlTitle(std::string_view title);

}  // namespace sankajo
