// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QRectF>
#include <QSizeF>
#include <QString>
#include <QStringList>

namespace sankajo::test {

/// What another program sees of a PDF file: poppler's pdftotext.
struct SeenPdf {
  struct Word {
    QString text;
    QRectF place;  ///< In points, from the upper left corner of its page.
    int page = 0;
  };
  QList<QSizeF> pages;  ///< In points.
  QList<Word> words;
  QStringList lines;  ///< Each as it was drawn.

  /// All lines without anything between their words.
  QString whole() const;
  /// Whether it has these words, wherever its lines end.
  bool has(const QString& text) const;
  /// The first word that does not lie within the margins; empty where all do.
  QString outside(double marginMm) const;
  /// The first line that begins with what no line begins with in Japanese.
  QString badBeginning() const;
};
/// Fails the program where pdftotext is not installed.
SeenPdf seen(const QByteArray& pdf);

/// A text as SeenPdf::whole has it.
QString closed(QString text);

}  // namespace sankajo::test
