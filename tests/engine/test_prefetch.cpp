// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QtTest>

#include "engine/prefetch.h"
#include "engine/text.h"

using namespace sankajo;

namespace {

void put32(std::string& bytes, std::size_t at, std::uint32_t value) {
  for (std::size_t i = 0; i < 4; ++i) bytes.at(at + i) = static_cast<char>(value >> (8 * i));
}

std::string utf16z(std::string_view text) {
  return utf8ToUtf16Le(text) + std::string(2, '\0');
}

const std::string kPath = R"(\DEVICE\HARDDISKVOLUME1\WINDOWS\SYSTEM32\WINS\DLLHOST.EXE)";

/// A prefetch file of the least kind: header, then the path list.
std::string prefetchFile() {
  const std::string list = utf16z(R"(\DEVICE\HARDDISKVOLUME1\WINDOWS\SYSTEM32\NTDLL.DLL)") + utf16z(kPath);
  std::string bytes(0x98, '\0');
  const std::string name = utf16z("DLLHOST.EXE");
  bytes.replace(0x10, name.size(), name);
  bytes += list;
  put32(bytes, 0, 17);
  bytes.replace(4, 4, "SCCA");
  put32(bytes, 0x0C, static_cast<std::uint32_t>(bytes.size()));
  put32(bytes, 0x4C, prefetchHash(kPath));
  put32(bytes, 0x64, 0x98);
  put32(bytes, 0x68, static_cast<std::uint32_t>(list.size()));
  return bytes;
}

QString corpusFolder() {
  const QString corpus = qEnvironmentVariable("SANKAJO_CORPUS");
  return corpus.isEmpty() ? QString() : corpus + "/prefetch-xp";
}

}  // namespace

class TestPrefetch : public QObject {
  Q_OBJECT
 private slots:
  void theHashIsWindowsXps_data();
  void theHashIsWindowsXps();
  void aFileTellsProgramHashAndPaths();
  void anEmptyPathListIsNoMistake();
  void anotherVersionIsUnsupported_data();
  void anotherVersionIsUnsupported();
  void brokenBytesAreCorrupt_data();
  void brokenBytesAreCorrupt();
  void aFileCutAtAnyByteIsCorrupt();
  void aDamagedByteNeverCrashes();
  void realFilesAreRead_data();
  void realFilesAreRead();
  void realFilesCutOrDamagedNeverCrash();
};

void TestPrefetch::theHashIsWindowsXps_data() {
  QTest::addColumn<QByteArray>("program");
  QTest::addColumn<QList<quint32>>("hashes");  // volume 1, 2, 3 with WINDOWS; volume 1 with WINNT
  const auto row = [](const char* program, quint32 one, quint32 two, quint32 three, quint32 winnt) {
    QTest::newRow(program) << QByteArray(program) << QList<quint32>{one, two, three, winnt};
  };
  row("MSBLAST.EXE", 0x09FF84F2, 0x1C3A3376, 0x0ABBB60D, 0x36465FEF);
  row("PENIS32.EXE", 0x394971F1, 0x130FB989, 0x1329FEDF, 0x233A1F04);
  row("TEEKIDS.EXE", 0x0403291C, 0x22F2C067, 0x0346F801, 0x13571826);
  row("ROOT32.EXE", 0x177BBE2C, 0x21B6D2C6, 0x2DE1083A, 0x007F79E0);
  row("MSPATCH.EXE", 0x2522D2CD, 0x0116E59B, 0x27509E03, 0x3760BE28);
  row("MSLAUGH.EXE", 0x2C245CDD, 0x35B02592, 0x2CE08DF8, 0x1CD06DD3);
  row("ENBIEI.EXE", 0x210E1201, 0x18247EF1, 0x37735C0F, 0x07830A2F);
  row("ESCHLP.EXE", 0x12EB1D53, 0x0111F3A6, 0x037A2CBB, 0x11B36868);
  row("SVCHOSTHLP.EXE", 0x29DD019E, 0x2FC9AB34, 0x00A5EC14, 0x36C9E6F2);
  row("TFTP.EXE", 0x2FB50BCA, 0x2FDCAE53, 0x300450DC, 0x0D2E1858);
  row("WINLOGIN.EXE", 0x1499F363, 0x14D39034, 0x02A649C4, 0x247CF9A8);
  row("NSTASK32.EXE", 0x1BB3CA5C, 0x080E53F8, 0x1A3B9A68, 0x33FFB48B);
}

void TestPrefetch::theHashIsWindowsXps() {
  QFETCH(QByteArray, program);
  QFETCH(QList<quint32>, hashes);
  const QList<QByteArray> folders{R"(1\WINDOWS)", R"(2\WINDOWS)", R"(3\WINDOWS)", R"(1\WINNT)"};
  for (int i = 0; i < folders.size(); ++i) {
    const QByteArray path = R"(\DEVICE\HARDDISKVOLUME)" + folders[i] + R"(\SYSTEM32\)" + program;
    QCOMPARE(prefetchHash(path.toStdString()), hashes[i]);
  }
}

void TestPrefetch::aFileTellsProgramHashAndPaths() {
  const auto facts = readPrefetch(prefetchFile(), "a.pf");
  QVERIFY(facts.has_value());
  QCOMPARE(QByteArray::fromStdString(facts->program), QByteArray("DLLHOST.EXE"));
  QCOMPARE(facts->pathHash, prefetchHash(kPath));
  QCOMPARE(facts->files.size(), std::size_t{2});
  QCOMPARE(QByteArray::fromStdString(facts->files[1]), QByteArray::fromStdString(kPath));
}

void TestPrefetch::anEmptyPathListIsNoMistake() {
  std::string bytes = prefetchFile();
  put32(bytes, 0x68, 0);
  const auto facts = readPrefetch(bytes, "a.pf");
  QVERIFY(facts.has_value());
  QVERIFY(facts->files.empty());
}

void TestPrefetch::anotherVersionIsUnsupported_data() {
  QTest::addColumn<QByteArray>("start");
  QTest::newRow("Vista") << QByteArray("\x17\0\0\0SCCA", 8);
  QTest::newRow("8.1") << QByteArray("\x1A\0\0\0SCCA", 8);
  QTest::newRow("10, unpacked") << QByteArray("\x1E\0\0\0SCCA", 8);
  QTest::newRow("10") << QByteArray("MAM\x04\x20\x57\0\0", 8);
}

void TestPrefetch::anotherVersionIsUnsupported() {
  QFETCH(QByteArray, start);
  const auto facts = readPrefetch(prefetchFile().replace(0, 8, start.toStdString()), "a.pf");
  QVERIFY(!facts.has_value());
  QCOMPARE(facts.error().code, Errc::Unsupported);
}

void TestPrefetch::brokenBytesAreCorrupt_data() {
  QTest::addColumn<QByteArray>("bytes");
  const auto damaged = [](std::size_t at, std::uint32_t value) {
    std::string bytes = prefetchFile();
    put32(bytes, at, value);
    return QByteArray::fromStdString(bytes);
  };
  QTest::newRow("empty") << QByteArray();
  QTest::newRow("text") << QByteArray("not a prefetch file at all").repeated(20);
  QTest::newRow("larger than the file") << damaged(0x0C, 0x10000);
  QTest::newRow("no name") << damaged(0x10, 0);
  QTest::newRow("path list outside") << damaged(0x64, 0xFFFFFFF0);
  QTest::newRow("path list too long") << damaged(0x68, 0xFFFFFFFF);
  QTest::newRow("path list that does not end") << damaged(0x68, 10);
  QTest::newRow("half a character") << damaged(0x68, 9);
  std::string endless = prefetchFile();
  for (std::size_t at = 0x10; at < 0x4C; at += 2) endless.replace(at, 2, std::string("A\0", 2));
  QTest::newRow("name that does not end") << QByteArray::fromStdString(endless);
}

void TestPrefetch::brokenBytesAreCorrupt() {
  QFETCH(QByteArray, bytes);
  const auto facts = readPrefetch(bytes.toStdString(), "a.pf");
  QVERIFY(!facts.has_value());
  QCOMPARE(facts.error().code, Errc::Corrupt);
  QCOMPARE(QByteArray::fromStdString(facts.error().subject), QByteArray("a.pf"));
}

void TestPrefetch::aFileCutAtAnyByteIsCorrupt() {
  const std::string whole = prefetchFile();
  for (std::size_t size = 0; size < whole.size(); ++size) {
    const auto facts = readPrefetch(std::string(whole, 0, size), "a.pf");
    QVERIFY(!facts.has_value());
    QCOMPARE(facts.error().code, Errc::Corrupt);
  }
}

void TestPrefetch::aDamagedByteNeverCrashes() {
  const std::string whole = prefetchFile();
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const int value : {0x00, 0xFF, static_cast<unsigned char>(whole[at]) ^ 0x55}) {
      std::string bytes = whole;
      bytes[at] = static_cast<char>(value);
      if (const auto facts = readPrefetch(bytes, "a.pf"); !facts)
        QVERIFY(facts.error().code == Errc::Corrupt || facts.error().code == Errc::Unsupported);
    }
  }
}

void TestPrefetch::realFilesAreRead_data() {
  QTest::addColumn<QByteArray>("program");
  QTest::addColumn<quint32>("hash");
  QTest::newRow("CALC") << QByteArray("CALC.EXE") << 0x02CD573AU;
  QTest::newRow("CMD") << QByteArray("CMD.EXE") << 0x087B4001U;
  QTest::newRow("EXPLORER") << QByteArray("EXPLORER.EXE") << 0x082F38A9U;
  QTest::newRow("MSMSGS") << QByteArray("MSMSGS.EXE") << 0x2B6052DEU;
  QTest::newRow("NOTEPAD") << QByteArray("NOTEPAD.EXE") << 0x336351A9U;
}

void TestPrefetch::realFilesAreRead() {
  QFETCH(QByteArray, program);
  QFETCH(quint32, hash);
  if (!QDir(corpusFolder()).exists() || corpusFolder().isEmpty()) QSKIP("SANKAJO_CORPUS names no folder with prefetch-xp");
  QFile file(QString("%1/%2-%3.pf").arg(corpusFolder(), QString(program), QString("%1").arg(hash, 8, 16, QChar('0')).toUpper()));
  QVERIFY(file.open(QIODevice::ReadOnly));
  const auto facts = readPrefetch(file.readAll().toStdString(), "a.pf");
  QVERIFY2(facts.has_value(), facts ? "" : describe(facts.error()).c_str());
  QCOMPARE(QByteArray::fromStdString(facts->program), program);
  QCOMPARE(facts->pathHash, hash);
  QVERIFY(facts->files.size() >= 30);
  std::string itself;
  for (const std::string& path : facts->files) {
    QVERIFY2(path.starts_with("\\DEVICE\\HARDDISKVOLUME"), path.c_str());
    if (path.ends_with("\\" + facts->program)) itself = path;
  }
  QVERIFY2(!itself.empty(), "the program is not in its own list");
  QCOMPARE(prefetchHash(itself), hash);
}

void TestPrefetch::realFilesCutOrDamagedNeverCrash() {
  const QDir folder(corpusFolder());
  if (corpusFolder().isEmpty() || !folder.exists()) QSKIP("SANKAJO_CORPUS names no folder with prefetch-xp");
  for (const QFileInfo& info : folder.entryInfoList({"*.pf"}, QDir::Files)) {
    QFile file(info.filePath());
    QVERIFY(file.open(QIODevice::ReadOnly));
    const std::string whole = file.readAll().toStdString();
    for (std::size_t size = 0; size < whole.size(); size += 97) QVERIFY(!readPrefetch(std::string(whole, 0, size), "a.pf").has_value());
    for (std::size_t at = 0; at < 0x98; ++at) {
      std::string bytes = whole;
      bytes[at] = static_cast<char>(bytes[at] ^ 0x7F);
      if (const auto facts = readPrefetch(bytes, "a.pf"); !facts)
        QVERIFY(facts.error().code == Errc::Corrupt || facts.error().code == Errc::Unsupported);
    }
  }
}

QTEST_APPLESS_MAIN(TestPrefetch)
#include "test_prefetch.moc"
