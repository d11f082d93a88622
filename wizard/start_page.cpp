// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/start_page.h"

#include <QFileDialog>
#include <QHBoxLayout>
#include <QLocale>
#include <QVBoxLayout>

#include "engine/text.h"

namespace sankajo {

StartPage::StartPage(Session& session) : Page(session, "startPage") {
  heading_ = new Heading;
  content().addWidget(heading_);
  articles_ = new QWidget;
  auto* row = new QHBoxLayout(articles_);
  row->setContentsMargins(0, 0, 0, 0);
  constexpr double sealEms = 3;
  for (int article = 1; article <= 3; ++article) {
    auto* panel = new Panel;
    auto* line = new QHBoxLayout;
    auto* seal = new Seal(article, sealEms);
    seal->setState(ArticleState::Now);
    line->addWidget(seal, 0, Qt::AlignTop);
    auto* words = new Paragraph;
    articleTexts_[static_cast<std::size_t>(article - 1)] = words;
    line->addWidget(words, 1);
    panel->body()->addLayout(line);
    row->addWidget(panel, 1);
  }
  content().addWidget(articles_);
  question_ = addText(theme::Type::Lead, true);
  list_ = new QWidget;
  (new QVBoxLayout(list_))->setContentsMargins(0, 0, 0, 0);
  content().addWidget(list_);
  rights_ = new Panel;
  rights_->setObjectName("rightsPanel");
  rightsText_ = new Paragraph;
  rightsSaid_ = new Paragraph;
  rightsSaid_->setObjectName("rightsSaidText");
  administrator_ = makeButton(ButtonKind::Second);
  administrator_->setObjectName("administratorButton");
  rights_->body()->addWidget(rightsText_);
  rights_->body()->addWidget(rightsSaid_);
  rights_->body()->addWidget(administrator_, 0, Qt::AlignLeft);
  content().addWidget(rights_);
  connect(administrator_, &QPushButton::clicked, &session_, &Session::startAsAdministrator);
  trouble_ = addText();
  trouble_->setObjectName("troubleText");
  folder_ = addLink("chooseFolderButton");
  content().addStretch(1);
  worm_ = addLink("wormButton");
  officeDoor_ = addLink("officeButton");
  origin_ = addText(theme::Type::Secondary, false, true);
  connect(folder_, &QPushButton::clicked, this, &StartPage::chooseFolder);
  connect(worm_, &QPushButton::clicked, this, [this] { emit wizard()->helpRequested(); });
  connect(officeDoor_, &QPushButton::clicked, this, [this] {
    office_ = true;
    goOn();
  });
  for (const auto signal : {&Session::choiceChanged, &Session::started, &Session::finished}) connect(&session_, signal, this, [this] { refresh(); });
  connect(&Theme::current(), &Theme::changed, this, &StartPage::arrange);
  arrange();
  StartPage::retranslate();
}

void StartPage::arrange() {
  const Theme& theme = Theme::current();
  // Where there is little room, the question comes first, and the rest is in the strip above.
  articles_->setVisible(!theme.layout().narrow);
  articles_->layout()->setSpacing(theme.px(theme::measure::space4));
  list_->layout()->setSpacing(theme.px(theme::measure::space2));
}

Footer StartPage::footer() const {
  const bool any = !session_.choice().empty();
  Footer footer;
  footer.main = any ? tr("Check this Windows", "@action:button") : tr("Look again", "@action:button");
  footer.mainName = any ? "startButton" : "lookAgainButton";
  footer.mainEnabled = !session_.working() && (!any || session_.windows() != nullptr);
  return footer;
}

void StartPage::shown() {
  office_ = false;
  refresh();
}

bool StartPage::mainPressed() {
  if (session_.choice().empty()) {
    session_.find();
    return false;
  }
  if (session_.windows() == nullptr || session_.working()) return false;
  session_.forget();  // Whoever comes back to this page and presses the button wants a new check.
  return true;
}

void StartPage::chooseFolder() {
  const QString folder = QFileDialog::getExistingDirectory(this, tr("Choose the folder that has WINDOWS or WINNT in it", "@title:window"));
  if (!folder.isEmpty()) session_.chooseFolder(folder.toStdString());
}

QString StartPage::belowOf(const WindowsHere& windows) const {
  QStringList parts;
  if (!windows.label.empty()) parts << tr("\"%1\"", "@item name of a disk").arg(text(displayable(windows.label)));
  constexpr double bytesOfGb = 1e9;
  constexpr double fewGb = 10;
  const double gb = static_cast<double>(windows.volumeBytes) / bytesOfGb;
  const QString size = QLocale(QLocale::English).toString(gb, 'f', gb < fewGb ? 1 : 0);
  if (windows.usb) {
    parts << tr("disk on USB, %1 GB", "@item").arg(size);
  } else if (windows.volumeBytes > 0) {
    parts << tr("disk of %1 GB", "@item").arg(size);
  }
  if (!windows.facts.computerName.empty()) parts << tr("PC name %1", "@item").arg(text(displayable(windows.facts.computerName)));
  parts << text(displayable(windows.folder + " (" + windows.systemRoot + ")"));
  QString below = parts.join(tr(" · ", "@item between facts of a disk"));
  if (windows.unread) {
    below += "\n" + text(session_.wording().error(*windows.unread, Phase::Checking));
  } else if (windows.whyNotChanged && !(windows.running && !windows.administrator)) {
    below += "\n" + tr("It can be checked, but not changed now.", "@info");
  }
  return below;
}

void StartPage::fillChoice() {
  clear(*list_->layout());
  const auto& choice = session_.choice();
  QWidget* before = nullptr;
  for (std::size_t i = 0; i < choice.size(); ++i) {
    const WindowsHere& windows = choice[i];
    QString product = text(displayable(windows.facts.product));
    if (product.isEmpty()) product = tr("Windows of an unknown kind", "@item");
    if (windows.facts.servicePack && *windows.facts.servicePack > 0) product += " Service Pack " + QString::number(*windows.facts.servicePack);
    if (windows.running) product = tr("This PC (%1)", "@item").arg(product);
    auto* card = new RadioCard(windows.running ? "pic-this-pc" : windows.whyNotChanged ? "pic-asleep" : "pic-disk-usb");
    card->setTexts(product, belowOf(windows));
    card->setObjectName("windowsCard" + QString::number(i));
    card->setChecked(static_cast<int>(i) == session_.chosen());
    connect(card, &QAbstractButton::clicked, this, [this, i] { session_.choose(static_cast<int>(i)); });
    list_->layout()->addWidget(card);
    card->show();  // At once, not with the next turn of the event loop: the focus may go to it now.
    if (before != nullptr) setTabOrder(before, card);
    before = card;
  }
  if (before != nullptr) {
    setTabOrder(before, folder_);
    setTabOrder(folder_, worm_);
    setTabOrder(worm_, officeDoor_);
  }
  if (!choice.empty() || session_.working()) return;
  auto* line = new QWidget;
  auto* row = new QHBoxLayout(line);
  row->setContentsMargins(0, 0, 0, 0);
  auto* picture = new Picture("pic-no-disk", {9, 6});
  row->addWidget(picture, 0, Qt::AlignTop);
  auto* words = new QVBoxLayout;
  words->addWidget(paragraph(tr("No Windows was found on the disks of this PC.", "@info"), theme::Type::Body, true));
  words->addWidget(paragraph(tr("Connect the disk by a USB adapter, wait a moment, and look again.", "@info")));
  words->addStretch(1);
  row->addLayout(words, 1);
  list_->layout()->addWidget(line);
}

void StartPage::retranslate() {
  heading_->setText(tr("Three articles against the Blaster worm", "@title"));
  articleTexts_[0]->setText(tr("Check whether this Windows is infected", "@info article 1"));
  articleTexts_[1]->setText(tr("If it is, remove the worm and close the hole", "@info article 2"));
  articleTexts_[2]->setText(tr("If it is not, bring Windows up to date", "@info article 3"));
  const bool finding = session_.work() == Session::Work::Finding;
  if (finding && session_.choice().empty()) {
    question_->setText(tr("Looking for Windows on the disks of this PC", "@title"));
  } else if (session_.choice().size() > 1) {
    question_->setText(tr("Which Windows shall be checked?", "@title"));
  } else {
    question_->setText(tr("The Windows to check", "@title"));
  }
  fillChoice();
  rights_->setVisible(session_.lacksRights());
  // Windows' question is announced, in its own words.
  const QString cannot = tr("Without administrator rights Sankajo cannot look into some settings, folders and running programs of this PC, and cannot remove anything.", "@info");
  const QString asks = tr("Windows then asks: \"Do you want to allow this app to make changes to your device?\" Answer Yes.", "@info");
  rightsText_->setText(session_.canStartAsAdministrator() ? cannot + "\n" + asks : cannot);
  administrator_->setText(tr("Start again as administrator", "@action:button"));
  administrator_->setVisible(session_.canStartAsAdministrator());
  administrator_->setEnabled(!session_.working());
  const auto& refused = session_.rightsError();
  rightsSaid_->setVisible(refused.has_value());
  if (refused) {
    rightsSaid_->setText(refused->code == Errc::Cancelled ? tr("The rights were not given. Nothing was changed.", "@info")
                                                          : tr("Sankajo could not be started again. Press Sankajo.exe with the right mouse button, and choose \"Run as administrator\".", "@info"));
  }
  const auto& error = session_.error();
  trouble_->setVisible(error.has_value() && error->code != Errc::Cancelled);
  if (error) trouble_->setText(text(session_.wording().error(*error, Phase::Checking)));
  folder_->setText(tr("Choose a folder", "@action:button"));
  folder_->setEnabled(!session_.working());
  worm_->setText(text(session_.wording().text("help.worm.title")));
  // What is behind it is saved and printed.
  officeDoor_->setVisible(!session_.endsWithThePc());
  officeDoor_->setText(tr("For those who look after several PCs", "@action:button"));
  origin_->setText(tr("Made after the notice of Japan's METI of 16 August 2003. Not a product of the ministry.", "@info"));
}

}  // namespace sankajo
