// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <fcntl.h>
#include <grp.h>
#include <sched.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>

#include "tests/engine/bad_input.h"

// What only a system with Unix' permissions, mounts and names can put in the way.

using namespace sankajo;
using namespace sankajo::test;

namespace {

/// What a child process says. It may become another user, or mount things: both end with it.
std::string inChild(const std::function<std::string()>& body) {
  int ends[2] = {};
  if (::pipe(ends) != 0) return "cannot make a pipe";
  const pid_t child = ::fork();
  if (child < 0) return "cannot fork";
  if (child == 0) {
    ::close(ends[0]);
    const std::string said = body();
    const bool told = ::write(ends[1], said.data(), said.size()) == static_cast<ssize_t>(said.size());
    ::_exit(told ? 0 : 1);
  }
  ::close(ends[1]);
  std::string said;
  char buffer[4096];
  for (ssize_t got = 0; (got = ::read(ends[0], buffer, sizeof buffer)) > 0;) said.append(buffer, static_cast<std::size_t>(got));
  ::close(ends[0]);
  int status = 0;
  ::waitpid(child, &status, 0);
  if (WIFSIGNALED(status)) return "the child was ended by signal " + std::to_string(WTERMSIG(status));
  return said;
}

std::string cannot(const char* what) { return std::string("cannot ") + what + ": " + std::strerror(errno); }

/// Takes root's rights away, which would hide what permissions do. Empty on success.
std::string becomeNobody() {
  if (::geteuid() != 0) return {};
  if (::setgroups(0, nullptr) != 0 || ::setgid(65534) != 0 || ::setuid(65534) != 0) return cannot("become nobody");
  return {};
}

/// Mounts that this process makes from now on are its own. Empty on success.
std::string ownMounts() {
  const uid_t user = ::geteuid();
  if (::unshare(user == 0 ? CLONE_NEWNS : CLONE_NEWNS | CLONE_NEWUSER) != 0) return cannot("unshare mounts");
  if (user != 0) writeHost("/proc/self/uid_map", "0 " + std::to_string(user) + " 1\n");
  if (::mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) != 0) return cannot("make mounts private");
  return {};
}

}  // namespace

class TestBadInputPosix : public BadInput {
  Q_OBJECT

 private slots:
  void initTestCase() { startFromThePack(); }
  void permissionsThatStopUsAreUnknownNotClean_data();
  void permissionsThatStopUsAreUnknownNotClean();
  void linksAreNeverFollowed();
  void twoHundredFoldersDeepIsReached();
  void namesThatAreNoUtf8AreNeverLost();
  void namesThatDifferInCaseAreAllLookedAt();
  void undoHidesNoFileThatCameUnderAnotherSpelling();
  void aReadOnlyMountIsRefusedUntouched();
  void aSmallVolumeThatFillsUpLosesNothing();
};

void TestBadInputPosix::permissionsThatStopUsAreUnknownNotClean_data() {
  QTest::addColumn<QByteArray>("path");
  QTest::addColumn<QByteArray>("expected");
  const auto row = [](const char* path, const char* expected) { QTest::newRow(path) << QByteArray(path) << QByteArray(expected); };
  row("WINDOWS/system32/config/SYSTEM", "unknown, open, look_again, exit 12");
  row("WINDOWS/system32/rpcss.dll", "clean, unknown, look_again, exit 12");
  row("WINDOWS/system32/msblast.exe", "suspected, open, remove_and_patch, exit 10");
  row("WINDOWS/system32", "unknown, unknown, look_again, exit 12");
  row("Documents and Settings", "clean, open, patch, exit 11");
}

void TestBadInputPosix::permissionsThatStopUsAreUnknownNotClean() {
  QFETCH(const QByteArray, path);
  QFETCH(const QByteArray, expected);
  DiskBuilder builder = cleanDisk();
  // Its name and place are a sign, though nobody may look inside.
  if (path.endsWith("msblast.exe")) builder.program(builder.system32("msblast.exe"), 6176);
  const HostDisk disk(builder);
  const std::string at = disk.at(path.toStdString());
  QVERIFY(::chmod(at.c_str(), 0) == 0);
  const std::string said = inChild([&] {
    if (std::string failed = becomeNobody(); !failed.empty()) return failed;
    if (::access(at.c_str(), R_OK) == 0) return std::string("cannot make it unreadable");
    return word(checkAt(disk.path()));
  });
  ::chmod(at.c_str(), 0755);
  QVERIFY_SILENT(unlike(said, expected.toStdString()));
}

void TestBadInputPosix::linksAreNeverFollowed() {
  const HostDisk outside;
  writeHost(outside.at("worm/msblast.exe"), PeBuilder{.texts = kBlasterTexts, .size = 6176}.build().value());
  writeHost(outside.at("worm/dllhost.exe"), PeBuilder{.size = 10240}.build().value());
  const HostDisk disk(cleanDisk());
  fs::create_directory_symlink(".", disk.at("WINDOWS/loop"));
  fs::create_symlink("b", disk.at("WINDOWS/a"));
  fs::create_symlink("a", disk.at("WINDOWS/b"));
  fs::create_directory_symlink("../../..", disk.at("WINDOWS/system32/up"));
  fs::create_directory_symlink(outside.at("worm"), disk.at("WINDOWS/system32/elsewhere"));
  fs::create_directory_symlink(outside.at("worm"), disk.at("Documents and Settings/visitor"));
  fs::create_symlink(outside.at("worm/msblast.exe"), disk.at("WINDOWS/system32/winupd.exe"));
  fs::create_symlink("/dev/zero", disk.at("WINDOWS/system32/zero.exe"));
  QVERIFY(::mkfifo(disk.at("WINDOWS/system32/pipe.exe").c_str(), 0644) == 0);
  const Snapshot before = snapshotOf(disk.path());
  const auto report = checkAt(disk.path(), Depth::Thorough);
  QVERIFY_SILENT(unlike(word(report), "clean, open, patch, exit 11", whole(report)));
  QVERIFY_SILENT(differences(before, snapshotOf(disk.path())));
}

void TestBadInputPosix::twoHundredFoldersDeepIsReached() {
  const HostDisk disk(cleanDisk());
  std::string deep = "Documents and Settings";
  for (int i = 0; i < 200; ++i) deep += "/folder";
  writeHost(disk.at(deep + "/setup.exe"), PeBuilder{.texts = kBlasterTexts}.build().value());
  const Snapshot before = snapshotOf(disk.path());
  const auto report = checkAt(disk.path());
  QVERIFY_OK(report);
  QVERIFY_SILENT(unlike(findingsOf(*report), "W32.Blaster suspected", explained(*report)));
  const auto treated = treatAt(disk.path());
  QVERIFY_SILENT(unlike(word(treated), "clean, open, patch, exit 11", whole(treated)));
  QVERIFY(!fs::exists(disk.at(deep + "/setup.exe")));
  QVERIFY_OK(undoAt(disk.path()));
  QVERIFY_SILENT(differences(before, snapshotOf(disk.path()), {"Sankajo"}));
}

void TestBadInputPosix::namesThatAreNoUtf8AreNeverLost() {
  for (const std::string file : {"\xFF\xFE.exe", "caf\xE9.exe", "\xED\xA0\x80.exe"}) {
    DiskBuilder builder = cleanDisk();
    builder.program(builder.system32(file), 4096, kBlasterTexts);
    const HostDisk disk(builder);
    QVERIFY_OK(disk.written());
    const Snapshot before = snapshotOf(disk.path());
    const auto report = checkAt(disk.path());
    QVERIFY_OK(report);
    QVERIFY_SILENT(unlike(findingsOf(*report), "W32.Blaster infected", explained(*report)));
    QVERIFY(isUtf8(reportJson(*report).dump()));
    // Such a name may be acted on or not; either way nothing is lost.
    const auto treated = treatAt(disk.path());
    QVERIFY2(!treated || treated->exitCode == 11 || treated->exitCode == 10 || treated->exitCode == 14, whole(treated).c_str());
    if (treated && treated->exitCode == 11) QVERIFY_OK(undoAt(disk.path()));
    QVERIFY_SILENT(differences(before, snapshotOf(disk.path()), {"Sankajo"}));
  }
  // Separators of Windows within a name lead nowhere.
  const HostDisk disk(cleanDisk());
  writeHost(disk.at("WINDOWS") + "/system32\\msblast.exe", PeBuilder{.size = 6176}.build().value());
  writeHost(disk.at("WINDOWS/system32") + "/msblast.exe:stream", PeBuilder{.size = 6176}.build().value());
  const auto report = checkAt(disk.path());
  QVERIFY_SILENT(unlike(word(report), "clean, open, patch, exit 11", whole(report)));
}

void TestBadInputPosix::namesThatDifferInCaseAreAllLookedAt() {
  DiskBuilder builder = cleanDisk();
  builder.program(builder.system32("msblast.exe"), 6176).program(builder.system32("MSBLAST.EXE"), 6176);
  builder.program("WINDOWS\\SYSTEM32\\MsBlast.exe", 6176);
  const HostDisk disk(builder);
  const Snapshot before = snapshotOf(disk.path());
  const auto treated = treatAt(disk.path());
  QVERIFY_SILENT(unlike(word(treated), "clean, open, patch, exit 11", whole(treated)));
  for (const char* path : {"WINDOWS/system32/msblast.exe", "WINDOWS/system32/MSBLAST.EXE", "WINDOWS/SYSTEM32/MsBlast.exe"})
    QVERIFY2(!fs::exists(disk.at(path)), path);
  QVERIFY_OK(undoAt(disk.path()));
  QVERIFY_SILENT(differences(before, snapshotOf(disk.path()), {"Sankajo"}));
}

void TestBadInputPosix::undoHidesNoFileThatCameUnderAnotherSpelling() {
  for (const char* spelling : {"MSBLAST.EXE", "msblast.exe"}) {
    const HostDisk disk(wormyDisk());
    const auto treated = treatAt(disk.path());
    QVERIFY_SILENT(unlike(word(treated), "clean, open, patch, exit 11", whole(treated)));
    writeHost(disk.at("WINDOWS/system32/") + spelling, "somebody's letter");
    const Snapshot before = snapshotOf(disk.path());
    const auto undone = undoAt(disk.path());
    QVERIFY_OK(undone);
    QVERIFY2(undone->exitCode == 14, explained(*undone).c_str());
    QCOMPARE(readHost(disk.at("WINDOWS/system32/") + spelling), std::string("somebody's letter"));
    if (spelling != std::string_view("msblast.exe")) QVERIFY(!fs::exists(disk.at("WINDOWS/system32/msblast.exe")));
    // What was not put back is still kept.
    for (const auto& [path, entry] : before)
      if (path.ends_with(".kept")) QVERIFY2(fs::exists(disk.at(path)), path.c_str());
  }
}

void TestBadInputPosix::aReadOnlyMountIsRefusedUntouched() {
  const HostDisk disk(wormyDisk());
  const Snapshot before = snapshotOf(disk.path());
  const std::string said = inChild([&] {
    if (std::string failed = ownMounts(); !failed.empty()) return failed;
    const char* const at = nullptr;
    const std::string path = disk.path();
    if (::mount(path.c_str(), path.c_str(), at, MS_BIND, nullptr) != 0) return cannot("mount");
    if (::mount(at, path.c_str(), at, MS_BIND | MS_REMOUNT | MS_RDONLY, nullptr) != 0) return cannot("mount read-only");
    if (std::ofstream(path + "/probe")) return std::string("cannot make it read-only");
    return word(checkAt(path)) + "; " + word(treatAt(path));
  });
  QVERIFY_SILENT(unlike(said, "infected, open, remove_and_patch, exit 10; error AccessDenied"));
  QVERIFY_SILENT(differences(before, snapshotOf(disk.path())));
}

void TestBadInputPosix::aSmallVolumeThatFillsUpLosesNothing() {
  const HostDisk place;
  const std::string path = place.path();
  for (const std::uint64_t room : {0U, 4096U, 8192U, 16384U, 32768U, 65536U, 131072U, 262144U}) {
    const std::string said = inChild([&]() -> std::string {
      if (std::string failed = ownMounts(); !failed.empty()) return failed;
      if (::mount("small", path.c_str(), "tmpfs", 0, "size=4m") != 0) return cannot("mount a tmpfs");
      const DiskBuilder builder = wormyDisk();
      if (auto written = builder.writeTo(path); !written) return describe(written.error());
      const Snapshot before = snapshotOf(path);
      const std::string filler = path + "/filler.bin";
      std::error_code code;
      const auto left = fs::space(path, code).available;
      if (code || left <= room) return "cannot fill the volume";
      writeHost(filler, std::string(left - room, 'x'));
      if (fs::space(path, code).available > room) return "cannot fill the volume";
      const auto treated = treatAt(path);
      const bool done = treated && treated->exitCode == 11;
      const bool incomplete = treated ? treated->exitCode == 14 : treated.error().code == Errc::Io;
      if (!done && !incomplete) return word(treated) + whole(treated);
      if (room == 0 && done) return "nothing was too small";
      fs::remove(filler, code);
      auto target = openOffline(path, std::nullopt);
      if (!target) return describe(target.error());
      const auto recorded = runs(**target);
      if (!recorded) return describe(recorded.error());
      if (!recorded->runs.empty()) {
        const auto undone = undoAt(path);
        if (!undone || undone->exitCode != 0) return "undo: " + word(undone) + whole(undone);
      }
      std::vector<std::string> except = {"Sankajo"};
      for (const auto& [file, entry] : before)
        if (file.ends_with("/NTUSER.DAT") || file.find("/config/") != std::string::npos) except.push_back(file);
      if (std::string lost = differences(before, snapshotOf(path), except); !lost.empty()) return lost;
      return word(checkAt(path));
    });
    QVERIFY_SILENT(unlike(said, "infected, open, remove_and_patch, exit 10", " with " + std::to_string(room) + " bytes of room"));
  }
}

QTEST_APPLESS_MAIN(TestBadInputPosix)
#include "test_bad_input_posix.moc"
