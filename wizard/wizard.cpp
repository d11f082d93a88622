// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/wizard.h"

#include <QEvent>
#include <QKeyEvent>
#include <QPushButton>
#include <QShortcut>
#include <algorithm>

#include "wizard/check_page.h"
#include "wizard/finish_page.h"
#include "wizard/office_figures_page.h"
#include "wizard/office_network_page.h"
#include "wizard/office_notices_page.h"
#include "wizard/office_page.h"
#include "wizard/office_pcs_page.h"
#include "wizard/patch_page.h"
#include "wizard/prepare_page.h"
#include "wizard/remove_page.h"
#include "wizard/result_page.h"
#include "wizard/sheet.h"
#include "wizard/start_page.h"
#include "wizard/update_page.h"

namespace sankajo {

namespace {

constexpr std::array mainButtons = {QWizard::NextButton, QWizard::CommitButton, QWizard::FinishButton};

/// How the three boxes stand: they tell what was done, never what was only looked at.
Road roadOf(const Session& session, int page) {
  Road road;
  const auto& report = session.report();
  const bool infectedCourse = session.course() == Session::Course::Infected;
  const bool otherCourse = session.course() == Session::Course::NotInfected;
  switch (page) {
    case StartPageId:
    case OfficePageId:
    case OfficeNoticesPageId:
    case OfficeNetworkPageId:
    case OfficePcsPageId:
    case OfficeFiguresPageId:
    case KioskAttractPageId:
      road.place = Road::Place::Start;
      return road;
    case PreparePageId:
    case CheckPageId:
    case ResultPageId:
      road.place = Road::Place::Article1;
      break;
    case RemovePageId:
      road.place = Road::Place::Article2;
      break;
    case PatchPageId:
      road.place = infectedCourse ? Road::Place::Article2 : Road::Place::Article3;
      break;
    case UpdatePageId:
      road.place = Road::Place::Article3;
      break;
    default:
      road.place = Road::Place::Finish;
  }
  const bool checked = report.has_value();
  const bool decided = checked && report->assessment.infection != Infection::Unknown;
  const bool before = page == PreparePageId || page == CheckPageId;
  road.articles[0] = before || !checked ? ArticleState::Now : decided ? ArticleState::Done : ArticleState::NotFinished;
  if (before || !checked) return road;

  const bool closed = report->assessment.exposure == Exposure::Closed || report->assessment.exposure == Exposure::NotAffected;
  const bool afterRestart = articleTwo(*report) == ArticleTwo::AfterRestart;
  if (infectedCourse) {
    const bool working = road.place == Road::Place::Article2;
    road.articles[1] = afterRestart && !working                     ? ArticleState::AfterRestart
                       : articleTwo(*report) == ArticleTwo::Done ? ArticleState::Done
                       : page == ResultPageId                       ? ArticleState::ToCome
                       : working                                    ? ArticleState::Now
                                                                    : ArticleState::NotFinished;
    road.articles[2] = ArticleState::DoesNotApply;
  }
  if (otherCourse) {
    // Without an answer nobody knows whether it applies.
    road.articles[1] = decided ? ArticleState::DoesNotApply : ArticleState::ToCome;
    road.articles[2] = page == ResultPageId              ? ArticleState::ToCome
                       : page == FinishPageId && closed && session.isUpToDate() ? ArticleState::Done
                       : page == FinishPageId && closed && session.updatesWaitForRestart() ? ArticleState::AfterRestart
                       : page == FinishPageId && afterRestart ? ArticleState::AfterRestart
                       : page == FinishPageId            ? ArticleState::NotFinished
                                                         : ArticleState::Now;
  }
  return road;
}

}  // namespace

Wizard::Wizard(Session& session, LanguageSwitch& language, QWidget* parent)
    : Wizard(session, language,
             {{StartPageId, new StartPage(session)},
              {PreparePageId, new PreparePage(session)},
              {CheckPageId, new CheckPage(session)},
              {ResultPageId, new ResultPage(session)},
              {RemovePageId, new RemovePage(session)},
              {PatchPageId, new PatchPage(session)},
              {UpdatePageId, new UpdatePage(session)},
              {FinishPageId, new FinishPage(session)},
              {OfficePageId, new OfficePage(session)},
              {OfficeNoticesPageId, new OfficeNoticesPage(session)},
              {OfficeNetworkPageId, new OfficeNetworkPage(session)},
              {OfficePcsPageId, new OfficePcsPage(session)},
              {OfficeFiguresPageId, new OfficeFiguresPage(session)}},
             parent) {
  session_.find();
}

Wizard::Wizard(Session& session, LanguageSwitch& language, const std::map<int, Page*>& pages, QWidget* parent)
    : QWizard(parent), session_(session), language_(language) {
  setObjectName("wizard");
  setWindowTitle("Sankajo");
  setWizardStyle(ModernStyle);
  setOption(ExtendedWatermarkPixmap);
  setOption(NoDefaultButton, false);
  setButtonLayout({CancelButton, Stretch, BackButton, NextButton, CommitButton, FinishButton});
  for (const auto& [id, made] : pages) {
    setPage(id, made);
    connect(made, &Page::footerChanged, this, [this, page = made] {
      if (currentPage() == page) updateFooter();
    });
    connect(made, &Page::backRequested, this, &Wizard::goBackTo);
    connect(made, &Page::asked, this, &Wizard::ask);
  }
  // Where Back leads is the page's to say.
  QObject::disconnect(button(BackButton), SIGNAL(clicked()), this, SLOT(back()));
  connect(button(BackButton), &QAbstractButton::clicked, this, [this] { goBackTo(page()->backTo()); });
  for (const WizardButton which : mainButtons) button(which)->installEventFilter(this);
  frame_ = new Frame(this);
  connect(frame_, &Frame::languageRequested, this, [this] { language_.set(LanguageSwitch::other(language_.language())); });
  connect(frame_, &Frame::textAndColoursRequested, this, [this] {
    if (look_ == nullptr) look_ = new TextAndColours(this);
    open(look_);
  });
  connect(this, &QWizard::helpRequested, this, &Wizard::sayWhatAWormIs);
  connect(new QShortcut(QKeySequence::HelpContents, this), &QShortcut::activated, this, &QWizard::helpRequested);
  connect(&language_, &LanguageSwitch::switched, this, [this](Language now) { session_.setLanguage(LanguageSwitch::code(now).toStdString()); });
  connect(this, &QWizard::currentIdChanged, this, [this] { pageChanged(); });
  connect(&session_, &Session::finished, this, [this] {
    updateFooter();
    updateRoad();
    // What had the focus is often gone with the work.
    const QWidget* focused = focusWidget();
    const bool inPage = focused != nullptr && focused->isVisible() && focused->isEnabled() && currentPage()->isAncestorOf(focused);
    // What was looked for is there now, and comes before what had the focus meanwhile.
    const bool found = session_.lastWork() == Session::Work::Finding && currentId() == StartPageId && qobject_cast<const RadioCard*>(focused) == nullptr;
    if ((!inPage || found) && openSheet() == nullptr) frame_->enterPage();
  });
  connect(&session_, &Session::updatesChanged, this, [this] {
    if (currentId() != UpdatePageId) return;
    updateRoad();
    const QWidget* focused = focusWidget();
    const bool inPage = focused != nullptr && focused->isVisible() && focused->isEnabled() && currentPage()->isAncestorOf(focused);
    if (inPage || openSheet() != nullptr) return;
    // The button that stops has the focus while it works, and not afterwards: then it would close the window.
    if (session_.updates()->working()) return button(CancelButton)->setFocus(Qt::OtherFocusReason);
    frame_->enterPage();
  });
  // It has come back after a restart: straight into the check.
  connect(&session_, &Session::finished, this, [this] {
    if (session_.returning() && session_.lastWork() == Session::Work::Finding && currentId() == StartPageId) next();
  });
  connect(&session_, &Session::handedOver, this, [this] { QWizard::reject(); });
  connect(&session_, &Session::started, this, [this] {
    updateFooter();
    updateRoad();
  });
  connect(&Theme::current(), &Theme::changed, this, &Wizard::updateFooter);
  session_.setLanguage(LanguageSwitch::code(language_.language()).toStdString());
}

Wizard::~Wizard() = default;

Page* Wizard::page() const { return static_cast<Page*>(currentPage()); }

void Wizard::goBackTo(int id) {
  passing_ = true;
  while (currentId() != id && currentId() > StartPageId) {
    const int before = currentId();
    back();
    if (currentId() == before) break;
  }
  passing_ = false;
  pageChanged();
}

void Wizard::pageChanged() {
  if (passing_ || page() == nullptr) return;
  page()->shown();
  updateFooter();
  updateRoad();
  frame_->enterPage();
}

void Wizard::updateFooter() {
  if (page() == nullptr) return;
  // The task bar and a screen reader say what the window is about.
  if (const auto* heading = page()->findChild<Heading*>()) setWindowTitle(heading->text() + " - Sankajo");
  const Footer footer = page()->footer();
  const auto put = [](QAbstractButton* button, const QString& words, ButtonKind kind) {
    if (button->text() == words) return;
    button->setText(words);
    dress(button, kind);
    button->updateGeometry();
  };
  const bool brief = Theme::current().layout().brief;
  QAbstractButton* stop = button(CancelButton);
  stop->setObjectName("stopButton");
  put(stop, footer.stop.isEmpty() ? closeWords() : footer.stop, ButtonKind::Second);
  stop->setVisible(footer.stops);
  QAbstractButton* back = button(BackButton);
  back->setObjectName("backButton");
  put(back, brief ? tr("Back", "@action:button short") : tr("Back", "@action:button"), ButtonKind::Second);
  back->setVisible(footer.back);
  back->setEnabled(footer.back);
  for (const WizardButton which : mainButtons) {
    QAbstractButton* main = button(which);
    if (footer.main.isEmpty()) {
      main->hide();
      continue;
    }
    put(main, footer.main, ButtonKind::Main);
    main->setObjectName(footer.mainName);
    main->setEnabled(footer.mainEnabled);
    const bool last = page()->nextId() == -1;
    const bool mine = last ? which == FinishButton : page()->isCommitPage() ? which == CommitButton : which == NextButton;
    main->setVisible(mine);
    if (!mine) main->setObjectName("");
  }
}

QString Wizard::closeWords() const {
  return Theme::current().layout().brief ? tr("Close", "@action:button short") : tr("Close Sankajo", "@action:button");
}

void Wizard::updateRoad() { frame_->setRoad(roadOf(session_, currentId())); }

// The second press of a double click, or a key that is held down, was meant for the page before: nobody consents by it.
bool Wizard::eventFilter(QObject* watched, QEvent* event) {
  const bool again = event->type() == QEvent::MouseButtonDblClick || (event->type() == QEvent::KeyPress && static_cast<QKeyEvent*>(event)->isAutoRepeat());
  const bool main = std::ranges::any_of(mainButtons, [this, watched](WizardButton which) { return watched == button(which); });
  return (again && main) || QWizard::eventFilter(watched, event);
}

bool Wizard::event(QEvent* event) {
  const bool handled = QWizard::event(event);
  // QWizard then shows its buttons by rules of its own.
  switch (event->type()) {
    case QEvent::LanguageChange:
    case QEvent::StyleChange:
    case QEvent::FontChange:
    case QEvent::PaletteChange:
    case QEvent::LayoutRequest:
    case QEvent::Show:
    case QEvent::Resize:
      updateFooter();
      break;
    default:
      break;
  }
  return handled;
}

Sheet* Wizard::openSheet() const {
  for (Sheet* sheet : {question_.data(), help_.data(), look_.data()}) {
    if (sheet != nullptr && sheet->isOpen()) return sheet;
  }
  return nullptr;
}

void Wizard::open(Sheet* sheet) {
  // The work may have ended behind it: Return must then go on, and not press the button to stop, which now closes.
  connect(sheet, &Sheet::closed, this, [this, atWork = session_.working()] {
    if (atWork && !session_.working()) frame_->enterPage();
  }, static_cast<Qt::ConnectionType>(Qt::QueuedConnection | Qt::SingleShotConnection));
  sheet->open();
}

void Wizard::sayWhatAWormIs() {
  if (openSheet() != nullptr) return;
  auto* sheet = new Sheet(this);
  help_ = sheet;
  sheet->setObjectName("wormSheet");
  QPushButton* close = sheet->addButton(ButtonKind::Main, true);
  close->setObjectName("wormDone");
  const auto say = [this, sheet, close] {
    sheet->heading()->setText(text(session_.wording().text("help.worm.title")));
    sheet->text()->setText(text(session_.wording().text("help.worm.text")));
    close->setText(tr("Back to the page", "@action:button"));
  };
  say();
  connect(&language_, &LanguageSwitch::switched, sheet, say);
  connect(sheet, &Sheet::closed, sheet, &QObject::deleteLater);
  open(sheet);
}

void Wizard::ask(const MakeQuestion& make, const std::function<void()>& deed) {
  if (question_ != nullptr && question_->isOpen()) return;
  auto* sheet = new Sheet(this);
  question_ = sheet;
  sheet->setObjectName("questionSheet");
  QPushButton* harmless = sheet->addButton(ButtonKind::Main, true);
  harmless->setObjectName("harmlessButton");
  QPushButton* other = sheet->addButton(ButtonKind::Second, false);
  other->setObjectName("deedButton");
  const auto say = [sheet, harmless, other, make] {
    const Question question = make();
    sheet->heading()->setText(question.heading);
    sheet->text()->setText(question.text);
    harmless->setText(question.harmless);
    other->setText(question.deed);
  };
  say();
  connect(&language_, &LanguageSwitch::switched, sheet, say);
  connect(other, &QPushButton::clicked, this, [deed] { deed(); }, Qt::QueuedConnection);
  connect(sheet, &Sheet::closed, sheet, &QObject::deleteLater);
  // Nobody is asked whether to stop what is over.
  if (session_.working()) connect(&session_, &Session::finished, sheet, [sheet] { sheet->close(); });
  if (session_.updates() != nullptr && session_.updates()->working()) {
    connect(&session_, &Session::updatesChanged, sheet, [this, sheet] {
      if (!session_.updates()->working()) sheet->close();
    });
  }
  open(sheet);
}

void Wizard::askToStopUpdates() {
  UpdateWork& updates = *session_.updates();
  const auto stop = [&updates] { updates.stop(); };
  if (updates.stopping()) {
    return ask([] {
      return Question{tr("Close Sankajo?", "@title"), tr("Windows brings the update that it is working on to its end by itself. Leave this PC on for that.", "@info"),
                      tr("Stay here", "@action:button"), tr("Close Sankajo", "@action:button")};
    },
               [this] { QWizard::reject(); });
  }
  if (updates.stage() == UpdateWork::Stage::Installing) {
    return ask([] {
      return Question{tr("Stop after this update?", "@title"),
                      tr("The update that is being installed is brought to its end first. What is installed stays, and the others can be installed later.", "@info"),
                      tr("Keep going", "@action:button"), tr("Stop after this update", "@action:button")};
    },
               stop);
  }
  const bool searching = updates.stage() == UpdateWork::Stage::Searching;
  ask([searching] {
    return Question{searching ? tr("Stop looking?", "@title") : tr("Stop downloading?", "@title"),
                    searching ? tr("Nothing was changed. You can look again at any time.", "@info")
                              : tr("Nothing is installed yet. What is downloaded already need not be downloaded again.", "@info"),
                    searching ? tr("Keep looking", "@action:button") : tr("Keep downloading", "@action:button"), tr("Stop", "@action:button")};
  },
      stop);
}

void Wizard::reject() {
  // Esc and a second press of the close button give the harmless answer.
  if (Sheet* sheet = openSheet()) return sheet->close();
  // Windows is about to end every program, as it was asked to.
  if (session_.restarting()) return QWizard::reject();
  if (session_.updates() != nullptr && session_.updates()->working()) return askToStopUpdates();
  switch (session_.work()) {
    case Session::Work::Checking:
      return ask([] {
        return Question{tr("Stop the check?", "@title"), tr("Half a check proves nothing. What was found so far stays as it is, and nothing was changed.", "@info"),
                        tr("Keep checking", "@action:button"), tr("Stop", "@action:button")};
      },
                 [this] { session_.stop(); });
    case Session::Work::Treating:
    case Session::Work::Undoing:
      return ask([] {
        return Question{tr("Stop after this step?", "@title"), tr("The step that is being taken is brought to its end first. What was done is recorded and can be undone.", "@info"),
                        tr("Keep going", "@action:button"), tr("Stop after this step", "@action:button")};
      },
                 [this] { session_.stop(); });
    case Session::Work::LookingAtOffice:
      return session_.stop();  // Reading again costs nothing.
    case Session::Work::Finding:
    case Session::Work::Restarting:
    case Session::Work::SeekingPatch:
    case Session::Work::Releasing:
    case Session::Work::None:
      break;
  }
  askToClose();
}

void Wizard::askToClose() {
  if (session_.endsWithThePc()) return askHowToLeave();
  ask([this] { return Question{tr("Close Sankajo?", "@title"), whatStays(), tr("Stay here", "@action:button"), tr("Close Sankajo", "@action:button")}; },
      [this] { QWizard::reject(); });
}

void Wizard::done(int result) {
  if (session_.endsWithThePc()) return askHowToLeave();
  QWizard::done(result);
}

QString Wizard::whatStays() const {
  const auto& report = session_.report();
  if (report && report->kind == Report::Kind::Treat && !report->run.empty()) return tr("What was done stays done, is recorded, and can be undone later.", "@info");
  if (report && report->assessment.infection == Infection::Infected) return tr("The worm that was found is still there. You can check again at any time.", "@info");
  if (report && report->kind == Report::Kind::Undo) return tr("What was put back stays so. You can check again at any time.", "@info");
  return tr("Nothing was changed. You can check again at any time.", "@info");
}

void Wizard::askHowToLeave() {
  if (question_ != nullptr && question_->isOpen()) return;
  auto* sheet = new Sheet(this);
  question_ = sheet;
  sheet->setObjectName("leaveSheet");
  QPushButton* stay = sheet->addButton(ButtonKind::Main, true);
  stay->setObjectName("stayButton");
  const auto leaves = [this, sheet](const char* name, ThisPc::Leave how) {
    QPushButton* button = sheet->addButton(ButtonKind::Second, false);
    button->setObjectName(name);
    connect(button, &QPushButton::clicked, this, [this, how] {
      // Where the system refuses, the switch of the PC is left.
      if (!session_.leavePc(how)) askHowToLeave();
    }, Qt::QueuedConnection);
    return button;
  };
  QPushButton* restart = leaves("restartPcButton", ThisPc::Leave::Restart);
  QPushButton* turnOff = leaves("turnOffButton", ThisPc::Leave::TurnOff);
  const auto say = [this, sheet, stay, restart, turnOff] {
    sheet->heading()->setText(tr("Restart this PC?", "@title"));
    sheet->text()->setText(whatStays() + "\n" +
                           tr("When the screen has gone dark, take out the disc or the USB stick. Windows then starts from its own disk. "
                              "Leave the network cable out until the hole is closed.", "@info"));
    stay->setText(tr("Stay here", "@action:button"));
    restart->setText(tr("Restart", "@action:button"));
    turnOff->setText(tr("Turn off", "@action:button"));
  };
  say();
  connect(&language_, &LanguageSwitch::switched, sheet, say);
  connect(sheet, &Sheet::closed, sheet, &QObject::deleteLater);
  open(sheet);
}

}  // namespace sankajo
