// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QRegularExpression>
#include <QTest>

// docs/notice.md says where each sentence of the notice is, and which test shows it: what it names must be there.

namespace {

QByteArray bytesOf(const QString& path) {
  QFile file(QString(SANKAJO_SOURCE_DIR) + "/" + path);
  return file.open(QIODevice::ReadOnly) ? file.readAll() : QByteArray();
}

/// The rows of all tables, without their headings.
QList<QStringList> rows() {
  QList<QStringList> all;
  for (const QString& line : QString::fromUtf8(bytesOf("docs/notice.md")).split('\n')) {
    if (!line.startsWith("| ") || line.startsWith("| the notice says ")) continue;
    QStringList cells = line.split('|');
    all.append({cells.value(1).trimmed(), cells.value(2).trimmed(), cells.value(3).trimmed()});
  }
  return all;
}

QStringList codesIn(const QString& cell) {
  QStringList codes;
  static const QRegularExpression code("`([^`]+)`");
  for (auto match = code.globalMatch(cell); match.hasNext();) codes << match.next().captured(1);
  return codes;
}

bool isPath(const QString& code) { return code.contains('/') && !code.contains(' '); }

}  // namespace

class TestNotice : public QObject {
  Q_OBJECT

 private slots:
  void everyFileThatIsNamedIsThere() {
    int named = 0;
    for (const QStringList& row : rows()) {
      for (const QString& code : codesIn(row[1]) + codesIn(row[2])) {
        if (!isPath(code)) continue;
        ++named;
        QVERIFY2(QFile::exists(QString(SANKAJO_SOURCE_DIR) + "/" + code), qPrintable(code));
      }
    }
    QVERIFY(named > 50);
  }

  void everyTestThatIsNamedIsThere() {
    int named = 0;
    for (const QStringList& row : rows()) {
      QString file;
      for (const QString& code : codesIn(row[2])) {
        if (isPath(code)) {
          file = code;
          continue;
        }
        ++named;
        QVERIFY2(!file.isEmpty() && bytesOf(file).contains("\n  void " + code.toUtf8() + "()"), qPrintable(file + " " + code));
      }
    }
    QVERIFY(named > 25);
  }

  void everySentenceHasAPlaceAndATestOrSaysWhyNot() {
    const auto all = rows();
    QVERIFY(all.size() >= 25);
    for (const QStringList& row : all) {
      QVERIFY2(row[0].contains("「"), qPrintable(row[0]));
      QVERIFY2(!row[1].isEmpty(), qPrintable(row[0]));
      const bool excused = row[1].startsWith("not in the product: ");
      QVERIFY2(codesIn(row[2]).isEmpty() == excused, qPrintable(row[0]));
    }
  }

  void theSystemsPortsAndFiguresAreNamed() {
    QString all;
    for (const QStringList& row : rows()) all += row[0];
    for (const char* part : {"NT Workstation4.0", "Terminal Server Edition", "Server 2003", "TCP135", "UDP135", "TCP4444", "UDP69", "1,570", "720"}) {
      QVERIFY2(all.contains(part), part);
    }
    for (const char* article : {"(1)", "(2)", "(3)", "(4)"}) QVERIFY(all.count(article) >= 2);
  }

  void theWordsOfTheProgramsAndRecipesAreTheirs() {
    // Commands in the second column are those of the program.
    const QByteArray manual = bytesOf("docs/command-line.md");
    for (const QStringList& row : rows()) {
      for (const QString& code : codesIn(row[1])) {
        if (!code.startsWith("sankajo-cli ")) continue;
        QVERIFY2(manual.contains("\n### `" + code.section(' ', 1, 1).toUtf8() + "`\n"), qPrintable(code));
      }
    }
  }
};

QTEST_APPLESS_MAIN(TestNotice)
#include "test_notice.moc"
