// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/frame.h"

#include <QCoreApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QScrollArea>
#include <QScrollBar>
#include <QVBoxLayout>
#include <QWizard>

namespace sankajo {

using theme::Colour;
using theme::Type;
namespace measure = theme::measure;

namespace {

Theme& now() {
  return Theme::current();
}

}  // namespace

MoreBelow::MoreBelow(QScrollArea* area) {
  setObjectName("moreBelow");
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  QScrollBar* bar = area->verticalScrollBar();
  // What only this line hides is not more to see.
  const auto watch = [this, bar] { setVisible(bar->value() < bar->maximum() - (isVisible() ? height() : 0)); };
  // Queued: the range changes while the layout that this line is part of is at work.
  connect(bar, &QScrollBar::valueChanged, this, watch, Qt::QueuedConnection);
  connect(bar, &QScrollBar::rangeChanged, this, watch, Qt::QueuedConnection);
  connect(&now(), &Theme::changed, this, [this] { updateGeometry(); });
  hide();
  retranslate();
}

QSize MoreBelow::sizeHint() const {
  return QSize(0, now().pitch(Type::Secondary) + now().px(measure::space1));
}

void MoreBelow::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) retranslate();
}

void MoreBelow::retranslate() {
  words_ = tr("More below", "@info");
  setAccessibleName(words_);
  update();
}

void MoreBelow::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), now().colour(Colour::board));
  const double line = Theme::hairline(devicePixelRatioF());
  painter.fillRect(QRectF(0, 0, width(), line), now().colour(Colour::rule));

  const TextBlock text(words_, {.type = Type::Secondary}, -1);
  const double chevron = now().px(measure::space3), gap = now().px(measure::space2);
  const int left = qRound((width() - text.size().width() - gap - chevron) / 2);
  text.draw(painter, QPoint(left, (height() - text.size().height()) / 2), now().colour(Colour::ink));
  painter.setRenderHint(QPainter::Antialiasing);
  painter.setPen(QPen(now().colour(Colour::ink), measure::lineEdge, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
  const QPointF tip(left + text.size().width() + gap + chevron / 2, height() / 2. + chevron / 4);
  painter.drawPolyline(QPolygonF({tip + QPointF(-chevron / 2, -chevron / 2), tip, tip + QPointF(chevron / 2, -chevron / 2)}));
}

PageFrame::PageFrame(QWidget* page) : QWidget(page) {
  strip_ = new Strip;
  scroll_ = new QScrollArea;
  scroll_->setWidgetResizable(true);
  scroll_->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
  scroll_->setFocusPolicy(Qt::NoFocus);
  auto* inside = new QWidget;
  column_ = new QWidget;
  body_ = new QVBoxLayout(column_);
  body_->setContentsMargins(0, 0, 0, 0);
  auto* across = new QHBoxLayout;
  across->setSpacing(0);
  across->addWidget(column_, 1000);
  across->addStretch(1);
  margins_ = new QVBoxLayout(inside);
  margins_->setSpacing(0);
  margins_->addStretch(0);
  margins_->addLayout(across, 0);
  margins_->addStretch(1);
  scroll_->setWidget(inside);
  auto* whole = new QVBoxLayout(this);
  whole->setContentsMargins(0, 0, 0, 0);
  whole->setSpacing(0);
  whole->addWidget(strip_);
  whole->addWidget(scroll_, 1);
  whole->addWidget(new MoreBelow(scroll_));
  if (page && !page->layout()) {
    auto* all = new QVBoxLayout(page);
    all->setContentsMargins(0, 0, 0, 0);
    all->addWidget(this);
  }
  connect(&now(), &Theme::changed, this, &PageFrame::restyle);
  restyle();
}

void PageFrame::restyle() {
  const theme::Layout layout = now().layout();
  const int sides = now().px(layout.narrow ? measure::bodySidesNarrow : measure::bodySides);
  const int top = now().px(layout.narrow ? measure::bodyTopNarrow : measure::bodyTop);
  margins_->setContentsMargins(sides, top, sides, top);
  margins_->setStretch(0, layout.portrait ? 1 : 0);
  margins_->setStretch(2, layout.portrait ? 2 : 1);
  body_->setSpacing(now().px(layout.narrow ? measure::bodyGapNarrow : measure::bodyGap));
  column_->setMaximumWidth(now().px(measure::column));
  strip_->setVisible(!layout.rail);
}

void PageFrame::enter(QAbstractButton* mainButton) {
  // The body was filled after the strip was made; the strip's switches come last in a page.
  std::vector<QWidget*> controls;
  for (QWidget* widget = nextInFocusChain(); widget != this; widget = widget->nextInFocusChain()) {
    if (column_->isAncestorOf(widget) && (widget->focusPolicy() & Qt::TabFocus) == Qt::TabFocus) controls.push_back(widget);
  }
  QWidget* last = controls.empty() ? nullptr : controls.back();
  for (auto* button : strip_->findChildren<QPushButton*>()) {
    if (last) QWidget::setTabOrder(last, button);
    last = button;
  }
  const auto usable = [this](const QWidget* widget) { return widget->isVisibleTo(this) && widget->isEnabled(); };
  const auto first = std::find_if(controls.begin(), controls.end(), usable);
  if (first != controls.end()) {
    (*first)->setFocus(Qt::OtherFocusReason);
  } else if (mainButton) {
    mainButton->setFocus(Qt::OtherFocusReason);
  }
  if (auto* heading = column_->findChild<Heading*>()) heading->announce();
}

// The wizard takes its side widget in when it lays itself out; until then the rail would be a window of its own.
Frame::Frame(QWizard* wizard) : QObject(wizard), wizard_(wizard), rail_(new Rail(wizard)) {
  wizard_->setWizardStyle(QWizard::ModernStyle);
  wizard_->setOption(QWizard::ExtendedWatermarkPixmap);
  wizard_->setWindowIcon(Theme::windowIcon());
  wizard_->setSideWidget(rail_);
  for (const int which : {QWizard::BackButton, QWizard::NextButton, QWizard::CommitButton, QWizard::FinishButton, QWizard::CancelButton}) {
    const bool main = which == QWizard::NextButton || which == QWizard::CommitButton || which == QWizard::FinishButton;
    dress(wizard_->button(static_cast<QWizard::WizardButton>(which)), main ? ButtonKind::Main : ButtonKind::Second);
  }
  for (auto* frame : wizard_->findChildren<PageFrame*>()) {
    connect(frame->strip(), &Strip::languageRequested, this, &Frame::languageRequested);
    connect(frame->strip(), &Strip::textAndColoursRequested, this, &Frame::textAndColoursRequested);
  }
  connect(rail_, &Rail::languageRequested, this, &Frame::languageRequested);
  connect(rail_, &Rail::textAndColoursRequested, this, &Frame::textAndColoursRequested);
  connect(&now(), &Theme::changed, this, &Frame::arrange);
  // After the wizard itself has chosen who gets the focus.
  connect(wizard_, &QWizard::currentIdChanged, this, &Frame::enterPage);
  wizard_->installEventFilter(this);
  rail_->installEventFilter(this);
  arrange();
}

void Frame::enterPage() {
  clearRailMargins();
  auto* page = wizard_->currentPage() ? wizard_->currentPage()->findChild<PageFrame*>() : nullptr;
  if (!page) return;
  QAbstractButton* main = nullptr;
  for (const auto which : {QWizard::NextButton, QWizard::CommitButton, QWizard::FinishButton}) {
    QAbstractButton* button = wizard_->button(which);
    if (button->isVisibleTo(wizard_) && button->isEnabled()) main = button;
  }
  page->enter(main);
}

void Frame::setRoad(const Road& road) {
  rail_->setRoad(road);
  for (auto* frame : wizard_->findChildren<PageFrame*>()) frame->strip()->setRoad(road);
}

bool Frame::eventFilter(QObject* watched, QEvent* event) {
  if (watched == wizard_ && (event->type() == QEvent::Resize || event->type() == QEvent::Show)) {
    now().setWindowSize(wizard_->size());
    arrange();
  }
  // The wizard makes the place of its side widget anew, with margins of its own, whenever its layout changes.
  if (watched == rail_ && (event->type() == QEvent::ParentChange || event->type() == QEvent::Move || event->type() == QEvent::Show))
    clearRailMargins();
  return QObject::eventFilter(watched, event);
}

void Frame::clearRailMargins() {
  QWidget* place = rail_->parentWidget();
  if (place && place != wizard_ && place->layout()) place->layout()->setContentsMargins(0, 0, 0, 0);
}

void Frame::arrange() {
  // Set before the wizard is shown, and then left alone by it.
  wizard_->setMinimumSize(now().px(measure::leastWidth), now().px(measure::leastHeight));
  const bool wanted = now().layout().rail;
  if ((wizard_->sideWidget() != nullptr) != wanted) {
    wizard_->setSideWidget(wanted ? rail_ : nullptr);
    // Where it had none before, it has no place for it until it lays itself out anew.
    QEvent anew(QEvent::StyleChange);
    QCoreApplication::sendEvent(wizard_, &anew);
  }
  rail_->setVisible(wanted);
  clearRailMargins();
}

}  // namespace sankajo
