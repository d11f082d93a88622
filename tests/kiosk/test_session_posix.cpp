// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <signal.h>

#include <QDir>
#include <QElapsedTimer>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

// The supervisor, with a shell script for a wizard.
class TestSession : public QObject {
  Q_OBJECT

 private slots:
  void init() {
    if (!QDir("/dev/shm").exists()) QSKIP("no memory file system at /dev/shm");
    runtime_ = std::make_unique<QTemporaryDir>("/dev/shm/sankajo-session-XXXXXX");
    log_ = std::make_unique<QTemporaryDir>();
    QVERIFY(runtime_->isValid() && log_->isValid());
  }
  void cleanup() {
    if (session_.state() == QProcess::NotRunning) return;
    session_.terminate();
    QVERIFY(session_.waitForFinished(10'000));
  }

  void eachCustomerHasAFolderThatIsWiped() {
    start(
        "echo $PWD $HOME $TMPDIR $(ls -A | wc -l) >> $LOG/seen; mkdir -p a/b; echo secret > a/b/c; ln -s $LOG link; mkdir shut; touch "
        "shut/x; "
        "chmod 000 shut a; [ $(wc -l < $LOG/seen) -lt 3 ] || sleep 60");
    QTRY_COMPARE_WITH_TIMEOUT(lines("seen").size(), 3, 15'000);
    const QString folder = runtime_->filePath("sankajo-customer");
    for (const QString& line : lines("seen")) QCOMPARE(line, folder + " " + folder + " " + folder + " 0");
    QTRY_VERIFY(QFile::exists(folder + "/link"));
    session_.terminate();
    QVERIFY(session_.waitForFinished(10'000));
    QVERIFY(!QFile::exists(folder));
    // A link in it is taken away, not what it leads to.
    QVERIFY(QFile::exists(log_->filePath("seen")));
  }

  void aKilledWizardIsBack() {
    start("echo $$ >> $LOG/seen; exec sleep 600");
    for (int i = 1; i < 6; ++i) {
      QTRY_COMPARE_WITH_TIMEOUT(lines("seen").size(), i, 10'000);
      // Also when it has only just begun.
      if (i > 3) QTest::qWait(2100);
      ::kill(lines("seen").back().toInt(), SIGKILL);
    }
  }

  void whatACustomerLeavesRunningIsEnded() {
    start(
        "[ -e $LOG/seen ] && exec sleep 600; (trap '' TERM HUP; setsid sh -c 'trap \"\" TERM; echo $$ > $LOG/left; while :; do sleep 1; "
        "done' &) ; while [ ! -s $LOG/left ]; do sleep 0.05; done; echo > $LOG/seen");
    QTRY_VERIFY_WITH_TIMEOUT(QFile::exists(log_->filePath("seen")), 5000);
    const int left = lines("left").value(0).toInt();
    QVERIFY(left > 0);
    QTRY_VERIFY_WITH_TIMEOUT(::kill(left, 0) != 0 && errno == ESRCH, 5000);
    QVERIFY(session_.state() == QProcess::Running);
  }

  void aWizardThatStopsAnsweringIsEnded() {
    start("echo one >> $LOG/seen; printf x >&$SANKAJO_HEARTBEAT; exec sleep 600", {"--silence", "1"});
    QTRY_VERIFY_WITH_TIMEOUT(lines("seen").size() >= 2, 6000);
  }

  void aWizardThatNeverBeginsIsEnded() {
    start("echo one >> $LOG/seen; exec sleep 600", {"--first-beat", "1"});
    QTRY_VERIFY_WITH_TIMEOUT(lines("seen").size() >= 2, 6000);
  }

  void oneThatAnswersOrNeverBeganIsLeft_data() {
    QTest::addColumn<QString>("wizard");
    QTest::newRow("answers") << "echo one >> $LOG/seen; while :; do printf x >&$SANKAJO_HEARTBEAT; sleep 0.3; done";
    QTest::newRow("never began") << "echo one >> $LOG/seen; exec sleep 600";
    QTest::newRow("closes it") << "echo one >> $LOG/seen; printf x >&3; exec 3>&-; exec sleep 600";
    QTest::newRow("closes it at once") << "echo one >> $LOG/seen; exec 3>&-; exec sleep 600";
  }
  void oneThatAnswersOrNeverBeganIsLeft() {
    QFETCH(QString, wizard);
    start(wizard, {"--silence", "1"});
    QTest::qWait(4000);
    QCOMPARE(lines("seen").size(), 1);
  }

  void staffShutsItDown() {
    start("exit 50");
    QVERIFY(session_.waitForFinished(5000));
    QVERIFY(QFile::exists(runtime_->filePath("shut-down")));
    // The next session is not shut down for it.
    start("exec sleep 600");
    QTRY_VERIFY_WITH_TIMEOUT(!QFile::exists(runtime_->filePath("shut-down")), 5000);
    session_.terminate();
    QVERIFY(session_.waitForFinished(5000));
    QVERIFY(!QFile::exists(runtime_->filePath("sankajo-customer")));
  }

  void whatAnEarlierSessionLeftIsWiped() {
    QVERIFY(QDir(runtime_->path()).mkpath("sankajo-customer/old"));
    start("ls -A > $LOG/seen; echo end >> $LOG/seen; exec sleep 600");
    QTRY_COMPARE_WITH_TIMEOUT(lines("seen"), QStringList{"end"}, 5000);
  }

  void aFolderOnADiskIsRefused() {
    QTemporaryDir onDisk(SANKAJO_SOURCE_DIR "/session-XXXXXX");
    if (!onDisk.isValid()) QSKIP("the source folder takes no files");
    QProcess process;
    process.start(SANKAJO_KIOSK_SESSION, {"--runtime-dir", onDisk.path(), "--", "true"});
    QVERIFY(process.waitForFinished(5000));
    if (process.exitCode() == 0) QSKIP("the source folder lies in memory");
    QCOMPARE(process.exitCode(), 1);
    QVERIFY(process.readAllStandardError().contains("does not lie in memory"));
  }

 private:
  void start(const QString& wizard, const QStringList& more = {}) {
    QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
    environment.insert("LOG", log_->path());
    session_.setProcessEnvironment(environment);
    session_.setProcessChannelMode(QProcess::ForwardedChannels);
    session_.start(SANKAJO_KIOSK_SESSION, QStringList{"--runtime-dir", runtime_->path()} + more + QStringList{"--", "sh", "-c", wizard});
    QVERIFY(session_.waitForStarted());
  }
  QStringList lines(const QString& name) const {
    QFile file(log_->filePath(name));
    if (!file.open(QIODevice::ReadOnly)) return {};
    return QString::fromLocal8Bit(file.readAll()).split('\n', Qt::SkipEmptyParts);
  }

  std::unique_ptr<QTemporaryDir> runtime_, log_;
  QProcess session_;
};

QTEST_GUILESS_MAIN(TestSession)
#include "test_session_posix.moc"
