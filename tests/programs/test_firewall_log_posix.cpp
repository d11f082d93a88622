// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QElapsedTimer>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>

#include "tests/programs/run_cli.h"

// A firewall's log that has grown large, read by the program itself.

using namespace sankajo::test;

class TestFirewallLog : public QObject {
  Q_OBJECT

 private slots:
  void twoHundredMegabytesAreReadWithLittleMemory() {
    constexpr qint64 size = 200'000'000;
    const Disk disk(DiskBuilder({DiskSystem::XpSp2}));
    QFile log(disk.path() + "/WINDOWS/pfirewall.log");
    QVERIFY(log.open(QIODevice::WriteOnly));
    qint64 lines = 0;
    for (int day = 1; log.pos() < size; day = day % 28 + 1) {
      const QByteArray line = QString("2003-07-%1 07:00:00 DROP TCP 192.0.2.1 192.0.2.2 1034 135 48 S 1640769051 0 16384 - - -\r\n")
                                  .arg(day, 2, 10, QChar('0'))
                                  .toLatin1();
      const QByteArray block = line.repeated(5000);
      QVERIFY(log.write(block) == block.size() && log.write("broken\r\n") == 8);
      lines += 5000;
    }
    log.close();
    // The most memory that the program ever held is what the system says of a child that has ended.
    QProcess process;
    process.start("python3", {"-c",
                              "import resource, subprocess, sys\n"
                              "ran = subprocess.run(sys.argv[1:], stdout=subprocess.PIPE, check=False)\n"
                              "print(ran.returncode, resource.getrusage(resource.RUSAGE_CHILDREN).ru_maxrss)\n"
                              "sys.stdout.flush()\n"
                              "sys.stdout.buffer.write(ran.stdout)\n",
                              SANKAJO_CLI, "check", "--quiet", "--json", "--target", disk.path()});
    QElapsedTimer timer;
    timer.start();
    QVERIFY(process.waitForFinished(300'000));
    const QByteArray out = process.readAllStandardOutput();
    const QByteArrayList head = out.left(out.indexOf('\n')).split(' ');
    QCOMPARE(head.value(0), QByteArray("0"));
    qInfo("%s KiB, %lld ms", head.value(1).constData(), static_cast<long long>(timer.elapsed()));
#ifndef __SANITIZE_ADDRESS__
    constexpr qint64 mostMemory = 64 << 10;  // KiB
    QVERIFY(head.value(1).toLongLong() < mostMemory);
#endif
    const QJsonObject seen = QJsonDocument::fromJson(out.mid(out.indexOf('\n') + 1)).object()["firewall_log"].toObject();
    const QJsonObject first = seen["logs"].toArray()[0].toObject();
    QCOMPARE(first["entries"].toInteger(), lines);
    QCOMPARE(first["broken"].toInteger(), lines / 5000);
    QCOMPARE(seen["attempts"].toArray()[0].toObject()["total"].toInteger(), lines);
    QCOMPARE(seen["attempts"].toArray()[0].toObject()["days"].toArray().size(), 28);
  }
};

QTEST_GUILESS_MAIN(TestFirewallLog)
#include "test_firewall_log_posix.moc"
