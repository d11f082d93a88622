// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QPlainTextEdit>
#include <array>

#include "engine/filter_rules.h"
#include "wizard/office_page.h"

namespace sankajo {

/// Article 3 for companies: rules for a firewall or a router. Nothing is put in by the program.
class OfficeNetworkPage : public OfficePageBase {
  Q_OBJECT

 public:
  explicit OfficeNetworkPage(Session& session);

  Footer footer() const override;
  void shown() override;
  bool mainPressed() override;

 protected:
  void retranslate() override;

 private:
  std::size_t chosen() const;
  std::string rules() const;

  Heading* heading_;
  Paragraph *lead_, *question_;
  QWidget* kinds_;
  std::array<RadioRow*, std::size(kFilters)> rows_{};
  CheckRow* all_;
  Paragraph* title_;
  QPlainTextEdit* text_;
  Paragraph* said_;
};

}  // namespace sankajo
