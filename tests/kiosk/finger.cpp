// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later

// sankajo --kiosk with a finger in it, for tests that run it as a user without rights: sankajo-kiosk-finger SOCKET SETTINGS STATE ja|en BUTTON...
//
// Touches the buttons of these names one after the other, each as soon as it is there and enabled, by touch events. "@text NAME" instead of a button prints
// the text of a label.
// Ends as the kiosk does; with 99 where a button does not come.

#include <QAbstractButton>
#include <QApplication>
#include <QLabel>
#include <QPointingDevice>
#include <QScrollArea>
#include <QTest>
#include <QTimer>
#include <cstdio>

#include "app/kiosk.h"

namespace {

constexpr int lookMs = 50, patienceMs = 120'000, notThere = 99;

QAbstractButton* readyButton(const QWidget& window, const QString& name) {
  for (auto* button : window.findChildren<QAbstractButton*>(name)) {
    if (button->isVisible() && button->isEnabled()) return button;
  }
  return nullptr;
}

class Finger : public QObject {
 public:
  Finger(QWidget& window, QStringList names) : window_(window), names_(std::move(names)), screen_(QTest::createTouchDevice()) {
    timer_.setInterval(lookMs);
    connect(&timer_, &QTimer::timeout, this, &Finger::look);
    timer_.start();
  }

 private:
  void look() {
    if (names_.isEmpty()) return;
    if (names_.first().startsWith("@text ")) {
      const auto* label = window_.findChild<QLabel*>(names_.takeFirst().mid(6));
      std::printf("%s\n", label == nullptr ? "no such text" : label->text().toUtf8().constData());
      return;
    }
    QAbstractButton* button = readyButton(window_, names_.first());
    waited_ += lookMs;
    if (button == nullptr && waited_ > patienceMs) {
      std::printf("no button %s\n", qPrintable(names_.first()));
      for (const auto* label : window_.findChildren<QLabel*>()) {
        if (label->isVisible()) std::printf("  %s\n", label->text().toUtf8().constData());
      }
      std::fflush(stdout);
      QCoreApplication::exit(notThere);
    }
    if (button == nullptr) return;
    waited_ = 0;
    names_.removeFirst();
    for (auto* area : window_.findChildren<QScrollArea*>()) {
      if (area->isVisible() && area->isAncestorOf(button)) area->ensureWidgetVisible(button);
    }
    const QPoint place = button->mapTo(&window_, button->rect().center());
    QTest::touchEvent(&window_, screen_).press(0, place, &window_);
    QTest::touchEvent(&window_, screen_).release(0, place, &window_);
  }

  QWidget& window_;
  QStringList names_;
  QPointingDevice* screen_;
  QTimer timer_;
  int waited_ = 0;
};

}  // namespace

int main(int argc, char** argv) {
  const QApplication application(argc, argv);
  const QStringList words = QCoreApplication::arguments();
  constexpr int least = 5;
  if (words.size() < least) return 64;
  sankajo::KioskChoice choice;
  choice.socket = words[1].toStdString();
  choice.settings = words[2].toStdString();
  choice.state = words[3].toStdString();
  choice.language = words[4] == "en" ? sankajo::Language::English : sankajo::Language::Japanese;
  std::unique_ptr<Finger> finger;
  const int code = sankajo::runKiosk(choice, [&](QWidget& window) { finger = std::make_unique<Finger>(window, words.mid(least)); });
  std::fflush(stdout);
  return code;
}
