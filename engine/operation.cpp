// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/operation.h"

#include <algorithm>
#include <map>
#include <ranges>

#include "engine/hive.h"
#include "engine/quarantine.h"
#include "engine/text.h"

namespace sankajo {

namespace {

// More than any worm; what is larger cannot be judged before it is put back.
constexpr std::uint64_t largestPutBack = 256ULL << 20U;
constexpr std::uint64_t largestHive = 512ULL << 20U;

// What is done at one time, in this order: a package is put ready behind the removal, whose kept copies need the room more.
enum class Part { Ports, Registry, Programs, Files, Staging, Starting, Installing };
Part partOf(const Action& action) {
  if (std::holds_alternative<RemoveFile>(action)) return Part::Files;
  if (std::holds_alternative<ClosePorts>(action)) return Part::Ports;
  if (std::holds_alternative<InstallPackage>(action)) return Part::Installing;
  if (std::holds_alternative<StagePackage>(action)) return Part::Staging;
  if (std::holds_alternative<PutValue>(action)) return Part::Starting;
  return std::holds_alternative<EndProcess>(action) ? Part::Programs : Part::Registry;
}

bool isRegistry(const WayBack& back) {
  return std::holds_alternative<ValueBack>(back) || std::holds_alternative<KeyBack>(back) || std::holds_alternative<PutBack>(back);
}

Result<Outcome> outcomeOf(const Status& status) {
  if (!status) return tl::unexpected(status.error());
  return Outcome::Done;
}

// The one file of exactly this spelling; empty where there is none.
Result<std::optional<FoundFile>> exactFile(Files& files, const WinPath& path) {
  auto found = files.find(path);
  if (!found) return tl::unexpected(found.error());
  for (FoundFile& file : *found) {
    if (file.path.sameSpelling(path)) return std::optional(std::move(file));
  }
  return std::optional<FoundFile>();
}

// Whether the file is there and holds these bytes.
Result<bool> holds(Files& files, const WinPath& path, const FileDigest& wanted) {
  auto file = exactFile(files, path);
  if (!file) return tl::unexpected(file.error());
  if (!*file) return false;
  auto digest = digestOf(files, path);
  if (!digest) return tl::unexpected(digest.error());
  return digest->sha256 == wanted.sha256 && digest->size == wanted.size;
}

// Whether this .kept file is there and whole.
Result<bool> keeps(Files& files, const WinPath& kept, const FileDigest& wanted) {
  auto file = exactFile(files, kept);
  if (!file) return tl::unexpected(file.error());
  if (!*file) return false;
  auto digest = digestOfKept(files, kept);
  if (!digest) {
    if (digest.error().code == Errc::Corrupt) return false;
    return tl::unexpected(digest.error());
  }
  return digest->sha256 == wanted.sha256 && digest->size == wanted.size;
}

// Whether this file is one that the run found beside its other spellings: named in its journal, with the bytes that it had.
Result<bool> stoodBeside(Files& files, const WinPath& path, const Journal& journal) {
  for (const JournalOperation& one : journal.operations) {
    const auto* back = std::get_if<FileBack>(&one.back);
    if (back != nullptr && back->path.sameSpelling(path)) return holds(files, path, {back->sha256, back->size});
  }
  return false;
}

Status removeIfThere(Files& files, const WinPath& path) {
  auto file = exactFile(files, path);
  if (!file) return tl::unexpected(file.error());
  return *file ? files.removeFile(path) : Status();
}

const RegValue* valueNamed(const std::vector<RegValue>& values, std::string_view name) {
  const auto found = std::ranges::find_if(values, [name](const RegValue& value) { return equalNoCase(value.name, name); });
  return found == values.end() ? nullptr : &*found;
}

RegPath hiveOf(const RegPath& key) { return {key.hive, key.sid, {}}; }
RegPath hiveOf(const WayBack& back) {
  if (const auto* value = std::get_if<ValueBack>(&back)) return hiveOf(value->key);
  if (const auto* key = std::get_if<KeyBack>(&back)) return hiveOf(key->parent);
  if (const auto* put = std::get_if<PutBack>(&back)) return hiveOf(put->put.key);
  return {};
}

Status replay(Hive& hive, const WayBack& back) {
  if (const auto* value = std::get_if<ValueBack>(&back)) {
    return value->after ? hive.setValue(value->key.keys, *value->after) : hive.removeValue(value->key.keys, value->value.name);
  }
  if (const auto* put = std::get_if<PutBack>(&back)) return hive.setValue(put->put.key.keys, put->put.after);
  const auto& key = std::get<KeyBack>(back);
  return hive.removeKey((key.parent / key.tree.name).keys);
}

// What undoing does, as reports name it.
std::string backwards(const WayBack& back) {
  struct Visit {
    std::string operator()(const FileBack& /*unused*/) const { return "restore_file"; }
    std::string operator()(const ValueBack& /*unused*/) const { return "restore_value"; }
    std::string operator()(const KeyBack& /*unused*/) const { return "restore_key"; }
    std::string operator()(const ProcessBack& /*unused*/) const { return "leave_ended"; }
    std::string operator()(const StagedBack& /*unused*/) const { return "unstage_package"; }
    std::string operator()(const PutBack& /*unused*/) const { return "restore_value"; }
    std::string operator()(const ClosedBack& /*unused*/) const { return "open_ports"; }
    std::string operator()(const InstalledBack& /*unused*/) const { return "leave_installed"; }
  };
  return std::visit(Visit(), back);
}

std::string numbered(std::size_t number) {
  const std::string digits = std::to_string(number);
  return std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits;
}

// Where Windows NT 4.0 and 2000 keep a second SYSTEM.
WinPath secondCopyOf(const WinPath& system) { return system.parent() / (system.name() + ".ALT"); }

// A place where a hive may lie: nothing else is ever made there.
bool isHivePlace(const WinPath& file, const WinPath& systemRoot) {
  if (equalNoCase(file.name(), "NTUSER.DAT")) return file.components().size() >= 3;
  return file.parent() == systemRoot.join(R"(system32\config)") &&
         std::ranges::any_of(std::initializer_list<std::string_view>{"SYSTEM", "SYSTEM.ALT", "SOFTWARE", "DEFAULT"},
                             [&file](std::string_view name) { return equalNoCase(name, file.name()); });
}

}  // namespace

OperationResult Performer::result(const Operation& operation, const Result<Outcome>& outcome) const {
  OperationResult out{operation.id,     std::string(name(operation.action)), whereOf(operation.action),
                      operation.because, Outcome::Done,                       "",
                      operation.consent};
  if (outcome) {
    out.outcome = *outcome;
  } else {
    const Errc code = outcome.error().code;
    // What is not what the journal says is held back, too.
    const bool heldBack = code == Errc::Refused || code == Errc::Corrupt;
    out.outcome = heldBack ? Outcome::Refused : code == Errc::Cancelled ? Outcome::Skipped : Outcome::Failed;
    out.detail = describe(outcome.error());
  }
  return out;
}

OperationResult Performer::undoResult(const JournalOperation& one, const Status& status) const {
  OperationResult out = result(one.operation, outcomeOf(status));
  out.action = backwards(one.back);
  if (status && std::holds_alternative<ProcessBack>(one.back)) out.detail = "a program that was ended is not started again";
  if (status && std::holds_alternative<InstalledBack>(one.back)) out.detail = "a patch that was installed stays";
  return out;
}

// -------------------------------------------------------------------------------------------------------------- doing

// Looks that the thing is still what was observed, and gives all that is needed to put it back.
Result<WayBack> Performer::lookAndRecordWayBack(const Operation& operation, std::size_t number) {
  if (auto allowed = guard_.allows(operation.action); !allowed) return tl::unexpected(allowed.error());
  Files& files = target_.files();
  Registry& registry = target_.registry();
  const auto changed = [&operation] { return fail(Errc::Refused, whereOf(operation.action), "is not what the check saw"); };
  if (const auto* file = std::get_if<RemoveFile>(&operation.action)) {
    auto same = holds(files, file->path, {file->sha256, file->size});
    if (!same) return tl::unexpected(same.error());
    if (!*same) return changed();
    auto metadata = files.metadata(file->path);
    if (!metadata) return tl::unexpected(metadata.error());
    return WayBack(FileBack{file->path, file->size, file->sha256, *metadata, numbered(number)});
  }
  if (const auto* end = std::get_if<EndProcess>(&operation.action)) {
    return WayBack(ProcessBack{end->process, end->started, end->image, end->sha256});
  }
  if (const auto* service = std::get_if<RemoveService>(&operation.action)) {
    auto tree = registry.tree(service->key);
    if (!tree) return tl::unexpected(tree.error());
    if (!*tree) return changed();
    const RegValue* imagePath = valueNamed((*tree)->values, service->imagePath.name);
    if (imagePath == nullptr || !(*imagePath == service->imagePath)) return changed();
    return WayBack(KeyBack{service->key.parent(), std::move(**tree)});
  }
  if (const auto* stage = std::get_if<StagePackage>(&operation.action)) {
    auto there = isThere(files, stage->folder);
    if (!there) return tl::unexpected(there.error());
    if (*there || stage->folder.name() != runFolder_.name()) return changed();
    return WayBack(StagedBack{*stage});
  }
  if (const auto* close = std::get_if<ClosePorts>(&operation.action)) {
    auto there = anyRule(*close);
    if (!there) return tl::unexpected(there.error());
    if (*there || runOf(*close) != runFolder_.name()) return changed();
    return WayBack(ClosedBack{*close});
  }
  if (const auto* install = std::get_if<InstallPackage>(&operation.action)) {
    auto there = isThere(files, install->folder);
    if (!there) return tl::unexpected(there.error());
    if (*there || install->folder.name() != runFolder_.name()) return changed();
    return WayBack(InstalledBack{*install});
  }
  if (const auto* put = std::get_if<PutValue>(&operation.action)) {
    WayBack back = PutBack{*put};
    auto state = registryState(back);
    if (!state) return tl::unexpected(state.error());
    if (*state != State::Before) return changed();
    if (auto stands = standsOn(*put); !stands) return tl::unexpected(stands.error());
    return back;
  }
  const auto* remove = std::get_if<RemoveValue>(&operation.action);
  const auto* set = std::get_if<SetValue>(&operation.action);
  const RegPath& key = remove != nullptr ? remove->key : set->key;
  const RegValue& before = remove != nullptr ? remove->value : set->before;
  auto values = registry.values(key);
  if (!values) return tl::unexpected(values.error());
  const RegValue* now = *values ? valueNamed(**values, before.name) : nullptr;
  if (now == nullptr || !(*now == before)) return changed();
  return WayBack(ValueBack{key, before, set != nullptr ? std::optional(set->after) : std::nullopt});
}

Status Performer::applyRegistry(const Action& action) {
  struct Visit {
    Registry& registry;
    Status operator()(const RemoveFile& one) const { return fail(Errc::Refused, one.path.text(), "is no registry operation"); }
    Status operator()(const EndProcess& one) const { return fail(Errc::Refused, one.image.text(), "is no registry operation"); }
    Status operator()(const RemoveValue& one) const { return registry.apply(RemoveRegValue{one.key, one.value.name}); }
    Status operator()(const SetValue& one) const { return registry.apply(SetRegValue{one.key, one.after}); }
    Status operator()(const RemoveService& one) const { return registry.apply(RemoveRegKey{one.key}); }
    Status operator()(const StagePackage& one) const { return fail(Errc::Refused, one.folder.text(), "is no registry operation"); }
    Status operator()(const PutValue& one) const { return registry.apply(SetRegValue{one.key, one.after}); }
    Status operator()(const ClosePorts& one) const { return fail(Errc::Refused, whereOf(one), "is no registry operation"); }
    Status operator()(const InstallPackage& one) const { return fail(Errc::Refused, one.folder.text(), "is no registry operation"); }
  };
  return std::visit(Visit{target_.registry()}, action);
}

Result<Outcome> Performer::goneOrGoing(const KeyBack& back) {
  auto going = target_.registry().goesAtRestart(back.parent / back.tree.name);
  if (!going) return tl::unexpected(going.error());
  return *going ? Outcome::PendingRestart : Outcome::Done;
}

Status Performer::standsOn(const PutValue& put) {
  auto stage = readStaged(target_.files(), target_.systemRoot(), put.staged);
  if (!stage) return tl::unexpected(stage.error());
  if (isStartValue(put, target_.systemRoot())) return {};
  const std::optional<PutValue>& said = stage->protection;
  if (!said || !(said->key == put.key) || !(said->before == put.before) || !(said->after == put.after)) {
    return fail(Errc::Refused, whereOf(put), "is not what the script puts back");
  }
  auto starts = startsFrom(target_.registry(), put.staged, target_.systemRoot());
  if (!starts) return tl::unexpected(starts.error());
  if (!*starts) return fail(Errc::Refused, whereOf(put), "nothing would put it back");
  return {};
}

Result<Outcome> Performer::startsOrGoes(const StagePackage& stage) {
  auto starts = startsFrom(target_.registry(), stage.folder, target_.systemRoot());
  if (!starts) return tl::unexpected(starts.error());
  if (*starts) return Outcome::PendingRestart;
  if (auto gone = unstage(target_.files(), target_.systemRoot(), stage); !gone) return tl::unexpected(gone.error());
  return fail(Errc::Refused, stage.folder.text(), "nothing would start it, and it was taken away");
}

Result<Outcome> Performer::finishStaging(const StagePackage& stage) {
  if (auto allowed = guard_.allows(stage); !allowed) return tl::unexpected(allowed.error());
  if (stage.folder.name() != runFolder_.name()) return fail(Errc::Refused, stage.folder.text(), "belongs to another run");
  auto whole = readStaged(target_.files(), target_.systemRoot(), stage.folder);
  if (whole) return startsOrGoes(stage);
  if (whole.error().code != Errc::Corrupt) return tl::unexpected(whole.error());
  // The package itself is not at hand after a crash: it is put ready anew, in a folder of that run.
  if (auto gone = unstage(target_.files(), target_.systemRoot(), stage); !gone) return tl::unexpected(gone.error());
  return fail(Errc::Refused, stage.folder.text(), "was interrupted, and is put ready anew");
}

Result<bool> Performer::anyRule(const ClosePorts& close) {
  Live* live = target_.live();
  if (live == nullptr) return fail(Errc::Unsupported, whereOf(close), "a Windows that does not run has no firewall");
  auto rules = live->firewall().rules();
  if (!rules) return tl::unexpected(rules.error());
  return std::ranges::any_of(*rules, [&close](const FirewallRule& there) {
    return std::ranges::any_of(close.rules, [&there](const FirewallRule& one) { return equalNoCase(one.name, there.name); });
  });
}

Status Performer::closePorts(const ClosePorts& close) {
  Firewall& firewall = target_.live()->firewall();
  const auto add = [&firewall](const FirewallRule& rule) -> Status {
    if (auto added = firewall.add(rule); !added) return added;
    auto now = firewall.rules();
    if (!now) return tl::unexpected(now.error());
    if (std::ranges::find(*now, rule) == now->end()) return fail(Errc::Io, rule.name, "was set, and is not there");
    return {};
  };
  Status done;
  for (const FirewallRule& rule : close.rules) {
    if (done) done = add(rule);
  }
  if (!done) {
    // The first failure says more; what is left is found again by its name.
    const Status ignored = openPorts(close);
    static_cast<void>(ignored);
  }
  return done;
}

Status Performer::openPorts(const ClosePorts& close) {
  if (runOf(close) != runFolder_.name()) return fail(Errc::Refused, whereOf(close), "belongs to another run");
  auto there = anyRule(close);
  if (!there) return tl::unexpected(there.error());
  if (!*there) return {};
  Status done;
  for (const FirewallRule& rule : close.rules) {
    if (auto gone = target_.live()->firewall().remove(rule.name); !gone) done = gone;
  }
  if (!done) return done;
  there = anyRule(close);
  if (!there) return tl::unexpected(there.error());
  return *there ? fail(Errc::Io, whereOf(close), "a rule stays") : Status();
}

std::vector<OperationResult> Performer::openPorts(const Journal& journal, JournalWriter& writer) {
  std::vector<OperationResult> out;
  for (const JournalOperation& one : journal.operations) {
    const auto* closed = std::get_if<ClosedBack>(&one.back);
    if (closed == nullptr || one.undone || one.abandoned) continue;
    tell(one.operation, nullptr);
    // On a journal's word alone only what has our own kind of name goes.
    Status status = guard_.allows(closed->close);
    if (status) status = openPorts(closed->close);
    if (status) status = writer.undone(one.operation.id);
    out.push_back(undoResult(one, status));
    tell(one.operation, &out.back());
  }
  return out;
}

std::vector<OperationResult> Performer::openForgottenPorts(const std::set<std::string>& known) {
  std::vector<OperationResult> out;
  auto rules = target_.live() != nullptr ? target_.live()->firewall().rules() : Result<std::vector<FirewallRule>>();
  // Where there is no journal and no firewall to ask, nothing was forgotten that anybody knows of.
  if (!rules) return out;
  for (const FirewallRule& rule : *rules) {
    if (!isOurRule(rule) || known.contains(runOf(ClosePorts{std::vector{rule}}))) continue;
    const ClosePorts close{std::vector{rule}};
    JournalOperation one;
    one.operation.action = close;
    one.operation.consent = Consent::Patch;
    one.back = ClosedBack{close};
    out.push_back(undoResult(one, target_.live()->firewall().remove(rule.name)));
    tell(one.operation, &out.back());
  }
  return out;
}

Status Performer::dropCopy(const InstallPackage& install) {
  Status gone = removeCopy(target_.files(), install);
  if (gone || gone.error().code != Errc::Busy) return gone;
  if (target_.live() == nullptr) return gone;
  Status asked = target_.live()->removeAtRestart(install.folder / install.package.file);
  if (asked) asked = target_.live()->removeAtRestart(install.folder);
  return asked;
}

Result<Outcome> Performer::installPackage(const Operation& operation, std::optional<std::uint32_t>& exitCode) {
  const auto& install = std::get<InstallPackage>(operation.action);
  if (target_.live() == nullptr) return fail(Errc::Unsupported, install.package.file, "that Windows does not run");
  if (source_ == nullptr) return fail(Errc::Refused, install.package.file, "there are no bytes of it");
  auto copy = copyForInstalling(target_.files(), target_.systemRoot(), install, *source_);
  if (!copy) return tl::unexpected(copy.error());
  const auto begun = std::chrono::steady_clock::now();
  const auto running = [&] {
    const auto since = std::chrono::duration_cast<std::chrono::seconds>(std::chrono::steady_clock::now() - begun);
    if (installing_ != nullptr && *installing_) (*installing_)(operation, since);
  };
  auto ended = target_.live()->runPackage({*copy, install.package.sha256, install.signer, install.package.switches}, running);
  if (!ended) return tl::unexpected(ended.error());
  exitCode = *ended;
  if (*ended == 0) return Outcome::Done;
  if (isInstalled(static_cast<int>(*ended))) return Outcome::PendingRestart;
  return fail(Errc::Io, install.package.file, endedWith(*ended));
}

// Whether it had come to its end nobody knows: what is in Windows' files decides, and it may be installed once more.
Result<Outcome> Performer::finishInstalling(const InstallPackage& install) {
  if (auto allowed = guard_.allows(install); !allowed) return tl::unexpected(allowed.error());
  if (install.folder.name() != runFolder_.name()) return fail(Errc::Refused, install.folder.text(), "belongs to another run");
  auto gone = removeCopy(target_.files(), install);
  if (!gone && gone.error().code == Errc::Busy) return fail(Errc::Busy, install.package.file, "is still at work");
  if (!gone) return tl::unexpected(gone.error());
  return fail(Errc::Cancelled, install.package.file, "was interrupted; Windows' own files tell whether it is installed");
}

Result<std::optional<RunningProcess>> Performer::stillRuns(const EndProcess& end) {
  Live* live = target_.live();
  // A Windows that does not run runs no program.
  if (live == nullptr) return std::optional<RunningProcess>();
  auto processes = live->processes();
  if (!processes) return tl::unexpected(processes.error());
  for (RunningProcess& one : *processes) {
    if (one.id != end.process || one.started != end.started) continue;
    if (one.ours) return fail(Errc::Refused, end.image.text(), "is Sankajo");
    if (!one.image || !(*one.image == end.image)) return fail(Errc::Refused, end.image.text(), "is not what the check saw");
    return std::optional(std::move(one));
  }
  return std::optional<RunningProcess>();
}

Status Performer::endProcess(const EndProcess& end) {
  auto running = stillRuns(end);
  if (!running) return tl::unexpected(running.error());
  if (!*running) return {};
  Status ended = target_.live()->endProcess(**running, end.sha256);
  if (ended || ended.error().code != Errc::Refused) return ended;
  // Between the two looks it may have ended by itself, and its id gone to another.
  auto again = stillRuns(end);
  return again && !*again ? Status() : ended;
}

// Only a program whose file an advisory would recognise is ended on a journal's word.
Status Performer::endAfterCrash(const EndProcess& end) {
  if (auto allowed = guard_.allows(end); !allowed) return allowed;
  auto running = stillRuns(end);
  if (!running) return tl::unexpected(running.error());
  if (!*running) return {};
  auto bytes = fileBytes(target_.files(), end.image, largestPutBack);
  if (!bytes) return tl::unexpected(bytes.error());
  if (auto allowed = guard_.recognises(end.image, *bytes); !allowed) return allowed;
  return endProcess(end);
}

// The file goes into the run's folder by one rename and is looked at *there*, where nobody has a name for it; only then it is kept in
// a form that cannot run, and taken away. If it is not the observed file it goes back.
Result<Outcome> Performer::takeAway(const FileBack& back) {
  Files& files = target_.files();
  if (auto moved = files.move(back.path, raw(back)); !moved) return tl::unexpected(moved.error());
  Status done = files.syncFolder(runFolder_);
  if (done) done = files.syncFolder(back.path.parent());
  if (done) {
    auto same = holds(files, raw(back), {back.sha256, back.size});
    if (!same) {
      done = tl::unexpected(same.error());
    } else if (!*same) {
      done = fail(Errc::Refused, back.path.text(), "is not what the check saw");
    }
  }
  Result<Outcome> outcome = outcomeOf(done);
  if (outcome) outcome = keepRaw(back);
  if (!outcome) {
    auto stillRaw = exactFile(files, raw(back));
    if (stillRaw && *stillRaw) {
      Status home = files.move(raw(back), back.path);
      if (home) home = files.syncFolder(back.path.parent());
      if (!home) return fail(Errc::Io, back.path.text(), describe(outcome.error()) + "; it lies in " + raw(back).text());
    }
  }
  return outcome;
}

Result<Outcome> Performer::keepRaw(const FileBack& back) {
  Files& files = target_.files();
  auto already = keeps(files, kept(back), {back.sha256, back.size});
  if (!already) return tl::unexpected(already.error());
  if (!*already) {
    if (auto gone = removeIfThere(files, kept(back)); !gone) return tl::unexpected(gone.error());
    auto metadata = ownMetadata(files, target_.systemRoot(), false);
    if (!metadata) return tl::unexpected(metadata.error());
    if (auto done = keep(files, raw(back), kept(back), *metadata, {back.sha256, back.size}); !done) return tl::unexpected(done.error());
  }
  return dropRaw(back);
}

// A file that is in use can be moved but not removed. It is kept by then, nobody knows its new name, and nothing starts it from there.
Result<Outcome> Performer::dropRaw(const FileBack& back) {
  Files& files = target_.files();
  if (auto gone = files.removeFile(raw(back)); !gone) {
    Live* live = target_.live();
    if (live == nullptr || gone.error().code != Errc::Busy) return tl::unexpected(gone.error());
    if (auto asked = live->removeAtRestart(raw(back)); !asked) return tl::unexpected(asked.error());
    return Outcome::PendingRestart;
  }
  // The file is kept and on the disk by then. A raw name that comes back after a power cut is used by undo and deleted by purge.
  const Status ignored = files.syncFolder(runFolder_);
  static_cast<void>(ignored);
  return Outcome::Done;
}

std::vector<OperationResult> Performer::perform(const Plan& plan, JournalWriter& journal, const std::stop_token& stop) {
  std::map<std::string, OperationResult> results;
  const auto finish = [&](const Operation& operation, const Result<Outcome>& became) {
    const OperationResult outcome = result(operation, became);
    tell(operation, &outcome);
    results[operation.id] = outcome;
  };
  std::vector<std::pair<const Operation*, WayBack>> pending;
  std::vector<std::pair<const Operation*, WayBack>> going;
  std::vector<const Operation*> ready;

  const auto each = [&](Part part) {
    for (std::size_t i = 0; i < plan.operations.size(); ++i) {
      const Operation& operation = plan.operations[i];
      if (partOf(operation.action) != part) continue;
      tell(operation, nullptr);
      if (stop.stop_requested()) {
        finish(operation, fail(Errc::Cancelled, whereOf(operation.action), "stopped on request"));
        continue;
      }
      auto back = lookAndRecordWayBack(operation, i + 1);
      if (!back) {
        finish(operation, tl::unexpected(back.error()));
        continue;
      }
      if (auto begun = journal.begin(operation, *back); !begun) {
        finish(operation, outcomeOf(begun));
        continue;
      }
      if (part == Part::Registry || part == Part::Starting) {
        if (auto applied = applyRegistry(operation.action); applied) {
          pending.emplace_back(&operation, std::move(*back));
        } else {
          const Status noted = journal.abandoned(operation.id, describe(applied.error()));
          finish(operation, outcomeOf(noted ? applied : noted));
        }
        continue;
      }
      if (const auto* stage = std::get_if<StagePackage>(&operation.action)) {
        const Status staged = source_ != nullptr ? stageFiles(target_.files(), target_.systemRoot(), *stage, *source_)
                                                 : fail(Errc::Refused, stage->package.file, "there are no bytes of it");
        Status noted;
        if (staged) {
          noted = journal.done(operation.id);
        } else if (!mayHaveHappened(*back)) {
          noted = journal.abandoned(operation.id, describe(staged.error()));
        }
        if (staged && noted) {
          ready.push_back(&operation);
        } else {
          finish(operation, outcomeOf(staged ? noted : staged));
        }
        continue;
      }
      if (const auto* close = std::get_if<ClosePorts>(&operation.action)) {
        const Status closed = closePorts(*close);
        Status noted;
        if (closed) {
          noted = journal.done(operation.id);
        } else if (!mayHaveHappened(*back)) {
          noted = journal.abandoned(operation.id, describe(closed.error()));
        }
        finish(operation, outcomeOf(closed ? noted : closed));
        continue;
      }
      if (const auto* install = std::get_if<InstallPackage>(&operation.action)) {
        std::optional<std::uint32_t> exitCode;
        const Result<Outcome> became = installPackage(operation, exitCode);
        // One that has not ended needs its copy still; what is left is taken away when the run is undone.
        const Status ignored = became || became.error().code != Errc::Busy ? dropCopy(*install) : Status();
        static_cast<void>(ignored);
        Status noted;
        if (exitCode) {
          noted = became && *became == Outcome::PendingRestart ? journal.waits(operation.id) : journal.done(operation.id);
        } else if (became.error().code != Errc::Busy) {
          noted = journal.abandoned(operation.id, describe(became.error()));
        }
        finish(operation, noted || !became ? became : outcomeOf(noted));
        continue;
      }
      if (const auto* end = std::get_if<EndProcess>(&operation.action)) {
        const Status ended = endProcess(*end);
        const Status noted = ended ? journal.done(operation.id) : journal.abandoned(operation.id, describe(ended.error()));
        finish(operation, outcomeOf(ended ? noted : ended));
        continue;
      }
      const auto& file = std::get<FileBack>(*back);
      const Result<Outcome> done = takeAway(file);
      Status noted;
      if (done) {
        noted = journal.done(operation.id);
      } else if (auto home = exactFile(target_.files(), file.path); home && *home) {
        noted = journal.abandoned(operation.id, describe(done.error()));
      }  // else it lies in the run's folder, and undo finds it there: the operation stays open
      finish(operation, noted || !done ? done : outcomeOf(noted));
    }
  };

  const auto commit = [&] {
    if (pending.empty()) return;
    const Status committed = target_.commit(runFolder_, journal);
    if (!committed) target_.registry().discard();
    for (const auto& [operation, back] : pending) {
      Status done = committed;
      if (!committed) {
        // One hive may have been put in place before another failed: what is there decides.
        if (auto state = registryState(back); state && *state == State::After) done = Status();
      }
      Status noted;
      if (done) {
        noted = journal.done(operation->id);
      } else if (!mayHaveHappened(back)) {
        noted = journal.abandoned(operation->id, describe(done.error()));
      }  // else nobody can say: the operation stays open, so that undo looks
      if (done && noted && std::holds_alternative<KeyBack>(back)) {
        going.emplace_back(operation, back);
      } else {
        finish(*operation, outcomeOf(done ? noted : done));
      }
    }
    pending.clear();
  };

  each(Part::Ports);
  each(Part::Registry);
  commit();
  each(Part::Programs);
  // What held a service may have been the program that has just been ended.
  for (const auto& [operation, back] : going) finish(*operation, goneOrGoing(std::get<KeyBack>(back)));
  each(Part::Files);
  each(Part::Staging);
  each(Part::Starting);
  commit();
  for (const Operation* operation : ready) {
    Result<Outcome> became = startsOrGoes(std::get<StagePackage>(operation->action));
    if (!became && !mayHaveHappened(StagedBack{std::get<StagePackage>(operation->action)})) {
      // It has been said to be done; nothing of it is left.
      if (auto noted = journal.abandoned(operation->id, describe(became.error())); !noted) became = outcomeOf(noted);
    }
    finish(*operation, became);
  }
  each(Part::Installing);

  std::vector<OperationResult> out;
  out.reserve(plan.operations.size());
  for (const Operation& operation : plan.operations) out.push_back(results[operation.id]);
  return out;
}

// ---------------------------------------------------------------------------------------------------------- after a crash

Result<Performer::State> Performer::registryState(const WayBack& back) {
  if (const auto* value = std::get_if<ValueBack>(&back)) {
    auto values = target_.registry().values(value->key);
    if (!values) return tl::unexpected(values.error());
    const RegValue* now = *values ? valueNamed(**values, value->value.name) : nullptr;
    if (now != nullptr && *now == value->value) return State::Before;
    if (value->after) return now != nullptr && *now == *value->after ? State::After : State::Neither;
    return now == nullptr ? State::After : State::Neither;
  }
  if (const auto* put = std::get_if<PutBack>(&back)) {
    auto values = target_.registry().values(put->put.key);
    if (!values) return tl::unexpected(values.error());
    if (!*values) return State::Neither;
    const RegValue* now = valueNamed(**values, put->put.after.name);
    if (put->put.before ? now != nullptr && *now == *put->put.before : now == nullptr) return State::Before;
    return now != nullptr && *now == put->put.after ? State::After : State::Neither;
  }
  const auto& key = std::get<KeyBack>(back);
  auto tree = target_.registry().tree(key.parent / key.tree.name);
  if (!tree) return tl::unexpected(tree.error());
  if (!*tree) return State::After;
  auto going = target_.registry().goesAtRestart(key.parent / key.tree.name);
  if (!going) return tl::unexpected(going.error());
  if (*going) return State::After;
  (*tree)->lastWritten = key.tree.lastWritten;  // Windows may have touched it
  return **tree == key.tree ? State::Before : State::Neither;
}

bool Performer::mayHaveHappened(const WayBack& back) {
  if (const auto* file = std::get_if<FileBack>(&back)) {
    return std::ranges::any_of(std::initializer_list<WinPath>{raw(*file), kept(*file)}, [this](const WinPath& path) {
      auto there = exactFile(target_.files(), path);
      return !there || *there;
    });
  }
  if (const auto* staged = std::get_if<StagedBack>(&back)) return isThere(target_.files(), staged->stage.folder).value_or(true);
  if (std::holds_alternative<ProcessBack>(back)) return false;  // there is nothing for undo to look for
  if (const auto* closed = std::get_if<ClosedBack>(&back)) return anyRule(closed->close).value_or(true);
  if (std::holds_alternative<InstalledBack>(back)) return true;
  auto state = registryState(back);
  return !state || *state == State::After;
}

Status Performer::mendHives(const Journal& journal) {
  Files& files = target_.files();
  bool mended = false;
  for (const JournalHive& hive : journal.hives) {
    if (!isHivePlace(hive.hive, target_.systemRoot())) continue;
    auto there = files.find(hive.hive);
    if (!there) return tl::unexpected(there.error());
    if (!there->empty()) continue;
    auto bytes = fileBytes(files, runFolder_ / hive.kept, largestHive);
    if (!bytes) return tl::unexpected(bytes.error());
    if (sha256Of(*bytes) != hive.oldSha256 || !Hive::parse(*bytes, hive.kept)) {
      return fail(Errc::Corrupt, (runFolder_ / hive.kept).text(), "is not the hive that was kept");
    }
    auto metadata = ownMetadata(files, target_.systemRoot(), false);
    if (!metadata) return tl::unexpected(metadata.error());
    auto staged = stage(*bytes, *metadata, hive.kept);
    Status done = staged ? files.move(*staged, hive.hive) : Status(tl::unexpected(staged.error()));
    if (done) done = files.syncFolder(hive.hive.parent());
    if (!done) return done;
    mended = true;
  }
  if (mended) target_.registry().discard();
  return mendSecondCopy(journal);
}

Status Performer::mendSecondCopy(const Journal& journal) {
  Files& files = target_.files();
  const auto wroteOrKept = [&journal](const std::string& sha256) {
    return std::ranges::any_of(journal.hives, [&sha256](const JournalHive& one) { return one.oldSha256 == sha256 || one.newSha256 == sha256; });
  };
  // Of a Windows that runs nobody writes the machine's hives but itself.
  if (target_.live() != nullptr) return {};
  for (const HiveFile& hive : target_.registry().hives()) {
    if (hive.path.hive != RegPath::Hive::System) continue;
    auto now = digestOf(files, hive.file);
    auto copies = files.find(secondCopyOf(hive.file));
    if (!now || !copies || !wroteOrKept(now->sha256)) continue;
    for (const FoundFile& copy : *copies) {
      auto itsNow = digestOf(files, copy.path);
      if (!itsNow || itsNow->sha256 == now->sha256 || !wroteOrKept(itsNow->sha256)) continue;
      auto bytes = fileBytes(files, hive.file, largestHive);
      if (!bytes) return tl::unexpected(bytes.error());
      if (auto done = putBackHive(copy.path, *bytes, copy.path.name()); !done) return done;
    }
  }
  return {};
}

Result<WinPath> Performer::stage(const std::string& bytes, const FileMetadata& metadata, const std::string& name) {
  Files& files = target_.files();
  WinPath staged = runFolder_ / (name + ".back");
  if (auto gone = removeIfThere(files, staged); !gone) return tl::unexpected(gone.error());
  auto writer = files.create(staged, metadata);
  if (!writer) return tl::unexpected(writer.error());
  Status done = (*writer)->append(bytes);
  if (done) done = (*writer)->sync();
  if (done) done = files.syncFolder(runFolder_);
  if (!done) return tl::unexpected(done.error());
  return staged;
}

// Takes away what was staged and never put in place.
void Performer::sweep() {
  Files& files = target_.files();
  auto entries = files.list(runFolder_, false);
  if (!entries || !*entries) return;
  for (const FileEntry& entry : **entries) {
    if (entry.kind == FileKind::File && (entry.name.ends_with(".new") || entry.name.ends_with(".back"))) {
      // Left behind it harms nothing and is swept the next time.
      const Status ignored = files.removeFile(runFolder_ / entry.name);
      static_cast<void>(ignored);
    }
  }
}

std::vector<OperationResult> Performer::finish(const Journal& journal, JournalWriter& writer) {
  Files& files = target_.files();
  std::vector<OperationResult> out;
  const Status mended = mendHives(journal);
  sweep();
  std::vector<const JournalOperation*> pending;
  std::map<std::string, Result<Outcome>> done;
  const auto settle = [&](const JournalOperation& one, const Result<Outcome>& became) {
    Status noted;
    if (became) {
      noted = writer.done(one.operation.id);
    } else if (!mayHaveHappened(one.back)) {
      noted = writer.abandoned(one.operation.id, describe(became.error()));
    }  // else the operation stays open, so that undo looks for it
    done.insert_or_assign(one.operation.id, became && !noted ? outcomeOf(noted) : became);
  };

  for (const JournalOperation& one : journal.operations) {
    if (one.done || one.abandoned || !isRegistry(one.back)) continue;
    Status status = mended;
    if (status) status = guard_.allows(one.operation.action);
    const auto* put = std::get_if<PutValue>(&one.operation.action);
    if (status && put != nullptr) status = standsOn(*put);
    if (status) {
      auto state = registryState(one.back);
      if (!state) {
        status = tl::unexpected(state.error());
      } else if (*state == State::Neither) {
        status = fail(Errc::Refused, whereOf(one.operation.action), "has been changed meanwhile");
      } else if (*state == State::Before) {
        status = applyRegistry(one.operation.action);
        if (status) {
          pending.push_back(&one);
          continue;
        }
      }
    }
    settle(one, outcomeOf(status));
  }
  if (!pending.empty()) {
    const Status committed = target_.commit(runFolder_, writer);
    if (!committed) target_.registry().discard();
    for (const JournalOperation* one : pending) {
      Status status = committed;
      if (auto state = registryState(one->back); !committed && state && *state == State::After) status = Status();
      const auto* removed = std::get_if<KeyBack>(&one->back);
      settle(*one, status && removed != nullptr ? goneOrGoing(*removed) : outcomeOf(status));
    }
  }

  // Once a folder's start was in place its script may have run, and what it has written is the only word of it.
  const auto wasStarted = [&](const StagePackage& stage) {
    return std::ranges::any_of(journal.operations, [&](const JournalOperation& one) {
      const auto* put = std::get_if<PutBack>(&one.back);
      if (put == nullptr || !(put->put.staged == stage.folder) || !isStartValue(put->put, target_.systemRoot())) return false;
      const auto found = done.find(one.operation.id);
      return one.done || (found != done.end() && found->second);
    });
  };
  for (const JournalOperation& one : journal.operations) {
    const auto* staged = std::get_if<StagedBack>(&one.back);
    if (staged == nullptr || one.abandoned) continue;
    if (!one.done || !wasStarted(staged->stage)) {
      settle(one, finishStaging(staged->stage));
    } else if (startsFrom(target_.registry(), staged->stage.folder, target_.systemRoot()).value_or(false)) {
      done.insert_or_assign(one.operation.id, Outcome::PendingRestart);
    }
  }

  for (const JournalOperation& one : journal.operations) {
    const auto* end = std::get_if<EndProcess>(&one.operation.action);
    if (end != nullptr && !one.done && !one.abandoned) settle(one, outcomeOf(endAfterCrash(*end)));
    const auto* installed = std::get_if<InstalledBack>(&one.back);
    if (installed != nullptr && !one.done && !one.abandoned) settle(one, finishInstalling(installed->install));
  }

  for (const JournalOperation& one : journal.operations) {
    const auto* back = std::get_if<FileBack>(&one.back);
    if (back == nullptr || one.done || one.abandoned) continue;
    const FileDigest wanted{back->sha256, back->size};
    const auto settleFile = [&]() -> Result<Outcome> {
      if (auto allowed = guard_.allows(one.operation.action); !allowed) return tl::unexpected(allowed.error());
      auto home = holds(files, back->path, wanted);
      if (!home) return tl::unexpected(home.error());
      auto inside = holds(files, raw(*back), wanted);
      if (!inside) return tl::unexpected(inside.error());
      if (*home) {
        // Only what an advisory would recognise is taken away on a journal's word.
        auto bytes = fileBytes(files, back->path, largestPutBack);
        if (!bytes) return tl::unexpected(bytes.error());
        if (auto allowed = guard_.allowsFileBack(back->path, *bytes); !allowed) return tl::unexpected(allowed.error());
        if (*inside) {
          // A power cut within a rename may leave both names of the one file.
          if (auto gone = files.removeFile(raw(*back)); !gone) return tl::unexpected(gone.error());
        }
        return takeAway(*back);
      }
      if (*inside) return keepRaw(*back);
      auto safe = keeps(files, kept(*back), wanted);
      if (!safe) return tl::unexpected(safe.error());
      if (*safe) return Outcome::Done;
      return fail(Errc::Refused, back->path.text(), "is not there any more");
    };
    settle(one, settleFile());
  }
  for (const JournalOperation& one : journal.operations) {
    const auto found = done.find(one.operation.id);
    if (found == done.end()) continue;
    out.push_back(result(one.operation, found->second));
    tell(one.operation, &out.back());
  }
  return out;
}

// ------------------------------------------------------------------------------------------------------------ putting back

Status Performer::putBackFile(const FileBack& back, const Journal& journal) {
  Files& files = target_.files();
  const FileDigest wanted{back.sha256, back.size};
  auto home = files.find(back.path);
  if (!home) return tl::unexpected(home.error());
  if (std::ranges::any_of(*home, [&back](const FoundFile& file) { return file.path.sameSpelling(back.path); })) {
    auto same = holds(files, back.path, wanted);
    if (!same) return tl::unexpected(same.error());
    if (!*same) return fail(Errc::Refused, back.path.text(), "another file is there now");
    auto twin = holds(files, raw(back), wanted);
    if (!twin) return tl::unexpected(twin.error());
    if (*twin) {
      if (auto gone = dropRaw(back); !gone) return tl::unexpected(gone.error());
    }
    return files.setMetadata(back.path, back.metadata);
  }
  // To Windows another spelling is the same name, and it would open one of the two only.
  for (const FoundFile& other : *home) {
    auto beside = stoodBeside(files, other.path, journal);
    if (!beside) return tl::unexpected(beside.error());
    if (!*beside) return fail(Errc::Refused, other.path.text(), "another file is there now");
  }
  auto inside = holds(files, raw(back), wanted);
  if (!inside) return tl::unexpected(inside.error());
  auto bytes = *inside ? fileBytes(files, raw(back), largestPutBack) : keptBytes(files, kept(back), largestPutBack);
  if (!bytes) return tl::unexpected(bytes.error());
  if (bytes->size() != wanted.size || sha256Of(*bytes) != wanted.sha256) {
    return fail(Errc::Corrupt, kept(back).text(), "does not hold what the journal says");
  }
  if (auto allowed = guard_.allowsFileBack(back.path, *bytes); !allowed) return allowed;
  if (!*inside) {
    if (auto gone = removeIfThere(files, raw(back)); !gone) return gone;  // half of an earlier try
    if (auto made = unkeep(files, kept(back), raw(back), back.metadata, wanted); !made) return made;
    if (auto synced = files.syncFolder(runFolder_); !synced) return synced;
  }
  if (auto moved = home->empty() ? files.move(raw(back), back.path) : files.moveBeside(raw(back), back.path); !moved) return moved;
  if (auto synced = files.syncFolder(back.path.parent()); !synced) return synced;
  if (auto synced = files.syncFolder(runFolder_); !synced) return synced;
  return files.setMetadata(back.path, back.metadata);
}

Result<WayBack> Performer::withoutGoneStart(const WayBack& back) {
  const auto* put = std::get_if<PutBack>(&back);
  if (put == nullptr || !put->put.before || !isStartValue(put->put, target_.systemRoot())) return back;
  const std::optional<WinPath> other = startedFolder(*put->put.before, target_.systemRoot());
  auto whole = other ? readStaged(target_.files(), target_.systemRoot(), *other) : Result<StagePackage>(fail(Errc::Corrupt, "", ""));
  if (whole) return back;
  if (whole.error().code != Errc::Corrupt) return tl::unexpected(whole.error());
  PutBack without = *put;
  without.put.before = std::nullopt;
  return WayBack(without);
}

Status Performer::putBackRegistry(const WayBack& recorded, bool& changed) {
  auto effective = withoutGoneStart(recorded);
  if (!effective) return tl::unexpected(effective.error());
  const WayBack& back = *effective;
  auto state = registryState(back);
  if (!state) return tl::unexpected(state.error());
  const Action action = actionOf(back);
  if (*state == State::Before) return {};
  if (*state == State::Neither) return fail(Errc::Refused, whereOf(action), "has been changed since");
  if (const auto* value = std::get_if<ValueBack>(&back)) {
    if (auto allowed = guard_.allowsValueBack(value->key, value->value); !allowed) return allowed;
    if (auto applied = target_.registry().apply(SetRegValue{value->key, value->value}); !applied) return applied;
  } else if (const auto* put = std::get_if<PutBack>(&back)) {
    if (auto allowed = guard_.allows(put->put); !allowed) return allowed;
    if (!isStartValue(put->put, target_.systemRoot())) {
      // Once the script has seen it put back and taken itself out, what stands there is the user's own.
      auto told = saysPutBack(target_.files(), put->put);
      if (!told) return tl::unexpected(told.error());
      auto starts = startsFrom(target_.registry(), put->put.staged, target_.systemRoot());
      if (!starts) return tl::unexpected(starts.error());
      if (*told && !*starts) return {};
    }
    auto applied = put->put.before ? target_.registry().apply(SetRegValue{put->put.key, *put->put.before})
                                   : target_.registry().apply(RemoveRegValue{put->put.key, put->put.after.name});
    if (!applied) return applied;
  } else {
    const auto& key = std::get<KeyBack>(back);
    if (auto allowed = guard_.allowsKeyBack(key.parent, key.tree); !allowed) return allowed;
    auto going = goneOrGoing(key);
    if (!going) return tl::unexpected(going.error());
    if (*going != Outcome::Done) return fail(Errc::Busy, whereOf(action), "Windows has not removed it yet; it can be put back after a restart");
    if (auto applied = target_.registry().apply(AddRegKey{key.parent, key.tree}); !applied) return applied;
  }
  changed = true;
  return {};
}

Status Performer::putBackHive(const WinPath& hive, const std::string& bytes, const std::string& name) {
  Files& files = target_.files();
  auto metadata = files.metadata(hive);
  if (!metadata) return tl::unexpected(metadata.error());
  auto staged = stage(bytes, *metadata, name);
  if (!staged) return tl::unexpected(staged.error());
  Status done = files.setMetadata(*staged, *metadata);
  if (done) done = files.replace(*staged, hive);
  if (done) done = files.syncFolder(hive.parent());
  if (done) done = files.syncFolder(runFolder_);
  return done;
}

// The replacements that led from the hive as it was before the run to what is there now; none where they do not.
std::vector<const JournalHive*> Performer::chainTo(const Journal& journal, const WinPath& hive, const std::string& sha256) {
  std::vector<const JournalHive*> chain;
  const JournalHive* first = nullptr;
  for (const JournalHive& one : journal.hives) {
    if (one.undo || !(one.hive == hive)) continue;
    if (first == nullptr) first = &one;
    // One that was announced and did not take place is announced again.
    while (!chain.empty() && chain.back()->newSha256 != one.oldSha256) chain.pop_back();
    chain.push_back(&one);
  }
  while (!chain.empty() && chain.back()->newSha256 != sha256) chain.pop_back();
  if (!chain.empty() && chain.front()->oldSha256 != first->oldSha256) chain.clear();
  return chain;
}

// A kept copy is believed only if it becomes what came next by nothing but the journal's own operations, each of which the guard would allow to be put
// back.
bool Performer::leadsTo(const std::vector<const JournalHive*>& chain, const Journal& journal, const HiveFile& hive) {
  auto operation = journal.operations.begin();
  for (const JournalHive* link : chain) {
    auto bytes = fileBytes(target_.files(), runFolder_ / link->kept, largestHive);
    if (!bytes || sha256Of(*bytes) != link->oldSha256) return false;
    auto replayed = Hive::parse(*bytes, link->kept);
    bool there = false;
    for (; replayed && !there && operation != journal.operations.end(); ++operation) {
      const JournalOperation& one = *operation;
      if (one.abandoned || !isRegistry(one.back) || !(hiveOf(one.back) == hive.path)) continue;
      const auto* value = std::get_if<ValueBack>(&one.back);
      const auto* key = std::get_if<KeyBack>(&one.back);
      const auto* put = std::get_if<PutBack>(&one.back);
      const Status allowed = value != nullptr ? guard_.allowsValueBack(value->key, value->value)
                             : put != nullptr ? guard_.allows(put->put)
                                              : guard_.allowsKeyBack(key->parent, key->tree);
      // A former start whose folder is gone does not come back with the hive.
      auto same = withoutGoneStart(one.back);
      const bool comesBack = allowed && same && (put == nullptr || std::get<PutBack>(*same).put.before == put->put.before);
      if (!comesBack || !replay(*replayed, one.back)) return false;
      there = sha256Of(replayed->bytes()) == link->newSha256;
    }
    if (!there) return false;
  }
  return true;
}

std::vector<WinPath> Performer::putBackWholeHives(const Journal& journal, JournalWriter& writer) {
  Files& files = target_.files();
  std::vector<WinPath> out;
  for (const HiveFile& hive : target_.registry().hives()) {
    if (target_.live() != nullptr && hive.path.hive != RegPath::Hive::User) continue;
    auto now = digestOf(files, hive.file);
    if (!now) continue;
    const auto chain = chainTo(journal, hive.file, now->sha256);
    if (chain.empty() || !leadsTo(chain, journal, hive)) continue;
    auto original = fileBytes(files, runFolder_ / chain.front()->kept, largestHive);
    if (!original || sha256Of(*original) != chain.front()->oldSha256) continue;
    auto twin = hive.path.hive == RegPath::Hive::System ? files.find(secondCopyOf(hive.file)) : Result<std::vector<FoundFile>>();
    if (!writer.before({hive.file, now->sha256, chain.front()->oldSha256, runFolder_ / chain.front()->kept})) break;
    if (!putBackHive(hive.file, *original, chain.front()->kept)) continue;
    if (twin) {
      for (const FoundFile& file : *twin) {
        const Status ignored = putBackHive(file.path, *original, "SYSTEM.ALT");
        static_cast<void>(ignored);  // Windows uses it only where SYSTEM itself is broken
      }
    }
    out.push_back(hive.file);
  }
  return out;
}

std::vector<OperationResult> Performer::putBack(const Journal& journal, JournalWriter& writer, const std::stop_token& stop) {
  writer.setUndoing(true);
  std::map<std::string, Status> done;
  const Status ready = [&]() -> Status {
    if (!journal.undoBegun) {
      if (auto noted = writer.undo(); !noted) return noted;
    }
    return mendHives(journal);
  }();
  sweep();
  const auto settle = [&](const JournalOperation& one, Status status) {
    if (status) status = writer.undone(one.operation.id);
    const OperationResult outcome = undoResult(one, status);
    tell(one.operation, &outcome);
    done[one.operation.id] = std::move(status);
  };

  for (const JournalOperation& one : std::views::reverse(journal.operations)) {
    const auto* back = std::get_if<FileBack>(&one.back);
    if (back == nullptr || one.undone || one.abandoned) continue;
    tell(one.operation, nullptr);
    if (stop.stop_requested()) {
      settle(one, fail(Errc::Cancelled, whereOf(one.operation.action), "stopped on request"));
      continue;
    }
    settle(one, ready ? putBackFile(*back, journal) : ready);
  }

  if (ready && !stop.stop_requested() && !putBackWholeHives(journal, writer).empty()) target_.registry().discard();
  bool changed = false;
  std::vector<const JournalOperation*> pending;
  for (const JournalOperation& one : std::views::reverse(journal.operations)) {
    if (!isRegistry(one.back) || one.undone || one.abandoned) continue;
    tell(one.operation, nullptr);
    bool applied = false;
    Status status = ready;
    if (status && stop.stop_requested()) status = fail(Errc::Cancelled, whereOf(one.operation.action), "stopped on request");
    if (status) status = putBackRegistry(one.back, applied);
    if (applied) {
      changed = true;
      pending.push_back(&one);
    } else {
      settle(one, status);
    }
  }
  if (changed) {
    const Status committed = target_.commit(runFolder_, writer);
    if (!committed) target_.registry().discard();
    for (const JournalOperation* one : pending) {
      Status status = committed;
      if (auto state = registryState(one->back); !committed && state && *state == State::Before) status = Status();
      settle(*one, status);
    }
  }

  // What starts from the folder goes before the folder.
  bool detached = true;
  for (const JournalOperation& one : journal.operations) {
    if (!std::holds_alternative<PutBack>(one.back) || one.undone || one.abandoned) continue;
    const auto found = done.find(one.operation.id);
    detached = detached && found != done.end() && (found->second || found->second.error().code == Errc::Refused);
  }
  for (const JournalOperation& one : std::views::reverse(journal.operations)) {
    const auto* staged = std::get_if<StagedBack>(&one.back);
    if (staged == nullptr || one.undone || one.abandoned) continue;
    tell(one.operation, nullptr);
    Status status = ready;
    if (status && stop.stop_requested()) status = fail(Errc::Cancelled, whereOf(one.operation.action), "stopped on request");
    if (status && !detached) status = fail(Errc::Io, staged->stage.folder.text(), "something still starts from it");
    if (status && staged->stage.folder.name() != runFolder_.name()) status = fail(Errc::Refused, staged->stage.folder.text(), "belongs to another run");
    if (status) status = unstage(target_.files(), target_.systemRoot(), staged->stage);
    settle(one, status);
  }

  for (const JournalOperation& one : journal.operations) {
    const bool ended = std::holds_alternative<ProcessBack>(one.back);
    const auto* installed = std::get_if<InstalledBack>(&one.back);
    if ((!ended && installed == nullptr) || one.undone || one.abandoned || stop.stop_requested()) continue;
    Status status = ready;
    if (status && installed != nullptr) status = guard_.allows(installed->install);
    if (status && installed != nullptr) status = dropCopy(installed->install);
    settle(one, status);
  }
  // Whoever stops gets the ports back all the same.
  for (const JournalOperation& one : journal.operations) {
    const auto* closed = std::get_if<ClosedBack>(&one.back);
    if (closed == nullptr || one.undone || one.abandoned) continue;
    tell(one.operation, nullptr);
    Status status = guard_.allows(closed->close);
    if (status) status = openPorts(closed->close);
    settle(one, status);
  }

  std::vector<OperationResult> out;
  for (const JournalOperation& one : journal.operations) {
    const auto found = done.find(one.operation.id);
    if (found == done.end()) continue;
    out.push_back(undoResult(one, found->second));
  }
  return out;
}

}  // namespace sankajo
