// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QDir>
#include <QFile>
#include <QProcess>
#include <QStandardPaths>
#include <QTemporaryDir>
#include <QTest>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "engine/advisory.h"
#include "engine/rules.h"

using namespace sankajo;
using Json = nlohmann::json;

namespace {

const std::string kBlaster = SANKAJO_SOURCE_DIR "/resources/advisories/blaster";

PackFiles blasterPack() {
  const Result<PackFiles> pack = readPack(kBlaster);
  return pack ? *pack : PackFiles{};
}

/// `/threats/@W32.Blaster.A/indicators/@file`: `@id` stands for the number of the item that has this id.
std::string resolved(const Json& json, const std::string& pointer) {
  std::string result;
  const Json* at = &json;
  for (const QString& part : QString::fromStdString(pointer).split('/').mid(1)) {
    std::string token = part.toStdString();
    if (at != nullptr && at->is_array() && token.starts_with('@')) {
      const auto item = std::find_if(at->begin(), at->end(), [&](const Json& one) { return one.value("id", "") == token.substr(1); });
      token = std::to_string(item - at->begin());
    }
    result += "/" + token;
    if (at == nullptr) continue;
    if (at->is_array() && token != "-" && std::stoul(token) < at->size()) {
      at = &at->at(std::stoul(token));
    } else {
      at = at->is_object() && at->contains(token) ? &at->at(token) : nullptr;
    }
  }
  return result;
}

struct Mistake {
  const char* title;
  const char* op;  ///< "add", "replace", "remove" (RFC 6902)
  const char* at;
  const char* value;  ///< JSON
  const char* place;  ///< Where lint finds it; null: the same
  const char* what;   ///< Part of what lint says
  bool structural;    ///< The schema refuses it too
};

#define FILE_A "/threats/@W32.Blaster.A/indicators/@file"
#define SYS32 R"("%SystemRoot%\\system32")"
const std::vector<Mistake> kMistakes = {
    {"unknown key", "add", "/colour", R"("red")", nullptr, "not known", true},
    {"unknown key in a threat", "add", "/threats/@Gaobot/danger", "1", nullptr, "not known", true},
    {"unknown key in an indicator", "add", FILE_A "/path", R"("x")", nullptr, "not known", true},
    {"missing key", "remove", "/published", "", nullptr, "missing", true},
    {"missing key in an indicator", "remove", FILE_A "/folder", "", nullptr, "missing", true},
    {"missing confidence", "remove", FILE_A "/confidence", "", nullptr, "missing", true},
    {"wrong type", "replace", "/limits/max_files", R"("500")", nullptr, "whole number", true},
    {"another schema", "replace", "/schema", R"("sankajo.advisory/2")", nullptr, "only schema", true},
    {"no such day", "replace", "/published", R"("11 August 2003")", nullptr, "date", true},
    {"no limit of files", "replace", "/limits/max_files", "0", nullptr, "from 1 to 10000", true},
    {"too many files", "replace", "/limits/max_files", "10001", nullptr, "from 1 to 10000", true},
    {"too large a scan", "replace", "/limits/max_scan_size", "16777217", nullptr, "16777216", true},
    {"unknown kind", "replace", FILE_A "/kind", R"("smell")", nullptr, "no known kind", true},
    {"unknown confidence", "replace", FILE_A "/confidence", R"("3S")", nullptr, "none of", true},
    {"unknown action", "replace", "/threats/@Gaobot/remedies/0/action", R"("burn")", nullptr, "none of", true},
    {"unknown system", "replace", "/hole/affected/0", R"("windows_95")", nullptr, "no known system", true},
    {"hash of a wrong length", "replace", FILE_A "/hashes/0/hex", R"("5ae7")", nullptr, "hexadecimal", true},
    {"port out of range", "replace", "/threats/@W32.Blaster.A/indicators/@port-shell/first", "70000", nullptr, "65535", true},
    {"half a version", "replace", "/hole/branches/@xp_rtm/last", R"("5.1.2600")", nullptr, "four numbers", true},
    {"a rollup that cannot be told", "remove", "/hole/rollups/@KB891861/key", "", "/hole/rollups/@KB891861", "either", true},
    {"unknown language", "replace", "/hole/patches/@KB828741/packages/0/language", R"("0412")", nullptr, "none of", true},
    {"a rule from memory", "replace", "/threats/@W32.Blaster/indicators/@rule/confidence", R"("M")", nullptr, "memory", true},
    {"a mutex that is a sign", "remove", "/threats/@W32.Blaster.A/indicators/@mutex/supporting", "",
     "/threats/@W32.Blaster.A/indicators/@mutex", "supporting only", true},
    {"a path of its own", "replace", FILE_A "/folder", R"("C:\\WINDOWS\\system32")", nullptr, "%SystemRoot%", true},
    {"empty text", "replace", FILE_A "/name", R"("")", nullptr, "empty", true},
    {"no indicators", "replace", "/threats/@Gaobot/indicators", "[]", nullptr, "at least 1", true},

    {"unknown source", "replace", FILE_A "/source/0", R"("hearsay")", nullptr, "not among the sources", false},
    {"source that nothing names", "add", "/sources/hearsay", R"("A rumour")", nullptr, "nothing names", false},
    {"threat twice", "replace", "/threats/@W32.Blaster.B/id", R"("w32.blaster.a")", nullptr, "twice", false},
    {"indicator twice", "replace", "/threats/@W32.Blaster.A/indicators/@autorun/id", R"("file")", nullptr, "twice", false},
    {"remedy for nothing", "replace", "/threats/@Gaobot/remedies/0/indicator", R"("mutex")", nullptr, "no indicator", false},
    {"remedy that does not fit", "replace", "/threats/@Gaobot/remedies/0/action", R"("remove_service")", nullptr, "does not fit", false},
    {"remedy on what only supports", "add", "/threats/@W32.Blaster.A/remedies/-",
     R"({"indicator": "prefetch-tftp", "action": "remove_file"})", "/threats/@W32.Blaster.A/remedies/3/indicator", "supporting", false},
    {"remedy on memory alone", "add", "/threats/@W32.Welchia.B/remedies/-", R"({"indicator": "file", "action": "remove_file"})",
     "/threats/@W32.Welchia.B/remedies/1/indicator", "memory alone", false},
    {"removing Winlogon's value", "replace", "/threats/@Sdbot.RPC.A/remedies/3/action", R"("remove_value")", nullptr, "never removed",
     false},
    {"rule that is missing", "replace", "/threats/@W32.Blaster/indicators/@rule/rule", R"("Blister")", nullptr, "not in rules.yar", false},
    {"family that is missing", "replace", "/threats/@W32.Blaster.A/family", R"("W32.Sasser")", nullptr, "no other threat", false},
    {"family of a family", "replace", "/threats/@W32.Blaster.A/family", R"("W32.Blaster.B")", nullptr, "no family of its own", false},
    {"one file, two threats", "replace", "/threats/@W32.Blaster.B/indicators/@file/name", R"("MSBLAST.EXE")", nullptr, "one file", false},
    {"hash from memory alone", "add", "/threats/@W32.Welchia.B/indicators/@file/hashes",
     R"([{"kind": "md5", "hex": "53bfe15e9143d86b276d73fdcaf66265", "confidence": "M", "source": ["memory"]}])", nullptr, "memory", false},
    {"out of the Windows folder", "replace", FILE_A "/folder", R"("%SystemRoot%\\..")", nullptr, "below", false},
    {"Windows' svchost.exe", "replace", FILE_A "/name", R"("SvcHost.exe")", nullptr, "Windows' own", false},
    {"Windows' rpcss.dll", "replace", FILE_A "/name", R"("rpcss.dll")", nullptr, "Windows' own", false},
    {"Windows' explorer.exe", "replace", FILE_A, R"({"id": "file", "kind": "file", "folder": "%SystemRoot%", "name": "explorer.exe",
      "confidence": "2S", "source": ["symantec", "trend-a", "panda", "cuhk"]})",
     FILE_A "/name", "Windows' own", false},
    {"the boot loader", "replace", FILE_A, R"({"id": "file", "kind": "file", "folder": "%SystemDrive%\\", "name": "ntldr",
      "confidence": "2S", "source": ["symantec", "trend-a", "panda", "cuhk"]})",
     FILE_A "/name", "Windows' own", false},
    {"a registry hive", "replace", FILE_A, R"({"id": "file", "kind": "file", "folder": "%SystemRoot%\\system32\\config", "name": "SYSTEM",
      "confidence": "2S", "source": ["symantec", "trend-a", "panda", "cuhk"]})",
     FILE_A "/name", "Windows' own", false},
    {"a start-up entry of Windows", "replace", "/threats/@W32.Blaster.A/indicators/@autorun/starts", R"("ctfmon.exe")", nullptr,
     "Windows has", false},
    {"Windows' own shell", "replace", "/threats/@Sdbot.RPC.A/indicators/@shell/starts", R"("explorer.exe")", nullptr, "Windows has", false},
    {"a service that Windows needs", "replace", "/threats/@W32.Welchia.A/indicators/@service/key", R"("RpcSs")", nullptr, "to start",
     false},
    {"a service's program of Windows' own", "replace", "/threats/@W32.Welchia.A/indicators/@service/program",
     R"("%SystemRoot%\\system32\\dllhost.exe")", nullptr, "Windows' own", false},
    {"prefetch of Windows' dllhost.exe", "remove", "/threats/@W32.Welchia.A/indicators/@prefetch/within", "",
     "/threats/@W32.Welchia.A/indicators/@prefetch/program", "Windows has", false},
    {"ports backwards", "replace", "/threats/@W32.Welchia.A/indicators/@port-shell/last", "600", nullptr, "before the first", false},
    {"unknown closing patch", "replace", "/hole/closed_by", R"("KB1")", nullptr, "no patch", false},
    {"unknown wanted patch", "replace", "/hole/wanted", R"("KB1")", nullptr, "no patch", false},
    {"unknown branch", "replace", "/hole/patches/@KB823980/files/0/branch", R"("nt5")", nullptr, "no branch", false},
    {"number outside its branch", "replace", "/hole/patches/@KB823980/files/0/version", R"("4.0.1381.33000")", nullptr, "outside", false},
    {"number of a fixed branch", "replace", "/hole/patches/@KB823980/files/0/branch", R"("xp_sp2")", nullptr, "fixed", false},
    {"number that is open", "replace", "/hole/branches/@xp_rtm/open_up_to", R"("5.1.2600.110")", "/hole/patches/@KB823980/files/10/version",
     "is open", false},
    {"branches that overlap", "replace", "/hole/branches/@xp_rtm/last", R"("5.1.2600.1106")", "/hole/branches/@xp_sp1", "overlaps", false},
    {"no certain number", "replace", "/hole/patches/@KB828741/files/0/confidence", R"("M")", "/hole/branches/@nt4", "no certain number",
     false},
    {"rollup of an unknown patch", "replace", "/hole/rollups/@KB891861/contains/0", R"("KB1")", nullptr, "no patch", false},
    {"address of another file", "replace", "/hole/patches/@KB828741/packages/0/address", R"("/download/b/other.exe")", nullptr, "ends in",
     false},
    {"service pack for another system", "add", "/protections/@block_ports/from_service_pack", R"({"nt4_server": 6})",
     "/protections/@block_ports/from_service_pack/nt4_server", "none of", false},
    {"protection twice", "replace", "/protections/@dcom_off/id", R"("block_ports")", nullptr, "twice", false},
};

QByteArray described(const std::vector<PackMistake>& mistakes) {
  std::string text;
  for (const PackMistake& mistake : mistakes) text += mistake.file + " " + mistake.place + ": " + mistake.what + "\n";
  return QByteArray::fromStdString(text);
}

bool tells(const std::vector<PackMistake>& mistakes, const std::string& file, const std::string& place, const std::string& what) {
  return std::any_of(mistakes.begin(), mistakes.end(), [&](const PackMistake& mistake) {
    return mistake.file == file && mistake.place == place && mistake.what.find(what) != std::string::npos;
  });
}

Json broken(const Json& good, const Mistake& mistake) {
  Json step = {{"op", mistake.op}, {"path", resolved(good, mistake.at)}};
  if (std::string_view(mistake.op) != "remove") step["value"] = Json::parse(mistake.value);
  return good.patch(Json::array({step}));
}

/// Runs a program to its end and gives what it printed; empty, with the test failed, where it cannot be run.
QByteArray outputOf(const QString& program, const QStringList& arguments) {
  QProcess process;
  process.setProcessChannelMode(QProcess::MergedChannels);
  process.start(program, arguments);
  if (!process.waitForStarted() || !process.waitForFinished(60'000) || process.exitStatus() != QProcess::NormalExit) {
    QTest::qFail(qPrintable(program + " cannot be run"), __FILE__, __LINE__);
    return {};
  }
  return process.readAll();
}

void write(const QString& path, const std::string& bytes) {
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  QCOMPARE(file.write(QByteArray::fromStdString(bytes)), static_cast<qint64>(bytes.size()));
}

/// The names of those files that the schema refuses, or a Python error.
QSet<QByteArray> refusedBySchema(const QStringList& files) {
  const QString script = R"(
import json, sys
import jsonschema
schema = json.load(open(sys.argv[1], encoding="utf-8"))
jsonschema.Draft202012Validator.check_schema(schema)
validator = jsonschema.Draft202012Validator(schema)
for path in sys.argv[2:]:
    if not validator.is_valid(json.load(open(path, encoding="utf-8"))):
        print(path)
print("looked")
)";
  const QByteArray out =
      outputOf("/usr/bin/python3", QStringList{"-c", script, SANKAJO_SOURCE_DIR "/resources/advisories/advisory.schema.json"} + files);
  QList<QByteArray> lines = out.trimmed().split('\n');
  if (lines.takeLast() != "looked") QTest::qFail(("the schema could not be asked: " + out).constData(), __FILE__, __LINE__);
  return {lines.begin(), lines.end()};
}

}  // namespace

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

  void theBlasterPackFollowsTheSchema() { QVERIFY(refusedBySchema({QString::fromStdString(kBlaster + "/advisory.json")}).isEmpty()); }

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
    for (const Threat& threat : advisory.threats) {
      for (const Remedy& remedy : threat.remedies) {
        const Indicator* const indicator = threat.indicator(remedy.indicator);
        QVERIFY2(isCertain(indicator->provenance.confidence), threat.id.c_str());
        QVERIFY2(!indicator->supporting, threat.id.c_str());
      }
    }
    QVERIFY(advisory.threat("W32.HLLW.Raleka")->remedies.empty());
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

  void theSchemaRefusesWhatIsWronglyBuiltAndNothingElse() {
    QTemporaryDir folder;
    QStringList files;
    for (std::size_t i = 0; i < kMistakes.size(); ++i) {
      files << folder.filePath(QString("%1.json").arg(i));
      write(files.last(), broken(good_, kMistakes[i]).dump());
    }
    const QSet<QByteArray> refused = refusedBySchema(files);
    for (std::size_t i = 0; i < kMistakes.size(); ++i) {
      const bool isRefused = refused.contains(files.at(static_cast<int>(i)).toUtf8());
      QVERIFY2(isRefused == kMistakes[i].structural, kMistakes[i].title);
    }
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

  void theRulesMatchTheirStringsWithPlainYara_data() {
    QTest::addColumn<QByteArray>("bytes");
    QTest::addColumn<QByteArray>("rule");
    const auto wide = [](const QByteArray& text) {
      QByteArray result;
      for (const char c : text) result.append(c).append('\0');
      return result;
    };
    const QByteArray san = "I just want to say LOVE YOU SAN!!";
    QTest::newRow("Blaster") << "MZ..." + san + " bill" << QByteArray("Blaster");
    QTest::newRow("Blaster, wide") << wide(san) << QByteArray("Blaster");
    QTest::newRow("Blaster, half of it") << san.left(20) << QByteArray();
    QTest::newRow("Blaster, other letters") << san.toLower() << QByteArray();
    QTest::newRow("Welchia A") << QByteArray("I love my wife & baby :)~~~ Welcome Chian~~~ Notice") << QByteArray("Welchia_A");
    QTest::newRow("Welchia A, one part") << QByteArray("I love my wife & baby :)~~~") << QByteArray();
    QTest::newRow("Welchia B") << QByteArray("LET HISTORY TELL FUTURE !") << QByteArray("Welchia_B");
    QTest::newRow("Cirebot") << QByteArray("rpc autorooter by ERIC") << QByteArray("Cirebot");
    QTest::newRow("a letter home") << QByteArray("The Blaster worm, msblast.exe, MS03-026") << QByteArray();
  }
  void theRulesMatchTheirStringsWithPlainYara() {
    QFETCH(QByteArray, bytes);
    QFETCH(QByteArray, rule);
    const QString yara = QStandardPaths::findExecutable("yara");
    QVERIFY2(!yara.isEmpty(), "yara is not installed");
    QTemporaryDir folder;
    const QString sample = folder.filePath("sample");
    write(sample, bytes.toStdString());
    const QByteArray line = outputOf(yara, {"-w", QString::fromStdString(kBlaster + "/rules.yar"), sample}).trimmed();
    QCOMPARE(line, rule.isEmpty() ? QByteArray() : rule + " " + sample.toUtf8());

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
