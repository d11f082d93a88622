// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>
#include <QString>
#include <QTest>
#include <algorithm>
#include <nlohmann/json.hpp>
#include <string>
#include <vector>

#include "engine/advisory.h"

// The pack, and the mistakes that somebody may make in one.

namespace sankajo::test {

using Json = nlohmann::json;

inline const std::string kBlaster = SANKAJO_SOURCE_DIR "/resources/advisories/blaster";

inline PackFiles blasterPack() {
  const Result<PackFiles> pack = readPack(kBlaster);
  return pack ? *pack : PackFiles{};
}

/// `/threats/@W32.Blaster.A/indicators/@file`: `@id` stands for the number of the item that has this id.
inline std::string resolved(const Json& json, const std::string& pointer) {
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
inline const std::vector<Mistake> kMistakes = {
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
    {"a hash from memory", "replace", FILE_A "/hashes/0/confidence", R"("M")", nullptr, "memory", true},
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
    {"remedy on memory alone", "add", "/threats/@W32.HLLW.Raleka/remedies/-", R"({"indicator": "file", "action": "remove_file"})",
     "/threats/@W32.HLLW.Raleka/remedies/0/indicator", "rests on memory", false},
    {"removing Winlogon's value", "replace", "/threats/@Sdbot.RPC.A/remedies/3/action", R"("remove_value")", nullptr, "never removed",
     false},
    {"rule that is missing", "replace", "/threats/@W32.Blaster/indicators/@rule/rule", R"("Blister")", nullptr, "not in rules.yar", false},
    {"family that is missing", "replace", "/threats/@W32.Blaster.A/family", R"("W32.Sasser")", nullptr, "no other threat", false},
    {"family of a family", "replace", "/threats/@W32.Blaster.A/family", R"("W32.Blaster.B")", nullptr, "no family of its own", false},
    {"one file, two threats", "replace", "/threats/@W32.Blaster.B/indicators/@file/name", R"("MSBLAST.EXE")", nullptr, "one file", false},
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
    {"switches that do more", "replace", "/hole/patches/@KB828741/switches/0/arguments", R"("/q & format")", nullptr, "words of", true},
    {"switches twice for a system", "replace", "/hole/patches/@KB828741/switches/1/systems/0", R"("windows_xp")",
     "/hole/patches/@KB828741/switches/1/systems", "twice", false},
    {"advised for an unknown threat", "replace", "/advised/0/threats/0", R"("W32.Sasser")", nullptr, "no threat", false},
    {"advised patch of the hole", "replace", "/advised/0/patch", R"("KB828741")", nullptr, "of the hole", false},
    {"advised for no threat", "replace", "/advised/0/threats", "[]", nullptr, "at least 1", true},
    {"advised up to another system's service pack", "add", "/advised/0/not_from_service_pack", R"({"windows_server_2003": 1})",
     "/advised/0/not_from_service_pack/windows_server_2003", "none of", false},
    {"advised key outside of the registry", "replace", "/advised/0/keys/0/key", R"("HKCU\\Software")", nullptr, "", true},
    {"service pack for another system", "add", "/protections/@block_ports/from_service_pack", R"({"nt4_server": 6})",
     "/protections/@block_ports/from_service_pack/nt4_server", "none of", false},
    {"protection twice", "replace", "/protections/@dcom_off/id", R"("block_ports")", nullptr, "twice", false},
};

inline QByteArray described(const std::vector<PackMistake>& mistakes) {
  std::string text;
  for (const PackMistake& mistake : mistakes) text += mistake.file + " " + mistake.place + ": " + mistake.what + "\n";
  return QByteArray::fromStdString(text);
}

inline bool tells(const std::vector<PackMistake>& mistakes, const std::string& file, const std::string& place, const std::string& what) {
  return std::any_of(mistakes.begin(), mistakes.end(), [&](const PackMistake& mistake) {
    return mistake.file == file && mistake.place == place && mistake.what.find(what) != std::string::npos;
  });
}

inline Json broken(const Json& good, const Mistake& mistake) {
  Json step = {{"op", mistake.op}, {"path", resolved(good, mistake.at)}};
  if (std::string_view(mistake.op) != "remove") step["value"] = Json::parse(mistake.value);
  return good.patch(Json::array({step}));
}

/// Rows of bytes and of the rule that must match them.
inline void stringsOfTheRules() {
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

inline void write(const QString& path, const std::string& bytes) {
  QFile file(path);
  QVERIFY(file.open(QIODevice::WriteOnly));
  QCOMPARE(file.write(QByteArray::fromStdString(bytes)), static_cast<qint64>(bytes.size()));
}

}  // namespace sankajo::test
