// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/road.h"

#include <QCoreApplication>
#include <QEvent>
#include <QHBoxLayout>
#include <QPainter>
#include <QVBoxLayout>

#include "wizard/language.h"

namespace sankajo {

using theme::Colour;
using theme::Type;
namespace measure = theme::measure;

namespace {

Theme& now() {
  return Theme::current();
}

/// The words of both rail and strip.
class RoadText {
  Q_DECLARE_TR_FUNCTIONS(RoadText)

 public:
  static QString number(int article) { return tr("Article %1", "@label:article").arg(article); }
  static QString label(int article) {
    switch (article) {
      case 1:
        return tr("Check", "@label:article");
      case 2:
        return tr("Remove and patch", "@label:article");
      default:
        return tr("Update", "@label:article");
    }
  }
  /// For the smallest strip.
  static QString shortLabel(int article) { return article == 2 ? tr("Remove", "@label:article short") : label(article); }
  /// What stands under the label; empty where the seal says it all.
  static QString note(ArticleState state) {
    switch (state) {
      case ArticleState::AfterRestart:
        return tr("after restart", "@label:article");
      case ArticleState::DoesNotApply:
        return tr("does not apply", "@label:article");
      case ArticleState::NotFinished:
        return tr("not finished", "@label:article");
      case ArticleState::ToCome:
      case ArticleState::Now:
      case ArticleState::Done:
        break;
    }
    return {};
  }
  static QString spoken(int article, ArticleState state, bool here) {
    return tr("Article %1, %2: %3", "@info:accessible an article, its name and how far it is")
        .arg(QString::number(article), spokenLabel(article), here ? tr("you are here", "@info:accessible") : Seal::words(state));
  }
  static QString spoken(Road::Place place, bool here) {
    const QString name = place == Road::Place::Start ? tr("Start", "@label:rail") : tr("Finish", "@label:rail");
    return here ? tr("%1: you are here", "@info:accessible").arg(name) : name;
  }

 private:
  static QString spokenLabel(int article) {
    switch (article) {
      case 1:
        return tr("check", "@info:accessible inside a sentence");
      case 2:
        return tr("remove and patch", "@info:accessible inside a sentence");
      default:
        return tr("update", "@info:accessible inside a sentence");
    }
  }
};

bool isArticle(Road::Place place) {
  return place != Road::Place::Start && place != Road::Place::Finish;
}
int articleOf(Road::Place place) {
  return static_cast<int>(place);
}

/// Both switches carry short texts that say by themselves what is meant; a reader hears whole ones.
QPushButton* makeSwitch(QWidget* parent, const char* objectName) {
  auto* button = makeButton(ButtonKind::Small, parent);
  button->setObjectName(QLatin1String(objectName));
  return button;
}

void captionLanguage(QPushButton* button) {
  button->setText(LanguageSwitch::ownName(LanguageSwitch::other(now().language())));
}

}  // namespace

// --- Rail

/// Start, an article or finish.
class Rail::Row : public QFrame {
 public:
  Row(Road::Place place, Rail* rail) : QFrame(rail), place_(place) {
    label_ = new Paragraph(Type::Body, this);
    label_->setMostLines(2);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(0);
    texts->addStretch();
    if (isArticle(place)) {
      seal_ = new Seal(articleOf(place), measure::railSeal, this);
      number_ = new Paragraph(Type::Secondary, this);
      number_->setSoft(true);
      texts->addWidget(number_);
    }
    texts->addWidget(label_);
    if (isArticle(place)) {
      note_ = new Paragraph(Type::Secondary, this);
      note_->setSoft(true);
      texts->addWidget(note_);
    }
    texts->addStretch();
    setSizePolicy(QSizePolicy::Preferred, QSizePolicy::Minimum);
    row_ = new QHBoxLayout(this);
    if (seal_) row_->addWidget(seal_, 0, Qt::AlignVCenter);
    row_->addLayout(texts, 1);
  }

  void restyle() {
    row_->setContentsMargins(now().px(measure::space4), 0, now().px(measure::space2), 0);
    row_->setSpacing(now().px(measure::space3));
    setMinimumHeight(now().px(seal_ ? measure::railRow : measure::space6));
    update();
  }

  void show(const Road& road) {
    here_ = road.place == place_;
    label_->setBold(here_);
    if (seal_) {
      const ArticleState state = road.articles[static_cast<std::size_t>(articleOf(place_) - 1)];
      seal_->setState(state);
      number_->setText(RoadText::number(articleOf(place_)));
      label_->setText(RoadText::label(articleOf(place_)));
      note_->setText(RoadText::note(state));
      note_->setVisible(!note_->text().isEmpty());
      setAccessibleName(RoadText::spoken(articleOf(place_), state, here_));
    } else {
      label_->setText(RoadText::spoken(place_, false));
      setAccessibleName(RoadText::spoken(place_, here_));
    }
    update();
  }

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    if (here_) {
      painter.fillRect(rect(), now().colour(Colour::sheet));
      painter.fillRect(QRect(0, 0, now().px(measure::railBar), height()), now().colour(Colour::ai));
    }
    const double line = Theme::hairline(devicePixelRatioF());
    painter.fillRect(QRectF(0, height() - line, width(), line), now().colour(Colour::rule));
  }

 private:
  Road::Place place_;
  bool here_ = false;
  Seal* seal_ = nullptr;
  Paragraph* number_ = nullptr;
  Paragraph* label_ = nullptr;
  Paragraph* note_ = nullptr;
  QHBoxLayout* row_ = nullptr;
};

Rail::Rail(QWidget* parent) : QFrame(parent) {
  column_ = new QVBoxLayout(this);
  head_ = new QHBoxLayout;
  logo_ = new Picture("logo", QSizeF(measure::railLogo, measure::railLogo));
  name_ = new Paragraph(Type::Lead);
  name_->setBold(true);
  head_->addWidget(logo_, 0, Qt::AlignVCenter);
  head_->addWidget(name_, 1, Qt::AlignVCenter);
  column_->addLayout(head_);
  for (std::size_t i = 0; i < rows_.size(); ++i) {
    rows_[i] = new Row(static_cast<Road::Place>(i), this);
    column_->addWidget(rows_[i]);
  }
  column_->addStretch(1);
  foot_ = new QVBoxLayout;
  language_ = makeSwitch(this, "languageButton");
  textAndColours_ = makeSwitch(this, "textAndColoursButton");
  foot_->addWidget(language_);
  foot_->addWidget(textAndColours_);
  column_->addLayout(foot_);
  column_->setSpacing(0);
  connect(language_, &QPushButton::clicked, this, &Rail::languageRequested);
  connect(textAndColours_, &QPushButton::clicked, this, &Rail::textAndColoursRequested);
  connect(&now(), &Theme::changed, this, &Rail::restyle);
  restyle();
  retranslate();
}

void Rail::restyle() {
  const int side = now().px(measure::space4);
  setFixedWidth(now().px(measure::railWidth));
  // The line at the right is ours.
  column_->setContentsMargins(0, 0, 1, 0);
  head_->setContentsMargins(side, side, side, side);
  head_->setSpacing(now().px(measure::space3));
  foot_->setContentsMargins(side, side, side, side);
  foot_->setSpacing(now().px(measure::space2));
  for (Row* row : rows_) row->restyle();
  update();
}

void Rail::retranslate() {
  name_->setText(tr("Sankajo", "the program's name"));
  captionLanguage(language_);
  textAndColours_->setText(tr("Text and colours", "@action:button"));
  setAccessibleName(tr("The three articles", "@info:accessible"));
  setRoad(road_);
}

void Rail::setRoad(const Road& road) {
  road_ = road;
  for (Row* row : rows_) row->show(road);
}

void Rail::changeEvent(QEvent* event) {
  QFrame::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) retranslate();
}

void Rail::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), now().colour(Colour::board));
  const double line = Theme::hairline(devicePixelRatioF());
  painter.fillRect(QRectF(width() - line, 0, line, height()), now().colour(Colour::rule));
}

// --- Strip

class Strip::Cell : public QFrame {
 public:
  Cell(int article, Strip* strip) : QFrame(strip), article_(article), seal_(new Seal(article, sealEms, this)) {
    number_ = new Paragraph(Type::Secondary, this);
    label_ = new Paragraph(Type::Body, this);
    label_->setBold(true);
    label_->setMostLines(1);
    auto* texts = new QVBoxLayout;
    texts->setSpacing(0);
    texts->addStretch();
    texts->addWidget(number_);
    texts->addWidget(label_);
    texts->addStretch();
    row_ = new QHBoxLayout(this);
    row_->addWidget(seal_, 0, Qt::AlignVCenter);
    row_->addLayout(texts, 1);
  }

  void show(const Road& road, int stripHeight) {
    const bool here = articleOf(road.place) == article_;
    const bool twoLines = stripHeight >= now().pitch(Type::Secondary) + now().pitch(Type::Body) + now().px(measure::stripBar);
    const ArticleState state = road.articles[static_cast<std::size_t>(article_ - 1)];
    seal_->setEms(stripHeight > now().px(measure::strip) - 1 ? sealEms : sealEmsShort);
    seal_->setState(state);
    number_->setText(RoadText::number(article_));
    number_->setSoft(!here);
    label_->setText(now().layout().tiny || now().layout().isShort ? RoadText::shortLabel(article_) : RoadText::label(article_));
    // Only the current one has words where there is room for one.
    number_->setVisible(here ? twoLines : !now().layout().brief);
    label_->setVisible(here);
    setAccessibleName(RoadText::spoken(article_, state, here));
    row_->setContentsMargins(now().px(measure::space3), 0, now().px(measure::space3), 0);
    row_->setSpacing(now().px(measure::space2));
    setSizePolicy(here ? QSizePolicy::Preferred : QSizePolicy::Maximum, QSizePolicy::Preferred);
    here_ = here;
    update();
  }

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    if (here_) {
      painter.fillRect(rect(), now().colour(Colour::sheet));
      painter.fillRect(QRect(0, 0, width(), now().px(measure::stripBar)), now().colour(Colour::ai));
    }
    const double line = Theme::hairline(devicePixelRatioF());
    painter.fillRect(QRectF(width() - line, 0, line, height()), now().colour(Colour::rule));
  }

 private:
  static constexpr double sealEms = 2.4, sealEmsShort = 1.8;

  int article_;
  bool here_ = false;
  Seal* seal_;
  Paragraph* number_;
  Paragraph* label_;
  QHBoxLayout* row_;
};

Strip::Strip(QWidget* parent) : QFrame(parent) {
  row_ = new QHBoxLayout(this);
  row_->setSpacing(0);
  for (std::size_t i = 0; i < cells_.size(); ++i) {
    cells_[i] = new Cell(static_cast<int>(i) + 1, this);
    row_->addWidget(cells_[i]);
  }
  row_->addStretch(1);
  foot_ = new QHBoxLayout;
  language_ = makeSwitch(this, "languageButton");
  textAndColours_ = makeSwitch(this, "textAndColoursButton");
  foot_->addWidget(language_, 0, Qt::AlignVCenter);
  foot_->addWidget(textAndColours_, 0, Qt::AlignVCenter);
  row_->addLayout(foot_);
  connect(language_, &QPushButton::clicked, this, &Strip::languageRequested);
  connect(textAndColours_, &QPushButton::clicked, this, &Strip::textAndColoursRequested);
  connect(&now(), &Theme::changed, this, &Strip::restyle);
  retranslate();
}

void Strip::restyle() {
  const bool low = now().layout().isShort || now().textFactor() > measure::largeText;
  const int wanted = now().px(low ? measure::stripShort : measure::strip);
  const int height = std::max(wanted, now().touchTarget() + 2);
  setFixedHeight(height);
  row_->setContentsMargins(0, 0, 0, 1);
  foot_->setContentsMargins(now().px(measure::space2), 0, now().px(measure::space2), 0);
  foot_->setSpacing(now().px(measure::space2));
  for (Cell* cell : cells_) cell->show(road_, height);
  update();
}

void Strip::retranslate() {
  captionLanguage(language_);
  textAndColours_->setText(tr("Aa", "@action:button short for text and colours"));
  textAndColours_->setAccessibleName(Rail::tr("Text and colours", "@action:button"));
  setAccessibleName(Rail::tr("The three articles", "@info:accessible"));
  restyle();
}

void Strip::setRoad(const Road& road) {
  road_ = road;
  restyle();
}

void Strip::changeEvent(QEvent* event) {
  QFrame::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) retranslate();
}

void Strip::paintEvent(QPaintEvent*) {
  QPainter painter(this);
  painter.fillRect(rect(), now().colour(Colour::board));
  const double line = Theme::hairline(devicePixelRatioF());
  painter.fillRect(QRectF(0, height() - line, width(), line), now().colour(Colour::rule));
}

}  // namespace sankajo
