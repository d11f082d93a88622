// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <cstdint>
#include <string>
#include <vector>

#include "engine/security_descriptor.h"

namespace sankajo::test {

namespace {

constexpr const char* administrators = "S-1-5-32-544";
constexpr const char* system = "S-1-5-18";
constexpr const char* users = "S-1-5-32-545";
constexpr const char* somebody = "S-1-5-21-1-2-3-1001";

struct Entry {
  std::string sid;
  std::uint32_t mask = 0;
  std::uint8_t type = 0, flags = 0;
};

std::string number(std::uint64_t value, int bytes) {
  std::string out;
  for (int i = 0; i < bytes; ++i) out += static_cast<char>(value >> static_cast<unsigned>(8 * i) & 0xFFU);
  return out;
}

/// Owner, then the list.
std::string descriptor(const std::string& owner, const std::vector<Entry>& entries, std::uint16_t control = 0x8004) {
  std::string list;
  for (const Entry& entry : entries) {
    const std::string sid = sidBytes(entry.sid);
    list += static_cast<char>(entry.type);
    list += static_cast<char>(entry.flags);
    list += number(8 + sid.size(), 2) + number(entry.mask, 4) + sid;
  }
  list = std::string("\2\0", 2) + number(8 + list.size(), 2) + number(entries.size(), 2) + number(0, 2) + list;
  const std::string sid = sidBytes(owner);
  return std::string("\1\0", 2) + number(control, 2) + number(20, 4) + number(20, 4) + number(0, 4) + number(20 + sid.size(), 4) + sid +
         list;
}

constexpr std::uint32_t all = 0x1F01FF, readAndStart = 0x1200A9;

}  // namespace

class TestSecurityDescriptor : public QObject {
  Q_OBJECT

 private slots:
  void aSidIsItsBytes() {
    QCOMPARE(QByteArray::fromStdString(sidBytes(administrators)).toHex(), QByteArray("01020000000000052000000020020000"));
    QCOMPARE(QByteArray::fromStdString(sidBytes("S-1-1-0")).toHex(), QByteArray("010100000000000100000000"));
    for (const char* text : {"", "S-1-", "S-2-5", "S-1-5-x", "administrators"}) QVERIFY2(sidBytes(text).empty(), text);
  }

  void onlyAdministratorsMayWriteWhereNobodyElseMay_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<bool>("only");
    const auto row = [](const char* name, bool only, const std::string& bytes) {
      QTest::newRow(name) << QByteArray::fromStdString(bytes) << only;
    };
    const std::vector<Entry> both = {{administrators, all}, {system, all}};
    row("as it should be", true, descriptor(administrators, both));
    row("of SYSTEM", true, descriptor(system, both));
    row("others may read", true, descriptor(administrators, {{administrators, all}, {users, readAndStart}}));
    row("nobody may do anything", true, descriptor(administrators, {}));
    row("others are denied", true, descriptor(administrators, {{users, all, 1}, {administrators, all}}));
    row("a creator owns what he makes", true, descriptor(administrators, {{administrators, all}, {"S-1-3-0", all, 0, 0x0B}}));
    row("of a user", false, descriptor(somebody, both));
    row("no owner", false, descriptor("", both));
    row("a creator, now", false, descriptor(administrators, {{administrators, all}, {"S-1-3-0", all}}));
    for (const std::uint32_t bit :
         {0x2U, 0x4U, 0x10U, 0x40U, 0x100U, 0x10000U, 0x40000U, 0x80000U, 0x10000000U, 0x40000000U, 0x02000000U}) {
      row(("others have " + std::to_string(bit)).c_str(), false, descriptor(administrators, {{administrators, all}, {users, bit}}));
    }
    row("others, in what is made there", false, descriptor(administrators, {{administrators, all}, {users, all, 0, 0x0B}}));
    row("an entry of another kind", false, descriptor(administrators, {{administrators, all, 9}}));
    row("no list", false, descriptor(administrators, both, 0x8000));
    std::string none = descriptor(administrators, both);
    none.replace(16, 4, 4, '\0');
    row("an empty list's place", false, none);
  }
  void onlyAdministratorsMayWriteWhereNobodyElseMay() {
    QFETCH(QByteArray, bytes);
    QFETCH(bool, only);
    QCOMPARE(onlyAdministratorsMayWrite(bytes.toStdString()), only);
  }

  void somebodyElseCanBeTrusted() {
    const std::string bytes = descriptor(somebody, {{somebody, all}});
    QVERIFY(!onlyAdministratorsMayWrite(bytes));
    QVERIFY(ownerOf(bytes) == sidBytes(somebody));
    QVERIFY(onlyAdministratorsMayWrite(bytes, {ownerOf(bytes)}));
    QVERIFY(!onlyAdministratorsMayWrite(bytes, {sidBytes(users)}));
  }

  // Cut anywhere, and with any byte changed: an answer, and never "yes" for less than the whole.
  void whatIsNoDescriptorIsNotTrusted() {
    const std::string bytes = descriptor(administrators, {{administrators, all}, {users, readAndStart}});
    for (std::size_t length = 0; length < bytes.size(); ++length) QVERIFY(!onlyAdministratorsMayWrite(bytes.substr(0, length)));
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      for (const int value : {0x00, 0x7F, 0x80, 0xFF}) {
        std::string changed = bytes;
        changed[at] = static_cast<char>(value);
        static_cast<void>(onlyAdministratorsMayWrite(changed));
        static_cast<void>(ownerOf(changed));
      }
    }
  }
};

}  // namespace sankajo::test

QTEST_APPLESS_MAIN(sankajo::test::TestSecurityDescriptor)
#include "test_security_descriptor.moc"
