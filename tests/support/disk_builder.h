// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "engine/advisory.h"
#include "engine/error.h"
#include "engine/paths.h"
#include "tests/support/fake_target.h"
#include "tests/support/hive_builder.h"

// A disk with a Windows of 2003 on it, as far as Sankajo looks: folders, hives, files with version numbers, and inert specimens of the
// worms. Nothing on it can run: every executable is a PeBuilder file whose entry point only returns.

namespace sankajo::test {

enum class DiskSystem {
  Nt4Workstation,  ///< SP6a
  Nt4Server,       ///< SP6a
  Nt4Terminal,     ///< Terminal Server Edition, SP6
  Win2000Sp2,
  Win2000Sp4,
  Win2000Sp4Rollup,  ///< With Update Rollup 1 (KB891861).
  Xp,
  XpSp1,
  XpSp2,
  Server2003,
  Server2003Sp1,
};
inline constexpr std::array kDiskSystems = {DiskSystem::Nt4Workstation, DiskSystem::Nt4Server,        DiskSystem::Nt4Terminal,
                                            DiskSystem::Win2000Sp2,     DiskSystem::Win2000Sp4,       DiskSystem::Win2000Sp4Rollup,
                                            DiskSystem::Xp,             DiskSystem::XpSp1,            DiskSystem::XpSp2,
                                            DiskSystem::Server2003,     DiskSystem::Server2003Sp1};
/// "nt4-workstation", "nt4-server", "nt4-terminal", "2000-sp2", "2000-sp4", "2000-sp4-ur1", "xp", "xp-sp1", "xp-sp2", "2003", "2003-sp1"
std::string_view name(DiskSystem system);

/// Whose three files lie on the disk: those of the service pack, or one of the patches' (none of the older ones' hotfix keys are there then).
enum class PatchLevel { None, KB823980, KB824146, KB828741 };
inline constexpr std::array kPatchLevels = {PatchLevel::None, PatchLevel::KB823980, PatchLevel::KB824146, PatchLevel::KB828741};
/// "none", "KB823980" ...
std::string_view name(PatchLevel level);

/// The versions of the three files that the hole is in.
struct RpcVersions {
  std::string_view ole32, rpcrt4, rpcss;
};
/// As the fact base has them (4.2); a service pack's own numbers where it has none of the patches. XP SP2, Server 2003 SP1 and the rollup for
/// 2000 have their own numbers at every level.
RpcVersions rpcVersions(DiskSystem system, PatchLevel level);

/// The two forms in which a specimen is made.
enum class Specimen {
  WithStrings,    ///< A small file that holds the texts published of the worm (of its family, for variants of which none is).
  PublishedSize,  ///< A file of exactly the published size, without any of those texts. Where none was published, of some size.
};
inline constexpr std::array kSpecimens = {Specimen::WithStrings, Specimen::PublishedSize};

/// What of a threat is on the disk.
struct ThreatParts {
  bool files = true;      ///< Its files at their places.
  bool entries = true;    ///< Run values, services (in both control sets), Winlogon's Shell.
  bool prefetch = false;  ///< A prefetch file of each of its programs (XP and Server 2003).
};

/// Every threat that a specimen can be made of: "W32.Blaster.A" ... "Spybot".
const std::vector<std::string>& threatIds();

struct DiskOptions {
  DiskSystem system = DiskSystem::XpSp1;
  PatchLevel patch = PatchLevel::None;
  bool hotfixKeys = true;  ///< False: the patch was slipstreamed, no registry key tells of it.
  bool eventLog = false;   ///< A SysEvent.Evt with an event 4377 for the patch, and some others.
  std::string language = "0411";
};

class DiskBuilder {
 public:
  explicit DiskBuilder(DiskOptions options);

  const DiskOptions& options() const { return options_; }
  /// "WINDOWS", "WINNT" or "WTSRV"
  const std::string& systemRootName() const { return systemRoot_; }
  /// `C:\WINDOWS`
  WinPath systemRoot() const { return WinPath::of('C', {systemRoot_}); }
  /// `WINDOWS\system32\NAME`
  std::string system32(std::string_view name) const;
  /// `WINDOWS\Prefetch\NAME`
  std::string prefetch(std::string_view name) const;
  /// The first user's profile folder: `Documents and Settings\太郎`, `WINNT\Profiles\太郎`.
  std::string profile() const;
  /// That user's SID.
  static std::string_view userSid();
  /// Where the hive lies: `WINDOWS\system32\config\SYSTEM`.
  std::string hivePath(std::string_view hive) const;

  // Paths go from the volume's root, `\` between names. Folders above are made.
  DiskBuilder& file(std::string_view path, std::string bytes);
  DiskBuilder& folder(std::string_view path);
  /// Takes a file (a hive too) away again.
  DiskBuilder& without(std::string_view path);
  /// A program: a PE file with this system's own version number, of this many bytes (or as small as it can be), with these texts in it.
  DiskBuilder& program(std::string_view path, std::optional<std::uint64_t> size = std::nullopt, std::vector<std::string> texts = {});
  /// The RPC files' versions, whatever the patch level says.
  DiskBuilder& rpcFiles(const RpcVersions& versions);

  HiveBuilder& system() { return system_; }
  HiveBuilder& software() { return software_; }
  HiveBuilder& user() { return user_; }
  HiveBuilder& defaultUser() { return default_; }
  /// A value of HKLM's Run.
  DiskBuilder& run(std::string_view valueName, std::string_view data);
  /// A service in the control sets that are asked for (1 is the current one).
  DiskBuilder& service(std::string_view key, std::string_view imagePath, const std::vector<int>& controlSets = {1, 2});
  /// A program's prefetch file. `devicePath` is `\DEVICE\HARDDISKVOLUME1\WINDOWS\SYSTEM32\NOTEPAD.EXE`.
  DiskBuilder& prefetchFile(std::string_view devicePath);

  /// Puts a specimen on the disk; the name is one of threatIds().
  DiskBuilder& threat(std::string_view id, Specimen form, ThreatParts parts = {});

  /// Every file with its bytes, hives among them, by path.
  std::map<std::string, std::string> files() const;
  /// Every folder that is not only there as the place of a file.
  const std::set<std::string>& folders() const { return folders_; }
  /// When a file was changed last: a moment of summer 2003, the same each time, in whole 100 ns.
  static std::int64_t modifiedNs(std::string_view path);

  /// Makes the disk in a host folder that exists. Fails with Io.
  Status writeTo(const std::string& hostFolder) const;
  /// Makes the disk on a volume in memory.
  void fill(FakeFiles& volume) const;
  /// A target of it in memory.
  std::unique_ptr<FakeTarget> fakeTarget() const;

 private:
  void addSystemHive();
  void addSoftwareHive();
  void addUserHives();
  void addFiles();
  void addEventLog();
  void addHotfixKeys();

  DiskOptions options_;
  std::string systemRoot_;
  HiveBuilder system_, software_, default_, user_, administrator_, sam_, security_;
  std::map<std::string, std::string> files_;
  std::set<std::string> folders_, without_;
};

/// The text that Blaster.A carries, as published.
inline constexpr std::string_view kBlasterText = "I just want to say LOVE YOU SAN!!";
inline constexpr std::string_view kBlasterText2 =
    "billy gates why do you make this possible ? Stop making money and fix your software!!";

/// A prefetch file of XP (version 17) with this path list.
std::string prefetchBytes(std::string_view program, std::uint32_t pathHash, const std::vector<std::string>& paths);

}  // namespace sankajo::test
