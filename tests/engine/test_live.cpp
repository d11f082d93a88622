// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/engine.h"
#include "engine/quarantine.h"
#include "engine/report_page.h"
#include "engine/text.h"
#include "engine/windows_own.h"
#include "tests/support/disk_builder.h"
#include "tests/support/fake_target.h"
#include "tests/support/snapshot.h"
#include "tests/support/verdict.h"

// A Windows that runs: its programs, what they hold in memory, mutexes and ports. Everything here is scripted (fake_target.h); what a real
// Windows says is the business of the target's own tests.

namespace sankajo::test {
namespace {

constexpr const char* kMsblast = R"(C:\WINDOWS\system32\msblast.exe)";
constexpr const char* kWelchia = R"(C:\WINDOWS\system32\wins\dllhost.exe)";
constexpr const char* kEditor = R"(C:\Program Files\Editor\editor.exe)";
constexpr const char* kNotepad = R"(C:\WINDOWS\system32\notepad.exe)";
constexpr const char* kSvchost = R"(C:\WINDOWS\system32\svchost.exe)";

std::string kilobytes(std::size_t count, std::string_view text = {}) {
  std::string bytes(count * 1024, '.');
  bytes.replace(bytes.size() / 2, text.size(), text);
  return bytes;
}

FakeLive::Block program(std::string_view text = {}) {
  return {kilobytes(8, text), true};
}
FakeLive::Block data(std::string_view text = {}) {
  return {kilobytes(64, text), false};
}

/// A Windows of today: its hole was closed long before it was made.
DiskBuilder today(std::string_view product = "Windows 10 Pro", std::string_view build = "19045") {
  DiskBuilder builder(DiskOptions{.system = DiskSystem::XpSp2});
  constexpr const char* version = R"(Microsoft\Windows NT\CurrentVersion)";
  builder.software().sz(version, "ProductName", product).sz(version, "CurrentVersion", "6.3").sz(version, "EditionID", "Professional");
  builder.software().sz(version, "CurrentBuildNumber", build).sz(version, "CurrentBuild", build).sz(version, "CSDVersion", "");
  builder.software().dword(version, "CurrentMajorVersionNumber", 10).dword(version, "CurrentMinorVersionNumber", 0);
  builder.program(R"(WINDOWS\system32\notepad.exe)")
      .program(R"(Program Files\Editor\editor.exe)")
      .program(R"(WINDOWS\system32\svchost.exe)");
  // Compressed prefetch files, event logs of another format.
  builder.file(R"(WINDOWS\Prefetch\TFTP.EXE-12345678.pf)", "MAM\x04" + std::string(64, 'x'));
  builder.file(R"(WINDOWS\Prefetch\SVCHOST.EXE-12345678.pf)", "MAM\x04" + std::string(64, 'x'));
  builder.file(R"(WINDOWS\system32\winevt\Logs\System.evtx)", "ElfFile");
  return builder;
}

/// What every healthy Windows runs, some of it protected.
FakeLive& healthy(FakeTarget& target) {
  FakeLive& live = target.run();
  const std::uint32_t system = live.startUnplaced("System", Errc::Unsupported);
  live.at(system).unreadable = Errc::Unsupported;
  const std::uint32_t defender = live.start(R"(C:\WINDOWS\system32\MsMpEng.exe)");
  live.at(defender).unreadable = Errc::Unsupported;
  live.start(kSvchost, {program(), data()});
  live.start(kSvchost, {program(), data()});
  live.start(R"(C:\WINDOWS\explorer.exe)", {program(), data()});
  return live;
}

std::unique_ptr<FakeTarget> infected() {
  DiskBuilder builder = today();
  builder.threat("W32.Blaster.A", Specimen::PublishedSize);
  return builder.fakeTarget();
}

/// The judged observations of a report, one a line: "proof memory C:\...".
std::vector<std::string> seenIn(const Report& report) {
  std::vector<std::string> out;
  for (const Finding& finding : report.assessment.findings) {
    for (const JudgedObservation& one : finding.observations) {
      const Observation& seen = report.evidence.observations[one.observation];
      out.push_back(std::string(name(one.strength)) + " " + std::string(name(seen.kind)) + " " + seen.where);
    }
  }
  return out;
}

bool contains(const std::vector<std::string>& all, const std::string& one) {
  return std::ranges::find(all, one) != all.end();
}

const NotRead* gapOf(const Report& report, ObservationKind kind) {
  for (const NotRead& gap : report.evidence.notRead) {
    if (gap.kind == kind) return &gap;
  }
  return nullptr;
}

/// Files outside our own folder and what the registry says: what undoing must bring back.
struct Scene {
  std::vector<std::string> files;
  std::map<std::string, RegTree> registry;
};

Scene sceneOf(FakeTarget& target) {
  Scene scene;
  for (const std::string& line : target.disk().everything()) {
    if (line.find("\\Sankajo") == std::string::npos && line.find("\\config\\") == std::string::npos &&
        line.find("NTUSER.DAT") == std::string::npos) {
      scene.files.push_back(line);
    }
  }
  scene.registry = registryOf(target);
  return scene;
}

std::string changedIn(const Scene& before, const Scene& after) {
  for (const std::string& line : before.files) {
    if (!contains(after.files, line)) return "lost " + line.substr(0, 200);
  }
  for (const std::string& line : after.files) {
    if (!contains(before.files, line)) return "new " + line.substr(0, 200);
  }
  return differences(before.registry, after.registry);
}

/// "3 end_process C:\... done"
std::vector<std::string> doneIn(const Report& report) {
  std::vector<std::string> out;
  for (const OperationResult& one : report.operations) out.push_back(one.action + " " + one.where + " " + std::string(name(one.outcome)));
  return out;
}

/// A worm with all that a running Windows can have of it: two programs, files, entries, services.
std::unique_ptr<FakeTarget> fullyInfected() {
  DiskBuilder builder = today();
  builder.threat("W32.Blaster.A", Specimen::PublishedSize);
  builder.threat("W32.Welchia.A", Specimen::PublishedSize);
  auto target = builder.fakeTarget();
  FakeLive& live = healthy(*target);
  live.start(kMsblast, {program(), data(kBlasterText)});
  live.start(kWelchia, {program()});
  live.holdMutex("BILLY");
  return target;
}

WinPath runFolderOf(FakeTarget& target) {
  auto folders = runFolders(target.files(), 'C');
  return folders && !folders->empty() ? folders->back() : WinPath::root('C');
}

class TestLive : public QObject {
  Q_OBJECT

  std::vector<Advisory> advisories_;

  Report checked(FakeTarget& target, Depth depth = Depth::Standard) {
    auto report = check(target, advisories_, depth, {}, {});
    if (!report) return {};
    // Evidence survives being written down.
    const auto again = evidenceFromJson(nlohmann::json(report->evidence));
    if (!again) qWarning("%s", describe(again.error()).c_str());
    return again ? *report : Report();
  }

  Result<Report> treated(FakeTarget& target, const std::function<void()>& meanwhile = {}, Depth depth = Depth::Quick) {
    return treat(target, advisories_, {depth, false},
                 [&](const Report&, const Plan&) {
                   if (meanwhile) meanwhile();
                   return ConsentGiven{true, true, true};
                 },
                 {}, {}, {});
  }

  Result<Report> undone(FakeTarget& target) { return undo(target, advisories_, std::nullopt, {}, {}, {}); }

  /// Undoes runs until none is left; says what went wrong.
  std::string undoEverything(FakeTarget& target) {
    for (int guard = 0; guard < 5; ++guard) {
      auto known = runs(target);
      if (!known) return describe(known.error());
      if (!known->broken.empty()) return "broken: " + describe(known->broken.front());
      if (std::ranges::all_of(known->runs, &RunSummary::undone)) return {};
      auto report = undone(target);
      if (!report) return describe(report.error());
      if (report->exitCode != 0) return "undo ended with " + std::to_string(report->exitCode) + explained(*report);
    }
    return "undoing has no end";
  }

 private slots:
  void initTestCase() {
    auto files = readPack(SANKAJO_SOURCE_DIR "/resources/advisories/blaster");
    QVERIFY_OK(files);
    auto advisory = parseAdvisory(*files);
    QVERIFY_OK(advisory);
    advisories_.push_back(std::move(*advisory));
  }

  // ------------------------------------------------------------------------------------------------ a healthy Windows

  void aHealthyWindowsOfTodayIsGreen_data() {
    QTest::addColumn<QString>("product");
    QTest::addColumn<QString>("build");
    QTest::addColumn<QString>("shown");
    QTest::newRow("10") << "Windows 10 Pro"
                        << "19045"
                        << "Windows 10 Pro";
    QTest::newRow("11") << "Windows 10 Home"
                        << "22631"
                        << "Windows 11 Home";
    QTest::newRow("11, first build") << "Windows 10 Home"
                                     << "22000"
                                     << "Windows 11 Home";
    QTest::newRow("one that says 11 itself") << "Windows 11 Pro"
                                             << "26100"
                                             << "Windows 11 Pro";
  }
  void aHealthyWindowsOfTodayIsGreen() {
    QFETCH(QString, product);
    QFETCH(QString, build);
    QFETCH(QString, shown);
    for (const Depth depth : {Depth::Quick, Depth::Standard, Depth::Thorough}) {
      auto target = today(product.toStdString(), build.toStdString()).fakeTarget();
      healthy(*target);
      const Report report = checked(*target, depth);
      QVERIFY_SILENT(unlike(verdictOf(report), "clean, not_affected, update, exit 0", explained(report)));
      QCOMPARE(QString::fromStdString(report.evidence.system.product), shown);
      QCOMPARE(report.evidence.system.version, std::string("10.0"));
      QCOMPARE(report.evidence.system.kind, std::string("live"));
      QCOMPARE(report.assessment.findings.size(), std::size_t{0});
    }
  }

  void aServerOfTodayKeepsItsName() {
    DiskBuilder builder = today("Windows Server 2022 Standard", "20348");
    builder.system().sz(R"(ControlSet001\Control\ProductOptions)", "ProductType", "ServerNT");
    auto target = builder.fakeTarget();
    healthy(*target);
    QCOMPARE(checked(*target).evidence.system.product, std::string("Windows Server 2022 Standard"));
  }

  void whatWindowsProtectsIsToldAndLeavesItGreen() {
    auto target = today().fakeTarget();
    healthy(*target);
    const Report report = checked(*target);
    QCOMPARE(report.exitCode, 0);
    std::uint32_t programs = 0;
    for (const NotRead& gap : report.evidence.notRead) {
      if (gap.kind != ObservationKind::Process) continue;
      QVERIFY2(gap.why.starts_with(protectedByWindows) && !gap.needed, gap.why.c_str());
      programs += gap.programs;
    }
    QCOMPARE(programs, 2U);
  }

  // --------------------------------------------------------------------------------------------------------- a program

  void aWormThatRunsIsInfected() {
    auto target = infected();
    FakeLive& live = healthy(*target);
    const std::uint32_t worm = live.start(kMsblast, {program(), data(kBlasterText)});
    const Report report = checked(*target, Depth::Quick);
    QVERIFY_SILENT(unlike(findingsOf(report), "W32.Blaster.A infected", explained(report)));
    const std::vector<std::string> seen = seenIn(report);
    for (const char* const kind : {"proof file ", "sign process ", "proof memory "})
      QVERIFY2(contains(seen, kind + std::string(kMsblast)), kind);
    QVERIFY(live.read() == std::vector<std::uint32_t>{worm});  // quick reads no other
  }

  void aFileByNameAndItsProcessCorroborate() {
    DiskBuilder builder = today();
    builder.program(R"(WINDOWS\system32\enbiei.exe)", 4711);
    auto target = builder.fakeTarget();
    healthy(*target).start(R"(C:\Windows\SYSTEM32\Enbiei.exe)");
    const Report report = checked(*target);
    QVERIFY_SILENT(unlike(findingsOf(report), "W32.Blaster.F infected", explained(report)));
    QVERIFY(contains(seenIn(report), R"(sign process C:\WINDOWS\system32\enbiei.exe)"));
  }

  void aProgramOfTheNameElsewhereIsNothing() {
    auto target = today().program(R"(Program Files\Tool\dllhost.exe)").fakeTarget();
    FakeLive& live = healthy(*target);
    live.start(R"(C:\Program Files\Tool\dllhost.exe)", {program(), data()});
    live.start(R"(D:\WINDOWS\system32\msblast.exe)", {program(), data()});  // another volume
    const Report report = checked(*target);
    QVERIFY_SILENT(unlike(verdictOf(report), "clean, not_affected, update, exit 0", explained(report)));
  }

  void aFileKnownByItsContentIsKnownWhenItRunsToo() {
    DiskBuilder builder = today();
    builder.program(R"(WINDOWS\Temp\setup.exe)", std::nullopt, {std::string(kBlasterText)});
    auto target = builder.fakeTarget();
    healthy(*target).start(R"(C:\WINDOWS\Temp\setup.exe)", {program(kBlasterText)});
    const Report report = checked(*target);
    QVERIFY_SILENT(unlike(findingsOf(report), "W32.Blaster infected", explained(report)));
    QVERIFY(contains(seenIn(report), R"(sign process C:\WINDOWS\Temp\setup.exe)"));
  }

  void anUnplacedProgramOfAWormsNameKeepsTheVerdictOpen() {
    auto target = today().fakeTarget();
    healthy(*target).startUnplaced("MSBlast.exe", Errc::AccessDenied);
    const Report report = checked(*target, Depth::Quick);
    QVERIFY_SILENT(unlike(verdictOf(report), "unknown, not_affected, look_again, exit 12", explained(report)));
    QVERIFY(gapOf(report, ObservationKind::Process) != nullptr);
  }

  void withoutRightsAnUnplacedSvchostKeepsItOpenAndWithThemItDoesNot() {
    for (const bool administrator : {false, true}) {
      auto target = today().fakeTarget();
      FakeLive& live = target->run();
      live.setAdministrator(administrator);
      live.startUnplaced("svchost.exe", administrator ? Errc::Unsupported : Errc::AccessDenied);
      const Report report = checked(*target, Depth::Quick);
      QCOMPARE(report.exitCode, administrator ? 0 : 12);
    }
  }

  // ------------------------------------------------------------------------------------------------------------ memory

  void aTextThatAnEditorShowsIsNoInfection_data() {
    QTest::addColumn<QString>("image");
    QTest::newRow("an editor") << kEditor;
    QTest::newRow("notepad, in a folder that the advisory names") << kNotepad;
    QTest::newRow("any other program of that folder") << R"(C:\WINDOWS\system32\wordpad.exe)";
  }
  void aTextThatAnEditorShowsIsNoInfection() {
    QFETCH(QString, image);
    DiskBuilder builder = today();
    builder.program(R"(WINDOWS\system32\wordpad.exe)");
    auto target = builder.fakeTarget();
    FakeLive& live = healthy(*target);
    live.start(image.toStdString(), {program(), data(kBlasterText), data("I love my wife & baby :)~~~ Welcome Chian~~~")});
    const Report report = checked(*target, Depth::Thorough);
    QVERIFY_SILENT(unlike(verdictOf(report), "clean, not_affected, update, exit 0", explained(report)));
    // It was seen, and judged.
    QVERIFY(std::ranges::any_of(report.evidence.observations, [](const Observation& one) { return one.kind == ObservationKind::Memory; }));
  }

  void anEditorThatQuotesItIsARemarkBesideAnInfection() {
    auto target = infected();
    healthy(*target).start(kEditor, {program(), data(kBlasterText)});
    const Report report = checked(*target);
    QVERIFY_SILENT(unlike(findingsOf(report), "W32.Blaster.A infected", explained(report)));
  }

  void aProgramUnderAnotherNameIsProvenByItsOwnMemory() {
    DiskBuilder builder = today();
    builder.program(R"(WINDOWS\system32\winupd.exe)");
    auto target = builder.fakeTarget();
    healthy(*target).start(R"(C:\WINDOWS\system32\winupd.exe)", {program(kBlasterText), data()});
    const Report report = checked(*target);
    QVERIFY_SILENT(unlike(findingsOf(report), "W32.Blaster infected", explained(report)));
    QVERIFY(contains(seenIn(report), R"(proof memory C:\WINDOWS\system32\winupd.exe)"));
    // Its file would stay and start it again, and then nothing would be found: it is told, not half removed.
    QVERIFY(makePlan(report.evidence, report.assessment, advisories_).operations.empty());
  }

  void aScannerElsewhereThatCarriesTheTextIsNoInfection() {
    DiskBuilder builder = today();
    builder.program(R"(Program Files\Scanner\scan.exe)");
    auto target = builder.fakeTarget();
    healthy(*target).start(R"(C:\Program Files\Scanner\scan.exe)", {program(kBlasterText), data(kBlasterText)});
    const Report report = checked(*target);
    QVERIFY_SILENT(unlike(verdictOf(report), "clean, not_affected, update, exit 0", explained(report)));
  }

  void aProgramOfWindowsIsNoWormWhateverItHolds() {
    auto target = today().fakeTarget();
    healthy(*target).start(kSvchost, {program(kBlasterText)});
    const Report report = checked(*target);
    QVERIFY_SILENT(unlike(verdictOf(report), "clean, not_affected, update, exit 0", explained(report)));
  }

  void memoryAtAWormsPlaceIsAnothersWormUnderItsOwnName() {
    DiskBuilder builder = today();
    builder.program(R"(WINDOWS\system32\nvchip4.exe)");
    auto target = builder.fakeTarget();
    healthy(*target).start(R"(C:\WINDOWS\system32\nvchip4.exe)", {program(), data(kBlasterText)});
    const Report report = checked(*target, Depth::Quick);
    QVERIFY2(findingsOf(report).find("W32.Blaster infected") != std::string::npos, explained(report).c_str());
  }

  void weNeverLookAtOurselves() {
    DiskBuilder builder = today();
    builder.program(R"(WINDOWS\system32\mspatch.exe)");
    auto target = builder.fakeTarget();
    FakeLive& live = healthy(*target);
    const std::uint32_t us = live.start(R"(C:\WINDOWS\system32\mspatch.exe)", {program(kBlasterText), data(kBlasterText)});
    live.at(us).process.ours = true;
    const Report report = checked(*target, Depth::Thorough);
    QCOMPARE(std::ranges::count(live.read(), us), 0);
    QVERIFY_SILENT(unlike(findingsOf(report), "W32.Blaster.D suspected", explained(report)));  // the file alone
  }

  void quickReadsNoMemoryOfOthersAndTheOtherDepthsOfAll() {
    for (const Depth depth : {Depth::Quick, Depth::Standard, Depth::Thorough}) {
      auto target = today().fakeTarget();
      FakeLive& live = healthy(*target);
      live.start(kEditor, {data()});
      checked(*target, depth);
      QCOMPARE(live.read().size(), depth == Depth::Quick ? std::size_t{0} : std::size_t{6});
    }
  }

  // -------------------------------------------------------------------------------------------- what could not be looked at

  void withoutAdministratorRightsItIsUnknownAndSaysWhy() {
    auto target = today().fakeTarget();
    FakeLive& live = healthy(*target);
    live.setAdministrator(false);
    for (int i = 0; i < 80; ++i) {
      const std::uint32_t one = live.start(kSvchost);
      live.at(one).unreadable = Errc::AccessDenied;
    }
    const Report report = checked(*target);
    QVERIFY_SILENT(unlike(verdictOf(report), "unknown, not_affected, look_again, exit 12", explained(report)));
    const auto gap =
        std::ranges::find_if(report.evidence.notRead, [](const NotRead& one) { return one.why.starts_with(notAdministrator); });
    QVERIFY(gap != report.evidence.notRead.end());
    QVERIFY(gap->needed);
    // One line for all, which names them and how many they are.
    QCOMPARE(gap->programs, 80U);
    QCOMPARE(gap->where, std::string("svchost.exe"));
    QVERIFY(std::ranges::count_if(report.evidence.notRead, [](const NotRead& one) { return one.kind == ObservationKind::Process; }) <= 2);
  }

  void anAdministratorWhoWasDeniedAProgramIsNotGreen() {
    auto target = today().fakeTarget();
    FakeLive& live = healthy(*target);
    live.at(live.start(kSvchost)).unreadable = Errc::AccessDenied;
    const Report report = checked(*target);
    QVERIFY_SILENT(unlike(verdictOf(report), "unknown, not_affected, look_again, exit 12", explained(report)));
    const bool told = std::ranges::any_of(report.evidence.notRead, [](const NotRead& one) { return one.needed && one.why.starts_with("AccessDenied"); });
    QVERIFY2(told, explained(report).c_str());
  }

  void moreMemoryThanIsLookedAtIsToldAsThat() {
    auto target = today().fakeTarget();
    FakeLive& live = healthy(*target);
    live.at(live.start(kEditor, {program(), data()})).larger = true;
    const Report report = checked(*target);
    QCOMPARE(report.exitCode, 0);
    const auto gap = std::ranges::find_if(report.evidence.notRead, [](const NotRead& one) { return one.why.starts_with(moreMemory); });
    QVERIFY(gap != report.evidence.notRead.end());
    QVERIFY(!gap->needed && gap->programs == 1);
  }

  void withoutAdministratorRightsNothingIsEverGreen() {
    auto target = today().fakeTarget();
    target->run().setAdministrator(false);
    target->running().start(kEditor);
    QCOMPARE(checked(*target, Depth::Quick).exitCode, 12);
  }

  void evidenceOfAProgramThatIsNotAsItIsWrittenIsCorrupt_data() {
    QTest::addColumn<QString>("pointer");
    QTest::addColumn<QString>("value");
    QTest::newRow("a large id") << "/process/id"
                                << "4294967296";
    QTest::newRow("a negative start") << "/process/started"
                                      << "-1";
    QTest::newRow("a wrong hash") << "/process/sha256"
                                  << "\"AB\"";
    QTest::newRow("a wrong place") << "/process/place"
                                   << "\"somewhere\"";
    QTest::newRow("no path") << "/process/image"
                             << "\"msblast.exe\"";
    QTest::newRow("a match cut short") << "/process/by_name"
                                       << R"([["blaster","W32.Blaster.A"]])";
    QTest::newRow("another key") << "/process/more"
                                 << "1";
    QTest::newRow("a file's kind") << "/kind"
                                   << "\"port\"";
    QTest::newRow("no process") << "/process"
                                << "null";
  }
  void evidenceOfAProgramThatIsNotAsItIsWrittenIsCorrupt() {
    QFETCH(QString, pointer);
    QFETCH(QString, value);
    auto target = infected();
    healthy(*target).start(kMsblast);
    nlohmann::json json = checked(*target, Depth::Quick).evidence;
    auto& observations = json.at("observations");
    const auto one = std::ranges::find_if(observations, [](const nlohmann::json& each) { return each.at("kind") == "process"; });
    QVERIFY(one != observations.end());
    QVERIFY_OK(evidenceFromJson(json));
    (*one)[nlohmann::json::json_pointer(pointer.toStdString())] = nlohmann::json::parse(value.toStdString());
    const auto evidence = evidenceFromJson(json);
    QVERIFY(!evidence && evidence.error().code == Errc::Corrupt);
  }

  void aListOfProgramsThatCannotBeHadIsUnknown() {
    auto target = today().fakeTarget();
    healthy(*target).makeFail("processes", Errc::AccessDenied);
    const Report report = checked(*target, Depth::Quick);
    QVERIFY_SILENT(unlike(verdictOf(report), "unknown, not_affected, look_again, exit 12", explained(report)));
  }

  void aProgramThatHasEndedMeanwhileIsNothing() {
    auto target = today().fakeTarget();
    FakeLive& live = healthy(*target);
    live.at(live.start(kEditor)).unreadable = Errc::Refused;
    QCOMPARE(checked(*target).exitCode, 0);
  }

  void memoryThatFailsIsNoCleanBill() {
    auto target = today().fakeTarget();
    FakeLive& live = healthy(*target);
    live.at(live.start(kEditor)).unreadable = Errc::Io;
    QCOMPARE(checked(*target).exitCode, 12);
  }

  void mutexesAndPortsThatCannotBeAskedForDecideNothing() {
    auto target = today().fakeTarget();
    FakeLive& live = healthy(*target);
    live.makeFail("hasMutex", Errc::AccessDenied);
    live.makeFail("ports", Errc::Unsupported);
    const Report report = checked(*target);
    QCOMPARE(report.exitCode, 0);
    QVERIFY(gapOf(report, ObservationKind::Mutex) != nullptr && gapOf(report, ObservationKind::Port) != nullptr);
  }

  // ------------------------------------------------------------------------------------------------------------- marks

  void aMutexOrAPortAloneIsNothing() {
    auto target = today().fakeTarget();
    FakeLive& live = healthy(*target);
    live.holdMutex("BILLY");
    live.openPort("tcp", 4444);
    live.openPort("udp", 69);
    const Report report = checked(*target);
    QVERIFY_SILENT(unlike(verdictOf(report), "clean, not_affected, update, exit 0", explained(report)));
    QVERIFY(report.assessment.findings.empty());
  }

  void aMutexAndAPortAreToldBesideTheProcess() {
    DiskBuilder builder = today();
    builder.threat("W32.Blaster.F", Specimen::PublishedSize, {true, false, false});
    auto target = builder.fakeTarget();
    FakeLive& live = healthy(*target);
    const std::uint32_t worm = live.start(R"(C:\WINDOWS\system32\enbiei.exe)");
    live.holdMutex("muuie");
    live.holdMutex("BILLY");  // of another variant, of which nothing else is found
    live.openPort("tcp", 4444, worm);
    live.openPort("tcp", 4444);
    live.openPort("tcp", 69);  // tftp is udp
    const Report report = checked(*target);
    QVERIFY_SILENT(unlike(findingsOf(report), "W32.Blaster.F infected", explained(report)));
    const std::vector<std::string> seen = seenIn(report);
    QVERIFY(contains(seen, "remark mutex muuie"));
    QCOMPARE(std::ranges::count(seen, "remark port tcp 4444"), 1);
    QVERIFY(!contains(seen, "remark mutex BILLY") && !contains(seen, "remark port tcp 69"));
  }

  // ------------------------------------------------------------------------------------------------------------ the plan

  void whatStartsItGoesFirstThenWhatRunsThenTheFiles() {
    auto target = fullyInfected();
    target->running().start(kMsblast);  // once a program
    const Report report = checked(*target);
    std::vector<std::string> actions;
    std::set<std::uint32_t> ended;
    for (const Operation& one : makePlan(report.evidence, report.assessment, advisories_).operations) {
      if (actions.empty() || actions.back() != name(one.action)) actions.emplace_back(name(one.action));
      if (const auto* end = std::get_if<EndProcess>(&one.action)) {
        QVERIFY(ended.insert(end->process).second);
        QVERIFY(end->started != 0 && end->sha256.size() == 64);
        QVERIFY(one.consent == Consent::Certain);
      }
    }
    std::erase(actions, "remove_service");
    QCOMPARE(actions, (std::vector<std::string>{"remove_value", "end_process", "remove_file"}));
    QCOMPARE(ended.size(), std::size_t{3});
  }

  void aProgramKnownByItsFileIsEndedWithIt() {
    DiskBuilder builder = today();
    builder.program(R"(WINDOWS\Temp\setup.exe)", std::nullopt, {std::string(kBlasterText)});
    auto target = builder.fakeTarget();
    const std::uint32_t worm = healthy(*target).start(R"(C:\WINDOWS\Temp\setup.exe)");
    auto report = treated(*target, {}, Depth::Standard);
    QVERIFY_OK(report);
    QVERIFY_SILENT(unlike(verdictOf(*report), "clean, not_affected, update, exit 0", explained(*report)));
    QVERIFY(target->running().ended() == std::vector<std::uint32_t>{worm});
  }

  void theGuardEndsNothingOfWindowsNorOfOurs_data() {
    QTest::addColumn<QString>("image");
    QTest::addColumn<int>("process");
    QTest::addColumn<bool>("allowed");
    QTest::newRow("a worm") << kMsblast << 1234 << true;
    QTest::newRow("a worm that waits for the restart") << R"(C:\Sankajo\quarantine\run\0001.raw)" << 1234 << true;
    QTest::newRow("svchost.exe") << kSvchost << 1234 << false;
    QTest::newRow("csrss.exe") << R"(C:\windows\SYSTEM32\csrss.exe)" << 1234 << false;
    QTest::newRow("wininit.exe, of today") << R"(C:\WINDOWS\system32\wininit.exe)" << 1234 << false;
    QTest::newRow("explorer.exe") << R"(C:\WINDOWS\explorer.exe)" << 1234 << false;
    QTest::newRow("Windows itself") << kMsblast << 4 << false;
    QTest::newRow("nobody") << kMsblast << 0 << false;
    QTest::newRow("ours") << R"(C:\Sankajo\Sankajo.exe)" << 1234 << false;
    QTest::newRow("ours, deeper") << R"(C:\Sankajo\quarantine\run\a\0001.raw)" << 1234 << false;
    QTest::newRow("another volume") << R"(D:\WINDOWS\system32\msblast.exe)" << 1234 << false;
    QTest::newRow("a root") << R"(C:\)" << 1234 << false;
  }
  void theGuardEndsNothingOfWindowsNorOfOurs() {
    QFETCH(QString, image);
    QFETCH(int, process);
    QFETCH(bool, allowed);
    const Guard guard(WinPath::of('C', {"WINDOWS"}), SystemFamily::Other, advisories_);
    const EndProcess action{static_cast<std::uint32_t>(process), 1, *WinPath::parse(image.toStdString()), std::string(64, 'a')};
    const Status status = guard.allows(action);
    QCOMPARE(status.has_value(), allowed);
    if (!status) QVERIFY(status.error().code == Errc::Refused);
  }

  void aPlanThatEndsTooManyIsRefusedWhole() {
    auto target = infected();
    FakeLive& live = healthy(*target);
    const std::uint32_t most = advisories_.front().limits.maxFiles;
    for (std::uint32_t i = 0; i <= most; ++i) live.start(kMsblast);
    auto report = treated(*target);
    QVERIFY_OK(report);
    QCOMPARE(report->exitCode, static_cast<int>(ExitIncomplete));
    QVERIFY(live.ended().empty());
    QVERIFY(target->disk().written().empty());
  }

  // ------------------------------------------------------------------------------------------------------- the treatment

  void aTreatmentEndsWhatRunsRemovesAllAndIsUndone() {
    auto target = fullyInfected();
    FakeLive& live = target->running();
    const Scene original = sceneOf(*target);
    auto report = treated(*target, {}, Depth::Thorough);
    QVERIFY_OK(report);
    QVERIFY_SILENT(unlike(verdictOf(*report), "clean, not_affected, update, exit 0", explained(*report)));
    QVERIFY(!live.runs(kMsblast) && !live.runs(kWelchia));
    QCOMPARE(live.ended().size(), std::size_t{2});
    QVERIFY(live.atRestart().empty());
    QVERIFY(contains(doneIn(*report), "end_process " + std::string(kMsblast) + " done"));
    QVERIFY(live.runs(kSvchost) && live.runs(R"(C:\WINDOWS\explorer.exe)"));
    // No hive was replaced by us: Windows writes them.
    auto journal = readJournal(target->files(), runFolderOf(*target));
    QVERIFY_OK(journal);
    QVERIFY(journal->hives.empty() && journal->finished);

    auto back = undone(*target);
    QVERIFY_OK(back);
    QVERIFY2(back->exitCode == 0, explained(*back).c_str());
    QVERIFY_SILENT(changedIn(original, sceneOf(*target)));
    QVERIFY(!live.runs(kMsblast));
    const auto left = std::ranges::find(back->operations, "leave_ended", &OperationResult::action);
    QVERIFY(left != back->operations.end());
    QVERIFY(left->detail.find("not started again") != std::string::npos);
  }

  void aServiceThatIsStoppedWithItsKeyHasEndedByItself() {
    auto target = fullyInfected();
    FakeLive& live = target->running();
    const WinPath image = *WinPath::parse(kWelchia);
    auto report = treated(*target, [&] {
      // As the service manager does when its key goes.
      const auto all = live.processes();
      for (const RunningProcess& one : *all) {
        if (one.image && *one.image == image) live.stop(one.id);
      }
    });
    QVERIFY_OK(report);
    QCOMPARE(report->exitCode, 0);
    QVERIFY(contains(doneIn(*report), std::string("end_process ") + kWelchia + " done"));
    QCOMPARE(live.ended().size(), std::size_t{1});
  }

  void anIdThatBelongsToAnotherNowEndsNobody() {
    for (const bool inTheLastMoment : {false, true}) {
      auto target = infected();
      FakeLive& live = healthy(*target);
      const std::uint32_t worm = live.start(kMsblast);
      const auto swap = [&live, worm] {
        live.stop(worm);
        const std::uint32_t other = live.start(kEditor);
        live.at(other).process.id = worm;
      };
      if (inTheLastMoment) live.at(worm).beforeEnd = swap;
      auto report = treated(*target, inTheLastMoment ? std::function<void()>() : swap);
      QVERIFY_OK(report);
      QVERIFY(live.ended().empty());
      QVERIFY(live.runs(worm) && live.runs(kEditor));
      QCOMPARE(report->exitCode, 0);  // the worm has ended by itself
    }
  }

  void aProgramThatIsAnotherNowIsNotEnded_data() {
    QTest::addColumn<int>("how");
    QTest::newRow("its file was replaced") << 0;
    QTest::newRow("it renamed its file") << 1;
    QTest::newRow("it is ours") << 2;
  }
  void aProgramThatIsAnotherNowIsNotEnded() {
    QFETCH(int, how);
    auto target = infected();
    FakeLive& live = healthy(*target);
    const std::uint32_t worm = live.start(kMsblast);
    auto report = treated(*target, [&] {
      if (how == 0) target->disk().addFile(std::string_view(kMsblast), "another program");
      if (how == 1) live.at(worm).process.image = WinPath::parse(R"(C:\WINDOWS\system32\other.exe)").value();
      if (how == 2) live.at(worm).process.ours = true;
    });
    QVERIFY_OK(report);
    QVERIFY(live.ended().empty() && live.runs(worm));
    QCOMPARE(report->exitCode, static_cast<int>(ExitIncomplete));
    QVERIFY(contains(doneIn(*report), std::string("end_process ") + kMsblast + " refused"));
    QVERIFY_SILENT(undoEverything(*target));
  }

  void aFileThatIsInUseWaitsForTheRestart() {
    for (const bool undoBefore : {false, true}) {
      DiskBuilder builder = today();
      builder.threat("Sdbot.RPC.A", Specimen::PublishedSize);
      builder.program(R"(WINDOWS\system32\yuetyutr.dll)", 4711);
      auto target = builder.fakeTarget();
      FakeLive& live = healthy(*target);
      live.use(R"(C:\WINDOWS\system32\yuetyutr.dll)");
      const Scene original = sceneOf(*target);
      auto report = treated(*target, {}, Depth::Thorough);
      QVERIFY_OK(report);
      // The second check looks everywhere, and what waits in our folder is no finding.
      QVERIFY2(report->exitCode == ExitRestart && report->assessment.infection == Infection::Clean, explained(*report).c_str());
      QVERIFY(contains(doneIn(*report), R"(remove_file C:\WINDOWS\system32\yuetyutr.dll pending_restart)"));
      QCOMPARE(live.atRestart().size(), std::size_t{1});
      const std::string raw = live.atRestart().front();
      QVERIFY2(WinPath::parse(raw)->isWithin(quarantineFolder('C')), raw.c_str());
      QVERIFY(target->disk().has(raw) && !target->disk().has(R"(C:\WINDOWS\system32\yuetyutr.dll)"));
      if (!undoBefore) {
        live.restart();
        QVERIFY(!target->disk().has(raw));
        auto after = check(*target, advisories_, Depth::Thorough, {}, {});
        QVERIFY_OK(after);
        QVERIFY2(after->exitCode == 0, explained(*after).c_str());
      }
      QVERIFY_SILENT(undoEverything(*target));
      QVERIFY_SILENT(changedIn(original, sceneOf(*target)));
      live.restart();  // what Windows was asked to remove is no name of anything any more
      QVERIFY_SILENT(changedIn(original, sceneOf(*target)));
    }
  }

  void aServiceThatSomethingHoldsGoesAtTheRestartAndComesBack() {
    const RegPath key = *RegPath::parse(R"(HKLM\SYSTEM\ControlSet001\Services\RpcPatch)");
    for (const bool byTheWorm : {false, true}) {
      auto target = fullyInfected();
      FakeLive& live = target->running();
      const std::uint32_t worm = live.start(kWelchia, {program()});
      live.holdService(key, byTheWorm ? std::optional(worm) : std::nullopt);
      const Scene original = sceneOf(*target);
      auto report = treated(*target);
      QVERIFY_OK(report);
      // What held it was ended in the same treatment: then nothing waits.
      const std::string became = byTheWorm ? "done" : "pending_restart";
      QVERIFY2(contains(doneIn(*report), "remove_service " + key.text() + " " + became), explained(*report).c_str());
      QCOMPARE(report->exitCode, static_cast<int>(byTheWorm ? ExitClean : ExitRestart));
      if (!byTheWorm) {
        auto tooEarly = undone(*target);
        QVERIFY_OK(tooEarly);
        QCOMPARE(tooEarly->exitCode, static_cast<int>(ExitIncomplete));
        QVERIFY2(contains(doneIn(*tooEarly), "restore_key " + key.text() + " failed"), explained(*tooEarly).c_str());
        live.restart();
      }
      auto gone = target->registry().values(key);
      QVERIFY(gone && !*gone);
      QVERIFY_SILENT(undoEverything(*target));
      QVERIFY_SILENT(changedIn(original, sceneOf(*target)));
    }
  }

  void aWormOf32BitsOnA64BitWindowsIsFoundAndRemoved() {
    DiskBuilder worm(DiskOptions{.system = DiskSystem::XpSp2});
    worm.program("worm.exe", 6176);
    const std::string bytes = worm.files().at("worm.exe");
    DiskBuilder builder = today();
    builder.file(R"(WINDOWS\SysWOW64\msblast.exe)", bytes).file(R"(WINDOWS\SysWOW64\wins\dllhost.exe)", bytes);
    // Windows' own of that name.
    builder.program(R"(WINDOWS\SysWOW64\dllhost.exe)").program(R"(WINDOWS\SysWOW64\svchost.exe)");
    builder.service("RpcPatch", R"(C:\WINDOWS\System32\wins\dllhost.exe)", {1});
    builder.software().sz(R"(Wow6432Node\Microsoft\Windows\CurrentVersion\Run)", "windows auto update", "msblast.exe");
    auto target = builder.fakeTarget();
    healthy(*target);
    const Scene original = sceneOf(*target);
    auto report = check(*target, advisories_, Depth::Quick, {}, {});
    QVERIFY_OK(report);
    QVERIFY2(report->assessment.infection == Infection::Infected, explained(*report).c_str());
    report = treated(*target);
    QVERIFY_OK(report);
    QVERIFY2(report->exitCode == 0, explained(*report).c_str());
    QVERIFY(!target->disk().has(R"(C:\WINDOWS\SysWOW64\msblast.exe)") && !target->disk().has(R"(C:\WINDOWS\SysWOW64\wins\dllhost.exe)"));
    QVERIFY(target->disk().has(R"(C:\WINDOWS\SysWOW64\dllhost.exe)") && target->disk().has(R"(C:\WINDOWS\SysWOW64\svchost.exe)"));
    auto run = target->registry().values(*RegPath::parse(R"(HKLM\SOFTWARE\Wow6432Node\Microsoft\Windows\CurrentVersion\Run)"));
    QVERIFY(run && *run && (*run)->empty());
    auto service = target->registry().values(*RegPath::parse(R"(HKLM\SYSTEM\ControlSet001\Services\RpcPatch)"));
    QVERIFY(service && !*service);
    QVERIFY_SILENT(undoEverything(*target));
    QVERIFY_SILENT(changedIn(original, sceneOf(*target)));
  }

  void whatOnlyPretendsToWaitIsAFinding() {
    auto target = today().fakeTarget();
    healthy(*target);
    DiskBuilder worm(DiskOptions{.system = DiskSystem::XpSp2});
    worm.program("worm.exe", std::nullopt, {std::string(kBlasterText)});
    target->disk().addFile(R"(C:\Sankajo\quarantine\20030816T070000Z-1a2b3c4d\0001.raw)", worm.files().at("worm.exe"));
    auto report = check(*target, advisories_, Depth::Thorough, {}, {});
    QVERIFY_OK(report);
    QVERIFY_SILENT(unlike(findingsOf(*report), "W32.Blaster suspected", explained(*report)));
  }

  void withoutARestartToWaitForNothingIsTaken() {
    auto target = infected();
    FakeLive& live = healthy(*target);
    live.use(kMsblast);
    live.makeFail("removeAtRestart", Errc::AccessDenied);
    auto report = treated(*target);
    QVERIFY_OK(report);
    QCOMPARE(report->exitCode, static_cast<int>(ExitIncomplete));
    QVERIFY(target->disk().has(kMsblast));
  }

  void aProgramThatDoesNotEndIsFoundAgainInOurFolder() {
    auto target = infected();
    FakeLive& live = healthy(*target);
    const std::uint32_t worm = live.start(kMsblast, {program(), data(kBlasterText)});
    live.at(worm).stays = Errc::Busy;
    auto report = treated(*target);
    QVERIFY_OK(report);
    QVERIFY2(report->exitCode == ExitIncomplete, explained(*report).c_str());
    QVERIFY(contains(doneIn(*report), std::string("end_process ") + kMsblast + " failed"));
    QVERIFY(contains(doneIn(*report), std::string("remove_file ") + kMsblast + " pending_restart"));
    // Its file has gone, it runs on, and nobody says clean.
    QVERIFY_SILENT(unlike(findingsOf(*report), "W32.Blaster.A infected", explained(*report)));
    live.at(worm).stays.reset();
    auto again = treated(*target);
    QVERIFY_OK(again);
    QVERIFY_SILENT(unlike(verdictOf(*again), "clean, not_affected, update, exit 0", explained(*again)));
    QVERIFY(!live.runs(worm));
    QVERIFY_SILENT(undoEverything(*target));
    QVERIFY(target->disk().has(kMsblast));
  }

  void aRegistryThatFailsHalfwayIsToldAsItIs() {
    auto target = fullyInfected();
    const Scene original = sceneOf(*target);
    target->failCommitAt(2, Errc::AccessDenied);
    auto report = treated(*target);
    QVERIFY_OK(report);
    QCOMPARE(report->exitCode, static_cast<int>(ExitIncomplete));
    std::size_t done = 0;
    std::size_t failed = 0;
    for (const OperationResult& one : report->operations) {
      if (one.action != "remove_value" && one.action != "remove_service") continue;
      done += one.outcome == Outcome::Done ? 1 : 0;
      failed += one.outcome == Outcome::Failed ? 1 : 0;
    }
    QVERIFY2(done == 2 && failed >= 1, explained(*report).c_str());
    QVERIFY_SILENT(undoEverything(*target));
    QVERIFY_SILENT(changedIn(original, sceneOf(*target)));
  }

  void withoutTheListOfProgramsNoneIsEnded() {
    auto target = infected();
    FakeLive& live = healthy(*target);
    live.start(kMsblast);
    auto report = treated(*target, [&] { live.makeFail("processes", Errc::AccessDenied); });
    QVERIFY_OK(report);
    QCOMPARE(report->exitCode, static_cast<int>(ExitIncomplete));
    QVERIFY(live.ended().empty());
  }

  void aStopRequestLeavesTheProgramsThatWereNotReached() {
    auto target = infected();
    FakeLive& live = healthy(*target);
    const std::uint32_t worm = live.start(kMsblast);
    std::stop_source stop;
    auto report = treat(
        *target, advisories_, {Depth::Quick, false},
        [](const Report&, const Plan&) {
          return ConsentGiven{true, true, true};
        },
        {},
        [&](const Operation& one, const OperationResult*) {
          if (std::holds_alternative<RemoveValue>(one.action)) stop.request_stop();
        },
        stop.get_token());
    QVERIFY_OK(report);
    QCOMPARE(report->exitCode, static_cast<int>(ExitIncomplete));
    QVERIFY(live.runs(worm));
    QVERIFY(contains(doneIn(*report), std::string("end_process ") + kMsblast + " skipped"));
  }

  void theReportSaysItInBothLanguages() {
    auto target = fullyInfected();
    target->running().setAdministrator(false);
    auto report = treated(*target);
    QVERIFY_OK(report);
    for (const char* const language : {"ja", "en"}) {
      std::ifstream file(std::string(SANKAJO_SOURCE_DIR "/translations/messages.") + language + ".json", std::ios::binary);
      auto wording = Wording::fromJson(std::string(std::istreambuf_iterator<char>(file), {}));
      QVERIFY_OK(wording);
      const std::string text = reportText(*report, *wording, advisories_);
      const bool japanese = language == std::string_view("ja");
      for (const std::string_view said :
           {japanese ? std::string_view("動いているプログラム「msblast.exe」を止める") : "Stop the running program \"msblast.exe\""}) {
        QVERIFY2(text.find(said) != std::string::npos, text.c_str());
      }
      QVERIFY2(
          text.find("{") == std::string::npos && text.find("reason.") == std::string::npos && text.find("report.not") == std::string::npos,
          text.c_str());
    }
    bool told = false;
    const auto json = reportJson(*report);
    for (const auto& one : json.at("operations")) told = told || (one.at("action") == "end_process" && one.at("where") == kMsblast);
    QVERIFY(told);
  }

  void aRunThatWasMadeFromOutsideIsUndoneFromInsideAndTheOtherWayRound() {
    const auto disk = [] {
      DiskBuilder builder = today();
      builder.threat("W32.Blaster.A", Specimen::PublishedSize);
      builder.threat("W32.Welchia.A", Specimen::PublishedSize);
      return builder;
    };
    {
      // The machine's hives, which the run from outside has replaced whole, are locked now.
      auto target = disk().fakeTarget();
      const Scene original = sceneOf(*target);
      auto report = treated(*target);
      QVERIFY_OK(report);
      QCOMPARE(report->exitCode, 0);
      healthy(*target);
      QVERIFY_SILENT(undoEverything(*target));
      QVERIFY_SILENT(changedIn(original, sceneOf(*target)));
    }
    auto target = fullyInfected();
    const Scene original = sceneOf(*target);
    QVERIFY_OK(treated(*target));
    auto outside = std::make_unique<FakeTarget>(target->disk().afterCrash(), target->systemRoot());
    QVERIFY_SILENT(undoEverything(*outside));
    QVERIFY_SILENT(changedIn(original, sceneOf(*outside)));
  }

  // --------------------------------------------------------------------------------------------------------- the journal

  void aJournalKeepsAProgramThatWasEnded() {
    auto target = fullyInfected();
    QVERIFY_OK(treated(*target));
    auto journal = readJournal(target->files(), runFolderOf(*target));
    QVERIFY_OK(journal);
    const auto one = std::ranges::find_if(journal->operations,
                                          [](const JournalOperation& each) { return std::holds_alternative<ProcessBack>(each.back); });
    QVERIFY(one != journal->operations.end());
    const auto& back = std::get<ProcessBack>(one->back);
    QVERIFY(one->done && back.process >= 1000 && back.started != 0 && back.sha256.size() == 64);
    QVERIFY(std::get<EndProcess>(one->operation.action).image == back.image);
  }

  void aJournalWithAWrongProgramIsCorrupt_data() {
    QTest::addColumn<QString>("back");
    QTest::addColumn<bool>("good");
    const QString sum(64, 'a');
    const auto row = [&sum](const char* what, const QString& process, const QString& started, const QString& image,
                            const QString& more = {}, bool good = false) {
      QTest::newRow(what) << QString(R"({"image":%1,"process":%2,"sha256":"%3","started":%4%5})").arg(image, process, sum, started, more)
                          << good;
    };
    const QString image = R"("C:\\WINDOWS\\system32\\msblast.exe")";
    row("good", "1234", "132000000000000000", image, "", true);
    row("a large id", "4294967296", "1", image);
    row("a negative id", "-1", "1", image);
    row("a text for an id", "\"1\"", "1", image);
    row("a fraction", "1.5", "1", image);
    row("no path", "1", "1", R"("msblast.exe")");
    row("a root", "1", "1", R"("C:\\")");
    row("upwards", "1", "1", R"("C:\\WINDOWS\\..\\x.exe")");
    row("another key", "1", "1", image, R"(,"why":"x")");
    QTest::newRow("without a hash") << R"({"image":"C:\\x.exe","process":1,"started":1})" << false;
    QTest::newRow("a short hash") << R"({"image":"C:\\x.exe","process":1,"sha256":"ab","started":1})" << false;
  }
  void aJournalWithAWrongProgramIsCorrupt() {
    QFETCH(QString, back);
    QFETCH(bool, good);
    std::string sum;
    std::string text;
    const auto add = [&](const nlohmann::json& line) {
      const std::string body = line.dump();
      sum = sha256Of(sum + body).substr(0, 16);
      text += body.substr(0, body.size() - 1) + ",\"sum\":\"" + sum + "\"}\n";
    };
    add({{"line", "run"},
         {"schema", "sankajo.journal/1"},
         {"run", "r"},
         {"tool", "0.1.0"},
         {"target", nullptr},
         {"system_root", "C:\\WINDOWS"},
         {"started", "2003"}});
    add({{"line", "begin"},
         {"op", "1"},
         {"action", "end_process"},
         {"because", "W32.Blaster.A"},
         {"advisory", "blaster"},
         {"consent", "certain"},
         {"back", nlohmann::json::parse(back.toStdString())}});
    add({{"line", "done"}, {"op", "1"}});
    const auto journal = parseJournal(text, "journal");
    QCOMPARE(journal.has_value(), good);
    if (!journal) QVERIFY(journal.error().code == Errc::Corrupt);
  }

  void aRunThatOthersMayWriteIsNeitherUndoneNorFinished() {
    for (const bool interrupted : {false, true}) {
      for (const bool theJournal : {false, true}) {
        auto target = fullyInfected();
        if (interrupted) {
          target->disk().crashAfter(40, CrashMode::Killed);
          static_cast<void>(treated(*target));
          target = target->afterCrash();
        } else {
          QVERIFY_OK(treated(*target));
        }
        const WinPath folder = runFolderOf(*target);
        target->letOthersWrite(theJournal ? journalFile(folder) : folder);
        const Scene before = sceneOf(*target);
        const auto report = interrupted ? treated(*target) : undone(*target);
        QVERIFY(!report && report.error().code == Errc::Refused);
        QVERIFY_SILENT(changedIn(before, sceneOf(*target)));
      }
    }
  }

  void aForgedInterruptedRunEndsNoInnocentProgram() {
    auto target = today().fakeTarget();
    FakeLive& live = healthy(*target);
    const std::uint32_t editor = live.start(kEditor);
    const RunningProcess& running = live.at(editor).process;
    Journal head;
    head.run = "20030816T070000Z-1a2b3c4d";
    head.tool = version();
    head.systemRoot = R"(C:\WINDOWS)";
    head.started = "2003-08-16T07:00:00Z";
    auto folder = makeRunFolder(target->files(), target->systemRoot(), head.run);
    QVERIFY_OK(folder);
    auto metadata = ownMetadata(target->files(), target->systemRoot(), false);
    QVERIFY_OK(metadata);
    auto journal = JournalWriter::start(target->files(), *folder, *metadata, head);
    QVERIFY_OK(journal);
    const ProcessBack back{editor, running.started, *running.image, sha256Of(*target->disk().bytes(kEditor))};
    QVERIFY_OK(journal->begin({"1", actionOf(back), Consent::Certain, "blaster", "W32.Blaster.A"}, back));
    auto report = treated(*target);
    QVERIFY_OK(report);
    QVERIFY2(contains(doneIn(*report), std::string("end_process ") + kEditor + " refused"), explained(*report).c_str());
    QVERIFY(live.runs(editor) && live.ended().empty());
  }

  // -------------------------------------------------------------------------------------------------------------- crashes

  void aTreatmentOfARunningWindowsThatIsCutAnywhereIsFinishedOrUndone_data() {
    QTest::addColumn<int>("mode");
    QTest::newRow("killed") << static_cast<int>(CrashMode::Killed);
    QTest::newRow("power cut") << static_cast<int>(CrashMode::PowerCut);
    QTest::newRow("power cut, in order") << static_cast<int>(CrashMode::PowerCutKeepingOrder);
  }
  void aTreatmentOfARunningWindowsThatIsCutAnywhereIsFinishedOrUndone() {
    QFETCH(int, mode);
    const auto infectedAndInUse = [] {
      auto target = fullyInfected();
      target->running().use(R"(C:\WINDOWS\system32\wins\svchost.exe)");
      return target;
    };
    auto whole = infectedAndInUse();
    const Scene original = sceneOf(*whole);
    auto report = treated(*whole);
    QVERIFY_OK(report);
    QVERIFY2(report->exitCode == ExitRestart && report->assessment.infection == Infection::Clean, explained(*report).c_str());
    const std::size_t operations = whole->disk().written().size();
    QVERIFY(operations > 40);
    std::size_t begunNotDone = 0;
    for (std::size_t n = 0; n <= operations; ++n) {
      auto target = infectedAndInUse();
      target->disk().crashAfter(n, static_cast<CrashMode>(mode));
      static_cast<void>(treated(*target));
      const std::string at = "after operation " + std::to_string(n) + ": ";
      {
        auto again = target->afterCrash();
        if (auto known = runFolders(again->files(), 'C'); known && !known->empty()) {
          if (auto journal = readJournal(again->files(), known->back())) {
            for (const JournalOperation& one : journal->operations)
              begunNotDone += std::holds_alternative<ProcessBack>(one.back) && !one.done ? 1U : 0U;
          }
        }
        auto finished = treated(*again);
        QVERIFY2(finished.has_value(), (at + (finished ? "" : describe(finished.error()))).c_str());
        QVERIFY2(finished->assessment.infection == Infection::Clean && finished->interrupted.empty(),
                 (at + verdictOf(*finished) + explained(*finished)).c_str());
        QVERIFY2(finished->exitCode == 0 || finished->exitCode == ExitRestart, (at + verdictOf(*finished) + explained(*finished)).c_str());
        QVERIFY2(!again->running().runs(kMsblast) && !again->running().runs(kWelchia), at.c_str());
        again->running().restart();
        QVERIFY_SILENT([&] {
          std::string said = undoEverything(*again);
          if (said.empty()) said = changedIn(original, sceneOf(*again));
          return said.empty() ? said : at + "after treat and undo: " + said;
        }());
      }
      auto again = target->afterCrash();
      QVERIFY_SILENT([&] {
        std::string said = undoEverything(*again);
        if (said.empty()) said = changedIn(original, sceneOf(*again));
        return said.empty() ? said : at + "after undo: " + said;
      }());
    }
    QVERIFY(begunNotDone > 0);  // else no crash fell between a program's begin and its done
  }

  // ------------------------------------------------------------------------------------------------------ progress, stop

  void progressNamesTheProgramAndEndsAtTheWhole() {
    for (const Depth depth : {Depth::Quick, Depth::Standard}) {
      auto target = today().fakeTarget();
      FakeLive& live = healthy(*target);
      // Slow enough that each is told, 20 times a second at most.
      live.whileReading([] { QThread::msleep(60); });
      for (int i = 0; i < 3; ++i) live.start(kEditor, {data()});
      std::vector<double> shares;
      bool named = false;
      QVERIFY_OK(check(*target, advisories_, depth,
                       [&](const Progress& progress) {
                         shares.push_back(progress.share);
                         named = named || progress.where == "editor.exe";
                       },
                       {}));
      QVERIFY(std::ranges::is_sorted(shares));
      QVERIFY(shares.back() <= 1.0);
      QVERIFY(named || depth == Depth::Quick);
    }
  }

  void aLongReadOfMemoryStopsAtOnce() {
    auto target = today().fakeTarget();
    FakeLive& live = healthy(*target);
    std::vector<FakeLive::Block> blocks;
    for (int i = 0; i < 1000; ++i) blocks.push_back(data());
    live.start(kEditor, blocks);
    std::stop_source stop;
    QElapsedTimer since;
    int shown = 0;
    live.whileReading([&] {
      if (++shown == 10) {
        stop.request_stop();
        since.start();
      }
      QThread::msleep(5);
    });
    auto report = check(*target, advisories_, Depth::Standard, {}, stop.get_token());
    QVERIFY(!report && report.error().code == Errc::Cancelled);
    QVERIFY2(since.elapsed() < 200, qPrintable(QString::number(since.elapsed())));
    QVERIFY(shown < 20);
  }
};

}  // namespace
}  // namespace sankajo::test

QTEST_GUILESS_MAIN(sankajo::test::TestLive)
#include "test_live.moc"
