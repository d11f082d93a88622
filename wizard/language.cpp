// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/language.h"

#include <QCoreApplication>
#include <QLocale>

namespace sankajo {

namespace {

/// What Qt's file dialog says and qtbase_ja leaves in English; here only so that they are translated.
[[maybe_unused]] constexpr const char* ofTheFileDialog[] = {QT_TRANSLATE_NOOP("QAbstractFileIconProvider", "Drive"), QT_TRANSLATE_NOOP("QAbstractFileIconProvider", "File"),
                                                            QT_TRANSLATE_NOOP("QAbstractFileIconProvider", "File Folder"), QT_TRANSLATE_NOOP("QAbstractFileIconProvider", "Folder"),
                                                            QT_TRANSLATE_NOOP("QAbstractFileIconProvider", "Shortcut"), QT_TRANSLATE_NOOP("QAbstractFileIconProvider", "Unknown")};

}  // namespace

LanguageSwitch::LanguageSwitch(Language language) {
  set(language);
}

LanguageSwitch::~LanguageSwitch() {
  QCoreApplication::removeTranslator(&ours_);
  QCoreApplication::removeTranslator(&qt_);
}

void LanguageSwitch::set(Language language) {
  language_ = language;
  QLocale::setDefault(language == Language::Japanese ? QLocale(QLocale::Japanese, QLocale::Japan)
                                                     : QLocale(QLocale::English, QLocale::UnitedKingdom));
  // First the fonts: what is laid out anew on LanguageChange is measured with them.
  Theme::current().setLanguage(language);
  QCoreApplication::removeTranslator(&ours_);
  QCoreApplication::removeTranslator(&qt_);
  if (language == Language::Japanese && qt_.load(":/translations/qtbase_ja.qm")) QCoreApplication::installTranslator(&qt_);
  if (ours_.load(":/translations/sankajo_" + code(language) + ".qm")) QCoreApplication::installTranslator(&ours_);
  emit switched(language);
}

Language LanguageSwitch::other(Language language) {
  return language == Language::Japanese ? Language::English : Language::Japanese;
}

QString LanguageSwitch::ownName(Language language) {
  return language == Language::Japanese ? QStringLiteral("日本語") : QStringLiteral("English");
}

QString LanguageSwitch::code(Language language) {
  return language == Language::Japanese ? QStringLiteral("ja") : QStringLiteral("en");
}

Language LanguageSwitch::ofSystem() {
  return QLocale::system().language() == QLocale::Japanese ? Language::Japanese : Language::English;
}

}  // namespace sankajo
