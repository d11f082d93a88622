// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/kiosk.h"

#include "app/startup.h"
#include "engine/engine.h"

namespace sankajo {

int runKiosk(const KioskChoice&, const std::function<void(QWidget& window)>&) {
  tell(stderr, "sankajo --kiosk: only on Linux.\n");
  return ExitUsage;
}

}  // namespace sankajo
