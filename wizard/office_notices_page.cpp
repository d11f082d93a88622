// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/office_notices_page.h"

#include <QDate>
#include <QDir>
#include <QFileDialog>
#include <QGridLayout>
#include <QLocale>
#include <QPrintDialog>
#include <QPrinter>
#include <QVBoxLayout>

namespace sankajo {

namespace {

constexpr int mostLetters = 120;

}  // namespace

OfficeNoticesPage::OfficeNoticesPage(Session& session) : OfficePageBase(session, "officeNoticesPage") {
  heading_ = new Heading;
  content().addWidget(heading_);
  kinds_ = new QWidget;
  auto* column = new QVBoxLayout(kinds_);
  column->setContentsMargins(0, 0, 0, 0);
  constexpr std::array names = {"posterCard", "cardCard", "listCard"};
  for (std::size_t i = 0; i < cards_.size(); ++i) {
    cards_[i] = new RadioCard;
    cards_[i]->setObjectName(names[i]);
    column->addWidget(cards_[i]);
    connect(cards_[i], &QAbstractButton::clicked, this, [this] { refresh(); });
  }
  cards_[0]->setChecked(true);
  content().addWidget(kinds_);

  fields_ = new QWidget;
  auto* grid = new QVBoxLayout(fields_);
  grid->setContentsMargins(0, 0, 0, 0);
  constexpr std::array editNames = {"officeEdit", "contactEdit", "dateEdit"};
  for (std::size_t i = 0; i < edits_.size(); ++i) {
    captions_[i] = new Paragraph;
    edits_[i] = new QLineEdit;
    edits_[i]->setObjectName(editNames[i]);
    edits_[i]->setMaxLength(mostLetters);
    captions_[i]->setBuddy(edits_[i]);
    grid->addWidget(captions_[i]);
    grid->addWidget(edits_[i]);
  }
  content().addWidget(fields_);
  list_ = addText();
  list_->setObjectName("pcListText");
  chooseList_ = addLink("chooseListButton");
  connect(chooseList_, &QPushButton::clicked, this, &OfficeNoticesPage::chooseList);

  paperTitle_ = addText(theme::Type::Body, true);
  papers_ = new QWidget;
  auto* sizes = new QHBoxLayout(papers_);
  sizes->setContentsMargins(0, 0, 0, 0);
  a4_ = new RadioRow;
  a3_ = new RadioRow;
  a4_->setObjectName("paperA4");
  a3_->setObjectName("paperA3");
  a4_->setChecked(true);
  sizes->addWidget(a4_);
  sizes->addWidget(a3_);
  sizes->addStretch(1);
  content().addWidget(papers_);

  QBoxLayout* row = addButtonRow();
  mail_ = makeButton(ButtonKind::Second);
  mail_->setObjectName("saveMailButton");
  print_ = makeButton(ButtonKind::Second);
  print_->setObjectName("printNoticeButton");
  row->addWidget(mail_);
  row->addWidget(print_);
  row->addStretch(1);
  connect(mail_, &QPushButton::clicked, this, &OfficeNoticesPage::saveMail);
  connect(print_, &QPushButton::clicked, this, &OfficeNoticesPage::print);
  said_ = addSaidLine();
  for (const auto signal : {&Session::started, &Session::finished}) {
    connect(&session_, signal, this, [this] {
      if (isVisible()) refresh();
    });
  }
  OfficeNoticesPage::retranslate();
}

Footer OfficeNoticesPage::footer() const {
  Footer footer;
  footer.back = !session_.working();
  footer.main = tr("Save as PDF", "@action:button");
  footer.mainName = "saveNoticeButton";
  footer.mainEnabled = !session_.working();
  if (session_.working()) footer.stop = tr("Stop", "@action:button");
  return footer;
}

void OfficeNoticesPage::shown() {
  said_->hide();
  refresh();
}

OfficeNotice OfficeNoticesPage::notice() const {
  const auto typed = [this](std::size_t which) { return edits_[which]->text().trimmed().toStdString(); };
  std::size_t kind = 0;
  for (std::size_t i = 0; i < cards_.size(); ++i) {
    if (cards_[i]->isChecked()) kind = i;
  }
  return officeNotice(kOfficeNotices[kind], {typed(0), typed(1), typed(2), session_.office().list.value_or(std::vector<ListedPc>())},
                      session_.advisories(), session_.wording());
}

QString OfficeNoticesPage::fileName() const {
  return "Sankajo-" + QString::fromUtf8(std::string(name(notice().kind)).c_str());
}

bool OfficeNoticesPage::mainPressed() {
  const OfficeNotice made = notice();
  tellSaved(
      said_,
      saveFile(this, tr("Save as PDF", "@title:window"), fileName(),
               {{"pdf", tr("PDF file", "@item file kind"), [&](QIODevice& to) { return writeNoticePdf(made, paper(), to).has_value(); }}}));
  return false;
}

void OfficeNoticesPage::saveMail() {
  tellSaved(said_, saveFile(this, tr("Save the text for a mail", "@title:window"), fileName(),
                            {{"txt", tr("Text file", "@item file kind"), writesText(officeNoticeText(notice(), session_.wording()))}}));
}

void OfficeNoticesPage::print() {
  QPrinter printer(QPrinter::HighResolution);
  QPrintDialog dialog(&printer, this);
  if (dialog.exec() != QDialog::Accepted) return;
  const bool printed = paintNotice(notice(), paper(), printer).has_value();
  say(said_, printed ? tr("It was sent to the printer.", "@info") : tr("It was not printed. Save it as PDF instead.", "@info"));
}

void OfficeNoticesPage::chooseList() {
  const QString file = QFileDialog::getOpenFileName(this, tr("Choose the list of PCs", "@title:window"), {},
                                                    tr("Text or table (*.txt *.csv)", "@item file kind"));
  if (!file.isEmpty()) session_.lookAtOffice(session_.office().folder, file.toStdString());
}

void OfficeNoticesPage::retranslate() {
  heading_->setText(tr("Notices for the office", "@title"));
  cards_[0]->setTexts(tr("Poster", "@option:radio"), tr("Wait until you are told, and unplug the cable first.", "@info"));
  cards_[1]->setTexts(tr("Cards for the keyboards", "@option:radio"), tr("Several on a page, with lines to cut along.", "@info"));
  cards_[2]->setTexts(tr("List of PCs to tick off", "@option:radio"), tr("Checked, treated, may be switched on.", "@info"));
  captions_[0]->setText(tr("Name of the office", "@label:textbox"));
  captions_[1]->setText(tr("Whom to ask, and how", "@label:textbox"));
  captions_[2]->setText(tr("Date", "@label:textbox"));
  for (std::size_t i = 0; i < edits_.size(); ++i) edits_[i]->setAccessibleName(captions_[i]->text());
  // What a person has typed stays as it is.
  if (!edits_[2]->isModified()) {
    const QDate today = QDate::currentDate();
    edits_[2]->setText(session_.language() == "ja" ? QLocale(QLocale::Japanese).toString(today, QStringLiteral("yyyy年M月d日（ddd）"))
                                                   : QLocale(QLocale::English).toString(today, "d MMMM yyyy"));
  }
  const bool isList = cards_[2]->isChecked();
  const Session::Office& office = session_.office();
  list_->setVisible(isList);
  chooseList_->setVisible(isList);
  chooseList_->setText(tr("Choose the list of PCs", "@action:button"));
  if (office.listError) {
    list_->setText(
        tr("The list could not be read. Save it as text in UTF-8: one PC a line, or a table with name, system and place.", "@info"));
  } else if (office.list) {
    list_->setText(tr("%n PC(s) of the list are filled in.", "@info", static_cast<int>(office.list->size())));
  } else {
    list_->setText(tr("Without a list of PCs, empty rows are printed.", "@info"));
  }
  paperTitle_->setText(tr("Paper", "@title:group"));
  papers_->setAccessibleName(paperTitle_->text());
  a4_->setLabel(tr("A4", "@option:radio paper"));
  a3_->setLabel(tr("A3", "@option:radio paper"));
  mail_->setText(tr("Save the text for a mail", "@action:button"));
  print_->setText(tr("Print", "@action:button"));
  for (QPushButton* button : {mail_, print_, chooseList_}) button->setEnabled(!session_.working());
}

}  // namespace sankajo
