// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "engine/error.h"
#include "engine/hash.h"

// An advisory: one worm outbreak as data. A pack is a folder with advisory.json, rules.yar, text.ja.json and text.en.json; the
// format is resources/advisories/advisory.schema.json (schema "sankajo.advisory/1"), unknown keys are errors. It says what to look
// for, never how.
//
// Keys of the texts, each language the same, all of them and no others:
//   threat.<id>.name  .summary (one line)  .does  .does_not      each threat
//   hole.title  hole.text                                        a pack with a hole
//   patch.<id>.title                                             each patch of the hole
//   package.fetch (%1 the file's name)  package.language  package.service_pack (%1 what is asked for)  package.nec98
//   protection.<id>.title  .text                                 each protection
//   notice.title  notice.<id>.title  notice.traffic  notice.traffic.<day>    a pack with a notice: its name, each table, the traffic and each of its days

namespace sankajo {

class RuleSet;

/// How well a datum is known, as in the fact base.
enum class Confidence {
  TwoSources,  ///< "2S": two or more independent documents.
  OneSource,   ///< "1S"
  Verified,    ///< "V": checked on a real artefact or by calculation.
  Memory,      ///< "M": from memory only. Never a proof, never removed on alone, never closes a hole alone.
  WeakMemory,  ///< "M-": treated as M.
};
inline bool isCertain(Confidence c) {
  return c < Confidence::Memory;
}
std::string_view name(Confidence c);

struct Provenance {
  Confidence confidence = Confidence::Memory;
  std::string source;  ///< Where it stands, in words; several are joined with "; ".
};

struct SizeDatum {
  std::uint64_t bytes = 0;
  Provenance provenance;
};
struct HashDatum {
  HashKind kind = HashKind::Md5;
  std::string hex;  ///< Lower case.
  Provenance provenance;
};

/// A file by name and folder. A sign by name and place; a proof by published hash (anywhere) or, as a PE file of a published size,
/// at its place. A size known from memory only is carried for people and never proves; a hash from memory is refused.
struct FileIndicator {
  std::string folder;  ///< `%SystemRoot%\system32`, `%SystemDrive%\` for the volume's root
  std::string name;
  std::vector<SizeDatum> sizes;
  std::vector<HashDatum> hashes;
};
/// A value that starts one of the threat's files: any value of a start-up key whose program has this file name.
struct AutorunIndicator {
  std::string starts;                   ///< File name, as in the data.
  std::vector<std::string> valueNames;  ///< Hints for people; never compared.
};
/// A part of Winlogon's Shell or Userinit that starts a file.
struct WinlogonIndicator {
  std::string value;   ///< "Shell" or "Userinit"
  std::string starts;  ///< File name.
};
/// A service by key name *and* program.
struct ServiceIndicator {
  std::string key;
  std::string program;  ///< `%SystemRoot%\system32\wins\dllhost.exe`
};
struct MutexIndicator {
  std::string name;
};
struct PortIndicator {
  std::string protocol;  ///< "tcp" or "udp"
  std::uint16_t first = 0, last = 0;
};
/// A rule of rules.yar. A proof in an executable at a place that the advisory names for a file of any of its threats.
struct RuleIndicator {
  std::string rule;
};
/// A prefetch file of this program; `within`, when set, must be part of the path list or of the program's own path.
struct PrefetchIndicator {
  std::string program;  ///< "MSBLAST.EXE"
  std::string within;   ///< `\SYSTEM32\WINS\` or empty
};

struct Indicator {
  std::string id;  ///< Unique within the threat.
  Provenance provenance;
  /// A supporting indicator never counts as a sign: it is told as a remark beside another finding.
  bool supporting = false;
  std::variant<FileIndicator, AutorunIndicator, WinlogonIndicator, ServiceIndicator, MutexIndicator, PortIndicator, RuleIndicator,
               PrefetchIndicator>
      what;
};

enum class RemedyAction { RemoveFile, RemoveValue, RemoveService, SetWinlogonDefault };
/// What to do with what an indicator found. Never names a path.
struct Remedy {
  std::string indicator;
  RemedyAction action = RemedyAction::RemoveFile;
};

struct Threat {
  std::string id;  ///< "W32.Blaster.A"
  /// "Possible" families: told, but removed only if the person says so.
  bool possible = false;
  /// The family threat that a rule match under another name or place is called by; empty: this threat itself.
  std::string family;
  std::vector<std::string> aliases;
  std::vector<Indicator> indicators;
  std::vector<Remedy> remedies;
  const Indicator* indicator(std::string_view indicatorId) const;
};

// ------------------------------------------------------------------------------------------------------------- the hole

/// The systems that patches are made for.
enum class SystemFamily { Nt4Workstation, Nt4Server, Nt4Terminal, Windows2000, WindowsXp, WindowsServer2003, Other };
/// "nt4_workstation" ... "other", as advisories write them.
std::string_view name(SystemFamily family);
std::optional<SystemFamily> systemFamily(std::string_view name);

/// A file version number, four parts of 16 bits each.
struct FileVersionNumber {
  std::array<std::uint16_t, 4> parts{};
  auto operator<=>(const FileVersionNumber&) const = default;  // NOLINT(modernize-use-nullptr): clang-tidy 14 misreads it
  std::string text() const;
  static std::optional<FileVersionNumber> parse(std::string_view text);
};

/// A run of version numbers within which numbers may be compared: major.minor.build and a range of revisions.
struct VersionBranch {
  std::string id;  ///< "xp_sp1"
  std::vector<SystemFamily> systems;
  std::string machine;  ///< "x86", "ia64", "amd64": of the PE file
  FileVersionNumber first, last;
  bool fixed = false;                         ///< Everything in this branch has the fix (XP SP2).
  std::optional<FileVersionNumber> openUpTo;  ///< Certainly open up to here (a service pack's own number).
  Provenance provenance;
};

/// The first fixed version of one file in one branch.
struct FixedVersion {
  std::string branch;
  std::string file;  ///< "rpcss.dll"
  FileVersionNumber version;
  std::optional<std::uint64_t> size;
  Provenance provenance;
};

/// A registry key that an installer leaves behind.
struct PatchKey {
  std::vector<SystemFamily> systems;
  std::string key;  ///< `HKLM\SOFTWARE\Microsoft\Updates\Windows XP\SP2\KB823980`
  Provenance provenance;
};

/// A package file as Microsoft published it.
struct PackageFile {
  SystemFamily system = SystemFamily::Other;
  std::string language;  ///< "0411", "0409"
  std::string machine;   ///< "x86", "nec98"
  std::string file;
  std::string address;  ///< Path on the vendor's download host (download.microsoft.com) as once published, may be empty.
  Provenance provenance;
};

/// The service packs on which a package goes in.
struct Prerequisite {
  SystemFamily system = SystemFamily::Other;
  std::vector<int> servicePacks;
  std::string note;  ///< "SP6a"; may be empty
  Provenance provenance;
};

/// How a patch's packages are started so that they ask nothing and do not restart Windows.
struct PackageSwitches {
  std::vector<SystemFamily> systems;
  std::string arguments;  ///< "/passive /norestart": words of plain characters, at most 128 in all.
  Provenance provenance;
};

struct Patch {
  std::string id;        ///< "KB823980"
  std::string bulletin;  ///< "MS03-026"
  std::string released;  ///< "2003-07-16"
  std::vector<std::string> replaces;
  std::vector<FixedVersion> files;
  std::vector<PatchKey> keys;
  std::vector<PackageFile> packages;
  std::vector<Prerequisite> prerequisites;
  std::vector<PackageSwitches> switches;
  /// The organisation in the certificate that its packages are signed with: "Microsoft Corporation". Without one they are not run on a Windows that runs.
  std::string signer;
  Provenance provenance;
};

/// A service pack or rollup that contains patches.
struct Rollup {
  std::string id;  ///< "KB891861"
  SystemFamily system = SystemFamily::Other;
  std::optional<int> servicePack;  ///< Installed from this service pack on; else by key.
  std::string key;
  std::vector<std::string> contains;
  Provenance provenance;
};

struct Hole {
  std::string id;  ///< "MS03-026"
  std::vector<SystemFamily> affected;
  /// Each must exist on an affected system; alternatives of one file ("rpcss.dll", "rpcss.exe") by system.
  struct File {
    std::vector<SystemFamily> systems;
    std::string folder, name;
  };
  std::vector<File> files;
  std::string closedBy;  ///< The first patch that closes it: "KB823980"
  std::string wanted;    ///< The patch to steer to: "KB828741"
  std::vector<VersionBranch> branches;
  std::vector<Patch> patches;  ///< Oldest first.
  std::vector<Rollup> rollups;
  const Patch* patch(std::string_view patchId) const;
};

/// A patch of another hole that a worm uses too: advised where the worm was found, and no part of whether the hole is closed.
struct AdvisedPatch {
  std::string patch, bulletin;       ///< "KB815021", "MS03-007"
  std::vector<std::string> threats;  ///< Found one of these.
  std::vector<SystemFamily> systems;
  std::map<SystemFamily, int> notFromServicePack;  ///< The first service pack that has it; a system that is not named: none.
  std::vector<PatchKey> keys;                      ///< Of it, or of a patch that contains it.
  std::vector<PackageFile> packages;
  Provenance provenance;
};

/// Temporary protection, as data for those who apply it.
struct Protection {
  std::string id;    ///< "dcom_off", "block_ports"
  std::string kind;  ///< "registry_value" or "ports"
  std::string key, valueName, protectedData, defaultData;
  std::vector<PortIndicator> ports;
  std::vector<SystemFamily> systems;
  std::map<SystemFamily, int> fromServicePack;  ///< Works only from this service pack on; a system that is not named: from the first.
  Provenance provenance;
};

/// The authority's public notice about the outbreak: what it names beyond the hole, and its figures, as history.
struct Notice {
  std::string issued;                ///< "2003-08-16"
  std::vector<PortIndicator> ports;  ///< To be closed where an office meets the Internet.
  struct Day {
    std::string day;  ///< "2003-08-13"
    std::uint32_t reports = 0;
  };
  /// What one office was told of, day by day.
  struct Table {
    std::string id;  ///< "ipa"
    std::vector<Day> days;
    std::string until;  ///< "16:00": when the last day's figure was taken; empty for the whole day.
  };
  std::vector<Table> tables;
  /// Traffic to the worm's port, in percent of the normal level; the pack's text of that day has what is no figure.
  struct Traffic {
    std::string day;
    std::optional<std::uint32_t> least, most;
  };
  std::vector<Traffic> traffic;
  Provenance provenance;
};

struct AdvisoryLimits {
  std::uint32_t maxFiles = 0;     ///< A plan that removes more is refused whole; 1 to 10,000.
  std::uint64_t maxScanSize = 0;  ///< Rules look at files up to this many bytes; at most 16 MiB.
};

struct Advisory {
  std::string id;         ///< "blaster"
  std::string version;    ///< "1.0.0"
  std::string published;  ///< "2003-08-11"
  AdvisoryLimits limits;
  std::vector<Threat> threats;
  std::optional<Hole> hole;
  std::vector<AdvisedPatch> advised;
  std::vector<Protection> protections;
  std::optional<Notice> notice;
  std::string rules;                             ///< The source of rules.yar.
  std::shared_ptr<const RuleSet> compiledRules;  ///< The same, ready for use: set by parseAdvisory.
  /// text.<lang>.json: language -> (key -> sentence). Keys of a threat: "threat.<id>.summary".
  std::map<std::string, std::map<std::string, std::string>> texts;
  bool trusted = true;  ///< Built in, or --trust-pack: may be removed on.
  const Threat* threat(std::string_view threatId) const;
  /// Empty where the pack has no such text.
  std::string text(std::string_view language, std::string_view key) const;
};

/// A pack's files as bytes, by file name ("advisory.json").
struct PackFiles {
  std::string name;  ///< For error messages: the folder.
  std::map<std::string, std::string> files;
};

/// One mistake in a pack: file, place (a JSON pointer, or a line), what is wrong.
struct PackMistake {
  std::string file, place, what;
};

/// All mistakes of a pack; empty for a good one. Looks at types, unknown and doubled keys, references, confidence rules ([M] as proof),
/// texts in both languages, rules that do not compile, and what the guard would refuse whatever an advisory says (windows_own.h).
std::vector<PackMistake> lint(const PackFiles& pack);

/// The pack as values. Fails with BadAdvisory, naming the first mistake that lint finds.
Result<Advisory> parseAdvisory(const PackFiles& pack);

/// Reads a pack's four files from a host folder. Fails with BadAdvisory (a file is missing or over 4 MiB) or Io.
Result<PackFiles> readPack(const std::string& hostFolder);

}  // namespace sankajo
