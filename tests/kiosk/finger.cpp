// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later

// sankajo --kiosk with a finger in it, for tests that run it as a user without rights: sankajo-kiosk-finger SOCKET SETTINGS STATE ja|en WORD...
//
// Touches the buttons of these names one after the other, each as soon as it is there and enabled, by touch events, and prints what it touched.
//
//   NAME           a button
//   A|B            the first of them that is there
//   @any A|B       the same again and again, to the end
//   @text NAME     prints the text of a label on the page
//   @place NAME    prints where a part of the page is
//   @corner        five touches in the corner
//   @wait FILE     goes on when this file is there, and takes it away
//
// The shop's patches are in the folder that SANKAJO_PATCHES names. Ends as the kiosk does; with 99 where a button does not come.

#include <QAbstractButton>
#include <QApplication>
#include <QElapsedTimer>
#include <QFile>
#include <QLabel>
#include <QPointingDevice>
#include <QScrollArea>
#include <QTest>
#include <QTimer>
#include <QWizard>
#include <cstdio>

#include "app/kiosk.h"

namespace {

constexpr int lookMs = 50, patienceMs = 60'000, notThere = 99;
const QString any = QStringLiteral("@any "), text = QStringLiteral("@text "), place = QStringLiteral("@place "),
              corner = QStringLiteral("@corner"), wait = QStringLiteral("@wait ");

void say(const QString& line) {
  std::printf("%s\n", line.toUtf8().constData());
  std::fflush(stdout);
}

class Finger : public QObject {
 public:
  Finger(QWidget& window, QStringList words) : window_(window), words_(std::move(words)), screen_(QTest::createTouchDevice()) {
    timer_.setInterval(lookMs);
    touched_.start();  // The window finds its size first.
    connect(&timer_, &QTimer::timeout, this, &Finger::look);
    timer_.start();
  }

 private:
  void look() {
    if (words_.isEmpty()) return;
    const QString word = words_.first();
    if (word.startsWith(text)) return sayText(word.mid(text.size()));
    if (word.startsWith(place)) return sayPlace(word.mid(place.size()));
    if (word == corner) return touchCorner();
    if (word.startsWith(wait)) return waitFor(word.mid(wait.size()));
    const bool again = word.startsWith(any);
    QAbstractButton* button = readyButton((again ? word.mid(any.size()) : word).split('|'));
    waited_ = button == nullptr ? waited_ + lookMs : 0;
    if (waited_ > patienceMs) return giveUp();
    if (button == nullptr) return;
    // The second touch of a double click does nothing. It is meant for the page that was there before.
    if (touched_.isValid() && touched_.elapsed() < QApplication::doubleClickInterval()) return;
    if (!again) words_.removeFirst();
    const auto* wizard = qobject_cast<QWizard*>(&window_);
    say(button->objectName() + " on " + (wizard != nullptr ? wizard->currentPage()->objectName() : QString()));
    for (auto* area : window_.findChildren<QScrollArea*>()) {
      if (area->isVisible() && area->isAncestorOf(button)) area->ensureWidgetVisible(button);
    }
    touch(button->mapTo(&window_, button->rect().center()));
    touched_.start();
  }
  QAbstractButton* readyButton(const QStringList& names) const {
    for (const QString& name : names) {
      for (auto* button : window_.findChildren<QAbstractButton*>(name)) {
        if (button->isVisible() && button->isEnabled()) return button;
      }
    }
    return nullptr;
  }
  void touch(QPoint where) {
    QTest::touchEvent(&window_, screen_).press(0, where, &window_);
    QTest::touchEvent(&window_, screen_).release(0, where, &window_);
  }
  void touchCorner() {
    words_.removeFirst();
    constexpr int times = 5, inside = 10;
    for (int i = 0; i < times; ++i) touch({inside, inside});
  }
  void waitFor(const QString& file) {
    if (QFile::remove(file)) words_.removeFirst();
  }
  void sayText(const QString& name) {
    words_.removeFirst();
    for (const auto* label : window_.findChildren<QLabel*>(name)) {
      if (label->isVisible()) say(label->text());
    }
  }
  void sayPlace(const QString& name) {
    for (const auto* part : window_.findChildren<QWidget*>(name)) {
      if (!part->isVisible()) continue;
      const QPoint middle = part->mapTo(&window_, part->rect().center());
      say(QStringLiteral("%1 at %2 %3").arg(name).arg(middle.x()).arg(middle.y()));
      words_.removeFirst();
      return;
    }
  }
  void giveUp() {
    say("no button " + words_.takeFirst());
    for (const auto* label : window_.findChildren<QLabel*>()) {
      if (label->isVisible()) say("  " + label->text());
    }
    QCoreApplication::exit(notThere);
  }

  QWidget& window_;
  QStringList words_;
  QPointingDevice* screen_;
  QTimer timer_;
  QElapsedTimer touched_;
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
  if (qEnvironmentVariableIsSet("SANKAJO_PATCHES")) choice.patches = qEnvironmentVariable("SANKAJO_PATCHES").toStdString();
  std::unique_ptr<Finger> finger;
  return sankajo::runKiosk(choice, [&](QWidget& window) { finger = std::make_unique<Finger>(window, words.mid(least)); });
}
