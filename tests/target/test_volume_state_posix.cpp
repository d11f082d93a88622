// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStorageInfo>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <string>

#include "engine/target/volume_state.h"
#include "tests/target/loop_device.h"
#include "tests/target/volume_bytes.h"

using namespace sankajo;
using namespace sankajo::test;

namespace {

QByteArray contentOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}
bool writeFile(const QString& path, const QByteArray& bytes) {
  QFile file(path);
  return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}
/// An NTFS image of mkntfs, whose $MFT begins in one piece: finds places in it in the simplest way.
struct NtfsImage {
  QByteArray bytes;

  qsizetype clusterSize() const { return qsizetype(number<quint16>(bytes, 11)) * number<quint8>(bytes, 13); }
  qsizetype record(int index) const { return qsizetype(number<quint64>(bytes, 0x30)) * clusterSize() + index * qsizetype(1024); }
  qsizetype attribute(int index, quint32 type) const {
    qsizetype at = record(index) + number<quint16>(bytes, record(index) + 0x14);
    while (number<quint32>(bytes, at) != type) {
      if (number<quint32>(bytes, at) == 0xFFFFFFFF) return -1;
      at += number<quint32>(bytes, at + 4);
    }
    return at;
  }
  qsizetype value(int index, quint32 type) const { return attribute(index, type) + number<quint16>(bytes, attribute(index, type) + 0x14); }
  qsizetype firstCluster(int index, quint32 type) const {
    const qsizetype pairs = attribute(index, type) + number<quint16>(bytes, attribute(index, type) + 0x20);
    const int lengthWidth = bytes[pairs] & 15, placeWidth = (bytes[pairs] >> 4) & 15;
    qint64 place = 0;
    for (int i = placeWidth; i-- > 0;) place = (place << 8) | static_cast<quint8>(bytes[pairs + 1 + lengthWidth + i]);
    return qsizetype(place) * clusterSize();
  }
  void setFlags(quint16 flags) { put(bytes, value(3, 0x70) + 10, flags); }
  void setVersion(quint8 major, quint8 minor) {
    put(bytes, value(3, 0x70) + 8, major);
    put(bytes, value(3, 0x70) + 9, minor);
  }
  qsizetype log() const { return firstCluster(2, 0x80); }
  /// Puts a restart page, with its update sequence, at one of the two places.
  void setRestartPage(int which, const QByteArray& magic, quint64 lsn, quint16 client, quint16 flags, quint32 pageSize = 4096) {
    QByteArray page(pageSize, '\0');
    page.replace(0, 4, magic);
    const auto blocks = static_cast<quint16>(pageSize / 512);
    put<quint16>(page, 4, 0x1E);
    put<quint16>(page, 6, blocks + 1);
    if (magic == "CHKD") put<quint64>(page, 8, lsn);
    put<quint32>(page, 0x10, pageSize);
    put<quint32>(page, 0x14, 4096);
    const auto area = static_cast<quint16>((0x1E + 2 * (blocks + 1) + 7) / 8 * 8);
    put<quint16>(page, 0x18, area);
    put<quint16>(page, 0x1A, 1);
    put<quint16>(page, 0x1C, 1);
    put<quint64>(page, area, magic == "CHKD" ? 1 : lsn);
    put<quint16>(page, area + 0x08, 1);
    put<quint16>(page, area + 0x0A, 0xFFFF);
    put<quint16>(page, area + 0x0C, client);
    put<quint16>(page, area + 0x0E, flags);
    put<quint16>(page, 0x1E, 7);
    for (int i = 1; i <= blocks; ++i) {
      put(page, 0x1E + 2 * i, number<quint16>(page, i * 512 - 2));
      put<quint16>(page, i * 512 - 2, 7);
    }
    bytes.replace(log() + which * qsizetype(pageSize), page.size(), page);
  }
  void setCleanLog() {
    setRestartPage(0, "RSTR", 100, 0xFFFF, 2);
    setRestartPage(1, "RSTR", 90, 0xFFFF, 2);
  }
};

/// A FAT image: where its parts begin.
struct FatImage {
  QByteArray bytes;
  bool fat32 = false;

  qsizetype sector() const { return number<quint16>(bytes, 11); }
  qsizetype perFat() const { return fat32 ? qsizetype(number<quint32>(bytes, 0x24)) : number<quint16>(bytes, 0x16); }
  qsizetype fat() const { return number<quint16>(bytes, 0x0E) * sector(); }
  qsizetype root() const { return fat() + number<quint8>(bytes, 0x10) * perFat() * sector(); }
  qsizetype clusterSize() const { return sector() * number<quint8>(bytes, 0x0D); }
  qsizetype cluster(quint32 which) const {
    return root() + qsizetype(32) * number<quint16>(bytes, 0x11) + (qsizetype(which) - 2) * clusterSize();
  }
  /// A root entry for a file at this cluster, and the file's first bytes.
  void addFile(qsizetype entry, const QByteArray& name, quint8 attributes, quint32 size, quint16 firstCluster, const QByteArray& content) {
    bytes.replace(entry, 11, name);
    put(bytes, entry + 0x0B, attributes);
    put<quint16>(bytes, entry + 0x14, 0);
    put(bytes, entry + 0x1A, firstCluster);
    put(bytes, entry + 0x1C, size);
    if (firstCluster >= 2) bytes.replace(cluster(firstCluster), content.size(), content);
  }
};

}  // namespace

class TestVolumeStatePosix : public QObject {
  Q_OBJECT

 private:
  QTemporaryDir folder_{placeForImages()};
  NtfsImage ntfs_;  ///< As mkntfs made it.

  QString path(const QString& name) const { return folder_.filePath(name); }
  QByteArray makeFat(int bits, FatImage& image) {
    const QString file = path("fat.img");
    QFile::remove(file);
    if (!makeEmpty(file, 4 << 20)) return "no image";
    QByteArray trouble = run("mkfs.vfat", QStringList{"-F", QString::number(bits), "-s", bits == 12 ? "4" : "1"} + QStringList{file});
    if (!trouble.isEmpty()) return trouble;
    image.bytes = contentOf(file);
    image.fat32 = bits == 32;
    return {};
  }
  /// Copies files into a fresh image by ntfscp, so that no driver is needed.
  QByteArray makeNtfsWith(const QList<QPair<QString, QByteArray>>& files, NtfsImage& image) {
    if (!writeFile(path("with.img"), ntfs_.bytes)) return "no image";
    for (const auto& [name, content] : files) {
      if (!writeFile(path("content"), content)) return "no content";
      QByteArray trouble = run("ntfscp", {"-q", path("with.img"), path("content"), name});
      if (!trouble.isEmpty()) return trouble;
    }
    image.bytes = contentOf(path("with.img"));
    return {};
  }
  /// Every such reading ends in a state or in Corrupt (Unsupported: the version's bytes), and stays within the limit.
  static QByteArray endsWell(const QByteArray& image, std::uint64_t size) {
    const Reading reading = readImage(image, size);
    if (reading.bytesRead > (64U << 20)) return "read " + QByteArray::number(quint64(reading.bytesRead));
    if (!reading.state && reading.state.error().code != Errc::Corrupt && reading.state.error().code != Errc::Unsupported)
      return told(reading.state);
    return {};
  }
  static QByteArray sweep(QByteArray image, qsizetype first, qsizetype length) {
    for (qsizetype at = first; at < first + length; ++at) {
      const char old = image[at];
      for (const int value : {0x00, 0xFF, old ^ 0x01, old ^ 0x80, old + 1}) {
        image[at] = static_cast<char>(value);
        const QByteArray trouble = endsWell(image, std::uint64_t(image.size()));
        if (!trouble.isEmpty()) return "byte " + QByteArray::number(at) + ": " + trouble;
      }
      image[at] = old;
    }
    return {};
  }

 private slots:
  void initTestCase() {
    QVERIFY(folder_.isValid());
    QVERIFY(makeEmpty(path("ntfs.img"), 12 << 20));
    const QByteArray trouble = run("mkntfs", {"-F", "-Q", "-q", "-c", "4096", path("ntfs.img")});
    QVERIFY2(trouble.isEmpty(), trouble.constData());
    ntfs_.bytes = contentOf(path("ntfs.img"));
    QCOMPARE(ntfs_.bytes.size(), qsizetype(12 << 20));
  }

  void aFreshNtfsVolumeIsClean() {
    const auto state = stateOf(ntfs_.bytes);
    QVERIFY2(state, told(state).constData());
    QCOMPARE(told(state), QByteArray("format 0 ()"));
    QCOMPARE(state->sectors, std::uint64_t((12 << 20) / 512 - 1));
    QVERIFY(state->encryption.empty());
    QVERIFY(state->journalEmptied);
  }

  void clustersOfAnySizeAreRead_data() {
    QTest::addColumn<int>("size");
    for (const int size : {512, 1024, 4096, 65536, 131072, 2097152}) QTest::addRow("%d", size) << size;
  }
  void clustersOfAnySizeAreRead() {
    QFETCH(int, size);
    QVERIFY(makeEmpty(path("c.img"), size > 65536 ? 64 << 20 : 12 << 20));
    QByteArray trouble = run("mkntfs", {"-F", "-Q", "-q", "-c", QString::number(size), path("c.img")});
    QVERIFY2(trouble.isEmpty(), trouble.constData());
    QCOMPARE(told(stateOf(contentOf(path("c.img")))), QByteArray("format 0 ()"));
    QVERIFY(writeFile(path("content"), QByteArray("hibr") + QByteArray(70000, 'x')));
    trouble = run("ntfscp", {"-q", path("c.img"), path("content"), "hiberfil.sys"});
    QVERIFY2(trouble.isEmpty(), trouble.constData());
    QCOMPARE(told(stateOf(contentOf(path("c.img")))), QByteArray("format 0 hibernated (hiberfil.sys begins hibr)"));
    QFile::remove(path("c.img"));
  }

  void theFlagsOfVolumeThatCountAreDirty_data() {
    QTest::addColumn<quint16>("flags");
    QTest::addColumn<bool>("dirty");
    QTest::newRow("none") << quint16(0) << false;
    QTest::newRow("dirty") << quint16(0x0001) << true;
    QTest::newRow("resize the journal") << quint16(0x0002) << true;
    QTest::newRow("upgrade") << quint16(0x0004) << true;
    QTest::newRow("was mounted by NT 4.0") << quint16(0x0008) << false;
    QTest::newRow("a change journal is deleted") << quint16(0x0010) << false;
    QTest::newRow("repair object ids") << quint16(0x0020) << true;
    QTest::newRow("chkdsk under way") << quint16(0x4000) << true;
    QTest::newRow("changed by chkdsk") << quint16(0x8000) << true;
    QTest::newRow("dirty and NT 4.0") << quint16(0x0009) << true;
  }
  void theFlagsOfVolumeThatCountAreDirty() {
    QFETCH(quint16, flags);
    QFETCH(bool, dirty);
    NtfsImage image = ntfs_;
    image.setFlags(flags);
    const auto state = stateOf(image.bytes);
    QVERIFY2(state, told(state).constData());
    QCOMPARE(state->dirty, dirty);
    QCOMPARE(state->why.empty(), !dirty);
    QVERIFY(!state->hibernated);
  }

  void theReleasedNtfsVersionsAreRead_data() {
    QTest::addColumn<int>("major");
    QTest::addColumn<int>("minor");
    QTest::addColumn<bool>("readable");
    QTest::newRow("NT 3.51") << 1 << 1 << true;
    QTest::newRow("NT 4.0") << 1 << 2 << true;
    QTest::newRow("2000") << 3 << 0 << true;
    QTest::newRow("XP") << 3 << 1 << true;
    QTest::newRow("a beta") << 2 << 0 << false;
    QTest::newRow("the future") << 4 << 0 << false;
  }
  void theReleasedNtfsVersionsAreRead() {
    QFETCH(int, major);
    QFETCH(int, minor);
    QFETCH(bool, readable);
    NtfsImage image = ntfs_;
    image.setVersion(quint8(major), quint8(minor));
    const auto state = stateOf(image.bytes);
    QCOMPARE(state.has_value(), readable);
    if (!readable) QCOMPARE(state.error().code, Errc::Unsupported);
  }

  void theNewerRestartPageSaysWhetherTheJournalWasShutDown_data() {
    QTest::addColumn<QByteArray>("magic");
    QTest::addColumn<quint64>("lsn");
    QTest::addColumn<quint16>("client");
    QTest::addColumn<quint16>("flags");
    QTest::addColumn<bool>("dirty");
    const QByteArray rstr("RSTR"), chkd("CHKD");
    // The other page: LSN 100, no client, clean.
    QTest::newRow("newer, no client") << rstr << quint64(200) << quint16(0xFFFF) << quint16(0) << false;
    QTest::newRow("newer, a client, clean") << rstr << quint64(200) << quint16(0) << quint16(2) << false;
    QTest::newRow("newer, a client, clean and single page") << rstr << quint64(200) << quint16(0) << quint16(3) << false;
    QTest::newRow("newer, a client, not clean") << rstr << quint64(200) << quint16(0) << quint16(0) << true;
    QTest::newRow("newer, a client, single page only") << rstr << quint64(200) << quint16(0) << quint16(1) << true;
    QTest::newRow("older, a client, not clean") << rstr << quint64(50) << quint16(0) << quint16(0) << false;
    QTest::newRow("by chkdsk, no client") << chkd << quint64(200) << quint16(0xFFFF) << quint16(0) << false;
    QTest::newRow("by chkdsk, a client") << chkd << quint64(200) << quint16(0) << quint16(0) << true;
    QTest::newRow("no restart page") << QByteArray("RCRD") << quint64(200) << quint16(0xFFFF) << quint16(2) << true;
  }
  void theNewerRestartPageSaysWhetherTheJournalWasShutDown() {
    QFETCH(QByteArray, magic);
    QFETCH(quint64, lsn);
    QFETCH(quint16, client);
    QFETCH(quint16, flags);
    QFETCH(bool, dirty);
    for (const int which : {0, 1}) {
      for (const quint32 pageSize : {512U, 4096U, 65536U}) {
        NtfsImage image = ntfs_;
        image.setRestartPage(1 - which, "RSTR", 100, 0xFFFF, 2, pageSize);
        image.setRestartPage(which, magic, lsn, client, flags, pageSize);
        const auto state = stateOf(image.bytes);
        QVERIFY2(state, told(state).constData());
        QVERIFY2(state->dirty == dirty, told(state).constData());
        QVERIFY(!state->journalEmptied);
      }
    }
  }

  void aTornRestartPageIsDirty() {
    for (const int which : {0, 1}) {
      NtfsImage image = ntfs_;
      image.setCleanLog();
      QVERIFY(!stateOf(image.bytes)->dirty);
      image.bytes[image.log() + which * qsizetype(4096) + 1022] = 0x55;
      QVERIFY2(stateOf(image.bytes)->dirty, told(stateOf(image.bytes)).constData());
    }
  }

  void aJournalThatIsNotEmptyThroughoutIsDirty() {
    NtfsImage image = ntfs_;
    image.bytes[image.log() + 5000] = '\0';
    QCOMPARE(told(stateOf(image.bytes)), QByteArray("format 0 dirty ($LogFile's beginning is broken)"));
    QVERIFY(!stateOf(image.bytes)->journalEmptied);
  }

  void allReasonsAreTold() {
    NtfsImage image = ntfs_;
    QVERIFY(makeNtfsWith({{"hiberfil.sys", QByteArray("HIBR") + QByteArray(9000, '\0')}}, image).isEmpty());
    image.setFlags(1);
    image.setRestartPage(0, "RSTR", 2, 0, 0);
    image.setRestartPage(1, "RSTR", 1, 0, 0);
    QCOMPARE(told(stateOf(image.bytes)),
             QByteArray("format 0 dirty hibernated ($Volume says dirty; $LogFile was not shut down; hiberfil.sys begins HIBR)"));
  }

  void aHiberfilSysSaysWhetherNtfsIsHibernated_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<bool>("hibernated");
    const QByteArray rest(20000, 'x'), zeros(20000, '\0');
    QTest::newRow("hibr") << "hiberfil.sys"
                          << "hibr" + rest << true;
    QTest::newRow("HIBR") << "hiberfil.sys"
                          << "HIBR" + rest << true;
    QTest::newRow("RSTR") << "hiberfil.sys"
                          << "RSTR" + rest << true;
    QTest::newRow("capital name") << "HIBERFIL.SYS"
                                  << "hibr" + rest << true;
    QTest::newRow("mixed name") << "HiberFil.Sys"
                                << "hibr" + rest << true;
    QTest::newRow("resident") << "hiberfil.sys" << QByteArray("hibr and a little more") << true;
    QTest::newRow("wake") << "hiberfil.sys"
                          << "wake" + rest << false;
    QTest::newRow("WAKE") << "hiberfil.sys"
                          << "WAKE" + rest << false;
    QTest::newRow("link") << "hiberfil.sys"
                          << "link" + rest << false;
    QTest::newRow("zeros") << "hiberfil.sys" << zeros << false;
    QTest::newRow("empty") << "hiberfil.sys" << QByteArray() << false;
    QTest::newRow("three bytes") << "hiberfil.sys" << QByteArray("hib") << false;
    QTest::newRow("another name") << "hiberfil.sy_"
                                  << "hibr" + rest << false;
    QTest::newRow("a longer name") << "hiberfil.sys.old"
                                   << "hibr" + rest << false;
  }
  void aHiberfilSysSaysWhetherNtfsIsHibernated() {
    QFETCH(QString, name);
    QFETCH(QByteArray, content);
    QFETCH(bool, hibernated);
    NtfsImage image;
    const QByteArray trouble = makeNtfsWith({{name, content}}, image);
    QVERIFY2(trouble.isEmpty(), trouble.constData());
    const auto state = stateOf(image.bytes);
    QVERIFY2(state, told(state).constData());
    QVERIFY2(state->hibernated == hibernated, told(state).constData());
    QVERIFY(!state->dirty);
  }

  void aHiberfilSysThatIsCompressedCountsAsHibernated() {
    NtfsImage image;
    const QByteArray trouble = makeNtfsWith({{"hiberfil.sys", QByteArray(20000, 'x')}}, image);
    QVERIFY2(trouble.isEmpty(), trouble.constData());
    int record = 24;  // The first of users' files.
    while (image.bytes.mid(image.record(record), 4) != "FILE" || image.attribute(record, 0x80) < 0 ||
           (number<quint16>(image.bytes, image.record(record) + 0x16) & 1) == 0) {
      QVERIFY(++record < 100);
    }
    QVERIFY(!stateOf(image.bytes)->hibernated);
    put<quint16>(image.bytes, image.attribute(record, 0x80) + 0x0C, 1);
    QVERIFY2(stateOf(image.bytes)->hibernated, told(stateOf(image.bytes)).constData());
  }

  void aHiberfilSysInALargeRootFolderIsFound_data() {
    QTest::addColumn<QString>("clusterSize");
    QTest::addColumn<QString>("files");  // Twice as many.
    QTest::newRow("clusters as large as nodes") << "4096"
                                                << "260";
    QTest::newRow("clusters larger than nodes") << "65536"
                                                << "60";
  }
  void aHiberfilSysInALargeRootFolderIsFound() {
    QFETCH(QString, clusterSize);
    QFETCH(QString, files);
    // The name lies in the middle of the others, so neither the first nor the last block has it.
    QFile::remove(path("large.img"));
    QVERIFY(makeEmpty(path("large.img"), 12 << 20));
    QByteArray trouble = run("mkntfs", {"-F", "-Q", "-q", "-c", clusterSize, path("large.img")});
    QVERIFY2(trouble.isEmpty(), trouble.constData());
    QVERIFY(writeFile(path("content"), "x"));
    // ntfscp takes one file at a time.
    const QString many =
        R"(for i in $(seq 1 $3); do for letter in a z; do ntfscp -q "$1" "$2" $letter-with-a-long-name-$i.txt; done; done)";
    trouble = run("sh", {"-e", "-c", many, "sh", path("large.img"), path("content"), files});
    QVERIFY2(trouble.isEmpty(), trouble.constData());
    QCOMPARE(told(stateOf(contentOf(path("large.img")))), QByteArray("format 0 ()"));
    QVERIFY(writeFile(path("content"), "hibr" + QByteArray(5000, 'x')));
    const QByteArray last = run("ntfscp", {"-q", path("large.img"), path("content"), "Hiberfil.sys"});
    QVERIFY2(last.isEmpty(), last.constData());
    NtfsImage image{contentOf(path("large.img"))};
    QCOMPARE(told(stateOf(image.bytes)), QByteArray("format 0 hibernated (hiberfil.sys begins hibr)"));

    if (clusterSize != "4096") return;  // One tree to break is enough.
    // Its index blocks, broken byte by byte.
    QVERIFY(image.attribute(5, 0xA0) > 0);
    image.setCleanLog();
    const QByteArray broken = sweep(image.bytes, image.firstCluster(5, 0xA0), 700);
    QVERIFY2(broken.isEmpty(), broken.constData());
    // A circle: each block's first way down leads to block 0.
    NtfsImage circle = image;
    const qsizetype root = circle.value(5, 0x90) + 0x20;
    QVERIFY((number<quint16>(circle.bytes, root + 0x0C) & 1) != 0);
    for (qsizetype entry = root;; entry += number<quint16>(circle.bytes, entry + 8)) {
      put<quint64>(circle.bytes, entry + number<quint16>(circle.bytes, entry + 8) - 8, 0);
      if ((number<quint16>(circle.bytes, entry + 0x0C) & 2) != 0) break;
    }
    const auto state = stateOf(circle.bytes);
    QVERIFY2(!state && state.error().code == Errc::Corrupt, told(state).constData());
  }

  void theBitsOfFat_data() {
    QTest::addColumn<int>("bits");
    QTest::addColumn<quint32>("cleared");  // In the table's second entry.
    QTest::addColumn<quint8>("mark");      // In the boot sector.
    QTest::addColumn<bool>("dirty");
    QTest::addColumn<bool>("onlyMark");
    QTest::newRow("FAT12 clean") << 12 << 0U << quint8(0) << false << false;
    QTest::newRow("FAT12 boot sector") << 12 << 0U << quint8(1) << true << true;
    QTest::newRow("FAT16 clean") << 16 << 0U << quint8(0) << false << false;
    QTest::newRow("FAT16 not shut down") << 16 << 0x8000U << quint8(0) << true << false;
    QTest::newRow("FAT16 errors") << 16 << 0x4000U << quint8(0) << true << false;
    QTest::newRow("FAT16 boot sector") << 16 << 0U << quint8(1) << true << true;
    QTest::newRow("FAT16 boot sector errors") << 16 << 0U << quint8(2) << true << false;
    QTest::newRow("FAT16 both") << 16 << 0x8000U << quint8(1) << true << false;
    QTest::newRow("FAT16 another bit") << 16 << 0U << quint8(0x80) << false << false;
    QTest::newRow("FAT32 clean") << 32 << 0U << quint8(0) << false << false;
    QTest::newRow("FAT32 not shut down") << 32 << 0x08000000U << quint8(0) << true << false;
    QTest::newRow("FAT32 errors") << 32 << 0x04000000U << quint8(0) << true << false;
    QTest::newRow("FAT32 boot sector") << 32 << 0U << quint8(1) << true << true;
  }
  void theBitsOfFat() {
    QFETCH(int, bits);
    QFETCH(quint32, cleared);
    QFETCH(quint8, mark);
    QFETCH(bool, dirty);
    QFETCH(bool, onlyMark);
    FatImage image;
    const QByteArray trouble = makeFat(bits, image);
    QVERIFY2(trouble.isEmpty(), trouble.constData());
    if (bits == 16)
      put<quint16>(image.bytes, image.fat() + 2, static_cast<quint16>(number<quint16>(image.bytes, image.fat() + 2) & ~cleared));
    if (bits == 32) put<quint32>(image.bytes, image.fat() + 4, number<quint32>(image.bytes, image.fat() + 4) & ~cleared);
    put(image.bytes, bits == 32 ? 0x41 : 0x25, mark);
    const auto state = stateOf(image.bytes);
    QVERIFY2(state, told(state).constData());
    QCOMPARE(state->format, VolumeFormat::Fat);
    QVERIFY2(state->dirty == dirty, told(state).constData());
    QCOMPARE(state->onlyFatBootByte, onlyMark);
    QCOMPARE(state->sectors, std::uint64_t(image.bytes.size() / 512));
  }

  void aHiberfilSysSaysWhetherFatIsHibernated_data() {
    QTest::addColumn<int>("bits");
    QTest::addColumn<QByteArray>("name");
    QTest::addColumn<int>("attributes");
    QTest::addColumn<quint32>("size");
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<bool>("hibernated");
    const QByteArray name("HIBERFILSYS");
    for (const int bits : {12, 16, 32}) {
      QTest::addRow("FAT%d hibr", bits) << bits << name << 0x26 << 9000U << QByteArray("hibr") << true;
      QTest::addRow("FAT%d wake", bits) << bits << name << 0x26 << 9000U << QByteArray("wake") << false;
      QTest::addRow("FAT%d empty", bits) << bits << name << 0x26 << 0U << QByteArray("hibr") << false;
      QTest::addRow("FAT%d folder", bits) << bits << name << 0x10 << 9000U << QByteArray("hibr") << false;
      QTest::addRow("FAT%d label", bits) << bits << name << 0x08 << 9000U << QByteArray("hibr") << false;
      QTest::addRow("FAT%d deleted", bits) << bits << QByteArray("\xE5IBERFILSYS") << 0x26 << 9000U << QByteArray("hibr") << false;
      QTest::addRow("FAT%d another", bits) << bits << QByteArray("HIBERFILBAK") << 0x26 << 9000U << QByteArray("hibr") << false;
    }
  }
  void aHiberfilSysSaysWhetherFatIsHibernated() {
    QFETCH(int, bits);
    QFETCH(QByteArray, name);
    QFETCH(int, attributes);
    QFETCH(quint32, size);
    QFETCH(QByteArray, content);
    QFETCH(bool, hibernated);
    FatImage image;
    const QByteArray trouble = makeFat(bits, image);
    QVERIFY2(trouble.isEmpty(), trouble.constData());
    image.addFile(image.root(), "OTHER   TXT", 0x20, 5, 0, {});
    image.addFile(image.root() + 32, name, quint8(attributes), size, 9, content);
    const auto state = stateOf(image.bytes);
    QVERIFY2(state, told(state).constData());
    QVERIFY2(state->hibernated == hibernated, told(state).constData());
    // Beyond the folder's last entry nothing counts.
    image.bytes[image.root()] = '\0';
    QVERIFY(!stateOf(image.bytes)->hibernated);
    // A first cluster outside of the volume.
    image.bytes[image.root()] = 'O';
    put<quint16>(image.bytes, image.root() + 32 + 0x1A, 1);
    if (hibernated) QCOMPARE(stateOf(image.bytes).error().code, Errc::Corrupt);
  }

  void aLongFat32RootFolderIsFollowed() {
    FatImage image;
    const QByteArray trouble = makeFat(32, image);
    QVERIFY2(trouble.isEmpty(), trouble.constData());
    for (int i = 0; i < 16; ++i) image.addFile(image.root() + qsizetype(32) * i, "FILE    TXT", 0x20, 5, 0, {});
    put<quint32>(image.bytes, image.fat() + 8, 0xF0000005);  // The upper four bits are no part of the number.
    put<quint32>(image.bytes, image.fat() + 20, 0x0FFFFFFF);
    image.addFile(image.cluster(5), "HIBERFILSYS", 0x26, 9000, 9, "hibr");
    QCOMPARE(told(stateOf(image.bytes)), QByteArray("format 1 hibernated (hiberfil.sys begins hibr)"));
    // A circle, a way out of the volume, a way to nowhere.
    for (int i = 0; i < 16; ++i) image.addFile(image.cluster(5) + qsizetype(32) * i, "FILE    TXT", 0x20, 5, 0, {});
    for (const quint32 next : {2U, 5U, 0U, 1U, 0x0FFFFFF0U}) {
      put(image.bytes, image.fat() + 20, next);
      const auto state = stateOf(image.bytes);
      QCOMPARE(told(state), QByteArray("Corrupt image: FAT: a broken root folder"));
    }
  }

  void bitLockerToGoIsNotTakenForFat() {
    FatImage image;
    const QByteArray trouble = makeFat(32, image);
    QVERIFY2(trouble.isEmpty(), trouble.constData());
    image.bytes.replace(424, 16, QByteArray::fromHex("3bd66749292ed84a8399f6a339e3d001"));
    QCOMPARE(stateOf(image.bytes)->format, VolumeFormat::BitLocker);
  }

  void aVolumeThatCannotBeReadIsAnError() {
    const ReadAt readAt = [&](std::uint64_t offset, std::size_t length) -> Result<std::string> {
      if (offset >= 512) return fail(Errc::Io, "disk", "a bad sector", 5);
      return ntfs_.bytes.mid(qsizetype(offset), qsizetype(length)).toStdString();
    };
    const auto state = readVolumeState(readAt, std::uint64_t(ntfs_.bytes.size()), "image");
    QVERIFY(!state);
    QCOMPARE(state.error().code, Errc::Io);
  }

  void aTruncatedVolumeIsCorrupt() {
    FatImage fat;
    const QByteArray trouble = makeFat(16, fat);
    QVERIFY2(trouble.isEmpty(), trouble.constData());
    NtfsImage clean = ntfs_;
    clean.setCleanLog();
    for (const QByteArray& image : {clean.bytes, fat.bytes, exFatBootSector()}) {
      for (qsizetype size = 512; size <= 65536; size += 512) {
        // The device is smaller than the volume says.
        const auto state = stateOf(image.left(size));
        QVERIFY2(!state && state.error().code == Errc::Corrupt, told(state).constData());
        // The device says that it is large enough, and gives less.
        const QByteArray badEnd = endsWell(image.left(size), std::uint64_t(image.size()));
        QVERIFY2(badEnd.isEmpty(), badEnd.constData());
      }
    }
    // The boot sector goes along with a smaller size: whatever lies outside is missed.
    for (quint64 sectors = 1; sectors <= 128; ++sectors) {
      QByteArray image = clean.bytes.left(qsizetype(sectors + 1) * 512);
      put(image, 0x28, sectors);
      const auto state = stateOf(image);
      QVERIFY2(!state && state.error().code == Errc::Corrupt, told(state).constData());
    }
  }

  void aBrokenByteIsAStateOrCorrupt_data() {
    QTest::addColumn<int>("record");  // -1: the boot sector, -2: $LogFile's beginning
    QTest::newRow("boot sector") << -1;
    QTest::newRow("journal") << -2;
    QTest::newRow("$MFT") << 0;
    QTest::newRow("$LogFile") << 2;
    QTest::newRow("$Volume") << 3;
    QTest::newRow("root folder") << 5;
    QTest::newRow("hiberfil.sys") << 64;
  }
  void aBrokenByteIsAStateOrCorrupt() {
    QFETCH(int, record);
    NtfsImage image;
    QByteArray trouble = makeNtfsWith({{"hiberfil.sys", "hibr" + QByteArray(9000, 'x')}}, image);
    QVERIFY2(trouble.isEmpty(), trouble.constData());
    image.setCleanLog();
    QVERIFY(stateOf(image.bytes)->hibernated);
    if (record == -1) trouble = sweep(image.bytes, 0, 512);
    if (record == -2) trouble = sweep(image.bytes, image.log(), 600);
    if (record >= 0) trouble = sweep(image.bytes, image.record(record), 1024);
    QVERIFY2(trouble.isEmpty(), trouble.constData());
  }

  void aBrokenByteOfFatIsAStateOrCorrupt_data() {
    QTest::addColumn<int>("bits");
    for (const int bits : {12, 16, 32}) QTest::addRow("FAT%d", bits) << bits;
  }
  void aBrokenByteOfFatIsAStateOrCorrupt() {
    QFETCH(int, bits);
    FatImage image;
    QByteArray trouble = makeFat(bits, image);
    QVERIFY2(trouble.isEmpty(), trouble.constData());
    image.addFile(image.root(), "HIBERFILSYS", 0x26, 9000, 9, "hibr");
    trouble = sweep(image.bytes, 0, 512);
    if (trouble.isEmpty()) trouble = sweep(image.bytes, image.fat(), 32);
    if (trouble.isEmpty()) trouble = sweep(image.bytes, image.root(), 64);
    QVERIFY2(trouble.isEmpty(), trouble.constData());
  }

  void hugeNumbersAreCorrupt() {
    // Sizes and places whose products would wrap around.
    for (const quint64 huge : {~quint64(0), quint64(1) << 63, quint64(1) << 55}) {
      for (const int offset : {0x28, 0x30}) {
        NtfsImage image = ntfs_;
        put(image.bytes, offset, huge);
        const auto state = stateOf(image.bytes);
        QVERIFY2(!state && state.error().code == Errc::Corrupt, told(state).constData());
      }
      NtfsImage image = ntfs_;
      put(image.bytes, image.attribute(0, 0x80) + 0x30, huge);  // $MFT's size
      QVERIFY(endsWell(image.bytes, std::uint64_t(image.bytes.size())).isEmpty());
    }
  }

  void theCorpusVolumeIsCleanNtfs() {
    const QString corpus = qEnvironmentVariable("SANKAJO_CORPUS");
    const QString image = corpus + "/images/windows_volume.qcow2";
    if (corpus.isEmpty() || !QFile::exists(image)) QSKIP("SANKAJO_CORPUS is not set or has no images/windows_volume.qcow2");
    if (!run("qemu-img", {"--version"}).isEmpty()) QSKIP("qemu-img is missing: the corpus' NTFS volume was not read");
    const QByteArray trouble = run("qemu-img", {"convert", "-O", "raw", image, path("corpus.raw")});
    QVERIFY2(trouble.isEmpty(), trouble.constData());
    const auto state = stateOf(contentOf(path("corpus.raw")));
    QCOMPARE(told(state), QByteArray("format 0 ()"));
    QCOMPARE(state->sectors, std::uint64_t(70143));
    QVERIFY(state->journalEmptied);
  }
};

QTEST_APPLESS_MAIN(TestVolumeStatePosix)
#include "test_volume_state_posix.moc"
