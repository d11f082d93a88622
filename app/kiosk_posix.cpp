// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <unistd.h>

#include <QApplication>
#include <QScreen>
#include <QSocketNotifier>
#include <QTimer>
#include <cerrno>
#include <cmath>
#include <cstdlib>
#include <filesystem>

#include "app/kiosk.h"
#include "app/kiosk_shop.h"
#include "app/packs.h"
#include "app/startup.h"
#include "engine/engine.h"
#include "kiosk/kiosk_config.h"
#include "kiosk/mount_client.h"
#include "wizard/kiosk_wizard.h"

namespace sankajo {

namespace {

constexpr const char* patchesFolder = "/srv/sankajo/patches";

KioskVolume seen(const AttachedVolume& volume) {
  KioskVolume one;
  one.id = volume.id;
  one.disk = volume.disk;
  one.model = volume.model;
  one.label = volume.label;
  one.bytes = volume.bytes;
  one.usb = volume.bus == "usb";
  one.readOnly = volume.readOnly;
  one.mayHoldWindows = volume.format == VolumeFormat::Ntfs || volume.format == VolumeFormat::Fat;
  one.isStick = volume.format == VolumeFormat::Fat || volume.format == VolumeFormat::ExFat;
  one.encryption = volume.encryption;
  one.trouble = volume.trouble;
  return one;
}

std::vector<KioskVolume> seen(const std::vector<AttachedVolume>& volumes) {
  std::vector<KioskVolume> all;
  all.reserve(volumes.size());
  for (const AttachedVolume& volume : volumes) all.push_back(seen(volume));
  return all;
}

/// Hears of disks by a connection of its own, and waits for nothing. A helper that is gone comes back: it is asked for again and again.
class HelperWatch : public KioskWatch {
 public:
  explicit HelperWatch(std::string socket) : socket_(std::move(socket)) {
    constexpr int againMs = 1000;
    again_.setInterval(againMs);
    connect(&again_, &QTimer::timeout, this, [this] { connectToHelper(); });
    // Longer than it looks at one failing disk.
    constexpr int firstAnswerMs = 25'000;
    silent_.setInterval(firstAnswerMs);
    silent_.setSingleShot(true);
    connect(&silent_, &QTimer::timeout, this, [this] { tellBlind(); });
    connectToHelper();
  }

 private:
  void connectToHelper() {
    auto client = MountClient::connect(socket_);
    if (!client || !client->watch()) return lose();
    again_.stop();
    silent_.start();
    client_ = std::move(*client);
    notifier_ = std::make_unique<QSocketNotifier>(client_->descriptor(), QSocketNotifier::Read);
    connect(notifier_.get(), &QSocketNotifier::activated, this, [this] { hear(); });
  }
  void hear() {
    const auto change = client_->nextChange();
    if (!change) return lose();
    if (!*change) return;
    silent_.stop();
    tell(seen(**change));
  }
  void lose() {
    silent_.stop();
    if (notifier_ != nullptr) notifier_.release()->deleteLater();  // It may be what called.
    client_.reset();
    again_.start();
    tellBlind();
  }

  std::string socket_;
  std::optional<MountClient> client_;
  std::unique_ptr<QSocketNotifier> notifier_;
  QTimer again_, silent_;
};

class HelperMounts : public KioskMounts {
 public:
  explicit HelperMounts(std::string socket) : socket_(std::move(socket)) {}

  Result<std::vector<KioskVolume>> list(const std::stop_token& stop) override {
    return with([&stop](MountClient& client) { return client.list(stop); }).map([](const std::vector<AttachedVolume>& volumes) { return seen(volumes); });
  }
  Result<std::string> mount(const std::string& id, const std::stop_token& stop) override {
    return with([&](MountClient& client) { return client.mount(id, stop); });
  }
  Result<std::string> mountWritable(const std::string& id) override {
    return with([&id](MountClient& client) { return client.mountWritable(id); });
  }
  Result<std::optional<VolumeState>> state() override {
    return with([](MountClient& client) { return client.state(); });
  }
  Status release() override {
    return with([](MountClient& client) { return client.release(); });
  }

 private:
  template <typename Call>
  auto with(const Call& call) -> decltype(call(std::declval<MountClient&>())) {
    const bool had = client_ && client_->descriptor() >= 0;
    if (const Status connected = connect(); !connected) return tl::unexpected(connected.error());
    auto answer = call(*client_);
    // The one before has ended since. The new one knows of no volume, and says so where one was needed.
    if (answer || !had || !client_->isLost() || !connect()) return answer;
    return call(*client_);
  }
  Status connect() {
    // One that does not answer any more has closed its connection; what it had mounted is released then.
    if (client_ && client_->descriptor() >= 0) return {};
    client_.reset();
    auto connected = MountClient::connect(socket_);
    if (!connected) return tl::unexpected(connected.error());
    client_ = std::move(*connected);
    return {};
  }

  std::string socket_;
  std::optional<MountClient> client_;
};

/// The supervisor hears that the event loop runs.
void beat() {
  const char* const number = std::getenv("SANKAJO_HEARTBEAT");
  const int descriptor = number == nullptr ? -1 : std::atoi(number);
  if (descriptor <= 0) return;
  auto* timer = new QTimer(qApp);
  QObject::connect(timer, &QTimer::timeout, timer, [timer, descriptor] {
    if (::write(descriptor, ".", 1) < 0 && errno != EAGAIN) timer->stop();  // Nobody listens.
  });
  constexpr int beatMs = 1000;
  timer->start(beatMs);
}

std::string orElse(const std::string& given, const char* variable, const std::string& usual) {
  if (!given.empty()) return given;
  const char* const value = variable == nullptr ? nullptr : std::getenv(variable);
  return value != nullptr && *value != '\0' ? value : usual;
}

std::optional<double> diagonalOf(int widthMm) {
  if (widthMm <= 0) return std::nullopt;
  constexpr double mmPerInch = 25.4;
  const QSize size = QGuiApplication::primaryScreen()->size();
  return widthMm / mmPerInch * std::hypot(size.width(), size.height()) / size.width();
}

}  // namespace

int runKiosk(const KioskChoice& choice, const std::function<void(QWidget& window)>& shown) {
  const ReadKioskConfig read = readKioskConfig(choice.settings.empty() ? kioskConfigFile : choice.settings);
  const KioskConfig& config = read.config;
  const std::string socket = choice.socket.empty() ? mountSocket : choice.socket;
  const std::string state = orElse(choice.state, "STATE_DIRECTORY", "/var/lib/sankajo-kiosk");
  auto advisories = loadPacks({});
  auto japanese = Wording::fromJson(embeddedFile("translations/messages.ja.json"));
  auto english = Wording::fromJson(embeddedFile("translations/messages.en.json"));
  if (!advisories || !japanese || !english) {
    tell(stderr, describe(!advisories ? advisories.error() : japanese ? english.error() : japanese.error()) + "\n");
    return advisories ? ExitInternal : ExitAdvisory;
  }
  const Theme theme(Theme::Options{.place = Theme::Place::Kiosk, .keepPreferences = false, .diagonalInches = diagonalOf(config.screenWidth)});
  KioskShop own(config, state, socket);
  const Language first = choice.language ? *choice.language : own.language();
  LanguageSwitch language(first);
  Shop shop;
  own.serve(shop);
  shop.watch = std::make_unique<HelperWatch>(socket);
  shop.disks = std::make_shared<KioskDisks>(std::make_unique<HelperMounts>(socket));
  shop.language = first;
  shop.mistakes = [mistakes = read.mistakes](const Wording& wording) {
    QStringList sentences;
    for (const ConfigMistake& one : mistakes) sentences << QString::fromStdString(sentence(one, wording));
    return sentences;
  };
  std::error_code error;
  const std::string patches = choice.patches ? *choice.patches : std::filesystem::is_directory(patchesFolder, error) ? patchesFolder : patchesBeside();
  Session::Parts parts{std::move(*advisories), std::move(*japanese), std::move(*english), {}, {}, {}, patches};
  useKioskDisks(parts, shop.disks);
  parts.here.begins = [&own](const std::string& run, const Report& before) {
    if (KioskWizard::isInfected(before)) own.begin(run);
  };
  Session session(std::move(parts));
  KioskWizard wizard(session, language, std::move(shop));
  QApplication::setQuitOnLastWindowClosed(false);
  QObject::connect(&wizard, &KioskWizard::ended, qApp, [](int code) { QCoreApplication::exit(code); });
  beat();
  wizard.showFullScreen();
  if (shown) shown(wizard);
  return QApplication::exec();
}

}  // namespace sankajo
