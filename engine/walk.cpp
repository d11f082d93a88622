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

// How far a walk is cannot be known before its end, since counting would cost as much as looking. So each folder's share is divided among what
// is in it: a folder in it counts as much as this many files...
constexpr double filesInAFolder = 20;
// ...and system32 takes half of its Windows: it, dllcache and drivers hold about that part of the files of a 2000 or XP.
constexpr double shareOfSystem32 = 0.5;
// The Windows directory's part, where profiles, restore points and recycle bins are looked at beside it.
constexpr double shareOfWindows = 0.7;

// A folder that waits, and its part of the whole.
struct Waiting {
  WinPath folder;
  double share = 0;
};

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
  Walk(Files& files, const WinPath& systemRoot, const Lookup& lookup, const std::vector<WaitingFile>& removed, Collected& collected,
       const std::stop_token& stop)
      : files_(files), systemRoot_(systemRoot), lookup_(lookup), removed_(removed), collected_(collected), stop_(stop) {}

  Status run(std::vector<Waiting> folders) {
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
      threads.reserve(matchers.size());
      for (FileMatcher& matcher : matchers) threads.emplace_back([this, &matcher] { work(matcher); });
    }
    if (stop_.stop_requested()) return fail(Errc::Cancelled, "", "stopped on request");
    return {};
  }

 private:
  void work(FileMatcher& matcher) {
    while (true) {
      Waiting next;
      {
        std::unique_lock lock(mutex_);
        // A busy thread may still find more folders, so an empty list is the end only when nobody works.
        changed_.wait(lock, [this] { return !waiting_.empty() || busy_ == 0 || stop_.stop_requested(); });
        if (waiting_.empty() || stop_.stop_requested()) break;
        // The newest first: keeps the list short in a wide tree.
        next = std::move(waiting_.back());
        waiting_.pop_back();
        ++busy_;
      }
      std::vector<Waiting> below = look(next, matcher);
      {
        const std::scoped_lock lock(mutex_);
        for (Waiting& one : below) waiting_.push_back(std::move(one));
        --busy_;
      }
      changed_.notify_all();
    }
    changed_.notify_all();
  }

  // Divides the folder's share among its files, each of which advances by its part, and the folders in it, which are given theirs.
  std::vector<Waiting> look(const Waiting& waiting, FileMatcher& matcher) {
    const WinPath& folder = waiting.folder;
    std::vector<Waiting> below;
    double left = waiting.share;
    const auto advance = [this, &left](double part) {
      collected_.advance(part);
      left -= part;
    };
    auto open = files_.openFolder(folder);
    if (open && *open == nullptr) {
      advance(left);
      return below;
    }
    auto entries = open ? (*open)->list() : Result<std::vector<FileEntry>>(tl::unexpected(open.error()));
    if (!entries) {
      collected_.notRead({folder.text(), reason(entries.error()), false});
      advance(left);
      return below;
    }
    collected_.progress(folder.text());
    const bool isWindows = folder == systemRoot_;
    const auto isLarge = [isWindows](const FileEntry& entry) { return isWindows && entry.kind == FileKind::Folder && equalNoCase(entry.name, "system32"); };
    double parts = 0;
    double large = 0;
    for (const FileEntry& entry : *entries) {
      if (isLarge(entry)) large = shareOfSystem32 * waiting.share;
      parts += entry.kind == FileKind::Folder && !isLarge(entry) ? filesInAFolder : entry.kind == FileKind::File ? 1 : 0;
    }
    const double part = parts > 0 ? (waiting.share - large) / parts : 0;
    Counts counts;
    for (const FileEntry& entry : *entries) {
      if (stop_.stop_requested()) break;
      switch (entry.kind) {
        case FileKind::Folder:
          if (folder.components().size() >= deepest) {
            collected_.notRead({(folder / entry.name).text(), "Unsupported: too deep", false});
          } else {
            const double share = isLarge(entry) ? large : part * filesInAFolder;
            below.push_back({folder / entry.name, share});
            left -= share;
          }
          break;
        case FileKind::File:
          lookAt(**open, folder, entry.name, matcher, counts);
          advance(part);
          break;
        case FileKind::Link:
          break;  // what it points to is looked at where it lies
        case FileKind::Other:
          collected_.notRead({(folder / entry.name).text(), "Unsupported: not a file of Windows", false});
          break;
      }
    }
    collected_.count(counts.seen, counts.read, counts.bytes);
    if (!stop_.stop_requested()) advance(std::max(left, 0.));
    return below;
  }

  struct Counts {
    std::uint64_t seen = 0, read = 0, bytes = 0;
  };

  void lookAt(Folder& folder, const WinPath& path, const std::string& name, FileMatcher& matcher, Counts& counts) {
    ++counts.seen;
    auto looked = matcher.look(folder, path, name, stop_);
    if (!looked) {
      if (looked.error().code != Errc::Cancelled) collected_.notRead({(path / name).text(), reason(looked.error()), false});
      return;
    }
    if (looked->bytesRead > 0) ++counts.read;
    counts.bytes += looked->bytesRead;
    if (!looked->seen || isRemoved(*looked->seen) || collected_.observed(looked->seen->path)) return;
    collected_.observe(fileObservation(std::move(*looked->seen)));
  }

  bool isRemoved(const FileSeen& seen) const {
    return std::ranges::any_of(removed_, [&seen](const WaitingFile& one) { return one.raw.sameSpelling(seen.path) && one.sha256 == seen.sha256; });
  }

  Files& files_;
  const WinPath& systemRoot_;
  const Lookup& lookup_;
  const std::vector<WaitingFile>& removed_;
  Collected& collected_;
  const std::stop_token& stop_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::deque<Waiting> waiting_;
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

void Collected::advance(double part) { share_ += part; }

void Collected::progress(const std::string& where) {
  if (!callback_) return;
  const std::scoped_lock lock(mutex_);
  if (steady_clock::now() - called_ >= std::chrono::milliseconds(50)) call(where, nullptr);
}

// With the mutex held, so that the caller is told of one thing at a time.
void Collected::call(const std::string& where, const Observation* found) {
  if (!callback_) return;
  called_ = steady_clock::now();
  callback_({where, filesSeen_, std::clamp(share_.load(), 0., 1.), found});
}

bool Collected::observed(const WinPath& path) const {
  const std::scoped_lock lock(mutex_);
  return std::ranges::any_of(observations_, [&path](const Observation& observation) {
    return observation.file && observation.file->path.sameSpelling(path);
  });
}

std::optional<FileSeen> Collected::fileAt(const WinPath& path) const {
  const std::scoped_lock lock(mutex_);
  for (const Observation& one : observations_) {
    if (one.kind == ObservationKind::File && one.file && one.file->path == path) return one.file;
  }
  return std::nullopt;
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
      auto open = files.openFolder(folder.path);
      if (open && *open == nullptr) open = fail(Errc::Refused, folder.path.text(), "went away");
      auto entries = open ? (*open)->list() : Result<std::vector<FileEntry>>(tl::unexpected(open.error()));
      if (!entries) {
        collected.notRead({folder.path.text(), reason(entries.error()), true});
        continue;
      }
      collected.count(entries->size(), 0, 0);
      for (const FileEntry& entry : *entries) {
        if (stop.stop_requested()) return fail(Errc::Cancelled, "", "stopped on request");
        std::vector<Match> matches = lookup.filesNamed(folder.path, entry.name);
        if (matches.empty() || entry.kind == FileKind::Folder) continue;
        const WinPath path = folder.path / entry.name;
        FileSeen unread{path, 0, "", false, Place::Named, std::move(matches), {}, {}};
        if (entry.kind != FileKind::File) {
          collected.notRead({path.text(), "Refused: is a link", true});
          collected.observe(fileObservation(std::move(unread)));
          continue;
        }
        auto looked = matcher->look(**open, folder.path, entry.name, stop);
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

Status walk(Target& target, const Lookup& lookup, Depth depth, double share, const std::vector<WaitingFile>& waiting, Collected& collected,
            const std::stop_token& stop) {
  Files& files = target.files();
  const WinPath root = WinPath::root(target.systemRoot().drive());
  const WinPath systemRoot = target.systemRoot();
  std::vector<Waiting> folders;
  if (depth == Depth::Thorough) {
    folders.push_back({root, share});
  } else {
    folders.push_back({systemRoot, share * shareOfWindows});
    for (const std::string_view below :
         {"Documents and Settings", "Users", "System Volume Information", "RECYCLER", "RECYCLED", "$Recycle.Bin"}) {
      auto found = files.find(root / below);
      if (!found) {
        collected.notRead({(root / below).text(), reason(found.error()), false});
        continue;
      }
      for (const FoundFile& folder : *found) {
        if (folder.kind == FileKind::Folder) folders.push_back({folder.path});
      }
    }
    const double others = static_cast<double>(folders.size() - 1);
    if (others == 0) folders[0].share = share;
    for (std::size_t i = 1; i < folders.size(); ++i) folders[i].share = share * (1 - shareOfWindows) / others;
  }
  return Walk(files, systemRoot, lookup, waiting, collected, stop).run(std::move(folders));
}

}  // namespace sankajo
