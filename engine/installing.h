// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "engine/advisory.h"
#include "engine/evidence.h"
#include "engine/plan.h"
#include "engine/staging.h"
#include "engine/target/target.h"

// A patch that is installed on the Windows that runs, and what protects that Windows meanwhile. The package is copied into a folder of its run,
// \Sankajo\install\<run>\, and run there: a stick that is pulled out does no harm, and nobody else can write to it. The copy is taken away afterwards.
// That it is installed is seen in Windows' own files and nowhere else.
//
// The ports that a worm comes in by are closed by up to four rules in Windows' firewall: "Sankajo <run> tcp in", "... tcp out", "... udp in",
// "... udp out". By these names what a crash leaves is known again, and no rule of anybody else's is ever touched.

namespace sankajo {

WinPath installPlace(char drive);
/// Whether this is `\Sankajo\install\RUN` on the Windows' own volume, with a plain name.
bool isInstallFolder(const WinPath& folder, const WinPath& systemRoot);

/// The rules that close an advisory's ports for a run; none for a protection of another kind.
std::vector<FirewallRule> closingRules(const Protection& protection, const std::string& run);
/// Whether a rule has a name as we give them.
bool isOurRule(const FirewallRule& rule);
/// Whether these are exactly the rules by which some run closes the advisory's ports.
bool closes(const ClosePorts& close, const Protection& protection);
/// The run that they are named after; empty where there are none.
std::string runOf(const ClosePorts& close);

/// Adds the operations that install a package on the Windows that runs: the ports' closing before everything else, the package behind. They belong to
/// the hole that the package's patch closes; none where no trusted advisory has that patch with who signs it.
void addInstalling(Plan& plan, Target& target, const SystemFacts& system, const std::vector<Advisory>& advisories, const StagedPackage& package,
                   const std::string& run);

/// How it is told what a package has ended with, when that is not that it is installed; and what such words say.
std::string endedWith(std::uint32_t exitCode);
std::optional<std::uint32_t> exitCodeIn(std::string_view detail);

/// Makes the folder and the package in it; gives the package's exact path. Fails with Refused where the folder is there already or the bytes are not the
/// package's.
Result<WinPath> copyForInstalling(Files& files, const WinPath& systemRoot, const InstallPackage& install, const PackageSource& source);
/// Takes the folder away with the package. What the package has left there itself stays, and so does the folder then.
Status removeCopy(Files& files, const InstallPackage& install);

}  // namespace sankajo
