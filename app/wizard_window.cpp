// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/wizard_window.h"

#include <QGuiApplication>
#include <QScreen>
#include <QWindow>

#include "app/ask_windows.h"
#include "app/packs.h"
#include "app/rescue.h"
#include "engine/windows_here.h"

namespace sankajo {

Result<std::unique_ptr<WizardWindow>> WizardWindow::open(const Choice& choice) {
  auto advisories = loadPacks({});
  if (!advisories) return tl::unexpected(advisories.error());
  auto japanese = Wording::fromJson(embeddedFile("translations/messages.ja.json"));
  auto english = Wording::fromJson(embeddedFile("translations/messages.en.json"));
  if (!japanese || !english) return tl::unexpected(japanese ? english.error() : japanese.error());
  std::unique_ptr<WizardWindow> window(new WizardWindow);
  window->theme_ = std::make_unique<Theme>();
  window->language_ = std::make_unique<LanguageSwitch>(choice.language);
  ThisPc here{watchNetwork(), startAgainAsAdministrator(), restartOfWindows(), windowsUpdate(), windowsUpdateAgent(), {}, {}, {}, {}, {}};
  const bool rescue = !choice.rescue.empty();
  if (rescue) setRescueSystem(here, choice.rescue);
  window->session_ =
      std::make_unique<Session>(Session::Parts{std::move(*advisories), std::move(*japanese), std::move(*english), openWindows,
                                               rescue ? findInRescueSystem(choice.rescue) : Session::FindWindows(windowsHere), std::move(here),
                                               choice.patches ? *choice.patches : patchesBeside()});
  if (choice.back) window->session_->comeBack(*choice.back);
  if (!choice.folder.empty()) window->session_->prefer(choice.folder);
  window->wizard_ = std::make_unique<Wizard>(*window->session_, *window->language_);
  if (rescue) {
    window->wizard_->showFullScreen();
    return window;
  }
  constexpr QSize usual(1024, 768);
  const QSize room = QGuiApplication::primaryScreen()->availableSize();
  window->wizard_->resize(usual.boundedTo(room));
  // The buttons stand at the bottom: where the frame would push them off the screen, the window takes all of it. X11 tells no frame yet.
  window->wizard_->winId();
  const QSize whole = usual.grownBy(window->wizard_->windowHandle()->frameMargins());
  if (whole.width() >= room.width() || whole.height() >= room.height()) {
    window->wizard_->showMaximized();
  } else {
    window->wizard_->show();
  }
  return window;
}

}  // namespace sankajo
