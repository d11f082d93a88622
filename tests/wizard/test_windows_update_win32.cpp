// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <chrono>

#include "tests/wizard/com_agent_win32.h"
#include "wizard/update_work.h"

using namespace sankajo;
using namespace sankajo::test;

namespace {

using Kind = UpdateFault::Kind;
using Stage = UpdateWork::Stage;

constexpr int patience = 60'000;

bool isWine() {
  return GetProcAddress(GetModuleHandleW(L"ntdll.dll"), "wine_get_version") != nullptr;
}

}  // namespace

/// What speaks COM with Windows' update agent: with one of our own in this process, and with Wine's half-made one, which has the classes and leaves
/// most of their calls out.
class TestWindowsUpdate : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() { QVERIFY(SUCCEEDED(CoInitializeEx(nullptr, COINIT_MULTITHREADED))); }
  void cleanupTestCase() { CoUninitialize(); }

  void whatIsOfferedIsRead();
  void aSearchThatFails_data();
  void aSearchThatFails();
  void onlyWhatIsChosenIsInstalled();
  void licencesAreAcceptedOnlyOnceAgreedTo();
  void failuresAreEachUpdatesOwn();
  void progressIsTold();
  void aStopAbortsTheJob_data();
  void aStopAbortsTheJob();
  void aRestartIsTold();
  void whatStandsInTheWayOfAnInstallation_data();
  void whatStandsInTheWayOfAnInstallation();
  void automaticUpdatesAreReadAndTurnedOn_data();
  void automaticUpdatesAreReadAndTurnedOn();

  void winesAgentEndsInTheFallback();
  void winesAutomaticUpdatesEndInTheFallback();
  void aStopOfWinesEndsToo();
  void winesIsAskedAgainAndAgain();

 private:
  static UpdateAnswer<std::unique_ptr<UpdateAgent>> open() { return windowsUpdateAgent()(); }
};

#define OPEN()                 \
  auto opened = open();        \
  QVERIFY(opened.has_value()); \
  UpdateAgent& agent = **opened

#define SEARCHED()                       \
  OPEN();                                \
  const auto offered = agent.search({}); \
  QVERIFY(offered.has_value())

/// All that was taken is given back.
#define GIVEN_BACK()                      \
  opened = tl::unexpected(UpdateFault{}); \
  QCOMPARE(com.left(), 0)

void TestWindowsUpdate::whatIsOfferedIsRead() {
  ComAgent com;
  com.updates = {{"更新プログラム (KB1)", 5e9, {}, S_OK, S_OK, false}, {"KB2", 0, "the terms", S_OK, S_OK, false}, {"KB3", 0, "", S_OK, S_OK, false}};
  {
    SEARCHED();
    QCOMPARE(offered->all.size(), std::size_t(3));
    QCOMPARE(QString::fromStdString(offered->all[0].title), QString("更新プログラム (KB1)"));
    QCOMPARE(offered->all[0].bytes, std::uint64_t(5'000'000'000));
    QVERIFY(!offered->all[0].licence);
    QCOMPARE(offered->all[1].licence, std::optional<std::string>("the terms"));
    // Without a text it still has to be agreed to.
    QCOMPARE(offered->all[2].licence, std::optional<std::string>(""));
    QVERIFY(!offered->restartFirst);
    QCOMPARE(com.asked().size(), 1);
    QVERIFY(com.asked().front().contains("IsInstalled=0"));
    GIVEN_BACK();
  }
  com.updates.clear();
  com.restartBefore = true;
  SEARCHED();
  QVERIFY(offered->all.empty());
  QVERIFY(offered->restartFirst);
  GIVEN_BACK();
}

void TestWindowsUpdate::aSearchThatFails_data() {
  QTest::addColumn<int>("begins");
  QTest::addColumn<int>("warns");
  QTest::addColumn<int>("kind");
  QTest::newRow("service disabled") << static_cast<int>(0x80070422) << 0 << static_cast<int>(Kind::ServiceDisabled);
  QTest::newRow("policy") << static_cast<int>(0x80240025) << 0 << static_cast<int>(Kind::Managed);
  QTest::newRow("half of it") << 0 << static_cast<int>(0x8024402C) << static_cast<int>(Kind::NoNetwork);
}

void TestWindowsUpdate::aSearchThatFails() {
  QFETCH(int, begins);
  QFETCH(int, warns);
  QFETCH(int, kind);
  ComAgent com;
  com.updates = {{"KB1", 1, {}, S_OK, S_OK, false}};
  com.search = begins;
  com.searchWarning = warns;
  OPEN();
  const auto offered = agent.search({});
  QVERIFY(!offered.has_value());
  QCOMPARE(static_cast<int>(offered.error().kind), kind);
  GIVEN_BACK();
}

void TestWindowsUpdate::onlyWhatIsChosenIsInstalled() {
  ComAgent com;
  for (const char* title : {"KB1", "KB2", "KB3", "KB4"}) com.updates.push_back({title, 1, {}, S_OK, S_OK, false});
  SEARCHED();
  const auto downloaded = agent.download({1, 3}, [](double, std::size_t) {}, {});
  QVERIFY(downloaded.has_value());
  QCOMPARE(downloaded->size(), std::size_t(2));
  const auto installed = agent.install({3}, [](double, std::size_t) {}, {});
  QVERIFY(installed.has_value());
  QCOMPARE(installed->each.size(), std::size_t(1));
  QCOMPARE(installed->each[0].outcome, Outcome::Done);
  QCOMPARE(com.asked().mid(1), (QStringList{"download KB2", "download KB4", "install KB4"}));
  GIVEN_BACK();
}

void TestWindowsUpdate::licencesAreAcceptedOnlyOnceAgreedTo() {
  ComAgent com;
  com.updates = {{"KB1", 1, "the terms", S_OK, S_OK, false}, {"KB2", 1, "the terms", S_OK, S_OK, false}};
  SEARCHED();
  QVERIFY(agent.download({1}, [](double, std::size_t) {}, {}).has_value());
  QCOMPARE(com.asked().mid(1), (QStringList{"accept KB2", "download KB2"}));
  GIVEN_BACK();
}

void TestWindowsUpdate::failuresAreEachUpdatesOwn() {
  ComAgent com;
  com.updates = {{"KB1", 1, {}, S_OK, static_cast<HRESULT>(0x80070070), false},
                 {"KB2", 1, {}, static_cast<HRESULT>(0x80072EFE), S_OK, false}};
  SEARCHED();
  const auto downloaded = agent.download({0, 1}, [](double, std::size_t) {}, {});
  QVERIFY(downloaded.has_value());
  QCOMPARE((*downloaded)[0].outcome, Outcome::Done);
  QCOMPARE((*downloaded)[1].outcome, Outcome::Failed);
  QCOMPARE((*downloaded)[1].why->kind, Kind::NoNetwork);
  const auto installed = agent.install({0, 1}, [](double, std::size_t) {}, {});
  QVERIFY(installed.has_value());
  QCOMPARE(installed->each[0].outcome, Outcome::Failed);
  QCOMPARE(installed->each[0].why->kind, Kind::NoSpace);
  QCOMPARE(installed->each[1].outcome, Outcome::Done);
  GIVEN_BACK();
}

void TestWindowsUpdate::progressIsTold() {
  ComAgent com;
  com.updates = {{"KB1", 1, {}, S_OK, S_OK, false}, {"KB2", 1, {}, S_OK, S_OK, false}};
  SEARCHED();
  QList<std::pair<int, std::size_t>> told;
  const auto progress = [&told](double share, std::size_t update) { told << std::pair(qRound(share * 100), update); };
  QVERIFY(agent.download({0, 1}, progress, {}).has_value());
  QCOMPARE(told, (QList<std::pair<int, std::size_t>>{{10, 0}, {20, 1}}));
  GIVEN_BACK();
}

void TestWindowsUpdate::aStopAbortsTheJob_data() {
  QTest::addColumn<int>("stage");
  for (const auto& [name, stage] : {std::pair("searching", 0), std::pair("downloading", 1), std::pair("installing", 2)})
    QTest::newRow(name) << stage;
}

void TestWindowsUpdate::aStopAbortsTheJob() {
  QFETCH(int, stage);
  ComAgent com;
  com.updates = {{"KB1", 1, {}, S_OK, S_OK, false}, {"KB2", 1, {}, S_OK, S_OK, false}};
  OPEN();
  if (stage > 0) QVERIFY(agent.search({}).has_value());
  com.endless = true;
  std::stop_source stop;
  stop.request_stop();
  const auto quiet = [](double, std::size_t) {};
  if (stage == 0) {
    const auto offered = agent.search(stop.get_token());
    QVERIFY(!offered.has_value());
    QCOMPARE(offered.error().kind, Kind::Cancelled);
  } else {
    const auto downloaded = stage == 1 ? agent.download({0, 1}, quiet, stop.get_token()) : UpdateAnswer<std::vector<UpdateResult>>();
    const auto installed = stage == 2 ? agent.install({0, 1}, quiet, stop.get_token()) : UpdateAnswer<InstalledUpdates>();
    QVERIFY(downloaded.has_value() && installed.has_value());
    const auto& each = stage == 1 ? *downloaded : installed->each;
    // The one at hand was brought to its end.
    QCOMPARE(each[0].outcome, Outcome::Done);
    QCOMPARE(each[1].outcome, Outcome::Skipped);
  }
  QCOMPARE(com.asked().count("abort"), 1);
  GIVEN_BACK();
}

void TestWindowsUpdate::aRestartIsTold() {
  ComAgent com;
  com.updates = {{"KB1", 1, {}, S_OK, S_OK, false}};
  com.restart = true;
  SEARCHED();
  const auto installed = agent.install({0}, [](double, std::size_t) {}, {});
  QVERIFY(installed.has_value());
  QVERIFY(installed->restart);
  GIVEN_BACK();
}

void TestWindowsUpdate::whatStandsInTheWayOfAnInstallation_data() {
  QTest::addColumn<bool>("restart");
  QTest::addColumn<bool>("busy");
  QTest::addColumn<int>("begins");
  QTest::addColumn<int>("kind");
  QTest::newRow("a restart") << true << false << 0 << static_cast<int>(Kind::RestartFirst);
  QTest::newRow("another installation") << false << true << 0 << static_cast<int>(Kind::Busy);
  QTest::newRow("no rights") << false << false << static_cast<int>(0x80070005) << static_cast<int>(Kind::NoRights);
}

void TestWindowsUpdate::whatStandsInTheWayOfAnInstallation() {
  QFETCH(bool, restart);
  QFETCH(bool, busy);
  QFETCH(int, begins);
  QFETCH(int, kind);
  ComAgent com;
  com.updates = {{"KB1", 1, {}, S_OK, S_OK, false}};
  com.restartBefore = restart;
  com.busy = busy;
  com.beginInstall = begins;
  SEARCHED();
  const auto installed = agent.install({0}, [](double, std::size_t) {}, {});
  QVERIFY(!installed.has_value());
  QCOMPARE(static_cast<int>(installed.error().kind), kind);
  GIVEN_BACK();
}

void TestWindowsUpdate::automaticUpdatesAreReadAndTurnedOn_data() {
  QTest::addColumn<bool>("service");
  QTest::addColumn<int>("level");
  QTest::addColumn<bool>("readOnly");
  QTest::addColumn<bool>("takes");
  QTest::addColumn<int>("before");
  QTest::addColumn<int>("after");
  QTest::addColumn<QStringList>("asked");
  using Are = sankajo::AutomaticUpdates;
  const auto row = [](const char* name, bool service, int level, bool readOnly, bool takes, Are before, Are after,
                      const QStringList& asked) {
    QTest::newRow(name) << service << level << readOnly << takes << static_cast<int>(before) << static_cast<int>(after) << asked;
  };
  using enum Are;
  row("on", true, aunlScheduledInstallation, false, true, On, On, {});
  row("as Windows comes", true, aunlNotConfigured, false, true, On, On, {});
  row("the service is off", false, aunlScheduledInstallation, false, true, Off, On, {"enable"});
  row("the setting is off", true, aunlDisabled, false, true, Off, On, {"enable", "save"});
  row("both", false, aunlDisabled, false, true, Off, On, {"enable", "save"});
  row("it does not take it", true, aunlDisabled, false, false, Off, Off, {"enable", "save"});
  row("an organisation's", true, aunlDisabled, true, true, OffByOrganisation, OffByOrganisation, {});
}

void TestWindowsUpdate::automaticUpdatesAreReadAndTurnedOn() {
  QFETCH(bool, service);
  QFETCH(int, level);
  QFETCH(bool, readOnly);
  QFETCH(bool, takes);
  QFETCH(int, before);
  QFETCH(int, after);
  QFETCH(QStringList, asked);
  ComAgent com;
  com.service = service;
  com.level = static_cast<AutomaticUpdatesNotificationLevel>(level);
  com.readOnly = readOnly;
  com.takesSettings = takes;
  OPEN();
  const auto is = agent.automaticUpdates();
  QVERIFY(is.has_value());
  QCOMPARE(static_cast<int>(*is), before);
  QVERIFY(com.asked().isEmpty());
  const auto turned = agent.turnOnAutomaticUpdates();
  QVERIFY(turned.has_value());
  QCOMPARE(static_cast<int>(*turned), after);
  QCOMPARE(com.asked(), asked);
  GIVEN_BACK();
}

void TestWindowsUpdate::winesAgentEndsInTheFallback() {
  // On a real Windows it would search for real.
  if (!isWine()) QSKIP("not under Wine");
  UpdateWork work(windowsUpdateAgent(), {});
  work.search();
  QTRY_VERIFY_WITH_TIMEOUT(!work.working(), patience);
  QCOMPARE(work.stage(), Stage::CouldNot);
  // Told by the agent, not given up by us.
  QCOMPARE(work.fault()->kind, Kind::AgentMissing);
  QVERIFY(work.fault()->code != 0);
  QVERIFY(!work.isUpToDate());
  QVERIFY(!work.waitsForRestart());
}

void TestWindowsUpdate::winesAutomaticUpdatesEndInTheFallback() {
  if (!isWine()) QSKIP("not under Wine");
  UpdateWork work(windowsUpdateAgent(), {});
  work.turnOnAutomaticUpdates();
  QTRY_VERIFY_WITH_TIMEOUT(!work.turningOn(), patience);
  QVERIFY(work.turnOnFault().has_value());
  QVERIFY(work.automatic() != sankajo::AutomaticUpdates::On);
}

void TestWindowsUpdate::aStopOfWinesEndsToo() {
  if (!isWine()) QSKIP("not under Wine");
  UpdateWork work(windowsUpdateAgent(), {});
  work.search();
  work.stop();
  QTRY_VERIFY_WITH_TIMEOUT(!work.working(), patience);
  QVERIFY(!work.isUpToDate());
}

void TestWindowsUpdate::winesIsAskedAgainAndAgain() {
  if (!isWine()) QSKIP("not under Wine");
  UpdateWork work(windowsUpdateAgent(), {});
  for (int i = 0; i < 20; ++i) {
    work.search();
    QTRY_VERIFY_WITH_TIMEOUT(!work.working(), patience);
    QCOMPARE(work.stage(), Stage::CouldNot);
  }
}

QTEST_GUILESS_MAIN(TestWindowsUpdate)
#include "test_windows_update_win32.moc"
