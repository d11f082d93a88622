// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QBuffer>
#include <QFile>
#include <QTest>

#include "tests/advisories/blaster_pack.h"
#include "tests/wizard/paper.h"
#include "wizard/notice_document.h"
#include "wizard/page.h"

using namespace sankajo;
using namespace sankajo::test;

namespace {

OfficeFields filled() {
  return {"山田商店 Yamada & Co.",
          "総務課 田中、内線 12、090-0000-0000",
          "2003年8月18日（月）",
          {{"PC-01", "Windows 2000", "2階の窓ぎわ"},
           {"NOTE-3", "Windows XP", "田中さんが持ち歩く"},
           {"<b>PC</b>", "Windows NT Workstation 4.0", ""}}};
}

}  // namespace

// The notices on paper, as another program sees them.
class TestNotices : public QObject {
  Q_OBJECT

  void everyPaper();
  QByteArray pdf(const OfficeFields& fields, std::optional<int>* pages = nullptr, OfficeNotice* notice = nullptr);

 private slots:
  void eachIsWholeOnItsPaper_data() { everyPaper(); }
  void eachIsWholeOnItsPaper();
  void longNamesCutNothingOff_data() { everyPaper(); }
  void longNamesCutNothingOff();
  void blanksAreLeftToBeFilledIn_data() { everyPaper(); }
  void blanksAreLeftToBeFilledIn();
  void thereAreSeveralCardsAPage();
  void aLongListGoesOnOnFurtherPages();

 private:
  std::unique_ptr<Theme> theme_ =
      std::make_unique<Theme>(Theme::Options{.keepPreferences = false, .diagonalInches = {}, .followSystem = false});
};

void TestNotices::everyPaper() {
  QTest::addColumn<QString>("language");
  QTest::addColumn<int>("kind");
  QTest::addColumn<bool>("large");
  for (const OfficeNoticeKind kind : kOfficeNotices) {
    for (const char* language : {"ja", "en"}) {
      for (const bool large : {false, true})
        QTest::newRow((std::string(name(kind)) + " " + language + (large ? " A3" : " A4")).c_str())
            << QString(language) << static_cast<int>(kind) << large;
    }
  }
}

QByteArray TestNotices::pdf(const OfficeFields& fields, std::optional<int>* pages, OfficeNotice* notice) {
  const QString language = *static_cast<const QString*>(QTest::qData("language", QMetaType::QString));
  const auto kind = static_cast<OfficeNoticeKind>(*static_cast<const int*>(QTest::qData("kind", QMetaType::Int)));
  const bool large = *static_cast<const bool*>(QTest::qData("large", QMetaType::Bool));
  QFile file(QString(SANKAJO_SOURCE_DIR) + "/translations/messages." + language + ".json");
  if (!file.open(QIODevice::ReadOnly)) qFatal("the sentences cannot be read");
  const OfficeNotice made = officeNotice(kind, fields, {*parseAdvisory(blasterPack())}, *Wording::fromJson(file.readAll().toStdString()));
  QBuffer buffer;
  buffer.open(QIODevice::WriteOnly);
  const auto written = writeNoticePdf(made, large ? NoticePaper::A3 : NoticePaper::A4, buffer);
  if (pages != nullptr) *pages = written;
  if (notice != nullptr) *notice = made;
  // To be looked at by people.
  if (const QString folder = qEnvironmentVariable("SANKAJO_PICTURES"); !folder.isEmpty() && fields.pcs.size() < 4) {
    QFile kept(folder + "/" + QTest::currentTestFunction() + "-" + QString(QTest::currentDataTag()).replace(' ', '-') + ".pdf");
    if (kept.open(QIODevice::WriteOnly)) kept.write(buffer.data());
  }
  return buffer.data();
}

void TestNotices::eachIsWholeOnItsPaper() {
  QFETCH(int, kind);
  QFETCH(bool, large);
  std::optional<int> pages;
  OfficeNotice notice;
  const SeenPdf paper = seen(pdf(filled(), &pages, &notice));
  QVERIFY(pages.has_value());
  QCOMPARE(*pages, 1);
  QCOMPARE(paper.pages.size(), 1);
  // A4 is 595 by 842 points, A3 842 by 1191; cards lie on A3 as on two sheets of A4.
  const bool cards = static_cast<OfficeNoticeKind>(kind) == OfficeNoticeKind::Card;
  const QSize size = paper.pages[0].toSize();
  QCOMPARE(size, large ? cards ? QSize(1191, 842) : QSize(842, 1191) : QSize(595, 842));
  const auto isThere = [&paper](const std::string& words) { return paper.has(text(words)); };
  QVERIFY2(isThere(notice.title), notice.title.c_str());
  for (const auto* all : {&notice.steps, &notice.systems, &notice.also, &notice.columns}) {
    for (const std::string& words : *all) QVERIFY2(isThere(words), words.c_str());
  }
  QVERIFY2(isThere(notice.why), notice.why.c_str());
  for (const auto& [caption, value] : notice.fields) QVERIFY2(isThere(caption) && isThere(value), value.c_str());
  for (const std::vector<std::string>& row : notice.rows) {
    for (const std::string& words : row) QVERIFY2(isThere(words), words.c_str());
  }
  QVERIFY2(paper.outside(cards ? 10 : 15).isEmpty(), qPrintable(paper.outside(10)));
  QVERIFY2(paper.badBeginning().isEmpty(), qPrintable(paper.badBeginning()));
}

void TestNotices::longNamesCutNothingOff() {
  QFETCH(int, kind);
  const OfficeFields fields{
      std::string(120, 'W'),
      "田中、鈴木、佐藤、高橋、伊藤、渡辺、山本、中村、小林、加藤、吉田、山田、佐々木、山口、松本（内線 10、11、12、13、14、15）",
      std::string(60, '8'),
      {{std::string(200, 'M'), std::string(80, 'n'), "三階の、廊下の、奥の、窓の、そばの、机の、下の、箱の、中の、いちばん、下"}}};
  OfficeNotice notice;
  const SeenPdf paper = seen(pdf(fields, nullptr, &notice));
  QCOMPARE(paper.pages.size(), 1);
  const bool cards = static_cast<OfficeNoticeKind>(kind) == OfficeNoticeKind::Card;
  for (const auto& [caption, value] : notice.fields) QVERIFY2(paper.has(text(value)), value.c_str());
  QVERIFY2(paper.outside(cards ? 10 : 15).isEmpty(), qPrintable(paper.outside(cards ? 10 : 15)));
  QVERIFY2(paper.badBeginning().isEmpty(), qPrintable(paper.badBeginning()));
}

void TestNotices::blanksAreLeftToBeFilledIn() {
  OfficeNotice notice;
  const SeenPdf paper = seen(pdf({}, nullptr, &notice));
  QCOMPARE(paper.pages.size(), 1);
  for (const auto& [caption, value] : notice.fields) QVERIFY2(paper.has(text(caption)) && value.empty(), caption.c_str());
  QVERIFY2(paper.badBeginning().isEmpty(), qPrintable(paper.badBeginning()));
}

void TestNotices::thereAreSeveralCardsAPage() {
  for (const auto& [paperSize, count] : {std::pair(NoticePaper::A4, 8), std::pair(NoticePaper::A3, 16)}) {
    QFile file(QString(SANKAJO_SOURCE_DIR) + "/translations/messages.ja.json");
    QVERIFY(file.open(QIODevice::ReadOnly));
    const OfficeNotice card =
        officeNotice(OfficeNoticeKind::Card, filled(), {*parseAdvisory(blasterPack())}, *Wording::fromJson(file.readAll().toStdString()));
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    QVERIFY(writeNoticePdf(card, paperSize, buffer));
    QCOMPARE(seen(buffer.data()).whole().count("山田商店"), count);
  }
}

void TestNotices::aLongListGoesOnOnFurtherPages() {
  QFile file(QString(SANKAJO_SOURCE_DIR) + "/translations/messages.en.json");
  QVERIFY(file.open(QIODevice::ReadOnly));
  OfficeFields fields = filled();
  for (int i = 0; i < 100; ++i) fields.pcs.push_back({"DESK-" + std::to_string(1000 + i), "Windows XP", "floor " + std::to_string(i % 9)});
  const OfficeNotice list =
      officeNotice(OfficeNoticeKind::List, fields, {*parseAdvisory(blasterPack())}, *Wording::fromJson(file.readAll().toStdString()));
  QBuffer buffer;
  buffer.open(QIODevice::WriteOnly);
  const auto pages = writeNoticePdf(list, NoticePaper::A4, buffer);
  QVERIFY(pages && *pages >= 4);
  const SeenPdf paper = seen(buffer.data());
  QCOMPARE(paper.pages.size(), *pages);
  QVERIFY2(paper.outside(15).isEmpty(), qPrintable(paper.outside(15)));
  for (int i = 0; i < 100; ++i) QCOMPARE(paper.whole().count("DESK-" + QString::number(1000 + i)), 1);
  // The headings stand on each page.
  QCOMPARE(paper.whole().count("Maybeswitchedon"), *pages + 1);
}

QTEST_MAIN(TestNotices)
#include "test_notices.moc"
