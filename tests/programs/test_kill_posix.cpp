// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QJsonDocument>
#include <QJsonObject>
#include <QProcess>
#include <QTemporaryDir>
#include <QTest>
#include <atomic>
#include <csignal>
#include <filesystem>
#include <thread>

#include "engine/target/offline.h"
#include "tests/support/disk_builder.h"
#include "tests/support/snapshot.h"
#include "tests/support/steps.h"
#include "tests/support/verdict.h"
#include "tests/target/loop_device.h"

using namespace sankajo;
using namespace sankajo::test;

namespace {

namespace fs = std::filesystem;

struct Ran {
  int exit = -1;  ///< -1: ended by a signal.
  QByteArray out, err;
};

Ran run(const QStringList& arguments, const QStringList& environment = {}) {
  QProcess process;
  // AddressSanitizer wants to be loaded first, and is by the program itself.
  process.setEnvironment(QProcess::systemEnvironment() + QStringList{"LANG=C", "ASAN_OPTIONS=verify_asan_link_order=0:detect_leaks=0"} +
                         environment);
  process.start(SANKAJO_CLI, arguments);
  if (!process.waitForFinished(600'000)) return {-2, {}, "does not end"};
  return {process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1, process.readAllStandardOutput(),
          process.readAllStandardError()};
}

/// A disk as it has to be again in the end.
struct State {
  Snapshot files;
  std::map<std::string, RegTree> registry;
};

State stateOf(const fs::path& disk) {
  State state;
  state.files = snapshotOf(disk.string());
  // A power cut brings bytes back, and the moment of that is a new time.
  for (auto& [path, entry] : state.files) entry.modifiedNs = 0;
  // What two runs changed is put back in two steps, and a hive that holds the same may lie otherwise in its file: its keys are compared.
  for (const char* hive : {"SYSTEM", "SYSTEM.ALT", "SOFTWARE"})
    state.files.at("WINNT/system32/config/" + std::string(hive)).content.clear();
  if (const auto target = openOffline(disk.string(), std::nullopt)) state.registry = registryOf(**target);
  return state;
}

std::string differences(const State& before, const State& after) {
  return sankajo::test::differences(before.files, after.files, {"Sankajo"}) + sankajo::test::differences(before.registry, after.registry);
}

}  // namespace

// The real program, killed at each step by which it changes a real folder.
class TestKill : public QObject {
  Q_OBJECT

 private slots:
  void initTestCase();
  void nothingIsLostWhereverItEnds_data();
  void nothingIsLostWhereverItEnds();
  void aSyncThatIsMissingIsNoticed();

 private:
  /// Copies `from`, ends the verb at this step, and looks what comes of it. Empty: nothing was lost, or the verb came to its end.
  std::string crashed(const fs::path& from, const QString& verb, unsigned long at, const QString& mode, bool finishFirst,
                      bool& ended) const;
  fs::path folder(const std::string& name) const { return fs::path(folder_.path().toStdString()) / name; }

  QTemporaryDir folder_{placeForImages()};
  State infected_;
};

void TestKill::initTestCase() {
  // Windows 2000 keeps a second copy of SYSTEM, which starts it when the first is damaged.
  DiskBuilder disk({.system = DiskSystem::Win2000Sp4});
  disk.threat("W32.Blaster.A", Specimen::PublishedSize).threat("W32.Welchia.A", Specimen::PublishedSize);
  disk.file(disk.hivePath("SYSTEM.ALT"), disk.system().build());
  fs::create_directories(folder("infected"));
  QVERIFY_OK(disk.writeTo(folder("infected").string()));
  infected_ = stateOf(folder("infected"));
  fs::copy(folder("infected"), folder("treated"), fs::copy_options::recursive);
  const Ran ran = run({"treat", "--target", QString::fromStdString(folder("treated").string()), "--yes", "--quiet"});
  QVERIFY2(ran.exit == 11, ran.err.constData());
}

std::string TestKill::crashed(const fs::path& from, const QString& verb, unsigned long at, const QString& mode, bool finishFirst,
                              bool& ended) const {
  static std::atomic<int> number = 0;
  const std::string name = std::to_string(++number);
  const fs::path disk = folder("disk" + name);
  const fs::path keep = folder("keep" + name);
  fs::copy(from, disk, fs::copy_options::recursive);
  fs::create_directories(keep);
  const auto say = [&](const std::string& what, const Ran& ran) {
    return verb.toStdString() + " ended at step " + std::to_string(at) + " (" + mode.toStdString() +
           (finishFirst ? ", finished" : ", undone") + "): " + what + " exit " + std::to_string(ran.exit) + "\n" + ran.err.toStdString() +
           ran.out.toStdString();
  };
  const auto again = [&](const QStringList& words) {
    return run(QStringList{words.front(), "--target", QString::fromStdString(disk.string()), "--quiet"} + words.mid(1));
  };
  const auto copiesAgree = [&disk] {
    const Snapshot config = snapshotOf((disk / "WINNT/system32/config").string());
    return config.at("SYSTEM").content == config.at("SYSTEM.ALT").content;
  };
  const auto look = [&]() -> std::string {
    const Ran first = run(QStringList{verb, "--target", QString::fromStdString(disk.string()), "--quiet"} +
                              (verb == "treat" ? QStringList{"--yes"} : QStringList()),
                          {"LD_PRELOAD=" SANKAJO_CRASH_LAYER, "CRASH_ROOT=" + QString::fromStdString(disk.string()),
                           "CRASH_AT=" + QString::number(at), "CRASH_MODE=" + mode, "CRASH_KEEP=" + QString::fromStdString(keep.string())});
    ended = first.exit >= 0;
    if (ended) return first.exit == (verb == "treat" ? 11 : 0) ? std::string() : say("the verb itself", first);
    const Ran check = again({"check", "--depth", "quick"});
    if (check.exit != 10 && check.exit != 11) return say("check", check);
    if (finishFirst) {
      const Ran treat = again({"treat", "--yes", "--json"});
      const QJsonObject report = QJsonDocument::fromJson(treat.out).object();
      if (treat.exit != 11 || report["infection"] != "clean") return say("treat", treat);
      // What is kept can neither run nor be taken for a worm.
      for (const fs::directory_entry& entry : fs::recursive_directory_iterator(disk / "Sankajo")) {
        if (entry.path().extension() == ".raw") return say("a worm lies in the quarantine as it was", treat);
      }
    }
    if (finishFirst && !copiesAgree()) return say("SYSTEM.ALT is not the same as SYSTEM", check);
    // A treatment that was finished may have been followed by one for what it had not begun.
    for (int i = 0; i < 4; ++i) {
      const Ran undo = again({"undo"});
      if (undo.exit == 64) break;  // nothing left
      if (undo.exit != 0) return say("undo", undo);
    }
    if (!copiesAgree()) return say("after the undo SYSTEM.ALT is not the same as SYSTEM", check);
    const Ran last = again({"check"});
    if (last.exit != 10) return say("the last check", last);
    const std::string lost = differences(infected_, stateOf(disk));
    return lost.empty() ? lost : say("something is not as it was: " + lost, last);
  };
  const std::string said = look();
  fs::remove_all(disk);
  fs::remove_all(keep);
  return said;
}

void TestKill::nothingIsLostWhereverItEnds_data() {
  QTest::addColumn<QString>("verb");
  QTest::addColumn<QString>("mode");
  QTest::addColumn<int>("turn");
  for (const char* verb : {"treat", "undo"}) {
    int turn = 0;
    for (const char* mode : {"killed", "torn", "contents", "cut"}) QTest::addRow("%s, %s", verb, mode) << verb << mode << turn++;
  }
}

void TestKill::nothingIsLostWhereverItEnds() {
  QFETCH(QString, verb);
  QFETCH(QString, mode);
  QFETCH(int, turn);
  const fs::path from = folder(verb == "treat" ? "infected" : "treated");
  // Each thread takes the next step that nobody has taken.
  std::atomic<unsigned long> next = 1 + static_cast<unsigned long>(turn) % stepBy();
  std::atomic<bool> over = false;
  std::array<std::string, 2> said;
  {
    std::vector<std::jthread> threads;
    for (std::string& mine : said) {
      threads.emplace_back([&] {
        while (!over) {
          const unsigned long at = next.fetch_add(stepBy());
          bool ended = false;
          mine = crashed(from, verb, at, mode, at % 2 == 0, ended);
          if (ended || !mine.empty()) over = true;
        }
      });
    }
  }
  for (const std::string& one : said) QVERIFY2(one.empty(), one.c_str());
  QVERIFY2(next > 40, qPrintable(QString::number(next)));
}

void TestKill::aSyncThatIsMissingIsNoticed() {
  bool noticed = false;
  for (unsigned long at = 1; !noticed && at < 400; ++at) {
    bool ended = false;
    noticed = !crashed(folder("infected"), "treat", at, "nosync", false, ended).empty();
    if (ended) break;
  }
  QVERIFY(noticed);
}

QTEST_GUILESS_MAIN(TestKill)
#include "test_kill_posix.moc"
