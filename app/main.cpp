// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <QApplication>
#include <QCommandLineParser>
#include <QFileInfo>
#include <QTemporaryDir>
#include <cstdio>
#include <optional>
#include <string>

#include "app/demo.h"
#include "app/kiosk.h"
#include "app/packs.h"
#include "app/startup.h"
#include "app/step_sheets.h"
#include "app/wizard_window.h"
#include "engine/engine.h"

// sankajo: the wizard. What is right is the engine's business, how it is shown the wizard's.

namespace sankajo {

namespace {

int end(int code, const std::string& sentence) {
  tell(stderr, sentence + "\n");
  return code;
}

// What was typed, or dropped on the program, and is nothing that it knows.
int misunderstood(Language language) {
  const auto wording = Wording::fromJson(embeddedFile(language == Language::Japanese ? "translations/messages.ja.json" : "translations/messages.en.json"));
  const std::string given = QCoreApplication::arguments().mid(1).join(' ').left(200).toStdString();
  return end(ExitUsage, wording ? wording->text("usage.wizard", {given}) : describe(wording.error()));
}

int run() {
  QCommandLineParser parser;
  parser.setApplicationDescription(QCoreApplication::translate("main", "Checks a Windows for the Blaster worm and its relatives, and removes them."));
  const QCommandLineOption help = parser.addHelpOption();
  const QCommandLineOption versionOption = parser.addVersionOption();
  const QCommandLineOption target("target", QCoreApplication::translate("main", "Top folder of the drive that holds a Windows."), "DIR");
  const QCommandLineOption lang("lang", QCoreApplication::translate("main", "Language: ja or en."), "ja|en");
  const QCommandLineOption demo("demo", QCoreApplication::translate("main", "Shows the whole way on a demonstration disk that is made for it and goes away again."));
  const QCommandLineOption patches("patches", QCoreApplication::translate("main", "Folder with the patches' files; without it the folder \"patches\" beside the program."), "DIR");
  const QCommandLineOption kiosk("kiosk", QCoreApplication::translate("main", "A screen in a shop, where a customer checks a disk alone (Linux only)."));
  // Where its parts are, when not where the Debian package has them.
  QCommandLineOption settings("kiosk-settings", QString(), "FILE"), socket("mount-socket", QString(), "SOCKET"), state("kiosk-state", QString(), "DIR");
  // For the disc's rescue system (app/rescue.h).
  QCommandLineOption rescue("rescue", QString(), "PROGRAM");
  // For packaging/disc/build: writes the sheets that lie beside a disc.
  QCommandLineOption stepSheets("step-sheets", QString(), "DIR");
  // What Sankajo itself has Windows start it with after a restart: the run that waits for it, and how thorough its check was.
  QCommandLineOption afterRestart("after-restart", QString(), "RUN");
  QCommandLineOption depth("depth", QString(), "quick|standard|thorough", "standard");
  for (QCommandLineOption* option : {&settings, &socket, &state, &rescue, &stepSheets, &afterRestart, &depth}) option->setFlags(QCommandLineOption::HiddenFromHelp);
  parser.addOptions({target, patches, lang, demo, kiosk, settings, socket, state, rescue, stepSheets, afterRestart, depth});
  const bool parsed = parser.parse(QCoreApplication::arguments());
  const QString asked = parser.value(lang);
  const bool knownLanguage = asked == "ja" || asked == "en";
  const Language language = knownLanguage ? (asked == "ja" ? Language::Japanese : Language::English) : LanguageSwitch::ofSystem();
  // A drive or a folder that was dropped on the program's icon.
  const QStringList dropped = parser.positionalArguments();
  const bool droppedFolder = dropped.size() == 1 && !parser.isSet(target) && QFileInfo(dropped.first()).isDir();
  if (!parsed || (parser.isSet(lang) && !knownLanguage) || (!dropped.isEmpty() && !droppedFolder)) return misunderstood(language);
  if (parser.isSet(help)) {
    tell(stdout, parser.helpText().toStdString());
    return ExitClean;
  }
  if (parser.isSet(versionOption)) {
    tell(stdout, "sankajo " + std::string(version()) + "\n");
    return ExitClean;
  }

  if (parser.isSet(stepSheets)) {
    const Status written = writeStepSheets(parser.value(stepSheets).toStdString());
    return written ? static_cast<int>(ExitClean) : end(ExitInternal, describe(written.error()));
  }
  if (parser.isSet(kiosk)) {
    KioskChoice shop;
    if (knownLanguage) shop.language = language;
    if (parser.isSet(patches)) shop.patches = parser.value(patches).toStdString();
    shop.settings = parser.value(settings).toStdString();
    shop.socket = parser.value(socket).toStdString();
    shop.state = parser.value(state).toStdString();
    return runKiosk(shop);
  }

  WizardWindow::Choice choice;
  choice.language = language;
  choice.folder = (droppedFolder ? dropped.first() : parser.value(target)).toStdString();
  choice.rescue = parser.value(rescue).toStdString();
  if (parser.isSet(patches)) choice.patches = parser.value(patches).toStdString();
  const QTemporaryDir demonstration;
  if (parser.isSet(demo)) {
    choice.folder = demonstration.path().toStdString();
    const Status made = demonstration.isValid() ? writeDemonstrationDisk(choice.folder) : Status(fail(Errc::Io, choice.folder, "no temporary folder"));
    if (!made) return end(ExitInternal, describe(made.error()));
  }
  if (parser.isSet(afterRestart)) {
    choice.back = {parser.value(afterRestart).toStdString(), Depth::Standard};
    for (const Depth known : {Depth::Quick, Depth::Thorough}) {
      if (parser.value(depth).toStdString() == name(known)) choice.back->depth = known;
    }
  }
  const auto window = WizardWindow::open(choice);
  if (!window) return end(window.error().code == Errc::BadAdvisory ? ExitAdvisory : ExitInternal, describe(window.error()));
  return QApplication::exec();
}

}  // namespace

}  // namespace sankajo

int main(int argc, char** argv) {
  sankajo::loadOnlySystemLibraries();
  if (!sankajo::hasDisplay()) return sankajo::end(sankajo::ExitUsage, "There is no display here. sankajo-cli does the same in a terminal.");
  const QApplication application(argc, argv);
  QCoreApplication::setApplicationName("sankajo");
  QCoreApplication::setOrganizationName("Sankajo");
  QCoreApplication::setApplicationVersion(QString::fromUtf8(std::string(sankajo::version()).c_str()));
  QGuiApplication::setDesktopFileName("sankajo");
  return sankajo::run();
}
