// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QTest>

#include "engine/error.h"
#include "tests/support/fake_target.h"

namespace sankajo {

namespace {

WinPath at(std::string_view path) {
  return WinPath::parse(path).value_or(WinPath());
}

/// Two folders with a file in each.
FakeFiles& furnish(FakeFiles& files) {
  files.addFile(R"(C:\a\one)", "1");
  files.addFile(R"(C:\b\two)", "2");
  return files;
}

QByteArray joined(const std::vector<std::string>& lines) {
  QByteArray out;
  for (const std::string& line : lines) out += QByteArray::fromStdString(line) + ";";
  return out;
}

QByteArray left(const FakeFiles& files, TornMove move = TornMove::BothNames, UnsyncedBytes bytes = UnsyncedBytes::Lost) {
  return joined(files.afterCrash(move, bytes)->everything());
}

}  // namespace

class TestFakeTarget : public QObject {
  Q_OBJECT

  /// What is left when none, one or both of the folders were synced.
  static void tornRows(const QByteArray& both, const QByteArray& old, const QByteArray& fresh) {
    QTest::addColumn<QByteArray>("synced");
    QTest::addColumn<QByteArray>("both");
    QTest::addColumn<QByteArray>("old");
    QTest::addColumn<QByteArray>("fresh");
    QTest::newRow("none") << QByteArray("") << old << old << old;
    QTest::newRow("source") << QByteArray("a") << both << old << fresh;
    QTest::newRow("destination") << QByteArray("b") << both << old << fresh;
    QTest::newRow("both") << QByteArray("ab") << fresh << fresh << fresh;
  }
  static void isTornAsAsked(const std::function<Status(FakeFiles&)>& act) {
    QFETCH(QByteArray, synced);
    FakeFiles files;
    furnish(files).crashAfter(100, CrashMode::PowerCut);
    QVERIFY(act(files).has_value());
    for (const char folder : synced) QVERIFY(files.syncFolder(at(std::string("C:\\") + folder)).has_value());
    QFETCH(QByteArray, both);
    QFETCH(QByteArray, old);
    QFETCH(QByteArray, fresh);
    QCOMPARE(left(files, TornMove::BothNames), both);
    QCOMPARE(left(files, TornMove::OldName), old);
    QCOMPARE(left(files, TornMove::NewName), fresh);
  }

 private slots:
  void itTellsWhatWasWritten() {
    FakeFiles files;
    furnish(files);
    auto writer = files.create(at(R"(C:\a\new)"), {});
    QVERIFY(writer && (*writer)->append("xyz") && (*writer)->sync());
    QVERIFY(files.truncate(at(R"(C:\a\new)"), 1).has_value());
    QVERIFY(files.move(at(R"(C:\a\new)"), at(R"(C:\b\new)")).has_value());
    QVERIFY(!files.create(at(R"(C:\b\NEW)"), {}).has_value());
    QVERIFY(files.syncFolder(at(R"(C:\b)")).has_value());
    QCOMPARE(
        joined(files.written()),
        QByteArray(R"(create C:\a\new;append C:\a\new 3;sync C:\a\new;truncate C:\a\new 1;move C:\a\new -> C:\b\new;syncFolder C:\b;)"));
  }

  void afterTheCrashNothingWorks() {
    FakeFiles files;
    furnish(files).crashAfter(1, CrashMode::Killed);
    auto reader = files.open(at(R"(C:\b\two)"));
    QVERIFY(reader.has_value());
    QVERIFY(files.removeFile(at(R"(C:\a\one)")).has_value());
    QVERIFY(!files.crashed());
    const auto failed = files.removeFile(at(R"(C:\b\two)"));
    QVERIFY(!failed && failed.error().code == Errc::Io && failed.error().detail == "the power is gone");
    QVERIFY(files.crashed());
    QVERIFY(!(*reader)->read(0, 1).has_value());
    QVERIFY(!files.find(at("C:\\")).has_value());
    QVERIFY(!files.list(at(R"(C:\b)"), false).has_value());
    QVERIFY(!files.syncFolder(at(R"(C:\b)")).has_value());
    QCOMPARE(left(files), QByteArray(R"(C:\a\;C:\b\;C:\b\two = 2;)"));
  }

  void whoIsKilledLosesNothingThatTookEffect() {
    FakeFiles files;
    furnish(files).crashAfter(3, CrashMode::Killed);
    auto writer = files.create(at(R"(C:\a\new)"), {});
    QVERIFY(writer && (*writer)->append("xyz"));
    QVERIFY(files.replace(at(R"(C:\a\new)"), at(R"(C:\b\two)")).has_value());
    QVERIFY(!(*writer)->sync().has_value());
    QCOMPARE(left(files), QByteArray(R"(C:\a\;C:\a\one = 1;C:\b\;C:\b\two = xyz;)"));
  }

  void aPowerCutTakesWhatWasNotSynced_data() {
    QTest::addColumn<int>("operations");
    QTest::addColumn<QByteArray>("strict");
    QTest::addColumn<QByteArray>("inOrder");
    const QByteArray before = R"(C:\a\;C:\a\one = 1;C:\b\;C:\b\two = 2;)";
    const QByteArray synced = R"(C:\a\;C:\a\new = xyz;C:\a\one = 1;C:\b\;C:\b\two = 2;)";
    QTest::newRow("created") << 1 << before << before;
    QTest::newRow("appended") << 2 << before << before;
    QTest::newRow("bytes synced") << 3 << before << synced;
    QTest::newRow("name synced") << 4 << synced << synced;
    QTest::newRow("appended again") << 5 << synced << synced;
    QTest::newRow("removed") << 6 << synced << synced;
    QTest::newRow("another folder synced") << 7 << synced << QByteArray(R"(C:\a\;C:\a\new = xyz;C:\b\;C:\b\two = 2;)");
  }
  void aPowerCutTakesWhatWasNotSynced() {
    QFETCH(int, operations);
    QFETCH(QByteArray, strict);
    QFETCH(QByteArray, inOrder);
    for (const CrashMode mode : {CrashMode::PowerCut, CrashMode::PowerCutKeepingOrder}) {
      FakeFiles files;
      furnish(files).crashAfter(static_cast<std::size_t>(operations), mode);
      auto writer = files.create(at(R"(C:\a\new)"), {});
      std::ignore = (*writer)->append("xyz");
      std::ignore = (*writer)->sync();
      std::ignore = files.syncFolder(at(R"(C:\a)"));
      std::ignore = (*writer)->append("more");
      std::ignore = files.removeFile(at(R"(C:\a\one)"));
      std::ignore = files.syncFolder(at(R"(C:\b)"));
      QCOMPARE(files.written().size(), static_cast<std::size_t>(operations));
      QCOMPARE(left(files), mode == CrashMode::PowerCut ? strict : inOrder);
    }
  }

  void unsyncedBytesMayBeThereInPart() {
    FakeFiles files;
    furnish(files).crashAfter(1, CrashMode::PowerCut);
    auto writer = files.append(at(R"(C:\a\one)"));
    QVERIFY(writer && (*writer)->append("abcd"));
    QCOMPARE(files.afterCrash()->bytes(R"(C:\a\one)").value_or("?").size(), 1U);
    QVERIFY(files.afterCrash(TornMove::BothNames, UnsyncedBytes::Half)->bytes(R"(C:\a\one)") == "1ab");
    QVERIFY(files.afterCrash(TornMove::BothNames, UnsyncedBytes::Zeros)->bytes(R"(C:\a\one)") == std::string("1\0\0\0\0", 5));
  }

  void aMoveOfWhichOneFolderWasSyncedIsTornAsAskedAndNeverLost_data() {
    tornRows(R"(C:\a\;C:\a\one = 1;C:\b\;C:\b\moved = 1;C:\b\two = 2;)", R"(C:\a\;C:\a\one = 1;C:\b\;C:\b\two = 2;)",
             R"(C:\a\;C:\b\;C:\b\moved = 1;C:\b\two = 2;)");
  }
  void aMoveOfWhichOneFolderWasSyncedIsTornAsAskedAndNeverLost() {
    isTornAsAsked([](FakeFiles& files) { return files.move(at(R"(C:\a\one)"), at(R"(C:\b\moved)")); });
  }

  void aReplaceIsOldOrNew_data() {
    tornRows(R"(C:\a\;C:\a\one = 1;C:\b\;C:\b\two = 1;)", R"(C:\a\;C:\a\one = 1;C:\b\;C:\b\two = 2;)", R"(C:\a\;C:\b\;C:\b\two = 1;)");
  }
  void aReplaceIsOldOrNew() {
    isTornAsAsked([](FakeFiles& files) { return files.replace(at(R"(C:\a\one)"), at(R"(C:\b\two)")); });
  }

  void aFullVolumeTakesWhatFits() {
    FakeFiles files;
    furnish(files).setCapacity(5);
    auto writer = files.append(at(R"(C:\a\one)"));
    QVERIFY((*writer)->append("ab").has_value());
    const auto full = (*writer)->append("cdef");
    QVERIFY(!full && full.error().code == Errc::Io);
    QVERIFY(files.bytes(R"(C:\a\one)") == "1abc");
    files.setCapacity(std::nullopt);
    QVERIFY((*writer)->append("d").has_value());
  }

  void faultsAreFaults() {
    FakeFiles files;
    furnish(files).makeUnreadable(R"(C:\a)", Errc::AccessDenied);
    files.makeUnreadable(R"(C:\b\two)", Errc::Busy);
    const auto code = [](const auto& result) { return result ? "fine" : name(result.error().code); };
    QVERIFY(code(files.list(at(R"(C:\a)"), false)) == "AccessDenied");
    QVERIFY(code(files.find(at(R"(C:\a\one)"))) == "AccessDenied");
    QVERIFY(code(files.find(at(R"(C:\a)"))) == "fine");
    QVERIFY(code(files.open(at(R"(C:\b\two)"))) == "Busy");
    QVERIFY(code(files.find(at(R"(C:\b\two)"))) == "fine");
    files.addFile(R"(C:\b\long)", "0123456789");
    files.breakAt(R"(C:\b\long)", 5);
    auto reader = files.open(at(R"(C:\b\long)"));
    QVERIFY((*reader)->read(0, 5).has_value());
    QVERIFY(code((*reader)->read(0, 6)) == "Io");
    files.setReadOnly(true);
    QVERIFY(code(files.removeFile(at(R"(C:\b\two)"))) == "AccessDenied");
    files.setReadOnly(false);
    files.failAt(0, Errc::Io);
    QVERIFY(code(files.removeFile(at(R"(C:\b\two)"))) == "Io");
    QVERIFY(files.written().empty());
    QVERIFY(code(files.removeFile(at(R"(C:\b\two)"))) == "fine");
  }

  void aFileCanBeSwappedBetweenTwoOperations() {
    FakeFiles files;
    furnish(files).interfere(1, [&files] { files.addFile(R"(C:\b\two)", "another"); });
    QVERIFY(files.syncFolder(at(R"(C:\b)")).has_value());
    QVERIFY(files.bytes(R"(C:\b\two)") == "2");
    QVERIFY(files.move(at(R"(C:\b\two)"), at(R"(C:\a\two)")).has_value());
    QVERIFY(files.bytes(R"(C:\a\two)") == "another");
  }

  void aNewFileIsOpenToEveryoneUnlessItIsTold() {
    FakeFiles files;
    furnish(files);
    const FileMetadata metadata = files.metadata(at(R"(C:\a\one)")).value_or(FileMetadata{});
    QVERIFY(metadata.security.has_value());
    QVERIFY(files.create(at(R"(C:\a\careless)"), {}).has_value());
    QVERIFY(files.create(at(R"(C:\a\careful)"), metadata).has_value());
    QVERIFY(files.metadata(at(R"(C:\a\careless)")).value_or(FileMetadata{}).security != metadata.security);
    QVERIFY(files.metadata(at(R"(C:\a\careful)")).value_or(FileMetadata{}).security == metadata.security);
  }
};

}  // namespace sankajo

QTEST_APPLESS_MAIN(sankajo::TestFakeTarget)
#include "test_fake_target.moc"
