// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "engine/advisory.h"
#include "engine/engine.h"
#include "engine/target/offline.h"
#include "tests/support/disk_builder.h"
#include "tests/support/snapshot.h"
#include "tests/support/verdict.h"

// A table of disks and what must be said of each. The expectations are literals, thought out from the published facts and the rules of
// judgement; where those leave a choice, the row says which was taken.

using namespace sankajo;
using namespace sankajo::test;

namespace {

using System = DiskSystem;
using Level = PatchLevel;
using Scene = std::function<void(DiskBuilder&)>;

/// What treatment leaves, every group of the plan consented to.
enum class Left {
  Nothing,   ///< The second check is clean.
  SameAgain  ///< Nothing may be removed on what is known from memory only: the second check says what the first said.
};

struct Row {
  std::string name;
  DiskOptions disk;
  Scene scene;
  std::string findings;  ///< "W32.Blaster.A infected, W32.Welchia.A traces"
  std::string infection, exposure, nextStep;
  int exitCode = 70;
  std::string patches;  ///< Of KB823980, KB824146, KB828741.
  std::string package;  ///< The file that this Windows needs; empty: none.
  Left left = Left::Nothing;
};

// ------------------------------------------------------------------------------------------------------- expectations

constexpr const char* kMissing = "missing missing missing";
// On the Terminal Server Edition KB824146's numbers are all from memory: below them nothing is certain.
constexpr const char* kMissingTerminal = "missing unknown missing";
constexpr const char* kHas980 = "installed missing missing";
constexpr const char* kHas980Terminal = "installed unknown missing";
constexpr const char* kHas146 = "superseded installed missing";
constexpr const char* kHas741 = "superseded superseded installed";
constexpr const char* kContained = "superseded superseded superseded";

/// A system as its service pack left it.
struct Plain {
  System system;
  SystemFamily family;
  int servicePack;
  std::string product;  ///< A part of its name.
  std::string exposure, nextStep;
  int exitCode;
  std::string patches, package;
};

const std::vector<Plain> kPlain = {
    {System::Nt4Workstation, SystemFamily::Nt4Workstation, 6, "NT", "open", "patch", 11, kMissing,
     "windowsnt4workstation-kb828741-x86-jpn.exe"},
    {System::Nt4Server, SystemFamily::Nt4Server, 6, "NT", "open", "patch", 11, kMissing, "windowsnt4server-kb828741-x86-jpn.exe"},
    {System::Nt4Terminal, SystemFamily::Nt4Terminal, 6, "NT", "open", "patch", 11, kMissingTerminal,
     "windowsnt4terminalserver-kb828741-x86-jpn.exe"},
    {System::Win2000Sp2, SystemFamily::Windows2000, 2, "2000", "open", "patch", 11, kMissing, "windows2000-kb828741-x86-jpn.exe"},
    {System::Win2000Sp4, SystemFamily::Windows2000, 4, "2000", "open", "patch", 11, kMissing, "windows2000-kb828741-x86-jpn.exe"},
    {System::Win2000Sp4Rollup, SystemFamily::Windows2000, 4, "2000", "closed", "update", 0, kContained, ""},
    {System::Xp, SystemFamily::WindowsXp, 0, "XP", "open", "patch", 11, kMissing, "windowsxp-kb828741-x86-jpn.exe"},
    {System::XpSp1, SystemFamily::WindowsXp, 1, "XP", "open", "patch", 11, kMissing, "windowsxp-kb828741-x86-jpn.exe"},
    {System::XpSp2, SystemFamily::WindowsXp, 2, "XP", "closed", "update", 0, kContained, ""},
    {System::Server2003, SystemFamily::WindowsServer2003, 0, "2003", "open", "patch", 11, kMissing,
     "windowsserver2003-kb828741-x86-jpn.exe"},
    {System::Server2003Sp1, SystemFamily::WindowsServer2003, 1, "2003", "closed", "update", 0, kContained, ""},
};
const Plain& plain(System system) {
  return *std::find_if(kPlain.begin(), kPlain.end(), [system](const Plain& one) { return one.system == system; });
}

/// The eight systems that the patches go in on.
const std::vector<System> kPatchable = {System::Nt4Workstation, System::Nt4Server, System::Nt4Terminal, System::Win2000Sp2,
                                        System::Win2000Sp4,     System::Xp,        System::XpSp1,       System::Server2003};

/// What both specimen forms of a threat, files and entries in place, are told as, and what consent to everything leaves.
struct Told {
  std::string threat;
  std::string state;
  Left stringsLeave, sizeLeaves;
};
const std::vector<Told> kTold = {
    // A: size of two sources. B, C, D, F: sizes from memory, but the file and its Run value are two signs.
    {"W32.Blaster.A", "infected", Left::Nothing, Left::Nothing},
    {"W32.Blaster.B", "infected", Left::Nothing, Left::Nothing},
    {"W32.Blaster.C", "infected", Left::Nothing, Left::Nothing},
    {"W32.Blaster.D", "infected", Left::Nothing, Left::Nothing},
    {"W32.Blaster.E", "infected", Left::Nothing, Left::Nothing},
    {"W32.Blaster.F", "infected", Left::Nothing, Left::Nothing},
    {"W32.Blaster.T", "infected", Left::Nothing, Left::Nothing},
    {"W32.Welchia.A", "infected", Left::Nothing, Left::Nothing},
    // B's file and service are known from memory only. Its text is of two sources and carries the rest; without it nothing may go.
    {"W32.Welchia.B", "infected", Left::Nothing, Left::SameAgain},
    // The facts name the files but not their folders: those of the pack are from memory. As for Welchia.B.
    {"Cirebot", "infected", Left::Nothing, Left::SameAgain},
    {"Sdbot.RPC.A", "infected", Left::Nothing, Left::Nothing},
    {"Randex.E", "infected", Left::Nothing, Left::Nothing},
    // All from memory, in either form.
    {"W32.HLLW.Raleka", "infected", Left::SameAgain, Left::SameAgain},
    {"Gaobot", "infected", Left::Nothing, Left::Nothing},
    {"Spybot", "infected", Left::Nothing, Left::Nothing},
};

/// A row on a system without any patch, on which something was found.
Row found(std::string rowName, System system, Scene scene, std::string findings, std::string infection, Left left = Left::Nothing) {
  const Plain& bare = plain(system);
  const bool active = infection != "traces";
  return {std::move(rowName),
          {.system = system},
          std::move(scene),
          std::move(findings),
          std::move(infection),
          bare.exposure,
          active ? "remove_and_patch" : bare.nextStep,
          active ? 10 : 11,
          bare.patches,
          bare.package,
          left};
}

/// A row on which nothing is found.
Row clean(std::string rowName, DiskOptions disk, Scene scene, const std::string& exposure, const std::string& patches,
          const std::string& package) {
  const std::string nextStep = exposure == "open" ? "patch" : exposure == "unknown" ? "look_again" : "update";
  const int exitCode = exposure == "open" ? 11 : exposure == "unknown" ? 12 : 0;
  return {std::move(rowName), std::move(disk), std::move(scene), "", "clean", exposure, nextStep, exitCode, patches, package, Left::Nothing};
}
Row harmless(std::string rowName, System system, Scene scene) {
  const Plain& bare = plain(system);
  return clean(std::move(rowName), {.system = system}, std::move(scene), bare.exposure, bare.patches, bare.package);
}
Row versions(std::string rowName, System system, RpcVersions files, const std::string& exposure, const std::string& patches) {
  return clean(std::move(rowName), {.system = system}, [files](DiskBuilder& disk) { disk.rpcFiles(files); }, exposure, patches,
               plain(system).package);
}

const std::string kRunValue = "windows auto update";

std::vector<Row> cleanRows() {
  std::vector<Row> rows;
  for (const Plain& bare : kPlain)
    rows.push_back(clean("clean " + std::string(name(bare.system)), {.system = bare.system}, {}, bare.exposure, bare.patches, bare.package));
  return rows;
}

std::vector<Row> patchRows() {
  std::vector<Row> rows;
  const auto add = [&rows](const std::string& rowName, DiskOptions disk, const std::string& patches) {
    const std::string package = disk.patch == Level::KB828741 ? "" : plain(disk.system).package;
    rows.push_back(clean(rowName, std::move(disk), {}, "closed", patches, package));
  };
  for (const System system : kPatchable) {
    const bool terminal = system == System::Nt4Terminal;
    const std::string of = " on " + std::string(name(system));
    add("KB823980" + of, {.system = system, .patch = Level::KB823980}, terminal ? kHas980Terminal : kHas980);
    add("KB824146" + of, {.system = system, .patch = Level::KB824146}, kHas146);
    add("KB828741" + of, {.system = system, .patch = Level::KB828741, .eventLog = true}, kHas741);
  }
  add("slipstreamed KB823980 on XP", {.system = System::Xp, .patch = Level::KB823980, .hotfixKeys = false}, kHas980);
  add("slipstreamed KB824146 on 2000", {.system = System::Win2000Sp4, .patch = Level::KB824146, .hotfixKeys = false}, kHas146);
  add("slipstreamed KB828741 on 2003", {.system = System::Server2003, .patch = Level::KB828741, .hotfixKeys = false}, kHas741);
  // Nothing but the key could prove KB824146 there; the hole is closed by KB823980's certain number for rpcrt4.
  add("slipstreamed KB824146 on TSE", {.system = System::Nt4Terminal, .patch = Level::KB824146, .hotfixKeys = false}, kHas980Terminal);
  return rows;
}

/// Numbers at the edges.
std::vector<Row> versionRows() {
  const auto keyWithoutFiles = [](DiskBuilder& disk) {
    disk.software().sz("Microsoft\\Updates\\Windows XP\\SP2\\KB823980", "Description", "Windows XP Hotfix - KB823980");
    disk.software().dword("Microsoft\\Windows NT\\CurrentVersion\\HotFix\\KB823980", "Installed", 1);
  };
  const auto rollupKeyWithoutFiles = [](DiskBuilder& disk) {
    disk.software().sz("Microsoft\\Updates\\Windows 2000\\SP5\\Update Rollup 1\\Filelist\\0", "FileName", "fastfat.sys");
  };
  const auto onlyTheNameOfServicePack2 = [](DiskBuilder& disk) {
    disk.software().sz("Microsoft\\Windows NT\\CurrentVersion", "CSDVersion", "Service Pack 2");
    disk.system().dword("ControlSet001\\Control\\Windows", "CSDVersion", 0x200);
  };
  const std::string xpPackage = plain(System::XpSp1).package;
  return {
      // rpcrt4 is at its certain number, the others are the service pack's own: certainly open.
      versions("XP SP1, only rpcrt4 is new", System::XpSp1, {"5.1.2600.1106", "5.1.2600.1230", "5.1.2600.1106"}, "open", kMissing),
      // One below the numbers from memory, above what is certainly open: nobody can say. KB824146's ole32 1263 is certain.
      versions("XP SP1, one below a number from memory", System::XpSp1, {"5.1.2600.1242", "5.1.2600.1230", "5.1.2600.1242"}, "unknown",
               "unknown missing missing"),
      versions("XP SP1, one below a certain number", System::XpSp1, {"5.1.2600.1243", "5.1.2600.1229", "5.1.2600.1243"}, "open", kMissing),
      versions("XP, one below a certain number", System::Xp, {"5.1.2600.115", "5.1.2600.109", "5.1.2600.114"}, "open", kMissing),
      versions("XP, one below KB824146", System::Xp, {"5.1.2600.118", "5.1.2600.109", "5.1.2600.117"}, "closed", kHas980),
      versions("XP, one below KB828741", System::Xp, {"5.1.2600.135", "5.1.2600.135", "5.1.2600.135"}, "closed", kHas146),
      versions("2000, one below a certain number", System::Win2000Sp4, {"5.0.2195.6769", "5.0.2195.6752", "5.0.2195.6769"}, "open", kMissing),
      versions("2000, one below a number from memory", System::Win2000Sp4, {"5.0.2195.6768", "5.0.2195.6753", "5.0.2195.6769"}, "unknown",
               "unknown missing missing"),
      versions("NT 4.0, one below a certain number", System::Nt4Server, {"4.0.1381.7224", "4.0.1381.7219", "4.0.1381.7223"}, "open", kMissing),
      versions("NT 4.0, one below a number from memory", System::Nt4Workstation, {"4.0.1381.7223", "4.0.1381.7219", "4.0.1381.7224"},
               "unknown", "unknown missing missing"),
      versions("TSE, one below a number from memory", System::Nt4Terminal, {"4.0.1381.33548", "4.0.1381.33474", "4.0.1381.33549"}, "unknown",
               "unknown unknown missing"),
      // On Server 2003 KB828741's rpcss is older than its ole32; each file has its own number.
      versions("2003, one below KB828741", System::Server2003, {"5.2.3790.138", "5.2.3790.137", "5.2.3790.131"}, "closed", kHas146),
      clean("2003, KB828741 of the other line", {.system = System::Server2003},
            [](DiskBuilder& disk) { disk.rpcFiles({"5.2.3790.139", "5.2.3790.141", "5.2.3790.142"}); }, "closed", kHas741, ""),
      // Each file is compared in its own branch.
      versions("XP SP1, two files of SP2", System::XpSp1, {"5.1.2600.2180", "5.1.2600.2180", "5.1.2600.1106"}, "open", kMissing),
      // Files decide; keys and names only support them.
      clean("a hotfix key without its files", {.system = System::XpSp1}, keyWithoutFiles, "open", kMissing, xpPackage),
      clean("a rollup's key without its files", {.system = System::Win2000Sp4}, rollupKeyWithoutFiles, "open", kMissing,
            plain(System::Win2000Sp4).package),
      clean("XP SP2 in name only", {.system = System::XpSp1}, onlyTheNameOfServicePack2, "open", kMissing, xpPackage),
  };
}

std::vector<Row> threatRows() {
  std::vector<Row> rows;
  std::size_t next = 0;
  for (const Told& told : kTold) {
    for (const Specimen form : kSpecimens) {
      const System system = kPatchable[next++ % kPatchable.size()];
      const bool strings = form == Specimen::WithStrings;
      rows.push_back(found(told.threat + (strings ? " with strings on " : " of its size on ") + std::string(name(system)), system,
                           [threat = told.threat, form](DiskBuilder& disk) { disk.threat(threat, form); }, told.threat + " " + told.state,
                           told.state, strings ? told.stringsLeave : told.sizeLeaves));
    }
  }
  return rows;
}

std::vector<Row> severalThreatRows() {
  const auto both = [](const char* one, const char* other) {
    return [one, other](DiskBuilder& disk) { disk.threat(one, Specimen::WithStrings).threat(other, Specimen::PublishedSize); };
  };
  Row closed{"an infected XP SP2",
             {.system = System::XpSp2},
             [](DiskBuilder& disk) { disk.threat("W32.Blaster.A", Specimen::PublishedSize); },
             "W32.Blaster.A infected",
             "infected",
             "closed",
             "remove_and_patch",
             10,
             kContained,
             "",
             Left::Nothing};
  Row patched = closed;
  patched.name = "patched, but the worm is still there";
  patched.disk = {.system = System::XpSp1, .patch = Level::KB824146};
  patched.patches = kHas146;
  patched.package = plain(System::XpSp1).package;
  return {
      found("Blaster.A and Welchia.A on XP SP1", System::XpSp1, both("W32.Blaster.A", "W32.Welchia.A"),
            "W32.Blaster.A infected, W32.Welchia.A infected", "infected"),
      found("Blaster.F and Blaster.B on 2000 SP2", System::Win2000Sp2, both("W32.Blaster.F", "W32.Blaster.B"),
            "W32.Blaster.B infected, W32.Blaster.F infected", "infected"),
      found("Spybot and Blaster.C on NT 4.0 Server", System::Nt4Server, both("Spybot", "W32.Blaster.C"),
            "Spybot infected, W32.Blaster.C infected", "infected"),
      // Welchia.A takes msblast.exe away and leaves its Run value.
      found("Welchia.A and what it leaves of Blaster.A", System::Xp,
            [](DiskBuilder& disk) { disk.threat("W32.Welchia.A", Specimen::PublishedSize).run(kRunValue, "msblast.exe"); },
            "W32.Blaster.A traces, W32.Welchia.A infected", "infected"),
      closed,
      patched,
  };
}

/// One sign, one proof, other places.
std::vector<Row> signRows() {
  const auto only = [](const char* threat, Specimen form) {
    return [threat, form](DiskBuilder& disk) { disk.threat(threat, form, {.files = true, .entries = false}); };
  };
  const auto blasterAt = [](std::function<std::string(DiskBuilder&)> path) {
    return [path](DiskBuilder& disk) {
      disk.program(path(disk), 4096, {std::string(kBlasterText), std::string(kBlasterText2)});
    };
  };
  return {
      // Name, place and a published size of two sources: a proof.
      found("Blaster.A's file alone", System::XpSp1, only("W32.Blaster.A", Specimen::PublishedSize), "W32.Blaster.A infected", "infected"),
      found("Blaster.E's file alone", System::Win2000Sp4, only("W32.Blaster.E", Specimen::PublishedSize), "W32.Blaster.E infected",
            "infected"),
      found("Blaster.A's unpacked size alone", System::XpSp1, [](DiskBuilder& disk) { disk.program(disk.system32("msblast.exe"), 11296); },
            "W32.Blaster.A infected", "infected"),
      found("Welchia.A's tftp server alone", System::Win2000Sp2,
            [](DiskBuilder& disk) { disk.program(disk.system32("wins\\svchost.exe"), 19728); }, "W32.Welchia.A infected", "infected"),
      // A size from memory only: one sign.
      found("Blaster.B's file alone", System::XpSp1, only("W32.Blaster.B", Specimen::PublishedSize), "W32.Blaster.B suspected", "suspected"),
      found("Blaster.F's file alone", System::Server2003, only("W32.Blaster.F", Specimen::PublishedSize), "W32.Blaster.F suspected",
            "suspected"),
      found("Gaobot's file alone", System::Xp, only("Gaobot", Specimen::PublishedSize), "Gaobot suspected", "suspected"),
      found("a stranger named msblast.exe", System::XpSp1, [](DiskBuilder& disk) { disk.program(disk.system32("msblast.exe"), 5000); },
            "W32.Blaster.A suspected", "suspected"),
      // All that is known of this file and service is from memory.
      found("Welchia.B's file alone", System::XpSp1, only("W32.Welchia.B", Specimen::PublishedSize), "W32.Welchia.B suspected", "suspected",
            Left::SameAgain),
      // The family's text confirms the variant that name and place say.
      found("Blaster.B's file alone, with strings", System::XpSp1, only("W32.Blaster.B", Specimen::WithStrings), "W32.Blaster.B infected",
            "infected"),
      // Letter case is nothing.
      found("MSBLAST.EXE in capitals", System::Win2000Sp4, [](DiskBuilder& disk) { disk.program(disk.system32("MSBLAST.EXE"), 6176); },
            "W32.Blaster.A infected", "infected"),
      // Another name at a place that the advisory names: a proof, but of no variant. Elsewhere: a sign.
      found("the text under another name in system32", System::XpSp1,
            blasterAt([](DiskBuilder& disk) { return disk.system32("winupd.exe"); }), "W32.Blaster infected", "infected"),
      found("the text under another name on the desktop", System::Xp,
            blasterAt([](DiskBuilder& disk) { return disk.profile() + "\\デスクトップ\\game.exe"; }), "W32.Blaster suspected", "suspected"),
      found("msblast.exe on the desktop", System::Win2000Sp2,
            blasterAt([](DiskBuilder& disk) { return disk.profile() + "\\デスクトップ\\msblast.exe"; }), "W32.Blaster suspected", "suspected"),
      // A file by name and place, and the value that starts it: two signs, however the value's data goes on.
      found("the Run value that reads on past its end", System::XpSp1,
            [](DiskBuilder& disk) {
              disk.program(disk.system32("msblast.exe"), 5000);
              disk.run(kRunValue, "msblast.exe I just want to say LOVE YOU SAN!! bill");
            },
            "W32.Blaster.A infected", "infected"),
      // Value names differ between sources and are never compared.
      found("a Run value of another name in the user's own hive", System::Nt4Workstation,
            [](DiskBuilder& disk) {
              disk.program(disk.system32("mslaugh.exe"), 5000);
              disk.user().sz("Software\\Microsoft\\Windows\\CurrentVersion\\Run", "something", "\"%SystemRoot%\\system32\\MSLAUGH.EXE\"");
            },
            "W32.Blaster.E infected", "infected"),
      found("the worm in the default user's hive", System::Server2003,
            [](DiskBuilder& disk) {
              disk.program(disk.system32("enbiei.exe"), 5000);
              disk.defaultUser().sz("Software\\Microsoft\\Windows\\CurrentVersion\\RunOnce", "x", "enbiei.exe");
            },
            "W32.Blaster.F infected", "infected"),
      // A service in a control set that is not the current one does not corroborate the file.
      found("a sign and a service of the other control set", System::XpSp1,
            [](DiskBuilder& disk) {
              disk.program(disk.system32("wins\\dllhost.exe"), 5000);
              disk.service("RpcPatch", "%SystemRoot%\\System32\\wins\\DLLHOST.EXE", {2});
            },
            "W32.Welchia.A suspected", "suspected"),
  };
}

std::vector<Row> traceRows() {
  const auto entries = [](const char* threat) {
    return [threat](DiskBuilder& disk) { disk.threat(threat, Specimen::WithStrings, {.files = false, .entries = true}); };
  };
  const auto copyAt = [](std::string path) {
    return [path](DiskBuilder& disk) { disk.program(path, 4096, {std::string(kBlasterText), std::string(kBlasterText2)}); };
  };
  Row closed = found("Blaster.A's Run value on a closed XP SP1", System::XpSp1, entries("W32.Blaster.A"), "W32.Blaster.A traces", "traces");
  closed.disk.patch = Level::KB828741;
  closed.exposure = "closed";
  closed.nextStep = "update";
  closed.patches = kHas741;
  closed.package = "";
  return {
      closed,
      found("Blaster.A's Run value without its file", System::XpSp1, entries("W32.Blaster.A"), "W32.Blaster.A traces", "traces"),
      found("Blaster.D's Run value on TSE", System::Nt4Terminal, entries("W32.Blaster.D"), "W32.Blaster.D traces", "traces"),
      found("Blaster.T's three Run values", System::Win2000Sp4, entries("W32.Blaster.T"), "W32.Blaster.T traces", "traces"),
      found("Welchia.A's services without its files", System::Win2000Sp2, entries("W32.Welchia.A"), "W32.Welchia.A traces", "traces"),
      found("Welchia.A's service in the other control set alone", System::XpSp1,
            [](DiskBuilder& disk) { disk.service("RpcPatch", "%SystemRoot%\\System32\\wins\\DLLHOST.EXE", {2}); }, "W32.Welchia.A traces",
            "traces"),
      // Its service is known from memory only, and nothing better lies beside it: told, and left.
      found("Welchia.B's service without its file", System::XpSp1, entries("W32.Welchia.B"), "W32.Welchia.B traces", "traces",
            Left::SameAgain),
      found("Sdbot's part of Shell without its file", System::Xp, entries("Sdbot.RPC.A"), "Sdbot.RPC.A traces", "traces"),
      found("Blaster.A's prefetch file", System::XpSp1,
            [](DiskBuilder& disk) { disk.threat("W32.Blaster.A", Specimen::WithStrings, {.files = false, .entries = false, .prefetch = true}); },
            "W32.Blaster.A traces", "traces"),
      // Told by the path list: dllhost.exe has a prefetch file of its own on every disk.
      found("Welchia.A's prefetch files", System::Server2003,
            [](DiskBuilder& disk) { disk.threat("W32.Welchia.A", Specimen::WithStrings, {.files = false, .entries = false, .prefetch = true}); },
            "W32.Welchia.A traces", "traces"),
      // Inert remains never corroborate one another.
      found("a Run value and a prefetch file", System::XpSp1,
            [](DiskBuilder& disk) { disk.threat("W32.Blaster.C", Specimen::WithStrings, {.files = false, .entries = true, .prefetch = true}); },
            "W32.Blaster.C traces", "traces"),
      found("a copy in the recycle bin", System::XpSp1, copyAt("RECYCLER\\S-1-5-21-1409082233-706699826-1060284298-1003\\Dc1.exe"),
            "W32.Blaster traces", "traces"),
      found("a copy in a restore point", System::Xp,
            copyAt("System Volume Information\\_restore{9A1F3F2B-5C57-4A2D-9C0B-6D0A3E0F8B11}\\RP3\\A0000123.exe"), "W32.Blaster traces",
            "traces"),
  };
}

std::vector<Row> harmlessRows() {
  const std::string quote = std::string(kBlasterText) + "\r\n" + std::string(kBlasterText2) + "\r\nmsblast.exe, windows auto update\r\n";
  return {
      // The same folder that Welchia.A hides in belongs to the WINS server.
      harmless("a WINS server", System::Server2003,
               [](DiskBuilder& disk) {
                 disk.file(disk.system32("wins\\wins.mdb"), std::string(8192, '\x11')).file(disk.system32("wins\\j50.log"), std::string(4096, '\0'));
                 disk.file(disk.system32("wins\\winstmp.mdb"), std::string(4096, '\x22')).file(disk.system32("wins\\wins.pat"), "");
                 disk.program(disk.system32("wins.exe")).service("WINS", "%SystemRoot%\\System32\\wins.exe");
               }),
      harmless("texts that quote the worm", System::XpSp1,
               [quote](DiskBuilder& disk) {
                 disk.file(disk.profile() + "\\デスクトップ\\readme.exe.txt", quote).file(disk.system32("msblast.txt"), quote);
                 disk.file(disk.profile() + "\\デスクトップ\\blaster.html", "<pre>" + quote + "</pre>");
                 disk.file("LET HISTORY TELL FUTURE !.txt", "LET HISTORY TELL FUTURE !");
               }),
      // A text in an executable's clothes is a text.
      harmless("a text that is named as a program", System::Xp,
               [quote](DiskBuilder& disk) { disk.file(disk.system32("notes.exe"), quote); }),
      // Only the started file's own name counts, never the value's.
      harmless("a vendor's Run values", System::XpSp1,
               [](DiskBuilder& disk) {
                 const std::string folder = "Program Files\\Vendor\\";
                 disk.program(folder + "updater.exe").program(folder + "helper.exe").program(folder + "msblast.exe.helper.exe");
                 disk.run("windows auto updater", "C:\\Program Files\\Vendor\\updater.exe").run("windows auto update", "\"C:\\Program Files\\Vendor\\updater.exe\"");
                 disk.run("Helper", "C:\\Program Files\\Vendor\\helper.exe /fstart").run("MSConfig", "msconfig.exe");
                 disk.run("report", "C:\\Program Files\\Vendor\\updater.exe --about msblast.exe");
               }),
      // A service by key name and program, or not at all.
      harmless("a vendor's service named RpcPatch", System::Win2000Sp4,
               [](DiskBuilder& disk) {
                 disk.program("Program Files\\Vendor\\rpcpatch.exe").service("RpcPatch", "\"C:\\Program Files\\Vendor\\rpcpatch.exe\" -k");
               }),
      harmless("dllhost.exe and svchost.exe at home, of the worm's sizes", System::Win2000Sp2,
               [](DiskBuilder& disk) { disk.program(disk.system32("dllhost.exe"), 10240).program(disk.system32("svchost.exe"), 19728); }),
      harmless("the tools' own names", System::Server2003,
               [](DiskBuilder& disk) {
                 disk.program("Tools\\FixBlast.exe").program(disk.system32("msblast.exe.exe")).program(disk.system32("amsblast.exe"));
                 disk.program(disk.system32("mspatcha.dll")).program("Program Files\\Vendor\\teekids.exe");
               }),
      harmless("a folder named msblast.exe", System::Xp, [](DiskBuilder& disk) { disk.folder(disk.system32("msblast.exe")); }),
  };
}

std::vector<Row> allRows() {
  std::vector<Row> rows;
  for (const auto& part : {cleanRows(), patchRows(), versionRows(), threatRows(), severalThreatRows(), signRows(), traceRows(), harmlessRows()})
    rows.insert(rows.end(), part.begin(), part.end());
  return rows;
}

// ------------------------------------------------------------------------------------------------------------- looking

/// All that a row says, on one line.
std::string wholeOf(const Report& report) {
  return "[" + findingsOf(report) + "] " + verdictOf(report) + ", " + patchesOf(report) + ", [" + packageOf(report) + "]";
}
std::string wholeOf(const Row& row) {
  return "[" + row.findings + "] " + row.infection + ", " + row.exposure + ", " + row.nextStep + ", exit " + std::to_string(row.exitCode) +
         ", " + row.patches + ", [" + row.package + "]";
}

const ProgressCallback kNoProgress = [](const Progress&) {};
const OperationCallback kNoOperation = [](const Operation&, const OperationResult*) {};

}  // namespace

class TestTable : public QObject {
  Q_OBJECT

 private:
  std::vector<Advisory> advisories_;
  std::vector<Row> rows_;

 private slots:
  void initTestCase();
  void everyDiskIsJudgedTreatedAndPutBack_data();
  void everyDiskIsJudgedTreatedAndPutBack();
  void everySystemIsRecognised();
  void everyThreatIsFoundOnEverySystemInBothForms_data();
  void everyThreatIsFoundOnEverySystemInBothForms();
  void anEnglishWindowsIsNotSentAJapanesePackage();
};

void TestTable::initTestCase() {
  auto pack = readPack(SANKAJO_SOURCE_DIR "/resources/advisories/blaster");
  QVERIFY_OK(pack);
  auto advisory = parseAdvisory(*pack);
  QVERIFY_OK(advisory);
  advisories_.push_back(std::move(*advisory));
  rows_ = allRows();
  QVERIFY(rows_.size() >= 60);
}

void TestTable::everyDiskIsJudgedTreatedAndPutBack_data() {
  QTest::addColumn<int>("index");
  for (std::size_t i = 0; i < rows_.size(); ++i) QTest::newRow(rows_[i].name.c_str()) << static_cast<int>(i);
}

void TestTable::everyDiskIsJudgedTreatedAndPutBack() {
  QFETCH(const int, index);
  const Row& row = rows_[static_cast<std::size_t>(index)];
  DiskBuilder builder(row.disk);
  if (row.scene) row.scene(builder);
  const QTemporaryDir folder;
  const std::string disk = folder.path().toStdString();
  QVERIFY_OK(builder.writeTo(disk));
  const Snapshot untouched = snapshotOf(disk);

  // The check.
  auto target = openOffline(disk, std::nullopt);
  QVERIFY_OK(target);
  const auto registryBefore = registryOf(**target);
  const auto first = check(**target, advisories_, Depth::Standard, kNoProgress, {});
  QVERIFY_OK(first);
  QVERIFY_SILENT(unlike(wholeOf(*first), wholeOf(row), explained(*first)));
  QVERIFY_SILENT(differences(untouched, snapshotOf(disk)));

  // Treatment with consent to everything, and its second check.
  const auto consentToAll = [](const Report&, const Plan&) { return std::optional(ConsentGiven{true, true, true}); };
  target = openOffline(disk, std::nullopt);
  QVERIFY_OK(target);
  const auto treated = treat(**target, advisories_, {}, consentToAll, kNoProgress, kNoOperation, {});
  QVERIFY_OK(treated);
  if (row.left == Left::SameAgain || row.infection == "clean") {
    QVERIFY_SILENT(unlike(wholeOf(*treated), wholeOf(row), explained(*treated)));
    if (row.infection == "clean") QVERIFY_SILENT(differences(untouched, snapshotOf(disk)));
    return;
  }
  Row after = row;
  after.findings = "";
  after.infection = "clean";
  after.nextStep = row.exposure == "open" ? "patch" : "update";
  after.exitCode = row.exposure == "open" ? 11 : 0;
  QVERIFY_SILENT(unlike(wholeOf(*treated), wholeOf(after), explained(*treated)));
  QVERIFY2(!treated->run.empty() && !treated->operations.empty(), explained(*treated).c_str());
  for (const OperationResult& one : treated->operations) QVERIFY2(one.outcome == Outcome::Done, explained(*treated).c_str());

  // A second treatment finds nothing to do.
  target = openOffline(disk, std::nullopt);
  QVERIFY_OK(target);
  const auto again = check(**target, advisories_, Depth::Standard, kNoProgress, {});
  QVERIFY_OK(again);
  QVERIFY_SILENT(unlike(wholeOf(*again), wholeOf(after), explained(*again)));

  // Undo: every file as it was, every hive the same tree, and the worm is found again.
  target = openOffline(disk, std::nullopt);
  QVERIFY_OK(target);
  const auto undone = undo(**target, advisories_, std::nullopt, kNoOperation, kNoProgress, {});
  QVERIFY_OK(undone);
  QVERIFY2(undone->exitCode == 0, explained(*undone).c_str());
  std::vector<std::string> except = {"Sankajo"};
  for (const auto& [path, entry] : untouched)
    if (path.ends_with("/NTUSER.DAT") || path.find("/system32/config/") != std::string::npos) except.push_back(path);
  QVERIFY_SILENT(differences(untouched, snapshotOf(disk), except));
  target = openOffline(disk, std::nullopt);
  QVERIFY_OK(target);
  QVERIFY_SILENT(differences(registryBefore, registryOf(**target)));
  const auto last = check(**target, advisories_, Depth::Standard, kNoProgress, {});
  QVERIFY_OK(last);
  QVERIFY_SILENT(unlike(wholeOf(*last), wholeOf(row), explained(*last)));
}

void TestTable::everySystemIsRecognised() {
  for (const Plain& bare : kPlain) {
    const auto target = DiskBuilder({.system = bare.system}).fakeTarget();
    const auto report = check(*target, advisories_, Depth::Quick, kNoProgress, {});
    QVERIFY_OK(report);
    const SystemFacts& facts = report->evidence.system;
    const std::string of(name(bare.system));
    QVERIFY2(facts.familyKnown && facts.family == bare.family, (of + ": " + std::string(name(facts.family))).c_str());
    QVERIFY2(facts.servicePack.value_or(0) == bare.servicePack, of.c_str());
    QVERIFY2(facts.product.find(bare.product) != std::string::npos, (of + ": " + facts.product).c_str());
    QVERIFY2(facts.language == "0411" && facts.computerName == "TARO-PC", of.c_str());
  }
}

void TestTable::everyThreatIsFoundOnEverySystemInBothForms_data() {
  QTest::addColumn<int>("told");
  for (std::size_t i = 0; i < kTold.size(); ++i) QTest::newRow(kTold[i].threat.c_str()) << static_cast<int>(i);
}

void TestTable::everyThreatIsFoundOnEverySystemInBothForms() {
  QFETCH(const int, told);
  const Told& threat = kTold[static_cast<std::size_t>(told)];
  for (const Plain& bare : kPlain) {
    for (const Specimen form : kSpecimens) {
      DiskBuilder builder({.system = bare.system});
      builder.threat(threat.threat, form, {.files = true, .entries = true, .prefetch = true});
      const auto target = builder.fakeTarget();
      const auto report = check(*target, advisories_, Depth::Standard, kNoProgress, {});
      QVERIFY_OK(report);
      Row row = found("", bare.system, {}, threat.threat + " " + threat.state, threat.state);
      QVERIFY_SILENT(unlike(wholeOf(*report), wholeOf(row), "\n  on " + std::string(name(bare.system)) + explained(*report)));
    }
  }
}

void TestTable::anEnglishWindowsIsNotSentAJapanesePackage() {
  const auto target = DiskBuilder({.system = System::XpSp1, .language = "0409"}).fakeTarget();
  const auto report = check(*target, advisories_, Depth::Quick, kNoProgress, {});
  QVERIFY_OK(report);
  QVERIFY(!report->assessment.holes.empty() && report->assessment.holes.front().needed);
  // The facts have KB828741's English file under a name of the update site's own only: whether that is told, or none, is open.
  const NeededPackage& needed = *report->assessment.holes.front().needed;
  QVERIFY(needed.patch == "KB828741");
  QVERIFY2(needed.file.find("jpn") == std::string::npos, needed.file.c_str());
}

QTEST_APPLESS_MAIN(TestTable)
#include "test_table.moc"
