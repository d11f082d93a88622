// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/text_block.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QTextLayout>
#include <algorithm>
#include <cmath>

namespace sankajo {
namespace theme {
namespace {

constexpr QChar wordJoiner(0x2060), noBreakSpace(0x00A0), mayBreak(0x200B), ellipsis(0x2026);
/// So many hiragana in a row are taken for more than one phrase.
constexpr int longestHiraganaRun = 12;

bool isHiragana(QChar c) {
  return c.unicode() >= 0x3041 && c.unicode() <= 0x309F;
}
bool isJapanese(QChar c) {
  const auto u = c.unicode();
  return (u >= 0x3000 && u <= 0x30FF) || (u >= 0x3400 && u <= 0x9FFF) || (u >= 0xF900 && u <= 0xFAFF) || (u >= 0xFF00 && u <= 0xFFEF) ||
         c.isSurrogate();
}
bool opens(QChar c) {
  return QStringView(u"（「『［〔").contains(c);
}
bool closes(QChar c) {
  return QStringView(u"、。）」』］〕・：，．；！？").contains(c);
}
/// What a line must not begin with although it is a letter.
bool isSmall(QChar c) {
  return QStringView(u"ーぁぃぅぇぉっゃゅょゎァィゥェォッャュョヮ々").contains(c);
}

bool isKanji(QChar c) {
  return (c.unicode() >= 0x3400 && c.unicode() <= 0x9FFF) || c == u'々';
}
/// What alone between two kanji ends a phrase; another single hiragana stands inside a word, as in 取り除く.
bool isParticle(QChar c) {
  return QStringView(u"のをにはがでともへやか").contains(c);
}
/// Before a kanji they begin its word.
bool isHonorific(QChar c) {
  return c == u'お' || c == u'ご';
}

/// Whether a line may end between text[i] and text[i + 1], neither of them a space; `run` hiragana in a row end at i.
bool mayEndAfter(const QString& text, qsizetype i, int run) {
  const QChar before = text[i], after = text[i + 1];
  if (closes(after) || isSmall(after) || opens(before)) return false;
  if (opens(after)) return true;
  // A particle stays with its bracket.
  if (closes(before)) return !isHiragana(after) || QStringView(u"、。・：").contains(before);
  if (!isHiragana(before)) return false;
  if (isHiragana(after)) {
    // A long run ends before its ください, and never inside of it.
    static const QString please = QStringLiteral("ください");
    const QStringView whole(text);
    if (whole.mid(i + 1).startsWith(please)) return run >= longestHiraganaRun / 2;
    for (qsizetype inside = 1; inside < please.size(); ++inside) {
      if (i + 1 >= inside && whole.mid(i + 1 - inside).startsWith(please)) return false;
    }
    return run >= longestHiraganaRun && before != u'っ';
  }
  if (!isKanji(after)) return true;
  if (isHonorific(before)) return false;
  // もう一度 is one word.
  if (after == u'一' && QStringView(text).left(i + 1).endsWith(u"もう")) return false;
  const bool single = run == 1 && i > 0 && isKanji(text[i - 1]);
  return !single || isParticle(before);
}

}  // namespace

QString phrased(const QString& text) {
  QString out;
  out.reserve(text.size() * 2);
  int run = 0;
  for (qsizetype i = 0; i < text.size(); ++i) {
    const QChar c = text[i];
    run = isHiragana(c) ? run + 1 : 0;
    const bool last = i + 1 == text.size();
    if (c == u' ' && !last && isHiragana(text[i + 1])) {
      out += noBreakSpace;
      continue;
    }
    out += c;
    if (last) break;
    const QChar next = text[i + 1];
    if (c.isSpace() || next.isSpace() || c.isHighSurrogate() || next.isMark() || c == wordJoiner || next == wordJoiner || c == mayBreak)
      continue;
    // Latin words and paths break where Latin does.
    if (!isJapanese(c) && !isJapanese(next)) continue;
    // Where Windows' own question is quoted, its half-width mark stays with it.
    if (next != u'?' && mayEndAfter(text, i, run)) {
      // Qt would not break by itself between a letter and what it takes for a part of the word.
      out += mayBreak;
      if (isHiragana(c)) run = 0;
    } else {
      out += wordJoiner;
    }
  }
  return out;
}

QString breakableAtBackslashes(const QString& text) {
  QString out = text;
  return out.replace(u'\\', QStringLiteral("\\") + mayBreak);
}

}  // namespace theme

namespace {

constexpr int unmeasured = 1 << 20;  // px

QString prepared(QString text) {
  text.replace(u'\n', QChar::LineSeparator);
  text.replace("Wi-Fi", QStringLiteral("Wi-\u2060Fi"));  // One word.
  if (Theme::current().language() == Language::Japanese) text = theme::phrased(text);
  return text.contains(u'\\') ? theme::breakableAtBackslashes(text) : text;
}

/// `keep` characters of the text: of a path its last name as long as it can be, of others as much of the end as of the beginning.
QString cutInTheMiddle(const QString& text, qsizetype keep) {
  const qsizetype separator = std::max(text.lastIndexOf(u'\\'), text.lastIndexOf(u'/'));
  const qsizetype name = separator > 0 ? text.size() - separator : 0;
  const qsizetype end = std::min(keep, std::max(name, keep / 2));
  return text.left(keep - end) + theme::ellipsis + text.right(end);
}

/// The longest cut that `fits`, or the shortest there is.
template <typename Fits>
QString longestCut(const QString& text, Fits fits) {
  qsizetype low = 0, high = text.size();
  while (low + 1 < high) {
    const qsizetype middle = (low + high) / 2;
    (fits(cutInTheMiddle(text, middle)) ? low : high) = middle;
  }
  return cutInTheMiddle(text, low);
}

}  // namespace

TextBlock::TextBlock(const QString& text, const Set& set, int width) : set_(set) {
  const Theme& theme = Theme::current();
  int most = set.measured ? theme.longestLine(set.type) : unmeasured;
  if (width >= 0) most = std::min(most, std::max(width, 1));
  layOut(prepared(text), most);
  if (set.mostLines > 0 && lines_ > set.mostLines) {
    const QString shorter = longestCut(text, [&](const QString& cut) {
      layOut(prepared(cut), most);
      return lines_ <= set.mostLines;
    });
    layOut(prepared(shorter), most);
    cut_ = true;
  }
}

TextBlock::~TextBlock() = default;

void TextBlock::layOut(const QString& text, int width) {
  const Theme& theme = Theme::current();
  const QFont font = set_.fixed ? theme.fixedFont(set_.type) : theme.font(set_.type, set_.bold);
  layout_ = std::make_unique<QTextLayout>(text, font);
  QTextOption option;
  option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
  layout_->setTextOption(option);
  layout_->setCacheEnabled(true);

  const QFontMetricsF metrics(font);
  const int pitch = theme.pitch(set_.type);
  // One baseline whatever font a character is found in.
  const double baseline = std::round((pitch + metrics.ascent() - metrics.descent()) / 2);
  double widest = 0;
  lines_ = 0;
  layout_->beginLayout();
  for (QTextLine line = layout_->createLine(); line.isValid(); line = layout_->createLine()) {
    line.setLineWidth(width);
    line.setPosition(QPointF(0, lines_ * pitch + baseline - line.ascent()));
    widest = std::max(widest, line.naturalTextWidth());
    ++lines_;
  }
  layout_->endLayout();
  size_ = QSize(static_cast<int>(std::ceil(widest)), std::max(1, lines_) * pitch);
}

void TextBlock::draw(QPainter& painter, QPoint topLeft, const QColor& colour) const {
  painter.setPen(colour);
  layout_->draw(&painter, topLeft);
}

bool TextBlock::splitsPhrase() const {
  for (int i = 0; i + 1 < layout_->lineCount(); ++i) {
    const QTextLine line = layout_->lineAt(i);
    const qsizetype end = line.textStart() + line.textLength();
    if (layout_->text().at(end - 1) == theme::wordJoiner || layout_->text().at(end) == theme::wordJoiner) return true;
  }
  return false;
}

QStringList TextBlock::lines() const {
  QStringList lines;
  for (int i = 0; i < layout_->lineCount(); ++i) {
    const QTextLine line = layout_->lineAt(i);
    QString text = layout_->text().mid(line.textStart(), line.textLength());
    lines << text.remove(QChar(0x2060)).remove(theme::mayBreak).remove(QChar::LineSeparator);
  }
  return lines;
}

QString elidedInTheMiddle(const QString& text, const QFont& font, int width) {
  const QFontMetricsF metrics(font);
  const auto fits = [&](const QString& line) { return metrics.horizontalAdvance(line) <= width; };
  return fits(text) ? text : longestCut(text, fits);
}

}  // namespace sankajo
