// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QJsonArray>
#include <QtTest>

#include "engine/hash.h"
#include "engine/packages.h"
#include "engine/staging.h"
#include "engine/target/offline.h"
#include "tests/support/disk_builder.h"
#include "tests/support/verdict.h"
#include "tests/windows/package_house.h"

// A package of our own making, from the publisher's desk into a Windows: signed with a certificate of the test's, taken by add-packages among ten that are
// like it, put ready by sankajo-cli on drive C of a Windows of Wine's that does not run, and installed when that starts.
//
// What is not real:
//   - Wine keeps its registry in a text and not in hives. Drive C gets hives, which Sankajo reads and writes; the two keys that it writes to are carried over
//     before Wine starts, and back after it, each value as it then is (carryOver, carryBack).
//   - Wine runs no 32-bit program here. So in the test's own copy of the worm information, beside its own copy of add-packages, "amd64" and "x86" have
//     changed places, and the files on the disk are for amd64.
//   - The three files that the hole is in are inert files with version numbers. Wine is told to take its own instead, else nothing would start.

namespace sankajo::test {
namespace {

const RegPath ole = RegPath{RegPath::Hive::Software, "", {}}.join(R"(Microsoft\Ole)");

class TestWholeWay : public QObject {
  Q_OBJECT

  TestPublisher publisher_;
  QTemporaryDir house_;  ///< A copy of what a publisher needs of the project, with "amd64" and "x86" in each other's place.
  std::unique_ptr<WinePrefix> wine_;

  QString house(const QString& path) const { return house_.filePath(path); }

  Ran cli(const QString& verb, const QStringList& more = {}) const {
    return runHere(SANKAJO_CLI, QStringList{verb, "--target", wine_->path(""), "--only-advisories", house("resources/advisories"),
                                            "--trust-pack", "--lang", "en", "--json"} +
                                    more);
  }
  static QString patchState(const Ran& ran) {
    for (const auto& one : ran.json()["patches"].toArray()) {
      if (one.toObject()["id"] == "KB828741") return one.toObject()["state"].toString();
    }
    return {};
  }
  /// A Windows XP SP1 whose drive C a Windows of Wine's has: hives, and the three files without the patch.
  void layWindows() {
    const DiskBuilder builder({DiskSystem::XpSp1});
    for (const auto& [path, bytes] : builder.files()) {
      QString relative = QString::fromStdString(path).replace('\\', '/');
      if (relative.startsWith("WINDOWS/")) relative.replace(0, 7, "windows");
      if (!QFile::exists(wine_->path(relative))) QVERIFY(write(wine_->path(relative), QByteArray::fromStdString(bytes)));
    }
    for (const auto& [name, bytes] : rpcFiles(PatchLevel::None)) QVERIFY(write(wine_->path("windows/system32/" + name), bytes));
  }

  std::optional<std::string> inHive(const RegPath& key, const std::string& name) const {
    auto target = openOffline(wine_->path("").toStdString(), std::nullopt);
    auto values = target ? (*target)->registry().values(key) : Result<std::optional<std::vector<RegValue>>>(tl::unexpected(target.error()));
    if (!values) qFatal("%s", describe(values.error()).c_str());
    for (const RegValue& value : values->value_or(std::vector<RegValue>())) {
      if (value.name == name) return value.asText();
    }
    return std::nullopt;
  }
  std::optional<std::string> inWine(const RegPath& key, const std::string& name) const {
    const QString out = wine_->run("reg", {"query", QString::fromStdString(key.text()), "/v", QString::fromStdString(name)}).out;
    const auto match = QRegularExpression(R"(REG_SZ +(.*?)\s*$)", QRegularExpression::MultilineOption).match(out);
    return match.hasMatch() ? std::optional(match.captured(1).toStdString()) : std::nullopt;
  }
  /// What Sankajo writes to, in both its places.
  static QList<std::pair<RegPath, std::string>> carried() { return {{startKey(), "SankajoPatch"}, {ole, "EnableDCOM"}}; }
  void carryOver() const {
    for (const auto& [key, name] : carried()) {
      const auto value = inHive(key, name);
      const QStringList at = {QString::fromStdString(key.text()), "/v", QString::fromStdString(name), "/f"};
      wine_->run("reg", value ? QStringList("add") + at + QStringList{"/d", QString::fromStdString(*value)} : QStringList("delete") + at);
      QVERIFY(inWine(key, name) == value);
    }
  }
  void carryBack() const {
    struct Silent : CommitWitness {
      Status before(const HiveReplacement&) override { return {}; }
    } witness;
    QVERIFY(QDir().mkpath(wine_->path("aside")));
    auto target = openOffline(wine_->path("").toStdString(), std::nullopt);
    QVERIFY_OK(target);
    for (const auto& [key, name] : carried()) {
      const auto now = inWine(key, name), before = inHive(key, name);
      if (now == before) continue;
      QVERIFY_OK(now ? (*target)->registry().apply(SetRegValue{key, RegValue::ofText(name, *now)})
                     : (*target)->registry().apply(RemoveRegValue{key, name}));
    }
    QVERIFY_OK((*target)->commit(*WinPath::parse(R"(C:\aside)"), witness));
    QVERIFY(QDir(wine_->path("aside")).removeRecursively());
  }

 private slots:
  void initTestCase() {
    publisher_.makeRoot("root");
    publisher_.makeSigner("signer", "root", TestPublisher::name());
    QVERIFY(makeHouse(house_.path()));
  }
  void init() {
    wine_ = std::make_unique<WinePrefix>();
    wine_->registry("[HKEY_CURRENT_USER\\Software\\Wine\\DllOverrides]\n\"ole32\"=\"builtin\"\n\"rpcrt4\"=\"builtin\"\n");
  }
  void cleanup() { wine_.reset(); }

  void aSignedPackageGoesFromThePublisherToAnInstalledPatch_data() {
    QTest::addColumn<int>("code");
    QTest::addColumn<bool>("installs");
    QTest::addColumn<QString>("state");
    QTest::addColumn<int>("exit");
    QTest::newRow("installed") << 0 << true << "installed" << 0;
    QTest::newRow("installed, restart needed") << 3010 << true << "installed" << 0;
    QTest::newRow("failed") << 1603 << false << "failed" << 11;
    // It says that it is done, and the files do not show it: nobody believes it.
    QTest::newRow("a lie") << 0 << false << "failed" << 11;
  }
  void aSignedPackageGoesFromThePublisherToAnInstalledPatch() {
    QFETCH(int, code);
    QFETCH(bool, installs);
    QFETCH(QString, state);
    QFETCH(int, exit);

    // The publisher: ten files, all taken.
    const QTemporaryDir folder, patches;
    const QStringList files = tenPackages(publisher_, folder, standInPackage(code, installs));
    const Ran added = addPackages(house_.path(), publisher_, patches.path(), files);
    QVERIFY2(added.exit == 0 && added.out.count('\n') == 10, said(added).constData());

    // The disk: the right one of the ten, and nothing but a check yet.
    layWindows();
    const Ran before = cli("check", {"--patches", patches.path()});
    QVERIFY2(before.exit == 11 && patchState(before) == "missing", said(before).constData());
    QCOMPARE(before.json()["packages"].toArray().at(0).toObject()["file"].toString(), rightPackage);
    QCOMPARE(inHive(ole, "EnableDCOM"), std::optional<std::string>("Y"));

    // Put ready.
    const Ran treated = cli("treat", {"--yes", "--patches", patches.path()});
    QVERIFY2(treated.exit == 13 && patchState(treated) == "staged", said(treated).constData());
    const QString place = "Sankajo/staged/" + treated.json()["run"].toString() + "/";
    QCOMPARE(bytesOf(wine_->path(place + "KB828741.EXE")), bytesOf(folder.filePath("WindowsXP-KB828741-x86-JPN.exe")));
    QCOMPARE(inHive(ole, "EnableDCOM"), std::optional<std::string>("N"));
    const Ran staged = cli("check");
    QVERIFY2(staged.exit == 11 && patchState(staged) == "staged" && staged.json()["exposure"] == "open", said(staged).constData());

    // That Windows starts.
    carryOver();
    if (QTest::currentTestFailed()) return;
    wine_->run("wineboot", {});
    QVERIFY2(bytesOf(wine_->path("installed.txt")) == "/passive /norestart\n", bytesOf(wine_->path("installed.txt")).constData());
    QVERIFY(QFile::exists(wine_->path(place + "DONE.TXT")));
    QVERIFY2(bytesOf(wine_->path(place + "RESULT.TXT")).trimmed() == "code=" + QByteArray::number(code),
             bytesOf(wine_->path(place + "RESULT.TXT")).constData());
    carryBack();
    if (QTest::currentTestFailed()) return;

    // A later check sees what is in the files, and the protection is what it was.
    const Ran after = cli("check");
    QVERIFY2(after.exit == exit && patchState(after) == state, said(after).constData());
    QCOMPARE(after.json()["exposure"].toString(), QString(exit == 0 ? "closed" : "open"));
    QCOMPARE(inHive(ole, "EnableDCOM"), std::optional<std::string>("Y"));
    QVERIFY(!inHive(startKey(), "SankajoPatch"));

    // Undo takes away what was put ready, and never what Windows' installer has put in.
    const Ran undone = cli("undo");
    QVERIFY2(undone.exit == 0, said(undone).constData());
    QVERIFY(!QFile::exists(wine_->path("Sankajo/staged")));
    const Ran last = cli("check");
    QVERIFY2(last.exit == exit && patchState(last) == (installs ? "installed" : "missing"), said(last).constData());
    QCOMPARE(inHive(ole, "EnableDCOM"), std::optional<std::string>("Y"));
  }
};

}  // namespace
}  // namespace sankajo::test

QTEST_GUILESS_MAIN(sankajo::test::TestWholeWay)
#include "test_whole_way.moc"
