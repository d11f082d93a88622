// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/network_watch.h"

#include <winsock2.h>
#include <ws2tcpip.h>
// After those: netioapi.h knows nothing of addresses without them.
#include <iphlpapi.h>
#include <netioapi.h>

#include <QTimer>
#include <optional>
#include <span>

namespace sankajo {

namespace {

/// Twice a second is at once for a hand at a plug. Windows' own notifications would come in another thread, tell of each address instead of the
/// plug, and not tell what is true now.
constexpr int pollMs = 500;

/// Mobile network, GSM and CDMA (IANA ifType 243, 244); MinGW's headers have no names for them.
constexpr ULONG mobileGsm = 243, mobileCdma = 244;

/// ConnectorPresent is what makes it real: VPN, Hyper-V and VirtualBox adapters say Ethernet too, but have no plug.
bool isPluggedIn(const MIB_IF_ROW2& adapter) {
  const auto& flags = adapter.InterfaceAndOperStatusFlags;
  return flags.HardwareInterface && flags.ConnectorPresent && !flags.FilterInterface && adapter.OperStatus == IfOperStatusUp;
}

/// Empty: could not look.
std::optional<Network> networkNow() {
  Network network;
  MIB_IF_TABLE2* table = nullptr;
  if (GetIfTable2(&table) != NO_ERROR) return std::nullopt;
  for (const MIB_IF_ROW2& adapter : std::span(&table->Table[0], table->NumEntries)) {
    if (!isPluggedIn(adapter)) continue;
    switch (adapter.Type) {
      case IF_TYPE_ETHERNET_CSMACD:
        network.cable = true;
        break;
      case IF_TYPE_IEEE80211:
      case mobileGsm:
      case mobileCdma:
        network.wifi = true;
        break;
      default:
        break;
    }
  }
  FreeMibTable(table);
  return network;
}

class AdapterWatch : public NetworkWatch {
 public:
  AdapterWatch() {
    // Where nobody can look, the person does: asked to unplug, and free to go on.
    tell(networkNow().value_or(Network{.cable = true}));
    poll_.setInterval(pollMs);
    connect(&poll_, &QTimer::timeout, this, [this] { tell(networkNow().value_or(now())); });
    poll_.start();
  }

 private:
  QTimer poll_;
};

}  // namespace

std::unique_ptr<NetworkWatch> watchNetwork() { return std::make_unique<AdapterWatch>(); }

}  // namespace sankajo
