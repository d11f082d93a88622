// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTest>
#include <algorithm>
#include <random>
#include <thread>

#include "engine/hash.h"
#include "engine/hive.h"
#include "engine/target/hive_registry.h"
#include "engine/text.h"
#include "tests/support/fake_target.h"
#include "tests/support/hive_builder.h"

namespace sankajo::test {

namespace {

constexpr const char* systemFile = R"(C:\WINDOWS\system32\config\SYSTEM)";
constexpr const char* softwareFile = R"(C:\WINDOWS\system32\config\SOFTWARE)";
constexpr const char* profileList = R"(Microsoft\Windows NT\CurrentVersion\ProfileList\)";

RegPath key(std::string_view text) {
  return RegPath::parse(text).value_or(RegPath{});
}
std::string_view code(const auto& result) {
  return result ? "fine" : name(result.error().code);
}

HiveBuilder system() {
  HiveBuilder hive(5);
  hive.dword("Select", "Current", 1)
      .sz(R"(ControlSet001\Services\RpcPatch)", "ImagePath", "dllhost.exe")
      .sz(R"(ControlSet001\Services\Tcpip)", "ImagePath", "tcpip.sys")
      .raw(R"(ControlSet001\Services\Tcpip)", "Linkage", RegBinary, std::string(300, 'x'));
  return hive;
}

FakeTarget onDisk(const std::string& systemHive) {
  FakeTarget target;
  target.disk().addFile(systemFile, systemHive);
  return target;
}

std::uint32_t number(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = value << 8 | static_cast<unsigned char>(bytes[at + i]);
  return value;
}
void put(std::string& bytes, std::size_t at, std::uint32_t value, std::size_t count = 4) {
  for (std::size_t i = 0; i < count; ++i) bytes[at + i] = static_cast<char>(value >> (8 * i) & 0xff);
}
/// Where the cell of the key of this name lies (its name is stored in one byte a character).
std::size_t keyCell(const std::string& hive, const std::string& name) {
  for (std::size_t at = hive.find(name); at != std::string::npos; at = hive.find(name, at + 1)) {
    if (at > 80 && hive.compare(at - 76, 2, "nk") == 0) return at - 80;
  }
  qFatal("no such key in the test's hive");
}
/// Where the cell lies that a field of a key's or value's record names.
std::size_t cellOf(const std::string& hive, std::size_t cell, std::size_t field) {
  return number(hive, cell + 4 + field) + 4096;
}

/// Reads everything that can be read, and gives the number of keys and the errors.
struct Walked {
  std::size_t keys = 0, values = 0, errors = 0;
};
void walk(Registry& registry, const RegPath& path, Walked& walked) {
  if (++walked.keys > 200'000) return;
  const auto values = registry.values(path);
  if (values && *values) walked.values += (*values)->size();
  walked.errors += values.has_value() ? 0 : 1;
  const auto keys = registry.subkeys(path);
  walked.errors += keys.has_value() ? 0 : 1;
  if (!keys || !*keys) return;
  for (const std::string& name : **keys) walk(registry, path / name, walked);
}
Walked walkSystem(const std::string& hive) {
  const FakeTarget target = onDisk(hive);
  Walked walked;
  walk(const_cast<FakeTarget&>(target).registry(), key(R"(HKLM\SYSTEM)"), walked);  // NOLINT
  return walked;
}

/// Whether the registry reads this tree at the path.
bool same(Registry& registry, const RegPath& path, const RegTree& tree) {
  if (registry.values(path).value_or(std::nullopt) != tree.values) return false;
  const auto keys = registry.subkeys(path).value_or(std::nullopt);
  if (!keys || keys->size() != tree.keys.size()) return false;
  for (std::size_t i = 0; i < keys->size(); ++i) {
    if ((*keys)[i] != tree.keys[i].name || !same(registry, path / (*keys)[i], tree.keys[i])) return false;
  }
  return true;
}

std::string corpus(QString name) {
  const QString root = qEnvironmentVariable("SANKAJO_CORPUS");
  // Where no tool can be run it lies there unpacked.
  if (name.endsWith(".xz") && QFile::exists(root + "/" + name.chopped(3))) name.chop(3);
  QFile file(root + "/" + name);
  if (root.isEmpty() || !file.open(QIODevice::ReadOnly)) return {};
  if (!name.endsWith(".xz")) return file.readAll().toStdString();
  QProcess xz;
  xz.setStandardInputFile(file.fileName());
  xz.start("xz", {"-dc"});
  if (!xz.waitForFinished(600'000)) qFatal("xz does not end");
  return xz.readAllStandardOutput().toStdString();
}

class Agreeing : public CommitWitness {
 public:
  std::vector<HiveReplacement> told;
  Status before(const HiveReplacement& replacement) override {
    told.push_back(replacement);
    return {};
  }
};

}  // namespace

class TestHiveRegistry : public QObject {
  Q_OBJECT

 private slots:
  // --------------------------------------------------------------------------------------------------------------- users

  void usersAreFoundWhereverTheyLie() {
    FakeTarget target;
    HiveBuilder software(5);
    software.expandSz(std::string(profileList) + "S-1-5-21-1", "ProfileImagePath", R"(%SystemDrive%\Documents and Settings\TARO)")
        .expandSz(std::string(profileList) + "S-1-5-21-2", "ProfileImagePath", R"(%SystemRoot%\Profiles\Hanako)")
        .sz(std::string(profileList) + "S-1-5-21-3", "ProfileImagePath", R"(C:\Eigene\Otto)")
        .sz(std::string(profileList) + "S-1-5-21-4", "ProfileImagePath", R"(C:\gone)")
        .key(std::string(profileList) + "S-1-5-21-5");
    target.disk().addFile(softwareFile, software.build());
    const std::string user = HiveBuilder(3).key("Software").build();
    for (const char* path : {R"(C:\Documents and Settings\taro\NTUSER.DAT)", R"(C:\DOCUMENTS AND SETTINGS\Default User\NtUser.dat)",
                             R"(C:\WINDOWS\Profiles\Hanako\ntuser.dat)", R"(C:\Eigene\Otto\NTUSER.DAT)",
                             R"(C:\Users\Default User\NTUSER.DAT)", R"(C:\Users\taro\ntuser.dat)", R"(C:\Users\taro\NTUSER.DAT)"}) {
      target.disk().addFile(path, user);
    }
    target.disk().addFolder(R"(C:\Users\nobody)");
    target.disk().addLink(R"(C:\Users\All Users)");
    target.disk().addLink(R"(C:\Users\linked\NTUSER.DAT)");

    QByteArray hives;
    for (const HiveFile& hive : target.registry().hives()) {
      hives += QByteArray::fromStdString(hive.path.text() + " " + hive.file.text() + " " + hive.user + "\n");
    }
    QCOMPARE(hives, QByteArray(R"(HKLM\SOFTWARE C:\WINDOWS\system32\config\SOFTWARE 
HKU\profile:Default User C:\DOCUMENTS AND SETTINGS\Default User\NtUser.dat Default User
HKU\S-1-5-21-1 C:\Documents and Settings\taro\NTUSER.DAT taro
HKU\S-1-5-21-3 C:\Eigene\Otto\NTUSER.DAT Otto
HKU\profile:Default User~2 C:\Users\Default User\NTUSER.DAT Default User
HKU\profile:taro C:\Users\taro\NTUSER.DAT taro
HKU\profile:taro~2 C:\Users\taro\ntuser.dat taro
HKU\S-1-5-21-2 C:\WINDOWS\Profiles\Hanako\ntuser.dat Hanako
)"));
    const std::vector<Error> unreadable = target.registry().unreadable();
    QCOMPARE(unreadable.size(), 1U);
    QCOMPARE(QByteArray::fromStdString(unreadable[0].subject), QByteArray(R"(C:\Users\linked\NTUSER.DAT)"));
    QVERIFY(unreadable[0].code == Errc::Refused);
    QVERIFY(target.registry().subkeys(key(R"(HKU\s-1-5-21-2)")).value_or(std::nullopt) == std::vector<std::string>{"Software"});
  }

  void aProfileOnAnotherVolumeIsToldAsNotRead() {
    FakeTarget target;
    HiveBuilder software(5);
    software.sz(std::string(profileList) + "S-1-5-21-1", "ProfileImagePath", R"(D:\Profiles\taro)");
    target.disk().addFile(softwareFile, software.build());
    target.disk().addFile(R"(C:\Profiles\taro\NTUSER.DAT)", HiveBuilder(3).build());
    QCOMPARE(target.registry().unreadable().size(), 1U);
    QVERIFY(code(target.registry().values(key(R"(HKU\S-1-5-21-1\Software)"))) == "Unsupported");

    // Where that Windows itself calls its volume D, it is the same volume.
    HiveRegistry registry(target.files(), target.systemRoot());
    QVERIFY(registry.values(key(R"(HKLM\SOFTWARE\Microsoft)")).value_or(std::nullopt).has_value());
    registry.setDrive('D');
    QVERIFY(registry.unreadable().empty());
    QCOMPARE(registry.hives().size(), 2U);
    QCOMPARE(QByteArray::fromStdString(registry.hives()[0].file.text()), QByteArray(R"(D:\WINDOWS\system32\config\SOFTWARE)"));
    QCOMPARE(QByteArray::fromStdString(registry.hives()[1].path.text()), QByteArray(R"(HKU\S-1-5-21-1)"));
  }

  void aFolderThatCannotBeListedIsNoAbsenceOfUsers() {
    FakeTarget target;
    target.disk().addFile(R"(C:\Users\taro\NTUSER.DAT)", HiveBuilder(3).build());
    target.disk().makeUnreadable(R"(C:\Users)", Errc::AccessDenied);
    QCOMPARE(target.registry().unreadable().size(), 1U);
    QVERIFY(code(target.registry().values(key(R"(HKU\S-1-5-21-1)"))) == "AccessDenied");
    QVERIFY(!target.registry().values(key(R"(HKLM\SYSTEM)")).value_or(std::vector<RegValue>{}).has_value());
  }

  // ---------------------------------------------------------------------------------------------------------- hive files

  void oneFileOfEachMachineHive() {
    FakeTarget target = onDisk(system().build());
    target.disk().addFile(R"(C:\WINDOWS\System32\Config\system)", system().build());
    QVERIFY(code(target.registry().values(key(R"(HKLM\SYSTEM\Select)"))) == "Corrupt");
    QCOMPARE(target.registry().unreadable().size(), 1U);

    FakeTarget linked;
    linked.disk().addLink(systemFile);
    QVERIFY(code(linked.registry().values(key(R"(HKLM\SYSTEM\Select)"))) == "Refused");
  }

  void aHiveOnABadSectorIsAnIoError() {
    FakeTarget target = onDisk(system().build());
    target.disk().breakAt(systemFile, 5000);
    QVERIFY(code(target.registry().values(key(R"(HKLM\SYSTEM\Select)"))) == "Io");
  }

  void aHiveThatMayNotBeOpenedIsAccessDenied() {
    FakeTarget target = onDisk(system().build());
    target.disk().makeUnreadable(systemFile, Errc::AccessDenied);
    QVERIFY(code(target.registry().values(key(R"(HKLM\SYSTEM\Select)"))) == "AccessDenied");
    QVERIFY(code(target.registry().apply(RemoveRegKey{key(R"(HKLM\SYSTEM\Select)")})) == "AccessDenied");
  }

  void aHivesHeaderAndSizeAreChecked_data() {
    QTest::addColumn<QByteArray>("hive");
    QTest::addColumn<QByteArray>("wanted");
    const std::string good = system().build();
    const auto row = [&](const char* name, const std::string& bytes, const char* wanted) {
      QTest::newRow(name) << QByteArray::fromStdString(bytes) << QByteArray(wanted);
    };
    row("good", good, "fine");
    row("longer than it says", good + std::string(1000, 'x'), "fine");
    row("shorter than it says", good.substr(0, good.size() - 1), "Corrupt");
    row("header only", good.substr(0, 4096), "Corrupt");
    row("empty", "", "Corrupt");
    row("tiny", "regf", "Corrupt");
    std::string other = good;
    other[0] = 'x';
    row("no header", other, "Corrupt");
    other = good;
    other[40] = static_cast<char>(other[40] ^ 1);
    row("wrong checksum", other, "Corrupt");
  }
  void aHivesHeaderAndSizeAreChecked() {
    QFETCH(QByteArray, hive);
    QFETCH(QByteArray, wanted);
    FakeTarget target = onDisk(hive.toStdString());
    QCOMPARE(QByteArray::fromStdString(std::string(code(target.registry().values(key(R"(HKLM\SYSTEM\Select)"))))), wanted);
  }

  // ------------------------------------------------------------------------------------------------------------- damage

  void damageElsewhereDoesNotHideTheRest_data() {
    QTest::addColumn<QByteArray>("hive");
    QTest::addColumn<QByteArray>("values");   // of Services\Tcpip
    QTest::addColumn<QByteArray>("subkeys");  // of Services
    QTest::addColumn<bool>("sibling");        // whether Services\\RpcPatch is read
    const std::string good = system().build();
    const std::size_t tcpip = keyCell(good, "Tcpip");
    const std::size_t services = keyCell(good, "Services");
    const std::size_t list = cellOf(good, services, 0x1c);
    const std::size_t valueList = cellOf(good, tcpip, 0x28);
    const std::size_t value = number(good, valueList + 8) + 4096;
    const std::size_t data = cellOf(good, value, 0x08);
    const auto row = [&](const char* name, const char* values, const char* subkeys, bool sibling, auto damage) {
      std::string hive = good;
      damage(hive);
      QTest::newRow(name) << QByteArray::fromStdString(hive) << QByteArray(values) << QByteArray(subkeys) << sibling;
    };
    row("none", "fine", "fine", true, [](std::string&) {});
    row("a cell that leaves its bin", "Corrupt", "Corrupt", true, [&](std::string& h) { put(h, tcpip, 0x80000008); });
    row("a cell of size 0", "Corrupt", "Corrupt", true, [&](std::string& h) { put(h, tcpip, 0); });
    row("a cell of an odd size", "Corrupt", "Corrupt", true, [&](std::string& h) { put(h, tcpip, ~std::uint32_t{12} + 1); });
    row("a freed key", "Corrupt", "Corrupt", true, [&](std::string& h) { put(h, tcpip, ~number(h, tcpip) + 1); });
    row("a key of another kind", "Corrupt", "Corrupt", true, [&](std::string& h) { put(h, tcpip + 4, 0x4141, 2); });
    row("a name that is too long", "Corrupt", "Corrupt", true, [&](std::string& h) { put(h, tcpip + 4 + 0x48, 0xffff, 2); });
    row("a key that is its own parent's parent", "Corrupt", "Corrupt", false, [&](std::string& h) {
      put(h, list + 8, static_cast<std::uint32_t>(services - 4096));
      put(h, list + 16, static_cast<std::uint32_t>(services - 4096));
    });
    row("a key that stands twice", "Corrupt", "Corrupt", true, [&](std::string& h) { put(h, list + 16, number(h, list + 8)); });
    row("the root as a sub-key", "Corrupt", "Corrupt", false, [&](std::string& h) {
      put(h, list + 8, number(h, 36));
      put(h, list + 16, number(h, 36));
    });
    row("more keys than the list holds", "Corrupt", "Corrupt", false, [&](std::string& h) { put(h, list + 6, 0xffff, 2); });
    row("a huge number of keys", "fine", "Corrupt", true, [&](std::string& h) { put(h, services + 4 + 0x14, 0xffffffff); });
    row("another number of keys", "fine", "Corrupt", true, [&](std::string& h) { put(h, services + 4 + 0x14, 1); });
    row("an index of itself", "Corrupt", "Corrupt", false, [&](std::string& h) {
      h.replace(list + 4, 2, "ri");
      put(h, list + 8, static_cast<std::uint32_t>(list - 4096));
    });
    row("an index that is too long", "Corrupt", "Corrupt", false, [&](std::string& h) {
      h.replace(list + 4, 2, "ri");
      put(h, list + 6, 0xffff, 2);
    });
    row("a list outside", "Corrupt", "Corrupt", false, [&](std::string& h) { put(h, services + 4 + 0x1c, 0xfffffff0); });
    row("more values than the list holds", "Corrupt", "fine", true, [&](std::string& h) { put(h, tcpip + 4 + 0x24, 0xffffff); });
    row("a value list outside", "Corrupt", "fine", true, [&](std::string& h) { put(h, tcpip + 4 + 0x28, 0x7ffffff8); });
    row("a value of another kind", "Corrupt", "fine", true, [&](std::string& h) { put(h, value + 4, 0x4141, 2); });
    row("a value name that is too long", "Corrupt", "fine", true, [&](std::string& h) { put(h, value + 4 + 0x02, 0xffff, 2); });
    row("data longer than its cell", "Corrupt", "fine", true, [&](std::string& h) { put(h, value + 4 + 0x04, 7'000'000); });
    row("data of 2 GiB", "Corrupt", "fine", true, [&](std::string& h) { put(h, value + 4 + 0x04, 0x7fffffff); });
    row("inline data of many bytes", "Corrupt", "fine", true, [&](std::string& h) { put(h, value + 4 + 0x04, 0x80000100); });
    row("data outside", "Corrupt", "fine", true, [&](std::string& h) { put(h, value + 4 + 0x08, 0x7ffffff8); });
    row("big data of too many pieces", "Corrupt", "fine", true, [&](std::string& h) {
      put(h, value + 4 + 0x04, 20'000);
      h.replace(data + 4, 2, "db");
      put(h, data + 6, 0xffff, 2);
      put(h, data + 8, static_cast<std::uint32_t>(valueList - 4096));
    });
    row("big data of too few pieces", "Corrupt", "fine", true, [&](std::string& h) {
      put(h, value + 4 + 0x04, 20'000);
      h.replace(data + 4, 2, "db");
      put(h, data + 6, 1, 2);
      put(h, data + 8, static_cast<std::uint32_t>(valueList - 4096));
    });
  }
  void damageElsewhereDoesNotHideTheRest() {
    QFETCH(QByteArray, hive);
    QFETCH(QByteArray, values);
    QFETCH(QByteArray, subkeys);
    FakeTarget target = onDisk(hive.toStdString());
    Registry& registry = target.registry();
    const auto as = [](std::string_view text) { return QByteArray(text.data(), static_cast<int>(text.size())); };
    QCOMPARE(as(code(registry.values(key(R"(HKLM\SYSTEM\ControlSet001\Services\Tcpip)")))), values);
    QCOMPARE(as(code(registry.subkeys(key(R"(HKLM\SYSTEM\ControlSet001\Services)")))), subkeys);
    QCOMPARE(as(code(registry.subkeys(key(R"(HKLM\SYSTEM)")))), QByteArray("fine"));
    QFETCH(bool, sibling);
    const auto service = registry.values(key(R"(HKLM\SYSTEM\ControlSet001\Services\RpcPatch)"));
    QCOMPARE(service && *service, sibling);
    QCOMPARE(service.has_value(), sibling);
    const auto select = registry.values(key(R"(HKLM\SYSTEM\Select)"));
    QVERIFY(select && *select && (**select)[0].asDword() == 1U);
  }

  void aBinThatIsNoneIsSkipped() {
    HiveBuilder builder = system();
    // Fills many bins, so that one in the middle holds nothing but this.
    for (int i = 0; i < 300; ++i) builder.raw("Filler", std::to_string(i), RegBinary, std::string(200, 'f'));
    std::string hive = builder.build();
    QVERIFY(hive.size() > 5 * 4096);
    FakeTarget whole = onDisk(hive);
    QVERIFY(whole.registry().values(key(R"(HKLM\SYSTEM\Filler)")).value_or(std::nullopt).has_value());
    std::size_t bin = 4096;
    while (hive.find("nk", bin) < bin + number(hive, bin + 8)) bin += number(hive, bin + 8);
    for (const std::uint32_t size : {0U, 0xfffff000U, 4097U}) {
      std::string damaged = hive;
      put(damaged, bin + 8, size);
      FakeTarget target = onDisk(damaged);
      QVERIFY(code(target.registry().values(key(R"(HKLM\SYSTEM\Filler)"))) == "Corrupt");
      QVERIFY(code(target.registry().values(key(R"(HKLM\SYSTEM\Select)"))) == "fine");
      // It is read, never changed.
      QVERIFY(code(target.registry().apply(RemoveRegKey{key(R"(HKLM\SYSTEM\Select)")})) == "Corrupt");
      QVERIFY(code(target.registry().tree(key(R"(HKLM\SYSTEM\Select)"))) == "Corrupt");
    }
  }

  void damagedHivesNeverCrash() {
    HiveBuilder builder = system();
    builder.splitLists(4).raw("Big", "data", RegBinary, std::string(40'000, 'b'));
    for (int i = 0; i < 20; ++i) builder.sz("Many\\" + std::to_string(i), "name", "text");
    const std::string good = builder.build();
    const Walked whole = walkSystem(good);
    QCOMPARE(whole.errors, 0U);
    std::mt19937 random(20030816);
    const auto below = [&random](std::size_t limit) { return static_cast<std::size_t>(random()) % limit; };
    std::size_t errors = 0;
    for (int round = 0; round < 500; ++round) {
      std::string hive = good;
      const std::size_t changes = 1 + below(20);
      for (std::size_t i = 0; i < changes; ++i) {
        // Most of the hive is the big data's 'b's, where nothing can go wrong.
        std::size_t at = 4096 + below((hive.size() - 4096) / 4) * 4;
        for (int tries = 0; tries < 20 && hive[at] == 'b' && hive[at + 1] == 'b'; ++tries) at = 4096 + below((hive.size() - 4096) / 4) * 4;
        switch (below(4)) {
          case 0:
            put(hive, at, static_cast<std::uint32_t>(random()));
            break;
          case 1:
            put(hive, at, number(hive, 4096 + below((hive.size() - 4096) / 4) * 4));
            break;
          case 2:
            hive[at] = static_cast<char>(hive[at] ^ (1 << below(8)));
            break;
          default:
            put(hive, at, below(2) == 0 ? 0xffffffff : 0xffff, below(2) == 0 ? 4 : 2);
        }
      }
      const Walked walked = walkSystem(hive);
      errors += walked.errors;
      QVERIFY2(walked.keys < 10'000, "walks in a circle");
    }
    QVERIFY(errors > 200);
  }

  void listsSharedBeyondMeasureAreCorrupt() {
    HiveBuilder builder(5);
    for (int i = 0; i < 400; ++i) builder.key("k" + std::to_string(1000 + i));
    for (int i = 0; i < 400; ++i) builder.dword("k1000", "v" + std::to_string(i), 1);
    std::string hive = builder.build();
    const std::size_t first = keyCell(hive, "k1000");
    for (int i = 1; i < 400; ++i) {
      const std::size_t cell = keyCell(hive, "k" + std::to_string(1000 + i));
      put(hive, cell + 4 + 0x24, 400);
      put(hive, cell + 4 + 0x28, number(hive, first + 4 + 0x28));
    }
    FakeTarget target = onDisk(hive);
    QVERIFY(code(target.registry().values(key(R"(HKLM\SYSTEM)"))) == "Corrupt");
  }

  void aNulInANameIsPartOfIt() {
    std::string hive = system().build();
    // "ImagePath" of Tcpip, in one byte a character.
    const std::size_t tcpip = keyCell(hive, "Tcpip");
    const std::size_t value = number(hive, cellOf(hive, tcpip, 0x28) + 4) + 4096;
    QVERIFY(hive.compare(value + 24, 9, "ImagePath") == 0);
    hive[value + 24 + 3] = '\0';
    FakeTarget target = onDisk(hive);
    const auto values = target.registry().values(key(R"(HKLM\SYSTEM\ControlSet001\Services\Tcpip)"));
    QVERIFY(values && *values);
    QVERIFY((**values)[0].name == std::string("Ima\0ePath", 9));
  }

  void unusualTypesAndEmptyDataAreRead() {
    FakeTarget target =
        onDisk(HiveBuilder(5).raw("k", "a", 0xfffffff0, "xyz").raw("k", "b", RegNone, "").raw("k", "", 11, "12345678").build());
    const auto values = target.registry().values(key(R"(HKLM\SYSTEM\k)"));
    QVERIFY(values && *values);
    const std::vector<RegValue> wanted = {{"a", 0xfffffff0, "xyz"}, {"b", RegNone, ""}, {"", 11, "12345678"}};
    QVERIFY(**values == wanted);
  }

  void severalThreadsMayRead() {
    FakeTarget target = onDisk(system().build());
    std::vector<std::thread> threads;
    std::vector<int> good(4);
    for (int& count : good) {
      threads.emplace_back([&target, &count] {
        for (int i = 0; i < 200; ++i) {
          count += target.registry().values(key(R"(HKLM\SYSTEM\Select)")).value_or(std::nullopt).has_value() ? 1 : 0;
          count += target.registry().hives().size() == 1 ? 1 : 0;
        }
      });
    }
    for (std::thread& thread : threads) thread.join();
    QVERIFY(good == std::vector<int>(4, 400));
  }

  // ---------------------------------------------------------------------------------------------------------- real hives

  void realHivesAreReadAsOurOwnReaderDoes_data() {
    QTest::addColumn<QString>("name");
    for (const char* name :
         {"user/NTUSER.DAT", "hives/BigDataHive", "hives/UnicodeHive", "hives/minimal", "hives/dirty/RecoveredHive_Windows7"}) {
      QTest::newRow(name) << QString(name);
    }
  }
  void realHivesAreReadAsOurOwnReaderDoes() {
    QFETCH(QString, name);
    const std::string bytes = corpus(name);
    if (bytes.empty()) QSKIP("SANKAJO_CORPUS does not hold it");
    FakeTarget target = onDisk(bytes);
    const auto hive = Hive::parse(bytes, "hive");
    if (!hive) QSKIP(describe(hive.error()).c_str());
    const auto root = hive->tree({});
    if (root) {
      QVERIFY(same(target.registry(), key(R"(HKLM\SYSTEM)"), **root));
    } else {
      QVERIFY2(root.error().code == Errc::Refused, describe(root.error()).c_str());
      const auto names = target.registry().subkeys(key(R"(HKLM\SYSTEM)"));
      QVERIFY(names && *names);
      for (const std::string& child : **names) {
        const auto tree = hive->tree({child});
        if (tree && *tree) QVERIFY2(same(target.registry(), key(R"(HKLM\SYSTEM)") / child, **tree), child.c_str());
      }
    }
  }

  void aRealDamagedHiveIsReadAsFarAsItGoes() {
    const std::string bytes = corpus("hives/SYSTEM-corrupted.xz");
    if (bytes.empty()) QSKIP("SANKAJO_CORPUS does not hold it");
    FakeTarget target = onDisk(bytes);
    Walked walked;
    walk(target.registry(), key(R"(HKLM\SYSTEM)"), walked);
    qInfo("%zu keys, %zu values, %zu errors", walked.keys, walked.values, walked.errors);
    // Two thirds of it are zeros or another file's bytes. What cannot be read is said to be so.
    QVERIFY(walked.keys > 400);
    QVERIFY(walked.errors > 0);
    QVERIFY(!target.registry().hives().empty());
  }

  void aRealHiveIsReadWhole() {
    const std::string bytes = corpus("hives/SYSTEM-win7sp1.xz");
    if (bytes.empty()) QSKIP("SANKAJO_CORPUS does not hold it");
    const Walked walked = walkSystem(bytes);
    QCOMPARE(walked.keys, 30756U);
    QCOMPARE(walked.values, 73456U);
    QCOMPARE(walked.errors, 0U);
  }

  void aDamagedListIsNoAbsence() {
    const std::string bytes = corpus("hives/corrupt_sub_key_list.hiv");
    if (bytes.empty()) QSKIP("SANKAJO_CORPUS does not hold it");
    FakeTarget target = onDisk(bytes);
    QVERIFY(code(target.registry().subkeys(key(R"(HKLM\SYSTEM)"))) == "Corrupt");
    QVERIFY(code(target.registry().values(key(R"(HKLM\SYSTEM\any)"))) == "Corrupt");
  }

  // -------------------------------------------------------------------------------------------------------------- commit

  void atEachInstantThatWindowsCanStart_data() {
    QTest::addColumn<int>("mode");
    QTest::newRow("killed") << static_cast<int>(CrashMode::Killed);
    QTest::newRow("power cut") << static_cast<int>(CrashMode::PowerCut);
    QTest::newRow("power cut, in order") << static_cast<int>(CrashMode::PowerCutKeepingOrder);
  }
  void atEachInstantThatWindowsCanStart() {
    QFETCH(int, mode);
    const std::string alternative = R"(C:\WINDOWS\system32\config\SYSTEM.ALT)";
    const std::string old = system().build();
    std::string fresh;
    const auto run = [&](FakeTarget& target) {
      target.disk().addFile(systemFile, old);
      target.disk().addFile(alternative, old);
      target.disk().addFolder(R"(C:\keep)");
      Agreeing witness;
      const Status removed = target.registry().apply(RemoveRegKey{key(R"(HKLM\SYSTEM\ControlSet001\Services\RpcPatch)")});
      return removed ? target.commit(WinPath::of('C', {"keep"}), witness) : removed;
    };
    FakeTarget whole;
    QVERIFY(run(whole).has_value());
    fresh = whole.disk().bytes(systemFile).value_or("");
    QVERIFY(fresh != old);
    const std::size_t operations = whole.disk().written().size();
    for (std::size_t n = 0; n < operations; ++n) {
      FakeTarget target;
      target.disk().crashAfter(n, static_cast<CrashMode>(mode));
      QVERIFY(!run(target).has_value());
      for (const TornMove torn : {TornMove::BothNames, TornMove::OldName, TornMove::NewName}) {
        const auto after = target.afterCrash(torn, UnsyncedBytes::Zeros);
        for (const std::string& path : {std::string(systemFile), alternative}) {
          const auto bytes = after->disk().bytes(path);
          QVERIFY2(bytes == old || bytes == fresh, whole.disk().written()[n].c_str());
          // No old hive without its kept copy.
          const char* kept = path == alternative ? R"(C:\keep\SYSTEM.ALT.hive)" : R"(C:\keep\SYSTEM.hive)";
          QVERIFY2(bytes == old || after->disk().bytes(kept) == old, whole.disk().written()[n].c_str());
        }
        QVERIFY(code(after->registry().values(key(R"(HKLM\SYSTEM\Select)"))) == "fine");
      }
    }
  }

  void aFailureAnywhereLeavesTheOldHiveAndNoStagedFile() {
    const std::string old = system().build();
    const auto prepare = [&](FakeTarget& target) {
      target.disk().addFile(systemFile, old);
      target.disk().addFolder(R"(C:\keep)");
      return target.registry().apply(RemoveRegKey{key(R"(HKLM\SYSTEM\Select)")});
    };
    FakeTarget whole;
    Agreeing witness;
    QVERIFY(prepare(whole) && whole.commit(WinPath::of('C', {"keep"}), witness));
    const std::vector<std::string> operations = whole.disk().written();
    for (std::size_t n = 0; n < operations.size(); ++n) {
      FakeTarget target;
      QVERIFY(prepare(target).has_value());
      target.disk().failAt(n, Errc::Io);
      QVERIFY2(code(target.commit(WinPath::of('C', {"keep"}), witness)) == "Io", operations[n].c_str());
      const bool replaced = n > 0 && std::ranges::any_of(operations.begin(), operations.begin() + static_cast<std::ptrdiff_t>(n),
                                                         [](const std::string& line) { return line.starts_with("replace"); });
      QVERIFY2((target.disk().bytes(systemFile) == old) != replaced, operations[n].c_str());
      QVERIFY2(!target.disk().has(R"(C:\keep\SYSTEM.new)"), operations[n].c_str());
      QVERIFY2(target.registry().values(key(R"(HKLM\SYSTEM\Select)")).value_or(std::nullopt).has_value() == false, "the change is seen");
    }
  }

  void aStagedFileThatReadsBackWrongIsNotPutInPlace() {
    FakeTarget target = onDisk(system().build());
    target.disk().addFolder(R"(C:\keep)");
    QVERIFY(target.registry().apply(RemoveRegKey{key(R"(HKLM\SYSTEM\Select)")}).has_value());
    FakeTarget other = onDisk(system().build());
    other.disk().addFolder(R"(C:\keep)");
    QVERIFY(other.registry().apply(RemoveRegKey{key(R"(HKLM\SYSTEM\Select)")}).has_value());
    Agreeing witness;
    QVERIFY(other.commit(WinPath::of('C', {"keep"}), witness).has_value());
    const std::vector<std::string> operations = other.disk().written();
    const auto staged = std::ranges::find(operations, R"(setMetadata C:\keep\SYSTEM.new)");
    QVERIFY(staged != operations.end());
    target.disk().interfere(static_cast<std::size_t>(staged - operations.begin()),
                            [&target] { target.disk().addFile(R"(C:\keep\SYSTEM.new)", "swapped"); });
    QVERIFY(!target.commit(WinPath::of('C', {"keep"}), witness).has_value());
    QVERIFY(target.disk().bytes(systemFile) == system().build());
  }

  void theSecurityOfTheHiveIsCarriedOverAndTheKeptCopyHasTheFolders() {
    FakeTarget target = onDisk(system().build());
    target.disk().addFolder(R"(C:\keep)");
    FileMetadata ofHive;
    ofHive.mode = 0600;
    ofHive.security = "the hive's";
    ofHive.attributes = std::string("\x22\0\0\0", 4);
    ofHive.times = std::string(32, 't');
    ofHive.shortName = "SYSTEM~1";
    ofHive.modifiedNs = 5;
    target.disk().giveMetadata(systemFile, ofHive);
    FileMetadata ofFolder;
    ofFolder.mode = 0700;
    ofFolder.security = "the folder's";
    target.disk().giveMetadata(R"(C:\keep)", ofFolder);
    QVERIFY(target.registry().apply(RemoveRegKey{key(R"(HKLM\SYSTEM\Select)")}).has_value());
    Agreeing witness;
    QVERIFY(target.commit(WinPath::of('C', {"keep"}), witness).has_value());
    QVERIFY(target.files().metadata(WinPath::parse(systemFile).value_or(WinPath())).value_or(FileMetadata{}) == ofHive);
    const FileMetadata kept = target.files().metadata(witness.told[0].keptCopy).value_or(FileMetadata{});
    QVERIFY(kept.security == "the folder's");
    QCOMPARE(kept.mode, 0600U);
  }
};

}  // namespace sankajo::test

QTEST_APPLESS_MAIN(sankajo::test::TestHiveRegistry)
#include "test_hive_registry.moc"
