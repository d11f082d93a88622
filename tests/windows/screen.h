// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QProcess>
#include <QSize>
#include <QString>

namespace sankajo::test {

/// A screen of its own (Xvfb) with a keyboard, for a window that is driven as a person drives it.
class Screen {
 public:
  /// qFatal where there is no such screen. Size in pixels.
  explicit Screen(const QSize& size);
  ~Screen();
  Screen(const Screen&) = delete;
  Screen& operator=(const Screen&) = delete;

  /// ":97"
  QString display() const { return display_; }
  QSize size() const { return size_; }
  /// Of the window whose title ends with `name`; empty while there is none.
  QString title(const QString& name) const;
  /// Gives that window the keyboard and presses a key: "Return", "Tab".
  void press(const QString& name, const QString& key) const;
  /// Keeps what is seen as a PNG file; false where that failed.
  bool keep(const QString& file) const;

 private:
  QByteArray say(const QString& program, const QStringList& arguments) const;
  QString windowOf(const QString& name) const;

  QSize size_;
  QProcess server_;
  QString display_;
};

}  // namespace sankajo::test
