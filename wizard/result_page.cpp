// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/result_page.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

#include "wizard/bar_chart.h"

namespace sankajo {

ResultPage::ResultPage(Session& session) : Page(session, "resultPage") {
  auto* top = new QHBoxLayout;
  constexpr double emblemEms = 7;
  emblem_ = new EmblemPicture(Emblem::Unknown, emblemEms);
  top->addWidget(emblem_, 0, Qt::AlignTop);
  auto* words = new QVBoxLayout;
  verdict_ = new Heading(theme::Type::Verdict);
  verdict_->setObjectName("verdict");
  verdict_->setRuled(false);
  words->addWidget(verdict_);
  means_ = new Paragraph;
  words->addWidget(means_);
  words->addStretch(1);
  top->addLayout(words, 1);
  content().addLayout(top);
  content().addWidget(new SignatureRule);
  auto* states = new Panel;
  worm_ = new StateRow;
  hole_ = new StateRow;
  unread_ = new StateRow;
  worm_->setObjectName("wormState");
  hole_->setObjectName("holeState");
  unread_->setObjectName("unreadState");
  for (StateRow* row : {worm_, hole_, unread_}) states->body()->addWidget(row);
  content().addWidget(states);
  now_ = addText(theme::Type::Body, true);
  caveat_ = addText();
  thoroughly_ = addLink("checkThoroughlyButton");
  putAway_ = addLink("putAwayButton");
  undo_ = addLink("undoRunButton");
  without_ = addLink("goOnWithoutButton");
  details_ = new Details;
  details_->setObjectName("details");
  content().addWidget(details_);
  content().addStretch(1);
  // Two hundred lines take longer to make than a window may keep a person waiting who did not ask for them.
  connect(details_, &Details::opening, this, [this] {
    if (const auto page = session_.page()) fillDetails(*page);
  });

  connect(thoroughly_, &QPushButton::clicked, this, [this] { again(Depth::Thorough); });
  connect(putAway_, &QPushButton::clicked, this, [this] {
    session_.take(Session::Course::Infected);
    goOn();
  });
  connect(undo_, &QPushButton::clicked, this, [this] {
    emit asked([] {
      return Question{tr("Undo the last run?", "@title"), tr("What it removed comes back, the worm's file too.", "@info"), tr("Leave it", "@action:button"),
                      tr("Undo it", "@action:button")};
    },
               [this] {
                 session_.take(Session::Course::Infected);
                 session_.undo();
                 goOn();
               });
  });
  connect(without_, &QPushButton::clicked, this, [this] {
    left_ = session_.interrupted();
    session_.take(left_ ? Session::Course::Infected : Session::Course::NotInfected);
    goOn();
  });
  // What was asked of Windows was answered with no.
  connect(&session_, &Session::choiceChanged, this, [this] {
    if (isVisible() && session_.report()) refresh();
  });
  connect(&Theme::current(), &Theme::changed, this, &ResultPage::arrange);
  arrange();
}

void ResultPage::arrange() {
  const theme::Layout layout = Theme::current().layout();
  constexpr double large = 7;
  constexpr double small = 4.5;
  constexpr double smallest = 3;
  const double ems = layout.isShort ? smallest : layout.narrow ? small : large;
  emblem_->setEms({ems, ems});
}

bool ResultPage::wantsRights() const {
  const bool denied = std::ranges::any_of(session_.report()->evidence.notRead, [](const NotRead& one) { return one.why.starts_with(name(Errc::AccessDenied)); });
  return denied && session_.live() && session_.lacksRights() && session_.canStartAsAdministrator();
}

ResultPage::Deed ResultPage::deed() const {
  const auto& report = session_.report();
  if (!report) return Deed::Look;
  if (session_.interrupted()) return Deed::FinishRun;
  switch (report->assessment.infection) {
    case Infection::Infected:
      return Deed::GoOn;
    case Infection::Suspected:
      return report->evidence.depth == Depth::Thorough ? Deed::GoOn : Deed::LookThoroughly;
    case Infection::Unknown:
      return wantsRights() ? Deed::StartAsAdministrator : Deed::Look;
    case Infection::Traces:
    case Infection::Clean:
      break;
  }
  if (report->assessment.exposure == Exposure::Unknown && wantsRights()) return Deed::StartAsAdministrator;
  return report->assessment.exposure == Exposure::Unknown && !report->evidence.notRead.empty() ? Deed::Look : Deed::GoOn;
}

Footer ResultPage::footer() const {
  Footer footer;
  footer.back = true;
  switch (deed()) {
    case Deed::Look:
      footer.main = tr("Check again", "@action:button");
      footer.mainName = "checkAgainButton";
      break;
    case Deed::LookThoroughly:
      footer.main = tr("Check every place", "@action:button");
      footer.mainName = "checkEverywhereButton";
      break;
    case Deed::StartAsAdministrator:
      footer.main = tr("Start again as administrator", "@action:button");
      footer.mainName = "administratorButton";
      break;
    case Deed::FinishRun:
      footer.main = tr("Finish the last run", "@action:button");
      footer.mainName = "finishRunButton";
      break;
    case Deed::GoOn:
      footer.mainName = "goOnButton";
      if (session_.course() == Session::Course::NotInfected) {
        footer.main = session_.report()->assessment.nextStep == NextStep::Patch ? tr("Close the hole", "@action:button")
                                                                                  : tr("Go on to article 3", "@action:button");
      } else {
        footer.main = session_.cameBack() && nextId() != RemovePageId
                          ? nextId() == PatchPageId ? tr("Close the hole", "@action:button") : tr("Go on to the report", "@action:button")
                          : tr("Go on to article 2", "@action:button");
      }
      break;
  }
  return footer;
}

void ResultPage::shown() {
  left_ = false;
  details_->setOpen(false);
  refresh();
  verdict_->announce();
}

void ResultPage::again(Depth depth) {
  session_.check(depth);
  emit backRequested(CheckPageId);
}

bool ResultPage::mainPressed() {
  switch (deed()) {
    case Deed::Look:
      again(session_.depth());
      return false;
    case Deed::LookThoroughly:
      again(Depth::Thorough);
      return false;
    case Deed::StartAsAdministrator:
      session_.startAsAdministrator();
      return false;
    case Deed::FinishRun:
      session_.take(Session::Course::Infected);
      session_.finishInterrupted();
      return true;
    case Deed::GoOn:
      if (session_.course() == Session::Course::Open) session_.take(Session::Course::Infected);
      return true;
  }
  return true;
}

int ResultPage::nextId() const {
  // Removing would finish that run first.
  if (left_) return PatchPageId;
  // After the restart there is nothing more to remove; what is left is the hole, if it is.
  if (session_.cameBack() && session_.report() && session_.report()->assessment.infection == Infection::Clean) {
    return session_.mayBePluggedIn() ? FinishPageId : PatchPageId;
  }
  if (session_.course() == Session::Course::Infected || session_.course() == Session::Course::Open) return RemovePageId;
  if (!session_.report()) return UpdatePageId;
  const Exposure exposure = session_.report()->assessment.exposure;
  return exposure == Exposure::Closed || exposure == Exposure::NotAffected ? UpdatePageId : PatchPageId;
}

void ResultPage::retranslate() {
  const auto page = session_.page();
  if (!page) return;
  const Report& report = *session_.report();
  emblem_->setEmblem(page->emblem);
  verdict_->setText(text(page->headline));
  means_->setText(text(page->means));
  worm_->setState(page->worm.emblem, text(page->worm.text));
  hole_->setState(page->hole.emblem, text(page->hole.text));
  const auto unread = static_cast<int>(page->notRead.size());
  unread_->setVisible(unread > 0);
  unread_->setState(Emblem::Unknown, tr("%n place(s) could not be read", "@info", unread));
  // The cause that keeps it from being changed is told before anybody tries.
  const WindowsHere* windows = session_.windows();
  const bool unclean = windows != nullptr && windows->whyNotChanged && windows->whyNotChanged->code == Errc::Unclean;
  caveat_->setVisible(unclean);
  if (unclean) caveat_->setText(text(session_.wording().text("target.unclean")));
  // One recommended way for the main cause; Windows' question is announced, in its own words.
  const bool byRights = deed() == Deed::StartAsAdministrator;
  now_->setText(!byRights                ? text(page->now)
                : session_.rightsError() ? tr("The rights were not given. Without them this cannot be decided.", "@info")
                                         : tr("Some of it can be read with administrator rights only. Start Sankajo again with them. Windows then asks: "
                                              "\"Do you want to allow this app to make changes to your device?\" Answer Yes.",
                                              "@info"));

  const Infection infection = report.assessment.infection;
  const bool interrupted = session_.interrupted();
  const bool wasThorough = report.evidence.depth == Depth::Thorough;
  const bool certain = infection == Infection::Infected;
  thoroughly_->setText(tr("Check every place (takes longer)", "@action:button"));
  thoroughly_->setVisible(!interrupted && !wasThorough && !certain && deed() != Deed::LookThoroughly);
  putAway_->setText(infection == Infection::Traces ? tr("Clear the traces away", "@action:button") : tr("Put what was found in quarantine", "@action:button"));
  putAway_->setVisible(!interrupted && !session_.plan().operations.empty() && (infection == Infection::Traces || infection == Infection::Suspected));
  undo_->setText(interrupted ? tr("Undo the last run", "@action:button") : tr("Undo the treatment", "@action:button"));
  undo_->setVisible(session_.canUndo());
  without_->setText(interrupted ? tr("Leave the last run as it is, and go on", "@action:button") : tr("Go on without an answer", "@action:button"));
  without_->setVisible(interrupted || deed() == Deed::Look || byRights);
  if (details_->isOpen()) fillDetails(*page);
}

void ResultPage::fillDetails(const ReportPage& page) {
  clear(*details_->body());
  QVBoxLayout& body = *details_->body();
  const auto title = [&body](const std::string& words) { body.addWidget(paragraph(text(words), theme::Type::Body, true)); };
  title(page.doesNotMeanTitle);
  body.addWidget(paragraph(text(page.doesNotMean)));
  // More would make a page that nobody scrolls through; the report holds all.
  constexpr std::size_t most = 200;
  const auto list = [&](const std::string& words, const std::vector<ReportPage::Line>& lines) {
    if (lines.empty()) return;
    title(words);
    for (std::size_t i = 0; i < lines.size() && i < most; ++i) body.addWidget(stateRow(lines[i].emblem, text(lines[i].text), text(lines[i].where)));
    if (lines.size() > most) body.addWidget(paragraph(text(moreLines(session_.wording(), lines.size() - most))));
  };
  list(page.foundTitle, page.found);
  if (!page.advised.empty()) title(page.packageTitle);
  for (const std::string& line : page.advised) body.addWidget(paragraph(text(line)));
  for (const ReportPage::Fetch& one : page.advisedFetches) body.addWidget(paragraph(text(one.where), theme::Type::Secondary));
  list(page.notReadTitle, page.notRead);
  if (!page.attempts.empty()) title(page.attemptsTitle);
  for (const std::string& line : page.attempts) body.addWidget(paragraph(text(line)));
  for (const ReportPage::Chart& days : page.charts) {
    body.addWidget(paragraph(text(days.title), theme::Type::Secondary, true));
    auto* chart = new BarChart;
    chart->setObjectName("attemptsChart");
    chart->setBars(text(days.title), barsOf(days), days.normal);
    body.addWidget(chart);
  }
  for (const auto& [caption, value] : page.facts) body.addWidget(paragraph(tr("%1: %2", "@item caption and value").arg(text(caption), text(value)), theme::Type::Secondary, false, true));
}

}  // namespace sankajo
