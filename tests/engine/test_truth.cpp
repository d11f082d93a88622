// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>
#include <nlohmann/json.hpp>

#include "engine/engine.h"
#include "engine/fleet.h"
#include "engine/hash.h"
#include "engine/installing.h"
#include "engine/report_page.h"
#include "engine/wording.h"
#include "tests/support/disk_builder.h"
#include "tests/support/verdict.h"

// Every road of article 2, and what is said at the end of each of its stretches: on a Windows that runs and one that does not, infected or not, the hole
// open or closed; with every kind of package and consent; with a fault or a power cut at each change of the disk; whatever the script of a staged package
// has come to; before and after a restart; treated again and undone. What is said is held against what lies on the disk, byte for byte: the test knows
// the patch's files and the worm's, and asks no code of Sankajo's whether they are there.

namespace sankajo::test {
namespace {

const std::string packageBytes = "MZ stands for a package of Microsoft's" + std::string(20000, '\x5a');
const std::string publisher = "Microsoft Corporation";
const std::string worm = R"(C:\WINDOWS\system32\msblast.exe)";
const char* const rpcFiles[] = {"ole32.dll", "rpcrt4.dll", "rpcss.dll"};

struct Scene {
  bool runs, infected, open;
};

// How many changes are passed over between two faults.
#ifdef __SANITIZE_ADDRESS__
constexpr std::size_t stride = 17;
#else
constexpr std::size_t stride = 3;
#endif

/// What is at hand.
enum class Offer {
  None,
  Right,     ///< Installs the patch, and ends with 0.
  Waits,     ///< Ends with 3010; the files are there after the restart.
  Lies,      ///< Ends with 0, and nothing is installed.
  Fails,     ///< Ends with 5.
  Changed,   ///< Other bytes than those that were chosen.
  Unsigned,  ///< Windows does not trust its signature.
  Stranger,  ///< Signed by somebody else.
};
constexpr Offer offersHere[] = {Offer::None,  Offer::Right,   Offer::Waits,    Offer::Lies,
                                Offer::Fails, Offer::Changed, Offer::Unsigned, Offer::Stranger};
constexpr Offer offersThere[] = {Offer::None, Offer::Right, Offer::Changed};
const char* name(Offer offer) {
  constexpr const char* names[] = {"no package", "right",      "waits for the restart",  "lies", "fails",
                                   "changed",    "not signed", "signed by somebody else"};
  return names[static_cast<std::size_t>(offer)];
}

const std::optional<ConsentGiven> everything = ConsentGiven{true, true, true, true}, removalOnly = ConsentGiven{true, true, true, false},
                                  patchOnly = ConsentGiven{false, false, false, true};

enum class Fault { None, Error, Killed, PowerCut };

std::vector<Advisory> pack() {
  auto files = readPack(SANKAJO_SOURCE_DIR "/resources/advisories/blaster");
  auto advisory = files ? parseAdvisory(*files) : Result<Advisory>(tl::unexpected(files.error()));
  return advisory ? std::vector<Advisory>{*advisory} : std::vector<Advisory>();
}

DiskBuilder builderOf(const Scene& scene) {
  DiskOptions options;
  if (!scene.open) options.patch = PatchLevel::KB828741;
  DiskBuilder builder(options);
  if (scene.infected) builder.threat("W32.Blaster.A", Specimen::WithStrings);
  return builder;
}

PackageToStage package(Offer offer) {
  PackageToStage out;
  out.package = {"KB828741", "KB828741.EXE", sha256Of(packageBytes), packageBytes.size(), "/passive /norestart"};
  std::string bytes = packageBytes;
  if (offer == Offer::Changed) bytes[100] = '\0';
  out.source = [bytes](const PackageSink& sink) { return sink(bytes); };
  return out;
}

class TestTruth : public QObject {
  Q_OBJECT

  std::vector<Advisory> advisories_;
  Wording wording_;
  std::map<std::string, std::string> patched_;  ///< The patch's files.
  std::map<std::string, std::unique_ptr<FakeTarget>> disks_;
  std::size_t looks_ = 0, ticks_ = 0, waits_ = 0;

  // ------------------------------------------------------------------------------------------------------------ what is there
  bool isPatched(FakeTarget& target) const {
    return std::ranges::all_of(patched_, [&target](const auto& file) { return target.disk().bytes(file.first) == file.second; });
  }
  void patch(FakeTarget& target) const {
    for (const auto& [path, bytes] : patched_) target.disk().addFile(path, bytes);
  }
  /// Something is installed when this Windows starts, and has not been yet: the folder that its one value starts.
  static bool isReady(FakeTarget& target) {
    const auto values = target.registry().values(startKey());
    if (!values || !*values) return false;
    const auto value = std::ranges::find(**values, std::string("SankajoPatch"), &RegValue::name);
    if (value == (*values)->end()) return false;
    const std::string line = value->asText();
    const std::size_t from = line.find(R"(C:\Sankajo\staged\)"), to = line.rfind('\\');
    if (from == std::string::npos || to <= from) return false;
    const std::string folder = line.substr(from, to - from);
    const auto has = [&](const char* file) { return target.disk().has(folder + "\\" + file); };
    return has("KB828741.EXE") && !has("RESULT.TXT") && !has("GAVEUP.TXT") && !has("TRY3.TXT");
  }

  /// What of a report is not so; empty where all is.
  std::string untrue(const Report& report, FakeTarget& target) {
    ++looks_;
    target.registry().discard();
    const bool patched = isPatched(target), infected = target.disk().has(worm);
    const Assessment& now = report.assessment;
    if (now.exposure == Exposure::Closed && !patched) return "the hole is called closed";
    if (now.exposure == Exposure::Open && patched) return "the hole is called open";
    if (now.infection == Infection::Clean && infected) return "the worm is there, and nothing is found";
    for (const HoleFinding& hole : now.holes) {
      for (const PatchFinding& one : hole.patches) {
        if ((one.state == PatchState::Installed || one.state == PatchState::Superseded) && !patched) return one.id + " is called installed";
        if (one.state != PatchState::Staged) continue;
        ++waits_;
        if (patched) return one.id + " is called staged, and is installed";
        if (!isReady(target)) return one.id + " is called staged, and nothing will install it";
      }
    }
    const ArticleTwo article = articleTwo(report);
    ticks_ += article == ArticleTwo::Done ? 1U : 0U;
    if (article == ArticleTwo::Done && (!patched || infected)) return "article 2 is ticked";
    if (article == ArticleTwo::AfterRestart && infected) return "article 2 waits for a restart that does not remove the worm";
    if (article == ArticleTwo::AfterRestart && !patched && !isReady(target) && report.exitCode != ExitRestart)
      return "article 2 waits for nothing";
    if (article == ArticleTwo::NotDone && patched && now.infection == Infection::Clean && report.kind != Report::Kind::Undo &&
        report.interrupted.empty())
      return "article 2 is done, and not ticked";

    const ReportPage page = reportPage(report, wording_, advisories_);
    if (page.emblem == Emblem::Clean && (!patched || infected || report.exitCode != ExitClean)) return "the page is green";
    if (page.hole.emblem == Emblem::HoleClosed && !patched) return "the page shows the hole closed";
    if ((page.kind == ResultKind::Clean || page.kind == ResultKind::Treated) && (!patched || infected))
      return "the page says that all is done";
    if (report.kind != Report::Kind::Undo && report.exitCode == ExitClean && (!patched || infected))
      return "the exit code says that all is done";
    if (report.exitCode == ExitRestart && target.live() == nullptr && !isReady(target)) return "nothing waits for the restart that is asked for";
    if (now.nextStep == NextStep::Update && !patched) return "the next step is article 3";
    for (const OperationResult& one : report.operations) {
      if (one.action == "stage_package" && one.outcome == Outcome::Done) return "what was put ready is called done";
      if (one.action == "stage_package" && one.outcome == Outcome::PendingRestart && !isReady(target))
        return "what was put ready waits for a restart, and nothing starts it";
    }
    // Undoing ends well when all is put back; a summary of an office counts checks and treatments.
    if (report.kind != Report::Kind::Undo) {
      const auto seen = readFleetReport("report.json", reportJson(report).dump());
      if (!seen) return "the report cannot be read";
      const FleetSummary summary = summarise({*seen}, {}, std::nullopt);
      if (summary.count(FleetState::Done) == 1 && (!patched || infected)) return "an office counts it as done";
    }

    // What is closed is told; and only what waits for a restart keeps it closed.
    if (target.live() != nullptr && !target.disk().crashed()) {
      const bool closed = !target.running().firewall().names().empty();
      if (closed && report.portsClosed.empty() && report.interrupted.empty()) return "ports are closed, and it is not told";
      if (!closed && !report.portsClosed.empty()) return "ports are told closed that are open";
      if (closed && report.kind == Report::Kind::Treat && patched && report.exitCode != ExitIncomplete) return "ports stay closed though the hole is";
    }
    return {};
  }
  std::string untrueOf(const Result<Report>& report, FakeTarget& target, const std::string& what) {
    if (!report) return {};
    const std::string said = untrue(*report, target);
    return said.empty() ? said : what + ": " + said + "\n" + verdictOf(*report) + "\n" + explained(*report);
  }

  // --------------------------------------------------------------------------------------------------------------- what is done
  /// A new one each time.
  std::unique_ptr<FakeTarget> made(const Scene& scene, Offer offer) {
    const std::string key = std::string(scene.infected ? "infected" : "clean") + (scene.open ? "open" : "closed");
    auto& disk = disks_[key];
    if (disk == nullptr) disk = builderOf(scene).fakeTarget();
    auto target = disk->afterCrash();
    if (!scene.runs) return target;
    target->run();
    if (scene.infected) target->running().start(worm);
    script(*target, offer);
    return target;
  }
  /// Windows as the package finds it.
  void script(FakeTarget& target, Offer offer) {
    FakeLive::Package& made = target.running().package(packageBytes);
    made = {.signer = offer == Offer::Unsigned ? "" : offer == Offer::Stranger ? "Somebody" : publisher};
    if (offer == Offer::Waits) made.exitCode = 3010;
    if (offer == Offer::Fails) made.exitCode = 5;
    if (offer == Offer::Right) made.installs = [this, &target] { patch(target); };
  }
  std::unique_ptr<FakeTarget> copyOf(FakeTarget& target, Offer offer) {
    auto copy = target.afterCrash();
    if (copy->live() != nullptr) script(*copy, offer);
    return copy;
  }
  Result<Report> treated(FakeTarget& target, Offer offer, const std::optional<ConsentGiven>& given) {
    TreatOptions options{Depth::Quick, false};
    if (offer != Offer::None) options.package = package(offer);
    target.registry().discard();
    return treat(target, advisories_, options, [&given](const Report&, const Plan&) { return given; }, {}, {}, {});
  }
  Result<Report> looked(FakeTarget& target) {
    target.registry().discard();
    return check(target, advisories_, Depth::Quick, {}, {});
  }

  /// From where it is now on: a check; the restart, with and without the patch in the files; treated again; and undone to the end.
  std::string goesOn(FakeTarget& from, Offer offer, const std::string& what) {
    {
      auto target = copyOf(from, offer);
      const auto before = target->disk().everything();
      if (auto said = untrueOf(looked(*target), *target, what + ", checked"); !said.empty()) return said;
      if (target->disk().everything() != before) return what + ": a check changed something";
    }
    if (from.live() != nullptr && offer == Offer::Waits && !from.running().packagesRun().empty()) {
      for (const bool worked : {true, false}) {
        const std::string after = what + (worked ? ", restarted" : ", restarted in vain");
        auto target = copyOf(from, offer);
        target->running().restart();
        if (worked) patch(*target);
        if (auto said = untrueOf(looked(*target), *target, after); !said.empty()) return said;
        if (auto said = untrueOf(treated(*target, Offer::None, everything), *target, after + ", treated"); !said.empty()) return said;
        if (auto said = untrueOf(looked(*target), *target, after + ", treated, checked"); !said.empty()) return said;
      }
    }
    for (const Offer now : {offer, Offer::None, Offer::Right}) {
      const std::string after = what + ", treated again (" + name(now) + ")";
      auto target = copyOf(from, now);
      if (auto said = untrueOf(treated(*target, now, everything), *target, after); !said.empty()) return said;
      if (auto said = untrueOf(looked(*target), *target, after + ", checked"); !said.empty()) return said;
      if (now == Offer::Right && from.live() != nullptr && articleTwo(*looked(*target)) != ArticleTwo::Done)
        return after + ": not done in the end";
    }
    auto target = copyOf(from, offer);
    for (int turn = 0; turn < 6; ++turn) {
      const std::string after = what + ", undone " + std::to_string(turn + 1) + " times";
      auto known = runs(*target);
      if (!known) return after + ": " + describe(known.error());
      if (std::ranges::all_of(known->runs, &RunSummary::undone)) break;
      auto undone = undo(*target, advisories_, std::nullopt, {}, {}, {});
      if (!undone) return after + ": " + describe(undone.error());
      if (auto said = untrueOf(undone, *target, after); !said.empty()) return said;
      if (auto said = untrueOf(looked(*target), *target, after + ", checked"); !said.empty()) return said;
    }
    if (target->live() != nullptr && !target->running().firewall().names().empty()) return what + ": ports stay closed after undoing";
    return {};
  }

  /// One road to its first end, and all that may follow.
  std::string walked(const Scene& scene, Offer offer, const std::optional<ConsentGiven>& given, Fault fault, std::size_t at,
                     const std::string& what) {
    auto target = made(scene, offer);
    if (fault == Fault::Error) target->disk().failAt(at, Errc::Io);
    if (fault == Fault::Killed || fault == Fault::PowerCut)
      target->disk().crashAfter(at, fault == Fault::Killed ? CrashMode::Killed : CrashMode::PowerCut);
    const Result<Report> report = treated(*target, offer, given);
    // Who was killed has said nothing.
    if (!target->disk().crashed()) {
      if (auto said = untrueOf(report, *target, what); !said.empty()) return said;
    }
    return goesOn(*target, offer, what);
  }

 private slots:
  void initTestCase() {
    advisories_ = pack();
    QCOMPARE(advisories_.size(), std::size_t{1});
    QFile file(SANKAJO_SOURCE_DIR "/translations/messages.en.json");
    QVERIFY(file.open(QIODevice::ReadOnly));
    auto wording = Wording::fromJson(file.readAll().toStdString());
    QVERIFY_OK(wording);
    wording_ = std::move(*wording);
    const DiskBuilder builder = builderOf({false, false, false});
    const auto files = builder.files();
    for (const char* one : rpcFiles) patched_["C:\\" + builder.system32(one)] = files.at(builder.system32(one));
  }
  void init() { looks_ = ticks_ = waits_ = 0; }

  void whatIsSaidIsSo_data() {
    QTest::addColumn<bool>("runs");
    QTest::addColumn<bool>("infected");
    QTest::addColumn<bool>("open");
    for (const bool runs : {true, false}) {
      for (const bool infected : {true, false}) {
        for (const bool open : {true, false})
          QTest::addRow("%s, %s, %s", runs ? "running" : "a disk", infected ? "infected" : "clean", open ? "open" : "closed")
              << runs << infected << open;
      }
    }
  }
  void whatIsSaidIsSo() {
    QFETCH(bool, runs);
    QFETCH(bool, infected);
    QFETCH(bool, open);
    const Scene scene{runs, infected, open};
    const std::pair<const char*, std::optional<ConsentGiven>> consents[] = {
        {"agreed to all", everything}, {"to the removal", removalOnly}, {"to the patch", patchOnly}, {"to nothing", std::nullopt}};
    const auto each = [&](Offer offer) -> std::string {
      for (const auto& [consent, given] : consents) {
        const std::string what = std::string(name(offer)) + ", " + consent;
        if (auto said = walked(scene, offer, given, Fault::None, 0, what); !said.empty()) return said;
      }
      auto whole = made(scene, offer);
      static_cast<void>(treated(*whole, offer, everything));
      const std::size_t changes = whole->disk().written().size();
      // Every third change, beginning with another for each kind of fault and package; test_installing and test_crash cut at each.
      std::size_t first = static_cast<std::size_t>(offer);
      for (const auto& [title, fault] :
           {std::pair("error at ", Fault::Error), {"killed at ", Fault::Killed}, {"power cut at ", Fault::PowerCut}}) {
        for (std::size_t at = first++ % stride; at < changes; at += stride) {
          const std::string what = std::string(name(offer)) + ", " + title + std::to_string(at);
          if (auto said = walked(scene, offer, everything, fault, at, what); !said.empty()) return said;
        }
      }
      return {};
    };
    if (runs) {
      for (const Offer offer : offersHere) QVERIFY_SILENT(each(offer));
    } else {
      for (const Offer offer : offersThere) QVERIFY_SILENT(each(offer));
    }
    // Each was said and could be wrong.
    QVERIFY(looks_ > 30);
    QVERIFY(ticks_ > 0 || (!runs && open));
    QVERIFY((waits_ > 0) == (!runs && open));
  }

  void whateverTheScriptHasComeTo_data() {
    QTest::addColumn<bool>("infected");
    QTest::newRow("infected") << true;
    QTest::newRow("clean") << false;
  }
  void whateverTheScriptHasComeTo() {
    QFETCH(bool, infected);
    const std::vector<std::pair<const char*, const char*>> files = {
        {"", ""},
        {"TRY1.TXT", "1\r\n"},
        {"TRY3.TXT", "1\r\n"},
        {"RESULT.NEW", "code="},
        {"RESULT.TXT", ""},
        {"RESULT.TXT", "code=0\r\n"},
        {"RESULT.TXT", "code=3010\r\n"},
        {"RESULT.TXT", "code=1603\r\n"},
        {"GAVEUP.TXT", "3\r\n"},
    };
    for (const auto& [file, text] : files) {
      for (int bits = 0; bits < 16; ++bits) {
        const bool patched = (bits & 1) != 0, back = (bits & 2) != 0, done = (bits & 4) != 0, starts = (bits & 8) != 0;
        auto target = made({false, infected, true}, Offer::Right);
        auto report = treated(*target, Offer::Right, everything);
        QVERIFY_OK(report);
        const WinPath folder = stagedPlace('C') / report->run;
        if (*file != '\0') target->disk().addFile(folder / file, text);
        if (back) target->disk().addFile(folder / "BACK.TXT", "1\r\n");
        if (done) target->disk().addFile(folder / "DONE.TXT", "1\r\n");
        if (patched) patch(*target);
        if (!starts) QVERIFY_SILENT(withoutStart(*target));
        QVERIFY_SILENT(goesOn(*target, Offer::Right,
                              std::string(file) + " " + text + (patched ? ", patched" : "") + (back ? ", put back" : "") +
                                  (done ? ", done" : "") + (starts ? "" : ", taken out")));
      }
    }
    QVERIFY(ticks_ > 0 && waits_ > 0);
  }

 private:
  /// As Windows takes it out before it starts the command.
  static std::string withoutStart(FakeTarget& target) {
    struct Silent : CommitWitness {
      Status before(const HiveReplacement& /*unused*/) override { return {}; }
    } witness;
    target.registry().discard();
    target.disk().addFolder(R"(C:\aside)");
    Status changed = target.registry().apply(RemoveRegValue{startKey(), "SankajoPatch"});
    if (changed) changed = target.commit(*WinPath::parse(R"(C:\aside)"), witness);
    target.disk().takeAway(R"(C:\aside)");
    target.registry().discard();
    return changed ? std::string() : describe(changed.error());
  }
};

}  // namespace
}  // namespace sankajo::test

QTEST_APPLESS_MAIN(sankajo::test::TestTruth)
#include "test_truth.moc"
