// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <windows.h>

#include "app/startup.h"

namespace sankajo {

void loadOnlySystemLibraries() {
  // Windows 10 has it and takes this flag, so there is nothing that could be done about a failure.
  SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_SYSTEM32);
}

bool hasDisplay() {
  return true;
}

}  // namespace sankajo
