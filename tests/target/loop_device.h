// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <unistd.h>

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStorageInfo>
#include <QString>

// Real volumes for tests: images, loop devices, ntfs-3g. What can go wrong gives its message; empty: it went well.

namespace sankajo::test {

/// Runs a tool.
inline QByteArray run(const QString& program, const QStringList& arguments, QByteArray* output = nullptr) {
  QProcess process;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  environment.insert("PATH", environment.value("PATH") + ":/usr/sbin:/sbin");
  process.setProcessEnvironment(environment);
  // QProcess looks its program up in our own PATH, env(1) in the one given.
  process.start("env", QStringList{program} + arguments);
  if (!process.waitForFinished(600'000)) return "did not end: " + program.toLocal8Bit();
  if (output != nullptr) *output = process.readAllStandardOutput();
  if (process.exitStatus() == QProcess::NormalExit && process.exitCode() == 0) return {};
  return program.toLocal8Bit() + " ended with " + QByteArray::number(process.exitCode()) + ": " + process.readAllStandardError();
}

inline bool makeEmpty(const QString& path, qint64 size) {
  QFile file(path);
  return file.open(QIODevice::ReadWrite) && file.resize(size);
}
/// Makes an image file with an empty NTFS volume.
inline QByteArray makeNtfs(const QString& image, qint64 size, const QStringList& options = {}) {
  QFile::remove(image);
  if (!makeEmpty(image, size)) return "no image";
  return run("mkntfs", QStringList{"-F", "-Q", "-q"} + options + QStringList{image});
}

/// A loop device and a mount that go away with the object.
class LoopDevice {
 public:
  ~LoopDevice() {
    if (!mounted_.isEmpty()) run("umount", {mounted_});
    if (!device_.isEmpty()) run("losetup", {"-d", device_});
  }
  QByteArray attach(const QString& image, const QStringList& options = {}) {
    QByteArray output;
    QByteArray trouble = run("losetup", QStringList{"-f", "--show"} + options + QStringList{image}, &output);
    device_ = QString::fromLocal8Bit(output.trimmed());
    // A number keeps what was said of it when it was another image's.
    if (trouble.isEmpty() && !options.contains("-r")) trouble = run("blockdev", {"--setrw", device_});
    return trouble;
  }
  QByteArray mount(const QString& partition, const QString& folder, const QStringList& options = {}) {
    QDir().mkpath(folder);
    QByteArray trouble = run("ntfs-3g", options + QStringList{device_ + partition, folder});
    if (trouble.isEmpty()) mounted_ = folder;
    return trouble;
  }
  QByteArray unmount() {
    QByteArray trouble = run("umount", {mounted_});
    mounted_.clear();
    return trouble;
  }
  const QString& device() const { return device_; }

 private:
  QString device_, mounted_;
};

/// Empty where loop devices and ntfs-3g can be used; else what is missing.
inline QByteArray whatMountingLacks() {
  if (geteuid() != 0) return "root rights";
  if (!QFile::exists("/dev/fuse")) return "/dev/fuse";
  if (!QFile::exists("/dev/loop-control")) return "/dev/loop-control";
  if (!run("losetup", {"-f"}).isEmpty()) return "a free loop device";
  return {};
}

/// The NTFS tools sync after each step, which takes a disk minutes: in memory where there is room.
inline QString placeForImages() {
  const QStorageInfo memory("/dev/shm");
  const bool room = memory.isValid() && memory.isReady() && !memory.isReadOnly() && memory.bytesAvailable() > (qint64(1) << 29);
  return (room ? QStringLiteral("/dev/shm") : QDir::tempPath()) + "/sankajo-XXXXXX";
}

}  // namespace sankajo::test
