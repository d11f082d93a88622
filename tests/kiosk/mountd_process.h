// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/stat.h>

#include <QElapsedTimer>
#include <QProcess>
#include <QTest>

#include "kiosk/mount_client.h"
#include "tests/target/loop_device.h"

namespace sankajo::test {

/// A sankajo-mountd of a test's own, which takes loop devices with images below `folder` for customers' disks.
class MountdProcess {
 public:
  explicit MountdProcess(QString folder) : folder_(std::move(folder)) {}
  ~MountdProcess() { stop(); }

  /// Empty: it listens.
  QByteArray start(const QStringList& more = {}) {
    QFile::remove(socketPath());
    process_.setProcessChannelMode(QProcess::ForwardedErrorChannel);
    // With the rights and the umask that its unit leaves it.
    QFile unit(SANKAJO_SOURCE_DIR "/packaging/kiosk/sankajo-mountd.service");
    if (!unit.open(QIODevice::ReadOnly)) return "no unit";
    QByteArray set = "-all";
    for (const QByteArray& line : unit.readAll().split('\n')) {
      if (!line.startsWith("CapabilityBoundingSet=")) continue;
      for (const QByteArray& one : line.mid(line.indexOf('=') + 1).split(' ')) set += ",+" + one.toLower().replace("cap_", "");
    }
    process_.setChildProcessModifier([] { ::umask(077); });
    const QStringList command{"--no-new-privs", "--bounding-set", set, SANKAJO_MOUNTD};
    process_.start("setpriv", command +
                                  QStringList{"--socket", socketPath(), "--folder", mounts(), "--driver-user", "nobody", "--config",
                                              "/nowhere", "--loop-images", folder_} +
                                  more);
    if (!process_.waitForStarted()) return "sankajo-mountd does not start";
    if (!QTest::qWaitFor([this] { return QFile::exists(socketPath()); }, 5000)) return "sankajo-mountd does not listen";
    // Whoever runs as another user gets here through a folder that is for root only.
    chmod(qPrintable(folder_), 0755);
    chmod(qPrintable(socketPath()), 0666);
    return {};
  }
  void stop() {
    if (process_.state() == QProcess::NotRunning) return;
    process_.terminate();
    if (!process_.waitForFinished(90'000)) process_.kill();
    process_.waitForFinished();
  }
  void kill() {
    process_.kill();
    process_.waitForFinished();
  }
  bool runs() const { return process_.state() == QProcess::Running; }
  qint64 number() const { return process_.processId(); }
  QString socketPath() const { return folder_ + "/socket"; }
  QString mounts() const { return folder_ + "/mounts"; }
  std::string socketName() const { return socketPath().toStdString(); }

  /// The processes below the helper, all of them.
  QStringList children(qint64 of = 0) const {
    QStringList all;
    const QString process = QString::number(of == 0 ? number() : of);
    QFile file("/proc/" + process + "/task/" + process + "/children");
    if (!file.open(QIODevice::ReadOnly)) return all;
    for (const QByteArray& one : file.readAll().simplified().split(' ')) {
      if (!one.isEmpty()) all << QString::fromLatin1(one) << children(one.toLongLong());
    }
    return all;
  }
  /// Lines of mountinfo below its folder.
  QStringList mounted() const {
    QFile file("/proc/self/mountinfo");
    QStringList lines;
    if (!file.open(QIODevice::ReadOnly)) return lines;
    for (const QByteArray& line : file.readAll().split('\n')) {
      if (line.contains((" " + mounts() + "/").toLocal8Bit())) lines << QString::fromLocal8Bit(line);
    }
    return lines;
  }
  bool leftNothing() const { return children().isEmpty() && mounted().isEmpty() && QDir(mounts()).isEmpty(); }

 private:
  QString folder_;
  QProcess process_;
};

/// The helper's id of a loop device or its partition.
inline std::string idOf(const LoopDevice& loop, const QString& partition = {}) {
  const QString name = loop.device().section('/', -1);
  QFile file("/sys/block/" + name + "/diskseq");
  const QByteArray sequence = file.open(QIODevice::ReadOnly) ? file.readAll().trimmed() : "0";
  return (name + partition + ":" + sequence).toStdString();
}

/// Runs a program as a user without rights.
struct Ran {
  int exit = -1;
  QByteArray output;
};
inline Ran runAsNobodySpecial(const QStringList& words) {
  QProcess process;
  process.setProcessChannelMode(QProcess::MergedChannels);
  process.start("setpriv", QStringList{"--reuid", "1", "--regid", "1", "--clear-groups", "--no-new-privs"} + words);
  if (!process.waitForFinished(300'000)) return {-2, "does not end"};
  return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAll()};
}

}  // namespace sankajo::test
