// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <string>

#include "engine/target/system_win32.h"
#include "engine/target/target.h"

// Services of the current control set, through the service manager: it keeps its own list, and a key that goes or comes behind its back is not what it
// knows. Included by _win32 files only.

namespace sankajo::win32 {

/// Stops a service and those that depend on it, and deletes it. `key` is its key. It has gone when this returns, unless the service takes no order to stop
/// or something else holds it: then it is marked for deletion, and goes when the last of those has ended or Windows starts. Fails with Busy where one that
/// depends on it does not stop (nothing is deleted then), with Refused where it could not be put back exactly (it runs as a user whose password only the
/// service manager knows), with AccessDenied, Io. A key that the service manager does not know is removed as a key.
Status removeService(const RegPath& key, std::chrono::milliseconds longest = std::chrono::seconds(20));

/// Whether the service manager has deleted this service and only keeps it until nothing holds it any more.
Result<bool> isMarkedForDeletion(const RegPath& key);

/// Makes a service that must not be there, so that the service manager knows it without a restart, and its key all that `tree` says. It is not started.
/// A key that is no service (no type, no program) is made as a key.
Status addService(const RegPath& services, const RegTree& tree);

}  // namespace sankajo::win32
