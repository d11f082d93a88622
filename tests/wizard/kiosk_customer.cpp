// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/wizard/kiosk_customer.h"

#include <QFile>
#include <QApplication>
#include <QLabel>
#include <QScrollArea>
#include <QTest>
#include <QThread>

#include "engine/text.h"
#include "tests/support/packages_folder.h"

namespace sankajo::test {

namespace {

std::string textOf(const QString& path) {
  QFile file(path);
  return file.open(QIODevice::ReadOnly) ? file.readAll().toStdString() : std::string();
}

class ScriptedMounts : public KioskMounts {
 public:
  explicit ScriptedMounts(std::shared_ptr<ScriptedHelper> helper) : helper_(std::move(helper)) {}

  Result<std::vector<KioskVolume>> list(const std::stop_token&) override { return helper_->attached(); }
  Result<std::string> mount(const std::string& id, const std::stop_token&) override { return mountNow("mount ", id, false); }
  Result<std::string> mountWritable(const std::string& id) override {
    if (helper_->writingRefused) return tl::unexpected(*helper_->writingRefused);
    return mountNow("mount-writable ", id, true);
  }
  Result<std::optional<VolumeState>> state() override { return std::optional<VolumeState>(VolumeState{}); }
  Status release() override {
    const std::scoped_lock lock(helper_->mutex);
    helper_->calls.push_back("release " + helper_->mounted);
    if (helper_->mounted.empty()) return fail(Errc::Refused, "", "nothing is mounted");
    const bool wasWritten = helper_->writable;
    const bool there = helper_->volumes[helper_->mounted].attached;
    helper_->mounted.clear();
    helper_->writable = false;
    if (helper_->releaseRefused) return tl::unexpected(*helper_->releaseRefused);
    return there || !wasWritten ? Status() : Status(fail(Errc::Io, "sdb1", "the disk is gone"));
  }

 private:
  Result<std::string> mountNow(const char* verb, const std::string& id, bool writable) {
    constexpr unsigned long nap = 5;
    while (helper_->mountHeld) {
      helper_->mountWaits = true;
      QThread::msleep(nap);
    }
    const std::scoped_lock lock(helper_->mutex);
    helper_->calls.push_back(verb + id);
    const auto volume = helper_->volumes.find(id);
    if (volume == helper_->volumes.end() || !volume->second.attached) return fail(Errc::Refused, id, "no such volume any more");
    if (!helper_->mounted.empty() && helper_->mounted != id) return fail(Errc::Busy, id, "another one is mounted");
    helper_->mounted = id;
    helper_->writable = helper_->writable || writable;
    return volume->second.folder;
  }

  std::shared_ptr<ScriptedHelper> helper_;
};

}  // namespace

bool ScriptedHelper::isAttached(const std::string& id) const {
  const std::scoped_lock lock(mutex);
  const auto volume = volumes.find(id);
  return volume != volumes.end() && volume->second.attached;
}

void ScriptedHelper::restart() {
  const std::scoped_lock lock(mutex);
  mounted.clear();
  writable = false;
}

std::vector<KioskVolume> ScriptedHelper::attached() const {
  const std::scoped_lock lock(mutex);
  std::vector<KioskVolume> all;
  for (const auto& [id, volume] : volumes) {
    if (volume.attached) all.push_back(volume.shown);
  }
  return all;
}

KioskCustomer::KioskCustomer()
    : theme_(std::make_unique<Theme>(Theme::Options{.place = Theme::Place::Kiosk, .keepPreferences = false, .diagonalInches = {}, .followSystem = false})),
      screen_(QTest::createTouchDevice()) {
  const auto pack = readPack(SANKAJO_SOURCE_DIR "/resources/advisories/blaster");
  const auto advisory = pack ? parseAdvisory(*pack) : Result<Advisory>(tl::unexpected(pack.error()));
  const QString messages = SANKAJO_SOURCE_DIR "/translations/messages.%1.json";
  const auto japanese = Wording::fromJson(textOf(messages.arg("ja")));
  const auto english = Wording::fromJson(textOf(messages.arg("en")));
  if (!advisory || !japanese || !english) qFatal("the advisory pack or the sentences cannot be read");
  advisories_ = {*advisory};
  japanese_ = *japanese;
  english_ = *english;
  auto watch = std::make_unique<ScriptedWatch>();
  watch_ = watch.get();
  shop.watch = std::move(watch);
  shop.disks = std::make_shared<KioskDisks>(std::make_unique<ScriptedMounts>(helper_));
  shop.mistakes = [this](const Wording& wording) {
    if (!withMistakes) return QStringList();
    return QStringList{QString::fromStdString(wording.text("kiosk.config.unknown_name", {"3", "colour"})),
                       QString::fromStdString(wording.text("kiosk.config.not_a_number", {"7", "volume", "0", "100"}))};
  };
  shop.count = [this](Shop::Counted what, const std::string& once) { counted.emplace_back(what, once); };
  shop.sound = [this](Shop::Sound sound) { sounds.push_back(sound); };
  // Nobody waits for a person who is not there, unless a test is about that.
  shop.idle = std::chrono::hours(1);
}

KioskCustomer::~KioskCustomer() {
  letGo();
  helper_->mountHeld = false;
  wizard_.reset();
  session_.reset();
}

bool KioskCustomer::layPatchesBeside() {
  patches_ = std::make_unique<QTemporaryDir>();
  return writePackages(patches_->path().toStdString());
}

void KioskCustomer::open(QSize size) {
  language_ = std::make_unique<LanguageSwitch>(shop.language);
  Session::Parts parts{advisories_, *japanese_, *english_, {}, {}, {}, patches_ ? patches_->path().toStdString() : std::string()};
  useKioskDisks(parts, shop.disks);
  // What is read or written of a disk that was pulled out fails.
  parts.open = [this, open = parts.open](const std::string& id, const std::optional<std::string>& systemRoot) -> Result<std::unique_ptr<Target>> {
    auto real = open(id, systemRoot);
    if (!real) return real;
    return std::make_unique<FaultyTarget>(std::move(*real), [this, id](std::string_view call, const WinPath&) -> std::optional<Error> {
      constexpr unsigned long nap = 5;
      if (held_ && call == holdCall_) {
        reached_ = true;
        while (held_) QThread::msleep(nap);
      }
      if (helper_->isAttached(id)) return std::nullopt;
      return Error{Errc::Io, id, "the disk is gone"};
    });
  };
  session_ = std::make_unique<Session>(std::move(parts));
  wizard_ = std::make_unique<KioskWizard>(*session_, *language_, std::move(shop));
  QObject::connect(wizard_.get(), &KioskWizard::ended, wizard_.get(), [this](int code) { ended = code; });
  wizard_->resize(size);
  wizard_->show();
  if (!QTest::qWaitForWindowExposed(wizard_.get(), patience)) qFatal("no window");
}

std::string KioskCustomer::plugIn(const DiskBuilder& disk, const std::string& model) {
  folders_.push_back(std::make_unique<QTemporaryDir>());
  const std::string folder = folders_.back()->path().toStdString();
  if (!disk.writeTo(folder)) qFatal("a disk could not be made");
  KioskVolume volume;
  volume.model = model;
  volume.usb = true;
  volume.bytes = 40'020'664'320;
  const std::string id = plugIn(volume);
  const std::scoped_lock lock(helper_->mutex);
  helper_->volumes[id].folder = folder;
  return id;
}

std::string KioskCustomer::plugIn(const KioskVolume& volume) {
  ++number_;
  const std::string id = "sdb" + std::to_string(number_) + ":" + std::to_string(number_);
  {
    const std::scoped_lock lock(helper_->mutex);
    helper_->volumes[id].shown = volume;
    helper_->volumes[id].shown.id = id;
    helper_->volumes[id].shown.disk = "sdb" + std::to_string(number_);
  }
  // With the next turn of the event loop, as the helper does it.
  QMetaObject::invokeMethod(watch_, [this] { watch_->set(helper_->attached()); }, Qt::QueuedConnection);
  return id;
}

std::string KioskCustomer::plugInAgain(const std::string& id) {
  const ScriptedHelper::Volume before = helper_->volumes[id];
  const std::string now = plugIn(before.shown);
  const std::scoped_lock lock(helper_->mutex);
  helper_->volumes[now].folder = before.folder;
  return now;
}

void KioskCustomer::pullOut(const std::string& id) {
  {
    const std::scoped_lock lock(helper_->mutex);
    helper_->volumes[id].attached = false;
  }
  QMetaObject::invokeMethod(watch_, [this] { watch_->set(helper_->attached()); }, Qt::QueuedConnection);
}

QString KioskCustomer::folder(const std::string& id) const {
  const std::scoped_lock lock(helper_->mutex);
  return QString::fromStdString(helper_->volumes.at(id).folder);
}

QAbstractButton* KioskCustomer::find(const char* name) const {
  for (QAbstractButton* button : wizard_->findChildren<QAbstractButton*>(name)) {
    if (button->isVisible()) return button;
  }
  return nullptr;
}

bool KioskCustomer::touch(const char* name) {
  const auto ready = [this, name] { return find(name) != nullptr && find(name)->isEnabled(); };
  if (!QTest::qWaitFor(ready, patience)) {
    qWarning("no button %s on %s", name, qPrintable(wizard_->currentPage()->objectName()));
    return false;
  }
  // A test's finger is fast, and the second touch of a double click does nothing. Meanwhile everything finds its place.
  constexpr qint64 settled = 50;
  const qint64 left = touched_.isValid() ? QApplication::doubleClickInterval() + 1 - touched_.elapsed() : 0;
  QTest::qWait(static_cast<int>(std::max(settled, left)));
  QAbstractButton* button = find(name);
  if (button == nullptr || !button->isEnabled()) return touch(name);
  for (auto* area : wizard_->findChildren<QScrollArea*>()) {
    if (area->isVisible() && area->isAncestorOf(button)) area->ensureWidgetVisible(button);
  }
  touchAt(button->mapTo(wizard_.get(), button->rect().center()));
  touched_.start();
  return true;
}

void KioskCustomer::touchAt(QPoint place) {
  QTest::touchEvent(wizard_.get(), screen_).press(0, place, wizard_.get());
  QTest::touchEvent(wizard_.get(), screen_).release(0, place, wizard_.get());
  QCoreApplication::processEvents();
}

bool KioskCustomer::isOn(const char* page) const { return wizard_->currentPage() != nullptr && wizard_->currentPage()->objectName() == page; }

bool KioskCustomer::waitFor(const char* page) const {
  if (QTest::qWaitFor([this, page] { return isOn(page); }, patience)) return true;
  qWarning("on %s", qPrintable(wizard_->currentPage()->objectName()));
  return false;
}

QString KioskCustomer::words(const char* name) const {
  const auto* label = wizard_->currentPage()->findChild<QLabel*>(name);
  return label != nullptr ? label->text() : QString();
}

bool KioskCustomer::isShown(const char* name) const {
  const auto all = wizard_->findChildren<QWidget*>(name);
  return std::ranges::any_of(all, [](const QWidget* one) { return one->isVisible(); });
}

void KioskCustomer::holdAt(const char* call) {
  holdCall_ = call;
  reached_ = false;
  held_ = true;
}

bool KioskCustomer::waitForHold() const {
  return QTest::qWaitFor([this] { return reached_.load(); }, patience);
}

}  // namespace sankajo::test
