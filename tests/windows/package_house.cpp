// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/windows/package_house.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <array>

#include "tests/support/pe_builder.h"

namespace sankajo::test {

QByteArray bytesOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

bool write(const QString& path, const QByteArray& bytes) {
  QDir().mkpath(QFileInfo(path).path());
  QFile::remove(path);
  QFile file(path);
  return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

QByteArray rpcFile(std::string_view version) {
  const PeBuilder builder{.machine = PeBuilder::Machine::Amd64, .version = FileVersionNumber::parse(version), .dll = true};
  return QByteArray::fromStdString(builder.build().value());
}

QList<std::pair<QString, QByteArray>> rpcFiles(PatchLevel level) {
  const RpcVersions versions = rpcVersions(DiskSystem::XpSp1, level);
  return {{"ole32.dll", rpcFile(versions.ole32)}, {"rpcrt4.dll", rpcFile(versions.rpcrt4)}, {"rpcss.dll", rpcFile(versions.rpcss)}};
}

QByteArray standInPackage(int code, bool installs) {
  QByteArray bytes = bytesOf(SANKAJO_PACKAGE) + "payload of a test\n";
  if (installs) {
    for (const auto& [name, file] : rpcFiles(PatchLevel::KB828741))
      bytes += R"(file C:\windows\system32\)" + name.toUtf8() + " " + QByteArray::number(file.size()) + "\n" + file;
  }
  bytes += "code " + QByteArray::number(code) + "\nend\n";
  return bytes + QByteArray(8 - bytes.size() % 8, '\0');
}

QStringList tenPackages(const TestPublisher& publisher, const QTemporaryDir& folder, const QByteArray& theRightOne) {
  const QList<std::array<const char*, 4>> others = {{"windows2000-kb823980-x86-jpn.exe", "823980", "Windows 2000", "Japanese"},
                                                    {"windows2000-kb828741-x86-jpn.exe", "828741", "Windows 2000", "Japanese"},
                                                    {"Windows2000-KB824146-x86-ENU.exe", "824146", "Windows 2000", "English"},
                                                    {"windowsserver2003-kb828741-x86-jpn.exe", "828741", "Windows Server 2003", "Japanese"},
                                                    {"windowsxp-kb823980-x86-jpn.exe", "823980", "Windows XP", "Japanese"},
                                                    {"windowsxp-kb824146-x86-jpn.exe", "824146", "Windows XP", "Japanese"},
                                                    {"windowsxp-kb828741-x86-enu.exe", "828741", "Windows XP", "English"},
                                                    {"windowsnt4server-kb828741-x86-jpn.exe", "828741", "Windows NT 4.0", "Japanese"},
                                                    {"windowsnt4workstation-kb828741-x86-jpn.exe", "828741", "Windows NT 4.0", "Japanese"}};
  QStringList files;
  for (const auto& [name, patch, product, language] : others) {
    const PeBuilder other{.machine = PeBuilder::Machine::Amd64,
                          .version = FileVersionNumber::parse("6.0.2600.7"),
                          .versionTexts = TestPublisher::textsOf(patch, product, language, "amd64"),
                          .size = 90'000,
                          .seed = static_cast<std::uint32_t>(files.size())};
    files << publisher.signedFile(folder.filePath(name), QByteArray::fromStdString(other.build().value()));
  }
  files << publisher.signedFile(folder.filePath("WindowsXP-KB828741-x86-JPN.exe"), theRightOne);
  return files;
}

bool makeHouse(const QString& folder, const QString& signer) {
  for (const char* file : {"packaging/setup.sh", "packaging/disc/add-packages", "packaging/disc/packages.py",
                           "resources/advisories/blaster/advisory.json", "resources/advisories/blaster/rules.yar",
                           "resources/advisories/blaster/text.en.json", "resources/advisories/blaster/text.ja.json"}) {
    const QString from = QString(SANKAJO_SOURCE_DIR "/") + file, to = folder + "/" + file;
    QByteArray bytes = bytesOf(from);
    if (from.endsWith("advisory.json")) {
      bytes.replace(R"("machine": "amd64")", R"("machine": "")").replace(R"("machine": "x86")", R"("machine": "amd64")");
      bytes.replace(R"("machine": "")", R"("machine": "x86")");
      if (!signer.isEmpty()) bytes.replace(R"("signer": "Microsoft Corporation")", R"("signer": ")" + signer.toUtf8() + "\"");
    }
    if (bytes.isEmpty() || !write(to, bytes) || !QFile::setPermissions(to, QFileInfo(from).permissions())) return false;
  }
  return true;
}

Ran addPackages(const QString& house, const TestPublisher& publisher, const QString& patches, const QStringList& files) {
  return runHere(house + "/packaging/disc/add-packages",
                 QStringList{"--root", publisher.key("root.pem"), "--signer", TestPublisher::name(), "--to", patches} + files);
}

Ran runHere(const QString& program, const QStringList& arguments) {
  QProcess process;
  process.start(program, arguments);
  process.closeWriteChannel();
  if (!process.waitForFinished(600'000)) qFatal("%s does not end", qPrintable(program));
  return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, QString::fromUtf8(process.readAllStandardOutput()),
          QString::fromUtf8(process.readAllStandardError())};
}

QByteArray said(const Ran& ran) {
  return QString("exit %1\n%2%3").arg(ran.exit).arg(ran.out, ran.err).toUtf8();
}

}  // namespace sankajo::test
