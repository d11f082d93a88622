// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include "engine/advisory.h"
#include "engine/evidence.h"
#include "engine/plan.h"
#include "engine/target/target.h"

// A patch that is put ready on the disk of a Windows that does not run: it is installed when that Windows starts. A run's folder,
// \Sankajo\staged\<run>\, holds
//
//   KB828741.EXE   the package (a short name without blanks)
//   SANKAJO.CMD    the script that installs it, for every cmd.exe from NT 4.0 on
//   SANKAJO.INF    what the script does to the registry: NT 4.0 has no reg.exe, and its regedit takes no value away
//   STAGED.JSON    "sankajo.staged/1": run, system_root, patch, file, sha256, size, switches, protection (what it was before)
//   PACKAGE.NEW    the package while it is copied
//
// and what the script writes there, each by its being there and the result by what it says:
//
//   TRY1.TXT TRY2.TXT TRY3.TXT   the package was begun so often
//   RESULT.TXT     "code=N": the package ended with this code (RESULT.NEW while it is written)
//   GAVEUP.TXT     a fourth start, and none of the three came to an end
//   BACK.TXT       the protection has been put back: regedit's export of its key, made afterwards (SEEN.REG and SEEN.TXT while it is looked at)
//   BLIND1.TXT BLIND2.TXT   it was put back so often without regedit, which a policy or somebody had taken away
//   DONE.TXT       the script has taken itself out
//
// One value of RunOnce starts the script. Windows takes that value away *before* it starts the command, so the script puts it in again
// first of all; the script takes it out when all is done, and not before the registry itself shows that what protects is put back, or cannot be
// looked at for the third time. What stands there of another run is never believed: a folder counts only where each of its files is, byte for
// byte, what its STAGED.JSON makes.

namespace sankajo {

/// Takes a block of a package's bytes.
using PackageSink = std::function<Status(std::string_view)>;
/// Gives a package's bytes, in order. Fails as reading does, and with Refused or Corrupt at the end where they are not the package's.
using PackageSource = std::function<Status(const PackageSink&)>;

struct PackageToStage {
  StagedPackage package;
  PackageSource source;
};

/// The value of RunOnce that starts the script.
constexpr std::string_view startName = "SankajoPatch";
/// What a package is called while it is copied.
constexpr std::string_view unfinishedPackage = "PACKAGE.NEW";

WinPath stagedPlace(char drive);
/// Whether this is `\Sankajo\staged\RUN` on the Windows' own volume, with a plain name.
bool isStagedFolder(const WinPath& folder, const WinPath& systemRoot);
/// Whether a script can hold these switches: plain characters, at most 128 of them.
bool isPlainSwitches(std::string_view switches);
/// Refused where a package is not as we start one: a name that is not short and plain, a hash or size that is none, switches of other than plain
/// characters.
Status isPlainPackage(const StagedPackage& package);
/// Writes a package's bytes into a file of its name in a folder of ours and reads them back; on the disk when it returns. Fails with Refused where they
/// are not the package's; what was begun lies there as PACKAGE.NEW then.
Status copyPackage(Files& files, const WinPath& folder, const FileMetadata& metadata, const StagedPackage& package, const PackageSource& source);
/// Refused where the script could not be written for it: a name that is not short and plain, switches of other than plain characters, a Windows
/// folder with blanks or beyond ASCII.
Status isStageable(const StagePackage& stage, const WinPath& systemRoot);

/// The value that starts a folder's script, and the key it stands in.
RegPath startKey();
RegValue startValue(const WinPath& folder, const WinPath& systemRoot);
/// Whose script such a value starts; empty for any other value.
std::optional<WinPath> startedFolder(const RegValue& value, const WinPath& systemRoot);
/// Whether this puts exactly that value in, where there was none or one of ours.
bool isStartValue(const PutValue& put, const WinPath& systemRoot);

/// Whether this sets what the advisory's protection says.
bool isProtection(const PutValue& put, const Protection& protection);
/// Whether the script can put back, to the byte, what was there before.
bool canBePutBack(const PutValue& put);
/// What protects this Windows until it has the patch; empty where it protects nothing there, is on already, or could not be put back.
std::optional<PutValue> protectionFor(Target& target, const SystemFacts& system, const Advisory& advisory, const WinPath& folder);

/// The three files beside the package, as bytes.
std::string stagedScript(const StagePackage& stage, const WinPath& systemRoot);
std::string stagedInf(const StagePackage& stage, const WinPath& systemRoot);
std::string stagedManifest(const StagePackage& stage, const WinPath& systemRoot);

/// Adds the operations that put a package ready in a run's folder: the folder, the value that starts it, the protection. They belong to the hole that
/// the package's patch closes; none where no trusted advisory has that patch.
void addStaging(Plan& plan, Target& target, const Evidence& evidence, const std::vector<Advisory>& advisories, const StagedPackage& package,
                const std::string& run);

/// Makes the folder and all in it, on the disk when it returns. Fails with Refused where it is there already or the bytes are not the package's; then
/// nothing of it is left.
Status stageFiles(Files& files, const WinPath& systemRoot, const StagePackage& stage, const PackageSource& source);
/// What was put ready in a folder, after looking at every byte. Fails with Corrupt where one differs or is missing, with Cancelled where it is to stop.
Result<StagePackage> readStaged(Files& files, const WinPath& systemRoot, const WinPath& folder, const std::stop_token& stop = {});
/// Whether anything stands at this place.
Result<bool> isThere(Files& files, const WinPath& folder);
/// Whether the script has seen in the registry that the protection was put back.
Result<bool> saysPutBack(Files& files, const PutValue& put);
/// Whether RunOnce starts this folder's script.
Result<bool> startsFrom(Registry& registry, const WinPath& folder, const WinPath& systemRoot);
/// Takes a folder away with what is ours in it: the package only where it is the package. Fails with Refused where something else is in it.
Status unstage(Files& files, const WinPath& systemRoot, const StagePackage& stage);

/// Whether an installer's exit code says that it is installed: 0, 3010 (restart needed), 194 (the same of an older one).
bool isInstalled(int exitCode);
/// What was put ready on this Windows and how far it is, oldest first; at most 64 folders. A folder that could not be read or believed stands in `notRead`.
/// Only the package that RunOnce starts is read whole. After a stop request what is not looked at yet is left out.
std::vector<StagedSeen> stagedSeen(Target& target, std::vector<NotRead>& notRead, const std::stop_token& stop);

}  // namespace sankajo
