// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "engine/text.h"
#include "tests/support/disk_builder.h"
#include "tests/support/snapshot.h"
#include "tests/support/verdict.h"

using namespace sankajo::test;

namespace {

struct Ran {
  int exit = -1;
  QString out, err;
};

/// Runs sankajo-cli to its end. `input` is what is typed; null: standard input is closed.
Ran run(const QStringList& arguments, const QByteArray& input = QByteArray(), const QStringList& environment = {"LANG=en_US.UTF-8"}) {
  QProcess process;
  QStringList variables = QProcess::systemEnvironment();
  variables.removeIf([](const QString& variable) { return variable.startsWith("LC_") || variable.startsWith("LANG"); });
  process.setEnvironment(variables + environment);
  process.start(SANKAJO_CLI, arguments);
  process.write(input);
  process.closeWriteChannel();
  Ran ran;
  if (!process.waitForFinished(120000)) qFatal("sankajo-cli does not end");
  ran.exit = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
  ran.out = QString::fromUtf8(process.readAllStandardOutput());
  ran.err = QString::fromUtf8(process.readAllStandardError());
  return ran;
}

/// A name for a test's message.
const char* said(const Ran& ran) {
  static QByteArray text;
  text = QString("exit %1\n--- out\n%2--- err\n%3").arg(ran.exit).arg(ran.out, ran.err).toUtf8();
  return text.constData();
}

void write(const QString& path, const QByteArray& bytes) {
  QDir().mkpath(QFileInfo(path).path());
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) qFatal("cannot write");
}

QByteArray read(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A folder that goes away with the test, with a disk in it.
class Disk {
 public:
  explicit Disk(const DiskBuilder& builder) {
    if (const auto written = builder.writeTo(path().toStdString()); !written) qFatal("%s", describe(written.error()).c_str());
  }
  QString path() const { return folder_.path(); }
  Snapshot snapshot() const { return snapshotOf(path().toStdString()); }

 private:
  QTemporaryDir folder_;
};

DiskBuilder infectedXp() {
  DiskBuilder disk({});
  disk.threat("W32.Blaster.A", Specimen::PublishedSize);
  return disk;
}
/// Infected, with the remains of another worm, so that two groups of the plan have something in them.
DiskBuilder infectedXpWithTraces() {
  DiskBuilder disk = infectedXp();
  disk.run("www.hidro.4t.com", "enbiei.exe");
  return disk;
}
DiskBuilder cleanXp() { return DiskBuilder({DiskSystem::XpSp2}); }

/// Our own pack, copied to be spoilt.
void copyPack(const QString& to) {
  for (const char* name : {"advisory.json", "rules.yar", "text.ja.json", "text.en.json"}) {
    write(to + "/" + name, read(QString(SANKAJO_SOURCE_DIR) + "/resources/advisories/blaster/" + name));
  }
}

bool isOneLine(const QString& text) { return text.endsWith('\n') && text.count('\n') == 1; }
bool isJapanese(const QString& text) {
  return std::any_of(text.begin(), text.end(), [](QChar c) { return c.script() == QChar::Script_Hiragana; });
}

}  // namespace

class TestCli : public QObject {
  Q_OBJECT

 private slots:
  void wrongUsageIs64WithOneLine_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("nothing") << QStringList{};
    QTest::newRow("unknown verb") << QStringList{"scan"};
    QTest::newRow("unknown option") << QStringList{"check", "--fast"};
    QTest::newRow("unknown option before") << QStringList{"--fast", "check"};
    QTest::newRow("another verb's option") << QStringList{"check", "--yes"};
    QTest::newRow("two verbs") << QStringList{"check", "treat"};
    QTest::newRow("no value") << QStringList{"check", "--target"};
    QTest::newRow("depth") << QStringList{"check", "--depth", "deep"};
    QTest::newRow("language") << QStringList{"check", "--lang", "de"};
    QTest::newRow("twice") << QStringList{"check", "--target", "a", "--target", "b"};
    QTest::newRow("report's ending") << QStringList{"check", "--report", "report.pdf"};
    QTest::newRow("report in no folder") << QStringList{"check", "--report", "/nowhere/at/all/report.txt"};
    QTest::newRow("log in no folder") << QStringList{"check", "--log", "/nowhere/at/all/log"};
    QTest::newRow("lint without a pack") << QStringList{"lint"};
    QTest::newRow("surplus word") << QStringList{"check", "C:"};
  }
  void wrongUsageIs64WithOneLine() {
    QFETCH(QStringList, arguments);
    for (const bool japanese : {false, true}) {
      const Ran ran = run(arguments, {}, {japanese ? "LANG=ja_JP.UTF-8" : "LANG=C"});
      QVERIFY2(ran.exit == 64, said(ran));
      QVERIFY2(ran.out.isEmpty(), said(ran));
      QVERIFY2(isOneLine(ran.err), said(ran));
      QVERIFY2(isJapanese(ran.err) == japanese, said(ran));
    }
  }

  void theLanguageComesFromTheOptionThenFromTheEnvironment_data() {
    QTest::addColumn<QStringList>("environment");
    QTest::addColumn<QStringList>("arguments");
    QTest::addColumn<bool>("japanese");
    QTest::newRow("nothing") << QStringList{} << QStringList{} << false;
    QTest::newRow("LANG") << QStringList{"LANG=ja_JP.UTF-8"} << QStringList{} << true;
    QTest::newRow("LC_MESSAGES first") << QStringList{"LANG=ja_JP.UTF-8", "LC_MESSAGES=en_US.UTF-8"} << QStringList{} << false;
    QTest::newRow("LC_ALL first") << QStringList{"LC_ALL=ja_JP.UTF-8", "LC_MESSAGES=en_US.UTF-8", "LANG=C"} << QStringList{} << true;
    QTest::newRow("option") << QStringList{"LANG=C"} << QStringList{"--lang", "ja"} << true;
    QTest::newRow("joined option") << QStringList{"LC_ALL=ja_JP.UTF-8"} << QStringList{"--lang=en"} << false;
  }
  void theLanguageComesFromTheOptionThenFromTheEnvironment() {
    QFETCH(QStringList, environment);
    QFETCH(QStringList, arguments);
    QFETCH(bool, japanese);
    const Ran before = run(arguments + QStringList{"check", "--fast"}, {}, environment);
    QVERIFY2(isJapanese(before.err) == japanese, said(before));
    const Ran behind = run(QStringList{"check", "--fast"} + arguments, {}, environment);
    QVERIFY2(isJapanese(behind.err) == japanese, said(behind));
  }

  void versionAndHelpAreToldAndNothingElse_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("all") << QStringList{"--help"};
    for (const char* verb : {"targets", "check", "treat", "undo", "purge", "lint"}) QTest::newRow(verb) << QStringList{verb, "--help"};
  }
  void versionAndHelpAreToldAndNothingElse() {
    QFETCH(QStringList, arguments);
    for (const bool japanese : {false, true}) {
      const Ran ran = run(arguments, {}, {japanese ? "LANG=ja_JP.UTF-8" : "LANG=C"});
      QVERIFY2(ran.exit == 0, said(ran));
      QVERIFY2(ran.err.isEmpty(), said(ran));
      QVERIFY2(isJapanese(ran.out) == japanese, said(ran));
      // Every line that tells what something is for does so in the language; an unknown sentence would show as its key.
      QVERIFY2(!ran.out.contains("cli.") && !ran.out.contains("usage."), said(ran));
      if (japanese) QVERIFY2(!ran.out.contains("Options") && !ran.out.contains("Usage") && !ran.out.contains("Print this"), said(ran));
      if (!arguments.contains("--help") || arguments.size() == 1) {
        for (const char* option : {"--system-root", "--advisories", "--only-advisories", "--trust-pack", "--lang", "--quiet", "--log", "--version"}) {
          QVERIFY2(ran.out.contains(option), option);
        }
      }
    }
    for (const QStringList& where : {QStringList{"--version"}, QStringList{"check", "--version"}}) {
      const Ran version = run(where);
      QVERIFY2(version.exit == 0 && version.out.startsWith("sankajo-cli ") && isOneLine(version.out), said(version));
    }
  }

  void targetsIsOneObjectAndFine() {
    const Ran json = run({"targets", "--json"});
    QVERIFY2(json.exit == 0, said(json));
    const QJsonObject object = QJsonDocument::fromJson(json.out.toUtf8()).object();
    QCOMPARE(object["schema"].toString(), QString("sankajo.targets/1"));
    QVERIFY2(object["targets"].isArray() && object["encrypted"].isArray(), said(json));
    const Ran text = run({"targets"});
    QVERIFY2(text.exit == 0 && !text.out.isEmpty(), said(text));
  }

  void aFolderWithoutWindowsIs20_data() {
    QTest::addColumn<bool>("json");
    QTest::newRow("text") << false;
    QTest::newRow("json") << true;
  }
  void aFolderWithoutWindowsIs20() {
    QFETCH(bool, json);
    const QTemporaryDir empty;
    write(empty.filePath("file.txt"), "no disk");
    for (const QString& place : {empty.path(), empty.filePath("nowhere"), empty.filePath("file.txt"), QString()}) {
      for (const char* verb : {"check", "treat", "undo", "purge"}) {
        QStringList arguments{verb, "--target", place};
        if (json && QString(verb) != "purge") arguments.append("--json");
        const Ran ran = run(arguments);
        QVERIFY2(ran.exit == 20, said(ran));
        QVERIFY2(ran.out.isEmpty(), said(ran));
        QVERIFY2(isOneLine(ran.err), said(ran));
      }
    }
  }

  void aDiskThatIsNotMountedIsNamedAsSuch() {
    const QTemporaryDir folder;
    QByteArray bitLocker(4096, '\0');
    bitLocker.replace(0, 11, QByteArray("\xEB\x58\x90-FVE-FS-", 11));
    write(folder.filePath("locked.img"), bitLocker);
    const Ran locked = run({"check", "--target", folder.filePath("locked.img")});
    QVERIFY2(locked.exit == 20 && locked.err.contains("BitLocker"), said(locked));
  }

  void severalWindowsAre64AndNamed() {
    const Disk disk(infectedXp());
    const QTemporaryDir other;
    QVERIFY_OK(DiskBuilder({DiskSystem::Win2000Sp4}).writeTo(other.path().toStdString()));
    QVERIFY(QDir().rename(other.filePath("WINNT"), disk.path() + "/WINNT"));
    const Ran both = run({"check", "--target", disk.path()});
    QVERIFY2(both.exit == 64 && both.err.contains("WINNT") && both.err.contains("WINDOWS") && both.out.isEmpty(), said(both));
    const Ran none = run({"check", "--target", disk.path(), "--system-root", "WINXP"});
    QVERIFY2(none.exit == 64 && none.err.contains("WINXP"), said(none));
    const Ran one = run({"check", "--target", disk.path(), "--system-root", "windows", "--json"});
    QVERIFY2(one.exit == 10, said(one));
  }

  void aCheckTellsTheVerdictInEveryFormAndWritesNothing() {
    const Disk disk(infectedXp());
    const Snapshot before = disk.snapshot();
    const Ran json = run({"check", "--target", disk.path(), "--json"});
    QVERIFY2(json.exit == 10, said(json));
    QVERIFY2(json.err.isEmpty(), said(json));
    const QJsonObject object = QJsonDocument::fromJson(json.out.toUtf8()).object();
    QCOMPARE(object["infection"].toString(), QString("infected"));
    QCOMPARE(object["exit_code"].toInt(), 10);
    const Ran text = run({"--lang", "ja", "check", "--target", disk.path()});
    QVERIFY2(text.exit == 10 && text.out.contains("Blaster") && isJapanese(text.out), said(text));
    QVERIFY_SILENT(differences(before, disk.snapshot()));
  }

  void aCleanWindowsIsZero() {
    const Disk disk(cleanXp());
    const Ran ran = run({"check", "--target", disk.path(), "--depth", "quick"});
    QVERIFY2(ran.exit == 0, said(ran));
    QVERIFY2(ran.out.contains("No worm was found"), said(ran));
  }

  void aMissingHiveIs12WithAnObject() {
    DiskBuilder builder = cleanXp();
    builder.without(builder.hivePath("SYSTEM"));
    const Disk disk(builder);
    const Ran ran = run({"check", "--target", disk.path(), "--json"});
    QVERIFY2(ran.exit == 12, said(ran));
    QCOMPARE(QJsonDocument::fromJson(ran.out.toUtf8()).object()["infection"].toString(), QString("unknown"));
  }

  void aReportIsWrittenWholeInTheFormOfItsName() {
    const Disk disk(infectedXp());
    const QTemporaryDir folder;
    for (const char* ending : {"json", "txt", "html"}) {
      const QString file = folder.filePath(QString("report.") + ending);
      write(file, "old");
      const Ran ran = run({"check", "--target", disk.path(), "--report", file});
      QVERIFY2(ran.exit == 10, said(ran));
      QVERIFY2(read(file).contains("msblast.exe"), ending);
    }
    QVERIFY(!QJsonDocument::fromJson(read(folder.filePath("report.json"))).isNull());
    QVERIFY(read(folder.filePath("report.html")).startsWith("<!DOCTYPE html>"));
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden).size(), 3);
  }

  void aReportThatIsNotReachedLeavesTheOldOne() {
    const QTemporaryDir folder;
    const QString file = folder.filePath("report.txt");
    write(file, "old");
    const Ran ran = run({"check", "--target", folder.path(), "--report", file});
    QVERIFY2(ran.exit == 20, said(ran));
    QCOMPARE(read(file), QByteArray("old"));
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden).size(), 1);
  }

  void theLogIsEnglishWithTheTime() {
    const Disk disk(infectedXp());
    const QTemporaryDir folder;
    const Ran ran = run({"check", "--target", disk.path(), "--log", folder.filePath("log"), "--lang", "ja"});
    QVERIFY2(ran.exit == 10, said(ran));
    const QString log = QString::fromUtf8(read(folder.filePath("log")));
    QVERIFY2(log.contains("found C:\\WINDOWS\\system32\\msblast.exe") && log.contains("exit 10") && !isJapanese(log), qPrintable(log));
    QVERIFY(QRegularExpression("^\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ ").match(log).hasMatch());
  }

  void treatWithoutAnAnswerIs64AndChangesNothing_data() {
    QTest::addColumn<QByteArray>("input");
    QTest::newRow("nothing") << QByteArray();
    QTest::newRow("neither yes nor no") << QByteArray("perhaps\n\n");
    QTest::newRow("answers for one group of two") << QByteArray("y\n");
  }
  void treatWithoutAnAnswerIs64AndChangesNothing() {
    QFETCH(QByteArray, input);
    const Disk disk(infectedXpWithTraces());
    const Snapshot before = disk.snapshot();
    const Ran ran = run({"treat", "--target", disk.path(), "--json"}, input);
    QVERIFY2(ran.exit == 64, said(ran));
    QVERIFY2(ran.out.isEmpty(), said(ran));
    QVERIFY2(ran.err.contains("msblast.exe"), said(ran));
    QVERIFY_SILENT(differences(before, disk.snapshot()));
  }

  void whoStopsAtTheQuestionChangesNothing() {
    const Disk disk(infectedXp());
    const Snapshot before = disk.snapshot();
    QProcess process;
    process.start(SANKAJO_CLI, {"treat", "--target", disk.path(), "--lang", "en"});
    QByteArray asked;
    process.setReadChannel(QProcess::StandardError);
    while (!asked.contains("(yes/no)") && process.waitForReadyRead(60000)) asked += process.readAllStandardError();
    QVERIFY(asked.contains("(yes/no)"));
    process.terminate();
    QVERIFY(process.waitForFinished(60000));
    QCOMPARE(process.exitStatus(), QProcess::NormalExit);
    QCOMPARE(process.exitCode(), 14);
    QVERIFY(process.readAllStandardOutput().contains("Nothing was changed"));
    QVERIFY_SILENT(differences(before, disk.snapshot()));
  }

  void whoDeclinesKeepsEverythingAsItIs() {
    const Disk disk(infectedXpWithTraces());
    const Snapshot before = disk.snapshot();
    const Ran ran = run({"treat", "--target", disk.path(), "--json"}, "n\nいいえ\n");
    QVERIFY2(ran.exit == 14, said(ran));
    QCOMPARE(QJsonDocument::fromJson(ran.out.toUtf8()).object()["run"].toString(), QString());
    QVERIFY_SILENT(differences(before, disk.snapshot()));
  }

  void aDryRunNeverAsksAndNeverChanges() {
    const Disk disk(infectedXpWithTraces());
    const Snapshot before = disk.snapshot();
    const Ran ran = run({"treat", "--target", disk.path(), "--dry-run", "--json"});
    QVERIFY2(ran.exit == 10, said(ran));
    const QJsonArray operations = QJsonDocument::fromJson(ran.out.toUtf8()).object()["operations"].toArray();
    QVERIFY2(operations.size() >= 3, said(ran));
    for (const auto& one : operations) QCOMPARE(one.toObject()["outcome"].toString(), QString("skipped"));
    QVERIFY_SILENT(differences(before, disk.snapshot()));
  }

  void treatAsksForEachGroupInItsLanguage() {
    const Disk disk(infectedXpWithTraces());
    const Ran ran = run({"treat", "--target", disk.path(), "--lang", "ja"}, "そうですね\nはい\nn\n");
    QVERIFY2(ran.exit == 11, said(ran));
    QVERIFY2(ran.err.count("はい・いいえ") >= 2, said(ran));
    QVERIFY2(!QFile::exists(disk.path() + "/WINDOWS/system32/msblast.exe"), said(ran));
    // The traces were not agreed to.
    const Ran again = run({"check", "--target", disk.path(), "--json"});
    QCOMPARE(QJsonDocument::fromJson(again.out.toUtf8()).object()["infection"].toString(), QString("traces"));
  }

  void yesTakesTheCertainGroupAndUndoBringsItBack() {
    const Disk disk(infectedXpWithTraces());
    const Snapshot before = disk.snapshot();
    const Ran treat = run({"treat", "--target", disk.path(), "--yes", "--json"});
    QVERIFY2(treat.exit == 11, said(treat));
    const QJsonObject treated = QJsonDocument::fromJson(treat.out.toUtf8()).object();
    QCOMPARE(treated["infection"].toString(), QString("traces"));
    QCOMPARE(treated["before"].toObject()["infection"].toString(), QString("infected"));
    const QString run1 = treated["run"].toString();
    QVERIFY(!run1.isEmpty());

    const Ran wrong = run({"undo", "--target", disk.path(), "--run", "no-such-run"});
    QVERIFY2(wrong.exit == 64 && wrong.out.isEmpty() && isOneLine(wrong.err), said(wrong));
    const Ran undo = run({"undo", "--target", disk.path(), "--run", run1, "--json"});
    QVERIFY2(undo.exit == 0, said(undo));
    QVERIFY(QFile::exists(disk.path() + "/WINDOWS/system32/msblast.exe"));
    const Ran nothing = run({"undo", "--target", disk.path()});
    QVERIFY2(nothing.exit == 64, said(nothing));

    const Ran asked = run({"purge", "--target", disk.path()});
    QVERIFY2(asked.exit == 64 && asked.err.contains(run1), said(asked));
    const Ran declined = run({"purge", "--target", disk.path()}, "n\n");
    QVERIFY2(declined.exit == 14, said(declined));
    const Ran purged = run({"purge", "--target", disk.path()}, "yes\n");
    QVERIFY2(purged.exit == 0 && purged.out.contains(run1), said(purged));
    const Ran empty = run({"purge", "--target", disk.path(), "--yes"});
    QVERIFY2(empty.exit == 0, said(empty));
    QVERIFY_SILENT(differences(before, disk.snapshot(), {"WINDOWS/system32/config"}));
  }

  void tracesAreTakenWhereTheyAreAskedFor() {
    const Disk disk(infectedXpWithTraces());
    const Ran ran = run({"treat", "--target", disk.path(), "--yes", "--traces", "--json"});
    QVERIFY2(ran.exit == 11, said(ran));  // the hole is open
    QCOMPARE(QJsonDocument::fromJson(ran.out.toUtf8()).object()["infection"].toString(), QString("clean"));
  }

  void aHibernatedWindowsIsCheckedAndLeftAlone() {
    DiskBuilder builder = infectedXp();
    builder.file("hiberfil.sys", "hibr" + std::string(4092, '\0'));
    const Disk disk(builder);
    const Snapshot before = disk.snapshot();
    const Ran check = run({"check", "--target", disk.path()});
    QVERIFY2(check.exit == 10, said(check));
    for (const bool yes : {false, true}) {
      const Ran ran = run({"treat", "--target", disk.path(), yes ? "--yes" : "--quiet"});
      QVERIFY2(ran.exit == 20, said(ran));
      QVERIFY2(ran.out.contains("msblast.exe"), said(ran));  // the check stays visible
      QVERIFY2(isOneLine(ran.err), said(ran));
    }
    const Ran json = run({"treat", "--target", disk.path(), "--yes", "--json"});
    QVERIFY2(json.exit == 20 && json.out.isEmpty() && isOneLine(json.err), said(json));
    QVERIFY_SILENT(differences(before, disk.snapshot()));
  }

  void lintNamesFilePlaceAndMistake() {
    const QTemporaryDir folder;
    copyPack(folder.filePath("pack"));
    const Ran good = run({"lint", folder.filePath("pack")});
    QVERIFY2(good.exit == 0 && good.err.isEmpty() && good.out.contains("blaster"), said(good));

    QByteArray advisory = read(folder.filePath("pack/advisory.json"));
    write(folder.filePath("pack/advisory.json"), advisory.replace(0, advisory.indexOf('{') + 1, "{\"surprise\": 1,"));
    write(folder.filePath("pack/rules.yar"), "rule broken { condition: nothing_such }");
    const Ran bad = run({"lint", folder.filePath("pack")});
    QVERIFY2(bad.exit == 65 && bad.out.isEmpty(), said(bad));
    const QStringList lines = bad.err.split('\n', Qt::SkipEmptyParts);
    QVERIFY2(!lines.isEmpty(), said(bad));
    for (const QString& line : lines) QVERIFY2(line.startsWith(folder.filePath("pack") + "/"), qPrintable(line));
    QVERIFY2(bad.err.contains("surprise"), said(bad));
    const Ran missing = run({"lint", folder.filePath("nowhere")});
    QVERIFY2(missing.exit == 65 && isOneLine(missing.err), said(missing));
  }

  void aFaultyPackIs65() {
    const Disk disk(cleanXp());
    const QTemporaryDir folder;
    copyPack(folder.filePath("packs/one"));
    const auto check = [&](const QStringList& more) { return run(QStringList{"check", "--target", disk.path(), "--json"} + more); };
    const Ran twice = check({"--advisories", folder.filePath("packs")});
    QVERIFY2(twice.exit == 65 && twice.out.isEmpty() && isOneLine(twice.err), said(twice));
    const Ran only = check({"--only-advisories", folder.filePath("packs")});
    QVERIFY2(only.exit == 0, said(only));
    const Ran none = check({"--advisories", folder.path()});
    QVERIFY2(none.exit == 65 && isOneLine(none.err), said(none));
    write(folder.filePath("packs/one/advisory.json"), "{}");
    const Ran broken = check({"--only-advisories", folder.filePath("packs/one")});
    QVERIFY2(broken.exit == 65 && broken.out.isEmpty() && isOneLine(broken.err), said(broken));
  }

  void aPackFromOutsideMayOnlyLook() {
    const Disk disk(infectedXp());
    const QTemporaryDir folder;
    copyPack(folder.filePath("pack"));
    const Snapshot before = disk.snapshot();
    const QStringList arguments{"treat", "--target", disk.path(), "--yes", "--only-advisories", folder.filePath("pack"), "--json"};
    const Ran looked = run(arguments);
    QVERIFY2(looked.exit == 10, said(looked));
    QVERIFY_SILENT(differences(before, disk.snapshot()));
    const Ran trusted = run(arguments + QStringList{"--trust-pack"});
    QVERIFY2(trusted.exit == 11, said(trusted));
  }
};

QTEST_APPLESS_MAIN(TestCli)
#include "test_cli.moc"
