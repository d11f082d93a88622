// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDir>
#include <QFile>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>

#include "tests/support/disk_builder.h"
#include "tests/support/snapshot.h"

// sankajo-cli as a program: run to its end, with disks to look at.

namespace sankajo::test {

struct Ran {
  int exit = -1;
  QString out, err;
};

/// Runs sankajo-cli to its end. `input` is what is typed; null: standard input is closed.
inline Ran run(const QStringList& arguments, const QByteArray& input = QByteArray(),
               const QStringList& environment = {"LANG=en_US.UTF-8"}) {
  QProcess process;
  QStringList variables = QProcess::systemEnvironment();
  variables.removeIf([](const QString& variable) { return variable.startsWith("LC_") || variable.startsWith("LANG"); });
  process.setEnvironment(variables + environment);
  process.start(SANKAJO_CLI, arguments);
  process.write(input);
  process.closeWriteChannel();
  Ran ran;
  if (!process.waitForFinished(600'000)) qFatal("sankajo-cli does not end");
  ran.exit = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
  ran.out = QString::fromUtf8(process.readAllStandardOutput());
  ran.err = QString::fromUtf8(process.readAllStandardError());
  return ran;
}

/// A name for a test's message.
inline const char* said(const Ran& ran) {
  static QByteArray text;
  text = QString("exit %1\n--- out\n%2--- err\n%3").arg(ran.exit).arg(ran.out, ran.err).toUtf8();
  return text.constData();
}

inline void write(const QString& path, const QByteArray& bytes) {
  QDir().mkpath(QFileInfo(path).path());
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(bytes) != bytes.size()) qFatal("cannot write");
}

inline QByteArray read(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// A folder that goes away with the test, with a disk in it.
class Disk {
 public:
  explicit Disk(const DiskBuilder& builder) {
    if (const auto written = builder.writeTo(path().toStdString()); !written) qFatal("%s", describe(written.error()).c_str());
  }
  QString path() const { return folder_.path(); }
  Snapshot snapshot() const { return snapshotOf(path().toStdString()); }

 private:
  QTemporaryDir folder_;
};

inline bool isOneLine(const QString& text) {
  return text.endsWith('\n') && text.count('\n') == 1;
}
inline bool isJapanese(const QString& text) {
  return std::any_of(text.begin(), text.end(), [](QChar c) { return c.script() == QChar::Script_Hiragana; });
}

}  // namespace sankajo::test
