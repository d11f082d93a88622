// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "kiosk/disk_events.h"

#include <linux/netlink.h>
#include <sys/socket.h>

#include <array>
#include <cerrno>
#include <string_view>

namespace sankajo {

DiskEvents::DiskEvents() {
  Descriptor made(socket(AF_NETLINK, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, NETLINK_KOBJECT_UEVENT));
  sockaddr_nl address{};
  address.nl_family = AF_NETLINK;
  address.nl_groups = 1;  // The kernel's; udev's own are in group 2.
  if (made && bind(made.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0) socket_ = std::move(made);
}

bool DiskEvents::take() {
  bool changed = false;
  std::array<char, 8192> message{};
  while (socket_) {
    sockaddr_nl from{};
    socklen_t length = sizeof from;
    const ssize_t count = recvfrom(socket_.number(), message.data(), message.size(), 0, reinterpret_cast<sockaddr*>(&from), &length);
    if (count < 0 && errno == EINTR) continue;
    // Messages were lost: what they said is not known.
    if (count < 0 && errno == ENOBUFS) {
      changed = true;
      continue;
    }
    if (count < 0) break;
    // "ACTION@PATH" and "NAME=VALUE" texts, each with its NUL. Nothing is believed but that it is time to look; and that only from the kernel.
    const std::string_view text(message.data(), static_cast<std::size_t>(count));
    if (from.nl_pid == 0 && text.find(std::string_view("\0SUBSYSTEM=block\0", 17)) != std::string_view::npos) changed = true;
  }
  return changed;
}

}  // namespace sankajo
