// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/rescue.h"

#include <QProcess>
#include <memory>

#include "engine/target/volume_state.h"

namespace sankajo {

namespace {

constexpr int belongsToOthers = 21;

Status call(const std::string& program, const QStringList& words) {
  const int code = QProcess::execute(QString::fromStdString(program), words);
  if (code == 0) return {};
  if (code == belongsToOthers) return fail(Errc::Unsupported, words.back().toStdString(), std::string(oneOfSeveralDisks));
  return fail(Errc::Io, words.join(' ').toStdString(), program + " ended with " + std::to_string(code));
}

}  // namespace

Session::FindWindows findInRescueSystem(const std::string& program) {
  return [program](std::vector<Error>& unreadable, const std::stop_token& stop) {
    static_cast<void>(call(program, {"look"}));
    return windowsHere(unreadable, stop);
  };
}

void setRescueSystem(ThisPc& pc, const std::string& program) {
  pc.allowWriting = [program](const WindowsHere& windows) -> Result<std::unique_ptr<ThisPc::Writing>> {
    {
      // The driver that writes tidies up a volume that was not shut down, and then nobody can tell that it was not: so this is looked at first.
      const auto target = openWindows(windows.folder, windows.systemRoot);
      if (!target) return tl::unexpected(target.error());
      const Status may = (*target)->writable();
      if (may || !isOnlyReadOnly(may.error())) return nullptr;
    }
    const QString folder = QString::fromStdString(windows.folder);
    if (const Status done = call(program, {"writable", folder}); !done) return tl::unexpected(done.error());
    return std::make_unique<ThisPc::Writing>([program, folder] { return call(program, {"readonly", folder}); });
  };
  pc.leave = [program](ThisPc::Leave how) { return call(program, {how == ThisPc::Leave::Restart ? "restart" : "off"}); };
}

}  // namespace sankajo
