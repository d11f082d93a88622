// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wizard/page.h"
#include "wizard/work_view.h"

namespace sankajo {

/// Article 1 at work. It goes on by itself.
class CheckPage : public Page {
  Q_OBJECT

 public:
  explicit CheckPage(Session& session);

  Footer footer() const override;
  void shown() override;
  bool mainPressed() override;
  int nextId() const override { return ResultPageId; }

 protected:
  void retranslate() override;

 private:
  Heading* heading_;
  QWidget* endedPlace_;
  WorkView* work_;
};

}  // namespace sankajo
