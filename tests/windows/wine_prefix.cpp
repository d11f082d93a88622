// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/windows/wine_prefix.h"

#include <QDir>
#include <QFile>
#include <QFileInfo>
#include <QJsonDocument>
#include <QLockFile>

namespace sankajo::test {

namespace {

constexpr int patienceMs = 180'000;  // Wine's first start, on a busy machine.

QProcessEnvironment environmentFor(const QString& prefix) {
  QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
  environment.insert("WINEPREFIX", prefix);
  environment.insert("WINEDEBUG", "-all");
  environment.insert("WINEDLLOVERRIDES", "mscoree,mshtml=");  // Else Wine asks whether to fetch them.
  environment.insert("LANG", "C.UTF-8");
  environment.remove("DISPLAY");
  return environment;
}

int runIn(const QProcessEnvironment& environment, const QString& program, const QStringList& arguments) {
  QProcess process;
  process.setProcessEnvironment(environment);
  process.setStandardOutputFile(QProcess::nullDevice());
  process.setStandardErrorFile(QProcess::nullDevice());
  process.start(program, arguments);
  if (!process.waitForFinished(patienceMs)) qFatal("%s does not end", qPrintable(program));
  return process.exitCode();
}

/// The prefix that the others are copies of. Several tests may want it at the same time.
QString original() {
  const QString folder = SANKAJO_WINE_ORIGINAL;
  QDir().mkpath(QFileInfo(folder).path());
  QLockFile lock(folder + ".lock");
  lock.setStaleLockTime(0);
  if (!lock.tryLock(patienceMs)) qFatal("the Wine prefix stays locked");
  const QString complete = folder + "/complete";
  if (QFile::exists(complete)) return folder;
  QDir(folder).removeRecursively();
  QDir().mkpath(folder);
  const QProcessEnvironment environment = environmentFor(folder);
  runIn(environment, "wineboot", {"--init"});
  runIn(environment, "wineserver", {"--wait"});
  if (!QFile::exists(folder + "/system.reg")) qFatal("Wine made no prefix");
  // Every Windows has this folder, and Wine keeps its registry elsewhere.
  QDir().mkpath(folder + "/drive_c/windows/system32/config");
  QFile mark(complete);
  if (!mark.open(QIODevice::WriteOnly)) qFatal("the Wine prefix cannot be marked");
  return folder;
}

}  // namespace

QJsonObject Ran::json() const { return QJsonDocument::fromJson(out.toUtf8()).object(); }

WinePrefix::WinePrefix(const Screen* screen) : WinePrefix(original(), screen) {}

WinePrefix::WinePrefix(const QString& from, const Screen* screen)
    : folder_(QFileInfo(from).path() + "/prefix-XXXXXX"), display_(screen != nullptr ? screen->display() : QString()) {
  // Hundreds of files that nobody changes: they are linked. What Wine rewrites is copied.
  if (runIn(environment(), "cp", {"-al", from + "/.", folder_.path()}) != 0) qFatal("the Wine prefix cannot be copied");
  for (const QFileInfo& file : QDir(from).entryInfoList({"*.reg"}, QDir::Files)) {
    QFile::remove(folder_.filePath(file.fileName()));
    if (!QFile::copy(file.filePath(), folder_.filePath(file.fileName()))) qFatal("%s cannot be copied", qPrintable(file.fileName()));
  }
  if (screen == nullptr) return;
  // A desktop of Wine's own has frames and a whole screen as Windows has them; a bare X server has nobody who would. It is asked for before the first
  // program runs. The font is that of the frames: Wine's has no Japanese.
  QFile user(folder_.filePath("user.reg"));
  const QString desktop = QStringLiteral(
                              "\n[Software\\\\Wine\\\\Explorer]\n\"Desktop\"=\"screen\"\n"
                              "\n[Software\\\\Wine\\\\Explorer\\\\Desktops]\n\"screen\"=\"%1x%2\"\n"
                              "\n[Software\\\\Wine\\\\Fonts\\\\Replacements]\n\"Tahoma\"=\"Noto Sans CJK JP\"\n")
                              .arg(screen->size().width())
                              .arg(screen->size().height());
  if (!user.open(QIODevice::Append) || user.write(desktop.toUtf8()) < 0) qFatal("no desktop");
}

WinePrefix::~WinePrefix() { powerOff(); }

void WinePrefix::powerOff() const {
  runIn(environment(), "wineserver", {"--kill"});
  runIn(environment(), "wineserver", {"--wait"});
}

QProcessEnvironment WinePrefix::environment() const {
  QProcessEnvironment environment = environmentFor(folder_.path());
  // From the start: the first program of Wine's decides for all whether there are windows.
  if (!display_.isEmpty()) environment.insert("DISPLAY", display_);
  return environment;
}

QString WinePrefix::path(const QString& relative) const { return folder_.filePath("drive_c/" + relative); }

Ran WinePrefix::run(const QString& program, const QStringList& arguments, const QByteArray& input) const {
  QProcess process;
  process.setProcessEnvironment(environment());
  process.start("wine", QStringList(program) + arguments);
  process.write(input);
  process.closeWriteChannel();
  if (!process.waitForFinished(patienceMs)) qFatal("%s does not end", qPrintable(program));
  Ran ran;
  ran.exit = process.exitStatus() == QProcess::NormalExit ? process.exitCode() : -1;
  ran.out = QString::fromUtf8(process.readAllStandardOutput());
  ran.err = QString::fromUtf8(process.readAllStandardError());
  return ran;
}

Ran WinePrefix::cli(const QStringList& arguments) const { return run(SANKAJO_WINDOWS_BUILD "/app/sankajo-cli.exe", QStringList{"--lang", "en"} + arguments); }

std::unique_ptr<QProcess> WinePrefix::start(const QString& program, const QStringList& arguments) const {
  auto process = std::make_unique<QProcess>();
  process->setProcessEnvironment(environment());
  process->start("wine", QStringList(program) + arguments);
  QByteArray said;
  while (!said.contains("ready") && process->waitForReadyRead(patienceMs)) said += process->readAllStandardOutput();
  if (!said.contains("ready")) qFatal("%s did not start: %s", qPrintable(program), said.constData());
  return process;
}

std::unique_ptr<QProcess> WinePrefix::wizard(const QString& language) const {
  auto process = std::make_unique<QProcess>();
  process->setProcessEnvironment(environment());
  process->start("wine", {SANKAJO_WINDOWS_BUILD "/app/Sankajo.exe", "--lang", language});
  return process;
}

void WinePrefix::registry(const QString& text) const {
  const QString name = path("entries.reg");
  QFile file(name);
  if (!file.open(QIODevice::WriteOnly)) qFatal("no registry file");
  file.write(("REGEDIT4\r\n\r\n" + QString(text).replace("\n", "\r\n")).toLatin1());
  file.close();
  if (run("regedit", {"/S", "C:\\entries.reg"}).exit != 0) qFatal("the registry cannot be changed");
  QFile::remove(name);
}

QString WinePrefix::registryBelow(const QString& key) const {
  const QString name = path("export.reg");
  QFile::remove(name);
  run("reg", {"export", key, "C:\\export.reg", "/y"});
  QFile file(name);
  if (!file.open(QIODevice::ReadOnly)) return {};
  const QByteArray bytes = file.readAll();
  file.close();
  QFile::remove(name);
  return QString::fromUtf16(reinterpret_cast<const char16_t*>(bytes.constData()), bytes.size() / 2);
}

void WinePrefix::setVersion(const QString& version) const {
  // Those that Wine's own settings refuse to a 64-bit prefix: what they write for a 32-bit one.
  struct Old {
    const char *version, *number, *build, *servicePack, *product;
  };
  constexpr Old olds[] = {{"winxp", "5.1", "2600", "Service Pack 3", "Microsoft Windows XP"},
                          {"win2k", "5.0", "2195", "Service Pack 4", "Microsoft Windows 2000"},
                          {"nt40", "4.0", "1381", "Service Pack 6a", "Microsoft Windows NT"}};
  for (const Old& old : olds) {
    if (version != old.version) continue;
    registry(QStringLiteral("[HKEY_CURRENT_USER\\Software\\Wine]\n\"Version\"=\"%1\"\n\n"
                            "[HKEY_LOCAL_MACHINE\\Software\\Microsoft\\Windows NT\\CurrentVersion]\n\"CurrentVersion\"=\"%2\"\n"
                            "\"CurrentBuildNumber\"=\"%3\"\n\"CSDVersion\"=\"%4\"\n\"ProductName\"=\"%5\"\n"
                            "\"CurrentMajorVersionNumber\"=-\n\"CurrentMinorVersionNumber\"=-\n\n"
                            "[HKEY_LOCAL_MACHINE\\System\\CurrentControlSet\\Control\\ProductOptions]\n\"ProductType\"=\"WinNT\"\n")
                 .arg(old.version, old.number, old.build, old.servicePack, old.product));
    return;
  }
  if (run("winecfg", {"/v", version}).exit != 0) qFatal("the version cannot be set");
}

void WinePrefix::putSpecimen(const QString& relative) const {
  const QString to = path(relative);
  QDir().mkpath(QFileInfo(to).path());
  if (!QFile::copy(SANKAJO_SPECIMEN, to)) qFatal("%s cannot be written", qPrintable(relative));
}

}  // namespace sankajo::test
