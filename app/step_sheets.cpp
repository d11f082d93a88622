// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/step_sheets.h"

#include <QFile>
#include <algorithm>

#include "app/packs.h"
#include "engine/step_sheet.h"
#include "engine/wording.h"
#include "wizard/step_sheet_document.h"

namespace sankajo {

Status writeStepSheets(const std::string& folder) {
  const auto advisories = loadPacks({});
  if (!advisories) return tl::unexpected(advisories.error());
  const auto about = std::ranges::find_if(*advisories, [](const Advisory& one) { return one.hole.has_value(); });
  if (about == advisories->end()) return fail(Errc::BadAdvisory, folder, "no pack has a hole");
  for (const char* sentences : {"translations/messages.ja.json", "translations/messages.en.json"}) {
    const auto wording = Wording::fromJson(embeddedFile(sentences));
    if (!wording) return tl::unexpected(wording.error());
    for (const SystemFamily system : about->hole->affected) {
      QFile file(QString::fromStdString(folder + "/" + stepSheetFile(system, wording->language())));
      const bool written = file.open(QIODevice::WriteOnly) && writeStepSheetPdf(stepSheet(system, *about, *wording), file) && file.flush();
      if (!written) return fail(Errc::Io, file.fileName().toStdString(), file.errorString().toStdString());
    }
  }
  return {};
}

}  // namespace sankajo
