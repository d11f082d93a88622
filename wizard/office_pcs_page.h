// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTableView>

#include "wizard/bar_chart.h"
#include "wizard/office_page.h"

namespace sankajo {

class FleetTable;

/// Article 4 for companies: how all PCs of the office stand, by the reports that they have left in a folder.
class OfficePcsPage : public OfficePageBase {
  Q_OBJECT

 public:
  explicit OfficePcsPage(Session& session);

  Footer footer() const override;
  void shown() override;
  bool mainPressed() override;

 protected:
  void retranslate() override;

 private:
  void chooseFolder();
  void chooseList();
  void save();
  void arrange();
  void fill();

  Heading* heading_;
  Paragraph* lead_;
  Paragraph *folderText_, *listText_, *trouble_;
  QPushButton *folder_, *again_, *list_;
  Paragraph* working_;
  QWidget* result_;
  BarChart* chart_;
  QTableView* table_;
  FleetTable* model_;
  Paragraph* notUsed_;
  Paragraph* said_;
};

}  // namespace sankajo
