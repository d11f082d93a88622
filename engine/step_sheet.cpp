// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/step_sheet.h"

#include <algorithm>

#include "engine/office_notice.h"
#include "engine/wording.h"

namespace sankajo {

namespace {

class Maker {
 public:
  Maker(SystemFamily system, const Advisory& advisory, const Wording& wording)
      : system_(system),
        advisory_(advisory),
        wording_(wording),
        patch_(advisory.hole ? advisory.hole->patch(advisory.hole->wanted) : nullptr) {
    sheet_.language = wording.language();
    sheet_.system = productOf(system);
  }

  StepSheet make() {
    if (!advisory_.hole || std::ranges::find(advisory_.hole->affected, system_) == advisory_.hole->affected.end()) return std::move(sheet_);
    sheet_.title = say("steps.title", {wormOf(advisory_, sheet_.language)});
    sheet_.about = say("steps.for", {sheet_.system});
    step("unplug", "steps.unplug.do", "steps.unplug.how");
    step("shut_down", "steps.shut_down.do", "steps.shut_down.how");
    step("start", "steps.start.do", "steps.start.how");
    step("check", "steps.check.do", "steps.check.how");
    step("remove", "steps.remove.do", "steps.remove.how");
    step("patch", "steps.patch.do", "steps.patch.how");
    if (patch_ != nullptr) files(sheet_.steps.back());
    step("restart", "steps.restart.do", "steps.restart.how");
    step("again", "steps.again.do", "steps.again.how");
    sheet_.whyTitle = pack("hole.title");
    sheet_.why = pack("hole.text");
    sheet_.origin = say("report.notice");
    return std::move(sheet_);
  }

 private:
  std::string say(std::string_view key, const std::vector<std::string>& arguments = {}) const { return wording_.text(key, arguments); }
  std::string pack(std::string_view key) const { return advisory_.text(sheet_.language, key); }

  void step(const char* id, std::string_view todo, std::string_view how) { sheet_.steps.push_back({id, say(todo), {say(how)}, {}}); }

  /// Which patch file, for which language, and what has to be there before.
  void files(StepSheet::Step& step) const {
    step.how.push_back(pack("package.language"));
    for (const Prerequisite& before : patch_->prerequisites) {
      if (before.system != system_ || before.servicePacks.empty()) continue;
      // Where it goes in on a Windows without any, there is nothing to say.
      const auto [least, most] = std::ranges::minmax(before.servicePacks);
      if (least == 0) continue;
      const std::string name = before.note.starts_with("SP") ? before.note.substr(2) : std::to_string(most);
      step.how.push_back(filled(pack("package.service_pack"), {say("hole.service_packs", {name})}));
    }
    for (const char* language : {"0411", "0409"}) {
      for (const PackageFile& file : patch_->packages) {
        if (file.system == system_ && file.language == language && file.machine == "x86")
          step.files.emplace_back(say(language == std::string_view("0411") ? "steps.language.japanese" : "steps.language.english"),
                                  file.file);
      }
    }
    const auto nec = std::ranges::find_if(patch_->packages,
                                          [this](const PackageFile& file) { return file.system == system_ && file.machine == "nec98"; });
    if (nec != patch_->packages.end()) step.files.emplace_back(say("steps.language.nec"), nec->file);
  }

  SystemFamily system_;
  const Advisory& advisory_;
  const Wording& wording_;
  const Patch* patch_;
  StepSheet sheet_;
};

}  // namespace

StepSheet stepSheet(SystemFamily system, const Advisory& advisory, const Wording& wording) {
  return Maker(system, advisory, wording).make();
}

std::string stepSheetFile(SystemFamily system, const std::string& language) {
  const std::string tail = language == "ja" ? "_JA.PDF" : "_EN.PDF";
  switch (system) {
    case SystemFamily::Nt4Workstation:
      return "NT4WS" + tail;
    case SystemFamily::Nt4Server:
      return "NT4SV" + tail;
    case SystemFamily::Nt4Terminal:
      return "NT4TS" + tail;
    case SystemFamily::Windows2000:
      return "W2000" + tail;
    case SystemFamily::WindowsXp:
      return "XP" + tail;
    case SystemFamily::WindowsServer2003:
      return "W2003" + tail;
    case SystemFamily::Other:
      break;
  }
  return "OTHER" + tail;
}

}  // namespace sankajo
