// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/update_work.h"

#include <algorithm>
#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>

namespace sankajo {

namespace {

constexpr int tickMs = 100;
constexpr std::chrono::milliseconds endMs(2000);  // Longer than an idle agent needs to go; nobody waits longer for a window to close.

bool isDone(const std::optional<UpdateResult>& result) {
  return result && (result->outcome == Outcome::Done || result->outcome == Outcome::PendingRestart);
}

}  // namespace

/// A thread with an agent in it. It lives as long as one of the two sides needs it, so that either can leave the other.
struct UpdateWork::Worker {
  using Job = std::function<void(const UpdateAnswer<UpdateAgent*>&)>;

  std::mutex mutex;
  std::condition_variable news;
  std::deque<Job> jobs;
  UpdateWork* owner = nullptr;  ///< Null once it was left: nobody is told any more.
  bool ended = false;
  double share = 0;
  std::size_t update = 0;
  QElapsedTimer silent;

  static void run(const std::shared_ptr<Worker>& self, const OpenUpdateAgent& open) {
    UpdateAnswer<std::unique_ptr<UpdateAgent>> agent;
    while (true) {
      Job job;
      {
        std::unique_lock lock(self->mutex);
        self->news.wait(lock, [&self] { return self->owner == nullptr || !self->jobs.empty(); });
        if (self->owner == nullptr) break;
        job = std::move(self->jobs.front());
        self->jobs.pop_front();
      }
      if (!agent || *agent == nullptr) agent = open();
      job(agent ? UpdateAnswer<UpdateAgent*>(agent->get()) : tl::unexpected(agent.error()));
    }
    agent = nullptr;
    const std::scoped_lock lock(self->mutex);
    self->jobs.clear();
    self->ended = true;
    self->news.notify_all();
  }

  void add(Job job) {
    const std::scoped_lock lock(mutex);
    jobs.push_back(std::move(job));
    news.notify_all();
  }

  /// To be called in the thread: runs in the window's, unless this worker was left by then.
  static void post(const std::shared_ptr<Worker>& self, std::function<void()> call) {
    const std::scoped_lock lock(self->mutex);
    if (self->owner == nullptr) return;
    const auto ifStill = [self, owner = self->owner, call = std::move(call)] {
      if (owner->worker_ == self) call();
    };
    QMetaObject::invokeMethod(self->owner, ifStill, Qt::QueuedConnection);
  }
};

UpdateWork::UpdateWork(OpenUpdateAgent open, const Limits& limits, QObject* parent)
    : QObject(parent), open_(std::move(open)), limits_(limits) {
  tick_.setInterval(tickMs);
  connect(&tick_, &QTimer::timeout, this, &UpdateWork::look);
}

UpdateWork::~UpdateWork() {
  stop_.request_stop();
  const auto worker = worker_;
  leaveWorker();
  if (worker == nullptr) return;
  std::unique_lock lock(worker->mutex);
  worker->news.wait_for(lock, endMs, [&worker] { return worker->ended; });
}

void UpdateWork::leaveWorker() {
  if (worker_ == nullptr) return;
  const std::scoped_lock lock(worker_->mutex);
  worker_->owner = nullptr;
  worker_->news.notify_all();
  worker_.reset();
}

template <typename T>
void UpdateWork::ask(std::function<UpdateAnswer<T>(UpdateAgent&, const std::stop_token&)> question,
                     std::function<void(UpdateAnswer<T>)> told) {
  if (worker_ == nullptr) {
    worker_ = std::make_shared<Worker>();
    worker_->owner = this;
    std::thread(&Worker::run, worker_, open_).detach();
  }
  worker_->add([worker = std::weak_ptr(worker_), question = std::move(question), told = std::move(told),
                stop = stop_.get_token()](const UpdateAnswer<UpdateAgent*>& agent) {
    UpdateAnswer<T> answer = agent ? question(**agent, stop) : UpdateAnswer<T>(tl::unexpected(agent.error()));
    if (const auto self = worker.lock()) Worker::post(self, [told, answer = std::move(answer)] { told(answer); });
  });
  {
    const std::scoped_lock lock(worker_->mutex);
    worker_->share = 0;
    worker_->update = 0;
    worker_->silent.start();
  }
  since_.start();
  tick_.start();
}

void UpdateWork::enter(Stage stage, std::optional<UpdateFault> fault) {
  stage_ = stage;
  fault_ = fault;
  if (!working() && !turningOn_) tick_.stop();
  emit changed();
}

void UpdateWork::look() {
  const Now state = now();
  const auto limit = turningOn_ && !working()       ? limits_.setting
                     : stage_ == Stage::Searching   ? limits_.search
                     : stage_ == Stage::Downloading ? limits_.download
                                                    : limits_.install;
  const bool stopsTooLong =
      stopping() && stage_ != Stage::Installing && stopSince_.isValid() && stopSince_.elapsed() >= limits_.stop.count();
  if (state.silentMs >= limit.count() || stopsTooLong) return giveUp();
  emit progressed();
}

void UpdateWork::giveUp() {
  leaveWorker();
  if (turningOn_) {
    turningOn_ = false;
    turnOnFault_ = UpdateFault{UpdateFault::Kind::NoAnswer};
  }
  const Stage before = stage_;
  const bool asked = stopping();
  stop_ = {};
  switch (before) {
    case Stage::Searching:
      return enter(asked ? Stage::NotAsked : Stage::CouldNot,
                   UpdateFault{asked ? UpdateFault::Kind::Cancelled : UpdateFault::Kind::NoAnswer});
    case Stage::Downloading:
    case Stage::Installing:
      // What was found belongs to the agent that was left.
      offered_ = {};
      results_.clear();
      return enter(asked && before == Stage::Downloading ? Stage::NotAsked : Stage::CouldNot,
                   UpdateFault{asked && before == Stage::Downloading ? UpdateFault::Kind::Cancelled : UpdateFault::Kind::NoAnswer});
    default:
      return enter(before, fault_);
  }
}

void UpdateWork::search() {
  if (working() || turningOn_) return;
  stop_ = {};
  offered_ = {};
  results_.clear();
  atWork_.clear();
  restart_ = false;
  turnOnFault_.reset();
  // Said first: it is true also where the search then fails.
  ask<AutomaticUpdates>(
      [](UpdateAgent& agent, const std::stop_token&) { return agent.automaticUpdates(); },
      [this](const UpdateAnswer<AutomaticUpdates>& answer) { automatic_ = answer ? std::optional(*answer) : std::nullopt; });
  ask<OfferedUpdates>([](UpdateAgent& agent, const std::stop_token& stop) { return agent.search(stop); },
                      [this](const UpdateAnswer<OfferedUpdates>& answer) {
                        const bool stopped = stopping();
                        stop_ = {};
                        if (!answer) {
                          const bool cancelled = stopped || answer.error().kind == UpdateFault::Kind::Cancelled;
                          return enter(cancelled ? Stage::NotAsked : Stage::CouldNot,
                                       cancelled ? UpdateFault{UpdateFault::Kind::Cancelled} : answer.error());
                        }
                        if (stopped) return enter(Stage::NotAsked, UpdateFault{UpdateFault::Kind::Cancelled});
                        offered_ = *answer;
                        results_.assign(offered_.all.size(), std::nullopt);
                        restart_ = offered_.restartFirst;
                        enter(offered_.all.empty() ? Stage::NothingToDo : Stage::Found);
                      });
  enter(Stage::Searching);
}

void UpdateWork::install() {
  if (stage_ != Stage::Found) return;
  results_.assign(offered_.all.size(), std::nullopt);
  licence_ = 0;
  nextLicence();
}

void UpdateWork::nextLicence() {
  while (licence_ < offered_.all.size() && (!offered_.all[licence_].licence || results_[licence_])) ++licence_;
  if (licence_ < offered_.all.size()) return enter(Stage::Licence);
  download();
}

void UpdateWork::agree(bool agreed) {
  if (stage_ != Stage::Licence) return;
  // Several updates of one product come with the same text: it is asked for once. Where there is none, nobody knows whether it is the same.
  const std::optional<std::string> licence = offered_.all[licence_].licence;
  for (std::size_t i = licence_; i < offered_.all.size(); ++i) {
    if (offered_.all[i].licence != licence || (i != licence_ && licence->empty())) continue;
    if (agreed) {
      offered_.all[i].licence.reset();
    } else {
      results_[i] = UpdateResult{Outcome::Refused, UpdateFault{UpdateFault::Kind::LicenceDeclined}};
    }
  }
  nextLicence();
}

void UpdateWork::download() {
  atWork_.clear();
  for (std::size_t i = 0; i < offered_.all.size(); ++i) {
    if (!results_[i]) atWork_.push_back(i);
  }
  if (atWork_.empty()) return enter(Stage::Finished);
  stop_ = {};
  ask<std::vector<UpdateResult>>(
      [which = atWork_, worker = std::weak_ptr(worker_)](UpdateAgent& agent, const std::stop_token& stop) {
        return agent.download(which, progressOf(worker.lock()), stop);
      },
      [this](const UpdateAnswer<std::vector<UpdateResult>>& answer) { downloaded(answer); });
  enter(Stage::Downloading);
}

void UpdateWork::downloaded(const UpdateAnswer<std::vector<UpdateResult>>& answer) {
  const bool stopped = stopping() || (!answer && answer.error().kind == UpdateFault::Kind::Cancelled);
  stop_ = {};
  // What is downloaded stays with Windows: nothing is lost, and nothing was changed.
  if (stopped) {
    results_.assign(offered_.all.size(), std::nullopt);
    return enter(Stage::Found, UpdateFault{UpdateFault::Kind::Cancelled});
  }
  if (!answer) return enter(Stage::CouldNot, answer.error());
  std::vector<std::size_t> here;
  for (std::size_t i = 0; i < atWork_.size(); ++i) {
    const UpdateResult result = i < answer->size() ? (*answer)[i] : UpdateResult{Outcome::Failed, UpdateFault{}};
    if (result.outcome == Outcome::Done) {
      here.push_back(atWork_[i]);
    } else {
      results_[atWork_[i]] = result;
    }
  }
  atWork_ = here;
  if (atWork_.empty()) return enter(Stage::Finished);
  ask<InstalledUpdates>(
      [which = atWork_, worker = std::weak_ptr(worker_)](UpdateAgent& agent, const std::stop_token& stop) {
        return agent.install(which, progressOf(worker.lock()), stop);
      },
      [this](const UpdateAnswer<InstalledUpdates>& told) { installed(told); });
  enter(Stage::Installing);
}

void UpdateWork::installed(const UpdateAnswer<InstalledUpdates>& answer) {
  stop_ = {};
  if (!answer) {
    restart_ |= answer.error().kind == UpdateFault::Kind::RestartFirst;
    return enter(Stage::CouldNot, answer.error());
  }
  for (std::size_t i = 0; i < atWork_.size(); ++i)
    results_[atWork_[i]] = i < answer->each.size() ? answer->each[i] : UpdateResult{Outcome::Failed, UpdateFault{}};
  restart_ |=
      answer->restart || std::ranges::any_of(answer->each, [](const UpdateResult& one) { return one.outcome == Outcome::PendingRestart; });
  enter(Stage::Finished);
}

void UpdateWork::turnOnAutomaticUpdates() {
  if (working() || turningOn_) return;
  turningOn_ = true;
  turnOnFault_.reset();
  ask<AutomaticUpdates>([](UpdateAgent& agent, const std::stop_token&) { return agent.turnOnAutomaticUpdates(); },
                        [this](const UpdateAnswer<AutomaticUpdates>& answer) {
                          turningOn_ = false;
                          if (!answer) {
                            turnOnFault_ = answer.error();
                          } else {
                            automatic_ = *answer;
                            if (*answer != AutomaticUpdates::On) turnOnFault_ = UpdateFault{UpdateFault::Kind::Managed};
                          }
                          // What stopped the search is gone.
                          const bool again = automatic_ == AutomaticUpdates::On && stage_ == Stage::CouldNot && fault_ &&
                                             fault_->kind == UpdateFault::Kind::ServiceDisabled;
                          if (again) return search();
                          enter(stage_, fault_);
                        });
  emit changed();
}

void UpdateWork::stop() {
  if (!working() || stopping()) return;
  stop_.request_stop();
  stopSince_.start();
  emit changed();
}

void UpdateWork::forget() {
  if (working() || turningOn_) return;
  leaveWorker();
  offered_ = {};
  results_.clear();
  automatic_.reset();
  turnOnFault_.reset();
  restart_ = false;
  enter(Stage::NotAsked);
}

bool UpdateWork::waitsForRestart() const {
  return restart_ && !working();
}

bool UpdateWork::isUpToDate() const {
  return stage_ == Stage::NothingToDo && !restart_;
}

bool UpdateWork::mayHaveMore() const {
  return stage_ == Stage::Finished && !restart_ && std::ranges::all_of(results_, isDone);
}

UpdateWork::Now UpdateWork::now() const {
  Now state;
  if (since_.isValid()) state.elapsedMs = since_.elapsed();
  if (worker_ == nullptr) return state;
  const std::scoped_lock lock(worker_->mutex);
  state.share = worker_->share;
  state.count = atWork_.size();
  if (worker_->update < atWork_.size()) {
    state.number = worker_->update + 1;
    state.update = atWork_[worker_->update];
  }
  if (worker_->silent.isValid()) state.silentMs = worker_->silent.elapsed();
  return state;
}

UpdateProgress UpdateWork::progressOf(const std::shared_ptr<Worker>& worker) {
  return [worker](double share, std::size_t update) {
    if (worker == nullptr) return;
    const std::scoped_lock lock(worker->mutex);
    worker->share = std::clamp(share, 0., 1.);
    worker->update = update;
    worker->silent.start();
  };
}

}  // namespace sankajo
