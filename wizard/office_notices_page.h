// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QLineEdit>
#include <array>

#include "engine/office_notice.h"
#include "wizard/notice_document.h"
#include "wizard/office_page.h"

namespace sankajo {

/// Articles 1 and 2 for companies: which notice, what is filled in, and on which paper.
class OfficeNoticesPage : public OfficePageBase {
  Q_OBJECT

 public:
  explicit OfficeNoticesPage(Session& session);

  Footer footer() const override;
  void shown() override;
  bool mainPressed() override;

 protected:
  void retranslate() override;

 private:
  OfficeNotice notice() const;
  NoticePaper paper() const { return a3_->isChecked() ? NoticePaper::A3 : NoticePaper::A4; }
  QString fileName() const;
  void saveMail();
  void print();
  void chooseList();

  Heading* heading_;
  QWidget* kinds_;
  std::array<RadioCard*, 3> cards_{};
  QWidget* fields_;
  std::array<Paragraph*, 3> captions_{};
  std::array<QLineEdit*, 3> edits_{};
  Paragraph* list_;
  QPushButton* chooseList_;
  Paragraph* paperTitle_;
  QWidget* papers_;
  RadioRow *a4_, *a3_;
  QPushButton *mail_, *print_;
  Paragraph* said_;
};

}  // namespace sankajo
