// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "tests/target/volume_bytes.h"

// What needs no tools to make a volume; the rest, with real volumes, is in test_volume_state_posix.cpp.

using namespace sankajo;
using namespace sankajo::test;

class TestVolumeState : public QObject {
  Q_OBJECT

 private slots:
  void theFlagsOfExFat() {
    QByteArray image = exFatBootSector();
    QCOMPARE(told(stateOf(image)), QByteArray("format 2 ()"));
    QCOMPARE(stateOf(image)->sectors, std::uint64_t(20480));
    put<quint16>(image, 0x6A, 1);  // The second FAT is in use.
    QVERIFY(!stateOf(image)->dirty);
    put<quint16>(image, 0x6A, 2);
    QVERIFY(stateOf(image)->dirty);
    put<quint16>(image, 0x6A, 4);
    QVERIFY(stateOf(image)->dirty);
    put<quint16>(image, 0x6A, 0);
    put<quint8>(image, 0x6C, 13);
    QCOMPARE(stateOf(image).error().code, Errc::Corrupt);
  }

  void encryptedVolumesAreNamed_data() {
    QTest::addColumn<int>("offset");
    QTest::addColumn<QByteArray>("mark");
    QTest::addColumn<int>("format");
    QTest::addColumn<QByteArray>("product");
    const auto format = [](VolumeFormat one) { return int(one); };
    QTest::newRow("BitLocker") << 0 << QByteArray("\xEB\x58\x90-FVE-FS-") << format(VolumeFormat::BitLocker) << QByteArray("BitLocker");
    QTest::newRow("BitLocker To Go") << 424 << QByteArray::fromHex("3bd66749292ed84a8399f6a339e3d001") << format(VolumeFormat::BitLocker)
                                     << QByteArray("BitLocker To Go");
    QTest::newRow("LUKS") << 0 << QByteArray("LUKS\xBA\xBE\x00\x02", 8) << format(VolumeFormat::Luks) << QByteArray("LUKS");
    QTest::newRow("TrueCrypt") << 5 << QByteArray(" TrueCrypt Boot Loader\r\n") << format(VolumeFormat::OtherEncrypted)
                               << QByteArray("TrueCrypt");
    QTest::newRow("VeraCrypt") << 5 << QByteArray(" VeraCrypt Boot Loader\r\n") << format(VolumeFormat::OtherEncrypted)
                               << QByteArray("VeraCrypt");
    QTest::newRow("PGP") << 0 << QByteArray("\xEB\x48\x90PGPGUARD") << format(VolumeFormat::OtherEncrypted)
                         << QByteArray("PGP Whole Disk Encryption");
    QTest::newRow("SafeBoot") << 3 << QByteArray("SafeBoot") << format(VolumeFormat::OtherEncrypted) << QByteArray("SafeBoot");
    QTest::newRow("nothing") << 0 << QByteArray("LUKS") << format(VolumeFormat::Unknown) << QByteArray();
    QTest::newRow("zeros") << 0 << QByteArray() << format(VolumeFormat::Unknown) << QByteArray();
    QTest::newRow("ext4") << 0x438 << QByteArray("\x53\xEF") << format(VolumeFormat::Unknown) << QByteArray();
    QTest::newRow("partition table") << 0x1BE << QByteArray("\x80\x01\x01\x00\x07\xFE\xFF\xFF", 8) << format(VolumeFormat::Unknown)
                                     << QByteArray();
  }

  void encryptedVolumesAreNamed() {
    QFETCH(int, offset);
    QFETCH(QByteArray, mark);
    QFETCH(int, format);
    QFETCH(QByteArray, product);
    QByteArray image(1 << 20, '\0');
    put<quint16>(image, 510, 0xAA55);
    image.replace(offset, mark.size(), mark);
    const auto state = stateOf(image);
    QVERIFY2(state, told(state).constData());
    QCOMPARE(int(state->format), format);
    QCOMPARE(QByteArray::fromStdString(state->encryption), product);
    QVERIFY(!state->dirty && !state->hibernated);
    QCOMPARE(encryptionIn(image.toStdString()).has_value(), !product.isEmpty());
    QVERIFY(!encryptionIn(image.left(511).toStdString()));
  }

  void whatIsTooSmallIsUnknown() {
    for (const qsizetype size : {0, 1, 511}) QCOMPARE(stateOf(exFatBootSector().left(size))->format, VolumeFormat::Unknown);
  }
};

QTEST_APPLESS_MAIN(TestVolumeState)
#include "test_volume_state.moc"
