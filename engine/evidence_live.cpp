// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/evidence_live.h"

#include <algorithm>
#include <map>
#include <set>

#include "engine/text.h"
#include "engine/windows_own.h"

namespace sankajo {

namespace {

// Names that are told of many programs which could not be looked at; how many they are is told beside.
constexpr std::size_t mostNames = 20;
// What mutexes and ports take of the look at what runs: next to nothing.
constexpr double shareOfMarks = 0.05;

void addNew(std::vector<Match>& to, const std::vector<Match>& matches) {
  for (const Match& match : matches) {
    if (std::ranges::find(to, match) == to.end()) to.push_back(match);
  }
}

class Running {
 public:
  Running(Target& target, const Lookup& lookup, Depth depth, const std::vector<WaitingFile>& waiting, Collected& collected,
          const std::stop_token& stop)
      : target_(target), live_(*target.live()), lookup_(lookup), depth_(depth), waiting_(waiting), collected_(collected), stop_(stop) {}

  void processes(double share);
  void marks();

 private:
  struct Gap {
    std::set<std::uint32_t> ids;
    std::set<std::string> names;
    bool needed = false;
  };

  ProcessSeen identify(const RunningProcess& process);
  void lookAt(const RunningProcess& process, MemoryMatcher* matcher);
  void readMemory(const RunningProcess& process, ProcessSeen& seen, MemoryMatcher& matcher);
  void tell(ObservationKind kind, Seen state, ProcessSeen seen, std::vector<Match> matches, std::string why = {});
  void couldNot(const RunningProcess& process, const std::string& why);
  void gap(const RunningProcess& process, const std::string& why, bool needed);
  void tellGaps();

  Target& target_;
  Live& live_;
  const Lookup& lookup_;
  Depth depth_;
  const std::vector<WaitingFile>& waiting_;
  Collected& collected_;
  const std::stop_token& stop_;
  std::map<std::string, Gap> gaps_;  ///< By reason.
};

// Who it is: its program's file, and what the advisories have to say of that.
ProcessSeen Running::identify(const RunningProcess& process) {
  ProcessSeen seen;
  seen.id = process.id;
  seen.started = process.started;
  seen.name = process.name;
  seen.image = process.image;
  // A target is one volume and does not look at the letter.
  if (!seen.image || seen.image->isRoot() || seen.image->drive() != target_.systemRoot().drive()) return seen;
  if (auto found = target_.files().find(*seen.image)) {
    const auto exact = std::ranges::find_if(*found, [&seen](const FoundFile& file) { return file.path.sameSpelling(*seen.image); });
    if (exact == found->end() && !found->empty()) seen.image = found->front().path;
  }
  WinPath home = *seen.image;
  for (const WaitingFile& one : waiting_) {
    if (one.raw == *seen.image) home = one.home;
  }
  seen.place = lookup_.placeOf(home);
  seen.byName = lookup_.filesNamed(home.parent(), home.name());
  return seen;
}

void Running::tell(ObservationKind kind, Seen state, ProcessSeen seen, std::vector<Match> matches, std::string why) {
  Observation observation;
  observation.kind = kind;
  observation.state = state;
  observation.where = seen.image ? seen.image->text() : seen.name;
  observation.why = std::move(why);
  observation.matches = std::move(matches);
  observation.process = std::move(seen);
  collected_.observe(std::move(observation));
}

// Nothing is known of a program that was denied. One that Windows protects from every other (Unsupported) is another thing: a healthy Windows has some,
// and no worm of a pack is one.
void Running::couldNot(const RunningProcess& process, const std::string& why) {
  const std::optional<Errc> code = codeOf(why);
  if (code == Errc::Unsupported) {
    gap(process, std::string(protectedByWindows) + ": " + why, false);
  } else if (code == Errc::AccessDenied && !live_.isAdministrator()) {
    gap(process, std::string(notAdministrator) + ": " + why, true);
  } else {
    gap(process, why, true);
  }
}

void Running::gap(const RunningProcess& process, const std::string& why, bool needed) {
  Gap& gap = gaps_[why];
  gap.ids.insert(process.id);
  gap.names.insert(process.name);
  gap.needed = needed;
}

void Running::tellGaps() {
  for (const auto& [why, gap] : gaps_) {
    std::vector<std::string> names(gap.names.begin(), gap.names.end());
    std::ranges::stable_sort(names, lessNoCase);
    std::string where;
    for (std::size_t i = 0; i < std::min(names.size(), mostNames); ++i) where += (i == 0 ? "" : ", ") + names[i];
    if (names.size() > mostNames) where += ", …";
    collected_.notRead({where, why, gap.needed, ObservationKind::Process, static_cast<std::uint32_t>(gap.ids.size())});
  }
}

void Running::readMemory(const RunningProcess& process, ProcessSeen& seen, MemoryMatcher& matcher) {
  Status looked;
  const Result<bool> read = live_.readMemory(process, [&](const MemoryBlock& block) {
    std::vector<Match> found;
    looked = matcher.look(block.bytes, found);
    addNew(seen.byRule, found);
    if (block.ofProgram) addNew(seen.inProgram, found);
    return looked && !stop_.stop_requested();
  });
  if (stop_.stop_requested()) return;
  if (looked && read) {
    // Its program itself was seen, and nothing else is judged by memory: a text in the rest would have been a remark.
    if (!*read) gap(process, std::string(moreMemory) + ": more than is looked at", false);
    return;
  }
  const Error& error = looked ? read.error() : looked.error();
  // One that has ended meanwhile holds nothing any more.
  if (error.code != Errc::Refused) couldNot(process, reason(error));
}

void Running::lookAt(const RunningProcess& process, MemoryMatcher* matcher) {
  ProcessSeen seen = identify(process);
  std::vector<Match> matches = seen.byName;
  std::optional<FileSeen> file;
  if (seen.image && seen.image->drive() == target_.systemRoot().drive()) file = collected_.fileAt(*seen.image);
  // What the file was found to be by its content, under whatever name.
  if (file) {
    for (const auto* found : {&file->byHash, &file->byRule}) addNew(matches, *found);
  }
  if (const std::vector<Match> ofName = lookup_.filesOfName(process.name); !seen.image && !ofName.empty()) {
    const std::string why = process.why.empty() ? "Unsupported: its program cannot be asked for" : process.why;
    if (isWindowsOwnName(process.name)) {
      couldNot(process, why);  // dllhost.exe, svchost.exe: a healthy Windows runs them too
    } else {
      collected_.notRead({process.name, why, true, ObservationKind::Process, 1});
      tell(ObservationKind::Process, Seen::Unknown, seen, ofName, why);
    }
  }
  const bool known = !matches.empty();
  if (matcher != nullptr && (depth_ != Depth::Quick || known)) readMemory(process, seen, *matcher);
  if (stop_.stop_requested() || (!known && seen.byRule.empty())) return;
  if (file) {
    seen.sha256 = file->sha256;
  } else if (seen.image && seen.image->drive() == target_.systemRoot().drive()) {
    if (auto digest = digestOf(target_.files(), *seen.image)) seen.sha256 = digest->sha256;
  }
  if (known) tell(ObservationKind::Process, Seen::Present, seen, matches);
  if (!seen.byRule.empty()) {
    std::vector<Match> all = seen.byRule;
    addNew(all, matches);
    tell(ObservationKind::Memory, Seen::Present, std::move(seen), std::move(all));
  }
}

void Running::processes(double share) {
  auto list = live_.processes();
  if (!list) {
    collected_.notRead({"processes", reason(list.error()), true, ObservationKind::Process});
    return collected_.advance(share);
  }
  std::erase_if(*list, [](const RunningProcess& process) { return process.ours; });
  std::ranges::sort(*list, {},
                    [](const RunningProcess& one) { return std::pair(foldCase(one.image ? one.image->text() : one.name), one.id); });
  auto matcher = MemoryMatcher::make(lookup_);
  if (!matcher) collected_.notRead({"processes", reason(matcher.error()), true, ObservationKind::Process});
  for (const RunningProcess& process : *list) {
    if (stop_.stop_requested()) return;
    collected_.progress(process.name);
    lookAt(process, matcher ? &*matcher : nullptr);
    collected_.advance(share / static_cast<double>(list->size()));
  }
  if (list->empty()) collected_.advance(share);
  // Who sees less is never the one to say that there is nothing, even where nothing that was asked for was refused.
  const bool told = std::ranges::any_of(gaps_, [](const auto& one) { return one.first.starts_with(notAdministrator); });
  if (!live_.isAdministrator() && !told) collected_.notRead({"processes", std::string(notAdministrator), true, ObservationKind::Process});
  tellGaps();
}

// Marks of a worm that other programs may have too: told beside a finding, never alone.
void Running::marks() {
  const auto seen = [this](ObservationKind kind, std::string where, std::vector<Match> matches) {
    Observation observation;
    observation.kind = kind;
    observation.where = std::move(where);
    observation.matches = std::move(matches);
    collected_.observe(std::move(observation));
  };
  for (auto& [name, matches] : lookup_.mutexes()) {
    if (stop_.stop_requested()) return;
    auto held = live_.hasMutex(name);
    if (!held) {
      collected_.notRead({name, reason(held.error()), false, ObservationKind::Mutex});
    } else if (*held) {
      seen(ObservationKind::Mutex, name, matches);
    }
  }
  auto ports = live_.ports();
  if (!ports) return collected_.notRead({"ports", reason(ports.error()), false, ObservationKind::Port});
  std::set<std::string> told;
  for (const OpenPort& port : *ports) {
    std::vector<Match> matches = lookup_.portsWith(port.protocol, port.port);
    std::string where = port.protocol + " " + std::to_string(port.port);
    if (!matches.empty() && told.insert(where).second) seen(ObservationKind::Port, std::move(where), std::move(matches));
  }
}

}  // namespace

void lookAtRunning(Target& target, const Lookup& lookup, Depth depth, double share, const std::vector<WaitingFile>& waiting,
                   Collected& collected, const std::stop_token& stop) {
  Running running(target, lookup, depth, waiting, collected, stop);
  running.processes(share * (1 - shareOfMarks));
  running.marks();
  if (!stop.stop_requested()) collected.advance(share * shareOfMarks);
}

}  // namespace sankajo
