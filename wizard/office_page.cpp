// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/office_page.h"

#include <QAccessible>
#include <QDate>
#include <QScrollArea>
#include <QTimer>
#include <QVBoxLayout>

#include "engine/report_form.h"

namespace sankajo {

Paragraph* OfficePageBase::addSaidLine() {
  Paragraph* line = addText();
  line->setObjectName("savedText");
  line->hide();
  content().addStretch(1);
  return line;
}

void OfficePageBase::say(Paragraph* line, const QString& what) {
  line->setText(what);
  line->show();
  // As soon as it has its place.
  QTimer::singleShot(0, line, [this, line] { frame_->scrollArea()->ensureWidgetVisible(line); });
  QAccessibleEvent alert(line, QAccessible::Alert);
  QAccessible::updateAccessibility(&alert);
}

void OfficePageBase::tellSaved(Paragraph* line, const std::optional<FileSaved>& saved) {
  if (!saved) return;
  say(line, saved->saved ? tr("The file is saved: %1", "@info").arg(saved->file)
                         : tr("The file was not saved. Choose another place, for example a USB stick.", "@info"));
}

QBoxLayout* OfficePageBase::addButtonRow() {
  auto* row = new QHBoxLayout;
  content().addLayout(row);
  const auto arrange = [row] {
    row->setSpacing(Theme::current().px(theme::measure::space3));
    row->setDirection(Theme::current().layout().brief ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
  };
  connect(&Theme::current(), &Theme::changed, this, arrange);
  arrange();
  return row;
}

OfficePage::OfficePage(Session& session) : OfficePageBase(session, "officePage") {
  heading_ = new Heading;
  content().addWidget(heading_);
  lead_ = addText();
  notices_ = addPart("officeNoticesButton", OfficeNoticesPageId);
  network_ = addPart("officeNetworkButton", OfficeNetworkPageId);
  pcs_ = addPart("officePcsButton", OfficePcsPageId);
  figures_ = addPart("officeFiguresButton", OfficeFiguresPageId);
  form_ = addPart("officeFormButton", -1);
  connect(form_.button, &QPushButton::clicked, this, &OfficePage::saveForm);
  said_ = addSaidLine();
  OfficePage::retranslate();
}

OfficePage::Part OfficePage::addPart(const char* button, int page) {
  auto* panel = new Panel;
  Part part{new Paragraph(theme::Type::Body), new Paragraph, makeButton(ButtonKind::Second)};
  part.title->setBold(true);
  part.button->setObjectName(button);
  panel->body()->addWidget(part.title);
  panel->body()->addWidget(part.words);
  panel->body()->addWidget(part.button, 0, Qt::AlignLeft);
  content().addWidget(panel);
  if (page >= 0) {
    connect(part.button, &QPushButton::clicked, this, [this, page] {
      next_ = page;
      goOn();
    });
  }
  return part;
}

Footer OfficePage::footer() const {
  Footer footer;
  footer.back = true;
  return footer;
}

void OfficePage::shown() {
  next_ = -1;
  said_->hide();
  refresh();
}

void OfficePage::saveForm() {
  if (!session_.report()) return;
  const std::string form = reportForm(*session_.report(), session_.wording(), session_.advisories());
  tellSaved(said_, saveFile(this, tr("Save the form", "@title:window"), "Sankajo-" + QDate::currentDate().toString(Qt::ISODate),
                            {{"txt", tr("Text file", "@item file kind"), writesText(form)}}));
}

void OfficePage::retranslate() {
  heading_->setText(tr("For those who look after several PCs", "@title"));
  lead_->setText(tr("The notice of 2003 has four articles for companies. Here is what helps with each.", "@info"));
  notices_.title->setText(
      tr("(1) Nobody switches a PC on before being told to. (2) Tell everyone beforehand.", "@title articles 1 and 2 for companies"));
  notices_.words->setText(tr("A poster, cards for the keyboards and a list of PCs to tick off, on paper or for a mail.", "@info"));
  notices_.button->setText(tr("Make the notices", "@action:button"));
  network_.title->setText(tr("(3) Set the network so that the worm neither comes in nor spreads.", "@title article 3 for companies"));
  network_.words->setText(tr("Rules for routers and firewalls, with how to put them in, test them and take them out.", "@info"));
  network_.button->setText(tr("Write the rules", "@action:button"));
  pcs_.title->setText(tr("(4) Remove the worm, and keep it out of every PC.", "@title article 4 for companies"));
  pcs_.words->setText(tr("Each PC is checked, and leaves its report in one folder. Here they are seen together.", "@info"));
  pcs_.button->setText(tr("Show all PCs", "@action:button"));
  figures_.title->setText(tr("How it was in August 2003", "@title"));
  figures_.words->setText(tr("Reports by day, and the traffic to the worm's door.", "@info"));
  figures_.button->setText(tr("Show the figures", "@action:button"));
  const bool any = session_.report().has_value();
  form_.title->setText(tr("Whom to tell", "@title"));
  form_.words->setText(
      any ? tr("A form with what the last check found. Nothing is sent: fill in the rest, and send it yourself.", "@info")
          : tr("After a check, a form with what was found can be saved here and on the last page. Nothing is sent.", "@info"));
  form_.button->setText(tr("Save the form", "@action:button"));
  form_.button->setVisible(any);
}

}  // namespace sankajo
