// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <unistd.h>

#include <QApplication>
#include <QDate>
#include <QDir>
#include <QTemporaryDir>
#include <QTest>
#include <QTimer>

#include "app/kiosk_shop.h"
#include "kiosk/figures.h"
#include "kiosk/pin.h"
#include "tests/kiosk/mountd_process.h"
#include "tests/support/disk_builder.h"
#include "tests/support/verdict.h"
#include "tests/support/wording_in.h"

using namespace sankajo;
using namespace sankajo::test;

// What a kiosk does on its own computer, by the real mount helper and real volumes; only the printer and the loudspeaker are scripts.
class TestShop : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase() {
    const QByteArray lacking = whatMountingLacks();
    QVERIFY2(lacking.isEmpty(), lacking.constData());
    mountd_ = std::make_unique<MountdProcess>(folder_.path());
    QVERIFY_SILENT(mountd_->start().toStdString());
    QDir().mkpath(path("bin"));
    for (const char* const program : {"lp", "aplay"}) {
      QFile script(path("bin/") + program);
      QVERIFY(script.open(QIODevice::WriteOnly));
      // It keeps its words, and the file that is its last one.
      script.write("#!/bin/sh\nfor word in \"$@\"; do echo \"$word\"; last=$word; done > " + path("words").toUtf8() + "\ncp \"$last\" " + path("given").toUtf8() +
                   "\n[ ! -e " + path("broken").toUtf8() + " ]\n");
      script.setPermissions(QFile::ReadOwner | QFile::WriteOwner | QFile::ExeOwner);
    }
    qputenv("PATH", path("bin").toUtf8() + ":" + qgetenv("PATH"));
  }
  void init() {
    QDir(path("state")).removeRecursively();
    QDir().mkpath(path("state"));
    for (const char* const one : {"words", "given", "broken"}) QFile::remove(path(one));
  }

  void figuresAreWrittenToAStick_data() {
    QTest::addColumn<QString>("maker");
    for (const char* const maker : {"mkntfs", "mkfs.vfat", "mkfs.exfat"}) QTest::newRow(maker) << maker;
  }
  void figuresAreWrittenToAStick() {
    QFETCH(QString, maker);
    const Opened shop(*this);
    shop->count(Shop::Counted::Infected, "one");
    LoopDevice stick;
    QVERIFY_SILENT(attachEmpty(stick, maker).toStdString());
    const Status written = write(*shop, idOf(stick));
    if (!written && written.error().detail.starts_with("no driver")) QSKIP("this kernel knows no such file system");
    QVERIFY_OK(written);
    QVERIFY(mountd_->mounted().isEmpty());
    QCOMPARE(lookAt(stick).value("sankajo-" + QString::fromStdString(today()) + ".csv"), csv());
  }

  void anotherOneThatLooksAtTheStickIsWaitedFor() {
    const Opened shop(*this);
    shop->count(Shop::Counted::Infected, "one");
    LoopDevice stick;
    QVERIFY_SILENT(attachEmpty(stick, "mkntfs").toStdString());
    // As the page beneath does.
    auto client = MountClient::connect(mountd_->socketName());
    QVERIFY(client && client->mount(idOf(stick)));
    QTimer::singleShot(1500, this, [&client] { QVERIFY(client->release()); });
    QVERIFY_OK(write(*shop, idOf(stick)));
    QVERIFY(lookAt(stick).size() == 1);
  }

  void aCustomersWindowsIsNoStick() {
    const Opened shop(*this);
    shop->count(Shop::Counted::Infected, "one");
    LoopDevice disk;
    QVERIFY_SILENT(makeNtfs(path("disk.img"), 48 << 20).toStdString());
    QVERIFY_SILENT(disk.attach(path("disk.img")).toStdString());
    QVERIFY_SILENT(disk.mount("", path("making")).toStdString());
    QVERIFY_OK(DiskBuilder({}).writeTo(path("making").toStdString()));
    QVERIFY_SILENT(disk.unmount().toStdString());
    const Status written = write(*shop, idOf(disk));
    QVERIFY(!written);
    QCOMPARE(written.error().code, Errc::Refused);
    QVERIFY(mountd_->mounted().isEmpty());
  }

  void aStickThatIsGoneOrFullIsAnError() {
    const Opened shop(*this);
    shop->count(Shop::Counted::Infected, "one");
    QCOMPARE(write(*shop, "loop77:12345").error().code, Errc::Refused);
    LoopDevice stick;
    QVERIFY_SILENT(attachEmpty(stick, "mkntfs").toStdString());
    QVERIFY_SILENT(mountHere(stick).toStdString());
    QFile all(path("stick/all"));
    QVERIFY(all.open(QIODevice::WriteOnly | QIODevice::Unbuffered));
    const QByteArray bytes(1 << 16, 'x');
    while (all.write(bytes) == bytes.size()) {
    }
    while (all.write("x") == 1) {
    }
    all.close();
    QVERIFY_SILENT(run("umount", {path("stick")}).toStdString());
    // More than a file has room for in its own record.
    FigureBook book(path("state/figures").toStdString());
    for (int i = 1; i <= 60; ++i) QVERIFY_OK(book.count(Counted::Infected, QDate(2026, 1, 1).addDays(i).toString(Qt::ISODate).toStdString(), std::to_string(i)));
    QVERIFY(!write(*shop, idOf(stick)));
    QVERIFY(mountd_->mounted().isEmpty());
  }

  void aResultIsPrintedOnTheShopsPaper_data() {
    QTest::addColumn<QString>("paper");
    QTest::addColumn<QSizeF>("size");
    QTest::addColumn<QString>("media");
    QTest::newRow("slip") << "slip" << QSizeF(80, 203.4) << "media=Custom.80x204mm";
    QTest::newRow("a4") << "a4" << QSizeF(210, 297) << "media=A4";
  }
  void aResultIsPrintedOnTheShopsPaper() {
    QFETCH(QString, paper);
    QFETCH(QSizeF, size);
    QFETCH(QString, media);
    KioskConfig config;
    config.printer = "Counter Printer";
    config.paper = paper.toStdString();
    const Opened shop(*this, config);
    std::optional<bool> printed;
    shop->print("%PDF-1.4 bytes", size, [&printed](bool well) { printed = well; });
    QTRY_VERIFY(printed);
    QVERIFY(*printed);
    QStringList words = QString::fromUtf8(bytesOf("words")).split('\n', Qt::SkipEmptyParts);
    const QString file = words.takeLast();
    QCOMPARE(words, (QStringList{"-s", "-t", "Sankajo", "-d", "Counter Printer", "-o", media}));
    QCOMPARE(bytesOf("given"), QByteArray("%PDF-1.4 bytes"));
    // Nothing of a customer's is left.
    QTRY_VERIFY(!QFile::exists(file));
    QVERIFY(QFile(path("broken")).open(QIODevice::WriteOnly));
    printed.reset();
    shop->print("%PDF", size, [&printed](bool well) { printed = well; });
    QTRY_VERIFY(printed);
    QVERIFY(!*printed);
  }

  void withoutAPrinterNoPaperIsOffered() {
    const Opened shop(*this);
    QVERIFY(!shop->print);
    QCOMPARE(shop->paper, KioskFinishPage::Paper::None);
  }

  void soundsAreAsLoudAsTheStaffSays() {
    const Opened shop(*this);
    const auto loudest = [this, &shop] {
      QFile::remove(path("given"));
      shop->sound(Shop::Sound::MayUnplug);
      if (!QTest::qWaitFor([this] { return bytesOf("given").size() > 1000; }, 2000)) return 0;
      const QByteArray wave = bytesOf("given");
      int most = 0;
      for (qsizetype i = 44; i + 1 < wave.size(); i += 2) {
        most = std::max(most, std::abs(static_cast<int>(static_cast<qint16>(static_cast<quint8>(wave[i]) | (static_cast<quint8>(wave[i + 1]) << 8)))));
      }
      return most;
    };
    shop->staff.keep(100, Language::Japanese);
    const int loud = loudest();
    QVERIFY(loud > 10'000);
    shop->staff.keep(20, Language::Japanese);
    const int soft = loudest();
    QVERIFY2(std::abs(soft - loud / 5) < loud / 50, qPrintable(QString::number(soft)));
    shop->staff.keep(0, Language::Japanese);
    QCOMPARE(loudest(), 0);
  }

  void whatTheStaffChoseIsKept() {
    {
      const Opened shop(*this);
      QCOMPARE(shop->staff.volume, 60);
      shop->staff.keep(30, Language::English);
    }
    const Opened next(*this);
    QCOMPARE(next->staff.volume, 30);
    QCOMPARE(next->staff.language, Language::English);
  }

  void whatHappensIsNotedAndBounded() {
    const Opened shop(*this);
    for (int i = 0; i < 320; ++i) shop->note(i == 319 ? KioskEvent::Treated : KioskEvent::Began);
    const std::vector<KioskNote> notes = shop->staff.notes();
    QCOMPARE(notes.size(), std::size_t{300});
    QCOMPARE(notes.back().event, KioskEvent::Treated);
  }

 private:
  /// A shop that was opened, and has a staff.
  struct Opened {
    explicit Opened(TestShop& test, KioskConfig config = {})
        : own((config.pin = *hashOfPin("2468"), config), test.path("state").toStdString(), test.mountd_->socketName()) {
      own.serve(shop);
    }
    Shop* operator->() const { return &shop; }
    Shop& operator*() const { return shop; }
    KioskShop own;
    mutable Shop shop;
  };

  QString path(const QString& name) const { return folder_.filePath(name); }
  QByteArray bytesOf(const QString& name) const {
    QFile file(path(name));
    return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
  }
  QByteArray attachEmpty(LoopDevice& stick, const QString& maker) {
    QFile::remove(path("stick.img"));
    if (!makeEmpty(path("stick.img"), 8 << 20)) return "no image";
    const QByteArray trouble = run(maker, maker == "mkntfs" ? QStringList{"-F", "-Q", "-q", path("stick.img")} : QStringList{path("stick.img")});
    return trouble.isEmpty() ? stick.attach(path("stick.img")) : trouble;
  }
  QByteArray mountHere(const LoopDevice& stick) const {
    QDir().mkpath(path("stick"));
    const QString maker = QTest::currentDataTag() == nullptr ? QString("mkntfs") : QString(QTest::currentDataTag());
    return run(maker == "mkntfs" ? "ntfs-3g" : "mount", {stick.device(), path("stick")});
  }
  QMap<QString, QByteArray> lookAt(const LoopDevice& stick) const {
    QMap<QString, QByteArray> files;
    if (!mountHere(stick).isEmpty()) return files;
    for (const QFileInfo& one : QDir(path("stick")).entryInfoList(QDir::Files)) files[one.fileName()] = bytesOf("stick/" + one.fileName());
    run("umount", {path("stick")});
    return files;
  }
  Status write(Shop& shop, const std::string& volume) const {
    std::optional<Status> told;
    shop.staff.writeFigures(volume, wordingIn("ja"), [&told](const Status& status) { told = status; });
    if (!QTest::qWaitFor([&told] { return told.has_value(); }, 60'000)) return fail(Errc::Io, volume, "nothing is told");
    return *told;
  }
  QByteArray csv() const { return QByteArray::fromStdString(csvOf(*FigureBook(path("state/figures").toStdString()).days(), wordingIn("ja"))); }

  QTemporaryDir folder_{placeForImages()};
  std::unique_ptr<MountdProcess> mountd_;
};

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  const QApplication application(argc, argv);
  TestShop test;
  return QTest::qExec(&test, argc, argv);
}

#include "test_shop_posix.moc"
