// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "wizard/page.h"
#include "wizard/work_view.h"

namespace sankajo {

/// How the hole stands, and which file closes it on this very Windows: put ready where it is at hand and the Windows does not run, else named to be
/// fetched.
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
  /// A patch waits on the disk for that Windows' next start.
  bool isReady() const;
  /// There is a package that this Windows takes, and the person has not chosen to fetch it.
  bool putsIn() const { return session_.hasPatch() && !fetches_; }
  /// Why the patch is not in, of the last try to install it here; empty where there was none, or it is in.
  QString whyNotInstalled() const;
  void chooseFolder();
  QString thenText() const;
  /// Of what was put ready nothing is known.
  void tellUnwritten();
  void fillPackage();
  /// Lines, and for each file that has to be fetched where to look for it: `name`Text in words, `name`Code to be read by a phone.
  static void fillFetch(QVBoxLayout& place, const std::vector<std::string>& lines, const std::vector<ReportPage::Fetch>& fetches, const QString& name);
  RadioCard* addChoice(const char* name, const QString& title, const QString& details, bool chosen);

  EmblemPicture* emblem_;
  Heading* heading_;
  Paragraph* what_;
  WorkView* work_;
  Panel* package_;
  Panel* advised_;
  Paragraph* trouble_;
  Paragraph* then_;
  QPushButton* folder_;
  QPushButton* again_;
  bool fetches_ = false;
};

}  // namespace sankajo
