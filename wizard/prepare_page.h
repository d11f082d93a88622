// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTimer>

#include "wizard/page.h"

namespace sankajo {

/// Taking the PC off the network before the check. It sees that happen and goes on by itself, and says so before it does.
class PreparePage : public Page {
  Q_OBJECT

 public:
  explicit PreparePage(Session& session);

  Footer footer() const override;
  void shown() override;
  bool mainPressed() override;
  bool tellsNetwork() const override { return false; }
  int nextId() const override { return CheckPageId; }

 protected:
  void retranslate() override;

 private:
  /// One of the ways into the network, and whether it is shut.
  struct Way {
    QWidget* row = nullptr;
    OutcomeBox* box = nullptr;
    Paragraph* words = nullptr;
  };
  Way addWay(const char* name);
  void look();
  void goOnByItself();
  void askToKeepIn();

  Heading* heading_;
  Picture* picture_;
  std::array<Paragraph*, 3> steps_{};
  Way cable_, wifi_;
  Paragraph *then_, *why_;
  QPushButton *stay_, *keepIn_;
  Network seen_;  ///< All that was connected while the page is shown.
  bool stays_ = false;
  QTimer goesOn_{this};
};

}  // namespace sankajo
