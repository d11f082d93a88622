// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <windows.h>

// Qt asks Direct3D for the graphics card, to choose an OpenGL that our widgets never use; that alone loads the card's driver into the program. It is
// told here that there is no Direct3D: as one of the program's own objects this stands before the import library's function of the same name, and
// d3d9.dll is not even imported. From a library of ours it would come too late.
extern "C" void* WINAPI Direct3DCreate9(UINT) {
  return nullptr;
}
