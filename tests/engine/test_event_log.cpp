// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QSet>
#include <QtTest>
#include <ctime>

#include "engine/event_log.h"
#include "engine/text.h"

using namespace sankajo;

namespace {

std::string le32(std::uint32_t value) {
  std::string bytes;
  for (int i = 0; i < 4; ++i) bytes += static_cast<char>(value >> (8 * i));
  return bytes;
}

void put32(std::string& bytes, std::size_t at, std::uint32_t value) {
  bytes.replace(at, 4, le32(value));
}

std::string utf16z(std::string_view text) {
  return utf8ToUtf16Le(text) + std::string(2, '\0');
}

/// A record as Windows writes it; its time is 1,060,000,000 + its number.
std::string record(std::uint32_t number, std::uint32_t id, std::string_view source, const std::vector<std::string>& strings) {
  std::string body(0x38, '\0');
  body.replace(4, 4, "LfLe");
  put32(body, 0x08, number);
  put32(body, 0x0C, 1'060'000'000 + number);
  put32(body, 0x14, id);
  put32(body, 0x18, static_cast<std::uint32_t>(strings.size()) << 16 | 4U);
  body += utf16z(source) + utf16z("WORKSTATION");
  put32(body, 0x24, static_cast<std::uint32_t>(body.size()));
  for (const std::string& text : strings) body += utf16z(text);
  body.resize((body.size() + 3) / 4 * 4);
  const auto length = static_cast<std::uint32_t>(body.size() + 4);
  put32(body, 0, length);
  return body + le32(length);
}

/// The last thing in a log: where its records begin and end.
std::string endOfLog() {
  std::string bytes;
  for (const std::uint32_t value : {0x28U, 0x11111111U, 0x22222222U, 0x33333333U, 0x44444444U, 0x30U, 0x30U, 1U, 1U, 0x28U})
    bytes += le32(value);
  return bytes;
}

std::string header(std::uint32_t flags = 0) {
  std::string bytes = le32(0x30) + "LfLe" + le32(1) + le32(1);
  for (const std::uint32_t value : {0x30U, 0x30U, 1U, 1U, 0x10000U, flags, 0U, 0x30U}) bytes += le32(value);
  return bytes;
}

std::string patched(std::uint32_t number) {
  return record(number, 4377, "NtServicePack", {"Windows XP", "KB" + std::to_string(number)});
}

/// The records as lines: "id source time: string|string".
QByteArrayList read(const std::string& bytes) {
  QByteArrayList lines;
  const auto status = readEventLog(bytes, "SysEvent.Evt", [&](const EventRecord& event) {
    QByteArrayList strings;
    for (const std::string& text : event.strings) strings << QByteArray::fromStdString(text);
    lines << QByteArray::number(event.id) + ' ' + QByteArray::fromStdString(event.source) + ' ' + QByteArray::number(qint64{event.time}) +
                 ": " + strings.join('|');
    return true;
  });
  if (!status) lines << "failed: " + QByteArray::fromStdString(describe(status.error()));
  return lines;
}

QByteArrayList lines(std::initializer_list<int> numbers) {
  QByteArrayList all;
  for (const int number : numbers) {
    const QByteArray text = QByteArray::number(number);
    all << "4377 NtServicePack " + QByteArray::number(1'060'000'000 + number) + ": Windows XP|KB" + text;
  }
  return all;
}

std::string corpusLog() {
  QFile file(qEnvironmentVariable("SANKAJO_CORPUS") + "/events/SysEvent.Evt");
  return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

}  // namespace

class TestEventLog : public QObject {
  Q_OBJECT
 private slots:
  void recordsAreRead();
  void severityIsNotPartOfTheId();
  void aLogWithoutRecordsIsNoMistake();
  void whatIsNoLogIsCorrupt_data();
  void whatIsNoLogIsCorrupt();
  void theCallerCanEndIt();
  void aWrappedLogIsReadOldestFirst();
  void aRecordAcrossTheEndIsJoined();
  void garbageBetweenRecordsIsPassedOver();
  void aBrokenRecordDoesNotHideTheNext_data();
  void aBrokenRecordDoesNotHideTheNext();
  void aStaleHeaderDoesNotMatter();
  void aCopyCountsOnce();
  void aRecordWithinARecordDoesNotCount();
  void stringsOutsideTheRecordAreLeftOut();
  void aLogCutAtAnyByteGivesItsWholeRecords();
  void aDamagedByteNeverCrashes();
  void hugeGarbageIsReadInLinearTime();
  void theRealLogHasItsRecords();
  void theRealLogCutNeverCrashes();
};

void TestEventLog::recordsAreRead() {
  const std::string bytes = header() + record(1, 7031, "Service Control Manager", {"Remote Procedure Call (RPC)", "1"}) +
                            record(2, 6005, "EventLog", {}) + record(3, 1074, "USER32", {"", "\xE5\x86\x8D\xE8\xB5\xB7\xE5\x8B\x95"}) +
                            endOfLog();
  const QByteArrayList expected{"7031 Service Control Manager 1060000001: Remote Procedure Call (RPC)|1",
                                "6005 EventLog 1060000002: ", "1074 USER32 1060000003: |\xE5\x86\x8D\xE8\xB5\xB7\xE5\x8B\x95"};
  QCOMPARE(read(bytes), expected);
}

void TestEventLog::severityIsNotPartOfTheId() {
  QCOMPARE(read(header() + record(1, 0xC0001B77, "a", {})), QByteArrayList{"7031 a 1060000001: "});
}

void TestEventLog::aLogWithoutRecordsIsNoMistake() {
  QCOMPARE(read(header()), QByteArrayList{});
  QCOMPARE(read(header() + endOfLog() + std::string(1000, '\0')), QByteArrayList{});
}

void TestEventLog::whatIsNoLogIsCorrupt_data() {
  QTest::addColumn<QByteArray>("bytes");
  QTest::newRow("empty") << QByteArray();
  QTest::newRow("zeros") << QByteArray(4096, '\0');
  QTest::newRow("short") << QByteArray::fromStdString(header().substr(0, 0x2F));
  QTest::newRow("Vista's log") << QByteArray("ElfFile\0", 8) + QByteArray(4096, '\0');
  QTest::newRow("a record first") << QByteArray::fromStdString(patched(1) + patched(2));
}

void TestEventLog::whatIsNoLogIsCorrupt() {
  QFETCH(QByteArray, bytes);
  const auto status = readEventLog(bytes.toStdString(), "a.evt", [](const EventRecord&) { return true; });
  QVERIFY(!status.has_value());
  QCOMPARE(status.error().code, Errc::Corrupt);
  QCOMPARE(QByteArray::fromStdString(status.error().subject), QByteArray("a.evt"));
}

void TestEventLog::theCallerCanEndIt() {
  int seen = 0;
  const auto status = readEventLog(header() + patched(1) + patched(2) + patched(3), "a", [&](const EventRecord&) { return ++seen < 2; });
  QVERIFY(status.has_value());
  QCOMPARE(seen, 2);
}

void TestEventLog::aWrappedLogIsReadOldestFirst() {
  QCOMPARE(read(header(2) + patched(8) + patched(9) + endOfLog() + patched(6) + patched(7)), lines({6, 7, 8, 9}));
}

void TestEventLog::aRecordAcrossTheEndIsJoined() {
  const std::string split = patched(7);
  // The fixed part is never torn: Windows begins such a record behind the header.
  for (std::size_t first = 0x3C; first < split.size(); first += 4) {
    const std::string bytes =
        header(2) + split.substr(first) + patched(8) + endOfLog() + std::string(40, '\0') + patched(6) + split.substr(0, first);
    QCOMPARE(read(bytes), lines({6, 7, 8}));
  }
}

void TestEventLog::garbageBetweenRecordsIsPassedOver() {
  for (const std::string& garbage : {std::string(1, 'x'), std::string(513, '\0'), std::string("LfLe"), std::string("LLfLfLfLeLfLeLfL"),
                                     std::string(4, '\xFF') + "LfLe" + std::string(80, '\xFF')}) {
    std::string bytes = header();
    for (const std::string& part : {garbage, patched(1), garbage, patched(2), garbage}) bytes += part;
    QCOMPARE(read(bytes), lines({1, 2}));
  }
}

void TestEventLog::aBrokenRecordDoesNotHideTheNext_data() {
  QTest::addColumn<quint32>("at");
  QTest::addColumn<quint32>("value");
  const auto length = static_cast<quint32>(patched(2).size());
  QTest::newRow("no length") << 0U << 0U;
  QTest::newRow("short length") << 0U << 0x38U;
  QTest::newRow("other length") << 0U << length + 4;
  QTest::newRow("over both") << 0U << 2 * length + 8;
  QTest::newRow("huge length") << 0U << 0xFFFFFFFFU;
  QTest::newRow("no signature") << 4U << 0U;
  QTest::newRow("other length at the end") << length - 4 << 0U;
}

void TestEventLog::aBrokenRecordDoesNotHideTheNext() {
  QFETCH(quint32, at);
  QFETCH(quint32, value);
  std::string broken = patched(2);
  put32(broken, at, value);
  QCOMPARE(read(header() + patched(1) + broken + patched(3)), lines({1, 3}));
}

void TestEventLog::aStaleHeaderDoesNotMatter() {
  std::string stale = header(1);
  put32(stale, 0x10, 0xFFFFFFFF);
  put32(stale, 0x14, 0xFFFFFFFF);
  put32(stale, 0x20, 0);
  QCOMPARE(read(stale + patched(1) + patched(2) + endOfLog()), lines({1, 2}));
}

void TestEventLog::aCopyCountsOnce() {
  QCOMPARE(read(header() + patched(3) + endOfLog() + patched(1) + patched(2) + patched(1) + patched(2)), lines({1, 2, 3}));
}

void TestEventLog::aRecordWithinARecordDoesNotCount() {
  std::string outer = patched(1);
  outer.insert(outer.size() - 4, patched(9));
  const auto length = static_cast<std::uint32_t>(outer.size());
  put32(outer, 0, length);
  put32(outer, outer.size() - 4, length);
  QCOMPARE(read(header() + outer + patched(2)), lines({1, 2}));
}

void TestEventLog::stringsOutsideTheRecordAreLeftOut() {
  const std::string whole = patched(1);
  std::string many = whole, before = whole, outside = whole;
  put32(many, 0x18, 0xFFFF0004);
  QVERIFY(read(header() + many).at(0).startsWith(lines({1}).at(0)));
  put32(before, 0x24, 0);
  put32(outside, 0x24, 0xFFFFFFFE);
  for (const std::string& bytes : {before, outside}) QCOMPARE(read(header() + bytes), QByteArrayList{"4377 NtServicePack 1060000001: "});
}

void TestEventLog::aLogCutAtAnyByteGivesItsWholeRecords() {
  const std::string whole = header() + patched(1) + patched(2) + patched(3);
  const std::size_t length = patched(1).size();
  for (std::size_t size = header().size(); size <= whole.size(); ++size) {
    const auto records = static_cast<int>((size - header().size()) / length);
    QCOMPARE(read(whole.substr(0, size)), lines({1, 2, 3}).mid(0, records));
  }
}

void TestEventLog::aDamagedByteNeverCrashes() {
  const std::string split = patched(4);
  const std::string whole = header() + split.substr(0x60) + patched(5) + endOfLog() + patched(3) + split.substr(0, 0x60);
  QCOMPARE(read(whole), lines({3, 4, 5}));
  for (std::size_t at = 0; at < whole.size(); ++at) {
    for (const int value : {0x00, 0xFF, static_cast<unsigned char>(whole[at]) ^ 0x55}) {
      std::string bytes = whole;
      bytes[at] = static_cast<char>(value);
      QVERIFY(read(bytes).size() <= 3);
    }
  }
}

void TestEventLog::hugeGarbageIsReadInLinearTime() {
  std::string signatures = header(), torn = header();
  const std::string nearly = le32(0x3C) + "LfLe" + std::string(0x30, 'L') + le32(0x3D);
  while (signatures.size() < std::size_t{16} << 20) signatures += "LfLe";
  while (torn.size() < std::size_t{16} << 20) torn += nearly;
  // Processor time: how busy the machine is does not count.
  const std::clock_t begun = std::clock();
  QCOMPARE(read(signatures), QByteArrayList{});
  QCOMPARE(read(torn), QByteArrayList{});
  QVERIFY2((std::clock() - begun) / CLOCKS_PER_SEC < 20, "not linear");
}

void TestEventLog::theRealLogHasItsRecords() {
  const std::string bytes = corpusLog();
  if (bytes.empty()) QSKIP("SANKAJO_CORPUS names no folder with events/SysEvent.Evt");
  int records = 0, patches = 0, restarts = 0, shutdowns = 0;
  QSet<QByteArray> kbs;
  QVERIFY(readEventLog(bytes, "SysEvent.Evt", [&](const EventRecord& event) {
    ++records;
    restarts += event.id == 1074 && event.source == "USER32";
    shutdowns += event.id == 7031 && event.source == "Service Control Manager" && event.strings.size() == 5;
    if (event.id == 4377 && event.source == "NtServicePack" && event.strings.size() >= 2 && event.strings[0] == "Windows XP") {
      ++patches;
      kbs << QByteArray::fromStdString(event.strings[1]);
    }
    return true;
  }));
  // 6,063 by the log's own count, 257 that are not overwritten yet.
  QCOMPARE(records, 6320);
  QCOMPARE(patches, 266);
  QCOMPARE(restarts, 14);
  QCOMPARE(shutdowns, 7);
  QVERIFY(kbs.contains("KB943729") && kbs.contains("KB898461"));
  for (const QByteArray& kb : kbs) QVERIFY2(kb.startsWith("KB"), kb.constData());
}

void TestEventLog::theRealLogCutNeverCrashes() {
  const std::string bytes = corpusLog();
  if (bytes.empty()) QSKIP("SANKAJO_CORPUS names no folder with events/SysEvent.Evt");
  int before = 0;
  for (std::size_t size = 0x30; size < bytes.size(); size += 50'021) {
    int records = 0;
    QVERIFY(readEventLog(std::string(bytes, 0, size), "a", [&](const EventRecord&) { return ++records > 0; }));
    QVERIFY(records >= before);
    before = records;
  }
  QVERIFY(before > 6000);
}

QTEST_APPLESS_MAIN(TestEventLog)
#include "test_event_log.moc"
