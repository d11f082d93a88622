// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>

#include "wizard/page.h"

namespace sankajo {

/// Article 3, for a Windows that was not infected: bring it up to date. The Windows that runs here by its own update agent, or by its settings
/// where that cannot be used; any other by what its owner can do.
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
  using Stage = UpdateWork::Stage;
  /// The agent, where it may be used: not before the hole is closed, since it needs the network.
  UpdateWork* agent() const;
  Stage stage() const { return agent() == nullptr ? Stage::NotAsked : agent()->stage(); }
  /// Whether Windows' own page is the next step.
  bool leadsToSettings() const;
  void openSettings();
  /// What happened, and the next step.
  static QString faultText(UpdateFault::Kind kind);
  void sayWhy();
  void sayStage();
  void sayProgress();
  void fillList();
  void fillMore();
  /// Indices into what was offered, what went wrong first.
  std::vector<std::size_t> listed() const;
  QWidget* row(std::size_t update) const;
  void sayAutomatic();
  void saySteps();
  /// The day since which Microsoft no longer updates this Windows.
  std::optional<std::string> end() const;
  void sayWhatIsLeft();

  Heading* heading_;
  Picture* picture_;
  Paragraph *why_, *here_;
  Paragraph *stage_, *happens_;
  ProgressTrough* bar_;
  Paragraph *times_, *place_;
  Panel* list_;
  Details* more_;
  Paragraph* next_;
  Panel* automatic_;
  Paragraph* automaticText_;
  QPushButton* turnOn_;
  std::array<Paragraph*, 4> steps_{};
  Panel *left_, *care_;
  QPushButton *withoutIt_, *settings_, *again_, *later_;
  CheckRow* done_;
  QElapsedTimer spoken_;
  bool opened_ = false;  ///< Windows' own page for updates was opened, or could not be.
};

}  // namespace sankajo
