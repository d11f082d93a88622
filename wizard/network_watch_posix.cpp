// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/network_watch.h"

namespace sankajo {

// No Windows runs here.
std::unique_ptr<NetworkWatch> watchNetwork() { return nullptr; }

}  // namespace sankajo
