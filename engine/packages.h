// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/advisory.h"
#include "engine/finding.h"
#include "engine/staging.h"

// The patches' own files, which are Microsoft's and not ours to ship: a folder `patches` beside the program, or one that a person names. Whoever
// publishes a disc fills it with packaging/disc/add-packages, which looks at each file's signature and writes
//
//   packages.json   {"schema": "sankajo.packages/1", "packages": [{
//                     "file": "windowsxp-kb828741-x86-jpn.exe",   a name in this folder, as the catalogue has it
//                     "patch": "KB828741",
//                     "systems": ["windows_xp"],                  as advisories name them: NT 4.0's Workstation and Server are two
//                     "service_packs": [0, 1],                    those on which it goes in
//                     "language": "0411", "machine": "x86",       or "nec98", "ia64", "amd64"
//                     "size": 1310720, "sha256": "...",
//                     "switches": "/passive /norestart",
//                     "version": "5.1.2600.0"}]}                  of the file itself; may be missing
//
// of at most 1 MiB and 256 packages. It is foreign input: it says which bytes the publisher has looked at, and nothing else is believed of it. What a
// package is for, and how it is started, stands in the advisory's catalogue; an entry that says otherwise is not used.

namespace sankajo {

struct PackageEntry {
  std::string file, patch;
  std::vector<SystemFamily> systems;
  std::vector<int> servicePacks;
  std::string language, machine;
  std::uint64_t size = 0;  ///< Bytes; 1 to 1 GiB.
  std::string sha256, switches, version;
};

/// Why a package is not used, in the order in which it is looked for: the later, the nearer the package is to being the right one.
enum class PackageProblem {
  NotInCatalogue,  ///< packages.json says something else of it than the advisory.
  OtherSystem,     ///< For another Windows.
  OtherEdition,    ///< For NT 4.0 Server on Workstation, and the like.
  OtherMachine,    ///< For another kind of processor.
  NotForNec98,     ///< For all other PCs, on an NEC PC-9800.
  OnlyForNec98,
  OtherLanguage,
  ServicePack,  ///< This Windows has a service pack on which it does not go in.
  NotListed,    ///< The folder has a file of the right name, packages.json has not: nobody has looked at it.
  NotThere,     ///< packages.json has it, the folder has not.
  NotRead,      ///< It could not be read, or is a link.
  Changed,      ///< Its size or its bytes are not those that the publisher has looked at.
};
/// "not_in_catalogue" ... "changed", as reports have it.
std::string_view name(PackageProblem problem);

struct PackageRefused {
  std::string file, patch;
  PackageProblem problem = PackageProblem::NotThere;
  std::string needed = {};  ///< Of ServicePack: what goes in first, "Service Pack 6a".
};

/// What a folder of packages has for one hole of one Windows: a value, for reports.
struct PackagesSeen {
  std::string hole;                     ///< Or the bulletin of a patch that is advised beside the hole: that one is only told, never put ready.
  std::string patch, file;              ///< The package that is at hand; empty where none is.
  std::vector<PackageRefused> refused;  ///< Of patches that this Windows lacks; the nearest first, and of newer patches first.
};

/// A folder of packages, opened once.
class PackageFolder {
 public:
  /// Empty where there is no such folder, or no packages.json in it. Fails with Corrupt where packages.json is not as its format says, with Refused
  /// where it is a link, with AccessDenied or Io.
  static Result<std::optional<PackageFolder>> open(const std::string& hostFolder);

  const std::vector<PackageEntry>& entries() const { return entries_; }
  /// Whether a file of this name stands in the folder, in any letter case.
  bool has(const std::string& file) const;
  /// Looks at every byte of an entry's file, and gives them once more from the same open file: what comes in its place meanwhile is not read, and what
  /// is written into it is Refused. Fails with Cancelled only.
  Result<std::variant<PackageSource, PackageProblem>> source(const PackageEntry& entry, const std::stop_token& stop) const;

 private:
  std::shared_ptr<Files> files_;
  std::vector<PackageEntry> entries_;
};

/// The packages.json of a folder as values. Fails with Corrupt, naming the first mistake.
Result<std::vector<PackageEntry>> parsePackages(std::string_view json);

/// Which packages fit a Windows, by the advisory's catalogue: pure.
struct PackageChoice {
  std::vector<PackageEntry> fitting;  ///< The first is the one to take: of the newest patch that this Windows lacks.
  std::vector<PackageRefused> refused;
};
/// Nothing where the hole needs no package, or one waits already to be installed.
PackageChoice choosePackages(const Evidence& evidence, const HoleFinding& finding, const Advisory& advisory,
                             const std::vector<PackageEntry>& entries);

struct PackageOffer {
  PackagesSeen seen;
  std::optional<PackageToStage> package;  ///< The first that fits and whose bytes are right.
};
/// One for each hole that needs a package, in the assessment's order. Fails with Cancelled only.
Result<std::vector<PackageOffer>> offerPackages(const Evidence& evidence, const Assessment& assessment,
                                                const std::vector<Advisory>& advisories, const PackageFolder& folder,
                                                const std::stop_token& stop);

}  // namespace sankajo
