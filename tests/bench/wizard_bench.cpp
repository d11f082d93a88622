// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later

// sankajo-wizard-bench: how long a person waits for the wizard's window, what the window costs a check, and whether a check of very many files
// ever keeps the window from answering. Never part of the tests: its figures are a machine's, not the code's.

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QPushButton>
#include <QTimer>
#include <algorithm>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <cstring>
#include <filesystem>
#include <fstream>
#include <vector>

#include "app/packs.h"
#include "app/wizard_window.h"
#include "engine/engine.h"
#include "engine/target/offline.h"
#include "tests/support/disk_builder.h"

namespace {

namespace fs = std::filesystem;
using namespace sankajo;
using std::chrono::steady_clock;

constexpr int filesInAll = 200'000;
constexpr int filesInAFolder = 1'000;
constexpr int rounds = 9;

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values.empty() ? -1 : values[values.size() / 2];
}

void judge(const char* aim, bool met) { std::printf("%-70s %s\n", aim, met ? "met" : "NOT MET"); }

/// An infected Windows XP with 200,000 files, and a copy of the worm in every third folder: findings keep coming. Made once.
bool makeTree(const fs::path& tree) {
  const fs::path mark = tree.parent_path() / "wide.made";
  if (fs::exists(mark)) return true;
  std::fprintf(stderr, "Making the tree: %d files ...\n", filesInAll);
  fs::remove_all(tree);
  fs::create_directories(tree);
  test::DiskBuilder disk({.patch = test::PatchLevel::KB828741});
  disk.threat("W32.Blaster.A", test::Specimen::WithStrings);
  if (!disk.writeTo(tree.string())) return false;
  const std::string worm = disk.files().at(disk.system32("msblast.exe"));
  for (int folder = 0; folder < filesInAll / filesInAFolder; ++folder) {
    const fs::path place = tree / "WINDOWS" / "wide" / std::to_string(folder);
    fs::create_directories(place);
    for (int file = 0; file < filesInAFolder; ++file) std::ofstream(place / (std::to_string(file) + ".txt")) << "a small text\n";
    if (folder % 3 == 0) std::ofstream(place / "msblast.exe", std::ios::binary) << worm;
  }
  std::ofstream{mark} << "made\n";
  return fs::exists(mark);
}

/// Writes a byte when the window has been painted for the first time, and ends the process.
class FirstPaint : public QObject {
 public:
  explicit FirstPaint(int told) : told_(told) { qApp->installEventFilter(this); }

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override {
    if (event->type() != QEvent::Paint || qobject_cast<QWizard*>(watched) == nullptr) return false;
    qApp->removeEventFilter(this);
    // The window's children are painted in the same go, before the next turn of the event loop.
    QTimer::singleShot(0, qApp, [this] {
      const char byte = '!';
      std::_Exit(write(told_, &byte, 1) == 1 ? 0 : 1);
    });
    return false;
  }

 private:
  int told_;
};

/// As a process of its own.
int paintOnce(int told, const std::string& folder) {
  const FirstPaint first(told);
  const auto window = WizardWindow::open({.language = Language::Japanese, .folder = folder, .back = {}, .patches = {}, .rescue = {}});
  if (!window) return 1;
  constexpr int tooLongMs = 10'000;
  QTimer::singleShot(tooLongMs, qApp, [] { std::_Exit(1); });
  return QApplication::exec();
}

/// Seconds from the start of a process to the painted window; negative where there was none.
double timeToPaint(const char* self, const fs::path& tree) {
  int pipe[2];
  if (::pipe(pipe) != 0) return -1;
  const std::string told = std::to_string(pipe[1]);
  const std::string folder = tree.string();
  const char* words[] = {self, "--paint", told.c_str(), folder.c_str(), nullptr};
  const auto start = steady_clock::now();
  pid_t child = 0;
  const int failed = posix_spawn(&child, "/proc/self/exe", nullptr, nullptr, const_cast<char* const*>(words), environ);
  close(pipe[1]);
  if (failed != 0) return -1;
  char byte = 0;
  const bool painted = read(pipe[0], &byte, 1) == 1;
  const double seconds = std::chrono::duration<double>(steady_clock::now() - start).count();
  close(pipe[0]);
  waitpid(child, nullptr, 0);
  return painted ? seconds : -1;
}

struct InWindow {
  double seconds = -1;
  double longestPauseMs = 0;  ///< Between two turns of the window's event loop.
  std::size_t findings = 0;
};

/// The same check as a person starts it, in a window that is seen.
InWindow checkInWindow(const fs::path& tree) {
  InWindow result;
  auto opened = WizardWindow::open({.language = Language::Japanese, .folder = tree.string(), .back = {}, .patches = {}, .rescue = {}});
  if (!opened) return result;
  WizardWindow& window = **opened;
  QEventLoop ready;
  QObject::connect(&window.session(), &Session::finished, &ready, &QEventLoop::quit);
  ready.exec();
  QEventLoop loop;
  QObject::connect(&window.session(), &Session::finished, &loop, &QEventLoop::quit);
  QElapsedTimer turn;
  QTimer heart;
  heart.setTimerType(Qt::PreciseTimer);
  QObject::connect(&heart, &QTimer::timeout, &loop, [&] {
    result.longestPauseMs = std::max(result.longestPauseMs, static_cast<double>(turn.nsecsElapsed()) / 1e6 - heart.interval());
    turn.start();
  });
  auto* start = window.wizard().findChild<QPushButton*>("startButton");
  if (start == nullptr) return result;
  start->click();
  const auto begun = steady_clock::now();
  turn.start();
  heart.start(5);
  loop.exec();
  result.seconds = std::chrono::duration<double>(steady_clock::now() - begun).count();
  if (const auto& report = window.session().report()) result.findings = report->evidence.observations.size();
  return result;
}

int bench(const char* self) {
  const fs::path tree = "build/bench/wide";
  if (!makeTree(tree)) {
    std::fprintf(stderr, "The tree could not be made below build/bench.\n");
    return 1;
  }
  std::vector<double> paints, plain, inWindow;
  double longest = 0;
  std::size_t findings = 0;
  const auto advisories = loadPacks({});
  if (!advisories) return 1;
  for (int round = 0; round < rounds; ++round) {
    paints.push_back(timeToPaint(self, tree));
    const auto target = openOffline(tree.string(), std::nullopt);
    const auto begun = steady_clock::now();
    const auto report = target ? check(**target, *advisories, Depth::Standard, {}, {}) : Result<Report>(tl::unexpected(target.error()));
    if (!report || report->evidence.observations.empty()) return 1;
    plain.push_back(std::chrono::duration<double>(steady_clock::now() - begun).count());
    const InWindow shown = checkInWindow(tree);
    if (shown.seconds < 0 || paints.back() < 0 || shown.findings != report->evidence.observations.size()) {
      std::fprintf(stderr, "The window did not do what it should.\n");
      return 1;
    }
    inWindow.push_back(shown.seconds);
    longest = std::max(longest, shown.longestPauseMs);
    findings = shown.findings;
  }
  const double paint = median(paints);
  const double share = median(inWindow) / median(plain) - 1;
  std::printf("first painted window           median %.3f s of %d (%s)\n", paint, rounds, qPrintable(QGuiApplication::platformName()));
  std::printf("check of %d files, %zu findings: %.3f s without window, %.3f s in the wizard (%+.0f %%)\n", filesInAll, findings, median(plain), median(inWindow),
              share * 100);
  std::printf("longest pause of the window    %.1f ms\n\n", longest);
  judge("first painted window within 0.4 s", paint <= 0.4);
  judge("a check in the wizard at most 10 % slower", share <= 0.1);
  judge("the window never blocked for more than 50 ms", longest <= 50);
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  QApplication application(argc, argv);
  QCoreApplication::setApplicationName("sankajo");
  if (argc == 4 && std::strcmp(argv[1], "--paint") == 0) return paintOnce(std::atoi(argv[2]), argv[3]);
  return bench(argv[0]);
}
