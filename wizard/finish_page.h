// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wizard/page.h"
#include "wizard/work_view.h"

namespace sankajo {

/// What was done, what was not proven, the report, and the way back.
class FinishPage : public Page {
  Q_OBJECT

 public:
  explicit FinishPage(Session& session);

  Footer footer() const override;
  void shown() override;
  bool mainPressed() override;
  PageId backTo() const override { return ResultPageId; }
  int nextId() const override { return -1; }

 protected:
  void retranslate() override;
  /// What became of the report.
  void say(const QString& what);

  QWidget* place_;  ///< What was done and what it means.

 private:
  void saveReport();
  void printReport();
  void saveForm();
  void fill();
  /// The patch of another hole that a worm which was found uses too.
  void fillAdvised(const ReportPage& page);
  /// What is done, and what waits for the restart.
  void fillRestart(const ReportPage& page);
  void askToRestart();

  EmblemPicture* emblem_;
  Heading* heading_;
  Paragraph* means_;
  WorkView* work_;
  QPushButton *save_, *print_, *undo_;
  QPushButton *form_, *later_;
  bool leaves_ = false;  ///< The person finishes without the restart.
  Paragraph *said_, *notKept_;
};

}  // namespace sankajo
