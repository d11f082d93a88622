// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QProcess>
#include <QString>
#include <QTemporaryDir>
#include <memory>

#include "tests/windows/screen.h"

namespace sankajo::test {

struct Ran {
  int exit = -1;  ///< -1: it was ended.
  QString out, err;
  QJsonObject json() const;
};

/// A Windows of its own under Wine, fresh each time: a copy of one that is made once in the build folder. What runs in it is ended with it.
class WinePrefix {
 public:
  /// Its windows are on this screen, with the frames of Windows, or on none. qFatal where Wine does not work.
  explicit WinePrefix(const Screen* screen = nullptr);
  ~WinePrefix();

  /// Host path of a file of it: "windows/system32/msblast.exe", from the root of drive C.
  QString path(const QString& relative) const;
  /// Runs a program to its end: one of Windows' own by its name, or one by its host path.
  Ran run(const QString& program, const QStringList& arguments, const QByteArray& input = {}) const;
  /// sankajo-cli, speaking English.
  Ran cli(const QStringList& arguments) const;
  /// Starts a program that says "ready" when it is.
  std::unique_ptr<QProcess> start(const QString& program, const QStringList& arguments = {}) const;
  /// Sankajo.exe in its window, speaking "ja" or "en".
  std::unique_ptr<QProcess> wizard(const QString& language) const;
  /// Takes over the text of a .reg file (without its first line).
  void registry(const QString& text) const;
  /// A key with all below it, as a .reg file has it; empty where there is none.
  QString registryBelow(const QString& key) const;
  /// "win10", "winxp", ...: the Windows that it says it is.
  void setVersion(const QString& version) const;
  /// The inert specimen as a file of it.
  void putSpecimen(const QString& relative) const;

  /// The power goes: all that runs in it, and in no other, ends at once.
  void powerOff() const;
  /// What a process has to have to run in it.
  QProcessEnvironment environment() const;

 private:
  WinePrefix(const QString& from, const Screen* screen);

  QTemporaryDir folder_;
  QString display_;
};

}  // namespace sankajo::test
