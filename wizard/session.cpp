// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/session.h"

#include <algorithm>
#include <chrono>
#include <utility>

#include "engine/text.h"

namespace sankajo {

namespace {

constexpr qint64 judgeMs = 1000;
constexpr qint64 quietMs = 200;
constexpr int tickMs = 100;  // Ten times a second: as often as a bar may move.

/// What makes an operation the same in two plans.
std::string identity(const Operation& operation) {
  // Its folder has the name of the run, which differs.
  if (const auto* stage = std::get_if<StagePackage>(&operation.action)) return std::string(name(operation.action)) + "\n" + stage->package.sha256;
  if (const auto* install = std::get_if<InstallPackage>(&operation.action)) return std::string(name(operation.action)) + "\n" + install->package.sha256;
  std::string id = std::string(name(operation.action)) + "\n" + foldCase(whereOf(operation.action)) + "\n" + std::string(name(operation.consent));
  if (const auto* file = std::get_if<RemoveFile>(&operation.action)) id += "\n" + file->sha256;
  if (const auto* value = std::get_if<RemoveValue>(&operation.action)) id += "\n" + value->value.data;
  if (const auto* value = std::get_if<SetValue>(&operation.action)) id += "\n" + value->before.data;
  if (const auto* service = std::get_if<RemoveService>(&operation.action)) id += "\n" + service->imagePath.data;
  return id;
}

bool onlyPatch(const ConsentGiven& given) {
  return given.patch && !given.certain && !given.traces && !given.possible;
}

/// A patch was installed and waits for the restart: the files do not show it yet.
bool hasInstalledForRestart(const Report& report) {
  return report.exitCode == ExitRestart && std::ranges::any_of(report.operations, [](const OperationResult& one) {
    return one.action == "install_package" && one.outcome == Outcome::PendingRestart;
  });
}

/// A person may have started the program with any name of a run.
bool isOnRecord(const Result<Runs>& recorded, const std::string& run) {
  return recorded && std::ranges::any_of(recorded->runs, [&run](const RunSummary& one) { return one.run == run && one.finished && !one.undone; });
}

/// Only then is the check after a restart part of article 2, and about a removal.
bool hasRemoved(const Runs& recorded) {
  return std::ranges::any_of(recorded.runs, [](const RunSummary& one) { return one.removed && !one.undone; });
}

bool isClosed(const Report& report) {
  return report.assessment.exposure == Exposure::Closed || report.assessment.exposure == Exposure::NotAffected;
}

bool isPartOf(const Plan& plan, const Plan& whole) {
  return std::ranges::all_of(plan.operations, [&whole](const Operation& one) {
    return std::ranges::any_of(whole.operations, [&one](const Operation& other) { return identity(one) == identity(other); });
  });
}

}  // namespace

/// What the worker writes and the window reads.
struct Session::Shared {
  std::mutex mutex;
  Now now;
  QElapsedTimer phase, news;
  std::vector<Observation> observed;  ///< What this phase has found so far.
  std::size_t acted = 0;              ///< Operations that have come to their end.

  /// Only with the mutex held.
  void enter(Phase next) {
    now = {};
    now.phase = next;
    observed.clear();
    acted = 0;
    phase.start();
    news.start();
  }
};

Session::Session(Parts parts, QObject* parent) : QObject(parent), parts_(std::move(parts)), shared_(std::make_shared<Shared>()) {
  tick_.setInterval(tickMs);
  connect(&tick_, &QTimer::timeout, this, [this] {
    // The first at once, then each second, and sooner where the check is held up and has the time.
    if (!judged_.isValid() || judged_.elapsed() >= judgeMs || now().silentMs >= quietMs) judgeSoFar();
    emit progressed();
  });
  if (parts_.here.updates) {
    updates_ = std::make_unique<UpdateWork>(parts_.here.updates, parts_.here.updateLimits);
    connect(updates_.get(), &UpdateWork::changed, this, &Session::updatesChanged);
    connect(updates_.get(), &UpdateWork::progressed, this, &Session::updatesProgressed);
  }
  if (parts_.here.network == nullptr) return;
  connect(parts_.here.network.get(), &NetworkWatch::changed, this, [this] {
    if (live() && !network().connected()) wasOut_ = true;
    emit networkChanged();
  });
}

Session::~Session() {
  stop_.request_stop();
  if (worker_.joinable()) worker_.join();
}

std::string Session::threatName(const std::string& advisory, const std::string& threat) const {
  const auto pack = std::ranges::find(parts_.advisories, advisory, &Advisory::id);
  if (pack == parts_.advisories.end()) return threat;
  const auto texts = pack->texts.find(language_);
  if (texts == pack->texts.end()) return threat;
  const auto text = texts->second.find("threat." + threat + ".name");
  return text == texts->second.end() ? threat : text->second;
}

// ------------------------------------------------------------------------------------------------------------ which Windows

std::vector<WindowsHere> Session::windowsIn(const std::string& folder, const std::stop_token& stop, std::optional<Error>& why) const {
  std::vector<WindowsHere> found;
  const auto add = [&](const std::optional<std::string>& systemRoot) {
    const auto target = parts_.open(folder, systemRoot);
    auto windows = target ? describeWindows(**target, folder, stop) : Result<WindowsHere>(tl::unexpected(target.error()));
    if (windows) {
      forgetReadOnly(windows->whyNotChanged);
      found.push_back(std::move(*windows));
    } else {
      why = windows.error();
    }
  };
  add(std::nullopt);
  if (!why || why->code != Errc::Refused) return found;
  // Several: the error lists them.
  std::string names = why->detail + ", ";
  why.reset();
  for (std::size_t at = names.find(", "); at != std::string::npos; at = names.find(", ")) {
    add(names.substr(0, at));
    names.erase(0, at + 2);
  }
  return found;
}

void Session::find() {
  begin(Work::Finding, [this, folders = chosenFolders_, preferred = preferred_](const std::stop_token& stop) {
    std::vector<Error> unreadable;
    std::optional<Error> why;
    std::vector<WindowsHere> all = preferred.empty() ? std::vector<WindowsHere>() : windowsIn(preferred, stop, why);
    for (const std::string& folder : folders) {
      std::optional<Error> gone;  // A folder that is gone is no longer a choice.
      std::ranges::move(windowsIn(folder, stop, gone), std::back_inserter(all));
    }
    auto mounted = parts_.find(unreadable, stop);
    if (!mounted) why = mounted.error();
    const auto known = [&all](const WindowsHere& one) {
      return std::ranges::any_of(all, [&one](const WindowsHere& other) { return other.folder == one.folder && other.systemRoot == one.systemRoot; });
    };
    for (WindowsHere& one : mounted ? *mounted : std::vector<WindowsHere>()) {
      forgetReadOnly(one.whyNotChanged);
      if (!known(one)) all.push_back(std::move(one));
    }
    post([this, all = std::move(all), why = std::move(why), preferred] {
      error_ = why;
      const WindowsHere* before = windows();
      const std::string kept = before != nullptr ? before->folder + "\n" + before->systemRoot : std::string();
      choice_ = all;
      chosen_ = choice_.size() == 1 || (!choice_.empty() && choice_.front().folder == preferred) ? 0 : -1;
      for (std::size_t i = 0; i < choice_.size(); ++i) {
        if (choice_[i].folder + "\n" + choice_[i].systemRoot == kept) chosen_ = static_cast<int>(i);
      }
      // This PC, when nothing else is chosen; and nothing else after a restart.
      const auto here = std::ranges::find(choice_, true, &WindowsHere::running);
      if (here != choice_.end() && (chosen_ < 0 || return_)) chosen_ = static_cast<int>(here - choice_.begin());
      if (here == choice_.end()) return_.reset();
      emit choiceChanged();
    });
  });
}

void Session::chooseFolder(const std::string& folder) {
  begin(Work::Finding, [this, folder](const std::stop_token& stop) {
    std::optional<Error> why;
    std::vector<WindowsHere> found = windowsIn(folder, stop, why);
    post([this, folder, found = std::move(found), why = std::move(why)] {
      error_ = found.empty() ? why : std::nullopt;
      if (!found.empty()) {
        chosenFolders_.insert(folder);
        std::erase_if(choice_, [&folder](const WindowsHere& one) { return one.folder == folder; });
        choice_.insert(choice_.begin(), found.begin(), found.end());
        chosen_ = 0;
      }
      emit choiceChanged();
    });
  });
}

void Session::choose(int index) {
  if (working() || index < 0 || index >= static_cast<int>(choice_.size()) || index == chosen_) return;
  chosen_ = index;
  forget();
  emit choiceChanged();
}

const WindowsHere* Session::windows() const {
  return chosen_ >= 0 && chosen_ < static_cast<int>(choice_.size()) ? &choice_[static_cast<std::size_t>(chosen_)] : nullptr;
}

void Session::forget() {
  report_.reset();
  plan_ = {};
  patch_.reset();
  patchError_.reset();
  operations_.clear();
  error_.reset();
  rightsError_.reset();
  planChanged_ = false;
  canUndo_ = undoesPatchOnly_ = saidUpToDate_ = cameBack_ = comesBack_ = unwritten_ = false;
  lastWork_ = Work::None;
  course_ = Course::Open;
  if (updates_ != nullptr) updates_->forget();
}

// ------------------------------------------------------------------------------------------------ the Windows that runs here

bool Session::lacksRights() const {
  return std::ranges::any_of(choice_, [](const WindowsHere& one) { return one.running && !one.administrator; });
}

void Session::startAsAdministrator() {
  if (working() || !canStartAsAdministrator()) return;
  rightsError_.reset();
  if (const Status started = parts_.here.startAsAdministrator(language_); !started) {
    rightsError_ = started.error();
    emit choiceChanged();
    return;
  }
  emit handedOver();
}

Network Session::network() const { return live() && parts_.here.network != nullptr ? parts_.here.network->now() : Network(); }

bool Session::mayBePluggedIn() const {
  if (!report_ || unwritten_ || working() || waitsForRestart() || interrupted() || report_->kind == Report::Kind::Undo) return false;
  const Assessment& now = report_->assessment;
  return now.infection == Infection::Clean && (now.exposure == Exposure::Closed || now.exposure == Exposure::NotAffected);
}

bool Session::isPluggedInAgain() const { return wasOut_ && network().connected() && !mayBePluggedIn(); }

bool Session::waitsForRestart() const { return live() && report_ && report_->exitCode == ExitRestart; }

Status Session::arrangeReturn(Target& target, const std::string& run, const std::string& language, Depth depth) {
  if (target.live() == nullptr) return fail(Errc::Unsupported, run, "not the Windows that runs here");
  return target.live()->returnAfterRestart({"--after-restart", run, "--depth", std::string(name(depth)), "--lang", language});
}

void Session::restart() {
  if (!canRestart() || working()) return;
  // Without steps of ours that wait there is nothing to come back for.
  const std::string waiting = waitsForRestart() ? report_->run : std::string();
  begin(Work::Restarting, [this, where = *windows(), run = waiting, language = language_, depth = depth_](const std::stop_token&) {
    bool back = false;
    if (!run.empty()) {
      const auto target = parts_.open(where.folder, where.systemRoot);
      back = target && arrangeReturn(**target, run, language, depth).has_value();
    }
    const Status asked = parts_.here.restart();
    post([this, back, asked] {
      comesBack_ = back;
      restarting_ = asked.has_value();
      if (!asked) error_ = asked.error();
    });
  });
}

// ----------------------------------------------------------------------------------------------------------------- working

void Session::begin(Work work, Job job) {
  if (working()) return;
  if (worker_.joinable()) worker_.join();
  work_ = work;
  error_.reset();
  planChanged_ = false;
  stop_ = {};
  {
    const std::scoped_lock lock(shared_->mutex);
    shared_->enter(Phase::Looking);
  }
  soFar_ = {};
  judged_.invalidate();
  clock_.start();
  tick_.start();
  emit started();
  worker_ = std::thread([this, job = std::move(job), token = stop_.get_token()] {
    job(token);
    // Posted after all that the job has posted.
    post([this] {
      tick_.stop();
      if (error_) judgeSoFar();  // what was found until then is all that there is to show
      // These are no result: what was done before still stands on the page.
      if (work_ != Work::Restarting && work_ != Work::SeekingPatch && work_ != Work::LookingAtOffice && work_ != Work::Releasing) lastWork_ = work_;
      work_ = Work::None;
      operationNow_ = -1;
      emit finished();
    });
  });
}

void Session::post(std::function<void()> call) { QMetaObject::invokeMethod(this, std::move(call), Qt::QueuedConnection); }

void Session::stop() { stop_.request_stop(); }

Session::Now Session::now() const {
  const std::scoped_lock lock(shared_->mutex);
  Now now = shared_->now;
  now.found = soFar_.evidence.observations.size();
  now.phaseMs = shared_->phase.isValid() ? shared_->phase.elapsed() : 0;
  now.silentMs = shared_->news.isValid() ? shared_->news.elapsed() : 0;
  return now;
}

double Session::secondsLeft() const {
  constexpr double leastShare = 0.05;  // Before that an estimate would only jump.
  const Now state = now();
  if (state.share < leastShare || state.share > 1) return -1;
  return static_cast<double>(state.phaseMs) / 1000 * (1 - state.share) / state.share;
}

std::vector<ReportPage::Line> Session::foundSoFar() const { return reportPage(soFar_, wording(), parts_.advisories).found; }

// By the window's clock and not by the check's calls: a check that is held up by a slow place says nothing for a while, and what it found
// before must not wait for it. Nor must the check wait for a judgement of hundreds of findings at each of them.
void Session::judgeSoFar() {
  {
    const std::scoped_lock lock(shared_->mutex);
    if (shared_->now.phase == soFarPhase_ && shared_->observed.size() == soFar_.evidence.observations.size()) return;
    soFarPhase_ = shared_->now.phase;
    soFar_.evidence.observations = shared_->observed;
  }
  soFar_.assessment = assess(soFar_.evidence, parts_.advisories);
  judged_.start();
}

ProgressCallback Session::progressCallback() {
  return [this](const Progress& progress) {
    const std::scoped_lock lock(shared_->mutex);
    if (shared_->now.phase == Phase::Acting) shared_->enter(Phase::LookingAgain);
    Now& now = shared_->now;
    now.where = progress.where;
    now.filesSeen = progress.filesSeen;
    now.share = progress.share;
    if (progress.found != nullptr && progress.found->state == Seen::Present) shared_->observed.push_back(*progress.found);
    if (progress.found != nullptr && progress.found->state != Seen::Present) ++now.notRead;
    shared_->news.start();
  };
}

OperationCallback Session::operationCallback(std::size_t count) {
  return [this, count](const Operation& operation, const OperationResult* result) {
    {
      const std::scoped_lock lock(shared_->mutex);
      if (shared_->now.phase != Phase::Acting) shared_->enter(Phase::Acting);
      shared_->now.where = whereOf(operation.action);
      if (result != nullptr) ++shared_->acted;
      if (count > 0) shared_->now.share = std::min(1., static_cast<double>(shared_->acted) / static_cast<double>(count));
      shared_->news.start();
    }
    post([this, operation, result = result != nullptr ? std::optional<OperationResult>(*result) : std::nullopt] {
      const auto same = [&operation](const auto& one) { return identity(one.first) == identity(operation); };
      auto at = std::ranges::find_if(operations_, same);
      if (at == operations_.end()) at = operations_.insert(operations_.end(), {operation, std::nullopt});
      operationNow_ = result ? -1 : static_cast<int>(at - operations_.begin());
      at->second = result;
      emit operationsChanged();
    });
  };
}

// -------------------------------------------------------------------------------------------------------------------- work

void Session::accept(Target* target, Result<Report> result, const std::stop_token& stop) {
  bool canUndo = false;
  std::optional<Error> whyNotChanged;
  if (target != nullptr) {
    if (const Status writable = target->writable(); !writable) whyNotChanged = writable.error();
    forgetReadOnly(whyNotChanged);
    if (const auto recorded = runs(*target)) {
      canUndo = std::ranges::any_of(recorded->runs, [](const RunSummary& run) { return !run.undone && run.canBeTakenBack; });
    }
  }
  Plan plan = result ? makePlan(result->evidence, result->assessment, parts_.advisories) : Plan();
  std::optional<PackageToStage> patch;
  std::optional<Error> patchError;
  if (result && !parts_.patches.empty()) {
    auto folder = PackageFolder::open(parts_.patches);
    if (!folder) patchError = folder.error();
    // Nobody has to have one beside the program.
    if (folder && !*folder && patchNamed_) patchError = Error{Errc::Refused, parts_.patches, "has no list of packages"};
    auto offers = folder && *folder ? offerPackages(result->evidence, result->assessment, parts_.advisories, **folder, stop)
                                    : Result<std::vector<PackageOffer>>(std::vector<PackageOffer>());
    for (PackageOffer& offer : offers.value_or(std::vector<PackageOffer>())) {
      result->packages.push_back(offer.seen);
      if (!patch && target != nullptr && !hasInstalledForRestart(*result)) patch = std::move(offer.package);
    }
    if (patch && target->live() == nullptr) {
      addStaging(plan, *target, result->evidence, parts_.advisories, patch->package, "plan");
    } else if (patch) {
      const std::size_t before = plan.operations.size();
      addInstalling(plan, *target, result->evidence.system, parts_.advisories, patch->package, "plan");
      if (plan.operations.size() == before) patch.reset();  // nobody says who has to have signed it
    }
  }
  post([this, result = std::move(result), plan = std::move(plan), patch = std::move(patch), patchError, canUndo,
        whyNotChanged = std::move(whyNotChanged)]() mutable {
    canUndo_ = canUndo;
    patchError_ = patchError;
    choice_[static_cast<std::size_t>(chosen_)].whyNotChanged = whyNotChanged;
    if (!result) {
      error_ = result.error();
      return;
    }
    report_ = std::move(*result);
    unwritten_ = false;
    plan_ = std::move(plan);
    patch_ = std::move(patch);
    if (course_ != Course::Open || work_ != Work::Checking) return;
    if (interrupted()) {
      course_ = Course::Infected;  // A removal was begun here: article 2 is not done, whatever is still found.
      return;
    }
    switch (report_->assessment.infection) {
      case Infection::Infected:
        course_ = Course::Infected;
        break;
      case Infection::Traces:
      case Infection::Clean:
        course_ = Course::NotInfected;
        break;
      case Infection::Suspected:
      case Infection::Unknown:
        break;
    }
  });
}

// What protected until the hole was closed ends by itself, also where nobody came back for it.
void Session::openPorts(Target& target, Report& report) const {
  if (target.live() == nullptr || report.portsClosed.empty() || !report.interrupted.empty()) return;
  auto opened = endProtection(target, parts_.advisories, {});
  if (!opened || std::ranges::any_of(*opened, [](const OperationResult& one) { return one.outcome != Outcome::Done; })) return;
  report.portsClosed.clear();
  // Of a check that belongs to no run, steps would be a plan.
  if (!report.run.empty()) report.operations = std::move(*opened);
}

bool Session::patchWaitsForRestart() const { return live() && report_ && hasInstalledForRestart(*report_); }

void Session::check(Depth depth) {
  const WindowsHere* chosen = windows();
  if (chosen == nullptr || working()) return;
  forget();
  depth_ = depth;
  begin(Work::Checking, [this, where = *chosen, depth, back = chosen->running ? return_ : std::nullopt](const std::stop_token& stop) {
    const auto target = parts_.open(where.folder, where.systemRoot);
    if (!target) return accept(nullptr, tl::unexpected(target.error()), stop);
    auto report = sankajo::check(**target, parts_.advisories, depth, progressCallback(), stop);
    const auto recorded = back && report ? runs(**target) : Result<Runs>();
    const bool onRecord = back && report && isOnRecord(recorded, back->run);
    const bool verified = onRecord && hasRemoved(*recorded);
    if (verified) report->run = back->run;
    if (report && (onRecord || isClosed(*report))) openPorts(**target, *report);
    const bool looked = report.has_value();
    accept(target->get(), std::move(report), stop);
    if (!back || !looked) return;
    // Whether or not it can be taken away: Windows starts it once only.
    if ((*target)->live() != nullptr) static_cast<void>((*target)->live()->forgetReturn());
    post([this, verified] {
      return_.reset();
      cameBack_ = verified;
      if (verified) course_ = Course::Infected;
    });
  });
}

void Session::treat(const ConsentGiven& given) {
  const WindowsHere* chosen = windows();
  if (chosen == nullptr || working()) return;
  const Plan shown = consented(plan_, given);
  operations_.clear();
  for (const Operation& operation : shown.operations) operations_.emplace_back(operation, std::nullopt);
  // A package that goes in after the treatment belongs to it.
  std::optional<Report> earlier;
  if (report_ && report_->kind == Report::Kind::Treat) earlier = report_;
  begin(Work::Treating, [this, where = *chosen, given, shown, depth = depth_, language = language_, patch = patch_, earlier = std::move(earlier), before = before()](const std::stop_token& stop) {
    // Goes after what is opened below.
    const auto writing = allowWriting(where);
    if (!writing) return accept(nullptr, tl::unexpected(writing.error()), stop);
    auto target = parts_.open(where.folder, where.systemRoot);
    if (!target) return accept(nullptr, tl::unexpected(target.error()), stop);
    // Nobody consents to what was not shown.
    bool changed = false;
    const AskConsent ask = [&](const Report&, const Plan& plan) -> std::optional<ConsentGiven> {
      changed = !isPartOf(consented(plan, given), shown);
      return changed ? std::nullopt : std::optional(given);
    };
    // It is silent for minutes; that it runs is news.
    const auto installing = [this](const Operation&, std::chrono::seconds) {
      const std::scoped_lock lock(shared_->mutex);
      shared_->news.start();
    };
    // What protects meanwhile must not outlive a crash: whoever logs on next is asked then.
    bool backMeanwhile = false;
    const auto begun = [&](const std::string& run) {
      if (parts_.here.begins && before.report) parts_.here.begins(run, *before.report);
      const bool protects = std::ranges::any_of(shown.operations, [](const Operation& one) { return std::holds_alternative<ClosePorts>(one.action); });
      backMeanwhile = protects && arrangeReturn(**target, run, language, depth).has_value();
    };
    const TreatOptions options{depth, false, given.patch ? patch : std::nullopt, installing, begun};
    auto report = sankajo::treat(**target, parts_.advisories, options, ask, progressCallback(), operationCallback(shown.operations.size()), stop);
    if (report && earlier && onlyPatch(given)) {
      report->operations.insert(report->operations.begin(), earlier->operations.begin(), earlier->operations.end());
      report->before = earlier->before;
    }
    const bool waits = report && report->exitCode == ExitRestart;
    const bool back = waits && arrangeReturn(**target, report->run, language, depth).has_value();
    if (backMeanwhile && report && !waits) static_cast<void>((*target)->live()->forgetReturn());
    const bool patchOnly = report && !report->run.empty() && onlyPatch(given) && (*target)->live() == nullptr;
    accept(target->get(), std::move(report), stop);
    post([this, back, patchOnly] {
      comesBack_ = back;
      undoesPatchOnly_ = patchOnly;
    });
    if (changed) {
      post([this] {
        planChanged_ = true;
        operations_.clear();
      });
    }
    target->reset();
    endWriting(writing->get(), before);
  });
}

void Session::endWriting(ThisPc::Writing* writing, Before before) {
  const Status ended = writing != nullptr ? writing->end() : Status();
  if (ended) return;
  // After what accept() has posted.
  post([this, why = ended.error(), before = std::move(before)]() mutable {
    error_ = why;
    unwritten_ = true;
    report_ = std::move(before.report);
    plan_ = std::move(before.plan);
    patch_ = std::move(before.patch);
    canUndo_ = before.canUndo;
    // Nobody knows which of them have come to the disk.
    for (auto& [operation, result] : operations_) result.reset();
  });
}

void Session::seekPatch(const std::string& folder) {
  const WindowsHere* chosen = windows();
  if (chosen == nullptr || working() || !report_) return;
  parts_.patches = folder;
  patchNamed_ = true;
  begin(Work::SeekingPatch, [this, where = *chosen, report = *report_](const std::stop_token& stop) mutable {
    const auto target = parts_.open(where.folder, where.systemRoot);
    report.packages.clear();
    if (target) {
      accept(target->get(), std::move(report), stop);
    } else {
      accept(nullptr, tl::unexpected(target.error()), stop);
    }
  });
}

void Session::undo() {
  const WindowsHere* chosen = windows();
  if (chosen == nullptr || working()) return;
  operations_.clear();
  begin(Work::Undoing, [this, where = *chosen, before = before()](const std::stop_token& stop) {
    const auto writing = allowWriting(where);
    if (!writing) return accept(nullptr, tl::unexpected(writing.error()), stop);
    auto target = parts_.open(where.folder, where.systemRoot);
    if (!target) return accept(nullptr, tl::unexpected(target.error()), stop);
    auto report = sankajo::undo(**target, parts_.advisories, std::nullopt, operationCallback(0), progressCallback(), stop);
    // Nothing is left for which it would have to come back.
    if (report && report->exitCode == ExitClean && (*target)->live() != nullptr) static_cast<void>((*target)->live()->forgetReturn());
    const bool undone = report && report->exitCode == ExitClean;
    accept(target->get(), std::move(report), stop);
    if (undone) post([this] { undoesPatchOnly_ = false; });
    target->reset();
    endWriting(writing->get(), before);
  });
}

void Session::lookAtOffice(const std::string& folder, const std::string& listFile) {
  begin(Work::LookingAtOffice, [this, folder, listFile](const std::stop_token& stop) {
    Office office{folder, listFile, {}, {}, {}, {}};
    if (!listFile.empty()) {
      auto list = readPcListFile(listFile);
      if (list) {
        office.list = std::move(*list);
      } else {
        office.listError = list.error();
      }
    }
    if (!folder.empty()) {
      auto summary = summariseFolder(folder, office.list, stop);
      if (summary) {
        office.summary = std::move(*summary);
      } else {
        office.folderError = summary.error();
      }
    }
    post([this, office = std::move(office)]() mutable { office_ = std::move(office); });
  });
}

void Session::release() {
  if (!parts_.here.release) return;
  begin(Work::Releasing, [this](const std::stop_token&) {
    const Status released = parts_.here.release();
    post([this, released] {
      if (!released) error_ = released.error();
    });
  });
}

std::optional<ReportPage> Session::page() const {
  if (!report_ || unwritten_) return std::nullopt;
  return reportPage(*report_, wording(), parts_.advisories);
}

}  // namespace sankajo
