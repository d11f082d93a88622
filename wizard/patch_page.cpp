// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/patch_page.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QRegularExpression>
#include <QVBoxLayout>
#include <algorithm>

#include "engine/text.h"
#include "wizard/finish_page.h"

namespace sankajo {

PatchPage::PatchPage(Session& session) : Page(session, "patchPage") {
  auto* top = new QHBoxLayout;
  emblem_ = new EmblemPicture(Emblem::HoleUnknown);
  top->addWidget(emblem_, 0, Qt::AlignTop);
  heading_ = new Heading;
  heading_->setRuled(false);
  top->addWidget(heading_, 1, Qt::AlignVCenter);
  content().addLayout(top);
  content().addWidget(new SignatureRule);
  what_ = addText();
  work_ = new WorkView(session);
  content().addWidget(work_);
  package_ = new Panel;
  content().addWidget(package_);
  advised_ = new Panel;
  content().addWidget(advised_);
  trouble_ = addText(theme::Type::Body, true);
  trouble_->setObjectName("patchTroubleText");
  then_ = addText();
  folder_ = addLink("choosePatchesButton");
  again_ = addLink("checkAgainButton");
  content().addStretch(1);
  connect(folder_, &QPushButton::clicked, this, &PatchPage::chooseFolder);
  connect(again_, &QPushButton::clicked, this, [this] {
    session_.check(session_.depth());
    emit backRequested(CheckPageId);
  });
  for (const auto signal : {&Session::started, &Session::finished}) {
    connect(&session_, signal, this, [this] {
      if (isVisible()) refresh();
    });
  }
  const auto arrange = [this] {
    constexpr double usual = 4.5;
    constexpr double small = 3;
    const double ems = Theme::current().layout().isShort ? small : usual;
    emblem_->setEms({ems, ems});
    fillPackage();
  };
  connect(&Theme::current(), &Theme::changed, this, arrange);
  arrange();
}

bool PatchPage::closed() const {
  if (!session_.report()) return false;
  const Exposure exposure = session_.report()->assessment.exposure;
  return exposure == Exposure::Closed || exposure == Exposure::NotAffected;
}

bool PatchPage::isReady() const {
  if (!session_.report() || closed()) return false;
  return std::ranges::any_of(session_.report()->assessment.holes, [](const HoleFinding& hole) {
    return std::ranges::any_of(hole.patches, [](const PatchFinding& patch) { return patch.state == PatchState::Staged; });
  });
}

Footer PatchPage::footer() const {
  Footer footer;
  if (session_.working()) {
    footer.mainEnabled = false;
    if (session_.work() == Session::Work::Treating) footer.stop = tr("Stop after this step", "@action:button");
    return footer;
  }
  // After a treatment there is no way back but undo.
  footer.back = session_.lastWork() == Session::Work::Checking;
  const bool ready = putsIn() && !closed();
  const bool brief = Theme::current().layout().brief;
  if (ready && session_.live()) {
    footer.main = brief ? tr("Install it", "@action:button short") : tr("Install the patch now", "@action:button");
    footer.mainName = "installPatchButton";
    return footer;
  }
  if (ready) {
    footer.main = brief ? tr("Put it ready", "@action:button short") : tr("Put the patch ready", "@action:button");
  } else {
    footer.main = closed() || isReady() || session_.patchWaitsForRestart() ? tr("Go on", "@action:button") : tr("Go on, I will fetch it", "@action:button");
  }
  footer.mainName = ready ? "putReadyButton" : "goOnButton";
  return footer;
}

void PatchPage::shown() {
  fetches_ = false;
  refresh();
  heading_->announce();
}

bool PatchPage::mainPressed() {
  if (!putsIn() || closed()) return true;
  session_.putPatchIn();
  return false;
}

int PatchPage::nextId() const {
  if (session_.patchWaitsForRestart()) return FinishPageId;
  return session_.course() == Session::Course::NotInfected ? UpdatePageId : FinishPageId;
}

void PatchPage::chooseFolder() {
  const QString folder = QFileDialog::getExistingDirectory(this, tr("Choose the folder that has the patch files and packages.json in it", "@title:window"));
  if (!folder.isEmpty()) session_.seekPatch(folder.toStdString());
}

void PatchPage::retranslate() {
  work_->retranslate();
  const bool working = session_.working();
  work_->setVisible(working);
  if (session_.unwritten() && !working) return tellUnwritten();
  const auto page = session_.page();
  if (!page) return;
  emblem_->setEmblem(page->hole.emblem);
  // A heading has no full stop.
  heading_->setText(text(page->hole.text).remove(QRegularExpression("[.。]$")));
  if (working) {
    what_->setText(session_.work() != Session::Work::Treating ? tr("The patch files are being looked at.", "@info")
                   : session_.live() ? tr("The patch is being installed. This takes some minutes. Please leave this PC on.", "@info")
                                     : tr("The patch is being put ready. Please leave the disk connected.", "@info"));
  } else if (closed()) {
    what_->setText(tr("The worm cannot come in through this hole. There is nothing to install for it.", "@info"));
  } else if (session_.patchWaitsForRestart()) {
    what_->setText(tr("The patch is installed, and works from the restart on. Until then the hole is open.", "@info"));
  } else if (isReady()) {
    what_->setText(tr("The patch is on the disk now. It closes the hole when this Windows next starts:", "@info"));
  } else {
    what_->setText(tr("Leave the network cable out until the patch is installed. This is the right patch for this Windows:", "@info"));
  }
  then_->setText(thenText());
  then_->setVisible(!working && !then_->text().isEmpty());
  QString trouble;
  if (session_.patchError()) {
    const std::string key = session_.patchError()->code == Errc::Refused ? "usage.no_packages" : "cli.bad_packages";
    trouble = text(session_.wording().text(key, {session_.patchFolder()}));
  } else if (session_.planChanged()) {
    trouble = tr("This Windows has changed since the check. Please check again.", "@info");
  } else if (!whyNotInstalled().isEmpty()) {
    trouble = whyNotInstalled();
  } else if (session_.error()) {
    trouble = text(session_.wording().error(*session_.error(), Phase::Treating));
  }
  trouble_->setText(trouble);
  trouble_->setVisible(!working && !closed() && !trouble.isEmpty());
  folder_->setText(tr("Choose the folder with the patch files", "@action:button"));
  folder_->setVisible(!working && !closed() && !isReady() && !session_.patchWaitsForRestart());
  again_->setText(tr("Check again", "@action:button"));
  again_->setVisible(!working && !closed());
  fillPackage();
}

void PatchPage::tellUnwritten() {
  emblem_->setEmblem(Emblem::Unknown);
  heading_->setText(FinishPage::tr("Not everything could be written", "@title"));
  what_->setText(session_.error() ? text(session_.wording().error(*session_.error(), Phase::Treating)) : QString());
  for (QWidget* one : std::initializer_list<QWidget*>{then_, trouble_, folder_, again_, package_, advised_}) one->hide();
}

QString PatchPage::thenText() const {
  if (closed()) return tr("Next: what was done, and the report.", "@info");
  // Else what to do then stands with the patch.
  if (isReady()) return session_.page()->nowStarts ? text(session_.page()->now) : QString();
  if (session_.patchWaitsForRestart()) return tr("Next: restart this PC, with the network cable out.", "@info");
  if (putsIn() && session_.live()) {
    return tr("Meanwhile the doors for network traffic (ports) that the worm uses are closed. They are opened again afterwards. A patch that is installed "
              "stays: it cannot be undone.",
              "@info");
  }
  if (putsIn()) {
    return tr("Nothing is installed yet: the patch's file and a small program that starts it are put on the disk. They work when that Windows starts, and "
              "take themselves out again. It can be undone.",
              "@info");
  }
  const auto page = session_.page();
  const bool code = std::ranges::any_of(page->fetches, [](const ReportPage::Fetch& one) { return !one.address.empty(); });
  if (session_.live()) {
    const auto& packages = session_.report()->packages;
    if (std::ranges::any_of(packages, [](const PackagesSeen& seen) { return !seen.file.empty(); })) {
      return tr("Open the file on this PC. It lies in: %1. Then check again.", "@info").arg(text(displayable(session_.patchFolder())));
    }
    return code ? tr("Fetch the file with another PC that is up to date, for example by this code. Copy it to a USB stick or a CD, "
                     "and open it on this PC. Then check again.",
                     "@info")
                : tr("Fetch the file with another PC that is up to date. Copy it to a USB stick or a CD, and open it on this PC. Then check again.", "@info");
  }
  return code ? tr("Fetch the file with another PC that is up to date, for example by this code. Copy it to a USB stick or a CD, "
                   "start this Windows with the network cable out, and open the file. Then check again.",
                   "@info")
              : tr("Fetch the file with another PC that is up to date. Copy it to a USB stick or a CD, "
                   "start this Windows with the network cable out, and open the file. Then check again.",
                   "@info");
}

QString PatchPage::whyNotInstalled() const {
  if (!session_.live() || !session_.report() || closed()) return {};
  const auto& operations = session_.report()->operations;
  // The last try says how it is now.
  const auto last = std::find_if(operations.rbegin(), operations.rend(), [](const OperationResult& one) { return one.action == "install_package"; });
  if (last == operations.rend() || last->outcome == Outcome::PendingRestart) return {};
  if (last->outcome == Outcome::Done) return tr("The patch says that it is installed, but the files of Windows do not show it. Check again after a restart.", "@info");
  return text(session_.wording().notDone(last->detail, last->action));
}

RadioCard* PatchPage::addChoice(const char* name, const QString& title, const QString& details, bool chosen) {
  auto* card = new RadioCard;
  card->setObjectName(name);
  card->setTexts(title, details);
  card->setChecked(chosen);
  package_->body()->addWidget(card);
  card->show();  // At once, not with the next turn of the event loop: the focus may go to it now.
  return card;
}

void PatchPage::fillPackage() {
  const KeptView view(*package_);
  clear(*package_->body());
  clear(*advised_->body());
  const auto page = session_.page();
  // That hole stays, whether or not this one is closed.
  const bool advises = page && !page->advised.empty() && !session_.working();
  advised_->setVisible(advises);
  if (advises) fillFetch(*advised_->body(), page->advised, page->advisedFetches, "advised");
  const bool shown = page && !closed() && !session_.working() && !session_.patchWaitsForRestart();
  package_->setVisible(shown);
  if (!shown) return;
  if (!session_.hasPatch()) {
    std::vector<std::string> lines = page->package;
    const auto& holes = session_.report()->assessment.holes;
    const bool known = std::ranges::any_of(holes, [](const HoleFinding& hole) { return hole.needed.has_value(); });
    if (!known && !isReady()) lines.insert(lines.begin(), tr("Which patch this Windows needs could not be found out.", "@info").toStdString());
    return fillFetch(*package_->body(), lines, page->fetches, "address");
  }
  for (std::size_t i = 0; i < page->package.size(); ++i) {
    package_->body()->addWidget(paragraph(text(page->package[i]), i == 0 ? theme::Type::Lead : theme::Type::Body, i == 0));
  }
  const bool here = session_.live();
  auto* ready = here ? addChoice("installCard", tr("Install it now", "@option"), tr("This PC may have to be restarted afterwards.", "@info option"), !fetches_)
                     : addChoice("putReadyCard", tr("Put it ready", "@option"), tr("It installs itself when this Windows next starts.", "@info option"), !fetches_);
  addChoice("fetchCard", tr("I will install it myself", "@option"),
            here ? tr("Sankajo installs nothing.", "@info option") : tr("Nothing is put on the disk.", "@info option"), fetches_);
  connect(ready, &RadioCard::toggled, this, [this](bool on) {
    fetches_ = !on;
    then_->setText(thenText());
    emit footerChanged();
  });
}

void PatchPage::fillFetch(QVBoxLayout& place, const std::vector<std::string>& lines, const std::vector<ReportPage::Fetch>& fetches, const QString& name) {
  auto* line = new QWidget;
  auto* row = new QHBoxLayout(line);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(Theme::current().px(theme::measure::space5));
  auto* words = new QVBoxLayout;
  for (std::size_t i = 0; i < lines.size(); ++i) {
    words->addWidget(paragraph(text(lines[i]), i == 0 ? theme::Type::Lead : theme::Type::Body, i == 0));
  }
  row->addLayout(words, 1);
  for (const ReportPage::Fetch& one : fetches) {
    auto* where = paragraph(text(one.where), theme::Type::Secondary);
    where->setObjectName(name + "Text");
    words->addWidget(where);
    auto* code = new QrCode;
    code->setObjectName(name + "Code");
    code->setText(text(one.code()));
    code->setAccessibleName(one.address.empty() ? tr("Code with the name of the patch's file", "@info:spoken") : tr("Code with the address of the patch", "@info:spoken"));
    row->addWidget(code, 0, Qt::AlignTop);
  }
  words->addStretch(1);
  place.addWidget(line);
}

}  // namespace sankajo
