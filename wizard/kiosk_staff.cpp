// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/kiosk_staff.h"

#include <QDate>
#include <QGridLayout>
#include <QHBoxLayout>
#include <QLocale>
#include <QPainter>
#include <QTimer>
#include <QVBoxLayout>
#include <algorithm>

#include "engine/text.h"
#include "wizard/page.h"

namespace sankajo {

namespace {

constexpr std::array<std::pair<KioskEvent, std::string_view>, 15> eventNames{{{KioskEvent::Began, "began"},
                                                                              {KioskEvent::Infected, "infected"},
                                                                              {KioskEvent::NotInfected, "not_infected"},
                                                                              {KioskEvent::Undecided, "undecided"},
                                                                              {KioskEvent::Treated, "treated"},
                                                                              {KioskEvent::NotTreated, "not_treated"},
                                                                              {KioskEvent::Undone, "undone"},
                                                                              {KioskEvent::PulledOut, "pulled_out"},
                                                                              {KioskEvent::NotWritten, "not_written"},
                                                                              {KioskEvent::NotPrinted, "not_printed"},
                                                                              {KioskEvent::NobodyThere, "nobody_there"},
                                                                              {KioskEvent::WrongPin, "wrong_pin"},
                                                                              {KioskEvent::StaffCame, "staff_came"},
                                                                              {KioskEvent::FiguresWritten, "figures_written"},
                                                                              {KioskEvent::ShutDown, "shut_down"}}};

constexpr int volumeStep = 10;

/// How much one day has of the day that has the most.
class DayBar : public QWidget {
 public:
  explicit DayBar(double share) : share_(share) { setSizePolicy(QSizePolicy::Expanding, QSizePolicy::Preferred); }
  QSize sizeHint() const override {
    constexpr double least = 4, high = 1;
    return {Theme::current().px(least), Theme::current().px(high)};
  }

 protected:
  void paintEvent(QPaintEvent*) override {
    QPainter painter(this);
    const Theme& theme = Theme::current();
    constexpr double high = .75;
    const int thick = theme.px(high);
    const QRect room(0, (height() - thick) / 2, width(), thick);
    painter.fillRect(room, theme.colour(theme::Colour::field));
    painter.fillRect(QRect(room.topLeft(), QSize(qRound(room.width() * share_), thick)), theme.colour(theme::Colour::ai));
    painter.fillRect(QRect(0, 0, 2, height()), theme.colour(theme::Colour::edge));
  }

 private:
  double share_;
};

Paragraph* number(std::uint64_t value, bool bold = false) {
  auto* made = paragraph(QLocale(QLocale::English).toString(static_cast<qulonglong>(value)), theme::Type::Body, bold);
  made->setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Preferred);
  return made;
}

Paragraph* caption(const QString& words) {
  auto* made = paragraph(words, theme::Type::Secondary, true, true);
  made->setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Preferred);
  return made;
}

QGridLayout* newGrid(Panel& panel) {
  clear(*panel.body());
  auto* place = new QWidget;
  auto* grid = new QGridLayout(place);
  grid->setContentsMargins(0, 0, 0, 0);
  grid->setHorizontalSpacing(Theme::current().px(theme::measure::space5));
  grid->setVerticalSpacing(Theme::current().px(theme::measure::space1));
  panel.body()->addWidget(place);
  return grid;
}

}  // namespace

std::string_view name(KioskEvent event) { return std::ranges::find(eventNames, event, &std::pair<KioskEvent, std::string_view>::first)->second; }

std::optional<KioskEvent> kioskEvent(std::string_view name) {
  const auto found = std::ranges::find(eventNames, name, &std::pair<KioskEvent, std::string_view>::second);
  return found == eventNames.end() ? std::nullopt : std::optional(found->first);
}

// ---------------------------------------------------------------------------------------------------------------------- PIN

PinPad::PinPad(QWidget* window, KioskStaff& staff) : Sheet(window), staff_(staff) {
  setObjectName("pinSheet");
  dots_ = paragraph({}, theme::Type::Heading, true);
  dots_->setObjectName("pinDots");
  body()->addWidget(dots_);
  pad_ = new QWidget;
  auto* grid = new QGridLayout(pad_);
  grid->setContentsMargins(0, 0, 0, 0);
  constexpr std::array<const char*, 12> names = {"key1", "key2", "key3", "key4", "key5", "key6", "key7", "key8", "key9", "keyDelete", "key0", "keyEnter"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    keys_.at(i) = makeButton(ButtonKind::Second);
    keys_.at(i)->setObjectName(names.at(i));
    grid->addWidget(keys_.at(i), static_cast<int>(i / 3), static_cast<int>(i % 3));
    const char digit = names.at(i)[3];
    if (digit >= '0' && digit <= '9') {
      keys_.at(i)->setText(QChar(digit));
      connect(keys_.at(i), &QPushButton::clicked, this, [this, digit] { add(digit); });
    }
  }
  // However it is closed: the next one begins anew.
  connect(this, &Sheet::closed, this, [this] {
    std::ranges::fill(pin_, '0');
    pin_.clear();
    answer_.reset();
  });
  constexpr std::size_t deleteKey = 9, enterKey = 11;
  connect(keys_[deleteKey], &QPushButton::clicked, this, [this] {
    if (!pin_.empty()) pin_.pop_back();
    answer_.reset();
    look();
  });
  connect(keys_[enterKey], &QPushButton::clicked, this, &PinPad::enter);
  body()->addWidget(pad_, 0, Qt::AlignLeft);
  back_ = addButton(ButtonKind::Second, true);
  back_->setObjectName("pinBackButton");
  constexpr int second = 1000;
  waiting_.setInterval(second);
  connect(&waiting_, &QTimer::timeout, this, &PinPad::look);
  waiting_.start();
  PinPad::restyle();
  retranslate();
}

void PinPad::changeEvent(QEvent* event) {
  Sheet::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) retranslate();
}

void PinPad::restyle() {
  Sheet::restyle();
  if (pad_ == nullptr) return;
  // Keys of 15 mm.
  constexpr double of12 = 15. / 12;
  const bool low = Theme::current().layout().isShort;
  const int side = low ? Theme::current().touchTarget() : qRound(Theme::current().touchTarget() * of12);
  for (QPushButton* key : keys_) key->setMinimumSize(2 * side, side);
  static_cast<QGridLayout*>(pad_->layout())->setSpacing(Theme::current().px(theme::measure::space2));
}

void PinPad::retranslate() {
  heading()->setText(tr("For the shop's staff", "@title"));
  constexpr std::size_t deleteKey = 9, enterKey = 11;
  keys_[deleteKey]->setText(tr("Delete", "@action:button a digit"));
  keys_[enterKey]->setText(tr("Open", "@action:button"));
  back_->setText(tr("Back", "@action:button"));
  look();
}

void PinPad::look() {
  const std::int64_t wait = staff_.secondsToWait ? staff_.secondsToWait() : 0;
  const bool waits = wait > 0;
  dots_->setText(pin_.empty() ? QStringLiteral("－") : QString(static_cast<qsizetype>(pin_.size()), QChar(0x25CF)));
  dots_->setAccessibleName(tr("%n digit(s) of the PIN", "@info:spoken", static_cast<int>(pin_.size())));
  for (QPushButton* key : keys_) key->setEnabled(!waits);
  text()->setText(waits ? tr("Too many wrong tries. The next one is possible in %n second(s).", "@info", static_cast<int>(wait))
                  : answer_ == KioskStaff::Pin::Wrong  ? tr("That PIN is not right. Please try again.", "@info")
                  : answer_ == KioskStaff::Pin::Broken ? tr("The PIN cannot be looked at just now. Restart this shop PC.", "@info")
                                                       : tr("Please enter the PIN.", "@info"));
}

void PinPad::add(char digit) {
  constexpr std::size_t longest = 12;
  if (pin_.size() < longest) pin_ += digit;
  answer_.reset();
  look();
}

void PinPad::enter() {
  if (pin_.empty() || (staff_.secondsToWait && staff_.secondsToWait() > 0)) return;
  answer_ = staff_.tryPin(pin_);
  std::ranges::fill(pin_, '0');
  pin_.clear();
  if (answer_ == KioskStaff::Pin::Right) {
    answer_.reset();
    close();
    emit opened();
    return;
  }
  if (answer_ == KioskStaff::Pin::Wrong) emit refused();
  look();
}

void PinPad::type(int key) {
  if (key >= Qt::Key_0 && key <= Qt::Key_9) return add(static_cast<char>('0' + key - Qt::Key_0));
  constexpr std::size_t deleteKey = 9;
  if (key == Qt::Key_Backspace) return keys_[deleteKey]->click();
  if (key == Qt::Key_Return || key == Qt::Key_Enter) return enter();
  if (key == Qt::Key_Escape) close();
}

// -------------------------------------------------------------------------------------------------------------- the staff page

StaffPage::StaffPage(QWidget* window, KioskStaff& staff, KioskWatch& watch, Session& session)
    : Sheet(window), staff_(staff), watch_(watch), session_(session) {
  setObjectName("staffSheet");
  sums_ = new Panel;
  body()->addWidget(sums_);
  measures_ = new QWidget;
  auto* measureColumn = new QGridLayout(measures_);
  measureColumn->setContentsMargins(0, 0, 0, 0);
  constexpr std::array<const char*, 4> names = {"checkedRow", "infectedRow", "treatedRow", "undecidedRow"};
  for (std::size_t i = 0; i < names.size(); ++i) {
    auto* row = new RadioRow;
    row->setObjectName(names.at(i));
    row->setChecked(i == 0);
    measureRows_.at(i) = row;
    measureColumn->addWidget(row, static_cast<int>(i / 2), static_cast<int>(i % 2));
    connect(row, &QAbstractButton::clicked, this, [this, i] {
      measure_ = i;
      fillFigures();
    });
  }
  body()->addWidget(measures_);
  table_ = new Panel;
  table_->setObjectName("figuresTable");
  body()->addWidget(table_);
  const auto button = [](const char* objectName) {
    QPushButton* made = makeButton(ButtonKind::Second);
    made->setObjectName(objectName);
    return made;
  };
  write_ = button("writeFiguresButton");
  body()->addWidget(write_, 0, Qt::AlignLeft);
  sticks_ = new QWidget;
  (new QVBoxLayout(sticks_))->setContentsMargins(0, 0, 0, 0);
  body()->addWidget(sticks_);
  said_ = paragraph({}, theme::Type::Body, true);
  said_->setObjectName("staffSaidText");
  body()->addWidget(said_);
  soundTitle_ = paragraph({}, theme::Type::Body, true);
  body()->addWidget(soundTitle_);
  auto* soundLine = new QHBoxLayout;
  quieter_ = button("quieterButton");
  louder_ = button("louderButton");
  sound_ = paragraph({}, theme::Type::Lead, true);
  sound_->setObjectName("volumeText");
  soundLine->addWidget(quieter_);
  soundLine->addWidget(louder_);
  soundLine->addWidget(sound_, 1);
  body()->addLayout(soundLine);
  languageTitle_ = paragraph({}, theme::Type::Body, true);
  body()->addWidget(languageTitle_);
  languages_ = new QWidget;
  auto* languageLine = new QHBoxLayout(languages_);
  languageLine->setContentsMargins(0, 0, 0, 0);
  constexpr std::array<Language, 2> all = {Language::Japanese, Language::English};
  for (std::size_t i = 0; i < all.size(); ++i) {
    auto* row = new RadioRow(LanguageSwitch::ownName(all.at(i)));
    row->setObjectName("begins-" + LanguageSwitch::code(all.at(i)));
    row->setChecked(staff_.language == all.at(i));
    languageRows_.at(i) = row;
    languageLine->addWidget(row);
    connect(row, &QAbstractButton::clicked, this, [this, language = all.at(i)] {
      staff_.language = language;
      keep();
    });
  }
  body()->addWidget(languages_);
  log_ = new Details;
  log_->setObjectName("logDetails");
  body()->addWidget(log_);
  shutDown_ = button("shutDownButton");
  body()->addWidget(shutDown_, 0, Qt::AlignLeft);
  question_ = new Panel;
  question_->setObjectName("shutDownQuestion");
  questionText_ = paragraph({}, theme::Type::Body, true);
  question_->body()->addWidget(questionText_);
  auto* answers = new QHBoxLayout;
  not_ = button("stayOnButton");
  really_ = button("reallyShutDownButton");
  answers->addWidget(not_);
  answers->addWidget(really_);
  answers->addStretch(1);
  question_->body()->addLayout(answers);
  body()->addWidget(question_);
  question_->hide();
  close_ = addButton(ButtonKind::Main, true);
  close_->setObjectName("leaveStaffButton");

  connect(quieter_, &QPushButton::clicked, this, [this] {
    staff_.volume = std::max(0, staff_.volume - volumeStep);
    keep();
  });
  connect(louder_, &QPushButton::clicked, this, [this] {
    constexpr int loudest = 100;
    staff_.volume = std::min(loudest, staff_.volume + volumeStep);
    keep();
  });
  connect(write_, &QPushButton::clicked, this, [this] {
    choosing_ = true;
    said_->hide();
    fillSticks();
  });
  connect(&watch_, &KioskWatch::changed, this, [this] {
    if (isOpen()) fillSticks();
  });
  connect(log_, &Details::opening, this, &StaffPage::fillNotes);
  connect(shutDown_, &QPushButton::clicked, this, [this] { question_->show(); });
  connect(not_, &QPushButton::clicked, this, [this] { question_->hide(); });
  connect(really_, &QPushButton::clicked, this, [this] {
    close();
    emit shutDownRequested();
  });
  retranslate();
}

void StaffPage::openAnew() {
  days_ = staff_.figures ? staff_.figures() : Result<std::vector<KioskDay>>(std::vector<KioskDay>());
  choosing_ = false;
  said_->hide();
  question_->hide();
  log_->setOpen(false);
  retranslate();
  open();
}

void StaffPage::changeEvent(QEvent* event) {
  Sheet::changeEvent(event);
  if (event->type() == QEvent::LanguageChange) retranslate();
}

void StaffPage::restyle() {
  Sheet::restyle();
  if (isOpen()) fillFigures();
}

void StaffPage::retranslate() {
  heading()->setText(tr("The shop's page", "@title"));
  text()->setText(tr("Counted are disks, by the day. No name and nothing else of a customer is kept.", "@info"));
  const std::array<QString, 4> measures = {tr("Checked", "@option figures"), tr("Infected", "@option figures"), tr("Treated", "@option figures"),
                                           tr("Could not decide", "@option figures")};
  for (std::size_t i = 0; i < measures.size(); ++i) measureRows_.at(i)->setLabel(measures.at(i));
  write_->setText(tr("Write the figures to a USB stick", "@action:button"));
  soundTitle_->setText(tr("Sounds", "@title"));
  quieter_->setText(tr("Quieter", "@action:button"));
  louder_->setText(tr("Louder", "@action:button"));
  sound_->setText(staff_.volume == 0 ? tr("Off", "@info sounds") : tr("%1 %", "@info volume").arg(staff_.volume));
  languageTitle_->setText(tr("In which language each customer begins", "@title"));
  log_->setAbout(tr("log", "@info"));
  shutDown_->setText(tr("Shut this shop PC down", "@action:button"));
  questionText_->setText(tr("Shut it down now? A customer's disk is released first.", "@info"));
  not_->setText(tr("Leave it on", "@action:button"));
  really_->setText(tr("Shut down", "@action:button"));
  close_->setText(tr("Back to the customers", "@action:button"));
  fillFigures();
  fillSticks();
  if (log_->isOpen()) fillNotes();
}

void StaffPage::fillFigures() {
  QGridLayout* sums = newGrid(*sums_);
  if (!days_) {
    sums->addWidget(paragraph(tr("The figures could not be read. They are put aside at the next count, and begun anew.", "@info")), 0, 0);
    measures_->hide();
    table_->hide();
    return;
  }
  const std::string today = QDate::currentDate().toString(Qt::ISODate).toStdString();
  const KioskDay none;
  const auto found = std::ranges::find(*days_, today, &KioskDay::day);
  const KioskDay& now = found == days_->end() ? none : *found;
  const KioskDay& last = days_->empty() ? none : days_->back();
  sums->addWidget(caption(tr("Today", "@title")), 0, 1);
  sums->addWidget(caption(tr("Total", "@title")), 0, 2);
  for (std::size_t i = 0; i < measureRows_.size(); ++i) {
    const int row = static_cast<int>(i) + 1;
    auto* what = paragraph(measureRows_.at(i)->label());
    what->setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Preferred);
    sums->addWidget(what, row, 0);
    auto* that = number(now.that.at(i), true);
    auto* total = number(last.total.at(i), true);
    that->setObjectName("today" + QString::number(i));
    total->setObjectName("total" + QString::number(i));
    sums->addWidget(that, row, 1);
    sums->addWidget(total, row, 2);
  }
  sums->setColumnStretch(3, 1);
  measures_->setVisible(!days_->empty());
  table_->setVisible(!days_->empty());
  if (days_->empty()) return;
  QGridLayout* grid = newGrid(*table_);
  grid->addWidget(caption(tr("Date", "@title")), 0, 0);
  grid->addWidget(caption(tr("Count", "@title")), 0, 1);
  grid->addWidget(caption(tr("Cumulative", "@title")), 0, 2);
  grid->setColumnStretch(3, 1);
  // Two weeks; the file on the stick has all.
  constexpr std::size_t most = 14;
  const std::size_t first = days_->size() > most ? days_->size() - most : 0;
  std::uint64_t highest = 1;
  for (std::size_t i = first; i < days_->size(); ++i) highest = std::max(highest, (*days_)[i].that.at(measure_));
  for (std::size_t i = days_->size(); i-- > first;) {
    const KioskDay& day = (*days_)[i];
    const int row = static_cast<int>(days_->size() - i);
    const QDate date = QDate::fromString(QString::fromStdString(day.day), Qt::ISODate);
    auto* when = paragraph(QLocale().toString(date, Theme::current().language() == Language::Japanese ? QStringLiteral("yyyy年M月d日") : QStringLiteral("d MMM yyyy")));
    when->setSizePolicy(QSizePolicy::Minimum, QSizePolicy::Preferred);
    grid->addWidget(when, row, 0);
    grid->addWidget(number(day.that.at(measure_)), row, 1);
    grid->addWidget(number(day.total.at(measure_)), row, 2);
    grid->addWidget(new DayBar(static_cast<double>(day.that.at(measure_)) / static_cast<double>(highest)), row, 3);
  }
}

void StaffPage::fillSticks() {
  clear(*sticks_->layout());
  sticks_->setVisible(choosing_);
  write_->setEnabled(!writing_ && days_ && !days_->empty());
  if (!choosing_) return;
  auto& place = *static_cast<QVBoxLayout*>(sticks_->layout());
  std::size_t count = 0;
  for (const KioskVolume& volume : watch_.volumes()) {
    const bool customers = std::ranges::any_of(session_.choice(), [&volume](const WindowsHere& one) { return one.folder == volume.id; });
    if (!volume.isStick || volume.readOnly || customers || !volume.encryption.empty()) continue;
    constexpr double bytesOfGb = 1e9;
    auto* card = new RadioCard("pic-disk-usb");
    const std::string& known = !volume.label.empty() ? volume.label : volume.model;
    const QString size = tr("%1 GB", "@item").arg(QLocale(QLocale::English).toString(static_cast<double>(volume.bytes) / bytesOfGb, 'f', 1));
    card->setTexts(known.empty() ? size : QString::fromStdString(displayable(known)), size);
    card->setObjectName("stickCard" + QString::number(count++));
    card->setEnabled(!writing_);
    connect(card, &QAbstractButton::clicked, this, [this, id = volume.id] { write(id); }, Qt::QueuedConnection);
    place.addWidget(card);
  }
  place.addWidget(paragraph(count == 0 ? tr("Please plug a USB stick in.", "@info") : tr("Touch the stick that the file shall be written to.", "@info")));
}

void StaffPage::write(const std::string& volume) {
  if (writing_ || !staff_.writeFigures) return;
  writing_ = true;
  fillSticks();
  said_->setText(tr("The figures are being written. Please leave the stick in.", "@info"));
  said_->show();
  staff_.writeFigures(volume, session_.wording(), [this](const Status& written) {
    writing_ = choosing_ = false;
    fillSticks();
    said_->setText(written ? tr("The figures are on the stick. You may unplug it.", "@info")
                   : written.error().code == Errc::Unclean ? tr("The stick was not taken out properly before. Plug it into another PC first, and take it out properly there.", "@info")
                                                           : tr("The figures could not be written. Please try another stick.", "@info"));
    said_->show();
    if (written) emit figuresWritten();
  });
}

void StaffPage::fillNotes() {
  clear(*log_->body());
  const std::vector<KioskNote> notes = staff_.notes ? staff_.notes() : std::vector<KioskNote>();
  if (notes.empty()) log_->body()->addWidget(paragraph(tr("Nothing so far", "@info")));
  const auto words = [](KioskEvent event) -> QString {
    switch (event) {
      case KioskEvent::Began:
        return tr("A customer began", "@item log");
      case KioskEvent::Infected:
        return tr("Checked: infected", "@item log");
      case KioskEvent::NotInfected:
        return tr("Checked: not infected", "@item log");
      case KioskEvent::Undecided:
        return tr("Checked: could not decide", "@item log");
      case KioskEvent::Treated:
        return tr("Treated", "@item log");
      case KioskEvent::NotTreated:
        return tr("The treatment is not complete", "@item log");
      case KioskEvent::Undone:
        return tr("A treatment was undone", "@item log");
      case KioskEvent::PulledOut:
        return tr("A disk was pulled out in the middle", "@item log");
      case KioskEvent::NotWritten:
        return tr("Not everything could be written to a disk", "@item log");
      case KioskEvent::NotPrinted:
        return tr("A result could not be printed", "@item log");
      case KioskEvent::NobodyThere:
        return tr("Nobody was there any more", "@item log");
      case KioskEvent::WrongPin:
        return tr("A wrong PIN", "@item log");
      case KioskEvent::StaffCame:
        return tr("The staff opened this page", "@item log");
      case KioskEvent::FiguresWritten:
        return tr("The figures were written to a stick", "@item log");
      case KioskEvent::ShutDown:
        return tr("Shut down", "@item log");
    }
    return {};
  };
  constexpr std::size_t most = 30;
  for (std::size_t i = notes.size(), shown = 0; i-- > 0 && shown < most; ++shown) {
    const QString time = notes[i].time.toString(Theme::current().language() == Language::Japanese ? QStringLiteral("yyyy年M月d日 H:mm") : QStringLiteral("d MMM yyyy, H:mm"));
    log_->body()->addWidget(paragraph(tr("%1: %2", "@item time and what happened").arg(time, words(notes[i].event)), theme::Type::Secondary));
  }
}

void StaffPage::keep() {
  retranslate();
  if (staff_.keep) staff_.keep(staff_.volume, staff_.language);
}

}  // namespace sankajo
