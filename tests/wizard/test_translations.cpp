// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QXmlStreamReader>
#include <QtTest>

namespace {

struct Message {
  QString context, source, comment, type;
  QStringList translations;
  bool numerus = false;
  QString key() const { return context + "|" + source + "|" + comment; }
};

QList<Message> messagesOf(const QString& path) {
  QList<Message> messages;
  QFile file(path);
  if (!file.open(QIODevice::ReadOnly)) return messages;
  QXmlStreamReader xml(&file);
  QString context;
  Message message;
  while (!xml.atEnd()) {
    xml.readNext();
    const bool start = xml.isStartElement();
    const QStringView name = xml.name();
    if (start && name == u"name") context = xml.readElementText();
    if (start && name == u"message") {
      message = {};
      message.context = context;
      message.numerus = xml.attributes().value("numerus") == u"yes";
    }
    if (start && name == u"source") message.source = xml.readElementText();
    if (start && name == u"comment") message.comment = xml.readElementText();
    if (start && name == u"translation") {
      message.type = xml.attributes().value("type").toString();
      if (!message.numerus) message.translations << xml.readElementText();
    }
    if (start && name == u"numerusform") message.translations << xml.readElementText();
    if (xml.isEndElement() && name == u"message") messages << message;
  }
  return xml.hasError() ? QList<Message>() : messages;
}

/// "%1", "%n" ... that a text has, sorted.
QStringList placesIn(const QString& text) {
  static const QRegularExpression place("%[1-9n]");
  QStringList places;
  for (auto found = place.globalMatch(text); found.hasNext();) places << found.next().captured();
  places.sort();
  return places;
}

}  // namespace

// The .ts files: what stands on widgets.
class TestTranslations : public QObject {
  Q_OBJECT

 private slots:
  void everyEntryIsFinished_data() { languages(); }
  void everyEntryIsFinished();
  void everyEntryHasTheSamePlaces_data() { languages(); }
  void everyEntryHasTheSamePlaces();
  void japaneseIsJapanese();
  void nothingInTheSourcesIsMissing();

 private:
  static void languages() {
    QTest::addColumn<QString>("file");
    for (const char* language : {"ja", "en"}) QTest::newRow(language) << QString(SANKAJO_SOURCE_DIR "/translations/sankajo_%1.ts").arg(language);
  }
};

void TestTranslations::everyEntryIsFinished() {
  QFETCH(QString, file);
  const QList<Message> messages = messagesOf(file);
  QVERIFY(!messages.isEmpty());
  for (const Message& message : messages) {
    QVERIFY2(message.type.isEmpty(), qPrintable(message.type + ": " + message.key()));
    QVERIFY2(!message.translations.isEmpty() && !message.translations.contains(QString()), qPrintable(message.key()));
  }
}

void TestTranslations::everyEntryHasTheSamePlaces() {
  QFETCH(QString, file);
  for (const Message& message : messagesOf(file)) {
    for (const QString& translation : message.translations) QVERIFY2(placesIn(translation) == placesIn(message.source), qPrintable(message.key()));
  }
}

void TestTranslations::japaneseIsJapanese() {
  // Names, signs and the other language's own name are the same in both.
  static const QStringList same = {"Sankajo", "English", "%1 %", "%1 GB"};
  for (const Message& message : messagesOf(SANKAJO_SOURCE_DIR "/translations/sankajo_ja.ts")) {
    for (const QString& translation : message.translations) {
      const bool japanese = std::any_of(translation.begin(), translation.end(), [](QChar c) { return c.unicode() >= 0x3000; });
      QVERIFY2(japanese || same.contains(message.source), qPrintable(message.key() + " -> " + translation));
      // wording.md: no full-width exclamation marks, no wave dashes, and tempting words that are not said.
      for (const char* never : {"！", "～", "ウィルス", "スキャン", "キャンセル", "フォルダ ", "下さい"}) QVERIFY2(!translation.contains(never), qPrintable(translation));
    }
  }
}

void TestTranslations::nothingInTheSourcesIsMissing() {
  const QString lupdate = QStringLiteral(SANKAJO_LUPDATE);
  QVERIFY2(QFile::exists(lupdate), qPrintable(lupdate));
  QTemporaryDir folder;
  const QString copy = folder.filePath("sankajo_ja.ts");
  const QString original = SANKAJO_SOURCE_DIR "/translations/sankajo_ja.ts";
  QVERIFY(QFile::copy(original, copy));
  QProcess process;
  process.start(lupdate, {"-silent", "-no-obsolete", "-locations", "none", "-I", SANKAJO_SOURCE_DIR, SANKAJO_SOURCE_DIR "/wizard", "-ts", copy});
  QVERIFY(process.waitForFinished(600000));
  QCOMPARE(process.exitCode(), 0);
  QStringList before, after;
  for (const Message& message : messagesOf(original)) before << message.key();
  for (const Message& message : messagesOf(copy)) after << message.key();
  before.sort();
  after.sort();
  // `cmake --build build/dev --target update-translations`, then write what is new.
  QCOMPARE(before, after);
}

QTEST_APPLESS_MAIN(TestTranslations)
#include "test_translations.moc"
