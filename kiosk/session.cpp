// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later

// sankajo-kiosk-session [--runtime-dir DIR] [--silence SECONDS] [--first-beat SECONDS] -- PROGRAM [ARGUMENT...]
//
// The kiosk's only client of the display. Runs the wizard, one process for each customer, again and again. Each has a folder of its own on a memory file
// system, which its HOME, TMPDIR and XDG folders name; it is wiped when the process ends, and whatever processes it has left behind are ended before.
//
// A wizard that dies is back at once; one that dies at once, again and again, after a second. A wizard may tell that it lives: SANKAJO_HEARTBEAT
// is the number of
// a descriptor that it writes a byte to from its event loop, every second or so. Once it has begun, a silence of --silence seconds (30) ends it; and one that
// has not begun --first-beat seconds (180) after its start, unless it has closed the descriptor.
//
// When the wizard ends with 50, the staff wants the computer shut down: this ends, and leaves a file "shut-down" in the runtime folder, by which
// sankajo-kiosk.service knows (cage tells nobody its client's exit code).

#include <dirent.h>
#include <fcntl.h>
#include <linux/magic.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/signalfd.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/wait.h>

#include <CLI/CLI.hpp>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <iostream>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <vector>

#include "kiosk/descriptor.h"

namespace sankajo {

namespace {

using Clock = std::chrono::steady_clock;
using namespace std::chrono_literals;

constexpr int exitShutDown = 50;
// Who lives for less is not begun anew at once: three seconds are the longest that a customer may wait, and the processor has other things to do.
constexpr auto shortLife = 2s, pauseAfterIt = 1s;
constexpr int heartbeatNumber = 3;

/// Takes everything in a folder away; links are not followed, other file systems not entered. False where something is left.
bool wipe(int folder, dev_t device, int depth = 0) {
  constexpr int deepest = 64;
  const std::unique_ptr<DIR, int (*)(DIR*)> open(fdopendir(folder), closedir);
  if (!open || depth > deepest) return false;
  bool all = true;
  while (const dirent* entry = readdir(open.get())) {
    const std::string name = entry->d_name;
    if (name == "." || name == "..") continue;
    if (unlinkat(dirfd(open.get()), name.c_str(), 0) == 0) continue;
    const int inside = openat(dirfd(open.get()), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct stat about {};
    if (inside >= 0 && (fstat(inside, &about) != 0 || about.st_dev != device)) {
      close(inside);
      all = false;
      continue;
    }
    // A folder that was made unreadable is made readable: it is ours.
    if (inside < 0) fchmodat(dirfd(open.get()), name.c_str(), 0700, 0);
    const int again = inside >= 0 ? inside : openat(dirfd(open.get()), name.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    const bool empty = again >= 0 && wipe(again, device, depth + 1);
    all = unlinkat(dirfd(open.get()), name.c_str(), AT_REMOVEDIR) == 0 && empty && all;
  }
  return all;
}

/// Every process below this one. As a sub-reaper it is the parent of all that lost theirs.
std::vector<pid_t> children() {
  std::vector<pid_t> all;
  const std::string own = std::to_string(getpid());
  const auto text = readHostFile("/proc/" + own + "/task/" + own + "/children", 1U << 20);
  if (!text) return all;
  std::istringstream numbers(*text);
  for (pid_t one = 0; numbers >> one;) all.push_back(one);
  return all;
}

class Session {
 public:
  Session(std::string runtime, std::vector<std::string> program, std::chrono::seconds silence, std::chrono::seconds firstBeat)
      : runtime_(std::move(runtime)), folder_(runtime_ + "/sankajo-customer"), program_(std::move(program)), silence_(silence), firstBeat_(firstBeat) {}

  int run() {
    prctl(PR_SET_CHILD_SUBREAPER, 1);
    // cage ends without a word to its client.
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    unlink(shutDownFile().c_str());
    sigset_t set;
    sigemptyset(&set);
    for (const int one : {SIGTERM, SIGINT, SIGHUP, SIGCHLD}) sigaddset(&set, one);
    sigprocmask(SIG_BLOCK, &set, nullptr);
    signals_ = Descriptor(signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK));
    for (;;) {
      if (!makeFolder()) return EXIT_FAILURE;
      const auto begun = Clock::now();
      const std::optional<int> ended = oneCustomer();
      endAll();
      if (!wipeFolder()) std::cerr << "sankajo-kiosk-session: not all of " << folder_ << " could be wiped" << std::endl;
      if (!ended) return EXIT_SUCCESS;
      if (*ended == exitShutDown) {
        close(open(shutDownFile().c_str(), O_WRONLY | O_CREAT | O_EXCL | O_NOFOLLOW | O_CLOEXEC, 0600));
        return EXIT_SUCCESS;
      }
      if (Clock::now() - begun < shortLife && waitFor(pauseAfterIt, -1) == Woken::Stop) return EXIT_SUCCESS;
    }
  }

 private:
  std::string shutDownFile() const { return runtime_ + "/shut-down"; }

  enum class Woken { Stop, Child, Heartbeat, Time };

  /// The folder is new, of this user only, and in memory.
  bool makeFolder() const {
    if (mkdir(folder_.c_str(), 0700) != 0 && errno == EEXIST) {
      wipeFolder();
      mkdir(folder_.c_str(), 0700);
    }
    struct statfs where {};
    struct stat about {};
    if (lstat(folder_.c_str(), &about) != 0 || !S_ISDIR(about.st_mode) || about.st_uid != getuid() ||
        statfs(folder_.c_str(), &where) != 0) {
      std::cerr << "sankajo-kiosk-session: no folder " << folder_ << std::endl;
      return false;
    }
    if (where.f_type != TMPFS_MAGIC && where.f_type != RAMFS_MAGIC) {
      std::cerr << "sankajo-kiosk-session: " << folder_ << " does not lie in memory" << std::endl;
      rmdir(folder_.c_str());
      return false;
    }
    return true;
  }
  bool wipeFolder() const {
    const int opened = open(folder_.c_str(), O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    struct stat about {};
    if (opened < 0 || fstat(opened, &about) != 0) return false;
    return wipe(opened, about.st_dev) && rmdir(folder_.c_str()) == 0;
  }

  [[noreturn]] void becomeWizard(int heartbeat) const {
    sigset_t none;
    sigemptyset(&none);
    sigprocmask(SIG_SETMASK, &none, nullptr);
    prctl(PR_SET_PDEATHSIG, SIGTERM);
    if (heartbeat == heartbeatNumber)
      fcntl(heartbeat, F_SETFD, 0);
    else
      dup2(heartbeat, heartbeatNumber);
    for (const char* const name : {"HOME", "TMPDIR", "XDG_CACHE_HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME"})
      setenv(name, folder_.c_str(), 1);
    setenv("SANKAJO_HEARTBEAT", std::to_string(heartbeatNumber).c_str(), 1);
    if (chdir(folder_.c_str()) != 0) _exit(EXIT_FAILURE);
    umask(077);
    std::vector<char*> arguments;
    for (const std::string& word : program_) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    execvp(arguments[0], arguments.data());
    std::cerr << "sankajo-kiosk-session: " << program_[0] << " cannot be started" << std::endl;
    _exit(127);
  }

  Woken waitFor(std::chrono::milliseconds time, int heartbeat) {
    const auto end = Clock::now() + time;
    for (;;) {
      std::array<pollfd, 2> waiting{{{signals_.number(), POLLIN, 0}, {heartbeat, POLLIN, 0}}};
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(end - Clock::now());
      if (left.count() <= 0) return Woken::Time;
      poll(waiting.data(), waiting.size(), static_cast<int>(left.count()));
      bool child = false;
      signalfd_siginfo signal{};
      while (::read(signals_.number(), &signal, sizeof signal) == sizeof signal) {
        if (signal.ssi_signo != SIGCHLD) return Woken::Stop;
        child = true;
      }
      if (child) return Woken::Child;
      if (waiting[1].revents != 0) return Woken::Heartbeat;
    }
  }

  /// The wizard's exit code, -1 for one that was ended; empty: this session is to end.
  std::optional<int> oneCustomer() {
    std::array<int, 2> ends{};
    if (pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) return -1;
    const Descriptor hearing(ends[0]);
    Descriptor beating(ends[1]);
    const pid_t wizard = fork();
    if (wizard < 0) return -1;
    if (wizard == 0) becomeWizard(beating.number());
    beating.reset();
    bool beats = false, open = true;
    for (;;) {
      const std::chrono::milliseconds patience = !open ? 1h : beats ? silence_ : firstBeat_;
      const Woken woken = waitFor(patience, open ? hearing.number() : -1);
      if (woken == Woken::Stop) {
        kill(wizard, SIGTERM);
        return std::nullopt;
      }
      if (woken == Woken::Time && open) {
        std::cerr << "sankajo-kiosk-session: the wizard does not answer" << std::endl;
        kill(wizard, SIGKILL);
      }
      if (woken == Woken::Heartbeat) {
        std::array<char, 256> bytes{};
        const ssize_t count = ::read(hearing.number(), bytes.data(), bytes.size());
        beats = beats || count > 0;
        // Closed by the wizard: it does not want to be watched, or it ends.
        if (count == 0) beats = open = false;
      }
      int status = 0;
      for (pid_t one = 0; (one = waitpid(-1, &status, WNOHANG)) > 0;) {
        if (one == wizard) return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
      }
    }
  }

  /// Ends whatever is left of a customer: first kindly, so that a wizard releases its volume.
  void endAll() {
    const auto end = Clock::now() + 1s;
    int signal = SIGTERM;
    for (;;) {
      const std::vector<pid_t> left = children();
      if (left.empty()) return;
      if (Clock::now() > end) signal = SIGKILL;
      for (const pid_t one : left) kill(one, signal);
      usleep(20'000);
      while (waitpid(-1, nullptr, WNOHANG) > 0) {
      }
      // One that hangs in the kernel is left to it.
      if (Clock::now() > end + 1s) return;
    }
  }

  std::string runtime_, folder_;
  std::vector<std::string> program_;
  std::chrono::seconds silence_, firstBeat_;
  Descriptor signals_;
};

}  // namespace

}  // namespace sankajo

int main(int argc, char** argv) {
  using namespace sankajo;
  CLI::App app("Runs the kiosk's wizard, one process for each customer.", "sankajo-kiosk-session");
  const char* const runtime = std::getenv("XDG_RUNTIME_DIR");
  std::string folder = runtime == nullptr ? "" : runtime;
  int silence = 30;  // Whoever is only slow, or waits for the kiosk's own disk, must not be ended in the middle of a treatment.
  int firstBeat = 180;  // A slow computer that has just been turned on.
  std::vector<std::string> program{"/usr/bin/sankajo", "--kiosk"};
  app.add_option("--runtime-dir", folder, "a folder in memory, for the customers' own")->capture_default_str();
  app.add_option("--silence", silence, "seconds after which a wizard that beat and beats no more is ended")
      ->check(CLI::Range(1, 3600))
      ->capture_default_str();
  app.add_option("--first-beat", firstBeat, "seconds after which a wizard that has not beat yet is ended")->check(CLI::Range(1, 3600))->capture_default_str();
  app.add_option("PROGRAM", program, "the wizard and its arguments, after --");
  CLI11_PARSE(app, argc, argv);
  if (folder.empty()) {
    std::cerr << "sankajo-kiosk-session: neither --runtime-dir nor XDG_RUNTIME_DIR" << std::endl;
    return EXIT_FAILURE;
  }
  return Session(folder, program, std::chrono::seconds(silence), std::chrono::seconds(firstBeat)).run();
}
