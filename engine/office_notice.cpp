// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/office_notice.h"

#include <algorithm>

#include "engine/text.h"
#include "engine/text_table.h"
#include "engine/wording.h"

namespace sankajo {

namespace {

/// For a terminal and a mail, where a blank is a blank.
std::string withPlainBlanks(std::string text) {
  constexpr std::string_view noBreak = "\u00A0";
  for (std::size_t at = text.find(noBreak); at != std::string::npos; at = text.find(noBreak, at)) text.replace(at, noBreak.size(), " ");
  return text;
}

class Maker {
 public:
  Maker(OfficeNoticeKind kind, const OfficeFields& fields, const std::vector<Advisory>& advisories, const Wording& wording)
      : fields_(fields), wording_(wording) {
    notice_.kind = kind;
    notice_.language = wording.language();
    const auto about = std::ranges::find_if(advisories, [](const Advisory& one) { return one.hole && one.notice; });
    if (about != advisories.end()) about_ = &*about;
  }

  OfficeNotice make() {
    switch (notice_.kind) {
      case OfficeNoticeKind::Poster:
        poster();
        break;
      case OfficeNoticeKind::Card:
        card();
        break;
      case OfficeNoticeKind::List:
        list();
        break;
    }
    for (const auto& [key, value] :
         {std::pair("sheet.office", &fields_.office), {"sheet.contact", &fields_.contact}, {"sheet.date", &fields_.date}})
      notice_.fields.emplace_back(say(key), displayable(*value));
    notice_.origin = say("report.notice");
    return std::move(notice_);
  }

 private:
  std::string say(std::string_view key, const std::vector<std::string>& arguments = {}) const { return wording_.text(key, arguments); }

  void poster() {
    notice_.title = say("sheet.poster.title");
    for (const char* key : {"sheet.step.wait", "sheet.step.unplug", "sheet.step.wifi", "sheet.step.running"})
      notice_.steps.push_back(say(key));
    why();
    systems();
  }

  void card() {
    notice_.title = say("sheet.card.title");
    for (const char* key : {"sheet.card.unplug", "sheet.card.wait"}) notice_.steps.push_back(say(key));
    why();
  }

  void list() {
    notice_.title = say("sheet.list.title");
    for (const char* key : {"sheet.list.rule", "sheet.list.more"}) notice_.steps.push_back(say(key));
    systems();
    for (const char* key : {"report.pc_name", "sheet.list.system", "fleet.column.place"}) notice_.columns.push_back(say(key));
    notice_.written = notice_.columns.size();
    for (const char* key : {"sheet.list.checked", "sheet.list.treated", "sheet.list.may_start"}) notice_.columns.push_back(say(key));
    for (const ListedPc& pc : fields_.pcs) notice_.rows.push_back({displayable(pc.name), displayable(pc.system), displayable(pc.place)});
  }

  void why() {
    if (about_ == nullptr) return;
    const std::string worm = wormOf(*about_, notice_.language);
    if (!worm.empty()) notice_.why = say("sheet.why", {worm});
  }

  void systems() {
    notice_.alsoTitle = say("sheet.also");
    for (const char* key : {"sheet.also.private", "sheet.also.carried", "sheet.also.unused"}) notice_.also.push_back(say(key));
    if (about_ == nullptr) return;
    notice_.systemsTitle = say("sheet.systems", {about_->hole->id});
    for (const SystemFamily family : about_->hole->affected) {
      if (std::string product = productOf(family); !product.empty()) notice_.systems.push_back(std::move(product));
    }
  }

  const OfficeFields& fields_;
  const Wording& wording_;
  const Advisory* about_ = nullptr;
  OfficeNotice notice_;
};

}  // namespace

std::string productOf(SystemFamily family) {
  switch (family) {
    case SystemFamily::Nt4Workstation:
      return "Windows\u00A0NT\u00A0Workstation\u00A04.0";
    case SystemFamily::Nt4Server:
      return "Windows\u00A0NT\u00A0Server\u00A04.0";
    case SystemFamily::Nt4Terminal:
      return "Windows\u00A0NT\u00A0Server\u00A04.0, Terminal\u00A0Server\u00A0Edition";
    case SystemFamily::Windows2000:
      return "Windows\u00A02000";
    case SystemFamily::WindowsXp:
      return "Windows\u00A0XP";
    case SystemFamily::WindowsServer2003:
      return "Windows\u00A0Server\u00A02003";
    case SystemFamily::Other:
      break;
  }
  return {};
}

std::string wormOf(const Advisory& advisory, const std::string& language) {
  if (advisory.threats.empty()) return {};
  const Threat& first = advisory.threats.front();
  return advisory.text(language, "threat." + (first.family.empty() ? first.id : first.family) + ".name");
}

std::string_view name(OfficeNoticeKind kind) {
  switch (kind) {
    case OfficeNoticeKind::Poster:
      return "poster";
    case OfficeNoticeKind::Card:
      return "card";
    case OfficeNoticeKind::List:
      return "list";
  }
  return "poster";
}

OfficeNotice officeNotice(OfficeNoticeKind kind, const OfficeFields& fields, const std::vector<Advisory>& advisories,
                          const Wording& wording) {
  return Maker(kind, fields, advisories, wording).make();
}

std::string officeNoticeText(const OfficeNotice& notice, const Wording& wording) {
  constexpr std::string_view blank = "____________________";
  std::string text = notice.title + "\n\n";
  for (std::size_t i = 0; i < notice.steps.size(); ++i)
    text += (notice.kind == OfficeNoticeKind::Poster ? std::to_string(i + 1) + ". " : std::string()) + notice.steps[i] + "\n";
  if (!notice.why.empty()) text += "\n" + notice.why + "\n";
  const auto list = [&text](const std::string& title, const std::vector<std::string>& lines) {
    if (lines.empty()) return;
    text += "\n" + title + "\n";
    for (const std::string& line : lines) text += "  - " + line + "\n";
  };
  list(notice.systemsTitle, notice.systems);
  list(notice.alsoTitle, notice.also);
  if (!notice.columns.empty()) {
    std::vector<std::vector<std::string>> cells = {notice.columns};
    for (const std::vector<std::string>& row : notice.rows) {
      std::vector<std::string>& line = cells.emplace_back(row);
      line.resize(notice.written);
      line.resize(notice.columns.size(), "[ ]");
    }
    text += "\n" + textTable(cells);
  }
  text += "\n";
  for (const auto& [caption, value] : notice.fields)
    text += wording.text("report.pair", {caption, value.empty() ? std::string(blank) : value}) + "\n";
  return withPlainBlanks(text + "\n" + notice.origin + "\n");
}

}  // namespace sankajo
