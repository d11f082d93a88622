// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QAccessible>
#include <QApplication>
#include <QFile>
#include <QFocusFrame>
#include <QGlyphRun>
#include <QImage>
#include <QScrollArea>
#include <QScrollBar>
#include <QSignalSpy>
#include <QStandardPaths>
#include <QTest>
#include <QTextLayout>
#include <QVBoxLayout>
#include <QXmlStreamReader>

#include "tests/wizard/gallery.h"
#include "tests/wizard/layout_check.h"
#include "wizard/language.h"

using namespace sankajo;
using namespace sankajo::test;
using theme::Type;

namespace {

constexpr int patience = 120000;  // Milliseconds that no window needs, on the busiest machine.

}  // namespace

/// Keeps the classes of all windows that are shown while it lives.
class ShownWindows : public QObject {
 public:
  ShownWindows() { qApp->installEventFilter(this); }

  QStringList classes;

 protected:
  bool eventFilter(QObject* watched, QEvent* event) override {
    const auto* widget = qobject_cast<QWidget*>(watched);
    if (event->type() == QEvent::Show && widget != nullptr && widget->isWindow()) classes << widget->metaObject()->className();
    return false;
  }
};

class TestWidgets : public QObject {
  Q_OBJECT
 private slots:
  void initTestCase() {
    QStandardPaths::setTestModeEnabled(true);
    theme_ = std::make_unique<Theme>(Theme::Options{.keepPreferences = false, .followSystem = false});
    language_ = std::make_unique<LanguageSwitch>(Language::English);
  }
  void cleanupTestCase() {
    language_.reset();
    theme_.reset();
  }
  void cleanup() {
    theme_->setPreferences({});
    language_->set(Language::English);
  }

  void nothingIsCutOffOrOverlaps_data() {
    QTest::addColumn<Language>("language");
    QTest::addColumn<QSize>("size");
    QTest::addColumn<int>("percent");
    for (const auto language : {Language::Japanese, Language::English}) {
      for (const QSize size : {QSize(1280, 800), QSize(1024, 768), QSize(800, 480), QSize(1080, 1920)}) {
        for (const int percent : {100, 125, 150, 200}) {
          QTest::addRow("%s %dx%d at %d %%", qPrintable(LanguageSwitch::code(language)), size.width(), size.height(), percent)
              << language << size << percent;
        }
      }
    }
  }
  void nothingIsCutOffOrOverlaps() {
    QFETCH(Language, language);
    QFETCH(QSize, size);
    QFETCH(int, percent);
    language_->set(language);
    theme_->setPreferences({.textPercent = percent});
    Gallery gallery;
    gallery.resize(size);
    gallery.show();
    settle();
    QCOMPARE(gallery.size(), size);
    const auto pages = gallery.pageIds();
    for (const int page : pages) {
      QVERIFY2(outOfPlace(gallery).isEmpty(), qPrintable(gallery.currentPage()->objectName() + ": " + outOfPlace(gallery)));
      if (page != pages.constLast()) gallery.next();
      settle();
    }
    gallery.textAndColours()->open();
    settle();
    QVERIFY2(outOfPlace(gallery).isEmpty(), qPrintable(outOfPlace(gallery)));
    gallery.textAndColours()->close();
    gallery.question()->open();
    settle();
    QVERIFY2(outOfPlace(gallery).isEmpty(), qPrintable(outOfPlace(gallery)));
  }

  void theWindowIsDividedBySizeAndText() {
    Gallery gallery;
    gallery.resize(1280, 800);
    gallery.show();
    settle();
    auto* rail = gallery.findChild<Rail*>();
    auto* strip = gallery.currentPage()->findChild<Strip*>();
    QVERIFY(rail->isVisible() && !strip->isVisible());
    QCOMPARE(rail->geometry().translated(rail->mapTo(&gallery, QPoint()) - rail->pos()), QRect(0, 0, 240, 800));
    for (int i = 0; i < 2; ++i) {
      gallery.resize(800, 480);
      settle();
      QCOMPARE(gallery.size(), QSize(800, 480));
      QVERIFY(!rail->isVisible() && strip->isVisible());
      QCOMPARE(strip->size(), QSize(800, 58));
      gallery.resize(1280, 800);
      settle();
      QVERIFY(rail->isVisible() && !strip->isVisible());
      QCOMPARE(rail->mapTo(&gallery, QPoint(0, 0)), QPoint(0, 0));
      QCOMPARE(rail->size(), QSize(240, 800));
    }
    theme_->setPreferences({.textPercent = 200});
    settle();
    QVERIFY(!rail->isVisible() && strip->isVisible());
    QCOMPARE(strip->height(), 83);
  }

  void oneWindowIsShownAndNoPartOfItBefore() {
    const ShownWindows shown;
    Gallery gallery;
    gallery.show();
    QTRY_VERIFY(gallery.isVisible());
    QCOMPARE(shown.classes, QStringList{gallery.metaObject()->className()});
  }

  void aPageThatWasOpenedNarrowGetsItsRail() {
    Gallery gallery;
    gallery.resize(800, 480);
    gallery.show();
    settle();
    gallery.resize(1024, 768);
    settle();
    auto* rail = gallery.findChild<Rail*>();
    QVERIFY(rail->isVisible());
    QCOMPARE(rail->mapTo(&gallery, QPoint(0, 0)), QPoint(0, 0));
    QCOMPARE(rail->size(), QSize(240, 768));
  }

  void theLanguageChangesEveryWord() {
    Gallery gallery;
    gallery.resize(1024, 768);
    gallery.show();
    gallery.textAndColours()->open();
    language_->set(Language::Japanese);
    settle();
    const QStringList sameInBoth = {"Sankajo", "English", "Windows XP Home Edition Service Pack 1"};
    for (auto* widget : gallery.findChildren<QWidget*>()) {
      if (!widget->isVisible()) continue;
      QString text;
      if (auto* label = qobject_cast<QLabel*>(widget)) text = label->text();
      if (auto* button = qobject_cast<QAbstractButton*>(widget)) text = button->text();
      if (text.isEmpty() || sameInBoth.contains(text) || text.startsWith("Windows 2000") || text.contains('%') || text.contains('\\'))
        continue;
      bool japanese = false;
      for (const QChar c : text) japanese |= c.unicode() >= 0x3000;
      QVERIFY2(japanese, qPrintable(text));
    }
    // Qt's own words too.
    QCOMPARE(QCoreApplication::translate("QPlatformTheme", "Cancel"), QStringLiteral("キャンセル"));
    QCOMPARE(QLocale().language(), QLocale::Japanese);
    language_->set(Language::English);
    QCOMPARE(QCoreApplication::translate("QPlatformTheme", "Cancel"), QStringLiteral("Cancel"));
  }

  void railAndStripAreReadArticleByArticle() {
    Rail rail;
    Road road;
    road.place = Road::Place::Article2;
    road.articles = {ArticleState::Done, ArticleState::Now, ArticleState::ToCome};
    rail.setRoad(road);
    const auto names = [](QWidget& widget) {
      QStringList spoken;
      for (auto* row : widget.findChildren<QFrame*>(Qt::FindDirectChildrenOnly)) {
        if (!dynamic_cast<Paragraph*>(row)) spoken << spokenName(row);
      }
      return spoken;
    };
    QCOMPARE(names(rail), QStringList({"Start", "Article 1, check: done", "Article 2, remove and patch: you are here",
                                       "Article 3, update: to come", "Finish"}));
    Strip strip;
    strip.setRoad(road);
    QCOMPARE(names(strip), names(rail).mid(1, 3));
    language_->set(Language::Japanese);
    QEvent change(QEvent::LanguageChange);
    QCoreApplication::sendEvent(&rail, &change);
    QCOMPARE(names(rail).at(1), QStringLiteral("第1条 感染の確認、済み"));
    QCOMPARE(names(rail).at(2), QStringLiteral("第2条 駆除と修正、今ここ"));
  }

  void eachControlHasANameAndEachEmblemItsWords() {
    for (const auto language : {Language::Japanese, Language::English}) {
      language_->set(language);
      Gallery gallery;
      gallery.show();
      settle();
      const auto pages = gallery.pageIds();
      for (const int page : pages) {
        for (auto* widget : gallery.findChildren<QWidget*>()) {
          if (!widget->isVisible()) continue;
          const bool control = qobject_cast<QAbstractButton*>(widget) || dynamic_cast<EmblemPicture*>(widget) ||
                               dynamic_cast<OutcomeBox*>(widget) || dynamic_cast<Seal*>(widget) || dynamic_cast<QrCode*>(widget) ||
                               dynamic_cast<StateRow*>(widget);
          if (control) QVERIFY2(!spokenName(widget).isEmpty(), widget->metaObject()->className());
        }
        if (page != pages.constLast()) gallery.next();
        settle();
      }
    }
  }

  void everyTargetIsLargeEnough() {
    Gallery gallery;
    gallery.resize(800, 480);
    gallery.show();
    settle();
    const auto pages = gallery.pageIds();
    for (const int page : pages) {
      for (auto* button : gallery.findChildren<QAbstractButton*>()) {
        if (button->isVisible() && !button->objectName().startsWith("qt_")) QVERIFY2(button->height() >= 46, qPrintable(button->text()));
      }
      if (page != pages.constLast()) gallery.next();
      settle();
    }
  }

  void cardsAreChosenByMouseAnywhereAndByKeys() {
    QWidget window;
    auto* column = new QVBoxLayout(&window);
    auto* first = new RadioCard("pic-disk-usb");
    auto* second = new RadioCard;
    first->setTexts("Disk & one", "USB");
    second->setTexts("Disk two");
    column->addWidget(first);
    column->addWidget(second);
    window.resize(600, 300);
    window.show();
    QVERIFY(QTest::qWaitForWindowActive(&window, patience));
    QTest::mouseClick(second, Qt::LeftButton, {}, QPoint(second->width() - 3, 3));
    QVERIFY(second->isChecked() && !first->isChecked());
    second->setFocus();
    QTest::keyClick(second, Qt::Key_Up);
    QVERIFY(first->isChecked() && !second->isChecked());
    QCOMPARE(spokenName(first), QStringLiteral("Disk & one"));
    QCOMPARE(QAccessible::queryAccessibleInterface(first)->text(QAccessible::Description), QStringLiteral("USB"));
    QCOMPARE(QAccessible::queryAccessibleInterface(first)->role(), QAccessible::RadioButton);
  }

  void theRingIsRoundWhatHasTheFocus() {
    Gallery gallery;
    gallery.resize(1024, 768);
    gallery.show();
    QVERIFY(QTest::qWaitForWindowActive(&gallery, patience));
    settle();
    auto* focused = QApplication::focusWidget();
    QVERIFY(dynamic_cast<RadioCard*>(focused));  // The first control of the page.
    auto* ring = gallery.findChild<QFocusFrame*>();
    QVERIFY(ring && ring->isVisible());
    const auto place = [&](const QWidget* widget) { return QRect(widget->mapTo(&gallery, QPoint(0, 0)), widget->size()); };
    QCOMPARE(place(ring), place(focused).adjusted(-5, -5, 5, 5));
    // It stays after everything was styled anew.
    theme_->setPreferences({.colours = Preferences::Colours::Dark});
    settle();
    QVERIFY(gallery.findChild<QFocusFrame*>()->isVisible());
    QTest::keyClick(focused, Qt::Key_Tab);
    QVERIFY(QApplication::focusWidget() != focused);
    ring = gallery.findChild<QFocusFrame*>();
    QCOMPARE(place(ring), place(QApplication::focusWidget()).adjusted(-5, -5, 5, 5));
    // And after everything has another size.
    for (const int percent : {200, 100}) {
      theme_->setPreferences({.textPercent = percent});
      gallery.resize(1280, 800);
      settle();
      ring = gallery.findChild<QFocusFrame*>();
      QVERIFY2(ring && ring->isVisible(), qPrintable(QString::number(percent)));
      QCOMPARE(place(ring), place(QApplication::focusWidget()).adjusted(-5, -5, 5, 5));
    }
  }

  void theStripsSwitchesComeAfterThePage() {
    Gallery gallery;
    gallery.resize(800, 480);
    gallery.show();
    QVERIFY(QTest::qWaitForWindowActive(&gallery, patience));
    settle();
    QStringList order;
    QWidget* const first = QApplication::focusWidget();
    QVERIFY(dynamic_cast<RadioCard*>(first));
    do {
      order << spokenName(QApplication::focusWidget());
      QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
    } while (QApplication::focusWidget() != first && order.size() < 20);
    QVERIFY2(order.indexOf("Choose a folder") < order.indexOf("Text and colours"), qPrintable(order.join(", ")));
    QVERIFY(order.contains("Check this Windows"));
    QVERIFY(order.size() < 20);
  }

  void aSheetAsksAndEscIsTheHarmlessAnswer() {
    Gallery gallery;
    gallery.resize(1024, 768);
    gallery.show();
    QVERIFY(QTest::qWaitForWindowActive(&gallery, patience));
    settle();
    const int page = gallery.currentId();
    Sheet* sheet = gallery.question();
    const auto buttons = sheet->findChildren<QPushButton*>();
    QCOMPARE(buttons.size(), 2);
    QSignalSpy stopped(buttons[0], &QPushButton::clicked), kept(buttons[1], &QPushButton::clicked);

    sheet->open();
    settle();
    QVERIFY(sheet->isOpen());
    QCOMPARE(QApplication::focusWidget(), buttons[1]);
    QCOMPARE(buttons[0]->height(), buttons[1]->height());
    // The page under it takes nothing.
    auto* next = gallery.button(QWizard::NextButton);
    QTest::mouseClick(gallery.windowHandle(), Qt::LeftButton, {}, next->mapTo(&gallery, next->rect().center()));
    QTest::keyClick(next, Qt::Key_Space);
    QCOMPARE(gallery.currentId(), page);
    // And what the page does by itself does not take the focus away.
    next->setFocus();
    QTRY_COMPARE_WITH_TIMEOUT(QApplication::focusWidget(), buttons[1], patience);
    // Tab stays on the sheet and the rail.
    auto* rail = gallery.findChild<Rail*>();
    for (int i = 0; i < 8; ++i) {
      QTest::keyClick(QApplication::focusWidget(), Qt::Key_Tab);
      QWidget* focused = QApplication::focusWidget();
      QVERIFY2(sheet->isAncestorOf(focused) || rail->isAncestorOf(focused), qPrintable(spokenName(focused)));
    }
    QTest::keyClick(buttons[0], Qt::Key_Escape);
    QVERIFY(!sheet->isOpen());
    QVERIFY(gallery.isVisible());
    QCOMPARE(kept.count(), 1);
    QCOMPARE(stopped.count(), 0);
    QCOMPARE(QApplication::focusWidget(), next);

    sheet->open();
    buttons[0]->setFocus();
    QTest::keyClick(buttons[0], Qt::Key_Return);
    QVERIFY(!sheet->isOpen());
    QCOMPARE(stopped.count(), 1);
    QCOMPARE(gallery.currentId(), page);
    // And then the page does again.
    QTest::mouseClick(gallery.button(QWizard::NextButton), Qt::LeftButton);
    QVERIFY(gallery.currentId() != page);
  }

  void textAndColoursApplyAtOnce() {
    Gallery gallery;
    gallery.resize(1280, 800);
    gallery.show();
    QVERIFY(QTest::qWaitForWindowActive(&gallery, patience));
    auto* sheet = gallery.textAndColours();
    sheet->open();
    settle();
    QVERIFY(sheet->findChild<QRadioButton*>("text100")->isChecked());
    QVERIFY(sheet->findChild<QRadioButton*>("text100")->hasFocus());
    QTest::mouseClick(sheet->findChild<QRadioButton*>("text150"), Qt::LeftButton);
    QCOMPARE(theme_->em(), 24.);
    QTest::mouseClick(sheet->findChild<QRadioButton*>("coloursDark"), Qt::LeftButton);
    QCOMPARE(theme_->scheme(), theme::Scheme::Dark);
    QTest::mouseClick(sheet->findChild<QCheckBox*>("motion"), Qt::LeftButton);
    QCOMPARE(theme_->preferences(), Preferences({.textPercent = 150, .colours = Preferences::Colours::Dark, .motion = false}));
    QVERIFY(sheet->isOpen());
  }

  void detailsOpenAndClose() {
    Details details;
    details.setAbout("msblast.exe");
    auto* inside = new Paragraph("C:\\WINDOWS\\system32\\msblast.exe");
    details.body()->addWidget(inside);
    details.show();
    QVERIFY(!inside->isVisible());
    QCOMPARE(details.button()->text(), QStringLiteral("Show details"));
    QCOMPARE(spokenName(details.button()), QStringLiteral("Show details of msblast.exe"));
    QTest::mouseClick(details.button(), Qt::LeftButton);
    QVERIFY(inside->isVisible());
    QCOMPARE(details.button()->text(), QStringLiteral("Hide details"));
    QTest::keyClick(details.button(), Qt::Key_Space);
    QVERIFY(!inside->isVisible());
  }

  void aTextKeepsWhatItWasGivenAndIsNeverMarkup() {
    Paragraph paragraph(QStringLiteral("<b>感染</b> & 確認"));
    QCOMPARE(paragraph.text(), QStringLiteral("<b>感染</b> & 確認"));
    QCOMPARE(spokenName(&paragraph), QStringLiteral("<b>感染</b> & 確認"));
    const int wide = paragraph.heightForWidth(1000), narrow = paragraph.heightForWidth(60);
    QCOMPARE(wide, theme_->pitch(Type::Body));
    QVERIFY(narrow > wide);
  }

  void aLongPathKeepsItsFilesName() {
    const QString path = QStringLiteral("C:\\Documents and Settings\\All Users\\Start Menu\\Programs\\Startup\\msblast.exe");
    PathLabel label;
    label.setPath(path);
    label.resize(2000, 22);
    QCOMPARE(label.shownText(), path);
    label.resize(220, 22);
    QVERIFY(label.shownText().endsWith("\\msblast.exe"));
    QVERIFY(label.shownText().contains(QChar(0x2026)));
    QVERIFY(QFontMetrics(label.font()).horizontalAdvance(label.shownText()) <= 220);
    QCOMPARE(label.accessibleDescription(), path);
    label.resize(60, 22);
    QVERIFY(QFontMetrics(label.font()).horizontalAdvance(label.shownText()) <= 60);
  }

  void aQrCodeIsBlackOnWhiteWithAQuietBorder() {
    theme_->setPreferences({.colours = Preferences::Colours::Dark});
    QrCode code;
    code.setText("https://www.catalog.update.microsoft.com/Search.aspx?q=KB824146");
    code.resize(code.sizeHint());
    const QImage image = code.grab().toImage();
    const int quiet = 4 * 4;
    QVERIFY(image.width() >= theme_->px(10));
    for (int i = 0; i < image.width(); ++i) {
      for (int j = 0; j < quiet; ++j) {
        QCOMPARE(image.pixelColor(i, j), QColor(Qt::white));
        QCOMPARE(image.pixelColor(j, i), QColor(Qt::white));
      }
    }
    // The finder's corner, seven modules of at least four pixels.
    for (int i = quiet; i < quiet + 7 * 4; ++i) QCOMPARE(image.pixelColor(i, quiet), QColor(Qt::black));
  }

  void moreBelowIsSaidUntilTheEndIsReached() {
    Gallery gallery;
    gallery.resize(1024, 768);
    gallery.show();
    settle();
    gallery.resize(800, 480);
    settle();
    auto* frame = gallery.currentPage()->findChild<PageFrame*>();
    auto* more = frame->findChild<QWidget*>("moreBelow");
    QVERIFY(more->isVisible());
    QCOMPARE(more->height(), more->sizeHint().height());
    QCOMPARE(more->geometry().bottom() + 1, frame->height());
    QCOMPARE(spokenName(more), QStringLiteral("More below"));
    QScrollBar* bar = frame->scrollArea()->verticalScrollBar();
    QVERIFY(!frame->scrollArea()->horizontalScrollBar()->isVisible());
    for (int i = 0; i < 3; ++i) {
      bar->setValue(bar->maximum());
      settle();
    }
    QVERIFY(!more->isVisible());
  }

  void aSealIsSetAtOnceWhereMotionIsReduced() {
    Seal seal(1, 3);
    seal.show();
    seal.setState(ArticleState::Now);
    const QImage before = seal.grab().toImage();
    seal.setState(ArticleState::Done);
    const QImage after = seal.grab().toImage();
    QVERIFY(before != after);
    Seal done(1, 3);
    done.setState(ArticleState::Done);
    done.resize(seal.size());
    QCOMPARE(after, done.grab().toImage());
  }

  void noLetterIsMissingInTheFonts() {
    language_->set(Language::Japanese);
    QFile file(QStringLiteral(SANKAJO_SOURCE_DIR) + "/translations/sankajo_ja.ts");
    QVERIFY(file.open(QIODevice::ReadOnly));
    QXmlStreamReader xml(&file);
    while (!xml.atEnd()) {
      xml.readNext();
      if (!xml.isStartElement() || xml.name() != u"translation") continue;
      const QString text = theme::phrased(xml.readElementText(QXmlStreamReader::IncludeChildElements));
      for (const bool bold : {false, true}) {
        QTextLayout layout(text, theme_->font(Type::Body, bold));
        layout.beginLayout();
        layout.createLine();
        layout.endLayout();
        for (const auto& run : layout.glyphRuns()) QVERIFY2(!run.glyphIndexes().contains(0), qPrintable(text));
      }
    }
  }

  void everySentenceHasItsJapanese() {
    QFile file(QStringLiteral(SANKAJO_SOURCE_DIR) + "/translations/sankajo_ja.ts");
    QVERIFY(file.open(QIODevice::ReadOnly));
    QXmlStreamReader xml(&file);
    int messages = 0;
    while (!xml.atEnd()) {
      xml.readNext();
      if (!xml.isStartElement() || xml.name() != u"translation") continue;
      ++messages;
      QVERIFY2(!xml.attributes().hasAttribute("type"), qPrintable(QStringLiteral("line %1").arg(xml.lineNumber())));
      QVERIFY2(!xml.readElementText(QXmlStreamReader::IncludeChildElements).trimmed().isEmpty(),
               qPrintable(QStringLiteral("line %1").arg(xml.lineNumber())));
    }
    QVERIFY(!xml.hasError());
    QVERIFY(messages > 50);
  }

 private:
  std::unique_ptr<Theme> theme_;
  std::unique_ptr<LanguageSwitch> language_;
};

QTEST_MAIN(TestWidgets)
#include "test_widgets.moc"
