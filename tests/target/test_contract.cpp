// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QTemporaryDir>

#include "engine/target/offline.h"
#include "tests/support/fake_target.h"
#include "tests/support/host.h"
#include "tests/target/contract.h"

namespace sankajo::test {

namespace {

Scene onFake(const DiskDescription& disk) {
  auto target = std::make_unique<FakeTarget>(at(disk.systemRoot));
  for (const std::string& folder : disk.folders) target->disk().addFolder(at(folder));
  for (const auto& [path, bytes] : disk.files) target->disk().addFile(at(path), bytes);
  for (const auto& [path, to] : disk.links) target->disk().addLink(at(path));
  return {nullptr, std::move(target)};
}

Scene onHostFolder(const DiskDescription& disk) {
  auto folder = std::make_shared<QTemporaryDir>();
  const auto hostPath = [&folder](const std::string& path) { return folder->filePath(QString::fromStdString(path).replace('\\', '/')); };
  const auto makeAbove = [&hostPath](const std::string& path) { return QDir().mkpath(QFileInfo(hostPath(path)).path()); };
  for (const std::string& path : disk.folders) QDir().mkpath(hostPath(path));
  for (const auto& [path, bytes] : disk.files) {
    makeAbove(path);
    QFile file(hostPath(path));
    if (!file.open(QIODevice::WriteOnly) || file.write(QByteArray::fromStdString(bytes)) < 0) qFatal("%s", path.c_str());
  }
  for (const auto& [path, to] : disk.links) {
    makeAbove(path);
    if (!makeLink(hostPath(to).toStdString(), hostPath(path).toStdString())) qFatal("%s", path.c_str());
  }
  auto target = openOffline(folder->path().toStdString(), disk.systemRoot);
  if (!target) qFatal("%s", describe(target.error()).c_str());
  QFile small(folder->filePath("telling case"));
  if (!small.open(QIODevice::WriteOnly)) qFatal("%s", qPrintable(folder->path()));
  const bool tellsCase = !QFile::exists(folder->filePath("TELLING CASE"));
  small.remove();
  return {folder, std::move(*target), tellsCase, hostTakesAnyName(), hostLongestPath()};
}

}  // namespace

class TestContract : public TargetContract {
  Q_OBJECT

 public:
  std::map<std::string, TargetFactory> targets() const override { return {{"fake", onFake}, {"offline", onHostFolder}}; }
};

}  // namespace sankajo::test

QTEST_APPLESS_MAIN(sankajo::test::TestContract)
#include "moc_contract.cpp"
#include "test_contract.moc"
