// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>

#include "kiosk/disks.h"

using namespace sankajo;

// Disks as a /sys made by hand tells of them.
class TestDisks : public QObject {
  Q_OBJECT

 private slots:
  void init() { system_ = std::make_unique<QTemporaryDir>(); }

  void aStickIsACustomersDisk() {
    disk("sdb", "devices/pci0000:00/0000:00:14.0/usb1/1-2/host6/block/sdb",
         {{"removable", "0"}, {"diskseq", "12"}, {"device/vendor", "JMicron "}, {"device/model", "Tech            "}});
    partition("sdb", "sdb1", {{"size", "2048"}});
    partition("sdb", "sdb10", {{"size", "4096"}, {"ro", "1"}});
    partition("sdb", "sdb2", {{"size", "4096"}});
    const auto disks = look();
    QCOMPARE(disks.size(), std::size_t{1});
    QCOMPARE(disks[0].bus, std::string("usb"));
    QCOMPARE(disks[0].model, std::string("JMicron  Tech"));
    QCOMPARE(disks[0].sequence, std::uint64_t{12});
    QCOMPARE(namesOf(disks), QString("sdb1 sdb2 sdb10"));
    QCOMPARE(disks[0].partitions[0].bytes, std::uint64_t{1} << 20);
    QVERIFY(!disks[0].partitions[1].readOnly && disks[0].partitions[2].readOnly);
  }

  void aDiskWithoutPartitionsIsOneVolume() {
    disk("sdc", "devices/usb1/block/sdc", {{"ro", "1"}});
    const auto disks = look();
    QCOMPARE(namesOf(disks), QString("sdc"));
    QVERIFY(disks[0].partitions[0].readOnly);
  }

  void whatIsTheSystemsOwnIsNeverListed_data() {
    QTest::addColumn<QString>("why");
    for (const char* const why : {"disk mounted", "partition mounted", "swap", "disk is part of another", "partition is part of another"})
      QTest::newRow(why) << why;
  }
  void whatIsTheSystemsOwnIsNeverListed() {
    QFETCH(QString, why);
    disk("sdb", "devices/usb1/block/sdb", {});
    partition("sdb", "sdb1", {});
    partition("sdb", "sdb2", {});
    QCOMPARE(look().size(), std::size_t{1});
    if (why == "disk mounted") mounts_.push_back({"/run/live/medium", "iso9660", "/dev/sdb", true, numberOf("sdb"), "/"});
    // A bind mount of a folder counts as any other.
    if (why == "partition mounted") mounts_.push_back({"/srv", "ext4", "/dev/sdb2", false, numberOf("sdb2"), "/srv"});
    if (why == "swap") swaps_ = "Filename\tType\tSize\tUsed\tPriority\n/dev/sdb2                               partition\t1\t0\t-2\n";
    if (why == "disk is part of another") write("block/sdb/holders/dm-0/dev", "253:0");
    if (why == "partition is part of another") write("block/sdb/sdb1/holders/md0/dev", "9:0");
    QCOMPARE(look().size(), std::size_t{0});
  }

  void whatWeHaveMountedDoesNotMakeADiskTheSystemsOwn() {
    disk("sdb", "devices/usb1/block/sdb", {});
    partition("sdb", "sdb1", {});
    mounts_.push_back({"/run/ours/12/sdb1", "fuseblk", "/dev/sdb1", false, numberOf("sdb1"), "/"});
    QCOMPARE(look().size(), std::size_t{1});
    // Only below our folder, not beside it.
    mounts_.back().folder = "/run/ours-not";
    QCOMPARE(look().size(), std::size_t{0});
  }

  void whatIsNoAttachedDiskIsNotListed_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("place");
    QTest::addColumn<bool>("device");
    QTest::addColumn<bool>("insideToo");
    QTest::newRow("inside") << "sda"
                            << "devices/pci0000:00/ata1/host0/block/sda" << true << true;
    QTest::newRow("NVMe inside") << "nvme0n1"
                                 << "devices/pci0000:00/nvme/nvme0/nvme0n1" << true << true;
    QTest::newRow("mapped") << "dm-0"
                            << "devices/virtual/block/dm-0" << false << false;
    QTest::newRow("joined") << "md0"
                            << "devices/virtual/block/md0" << false << false;
    QTest::newRow("memory") << "zram0"
                            << "devices/virtual/block/zram0" << false << false;
    QTest::newRow("optical") << "sr0"
                             << "devices/usb1/block/sr0" << true << false;
    QTest::newRow("floppy") << "fd0"
                            << "devices/platform/block/fd0" << true << false;
    QTest::newRow("loop") << "loop0"
                          << "devices/virtual/block/loop0" << false << false;
  }
  void whatIsNoAttachedDiskIsNotListed() {
    QFETCH(QString, name);
    QFETCH(QString, place);
    QFETCH(bool, device);
    QFETCH(bool, insideToo);
    disk(name, place, {}, device);
    QCOMPARE(look().size(), std::size_t{0});
    rules_.insidePorts = true;
    QCOMPARE(look().size(), std::size_t{insideToo ? 1U : 0U});
    rules_.insidePorts = false;
  }

  void anEmptyDriveIsNotListed() {
    disk("sdb", "devices/usb1/block/sdb", {{"size", "0"}});
    QCOMPARE(look().size(), std::size_t{0});
  }

  void loopDevicesCountOnlyBelowTheirFolder() {
    disk("loop1", "devices/virtual/block/loop1", {{"loop/backing_file", "/images/a.img"}}, false);
    QCOMPARE(look().size(), std::size_t{0});
    rules_.loopImages = "/images";
    QCOMPARE(look().size(), std::size_t{1});
    rules_.loopImages = "/image";
    QCOMPARE(look().size(), std::size_t{0});
    rules_.loopImages.clear();
  }

  void aDisksOwnNameIsPlainAndShort() {
    disk("sdb", "devices/usb1/block/sdb", {{"device/vendor", "<b>\x1b[2J\xE2\x80\xAE"}, {"device/model", QByteArray(200, 'M')}});
    const std::string model = look()[0].model;
    QVERIFY(model.starts_with("<b><U+001B>[2J<U+202E> MMM"));
    QCOMPARE(model.size(), std::size_t{60});
  }

  void thereAreNotMoreThanSomeoneCanChooseFrom() {
    for (int i = 0; i < 40; ++i) {
      const QString name = "sd" + QString(QChar('a' + i / 26)) + QString(QChar('a' + i % 26));
      disk(name, "devices/usb1/block/" + name, {});
      for (int part = 1; part <= (i == 0 ? 60 : 1); ++part) partition(name, name + QString::number(part), {});
    }
    const auto disks = look();
    QCOMPARE(disks.size(), std::size_t{16});
    QCOMPARE(disks[0].partitions.size(), std::size_t{32});
  }

 private:
  using Values = QList<std::pair<QString, QByteArray>>;

  void write(const QString& file, const QByteArray& text) {
    const QString path = system_->filePath(file);
    QDir().mkpath(path.section('/', 0, -2));
    QFile out(path);
    QVERIFY(out.open(QIODevice::WriteOnly) && out.write(text + "\n") > 0);
  }
  void disk(const QString& name, const QString& place, const Values& values, bool device = true) {
    QDir().mkpath(system_->filePath(place));
    QDir().mkpath(system_->filePath("block"));
    QVERIFY(QFile::link("../" + place, system_->filePath("block/" + name)));
    const QString folder = "block/" + name + "/";
    write(folder + "size", "8192");
    write(folder + "dev", "8:" + QByteArray::number(++minor_));
    if (device) write(folder + "device/type", "0");
    for (const auto& [file, text] : values) write(folder + file, text);
  }
  void partition(const QString& disk, const QString& name, const Values& values) {
    const QString folder = "block/" + disk + "/" + name + "/";
    write(folder + "partition", "1");
    write(folder + "size", "4096");
    write(folder + "dev", "8:" + QByteArray::number(++minor_));
    for (const auto& [file, text] : values) write(folder + file, text);
  }
  std::string numberOf(const QString& device) const {
    const QString inside = device.size() > 3 ? "block/" + device.left(3) + "/" + device : "block/" + device;
    QFile file(system_->filePath(inside + "/dev"));
    return file.open(QIODevice::ReadOnly) ? file.readAll().trimmed().toStdString() : std::string();
  }
  std::vector<AttachedDisk> look() const { return attachedDisks(system_->path().toStdString(), mounts_, swaps_, rules_); }
  static QString namesOf(const std::vector<AttachedDisk>& disks) {
    QStringList names;
    for (const AttachedDisk& disk : disks) {
      for (const AttachedPartition& one : disk.partitions) names << QString::fromStdString(one.name);
    }
    return names.join(' ');
  }

 private slots:
  void cleanup() {
    mounts_.clear();
    swaps_.clear();
  }

 private:
  std::unique_ptr<QTemporaryDir> system_;
  std::vector<Mount> mounts_;
  std::string swaps_;
  DiskRules rules_{false, "", "/run/ours"};
  int minor_ = 0;
};

QTEST_APPLESS_MAIN(TestDisks)
#include "test_disks.moc"
