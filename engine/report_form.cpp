// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/report_form.h"

#include <algorithm>

#include "engine/report_page.h"
#include "engine/wording.h"

namespace sankajo {

namespace {

constexpr std::size_t mostLines = 100;

class Form {
 public:
  explicit Form(const Wording& wording) : wording_(wording) {}

  void line(const std::string& words) { text_ += words + "\n"; }
  void say(std::string_view key) { line(wording_.text(key)); }
  void section(const std::string& title) { text_ += "\n" + title + "\n"; }
  void pair(const std::string& caption, const std::string& value) { line("  " + wording_.text("report.pair", {caption, value})); }
  /// To be filled in by hand.
  void blank(std::string_view key) { pair(wording_.text(key), "______________________________"); }
  void list(const std::string& title, const std::vector<ReportPage::Line>& lines) {
    if (lines.empty()) return;
    section(title);
    for (std::size_t i = 0; i < std::min(lines.size(), mostLines); ++i) {
      line("  - " + lines[i].text);
      if (!lines[i].where.empty()) line("    " + lines[i].where);
    }
    if (lines.size() > mostLines) line("  - " + moreLines(wording_, lines.size() - mostLines));
  }
  std::string take() { return std::move(text_); }

 private:
  const Wording& wording_;
  std::string text_;
};

}  // namespace

std::string reportForm(const Report& report, const Wording& wording, const std::vector<Advisory>& advisories) {
  const ReportPage page = reportPage(report, wording, advisories);
  Form form(wording);
  form.say("form.title");
  form.line("");
  for (const char* key : {"form.not_sent", "form.where", "form.japan", "form.private"}) form.say(key);

  form.section(wording.text("form.to_whom"));
  form.blank("form.address");
  form.section(wording.text("form.from"));
  for (const char* key : {"form.organisation", "form.person", "form.contact", "form.date"}) form.blank(key);

  form.section(wording.text("form.what"));
  for (const std::string& words : {page.headline, page.worm.text, page.hole.text}) form.line("  " + words);
  for (const auto& [caption, value] : page.facts) form.pair(caption, value);
  form.list(page.foundTitle, page.found);
  form.list(page.notReadTitle, page.notRead);
  form.list(page.operationsTitle, page.operations);
  if (!page.attempts.empty()) {
    form.section(page.attemptsTitle);
    for (const std::string& words : page.attempts) form.line("  " + words);
  }

  form.section(wording.text("form.more"));
  for (const char* key : {"form.pcs", "form.noticed", "form.way", "form.damage", "form.done"}) form.blank(key);
  form.line("");
  form.line(page.origin);
  return form.take();
}

}  // namespace sankajo
