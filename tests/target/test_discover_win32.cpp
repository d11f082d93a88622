// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>

#include "engine/target/discover.h"
#include "engine/target/offline.h"
#include "tests/support/host.h"
#include "tests/target/volume_bytes.h"

// Volumes as Windows shows them. Wine has drives without devices: what is read from a real disk's bytes was seen on images only.

using namespace sankajo;
using namespace sankajo::test;

class TestDiscoverWin32 : public QObject {
  Q_OBJECT

  QTemporaryDir folder_;
  std::string path(const QString& name) const { return folder_.filePath(name).toStdString(); }
  bool write(const QString& name, const QByteArray& bytes) const {
    QFile file(folder_.filePath(name));
    return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
  }

 private slots:
  void initTestCase() { QVERIFY(folder_.isValid()); }

  void everyFolderHasAVolume() {
    for (const std::string& folder : {folder_.path().toStdString(), QDir::toNativeSeparators(folder_.path()).toStdString(), path("")}) {
      const auto mount = mountOf(folder);
      QVERIFY2(mount, folder.c_str());
      // The root of a letter, in Windows' own spelling.
      QCOMPARE(mount->folder.size(), 3U);
      QCOMPARE(mount->folder.substr(1), std::string(":\\"));
      QCOMPARE(mount->folder.front(), folder.front());
      QVERIFY2(mayHoldWindows(mount->type), mount->type.c_str());
      QVERIFY(!mount->readOnly);
    }
    QVERIFY(!mountOf(path("nowhere")));
    QVERIFY(!mountOf("Q:\\nowhere"));
  }

  void theVolumeOfThisWindowsIsAmongThoseThatMayHoldOne() {
    const std::string drive = qEnvironmentVariable("SystemDrive").toStdString() + "\\";
    const auto mounts = mountsThatMayHoldWindows();
    const auto own = std::ranges::count(mounts, drive, &Mount::folder);
    QCOMPARE(own, 1);
    std::vector<std::string> devices;
    for (const Mount& mount : mounts) {
      QVERIFY2(mayHoldWindows(mount.type), mount.type.c_str());
      devices.push_back(mount.device);
      QVERIFY(openHostFolder(mount.folder).has_value());
    }
    std::ranges::sort(devices);
    QVERIFY(std::ranges::adjacent_find(devices) == devices.end());
  }

  void aVolumeHasASize() {
    const VolumeDisk disk = volumeDisk(folder_.path().toStdString());
    QVERIFY(disk.bytes > (1U << 20U));
    QVERIFY(!disk.usb);
    QCOMPARE(volumeDisk("Q:\\").bytes, 0U);
  }

  void aFolderThatIsNotThereIsUnclean() {
    const auto state = volumeStateOf(path("nowhere"));
    QVERIFY(!state);
    QCOMPARE(state.error().code, Errc::Unclean);
  }

  void underWineTheSystemBelowIsAskedForItsFileSystem() {
    if (!isWine()) QSKIP("this is no Wine");
    const auto state = volumeStateOf(folder_.path().toStdString());
    QVERIFY2(state, state ? "" : describe(state.error()).c_str());
    QVERIFY(!*state);
    // A file system of Linux that shows volumes of any kind: /proc is none, so it counts as its own.
    const auto other = volumeStateOf("Z:\\proc");
    QVERIFY2(other, other ? "" : describe(other.error()).c_str());
    QVERIFY(!*other);
  }

  void anImageIsReadLikeADevice() {
    QByteArray image = exFatBootSector();
    // Not a whole number of sectors.
    QVERIFY(write("image", image + QByteArray(100, 'x')));
    auto state = volumeStateOfDevice(path("image"));
    QVERIFY2(state, state ? "" : describe(state.error()).c_str());
    QCOMPARE(state->format, VolumeFormat::ExFat);
    QVERIFY(!state->dirty);
    image[0x6A] = 2;
    QVERIFY(write("image", image));
    state = volumeStateOfDevice(path("image"));
    QVERIFY(state && state->dirty);
    QVERIFY(write("locked", QByteArray("\xEB\x58\x90-FVE-FS-") + QByteArray(1 << 20, '\0')));
    state = volumeStateOfDevice(QDir::toNativeSeparators(QString::fromStdString(path("locked"))).toStdString());
    QVERIFY(state && state->encryption == "BitLocker");
    QVERIFY(write("small", "x"));
    state = volumeStateOfDevice(path("small"));
    QVERIFY(state && state->format == VolumeFormat::Unknown);
  }

  void anImageIsNoFolderAndIsNamedAsWhatItIs() {
    const auto locked = openOffline(path("locked"), std::nullopt);
    QVERIFY(!locked);
    QCOMPARE(locked.error().code, Errc::Unsupported);
    QCOMPARE(locked.error().detail, std::string("encrypted: BitLocker"));
    const auto plain = openOffline(path("image"), std::nullopt);
    QVERIFY(!plain);
    QCOMPARE(plain.error().detail, std::string("not mounted"));
    const auto nothing = openOffline(path("nowhere"), std::nullopt);
    QVERIFY(!nothing);
    QCOMPARE(nothing.error().detail, std::string("no such folder"));
  }

  void whatIsNoDeviceIsAnError() {
    QCOMPARE(volumeStateOfDevice(folder_.path().toStdString()).error().code, Errc::Unsupported);
    QCOMPARE(volumeStateOfDevice(path("nowhere")).error().code, Errc::Io);
    QCOMPARE(volumeStateOfDevice("NUL").error().code, Errc::Unsupported);
  }

  void lookingForEncryptedVolumesAsksNobody() {
    // Wine's drives are all readable: none is locked.
    for (const EncryptedVolume& volume : encryptedVolumes()) QVERIFY(!volume.device.empty() && !volume.encryption.empty());
    if (isWine()) QVERIFY(encryptedVolumes().empty());
  }
};

QTEST_APPLESS_MAIN(TestDiscoverWin32)
#include "test_discover_win32.moc"
