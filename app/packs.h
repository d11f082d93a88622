// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "app/options.h"
#include "engine/advisory.h"

namespace sankajo {

/// The bytes of a file that is part of the program; empty where there is none of this path.
std::string_view embeddedFile(std::string_view path);

/// The folder of the patches' own files beside the program; empty where it cannot be told where the program lies.
std::string patchesBeside();

/// The packs that the options ask for: the program's own (unless --only-advisories), then those of the named folders, which are trusted only with
/// --trust-pack. A named folder is a pack or holds packs. Fails with BadAdvisory (also for a folder without a pack and an id that stands twice:
/// `subject` is the folder or the id) or Io.
Result<std::vector<Advisory>> loadPacks(const Options& options);

}  // namespace sankajo
