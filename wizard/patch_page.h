// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wizard/page.h"

namespace sankajo {

/// How the hole stands, and which file closes it on this very Windows.
class PatchPage : public Page {
  Q_OBJECT

 public:
  explicit PatchPage(Session& session);

  Footer footer() const override;
  void shown() override;
  bool mainPressed() override;
  PageId backTo() const override { return ResultPageId; }
  int nextId() const override;

 protected:
  void retranslate() override;

 private:
  bool closed() const;
  void fillPackage();

  EmblemPicture* emblem_;
  Heading* heading_;
  Paragraph* what_;
  Panel* package_;
  Paragraph* then_;
  QPushButton* again_;
};

}  // namespace sankajo
