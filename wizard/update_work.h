// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QElapsedTimer>
#include <QObject>
#include <QTimer>
#include <chrono>

#include "wizard/windows_update.h"

namespace sankajo {

/// Leads Windows' update agent from the search to the restart, in a thread of its own, and never waits for it: a call that does not come back in
/// its time is left behind with its thread, and the next one gets a new agent.
class UpdateWork : public QObject {
  Q_OBJECT

 public:
  enum class Stage {
    NotAsked,
    Searching,
    Found,
    Licence,  ///< One has to be agreed to, or left out.
    Downloading,
    Installing,
    NothingToDo,
    Finished,  ///< results() say how.
    CouldNot,  ///< fault() says why.
  };
  /// For how long the agent may be silent before it is given up; after a stop, how long it may take to come back. Installing a large update is
  /// silent for many minutes, and is never broken off.
  struct Limits {
    std::chrono::milliseconds search = std::chrono::minutes(20), download = std::chrono::minutes(20), install = std::chrono::minutes(60),
                              setting = std::chrono::minutes(1), stop = std::chrono::seconds(20);
  };

  UpdateWork(OpenUpdateAgent open, const Limits& limits, QObject* parent = nullptr);
  ~UpdateWork() override;

  void search();
  /// Asks for the licences first, where there are any; then downloads and installs what was found.
  void install();
  /// The answer for licenceOf().
  void agree(bool agreed);
  void turnOnAutomaticUpdates();
  /// Ends what runs. While installing: after the update at hand.
  void stop();
  /// As in the beginning. Not while it works.
  void forget();

  Stage stage() const { return stage_; }
  bool working() const { return stage_ == Stage::Searching || stage_ == Stage::Downloading || stage_ == Stage::Installing; }
  bool stopping() const { return stop_.stop_requested(); }
  bool turningOn() const { return turningOn_; }
  const std::vector<OfferedUpdate>& offered() const { return offered_.all; }
  /// Index into offered() of the one whose licence is asked for.
  std::size_t licenceOf() const { return licence_; }
  /// One for each of offered(); empty while it waits.
  const std::vector<std::optional<UpdateResult>>& results() const { return results_; }
  /// Of the last stage; with Found: why it is there again.
  const std::optional<UpdateFault>& fault() const { return fault_; }
  /// Empty while nobody knows.
  const std::optional<AutomaticUpdates>& automatic() const { return automatic_; }
  const std::optional<UpdateFault>& turnOnFault() const { return turnOnFault_; }
  bool waitsForRestart() const;
  /// Windows Update was asked, and has nothing left for this PC.
  bool isUpToDate() const;
  /// All that was found is installed: what needs it may be offered now.
  bool mayHaveMore() const;

  struct Now {
    double share = 0;                   ///< Of this stage, 0 to 1.
    std::size_t update = 0;             ///< At hand: index into offered().
    std::size_t number = 0, count = 0;  ///< Which of how many.
    qint64 elapsedMs = 0, silentMs = 0;
  };
  Now now() const;

 signals:
  /// Another stage, or another answer.
  void changed();
  /// At most ten times a second while it works.
  void progressed();

 private:
  struct Worker;
  template <typename T>
  void ask(std::function<UpdateAnswer<T>(UpdateAgent&, const std::stop_token&)> question, std::function<void(UpdateAnswer<T>)> told);
  void enter(Stage stage, std::optional<UpdateFault> fault = {});
  void look();
  void giveUp();
  void leaveWorker();
  void nextLicence();
  void download();
  void downloaded(const UpdateAnswer<std::vector<UpdateResult>>& answer);
  void installed(const UpdateAnswer<InstalledUpdates>& answer);
  static UpdateProgress progressOf(const std::shared_ptr<Worker>& worker);

  OpenUpdateAgent open_;
  Limits limits_;
  Stage stage_ = Stage::NotAsked;
  OfferedUpdates offered_;
  std::vector<std::optional<UpdateResult>> results_;
  std::vector<std::size_t> atWork_;  ///< What is downloaded or installed, as indices into offered_.
  std::size_t licence_ = 0;
  std::optional<UpdateFault> fault_, turnOnFault_;
  std::optional<AutomaticUpdates> automatic_;
  bool turningOn_ = false, restart_ = false;
  std::stop_source stop_;
  std::shared_ptr<Worker> worker_;
  QTimer tick_;
  QElapsedTimer since_, stopSince_;
};

}  // namespace sankajo
