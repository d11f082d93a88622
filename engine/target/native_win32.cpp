// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/target/native_win32.h"

#include "engine/target/system_win32.h"

namespace sankajo::win32 {

Error errorOfStatus(NTSTATUS status, std::string subject, std::string_view doing) {
  return errorOf(RtlNtStatusToDosError(status), std::move(subject), doing);
}

}  // namespace sankajo::win32
