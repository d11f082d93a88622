// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <hivex.h>

#include <QFile>
#include <QProcess>
#include <QTemporaryFile>
#include <QTest>
#include <algorithm>
#include <cstdlib>
#include <functional>
#include <set>

#include "engine/hive.h"
#include "tests/support/hive_builder.h"

using namespace sankajo;
using sankajo::test::HiveBuilder;
using ListKind = HiveBuilder::ListKind;
using Path = std::vector<std::string>;

namespace {

constexpr std::uint32_t nowhere = 0xFFFFFFFF;

QString said(const Error& error) { return QString::fromStdString(describe(error)); }
QString said(const Status& status) { return status ? QStringLiteral("success") : said(status.error()); }

// ------------------------------------------------------------------------------------------------------------------ raw bytes

std::uint32_t u16(const std::string& file, std::size_t at) {
  return static_cast<unsigned char>(file.at(at)) | (static_cast<std::uint32_t>(static_cast<unsigned char>(file.at(at + 1))) << 8);
}
std::uint32_t u32(const std::string& file, std::size_t at) { return u16(file, at) | (u16(file, at + 2) << 16); }
void setU16(std::string& file, std::size_t at, std::uint32_t number) {
  file.at(at) = static_cast<char>(number & 0xFF);
  file.at(at + 1) = static_cast<char>((number >> 8) & 0xFF);
}
void setU32(std::string& file, std::size_t at, std::uint32_t number) {
  setU16(file, at, number & 0xFFFF);
  setU16(file, at + 2, number >> 16);
}
void mendChecksum(std::string& file) {
  std::uint32_t sum = 0;
  for (std::size_t at = 0; at < 508; at += 4) sum ^= u32(file, at);
  if (sum == 0xFFFFFFFF) sum = 0xFFFFFFFE;
  setU32(file, 508, sum == 0 ? 1 : sum);
}

/// Where a cell's content begins in the file.
std::size_t content(std::uint32_t cell) { return 4096 + cell + 4; }
std::string signature(const std::string& file, std::uint32_t cell) { return file.substr(content(cell), 2); }

/// The lists of a key: the leaves, and before them the list of lists where there is one.
std::vector<std::uint32_t> listCells(const std::string& file, std::uint32_t key) {
  if (u32(file, content(key) + 20) == 0) return {};
  std::vector<std::uint32_t> cells{u32(file, content(key) + 28)};
  if (signature(file, cells[0]) == "ri") {
    for (std::size_t i = 0; i < u16(file, content(cells[0]) + 2); ++i) cells.push_back(u32(file, content(cells[0]) + 4 + 4 * i));
  }
  return cells;
}
std::vector<std::uint32_t> childCells(const std::string& file, std::uint32_t key) {
  std::vector<std::uint32_t> children;
  for (const std::uint32_t list : listCells(file, key)) {
    if (signature(file, list) == "ri") continue;
    const std::size_t size = signature(file, list) == "li" ? 4 : 8;
    for (std::size_t i = 0; i < u16(file, content(list) + 2); ++i) children.push_back(u32(file, content(list) + 4 + size * i));
  }
  return children;
}
/// By names in ASCII and exact case.
std::uint32_t keyCell(const std::string& file, const Path& path) {
  std::uint32_t key = u32(file, 36);
  for (const std::string& name : path) {
    const auto children = childCells(file, key);
    const auto found = std::find_if(children.begin(), children.end(), [&](std::uint32_t child) {
      return file.substr(content(child) + 76, u16(file, content(child) + 72)) == name;
    });
    if (found == children.end()) return nowhere;
    key = *found;
  }
  return key;
}
/// The signatures of all lists that the root reaches.
std::set<std::string> listKinds(const std::string& file, std::uint32_t key) {
  std::set<std::string> kinds;
  for (const std::uint32_t list : listCells(file, key)) kinds.insert(signature(file, list));
  for (const std::uint32_t child : childCells(file, key)) kinds.merge(listKinds(file, child));
  return kinds;
}
std::set<std::string> listKinds(const std::string& file) { return listKinds(file, u32(file, 36)); }
std::uint32_t securityCell(const std::string& file, const Path& path) { return u32(file, content(keyCell(file, path)) + 44); }
std::size_t ringSize(const std::string& file) {
  const std::uint32_t first = securityCell(file, {});
  std::size_t size = 1;
  for (std::uint32_t here = u32(file, content(first) + 4); here != first; here = u32(file, content(here) + 4)) ++size;
  return size;
}

// --------------------------------------------------------------------------------------------------------------------- hivex

/// A hive as hivex reads it.
class Hivex {
 public:
  explicit Hivex(const std::string& bytes) {
    if (file_.open()) {
      file_.write(QByteArray::fromStdString(bytes));
      file_.close();
      hive_ = hivex_open(file_.fileName().toUtf8().constData(), 0);
    }
  }
  Hivex(const Hivex&) = delete;
  Hivex& operator=(const Hivex&) = delete;
  ~Hivex() {
    if (hive_ != nullptr) hivex_close(hive_);
  }
  bool isOpen() const { return hive_ != nullptr; }
  hive_node_h root() const { return hivex_root(hive_); }

  /// What hivex sees otherwise than this tree; empty: nothing. Hivex knows no class and no security.
  QString difference(hive_node_h node, const RegTree& tree) const {
    const std::string here = taken(hivex_node_name(hive_, node));
    if (here != tree.name) return "name " + QString::fromStdString(here) + " for " + QString::fromStdString(tree.name);
    if (static_cast<std::uint64_t>(hivex_node_timestamp(hive_, node)) != tree.lastWritten) return "time of " + QString::fromStdString(here);
    const auto values = handles(hivex_node_values(hive_, node));
    if (values.size() != tree.values.size()) return "number of values of " + QString::fromStdString(here);
    for (std::size_t i = 0; i < values.size(); ++i) {
      hive_type type{};
      std::size_t length = 0;
      char* const data = hivex_value_value(hive_, values[i], &type, &length);
      const RegValue value{taken(hivex_value_key(hive_, values[i])), static_cast<std::uint32_t>(type),
                           data != nullptr ? std::string(data, length) : std::string()};
      std::free(data);
      if (!(value == tree.values[i])) return "value " + QString::fromStdString(tree.values[i].name) + " of " + QString::fromStdString(here);
    }
    const auto children = handles(hivex_node_children(hive_, node));
    if (children.size() != tree.keys.size()) return "number of keys of " + QString::fromStdString(here);
    for (std::size_t i = 0; i < children.size(); ++i) {
      if (QString below = difference(children[i], tree.keys[i]); !below.isEmpty()) return below;
    }
    return {};
  }
  std::size_t keys(hive_node_h node) const {
    std::size_t count = 1;
    for (const hive_node_h child : handles(hivex_node_children(hive_, node))) count += keys(child);
    return count;
  }

 private:
  static std::string taken(char* text) {
    std::string result = text != nullptr ? text : "(unreadable)";
    std::free(text);
    return result;
  }
  static std::vector<std::size_t> handles(std::size_t* list) {
    std::vector<std::size_t> result;
    for (const std::size_t* here = list; here != nullptr && *here != 0; ++here) result.push_back(*here);
    std::free(list);
    return result;
  }
  QTemporaryFile file_;
  hive_h* hive_ = nullptr;
};

// ------------------------------------------------------------------------------------------------------------------- helpers

/// What is wrong with a hive in the eyes of the walker, of hivex, or as to its lists; empty: nothing.
QString fault(const std::string& bytes, bool strict = true) {
  if (const auto checked = checkHive(bytes, "hive", strict); !checked) return said(checked.error());
  if (u32(bytes, 24) < 5 && listKinds(bytes).contains("lh")) return QStringLiteral("lh in an old hive");
  const Hivex hivex(bytes);
  if (!hivex.isOpen()) return QStringLiteral("hivex does not open it");
  const auto hive = Hive::parse(bytes, "hive");
  if (!hive) return said(hive.error());
  const auto tree = hive->tree({});
  if (tree && *tree) return hivex.difference(hivex.root(), **tree);
  return hivex.keys(hivex.root()) > 4096 ? QString() : QStringLiteral("no tree");
}

#define SOUND(hive)                                                \
  do {                                                             \
    const QString wrong = fault((hive).bytes());                   \
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));                  \
  } while (false)
#define DONE(status)                                               \
  do {                                                             \
    const Status outcome = (status);                               \
    QVERIFY2(outcome.has_value(), qPrintable(said(outcome)));      \
  } while (false)

Hive parsed(const std::string& bytes) {
  auto hive = Hive::parse(bytes, "hive");
  if (!hive) qFatal("%s", qPrintable(said(hive.error())));
  return std::move(*hive);
}
RegTree treeOf(const Hive& hive, const Path& path) {
  auto tree = hive.tree(path);
  if (!tree || !*tree) qFatal("no tree");
  return std::move(**tree);
}
bool has(const Hive& hive, const Path& path) {
  const auto tree = hive.tree(path);
  return tree && tree->has_value();
}
RegTree emptyKey(std::string name) {
  RegTree tree;
  tree.name = std::move(name);
  tree.flags = 0x20;
  tree.security = HiveBuilder::descriptor();
  return tree;
}

const Path services{"ControlSet001", "Services"};
const Path rpcPatch{"ControlSet001", "Services", "RpcPatch"};

HiveBuilder systemHive(std::uint32_t minor) {
  HiveBuilder builder(minor);
  const std::string key = R"(ControlSet001\Services\RpcPatch)";
  builder.dword("Select", "Current", 1)
      .sz(R"(ControlSet001\Services\Dhcp)", "DisplayName", "DHCP Client")
      .sz(R"(ControlSet001\Services\Tcpip)", "DisplayName", "TCP/IP Protocol Driver")
      .sz(key, "DisplayName", "Network Connections Sharing")
      .expandSz(key, "ImagePath", R"(%SystemRoot%\system32\wins\dllhost.exe)")
      .dword(key, "Start", 2)
      .raw(key, "Empty", 3, "")
      .raw(key, "Odd", 3, "abc")
      .raw(key, "", 1, std::string("d\0e\0f\0\0\0", 8))
      .multiSz(key, "DependOnService", {"RpcSs", "Tcpip"})
      .raw(key, "Long", 3, std::string(40000, 'L'))
      .sz(key, "表示名", "三カ条")
      .sz(key, "Größe", "ä")
      .keyClass(key, std::string("c\0l\0a\0s\0s\0", 10))
      .security(key, HiveBuilder::descriptor(7))
      .lastWritten(key, 0x01C363F4F0A80000)
      .key(key + R"(\Enum)")
      .security(key + R"(\Security)", HiveBuilder::descriptor(8))
      .raw(key + R"(\Security)", "Security", 3, std::string(168, '\1'))
      .key(key + R"(\Ümlaut)")
      .key(key + R"(\日本)");
  return builder;
}

QString corpus(const char* name) {
  const QString folder = qEnvironmentVariable("SANKAJO_CORPUS");
  const QString file = folder + "/" + QLatin1String(name);
  return !folder.isEmpty() && QFile::exists(file) ? file : QString();
}
std::string contentOf(QString name) {
  // Where no tool can be run it lies there unpacked.
  if (QFile::exists(name.chopped(3)) && name.endsWith(".xz")) name.chop(3);
  if (name.endsWith(".xz")) {
    QProcess xz;
    xz.start("xz", {"-dc", name});
    if (!xz.waitForFinished(600'000)) qFatal("xz does not end");
    return xz.readAllStandardOutput().toStdString();
  }
  QFile file(name);
  return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}
#define CORPUS(variable, name)                                                              \
  const QString variable##Name = corpus(name);                                              \
  if (variable##Name.isEmpty()) QSKIP("SANKAJO_CORPUS is not set or does not hold this file"); \
  const std::string variable = contentOf(variable##Name);                                   \
  QVERIFY(!(variable).empty())

/// Changes whatever can be changed in a hive that may be damaged; what is wrong with the result, empty: nothing.
QString exercised(const std::string& bytes) {
  auto parsedHive = Hive::parse(bytes, "hive");
  if (!parsedHive) return {};
  Hive& hive = *parsedHive;
  (void)hive.tree({});
  const std::vector<std::function<Status()>> changes{
      [&] { return hive.removeValue({"A"}, "text"); },
      [&] { return hive.setValue({"A"}, {"more", 3, std::string(100, 'm')}); },
      [&] { return hive.removeKey({"A", "B"}); },
      [&] {
        RegTree tree = emptyKey("New");
        tree.keyClass = "class";
        tree.security = HiveBuilder::descriptor(99);
        tree.values.push_back({"v", 3, std::string(5000, 'v')});
        tree.keys.push_back(emptyKey("Below"));
        return hive.addKey({"A"}, tree);
      },
      [&] { return hive.removeKey({"A"}); },
  };
  for (std::size_t i = 0; i < changes.size(); ++i) {
    const std::string before = hive.bytes();
    const Status changed = changes[i]();
    if (!changed) {
      if (changed.error().code != Errc::Refused) return QString("change %1: ").arg(i) + said(changed);
      if (hive.bytes() != before) return QString("change %1 failed and changed something").arg(i);
      continue;
    }
    if (const auto checked = checkHive(hive.bytes(), "hive", false); !checked) return QString("after change %1: ").arg(i) + said(checked);
  }
  return {};
}

/// A small hive with one of everything.
HiveBuilder smallHive(std::uint32_t minor) {
  HiveBuilder builder(minor);
  builder.sz("A", "text", "some text").dword("A", "number", 5).keyClass("A", "c1").security("A", HiveBuilder::descriptor(1));
  builder.sz(R"(A\B)", "text", "below").keyClass(R"(A\B)", "c2").security(R"(A\B)", HiveBuilder::descriptor(2));
  builder.key(R"(A\B\C)").key(R"(A\D)").key("Z");
  return builder;
}

}  // namespace

class TestHive : public QObject {
  Q_OBJECT

 private slots:
  // -------------------------------------------------------------------------------------------------------------- the header

  void aHeaderTellsVersionAndState() {
    const auto header = readHiveHeader(HiveBuilder(3).unclean().build().substr(0, 512), "hive");
    QVERIFY(header);
    QCOMPARE(header->major, 1U);
    QCOMPARE(header->minor, 3U);
    QVERIFY(!header->clean());
    QVERIFY(readHiveHeader(HiveBuilder(5).build(), "hive")->clean());
  }

  void aFaultyHeaderIsCorrupt_data() {
    QTest::addColumn<int>("at");
    QTest::addColumn<quint32>("number");
    QTest::addColumn<bool>("mend");
    QTest::newRow("signature") << 0 << 0x66676571U << true;
    QTest::newRow("checksum") << 508 << 1U << false;
    QTest::newRow("a log") << 28 << 1U << true;
    QTest::newRow("size 0") << 40 << 0U << true;
    QTest::newRow("size not in pages") << 40 << 4000U << true;
    QTest::newRow("size too large") << 40 << 0xFFFFF000U << true;
  }
  void aFaultyHeaderIsCorrupt() {
    QFETCH(int, at);
    QFETCH(quint32, number);
    QFETCH(bool, mend);
    std::string bytes = smallHive(5).build();
    setU32(bytes, static_cast<std::size_t>(at), number);
    if (mend) mendChecksum(bytes);
    const auto header = readHiveHeader(bytes, "hive");
    QVERIFY(!header);
    QCOMPARE(header.error().code, Errc::Corrupt);
    QCOMPARE(checkHive(bytes, "hive", false).error().code, Errc::Corrupt);
    QCOMPARE(Hive::parse(bytes, "hive").error().code, Errc::Corrupt);
  }

  void anotherVersionIsUnsupported() {
    for (const std::uint32_t minor : {0U, 1U, 7U}) {
      QCOMPARE(Hive::parse(HiveBuilder(minor).build(), "hive").error().code, Errc::Unsupported);
    }
    std::string bytes = HiveBuilder(5).build();
    setU32(bytes, 20, 2);
    mendChecksum(bytes);
    QCOMPARE(checkHive(bytes, "hive", false).error().code, Errc::Unsupported);
  }

  void aHiveThatWasNotClosedIsNotChanged() {
    const std::string bytes = smallHive(5).unclean().build();
    QVERIFY(checkHive(bytes, "hive", true));
    QCOMPARE(Hive::parse(bytes, "hive").error().code, Errc::Unclean);
  }

  // ------------------------------------------------------------------------------------------------------------ changes

  void kinds() {
    QTest::addColumn<quint32>("minor");
    QTest::addColumn<int>("lists");
    QTest::addColumn<int>("split");
    QTest::newRow("1.3") << 3U << static_cast<int>(ListKind::Lf) << 500;
    QTest::newRow("1.3 li") << 3U << static_cast<int>(ListKind::Li) << 500;
    QTest::newRow("1.3 ri") << 3U << static_cast<int>(ListKind::Lf) << 2;
    QTest::newRow("1.3 ri of li") << 3U << static_cast<int>(ListKind::Li) << 1;
    QTest::newRow("1.5") << 5U << static_cast<int>(ListKind::Lh) << 500;
    QTest::newRow("1.5 lf") << 5U << static_cast<int>(ListKind::Lf) << 500;
    QTest::newRow("1.5 ri") << 5U << static_cast<int>(ListKind::Lh) << 2;
    QTest::newRow("1.5 ri of one") << 5U << static_cast<int>(ListKind::Lh) << 1;
    QTest::newRow("1.2 li") << 2U << static_cast<int>(ListKind::Li) << 500;
  }
  static Hive hiveOfKind() {
    QFETCH(quint32, minor);
    QFETCH(int, lists);
    QFETCH(int, split);
    return parsed(systemHive(minor).lists(static_cast<ListKind>(lists)).splitLists(static_cast<std::size_t>(split)).build());
  }

  void aBuiltHiveIsSound_data() { kinds(); }
  void aBuiltHiveIsSound() {
    const Hive hive = hiveOfKind();
    SOUND(hive);
    const RegTree tree = treeOf(hive, {"controlset001", "SERVICES", "rpcpatch"});
    QCOMPARE(QByteArray::fromStdString(tree.name), QByteArray("RpcPatch"));
    QCOMPARE(tree.keyClass.size(), std::size_t{10});
    QVERIFY(tree.security == HiveBuilder::descriptor(7));
    QCOMPARE(tree.lastWritten, 0x01C363F4F0A80000U);
    QCOMPARE(tree.flags, std::uint16_t{0x20});
    QCOMPARE(tree.values.size(), std::size_t{10});
    QVERIFY(tree.values[7] == (RegValue{"Long", 3, std::string(40000, 'L')}));
    QVERIFY(tree.values[8].name == "表示名" && tree.values[9].name == "Größe");
    QVERIFY(tree.keys.size() == 4 && tree.keys[1].name == "Security" && tree.keys[2].name == "Ümlaut" && tree.keys[3].name == "日本");
    QVERIFY(!has(hive, {"ControlSet001", "Services", "RpcTftpd"}));
    QVERIFY(!hive.changed());
  }

  void aRemovedValueIsGoneAndComesBack_data() { kinds(); }
  void aRemovedValueIsGoneAndComesBack() {
    Hive hive = hiveOfKind();
    const RegTree before = treeOf(hive, rpcPatch);
    for (const RegValue& value : before.values) {
      DONE(hive.removeValue({"CONTROLSET001", "services", "RPCPATCH"}, value.name == "DisplayName" ? "DISPLAYNAME" : value.name));
      SOUND(hive);
      const RegTree now = treeOf(hive, rpcPatch);
      QCOMPARE(now.values.size(), before.values.size() - 1);
      QVERIFY(std::find(now.values.begin(), now.values.end(), value) == now.values.end());
      DONE(hive.setValue(rpcPatch, value));
      SOUND(hive);
      QVERIFY(treeOf(hive, rpcPatch).values.back() == value);
    }
    // Each went to the end in its turn.
    QVERIFY(treeOf(hive, rpcPatch) == before);
  }

  void everyValueMayGo() {
    Hive hive = parsed(systemHive(5).build());
    for (const RegValue& value : treeOf(hive, rpcPatch).values) DONE(hive.removeValue(rpcPatch, value.name));
    SOUND(hive);
    QVERIFY(treeOf(hive, rpcPatch).values.empty());
    DONE(hive.setValue(rpcPatch, {"one", 3, "again"}));
    SOUND(hive);
  }

  void aRemovedKeyComesBackWhole_data() { kinds(); }
  void aRemovedKeyComesBackWhole() {
    Hive hive = hiveOfKind();
    const RegTree root = treeOf(hive, {});
    const std::size_t ring = ringSize(hive.bytes());
    const RegTree tree = treeOf(hive, rpcPatch);
    DONE(hive.removeKey({"ControlSet001", "Services", "RPCPATCH"}));
    SOUND(hive);
    QVERIFY(!has(hive, rpcPatch));
    QCOMPARE(ringSize(hive.bytes()), ring - 2);
    DONE(hive.addKey(services, tree));
    SOUND(hive);
    QCOMPARE(ringSize(hive.bytes()), ring);
    QVERIFY(treeOf(hive, {}) == root);
    QVERIFY(hive.changed());
  }

  void everyKeyMayGo_data() { kinds(); }
  void everyKeyMayGo() {
    Hive hive = hiveOfKind();
    const RegTree root = treeOf(hive, {});
    for (const RegTree& tree : root.keys) {
      DONE(hive.removeKey({tree.name}));
      SOUND(hive);
    }
    QVERIFY(treeOf(hive, {}).keys.empty());
    QVERIFY(listKinds(hive.bytes()).empty());
    for (auto tree = root.keys.rbegin(); tree != root.keys.rend(); ++tree) {
      DONE(hive.addKey({}, *tree));
      SOUND(hive);
    }
    QVERIFY(treeOf(hive, {}) == root);
    QVERIFY(u32(hive.bytes(), 24) >= 5 || !listKinds(hive.bytes()).contains("lh"));
  }

  void dataOfEverySizeIsKept_data() {
    QTest::addColumn<quint32>("minor");
    for (const std::uint32_t minor : {3U, 4U, 5U, 6U}) QTest::addRow("1.%u", minor) << minor;
  }
  void dataOfEverySizeIsKept() {
    QFETCH(quint32, minor);
    Hive hive = parsed(HiveBuilder(minor).key("K").build());
    std::vector<RegValue> wanted;
    for (const std::size_t size : {0UL, 1UL, 3UL, 4UL, 5UL, 8UL, 4000UL, 4096UL, 16344UL, 16345UL, 32688UL, 32689UL, 100000UL}) {
      std::string data;
      for (std::size_t i = 0; i < size; ++i) data += static_cast<char>(i * 7 + i / 256);
      wanted.push_back({"v" + std::to_string(size), 3, data});
      DONE(hive.setValue({"K"}, wanted.back()));
      SOUND(hive);
    }
    QVERIFY(treeOf(hive, {"K"}).values == wanted);
    // Each value takes the data of the next one.
    for (std::size_t i = 0; i < wanted.size(); ++i) {
      wanted[i].data = wanted[(i + 1) % wanted.size()].data;
      DONE(hive.setValue({"K"}, wanted[i]));
      SOUND(hive);
    }
    QVERIFY(treeOf(hive, {"K"}).values == wanted);
    for (const RegValue& value : wanted) DONE(hive.removeValue({"K"}, value.name));
    SOUND(hive);
  }

  void aReplacedValueKeepsItsPlaceAndSpelling() {
    Hive hive = parsed(HiveBuilder(5).sz("K", "First", "1").sz("K", "Second", "2").build());
    DONE(hive.setValue({"K"}, {"FIRST", 4, "abcd"}));
    SOUND(hive);
    const RegTree tree = treeOf(hive, {"K"});
    QVERIFY(tree.values.size() == 2 && tree.values[0] == (RegValue{"First", 4, "abcd"}));
  }

  void aKeyOfManySubkeysGrowsAndShrinks_data() { kinds(); }
  void aKeyOfManySubkeysGrowsAndShrinks() {
    QFETCH(quint32, minor);
    QFETCH(int, lists);
    QFETCH(int, split);
    HiveBuilder builder(minor);
    builder.lists(static_cast<ListKind>(lists)).splitLists(static_cast<std::size_t>(std::max(split, 20)));
    const auto name = [](int i) { return "K" + std::to_string(i * 7919 % 1000); };
    for (int i = 0; i < 300; ++i) builder.key("Many\\" + name(i));
    Hive hive = parsed(builder.build());
    SOUND(hive);
    for (int i = 300; i < 600; ++i) DONE(hive.addKey({"Many"}, emptyKey(name(i))));
    SOUND(hive);
    QCOMPARE(treeOf(hive, {"Many"}).keys.size(), std::size_t{600});
    if (static_cast<ListKind>(lists) != ListKind::Li || split == 1) QVERIFY(listKinds(hive.bytes()).contains("ri"));
    for (int i = 599; i >= 0; i -= 2) DONE(hive.removeKey({"Many", name(i)}));
    SOUND(hive);
    QCOMPARE(treeOf(hive, {"Many"}).keys.size(), std::size_t{300});
    for (int i = 598; i >= 0; i -= 2) DONE(hive.removeKey({"Many", name(i)}));
    SOUND(hive);
    QVERIFY(treeOf(hive, {"Many"}).keys.empty());
  }

  void aTreeOfManyKeysIsPutBack_data() {
    QTest::addColumn<quint32>("minor");
    QTest::newRow("1.3") << 3U;
    QTest::newRow("1.5") << 5U;
  }
  void aTreeOfManyKeysIsPutBack() {
    QFETCH(quint32, minor);
    HiveBuilder builder(minor);
    for (int i = 0; i < 1200; ++i) builder.dword("Top\\Many\\K" + std::to_string(i), "n", static_cast<std::uint32_t>(i));
    Hive hive = parsed(builder.build());
    const RegTree tree = treeOf(hive, {"Top"});
    DONE(hive.removeKey({"Top"}));
    SOUND(hive);
    DONE(hive.addKey({}, tree));
    SOUND(hive);
    QVERIFY(treeOf(hive, {"Top"}) == tree);
    QVERIFY(listKinds(hive.bytes()).contains("ri"));
  }

  void subkeysAreSortedInUpperCase() {
    Hive hive = parsed(HiveBuilder(5).key("A").key("c").build());
    for (const char* name : {"b", "_", "B2", "ä", "Ö", "z", "я", "Я2", "µ", "ı", "𝒜", "ｱ"}) {
      RegTree tree = emptyKey(name);
      DONE(hive.addKey({}, tree));
      SOUND(hive);
    }
    std::string order;
    for (const RegTree& tree : treeOf(hive, {}).keys) order += tree.name + " ";
    // By UTF-16 units: a character beyond U+FFFF stands before U+FF71.
    QCOMPARE(QByteArray::fromStdString(order), QByteArray("A b B2 c z _ µ ä Ö ı я Я2 𝒜 ｱ "));
  }

  void freedRoomIsUsedAgain() {
    for (const std::uint32_t minor : {3U, 5U}) {
      Hive hive = parsed(systemHive(minor).build());
      const RegTree tree = treeOf(hive, rpcPatch);
      std::size_t size = 0;
      for (int i = 0; i < 30; ++i) {
        DONE(hive.removeKey(rpcPatch));
        DONE(hive.addKey(services, tree));
        if (i == 2) size = hive.bytes().size();
      }
      SOUND(hive);
      QCOMPARE(hive.bytes().size(), size);
    }
  }

  void aLongerFileIsUsedBeforeItGrows() {
    std::string bytes = smallHive(5).build();
    const std::size_t size = bytes.size();
    bytes += std::string(65536, '\xEE');
    Hive hive = parsed(bytes);
    DONE(hive.setValue({"A"}, {"large", 3, std::string(10000, 'l')}));
    SOUND(hive);
    QCOMPARE(hive.bytes().size(), bytes.size());
    QVERIFY(u32(hive.bytes(), 40) + 4096 > size);
  }

  void theSequenceNumbersRiseOnce() {
    const std::string bytes = smallHive(5).build();
    Hive hive = parsed(bytes);
    QVERIFY(hive.bytes() == bytes);
    for (int i = 0; i < 3; ++i) {
      DONE(hive.setValue({"A"}, {"n" + std::to_string(i), 3, "x"}));
      const auto header = readHiveHeader(hive.bytes(), "hive");
      QVERIFY(header && header->clean());
      QCOMPARE(header->sequence1, u32(bytes, 4) + 1);
    }
  }

  void theFieldsForTheLongestNameRise() {
    Hive hive = parsed(smallHive(5).build());
    RegTree tree = emptyKey("AVeryLongNameOfAKey");
    tree.keyClass = std::string(24, 'c');
    tree.values.push_back({"AVeryLongNameOfAValue", 3, std::string(700, 'd')});
    DONE(hive.addKey({"Z"}, tree));
    const std::string& now = hive.bytes();
    const std::size_t parent = content(keyCell(now, {"Z"}));
    QCOMPARE(u32(now, parent + 52), 38U);
    QCOMPARE(u32(now, parent + 56), 24U);
    const std::size_t added = content(keyCell(now, {"Z", tree.name}));
    QCOMPARE(u32(now, added + 60), 42U);
    QCOMPARE(u32(now, added + 64), 700U);
  }

  // ------------------------------------------------------------------------------------------------------------- security

  void equalDescriptorsShareACell() {
    Hive hive = parsed(smallHive(5).build());
    const std::size_t ring = ringSize(hive.bytes());
    RegTree tree = emptyKey("New");
    tree.security = HiveBuilder::descriptor(2);
    DONE(hive.addKey({}, tree));
    SOUND(hive);
    QCOMPARE(ringSize(hive.bytes()), ring);
    QCOMPARE(securityCell(hive.bytes(), {"New"}), securityCell(hive.bytes(), {"A", "B"}));
    tree.name = "Other";
    tree.security = HiveBuilder::descriptor(50);
    DONE(hive.addKey({}, tree));
    SOUND(hive);
    QCOMPARE(ringSize(hive.bytes()), ring + 1);
    DONE(hive.removeKey({"Other"}));
    SOUND(hive);
    QCOMPARE(ringSize(hive.bytes()), ring);
  }

  void aKeyWithoutDescriptorSharesItsParents() {
    Hive hive = parsed(smallHive(5).build());
    RegTree tree = emptyKey("New");
    tree.security.clear();
    DONE(hive.addKey({"A"}, tree));
    SOUND(hive);
    QCOMPARE(securityCell(hive.bytes(), {"A", "New"}), securityCell(hive.bytes(), {"A"}));
  }

  void aWrongSecurityCountFreesNothingThatIsUsed() {
    std::string bytes = smallHive(5).build();
    setU32(bytes, content(securityCell(bytes, {})) + 12, 1);  // root, C, D and Z use it
    QVERIFY(checkHive(bytes, "hive", false));
    QVERIFY(!checkHive(bytes, "hive", true));
    Hive hive = parsed(bytes);
    DONE(hive.removeKey({"Z"}));
    DONE(hive.removeKey({"A", "D"}));
    SOUND(hive);  // and the count is right again
  }

  void aDescriptorThatWindowsWouldNotLoadIsRefused_data() {
    QTest::addColumn<QByteArray>("descriptor");
    const QByteArray good = QByteArray::fromStdString(HiveBuilder::descriptor(1));
    const auto with = [&good](int at, char byte) {
      QByteArray changed = good;
      changed[at] = byte;
      return changed;
    };
    QTest::newRow("text") << QByteArray("no descriptor, just some text of some length");
    QTest::newRow("cut off") << good.left(good.size() - 1);
    QTest::newRow("header only") << good.left(20);
    QTest::newRow("revision") << with(0, 2);
    QTest::newRow("not self-relative") << with(3, 0);
    QTest::newRow("owner outside") << with(5, 8);
    QTest::newRow("group in the header") << with(8, 4);
    QTest::newRow("list outside") << with(17, 8);
    QTest::newRow("list too long") << with(23, 9);
    QTest::newRow("too many entries") << with(24, 40);
    QTest::newRow("entry too long") << with(31, 9);
    QTest::newRow("entry of no length") << with(30, 0);
  }
  void aDescriptorThatWindowsWouldNotLoadIsRefused() {
    QFETCH(QByteArray, descriptor);
    Hive hive = parsed(smallHive(5).build());
    RegTree tree = emptyKey("New");
    tree.security = descriptor.toStdString();
    QCOMPARE(hive.addKey({}, tree).error().code, Errc::Refused);
    QVERIFY(!hive.changed());
    const std::string bytes = smallHive(5).security("Z", tree.security).build();
    QVERIFY(checkHive(bytes, "hive", false));
    QVERIFY(!checkHive(bytes, "hive", true));
    // It could not be put back, so it is not removed either.
    QCOMPARE(parsed(bytes).removeKey({"Z"}).error().code, Errc::Refused);
  }

  // -------------------------------------------------------------------------------------------------------- list kinds

  void listsKeepTheirKind() {
    Hive hive = parsed(smallHive(5).lists(ListKind::Lf).build());
    DONE(hive.addKey({"A"}, emptyKey("New")));
    QVERIFY(listKinds(hive.bytes()) == std::set<std::string>{"lf"});
    DONE(hive.addKey({"Z"}, emptyKey("New")));
    SOUND(hive);
    QVERIFY((listKinds(hive.bytes()) == std::set<std::string>{"lf", "lh"}));
  }

  void hashListsInAnOldHiveBecomeFastLists() {
    for (const std::uint32_t minor : {2U, 3U, 4U}) {
      const std::string bytes = systemHive(minor).lists(ListKind::Lh).splitLists(2).build();
      QVERIFY(checkHive(bytes, "hive", false));
      QVERIFY(!checkHive(bytes, "hive", true));
      Hive hive = parsed(bytes);
      DONE(hive.removeValue(rpcPatch, "Start"));
      SOUND(hive);
      QVERIFY((listKinds(hive.bytes()) == std::set<std::string>{"ri", minor == 2 ? "li" : "lf"}));
    }
  }

  // ------------------------------------------------------------------------------------------------- what is refused

  void whatCannotBeDoneChangesNothing_data() {
    QTest::addColumn<int>("change");
    const char* const names[] = {"no key for a value",      "no value",          "no key to set in",   "no key to remove",
                                 "the root",                "no parent",         "there already",      "no name",
                                 "a name with a separator", "a name too long",   "a name not UTF-8",   "two keys of one name",
                                 "flags of the root",       "a value too large", "value name too long", "too deep",
                                 "too many keys"};
    for (int i = 0; i < static_cast<int>(std::size(names)); ++i) QTest::newRow(names[i]) << i;
  }
  void whatCannotBeDoneChangesNothing() {
    QFETCH(int, change);
    const std::string bytes = smallHive(5).build();
    Hive hive = parsed(bytes);
    RegTree tree = emptyKey("New");
    const auto refused = [&]() -> Status {
      switch (change) {
        case 0: return hive.removeValue({"A", "X"}, "text");
        case 1: return hive.removeValue({"A"}, "other");
        case 2: return hive.setValue({"X"}, {"v", 1, ""});
        case 3: return hive.removeKey({"A", "X"});
        case 4: return hive.removeKey({});
        case 5: return hive.addKey({"X"}, tree);
        case 6: tree.name = "z"; break;
        case 7: tree.name = ""; break;
        case 8: tree.name = "a\\b"; break;
        case 9: tree.name = std::string(256, 'n'); break;
        case 10: tree.name = "\xFF"; break;
        case 11: tree.keys = {emptyKey("One"), emptyKey("ONE")}; break;
        case 12: tree.flags = 0x2C; break;
        case 13: return hive.setValue({"A"}, {"v", 3, std::string((16U << 20) + 1, 'v')});
        case 14: return hive.setValue({"A"}, {std::string(16384, 'n'), 3, ""});
        case 15:
          for (int i = 0; i < 512; ++i) {
            RegTree above = emptyKey("K");
            above.keys.push_back(std::move(tree));
            tree = std::move(above);
          }
          break;
        default:
          for (int i = 0; i < 4096; ++i) tree.keys.push_back(emptyKey("K" + std::to_string(i)));
      }
      return hive.addKey({}, tree);
    }();
    QVERIFY(!refused);
    QCOMPARE(refused.error().code, Errc::Refused);
    QVERIFY(!hive.changed());
    QVERIFY(hive.bytes() == bytes);
  }

  void aTreeIsLimited() {
    HiveBuilder builder(5);
    for (int i = 0; i < 4096; ++i) builder.key("Many\\K" + std::to_string(i));
    Hive hive = parsed(builder.build());
    QCOMPARE(hive.tree({}).error().code, Errc::Refused);
    QCOMPARE(hive.removeKey({"Many"}).error().code, Errc::Refused);
    QCOMPARE(parsed(HiveBuilder(5).raw("K", "v", 3, std::string(17U << 20, 'v')).build()).tree({"K"}).error().code, Errc::Refused);
  }

  void aKeyThatStandsForAHandleIsLeftAlone() {
    std::string bytes = HiveBuilder(5).flags("Perflib\\009", 0x40).key("Perflib\\Other").build();
    setU32(bytes, content(keyCell(bytes, {"Perflib", "009"})) + 36, 0x80000050);
    QVERIFY(checkHive(bytes, "hive", true));
    Hive hive = parsed(bytes);
    QCOMPARE(hive.tree({"Perflib"}).error().code, Errc::Refused);
    QCOMPARE(hive.removeKey({"Perflib"}).error().code, Errc::Refused);
    QCOMPARE(hive.setValue({"Perflib", "009"}, {"v", 3, "x"}).error().code, Errc::Refused);
    DONE(hive.removeKey({"Perflib", "Other"}));
    QVERIFY(checkHive(hive.bytes(), "hive", true));
  }

  void aNameThatIsNotUtf16IsNotRemoved() {
    std::string bytes = HiveBuilder(5).key("K\\日").build();
    const std::uint32_t key = childCells(bytes, keyCell(bytes, {"K"})).at(0);
    setU16(bytes, content(key) + 76, 0xD800);
    Hive hive = parsed(bytes);
    QCOMPARE(hive.tree({"K"}).error().code, Errc::Refused);
    QCOMPARE(hive.removeKey({"K"}).error().code, Errc::Refused);
  }

  // -------------------------------------------------------------------------------------------------- damaged hives

  void aDamagedHiveIsCorrupt_data() {
    QTest::addColumn<int>("damage");
    const char* const names[] = {"a list that holds its own key", "ri that lists itself", "ri below ri", "a list used twice",
                                 "a key used twice", "a wrong number of sub-keys", "another parent", "a key in a free cell",
                                 "a key beside a cell", "a list beyond its cell", "a name beyond its cell", "a class beyond its cell",
                                 "too many values", "a value list that holds a key", "data beyond its cell", "too much data inside",
                                 "security that is none", "a broken ring", "a ring that does not close", "a ring broken at its start",
                                 "a cell of size 0",
                                 "a cell over its bin", "a bin of a wrong offset", "a bin of a wrong size", "the root outside",
                                 "half a character"};
    for (int i = 0; i < static_cast<int>(std::size(names)); ++i) QTest::newRow(names[i]) << i;
  }
  void aDamagedHiveIsCorrupt() {
    QFETCH(int, damage);
    std::string bytes = smallHive(5).splitLists(damage == 1 || damage == 2 ? 1 : 500).build();
    QVERIFY(checkHive(bytes, "hive", true));
    const std::uint32_t root = u32(bytes, 36);
    const std::uint32_t a = keyCell(bytes, {"A"});
    const std::uint32_t b = keyCell(bytes, {"A", "B"});
    const std::size_t key = content(a);
    const std::uint32_t list = u32(bytes, key + 28);
    const std::uint32_t values = u32(bytes, key + 40);
    const std::size_t value = content(u32(bytes, content(values)));
    const std::size_t security = content(u32(bytes, key + 44));
    const std::uint32_t aSize = 0U - u32(bytes, 4096 + a);
    switch (damage) {
      case 0: setU32(bytes, content(list) + 4, a); break;
      case 1: setU32(bytes, content(list) + 4, list); break;
      case 2: setU32(bytes, content(u32(bytes, content(root) + 28)) + 4, list); break;
      case 3: setU32(bytes, content(b) + 28, list); break;
      case 4: setU32(bytes, content(list) + 4 + 8, u32(bytes, content(list) + 4)); break;
      case 5: setU32(bytes, key + 20, 1); break;
      case 6: setU32(bytes, content(b) + 16, root); break;
      case 7: setU32(bytes, 4096 + a, aSize); break;
      case 8: setU32(bytes, content(list) + 4, b + 8); break;
      case 9: setU16(bytes, content(list) + 2, 9000); break;
      case 10: setU16(bytes, key + 72, 9000); break;
      case 11: setU16(bytes, key + 74, 9000); break;
      case 12: setU32(bytes, key + 36, 0x40000002); break;
      case 13: setU32(bytes, content(values), b); break;
      case 14: setU32(bytes, value + 4, 9000); break;
      case 15: setU32(bytes, value + 4, 0x80000005); break;
      case 16: setU32(bytes, key + 44, values); break;
      case 17: setU32(bytes, security + 8, u32(bytes, key + 44)); break;
      case 18: setU32(bytes, security + 4, u32(bytes, key + 44)); break;
      case 19: setU32(bytes, content(u32(bytes, content(root) + 44)) + 8, u32(bytes, content(root) + 44)); break;
      case 20: setU32(bytes, 4096 + a, 0); break;
      case 21: setU32(bytes, 4096 + a, 0U - 8192U); break;
      case 22: setU32(bytes, 4096 + 4, 4096); break;
      case 23: setU32(bytes, 4096 + 8, 8192); break;
      case 24: setU32(bytes, 36, 0x7FFFFFF8); break;
      default: setU16(bytes, key + 2, 0);  // the name "A" is one byte
    }
    mendChecksum(bytes);
    const auto checked = checkHive(bytes, "hive", false);
    QVERIFY(!checked);
    QCOMPARE(checked.error().code, Errc::Corrupt);
    QCOMPARE(Hive::parse(bytes, "hive").error().code, Errc::Corrupt);
  }

  void whatOnlyAStrictCheckMinds_data() {
    QTest::addColumn<int>("defect");
    QTest::newRow("a lost cell") << 0;
    QTest::newRow("keys out of order") << 1;
    QTest::newRow("a wrong hash") << 2;
    QTest::newRow("a list for no sub-keys") << 3;
    QTest::newRow("a key without security") << 4;
    QTest::newRow("a root that is not marked") << 5;
    QTest::newRow("big data in one cell") << 6;
  }
  void whatOnlyAStrictCheckMinds() {
    QFETCH(int, defect);
    HiveBuilder builder = smallHive(defect == 6 ? 3 : 5);
    if (defect == 6) builder.raw("A", "big", 3, std::string(20000, 'b'));
    std::string bytes = builder.build();
    const std::size_t a = content(keyCell(bytes, {"A"}));
    const std::size_t list = content(u32(bytes, a + 28));
    switch (defect) {
      case 0:
        setU16(bytes, a + 74, 0);  // the class
        break;
      case 1:
        for (const std::size_t at : {std::size_t{4}, std::size_t{8}}) {
          const std::uint32_t first = u32(bytes, list + at);
          setU32(bytes, list + at, u32(bytes, list + at + 8));
          setU32(bytes, list + at + 8, first);
        }
        break;
      case 2: setU32(bytes, list + 8, 1); break;
      case 3: setU32(bytes, content(keyCell(bytes, {"Z"})) + 28, 0x20); break;
      case 4: setU32(bytes, content(keyCell(bytes, {"Z"})) + 44, nowhere); break;
      case 5: setU16(bytes, content(u32(bytes, 36)) + 2, 0x20); break;
      default:
        setU32(bytes, 24, 5);
        mendChecksum(bytes);
    }
    QVERIFY(checkHive(bytes, "hive", false));
    const auto strict = checkHive(bytes, "hive", true);
    QVERIFY(!strict);
    QCOMPARE(strict.error().code, Errc::Corrupt);
    const QString wrong = exercised(bytes);
    QVERIFY2(wrong.isEmpty(), qPrintable(wrong));
  }

  void keysMayBe512Deep() {
    std::string path = "K";
    for (int i = 1; i < 511; ++i) path += "\\K";
    const std::string bytes = HiveBuilder(5).key(path).build();
    QVERIFY(checkHive(bytes, "hive", true));
    QCOMPARE(exercised(bytes), QString());
    QCOMPARE(checkHive(HiveBuilder(5).key(path + "\\K").build(), "hive", false).error().code, Errc::Corrupt);
    Hive hive = parsed(bytes);
    QCOMPARE(hive.addKey(Path(511, "K"), emptyKey("L")).error().code, Errc::Refused);
    QVERIFY(hive.bytes() == bytes);
  }

  void aHiveThatIsCutOffIsCorrupt() {
    const std::string bytes = smallHive(5).build();
    QCOMPARE(bytes.size(), std::size_t{8192});
    for (std::size_t length = 0; length < bytes.size(); ++length) {
      const auto hive = Hive::parse(bytes.substr(0, length), "hive");
      QVERIFY(!hive);
      QCOMPARE(hive.error().code, Errc::Corrupt);
    }
  }

  void aHiveWithOneWrongByteNeverDoesHarm_data() {
    QTest::addColumn<QByteArray>("hive");
    const auto row = [](const char* name, const HiveBuilder& builder) {
      QTest::newRow(name) << QByteArray::fromStdString(builder.build());
    };
    row("1.3", smallHive(3));
    row("1.5", smallHive(5));
    row("1.3 li", smallHive(3).lists(ListKind::Li));
    row("1.5 ri", smallHive(5).splitLists(1));
    row("1.5 big data", smallHive(5).raw(R"(A\B)", "big", 3, std::string(20000, '\xFF')));
  }
  void aHiveWithOneWrongByteNeverDoesHarm() {
    QFETCH(QByteArray, hive);
    std::string bytes = hive.toStdString();
    for (std::size_t at = 0; at < bytes.size(); ++at) {
      const char was = bytes[at];
      // Room that nothing uses, and the content of the big value.
      const bool idle = at > 16 && at + 16 < bytes.size() && bytes.find_first_not_of(was, at - 16) > at + 16;
      if (idle) continue;
      for (const int wrong : {0x00, 0xFF, static_cast<unsigned char>(was) ^ 0x80}) {
        bytes[at] = static_cast<char>(wrong);
        if (at < 508) mendChecksum(bytes);
        const QString harm = exercised(bytes);
        QVERIFY2(harm.isEmpty(), qPrintable(QString("byte %1 = %2: ").arg(at).arg(wrong) + harm));
      }
      bytes[at] = was;
      if (at < 508) mendChecksum(bytes);
    }
  }

  // ----------------------------------------------------------------------------------------------------- real hives

  void realHivesAreSoundAndTakeChanges_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("minor");
    QTest::newRow("minimal") << "hives/minimal" << 5;
    QTest::newRow("BigDataHive") << "hives/BigDataHive" << 5;
    QTest::newRow("UnicodeHive") << "hives/UnicodeHive" << 3;
    QTest::newRow("NTUSER.DAT") << "user/NTUSER.DAT" << 3;
    QTest::newRow("recovered") << "hives/dirty/RecoveredHive_Windows7" << 3;
    QTest::newRow("SYSTEM") << "hives/SYSTEM-win7sp1.xz" << 5;
  }
  void realHivesAreSoundAndTakeChanges() {
    QFETCH(QString, name);
    QFETCH(int, minor);
    CORPUS(bytes, name.toUtf8().constData());
    Hive hive = parsed(bytes);
    QCOMPARE(u32(bytes, 24), static_cast<std::uint32_t>(minor));
    SOUND(hive);
    RegTree tree = emptyKey("Sankajo test");
    tree.security = HiveBuilder::descriptor(3);
    tree.keyClass = "class";
    tree.values = {{"", 1, std::string("x\0\0\0", 4)}, {"big", 3, std::string(50000, 'b')}, {"名", 4, "1234"}};
    tree.keys.push_back(emptyKey("Below"));
    DONE(hive.addKey({}, tree));
    SOUND(hive);
    QVERIFY(treeOf(hive, {"sankajo TEST"}) == tree);
    DONE(hive.removeValue({"Sankajo test"}, "BIG"));
    SOUND(hive);
    DONE(hive.removeKey({"Sankajo test"}));
    SOUND(hive);
    if (const auto before = parsed(bytes).tree({})) QVERIFY(treeOf(hive, {}) == **before);
  }

  void everyKeyBelowTheRootOfAUserHiveGoesAndComesBack() {
    CORPUS(bytes, "user/NTUSER.DAT");
    Hive hive = parsed(bytes);
    const RegTree root = treeOf(hive, {});
    for (const RegTree& tree : root.keys) {
      DONE(hive.removeKey({tree.name}));
      SOUND(hive);
      DONE(hive.addKey({}, tree));
      SOUND(hive);
    }
    QVERIFY(treeOf(hive, {}) == root);
    const Path run{"Software", "Microsoft", "Windows", "CurrentVersion", "Run"};
    DONE(hive.removeValue(run, "ctfmon.exe"));
    SOUND(hive);
    QVERIFY(treeOf(hive, run).values.empty());
  }

  void servicesOfARealSystemGoAndComeBack() {
    CORPUS(bytes, "hives/SYSTEM-win7sp1.xz");
    Hive hive = parsed(bytes);
    for (const char* name : {"Dhcp", "ALG", "xmlprov", "wuauserv"}) {
      const Path path{"ControlSet001", "Services", name};
      if (!has(hive, path)) continue;
      const RegTree tree = treeOf(hive, path);
      DONE(hive.removeKey(path));
      QVERIFY(!has(hive, path));
      QVERIFY(checkHive(hive.bytes(), "hive", true));
      DONE(hive.addKey(services, tree));
      QVERIFY(treeOf(hive, path) == tree);
    }
    SOUND(hive);
  }

  void damagedRealHivesAreErrors_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<int>("code");
    QTest::newRow("corrupted") << "hives/SYSTEM-corrupted.xz" << static_cast<int>(Errc::Corrupt);
    QTest::newRow("sub-key list") << "hives/corrupt_sub_key_list.hiv" << static_cast<int>(Errc::Corrupt);
    QTest::newRow("dirty") << "hives/dirty/OldDirtyHive" << static_cast<int>(Errc::Unclean);
    QTest::newRow("a log") << "hives/dirty/OldDirtyHive.LOG1" << static_cast<int>(Errc::Corrupt);
  }
  void damagedRealHivesAreErrors() {
    QFETCH(QString, name);
    QFETCH(int, code);
    CORPUS(bytes, name.toUtf8().constData());
    const auto hive = Hive::parse(bytes, "hive");
    QVERIFY(!hive);
    QCOMPARE(static_cast<int>(hive.error().code), code);
  }
};

QTEST_APPLESS_MAIN(TestHive)
#include "test_hive.moc"
