// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>

#include "engine/target/target.h"
#include "engine/target/volume_state.h"

namespace sankajo {

/// The files below a host folder, by handles: every path is opened from the root's own handle, beneath it, without following a link and
/// without leaving its file system. Fails with AccessDenied, Io, Unsupported (no folder).
Result<std::unique_ptr<Files>> openHostFolder(const std::string& hostFolder);

/// A folder of the host by a path that holds from any folder: on Windows "D:" is that drive's top. As it is where the host cannot say.
std::string absoluteHostPath(const std::string& folder);

/// Success where this host lets us write in the folder; else AccessDenied.
Status hostMayWrite(const std::string& hostFolder);

/// Who tells the state of the volume that holds a host folder; as volumeStateOf (discover.h) does it.
using VolumeStateReader = std::function<Result<std::optional<VolumeState>>(const std::string& hostFolder)>;

/// Opens a Windows that is not running. `hostFolder` is the root of the volume that holds it (letter case does not matter inside),
/// `systemRootName` the folder's name ("WINNT") where there are several.
/// Fails with Unsupported, `detail` "no Windows", "encrypted: PRODUCT", "not mounted" (a device or an image) or "no such folder"; with
/// Refused where there are several and none was named (`detail` lists them with ", " between). `volumeState` is named by a program that may not
/// read the volume's device itself; else the device is read.
Result<std::unique_ptr<Target>> openOffline(const std::string& hostFolder, const std::optional<std::string>& systemRootName,
                                            VolumeStateReader volumeState = {});

}  // namespace sankajo
