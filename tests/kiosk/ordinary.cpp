// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later

// sankajo-ordinary: a program as there are many, with every way out that a kiosk must not have. Prints what happens to it, a word a line. For tests of the
// kiosk: what leads nowhere there is shown here to lead somewhere.

#include <QApplication>
#include <QContextMenuEvent>
#include <QDesktopServices>
#include <QGestureEvent>
#include <QKeyEvent>
#include <QLabel>
#include <QLineEdit>
#include <QPrintDialog>
#include <QPrinter>
#include <QTapAndHoldGesture>
#include <QTimer>
#include <QVBoxLayout>
#include <QWidget>
#include <cstdio>

namespace {

void say(const char* what) {
  std::printf("%s\n", what);
  std::fflush(stdout);
}

class Ordinary : public QWidget {
 public:
  Ordinary() {
    setWindowTitle("ordinary");
    auto* column = new QVBoxLayout(this);
    from_.setObjectName("from");
    from_.setText("words");
    from_.setDragEnabled(true);
    to_.setObjectName("to");
    link_.setText("<a href=\"https://example.org/\">a link</a>");
    for (QWidget* one : {static_cast<QWidget*>(&from_), static_cast<QWidget*>(&to_), static_cast<QWidget*>(&link_)}) {
      column->addWidget(one);
      one->installEventFilter(this);
      one->setFixedHeight(80);
    }
    column->addStretch(1);
    link_.setAlignment(Qt::AlignCenter);
    link_.setOpenExternalLinks(true);
    connect(&to_, &QLineEdit::textChanged, this, [](const QString& text) { say(text.contains("words") ? "brought" : "typed"); });
    connect(&from_, &QLineEdit::selectionChanged, this, [] { say("selected"); });
    grabGesture(Qt::TapAndHoldGesture);
    setFixedSize(600, 400);
    move(0, 0);
  }

 protected:
  bool event(QEvent* event) override {
    if (event->type() == QEvent::Gesture) {
      const auto* gesture = static_cast<QGestureEvent*>(event)->gesture(Qt::TapAndHoldGesture);
      if (gesture != nullptr && gesture->state() == Qt::GestureFinished) say("held");
    }
    if (event->type() == QEvent::WindowDeactivate) say("left");
    return QWidget::event(event);
  }
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() == QEvent::ContextMenu) {
      say("menu");
      return true;
    }
    if (event->type() == QEvent::KeyPress) return pressed(static_cast<QKeyEvent*>(event));
    return QWidget::eventFilter(watched, event);
  }
  void closeEvent(QCloseEvent*) override { say("closed"); }

 private:
  bool pressed(const QKeyEvent* event) {
    switch (event->key()) {
      case Qt::Key_Escape:
        say("escaped");
        QCoreApplication::quit();
        return true;
      case Qt::Key_F1:
        say("helped");
        return true;
      case Qt::Key_P:
        if (event->modifiers().testFlag(Qt::ControlModifier)) print();
        return event->modifiers().testFlag(Qt::ControlModifier);
      default:
        return false;
    }
  }
  void print() {
    auto* dialog = new QPrintDialog(&printer_, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    dialog->show();
    QTimer::singleShot(0, dialog, [dialog] {
      if (dialog->isVisible()) say("print dialog");
    });
    constexpr int seenMs = 1000;
    QTimer::singleShot(seenMs, dialog, &QDialog::reject);
  }

  QLineEdit from_, to_;
  QLabel link_;
  QPrinter printer_;
};

}  // namespace

int main(int argc, char** argv) {
  const QApplication application(argc, argv);
  Ordinary window;
  window.show();
  say("there");
  return QApplication::exec();
}
