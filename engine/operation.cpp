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

bool isRegistry(const Action& action) { return !std::holds_alternative<RemoveFile>(action); }

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
  return {};
}

Status replay(Hive& hive, const WayBack& back) {
  if (const auto* value = std::get_if<ValueBack>(&back)) {
    return value->after ? hive.setValue(value->key.keys, *value->after) : hive.removeValue(value->key.keys, value->value.name);
  }
  const auto& key = std::get<KeyBack>(back);
  return hive.removeKey((key.parent / key.tree.name).keys);
}

std::string numbered(std::size_t number) {
  const std::string digits = std::to_string(number);
  return std::string(digits.size() < 4 ? 4 - digits.size() : 0, '0') + digits;
}

// A place where a hive may lie: nothing else is ever made there.
bool isHivePlace(const WinPath& file, const WinPath& systemRoot) {
  if (equalNoCase(file.name(), "NTUSER.DAT")) return file.components().size() >= 3;
  return file.parent() == systemRoot.join(R"(system32\config)") &&
         std::ranges::any_of(std::initializer_list<std::string_view>{"SYSTEM", "SYSTEM.ALT", "SOFTWARE", "DEFAULT"},
                             [&file](std::string_view name) { return equalNoCase(name, file.name()); });
}

}  // namespace

OperationResult Performer::result(const Operation& operation, const Status& status) const {
  OperationResult out{operation.id,     std::string(name(operation.action)), whereOf(operation.action),
                      operation.because, Outcome::Done,                       "",
                      operation.consent};
  if (!status) {
    const Errc code = status.error().code;
    // What is not what the journal says is held back, too.
    const bool heldBack = code == Errc::Refused || code == Errc::Corrupt;
    out.outcome = heldBack ? Outcome::Refused : code == Errc::Cancelled ? Outcome::Skipped : Outcome::Failed;
    out.detail = describe(status.error());
  }
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
  if (const auto* service = std::get_if<RemoveService>(&operation.action)) {
    auto tree = registry.tree(service->key);
    if (!tree) return tl::unexpected(tree.error());
    if (!*tree) return changed();
    const RegValue* imagePath = valueNamed((*tree)->values, service->imagePath.name);
    if (imagePath == nullptr || !(*imagePath == service->imagePath)) return changed();
    return WayBack(KeyBack{service->key.parent(), std::move(**tree)});
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
    Status operator()(const RemoveValue& one) const { return registry.apply(RemoveRegValue{one.key, one.value.name}); }
    Status operator()(const SetValue& one) const { return registry.apply(SetRegValue{one.key, one.after}); }
    Status operator()(const RemoveService& one) const { return registry.apply(RemoveRegKey{one.key}); }
  };
  return std::visit(Visit{target_.registry()}, action);
}

// The file goes into the run's folder by one rename and is looked at *there*, where nobody has a name for it; only then it is kept in
// a form that cannot run, and taken away. If it is not the observed file it goes back.
Status Performer::takeAway(const FileBack& back) {
  Files& files = target_.files();
  if (auto moved = files.move(back.path, raw(back)); !moved) return moved;
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
  if (done) done = keepRaw(back);
  if (!done) {
    auto stillRaw = exactFile(files, raw(back));
    if (stillRaw && *stillRaw) {
      Status home = files.move(raw(back), back.path);
      if (home) home = files.syncFolder(back.path.parent());
      if (!home) return fail(Errc::Io, back.path.text(), describe(done.error()) + "; it lies in " + raw(back).text());
    }
  }
  return done;
}

Status Performer::keepRaw(const FileBack& back) {
  Files& files = target_.files();
  auto already = keeps(files, kept(back), {back.sha256, back.size});
  if (!already) return tl::unexpected(already.error());
  if (!*already) {
    if (auto gone = removeIfThere(files, kept(back)); !gone) return gone;
    auto metadata = ownMetadata(files, target_.systemRoot(), false);
    if (!metadata) return tl::unexpected(metadata.error());
    if (auto done = keep(files, raw(back), kept(back), *metadata, {back.sha256, back.size}); !done) return done;
  }
  if (auto gone = files.removeFile(raw(back)); !gone) return gone;
  // The file is kept and on the disk by then. A raw name that comes back after a power cut is used by undo and deleted by purge.
  const Status ignored = files.syncFolder(runFolder_);
  static_cast<void>(ignored);
  return {};
}

std::vector<OperationResult> Performer::perform(const Plan& plan, JournalWriter& journal, const std::stop_token& stop) {
  std::map<std::string, OperationResult> results;
  const auto finish = [&](const Operation& operation, const Status& status) {
    const OperationResult outcome = result(operation, status);
    tell(operation, &outcome);
    results[operation.id] = outcome;
  };
  std::vector<std::pair<const Operation*, WayBack>> pending;

  const auto each = [&](bool registryPart) {
    for (std::size_t i = 0; i < plan.operations.size(); ++i) {
      const Operation& operation = plan.operations[i];
      if (isRegistry(operation.action) != registryPart) continue;
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
        finish(operation, begun);
        continue;
      }
      if (registryPart) {
        if (auto applied = applyRegistry(operation.action); applied) {
          pending.emplace_back(&operation, std::move(*back));
        } else {
          const Status noted = journal.abandoned(operation.id, describe(applied.error()));
          finish(operation, noted ? applied : noted);
        }
        continue;
      }
      const auto& file = std::get<FileBack>(*back);
      Status done = takeAway(file);
      Status noted;
      if (done) {
        noted = journal.done(operation.id);
      } else if (auto home = exactFile(target_.files(), file.path); home && *home) {
        noted = journal.abandoned(operation.id, describe(done.error()));
      }  // else it lies in the run's folder, and undo finds it there: the operation stays open
      finish(operation, done ? noted : done);
    }
  };

  each(true);
  if (!pending.empty()) {
    const Status committed = target_.commit(runFolder_, journal);
    if (!committed) target_.registry().discard();
    for (const auto& [operation, back] : pending) {
      Status done = committed;
      if (!committed) {
        // One hive may have been put in place before another failed: what is there decides.
        if (auto state = registryState(back); state && *state == State::After) done = Status();
      }
      const Status noted = done ? journal.done(operation->id) : journal.abandoned(operation->id, describe(done.error()));
      finish(*operation, done ? noted : done);
    }
  }
  each(false);

  std::vector<OperationResult> out;
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
  const auto& key = std::get<KeyBack>(back);
  auto tree = target_.registry().tree(key.parent / key.tree.name);
  if (!tree) return tl::unexpected(tree.error());
  if (!*tree) return State::After;
  (*tree)->lastWritten = key.tree.lastWritten;  // Windows may have touched it
  return **tree == key.tree ? State::Before : State::Neither;
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
    const WinPath staged = runFolder_ / (hive.kept + ".back");
    if (auto gone = removeIfThere(files, staged); !gone) return gone;
    auto writer = files.create(staged, *metadata);
    if (!writer) return tl::unexpected(writer.error());
    Status done = (*writer)->append(*bytes);
    if (done) done = (*writer)->sync();
    if (done) done = files.move(staged, hive.hive);
    if (done) done = files.syncFolder(hive.hive.parent());
    if (!done) return done;
    mended = true;
  }
  if (mended) target_.registry().discard();
  return {};
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
  std::map<std::string, Status> done;
  const auto settle = [&](const JournalOperation& one, const Status& status) {
    const Status noted = status ? writer.done(one.operation.id) : writer.abandoned(one.operation.id, describe(status.error()));
    done[one.operation.id] = status ? noted : status;
  };

  for (const JournalOperation& one : journal.operations) {
    if (one.done || one.abandoned || !isRegistry(one.operation.action)) continue;
    Status status = mended;
    if (status) status = guard_.allows(one.operation.action);
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
    settle(one, status);
  }
  if (!pending.empty()) {
    const Status committed = target_.commit(runFolder_, writer);
    if (!committed) target_.registry().discard();
    for (const JournalOperation* one : pending) {
      Status status = committed;
      if (auto state = registryState(one->back); !committed && state && *state == State::After) status = Status();
      settle(*one, status);
    }
  }

  for (const JournalOperation& one : journal.operations) {
    const auto* back = std::get_if<FileBack>(&one.back);
    if (back == nullptr || one.done || one.abandoned) continue;
    const FileDigest wanted{back->sha256, back->size};
    const auto settleFile = [&]() -> Status {
      if (auto allowed = guard_.allows(one.operation.action); !allowed) return allowed;
      auto home = holds(files, back->path, wanted);
      if (!home) return tl::unexpected(home.error());
      auto inside = holds(files, raw(*back), wanted);
      if (!inside) return tl::unexpected(inside.error());
      if (*home) {
        // Only what an advisory would recognise is taken away on a journal's word.
        auto bytes = fileBytes(files, back->path, largestPutBack);
        if (!bytes) return tl::unexpected(bytes.error());
        if (auto allowed = guard_.allowsFileBack(back->path, *bytes); !allowed) return allowed;
        if (*inside) {
          // A power cut within a rename may leave both names of the one file.
          if (auto gone = files.removeFile(raw(*back)); !gone) return gone;
        }
        return takeAway(*back);
      }
      if (*inside) return keepRaw(*back);
      auto safe = keeps(files, kept(*back), wanted);
      if (!safe) return tl::unexpected(safe.error());
      if (*safe) return {};
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

Status Performer::putBackFile(const FileBack& back) {
  Files& files = target_.files();
  const FileDigest wanted{back.sha256, back.size};
  auto home = files.find(back.path);
  if (!home) return tl::unexpected(home.error());
  if (!home->empty()) {
    auto same = holds(files, back.path, wanted);
    if (!same) return tl::unexpected(same.error());
    if (!*same) return fail(Errc::Refused, home->front().path.text(), "another file is there now");
    auto twin = holds(files, raw(back), wanted);
    if (!twin) return tl::unexpected(twin.error());
    if (*twin) {
      if (auto gone = files.removeFile(raw(back)); !gone) return gone;
    }
    return files.setMetadata(back.path, back.metadata);
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
  if (auto moved = files.move(raw(back), back.path); !moved) return moved;
  if (auto synced = files.syncFolder(back.path.parent()); !synced) return synced;
  if (auto synced = files.syncFolder(runFolder_); !synced) return synced;
  return files.setMetadata(back.path, back.metadata);
}

Status Performer::putBackRegistry(const WayBack& back, bool& changed) {
  auto state = registryState(back);
  if (!state) return tl::unexpected(state.error());
  const Action action = actionOf(back);
  if (*state == State::Before) return {};
  if (*state == State::Neither) return fail(Errc::Refused, whereOf(action), "has been changed since");
  if (const auto* value = std::get_if<ValueBack>(&back)) {
    if (auto allowed = guard_.allowsValueBack(value->key, value->value); !allowed) return allowed;
    if (auto applied = target_.registry().apply(SetRegValue{value->key, value->value}); !applied) return applied;
  } else {
    const auto& key = std::get<KeyBack>(back);
    if (auto allowed = guard_.allowsKeyBack(key.parent, key.tree); !allowed) return allowed;
    if (auto applied = target_.registry().apply(AddRegKey{key.parent, key.tree}); !applied) return applied;
  }
  changed = true;
  return {};
}

Status Performer::putBackHive(const WinPath& hive, const std::string& bytes, const std::string& name) {
  Files& files = target_.files();
  auto metadata = files.metadata(hive);
  if (!metadata) return tl::unexpected(metadata.error());
  const WinPath staged = runFolder_ / (name + ".back");
  if (auto gone = removeIfThere(files, staged); !gone) return gone;
  auto writer = files.create(staged, *metadata);
  if (!writer) return tl::unexpected(writer.error());
  Status done = (*writer)->append(bytes);
  if (done) done = (*writer)->sync();
  if (done) done = files.setMetadata(staged, *metadata);
  if (done) done = files.syncFolder(runFolder_);
  if (done) done = files.replace(staged, hive);
  if (done) done = files.syncFolder(hive.parent());
  if (done) done = files.syncFolder(runFolder_);
  return done;
}

std::vector<WinPath> Performer::putBackWholeHives(const Journal& journal, JournalWriter& writer) {
  Files& files = target_.files();
  std::vector<WinPath> out;
  for (const HiveFile& hive : target_.registry().hives()) {
    // The entry that wrote what is there now, from the hive as it was before the run.
    const JournalHive* first = nullptr;
    const JournalHive* entry = nullptr;
    auto now = digestOf(files, hive.file);
    if (!now) continue;
    for (const JournalHive& one : journal.hives) {
      if (one.undo || !(one.hive == hive.file)) continue;
      if (first == nullptr) first = &one;
      if (one.newSha256 == now->sha256 && one.oldSha256 == first->oldSha256) entry = &one;
    }
    if (entry == nullptr) continue;
    auto keptBytes = fileBytes(files, runFolder_ / entry->kept, largestHive);
    if (!keptBytes || sha256Of(*keptBytes) != entry->oldSha256) continue;
    // The kept copy is believed only if it becomes what is there by nothing but the journal's own operations, each of which the guard
    // would allow to be put back.
    auto replayed = Hive::parse(*keptBytes, entry->kept);
    bool believed = replayed.has_value();
    for (const JournalOperation& one : journal.operations) {
      if (!believed || one.abandoned || std::holds_alternative<FileBack>(one.back) || !(hiveOf(one.back) == hive.path)) continue;
      const auto* value = std::get_if<ValueBack>(&one.back);
      const auto* key = std::get_if<KeyBack>(&one.back);
      const Status allowed = value != nullptr ? guard_.allowsValueBack(value->key, value->value) : guard_.allowsKeyBack(key->parent, key->tree);
      believed = allowed && replay(*replayed, one.back);
    }
    if (!believed || sha256Of(replayed->bytes()) != now->sha256) continue;
    const WinPath alternate = hive.file.parent() / (hive.file.name() + ".ALT");
    auto twin = hive.path.hive == RegPath::Hive::System ? files.find(alternate) : Result<std::vector<FoundFile>>();
    if (!writer.before({hive.file, now->sha256, entry->oldSha256, runFolder_ / entry->kept})) break;
    if (!putBackHive(hive.file, *keptBytes, entry->kept)) continue;
    if (twin) {
      for (const FoundFile& file : *twin) {
        const Status ignored = putBackHive(file.path, *keptBytes, "SYSTEM.ALT");
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
    const OperationResult outcome = result(one.operation, status);
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
    settle(one, ready ? putBackFile(*back) : ready);
  }

  if (ready && !stop.stop_requested() && !putBackWholeHives(journal, writer).empty()) target_.registry().discard();
  bool changed = false;
  std::vector<const JournalOperation*> pending;
  for (const JournalOperation& one : std::views::reverse(journal.operations)) {
    if (std::holds_alternative<FileBack>(one.back) || one.undone || one.abandoned) continue;
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

  std::vector<OperationResult> out;
  for (const JournalOperation& one : journal.operations) {
    const auto found = done.find(one.operation.id);
    if (found == done.end()) continue;
    OperationResult outcome = result(one.operation, found->second);
    outcome.action = isRegistry(one.operation.action) ? (std::holds_alternative<KeyBack>(one.back) ? "restore_key" : "restore_value")
                                                      : "restore_file";
    out.push_back(std::move(outcome));
  }
  return out;
}

}  // namespace sankajo
