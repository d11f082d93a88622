// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <QXmlStreamReader>
#include <nlohmann/json.hpp>
#include <stop_token>

#include "engine/csv.h"
#include "engine/evidence.h"
#include "engine/fleet.h"
#include "engine/text.h"
#include "engine/wording.h"

using namespace sankajo;

namespace {

using Json = nlohmann::ordered_json;

QByteArray bytesOf(const QString& path) {
  QFile file(QString(SANKAJO_SOURCE_DIR) + "/" + path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Wording wordingIn(const QString& language) {
  auto wording = Wording::fromJson(bytesOf("translations/messages." + language + ".json").toStdString());
  if (!wording) qFatal("%s", describe(wording.error()).c_str());
  return std::move(*wording);
}

/// A report as the program writes it: the documents' example, of another PC.
Json reportOf(const std::string& computer, const std::string& id, const std::string& started = "2003-08-18T00:30:00Z") {
  Json report = Json::parse(bytesOf("docs/report-example.json").toStdString());
  report["target"]["computer_name"] = computer;
  report["target"]["id"] = id.empty() ? Json() : Json(id);
  report["started"] = started;
  return report;
}

Json verdict(Json report, const char* infection, const char* exposure, int exitCode) {
  report["infection"] = infection;
  report["exposure"] = exposure;
  report["exit_code"] = exitCode;
  report["interrupted"] = nullptr;
  return report;
}
Json done(const Json& report) {
  return verdict(report, "clean", "closed", 0);
}

class Office {
 public:
  void put(const QString& name, const QByteArray& bytes) const {
    QFile file(folder_.filePath(name));
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) qFatal("cannot write %s", qPrintable(name));
  }
  void put(const QString& name, const Json& report) const { put(name, QByteArray::fromStdString(report.dump(2))); }
  std::string path() const { return folder_.path().toStdString(); }
  QString at(const QString& name) const { return folder_.filePath(name); }

 private:
  QTemporaryDir folder_;
};

FleetSummary of(const Office& folder, const std::optional<std::vector<ListedPc>>& list = std::nullopt) {
  auto summary = summariseFolder(folder.path(), list);
  if (!summary) qFatal("%s", describe(summary.error()).c_str());
  return std::move(*summary);
}

/// "infected PC-1, done PC-2"
std::string told(const FleetSummary& summary) {
  std::string text;
  for (const FleetPc& pc : summary.pcs) text += (text.empty() ? "" : ", ") + std::string(name(pc.state)) + " " + pc.computerName;
  return text;
}
std::string problems(const FleetSummary& summary) {
  std::string text;
  for (const FleetNotUsed& one : summary.notUsed) text += (text.empty() ? "" : ", ") + one.file + " " + std::string(name(one.problem));
  return text;
}

bool isXml(const std::string& html, QStringList* elements = nullptr) {
  QXmlStreamReader reader(QByteArray::fromStdString(html));
  while (!reader.atEnd()) {
    if (reader.readNext() == QXmlStreamReader::StartElement && elements != nullptr) elements->append(reader.name().toString());
  }
  if (reader.hasError()) qWarning() << reader.lineNumber() << reader.errorString();
  return !reader.hasError();
}

const std::string hostile = "<script>alert(1)</script>\"'&,;\r\n=cmd|'/c calc'!A1\xE2\x80\xAE";

}  // namespace

#define QCOMPARE_TEXT(actual, expected) QCOMPARE(QString::fromStdString(actual), QString::fromStdString(expected))

class TestFleet : public QObject {
  Q_OBJECT

 private slots:
  void anEmptyFolderIsASummaryOfNothing() {
    const Office folder;
    const FleetSummary summary = of(folder);
    QVERIFY(summary.pcs.empty() && summary.notUsed.empty());
    for (const char* language : {"ja", "en"}) {
      const Wording wording = wordingIn(language);
      QVERIFY(fleetText(summary, wording).find(wording.text("fleet.none")) != std::string::npos);
      QVERIFY(isXml(fleetHtml(summary, wording)));
    }
    QCOMPARE_TEXT(
        fleetJson(summary).dump(),
        R"({"schema":"sankajo.fleet/1","counts":{"infected":0,"unknown":0,"open":0,"not_seen":0,"done":0},"pcs":[],"not_used":[],"left_out":0})");
    QVERIFY(!summariseFolder(folder.path() + "/nowhere", std::nullopt));
    // One that was stopped has no figures.
    folder.put("a.json", done(reportOf("PC-1", "1")));
    std::stop_source stop;
    stop.request_stop();
    const auto stopped = summariseFolder(folder.path(), std::nullopt, stop.get_token());
    QVERIFY(!stopped && stopped.error().code == Errc::Cancelled);
  }

  void eachVerdictHasItsState_data() {
    QTest::addColumn<QString>("infection");
    QTest::addColumn<QString>("exposure");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<QString>("state");
    QTest::newRow("infected") << "infected"
                              << "closed" << 10 << "infected";
    QTest::newRow("suspected") << "suspected"
                               << "closed" << 10 << "infected";
    QTest::newRow("infected and unknown hole") << "infected"
                                               << "unknown" << 10 << "infected";
    QTest::newRow("removed, the rest after a restart, still seen") << "infected"
                                                                   << "closed" << 13 << "infected";
    QTest::newRow("unknown") << "unknown"
                             << "closed" << 12 << "unknown";
    QTest::newRow("unknown hole") << "clean"
                                  << "unknown" << 12 << "unknown";
    QTest::newRow("hole open") << "clean"
                               << "open" << 11 << "open";
    QTest::newRow("traces") << "traces"
                            << "closed" << 11 << "open";
    QTest::newRow("restart") << "clean"
                             << "closed" << 13 << "open";
    QTest::newRow("incomplete") << "clean"
                                << "closed" << 14 << "open";
    QTest::newRow("done") << "clean"
                          << "closed" << 0 << "done";
    QTest::newRow("never had it") << "clean"
                                  << "not_affected" << 0 << "done";
    QTest::newRow("says 0 and is not") << "clean"
                                       << "open" << 0 << "open";
    QTest::newRow("says 0 and is infected") << "infected"
                                            << "closed" << 0 << "infected";
    QTest::newRow("says nothing of itself") << "unknown"
                                            << "unknown" << 0 << "unknown";
  }
  void eachVerdictHasItsState() {
    QFETCH(QString, infection);
    QFETCH(QString, exposure);
    QFETCH(int, exitCode);
    QFETCH(QString, state);
    const Office folder;
    folder.put("one.json", verdict(reportOf("PC-1", "1"), infection.toUtf8(), exposure.toUtf8(), exitCode));
    QCOMPARE_TEXT(told(of(folder)), state.toStdString() + " PC-1");
  }

  void anInterruptedRunIsNotDone() {
    const Office folder;
    Json report = done(reportOf("PC-1", "1"));
    report["interrupted"] = "20030816T070000Z-1a2b3c4d";
    folder.put("one.json", report);
    QCOMPARE_TEXT(told(of(folder)), "open PC-1");
  }

  void ofOnePcTheNewestReportCounts() {
    const Office folder;
    folder.put("z.json", reportOf("PC-1", "1", "2003-08-18T00:30:00Z"));
    folder.put("a.json", done(reportOf("PC-1", "1", "2003-08-18T03:00:00Z")));
    folder.put("b.json", done(reportOf("PC-2", "2", "2003-08-18T00:30:00Z")));
    folder.put("c.json", reportOf("PC-2", "2", "2003-08-19T00:30:00Z"));
    const FleetSummary summary = of(folder);
    QCOMPARE_TEXT(told(summary), "infected PC-2, done PC-1");
    QCOMPARE(summary.pcs[0].reports, std::size_t{2});
    QCOMPARE_TEXT(summary.pcs[1].file, "a.json");
  }

  void ofTheSameSecondTheMostPressingCounts() {
    const Office folder;
    folder.put("1.json", done(reportOf("PC-1", "1")));
    folder.put("2.json", reportOf("PC-1", "1"));
    folder.put("3.json", done(reportOf("PC-1", "1")));
    QCOMPARE_TEXT(told(of(folder)), "infected PC-1");
  }

  void twoPcsOfOneNameAreTwo() {
    const Office folder;
    folder.put("1.json", reportOf("PC-1", "1111111111111111"));
    folder.put("2.json", done(reportOf("pc-1", "2222222222222222", "2003-08-19T00:30:00Z")));
    QCOMPARE_TEXT(told(of(folder)), "infected PC-1, done pc-1");
    // Listed once, it is no stranger either; listed three times, one of them is not there yet.
    const FleetSummary once = of(folder, std::vector<ListedPc>{{"Pc-1", "", "1F"}});
    QVERIFY(once.pcs.size() == 2 && once.pcs[0].listed && once.pcs[1].listed);
    QCOMPARE(of(folder, std::vector<ListedPc>(3, ListedPc{"PC-1", "", ""})).count(FleetState::NotSeen), std::size_t{1});
  }

  void aPcWithoutAnIdIsKnownByItsNameThenByItsFile() {
    const Office folder;
    folder.put("1.json", reportOf("PC-1", ""));
    folder.put("2.json", done(reportOf("pc-1", "", "2003-08-19T00:30:00Z")));
    Json nameless = done(reportOf("", ""));
    nameless["target"]["computer_name"] = nullptr;
    folder.put("3.json", nameless);
    folder.put("4.json", nameless);
    const FleetSummary summary = of(folder);
    QCOMPARE(summary.pcs.size(), std::size_t{3});
    QCOMPARE(summary.count(FleetState::Done), std::size_t{3});
  }

  void whoWasInfectedBeforeIsNoted() {
    const Office folder;
    Json infected = reportOf("PC-1", "1");
    infected["infection"] = "infected";
    infected["exit_code"] = 10;
    infected["started"] = "2026-08-16T13:00:00Z";
    Json clean = done(reportOf("PC-1", "1"));
    clean["started"] = "2026-08-16T13:00:05Z";
    folder.put("1.json", infected);
    folder.put("2.json", clean);
    folder.put("3.json", done(reportOf("PC-2", "2")));
    const FleetSummary summary = of(folder);
    QCOMPARE_TEXT(told(summary), "done PC-1, done PC-2");
    QVERIFY(summary.pcs[0].wasInfected && !summary.pcs[1].wasInfected);
    QCOMPARE(fleetRow(summary.pcs[0], wordingIn("en")).note, std::string("earlier report: infected"));
    QCOMPARE(fleetRow(summary.pcs[1], wordingIn("en")).note, std::string());
    const FleetSummary listed = of(folder, *readPcList("PC-2\n"));
    QCOMPARE(fleetRow(listed.pcs[0], wordingIn("en")).note, std::string("not on the list; earlier report: infected"));
    QCOMPARE(fleetJson(summary)["pcs"][0]["was_infected"].get<bool>(), true);
  }

  void whatIsOnTheListAndHasNoReportIsNotSeenYet() {
    const Office folder;
    folder.put("1.json", done(reportOf("PC-1", "1")));
    folder.put("2.json", done(reportOf("STRANGER", "2")));
    const auto list = readPcList("PC-1\nPC-2\n");
    QVERIFY(list);
    const FleetSummary summary = of(folder, *list);
    QCOMPARE_TEXT(told(summary), "not_seen PC-2, done PC-1, done STRANGER");
    QVERIFY(summary.pcs[1].listed && !summary.pcs[2].listed);
    QVERIFY(fleetCsv(summary, wordingIn("ja")).find("一覧にありません") != std::string::npos);
  }

  void theListIsReadAsPeopleWriteIt_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("names");
    QTest::newRow("names") << QByteArray("PC-1\r\nPC-2\r\n\r\n") << "PC-1||;PC-2||";
    QTest::newRow("csv") << QByteArray("Name,System,Place,Checked\nPC-1,\"XP, Home\",1F,x\n") << "PC-1|XP, Home|1F";
    QTest::newRow("excel in Japan") << QByteArray("\xEF\xBB\xBFパソコンの名前,システム,場所\r\n\"PC-1\",\"XP\",\"2階 \"\"窓\"\"\"\r\n")
                                    << "PC-1|XP|2階 \"窓\"";
    QTest::newRow("semicolon") << QByteArray("PC;System\nPC-1;XP;1F") << "PC-1|XP|1F";
    QTest::newRow("tab") << QByteArray("PC-1\tXP\t1F\n# PC-2\n") << "PC-1|XP|1F";
    QTest::newRow("nothing") << QByteArray() << "";
    QTest::newRow("of an old Mac") << QByteArray("PC-1\rPC-2") << "PC-1||;PC-2||";
    QTest::newRow("a PC that is called PC") << QByteArray("PC\nPC-2\n") << "PC||;PC-2||";
    QTest::newRow("other words of people in Japan") << QByteArray("コンピューター名,場所\nPC-1,,2F\n") << "PC-1||2F";
  }
  void theListIsReadAsPeopleWriteIt() {
    QFETCH(QByteArray, text);
    QFETCH(QString, names);
    const auto list = readPcList(text.toStdString());
    QVERIFY(list);
    QStringList told;
    for (const ListedPc& pc : *list) told << QString::fromStdString(pc.name + "|" + pc.system + "|" + pc.place);
    QCOMPARE(told.join(";"), names);
  }

  void aListThatCannotBeReadIsCorrupt() {
    QVERIFY(!readPcList("\x83\x70\x83\x5C\x83\x52\x83\x93\n"));  // Shift_JIS
    // It would make one PC of all the others.
    QVERIFY(!readPcList("\"PC-1\nPC-2\nPC-3\n"));
    std::string many;
    for (int i = 0; i < 20'001; ++i) many += "PC-" + std::to_string(i) + "\n";
    QVERIFY(!readPcList(many));
    QVERIFY(!readPcList(std::string((4U << 20U) + 1, 'x')));
  }

  void brokenFilesAreNamedAndDoNotCount() {
    const Office folder;
    const QByteArray good = QByteArray::fromStdString(done(reportOf("PC-1", "1")).dump());
    folder.put("good.json", good);
    folder.put("cut.json", good.left(good.size() / 2));
    folder.put("empty.json", QByteArray());
    folder.put("list.json", QByteArray("[1, 2]"));
    folder.put("number.json", QByteArray("7"));
    folder.put("other.json", QByteArray(R"({"schema": "sankajo.packages/1"})"));
    folder.put("deep.json", QByteArray(100'000, '['));
    folder.put("latin.json", QByteArray("{\"schema\": \"sankajo.report/1\", \"started\": \"\xFF\"}"));
    folder.put("huge.json", QByteArray((4 << 20) + 1, ' '));
    folder.put("twice.json", QByteArray(good).replace(0, 1, "{\"infection\": \"infected\", "));
    folder.put("verdict.json", QByteArray::fromStdString(verdict(reportOf("PC-9", "9"), "splendid", "closed", 0).dump()));
    folder.put("time.json", QByteArray::fromStdString(done(reportOf("PC-9", "9", "yesterday, or so....")).dump()));
    folder.put("text.txt", good);
    folder.put("half.json.new", good);
    QVERIFY(QDir().mkdir(folder.at("folder.json")));
    const FleetSummary summary = of(folder);
    QCOMPARE_TEXT(told(summary), "done PC-1");
    QCOMPARE_TEXT(problems(summary),
                  "cut.json not_a_report, deep.json not_a_report, empty.json not_a_report, huge.json too_large, latin.json not_a_report, "
                  "list.json not_a_report, number.json not_a_report, other.json not_a_report, time.json not_a_report, "
                  "twice.json not_a_report, verdict.json not_a_report");
  }

  void aNewerReportLeavesItsPcUndecided() {
    const Office folder;
    folder.put("1.json", done(reportOf("PC-1", "1", "2003-08-18T00:30:00Z")));
    Json newer = done(reportOf("PC-1", "1", "2003-08-19T00:30:00Z"));
    newer["schema"] = "sankajo.report/2";
    folder.put("2.json", newer);
    folder.put("3.json", QByteArray(R"({"schema": "sankajo.report/7"})"));
    FleetSummary summary = of(folder);
    QCOMPARE_TEXT(told(summary), "unknown PC-1");
    QVERIFY(!summary.pcs[0].infection);
    QCOMPARE_TEXT(problems(summary), "2.json newer_schema, 3.json newer_schema");
    // Looked at again by this one, it is.
    folder.put("4.json", done(reportOf("PC-1", "1", "2003-08-20T00:30:00Z")));
    QCOMPARE_TEXT(told(of(folder)), "done PC-1");
  }

  void nothingOfAHostileReportIsMoreThanText() {
    const Office folder;
    Json report = done(reportOf(hostile, "=1+1"));
    report["target"]["product"] = hostile;
    folder.put("a&b.json", report);
    folder.put("i'&.json", QByteArray("no report"));
    folder.put("long.json", done(reportOf(std::string(3'000'000, 'A'), "2")));
    const FleetSummary summary = of(folder, std::vector<ListedPc>{{"=HYPERLINK(\"x\")", "+1", "@SUM(1)"}, {"＝1", "", "\t-1"}});
    QCOMPARE(summary.pcs.size(), std::size_t{4});
    for (const char* language : {"ja", "en"}) {
      const Wording wording = wordingIn(language);
      const std::string html = fleetHtml(summary, wording);
      QStringList elements;
      QVERIFY(isXml(html, &elements));
      QVERIFY(!elements.contains("script") && !elements.contains("b") && !elements.contains("i"));
      QVERIFY(html.find("\xE2\x80\xAE") == std::string::npos);
      QVERIFY(html.find("https:") == std::string::npos);
      for (const std::string& text : {html, fleetText(summary, wording), fleetCsv(summary, wording), fleetJson(summary).dump()})
        QVERIFY(text.size() < 20'000);
      const std::string csv = fleetCsv(summary, wording);
      const auto rows = csvRows(csv).value();
      QCOMPARE(rows.size(), std::size_t{1 + 4 + 1});
      for (const auto& row : rows) {
        QCOMPARE(row.size(), std::size_t{8});
        for (const std::string& cell : row) QVERIFY2(cell.empty() || !QByteArray("=+-@\t\r\n").contains(cell.front()), cell.c_str());
      }
      QVERIFY(csv.find("\"'=HYPERLINK(\"\"x\"\")\"") != std::string::npos && csv.find("\"'＝1\"") != std::string::npos);
    }
  }

  void aReportsNameIsSafe_data() {
    QTest::addColumn<QString>("computer");
    QTest::addColumn<QString>("file");
    QTest::newRow("plain") << "TARO-PC"
                           << "TARO-PC";
    QTest::newRow("Japanese") << "経理の机"
                              << "経理の机";
    QTest::newRow("path") << "..\\..\\WINDOWS/x"
                          << "______WINDOWS_x";
    QTest::newRow("stream") << "a:b|c<d>e?f*g\"h"
                            << "a_b_c_d_e_f_g_h";
    QTest::newRow("control") << QString("a\nb\x7f") + QChar(0) << "a_b__";
    QTest::newRow("turned round") << QString(QChar(0x202E)) + "nosj."
                                  << "_nosj_";
    QTest::newRow("option") << "-rf $HOME `x`"
                            << "-rf__HOME__x_";
    QTest::newRow("nothing") << ""
                             << "unknown";
    QTest::newRow("long") << QString(500, 'x') << QString(64, 'x');
  }
  void aReportsNameIsSafe() {
    QFETCH(QString, computer);
    QFETCH(QString, file);
    SystemFacts system;
    system.computerName = computer.toStdString();
    QCOMPARE(QString::fromStdString(fleetReportName(system, "2003-08-18T00:30:00Z")), file + "-unknown-20030818T003000Z.json");
    system.productId = "1";
    system.installDate = 2;
    QVERIFY(fleetReportName(system, "2003-08-18T00:30:00Z").size() < 255);
  }
};

QTEST_APPLESS_MAIN(TestFleet)
#include "test_fleet.moc"
