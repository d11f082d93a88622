// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QBoxLayout>

#include "wizard/page.h"
#include "wizard/save_file.h"

namespace sankajo {

/// What the pages for those who look after several PCs share.
class OfficePageBase : public Page {
  Q_OBJECT

 public:
  using Page::Page;
  bool tellsNetwork() const override { return false; }
  int nextId() const override { return -1; }
  PageId backTo() const override { return OfficePageId; }

 protected:
  /// A line that tells what came of saving or printing, as the last of the page.
  Paragraph* addSaidLine();
  void say(Paragraph* line, const QString& what);
  void tellSaved(Paragraph* line, const std::optional<FileSaved>& saved);
  /// Buttons in a row, where there is room for one.
  QBoxLayout* addButtonRow();
};

/// The four articles for companies, and the ways to what helps with each.
class OfficePage : public OfficePageBase {
  Q_OBJECT

 public:
  explicit OfficePage(Session& session);

  Footer footer() const override;
  void shown() override;
  PageId backTo() const override { return StartPageId; }
  int nextId() const override { return next_; }

 protected:
  void retranslate() override;

 private:
  struct Part {
    Paragraph *title = nullptr, *words = nullptr;
    QPushButton* button = nullptr;
  };
  Part addPart(const char* button, int page);
  void saveForm();

  Heading* heading_;
  Paragraph* lead_;
  Part notices_, network_, pcs_, figures_, form_;
  Paragraph* said_;
  int next_ = -1;
};

}  // namespace sankajo
