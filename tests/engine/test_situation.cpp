// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QTest>
#include <nlohmann/json.hpp>

#include "engine/situation.h"
#include "engine/wording.h"
#include "tests/advisories/blaster_pack.h"

using namespace sankajo;
using namespace sankajo::test;

namespace {

Advisory blaster() {
  return *parseAdvisory(blasterPack());
}

std::string inWords(const SituationTable& table) {
  std::string text;
  for (const SituationDay& day : table.days)
    text += day.day.substr(5) + " " + std::to_string(day.reports) + " " + std::to_string(day.total) + ", ";
  return text;
}

}  // namespace

class TestSituation : public QObject {
  Q_OBJECT

 private slots:
  void theTablesAreThoseOfTheNotice() {
    const Situation situation = *situationOf(blaster(), "ja");
    QCOMPARE(situation.tables.size(), std::size_t{2});
    QCOMPARE(QString::fromStdString(inWords(situation.tables[0])),
             QString("08-13 200 200, 08-14 400 600, 08-15 600 1200, 08-16 370 1570, "));
    QCOMPARE(QString::fromStdString(inWords(situation.tables[1])), QString("08-14 100 100, 08-15 440 540, 08-16 180 720, "));
    QCOMPARE(situation.tables[0].id + " " + situation.tables[1].id, std::string("ipa meti"));
    QCOMPARE(situation.tables[1].until, std::string("16:00"));
  }

  void theTrafficIsThatOfTheNotice() {
    const Situation situation = *situationOf(blaster(), "en");
    std::string text;
    for (const SituationTraffic& day : situation.traffic) {
      QVERIFY(!day.text.empty());
      text += day.day.substr(5) + (day.least ? " " + std::to_string(*day.least) + "-" + std::to_string(*day.most) : "") + ", ";
    }
    QCOMPARE(QString::fromStdString(text), QString("08-12, 08-13 400-500, 08-14 200-200, 08-15 500-600, 08-16, "));
  }

  void bothLanguagesTellTheSameFigures() {
    for (const char* language : {"ja", "en"}) {
      QFile file(QString(SANKAJO_SOURCE_DIR) + "/translations/messages." + language + ".json");
      QVERIFY(file.open(QIODevice::ReadOnly));
      const std::string text = situationText(*situationOf(blaster(), language), *Wording::fromJson(file.readAll().toStdString()));
      for (const char* figure : {"1,570", "1,200", "720", "540", "2003-08-16", "16:00", "500", "600%", "2003-08-12"})
        QVERIFY2(text.find(figure) != std::string::npos, figure);
    }
  }

  void asJsonItIsOneObject() {
    const auto json = situationJson({blaster(), Advisory()}, "en");
    QCOMPARE(json["schema"].get<std::string>(), std::string("sankajo.situation/1"));
    QCOMPARE(json["notices"].size(), std::size_t{1});
    QCOMPARE(json["notices"][0]["tables"][0]["days"][3].dump(), std::string(R"({"day":"2003-08-16","reports":370,"total":1570})"));
    QVERIFY(json["notices"][0]["traffic"][0]["least"].is_null());
  }

  void thePackTakesNoFiguresThatCannotBe_data() {
    QTest::addColumn<QByteArray>("from");
    QTest::addColumn<QByteArray>("to");
    QTest::newRow("a day twice") << QByteArray(R"({"day": "2003-08-14", "reports": 400})")
                                 << QByteArray(R"({"day": "2003-08-13", "reports": 400})");
    QTest::newRow("no day") << QByteArray(R"("day": "2003-08-15", "reports": 600)") << QByteArray(R"("day": "soon", "reports": 600)");
    QTest::newRow("half a range") << QByteArray(R"("least": 400, "most": 500)") << QByteArray(R"("least": 400)");
    QTest::newRow("a range the wrong way round")
        << QByteArray(R"("least": 400, "most": 500)") << QByteArray(R"("least": 500, "most": 400)");
    QTest::newRow("a table without its title") << QByteArray(R"("id": "ipa")") << QByteArray(R"("id": "jpcert")");
    QTest::newRow("a source that is not there") << QByteArray(R"(["meti-notice"])") << QByteArray(R"(["hearsay"])");
  }
  void thePackTakesNoFiguresThatCannotBe() {
    QFETCH(QByteArray, from);
    QFETCH(QByteArray, to);
    PackFiles pack = blasterPack();
    QVERIFY(lint(pack).empty());
    QByteArray json = QByteArray::fromStdString(pack.files["advisory.json"]);
    QVERIFY(json.contains(from));
    pack.files["advisory.json"] = json.replace(from, to).toStdString();
    QVERIFY(!lint(pack).empty());
  }

  void anAdvisoryWithoutANoticeHasNoSituation() { QVERIFY(!situationOf(Advisory(), "en")); }
};

QTEST_APPLESS_MAIN(TestSituation)
#include "test_situation.moc"
