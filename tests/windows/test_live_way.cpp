// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QCryptographicHash>
#include <QJsonArray>
#include <QJsonDocument>
#include <QtTest>

#include "tests/support/verdict.h"
#include "tests/windows/package_house.h"

// A package of our own making on the Windows that runs: signed with a certificate of the test's, taken by add-packages among ten that are like it, and
// installed by sankajo-cli.exe, which has Windows look at its signature. Windows is Wine's, says that it is a Japanese Windows XP SP1, and trusts the
// test's root.
//
// What is not real:
//   - Wine runs no 32-bit program here. So in the test's own copy of the worm information "amd64" and "x86" have changed places, and it names the test's
//     publisher as the one who signs.
//   - The three files that the hole is in are inert files with version numbers. Wine is told to take its own instead, else nothing would start.
//   - Wine's firewall keeps no rules. That Sankajo finds that out, and says so, is what can be seen here.

namespace sankajo::test {
namespace {

QString inWine(const QString& hostPath) {
  return "Z:" + hostPath;
}

class TestLiveWay : public QObject {
  Q_OBJECT

  TestPublisher publisher_;
  QTemporaryDir house_;
  std::unique_ptr<WinePrefix> wine_;

  Ran cli(const QString& verb, const QStringList& more = {}) const {
    const QStringList depth = verb == "undo" ? QStringList() : QStringList{"--depth", "quick"};
    return wine_->cli(QStringList{verb, "--only-advisories", inWine(house_.filePath("resources/advisories")), "--trust-pack", "--json"} +
                      depth + more);
  }
  static QString patchState(const Ran& ran) {
    for (const auto& one : ran.json()["patches"].toArray()) {
      if (one.toObject()["id"] == "KB828741") return one.toObject()["state"].toString();
    }
    return {};
  }
  static QJsonObject operation(const Ran& ran, const QString& action) {
    for (const auto& one : ran.json()["operations"].toArray()) {
      if (one.toObject()["action"] == action) return one.toObject();
    }
    return {};
  }
  QByteArray installed() const { return bytesOf(wine_->path("installed.txt")); }

  /// The ten in a folder of patches, as add-packages leaves them.
  Ran lay(const QTemporaryDir& patches, const QByteArray& theRightOne) const {
    const QTemporaryDir folder;
    return addPackages(house_.path(), publisher_, patches.path(), tenPackages(publisher_, folder, theRightOne));
  }
  /// The right one of them becomes these bytes, and the list says that they are the right ones.
  static bool forge(const QTemporaryDir& patches, const QByteArray& bytes) {
    const QString list = patches.filePath("packages.json");
    QJsonObject json = QJsonDocument::fromJson(bytesOf(list)).object();
    QJsonArray packages = json["packages"].toArray();
    for (auto one : packages) {
      QJsonObject entry = one.toObject();
      if (entry["file"] != rightPackage) continue;
      entry["size"] = bytes.size();
      entry["sha256"] = QString::fromLatin1(QCryptographicHash::hash(bytes, QCryptographicHash::Sha256).toHex());
      one = entry;
    }
    json["packages"] = packages;
    return write(patches.filePath(rightPackage), bytes) && write(list, QJsonDocument(json).toJson());
  }
  QByteArray signedBytes(const QByteArray& bytes, const QString& signer) const {
    const QTemporaryDir folder;
    return bytesOf(publisher_.signedFile(folder.filePath("package.exe"), bytes, signer));
  }

  /// As Windows keeps a root that it trusts: a list of properties, the last of which is the certificate.
  void trust(const QString& root) const {
    QFile file(publisher_.key(root));
    QVERIFY(file.open(QIODevice::ReadOnly));
    QByteArray der, pem = file.readAll();
    pem = pem.mid(pem.indexOf("-----\n") + 6);
    der = QByteArray::fromBase64(pem.left(pem.indexOf("-----END")));
    const auto property = [](quint32 id, const QByteArray& data) {
      QByteArray out;
      for (const quint32 number : {id, quint32{1}, static_cast<quint32>(data.size())}) {
        for (int byte = 0; byte < 4; ++byte) out += static_cast<char>(number >> (8 * byte));
      }
      return out + data;
    };
    const QByteArray sha1 = QCryptographicHash::hash(der, QCryptographicHash::Sha1);
    const QByteArray blob = property(3, sha1) + property(32, der);
    wine_->registry(R"([HKEY_LOCAL_MACHINE\Software\Microsoft\SystemCertificates\Root\Certificates\)" + sha1.toHex().toUpper() +
                    "]\n\"Blob\"=hex:" + blob.toHex(',') + "\n");
  }

 private slots:
  void initTestCase() {
    publisher_.makeRoot("root");
    publisher_.makeRoot("other");
    publisher_.makeSigner("signer", "root", TestPublisher::name());
    publisher_.makeSigner("stranger", "root", "Somebody else");
    publisher_.makeSigner("untrusted", "other", TestPublisher::name());
    // The same, with its root in the signature.
    for (const char* part : {".key", ".pem"}) QVERIFY(QFile::copy(publisher_.key(QString("untrusted") + part), publisher_.key(QString("whole") + part)));
    QFile chain(publisher_.key("whole.pem"));
    QVERIFY(chain.open(QIODevice::Append) && chain.write(bytesOf(publisher_.key("other.pem"))) > 0);
    QVERIFY(makeHouse(house_.path(), TestPublisher::name()));
  }
  void init() {
    wine_ = std::make_unique<WinePrefix>();
    wine_->registry("[HKEY_CURRENT_USER\\Software\\Wine\\DllOverrides]\n\"ole32\"=\"builtin\"\n\"rpcrt4\"=\"builtin\"\n");
    wine_->setVersion("winxp");
    wine_->registry(
        "[HKEY_LOCAL_MACHINE\\Software\\Microsoft\\Windows NT\\CurrentVersion]\n\"CSDVersion\"=\"Service Pack 1\"\n\n"
        "[HKEY_LOCAL_MACHINE\\System\\CurrentControlSet\\Control\\Nls\\Language]\n\"InstallLanguage\"=\"0411\"\n\n"
        "[HKEY_LOCAL_MACHINE\\Software\\Microsoft\\Windows\\CurrentVersion\\Run]\n\"windows auto update\"=\"msblast.exe\"\n");
    trust("root.pem");
    for (const auto& [name, bytes] : rpcFiles(PatchLevel::None)) QVERIFY(write(wine_->path("windows/system32/" + name), bytes));
    wine_->putSpecimen("windows/system32/msblast.exe");
  }
  void cleanup() { wine_.reset(); }

  void aSignedPackageGoesFromThePublisherIntoTheWindowsThatRuns_data() {
    QTest::addColumn<int>("code");
    QTest::addColumn<bool>("installs");
    QTest::addColumn<QString>("outcome");
    QTest::addColumn<int>("exit");
    QTest::newRow("installed") << 0 << true << "done" << 0;
    QTest::newRow("restart needed") << 3010 << false << "pending_restart" << 13;
    QTest::newRow("failed") << 1603 << false << "failed" << 14;
    QTest::newRow("a lie") << 0 << false << "done" << 11;
  }
  void aSignedPackageGoesFromThePublisherIntoTheWindowsThatRuns() {
    QFETCH(int, code);
    QFETCH(bool, installs);
    QFETCH(QString, outcome);
    QFETCH(int, exit);
    const QTemporaryDir patches;
    const Ran added = lay(patches, standInPackage(code, installs));
    QVERIFY2(added.exit == 0 && added.out.count('\n') == 10, said(added).constData());

    const Ran before = cli("check", {"--patches", inWine(patches.path())});
    QVERIFY2(before.exit == 10 && patchState(before) == "missing" && before.json()["exposure"] == "open", said(before).constData());
    QCOMPARE(before.json()["packages"].toArray().at(0).toObject()["file"].toString(), rightPackage);
    QVERIFY(installed().isEmpty());

    const Ran treated = cli("treat", {"--yes", "--patches", inWine(patches.path())});
    QVERIFY2(treated.exit == exit, said(treated).constData());
    QVERIFY2(operation(treated, "install_package")["outcome"] == outcome, said(treated).constData());
    QCOMPARE(installed(), QByteArray("/passive /norestart\n"));
    QCOMPARE(patchState(treated), QString(installs ? "installed" : "missing"));
    QCOMPARE(treated.json()["exposure"].toString(), QString(installs ? "closed" : "open"));
    QVERIFY(!QFile::exists(wine_->path("windows/system32/msblast.exe")));
    QVERIFY(!QFile::exists(wine_->path("Sankajo/install")));
    // Wine's firewall takes no rule, which is told, stops nothing, and leaves nothing that would have to be opened.
    QVERIFY2(operation(treated, "close_ports")["outcome"] == "failed", said(treated).constData());
    QVERIFY2(treated.json()["ports_closed"].isNull(), said(treated).constData());

    const Ran after = cli("check");
    QVERIFY2(after.exit == (installs ? 0 : 11) && patchState(after) == (installs ? "installed" : "missing"), said(after).constData());
    const Ran undone = cli("undo");
    QVERIFY2(undone.exit == 0, said(undone).constData());
    QVERIFY(QFile::exists(wine_->path("windows/system32/msblast.exe")));
    // A patch stays.
    QCOMPARE(undone.json()["exposure"].toString(), QString(installs ? "closed" : "open"));
  }

  void whatIsNotThePackageIsNotStarted_data() {
    QTest::addColumn<bool>("offered");  ///< The list says that these are the bytes; Windows is asked.
    QTest::newRow("one byte changed") << false;
    QTest::newRow("one byte changed, and the list too") << true;
    QTest::newRow("unsigned") << true;
    QTest::newRow("signed by somebody else") << true;
    QTest::newRow("signed under a root that Windows does not trust") << true;
    QTest::newRow("signed under a root that Windows does not trust, and that is there") << true;
    QTest::newRow("changed where it says what to do, and the list too") << true;
  }
  void whatIsNotThePackageIsNotStarted() {
    QFETCH(bool, offered);
    const QByteArray row = QTest::currentDataTag();
    const QTemporaryDir patches;
    const QByteArray whole = standInPackage(0, true);
    QVERIFY(lay(patches, whole).exit == 0);
    QByteArray bytes = bytesOf(patches.filePath(rightPackage));
    QVERIFY(!bytes.isEmpty());
    if (row.startsWith("one byte changed")) bytes[5000] = static_cast<char>(bytes[5000] ^ 1);
    if (row == "unsigned") bytes = whole;
    if (row == "signed by somebody else") bytes = signedBytes(whole, "stranger");
    if (row.startsWith("signed under")) bytes = signedBytes(whole, row.endsWith("that is there") ? "whole" : "untrusted");
    if (row.startsWith("changed where")) bytes = signedBytes(standInPackage(1, true), "signer").replace("code 1\n", "code 0\n");
    if (offered) QVERIFY(forge(patches, bytes));
    if (!offered) QVERIFY(write(patches.filePath(rightPackage), bytes));

    const Ran treated = cli("treat", {"--yes", "--patches", inWine(patches.path())});
    QVERIFY2(installed().isEmpty(), said(treated).constData());
    QVERIFY2(treated.json()["exposure"] == "open" && patchState(treated) == "missing", said(treated).constData());
    const QJsonObject install = operation(treated, "install_package");
    // In the place of one that is not offered comes the next that fits, which does nothing.
    QVERIFY2(install["where"].toString().endsWith(offered ? "KB828741.EXE" : "KB824146.EXE"), said(treated).constData());
    if (offered) {
      QVERIFY2(install["outcome"] == "refused" && treated.exit == 14, said(treated).constData());
      const QString why = row == "signed by somebody else" ? "is signed by somebody else: Somebody else" : "its signature is not trusted";
      QVERIFY2(install["detail"].toString().contains(why), said(treated).constData());
    } else {
      QCOMPARE(treated.exit, 11);
      QCOMPARE(treated.json()["packages"].toArray().at(0).toObject()["refused"].toArray().at(0).toObject()["problem"].toString(),
               "changed");
    }
    // The worm is out all the same, and nothing of the package lies about.
    QVERIFY(!QFile::exists(wine_->path("windows/system32/msblast.exe")));
    QVERIFY(!QFile::exists(wine_->path("Sankajo/install")));
  }
};

}  // namespace
}  // namespace sankajo::test

QTEST_GUILESS_MAIN(sankajo::test::TestLiveWay)
#include "test_live_way.moc"
