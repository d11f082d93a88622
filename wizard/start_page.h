// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wizard/page.h"

namespace sankajo {

/// The three articles, and which Windows to look at.
class StartPage : public Page {
  Q_OBJECT

 public:
  explicit StartPage(Session& session);

  Footer footer() const override;
  void shown() override;
  bool mainPressed() override;
  bool tellsNetwork() const override { return false; }
  int nextId() const override { return office_ ? OfficePageId : session_.hasToUnplug() ? PreparePageId : CheckPageId; }

 protected:
  void retranslate() override;

 private:
  void chooseFolder();
  void fillChoice();
  QString belowOf(const WindowsHere& windows) const;
  void arrange();

  Heading* heading_;
  QWidget* articles_;
  std::array<Paragraph*, 3> articleTexts_{};
  Paragraph* question_;
  QWidget* list_;
  Panel* rights_;
  Paragraph *rightsText_, *rightsSaid_;
  QPushButton* administrator_;
  Paragraph* trouble_;
  QPushButton *folder_, *worm_, *officeDoor_;
  Paragraph* origin_;
  bool office_ = false;  ///< The way goes through the door for several PCs.
};

}  // namespace sankajo
