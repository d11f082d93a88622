// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
//
// sankajo-preview FOLDER [SCENE...]: every page of the wizard in every state, or the named ones, in both languages, light and dark (one size in
// high contrast), at four sizes of window and text, and of the kiosk in the sizes of its screens, as PNG files. What is on them comes from real checks of demonstration disks.

#include <QApplication>
#include <QDir>
#include <cstdio>

#include "tests/wizard/kiosk_scenes.h"
#include "tests/wizard/layout_check.h"
#include "tests/wizard/scenes.h"

using namespace sankajo;
using namespace sankajo::test;

namespace {

struct View {
  const char* name;
  QSize size;
  int textPercent;
};
constexpr View views[] = {{"1280x800", {1280, 800}, 100},
                          {"1024x768", {1024, 768}, 100},
                          {"800x480", {800, 480}, 100},
                          {"1280x800-200", {1280, 800}, 200},
                          {"800x480-200", {800, 480}, 200}};

bool save(Walk& walk, const QDir& folder, const char* scene) {
  using Colours = Preferences::Colours;
  for (const auto tongue : {Language::Japanese, Language::English}) {
    walk.language().set(tongue);
    for (const auto& [colours, scheme] : {std::pair(Colours::Light, "light"), std::pair(Colours::Dark, "dark"), std::pair(Colours::Contrast, "contrast")}) {
      for (const View& view : views) {
        if (colours == Colours::Contrast && QString(view.name) != "1024x768") continue;
        walk.theme().setPreferences({.textPercent = view.textPercent, .colours = colours});
        walk.wizard().resize(view.size);
        settle();
        const QString path = folder.filePath(QStringLiteral("%1-%2-%3-%4.png").arg(scene, LanguageSwitch::code(tongue), scheme, view.name));
        if (walk.wizard().grab().save(path)) continue;
        std::fprintf(stderr, "sankajo-preview: cannot write %s\n", qPrintable(path));
        return false;
      }
    }
  }
  return true;
}

constexpr View kioskViews[] = {{"1920x1080", {1920, 1080}, 100}, {"1280x800", {1280, 800}, 100}, {"1080x1920", {1080, 1920}, 100}, {"1024x768", {1024, 768}, 100}, {"800x480", {800, 480}, 100}};

bool save(KioskCustomer& customer, const QDir& folder, const char* scene) {
  for (const auto tongue : {Language::Japanese, Language::English}) {
    customer.language().set(tongue);
    for (const View& view : kioskViews) {
      customer.wizard().resize(view.size);
      settle();
      const QString path = folder.filePath(QStringLiteral("%1-%2-%3.png").arg(scene, LanguageSwitch::code(tongue), view.name));
      if (!customer.wizard().grab().save(path)) return false;
    }
  }
  return true;
}

}  // namespace

int main(int argc, char** argv) {
  qputenv("QT_QPA_PLATFORM", "offscreen");
  QApplication app(argc, argv);
  const QStringList words = QApplication::arguments().mid(1);
  if (words.isEmpty() || words.first().startsWith('-')) {
    std::fprintf(stderr, "sankajo-preview FOLDER [SCENE...]\n");
    return 64;
  }
  const QDir folder(words.first());
  if (!folder.mkpath(".")) {
    std::fprintf(stderr, "sankajo-preview: cannot make %s\n", qPrintable(words.first()));
    return 74;
  }
  bool saved = true;
  for (const Scene& scene : scenes()) {
    if (words.size() > 1 && !words.contains(scene.name)) continue;
    Walk walk;
    if (scene.reach(walk)) {
      saved &= save(walk, folder, scene.name);
    } else {
      std::fprintf(stderr, "sankajo-preview: %s was not reached\n", scene.name);
      saved = false;
    }
  }
  for (const KioskScene& scene : kioskScenes()) {
    if (words.size() > 1 && !words.contains(scene.name)) continue;
    KioskCustomer customer;
    if (scene.reach(customer)) {
      saved &= save(customer, folder, scene.name);
    } else {
      std::fprintf(stderr, "sankajo-preview: %s was not reached\n", scene.name);
      saved = false;
    }
  }
  return saved ? 0 : 74;
}
