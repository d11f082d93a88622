// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/target/live.h"

namespace sankajo {

Result<std::unique_ptr<Target>> openLive() { return fail(Errc::Unsupported, "", "this system is no Windows"); }

bool isThisWindows(const std::string& /*hostFolder*/, const std::optional<std::string>& /*systemRootName*/) { return false; }

}  // namespace sankajo
