// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QTemporaryDir>
#include <array>
#include <atomic>
#include <map>
#include <memory>
#include <vector>

#include "tests/support/disk_builder.h"
#include "tests/support/snapshot.h"
#include "tests/wizard/scripted_pc.h"
#include "wizard/language.h"
#include "wizard/widgets.h"
#include "wizard/wizard.h"

namespace sankajo::test {

/// The wizard on real demonstration disks in temporary folders, and the hands that lead it; only faults are made up. One at a time. A hand
/// that does not find its button waits for it, at most `patience`.
class Walk : public QObject {
 public:
  static constexpr int patience = 120000;  // Milliseconds that a check of a small disk never needs, on the busiest machine.

  /// Fails the program where packs or sentences cannot be read.
  Walk();
  ~Walk() override;

  /// Makes the disks and opens the wizard; one disk is chosen at once, of several none is.
  bool open(const std::vector<const DiskBuilder*>& disks);
  bool open(const DiskBuilder& disk) { return open(std::vector{&disk}); }
  /// The first disk is the Windows that the wizard runs on, as `pc` says; the others are attached. With `back` it has come back after a restart.
  bool openHere(const std::vector<const DiskBuilder*>& disks, const std::optional<Session::Return>& back = {});
  bool openHere(const DiskBuilder& disk) { return openHere(std::vector{&disk}); }
  /// Before it is opened: a folder of packages beside the program, with the one for a Japanese XP; of a damaged one a byte is another.
  bool layPatchesBeside(bool damaged = false);
  /// Closes the window and opens it anew on the same disks, come back after a restart.
  bool comeBack(const Session::Return& back);
  /// A cable or Wi-Fi goes in or out.
  void setNetwork(const Network& now) { network_->set(now); }
  /// The folder of a disk.
  QString folder(std::size_t disk = 0) const { return folders_.at(disk)->path(); }
  Snapshot disk() const { return snapshotOf(folder().toStdString()); }

  /// The visible button of this name; null where there is none.
  QAbstractButton* find(const char* name) const;
  /// Presses it, by mouse or keyboard, as soon as it is there and enabled.
  bool press(const char* name);
  bool isOn(const char* page) const;
  bool waitFor(const char* page) const;
  /// Until nothing is being done.
  bool waitForEnd() const;
  QString words(const char* name) const;

  /// What the wizard shows that is not so, held against what lies on the disk at that moment; empty where all that it has shown is so. It is looked at
  /// whenever something changes; a hand that comes after it presses and finds nothing any more.
  const QString& untrue() const { return untrue_; }
  /// What the three articles are shown to be, now.
  std::array<ArticleState, 3> articles() const;
  /// The patch's files are on the disk of this folder; the worm's are.
  bool isPatched(const std::string& folder) const;
  bool isInfected(const std::string& folder) const;
  /// Puts the patch's files on the first disk, as its package does.
  void patch() const;

  /// From now on the worker stops before its first such call, until release().
  void holdAt(const char* call, std::string_view fileName = {});
  bool waitForHold() const;
  void release() { held_ = false; }

  const std::vector<Advisory>& advisories() const { return advisories_; }
  Theme& theme() { return *theme_; }
  LanguageSwitch& language() { return *language_; }
  Session& session() { return *session_; }
  Wizard& wizard() { return *wizard_; }

  bool byKeyboard = false;
  /// Before it is opened: in a rescue system, which may refuse to let a volume be written.
  bool inRescue = false;
  std::optional<Error> writingRefused;
  ScriptedPc pc;
  /// Asked in the worker's thread.
  Fault fault;

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override;

 private:
  /// What a disk is known by.
  struct Disk {
    std::vector<std::map<std::string, std::string>>
        closed;                      ///< Host path and bytes of the three files, in each form in which the hole is closed.
    std::vector<std::string> worms;  ///< Host paths.
  };
  bool make(const std::vector<const DiskBuilder*>& disks);
  void look();
  QString whatIsUntrue() const;
  bool openWindow(bool here, const std::optional<Session::Return>& back);

  std::unique_ptr<Theme> theme_;
  std::vector<Advisory> advisories_;
  std::optional<Wording> japanese_, english_;
  std::vector<std::unique_ptr<QTemporaryDir>> folders_;
  std::map<std::string, Disk> disks_;  ///< By folder.
  std::unique_ptr<QTemporaryDir> patches_;
  std::unique_ptr<LanguageSwitch> language_;
  std::unique_ptr<Session> session_;
  std::unique_ptr<Wizard> wizard_;
  ScriptedNetwork* network_ = nullptr;
  QString untrue_;
  std::atomic<bool> held_ = false, reached_ = false;
};

/// A run of removal on this disk that a power cut ended before its last line: it can be finished or undone.
bool interruptRun(const QString& folder, const std::vector<Advisory>& advisories, bool beforeItsFirstStep = false);

}  // namespace sankajo::test
