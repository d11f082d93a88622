// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "engine/engine.h"
#include "engine/hash.h"
#include "engine/target/offline.h"
#include "engine/text.h"
#include "engine/wording.h"
#include "tests/support/disk_builder.h"
#include "tests/support/host.h"
#include "tests/support/snapshot.h"
#include "tests/support/verdict.h"

// A patch that is put ready on a disk: what is put there, what a check says of it afterwards, that all of it goes away again, and that nothing is lost
// wherever the power is cut. The script itself runs under Wine (tests/windows/test_staged_script).

namespace sankajo::test {
namespace {

const std::string packageBytes = "MZ stands for a package of Microsoft's" + std::string(200000, '\x5a');
const RegPath oleKey = RegPath{RegPath::Hive::Software, "", {}}.join(R"(Microsoft\Ole)");

PackageToStage package(std::string bytes = packageBytes) {
  PackageToStage out;
  out.package = {"KB828741", "KB828741.EXE", sha256Of(packageBytes), packageBytes.size(), "/passive /norestart"};
  out.source = [bytes = std::move(bytes)](const PackageSink& sink) -> Status {
    for (std::size_t at = 0; at < bytes.size(); at += 65536) {
      if (auto taken = sink(std::string_view(bytes).substr(at, 65536)); !taken) return taken;
    }
    return {};
  };
  return out;
}

/// BACK.TXT as regedit of NT 4.0 writes it, or that of 2000 and XP.
std::string exported(const std::string& value, bool wide = false) {
  const std::string text = std::string(wide ? "Windows Registry Editor Version 5.00" : "REGEDIT4") +
                           "\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft\\Ole]\r\n\"EnableDCOM\"=\"" + value + "\"\r\n\"Other\"=\"N\"\r\n\r\n";
  return wide ? "\xff\xfe" + utf8ToUtf16Le(text) : text;
}

/// What EnableDCOM is on the disk.
enum class Dcom { Y, None, N, Odd };

DiskBuilder disk(DiskSystem system = DiskSystem::XpSp1, Dcom dcom = Dcom::Y, PatchLevel level = PatchLevel::None) {
  DiskOptions options;
  options.system = system;
  options.patch = level;
  DiskBuilder builder(options);
  if (dcom == Dcom::N) builder.software().sz("Microsoft\\OLE", "EnableDCOM", "N");
  if (dcom == Dcom::Odd) builder.software().sz("Microsoft\\OLE", "EnableDCOM", "\xe3\x81\xaf\xe3\x81\x84");
  return builder;
}

/// What Windows and the script do to the registry.
Status set(FakeTarget& target, const RegPath& key, const std::string& name, const std::optional<std::string>& text) {
  struct Silent : CommitWitness {
    Status before(const HiveReplacement& /*unused*/) override { return {}; }
  } witness;
  target.disk().addFolder(R"(C:\aside)");
  Status changed =
      text ? target.registry().apply(SetRegValue{key, RegValue::ofText(name, *text)}) : target.registry().apply(RemoveRegValue{key, name});
  if (changed) changed = target.commit(*WinPath::parse(R"(C:\aside)"), witness);
  target.disk().takeAway(R"(C:\aside)");
  target.registry().discard();
  return changed;
}

/// The disk in memory; with `Dcom::None` without the value that every disk of the builder has.
std::unique_ptr<FakeTarget> inMemory(const DiskBuilder& builder, Dcom dcom) {
  auto target = builder.fakeTarget();
  if (dcom != Dcom::None) return target;
  if (!set(*target, oleKey, "EnableDCOM", std::nullopt)) return nullptr;
  const std::string hive = "C:\\" + builder.hivePath("SOFTWARE");
  const std::string bytes = target->disk().bytes(hive).value_or("");
  auto without = builder.fakeTarget();
  without->disk().addFile(hive, bytes);
  return without;
}

std::vector<Advisory> pack() {
  auto files = readPack(SANKAJO_SOURCE_DIR "/resources/advisories/blaster");
  if (!files) return {};
  auto advisory = parseAdvisory(*files);
  return advisory ? std::vector<Advisory>{*advisory} : std::vector<Advisory>();
}

std::optional<RegValue> valueAt(Target& target, const RegPath& key, const std::string& name) {
  target.registry().discard();
  auto values = target.registry().values(key);
  if (!values || !*values) return std::nullopt;
  for (const RegValue& value : **values) {
    if (value.name == name) return value;
  }
  return std::nullopt;
}

std::string dcomOf(Target& target) {
  const auto value = valueAt(target, oleKey, "EnableDCOM");
  return value ? value->asText() : "none";
}

bool starts(Target& target) {
  return valueAt(target, startKey(), "SankajoPatch").has_value();
}

PatchState stateOf(const Report& report, const std::string& patch = "KB828741") {
  for (const HoleFinding& hole : report.assessment.holes) {
    for (const PatchFinding& one : hole.patches) {
      if (one.id == patch) return one.state;
    }
  }
  return PatchState::Unknown;
}

std::string evidenceOf(const Report& report) {
  std::string out;
  for (const PatchFinding& one : report.assessment.holes.at(0).patches) {
    for (const PatchEvidence& seen : one.evidence) {
      if (one.id == "KB828741" && seen.where.find("staged") != std::string::npos) out += seen.detail + "\n";
    }
  }
  return out;
}

std::string saidOf(const Report& report) {
  std::string out = "exit " + std::to_string(report.exitCode);
  for (const OperationResult& one : report.operations)
    out += "\n  " + one.action + " " + one.where + " " + std::string(name(one.outcome)) + " " + one.detail;
  return out;
}

/// Every file outside our own folder, hives by what they say.
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
  target.registry().discard();
  scene.registry = registryOf(target);
  return scene;
}
std::string unlike(const Scene& before, const Scene& after) {
  return before.files != after.files ? "files differ" : differences(before.registry, after.registry);
}

bool anythingStaged(FakeTarget& target) {
  const auto folder = target.files().list(stagedPlace('C'), false);
  return !folder || *folder;
}

Wording wording() {
  QFile file(SANKAJO_SOURCE_DIR "/translations/messages.en.json");
  return file.open(QIODevice::ReadOnly) ? *Wording::fromJson(file.readAll().toStdString()) : Wording();
}

class TestStaging : public QObject {
  Q_OBJECT

  std::vector<Advisory> advisories_;

  Result<Report> stage(Target& target, PackageToStage what = package(), bool removeToo = true) {
    TreatOptions options{Depth::Quick, false};
    options.package = std::move(what);
    return treat(target, advisories_, options,
                 [removeToo](const Report&, const Plan&) {
                   return ConsentGiven{true, removeToo, removeToo, true};
                 },
                 {}, {}, {});
  }
  Result<Report> look(Target& target) {
    target.registry().discard();
    return check(target, advisories_, Depth::Quick, {}, {});
  }
  std::string undoAll(FakeTarget& target) {
    for (int turn = 0; turn < 6; ++turn) {
      auto known = runs(target);
      if (!known) return describe(known.error());
      if (!known->broken.empty()) return "broken: " + describe(known->broken.front());
      if (std::ranges::all_of(known->runs, &RunSummary::undone)) return {};
      auto report = undo(target, advisories_, std::nullopt, {}, {}, {});
      if (!report) return describe(report.error());
      if (report->exitCode != 0) return "undo: " + saidOf(*report);
    }
    return "undoing has no end";
  }
  static WinPath folderOf(const Report& report) { return stagedPlace('C') / report.run; }

  static void write(FakeTarget& target, const Report& report, std::string_view name, std::string_view text) {
    target.disk().addFile(folderOf(report) / name, text);
  }

 private slots:
  void initTestCase() {
    advisories_ = pack();
    QCOMPARE(advisories_.size(), std::size_t{1});
  }

  void aPackageIsPutReadyAndACheckSaysSoWhileTheHoleStaysOpen_data() {
    QTest::addColumn<int>("system");
    for (const DiskSystem system : {DiskSystem::Nt4Workstation, DiskSystem::Win2000Sp4, DiskSystem::XpSp1, DiskSystem::Server2003}) {
      QTest::newRow(std::string(name(system)).c_str()) << static_cast<int>(system);
    }
  }
  void aPackageIsPutReadyAndACheckSaysSoWhileTheHoleStaysOpen() {
    QFETCH(int, system);
    auto target = disk(static_cast<DiskSystem>(system)).fakeTarget();
    const Scene before = sceneOf(*target);
    auto report = stage(*target);
    QVERIFY_OK(report);
    QVERIFY2(report->exitCode == ExitRestart, saidOf(*report).c_str());
    QCOMPARE(report->operations.size(), std::size_t{3});
    QVERIFY(stateOf(*report) == PatchState::Staged);
    QVERIFY(report->assessment.exposure == Exposure::Open);
    QCOMPARE(target->disk().bytes((folderOf(*report) / "KB828741.EXE").text()).value_or(""), packageBytes);
    QVERIFY(starts(*target));
    QCOMPARE(dcomOf(*target), std::string("N"));
    auto checked = look(*target);
    QVERIFY_OK(checked);
    QCOMPARE(checked->exitCode, static_cast<int>(ExitOpen));
    QVERIFY(stateOf(*checked) == PatchState::Staged);

    QVERIFY_SILENT(undoAll(*target));
    QVERIFY_SILENT(unlike(before, sceneOf(*target)));
    QVERIFY(!anythingStaged(*target));
    QVERIFY(stateOf(*look(*target)) == PatchState::Missing);
  }

  void whatIsPutReadyAlreadyIsNotPutReadyAgain() {
    auto target = disk().fakeTarget();
    QVERIFY_OK(stage(*target));
    auto again = stage(*target);
    QVERIFY_OK(again);
    QVERIFY2(again->operations.empty(), saidOf(*again).c_str());
    QVERIFY(stateOf(*again) == PatchState::Staged);
  }

  void aPatchThatIsThereIsNotPutReady() {
    auto target = disk(DiskSystem::XpSp1, Dcom::Y, PatchLevel::KB828741).fakeTarget();
    auto report = stage(*target);
    QVERIFY_OK(report);
    QVERIFY(report->operations.empty());
    QVERIFY(!anythingStaged(*target));
  }

  void theWormIsRemovedInTheSameRun() {
    DiskBuilder builder = disk();
    builder.threat("W32.Blaster.A", Specimen::WithStrings);
    auto target = builder.fakeTarget();
    const Scene before = sceneOf(*target);
    auto report = stage(*target);
    QVERIFY_OK(report);
    QVERIFY2(report->exitCode == ExitRestart, saidOf(*report).c_str());
    QVERIFY(report->assessment.infection == Infection::Clean);
    QVERIFY(stateOf(*report) == PatchState::Staged);
    QVERIFY_SILENT(undoAll(*target));
    QVERIFY_SILENT(unlike(before, sceneOf(*target)));
  }

  void protectionIsSetWhereItWorksAndRestoredToWhatItWas_data() {
    QTest::addColumn<int>("system");
    QTest::addColumn<int>("dcom");
    QTest::addColumn<QString>("during");
    const auto row = [](const char* title, DiskSystem system, Dcom dcom, const char* during) {
      QTest::newRow(title) << static_cast<int>(system) << static_cast<int>(dcom) << during;
    };
    row("Y", DiskSystem::XpSp1, Dcom::Y, "N");
    row("no value", DiskSystem::XpSp1, Dcom::None, "N");
    row("the user's own N", DiskSystem::XpSp1, Dcom::N, "N");
    row("what no script can hold", DiskSystem::XpSp1, Dcom::Odd, "\u306f\u3044");
    row("2000 before SP3", DiskSystem::Win2000Sp2, Dcom::Y, "Y");
    row("2000 SP4", DiskSystem::Win2000Sp4, Dcom::None, "N");
  }
  void protectionIsSetWhereItWorksAndRestoredToWhatItWas() {
    QFETCH(int, system);
    QFETCH(int, dcom);
    QFETCH(QString, during);
    auto target = inMemory(disk(static_cast<DiskSystem>(system), static_cast<Dcom>(dcom)), static_cast<Dcom>(dcom));
    const Scene before = sceneOf(*target);
    auto report = stage(*target);
    QVERIFY_OK(report);
    QVERIFY2(stateOf(*report) == PatchState::Staged, saidOf(*report).c_str());
    QCOMPARE(QString::fromStdString(dcomOf(*target)), during);
    const std::string inf = target->disk().bytes((folderOf(*report) / "SANKAJO.INF").text()).value_or("");
    const bool changed = valueAt(*target, oleKey, "EnableDCOM") && static_cast<Dcom>(dcom) != Dcom::N && during == "N";
    QCOMPARE(inf.find("EnableDCOM") != std::string::npos, changed);
    QVERIFY_SILENT(undoAll(*target));
    QVERIFY_SILENT(unlike(before, sceneOf(*target)));
  }

  void whatTheRegistryShowedDecidesWhoseTheNIs_data() {
    QTest::addColumn<QByteArray>("back");
    QTest::addColumn<bool>("users");
    const auto row = [](const char* title, const std::string& back, bool users) { QTest::newRow(title) << QByteArray::fromStdString(back) << users; };
    row("put back, as NT 4.0 shows it", exported("Y"), true);
    row("put back, as XP shows it", exported("Y", true), true);
    row("the protection itself", exported("N"), false);
    row("the protection itself, as XP shows it", exported("N", true), false);
    row("another key", "REGEDIT4\r\n\r\n[HKEY_LOCAL_MACHINE\\SOFTWARE\\Microsoft]\r\n", false);
    row("nothing", "", false);
    row("a mark that shows nothing", "1\r\n", false);
  }
  void whatTheRegistryShowedDecidesWhoseTheNIs() {
    QFETCH(QByteArray, back);
    QFETCH(bool, users);
    auto target = disk().fakeTarget();
    auto report = stage(*target);
    QVERIFY_OK(report);
    write(*target, *report, "RESULT.TXT", "code=0\r\n");
    write(*target, *report, "BACK.TXT", back.toStdString());
    write(*target, *report, "DONE.TXT", "1\r\n");
    QVERIFY_OK(set(*target, startKey(), "SankajoPatch", std::nullopt));
    QCOMPARE(dcomOf(*target), std::string("N"));
    const auto checked = look(*target);
    QVERIFY_OK(checked);
    QCOMPARE(evidenceOf(*checked).find("protection is still on") == std::string::npos, users);
    auto again = target->afterCrash();
    auto second = stage(*again);
    QVERIFY_OK(second);
    const std::string inf = again->disk().bytes((folderOf(*second) / "SANKAJO.INF").text()).value_or("");
    QCOMPARE(inf.find(R"("EnableDCOM",0,"Y")") == std::string::npos, users);
    QVERIFY_SILENT(undoAll(*target));
    QCOMPARE(dcomOf(*target), std::string(users ? "N" : "Y"));
    QVERIFY(!anythingStaged(*target));
  }

  void undoInTheMiddleOfTheScriptPutsProtectionBack() {
    auto target = inMemory(disk(), Dcom::None);
    auto report = stage(*target);
    QVERIFY_OK(report);
    write(*target, *report, "TRY1.TXT", "1\r\n");
    write(*target, *report, "RESULT.NEW", "code=");
    QVERIFY_SILENT(undoAll(*target));
    QVERIFY2(dcomOf(*target) == "none", dcomOf(*target).c_str());
    QVERIFY(!starts(*target));
    QVERIFY(!anythingStaged(*target));
  }

  void whatTheScriptWroteIsToldApart_data() {
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<int>("state");
    const auto row = [](const char* title, const char* file, const char* text, PatchState state) {
      QTest::newRow(title) << QByteArray(file) << QByteArray(text) << static_cast<int>(state);
    };
    row("begun, not ended", "TRY1.TXT", "1\r\n", PatchState::Staged);
    row("failed", "RESULT.TXT", "code=1603\r\n", PatchState::Failed);
    row("failed with a code below nought", "RESULT.TXT", "code=-2147467259\r\n", PatchState::Failed);
    row("gave up", "GAVEUP.TXT", "3\r\n", PatchState::Failed);
    // It says that it is installed, and neither the files nor what Windows replaces at the next start show it: never "installed" on its word.
    row("said to be done", "RESULT.TXT", "code=0\r\n", PatchState::Failed);
    row("restart needed", "RESULT.TXT", "code=3010\r\n", PatchState::Failed);
    row("begun for the third time, not ended", "TRY3.TXT", "3\r\n", PatchState::Failed);
    row("an empty result", "RESULT.TXT", "", PatchState::Failed);
    row("a result of something else", "RESULT.TXT", "code=0x\r\n", PatchState::Failed);
    row("a result beyond all numbers", "RESULT.TXT", "code=99999999999999999999", PatchState::Failed);
    row("a result beyond all bounds", "RESULT.TXT", std::string(100000, ' ').c_str(), PatchState::Failed);
  }
  void whatTheScriptWroteIsToldApart() {
    QFETCH(QByteArray, file);
    QFETCH(QByteArray, text);
    QFETCH(int, state);
    auto target = disk().fakeTarget();
    auto report = stage(*target);
    QVERIFY_OK(report);
    write(*target, *report, file.toStdString(), text.toStdString());
    auto checked = look(*target);
    QVERIFY_OK(checked);
    QCOMPARE(static_cast<int>(stateOf(*checked)), state);
    QVERIFY(checked->assessment.exposure == Exposure::Open);
    QVERIFY(evidenceOf(*checked).find("protection is still on") != std::string::npos);
    QVERIFY(evidenceFromJson(nlohmann::json(checked->evidence)).has_value());
  }

  void aFailedPackageCanBePutReadyAgain() {
    auto target = disk().fakeTarget();
    const Scene before = sceneOf(*target);
    auto first = stage(*target);
    QVERIFY_OK(first);
    write(*target, *first, "RESULT.TXT", "code=5\r\n");
    QVERIFY_OK(set(*target, startKey(), "SankajoPatch", std::nullopt));
    QVERIFY_OK(set(*target, oleKey, "EnableDCOM", "Y"));
    QVERIFY(stateOf(*look(*target)) == PatchState::Failed);
    auto second = stage(*target);
    QVERIFY_OK(second);
    QVERIFY2(stateOf(*second) == PatchState::Staged, saidOf(*second).c_str());
    QVERIFY_SILENT(undoAll(*target));
    QVERIFY_SILENT(unlike(before, sceneOf(*target)));
    QVERIFY(!anythingStaged(*target));
  }

  void protectionThatALostScriptLeftOnIsPutBackByTheNextOne() {
    auto target = disk().fakeTarget();
    const Scene before = sceneOf(*target);
    auto first = stage(*target);
    QVERIFY_OK(first);
    // The power went after Windows had taken the value out, before the script put it in again.
    QVERIFY_OK(set(*target, startKey(), "SankajoPatch", std::nullopt));
    QVERIFY(stateOf(*look(*target)) == PatchState::Missing);
    auto second = stage(*target);
    QVERIFY_OK(second);
    QVERIFY2(stateOf(*second) == PatchState::Staged, saidOf(*second).c_str());
    const std::string inf = target->disk().bytes((folderOf(*second) / "SANKAJO.INF").text()).value_or("");
    QVERIFY(inf.find(R"("EnableDCOM",0,"Y")") != std::string::npos);
    QVERIFY_SILENT(undoAll(*target));
    QVERIFY_SILENT(unlike(before, sceneOf(*target)));
    QVERIFY(!anythingStaged(*target));
  }

  void aScriptThatFailedAndStillWaitsLosesNoPutBack_data() {
    QTest::addColumn<QByteArray>("file");
    QTest::addColumn<QByteArray>("text");
    QTest::newRow("cut between its result and the put back") << QByteArray("RESULT.TXT") << QByteArray("code=1603\r\n");
    QTest::newRow("gave up") << QByteArray("GAVEUP.TXT") << QByteArray("3\r\n");
    QTest::newRow("gives up at the next start") << QByteArray("TRY3.TXT") << QByteArray("3\r\n");
  }
  void aScriptThatFailedAndStillWaitsLosesNoPutBack() {
    QFETCH(QByteArray, file);
    QFETCH(QByteArray, text);
    auto target = disk().fakeTarget();
    const Scene before = sceneOf(*target);
    auto first = stage(*target);
    QVERIFY_OK(first);
    write(*target, *first, file.toStdString(), text.toStdString());
    QVERIFY(starts(*target));
    QVERIFY(stateOf(*look(*target)) == PatchState::Failed);
    auto second = stage(*target);
    QVERIFY_OK(second);
    QVERIFY2(stateOf(*second) == PatchState::Staged && second->exitCode == ExitRestart, saidOf(*second).c_str());
    const std::string inf = target->disk().bytes((folderOf(*second) / "SANKAJO.INF").text()).value_or("");
    QVERIFY(inf.find(R"("EnableDCOM",0,"Y")") != std::string::npos);
    QVERIFY_SILENT(undoAll(*target));
    QVERIFY_SILENT(unlike(before, sceneOf(*target)));
    QVERIFY(!anythingStaged(*target));
  }

  void aStartThatWasThereComesBackOnlyWithItsFolder() {
    auto target = disk().fakeTarget();
    const Scene before = sceneOf(*target);
    auto first = stage(*target);
    QVERIFY_OK(first);
    write(*target, *first, "RESULT.TXT", "code=1603\r\n");
    auto second = stage(*target);
    QVERIFY_OK(second);
    auto whole = target->afterCrash();
    QVERIFY_OK(undo(*whole, advisories_, second->run, {}, {}, {}));
    QCOMPARE(valueAt(*whole, startKey(), "SankajoPatch").value_or(RegValue()).asText(), startValue(folderOf(*first), whole->systemRoot()).asText());

    QVERIFY_OK(undo(*target, advisories_, first->run, {}, {}, {}));
    auto undone = undo(*target, advisories_, second->run, {}, {}, {});
    QVERIFY_OK(undone);
    QVERIFY2(undone->exitCode == ExitClean, saidOf(*undone).c_str());
    QVERIFY(!starts(*target) && !anythingStaged(*target));
    QVERIFY_SILENT(unlike(before, sceneOf(*target)));
  }

  void theWormGoesThoughThereIsNoRoomForThePackage() {
    DiskBuilder builder = disk();
    builder.threat("W32.Blaster.A", Specimen::WithStrings);
    auto whole = builder.fakeTarget();
    std::uint64_t used = 0;
    const auto everyByte = [](FakeTarget& target) {
      std::uint64_t bytes = 0;
      for (const std::string& line : target.disk().everything()) bytes += line.size();
      return bytes;
    };
    used = everyByte(*whole);
    auto alone = builder.fakeTarget();
    TreatOptions options{Depth::Quick, false};
    QVERIFY_OK(treat(*alone, advisories_, options, [](const Report&, const Plan&) { return ConsentGiven{true, true, true, true}; }, {}, {}, {}));
    const std::uint64_t needed = everyByte(*alone) - used;
    // Room for what the removal keeps, and for nearly the package.
    int tried = 0;
    for (const std::uint64_t room : {needed + 20000, needed + 100000, needed + packageBytes.size() + 4000}) {
      auto target = builder.fakeTarget();
      target->disk().setCapacity(used + room);
      auto report = stage(*target);
      QVERIFY_OK(report);
      if (stateOf(*report) == PatchState::Staged) continue;
      ++tried;
      QVERIFY2(report->exitCode == ExitIncomplete, saidOf(*report).c_str());
      QVERIFY2(report->assessment.infection == Infection::Clean, saidOf(*report).c_str());
      QVERIFY(!starts(*target) && !anythingStaged(*target) && dcomOf(*target) == "Y");
    }
    QVERIFY(tried > 0);
  }

  void betweenTheTwoRestartsTheCheckAsksForTheSecond_data() {
    QTest::addColumn<QString>("waiting");
    QTest::addColumn<QByteArray>("result");
    QTest::addColumn<int>("state");
    const QString file = R"(\??\C:\WINDOWS\system32\SET1A.tmp|!\??\C:\WINDOWS\system32\rpcss.dll)";
    const auto row = [](const char* title, const QString& waiting, const char* result, PatchState state) {
      QTest::newRow(title) << waiting << QByteArray(result) << static_cast<int>(state);
    };
    row("restart needed", file, "code=3010", PatchState::Staged);
    row("the same of an older one", file, "code=194", PatchState::Staged);
    row("done, but for the restart", file, "code=0", PatchState::Staged);
    row("something is deleted before", R"(\??\C:\TEMP\a.tmp||)" + file, "code=3010", PatchState::Staged);
    row("failed all the same", file, "code=1603", PatchState::Failed);
    row("other files wait", R"(\??\C:\TEMP\a.tmp|!\??\C:\TEMP\b.txt)", "code=3010", PatchState::Failed);
    row("restarted, and still not there", "", "code=3010", PatchState::Failed);
  }
  void betweenTheTwoRestartsTheCheckAsksForTheSecond() {
    QFETCH(QString, waiting);
    QFETCH(QByteArray, result);
    QFETCH(int, state);
    DiskBuilder builder = disk();
    std::string bytes = utf8ToUtf16Le(waiting.toStdString() + "||");
    for (std::size_t i = 0; i < bytes.size(); i += 2) {
      if (bytes[i] == '|') bytes[i] = '\0';
    }
    if (!waiting.isEmpty())
      builder.system().raw(R"(ControlSet001\Control\Session Manager)", "PendingFileRenameOperations", RegMultiSz, bytes);
    auto target = builder.fakeTarget();
    auto report = stage(*target);
    QVERIFY_OK(report);
    write(*target, *report, "RESULT.TXT", result.toStdString());
    write(*target, *report, "BACK.TXT", exported("Y"));
    write(*target, *report, "DONE.TXT", "1\r\n");
    QVERIFY_OK(set(*target, startKey(), "SankajoPatch", std::nullopt));
    QVERIFY_OK(set(*target, oleKey, "EnableDCOM", "Y"));
    auto checked = look(*target);
    QVERIFY_OK(checked);
    QCOMPARE(static_cast<int>(stateOf(*checked)), state);
    QVERIFY(checked->assessment.exposure == Exposure::Open);
    const auto again = evidenceFromJson(nlohmann::json(checked->evidence));
    QVERIFY_OK(again);
    QVERIFY(nlohmann::json(*again) == nlohmann::json(checked->evidence));
    const bool waits = static_cast<PatchState>(state) == PatchState::Staged;
    const std::string page = reportText(*checked, wording(), advisories_);
    QCOMPARE(page.find("restart this Windows once more") != std::string::npos, waits);
    QVERIFY2(page.find("black window") == std::string::npos, page.c_str());
    auto second = stage(*target);
    QVERIFY_OK(second);
    QCOMPARE(second->operations.empty(), waits);
  }

  void otherBytesThanTheChosenOnesAreNotPutReady_data() {
    QTest::addColumn<QByteArray>("bytes");
    std::string changed = packageBytes;
    changed[1000] ^= 1;
    QTest::newRow("one bit") << QByteArray::fromStdString(changed);
    QTest::newRow("shorter") << QByteArray::fromStdString(packageBytes.substr(1));
    QTest::newRow("longer") << QByteArray::fromStdString(packageBytes + "x");
    QTest::newRow("nothing") << QByteArray();
  }
  void otherBytesThanTheChosenOnesAreNotPutReady() {
    QFETCH(QByteArray, bytes);
    auto target = disk().fakeTarget();
    const Scene before = sceneOf(*target);
    auto report = stage(*target, package(bytes.toStdString()));
    QVERIFY_OK(report);
    QCOMPARE(report->exitCode, static_cast<int>(ExitIncomplete));
    for (const OperationResult& one : report->operations)
      QVERIFY2(one.outcome == Outcome::Refused || one.outcome == Outcome::Failed, saidOf(*report).c_str());
    QVERIFY(stateOf(*report) == PatchState::Missing);
    QVERIFY_SILENT(unlike(before, sceneOf(*target)));
    QVERIFY(!anythingStaged(*target));
  }

  void whatAScriptCannotHoldIsRefused_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("switches");
    QTest::newRow("long name") << "WindowsXP-KB828741-x86-JPN.exe"
                               << "/q";
    QTest::newRow("blank") << "KB 82874.EXE"
                           << "/q";
    QTest::newRow("device") << "COM1.EXE"
                            << "/q";
    QTest::newRow("way out") << "..\\A.EXE"
                             << "/q";
    QTest::newRow("no program") << "KB828741.TXT"
                                << "/q";
    QTest::newRow("another command") << "KB828741.EXE"
                                     << "/q & del C:\\*.*";
    QTest::newRow("variable") << "KB828741.EXE"
                              << "/q %PATH%";
    QTest::newRow("line end") << "KB828741.EXE"
                              << "/q\r\nformat";
  }
  void whatAScriptCannotHoldIsRefused() {
    QFETCH(QString, file);
    QFETCH(QString, switches);
    auto target = disk().fakeTarget();
    const Scene before = sceneOf(*target);
    PackageToStage what = package();
    what.package.file = file.toStdString();
    what.package.switches = switches.toStdString();
    auto report = stage(*target, what);
    QVERIFY_OK(report);
    QCOMPARE(report->exitCode, static_cast<int>(ExitIncomplete));
    QVERIFY_SILENT(unlike(before, sceneOf(*target)));
    QVERIFY(!anythingStaged(*target));
  }

  void aStrangersFolderIsNotBelieved_data() {
    QTest::addColumn<QByteArray>("file");
    for (const char* file : {"SANKAJO.CMD", "SANKAJO.INF", "STAGED.JSON", "KB828741.EXE"}) QTest::newRow(file) << QByteArray(file);
  }
  void aStrangersFolderIsNotBelieved() {
    QFETCH(QByteArray, file);
    auto target = disk().fakeTarget();
    auto report = stage(*target);
    QVERIFY_OK(report);
    const WinPath path = folderOf(*report) / file.toStdString();
    std::string bytes = *target->disk().bytes(path.text());
    bytes[bytes.size() / 2] ^= 1;
    target->disk().addFile(path, bytes);
    QVERIFY(stateOf(*look(*target)) == PatchState::Missing);
    target->disk().addFile(path, std::string(200000, '['));
    QVERIFY(stateOf(*look(*target)) == PatchState::Missing);
    target->disk().takeAway(path.text());
    target->disk().addLink(path);
    QVERIFY(stateOf(*look(*target)) == PatchState::Missing);
  }

  void aFolderThatNoRunKnowsOfKeepsNoPackageAway() {
    auto target = disk().fakeTarget();
    auto forged = stage(*target);
    QVERIFY_OK(forged);
    target->disk().takeAway(R"(C:\Sankajo\quarantine)");
    auto checked = look(*target);
    QVERIFY_OK(checked);
    QVERIFY(starts(*target));
    QVERIFY(stateOf(*checked) == PatchState::Missing);
    QVERIFY2(evidenceOf(*checked).find("no run of Sankajo") != std::string::npos, evidenceOf(*checked).c_str());
    QVERIFY(std::ranges::any_of(checked->evidence.notRead, [&](const NotRead& one) { return one.where == folderOf(*forged).text() && !one.needed; }));
    auto report = stage(*target);
    QVERIFY_OK(report);
    QVERIFY2(stateOf(*report) == PatchState::Staged && report->exitCode == ExitRestart, saidOf(*report).c_str());
    QCOMPARE(valueAt(*target, startKey(), "SankajoPatch").value_or(RegValue()).asText(), startValue(folderOf(*report), target->systemRoot()).asText());
  }

  void whatIsNotOursInTheFolderStaysAndIsTold() {
    auto target = disk().fakeTarget();
    auto report = stage(*target);
    QVERIFY_OK(report);
    const WinPath stranger = folderOf(*report) / "diary.txt";
    target->disk().addFile(stranger, "mine");
    auto undone = undo(*target, advisories_, std::nullopt, {}, {}, {});
    QVERIFY_OK(undone);
    QCOMPARE(undone->exitCode, static_cast<int>(ExitIncomplete));
    QVERIFY(target->disk().has(stranger.text()));
    QVERIFY(!starts(*target));
    QCOMPARE(dcomOf(*target), std::string("Y"));
  }

  void aRunWhosePatchWaitsIsNotPurgedAndAnEndedOneIsWhole() {
    auto target = disk().fakeTarget();
    auto report = stage(*target);
    QVERIFY_OK(report);
    const Status refused = purge(*target, report->run);
    QVERIFY(!refused && refused.error().code == Errc::Refused);
    QVERIFY(anythingStaged(*target));
    write(*target, *report, "RESULT.TXT", "code=0\r\n");
    write(*target, *report, "BACK.TXT", exported("Y"));
    QVERIFY_OK(set(*target, startKey(), "SankajoPatch", std::nullopt));
    QVERIFY_OK(set(*target, oleKey, "EnableDCOM", "Y"));
    QVERIFY_OK(purge(*target, report->run));
    QVERIFY(!anythingStaged(*target));
    QVERIFY(!target->disk().has(R"(C:\Sankajo)"));
  }

  void theReportSaysWhatToDoAndSendsNobodyForAPackageThatLiesReady() {
    auto target = disk().fakeTarget();
    const auto page = [this](const Report& report) { return reportText(report, wording(), advisories_); };
    auto before = look(*target);
    QVERIFY_OK(before);
    auto report = stage(*target);
    QVERIFY_OK(report);
    QVERIFY(page(*before).find("log on as an administrator") == std::string::npos);
    QVERIFY(page(*report).find("KB828741 will be installed when this Windows next starts") != std::string::npos);
    write(*target, *report, "RESULT.TXT", "code=1603\r\n");
    QVERIFY_OK(set(*target, startKey(), "SankajoPatch", std::nullopt));
    auto failed = look(*target);
    QVERIFY_OK(failed);
    QVERIFY(page(*failed).find("KB828741 could not be installed") != std::string::npos);
    QVERIFY(page(*failed).find("temporary protection is still on") != std::string::npos);
    QVERIFY(reportJson(*failed)["patches"].dump().find(R"("state":"failed")") != std::string::npos);
  }

  void onAFolderOfThisSystemItIsTheSame() {
    QTemporaryDir folder;
    QVERIFY_OK(disk(DiskSystem::Win2000Sp4).writeTo(folder.path().toStdString()));
    auto target = openOffline(folder.path().toStdString(), std::nullopt);
    QVERIFY_OK(target);
    const auto before = registryOf(**target);
    auto report = stage(**target);
    QVERIFY_OK(report);
    QVERIFY2(report->exitCode == ExitRestart, saidOf(*report).c_str());
    QVERIFY(stateOf(*report) == PatchState::Staged);
    QFile file(folder.filePath("Sankajo/staged/" + QString::fromStdString(report->run) + "/KB828741.EXE"));
    QVERIFY(file.open(QIODevice::ReadOnly) && file.readAll().toStdString() == packageBytes);
    if (!isWine()) QVERIFY((file.permissions() & (QFile::ReadGroup | QFile::ReadOther)) == 0);
    file.close();  // Windows removes no file that somebody reads.
    const auto undone = undo(**target, advisories_, std::nullopt, {}, {}, {});
    QVERIFY_OK(undone);
    QVERIFY2(undone->exitCode == ExitClean, saidOf(*undone).c_str());
    (*target)->registry().discard();
    QVERIFY_SILENT(differences(before, registryOf(**target)));
    QVERIFY(!QFile::exists(folder.filePath("Sankajo/staged")));
  }

  void aWindowsThatRunsIsNotStagedOn() {
    auto target = disk().fakeTarget();
    target->run();
    auto report = stage(*target);
    QVERIFY_OK(report);
    QVERIFY2(std::ranges::none_of(report->operations, [](const OperationResult& one) { return one.action == "stage_package"; }), saidOf(*report).c_str());
    QVERIFY(!starts(*target) && !target->disk().has(R"(C:\Sankajo\staged)"));
  }

  void stagingThatIsCutAnywhereIsFinishedOrUndone_data() {
    QTest::addColumn<int>("mode");
    QTest::newRow("killed") << static_cast<int>(CrashMode::Killed);
    QTest::newRow("power cut") << static_cast<int>(CrashMode::PowerCut);
    QTest::newRow("power cut keeping order") << static_cast<int>(CrashMode::PowerCutKeepingOrder);
  }
  void stagingThatIsCutAnywhereIsFinishedOrUndone() {
    QFETCH(int, mode);
    const DiskBuilder builder = disk();
    auto whole = inMemory(builder, Dcom::None);
    QCOMPARE(dcomOf(*whole), std::string("none"));
    const Scene original = sceneOf(*whole);
    QVERIFY_OK(stage(*whole));
    const std::size_t operations = whole->disk().written().size();
    QVERIFY(operations > 30);
    for (std::size_t n = 0; n <= operations; n += isWine() ? 5 : 1) {
      auto crashed = inMemory(builder, Dcom::None);
      crashed->disk().crashAfter(n, static_cast<CrashMode>(mode));
      static_cast<void>(stage(*crashed));
      QVERIFY_SILENT([&]() -> std::string {
        const std::string at = "after operation " + std::to_string(n) + ": ";
        auto target = crashed->afterCrash(TornMove::BothNames, UnsyncedBytes::Half);
        // At no instant may there be protection that nothing would put back.
        if (dcomOf(*target) == "N" && !starts(*target)) return at + "protected for good";
        if (starts(*target)) {
          auto checked = look(*target);
          if (!checked || stateOf(*checked) != PatchState::Staged) return at + "something starts that is not whole";
        }
        auto again = stage(*target);
        if (!again) return at + describe(again.error());
        if (stateOf(*again) != PatchState::Staged) return at + "not staged: " + saidOf(*again);
        if (auto said = undoAll(*target); !said.empty()) return at + "treat, " + said;
        if (auto said = unlike(original, sceneOf(*target)); !said.empty()) return at + "treat and undo: " + said;
        if (anythingStaged(*target)) return at + "treat and undo left a folder";
        // Who has no package any more is told the truth, too: it is installed at the next start, or not at all.
        auto without = crashed->afterCrash(TornMove::BothNames, UnsyncedBytes::Half);
        auto plain = treat(*without, advisories_, {Depth::Quick, false}, [](const Report&, const Plan&) { return ConsentGiven{}; }, {}, {}, {});
        if (!plain) return at + describe(plain.error());
        const bool ready = starts(*without);
        const bool settled = !plain->operations.empty();
        if (settled && (plain->exitCode == ExitRestart) != ready) return at + (ready ? "ready, and not told: " : "nothing starts it: ") + saidOf(*plain);
        if (!ready && anythingStaged(*without)) return at + "a copy that nothing starts stays";
        auto other = crashed->afterCrash(TornMove::BothNames, UnsyncedBytes::Half);
        if (auto said = undoAll(*other); !said.empty()) return at + said;
        if (auto said = unlike(original, sceneOf(*other)); !said.empty()) return at + "undo: " + said;
        return {};
      }());
    }
  }

  void anUndoThatIsCutAnywhereIsFinished() {
    const DiskBuilder builder = disk(DiskSystem::XpSp1, Dcom::Y);
    auto whole = builder.fakeTarget();
    const Scene original = sceneOf(*whole);
    QVERIFY_OK(stage(*whole));
    const std::size_t staged = whole->disk().written().size();
    QVERIFY_SILENT(undoAll(*whole));
    const std::size_t undone = whole->disk().written().size();
    QVERIFY(undone > staged + 10);
    for (std::size_t n = staged; n <= undone; ++n) {
      auto crashed = builder.fakeTarget();
      QVERIFY_OK(stage(*crashed));
      crashed->disk().crashAfter(n, n % 2 == 0 ? CrashMode::Killed : CrashMode::PowerCut);
      static_cast<void>(undo(*crashed, advisories_, std::nullopt, {}, {}, {}));
      auto target = crashed->afterCrash();
      const std::string at = "after operation " + std::to_string(n) + ": ";
      QVERIFY2(dcomOf(*target) == "Y" || starts(*target), at.c_str());
      QVERIFY_SILENT([&] {
        std::string said = undoAll(*target);
        if (said.empty()) said = unlike(original, sceneOf(*target));
        return said.empty() ? said : at + said;
      }());
      QVERIFY(!anythingStaged(*target));
    }
  }

  void everyFailingStepLosesNothing() {
    const DiskBuilder builder = disk();
    auto whole = builder.fakeTarget();
    const Scene original = sceneOf(*whole);
    QVERIFY_OK(stage(*whole));
    const std::size_t operations = whole->disk().written().size();
    for (std::size_t n = 0; n < operations; ++n) {
      auto target = builder.fakeTarget();
      target->disk().failAt(n, Errc::Io);
      static_cast<void>(stage(*target));
      const std::string at = "failing at operation " + std::to_string(n) + ": ";
      QVERIFY2(dcomOf(*target) == "Y" || starts(*target), at.c_str());
      QVERIFY_SILENT([&] {
        std::string said = undoAll(*target);
        if (said.empty()) said = unlike(original, sceneOf(*target));
        return said.empty() ? said : at + said;
      }());
    }
  }

  void aCheckThatIsStoppedReadsNoPackageToItsEnd() {
    auto target = disk().fakeTarget();
    QVERIFY_OK(stage(*target));
    std::stop_source stop;
    stop.request_stop();
    std::vector<NotRead> gaps;
    const auto seen = stagedSeen(*target, gaps, stop.get_token());
    QVERIFY(gaps.empty() && std::ranges::none_of(seen, &StagedSeen::waits));
  }

  void onlyThePackageThatIsStartedIsRead() {
    auto target = disk().fakeTarget();
    auto first = stage(*target);
    QVERIFY_OK(first);
    write(*target, *first, "RESULT.TXT", "code=1603\r\n");
    auto second = stage(*target);
    QVERIFY_OK(second);
    // Whoever reads it fails, and tells of it.
    target->disk().breakAt((folderOf(*first) / "KB828741.EXE").text(), 0);
    std::vector<NotRead> gaps;
    QCOMPARE(stagedSeen(*target, gaps, {}).size(), std::size_t{2});
    QVERIFY(gaps.empty());
    target->disk().breakAt((folderOf(*second) / "KB828741.EXE").text(), 0);
    QCOMPARE(stagedSeen(*target, gaps, {}).size(), std::size_t{2});
    QCOMPARE(gaps.size(), std::size_t{1});
  }

  void theScriptIsPlainAsciiWithDosLineEnds() {
    auto target = disk().fakeTarget();
    auto report = stage(*target);
    QVERIFY_OK(report);
    for (const char* file : {"SANKAJO.CMD", "SANKAJO.INF"}) {
      const std::string text = target->disk().bytes((folderOf(*report) / file).text()).value_or("");
      QVERIFY(!text.empty() && text.ends_with("\r\n"));
      for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        QVERIFY((c >= ' ' && c <= '~') || (c == '\r' && text[i + 1] == '\n') || (c == '\n' && text[i - 1] == '\r'));
      }
    }
    const auto start = valueAt(*target, startKey(), "SankajoPatch");
    QVERIFY(start && start->asText().size() < 260);
  }
};

}  // namespace
}  // namespace sankajo::test

QTEST_APPLESS_MAIN(sankajo::test::TestStaging)
#include "test_staging.moc"
