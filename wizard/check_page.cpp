// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/check_page.h"

#include <QVBoxLayout>

namespace sankajo {

CheckPage::CheckPage(Session& session) : Page(session, "checkPage") {
  heading_ = new Heading;
  content().addWidget(heading_);
  endedPlace_ = new QWidget;
  (new QVBoxLayout(endedPlace_))->setContentsMargins(0, 0, 0, 0);
  content().addWidget(endedPlace_);
  work_ = new WorkView(session);
  content().addWidget(work_);
  content().addStretch(1);
  CheckPage::retranslate();
  connect(&session_, &Session::started, this, [this] { refresh(); });
  connect(&session_, &Session::finished, this, [this] {
    if (session_.lastWork() != Session::Work::Checking) return;
    refresh();
    if (session_.report() && isVisible()) goOn();
  });
}

Footer CheckPage::footer() const {
  Footer footer;
  if (session_.work() == Session::Work::Checking) {
    footer.mainEnabled = false;
    footer.stop = tr("Stop checking", "@action:button");
    return footer;
  }
  footer.back = true;
  if (session_.report()) return footer;
  footer.main = tr("Check again", "@action:button");
  footer.mainName = "checkAgainButton";
  return footer;
}

void CheckPage::shown() {
  if (!session_.working() && !session_.report()) session_.check(session_.depth());
  refresh();
}

bool CheckPage::mainPressed() {
  if (session_.report()) return true;
  session_.check(session_.depth());
  return false;
}

void CheckPage::retranslate() {
  clear(*endedPlace_->layout());
  const auto& error = session_.error();
  const bool ended = !session_.working() && error.has_value();
  endedPlace_->setVisible(ended);
  work_->setVisible(!ended);
  if (ended) {
    const bool stopped = error->code == Errc::Cancelled;
    heading_->setText(stopped ? tr("The check was stopped", "@title") : tr("The check could not be finished", "@title"));
    constexpr double emblemEms = 4.5;
    endedPlace_->layout()->addWidget(stateRow(Emblem::Unknown, text(session_.wording().error(*error, Phase::Checking)), {}, emblemEms));
    if (!session_.foundSoFar().empty()) {
      endedPlace_->layout()->addWidget(paragraph(tr("What was already found is still there.", "@info")));
    }
  } else {
    heading_->setText(session_.depth() == Depth::Thorough ? tr("Checking every place for the worm", "@title") : tr("Checking for the worm", "@title"));
  }
  work_->retranslate();
}

}  // namespace sankajo
