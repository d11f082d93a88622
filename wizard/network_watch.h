// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <memory>

namespace sankajo {

/// Which ways into the network are open: adapters that are real and connected. Loopback, tunnels and virtual adapters don't count.
struct Network {
  bool cable = false;
  bool wifi = false;  ///< Wi-Fi or mobile network.
  bool connected() const { return cable || wifi; }
  bool operator==(const Network&) const = default;
};

/// Watches the network adapters of this PC.
class NetworkWatch : public QObject {
  Q_OBJECT
 public:
  /// As it was told last.
  const Network& now() const { return now_; }

 signals:
  void changed();

 protected:
  /// Tells changed() where it is one.
  void tell(const Network& now) {
    if (now == now_) return;
    now_ = now;
    emit changed();
  }

 private:
  Network now_;
};

/// Null where the adapters are not watched: only the Windows that runs is taken off the network.
std::unique_ptr<NetworkWatch> watchNetwork();

}  // namespace sankajo
