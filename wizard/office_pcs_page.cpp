// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/office_pcs_page.h"

#include <QAbstractTableModel>
#include <QDate>
#include <QDir>
#include <QFileDialog>
#include <QHeaderView>
#include <QVBoxLayout>

#include "wizard/fleet_document.h"

namespace sankajo {

/// The summary's rows for a table view.
class FleetTable : public QAbstractTableModel {
  Q_OBJECT

 public:
  using QAbstractTableModel::QAbstractTableModel;

  void set(const FleetSummary& summary, const Wording& wording) {
    beginResetModel();
    headings_ = fleetHeadings(wording);
    rows_.clear();
    states_.clear();
    for (const FleetPc& pc : summary.pcs) {
      rows_.push_back(fleetRow(pc, wording));
      states_.push_back(pc.state);
    }
    endResetModel();
  }

  int rowCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : static_cast<int>(rows_.size()); }
  int columnCount(const QModelIndex& parent = {}) const override { return parent.isValid() ? 0 : static_cast<int>(columns.size()); }
  QVariant data(const QModelIndex& index, int role) const override {
    const FleetRow& row = rows_.at(static_cast<std::size_t>(index.row()));
    const auto column = static_cast<std::size_t>(index.column());
    if (role == Qt::DisplayRole || role == Qt::ToolTipRole) return text(row.*columns[column]);
    if (role == Qt::DecorationRole && column == 0) {
      constexpr double side = 1.3;
      const int pixels = Theme::current().px(side);
      return Theme::current().picture(EmblemPicture::pictureName(fleetEmblem(states_.at(static_cast<std::size_t>(index.row())))),
                                      QSize(pixels, pixels), 1);
    }
    // A row is heard as one sentence.
    if (role == Qt::AccessibleTextRole && column == 0) {
      QStringList parts;
      for (const auto part : columns) {
        if (!(row.*part).empty()) parts << text(row.*part);
      }
      return parts.join(tr(", ", "@info:accessible between parts of a row"));
    }
    return {};
  }
  QVariant headerData(int section, Qt::Orientation orientation, int role) const override {
    if (orientation != Qt::Horizontal || role != Qt::DisplayRole) return {};
    return text(headings_.*columns.at(static_cast<std::size_t>(section)));
  }

 private:
  static constexpr std::array columns = {&FleetRow::state, &FleetRow::computerName, &FleetRow::place,   &FleetRow::product,
                                         &FleetRow::worm,  &FleetRow::hole,         &FleetRow::started, &FleetRow::note};
  FleetRow headings_;
  std::vector<FleetRow> rows_;
  std::vector<FleetState> states_;
};

OfficePcsPage::OfficePcsPage(Session& session) : OfficePageBase(session, "officePcsPage") {
  heading_ = new Heading;
  content().addWidget(heading_);
  lead_ = addText();
  folderText_ = addText();
  folder_ = addLink("chooseReportsButton");
  again_ = addLink("readAgainButton");
  listText_ = addText();
  list_ = addLink("chooseListButton");
  trouble_ = addText();
  trouble_->setObjectName("troubleText");
  working_ = addText();
  result_ = new QWidget;
  auto* column = new QVBoxLayout(result_);
  column->setContentsMargins(0, 0, 0, 0);
  chart_ = new BarChart;
  chart_->setObjectName("fleetChart");
  column->addWidget(chart_);
  table_ = new QTableView;
  table_->setObjectName("fleetTable");
  model_ = new FleetTable(table_);
  table_->setModel(model_);
  table_->setTabKeyNavigation(false);
  table_->setSelectionBehavior(QAbstractItemView::SelectRows);
  table_->setSelectionMode(QAbstractItemView::SingleSelection);
  table_->setEditTriggers(QAbstractItemView::NoEditTriggers);
  table_->setCornerButtonEnabled(false);
  table_->setShowGrid(false);
  table_->setAlternatingRowColors(true);
  table_->setWordWrap(false);
  table_->setTextElideMode(Qt::ElideMiddle);
  table_->setHorizontalScrollMode(QAbstractItemView::ScrollPerPixel);
  table_->verticalHeader()->hide();
  table_->horizontalHeader()->setHighlightSections(false);
  table_->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
  column->addWidget(table_);
  notUsed_ = new Paragraph;
  notUsed_->setObjectName("notUsedText");
  column->addWidget(notUsed_);
  content().addWidget(result_);
  said_ = addSaidLine();
  connect(folder_, &QPushButton::clicked, this, &OfficePcsPage::chooseFolder);
  connect(list_, &QPushButton::clicked, this, &OfficePcsPage::chooseList);
  connect(again_, &QPushButton::clicked, this, [this] { session_.lookAtOffice(session_.office().folder, session_.office().listFile); });
  for (const auto signal : {&Session::started, &Session::finished}) {
    connect(&session_, signal, this, [this] {
      if (isVisible()) refresh();
    });
  }
  connect(&Theme::current(), &Theme::changed, this, &OfficePcsPage::arrange);
  OfficePcsPage::retranslate();
  arrange();
}

void OfficePcsPage::arrange() {
  const Theme& theme = Theme::current();
  const QFont font = theme.font(theme::Type::Secondary);
  const int row = std::max(theme.pitch(theme::Type::Secondary) + theme.px(theme::measure::space2), theme.touchTarget() / 2);
  table_->setFont(font);
  table_->horizontalHeader()->setFont(theme.font(theme::Type::Secondary, true));
  table_->verticalHeader()->setMinimumSectionSize(row);
  table_->verticalHeader()->setDefaultSectionSize(row);
  const int side = theme.px(1.3);
  table_->setIconSize(QSize(side, side));
  result_->layout()->setSpacing(theme.px(theme::measure::space4));
  // As many rows as there are, up to those that leave the page a page.
  constexpr int mostRows = 12;
  const int rows = std::clamp(model_->rowCount(), 3, mostRows) + 2;
  table_->setFixedHeight(rows * row + theme.px(theme::measure::space4));
  table_->resizeColumnsToContents();
  constexpr double widest = 18;
  for (int i = 0; i < model_->columnCount(); ++i)
    table_->setColumnWidth(i, std::min(table_->columnWidth(i) + theme.px(theme::measure::space2), theme.px(widest)));
}

Footer OfficePcsPage::footer() const {
  Footer footer;
  footer.back = !session_.working();
  if (session_.working()) {
    footer.stop = tr("Stop", "@action:button");
    return footer;
  }
  const bool any = session_.office().summary.has_value();
  footer.main = any ? tr("Save the table", "@action:button") : tr("Choose the folder", "@action:button");
  footer.mainName = any ? "saveTableButton" : "chooseFolderMainButton";
  return footer;
}

void OfficePcsPage::shown() {
  said_->hide();
  refresh();
}

bool OfficePcsPage::mainPressed() {
  if (session_.working()) return false;
  if (session_.office().summary) {
    save();
  } else {
    chooseFolder();
  }
  return false;
}

void OfficePcsPage::chooseFolder() {
  said_->hide();
  const QString folder = QFileDialog::getExistingDirectory(this, tr("Choose the folder with the PCs' reports", "@title:window"),
                                                           text(session_.office().folder));
  if (!folder.isEmpty()) session_.lookAtOffice(folder.toStdString(), session_.office().listFile);
}

void OfficePcsPage::chooseList() {
  said_->hide();
  const QString file = QFileDialog::getOpenFileName(this, tr("Choose the list of PCs", "@title:window"), {},
                                                    tr("Text or table (*.txt *.csv)", "@item file kind"));
  if (!file.isEmpty()) session_.lookAtOffice(session_.office().folder, file.toStdString());
}

void OfficePcsPage::save() {
  const FleetSummary& summary = *session_.office().summary;
  const Wording& wording = session_.wording();
  tellSaved(
      said_,
      saveFile(this, tr("Save the table", "@title:window"), "Sankajo-" + QDate::currentDate().toString(Qt::ISODate),
               {{"pdf", tr("PDF file", "@item file kind"), [&](QIODevice& to) { return writeFleetPdf(summary, wording, to).has_value(); }},
                {"html", tr("Page for a browser", "@item file kind"),
                 [&](QIODevice& to) { return writesText(fleetHtml(summary, wording))(to); }},
                {"csv", tr("Table for a spreadsheet", "@item file kind"),
                 [&](QIODevice& to) { return writesText(fleetCsv(summary, wording))(to); }}}));
}

void OfficePcsPage::fill() {
  const auto& summary = session_.office().summary;
  result_->setVisible(summary.has_value());
  if (!summary) return;
  const Wording& wording = session_.wording();
  std::vector<ChartBar> bars;
  for (const FleetState state : kFleetStates) {
    // "3 PCs: done" is one sentence for a screen reader; beside the bar it is the label.
    bars.push_back({text(fleetCount(*summary, state, wording)), {}, static_cast<double>(summary->count(state)), false, fleetEmblem(state)});
  }
  chart_->setBars(text(wording.text("fleet.title")), bars);
  model_->set(*summary, wording);
  table_->setVisible(!summary->pcs.empty());
  table_->setAccessibleName(text(wording.text("fleet.title")));
  QStringList lines;
  if (summary->pcs.empty()) lines << text(wording.text("fleet.none"));
  constexpr std::size_t mostFiles = 20;
  if (!summary->notUsed.empty()) lines << tr("%n file(s) could not be used:", "@info", static_cast<int>(summary->notUsed.size()));
  for (std::size_t i = 0; i < std::min(summary->notUsed.size(), mostFiles); ++i) lines << text(fleetNotUsed(summary->notUsed[i], wording));
  if (summary->notUsed.size() > mostFiles) lines << text(moreLines(wording, summary->notUsed.size() - mostFiles));
  if (summary->leftOut > 0) lines << text(wording.count("fleet.left_out", summary->leftOut));
  notUsed_->setText(lines.join('\n'));
  notUsed_->setVisible(!lines.isEmpty());
  arrange();
}

void OfficePcsPage::retranslate() {
  const Session::Office& office = session_.office();
  const bool working = session_.work() == Session::Work::LookingAtOffice;
  heading_->setText(tr("All PCs of the office", "@title"));
  lead_->setText(
      tr("Check each PC with \"sankajo-cli check --report-to\" and the name of one folder, on a USB stick or a shared disk. Each leaves "
         "its report there.",
         "@info"));
  lead_->setVisible(!office.summary);
  folderText_->setText(office.folder.empty() ? tr("No folder is chosen yet.", "@info")
                                             : tr("Folder: %1", "@info").arg(QDir::toNativeSeparators(text(office.folder))));
  folder_->setText(tr("Choose another folder", "@action:button"));
  again_->setText(tr("Read the folder again", "@action:button"));
  again_->setVisible(office.summary.has_value());
  folder_->setVisible(office.summary.has_value());
  listText_->setText(
      office.listError
          ? tr("The list could not be read. Save it as text in UTF-8: one PC a line, or a table with name, system and place.", "@info")
      : office.listFile.empty() ? tr("Without a list of PCs nobody knows which one has not been seen yet.", "@info")
                                : tr("List of PCs: %1", "@info").arg(QDir::toNativeSeparators(text(office.listFile))));
  list_->setText(office.listFile.empty() ? tr("Choose a list of PCs", "@action:button")
                                         : tr("Choose another list of PCs", "@action:button"));
  const auto& error = office.folderError;
  trouble_->setVisible(error.has_value() && !working);
  if (error)
    trouble_->setText(error->code == Errc::Cancelled ? tr("Reading was stopped. Choose the folder again.", "@info")
                                                     : tr("The folder could not be read. Choose another one.", "@info"));
  working_->setText(tr("Reading the reports", "@info"));
  working_->setVisible(working);
  for (QPushButton* button : {folder_, again_, list_}) button->setEnabled(!session_.working());
  fill();
}

}  // namespace sankajo

#include "office_pcs_page.moc"
