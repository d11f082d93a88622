// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "engine/engine.h"
#include "engine/hash.h"
#include "engine/installing.h"
#include "engine/quarantine.h"
#include "engine/report_page.h"
#include "engine/wording.h"
#include "tests/support/disk_builder.h"
#include "tests/support/snapshot.h"
#include "tests/support/verdict.h"

// A patch that is installed on the Windows that runs, and the ports that are closed meanwhile: what the package ends with, what is not started at all, and
// that the ports are open again wherever the program is killed. Windows is scripted here.

namespace sankajo::test {
namespace {

const std::string packageBytes = "MZ stands for a package of Microsoft's" + std::string(200000, '\x5a');
const std::string publisher = "Microsoft Corporation";
const FirewallRule usersOwn{"Sankajo is what I call my own rule", true, "tcp", {135}};

PackageToStage package(std::string bytes = packageBytes) {
  PackageToStage out;
  out.package = {"KB828741", "KB828741.EXE", sha256Of(packageBytes), packageBytes.size(), "/passive /norestart"};
  out.source = [bytes = std::move(bytes)](const PackageSink& sink) -> Status {
    for (std::size_t at = 0; at < bytes.size(); at += 65536) {
      if (auto taken = sink(std::string_view(bytes).substr(at, 65536)); !taken) return taken;
    }
    return {};
  };
  return out;
}

/// Windows XP with the worm on it and the hole open.
DiskBuilder disk() {
  DiskBuilder builder(DiskOptions{.system = DiskSystem::XpSp1});
  builder.threat("W32.Blaster.A", Specimen::WithStrings);
  return builder;
}

/// What the patch does to a Windows.
void patch(FakeTarget& target) {
  const DiskBuilder patched(DiskOptions{.system = DiskSystem::XpSp1, .patch = PatchLevel::KB828741});
  const auto files = patched.files();
  for (const char* name : {"ole32.dll", "rpcrt4.dll", "rpcss.dll"}) {
    target.disk().addFile("C:\\" + patched.system32(name), files.at(patched.system32(name)));
  }
}

/// The package as it is meant to be: signed, and it installs the patch.
FakeLive::Package& script(FakeTarget& target) {
  FakeLive::Package& made = target.running().package(packageBytes);
  made = {.signer = publisher};
  made.installs = [&target] { patch(target); };
  return made;
}

std::unique_ptr<FakeTarget> running() {
  auto target = disk().fakeTarget();
  target->run();
  target->running().start(R"(C:\WINDOWS\system32\msblast.exe)");
  target->running().firewall().addOther(usersOwn);
  script(*target);
  return target;
}

std::vector<Advisory> pack() {
  auto files = readPack(SANKAJO_SOURCE_DIR "/resources/advisories/blaster");
  if (!files) return {};
  auto advisory = parseAdvisory(*files);
  return advisory ? std::vector<Advisory>{*advisory} : std::vector<Advisory>();
}

const OperationResult* resultOf(const Report& report, std::string_view action) {
  const auto found = std::ranges::find(report.operations, action, &OperationResult::action);
  return found == report.operations.end() ? nullptr : &*found;
}

std::string outcomeOf(const Report& report, std::string_view action) {
  const OperationResult* result = resultOf(report, action);
  return result == nullptr ? "none" : std::string(name(result->outcome));
}

std::string saidOf(const Report& report) {
  std::string out = verdictOf(report);
  for (const OperationResult& one : report.operations)
    out += "\n  " + one.action + " " + one.where + " " + std::string(name(one.outcome)) + " " + one.detail;
  return out;
}

/// What is in our own folder beside the quarantine.
bool hasCopy(FakeTarget& target) {
  return std::ranges::any_of(target.disk().everything(), [](const std::string& line) { return line.find("Sankajo\\install") != std::string::npos; });
}

/// After a restart the folder in which they lie may stay, empty.
bool hasPackage(FakeTarget& target) {
  return std::ranges::any_of(target.disk().everything(), [](const std::string& line) { return line.find("Sankajo\\install\\") != std::string::npos && line.find("KB828741.EXE") != std::string::npos; });
}

/// What the user has set is untouched, and of ours there is nothing.
std::string firewallIsAsBefore(FakeTarget& target) {
  const std::vector<FirewallRule> rules = target.running().firewall().everything();
  if (rules == std::vector{usersOwn}) return {};
  std::string said = "the firewall has";
  for (const FirewallRule& rule : rules) said += "\n  " + rule.name;
  return said;
}

/// Of the newest run.
std::string journalText(FakeTarget& target) {
  auto folders = runFolders(target.files(), 'C');
  return folders && !folders->empty() ? target.disk().bytes((folders->back() / "journal.jsonl").text()).value_or("") : "";
}

std::size_t journalLines(FakeTarget& target) {
  const std::string text = journalText(target);
  return static_cast<std::size_t>(std::ranges::count(text, '\n'));
}

class TestInstalling : public QObject {
  Q_OBJECT

  std::vector<Advisory> advisories_;

  Result<Report> treated(FakeTarget& target, PackageToStage given = package(), const std::stop_token& stop = {}, const OperationCallback& told = {},
                         const InstallingCallback& installing = {}) {
    const TreatOptions options{Depth::Quick, false, std::move(given), installing};
    return treat(target, advisories_, options, [](const Report&, const Plan&) { return ConsentGiven{true, true, true, true}; }, {}, told, stop);
  }
  Report looked(FakeTarget& target) {
    auto report = check(target, advisories_, Depth::Quick, {}, {});
    return report ? *report : Report();
  }

 private slots:
  void initTestCase() {
    advisories_ = pack();
    QCOMPARE(advisories_.size(), std::size_t{1});
  }

  // -------------------------------------------------------------------------------------------------------------- the whole

  void thePackageIsInstalledInItsTurnAndWhatProtectedIsPutBack() {
    auto target = running();
    std::vector<std::string> order;
    std::vector<std::string> closedWhileInstalling;
    bool removedBefore = false;
    script(*target).installs = [&] {
      closedWhileInstalling = target->running().firewall().names();
      removedBefore = !target->disk().has(R"(C:\WINDOWS\system32\msblast.exe)");
      patch(*target);
    };
    const OperationCallback told = [&order](const Operation& operation, const OperationResult* result) {
      if (result != nullptr) order.push_back(result->action);
      static_cast<void>(operation);
    };
    auto report = treated(*target, package(), {}, told);
    QVERIFY_OK(report);
    QVERIFY2(report->exitCode == ExitClean, saidOf(*report).c_str());
    QVERIFY(report->before && report->before->exposure == Exposure::Open);
    QCOMPARE(report->assessment.exposure, Exposure::Closed);
    QCOMPARE(report->assessment.infection, Infection::Clean);
    QCOMPARE(order, (std::vector<std::string>{"close_ports", "remove_value", "end_process", "remove_file", "install_package", "open_ports"}));
    QVERIFY(removedBefore);
    QCOMPARE(closedWhileInstalling.size(), std::size_t{4});
    QVERIFY_SILENT(firewallIsAsBefore(*target));
    QVERIFY(!hasCopy(*target));
    QCOMPARE(target->running().packagesRun().size(), std::size_t{1});
    const PackageRun run = target->running().packagesRun().front();
    QCOMPARE(run.switches, std::string("/passive /norestart"));
    QCOMPARE(run.signer, publisher);
    QVERIFY(run.file.text().starts_with(R"(C:\Sankajo\install\)"));
    QVERIFY(report->portsClosed.empty() && looked(*target).portsClosed.empty());
  }

  void thePortsAreThoseOfTheNoticeInAndOut() {
    auto target = running();
    std::vector<FirewallRule> rules;
    script(*target).installs = [&] { rules = target->running().firewall().rules().value(); };
    QVERIFY_OK(treated(*target));
    QCOMPARE(rules.size(), std::size_t{4});
    for (const FirewallRule& rule : rules) {
      const std::vector<std::uint16_t> tcp = {135, 139, 445, 593, 4444};
      const std::vector<std::uint16_t> udp = {69, 135, 137, 138, 445};
      QCOMPARE(rule.ports, rule.protocol == "tcp" ? tcp : udp);
      QVERIFY(isOurRule(rule) && rule.works);
    }
    QCOMPARE(std::ranges::count(rules, true, &FirewallRule::inbound), 2);
    QCOMPARE(std::ranges::count(rules, std::string("tcp"), &FirewallRule::protocol), 2);
  }

  void progressTellsHowLongItHasBeenRunning() {
    auto target = running();
    script(*target).seconds = 3;
    int told = 0;
    std::string where;
    const auto installing = [&](const Operation& operation, std::chrono::seconds) {
      ++told;
      where = whereOf(operation.action);
    };
    QVERIFY_OK(treated(*target, package(), {}, {}, installing));
    QCOMPARE(told, 3);
    QVERIFY(where.ends_with(R"(\KB828741.EXE)"));
  }

  void withoutConsentNothingIsInstalledNorClosed() {
    auto target = running();
    const TreatOptions options{Depth::Quick, false, package()};
    auto report = treat(*target, advisories_, options, [](const Report&, const Plan&) { return ConsentGiven{true, true, true, false}; }, {}, {}, {});
    QVERIFY_OK(report);
    QCOMPARE(outcomeOf(*report, "install_package"), std::string("skipped"));
    QCOMPARE(outcomeOf(*report, "close_ports"), std::string("skipped"));
    QVERIFY(target->running().packagesRun().empty() && target->running().firewall().changes().empty());
    QCOMPARE(report->exitCode, static_cast<int>(ExitOpen));
  }

  void aPatchThatIsInNeedsNoPackage() {
    auto target = running();
    patch(*target);
    auto report = treated(*target);
    QVERIFY_OK(report);
    QCOMPARE(outcomeOf(*report, "install_package"), std::string("none"));
    QVERIFY(target->running().packagesRun().empty());
  }

  void aPackThatDoesNotSayWhoSignsInstallsNothing() {
    auto target = running();
    std::vector<Advisory> silent = advisories_;
    for (Patch& one : silent.front().hole->patches) one.signer.clear();
    const TreatOptions options{Depth::Quick, false, package()};
    auto report = treat(*target, silent, options, [](const Report&, const Plan&) { return ConsentGiven{true, true, true, true}; }, {}, {}, {});
    QVERIFY_OK(report);
    QCOMPARE(outcomeOf(*report, "install_package"), std::string("none"));
    QVERIFY(target->running().packagesRun().empty() && target->running().firewall().changes().empty());
  }

  // ----------------------------------------------------------------------------------------------------------- exit codes

  void whatItEndsWithIsToldInWords_data() {
    QTest::addColumn<unsigned>("code");
    QTest::addColumn<QString>("outcome");
    QTest::addColumn<int>("exit");
    QTest::addColumn<QString>("words");
    QTest::newRow("done") << 0U << "done" << 0 << "";
    QTest::newRow("restart") << 3010U << "pending_restart" << 13 << "";
    QTest::newRow("restart, of an older one") << 194U << "pending_restart" << 13 << "";
    QTest::newRow("denied") << 5U << "failed" << 14 << "not_done.exit.5";
    QTest::newRow("disk full") << 112U << "failed" << 14 << "not_done.exit.112";
    QTest::newRow("cancelled") << 1223U << "failed" << 14 << "not_done.exit.1223";
    QTest::newRow("stopped in its window") << 1602U << "failed" << 14 << "not_done.exit.1602";
    QTest::newRow("another at work") << 1618U << "failed" << 14 << "not_done.exit.1618";
    QTest::newRow("anything else") << 0xF022U << "failed" << 14 << "not_done.exit.other";
    QTest::newRow("the largest") << 0xFFFFFFFFU << "failed" << 14 << "not_done.exit.other";
  }
  void whatItEndsWithIsToldInWords() {
    QFETCH(unsigned, code);
    QFETCH(QString, outcome);
    QFETCH(int, exit);
    QFETCH(QString, words);
    auto target = running();
    FakeLive::Package& made = script(*target);
    made.exitCode = code;
    if (code != 0) made.installs = {};
    auto report = treated(*target);
    QVERIFY_OK(report);
    QVERIFY2(outcomeOf(*report, "install_package") == outcome.toStdString(), saidOf(*report).c_str());
    QVERIFY2(report->exitCode == exit, saidOf(*report).c_str());
    // The worm is gone whatever became of the patch, and nothing says that the hole is closed but the files.
    QCOMPARE(report->assessment.infection, Infection::Clean);
    QCOMPARE(report->assessment.exposure, code == 0 ? Exposure::Closed : Exposure::Open);
    QVERIFY(!hasCopy(*target));
    const bool waits = outcome == "pending_restart";
    QCOMPARE(target->running().firewall().names().size(), std::size_t{waits ? 4U : 0U});
    QCOMPARE(!report->portsClosed.empty(), waits);
    if (words.isEmpty()) return;
    for (const char* language : {"en", "ja"}) {
      QFile file(QStringLiteral(SANKAJO_SOURCE_DIR "/translations/messages.%1.json").arg(language));
      QVERIFY(file.open(QIODevice::ReadOnly));
      const auto wording = Wording::fromJson(file.readAll().toStdString());
      QVERIFY_OK(wording);
      const std::string said = wording->notDone(resultOf(*report, "install_package")->detail, "install_package");
      QCOMPARE(said, wording->text(words.toStdString(), {std::to_string(code)}));
      const ReportPage page = reportPage(*report, *wording, advisories_);
      QVERIFY(std::ranges::any_of(page.operations, [&said](const ReportPage::Line& line) { return line.text.find(said) != std::string::npos; }));
    }
  }

  void afterTheRestartThePortsAreOpenAgain() {
    auto target = running();
    FakeLive::Package& made = script(*target);
    made.exitCode = 3010;
    made.installs = {};
    auto report = treated(*target);
    QVERIFY_OK(report);
    QCOMPARE(report->exitCode, static_cast<int>(ExitRestart));
    QCOMPARE(looked(*target).portsClosed, report->run);
    // Until then each rule stays, and a check changes nothing.
    QCOMPARE(target->running().firewall().names().size(), std::size_t{4});
    target->running().restart();
    patch(*target);
    QCOMPARE(looked(*target).assessment.exposure, Exposure::Closed);
    auto ended = endProtection(*target, advisories_, {});
    QVERIFY_OK(ended);
    QCOMPARE(ended->size(), std::size_t{1});
    QCOMPARE(ended->front().action, std::string("open_ports"));
    QVERIFY_SILENT(firewallIsAsBefore(*target));
    QVERIFY(looked(*target).portsClosed.empty());
    // Once is enough.
    QVERIFY(endProtection(*target, advisories_, {})->empty());
  }

  // What waited is not there, and no other restart will bring it: the command line, too, opens what it closed, and installs anew where it can.
  void aRestartInVainOpensThePorts_data() {
    QTest::addColumn<bool>("again");
    QTest::newRow("nothing to do") << false;
    QTest::newRow("installed once more") << true;
  }
  void aRestartInVainOpensThePorts() {
    QFETCH(bool, again);
    auto target = running();
    FakeLive::Package& made = script(*target);
    made.exitCode = 3010;
    made.installs = {};
    QVERIFY_OK(treated(*target));
    QCOMPARE(target->running().firewall().names().size(), std::size_t{4});
    target->running().restart();
    TreatOptions options{Depth::Quick, false};
    if (again) {
      options.package = package();
      made.exitCode = 0;
      made.installs = [&] { patch(*target); };
    }
    const auto report = treat(*target, advisories_, options, [](const Report&, const Plan&) { return std::optional(ConsentGiven{true, true, true, true}); }, {}, {}, {});
    QVERIFY_OK(report);
    QVERIFY_SILENT(firewallIsAsBefore(*target));
    QVERIFY(report->portsClosed.empty());
    QCOMPARE(report->assessment.exposure, again ? Exposure::Closed : Exposure::Open);
  }

  // Nothing has shown in the files yet, whatever is done before the restart: what protects goes on.
  void treatedAgainBeforeTheRestartThePortsStayClosed_data() {
    QTest::addColumn<QString>("what");
    QTest::addColumn<int>("rules");  // those of the second treatment among them
    QTest::newRow("nothing to do") << "nothing" << 4;
    QTest::newRow("not agreed to") << "declined" << 4;
    QTest::newRow("installed once more, and waits too") << "again" << 8;
    QTest::newRow("installed once more, and fails") << "fails" << 4;
    QTest::newRow("says that it is done") << "lies" << 4;
    QTest::newRow("the worm is back") << "worm" << 4;
    QTest::newRow("no firewall any more") << "broken" << 4;
  }
  void treatedAgainBeforeTheRestartThePortsStayClosed() {
    QFETCH(QString, what);
    QFETCH(int, rules);
    auto target = running();
    FakeLive::Package& made = script(*target);
    made.exitCode = 3010;
    made.installs = {};
    auto first = treated(*target);
    QVERIFY_OK(first);
    QCOMPARE(first->exitCode, static_cast<int>(ExitRestart));
    QCOMPARE(target->running().firewall().names().size(), std::size_t{4});

    TreatOptions options{Depth::Quick, false};
    ConsentGiven given{true, true, true, true};
    if (what == "fails") made.exitCode = 1603;
    if (what == "lies") made.exitCode = 0;
    if (what == "again" || what == "fails" || what == "lies" || what == "declined") options.package = package();
    if (what == "declined") given = {true, true, true, false};
    if (what == "worm") target->disk().addFile(R"(C:\WINDOWS\system32\msblast.exe)", disk().files().at(disk().system32("msblast.exe")));
    if (what == "broken") target->running().firewall().makeFail("remove", Errc::Io);
    auto again = treat(*target, advisories_, options, [&given](const Report&, const Plan&) { return given; }, {}, {}, {});
    QVERIFY_OK(again);
    QVERIFY2(target->running().firewall().names().size() == static_cast<std::size_t>(rules), saidOf(*again).c_str());
    QCOMPARE(again->assessment.exposure, Exposure::Open);
    // It is told, and is no failure.
    QVERIFY2(!again->portsClosed.empty() && !looked(*target).portsClosed.empty(), saidOf(*again).c_str());
    QCOMPARE(outcomeOf(*again, "open_ports"), std::string(what == "fails" || what == "lies" ? "done" : "none"));
    const std::map<QString, int> exits = {{"again", ExitRestart}, {"fails", ExitIncomplete}};
    QVERIFY2(again->exitCode == (exits.contains(what) ? exits.at(what) : static_cast<int>(ExitOpen)), saidOf(*again).c_str());
    QVERIFY(!purge(*target, first->run));

    target->running().firewall().repair();
    target->running().restart();
    patch(*target);
    auto after = treated(*target);
    QVERIFY_OK(after);
    QVERIFY2(after->exitCode == ExitClean && after->portsClosed.empty(), saidOf(*after).c_str());
    QVERIFY_SILENT(firewallIsAsBefore(*target));
    QVERIFY_OK(purge(*target, first->run));
  }

  void undoneBeforeTheRestartThePortsAreOpen() {
    auto target = running();
    FakeLive::Package& made = script(*target);
    made.exitCode = 3010;
    made.installs = {};
    auto first = treated(*target);
    QVERIFY_OK(first);
    QVERIFY_OK(treat(*target, advisories_, {Depth::Quick, false}, [](const Report&, const Plan&) { return ConsentGiven{true, true, true, true}; }, {}, {}, {}));
    QCOMPARE(target->running().firewall().names().size(), std::size_t{4});
    QVERIFY_OK(undo(*target, advisories_, first->run, {}, {}, {}));
    QVERIFY_SILENT(firewallIsAsBefore(*target));
    QVERIFY(looked(*target).portsClosed.empty());
  }

  // Killed after its package has told that it waits: the next treatment finishes the run, and keeps what protects.
  void killedWhileItWaitsThePortsStayClosed() {
    const auto waiting = [](FakeTarget& target) {
      FakeLive::Package& made = script(target);
      made.exitCode = 3010;
      made.installs = {};
    };
    auto whole = running();
    waiting(*whole);
    QVERIFY_OK(treated(*whole));
    int kept = 0, opened = 0;
    for (std::size_t n = 0; n <= whole->disk().written().size(); ++n) {
      auto target = running();
      waiting(*target);
      target->disk().crashAfter(n, CrashMode::Killed);
      static_cast<void>(treated(*target));
      auto again = target->afterCrash();
      const auto lines = journalText(*again);
      QVERIFY_OK(treat(*again, advisories_, {Depth::Quick, false}, [](const Report&, const Plan&) { return ConsentGiven{true, true, true, true}; }, {}, {}, {}));
      const bool told = lines.find("\"line\":\"waits\"") != std::string::npos;
      ++(told ? kept : opened);
      QVERIFY2(again->running().firewall().names().size() == (told ? 4U : 0U), ("after operation " + std::to_string(n)).c_str());
    }
    QVERIFY(kept > 0 && opened > 10);
    // A power cut was a restart, and has brought nothing.
    for (std::size_t n = 0; n <= whole->disk().written().size(); ++n) {
      auto target = running();
      waiting(*target);
      target->disk().crashAfter(n, CrashMode::PowerCut);
      static_cast<void>(treated(*target));
      auto again = target->afterCrash();
      QVERIFY_OK(treat(*again, advisories_, {Depth::Quick, false}, [](const Report&, const Plan&) { return ConsentGiven{true, true, true, true}; }, {}, {}, {}));
      QVERIFY_SILENT(firewallIsAsBefore(*again));
    }
  }

  void whoeverNeverComesBackGetsThePortsWithTheNextTreatment() {
    auto target = running();
    FakeLive::Package& made = script(*target);
    made.exitCode = 3010;
    made.installs = {};
    QVERIFY_OK(treated(*target));
    target->running().restart();
    patch(*target);
    auto report = treated(*target);
    QVERIFY_OK(report);
    QVERIFY2(report->exitCode == ExitClean, saidOf(*report).c_str());
    QCOMPARE(outcomeOf(*report, "open_ports"), std::string("done"));
    QVERIFY_SILENT(firewallIsAsBefore(*target));
  }

  void anInstallerThatSaysItIsDoneIsBelievedByTheFilesOnly() {
    auto target = running();
    script(*target).installs = {};
    auto report = treated(*target);
    QVERIFY_OK(report);
    QCOMPARE(outcomeOf(*report, "install_package"), std::string("done"));
    QCOMPARE(report->assessment.exposure, Exposure::Open);
    QVERIFY2(report->exitCode == ExitOpen, saidOf(*report).c_str());
    QVERIFY_SILENT(firewallIsAsBefore(*target));
  }

  void onePackageThatDoesNotEndIsToldAndItsCopyStays() {
    auto target = running();
    FakeLive::Package& made = script(*target);
    made.fails = Errc::Busy;
    made.installs = {};
    made.staysOpen = true;
    auto report = treated(*target);
    QVERIFY_OK(report);
    QCOMPARE(outcomeOf(*report, "install_package"), std::string("failed"));
    QVERIFY(hasCopy(*target));
    QVERIFY_SILENT(firewallIsAsBefore(*target));
    // Undoing has Windows remove it when it starts.
    auto undone = undo(*target, advisories_, std::nullopt, {}, {}, {});
    QVERIFY_OK(undone);
    QCOMPARE(outcomeOf(*undone, "leave_installed"), std::string("done"));
    target->running().restart();
    QVERIFY(!hasPackage(*target));
  }

  void aCopyThatIsStillInUseIsRemovedWhenWindowsStarts() {
    auto target = running();
    script(*target).staysOpen = true;
    auto report = treated(*target);
    QVERIFY_OK(report);
    QVERIFY2(report->exitCode == ExitClean, saidOf(*report).c_str());
    QVERIFY(hasCopy(*target));
    target->running().restart();
    QVERIFY(!hasPackage(*target));
  }

  // ------------------------------------------------------------------------------------------------------------- refusals

  void whatIsNotThePackageIsNeverStarted_data() {
    QTest::addColumn<QString>("what");
    for (const char* what : {"one byte changed", "shorter", "longer", "not signed", "signed by somebody else", "swapped before it starts", "cannot be read"}) {
      QTest::newRow(what) << what;
    }
  }
  void whatIsNotThePackageIsNeverStarted() {
    QFETCH(QString, what);
    auto target = running();
    std::string bytes = packageBytes;
    if (what == "one byte changed") bytes[100] = '\0';
    if (what == "shorter") bytes.resize(bytes.size() - 1);
    if (what == "longer") bytes += 'x';
    FakeLive::Package& made = script(*target);
    bool ran = false;
    made.installs = [&ran] { ran = true; };
    if (what == "not signed") made.signer.clear();
    if (what == "signed by somebody else") made.signer = "Microsoft Corporation Ltd";
    if (what == "swapped before it starts") {
      target->running().beforePackage([&target](const PackageRun& run) { target->disk().addFile(run.file.text(), "MZ somebody else's program"); });
    }
    PackageToStage given = package(bytes);
    if (what == "cannot be read") given.source = [](const PackageSink&) { return fail(Errc::Io, "package", "the stick was pulled out"); };
    auto report = treated(*target, std::move(given));
    QVERIFY_OK(report);
    const std::string expected = what == "cannot be read" ? "failed" : "refused";
    QVERIFY2(outcomeOf(*report, "install_package") == expected, saidOf(*report).c_str());
    QVERIFY2(report->exitCode == ExitIncomplete, saidOf(*report).c_str());
    QVERIFY(!ran && target->running().packagesRun().empty());
    QCOMPARE(report->assessment.exposure, Exposure::Open);
    // The worm is out all the same, what protected is put back, and nothing of it lies about.
    QCOMPARE(report->assessment.infection, Infection::Clean);
    QVERIFY_SILENT(firewallIsAsBefore(*target));
    QVERIFY(!hasCopy(*target));
  }

  void aStopBeforeItIsHeardAndOneWhileItRunsIsNot() {
    for (const bool before : {true, false}) {
      auto target = running();
      std::stop_source stop;
      script(*target).installs = [&] {
        if (!before) stop.request_stop();
        patch(*target);
      };
      const OperationCallback told = [&](const Operation&, const OperationResult* result) {
        if (before && result != nullptr && result->action == "remove_file") stop.request_stop();
      };
      auto report = treated(*target, package(), stop.get_token(), told);
      QVERIFY_OK(report);
      QVERIFY2(outcomeOf(*report, "install_package") == (before ? "skipped" : "done"), saidOf(*report).c_str());
      QVERIFY_SILENT(firewallIsAsBefore(*target));
    }
  }

  void theGuardLetsOnlyWhatAnAdvisoryNames() {
    const Guard guard(WinPath::of('C', {"WINDOWS"}), SystemFamily::WindowsXp, advisories_);
    const WinPath folder = installPlace('C') / "20030816T070000Z-1a2b3c4d";
    const InstallPackage good{folder, package().package, publisher};
    QVERIFY_OK(guard.allows(good));
    InstallPackage other = good;
    other.signer = "Somebody";
    QVERIFY(!guard.allows(other));
    other = good;
    other.package.patch = "KB999999";
    QVERIFY(!guard.allows(other));
    other = good;
    other.package.file = R"(..\CMD.EXE)";
    QVERIFY(!guard.allows(other));
    other = good;
    other.package.switches = "/passive & del";
    QVERIFY(!guard.allows(other));
    for (const WinPath& place : {WinPath::of('C', {"WINDOWS", "system32", "x"}), folder / "deeper", installPlace('D') / "20030816T070000Z-1a2b3c4d"}) {
      other = good;
      other.folder = place;
      QVERIFY2(!guard.allows(other), place.text().c_str());
    }
    const Protection& ports = advisories_.front().protections.front();
    const ClosePorts close{closingRules(ports, "20030816T070000Z-1a2b3c4d")};
    QVERIFY_OK(guard.allows(close));
    for (int what = 0; what < 4; ++what) {
      ClosePorts wrong = close;
      if (what == 0) wrong.rules.front().name = "My own rule";
      if (what == 1) wrong.rules.front().ports.push_back(80);
      if (what == 2) wrong.rules.pop_back();
      if (what == 3) wrong.rules.clear();
      QVERIFY(!guard.allows(wrong));
    }
    // A pack that may only look closes and installs nothing.
    std::vector<Advisory> distrusted = advisories_;
    distrusted.front().trusted = false;
    const Guard strict(WinPath::of('C', {"WINDOWS"}), SystemFamily::WindowsXp, distrusted);
    QVERIFY(!strict.allows(good) && !strict.allows(close));
  }

  // ----------------------------------------------------------------------------------------------------------- protection

  void aProtectionThatFailsIsToldAndStopsNothing_data() {
    QTest::addColumn<QString>("what");
    for (const char* what : {"no firewall", "the first rule is refused", "the last rule is refused", "a rule is not there afterwards"}) QTest::newRow(what) << what;
  }
  void aProtectionThatFailsIsToldAndStopsNothing() {
    QFETCH(QString, what);
    auto target = running();
    FakeFirewall& firewall = target->running().firewall();
    if (what == "no firewall") firewall.makeFail("rules", Errc::Unsupported);
    if (what == "the first rule is refused") firewall.makeFail("add", Errc::Unsupported);
    if (what == "the last rule is refused") firewall.makeFail("add", Errc::AccessDenied, 3);
    if (what == "a rule is not there afterwards") firewall.forget(true);
    auto report = treated(*target);
    QVERIFY_OK(report);
    QVERIFY2(outcomeOf(*report, "close_ports") == "failed", saidOf(*report).c_str());
    QVERIFY(!resultOf(*report, "close_ports")->detail.empty());
    QCOMPARE(outcomeOf(*report, "install_package"), std::string("done"));
    // What was wanted has been reached.
    QVERIFY2(report->exitCode == ExitClean, saidOf(*report).c_str());
    QVERIFY_SILENT(firewallIsAsBefore(*target));
    QVERIFY(looked(*target).portsClosed.empty());
  }

  void portsThatCannotBeOpenedAreToldAndOpenedTheNextTime() {
    auto target = running();
    target->running().firewall().makeFail("remove", Errc::Io);
    auto report = treated(*target);
    QVERIFY_OK(report);
    QCOMPARE(outcomeOf(*report, "open_ports"), std::string("failed"));
    QVERIFY2(report->exitCode == ExitIncomplete, saidOf(*report).c_str());
    QCOMPARE(report->portsClosed, report->run);
    QCOMPARE(target->running().firewall().names().size(), std::size_t{4});
    target->running().firewall().repair();
    auto again = treated(*target);
    QVERIFY_OK(again);
    QVERIFY2(again->exitCode == ExitClean, saidOf(*again).c_str());
    QVERIFY_SILENT(firewallIsAsBefore(*target));
  }

  void rulesOfOursThatNoJournalKnowsAreTakenOut() {
    auto target = running();
    const auto rules = closingRules(advisories_.front().protections.front(), "20030816T070000Z-1a2b3c4d");
    for (const FirewallRule& rule : rules) QVERIFY_OK(target->running().firewall().add(rule));
    auto report = treated(*target);
    QVERIFY_OK(report);
    QVERIFY2(report->exitCode == ExitClean, saidOf(*report).c_str());
    QVERIFY_SILENT(firewallIsAsBefore(*target));
  }

  void undoPutsTheWormBackLeavesThePatchAndOpensThePorts() {
    auto target = running();
    FakeLive::Package& made = script(*target);
    made.exitCode = 3010;
    made.installs = {};
    QVERIFY_OK(treated(*target));
    QCOMPARE(target->running().firewall().names().size(), std::size_t{4});
    target->running().restart();
    patch(*target);
    auto undone = undo(*target, advisories_, std::nullopt, {}, {}, {});
    QVERIFY_OK(undone);
    QVERIFY2(undone->exitCode == ExitClean, saidOf(*undone).c_str());
    QCOMPARE(outcomeOf(*undone, "leave_installed"), std::string("done"));
    QCOMPARE(outcomeOf(*undone, "open_ports"), std::string("done"));
    QVERIFY(target->disk().has(R"(C:\WINDOWS\system32\msblast.exe)"));
    QCOMPARE(undone->assessment.exposure, Exposure::Closed);
    QVERIFY_SILENT(firewallIsAsBefore(*target));
    QVERIFY(looked(*target).portsClosed.empty());
  }

  // -------------------------------------------------------------------------------------------------------------- crashes

  void killedAnywhereThePortsAreOpenedByTheNextTreatmentOrByUndo_data() {
    QTest::addColumn<int>("mode");
    QTest::addColumn<bool>("installed");
    for (const bool installed : {true, false}) {
      const char* after = installed ? "" : ", and the package had done nothing";
      QTest::addRow("killed%s", after) << static_cast<int>(CrashMode::Killed) << installed;
      QTest::addRow("power cut%s", after) << static_cast<int>(CrashMode::PowerCut) << installed;
      QTest::addRow("power cut, in order%s", after) << static_cast<int>(CrashMode::PowerCutKeepingOrder) << installed;
    }
  }
  void killedAnywhereThePortsAreOpenedByTheNextTreatmentOrByUndo() {
    QFETCH(int, mode);
    QFETCH(bool, installed);
    const auto scripted = [installed](FakeTarget& target) {
      if (!installed) script(target).installs = {};
    };
    auto whole = running();
    scripted(*whole);
    QVERIFY_OK(treated(*whole));
    const std::size_t operations = whole->disk().written().size();
    QVERIFY(operations > 30 && journalLines(*whole) >= 11);
    std::size_t closedAfter = 0;
    std::size_t copiedAfter = 0;
    for (std::size_t n = 0; n <= operations; ++n) {
      auto target = running();
      scripted(*target);
      target->disk().crashAfter(n, static_cast<CrashMode>(mode));
      static_cast<void>(treated(*target));
      QVERIFY_SILENT(recovers(*target, "after operation " + std::to_string(n) + ": ", closedAfter, copiedAfter));
    }
    QVERIFY(closedAfter > 10);  // else no crash fell between closing and opening
    QVERIFY(copiedAfter > 3);
  }

  void killedBeforeEachChangeOfTheFirewall() {
    auto whole = running();
    QVERIFY_OK(treated(*whole));
    const std::size_t changes = whole->running().firewall().changes().size();
    QCOMPARE(changes, std::size_t{8});
    std::size_t closedAfter = 0;
    std::size_t copiedAfter = 0;
    for (std::size_t n = 0; n < changes; ++n) {
      auto target = running();
      std::size_t seen = 0;
      target->running().firewall().whenChanged([&](std::string_view) {
        if (seen++ != n) return;
        target->disk().crashAfter(target->disk().written().size(), CrashMode::Killed);
        static_cast<void>(target->disk().syncFolder(WinPath::root('C')));
      });
      static_cast<void>(treated(*target));
      QVERIFY(target->disk().crashed());
      QVERIFY_SILENT(recovers(*target, "before change " + std::to_string(n) + ": ", closedAfter, copiedAfter));
    }
    QVERIFY(closedAfter >= 6);
  }

  void killedWhilePuttingBackAfterTheRestartItIsDoneTheNextTime() {
    const auto waiting = [this] {
      auto target = running();
      FakeLive::Package& made = script(*target);
      made.exitCode = 3010;
      if (!treated(*target)) qFatal("not treated");
      target->running().restart();
      return target;
    };
    auto whole = waiting();
    const std::size_t before = whole->disk().written().size();
    QVERIFY_OK(endProtection(*whole, advisories_, {}));
    for (std::size_t n = before; n <= whole->disk().written().size(); ++n) {
      auto target = waiting();
      target->disk().crashAfter(n, CrashMode::PowerCut);
      static_cast<void>(endProtection(*target, advisories_, {}));
      auto again = target->afterCrash();
      QVERIFY_OK(endProtection(*again, advisories_, {}));
      QVERIFY_SILENT(firewallIsAsBefore(*again));
      QVERIFY(looked(*again).portsClosed.empty());
    }
  }

  void aPackageThatStillRunsAfterACrashIsNotStartedTwice() {
    auto target = running();
    FakeLive::Package& made = script(*target);
    made.staysOpen = true;
    made.installs = [&target] {
      target->disk().crashAfter(target->disk().written().size(), CrashMode::Killed);
      static_cast<void>(target->disk().syncFolder(WinPath::root('C')));
    };
    static_cast<void>(treated(*target));
    auto again = target->afterCrash();
    script(*again);
    const std::size_t before = again->running().packagesRun().size();
    auto report = treated(*again);
    QVERIFY_OK(report);
    QVERIFY2(outcomeOf(*report, "install_package") == "failed" && report->exitCode == ExitIncomplete, saidOf(*report).c_str());
    QCOMPARE(again->running().packagesRun().size(), before);
    QVERIFY_SILENT(firewallIsAsBefore(*again));
  }

  void aJournalWithAWrongRuleOrPackageIsCorrupt_data() {
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::newRow("port") << "4444" << "70000";
    QTest::newRow("ports no list") << "\"ports\":[" << "\"ports\":{\"a\":[";
    QTest::newRow("no direction") << "\"inbound\":true" << "\"inbound\":1";
    QTest::newRow("unknown key") << "\"inbound\":" << "\"outbound\":";
    QTest::newRow("signer") << "\"signer\":\"" << "\"signed\":\"";
    QTest::newRow("folder") << "\"folder\":\"C:" << "\"folder\":\"C";
    QTest::newRow("hash") << "\"sha256\":\"" << "\"sha256\":\"zz";
  }
  void aJournalWithAWrongRuleOrPackageIsCorrupt() {
    QFETCH(QString, from);
    QFETCH(QString, to);
    auto target = running();
    QVERIFY_OK(treated(*target));
    auto folders = runFolders(target->files(), 'C');
    QVERIFY(folders && folders->size() == 1);
    const std::string bytes = target->disk().bytes((folders->back() / "journal.jsonl").text()).value_or("");
    QVERIFY(parseJournal(bytes, "journal").has_value());
    // Each line is written anew with its sum, so that it is the content that is refused.
    std::string forged;
    std::string sum;
    bool changed = false;
    for (const QByteArray& line : QByteArray::fromStdString(bytes).split('\n')) {
      if (line.isEmpty()) continue;
      QByteArray text = line;
      const qsizetype at = text.indexOf(from.toUtf8());
      const bool here = text.contains("close_ports") || text.contains("install_package");
      if (here && at >= 0 && !changed) {
        text.replace(at, from.size(), to.toUtf8());
        changed = true;
      }
      const qsizetype end = text.lastIndexOf(",\"sum\":");
      const std::string body = text.left(end).toStdString() + "}";
      sum = sha256Of(sum + body).substr(0, 16);
      forged += body.substr(0, body.size() - 1) + ",\"sum\":\"" + sum + "\"}\n";
    }
    QVERIFY(changed);
    const auto journal = parseJournal(forged, "journal");
    QVERIFY(!journal && journal.error().code == Errc::Corrupt);
  }

 private:
  /// After a crash: a check changes nothing and tells what is closed; treating again, and undoing alone, both leave the firewall as the user has it.
  std::string recovers(FakeTarget& crashed, const std::string& at, std::size_t& closedAfter, std::size_t& copiedAfter) {
    {
      auto again = crashed.afterCrash();
      script(*again);
      const std::vector<std::string> closed = again->running().firewall().names();
      closedAfter += closed.empty() ? 0U : 1U;
      copiedAfter += hasCopy(*again) ? 1U : 0U;
      const auto before = again->disk().everything();
      const Report seen = looked(*again);
      if (again->disk().everything() != before || again->running().firewall().names() != closed) return at + "a check changed something";
      if (!closed.empty() && seen.portsClosed.empty()) return at + "closed ports are not told";
      auto finished = treated(*again);
      if (!finished) return at + describe(finished.error());
      const bool done = finished->assessment.infection == Infection::Clean && finished->assessment.exposure == Exposure::Closed;
      if (!done || finished->exitCode != ExitClean) return at + saidOf(*finished);
      if (std::string said = firewallIsAsBefore(*again); !said.empty()) return at + "after treating: " + said;
      if (hasCopy(*again)) return at + "a copy stays";
      if (!looked(*again).portsClosed.empty()) return at + "ports are told closed that are open";
    }
    auto again = crashed.afterCrash();
    for (int guard = 0; guard < 5; ++guard) {
      auto known = runs(*again);
      if (!known) return at + describe(known.error());
      if (std::ranges::all_of(known->runs, &RunSummary::undone)) break;
      auto undone = undo(*again, advisories_, std::nullopt, {}, {}, {});
      if (!undone) return at + describe(undone.error());
      if (undone->exitCode != ExitClean) return at + "undo: " + saidOf(*undone);
    }
    if (std::string said = firewallIsAsBefore(*again); !said.empty()) return at + "after undoing: " + said;
    if (hasCopy(*again)) return at + "a copy stays after undoing";
    return {};
  }
};

}  // namespace
}  // namespace sankajo::test

QTEST_APPLESS_MAIN(sankajo::test::TestInstalling)
#include "test_installing.moc"
