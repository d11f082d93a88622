// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <windows.h>

#include "app/startup.h"

// Qt asks Direct3D for the graphics card, to choose an OpenGL that our widgets never use; that alone loads the card's driver into the program. It is
// told here that there is no Direct3D: this stands before the import library's function of the same name, and d3d9.dll is not even imported.
extern "C" void* WINAPI Direct3DCreate9(UINT) {
  return nullptr;
}

namespace sankajo {

void loadOnlySystemLibraries() {
  // Windows 10 has it and takes this flag, so there is nothing that could be done about a failure.
  SetDefaultDllDirectories(LOAD_LIBRARY_SEARCH_SYSTEM32);
}

bool hasDisplay() {
  return true;
}

}  // namespace sankajo
