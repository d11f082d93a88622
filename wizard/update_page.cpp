// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/update_page.h"

#include <QHBoxLayout>
#include <QVBoxLayout>

namespace sankajo {

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
  for (Paragraph*& step : steps_) step = addText();
  done_ = new CheckRow;
  done_->setObjectName("upToDateRow");
  content().addWidget(done_);
  content().addStretch(1);
  const auto arrange = [this, top] {
    picture_->setVisible(!Theme::current().layout().narrow);
    top->setSpacing(Theme::current().px(theme::measure::space5));
  };
  connect(&Theme::current(), &Theme::changed, this, arrange);
  connect(done_, &QAbstractButton::toggled, this, [this](bool said) {
    session_.sayUpToDate(said);
    emit footerChanged();
  });
  arrange();
}

Footer UpdatePage::footer() const {
  Footer footer;
  footer.back = true;
  if (session_.canOpenUpdate() && !opened_ && !session_.saidUpToDate()) {
    footer.main = tr("Open Windows Update", "@action:button");
    footer.mainName = "openUpdateButton";
    return footer;
  }
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
  if (QByteArray(footer().mainName) != "openUpdateButton") return true;
  // Where it does not open, the steps lead there too.
  session_.openUpdate();
  opened_ = true;
  refresh();
  return false;
}

void UpdatePage::retranslate() {
  heading_->setText(tr("Bring Windows up to date", "@title"));
  const auto page = session_.page();
  const Exposure exposure = session_.report() ? session_.report()->assessment.exposure : Exposure::Unknown;
  const bool closed = exposure == Exposure::Closed || exposure == Exposure::NotAffected;
  // People come here without an answer, too, or with traces: what was found is said in its own words.
  QStringList why;
  if (page) why << text(page->worm.text) << text(page->hole.text);
  why << (closed ? tr("Other holes are closed by bringing this Windows up to date.", "@info")
                 : tr("First close the hole, then bring this Windows up to date.", "@info"));
  why_->setText(why.join('\n'));
  done_->setLabel(tr("I have done it already", "@option:check"));
  here_->setVisible(!session_.live());
  steps_[3]->setVisible(!session_.live());
  if (session_.live()) {
    steps_[0]->setText(session_.mayBePluggedIn() ? tr("1 Plug the network cable back in, or turn Wi-Fi on.", "@info step") : tr("1 Leave the network cable out until the hole is closed.", "@info step"));
    steps_[1]->setText(tr("2 Open Windows Update in the settings of Windows.", "@info step"));
    steps_[2]->setText(tr("3 Press \"Check for updates\", and install what it finds.", "@info step"));
    return;
  }
  here_->setText(tr("It is done in that Windows itself, when the disk is back in its PC.", "@info"));
  steps_[0]->setText(tr("1 Put the disk back into its PC and start it.", "@info step"));
  steps_[1]->setText(tr("2 Turn on the firewall (it blocks traffic from outside) before the network cable goes in.", "@info step"));
  steps_[2]->setText(tr("3 Open Windows Update. For a Windows of that time it may no longer answer: then install the last service pack (a set of fixes) from a CD.",
                        "@info step"));
  steps_[3]->setText(tr("4 A PC that only runs a machine is best left without a network.", "@info step"));
}

}  // namespace sankajo
