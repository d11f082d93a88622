// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <windows.h>
// After windows.h.
#include <wuapi.h>

#include <QStringList>
#include <atomic>
#include <memory>
#include <mutex>
#include <vector>

namespace sankajo::test {

class ComObject;

/// Windows' update agent as COM shows it, in this process: what a test says is how it answers. Registered while it lives, for the threads of the
/// multithreaded apartment; one at a time.
class ComAgent {
 public:
  ComAgent();
  ~ComAgent();
  ComAgent(const ComAgent&) = delete;
  ComAgent& operator=(const ComAgent&) = delete;

  struct Update {
    QString title;
    double bytes = 0;
    QString licence;  ///< Null: nothing has to be agreed to.
    HRESULT download = S_OK, install = S_OK;
    bool restart = false;
  };
  std::vector<Update> updates;
  HRESULT search = S_OK;         ///< What the beginning of a search says.
  HRESULT searchWarning = S_OK;  ///< A search that ends with errors.
  HRESULT beginDownload = S_OK, beginInstall = S_OK;
  int polls = 2;         ///< So often a job is asked before it has ended.
  bool endless = false;  ///< Jobs end only when they are told to.
  bool restart = false, restartBefore = false, busy = false;
  bool service = true, readOnly = false, takesSettings = true;
  AutomaticUpdatesNotificationLevel level = aunlScheduledInstallation;

  /// What was asked for: "search CRITERIA", "accept TITLE", "download TITLE", "install TITLE", "abort", "enable", "save".
  QStringList asked();
  /// References to its objects that nobody gave back.
  int left() const { return static_cast<int>(references_); }

 private:
  friend class ComObject;
  struct Answers;
  ComObject& make(const GUID& id);
  void note(const QString& what);

  std::mutex mutex_;
  QStringList asked_;
  std::vector<std::unique_ptr<ComObject>> objects_;
  std::atomic<long> references_ = 0;
  std::vector<DWORD> registered_;
};

}  // namespace sankajo::test
