// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QLabel>
#include <QPushButton>
#include <QtTest>
#include <chrono>

#include "tests/wizard/walk.h"
#include "wizard/road.h"

using namespace sankajo;
using namespace sankajo::test;

namespace {

using Call = ScriptedUpdates::Call;
using Kind = UpdateFault::Kind;
using Stage = UpdateWork::Stage;
using namespace std::chrono_literals;

constexpr std::uint32_t anyFailure = 0x80240FFF;

QList<std::size_t> list(const std::vector<std::size_t>& all) {
  return QList<std::size_t>(all.begin(), all.end());
}

}  // namespace

/// Article 3 on the Windows that runs here, with a scripted update agent: real pages, real buttons, real disks.
class TestUpdates : public QObject {
  Q_OBJECT

 private slots:
  void init();
  void cleanup() { walk_.reset(); }

  void aCodeIsOfItsKind_data();
  void aCodeIsOfItsKind();
  void updatesAreInstalled_data();
  void updatesAreInstalled();
  void whatComesAfterTheFirstOnesIsInstalledToo();
  void nothingToInstallIsUpToDate_data() { languagesAndHands(); }
  void nothingToInstallIsUpToDate();
  void aFailureIsToldWithItsNextStep_data();
  void aFailureIsToldWithItsNextStep();
  void oneOfSeveralThatFailsIsNamed();
  void whatIsNotDownloadedIsNotInstalled();
  void stoppingAsksFirstAndChangesNothing_data();
  void stoppingAsksFirstAndChangesNothing();
  void stoppedWhileInstallingTheUpdateAtHandIsFinished();
  void theQuestionsHarmlessAnswerGoesOn();
  void aRestartIsAskedForOnTheLastPage_data() { languagesAndHands(); }
  void aRestartIsAskedForOnTheLastPage();
  void aRestartThatWaitsAlreadyComesFirst();
  void aRefusedLicenceLeavesThatUpdateOut();
  void everyLicenceRefusedInstallsNothing();
  void aLicenceIsAskedForOnce();
  void aLicenceWithoutATextIsAskedForToo();
  void automaticUpdatesThatAreOffAreTurnedOn_data() { languagesAndHands(); }
  void automaticUpdatesThatAreOffAreTurnedOn();
  void whatAnOrganisationTurnedOffIsOnlyTold();
  void automaticUpdatesThatStayOffLeadToTheSettings();
  void aDisabledServiceIsTurnedOnAndAskedAgain();
  void aDisabledServiceThatStaysSoLeadsToTheSettings();
  void anAgentThatNeverAnswersIsGivenUp_data();
  void anAgentThatNeverAnswersIsGivenUp();
  void aDeafAgentDoesNotHoldUpAStop();
  void theFocusStaysWhereTheNextStepIs();
  void theWindowClosesOnADeafAgent();
  void whatIsGivenUpIsAskedAnew();
  void withoutTheAgentTheSettingsOpen_data() { languagesAndHands(); }
  void withoutTheAgentTheSettingsOpen();
  void beforeTheHoleIsClosedNobodyGoesOnline();
  void notNowIsNotFinished();
  void theLanguageChangesInTheMiddle();
  void anOldWindowsIsToldTheTruth_data();
  void anOldWindowsIsToldTheTruth();

 private:
  static void languagesAndHands();
  void toUpdatePage(const DiskBuilder& here = DiskBuilder({DiskSystem::XpSp2}));
  void look(Stage then);
  bool isAt(Stage stage) const { return walk_->session().updates()->stage() == stage; }
  bool isShown(const char* name) const {
    return std::ranges::any_of(walk_->wizard().currentPage()->findChildren<QWidget*>(name),
                               [](const QWidget* one) { return one->isVisible(); });
  }
  ArticleState article3() const { return walk_->wizard().findChild<Rail*>()->findChildren<Seal*>().at(2)->state(); }

  std::unique_ptr<Walk> walk_;
  std::shared_ptr<ScriptedUpdates> script_;
};

#define ON(page) QVERIFY2(walk_->waitFor(page), page)
#define PRESS(name) QVERIFY2(walk_->press(name), name)
#define AT(stage) QTRY_VERIFY_WITH_TIMEOUT(isAt(Stage::stage), Walk::patience)
#define HELD() QTRY_VERIFY_WITH_TIMEOUT(script_->isHeld(), Walk::patience)

void TestUpdates::init() {
  walk_ = std::make_unique<Walk>();
  script_ = walk_->pc.updates = std::make_shared<ScriptedUpdates>();
}

void TestUpdates::languagesAndHands() {
  QTest::addColumn<bool>("inJapanese");
  QTest::addColumn<bool>("byKeyboard");
  QTest::newRow("ja, mouse") << true << false;
  QTest::newRow("en, keyboard") << false << true;
}

void TestUpdates::toUpdatePage(const DiskBuilder& here) {
  QVERIFY(walk_->openHere(here));
  if (QTest::currentDataTag() != nullptr && QByteArray(QTest::currentDataTag()).contains(", ")) {
    QFETCH(bool, inJapanese);
    QFETCH(bool, byKeyboard);
    walk_->language().set(inJapanese ? Language::Japanese : Language::English);
    walk_->byKeyboard = byKeyboard;
  }
  PRESS("startButton");
  ON("resultPage");
  PRESS("goOnButton");
  ON("updatePage");
}

void TestUpdates::look(Stage then) {
  toUpdatePage();
  if (QTest::currentTestFailed()) return;
  PRESS("lookForUpdatesButton");
  QTRY_VERIFY_WITH_TIMEOUT(isAt(then), Walk::patience);
}

void TestUpdates::aCodeIsOfItsKind_data() {
  QTest::addColumn<std::uint32_t>("code");
  QTest::addColumn<int>("kind");
  const auto row = [](const char* name, std::uint32_t code, Kind kind) { QTest::newRow(name) << code << static_cast<int>(kind); };
  row("not implemented", 0x80004001, Kind::AgentMissing);
  row("class not registered", 0x80040154, Kind::AgentMissing);
  row("service disabled", 0x80070422, Kind::ServiceDisabled);
  row("name not resolved", 0x8024402C, Kind::NoNetwork);
  row("connection lost", 0x80072EFE, Kind::NoNetwork);
  row("certificate", 0x80072F8F, Kind::WrongClock);
  row("the server is busy", 0x80244022, Kind::Server);
  row("any answer of a server", 0x80244FFF, Kind::Server);
  row("policy", 0x80240025, Kind::Managed);
  row("rights", 0x80070005, Kind::NoRights);
  row("disk full", 0x80070070, Kind::NoSpace);
  row("another installation", 0x80240016, Kind::Busy);
  row("stopped", 0x8024000B, Kind::Cancelled);
  row("restart", 0x80242014, Kind::RestartFirst);
  row("licence", 0x80240023, Kind::LicenceDeclined);
  row("data store", 0x80248007, Kind::Records);
  row("anything of the agent", 0x80240FFF, Kind::Failed);
  row("anything at all", 0x8000FFFF, Kind::Failed);
}

void TestUpdates::aCodeIsOfItsKind() {
  QFETCH(std::uint32_t, code);
  QFETCH(int, kind);
  QCOMPARE(static_cast<int>(updateFault(code).kind), kind);
  QCOMPARE(updateFault(code).code, code);
}

void TestUpdates::updatesAreInstalled_data() {
  QTest::addColumn<bool>("inJapanese");
  QTest::addColumn<bool>("byKeyboard");
  QTest::addColumn<std::size_t>("count");
  QTest::newRow("1, ja, mouse") << true << false << std::size_t(1);
  QTest::newRow("1, en, keyboard") << false << true << std::size_t(1);
  QTest::newRow("40, ja, keyboard") << true << true << std::size_t(40);
  QTest::newRow("40, en, mouse") << false << false << std::size_t(40);
}

void TestUpdates::updatesAreInstalled() {
  QFETCH(std::size_t, count);
  script_->offered = ScriptedUpdates::some(count);
  look(Stage::Found);
  QVERIFY(walk_->words("updateStageText").contains(QString::number(count)));
  QVERIFY(script_->downloaded.empty());  // nothing without the button
  QCOMPARE(walk_->find("moreUpdatesButton") != nullptr, count > 6);
  PRESS("installUpdatesButton");
  AT(Finished);
  QCOMPARE(script_->downloaded.size(), count);
  QCOMPARE(list(script_->installed), list(script_->downloaded));
  QVERIFY(walk_->words("updateStageText").contains(QString::number(count)));
  // Only who has looked again knows that this was all.
  QVERIFY(!walk_->session().isUpToDate());
  PRESS("lookForUpdatesButton");
  AT(NothingToDo);
  QVERIFY(walk_->session().isUpToDate());
  PRESS("goOnButton");
  ON("finishPage");
  QCOMPARE(article3(), ArticleState::Done);
}

void TestUpdates::whatComesAfterTheFirstOnesIsInstalledToo() {
  script_->offered = ScriptedUpdates::some(1);
  script_->after = ScriptedUpdates::some(3).all;
  look(Stage::Found);
  PRESS("installUpdatesButton");
  AT(Finished);
  PRESS("lookForUpdatesButton");
  AT(Found);
  QVERIFY(!walk_->session().isUpToDate());
  PRESS("installUpdatesButton");
  AT(Finished);
  QCOMPARE(script_->installed.size(), std::size_t(4));
  // Who does not look again is not told that this Windows is up to date.
  PRESS("goOnWithoutButton");
  ON("finishPage");
  QCOMPARE(article3(), ArticleState::NotFinished);
}

void TestUpdates::nothingToInstallIsUpToDate() {
  look(Stage::NothingToDo);
  QVERIFY(walk_->find("installUpdatesButton") == nullptr);
  PRESS("goOnButton");
  ON("finishPage");
  QCOMPARE(article3(), ArticleState::Done);
}

void TestUpdates::aFailureIsToldWithItsNextStep_data() {
  QTest::addColumn<int>("call");
  QTest::addColumn<int>("kind");
  QTest::addColumn<QByteArray>("next");
  for (const auto& [stage, call] :
       {std::pair("search", Call::Search), std::pair("download", Call::Download), std::pair("install", Call::Install)}) {
    for (const auto& [name, kind, next] :
         {std::tuple("no network", Kind::NoNetwork, "lookForUpdatesButton"), std::tuple("clock", Kind::WrongClock, "lookForUpdatesButton"),
          std::tuple("server", Kind::Server, "lookForUpdatesButton"), std::tuple("space", Kind::NoSpace, "lookForUpdatesButton"),
          std::tuple("busy", Kind::Busy, "lookForUpdatesButton"), std::tuple("service", Kind::ServiceDisabled, "turnOnButton"),
          std::tuple("managed", Kind::Managed, "openUpdateButton"), std::tuple("rights", Kind::NoRights, "openUpdateButton"),
          std::tuple("records", Kind::Records, "openUpdateButton"), std::tuple("missing", Kind::AgentMissing, "openUpdateButton"),
          std::tuple("anything", Kind::Failed, "openUpdateButton")}) {
      QTest::addRow("%s: %s", stage, name) << static_cast<int>(call) << static_cast<int>(kind) << QByteArray(next);
    }
  }
}

void TestUpdates::aFailureIsToldWithItsNextStep() {
  QFETCH(int, call);
  QFETCH(int, kind);
  QFETCH(QByteArray, next);
  script_->offered = ScriptedUpdates::some(2);
  script_->faults[static_cast<Call>(call)] = {static_cast<Kind>(kind), anyFailure};
  toUpdatePage();
  PRESS("lookForUpdatesButton");
  if (static_cast<Call>(call) != Call::Search) PRESS("installUpdatesButton");
  AT(CouldNot);
  QVERIFY(script_->installed.empty());
  QVERIFY(!walk_->words("updateHappensText").isEmpty());
  QVERIFY2(walk_->find(next) != nullptr, next);
  // The code is there for those who help, and nowhere else.
  QVERIFY(!walk_->words("updateHappensText").contains("0x"));
  PRESS("moreUpdatesButton");
  const auto labels = walk_->wizard().currentPage()->findChildren<QLabel*>();
  QVERIFY(std::ranges::any_of(labels, [](const QLabel* label) { return label->text().contains("0x80240FFF"); }));
  QVERIFY(!walk_->session().isUpToDate());
  // There is always a way on, and the seal tells the truth.
  PRESS("goOnWithoutButton");
  ON("finishPage");
  QCOMPARE(article3(), ArticleState::NotFinished);
}

void TestUpdates::oneOfSeveralThatFailsIsNamed() {
  script_->offered = ScriptedUpdates::some(9);
  script_->installs[8] = {Outcome::Failed, UpdateFault{Kind::Failed, anyFailure}};
  look(Stage::Found);
  PRESS("installUpdatesButton");
  AT(Finished);
  QVERIFY(walk_->words("updateStageText").contains("1"));
  // What went wrong stands on top, among those that are seen at once.
  const auto boxes = walk_->wizard().currentPage()->findChildren<OutcomeBox*>();
  QVERIFY(std::ranges::any_of(boxes, [](const OutcomeBox* box) { return box->isVisible() && box->outcome() == BoxState::Failed; }));
  QVERIFY(!walk_->session().isUpToDate());
  script_->installs.clear();
  PRESS("lookAgainButton");
  AT(Found);
}

void TestUpdates::whatIsNotDownloadedIsNotInstalled() {
  script_->offered = ScriptedUpdates::some(3);
  script_->downloads[1] = {Outcome::Failed, updateFault(0x80072EFE)};
  look(Stage::Found);
  PRESS("installUpdatesButton");
  AT(Finished);
  QCOMPARE(list(script_->installed), (QList<std::size_t>{0, 2}));
  QVERIFY(!walk_->session().isUpToDate());
}

void TestUpdates::stoppingAsksFirstAndChangesNothing_data() {
  QTest::addColumn<int>("call");
  QTest::addColumn<int>("then");
  QTest::newRow("searching") << static_cast<int>(Call::Search) << static_cast<int>(Stage::NotAsked);
  QTest::newRow("downloading") << static_cast<int>(Call::Download) << static_cast<int>(Stage::Found);
}

void TestUpdates::stoppingAsksFirstAndChangesNothing() {
  QFETCH(int, call);
  QFETCH(int, then);
  script_->offered = ScriptedUpdates::some(3);
  script_->holdAt = static_cast<Call>(call);
  toUpdatePage();
  PRESS("lookForUpdatesButton");
  if (static_cast<Call>(call) != Call::Search) PRESS("installUpdatesButton");
  HELD();
  QVERIFY(walk_->find("backButton") == nullptr);
  PRESS("stopButton");
  PRESS("deedButton");
  QTRY_VERIFY_WITH_TIMEOUT(isAt(static_cast<Stage>(then)), Walk::patience);
  QVERIFY(script_->installed.empty());
  // It can be done again.
  script_->release();
  if (static_cast<Stage>(then) == Stage::NotAsked) PRESS("lookForUpdatesButton");
  PRESS("installUpdatesButton");
  AT(Finished);
  QCOMPARE(script_->installed.size(), std::size_t(3));
}

void TestUpdates::stoppedWhileInstallingTheUpdateAtHandIsFinished() {
  script_->offered = ScriptedUpdates::some(3);
  script_->holdAt = Call::Install;
  script_->holdAtUpdate = 1;
  look(Stage::Found);
  PRESS("installUpdatesButton");
  HELD();
  PRESS("stopButton");
  PRESS("deedButton");
  AT(Finished);
  QCOMPARE(list(script_->installed), (QList<std::size_t>{0, 1}));
  QVERIFY(!walk_->session().isUpToDate());
  PRESS("goOnButton");
  ON("finishPage");
  QCOMPARE(article3(), ArticleState::NotFinished);
}

void TestUpdates::theQuestionsHarmlessAnswerGoesOn() {
  script_->offered = ScriptedUpdates::some(1);
  script_->holdAt = Call::Install;
  look(Stage::Found);
  PRESS("installUpdatesButton");
  HELD();
  walk_->wizard().reject();
  PRESS("harmlessButton");
  script_->release();
  AT(Finished);
  QVERIFY(walk_->wizard().isVisible());
}

void TestUpdates::aRestartIsAskedForOnTheLastPage() {
  script_->offered = ScriptedUpdates::some(1);
  script_->restart = true;
  look(Stage::Found);
  PRESS("installUpdatesButton");
  AT(Finished);
  QVERIFY(!walk_->session().isUpToDate());
  PRESS("goOnButton");
  ON("finishPage");
  QCOMPARE(article3(), ArticleState::AfterRestart);
  QTRY_VERIFY(isShown("updatesRestartText"));
  PRESS("restartButton");
  PRESS("deedButton");
  QTRY_COMPARE_WITH_TIMEOUT(walk_->pc.restarts, 1, Walk::patience);
  QVERIFY(walk_->pc.returns.empty());  // nothing of ours is left to be done
}

void TestUpdates::aRestartThatWaitsAlreadyComesFirst() {
  script_->offered.restartFirst = true;
  look(Stage::NothingToDo);
  QVERIFY(!walk_->session().isUpToDate());
  PRESS("goOnButton");
  ON("finishPage");
  QCOMPARE(article3(), ArticleState::AfterRestart);
}

void TestUpdates::aRefusedLicenceLeavesThatUpdateOut() {
  script_->offered = ScriptedUpdates::some(3);
  script_->offered.all[1].licence = "the terms";
  look(Stage::Found);
  PRESS("installUpdatesButton");
  AT(Licence);
  QCOMPARE(walk_->words("licenceText"), QString("the terms"));
  QVERIFY(script_->downloaded.empty());
  PRESS("withoutItButton");
  AT(Finished);
  QCOMPARE(list(script_->installed), (QList<std::size_t>{0, 2}));
  QVERIFY(!walk_->session().isUpToDate());
}

void TestUpdates::everyLicenceRefusedInstallsNothing() {
  script_->offered = ScriptedUpdates::some(1);
  script_->offered.all[0].licence = "the terms";
  look(Stage::Found);
  PRESS("installUpdatesButton");
  PRESS("withoutItButton");
  AT(Finished);
  QVERIFY(script_->downloaded.empty());
  PRESS("goOnButton");
  ON("finishPage");
  QCOMPARE(article3(), ArticleState::NotFinished);
}

void TestUpdates::aLicenceIsAskedForOnce() {
  script_->offered = ScriptedUpdates::some(4);
  script_->offered.all[0].licence = script_->offered.all[2].licence = "the terms";
  script_->offered.all[3].licence = "other terms";
  look(Stage::Found);
  PRESS("installUpdatesButton");
  AT(Licence);
  PRESS("agreeButton");
  QTRY_COMPARE(walk_->words("licenceText"), QString("other terms"));
  PRESS("agreeButton");
  AT(Finished);
  QCOMPARE(script_->installed.size(), std::size_t(4));
}

void TestUpdates::aLicenceWithoutATextIsAskedForToo() {
  script_->offered = ScriptedUpdates::some(3);
  script_->offered.all[0].licence = script_->offered.all[2].licence = "";
  look(Stage::Found);
  PRESS("installUpdatesButton");
  AT(Licence);
  QCOMPARE(walk_->session().updates()->licenceOf(), std::size_t(0));
  QVERIFY(!walk_->words("licenceText").isEmpty());
  QVERIFY(script_->downloaded.empty());
  PRESS("agreeButton");
  // Nobody knows whether they are the same.
  AT(Licence);
  QTRY_COMPARE(walk_->session().updates()->licenceOf(), std::size_t(2));
  PRESS("withoutItButton");
  AT(Finished);
  QCOMPARE(list(script_->installed), (QList<std::size_t>{0, 1}));
}

void TestUpdates::automaticUpdatesThatAreOffAreTurnedOn() {
  script_->automatic = AutomaticUpdates::Off;
  look(Stage::NothingToDo);
  QVERIFY(isShown("automaticText"));
  PRESS("turnOnButton");
  QTRY_VERIFY_WITH_TIMEOUT(!isShown("automaticText"), Walk::patience);
  QCOMPARE(script_->automatic, AutomaticUpdates::On);
}

void TestUpdates::whatAnOrganisationTurnedOffIsOnlyTold() {
  script_->automatic = AutomaticUpdates::OffByOrganisation;
  look(Stage::NothingToDo);
  QVERIFY(isShown("automaticText"));
  QVERIFY(walk_->find("turnOnButton") == nullptr);
}

void TestUpdates::automaticUpdatesThatStayOffLeadToTheSettings() {
  script_->automatic = script_->afterTurningOn = AutomaticUpdates::Off;
  look(Stage::NothingToDo);
  const QString before = walk_->words("automaticText");
  PRESS("turnOnButton");
  QTRY_VERIFY_WITH_TIMEOUT(walk_->words("automaticText") != before, Walk::patience);
  QVERIFY(isShown("automaticText"));
  QVERIFY(walk_->find("turnOnButton") == nullptr);
}

void TestUpdates::aDisabledServiceIsTurnedOnAndAskedAgain() {
  script_->offered = ScriptedUpdates::some(1);
  script_->faults[Call::Automatic] = script_->faults[Call::Search] = updateFault(0x80070422);
  look(Stage::CouldNot);
  PRESS("turnOnButton");
  AT(Found);
}

void TestUpdates::aDisabledServiceThatStaysSoLeadsToTheSettings() {
  script_->faults[Call::Automatic] = script_->faults[Call::Search] = updateFault(0x80070422);
  script_->faults[Call::TurnOn] = updateFault(0x80070005);
  look(Stage::CouldNot);
  PRESS("turnOnButton");
  PRESS("openUpdateButton");
  QCOMPARE(walk_->pc.updatesOpened, 1);
}

void TestUpdates::anAgentThatNeverAnswersIsGivenUp_data() {
  QTest::addColumn<int>("call");
  QTest::newRow("searching") << static_cast<int>(Call::Search);
  QTest::newRow("downloading") << static_cast<int>(Call::Download);
  QTest::newRow("installing") << static_cast<int>(Call::Install);
}

void TestUpdates::anAgentThatNeverAnswersIsGivenUp() {
  QFETCH(int, call);
  script_->offered = ScriptedUpdates::some(2);
  script_->holdAt = static_cast<Call>(call);
  script_->deaf = true;
  // Of the one that is waited for; the others have their time, on the busiest machine.
  UpdateWork::Limits& limits = walk_->pc.updateLimits;
  (static_cast<Call>(call) == Call::Search ? limits.search : static_cast<Call>(call) == Call::Download ? limits.download : limits.install) = 300ms;
  toUpdatePage();
  PRESS("lookForUpdatesButton");
  if (static_cast<Call>(call) != Call::Search) PRESS("installUpdatesButton");
  AT(CouldNot);
  QCOMPARE(walk_->session().updates()->fault()->kind, Kind::NoAnswer);
  PRESS("openUpdateButton");
  QCOMPARE(walk_->pc.updatesOpened, 1);
  PRESS("goOnButton");
  ON("finishPage");
  QCOMPARE(article3(), ArticleState::NotFinished);
  // What it then says is nobody's any more.
  script_->release();
  QVERIFY(script_->end());
  QVERIFY(isAt(Stage::CouldNot));
}

void TestUpdates::aDeafAgentDoesNotHoldUpAStop() {
  script_->holdAt = Call::Search;
  script_->deaf = true;
  walk_->pc.updateLimits.stop = 300ms;
  toUpdatePage();
  PRESS("lookForUpdatesButton");
  HELD();
  PRESS("stopButton");
  PRESS("deedButton");
  AT(NotAsked);
}

void TestUpdates::theFocusStaysWhereTheNextStepIs() {
  script_->offered = ScriptedUpdates::some(1);
  script_->holdAt = Call::Search;
  toUpdatePage();
  walk_->wizard().activateWindow();
  QVERIFY(QTest::qWaitForWindowActive(&walk_->wizard(), Walk::patience));
  walk_->byKeyboard = true;
  PRESS("lookForUpdatesButton");
  HELD();
  QTRY_COMPARE(QApplication::focusWidget(), walk_->find("stopButton"));
  script_->release();
  AT(Found);
  QTRY_VERIFY(walk_->wizard().currentPage()->isAncestorOf(QApplication::focusWidget()) ||
              QApplication::focusWidget() == walk_->find("installUpdatesButton"));
}

void TestUpdates::theWindowClosesOnADeafAgent() {
  script_->offered = ScriptedUpdates::some(1);
  script_->holdAt = Call::Install;
  script_->deaf = true;
  look(Stage::Found);
  PRESS("installUpdatesButton");
  HELD();
  PRESS("stopButton");
  PRESS("deedButton");
  QTRY_VERIFY(walk_->session().updates()->stopping());
  PRESS("stopButton");
  PRESS("deedButton");
  QTRY_VERIFY(!walk_->wizard().isVisible());
}

void TestUpdates::whatIsGivenUpIsAskedAnew() {
  script_->offered = ScriptedUpdates::some(1);
  script_->holdAt = Call::Search;
  script_->deaf = true;
  walk_->pc.updateLimits.search = 3s;  // The second one has to come back in that.
  look(Stage::CouldNot);
  script_->release();
  PRESS("lookAgainButton");
  AT(Found);
}

void TestUpdates::withoutTheAgentTheSettingsOpen() {
  script_->faults[Call::Open] = updateFault(0x80004001);
  look(Stage::CouldNot);
  QCOMPARE(walk_->session().updates()->fault()->kind, Kind::AgentMissing);
  PRESS("openUpdateButton");
  QCOMPARE(walk_->pc.updatesOpened, 1);
  PRESS("upToDateRow");
  PRESS("goOnButton");
  ON("finishPage");
  QCOMPARE(article3(), ArticleState::Done);
}

void TestUpdates::beforeTheHoleIsClosedNobodyGoesOnline() {
  QVERIFY(walk_->openHere(DiskBuilder({})));
  PRESS("startButton");
  ON("resultPage");
  PRESS("goOnButton");
  ON("patchPage");
  PRESS("goOnButton");
  ON("updatePage");
  QVERIFY(walk_->find("lookForUpdatesButton") == nullptr);
  QVERIFY(walk_->find("openUpdateButton") != nullptr);
  QVERIFY(script_->asked.empty());
}

void TestUpdates::notNowIsNotFinished() {
  toUpdatePage();
  PRESS("goOnWithoutButton");
  ON("finishPage");
  QCOMPARE(article3(), ArticleState::NotFinished);
  QVERIFY(script_->asked.empty());
}

void TestUpdates::theLanguageChangesInTheMiddle() {
  script_->offered = ScriptedUpdates::some(3);
  script_->holdAt = Call::Install;
  script_->holdAtUpdate = 1;
  look(Stage::Found);
  PRESS("installUpdatesButton");
  HELD();
  const QString english = walk_->words("updateHappensText");
  walk_->language().set(Language::Japanese);
  QTRY_VERIFY(walk_->words("updateHappensText") != english);
  QVERIFY(isAt(Stage::Installing));
  script_->release();
  AT(Finished);
  QCOMPARE(script_->installed.size(), std::size_t(3));
}

void TestUpdates::anOldWindowsIsToldTheTruth_data() {
  QTest::addColumn<int>("system");
  QTest::addColumn<QStringList>("names");
  QTest::newRow("NT 4.0 with the patch") << static_cast<int>(DiskSystem::Nt4Workstation) << QStringList{};
  QTest::newRow("2000 SP2") << static_cast<int>(DiskSystem::Win2000Sp2) << QStringList{"Service Pack 4", "KB891861"};
  QTest::newRow("2000 SP4") << static_cast<int>(DiskSystem::Win2000Sp4) << QStringList{"KB891861"};
  QTest::newRow("2000 SP4 with the rollup") << static_cast<int>(DiskSystem::Win2000Sp4Rollup) << QStringList{};
  QTest::newRow("XP SP1") << static_cast<int>(DiskSystem::XpSp1) << QStringList{"Service Pack 2", "Service Pack 3"};
  QTest::newRow("Server 2003") << static_cast<int>(DiskSystem::Server2003) << QStringList{"Service Pack 1", "Service Pack 2"};
}

void TestUpdates::anOldWindowsIsToldTheTruth() {
  QFETCH(int, system);
  QFETCH(QStringList, names);
  QVERIFY(walk_->open(DiskBuilder({static_cast<DiskSystem>(system), PatchLevel::KB828741})));
  for (const auto language : {Language::English, Language::Japanese}) {
    walk_->language().set(language);
    if (!walk_->isOn("updatePage")) {
      PRESS("startButton");
      ON("resultPage");
      PRESS("goOnButton");
      ON("updatePage");
    }
    QVERIFY(walk_->find("lookForUpdatesButton") == nullptr);
    QVERIFY(isShown("leftPanel"));
    QTRY_COMPARE(isShown("fixesText"), !names.isEmpty());
    if (names.isEmpty()) continue;
    qsizetype at = 0;
    for (const QString& name : names) {
      const qsizetype found = walk_->words("fixesText").indexOf(name, at);
      QVERIFY2(found >= at, qPrintable(walk_->words("fixesText")));
      at = found;
    }
  }
}

QTEST_MAIN(TestUpdates)
#include "test_updates.moc"
