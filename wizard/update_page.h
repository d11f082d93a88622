// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wizard/page.h"

namespace sankajo {

/// Article 3, for a Windows that was not infected: bring it up to date.
class UpdatePage : public Page {
  Q_OBJECT

 public:
  explicit UpdatePage(Session& session);

  Footer footer() const override;
  void shown() override;
  bool mainPressed() override;
  PageId backTo() const override { return ResultPageId; }
  int nextId() const override { return FinishPageId; }

 protected:
  void retranslate() override;

 private:
  Heading* heading_;
  Picture* picture_;
  Paragraph *why_, *here_;
  std::array<Paragraph*, 4> steps_{};
  CheckRow* done_;
  bool opened_ = false;  ///< Windows' own page for updates was opened, or could not be.
};

}  // namespace sankajo
