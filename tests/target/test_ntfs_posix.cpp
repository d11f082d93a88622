// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/xattr.h>

#include <QTemporaryDir>
#include <QTest>
#include <filesystem>
#include <fstream>

#include "engine/engine.h"
#include "engine/hive.h"
#include "engine/target/offline.h"
#include "engine/text.h"
#include "tests/support/disk_builder.h"
#include "tests/support/snapshot.h"
#include "tests/support/verdict.h"
#include "tests/target/loop_device.h"
#include "tests/target/ntfs_metadata.h"

using namespace sankajo;
using namespace sankajo::test;

namespace {

namespace fs = std::filesystem;

}  // namespace

// Treatment and undo on a volume as Windows has it, through ntfs-3g and a loop device.
class TestNtfs : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void cleanup();
  void securityIsTheSameBeforeAndAfter_data();
  void securityIsTheSameBeforeAndAfter();
  void aSleepingWindowsIsNotTouched();
  void anUncleanVolumeIsNotTouched();
  void aReadOnlyMountIsNotTouched();
  void nothingIsLostOnAFullVolume();

 private:
  /// Makes a volume of this size and mounts it with the disk on it; names what went wrong.
  QByteArray put(const DiskBuilder& disk, qint64 size);
  QByteArray mountAgain(const QStringList& options = {});
  Result<Report> treated();
  std::string root() const { return folder_.filePath("mounted").toStdString(); }
  std::string at(const std::string& path) const {
    std::string host = path;
    std::ranges::replace(host, '\\', '/');
    return root() + "/" + host;
  }
  bool set(const std::string& path, const char* name, const std::string& value) {
    return lsetxattr(at(path).c_str(), name, value.data(), value.size(), 0) == 0;
  }

  QTemporaryDir folder_{placeForImages()};
  std::unique_ptr<LoopDevice> loop_;
  std::vector<Advisory> advisories_;
};

void TestNtfs::initTestCase() {
  const QByteArray lacking = whatMountingLacks();
  QVERIFY2(lacking.isEmpty(), lacking.constData());
  auto pack = readPack(SANKAJO_SOURCE_DIR "/resources/advisories/blaster");
  QVERIFY_OK(pack);
  auto advisory = parseAdvisory(*pack);
  QVERIFY_OK(advisory);
  advisories_ = {*advisory};
}

void TestNtfs::cleanup() {
  loop_.reset();
}

QByteArray TestNtfs::put(const DiskBuilder& disk, qint64 size) {
  const QString image = folder_.filePath("volume.img");
  QByteArray trouble = makeNtfs(image, size);
  loop_ = std::make_unique<LoopDevice>();
  if (trouble.isEmpty()) trouble = loop_->attach(image);
  if (trouble.isEmpty()) trouble = mountAgain();
  if (!trouble.isEmpty()) return trouble;
  if (const Status written = disk.writeTo(root()); !written) return QByteArray::fromStdString(describe(written.error()));
  ::sync();
  return {};
}

QByteArray TestNtfs::mountAgain(const QStringList& options) {
  return loop_->mount("", QString::fromStdString(root()), options);
}

Result<Report> TestNtfs::treated() {
  auto target = openOffline(root(), std::nullopt);
  if (!target) return tl::unexpected(target.error());
  const AskConsent everything = [](const Report&, const Plan&) { return std::optional(ConsentGiven{true, true, true}); };
  return treat(**target, advisories_, {}, everything, {}, {}, {});
}

void TestNtfs::securityIsTheSameBeforeAndAfter_data() {
  QTest::addColumn<int>("system");
  for (const DiskSystem system : {DiskSystem::XpSp1, DiskSystem::Win2000Sp4, DiskSystem::Nt4Workstation}) {
    QTest::newRow(std::string(name(system)).c_str()) << static_cast<int>(system);
  }
}

void TestNtfs::securityIsTheSameBeforeAndAfter() {
  QFETCH(int, system);
  DiskBuilder disk({.system = static_cast<DiskSystem>(system)});
  disk.threat("W32.Blaster.A", Specimen::PublishedSize).threat("W32.Welchia.A", Specimen::PublishedSize);
  disk.file("Documents and Settings\\a long name of a file.txt", "somebody's own");
  QVERIFY_SILENT(put(disk, 48 << 20).toStdString());

  // As on a disk that was in use: its registry is for Administrators and SYSTEM, the worm's files carry what they were made with.
  const std::string config = disk.systemRootName() + "\\system32\\config";
  QVERIFY(set(config, "system.ntfs_acl", HiveBuilder::descriptor(0)));
  for (const char* hive : {"SYSTEM", "SOFTWARE", "SAM", "SECURITY", "DEFAULT"})
    QVERIFY(set(disk.hivePath(hive), "system.ntfs_acl", HiveBuilder::descriptor(0)));
  const std::string worm = disk.system32("msblast.exe");
  QVERIFY(set(worm, "system.ntfs_acl", HiveBuilder::descriptor(3)));
  using namespace std::string_literals;
  QVERIFY(set(worm, "system.ntfs_attrib", "\x26\0\0\0"s));  // hidden, system, archive
  // Creation, change, access and record change: four moments of 2003 (FILETIME).
  std::string times;
  for (const std::uint64_t time : {0x01C3603A12345600ULL, 0x01C3603B12345600ULL, 0x01C3603C12345600ULL, 0x01C3603D12345600ULL}) {
    times.append(reinterpret_cast<const char*>(&time), sizeof time);
  }
  QVERIFY(set(worm, "system.ntfs_times", times));
  const std::string welchia = disk.system32("wins\\dllhost.exe");
  QVERIFY(set(welchia, "system.ntfs_acl", HiveBuilder::descriptor(4)));
  QVERIFY(set("Documents and Settings\\a long name of a file.txt", "system.ntfs_dos_name", "ALONGN~1.TXT"));
  QVERIFY_SILENT(loop_->unmount().toStdString());
  QVERIFY_SILENT(mountAgain().toStdString());

  auto target = openOffline(root(), std::nullopt);
  QVERIFY_OK(target);
  const auto first = check(**target, advisories_, Depth::Standard, {}, {});
  QVERIFY_OK(first);
  QCOMPARE(findingsOf(*first), std::string("W32.Blaster.A infected, W32.Welchia.A infected"));
  const auto metadataBefore = everyMetadataOf(root());
  const Snapshot filesBefore = snapshotOf(root());
  const auto registryBefore = registryOf(**target);
  target->reset();

  const auto second = treated();
  QVERIFY_OK(second);
  for (const OperationResult& one : second->operations) QVERIFY2(one.outcome == Outcome::Done, (one.where + ": " + one.detail).c_str());
  QVERIFY2(second->assessment.findings.empty(), explained(*second).c_str());
  QCOMPARE(second->exitCode, static_cast<int>(ExitOpen));

  // What stays carries what it carried; what is new is for nobody else.
  QVERIFY_SILENT(loop_->unmount().toStdString());
  QVERIFY_SILENT(mountAgain().toStdString());
  QVERIFY(!fs::exists(at(worm)) && !fs::exists(at(welchia)));
  const auto metadataBetween = everyMetadataOf(root());
  std::string hiveDifferences;
  for (const char* hive : {"SYSTEM", "SOFTWARE"}) {
    std::string path = disk.hivePath(hive);
    std::ranges::replace(path, '\\', '/');
    QVERIFY(metadataBefore.contains(path) && metadataBetween.contains(path));
    QCOMPARE(toHex(metadataBetween.at(path).security), toHex(metadataBefore.at(path).security));
    QCOMPARE(toHex(metadataBetween.at(path).attributes), toHex(metadataBefore.at(path).attributes));
    std::ifstream file(root() + "/" + path, std::ios::binary);
    const std::string bytes(std::istreambuf_iterator<char>(file), {});
    // Strict: in a hive of version 1.3 no lh list.
    QVERIFY_OK(checkHive(bytes, path, true));
  }
  std::size_t made = 0;
  for (const auto& [path, metadata] : metadataBetween) {
    if (metadataBefore.contains(path)) continue;
    QVERIFY2(isOurs(path), path.c_str());
    QVERIFY2(!isOpenToEveryone(metadata.security), path.c_str());
    ++made;
  }
  QVERIFY(made > 5);
  std::string configHost = config;
  std::ranges::replace(configHost, '\\', '/');
  QCOMPARE(toHex(metadataBetween.at("Sankajo").security), toHex(metadataBetween.at(configHost).security));

  target = openOffline(root(), std::nullopt);
  QVERIFY_OK(target);
  const auto undone = undo(**target, advisories_, std::nullopt, {}, {}, {});
  QVERIFY_OK(undone);
  for (const OperationResult& one : undone->operations) QVERIFY2(one.outcome == Outcome::Done, (one.where + ": " + one.detail).c_str());
  QCOMPARE(findingsOf(*undone), std::string("W32.Blaster.A infected, W32.Welchia.A infected"));
  target->reset();
  QVERIFY_SILENT(loop_->unmount().toStdString());
  QVERIFY_SILENT(mountAgain().toStdString());
  QVERIFY_SILENT(differences(metadataBefore, everyMetadataOf(root()), root()));
  QVERIFY_SILENT(sankajo::test::differences(filesBefore, snapshotOf(root()), {"Sankajo"}));
  target = openOffline(root(), std::nullopt);
  QVERIFY_OK(target);
  QVERIFY_SILENT(sankajo::test::differences(registryBefore, registryOf(**target)));
}

void TestNtfs::aSleepingWindowsIsNotTouched() {
  DiskBuilder disk({});
  disk.threat("W32.Blaster.A", Specimen::PublishedSize).file("hiberfil.sys", "hibr" + std::string(20000, 'x'));
  QVERIFY_SILENT(put(disk, 32 << 20).toStdString());
  const Snapshot before = snapshotOf(root());
  const auto report = treated();
  QVERIFY(!report);
  QCOMPARE(name(report.error().code), name(Errc::Unclean));
  QVERIFY_SILENT(sankajo::test::differences(before, snapshotOf(root())));
}

void TestNtfs::anUncleanVolumeIsNotTouched() {
  DiskBuilder disk({});
  disk.threat("W32.Blaster.A", Specimen::PublishedSize);
  QVERIFY_SILENT(put(disk, 32 << 20).toStdString());
  QVERIFY_SILENT(loop_->unmount().toStdString());
  // $Volume's flags (record 3, attribute 0x70, at 10 of its value), bit 0: dirty.
  QFile image(folder_.filePath("volume.img"));
  QVERIFY(image.open(QIODevice::ReadWrite));
  const auto number = [&image](qint64 offset, qint64 length) {
    image.seek(offset);
    const QByteArray bytes = image.read(length);
    quint64 value = 0;
    for (qsizetype i = bytes.size(); i-- > 0;) value = value << 8 | static_cast<quint8>(bytes[i]);
    return static_cast<qint64>(value);
  };
  // The table and its mirror.
  for (const qint64 place : {0x30, 0x38}) {
    const qint64 record = number(place, 8) * number(11, 2) * number(13, 1) + 3 * 1024;
    qint64 attribute = record + number(record + 0x14, 2);
    for (int i = 0; i < 16 && number(attribute, 4) != 0x70; ++i) attribute += number(attribute + 4, 4);
    QCOMPARE(number(attribute, 4), 0x70);
    image.seek(attribute + number(attribute + 0x14, 2) + 10);
    QCOMPARE(image.write("\1", 1), 1);
  }
  image.close();

  QVERIFY_SILENT(mountAgain().toStdString());
  const Snapshot before = snapshotOf(root());
  const auto report = treated();
  QVERIFY(!report);
  QCOMPARE(name(report.error().code), name(Errc::Unclean));
  QVERIFY_SILENT(sankajo::test::differences(before, snapshotOf(root())));
}

void TestNtfs::aReadOnlyMountIsNotTouched() {
  DiskBuilder disk({});
  disk.threat("W32.Blaster.A", Specimen::PublishedSize);
  QVERIFY_SILENT(put(disk, 32 << 20).toStdString());
  QVERIFY_SILENT(loop_->unmount().toStdString());
  QVERIFY_SILENT(mountAgain({"-o", "ro"}).toStdString());
  const Snapshot before = snapshotOf(root());
  const auto report = treated();
  QVERIFY(!report);
  QCOMPARE(name(report.error().code), name(Errc::AccessDenied));
  QVERIFY_SILENT(sankajo::test::differences(before, snapshotOf(root())));
}

// At each amount of room that is left, from none on, until the treatment has all that it needs.
void TestNtfs::nothingIsLostOnAFullVolume() {
  DiskBuilder disk({});
  disk.threat("W32.Blaster.A", Specimen::PublishedSize).threat("W32.Welchia.A", Specimen::PublishedSize);
  constexpr int step = 8192;
  int incomplete = 0;
  bool complete = false;
  for (int room = 0; !complete && room < 60 * step; room += step) {
    QVERIFY_SILENT(put(disk, 16 << 20).toStdString());
    const std::string filler = at("filler");
    {
      std::ofstream file(filler, std::ios::binary);
      const std::string block(4096, 'x');
      while (file.write(block.data(), static_cast<std::streamsize>(block.size())).flush()) {
      }
    }
    fs::resize_file(filler, fs::file_size(filler) - static_cast<std::uintmax_t>(room));
    ::sync();
    const Snapshot before = snapshotOf(root());
    auto target = openOffline(root(), std::nullopt);
    QVERIFY_OK(target);
    const auto registryBefore = registryOf(**target);
    target->reset();

    const auto report = treated();
    complete = report && report->exitCode == ExitOpen;
    if (complete) break;
    ++incomplete;
    if (report) QCOMPARE(report->exitCode, static_cast<int>(ExitIncomplete));
    // With room again all that was done can be undone, and everything is as it was.
    fs::resize_file(filler, fs::file_size(filler) - (2U << 20U));
    target = openOffline(root(), std::nullopt);
    QVERIFY_OK(target);
    const auto recorded = runs(**target);
    QVERIFY_OK(recorded);
    if (!recorded->runs.empty()) {
      const auto undone = undo(**target, advisories_, std::nullopt, {}, {}, {});
      QVERIFY_OK(undone);
      for (const OperationResult& one : undone->operations) QVERIFY2(one.outcome == Outcome::Done, (one.where + ": " + one.detail).c_str());
    }
    target = openOffline(root(), std::nullopt);
    QVERIFY_OK(target);
    QVERIFY_SILENT(sankajo::test::differences(registryBefore, registryOf(**target)));
    target->reset();
    QVERIFY_SILENT(sankajo::test::differences(before, snapshotOf(root()), {"Sankajo", "filler"}));
    loop_.reset();
  }
  QVERIFY(complete);
  QVERIFY(incomplete > 0);
}

QTEST_APPLESS_MAIN(TestNtfs)
#include "test_ntfs_posix.moc"
