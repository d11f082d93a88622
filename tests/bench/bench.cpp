// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later

// sankajo-bench: what a check costs, beside `find -printf %s` and `yara -r` with the same rules on the same tree in the same run. Never part
// of the tests: its figures are a machine's, not the code's.

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cmath>
#include <cstdio>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include "engine/advisory.h"
#include "engine/evidence.h"
#include "engine/finding.h"
#include "engine/target/offline.h"
#include "tests/support/disk_builder.h"
#include "tests/support/pe_builder.h"

namespace {

namespace fs = std::filesystem;
using namespace sankajo;

struct Settings {
  fs::path folder = "build/bench";
  fs::path pack = SANKAJO_SOURCE_DIR "/resources/advisories/blaster";
  unsigned files = 50'000, programs = 5'000, rounds = 5;
};

// ------------------------------------------------------------------------------------------------------------------- the tree

/// A size like those of a Windows of 2003: most files are small, a few hold most of the bytes. Bytes, at most 8 MiB.
std::uint64_t drawSize(std::mt19937& random, double median, double spread) {
  std::lognormal_distribution<double> sizes(std::log(median), spread);
  constexpr double most = 8.0 * (1U << 20U);
  return static_cast<std::uint64_t>(std::min(sizes(random), most));
}

/// Bytes as files have them: of this machine's own programs and texts. Random bytes would flatter whoever looks for words.
std::string realBytes(const std::vector<fs::path>& folders, std::size_t most) {
  std::string bytes;
  for (const fs::path& folder : folders) {
    std::vector<fs::path> files;
    std::error_code error;
    for (fs::recursive_directory_iterator entry(folder, fs::directory_options::skip_permission_denied, error), end; !error && entry != end;
         entry.increment(error)) {
      if (entry->is_regular_file(error) && !entry->is_symlink(error)) files.push_back(entry->path());
    }
    std::ranges::sort(files);
    for (const fs::path& file : files) {
      if (bytes.size() >= most) return bytes;
      std::ifstream in(file, std::ios::binary);
      bytes.append(std::istreambuf_iterator<char>(in), {});
    }
  }
  return bytes;
}

/// `size` bytes from somewhere in the pool.
std::string slice(const std::string& pool, std::mt19937& random, std::uint64_t size) {
  std::string bytes;
  while (bytes.size() < size) {
    const std::size_t from = random() % pool.size();
    bytes.append(pool, from, static_cast<std::size_t>(size) - bytes.size());
  }
  return bytes;
}

void write(const fs::path& path, const std::string& bytes) {
  std::ofstream(path, std::ios::binary) << bytes;
}

/// A SOFTWARE hive of the size that a used XP has (tens of MiB): 20,000 keys like those of installed classes.
void growSoftware(test::HiveBuilder& software) {
  constexpr int classes = 60'000;
  for (int i = 0; i < classes; ++i) {
    const std::string key = "Classes\\CLSID\\{00000000-0000-0000-0000-" + std::to_string(100'000'000'000 + i) + "}";
    software.sz(key, "", "A class of the benchmark's tree")
        .expandSz(key + "\\InprocServer32", "", "%SystemRoot%\\system32\\part" + std::to_string(i) + ".dll");
  }
}

/// A clean Windows XP with as many files as were asked for; made once, then used again.
bool makeTree(const Settings& settings, const fs::path& tree) {
  const fs::path mark = settings.folder / "tree.made";
  const std::string made = "real bytes, " + std::to_string(settings.files) + " files, " + std::to_string(settings.programs) + " programs";
  if (std::ifstream before(mark); before && std::string(std::istreambuf_iterator<char>(before), {}) == made) return true;
  std::cerr << "Making the tree: " << made << " ...\n";
  fs::remove_all(tree);
  fs::create_directories(tree);
  test::DiskBuilder disk({.patch = test::PatchLevel::KB828741});
  growSoftware(disk.software());
  if (const Status written = disk.writeTo(tree.string()); !written) {
    std::cerr << describe(written.error()) << "\n";
    return false;
  }
  std::mt19937 random(2003);
  constexpr std::size_t poolSize = 64U << 20U;
  const std::string code = realBytes({"/usr/lib/x86_64-linux-gnu", "/usr/bin", "/usr/lib"}, poolSize);
  const std::string text = realBytes({"/usr/share", "/usr/include"}, poolSize);
  if (code.empty() || text.empty()) {
    std::cerr << "No files below /usr to make the tree of.\n";
    return false;
  }
  const std::string head = PeBuilder{.dll = true}.build().value();
  constexpr unsigned perFolder = 60;
  const std::array<std::string, 4> tops = {"WINDOWS/system32", "WINDOWS", "Program Files", "Documents and Settings/All Users"};
  for (unsigned i = 0; i < settings.files; ++i) {
    const unsigned group = i / perFolder;
    const fs::path folder = tree / tops[group % tops.size()] / ("part" + std::to_string(group % 40)) / ("part" + std::to_string(group));
    if (i % perFolder == 0) fs::create_directories(folder);
    // Spread over all folders.
    const bool program = settings.programs > 0 && i % std::max(1U, settings.files / settings.programs) == 0;
    const std::string name = "file" + std::to_string(i) + (program ? ".dll" : ".dat");
    if (program) {
      write(folder / name, head + slice(code, random, drawSize(random, 40'000, 1.1)));
    } else {
      write(folder / name, slice(text, random, drawSize(random, 2'500, 1.5)));
    }
  }
  write(mark, made);
  return true;
}

// ------------------------------------------------------------------------------------------------------------------ measuring

double since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

struct Measured {
  double seconds = 0;
  std::uint64_t filesSeen = 0, filesRead = 0, bytesRead = 0;
  std::uint64_t anonymousKib = 0;  ///< The most of RssAnon: memory of the process's own, without mapped files and the page cache.
  bool right = false;              ///< The verdict is the one that the tree has.
};

std::uint64_t anonymousKibNow() {
  std::ifstream status("/proc/self/status");
  for (std::string line; std::getline(status, line);) {
    if (line.starts_with("RssAnon:")) return std::stoull(line.substr(8));
  }
  return 0;
}

/// One check in a process of its own, so that each begins with nothing in memory; only the page cache is warm.
Measured checkOnce(const Settings& settings, const fs::path& tree, Depth depth) {
  std::array<int, 2> pipe{};
  if (::pipe(pipe.data()) != 0) return {};
  const pid_t child = fork();
  if (child == 0) {
    Measured measured;
    std::atomic<bool> over = false;
    std::atomic<std::uint64_t> most = 0;
    std::thread sampler([&] {
      while (!over) {
        most = std::max(most.load(), anonymousKibNow());
        std::this_thread::sleep_for(std::chrono::milliseconds(5));
      }
    });
    const auto start = std::chrono::steady_clock::now();
    // What a person waits for: from the pack's bytes to the verdict.
    auto pack = readPack(settings.pack.string());
    auto advisory = pack ? parseAdvisory(*pack) : Result<Advisory>(tl::unexpected(pack.error()));
    auto target = openOffline(tree.string(), std::nullopt);
    if (advisory && target) {
      const std::vector<Advisory> advisories = {*advisory};
      const auto evidence = collect(**target, advisories, depth, [](const Progress&) {}, {});
      if (evidence) {
        const Assessment assessment = assess(*evidence, advisories);
        measured.right = checkExitCode(assessment) == 0;
        measured.filesSeen = evidence->statistics.filesSeen;
        measured.filesRead = evidence->statistics.filesRead;
        measured.bytesRead = evidence->statistics.bytesRead;
      }
    }
    measured.seconds = since(start);
    over = true;
    sampler.join();
    measured.anonymousKib = most;
    const bool told = ::write(pipe[1], &measured, sizeof measured) == static_cast<ssize_t>(sizeof measured);
    _exit(told ? 0 : 1);
  }
  close(pipe[1]);
  Measured measured;
  const bool told = child > 0 && ::read(pipe[0], &measured, sizeof measured) == static_cast<ssize_t>(sizeof measured);
  close(pipe[0]);
  if (child > 0) waitpid(child, nullptr, 0);
  return told ? measured : Measured{};
}

/// Seconds that a program takes, its output thrown away; negative where it could not be run or failed.
double runOnce(std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  posix_spawn_file_actions_t actions;
  posix_spawn_file_actions_init(&actions);
  posix_spawn_file_actions_addopen(&actions, STDOUT_FILENO, "/dev/null", O_WRONLY, 0);
  const auto start = std::chrono::steady_clock::now();
  pid_t child = 0;
  const int code = posix_spawnp(&child, arguments[0], &actions, nullptr, arguments.data(), environ);
  posix_spawn_file_actions_destroy(&actions);
  int status = 1;
  if (code != 0 || waitpid(child, &status, 0) != child || status != 0) return -1;
  return since(start);
}

double median(std::vector<double> values) {
  std::ranges::sort(values);
  return values.empty() ? -1 : values[values.size() / 2];
}

void print(const char* what, const std::vector<double>& seconds, const Measured* last) {
  std::printf("%-22s %8.3f %8.3f", what, *std::ranges::min_element(seconds), median(seconds));
  if (last != nullptr) {
    const double time = median(seconds);
    std::printf(" %9llu %9llu %9.0f %8.1f %8.1f", static_cast<unsigned long long>(last->filesSeen),
                static_cast<unsigned long long>(last->filesRead), static_cast<double>(last->filesSeen) / time,
                static_cast<double>(last->bytesRead) / 1e6 / time, static_cast<double>(last->anonymousKib) / 1024);
  }
  std::printf("\n");
}

void judge(const char* aim, bool met) {
  std::printf("%-70s %s\n", aim, met ? "met" : "NOT MET");
}

int bench(const Settings& settings) {
  const fs::path tree = settings.folder / "tree";
  // In a process of its own: what making it leaves in memory would be counted with the checks.
  const pid_t maker = fork();
  if (maker == 0) _exit(makeTree(settings, tree) ? 0 : 1);
  int status = 1;
  if (maker < 0 || waitpid(maker, &status, 0) != maker || status != 0) return 1;

  const std::array<Depth, 3> depths = {Depth::Quick, Depth::Standard, Depth::Thorough};
  std::array<std::vector<double>, 3> checks;
  std::array<Measured, 3> last;
  std::vector<double> find, yara;
  const std::vector<std::string> findWords = {"find", tree.string(), "-printf", "%s\\n"};
  const std::vector<std::string> yaraWords = {"yara", "-r", "-p", "2", (settings.pack / "rules.yar").string(), tree.string()};
  runOnce(findWords);  // warms the page cache, together with the first yara
  runOnce(yaraWords);
  // In turn, so that a machine's bad moment falls on all of them.
  for (unsigned round = 0; round < settings.rounds; ++round) {
    find.push_back(runOnce(findWords));
    for (std::size_t i = 0; i < depths.size(); ++i) {
      last[i] = checkOnce(settings, tree, depths[i]);
      if (!last[i].right) {
        std::cerr << "A check of the clean tree did not say that it is clean.\n";
        return 1;
      }
      checks[i].push_back(last[i].seconds);
    }
    yara.push_back(runOnce(yaraWords));
    if (find.back() < 0 || yara.back() < 0) {
      std::cerr << "find or yara could not be run.\n";
      return 1;
    }
  }

  std::printf("%-22s %8s %8s %9s %9s %9s %8s %8s\n", "", "least s", "median s", "seen", "read", "files/s", "MB/s", "anon MiB");
  print("find -printf %s", find, nullptr);
  for (std::size_t i = 0; i < depths.size(); ++i) print(("check " + std::string(name(depths[i]))).c_str(), checks[i], &last[i]);
  print("yara -r -p 2", yara, nullptr);
  std::printf("\n");
  const double thorough = median(checks[2]);
  judge("quick under 0.2 s", median(checks[0]) < 0.2);
  judge("thorough at most a tenth of yara's time", thorough <= median(yara) / 10);
  judge("thorough at most three times find's", thorough <= median(find) * 3);
  constexpr std::uint64_t mostKib = 64 * 1024;
  judge("anonymous memory under 64 MiB", std::ranges::all_of(last, [](const Measured& one) { return one.anonymousKib < mostKib; }));
  return 0;
}

}  // namespace

int main(int argc, char** argv) {
  CLI::App app("Times checks of a clean Windows XP that it makes, beside find and yara", "sankajo-bench");
  Settings settings;
  app.add_option("--folder", settings.folder, "Where the tree is kept")->capture_default_str();
  app.add_option("--files", settings.files, "Files beside those of the Windows")->capture_default_str();
  app.add_option("--programs", settings.programs, "How many of them are PE files")->capture_default_str();
  app.add_option("--rounds", settings.rounds, "Runs of each")->check(CLI::PositiveNumber)->capture_default_str();
  CLI11_PARSE(app, argc, argv);
  return bench(settings);
}
