// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QProcess>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>
#include <string>
#include <utility>
#include <vector>

// Whoever signs packages in tests: roots and certificates of its own, made with openssl, and signatures by osslsigncode.

namespace sankajo::test {

class TestPublisher {
 public:
  /// The organisation in the certificate of makeSigner's usual caller.
  static QString name() { return "Sankajo test publisher"; }
  /// The PEM file or key of a root or signer: "root.pem".
  QString key(const QString& file) const { return keys_.filePath(file); }

  void makeRoot(const QString& root) const {
    must("openssl", {"req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "36500", "-subj", "/O=" + root + "/CN=" + root, "-keyout",
                     key(root + ".key"), "-out", key(root + ".pem")});
  }
  void makeSigner(const QString& signer, const QString& root, const QString& organisation) const {
    must("openssl", {"req", "-newkey", "rsa:2048", "-nodes", "-subj", "/O=" + organisation + "/CN=signer", "-keyout", key(signer + ".key"),
                     "-out", key(signer + ".csr")});
    write(key("extensions"), "extendedKeyUsage=codeSigning\nkeyUsage=digitalSignature\nbasicConstraints=CA:FALSE\n");
    must("openssl", {"x509", "-req", "-in", key(signer + ".csr"), "-CA", key(root + ".pem"), "-CAkey", key(root + ".key"),
                     "-CAcreateserial", "-days", "36500", "-extfile", key("extensions"), "-out", key(signer + ".pem")});
  }
  /// A file with these bytes and a signature; gives its path.
  QString signedFile(const QString& path, const QByteArray& bytes, const QString& signer = "signer") const {
    write(path + ".unsigned", bytes);
    must("osslsigncode",
         {"sign", "-certs", key(signer + ".pem"), "-key", key(signer + ".key"), "-h", "sha1", "-in", path + ".unsigned", "-out", path});
    QFile::remove(path + ".unsigned");
    return path;
  }

  /// What Microsoft's packages say of themselves, as texts of a version resource.
  static std::vector<std::pair<std::string, std::string>> textsOf(const std::string& patch, const std::string& product,
                                                                  const std::string& language, const std::string& architecture = "x86") {
    return {{"CompanyName", "Nobody"}, {"FileDescription", "Stands for a patch"}, {"KB Article Number", patch}, {"Applies to", product},
            {"Language", language},    {"Proc. Architecture", architecture}};
  }

 private:
  static void must(const QString& program, const QStringList& arguments) {
    QProcess process;
    process.setProcessChannelMode(QProcess::MergedChannels);
    process.start(program, arguments);
    process.closeWriteChannel();
    if (!process.waitForFinished(600'000) || process.exitStatus() != QProcess::NormalExit || process.exitCode() != 0)
      qFatal("%s: %s", qPrintable(program), process.readAll().constData());
  }
  static void write(const QString& path, const QByteArray& bytes) {
    QFile file(path);
    if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) qFatal("%s cannot be written", qPrintable(path));
  }

  QTemporaryDir keys_;
};

}  // namespace sankajo::test
