// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>

#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <cstring>
#include <filesystem>

#include "engine/quarantine.h"
#include "engine/target/discover.h"
#include "engine/target/offline.h"
#include "engine/text.h"
#include "kiosk/descriptor.h"
#include "kiosk/figures.h"
#include "kiosk/kiosk_config.h"
#include "tests/kiosk/mountd_process.h"
#include "tests/support/disk_builder.h"
#include "tests/support/hive_builder.h"
#include "tests/support/packages_folder.h"
#include "tests/support/snapshot.h"
#include "tests/support/verdict.h"
#include "tests/support/wording_in.h"
#include "tests/target/ntfs_metadata.h"

using namespace sankajo;
using namespace sankajo::test;

namespace {

/// All that is on a volume.
struct Contents {
  Snapshot files;
  std::map<std::string, NtfsMetadata> metadata;
};

/// A path as it stands below a host folder.
std::string hostPath(const WinPath& path) {
  std::string text;
  for (const std::string& one : path.components()) text += (text.empty() ? "" : "/") + one;
  return text;
}

/// What the journals of a volume say of its files, by their paths.
struct Told {
  struct Taken {
    FileBack back;
    FileDigest kept;  ///< What really lies in the quarantine.
  };
  std::map<std::string, Taken> taken;
  std::map<std::string, JournalHive> hives;
};

Result<Told> toldByJournals(Target& target) {
  Told told;
  Files& files = target.files();
  const auto runs = runFolders(files, target.systemRoot().drive());
  if (!runs) return tl::unexpected(runs.error());
  for (const WinPath& run : *runs) {
    const auto journal = readJournal(files, run);
    if (!journal) return tl::unexpected(journal.error());
    if (!journal->finished || journal->undoBegun) return fail(Errc::Corrupt, run.text(), "not finished");
    for (const JournalHive& hive : journal->hives) {
      // One that was replaced twice began as the first says.
      const auto first = told.hives.emplace(hostPath(hive.hive), hive).first;
      first->second.newSha256 = hive.newSha256;
    }
    for (const JournalOperation& one : journal->operations) {
      const auto* back = std::get_if<FileBack>(&one.back);
      if (!one.done || back == nullptr) continue;
      const auto kept = digestOfKept(files, run / (back->kept + ".kept"));
      if (!kept) return tl::unexpected(kept.error());
      told.taken[hostPath(back->path)] = {*back, *kept};
    }
  }
  return told;
}

/// A line for each file that is not as the journal says.
std::string againstJournal(const Contents& before, const Contents& after, const Told& told) {
  std::string text;
  const auto tell = [&text](const std::string& path, const char* what) { text += path + ": " + what + "\n"; };
  for (const auto& [path, was] : before.files) {
    if (was.kind != "file") continue;
    const NtfsMetadata& wasAbout = before.metadata.at(path);
    const auto is = after.files.find(path);
    if (const auto taken = told.taken.find(path); taken != told.taken.end()) {
      const auto& [back, kept] = taken->second;
      if (is != after.files.end()) tell(path, "still there");
      if (back.sha256 != was.content || kept.sha256 != was.content || kept.size != back.size) tell(path, "other bytes are kept");
      if (back.metadata.security != wasAbout.security || back.metadata.attributes != wasAbout.attributes) tell(path, "other rights are kept");
      if (back.metadata.times.value_or("").substr(0, wasAbout.times.size()) != wasAbout.times) tell(path, "other times are kept");
      continue;
    }
    if (is == after.files.end()) {
      tell(path, "gone");
      continue;
    }
    const NtfsMetadata& isAbout = after.metadata.at(path);
    if (isAbout.security != wasAbout.security || isAbout.attributes != wasAbout.attributes || isAbout.shortName != wasAbout.shortName) tell(path, "other rights");
    if (const auto hive = told.hives.find(path); hive != told.hives.end()) {
      if (hive->second.oldSha256 != was.content || hive->second.newSha256 != is->second.content) tell(path, "not the hive that was written");
      continue;
    }
    if (is->second != was || isAbout.times != wasAbout.times) tell(path, "changed");
  }
  for (const auto& [path, is] : after.files) {
    if (before.files.contains(path)) continue;
    if (!isOurs(path)) tell(path, "new");
    if (isOpenToEveryone(after.metadata.at(path).security)) tell(path, "open to everyone");
  }
  return text;
}

}  // namespace

// A customer's whole way by touch, on a real NTFS volume, through the real mount helper, as a user without rights.
class TestKioskWay : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void anInfectedDiskIsTreatedByTouchAlone_data();
  void anInfectedDiskIsTreatedByTouchAlone();
  void whoStopsLeavesEverythingAsItWas();
  void aMistakeInTheSettingsIsShownInWords_data();
  void aMistakeInTheSettingsIsShownInWords();
  void aHelperThatDoesNotAnswerHoldsNothingUp();
  void aHelperThatBeginsAnewIsNotNoticed_data();
  void aHelperThatBeginsAnewIsNotNoticed();

 private:
  QString path(const QString& name) const { return folder_.filePath(name); }
  QByteArray makeInfected(LoopDevice& loop, const QString& name, PatchLevel patch = PatchLevel::KB828741);
  QStringList fingerWords(const QString& socket, const QString& language, const QStringList& buttons, const QByteArray& settings);
  /// A customer that goes on while a test does something else; "@wait state/NAME" waits for go().
  void start(QProcess& customer, const QString& socket, const QStringList& buttons);
  bool go(const QString& name);
  Ran finger(const QString& language, const QStringList& buttons, const QByteArray& settings = "idle_seconds = 600\n");
  /// What is on the volume, read without the kiosk; with `told` also what its journals say.
  QByteArray look(LoopDevice& loop, Contents& contents, Told* told = nullptr);

  QTemporaryDir folder_{placeForImages()};
  std::unique_ptr<MountdProcess> mountd_;
};

void TestKioskWay::initTestCase() {
  const QByteArray lacking = whatMountingLacks();
  QVERIFY2(lacking.isEmpty(), lacking.constData());
  mountd_ = std::make_unique<MountdProcess>(folder_.path());
  QVERIFY_SILENT(mountd_->start().toStdString());
  QVERIFY(writePackages(path("patches").toStdString()));
}

QByteArray TestKioskWay::makeInfected(LoopDevice& loop, const QString& name, PatchLevel patch) {
  QByteArray trouble = makeNtfs(path(name), 48 << 20);
  if (trouble.isEmpty()) trouble = loop.attach(path(name));
  if (trouble.isEmpty()) trouble = loop.mount("", path("making"));
  if (!trouble.isEmpty()) return trouble;
  DiskBuilder disk({.system = DiskSystem::XpSp1, .patch = patch});
  disk.threat("W32.Blaster.A", Specimen::PublishedSize);
  const Status written = disk.writeTo(path("making").toStdString());
  // As on a disk that was in use, its registry is for Administrators and SYSTEM: what is ours gets the same rights.
  const std::string config = path("making/WINDOWS/system32/config").toStdString(), rights = HiveBuilder::descriptor(0);
  if (lsetxattr(config.c_str(), "system.ntfs_acl", rights.data(), rights.size(), 0) != 0) trouble = "no rights can be set";
  if (!trouble.isEmpty()) return trouble;
  trouble = loop.unmount();
  return written ? trouble : QByteArray::fromStdString(describe(written.error()));
}

QStringList TestKioskWay::fingerWords(const QString& socket, const QString& language, const QStringList& buttons, const QByteArray& said) {
  const QString state = path("state");
  QDir().mkpath(state);
  if (chown(qPrintable(state), 1, 1) != 0) return {};
  QFile settings(path("kiosk.conf"));
  if (!settings.open(QIODevice::WriteOnly)) return {};
  settings.write(said);
  settings.close();
  return QStringList{"env", "QT_QPA_PLATFORM=offscreen", "HOME=" + state, "SANKAJO_PATCHES=" + path("patches"), SANKAJO_KIOSK_FINGER, socket, settings.fileName(), state, language} + buttons;
}

void TestKioskWay::start(QProcess& customer, const QString& socket, const QStringList& buttons) {
  customer.start("setpriv", QStringList{"--reuid", "1", "--regid", "1", "--clear-groups", "--no-new-privs"} + fingerWords(socket, "ja", QStringList(buttons).replaceInStrings("@wait state", "@wait " + path("state")), "idle_seconds = 600\n"));
}

bool TestKioskWay::go(const QString& name) {
  const QByteArray file = path("state/" + name).toLocal8Bit();
  return QFile(file).open(QIODevice::WriteOnly) && chown(file.constData(), 1, 1) == 0;
}

Ran TestKioskWay::finger(const QString& language, const QStringList& buttons, const QByteArray& settings) {
  return runAsNobodySpecial(fingerWords(mountd_->socketPath(), language, buttons, settings));
}

QByteArray TestKioskWay::look(LoopDevice& loop, Contents& contents, Told* told) {
  const QByteArray trouble = loop.mount("", path("looking"), {"-o", "ro"});
  if (!trouble.isEmpty()) return trouble;
  const std::string folder = path("looking").toStdString();
  contents = {snapshotOf(folder), everyMetadataOf(folder)};
  std::string said;
  if (told != nullptr) {
    auto target = openOffline(folder, std::nullopt);
    auto all = target ? toldByJournals(**target) : Result<Told>(tl::unexpected(target.error()));
    if (all) *told = std::move(*all);
    if (!all) said = describe(all.error());
  }
  return loop.unmount() + QByteArray::fromStdString(said);
}

void TestKioskWay::anInfectedDiskIsTreatedByTouchAlone_data() {
  QTest::addColumn<QString>("language");
  QTest::addColumn<bool>("staged");
  QTest::newRow("in Japanese, with a patch put ready") << "ja" << true;
  QTest::newRow("in English, with the patch in") << "en" << false;
}

void TestKioskWay::anInfectedDiskIsTreatedByTouchAlone() {
  QFETCH(QString, language);
  QFETCH(bool, staged);
  LoopDevice loop;
  QVERIFY_SILENT(makeInfected(loop, language + ".img", staged ? PatchLevel::None : PatchLevel::KB828741).toStdString());
  Contents before, after;
  QVERIFY_SILENT(look(loop, before).toStdString());
  const auto counted = [this] {
    const auto days = FigureBook(path("state/figures").toStdString()).days();
    return days && !days->empty() ? days->back().total : Figures();
  };
  const Figures earlier = counted();
  const Ran customer = finger(language, {"beginButton", "startButton", "@any removeNowButton|goOnButton|takeOutButton|endButton"});
  QVERIFY2(customer.exit == 0, customer.output.constData());
  QVERIFY(mountd_->mounted().isEmpty());
  QVERIFY_SILENT(run("ntfsfix", {"-n", path(language + ".img")}).toStdString());
  const auto state = volumeStateOfDevice(loop.device().toStdString());
  QVERIFY(state && !state->dirty && !state->hibernated);
  Told told;
  QVERIFY_SILENT(look(loop, after, &told).toStdString());
  QCOMPARE(told.taken.size(), std::size_t{1});
  QCOMPARE(told.taken.begin()->first, std::string("WINDOWS/system32/msblast.exe"));
  QCOMPARE(told.hives.size(), std::size_t{1});
  QVERIFY_SILENT(againstJournal(before, after, told));
  QCOMPARE(std::ranges::any_of(after.files, [](const auto& one) { return one.first.starts_with("Sankajo/staged/"); }), staged);
  const Figures now = counted();
  QCOMPARE(now.checked, earlier.checked + 1);
  QCOMPARE(now.infected, earlier.infected + 1);
  QCOMPARE(now.treated, earlier.treated + 1);
}

void TestKioskWay::whoStopsLeavesEverythingAsItWas() {
  LoopDevice loop;
  QVERIFY_SILENT(makeInfected(loop, "stops.img").toStdString());
  Contents before, after;
  QVERIFY_SILENT(look(loop, before).toStdString());
  const Ran customer = finger("ja", {"beginButton", "startButton", "goOnButton", "stopButton", "deedButton", "endButton"});
  QVERIFY2(customer.exit == 0, customer.output.constData());
  QVERIFY(mountd_->mounted().isEmpty());
  QVERIFY_SILENT(look(loop, after).toStdString());
  QCOMPARE(sankajo::test::differences(before.files, after.files), std::string());
  QVERIFY(before.metadata == after.metadata);
}

void TestKioskWay::aMistakeInTheSettingsIsShownInWords_data() {
  QTest::addColumn<QString>("language");
  QTest::newRow("in Japanese") << "ja";
  QTest::newRow("in English") << "en";
}

void TestKioskWay::aMistakeInTheSettingsIsShownInWords() {
  QFETCH(QString, language);
  const QByteArray settings = "idle_seconds = 600\ncolour = red\n\nvolume = loud\n";
  QStringList wanted;
  for (const ConfigMistake& one : parseKioskConfig(settings.toStdString()).mistakes) wanted << QString::fromStdString(sentence(one, wordingIn(language)));
  QCOMPARE(wanted.size(), 2);
  const Ran customer = finger(language, {"@text mistakeText", "beginButton", "stopButton", "deedButton"}, settings);
  QVERIFY2(customer.exit == 0, customer.output.constData());
  // Without the marks that tell where a line may break.
  const QString shown = QString::fromUtf8(customer.output).remove(QChar(0x2060)).remove(QChar(0x200B));
  for (const QString& one : wanted) QVERIFY2(shown.contains(one + "\n"), (one + " in " + shown).toUtf8().constData());
}

// As where a failing disk is looked at: whoever touches the screen sees that it lives.
void TestKioskWay::aHelperThatDoesNotAnswerHoldsNothingUp() {
  const QByteArray name = path("silent").toLocal8Bit();
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  QVERIFY(static_cast<std::size_t>(name.size()) < sizeof address.sun_path);
  std::memcpy(address.sun_path, name.constData(), static_cast<std::size_t>(name.size()));
  const Descriptor silent(socket(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0));
  QVERIFY(bind(silent.number(), reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 && listen(silent.number(), 8) == 0);
  QVERIFY(chmod(name.constData(), 0666) == 0);
  QProcess customer;
  start(customer, path("silent"), {"beginButton", "@place diskText", "@wait state/told", "@text diskText", "stopButton", "deedButton"});
  QByteArray said;
  // Far from what it takes the client to give up.
  constexpr int patience = 60'000;
  QVERIFY2(QTest::qWaitFor([&] { return (said += customer.readAllStandardOutput()).contains("diskText at"); }, patience), said.constData());
  // After some time it says that it sees nothing.
  QTest::qWait(26'000);
  QVERIFY(go("told"));
  QVERIFY2(QTest::qWaitFor([&] { return (said += customer.readAllStandardOutput()).contains("スタッフ"); }, patience), said.constData());
  QVERIFY(customer.waitForFinished(patience));
  QCOMPARE(customer.exitCode(), 0);
}

void TestKioskWay::aHelperThatBeginsAnewIsNotNoticed_data() {
  QTest::addColumn<QStringList>("before");
  QTest::addColumn<QStringList>("after");
  QTest::newRow("a disk that was only looked at") << QStringList{"beginButton", "startButton", "@place goOnButton"} << QStringList{"stopButton", "deedButton"};
  QTest::newRow("a disk that comes later") << QStringList{"beginButton", "@place diskText"} << QStringList{"startButton", "goOnButton", "stopButton", "deedButton"};
  QTest::newRow("before the treatment") << QStringList{"beginButton", "startButton", "goOnButton", "@place removeNowButton"}
                                        << QStringList{"removeNowButton", "goOnButton", "goOnButton", "takeOutButton"};
}

void TestKioskWay::aHelperThatBeginsAnewIsNotNoticed() {
  QFETCH(QStringList, before);
  QFETCH(QStringList, after);
  LoopDevice loop;
  const bool later = before.size() == 2;
  if (!later) QVERIFY_SILENT(makeInfected(loop, "anew.img").toStdString());
  QProcess customer;
  start(customer, mountd_->socketPath(), before + QStringList{"@wait state/go"} + after + QStringList{"@place endButton", "@text leaveText", "endButton"});
  QByteArray said;
  constexpr int patience = 60'000;
  QVERIFY2(QTest::qWaitFor([&] { return (said += customer.readAllStandardOutput()).contains(" at "); }, patience), said.constData());
  mountd_->kill();
  QVERIFY_SILENT(mountd_->start().toStdString());
  if (later) QVERIFY_SILENT(makeInfected(loop, "anew.img").toStdString());
  QVERIFY(go("go"));
  const bool ended = customer.waitForFinished(patience);
  said += customer.readAllStandardOutput();
  QVERIFY2(ended, said.constData());
  QVERIFY2(customer.exitCode() == 0 && said.contains("書き込みはすべて終わりました"), said.constData());
}

QTEST_GUILESS_MAIN(TestKioskWay)
#include "test_kiosk_way_posix.moc"
