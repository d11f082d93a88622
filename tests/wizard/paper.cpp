// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/wizard/paper.h"

#include <QFile>
#include <QProcess>
#include <QRegularExpression>
#include <QTemporaryDir>
#include <QXmlStreamReader>
#include <algorithm>

namespace sankajo::test {

namespace {

QByteArray pdftotext(const QString& file, const QStringList& options) {
  QProcess process;
  process.start("pdftotext", options + QStringList{file, "-"});
  constexpr int patience = 120000;
  if (!process.waitForFinished(patience) || process.exitCode() != 0) qFatal("pdftotext (poppler-utils) is needed");
  return process.readAllStandardOutput();
}

}  // namespace

QString closed(QString text) {
  // A font has one shape for a radical and its character, and one for some pairs of letters: which of them was meant is not in a PDF file.
  text = text.normalized(QString::NormalizationForm_KC);
  text.replace(QChar(0x2ED1), QChar(0x9577));  // 長, whose radical Unicode calls no compatibility character
  static const QRegularExpression between("[\\s\\x{00A0}\\x{200B}\\x{2060}\\x{000C}]");
  return text.remove(between);
}

QString SeenPdf::whole() const {
  return closed(lines.join(QString()));
}

bool SeenPdf::has(const QString& text) const {
  if (whole().contains(closed(text))) return true;
  // Noto Sans CJK has other shapes for digits beside Latin letters, of which a PDF file does not say what they are.
  const auto withoutDigits = [](QString line) { return line.remove(QRegularExpression("[0-9]")); };
  return withoutDigits(whole()).contains(withoutDigits(closed(text)));
}

QString SeenPdf::outside(double marginMm) const {
  constexpr double pointsPerMm = 72 / 25.4;
  constexpr double rounding = 4;  // A font's box reaches a little over its letters: Noto Sans CJK's by two points at a title's size.
  const double margin = marginMm * pointsPerMm - rounding;
  for (const Word& word : words) {
    const QSizeF page = pages.at(word.page);
    if (!QRectF(margin, margin, page.width() - 2 * margin, page.height() - 2 * margin).contains(word.place)) return word.text;
  }
  return {};
}

QString SeenPdf::badBeginning() const {
  for (const QString& line : lines) {
    const QString shown = closed(line);
    if (!shown.isEmpty() && QStringView(u"、。，．）」』・ーっゃゅょッャュョ：").contains(shown[0]) &&
        !(shown[0] == u'・' && shown.size() > 1))
      return line;
  }
  return {};
}

SeenPdf seen(const QByteArray& pdf) {
  QTemporaryDir folder;
  const QString path = folder.filePath("seen.pdf");
  QFile file(path);
  if (!file.open(QIODevice::WriteOnly) || file.write(pdf) != pdf.size()) qFatal("no temporary file");
  file.close();
  SeenPdf seen;
  QXmlStreamReader xml(pdftotext(path, {"-bbox"}));
  while (!xml.atEnd()) {
    xml.readNext();
    if (!xml.isStartElement()) continue;
    const auto number = [attributes = xml.attributes()](const char* key) { return attributes.value(key).toDouble(); };
    if (xml.name() == u"page") seen.pages << QSizeF(number("width"), number("height"));
    if (xml.name() != u"word") continue;
    const QRectF place(QPointF(number("xMin"), number("yMin")), QPointF(number("xMax"), number("yMax")));
    seen.words.append({xml.readElementText(), place, static_cast<int>(seen.pages.size()) - 1});
  }
  seen.lines = QString::fromUtf8(pdftotext(path, {"-raw"})).split('\n');
  return seen;
}

}  // namespace sankajo::test
