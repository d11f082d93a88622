// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/wizard/walk.h"

#include <QDir>
#include <QFile>
#include <QLabel>
#include <QScrollArea>
#include <QTest>
#include <QThread>
#include <algorithm>
#include <filesystem>

#include "engine/target/offline.h"
#include "tests/support/packages_folder.h"
#include "wizard/road.h"

namespace sankajo::test {

namespace {

std::string textOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

}  // namespace

Walk::Walk() : theme_(std::make_unique<Theme>(Theme::Options{.keepPreferences = false, .diagonalInches = {}, .followSystem = false})) {
  const auto pack = readPack(SANKAJO_SOURCE_DIR "/resources/advisories/blaster");
  const auto advisory = pack ? parseAdvisory(*pack) : Result<Advisory>(tl::unexpected(pack.error()));
  const QString messages = SANKAJO_SOURCE_DIR "/translations/messages.%1.json";
  const auto japanese = Wording::fromJson(textOf(messages.arg("ja")));
  const auto english = Wording::fromJson(textOf(messages.arg("en")));
  if (!advisory || !japanese || !english) qFatal("the advisory pack or the sentences cannot be read");
  advisories_ = {*advisory};
  japanese_ = *japanese;
  english_ = *english;
  fault = [](std::string_view, const WinPath&) { return std::optional<Error>(); };
  language_ = std::make_unique<LanguageSwitch>(Language::English);
}

Walk::~Walk() {
  // However it ended, the worker must not wait for ever.
  release();
  if (pc.updates != nullptr) pc.updates->release();
  wizard_.reset();
  session_.reset();
  if (pc.updates != nullptr && !pc.updates->end()) qFatal("an update agent is left");
}

bool Walk::make(const std::vector<const DiskBuilder*>& disks) {
  return std::ranges::all_of(disks, [this](const DiskBuilder* disk) {
    folders_.push_back(std::make_unique<QTemporaryDir>());
    const std::string folder = folders_.back()->path().toStdString();
    const auto hostPath = [&folder](std::string path) {
      std::ranges::replace(path, '\\', '/');
      return folder + "/" + path;
    };
    Disk& known = disks_[folder];
    const DiskSystem system = disk->options().system;
    const bool never = system == DiskSystem::XpSp2 || system == DiskSystem::Server2003Sp1;  // These service packs have the fix.
    for (const PatchLevel level : kPatchLevels) {
      if (level == PatchLevel::None && !never) continue;
      const DiskBuilder patched({.system = system, .patch = level});
      auto& files = known.closed.emplace_back();
      for (const auto& [path, bytes] : patched.files()) {
        const std::string name = path.substr(path.rfind('\\') + 1);
        if (path == patched.system32(name) && (name.starts_with("ole32.") || name.starts_with("rpc"))) files[hostPath(path)] = bytes;
      }
    }
    const auto healthy = DiskBuilder({.system = system}).files();
    for (const auto& [path, bytes] : disk->files()) {
      if (path.ends_with(".exe") && !healthy.contains(path)) known.worms.push_back(hostPath(path));
    }
    return disk->writeTo(folder).has_value();
  });
}

bool Walk::isPatched(const std::string& folder) const {
  const auto disk = disks_.find(folder);
  return disk != disks_.end() && std::ranges::any_of(disk->second.closed, [](const auto& files) {
    return std::ranges::all_of(files, [](const auto& file) { return textOf(QString::fromStdString(file.first)) == file.second; });
  });
}

bool Walk::isInfected(const std::string& folder) const {
  const auto disk = disks_.find(folder);
  return disk != disks_.end() && std::ranges::any_of(disk->second.worms, [](const std::string& worm) { return QFile::exists(QString::fromStdString(worm)); });
}

void Walk::patch() const {
  for (const auto& [path, bytes] : disks_.at(folder().toStdString()).closed.back()) {
    QFile file(QString::fromStdString(path));
    if (!file.open(QIODevice::WriteOnly) || file.write(QByteArray::fromStdString(bytes)) < 0) qFatal("%s cannot be written", path.c_str());
  }
}

// ------------------------------------------------------------------------------------------------------- what the wizard shows

std::array<ArticleState, 3> Walk::articles() const {
  const auto seals = wizard_->findChild<Rail*>()->findChildren<Seal*>();
  if (seals.size() != 3) qFatal("the rail has other than three seals");
  return {seals[0]->state(), seals[1]->state(), seals[2]->state()};
}

void Walk::look() {
  if (wizard_ == nullptr || !untrue_.isEmpty()) return;
  untrue_ = whatIsUntrue();
  if (!untrue_.isEmpty()) qWarning("on %s: %s", qPrintable(wizard_->currentPage()->objectName()), qPrintable(untrue_));
}

QString Walk::whatIsUntrue() const {
  const WindowsHere* windows = session_->windows();
  if (wizard_->currentPage() == nullptr || windows == nullptr || !disks_.contains(windows->folder)) return {};
  const bool patched = isPatched(windows->folder);
  // What is being removed or put back is told when it has been.
  const bool infected = !session_->working() && isInfected(windows->folder);
  const auto shown = articles();
  if (shown[1] == ArticleState::Done && !patched) return "article 2 is ticked while the hole is open";
  if (shown[1] == ArticleState::Done && infected) return "article 2 is ticked while the worm is there";
  if (shown[2] == ArticleState::Done && !patched) return "article 3 is ticked while the hole is open";
  const bool staged = QDir(QString::fromStdString(windows->folder) + "/Sankajo/staged").exists();
  const bool waits = session_->working() || staged || pc.packageEndsWith == 3010 || !pc.removedAtRestart.empty() || pc.updates != nullptr;
  if ((shown[1] == ArticleState::AfterRestart || shown[2] == ArticleState::AfterRestart) && !waits) return "an article waits for a restart that does nothing";
  for (const EmblemPicture* one : wizard_->currentPage()->findChildren<EmblemPicture*>()) {
    if (!one->isVisible()) continue;
    if (one->emblem() == Emblem::HoleClosed && !patched) return "the hole is shown closed";
    // Alone it says that no worm was found; the large one that all is well.
    if (one->emblem() == Emblem::Clean && infected) return "no worm is shown, and it is there";
  }
  const auto* plugIn = wizard_->currentPage()->findChild<QLabel*>("plugInText");
  if (plugIn != nullptr && plugIn->isVisible() && (!patched || infected)) return "the cable may go back in while the hole is open";
  return {};
}

bool Walk::eventFilter(QObject* watched, QEvent* event) {
  if (event->type() == QEvent::Paint) look();
  return QObject::eventFilter(watched, event);
}

bool Walk::open(const std::vector<const DiskBuilder*>& disks) { return make(disks) && openWindow(false, {}); }

bool Walk::openHere(const std::vector<const DiskBuilder*>& disks, const std::optional<Session::Return>& back) { return make(disks) && openWindow(true, back); }

bool Walk::comeBack(const Session::Return& back) {
  wizard_.reset();
  session_.reset();
  return openWindow(true, back);
}

bool Walk::layPatchesBeside(bool damaged) {
  patches_ = std::make_unique<QTemporaryDir>();
  if (!writePackages(patches_->path().toStdString())) return false;
  QFile file(patches_->filePath(QString::fromStdString(PackageOnDisc().file)));
  return !damaged || (file.open(QIODevice::ReadWrite) && file.seek(100) && file.write("?") == 1);
}

bool Walk::openWindow(bool here, const std::optional<Session::Return>& back) {
  std::vector<std::string> paths;
  for (const auto& folder : folders_) paths.push_back(folder->path().toStdString());
  const std::string running = here ? paths.front() : std::string();
  const auto openWindows = [this, running](const std::string& where, const std::optional<std::string>& systemRoot) -> Result<std::unique_ptr<Target>> {
    auto real = openOffline(where, systemRoot);
    if (!real) return tl::unexpected(real.error());
    const Fault asked = [this](std::string_view call, const WinPath& path) { return fault(call, path); };
    if (where == running) return std::make_unique<RunningTarget>(std::move(*real), asked, pc);
    return std::make_unique<FaultyTarget>(std::move(*real), asked);
  };
  ThisPc thisPc;
  if (here) {
    auto network = std::make_unique<ScriptedNetwork>(pc.network);
    network_ = network.get();
    const auto answer = [](const std::optional<Error>& refused) { return refused ? Status(tl::unexpected(*refused)) : Status(); };
    thisPc.network = std::move(network);
    thisPc.startAsAdministrator = [this, answer](const std::string& language) {
      pc.startedAgain.push_back(language);
      return answer(pc.rightsRefused);
    };
    thisPc.restart = [this, answer] {
      ++pc.restarts;
      return answer(pc.restartRefused);
    };
    thisPc.openUpdate = [this] {
      ++pc.updatesOpened;
      return Status();
    };
    if (pc.updates != nullptr) thisPc.updates = scriptedAgent(pc.updates);
    thisPc.updateLimits = pc.updateLimits;
  }
  if (inRescue) {
    thisPc.allowWriting = [this](const WindowsHere&) -> Result<std::unique_ptr<ThisPc::Writing>> {
      if (writingRefused) return tl::unexpected(*writingRefused);
      return nullptr;
    };
    thisPc.leave = [](ThisPc::Leave) { return Status(); };
  }
  const auto findWindows = [paths, openWindows](std::vector<Error>&, const std::stop_token& stop) {
    std::vector<WindowsHere> found;
    for (const std::string& path : paths) {
      const auto target = openWindows(path, std::nullopt);
      auto windows = target ? describeWindows(**target, path, stop) : Result<WindowsHere>(tl::unexpected(target.error()));
      if (windows) found.push_back(std::move(*windows));
    }
    return Result<std::vector<WindowsHere>>(std::move(found));
  };
  session_ = std::make_unique<Session>(Session::Parts{advisories_, *japanese_, *english_, openWindows, findWindows, std::move(thisPc), patches_ ? patches_->path().toStdString() : std::string()});
  if (!here && paths.size() == 1) session_->prefer(paths.front());
  if (back) session_->comeBack(*back);
  wizard_ = std::make_unique<Wizard>(*session_, *language_);
  // After the wizard's own: what is looked at is what it shows then.
  for (const auto signal : {&Session::started, &Session::finished, &Session::progressed, &Session::operationsChanged, &Session::updatesChanged})
    connect(session_.get(), signal, this, &Walk::look);
  connect(wizard_.get(), &QWizard::currentIdChanged, this, &Walk::look);
  for (Seal* seal : wizard_->findChild<Rail*>()->findChildren<Seal*>()) seal->installEventFilter(this);
  wizard_->resize(1024, 768);
  wizard_->show();
  if (!QTest::qWaitForWindowExposed(wizard_.get(), patience)) return false;
  return back ? waitFor("resultPage") : waitFor("startPage") && waitForEnd();
}

QAbstractButton* Walk::find(const char* name) const {
  for (QAbstractButton* button : wizard_->findChildren<QAbstractButton*>(name)) {
    if (button->isVisible()) return button;
  }
  return nullptr;
}

bool Walk::press(const char* name) {
  const auto ready = [this, name] { return !untrue_.isEmpty() || (find(name) != nullptr && find(name)->isEnabled()); };
  const bool found = QTest::qWaitFor(ready, patience);
  look();
  if (!found || !untrue_.isEmpty()) {
    qWarning("no button %s", name);
    return false;
  }
  QAbstractButton* button = find(name);
  if (!byKeyboard) {
    if (auto* area = wizard_->currentPage()->findChild<QScrollArea*>(); area != nullptr && area->isAncestorOf(button)) area->ensureWidgetVisible(button);
    QTest::mouseClick(button, Qt::LeftButton);
    return true;
  }
  // As far as Tab leads, and no further.
  constexpr int mostSteps = 200;
  const auto focus = [this]() -> QWidget* { return QApplication::focusWidget() != nullptr ? QApplication::focusWidget() : wizard_.get(); };
  // Behind a dialog that has closed no window is the active one for a moment.
  wizard_->activateWindow();
  static_cast<void>(QTest::qWaitForWindowActive(wizard_.get()));
  for (int i = 0; i < mostSteps && QApplication::focusWidget() != button; ++i) QTest::keyClick(focus(), Qt::Key_Tab);
  if (QApplication::focusWidget() != button) {
    qWarning("the keyboard does not reach %s", name);
    return false;
  }
  QTest::keyClick(button, Qt::Key_Space);
  return true;
}

bool Walk::isOn(const char* page) const { return wizard_->currentPage() != nullptr && wizard_->currentPage()->objectName() == page; }

bool Walk::waitFor(const char* page) const {
  return QTest::qWaitFor([this, page] { return isOn(page) || !untrue_.isEmpty(); }, patience) && untrue_.isEmpty();
}

bool Walk::waitForEnd() const {
  return QTest::qWaitFor([this] { return !session_->working(); }, patience) && untrue_.isEmpty();
}

QString Walk::words(const char* name) const { return wizard_->currentPage()->findChild<QLabel*>(name)->text(); }

void Walk::holdAt(const char* call, std::string_view fileName) {
  held_ = true;
  reached_ = false;
  fault = [this, call = std::string(call), fileName = std::string(fileName)](std::string_view now, const WinPath& path) -> std::optional<Error> {
    if (now == call && (fileName.empty() || path.name() == fileName)) {
      reached_ = true;
      constexpr unsigned long nap = 5;
      while (held_) QThread::msleep(nap);
    }
    return std::nullopt;
  };
}

bool Walk::waitForHold() const {
  return QTest::qWaitFor([this] { return reached_.load(); }, patience);
}

bool interruptRun(const QString& folder, const std::vector<Advisory>& advisories, bool beforeItsFirstStep) {
  auto target = openOffline(folder.toStdString(), std::nullopt);
  if (!target) return false;
  const AskConsent yes = [](const Report&, const Plan&) { return std::optional(ConsentGiven{true, true, true}); };
  const auto report = treat(**target, advisories, {}, yes, {}, {}, {});
  if (!report) return false;
  const std::string journal = folder.toStdString() + "/Sankajo/quarantine/" + report->run + "/journal.jsonl";
  const std::string lines = textOf(QString::fromStdString(journal));
  if (lines.size() < 2) return false;
  std::error_code error;
  // Its first line only: everything is put back before.
  const bool whole = !beforeItsFirstStep || undo(**target, advisories, report->run, {}, {}, {}).has_value();
  std::filesystem::resize_file(journal, (beforeItsFirstStep ? lines.find('\n') : lines.rfind('\n', lines.size() - 2)) + 1, error);
  return whole && !error;
}

}  // namespace sankajo::test
