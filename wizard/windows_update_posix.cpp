// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/windows_update.h"

namespace sankajo {

// No Windows runs here.
OpenUpdateAgent windowsUpdateAgent() { return {}; }

}  // namespace sankajo
