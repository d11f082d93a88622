// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QTest>

#include "engine/office_notice.h"
#include "engine/wording.h"
#include "tests/advisories/blaster_pack.h"

using namespace sankajo;
using namespace sankajo::test;

namespace {

std::vector<Advisory> packs() {
  return {*parseAdvisory(blasterPack())};
}

Wording wordingOf(const QString& language) {
  QFile file(QString(SANKAJO_SOURCE_DIR) + "/translations/messages." + language + ".json");
  if (!file.open(QIODevice::ReadOnly)) qFatal("the sentences cannot be read");
  return *Wording::fromJson(file.readAll().toStdString());
}

OfficeNotice made(OfficeNoticeKind kind, const QString& language, const OfficeFields& fields = {}) {
  return officeNotice(kind, fields, packs(), wordingOf(language));
}

QString mail(OfficeNoticeKind kind, const QString& language, const OfficeFields& fields = {}) {
  return QString::fromStdString(officeNoticeText(made(kind, language, fields), wordingOf(language)));
}

QStringList asTexts(const std::vector<std::string>& all) {
  QStringList texts;
  for (const std::string& one : all) texts << QString::fromStdString(one).replace(QChar(0x00A0), ' ');
  return texts;
}

}  // namespace

// What an office hangs up, lays on its keyboards and ticks off.
class TestOfficeNotice : public QObject {
  Q_OBJECT

  static void everyNotice() {
    QTest::addColumn<QString>("language");
    QTest::addColumn<int>("kind");
    for (const OfficeNoticeKind kind : kOfficeNotices) {
      for (const char* language : {"ja", "en"})
        QTest::newRow((std::string(name(kind)) + " " + language).c_str()) << QString(language) << static_cast<int>(kind);
    }
  }

 private slots:
  void thePosterAsksToWaitAndToUnplugFirst() {
    const OfficeNotice ja = made(OfficeNoticeKind::Poster, "ja");
    QVERIFY(ja.title.find("指示があるまで電源を入れないで") != std::string::npos);
    QVERIFY(ja.steps.at(0).find("指示を受けてから") != std::string::npos);
    QVERIFY(ja.steps.at(1).find("電源を入れる前に、ネットワークケーブルを抜いて") != std::string::npos);
    QVERIFY(ja.why.find("1台でも") != std::string::npos);
    const OfficeNotice en = made(OfficeNoticeKind::Poster, "en");
    QVERIFY(en.title.find("Do not switch on") != std::string::npos);
    QVERIFY(en.steps.at(1).find("Unplug") != std::string::npos);
    QVERIFY(en.why.find("Blaster worm") != std::string::npos);
    QCOMPARE(en.steps.size(), ja.steps.size());
  }

  void theCardIsShortAndSaysBoth() {
    for (const char* language : {"ja", "en"}) {
      const OfficeNotice card = made(OfficeNoticeKind::Card, language);
      QCOMPARE(card.steps.size(), std::size_t{2});
      QVERIFY(card.systems.empty());
    }
    QVERIFY(mail(OfficeNoticeKind::Card, "ja").contains("先にネットワークケーブルを抜いてください。"));
  }

  void theSystemsAreTheAdvisorys_data() {
    QTest::addColumn<QString>("language");
    QTest::newRow("ja") << "ja";
    QTest::newRow("en") << "en";
  }
  void theSystemsAreTheAdvisorys() {
    QFETCH(QString, language);
    for (const OfficeNoticeKind kind : {OfficeNoticeKind::Poster, OfficeNoticeKind::List}) {
      const OfficeNotice notice = made(kind, language);
      // NT Workstation 4.0 stands in the notice's first note, and not in its annex.
      QCOMPARE(asTexts(notice.systems),
               QStringList({"Windows NT Workstation 4.0", "Windows NT Server 4.0", "Windows NT Server 4.0, Terminal Server Edition",
                            "Windows 2000", "Windows XP", "Windows Server 2003"}));
      QVERIFY(notice.systemsTitle.find("MS03-026") != std::string::npos);
    }
    // What a pack says, and nothing of our own.
    std::vector<Advisory> other = packs();
    other[0].hole->affected = {SystemFamily::Windows2000};
    QCOMPARE(asTexts(officeNotice(OfficeNoticeKind::Poster, {}, other, wordingOf(language)).systems), QStringList({"Windows 2000"}));
    other[0].hole.reset();
    QVERIFY(officeNotice(OfficeNoticeKind::Poster, {}, other, wordingOf(language)).systems.empty());
  }

  void whatIsEasilyForgottenIsNamed() {
    for (const OfficeNoticeKind kind : {OfficeNoticeKind::Poster, OfficeNoticeKind::List}) {
      const QString ja = mail(kind, "ja");
      for (const char* words : {"持ち込みパソコン", "持ち歩いているパソコン", "長い出張や退職など"}) QVERIFY2(ja.contains(words), words);
      const QString en = mail(kind, "en");
      for (const char* words : {"bring from home", "carried about", "nobody has used for long"}) QVERIFY2(en.contains(words), words);
    }
  }

  void whatTheOfficeKnowsIsFilledIn_data() { everyNotice(); }
  void whatTheOfficeKnowsIsFilledIn() {
    QFETCH(QString, language);
    QFETCH(int, kind);
    const auto which = static_cast<OfficeNoticeKind>(kind);
    const QString filled = mail(which, language, {"Yamada 商店", "内線 12", "2003-08-18", {}});
    for (const char* words : {"Yamada 商店", "内線 12", "2003-08-18"}) QVERIFY2(filled.contains(words), words);
    QVERIFY(!filled.contains("____"));
    // What is not known stays a blank.
    QCOMPARE(mail(which, language).count("____________________\n"), 3);
  }

  void theListHasThreeBoxesForEachPc_data() {
    QTest::addColumn<QString>("language");
    QTest::newRow("ja") << "ja";
    QTest::newRow("en") << "en";
  }
  void theListHasThreeBoxesForEachPc() {
    QFETCH(QString, language);
    const OfficeFields fields{"", "", "", {{"PC-01", "Windows 2000", "2F"}, {"<b>PC</b>\n\u202Ex", "", ""}}};
    const OfficeNotice notice = made(OfficeNoticeKind::List, language, fields);
    QCOMPARE(notice.columns.size(), std::size_t{6});
    QCOMPARE(notice.written, std::size_t{3});
    QCOMPARE(notice.rows.size(), std::size_t{2});
    const QString text = mail(OfficeNoticeKind::List, language, fields);
    QCOMPARE(text.count("[ ]"), 6);
    QVERIFY(text.contains("PC-01"));
    QVERIFY(text.contains("Windows 2000"));
    // Names are shown as they are, on one line, and never written backwards.
    QVERIFY(text.contains("<b>PC</b><U+000A><U+202E>x"));
    QVERIFY(text.contains(language == "ja" ? "電源を入れてよい" : "May be switched on"));
  }

  void asAMailNoLineIsCutInASentence_data() { everyNotice(); }
  void asAMailNoLineIsCutInASentence() {
    QFETCH(QString, language);
    QFETCH(int, kind);
    const QString text =
        mail(static_cast<OfficeNoticeKind>(kind), language, {"Yamada", "12", "2003-08-18", {{"PC-01", "Windows XP", "1F"}}});
    QVERIFY(text.endsWith('\n'));
    QVERIFY(!text.contains(QChar(0x00A0)));
    for (const QString& line : text.split('\n')) {
      for (const char* never : {"、", "。", "」", "）", "ー"}) QVERIFY2(!line.trimmed().startsWith(QString(never)), qPrintable(line));
      QCOMPARE(line, line.trimmed().isEmpty() ? QString() : line);
    }
  }
};

QTEST_APPLESS_MAIN(TestOfficeNotice)
#include "test_office_notice.moc"
