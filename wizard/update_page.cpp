// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/update_page.h"

#include <QAccessible>
#include <QDate>
#include <QHBoxLayout>
#include <QVBoxLayout>
#include <algorithm>
#include <cmath>

#include "engine/upkeep.h"

namespace sankajo {

namespace {

constexpr std::size_t mostRows = 6;
constexpr qint64 spokenMs = 5000;
constexpr qint64 longMs = 60'000;  // Silence after which it is said that the agent is still waited for.

using Kind = UpdateFault::Kind;

/// Whether looking again may help; else only Windows' own page may.
bool isWorthLookingAgain(Kind kind) {
  switch (kind) {
    case Kind::Cancelled:
    case Kind::ServiceDisabled:
    case Kind::NoNetwork:
    case Kind::WrongClock:
    case Kind::Server:
    case Kind::NoSpace:
    case Kind::Busy:
    case Kind::LicenceDeclined:
      return true;
    case Kind::NoAnswer:
    case Kind::AgentMissing:
    case Kind::Managed:
    case Kind::NoRights:
    case Kind::RestartFirst:
    case Kind::Records:
    case Kind::Failed:
      return false;
  }
  return false;
}

/// The same in both languages.
QString sizeText(std::uint64_t bytes) {
  constexpr double mega = 1024 * 1024;
  constexpr double giga = mega * 1024;
  constexpr double few = 10;
  const auto number = [](double value) { return QLocale(QLocale::English).toString(value, 'f', value < few ? 1 : 0); };
  const auto size = static_cast<double>(bytes);
  if (size >= giga) return QStringLiteral("%1 GB").arg(number(size / giga));
  return QStringLiteral("%1 MB").arg(number(std::max(size / mega, 0.1)));
}

BoxState boxOf(const UpdateWork& agent, std::size_t update) {
  const auto& result = agent.results()[update];
  if (!result) return BoxState::Waiting;
  switch (result->outcome) {
    case Outcome::Done:
      return BoxState::Done;
    case Outcome::Failed:
      return BoxState::Failed;
    case Outcome::Refused:
    case Outcome::Skipped:
      return BoxState::Skipped;
    case Outcome::PendingRestart:
      return BoxState::AfterRestart;
  }
  return BoxState::Waiting;
}

std::size_t failures(const UpdateWork& agent) {
  return static_cast<std::size_t>(
      std::ranges::count_if(agent.results(), [](const auto& one) { return one && one->outcome == Outcome::Failed; }));
}

std::size_t installed(const UpdateWork& agent) {
  return static_cast<std::size_t>(std::ranges::count_if(
      agent.results(), [](const auto& one) { return one && (one->outcome == Outcome::Done || one->outcome == Outcome::PendingRestart); }));
}

}  // namespace

UpdatePage::UpdatePage(Session& session) : Page(session, "updatePage") {
  heading_ = new Heading;
  content().addWidget(heading_);
  auto* top = new QHBoxLayout;
  picture_ = new Picture("pic-update", {18, 12});
  top->addWidget(picture_, 0, Qt::AlignTop);
  auto* words = new QVBoxLayout;
  why_ = new Paragraph;
  why_->setObjectName("whyText");
  here_ = new Paragraph;
  words->addWidget(why_);
  words->addWidget(here_);
  words->addStretch(1);
  top->addLayout(words, 1);
  content().addLayout(top);
  stage_ = addText(theme::Type::Lead, true);
  stage_->setObjectName("updateStageText");
  bar_ = new ProgressTrough;
  bar_->setRange(0, 1000);
  content().addWidget(bar_);
  times_ = addText();
  times_->setObjectName("progressText");
  place_ = addText(theme::Type::Secondary, false, true);
  place_->setObjectName("updateNowText");
  happens_ = addText();
  happens_->setObjectName("updateHappensText");
  list_ = new Panel;
  content().addWidget(list_);
  more_ = new Details;
  more_->button()->setObjectName("moreUpdatesButton");
  content().addWidget(more_);
  next_ = addText();
  next_->setObjectName("updateNextText");
  withoutIt_ = addLink("withoutItButton");
  automatic_ = new Panel;
  automaticText_ = paragraph({});
  automaticText_->setObjectName("automaticText");
  turnOn_ = makeButton(ButtonKind::Link);
  turnOn_->setObjectName("turnOnButton");
  automatic_->body()->addWidget(automaticText_);
  automatic_->body()->addWidget(turnOn_, 0, Qt::AlignLeft);
  content().addWidget(automatic_);
  left_ = new Panel;
  left_->setObjectName("leftPanel");
  content().addWidget(left_);
  for (Paragraph*& step : steps_) step = addText();
  care_ = new Panel;
  content().addWidget(care_);
  done_ = new CheckRow;
  done_->setObjectName("upToDateRow");
  content().addWidget(done_);
  again_ = addLink("lookAgainButton");
  settings_ = addLink("settingsButton");
  later_ = addLink("goOnWithoutButton");
  content().addStretch(1);

  const auto arrange = [this, top] {
    sayWhy();
    top->setSpacing(Theme::current().px(theme::measure::space5));
    fillList();
  };
  connect(&Theme::current(), &Theme::changed, this, arrange);
  connect(done_, &QAbstractButton::toggled, this, [this](bool said) {
    session_.sayUpToDate(said);
    emit footerChanged();
  });
  connect(turnOn_, &QPushButton::clicked, this, [this] { agent()->turnOnAutomaticUpdates(); });
  connect(withoutIt_, &QPushButton::clicked, this, [this] { agent()->agree(false); });
  connect(again_, &QPushButton::clicked, this, [this] { agent()->search(); });
  connect(settings_, &QPushButton::clicked, this, &UpdatePage::openSettings);
  connect(later_, &QPushButton::clicked, this, &UpdatePage::goOn);
  connect(&session_, &Session::updatesChanged, this, [this] {
    if (!isVisible()) return;
    opened_ = false;
    more_->setOpen(false);
    refresh();
    QAccessibleEvent alert(stage_, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
  });
  connect(&session_, &Session::updatesProgressed, this, &UpdatePage::sayProgress);
  connect(more_, &Details::opening, this, &UpdatePage::fillMore);
  connect(&session_, &Session::networkChanged, this, [this] {
    if (isVisible()) refresh();
  });
  arrange();
}

QString UpdatePage::faultText(Kind kind) {
  switch (kind) {
    case Kind::Cancelled:
      return tr("Stopped. Nothing was installed.", "@info");
    case Kind::NoAnswer:
      return tr(
          "Windows Update does not answer. It may still be at work: leave this PC on for a while, and then look in the settings of "
          "Windows.",
          "@info");
    case Kind::AgentMissing:
      return tr("Windows Update cannot be used from here. Open it in the settings of Windows instead.", "@info");
    case Kind::ServiceDisabled:
      return tr("Windows Update is turned off on this PC. It can be turned on from here. Automatic updates are turned on with it.",
                "@info");
    case Kind::NoNetwork:
      return tr("There is no connection to the internet. Plug the network cable in or turn Wi-Fi on, and look again.", "@info");
    case Kind::WrongClock:
      return tr(
          "No secure connection to Microsoft was possible. Mostly the date or the time of this PC is wrong. Set both right, and look "
          "again.",
          "@info");
    case Kind::Server:
      return tr("Microsoft's servers did not answer as they should. Wait for half an hour, and look again.", "@info");
    case Kind::Managed:
      return tr("An organisation, such as a company or a school, decides about the updates of this PC. Ask those who look after it.",
                "@info");
    case Kind::NoRights:
      return tr("Administrator rights are needed for this. Open Windows Update in the settings of Windows instead.", "@info");
    case Kind::NoSpace:
      return tr("There is too little free space on the drive of Windows. Empty the recycle bin, and look again.", "@info");
    case Kind::Busy:
      return tr("Windows is installing something else just now. Wait until that has ended, and look again.", "@info");
    case Kind::RestartFirst:
      return tr("Windows first needs a restart, to finish what was installed before. After it, start Sankajo again and look again.",
                "@info");
    case Kind::LicenceDeclined:
      return tr("Left out, because its licence was not agreed to.", "@info");
    case Kind::Records:
      return tr(
          "Windows Update cannot read its own records. Restart this PC once, and look again. If that does not help, open it in the "
          "settings of Windows.",
          "@info");
    case Kind::Failed:
      return tr(
          "Windows Update could not do it. Restart this PC once, and look again. If that does not help, open it in the settings of "
          "Windows.",
          "@info");
  }
  return {};
}

UpdateWork* UpdatePage::agent() const {
  return session_.mayBePluggedIn() ? session_.updates() : nullptr;
}

bool UpdatePage::leadsToSettings() const {
  if (!session_.canOpenUpdate() || opened_ || session_.saidUpToDate()) return false;
  if (agent() == nullptr) return true;
  if (stage() != Stage::CouldNot || !agent()->fault() || agent()->waitsForRestart()) return false;
  return agent()->turnOnFault() || !isWorthLookingAgain(agent()->fault()->kind);
}

Footer UpdatePage::footer() const {
  Footer footer;
  const UpdateWork* work = agent();
  if (work != nullptr && work->working()) {
    footer.stop = stage() == Stage::Searching     ? tr("Stop looking", "@action:button")
                  : stage() == Stage::Downloading ? tr("Stop downloading", "@action:button")
                                                  : tr("Stop after this update", "@action:button");
    return footer;
  }
  footer.back = true;
  if (leadsToSettings()) {
    footer.main = tr("Open Windows Update", "@action:button");
    footer.mainName = "openUpdateButton";
    return footer;
  }
  const bool said = session_.saidUpToDate();
  if (work != nullptr && !said && !opened_) {
    footer.mainEnabled = !work->turningOn();
    switch (stage()) {
      case Stage::NotAsked:
        footer.main = tr("Look for updates", "@action:button");
        footer.mainName = "lookForUpdatesButton";
        return footer;
      case Stage::Found:
        footer.main = tr("Install %n update(s)", "@action:button", static_cast<int>(work->offered().size()));
        footer.mainName = "installUpdatesButton";
        return footer;
      case Stage::Licence:
        footer.main = tr("Agree and go on", "@action:button");
        footer.mainName = "agreeButton";
        return footer;
      case Stage::CouldNot:
        if (work->waitsForRestart() || (work->fault() && !isWorthLookingAgain(work->fault()->kind))) break;
        if (work->fault() && work->fault()->kind == Kind::ServiceDisabled) {
          footer.main = tr("Turn Windows Update on", "@action:button");
          footer.mainName = "turnOnButton";
          return footer;
        }
        footer.main = tr("Look again", "@action:button");
        footer.mainName = "lookForUpdatesButton";
        return footer;
      case Stage::Finished:
        if (!work->mayHaveMore()) break;
        footer.main = tr("Look again", "@action:button");
        footer.mainName = "lookForUpdatesButton";
        return footer;
      default:
        break;
    }
  }
  footer.mainEnabled = true;
  footer.main = tr("Go on to the report", "@action:button");
  footer.mainName = "goOnButton";
  return footer;
}

void UpdatePage::shown() {
  opened_ = false;
  done_->setChecked(session_.saidUpToDate());
  refresh();
  heading_->announce();
}

bool UpdatePage::mainPressed() {
  const QByteArray name = footer().mainName;
  if (name == "goOnButton") return true;
  if (name == "openUpdateButton") openSettings();
  if (name == "lookForUpdatesButton") agent()->search();
  if (name == "installUpdatesButton") agent()->install();
  if (name == "turnOnButton") agent()->turnOnAutomaticUpdates();
  if (name == "agreeButton") agent()->agree(true);
  return false;
}

void UpdatePage::openSettings() {
  // Where it does not open, the steps lead there too.
  session_.openUpdate();
  opened_ = true;
  refresh();
}

void UpdatePage::retranslate() {
  heading_->setText(tr("Bring Windows up to date", "@title"));
  sayWhy();
  sayStage();
  spoken_.invalidate();  // What was spoken last was in the other language, or of another stage.
  sayProgress();
  fillList();
  if (more_->isOpen()) fillMore();
  sayAutomatic();
  saySteps();
  sayWhatIsLeft();
  const UpdateWork* work = agent();
  const bool working = work != nullptr && work->working();
  const QByteArray main = footer().mainName;
  withoutIt_->setText(tr("Go on without this update", "@action:button"));
  withoutIt_->setVisible(stage() == Stage::Licence);
  again_->setText(tr("Look again", "@action:button"));
  again_->setVisible(work != nullptr && !work->turningOn() && main != "lookForUpdatesButton" &&
                     (stage() == Stage::CouldNot || (stage() == Stage::Finished && !work->waitsForRestart())));
  settings_->setText(tr("Open Windows Update in the settings", "@action:button"));
  settings_->setVisible(session_.canOpenUpdate() && main != "openUpdateButton" &&
                        (stage() == Stage::NotAsked || stage() == Stage::CouldNot));
  done_->setLabel(tr("I have done it already", "@option:check"));
  done_->setVisible(stage() == Stage::NotAsked || stage() == Stage::CouldNot);
  later_->setText(tr("Not now, go on to the report", "@action:button"));
  later_->setVisible(work != nullptr && !working && stage() != Stage::Licence && main != "goOnButton");
}

void UpdatePage::sayWhy() {
  const bool first = stage() == Stage::NotAsked;
  // Where there is more to be said than shown, the words come first.
  picture_->setVisible(first && !Theme::current().layout().narrow && !end());
  why_->setVisible(first);
  here_->setVisible(!session_.live());
  const auto page = session_.page();
  const Exposure exposure = session_.report() ? session_.report()->assessment.exposure : Exposure::Unknown;
  const bool closed = exposure == Exposure::Closed || exposure == Exposure::NotAffected;
  // People come here without an answer, too, or with traces: what was found is said in its own words.
  QStringList why;
  if (page) why << text(page->worm.text) << text(page->hole.text);
  why << (closed ? tr("Other holes are closed by bringing this Windows up to date.", "@info")
                 : tr("First close the hole, then bring this Windows up to date.", "@info"));
  why_->setText(why.join('\n'));
  here_->setText(tr("It is done in that Windows itself, when the disk is back in its PC.", "@info"));
}

void UpdatePage::sayStage() {
  const UpdateWork* work = agent();
  QString now, happens, next;
  if (work != nullptr) {
    const auto& fault = work->fault();
    const int count = static_cast<int>(work->offered().size());
    std::uint64_t bytes = 0;
    for (const OfferedUpdate& one : work->offered()) bytes += one.bytes;
    switch (stage()) {
      case Stage::NotAsked:
        if (fault) now = tr("Stopped looking. Nothing was changed.", "@info");
        happens = tr("Windows Update is asked what this PC still needs. You see the list before anything is installed.", "@info");
        break;
      case Stage::Searching:
        now = tr("Looking for updates", "@title");
        happens = tr("Windows Update finds out what this PC still needs. That can take several minutes.", "@info");
        break;
      case Stage::Found:
        now = tr("%n update(s) can be installed", "@title", count);
        if (fault) happens = tr("Stopped. Nothing was installed.", "@info");
        next =
            bytes > 0
                ? tr("At most %1 are downloaded. Close the other programs first. You can stop at any time.", "@info").arg(sizeText(bytes))
                : tr("Close the other programs first. You can stop at any time.", "@info");
        break;
      case Stage::Licence:
        now = tr("Do you agree to this licence?", "@title");
        happens = tr("Microsoft asks this for \"%1\".", "@info").arg(text(work->offered()[work->licenceOf()].title));
        next = tr("Without your agreement this update is left out. The others are installed.", "@info");
        break;
      case Stage::Downloading:
        now = tr("Downloading the updates", "@title");
        happens = tr("Please leave this PC on and connected to the internet. After the download the updates are installed.", "@info");
        break;
      case Stage::Installing:
        now = tr("Installing the updates", "@title");
        happens = tr("Please leave this PC on. Large updates can stay at the same number for a long time.", "@info");
        break;
      case Stage::NothingToDo:
        now = work->waitsForRestart() ? tr("A restart is needed first", "@title") : tr("There is nothing to install", "@title");
        happens =
            work->waitsForRestart() ? faultText(Kind::RestartFirst) : tr("Windows Update says that this Windows is up to date.", "@info");
        next = tr("Next, the report.", "@info");
        break;
      case Stage::Finished: {
        const auto failed = failures(*work);
        const auto done = installed(*work);
        now = failed > 0                ? tr("%n update(s) could not be installed", "@title", static_cast<int>(failed))
              : work->waitsForRestart() ? tr("A restart is needed to finish", "@title")
                                        : tr("%n update(s) are installed", "@title", static_cast<int>(done));
        if (failed > 0 && done > 0) happens = tr("%n update(s) are installed.", "@info", static_cast<int>(done));
        if (!work->mayHaveMore() && failed == 0 && !work->waitsForRestart())
          happens = tr("The others were not installed. You can look for them again at any time.", "@info");
        next = work->waitsForRestart() ? tr("Next, the report. From there this PC can be restarted.", "@info")
               : failed > 0            ? tr("Restart this PC once, and look again. What could not be installed is offered anew.", "@info")
               : work->mayHaveMore()   ? tr("More may be offered after these. Look again, until there is nothing left to install.", "@info")
                                       : tr("Next, the report.", "@info");
        break;
      }
      case Stage::CouldNot:
        now = tr("Windows Update could not go on", "@title");
        if (fault) happens = faultText(fault->kind);
        break;
    }
    if (work->stopping()) {
      happens = stage() == Stage::Installing
                    ? tr("Stopping. The update at hand is brought to its end first. Please leave this PC on.", "@info")
                    : tr("Stopping.", "@info");
    }
  }
  const auto say = [](Paragraph* where, const QString& what) {
    where->setText(what);
    where->setVisible(!what.isEmpty());
  };
  say(stage_, now);
  say(happens_, happens);
  say(next_, next);
}

void UpdatePage::sayProgress() {
  const UpdateWork* work = agent();
  const bool working = work != nullptr && work->working();
  const bool counts = working && stage() != Stage::Searching;
  bar_->setAccessibleName(tr("Progress", "@info:spoken"));
  bar_->setVisible(counts);
  times_->setVisible(working);
  if (!working) {
    place_->setVisible(false);
    times_->setAccessibleName({});
    return;
  }
  const UpdateWork::Now now = work->now();
  QStringList parts;
  if (counts) {
    bar_->setValue(static_cast<int>(std::lround(now.share * bar_->maximum())));
    parts << tr("%1 %", "@info progress").arg(static_cast<int>(std::floor(now.share * 100)));
  }
  parts << tr("%n second(s) gone", "@info progress", static_cast<int>(now.elapsedMs / 1000));
  times_->setText(parts.join(tr(" · ", "@info between parts of the progress")));
  const bool isLong = now.silentMs > longMs;
  place_->setVisible(isLong || (counts && now.number > 0));
  if (isLong) {
    place_->setText(
        tr("Windows Update has said nothing for %n minute(s). It is still waited for.", "@info", static_cast<int>(now.silentMs / longMs)));
  } else if (now.number > 0) {
    place_->setText(tr("Update %1 of %2: \"%3\"", "@info").arg(now.number).arg(now.count).arg(text(work->offered()[now.update].title)));
  }
  if (spoken_.isValid() && spoken_.elapsed() < spokenMs) return;
  spoken_.start();
  times_->setAccessibleName(times_->text());
  QAccessibleEvent event(times_, QAccessible::Alert);
  QAccessible::updateAccessibility(&event);
}

std::vector<std::size_t> UpdatePage::listed() const {
  const UpdateWork* work = agent();
  if (work == nullptr || (stage() != Stage::Found && stage() != Stage::Finished)) return {};
  std::vector<std::size_t> all(work->offered().size());
  for (std::size_t i = 0; i < all.size(); ++i) all[i] = i;
  const auto isWell = [work](std::size_t i) {
    const auto& result = work->results()[i];
    return result && (result->outcome == Outcome::Done || result->outcome == Outcome::PendingRestart);
  };
  std::ranges::stable_partition(all, [&isWell](std::size_t i) { return !isWell(i); });
  return all;
}

QWidget* UpdatePage::row(std::size_t update) const {
  const UpdateWork& work = *agent();
  const OfferedUpdate& one = work.offered()[update];
  auto* line = new QWidget;
  auto* layout = new QHBoxLayout(line);
  layout->setContentsMargins(0, 0, 0, 0);
  layout->setSpacing(Theme::current().px(theme::measure::space3));
  auto* words = new QVBoxLayout;
  words->setSpacing(0);
  words->addWidget(paragraph(tr("\"%1\"", "@item title of an update").arg(text(one.title))));
  if (stage() == Stage::Finished) {
    auto* box = new OutcomeBox;
    const BoxState state = boxOf(work, update);
    box->setOutcome(state);
    layout->addWidget(box, 0, Qt::AlignTop);
    const auto& why = work.results()[update]->why;
    const bool explains = why && why->kind != Kind::Cancelled && (state == BoxState::Failed || state == BoxState::Skipped);
    words->addWidget(paragraph(explains ? faultText(why->kind) : OutcomeBox::words(state), theme::Type::Secondary, false, true));
  } else if (one.bytes > 0) {
    words->addWidget(paragraph(tr("at most %1", "@item size of a download").arg(sizeText(one.bytes)), theme::Type::Secondary, false, true));
  }
  layout->addLayout(words, 1);
  return line;
}

void UpdatePage::fillList() {
  clear(*list_->body());
  const std::vector<std::size_t> rows = listed();
  const bool licence = stage() == Stage::Licence;
  for (std::size_t i = 0; i < rows.size() && i < mostRows; ++i) list_->body()->addWidget(row(rows[i]));
  if (rows.size() > mostRows) {
    list_->body()->addWidget(paragraph(text(moreLines(session_.wording(), rows.size() - mostRows)), theme::Type::Secondary, false, true));
  }
  if (licence) {
    const std::string terms = agent()->offered()[agent()->licenceOf()].licence.value_or("");
    auto* words = paragraph(terms.empty() ? tr("Windows Update gives no text of this licence. To read it first, leave this update out, and install it in "
                                               "the settings of Windows.",
                                               "@info")
                                          : text(terms),
                            theme::Type::Secondary);
    words->setObjectName("licenceText");
    list_->body()->addWidget(words);
  }
  list_->setVisible(!rows.empty() || licence);
  const bool code = stage() == Stage::CouldNot && agent()->fault() && agent()->fault()->code != 0;
  more_->setVisible(rows.size() > mostRows || code || (stage() == Stage::Finished && failures(*agent()) > 0));
}

void UpdatePage::fillMore() {
  clear(*more_->body());
  const auto code = [this](const UpdateFault& fault) {
    if (fault.code == 0) return;
    more_->body()->addWidget(paragraph(
        tr("Code of Windows Update: \"%1\"", "@info").arg("0x" + QString::number(fault.code, 16).toUpper().rightJustified(8, '0')),
        theme::Type::Secondary));
  };
  const std::vector<std::size_t> rows = listed();
  for (const std::size_t i : rows) {
    if (rows.size() > mostRows) more_->body()->addWidget(row(i));
    const auto& result = agent()->results()[i];
    if (!result || result->outcome != Outcome::Failed || !result->why) continue;
    if (rows.size() <= mostRows)
      more_->body()->addWidget(
          paragraph(tr("\"%1\"", "@item title of an update").arg(text(agent()->offered()[i].title)), theme::Type::Secondary));
    code(*result->why);
  }
  if (stage() == Stage::CouldNot && agent()->fault()) code(*agent()->fault());
}

void UpdatePage::sayAutomatic() {
  const UpdateWork* work = agent();
  const bool off = work != nullptr && work->automatic() && *work->automatic() != AutomaticUpdates::On;
  const bool byOthers = off && *work->automatic() == AutomaticUpdates::OffByOrganisation;
  const bool tried = work != nullptr && work->turnOnFault().has_value();
  const bool rests = work != nullptr && !work->working() && stage() != Stage::NotAsked && stage() != Stage::Licence;
  automatic_->setVisible(rests && (off || tried));
  if (!rests) return;
  automaticText_->setText(
      byOthers ? tr("Automatic updates are off. An organisation, such as a company or a school, has set it so.", "@info")
      : tried
          ? tr("Automatic updates could not be turned on. Open Windows Update in the settings of Windows, and look for it there.", "@info")
          : tr("Automatic updates are off. When they are on, Windows closes new holes by itself.", "@info"));
  turnOn_->setText(work->turningOn() ? tr("Being turned on", "@action:button") : tr("Turn automatic updates on", "@action:button"));
  turnOn_->setEnabled(!work->turningOn());
  turnOn_->setVisible(!byOthers && !tried && QByteArray(footer().mainName) != "turnOnButton");
}

void UpdatePage::saySteps() {
  const bool live = session_.live();
  const UpdateWork* work = agent();
  const bool byHand = live && (work == nullptr || opened_ || leadsToSettings());
  const bool plugIn = live && work != nullptr && stage() == Stage::NotAsked && !session_.network().connected();
  steps_[0]->setVisible(!live || byHand || plugIn);
  steps_[1]->setVisible(!live || byHand);
  steps_[2]->setVisible(!live || byHand);
  steps_[3]->setVisible(!live);
  if (live) {
    steps_[0]->setText(!session_.mayBePluggedIn() ? tr("1 Leave the network cable out until the hole is closed.", "@info step")
                       : byHand                   ? tr("1 Plug the network cable back in, or turn Wi-Fi on.", "@info step")
                                                  : tr("First plug the network cable back in, or turn Wi-Fi on.", "@info"));
    steps_[1]->setText(tr("2 Open Windows Update in the settings of Windows.", "@info step"));
    steps_[2]->setText(tr("3 Press \"Check for updates\", and install what it finds.", "@info step"));
    return;
  }
  steps_[0]->setText(tr("1 Put the disk back into its PC and start it.", "@info step"));
  steps_[1]->setText(tr("2 Turn on the firewall (it blocks traffic from outside) before the network cable goes in.", "@info step"));
  steps_[2]->setText(end() ? tr("3 Open Windows Update. For a Windows of that time it may no longer answer: then install the last service "
                                "pack (a set of fixes) from a CD.",
                                "@info step")
                           : tr("3 Open Windows Update, press \"Check for updates\", and install what it finds.", "@info step"));
  steps_[3]->setText(tr("4 A PC that only runs a machine is best left without a network.", "@info step"));
}

std::optional<std::string> UpdatePage::end() const {
  return session_.report() ? supportEnd(session_.report()->evidence.system) : std::nullopt;
}

void UpdatePage::sayWhatIsLeft() {
  clear(*left_->body());
  clear(*care_->body());
  const auto ended = end();
  const bool fits = ended && (stage() == Stage::NotAsked || stage() == Stage::CouldNot || stage() == Stage::NothingToDo);
  left_->setVisible(fits);
  care_->setVisible(false);
  if (!ended) return;
  const auto& report = session_.report();
  const SystemFacts& system = report->evidence.system;
  const auto add = [](Panel* panel, const QString& words, bool bold = false) {
    panel->body()->addWidget(paragraph(words, theme::Type::Body, bold));
  };
  const QDate day = QDate::fromString(text(*ended), Qt::ISODate);
  add(left_, tr("Microsoft no longer updates this Windows", "@title"), true);
  add(left_,
      tr("For %1 that ended on %2. Holes that were found later stay open in it.", "@info product and day")
          .arg(text(system.product).replace(' ', QChar::Nbsp), QLocale().toString(day, tr("d MMMM yyyy", "@info how a day is written"))));
  if (system.product.starts_with("Windows 10")) {
    add(left_, tr("A PC for which longer updates were ordered still gets them. Otherwise move to a newer Windows: ask a shop whether this "
                  "PC can run it.",
                  "@info"));
    return;
  }
  care_->setVisible(fits);
  QStringList names;
  for (const Advisory& advisory : session_.advisories()) {
    if (!advisory.hole) continue;
    for (const NamedFix& fix : fixesLeft(report->evidence, *advisory.hole)) {
      const QString number = fix.id.starts_with("SP") ? text(fix.id.substr(2)) : QString::number(fix.servicePack.value_or(0));
      names << tr("\"%1\"", "@item name of a service pack or a patch").arg(fix.servicePack ? "Service Pack " + number : text(fix.id));
    }
  }
  if (!names.isEmpty()) {
    auto* fixes =
        paragraph(tr("These can still be installed, in this order: %1", "@info").arg(names.join(tr(", ", "@item between names"))));
    fixes->setObjectName("fixesText");
    left_->body()->addWidget(fixes);
    add(left_, tr("Fetch them with another PC, or take them from a CD of that time.", "@info"));
  }
  add(care_, tr("What to do with such a PC", "@title"), true);
  add(care_, tr("After that, keep it off the network.", "@info"));
  add(care_, tr("Move your photos and documents to a PC that is still updated, for example with a USB stick.", "@info"));
  add(care_, tr("Bring the other PCs of the home up to date first.", "@info"));
}

}  // namespace sankajo
