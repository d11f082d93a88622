// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>
#include <vector>

#include "engine/walk.h"

namespace sankajo {

/// Looks at what only a Windows that is running has: programs, what they hold in memory, mutexes, ports. After the files, since a program is
/// known by its file too. `waiting`: files of ours under which a worm may go on running. Advances by `share`. Within 200 ms of a stop request it
/// returns, with whatever was seen.
void lookAtRunning(Target& target, const Lookup& lookup, Depth depth, double share, const std::vector<WaitingFile>& waiting,
                   Collected& collected, const std::stop_token& stop);

}  // namespace sankajo
