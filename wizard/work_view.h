// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QWidget>

#include "wizard/session.h"
#include "wizard/widgets.h"

class QVBoxLayout;

namespace sankajo {

/// What is going on: how far it is, for how long, where, and what was found. Never silent for more than a second.
class WorkView : public QWidget {
  Q_OBJECT

 public:
  explicit WorkView(Session& session, QWidget* parent = nullptr);
  void retranslate();

 private:
  void update();
  void fillFound();

  Session& session_;
  ProgressTrough* bar_;
  Paragraph* times_;
  PathLabel* where_;
  Paragraph* foundTitle_;
  QVBoxLayout* foundRows_;
  Panel* found_;
  std::size_t shownFound_ = 0, shownUnread_ = 0;
  QElapsedTimer placeShown_, spoken_;
};

}  // namespace sankajo
