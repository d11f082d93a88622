// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/walk.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <thread>

#include "engine/text.h"

namespace sankajo {

namespace {

using std::chrono::steady_clock;

// Deeper than any Windows can make them (32,767 characters); only a damaged volume goes on.
constexpr std::size_t deepest = 1024;

Observation fileObservation(FileSeen seen) {
  Observation observation;
  observation.kind = ObservationKind::File;
  observation.where = seen.path.text();
  for (const auto* matches : {&seen.byName, &seen.byHash, &seen.byRule}) {
    for (const Match& match : *matches) {
      if (std::ranges::find(observation.matches, match) == observation.matches.end()) observation.matches.push_back(match);
    }
  }
  observation.file = std::move(seen);
  return observation;
}

// Folders that wait to be looked at, and the threads that do it.
class Walk {
 public:
  Walk(Files& files, const Lookup& lookup, Collected& collected, const std::stop_token& stop)
      : files_(files), lookup_(lookup), collected_(collected), stop_(stop) {}

  Status run(std::vector<WinPath> folders) {
    std::vector<FileMatcher> matchers;
    const unsigned count = std::clamp(std::thread::hardware_concurrency(), 1U, 16U);
    for (unsigned i = 0; i < count; ++i) {
      auto matcher = FileMatcher::make(lookup_);
      if (!matcher) return tl::unexpected(matcher.error());
      matchers.push_back(std::move(*matcher));
    }
    waiting_.assign(std::make_move_iterator(folders.begin()), std::make_move_iterator(folders.end()));
    {
      std::vector<std::jthread> threads;
      for (FileMatcher& matcher : matchers) threads.emplace_back([this, &matcher] { work(matcher); });
    }
    if (stop_.stop_requested()) return fail(Errc::Cancelled, "", "stopped on request");
    return {};
  }

 private:
  void work(FileMatcher& matcher) {
    while (true) {
      WinPath folder;
      {
        std::unique_lock lock(mutex_);
        // A busy thread may still find more folders, so an empty list is the end only when nobody works.
        changed_.wait(lock, [this] { return !waiting_.empty() || busy_ == 0 || stop_.stop_requested(); });
        if (waiting_.empty() || stop_.stop_requested()) break;
        // The newest first: keeps the list short in a wide tree.
        folder = std::move(waiting_.back());
        waiting_.pop_back();
        ++busy_;
      }
      std::vector<WinPath> below = look(folder, matcher);
      {
        const std::scoped_lock lock(mutex_);
        for (WinPath& path : below) waiting_.push_back(std::move(path));
        --busy_;
      }
      changed_.notify_all();
    }
    changed_.notify_all();
  }

  std::vector<WinPath> look(const WinPath& folder, FileMatcher& matcher) {
    std::vector<WinPath> below;
    auto entries = files_.list(folder, true);
    if (!entries) {
      collected_.notRead({folder.text(), reason(entries.error()), false});
      return below;
    }
    if (!*entries) return below;
    collected_.progress(folder.text());
    std::uint64_t seen = 0;
    for (const FileEntry& entry : **entries) {
      if (stop_.stop_requested()) break;
      const WinPath path = folder / entry.name;
      switch (entry.kind) {
        case FileKind::Folder:
          if (path.components().size() > deepest) {
            collected_.notRead({path.text(), "Unsupported: too deep", false});
          } else {
            below.push_back(path);
          }
          break;
        case FileKind::File:
          ++seen;
          lookAt(path, entry.size, matcher);
          break;
        case FileKind::Link:
          break;  // what it points to is looked at where it lies
        case FileKind::Other:
          collected_.notRead({path.text(), "Unsupported: not a file of Windows", false});
          break;
      }
    }
    collected_.count(seen, 0, 0);
    return below;
  }

  void lookAt(const WinPath& path, std::uint64_t size, FileMatcher& matcher) {
    auto looked = matcher.look(files_, path, size, stop_);
    if (!looked) {
      if (looked.error().code != Errc::Cancelled) collected_.notRead({path.text(), reason(looked.error()), false});
      return;
    }
    if (looked->opened) collected_.count(0, 1, looked->bytesRead);
    if (looked->seen && !collected_.observed(path)) collected_.observe(fileObservation(std::move(*looked->seen)));
  }

  Files& files_;
  const Lookup& lookup_;
  Collected& collected_;
  const std::stop_token& stop_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<WinPath> waiting_;
  unsigned busy_ = 0;
};

}  // namespace

void Collected::observe(Observation observation) {
  const std::scoped_lock lock(mutex_);
  observations_.push_back(std::move(observation));
  call(observations_.back().where, &observations_.back());
}

void Collected::notRead(NotRead gap) {
  const std::scoped_lock lock(mutex_);
  notRead_.push_back(std::move(gap));
}

void Collected::version(FileVersionSeen version) {
  const std::scoped_lock lock(mutex_);
  versions_.push_back(std::move(version));
}

void Collected::patchTrace(PatchTrace trace) {
  const std::scoped_lock lock(mutex_);
  patchTraces_.push_back(std::move(trace));
}

void Collected::count(std::uint64_t filesSeen, std::uint64_t filesRead, std::uint64_t bytesRead) {
  filesSeen_ += filesSeen;
  filesRead_ += filesRead;
  bytesRead_ += bytesRead;
}

void Collected::progress(const std::string& where) {
  if (!callback_) return;
  const std::scoped_lock lock(mutex_);
  if (steady_clock::now() - called_ >= std::chrono::milliseconds(50)) call(where, nullptr);
}

// With the mutex held, so that the caller is told of one thing at a time.
void Collected::call(const std::string& where, const Observation* found) {
  if (!callback_) return;
  called_ = steady_clock::now();
  callback_({where, filesSeen_, -1, found});
}

bool Collected::observed(const WinPath& path) const {
  const std::scoped_lock lock(mutex_);
  return std::ranges::any_of(observations_, [&path](const Observation& observation) {
    return observation.file && observation.file->path.sameSpelling(path);
  });
}

void Collected::handOver(Evidence& evidence) {
  const auto byWhere = [](const auto& a, const auto& b) {
    const std::string x = foldCase(a.where);
    const std::string y = foldCase(b.where);
    return x != y ? x < y : a.where < b.where;
  };
  std::ranges::stable_sort(observations_, byWhere);
  std::ranges::stable_sort(notRead_, byWhere);
  const auto same = std::ranges::unique(notRead_, [](const NotRead& a, const NotRead& b) { return a.where == b.where && a.why == b.why; });
  notRead_.erase(same.begin(), same.end());
  evidence.observations = std::move(observations_);
  evidence.notRead = std::move(notRead_);
  evidence.versions = std::move(versions_);
  evidence.patchTraces = std::move(patchTraces_);
  evidence.statistics = {filesSeen_, filesRead_, bytesRead_};
}

Status lookAtNamedFiles(Files& files, const Lookup& lookup, Collected& collected, const std::stop_token& stop) {
  auto matcher = FileMatcher::make(lookup);
  if (!matcher) return tl::unexpected(matcher.error());
  for (const WinPath& named : lookup.namedFolders()) {
    auto folders = files.find(named);
    if (!folders) {
      collected.notRead({named.text(), reason(folders.error()), true});
      continue;
    }
    for (const FoundFile& folder : *folders) {
      if (folder.kind != FileKind::Folder) {
        if (folder.kind == FileKind::Link) collected.notRead({folder.path.text(), "Refused: is a link", true});
        continue;
      }
      collected.progress(folder.path.text());
      auto entries = files.list(folder.path, false);
      if (!entries || !*entries) {
        collected.notRead({folder.path.text(), entries ? "Refused: went away" : reason(entries.error()), true});
        continue;
      }
      collected.count((*entries)->size(), 0, 0);
      for (const FileEntry& entry : **entries) {
        if (stop.stop_requested()) return fail(Errc::Cancelled, "", "stopped on request");
        const WinPath path = folder.path / entry.name;
        std::vector<Match> matches = lookup.filesNamed(path);
        if (matches.empty() || entry.kind == FileKind::Folder) continue;
        FileSeen unread{path, 0, "", false, Place::Named, std::move(matches), {}, {}};
        if (entry.kind != FileKind::File) {
          collected.notRead({path.text(), "Refused: is a link", true});
          collected.observe(fileObservation(std::move(unread)));
          continue;
        }
        auto looked = matcher->look(files, path, 0, stop);
        if (!looked) {
          if (looked.error().code == Errc::Cancelled) return tl::unexpected(looked.error());
          // Its name and place are known all the same.
          collected.notRead({path.text(), reason(looked.error()), true});
          Observation observation = fileObservation(std::move(unread));
          observation.why = reason(looked.error());
          collected.observe(std::move(observation));
          continue;
        }
        collected.count(0, 1, looked->bytesRead);
        if (looked->seen) collected.observe(fileObservation(std::move(*looked->seen)));
      }
    }
  }
  return {};
}

Status walk(Target& target, const Lookup& lookup, Depth depth, Collected& collected, const std::stop_token& stop) {
  Files& files = target.files();
  const WinPath root = WinPath::root(target.systemRoot().drive());
  std::vector<WinPath> folders;
  if (depth == Depth::Thorough) {
    folders.push_back(root);
  } else {
    folders.push_back(target.systemRoot());
    for (const std::string_view below :
         {"Documents and Settings", "Users", "System Volume Information", "RECYCLER", "RECYCLED", "$Recycle.Bin"}) {
      auto found = files.find(root / below);
      if (!found) {
        collected.notRead({(root / below).text(), reason(found.error()), false});
        continue;
      }
      for (const FoundFile& folder : *found) {
        if (folder.kind == FileKind::Folder) folders.push_back(folder.path);
      }
    }
  }
  return Walk(files, lookup, collected, stop).run(std::move(folders));
}

}  // namespace sankajo
