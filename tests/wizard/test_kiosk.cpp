// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QLabel>
#include <QProcess>
#include <QRegularExpression>
#include <QScrollArea>
#include <QScrollBar>
#include <QStandardPaths>
#include <QtTest>
#include <cmath>

#include "engine/wording.h"
#include "tests/wizard/kiosk_scenes.h"
#include "tests/wizard/layout_check.h"
#include "tests/wizard/walk.h"

using namespace sankajo;
using namespace sankajo::test;

// A customer at a shop's screen, by touch alone, on demonstration disks; only the mount helper is made up.
class TestKiosk : public QObject {
  Q_OBJECT

 private slots:
  void init() { customer_ = std::make_unique<KioskCustomer>(); }
  void cleanup() { customer_.reset(); }

  void theWholeWayByTouch_data() { languages(); }
  void theWholeWayByTouch();
  void aPatchAtHandIsPutReadyAndToldWhenTheDiskMayBeUnplugged();
  void whatStaysOnTheDiskIsToldBeforeAndAfter();
  void severalDisksAreChosenFrom();
  void whatHoldsNoWindowsIsTold();
  void whoStopsGetsTheDiskBackUnchanged();
  void unpluggingIsOnlyOfferedWhenEverythingIsWritten();
  void theDiskIsKeptUntilItIsReleased();
  void whatCouldNotAllBeWrittenIsNoResult();
  void anUndoThatCouldNotAllBeWrittenIsNoResult();
  void aPatchThatCouldNotAllBeWrittenIsNotReady();
  void whatCouldNotBeWrittenKeepsTheDiskHere();
  void aSearchThatEndsDoesNotTellThatTheDiskMayBeUnplugged();
  void whoStopsWhileDisksAreLookedAtIsReleased();
  void aHelperThatBeginsAnewIsAskedAnew();
  void everyPlaceIsShownAndNothingWaitsForAMouse();
  void nobodyThereIsAskedAndEnds();
  void aTouchAnswersTheQuestion_data();
  void aTouchAnswersTheQuestion();
  void nobodyIsAskedWhileSomethingIsDone();
  void aTreatmentThatWasBegunIsBroughtToItsEndWithoutAnybody();
  void aForeignLanguageIsForgottenAtRest();
  void aDiskPulledOutInTheTreatmentIsFinishedAfterAsking();
  void aDiskPulledOutInTheTreatmentIsUndoneAfterAsking();
  void aDiskThatFailsBeforeItIsGoneIsToldAsChanged();
  void whatWasNotWrittenIsNotSaidOfTheNextDisk();
  void aDiskPulledOutInTheCheckIsToldCalmly();
  void theResultStaysWhenTheDiskIsTakenOutEarly();
  void somebodyElsesRunIsNeverResumedUnasked();
  void aRunThatWasBegunHereIsCountedOnce_data();
  void aRunThatWasBegunHereIsCountedOnce();
  void oneCustomerIsCountedOnce();
  void whatCouldNotBeDecidedIsCountedAtOnce();
  void keysAndOtherButtonsDoNothing();
  void onlyATouchBegins();
  void namesFromADiskAreOnlyText();
  void theStaffComesInByCornerAndPin();
  void theStaffsGestureBeginsNothing_data();
  void theStaffsGestureBeginsNothing();
  void whoeverKnowsNoPinStaysOut();
  void figuresGoToAStickOnly();
  void shuttingDownAsksFirst();
  void theResultIsPrintedOnTheShopsPaper_data();
  void theResultIsPrintedOnTheShopsPaper();
  void theCodeOnTheScreenCanBeRead_data() { languages(); }
  void theCodeOnTheScreenCanBeRead();
  void everyPageFitsAndEveryTargetIsLargeEnough_data();
  void everyPageFitsAndEveryTargetIsLargeEnough();

 private:
  static void languages() {
    QTest::addColumn<bool>("inJapanese");
    QTest::newRow("ja") << true;
    QTest::newRow("en") << false;
  }
  static DiskBuilder infected() {
    DiskBuilder disk({.patch = PatchLevel::KB828741});
    disk.threat("W32.Blaster.A", Specimen::PublishedSize);
    return disk;
  }
  /// Up to the page, with this disk; its volume.
  std::string upToResult(const DiskBuilder& disk) {
    customer_->open();
    if (!customer_->touch("beginButton")) return {};
    const std::string id = customer_->plugIn(disk);
    return customer_->touch("startButton") && customer_->waitFor("resultPage") ? id : std::string();
  }
  /// Pulls the disk out while the treatment moves its first file; its volume.
  std::string pullOutInTheTreatment() {
    const std::string id = upToResult(infected());
    if (id.empty() || !customer_->touch("goOnButton") || !customer_->waitFor("removePage")) return {};
    customer_->holdAt("move");
    if (!customer_->touch("removeNowButton") || !customer_->waitForHold()) return {};
    customer_->pullOut(id);
    QCoreApplication::processEvents();
    customer_->letGo();
    return customer_->waitFor("kioskDiskPage") ? id : std::string();
  }
  bool hasCalled(const std::string& verb) const {
    return std::ranges::any_of(customer_->helper().calls, [&verb](const std::string& one) { return one.starts_with(verb); });
  }
  std::size_t countOf(Shop::Counted what) const {
    return static_cast<std::size_t>(std::ranges::count(customer_->counted, what, &std::pair<Shop::Counted, std::string>::first));
  }
  std::unique_ptr<KioskCustomer> customer_;
};

#define ON(page) QVERIFY2(customer_->waitFor(page), page)
#define TOUCH(name) QVERIFY2(customer_->touch(name), name)

void TestKiosk::theWholeWayByTouch() {
  QFETCH(bool, inJapanese);
  customer_->open();
  ON("kioskAttractPage");
  QCOMPARE(customer_->language().language(), Language::Japanese);
  if (!inJapanese) TOUCH("otherLanguageButton");
  QTRY_COMPARE(customer_->language().language(), inJapanese ? Language::Japanese : Language::English);
  ON("kioskAttractPage");
  TOUCH("beginButton");
  ON("kioskDiskPage");
  QVERIFY(customer_->find("startButton") == nullptr);
  const std::string id = customer_->plugIn(infected());
  const Snapshot before = customer_->disk(id);
  TOUCH("startButton");
  ON("resultPage");
  QCOMPARE(customer_->session().report()->assessment.infection, Infection::Infected);
  QCOMPARE(sankajo::test::differences(before, customer_->disk(id)), std::string());
  TOUCH("goOnButton");
  ON("removePage");
  QVERIFY(customer_->words("staysText").contains("Sankajo"));
  QVERIFY(std::ranges::none_of(customer_->helper().calls, [](const std::string& one) { return one.starts_with("mount-writable"); }));
  TOUCH("removeNowButton");
  TOUCH("goOnButton");
  ON("patchPage");
  QCOMPARE(customer_->session().page()->kind, ResultKind::Treated);
  // As soon as nothing is changed any more, nothing is left to be written.
  QCOMPARE(customer_->helper().mounted, std::string());
  QVERIFY(std::ranges::count(customer_->helper().calls, "mount-writable " + id) == 1);
  TOUCH("goOnButton");
  ON("finishPage");
  QVERIFY(customer_->wizard().currentPage()->findChild<QrCode*>("resultCode")->text().contains("msblast.exe"));
  for (const char* dialog : {"saveReportButton", "saveFormButton", "finishLaterButton"}) QVERIFY2(customer_->find(dialog) == nullptr, dialog);
  TOUCH("takeOutButton");
  ON("kioskLeavePage");
  TOUCH("endButton");
  QTRY_VERIFY_WITH_TIMEOUT(customer_->ended, KioskCustomer::patience);
  QCOMPARE(*customer_->ended, KioskWizard::nextCustomer);
  QCOMPARE(customer_->helper().mounted, std::string());
  const std::vector<Shop::Counted> wanted{Shop::Counted::Infected, Shop::Counted::Treated};
  QCOMPARE(customer_->counted.size(), wanted.size());
  for (std::size_t i = 0; i < wanted.size(); ++i) QCOMPARE(customer_->counted[i].first, wanted[i]);
  QVERIFY(QFile::exists(customer_->folder(id) + "/Sankajo"));
}

#define ENDED(code)                                                              \
  do {                                                                           \
    QTRY_VERIFY_WITH_TIMEOUT(customer_->ended, KioskCustomer::patience);         \
    QCOMPARE(*customer_->ended, code);                                           \
    QCOMPARE(customer_->helper().mounted, std::string());                        \
  } while (false)

void TestKiosk::aPatchAtHandIsPutReadyAndToldWhenTheDiskMayBeUnplugged() {
  QVERIFY(customer_->layPatchesBeside());
  DiskBuilder disk({});
  disk.threat("W32.Blaster.A", Specimen::PublishedSize);
  const std::string id = upToResult(disk);
  TOUCH("goOnButton");
  ON("removePage");
  QVERIFY(customer_->find("patchRow") != nullptr);
  TOUCH("removeNowButton");
  TOUCH("goOnButton");
  ON("patchPage");
  QVERIFY(customer_->find("choosePatchesButton") == nullptr);
  QVERIFY(QFile::exists(customer_->folder(id) + "/Sankajo/staged"));
  TOUCH("goOnButton");
  ON("finishPage");
  QVERIFY(!customer_->wizard().currentPage()->findChild<QrCode*>("resultCode")->text().isEmpty());
  TOUCH("takeOutButton");
  ON("kioskLeavePage");
  QTRY_VERIFY_WITH_TIMEOUT(customer_->find("endButton") != nullptr, KioskCustomer::patience);
  QVERIFY(customer_->words("leaveText").contains(QStringLiteral("書き込みはすべて終わりました")));
  // Taken out, the page goes by itself.
  customer_->pullOut(id);
  ENDED(KioskWizard::nextCustomer);
}

void TestKiosk::whatStaysOnTheDiskIsToldBeforeAndAfter() {
  QVERIFY(!upToResult(infected()).empty());
  TOUCH("goOnButton");
  ON("removePage");
  const auto told = [this] {
    const auto* text = customer_->wizard().currentPage()->findChild<QLabel*>("staysText");
    return text->isVisible() && text->text().contains(QStringLiteral("「Sankajo」フォルダー"));
  };
  QVERIFY(told());
  TOUCH("removeNowButton");
  TOUCH("goOnButton");
  TOUCH("goOnButton");
  ON("finishPage");
  QVERIFY(told());
}

void TestKiosk::severalDisksAreChosenFrom() {
  customer_->open();
  TOUCH("beginButton");
  customer_->plugIn(infected());
  const std::string second = customer_->plugIn(DiskBuilder({DiskSystem::Win2000Sp4}));
  QTRY_COMPARE_WITH_TIMEOUT(customer_->session().choice().size(), std::size_t{2}, KioskCustomer::patience);
  QTRY_VERIFY_WITH_TIMEOUT(customer_->find("windowsCard1") != nullptr, KioskCustomer::patience);
  QTRY_VERIFY_WITH_TIMEOUT(!customer_->session().working(), KioskCustomer::patience);
  QVERIFY(customer_->session().windows() == nullptr || customer_->session().choice().size() == 2);
  // One of them may be the staff's stick.
  QCOMPARE(customer_->helper().mounted, std::string());
  TOUCH("windowsCard1");
  TOUCH("startButton");
  ON("resultPage");
  QCOMPARE(customer_->session().windows()->folder, second);
  QVERIFY(customer_->session().report()->evidence.system.product.find("2000") != std::string::npos);
  QCOMPARE(customer_->helper().mounted, second);
}

void TestKiosk::whatHoldsNoWindowsIsTold() {
  customer_->open();
  TOUCH("beginButton");
  KioskVolume locked;
  locked.model = "Locked Disk";
  locked.encryption = "BitLocker";
  customer_->plugIn(locked);
  KioskVolume stick;
  stick.label = "PHOTOS";
  stick.mayHoldWindows = false;
  const std::string id = customer_->plugIn(stick);
  const auto said = [this] {
    QString all;
    for (const auto* one : customer_->wizard().currentPage()->findChildren<StateRow*>("diskTrouble")) all += one->words()->text();
    return all;
  };
  QTRY_VERIFY_WITH_TIMEOUT(said().contains("BitLocker") && said().contains("PHOTOS"), KioskCustomer::patience);
  QVERIFY(customer_->find("startButton") == nullptr);
  QVERIFY(!hasCalled("mount"));
  customer_->pullOut(id);
  QTRY_VERIFY_WITH_TIMEOUT(!said().contains("PHOTOS"), KioskCustomer::patience);
  customer_->watch().blind();
  QTRY_VERIFY(customer_->words("diskText").contains(QStringLiteral("スタッフ")));
}

void TestKiosk::whoStopsGetsTheDiskBackUnchanged() {
  const std::string id = upToResult(infected());
  const Snapshot before = customer_->disk(id);
  TOUCH("goOnButton");
  ON("removePage");
  TOUCH("stopButton");
  TOUCH("harmlessButton");
  ON("removePage");
  TOUCH("stopButton");
  TOUCH("deedButton");
  ON("kioskLeavePage");
  TOUCH("endButton");
  ENDED(KioskWizard::nextCustomer);
  QCOMPARE(sankajo::test::differences(before, customer_->disk(id)), std::string());
  QVERIFY(!hasCalled("mount-writable"));
}

void TestKiosk::unpluggingIsOnlyOfferedWhenEverythingIsWritten() {
  QVERIFY(!upToResult(infected()).empty());
  TOUCH("goOnButton");
  customer_->helper().releaseRefused = Error{Errc::Io, "sdb1", "not everything could be written"};
  TOUCH("removeNowButton");
  QTRY_VERIFY_WITH_TIMEOUT(customer_->find("tryAgainButton") != nullptr, KioskCustomer::patience);
  TOUCH("stopButton");
  QTRY_VERIFY(customer_->isShown("questionSheet"));
  QString asked;
  for (const auto* one : customer_->wizard().findChild<QWidget*>("questionSheet")->findChildren<QLabel*>()) asked += one->text();
  QVERIFY2(asked.contains(QStringLiteral("元に戻せます")) && !asked.contains(QStringLiteral("何も変更していません")), qPrintable(asked));
  TOUCH("deedButton");
  ON("kioskLeavePage");
  QTRY_VERIFY_WITH_TIMEOUT(customer_->find("endButton") != nullptr, KioskCustomer::patience);
  QVERIFY(customer_->words("leaveText").contains(QStringLiteral("スタッフを呼んでください")));
  QVERIFY(!customer_->words("leaveText").contains(QStringLiteral("書き込みはすべて終わりました")));
}

void TestKiosk::theDiskIsKeptUntilItIsReleased() {
  QVERIFY(!upToResult(DiskBuilder({.patch = PatchLevel::KB828741})).empty());
  QVERIFY(!customer_->helper().mounted.empty());
  TOUCH("stopButton");
  TOUCH("deedButton");
  ON("kioskLeavePage");
  QTRY_VERIFY_WITH_TIMEOUT(customer_->find("endButton") != nullptr, KioskCustomer::patience);
  // The words come after the deed.
  QCOMPARE(customer_->helper().mounted, std::string());
  QVERIFY(customer_->find("stopButton") == nullptr);
}

void TestKiosk::whatCouldNotAllBeWrittenIsNoResult() {
  const std::string id = upToResult(infected());
  TOUCH("goOnButton");
  customer_->helper().releaseRefused = Error{Errc::Io, "sdb1", "not everything could be written"};
  TOUCH("removeNowButton");
  QTRY_VERIFY_WITH_TIMEOUT(customer_->find("tryAgainButton") != nullptr, KioskCustomer::patience);
  QCOMPARE(countOf(Shop::Counted::Treated), std::size_t{0});
  QCOMPARE(customer_->session().report()->kind, Report::Kind::Check);
  QVERIFY2(customer_->words("introText").contains("Ultra Disk"), qPrintable(customer_->words("introText")));
  QVERIFY(std::ranges::none_of(customer_->session().operations(), [](const auto& one) { return one.second.has_value(); }));
  QVERIFY(customer_->find("goOnButton") == nullptr);
  customer_->helper().releaseRefused.reset();
  TOUCH("tryAgainButton");
  TOUCH("goOnButton");
  ON("patchPage");
  QCOMPARE(customer_->session().report()->assessment.infection, Infection::Clean);
  TOUCH("goOnButton");
  TOUCH("takeOutButton");
  ON("kioskLeavePage");
  QTRY_VERIFY_WITH_TIMEOUT(customer_->find("endButton") != nullptr, KioskCustomer::patience);
  QVERIFY(customer_->words("leaveText").contains(QStringLiteral("書き込みはすべて終わりました")));
}

void TestKiosk::anUndoThatCouldNotAllBeWrittenIsNoResult() {
  QVERIFY(!upToResult(infected()).empty());
  TOUCH("goOnButton");
  TOUCH("removeNowButton");
  TOUCH("goOnButton");
  TOUCH("goOnButton");
  ON("finishPage");
  customer_->helper().releaseRefused = Error{Errc::Io, "sdb1", "not everything could be written"};
  TOUCH("undoButton");
  TOUCH("deedButton");
  QTRY_VERIFY_WITH_TIMEOUT(!customer_->session().working() && customer_->session().unwritten(), KioskCustomer::patience);
  settle();
  // The worm may be back: nothing may say that it is gone.
  QVERIFY(!customer_->session().page() && !customer_->session().mayBePluggedIn());
  QVERIFY(!customer_->isShown("resultCode"));
  QString said;
  for (const auto* one : customer_->wizard().currentPage()->findChildren<QLabel*>()) said += one->isVisible() ? one->text() + "\n" : QString();
  QVERIFY2(said.contains(QStringLiteral("書き込めなかったものがあります")) && !said.contains(QStringLiteral("見つかりませんでした")), qPrintable(said));
  customer_->helper().releaseRefused.reset();
  TOUCH("undoButton");
  TOUCH("deedButton");
  QTRY_VERIFY_WITH_TIMEOUT(!customer_->session().working() && customer_->session().lastWork() == Session::Work::Undoing, KioskCustomer::patience);
  // On this disk all of it has come to its place, so there is nothing to undo: that is no verdict either.
  QVERIFY(customer_->session().error() && customer_->session().unwritten() && !customer_->session().page());
}

void TestKiosk::aPatchThatCouldNotAllBeWrittenIsNotReady() {
  QVERIFY(customer_->layPatchesBeside());
  QVERIFY(!upToResult(DiskBuilder({})).empty());
  TOUCH("goOnButton");
  ON("patchPage");
  customer_->helper().releaseRefused = Error{Errc::Io, "sdb1", "not everything could be written"};
  TOUCH("putReadyButton");
  QTRY_VERIFY_WITH_TIMEOUT(!customer_->session().working() && customer_->session().unwritten(), KioskCustomer::patience);
  settle();
  QString said;
  for (const auto* one : customer_->wizard().currentPage()->findChildren<QLabel*>()) said += one->isVisible() ? one->text() + "\n" : QString();
  QVERIFY2(said.contains(QStringLiteral("書き込めなかったものがあります")) && said.contains("Ultra Disk") && !said.contains("KB828741"), qPrintable(said));
  customer_->helper().releaseRefused.reset();
  TOUCH("putReadyButton");
  QTRY_VERIFY_WITH_TIMEOUT(!customer_->session().working() && !customer_->session().unwritten(), KioskCustomer::patience);
  TOUCH("goOnButton");
}

void TestKiosk::whatCouldNotBeWrittenKeepsTheDiskHere() {
  std::vector<KioskEvent> events;
  customer_->shop.note = [&events](KioskEvent event) { events.push_back(event); };
  customer_->shop.idle = std::chrono::milliseconds(1500);
  customer_->shop.answer = std::chrono::milliseconds(500);
  customer_->helper().releaseRefused = Error{Errc::Io, "sdb1", "not everything could be written"};
  const std::string id = upToResult(infected());
  TOUCH("goOnButton");
  TOUCH("removeNowButton");
  // The customer goes away.
  ON("kioskLeavePage");
  QTRY_VERIFY_WITH_TIMEOUT(customer_->find("endButton") != nullptr, KioskCustomer::patience);
  constexpr int longerThanAnybodyWaits = 3000;
  QTest::qWait(longerThanAnybodyWaits);
  QVERIFY(!customer_->isShown("stillThereSheet"));
  QVERIFY(!customer_->ended);
  QVERIFY(customer_->words("leaveText").contains(QStringLiteral("スタッフを呼んでください")));
  QCOMPARE(std::ranges::count(events, KioskEvent::NotWritten), std::ptrdiff_t{1});
  customer_->pullOut(id);
  QTRY_VERIFY_WITH_TIMEOUT(customer_->ended, KioskCustomer::patience);
}

void TestKiosk::aSearchThatEndsDoesNotTellThatTheDiskMayBeUnplugged() {
  customer_->open();
  TOUCH("beginButton");
  customer_->plugIn(infected());
  QTRY_VERIFY_WITH_TIMEOUT(customer_->find("startButton") != nullptr && customer_->find("startButton")->isEnabled(), KioskCustomer::patience);
  customer_->helper().mountHeld = true;
  customer_->plugIn(infected());
  QTRY_VERIFY_WITH_TIMEOUT(customer_->helper().mountWaits, KioskCustomer::patience);
  TOUCH("stopButton");
  TOUCH("deedButton");
  ON("kioskLeavePage");
  QVERIFY(customer_->find("endButton") == nullptr);
  customer_->helper().mountHeld = false;
  QTRY_VERIFY_WITH_TIMEOUT(customer_->find("endButton") != nullptr, KioskCustomer::patience);
  // It was asked for, and has ended.
  QVERIFY(std::ranges::count(customer_->sounds, Shop::Sound::MayUnplug) == 1);
  QCOMPARE(customer_->helper().mounted, std::string());
}

void TestKiosk::whoStopsWhileDisksAreLookedAtIsReleased() {
  customer_->open();
  TOUCH("beginButton");
  customer_->helper().mountHeld = true;
  customer_->plugIn(infected());
  customer_->plugIn(infected());
  QTRY_VERIFY_WITH_TIMEOUT(customer_->helper().mountWaits, KioskCustomer::patience);
  TOUCH("stopButton");
  TOUCH("deedButton");
  QVERIFY(!customer_->ended);
  customer_->helper().mountHeld = false;
  ENDED(KioskWizard::nextCustomer);
  // The second one was not even begun with.
  QCOMPARE(std::ranges::count_if(customer_->helper().calls, [](const std::string& one) { return one.starts_with("mount "); }), std::ptrdiff_t{1});
}

void TestKiosk::aHelperThatBeginsAnewIsAskedAnew() {
  const auto disks = customer_->shop.disks;
  const std::string id = customer_->plugIn(infected());
  QVERIFY(disks->open(id, std::nullopt));
  customer_->helper().restart();
  QVERIFY(disks->open(id, std::nullopt));
  QCOMPARE(customer_->helper().mounted, id);
  // What was only read was released with it.
  customer_->helper().restart();
  QVERIFY(disks->release());
}

void TestKiosk::everyPlaceIsShownAndNothingWaitsForAMouse() {
  QVERIFY(!upToResult(infected()).empty());
  TOUCH("goOnButton");
  ON("removePage");
  QString shown;
  for (const auto* one : customer_->wizard().currentPage()->findChildren<QLabel*>("placesText")) {
    QVERIFY(one->isVisible());
    shown += one->text() + "\n";
  }
  shown.remove(QChar(0x200B));
  QVERIFY2(shown.contains("C:\\WINDOWS\\system32\\msblast.exe"), qPrintable(shown));
  for (const auto* one : customer_->wizard().findChildren<QWidget*>()) QVERIFY2(!one->isVisible() || one->toolTip().isEmpty(), qPrintable(one->objectName()));
}

void TestKiosk::nobodyThereIsAskedAndEnds() {
  customer_->shop.idle = std::chrono::milliseconds(500);
  customer_->shop.answer = std::chrono::milliseconds(1200);
  const std::string id = upToResult(infected());
  const Snapshot before = customer_->disk(id);
  QTRY_VERIFY_WITH_TIMEOUT(customer_->isShown("stillThereSheet"), KioskCustomer::patience);
  QVERIFY(!customer_->ended);
  ENDED(KioskWizard::nextCustomer);
  QCOMPARE(sankajo::test::differences(before, customer_->disk(id)), std::string());
}

void TestKiosk::aTouchAnswersTheQuestion_data() {
  QTest::addColumn<bool>("beside");
  QTest::newRow("of the button") << false;
  QTest::newRow("of any place") << true;
}

void TestKiosk::aTouchAnswersTheQuestion() {
  QFETCH(bool, beside);
  customer_->shop.idle = std::chrono::milliseconds(500);
  customer_->shop.answer = std::chrono::hours(1);
  QVERIFY(!upToResult(infected()).empty());
  QTRY_VERIFY_WITH_TIMEOUT(customer_->isShown("stillThereSheet"), KioskCustomer::patience);
  if (beside) {
    customer_->touchAt({5, customer_->wizard().height() / 2});
  } else {
    TOUCH("stillThereButton");
  }
  QTRY_VERIFY(!customer_->isShown("stillThereSheet"));
  ON("resultPage");
  QVERIFY(!customer_->ended);
  // And is asked again.
  QTRY_VERIFY_WITH_TIMEOUT(customer_->isShown("stillThereSheet"), KioskCustomer::patience);
  TOUCH("endNowButton");
  ENDED(KioskWizard::nextCustomer);
}

void TestKiosk::nobodyIsAskedWhileSomethingIsDone() {
  customer_->shop.idle = std::chrono::milliseconds(2000);
  customer_->shop.answer = std::chrono::milliseconds(1);
  customer_->open();
  TOUCH("beginButton");
  customer_->plugIn(infected());
  customer_->holdAt("open");
  TOUCH("startButton");
  QVERIFY(customer_->waitForHold());
  constexpr int longerThanAnybodyWaits = 3000;
  QTest::qWait(longerThanAnybodyWaits);
  QVERIFY(!customer_->isShown("stillThereSheet"));
  QVERIFY(!customer_->ended);
  customer_->letGo();
  ENDED(KioskWizard::nextCustomer);
}

void TestKiosk::aTreatmentThatWasBegunIsBroughtToItsEndWithoutAnybody() {
  customer_->shop.idle = std::chrono::milliseconds(3000);
  customer_->shop.answer = std::chrono::milliseconds(500);
  const std::string id = upToResult(infected());
  TOUCH("goOnButton");
  customer_->holdAt("move");
  TOUCH("removeNowButton");
  QVERIFY(customer_->waitForHold());
  constexpr int longerThanAnybodyWaits = 4500;
  QTest::qWait(longerThanAnybodyWaits);
  QVERIFY(!customer_->isShown("stillThereSheet"));
  QVERIFY(!customer_->ended);
  customer_->letGo();
  ENDED(KioskWizard::nextCustomer);
  QCOMPARE(countOf(Shop::Counted::Treated), std::size_t{1});
  QVERIFY(!QFile::exists(customer_->folder(id) + "/WINDOWS/system32/msblast.exe"));
}

void TestKiosk::aForeignLanguageIsForgottenAtRest() {
  customer_->shop.idle = std::chrono::milliseconds(3000);
  customer_->open();
  TOUCH("otherLanguageButton");
  QTRY_COMPARE(customer_->language().language(), Language::English);
  QTRY_COMPARE_WITH_TIMEOUT(customer_->language().language(), Language::Japanese, KioskCustomer::patience);
  ON("kioskAttractPage");
  QVERIFY(!customer_->isShown("stillThereSheet"));
}

void TestKiosk::aDiskPulledOutInTheTreatmentIsFinishedAfterAsking() {
  const std::string id = pullOutInTheTreatment();
  QVERIFY(!id.empty());
  QTRY_VERIFY_WITH_TIMEOUT(customer_->words("diskText").contains(QStringLiteral("元に戻すかを選べます")), KioskCustomer::patience);
  customer_->plugInAgain(id);
  TOUCH("startButton");
  ON("resultPage");
  // An open file of this scripted disk can still be written to, so the run's record came to its end; tests/kiosk/test_pulled_out.py has the real thing.
  QVERIFY(customer_->find("undoRunButton") != nullptr);
  TOUCH("goOnButton");
  ON("removePage");
  TOUCH("removeNowButton");
  TOUCH("goOnButton");
  ON("patchPage");
  QCOMPARE(customer_->session().report()->assessment.infection, Infection::Clean);
  TOUCH("goOnButton");
  ON("finishPage");
  TOUCH("takeOutButton");
  TOUCH("endButton");
  ENDED(KioskWizard::nextCustomer);
  QCOMPARE(countOf(Shop::Counted::Infected), std::size_t{1});
  QCOMPARE(countOf(Shop::Counted::Treated), std::size_t{1});
  QCOMPARE(customer_->counted.size(), std::size_t{2});
}

void TestKiosk::aDiskPulledOutInTheTreatmentIsUndoneAfterAsking() {
  customer_->open();
  TOUCH("beginButton");
  const std::string id = customer_->plugIn(infected());
  const Snapshot before = customer_->disk(id);
  TOUCH("startButton");
  ON("resultPage");
  TOUCH("goOnButton");
  ON("removePage");
  customer_->holdAt("move");
  TOUCH("removeNowButton");
  QVERIFY(customer_->waitForHold());
  customer_->pullOut(id);
  QCoreApplication::processEvents();
  customer_->letGo();
  ON("kioskDiskPage");
  const std::string again = customer_->plugInAgain(id);
  TOUCH("startButton");
  ON("resultPage");
  TOUCH("undoRunButton");
  TOUCH("deedButton");
  ON("removePage");
  QTRY_VERIFY_WITH_TIMEOUT(!customer_->session().working() && customer_->session().report() && customer_->session().report()->kind == Report::Kind::Undo, KioskCustomer::patience);
  QCOMPARE(sankajo::test::differences(before, customer_->disk(again), {"Sankajo"}), std::string());
  QCOMPARE(countOf(Shop::Counted::Treated), std::size_t{0});
}

void TestKiosk::aDiskThatFailsBeforeItIsGoneIsToldAsChanged() {
  const std::string id = upToResult(infected());
  TOUCH("goOnButton");
  customer_->holdAt("move");
  TOUCH("removeNowButton");
  QVERIFY(customer_->waitForHold());
  {
    const std::scoped_lock lock(customer_->helper().mutex);
    customer_->helper().volumes[id].attached = false;
  }
  customer_->letGo();
  QTRY_VERIFY_WITH_TIMEOUT(!customer_->session().working(), KioskCustomer::patience);
  QVERIFY(customer_->session().error());
  // The kernel tells only now.
  customer_->pullOut(id);
  ON("kioskDiskPage");
  QTRY_VERIFY_WITH_TIMEOUT(customer_->words("diskText").contains(QStringLiteral("元に戻すかを選べます")), KioskCustomer::patience);
}

void TestKiosk::whatWasNotWrittenIsNotSaidOfTheNextDisk() {
  QVERIFY(!pullOutInTheTreatment().empty());
  const std::string other = customer_->plugIn(infected());
  TOUCH("startButton");
  ON("resultPage");
  QCOMPARE(customer_->session().windows()->folder, other);
  TOUCH("stopButton");
  TOUCH("deedButton");
  ON("kioskLeavePage");
  QTRY_VERIFY_WITH_TIMEOUT(customer_->find("endButton") != nullptr, KioskCustomer::patience);
  QVERIFY(customer_->words("leaveText").contains(QStringLiteral("書き込みはすべて終わりました")));
}

void TestKiosk::aDiskPulledOutInTheCheckIsToldCalmly() {
  customer_->open();
  TOUCH("beginButton");
  const std::string id = customer_->plugIn(infected());
  QTRY_VERIFY_WITH_TIMEOUT(customer_->find("startButton") != nullptr && customer_->find("startButton")->isEnabled(), KioskCustomer::patience);
  customer_->holdAt("open");
  TOUCH("startButton");
  ON("checkPage");
  QVERIFY(customer_->waitForHold());
  customer_->pullOut(id);
  QCoreApplication::processEvents();
  customer_->letGo();
  ON("kioskDiskPage");
  QTRY_VERIFY_WITH_TIMEOUT(customer_->words("diskText").contains(QStringLiteral("何も変更していません")), KioskCustomer::patience);
  QVERIFY(customer_->counted.empty());
  customer_->plugInAgain(id);
  TOUCH("startButton");
  ON("resultPage");
  QCOMPARE(customer_->session().report()->assessment.infection, Infection::Infected);
  QCOMPARE(customer_->counted.size(), std::size_t{1});
}

void TestKiosk::theResultStaysWhenTheDiskIsTakenOutEarly() {
  const std::string id = upToResult(infected());
  TOUCH("goOnButton");
  TOUCH("removeNowButton");
  TOUCH("goOnButton");
  TOUCH("goOnButton");
  ON("finishPage");
  QVERIFY(customer_->find("undoButton") != nullptr);
  customer_->pullOut(id);
  QTRY_VERIFY_WITH_TIMEOUT(customer_->find("undoButton") == nullptr, KioskCustomer::patience);
  ON("finishPage");
  TOUCH("takeOutButton");
  ON("kioskLeavePage");
  TOUCH("endButton");
  ENDED(KioskWizard::nextCustomer);
}

void TestKiosk::somebodyElsesRunIsNeverResumedUnasked() {
  customer_->open();
  TOUCH("beginButton");
  const std::string id = customer_->plugIn(infected());
  QTRY_VERIFY_WITH_TIMEOUT(customer_->find("startButton") != nullptr && customer_->find("startButton")->isEnabled(), KioskCustomer::patience);
  QVERIFY(interruptRun(customer_->folder(id), customer_->advisories()));
  const Snapshot before = customer_->disk(id);
  TOUCH("startButton");
  ON("resultPage");
  QVERIFY(customer_->session().interrupted());
  QVERIFY(customer_->find("finishRunButton") != nullptr && customer_->find("undoRunButton") != nullptr);
  TOUCH("stopButton");
  TOUCH("deedButton");
  TOUCH("endButton");
  ENDED(KioskWizard::nextCustomer);
  QVERIFY(!hasCalled("mount-writable"));
  QCOMPARE(sankajo::test::differences(before, customer_->disk(id)), std::string());
  QCOMPARE(customer_->counted.size(), std::size_t{1});
  QCOMPARE(customer_->counted.front().first, Shop::Counted::Infected);
}

void TestKiosk::aRunThatWasBegunHereIsCountedOnce_data() {
  QTest::addColumn<bool>("here");
  QTest::addColumn<bool>("wormIsBack");
  QTest::newRow("here") << true << false;
  QTest::newRow("here, hardly begun") << true << true;
  QTest::newRow("elsewhere") << false << false;
}

void TestKiosk::aRunThatWasBegunHereIsCountedOnce() {
  QFETCH(bool, here);
  QFETCH(bool, wormIsBack);
  std::string begun;
  customer_->shop.hasBegun = [&](const std::string& run) {
    begun = run;
    return here;
  };
  customer_->open();
  TOUCH("beginButton");
  const std::string id = customer_->plugIn(infected());
  QTRY_VERIFY_WITH_TIMEOUT(customer_->find("startButton") != nullptr && customer_->find("startButton")->isEnabled(), KioskCustomer::patience);
  const QString worm = customer_->folder(id) + "/WINDOWS/system32/msblast.exe";
  QVERIFY(QFile::copy(worm, worm + ".copy"));
  QVERIFY(interruptRun(customer_->folder(id), customer_->advisories()));
  if (wormIsBack) QVERIFY(QFile::copy(worm + ".copy", worm));
  TOUCH("startButton");
  ON("resultPage");
  TOUCH("finishRunButton");
  ON("removePage");
  QTRY_VERIFY_WITH_TIMEOUT(!customer_->session().working() && customer_->session().report() && customer_->session().report()->kind == Report::Kind::Treat, KioskCustomer::patience);
  for (int i = 0; i < 3 && customer_->session().report()->assessment.infection != Infection::Clean; ++i) {
    TOUCH("checkAgainButton");
    ON("resultPage");
    TOUCH("goOnButton");
    TOUCH("removeNowButton");
    QTRY_VERIFY_WITH_TIMEOUT(!customer_->session().working() && customer_->session().report()->kind == Report::Kind::Treat, KioskCustomer::patience);
  }
  // Whoever began it has counted the disk.
  QCOMPARE(countOf(Shop::Counted::Infected), std::size_t{here ? 0U : 1U});
  QCOMPARE(countOf(Shop::Counted::Treated), std::size_t{1});
  if (here) QCOMPARE(customer_->counted.back().second, begun);
}

void TestKiosk::oneCustomerIsCountedOnce() {
  const std::string id = upToResult(infected());
  TOUCH("backButton");
  ON("kioskDiskPage");
  TOUCH("startButton");
  ON("resultPage");
  customer_->pullOut(id);
  ON("kioskDiskPage");
  customer_->plugInAgain(id);
  TOUCH("startButton");
  ON("resultPage");
  QCOMPARE(customer_->counted.size(), std::size_t{1});
  QCOMPARE(customer_->counted.front().first, Shop::Counted::Infected);
}

void TestKiosk::whatCouldNotBeDecidedIsCountedAtOnce() {
  DiskBuilder disk({DiskSystem::XpSp2});
  disk.without(disk.hivePath("SOFTWARE"));
  QVERIFY(!upToResult(disk).empty());
  QCOMPARE(customer_->session().report()->assessment.infection, Infection::Unknown);
  // The power may go before this customer does.
  QCOMPARE(customer_->counted.size(), std::size_t{1});
  TOUCH("stopButton");
  TOUCH("deedButton");
  TOUCH("endButton");
  ENDED(KioskWizard::nextCustomer);
  QCOMPARE(customer_->counted.size(), std::size_t{1});
  QCOMPARE(customer_->counted.front().first, Shop::Counted::Undecided);
}

void TestKiosk::keysAndOtherButtonsDoNothing() {
  QVERIFY(!upToResult(infected()).empty());
  QWindow* window = customer_->wizard().windowHandle();
  for (const Qt::Key key : {Qt::Key_Escape, Qt::Key_Return, Qt::Key_Space, Qt::Key_Tab, Qt::Key_F1, Qt::Key_Print, Qt::Key_Menu, Qt::Key_Super_L, Qt::Key_A}) QTest::keyClick(window, key);
  QTest::keyClick(window, Qt::Key_F4, Qt::AltModifier);
  QTest::keyClick(window, Qt::Key_Q, Qt::ControlModifier);
  QAbstractButton* main = customer_->find("goOnButton");
  QVERIFY(main != nullptr);
  for (const Qt::MouseButton button : {Qt::RightButton, Qt::MiddleButton, Qt::BackButton}) {
    QTest::mouseClick(window, button, {}, main->mapTo(&customer_->wizard(), main->rect().center()));
  }
  customer_->wizard().close();
  QCoreApplication::processEvents();
  ON("resultPage");
  QVERIFY(customer_->wizard().isVisible());
  QVERIFY(!customer_->ended);
  QVERIFY(!customer_->isShown("questionSheet"));
  TOUCH("goOnButton");
  ON("removePage");
}

void TestKiosk::onlyATouchBegins() {
  customer_->open();
  QWindow* window = customer_->wizard().windowHandle();
  const QPoint middle = customer_->wizard().rect().center();
  for (const Qt::MouseButton button : {Qt::RightButton, Qt::MiddleButton, Qt::BackButton}) QTest::mouseClick(window, button, {}, middle);
  settle();
  ON("kioskAttractPage");
  QTest::mouseClick(window, Qt::LeftButton, {}, middle);
  ON("kioskDiskPage");
}

void TestKiosk::namesFromADiskAreOnlyText() {
  customer_->open();
  TOUCH("beginButton");
  KioskVolume volume;
  volume.label = "<b>bold</b><img src=x>\xE2\x80\xAE" "abc" + std::string(255, 'W');
  volume.mayHoldWindows = false;
  customer_->plugIn(volume);
  QTRY_VERIFY_WITH_TIMEOUT(!customer_->wizard().currentPage()->findChildren<StateRow*>("diskTrouble").isEmpty(), KioskCustomer::patience);
  const auto* words = customer_->wizard().currentPage()->findChild<StateRow*>("diskTrouble")->words();
  QVERIFY(words->text().contains("<b>bold</b>"));
  QVERIFY(!words->text().contains(QChar(0x202E)));
  QCOMPARE(words->textFormat(), Qt::PlainText);
  settle();
  QCOMPARE(outOfPlace(customer_->wizard()), QString());
}

void TestKiosk::theStaffComesInByCornerAndPin() {
  hireStaff(*customer_);
  customer_->open();
  touchTheCorner(*customer_);
  QTRY_VERIFY(customer_->isShown("pinSheet"));
  TOUCH("key1");
  TOUCH("keyEnter");
  QVERIFY(!customer_->isShown("staffSheet"));
  // What somebody has typed is not there for the next one.
  for (const char* key : {"key2", "key4", "key6", "key8", "pinBackButton"}) TOUCH(key);
  QTRY_VERIFY(!customer_->isShown("pinSheet"));
  touchTheCorner(*customer_);
  QTRY_VERIFY(customer_->isShown("pinSheet"));
  TOUCH("keyEnter");
  QVERIFY(!customer_->isShown("staffSheet"));
  // A keyboard counts here, and only here.
  QWindow* window = customer_->wizard().windowHandle();
  for (const Qt::Key key : {Qt::Key_2, Qt::Key_4, Qt::Key_6}) QTest::keyClick(window, key);
  TOUCH("key8");
  TOUCH("keyEnter");
  QTRY_VERIFY(customer_->isShown("staffSheet"));
  const auto shown = [this](const char* name) { return customer_->wizard().findChild<QLabel*>(name)->text(); };
  QCOMPARE(shown("today0"), QString("6"));
  QCOMPARE(shown("total0"), QString("54"));
  QCOMPARE(shown("total1"), QString("25"));
  TOUCH("louderButton");
  QCOMPARE(shown("volumeText"), QString("70 %"));
  TOUCH("begins-en");
  QCOMPARE(customer_->language().language(), Language::Japanese);
  TOUCH("leaveStaffButton");
  QTRY_VERIFY(!customer_->isShown("staffSheet"));
}

void TestKiosk::theStaffsGestureBeginsNothing_data() {
  QTest::addColumn<QSize>("size");
  for (const QSize size : {QSize(800, 480), QSize(1024, 768), QSize(1920, 1080), QSize(1080, 1920)}) QTest::addRow("%dx%d", size.width(), size.height()) << size;
}

void TestKiosk::theStaffsGestureBeginsNothing() {
  QFETCH(QSize, size);
  hireStaff(*customer_);
  std::vector<KioskEvent> events;
  customer_->shop.note = [&events](KioskEvent event) { events.push_back(event); };
  customer_->open(size);
  touchTheCorner(*customer_);
  QTRY_VERIFY(customer_->isShown("pinSheet"));
  TOUCH("pinBackButton");
  ON("kioskAttractPage");
  QVERIFY(std::ranges::count(events, KioskEvent::Began) == 0);
}

void TestKiosk::whoeverKnowsNoPinStaysOut() {
  std::int64_t wait = 0;
  int tries = 0;
  customer_->shop.staff.tryPin = [&tries](const std::string&) {
    ++tries;
    return KioskStaff::Pin::Wrong;
  };
  customer_->shop.staff.secondsToWait = [&wait] { return wait; };
  customer_->open();
  touchTheCorner(*customer_);
  QTRY_VERIFY(customer_->isShown("pinSheet"));
  TOUCH("key5");
  TOUCH("keyEnter");
  QCOMPARE(tries, 1);
  wait = 30;
  QTRY_VERIFY_WITH_TIMEOUT(!customer_->find("key5")->isEnabled(), KioskCustomer::patience);
  QTest::keyClick(customer_->wizard().windowHandle(), Qt::Key_7);
  QTest::keyClick(customer_->wizard().windowHandle(), Qt::Key_Return);
  QCOMPARE(tries, 1);
  TOUCH("pinBackButton");
  QTRY_VERIFY(!customer_->isShown("pinSheet"));
  QVERIFY(!customer_->isShown("staffSheet"));
}

void TestKiosk::figuresGoToAStickOnly() {
  hireStaff(*customer_);
  std::string written;
  customer_->shop.staff.writeFigures = [&written](const std::string& volume, const Wording&, const std::function<void(Status)>& told) {
    written = volume;
    told({});
  };
  customer_->open();
  TOUCH("beginButton");
  customer_->plugIn(infected());
  KioskVolume stick;
  stick.label = "STAFF";
  stick.mayHoldWindows = false;
  stick.isStick = true;
  stick.bytes = 8'000'000'000;
  QTRY_VERIFY_WITH_TIMEOUT(customer_->find("startButton") != nullptr && customer_->find("startButton")->isEnabled(), KioskCustomer::patience);
  touchTheCorner(*customer_);
  QTRY_VERIFY(customer_->isShown("pinSheet"));
  for (const char* key : {"key2", "key4", "key6", "key8", "keyEnter"}) TOUCH(key);
  QTRY_VERIFY(customer_->isShown("staffSheet"));
  TOUCH("writeFiguresButton");
  // A customer's disk is no stick.
  QVERIFY(customer_->find("stickCard0") == nullptr);
  const std::string id = customer_->plugIn(stick);
  TOUCH("stickCard0");
  QTRY_COMPARE(written, id);
}

void TestKiosk::shuttingDownAsksFirst() {
  hireStaff(*customer_);
  customer_->open();
  touchTheCorner(*customer_);
  QTRY_VERIFY(customer_->isShown("pinSheet"));
  for (const char* key : {"key2", "key4", "key6", "key8", "keyEnter"}) TOUCH(key);
  TOUCH("shutDownButton");
  TOUCH("stayOnButton");
  QVERIFY(!customer_->ended);
  TOUCH("shutDownButton");
  TOUCH("reallyShutDownButton");
  ENDED(KioskWizard::shutDown);
}

void TestKiosk::theResultIsPrintedOnTheShopsPaper_data() {
  QTest::addColumn<bool>("slip");
  QTest::newRow("a slip") << true;
  QTest::newRow("A4") << false;
}

void TestKiosk::theResultIsPrintedOnTheShopsPaper() {
  QFETCH(bool, slip);
  QByteArray pdf;
  QSizeF size;
  customer_->shop.paper = slip ? KioskFinishPage::Paper::Slip : KioskFinishPage::Paper::A4;
  customer_->shop.print = [&](const QByteArray& bytes, QSizeF millimetres, const std::function<void(bool)>& told) {
    pdf = bytes;
    size = millimetres;
    told(false);
  };
  QVERIFY(!upToResult(infected()).empty());
  TOUCH("goOnButton");
  TOUCH("removeNowButton");
  TOUCH("goOnButton");
  TOUCH("goOnButton");
  ON("finishPage");
  TOUCH("printReportButton");
  QTRY_VERIFY(pdf.startsWith("%PDF"));
  if (slip) {
    QCOMPARE(size.width(), 80.);
    QVERIFY(size.height() > 100 && size.height() < 500);
    QVERIFY(pdf.count("/Type /Page\n") + pdf.count("/Type /Page ") <= 1);
  } else {
    QCOMPARE(size, QSizeF(210, 297));
  }
  // As paper has it, in points.
  const auto match = QRegularExpression(R"(/MediaBox \[\s*0 0 ([0-9.]+) ([0-9.]+)\s*\])").match(QString::fromLatin1(pdf));
  QVERIFY(match.hasMatch());
  constexpr double pointsPerMm = 72 / 25.4;
  QVERIFY2(std::abs(match.captured(1).toDouble() / pointsPerMm - size.width()) < 1 && std::abs(match.captured(2).toDouble() / pointsPerMm - size.height()) < 1, qPrintable(match.captured()));
  QVERIFY(customer_->words("reportSavedText").contains(QStringLiteral("印刷できませんでした")));
}

// By another program than made it.
void TestKiosk::theCodeOnTheScreenCanBeRead() {
  QFETCH(bool, inJapanese);
  if (QStandardPaths::findExecutable("zbarimg").isEmpty()) QSKIP("zbarimg is not installed");
  QVERIFY(!upToResult(infected()).empty());
  customer_->language().set(inJapanese ? Language::Japanese : Language::English);
  TOUCH("goOnButton");
  TOUCH("removeNowButton");
  TOUCH("goOnButton");
  TOUCH("goOnButton");
  ON("finishPage");
  const QTemporaryDir folder;
  QVERIFY(customer_->wizard().currentPage()->findChild<QrCode*>("resultCode")->grab().save(folder.filePath("code.png")));
  QProcess reader;
  reader.start("zbarimg", {"--quiet", "--raw", "--oneshot", "-Sbinary", folder.filePath("code.png")});
  QVERIFY(reader.waitForFinished());
  const QString read = QString::fromUtf8(reader.readAllStandardOutput()).trimmed();
  QCOMPARE(read, resultInWords(*customer_->session().page()).trimmed());
  QVERIFY2(read.contains("msblast.exe") && read.contains(text(customer_->session().page()->headline)), qPrintable(read));
}

void TestKiosk::everyPageFitsAndEveryTargetIsLargeEnough_data() {
  QTest::addColumn<int>("scene");
  for (std::size_t i = 0; i < kioskScenes().size(); ++i) QTest::newRow(kioskScenes()[i].name) << static_cast<int>(i);
}

void TestKiosk::everyPageFitsAndEveryTargetIsLargeEnough() {
  QFETCH(int, scene);
  QVERIFY(kioskScenes().at(static_cast<std::size_t>(scene)).reach(*customer_));
  settle();
  // Each begins with what stands at its top.
  if (!customer_->isShown("staffSheet")) {
    for (const auto* area : customer_->wizard().currentPage()->findChildren<QScrollArea*>()) QCOMPARE(area->verticalScrollBar()->value(), 0);
  }
  for (const auto language : {Language::Japanese, Language::English}) {
    customer_->language().set(language);
    for (const QSize size : {QSize(1024, 768), QSize(1280, 800), QSize(1920, 1080), QSize(1080, 1920), QSize(800, 480)}) {
      customer_->wizard().resize(size);
      settle();
      const QByteArray where = QStringLiteral("%1 %2x%3").arg(LanguageSwitch::code(language)).arg(size.width()).arg(size.height()).toUtf8();
      const QByteArray out = outOfPlace(customer_->wizard()).toUtf8();
      QVERIFY2(out.isEmpty(), where + ": " + out);
      for (const auto* button : customer_->wizard().findChildren<QAbstractButton*>()) {
        if (!button->isVisible()) continue;
        const int least = customer_->theme().touchTarget();
        QVERIFY2(button->height() >= least && button->width() >= least, where + ": " + button->objectName().toUtf8() + " " + button->text().toUtf8());
      }
    }
  }
}

QTEST_MAIN(TestKiosk)
#include "test_kiosk.moc"
