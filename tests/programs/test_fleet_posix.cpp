// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QStandardPaths>
#include <memory>
#include <vector>

#include "tests/programs/run_cli.h"

// Reports of many PCs: how they come into one folder, and what becomes of them there.

using namespace sankajo::test;

namespace {

/// A disk of a PC with this name.
DiskBuilder diskOf(const std::string& computer, DiskSystem system = DiskSystem::XpSp2) {
  DiskBuilder disk({system});
  disk.system().sz("ControlSet001\\Control\\ComputerName\\ComputerName", "ComputerName", computer);
  return disk;
}
DiskBuilder infected(const std::string& computer) {
  DiskBuilder disk = diskOf(computer, DiskSystem::XpSp1);
  disk.threat("W32.Blaster.A", Specimen::PublishedSize);
  return disk;
}

QStringList filesIn(const QString& folder) {
  return QDir(folder).entryList(QDir::Files | QDir::Hidden, QDir::Name);
}

QJsonObject summaryOf(const QString& folder, const QStringList& more = {}) {
  return QJsonDocument::fromJson(run(QStringList{"summarise", folder, "--json"} + more).out.toUtf8()).object();
}
/// "PC-A infected, PC-B done"
QString told(const QJsonObject& summary) {
  QStringList all;
  for (const auto& one : summary["pcs"].toArray())
    all << one.toObject()["computer_name"].toString() + " " + one.toObject()["state"].toString();
  return all.join(", ");
}

/// Runs a shell's words in a mount namespace of their own, where this user may mount a small volume at `folder`.
Ran onVolume(const QString& folder, const QString& words) {
  QProcess process;
  process.start("unshare",
                {"--user", "--map-root-user", "--mount", "sh", "-c", "mount -t tmpfs -o size=64k small '" + folder + "' && " + words});
  process.closeWriteChannel();
  if (!process.waitForFinished(600'000)) qFatal("unshare does not end");
  return {process.exitCode(), QString::fromUtf8(process.readAllStandardOutput()), QString::fromUtf8(process.readAllStandardError())};
}

}  // namespace

class TestFleet : public QObject {
  Q_OBJECT

 private slots:
  void eachPcLeavesOneReportUnderItsName() {
    const QTemporaryDir reports;
    const Disk a(infected("PC-A")), b(diskOf("経理 <1>"));
    const Ran ran = run({"check", "--target", a.path(), "--json", "--report-to", reports.path()});
    QVERIFY2(ran.exit == 10 && ran.err.isEmpty(), said(ran));
    QVERIFY(run({"check", "--target", b.path(), "--report-to", reports.path()}).exit == 0);
    const QStringList files = filesIn(reports.path());
    QCOMPARE(files.size(), 2);
    QVERIFY2(QRegularExpression("^PC-A-[0-9a-f]{16}-[0-9]{8}T[0-9]{6}Z\\.json$").match(files[0]).hasMatch(), qPrintable(files[0]));
    QVERIFY2(files[1].startsWith("経理__1_-"), qPrintable(files[1]));
    // The very report that was printed.
    QCOMPARE(read(reports.filePath(files[0])), ran.out.toUtf8());
    QCOMPARE(told(summaryOf(reports.path())), QString("PC-A infected, 経理 <1> done"));
  }

  void aTreatmentsReportIsTheNewerOne() {
    const QTemporaryDir reports;
    const Disk disk(diskOf("PC-A").threat("W32.Blaster.A", Specimen::PublishedSize));
    QVERIFY(run({"check", "--target", disk.path(), "--report-to", reports.path()}).exit == 10);
    QTest::qWait(1100);  // names and order go by seconds
    QVERIFY(run({"treat", "--yes", "--traces", "--target", disk.path(), "--report-to", reports.path()}).exit == 0);
    const QJsonObject summary = summaryOf(reports.path());
    QCOMPARE(told(summary), QString("PC-A done"));
    QCOMPARE(summary["pcs"].toArray()[0].toObject()["reports"].toInt(), 2);
  }

  void nothingIsWrittenOverInOneSecond() {
    const QTemporaryDir reports;
    const Disk disk(diskOf("PC-A"));
    std::vector<std::unique_ptr<QProcess>> many;
    for (int i = 0; i < 6; ++i) {
      many.push_back(std::make_unique<QProcess>());
      many.back()->start(SANKAJO_CLI, {"check", "--quiet", "--target", disk.path(), "--report-to", reports.path()});
    }
    for (const auto& one : many) QVERIFY(one->waitForFinished(60'000) && one->exitCode() == 0);
    for (int i = 0; i < 3; ++i) QVERIFY(run({"check", "--target", disk.path(), "--report-to", reports.path()}).exit == 0);
    const QJsonObject summary = summaryOf(reports.path());
    QCOMPARE(told(summary), QString("PC-A done"));
    QVERIFY(summary["not_used"].toArray().isEmpty());
    for (const QString& file : filesIn(reports.path())) QVERIFY2(file.endsWith(".json"), qPrintable(file));
    QVERIFY(filesIn(reports.path()).size() >= 4);
  }

  void aFolderThatIsNoFolderIs64BeforeTheCheck() {
    const QTemporaryDir folder;
    write(folder.filePath("file"), "text");
    const Disk disk(infected("PC-A"));
    for (const QString& place : {folder.filePath("nowhere"), folder.filePath("file")}) {
      const Ran ran = run({"check", "--target", disk.path(), "--report-to", place});
      QVERIFY2(ran.exit == 64 && ran.out.isEmpty() && isOneLine(ran.err) && ran.err.contains(place), said(ran));
    }
  }

  void aReadOnlyOrFullFolderIsAClearError() {
    const QTemporaryDir folder;
    const Disk disk(infected("PC-A"));
    if (onVolume(folder.path(), "true").exit != 0) QSKIP("this user may not mount a volume in a namespace of its own");
    const QString check =
        QString("LC_ALL=C '%1' check --quiet --json --target '%2' --report-to '%3'").arg(SANKAJO_CLI, disk.path(), folder.path());
    const Ran readOnly = onVolume(folder.path(), "mount -o remount,ro small '" + folder.path() + "' && " + check);
    QVERIFY2(readOnly.exit == 64 && readOnly.out.isEmpty() && isOneLine(readOnly.err), said(readOnly));
    // Full: told, and the verdict is the check's. Nothing half lies there.
    const Ran full = onVolume(folder.path(), "{ dd if=/dev/zero of='" + folder.path() + "/full' bs=4k 2> /dev/null; " + check +
                                                 "; code=$?; ls -A '" + folder.path() + "' > '" + disk.path() + "/left'; exit $code; }");
    QVERIFY2(full.exit == 10 && isOneLine(full.err) && full.err.contains(folder.path()), said(full));
    QVERIFY2(!full.out.isEmpty(), said(full));
    QCOMPARE(read(disk.path() + "/left"), QByteArray("full\n"));
  }

  void theSummaryComesInEveryForm() {
    const QTemporaryDir reports;
    const Disk disk(infected("PC-A"));
    QVERIFY(run({"check", "--target", disk.path(), "--report-to", reports.path()}).exit == 10);
    write(reports.filePath("pcs.csv"), "name,system,place\npc-a,XP,1F\nPC-B,2000,2F\n");
    const QStringList list = {"--list", reports.filePath("pcs.csv")};
    QCOMPARE(told(summaryOf(reports.path(), list)), QString("PC-A infected, PC-B not_seen"));
    for (const char* form : {"", "--csv", "--html"}) {
      for (const bool japanese : {false, true}) {
        QStringList arguments = QStringList{"summarise", reports.path()} + list;
        if (*form != '\0') arguments << form;
        const Ran ran = run(arguments, {}, {japanese ? "LANG=ja_JP.UTF-8" : "LANG=C"});
        QVERIFY2(ran.exit == 0 && ran.err.isEmpty() && isJapanese(ran.out) == japanese, said(ran));
        for (const char* word : {"PC-A", "PC-B", "1F", "2F"}) QVERIFY2(ran.out.contains(word), said(ran));
      }
    }
    const QTemporaryDir empty;
    const Ran nothing = run({"summarise", empty.path()});
    QVERIFY2(nothing.exit == 0 && !nothing.out.isEmpty(), said(nothing));
    write(empty.filePath("list"), "\x83\x70\x83\x5C\n");
    const Ran badList = run({"summarise", empty.path(), "--list", empty.filePath("list")});
    QVERIFY2(badList.exit == 64 && isOneLine(badList.err), said(badList));
  }

  void noticesAreWrittenForAMail() {
    const QTemporaryDir folder;
    QFile list(folder.filePath("pcs.csv"));
    QVERIFY(list.open(QIODevice::WriteOnly) && list.write("パソコンの名前,Windows,置き場所\nPC-01,Windows 2000,2F\n") > 0);
    list.close();
    const Ran all = run({"notices", "--lang", "ja", "--office", "山田商店", "--contact", "内線 12", "--date", "2003-08-18", "--list", list.fileName()});
    QCOMPARE(all.exit, 0);
    for (const char* part : {"指示があるまで電源を入れないでください", "先にネットワークケーブルを抜いてください。", "パソコンの確認表", "Windows NT Workstation 4.0", "山田商店", "内線 12", "2003-08-18"})
      QVERIFY2(all.out.contains(part), qPrintable(all.out));
    QVERIFY(all.out.contains("PC-01") && !all.out.contains("____"));
    const Ran one = run({"notices", "--kind", "card", "--lang", "en"});
    QCOMPARE(one.exit, 0);
    QVERIFY2(one.out.contains("Unplug the network cable first.") && !one.out.contains("PCs to tick off"), qPrintable(one.out));
    QCOMPARE(one.out.count("____________________\n"), 3);
    QCOMPARE(run({"notices", "--kind", "banner"}).exit, 64);
    QCOMPARE(run({"notices", "--list", folder.filePath("none")}).exit, 64);
  }

  void fiveThousandReportsAreSummedUp() {
    const QTemporaryDir reports;
    const Disk disk(diskOf("PC-0"));
    const QByteArray done = run({"check", "--target", disk.path(), "--json"}).out.toUtf8();
    QJsonObject report = QJsonDocument::fromJson(done).object();
    for (int i = 0; i < 5000; ++i) {
      QJsonObject target = report["target"].toObject();
      target["computer_name"] = QString("PC-%1").arg(i);
      target["id"] = QString::number(i);
      report["target"] = target;
      report["infection"] = i % 5 == 0 ? "infected" : "clean";
      write(reports.filePath(QString("%1.json").arg(i)), QJsonDocument(report).toJson());
    }
    // What does not belong there, under names that would be markup.
    write(reports.filePath("<script>alert(1)</script>.json").replace("/script", "script"), "{");
    QVERIFY(QFile::link(reports.filePath("1.json"), reports.filePath("link.json")));
    // How long it takes is printed; a machine has other work too.
    QElapsedTimer timer;
    timer.start();
    const Ran ran = run({"summarise", reports.path(), "--html"});
    qInfo("%lld ms", static_cast<long long>(timer.elapsed()));
    QVERIFY(ran.exit == 0 && ran.out.size() < 4'000'000);
    QVERIFY(!ran.out.contains("<script") && ran.out.contains("&lt;script&gt;"));
    const QJsonObject summary = summaryOf(reports.path());
    QCOMPARE(summary["counts"].toObject()["infected"].toInt(), 1000);
    QCOMPARE(summary["counts"].toObject()["done"].toInt(), 4000);
    QStringList notUsed;
    for (const auto& one : summary["not_used"].toArray())
      notUsed << one.toObject()["file"].toString() + " " + one.toObject()["problem"].toString();
    QCOMPARE(notUsed.join(", "), QString("<script>alert(1)<script>.json not_a_report, link.json not_read"));
  }

  void ansibleChecksThreePcsAndGathersTheirReports() {
    const QString playbook = QStandardPaths::findExecutable("ansible-playbook");
    if (playbook.isEmpty()) QSKIP("there is no ansible-playbook here (Debian: ansible-core)");
    const QTemporaryDir folder;
    const Disk a(infected("PC-A")), b(diskOf("PC-B")), c(diskOf("PC-C", DiskSystem::Win2000Sp4));
    write(folder.filePath("pcs.csv"), "PC-A\nPC-B\nPC-C\nPC-D\n");
    write(folder.filePath("inventory"),
          QString("[pcs]\na sankajo_target='%1'\nb sankajo_target='%2'\nc sankajo_target='%3'\nd sankajo_target=/nowhere\n\n"
                  "[pcs:vars]\nansible_connection=local\nansible_python_interpreter=/usr/bin/python3\nsankajo_cli='%4'\n")
              .arg(a.path(), b.path(), c.path(), SANKAJO_CLI)
              .toUtf8());
    QProcess process;
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("LC_ALL", "C.UTF-8");
    environment.insert("ANSIBLE_LOCAL_TEMP", folder.filePath("ansible"));
    environment.insert("ANSIBLE_REMOTE_TEMP", folder.filePath("ansible-remote"));
    environment.insert("ANSIBLE_LOCALHOST_WARNING", "false");
    process.setProcessEnvironment(environment);
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(playbook, {"-i", folder.filePath("inventory"), SANKAJO_SOURCE_DIR "/packaging/fleet/check-pcs.yml", "-e",
                             QString("sankajo_summary_cli='%1' pc_list='%2'").arg(SANKAJO_CLI, folder.filePath("pcs.csv"))});
    process.closeWriteChannel();
    QVERIFY(process.waitForFinished(300'000));
    const QByteArray out = process.readAll();
    // One PC has no Windows to look at: that is told, and the others are checked all the same.
    QVERIFY2(process.exitCode() == 2, out);
    QVERIFY2(out.contains("2 PCs: something is left to do") || out.contains("1 PC: infected or possibly infected"), out);
    QCOMPARE(told(summaryOf(folder.filePath("reports"), {"--list", folder.filePath("pcs.csv")})),
             QString("PC-A infected, PC-C open, PC-D not_seen, PC-B done"));
    const QStringList names = filesIn(folder.filePath("reports"));
    QCOMPARE(names.size(), 3);
    // Whatever the disks are called: nothing is brought over another host's.
    for (int i = 0; i < 3; ++i) QVERIFY2(names[i].startsWith(QStringList{"a-PC-A-", "b-PC-B-", "c-PC-C-"}[i]), qPrintable(names[i]));
  }

  void thePlaybookForWindowsHasNoMistakeInItsWords() {
    const QString playbook = QStandardPaths::findExecutable("ansible-playbook");
    if (playbook.isEmpty()) QSKIP("there is no ansible-playbook here (Debian: ansible-core)");
    const QByteArray tasks = read(SANKAJO_SOURCE_DIR "/packaging/fleet/check-windows.yml");
    // The modules are of a collection that ansible-core has not: the same tasks with those of ansible-core in their places are read by Ansible itself.
    QByteArray readable = tasks;
    readable.replace("ansible.windows.win_tempfile", "ansible.builtin.tempfile")
        .replace("ansible.windows.win_command", "ansible.builtin.command");
    readable.replace("ansible.windows.win_find", "ansible.builtin.find").replace("ansible.windows.win_file", "ansible.builtin.file");
    QVERIFY(!readable.contains("ansible.windows.win"));
    const QTemporaryDir folder;
    write(folder.filePath("check-windows.yml"), readable);
    write(folder.filePath("play.yml"),
          "- hosts: all\n  gather_facts: false\n  tasks:\n    - ansible.builtin.import_tasks: check-windows.yml\n");
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(playbook, {"--syntax-check", "-i", "localhost,", folder.filePath("play.yml")});
    QVERIFY(process.waitForFinished(120'000));
    QVERIFY2(process.exitCode() == 0, process.readAll());
  }
};

QTEST_GUILESS_MAIN(TestFleet)
#include "test_fleet_posix.moc"
