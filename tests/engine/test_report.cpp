// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/report.h"

#include <QFile>
#include <QRegularExpression>
#include <QTest>
#include <QXmlStreamReader>
#include <algorithm>
#include <nlohmann/json.hpp>

#include "engine/engine.h"
#include "engine/report_page.h"
#include "engine/text.h"
#include "engine/wording.h"

using namespace sankajo;

namespace {

QByteArray bytesOf(const QString& path) {
  QFile file(QString(SANKAJO_SOURCE_DIR) + "/" + path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

Wording wordingIn(const std::string& language) {
  auto wording = Wording::fromJson(bytesOf(QString::fromStdString("translations/messages." + language + ".json")).toStdString());
  if (!wording) qFatal("%s", describe(wording.error()).c_str());
  return std::move(*wording);
}

/// A pack of which a report needs no more than its texts.
std::vector<Advisory> madeUpPacks() {
  Advisory pack;
  pack.id = "blaster";
  pack.version = "1.0.0";
  Hole hole;
  hole.id = "MS03-026";
  pack.hole = hole;
  pack.texts["en"] = {{"threat.W32.Blaster.A.name", "Blaster worm, variant A"},
                      {"threat.W32.Blaster.A.does_not", "It does not spread by mail."},
                      {"patch.KB828741.title", "The patch KB828741"},
                      {"package.fetch", "Get the file \"%1\"."},
                      {"package.service_pack", "Install \"%1\" first."},
                      {"package.language", "Choose your language."}};
  pack.texts["ja"] = {{"threat.W32.Blaster.A.name", "Blaster ワーム A 型"}};
  return {pack};
}

Observation fileSeen(const WinPath& path, Seen state = Seen::Present) {
  Observation seen;
  seen.kind = ObservationKind::File;
  seen.state = state;
  seen.where = path.text();
  FileSeen file;
  file.path = path;
  file.size = 6176;
  seen.file = file;
  return seen;
}

Observation entrySeen(const std::string& key, const std::string& value, const std::string& program) {
  Observation seen;
  seen.kind = ObservationKind::Autorun;
  seen.where = key + "\\" + value;
  EntrySeen entry;
  entry.key = *RegPath::parse(key);
  entry.value = RegValue::ofText(value, program);
  entry.program = program;
  seen.entry = entry;
  return seen;
}

/// An infected Windows on which one step was done and one held back: everything that a report can tell.
Report madeUpReport() {
  Report report;
  report.kind = Report::Kind::Treat;
  Evidence& evidence = report.evidence;
  evidence.depth = Depth::Standard;
  evidence.started = "2003-08-16T07:00:00Z";
  evidence.seconds = 0.3104;
  SystemFacts& system = evidence.system;
  system.root = "/media/disk";
  system.systemRoot = "C:\\WINDOWS";
  system.product = "Windows XP";
  system.version = "5.1";
  system.build = 2600;
  system.servicePack = 1;
  system.edition = "Home Edition";
  system.language = "0411";
  system.computerName = "TARO-PC";
  system.productId = "55277-OEM-0000000-00000";
  system.installDate = 1045000000;
  // In the order in which a check gives them; the report sorts.
  const std::string run = R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Run)";
  evidence.observations = {fileSeen(WinPath::of('C', {"WINDOWS", "system32", "wins", "dllhost.exe"})), entrySeen(run, "windows auto update", "msblast.exe"),
                           fileSeen(WinPath::of('C', {"WINDOWS", "system32", "msblast.exe"})),
                           fileSeen(WinPath::of('C', {"WINDOWS", "system32", "locked.exe"}), Seen::Unknown)};
  evidence.observations[3].why = "AccessDenied: permission";
  evidence.notRead = {{R"(C:\WINDOWS\system32\locked.exe)", "AccessDenied: permission", false}, {R"(c:\windows\Prefetch)", "Io: read error", false}};
  evidence.statistics = {120, 31, 4194304};

  Assessment& assessment = report.assessment;
  Finding welchia{"blaster", "W32.Welchia.A", FindingState::Suspected, false, {{0, Strength::Sign, "name and place, 10240 bytes", true}}};
  Finding blaster{"blaster", "W32.Blaster.A", FindingState::Infected, false, {}};
  blaster.observations = {{1, Strength::Sign, "starts msblast.exe", true}, {2, Strength::Proof, "name, place and published size, 6176 bytes", true},
                          {3, Strength::Remark, "", true}};
  assessment.findings = {welchia, blaster};
  HoleFinding hole;
  hole.hole = "MS03-026";
  hole.exposure = Exposure::Open;
  hole.why = "rpcss.dll 5.1.2600.1106 is older than 5.1.2600.1243";
  hole.patches = {{"KB823980", PatchState::Missing, {{R"(C:\WINDOWS\system32\rpcss.dll)", "5.1.2600.1106, wanted 5.1.2600.1243"},
                                                     {R"(C:\windows\system32\ole32.dll)", "5.1.2600.1106, wanted 5.1.2600.1243"}}},
                  {"KB828741", PatchState::Missing, {}}};
  hole.needed = NeededPackage{"KB828741", "WindowsXP-KB828741-x86-JPN.EXE", "0411", "http://download.microsoft.com/download/WindowsXP-KB828741-x86-JPN.EXE", "0, 1", true};
  assessment.holes = {hole};
  assessment.advised = {{"blaster", "KB815021", "MS03-007", "q815021_wxp_sp2_x86_jpn.exe"}};
  report.packages = {
      {"MS03-026", "", "", {{"windows2000-kb828741-x86-jpn.exe", "KB828741", PackageProblem::OtherSystem}}}};
  assessment.infection = Infection::Infected;
  assessment.exposure = Exposure::Open;
  assessment.nextStep = NextStep::RemoveAndPatch;

  evidence.firewallLogs = {{R"(C:\WINDOWS\pfirewall.log)", "1.0", 4100, 2, 0}};
  evidence.attempts = {{"blaster",
                        "2003-08-11",
                        {{"tcp", 135, 135}, {"tcp", 4444, 4444}, {"udp", 69, 69}, {"udp", 135, 135}},
                        {{"2003-08-08", 20}, {"2003-08-09", 30}, {"2003-08-10", 25}, {"2003-08-13", 110}}}};

  report.before = Report::Before{Infection::Infected, Exposure::Open};
  report.advisories = {{"blaster", "1.0.0"}};
  report.operations = {{"1", "remove_value", run + "\\windows auto update", "W32.Blaster.A", Outcome::Done, "", Consent::Certain},
                       {"2", "remove_file", R"(C:\WINDOWS\system32\msblast.exe)", "W32.Blaster.A", Outcome::Refused, "Refused: changed since the check",
                        Consent::Certain}};
  report.run = "20030816T070000Z-1a2b3c4d";
  report.exitCode = ExitIncomplete;
  return report;
}

Report cleanReport() {
  Report report;
  report.evidence.system = madeUpReport().evidence.system;
  report.evidence.started = "2003-08-16T07:00:00Z";
  report.assessment.infection = Infection::Clean;
  report.assessment.exposure = Exposure::Closed;
  report.assessment.nextStep = NextStep::Update;
  report.exitCode = ExitClean;
  return report;
}

/// The text of a well-formed document, its tags left out; empty (and said why) where it is not well formed.
QString readXml(const std::string& html, QStringList* elements = nullptr) {
  // An XML reader knows no other document type than the declared one.
  QXmlStreamReader reader(QByteArray::fromStdString(html));
  QString text;
  while (!reader.atEnd()) {
    reader.readNext();
    if (reader.isStartElement() && elements != nullptr) elements->append(reader.name().toString());
    if (reader.isCharacters()) text += reader.text();
  }
  if (reader.hasError()) qWarning() << reader.lineNumber() << reader.errorString();
  return reader.hasError() ? QString() : text;
}

/// U+202E, which turns the direction of writing; as characters, since a literal of it misleads.
const std::string rightToLeft = {'\xE2', '\x80', '\xAE'};
const std::string hostileName = "<script>alert('1')</script>\n" + rightToLeft + "exe.\"&\xFF\xFE.txt";

Report hostileReport() {
  Report report = madeUpReport();
  const WinPath path = WinPath::of('C', {"WINDOWS", "system32", hostileName});
  report.evidence.observations[2] = fileSeen(path);
  report.evidence.notRead = {{path.text(), "Corrupt: " + hostileName, true}};
  report.operations[0].where = path.text();
  report.operations[0].detail = hostileName;
  report.evidence.system.computerName = hostileName;
  report.evidence.system.root = "/media/" + hostileName;
  report.assessment.findings[1].observations[1].detail = hostileName;
  report.assessment.holes[0].needed->file = hostileName;
  return report;
}

bool isBefore(const std::string& text, const std::string& first, const std::string& second) {
  const std::size_t a = text.find(first);
  const std::size_t b = text.find(second);
  return a != std::string::npos && b != std::string::npos && a < b;
}

}  // namespace

class TestReport : public QObject {
  Q_OBJECT

 private slots:
  void theExampleInTheDocumentsIsWhatIsWritten() {
    auto json = reportJson(madeUpReport());
    QCOMPARE(QString::fromStdString(json["tool"]["version"]), QString::fromStdString(std::string(version())));
    json["tool"]["version"] = "0.1.0";
    QCOMPARE(QByteArray::fromStdString(json.dump(2) + "\n"), bytesOf("docs/report-example.json"));
  }

  void theKeysComeInTheOrderOfTheContract() {
    std::string keys;
    const auto json = reportJson(cleanReport());
    for (auto one = json.begin(); one != json.end(); ++one) keys += one.key() + " ";
    QVERIFY2(keys.starts_with("schema tool depth started seconds advisories target infection exposure next_step findings patches not_read operations run "
                              "interrupted statistics "),
             keys.c_str());
  }

  void aCleanReportHasEmptyArraysAndNulls() {
    Report report = cleanReport();
    report.evidence.system.computerName.clear();
    report.evidence.system.language.clear();
    report.evidence.system.edition.clear();
    report.evidence.system.servicePack.reset();
    report.evidence.system.build.reset();
    const auto json = reportJson(report);
    for (const char* empty : {"findings", "patches", "not_read", "operations"}) QVERIFY2(json[empty].is_array() && json[empty].empty(), empty);
    for (const char* null : {"id", "language", "edition", "computer_name", "service_pack", "build"}) QVERIFY2(json["target"][null].is_null(), null);
    QVERIFY(json["run"].is_null());
    QVERIFY(json["interrupted"].is_null());
    QVERIFY(json["before"].is_null());
  }

  void arraysAreSortedByThreatAndByWhereWithoutCase() {
    const auto json = reportJson(madeUpReport());
    QCOMPARE(QString::fromStdString(json["findings"][0]["threat"]), QString("W32.Blaster.A"));
    for (const auto& finding : json["findings"]) QVERIFY(isSorted(finding["observations"]));
    for (const auto& patch : json["patches"]) QVERIFY(isSorted(patch["evidence"]));
    QVERIFY(isSorted(json["not_read"]));
    QVERIFY(isSorted(json["operations"]));
  }

  void hostileNamesAreValidUtf8InJson() {
    const std::string text = reportJson(hostileReport()).dump();  // throws for anything else
    QVERIFY(isUtf8(text));
    // Names are data there: nothing but what is no UTF-8 is replaced.
    QVERIFY(text.find("<script>") != std::string::npos);
    QVERIFY(text.find(rightToLeft) != std::string::npos);
  }

  void hostileNamesArePlainTextInHtml_data() { languages(); }
  void hostileNamesArePlainTextInHtml() {
    QFETCH(QString, language);
    const std::string html = reportHtml(hostileReport(), wordingIn(language.toStdString()), madeUpPacks());
    QVERIFY(isUtf8(html));
    QVERIFY(html.find("<script") == std::string::npos);
    QVERIFY(html.find(rightToLeft) == std::string::npos);
    QVERIFY(html.find('\xFF') == std::string::npos);
    QStringList elements;
    const QString text = readXml(html, &elements);
    QVERIFY(!elements.contains("script"));
    QVERIFY(text.contains("<script>"));
    QVERIFY(text.contains("<U+202E>"));
    QVERIFY(text.contains("<U+000A>"));
  }

  void hostileNamesKeepToTheirLineInText_data() { languages(); }
  void hostileNamesKeepToTheirLineInText() {
    QFETCH(QString, language);
    const std::string text = reportText(hostileReport(), wordingIn(language.toStdString()), madeUpPacks());
    QVERIFY(isUtf8(text));
    QVERIFY(text.find(rightToLeft) == std::string::npos);
    QVERIFY(text.find("<U+000A>") != std::string::npos);
  }

  void theHtmlIsWellFormedAndNeedsNothingElse_data() { languages(); }
  void theHtmlIsWellFormedAndNeedsNothingElse() {
    QFETCH(QString, language);
    for (const Report& report : {madeUpReport(), cleanReport()}) {
      const std::string html = reportHtml(report, wordingIn(language.toStdString()), madeUpPacks());
      QStringList elements;
      QVERIFY(!readXml(html, &elements).isEmpty());
      QVERIFY(html.find("<html lang=\"" + language.toStdString() + "\"") != std::string::npos);
      for (const char* other : {"script", "img", "link", "iframe", "object", "a"}) QVERIFY2(!elements.contains(other), other);
      for (const char* other : {"url(", "@import", "src="}) QVERIFY2(html.find(other) == std::string::npos, other);
      QVERIFY(elements.contains("svg"));
    }
  }

  void everySentenceIsKnown_data() { languages(); }
  void everySentenceIsKnown() {
    QFETCH(QString, language);
    const Wording wording = wordingIn(language.toStdString());
    std::vector<OperationResult> undone;
    for (const char* action : {"restore_file", "restore_value", "restore_key"}) {
      undone.push_back({"1", action, R"(C:\WINDOWS\system32\msblast.exe)", "W32.Blaster.A", Outcome::Done, "", Consent::Certain});
    }
    // An unknown key shows as itself.
    const QRegularExpression unknown("\\b(result|report|worm|hole|found|reason|action|outcome|depth|kind|attempts)\\.[a-z]|%[1-9n]");
    for (const auto kind : {Report::Kind::Check, Report::Kind::Treat, Report::Kind::Undo}) {
      for (const Infection infection : {Infection::Infected, Infection::Suspected, Infection::Unknown, Infection::Traces, Infection::Clean}) {
        for (const Exposure exposure : {Exposure::Open, Exposure::Closed, Exposure::NotAffected, Exposure::Unknown}) {
          for (const int exitCode : {0, 10, 11, 12, 13, 14}) {
            for (const bool again : {false, true}) {
              Report report = madeUpReport();
              report.kind = kind;
              report.assessment.infection = infection;
              report.assessment.exposure = exposure;
              report.exitCode = exitCode;
              if (!again) report.before.reset();
              if (kind == Report::Kind::Undo) report.operations = undone;
              const std::string text = reportText(report, wording, madeUpPacks());
              const QString key = unknown.match(QString::fromStdString(text)).captured();
              QVERIFY2(key.isEmpty(), qPrintable(key));
            }
          }
        }
      }
    }
  }

  void theLargeCircleIsForExitCodeZeroOnly_data() {
    QTest::addColumn<int>("infection");
    QTest::addColumn<int>("exposure");
    QTest::addColumn<int>("exitCode");
    QTest::addColumn<int>("emblem");
    const auto row = [](const char* name, Infection infection, Exposure exposure, int exitCode, Emblem emblem) {
      QTest::newRow(name) << static_cast<int>(infection) << static_cast<int>(exposure) << exitCode << static_cast<int>(emblem);
    };
    row("clean", Infection::Clean, Exposure::Closed, 0, Emblem::Clean);
    row("never had it", Infection::Clean, Exposure::NotAffected, 0, Emblem::Clean);
    row("restart", Infection::Clean, Exposure::Closed, 13, Emblem::Unknown);
    row("incomplete", Infection::Clean, Exposure::Closed, 14, Emblem::Unknown);
    row("infected", Infection::Infected, Exposure::Closed, 10, Emblem::Infected);
    row("suspected and open", Infection::Suspected, Exposure::Open, 10, Emblem::Suspected);
    row("unknown and open", Infection::Unknown, Exposure::Open, 12, Emblem::Unknown);
    row("hole unknown", Infection::Traces, Exposure::Unknown, 12, Emblem::HoleUnknown);
    row("open with traces", Infection::Traces, Exposure::Open, 11, Emblem::HoleOpen);
    row("traces", Infection::Traces, Exposure::Closed, 11, Emblem::Traces);
  }
  void theLargeCircleIsForExitCodeZeroOnly() {
    QFETCH(int, infection);
    QFETCH(int, exposure);
    QFETCH(int, exitCode);
    QFETCH(int, emblem);
    Report report = cleanReport();
    report.assessment.infection = static_cast<Infection>(infection);
    report.assessment.exposure = static_cast<Exposure>(exposure);
    report.exitCode = exitCode;
    const Wording wording = wordingIn("en");
    QCOMPARE(static_cast<int>(reportPage(report, wording, {}).emblem), emblem);
    report.kind = Report::Kind::Undo;
    QVERIFY(reportPage(report, wording, {}).emblem != Emblem::Clean);
    report.kind = Report::Kind::Check;
    report.interrupted = "20030816T070000Z-1a2b3c4d";
    QVERIFY(reportPage(report, wording, {}).emblem != Emblem::Clean);
  }

  void aVerdictIsToldInItsOrder_data() { languages(); }
  void aVerdictIsToldInItsOrder() {
    QFETCH(QString, language);
    const Wording wording = wordingIn(language.toStdString());
    Report report = madeUpReport();
    report.kind = Report::Kind::Check;
    report.before.reset();
    report.operations.clear();
    report.run.clear();
    report.exitCode = ExitInfected;
    const ReportPage page = reportPage(report, wording, madeUpPacks());
    for (const std::string& whole : {reportText(report, wording, madeUpPacks()), reportHtml(report, wording, madeUpPacks())}) {
      const bool html = whole.starts_with("<!DOCTYPE");
      const auto title = [html](const std::string& text) { return html ? "<h2>" + text + "</h2>" : "\n" + text + "\n"; };
      QVERIFY(isBefore(whole, page.headline, title(page.meansTitle)));
      QVERIFY(isBefore(whole, title(page.meansTitle), title(page.doesNotMeanTitle)));
      QVERIFY(isBefore(whole, title(page.doesNotMeanTitle), title(page.nowTitle)));
      QVERIFY(isBefore(whole, title(page.nowTitle), title(page.foundTitle)));
      QVERIFY(whole.find("msblast.exe") != std::string::npos);
      QVERIFY(whole.find(page.undoTitle) == std::string::npos || page.undoTitle.empty());
    }
    QVERIFY(page.headline.find("Blaster") != std::string::npos);
  }

  void aPlanThatWasNotBegunIsNoTreatment() {
    Report report = madeUpReport();
    report.run.clear();
    for (OperationResult& one : report.operations) one.outcome = Outcome::Skipped;
    const Wording wording = wordingIn("en");
    const ReportPage page = reportPage(report, wording, madeUpPacks());
    QCOMPARE(page.headline, wording.result(ResultKind::NothingDone).headline);
    QCOMPARE(page.operationsTitle, wording.text("report.planned"));
    QVERIFY(page.undoCommand.empty());
  }

  void nothingLiesInQuarantineWhereNothingWasRemoved_data() {
    QTest::addColumn<bool>("begun");
    QTest::addColumn<int>("outcome");
    QTest::newRow("a plan beyond the limit") << false << static_cast<int>(Outcome::Refused);
    QTest::newRow("no place for the record") << false << static_cast<int>(Outcome::Failed);
    QTest::newRow("each step held back") << true << static_cast<int>(Outcome::Refused);
    QTest::newRow("each step failed") << true << static_cast<int>(Outcome::Failed);
  }
  void whatWentWrongIsNotHiddenBehindWhatWasDone() {
    Report report = madeUpReport();
    report.operations.insert(report.operations.begin(), 100, report.operations.front());
    for (const char* language : {"ja", "en"}) {
      const Wording wording = wordingIn(language);
      const std::string refused = wording.outcome(Outcome::Refused);
      QVERIFY(reportPage(report, wording, madeUpPacks()).operations.front().text.find(refused) != std::string::npos);
      QVERIFY(reportText(report, wording, madeUpPacks()).find(refused) != std::string::npos);
    }
  }

  void nothingLiesInQuarantineWhereNothingWasRemoved() {
    QFETCH(bool, begun);
    QFETCH(int, outcome);
    Report report = madeUpReport();
    if (!begun) report.run.clear();
    for (OperationResult& one : report.operations) one.outcome = static_cast<Outcome>(outcome);
    for (const char* language : {"ja", "en"}) {
      const Wording wording = wordingIn(language);
      const ReportPage page = reportPage(report, wording, madeUpPacks());
      QCOMPARE(page.headline, wording.result(begun ? ResultKind::Incomplete : ResultKind::NothingDone).headline);
      for (const std::string& text : {page.means, page.doesNotMean, page.now}) {
        QVERIFY2(text.find("quarantine") == std::string::npos && text.find("隔離") == std::string::npos, text.c_str());
      }
      // Why is told, step by step.
      QCOMPARE(page.operationsTitle, wording.text("report.done"));
      QVERIFY(page.operations.front().text.find(wording.outcome(static_cast<Outcome>(outcome))) != std::string::npos);
    }
    report = madeUpReport();
    QVERIFY(reportPage(report, wordingIn("en"), madeUpPacks()).means.find("What was removed is in quarantine.") != std::string::npos);
  }

  void thePackageIsNamedExactly() {
    Report report = madeUpReport();
    report.packages.clear();
    const Wording wording = wordingIn("en");
    QVERIFY(reportText(report, wording, madeUpPacks()).find("Get the file \"WindowsXP-KB828741-x86-JPN.EXE\".") != std::string::npos);
    report.assessment.holes[0].needed->servicePackFits = false;
    QVERIFY(reportText(report, wording, madeUpPacks()).find("Install \"Service Pack 0, 1\" first.") != std::string::npos);
    report.assessment.holes[0].needed->file.clear();
    QVERIFY(reportText(report, wording, madeUpPacks()).find("Choose your language.") != std::string::npos);
  }

  void ofThePackagesAtHandTheRightOneIsToldAndWhyAnotherIsNot() {
    Report report = madeUpReport();
    const Wording wording = wordingIn("en");
    const auto says = [&](const std::string& words) { return reportText(report, wording, madeUpPacks()).find(words) != std::string::npos; };
    report.packages = {
        {"MS03-026",
         "",
         "",
         {{"sp.exe", "KB828741", PackageProblem::ServicePack, "Service Pack 4"}, {"xp.exe", "KB828741", PackageProblem::OtherSystem}}}};
    QVERIFY(says("First install Service Pack 4") && !says("Get the file"));
    QVERIFY2(!says("xp.exe"), "only the nearest is told");
    report.packages[0].refused[0].problem = PackageProblem::OtherLanguage;
    QVERIFY(says("another language") && says("Get the file \"WindowsXP-KB828741-x86-JPN.EXE\"."));
    report.packages = {{"MS03-026",
                        "KB824146",
                        "old.exe",
                        {{"new.exe", "KB828741", PackageProblem::Changed}, {"enu.exe", "KB828741", PackageProblem::OtherLanguage}}}};
    QVERIFY(says("\"old.exe\" is at hand") && says("\"new.exe\" differs") && !says("enu.exe") && !says("Get the file"));
    const auto json = reportJson(report)["packages"];
    QCOMPARE(QByteArray::fromStdString(json.dump()),
             QByteArray(R"([{"hole":"MS03-026","at_hand":true,"patch":"KB824146","file":"old.exe","refused":[)"
                        R"({"file":"new.exe","patch":"KB828741","problem":"changed","needed":null},)"
                        R"({"file":"enu.exe","patch":"KB828741","problem":"other_language","needed":null}]}])"));
    report.packages.clear();
    QVERIFY(reportJson(report)["packages"].is_array());
  }

  void longListsAreCutWithACount() {
    Report report = madeUpReport();
    for (int i = 0; i < 1000; ++i) report.evidence.notRead.push_back({"C:\\file" + std::to_string(i), "Io: read error", false});
    const Wording wording = wordingIn("en");
    const std::string html = reportHtml(report, wording, madeUpPacks());
    QVERIFY(html.find("and 1,001 more") != std::string::npos);
    QVERIFY(html.size() < 20000);
    QCOMPARE(reportJson(report)["not_read"].size(), std::size_t{1002});
  }

  void whatDecidesIsToldFirst() {
    Report report = madeUpReport();
    report.evidence.notRead.push_back({R"(C:\WINDOWS\system32\rpcss.dll)", "missing", true});
    const ReportPage page = reportPage(report, wordingIn("en"), madeUpPacks());
    QCOMPARE(page.notRead.front().where, std::string(R"(C:\WINDOWS\system32\rpcss.dll)"));
    QVERIFY(page.notRead.front().text.find("it is not where it has to be") != std::string::npos);
    QVERIFY(page.notRead[1].text.find("there was no permission") != std::string::npos);
  }

 private:
  static void languages() {
    QTest::addColumn<QString>("language");
    QTest::newRow("ja") << "ja";
    QTest::newRow("en") << "en";
  }

  static bool isSorted(const nlohmann::ordered_json& array) {
    for (std::size_t i = 1; i < array.size(); ++i) {
      if (lessNoCase(array[i]["where"].get<std::string>(), array[i - 1]["where"].get<std::string>())) return false;
    }
    return true;
  }
};

QTEST_APPLESS_MAIN(TestReport)
#include "test_report.moc"
