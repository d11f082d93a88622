// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "engine/evidence.h"
#include "engine/upkeep.h"
#include "tests/support/disk_builder.h"
#include "tests/support/fake_target.h"

using namespace sankajo;
using namespace sankajo::test;

class TestUpkeep : public QObject {
  Q_OBJECT
 private slots:
  void supportHasEndedForTheOldAndNotForTheNew_data();
  void supportHasEndedForTheOldAndNotForTheNew();
  void whatIsLeftIsNamedInItsOrder_data();
  void whatIsLeftIsNamedInItsOrder();
  void nothingIsNamedForAWindowsThatIsNotKnown();
};

namespace {

Advisory blaster() {
  const auto pack = readPack(SANKAJO_SOURCE_DIR "/resources/advisories/blaster");
  const auto advisory = pack ? parseAdvisory(*pack) : Result<Advisory>(tl::unexpected(pack.error()));
  if (!advisory) qFatal("the pack cannot be read");
  return *advisory;
}

}  // namespace

void TestUpkeep::supportHasEndedForTheOldAndNotForTheNew_data() {
  QTest::addColumn<std::string>("product");
  QTest::addColumn<std::string>("edition");
  QTest::addColumn<std::string>("day");
  const auto row = [](const char* product, const char* edition, const char* day) {
    QTest::addRow("%s %s", product, edition) << std::string(product) << std::string(edition) << std::string(day);
  };
  row("Windows NT Workstation 4.0", "Workstation", "2004-12-31");
  row("Windows 2000", "Professional", "2010-07-13");
  row("Windows XP", "Home", "2014-04-08");
  row("Windows Server 2003", "Standard", "2015-07-14");
  row("Windows 8.1 Pro", "Professional", "2023-01-10");
  row("Windows 8 Pro", "Professional", "2016-01-12");
  row("Windows 10 Home", "Core", "2025-10-14");
  row("Windows 10 Enterprise LTSC 2021", "EnterpriseS", "");
  row("Windows 10 IoT Enterprise LTSC 2021", "IoTEnterpriseS", "");
  row("Windows 11 Home", "Core", "");
  row("", "", "");
}

void TestUpkeep::supportHasEndedForTheOldAndNotForTheNew() {
  QFETCH(std::string, product);
  QFETCH(std::string, edition);
  QFETCH(std::string, day);
  SystemFacts system;
  system.product = product;
  system.edition = edition;
  QCOMPARE(supportEnd(system).value_or(""), day);
}

void TestUpkeep::whatIsLeftIsNamedInItsOrder_data() {
  QTest::addColumn<int>("system");
  QTest::addColumn<int>("patch");
  QTest::addColumn<QStringList>("left");
  const auto row = [](const char* name, DiskSystem system, PatchLevel patch, const QStringList& left) {
    QTest::newRow(name) << static_cast<int>(system) << static_cast<int>(patch) << left;
  };
  row("NT 4.0 SP6a, open", DiskSystem::Nt4Workstation, PatchLevel::None, {"KB828741"});
  row("NT 4.0 SP6a, closed", DiskSystem::Nt4Workstation, PatchLevel::KB828741, {});
  row("2000 SP2", DiskSystem::Win2000Sp2, PatchLevel::None, {"SP4", "KB891861"});
  row("2000 SP4 with every patch of the hole", DiskSystem::Win2000Sp4, PatchLevel::KB828741, {"KB891861"});
  row("2000 SP4 with the rollup", DiskSystem::Win2000Sp4Rollup, PatchLevel::None, {});
  row("XP", DiskSystem::Xp, PatchLevel::KB828741, {"SP2", "SP3"});
  row("XP SP2", DiskSystem::XpSp2, PatchLevel::None, {"SP3"});
  row("Server 2003", DiskSystem::Server2003, PatchLevel::None, {"SP1", "SP2"});
  row("Server 2003 SP1", DiskSystem::Server2003Sp1, PatchLevel::None, {"SP2"});
}

void TestUpkeep::whatIsLeftIsNamedInItsOrder() {
  QFETCH(int, system);
  QFETCH(int, patch);
  QFETCH(QStringList, left);
  const Advisory advisory = blaster();
  const auto target = DiskBuilder({static_cast<DiskSystem>(system), static_cast<PatchLevel>(patch)}).fakeTarget();
  const auto evidence = collect(*target, {advisory}, Depth::Quick, {}, {});
  QVERIFY(evidence.has_value());
  QStringList named;
  for (const NamedFix& fix : fixesLeft(*evidence, *advisory.hole)) {
    named << (fix.servicePack ? "SP" + QString::number(*fix.servicePack) : QString::fromStdString(fix.id));
  }
  QCOMPARE(named, left);
}

void TestUpkeep::nothingIsNamedForAWindowsThatIsNotKnown() {
  const Advisory advisory = blaster();
  Evidence evidence;
  evidence.system.family = SystemFamily::WindowsXp;
  evidence.system.familyKnown = false;
  QVERIFY(fixesLeft(evidence, *advisory.hole).empty());
}

QTEST_APPLESS_MAIN(TestUpkeep)
#include "test_upkeep.moc"
