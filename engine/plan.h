// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "engine/finding.h"

namespace sankajo {

/// Keeps the file in the quarantine and takes it away.
struct RemoveFile {
  WinPath path;
  std::uint64_t size = 0;
  std::string sha256;  ///< Of the file as it was observed.
};
/// Removes one value; only while it holds what was observed.
struct RemoveValue {
  RegPath key;
  RegValue value;
};
/// Sets a value to Windows' own default; only while it holds what was observed.
struct SetValue {
  RegPath key;
  RegValue before, after;
};
/// Removes a service's key with all below it; only while its ImagePath is what was observed.
struct RemoveService {
  RegPath key;
  RegValue imagePath;
};
/// Ends a running program; only while it is this very one and its file is what was observed. Cannot be taken back.
struct EndProcess {
  std::uint32_t process = 0;  ///< Its id, which Windows uses again: with `started` it is one name.
  std::uint64_t started = 0;  ///< FILETIME
  WinPath image;              ///< Its program's file.
  std::string sha256;         ///< Of that file as it was observed.
};
/// A patch's package, as it is put ready on a disk.
struct StagedPackage {
  std::string patch;   ///< "KB828741"
  std::string file;    ///< A short name (8.3) without blanks: "KB828741.EXE"
  std::string sha256;
  std::uint64_t size = 0;
  std::string switches;  ///< "/passive /norestart"
};
/// Sets a value that is there until a staged package has been installed: what starts the package's script, or what protects meanwhile. Only
/// while there is what was there before.
struct PutValue {
  RegPath key;
  std::optional<RegValue> before;  ///< Empty: there was none.
  RegValue after;
  WinPath staged;  ///< The staged folder that it belongs to.
};
/// Puts a package ready in a folder of its own, with the script that installs it at the next start.
struct StagePackage {
  WinPath folder;  ///< `C:\Sankajo\staged\RUN`
  StagedPackage package;
  std::optional<PutValue> protection;  ///< What the script puts back.
};
/// Closes ports by rules of our own in the firewall of the Windows that runs, until it has been looked at again with the patch in it.
struct ClosePorts {
  std::vector<FirewallRule> rules;
};
/// Copies a package into a folder of its own on the Windows that runs, and runs it there. Cannot be taken back.
struct InstallPackage {
  WinPath folder;  ///< `C:\Sankajo\install\RUN`
  StagedPackage package;
  std::string signer;
};
using Action = std::variant<RemoveFile, RemoveValue, SetValue, RemoveService, EndProcess, StagePackage, PutValue, ClosePorts, InstallPackage>;

/// "remove_file", "remove_value", "set_value", "remove_service", "end_process", "stage_package", "put_value", "close_ports", "install_package"
std::string_view name(const Action& action);
/// What it touches, as reports print it.
std::string whereOf(const Action& action);

enum class Consent {
  Certain,   ///< Of an infection that is certain.
  Traces,    ///< Inert remains.
  Possible,  ///< Suspected, the "possible" families, whatever rests on memory alone.
  Patch,     ///< What puts a hole's patch ready or installs it, and what protects meanwhile.
};
std::string_view name(Consent consent);

struct Operation {
  std::string id;  ///< "1", "2" ... in the order in which they are done
  Action action;
  Consent consent = Consent::Certain;
  std::string advisory, because;  ///< The threat.
};

struct Plan {
  std::vector<Operation> operations;
};

/// What could be done about the findings: pure. Only what an observation really found, only where the threat has a remedy for the
/// indicator; nothing that rests on memory without a better datum beside it; nothing from a pack that is not trusted.
Plan makePlan(const Evidence& evidence, const Assessment& assessment, const std::vector<Advisory>& advisories);

/// Which groups of a plan a person agreed to.
struct ConsentGiven {
  bool certain = false, traces = false, possible = false, patch = false;

  bool& operator[](Consent group);
  bool operator[](Consent group) const { return ConsentGiven(*this)[group]; }
};

/// The operations of the groups that were consented to.
Plan consented(const Plan& plan, const ConsentGiven& given);

}  // namespace sankajo
