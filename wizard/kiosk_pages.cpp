// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/kiosk_pages.h"

#include <QBuffer>
#include <QDate>
#include <QHBoxLayout>
#include <QLocale>
#include <QMouseEvent>
#include <QVBoxLayout>
#include <algorithm>

#include "engine/text.h"
#include "wizard/report_document.h"

namespace sankajo {

namespace {

QString sizeInWords(std::uint64_t bytes) {
  constexpr double bytesOfGb = 1e9;
  constexpr double fewGb = 10;
  const double gb = static_cast<double>(bytes) / bytesOfGb;
  return QLocale(QLocale::English).toString(gb, 'f', gb < fewGb ? 1 : 0) + QChar(QChar::Nbsp) + "GB";
}

QString shownNameOf(const KioskVolume& volume) { return nameOf(volume).empty() ? sizeInWords(volume.bytes) : text(displayable(nameOf(volume))); }

/// A picture beside words; above them where the window is high.
QBoxLayout* pictureAndWords(QVBoxLayout& place, Picture* picture, QVBoxLayout*& words) {
  auto* line = new QHBoxLayout;
  line->addWidget(picture, 0, Qt::AlignTop);
  words = new QVBoxLayout;
  line->addLayout(words, 1);
  place.addLayout(line);
  return line;
}

/// The picture of a disk, as large as the window has room for.
void arrangeDisk(Picture& picture, QBoxLayout& line) {
  const theme::Layout layout = Theme::current().layout();
  constexpr QSizeF large(18, 12), small(9, 6);
  picture.setEms(layout.isShort ? small : large);
  line.setDirection(layout.portrait ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
  line.setSpacing(Theme::current().px(theme::measure::space5));
}

}  // namespace

// ----------------------------------------------------------------------------------------------------------------- at rest

KioskAttractPage::KioskAttractPage(Session& session, LanguageSwitch& language, std::function<QStringList(const Wording&)> mistakes)
    : Page(session, "kioskAttractPage"), mistakes_(std::move(mistakes)) {
  picture_ = new Picture("pic-attract", {16, 16});
  QVBoxLayout* words = nullptr;
  top_ = pictureAndWords(content(), picture_, words);
  heading_ = new Heading(theme::Type::Verdict);
  words->addWidget(heading_);
  what_ = new Paragraph(theme::Type::Lead);
  free_ = new Paragraph;
  words->addWidget(what_);
  words->addWidget(free_);
  language_ = makeButton(ButtonKind::Second);
  language_->setObjectName("otherLanguageButton");
  words->addWidget(language_, 0, Qt::AlignLeft);
  words->addStretch(1);
  trouble_ = new Panel;
  trouble_->setObjectName("settingsPanel");
  content().addWidget(trouble_);
  content().addStretch(1);
  connect(language_, &QPushButton::clicked, &language, [&language] { language.set(LanguageSwitch::other(language.language())); });
  connect(&Theme::current(), &Theme::changed, this, &KioskAttractPage::arrange);
  arrange();
  KioskAttractPage::retranslate();
}

void KioskAttractPage::arrange() {
  const theme::Layout layout = Theme::current().layout();
  constexpr double large = 18;
  constexpr double usual = 13;
  constexpr double small = 9;
  const double side = layout.isShort ? small : layout.portrait || layout.rail ? large : usual;
  picture_->setEms({side, side});
  top_->setDirection(layout.portrait ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
  top_->setSpacing(Theme::current().px(theme::measure::space5));
}

Footer KioskAttractPage::footer() const {
  Footer footer;
  footer.main = tr("Begin", "@action:button");
  footer.mainName = "beginButton";
  footer.stops = false;
  return footer;
}

void KioskAttractPage::mousePressEvent(QMouseEvent* event) {
  event->accept();
  // Not in the middle of the press: the page that it belongs to must still be there when the finger is lifted.
  QMetaObject::invokeMethod(this, [this] {
    if (isVisible()) goOn();
  }, Qt::QueuedConnection);
}

void KioskAttractPage::retranslate() {
  heading_->setText(tr("Touch the screen", "@title"));
  what_->setText(tr("Here you can check a disk of an old PC for the Blaster worm, and have the worm removed.", "@info"));
  free_->setText(tr("For Windows NT 4.0, 2000, XP and Server 2003. Your disk is only looked at, until you agree to a change.", "@info"));
  language_->setText(LanguageSwitch::ownName(LanguageSwitch::other(Theme::current().language())));
  clear(*trouble_->body());
  const QStringList mistakes = mistakes_ ? mistakes_(session_.wording()) : QStringList();
  trouble_->setVisible(!mistakes.isEmpty());
  if (mistakes.isEmpty()) return;
  trouble_->body()->addWidget(paragraph(tr("For the shop's staff: please correct the settings", "@title"), theme::Type::Body, true));
  constexpr qsizetype most = 4;
  for (const QString& one : mistakes.first(std::min(most, mistakes.size()))) {
    auto* line = paragraph(one, theme::Type::Secondary);
    line->setObjectName("mistakeText");
    trouble_->body()->addWidget(line);
  }
  if (mistakes.size() > most) {
    trouble_->body()->addWidget(paragraph(text(moreLines(session_.wording(), static_cast<std::size_t>(mistakes.size() - most))), theme::Type::Secondary));
  }
}

// ---------------------------------------------------------------------------------------------------------------- the disk

KioskDiskPage::KioskDiskPage(Session& session, KioskWatch& watch, std::shared_ptr<KioskDisks> disks)
    : Page(session, "kioskDiskPage"), watch_(watch), disks_(std::move(disks)) {
  heading_ = new Heading;
  content().addWidget(heading_);
  picture_ = new Picture("pic-disk-usb", {18, 12});
  QVBoxLayout* words = nullptr;
  QBoxLayout* line = pictureAndWords(content(), picture_, words);
  text_ = new Paragraph(theme::Type::Lead);
  text_->setObjectName("diskText");
  words->addWidget(text_);
  words->addStretch(1);
  list_ = new QWidget;
  (new QVBoxLayout(list_))->setContentsMargins(0, 0, 0, 0);
  content().addWidget(list_);
  content().addStretch(1);
  connect(&watch_, &KioskWatch::changed, this, [this] {
    if (!isVisible()) return;
    look();
    refresh();
  });
  connect(&session_, &Session::started, this, [this] {
    if (isVisible()) refresh();
  });
  connect(&session_, &Session::finished, this, [this] {
    if (!isVisible()) return;
    looked_ = session_.lastWork() == Session::Work::Finding;
    if (again_) return look();
    refresh();
  });
  connect(&session_, &Session::choiceChanged, this, [this] {
    if (isVisible()) refresh();
  });
  const auto arrange = [this, line] {
    arrangeDisk(*picture_, *line);
    list_->layout()->setSpacing(Theme::current().px(theme::measure::space3));
  };
  connect(&Theme::current(), &Theme::changed, this, arrange);
  arrange();
  KioskDiskPage::retranslate();
}

void KioskDiskPage::setPulled(Pulled pulled) {
  pulled_ = pulled;
  refresh();
}

Footer KioskDiskPage::footer() const {
  Footer footer;
  if (session_.choice().empty() || !watch_.sees()) {
    footer.mainEnabled = false;
    return footer;
  }
  footer.main = pulled_ == Pulled::No ? tr("Check this Windows", "@action:button") : tr("Check it again", "@action:button");
  footer.mainName = "startButton";
  footer.mainEnabled = !session_.working() && session_.windows() != nullptr && watch_.has(session_.windows()->folder);
  return footer;
}

void KioskDiskPage::shown() {
  look();
  refresh();
}

void KioskDiskPage::look() {
  again_ = session_.working();
  if (!again_) session_.find();
}

bool KioskDiskPage::mainPressed() {
  if (session_.windows() == nullptr || session_.working() || !watch_.has(session_.windows()->folder)) return false;
  session_.forget();
  pulled_ = Pulled::No;
  return true;
}

QString KioskDiskPage::belowOf(const WindowsHere& windows) const {
  QStringList parts;
  if (!windows.facts.computerName.empty()) parts << tr("PC name %1", "@item").arg(text(displayable(windows.facts.computerName)));
  parts << (windows.usb ? tr("disk on USB, %1", "@item size").arg(sizeInWords(windows.volumeBytes))
                        : tr("disk of %1", "@item size").arg(sizeInWords(windows.volumeBytes)));
  const auto& volumes = watch_.volumes();
  const auto volume = std::ranges::find(volumes, windows.folder, &KioskVolume::id);
  if (volume != volumes.end() && !volume->model.empty()) parts << text(displayable(volume->model));
  if (!windows.label.empty()) parts << tr("\"%1\"", "@item name of a disk").arg(text(displayable(windows.label)));
  QString below = parts.join(tr(" · ", "@item between facts of a disk"));
  if (windows.whyNotChanged) below += "\n" + tr("It can be checked, but not changed now.", "@info");
  return below;
}

void KioskDiskPage::fillChoice() {
  const auto& choice = session_.choice();
  for (std::size_t i = 0; i < choice.size(); ++i) {
    const WindowsHere& windows = choice[i];
    QString product = text(displayable(windows.facts.product));
    if (product.isEmpty()) product = tr("Windows of an unknown kind", "@item");
    if (windows.facts.servicePack && *windows.facts.servicePack > 0) product += " Service Pack " + QString::number(*windows.facts.servicePack);
    auto* card = new RadioCard(windows.whyNotChanged ? "pic-asleep" : "pic-disk-usb");
    card->setTexts(product, belowOf(windows));
    card->setObjectName("windowsCard" + QString::number(i));
    card->setChecked(static_cast<int>(i) == session_.chosen());
    connect(card, &QAbstractButton::clicked, this, [this, i] { session_.choose(static_cast<int>(i)); }, Qt::QueuedConnection);
    list_->layout()->addWidget(card);
    card->show();
  }
}

void KioskDiskPage::fillTroubles() {
  for (const auto& [volume, error] : disks_->troubles()) {
    // What was taken out since is no trouble any more.
    if (!watch_.has(volume.id)) continue;
    const QString said = !volume.encryption.empty()
                             ? tr("\"%1\" is encrypted with %2. It cannot be looked at here.", "@info").arg(shownNameOf(volume), text(volume.encryption))
                         : error.code == Errc::Unsupported ? tr("There is no Windows on \"%1\" that can be checked here.", "@info").arg(shownNameOf(volume))
                                                           : text(session_.wording().error({error.code, shownNameOf(volume).toStdString(), error.detail}, Phase::Checking));
    auto* row = stateRow(Emblem::Unknown, said);
    row->setObjectName("diskTrouble");
    list_->layout()->addWidget(row);
  }
}

void KioskDiskPage::retranslate() {
  clear(*list_->layout());
  const auto& choice = session_.choice();
  const bool finding = session_.work() == Session::Work::Finding;
  const bool any = !watch_.volumes().empty();
  picture_->setName(watch_.sees() && choice.empty() && any && !finding && looked_ ? "pic-no-disk" : "pic-disk-usb");
  picture_->setVisible(choice.empty() && !(any && Theme::current().layout().isShort));
  if (!watch_.sees()) {
    heading_->setText(tr("Disks cannot be seen just now", "@title"));
    text_->setText(tr("Please call the shop's staff. Nothing was changed.", "@info"));
    return;
  }
  if (!choice.empty()) {
    const bool several = choice.size() > 1;
    heading_->setText(pulled_ != Pulled::No ? tr("The disk is connected again", "@title")
                      : several             ? tr("Which Windows shall be checked?", "@title")
                                            : tr("Is this your disk?", "@title"));
    text_->setText(pulled_ == Pulled::Changing ? tr("It is checked again first. Then you can finish the work, or undo it.", "@info")
                                               : tr("It is only looked at. Nothing on it is changed until you agree.", "@info"));
    fillChoice();
    return;
  }
  if (any && (finding || !looked_)) {
    heading_->setText(tr("A disk was found", "@title"));
    text_->setText(tr("Sankajo looks which Windows is on it. An old disk can take a while.", "@info"));
    return;
  }
  if (any) {
    heading_->setText(tr("No Windows that can be checked", "@title"));
    text_->setText(tr("Please plug in the disk of the old PC. If this is the right one, please ask the shop's staff.", "@info"));
    fillTroubles();
    return;
  }
  switch (pulled_) {
    case Pulled::No:
      heading_->setText(tr("Please plug your disk in", "@title"));
      text_->setText(tr("Connect it to the cable or the slot of this shop PC. It is found by itself.", "@info") + "\n" +
                     tr("It is only looked at. Nothing on it is changed until you agree.", "@info"));
      break;
    case Pulled::Waiting:
    case Pulled::Checking:
      heading_->setText(tr("The disk is out", "@title"));
      text_->setText(tr("Nothing was changed. To go on, plug it in again.", "@info"));
      break;
    case Pulled::Changing:
      heading_->setText(tr("The disk is out", "@title"));
      text_->setText(tr("What was done so far is recorded and can be undone. Plug the disk in again: then you can finish the work, or undo it.", "@info"));
      break;
  }
}

// ------------------------------------------------------------------------------------------------------- removing, the patch

KioskRemovePage::KioskRemovePage(Session& session) : RemovePage(session, Places::InRow) {
  stays_ = paragraph({});
  stays_->setObjectName("staysText");
  // Before the space at the end.
  content().insertWidget(content().count() - 1, stays_);
}

void KioskRemovePage::retranslate() {
  RemovePage::retranslate();
  stays_->setVisible(QByteArray(footer().mainName) == "removeNowButton");
  stays_->setText(tr("What is taken away stays on your disk, in the folder \"Sankajo\", in a form that cannot run. It is kept so that everything can be put back.", "@info"));
}

void KioskPatchPage::retranslate() {
  PatchPage::retranslate();
  findChild<QPushButton*>("choosePatchesButton")->hide();
}

void KioskUpdatePage::retranslate() {
  UpdatePage::retranslate();
  findChild<CheckRow*>("upToDateRow")->hide();
}

// --------------------------------------------------------------------------------------------------------------- the result

QString resultInWords(const ReportPage& page) {
  // A code with more than this has modules too small for an old phone's camera.
  constexpr qsizetype mostBytes = 620;
  QStringList lines{"Sankajo " + QDate::currentDate().toString(Qt::ISODate), text(page.headline), text(page.worm.text), text(page.hole.text)};
  QStringList less{text(page.now)};
  QStringList deeds;
  for (const ReportPage::Line& one : page.operations) deeds << text(one.text);
  deeds.removeDuplicates();
  less << deeds;
  for (const auto& [caption, value] : page.facts) less << text(caption) + (page.language == "ja" ? "：" : ": ") + text(value);
  lines.removeDuplicates();
  for (const QString& line : less) {
    if ((lines.join('\n') + '\n' + line).toUtf8().size() <= mostBytes) lines << line;
  }
  return lines.join('\n');
}

KioskFinishPage::KioskFinishPage(Session& session, KioskWatch& watch, Paper paper, Print print)
    : FinishPage(session), watch_(watch), paper_(paper), print_(std::move(print)) {
  along_ = new Panel;
  auto* line = new QHBoxLayout;
  auto* words = new QVBoxLayout;
  codeText_ = new Paragraph;
  stays_ = new Paragraph;
  stays_->setObjectName("staysText");
  words->addWidget(codeText_);
  words->addWidget(stays_);
  words->addStretch(1);
  line->addLayout(words, 1);
  code_ = new QrCode;
  code_->setObjectName("resultCode");
  line->addWidget(code_, 0, Qt::AlignTop);
  along_->body()->addLayout(line);
  content().insertWidget(content().indexOf(place_) + 1, along_);
  printButton_ = findChild<QPushButton*>("printReportButton");
  printButton_->disconnect();
  printButton_->setVisible(paper_ != Paper::None);
  connect(printButton_, &QPushButton::clicked, this, &KioskFinishPage::print);
  connect(&watch_, &KioskWatch::changed, this, [this] {
    if (isVisible()) refresh();
  });
}

Footer KioskFinishPage::footer() const {
  Footer footer = FinishPage::footer();
  footer.back = false;
  if (QByteArray(footer.mainName) != "finishButton") return footer;
  footer.main = tr("Take the disk out", "@action:button");
  footer.mainName = "takeOutButton";
  return footer;
}

void KioskFinishPage::shown() {
  printing_ = false;
  FinishPage::shown();
}

void KioskFinishPage::retranslate() {
  FinishPage::retranslate();
  // A customer has no folder here, and no dialog is to come up.
  for (const char* name : {"saveReportButton", "saveFormButton", "finishLaterButton"}) findChild<QPushButton*>(name)->hide();
  printButton_->setText(tr("Print the result", "@action:button"));
  printButton_->setEnabled(!session_.working() && !printing_);
  const auto page = session_.page();
  along_->setVisible(page && !session_.working());
  printButton_->setVisible(paper_ != Paper::None && page);
  if (!page) return;
  code_->setText(resultInWords(*page));
  code_->setAccessibleName(tr("Code with the result in words", "@info:spoken"));
  codeText_->setText(tr("To take the result along, point a phone's camera at this code. It holds the result in words, and needs no network.", "@info"));
  const bool kept = session_.canUndo();
  stays_->setVisible(kept);
  stays_->setText(tr("In the folder \"Sankajo\" on your disk stay the things that were taken away, in a form that cannot run, and a record of the work. "
                     "With them everything can be put back, here or at home.",
                     "@info"));
  // Without the disk nothing can be put back.
  if (session_.windows() != nullptr && !watch_.has(session_.windows()->folder)) findChild<QPushButton*>("undoButton")->hide();
}

void KioskFinishPage::print() {
  auto page = session_.page();
  if (!page || !print_ || printing_) return;
  // The customer has no such program, and \Sankajo is told of below.
  page->undoCommand.clear();
  QByteArray pdf;
  QBuffer buffer(&pdf);
  buffer.open(QIODevice::WriteOnly);
  const QSizeF a4(210, 297);
  const auto size = paper_ == Paper::Slip                                ? writeSlipPdf(*page, session_.wording(), buffer)
                    : writeReportPdf(*page, session_.wording(), buffer) ? std::optional(a4)
                                                                        : std::nullopt;
  const auto tell = [this](bool printed) {
    printing_ = false;
    if (!printed) emit notPrinted();
    refresh();
    say(printed ? tr("The result is being printed.", "@info") : tr("The result could not be printed. Please use the code, or ask the shop's staff.", "@info"));
  };
  if (!size) return tell(false);
  printing_ = true;
  refresh();
  print_(pdf, *size, tell);
}

// -------------------------------------------------------------------------------------------------------------- taking leave

KioskLeavePage::KioskLeavePage(Session& session, KioskWatch& watch) : Page(session, "kioskLeavePage"), watch_(watch) {
  heading_ = new Heading(theme::Type::Verdict);
  content().addWidget(heading_);
  picture_ = new Picture("pic-disk-out", {18, 12});
  QVBoxLayout* words = nullptr;
  QBoxLayout* line = pictureAndWords(content(), picture_, words);
  text_ = new Paragraph(theme::Type::Lead);
  text_->setObjectName("leaveText");
  words->addWidget(text_);
  words->addStretch(1);
  content().addStretch(1);
  connect(&session_, &Session::started, this, [this] {
    if (isVisible()) refresh();
  });
  connect(&session_, &Session::finished, this, [this] {
    if (!isVisible() || released_ || unwritten_) return;
    // What was being done when the page came, a search for instance, says nothing about this.
    if (!asked_) return askForRelease();
    unwritten_ = session_.error();
    released_ = !unwritten_;
    refresh();
    heading_->announce();
  });
  connect(&watch_, &KioskWatch::changed, this, [this] {
    if (isVisible()) refresh();
  });
  const auto arrange = [this, line] { arrangeDisk(*picture_, *line); };
  connect(&Theme::current(), &Theme::changed, this, arrange);
  arrange();
  KioskLeavePage::retranslate();
}

bool KioskLeavePage::unplugged() const { return session_.windows() == nullptr || !watch_.has(session_.windows()->folder); }

Footer KioskLeavePage::footer() const {
  Footer footer;
  footer.stops = false;
  footer.mainEnabled = released_ || unwritten_;
  if (!footer.mainEnabled) return footer;
  footer.main = tr("End", "@action:button");
  footer.mainName = "endButton";
  return footer;
}

void KioskLeavePage::shown() {
  asked_ = released_ = false;
  unwritten_.reset();
  session_.stop();
  askForRelease();
  refresh();
}

// Not from within the end of another work: everybody is told of that first.
void KioskLeavePage::askForRelease() {
  QMetaObject::invokeMethod(this, [this] {
    if (asked_ || session_.working()) return;
    asked_ = true;
    session_.release();
  }, Qt::QueuedConnection);
}

bool KioskLeavePage::mainPressed() {
  emit left();
  return false;
}

void KioskLeavePage::retranslate() {
  picture_->setName(released_ ? "pic-disk-out" : unwritten_ ? "pic-staff" : "pic-disk-usb");
  if (unwritten_) {
    heading_->setText(unplugged() ? tr("The disk was taken out too early", "@title") : tr("Not everything could be written", "@title"));
    text_->setText(unplugged() ? tr("What was done so far is recorded and can be undone. Please plug the disk in again, and check it once more.", "@info")
                               : tr("Please leave the disk connected, and call the shop's staff. What was done so far is recorded and can be undone.", "@info"));
  } else if (!released_) {
    heading_->setText(tr("Please leave the disk connected", "@title"));
    text_->setText(tr("Sankajo writes everything to the disk. This takes a moment.", "@info"));
  } else if (unplugged()) {
    heading_->setText(tr("The disk is out", "@title"));
    text_->setText(tr("Everything was written before. Please take the disk and your paper with you.", "@info"));
  } else {
    heading_->setText(tr("You may unplug the disk now", "@title"));
    text_->setText(session_.mayBePluggedIn() ? tr("Everything is written. Put the disk back into its PC while that is switched off.", "@info")
                                             : tr("Everything is written. Put the disk back into its PC while that is switched off, and leave the network cable out at first.", "@info"));
  }
}

}  // namespace sankajo
