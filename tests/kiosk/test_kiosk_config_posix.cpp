// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <set>

#include "kiosk/kiosk_config.h"
#include "kiosk/pin.h"
#include "tests/support/verdict.h"
#include "tests/support/wording_in.h"

using namespace sankajo;
using namespace sankajo::test;

namespace {

const std::string hashOf2468 = "scrypt:15:AAECAwQFBgcICQoLDA0ODw==:";

/// "line message argument argument" of each mistake.
QStringList said(const ReadKioskConfig& read) {
  QStringList all;
  for (const ConfigMistake& one : read.mistakes) {
    QString text = QString::number(one.line) + " " + QString::fromStdString(one.message).section('.', -1);
    for (const std::string& argument : one.arguments) text += " " + QString::fromStdString(argument);
    all << text;
  }
  return all;
}

}  // namespace

class TestKioskConfig : public QObject {
  Q_OBJECT

 private slots:
  void aWholeFileIsRead() {
    const auto hash = hashOfPin("2468");
    QVERIFY_OK(hash);
    const ReadKioskConfig read =
        parseKioskConfig("\xEF\xBB\xBF# お店の設定\r\nlanguage = en\r\n  volume=0 \npin = " + *hash +
                         "\nidle_seconds = 120\nask_seconds = 20\n\nprinter = Slip_80\npaper = a4\nscreen_width = 598\ninside_ports = yes");
    QCOMPARE(said(read), QStringList());
    const KioskConfig& config = read.config;
    QCOMPARE(config.language, std::string("en"));
    QCOMPARE(config.pin, *hash);
    QVERIFY(config.volume == 0 && config.idleSeconds == 120 && config.askSeconds == 20 && config.screenWidth == 598 && config.insidePorts);
    QVERIFY(config.printer == "Slip_80" && config.paper == "a4");
  }

  void whatIsNotThereHasItsDefault() {
    const ReadKioskConfig read = parseKioskConfig("# nothing\nprinter =\n");
    QCOMPARE(said(read), QStringList());
    QVERIFY(read.config.language == "ja" && read.config.idleSeconds == 90 && read.config.askSeconds == 30 && read.config.pin.empty() &&
            !read.config.insidePorts);
  }

  void everyMistakeIsNamedWithItsLine_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QStringList>("mistakes");
    const auto row = [](const char* name, const QByteArray& text, const QStringList& mistakes) { QTest::newRow(name) << text << mistakes; };
    row("no sign", "\nlanguage en", {"2 no_equals 2"});
    row("unknown", "langage = ja", {"1 unknown_name 1 langage"});
    row("upper case", "Language = ja", {"1 unknown_name 1 Language"});
    row("no name", "= ja", {"1 unknown_name 1 "});
    row("twice", "volume = 1\n#\nvolume = 1", {"3 twice 3 volume 1"});
    row("another language", "language = fr", {"1 not_one_of 1 language ja en"});
    row("no number", "volume = loud", {"1 not_a_number 1 volume 0 100"});
    row("too much", "volume = 101", {"1 not_a_number 1 volume 0 100"});
    row("too little", "idle_seconds = 9", {"1 not_a_number 1 idle_seconds 10 3600"});
    row("a fraction", "ask_seconds = 7.5", {"1 not_a_number 1 ask_seconds 5 600"});
    row("far too much", "ask_seconds = 99999999999999999999", {"1 not_a_number 1 ask_seconds 5 600"});
    row("a PIN as it is", "pin = 2468", {"1 not_a_pin 1 pin"});
    row("half a hash", "pin = scrypt:15:AAAA:AAAA", {"1 not_a_pin 1 pin"});
    row("an option for a printer", "printer = -d", {"1 not_a_printer 1 printer"});
    row("a path for a printer", "printer = ../x", {"1 not_a_printer 1 printer"});
    row("another paper", "paper = a5", {"1 not_one_of 1 paper slip a4"});
    row("neither yes nor no", "inside_ports = on", {"1 not_one_of 1 inside_ports yes no"});
    row("too long", "printer = " + QByteArray(201, 'p'), {"1 too_long 1 printer"});
    row("no text", "language = ja\nprinter = \xff", {"2 not_text 2"});
    row("zeros", QByteArray("a\0b", 3), {"1 not_text 1"});
    row("several", "a\nvolume = x\nb = c", {"1 no_equals 1", "2 not_a_number 2 volume 0 100", "3 unknown_name 3 b"});
    row("too big", QByteArray((64 << 10) + 1, '#'), {"0 too_big"});
  }
  void everyMistakeIsNamedWithItsLine() {
    QFETCH(QByteArray, text);
    QFETCH(QStringList, mistakes);
    const ReadKioskConfig read = parseKioskConfig(text.toStdString());
    QCOMPARE(said(read), mistakes);
    // What is faulty has its default.
    QVERIFY(read.config.language == "ja" && read.config.idleSeconds == 90 && read.config.pin.empty() && read.config.printer.empty());
    for (const char* const language : {"ja", "en"}) {
      for (const ConfigMistake& one : read.mistakes) {
        const QString words = QString::fromStdString(sentence(one, wordingIn(language)));
        QVERIFY2(!words.startsWith("kiosk.") && !words.contains('%') &&
                     words.contains(one.line == 0 ? QString("Sankajo") : QString::number(one.line)),
                 qPrintable(words));
      }
    }
  }

  void thereIsAnEndOfMistakes() {
    QCOMPARE(parseKioskConfig(QByteArray("x\n").repeated(1000).toStdString()).mistakes.size(), std::size_t{50});
  }

  void aFileThatCannotBeReadIsAMistakeToo() {
    QCOMPARE(said(readKioskConfig("/nowhere/kiosk.conf")), QStringList{"0 not_read"});
    QCOMPARE(said(readKioskConfig("/dev/zero")), QStringList{"0 too_big"});
    QCOMPARE(said(readKioskConfig("/")), QStringList{"0 not_read"});
  }

  void theFileThatIsInstalledHasNoMistakeAndTellsOfEachSetting() {
    const QString path = SANKAJO_SOURCE_DIR "/packaging/kiosk/kiosk.conf";
    QCOMPARE(said(readKioskConfig(path.toStdString())), QStringList());
    QFile file(path);
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray text = file.readAll();
    for (const char* const name :
         {"language", "pin", "volume", "idle_seconds", "ask_seconds", "printer", "paper", "screen_width", "inside_ports"})
      QVERIFY2(text.contains(QByteArray("\n#") + name + " = "), name);
    // Each remark that sets something sets it to something that is taken.
    QByteArray all = text;
    all.replace("\n#", "\n");
    for (const QString& one : said(parseKioskConfig(all.toStdString())))
      QVERIFY2(one.contains("no_equals") || one.contains("unknown_name"), qPrintable(one));
  }

  // ---- the PIN

  void aPinFitsItsHashAndNoOther() {
    const auto one = hashOfPin("2468"), two = hashOfPin("2468");
    QVERIFY_OK(one);
    QVERIFY(*one != *two && isPinHash(*one) && one->find("2468") == std::string::npos);
    QVERIFY(*fitsPin("2468", *one) && *fitsPin("2468", *two));
    for (const char* const wrong : {"2469", "24680", "246", "", "12345678901234567890"}) QVERIFY2(!*fitsPin(wrong, *one), wrong);
    QVERIFY(!fitsPin("2468", ""));
    for (const char* const none : {"", "123", "1234567890123", "12a4", " 1234"}) QCOMPARE(hashOfPin(none).error().code, Errc::Refused);
  }

  void theHashIsScrypt() {
    // Of the PIN "2468" and these 16 bytes of salt (0 to 15), N = 2^15, r = 8, p = 1, by another program (Python's hashlib).
    QVERIFY(*fitsPin("2468", hashOf2468 + "pIUAer6Oxlsj1y6H/jjZh+98Ty3c4yb6EGAIZbJ42tU="));
  }

  void afterFiveTriesThereIsAWaitThatDoubles() {
    QTemporaryDir folder;
    const std::string file = folder.filePath("pin").toStdString();
    const auto hash = hashOfPin("2468");
    std::int64_t now = 1'000'000;
    const auto gate = [&] { return PinGate(file, *hash, [&now] { return now; }); };  // Each time as a new wizard has it.
    for (int i = 0; i < 5; ++i) {
      QCOMPARE(gate().secondsToWait(), std::int64_t{0});
      QCOMPARE(*gate().attempt("1111"), PinGate::Answer::Wrong);
    }
    for (const std::int64_t wait : {30, 60, 120, 240, 480, 960, 1920, 3600, 3600}) {
      QCOMPARE(gate().secondsToWait(), wait);
      // Not even the right one counts meanwhile, and asking does not make it longer.
      now += wait - 1;
      QCOMPARE(*gate().attempt("2468"), PinGate::Answer::Wait);
      QCOMPARE(gate().secondsToWait(), std::int64_t{1});
      now += 1;
      QCOMPARE(*gate().attempt("1111"), PinGate::Answer::Wrong);
    }
    now += 3600;
    QCOMPARE(*gate().attempt("2468"), PinGate::Answer::Right);
    QCOMPARE(gate().failures(), std::uint64_t{0});
    QCOMPARE(*gate().attempt("1111"), PinGate::Answer::Wrong);
  }

  void aClockThatIsSetChangesNothing() {
    QTemporaryDir folder;
    const auto hash = hashOfPin("2468");
    std::int64_t now = 1'000'000;
    PinGate gate(folder.filePath("pin").toStdString(), *hash, [&now] { return now; });
    for (int i = 0; i < 6; ++i) {
      while (gate.secondsToWait() > 0) ++now;
      static_cast<void>(PinGate(gate).attempt("1111"));
    }
    QCOMPARE(gate.secondsToWait(), std::int64_t{60});
    now -= 500'000;
    QCOMPARE(gate.secondsToWait(), std::int64_t{60});
    // It does not wait for the clock to come there again.
    now += 59;
    QCOMPARE(gate.secondsToWait(), std::int64_t{1});
    now += 1;
    QCOMPARE(*gate.attempt("2468"), PinGate::Answer::Right);
    // Nor may the wait be turned off by a clock that goes back and forth.
    for (int i = 0; i < 5; ++i) QCOMPARE(*gate.attempt("1111"), PinGate::Answer::Wrong);
    for (int i = 0; i < 3; ++i) {
      now -= 10;
      QCOMPARE(gate.secondsToWait(), std::int64_t{30});
    }
  }

  void aFileThatIsNotAsItWasWrittenGivesNoNewTries_data() {
    QTest::addColumn<QByteArray>("bytes");
    for (const char* const bytes : {"", "0 0 \n", "0 0 0000\n", "x", "18446744073709551615 0 0"}) QTest::newRow(bytes) << QByteArray(bytes);
  }
  void aFileThatIsNotAsItWasWrittenGivesNoNewTries() {
    QFETCH(QByteArray, bytes);
    QTemporaryDir folder;
    QFile file(folder.filePath("pin"));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size());
    file.close();
    std::int64_t now = 5000;
    PinGate gate(folder.filePath("pin").toStdString(), *hashOfPin("2468"), [&now] { return now; });
    QCOMPARE(gate.secondsToWait(), std::int64_t{30});
    QCOMPARE(*gate.attempt("2468"), PinGate::Answer::Wait);
    // And does not keep the staff out for ever.
    now += 29;
    QCOMPARE(gate.secondsToWait(), std::int64_t{1});
    QCOMPARE(*gate.attempt("2468"), PinGate::Answer::Wait);
    now += 1;
    QCOMPARE(*gate.attempt("1111"), PinGate::Answer::Wrong);
    QCOMPARE(gate.secondsToWait(), std::int64_t{60});
    now += 60;
    QCOMPARE(*gate.attempt("2468"), PinGate::Answer::Right);
  }

  void aTryThatCannotBeCountedIsNotMade() {
    const auto hash = hashOfPin("2468");
    PinGate gate("/nowhere/pin", *hash, [] { return std::int64_t{0}; });
    QCOMPARE(gate.attempt("2468").error().code, Errc::Io);
    QTemporaryDir folder;
    PinGate none(folder.filePath("pin").toStdString(), "", [] { return std::int64_t{0}; });
    QCOMPARE(none.attempt("2468").error().code, Errc::Refused);
  }

  void theProgramMakesTheLineAndLooksTheFileOver() {
    QTemporaryDir folder;
    const auto run = [](const QStringList& arguments, const QByteArray& input, QByteArray& output, QByteArray& errors) {
      QProcess process;
      process.start(SANKAJO_KIOSK_CONFIG, arguments);
      process.write(input);
      process.closeWriteChannel();
      process.waitForFinished();
      output = process.readAllStandardOutput();
      errors = process.readAllStandardError();
      return process.exitCode();
    };
    QByteArray line, errors;
    QCOMPARE(run({"pin", "--help"}, "", line, errors), 0);
    QCOMPARE(run({"--lang", "en", "pin"}, "2468\n2468\n", line, errors), 0);
    QVERIFY(line.startsWith("pin = scrypt:15:"));
    QByteArray nothing;
    QCOMPARE(run({"--lang", "en", "pin"}, "2468\n2469\n", nothing, errors), 64);
    QVERIFY(nothing.isEmpty() && errors.contains("not the same"));
    QCOMPARE(run({"--lang", "en", "pin"}, "12\n12\n", nothing, errors), 64);
    const QString path = folder.filePath("kiosk.conf");
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write(line) == line.size());
    file.close();
    QCOMPARE(run({"--lang", "ja", "check", path}, "", nothing, errors), 0);
    QCOMPARE(parseKioskConfig(line.toStdString()).mistakes.size(), std::size_t{0});
    QVERIFY(*fitsPin("2468", parseKioskConfig(line.toStdString()).config.pin));
    QVERIFY(file.open(QIODevice::WriteOnly) && file.write("volume = x\n") > 0);
    file.close();
    QCOMPARE(run({"--lang", "ja", "check", path}, "", nothing, errors), 65);
    QCOMPARE(errors, QByteArray("1行目の「volume」には、0 から 100 までの整数を書いてください。\n"));
  }
};

QTEST_APPLESS_MAIN(TestKioskConfig)
#include "test_kiosk_config_posix.moc"
