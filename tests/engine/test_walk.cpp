// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/walk.h"

#include <QTest>

#include "tests/support/disk_builder.h"
#include "tests/support/fake_target.h"
#include "tests/support/verdict.h"

using namespace sankajo;
using namespace sankajo::test;

/// How far a walk says that it is.
class TestWalk : public QObject {
  Q_OBJECT
 private slots:
  void theSharesOfAllFoldersAreTheWhole_data() {
    QTest::addColumn<int>("depth");
    QTest::newRow("standard") << static_cast<int>(Depth::Standard);
    QTest::newRow("thorough") << static_cast<int>(Depth::Thorough);
  }
  void theSharesOfAllFoldersAreTheWhole() {
    QFETCH(int, depth);
    DiskBuilder builder({});
    // Empty, deep, wide, and two of a name.
    builder.folder("WINDOWS\\empty").folder("a\\b\\c\\d\\e").file("WINDOWS\\SYSTEM32 \\x", "x");
    for (int i = 0; i < 100; ++i) builder.file("Documents and Settings\\wide\\" + std::to_string(i), "text");
    auto target = builder.fakeTarget();
    const std::vector<Advisory> none;
    const Lookup lookup(none, target->systemRoot());
    std::vector<double> shares;
    const ProgressCallback told = [&shares](const Progress& progress) { shares.push_back(progress.share); };
    Collected collected(told);
    constexpr double whole = 0.9;
    QVERIFY_OK(walk(*target, lookup, static_cast<Depth>(depth), whole, {}, collected, {}));
    collected.observe({});  // A finding is told at once.
    QVERIFY(std::ranges::is_sorted(shares));
    QVERIFY2(std::abs(shares.back() - whole) < 1e-6, qPrintable(QString::number(shares.back())));
  }
};

QTEST_GUILESS_MAIN(TestWalk)
#include "test_walk.moc"
