// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/prepare_page.h"

#include <QAccessible>
#include <QHBoxLayout>
#include <QVBoxLayout>

#include "wizard/sheet.h"

namespace sankajo {

namespace {

/// Long enough to hear what will happen and to stop it.
constexpr int goesOnMs = 6000;

}  // namespace

PreparePage::PreparePage(Session& session) : Page(session, "preparePage") {
  heading_ = new Heading;
  content().addWidget(heading_);
  auto* top = new QHBoxLayout;
  picture_ = new Picture("pic-unplug", {18, 12});
  top->addWidget(picture_, 0, Qt::AlignTop);
  auto* words = new QVBoxLayout;
  for (Paragraph*& step : steps_) {
    step = new Paragraph;
    words->addWidget(step);
  }
  words->addStretch(1);
  top->addLayout(words, 1);
  content().addLayout(top);
  cable_ = addWay("cableText");
  wifi_ = addWay("wifiText");
  then_ = addText();
  then_->setObjectName("thenText");
  stay_ = addLink("stayButton");
  why_ = addText();
  keepIn_ = addLink("keepInButton");
  content().addStretch(1);

  goesOn_.setObjectName("goesOnTimer");
  goesOn_.setSingleShot(true);
  goesOn_.setInterval(goesOnMs);
  connect(&goesOn_, &QTimer::timeout, this, &PreparePage::goOnByItself);
  connect(stay_, &QPushButton::clicked, this, [this] {
    stays_ = true;
    goesOn_.stop();
    refresh();
    wizard()->button(QWizard::NextButton)->setFocus(Qt::OtherFocusReason);
  });
  connect(keepIn_, &QPushButton::clicked, this, &PreparePage::askToKeepIn);
  connect(&session_, &Session::networkChanged, this, [this] {
    if (isVisible()) look();
  });
  const auto arrange = [this, top, words] {
    const Theme& now = Theme::current();
    const theme::Layout layout = now.layout();
    picture_->setEms(layout.narrow ? QSizeF(9, 6) : QSizeF(18, 12));
    top->setSpacing(now.px(layout.narrow ? theme::measure::space4 : theme::measure::space5));
    words->setSpacing(now.px(theme::measure::space3));
    for (const Way& way : {cable_, wifi_}) way.row->layout()->setSpacing(now.px(theme::measure::space3));
    picture_->setVisible(!layout.brief && seen_.cable);
  };
  connect(&Theme::current(), &Theme::changed, this, arrange);
  arrange();
}

PreparePage::Way PreparePage::addWay(const char* name) {
  Way way{new QWidget, new OutcomeBox, paragraph({}, theme::Type::Lead, true)};
  way.words->setObjectName(name);
  auto* line = new QHBoxLayout(way.row);
  line->setContentsMargins(0, 0, 0, 0);
  line->addWidget(way.box, 0, Qt::AlignVCenter);
  line->addWidget(way.words, 1);
  content().addWidget(way.row);
  return way;
}

Footer PreparePage::footer() const {
  Footer footer;
  footer.back = true;
  footer.main = seen_.cable ? tr("Go on, it is out", "@action:button") : tr("Go on, Wi-Fi is off", "@action:button");
  footer.mainName = "goOnButton";
  footer.mainEnabled = !session_.network().connected();
  return footer;
}

void PreparePage::shown() {
  seen_ = {};
  stays_ = false;
  look();
  heading_->announce();
}

void PreparePage::look() {
  const Network network = session_.network();
  seen_.cable |= network.cable;
  seen_.wifi |= network.wifi;
  const bool wasOut = goesOn_.isActive() || stays_;
  if (network.connected()) {
    goesOn_.stop();
    stays_ = false;
  } else if (!wasOut) {
    goesOn_.start();
  }
  refresh();
  if (!network.connected() && !wasOut) {
    // Whoever is there finds the way to stop it under the hand.
    stay_->setFocus(Qt::OtherFocusReason);
    QAccessibleEvent alert(then_, QAccessible::Alert);
    QAccessible::updateAccessibility(&alert);
  }
}

void PreparePage::goOnByItself() {
  if (!isVisible() || session_.network().connected()) return;
  // Not behind a question that is being read.
  for (const Sheet* sheet : window()->findChildren<Sheet*>()) {
    if (sheet->isOpen()) return goesOn_.start();
  }
  goOn();
}

bool PreparePage::mainPressed() {
  goesOn_.stop();
  return true;
}

void PreparePage::askToKeepIn() {
  if (session_.keptIn()) return goOn();
  const bool cable = session_.network().cable;
  emit asked([cable] {
    return Question{cable ? tr("Go on with the cable in?", "@title") : tr("Go on with Wi-Fi on?", "@title"),
                    tr("While this PC is on the network, a worm can come in, and one that is here can go out to other PCs. The check is made all the same.", "@info"),
                    cable ? tr("Unplug it first", "@action:button") : tr("Turn it off first", "@action:button"),
                    cable ? tr("Go on with the cable in", "@action:button") : tr("Go on with Wi-Fi on", "@action:button")};
  },
             [this] {
               session_.keepIn();
               if (isVisible()) goOn();
             });
}

void PreparePage::retranslate() {
  const Network network = session_.network();
  const bool out = !network.connected();
  heading_->setText(seen_.cable ? tr("Please unplug the network cable", "@title") : tr("Please turn Wi-Fi off", "@title"));
  picture_->setVisible(!Theme::current().layout().brief && seen_.cable);
  picture_->setAccessibleName(tr("Picture: unplug the network cable", "@info:spoken"));
  if (seen_.cable) {
    steps_[0]->setText(tr("1 Find the cable that looks like a wide telephone plug.", "@info step"));
    steps_[1]->setText(tr("2 Press its clip and pull.", "@info step"));
    steps_[2]->setText(seen_.wifi ? tr("3 Turn Wi-Fi off as well: press the network sign beside the clock, then Wi-Fi.", "@info step")
                                  : tr("3 If this PC has Wi-Fi, leave it off.", "@info step"));
  } else {
    steps_[0]->setText(tr("1 Press the network sign beside the clock.", "@info step"));
    steps_[1]->setText(tr("2 Press Wi-Fi, so that it is off.", "@info step"));
    steps_[2]->setText(tr("3 If there is a network cable, leave it out.", "@info step"));
  }
  cable_.row->setVisible(seen_.cable);
  wifi_.row->setVisible(seen_.wifi);
  cable_.box->setOutcome(network.cable ? BoxState::Waiting : BoxState::Done);
  wifi_.box->setOutcome(network.wifi ? BoxState::Waiting : BoxState::Done);
  cable_.words->setText(network.cable ? tr("The cable is still in", "@info") : tr("The cable is out", "@info"));
  wifi_.words->setText(network.wifi ? tr("Wi-Fi is still on", "@info") : tr("Wi-Fi is off", "@info"));
  then_->setText(!out     ? tr("Sankajo sees it when that is done, and a few seconds later goes on to the check by itself.", "@info")
                 : stays_ ? tr("Sankajo waits here. Next, the check.", "@info")
                          : tr("In a few seconds Sankajo goes on to the check by itself.", "@info"));
  stay_->setText(tr("Wait on this page", "@action:button"));
  stay_->setVisible(out && !stays_);
  why_->setText(tr("A worm comes in and goes out by the network. Off the network it can do neither.", "@info"));
  keepIn_->setText(seen_.cable ? tr("I cannot unplug it", "@action:button") : tr("I cannot turn it off", "@action:button"));
  keepIn_->setVisible(!out);
}

}  // namespace sankajo
