// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QObject>
#include <QTest>
#include <algorithm>
#include <array>
#include <fstream>
#include <functional>
#include <iterator>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "engine/hash.h"
#include "engine/hive.h"
#include "engine/target/target.h"
#include "engine/text.h"
#include "tests/support/hive_builder.h"

// What engine/target/target.h promises, as tests that run on every implementation of Target. A new one joins by a row in
// test_contract.cpp that makes it of a DiskDescription.

namespace sankajo::test {

#define VERIFY_OK(expression)                                                                       \
  do {                                                                                              \
    const auto& verified = (expression);                                                            \
    QVERIFY2(verified.has_value(), verified.has_value() ? "" : describe(verified.error()).c_str()); \
  } while (false)

#define VERIFY_FAILS(expression, wanted)                                             \
  do {                                                                               \
    const auto& verified = (expression);                                             \
    QVERIFY2(!verified.has_value(), #expression " succeeds");                        \
    QVERIFY2(verified.error().code == (wanted), describe(verified.error()).c_str()); \
  } while (false)

/// What is on a disk before a target is made of it. Paths go from the volume's root, `\` between names.
struct DiskDescription {
  std::string systemRoot = "WINDOWS";
  std::map<std::string, std::string> files;
  std::set<std::string> folders;
  std::map<std::string, std::string> links;  ///< Each to a path on the same volume.
};

/// A target, and what it lies on as long as it is used.
struct Scene {
  std::shared_ptr<void> place;
  std::unique_ptr<Target> target;
  bool tellsCase = true;     ///< Names that differ only in case can stand side by side on its volume.
  bool takesAnyName = true;  ///< It takes names that Windows does not: no characters, line ends.
  std::size_t longestPath = static_cast<std::size_t>(-1);
};
using TargetFactory = std::function<Scene(const DiskDescription&)>;

/// Remembers what it is told.
class Witness : public CommitWitness {
 public:
  std::vector<HiveReplacement> told;
  std::function<Status(const HiveReplacement&)> answer = [](const HiveReplacement&) { return Status(); };
  Status before(const HiveReplacement& replacement) override {
    told.push_back(replacement);
    return answer(replacement);
  }
};

inline WinPath at(std::string_view relative) {
  return WinPath().join(relative);
}
inline RegPath key(std::string_view text) {
  return RegPath::parse(text).value_or(RegPath{});
}

/// The whole of a file; a text that stands in no test's data where it cannot be read.
inline std::string content(Files& files, const WinPath& path) {
  auto reader = files.open(path);
  if (!reader) return "unreadable: " + describe(reader.error());
  return (*reader)->read(0, static_cast<std::size_t>((*reader)->size())).value_or("unreadable");
}

inline Status put(Files& files, const WinPath& path, std::string_view bytes, const FileMetadata& metadata) {
  auto writer = files.create(path, metadata);
  if (!writer) return tl::unexpected(writer.error());
  if (auto done = (*writer)->append(bytes); !done) return done;
  return (*writer)->sync();
}

inline std::vector<std::string> namesIn(Files& files, const WinPath& folder) {
  std::vector<std::string> names;
  const auto entries = files.list(folder, false);
  if (!entries || !*entries) return {"cannot be listed"};
  for (const FileEntry& entry : **entries) names.push_back(entry.name);
  std::ranges::sort(names);
  return names;
}

inline const RegValue* valueNamed(const std::vector<RegValue>& values, std::string_view name) {
  const auto found = std::ranges::find_if(values, [name](const RegValue& value) { return equalNoCase(value.name, name); });
  return found == values.end() ? nullptr : &*found;
}

class TargetContract : public QObject {
  Q_OBJECT

 public:
  /// The targets to test, by name.
  virtual std::map<std::string, TargetFactory> targets() const = 0;

 protected:
  static constexpr const char* config = R"(WINDOWS\system32\config\)";
  static constexpr const char* runKey = R"(Software\Microsoft\Windows\CurrentVersion\Run)";
  static constexpr const char* sid = "S-1-5-21-1-2-3-1003";

  static HiveBuilder systemHive(std::uint32_t minor = 5) {
    HiveBuilder hive(minor);
    hive.dword("Select", "Current", 1)
        .expandSz(R"(ControlSet001\Services\RpcPatch)", "ImagePath", R"(%SystemRoot%\system32\wins\dllhost.exe)")
        .dword(R"(ControlSet001\Services\RpcPatch)", "Start", 2)
        .multiSz(R"(ControlSet001\Services\RpcPatch)", "DependOnService", {"RpcSs", "表"})
        .raw(R"(ControlSet001\Services\RpcPatch\Security)", "Security", RegBinary, std::string("\1\0\2", 3))
        .key(R"(ControlSet001\Services\Tcpip)")
        .keyClass(R"(ControlSet001\Services\Tcpip)", std::string("c\0l\0", 4));
    return hive;
  }
  static HiveBuilder softwareHive() {
    HiveBuilder hive(5);
    hive.sz(R"(Microsoft\Windows\CurrentVersion\Run)", "windows auto update", "msblast.exe")
        .sz(R"(Microsoft\Windows NT\CurrentVersion)", "SystemRoot", R"(C:\WINDOWS)")
        .expandSz(R"(Microsoft\Windows NT\CurrentVersion\ProfileList\)" + std::string(sid), "ProfileImagePath",
                  R"(%SystemDrive%\Documents and Settings\太郎)");
    return hive;
  }
  static HiveBuilder userHive() {
    HiveBuilder hive(3);
    hive.sz(runKey, "ctfmon.exe", R"(C:\WINDOWS\system32\ctfmon.exe)");
    return hive;
  }
  static DiskDescription disk() {
    DiskDescription description;
    description.files[std::string(config) + "system"] = systemHive().build();
    description.files[std::string(config) + "SOFTWARE"] = softwareHive().build();
    description.files[std::string(config) + "default"] = HiveBuilder(3).sz(runKey, "start", "a.exe").build();
    description.files[R"(Documents and Settings\太郎\NTUSER.DAT)"] = userHive().build();
    description.files[R"(Documents and Settings\花子\ntuser.dat)"] = userHive().build();
    description.files[R"(WINDOWS\system32\a.txt)"] = "hello";
    description.folders = {"keep", R"(WINDOWS\Temp)"};
    return description;
  }
  static Scene made(const DiskDescription& description = disk()) {
    QFETCH_GLOBAL(TargetFactory, target);
    return target(description);
  }
  /// Of 2003, and other rights where the host has them in this form.
  static FileMetadata changed(FileMetadata metadata) {
    if (metadata.mode != 0) metadata.mode = 0640;
    metadata.modifiedNs = metadata.accessedNs = 1'060'000'000'000'000'000;
    if (metadata.times) {
      constexpr std::uint64_t fileTime = 116'444'736'000'000'000 + 10'600'000'000'000'000;
      for (std::size_t i = 0; i < 32; ++i) (*metadata.times)[i] = static_cast<char>(fileTime >> (8 * (i % 8)));
    }
    return metadata;
  }
  static FileMetadata plain(Files& files) { return files.metadata(at(R"(WINDOWS\system32\a.txt)")).value_or(FileMetadata{}); }

 private slots:
  void initTestCase_data() {
    QTest::addColumn<TargetFactory>("target");
    for (const auto& [name, factory] : targets()) QTest::newRow(name.c_str()) << factory;
  }

  // ------------------------------------------------------------------------------------------------------------- reading

  void aPathIsFoundInEverySpelling() {
    DiskDescription description = disk();
    description.files[R"(WINDOWS\system32\wins\dllhost.exe)"] = "1";
    const bool both = made().tellsCase;
    if (both) description.files[R"(WINDOWS\System32\WINS\DLLHOST.EXE)"] = "four";
    const Scene scene = made(description);
    auto found = scene.target->files().find(at(R"(windows\SYSTEM32\Wins\DllHost.exe)"));
    VERIFY_OK(found);
    QCOMPARE(found->size(), both ? 2U : 1U);
    std::ranges::sort(*found, {}, &FoundFile::size);
    QCOMPARE(QByteArray::fromStdString((*found)[0].path.text()), QByteArray(R"(C:\WINDOWS\system32\wins\dllhost.exe)"));
    QVERIFY((*found)[0].kind == FileKind::File);
    QCOMPARE((*found)[0].size, 1U);
    if (!both) return;
    QCOMPARE(QByteArray::fromStdString((*found)[1].path.text()), QByteArray(R"(C:\WINDOWS\System32\WINS\DLLHOST.EXE)"));
    QCOMPARE((*found)[1].size, 4U);
  }

  void whatIsNotThereIsNoError() {
    const Scene scene = made();
    Files& files = scene.target->files();
    const auto found = files.find(at(R"(WINDOWS\system32\msblast.exe)"));
    VERIFY_OK(found);
    QVERIFY(found->empty());
    const auto inFile = files.find(at(R"(WINDOWS\system32\a.txt\b)"));
    VERIFY_OK(inFile);
    QVERIFY(inFile->empty());
    const auto entries = files.list(at(R"(WINDOWS\nowhere)"), true);
    VERIFY_OK(entries);
    QVERIFY(!entries->has_value());
    QVERIFY(!files.open(at(R"(WINDOWS\nowhere)")).has_value());
    QVERIFY(!files.metadata(at(R"(WINDOWS\nowhere)")).has_value());
    const auto root = files.find(WinPath());
    VERIFY_OK(root);
    QCOMPARE(root->size(), 1U);
    QVERIFY(root->front().kind == FileKind::Folder);
  }

  void aListHasEveryKindAndSizesWhenAsked() {
    DiskDescription description = disk();
    description.files[R"(stuff\a.txt)"] = "12345";
    description.folders.insert(R"(stuff\b)");
    description.links[R"(stuff\c)"] = "WINDOWS";
    const Scene scene = made(description);
    for (const bool withSizes : {false, true}) {
      auto entries = scene.target->files().list(at("stuff"), withSizes);
      VERIFY_OK(entries);
      QVERIFY(entries->has_value());
      std::ranges::sort(**entries, {}, &FileEntry::name);
      QCOMPARE((*entries)->size(), 3U);
      QVERIFY((**entries)[0].kind == FileKind::File && (**entries)[1].kind == FileKind::Folder && (**entries)[2].kind == FileKind::Link);
      QCOMPARE((**entries)[0].size, withSizes ? 5U : 0U);
      QCOMPARE((**entries)[1].size, 0U);
    }
  }

  void anyNameCanBeMadeFoundAndRead() {
    const Scene scene = made();
    Files& files = scene.target->files();
    const WinPath folder = at(R"(WINDOWS\Temp)");
    std::vector<std::string> names = {"表予能 ｶﾅ.exe", "evil\xE2\x80\xAE" "txt.exe", " blank ", "dot.", "...", "a%s'"};
    // On a disk that another system has written to there may be what Windows itself cannot make.
    if (scene.takesAnyName) names.insert(names.end(), {"two\nlines", "no utf-8 \xff\xfe", "quoted\""});
    for (const std::string& name : names) {
      VERIFY_OK(put(files, folder / name, name, plain(files)));
      const auto found = files.find(folder / foldCase(name));
      VERIFY_OK(found);
      QCOMPARE(found->size(), 1U);
      QVERIFY(found->front().path.sameSpelling(folder / name));
      QCOMPARE(QByteArray::fromStdString(content(files, folder / name)), QByteArray::fromStdString(name));
    }
    std::vector<std::string> sorted = names;
    std::ranges::sort(sorted);
    QVERIFY(namesIn(files, folder) == sorted);
    // Qt cannot clear away what it cannot name.
    for (const std::string& name : names) VERIFY_OK(files.removeFile(folder / name));
  }

  void deepAndLongPathsWork_data() {
    QTest::addColumn<int>("depth");
    QTest::addColumn<int>("length");
    QTest::newRow("200 deep") << 200 << 1;
    QTest::newRow("1,200 characters") << 6 << 200;
    QTest::newRow("6,000 characters") << 30 << 200;
  }
  void deepAndLongPathsWork() {
    QFETCH(int, depth);
    QFETCH(int, length);
    const Scene scene = made();
    if (static_cast<std::size_t>(depth * length) > scene.longestPath) QSKIP("this system has no such long paths");
    Files& files = scene.target->files();
    const FileMetadata metadata = files.metadata(at("keep")).value_or(FileMetadata{});
    std::vector<WinPath> folders = {at(R"(WINDOWS\Temp)")};
    for (int i = 0; i < depth; ++i) {
      folders.push_back(folders.back() / std::string(static_cast<std::size_t>(length), 'd'));
      VERIFY_OK(files.makeFolder(folders.back(), metadata));
    }
    const WinPath file = folders.back() / "worm.exe";
    VERIFY_OK(put(files, file, "deep", plain(files)));
    const auto found = files.find(folders.back() / "WORM.EXE");
    VERIFY_OK(found);
    QCOMPARE(found->size(), 1U);
    QCOMPARE(QByteArray::fromStdString(content(files, file)), QByteArray("deep"));
    VERIFY_OK(files.move(file, at(R"(keep\worm)")));
    // The test's folder can only be cleared away from the outside while its paths are short enough.
    while (folders.size() > 1) {
      VERIFY_OK(files.removeFolder(folders.back()));
      folders.pop_back();
    }
  }

  void aLinkIsNeitherFollowedNorOpened() {
    DiskDescription description = disk();
    description.links["toFile"] = R"(WINDOWS\system32\a.txt)";
    description.links["toFolder"] = "WINDOWS";
    const Scene scene = made(description);
    Files& files = scene.target->files();
    for (const char* name : {"toFile", "toFolder"}) {
      const auto found = files.find(at(name));
      VERIFY_OK(found);
      QCOMPARE(found->size(), 1U);
      QVERIFY(found->front().kind == FileKind::Link);
      VERIFY_FAILS(files.open(at(name)), Errc::Refused);
      VERIFY_FAILS(files.metadata(at(name)), Errc::Refused);
      VERIFY_FAILS(files.append(at(name)), Errc::Refused);
      VERIFY_FAILS(files.truncate(at(name), 0), Errc::Refused);
      VERIFY_FAILS(files.setMetadata(at(name), plain(files)), Errc::Refused);
      const auto entries = files.list(at(name), false);
      QVERIFY(!entries.has_value() || !entries->has_value());
    }
    VERIFY_FAILS(files.open(at(R"(toFolder\system32\a.txt)")), Errc::Refused);
    VERIFY_FAILS(files.create(at(R"(toFolder\new)"), plain(files)), Errc::Refused);
    VERIFY_FAILS(files.move(at(R"(toFolder\system32\a.txt)"), at(R"(keep\a)")), Errc::Refused);
    VERIFY_FAILS(files.move(at(R"(WINDOWS\system32\a.txt)"), at(R"(toFolder\a)")), Errc::Refused);
    VERIFY_FAILS(files.replace(at(R"(WINDOWS\system32\a.txt)"), at("toFile")), Errc::Refused);
    VERIFY_FAILS(files.removeFile(at(R"(toFolder\system32\a.txt)")), Errc::Refused);
    const auto below = files.find(at(R"(toFolder\system32)"));
    QVERIFY(!below.has_value() || below->empty());
    QCOMPARE(QByteArray::fromStdString(content(files, at(R"(WINDOWS\system32\a.txt)"))), QByteArray("hello"));
  }

  void aFolderIsNoFile() {
    const Scene scene = made();
    Files& files = scene.target->files();
    VERIFY_FAILS(files.open(at("WINDOWS")), Errc::Refused);
    VERIFY_FAILS(files.append(at("WINDOWS")), Errc::Refused);
    VERIFY_FAILS(files.removeFile(at("keep")), Errc::Refused);
    VERIFY_FAILS(files.replace(at(R"(WINDOWS\system32\a.txt)"), at("keep")), Errc::Refused);
    VERIFY_FAILS(files.removeFolder(at("WINDOWS")), Errc::Refused);
    QVERIFY(!files.removeFolder(at(R"(WINDOWS\system32\a.txt)")).has_value());
    VERIFY_OK(files.removeFolder(at("keep")));
  }

  void readingEndsWithTheFile() {
    const Scene scene = made();
    auto reader = scene.target->files().open(at(R"(WINDOWS\system32\a.txt)"));
    VERIFY_OK(reader);
    QCOMPARE((*reader)->size(), 5U);
    QCOMPARE(QByteArray::fromStdString((*reader)->read(1, 3).value_or("?")), QByteArray("ell"));
    QCOMPARE(QByteArray::fromStdString((*reader)->read(3, 1000).value_or("?")), QByteArray("lo"));
    QCOMPARE(QByteArray::fromStdString((*reader)->read(5, 1).value_or("?")), QByteArray());
    QCOMPARE(QByteArray::fromStdString((*reader)->read(~std::uint64_t{0} / 2, 1).value_or("?")), QByteArray());
    std::array<char, 8> buffer{};
    QCOMPARE((*reader)->readInto(4, buffer.data(), buffer.size()).value_or(99), 1U);
    QCOMPARE(buffer[0], 'o');
  }

  void anOpenFileIsTheSameFileWhateverHappensToItsName() {
    const Scene scene = made();
    Files& files = scene.target->files();
    const WinPath name = at(R"(WINDOWS\system32\a.txt)");
    auto reader = files.open(name);
    VERIFY_OK(reader);
    const auto byHost = [&reader]() -> Result<QByteArray> {
      return (*reader)->hostPath().map([](const std::string& path) {
        std::ifstream onHost(path, std::ios::binary);
        return QByteArray::fromStdString(std::string(std::istreambuf_iterator<char>(onHost), {}));
      });
    };
    QCOMPARE(byHost().value_or("no path"), QByteArray("hello"));
    VERIFY_OK(files.move(name, at(R"(keep\b.txt)")));
    VERIFY_OK(put(files, name, "another", files.metadata(at(R"(keep\b.txt)")).value_or(FileMetadata{})));
    // Where only a name leads to a file there may be no way to this one any more; to another one never.
    QCOMPARE(byHost().value_or("hello"), QByteArray("hello"));
    VERIFY_OK(files.removeFile(at(R"(keep\b.txt)")));
    QCOMPARE(QByteArray::fromStdString((*reader)->read(0, 100).value_or("?")), QByteArray("hello"));
    QCOMPARE(byHost().value_or("hello"), QByteArray("hello"));
  }

  // ------------------------------------------------------------------------------------------------------------ changing

  void aFileIsMadeAppendedToAndCut() {
    const Scene scene = made();
    Files& files = scene.target->files();
    const WinPath name = at(R"(keep\journal)");
    VERIFY_OK(put(files, name, "one\n", plain(files)));
    {
      auto writer = files.append(name);
      VERIFY_OK(writer);
      VERIFY_OK((*writer)->append("two\n"));
      VERIFY_OK((*writer)->append("thr"));
      VERIFY_OK((*writer)->sync());
    }
    VERIFY_OK(files.syncFolder(at("keep")));
    QCOMPARE(QByteArray::fromStdString(content(files, name)), QByteArray("one\ntwo\nthr"));
    VERIFY_OK(files.truncate(name, 8));
    QCOMPARE(QByteArray::fromStdString(content(files, name)), QByteArray("one\ntwo\n"));
    VERIFY_FAILS(files.append(at(R"(keep\nothing)")), Errc::Refused);
    QVERIFY(!files.create(at(R"(nowhere\file)"), plain(files)).has_value());
    VERIFY_OK(files.removeFile(name));
    QVERIFY(namesIn(files, at("keep")).empty());
  }

  void nothingIsMadeOverAnExistingName_data() {
    QTest::addColumn<QByteArray>("name");
    QTest::newRow("same") << QByteArray("Name.Ext");
    QTest::newRow("other case") << QByteArray("nAME.eXT");
  }
  void nothingIsMadeOverAnExistingName() {
    QFETCH(QByteArray, name);
    const Scene scene = made();
    Files& files = scene.target->files();
    VERIFY_OK(put(files, at(R"(keep\Name.Ext)"), "old", plain(files)));
    const WinPath path = at("keep") / name.toStdString();
    VERIFY_FAILS(files.create(path, plain(files)), Errc::Refused);
    VERIFY_FAILS(files.makeFolder(path, plain(files)), Errc::Refused);
    VERIFY_FAILS(files.move(at(R"(WINDOWS\system32\a.txt)"), path), Errc::Refused);
    QCOMPARE(QByteArray::fromStdString(content(files, at(R"(keep\Name.Ext)"))), QByteArray("old"));
    QCOMPARE(QByteArray::fromStdString(content(files, at(R"(WINDOWS\system32\a.txt)"))), QByteArray("hello"));
    QCOMPARE(namesIn(files, at("keep")).size(), 1U);
  }

  void aFileCanGetAnotherSpellingOfItsOwnName() {
    const Scene scene = made();
    Files& files = scene.target->files();
    VERIFY_OK(files.move(at(R"(WINDOWS\system32\a.txt)"), at(R"(WINDOWS\system32\A.TXT)")));
    QCOMPARE(QByteArray::fromStdString(content(files, at(R"(WINDOWS\system32\A.TXT)"))), QByteArray("hello"));
    QCOMPARE(scene.target->files().find(at(R"(WINDOWS\system32\a.txt)")).value_or(std::vector<FoundFile>{}).size(), 1U);
  }

  void aFileIsPutBesideAnotherSpellingOnlyWhereThatIsAskedFor() {
    const Scene scene = made();
    Files& files = scene.target->files();
    VERIFY_OK(put(files, at(R"(keep\Name.Ext)"), "old", plain(files)));
    VERIFY_FAILS(files.moveBeside(at(R"(WINDOWS\system32\a.txt)"), at(R"(keep\Name.Ext)")), Errc::Refused);
    if (!scene.tellsCase) {
      VERIFY_FAILS(files.moveBeside(at(R"(WINDOWS\system32\a.txt)"), at(R"(keep\nAME.eXT)")), Errc::Refused);
      QCOMPARE(QByteArray::fromStdString(content(files, at(R"(keep\Name.Ext)"))), QByteArray("old"));
      QCOMPARE(QByteArray::fromStdString(content(files, at(R"(WINDOWS\system32\a.txt)"))), QByteArray("hello"));
      return;
    }
    VERIFY_OK(files.moveBeside(at(R"(WINDOWS\system32\a.txt)"), at(R"(keep\nAME.eXT)")));
    QCOMPARE(QByteArray::fromStdString(content(files, at(R"(keep\Name.Ext)"))), QByteArray("old"));
    QCOMPARE(QByteArray::fromStdString(content(files, at(R"(keep\nAME.eXT)"))), QByteArray("hello"));
    QVERIFY(files.find(at(R"(WINDOWS\system32\a.txt)")).value().empty());
  }

  void replacePutsOneFileInThePlaceOfTheOther() {
    const Scene scene = made();
    Files& files = scene.target->files();
    const WinPath old = at(R"(WINDOWS\system32\a.txt)");
    VERIFY_OK(put(files, at(R"(keep\new)"), "new", plain(files)));
    VERIFY_OK(files.replace(at(R"(keep\new)"), old));
    QCOMPARE(QByteArray::fromStdString(content(files, old)), QByteArray("new"));
    QVERIFY(namesIn(files, at("keep")).empty());
    QVERIFY(!files.replace(at(R"(keep\nothing)"), old).has_value());
    QVERIFY(!files.replace(old, at(R"(keep\nothing)")).has_value());
    QCOMPARE(QByteArray::fromStdString(content(files, old)), QByteArray("new"));
  }

  void metadataIsSetAndReadBack() {
    const Scene scene = made();
    Files& files = scene.target->files();
    FileMetadata metadata = changed(plain(files));
    const WinPath name = at(R"(keep\b)");
    VERIFY_OK(put(files, name, "", metadata));
    const auto fresh = files.metadata(name);
    VERIFY_OK(fresh);
    QCOMPARE(fresh->mode, metadata.mode);
    QVERIFY(fresh->modifiedNs != metadata.modifiedNs);
    QVERIFY(fresh->security == metadata.security && fresh->attributes == metadata.attributes);
    VERIFY_OK(files.setMetadata(name, metadata));
    FileMetadata read = files.metadata(name).value_or(FileMetadata{});
    // Access and record change move by themselves, on a volume that tells them.
    if (read.times) {
      *read.times = read.times->substr(0, 16) + metadata.times->substr(16);
      read.accessedNs = metadata.accessedNs;
    }
    QVERIFY(read == metadata);

    FileMetadata ofFolder = files.metadata(at("keep")).value_or(FileMetadata{});
    if (ofFolder.mode != 0) ofFolder.mode = 0700;
    VERIFY_OK(files.makeFolder(at(R"(keep\c)"), ofFolder));
    const auto folder = files.metadata(at(R"(keep\c)"));
    VERIFY_OK(folder);
    QCOMPARE(folder->mode, ofFolder.mode);
    QVERIFY(folder->security == ofFolder.security);
  }

  // ------------------------------------------------------------------------------------------------------------ registry

  void theRegistryKnowsEveryHive() {
    const Scene scene = made();
    std::vector<std::string> lines;
    for (const HiveFile& hive : scene.target->registry().hives()) {
      lines.push_back(hive.path.text() + " = " + hive.file.text() + (hive.clean ? "" : " unclean") + " " + hive.user);
    }
    std::ranges::sort(lines);
    const std::vector<std::string> wanted = {R"(HKLM\SOFTWARE = C:\WINDOWS\system32\config\SOFTWARE )",
                                             R"(HKLM\SYSTEM = C:\WINDOWS\system32\config\system )",
                                             R"(HKU\.DEFAULT = C:\WINDOWS\system32\config\default )",
                                             R"(HKU\S-1-5-21-1-2-3-1003 = C:\Documents and Settings\太郎\NTUSER.DAT 太郎)",
                                             R"(HKU\profile:花子 = C:\Documents and Settings\花子\ntuser.dat 花子)"};
    std::string all;
    for (const std::string& line : lines) all += line + "\n";
    QVERIFY2(lines == wanted, all.c_str());
    QVERIFY(scene.target->registry().unreadable().empty());
  }

  void valuesAndSubkeysAreRead() {
    const Scene scene = made();
    Registry& registry = scene.target->registry();
    const auto values = registry.values(key(R"(HKLM\system\CONTROLSET001\services\rpcpatch)"));
    VERIFY_OK(values);
    QVERIFY(values->has_value());
    QCOMPARE((*values)->size(), 3U);
    QVERIFY(*valueNamed(**values, "ImagePath") == RegValue::ofText("ImagePath", R"(%SystemRoot%\system32\wins\dllhost.exe)", RegExpandSz));
    QVERIFY(valueNamed(**values, "Start")->asDword() == 2U);
    QVERIFY((valueNamed(**values, "DependOnService")->asTexts() == std::vector<std::string>{"RpcSs", "表"}));
    const auto keys = registry.subkeys(key(R"(HKLM\SYSTEM\ControlSet001\Services)"));
    VERIFY_OK(keys);
    QVERIFY((*keys == std::vector<std::string>{"RpcPatch", "Tcpip"}));
    for (const char* user : {"HKU\\.DEFAULT\\", "HKU\\.default\\", "HKU\\s-1-5-21-1-2-3-1003\\", "HKU\\profile:花子\\"}) {
      const auto run = registry.values(key(user).join(runKey));
      VERIFY_OK(run);
      QVERIFY2(run->has_value(), user);
      QCOMPARE((*run)->size(), 1U);
    }
  }

  void aKeyOrHiveThatIsNotThereIsNoError() {
    DiskDescription description = disk();
    description.files.erase(std::string(config) + "default");
    const Scene scene = made(description);
    Registry& registry = scene.target->registry();
    for (const char* text :
         {R"(HKLM\SYSTEM\nothing)", R"(HKLM\SOFTWARE\Microsoft\nothing\below)", R"(HKU\.DEFAULT)", R"(HKU\S-1-5-18\Software)"}) {
      const auto values = registry.values(key(text));
      VERIFY_OK(values);
      QVERIFY2(!values->has_value(), text);
      const auto keys = registry.subkeys(key(text));
      VERIFY_OK(keys);
      QVERIFY2(!keys->has_value(), text);
      const auto tree = registry.tree(key(text));
      VERIFY_OK(tree);
      QVERIFY2(!tree->has_value(), text);
      VERIFY_FAILS(registry.apply(RemoveRegValue{key(text), "x"}), Errc::Refused);
      VERIFY_FAILS(registry.apply(RemoveRegKey{key(text)}), Errc::Refused);
    }
    QVERIFY(registry.unreadable().empty());
    VERIFY_FAILS(registry.apply(RemoveRegValue{key(R"(HKLM\SYSTEM\Select)"), "nothing"}), Errc::Refused);
  }

  void aTreeHoldsTheWholeKey() {
    const Scene scene = made();
    const auto tree = scene.target->registry().tree(key(R"(HKLM\SYSTEM\ControlSet001\Services)"));
    VERIFY_OK(tree);
    QVERIFY(tree->has_value());
    QCOMPARE((*tree)->keys.size(), 2U);
    QCOMPARE((*tree)->keys[0].values.size(), 3U);
    QCOMPARE((*tree)->keys[0].keys.size(), 1U);
    QVERIFY((*tree)->keys[1].keyClass == std::string("c\0l\0", 4));
    QVERIFY((*tree)->keys[1].security == HiveBuilder::descriptor());
  }

  void anAppliedChangeIsSeenAndCanBeForgotten() {
    const Scene scene = made();
    Registry& registry = scene.target->registry();
    const RegPath services = key(R"(HKLM\SYSTEM\ControlSet001\Services)");
    const RegPath run = key(R"(HKLM\SOFTWARE\Microsoft\Windows\CurrentVersion\Run)");
    const std::string before = content(scene.target->files(), at(std::string(config) + "system"));
    VERIFY_OK(registry.apply(RemoveRegKey{services / "RpcPatch"}));
    VERIFY_OK(registry.apply(RemoveRegValue{run, "Windows Auto Update"}));
    VERIFY_OK(registry.apply(SetRegValue{run, RegValue::ofText("new", "表")}));
    QVERIFY((registry.subkeys(services).value_or(std::nullopt) == std::vector<std::string>{"Tcpip"}));
    const auto values = registry.values(run);
    VERIFY_OK(values);
    QCOMPARE((*values)->size(), 1U);
    QVERIFY((**values)[0] == RegValue::ofText("new", "表"));
    QVERIFY(!registry.values(services / "RpcPatch").value_or(std::vector<RegValue>{}).has_value());

    registry.discard();
    QVERIFY((registry.subkeys(services).value_or(std::nullopt) == std::vector<std::string>{"RpcPatch", "Tcpip"}));
    QVERIFY(valueNamed(registry.values(run).value_or(std::nullopt).value_or(std::vector<RegValue>{}), "windows auto update") != nullptr);
    QVERIFY(content(scene.target->files(), at(std::string(config) + "system")) == before);
  }

  void aHiveThatWasNotClosedIsReadAndNotChanged() {
    DiskDescription description = disk();
    description.files[std::string(config) + "system"] = systemHive().unclean().build();
    const Scene scene = made(description);
    Registry& registry = scene.target->registry();
    const std::vector<HiveFile> hives = registry.hives();
    const auto system = std::ranges::find_if(hives, [](const HiveFile& hive) { return hive.path == key(R"(HKLM\SYSTEM)"); });
    QVERIFY(system != hives.end());
    QVERIFY(!system->clean);
    QVERIFY(registry.values(key(R"(HKLM\SYSTEM\Select)")).value_or(std::nullopt).has_value());
    VERIFY_FAILS(registry.apply(RemoveRegValue{key(R"(HKLM\SYSTEM\Select)"), "Current"}), Errc::Unclean);
    VERIFY_FAILS(registry.apply(SetRegValue{key(R"(HKLM\SYSTEM\Select)"), RegValue::ofText("a", "b")}), Errc::Unclean);
  }

  void aHiveThatCannotBeReadIsAnErrorEachTime() {
    DiskDescription description = disk();
    description.files[std::string(config) + "system"] = "no hive";
    description.files[R"(Documents and Settings\太郎\NTUSER.DAT)"].resize(5000);
    const Scene scene = made(description);
    Registry& registry = scene.target->registry();
    for (int i = 0; i < 2; ++i) {
      VERIFY_FAILS(registry.values(key(R"(HKLM\SYSTEM\Select)")), Errc::Corrupt);
      VERIFY_FAILS(registry.subkeys(key(R"(HKU\S-1-5-21-1-2-3-1003)")), Errc::Corrupt);
      VERIFY_FAILS(registry.tree(key(R"(HKLM\SYSTEM)")), Errc::Corrupt);
      VERIFY_FAILS(registry.apply(RemoveRegKey{key(R"(HKLM\SYSTEM\Select)")}), Errc::Corrupt);
      QCOMPARE(registry.unreadable().size(), 2U);
      QCOMPARE(registry.hives().size(), 3U);
    }
  }

  // -------------------------------------------------------------------------------------------------------------- commit

  void nothingToCommitIsSuccess() {
    const Scene scene = made();
    Witness witness;
    VERIFY_OK(scene.target->writable());
    VERIFY_OK(scene.target->commit(at("keep"), witness));
    QVERIFY(witness.told.empty());
    QVERIFY(namesIn(scene.target->files(), at("keep")).empty());
  }

  void commitPutsChangedHivesInPlaceAndKeepsTheOld() {
    const Scene scene = made();
    Files& files = scene.target->files();
    Registry& registry = scene.target->registry();
    const WinPath hive = at(std::string(config) + "system");
    const std::string before = content(files, hive);
    FileMetadata metadata = changed(files.metadata(hive).value_or(FileMetadata{}));
    VERIFY_OK(files.setMetadata(hive, metadata));
    metadata = files.metadata(hive).value_or(FileMetadata{});

    const RegPath services = key(R"(HKLM\SYSTEM\ControlSet001\Services)");
    const RegPath userRun = key("HKU\\" + std::string(sid)).join(runKey);
    auto worm = registry.tree(services / "RpcPatch");
    VERIFY_OK(worm);
    VERIFY_OK(registry.apply(RemoveRegKey{services / "RpcPatch"}));
    VERIFY_OK(registry.apply(RemoveRegValue{userRun, "ctfmon.exe"}));
    Witness witness;
    witness.answer = [&](const HiveReplacement& told) -> Status {
      if (sha256Of(content(files, told.hive)) != told.oldSha256) return fail(Errc::Refused, told.hive.text(), "is new already");
      if (sha256Of(content(files, told.keptCopy)) != told.oldSha256) return fail(Errc::Refused, told.hive.text(), "is not kept");
      return {};
    };
    VERIFY_OK(scene.target->commit(at("keep"), witness));

    QCOMPARE(witness.told.size(), 2U);
    QVERIFY(witness.told[0].hive.sameSpelling(hive));
    const std::string after = content(files, hive);
    QVERIFY(sha256Of(after) == witness.told[0].newSha256);
    VERIFY_OK(checkHive(after, "SYSTEM", true));
    QVERIFY(content(files, witness.told[0].keptCopy) == before);
    QVERIFY((namesIn(files, at("keep")) == std::vector<std::string>{"NTUSER-1.hive", "SYSTEM.hive"}));
    const auto carried = files.metadata(hive);
    VERIFY_OK(carried);
    QCOMPARE(carried->mode, metadata.mode);
    QCOMPARE(carried->modifiedNs, metadata.modifiedNs);
    QVERIFY(carried->security == metadata.security && carried->attributes == metadata.attributes);
    QVERIFY(carried->times.has_value() == metadata.times.has_value());
    // Access and record change move by themselves.
    if (carried->times) QVERIFY(carried->times->substr(0, 16) == metadata.times->substr(0, 16));
    QVERIFY((registry.subkeys(services).value_or(std::nullopt) == std::vector<std::string>{"Tcpip"}));
    QVERIFY(registry.values(userRun).value_or(std::nullopt).value_or(std::vector<RegValue>{RegValue{}}).empty());

    // And back again, in a second commit with the same folder.
    VERIFY_OK(registry.apply(AddRegKey{services, **worm}));
    VERIFY_OK(scene.target->commit(at("keep"), witness));
    QVERIFY(registry.tree(services / "RpcPatch").value_or(std::nullopt) == *worm);
    QVERIFY((namesIn(files, at("keep")) == std::vector<std::string>{"NTUSER-1.hive", "SYSTEM.hive", "SYSTEM~2.hive"}));
  }

  void aRefusingWitnessLeavesEverythingInPlace() {
    const Scene scene = made();
    Files& files = scene.target->files();
    Registry& registry = scene.target->registry();
    const std::string before = content(files, at(std::string(config) + "system"));
    VERIFY_OK(registry.apply(RemoveRegValue{key(R"(HKLM\SYSTEM\Select)"), "Current"}));
    Witness witness;
    witness.answer = [](const HiveReplacement&) { return fail(Errc::Io, "journal", "full"); };
    VERIFY_FAILS(scene.target->commit(at("keep"), witness), Errc::Io);
    QVERIFY(content(files, at(std::string(config) + "system")) == before);
    QVERIFY((namesIn(files, at("keep")) == std::vector<std::string>{"SYSTEM.hive"}));
    // The change is still there for another try.
    witness.answer = [](const HiveReplacement&) { return Status(); };
    VERIFY_OK(scene.target->commit(at("keep"), witness));
    QVERIFY(content(files, at(std::string(config) + "system")) != before);
  }

  void aHiveThatChangedMeanwhileIsLeftAlone() {
    const Scene scene = made();
    Files& files = scene.target->files();
    const WinPath hive = at(std::string(config) + "system");
    VERIFY_OK(scene.target->registry().apply(RemoveRegValue{key(R"(HKLM\SYSTEM\Select)"), "Current"}));
    const std::string other = systemHive().dword("Select", "Current", 2).build();
    Witness witness;
    witness.answer = [&](const HiveReplacement&) -> Status {
      if (auto done = put(files, at("other"), other, plain(files)); !done) return done;
      return files.replace(at("other"), hive);
    };
    VERIFY_FAILS(scene.target->commit(at("keep"), witness), Errc::Refused);
    QVERIFY(content(files, hive) == other);
    QVERIFY((namesIn(files, at("keep")) == std::vector<std::string>{"SYSTEM.hive"}));
  }

  void aKeepFolderThatIsNotThereStopsTheCommit() {
    const Scene scene = made();
    const WinPath hive = at(std::string(config) + "system");
    const std::string before = content(scene.target->files(), hive);
    VERIFY_OK(scene.target->registry().apply(RemoveRegValue{key(R"(HKLM\SYSTEM\Select)"), "Current"}));
    Witness witness;
    VERIFY_FAILS(scene.target->commit(at("nowhere"), witness), Errc::Refused);
    QVERIFY(witness.told.empty());
    QVERIFY(content(scene.target->files(), hive) == before);
  }

  void anOldHiveHasOnlyListsThatItsWindowsKnows() {
    DiskDescription description = disk();
    description.files[R"(Documents and Settings\太郎\NTUSER.DAT)"] = userHive().lists(HiveBuilder::ListKind::Lh).build();
    const Scene scene = made(description);
    VERIFY_OK(scene.target->registry().apply(RemoveRegValue{key("HKU\\" + std::string(sid)).join(runKey), "ctfmon.exe"}));
    Witness witness;
    VERIFY_OK(scene.target->commit(at("keep"), witness));
    const std::string after = content(scene.target->files(), at(R"(Documents and Settings\太郎\NTUSER.DAT)"));
    // Strict: among other things, no lh list in a 1.3 hive.
    VERIFY_OK(checkHive(after, "NTUSER.DAT", true));
  }

  void theSecondCopyOfSystemGetsTheSameBytes() {
    DiskDescription description = disk();
    description.files[std::string(config) + "system"] = systemHive(3).build();
    description.files[std::string(config) + "System.Alt"] = systemHive(3).dword("Select", "Current", 7).build();
    const Scene scene = made(description);
    Files& files = scene.target->files();
    VERIFY_OK(scene.target->registry().apply(RemoveRegKey{key(R"(HKLM\SYSTEM\ControlSet001\Services\RpcPatch)")}));
    Witness witness;
    VERIFY_OK(scene.target->commit(at("keep"), witness));
    QCOMPARE(witness.told.size(), 2U);
    QVERIFY(witness.told[1].hive.sameSpelling(at(std::string(config) + "System.Alt")));
    QVERIFY(content(files, at(std::string(config) + "System.Alt")) == content(files, at(std::string(config) + "system")));
    QVERIFY((namesIn(files, at("keep")) == std::vector<std::string>{"SYSTEM.ALT.hive", "SYSTEM.hive"}));
    QVERIFY(content(files, at(R"(keep\SYSTEM.ALT.hive)")) == description.files[std::string(config) + "System.Alt"]);
  }
};

}  // namespace sankajo::test
