// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "engine/engine.h"
#include "tests/support/disk_builder.h"
#include "tests/support/snapshot.h"
#include "tests/support/steps.h"
#include "tests/support/verdict.h"

// The power is cut, or the program killed, before each single thing that a treatment or an undo does to the disk: each journal line, each
// rename, each sync. What the disk then holds is worked out by the fake volume (every un-synced byte and name dropped, each way a rename
// between two folders can tear). A second start must finish or undo, and in the end nothing may be lost.

namespace sankajo::test {
namespace {

struct CrashKind {
  CrashMode mode;
  TornMove move;
  UnsyncedBytes bytes;
};
constexpr CrashKind everyKind[] = {
    {CrashMode::Killed, TornMove::BothNames, UnsyncedBytes::Lost},
    {CrashMode::PowerCut, TornMove::BothNames, UnsyncedBytes::Lost},
    {CrashMode::PowerCut, TornMove::OldName, UnsyncedBytes::Half},
    {CrashMode::PowerCut, TornMove::NewName, UnsyncedBytes::Zeros},
    {CrashMode::PowerCutKeepingOrder, TornMove::BothNames, UnsyncedBytes::Half},
};

std::string describeKind(std::size_t operation, const CrashKind& kind) {
  return "after operation " + std::to_string(operation) + ", mode " + std::to_string(static_cast<int>(kind.mode)) + "/" +
         std::to_string(static_cast<int>(kind.move)) + "/" + std::to_string(static_cast<int>(kind.bytes)) + ": ";
}

/// A disk with everything that a treatment can do: files, a Run value, services in two control sets, a user's Run value, Winlogon's Shell.
DiskBuilder disk(DiskSystem system) {
  DiskOptions options;
  options.system = system;
  DiskBuilder builder(options);
  builder.threat("W32.Blaster.A", Specimen::WithStrings, {true, true, system == DiskSystem::XpSp1});
  builder.threat("W32.Welchia.A", Specimen::PublishedSize);
  builder.threat("Sdbot.RPC.A", Specimen::WithStrings);
  return builder;
}

constexpr std::string_view wormFiles[] = {"msblast.exe", R"(wins\dllhost.exe)", R"(wins\svchost.exe)", "winlogin.exe"};

/// The disk in memory, with what NTFS gives each file.
std::unique_ptr<FakeTarget> inMemory(const DiskBuilder& builder) {
  auto target = builder.fakeTarget();
  for (const std::string_view name : wormFiles) {
    const WinPath path = target->systemRoot().join("system32").join(name);
    auto metadata = target->files().metadata(path);
    if (!metadata) continue;
    metadata->security = "descriptor of " + path.name();
    metadata->attributes = std::string("\x21\0\0\0", 4);
    metadata->times = "times of " + path.name() + std::string(16, ' ');
    metadata->shortName = "SHORT~1.EXE";
    target->disk().giveMetadata(path.text(), *metadata);
  }
  return target;
}

std::vector<Advisory> pack() {
  auto files = readPack(SANKAJO_SOURCE_DIR "/resources/advisories/blaster");
  if (!files) return {};
  auto advisory = parseAdvisory(*files);
  return advisory ? std::vector<Advisory>{*advisory} : std::vector<Advisory>();
}

Result<Report> treatAll(Target& target, const std::vector<Advisory>& advisories) {
  return treat(target, advisories, {Depth::Quick, false}, [](const Report&, const Plan&) { return ConsentGiven{true, true, true}; }, {}, {}, {});
}

/// What must be as it was when all is undone: every file outside our own folder, hives by what they say, and what files carry.
struct Scene {
  std::vector<std::string> files;
  std::map<std::string, RegTree> registry;
  std::vector<std::pair<std::string, FileMetadata>> metadata;
};

Scene sceneOf(FakeTarget& target) {
  Scene scene;
  for (const std::string& line : target.disk().everything()) {
    if (line.find("\\Sankajo") == std::string::npos && line.find("\\config\\") == std::string::npos &&
        line.find("NTUSER.DAT") == std::string::npos) {
      scene.files.push_back(line);
    }
  }
  scene.registry = registryOf(target);
  for (const std::string_view name : wormFiles) {
    const WinPath path = target.systemRoot().join("system32").join(name);
    if (auto metadata = target.files().metadata(path)) scene.metadata.emplace_back(path.text(), *metadata);
  }
  return scene;
}

std::string unlike(const Scene& before, const Scene& after) {
  if (before.files != after.files) {
    std::string said = "files differ:";
    for (const std::string& line : before.files) {
      if (std::ranges::find(after.files, line) == after.files.end()) said += "\n  lost " + line.substr(0, 200);
    }
    for (const std::string& line : after.files) {
      if (std::ranges::find(before.files, line) == before.files.end()) said += "\n  new " + line.substr(0, 200);
    }
    return said;
  }
  for (const auto& [path, metadata] : before.metadata) {
    const auto now = std::ranges::find(after.metadata, path, &std::pair<std::string, FileMetadata>::first);
    if (now == after.metadata.end()) return path + " is gone";
    if (!(now->second == metadata)) {
      return path + ": times or security differ: changed " + std::to_string(metadata.modifiedNs) + " -> " +
             std::to_string(now->second.modifiedNs) + ", read " + std::to_string(metadata.accessedNs) + " -> " +
             std::to_string(now->second.accessedNs) + ", mode " + std::to_string(metadata.mode) + " -> " + std::to_string(now->second.mode);
    }
  }
  return differences(before.registry, after.registry);
}

class TestCrash : public QObject {
  Q_OBJECT

  std::vector<Advisory> advisories_;

  /// Undoes runs until none is left; says what went wrong.
  std::string undoEverything(FakeTarget& target) {
    for (int guard = 0; guard < 5; ++guard) {
      auto known = runs(target);
      if (!known) return describe(known.error());
      if (!known->broken.empty()) return "broken: " + describe(known->broken.front());
      if (std::ranges::all_of(known->runs, &RunSummary::undone)) return {};
      auto report = undo(target, advisories_, std::nullopt, {}, {}, {});
      if (!report) return describe(report.error());
      if (report->exitCode != 0) {
        std::string said = "undo ended with " + std::to_string(report->exitCode);
        for (const OperationResult& one : report->operations) said += "\n  " + one.where + " " + one.detail;
        return said;
      }
    }
    return "undoing has no end";
  }

  /// After a crash: finish (treat again) or undo; both ways must end well, and all must come back.
  std::string recovers(FakeTarget& crashed, const CrashKind& kind, const Scene& original) {
    {
      auto target = crashed.afterCrash(kind.move, kind.bytes);
      const auto before = target->disk().everything();
      auto looked = check(*target, advisories_, Depth::Quick, {}, {});
      if (!looked) return "check: " + describe(looked.error());
      if (target->disk().everything() != before) return "check wrote something";
      auto treated = treatAll(*target, advisories_);
      if (!treated) return "treat: " + describe(treated.error());
      if (treated->assessment.infection != Infection::Clean || !treated->interrupted.empty()) {
        std::string said = "treat left " + verdictOf(*treated) + " " + findingsOf(*treated) + " interrupted: " + treated->interrupted;
        for (const OperationResult& one : treated->operations) said += "\n  " + one.action + " " + one.where + " " + std::string(name(one.outcome)) + " " + one.detail;
        return said;
      }
      if (auto said = undoEverything(*target); !said.empty()) return "undo after treat: " + said;
      if (auto said = unlike(original, sceneOf(*target)); !said.empty()) return "after treat and undo: " + said;
    }
    auto target = crashed.afterCrash(kind.move, kind.bytes);
    if (auto said = undoEverything(*target); !said.empty()) return "undo: " + said;
    if (auto said = unlike(original, sceneOf(*target)); !said.empty()) return "after undo: " + said;
    return {};
  }

  /// The second start fails at one step, and everything must still come back.
  std::string losesNothingWhenTheSecondStartFails(FakeTarget& crashed, const Scene& original) {
    // The interrupted run comes first, and what goes wrong there shows in its first steps.
    for (std::size_t n = 0; n < 15; ++n) {
      auto again = crashed.afterCrash();
      again->disk().failAt(n, Errc::Io);
      static_cast<void>(treatAll(*again, advisories_));
      auto third = again->afterCrash();  // a start of its own, without the fault
      std::string said = undoEverything(*third);
      if (said.empty()) said = unlike(original, sceneOf(*third));
      if (!said.empty()) return "then failing at operation " + std::to_string(n) + ": " + said;
    }
    return {};
  }

 private slots:
  void initTestCase() {
    advisories_ = pack();
    QCOMPARE(advisories_.size(), std::size_t{1});
  }

  void aTreatmentThatIsCutAnywhereIsFinishedOrUndone_data() {
    QTest::addColumn<int>("system");
    QTest::newRow("XP SP1") << static_cast<int>(DiskSystem::XpSp1);
    QTest::newRow("2000 SP4") << static_cast<int>(DiskSystem::Win2000Sp4);
  }
  void aTreatmentThatIsCutAnywhereIsFinishedOrUndone() {
    QFETCH(int, system);
    const DiskBuilder builder = disk(static_cast<DiskSystem>(system));
    auto whole = inMemory(builder);
    const Scene original = sceneOf(*whole);
    auto report = treatAll(*whole, advisories_);
    QVERIFY_OK(report);
    QVERIFY2(report->assessment.infection == Infection::Clean, explained(*report).c_str());
    const std::size_t operations = whole->disk().written().size();
    QVERIFY(operations > 40);  // else this test would not see what it is about
    std::size_t turn = 0;
    for (const CrashKind& kind : everyKind) {
      for (std::size_t n = turn++ % stepBy(); n <= operations; n += stepBy()) {
        auto target = inMemory(builder);
        target->disk().crashAfter(n, kind.mode);
        static_cast<void>(treatAll(*target, advisories_));
        QVERIFY_SILENT([&] {
          const std::string said = recovers(*target, kind, original);
          return said.empty() ? said : describeKind(n, kind) + said;
        }());
      }
    }
  }

  void anUndoThatIsCutAnywhereIsFinished() {
    const DiskBuilder builder = disk(DiskSystem::XpSp1);
    auto whole = inMemory(builder);
    const Scene original = sceneOf(*whole);
    QVERIFY_OK(treatAll(*whole, advisories_));
    const std::size_t treated = whole->disk().written().size();
    QVERIFY_SILENT(undoEverything(*whole));
    QVERIFY_SILENT(unlike(original, sceneOf(*whole)));
    const std::size_t undone = whole->disk().written().size();
    QVERIFY(undone > treated + 20);
    std::size_t turn = 0;
    for (const CrashKind& kind : everyKind) {
      for (std::size_t n = treated + turn++ % stepBy(); n <= undone; n += stepBy()) {
        auto target = inMemory(builder);
        static_cast<void>(treatAll(*target, advisories_));
        target->disk().crashAfter(n, kind.mode);
        static_cast<void>(undo(*target, advisories_, std::nullopt, {}, {}, {}));
        QVERIFY_SILENT([&] {
          const std::string said = recovers(*target, kind, original);
          return said.empty() ? said : describeKind(n, kind) + said;
        }());
      }
    }
  }

  void aSecondCrashWhileFinishingIsFinishedToo() {
    const DiskBuilder builder = disk(DiskSystem::XpSp1);
    auto whole = inMemory(builder);
    const Scene original = sceneOf(*whole);
    QVERIFY_OK(treatAll(*whole, advisories_));
    const std::size_t operations = whole->disk().written().size();
    const CrashKind& kind = everyKind[1];
    for (std::size_t first = 3; first < operations; first += 5 * stepBy()) {
      for (std::size_t second = 0; second < 60; second += 5) {
        auto target = inMemory(builder);
        target->disk().crashAfter(first, kind.mode);
        static_cast<void>(treatAll(*target, advisories_));
        auto again = target->afterCrash(kind.move, kind.bytes);
        again->disk().crashAfter(second, kind.mode);
        static_cast<void>(treatAll(*again, advisories_));
        QVERIFY_SILENT([&] {
          const std::string said = recovers(*again, kind, original);
          return said.empty() ? said : describeKind(first, kind) + "then " + describeKind(second, kind) + said;
        }());
      }
    }
  }

  void everyFailingStepLosesNothing() {
    const DiskBuilder builder = disk(DiskSystem::XpSp1);
    auto whole = inMemory(builder);
    const Scene original = sceneOf(*whole);
    QVERIFY_OK(treatAll(*whole, advisories_));
    const std::size_t operations = whole->disk().written().size();
    for (std::size_t n = 0; n < operations; n += stepBy()) {
      auto target = inMemory(builder);
      target->disk().failAt(n, Errc::Io);
      auto report = treatAll(*target, advisories_);
      const std::string at = "failing at operation " + std::to_string(n) + ": ";
      // Either it says that something was not done, or it was the sweeping up of something.
      if (report && report->exitCode != ExitIncomplete) {
        QVERIFY2(report->assessment.infection == Infection::Clean, (at + explained(*report)).c_str());
      }
      QVERIFY_SILENT([&] {
        std::string said = undoEverything(*target);
        if (said.empty()) said = unlike(original, sceneOf(*target));
        return said.empty() ? said : at + said;
      }());
    }
  }

  void everyFailingStepWhileFinishingLosesNothing() {
    const DiskBuilder builder = disk(DiskSystem::XpSp1);
    auto whole = inMemory(builder);
    const Scene original = sceneOf(*whole);
    QVERIFY_OK(treatAll(*whole, advisories_));
    const std::size_t operations = whole->disk().written().size();
    for (std::size_t first = 4; first < operations; first += 4 * stepBy()) {
      auto target = inMemory(builder);
      target->disk().crashAfter(first, CrashMode::Killed);
      static_cast<void>(treatAll(*target, advisories_));
      QVERIFY_SILENT([&] {
        const std::string said = losesNothingWhenTheSecondStartFails(*target, original);
        return said.empty() ? said : "killed after operation " + std::to_string(first) + ", " + said;
      }());
    }
  }

  void everyFailingStepWhileFinishingAnUndoLosesNothing() {
    const DiskBuilder builder = disk(DiskSystem::XpSp1);
    auto whole = inMemory(builder);
    const Scene original = sceneOf(*whole);
    QVERIFY_OK(treatAll(*whole, advisories_));
    const std::size_t treated = whole->disk().written().size();
    QVERIFY_SILENT(undoEverything(*whole));
    const std::size_t undone = whole->disk().written().size();
    for (std::size_t first = treated + 1; first < undone; first += 3 * stepBy()) {
      auto target = inMemory(builder);
      static_cast<void>(treatAll(*target, advisories_));
      target->disk().crashAfter(first, CrashMode::Killed);
      static_cast<void>(undo(*target, advisories_, std::nullopt, {}, {}, {}));
      QVERIFY_SILENT([&] {
        const std::string said = losesNothingWhenTheSecondStartFails(*target, original);
        return said.empty() ? said : "killed after operation " + std::to_string(first) + ", " + said;
      }());
    }
  }

  void afterAnInterruptedRunCheckNamesItAndChangesNothing() {
    auto target = inMemory(disk(DiskSystem::XpSp1));
    target->disk().crashAfter(30, CrashMode::Killed);
    static_cast<void>(treatAll(*target, advisories_));
    auto after = target->afterCrash();
    auto report = check(*after, advisories_, Depth::Quick, {}, {});
    QVERIFY_OK(report);
    QVERIFY(!report->interrupted.empty());
    QVERIFY(after->disk().written().empty());
    auto treated = treatAll(*after, advisories_);
    QVERIFY_OK(treated);
    QVERIFY(treated->interrupted.empty());
  }
};

}  // namespace
}  // namespace sankajo::test

QTEST_APPLESS_MAIN(sankajo::test::TestCrash)
#include "test_crash.moc"
