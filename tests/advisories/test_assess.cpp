// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>
#include <filesystem>
#include <fstream>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "engine/engine.h"
#include "engine/plan.h"
#include "tests/support/disk_builder.h"
#include "tests/support/verdict.h"

// Judgement without a disk. A pair in tests/advisories/<pack>: NAME.in.json is evidence as evidence.h writes it, NAME.out.json is what
// must be said of it:
//
//   {"infection", "exposure", "next_step", "exit",
//    "findings": {THREAT: {"state", "observations": ["STRENGTH WHERE", ...]}},
//    "patches": {ID: STATE}, "package": file name or null, "advised": ["KB FILE", ...] (only where there is any), "plan": ["GROUP ACTION WHERE", ...]}
//
// A new pair needs no line of code.

using namespace sankajo;
using namespace sankajo::test;

namespace {

namespace fs = std::filesystem;
using Json = nlohmann::json;

const fs::path kPairs = SANKAJO_SOURCE_DIR "/tests/advisories/blaster";

Json jsonAt(const fs::path& file) {
  std::ifstream stream(file, std::ios::binary);
  return Json::parse(std::string(std::istreambuf_iterator<char>(stream), {}), nullptr, false);
}

std::set<std::string> namesEndingIn(std::string_view ending) {
  std::set<std::string> names;
  for (const fs::directory_entry& entry : fs::directory_iterator(kPairs)) {
    const std::string file = entry.path().filename().string();
    if (file.ends_with(ending)) names.insert(file.substr(0, file.size() - ending.size()));
  }
  return names;
}

Json saidOf(const Evidence& evidence, const std::vector<Advisory>& advisories) {
  const Assessment assessment = assess(evidence, advisories);
  Json findings = Json::object();
  for (const Finding& finding : assessment.findings) {
    Json observations = Json::array();
    for (const JudgedObservation& one : finding.observations) {
      observations.push_back(std::string(name(one.strength)) + " " + evidence.observations.at(one.observation).where);
    }
    findings[finding.threat] = {{"state", name(finding.state)}, {"observations", std::move(observations)}};
  }
  Json patches = Json::object();
  Json package;
  for (const HoleFinding& hole : assessment.holes) {
    for (const PatchFinding& patch : hole.patches) patches[patch.id] = name(patch.state);
    if (hole.needed) package = hole.needed->file;
  }
  Json plan = Json::array();
  for (const Operation& one : makePlan(evidence, assessment, advisories).operations) {
    plan.push_back(std::string(name(one.consent)) + " " + std::string(name(one.action)) + " " + whereOf(one.action));
  }
  Json said = {{"infection", name(assessment.infection)}, {"exposure", name(assessment.exposure)},
               {"next_step", name(assessment.nextStep)},  {"exit", checkExitCode(assessment)},
               {"findings", std::move(findings)},         {"patches", std::move(patches)},
               {"package", std::move(package)},           {"plan", std::move(plan)}};
  for (const AdvisedFinding& one : assessment.advised) said["advised"].push_back(one.patch + " " + one.file);
  return said;
}

}  // namespace

class TestAssess : public QObject {
  Q_OBJECT

 private:
  std::vector<Advisory> advisories_;

 private slots:
  void initTestCase() {
    auto pack = readPack(SANKAJO_SOURCE_DIR "/resources/advisories/blaster");
    QVERIFY_OK(pack);
    auto advisory = parseAdvisory(*pack);
    QVERIFY_OK(advisory);
    advisories_.push_back(std::move(*advisory));
  }

  void everyFileHasItsPartner() {
    const std::set<std::string> given = namesEndingIn(".in.json");
    QVERIFY(given.size() >= 8);
    QVERIFY(given == namesEndingIn(".out.json"));
    const auto files = std::distance(fs::directory_iterator(kPairs), fs::directory_iterator());
    QCOMPARE(static_cast<std::size_t>(files), 2 * given.size());
  }

  void theEvidenceIsJudgedAsItsPartnerSays_data() {
    QTest::addColumn<QByteArray>("pair");
    for (const std::string& one : namesEndingIn(".in.json")) QTest::newRow(one.c_str()) << QByteArray::fromStdString(one);
  }
  void theEvidenceIsJudgedAsItsPartnerSays() {
    QFETCH(QByteArray, pair);
    const auto evidence = evidenceFromJson(jsonAt(kPairs / (pair.toStdString() + ".in.json")));
    QVERIFY_OK(evidence);
    const Json expected = jsonAt(kPairs / (pair.toStdString() + ".out.json"));
    const Json said = saidOf(*evidence, advisories_);
    QVERIFY2(said == expected, ("\n" + said.dump(1) + "\nis not\n" + expected.dump(1)).c_str());
  }

  void aPackThatIsNotTrustedPlansNothing() {
    std::vector<Advisory> advisories = advisories_;
    advisories.front().trusted = false;
    for (const std::string& one : namesEndingIn(".in.json")) {
      const auto evidence = evidenceFromJson(jsonAt(kPairs / (one + ".in.json")));
      QVERIFY_OK(evidence);
      QVERIFY2(makePlan(*evidence, assess(*evidence, advisories), advisories).operations.empty(), one.c_str());
    }
  }

  void evidenceSurvivesTheWayThroughJson_data() {
    QTest::addColumn<int>("system");
    for (const DiskSystem system : kDiskSystems) QTest::newRow(std::string(name(system)).c_str()) << static_cast<int>(system);
  }
  void evidenceSurvivesTheWayThroughJson() {
    QFETCH(int, system);
    DiskBuilder disk({.system = static_cast<DiskSystem>(system), .patch = PatchLevel::None, .eventLog = true});
    for (const std::string& threat : threatIds()) disk.threat(threat, Specimen::WithStrings, {.files = true, .entries = true, .prefetch = true});
    disk.program("RECYCLER\\S-1-5-21-1409082233-706699826-1060284298-1003\\Dc1.exe", 4096, {std::string(kBlasterText)});
    const auto target = disk.fakeTarget();
    target->disk().makeUnreadable(R"(C:\Documents and Settings)", Errc::AccessDenied);
    const auto collected = collect(*target, advisories_, Depth::Standard, [](const Progress&) {}, {});
    QVERIFY_OK(collected);
    const Json written = *collected;
    const auto read = evidenceFromJson(Json::parse(written.dump()));
    QVERIFY_OK(read);
    QVERIFY(Json(*read) == written);
    // What JSON does not show differently is judged: every kind of observation must come back as what it was.
    QCOMPARE(saidOf(*read, advisories_).dump(1), saidOf(*collected, advisories_).dump(1));
    for (std::size_t i = 0; i < collected->observations.size(); ++i) {
      QVERIFY2(read->observations.at(i).kind == collected->observations[i].kind, collected->observations[i].where.c_str());
      QVERIFY2(read->observations[i].matches == collected->observations[i].matches, collected->observations[i].where.c_str());
    }
    QVERIFY(read->system.id() == collected->system.id());
  }

  void hostileJsonIsAnError_data() {
    QTest::addColumn<QByteArray>("pointer");
    QTest::addColumn<QByteArray>("value");
    const auto row = [](const char* title, const char* pointer, const char* value) { QTest::newRow(title) << QByteArray(pointer) << QByteArray(value); };
    row("no object", "", "[]");
    row("null", "", "null");
    row("a number", "", "1e999");
    row("no depth", "/depth", "");
    row("an unknown depth", "/depth", R"("deepest")");
    row("a depth that is no text", "/depth", "3");
    row("an unknown system", "/system/family", R"("windows_95")");
    row("a build that is text", "/system/build", R"("2600")");
    row("a negative build", "/system/build", "-1");
    row("a build beyond its type", "/system/build", "4294967296");
    row("observations that are none", "/observations", "7");
    row("an observation that is text", "/observations/0", R"("msblast.exe")");
    row("an unknown kind", "/observations/0/kind", R"("rumour")");
    row("an unknown state", "/observations/0/state", R"("maybe")");
    row("a relative path", "/observations/0/file/path", R"("..\\..\\evil.exe")");
    row("a negative size", "/observations/0/file/size", "-1");
    row("half a size", "/observations/0/file/size", "0.5");
    row("an unknown place", "/observations/0/file/place", R"("nowhere")");
    row("a match of two parts", "/observations/0/file/by_name/0", R"(["blaster", "W32.Blaster.A"])");
    row("a match of four parts", "/observations/0/file/by_name/0", R"(["blaster", "W32.Blaster.A", "file", "x"])");
    row("a key of no hive", "/observations/1/entry/key", R"("HKXX\\Run")");
    row("data that is no base64", "/observations/1/entry/value/data", R"("???")");
    row("a type beyond its bounds", "/observations/1/entry/value/type", "4294967296");
    row("a file observation without a file", "/observations/0/file", "null");
    row("an entry observation without an entry", "/observations/1/entry", "null");
    row("a version of three parts", "/versions/0/version", R"("5.1.2600")");
    row("a version too large", "/versions/0/version", R"("5.1.2600.65536")");
    row("statistics below nothing", "/statistics/files_seen", "-3");
    row("an unknown key", "/execute", R"("evil.exe")");
  }
  void hostileJsonIsAnError() {
    QFETCH(QByteArray, pointer);
    QFETCH(QByteArray, value);
    Json evidence = jsonAt(kPairs / "infected_by_name_place_and_size.in.json");
    QVERIFY_OK(evidenceFromJson(evidence));
    const Json::json_pointer at(pointer.toStdString());
    if (value.isEmpty()) {
      evidence.at(at.parent_pointer()).erase(at.back());
    } else {
      evidence[at] = Json::parse(value.toStdString(), nullptr, false);
    }
    const auto read = evidenceFromJson(evidence);
    QVERIFY(!read);
    QVERIFY(read.error().code == Errc::Corrupt);
  }
};

QTEST_APPLESS_MAIN(TestAssess)
#include "test_assess.moc"
