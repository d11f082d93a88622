// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>

#include "wizard/session.h"

// The rescue system that a disc starts. What it can do for the wizard is done by a program of its own (packaging/disc/live/usr/lib/sankajo/pc), called with
//   look              mounts, read-only, what has been attached since the last time
//   writable FOLDER   mounts the volume of this folder for writing
//   readonly FOLDER   and read-only again
//   restart | off     the PC
// It ends with 0 when that is done, and `writable` with 21 where the volume's disk belongs to others: nothing has changed then.

namespace sankajo {

/// Looks for newly attached volumes first; that some could not be mounted is no reason to show none.
Session::FindWindows findInRescueSystem(const std::string& program);
/// Has the volumes of this PC mounted for writing only while they are written.
void setRescueSystem(ThisPc& pc, const std::string& program);

}  // namespace sankajo
