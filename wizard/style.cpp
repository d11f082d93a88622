// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/style.h"

#include <QApplication>
#include <QFocusFrame>
#include <QPainter>
#include <QStyleFactory>
#include <QStyleOption>
#include <QWidget>

#include "wizard/theme.h"

namespace sankajo {
namespace {

using theme::Colour;
namespace measure = theme::measure;

class RingFrame : public QFocusFrame {
 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    painter.setRenderHint(QPainter::Antialiasing);
    const double half = measure::lineFocus / 2;
    painter.setPen(QPen(Theme::current().colour(Colour::focus), measure::lineFocus));
    painter.drawRoundedRect(QRectF(rect()).adjusted(half, half, -half, -half), measure::radiusFocus - half, measure::radiusFocus - half);
  }
};

}  // namespace

Style::Style(const Theme& theme) : QProxyStyle(QStyleFactory::create("Fusion")), theme_(theme) {}

int Style::pixelMetric(PixelMetric metric, const QStyleOption* option, const QWidget* widget) const {
  switch (metric) {
    case PM_LayoutLeftMargin:
    case PM_LayoutRightMargin:
      return theme_.px(theme_.layout().tiny ? measure::footerSidesTiny : measure::footerSides);
    case PM_LayoutTopMargin:
    case PM_LayoutBottomMargin:
      return theme_.px(theme_.layout().isShort ? measure::footerTopShort : measure::footerTop);
    case PM_LayoutHorizontalSpacing:
      return theme_.px(theme_.layout().tiny ? measure::footerGapTiny : measure::footerGap);
    case PM_LayoutVerticalSpacing:
      return theme_.px(measure::space2);
    case PM_IndicatorWidth:
    case PM_IndicatorHeight:
    case PM_ExclusiveIndicatorWidth:
    case PM_ExclusiveIndicatorHeight:
      return theme_.px(measure::checkBox);
    case PM_CheckBoxLabelSpacing:
    case PM_RadioButtonLabelSpacing:
      return theme_.px(measure::space3);
    case PM_FocusFrameHMargin:
    case PM_FocusFrameVMargin:
      return static_cast<int>(measure::lineFocus + measure::gapFocus);
    case PM_ButtonShiftHorizontal:
    case PM_ButtonShiftVertical:
      return 0;
    default:
      return QProxyStyle::pixelMetric(metric, option, widget);
  }
}

int Style::styleHint(StyleHint hint, const QStyleOption* option, const QWidget* widget, QStyleHintReturn* data) const {
  switch (hint) {
    case SH_FocusFrame_AboveWidget:
      return 1;
    case SH_Widget_Animation_Duration:
    case SH_FocusFrame_Mask:
    case SH_EtchDisabledText:
      return 0;
    default:
      return QProxyStyle::styleHint(hint, option, widget, data);
  }
}

void Style::drawPrimitive(PrimitiveElement element, const QStyleOption* option, QPainter* painter, const QWidget* widget) const {
  if (element == PE_FrameFocusRect) return;  // The ring shows it.
  if (element != PE_IndicatorCheckBox && element != PE_IndicatorRadioButton) {
    QProxyStyle::drawPrimitive(element, option, painter, widget);
    return;
  }
  constexpr double line = 2.5;
  const bool round = element == PE_IndicatorRadioButton;
  const bool on = option->state & State_On;
  const bool enabled = option->state & State_Enabled;
  const QColor colour = theme_.colour(!enabled ? Colour::soft : on ? Colour::ai : Colour::edge);
  const double side = std::min(option->rect.width(), option->rect.height());
  const QRectF whole(option->rect.center().x() + .5 - side / 2, option->rect.center().y() + .5 - side / 2, side, side);
  const QRectF box = whole.adjusted(line / 2, line / 2, -line / 2, -line / 2);

  painter->save();
  painter->setRenderHint(QPainter::Antialiasing);
  painter->setPen(QPen(colour, line, enabled ? Qt::SolidLine : Qt::DashLine));
  painter->setBrush(on && !round ? colour : theme_.colour(Colour::sheet));
  if (round) {
    painter->drawEllipse(box);
    if (on) {
      painter->setPen(Qt::NoPen);
      painter->setBrush(colour);
      painter->drawEllipse(whole.center(), side * .25, side * .25);
    }
  } else {
    painter->drawRoundedRect(box, measure::radiusBox, measure::radiusBox);
    if (on) {
      painter->setPen(QPen(theme_.colour(Colour::onai), side * .13, Qt::SolidLine, Qt::RoundCap, Qt::RoundJoin));
      painter->drawPolyline(QPolygonF({whole.topLeft() + QPointF(side * .27, side * .52), whole.topLeft() + QPointF(side * .43, side * .68),
                                       whole.topLeft() + QPointF(side * .74, side * .33)}));
    }
  }
  painter->restore();
}

QString styleSheet(const Theme& theme) {
  const auto colour = [&](Colour c) { return theme.colour(c).name(); };
  const auto pixels = [](double value) { return QString::number(qRound(value)) + "px"; };
  QString sheet = QStringLiteral(R"(
QPushButton { background: {sheet}; color: {ink}; border: {line} solid {edge}; border-radius: {button}; padding: 0 {side}; min-height: {high}; }
QPushButton:hover, QPushButton:pressed { background: {field}; border-color: {ink}; }
QPushButton:disabled { background: {field}; color: {soft}; border: {line} dashed {edge}; }
QPushButton[kind="main"] { background: {ai}; color: {onai}; border-color: {ai}; padding: 0 {mainside}; }
QPushButton[kind="main"]:hover, QPushButton[kind="main"]:pressed { background: {press}; border-color: {press}; }
QPushButton[kind="main"]:disabled { background: {field}; color: {soft}; border: {line} dashed {edge}; }
QPushButton[kind="link"] { background: transparent; color: {ai}; border: none; padding: 0; min-height: {target}; text-align: left; }
QPushButton[kind="link"]:hover, QPushButton[kind="link"]:pressed { color: {linkpress}; }
QPushButton[kind="link"]:disabled { color: {soft}; }
QPushButton[kind="small"] { padding: 0 {smallside}; min-height: {small}; }
QProgressBar { background: {field}; border: {line} solid {edge}; border-radius: {box}; }
QProgressBar::chunk { background: {ai}; }
QLineEdit, QPlainTextEdit, QListView, QTableView { background: {sheet}; color: {ink}; border: {line} solid {edge}; border-radius: {box};
  selection-background-color: {ai}; selection-color: {onai}; }
QTableView { alternate-background-color: {field}; }
QHeaderView { background: {field}; border: none; }
QHeaderView::section { background: {field}; color: {ink}; border: none; border-bottom: {line} solid {ink}; padding: 0 {smallside}; }
QLineEdit { padding: 0 {smallside}; min-height: {high}; }
QScrollArea { background: transparent; border: none; }
QScrollBar:vertical { background: {field}; width: {bar}; margin: 0; border: none; }
QScrollBar:horizontal { background: {field}; height: {bar}; margin: 0; border: none; }
QScrollBar::handle { background: {edge}; border-radius: {box}; margin: 3px; }
QScrollBar::handle:vertical { min-height: {target}; }
QScrollBar::handle:horizontal { min-width: {target}; }
QScrollBar::handle:hover, QScrollBar::handle:pressed { background: {ink}; }
QScrollBar::add-line, QScrollBar::sub-line { width: 0; height: 0; }
QScrollBar::add-page, QScrollBar::sub-page { background: transparent; }
QToolTip { background: {field}; color: {ink}; border: 1px solid {edge}; padding: 4px; }
)");
  const std::pair<const char*, QString> values[] = {
#define COLOUR(token, light, dark, contrast) {"{" #token "}", colour(Colour::token)},
#include "wizard/theme_tokens.def"
      {"{line}", pixels(measure::lineEdge)},
      {"{box}", pixels(measure::radiusBox)},
      {"{button}", pixels(measure::radiusButton)},
      {"{high}", pixels(theme.buttonHeight() - 2 * measure::lineEdge)},
      {"{target}", pixels(theme.touchTarget())},
      {"{small}", pixels(std::max(theme.touchTarget(), theme.px(measure::smallButton)) - 2 * measure::lineEdge)},
      {"{side}", pixels(theme.px(theme.layout().tiny ? measure::buttonSidesTiny : measure::buttonSides))},
      {"{mainside}", pixels(theme.px(theme.layout().tiny ? measure::buttonSidesTiny : measure::mainButtonSides))},
      {"{smallside}", pixels(theme.px(measure::space3))},
      {"{bar}", pixels(std::max(16, theme.px(measure::space4)))},
      // On black the yellow of a pressed surface would look like a colour of text.
      {"{linkpress}", colour(theme.scheme() == theme::Scheme::Contrast ? Colour::ai : Colour::press)},
  };
  for (const auto& [name, value] : values) sheet.replace(QLatin1String(name), value);
  return sheet;
}

FocusRing::FocusRing(const Theme& theme) {
  connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) { follow(now); });
  // QFocusFrame hides when the style of its widget changes.
  const auto anew = [this] {
    follow(nullptr);
    follow(QApplication::focusWidget());
  };
  connect(&theme, &Theme::changed, this, anew);
  // And once more when all has its new place.
  connect(&theme, &Theme::changed, this, anew, Qt::QueuedConnection);
}

FocusRing::~FocusRing() {
  delete frame_;
}

void FocusRing::follow(QWidget* focused) {
  const bool ringed = focused && !focused->isWindow() && focused->isVisible() && (focused->focusPolicy() & Qt::TabFocus) == Qt::TabFocus;
  if (!ringed) {
    if (frame_) frame_->setWidget(nullptr);
    return;
  }
  // A frame is a child of what it is laid on, and goes with it.
  if (!frame_) frame_ = new RingFrame;
  frame_->setWidget(focused);
  // QFocusFrame hides for good where its widget is out of sight; Tab scrolls there right after.
  frame_->show();
}

}  // namespace sankajo
