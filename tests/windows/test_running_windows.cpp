// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QTest>
#include <algorithm>

#include "tests/support/hive_builder.h"
#include "tests/windows/screen.h"
#include "tests/windows/wine_prefix.h"

using namespace sankajo::test;

namespace {

QByteArray bytesOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool write(const QString& path, const QByteArray& bytes) {
  QDir().mkpath(QFileInfo(path).path());
  QFile file(path);
  return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

QJsonObject finding(const QJsonObject& report, const QString& threat) {
  for (const QJsonValue& one : report["findings"].toArray()) {
    if (one["threat"].toString() == threat) return one.toObject();
  }
  return {};
}

/// "kind strength" of each observation, sorted.
QStringList observed(const QJsonObject& finding) {
  QStringList all;
  for (const QJsonValue& one : finding["observations"].toArray()) all << one["kind"].toString() + " " + one["strength"].toString();
  all.sort();
  return all;
}

QStringList outcomes(const QJsonObject& report) {
  QStringList all;
  for (const QJsonValue& one : report["operations"].toArray()) all << one["action"].toString() + " " + one["outcome"].toString();
  all.sort();
  return all;
}

/// For a message: all that was said.
const char* all(const Ran& ran) {
  static QByteArray text;
  text = (ran.out + ran.err).toUtf8();
  return text.constData();
}

const QString runKey = R"(HKLM\Software\Microsoft\Windows\CurrentVersion\Run)";
const QString run32Key = R"(HKLM\Software\Wow6432Node\Microsoft\Windows\CurrentVersion\Run)";
const QString services = R"(HKLM\System\CurrentControlSet\Services\)";
const QString taro = "S-1-5-21-1-2-3-1004";

/// What starts the worms, and their files: Blaster.A running, Welchia.A as two running services, Blaster.B where a 32-bit program of a 64-bit Windows puts
/// itself, Blaster.C in the hive of a user who is not logged on.
class Infected {
 public:
  explicit Infected(const Screen* screen = nullptr) : prefix(screen) {
    prefix.putSpecimen("windows/system32/msblast.exe");
    prefix.putSpecimen("windows/system32/teekids.exe");
    prefix.putSpecimen("windows/syswow64/penis32.exe");
    for (const char* name : {"dllhost.exe", "svchost.exe"}) prefix.putSpecimen(QStringLiteral("windows/system32/wins/") + name);
    prefix.registry(
        "[HKEY_LOCAL_MACHINE\\Software\\Microsoft\\Windows\\CurrentVersion\\Run]\n\"windows auto update\"=\"msblast.exe\"\n\n"
        "[HKEY_LOCAL_MACHINE\\Software\\Wow6432Node\\Microsoft\\Windows\\CurrentVersion\\Run]\n\"windows auto update\"=\"penis32.exe\"\n\n"
        "[HKEY_LOCAL_MACHINE\\Software\\Microsoft\\Windows NT\\CurrentVersion\\ProfileList\\" +
        taro + "]\n\"ProfileImagePath\"=\"C:\\\\users\\\\taro\"\n");
    HiveBuilder hive(3);
    hive.sz(R"(Software\Microsoft\Windows\CurrentVersion\Run)", "Microsoft Inet Xp..", "teekids.exe")
        .sz(R"(Software\Microsoft\Windows\CurrentVersion\Run)", "ctfmon.exe", R"(C:\WINDOWS\system32\ctfmon.exe)");
    if (!write(prefix.path("users/taro/NTUSER.DAT"), QByteArray::fromStdString(hive.build()))) qFatal("no hive");
    for (const auto& [name, file] : {std::pair("RpcPatch", "dllhost.exe"), std::pair("RpcTftpd", "svchost.exe")}) {
      prefix.run("sc", {"create", name, "binPath=", QStringLiteral("C:\\windows\\system32\\wins\\") + file, "start=", "auto"});
      if (prefix.run("sc", {"start", name}).exit != 0) qFatal("the service does not start");
    }
    worm = prefix.start(prefix.path("windows/system32/msblast.exe"));
  }

  WinePrefix prefix;
  std::unique_ptr<QProcess> worm;
};

}  // namespace

/// The programs as they run on a Windows: Wine's.
class TestRunningWindows : public QObject {
  Q_OBJECT
 private slots:
  void aFreshWindowsHasNothing();
  void linksIntoTheHomeFolderAreNotFollowed();
  void whatAWormsNameLeadsToStays();
  void theDriveOfThisWindowsIsKnownByEveryName();
  void theFactsAreRight_data();
  void theFactsAreRight();
  void everyTraceOfTheWormIsSeenRemovedAndPutBack();
  void anEditorThatShowsTheNoticeIsInnocent();
  void manyCopiesAreRefusedWhole();
  void aVeryLongPathIsFoundAndCleaned();
  void theWizardLeadsThroughTheThreeArticles_data();
  void theWizardLeadsThroughTheThreeArticles();
};

void TestRunningWindows::aFreshWindowsHasNothing() {
  const WinePrefix prefix;
  QVERIFY(QFile::exists(prefix.path("windows/system32/dllhost.exe")));
  QVERIFY(QFile::exists(prefix.path("windows/system32/svchost.exe")));
  const Ran ran = prefix.cli({"check", "--json"});
  QVERIFY2(ran.exit == 0, all(ran));
  const QJsonObject report = ran.json();
  QCOMPARE(report["findings"].toArray().size(), 0);
  QCOMPARE(report["infection"].toString(), "clean");
  QCOMPARE(report["exposure"].toString(), "not_affected");
  QCOMPARE(report["target"]["kind"].toString(), "live");
  QVERIFY(report["statistics"]["files_seen"].toInt() > 500);
}

// As Wine links a user's folders: here it is the folder in which a worm is looked for.
void TestRunningWindows::linksIntoTheHomeFolderAreNotFollowed() {
  for (const bool linked : {true, false}) {
    const WinePrefix prefix;
    const QTemporaryDir home;
    QVERIFY(QFile::copy(SANKAJO_SPECIMEN, home.filePath("dllhost.exe")));
    if (linked) {
      QVERIFY(QFile::link(home.path(), prefix.path("windows/system32/wins")));
    } else {
      prefix.putSpecimen("windows/system32/wins/dllhost.exe");
    }
    const Ran ran = prefix.cli({"check", "--json", "--depth", "thorough"});
    // The same file at the same place, not behind a link, is what it is taken for.
    QVERIFY2(ran.json()["findings"].toArray().isEmpty() == linked, all(ran));
    // But what lies there was not looked at, and it had to be.
    QCOMPARE(ran.exit, linked ? 12 : 10);
  }
}

// Of a file by a worm's name that is a link, the link is told; what it leads to is neither read nor taken.
void TestRunningWindows::whatAWormsNameLeadsToStays() {
  const WinePrefix prefix;
  const QTemporaryDir home;
  QVERIFY(QFile::copy(SANKAJO_SPECIMEN, home.filePath("photo.jpg")));
  QVERIFY(QFile::link(home.filePath("photo.jpg"), prefix.path("windows/system32/msblast.exe")));
  const Ran treat = prefix.cli({"treat", "--yes", "--possible", "--json", "--depth", "thorough"});
  QVERIFY2(treat.exit != 0 && !treat.json()["findings"].toArray().isEmpty(), all(treat));
  QVERIFY(QFile::exists(home.filePath("photo.jpg")));
  QCOMPARE(QFile::symLinkTarget(prefix.path("windows/system32/msblast.exe")), home.filePath("photo.jpg"));
}

// However the drive is written, it is this Windows, which runs.
void TestRunningWindows::theDriveOfThisWindowsIsKnownByEveryName() {
  const WinePrefix prefix;
  for (const char* name : {"C:", "c:\\", "C:/", R"(\\?\C:\)", R"(C:\windows\..)"}) {
    const Ran ran = prefix.cli({"check", "--json", "--depth", "quick", "--target", name});
    QVERIFY2(ran.exit == 0, all(ran));
    QCOMPARE(ran.json()["target"].toObject()["kind"].toString(), "live");
  }
  const Ran none = prefix.cli({"check", "--quiet", "--target", R"(\\nobody\nothing)"});
  QVERIFY2(none.exit != 0 && none.err.contains(R"(\\nobody\nothing)"), all(none));
}

void TestRunningWindows::theFactsAreRight_data() {
  QTest::addColumn<QString>("product");
  QTest::addColumn<QString>("number");
  QTest::addColumn<int>("build");
  QTest::addColumn<int>("servicePack");
  QTest::newRow("win10") << "Windows 10" << "10.0" << 18362 << 0;
  QTest::newRow("win7") << "Windows 7" << "6.1" << 7601 << 1;
  QTest::newRow("win2003") << "Windows Server 2003" << "5.2" << 3790 << 2;
  QTest::newRow("winxp") << "Windows XP" << "5.1" << 2600 << 3;
  QTest::newRow("win2k") << "Windows 2000" << "5.0" << 2195 << 4;
  QTest::newRow("nt40") << "Windows NT Workstation 4.0" << "4.0" << 1381 << 6;
}

void TestRunningWindows::theFactsAreRight() {
  QFETCH(QString, product);
  QFETCH(QString, number);
  QFETCH(int, build);
  QFETCH(int, servicePack);
  static const WinePrefix prefix;
  prefix.setVersion(QTest::currentDataTag());
  const Ran ran = prefix.cli({"check", "--json", "--depth", "quick"});
  const QJsonObject target = ran.json()["target"].toObject();
  QVERIFY2(!target.isEmpty(), all(ran));
  QCOMPARE(target["kind"].toString(), "live");
  QCOMPARE(target["product"].toString(), product);
  QCOMPARE(target["version"].toString(), number);
  QCOMPARE(target["build"].toInt(), build);
  QCOMPARE(target["service_pack"].toInt(-1), servicePack);
  QCOMPARE(target["system_root"].toString().toUpper(), "C:\\WINDOWS");
  QVERIFY2(!target["computer_name"].toString().isEmpty(), all(ran));
  QVERIFY2(!target["language"].toString().isEmpty(), all(ran));
}

void TestRunningWindows::everyTraceOfTheWormIsSeenRemovedAndPutBack() {
  const Infected infected;
  const WinePrefix& prefix = infected.prefix;
  const QStringList files = {"windows/system32/msblast.exe", "windows/system32/teekids.exe", "windows/syswow64/penis32.exe", "windows/system32/wins/dllhost.exe", "windows/system32/wins/svchost.exe"};
  const QString runBefore = prefix.registryBelow(runKey);
  const QString run32Before = prefix.registryBelow(run32Key);
  QVERIFY(run32Before.contains("penis32.exe"));
  const QString serviceBefore = prefix.registryBelow(services + "RpcPatch");
  QVERIFY(runBefore.contains("windows auto update"));
  QVERIFY(serviceBefore.contains("dllhost.exe"));
  const QByteArray specimen = bytesOf(prefix.path(files.front()));
  const QByteArray hiveBefore = bytesOf(prefix.path("users/taro/NTUSER.DAT"));

  const Ran check = prefix.cli({"check", "--json"});
  QVERIFY2(check.exit == 10, all(check));
  const QJsonObject found = check.json();
  // Wine names no owner of a port: it may be any variant's.
  QCOMPARE(observed(finding(found, "W32.Blaster.A")).join(", "), "file sign, memory proof, mutex remark, port remark, process sign, registry_value sign");
  QCOMPARE(observed(finding(found, "W32.Blaster.C")).join(", "), "file sign, port remark, registry_value sign");
  QCOMPARE(observed(finding(found, "W32.Blaster.B")).join(", "), "file sign, port remark, registry_value sign");
  const QStringList welchia = observed(finding(found, "W32.Welchia.A"));
  QCOMPARE(welchia.filter("file sign").size(), 2);
  QCOMPARE(welchia.filter("service sign").size(), 2);
  QCOMPARE(welchia.filter("process sign").size(), 2);
  for (const QString& file : files) QCOMPARE(bytesOf(prefix.path(file)), specimen);  // a check changes nothing
  QCOMPARE(infected.worm->state(), QProcess::Running);

  const Ran treat = prefix.cli({"treat", "--yes", "--json"});
  QVERIFY2(treat.exit == 0, all(treat));
  QVERIFY2(outcomes(treat.json()).filter("done").size() == treat.json()["operations"].toArray().size(), all(treat));
  QCOMPARE(outcomes(treat.json()).filter("end_process").size(), 3);
  QVERIFY(infected.worm->waitForFinished(10'000));
  for (const QString& file : files) QVERIFY2(!QFile::exists(prefix.path(file)), qPrintable(file));
  for (const QString& key : {runKey, run32Key}) QVERIFY2(!prefix.registryBelow(key).contains("windows auto update"), qPrintable(key));
  for (const char* service : {"RpcPatch", "RpcTftpd"}) {
    QCOMPARE(prefix.registryBelow(services + service), QString());
    QVERIFY(prefix.run("sc", {"query", service}).exit != 0);
  }
  const Ran again = prefix.cli({"check", "--json"});
  QVERIFY2(again.exit == 0, all(again));
  QCOMPARE(again.json()["findings"].toArray().size(), 0);

  const Ran undo = prefix.cli({"undo", "--json"});
  QVERIFY2(undo.exit == 0, all(undo));
  for (const QString& file : files) QCOMPARE(bytesOf(prefix.path(file)), specimen);
  QCOMPARE(prefix.registryBelow(runKey), runBefore);
  QCOMPARE(prefix.registryBelow(run32Key), run32Before);
  QCOMPARE(prefix.registryBelow(services + "RpcPatch"), serviceBefore);
  QVERIFY(prefix.run("sc", {"query", "RpcPatch"}).exit == 0);
  QCOMPARE(bytesOf(prefix.path("users/taro/NTUSER.DAT")), hiveBefore);
  const Ran back = prefix.cli({"check", "--json"});
  QVERIFY2(back.exit == 10, all(back));
  QCOMPARE(observed(finding(back.json(), "W32.Blaster.A")).join(", "), "file sign, registry_value sign");
}

void TestRunningWindows::anEditorThatShowsTheNoticeIsInnocent() {
  const WinePrefix prefix;
  // At a place of its own, and in the folder in which the worms lie, as Windows' own editor is.
  for (const char* place : {"editor/editor.exe", "windows/system32/editor.exe"}) prefix.putSpecimen(place);
  const auto one = prefix.start(prefix.path("editor/editor.exe"));
  const auto other = prefix.start(prefix.path("windows/system32/editor.exe"));
  const Ran ran = prefix.cli({"check", "--json"});
  QVERIFY2(ran.exit == 0, all(ran));
  QCOMPARE(ran.json()["findings"].toArray().size(), 0);
  QCOMPARE(one->state(), QProcess::Running);
  QCOMPARE(other->state(), QProcess::Running);
}

void TestRunningWindows::manyCopiesAreRefusedWhole() {
  const WinePrefix prefix;
  constexpr int copies = 300;
  prefix.putSpecimen("windows/system32/msblast.exe");
  // The published sentence in the file itself: each copy is the worm wherever it lies.
  QByteArray specimen = bytesOf(prefix.path("windows/system32/msblast.exe"));
  specimen += "I just want to say LOVE YOU SAN!!";
  for (int i = 0; i < copies; ++i) QVERIFY(write(prefix.path(QStringLiteral("windows/copies/%1.exe").arg(i)), specimen));
  QVERIFY(write(prefix.path("windows/system32/penis32.exe"), specimen));
  const Ran ran = prefix.cli({"treat", "--yes", "--possible", "--json"});
  QVERIFY2(ran.exit == 14, all(ran));
  QVERIFY(outcomes(ran.json()).size() > copies);
  QCOMPARE(outcomes(ran.json()).filter("refused").size(), outcomes(ran.json()).size());
  QCOMPARE(QDir(prefix.path("windows/copies")).entryList(QDir::Files).size(), copies);
  QVERIFY(QFile::exists(prefix.path("windows/system32/penis32.exe")));
  QVERIFY(!QFile::exists(prefix.path("Sankajo")));
}

void TestRunningWindows::aVeryLongPathIsFoundAndCleaned() {
  const WinePrefix prefix;
  QString folder = "windows";
  while (folder.size() < 1000) folder += "/" + QString(98, 'd');
  prefix.putSpecimen("windows/system32/msblast.exe");
  const QByteArray specimen = bytesOf(prefix.path("windows/system32/msblast.exe")) + "I just want to say LOVE YOU SAN!!";
  const QString deep = prefix.path(folder + "/copy.exe");
  QVERIFY(write(deep, specimen));
  QVERIFY(write(prefix.path("windows/system32/msblast.exe"), specimen));
  const Ran ran = prefix.cli({"treat", "--yes", "--possible", "--json"});
  QVERIFY2(ran.exit == 0, all(ran));
  QVERIFY(!QFile::exists(deep));
  const Ran undo = prefix.cli({"undo", "--json"});
  QVERIFY2(undo.exit == 0, all(undo));
  QCOMPARE(bytesOf(deep), specimen);
}

void TestRunningWindows::theWizardLeadsThroughTheThreeArticles_data() {
  QTest::addColumn<QString>("language");
  QTest::addColumn<bool>("isInfected");
  for (const char* language : {"ja", "en"}) {
    QTest::addRow("infected-%s", language) << language << true;
    QTest::addRow("fresh-%s", language) << language << false;
  }
}

// In a real window and with the keyboard alone: each page's main button is what Return presses. The window's title is the page's heading.
void TestRunningWindows::theWizardLeadsThroughTheThreeArticles() {
  QFETCH(QString, language);
  QFETCH(bool, isInfected);
  const Screen screen(QSize(1024, 768));
  const std::unique_ptr<Infected> infected = isInfected ? std::make_unique<Infected>(&screen) : nullptr;
  const std::unique_ptr<WinePrefix> fresh = isInfected ? nullptr : std::make_unique<WinePrefix>(&screen);
  const WinePrefix& prefix = infected ? infected->prefix : *fresh;
  const QString name = " - Sankajo";
  const QString pictures = QStringLiteral(SANKAJO_WINDOWS_WALK "/") + QTest::currentDataTag();
  QDir(pictures).removeRecursively();
  QVERIFY(QDir().mkpath(pictures));

  const auto wizard = prefix.wizard(language);
  QStringList titles;
  int kept = 0;
  QElapsedTimer unchanged, sinceStart;
  sinceStart.start();
  constexpr int stillMs = 3'000;
  constexpr int tooLongMs = 180'000;
  while (!wizard->waitForFinished(200)) {
    QVERIFY2(sinceStart.elapsed() < tooLongMs, qPrintable(titles.join(" | ")));
    const QString title = screen.title(name);
    if (title.isEmpty()) continue;
    if (titles.isEmpty() || title != titles.last()) {
      titles << title;
      unchanged.start();
      continue;
    }
    if (unchanged.elapsed() < stillMs) continue;
    QVERIFY(screen.keep(QStringLiteral("%1/%2.png").arg(pictures).arg(++kept)));
    unchanged.start();
    // A page that came while the picture was taken has its own turn.
    if (screen.title(name) == title) screen.press(name, "Return");
  }
  QCOMPARE(wizard->exitCode(), 0);

  const QJsonObject texts = QJsonDocument::fromJson(bytesOf(SANKAJO_SOURCE_DIR "/translations/messages." + language + ".json")).object();
  const QString verdict = texts[isInfected ? "result.infected.headline" : "result.clean.headline"].toString();
  QVERIFY(!verdict.isEmpty());
  const QString walked = titles.join(" | ");
  QVERIFY2(walked.contains(verdict), qPrintable(walked));
  constexpr int fewestPages = 5;
  QVERIFY2(titles.size() >= fewestPages, qPrintable(walked));
  const Ran check = prefix.cli({"check", "--json"});
  QVERIFY2(check.exit == 0, all(check));
  QCOMPARE(QFile::exists(prefix.path("Sankajo/quarantine")), isInfected);
}

QTEST_GUILESS_MAIN(TestRunningWindows)
#include "test_running_windows.moc"
