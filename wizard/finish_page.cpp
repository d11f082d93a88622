// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/finish_page.h"

#include <QAccessible>
#include <QDate>
#include <QHBoxLayout>
#include <QPrintDialog>
#include <QPrinter>
#include <QScrollArea>
#include <QTimer>
#include <QVBoxLayout>

#include "engine/report_form.h"
#include "wizard/report_document.h"
#include "wizard/save_file.h"

namespace sankajo {

namespace {

QString proposedName() {
  return "Sankajo-" + QDate::currentDate().toString(Qt::ISODate);
}

}  // namespace

FinishPage::FinishPage(Session& session) : Page(session, "finishPage") {
  auto* top = new QHBoxLayout;
  constexpr double emblemEms = 7;
  emblem_ = new EmblemPicture(Emblem::Unknown, emblemEms);
  top->addWidget(emblem_, 0, Qt::AlignTop);
  auto* words = new QVBoxLayout;
  heading_ = new Heading(theme::Type::Verdict);
  heading_->setRuled(false);
  means_ = new Paragraph;
  words->addWidget(heading_);
  words->addWidget(means_);
  words->addStretch(1);
  top->addLayout(words, 1);
  content().addLayout(top);
  content().addWidget(new SignatureRule);
  work_ = new WorkView(session);
  content().addWidget(work_);
  place_ = new QWidget;
  (new QVBoxLayout(place_))->setContentsMargins(0, 0, 0, 0);
  content().addWidget(place_);
  auto* buttons = new QHBoxLayout;
  const auto button = [&](const char* name) {
    QPushButton* made = makeButton(ButtonKind::Second);
    made->setObjectName(name);
    buttons->addWidget(made);
    return made;
  };
  save_ = button("saveReportButton");
  print_ = button("printReportButton");
  undo_ = button("undoButton");
  buttons->addStretch(1);
  content().addLayout(buttons);
  form_ = addLink("saveFormButton");
  connect(form_, &QPushButton::clicked, this, &FinishPage::saveForm);
  later_ = addLink("finishLaterButton");
  connect(later_, &QPushButton::clicked, this, [this] {
    leaves_ = true;
    wizard()->accept();
  });
  said_ = addText();
  said_->setObjectName("reportSavedText");
  notKept_ = addText();
  notKept_->setObjectName("notKeptText");
  content().addStretch(1);

  connect(save_, &QPushButton::clicked, this, &FinishPage::saveReport);
  connect(print_, &QPushButton::clicked, this, &FinishPage::printReport);
  connect(undo_, &QPushButton::clicked, this, [this] {
    emit asked([here = session_.live(), patchOnly = session_.undoesPatchOnly()] {
      return Question{tr("Undo the treatment?", "@title"),
                      patchOnly ? tr("The patch that was put ready is taken away again. Nothing else changes. The disk must be connected.", "@info")
                      : here ? tr("Everything that was removed comes back, the worm's file too.", "@info")
                           : tr("Everything that was removed comes back, the worm's file too. The disk must be connected.", "@info"),
                      tr("Leave it as it is", "@action:button"), tr("Undo the treatment", "@action:button")};
    },
               [this] { session_.undo(); });
  });
  for (const auto signal : {&Session::started, &Session::finished}) {
    connect(&session_, signal, this, [this] {
      if (isVisible()) refresh();
    });
  }
  const auto arrange = [this, buttons] {
    const theme::Layout layout = Theme::current().layout();
    constexpr double large = 7;
    constexpr double small = 4.5;
    constexpr double smallest = 3;
    const double ems = layout.isShort ? smallest : layout.narrow ? small : large;
    emblem_->setEms({ems, ems});
    buttons->setSpacing(Theme::current().px(theme::measure::space3));
    buttons->setDirection(layout.brief ? QBoxLayout::TopToBottom : QBoxLayout::LeftToRight);
  };
  connect(&Theme::current(), &Theme::changed, this, arrange);
  arrange();
}

Footer FinishPage::footer() const {
  Footer footer;
  if (session_.working() || session_.restarting()) {
    footer.mainEnabled = false;
    if (session_.work() != Session::Work::Undoing) return footer;
    footer.stop = tr("Stop after this step", "@action:button");
    return footer;
  }
  // Somebody who left an interrupted run may still choose otherwise.
  footer.back = session_.interrupted();
  if (session_.canRestart()) {
    footer.main = tr("Restart now", "@action:button");
    footer.mainName = "restartButton";
    return footer;
  }
  footer.main = tr("Finish", "@action:button");
  footer.mainName = "finishButton";
  return footer;
}

bool FinishPage::mainPressed() {
  if (leaves_ || !session_.canRestart()) return true;
  askToRestart();
  return false;
}

void FinishPage::askToRestart() {
  emit asked([updates = !session_.waitsForRestart()] {
    return Question{tr("Restart this PC now?", "@title"),
                    updates ? tr("Close the other programs first, so that nothing that is open in them is lost. Windows then finishes its updates, which can take a while.", "@info")
                            : tr("Close the other programs first, so that nothing that is open in them is lost. Leave the network cable out.", "@info"),
                    tr("Not now", "@action:button"), tr("Restart now", "@action:button")};
  },
             [this] { session_.restart(); });
}

void FinishPage::shown() {
  said_->hide();
  leaves_ = false;
  refresh();
  heading_->announce();
}

void FinishPage::retranslate() {
  save_->setText(tr("Save the report", "@action:button"));
  print_->setText(tr("Print the report", "@action:button"));
  form_->setText(tr("Save a form to report the worm", "@action:button"));
  undo_->setText(tr("Undo the treatment", "@action:button"));
  undo_->setVisible(session_.canUndo());
  later_->setText(tr("Finish without a restart", "@action:button"));
  later_->setVisible(session_.canRestart() && !session_.restarting());
  // In a rescue system whatever is saved lies in memory, and there is no printer.
  const bool kept = !session_.endsWithThePc();
  for (QPushButton* button : {save_, print_, form_}) button->setVisible(kept && !session_.unwritten());
  notKept_->setVisible(!kept && !session_.unwritten());
  const bool recorded = session_.report() && !session_.report()->run.empty();
  notKept_->setText(recorded ? tr("This page is gone when the PC is turned off. Take a photo of it. What was done is also recorded in the folder \"Sankajo\" on the disk of this Windows.", "@info")
                             : tr("This page is gone when the PC is turned off. Take a photo of it.", "@info"));
  for (QPushButton* button : {save_, print_, undo_, form_, later_}) button->setEnabled(!session_.working() && !session_.restarting());
  const bool undoing = session_.work() == Session::Work::Undoing;
  work_->setVisible(undoing);
  work_->retranslate();
  fill();
}

void FinishPage::fill() {
  clear(*place_->layout());
  const bool undoing = session_.work() == Session::Work::Undoing;
  place_->setVisible(!undoing);
  if (undoing) {
    heading_->setText(tr("Putting everything back", "@title"));
    means_->setText(session_.live() ? tr("Please leave this PC on.", "@info") : tr("Please leave the disk connected.", "@info"));
    return;
  }
  if (session_.unwritten()) {
    emblem_->setEmblem(Emblem::Unknown);
    heading_->setText(tr("Not everything could be written", "@title"));
    if (session_.error()) means_->setText(text(session_.wording().error(*session_.error(), Phase::Treating)));
    return;
  }
  const auto page = session_.page();
  if (!page) return;
  emblem_->setEmblem(page->emblem);
  heading_->setText(text(page->headline));
  means_->setText(text(page->means));
  QLayout& place = *place_->layout();
  place.setSpacing(Theme::current().px(theme::measure::space3));
  const auto add = [&place](QWidget* widget) { place.addWidget(widget); };
  if (session_.error()) {
    add(paragraph(session_.canRestart() ? tr("Windows did not restart. Restart it in the Start menu.", "@info")
                                             : text(session_.wording().error(*session_.error(), Phase::Treating))));
  }
  auto* states = new Panel;
  states->body()->addWidget(stateRow(page->worm.emblem, text(page->worm.text)));
  states->body()->addWidget(stateRow(page->hole.emblem, text(page->hole.text)));
  add(states);
  if (session_.waitsForRestart()) return fillRestart(*page);
  // The report has them all, and each of its places.
  constexpr qsizetype most = 6;
  QStringList deeds;
  for (const ReportPage::Line& one : page->operations) deeds << text(one.text);
  deeds.removeDuplicates();
  const qsizetype shown = deeds.size() > most + 1 ? most : deeds.size();
  for (const QString& deed : deeds.first(shown)) {
    auto* line = paragraph(deed, theme::Type::Secondary);
    line->setObjectName("deedText");
    add(line);
  }
  if (shown < deeds.size()) add(paragraph(text(moreLines(session_.wording(), static_cast<std::size_t>(deeds.size() - shown))), theme::Type::Secondary, false, true));

  add(paragraph(tr("What could not be proven", "@title"), theme::Type::Lead, true));
  add(stateRow(Emblem::Unknown, text(page->doesNotMean)));
  add(stateRow(Emblem::Unknown, tr("Only Blaster and its relatives were looked for. Check with an up-to-date antivirus program too, "
                                   "and look at the other PCs of the home before one of them goes online.",
                                   "@info")));
  if (!page->notRead.empty()) add(stateRow(Emblem::Unknown, tr("%n place(s) could not be read", "@info", static_cast<int>(page->notRead.size()))));
  fillAdvised(*page);
  if (session_.isUpToDate() && session_.report()->exitCode == ExitClean) return;  // Nothing is left to do.
  add(paragraph(text(page->nowTitle), theme::Type::Lead, true));
  if (session_.updatesWaitForRestart()) {
    auto* restart = paragraph(session_.restarting() ? tr("Windows is restarting. Programs that are open may ask what shall be saved.", "@info")
                                                    : tr("Windows Update has installed updates. Restart this PC to finish them.", "@info"));
    restart->setObjectName("updatesRestartText");
    return add(restart);
  }
  // Only here may the cable go back in: the worm is gone, and the hole is closed.
  if (!session_.live() || page->kind != ResultKind::Treated) return add(paragraph(text(page->now)));
  auto* line = new QWidget;
  auto* row = new QHBoxLayout(line);
  row->setContentsMargins(0, 0, 0, 0);
  row->setSpacing(Theme::current().px(theme::measure::space4));
  auto* picture = new Picture("pic-plug-in", {4.5, 3});
  picture->setAccessibleName(tr("Picture: plug the network cable in", "@info:spoken"));
  row->addWidget(picture, 0, Qt::AlignTop);
  auto* now = paragraph(text(page->now));
  now->setObjectName("plugInText");
  row->addWidget(now, 1);
  add(line);
}

void FinishPage::fillAdvised(const ReportPage& page) {
  for (const std::string& line : page.advised) {
    auto* advised = paragraph(text(line));
    advised->setObjectName("advisedText");
    place_->layout()->addWidget(advised);
  }
}

void FinishPage::fillRestart(const ReportPage& page) {
  QLayout& place = *place_->layout();
  const auto& operations = session_.report()->operations;
  const auto list = [&](const QString& title, bool waiting) {
    QStringList deeds;
    for (const OperationResult& one : operations) {
      if (one.outcome == (waiting ? Outcome::PendingRestart : Outcome::Done)) deeds << text(session_.wording().action(one.action, shownName(one.where)));
    }
    deeds.removeDuplicates();  // One service is in several control sets.
    if (deeds.isEmpty()) return;
    place.addWidget(paragraph(title, theme::Type::Body, true));
    for (qsizetype i = 0; i < deeds.size(); ++i) place.addWidget(paragraph(tr("%1 %2", "@item number and deed").arg(i + 1).arg(deeds[i])));
  };
  list(tr("Done", "@title what is done"), false);
  list(tr("Waits for the restart", "@title what waits"), true);
  place.addWidget(stateRow(Emblem::Unknown, text(page.doesNotMean)));
  fillAdvised(page);
  place.addWidget(paragraph(text(page.nowTitle), theme::Type::Lead, true));
  place.addWidget(paragraph(session_.restarting() ? tr("Windows is restarting. Programs that are open may ask what shall be saved.", "@info") : text(page.now)));
  auto* back = paragraph(returnText(session_));
  back->setObjectName("returnText");
  place.addWidget(back);
}

void FinishPage::say(const QString& what) {
  said_->setText(what);
  said_->show();
  // It stands under the buttons, where a small window does not reach; as soon as it has its place.
  QTimer::singleShot(0, said_, [this] { frame_->scrollArea()->ensureWidgetVisible(said_); });
  QAccessibleEvent alert(said_, QAccessible::Alert);
  QAccessible::updateAccessibility(&alert);
}

void FinishPage::saveReport() {
  const auto page = session_.page();
  if (!page) return;
  const auto saved = saveFile(this, tr("Save the report", "@title:window"), proposedName(),
                              {{"pdf", tr("PDF file", "@item file kind"), [&](QIODevice& to) { return writeReportPdf(*page, session_.wording(), to).has_value(); }}});
  if (!saved) return;
  say(saved->saved ? tr("The report is saved: %1", "@info").arg(saved->file)
                   : tr("The report was not saved. Choose another place, for example a USB stick.", "@info"));
}

void FinishPage::saveForm() {
  if (!session_.report()) return;
  const std::string form = reportForm(*session_.report(), session_.wording(), session_.advisories());
  const auto saved = saveFile(this, tr("Save the form", "@title:window"), proposedName(), {{"txt", tr("Text file", "@item file kind"), writesText(form)}});
  if (!saved) return;
  const QString whereTo = tr("Sankajo does not send it. The form says where to look up whom to send it to.", "@info");
  say(saved->saved ? tr("The form is saved: %1", "@info").arg(saved->file) + "\n" + whereTo
                   : tr("The form was not saved. Choose another place, for example a USB stick.", "@info"));
}

void FinishPage::printReport() {
  const auto page = session_.page();
  if (!page) return;
  QPrinter printer(QPrinter::HighResolution);
  QPrintDialog dialog(&printer, this);
  if (dialog.exec() != QDialog::Accepted) return;
  const bool printed = paintReport(*page, session_.wording(), printer).has_value();
  say(printed ? tr("The report was sent to the printer.", "@info") : tr("The report was not printed. Save it instead.", "@info"));
}

}  // namespace sankajo
