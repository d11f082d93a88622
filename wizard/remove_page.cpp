// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/remove_page.h"

#include <QHBoxLayout>
#include <QVBoxLayout>
#include <algorithm>

#include "engine/target/volume_state.h"
#include "engine/text.h"
#include "wizard/finish_page.h"

namespace sankajo {

namespace {

int badness(Outcome outcome) {
  switch (outcome) {
    case Outcome::Done:
      return 0;
    case Outcome::PendingRestart:
      return 1;
    case Outcome::Skipped:
      return 2;
    case Outcome::Refused:
      return 3;
    case Outcome::Failed:
      break;
  }
  return 4;
}

BoxState boxOf(Outcome outcome) {
  switch (outcome) {
    case Outcome::Done:
      return BoxState::Done;
    case Outcome::Failed:
      return BoxState::Failed;
    case Outcome::PendingRestart:
      return BoxState::AfterRestart;
    case Outcome::Refused:
    case Outcome::Skipped:
      break;
  }
  return BoxState::Refused;
}

}  // namespace

RemovePage::RemovePage(Session& session, Places places) : Page(session, "removePage"), places_(places) {
  setCommitPage(true);
  heading_ = new Heading;
  content().addWidget(heading_);
  intro_ = addText();
  intro_->setObjectName("introText");
  work_ = new WorkView(session);
  content().addWidget(work_);
  place_ = new QWidget;
  (new QVBoxLayout(place_))->setContentsMargins(0, 0, 0, 0);
  content().addWidget(place_);
  content().addStretch(1);
  connect(&session_, &Session::started, this, [this] { refresh(); });
  connect(&session_, &Session::finished, this, [this] { refresh(); });
  connect(&session_, &Session::choiceChanged, this, [this] {
    if (isVisible()) refresh();
  });
  connect(&session_, &Session::operationsChanged, this, [this] {
    if (isVisible()) fill();
  });
  connect(&Theme::current(), &Theme::changed, this, [this] { fill(); });
}

RemovePage::State RemovePage::state() const {
  if (session_.work() == Session::Work::Treating || session_.work() == Session::Work::Undoing) return State::Working;
  const WindowsHere* windows = session_.windows();
  if (session_.planChanged()) return State::Plan;
  if (session_.lastWork() == Session::Work::Treating || session_.lastWork() == Session::Work::Undoing) {
    if (!session_.error()) return State::Ended;
    const Errc code = session_.error()->code;
    return code == Errc::Unclean || code == Errc::AccessDenied || code == Errc::Unsupported ? State::Refused : State::Error;
  }
  return windows != nullptr && windows->whyNotChanged ? State::Refused : State::Plan;
}

bool RemovePage::wantsRights() const { return session_.live() && session_.lacksRights() && session_.canStartAsAdministrator(); }

bool RemovePage::nothingToRemove() const {
  return std::ranges::all_of(session_.plan().operations, [](const Operation& one) { return one.consent == Consent::Patch; });
}

bool RemovePage::stillInfected() const {
  const bool finished = !agreed_.certain && !agreed_.traces && !agreed_.possible && !agreed_.patch;
  const auto& report = session_.report();
  return finished && report && report->kind == Report::Kind::Treat && report->assessment.infection == Infection::Infected && !nothingToRemove();
}

Footer RemovePage::footer() const {
  Footer footer;
  switch (state()) {
    case State::Plan: {
      footer.back = true;
      const bool nothing = nothingToRemove();
      footer.main = nothing ? tr("Go on", "@action:button") : tr("Remove now", "@action:button");
      footer.mainName = nothing ? "goOnButton" : "removeNowButton";
      footer.mainEnabled = nothing || !consented(session_.plan(), agreed_).operations.empty();
      break;
    }
    case State::Refused:
      footer.back = true;
      if (wantsRights()) {
        footer.main = tr("Start again as administrator", "@action:button");
        footer.mainName = "administratorButton";
        break;
      }
      footer.main = tr("Check again", "@action:button");
      footer.mainName = "checkAgainButton";
      break;
    case State::Working:
      footer.mainEnabled = false;
      footer.stop = tr("Stop after this step", "@action:button");
      break;
    case State::Ended: {
      if (stillInfected()) {
        footer.main = tr("Check again", "@action:button");
        footer.mainName = "checkAgainButton";
        break;
      }
      const bool incomplete = session_.report() && session_.report()->exitCode == ExitIncomplete && !session_.plan().operations.empty();
      footer.main = incomplete ? tr("Try the rest again", "@action:button") : tr("Go on", "@action:button");
      footer.mainName = incomplete ? "tryAgainButton" : "goOnButton";
      break;
    }
    case State::Error:
      footer.main = tr("Try again", "@action:button");
      footer.mainName = "tryAgainButton";
      break;
  }
  return footer;
}

void RemovePage::shown() {
  if (session_.working()) agreed_ = {};  // A run of before is brought to its end: nothing of it was agreed to here.
  if (!session_.working() && session_.lastWork() == Session::Work::Checking) {
    const bool anyCertain = std::ranges::any_of(session_.plan().operations, [](const Operation& one) { return one.consent == Consent::Certain; });
    // What is certain is agreed to by the button; remains go with it, what is uncertain only where nothing else was found.
    agreed_ = {.certain = true, .traces = true, .possible = !anyCertain, .patch = true};
  }
  refresh();
}

bool RemovePage::mainPressed() {
  switch (state()) {
    case State::Plan:
      if (nothingToRemove()) return true;
      session_.treat(agreed_);
      return false;
    case State::Refused:
      if (wantsRights()) {
        session_.startAsAdministrator();
        return false;
      }
      session_.check(session_.depth());
      emit backRequested(CheckPageId);
      return false;
    case State::Working:
      return false;
    case State::Error:
      session_.treat(agreed_);
      return false;
    case State::Ended:
      if (QString(footer().mainName) == "goOnButton") return true;
      if (stillInfected()) {
        session_.check(session_.depth());
        emit backRequested(CheckPageId);
        return false;
      }
      session_.treat(agreed_);
      return false;
  }
  return true;
}

void RemovePage::retranslate() {
  work_->retranslate();
  fill();
}

void RemovePage::fill() {
  // Another language is another look too, and that comes without refresh().
  const KeptView view(*place_);
  clear(*place_->layout());
  place_->layout()->setSpacing(Theme::current().px(theme::measure::space3));
  const State now = state();
  work_->setVisible(now == State::Working);
  switch (now) {
    case State::Plan:
      fillPlan();
      break;
    case State::Refused:
      fillRefused();
      break;
    case State::Working:
      heading_->setText(session_.work() == Session::Work::Undoing ? tr("Putting everything back", "@title") : tr("Taking the worm out", "@title"));
      intro_->setText(session_.operations().empty() ? tr("First, this Windows is looked at once more.", "@info")
                      : session_.live()             ? tr("Each thing is kept before it is taken away. Please leave this PC on.", "@info")
                                                    : tr("Each thing is kept before it is taken away. Please leave the disk connected.", "@info"));
      fillOutcomes();
      break;
    case State::Ended: {
      const auto page = session_.page();
      if (!page) break;
      heading_->setText(text(page->headline));
      intro_->setText(text(page->means));
      fillOutcomes();
      place_->layout()->addWidget(paragraph(text(page->now), theme::Type::Body, true));
      if (session_.waitsForRestart()) place_->layout()->addWidget(paragraph(returnText(session_)));
      if (QString(footer().mainName) == "tryAgainButton") fillWaysOut();
      break;
    }
    case State::Error:
      heading_->setText(session_.error()->code == Errc::Cancelled ? tr("Stopped", "@title") : tr("That could not be done", "@title"));
      intro_->setText(text(session_.wording().error(*session_.error(), session_.operations().empty() ? Phase::Checking : Phase::Treating)));
      fillOutcomes();
      fillWaysOut();
      break;
  }
}

// What fails every time must not hold anybody here.
void RemovePage::fillWaysOut() {
  if (session_.unwritten()) return;  // Nothing can be told of such a Windows.
  const auto link = [this](const char* name, const QString& words) {
    QPushButton* made = makeButton(ButtonKind::Link);
    made->setObjectName(name);
    made->setText(words);
    place_->layout()->addWidget(made);
    place_->layout()->setAlignment(made, Qt::AlignLeft);
    return made;
  };
  // Queued: both take away the button that was pressed.
  connect(link("goOnWithoutButton", tr("Go on without the rest", "@action:button")), &QPushButton::clicked, this, [this] { goOn(); }, Qt::QueuedConnection);
  if (!session_.canUndo()) return;
  connect(link("undoButton", FinishPage::tr("Undo the treatment", "@action:button")), &QPushButton::clicked, this, [this] {
    emit asked([] {
      return Question{FinishPage::tr("Undo the treatment?", "@title"),
                      FinishPage::tr("Everything that was removed comes back, the worm's file too. The disk must be connected.", "@info"),
                      FinishPage::tr("Leave it as it is", "@action:button"), FinishPage::tr("Undo the treatment", "@action:button")};
    },
               [this] { session_.undo(); });
  });
}

void RemovePage::fillPlan() {
  const auto& operations = session_.plan().operations;
  heading_->setText(tr("Taking the worm out", "@title"));
  if (nothingToRemove()) {
    intro_->setText(tr("There is nothing to remove. Next, Sankajo looks at the hole.", "@info"));
    return;
  }
  QString intro = tr("These things will be done. A copy of each is kept first, so everything can be put back.", "@info");
  if (session_.planChanged()) intro = tr("This Windows has changed since the check. Please look at the list again.", "@info") + "\n" + intro;
  intro_->setText(intro);
  int number = 0;
  const std::vector<Row> rows = rowsOf(operations);
  for (const Consent group : {Consent::Certain, Consent::Traces, Consent::Possible, Consent::Patch}) {
    if (std::ranges::none_of(operations, [group](const Operation& one) { return one.consent == group; })) continue;
    auto* panel = new Panel;
    auto* tick = new CheckRow(text(session_.wording().group(group, session_.plan())));
    constexpr std::array<const char*, 4> names = {"certainRow", "tracesRow", "possibleRow", "patchRow"};
    tick->setObjectName(names.at(static_cast<std::size_t>(group)));
    tick->setChecked(agreed_[group]);
    connect(tick, &QAbstractButton::toggled, this, [this, group](bool on) {
      agreed_[group] = on;
      emit completeChanged();
      emit footerChanged();
    });
    panel->body()->addWidget(tick);
    for (const Row& row : rows) {
      if (row.front()->consent == group) panel->body()->addWidget(operationRow(row, ++number, nullptr));
    }
    place_->layout()->addWidget(panel);
    panel->show();  // At once, not with the next turn of the event loop: the focus may go to it now.
  }
}

void RemovePage::fillRefused() {
  const ResultText refused = session_.wording().result(ResultKind::Refused);
  heading_->setText(text(refused.headline));
  const WindowsHere* windows = session_.windows();
  const std::optional<Error> why = session_.error() ? session_.error() : windows != nullptr ? windows->whyNotChanged : std::nullopt;
  QString cause = text(refused.means);
  if (why) {
    const bool hibernated = why->detail.find("hibernated") != std::string::npos;
    cause = text(why->code == Errc::AccessDenied ? session_.wording().text("target.read_only")
                 : hibernated                    ? session_.wording().text("target.hibernated")
                                                 : session_.wording().error(*why, Phase::Checking));
  }
  intro_->setText(cause);
  if (session_.live()) return fillRefusedHere();
  // Starting that Windows once does not part it from the others.
  if (why && isOneOfSeveralDisks(*why)) return static_cast<QVBoxLayout*>(place_->layout())->addWidget(withoutLink(), 0, Qt::AlignLeft);
  auto* line = new QWidget;
  auto* row = new QHBoxLayout(line);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(Theme::current().px(theme::measure::space5));
  if (!Theme::current().layout().narrow) row->addWidget(new Picture("pic-asleep", {18, 12}), 0, Qt::AlignTop);
  auto* steps = new QVBoxLayout;
  if (why && why->code == Errc::AccessDenied) {
    steps->addWidget(paragraph(tr("1 Lift the write protection of the disk or its adapter.", "@info step")));
    steps->addWidget(paragraph(tr("2 Connect the disk again.", "@info step")));
  } else {
    steps->addWidget(paragraph(tr("1 Put the disk back into its PC, and leave the network cable out.", "@info step")));
    steps->addWidget(paragraph(tr("2 Start that Windows once, and shut it down properly.", "@info step")));
  }
  steps->addWidget(paragraph(tr("3 Then check again here.", "@info step")));
  steps->addWidget(withoutLink(), 0, Qt::AlignLeft);
  steps->addStretch(1);
  row->addLayout(steps, 1);
  place_->layout()->addWidget(line);
}

void RemovePage::fillRefusedHere() {
  QVBoxLayout& place = *static_cast<QVBoxLayout*>(place_->layout());
  if (wantsRights()) {
    intro_->setText(tr("This Windows can be changed with administrator rights only. Nothing was changed.", "@info"));
    place.addWidget(paragraph(session_.rightsError() ? tr("The rights were not given. Nothing was changed.", "@info")
                                                     : tr("Start Sankajo again with them. Windows then asks: \"Do you want to allow this app to make changes to your device?\" Answer Yes.", "@info")));
  } else {
    place.addWidget(paragraph(tr("Close other programs, and check again.", "@info")));
  }
  place.addWidget(withoutLink(), 0, Qt::AlignLeft);
}

QPushButton* RemovePage::withoutLink() {
  QPushButton* without = makeButton(ButtonKind::Link);
  without->setObjectName("goOnWithoutButton");
  without->setText(tr("Go on without removing", "@action:button"));
  connect(without, &QPushButton::clicked, this, [this] { QMetaObject::invokeMethod(this, [this] { goOn(); }, Qt::QueuedConnection); });
  return without;
}

void RemovePage::fillOutcomes() {
  if (session_.operations().empty()) return;
  std::vector<Operation> operations;
  for (const auto& [operation, result] : session_.operations()) operations.push_back(operation);
  auto* panel = new Panel;
  // What is done, and what waits for the restart, each with its own list.
  const bool restart = state() == State::Ended && session_.report() && session_.report()->exitCode == ExitRestart;
  auto* waiting = restart ? new Panel : nullptr;
  int number = 0;
  int waitingNumber = 0;
  if (restart) {
    panel->body()->addWidget(paragraph(tr("Done", "@title what is done"), theme::Type::Body, true));
    waiting->body()->addWidget(paragraph(tr("Waits for the restart", "@title what waits"), theme::Type::Body, true));
  }
  for (const Row& row : rowsOf(operations)) {
    RowOutcome outcome;
    for (const Operation* operation : row) {
      const auto index = operation - operations.data();
      outcome.now = outcome.now || session_.operationNow() == index;
      const auto& result = session_.operations()[static_cast<std::size_t>(index)].second;
      if (!result) outcome.waits = true;
      // The row is as its worst part.
      if (result && (outcome.worst == nullptr || badness(result->outcome) > badness(outcome.worst->outcome))) outcome.worst = &*result;
    }
    const bool waits = waiting != nullptr && outcome.worst != nullptr && outcome.worst->outcome == Outcome::PendingRestart;
    (waits ? waiting : panel)->body()->addWidget(operationRow(row, waits ? ++waitingNumber : ++number, &outcome));
  }
  place_->layout()->addWidget(panel);
  panel->setVisible(number > 0);
  if (waiting != nullptr) place_->layout()->addWidget(waiting);
}

std::vector<RemovePage::Row> RemovePage::rowsOf(const std::vector<Operation>& operations) {
  std::vector<Row> rows;
  for (const Operation& operation : operations) {
    const auto same = std::ranges::find_if(rows, [&operation](const Row& row) {
      const Operation& first = *row.front();
      return first.action.index() == operation.action.index() && first.consent == operation.consent && first.because == operation.because &&
             equalNoCase(shownName(whereOf(first.action)), shownName(whereOf(operation.action)));
    });
    if (same == rows.end()) {
      rows.push_back({&operation});
    } else {
      same->push_back(&operation);
    }
  }
  return rows;
}

QWidget* RemovePage::operationRow(const Row& operations, int number, const RowOutcome* outcome) const {
  const Wording& wording = session_.wording();
  const Operation& first = *operations.front();
  const OperationResult* result = outcome != nullptr && !outcome->waits ? outcome->worst : nullptr;
  auto* line = new QWidget;
  line->setObjectName("operation" + QString::number(number));
  auto* row = new QHBoxLayout(line);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(Theme::current().px(theme::measure::space3));
  auto* words = new QVBoxLayout;
  words->setSpacing(0);
  QString deed = text(wording.action(result != nullptr ? result->action : std::string(name(first.action)), shownName(whereOf(first.action))));
  if (operations.size() > 1) deed = tr("%1 (in %n place(s))", "@item deed", static_cast<int>(operations.size())).arg(deed);
  words->addWidget(paragraph(tr("%1 %2", "@item number and deed").arg(number).arg(deed)));
  const QString why = text(wording.why(first.consent, session_.threatName(first.advisory, first.because), name(first.action)));
  words->addWidget(paragraph(why, theme::Type::Secondary, false, true));
  row->addLayout(words, 1);
  QString said;
  if (outcome != nullptr) {
    said = result != nullptr ? text(wording.outcome(result->outcome)) : outcome->now ? tr("now", "@info outcome") : tr("waits", "@info outcome");
    auto* box = new OutcomeBox;
    box->setOutcome(result != nullptr ? boxOf(result->outcome) : outcome->now ? BoxState::Now : BoxState::Waiting);
    box->setAccessibleName(said);
    words->addWidget(paragraph(said, theme::Type::Secondary, true));
    const bool notDone = result != nullptr && result->outcome != Outcome::Done && result->outcome != Outcome::PendingRestart;
    if (notDone) words->addWidget(paragraph(text(wording.notDone(result->detail, result->action)), theme::Type::Secondary));
    row->addWidget(box, 0, Qt::AlignVCenter);
  }
  QStringList places;
  for (const Operation* operation : operations) places << text(displayable(whereOf(operation->action)));
  // Read as one sentence, the places apart.
  line->setAccessibleName(said.isEmpty() ? deed : tr("%1: %2", "@info:spoken deed and outcome").arg(deed, said));
  line->setAccessibleDescription(places.join('\n'));
  if (places_ == Places::InTip) {
    line->setToolTip(places.join('\n').toHtmlEscaped().replace('\n', "<br>"));
    return line;
  }
  auto* shown = paragraph(places.join('\n'), theme::Type::Secondary, false, true);
  shown->setObjectName("placesText");
  words->addWidget(shown);
  return line;
}

}  // namespace sankajo
