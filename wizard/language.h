// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QObject>
#include <QTranslator>

#include "wizard/theme.h"

namespace sankajo {

/// The language of all that is on the screen, Qt's own words and number formats included. Each widget gets QEvent::LanguageChange.
class LanguageSwitch : public QObject {
  Q_OBJECT
 public:
  /// Needs the Theme to be there.
  explicit LanguageSwitch(Language language = ofSystem());
  ~LanguageSwitch() override;

  Language language() const { return language_; }
  void set(Language language);
  /// The other of the two.
  static Language other(Language language);
  /// In its own tongue: 日本語, English.
  static QString ownName(Language language);
  /// "ja" or "en", as engine and files say it.
  static QString code(Language language);
  static Language ofSystem();

 signals:
  /// After everything has its new words.
  void switched(sankajo::Language language);

 private:
  Language language_ = Language::English;
  QTranslator ours_, qt_;
};

}  // namespace sankajo
