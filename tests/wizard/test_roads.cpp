// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QBuffer>
#include <QDir>
#include <QFile>
#include <QPushButton>
#include <QScopeGuard>
#include <QScrollArea>
#include <QTextDocumentFragment>
#include <QTemporaryDir>
#include <QTimer>
#include <QtTest>
#include <atomic>
#include <filesystem>

#include "engine/target/volume_state.h"
#include "tests/support/packages_folder.h"
#include "tests/support/verdict.h"
#include "tests/wizard/layout_check.h"
#include "tests/wizard/walk.h"
#include "wizard/report_document.h"
#include "wizard/sheet.h"

using namespace sankajo;
using namespace sankajo::test;

// Every road through the wizard, on real demonstration disks; only faults are made up.
class TestRoads : public QObject {
  Q_OBJECT

 private slots:
  void init() { walk_ = std::make_unique<Walk>(); }
  void cleanup() {
    const QString untrue = walk_->untrue();
    walk_.reset();
    QVERIFY2(untrue.isEmpty(), qPrintable(untrue));
  }

  void infectedTreatedUndone_data() { languagesAndHands(); }
  void infectedTreatedUndone();
  void theHoleStaysOpenAfterTheRemoval_data() { languagesAndHands(); }
  void theHoleStaysOpenAfterTheRemoval();
  void aPatchAtHandIsPutReadyWithTheRemoval_data() { languagesAndHands(); }
  void aPatchAtHandIsPutReadyWithTheRemoval();
  void aPatchAtHandIsPutReadyWithoutAnInfection_data() { languagesAndHands(); }
  void aPatchAtHandIsPutReadyWithoutAnInfection();
  void aPatchThatComesLaterBelongsToTheTreatment();
  void whoInstallsThePatchHimselfGetsNothingOnTheDisk();
  void whatIsNotListedForThisLanguageIsToldByItsNumber();
  void aFileThatIsMissingOrDamagedIsNamed();
  void aPatchIsInstalledOnThisPcAndSeenInItsFiles();
  void aPatchOnThisPcWaitsForTheRestartWithThePortsClosed_data();
  void aPatchOnThisPcWaitsForTheRestartWithThePortsClosed();
  void whoWasNotInfectedIsInArticleThreeAfterTheRestartToo_data();
  void whoWasNotInfectedIsInArticleThreeAfterTheRestartToo();
  void aPatchThatCannotBeInstalledOnThisPcIsTold_data();
  void aPatchThatCannotBeInstalledOnThisPcIsTold();
  void suspectedIsCheckedEverywhereAndPutAway_data() { languagesAndHands(); }
  void suspectedIsCheckedEverywhereAndPutAway();
  void tracesAreCleared_data() { languagesAndHands(); }
  void tracesAreCleared();
  void cleanWithTheHoleOpen_data() { languagesAndHands(); }
  void cleanWithTheHoleOpen();
  void cleanAndClosed_data() { languagesAndHands(); }
  void cleanAndClosed();
  void whatCannotBeDecidedIsNeverClean_data() { languagesAndHands(); }
  void whatCannotBeDecidedIsNeverClean();
  void aSleepingWindowsIsLeftAsItIs_data() { languagesAndHands(); }
  void aSleepingWindowsIsLeftAsItIs();
  void aDiskThatBelongsToOthersIsLeftAsItIs_data() { languagesAndHands(); }
  void aDiskThatBelongsToOthersIsLeftAsItIs();
  void aRescueSystemSavesNothingToItsMemory_data() { languagesAndHands(); }
  void aRescueSystemSavesNothingToItsMemory();
  void aStoppedCheckChangesNothing();
  void anErrorAtAStepIsToldAndTriedAgain_data();
  void anErrorAtAStepIsToldAndTriedAgain();
  void aStepThatCannotBeDoneIsNoDeadEnd_data() { languagesAndHands(); }
  void aStepThatCannotBeDoneIsNoDeadEnd();
  void aCheckThatCannotBeginIsTold_data() { languagesAndHands(); }
  void aCheckThatCannotBeginIsTold();
  void anErrorInUndoingIsToldAndTriedAgain_data() { languagesAndHands(); }
  void anErrorInUndoingIsToldAndTriedAgain();
  void aRemovalIsNeverLeftInTheMiddle_data() { languagesAndHands(); }
  void aRemovalIsNeverLeftInTheMiddle();
  void aRunThatStoppedHalfwayIsOffered_data();
  void aRunThatStoppedHalfwayIsOffered();
  void aRunThatStoppedBeforeItsFirstStepLeavesTheWormToBeAgreedTo();
  void whatChangedSinceTheCheckIsShownAgain();
  void aDoubleClickConsentsToNothing();
  void closingAsksFirst();
  void theLanguageChangesOnEveryPageAndNothingIsLost();
  void theReportIsOnePage();
  void aPcOnTheNetworkIsUnpluggedFirst_data() { languagesAndHands(); }
  void aPcOnTheNetworkIsUnpluggedFirst();
  void goingOnByItselfCanBeStopped();
  void whoCannotUnplugIsAskedOnce();
  void aPcOffTheNetworkIsCheckedAtOnce();
  void anAttachedDiskAsksForNoUnplugging();
  void pluggedInAgainIsToldUntilTheHoleIsClosed();
  void withoutRightsItOffersToStartAgain();
  void whatRightsWouldDecideOffersThemFirst();
  void afterTheRestartItChecksAtOnceAndSaysSo_data() { languagesAndHands(); }
  void afterTheRestartItChecksAtOnceAndSaysSo();
  void anUnknownRunIsNoVerification();
  void aRestartIsAskedForAndSankajoComesBack_data() { languagesAndHands(); }
  void aRestartIsAskedForAndSankajoComesBack();
  void aRestartThatCannotBeAskedForIsTold();
  void theRestartCanWait();
  void whatAWormIsIsOnePressAway();

 private:
  /// Treated up to the last page, with a file that is in use.
  void treatWhatIsInUse();

  void languagesAndHands();
  /// Makes the disk and opens the wizard on it, in the row's language and for its hands, where it names them.
  void open(const DiskBuilder& disk);
  /// The same, with the disk as the Windows that the wizard runs on.
  void openHere(const DiskBuilder& disk);
  void chooseHands();
  bool isShown(const char* name) const {
    return std::ranges::any_of(walk_->wizard().currentPage()->findChildren<QWidget*>(name), [](const QWidget* one) { return one->isVisible(); });
  }

  /// What stands on the sheet that is printed or saved, as one text.
  QString shownWords() const;
  QString sheet() const {
    const std::string html = reportHtml(*walk_->session().report(), walk_->session().wording(), walk_->advisories());
    return QTextDocumentFragment::fromHtml(QString::fromStdString(html)).toPlainText().replace('\n', ' ');
  }

  std::unique_ptr<Walk> walk_;
};

#define ON(page) QVERIFY2(walk_->waitFor(page), page)
#define PRESS(name) QVERIFY2(walk_->press(name), name)
#define CASE(infection_, exposure_)                                                                                \
  do {                                                                                                             \
    QVERIFY(walk_->session().report().has_value());                                                                       \
    QCOMPARE(name(walk_->session().report()->assessment.infection), name(Infection::infection_));                         \
    QCOMPARE(name(walk_->session().report()->assessment.exposure), name(Exposure::exposure_));                            \
  } while (false)

void TestRoads::languagesAndHands() {
  QTest::addColumn<bool>("inJapanese");
  QTest::addColumn<bool>("byKeyboard");
  QTest::newRow("ja, mouse") << true << false;
  QTest::newRow("en, keyboard") << false << true;
  QTest::newRow("ja, keyboard") << true << true;
  QTest::newRow("en, mouse") << false << false;
}

void TestRoads::open(const DiskBuilder& builder) {
  QVERIFY(walk_->open(builder));
  chooseHands();
}

void TestRoads::openHere(const DiskBuilder& builder) {
  QVERIFY(walk_->openHere(builder));
  chooseHands();
}

void TestRoads::chooseHands() {
  if (QTest::currentDataTag() == nullptr || !QByteArray(QTest::currentDataTag()).contains(", ")) return;
  QFETCH(bool, inJapanese);
  QFETCH(bool, byKeyboard);
  walk_->language().set(inJapanese ? Language::Japanese : Language::English);
  walk_->byKeyboard = byKeyboard;
}

void TestRoads::infectedTreatedUndone() {
  DiskBuilder builder({.patch = PatchLevel::KB828741});
  builder.threat("W32.Blaster.A", Specimen::PublishedSize);
  open(builder);
  const Snapshot before = walk_->disk();
  PRESS("startButton");
  ON("resultPage");
  CASE(Infected, Closed);
  QVERIFY(walk_->words("verdict").contains("Blaster"));
  QCOMPARE(sankajo::test::differences(before, walk_->disk()), std::string());
  PRESS("goOnButton");
  ON("removePage");
  PRESS("removeNowButton");
  PRESS("goOnButton");
  ON("patchPage");
  CASE(Clean, Closed);
  QCOMPARE(walk_->session().page()->kind, ResultKind::Treated);
  PRESS("goOnButton");
  ON("finishPage");
  QVERIFY(!sankajo::test::differences(before, walk_->disk()).empty());
  PRESS("undoButton");
  PRESS("deedButton");
  QTRY_COMPARE_WITH_TIMEOUT(walk_->session().page()->kind, ResultKind::Undone, Walk::patience);
  CASE(Infected, Closed);
  QCOMPARE(sankajo::test::differences(before, walk_->disk(), {"Sankajo"}), std::string());
  QTRY_VERIFY_WITH_TIMEOUT(walk_->find("undoButton") == nullptr, Walk::patience);
  PRESS("finishButton");
  QTRY_VERIFY_WITH_TIMEOUT(!walk_->wizard().isVisible(), Walk::patience);
}

void TestRoads::theHoleStaysOpenAfterTheRemoval() {
  DiskBuilder builder({});
  builder.threat("W32.Welchia.A", Specimen::WithStrings);
  open(builder);
  PRESS("startButton");
  ON("resultPage");
  CASE(Infected, Open);
  PRESS("goOnButton");
  ON("removePage");
  PRESS("removeNowButton");
  PRESS("goOnButton");
  ON("patchPage");
  CASE(Clean, Open);
  QCOMPARE(walk_->session().page()->kind, ResultKind::RemovedOpen);
  QVERIFY(walk_->words("addressText").contains("kb828741"));
  QVERIFY(walk_->wizard().currentPage()->findChild<QrCode*>("addressCode")->text().startsWith("http://"));
  // What Welchia used beside the hole: that one stays to be fetched, here and in what is taken along.
  QVERIFY2(walk_->words("advisedText").contains("815021"), qPrintable(walk_->words("advisedText")));
  QVERIFY(walk_->wizard().currentPage()->findChild<QrCode*>("advisedCode")->text().contains("815021"));
  PRESS("goOnButton");
  ON("finishPage");
  QVERIFY2(walk_->words("advisedText").contains("KB815021"), qPrintable(walk_->words("advisedText")));
  QVERIFY(sheet().contains("KB815021"));
  QVERIFY(sheet().contains("windowsxp-kb828741-x86-jpn.exe", Qt::CaseInsensitive));
}

void TestRoads::whatIsNotListedForThisLanguageIsToldByItsNumber() {
  open(DiskBuilder({.language = "0439"}));  // Hindi, for which there was no package.
  PRESS("startButton");
  ON("resultPage");
  PRESS("goOnButton");
  ON("patchPage");
  QVERIFY2(walk_->words("addressText").contains("KB828741"), qPrintable(walk_->words("addressText")));
  QCOMPARE(walk_->wizard().currentPage()->findChild<QrCode*>("addressCode")->text(), QString("KB828741"));
  QVERIFY(walk_->wizard().currentPage()->findChild<QWidget*>("advisedText") == nullptr);
  QVERIFY(sheet().contains("KB828741"));
}

// All that can be read on the page: what a row draws by itself is its accessible name.
QString TestRoads::shownWords() const {
  QString all;
  for (const QWidget* one : walk_->wizard().currentPage()->findChildren<QWidget*>()) {
    if (!one->isVisible()) continue;
    const auto* label = qobject_cast<const QLabel*>(one);
    all += (label != nullptr ? label->text() : one->accessibleName()) + "\n";
  }
  return all;
}

void TestRoads::aFileThatIsMissingOrDamagedIsNamed() {
  QVERIFY(walk_->layPatchesBeside(true));
  open(DiskBuilder({}));
  PRESS("startButton");
  ON("resultPage");
  PRESS("goOnButton");
  ON("patchPage");
  QVERIFY(!walk_->session().hasPatch());
  QVERIFY(walk_->find("putReadyCard") == nullptr && walk_->find("installCard") == nullptr);
  const auto refused = [this](PackageProblem problem) {
    return QString::fromStdString(walk_->session().wording().packageRefused({PackageOnDisc().file, "KB828741", problem}));
  };
  QTRY_VERIFY2_WITH_TIMEOUT(shownWords().contains(refused(PackageProblem::Changed)), qPrintable(shownWords()), Walk::patience);
  // Which one to fetch, and where, stands beside.
  QVERIFY(walk_->words("addressText").contains("kb828741"));
  QVERIFY(walk_->wizard().currentPage()->findChild<QrCode*>("addressCode")->text().startsWith("http://"));

  const QTemporaryDir patches;
  QVERIFY(writePackages(patches.path().toStdString()));
  QVERIFY(QFile::remove(patches.filePath(QString::fromStdString(PackageOnDisc().file))));
  walk_->session().seekPatch(patches.path().toStdString());
  QVERIFY(walk_->waitForEnd());
  QTRY_VERIFY2_WITH_TIMEOUT(shownWords().contains(refused(PackageProblem::NotThere)), qPrintable(shownWords()), Walk::patience);
  QVERIFY(walk_->words("addressText").contains("kb828741"));
}

void TestRoads::aPatchAtHandIsPutReadyWithTheRemoval() {
  QVERIFY(walk_->layPatchesBeside());
  DiskBuilder builder({});
  builder.threat("W32.Blaster.A", Specimen::PublishedSize);
  open(builder);
  const Snapshot before = walk_->disk();
  PRESS("startButton");
  ON("resultPage");
  CASE(Infected, Open);
  PRESS("goOnButton");
  ON("removePage");
  QVERIFY(walk_->find("certainRow") != nullptr && walk_->find("patchRow") != nullptr);
  PRESS("removeNowButton");
  PRESS("goOnButton");
  ON("patchPage");
  CASE(Clean, Open);
  QCOMPARE(walk_->session().report()->exitCode, static_cast<int>(ExitRestart));
  QVERIFY(walk_->find("putReadyCard") == nullptr && walk_->find("choosePatchesButton") == nullptr);
  QVERIFY(QFile::exists(walk_->folder() + "/Sankajo/staged"));
  QCOMPARE(walk_->articles()[1], ArticleState::Now);
  PRESS("goOnButton");
  ON("finishPage");
  QCOMPARE(walk_->articles()[1], ArticleState::AfterRestart);
  // Cable out, log on, wait, restart: on the page, and on what is taken along.
  const QString then = QString::fromStdString(walk_->session().wording().text("result.staged.now"));
  QVERIFY(!then.isEmpty() && sheet().contains(then));
  QTRY_VERIFY2_WITH_TIMEOUT(shownWords().contains(then), qPrintable(shownWords()), Walk::patience);
  PRESS("undoButton");
  PRESS("deedButton");
  QTRY_COMPARE_WITH_TIMEOUT(walk_->session().page()->kind, ResultKind::Undone, Walk::patience);
  CASE(Infected, Open);
  QCOMPARE(sankajo::test::differences(before, walk_->disk(), {"Sankajo"}), std::string());
  QVERIFY(!QFile::exists(walk_->folder() + "/Sankajo/staged"));
}

void TestRoads::aPatchAtHandIsPutReadyWithoutAnInfection() {
  QVERIFY(walk_->layPatchesBeside());
  open(DiskBuilder({}));
  PRESS("startButton");
  ON("resultPage");
  CASE(Clean, Open);
  PRESS("goOnButton");
  ON("patchPage");
  QVERIFY(walk_->find("putReadyCard")->isChecked());
  PRESS("putReadyButton");
  PRESS("goOnButton");
  ON("updatePage");
  CASE(Clean, Open);
  QCOMPARE(walk_->session().report()->exitCode, static_cast<int>(ExitRestart));
  PRESS("goOnButton");
  ON("finishPage");
  PRESS("undoButton");
  PRESS("deedButton");
  QTRY_COMPARE_WITH_TIMEOUT(walk_->session().page()->kind, ResultKind::Undone, Walk::patience);
  QVERIFY(!QFile::exists(walk_->folder() + "/Sankajo/staged"));
}

void TestRoads::aPatchThatComesLaterBelongsToTheTreatment() {
  DiskBuilder builder({});
  builder.threat("W32.Blaster.A", Specimen::PublishedSize);
  open(builder);
  PRESS("startButton");
  ON("resultPage");
  PRESS("goOnButton");
  ON("removePage");
  QVERIFY(walk_->find("patchRow") == nullptr);
  PRESS("removeNowButton");
  PRESS("goOnButton");
  ON("patchPage");
  const std::size_t removed = walk_->session().report()->operations.size();
  QVERIFY(walk_->find("choosePatchesButton") != nullptr);
  const QTemporaryDir patches;
  walk_->session().seekPatch(patches.path().toStdString());
  QVERIFY(walk_->waitForEnd());
  QTRY_VERIFY_WITH_TIMEOUT(walk_->words("patchTroubleText").contains("packages.json"), Walk::patience);
  QVERIFY(walk_->find("putReadyCard") == nullptr);
  QVERIFY(writePackages(patches.path().toStdString()));
  walk_->session().seekPatch(patches.path().toStdString());
  PRESS("putReadyButton");
  PRESS("goOnButton");
  ON("finishPage");
  CASE(Clean, Open);
  QCOMPARE(walk_->session().report()->before->infection, Infection::Infected);
  QCOMPARE(walk_->session().report()->operations.size(), removed + 3);
  QVERIFY(QFile::exists(walk_->folder() + "/Sankajo/staged"));
  // One after the other, the newest first.
  QVERIFY(walk_->session().undoesPatchOnly());
  PRESS("undoButton");
  PRESS("deedButton");
  QTRY_VERIFY_WITH_TIMEOUT(!walk_->session().working() && !walk_->session().undoesPatchOnly(), Walk::patience);
  CASE(Clean, Open);
  QVERIFY(!QFile::exists(walk_->folder() + "/Sankajo/staged"));
  PRESS("undoButton");
  PRESS("deedButton");
  QTRY_COMPARE_WITH_TIMEOUT(walk_->session().report()->assessment.infection, Infection::Infected, Walk::patience);
}

void TestRoads::whoInstallsThePatchHimselfGetsNothingOnTheDisk() {
  QVERIFY(walk_->layPatchesBeside());
  open(DiskBuilder({}));
  const Snapshot before = walk_->disk();
  PRESS("startButton");
  ON("resultPage");
  PRESS("goOnButton");
  ON("patchPage");
  PRESS("fetchCard");
  PRESS("goOnButton");
  ON("updatePage");
  QCOMPARE(sankajo::test::differences(before, walk_->disk()), std::string());
}

void TestRoads::aPatchIsInstalledOnThisPcAndSeenInItsFiles() {
  QVERIFY(walk_->layPatchesBeside());
  std::size_t closedMeanwhile = 0, returnsMeanwhile = 0;
  walk_->pc.packageInstalls = [this, &closedMeanwhile, &returnsMeanwhile] {
    closedMeanwhile = walk_->pc.closed.size();
    returnsMeanwhile = walk_->pc.returns.size();
    walk_->patch();
  };
  openHere(DiskBuilder({}));
  PRESS("startButton");
  ON("resultPage");
  CASE(Clean, Open);
  PRESS("goOnButton");
  ON("patchPage");
  QVERIFY(walk_->find("installCard")->isChecked());
  // Whoever does it himself is left to it.
  PRESS("fetchCard");
  QVERIFY(walk_->find("installPatchButton") == nullptr);
  PRESS("installCard");
  PRESS("installPatchButton");
  QVERIFY(walk_->waitForEnd());
  CASE(Clean, Closed);
  QCOMPARE(walk_->pc.packagesRun.size(), 1U);
  QCOMPARE(walk_->pc.packagesRun.front().signer, std::string("Microsoft Corporation"));
  QCOMPARE(closedMeanwhile, 4U);
  QVERIFY(walk_->pc.closed.empty());
  // A crash in between would not leave them closed: it is started again at the next logon, and not once all is done.
  QCOMPARE(returnsMeanwhile, 1U);
  QCOMPARE(walk_->pc.forgotten, 1);
  QVERIFY(!QFile::exists(walk_->folder() + "/Sankajo/install"));
  QVERIFY(walk_->find("installCard") == nullptr);
  PRESS("goOnButton");
  ON("updatePage");
}

void TestRoads::aPatchOnThisPcWaitsForTheRestartWithThePortsClosed_data() {
  QTest::addColumn<bool>("worked");
  QTest::newRow("it is there afterwards") << true;
  QTest::newRow("it is not") << false;
}

void TestRoads::aPatchOnThisPcWaitsForTheRestartWithThePortsClosed() {
  QFETCH(bool, worked);
  QVERIFY(walk_->layPatchesBeside());
  walk_->pc.packageEndsWith = 3010;
  DiskBuilder builder({});
  builder.threat("W32.Blaster.A", Specimen::PublishedSize);
  openHere(builder);
  PRESS("startButton");
  ON("resultPage");
  CASE(Infected, Open);
  PRESS("goOnButton");
  ON("removePage");
  QVERIFY(walk_->find("patchRow") != nullptr);
  PRESS("removeNowButton");
  PRESS("goOnButton");
  ON("patchPage");
  CASE(Clean, Open);
  QVERIFY(walk_->session().patchWaitsForRestart());
  QCOMPARE(walk_->pc.closed.size(), 4U);
  QVERIFY(walk_->find("installCard") == nullptr && walk_->find("choosePatchesButton") == nullptr);
  QCOMPARE(walk_->articles()[1], ArticleState::Now);
  // A look before the restart opens nothing.
  const std::string run = walk_->session().report()->run;
  PRESS("checkAgainButton");
  ON("resultPage");
  QVERIFY(walk_->waitForEnd());
  CASE(Clean, Open);
  QCOMPARE(walk_->pc.closed.size(), 4U);
  QVERIFY(walk_->articles()[1] != ArticleState::Done);
  if (worked) walk_->patch();
  QVERIFY(walk_->comeBack({run, Depth::Quick}));
  QVERIFY(walk_->waitForEnd());
  QCOMPARE(name(walk_->session().report()->assessment.exposure), name(worked ? Exposure::Closed : Exposure::Open));
  // It has worked or failed: either way what protected until then is put back.
  QTRY_VERIFY_WITH_TIMEOUT(walk_->pc.closed.empty(), Walk::patience);
  PRESS("goOnButton");
  ON(worked ? "finishPage" : "patchPage");
  QCOMPARE(walk_->find("installCard") != nullptr, !worked);
  QCOMPARE(walk_->articles()[1], worked ? ArticleState::Done : ArticleState::Now);
}

void TestRoads::whoWasNotInfectedIsInArticleThreeAfterTheRestartToo_data() {
  QTest::addColumn<bool>("worked");
  QTest::newRow("it is there afterwards") << true;
  QTest::newRow("it is not") << false;
}

void TestRoads::whoWasNotInfectedIsInArticleThreeAfterTheRestartToo() {
  QFETCH(bool, worked);
  QVERIFY(walk_->layPatchesBeside());
  walk_->pc.packageEndsWith = 3010;
  openHere(DiskBuilder({}));
  PRESS("startButton");
  ON("resultPage");
  CASE(Clean, Open);
  PRESS("goOnButton");
  ON("patchPage");
  PRESS("installPatchButton");
  QVERIFY(walk_->waitForEnd());
  QVERIFY(walk_->session().patchWaitsForRestart());
  if (worked) walk_->patch();
  QVERIFY(walk_->comeBack({walk_->session().report()->run, Depth::Quick}));
  QVERIFY(walk_->waitForEnd());
  // Nothing was removed, so nothing of that is told.
  QCOMPARE(walk_->session().page()->kind, worked ? ResultKind::Clean : ResultKind::CleanOpen);
  QTRY_VERIFY_WITH_TIMEOUT(walk_->pc.closed.empty(), Walk::patience);
  PRESS("goOnButton");
  ON(worked ? "updatePage" : "patchPage");
  QCOMPARE(walk_->articles()[1], ArticleState::DoesNotApply);
  QCOMPARE(walk_->articles()[2], ArticleState::Now);
}

void TestRoads::aPatchThatCannotBeInstalledOnThisPcIsTold_data() {
  QTest::addColumn<int>("code");
  QTest::addColumn<bool>("refused");
  QTest::newRow("it fails") << 1603 << false;
  QTest::newRow("it says that it is done") << 0 << false;
  QTest::newRow("Windows does not trust it") << 0 << true;
}

void TestRoads::aPatchThatCannotBeInstalledOnThisPcIsTold() {
  QFETCH(int, code);
  QFETCH(bool, refused);
  QVERIFY(walk_->layPatchesBeside());
  walk_->pc.packageEndsWith = static_cast<std::uint32_t>(code);
  if (refused) walk_->pc.packageRefused = Error{Errc::Refused, "package", "its signature is not trusted", 0};
  openHere(DiskBuilder({}));
  PRESS("startButton");
  ON("resultPage");
  PRESS("goOnButton");
  ON("patchPage");
  QVERIFY(!isShown("patchTroubleText"));
  PRESS("installPatchButton");
  QVERIFY(walk_->waitForEnd());
  CASE(Clean, Open);
  QTRY_VERIFY_WITH_TIMEOUT(isShown("patchTroubleText"), Walk::patience);
  QVERIFY(!walk_->words("patchTroubleText").isEmpty());
  QVERIFY(walk_->pc.closed.empty());
  QVERIFY(walk_->articles()[2] != ArticleState::Done);
  // And it can be tried again.
  walk_->pc.packageRefused.reset();
  walk_->pc.packageEndsWith = 0;
  walk_->pc.packageInstalls = [this] { walk_->patch(); };
  PRESS("installPatchButton");
  QVERIFY(walk_->waitForEnd());
  CASE(Clean, Closed);
  QVERIFY(!isShown("patchTroubleText"));
}

void TestRoads::suspectedIsCheckedEverywhereAndPutAway() {
  DiskBuilder builder({.patch = PatchLevel::KB828741});
  builder.program(builder.system32("msblast.exe"), 20000);
  open(builder);
  PRESS("startButton");
  ON("resultPage");
  CASE(Suspected, Closed);
  PRESS("checkEverywhereButton");
  QTRY_VERIFY_WITH_TIMEOUT(!walk_->session().working() && walk_->session().depth() == Depth::Thorough && walk_->isOn("resultPage"), Walk::patience);
  CASE(Suspected, Closed);
  PRESS("putAwayButton");
  ON("removePage");
  PRESS("removeNowButton");
  PRESS("goOnButton");
  ON("patchPage");
  CASE(Clean, Closed);
}

void TestRoads::tracesAreCleared() {
  DiskBuilder builder({.patch = PatchLevel::KB828741});
  builder.threat("W32.Blaster.A", Specimen::PublishedSize, {.files = false, .entries = true, .prefetch = false});
  open(builder);
  PRESS("startButton");
  ON("resultPage");
  CASE(Traces, Closed);
  PRESS("putAwayButton");
  ON("removePage");
  PRESS("removeNowButton");
  PRESS("goOnButton");
  ON("patchPage");
  CASE(Clean, Closed);
}

void TestRoads::cleanWithTheHoleOpen() {
  open(DiskBuilder({}));
  PRESS("startButton");
  ON("resultPage");
  CASE(Clean, Open);
  PRESS("goOnButton");
  ON("patchPage");
  PRESS("goOnButton");
  ON("updatePage");
  PRESS("goOnButton");
  ON("finishPage");
}

void TestRoads::cleanAndClosed() {
  open(DiskBuilder({DiskSystem::XpSp2}));
  PRESS("startButton");
  ON("resultPage");
  CASE(Clean, Closed);
  QCOMPARE(walk_->session().page()->emblem, Emblem::Clean);
  PRESS("goOnButton");
  ON("updatePage");
  PRESS("upToDateRow");
  PRESS("goOnButton");
  ON("finishPage");
  QVERIFY(walk_->find("undoButton") == nullptr);
}

void TestRoads::whatCannotBeDecidedIsNeverClean() {
  DiskBuilder builder({DiskSystem::XpSp2});
  builder.without(builder.hivePath("SOFTWARE"));
  open(builder);
  PRESS("startButton");
  ON("resultPage");
  CASE(Unknown, Closed);
  QCOMPARE(walk_->session().page()->emblem, Emblem::Unknown);
  QVERIFY(walk_->wizard().currentPage()->findChild<StateRow*>("unreadState")->isVisible());
  PRESS("checkAgainButton");
  QTRY_VERIFY_WITH_TIMEOUT(!walk_->session().working() && walk_->isOn("resultPage"), Walk::patience);
  PRESS("goOnWithoutButton");
  ON("updatePage");
  // The page says no more than the check did.
  const std::string undecided = walk_->session().wording().infection(Infection::Unknown);
  const std::string clean = walk_->session().wording().infection(Infection::Clean);
  QVERIFY2(walk_->words("whyText").contains(QString::fromStdString(undecided)), qPrintable(walk_->words("whyText")));
  QVERIFY2(!walk_->words("whyText").contains(QString::fromStdString(clean)), qPrintable(walk_->words("whyText")));
}

void TestRoads::aSleepingWindowsIsLeftAsItIs() {
  DiskBuilder builder({});
  builder.threat("W32.Blaster.A", Specimen::PublishedSize).file("hiberfil.sys", "hibr" + std::string(8000, 'x'));
  open(builder);
  const Snapshot before = walk_->disk();
  PRESS("startButton");
  ON("resultPage");
  CASE(Infected, Open);
  PRESS("goOnButton");
  ON("removePage");
  QVERIFY(walk_->find("removeNowButton") == nullptr);
  PRESS("goOnWithoutButton");
  ON("patchPage");
  PRESS("goOnButton");
  ON("finishPage");
  QCOMPARE(sankajo::test::differences(before, walk_->disk()), std::string());
}

void TestRoads::aDiskThatBelongsToOthersIsLeftAsItIs() {
  DiskBuilder builder({});
  builder.threat("W32.Blaster.A", Specimen::PublishedSize);
  walk_->inRescue = true;
  walk_->writingRefused = Error{Errc::Unsupported, "/run/sankajo/volumes/sda1", std::string(oneOfSeveralDisks)};
  open(builder);
  const Snapshot before = walk_->disk();
  PRESS("startButton");
  ON("resultPage");
  CASE(Infected, Open);
  PRESS("goOnButton");
  ON("removePage");
  PRESS("removeNowButton");
  QVERIFY(walk_->waitForEnd());
  const auto texts = walk_->wizard().currentPage()->findChildren<QLabel*>();
  const QString told = QString::fromStdString(walk_->session().wording().text("target.one_of_several"));
  QVERIFY(std::ranges::any_of(texts, [&told](const QLabel* one) { return one->isVisible() && one->text().contains(told); }));
  QVERIFY(walk_->find("removeNowButton") == nullptr);
  PRESS("goOnWithoutButton");
  ON("patchPage");
  PRESS("goOnButton");
  ON("finishPage");
  QCOMPARE(sankajo::test::differences(before, walk_->disk()), std::string());
}

void TestRoads::aRescueSystemSavesNothingToItsMemory() {
  DiskBuilder builder({});
  builder.threat("W32.Blaster.A", Specimen::PublishedSize);
  walk_->inRescue = true;
  open(builder);
  QVERIFY(walk_->find("officeButton") == nullptr);
  PRESS("startButton");
  ON("resultPage");
  PRESS("goOnButton");
  ON("removePage");
  PRESS("removeNowButton");
  PRESS("goOnButton");
  ON("patchPage");
  PRESS("goOnButton");
  ON("finishPage");
  for (const char* name : {"saveReportButton", "printReportButton", "saveFormButton"}) QVERIFY2(walk_->find(name) == nullptr, name);
  QVERIFY(walk_->find("undoButton") != nullptr);
  QVERIFY(isShown("notKeptText"));
  QVERIFY(walk_->words("notKeptText").contains("Sankajo"));
}

void TestRoads::aStoppedCheckChangesNothing() {
  open(DiskBuilder({DiskSystem::XpSp2}));
  walk_->holdAt("list", "system32");  // A slow place: nothing is told from here until the test lets it.
  PRESS("startButton");
  ON("checkPage");
  QVERIFY(walk_->waitForHold());
  // Never silent: after a second the page says why.
  QTRY_VERIFY_WITH_TIMEOUT(walk_->words("placeText").contains("slow"), Walk::patience);
  PRESS("stopButton");
  QTRY_VERIFY_WITH_TIMEOUT(walk_->find("harmlessButton") != nullptr, Walk::patience);
  QVERIFY(walk_->find("harmlessButton")->hasFocus());
  QTest::keyClick(walk_->find("harmlessButton"), Qt::Key_Escape);  // Keeps checking.
  QTRY_VERIFY_WITH_TIMEOUT(walk_->find("harmlessButton") == nullptr, Walk::patience);
  QVERIFY(walk_->session().working());
  PRESS("stopButton");
  PRESS("deedButton");
  settle();  // The deed is done before the check may go on.
  walk_->release();
  QTRY_VERIFY_WITH_TIMEOUT(!walk_->session().working(), Walk::patience);
  ON("checkPage");
  QCOMPARE(name(walk_->session().error()->code), name(Errc::Cancelled));
  walk_->fault = [](std::string_view, const WinPath&) { return std::optional<Error>(); };
  PRESS("checkAgainButton");
  ON("resultPage");
}

void TestRoads::anErrorAtAStepIsToldAndTriedAgain_data() {
  QTest::addColumn<QByteArray>("call");
  for (const char* call : {"move", "commit"}) QTest::newRow(call) << QByteArray(call);
}

void TestRoads::anErrorAtAStepIsToldAndTriedAgain() {
  QFETCH(QByteArray, call);
  DiskBuilder builder({.patch = PatchLevel::KB828741});
  builder.threat("W32.Blaster.A", Specimen::PublishedSize);
  open(builder);
  std::atomic<bool> broken = true;
  walk_->fault = [&](std::string_view what, const WinPath&) -> std::optional<Error> {
    if (broken && what == call.toStdString()) return Error{Errc::Io, "disk", "made up", 5};
    return std::nullopt;
  };
  PRESS("startButton");
  ON("resultPage");
  PRESS("goOnButton");
  ON("removePage");
  PRESS("removeNowButton");
  QTRY_VERIFY_WITH_TIMEOUT(walk_->find("tryAgainButton") != nullptr, Walk::patience);
  QCOMPARE(walk_->session().page()->kind, ResultKind::Incomplete);
  QVERIFY(std::ranges::any_of(walk_->session().operations(), [](const auto& one) { return one.second && one.second->outcome == Outcome::Failed; }));
  broken = false;
  PRESS("tryAgainButton");
  PRESS("goOnButton");
  ON("patchPage");
  CASE(Clean, Closed);
}

void TestRoads::aStepThatCannotBeDoneIsNoDeadEnd() {
  DiskBuilder builder({.patch = PatchLevel::KB828741});
  builder.threat("W32.Blaster.A", Specimen::PublishedSize);
  open(builder);
  const Snapshot before = walk_->disk();
  walk_->fault = [](std::string_view what, const WinPath& path) -> std::optional<Error> {
    if (what == "move" && path.name() == "msblast.exe") return Error{Errc::Io, "disk", "made up", 5};
    return std::nullopt;
  };
  PRESS("startButton");
  ON("resultPage");
  PRESS("goOnButton");
  ON("removePage");
  PRESS("removeNowButton");
  PRESS("goOnWithoutButton");
  ON("patchPage");
  CASE(Infected, Closed);
  PRESS("goOnButton");
  ON("finishPage");
  QCOMPARE(walk_->session().page()->kind, ResultKind::Incomplete);
  PRESS("undoButton");
  PRESS("deedButton");
  QTRY_COMPARE_WITH_TIMEOUT(walk_->session().page()->kind, ResultKind::Undone, Walk::patience);
  CASE(Infected, Closed);
  QCOMPARE(sankajo::test::differences(before, walk_->disk(), {"Sankajo"}), std::string());
}

void TestRoads::aCheckThatCannotBeginIsTold() {
  DiskBuilder builder({DiskSystem::XpSp2});
  open(builder);
  QVERIFY(QDir(walk_->folder()).removeRecursively());  // The cable of the disk was pulled.
  PRESS("startButton");
  ON("checkPage");
  QTRY_VERIFY_WITH_TIMEOUT(!walk_->session().working(), Walk::patience);
  QVERIFY(walk_->session().error().has_value());
  QVERIFY(!walk_->session().report().has_value());
  QVERIFY(builder.writeTo(walk_->folder().toStdString()));
  PRESS("checkAgainButton");
  ON("resultPage");
  CASE(Clean, Closed);
}

void TestRoads::anErrorInUndoingIsToldAndTriedAgain() {
  DiskBuilder builder({.patch = PatchLevel::KB828741});
  builder.threat("W32.Blaster.A", Specimen::PublishedSize);
  open(builder);
  const Snapshot before = walk_->disk();
  std::atomic<bool> broken = false;
  walk_->fault = [&](std::string_view what, const WinPath&) -> std::optional<Error> {
    if (broken && what == "move") return Error{Errc::Io, "disk", "made up", 5};
    return std::nullopt;
  };
  PRESS("startButton");
  ON("resultPage");
  PRESS("goOnButton");
  ON("removePage");
  PRESS("removeNowButton");
  PRESS("goOnButton");
  ON("patchPage");
  PRESS("goOnButton");
  ON("finishPage");
  broken = true;
  PRESS("undoButton");
  PRESS("deedButton");
  QTRY_COMPARE_WITH_TIMEOUT(walk_->session().page()->kind, ResultKind::UndoIncomplete, Walk::patience);
  broken = false;
  PRESS("undoButton");
  PRESS("deedButton");
  QTRY_COMPARE_WITH_TIMEOUT(walk_->session().page()->kind, ResultKind::Undone, Walk::patience);
  CASE(Infected, Closed);
  QCOMPARE(sankajo::test::differences(before, walk_->disk(), {"Sankajo"}), std::string());
}

void TestRoads::aRemovalIsNeverLeftInTheMiddle() {
  DiskBuilder builder({.patch = PatchLevel::KB828741});
  builder.threat("W32.Blaster.A", Specimen::PublishedSize, {.files = true, .entries = true, .prefetch = true});
  builder.threat("W32.Welchia.A", Specimen::PublishedSize, {.files = true, .entries = true, .prefetch = true});
  open(builder);
  PRESS("startButton");
  ON("resultPage");
  PRESS("goOnButton");
  ON("removePage");
  // What will be done has the focus, not the button that does it.
  QVERIFY(walk_->find("certainRow")->hasFocus());
  walk_->holdAt("move", "msblast.exe");
  PRESS("removeNowButton");
  QVERIFY(walk_->waitForHold());
  // Closing asks, and does not close.
  walk_->wizard().close();
  QTRY_VERIFY_WITH_TIMEOUT(walk_->find("harmlessButton") != nullptr, Walk::patience);
  PRESS("harmlessButton");
  QVERIFY(walk_->wizard().isVisible());
  QVERIFY(walk_->session().working());
  // Nor does stopping: the step comes to its end first.
  PRESS("stopButton");
  PRESS("deedButton");
  settle();
  QVERIFY(walk_->wizard().isVisible());
  QVERIFY(walk_->session().working());
  walk_->release();
  QVERIFY(walk_->waitForEnd());
  ON("removePage");
  const auto count = [this](Outcome outcome) {
    return std::ranges::count_if(walk_->session().report()->operations, [outcome](const OperationResult& one) { return one.outcome == outcome; });
  };
  QVERIFY(count(Outcome::Done) > 0);
  QVERIFY(count(Outcome::Skipped) > 0);
  QCOMPARE(walk_->session().page()->kind, ResultKind::Incomplete);
  // Who is still asked when the work ends is asked no more, and finds the way on under the hand, and not the button that now closes.
  walk_->holdAt("move", "dllhost.exe");
  PRESS("tryAgainButton");
  QVERIFY(walk_->waitForHold());
  walk_->wizard().close();
  QTRY_VERIFY_WITH_TIMEOUT(walk_->find("harmlessButton") != nullptr, Walk::patience);
  walk_->release();
  QVERIFY(walk_->waitForEnd());
  QTRY_VERIFY_WITH_TIMEOUT(walk_->find("harmlessButton") == nullptr, Walk::patience);
  QTRY_VERIFY_WITH_TIMEOUT(walk_->find("goOnButton") != nullptr && walk_->find("goOnButton")->hasFocus(), Walk::patience);
  PRESS("goOnButton");
  ON("patchPage");
  CASE(Clean, Closed);
}

void TestRoads::aRunThatStoppedHalfwayIsOffered_data() {
  QTest::addColumn<QByteArray>("choice");
  QTest::newRow("go on") << QByteArray("finishRunButton");
  QTest::newRow("undo") << QByteArray("undoRunButton");
  QTest::newRow("leave") << QByteArray("goOnWithoutButton");
}

void TestRoads::aRunThatStoppedBeforeItsFirstStepLeavesTheWormToBeAgreedTo() {
  DiskBuilder builder({.patch = PatchLevel::KB828741});
  builder.threat("W32.Blaster.A", Specimen::PublishedSize);
  open(builder);
  QVERIFY(interruptRun(walk_->folder(), walk_->advisories(), true));
  PRESS("startButton");
  ON("resultPage");
  QCOMPARE(walk_->session().page()->kind, ResultKind::Interrupted);
  PRESS("finishRunButton");
  ON("removePage");
  QVERIFY(walk_->waitForEnd());
  CASE(Infected, Closed);
  QVERIFY(walk_->find("goOnButton") == nullptr);
  PRESS("checkAgainButton");
  ON("resultPage");
  QVERIFY(walk_->waitForEnd());
  PRESS("goOnButton");
  ON("removePage");
  PRESS("removeNowButton");
  PRESS("goOnButton");
  ON("patchPage");
  CASE(Clean, Closed);
}

void TestRoads::aRunThatStoppedHalfwayIsOffered() {
  QFETCH(QByteArray, choice);
  DiskBuilder builder({.patch = PatchLevel::KB828741});
  builder.threat("W32.Blaster.A", Specimen::PublishedSize);
  open(builder);
  const Snapshot before = walk_->disk();
  QVERIFY(interruptRun(walk_->folder(), walk_->advisories()));
  PRESS("startButton");
  ON("resultPage");
  QCOMPARE(walk_->session().page()->kind, ResultKind::Interrupted);
  if (choice == "goOnWithoutButton") {
    const Snapshot halfway = walk_->disk();
    PRESS(choice.constData());
    ON("patchPage");
    PRESS("goOnButton");
    ON("finishPage");
    QCOMPARE(walk_->session().page()->kind, ResultKind::Interrupted);
    QCOMPARE(sankajo::test::differences(halfway, walk_->disk()), std::string());
    QVERIFY(walk_->find("undoButton") != nullptr);
    // And it can still be chosen otherwise.
    PRESS("backButton");
    ON("resultPage");
    PRESS("finishRunButton");
    PRESS("goOnButton");
    ON("patchPage");
    CASE(Clean, Closed);
    return;
  }
  PRESS(choice.constData());
  if (choice == "undoRunButton") PRESS("deedButton");
  PRESS("goOnButton");
  ON("patchPage");
  if (choice == "undoRunButton") {
    CASE(Infected, Closed);
    QCOMPARE(sankajo::test::differences(before, walk_->disk(), {"Sankajo"}), std::string());
  } else {
    CASE(Clean, Closed);
  }
}

void TestRoads::whatChangedSinceTheCheckIsShownAgain() {
  DiskBuilder builder({.patch = PatchLevel::KB828741});
  builder.threat("W32.Blaster.A", Specimen::PublishedSize);
  open(builder);
  PRESS("startButton");
  ON("resultPage");
  PRESS("goOnButton");
  ON("removePage");
  const std::size_t shown = walk_->session().plan().operations.size();
  // Somebody puts another worm there meanwhile.
  DiskBuilder more({.patch = PatchLevel::KB828741});
  more.threat("W32.Welchia.A", Specimen::WithStrings);
  std::string path = more.system32("wins\\dllhost.exe");
  const std::string bytes = more.files().at(path);
  std::ranges::replace(path, '\\', '/');
  QFile file(walk_->folder() + "/" + QString::fromStdString(path));
  QDir().mkpath(QFileInfo(file).path());
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(bytes.data(), static_cast<qint64>(bytes.size()));
  file.close();
  const Snapshot before = walk_->disk();
  PRESS("removeNowButton");
  QTRY_VERIFY_WITH_TIMEOUT(!walk_->session().working(), Walk::patience);
  QVERIFY(walk_->session().planChanged());
  QCOMPARE(sankajo::test::differences(before, walk_->disk()), std::string());
  QVERIFY(walk_->session().plan().operations.size() > shown);
  PRESS("removeNowButton");
  PRESS("goOnButton");
  ON("patchPage");
  CASE(Clean, Closed);
}

void TestRoads::aDoubleClickConsentsToNothing() {
  DiskBuilder builder({.patch = PatchLevel::KB828741});
  builder.threat("W32.Blaster.A", Specimen::PublishedSize);
  open(builder);
  // What the page is about has the focus, not what stands under it.
  QTRY_VERIFY_WITH_TIMEOUT(walk_->find("windowsCard0")->hasFocus(), Walk::patience);
  walk_->language().set(Language::Japanese);
  QTRY_VERIFY_WITH_TIMEOUT(walk_->find("windowsCard0")->hasFocus(), Walk::patience);
  PRESS("startButton");
  ON("resultPage");
  settle();
  // As many do it: the second click meets the button that has come to the same place.
  const QAbstractButton* goOn = walk_->find("goOnButton");
  QTest::mouseDClick(walk_->wizard().windowHandle(), Qt::LeftButton, {}, goOn->mapTo(&walk_->wizard(), goOn->rect().center()));
  ON("removePage");
  settle();
  QVERIFY(!walk_->session().working());
  QCOMPARE(walk_->session().lastWork(), Session::Work::Checking);
}

void TestRoads::closingAsksFirst() {
  open(DiskBuilder({DiskSystem::XpSp2}));
  for (int i = 0; i < 2; ++i) {
    walk_->wizard().close();
    QTRY_VERIFY_WITH_TIMEOUT(walk_->find("harmlessButton") != nullptr, Walk::patience);
    QVERIFY(walk_->wizard().isVisible());
    PRESS("harmlessButton");
    QTRY_VERIFY_WITH_TIMEOUT(walk_->find("harmlessButton") == nullptr, Walk::patience);
  }
  PRESS("stopButton");
  PRESS("deedButton");
  QTRY_VERIFY_WITH_TIMEOUT(!walk_->wizard().isVisible(), Walk::patience);
}

void TestRoads::theLanguageChangesOnEveryPageAndNothingIsLost() {
  DiskBuilder builder({});
  builder.threat("W32.Blaster.A", Specimen::PublishedSize);
  open(builder);
  const auto hiragana = [this] {
    QStringList without;
    for (QAbstractButton* button : walk_->wizard().findChildren<QAbstractButton*>()) {
      const bool own = button->objectName() == "languageButton" || button->text().isEmpty() || button->objectName().startsWith("windowsCard");
      if (!button->isVisible() || own) continue;
      const bool japanese = std::ranges::any_of(button->text(), [](QChar c) { return c.unicode() > 0x3000; });
      if (!japanese) without << button->objectName() + ": " + button->text();
    }
    return without;
  };
  const std::array<std::pair<const char*, const char*>, 4> road = {
      {{"startPage", "startButton"}, {"resultPage", "goOnButton"}, {"removePage", "removeNowButton"}, {"patchPage", "goOnButton"}}};
  for (const auto& [page, next] : road) {
    ON(page);
    const auto report = walk_->session().report().has_value();
    walk_->language().set(Language::Japanese);
    QTRY_COMPARE_WITH_TIMEOUT(hiragana(), QStringList(), Walk::patience);
    walk_->language().set(Language::English);
    QTRY_VERIFY_WITH_TIMEOUT(!hiragana().isEmpty(), Walk::patience);
    QCOMPARE(walk_->session().report().has_value(), report);
    ON(page);
    PRESS(next);
    if (QByteArray(page) == "removePage") PRESS("goOnButton");
  }
  ON("finishPage");
}

void TestRoads::theReportIsOnePage() {
  DiskBuilder builder({});
  for (const char* threat : {"W32.Blaster.A", "W32.Blaster.C", "W32.Welchia.A", "W32.Welchia.B"}) builder.threat(threat, Specimen::WithStrings, {.files = true, .entries = true, .prefetch = true});
  open(builder);
  PRESS("startButton");
  ON("resultPage");
  for (const Language language : {Language::Japanese, Language::English}) {
    walk_->language().set(language);
    QByteArray bytes;
    QBuffer buffer(&bytes);
    QVERIFY(buffer.open(QIODevice::WriteOnly));
    const auto points = writeReportPdf(*walk_->session().page(), walk_->session().wording(), buffer);
    QVERIFY(points.has_value());
    QVERIFY2(*points >= 8, qPrintable(QString::number(*points)));  // Four worms at once, and still it can be read.
    QVERIFY(bytes.startsWith("%PDF"));
    QCOMPARE(bytes.count("/Type /Page\n"), 1);
    QVERIFY(bytes.size() > 5000);
  }
}

void TestRoads::aPcOnTheNetworkIsUnpluggedFirst() {
  walk_->pc.network = {.cable = true, .wifi = true};
  openHere(DiskBuilder({DiskSystem::XpSp2}));
  PRESS("startButton");
  ON("preparePage");
  QVERIFY(!walk_->find("goOnButton")->isEnabled());
  const QString before = walk_->words("thenText");
  walk_->setNetwork({.wifi = true});
  QVERIFY(!walk_->find("goOnButton")->isEnabled());
  QCOMPARE(walk_->words("thenText"), before);
  QVERIFY(walk_->find("stayButton") == nullptr);
  walk_->setNetwork({});
  // First it says so, then it goes on.
  ON("preparePage");
  QVERIFY(walk_->words("thenText") != before);
  QVERIFY(walk_->find("stayButton") != nullptr);
  QVERIFY(walk_->find("goOnButton")->isEnabled());
  ON("resultPage");
  CASE(Clean, Closed);
}

void TestRoads::goingOnByItselfCanBeStopped() {
  walk_->pc.network = {.cable = true};
  openHere(DiskBuilder({DiskSystem::XpSp2}));
  PRESS("startButton");
  ON("preparePage");
  const auto* timer = walk_->wizard().currentPage()->findChild<QTimer*>("goesOnTimer");
  QVERIFY(!timer->isActive());
  walk_->setNetwork({});
  QVERIFY(timer->isActive());
  QVERIFY(timer->remainingTime() > 3000);
  // It went in again: nothing goes on.
  walk_->setNetwork({.cable = true});
  QVERIFY(!timer->isActive());
  walk_->setNetwork({});
  PRESS("stayButton");
  QVERIFY(!timer->isActive());
  ON("preparePage");
  PRESS("backButton");
  ON("startPage");
  PRESS("startButton");
  ON("resultPage");
}

void TestRoads::whoCannotUnplugIsAskedOnce() {
  walk_->pc.network = {.cable = true};
  openHere(DiskBuilder({DiskSystem::XpSp2}));
  PRESS("startButton");
  ON("preparePage");
  PRESS("keepInButton");
  QTRY_VERIFY(walk_->find("harmlessButton") != nullptr);
  QVERIFY(walk_->find("harmlessButton")->hasFocus());
  PRESS("harmlessButton");
  QTRY_VERIFY(walk_->find("harmlessButton") == nullptr);
  ON("preparePage");
  QVERIFY(!walk_->session().working());
  PRESS("keepInButton");
  PRESS("deedButton");
  ON("resultPage");
  PRESS("backButton");
  ON("startPage");
  PRESS("startButton");
  ON("resultPage");
}

void TestRoads::aPcOffTheNetworkIsCheckedAtOnce() {
  openHere(DiskBuilder({DiskSystem::XpSp2}));
  QVERIFY(walk_->session().live());
  PRESS("startButton");
  QVERIFY(!walk_->isOn("preparePage"));
  ON("resultPage");
}

void TestRoads::anAttachedDiskAsksForNoUnplugging() {
  const DiskBuilder here({DiskSystem::XpSp2});
  DiskBuilder attached({});
  attached.threat("W32.Blaster.A", Specimen::PublishedSize);
  walk_->pc.network = {.cable = true};
  QVERIFY(walk_->openHere({&here, &attached}));
  // This PC first, and chosen.
  QVERIFY(walk_->session().live());
  QCOMPARE(walk_->session().chosen(), 0);
  PRESS("windowsCard1");
  PRESS("startButton");
  QVERIFY(!walk_->isOn("preparePage"));
  ON("resultPage");
  CASE(Infected, Open);
  walk_->setNetwork({});
  walk_->setNetwork({.cable = true});
  QVERIFY(!isShown("networkPanel"));
}

void TestRoads::pluggedInAgainIsToldUntilTheHoleIsClosed() {
  DiskBuilder builder({.patch = PatchLevel::KB828741});
  builder.threat("W32.Blaster.A", Specimen::PublishedSize);
  walk_->pc.network = {.cable = true};
  openHere(builder);
  PRESS("startButton");
  ON("preparePage");
  walk_->setNetwork({});
  PRESS("goOnButton");
  ON("resultPage");
  QVERIFY(!isShown("networkPanel"));
  walk_->setNetwork({.cable = true});
  QVERIFY(isShown("networkPanel"));
  const QString cable = walk_->words("networkText");
  walk_->setNetwork({.wifi = true});
  QVERIFY(isShown("networkPanel"));
  QVERIFY(walk_->words("networkText") != cable);
  ON("resultPage");  // A line, not a jump back.
  PRESS("goOnButton");
  ON("removePage");
  QVERIFY(isShown("networkPanel"));
  walk_->setNetwork({});
  QVERIFY(!isShown("networkPanel"));
  PRESS("removeNowButton");
  PRESS("goOnButton");
  ON("patchPage");
  CASE(Clean, Closed);
  walk_->setNetwork({.cable = true});
  QVERIFY(!isShown("networkPanel"));
  PRESS("goOnButton");
  ON("finishPage");
  QTRY_VERIFY(isShown("plugInText"));
}

void TestRoads::withoutRightsItOffersToStartAgain() {
  walk_->pc.administrator = false;
  walk_->pc.rightsRefused = Error{Errc::Cancelled, "Sankajo", "made up", 0};
  openHere(DiskBuilder({DiskSystem::XpSp2}));
  QVERIFY(isShown("rightsPanel"));
  QVERIFY(walk_->words("rightsSaidText").isEmpty());
  PRESS("administratorButton");
  QTRY_VERIFY(isShown("rightsSaidText"));
  QVERIFY(walk_->wizard().isVisible());
  walk_->pc.rightsRefused.reset();
  walk_->language().set(Language::Japanese);
  PRESS("administratorButton");
  // Without a question: another one goes on.
  QTRY_VERIFY(!walk_->wizard().isVisible());
  QCOMPARE(walk_->pc.startedAgain, (std::vector<std::string>{"en", "ja"}));
}

void TestRoads::whatRightsWouldDecideOffersThemFirst() {
  walk_->pc.administrator = false;
  walk_->fault = [](std::string_view call, const WinPath& path) -> std::optional<Error> {
    if (call == "list" && path.name() == "system32") return Error{Errc::AccessDenied, path.text(), "made up", 5};
    return std::nullopt;
  };
  openHere(DiskBuilder({DiskSystem::XpSp2}));
  PRESS("startButton");
  ON("resultPage");
  QCOMPARE(walk_->session().page()->emblem, Emblem::Unknown);
  QVERIFY(walk_->find("checkAgainButton") == nullptr);
  QVERIFY(walk_->find("goOnWithoutButton") != nullptr);
  PRESS("administratorButton");
  QTRY_VERIFY(!walk_->wizard().isVisible());
  QCOMPARE(walk_->pc.startedAgain.size(), 1U);
}

void TestRoads::afterTheRestartItChecksAtOnceAndSaysSo() {
  DiskBuilder builder({.patch = PatchLevel::KB828741});
  builder.threat("W32.Blaster.A", Specimen::PublishedSize);
  openHere(builder);
  PRESS("startButton");
  ON("resultPage");
  PRESS("goOnButton");
  ON("removePage");
  PRESS("removeNowButton");
  PRESS("goOnButton");
  ON("patchPage");
  const std::string run = walk_->session().report()->run;
  QVERIFY(!run.empty());
  QCOMPARE(walk_->pc.forgotten, 0);
  QVERIFY(walk_->comeBack({run, Depth::Quick}));
  CASE(Clean, Closed);
  QCOMPARE(name(walk_->session().depth()), name(Depth::Quick));
  QCOMPARE(walk_->session().page()->kind, ResultKind::Treated);
  QCOMPARE(walk_->session().report()->run, run);
  QTRY_COMPARE(walk_->pc.forgotten, 1);
  QVERIFY(walk_->find("undoButton") == nullptr);
  PRESS("goOnButton");
  ON("finishPage");
  QTRY_VERIFY(isShown("plugInText"));
  QVERIFY(walk_->find("undoButton") != nullptr);
}

void TestRoads::anUnknownRunIsNoVerification() {
  const DiskBuilder builder({DiskSystem::XpSp2});
  QVERIFY(walk_->openHere(std::vector{&builder}, Session::Return{"20260101-000000-1"}));
  CASE(Clean, Closed);
  QCOMPARE(walk_->session().page()->kind, ResultKind::Clean);
  QCOMPARE(walk_->pc.forgotten, 1);
  PRESS("goOnButton");
  ON("updatePage");
}

void TestRoads::treatWhatIsInUse() {
  DiskBuilder builder({.patch = PatchLevel::KB828741});
  builder.threat("W32.Blaster.A", Specimen::PublishedSize);
  walk_->fault = [](std::string_view call, const WinPath& path) -> std::optional<Error> {
    if (call == "removeFile" && path.name().ends_with(".raw")) return Error{Errc::Busy, path.text(), "made up", 32};
    return std::nullopt;
  };
  openHere(builder);
  PRESS("startButton");
  ON("resultPage");
  PRESS("goOnButton");
  ON("removePage");
  PRESS("removeNowButton");
  QTRY_VERIFY_WITH_TIMEOUT(!walk_->session().working(), Walk::patience);
  QCOMPARE(walk_->session().page()->kind, ResultKind::Restart);
  PRESS("goOnButton");
  ON("patchPage");
  PRESS("goOnButton");
  ON("finishPage");
}

void TestRoads::aRestartIsAskedForAndSankajoComesBack() {
  treatWhatIsInUse();
  if (QTest::currentTestFailed()) return;
  QCOMPARE(walk_->pc.removedAtRestart.size(), 1U);
  const std::string run = walk_->session().report()->run;
  const auto back = [&run](const std::string& language) { return std::vector<std::string>{"--after-restart", run, "--depth", "standard", "--lang", language}; };
  // Whoever restarts in another way finds it again too.
  const std::string language = LanguageSwitch::code(walk_->language().language()).toStdString();
  QCOMPARE(walk_->pc.returns.size(), 1U);
  QCOMPARE(walk_->pc.returns.front(), back(language));
  QVERIFY(walk_->find("finishButton") == nullptr);
  QVERIFY(!isShown("plugInText"));
  PRESS("restartButton");
  QTRY_VERIFY(walk_->find("harmlessButton") != nullptr);
  QVERIFY(walk_->find("harmlessButton")->hasFocus());
  PRESS("harmlessButton");
  QTRY_VERIFY(walk_->find("harmlessButton") == nullptr);
  QCOMPARE(walk_->pc.restarts, 0);
  walk_->language().set(LanguageSwitch::other(walk_->language().language()));
  PRESS("restartButton");
  PRESS("deedButton");
  QTRY_VERIFY(walk_->session().restarting());
  QCOMPARE(walk_->pc.restarts, 1);
  QCOMPARE(walk_->pc.returns.back(), back(language == "ja" ? "en" : "ja"));
  // Windows ends it: no question then.
  walk_->wizard().close();
  QTRY_VERIFY(!walk_->wizard().isVisible());

  QVERIFY(walk_->comeBack({run}));
  CASE(Clean, Closed);
  QCOMPARE(walk_->session().page()->kind, ResultKind::Treated);
  QTRY_COMPARE(walk_->pc.forgotten, 1);
  PRESS("goOnButton");
  ON("finishPage");
  QTRY_VERIFY(isShown("plugInText"));
  QVERIFY(walk_->find("restartButton") == nullptr);
}

void TestRoads::aRestartThatCannotBeAskedForIsTold() {
  walk_->pc.returnRefused = Error{Errc::Io, "Sankajo", "made up", 5};
  walk_->pc.restartRefused = Error{Errc::AccessDenied, "Windows", "made up", 5};
  treatWhatIsInUse();
  if (QTest::currentTestFailed()) return;
  QVERIFY(!walk_->session().comesBack());
  const QString alone = walk_->words("returnText");
  PRESS("restartButton");
  PRESS("deedButton");
  QTRY_VERIFY(walk_->session().error().has_value());
  QTRY_VERIFY(!walk_->session().working());
  QVERIFY(!walk_->session().restarting());
  // The second time it can be made to come back: that is told then.
  walk_->pc.returnRefused.reset();
  PRESS("restartButton");
  PRESS("deedButton");
  QTRY_VERIFY(walk_->session().comesBack());
  QTRY_VERIFY(walk_->words("returnText") != alone);
  QVERIFY(walk_->find("restartButton") != nullptr);
}

void TestRoads::theRestartCanWait() {
  treatWhatIsInUse();
  if (QTest::currentTestFailed()) return;
  PRESS("finishLaterButton");
  QTRY_VERIFY(!walk_->wizard().isVisible());
  QCOMPARE(walk_->pc.restarts, 0);
  QCOMPARE(walk_->pc.forgotten, 0);
}

void TestRoads::whatAWormIsIsOnePressAway() {
  openHere(DiskBuilder({}));
  QVERIFY(walk_->waitForEnd());
  const auto* start = walk_->find("startButton");
  PRESS("wormButton");
  auto* sheet = walk_->wizard().findChild<Sheet*>("wormSheet");
  QVERIFY(sheet != nullptr && sheet->isOpen());
  for (const Language language : {Language::Japanese, Language::English}) {
    walk_->language().set(language);
    QTRY_VERIFY(sheet->text()->text().contains(language == Language::Japanese ? "ネットワーク" : "network"));
  }
  // Esc leads back to the page, and asks nothing.
  QTest::keyClick(walk_->find("wormDone"), Qt::Key_Escape);
  QTRY_VERIFY(walk_->wizard().findChild<Sheet*>() == nullptr);
  QVERIFY(walk_->wizard().isVisible() && start->isEnabled());
  QTest::keyClick(&walk_->wizard(), Qt::Key_F1);
  QTRY_VERIFY(walk_->find("wormDone") != nullptr);
  PRESS("wormDone");
  QTRY_VERIFY(walk_->find("wormDone") == nullptr);
  PRESS("startButton");
  ON("resultPage");
}

QTEST_MAIN(TestRoads)
#include "test_roads.moc"
