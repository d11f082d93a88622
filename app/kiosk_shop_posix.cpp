// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/kiosk_shop.h"

#include <fcntl.h>
#include <unistd.h>

#include <QCoreApplication>
#include <QProcess>
#include <QTemporaryFile>
#include <charconv>
#include <chrono>
#include <cmath>
#include <ctime>
#include <numbers>
#include <sstream>
#include <thread>

#include "app/startup.h"
#include "engine/target/offline.h"
#include "kiosk/durable_file.h"
#include "kiosk/figures.h"
#include "kiosk/mount_client.h"
#include "kiosk/pin.h"

namespace sankajo {

namespace {

constexpr std::size_t mostBytes = 64U << 10, mostNotes = 300;

Counted counted(Shop::Counted what) {
  switch (what) {
    case Shop::Counted::Infected:
      return Counted::Infected;
    case Shop::Counted::NotInfected:
      return Counted::NotInfected;
    case Shop::Counted::Undecided:
      return Counted::Undecided;
    case Shop::Counted::Treated:
      break;
  }
  return Counted::Treated;
}

std::array<std::uint64_t, 4> numbers(const Figures& figures) { return {figures.checked, figures.infected, figures.treated, figures.undecided}; }

void complain(const Status& status) {
  if (!status) tell(stderr, "sankajo: " + describe(status.error()) + "\n");
}

/// Puts one file on a stick and takes the stick out of use again.
Status writeToStick(const std::string& socket, const std::string& volume, const std::string& name, const std::string& bytes) {
  auto client = MountClient::connect(socket);
  if (!client) return tl::unexpected(client.error());
  auto folder = client->mount(volume);
  // The page beneath may look for a Windows on it just now.
  constexpr int tries = 100;
  constexpr auto pause = std::chrono::milliseconds(200);
  for (int i = 0; i < tries && !folder && folder.error().code == Errc::Busy; ++i) {
    std::this_thread::sleep_for(pause);
    folder = client->mount(volume);
  }
  if (!folder) return tl::unexpected(folder.error());
  // What has a Windows on it is a customer's.
  const auto windows = openOffline(*folder, std::nullopt, [&client](const std::string&) { return client->state(); });
  if (windows || windows.error().code != Errc::Unsupported) return fail(Errc::Refused, volume, "may hold a Windows");
  folder = client->mountWritable(volume);
  if (!folder) return tl::unexpected(folder.error());
  const std::string path = *folder + "/" + name;
  Status written;
  {
    const Descriptor file(open(path.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0644));
    written = file ? writeAll(file, bytes, name) : Status(tl::unexpected(systemError(errno, name, "writing")));
    if (written && fsync(file.number()) != 0) written = tl::unexpected(systemError(errno, name, "writing"));
  }
  const Status released = client->release();
  return written ? released : written;
}

/// Sixteen bits, one channel: a few soft tones one after the other.
QByteArray tones(const std::vector<double>& hertz, int volume) {
  constexpr int rate = 22050;
  constexpr double seconds = 0.18, loudest = 0.6 * 32767;
  const int each = static_cast<int>(rate * seconds);
  QByteArray samples;
  for (const double tone : hertz) {
    for (int i = 0; i < each; ++i) {
      const double place = static_cast<double>(i) / each;
      const double swell = std::sin(std::numbers::pi * place);  // Without it each tone would begin and end with a crack.
      const auto sample = static_cast<qint16>(loudest * volume / 100 * swell * std::sin(2 * std::numbers::pi * tone * i / rate));
      samples.append(static_cast<char>(sample & 0xff)).append(static_cast<char>((sample >> 8) & 0xff));
    }
  }
  const auto number = [](quint32 value, int bytes) {
    QByteArray text;
    for (int i = 0; i < bytes; ++i) text.append(static_cast<char>((value >> (8 * i)) & 0xff));
    return text;
  };
  const auto size = static_cast<quint32>(samples.size());
  return "RIFF" + number(36 + size, 4) + "WAVEfmt " + number(16, 4) + number(1, 2) + number(1, 2) + number(rate, 4) + number(2 * rate, 4) + number(2, 2) + number(16, 2) +
         "data" + number(size, 4) + samples;
}

/// Starts a program that gets a file of these bytes as its last word; it is deleted when the program has ended.
void runWithFile(const QString& program, QStringList words, const QByteArray& bytes, const std::function<void(bool ended)>& told) {
  auto* process = new QProcess(qApp);
  auto* file = new QTemporaryFile(process);
  const bool made = file->open() && file->write(bytes) == bytes.size() && file->flush();
  const auto end = [process, told](bool good) {
    process->deleteLater();
    if (told) told(good);
  };
  if (!made) return end(false);
  QObject::connect(process, &QProcess::finished, qApp, [end](int code, QProcess::ExitStatus status) { end(status == QProcess::NormalExit && code == 0); });
  QObject::connect(process, &QProcess::errorOccurred, qApp, [end](QProcess::ProcessError error) {
    if (error == QProcess::FailedToStart) end(false);
  });
  words << file->fileName();
  process->setStandardInputFile(QProcess::nullDevice());
  process->start(program, words);
}

}  // namespace

struct KioskShop::Inside {
  KioskConfig config;
  std::string folder, socket;
  FigureBook book;
  std::optional<PinGate> gate;
  int volume = 0;
  std::string language;
  std::thread writer;

  std::string path(const char* name) const { return folder + "/" + name; }

  void readChoices() {
    volume = config.volume;
    language = config.language;
    std::istringstream lines(readHostFile(path("choices"), mostBytes).value_or(std::string()));
    for (std::string line; std::getline(lines, line);) {
      constexpr std::string_view volumeWord = "volume ", languageWord = "language ";
      const std::string_view view(line);
      int number = -1;
      if (view.starts_with(volumeWord)) std::from_chars(view.data() + volumeWord.size(), view.data() + view.size(), number);
      if (number >= 0 && number <= 100) volume = number;
      if (view == "language ja" || view == "language en") language = view.substr(languageWord.size());
    }
  }

  void note(KioskEvent event) {
    std::vector<std::string> lines;
    std::istringstream before(readHostFile(path("log"), mostBytes).value_or(std::string()));
    for (std::string line; std::getline(before, line);) lines.push_back(line);
    lines.push_back(QDateTime::currentDateTime().toString(Qt::ISODate).toStdString() + " " + std::string(name(event)));
    std::string text;
    for (std::size_t i = lines.size() > mostNotes ? lines.size() - mostNotes : 0; i < lines.size(); ++i) text += lines[i] + "\n";
    complain(replaceDurably(path("log"), text));
  }

  std::vector<KioskNote> notes() const {
    std::vector<KioskNote> all;
    std::istringstream lines(readHostFile(path("log"), mostBytes).value_or(std::string()));
    for (std::string line; std::getline(lines, line);) {
      const std::size_t blank = line.find(' ');
      const auto event = blank == std::string::npos ? std::nullopt : kioskEvent(std::string_view(line).substr(blank + 1));
      if (event) all.push_back({QDateTime::fromString(QString::fromStdString(line.substr(0, blank)), Qt::ISODate), *event});
    }
    return all;
  }

  KioskStaff::Pin tryPin(const std::string& pin) {
    const auto answer = gate->attempt(pin);
    if (!answer) {
      complain(tl::unexpected(answer.error()));
      return KioskStaff::Pin::Broken;
    }
    switch (*answer) {
      case PinGate::Answer::Right:
        return KioskStaff::Pin::Right;
      case PinGate::Answer::Wrong:
        return KioskStaff::Pin::Wrong;
      case PinGate::Answer::Wait:
        break;
    }
    return KioskStaff::Pin::Wait;
  }

  void writeFigures(const std::string& stick, const Wording& wording, const std::function<void(Status)>& told) {
    const auto days = book.days();
    if (!days) return told(tl::unexpected(days.error()));
    if (writer.joinable()) writer.join();
    writer = std::thread([socket = socket, stick, told, name = "sankajo-" + today() + ".csv", table = csvOf(*days, wording)] {
      const Status written = writeToStick(socket, stick, name, table);
      complain(written);
      QMetaObject::invokeMethod(qApp, [told, written] { told(written); }, Qt::QueuedConnection);
    });
  }
};

KioskShop::KioskShop(const KioskConfig& config, const std::string& stateFolder, std::string socket)
    : inside_(new Inside{config, stateFolder, std::move(socket), FigureBook(stateFolder + "/figures"), {}, 0, {}, {}}) {
  inside_->readChoices();
  if (config.pin.empty()) return;
  inside_->gate.emplace(inside_->path("pin"), config.pin, [] { return static_cast<std::int64_t>(std::time(nullptr)); });
}

KioskShop::~KioskShop() {
  if (inside_->writer.joinable()) inside_->writer.join();
}

Language KioskShop::language() const { return inside_->language == "en" ? Language::English : Language::Japanese; }

void KioskShop::begin(const std::string& run) { complain(inside_->book.begin(run)); }

void KioskShop::serve(Shop& shop) {
  Inside* const inside = inside_.get();
  shop.idle = std::chrono::seconds(inside->config.idleSeconds);
  shop.answer = std::chrono::seconds(inside->config.askSeconds);
  shop.count = [inside](Shop::Counted what, const std::string& once) { complain(inside->book.count(counted(what), today(), once)); };
  shop.hasBegun = [inside](const std::string& run) { return inside->book.hasBegun(run); };
  shop.note = [inside](KioskEvent event) { inside->note(event); };
  shop.sound = [inside](Shop::Sound sound) {
    if (inside->volume == 0) return;
    constexpr double low = 523.25, middle = 659.25, high = 783.99;
    const std::vector<double> notes = sound == Shop::Sound::DiskFound ? std::vector{middle} : sound == Shop::Sound::Result ? std::vector{low, middle} : std::vector{low, middle, high};
    runWithFile("aplay", {"-q"}, tones(notes, inside->volume), {});
  };
  if (!inside->config.printer.empty()) {
    shop.paper = inside->config.paper == "a4" ? KioskFinishPage::Paper::A4 : KioskFinishPage::Paper::Slip;
    shop.print = [inside](const QByteArray& pdf, QSizeF millimetres, const std::function<void(bool)>& told) {
      const QString media = inside->config.paper == "a4" ? QStringLiteral("A4")
                                                         : QStringLiteral("Custom.%1x%2mm").arg(qRound(millimetres.width())).arg(static_cast<int>(std::ceil(millimetres.height())));
      runWithFile("lp", {"-s", "-t", "Sankajo", "-d", QString::fromStdString(inside->config.printer), "-o", "media=" + media}, pdf, told);
    };
  }
  if (!inside->gate) return;
  KioskStaff& staff = shop.staff;
  staff.tryPin = [inside](const std::string& pin) { return inside->tryPin(pin); };
  staff.secondsToWait = [inside] { return inside->gate->secondsToWait(); };
  staff.figures = [inside] {
    return inside->book.days().map([](const std::vector<DayFigures>& days) {
      std::vector<KioskDay> all;
      all.reserve(days.size());
      for (const DayFigures& one : days) all.push_back({one.day, numbers(one.that), numbers(one.total)});
      return all;
    });
  };
  staff.writeFigures = [inside](const std::string& stick, const Wording& wording, const std::function<void(Status)>& told) { inside->writeFigures(stick, wording, told); };
  staff.notes = [inside] { return inside->notes(); };
  staff.volume = inside->volume;
  staff.language = language();
  staff.keep = [inside](int volume, Language language) {
    inside->volume = volume;
    inside->language = LanguageSwitch::code(language).toStdString();
    complain(replaceDurably(inside->path("choices"), "volume " + std::to_string(volume) + "\nlanguage " + inside->language + "\n"));
  };
}

}  // namespace sankajo
