// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <string_view>
#include <vector>

// A self-relative security descriptor, as NTFS and the registry store it: a header of 20 bytes (revision, control at 2, offsets of owner, group, SACL and
// DACL at 4, 8, 12, 16), SIDs (revision, count, authority of 6 bytes, count times 4 bytes), a DACL (header of 8 bytes with its size at 2 and its count at
// 4, then entries: type, flags, size at 2, mask at 4, SID at 8). Source: Microsoft, [MS-DTYP] 2.4.

namespace sankajo {

/// A SID's bytes from its text, "S-1-5-32-544"; empty for anything else.
std::string sidBytes(std::string_view text);

/// The owner's SID, as bytes; empty where there is none.
std::string ownerOf(std::string_view descriptor);

/// Whether what carries this descriptor belongs to the Administrators, SYSTEM, Windows' own installer or one of `alsoTrusted` (bytes of SIDs), and nobody
/// else may write into it, remove it or change its security, now or by inheritance. A descriptor that cannot be understood is none of that.
bool onlyAdministratorsMayWrite(std::string_view descriptor, const std::vector<std::string>& alsoTrusted = {});

}  // namespace sankajo
