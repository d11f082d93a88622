// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/stat.h>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>

#include "kiosk/figures.h"
#include "tests/support/verdict.h"
#include "tests/support/wording_in.h"

using namespace sankajo;
using namespace sankajo::test;

namespace {

/// "day: checked infected treated undecided (totals)" in a line each.
std::string textOf(const std::vector<DayFigures>& days) {
  std::string text;
  for (const DayFigures& one : days) {
    text += one.day + ":";
    for (const Figures* const figures : {&one.that, &one.total}) {
      text += figures == &one.that ? " " : " of ";
      text += std::to_string(figures->checked) + "/" + std::to_string(figures->infected) + "/" + std::to_string(figures->treated) + "/" +
              std::to_string(figures->undecided);
    }
    text += "\n";
  }
  return text;
}

}  // namespace

class TestFigures : public QObject {
  Q_OBJECT

 private slots:
  void init() { folder_ = std::make_unique<QTemporaryDir>(); }

  void eachDayAndTheTotalsAreCounted() {
    FigureBook book(file());
    QVERIFY_OK(book.days());
    QVERIFY(book.days()->empty());
    QVERIFY_OK(book.count(Counted::Infected, "2026-11-27", "b"));
    QVERIFY_OK(book.count(Counted::Treated, "2026-11-27", "run b"));
    QVERIFY_OK(book.count(Counted::NotInfected, "2026-11-26", "a"));
    QVERIFY_OK(book.count(Counted::Undecided, "2026-11-27", "c"));
    QCOMPARE(textOf(*book.days()), std::string("2026-11-26: 1/0/0/0 of 1/0/0/0\n2026-11-27: 2/1/1/1 of 3/1/1/1\n"));
  }

  void theSameIsCountedOnce() {
    FigureBook book(file());
    for (int i = 0; i < 3; ++i) QVERIFY_OK(book.count(Counted::Infected, "2026-11-27", "session 7"));
    // Its treatment is another thing, also by the same name.
    for (int i = 0; i < 3; ++i) QVERIFY_OK(book.count(Counted::Treated, "2026-11-28", "session 7"));
    QCOMPARE(textOf(*book.days()), std::string("2026-11-27: 1/1/0/0 of 1/1/0/0\n2026-11-28: 0/0/1/0 of 1/1/1/0\n"));
  }

  void whatCouldNotBeDecidedIsCountedAnewWhenItCan() {
    FigureBook book(file());
    for (int i = 0; i < 2; ++i) QVERIFY_OK(book.count(Counted::Undecided, "2026-11-27", "a"));
    QCOMPARE(textOf(*book.days()), std::string("2026-11-27: 1/0/0/1 of 1/0/0/1\n"));
    for (int i = 0; i < 2; ++i) QVERIFY_OK(book.count(Counted::Infected, "2026-11-28", "a"));
    QCOMPARE(textOf(*book.days()), std::string("2026-11-27: 0/0/0/0 of 0/0/0/0\n2026-11-28: 1/1/0/0 of 1/1/0/0\n"));
    // Decided is decided.
    QVERIFY_OK(book.count(Counted::Undecided, "2026-11-28", "a"));
    QVERIFY_OK(book.count(Counted::NotInfected, "2026-11-28", "a"));
    QCOMPARE(book.days()->back().total, (Figures{1, 1, 0, 0}));
  }

  void aRunThatWasBegunIsRemembered() {
    FigureBook book(file());
    QVERIFY(!book.hasBegun("20261127-101500"));
    for (int i = 0; i < 2; ++i) QVERIFY_OK(book.begin("20261127-101500"));
    QVERIFY(book.hasBegun("20261127-101500") && !book.hasBegun("20261127-101501"));
    QVERIFY(!bytes().contains("101500"));
    QVERIFY_OK(book.count(Counted::Treated, "2026-11-27", "20261127-101500"));
    QCOMPARE(textOf(*book.days()), std::string("2026-11-27: 0/0/1/0 of 0/0/1/0\n"));
    setBytes("x");
    QVERIFY(!book.hasBegun("20261127-101500"));
  }

  void whatIsRememberedIsBounded() {
    FigureBook book(file());
    for (int i = 0; i < 300; ++i) QVERIFY_OK(book.count(Counted::NotInfected, "2026-11-27", std::to_string(i)));
    QCOMPARE(textOf(*book.days()), std::string("2026-11-27: 300/0/0/0 of 300/0/0/0\n"));
    QVERIFY(bytes().size() < 8000);
    QVERIFY_OK(book.count(Counted::NotInfected, "2026-11-27", "299"));
    QCOMPARE((*book.days())[0].that.checked, std::uint64_t{300});
  }

  void nothingOfACustomerIsInTheFile() {
    QVERIFY_OK(FigureBook(file()).count(Counted::Infected, "2026-11-27", "TARO-PC 20261127-101500"));
    QVERIFY(!bytes().contains("TARO") && !bytes().contains("101500"));
    struct stat about {};
    QCOMPARE(stat(file().c_str(), &about), 0);
    QCOMPARE(about.st_mode & 0777, mode_t{0600});
  }

  void whatIsNoDayIsRefused_data() {
    QTest::addColumn<QByteArray>("day");
    for (const char* const day : {"", "2026-13-01", "2026-00-10", "2026-11-32", "2026-11-1", "2026/11/27", "2026-11-27\n", "day"})
      QTest::newRow(day) << QByteArray(day);
  }
  void whatIsNoDayIsRefused() {
    QFETCH(QByteArray, day);
    QCOMPARE(FigureBook(file()).count(Counted::Infected, day.toStdString(), "a").error().code, Errc::Refused);
    QVERIFY(!QFile::exists(QString::fromStdString(file())));
  }

  void aDamagedFileIsPutAsideAndToldNotBelieved_data() {
    QTest::addColumn<int>("how");
    QTest::newRow("a digit") << 0;
    QTest::newRow("half of it") << 1;
    QTest::newRow("empty") << 2;
    QTest::newRow("zeros") << 3;
    QTest::newRow("too long") << 4;
    QTest::newRow("no end") << 5;
  }
  void aDamagedFileIsPutAsideAndToldNotBelieved() {
    QFETCH(int, how);
    FigureBook book(file());
    QVERIFY_OK(book.count(Counted::Infected, "2026-11-27", "a"));
    QByteArray damaged = bytes();
    if (how == 0) damaged.replace("27 1 1", "27 9 1");
    if (how == 1) damaged.truncate(damaged.size() / 2);
    if (how == 2) damaged.clear();
    if (how == 3) damaged.fill('\0');
    if (how == 4) damaged.append(QByteArray(5 << 20, 'x'));
    if (how == 5) damaged.chop(1);
    setBytes(damaged);
    QCOMPARE(book.days().error().code, Errc::Corrupt);
    QVERIFY_OK(book.count(Counted::Undecided, "2026-11-28", "b"));
    QCOMPARE(textOf(*book.days()), std::string("2026-11-28: 1/0/0/1 of 1/0/0/1\n"));
    QFile aside(QString::fromStdString(file()) + ".damaged");
    QVERIFY(aside.open(QIODevice::ReadOnly));
    QCOMPARE(aside.readAll(), damaged);
    // The next one does not write over it.
    setBytes("x");
    QVERIFY_OK(book.count(Counted::Undecided, "2026-11-28", "c"));
    QVERIFY(QFile::exists(QString::fromStdString(file()) + ".damaged-2"));
  }

  void aFolderThatIsNotThereIsAnError() {
    QCOMPARE(FigureBook(folder_->filePath("nowhere/figures").toStdString()).count(Counted::Infected, "2026-11-27", "a").error().code,
             Errc::Io);
  }

  void theTableIsCsv() {
    FigureBook book(file());
    QVERIFY_OK(book.count(Counted::Infected, "2026-11-26", "a"));
    QVERIFY_OK(book.count(Counted::Undecided, "2026-11-27", "b"));
    QCOMPARE(csvOf(*book.days(), wordingIn("en")),
             std::string(
                 "\xEF\xBB\xBF"
                 "Date,Checked,\"Checked, cumulative\",Infected,\"Infected, cumulative\",Treated,\"Treated, cumulative\",Could not decide,"
                 "\"Could not decide, cumulative\"\r\n2026-11-26,1,1,1,1,0,0,0,0\r\n2026-11-27,1,2,0,1,0,0,1,1\r\n"));
    QVERIFY(csvOf({}, wordingIn("ja")).starts_with("\xEF\xBB\xBF日付,確認,確認（累計）,感染,"));
  }

  void aPowerCutLosesNothingThatWasCounted_data() {
    QTest::addColumn<QString>("mode");
    for (const char* const mode : {"killed", "torn", "contents", "cut"}) QTest::newRow(mode) << mode;
  }
  void aPowerCutLosesNothingThatWasCounted() {
    QFETCH(QString, mode);
    bool ended = false;
    unsigned long at = 1;
    for (; !ended && at < 1000; ++at) {
      const QByteArray lost = cutAt(at, mode, ended);
      QVERIFY2(lost.isEmpty(), (QByteArray::number(qulonglong(at)) + ": " + lost).constData());
    }
    QVERIFY(ended);
    QVERIFY2(at > 48, qPrintable(QString::number(at)));
  }
  void aSyncThatIsMissingIsNoticed() {
    bool ended = false, noticed = false;
    for (unsigned long at = 1; !noticed && !ended; ++at) noticed = !cutAt(at, "nosync", ended).isEmpty();
    QVERIFY(noticed);
  }

 private:
  std::string file() const { return folder_->filePath("figures").toStdString(); }
  QByteArray bytes() const {
    QFile in(QString::fromStdString(file()));
    return in.open(QIODevice::ReadOnly) ? in.readAll() : QByteArray();
  }
  void setBytes(const QByteArray& bytes) const {
    QFile out(QString::fromStdString(file()));
    QVERIFY(out.open(QIODevice::WriteOnly) && out.write(bytes) == bytes.size());
  }

  /// Counts until the step at which the power goes, and again after that. Empty: all that was said to be counted is, and in the end each once.
  static QByteArray cutAt(unsigned long at, const QString& mode, bool& ended) {
    const QTemporaryDir folder;
    QDir(folder.path()).mkdir("book");
    QDir(folder.path()).mkdir("keep");
    const QString file = folder.filePath("book/figures");
    const auto count = [&file](const QStringList& environment, QByteArray& output) {
      QProcess process;
      process.setEnvironment(QProcess::systemEnvironment() + QStringList{"ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0"} +
                             environment);
      process.start(SANKAJO_COUNT_FIGURES, {file});
      process.waitForFinished();
      output = process.readAllStandardOutput();
      return process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
    };
    const auto numberOf = [&file]() -> std::optional<std::uint64_t> {
      const auto days = FigureBook(file.toStdString()).days();
      if (!days) return std::nullopt;
      return days->empty() ? 0 : days->back().total.checked + days->back().total.treated;
    };
    QByteArray output;
    const int exit = count({"LD_PRELOAD=" SANKAJO_CRASH_LAYER, "CRASH_ROOT=" + folder.filePath("book"), "CRASH_AT=" + QString::number(at),
                            "CRASH_MODE=" + mode, "CRASH_KEEP=" + folder.filePath("keep")},
                           output);
    ended = exit == 0;
    if (exit > 0) return output;
    const auto said = static_cast<std::uint64_t>(output.count('\n'));
    const auto after = numberOf();
    // The one that it was at may be there or not.
    if (!after || *after < said || *after > said + 1)
      return "said " + output + ", there " + (after ? QByteArray::number(qulonglong(*after)) : "damaged");
    if (count({}, output) != 0) return output;
    const auto days = FigureBook(file.toStdString()).days();
    if (!days) return "damaged";
    const std::string text = textOf(*days);
    return text == "2026-11-26: 4/2/2/2 of 4/2/2/2\n2026-11-27: 4/2/2/2 of 8/4/4/4\n" ? QByteArray() : QByteArray::fromStdString(text);
  }

  std::unique_ptr<QTemporaryDir> folder_;
};

QTEST_APPLESS_MAIN(TestFigures)
#include "test_figures_posix.moc"
