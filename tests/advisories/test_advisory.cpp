// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/advisory.h"
#include "engine/rules.h"
#include "tests/advisories/blaster_pack.h"

using namespace sankajo;
using namespace sankajo::test;
using Json = nlohmann::json;

class TestAdvisory : public QObject {
  Q_OBJECT

  PackFiles pack_;
  Json good_;

 private slots:
  void initTestCase() {
    pack_ = blasterPack();
    QCOMPARE(pack_.files.size(), std::size_t{4});
    good_ = Json::parse(pack_.files.at("advisory.json"));
  }

  void theBlasterPackHasNoMistakes() {
    const std::vector<PackMistake> mistakes = lint(pack_);
    QVERIFY2(mistakes.empty(), described(mistakes));
    const Result<Advisory> advisory = parseAdvisory(pack_);
    QVERIFY(advisory.has_value());
    QCOMPARE(QByteArray::fromStdString(advisory->id), QByteArray("blaster"));
    QVERIFY(advisory->trusted);
    QCOMPARE(advisory->rules, pack_.files.at("rules.yar"));
    QVERIFY(advisory->texts.at("ja").size() == advisory->texts.at("en").size());
  }

  void everyThreatOfTheContractIsThere() {
    const Advisory advisory = *parseAdvisory(pack_);
    std::set<std::string> certain;
    std::set<std::string> possible;
    for (const Threat& threat : advisory.threats) (threat.possible ? possible : certain).insert(threat.id);
    QVERIFY(certain == (std::set<std::string>{"W32.Blaster", "W32.Blaster.A", "W32.Blaster.B", "W32.Blaster.C", "W32.Blaster.D",
                                              "W32.Blaster.E", "W32.Blaster.F", "W32.Blaster.T", "W32.Welchia.A", "W32.Welchia.B"}));
    QVERIFY(possible == (std::set<std::string>{"Cirebot", "Sdbot.RPC.A", "Randex.E", "W32.HLLW.Raleka", "Gaobot", "Spybot"}));
  }

  void theFirstBlasterIsKnownByNamePlaceSizeAndHash() {
    const Advisory advisory = *parseAdvisory(pack_);
    const Threat* const threat = advisory.threat("W32.Blaster.A");
    QVERIFY(threat != nullptr);
    QCOMPARE(threat->family, std::string("W32.Blaster"));
    const auto& file = std::get<FileIndicator>(threat->indicator("file")->what);
    QCOMPARE(file.folder, std::string("%SystemRoot%\\system32"));
    QCOMPARE(file.name, std::string("msblast.exe"));
    QCOMPARE(file.sizes.at(0).bytes, std::uint64_t{6176});
    QCOMPARE(file.hashes.at(0).hex, std::string("5ae700c1dffb00cef492844a4db6cd69"));
    QVERIFY(file.hashes.at(0).provenance.confidence == Confidence::OneSource);
    QVERIFY(!file.hashes.at(0).provenance.source.empty());
    QVERIFY(threat->indicator("mutex")->supporting);
  }

  void nothingIsRemovedOnMemoryAlone() {
    const Advisory advisory = *parseAdvisory(pack_);
    std::vector<std::string> fromMemory;
    for (const Threat& threat : advisory.threats) {
      for (const Remedy& remedy : threat.remedies) {
        const Indicator* const indicator = threat.indicator(remedy.indicator);
        if (!isCertain(indicator->provenance.confidence)) fromMemory.push_back(threat.id + " " + indicator->id);
        QVERIFY2(!indicator->supporting, threat.id.c_str());
      }
    }
    // Each beside a rule or a file of better provenance; a plan takes them only where that was found, too.
    const std::vector<std::string> beside = {"W32.Welchia.B file", "W32.Welchia.B service", "W32.Welchia.B prefetch", "Cirebot file-dcomx",
                                             "Cirebot file-lolx",  "Randex.E autorun"};
    QVERIFY(fromMemory == beside);
    QVERIFY(advisory.threat("W32.HLLW.Raleka")->remedies.empty());
  }

  void theHoleIsInEverySystemOfTheNoticesFirstNote() {
    const Advisory advisory = *parseAdvisory(pack_);
    std::set<std::string> affected;
    for (const SystemFamily family : advisory.hole->affected) affected.emplace(name(family));
    // NT Workstation too, which the notice's annex leaves out.
    QVERIFY(affected == (std::set<std::string>{"nt4_server", "nt4_terminal", "nt4_workstation", "windows_2000", "windows_xp", "windows_server_2003"}));
    QCOMPARE(affected.size(), advisory.hole->affected.size());
  }

  void theHoleHasTheBulletinsNumbers_data() {
    QTest::addColumn<QString>("patch");
    QTest::addColumn<QString>("branch");
    QTest::addColumn<QString>("file");
    QTest::addColumn<QString>("version");
    QTest::addColumn<bool>("certain");
    QTest::newRow("NT 4.0") << "KB823980"
                            << "nt4"
                            << "rpcss.exe"
                            << "4.0.1381.7224" << true;
    QTest::newRow("NT 4.0 ole32") << "KB823980"
                                  << "nt4"
                                  << "ole32.dll"
                                  << "4.0.1381.7224" << false;
    QTest::newRow("2000 rpcrt4") << "KB823980"
                                 << "w2000"
                                 << "rpcrt4.dll"
                                 << "5.0.2195.6753" << true;
    QTest::newRow("2000 rpcss") << "KB823980"
                                << "w2000"
                                << "rpcss.dll"
                                << "5.0.2195.6769" << false;
    QTest::newRow("XP RTM") << "KB823980"
                            << "xp_rtm"
                            << "rpcss.dll"
                            << "5.1.2600.115" << true;
    QTest::newRow("XP SP1 ole32") << "KB824146"
                                  << "xp_sp1"
                                  << "ole32.dll"
                                  << "5.1.2600.1263" << true;
    QTest::newRow("2003 lower than its neighbours") << "KB828741"
                                                    << "w2003"
                                                    << "rpcss.dll"
                                                    << "5.2.3790.132" << true;
    QTest::newRow("2003 ia64") << "KB828741"
                               << "w2003_ia64"
                               << "ole32.dll"
                               << "5.2.3790.146" << true;
    QTest::newRow("TSE") << "KB828741"
                         << "nt4_tse"
                         << "rpcrt4.dll"
                         << "4.0.1381.39774" << true;
  }
  void theHoleHasTheBulletinsNumbers() {
    QFETCH(QString, patch);
    QFETCH(QString, branch);
    QFETCH(QString, file);
    QFETCH(QString, version);
    QFETCH(bool, certain);
    const Advisory advisory = *parseAdvisory(pack_);
    const Patch* const found = advisory.hole->patch(patch.toStdString());
    QVERIFY(found != nullptr);
    const auto number = std::find_if(found->files.begin(), found->files.end(), [&](const FixedVersion& fixed) {
      return fixed.branch == branch.toStdString() && fixed.file == file.toStdString();
    });
    QVERIFY(number != found->files.end());
    QCOMPARE(QString::fromStdString(number->version.text()), version);
    QCOMPARE(isCertain(number->provenance.confidence), certain);
  }

  void eachMistakeIsToldWithItsPlace_data() {
    QTest::addColumn<int>("index");
    for (std::size_t i = 0; i < kMistakes.size(); ++i) QTest::newRow(kMistakes[i].title) << static_cast<int>(i);
  }
  void eachMistakeIsToldWithItsPlace() {
    QFETCH(int, index);
    const Mistake& mistake = kMistakes.at(static_cast<std::size_t>(index));
    PackFiles pack = pack_;
    pack.files["advisory.json"] = broken(good_, mistake).dump();
    const std::vector<PackMistake> found = lint(pack);
    const std::string place = resolved(good_, mistake.place == nullptr ? mistake.at : mistake.place);
    QVERIFY2(tells(found, "advisory.json", place, mistake.what), place.c_str() + QByteArray("\n") + described(found));
  }

  void parsingFailsAtTheFirstMistake() {
    PackFiles pack = pack_;
    pack.files["advisory.json"] = broken(good_, kMistakes.at(0)).dump();
    const Result<Advisory> parsed = parseAdvisory(pack);
    QVERIFY(!parsed);
    QVERIFY(parsed.error().code == Errc::BadAdvisory);
    QCOMPARE(QByteArray::fromStdString(parsed.error().subject), QByteArray::fromStdString(kBlaster));
    QCOMPARE(QByteArray::fromStdString(parsed.error().detail), QByteArray("advisory.json /colour: this key is not known"));
  }

  void everyMistakeIsListedNotOnlyTheFirst() {
    Json bad = good_;
    bad["limits"]["max_files"] = 0;
    bad["hole"]["closed_by"] = "KB1";
    bad["threats"][1]["family"] = "W32.Sasser";
    PackFiles pack = pack_;
    pack.files["advisory.json"] = bad.dump();
    pack.files["text.ja.json"] = "[]";
    const std::vector<PackMistake> found = lint(pack);
    QVERIFY(tells(found, "advisory.json", "/limits/max_files", "whole number"));
    QVERIFY(tells(found, "advisory.json", "/hole/closed_by", "no patch"));
    QVERIFY(tells(found, "advisory.json", "/threats/1/family", "no other threat"));
    QVERIFY(tells(found, "text.ja.json", "", "an object"));
  }

  void aKeyThatStandsTwiceIsAMistake() {
    PackFiles pack = pack_;
    std::string& text = pack.files["advisory.json"];
    text.replace(text.find("\"max_files\""), 0, "\"max_files\": 1, ");
    QVERIFY(tells(lint(pack), "advisory.json", "/limits/max_files", "twice"));
  }

  void whatIsNoJsonIsToldByItsLine_data() {
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QByteArray>("place");
    QTest::newRow("empty") << QByteArray() << QByteArray("line 1");
    QTest::newRow("cut off") << QByteArray("{\n\"schema\": ") << QByteArray("line 2");
    QTest::newRow("a comma too many") << QByteArray("{\n\n\"schema\": 1,\n}") << QByteArray("line 4");
    QTest::newRow("no UTF-8") << QByteArray("{\"\xff\": 1}") << QByteArray("line 1");
    QTest::newRow("something behind it") << QByteArray("{}\n{}") << QByteArray("line 2");
    QTest::newRow("a tower") << QByteArray(100, '[') << QByteArray("/0") + QByteArray("/0").repeated(30);
  }
  void whatIsNoJsonIsToldByItsLine() {
    QFETCH(QByteArray, text);
    QFETCH(QByteArray, place);
    PackFiles pack = pack_;
    pack.files["advisory.json"] = text.toStdString();
    const std::vector<PackMistake> found = lint(pack);
    QVERIFY2(tells(found, "advisory.json", place.toStdString(), ""), described(found));
  }

  void mistakesInTextsAreTold() {
    Json ja = Json::parse(pack_.files.at("text.ja.json"));
    ja.erase("hole.title");
    ja["threat.Gaobot.name"] = "";
    ja["threat.Sasser.name"] = "Sasser";
    ja["package.fetch"] = "ファイルを手に入れてください。";
    ja["hole.text"] = 3;
    PackFiles pack = pack_;
    pack.files["text.ja.json"] = ja.dump();
    const std::vector<PackMistake> found = lint(pack);
    QVERIFY(tells(found, "text.ja.json", "/hole.title", "missing"));
    QVERIFY(tells(found, "text.ja.json", "/threat.Gaobot.name", "empty"));
    QVERIFY(tells(found, "text.ja.json", "/threat.Sasser.name", "nothing uses"));
    QVERIFY(tells(found, "text.ja.json", "/package.fetch", "placeholders"));
    QVERIFY(tells(found, "text.ja.json", "/hole.text", "a text is wanted"));
  }

  void mistakesInRulesAreTold() {
    PackFiles pack = pack_;
    pack.files["rules.yar"] += "\nrule Unwanted { condition: false }\n";
    QVERIFY(tells(lint(pack), "rules.yar", "Unwanted", "no indicator"));
    pack.files["rules.yar"] = "\nrule Blaster { condition: $nothing }\n";
    const std::vector<PackMistake> found = lint(pack);
    QVERIFY2(tells(found, "rules.yar", "line 2", ""), described(found));
  }

  void aMissingOrAnAddedFileIsAMistake() {
    PackFiles pack = pack_;
    pack.files.erase("rules.yar");
    QVERIFY(tells(lint(pack), "rules.yar", "", "missing"));
    pack = pack_;
    pack.files["run.sh"] = "";
    QVERIFY(tells(lint(pack), "run.sh", "", "no place"));
  }

  void aPackThatIsCutOffAnywhereIsRefused() {
    const std::string whole = pack_.files.at("advisory.json");
    for (std::size_t length = 0; length + 2 < whole.size(); length += 997) {
      PackFiles pack = pack_;
      pack.files["advisory.json"] = whole.substr(0, length);
      QVERIFY(!parseAdvisory(pack));
    }
  }

  void aFolderWithoutAPackOrWithTooMuchInItIsRefused() {
    QTemporaryDir folder;
    const Result<PackFiles> none = readPack(folder.path().toStdString());
    QVERIFY(!none && none.error().code == Errc::BadAdvisory);
    for (const auto& [name, bytes] : pack_.files) write(folder.filePath(QString::fromStdString(name)), bytes);
    QVERIFY(readPack(folder.path().toStdString()).has_value());
    write(folder.filePath("rules.yar"), std::string((4U << 20U) + 1, ' '));
    const Result<PackFiles> tooMuch = readPack(folder.path().toStdString());
    QVERIFY(!tooMuch && tooMuch.error().code == Errc::BadAdvisory);
  }

  void fileVersionsAreReadStrictly() {
    QVERIFY(FileVersionNumber::parse("5.1.2600.1106") < FileVersionNumber::parse("5.1.2600.2180"));
    QCOMPARE(FileVersionNumber::parse("4.0.1381.65535")->text(), std::string("4.0.1381.65535"));
    for (const char* const text :
         {"", "5", "5.1.2600", "5.1.2600.1106.1", "5.1.2600.", "5.1.2600.65536", "5.1.2600.-1", "5.1. 2600.1", "a.b.c.d"}) {
      QVERIFY2(!FileVersionNumber::parse(text), text);
    }
  }

  void systemsHaveOneNameEach() {
    for (const SystemFamily family :
         {SystemFamily::Nt4Workstation, SystemFamily::Nt4Server, SystemFamily::Nt4Terminal, SystemFamily::Windows2000,
          SystemFamily::WindowsXp, SystemFamily::WindowsServer2003, SystemFamily::Other}) {
      QVERIFY(systemFamily(name(family)) == family);
    }
    QVERIFY(!systemFamily("windows_95"));
  }

  void theRulesMatchTheirStrings_data() { stringsOfTheRules(); }
  void theRulesMatchTheirStrings() {
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, rule);
    const Result<RuleSet> compiled = RuleSet::compile(pack_.files.at("rules.yar"), "rules.yar");
    QVERIFY(compiled.has_value());
    const Result<std::vector<std::string>> matches =
        compiled->scanner()->match(std::string_view(bytes.constData(), static_cast<std::size_t>(bytes.size())));
    QVERIFY(matches.has_value());
    QVERIFY(*matches == (rule.isEmpty() ? std::vector<std::string>{} : std::vector<std::string>{rule.toStdString()}));
  }
};

QTEST_APPLESS_MAIN(TestAdvisory)
#include "test_advisory.moc"
