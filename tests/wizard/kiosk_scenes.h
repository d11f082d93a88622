// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <vector>

#include "tests/wizard/kiosk_customer.h"

namespace sankajo::test {

/// A page of the kiosk in one of its states, and how a customer or the staff gets there.
struct KioskScene {
  const char* name;
  bool (*reach)(KioskCustomer& customer);
};
const std::vector<KioskScene>& kioskScenes();

/// The staff's gesture.
void touchTheCorner(KioskCustomer& customer);
/// A staff page with figures of some days behind the PIN 2468.
void hireStaff(KioskCustomer& customer);

}  // namespace sankajo::test
