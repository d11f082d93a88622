// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wizard/office_page.h"

namespace sankajo {

/// The notice's figures by day, as history.
class OfficeFiguresPage : public OfficePageBase {
  Q_OBJECT

 public:
  explicit OfficeFiguresPage(Session& session);

  Footer footer() const override;
  void shown() override { refresh(); }

 protected:
  void retranslate() override;

 private:
  Heading* heading_;
  Paragraph* lead_;
  QWidget* place_;
};

}  // namespace sankajo
