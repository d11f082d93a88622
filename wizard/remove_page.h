// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once


#include "wizard/page.h"
#include "wizard/work_view.h"

namespace sankajo {

/// Article 2: what will be done and why; consent; then the work, and what became of each line. Also where a run that stopped halfway is
/// brought to its end or undone.
class RemovePage : public Page {
  Q_OBJECT

 public:
  /// Where the full places of a deed are: in a tip beside the mouse, or in its row.
  enum class Places { InTip, InRow };
  explicit RemovePage(Session& session, Places places = Places::InTip);

  Footer footer() const override;
  void shown() override;
  bool mainPressed() override;
  PageId backTo() const override { return ResultPageId; }
  int nextId() const override { return PatchPageId; }

 protected:
  void retranslate() override;

 private:
  enum class State {
    Plan,     ///< Waits for consent.
    Refused,  ///< This Windows may not be changed now.
    Working,
    Ended,  ///< With an outcome for each line.
    Error,
  };
  State state() const;
  /// The Windows that runs here may be changed with rights that can be had.
  bool wantsRights() const;
  /// A patch's package alone is no removal: the next page puts it ready.
  bool nothingToRemove() const;
  void fill();
  void fillPlan();
  void fillRefused();
  void fillRefusedHere();
  /// The way on for those who cannot or will not.
  QPushButton* withoutLink();
  void fillOutcomes();
  void fillWaysOut();
  /// What reads the same to a person: one service stands in each control set.
  /// Only a run of before was finished here, and it had hardly begun: what it was to remove has still to be agreed to.
  bool stillInfected() const;
  using Row = std::vector<const Operation*>;
  struct RowOutcome {
    bool now = false, waits = false;
    const OperationResult* worst = nullptr;
  };
  static std::vector<Row> rowsOf(const std::vector<Operation>& operations);
  /// Without outcome while it is only planned.
  QWidget* operationRow(const Row& operations, int number, const RowOutcome* outcome) const;

  Heading* heading_;
  Paragraph* intro_;
  QWidget* place_;
  WorkView* work_;
  Places places_;
  ConsentGiven agreed_;  ///< What is ticked.
};

}  // namespace sankajo
