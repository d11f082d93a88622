// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDirIterator>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QtTest>
#include <map>

#include "engine/pe.h"
#include "tests/support/pe_builder.h"

using namespace sankajo;

namespace {

using Machine = PeBuilder::Machine;
using Parts = std::array<std::uint16_t, 4>;

Result<PeFacts> read(std::string_view bytes) {
  return readPe(readAtOf(bytes), bytes.size(), "C:\\a.dll");
}

FileVersionNumber number(std::uint16_t a, std::uint16_t b, std::uint16_t c, std::uint16_t d) {
  return {{a, b, c, d}};
}

std::string withVersion(Machine machine = Machine::X86) {
  return PeBuilder{.machine = machine, .version = number(5, 1, 2600, 1362), .dll = true}.build().value();
}

void put32(std::string& bytes, std::size_t at, std::uint32_t value) {
  for (std::size_t i = 0; i < 4; ++i) bytes.at(at + i) = static_cast<char>(value >> (8 * i));
}

QByteArray run(const QString& program, const QStringList& arguments, int& exitCode) {
  QProcess process;
  process.setProcessChannelMode(QProcess::MergedChannels);
  process.start(program, arguments);
  exitCode = process.waitForFinished(600'000) && process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
  return process.readAll();
}

}  // namespace

class TestPe : public QObject {
  Q_OBJECT
 private slots:
  void theVersionIsRead_data();
  void theVersionIsRead();
  void theMachineIsNamed_data();
  void theMachineIsNamed();
  void anImageWithoutResourcesHasNoVersion();
  void anImageWhoseResourcesHoldNoVersionHasNone();
  void aVersionResourceOfTextsAloneHasNoVersion();
  void whatIsNoImageIsCorrupt_data();
  void whatIsNoImageIsCorrupt();
  void isPeNeedsBothSignatures();
  void anImageCutAtAnyByteIsCorruptOrWhole();
  void anImageWithoutResourcesThatIsCutIsCorrupt();
  void aReaderThatGivesLessThanTheSizeIsCorrupt();
  void anErrorOfReadingIsPassedOn();
  void aDamagedByteNeverCrashes_data();
  void aDamagedByteNeverCrashes();
  void aDamagedTreeIsCorrupt_data();
  void aDamagedTreeIsCorrupt();
  void aVersionAcrossTheEndOfItsSectionIsCorrupt();
  void aDamagedLargeImageIsNotReadWhole();
  void aVersionIsReadInTwoSmallReads();
  void aBuiltFileHasTheSizeThatWasAsked_data();
  void aBuiltFileHasTheSizeThatWasAsked();
  void aTooSmallSizeIsRefused();
  void textsStandInTheFile();
  void seedsMakeDifferentFilesAndTheSameSeedTheSame();
  void othersAcceptABuiltFile_data();
  void othersAcceptABuiltFile();
  void realFilesAreRead();
};

void TestPe::theVersionIsRead_data() {
  QTest::addColumn<Parts>("parts");
  QTest::newRow("NT 4.0 Terminal Server") << Parts{4, 0, 1381, 33549};
  QTest::newRow("2000") << Parts{5, 0, 2195, 6906};
  QTest::newRow("XP SP1") << Parts{5, 1, 2600, 1362};
  QTest::newRow("Server 2003") << Parts{5, 2, 3790, 138};
  QTest::newRow("zero") << Parts{0, 0, 0, 0};
  QTest::newRow("largest") << Parts{65535, 65534, 65533, 65532};
}

void TestPe::theVersionIsRead() {
  QFETCH(Parts, parts);
  for (const Machine machine : {Machine::X86, Machine::Ia64, Machine::Amd64}) {
    for (const bool texts : {false, true}) {
      PeBuilder pe{.machine = machine, .version = FileVersionNumber{parts}, .dll = true};
      if (texts) pe.versionTexts = {{"CompanyName", "Somebody"}, {"FileDescription", "\xE4\xB8\x89\xE3\x82\xAB\xE6\x9D\xA1"}};
      const auto facts = read(pe.build().value());
      QVERIFY2(facts.has_value(), facts ? "" : describe(facts.error()).c_str());
      QVERIFY(facts->version.has_value());
      QCOMPARE(facts->version->parts, parts);
    }
  }
}

void TestPe::theMachineIsNamed_data() {
  QTest::addColumn<quint16>("machine");
  QTest::addColumn<QByteArray>("name");
  QTest::newRow("x86") << quint16(0x14C) << QByteArray("x86");
  QTest::newRow("ia64") << quint16(0x200) << QByteArray("ia64");
  QTest::newRow("amd64") << quint16(0x8664) << QByteArray("amd64");
  QTest::newRow("alpha") << quint16(0x184) << QByteArray("0x184");
  QTest::newRow("arm64") << quint16(0xAA64) << QByteArray("0xaa64");
}

void TestPe::theMachineIsNamed() {
  QFETCH(quint16, machine);
  QFETCH(QByteArray, name);
  const auto facts = read(PeBuilder{.machine = static_cast<Machine>(machine)}.build().value());
  QVERIFY(facts.has_value());
  QCOMPARE(QByteArray::fromStdString(facts->machine), name);
}

void TestPe::anImageWithoutResourcesHasNoVersion() {
  const std::string bytes = PeBuilder{}.build().value();
  QCOMPARE(bytes.size(), std::size_t{1024});
  const auto facts = read(bytes);
  QVERIFY(facts.has_value());
  QVERIFY(!facts->version.has_value());
}

// The built file's places, which the following tests damage: PE header at 0x80, so optional header at 0x98, its directories at
// 0xF8 (PE32); without .data the resources begin at 0x400: three directories of 24 bytes, data entry at 72, version at 88.

void TestPe::anImageWhoseResourcesHoldNoVersionHasNone() {
  std::string bytes = withVersion();
  put32(bytes, 0x400 + 16, 24);  // type 24, a manifest
  const auto facts = read(bytes);
  QVERIFY(facts.has_value());
  QVERIFY(!facts->version.has_value());
}

void TestPe::aVersionResourceOfTextsAloneHasNoVersion() {
  std::string bytes = withVersion();
  put32(bytes, 0x400 + 88, 92);  // length 92, length of the value 0
  const auto facts = read(bytes);
  QVERIFY(facts.has_value());
  QVERIFY(!facts->version.has_value());
}

void TestPe::whatIsNoImageIsCorrupt_data() {
  QTest::addColumn<QByteArray>("bytes");
  const QByteArray image = QByteArray::fromStdString(withVersion());
  QTest::newRow("empty") << QByteArray();
  QTest::newRow("text") << QByteArray("I just want to say LOVE YOU SAN!!").repeated(40);
  QTest::newRow("MZ alone") << QByteArray("MZ");
  QTest::newRow("DOS program") << QByteArray(image).replace(0x80, 4, "NE\0\0", 4);
  QTest::newRow("PE header far outside") << QByteArray(image).replace(0x3C, 4, "\xFF\xFF\xFF\xFF", 4);
  QTest::newRow("no MZ") << QByteArray(image).replace(0, 2, "ZM");
}

void TestPe::whatIsNoImageIsCorrupt() {
  QFETCH(QByteArray, bytes);
  const auto facts = read(bytes.toStdString());
  QVERIFY(!facts.has_value());
  QCOMPARE(facts.error().code, Errc::Corrupt);
  QCOMPARE(QByteArray::fromStdString(facts.error().subject), QByteArray("C:\\a.dll"));
  QVERIFY(!isPe(bytes.toStdString()));
}

void TestPe::isPeNeedsBothSignatures() {
  const std::string bytes = withVersion();
  QVERIFY(isPe(bytes));
  QVERIFY(isPe(std::string_view(bytes).substr(0, 0x84)));
  QVERIFY(!isPe(std::string_view(bytes).substr(0, 0x83)));
  QVERIFY(!isPe(std::string_view(bytes).substr(0, 0x40)));
  QVERIFY(!isPe("MZ"));
}

void TestPe::anImageCutAtAnyByteIsCorruptOrWhole() {
  for (const Machine machine : {Machine::X86, Machine::Amd64}) {
    const std::string whole = PeBuilder{.machine = machine,
                                        .version = number(5, 1, 2600, 1362),
                                        .versionTexts = {{"CompanyName", "Somebody"}},
                                        .texts = {"text"},
                                        .size = 5360}
                                  .build()
                                  .value();
    std::size_t last = whole.size();
    for (std::size_t size = 0; size <= whole.size(); ++size) {
      const auto facts = read(std::string_view(whole).substr(0, size));
      if (facts) {
        last = std::min(last, size);
        QVERIFY(facts->version.has_value());
        QVERIFY(*facts->version == number(5, 1, 2600, 1362));
      } else {
        QCOMPARE(facts.error().code, Errc::Corrupt);
        QVERIFY2(last == whole.size(), "a shorter file was read, a longer one was not");
      }
    }
    // The rest is padding: of the last section, and up to the size.
    QVERIFY(last < whole.size() && last + 1022 >= whole.size());
  }
}

void TestPe::anImageWithoutResourcesThatIsCutIsCorrupt() {
  const std::string whole = PeBuilder{.size = 6176, .seed = 1}.build().value();
  QVERIFY(read(whole).has_value());
  const auto facts = read(std::string_view(whole).substr(0, 5000));
  QVERIFY(!facts.has_value());
  QCOMPARE(facts.error().code, Errc::Corrupt);
}

void TestPe::aReaderThatGivesLessThanTheSizeIsCorrupt() {
  const std::string whole = withVersion();
  for (std::size_t size = 0; size < 0x400 + 88 + 92; ++size) {
    const auto facts = readPe(readAtOf(std::string_view(whole).substr(0, size)), whole.size(), "a");
    QVERIFY(!facts.has_value());
    QCOMPARE(facts.error().code, Errc::Corrupt);
  }
}

void TestPe::anErrorOfReadingIsPassedOn() {
  const ReadAt broken = [](std::uint64_t, std::size_t) -> Result<std::string> { return fail(Errc::Io, "disk", "broken", 5); };
  const auto facts = readPe(broken, 4096, "a");
  QVERIFY(!facts.has_value());
  QCOMPARE(facts.error().code, Errc::Io);
  QCOMPARE(facts.error().osCode, 5);
}

void TestPe::aDamagedByteNeverCrashes_data() {
  QTest::addColumn<quint16>("machine");
  QTest::newRow("x86") << quint16(0x14C);
  QTest::newRow("amd64") << quint16(0x8664);
}

void TestPe::aDamagedByteNeverCrashes() {
  QFETCH(quint16, machine);
  const std::string whole = withVersion(static_cast<Machine>(machine));
  std::size_t corrupt = 0;
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const int value : {0x00, 0xFF, static_cast<unsigned char>(whole[at]) ^ 0x55}) {
      // A copy of its own, so that the sanitizer sees a look beyond its end.
      std::string bytes = whole;
      bytes[at] = static_cast<char>(value);
      const auto facts = read(bytes);
      if (facts) continue;
      QCOMPARE(facts.error().code, Errc::Corrupt);
      ++corrupt;
    }
  }
  QVERIFY(corrupt > 100);
}

void TestPe::aDamagedTreeIsCorrupt_data() {
  QTest::addColumn<quint32>("at");
  QTest::addColumn<quint32>("value");
  QTest::newRow("PE header's size") << 0x94U << 0x10000U;
  QTest::newRow("unknown optional header") << 0x98U << 0x107U;
  QTest::newRow("too many sections") << 0x84U << 0xFFFF014CU;
  QTest::newRow("resources in no section") << 0xF8U + 16 << 0x7000U;
  QTest::newRow("resources at the end of the numbers") << 0xF8U + 16 << 0xFFFFFFFFU;
  QTest::newRow("a section beyond the end") << 0x178U + 40 + 20 << 0xFFFFFE00U;
  QTest::newRow("endless directory") << 0x400U + 12 << 0xFFFFFFFFU;
  QTest::newRow("type leads to data") << 0x400U + 20 << 24U;
  QTest::newRow("type leads outside") << 0x400U + 20 << 0xFFFFFFFFU;
  QTest::newRow("type leads to itself") << 0x400U + 20 << 0x80000000U;
  QTest::newRow("no name") << 0x400U + 24 + 12 << 0U;
  QTest::newRow("no language") << 0x400U + 48 + 12 << 0U;
  QTest::newRow("version outside") << 0x400U + 72 << 0xFFFFFFF0U;
  QTest::newRow("version in code") << 0x400U + 72 << 0x1000U;
  QTest::newRow("version of one byte") << 0x400U + 76 << 1U;
  QTest::newRow("version without room for its number") << 0x400U + 76 << 60U;
  QTest::newRow("version longer than its resource") << 0x400U + 88 << 0x0034FFFFU;
  QTest::newRow("version of an odd value") << 0x400U + 88 << 0x0020005CU;
  QTest::newRow("another key") << 0x400U + 94 << 0x00410041U;
  QTest::newRow("another signature") << 0x400U + 128 << 0xFEEF04BCU;
}

void TestPe::aDamagedTreeIsCorrupt() {
  QFETCH(quint32, at);
  QFETCH(quint32, value);
  std::string bytes = withVersion();
  QVERIFY(read(bytes).has_value());
  put32(bytes, at, value);
  const auto facts = read(bytes);
  QVERIFY(!facts.has_value());
  QCOMPARE(facts.error().code, Errc::Corrupt);
}

void TestPe::aVersionAcrossTheEndOfItsSectionIsCorrupt() {
  std::string bytes = PeBuilder{.version = number(5, 1, 2600, 1362), .size = 2047}.build().value();
  const std::string block = bytes.substr(0x400 + 88, 92);
  bytes.replace(0x600 - 50, block.size(), block);
  put32(bytes, 0x400 + 72, 0x2000 + 0x200 - 50);
  const auto facts = read(bytes);
  QVERIFY(!facts.has_value());
  QCOMPARE(facts.error().code, Errc::Corrupt);
}

void TestPe::aDamagedLargeImageIsNotReadWhole() {
  const std::string whole = PeBuilder{.version = number(5, 1, 2600, 1362), .size = 8 << 20, .seed = 1}.build().value();
  const std::size_t resources = whole.size() - 0x200;
  for (const auto& [at, value] : {std::pair<std::size_t, std::uint32_t>{0x84, 0xFFFF014C}, {resources + 12, 0xFFFFFFFF}}) {
    std::string bytes = whole;
    put32(bytes, at, value);
    std::size_t total = 0;
    const ReadAt counting = [&, inner = readAtOf(bytes)](std::uint64_t offset, std::size_t length) {
      total += length;
      return inner(offset, length);
    };
    QVERIFY(!readPe(counting, bytes.size(), "a").has_value());
    QVERIFY(total < std::size_t{1} << 20);
  }
}

void TestPe::aVersionIsReadInTwoSmallReads() {
  const std::string bytes = PeBuilder{.version = number(5, 1, 2600, 1362), .dll = true, .size = 1183744, .seed = 1}.build().value();
  std::size_t reads = 0, total = 0;
  const ReadAt counting = [&, inner = readAtOf(bytes)](std::uint64_t offset, std::size_t length) {
    ++reads;
    total += length;
    return inner(offset, length);
  };
  QVERIFY(readPe(counting, bytes.size(), "a").has_value());
  QCOMPARE(reads, std::size_t{2});
  QVERIFY(total <= 8192);
}

void TestPe::aBuiltFileHasTheSizeThatWasAsked_data() {
  QTest::addColumn<quint64>("size");
  for (const quint64 size : {1024, 1025, 1535, 1536, 1537, 5360, 6176, 10240, 11296, 263680}) QTest::addRow("%llu", size) << size;
}

void TestPe::aBuiltFileHasTheSizeThatWasAsked() {
  QFETCH(quint64, size);
  for (const std::optional<std::uint32_t> seed : {std::optional<std::uint32_t>(), std::optional<std::uint32_t>(7)}) {
    const auto bytes = PeBuilder{.size = size, .seed = seed}.build();
    QVERIFY(bytes.has_value());
    QCOMPARE(bytes->size(), std::size_t{size});
    QVERIFY(isPe(*bytes));
    QVERIFY(read(*bytes).has_value());
  }
}

void TestPe::aTooSmallSizeIsRefused() {
  for (const PeBuilder& pe : {PeBuilder{.size = 1023}, PeBuilder{.version = number(1, 0, 0, 0), .size = 1535},
                              PeBuilder{.texts = {"a"}, .size = 1535}, PeBuilder{.size = std::uint64_t{1} << 40}}) {
    const auto bytes = pe.build();
    QVERIFY(!bytes.has_value());
    QCOMPARE(bytes.error().code, Errc::Refused);
  }
  QVERIFY((PeBuilder{.version = number(1, 0, 0, 0), .size = 1536}.build().has_value()));
}

void TestPe::textsStandInTheFile() {
  const std::string first = "the first text", second("\x01\x00\xFF second", 10);
  const std::string bytes = PeBuilder{.texts = {first, second}, .size = 5360, .seed = 3}.build().value();
  QVERIFY(bytes.find(first + std::string(1, '\0') + second + std::string(1, '\0')) != std::string::npos);
}

void TestPe::seedsMakeDifferentFilesAndTheSameSeedTheSame() {
  const auto build = [](std::optional<std::uint32_t> seed, std::uint64_t size) {
    return PeBuilder{.size = size, .seed = seed}.build().value();
  };
  QVERIFY(build(1, 5360) == build(1, 5360));
  QVERIFY(build(1, 5360) != build(2, 5360));
  QVERIFY(build(1, 5360) != build(std::nullopt, 5360));
  QVERIFY(build(1, 1024) != build(2, 1024));
}

void TestPe::othersAcceptABuiltFile_data() {
  QTest::addColumn<quint16>("machine");
  QTest::addColumn<bool>("dll");
  QTest::addColumn<bool>("full");
  QTest::addColumn<QByteArray>("kind");
  QTest::newRow("x86, least") << quint16(0x14C) << false << false << QByteArray("PE32 executable (GUI) Intel 80386");
  QTest::newRow("x86") << quint16(0x14C) << false << true << QByteArray("PE32 executable (GUI) Intel 80386");
  QTest::newRow("x86 DLL") << quint16(0x14C) << true << true << QByteArray("PE32 executable (DLL) (GUI) Intel 80386");
  QTest::newRow("amd64") << quint16(0x8664) << false << true << QByteArray("PE32+ executable (GUI) x86-64");
  QTest::newRow("ia64") << quint16(0x200) << false << true << QByteArray("PE32+ executable (GUI) Intel Itanium");
}

void TestPe::othersAcceptABuiltFile() {
  QFETCH(quint16, machine);
  QFETCH(bool, dll);
  QFETCH(bool, full);
  QFETCH(QByteArray, kind);
  const QString fileTool = QStandardPaths::findExecutable("file"), objdump = QStandardPaths::findExecutable("objdump");
  if (fileTool.isEmpty() || objdump.isEmpty()) QSKIP("`file` and `objdump` (binutils) are not installed");

  PeBuilder pe{.machine = static_cast<Machine>(machine), .dll = dll};
  if (full) {
    pe.version = number(5, 1, 2600, 1362);
    pe.versionTexts = {{"FileVersion", "5.1.2600.1362"}};
    pe.texts = {"text"};
    pe.size = 5360;
    pe.seed = 1;
  }
  QTemporaryDir folder;
  const QString path = folder.filePath("a.bin");
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  file.write(QByteArray::fromStdString(pe.build().value()));
  file.close();

  int exitCode = 0;
  const QByteArray seen = run(fileTool, {"-b", path}, exitCode);
  QVERIFY2(exitCode == 0 && seen.startsWith(kind), seen.constData());
  if (machine == 0x200) return;  // Not every objdump knows Itanium.
  const QByteArray dump = run(objdump, {"-p", path}, exitCode);
  QVERIFY2(exitCode == 0 && !dump.contains("orrupt"), dump.constData());
  QCOMPARE(dump.contains("Type Table"), full);
  QCOMPARE(dump.contains("DLL"), dll);
}

void TestPe::realFilesAreRead() {
  const QString corpus = qEnvironmentVariable("SANKAJO_PE_CORPUS");
  if (corpus.isEmpty() || !QDir(corpus).exists()) QSKIP("SANKAJO_PE_CORPUS names no folder with real PE files (dpkg -x libwine)");
  std::map<QString, PeFacts> facts;
  QDirIterator files(corpus, QDir::Files | QDir::NoSymLinks, QDirIterator::Subdirectories);
  while (files.hasNext()) {
    QFile file(files.next());
    QVERIFY(file.open(QIODevice::ReadOnly));
    if (!isPe(file.read(4096).toStdString())) continue;
    const ReadAt readAt = [&](std::uint64_t offset, std::size_t length) -> Result<std::string> {
      file.seek(static_cast<qint64>(offset));
      return file.read(static_cast<qint64>(length)).toStdString();
    };
    const auto read = readPe(readAt, static_cast<std::uint64_t>(file.size()), file.fileName().toStdString());
    QVERIFY2(read.has_value(), read ? "" : describe(read.error()).c_str());
    facts.emplace(QFileInfo(file).fileName().toLower(), *read);
  }
  QVERIFY2(facts.size() > 500, "too few files");
  for (const char* name : {"ole32.dll", "rpcrt4.dll"}) QVERIFY2(facts.at(name).version.has_value(), name);
  for (const char* name : {"dllhost.exe", "svchost.exe"}) QVERIFY2(!facts.at(name).version.has_value(), name);
  qInfo("%zu files", facts.size());
}

QTEST_APPLESS_MAIN(TestPe)
#include "test_pe.moc"
