// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "engine/engine.h"
#include "engine/hash.h"
#include "tests/support/disk_builder.h"
#include "tests/support/verdict.h"
#include "tests/windows/wine_prefix.h"

// The script that installs a staged package, as the engine writes it, run by a Windows of Wine's: from its RunOnce value, cut before each of its lines, with
// a package that succeeds, fails, never ends or is not there.

namespace sankajo::test {
namespace {

const WinPath systemRoot = WinPath::of('C', {"windows"});
const WinPath folder = WinPath::of('C', {"Sankajo", "staged", "20030816T070000Z-1a2b3c4d"});
const QString runOnce = R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\RunOnce)";
const QString ole = R"(HKLM\SOFTWARE\Microsoft\Ole)";

QByteArray packageBytes() {
  QFile file(SANKAJO_PACKAGE);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

class TestStagedScript : public QObject {
  Q_OBJECT

  std::unique_ptr<WinePrefix> wine_;

  QString inside(const char* name) const { return wine_->path("Sankajo/staged/" + QString::fromStdString(folder.name()) + "/" + name); }
  bool has(const char* name) const { return QFile::exists(inside(name)); }
  QByteArray text(const QString& name) const {
    QFile file(name);
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }
  static void write(const QString& name, const QByteArray& bytes) {
    QFile::remove(name);
    QFile file(name);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) qFatal("cannot write");
  }
  /// The text of a value; "none" where there is none.
  QString value(const QString& key, const QString& name) const {
    const QString said = wine_->run("reg", {"query", key, "/v", name}).out;
    const QRegularExpressionMatch match =
        QRegularExpression(R"(REG_(EXPAND_)?SZ +(.*?)\s*$)", QRegularExpression::MultilineOption).match(said);
    return match.hasMatch() ? match.captured(2) : "none";
  }
  void set(const QString& key, const QString& name, const QString& data) const {
    wine_->run("reg",
               data == "none" ? QStringList{"delete", key, "/v", name, "/f"} : QStringList{"add", key, "/v", name, "/d", data, "/f"});
  }
  /// The same from the registry's own file, where nothing runs: a program that asks would start that Windows, and what it starts once.
  QByteArray stored(const QByteArray& key, const QByteArray& name) const {
    const QByteArray all = text(wine_->path("../system.reg"));
    const qsizetype from = all.toLower().indexOf("\n[" + key.toLower() + "]");
    const QByteArray section = from < 0 ? QByteArray() : all.mid(from, all.indexOf("\n\n", from) + 1 - from);
    const qsizetype at = section.indexOf("\n\"" + name + "\"=\"");
    if (at < 0) return "none";
    const qsizetype begin = at + name.size() + 5;
    return section.mid(begin, section.indexOf("\"\n", begin) - begin);
  }
  int begun() const { return static_cast<int>(text(wine_->path("installed.txt")).count('\n')); }

  StagePackage stage(const QString& switches, const QString& before) const {
    StagePackage out;
    const QByteArray bytes = packageBytes();
    out.folder = folder;
    out.package = {"KB828741", "KB828741.EXE", sha256Of(bytes.toStdString()), static_cast<std::uint64_t>(bytes.size()),
                   switches.toStdString()};
    PutValue put{*RegPath::parse(ole.toStdString()), std::nullopt, RegValue::ofText("EnableDCOM", "N"), folder};
    if (before != "none") put.before = RegValue::ofText("EnableDCOM", before.toStdString());
    out.protection = put;
    return out;
  }
  /// Puts the package ready in the prefix, as on an offline disk: the files by the engine, the registry by what the engine would set.
  void putReady(const StagePackage& what) {
    QDir(wine_->path("Sankajo")).removeRecursively();
    QFile::remove(wine_->path("installed.txt"));
    FakeTarget fake(systemRoot);
    fake.disk().addFolder(R"(C:\windows\system32\config)");
    const std::string bytes = packageBytes().toStdString();
    QVERIFY_OK(stageFiles(fake.files(), systemRoot, what, [&bytes](const PackageSink& sink) { return sink(bytes); }));
    QVERIFY(QDir().mkpath(inside("")));
    for (const char* name : {"KB828741.EXE", "SANKAJO.CMD", "SANKAJO.INF", "STAGED.JSON"}) {
      write(inside(name), QByteArray::fromStdString(fake.disk().bytes((folder / name).text()).value_or("")));
    }
    set(runOnce, "SankajoPatch", QString::fromStdString(startValue(folder, systemRoot).asText()));
    set(ole, "EnableDCOM", "N");
  }
  /// The next start of that Windows: takes RunOnce's values away, and starts what they say.
  void start() const { wine_->run("wineboot", {}); }
  void startByHand() const { wine_->run("cmd", {"/x", "/c", QString::fromStdString((folder / "SANKAJO.CMD").text())}); }

  /// Whether the engine sees in BACK.TXT that it was put back; empty where it does.
  std::string putBackSaid(const QString& before) const {
    FakeTarget fake(systemRoot);
    fake.disk().addFile((folder / "BACK.TXT").text(), text(inside("BACK.TXT")).toStdString());
    const auto told = saysPutBack(fake.files(), *stage("/0", before).protection);
    return !told ? describe(told.error()) : *told ? std::string() : "not told";
  }
  /// What a check says, of the folder as the script left it.
  StagedSeen seen() const {
    FakeTarget fake(systemRoot);
    for (const QFileInfo& file : QDir(inside("")).entryInfoList(QDir::Files)) {
      fake.disk().addFile((folder / file.fileName().toStdString()).text(), text(file.filePath()).toStdString());
    }
    std::vector<NotRead> gaps;
    const std::vector<StagedSeen> all = stagedSeen(fake, gaps, {});
    return all.empty() ? StagedSeen{} : all.front();
  }

 private slots:
  void init() { wine_ = std::make_unique<WinePrefix>(); }
  void cleanup() { wine_.reset(); }

  void aPackageIsInstalledAtTheStartAndAllIsPutBack_data() {
    QTest::addColumn<QString>("switches");
    QTest::addColumn<QString>("before");
    QTest::addColumn<int>("code");
    QTest::newRow("succeeds, Y") << "/0"
                                 << "Y" << 0;
    QTest::newRow("succeeds, no value") << "/0"
                                        << "none" << 0;
    QTest::newRow("restart needed") << "/3010"
                                    << "Y" << 3010;
    QTest::newRow("fails") << "/1603"
                           << "Y" << 1603;
    QTest::newRow("fails, percent sign and quote") << "/5"
                                                   << "50% \"x\"" << 5;
  }
  void aPackageIsInstalledAtTheStartAndAllIsPutBack() {
    QFETCH(QString, switches);
    QFETCH(QString, before);
    QFETCH(int, code);
    putReady(stage(switches, before));
    start();
    QCOMPARE(begun(), 1);
    QCOMPARE(text(wine_->path("installed.txt")), switches.toUtf8() + "\n");
    QCOMPARE(seen().exitCode.value_or(-1), code);
    QCOMPARE(value(ole, "EnableDCOM"), before);
    QCOMPARE(value(runOnce, "SankajoPatch"), QString("none"));
    QVERIFY(has("DONE.TXT") && has("BACK.TXT"));
    QVERIFY_SILENT(putBackSaid(before));
    // What runs once runs once.
    start();
    QCOMPARE(begun(), 1);
  }

  void aPackageThatIsNotThereIsToldAsFailed() {
    putReady(stage("/0", "Y"));
    QVERIFY(QFile::remove(inside("KB828741.EXE")));
    start();
    QVERIFY(has("RESULT.TXT"));
    QVERIFY2(seen().exitCode && !isInstalled(*seen().exitCode), text(inside("RESULT.TXT")).constData());
    QCOMPARE(value(ole, "EnableDCOM"), QString("Y"));
    QCOMPARE(value(runOnce, "SankajoPatch"), QString("none"));
  }

  void withoutItsPutBackTheScriptNeitherSaysItIsDoneNorForgets_data() {
    QTest::addColumn<bool>("starts");
    QTest::newRow("no INF, which would start it again too") << false;
    QTest::newRow("an INF that puts nothing back") << true;
  }
  void withoutItsPutBackTheScriptNeitherSaysItIsDoneNorForgets() {
    QFETCH(bool, starts);
    for (const char* before : {"Y", "none"}) {
      putReady(stage("/0", before));
      const QByteArray inf = text(inside("SANKAJO.INF"));
      QVERIFY(QFile::remove(inside("SANKAJO.INF")));
      if (starts) write(inside("SANKAJO.INF"), QByteArray(inf).replace("[Back]", "[Elsewhere]"));
      start();
      QVERIFY(has("RESULT.TXT") && !has("BACK.TXT") && !has("DONE.TXT"));
      QCOMPARE(value(ole, "EnableDCOM"), QString("N"));
      QCOMPARE(value(runOnce, "SankajoPatch") != "none", starts);
      write(inside("SANKAJO.INF"), inf);
      if (starts) {
        start();
      } else {
        startByHand();
      }
      QVERIFY(has("BACK.TXT") && has("DONE.TXT"));
      QCOMPARE(value(ole, "EnableDCOM"), QString(before));
      QCOMPARE(value(runOnce, "SankajoPatch"), QString("none"));
      QCOMPARE(begun(), 1);
    }
  }

  void withoutRegeditItIsPutBackThreeTimesAndTheRegistryTells() {
    putReady(stage("/0", "Y"));
    QVERIFY(QFile::remove(wine_->path("windows/regedit.exe")));
    for (int turn = 1; turn <= 3; ++turn) {
      QVERIFY(!has("DONE.TXT"));
      if (turn > 1) QVERIFY(value(runOnce, "SankajoPatch") != "none");
      set(ole, "EnableDCOM", "N");
      start();
      QCOMPARE(value(ole, "EnableDCOM"), QString("Y"));
    }
    QVERIFY(has("DONE.TXT") && !has("BACK.TXT"));
    QCOMPARE(value(runOnce, "SankajoPatch"), QString("none"));
    QCOMPARE(begun(), 1);
  }

  void aScriptThatIsCutBeforeAnyOfItsLinesComesToItsEndAtTheNextStart() {
    putReady(stage("/0", "none"));
    const QByteArray script = text(inside("SANKAJO.CMD"));
    const QList<QByteArray> lines = script.split('\n');
    const auto lineWith = [&lines](const char* words) {
      return std::distance(lines.begin(), std::ranges::find_if(lines, [words](const QByteArray& line) { return line.contains(words); }));
    };
    const qsizetype again = lineWith("InstallHinfSection Again"), out = lineWith("InstallHinfSection Out");
    QVERIFY(again < out && out < lines.size());
    int effective = 0;
    for (qsizetype cut = 1; cut < lines.size(); ++cut) {
      // Before a line that only says where to go on all is as before the one that is gone on with.
      if (std::ranges::any_of(std::initializer_list<const char*>{":", "rem ", "goto ", "for "}, [&](const char* head) { return lines[cut].startsWith(head); })) continue;
      const QByteArray at = "cut before line " + QByteArray::number(cut) + ": " + lines[cut].trimmed();
      putReady(stage("/0", "none"));
      QList<QByteArray> shorter = lines;
      shorter.insert(cut, "exit\r");
      write(inside("SANKAJO.CMD"), shorter.join('\n'));
      start();
      write(inside("SANKAJO.CMD"), script);
      if (!has("DONE.TXT")) {
        // Before it has put itself in again only the state file tells; from then on, until it has taken itself out, Windows starts it again.
        const bool startsAgain = value(runOnce, "SankajoPatch") != "none";
        QVERIFY2(startsAgain == (cut > again && cut <= out), at.constData());
        QVERIFY2(value(ole, "EnableDCOM") == (cut > out ? "none" : "N") || has("RESULT.TXT"), at.constData());
        if (startsAgain) {
          start();
        } else {
          startByHand();
        }
        ++effective;
      }
      QVERIFY2(value(ole, "EnableDCOM") == "none", at.constData());
      QVERIFY2(value(runOnce, "SankajoPatch") == "none", at.constData());
      QVERIFY2(seen().exitCode == 0 && !seen().gaveUp, at.constData());
      QVERIFY2(begun() >= 1 && begun() <= 2, at.constData());
    }
    QVERIFY(effective > 12);
  }

  void aPackageThatNeverEndsIsGivenUpAfterThreeTries() {
    putReady(stage("/wait", "Y"));
    for (int turn = 1; turn <= 3; ++turn) {
      QProcess boot;
      boot.setProcessEnvironment(wine_->environment());
      boot.start("wine", {"wineboot"});
      QTRY_COMPARE_WITH_TIMEOUT(begun(), turn, 60000);
      QVERIFY(!seen().exitCode);
      wine_->powerOff();
      boot.waitForFinished(60000);
      QCOMPARE(stored(R"(Software\\Microsoft\\Ole)", "EnableDCOM"), QByteArray("N"));
      QVERIFY(stored(R"(Software\\Microsoft\\Windows\\CurrentVersion\\RunOnce)", "SankajoPatch").endsWith("SANKAJO.CMD"));
    }
    start();
    QCOMPARE(begun(), 3);
    QVERIFY(seen().gaveUp);
    QCOMPARE(value(ole, "EnableDCOM"), QString("Y"));
    QCOMPARE(value(runOnce, "SankajoPatch"), QString("none"));
  }
};

}  // namespace
}  // namespace sankajo::test

QTEST_GUILESS_MAIN(sankajo::test::TestStagedScript)
#include "test_staged_script.moc"
