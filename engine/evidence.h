// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <stop_token>
#include <string>
#include <vector>

#include "engine/advisory.h"
#include "engine/firewall_log.h"
#include "engine/target/target.h"

// What looking at one Windows at one time gave: facts, no judgement. Serialisable, so that a judgement's test is a file.

namespace sankajo {

enum class Depth { Quick, Standard, Thorough };
std::string_view name(Depth depth);

enum class ObservationKind { File, Autorun, Winlogon, Service, Process, Memory, Mutex, Port, Prefetch };
std::string_view name(ObservationKind kind);

enum class Seen { Present, Absent, Unknown };
std::string_view name(Seen seen);

/// Where a file lies, as far as a verdict cares.
enum class Place {
  Named,         ///< In a folder that the advisory names for a file of any of its threats.
  Elsewhere,
  RestorePoint,  ///< Inert until somebody restores it.
  RecycleBin,
};

/// An indicator that fits what was seen.
struct Match {
  std::string advisory, threat, indicator;
  bool operator==(const Match&) const = default;
};

/// A file that at least one indicator fits.
struct FileSeen {
  WinPath path;  ///< Exact.
  std::uint64_t size = 0;
  std::string sha256;  ///< Of the whole file; empty where it could not be read.
  bool executable = false;
  Place place = Place::Elsewhere;
  std::vector<Match> byName, byHash, byRule;  ///< File indicators by name and folder; by hash; rule indicators.
};

/// A registry entry that starts a program.
struct EntrySeen {
  RegPath key;     ///< The key that holds the value; for a service its own key.
  RegValue value;  ///< As stored (for a service its ImagePath).
  std::string program;              ///< What Windows starts, as a path or a bare name.
  std::optional<WinPath> programFile;  ///< Where that is on this volume, exact.
  Seen programState = Seen::Unknown;  ///< Whether that file is there.
  bool current = true;              ///< In the current control set (always, outside SYSTEM).
};

/// A program that runs, and what of it fits.
struct ProcessSeen {
  std::uint32_t id = 0;
  std::uint64_t started = 0;     ///< FILETIME, 0 where it could not be asked.
  std::string name;              ///< File name of its program.
  std::optional<WinPath> image;  ///< Where its program lies, exact where it was found there; empty where that could not be asked.
  std::string sha256;            ///< Of that file; empty where it could not be read.
  Place place = Place::Elsewhere;
  std::vector<Match> byName;     ///< File indicators by name and folder.
  std::vector<Match> byRule;     ///< Rule indicators that fit anywhere in its memory.
  std::vector<Match> inProgram;  ///< Those of them that fit where its own program file is mapped.
};

struct Observation {
  ObservationKind kind = ObservationKind::File;
  Seen state = Seen::Present;
  std::string where;  ///< Windows path or key with value name, as reports print it.
  std::string why;    ///< For Unknown: why not.
  std::vector<Match> matches;  ///< All that fit.
  std::optional<FileSeen> file;
  std::optional<EntrySeen> entry;
  std::optional<ProcessSeen> process;  ///< Of kind Process and Memory.
};

/// The version of one of the hole's files, one for each file that has the name.
struct FileVersionSeen {
  std::string file;   ///< "rpcss.dll"
  std::string where;
  Seen state = Seen::Absent;
  std::string machine;
  std::optional<FileVersionNumber> version;
  std::string why;
};

/// Something that an installer left behind.
struct PatchTrace {
  std::string patch;  ///< "KB823980"
  std::string where;  ///< Key, or "SysEvent.Evt"
  std::string detail;
};

/// A package that was put ready to be installed at the next start, and how far that is.
struct StagedSeen {
  std::string patch, run;
  std::string where;            ///< Its folder.
  bool waits = false;           ///< A run's own: all its files are there, and so is the value that starts the script.
  bool ended = false;           ///< The script has written down that the package has come to its end.
  std::optional<int> exitCode = std::nullopt;  ///< With what; empty where what is written says nothing.
  bool gaveUp = false;          ///< Begun three times, and never came to an end: it has given up, or does so at the next start.
  bool stillProtected = false;  ///< What protects meanwhile has not been put back.
  bool foreign = false;         ///< No journal on this volume says that it was put there: it is told, and believed in nothing.
};

/// How `why` begins where it is no error's code: for want of administrator rights; Windows protects the program from every other; it has more memory
/// than is looked at.
inline constexpr std::string_view notAdministrator = "NotAdministrator", protectedByWindows = "Protected", moreMemory = "MoreMemory";

struct NotRead {
  std::string where, why;  ///< For running programs `where` is their names.
  bool needed = false;     ///< On the must-read list: no clean verdict without it.
  /// Of what runs: Process, Mutex or Port; empty for a file, a folder or a key.
  std::optional<ObservationKind> kind = std::nullopt;
  std::uint32_t programs = 0;  ///< How many running programs this stands for; 0 for their list.
};

struct SystemFacts {
  std::string kind = "offline";
  std::string root;        ///< Host folder.
  std::string systemRoot;  ///< `C:\WINDOWS`
  SystemFamily family = SystemFamily::Other;
  bool familyKnown = false;
  std::string product, version, edition, language, computerName, productId;
  std::optional<std::uint32_t> build, installDate;
  std::optional<int> servicePack;
  /// Set up on an NEC PC-9800, which has patches of its own: NT 4.0 and 2000.
  bool nec98 = false;
  /// The family where it is known, else Other.
  SystemFamily knownFamily() const { return familyKnown ? family : SystemFamily::Other; }
  /// First 16 hex digits of SHA-256 over computer name, ProductId and install date; empty when one was not read.
  std::string id() const;
};

struct Statistics {
  std::uint64_t filesSeen = 0, filesRead = 0, bytesRead = 0;
};

struct Evidence {
  Depth depth = Depth::Standard;
  std::string started;  ///< ISO 8601, UTC
  double seconds = 0;
  SystemFacts system;
  std::vector<Observation> observations;  ///< Sorted by `where` without case.
  std::vector<FileVersionSeen> versions;
  std::vector<PatchTrace> patchTraces;
  std::vector<StagedSeen> staged;  ///< Oldest first.
  /// Those of the holes' files that Windows replaces when it starts the next time: names, as advisories have them.
  std::vector<std::string> replacedAtStart;
  std::vector<FirewallLogSeen> firewallLogs;  ///< Of a standard or thorough check. For people only: no verdict looks at these two.
  std::vector<AttemptsSeen> attempts;         ///< One for each advisory with ports, where there is a log.
  std::vector<NotRead> notRead;  ///< Sorted likewise.
  Statistics statistics;
};

void to_json(nlohmann::json& json, const Evidence& evidence);
/// Fails with Corrupt for JSON that to_json would not have written.
Result<Evidence> evidenceFromJson(const nlohmann::json& json);

/// How far a check is.
struct Progress {
  std::string where;            ///< What is being looked at.
  std::uint64_t filesSeen = 0;
  double share = 0;             ///< Of the whole, 0 to 1; never goes back.
  const Observation* found = nullptr;  ///< Set when this call tells a finding.
};
/// Called from any of the check's threads, one at a time, at most about 20 times a second (a finding at once).
using ProgressCallback = std::function<void(const Progress&)>;

/// Which Windows this is, as far as its registry could be read.
SystemFacts systemFacts(Target& target);

/// Looks. Reads only. Fails with Cancelled within 200 ms of a stop request; everything else that could not be looked at stands in
/// the evidence.
Result<Evidence> collect(Target& target, const std::vector<Advisory>& advisories, Depth depth, const ProgressCallback& progress,
                         const std::stop_token& stop);

}  // namespace sankajo
