// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>

#include "kiosk/descriptor.h"

namespace sankajo {

/// Tells when to look at the disks again. The kernel's own messages (uevents) are heard where they come; because they do not come everywhere (a container),
/// and can be lost, `interval` passes at most between two looks.
class DiskEvents {
 public:
  static constexpr std::chrono::milliseconds interval{1000};

  DiskEvents();
  /// To be polled for reading; -1 where this host has no such messages.
  int descriptor() const { return socket_.number(); }
  /// Takes what has come. True: a block device came, went or changed.
  bool take();

 private:
  Descriptor socket_;
};

}  // namespace sankajo
