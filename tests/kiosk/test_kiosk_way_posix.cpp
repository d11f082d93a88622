// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>

#include "kiosk/figures.h"
#include "tests/kiosk/mountd_process.h"
#include "tests/support/disk_builder.h"
#include "tests/support/snapshot.h"
#include "tests/support/verdict.h"

using namespace sankajo;
using namespace sankajo::test;

// A customer's whole way by touch, on a real NTFS volume, through the real mount helper, as a user without rights.
class TestKioskWay : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void anInfectedDiskIsTreatedByTouchAlone_data();
  void anInfectedDiskIsTreatedByTouchAlone();
  void whoStopsLeavesEverythingAsItWas();

 private:
  QString path(const QString& name) const { return folder_.filePath(name); }
  QByteArray makeInfected(LoopDevice& loop, const QString& name);
  Ran finger(const QString& language, const QStringList& buttons);
  /// What is on the volume, read without the kiosk.
  QByteArray look(LoopDevice& loop, Snapshot& snapshot);

  QTemporaryDir folder_{placeForImages()};
  std::unique_ptr<MountdProcess> mountd_;
};

void TestKioskWay::initTestCase() {
  const QByteArray lacking = whatMountingLacks();
  QVERIFY2(lacking.isEmpty(), lacking.constData());
  mountd_ = std::make_unique<MountdProcess>(folder_.path());
  QVERIFY_SILENT(mountd_->start().toStdString());
}

QByteArray TestKioskWay::makeInfected(LoopDevice& loop, const QString& name) {
  QByteArray trouble = makeNtfs(path(name), 48 << 20);
  if (trouble.isEmpty()) trouble = loop.attach(path(name));
  if (trouble.isEmpty()) trouble = loop.mount("", path("making"));
  if (!trouble.isEmpty()) return trouble;
  DiskBuilder disk({.system = DiskSystem::XpSp1, .patch = PatchLevel::KB828741});
  disk.threat("W32.Blaster.A", Specimen::PublishedSize);
  const Status written = disk.writeTo(path("making").toStdString());
  trouble = loop.unmount();
  return written ? trouble : QByteArray::fromStdString(describe(written.error()));
}

Ran TestKioskWay::finger(const QString& language, const QStringList& buttons) {
  const QString state = path("state");
  QDir().mkpath(state);
  if (chown(qPrintable(state), 1, 1) != 0) return {};
  QFile settings(path("kiosk.conf"));
  if (!settings.open(QIODevice::WriteOnly)) return {};
  settings.write("idle_seconds = 600\n");
  settings.close();
  return runAsNobodySpecial(QStringList{"env", "QT_QPA_PLATFORM=offscreen", "HOME=" + state, SANKAJO_KIOSK_FINGER, mountd_->socketPath(), settings.fileName(), state, language} + buttons);
}

QByteArray TestKioskWay::look(LoopDevice& loop, Snapshot& snapshot) {
  const QByteArray trouble = loop.mount("", path("looking"), {"-o", "ro"});
  if (!trouble.isEmpty()) return trouble;
  snapshot = snapshotOf(path("looking").toStdString());
  return loop.unmount();
}

void TestKioskWay::anInfectedDiskIsTreatedByTouchAlone_data() {
  QTest::addColumn<QString>("language");
  QTest::newRow("ja") << "ja";
  QTest::newRow("en") << "en";
}

void TestKioskWay::anInfectedDiskIsTreatedByTouchAlone() {
  QFETCH(QString, language);
  LoopDevice loop;
  QVERIFY_SILENT(makeInfected(loop, language + ".img").toStdString());
  Snapshot before, after;
  QVERIFY_SILENT(look(loop, before).toStdString());
  const auto counted = [this] {
    const auto days = FigureBook(path("state/figures").toStdString()).days();
    return days && !days->empty() ? days->back().total : Figures();
  };
  const Figures earlier = counted();
  const Ran customer = finger(language, {"beginButton", "startButton", "goOnButton", "removeNowButton", "goOnButton", "goOnButton", "takeOutButton", "endButton"});
  QVERIFY2(customer.exit == 0, customer.output.constData());
  QVERIFY(mountd_->mounted().isEmpty());
  QVERIFY_SILENT(run("ntfsfix", {"-n", path(language + ".img")}).toStdString());
  const auto state = volumeStateOfDevice(loop.device().toStdString());
  QVERIFY(state && !state->dirty && !state->hibernated);
  QVERIFY_SILENT(look(loop, after).toStdString());
  const std::string changed = sankajo::test::differences(before, after, {"Sankajo"});
  QVERIFY2(changed.find("msblast.exe") != std::string::npos, changed.c_str());
  // The worm, and the hive that started it: nothing else.
  QVERIFY2(std::ranges::count(changed, '\n') <= 2, changed.c_str());
  const Figures now = counted();
  QCOMPARE(now.checked, earlier.checked + 1);
  QCOMPARE(now.infected, earlier.infected + 1);
  QCOMPARE(now.treated, earlier.treated + 1);
}

void TestKioskWay::whoStopsLeavesEverythingAsItWas() {
  LoopDevice loop;
  QVERIFY_SILENT(makeInfected(loop, "stops.img").toStdString());
  Snapshot before, after;
  QVERIFY_SILENT(look(loop, before).toStdString());
  const Ran customer = finger("ja", {"beginButton", "startButton", "goOnButton", "stopButton", "deedButton", "endButton"});
  QVERIFY2(customer.exit == 0, customer.output.constData());
  QVERIFY(mountd_->mounted().isEmpty());
  QVERIFY_SILENT(look(loop, after).toStdString());
  QCOMPARE(sankajo::test::differences(before, after), std::string());
}

QTEST_GUILESS_MAIN(TestKioskWay)
#include "test_kiosk_way_posix.moc"
