// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <windows.h>

#include <QtTest>

#include "wizard/update_work.h"

using namespace sankajo;

namespace {

constexpr int patience = 60'000;

bool isWine() { return GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version") != nullptr; }

}  // namespace

/// The real agent's side against Wine's half-made agent: it has the classes, and most of their calls are not implemented.
class TestWindowsUpdate : public QObject {
  Q_OBJECT

 private slots:
  /// On a real Windows it would search for real, and change what that is set to.
  void initTestCase() {
    if (!isWine()) QSKIP("not under Wine");
  }
  void aSearchEndsInTheFallback();
  void automaticUpdatesEndInTheFallback();
  void aStopEndsToo();
  void itIsAskedAgainAndAgain();
};

void TestWindowsUpdate::aSearchEndsInTheFallback() {
  UpdateWork work(windowsUpdateAgent(), {});
  work.search();
  QTRY_VERIFY_WITH_TIMEOUT(!work.working(), patience);
  QCOMPARE(work.stage(), UpdateWork::Stage::CouldNot);
  // Told by the agent, not given up by us.
  QCOMPARE(work.fault()->kind, UpdateFault::Kind::AgentMissing);
  QVERIFY(work.fault()->code != 0);
  QVERIFY(!work.isUpToDate());
  QVERIFY(!work.waitsForRestart());
}

void TestWindowsUpdate::automaticUpdatesEndInTheFallback() {
  UpdateWork work(windowsUpdateAgent(), {});
  work.turnOnAutomaticUpdates();
  QTRY_VERIFY_WITH_TIMEOUT(!work.turningOn(), patience);
  QVERIFY(work.turnOnFault().has_value());
  QVERIFY(work.automatic() != AutomaticUpdates::On);
}

void TestWindowsUpdate::aStopEndsToo() {
  UpdateWork work(windowsUpdateAgent(), {});
  work.search();
  work.stop();
  QTRY_VERIFY_WITH_TIMEOUT(!work.working(), patience);
  QVERIFY(!work.isUpToDate());
}

void TestWindowsUpdate::itIsAskedAgainAndAgain() {
  UpdateWork work(windowsUpdateAgent(), {});
  for (int i = 0; i < 20; ++i) {
    work.search();
    QTRY_VERIFY_WITH_TIMEOUT(!work.working(), patience);
    QCOMPARE(work.stage(), UpdateWork::Stage::CouldNot);
  }
}

QTEST_GUILESS_MAIN(TestWindowsUpdate)
#include "test_windows_update_win32.moc"
