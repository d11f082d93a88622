// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAccessible>
#include <QApplication>
#include <QDialogButtonBox>
#include <QFileIconProvider>
#include <QLabel>
#include <QPushButton>
#include <QRegularExpression>
#include <QTest>

#include "tests/wizard/layout_check.h"
#include "tests/wizard/scenes.h"
#include "wizard/sheet.h"

using namespace sankajo;
using namespace sankajo::test;

namespace {

/// What a person sees or hears of the window: texts and names, each with the widget that has it.
QList<std::pair<QString, QString>> wordsOf(const QWidget& window) {
  QList<std::pair<QString, QString>> words;
  for (auto* widget : window.findChildren<QWidget*>()) {
    // Paths and keys are the same in every language.
    const bool isPath = dynamic_cast<PathLabel*>(widget) != nullptr && widget->objectName() != "placeText";
    if (!widget->isVisible() || isPath) continue;
    const QString who = QString(widget->metaObject()->className()) + " " + widget->objectName();
    QStringList texts = {spokenName(widget)};
    if (auto* label = qobject_cast<QLabel*>(widget)) texts << label->text();
    if (auto* button = qobject_cast<QAbstractButton*>(widget)) texts << button->text();
    if (auto* card = dynamic_cast<RadioCard*>(widget)) texts << card->title() << card->details();
    if (auto* row = dynamic_cast<CheckRow*>(widget)) texts << row->label();
    for (const QString& text : texts) {
      if (!text.isEmpty()) words.append({who, text});
    }
  }
  return words;
}

/// Without what has its own name in every language: paths, file and value names in quotes, addresses, PC names, KB numbers.
QString withoutNames(QString text) {
  static const QRegularExpression names(
      R"((\S*[\\/]\S+)|「[^」]*」|\x22[^\x22]*\x22|windows auto update|\S+\.(exe|pf|dll|pdf)|KB\d+|MS\d\d-\d+|TARO-PC|Service Pack \d|[A-Z]:\\[^\n]*)",
      QRegularExpression::CaseInsensitiveOption);
  return text.remove(names).remove(QChar(0x2060));
}

bool isJapanese(QChar c) { return c.unicode() >= 0x3041; }

/// Words that stay as they are on a Japanese screen: names of things, as its own Windows writes them.
const QStringList sameInBoth = {"Sankajo", "Windows", "Blaster", "Welchia", "Nachi", "XP", "NT", "Update", "USB", "CD", "PC", "GB", "MB", "WINDOWS", "WINNT", "Home", "Edition",
                                "Professional", "Server", "Microsoft", "Server", "Internet", "Inet", "RPC", "DCOM", "PDF", "DVD", "LAN", "PRO", "English", "A", "B", "C", "D", "E", "F", "T",
                                "KB", "IP", "Wi", "Fi", "METI", "QR", "UTC", "blaster", "Aa", "TCP", "UDP", "Linux", "nftables", "iptables", "PowerShell", "netsh", "Cisco", "IOS", "YAMAHA", "RTX", "UTF"};

}  // namespace

/// Each page in each state, as a person meets it.
class TestPages : public QObject {
  Q_OBJECT
 private slots:
  void eachScene_data();
  void eachScene();
  void qtsOwnButtonsAreInTheLanguage();

 private:
  // To reach a scene takes longer than to look at it: all of these look at the same one.
  static void everyControlIsNamedAndReached(Walk& walk);
  static void everyWordIsInTheLanguage(Walk& walk);
  static void theRowOfButtonsSaysWhatThePageSays(Walk& walk);
  static void nothingIsCutOffOrOverlaps(Walk& walk);
};

void TestPages::eachScene_data() {
  QTest::addColumn<int>("index");
  int index = 0;
  for (const Scene& scene : scenes()) QTest::newRow(scene.name) << index++;
}

void TestPages::eachScene() {
  QFETCH(int, index);
  Walk walk;
  QVERIFY(scenes().at(static_cast<std::size_t>(index)).reach(walk));
  for (const auto look : {everyControlIsNamedAndReached, everyWordIsInTheLanguage, theRowOfButtonsSaysWhatThePageSays, nothingIsCutOffOrOverlaps}) {
    look(walk);
    if (QTest::currentTestFailed()) return;
  }
}

void TestPages::nothingIsCutOffOrOverlaps(Walk& walk) {
  for (const auto language : {Language::Japanese, Language::English}) {
    walk.language().set(language);
    for (const int percent : {100, 200}) {
      walk.theme().setPreferences({.textPercent = percent});
      for (const QSize size : {QSize(1280, 800), QSize(1024, 768), QSize(800, 480)}) {
        walk.wizard().resize(size);
        settle();
        const QString wrong = outOfPlace(walk.wizard());
        const QString where = QStringLiteral("%1 %2x%3 at %4 %: ").arg(LanguageSwitch::code(language)).arg(size.width()).arg(size.height()).arg(percent);
        QVERIFY2(walk.wizard().size() == size, qPrintable(where + "the window is larger"));
        QVERIFY2(wrong.isEmpty(), qPrintable(where + wrong));
        if (percent == 100) QVERIFY2(splitPhrase(walk.wizard()).isEmpty(), qPrintable(where + splitPhrase(walk.wizard())));
      }
    }
  }
}

void TestPages::everyControlIsNamedAndReached(Walk& walk) {
  for (const QSize size : {QSize(1024, 768), QSize(800, 480)}) {
    walk.wizard().resize(size);
    settle();
    walk.wizard().activateWindow();
    QVERIFY(QTest::qWaitForWindowActive(&walk.wizard(), Walk::patience));
    // What assistive programs see: the whole tree, as far as it is shown.
    QList<QWidget*> controls;
    const std::function<void(QAccessibleInterface*)> look = [&](QAccessibleInterface* one) {
      if (one == nullptr || !one->isValid() || one->state().invisible) return;
      const auto* widget = qobject_cast<QWidget*>(one->object());
      const bool acts = one->actionInterface() != nullptr && one->state().focusable && !one->state().disabled;
      const QAccessible::Role role = one->role();
      const bool speaks = acts || role == QAccessible::Graphic || role == QAccessible::ProgressBar;
      if (speaks && widget != nullptr) {
        const QString who = QString(widget->metaObject()->className()) + " " + widget->objectName();
        const bool isDecoration = role == QAccessible::Graphic && dynamic_cast<const EmblemPicture*>(widget) == nullptr;
        QVERIFY2(isDecoration || !one->text(QAccessible::Name).isEmpty(), qPrintable("no name: " + who));
      }
      if (acts && qobject_cast<QAbstractButton*>(one->object()) != nullptr) controls << qobject_cast<QWidget*>(one->object());
      for (int i = 0; i < one->childCount(); ++i) look(one->child(i));
    };
    look(QAccessible::queryAccessibleInterface(&walk.wizard()));
    if (QTest::currentTestFailed()) return;
    QVERIFY(controls.size() >= 2);
    // Tab reaches each of them, and comes round. Of choices that exclude each other one is enough: arrows lead to the others.
    QList<QWidget*> reached;
    const auto focus = [&]() -> QWidget* { return QApplication::focusWidget() != nullptr ? QApplication::focusWidget() : &walk.wizard(); };
    for (int i = 0; i < 3 * controls.size() + 5; ++i) {
      QTest::keyClick(focus(), Qt::Key_Tab);
      if (!reached.contains(QApplication::focusWidget())) reached << QApplication::focusWidget();
    }
    for (QWidget* control : controls) {
      // What lies under a sheet is out of reach while it is asked.
      if (const auto* sheet = walk.wizard().findChild<Sheet*>(); sheet != nullptr && sheet->isOpen() && !sheet->isAncestorOf(control)) continue;
      const auto* button = qobject_cast<QAbstractButton*>(control);
      const bool oneOfSeveral = button->autoExclusive() && std::ranges::any_of(reached, [control](const QWidget* other) {
        return other != nullptr && other->parentWidget() == control->parentWidget() && qobject_cast<const QAbstractButton*>(other) != nullptr;
      });
      QVERIFY2(reached.contains(control) || oneOfSeveral, qPrintable(QStringLiteral("the keyboard does not reach %1 \"%2\"").arg(control->objectName(), spokenName(control))));
    }
  }
}

void TestPages::everyWordIsInTheLanguage(Walk& walk) {
  constexpr std::array sizes = {QSize(1024, 768), QSize(800, 480)};
  walk.language().set(Language::Japanese);
  for (const QSize size : sizes) {
    walk.wizard().resize(size);
    settle();
    // Progress is spoken now and then; what was said is in the language too.
    const auto* progress = walk.wizard().currentPage()->findChild<QLabel*>("progressText");
    if (progress != nullptr && progress->isVisible()) QVERIFY(QTest::qWaitFor([progress] { return !progress->accessibleName().isEmpty(); }, Walk::patience));
    static const QRegularExpression latinWord("[A-Za-z]+");
    for (const auto& [who, text] : wordsOf(walk.wizard())) {
      auto match = latinWord.globalMatch(withoutNames(text));
      while (match.hasNext()) {
        const QString word = match.next().captured();
        QVERIFY2(sameInBoth.contains(word), qPrintable(who + ": " + text + " <- " + word));
      }
    }
  }
  walk.language().set(Language::English);
  for (const QSize size : sizes) {
    walk.wizard().resize(size);
    settle();
    for (const auto& [who, text] : wordsOf(walk.wizard())) {
      if (who.contains("languageButton")) continue;
      QVERIFY2(std::ranges::none_of(withoutNames(text), isJapanese), qPrintable(who + ": " + text));
    }
  }
}

void TestPages::qtsOwnButtonsAreInTheLanguage() {
  Walk walk;
  QVERIFY(walk.open(std::vector<const DiskBuilder*>()));
  for (const auto language : {Language::Japanese, Language::English, Language::Japanese}) {
    walk.language().set(language);
    const QDialogButtonBox buttons(QDialogButtonBox::Cancel | QDialogButtonBox::Save);
    for (const QAbstractButton* button : buttons.buttons()) {
      QVERIFY2(std::ranges::any_of(button->text(), isJapanese) == (language == Language::Japanese), qPrintable(button->text()));
    }
    const QString folder = QFileIconProvider().type(QFileInfo(QString(SANKAJO_SOURCE_DIR)));
    QVERIFY2(std::ranges::any_of(folder, isJapanese) == (language == Language::Japanese), qPrintable(folder));
  }
}

void TestPages::theRowOfButtonsSaysWhatThePageSays(Walk& walk) {
  for (const auto language : {Language::Japanese, Language::English}) {
    walk.language().set(language);
    walk.theme().setPreferences({.textPercent = 200, .colours = Preferences::Colours::Dark});
    walk.wizard().resize(language == Language::Japanese ? QSize(800, 480) : QSize(1024, 768));
    settle();
    const Footer footer = walk.wizard().page()->footer();
    QCOMPARE(walk.wizard().button(QWizard::BackButton)->isVisible(), footer.back);
    int mains = 0;
    for (const auto which : {QWizard::NextButton, QWizard::CommitButton, QWizard::FinishButton}) {
      const QAbstractButton* main = walk.wizard().button(which);
      if (!main->isVisible()) continue;
      ++mains;
      QCOMPARE(main->text(), footer.main);
      QCOMPARE(main->isEnabled(), footer.mainEnabled);
      QCOMPARE(main->objectName(), QString(footer.mainName));
    }
    QCOMPARE(mains, footer.main.isEmpty() ? 0 : 1);
  }
}

QTEST_MAIN(TestPages)
#include "test_pages.moc"
