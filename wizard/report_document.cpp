// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/report_document.h"

#include <QImage>
#include <QPageLayout>
#include <QPageSize>
#include <QPainter>
#include <QPdfWriter>
#include <QTextCursor>
#include <QTextDocument>
#include <QTextTable>
#include <algorithm>

#include "wizard/page.h"
#include "wizard/theme.h"

namespace sankajo {

namespace {

constexpr double pointsPerInch = 72;
constexpr double marginMm = 18;

/// What is tried in turn until it fits: the size of the print in points, and how many lines of each list.
struct Attempt {
  double points;
  std::size_t lines;
};
constexpr std::array<Attempt, 6> attempts = {{{10, 30}, {9, 20}, {9, 10}, {8, 10}, {8, 5}, {7, 3}}};

/// The sheet as a document. All text is put in as text: nothing from a disk is read as markup.
class Sheet {
 public:
  // Lengths are the device's pixels; a paint device of the layout's own would scale the pictures, and only them, once more.
  Sheet(const ReportPage& page, const Wording& wording, const Attempt& attempt, double dpi, QSizeF size)
      : page_(page), wording_(wording), attempt_(attempt), dpi_(dpi) {
    document_.setDocumentMargin(0);
    document_.setPageSize(size);
    QTextOption option;
    option.setWrapMode(QTextOption::WrapAtWordBoundaryOrAnywhere);
    document_.setDefaultTextOption(option);
    fill();
  }

  QTextDocument& document() { return document_; }

 private:
  QTextCharFormat format(double factor, bool bold, bool soft = false) const {
    QTextCharFormat format;
    QFont font;
    font.setFamilies(theme::families(page_.language == "ja" ? Language::Japanese : Language::English));
    font.setPixelSize(std::max(1, static_cast<int>(attempt_.points * factor * dpi_ / pointsPerInch)));
    font.setBold(bold);
    format.setFont(font);
    format.setForeground(theme::colour(soft ? theme::Colour::soft : theme::Colour::ink, theme::Scheme::Light));
    return format;
  }
  double length(double ems) const { return ems * attempt_.points * dpi_ / pointsPerInch; }

  void paragraph(const std::string& words, double factor = 1, bool bold = false, bool soft = false, double above = 0.2) {
    if (words.empty()) return;
    QTextBlockFormat block;
    block.setTopMargin(length(above));
    cursor_.insertBlock(block);
    cursor_.insertText(text(words), format(factor, bold, soft));
  }

  void picture(QTextCursor& cursor, Emblem emblem, double ems) {
    const QString name = EmblemPicture::pictureName(emblem);
    const QImage image(":/pictures/light/" + name + ".png");
    document_.addResource(QTextDocument::ImageResource, QUrl(name), image);
    QTextImageFormat format;
    format.setName(name);
    format.setWidth(length(ems));
    format.setHeight(length(ems));
    cursor.insertImage(format);
  }

  QTextTable* row(double firstWidth) {
    QTextTableFormat format;
    format.setBorder(0);
    format.setCellPadding(length(0.15));
    format.setCellSpacing(0);
    format.setColumnWidthConstraints({QTextLength(QTextLength::FixedLength, length(firstWidth)), QTextLength(QTextLength::VariableLength, 0)});
    return cursor_.insertTable(1, 2, format);
  }
  void leave() { cursor_.movePosition(QTextCursor::End); }

  void state(const ReportPage::State& state) {
    QTextTable* table = row(2);
    QTextCursor first = table->cellAt(0, 0).firstCursorPosition();
    picture(first, state.emblem, 1.5);
    table->cellAt(0, 1).firstCursorPosition().insertText(text(state.text), format(1, true));
    leave();
  }

  /// Where to look for a file, with a code for a phone: this sheet is what somebody takes to another PC.
  void fetches(const std::vector<ReportPage::Fetch>& fetches) {
    constexpr double side = 6;  // About 2 cm in the usual print.
    for (const ReportPage::Fetch& one : fetches) {
      const QImage code = QrCode::image(text(one.code()));
      if (code.isNull()) {
        paragraph(one.where, 1, false, false, 0.1);
        continue;
      }
      const QString name = "code:" + text(one.code());
      document_.addResource(QTextDocument::ImageResource, QUrl(name), code);
      QTextTable* table = row(side + 1);
      QTextImageFormat format;
      format.setName(name);
      format.setWidth(length(side));
      format.setHeight(length(side));
      table->cellAt(0, 0).firstCursorPosition().insertImage(format);
      table->cellAt(0, 1).firstCursorPosition().insertText(text(one.where), this->format(1, false));
      leave();
    }
  }

  void list(const std::string& title, const std::vector<ReportPage::Line>& lines) {
    if (lines.empty()) return;
    paragraph(title, 1.1, true, false, 0.6);
    for (std::size_t i = 0; i < std::min(lines.size(), attempt_.lines); ++i) {
      paragraph("・" + lines[i].text, 1, false, false, 0.1);
      if (!lines[i].where.empty() && lines[i].where != lines[i].text) {
        QTextBlockFormat block;
        block.setLeftMargin(length(1.5));
        cursor_.insertBlock(block);
        cursor_.insertText(text(shortened(lines[i].where, 110)), format(0.85, false, true));
      }
    }
    if (lines.size() > attempt_.lines) paragraph(moreLines(wording_, lines.size() - attempt_.lines), 1, false, true, 0.1);
  }

  /// Lying bars, each day a line with its words. The days nearest to the highest, as many as there is room for.
  void chart(const ReportPage::Chart& chart) {
    if (chart.bars.empty()) return;
    paragraph(chart.title, 1, true, false, 0.3);
    const auto highest = static_cast<std::size_t>(std::ranges::find(chart.bars, true, &ReportPage::Bar::highest) - chart.bars.begin());
    const std::size_t shown = std::min(chart.bars.size(), attempt_.lines);
    const std::size_t first = std::min(highest - std::min(highest, shown / 2), chart.bars.size() - shown);
    double most = std::max(1., chart.normal);
    for (const ReportPage::Bar& bar : chart.bars) most = std::max(most, static_cast<double>(bar.value));
    constexpr double longest = 20;
    QTextTableFormat format;
    format.setBorder(0);
    format.setCellPadding(0);
    format.setCellSpacing(0);
    format.setColumnWidthConstraints({QTextLength(QTextLength::FixedLength, length(7)), QTextLength(QTextLength::VariableLength, 0)});
    QTextTable* table = cursor_.insertTable(static_cast<int>(shown), 2, format);
    for (std::size_t i = 0; i < shown; ++i) {
      const ReportPage::Bar& bar = chart.bars[first + i];
      const int row = static_cast<int>(i);
      table->cellAt(row, 0).firstCursorPosition().insertText(text(bar.label), this->format(0.85, false));
      QTextCursor cell = table->cellAt(row, 1).firstCursorPosition();
      if (bar.value > 0) {
        const auto colour = bar.highest ? theme::Colour::ai : theme::Colour::edge;
        const QString name = bar.highest ? "highest-bar" : "bar";
        QImage one(1, 1, QImage::Format_RGB32);
        one.fill(theme::colour(colour, theme::Scheme::Light));
        document_.addResource(QTextDocument::ImageResource, QUrl(name), one);
        QTextImageFormat image;
        image.setName(name);
        image.setWidth(std::max(length(0.1), length(longest) * static_cast<double>(bar.value) / most));
        image.setHeight(length(0.7));
        cell.insertImage(image);
      }
      cell.insertText(" " + text(bar.text), this->format(0.85, false));
    }
    leave();
  }

  void attempts() {
    if (page_.attempts.empty()) return;
    paragraph(page_.attemptsTitle, 1.1, true, false, 0.6);
    std::string words;
    for (const std::string& line : page_.attempts) words += (words.empty() || page_.language == "ja" ? "" : " ") + line;
    paragraph(words, 1, false, false, 0.1);
    for (const ReportPage::Chart& one : page_.charts) chart(one);
  }

  void fill() {
    paragraph(page_.title, 1.4, true, false, 0);
    QTextBlockFormat rule;
    rule.setProperty(QTextFormat::BlockTrailingHorizontalRulerWidth, QTextLength(QTextLength::PercentageLength, 100));
    cursor_.insertBlock(rule);
    QTextTable* table = row(6);
    QTextCursor first = table->cellAt(0, 0).firstCursorPosition();
    picture(first, page_.emblem, 5);
    QTextCursor words = table->cellAt(0, 1).firstCursorPosition();
    words.insertText(text(page_.headline), format(1.7, true));
    words.insertBlock();
    words.insertText(text(page_.means), format(1, false));
    leave();
    state(page_.worm);
    state(page_.hole);
    if (!page_.package.empty()) {
      paragraph(page_.packageTitle, 1.1, true, false, 0.6);
      for (const std::string& line : page_.package) paragraph(line, 1, false, false, 0.1);
    }
    fetches(page_.fetches);
    for (const std::string& line : page_.advised) paragraph(line);
    fetches(page_.advisedFetches);
    list(page_.operationsTitle, page_.operations);
    list(page_.foundTitle, page_.found);
    list(page_.notReadTitle, page_.notRead);
    attempts();
    paragraph(page_.doesNotMeanTitle, 1.1, true, false, 0.6);
    paragraph(page_.doesNotMean);
    paragraph(page_.nowTitle, 1.1, true, false, 0.6);
    paragraph(page_.now);
    if (!page_.undo.empty()) {
      paragraph(page_.undoTitle, 1.1, true, false, 0.6);
      paragraph(page_.undo);
      paragraph(page_.undoCommand, 0.85, false, true);
    }
    for (std::size_t i = 0; i < page_.facts.size(); ++i) {
      paragraph(page_.facts[i].first + (page_.language == "ja" ? "：" : ": ") + page_.facts[i].second, 0.9, false, true, i == 0 ? 0.8 : 0.05);
    }
    paragraph(page_.origin, 0.9, false, true, 0.5);
  }

  const ReportPage& page_;
  const Wording& wording_;
  Attempt attempt_;
  double dpi_;
  QTextDocument document_;
  QTextCursor cursor_{&document_};
};

}  // namespace

std::optional<double> paintReport(const ReportPage& page, const Wording& wording, QPagedPaintDevice& device) {
  device.setPageSize(QPageSize(QPageSize::A4));
  device.setPageMargins(QMarginsF(marginMm, marginMm, marginMm, marginMm), QPageLayout::Millimeter);
  QPainter painter;
  if (!painter.begin(&device)) return std::nullopt;
  double points = 0;
  const QSizeF size(device.width(), device.height());
  for (const Attempt& attempt : attempts) {
    Sheet sheet(page, wording, attempt, device.logicalDpiY(), size);
    const bool last = attempt.points == attempts.back().points && attempt.lines == attempts.back().lines;
    if (sheet.document().pageCount() > 1 && !last) continue;
    // Whatever is longer still ends at the page's end: the report file in text holds all.
    sheet.document().drawContents(&painter, QRectF(QPointF(0, 0), size));
    points = attempt.points;
    break;
  }
  return painter.end() ? std::optional(points) : std::nullopt;
}

std::optional<QSizeF> writeSlipPdf(const ReportPage& page, const Wording& wording, QIODevice& to) {
  // Printers of slips have 203 dots an inch, and leave 4 mm at each side.
  constexpr int dpi = 203;
  constexpr double widthMm = 80, sideMm = 4, mmPerInch = 25.4;
  constexpr Attempt attempt{9, 4};
  ReportPage brief = page;
  for (auto* lines : {&brief.found, &brief.notRead, &brief.operations}) {
    for (ReportPage::Line& one : *lines) one.where.clear();
  }
  const double width = (widthMm - 2 * sideMm) / mmPerInch * dpi;
  Sheet sheet(brief, wording, attempt, dpi, QSizeF(width, -1));
  const double height = sheet.document().size().height();
  QPdfWriter writer(&to);
  writer.setTitle(text(page.title));
  writer.setCreator("Sankajo");
  writer.setResolution(dpi);
  const QSizeF size(widthMm, height / dpi * mmPerInch + 2 * sideMm);
  writer.setPageSize(QPageSize(size, QPageSize::Millimeter, QString(), QPageSize::ExactMatch));
  writer.setPageMargins(QMarginsF(sideMm, sideMm, sideMm, sideMm), QPageLayout::Millimeter);
  QPainter painter;
  if (!painter.begin(&writer)) return std::nullopt;
  sheet.document().drawContents(&painter);
  return painter.end() ? std::optional(size) : std::nullopt;
}

std::optional<double> writeReportPdf(const ReportPage& page, const Wording& wording, QIODevice& to) {
  QPdfWriter writer(&to);
  writer.setTitle(text(page.title));
  writer.setCreator("Sankajo");
  constexpr int dpi = 300;
  writer.setResolution(dpi);
  return paintReport(page, wording, writer);
}

}  // namespace sankajo
