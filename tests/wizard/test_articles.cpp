// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QtTest>

#include "tests/wizard/layout_check.h"
#include "tests/wizard/walk.h"

using namespace sankajo;
using namespace sankajo::test;

// All roads through the wizard, and what its three articles are shown to be on every page of each: a road is what is pressed, one after the other, and
// wherever several things can be, there are as many roads. Walk holds what is shown against the files on the disk; that article 2 is ticked where it
// should be, and nowhere else, is counted here. What each page does stands in test_roads.

namespace {

/// What is pressed, in the order in which it is tried; the rest leads to other windows, away, or round in circles.
constexpr const char* hands[] = {"startButton",    "removeNowButton",    "putAwayButton",  "goOnButton",      "goOnWithoutButton",
                                 "putReadyButton", "installPatchButton", "tryAgainButton", "finishRunButton", "undoRunButton",
                                 "patchRow",       "fetchCard",          "upToDateRow",    "restartButton",   "undoButton"};

/// Which of the things that can be pressed is, at each place where there are several: the next road differs in the last place that has another left.
class Choices {
 public:
  std::size_t choose(std::size_t count) {
    if (at_ == taken_.size()) taken_.emplace_back(0, count);
    return taken_[at_++].first;
  }
  /// False when all roads are walked.
  bool next() {
    at_ = 0;
    while (!taken_.empty() && taken_.back().first + 1 >= taken_.back().second) taken_.pop_back();
    if (taken_.empty()) return false;
    ++taken_.back().first;
    return true;
  }

 private:
  std::vector<std::pair<std::size_t, std::size_t>> taken_;
  std::size_t at_ = 0;
};

}  // namespace

class TestArticles : public QObject {
  Q_OBJECT

 private slots:
  void eachRoadIsTold_data();
  void eachRoadIsTold();

 private:
  /// One road to its end; what was pressed is added to `road`. False, and why, where something on it is not so.
  bool walk(Walk& walk, Choices& choices, QStringList& road);
  int ticks_ = 0, waits_ = 0;
};

void TestArticles::eachRoadIsTold_data() {
  QTest::addColumn<bool>("here");
  QTest::addColumn<bool>("infected");
  QTest::addColumn<bool>("open");
  QTest::addColumn<QByteArray>("package");
  QTest::addColumn<QByteArray>("fault");
  const auto row = [](bool here, bool infected, bool open, const char* package, const char* fault) {
    QTest::addRow("%s, %s, %s, %s%s%s", here ? "this PC" : "a disk", infected ? "infected" : "clean", open ? "open" : "closed", package,
                  *fault == '\0' ? "" : ", ", fault)
        << here << infected << open << QByteArray(package) << QByteArray(fault);
  };
  for (const bool infected : {true, false}) {
    for (const bool here : {true, false}) row(here, infected, false, "no package", "");
    for (const char* package : {"no package", "right", "changed"}) row(false, infected, true, package, "");
    for (const char* package : {"no package", "right", "waits", "lies", "fails", "refused"}) row(true, infected, true, package, "");
  }
  for (const char* fault : {"move", "commit", "makeFolder", "interrupted"}) {
    row(false, true, true, "right", fault);
    row(false, true, false, "no package", fault);
    row(true, true, true, "right", fault);
  }
}

void TestArticles::eachRoadIsTold() {
  QFETCH(bool, here);
  QFETCH(bool, infected);
  QFETCH(bool, open);
  QFETCH(QByteArray, package);
  QFETCH(QByteArray, fault);
  DiskBuilder builder({.patch = open ? PatchLevel::None : PatchLevel::KB828741});
  if (infected) builder.threat("W32.Blaster.A", Specimen::PublishedSize);
  ticks_ = waits_ = 0;
  int roads = 0;
  Choices choices;
  do {
    Walk walk;
    if (package != "no package") QVERIFY(walk.layPatchesBeside(package == "changed"));
    if (package == "waits") walk.pc.packageEndsWith = 3010;
    if (package == "fails") walk.pc.packageEndsWith = 1603;
    if (package == "refused") walk.pc.packageRefused = Error{Errc::Refused, "package", "its signature is not trusted", 0};
    if (here && package == "right") walk.pc.packageInstalls = [&walk] { walk.patch(); };
    if (fault != "interrupted" && !fault.isEmpty()) {
      walk.fault = [&fault](std::string_view call, const WinPath& path) -> std::optional<Error> {
        // Those of the folders of a run itself are another story.
        if (call != fault.toStdString() || (call == "makeFolder" && path.parent().name() != "staged" && path.parent().name() != "install"))
          return std::nullopt;
        return Error{Errc::Io, "disk", "made up", 5};
      };
    }
    QVERIFY(here ? walk.openHere(builder) : walk.open(builder));
    if (fault == "interrupted") QVERIFY(interruptRun(walk.folder(), walk.advisories()));
    QStringList road;
    QVERIFY2(this->walk(walk, choices, road), qPrintable(road.join(" ") + ": " + walk.untrue()));
    ++roads;
    QVERIFY2(roads < 500, "there is no end of roads");
  } while (choices.next());
  qInfo("%d roads", roads);
  // Ticked where a Windows that was infected has become both clean and patched; and told for later only where something is there that does it.
  const bool installs = here && fault != "makeFolder" && (package == "right" || package == "waits");
  const bool removes = fault.isEmpty() || fault == "makeFolder" || fault == "interrupted";
  QCOMPARE(ticks_ > 0, infected && (!open || installs) && removes);
  QCOMPARE(waits_ > 0, open && package == (here ? "waits" : "right") && removes && fault != "makeFolder");
}

bool TestArticles::walk(Walk& walk, Choices& choices, QStringList& road) {
  std::set<std::string> pressed;
  for (;;) {
    if (!walk.waitForEnd() || (walk.isOn("checkPage") && !walk.waitFor("resultPage"))) return false;
    settle();
    ticks_ += walk.articles()[1] == ArticleState::Done ? 1 : 0;
    waits_ += walk.articles()[1] == ArticleState::AfterRestart || walk.articles()[2] == ArticleState::AfterRestart ? 1 : 0;
    const std::string page = walk.wizard().currentPage()->objectName().toStdString();
    std::vector<const char*> possible;
    for (const char* name : hands) {
      const QAbstractButton* button = walk.find(name);
      if (button != nullptr && button->isEnabled() && !pressed.contains(page + name)) possible.push_back(name);
    }
    if (possible.empty()) return walk.untrue().isEmpty();
    const char* const name = possible[choices.choose(possible.size())];
    road << name;
    pressed.insert(page + name);
    if (!walk.press(name)) return false;
    const QByteArray hand = name;
    if ((hand == "undoButton" || hand == "undoRunButton" || hand == "restartButton") && !walk.press("deedButton")) return false;
    if (hand == "undoButton" || hand == "undoRunButton") settle();
    if (hand != "restartButton") continue;
    if (!QTest::qWaitFor([&walk] { return walk.session().restarting(); }, Walk::patience)) return false;
    const std::string run = walk.session().report()->run;
    walk.wizard().close();
    // Windows puts the files in place while it starts, or does not.
    const bool worked = choices.choose(2) == 0;
    road << (worked ? "(restarted)" : "(restarted in vain)");
    if (worked) walk.patch();
    pressed.clear();
    pressed.insert("finishPagerestartButton");
    if (!walk.comeBack({run})) return false;
  }
}

QTEST_MAIN(TestArticles)
#include "test_articles.moc"
