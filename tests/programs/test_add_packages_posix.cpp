// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QJsonArray>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <QtEndian>

#include "engine/packages.h"
#include "tests/programs/test_publisher.h"
#include "tests/support/disk_builder.h"
#include "tests/support/pe_builder.h"
#include "tests/support/snapshot.h"
#include "tests/support/verdict.h"

// packaging/disc/add-packages: what it takes and what it refuses; and a package of our own, signed with a certificate of our own, all the way from there
// onto a disk. None of them can do anything: they are made by PeBuilder.

using namespace sankajo;
using namespace sankajo::test;

namespace {

const QString kXp = "windowsxp-kb828741-x86-jpn.exe";
const QString kSigner = TestPublisher::name();

struct Ran {
  int exit = -1;
  QString out, err;
};

Ran run(const QString& program, const QStringList& arguments) {
  QProcess process;
  process.start(program, arguments);
  process.closeWriteChannel();
  if (!process.waitForFinished(600'000)) qFatal("%s does not end", qPrintable(program));
  return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, QString::fromUtf8(process.readAllStandardOutput()),
          QString::fromUtf8(process.readAllStandardError())};
}

const char* said(const Ran& ran) {
  static QByteArray text;
  text = QString("exit %1\n--- out\n%2--- err\n%3").arg(ran.exit).arg(ran.out, ran.err).toUtf8();
  return text.constData();
}

void write(const QString& path, const QByteArray& bytes) {
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) qFatal("cannot write");
}

QByteArray read(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

QJsonObject objectOf(const QByteArray& json) {
  return QJsonDocument::fromJson(json).object();
}

using VersionTexts = std::vector<std::pair<std::string, std::string>>;

const VersionTexts kXpTexts = TestPublisher::textsOf("828741", "Windows XP", "Japanese");

QByteArray program(const VersionTexts& texts, PeBuilder::Machine machine = PeBuilder::Machine::X86) {
  const PeBuilder builder{
      .machine = machine, .version = FileVersionNumber::parse("6.0.2600.7"), .versionTexts = texts, .size = 90'000, .seed = 7};
  return QByteArray::fromStdString(builder.build().value());
}

}  // namespace

class TestAddPackages : public QObject {
  Q_OBJECT

  TestPublisher publisher_;

  QString key(const QString& name) const { return publisher_.key(name); }
  /// A file of this name, signed.
  QString signedFile(const QTemporaryDir& folder, const QString& name, const QByteArray& bytes, const QString& signer = "signer") const {
    return publisher_.signedFile(folder.filePath(name), bytes, signer);
  }

  Ran add(const QString& to, const QStringList& files, const QStringList& more = {}) const {
    return run(SANKAJO_SOURCE_DIR "/packaging/disc/add-packages",
               QStringList{"--root", key("root.pem"), "--signer", kSigner, "--to", to} + more + files);
  }

  /// The list as the engine reads it.
  static std::vector<PackageEntry> listIn(const QString& folder) {
    const auto entries = parsePackages(read(folder + "/packages.json").toStdString());
    if (!entries) qWarning("%s", describe(entries.error()).c_str());
    return entries.value_or(std::vector<PackageEntry>());
  }

 private slots:
  void initTestCase() {
    publisher_.makeRoot("root");
    publisher_.makeSigner("signer", "root", kSigner);
    publisher_.makeSigner("somebody", "root", "Somebody else");
    publisher_.makeRoot("stranger");
    publisher_.makeSigner("namesake", "stranger", kSigner);
  }

  void aPackageGoesTheWholeWayOntoADisk() {
    const QTemporaryDir folder, disk;
    const QString file = signedFile(folder, "WindowsXP-KB828741-x86-JPN.exe", program(kXpTexts));
    const QByteArray bytes = read(file);
    const QString patches = folder.filePath("patches");
    const Ran added = add(patches, {file});
    QVERIFY2(added.exit == 0 && added.out == kXp + ": KB828741, windows_xp, Japanese, x86\n", said(added));
    QCOMPARE(QDir(patches).entryList(QDir::Files | QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot, QDir::Name),
             (QStringList{"packages.json", kXp}));
    QCOMPARE(read(patches + "/" + kXp), bytes);
    const std::vector<PackageEntry> list = listIn(patches);
    QCOMPARE(list.size(), std::size_t{1});
    QCOMPARE(list[0].version, std::string("6.0.2600.7"));
    QCOMPARE(list[0].switches, std::string("/passive /norestart"));

    DiskBuilder builder({DiskSystem::XpSp1});
    builder.threat("W32.Blaster.A", Specimen::WithStrings);
    QVERIFY_OK(builder.writeTo(disk.path().toStdString()));
    const QStringList target{"--target", disk.path(), "--patches", patches, "--json"};
    const Ran before = run(SANKAJO_CLI, QStringList{"check"} + target);
    QVERIFY2(before.exit == 10 && objectOf(before.out.toUtf8())["packages"].toArray().at(0).toObject()["file"].toString() == kXp,
             said(before));
    const Ran treated = run(SANKAJO_CLI, QStringList{"treat", "--yes"} + target);
    QVERIFY2(treated.exit == 13, said(treated));
    const QString run_ = objectOf(treated.out.toUtf8())["run"].toString();
    QCOMPARE(read(disk.path() + "/Sankajo/staged/" + run_ + "/KB828741.EXE"), bytes);
    QVERIFY(read(disk.path() + "/Sankajo/staged/" + run_ + "/SANKAJO.CMD").contains("KB828741.EXE /passive /norestart"));
    const Ran after = run(SANKAJO_CLI, QStringList{"check"} + target);
    QVERIFY2(after.exit == 11, said(after));
    QString state;
    for (const auto& one : objectOf(after.out.toUtf8())["patches"].toArray()) {
      if (one.toObject()["id"] == "KB828741") state = one.toObject()["state"].toString();
    }
    QVERIFY2(state == "staged", said(after));
  }

  void oneByteChangedAfterItWasAddedKeepsItOffTheDisk() {
    const QTemporaryDir folder, disk;
    QVERIFY2(add(folder.path(), {signedFile(folder, kXp, program(kXpTexts))}).exit == 0, "the package is not taken");
    QByteArray bytes = read(folder.filePath(kXp));
    bytes[50'000] = static_cast<char>(bytes[50'000] ^ 1);
    write(folder.filePath(kXp), bytes);
    QVERIFY_OK(DiskBuilder({DiskSystem::XpSp1}).writeTo(disk.path().toStdString()));
    const Snapshot before = snapshotOf(disk.path().toStdString());
    const Ran treated = run(SANKAJO_CLI, {"treat", "--yes", "--target", disk.path(), "--patches", folder.path()});
    QVERIFY2(treated.exit == 11 && treated.out.contains("differs from the file that was checked"), said(treated));
    QVERIFY_SILENT(differences(before, snapshotOf(disk.path().toStdString())));
  }

  /// The sum of all bytes (IMAGE_OPTIONAL_HEADER's CheckSum), or none.
  static void setSum(QByteArray& bytes, int at, bool none) {
    qToLittleEndian<quint32>(0, bytes.data() + at);
    if (none) return;
    quint32 total = 0;
    for (qsizetype i = 0; i < bytes.size(); i += 2) {
      total += static_cast<quint8>(bytes[i]) + (i + 1 < bytes.size() ? static_cast<quint32>(static_cast<quint8>(bytes[i + 1])) << 8U : 0U);
      total = (total & 0xFFFFU) + (total >> 16U);
    }
    qToLittleEndian(static_cast<quint32>(total + static_cast<quint32>(bytes.size())), bytes.data() + at);
  }

  void whatLiesThereNoLongerGoesOffTheList() {
    const QTemporaryDir folder;
    const QString to = folder.filePath("patches");
    const QString first = signedFile(folder, kXp, program(kXpTexts));
    QCOMPARE(add(to, {first}).exit, 0);
    const auto listed = [&to] { return QJsonDocument::fromJson(read(to + "/packages.json")).object()["packages"].toArray(); };
    const QString taken = to + "/" + listed().at(0).toObject()["file"].toString();
    QByteArray bytes = read(taken);
    bytes[600] = static_cast<char>(bytes[600] ^ 1);
    write(taken, bytes);
    const QTemporaryDir other;
    const Ran ran = add(to, {signedFile(other, "windowsxp-kb824146-x86-jpn.exe", program(TestPublisher::textsOf("824146", "Windows XP", "Japanese")))});
    QVERIFY2(ran.exit == 1 && ran.err.contains("no longer what it was"), said(ran));
    QCOMPARE(listed().size(), 1);
    QVERIFY(listed().at(0).toObject()["file"].toString().contains("824146"));
    // And a list that is none is told in a line.
    write(to + "/packages.json", R"({"schema": "sankajo.packages/1", "packages": [{"file": 5}]})");
    const Ran broken = add(to, {first});
    QVERIFY2(broken.exit == 64 && broken.err.count('\n') == 1 && broken.err.contains("cannot be used"), said(broken));
  }

  void whatIsNotTheSignersIsRefused_data() {
    QTest::addColumn<QString>("how");
    QTest::addColumn<QString>("why");
    QTest::newRow("unsigned") << "unsigned"
                              << "is not signed";
    QTest::newRow("signed by somebody else") << "somebody"
                                             << "not by " + kSigner;
    QTest::newRow("signed by another root's namesake") << "namesake"
                                                       << "does not lead to the root";
    for (const int at : {70, 600, 50'000, 89'999}) QTest::addRow("byte %d changed", at) << QString::number(at) << "does not fit";
    QTest::newRow("the sum changed") << "sum"
                                     << "its sum does not fit";
    QTest::newRow("the last byte changed") << "last"
                                           << "does not fit";
    QTest::newRow("no sum") << "no sum"
                            << "its sum does not fit";
    QTest::newRow("something behind the signature") << "behind"
                                                    << "";
    QTest::newRow("something in the signature's place") << "beside"
                                                        << "its sum does not fit";
    QTest::newRow("cut") << "cut"
                         << "";
    QTest::newRow("no program") << "text"
                                << "no program";
    QTest::newRow("empty") << "empty"
                           << "is empty";
    QTest::newRow("not there") << "missing"
                               << "is no file";
  }
  void whatIsNotTheSignersIsRefused() {
    QFETCH(QString, how);
    QFETCH(QString, why);
    const QTemporaryDir folder;
    const QString file = folder.filePath(kXp), to = folder.filePath("patches");
    QByteArray bytes = program(kXpTexts);
    bool isNumber = false;
    int at = how.toInt(&isNumber);
    if (isNumber || how == "cut" || how == "sum" || how == "no sum" || how == "last" || how == "behind" || how == "beside") {
      signedFile(folder, kXp, bytes);
      bytes = read(file);
      // IMAGE_OPTIONAL_HEADER's CheckSum and its directory of certificates, behind e_lfanew.
      const int header = qFromLittleEndian<int>(bytes.constData() + 0x3C);
      const int sum = header + 88, directory = header + 24 + (qFromLittleEndian<quint16>(bytes.constData() + header + 24) == 0x20B ? 112 : 96) + 4 * 8;
      if (how == "sum") at = sum;
      if (how == "last") at = static_cast<int>(bytes.size()) - 1;
      if (isNumber || how == "sum" || how == "last") bytes[at] = static_cast<char>(bytes[at] ^ 0x10);
      if (how == "cut") bytes.chop(1000);
      const auto grow = [&bytes](int where) { qToLittleEndian(qFromLittleEndian<quint32>(bytes.constData() + where) + 512, bytes.data() + where); };
      if (how == "beside") {
        grow(qFromLittleEndian<int>(bytes.constData() + directory));
        grow(directory + 4);
      }
      if (how == "beside" || how == "behind") bytes += QByteArray(512, 'x');
      if (how != "cut" && how != "last" && !isNumber && how != "sum") setSum(bytes, sum, how == "no sum");
    }
    if (how == "somebody" || how == "namesake") bytes = read(signedFile(folder, kXp, bytes, how));
    if (how == "text") bytes = "MZ is how a program begins";
    if (how == "empty") bytes.clear();
    write(file, bytes);
    if (how == "missing") QFile::remove(file);
    const Ran ran = add(to, {file});
    QVERIFY2(ran.exit == 1 && ran.out.isEmpty() && ran.err.startsWith(file + ": not taken: ") && ran.err.count('\n') == 1 &&
                 ran.err.contains(why),
             said(ran));
    QVERIFY2(QDir(to).entryList(QDir::Files | QDir::Dirs | QDir::Hidden | QDir::NoDotAndDotDot).isEmpty(), "something was left");
  }

  void aSignedFileThatIsNotWhatItsNameSaysIsRefused_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QStringList>("texts");  // "key=text"
    QTest::addColumn<bool>("itanium");
    QTest::addColumn<QString>("why");
    const QStringList right{"KB Article Number=828741", "Applies to=Windows XP", "Language=Japanese", "Proc. Architecture=x86"};
    const auto but = [&right](int at, const QString& text) {
      QStringList texts = right;
      texts[at] = text;
      return texts;
    };
    QTest::newRow("unknown name") << "windowsxp-kb828741-x86-new.exe" << right << false << "none of the files";
    QTest::newRow("another patch") << kXp << but(0, "KB Article Number=824146") << false << "the patch is \"824146\"";
    QTest::newRow("another Windows") << kXp << but(1, "Applies to=Windows 2000") << false << "the Windows is \"Windows 2000\"";
    QTest::newRow("another language") << kXp << but(2, "Language=English") << false << "the language is \"English\"";
    QTest::newRow("another kind of PC") << kXp << but(3, "Proc. Architecture=ia64") << false << "the kind of PC is \"ia64\"";
    QTest::newRow("another machine") << kXp << right << true << "a program for ia64";
    QTest::newRow("another file's name") << kXp << right + QStringList{"OriginalFilename=Windows2000-KB828741-x86-JPN.EXE"} << false
                                         << "the Windows is";
    QTest::newRow("another product's program") << kXp << QStringList{"FileDescription=Notepad"} << false
                                               << "does not say the patch and the language and the Windows";
    QTest::newRow("no texts") << kXp << QStringList{} << false << "does not say the patch";
  }
  void aSignedFileThatIsNotWhatItsNameSaysIsRefused() {
    QFETCH(QString, name);
    QFETCH(QStringList, texts);
    QFETCH(bool, itanium);
    QFETCH(QString, why);
    const QTemporaryDir folder;
    VersionTexts inside;
    for (const QString& text : texts) inside.emplace_back(text.section('=', 0, 0).toStdString(), text.section('=', 1).toStdString());
    const QString file = signedFile(folder, name, program(inside, itanium ? PeBuilder::Machine::Ia64 : PeBuilder::Machine::X86));
    const Ran ran = add(folder.filePath("patches"), {file});
    QVERIFY2(ran.exit == 1 && ran.err.contains(why), said(ran));
    QVERIFY(!QFile::exists(folder.filePath("patches/packages.json")));
    // The name alone is enough where the file is silent, never where it says something else.
    const Ran byName = add(folder.filePath("patches"), {file}, {"--by-name"});
    QVERIFY2((byName.exit == 0) == ran.err.contains("--by-name"), said(byName));
  }

  void everyKindOfPackageIsRecognised_data() {
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("as");
    QTest::addColumn<QStringList>("texts");  // patch, product, language
    QTest::addColumn<int>("systems");
    QTest::newRow("English") << "WindowsXP-KB828741-x86-ENU.exe"
                             << "windowsxp-kb828741-x86-enu.exe" << QStringList{"828741", "Windows XP", "English"} << 1;
    QTest::newRow("Windows Update's copy") << "windowsxp-kb828741-x86-enu_e7bb870e5a83f1a8c39061e0a4db1b2.exe"
                                           << "windowsxp-kb828741-x86-enu.exe"
                                           << QStringList{"KB828741", "Windows XP Service Pack 1", "English (United States)"} << 1;
    QTest::newRow("2000") << "windows2000-kb823980-x86-jpn.exe"
                          << "windows2000-kb823980-x86-jpn.exe" << QStringList{"823980", "Windows 2000", "Japanese"} << 1;
    QTest::newRow("NT for both") << "JPNQ823980I.EXE"
                                 << "jpnq823980i.exe" << QStringList{"823980", "Windows NT 4.0", "Japanese"} << 2;
    QTest::newRow("Server 2003") << "windowsserver2003-kb828741-x86-jpn.exe"
                                 << "windowsserver2003-kb828741-x86-jpn.exe" << QStringList{"828741", "Windows Server 2003", "Japanese"}
                                 << 1;
  }
  void everyKindOfPackageIsRecognised() {
    QFETCH(QString, name);
    QFETCH(QString, as);
    QFETCH(QStringList, texts);
    QFETCH(int, systems);
    const QTemporaryDir folder, to;
    const QString file = signedFile(folder, name, program(TestPublisher::textsOf(texts[0].toStdString(), texts[1].toStdString(), texts[2].toStdString())));
    const Ran ran = add(to.path(), {file});
    QVERIFY2(ran.exit == 0, said(ran));
    const std::vector<PackageEntry> list = listIn(to.path());
    QCOMPARE(list.size(), std::size_t{1});
    QCOMPARE(QString::fromStdString(list[0].file), as);
    QCOMPARE(list[0].systems.size(), static_cast<std::size_t>(systems));
    QVERIFY(QFile::exists(to.filePath(as)));
  }

  void theListGrowsAndARefusedFileKeepsNoOtherOut() {
    const QTemporaryDir folder, to;
    const QString xp = signedFile(folder, kXp, program(kXpTexts));
    const QString older = signedFile(folder, "windowsxp-kb824146-x86-jpn.exe", program(TestPublisher::textsOf("824146", "Windows XP", "Japanese")));
    write(folder.filePath("notes.txt"), "what is this");
    QVERIFY2(add(to.path(), {xp}).exit == 0, "the first is not taken");
    const Ran ran = add(to.path(), {folder.filePath("notes.txt"), older, xp});
    QVERIFY2(ran.exit == 1 && ran.err.contains("notes.txt: not taken") && ran.out.count('\n') == 2, said(ran));
    const std::vector<PackageEntry> list = listIn(to.path());
    QCOMPARE(list.size(), std::size_t{2});
    QCOMPARE(list[0].patch + list[1].patch, std::string("KB824146KB828741"));
  }

  void wrongUsageIs64AndTouchesNothing() {
    const QTemporaryDir folder;
    const QString xp = signedFile(folder, kXp, program(kXpTexts));
    const QString program = SANKAJO_SOURCE_DIR "/packaging/disc/add-packages";
    for (const QStringList& arguments :
         {QStringList{"--to", folder.path(), xp}, QStringList{"--root", folder.filePath("nowhere"), "--to", folder.path(), xp},
          QStringList{"--root", key("root.pem"), "--to", folder.path()}, QStringList{"--root", key("root.pem"), "--fast", xp}}) {
      const Ran ran = run(program, arguments);
      QVERIFY2(ran.exit == 64 && ran.err.startsWith("add-packages: ") && ran.out.isEmpty(), said(ran));
    }
    QVERIFY2(run(program, {"--help"}).out.contains("--by-name"), "no help");
    for (const char* list : {"", "[]", "{}", "{\"schema\": \"sankajo.packages/2\", \"packages\": []}"}) {
      write(folder.filePath("packages.json"), list);
      const Ran ran = add(folder.path(), {xp});
      QVERIFY2(ran.exit == 64, said(ran));
      QCOMPARE(read(folder.filePath("packages.json")), QByteArray(list));
    }
  }
};

QTEST_GUILESS_MAIN(TestAddPackages)
#include "test_add_packages_posix.moc"
