// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wizard/page.h"

namespace sankajo {

/// One large verdict, what it means, and what comes next.
class ResultPage : public Page {
  Q_OBJECT

 public:
  explicit ResultPage(Session& session);

  Footer footer() const override;
  void shown() override;
  bool mainPressed() override;
  int nextId() const override;

 protected:
  void retranslate() override;

 private:
  /// What the main button does.
  enum class Deed { Look, LookThoroughly, GoOn, FinishRun, StartAsAdministrator };
  Deed deed() const;
  /// What decides could be read with rights that can be had.
  bool wantsRights() const;
  void again(Depth depth);
  void fillDetails(const ReportPage& page);
  void arrange();

  EmblemPicture* emblem_;
  Heading* verdict_;
  Paragraph* means_;
  StateRow *worm_, *hole_, *unread_;
  Paragraph *now_, *caveat_;
  QPushButton *thoroughly_, *putAway_, *undo_, *without_;
  Details* details_;
  bool left_ = false;  ///< An interrupted run stays as it is.
};

}  // namespace sankajo
