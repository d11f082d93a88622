// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>
#include <vector>

namespace sankajo {

/// A data file that is part of the program (cmake/embed.cmake).
struct EmbeddedFile {
  std::string_view path;   ///< From the source folder: "translations/messages.ja.json"
  std::string_view bytes;
};

const std::vector<EmbeddedFile>& embeddedFiles();

}  // namespace sankajo
