// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QBuffer>
#include <QFile>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QTest>

#include "app/step_sheets.h"
#include "engine/wording.h"
#include "tests/advisories/blaster_pack.h"
#include "tests/wizard/paper.h"
#include "wizard/page.h"
#include "wizard/step_sheet_document.h"

using namespace sankajo;
using namespace sankajo::test;

namespace {

QString readAll(const QString& path) {
  QFile file(QString(SANKAJO_SOURCE_DIR) + path);
  if (!file.open(QIODevice::ReadOnly)) qFatal("%s cannot be read", qPrintable(path));
  return QString::fromUtf8(file.readAll());
}

QStringList filesOf(const StepSheet& sheet) {
  QStringList files;
  for (const StepSheet::Step& step : sheet.steps) {
    for (const auto& [caption, file] : step.files) files << QString::fromStdString(file);
  }
  return files;
}

QString allOf(const StepSheet& sheet) {
  QStringList words = {text(sheet.title), text(sheet.about), text(sheet.whyTitle), text(sheet.why), text(sheet.origin)};
  for (const StepSheet::Step& step : sheet.steps) {
    words << text(step.todo);
    for (const std::string& how : step.how) words << text(how);
    for (const auto& [caption, file] : step.files) words << text(caption) << text(file);
  }
  return words.join('\n');
}

}  // namespace

// What lies printed beside a disc: a page for each system, as the data says and as another program sees it.
class TestStepSheets : public QObject {
  Q_OBJECT

  void everySheet() {
    QTest::addColumn<QString>("language");
    QTest::addColumn<int>("system");
    for (const SystemFamily system : pack_.hole->affected) {
      for (const char* language : {"ja", "en"})
        QTest::newRow((std::string(name(system)) + " " + language).c_str()) << QString(language) << static_cast<int>(system);
    }
  }
  StepSheet sheetOf(SystemFamily system, const QString& language) const {
    return stepSheet(system, pack_, *Wording::fromJson(readAll("/translations/messages." + language + ".json").toStdString()));
  }

 private slots:
  void eachIsWholeOnOnePage_data() { everySheet(); }
  void eachIsWholeOnOnePage() {
    QFETCH(QString, language);
    QFETCH(int, system);
    const StepSheet sheet = sheetOf(static_cast<SystemFamily>(system), language);
    QBuffer buffer;
    buffer.open(QIODevice::WriteOnly);
    const auto pages = writeStepSheetPdf(sheet, buffer);
    QVERIFY(pages.has_value());
    QCOMPARE(*pages, 1);
    // To be looked at by people.
    if (const QString folder = qEnvironmentVariable("SANKAJO_PICTURES"); !folder.isEmpty()) {
      QFile kept(folder + "/" + QString::fromStdString(stepSheetFile(static_cast<SystemFamily>(system), sheet.language)));
      if (kept.open(QIODevice::WriteOnly)) kept.write(buffer.data());
    }
    const SeenPdf paper = seen(buffer.data());
    QCOMPARE(paper.pages.size(), 1);
    QCOMPARE(paper.pages[0].toSize(), QSize(595, 842));
    for (const QString& words : allOf(sheet).split('\n')) QVERIFY2(paper.has(words), qPrintable(words));
    QVERIFY2(paper.outside(15).isEmpty(), qPrintable(paper.outside(15)));
    QVERIFY2(paper.badBeginning().isEmpty(), qPrintable(paper.badBeginning()));
  }

  void theOrderIsThatOfTheNotice_data() { everySheet(); }
  void theOrderIsThatOfTheNotice() {
    QFETCH(QString, language);
    QFETCH(int, system);
    const StepSheet sheet = sheetOf(static_cast<SystemFamily>(system), language);
    QStringList ids;
    for (const StepSheet::Step& step : sheet.steps) ids << QString::fromStdString(step.id);
    QCOMPARE(ids, QStringList({"unplug", "shut_down", "start", "check", "remove", "patch", "restart", "again"}));
    QVERIFY(!text(sheet.system).isEmpty());
    QVERIFY(text(sheet.about).contains(text(sheet.system)));
    QCOMPARE(text(sheet.whyTitle), text(pack_.text(sheet.language, "hole.title")));
    QVERIFY2(!allOf(sheet).contains('%'), qPrintable(allOf(sheet)));
  }

  void thePatchFilesAreTheAdvisorysForThisSystem() {
    QCOMPARE(filesOf(sheetOf(SystemFamily::WindowsXp, "ja")),
             QStringList({"windowsxp-kb828741-x86-jpn.exe", "windowsxp-kb828741-x86-enu.exe"}));
    QCOMPARE(filesOf(sheetOf(SystemFamily::Windows2000, "en")),
             QStringList({"windows2000-kb828741-x86-jpn.exe", "windows2000-kb828741-x86-enu.exe", "windows2000-kb828741-nec98-jpn.exe"}));
    QCOMPARE(filesOf(sheetOf(SystemFamily::Nt4Terminal, "ja")).first(), QString("windowsnt4terminalserver-kb828741-x86-jpn.exe"));
  }

  void aServicePackIsAskedForOnlyWhereThePatchNeedsOne() {
    QVERIFY(allOf(sheetOf(SystemFamily::Windows2000, "ja")).contains("先に「Service Pack 4」を入れてください。"));
    QVERIFY(allOf(sheetOf(SystemFamily::Nt4Server, "en")).contains("Install \"Service Pack 6a\" first."));
    QVERIFY(!allOf(sheetOf(SystemFamily::WindowsXp, "ja")).contains("Service"));
    QVERIFY(!allOf(sheetOf(SystemFamily::WindowsServer2003, "en")).contains("Service Pack"));
  }

  void aSystemThatTheWormCannotInfectHasNoSheet() { QVERIFY(sheetOf(SystemFamily::Other, "en").steps.empty()); }

  // Whoever holds the paper looks for the same words on the screen.
  void whatIsToBePressedIsCalledAsOnTheScreen() {
    const QString captions = readAll("/translations/sankajo_ja.ts");
    int looked = 0;
    for (const auto& [language, tag, quoted] :
         {std::tuple("ja", "translation", "「([^」]*)」を押します"), {"en", "source", "(?i)press \"([^\"]*)\""}}) {
      for (const StepSheet::Step& step : sheetOf(SystemFamily::WindowsXp, language).steps) {
        const auto match = QRegularExpression(quoted).match(text(step.todo));
        if (!match.hasMatch()) continue;
        ++looked;
        QString wanted = match.captured(1);
        QVERIFY2(captions.contains(QString("<%1>%2</%1>").arg(tag, wanted)), qPrintable(wanted));
      }
    }
    QCOMPARE(looked, 6);
  }

  void theProgramWritesThemUnderNamesOfEightAndThree() {
    const QTemporaryDir folder;
    QVERIFY(writeStepSheets(folder.path().toStdString()));
    const QStringList files = QDir(folder.path()).entryList(QDir::Files);
    QCOMPARE(files.size(), static_cast<qsizetype>(2 * pack_.hole->affected.size()));
    static const QRegularExpression eightAndThree("^[A-Z0-9_]{1,8}\\.PDF$");
    for (const QString& file : files) {
      QVERIFY2(eightAndThree.match(file).hasMatch(), qPrintable(file));
      QVERIFY2(QFileInfo(folder.filePath(file)).size() > 10000, qPrintable(file));
    }
    const Status nowhere = writeStepSheets(folder.filePath("none").toStdString());
    QVERIFY(!nowhere);
    QCOMPARE(nowhere.error().code, Errc::Io);
  }

 private:
  Advisory pack_ = *parseAdvisory(blasterPack());
  std::unique_ptr<Theme> theme_ =
      std::make_unique<Theme>(Theme::Options{.keepPreferences = false, .diagonalInches = {}, .followSystem = false});
};

QTEST_MAIN(TestStepSheets)
#include "test_step_sheets.moc"
