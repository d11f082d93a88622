// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/engine/bad_input.h"

using namespace sankajo;
using namespace sankajo::test;

class TestBadInput : public BadInput {
  Q_OBJECT

 private slots:
  void initTestCase() { startFromThePack(); }

  // ---- no Windows, or not one
  void noWindowsThereIsSaidSo_data();
  void noWindowsThereIsSaidSo();
  void anEncryptedVolumeIsNamedAsSuch();
  void severalWindowsMustBeChosenFrom();

  // ---- hives
  void aBrokenHiveIsUnknownAndHidesNoWorm_data();
  void aBrokenHiveIsUnknownAndHidesNoWorm();
  void aBrokenHiveOfAUserIsTold_data() { hiveDamages(); }
  void aBrokenHiveOfAUserIsTold();
  void aHiveThatWasNotClosedIsReadButNeverWritten();
  void aMissingMachineHiveIsUnknownNotNoWindows();
  void aMissingRpcFileIsUnknown_data();
  void aMissingRpcFileIsUnknown();

  // ---- unclean and unreadable
  void aSleepingWindowsIsLookedAtButNotTouched_data();
  void aSleepingWindowsIsLookedAtButNotTouched();
  void anEmptyHibernationFileIsNoSleep();
  void whatCannotBeReadIsUnknownNotClean_data();
  void whatCannotBeReadIsUnknownNotClean();
  void aBadSectorIsUnknownNotClean();

  // ---- files
  void aWormCutAtEveryByteIsStillNoticed();
  void anRpcFileCutAtEveryByteNeverClosesTheHole();
  void programsCutAtEveryByteHarmNobody();
  void treatmentNeverGoesThroughALink();
  void strangeNamesAreFoundAndPutBack_data();
  void strangeNamesAreFoundAndPutBack();

  // ---- volumes that take nothing
  void aReadOnlyVolumeIsRefusedUntouched();
  void aVolumeThatFillsUpLosesNothing();

  // ---- what others left in our folder
  void aForgedRunPutsNothingBack_data();
  void aForgedRunPutsNothingBack();
  void aForgedInterruptedRunIsNotFinishedAtWindowsExpense();
  void aForgedHiveIsNotPutInPlace();
  void aForgedRegistryEntryIsNotPutBack_data();
  void aForgedRegistryEntryIsNotPutBack();
  void aLinkInPlaceOfTheQuarantineIsRefused();
  void purgingNeverLeavesTheRunsFolder();

  // ---- packs
  void aFaultyPackIsNamed_data();
  void aFaultyPackIsNamed();
  void userinitIsSetBackOnlyToWhatThisWindowsHas_data();
  void userinitIsSetBackOnlyToWhatThisWindowsHas();
  void theGuardRefusesWhatAPackMustNotName_data();
  void theGuardRefusesWhatAPackMustNotName();

 private:
  static void hiveDamages();
  static std::string damaged(const std::string& hive, const QByteArray& damage);
};


// --------------------------------------------------------------------------------------------------------- no Windows

void TestBadInput::noWindowsThereIsSaidSo_data() {
  QTest::addColumn<QByteArray>("scene");
  for (const char* scene : {"nothing", "papers", "a bare WINDOWS", "config is a file", "a link named WINDOWS", "no such folder", "a file"})
    QTest::newRow(scene) << QByteArray(scene);
}

void TestBadInput::noWindowsThereIsSaidSo() {
  QFETCH(const QByteArray, scene);
  const HostDisk disk, elsewhere(cleanDisk());
  std::string at = disk.path();
  if (scene == "papers") writeHost(disk.at("Letters/to my aunt.txt"), "hello");
  if (scene == "a bare WINDOWS") writeHost(disk.at("WINDOWS/win.ini"), "");
  if (scene == "config is a file") writeHost(disk.at("WINDOWS/SYSTEM/config"), "");
  if (scene == "a link named WINDOWS") QVERIFY(makeLink(elsewhere.at("WINDOWS"), disk.at("WINDOWS")));
  if (scene == "no such folder") at = disk.at("not there");
  if (scene == "a file") writeHost(at = disk.at("a file"), "not a volume either");
  const Snapshot before = snapshotOf(disk.path());
  const auto target = openOffline(at, std::nullopt);
  QVERIFY(!target);
  QVERIFY2(target.error().code == Errc::Unsupported, describe(target.error()).c_str());
  QVERIFY_SILENT(differences(before, snapshotOf(disk.path())));
}

void TestBadInput::anEncryptedVolumeIsNamedAsSuch() {
  const HostDisk disk;
  std::string image(1U << 20U, '\0');
  image.replace(0, 11, "\xEB\x58\x90-FVE-FS-");
  put32(image, 0x0B, 0x080200);
  image.replace(510, 2, "\x55\xAA");
  writeHost(disk.at("volume.img"), image);
  const auto target = openOffline(disk.at("volume.img"), std::nullopt);
  QVERIFY(!target);
  QVERIFY2(target.error().code == Errc::Unsupported, describe(target.error()).c_str());
  QVERIFY2(target.error().detail.find("BitLocker") != std::string::npos, describe(target.error()).c_str());
}

void TestBadInput::severalWindowsMustBeChosenFrom() {
  const HostDisk disk(cleanDisk());
  QVERIFY_OK(DiskBuilder({.system = DiskSystem::Win2000Sp4}).writeTo(disk.path()));
  const auto target = openOffline(disk.path(), std::nullopt);
  QVERIFY(!target);
  QVERIFY2(target.error().code == Errc::Refused, describe(target.error()).c_str());
  QVERIFY2(target.error().detail.find("WINNT") != std::string::npos && target.error().detail.find("WINDOWS") != std::string::npos,
           describe(target.error()).c_str());
  QVERIFY_OK(openOffline(disk.path(), "winnt"));
  QVERIFY(!openOffline(disk.path(), "WTSRV"));
}

// --------------------------------------------------------------------------------------------------------------- hives

void TestBadInput::hiveDamages() {
  QTest::addColumn<QByteArray>("damage");
  for (const char* damage : {"empty", "cut in the header", "the header alone", "cut in the first bin", "cut in half", "garbage",
                             "garbage behind the header", "self-referential", "another file's bytes"})
    QTest::newRow(damage) << QByteArray(damage);
}

std::string TestBadInput::damaged(const std::string& hive, const QByteArray& damage) {
  if (damage == "empty") return {};
  if (damage == "cut in the header") return hive.substr(0, 300);
  if (damage == "the header alone") return hive.substr(0, 0x1000);
  if (damage == "cut in the first bin") return hive.substr(0, 0x1000 + 700);
  if (damage == "cut in half") return hive.substr(0, hive.size() / 2);
  if (damage == "garbage") return garbage(hive.size());
  if (damage == "garbage behind the header") return hive.substr(0, 0x1000) + garbage(hive.size() - 0x1000);
  if (damage == "self-referential") return selfReferential(hive);
  return PeBuilder{.size = 8192}.build().value();
}

void TestBadInput::aBrokenHiveIsUnknownAndHidesNoWorm_data() { hiveDamages(); }

void TestBadInput::aBrokenHiveIsUnknownAndHidesNoWorm() {
  QFETCH(const QByteArray, damage);
  for (const std::string hive : {"SYSTEM", "SOFTWARE"}) {
    for (const bool wormy : {false, true}) {
      DiskBuilder builder = wormy ? wormyDisk() : cleanDisk();
      const std::string path = builder.hivePath(hive);
      builder.file(path, damaged(builder.files().at(path), damage));
      const HostDisk disk(builder);
      const Snapshot before = snapshotOf(disk.path());
      const auto report = checkAt(disk.path());
      QVERIFY_OK(report);
      const Infection infection = report->assessment.infection;
      const std::string of = hive + (wormy ? ", with the worm: " : ", clean: ") + verdictOf(*report) + explained(*report);
      QVERIFY2(infection == (wormy ? Infection::Infected : Infection::Unknown), of.c_str());
      QVERIFY2(report->exitCode == (wormy ? 10 : 12), of.c_str());
      if (!wormy) QVERIFY2(report->assessment.nextStep == NextStep::LookAgain, of.c_str());
      QVERIFY_SILENT(differences(before, snapshotOf(disk.path())));
    }
  }
}

void TestBadInput::aBrokenHiveOfAUserIsTold() {
  QFETCH(const QByteArray, damage);
  DiskBuilder builder = wormyDisk();
  const std::string path = builder.profile() + "\\NTUSER.DAT";
  builder.file(path, damaged(builder.files().at(path), damage));
  const HostDisk disk(builder);
  const auto report = checkAt(disk.path());
  QVERIFY_OK(report);
  QVERIFY2(report->exitCode == 10, verdictOf(*report).c_str());
  const bool told = std::any_of(report->evidence.notRead.begin(), report->evidence.notRead.end(), [](const NotRead& one) {
    return one.where.find("NTUSER.DAT") != std::string::npos || one.where.starts_with("HKU\\");
  });
  QVERIFY2(told, explained(*report).c_str());
}

void TestBadInput::aHiveThatWasNotClosedIsReadButNeverWritten() {
  for (const std::string hive : {"SYSTEM", "SOFTWARE"}) {
    DiskBuilder clean = cleanDisk(), wormy = wormyDisk(), traces = cleanDisk();
    traces.run("windows auto update", "msblast.exe");
    for (DiskBuilder* builder : {&clean, &wormy, &traces}) (hive == "SYSTEM" ? builder->system() : builder->software()).unclean();
    // Nothing found there is no clean bill.
    const HostDisk cleanFolder(clean), tracesFolder(traces), wormyFolder(wormy);
    QVERIFY_SILENT(unlike(word(checkAt(cleanFolder.path())), "unknown, open, look_again, exit 12"));
    // What is found there counts.
    const auto seen = checkAt(tracesFolder.path());
    QVERIFY_OK(seen);
    QVERIFY_SILENT(unlike(findingsOf(*seen), "W32.Blaster.A traces"));
    QVERIFY2(seen->exitCode == 12, verdictOf(*seen).c_str());
    const Snapshot before = snapshotOf(wormyFolder.path());
    const auto report = checkAt(wormyFolder.path());
    QVERIFY_OK(report);
    QVERIFY_SILENT(unlike(findingsOf(*report), "W32.Blaster.A infected, W32.Welchia.A infected"));
    QVERIFY2(report->exitCode == 10, verdictOf(*report).c_str());
    QVERIFY_SILENT(unlike(word(treatAt(wormyFolder.path())), "error Unclean"));
    QVERIFY_SILENT(differences(before, snapshotOf(wormyFolder.path())));
  }
}

void TestBadInput::aMissingMachineHiveIsUnknownNotNoWindows() {
  for (const std::string hive : {"SYSTEM", "SOFTWARE"}) {
    DiskBuilder clean = cleanDisk(), wormy = wormyDisk();
    clean.without(clean.hivePath(hive));
    wormy.without(wormy.hivePath(hive));
    const HostDisk cleanFolder(clean), wormyFolder(wormy);
    const auto report = checkAt(cleanFolder.path());
    QVERIFY_OK(report);
    QVERIFY2(report->assessment.infection == Infection::Unknown && report->exitCode == 12, (verdictOf(*report) + explained(*report)).c_str());
    const auto infected = checkAt(wormyFolder.path());
    QVERIFY_OK(infected);
    QVERIFY2(infected->exitCode == 10, verdictOf(*infected).c_str());
  }
}

void TestBadInput::aMissingRpcFileIsUnknown_data() {
  QTest::addColumn<QByteArray>("file");
  for (const char* file : {"ole32.dll", "rpcrt4.dll", "rpcss.dll"}) QTest::newRow(file) << QByteArray(file);
}

void TestBadInput::aMissingRpcFileIsUnknown() {
  QFETCH(const QByteArray, file);
  for (const PatchLevel level : kPatchLevels) {
    DiskBuilder builder({.system = DiskSystem::XpSp1, .patch = level});
    builder.without(builder.system32(file.toStdString()));
    const HostDisk disk(builder);
    // Without one of the three files, the verdict that rests on them is unknown, whatever the others say.
    const auto report = checkAt(disk.path());
    QVERIFY_SILENT(unlike(word(report), "clean, unknown, look_again, exit 12", " at level " + std::string(name(level)) + whole(report)));
  }
}

// ---------------------------------------------------------------------------------------------- unclean and unreadable

void TestBadInput::aSleepingWindowsIsLookedAtButNotTouched_data() {
  QTest::addColumn<QByteArray>("mark");
  for (const char* mark : {"hibr", "HIBR", "RSTR"}) QTest::newRow(mark) << QByteArray(mark);
}

void TestBadInput::aSleepingWindowsIsLookedAtButNotTouched() {
  QFETCH(const QByteArray, mark);
  DiskBuilder builder = wormyDisk();
  builder.file("hiberfil.sys", mark.toStdString() + std::string(8188, '\0'));
  const HostDisk disk(builder);
  const Snapshot before = snapshotOf(disk.path());
  QVERIFY_SILENT(unlike(word(checkAt(disk.path())), "infected, open, remove_and_patch, exit 10"));
  QVERIFY_SILENT(unlike(word(treatAt(disk.path())), "error Unclean"));
  QVERIFY_SILENT(differences(before, snapshotOf(disk.path())));
}

void TestBadInput::anEmptyHibernationFileIsNoSleep() {
  DiskBuilder builder = wormyDisk();
  builder.file("hiberfil.sys", std::string(8192, '\0'));
  const HostDisk disk(builder);
  const auto treated = treatAt(disk.path());
  QVERIFY_SILENT(unlike(word(treated), "clean, open, patch, exit 11", whole(treated)));
}

void TestBadInput::whatCannotBeReadIsUnknownNotClean_data() {
  QTest::addColumn<QByteArray>("path");
  QTest::addColumn<QByteArray>("onClean");
  QTest::addColumn<QByteArray>("onWormy");
  const QByteArray infected = "infected, open, remove_and_patch, exit 10";
  const auto row = [&](const char* path, const char* onClean, const QByteArray& onWormy) {
    QTest::newRow(path) << QByteArray(path) << QByteArray(onClean) << onWormy;
  };
  // The must-read list. The hole's state rests on the files, not on the hives.
  row("C:\\WINDOWS\\system32\\config\\SYSTEM", "unknown, open, look_again, exit 12", infected);
  row("C:\\WINDOWS\\system32\\config\\SOFTWARE", "unknown, open, look_again, exit 12", infected);
  row("C:\\WINDOWS\\system32\\rpcss.dll", "clean, unknown, look_again, exit 12", "infected, unknown, remove_and_patch, exit 10");
  row("C:\\WINDOWS\\system32\\wins", "clean, open, patch, exit 11", infected);  // no such folder on the clean disk
  // Neither the hives nor the files can be seen.
  row("C:\\WINDOWS\\system32", "unknown, unknown, look_again, exit 12", "unknown, unknown, look_again, exit 12");
  // Other gaps are told and decide nothing.
  row("C:\\WINDOWS\\Prefetch", "clean, open, patch, exit 11", infected);
  row("C:\\Documents and Settings", "clean, open, patch, exit 11", infected);
  row("C:\\WINDOWS\\explorer.exe", "clean, open, patch, exit 11", infected);
}

void TestBadInput::whatCannotBeReadIsUnknownNotClean() {
  QFETCH(const QByteArray, path);
  QFETCH(const QByteArray, onClean);
  QFETCH(const QByteArray, onWormy);
  for (const Errc code : {Errc::AccessDenied, Errc::Busy, Errc::Io}) {
    const auto scene = [&](FakeFiles& files) { files.makeUnreadable(path.toStdString(), code); };
    const std::string of = " for " + std::string(name(code));
    QVERIFY_SILENT(unlike(checkFake(cleanDisk(), scene), onClean.toStdString(), of));
    QVERIFY_SILENT(unlike(checkFake(wormyDisk(), scene), onWormy.toStdString(), of));
  }
}

void TestBadInput::aBadSectorIsUnknownNotClean() {
  const auto bad = [](const char* path, std::uint64_t offset) { return [=](FakeFiles& files) { files.breakAt(path, offset); }; };
  for (const std::uint64_t offset : {0U, 100U, 5000U}) {
    QVERIFY_SILENT(unlike(checkFake(cleanDisk(), bad("C:\\WINDOWS\\system32\\config\\SYSTEM", offset)), "unknown, open, look_again, exit 12"));
  }
  QVERIFY_SILENT(unlike(checkFake(cleanDisk(), bad("C:\\WINDOWS\\system32\\rpcss.dll", 100)), "clean, unknown, look_again, exit 12"));
  // The worm's file cannot be read, its name, place and Run value are there.
  QVERIFY_SILENT(unlike(checkFake(wormyDisk(), bad("C:\\WINDOWS\\system32\\msblast.exe", 0)), "infected, open, remove_and_patch, exit 10"));
}

// --------------------------------------------------------------------------------------------------------------- files

void TestBadInput::aWormCutAtEveryByteIsStillNoticed() {
  const std::string whole = PeBuilder{.texts = kBlasterTexts}.build().value();
  // Side by side in one folder: every spelling of the name is the worm's.
  const auto target = cleanDisk().fakeTarget();
  for (std::size_t size = 0; size < whole.size(); ++size)
    target->disk().addFile("C:\\WINDOWS\\" + spelling("system32", size / 1024) + "\\" + spelling("msblast.exe", size % 1024), whole.substr(0, size));
  const auto report = check(*target, advisories_, Depth::Quick, kNoProgress, {});
  QVERIFY_OK(report);
  QVERIFY_SILENT(unlike(findingsOf(*report), "W32.Blaster.A infected"));
  std::vector<std::size_t> seen(whole.size());
  for (const JudgedObservation& judged : report->assessment.findings.front().observations) {
    const auto& file = report->evidence.observations[judged.observation].file;
    QVERIFY(file && file->size < whole.size());
    ++seen[file->size];
    // Name and place are a sign; a text in what still is a program is a proof.
    const bool asItShould = judged.strength == Strength::Sign || (judged.strength == Strength::Proof && !file->byRule.empty() && file->executable);
    QVERIFY2(asItShould, (std::to_string(file->size) + " bytes: " + judged.detail).c_str());
  }
  for (std::size_t size = 0; size < whole.size(); ++size) QVERIFY2(seen[size] == 1, std::to_string(size).c_str());
}

void TestBadInput::anRpcFileCutAtEveryByteNeverClosesTheHole() {
  DiskBuilder builder({.system = DiskSystem::XpSp1, .patch = PatchLevel::KB828741});
  const std::string path = builder.system32("rpcss.dll");
  const std::string whole = builder.files().at(path);
  // Cut within the padding behind the last section's bytes, the version can still be read.
  constexpr std::size_t padding = 512;
  const std::size_t readable = whole.size() - padding + 1;
  const auto target = builder.fakeTarget();
  for (std::size_t size = 0; size < readable; ++size)
    target->disk().addFile("C:\\WINDOWS\\" + spelling("system32", size / 256) + "\\" + spelling("rpcss.dll", size % 256), whole.substr(0, size));
  const auto report = check(*target, advisories_, Depth::Quick, kNoProgress, {});
  QVERIFY_SILENT(unlike(word(report), "clean, unknown, look_again, exit 12"));
  std::size_t broken = 0;
  for (const FileVersionSeen& one : report->evidence.versions) broken += one.state == Seen::Unknown && !one.version && !one.why.empty();
  QVERIFY2(broken == readable, std::to_string(broken).c_str());
  // Each alone makes the verdict.
  for (std::size_t size = 0; size < whole.size(); size += 101) {
    const auto alone = builder.fakeTarget();
    alone->disk().addFile("C:\\" + path, whole.substr(0, size));
    const std::string said = word(check(*alone, advisories_, Depth::Quick, kNoProgress, {}));
    QVERIFY2(said == "clean, unknown, look_again, exit 12" || (size >= readable && said == "clean, closed, update, exit 0"),
             (std::to_string(size) + " of " + std::to_string(whole.size()) + " bytes: " + said).c_str());
  }
}

void TestBadInput::programsCutAtEveryByteHarmNobody() {
  DiskBuilder builder = cleanDisk();
  const std::string whole = PeBuilder{.version = FileVersionNumber::parse("5.1.2600.1106"), .texts = {"nothing of interest"}}.build().value();
  for (std::size_t size = 0; size < whole.size(); ++size)
    builder.file(builder.system32("cut" + std::to_string(size) + ".exe"), whole.substr(0, size));
  const auto target = builder.fakeTarget();
  QVERIFY_SILENT(unlike(word(check(*target, advisories_, Depth::Thorough, kNoProgress, {})), "clean, open, patch, exit 11"));
}

void TestBadInput::treatmentNeverGoesThroughALink() {
  const HostDisk outside;
  writeHost(outside.at("msblast.exe"), PeBuilder{.texts = kBlasterTexts, .size = 6176}.build().value());
  const Snapshot outsideBefore = snapshotOf(outside.path());
  {
    // A link where the worm's file would be: something of its name is there, and nobody looked at what.
    const HostDisk disk(cleanDisk());
    QVERIFY(makeLink(outside.at("msblast.exe"), disk.at("WINDOWS/system32/msblast.exe")));
    const Snapshot before = snapshotOf(disk.path());
    const auto report = checkAt(disk.path());
    QVERIFY_OK(report);
    QVERIFY2(report->exitCode == 10 || report->exitCode == 12, verdictOf(*report).c_str());
    QVERIFY2(report->assessment.infection != Infection::Infected, explained(*report).c_str());
    const auto treated = treatAt(disk.path());
    QVERIFY2(!treated || treated->exitCode == report->exitCode || treated->exitCode == 14, whole(treated).c_str());
    QVERIFY_SILENT(differences(before, snapshotOf(disk.path()), {"Sankajo"}));
    // Before the disk is cleared away: under Wine that goes through its links.
    QVERIFY_SILENT(differences(outsideBefore, snapshotOf(outside.path())));
  }
  {
    // A link where a folder of the worm would be: not looked at, so not clean.
    const HostDisk other, disk(cleanDisk());
    writeHost(other.at("wins/dllhost.exe"), PeBuilder{.size = 10240}.build().value());
    const Snapshot otherBefore = snapshotOf(other.path());
    QVERIFY(makeLink(other.at("wins"), disk.at("WINDOWS/system32/wins")));
    const auto report = checkAt(disk.path());
    QVERIFY_SILENT(unlike(word(report), "unknown, open, look_again, exit 12", whole(report)));
    QVERIFY_SILENT(differences(otherBefore, snapshotOf(other.path())));
  }
}

void TestBadInput::strangeNamesAreFoundAndPutBack_data() {
  QTest::addColumn<QByteArray>("file");
  QTest::newRow("a right-to-left override") << QByteArray("holiday\xE2\x80\xAEgpj.exe");
  QTest::newRow("outside ASCII") << QByteArray("夏休みの写真.exe");
  QTest::newRow("outside the first plane") << QByteArray("\xF0\x9F\x90\x9B.exe");
  QTest::newRow("brackets") << QByteArray("{b} &'y' %s.exe");
  QTest::newRow("255 bytes") << QByteArray(251, 'x') + ".exe";
  if (!hostTakesAnyName()) return;
  QTest::newRow("a newline") << QByteArray("new\nline.exe");
  QTest::newRow("quotes and brackets") << QByteArray("<b>\"x\"&'y'.exe");
  QTest::newRow("a control character") << QByteArray("bell\a.exe");
  QTest::newRow("a trailing dot") << QByteArray("dot.exe.");
}

void TestBadInput::strangeNamesAreFoundAndPutBack() {
  QFETCH(const QByteArray, file);
  DiskBuilder builder = cleanDisk();
  builder.program(builder.system32(file.toStdString()), 4096, kBlasterTexts);
  const HostDisk disk(builder);
  QVERIFY_OK(disk.written());
  const Snapshot before = snapshotOf(disk.path());
  const auto report = checkAt(disk.path());
  QVERIFY_OK(report);
  QVERIFY_SILENT(unlike(findingsOf(*report), "W32.Blaster infected", explained(*report)));
  QVERIFY(isUtf8(reportJson(*report).dump()));
  const auto treated = treatAt(disk.path());
  QVERIFY_SILENT(unlike(word(treated), "clean, open, patch, exit 11", whole(treated)));
  QVERIFY_OK(undoAt(disk.path()));
  QVERIFY_SILENT(differences(before, snapshotOf(disk.path()), {"Sankajo"}));
}

// ------------------------------------------------------------------------------------------- volumes that take nothing

void TestBadInput::aReadOnlyVolumeIsRefusedUntouched() {
  const auto target = wormyDisk().fakeTarget();
  target->disk().setReadOnly(true);
  const auto before = target->disk().everything();
  QVERIFY_SILENT(unlike(word(check(*target, advisories_, Depth::Standard, kNoProgress, {})), "infected, open, remove_and_patch, exit 10"));
  // Known beforehand, and found out at the first step.
  for (const bool known : {true, false}) {
    target->setWritable(known ? Status(fail(Errc::AccessDenied, "C:\\", "is read-only")) : Status());
    const auto treated = treat(*target, advisories_, {}, consentToAll, kNoProgress, kNoOperation, {});
    QVERIFY_SILENT(unlike(word(treated), "error AccessDenied", whole(treated)));
    QVERIFY(target->disk().everything() == before);
  }
}

void TestBadInput::aVolumeThatFillsUpLosesNothing() {
  const DiskBuilder builder = wormyDisk();
  std::uint64_t used = 0;
  for (const auto& [path, bytes] : builder.files()) used += bytes.size();
  const auto untouched = builder.files();
  bool failedOnce = false, succeededOnce = false;
  for (std::uint64_t room = 0; room < 400'000; room += 1 + room / 12) {
    const auto target = builder.fakeTarget();
    const auto registryBefore = registryOf(*target);
    target->disk().setCapacity(used + room);
    const auto treated = treat(*target, advisories_, {}, consentToAll, kNoProgress, kNoOperation, {});
    const std::string of = std::to_string(room) + " bytes of room: " + word(treated) + whole(treated);
    const bool done = treated && treated->exitCode == 11;
    const bool incomplete = treated ? treated->exitCode == 14 : treated.error().code == Errc::Io;
    QVERIFY2(done || incomplete, of.c_str());
    (done ? succeededOnce : failedOnce) = true;
    // With room again, everything can be put back.
    target->disk().setCapacity(std::nullopt);
    const FakeTarget again(target->disk().afterCrash(), target->systemRoot());
    auto& volume = const_cast<FakeTarget&>(again);
    const auto recorded = runs(volume);
    QVERIFY2(recorded.has_value(), of.c_str());
    if (!recorded->runs.empty()) {
      const auto undone = undo(volume, advisories_, std::nullopt, kNoOperation, kNoProgress, {});
      QVERIFY2(undone && undone->exitCode == 0, (of + "\n  undo: " + whole(undone)).c_str());
    }
    for (const auto& [path, bytes] : untouched) {
      const bool hive = path.ends_with("NTUSER.DAT") || path.find("\\config\\") != std::string::npos;
      const auto now = volume.disk().bytes("C:\\" + path);
      QVERIFY2(now && (hive || *now == bytes), (of + "\n  lost: " + path).c_str());
    }
    FakeTarget fresh(volume.disk().afterCrash(), volume.systemRoot());
    QVERIFY2(differences(registryBefore, registryOf(fresh)).empty(), (of + "\n" + differences(registryBefore, registryOf(fresh))).c_str());
  }
  QVERIFY(failedOnce);
  QVERIFY(succeededOnce);
}

// ------------------------------------------------------------------------------------ what others left in our folder

void TestBadInput::aForgedRunPutsNothingBack_data() {
  QTest::addColumn<QByteArray>("journal");
  QTest::addColumn<QByteArray>("kept");
  const auto row = [](const char* rowName, const std::string& journal, const std::string& kept) {
    QTest::newRow(rowName) << QByteArray::fromStdString(journal) << QByteArray::fromStdString(kept);
  };
  const auto removed = [](const std::string& path, const std::string& bytes) { return journalOfRemoved(fileBack(path, bytes)); };
  const std::string kept = keptForm(kEvil);
  row("over a file that is there", removed("C:\\WINDOWS\\system32\\notepad.exe", kEvil), kept);
  row("over the worm that is there", removed("C:\\WINDOWS\\system32\\msblast.exe", kEvil), kept);
  row("at a place that no advisory names", removed("C:\\WINDOWS\\system32\\evil.exe", kEvil), kept);
  row("a file of Windows", removed("C:\\WINDOWS\\system32\\ntoskrnl.exe", kEvil), kept);
  row("in a start-up folder",
      removed("C:\\Documents and Settings\\太郎\\スタート メニュー\\プログラム\\スタートアップ\\evil.exe", kEvil), kept);
  row("with .. in the path", removed("C:\\WINDOWS\\system32\\..\\evil.exe", kEvil), kept);
  row("with slashes", removed("C:/WINDOWS/system32/../../evil.exe", kEvil), kept);
  row("of another drive", removed("D:\\WINDOWS\\system32\\teekids.exe", kEvil), kept);
  row("into a stream", removed("C:\\WINDOWS\\system32\\teekids.exe:evil", kEvil), kept);
  row("into our own folder", removed("C:\\Sankajo\\quarantine\\x\\teekids.exe", kEvil), kept);
  row("with a hash of something else", removed("C:\\WINDOWS\\system32\\teekids.exe", "something else"), kept);
  Json longer = fileBack("C:\\WINDOWS\\system32\\teekids.exe", kEvil);
  longer["size"] = kEvil.size() + 1;
  row("with another size", journalOfRemoved(longer), kept);
  row("from outside the run's folder",
      journalOfRemoved(fileBack("C:\\WINDOWS\\system32\\teekids.exe", kEvil, "../../../WINDOWS/system32/notepad")), kept);
  row("kept bytes that are none", removed("C:\\WINDOWS\\system32\\teekids.exe", kEvil), kEvil);
  row("nothing kept", removed("C:\\WINDOWS\\system32\\teekids.exe", kEvil), "");
  row("garbage", garbage(5000), kept);
  row("an empty journal", "", kept);
  row("another run's journal", ForgedJournal("another").text(), kept);
  row("a wrong sum", removed("C:\\WINDOWS\\system32\\teekids.exe", kEvil).replace(30, 1, "X"), kept);
  row("a huge line", "{\"line\":\"" + std::string(8U << 20U, 'x') + "\"}\n", kept);
  row("a huge journal", std::string(65U << 20U, '\n'), kept);
  row("nested without end", std::string(200'000, '[') + "\n", kept);
  row("nested deeper than any stack",
      ForgedJournal(kRun).text() + R"({"sum":"x","line":)" + std::string(1'000'000, '[') + std::string(1'000'000, ']') + "}\n{}\n", kept);
  ForgedJournal unknown(kRun);
  unknown.add({{"line", "run_program"}, {"path", "C:\\evil.exe"}});
  unknown.finished();
  row("an unknown line", unknown.text(), kept);
  row("a folder in the journal's place", "FOLDER", kept);
  row("a link in the journal's place", "LINK", kept);
}

void TestBadInput::aForgedRunPutsNothingBack() {
  QFETCH(const QByteArray, journal);
  QFETCH(const QByteArray, kept);
  const HostDisk outside, disk(wormyDisk());
  const std::string file = disk.at(kRunFolder + "/journal.jsonl");
  if (journal == "FOLDER") {
    fs::create_directories(file);
  } else if (journal == "LINK") {
    fs::create_directories(disk.at(kRunFolder));
    writeHost(outside.at("journal.jsonl"), journalOfRemoved(fileBack("C:\\WINDOWS\\system32\\teekids.exe", kEvil)));
    QVERIFY(makeLink(outside.at("journal.jsonl"), file));
  } else {
    writeHost(file, journal.toStdString());
  }
  if (!kept.isEmpty()) writeHost(disk.at(kRunFolder + "/0001.kept"), kept.toStdString());
  const Snapshot before = snapshotOf(disk.path());
  const auto isIntact = [&] { return differences(before, snapshotOf(disk.path()), {"Sankajo"}); };

  // A check goes on beside it.
  const auto checked = checkAt(disk.path());
  QVERIFY_SILENT(unlike(word(checked), "infected, open, remove_and_patch, exit 10", whole(checked)));
  QVERIFY_SILENT(differences(before, snapshotOf(disk.path())));
  // Undoing it, by choice and by name, puts nothing back. One that reads well ends with 14.
  for (const std::optional<std::string>& run : {std::optional<std::string>(), std::optional<std::string>(kRun)}) {
    auto target = openOffline(disk.path(), std::nullopt);
    QVERIFY_OK(target);
    const auto undone = undo(**target, advisories_, run, kNoOperation, kNoProgress, {});
    QVERIFY2(undone ? undone->exitCode == 14 : undone.error().code == Errc::Corrupt || undone.error().code == Errc::Refused,
             (word(undone) + whole(undone)).c_str());
    QVERIFY_SILENT(isIntact());
  }
  // Treatment goes its own way beside it, and its undo is exact.
  const auto treated = treatAt(disk.path());
  if (treated) {
    QVERIFY_SILENT(unlike(word(treated), "clean, open, patch, exit 11", whole(treated)));
    auto target = openOffline(disk.path(), std::nullopt);
    QVERIFY_OK(target);
    const auto undone = undo(**target, advisories_, treated->run, kNoOperation, kNoProgress, {});
    QVERIFY_OK(undone);
    QVERIFY2(undone->exitCode == 0, whole(undone).c_str());
  }
  std::vector<std::string> except = {"Sankajo"};
  for (const auto& [path, entry] : before)
    if (path.ends_with("/NTUSER.DAT") || path.find("/config/") != std::string::npos) except.push_back(path);
  QVERIFY_SILENT(differences(before, snapshotOf(disk.path()), except));
}

void TestBadInput::aForgedInterruptedRunIsNotFinishedAtWindowsExpense() {
  // A run that stopped in the middle of "removing" things that are none of the worm's.
  const HostDisk disk(cleanDisk());
  ForgedJournal journal(kRun);
  for (const std::string file : {"lsass.exe", "notepad.exe", "config\\SAM"}) {
    std::string host = disk.at("WINDOWS/system32/" + file);
    journal.begin("remove_file", fileBack("C:\\WINDOWS\\system32\\" + file, readHost(host)));
  }
  journal.begin("remove_value", valueBack("HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon", "Shell", "Explorer.exe"));
  journal.begin("remove_value", valueBack("HKLM\\SOFTWARE\\Microsoft\\OLE", "EnableDCOM", "Y"));
  writeHost(disk.at(kRunFolder + "/journal.jsonl"), journal.text());
  const Snapshot before = snapshotOf(disk.path());
  const auto checked = checkAt(disk.path());
  QVERIFY_SILENT(unlike(word(checked), "clean, open, patch, exit 11", whole(checked)));
  QVERIFY_SILENT(differences(before, snapshotOf(disk.path())));
  for (int round = 0; round < 2; ++round) {
    const auto treated = treatAt(disk.path());
    QVERIFY2(!treated || treated->exitCode == 11 || treated->exitCode == 14, whole(treated).c_str());
    QVERIFY_SILENT(differences(before, snapshotOf(disk.path()), {"Sankajo"}));
    const auto undone = undoAt(disk.path());
    QVERIFY2(undone || undone.error().code == Errc::Refused || undone.error().code == Errc::Corrupt, whole(undone).c_str());
    QVERIFY_SILENT(differences(before, snapshotOf(disk.path()), {"Sankajo"}));
  }
}

void TestBadInput::aForgedHiveIsNotPutInPlace() {
  // The kept copy of a hive goes back whole while the hive is what the run wrote: anyone can claim that.
  DiskBuilder builder = cleanDisk(), evil = cleanDisk();
  evil.run("evil", "C:\\evil.exe");
  evil.software().sz("Microsoft\\Windows NT\\CurrentVersion\\Winlogon", "Shell", "Explorer.exe evil.exe");
  const std::string path = builder.hivePath("SOFTWARE");
  const std::string now = builder.files().at(path), wanted = evil.files().at(path);
  for (const bool interrupted : {false, true}) {
    const HostDisk disk(builder);
    ForgedJournal journal(kRun);
    journal.begin("remove_value",
                  valueBack("HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run", "windows auto update", "msblast.exe"));
    journal.add({{"line", "hive"}, {"hive", "C:\\" + path}, {"old", sha256Of(wanted)}, {"new", sha256Of(now)}, {"kept", "SOFTWARE.hive"},
                 {"undo", false}});
    journal.done();
    if (!interrupted) journal.finished();
    writeHost(disk.at(kRunFolder + "/journal.jsonl"), journal.text());
    writeHost(disk.at(kRunFolder + "/SOFTWARE.hive"), wanted);
    const auto undone = undoAt(disk.path());
    const auto treated = treatAt(disk.path());
    // The value that an advisory names may go back; nothing of what was smuggled in beside it may.
    auto target = openOffline(disk.path(), std::nullopt);
    QVERIFY_OK(target);
    const RegPath run = *RegPath::parse("HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run");
    const auto values = (*target)->registry().values(run);
    QVERIFY(values && *values);
    for (const RegValue& value : **values) QVERIFY2(value.name != "evil", (whole(undone) + whole(treated)).c_str());
  }
}

void TestBadInput::aForgedRegistryEntryIsNotPutBack_data() {
  QTest::addColumn<QByteArray>("key");
  QTest::addColumn<QByteArray>("value");
  QTest::addColumn<QByteArray>("data");
  const auto row = [](const char* rowName, const char* key, const char* value, const char* data) {
    QTest::newRow(rowName) << QByteArray(key) << QByteArray(value) << QByteArray(data);
  };
  row("a program of nobody's", "HKLM\\SOFTWARE\\Microsoft\\Windows\\CurrentVersion\\Run", "windows auto update", "C:\\evil.exe");
  row("Shell", "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon", "Shell", "evil.exe");
  row("Userinit", "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Winlogon", "Userinit", "C:\\WINDOWS\\system32\\userinit.exe,evil.exe,");
  row("AppInit_DLLs", "HKLM\\SOFTWARE\\Microsoft\\Windows NT\\CurrentVersion\\Windows", "AppInit_DLLs", "evil.dll");
  row("BootExecute", "HKLM\\SYSTEM\\ControlSet001\\Control\\Session Manager", "BootExecute", "evil");
  row("a service's program", "HKLM\\SYSTEM\\ControlSet001\\Services\\Spooler", "ImagePath", "C:\\evil.exe");
  row("a user's start", "HKU\\S-1-5-21-1409082233-706699826-1060284298-1003\\Software\\Microsoft\\Windows\\CurrentVersion\\Run", "x", "evil.exe");
}

void TestBadInput::aForgedRegistryEntryIsNotPutBack() {
  QFETCH(const QByteArray, key);
  QFETCH(const QByteArray, value);
  QFETCH(const QByteArray, data);
  const HostDisk disk(cleanDisk());
  ForgedJournal journal(kRun);
  journal.begin("remove_value", valueBack(key.toStdString(), value.toStdString(), data.toStdString()));
  journal.done();
  journal.finished();
  writeHost(disk.at(kRunFolder + "/journal.jsonl"), journal.text());
  const Snapshot before = snapshotOf(disk.path());
  const auto undone = undoAt(disk.path());
  QVERIFY2(undone ? undone->exitCode == 14 : undone.error().code == Errc::Corrupt || undone.error().code == Errc::Refused,
           (word(undone) + whole(undone)).c_str());
  QVERIFY_SILENT(differences(before, snapshotOf(disk.path()), {"Sankajo"}));
}

void TestBadInput::aLinkInPlaceOfTheQuarantineIsRefused() {
  for (const std::string& link : {std::string("Sankajo"), kQuarantine}) {
    const HostDisk outside, disk(wormyDisk());
    writeHost(outside.at("quarantine/" + kRun + "/journal.jsonl"), journalOfRemoved(fileBack("C:\\WINDOWS\\system32\\teekids.exe", kEvil)));
    writeHost(outside.at("quarantine/" + kRun + "/0001.kept"), keptForm(kEvil));
    fs::create_directories(fs::path(disk.at(link)).parent_path());
    QVERIFY(makeLink(link == "Sankajo" ? outside.path() : outside.at("quarantine"), disk.at(link)));
    const Snapshot before = snapshotOf(disk.path()), outsideBefore = snapshotOf(outside.path());
    const auto checked = checkAt(disk.path());
    QVERIFY_SILENT(unlike(word(checked), "infected, open, remove_and_patch, exit 10", whole(checked)));
    const auto undone = undoAt(disk.path());
    QVERIFY2(!undone && (undone.error().code == Errc::Refused || undone.error().code == Errc::Corrupt), word(undone).c_str());
    // With nowhere to keep it, nothing is removed.
    const auto treated = treatAt(disk.path());
    QVERIFY2(treated ? treated->exitCode == 14 : treated.error().code == Errc::Refused, (word(treated) + whole(treated)).c_str());
    QVERIFY_SILENT(differences(before, snapshotOf(disk.path())));
    QVERIFY_SILENT(differences(outsideBefore, snapshotOf(outside.path())));
  }
}

void TestBadInput::purgingNeverLeavesTheRunsFolder() {
  const HostDisk outside, disk(cleanDisk());
  writeHost(outside.at("precious/letter.txt"), "dear aunt");
  writeHost(disk.at(kRunFolder + "/journal.jsonl"), ForgedJournal(kRun).text() + "");
  ForgedJournal journal(kRun);
  journal.finished();
  writeHost(disk.at(kRunFolder + "/journal.jsonl"), journal.text());
  QVERIFY(makeLink(outside.at("precious"), disk.at(kRunFolder + "/precious")));
  QVERIFY(makeLink(disk.at("WINDOWS/system32/notepad.exe"), disk.at(kRunFolder + "/0001.kept")));
  const Snapshot before = snapshotOf(disk.path()), outsideBefore = snapshotOf(outside.path());
  for (const std::string& run : {kRun, std::string(".."), std::string("../.."), kRun + "/../..", std::string(), std::string("\\")}) {
    auto target = openOffline(disk.path(), std::nullopt);
    QVERIFY_OK(target);
    const Status purged = purge(**target, run);
    if (run != kRun) QVERIFY2(!purged, run.c_str());
    QVERIFY_SILENT(differences(before, snapshotOf(disk.path()), {"Sankajo"}));
    QVERIFY_SILENT(differences(outsideBefore, snapshotOf(outside.path())));
  }
}

// --------------------------------------------------------------------------------------------------------------- packs

void TestBadInput::aFaultyPackIsNamed_data() {
  QTest::addColumn<QByteArray>("mistake");
  for (const char* mistake : {"an unknown key", "an unknown key within", "no JSON", "a rule that does not compile", "a rule that is not there",
                              "system32\\svchost.exe", "Winlogon's Shell removed", "RpcSs removed", "a proof from memory", "a missing text",
                              "a missing file", "an include"})
    QTest::newRow(mistake) << QByteArray(mistake);
}

void TestBadInput::aFaultyPackIsNamed() {
  QFETCH(const QByteArray, mistake);
  PackFiles pack = pack_;
  Json advisory = Json::parse(pack.files.at("advisory.json"));
  const auto provenance = [&](Json indicator) {
    const Json& like = advisory.at("threats").at(1).at("indicators").at(0);
    indicator["confidence"] = "2S";
    indicator["source"] = like.at("source");
    return indicator;
  };
  Json& threat = advisory.at("threats").at(1);
  const auto add = [&](Json indicator, const char* action) {
    threat["remedies"].push_back({{"indicator", indicator.at("id")}, {"action", action}});
    threat["indicators"].push_back(provenance(std::move(indicator)));
  };
  if (mistake == "an unknown key") advisory["execute"] = "C:\\evil.exe";
  if (mistake == "an unknown key within") threat["indicators"].at(0)["path"] = "C:\\evil.exe";
  if (mistake == "system32\\svchost.exe")
    add({{"id", "x"}, {"kind", "file"}, {"folder", "%SystemRoot%\\system32"}, {"name", "svchost.exe"}}, "remove_file");
  if (mistake == "Winlogon's Shell removed")
    add({{"id", "x"}, {"kind", "winlogon"}, {"value", "Shell"}, {"starts", "explorer.exe"}}, "remove_value");
  if (mistake == "RpcSs removed")
    add({{"id", "x"}, {"kind", "service"}, {"key", "RpcSs"}, {"program", "%SystemRoot%\\system32\\svchost.exe"}}, "remove_service");
  if (mistake == "a proof from memory") {
    for (Json& indicator : threat["indicators"])
      if (indicator.contains("hashes")) indicator["hashes"].at(0)["confidence"] = "M";
  }
  pack.files["advisory.json"] = advisory.dump();
  if (mistake == "no JSON") pack.files["advisory.json"] = "{\"schema\": ";
  if (mistake == "a rule that does not compile") pack.files["rules.yar"] += "\nrule broken { strings: $a = condition: $a }\n";
  if (mistake == "a rule that is not there") pack.files["rules.yar"] = "rule another { condition: false }\n";
  if (mistake == "an include") pack.files["rules.yar"] = "include \"/etc/passwd\"\n" + pack.files["rules.yar"];
  if (mistake == "a missing text") {
    Json texts = Json::parse(pack.files.at("text.ja.json"));
    texts.erase(texts.begin());
    pack.files["text.ja.json"] = texts.dump();
  }
  if (mistake == "a missing file") pack.files.erase("text.en.json");
  const auto parsed = parseAdvisory(pack);
  QVERIFY(!parsed);
  QVERIFY2(parsed.error().code == Errc::BadAdvisory, describe(parsed.error()).c_str());
  const auto mistakes = lint(pack);
  QVERIFY(!mistakes.empty());
  QVERIFY(!mistakes.front().file.empty() && !mistakes.front().what.empty());
}

void TestBadInput::userinitIsSetBackOnlyToWhatThisWindowsHas_data() {
  QTest::addColumn<int>("system");
  QTest::addColumn<QByteArray>("after");
  const auto row = [](DiskSystem system, const char* after) { QTest::newRow(std::string(name(system)).c_str()) << static_cast<int>(system) << QByteArray(after); };
  row(DiskSystem::XpSp1, "C:\\WINDOWS\\system32\\userinit.exe,");
  row(DiskSystem::Win2000Sp4, "C:\\WINNT\\system32\\userinit.exe,");
  row(DiskSystem::Nt4Workstation, "USERINIT,NDDEAGNT.EXE");
  row(DiskSystem::Nt4Server, "USERINIT,NDDEAGNT.EXE");
  // Nobody wrote down what it has there: left as it is rather than guessed.
  row(DiskSystem::Nt4Terminal, "userinit.exe,msblast.exe");
}

void TestBadInput::userinitIsSetBackOnlyToWhatThisWindowsHas() {
  QFETCH(const int, system);
  QFETCH(const QByteArray, after);
  std::vector<Advisory> advisories = advisories_;
  Threat& threat = advisories.front().threats.at(1);
  threat.indicators.push_back({"x", {Confidence::TwoSources, "a test"}, false, WinlogonIndicator{"Userinit", "msblast.exe"}});
  threat.remedies.push_back({"x", RemedyAction::SetWinlogonDefault});
  DiskBuilder builder({.system = static_cast<DiskSystem>(system)});
  builder.program(builder.system32("msblast.exe"), 6176);
  const std::string winlogon = "Microsoft\\Windows NT\\CurrentVersion\\Winlogon";
  builder.software().sz(winlogon, "Userinit", "userinit.exe,msblast.exe");
  const auto target = builder.fakeTarget();
  const auto treated = treat(*target, advisories, {}, consentToAll, kNoProgress, kNoOperation, {});
  QVERIFY_OK(treated);
  const auto values = target->registry().values(*RegPath::parse("HKLM\\SOFTWARE\\" + winlogon));
  QVERIFY_OK(values);
  QVERIFY(values->has_value());
  const auto userinit = std::find_if((*values)->begin(), (*values)->end(), [](const RegValue& one) { return one.name == "Userinit"; });
  QVERIFY(userinit != (*values)->end());
  QCOMPARE(userinit->asText(), after.toStdString());
  // The guard knows it too: a plan that was made up is held back.
  const RegPath key = *RegPath::parse("HKLM\\SOFTWARE\\" + winlogon);
  const RegValue before = RegValue::ofText("Userinit", "userinit.exe,msblast.exe");
  const Guard guard(target->systemRoot(), systemFacts(*target).knownFamily(), advisories);
  QVERIFY(!guard.allows(SetValue{key, before, RegValue::ofText("Userinit", "userinit.exe,")}));
  QVERIFY(guard.allows(SetValue{key, before, RegValue::ofText("Userinit", after.toStdString())}).has_value() ==
          (static_cast<DiskSystem>(system) != DiskSystem::Nt4Terminal));
}

void TestBadInput::theGuardRefusesWhatAPackMustNotName_data() {
  QTest::addColumn<QByteArray>("what");
  for (const char* what : {"svchost.exe", "rpcss.dll", "Shell", "RpcSs", "SAM"}) QTest::newRow(what) << QByteArray(what);
}

void TestBadInput::theGuardRefusesWhatAPackMustNotName() {
  QFETCH(const QByteArray, what);
  // Past lint: an advisory that somebody put together in memory.
  std::vector<Advisory> advisories = advisories_;
  Threat& threat = advisories.front().threats.at(1);
  const Provenance sure{Confidence::TwoSources, "a forger"};
  const auto add = [&](const std::string& id, decltype(Indicator::what) indicator, RemedyAction action) {
    threat.indicators.push_back({id, sure, false, std::move(indicator)});
    threat.remedies.push_back({id, action});
  };
  const DiskBuilder builder = cleanDisk();
  const auto fileNamed = [&](const std::string& folder, const std::string& file) {
    FileIndicator indicator{folder, file, {}, {}};
    const std::string path = builder.system32(folder.ends_with("config") ? "config\\" + file : file);
    indicator.sizes.push_back({builder.files().at(path).size(), sure});
    add("x", indicator, RemedyAction::RemoveFile);
  };
  if (what == "svchost.exe" || what == "rpcss.dll") fileNamed("%SystemRoot%\\system32", what.toStdString());
  if (what == "SAM") {
    fileNamed("%SystemRoot%\\system32\\config", "SAM");
    // A hive is no program, so a size alone would be a sign only.
    std::get<FileIndicator>(threat.indicators.back().what).hashes.push_back(
        {HashKind::Sha256, sha256Of(builder.files().at(builder.hivePath("SAM"))), sure});
  }
  if (what == "Shell") add("x", WinlogonIndicator{"Shell", "explorer.exe"}, RemedyAction::RemoveValue);
  if (what == "RpcSs") add("x", ServiceIndicator{"RpcSs", "%SystemRoot%\\system32\\svchost.exe"}, RemedyAction::RemoveService);

  const HostDisk disk(builder);
  const Snapshot before = snapshotOf(disk.path());
  auto target = openOffline(disk.path(), std::nullopt);
  QVERIFY_OK(target);
  const auto treated = treat(**target, advisories, {}, consentToAll, kNoProgress, kNoOperation, {});
  if (treated) {
    QVERIFY2(!treated->operations.empty(), explained(*treated).c_str());
    for (const OperationResult& one : treated->operations) QVERIFY2(one.outcome == Outcome::Refused, explained(*treated).c_str());
    QVERIFY2(treated->exitCode == 14, verdictOf(*treated).c_str());
  } else {
    QVERIFY2(treated.error().code == Errc::Refused, describe(treated.error()).c_str());
  }
  QVERIFY_SILENT(differences(before, snapshotOf(disk.path()), {"Sankajo"}));
}

QTEST_APPLESS_MAIN(TestBadInput)
#include "test_bad_input.moc"
