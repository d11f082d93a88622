// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/patch_page.h"

#include <QHBoxLayout>
#include <QRegularExpression>
#include <QVBoxLayout>
#include <algorithm>

#include "engine/text.h"

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
  package_ = new Panel;
  content().addWidget(package_);
  then_ = addText();
  again_ = addLink("checkAgainButton");
  content().addStretch(1);
  connect(again_, &QPushButton::clicked, this, [this] {
    session_.check(session_.depth());
    emit backRequested(CheckPageId);
  });
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

Footer PatchPage::footer() const {
  Footer footer;
  // After a treatment there is no way back but undo.
  footer.back = session_.lastWork() == Session::Work::Checking;
  footer.main = closed() ? tr("Go on", "@action:button") : tr("Go on, I will fetch it", "@action:button");
  footer.mainName = "goOnButton";
  return footer;
}

void PatchPage::shown() {
  refresh();
  heading_->announce();
}

bool PatchPage::mainPressed() { return true; }

int PatchPage::nextId() const { return session_.course() == Session::Course::NotInfected ? UpdatePageId : FinishPageId; }

void PatchPage::retranslate() {
  const auto page = session_.page();
  if (!page) return;
  emblem_->setEmblem(page->hole.emblem);
  // A heading has no full stop.
  heading_->setText(text(page->hole.text).remove(QRegularExpression("[.。]$")));
  if (closed()) {
    what_->setText(tr("The worm cannot come in through this hole. There is nothing to install for it.", "@info"));
    then_->setText(tr("Next: what was done, and the report.", "@info"));
  } else {
    what_->setText(tr("Leave the network cable out until the patch is installed. This is the right patch for this Windows:", "@info"));
    const auto& holes = session_.report()->assessment.holes;
    const bool code = std::ranges::any_of(holes, [](const HoleFinding& hole) { return hole.needed && !hole.needed->address.empty(); });
    if (session_.live()) {
      then_->setText(code ? tr("Fetch the file with another PC that is up to date, for example by this code. Copy it to a USB stick or a CD, "
                               "and open it on this PC. Then check again.",
                               "@info")
                          : tr("Fetch the file with another PC that is up to date. Copy it to a USB stick or a CD, and open it on this PC. Then check again.",
                               "@info"));
    } else {
      then_->setText(code ? tr("Fetch the file with another PC that is up to date, for example by this code. Copy it to a USB stick or a CD, "
                               "start this Windows with the network cable out, and open the file. Then check again.",
                               "@info")
                          : tr("Fetch the file with another PC that is up to date. Copy it to a USB stick or a CD, "
                               "start this Windows with the network cable out, and open the file. Then check again.",
                               "@info"));
    }
  }
  again_->setText(tr("Check again", "@action:button"));
  again_->setVisible(!closed());
  fillPackage();
}

void PatchPage::fillPackage() {
  clear(*package_->body());
  const auto page = session_.page();
  const bool shown = page && !closed();
  package_->setVisible(shown);
  if (!shown) return;
  const auto& holes = session_.report()->assessment.holes;
  const auto needed = std::ranges::find_if(holes, [](const HoleFinding& hole) { return hole.needed.has_value(); });
  auto* line = new QWidget;
  auto* row = new QHBoxLayout(line);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(Theme::current().px(theme::measure::space5));
  auto* words = new QVBoxLayout;
  if (needed == holes.end()) {
    words->addWidget(paragraph(tr("Which patch this Windows needs could not be found out.", "@info")));
  }
  for (std::size_t i = 0; i < page->package.size(); ++i) {
    words->addWidget(paragraph(text(page->package[i]), i == 0 ? theme::Type::Lead : theme::Type::Body, i == 0));
  }
  const bool address = needed != holes.end() && !needed->needed->address.empty();
  if (address) {
    auto* where = paragraph(tr("Address: %1", "@info").arg(text(displayable(needed->needed->address))), theme::Type::Secondary);
    where->setObjectName("addressText");
    words->addWidget(where);
    words->addWidget(paragraph(tr("Microsoft no longer offers many of these files. If it is not there, look for its name.", "@info"), theme::Type::Secondary, false, true));
  }
  words->addStretch(1);
  row->addLayout(words, 1);
  if (address) {
    auto* code = new QrCode;
    code->setObjectName("addressCode");
    code->setText(text(needed->needed->address));
    code->setAccessibleName(tr("Code with the address of the patch", "@info:spoken"));
    row->addWidget(code, 0, Qt::AlignTop);
  }
  package_->body()->addWidget(line);
}

}  // namespace sankajo
