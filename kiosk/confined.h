// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/types.h>

#include <chrono>
#include <functional>
#include <string>
#include <vector>

#include "kiosk/descriptor.h"

// What reads a stranger's disk runs in a process of its own, as a user who owns nothing.

namespace sankajo {

struct Account {
  uid_t user = 0;
  gid_t group = 0;
};

/// The account of this name. Fails with Unsupported where there is none, or where it is root.
Result<Account> accountNamed(const std::string& name);

/// In a child process: becomes this account for good. No group, no capability, no way to get any; no core file; ends with its parent.
/// False where that failed: the child must end then.
bool becomeAccount(const Account& account);

/// In such a child: from now on mount(2) is put to whoever holds the descriptor that this returns, and what a file system driver has no use for
/// (sockets, other
/// processes, keys, new namespaces) is refused. Without `askForMounts` mount(2) is refused too, and -1 is returned. Fails with Unsupported.
Result<int> restrictCalls(bool askForMounts);

/// Runs `work` in such a process, with these descriptors under the same numbers and no others, and gives what it returned, at most `most` bytes.
/// Fails with Io where
/// it did not end in time or badly; it is killed then.
Result<std::string> runConfined(const Account& account, const std::vector<int>& descriptors, const std::function<std::string()>& work,
                                std::chrono::milliseconds time, std::size_t most);

/// A process that is no longer one of ours can't be waited for by number: its descriptor can.
Descriptor processDescriptor(pid_t process);

}  // namespace sankajo
