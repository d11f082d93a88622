// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/widgets.h"

#include <QAccessible>
#include <QEasingCurve>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QStyle>
#include <QStyleOptionButton>
#include <QVBoxLayout>
#include <cmath>
#include <qrcodegen/qrcodegen.hpp>

namespace sankajo {

using theme::Colour;
using theme::Type;
namespace measure = theme::measure;

namespace {

/// Calls `restyle` now and whenever the theme has changed, for as long as the widget lives.
template <typename Widget, typename Function>
void followTheme(Widget* widget, Function restyle) {
  QObject::connect(&Theme::current(), &Theme::changed, widget, restyle);
  restyle();
}

QColor colourOf(Colour colour) {
  return Theme::current().colour(colour);
}
int px(double ems) {
  return Theme::current().px(ems);
}

/// Narrower than this a text is not asked to be.
constexpr double leastTextEms = 6;

}  // namespace

// --- Paragraph, SignatureRule, Heading

Paragraph::Paragraph(Type type, QWidget* parent) : QLabel(parent) {
  set_.type = type;
  setTextFormat(Qt::PlainText);
  setWordWrap(true);
  connect(&Theme::current(), &Theme::changed, this, [this] { restyle(); });
  Paragraph::restyle();
}

Paragraph::Paragraph(const QString& text, Type type, QWidget* parent) : Paragraph(type, parent) {
  setText(text);
}

void Paragraph::setType(Type type) {
  set_.type = type;
  restyle();
}

void Paragraph::setBold(bool bold) {
  set_.bold = bold;
  restyle();
}

void Paragraph::setSoft(bool soft) {
  soft_ = soft;
  update();
}

void Paragraph::setMostLines(int lines) {
  set_.mostLines = lines;
  restyle();
}

void Paragraph::restyle() {
  measured_.clear();
  setFont(Theme::current().font(set_.type, set_.bold));
  updateGeometry();
  update();
}

QSize Paragraph::sizeHint() const {
  return measured(-1);
}

QSize Paragraph::minimumSizeHint() const {
  return QSize(std::min(sizeHint().width(), px(leastTextEms)), Theme::current().pitch(set_.type));
}

int Paragraph::heightForWidth(int width) const {
  return measured(width).height();
}

QSize Paragraph::measured(int width) const {
  if (measuredText_ != text()) {
    measured_.clear();
    measuredText_ = text();
  }
  const auto known = measured_.constFind(width);
  if (known != measured_.constEnd()) return *known;
  return *measured_.insert(width, TextBlock(text(), set_, width).size());
}

void Paragraph::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  TextBlock(text(), set_, width()).draw(painter, QPoint(0, 0), colourOf(soft_ || !isEnabled() ? Colour::soft : Colour::ink));
}

void Paragraph::changeEvent(QEvent* event) {
  QLabel::changeEvent(event);
  if (event->type() == QEvent::EnabledChange) update();
}

SignatureRule::SignatureRule(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  followTheme(this, [this] { updateGeometry(); });
}

int SignatureRule::heightNow() {
  return px(measure::ruleThick) + px(measure::ruleGap) + 1;
}

void SignatureRule::draw(QPainter& painter, const QRect& rect) {
  const QColor ink = colourOf(Colour::ink);
  painter.fillRect(QRect(rect.left(), rect.top(), rect.width(), px(measure::ruleThick)), ink);
  painter.fillRect(QRect(rect.left(), rect.top() + heightNow() - 1, rect.width(), 1), ink);
}

QSize SignatureRule::sizeHint() const {
  return QSize(px(measure::space6), heightNow());
}

void SignatureRule::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  draw(painter, rect());
}

Heading::Heading(Type type, QWidget* parent) : Paragraph(type, parent) {
  setBold(true);
  setMostLines(3);
}

void Heading::setRuled(bool ruled) {
  ruled_ = ruled;
  restyle();
}

int Heading::ruleHeight() const {
  return ruled_ ? px(measure::space2) + SignatureRule::heightNow() : 0;
}

QSize Heading::sizeHint() const {
  return Paragraph::sizeHint() + QSize(0, ruleHeight());
}

int Heading::heightForWidth(int width) const {
  return Paragraph::heightForWidth(width) + ruleHeight();
}

void Heading::paintEvent(QPaintEvent* event) {
  Paragraph::paintEvent(event);
  if (!ruled_) return;
  QPainter painter(this);
  SignatureRule::draw(painter, QRect(0, height() - SignatureRule::heightNow(), width(), SignatureRule::heightNow()));
}

void Heading::announce() {
  QAccessibleEvent alert(this, QAccessible::Alert);
  QAccessible::updateAccessibility(&alert);
}

// --- Pictures

Picture::Picture(const QString& name, QSizeF ems, QWidget* parent) : QWidget(parent), name_(name), ems_(ems) {
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  followTheme(this, [this] {
    updateGeometry();
    update();
  });
}

void Picture::setName(const QString& name) {
  name_ = name;
  update();
}

void Picture::setEms(QSizeF ems) {
  ems_ = ems;
  updateGeometry();
  update();
}

QSize Picture::sizeHint() const {
  return QSize(px(ems_.width()), px(ems_.height()));
}

void Picture::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.drawPixmap(0, 0, Theme::current().picture(name_, sizeHint(), devicePixelRatioF()));
}

EmblemPicture::EmblemPicture(Emblem emblem, double ems, QWidget* parent)
    : Picture(pictureName(emblem), QSizeF(ems, ems), parent), emblem_(emblem) {
  setAccessibleName(words(emblem_));
}

EmblemPicture::EmblemPicture(Emblem emblem, QWidget* parent) : EmblemPicture(emblem, Theme::current().largeEmblem(), parent) {
  followTheme(this, [this] {
    const double ems = Theme::current().largeEmblem();
    setEms(QSizeF(ems, ems));
  });
}

void EmblemPicture::setEmblem(Emblem emblem) {
  emblem_ = emblem;
  setName(pictureName(emblem));
  setAccessibleName(words(emblem));
}

QString EmblemPicture::pictureName(Emblem emblem) {
  switch (emblem) {
    case Emblem::Infected:
      return "emblem-infected";
    case Emblem::Suspected:
      return "emblem-suspected";
    case Emblem::Traces:
      return "emblem-traces";
    case Emblem::Clean:
      return "emblem-clean";
    case Emblem::Unknown:
      return "emblem-unknown";
    case Emblem::HoleOpen:
      return "emblem-hole-open";
    case Emblem::HoleClosed:
      return "emblem-hole-closed";
    case Emblem::HoleNone:
      return "emblem-hole-none";
    case Emblem::HoleUnknown:
      return "emblem-hole-unknown";
  }
  Q_UNREACHABLE();
}

QString EmblemPicture::words(Emblem emblem) {
  switch (emblem) {
    case Emblem::Infected:
      return tr("infected", "@label:worm");
    case Emblem::Suspected:
      return tr("possible infection", "@label:worm");
    case Emblem::Traces:
      return tr("only traces", "@label:worm");
    case Emblem::Clean:
      return tr("not found", "@label:worm");
    case Emblem::Unknown:
      return tr("could not tell", "@label:worm");
    case Emblem::HoleOpen:
      return tr("open", "@label:hole");
    case Emblem::HoleClosed:
      return tr("closed", "@label:hole");
    case Emblem::HoleNone:
      return tr("never had it", "@label:hole");
    case Emblem::HoleUnknown:
      return tr("could not tell", "@label:hole");
  }
  Q_UNREACHABLE();
}

void EmblemPicture::changeEvent(QEvent* event) {
  Picture::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) setAccessibleName(words(emblem_));
}

Seal::Seal(int article, double ems, QWidget* parent) : QWidget(parent), article_(article), ems_(ems) {
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  setting_.setStartValue(0.);
  setting_.setEndValue(1.);
  setting_.setEasingCurve(QEasingCurve::OutCubic);
  setAccessibleName(words(state_));
  connect(&setting_, &QVariantAnimation::valueChanged, this, [this] { update(); });
  followTheme(this, [this] {
    updateGeometry();
    update();
  });
}

void Seal::setState(ArticleState state) {
  if (state == state_) return;
  before_ = state_;
  state_ = state;
  setAccessibleName(words(state));
  setting_.stop();
  const int duration = Theme::current().milliseconds(measure::sealMilliseconds);
  if (state == ArticleState::Done && isVisible() && duration > 0) {
    setting_.setDuration(duration);
    setting_.start();
  }
  update();
}

void Seal::setEms(double ems) {
  ems_ = ems;
  updateGeometry();
  update();
}

QString Seal::pictureName(int article, ArticleState state) {
  QString name = QStringLiteral("seal-%1").arg(article);
  switch (state) {
    case ArticleState::ToCome:
      return name + "-next";
    case ArticleState::Now:
      return name + "-now";
    case ArticleState::Done:
      return name;
    case ArticleState::DoesNotApply:
      return name + "-none";
    case ArticleState::NotFinished:
    case ArticleState::AfterRestart:
      return name + "-half";
  }
  Q_UNREACHABLE();
}

QString Seal::words(ArticleState state) {
  switch (state) {
    case ArticleState::ToCome:
      return tr("to come", "@info:accessible");
    case ArticleState::Now:
      return tr("under way", "@info:accessible");
    case ArticleState::Done:
      return tr("done", "@info:accessible");
    case ArticleState::DoesNotApply:
      return tr("does not apply", "@info:accessible");
    case ArticleState::NotFinished:
      return tr("not finished", "@info:accessible");
    case ArticleState::AfterRestart:
      return tr("after the restart", "@info:accessible");
  }
  Q_UNREACHABLE();
}

void Seal::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) setAccessibleName(words(state_));
}

QSize Seal::sizeHint() const {
  return QSize(px(ems_), px(ems_));
}

void Seal::paintEvent(QPaintEvent*) {
  constexpr double growth = .15;
  QPainter painter(this);
  const auto picture = [&](ArticleState state) {
    return Theme::current().picture(pictureName(article_, state), size(), devicePixelRatioF());
  };
  if (setting_.state() != QAbstractAnimation::Running) {
    painter.drawPixmap(0, 0, picture(state_));
    return;
  }
  painter.drawPixmap(0, 0, picture(before_));
  const double part = setting_.currentValue().toDouble();
  const double scale = 1 + growth * (1 - part);
  painter.setRenderHint(QPainter::SmoothPixmapTransform);
  painter.setOpacity(part);
  painter.translate(width() / 2., height() / 2.);
  painter.scale(scale, scale);
  painter.drawPixmap(QPointF(-width() / 2., -height() / 2.), picture(state_));
}

OutcomeBox::OutcomeBox(QWidget* parent) : Picture(pictureName(BoxState::Waiting), QSizeF(measure::checkBox, measure::checkBox), parent) {
  setOutcome(BoxState::Waiting);
}

void OutcomeBox::setOutcome(BoxState outcome) {
  outcome_ = outcome;
  setName(pictureName(outcome));
  setAccessibleName(words(outcome));
}

QString OutcomeBox::pictureName(BoxState outcome) {
  switch (outcome) {
    case BoxState::Waiting:
      return "box-next";
    case BoxState::Now:
      return "box-now";
    case BoxState::Done:
      return "box-done";
    case BoxState::Failed:
    case BoxState::AfterRestart:
      return "box-half";
    case BoxState::Refused:
    case BoxState::Skipped:
      return "box-none";
  }
  Q_UNREACHABLE();
}

QString OutcomeBox::words(BoxState outcome) {
  switch (outcome) {
    case BoxState::Waiting:
      return tr("waiting", "@label:outcome");
    case BoxState::Now:
      return tr("at work", "@label:outcome");
    case BoxState::Done:
      return tr("done", "@label:outcome");
    case BoxState::Failed:
      return tr("failed", "@label:outcome");
    case BoxState::Refused:
      return tr("not done, for safety", "@label:outcome");
    case BoxState::Skipped:
      return tr("not done", "@label:outcome");
    case BoxState::AfterRestart:
      return tr("after the restart", "@label:outcome");
  }
  Q_UNREACHABLE();
}

void OutcomeBox::changeEvent(QEvent* event) {
  Picture::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) setAccessibleName(words(outcome_));
}

// --- PathLabel, Panel, StateRow

PathLabel::PathLabel(QWidget* parent) : QLabel(parent) {
  setTextFormat(Qt::PlainText);
  setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Fixed);
  followTheme(this, [this] {
    setFont(Theme::current().font(Type::Secondary));
    updateGeometry();
  });
}

void PathLabel::setPath(const QString& path) {
  setText(path);
  setAccessibleDescription(path);
}

QString PathLabel::shownText() const {
  return elidedInTheMiddle(text(), font(), width());
}

QSize PathLabel::sizeHint() const {
  return QSize(static_cast<int>(std::ceil(QFontMetricsF(font()).horizontalAdvance(text()))), Theme::current().pitch(Type::Secondary));
}

QSize PathLabel::minimumSizeHint() const {
  return QSize(std::min(sizeHint().width(), px(leastTextEms)), sizeHint().height());
}

void PathLabel::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setPen(colourOf(Colour::soft));
  painter.drawText(rect(), Qt::AlignLeft | Qt::AlignVCenter | Qt::TextSingleLine, shownText());
}

Panel::Panel(QWidget* parent) : QFrame(parent), body_(new QVBoxLayout(this)) {
  followTheme(this, [this] {
    const int side = px(measure::space4), top = px(measure::space3);
    body_->setContentsMargins(side, top, side, top);
    body_->setSpacing(px(measure::space2));
    update();
  });
}

void Panel::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const double line = Theme::hairline(devicePixelRatioF());
  painter.setPen(QPen(colourOf(Colour::rule), line));
  painter.setBrush(colourOf(Colour::field));
  painter.drawRoundedRect(QRectF(rect()).adjusted(line / 2, line / 2, -line / 2, -line / 2), measure::radiusBox, measure::radiusBox);
}

StateRow::StateRow(double ems, QWidget* parent)
    : QWidget(parent), emblem_(new EmblemPicture(Emblem::Unknown, ems)), words_(new Paragraph), path_(new PathLabel) {
  auto* row = new QHBoxLayout(this);
  row->setContentsMargins(0, 0, 0, 0);
  row->addWidget(emblem_, 0, Qt::AlignTop);
  auto* column = new QVBoxLayout;
  column->setSpacing(0);
  column->addStretch();
  column->addWidget(words_);
  column->addWidget(path_);
  column->addStretch();
  row->addLayout(column, 1);
  path_->hide();
  followTheme(this, [row] { row->setSpacing(px(measure::space3)); });
}

void StateRow::setState(Emblem emblem, const QString& words) {
  emblem_->setEmblem(emblem);
  words_->setText(words);
  setAccessibleName(words);
}

void StateRow::setPath(const QString& path) {
  path_->setPath(path);
  path_->setVisible(!path.isEmpty());
  setAccessibleDescription(path);
}

// --- RadioCard, CheckRow

namespace {

/// Where things are in a row that is one target: mark, picture, then lines of text.
struct RowLayout {
  int margin = 0, gap = 0, mark = 0;
  QSize picture;
  int textLeft(bool framed) const { return (framed ? margin : 0) + mark + gap + (picture.isEmpty() ? 0 : picture.width() + gap); }
};

RowLayout rowLayout(bool hasPicture) {
  return {px(measure::space4), px(measure::space3), px(measure::checkBox), hasPicture ? QSize(px(4.5), px(3)) : QSize()};
}

void drawMark(const QAbstractButton* button, QStyle::PrimitiveElement element, const QRect& rect, QPainter& painter) {
  QStyleOptionButton option;
  option.initFrom(button);
  option.rect = rect;
  option.state |= button->isChecked() ? QStyle::State_On : QStyle::State_Off;
  button->style()->drawPrimitive(element, &option, &painter, button);
}

/// What a button shows is plain text: no letter of it becomes an access key.
QString withoutAccessKeys(QString text) {
  return text.replace(u'&', QStringLiteral("&&"));
}

}  // namespace

RadioCard::RadioCard(const QString& picture, QWidget* parent) : QRadioButton(parent), picture_(picture) {
  // Not Fixed: that would hold it to its height at its own width.
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
  policy.setHeightForWidth(true);
  setSizePolicy(policy);
  setAttribute(Qt::WA_Hover);
  followTheme(this, [this] {
    setFont(Theme::current().font(Type::Lead, true));
    updateGeometry();
  });
}

void RadioCard::setTexts(const QString& title, const QString& details) {
  title_ = title;
  details_ = details;
  setText(withoutAccessKeys(title));
  setAccessibleName(title);
  setAccessibleDescription(details);
  updateGeometry();
  update();
}

void RadioCard::setPicture(const QString& picture) {
  picture_ = picture;
  updateGeometry();
  update();
}

TextBlock RadioCard::titleBlock(int width) const {
  return TextBlock(title_, {.type = Type::Lead, .bold = true, .mostLines = 2}, width);
}

TextBlock RadioCard::detailsBlock(int width) const {
  return TextBlock(details_, {.type = Type::Secondary, .mostLines = 2}, width);
}

QSize RadioCard::sizeHint() const {
  const RowLayout row = rowLayout(!picture_.isEmpty());
  const int text = std::max(titleBlock(-1).size().width(), details_.isEmpty() ? 0 : detailsBlock(-1).size().width());
  const int width = row.textLeft(true) + text + row.margin;
  return QSize(width, heightForWidth(width));
}

QSize RadioCard::minimumSizeHint() const {
  const RowLayout row = rowLayout(!picture_.isEmpty());
  return QSize(row.textLeft(true) + px(leastTextEms) + row.margin, Theme::current().touchTarget());
}

int RadioCard::heightForWidth(int width) const {
  const RowLayout row = rowLayout(!picture_.isEmpty());
  const int room = width - row.textLeft(true) - row.margin;
  const int text = titleBlock(room).size().height() + (details_.isEmpty() ? 0 : detailsBlock(room).size().height());
  return std::max(Theme::current().touchTarget(), std::max({text, row.picture.height(), row.mark}) + 2 * px(measure::space3));
}

bool RadioCard::hitButton(const QPoint& position) const {
  return rect().contains(position);
}

void RadioCard::paintEvent(QPaintEvent*) {
  const RowLayout row = rowLayout(!picture_.isEmpty());
  QPainter painter(this);
  painter.setRenderHint(QPainter::Antialiasing);
  const double line = isChecked() ? measure::lineChosen : measure::lineEdge;
  const Colour border = !isEnabled() ? Colour::edge : isChecked() ? Colour::ai : Colour::edge;
  painter.setPen(QPen(colourOf(border), line, isEnabled() ? Qt::SolidLine : Qt::DashLine));
  painter.setBrush(colourOf(!isEnabled() || underMouse() ? Colour::field : Colour::sheet));
  painter.drawRoundedRect(QRectF(rect()).adjusted(line / 2, line / 2, -line / 2, -line / 2), measure::radiusBox, measure::radiusBox);
  painter.setRenderHint(QPainter::Antialiasing, false);

  drawMark(this, QStyle::PE_IndicatorRadioButton, QRect(row.margin, (height() - row.mark) / 2, row.mark, row.mark), painter);
  if (!picture_.isEmpty()) {
    painter.drawPixmap(row.margin + row.mark + row.gap, (height() - row.picture.height()) / 2,
                       Theme::current().picture(picture_, row.picture, devicePixelRatioF()));
  }
  const int left = row.textLeft(true), room = width() - left - row.margin;
  const TextBlock title = titleBlock(room), details = detailsBlock(room);
  const int text = title.size().height() + (details_.isEmpty() ? 0 : details.size().height());
  const int top = (height() - text) / 2;
  title.draw(painter, QPoint(left, top), colourOf(isEnabled() ? Colour::ink : Colour::soft));
  if (!details_.isEmpty()) details.draw(painter, QPoint(left, top + title.size().height()), colourOf(Colour::soft));
}

namespace {

void makeRow(QAbstractButton* row) {
  // Not Fixed: that would hold it to its height at its own width.
  QSizePolicy policy(QSizePolicy::Preferred, QSizePolicy::Minimum);
  policy.setHeightForWidth(true);
  row->setSizePolicy(policy);
  followTheme(row, [row] {
    row->setFont(Theme::current().font(Type::Body));
    row->updateGeometry();
  });
}

void labelRow(QAbstractButton* row, const QString& label) {
  row->setText(withoutAccessKeys(label));
  row->setAccessibleName(label);
  row->updateGeometry();
  row->update();
}

int rowHeight(const QString& label, int width) {
  const int text = TextBlock(label, {}, width - rowLayout(false).textLeft(false)).size().height();
  return std::max(Theme::current().touchTarget(), text + px(measure::space2));
}

QSize rowSize(const QString& label) {
  const int width = rowLayout(false).textLeft(false) + TextBlock(label, {}, -1).size().width();
  return QSize(width, rowHeight(label, width));
}

QSize leastRowSize() {
  return QSize(rowLayout(false).textLeft(false) + px(measure::space6), Theme::current().touchTarget());
}

void paintRow(QAbstractButton* row, const QString& label, QStyle::PrimitiveElement mark) {
  const RowLayout layout = rowLayout(false);
  QPainter painter(row);
  const TextBlock text(label, {}, row->width() - layout.textLeft(false));
  const int top = (row->height() - text.size().height()) / 2;
  // The mark stands beside the first line.
  const int markTop =
      text.lineCount() > 1 ? top + (Theme::current().pitch(Type::Body) - layout.mark) / 2 : (row->height() - layout.mark) / 2;
  drawMark(row, mark, QRect(0, markTop, layout.mark, layout.mark), painter);
  text.draw(painter, QPoint(layout.textLeft(false), top), colourOf(row->isEnabled() ? Colour::ink : Colour::soft));
}

}  // namespace

CheckRow::CheckRow(const QString& label, QWidget* parent) : QCheckBox(parent) {
  setLabel(label);
  makeRow(this);
}

void CheckRow::setLabel(const QString& label) {
  label_ = label;
  labelRow(this, label);
}

QSize CheckRow::sizeHint() const {
  return rowSize(label_);
}
QSize CheckRow::minimumSizeHint() const {
  return leastRowSize();
}
int CheckRow::heightForWidth(int width) const {
  return rowHeight(label_, width);
}
bool CheckRow::hitButton(const QPoint& position) const {
  return rect().contains(position);
}
void CheckRow::paintEvent(QPaintEvent*) {
  paintRow(this, label_, QStyle::PE_IndicatorCheckBox);
}

RadioRow::RadioRow(const QString& label, QWidget* parent) : QRadioButton(parent) {
  setLabel(label);
  makeRow(this);
}

void RadioRow::setLabel(const QString& label) {
  label_ = label;
  labelRow(this, label);
}

QSize RadioRow::sizeHint() const {
  return rowSize(label_);
}
QSize RadioRow::minimumSizeHint() const {
  return leastRowSize();
}
int RadioRow::heightForWidth(int width) const {
  return rowHeight(label_, width);
}
bool RadioRow::hitButton(const QPoint& position) const {
  return rect().contains(position);
}
void RadioRow::paintEvent(QPaintEvent*) {
  paintRow(this, label_, QStyle::PE_IndicatorRadioButton);
}

// --- Buttons, Details

namespace {

/// What the style sheet asks for.
constexpr auto kindProperty = "kind";

QString kindName(ButtonKind kind) {
  switch (kind) {
    case ButtonKind::Main:
      return "main";
    case ButtonKind::Second:
      return "second";
    case ButtonKind::Link:
      return "link";
    case ButtonKind::Small:
      return "small";
  }
  Q_UNREACHABLE();
}

/// Keeps a button's font. Not in the style sheet, since bold type of a property selector is not in the size hint; and not set once, since
/// the style takes it back whenever it is changed, which QWizard does to its buttons.
class ButtonFont : public QObject {
 public:
  explicit ButtonFont(QAbstractButton* button) : QObject(button), button_(button) {
    button->installEventFilter(this);
    followTheme(this, [this] { set(); });
  }

  void set() {
    const QString kind = button_->property(kindProperty).toString();
    QFont font = Theme::current().font(kind == "small" ? Type::Secondary : Type::Body, kind == "main");
    font.setUnderline(kind == "link");
    if (button_->font() != font) button_->setFont(font);
  }

 protected:
  bool eventFilter(QObject*, QEvent* event) override {
    if (event->type() == QEvent::StyleChange) set();
    return false;
  }

 private:
  QAbstractButton* button_;
};

}  // namespace

void dress(QAbstractButton* button, ButtonKind kind) {
  const bool dressedBefore = button->property(kindProperty).isValid();
  button->setProperty(kindProperty, kindName(kind));
  button->setIcon({});
  // The style sheet's selectors are asked only when a widget is polished. Not before its time: that would lose the font.
  if (button->testAttribute(Qt::WA_WState_Polished)) {
    button->style()->unpolish(button);
    button->style()->polish(button);
  }
  if (!dressedBefore) new ButtonFont(button);
  for (QObject* child : button->children()) {
    if (auto* font = dynamic_cast<ButtonFont*>(child)) font->set();
  }
}

QPushButton* makeButton(ButtonKind kind, QWidget* parent) {
  auto* button = new QPushButton(parent);
  // Only the footer's main button is pressed by Enter from elsewhere.
  button->setAutoDefault(false);
  if (kind == ButtonKind::Link) button->setSizePolicy(QSizePolicy::Maximum, QSizePolicy::Fixed);
  dress(button, kind);
  return button;
}

Details::Details(QWidget* parent)
    : QWidget(parent), button_(makeButton(ButtonKind::Link)), content_(new QWidget), body_(new QVBoxLayout(content_)) {
  auto* column = new QVBoxLayout(this);
  column->setContentsMargins(0, 0, 0, 0);
  column->setSpacing(0);
  button_->setObjectName("detailsButton");
  column->addWidget(button_, 0, Qt::AlignLeft);
  column->addWidget(content_);
  content_->hide();
  connect(button_, &QPushButton::clicked, this, [this] { setOpen(!open_); });
  connect(&unfolding_, &QVariantAnimation::valueChanged, this, [this](const QVariant& value) { content_->setMaximumHeight(value.toInt()); });
  connect(&unfolding_, &QVariantAnimation::finished, this, [this] { content_->setMaximumHeight(QWIDGETSIZE_MAX); });
  followTheme(this, [this] {
    body_->setContentsMargins(0, px(measure::space2), 0, 0);
    body_->setSpacing(px(measure::space2));
  });
  retranslate();
}

void Details::setOpen(bool open) {
  if (open == open_) return;
  open_ = open;
  if (open) emit opening();
  retranslate();
  unfolding_.stop();
  content_->setMaximumHeight(QWIDGETSIZE_MAX);
  content_->setVisible(open);
  const int duration = Theme::current().milliseconds(measure::detailsMilliseconds);
  if (!open || duration == 0 || !isVisible()) return;
  const int full = body_->hasHeightForWidth() ? body_->heightForWidth(width()) : body_->sizeHint().height();
  content_->setMaximumHeight(0);
  unfolding_.setStartValue(0);
  unfolding_.setEndValue(full);
  unfolding_.setDuration(duration);
  unfolding_.start();
}

void Details::setAbout(const QString& about) {
  about_ = about;
  retranslate();
}

void Details::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) retranslate();
}

void Details::retranslate() {
  button_->setText(open_ ? tr("Hide details", "@action:button") : tr("Show details", "@action:button"));
  QString name;
  if (!about_.isEmpty())
    name = (open_ ? tr("Hide details of %1", "@action:button") : tr("Show details of %1", "@action:button")).arg(about_);
  button_->setAccessibleName(name);
}

// --- ProgressTrough, QrCode

ProgressTrough::ProgressTrough(QWidget* parent) : QProgressBar(parent) {
  setTextVisible(false);
  setRange(0, 100);
  followTheme(this, [this] { setFixedHeight(px(measure::checkBox)); });
}

QrCode::QrCode(QWidget* parent) : QWidget(parent) {
  setSizePolicy(QSizePolicy::Fixed, QSizePolicy::Fixed);
  followTheme(this, [this] { updateGeometry(); });
  retranslate();
}

void QrCode::retranslate() {
  setAccessibleName(tr("QR code of the address", "@info:accessible"));
}

void QrCode::changeEvent(QEvent* event) {
  QWidget::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) retranslate();
}

namespace {

/// Row by row; empty where the text is too long.
QVector<bool> modulesOf(const QString& text, int& side) {
  QVector<bool> modules;
  side = 0;
  try {
    const auto code = qrcodegen::QrCode::encodeText(text.toUtf8().constData(), qrcodegen::QrCode::Ecc::MEDIUM);
    side = code.getSize();
    modules.resize(qsizetype(side) * side);
    for (int y = 0; y < side; ++y) {
      for (int x = 0; x < side; ++x) modules[y * side + x] = code.getModule(x, y);
    }
  } catch (const qrcodegen::data_too_long&) {
    // The text stands beside it in words.
  }
  return modules;
}

}  // namespace

void QrCode::setText(const QString& text) {
  text_ = text;
  modules_ = modulesOf(text, side_);
  setAccessibleDescription(text);
  updateGeometry();
  update();
}

QImage QrCode::image(const QString& text) {
  constexpr int module = 4;
  int side = 0;
  const QVector<bool> modules = modulesOf(text, side);
  if (side == 0) return {};
  QImage image((side + 2 * quietModules) * module, (side + 2 * quietModules) * module, QImage::Format_RGB32);
  image.fill(Qt::white);
  QPainter painter(&image);
  for (int y = 0; y < side; ++y) {
    for (int x = 0; x < side; ++x) {
      if (modules[y * side + x]) painter.fillRect((x + quietModules) * module, (y + quietModules) * module, module, module, Qt::black);
    }
  }
  return image;
}

int QrCode::moduleSize() const {
  constexpr int leastModule = 4;
  return std::max(leastModule, px(10) / (side_ + 2 * quietModules));
}

QSize QrCode::sizeHint() const {
  const int side = moduleSize() * (side_ + 2 * quietModules);
  return QSize(side, side);
}

void QrCode::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  const int module = moduleSize();
  painter.fillRect(QRect(QPoint(0, 0), sizeHint()), Qt::white);
  for (int y = 0; y < side_; ++y) {
    for (int x = 0; x < side_; ++x) {
      if (modules_[y * side_ + x]) painter.fillRect((x + quietModules) * module, (y + quietModules) * module, module, module, Qt::black);
    }
  }
}

}  // namespace sankajo
