// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <sys/stat.h>
#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>

#include "engine/target/discover.h"
#include "tests/target/loop_device.h"

// Volumes as Linux mounts them: real images on loop devices.

using namespace sankajo;
using namespace sankajo::test;

namespace {

QByteArray bytesOf(const std::string& text) {
  return QByteArray::fromStdString(text);
}

bool writeAt(const QString& path, qint64 offset, const QByteArray& bytes) {
  QFile file(path);
  return file.open(QIODevice::ReadWrite) && file.seek(offset) && file.write(bytes) == bytes.size();
}

}  // namespace

class TestDiscoverPosix : public QObject {
  Q_OBJECT

 private:
  QTemporaryDir folder_{placeForImages()};
  QString path(const QString& name) const { return folder_.filePath(name); }
  QByteArray addHiberfil(const QString& image, const QByteArray& mark) {
    QFile::remove(path("content"));
    if (!writeAt(path("content"), 0, mark + QByteArray(9000, 'x'))) return "no content";
    return run("ntfscp", {"-q", image, path("content"), "hiberfil.sys"});
  }

 private slots:
  void initTestCase() { QVERIFY(folder_.isValid()); }

  void aFolderOfTheHostHasNoStateOfWindows() {
    const auto mount = mountOf(folder_.path().toStdString());
    QVERIFY(mount);
    if (mayHoldWindows(mount->type)) QSKIP("the temporary folder lies on a file system of Windows");
    const auto state = volumeStateOf(folder_.path().toStdString());
    QVERIFY2(state, state ? "" : describe(state.error()).c_str());
    QVERIFY(!*state);
  }

  void anImageIsReadLikeADevice() {
    const QString image = path("image.img");
    const QByteArray trouble = makeNtfs(image, 8 << 20);
    QVERIFY2(trouble.isEmpty(), trouble.constData());
    const auto state = volumeStateOfDevice(image.toStdString());
    QVERIFY2(state, state ? "" : describe(state.error()).c_str());
    QCOMPARE(state->format, VolumeFormat::Ntfs);
    QVERIFY(!state->dirty);
  }

  void whatIsNoDeviceIsAnError() {
    QCOMPARE(volumeStateOfDevice(folder_.path().toStdString()).error().code, Errc::Unsupported);
    QCOMPARE(volumeStateOfDevice(path("nowhere").toStdString()).error().code, Errc::Io);
    QCOMPARE(volumeStateOfDevice("/dev/null").error().code, Errc::Unsupported);
    QCOMPARE(mkfifo(path("pipe").toLocal8Bit().constData(), 0600), 0);
    QCOMPARE(volumeStateOfDevice(path("pipe").toStdString()).error().code, Errc::Unsupported);
  }

  void theStateIsReadThroughTheDeviceOfAMountedVolume() {
    const QByteArray lacking = whatMountingLacks();
    QVERIFY2(lacking.isEmpty(), lacking.constData());
    const QString image = path("cycle.img"), folder = path("cycle");
    QByteArray trouble = makeNtfs(image, 16 << 20);
    QVERIFY2(trouble.isEmpty(), trouble.constData());
    LoopDevice loop;
    QVERIFY2((trouble = loop.attach(image)).isEmpty(), trouble.constData());
    QVERIFY2((trouble = loop.mount("", folder)).isEmpty(), trouble.constData());

    const auto mount = mountOf(folder.toStdString());
    QVERIFY(mount);
    QCOMPARE(bytesOf(mount->type), QByteArray("fuseblk"));
    QCOMPARE(bytesOf(mount->source), loop.device().toLocal8Bit());
    const auto all = mountsThatMayHoldWindows();
    QVERIFY(std::any_of(all.begin(), all.end(), [&](const Mount& one) { return one.folder == folder.toStdString(); }));

    // ntfs-3g does not set $Volume's dirty flag while it has a volume mounted.
    QVERIFY(writeAt(folder + "/a.txt", 0, "a"));
    ::sync();
    auto state = volumeStateOf((folder + "/a.txt").toStdString());
    QVERIFY2(state && *state, state ? "" : describe(state.error()).c_str());
    QCOMPARE((*state)->format, VolumeFormat::Ntfs);
    QVERIFY(!(*state)->dirty && !(*state)->hibernated);

    // What is written to the volume is seen on the device, mounted or not.
    QVERIFY(writeAt(folder + "/HIBERFIL.SYS", 0, "HIBR" + QByteArray(100000, 'x')));
    ::sync();
    state = volumeStateOf(folder.toStdString());
    QVERIFY(state && *state && (*state)->hibernated);
    QVERIFY2((trouble = loop.unmount()).isEmpty(), trouble.constData());
    const auto after = volumeStateOfDevice(loop.device().toStdString());
    QVERIFY(after && after->hibernated && !after->dirty);
  }

  void anImageThatIsMountedWithoutADeviceIsRead() {
    const QByteArray lacking = whatMountingLacks();
    QVERIFY2(lacking.isEmpty(), lacking.constData());
    const QString image = path("direct.img"), folder = path("direct");
    QByteArray trouble = makeNtfs(image, 16 << 20);
    QVERIFY2(trouble.isEmpty(), trouble.constData());
    QDir().mkpath(folder);
    QVERIFY2((trouble = run("ntfs-3g", {image, folder})).isEmpty(), trouble.constData());
    const auto state = volumeStateOf(folder.toStdString());
    // The image is taken away: nothing to read any more.
    QFile::rename(image, image + ".away");
    const auto gone = volumeStateOf(folder.toStdString());
    QVERIFY2((trouble = run("umount", {folder})).isEmpty(), trouble.constData());
    QVERIFY2(state, state ? "" : describe(state.error()).c_str());
    QVERIFY(*state && (*state)->format == VolumeFormat::Ntfs);
    QVERIFY(!gone);
    QCOMPARE(gone.error().code, Errc::Unclean);
  }

  void aFragmentedHiberfilSysIsFound() {
    const QByteArray lacking = whatMountingLacks();
    QVERIFY2(lacking.isEmpty(), lacking.constData());
    const QString image = path("fragments.img"), folder = path("fragments");
    QByteArray trouble = makeNtfs(image, 14 << 20, {"-c", "512"});
    QVERIFY2(trouble.isEmpty(), trouble.constData());
    LoopDevice loop;
    QVERIFY2((trouble = loop.attach(image)).isEmpty(), trouble.constData());
    QVERIFY2((trouble = loop.mount("", folder)).isEmpty(), trouble.constData());
    // Filled with small files, then every second one removed: only holes are left, for hiberfil.sys and for $MFT itself.
    int made = 0;
    while (made < 20000 && writeAt(folder + "/file-" + QString::number(made), 0, QByteArray(1500, 'x'))) ++made;
    QVERIFY(made > 1000);
    for (int i = 0; i < made; i += 2) QFile::remove(folder + "/file-" + QString::number(i));
    writeAt(folder + "/hiberfil.sys", 0, "hibr" + QByteArray(2 << 20, 'x'));
    QVERIFY2((trouble = loop.unmount()).isEmpty(), trouble.constData());

    QByteArray information;
    run("ntfsinfo", {"-F", "hiberfil.sys", loop.device()}, &information);
    QVERIFY2(information.contains("$ATTRIBUTE_LIST"), information.constData());
    const auto state = volumeStateOfDevice(loop.device().toStdString());
    QVERIFY2(state, state ? "" : describe(state.error()).c_str());
    QVERIFY(state->hibernated && !state->dirty);
  }

  void hibernationOnAnotherPartitionOfTheDiskCounts() {
    const QByteArray lacking = whatMountingLacks();
    QVERIFY2(lacking.isEmpty(), lacking.constData());
    const QString disk = path("disk.img"), first = path("first.img"), second = path("second.img");
    QByteArray trouble = makeNtfs(first, 8 << 20);
    if (trouble.isEmpty()) trouble = makeNtfs(second, 8 << 20);
    if (trouble.isEmpty()) trouble = addHiberfil(second, "hibr");
    QVERIFY2(trouble.isEmpty(), trouble.constData());
    const auto content = [](const QString& name) {
      QFile file(name);
      return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
    };
    constexpr qint64 sector = 512;
    QVERIFY(makeEmpty(disk, (34816 + 2048) * sector));
    QVERIFY(writeAt(disk, 2048 * sector, content(first)) && writeAt(disk, 18432 * sector, content(second)));

    LoopDevice loop;
    QVERIFY2((trouble = loop.attach(disk, {"-P"})).isEmpty(), trouble.constData());
    // Told to the kernel one by one: not every kernel reads partition tables. The third holds nothing.
    const QList<QStringList> partitions = {{"1", "2048", "16384"}, {"2", "18432", "16384"}, {"3", "34816", "2048"}};
    for (const QStringList& partition : partitions) {
      QVERIFY2((trouble = run("addpart", QStringList{loop.device()} + partition)).isEmpty(), trouble.constData());
    }
    if (!QTest::qWaitFor([&] { return QFile::exists(loop.device() + "p2"); }, 3000))
      QSKIP("no device files for the partitions of loop devices here");
    QVERIFY2((trouble = loop.mount("p1", path("neighbour"))).isEmpty(), trouble.constData());
    auto state = volumeStateOf(path("neighbour").toStdString());
    QVERIFY2(state && *state, state ? "" : describe(state.error()).c_str());
    QVERIFY((*state)->hibernated && !(*state)->dirty);
    QCOMPARE(bytesOf((*state)->why), loop.device().toLocal8Bit() + "p2: hiberfil.sys begins hibr");
    QVERIFY(!volumeStateOfDevice((loop.device() + "p1").toStdString())->hibernated);
    QCOMPARE(volumeStateOfDevice(loop.device().toStdString())->format, VolumeFormat::Unknown);

    // A neighbour that can't be read: hibernation can't be ruled out.
    QVERIFY(writeAt(loop.device() + "p2", 0x30, QByteArray(8, '\xFF')));
    state = volumeStateOf(path("neighbour").toStdString());
    QVERIFY(!state);
    QCOMPARE(state.error().code, Errc::Unclean);
  }

  void anEncryptedDiskIsListed() {
    const QByteArray lacking = whatMountingLacks();
    if (!lacking.isEmpty()) QSKIP(("no device can be made here, missing: " + lacking).constData());
    const QString image = path("locked.img");
    QVERIFY(makeEmpty(image, 1 << 20) && writeAt(image, 0, QByteArray("\xEB\x58\x90-FVE-FS-")));
    LoopDevice loop;
    const QByteArray trouble = loop.attach(image);
    QVERIFY2(trouble.isEmpty(), trouble.constData());
    const auto volumes = encryptedVolumes();
    const auto listed =
        std::find_if(volumes.begin(), volumes.end(), [&](const EncryptedVolume& one) { return one.device == loop.device().toStdString(); });
    QVERIFY(listed != volumes.end());
    QCOMPARE(bytesOf(listed->encryption), QByteArray("BitLocker"));
  }
};

QTEST_APPLESS_MAIN(TestDiscoverPosix)
#include "test_discover_posix.moc"
