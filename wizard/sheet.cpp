// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/sheet.h"

#include <QApplication>
#include <QButtonGroup>
#include <QEvent>
#include <QHBoxLayout>
#include <QKeyEvent>
#include <QPainter>
#include <QScrollArea>
#include <QVBoxLayout>

#include "wizard/frame.h"
#include "wizard/road.h"

namespace sankajo {

using theme::Colour;
using theme::Type;
namespace measure = theme::measure;

namespace {

Theme& now() {
  return Theme::current();
}

/// The sheet itself, on the board.
class Paper : public QWidget {
 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double half = measure::lineEdge / 2;
    painter.setPen(QPen(now().colour(Colour::edge), measure::lineEdge));
    painter.setBrush(now().colour(Colour::sheet));
    painter.drawRoundedRect(QRectF(rect()).adjusted(half, half, -half, -half), measure::radiusBox, measure::radiusBox);
  }
};

constexpr double widest = 40;

}  // namespace

Sheet::Sheet(QWidget* window) : QWidget(window) {
  scroll_ = new QScrollArea(this);
  scroll_->setWidgetResizable(true);
  scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll_->setFocusPolicy(Qt::NoFocus);
  auto* board = new QWidget;
  board->setAutoFillBackground(false);
  scroll_->viewport()->setAutoFillBackground(false);
  paper_ = new Paper;
  heading_ = new Heading(Type::Heading);
  text_ = new Paragraph;
  body_ = new QVBoxLayout;
  buttonRow_ = new QHBoxLayout;
  inside_ = new QVBoxLayout(paper_);
  inside_->addWidget(heading_);
  inside_->addWidget(text_);
  inside_->addLayout(body_);
  inside_->addLayout(buttonRow_);
  auto* across = new QHBoxLayout;
  across->addStretch(1);
  across->addWidget(paper_, 1000);
  across->addStretch(1);
  outside_ = new QVBoxLayout(board);
  outside_->addStretch(1);
  outside_->addLayout(across);
  outside_->addStretch(2);
  scroll_->setWidget(board);
  board->setAutoFillBackground(false);
  auto* whole = new QVBoxLayout(this);
  whole->setContentsMargins(0, 0, 0, 0);
  whole->setSpacing(0);
  whole->addWidget(scroll_);
  whole->addWidget(new MoreBelow(scroll_));
  hide();
  connect(&now(), &Theme::changed, this, &Sheet::restyle);
  Sheet::restyle();
}

Sheet::~Sheet() = default;

void Sheet::restyle() {
  const int side = now().px(now().layout().narrow ? measure::bodySidesNarrow : measure::bodySides);
  const int top = now().px(now().layout().narrow ? measure::bodyTopNarrow : measure::bodyTop);
  inside_->setContentsMargins(side, top, side, top);
  inside_->setSpacing(now().px(now().layout().narrow ? measure::bodyGapNarrow : measure::bodyGap));
  body_->setSpacing(now().px(measure::space2));
  const int around = now().px(measure::space2);
  outside_->setContentsMargins(around, around, around, around);
  outside_->setSpacing(0);
  buttonRow_->setSpacing(now().px(measure::footerGap));
  paper_->setMaximumWidth(now().px(widest));
  cover();
}

QPushButton* Sheet::addButton(ButtonKind kind, bool harmless) {
  auto* button = makeButton(kind, paper_);
  button->setSizePolicy(QSizePolicy::MinimumExpanding, QSizePolicy::Fixed);
  buttonRow_->addWidget(button);
  buttons_.push_back(button);
  if (harmless) harmless_ = button;
  connect(button, &QPushButton::clicked, this, &Sheet::close);
  return button;
}

void Sheet::open() {
  if (isOpen()) return;
  focusBefore_ = window()->focusWidget();
  cover();
  setVisible(true);
  raise();
  window()->installEventFilter(this);
  // What is covered is still enabled, since enabling it is the wizard's business; it just hears nothing.
  for (auto* widget : window()->findChildren<QWidget*>()) {
    if (widget != this && !isAncestorOf(widget)) widget->installEventFilter(this);
  }
  takeFocus();
  heading_->announce();
}

void Sheet::takeFocus() {
  QWidget* first = first_ ? first_ : harmless_;
  if (!first || !isOpen()) return;
  first->setFocus(Qt::OtherFocusReason);
  scroll_->ensureWidgetVisible(first);
}

void Sheet::close() {
  if (!isOpen()) return;
  window()->removeEventFilter(this);
  for (auto* widget : window()->findChildren<QWidget*>()) widget->removeEventFilter(this);
  setVisible(false);
  if (focusBefore_) focusBefore_->setFocus(Qt::OtherFocusReason);
  emit closed();
}

bool Sheet::isOpen() const {
  return isVisibleTo(parentWidget());
}

bool Sheet::isCovered(const QWidget* widget) const {
  if (widget == this || isAncestorOf(widget)) return false;
  for (const QWidget* up = widget; up; up = up->parentWidget()) {
    if (qobject_cast<const Rail*>(up) || qobject_cast<const Strip*>(up) || qobject_cast<const Sheet*>(up)) return false;
  }
  return true;
}

void Sheet::cover() {
  QRect room = parentWidget()->rect();
  const auto place = [this](const QWidget* widget) { return QRect(widget->mapTo(parentWidget(), QPoint(0, 0)), widget->size()); };
  for (const auto* rail : parentWidget()->findChildren<Rail*>()) {
    if (rail->isVisible()) room.setLeft(std::max(room.left(), place(rail).right() + 1));
  }
  for (const auto* strip : parentWidget()->findChildren<Strip*>()) {
    if (strip->isVisible()) room.setTop(std::max(room.top(), place(strip).bottom() + 1));
  }
  setGeometry(room);
  int wanted = 2 * (inside_->contentsMargins().left() + outside_->contentsMargins().left());
  for (const auto* button : buttons_) wanted += button->sizeHint().width() + buttonRow_->spacing();
  buttonRow_->setDirection(wanted > room.width() ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
}

bool Sheet::eventFilter(QObject* watched, QEvent* event) {
  const bool isWindow = watched == window();
  const bool covered = isWindow || isCovered(qobject_cast<QWidget*>(watched));
  switch (event->type()) {
    case QEvent::Resize:
    case QEvent::LayoutRequest:
      // Once rail, strip and page have their places.
      if (isWindow) QMetaObject::invokeMethod(this, &Sheet::cover, Qt::QueuedConnection);
      return false;
    case QEvent::KeyPress: {
      const int key = static_cast<QKeyEvent*>(event)->key();
      if (!covered && (key == Qt::Key_Tab || key == Qt::Key_Backtab)) return focusNextPrevChild(key == Qt::Key_Tab);
      // The window itself hears nothing either: Esc and Enter would close the wizard or press its main button.
      return covered;
    }
    case QEvent::FocusIn:
      // A page that goes on by itself hands out the focus; the question is answered first.
      if (covered) {
        focusBefore_ = qobject_cast<QWidget*>(watched);
        QMetaObject::invokeMethod(this, &Sheet::takeFocus, Qt::QueuedConnection);
      }
      return false;
    case QEvent::Shortcut:
      return covered;
    case QEvent::MouseButtonPress:
    case QEvent::MouseButtonDblClick:
    case QEvent::TouchBegin:
      return covered && !isWindow;
    default:
      return false;
  }
}

bool Sheet::focusNextPrevChild(bool next) {
  std::vector<QWidget*> chain;
  for (QWidget* widget = nextInFocusChain(); widget != this; widget = widget->nextInFocusChain()) {
    const bool reachable = (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus && widget->isEnabled() && widget->isVisible();
    if (reachable && !isCovered(widget) && widget->window() == window()) chain.push_back(widget);
  }
  if (chain.empty()) return true;
  const auto here = std::find(chain.begin(), chain.end(), QApplication::focusWidget());
  std::size_t index = 0;
  if (here != chain.end()) {
    const auto at = static_cast<std::size_t>(here - chain.begin());
    index = (at + (next ? 1 : chain.size() - 1)) % chain.size();
  }
  chain[index]->setFocus(next ? Qt::TabFocusReason : Qt::BacktabFocusReason);
  return true;
}

void Sheet::keyPressEvent(QKeyEvent* event) {
  if (event->key() == Qt::Key_Escape && harmless_) {
    harmless_->click();
  } else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
    auto* button = qobject_cast<QAbstractButton*>(QApplication::focusWidget());
    if (button && isAncestorOf(button)) button->click();
  }
  event->accept();
}

void Sheet::showEvent(QShowEvent* event) {
  QWidget::showEvent(event);
  cover();
}

void Sheet::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), now().colour(Colour::board));
}

// --- TextAndColours

TextAndColours::TextAndColours(QWidget* window) : Sheet(window) {
  setObjectName("textAndColoursSheet");
  sizeTitle_ = new Paragraph(Type::Lead);
  coloursTitle_ = new Paragraph(Type::Lead);
  sizeTitle_->setBold(true);
  coloursTitle_->setBold(true);
  sizeGroup_ = new QWidget;
  coloursGroup_ = new QWidget;
  sizeRow_ = new QHBoxLayout(sizeGroup_);
  coloursColumn_ = new QVBoxLayout(coloursGroup_);
  for (const int percent : {100, 125, 150, 200}) {
    auto* button = new RadioRow;
    button->setObjectName(QStringLiteral("text%1").arg(percent));
    sizes_.emplace_back(percent, button);
    sizeRow_->addWidget(button);
    connect(button, &QAbstractButton::clicked, this, [percent] {
      Preferences preferences = now().preferences();
      preferences.textPercent = percent;
      now().setPreferences(preferences);
    });
  }
  using Colours = Preferences::Colours;
  for (const auto& [colours, name] : {std::pair(Colours::System, "coloursSystem"), std::pair(Colours::Light, "coloursLight"),
                                      std::pair(Colours::Dark, "coloursDark"), std::pair(Colours::Contrast, "coloursContrast")}) {
    auto* button = new RadioRow;
    button->setObjectName(QLatin1String(name));
    colours_.emplace_back(colours, button);
    coloursColumn_->addWidget(button);
    connect(button, &QAbstractButton::clicked, this, [colours = colours] {
      Preferences preferences = now().preferences();
      preferences.colours = colours;
      now().setPreferences(preferences);
    });
  }
  motion_ = new CheckRow;
  motion_->setObjectName("motion");
  connect(motion_, &QAbstractButton::clicked, this, [](bool on) {
    Preferences preferences = now().preferences();
    preferences.motion = on;
    now().setPreferences(preferences);
  });
  body()->addWidget(sizeTitle_);
  body()->addWidget(sizeGroup_);
  body()->addWidget(coloursTitle_);
  body()->addWidget(coloursGroup_);
  body()->addWidget(motion_);
  done_ = addButton(ButtonKind::Main, true);
  done_->setObjectName("textAndColoursDone");
  connect(&now(), &Theme::changed, this, &TextAndColours::showPreferences);
  TextAndColours::restyle();
  TextAndColours::retranslate();
  TextAndColours::showPreferences();
}

void TextAndColours::restyle() {
  Sheet::restyle();
  sizeRow_->setContentsMargins(0, 0, 0, 0);
  sizeRow_->setSpacing(now().px(measure::space2));
  sizeRow_->setDirection(now().layout().tiny ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
  coloursColumn_->setContentsMargins(0, 0, 0, 0);
  coloursColumn_->setSpacing(0);
}

void TextAndColours::showPreferences() {
  TextAndColours::restyle();
  const Preferences& preferences = now().preferences();
  for (const auto& [percent, button] : sizes_) {
    button->setChecked(percent == preferences.textPercent);
    if (button->isChecked()) setFirst(button);
  }
  for (const auto& [colours, button] : colours_) button->setChecked(colours == preferences.colours);
  motion_->setChecked(preferences.motion);
}

void TextAndColours::retranslate() {
  heading()->setText(tr("Text and colours", "@title:sheet"));
  text()->setText(tr("A choice applies at once.", "@info"));
  sizeTitle_->setText(tr("Text size", "@title:group"));
  coloursTitle_->setText(tr("Colours", "@title:group"));
  sizeGroup_->setAccessibleName(sizeTitle_->text());
  coloursGroup_->setAccessibleName(coloursTitle_->text());
  for (const auto& [percent, button] : sizes_) button->setLabel(tr("%1 %", "@option:radio a text size").arg(percent));
  using Colours = Preferences::Colours;
  for (const auto& [colours, button] : colours_) {
    switch (colours) {
      case Colours::System:
        button->setLabel(tr("As this PC is set", "@option:radio"));
        break;
      case Colours::Light:
        button->setLabel(tr("Light", "@option:radio"));
        break;
      case Colours::Dark:
        button->setLabel(tr("Dark", "@option:radio"));
        break;
      case Colours::Contrast:
        button->setLabel(tr("High contrast", "@option:radio"));
        break;
    }
  }
  motion_->setLabel(tr("Show small movements", "@option:check"));
  done_->setText(tr("Back to the page", "@action:button"));
}

void TextAndColours::changeEvent(QEvent* event) {
  Sheet::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) retranslate();
}

}  // namespace sankajo
