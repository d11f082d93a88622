// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QTemporaryDir>
#include <QtTest>
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <vector>

#include "engine/advisory.h"
#include "engine/engine.h"
#include "engine/guard.h"
#include "engine/hash.h"
#include "engine/quarantine.h"
#include "engine/target/offline.h"
#include "engine/text.h"
#include "tests/support/disk_builder.h"
#include "tests/support/host.h"
#include "tests/support/pe_builder.h"
#include "tests/support/snapshot.h"
#include "tests/support/verdict.h"

// What is broken, hostile or missing on a disk, or in a pack. Each ends in the right code, and nothing is changed or lost. A test that
// cannot make its condition fails.

namespace sankajo::test {

namespace fs = std::filesystem;
using Json = nlohmann::json;

inline const ProgressCallback kNoProgress = [](const Progress&) {};
inline const OperationCallback kNoOperation = [](const Operation&, const OperationResult*) {};
inline std::optional<ConsentGiven> consentToAll(const Report& /*check*/, const Plan& /*plan*/) { return ConsentGiven{true, true, true}; }

inline const std::vector<std::string> kBlasterTexts = {std::string(kBlasterText), std::string(kBlasterText2)};

/// XP SP1 without patches and without a worm: exit 11, and 12 where something needed cannot be read.
inline DiskBuilder cleanDisk() { return DiskBuilder({.system = DiskSystem::XpSp1}); }
/// The same with Blaster.A and Welchia.A: exit 10 whatever else cannot be read.
inline DiskBuilder wormyDisk() {
  DiskBuilder disk = cleanDisk();
  disk.threat("W32.Blaster.A", Specimen::WithStrings).threat("W32.Welchia.A", Specimen::PublishedSize);
  return disk;
}

/// A disk in a folder of this host, which others may enter.
class HostDisk {
 public:
  explicit HostDisk(const DiskBuilder& builder) : written_(builder.writeTo(path())) { letOthersIn(); }
  explicit HostDisk() { letOthersIn(); }
  ~HostDisk() {
    std::error_code left;  // QTemporaryDir leaves names that are no UTF-8 behind
    fs::remove_all(path(), left);
  }
  HostDisk(const HostDisk&) = delete;
  HostDisk& operator=(const HostDisk&) = delete;
  std::string path() const { return folder_.path().toStdString(); }
  std::string at(const std::string& below) const {
    std::string host = path() + "/" + below;
    std::replace(host.begin(), host.end(), '\\', '/');
    return host;
  }
  const Status& written() const { return written_; }

 private:
  void letOthersIn() { fs::permissions(path(), static_cast<fs::perms>(0755)); }

  QTemporaryDir folder_;
  Status written_;
};

inline void writeHost(const std::string& path, std::string_view bytes) {
  fs::create_directories(fs::path(path).parent_path());
  std::ofstream(path, std::ios::binary | std::ios::trunc).write(bytes.data(), static_cast<std::streamsize>(bytes.size()));
}
inline std::string readHost(const std::string& path) {
  std::ifstream stream(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(stream), {}};
}

inline std::string errorWord(const Error& error) { return "error " + std::string(name(error.code)); }

inline std::uint32_t u32(const std::string& bytes, std::size_t at) {
  std::uint32_t value = 0;
  for (std::size_t i = 4; i-- > 0;) value = (value << 8U) | static_cast<unsigned char>(bytes.at(at + i));
  return value;
}
inline void put32(std::string& bytes, std::size_t at, std::uint32_t value) {
  for (std::size_t i = 0; i < 4; ++i) bytes.at(at + i) = static_cast<char>((value >> (8 * i)) & 0xFF);
}

/// A hive whose root is its own sub-key, several times (regf: root cell at 0x24, in the key node the list's place at 0x1C; the list has a
/// 4-byte head and 8 bytes an entry).
inline std::string selfReferential(std::string hive) {
  const std::uint32_t root = u32(hive, 0x24);
  const std::size_t list = 0x1000 + std::size_t{u32(hive, 0x1000 + root + 4 + 0x1C)} + 4;
  const auto count = static_cast<unsigned char>(hive.at(list + 2));
  for (std::size_t i = 0; i < count; ++i) put32(hive, list + 4 + 8 * i, root);
  return hive;
}

inline std::string garbage(std::size_t size) {
  std::string bytes(size, '\0');
  std::uint32_t state = 0x2003;
  for (char& byte : bytes) byte = static_cast<char>((state = state * 1664525U + 1013904223U) >> 24U);
  return bytes;
}

/// One of the ways to write a name: bit n of `number` makes its n-th letter a capital.
inline std::string spelling(std::string written, std::size_t number) {
  for (char& c : written) {
    if (c < 'a' || c > 'z') continue;
    if ((number & 1U) != 0) c = static_cast<char>(c - 'a' + 'A');
    number >>= 1U;
  }
  return written;
}

// -------------------------------------------------------------------------------------------------------------- forging

/// A journal whose sums are right, as anyone can make one who reads how it is done.
class ForgedJournal {
 public:
  explicit ForgedJournal(const std::string& run) {
    add({{"line", "run"}, {"schema", "sankajo.journal/1"}, {"run", run}, {"tool", "0.1.0"}, {"target", nullptr},
         {"system_root", "C:\\WINDOWS"}, {"started", "2003-08-16T07:00:00Z"}});
  }
  void add(Json line) {
    sum_ = sha256Of(sum_ + line.dump(-1, ' ', true)).substr(0, 16);
    line["sum"] = sum_;
    text_ += line.dump(-1, ' ', true) + "\n";
  }
  void begin(const std::string& action, Json back) {
    add({{"line", "begin"}, {"op", std::to_string(++operations_)}, {"action", action}, {"because", "W32.Blaster.A"},
         {"advisory", "blaster"}, {"consent", "certain"}, {"back", std::move(back)}});
  }
  void done() { add({{"line", "done"}, {"op", std::to_string(operations_)}}); }
  void finished() { add({{"line", "finished"}}); }
  const std::string& text() const { return text_; }

 private:
  std::string text_, sum_;
  int operations_ = 0;
};

inline Json fileBack(const std::string& path, const std::string& bytes, const std::string& kept = "0001") {
  return {{"path", path}, {"size", bytes.size()}, {"sha256", sha256Of(bytes)}, {"kept", kept},
          {"metadata",
           {{"modified", 0}, {"accessed", 0}, {"mode", 0644}, {"user", 0}, {"group", 0}, {"security", nullptr}, {"attributes", nullptr},
            {"times", nullptr}, {"short_name", nullptr}}}};
}
inline Json valueBack(const std::string& key, const std::string& valueName, const std::string& data) {
  const RegValue value = RegValue::ofText(valueName, data);
  return {{"key", key}, {"value", {{"name", valueName}, {"type", 1}, {"data", toBase64(value.data)}}}, {"after", nullptr}};
}
inline std::string keptForm(std::string bytes) {
  mask(bytes, 0);
  return "SANKAJO KEPT 1\n" + bytes;
}

inline const std::string kRun = "20030816-070000-forged";
inline const std::string kQuarantine = "Sankajo/quarantine";
inline const std::string kRunFolder = kQuarantine + "/" + kRun;
inline const std::string kEvil = "MZ what nobody asked for";

/// A finished run that claims to have taken this file away.
inline std::string journalOfRemoved(const Json& back) {
  ForgedJournal journal(kRun);
  journal.begin("remove_file", back);
  journal.done();
  journal.finished();
  return journal.text();
}

/// The steps that the tests are made of.
class BadInput : public QObject {
 protected:
  PackFiles pack_;
  std::vector<Advisory> advisories_;

  Result<Report> checkAt(const std::string& folder, Depth depth = Depth::Standard) {
    auto target = openOffline(folder, std::nullopt);
    if (!target) return tl::unexpected(target.error());
    return check(**target, advisories_, depth, kNoProgress, {});
  }
  Result<Report> treatAt(const std::string& folder, Depth depth = Depth::Standard) {
    auto target = openOffline(folder, std::nullopt);
    if (!target) return tl::unexpected(target.error());
    return treat(**target, advisories_, {.depth = depth}, consentToAll, kNoProgress, kNoOperation, {});
  }
  Result<Report> undoAt(const std::string& folder) {
    auto target = openOffline(folder, std::nullopt);
    if (!target) return tl::unexpected(target.error());
    return undo(**target, advisories_, std::nullopt, kNoOperation, kNoProgress, {});
  }
  /// "infected, open, ..." or "error Corrupt".
  static std::string word(const Result<Report>& report) { return report ? verdictOf(*report) : errorWord(report.error()); }
  static std::string whole(const Result<Report>& report) { return report ? explained(*report) : describe(report.error()); }
  std::string checkFake(const DiskBuilder& builder, const std::function<void(FakeFiles&)>& scene, Depth depth = Depth::Standard) {
    const auto target = builder.fakeTarget();
    scene(target->disk());
    const auto before = target->disk().everything();
    const auto report = check(*target, advisories_, depth, kNoProgress, {});
    if (target->disk().everything() != before || !target->disk().written().empty()) return "the check changed something";
    return report ? verdictOf(*report) : errorWord(report.error());
  }

  /// Reads the pack; the first thing a test program does.
  void startFromThePack() {
    auto pack = readPack(SANKAJO_SOURCE_DIR "/resources/advisories/blaster");
    QVERIFY_OK(pack);
    pack_ = *pack;
    auto advisory = parseAdvisory(pack_);
    QVERIFY_OK(advisory);
    advisories_.push_back(std::move(*advisory));
    // The two disks that everything here starts from.
    const HostDisk clean(cleanDisk()), wormy(wormyDisk());
    QVERIFY_OK(clean.written());
    QVERIFY_SILENT(unlike(word(checkAt(clean.path())), "clean, open, patch, exit 11"));
    QVERIFY_SILENT(unlike(word(checkAt(wormy.path())), "infected, open, remove_and_patch, exit 10"));
  }
};

}  // namespace sankajo::test
