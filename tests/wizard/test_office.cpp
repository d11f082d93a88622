// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QBuffer>
#include <QDir>
#include <QFile>
#include <QLineEdit>
#include <QPlainTextEdit>
#include <QTableView>
#include <QTemporaryDir>
#include <QtTest>
#include <utility>

#include "tests/wizard/layout_check.h"
#include "tests/wizard/office.h"
#include "tests/wizard/paper.h"
#include "tests/wizard/walk.h"
#include "wizard/bar_chart.h"
#include "wizard/fleet_document.h"
#include "wizard/report_document.h"

using namespace sankajo;
using namespace sankajo::test;

#define ON(page) QVERIFY2(walk_->waitFor(page), page)
#define PRESS(name) QVERIFY2(walk_->press(name), name)

// The door for those who look after several PCs, and what is behind it.
class TestOffice : public QObject {
  Q_OBJECT

  void languagesAndHands();
  void openDoor();
  QByteArray saved(const char* button, const QString& name);
  /// Of several that exclude each other, Tab leads to the chosen one only.
  bool choose(const char* row);
  QString said() const { return walk_->words("savedText"); }

  std::unique_ptr<Walk> walk_;
  std::unique_ptr<QTemporaryDir> folder_;

 private slots:
  void init() {
    walk_ = std::make_unique<Walk>();
    folder_ = std::make_unique<QTemporaryDir>();
  }
  void cleanup() { walk_.reset(); }

  void theDoorLeavesTheMainRoadAlone_data() { languagesAndHands(); }
  void theDoorLeavesTheMainRoadAlone();
  void theNoticesAreMadeAndSaved_data() { languagesAndHands(); }
  void theNoticesAreMadeAndSaved();
  void theListOfPcsIsFilledIn();
  void theWholeOfficeIsShownAndSaved_data() { languagesAndHands(); }
  void theWholeOfficeIsShownAndSaved();
  void fiveThousandReportsAreReadInTheWorkersThread();
  void aFolderThatCannotBeReadIsTold();
  void theRulesAreWrittenForEachFirewall_data() { languagesAndHands(); }
  void theRulesAreWrittenForEachFirewall();
  void theFiguresOfTheNoticeAreCharted_data() { languagesAndHands(); }
  void theFiguresOfTheNoticeAreCharted();
  void theFormIsSavedAfterACheck_data() { languagesAndHands(); }
  void theFormIsSavedAfterACheck();
  void theAttacksOnThisPcAreCharted_data() { languagesAndHands(); }
  void theAttacksOnThisPcAreCharted();
};

void TestOffice::languagesAndHands() {
  QTest::addColumn<bool>("inJapanese");
  QTest::addColumn<bool>("byKeyboard");
  QTest::newRow("ja, mouse") << true << false;
  QTest::newRow("en, keyboard") << false << true;
}

void TestOffice::openDoor() {
  QVERIFY(walk_->open(DiskBuilder({DiskSystem::XpSp2})));
  if (QTest::currentDataTag() != nullptr && QByteArray(QTest::currentDataTag()).contains(", ")) {
    QFETCH(bool, inJapanese);
    QFETCH(bool, byKeyboard);
    walk_->language().set(inJapanese ? Language::Japanese : Language::English);
    walk_->byKeyboard = byKeyboard;
  }
  // Whoever just presses on is on the main road.
  QTRY_COMPARE(walk_->wizard().focusWidget()->objectName(), QString("windowsCard0"));
  PRESS("officeButton");
  ON("officePage");
}

/// Presses a button that asks where to save, and gives what was saved there.
QByteArray TestOffice::saved(const char* button, const QString& name) {
  const QString path = folder_->filePath(name);
  answerFileDialog(path);
  if (!walk_->press(button)) return {};
  QFile file(path);
  return QTest::qWaitFor([&file] { return file.exists(); }, Walk::patience) && file.open(QIODevice::ReadOnly) ? file.readAll()
                                                                                                              : QByteArray();
}

bool TestOffice::choose(const char* row) {
  const bool before = std::exchange(walk_->byKeyboard, false);
  const bool pressed = walk_->press(row);
  walk_->byKeyboard = before;
  return pressed;
}

void TestOffice::theDoorLeavesTheMainRoadAlone() {
  openDoor();
  // Each way in leads back, and the start page is as it was.
  for (const auto& [button, page] : {std::pair("officeNoticesButton", "officeNoticesPage"),
                                     {"officeNetworkButton", "officeNetworkPage"},
                                     {"officePcsButton", "officePcsPage"},
                                     {"officeFiguresButton", "officeFiguresPage"}}) {
    PRESS(button);
    ON(page);
    PRESS("backButton");
    ON("officePage");
  }
  QVERIFY(walk_->find("officeFormButton") == nullptr);
  PRESS("backButton");
  ON("startPage");
  PRESS("startButton");
  ON("resultPage");
  PRESS("backButton");
  ON("startPage");
  PRESS("officeButton");
  ON("officePage");
  QVERIFY(walk_->find("officeFormButton") != nullptr);
}

void TestOffice::theNoticesAreMadeAndSaved() {
  openDoor();
  PRESS("officeNoticesButton");
  ON("officeNoticesPage");
  const auto edit = [this](const char* name) { return walk_->wizard().currentPage()->findChild<QLineEdit*>(name); };
  QVERIFY(edit("dateEdit")->text().contains("20"));
  edit("dateEdit")->clear();
  const std::pair<const char*, const char*> typed[] = {
      {"officeEdit", "Yamada <b>& Co."}, {"contactEdit", "Tanaka, 12"}, {"dateEdit", "2003-08-18"}};
  for (const auto& [name, words] : typed) {
    edit(name)->setFocus();
    QTest::keyClicks(edit(name), words);
  }
  for (const auto& [card, form] : {std::pair("posterCard", "poster"), {"cardCard", "card"}, {"listCard", "list"}}) {
    QVERIFY2(choose(card), card);
    for (const auto& [paper, size] : {std::pair("paperA4", 842), {"paperA3", 1191}}) {
      QVERIFY2(choose(paper), paper);
      const SeenPdf pdf = seen(saved("saveNoticeButton", QString(form) + paper + ".pdf"));
      QVERIFY(!pdf.pages.isEmpty());
      QCOMPARE(qRound(std::max(pdf.pages[0].width(), pdf.pages[0].height())), size);
      for (const auto& [name, words] : typed) QVERIFY2(pdf.has(words), words);
    }
    const QString mail = saved("saveMailButton", QString(form) + ".txt");
    for (const auto& [name, words] : typed) QVERIFY2(mail.contains(words), qPrintable(mail));
    QVERIFY(mail.contains(walk_->session().language() == "ja" ? "電源を入れ" : "switched on") || mail.contains("switch"));
  }
  QVERIFY2(said().contains("list.txt"), qPrintable(said()));
  // Somebody thinks better of it; a place that cannot be written is told.
  answerFileDialog({});
  PRESS("saveNoticeButton");
  answerFileDialog("/proc/none.pdf");
  PRESS("saveNoticeButton");
  QTRY_VERIFY(!said().contains("list.txt"));
}

void TestOffice::theListOfPcsIsFilledIn() {
  QVERIFY(writeOffice(folder_->path()));
  openDoor();
  PRESS("officeNoticesButton");
  QVERIFY(choose("listCard"));
  answerFileDialog(folder_->filePath("pcs.csv"));
  PRESS("chooseListButton");
  QVERIFY(walk_->waitForEnd());
  QTRY_VERIFY(walk_->words("pcListText").contains("7 PCs"));
  const SeenPdf pdf = seen(saved("saveNoticeButton", "list.pdf"));
  for (const char* name : {"PC-01", "NOTE-1", "<b>PC</b>", "PC-99"}) QVERIFY2(pdf.has(name), name);
  QFile bad(folder_->filePath("bad.csv"));
  QVERIFY(bad.open(QIODevice::WriteOnly) && bad.write("PC-\xFF\xFE\n") > 0);
  bad.close();
  answerFileDialog(bad.fileName());
  PRESS("chooseListButton");
  QVERIFY(walk_->waitForEnd());
  QTRY_VERIFY2(walk_->words("pcListText").contains("UTF-8"), qPrintable(walk_->words("pcListText")));
}

void TestOffice::theWholeOfficeIsShownAndSaved() {
  QVERIFY(writeOffice(folder_->path()));
  openDoor();
  PRESS("officePcsButton");
  ON("officePcsPage");
  answerFileDialog(folder_->path());
  PRESS("chooseFolderMainButton");
  QVERIFY(walk_->waitForEnd());
  QTRY_VERIFY(walk_->find("saveTableButton") != nullptr);
  answerFileDialog(folder_->filePath("pcs.csv"));
  PRESS("chooseListButton");
  QVERIFY(walk_->waitForEnd());
  QTRY_COMPARE(walk_->session().office().summary->count(FleetState::NotSeen), std::size_t{1});
  const auto* table = walk_->wizard().currentPage()->findChild<QTableView*>("fleetTable");
  QTRY_COMPARE(table->model()->rowCount(), 7);
  const auto cell = [table](int row, int column) { return table->model()->index(row, column).data().toString(); };
  // The most pressing first; the markup is text.
  QCOMPARE(cell(0, 1), QString("PC-01"));
  QCOMPARE(cell(1, 1), QString("NOTE-1"));
  QStringList names;
  for (int row = 0; row < 7; ++row) names << cell(row, 1);
  QVERIFY(names.contains("<b>PC</b>") && names.contains("PC-99"));
  // Read aloud a row is one sentence.
  QVERIFY(table->model()->index(0, 0).data(Qt::AccessibleTextRole).toString().contains("PC-01"));
  const auto* chart = walk_->wizard().currentPage()->findChild<BarChart*>("fleetChart");
  QCOMPARE(chart->bars().size(), std::size(kFleetStates));
  QCOMPARE(chart->bars()[0].value, 1.);
  QCOMPARE(chart->bars()[4].value, 2.);
  QVERIFY(!chart->accessibleName().isEmpty() && chart->accessibleDescription().contains('2'));
  QVERIFY(walk_->words("notUsedText").contains("7.json"));

  const QByteArray csv = saved("saveTableButton", "office.csv");
  QCOMPARE(csv.count('\n'), 1 + 7 + 1);
  QVERIFY(csv.contains("PC-99"));
  const QByteArray html = saved("saveTableButton", "office.html");
  QVERIFY(html.contains("&lt;b&gt;PC&lt;/b&gt;") && !html.contains("<b>PC"));
  const SeenPdf pdf = seen(saved("saveTableButton", "office.pdf"));
  QVERIFY(!pdf.pages.isEmpty() && pdf.pages.size() <= 2);
  QCOMPARE(pdf.pages[0].toSize(), QSize(842, 595));
  for (const QString& name : names) QVERIFY2(pdf.has(name), qPrintable(name));
  QVERIFY2(pdf.has("7.json"), qPrintable(pdf.whole()));
  QVERIFY2(pdf.outside(12).isEmpty(), qPrintable(pdf.outside(12)));
  QVERIFY2(pdf.badBeginning().isEmpty(), qPrintable(pdf.badBeginning()));
  // The language changes with all that is shown.
  const QString before = cell(0, 0);
  walk_->language().set(walk_->session().language() == "ja" ? Language::English : Language::Japanese);
  QTRY_VERIFY(cell(0, 0) != before);
  // A report that comes later is seen.
  QFile later(folder_->filePath("8.json"));
  QVERIFY(later.open(QIODevice::WriteOnly) && later.write(officeReport("PC-99", "clean", "closed", "update", 0)) > 0);
  later.close();
  PRESS("readAgainButton");
  QVERIFY(walk_->waitForEnd());
  QCOMPARE(walk_->session().office().summary->count(FleetState::NotSeen), std::size_t{0});
}

void TestOffice::fiveThousandReportsAreReadInTheWorkersThread() {
  for (int i = 0; i < 5000; ++i) {
    QFile file(folder_->filePath(QStringLiteral("%1.json").arg(i)));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(officeReport(QStringLiteral("PC-%1").arg(i, 4, 10, QChar('0')), i % 50 == 0 ? "infected" : "clean", "closed",
                            i % 50 == 0 ? "remove_and_patch" : "update", i % 50 == 0 ? 10 : 0));
  }
  openDoor();
  PRESS("officePcsButton");
  ON("officePcsPage");
  walk_->session().lookAtOffice(folder_->path().toStdString(), {});
  QVERIFY(walk_->session().working());
  // It can be stopped, and what was not read is not shown as if it had been.
  walk_->session().stop();
  QVERIFY(walk_->waitForEnd());
  const auto& office = walk_->session().office();
  if (!office.summary) QCOMPARE(name(office.folderError->code), name(Errc::Cancelled));
  walk_->session().lookAtOffice(folder_->path().toStdString(), {});
  QVERIFY(walk_->waitForEnd());
  QCOMPARE(office.summary->pcs.size(), std::size_t{5000});
  QCOMPARE(office.summary->count(FleetState::Infected), std::size_t{100});
  const auto* table = walk_->wizard().currentPage()->findChild<QTableView*>("fleetTable");
  QTRY_COMPARE(table->model()->rowCount(), 5000);
  QBuffer pdf;
  pdf.open(QIODevice::WriteOnly);
  const auto pages = writeFleetPdf(*office.summary, walk_->session().wording(), pdf);
  QVERIFY(pages && *pages > 50);
}

void TestOffice::aFolderThatCannotBeReadIsTold() {
  openDoor();
  PRESS("officePcsButton");
  ON("officePcsPage");
  walk_->session().lookAtOffice(folder_->filePath("gone").toStdString(), {});
  QVERIFY(walk_->waitForEnd());
  QTRY_VERIFY(!walk_->words("troubleText").isEmpty());
  QVERIFY(walk_->find("chooseFolderMainButton") != nullptr);
  QVERIFY(!walk_->session().error().has_value());
  // An empty one is no trouble.
  walk_->session().lookAtOffice(folder_->path().toStdString(), {});
  QVERIFY(walk_->waitForEnd());
  QTRY_VERIFY(walk_->find("saveTableButton") != nullptr);
  QVERIFY(walk_->words("notUsedText").contains("no report"));
}

void TestOffice::theRulesAreWrittenForEachFirewall() {
  openDoor();
  PRESS("officeNetworkButton");
  ON("officeNetworkPage");
  const auto* shown = walk_->wizard().currentPage()->findChild<QPlainTextEdit*>("rulesText");
  struct Part {
    const char *row, *part, *ending;
  };
  for (const auto& [row, part, ending] :
       {Part{"filter-nftables", "table inet sankajo", ".nft"}, Part{"filter-iptables", "-A SANKAJO", ".txt"},
        Part{"filter-powershell", "New-NetFirewallRule", ".ps1"}, Part{"filter-netsh", "netsh advfirewall firewall", ".txt"},
        Part{"filter-ios", "access-list", ".txt"}, Part{"filter-yamaha", "ip filter", ".txt"}}) {
    QVERIFY2(choose(row), row);
    QVERIFY2(shown->toPlainText().contains(part), qPrintable(shown->toPlainText()));
    QCOMPARE(saved("saveRulesButton", QString(row) + ending), shown->toPlainText().toUtf8());
  }
  QVERIFY(choose("filter-nftables"));
  QVERIFY(!shown->toPlainText().contains("445"));
  PRESS("allPortsRow");
  QVERIFY(shown->toPlainText().contains("445"));
  QVERIFY(said().contains("filter-yamaha.txt"));
}

void TestOffice::theFiguresOfTheNoticeAreCharted() {
  openDoor();
  PRESS("officeFiguresButton");
  ON("officeFiguresPage");
  const auto chart = [this](const char* name) { return walk_->wizard().currentPage()->findChild<BarChart*>(name); };
  const auto values = [](const BarChart* one) {
    QStringList all;
    for (const ChartBar& bar : one->bars()) all << QString::number(bar.value);
    return all.join(' ');
  };
  QVERIFY(chart("chart-ipa") != nullptr && chart("chart-meti") != nullptr);
  QCOMPARE(values(chart("chart-ipa")), QString("200 400 600 370"));
  QCOMPARE(values(chart("chart-meti")), QString("100 440 180"));
  QVERIFY(chart("chart-ipa")->bars()[3].words.contains("1,570"));
  QVERIFY(chart("chart-meti")->bars()[2].words.contains("720"));
  QVERIFY(chart("chart-ipa")->accessibleDescription().contains("1,570"));
}

void TestOffice::theFormIsSavedAfterACheck() {
  openDoor();
  PRESS("backButton");
  ON("startPage");
  PRESS("startButton");
  ON("resultPage");
  PRESS("goOnButton");
  ON("updatePage");
  PRESS("upToDateRow");
  PRESS("goOnButton");
  ON("finishPage");
  const QString form = saved("saveFormButton", "form.txt");
  QVERIFY2(form.contains(walk_->session().language() == "ja" ? "宛先（調べて記入）" : "Address, as looked up"), qPrintable(form));
  QVERIFY(form.contains("TARO-PC"));
  QVERIFY2(walk_->words("reportSavedText").contains("form.txt"), qPrintable(walk_->words("reportSavedText")));
}

void TestOffice::theAttacksOnThisPcAreCharted() {
  DiskBuilder disk({DiskSystem::XpSp2});
  std::string log = "#Version: 1.5\n";
  const auto drops = [&log](const std::string& day, int count) {
    for (int i = 0; i < count; ++i) log += day + " 07:00:00 DROP TCP 192.0.2.1 192.0.2.2 1034 135 48 S 1 0 16384 - - -\n";
  };
  for (const auto& [day, count] : {std::pair("2003-08-07", 2), {"2003-08-08", 2}, {"2003-08-09", 2}, {"2003-08-12", 9}, {"2003-08-13", 40}})
    drops(day, count);
  disk.file("WINDOWS\\pfirewall.log", log);
  QVERIFY(walk_->open(disk));
  QFETCH(bool, inJapanese);
  QFETCH(bool, byKeyboard);
  walk_->language().set(inJapanese ? Language::Japanese : Language::English);
  walk_->byKeyboard = byKeyboard;
  PRESS("startButton");
  ON("resultPage");
  PRESS("detailsButton");
  const auto* chart = walk_->wizard().currentPage()->findChild<BarChart*>("attemptsChart");
  QVERIFY(chart != nullptr);
  QCOMPARE(chart->bars().size(), std::size_t{5});
  QCOMPARE(chart->bars()[4].value, 40.);
  QVERIFY(chart->bars()[4].highest);
  QVERIFY2(chart->bars()[4].words.contains("2,000%") || chart->bars()[4].words.contains("2000%"), qPrintable(chart->bars()[4].words));
  // And on paper, still one page.
  QBuffer buffer;
  buffer.open(QIODevice::WriteOnly);
  QVERIFY(writeReportPdf(*walk_->session().page(), walk_->session().wording(), buffer));
  const SeenPdf pdf = seen(buffer.data());
  QCOMPARE(pdf.pages.size(), 1);
  for (const char* part : {"2003-08-12", "2003-08-13", "2000%"}) QVERIFY2(pdf.has(part), qPrintable(pdf.whole()));
  QVERIFY2(pdf.outside(18).isEmpty(), qPrintable(pdf.outside(18)));
  QVERIFY2(pdf.badBeginning().isEmpty(), qPrintable(pdf.badBeginning()));
}

QTEST_MAIN(TestOffice)
#include "test_office.moc"
