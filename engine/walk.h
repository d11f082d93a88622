// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>
#include <chrono>
#include <mutex>

#include "engine/lookup.h"
#include "engine/quarantine.h"

namespace sankajo {

/// What a check's threads gather. Every function may be called from any of them.
class Collected {
 public:
  explicit Collected(const ProgressCallback& callback) : callback_(callback) {}

  void observe(Observation observation);
  void notRead(NotRead gap);
  void version(FileVersionSeen version);
  void patchTrace(PatchTrace trace);
  void count(std::uint64_t filesSeen, std::uint64_t filesRead, std::uint64_t bytesRead);
  /// Another part of the whole has been looked at; all parts together are 1. Told with the next call.
  void advance(double part);
  /// Tells what is being looked at; calls the callback at most 20 times a second.
  void progress(const std::string& where);
  /// Whether a file with this path has been observed.
  bool observed(const WinPath& path) const;
  /// What was observed of the file at this path, in whatever case; empty where nothing was.
  std::optional<FileSeen> fileAt(const WinPath& path) const;
  /// Everything, sorted, so that it is the same whatever the number of threads.
  void handOver(Evidence& evidence);

 private:
  void call(const std::string& where, const Observation* found);

  const ProgressCallback& callback_;
  mutable std::mutex mutex_;
  std::vector<Observation> observations_;
  std::vector<NotRead> notRead_;
  std::vector<FileVersionSeen> versions_;
  std::vector<PatchTrace> patchTraces_;
  std::atomic<std::uint64_t> filesSeen_ = 0, filesRead_ = 0, bytesRead_ = 0;
  std::atomic<double> share_ = 0;
  std::chrono::steady_clock::time_point called_{};
};

/// Looks in the folders that the advisories name for the files they name. Fails with Cancelled or BadAdvisory.
Status lookAtNamedFiles(Files& files, const Lookup& lookup, Collected& collected, const std::stop_token& stop);

/// Looks at every file of the depth's folders, on all cores, and advances by `share` from beginning to end. What waits in our own folder to be
/// removed counts as removed. Fails with Cancelled or BadAdvisory.
Status walk(Target& target, const Lookup& lookup, Depth depth, double share, const std::vector<WaitingFile>& waiting, Collected& collected,
            const std::stop_token& stop);

}  // namespace sankajo
