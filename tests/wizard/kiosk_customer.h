// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QAbstractButton>
#include <QElapsedTimer>
#include <QTemporaryDir>
#include <atomic>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "tests/support/disk_builder.h"
#include "tests/support/faulty_target.h"
#include "tests/support/snapshot.h"
#include "wizard/kiosk_wizard.h"

class QPointingDevice;

namespace sankajo::test {

/// A mount helper that a test holds in its hands: its volumes are demonstration disks in temporary folders.
struct ScriptedHelper {
  struct Volume {
    KioskVolume shown;
    std::string folder;
    bool attached = true;
  };
  mutable std::mutex mutex;
  std::map<std::string, Volume> volumes;
  std::string mounted;
  bool writable = false;
  std::vector<std::string> calls;  ///< "mount sda1:1" ...
  std::optional<Error> writingRefused, releaseRefused;
  std::atomic<bool> mountHeld = false;  ///< Whoever mounts waits.
  std::atomic<bool> mountWaits = false;

  /// It ends and begins again: nothing is mounted any more.
  void restart();

  bool isAttached(const std::string& id) const;
  std::vector<KioskVolume> attached() const;
};

class ScriptedWatch : public KioskWatch {
 public:
  void set(std::vector<KioskVolume> volumes) { tell(std::move(volumes)); }
  void blind() { tellBlind(); }
};

/// A kiosk on such a helper, and the finger that leads it. One at a time.
class KioskCustomer {
 public:
  static constexpr int patience = 60000;

  KioskCustomer();
  ~KioskCustomer();
  KioskCustomer(const KioskCustomer&) = delete;
  KioskCustomer& operator=(const KioskCustomer&) = delete;

  /// What the shop is like, to be changed before open().
  Shop shop;
  bool withMistakes = false;  ///< In its settings.
  void open(QSize size = {1024, 768});

  /// Attaches a disk, or one that was there before, and gives its volume's new id.
  std::string plugIn(const DiskBuilder& disk, const std::string& model = "Ultra Disk");
  std::string plugIn(const KioskVolume& volume);
  std::string plugInAgain(const std::string& id);
  void pullOut(const std::string& id);
  QString folder(const std::string& id) const;
  Snapshot disk(const std::string& id) const { return snapshotOf(folder(id).toStdString()); }
  /// A folder of packages beside the program; before open().
  bool layPatchesBeside();

  /// The visible button of this name; null where there is none.
  QAbstractButton* find(const char* name) const;
  /// Touches it as soon as it is there and enabled.
  bool touch(const char* name);
  /// Touches a place of the window.
  void touchAt(QPoint place);
  bool isOn(const char* page) const;
  bool waitFor(const char* page) const;
  QString words(const char* name) const;
  bool isShown(const char* name) const;

  /// From now on the worker stops before its first such call, until letGo().
  void holdAt(const char* call);
  bool waitForHold() const;
  void letGo() { held_ = false; }

  ScriptedHelper& helper() { return *helper_; }
  ScriptedWatch& watch() { return *watch_; }
  Theme& theme() { return *theme_; }
  LanguageSwitch& language() { return *language_; }
  Session& session() { return *session_; }
  KioskWizard& wizard() { return *wizard_; }
  const std::vector<Advisory>& advisories() const { return advisories_; }
  /// Empty while the customer is served.
  std::optional<int> ended;
  std::vector<std::pair<Shop::Counted, std::string>> counted;
  std::vector<Shop::Sound> sounds;

 private:
  std::unique_ptr<Theme> theme_;
  std::vector<Advisory> advisories_;
  std::optional<Wording> japanese_, english_;
  std::shared_ptr<ScriptedHelper> helper_ = std::make_shared<ScriptedHelper>();
  ScriptedWatch* watch_ = nullptr;
  std::vector<std::unique_ptr<QTemporaryDir>> folders_;
  std::unique_ptr<QTemporaryDir> patches_;
  std::unique_ptr<LanguageSwitch> language_;
  std::unique_ptr<Session> session_;
  std::unique_ptr<KioskWizard> wizard_;
  QPointingDevice* screen_;
  QElapsedTimer touched_;
  int number_ = 0;
  std::string holdCall_;
  std::atomic<bool> held_ = false, reached_ = false;
};

}  // namespace sankajo::test
