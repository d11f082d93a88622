// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/windows/screen.h"

#include <QFile>

namespace sankajo::test {

namespace {

constexpr int patienceMs = 30'000;

}  // namespace

Screen::Screen(const QSize& size) : size_(size) {
  // It says which number it has taken; none is taken from somebody else.
  server_.start("Xvfb", {"-displayfd", "1", "-screen", "0", QStringLiteral("%1x%2x24").arg(size.width()).arg(size.height()), "-nolisten", "tcp"});
  QByteArray number;
  while (!number.endsWith('\n') && server_.waitForReadyRead(patienceMs)) number += server_.readAllStandardOutput();
  if (!number.endsWith('\n')) qFatal("Xvfb did not start: %s", server_.readAllStandardError().constData());
  display_ = ":" + QString::fromLatin1(number.trimmed());
}

Screen::~Screen() {
  server_.terminate();
  server_.waitForFinished(patienceMs);
}

QByteArray Screen::say(const QString& program, const QStringList& arguments) const {
  QProcess process;
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  environment.insert("DISPLAY", display_);
  environment.insert("LC_ALL", "C.UTF-8");
  process.setProcessEnvironment(environment);
  process.start(program, arguments);
  if (!process.waitForFinished(patienceMs)) qFatal("%s does not end", qPrintable(program));
  return process.exitCode() == 0 ? process.readAllStandardOutput().trimmed() : QByteArray();
}

QString Screen::windowOf(const QString& name) const {
  return QString::fromLatin1(say("xdotool", {"search", "--onlyvisible", "--name", name + "$"}).split('\n').last());
}

QString Screen::title(const QString& name) const {
  const QString window = windowOf(name);
  return window.isEmpty() ? QString() : QString::fromUtf8(say("xdotool", {"getwindowname", window}));
}

void Screen::press(const QString& name, const QString& key) const {
  // There is no window manager that would do the first.
  say("xdotool", {"windowfocus", "--sync", windowOf(name)});
  say("xdotool", {"key", key});
}

bool Screen::keep(const QString& file) const {
  say("import", {"-window", "root", file});
  return QFile::exists(file);
}

}  // namespace sankajo::test
