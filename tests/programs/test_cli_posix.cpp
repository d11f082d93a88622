// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <functional>
#include <set>
#include <vector>

#include "engine/text.h"
#include "tests/programs/run_cli.h"
#include "tests/support/packages_folder.h"
#include "tests/support/verdict.h"

using namespace sankajo::test;

namespace {

/// Runs sankajo-cli with its standard error and input on a terminal of 80 columns, its standard output in a file. `typed` is asked with all
/// that stands on the terminal until then and gives what is typed next.
Ran runOnTerminal(const QStringList& arguments, const std::function<QByteArray(const QByteArray& shown)>& typed = {}) {
  const QTemporaryDir folder;
  const QByteArray outFile = folder.filePath("out").toLocal8Bit();
  std::vector<QByteArray> words = {SANKAJO_CLI, "--lang", "en"};
  for (const QString& argument : arguments) words.push_back(argument.toLocal8Bit());
  std::vector<char*> pointers;
  for (QByteArray& word : words) pointers.push_back(word.data());
  pointers.push_back(nullptr);
  winsize size{24, 80, 0, 0};
  int terminal = -1;
  const pid_t child = forkpty(&terminal, nullptr, nullptr, &size);
  if (child < 0) qFatal("no pseudo-terminal");
  if (child == 0) {
    const int out = ::open(outFile.constData(), O_WRONLY | O_CREAT, 0600);
    if (out >= 0 && ::dup2(out, STDOUT_FILENO) >= 0) ::execv(pointers.front(), pointers.data());
    ::_exit(127);
  }
  QByteArray shown, answer;
  char block[4096];
  // Reading fails when the program has ended and nobody holds the other side any more.
  for (ssize_t got = 0; (got = ::read(terminal, block, sizeof block)) > 0;) {
    shown.append(block, static_cast<int>(got));
    if (typed) answer = typed(shown);
    if (!answer.isEmpty() && ::write(terminal, answer.constData(), static_cast<std::size_t>(answer.size())) < 0) qFatal("cannot type");
  }
  int status = 0;
  ::waitpid(child, &status, 0);
  ::close(terminal);
  QFile file(outFile);
  if (!file.open(QIODevice::ReadOnly)) qFatal("no output");
  return {WIFEXITED(status) ? WEXITSTATUS(status) : -1, QString::fromUtf8(file.readAll()), QString::fromUtf8(shown)};
}

/// The lines that were written over one another, and what is left of them on the terminal.
const QString kWriteOver = "\r\x1b[K";
QStringList statusLines(const Ran& ran) {
  QStringList lines;
  for (QString line : ran.err.split(kWriteOver, Qt::SkipEmptyParts)) lines << line.remove("\x1b[?7l").remove("\x1b[?7h");
  return lines;
}

/// Presses Ctrl+C once, as soon as this stands on the terminal.
std::function<QByteArray(const QByteArray&)> ctrlCWhen(const char* text) {
  return [text, pressed = false](const QByteArray& shown) mutable {
    if (pressed || !shown.contains(text)) return QByteArray();
    pressed = true;
    return QByteArray("\x03");
  };
}

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

const QByteArray kPackageBytes = QByteArray::fromStdString(PackageOnDisc().bytes);

void writePatches(const QString& folder, const PackageOnDisc& package = {}) { QVERIFY(writePackages(folder.toStdString(), package)); }
DiskBuilder openXp() {
  return DiskBuilder({DiskSystem::XpSp1});
}

QJsonObject objectOf(const Ran& ran) {
  return QJsonDocument::fromJson(ran.out.toUtf8()).object();
}
QString stateOf(const Ran& ran, const QString& patch) {
  for (const auto& one : objectOf(ran)["patches"].toArray()) {
    if (one.toObject()["id"].toString() == patch) return one.toObject()["state"].toString();
  }
  return {};
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
    QTest::newRow("reports into no folder") << QStringList{"check", "--report-to", "/nowhere/at/all"};
    QTest::newRow("summary of nothing") << QStringList{"summarise"};
    QTest::newRow("summary of no folder") << QStringList{"summarise", "/nowhere/at/all"};
    QTest::newRow("list that is not there") << QStringList{"summarise", ".", "--list", "/nowhere/at/all"};
    QTest::newRow("summary in two forms") << QStringList{"summarise", ".", "--csv", "--json"};
    QTest::newRow("rules for nothing") << QStringList{"rules"};
    QTest::newRow("rules for what nobody knows") << QStringList{"rules", "--for", "pf"};
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
    for (const char* verb : {"targets", "check", "treat", "undo", "purge", "lint", "summarise", "rules", "situation", "report-form"}) QTest::newRow(verb) << QStringList{verb, "--help"};
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

  void theManualAndTheHelpNameTheSameOptions_data() {
    QTest::addColumn<QString>("verb");
    QTest::newRow("every verb") << QString();
    for (const char* verb : {"targets", "check", "treat", "undo", "purge", "lint", "summarise", "rules", "situation", "report-form"}) QTest::newRow(verb) << QString(verb);
  }
  void theManualAndTheHelpNameTheSameOptions() {
    QFETCH(QString, verb);
    const auto optionsIn = [](const QString& text, const QString& line) {
      std::set<QString> options;
      QRegularExpression option(line + "(--[a-z-]+)", QRegularExpression::MultilineOption);
      for (auto match = option.globalMatch(text); match.hasNext();) options.insert(match.next().captured(1));
      return options;
    };
    const Ran help = run(verb.isEmpty() ? QStringList{"--help"} : QStringList{verb, "--help"});
    std::set<QString> told = optionsIn(help.out, "^ +(?:-h,)?");
    if (!verb.isEmpty()) told.erase("--help");
    const QString manual = QString::fromUtf8(read(SANKAJO_SOURCE_DIR "/docs/command-line.md"));
    const QString section = manual.section(verb.isEmpty() ? QString("\n## Options of every verb\n") : "\n### `" + verb + "`\n", 1).section("\n## ", 0, 0).section("\n### ", 0, 0);
    QVERIFY2(!section.isEmpty(), said(help));
    const std::set<QString> written = optionsIn(section, "^\\| `");
    QVERIFY2(told == written, said(help));
    QVERIFY(verb == "lint" || !told.empty());
  }

  void theManualNamesEveryKeyAndCode() {
    const QString manual = QString::fromUtf8(read(SANKAJO_SOURCE_DIR "/docs/command-line.md"));
    for (const int code : {0, 10, 11, 12, 13, 14, 20, 64, 65, 70}) QVERIFY2(manual.contains(QString("\n| %1 | ").arg(code)), qPrintable(QString::number(code)));
    const std::function<void(const QJsonValue&)> look = [&](const QJsonValue& value) {
      for (const auto& one : value.toArray()) look(one);
      const QJsonObject object = value.toObject();
      for (const QString& key : object.keys()) {
        QVERIFY2(manual.contains("`" + key + "`"), qPrintable(key));
        look(object[key]);
      }
    };
    const QJsonDocument example = QJsonDocument::fromJson(read(SANKAJO_SOURCE_DIR "/docs/report-example.json"));
    QVERIFY(example.object().size() > 15);
    look(example.object());
    look(QJsonDocument::fromJson(run({"targets", "--json"}).out.toUtf8()).object());
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

  void aReportFormIsPrintedOrSavedAndNothingElse() {
    const Disk disk(infectedXp());
    const QTemporaryDir folder;
    const Snapshot before = disk.snapshot();
    for (const bool japanese : {false, true}) {
      const QStringList environment = {japanese ? "LANG=ja_JP.UTF-8" : "LANG=C"};
      const Ran printed = run({"report-form", "--target", disk.path()}, {}, environment);
      QVERIFY2(printed.exit == 0 && printed.err.isEmpty() && isJapanese(printed.out) == japanese && printed.out.contains("msblast.exe"), said(printed));
      const Ran saved = run({"report-form", "--target", disk.path(), "--save", folder.filePath("form.txt")}, {}, environment);
      QVERIFY2(saved.exit == 0 && saved.out.isEmpty() && saved.err.isEmpty(), said(saved));
      QVERIFY(read(folder.filePath("form.txt")).contains("msblast.exe"));
    }
    QVERIFY(disk.snapshot() == before);
    const Ran nowhere = run({"report-form", "--target", disk.path(), "--save", "/nowhere/at/all.txt"});
    QVERIFY2(nowhere.exit == 64 && isOneLine(nowhere.err), said(nowhere));
    QCOMPARE(run({"report-form", "--target", folder.path()}).exit, 20);
  }

  void theHelpSaysWhatAWormIs() {
    for (const bool japanese : {false, true}) {
      const Ran help = run({"--help"}, {}, {japanese ? "LANG=ja_JP.UTF-8" : "LANG=C"});
      QVERIFY2(help.out.contains(japanese ? "ワームとは" : "What is a worm?"), said(help));
      QVERIFY2(help.out.contains(japanese ? "自分で広がるプログラム" : "spreads by itself over the network"), said(help));
    }
  }

  void rulesAndFiguresArePrintedInBothLanguages_data() {
    QTest::addColumn<QStringList>("arguments");
    for (const char* filter : {"nftables", "iptables", "powershell", "netsh", "ios", "yamaha"}) QTest::newRow(filter) << QStringList{"rules", "--for", filter};
    QTest::newRow("situation") << QStringList{"situation"};
    QTest::newRow("situation as JSON") << QStringList{"situation", "--json"};
  }
  void rulesAndFiguresArePrintedInBothLanguages() {
    QFETCH(QStringList, arguments);
    for (const bool japanese : {false, true}) {
      const Ran ran = run(arguments, {}, {japanese ? "LANG=ja_JP.UTF-8" : "LANG=C"});
      QVERIFY2(ran.exit == 0 && ran.err.isEmpty() && isJapanese(ran.out) == japanese, said(ran));
      QVERIFY2(ran.out.contains(arguments[0] == "rules" ? "4444" : "2003-08-16") && !ran.out.contains(QRegularExpression("\\b593\\b")), said(ran));
    }
    if (arguments[0] == "rules") QVERIFY(run(arguments + QStringList{"--all-ports"}).out.contains(QRegularExpression("\\b593\\b")));
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
    while (!asked.contains("(yes/no)") && process.waitForReadyRead(600'000)) asked += process.readAllStandardError();
    QVERIFY(asked.contains("(yes/no)"));
    process.terminate();
    QVERIFY(process.waitForFinished(600'000));
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

  void aDamagedRecordIsNotSaidToBeNothing() {
    const Disk disk(infectedXp());
    const Ran treat = run({"treat", "--target", disk.path(), "--yes", "--json"});
    const QString good = QJsonDocument::fromJson(treat.out.toUtf8()).object()["run"].toString();
    QVERIFY2(!good.isEmpty(), said(treat));
    write(disk.path() + "/Sankajo/quarantine/damaged/journal.jsonl", "no journal\nat all\n");
    const Ran other = run({"purge", "--target", disk.path(), "--run", good, "--yes"});
    QVERIFY2(other.exit == 0 && other.err.count('\n') == 1, said(other));
    for (const QStringList& more : {QStringList{}, QStringList{"--run", "damaged"}}) {
      const Ran ran = run(QStringList{"purge", "--target", disk.path(), "--yes"} + more);
      QVERIFY2(ran.exit == 14 && ran.out.isEmpty() && ran.err.contains("damaged"), said(ran));
    }
    QVERIFY(QFile::exists(disk.path() + "/Sankajo/quarantine/damaged/journal.jsonl"));
  }

  void aPackageAtHandIsToldAndPutReadyAndUndoTakesItAway() {
    const Disk disk(openXp());
    const QTemporaryDir patches;
    writePatches(patches.path());
    const Snapshot before = disk.snapshot();
    const Ran told = run({"check", "--target", disk.path(), "--patches", patches.path(), "--json"});
    QVERIFY2(told.exit == 11, said(told));
    const QJsonObject seen = objectOf(told)["packages"].toArray().at(0).toObject();
    QVERIFY2(seen["at_hand"].toBool() && seen["file"].toString() == "windowsxp-kb828741-x86-jpn.exe", said(told));
    const Ran text = run({"check", "--target", disk.path(), "--patches", patches.path()});
    QVERIFY2(text.out.contains("\"windowsxp-kb828741-x86-jpn.exe\" is at hand"), said(text));
    QVERIFY_SILENT(differences(before, disk.snapshot()));

    const Ran plan = run({"treat", "--target", disk.path(), "--patches", patches.path(), "--dry-run"});
    QVERIFY2(plan.exit == 11 && plan.out.contains("Put \"KB828741.EXE\" ready"), said(plan));
    QVERIFY_SILENT(differences(before, disk.snapshot()));
    const Ran asked = run({"treat", "--target", disk.path(), "--patches", patches.path()}, "yes\n");
    QVERIFY2(asked.exit == 13 && asked.err.contains("Put \"KB828741.EXE\" ready"), said(asked));
    const Ran staged = run({"check", "--target", disk.path(), "--patches", patches.path(), "--json"});
    QVERIFY2(staged.exit == 11 && stateOf(staged, "KB828741") == "staged" && objectOf(staged)["packages"].toArray().isEmpty(),
             said(staged));
    const Ran again = run({"treat", "--target", disk.path(), "--patches", patches.path(), "--yes", "--json"});
    QVERIFY2(again.exit == 11 && objectOf(again)["operations"].toArray().isEmpty(), said(again));

    const Ran undone = run({"undo", "--target", disk.path()});
    QVERIFY2(undone.exit == 0, said(undone));
    QVERIFY2(stateOf(run({"check", "--target", disk.path(), "--json"}), "KB828741") == "missing", said(undone));
  }

  void theWormGoesInTheSameTreatmentThatPutsThePatchReady() {
    const Disk disk(infectedXp());
    const QTemporaryDir patches;
    writePatches(patches.path());
    const Ran ran = run({"treat", "--target", disk.path(), "--patches", patches.path(), "--yes", "--json"});
    QVERIFY2(ran.exit == 13, said(ran));
    QCOMPARE(objectOf(ran)["infection"].toString(), QString("clean"));
    QCOMPARE(objectOf(ran)["exposure"].toString(), QString("open"));
    QCOMPARE(stateOf(ran, "KB828741"), QString("staged"));
  }

  void whatWelchiaUsesBesideIsAdvisedAfterItIsGoneToo() {
    DiskBuilder builder = openXp();
    builder.threat("W32.Welchia.A", Specimen::WithStrings);
    const Disk disk(builder);
    for (const char* verb : {"check", "treat"}) {
      const Ran ran =
          run(QStringList{verb, "--target", disk.path(), "--json"} + (QString(verb) == "treat" ? QStringList{"--yes"} : QStringList()));
      const QJsonObject advised = objectOf(ran)["advised"].toArray().at(0).toObject();
      QVERIFY2(advised["patch"].toString() == "KB815021" && advised["bulletin"].toString() == "MS03-007", said(ran));
    }
    const Ran after = run({"check", "--target", disk.path(), "--json"});
    QVERIFY2(objectOf(after)["infection"].toString() == "clean" && objectOf(after)["advised"].toArray().isEmpty(), said(after));
  }

  void theFolderBesideTheProgramIsTakenByItself() {
    const Disk disk(openXp());
    const QTemporaryDir beside;
    const QString program = beside.filePath("sankajo-cli");
    QVERIFY(QFile::copy(SANKAJO_CLI, program));
    const auto atHand = [&] {
      QProcess process;
      process.start(program, {"check", "--target", disk.path(), "--json"});
      process.waitForFinished(600'000);
      const QJsonArray packages = QJsonDocument::fromJson(process.readAllStandardOutput()).object()["packages"].toArray();
      return std::pair(packages.size(), packages.at(0).toObject()["at_hand"].toBool());
    };
    QCOMPARE(atHand(), std::pair(qsizetype{0}, false));
    writePatches(beside.filePath("patches"));
    QCOMPARE(atHand(), std::pair(qsizetype{1}, true));
    // A list that nobody named and that is no list does not stand in the way.
    write(beside.filePath("patches/packages.json"), "{}");
    QCOMPARE(atHand(), std::pair(qsizetype{0}, false));
  }

  void aFileThatIsNotTheOneIsNotPutReady_data() {
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("system");
    QTest::addColumn<QString>("problem");
    QTest::newRow("one byte changed") << "windowsxp-kb828741-x86-jpn.exe"
                                      << "xp"
                                      << "changed";
    QTest::newRow("an English Windows") << "windowsxp-kb828741-x86-jpn.exe"
                                        << "english"
                                        << "other_language";
    QTest::newRow("2000 SP1") << "windows2000-kb828741-x86-jpn.exe"
                              << "2000-sp1"
                              << "service_pack";
    QTest::newRow("PC-98") << "windows2000-kb828741-x86-jpn.exe"
                           << "pc98"
                           << "not_for_nec98";
    QTest::newRow("NT 4.0 Workstation") << "windowsnt4server-kb828741-x86-jpn.exe"
                                        << "workstation"
                                        << "other_edition";
  }
  void aFileThatIsNotTheOneIsNotPutReady() {
    QFETCH(QString, file);
    QFETCH(QString, system);
    QFETCH(QString, problem);
    DiskOptions options;
    if (system == "english") options.language = "0409";
    if (system == "2000-sp1") options.system = DiskSystem::Win2000Sp2;
    if (system == "pc98") options.system = DiskSystem::Win2000Sp4;
    if (system == "workstation") options.system = DiskSystem::Nt4Workstation;
    DiskBuilder builder(options);
    const char* const current = "Microsoft\\Windows NT\\CurrentVersion";
    if (system == "2000-sp1") builder.software().sz(current, "CSDVersion", "Service Pack 1");
    if (system == "pc98") builder.software().sz(current, "SourcePath", "D:\\NEC98");
    const Disk disk(builder);
    const QTemporaryDir patches;
    if (file.startsWith("windowsxp")) writePatches(patches.path());
    if (file.startsWith("windows2000")) writePatches(patches.path(), {file.toStdString(), "windows_2000", {2, 3, 4}});
    if (file.startsWith("windowsnt4")) writePatches(patches.path(), {file.toStdString(), "nt4_server", {6}, "/q /z"});
    if (problem == "changed") write(patches.filePath(file), QByteArray(kPackageBytes).replace(1000, 1, "x"));
    const Snapshot before = disk.snapshot();
    const Ran ran = run({"treat", "--target", disk.path(), "--patches", patches.path(), "--yes", "--json"});
    QVERIFY2(ran.exit == 11, said(ran));
    QVERIFY_SILENT(differences(before, disk.snapshot()));
    const QJsonObject seen = objectOf(ran)["packages"].toArray().at(0).toObject();
    QVERIFY2(!seen["at_hand"].toBool() && seen["refused"].toArray().at(0).toObject()["problem"].toString() == problem, said(ran));
    for (const char* language : {"ja", "en"}) {
      const Ran text = run({"check", "--target", disk.path(), "--patches", patches.path(), "--lang", language});
      QVERIFY2(text.out.contains(file) && !text.out.contains("package."), said(text));
    }
    if (system == "pc98")
      QCOMPARE(objectOf(ran)["holes"].toArray().at(0).toObject()["package"].toObject()["file"].toString(),
               QString("windows2000-kb828741-nec98-jpn.exe"));
  }

  void aNamedFolderWithoutAUsableListIs64() {
    const Disk disk(openXp());
    const QTemporaryDir patches;
    for (const char* verb : {"check", "treat"}) {
      for (const QString& folder : {patches.path(), patches.filePath("nowhere"), QString("/dev/null")}) {
        const Ran none = run({verb, "--target", disk.path(), "--patches", folder});
        QVERIFY2(none.exit == 64 && isOneLine(none.err) && none.err.contains("packages.json"), said(none));
      }
    }
    write(patches.filePath("packages.json"), "{\"schema\": \"sankajo.packages/9\", \"packages\": []}");
    const Ran broken = run({"check", "--target", disk.path(), "--patches", patches.path()});
    QVERIFY2(broken.exit == 64 && isOneLine(broken.err), said(broken));
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

  void onATerminalOneLineTellsHowFarItIsAndGoes() {
    const Disk disk(infectedXp());
    const Ran ran = runOnTerminal({"check", "--target", disk.path()});
    QVERIFY2(ran.exit == 10, said(ran));
    QVERIFY2(ran.out.contains("Blaster") && !ran.out.contains('\x1b'), said(ran));
    const QStringList lines = statusLines(ran);
    QVERIFY2(!lines.isEmpty(), said(ran));
    for (const QString& line : lines) {
      QVERIFY2(line.startsWith("Looking at ") && line.size() <= 80 && !line.contains('\n') && !line.contains('\x1b'), qPrintable(line));
    }
    QVERIFY2(ran.err.endsWith(kWriteOver), said(ran));
  }

  void noLineIsWrittenOverWhereNobodyWatches_data() {
    QTest::addColumn<QStringList>("arguments");
    QTest::newRow("--quiet") << QStringList{"--quiet"};
    QTest::newRow("--json") << QStringList{"--json"};
  }
  void noLineIsWrittenOverWhereNobodyWatches() {
    QFETCH(QStringList, arguments);
    const Disk disk(infectedXp());
    const Ran watched = runOnTerminal(QStringList{"check", "--target", disk.path()} + arguments);
    QVERIFY2(watched.exit == 10 && watched.err.isEmpty(), said(watched));
    const Ran ran = run({"check", "--target", disk.path()});
    QVERIFY2(ran.exit == 10 && ran.err.isEmpty(), said(ran));
  }

  void ctrlCEndsACheckWithoutAVerdict() {
    // Four megabytes each to look at, though little on the disk. However late the key comes, one of these is enough to be stopped in.
    for (const int copies : {400, 4'000, 40'000}) {
      DiskBuilder builder = infectedXp();
      builder.program(builder.system32("large.dll"), 4'000'000);
      const Disk disk(builder);
      const std::filesystem::path system32 = disk.path().toStdString() + "/WINDOWS/system32";
      for (int i = 0; i < copies; ++i) std::filesystem::create_hard_link(system32 / "large.dll", system32 / ("large" + std::to_string(i) + ".dll"));
      const Ran ran = runOnTerminal({"check", "--target", disk.path()}, ctrlCWhen("Looking at"));
      if (ran.exit == 10) continue;  // it had come to its end before
      QVERIFY2(ran.exit == 12, said(ran));
      QVERIFY2(ran.out.isEmpty(), said(ran));
      QVERIFY2(statusLines(ran).last().startsWith("Stopped. Nothing was changed."), said(ran));
      return;
    }
    QFAIL("no check could be stopped");
  }

  void ctrlCEndsATreatmentWithNothingHalfDone() {
    DiskBuilder builder({});
    for (int i = 0; i < 240; ++i) {
      builder.program(builder.system32("worm" + std::to_string(i) + ".exe"), std::nullopt, {std::string(kBlasterText), std::string(kBlasterText2)});
    }
    for (int attempt = 0; attempt < 5; ++attempt) {
      const Disk disk(builder);
      const Snapshot before = disk.snapshot();
      const QTemporaryDir folder;
      const QString report = folder.filePath("report.json");
      const Ran ran = runOnTerminal({"treat", "--target", disk.path(), "--yes", "--report", report}, ctrlCWhen("(done)"));
      if (ran.exit == 11) continue;  // it had come to its end before
      QVERIFY2(ran.exit == 14, said(ran));
      std::set<QString> outcomes;
      for (const auto& one : QJsonDocument::fromJson(read(report)).object()["operations"].toArray()) outcomes.insert(one.toObject()["outcome"].toString());
      QVERIFY2((outcomes == std::set<QString>{"done", "skipped"}), said(ran));
      QVERIFY2(ran.out.contains("(done)"), said(ran));
      // Each file is at home or kept, and the record says which.
      int home = 0;
      int kept = 0;
      for (const auto& [path, entry] : disk.snapshot()) {
        home += path.find("/worm") != std::string::npos ? 1 : 0;
        kept += path.ends_with(".kept") ? 1 : 0;
        QVERIFY2(!path.ends_with(".raw"), path.c_str());
      }
      QVERIFY2(home > 0 && kept > 0, said(ran));
      QCOMPARE(home + kept, 240);
      const Ran check = run({"check", "--target", disk.path(), "--json"});
      QVERIFY2(QJsonDocument::fromJson(check.out.toUtf8()).object()["interrupted"].isNull(), said(check));
      const Ran undo = run({"undo", "--target", disk.path(), "--json"});
      QVERIFY2(undo.exit == 0, said(undo));
      QVERIFY_SILENT(differences(before, disk.snapshot(), {"Sankajo"}));
      return;
    }
    QFAIL("no treatment could be stopped");
  }
};

QTEST_APPLESS_MAIN(TestCli)
#include "test_cli_posix.moc"
