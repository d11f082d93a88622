// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/wizard/scenes.h"

#include <QTemporaryDir>
#include <QTest>

#include "tests/wizard/layout_check.h"
#include "tests/wizard/office.h"

namespace sankajo::test {

namespace {

DiskBuilder patched() { return DiskBuilder({.patch = PatchLevel::KB828741}); }

DiskBuilder infected(DiskOptions options = {}) {
  DiskBuilder disk(std::move(options));
  disk.threat("W32.Blaster.A", Specimen::PublishedSize, {.files = true, .entries = true, .prefetch = true});
  return disk;
}

/// As full as a disk gets: every group of the plan, many findings.
DiskBuilder crowded() {
  DiskBuilder disk({});
  for (const char* threat : {"W32.Blaster.A", "W32.Blaster.C", "W32.Welchia.A"}) {
    disk.threat(threat, Specimen::PublishedSize, {.files = true, .entries = true, .prefetch = true});
  }
  disk.program(disk.system32("enbiei.exe"), 20000);
  return disk;
}

DiskBuilder asleep() {
  DiskBuilder disk = infected();
  disk.file("hiberfil.sys", "hibr" + std::string(8000, 'x'));
  return disk;
}

DiskBuilder unreadable() {
  DiskBuilder disk({DiskSystem::XpSp2});
  disk.without(disk.hivePath("SOFTWARE"));
  return disk;
}

DiskBuilder tracesOnly() {
  DiskBuilder disk = patched();
  disk.threat("W32.Blaster.A", Specimen::PublishedSize, {.files = false, .entries = true, .prefetch = true});
  return disk;
}

DiskBuilder suspected() {
  DiskBuilder disk = patched();
  disk.program(disk.system32("msblast.exe"), 20000);
  return disk;
}

bool checked(Walk& walk, const DiskBuilder& disk) { return walk.open(disk) && walk.press("startButton") && walk.waitFor("resultPage"); }

bool planned(Walk& walk, const DiskBuilder& disk) { return checked(walk, disk) && walk.press("goOnButton") && walk.waitFor("removePage"); }

bool removed(Walk& walk, const DiskBuilder& disk) { return planned(walk, disk) && walk.press("removeNowButton") && walk.waitForEnd(); }

bool patching(Walk& walk, const DiskBuilder& disk) { return removed(walk, disk) && walk.press("goOnButton") && walk.waitFor("patchPage"); }

bool finished(Walk& walk, const DiskBuilder& disk) { return patching(walk, disk) && walk.press("goOnButton") && walk.waitFor("finishPage"); }

/// This PC, with a cable in and Wi-Fi on.
bool connected(Walk& walk, const DiskBuilder& disk, Network network = {.cable = true}) {
  walk.pc.network = network;
  return walk.openHere(disk);
}

bool preparing(Walk& walk, const DiskBuilder& disk, Network network = {.cable = true}) {
  return connected(walk, disk, network) && walk.press("startButton") && walk.waitFor("preparePage");
}

/// The cable is out, and the check has been made.
bool unplugged(Walk& walk, const DiskBuilder& disk) {
  if (!preparing(walk, disk)) return false;
  walk.setNetwork({});
  return walk.press("goOnButton") && walk.waitFor("resultPage");
}

bool treatedHere(Walk& walk, const DiskBuilder& disk) {
  return unplugged(walk, disk) && walk.press("goOnButton") && walk.waitFor("removePage") && walk.press("removeNowButton") && walk.waitForEnd();
}

/// The worm's file is in use: it goes when Windows starts the next time.
bool waiting(Walk& walk) {
  walk.fault = [](std::string_view call, const WinPath& path) -> std::optional<Error> {
    if (call == "removeFile" && path.name().ends_with(".raw")) return Error{Errc::Busy, path.text(), "made up", 32};
    return std::nullopt;
  };
  return treatedHere(walk, infected({.patch = PatchLevel::KB828741}));
}

bool waitingAtTheEnd(Walk& walk) {
  return waiting(walk) && walk.press("goOnButton") && walk.waitFor("patchPage") && walk.press("goOnButton") && walk.waitFor("finishPage");
}

/// As a Windows is read by somebody without rights.
void closeToReading(Walk& walk) {
  walk.pc.administrator = false;
  walk.fault = [](std::string_view call, const WinPath& path) -> std::optional<Error> {
    if (call == "open" && path.name() == "rpcss.dll") return Error{Errc::AccessDenied, path.text(), "made up", 5};
    if (call == "list" && path.name() == "system32") return Error{Errc::AccessDenied, path.text(), "made up", 5};
    return std::nullopt;
  };
}

/// This PC as one of today, with the update agent of a script.
DiskBuilder today(const char* build = "26100") {
  DiskBuilder disk({DiskSystem::XpSp2});
  const std::string version = R"(Microsoft\Windows NT\CurrentVersion)";
  disk.software().sz(version, "ProductName", "Windows 10 Home").sz(version, "CurrentVersion", "6.3").sz(version, "CurrentBuildNumber", build).sz(version, "CurrentBuild", build);
  disk.software().dword(version, "CurrentMajorVersionNumber", 10).dword(version, "CurrentMinorVersionNumber", 0).sz(version, "EditionID", "Core").sz(version, "CSDVersion", "");
  return disk;
}

using Call = ScriptedUpdates::Call;
using Kind = UpdateFault::Kind;

bool updating(Walk& walk, std::size_t count = 0, const DiskBuilder& here = today()) {
  if (walk.pc.updates == nullptr) walk.pc.updates = std::make_shared<ScriptedUpdates>();
  walk.pc.updates->offered = ScriptedUpdates::some(count, true);
  if (count > 2) walk.pc.updates->offered.all[2].bytes = 0;
  return walk.openHere(here) && walk.press("startButton") && walk.waitFor("resultPage") && walk.press("goOnButton") && walk.waitFor("updatePage");
}

bool waitForStage(Walk& walk, UpdateWork::Stage stage) {
  return QTest::qWaitFor([&walk, stage] { return walk.session().updates()->stage() == stage; }, Walk::patience);
}

bool looked(Walk& walk, std::size_t count, UpdateWork::Stage stage) {
  return updating(walk, count) && walk.press("lookForUpdatesButton") && waitForStage(walk, stage);
}

bool couldNot(Walk& walk, UpdateFault fault) {
  walk.pc.updates = std::make_shared<ScriptedUpdates>();
  walk.pc.updates->faults[Call::Search] = fault;
  return looked(walk, 0, UpdateWork::Stage::CouldNot);
}

bool updated(Walk& walk, std::size_t count) {
  return looked(walk, count, UpdateWork::Stage::Found) && walk.press("installUpdatesButton") && waitForStage(walk, UpdateWork::Stage::Finished);
}

/// At work on the second update, as long as the scene is looked at.
bool heldAt(Walk& walk, Call call, bool deaf = false) {
  walk.pc.updates = std::make_shared<ScriptedUpdates>();
  walk.pc.updates->deaf = deaf;
  walk.pc.updates->holdAt = call;
  walk.pc.updates->holdAtUpdate = call == Call::Search ? 0 : 1;
  if (!updating(walk, 3) || !walk.press("lookForUpdatesButton")) return false;
  if (call != Call::Search && !walk.press("installUpdatesButton")) return false;
  return QTest::qWaitFor([&walk] { return walk.pc.updates->isHeld(); }, Walk::patience);
}

bool failed(Walk& walk) {
  walk.fault = [](std::string_view call, const WinPath& path) -> std::optional<Error> {
    if (call == "move" && path.name() == "msblast.exe") return Error{Errc::Io, path.text(), "made up", 5};
    return std::nullopt;
  };
  return removed(walk, infected());
}

bool inOffice(Walk& walk, const char* button, const char* page) {
  return walk.open(DiskBuilder({DiskSystem::XpSp2})) && walk.press("officeButton") && walk.press(button) && walk.waitFor(page);
}

/// The reports of an office, and its list.
bool officeSeen(Walk& walk) {
  QTemporaryDir folder;
  if (!writeOffice(folder.path()) || !inOffice(walk, "officePcsButton", "officePcsPage")) return false;
  walk.session().lookAtOffice(folder.path().toStdString(), folder.filePath("pcs.csv").toStdString());
  return walk.waitForEnd();
}

/// A PC that was attacked.
DiskBuilder attacked() {
  DiskBuilder disk({DiskSystem::XpSp2});
  std::string log = "#Version: 1.5\n";
  for (int day = 1; day <= 16; ++day) {
    const std::string date = "2003-08-" + std::string(day < 10 ? "0" : "") + std::to_string(day);
    const int attempts = day < 12 ? 3 + day % 2 : 40 * (17 - day);
    for (int i = 0; i < attempts; ++i) log += date + " 07:00:00 DROP TCP 192.0.2.1 192.0.2.2 1034 135 48 S 1 0 16384 - - -\n";
  }
  disk.file("WINDOWS\\pfirewall.log", log);
  return disk;
}

}  // namespace

const std::vector<Scene>& scenes() {
  static const std::vector<Scene> all = {
      {"start-none", [](Walk& walk) { return walk.open(std::vector<const DiskBuilder*>()); }},
      {"start-one", [](Walk& walk) { return walk.open(infected()); }},
      {"start-several",
       [](Walk& walk) {
         const DiskBuilder first = infected();
         const DiskBuilder second = asleep();
         const DiskBuilder third({DiskSystem::Win2000Sp4});
         return walk.open({&first, &second, &third});
       }},
      {"start-here",
       [](Walk& walk) {
         const DiskBuilder here({DiskSystem::XpSp2});
         const DiskBuilder attached = infected();
         return walk.openHere({&here, &attached});
       }},
      {"start-no-rights",
       [](Walk& walk) {
         walk.pc.administrator = false;
         return walk.openHere(DiskBuilder({DiskSystem::XpSp2}));
       }},
      {"start-rights-refused",
       [](Walk& walk) {
         walk.pc.administrator = false;
         walk.pc.rightsRefused = Error{Errc::Cancelled, "Sankajo", "made up", 0};
         return walk.openHere(DiskBuilder({DiskSystem::XpSp2})) && walk.press("administratorButton");
       }},
      {"prepare-cable", [](Walk& walk) { return preparing(walk, infected()); }},
      {"prepare-both", [](Walk& walk) { return preparing(walk, infected(), {.cable = true, .wifi = true}); }},
      {"prepare-wifi", [](Walk& walk) { return preparing(walk, infected(), {.wifi = true}); }},
      {"prepare-out",
       [](Walk& walk) {
         if (!preparing(walk, infected(), {.cable = true, .wifi = true})) return false;
         walk.setNetwork({});
         return walk.press("stayButton");
       }},
      {"prepare-asked", [](Walk& walk) { return preparing(walk, infected()) && walk.press("keepInButton"); }},
      {"result-plugged-in-again",
       [](Walk& walk) {
         if (!unplugged(walk, infected())) return false;
         walk.setNetwork({.cable = true, .wifi = true});
         return true;
       }},
      {"result-no-rights",
       [](Walk& walk) {
         closeToReading(walk);
         return walk.openHere(DiskBuilder({DiskSystem::XpSp2})) && walk.press("startButton") && walk.waitFor("resultPage");
       }},
      {"update-agent",
       [](Walk& walk) {
         if (!updating(walk)) return false;
         walk.setNetwork({.cable = true});
         return true;
       }},
      {"update-agent-unplugged", [](Walk& walk) { return updating(walk); }},
      {"update-windows-10", [](Walk& walk) { return updating(walk, 0, today("19045")); }},
      {"update-searching", [](Walk& walk) { return heldAt(walk, Call::Search); }},
      {"update-found", [](Walk& walk) { return looked(walk, 1, UpdateWork::Stage::Found); }},
      {"update-found-many",
       [](Walk& walk) {
         walk.pc.updates = std::make_shared<ScriptedUpdates>();
         walk.pc.updates->automatic = AutomaticUpdates::Off;
         return looked(walk, 40, UpdateWork::Stage::Found);
       }},
      {"update-found-details", [](Walk& walk) { return looked(walk, 40, UpdateWork::Stage::Found) && walk.press("moreUpdatesButton"); }},
      {"update-licence",
       [](Walk& walk) {
         if (!updating(walk, 2)) return false;
         walk.pc.updates->offered.all[0].licence = "「マイクロソフト ソフトウェア ライセンス条項」";
         return walk.press("lookForUpdatesButton") && walk.press("installUpdatesButton") && waitForStage(walk, UpdateWork::Stage::Licence);
       }},
      {"update-licence-without-text",
       [](Walk& walk) {
         if (!updating(walk, 1)) return false;
         walk.pc.updates->offered.all[0].licence = "";
         return walk.press("lookForUpdatesButton") && walk.press("installUpdatesButton") && waitForStage(walk, UpdateWork::Stage::Licence);
       }},
      {"update-downloading", [](Walk& walk) { return heldAt(walk, Call::Download); }},
      {"update-installing", [](Walk& walk) { return heldAt(walk, Call::Install); }},
      {"update-stopping",
       [](Walk& walk) {
         return heldAt(walk, Call::Install, true) && walk.press("stopButton") && walk.press("deedButton") && QTest::qWaitFor([&walk] { return walk.session().updates()->stopping(); }, Walk::patience);
       }},
      {"question-stop-update", [](Walk& walk) { return heldAt(walk, Call::Install) && walk.press("stopButton"); }},
      {"update-done", [](Walk& walk) { return updated(walk, 2); }},
      {"update-restart",
       [](Walk& walk) {
         walk.pc.updates = std::make_shared<ScriptedUpdates>();
         walk.pc.updates->installs[0] = {Outcome::PendingRestart, {}};
         walk.pc.updates->restart = true;
         return updated(walk, 2);
       }},
      {"finish-update-restart",
       [](Walk& walk) {
         walk.pc.updates = std::make_shared<ScriptedUpdates>();
         walk.pc.updates->restart = true;
         return updated(walk, 1) && walk.press("goOnButton") && walk.waitFor("finishPage");
       }},
      {"update-some-failed",
       [](Walk& walk) {
         walk.pc.updates = std::make_shared<ScriptedUpdates>();
         walk.pc.updates->downloads[1] = {Outcome::Failed, UpdateFault{Kind::Server, 0x8024401F}};
         walk.pc.updates->installs[2] = {Outcome::Failed, UpdateFault{Kind::Failed, 0x80240022}};
         return updated(walk, 9) && walk.press("moreUpdatesButton");
       }},
      {"update-nothing", [](Walk& walk) { return looked(walk, 0, UpdateWork::Stage::NothingToDo); }},
      {"update-no-network", [](Walk& walk) { return couldNot(walk, updateFault(0x8024402C)); }},
      {"update-disabled", [](Walk& walk) { return couldNot(walk, updateFault(0x80070422)); }},
      {"update-managed", [](Walk& walk) { return couldNot(walk, updateFault(0x8024002E)); }},
      {"update-agent-missing",
       [](Walk& walk) {
         walk.pc.updates = std::make_shared<ScriptedUpdates>();
         walk.pc.updates->faults[Call::Open] = updateFault(0x80004001);
         return looked(walk, 0, UpdateWork::Stage::CouldNot);
       }},
      {"update-old",
       [](Walk& walk) {
         return checked(walk, DiskBuilder({DiskSystem::Win2000Sp2, PatchLevel::KB828741})) && walk.press("goOnButton") && walk.waitFor("updatePage");
       }},
      {"update-here",
       [](Walk& walk) { return unplugged(walk, DiskBuilder({DiskSystem::XpSp2})) && walk.press("goOnButton") && walk.waitFor("updatePage"); }},
      {"finish-treated-here",
       [](Walk& walk) {
         return treatedHere(walk, infected({.patch = PatchLevel::KB828741})) && walk.press("goOnButton") && walk.waitFor("patchPage") &&
                walk.press("goOnButton") && walk.waitFor("finishPage");
       }},
      {"remove-restart", [](Walk& walk) { return waiting(walk); }},
      {"finish-restart", [](Walk& walk) { return waitingAtTheEnd(walk); }},
      {"question-restart", [](Walk& walk) { return waitingAtTheEnd(walk) && walk.press("restartButton"); }},
      {"result-come-back",
       [](Walk& walk) {
         if (!waiting(walk)) return false;
         const std::string run = walk.session().report()->run;
         walk.pc.network = {};
         return walk.comeBack({run});
       }},
      {"check-slow",
       [](Walk& walk) {
         if (!walk.open(crowded())) return false;
         walk.holdAt("list", "Prefetch");
         return walk.press("startButton") && walk.waitForHold() &&
                QTest::qWaitFor([&walk] { return walk.session().now().silentMs > 1500 && walk.session().now().found > 3; }, Walk::patience);
       }},
      {"check-stopped",
       [](Walk& walk) {
         if (!walk.open(infected())) return false;
         walk.holdAt("list", "Prefetch");
         const bool stopped = walk.press("startButton") && walk.waitForHold() && walk.press("stopButton") && walk.press("deedButton");
         settle();  // The deed is done before the check may go on.
         walk.release();
         return stopped && walk.waitForEnd();
       }},
      {"result-infected", [](Walk& walk) { return checked(walk, infected()); }},
      {"result-infected-details", [](Walk& walk) { return checked(walk, crowded()) && walk.press("detailsButton"); }},
      {"result-suspected", [](Walk& walk) { return checked(walk, suspected()); }},
      {"result-traces", [](Walk& walk) { return checked(walk, tracesOnly()); }},
      {"result-open", [](Walk& walk) { return checked(walk, DiskBuilder({})); }},
      {"result-clean", [](Walk& walk) { return checked(walk, DiskBuilder({DiskSystem::XpSp2})); }},
      {"result-unknown", [](Walk& walk) { return checked(walk, unreadable()); }},
      {"result-interrupted", [](Walk& walk) { return walk.open(infected()) && interruptRun(walk.folder(), walk.advisories()) && walk.press("startButton") && walk.waitFor("resultPage"); }},
      {"remove-plan", [](Walk& walk) { return planned(walk, crowded()); }},
      {"remove-refused", [](Walk& walk) { return planned(walk, asleep()); }},
      {"remove-working",
       [](Walk& walk) {
         if (!planned(walk, infected())) return false;
         walk.holdAt("move", "msblast.exe");
         return walk.press("removeNowButton") && walk.waitForHold();
       }},
      {"remove-done", [](Walk& walk) { return removed(walk, infected()); }},
      {"remove-failed", [](Walk& walk) { return failed(walk); }},
      {"patch-after-removal", [](Walk& walk) { return patching(walk, infected()); }},
      {"patch-closed", [](Walk& walk) { return patching(walk, infected({.patch = PatchLevel::KB828741})); }},
      {"plan-with-patch", [](Walk& walk) { return walk.layPatchesBeside() && planned(walk, infected()); }},
      {"patch-ready", [](Walk& walk) { return walk.layPatchesBeside() && patching(walk, infected()); }},
      {"finish-patch-ready", [](Walk& walk) { return walk.layPatchesBeside() && finished(walk, infected()); }},
      {"patch-at-hand", [](Walk& walk) { return walk.layPatchesBeside() && checked(walk, DiskBuilder({})) && walk.press("goOnButton") && walk.waitFor("patchPage"); }},
      {"patch-no-list", [](Walk& walk) {
         if (!checked(walk, DiskBuilder({})) || !walk.press("goOnButton") || !walk.waitFor("patchPage")) return false;
         walk.session().seekPatch(walk.folder().toStdString());
         return walk.waitForEnd();
       }},
      {"undo-patch-alone", [](Walk& walk) {
         return walk.layPatchesBeside() && checked(walk, DiskBuilder({})) && walk.press("goOnButton") && walk.press("putReadyButton") && walk.press("goOnButton") &&
                walk.waitFor("updatePage") && walk.press("goOnButton") && walk.waitFor("finishPage") && walk.press("undoButton");
       }},
      {"patch-not-infected", [](Walk& walk) { return checked(walk, DiskBuilder({})) && walk.press("goOnButton") && walk.waitFor("patchPage"); }},
      {"update", [](Walk& walk) { return checked(walk, DiskBuilder({DiskSystem::XpSp2})) && walk.press("goOnButton") && walk.waitFor("updatePage"); }},
      {"finish-open", [](Walk& walk) { return finished(walk, infected()); }},
      {"finish-treated", [](Walk& walk) { return finished(walk, infected({.patch = PatchLevel::KB828741})); }},
      {"finish-clean",
       [](Walk& walk) {
         return checked(walk, DiskBuilder({DiskSystem::XpSp2})) && walk.press("goOnButton") && walk.press("upToDateRow") && walk.press("goOnButton") &&
                walk.waitFor("finishPage");
       }},
      {"finish-undone",
       [](Walk& walk) {
         // The deed begins with the next turn of the event loop.
         const auto undone = [&walk] { return !walk.session().working() && walk.session().page()->kind == ResultKind::Undone; };
         return finished(walk, infected({.patch = PatchLevel::KB828741})) && walk.press("undoButton") && walk.press("deedButton") && QTest::qWaitFor(undone, Walk::patience);
       }},
      {"question-close",
       [](Walk& walk) {
         if (!checked(walk, infected())) return false;
         walk.wizard().close();
         return true;
       }},
      {"result-attacked-details", [](Walk& walk) { return checked(walk, attacked()) && walk.press("detailsButton"); }},
      {"office", [](Walk& walk) { return walk.open(DiskBuilder({DiskSystem::XpSp2})) && walk.press("officeButton") && walk.waitFor("officePage"); }},
      {"office-checked",
       [](Walk& walk) { return checked(walk, infected()) && walk.press("backButton") && walk.press("officeButton") && walk.waitFor("officePage"); }},
      {"office-notices", [](Walk& walk) { return inOffice(walk, "officeNoticesButton", "officeNoticesPage"); }},
      {"office-list", [](Walk& walk) { return inOffice(walk, "officeNoticesButton", "officeNoticesPage") && walk.press("listCard"); }},
      {"office-network", [](Walk& walk) { return inOffice(walk, "officeNetworkButton", "officeNetworkPage"); }},
      {"office-pcs-none", [](Walk& walk) { return inOffice(walk, "officePcsButton", "officePcsPage"); }},
      {"office-pcs", [](Walk& walk) { return officeSeen(walk); }},
      {"office-figures", [](Walk& walk) { return inOffice(walk, "officeFiguresButton", "officeFiguresPage"); }},
      {"what-a-worm-is", [](Walk& walk) { return walk.open(DiskBuilder({DiskSystem::XpSp2})) && walk.press("wormButton"); }},
      {"text-and-colours", [](Walk& walk) { return checked(walk, infected()) && walk.press("textAndColoursButton"); }},
  };
  return all;
}

}  // namespace sankajo::test
