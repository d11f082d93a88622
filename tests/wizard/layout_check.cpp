// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/wizard/layout_check.h"

#include <QAbstractButton>
#include <QAccessible>
#include <QApplication>
#include <QFontMetrics>
#include <QPushButton>
#include <QScrollArea>

#include "wizard/sheet.h"
#include "wizard/text_block.h"
#include "wizard/widgets.h"

namespace sankajo::test {

namespace {

/// What of its text a widget cannot show; empty where all is there.
QString cutOff(QWidget* widget) {
  const auto shows = [&](const TextBlock& block) {
    return !block.cut() && block.size().height() <= widget->height() && block.size().width() <= widget->width();
  };
  if (auto* paragraph = dynamic_cast<Paragraph*>(widget)) {
    if (!shows(TextBlock(paragraph->text(), paragraph->set(), paragraph->width()))) return paragraph->text();
  } else if (auto* card = dynamic_cast<RadioCard*>(widget)) {
    if (card->height() < card->heightForWidth(card->width())) return card->title();
  } else if (auto* check = dynamic_cast<CheckRow*>(widget)) {
    if (check->height() < check->heightForWidth(check->width())) return check->label();
  } else if (auto* radio = dynamic_cast<RadioRow*>(widget)) {
    if (radio->height() < radio->heightForWidth(radio->width())) return radio->label();
  } else if (auto* button = qobject_cast<QPushButton*>(widget)) {
    const QFontMetrics metrics(button->font());
    if (button->width() < metrics.horizontalAdvance(button->text()) || button->height() < metrics.height()) return button->text();
  } else if (auto* path = dynamic_cast<PathLabel*>(widget)) {
    if (QFontMetrics(path->font()).horizontalAdvance(path->shownText()) > path->width() ||
        path->height() < QFontMetrics(path->font()).height()) {
      return path->text();
    }
  }
  return {};
}

bool isLeaf(QWidget* widget) {
  return dynamic_cast<Paragraph*>(widget) || qobject_cast<QAbstractButton*>(widget) || dynamic_cast<Picture*>(widget) || dynamic_cast<PathLabel*>(widget);
}

/// What moves together: a scrolled page, a sheet over it, or the window.
const QWidget* layerOf(const QWidget* widget) {
  const QWidget* layer = widget->parentWidget();
  while (layer != nullptr && !layer->isWindow() && qobject_cast<const Sheet*>(layer) == nullptr && layer->objectName() != "qt_scrollarea_viewport") {
    layer = layer->parentWidget();
  }
  return layer;
}

/// The first two texts, buttons or pictures that lie over each other.
QString overlap(const QWidget& window) {
  QList<std::pair<QWidget*, QRect>> leaves;
  for (auto* widget : window.findChildren<QWidget*>()) {
    if (!widget->isVisible() || !isLeaf(widget)) continue;
    const QRect place(widget->mapTo(&window, QPoint()), widget->size());
    for (const auto& [other, otherPlace] : leaves) {
      if (place.intersects(otherPlace) && layerOf(widget) == layerOf(other) && !widget->isAncestorOf(other) && !other->isAncestorOf(widget)) {
        return QStringLiteral("\"%1\" lies over \"%2\"").arg(spokenName(widget), spokenName(other));
      }
    }
    leaves.append({widget, place});
  }
  return {};
}

}  // namespace

QString spokenName(QWidget* widget) {
  QAccessibleInterface* accessible = QAccessible::queryAccessibleInterface(widget);
  return accessible ? accessible->text(QAccessible::Name) : QString();
}

void settle() {
  constexpr int rounds = 10;
  for (int i = 0; i < rounds; ++i) QApplication::processEvents();
  // What a timer has changed in the last round is laid out too, and no other timer is let in.
  for (int i = 0; i < rounds; ++i) QApplication::sendPostedEvents();
}

QString splitPhrase(const QWidget& window) {
  for (auto* paragraph : window.findChildren<Paragraph*>()) {
    if (paragraph->isVisible() && TextBlock(paragraph->text(), paragraph->set(), paragraph->width()).splitsPhrase()) return paragraph->text();
  }
  return {};
}

QString outOfPlace(const QWidget& window) {
  for (auto* widget : window.findChildren<QWidget*>()) {
    if (!widget->isVisible() || widget->inherits("QFocusFrame")) continue;
    if (const QString text = cutOff(widget); !text.isEmpty()) {
      return QStringLiteral("%1 %2x%3 cuts: %4")
          .arg(widget->metaObject()->className())
          .arg(widget->width())
          .arg(widget->height())
          .arg(text);
    }
    const QWidget* parent = widget->parentWidget();
    const bool scrolled = qobject_cast<const QScrollArea*>(parent->parentWidget()) && parent->objectName() == "qt_scrollarea_viewport";
    const bool shown = isLeaf(widget);
    if (shown && !scrolled && !parent->rect().contains(widget->geometry())) {
      return QStringLiteral("%1 \"%2\" leaves its parent").arg(widget->metaObject()->className(), spokenName(widget));
    }
    if (scrolled && widget->width() > parent->width()) return QStringLiteral("the page is wider than the window");
  }
  return overlap(window);
}

}  // namespace sankajo::test
