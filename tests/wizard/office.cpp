// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/wizard/office.h"

#include <QApplication>
#include <QDir>
#include <QFile>
#include <QFileDialog>
#include <QJsonDocument>
#include <QJsonObject>
#include <QLineEdit>
#include <QTimer>

namespace sankajo::test {

namespace {

bool write(const QString& path, const QByteArray& bytes) {
  QFile file(path);
  return file.open(QIODevice::WriteOnly) && file.write(bytes) == bytes.size();
}

void answer(const QString& path, int tries) {
  constexpr int waitMs = 20;
  auto* dialog = qobject_cast<QFileDialog*>(QApplication::activeModalWidget());
  if (dialog == nullptr) {
    if (tries > 0) QTimer::singleShot(waitMs, qApp, [=] { answer(path, tries - 1); });
    return;
  }
  if (path.isEmpty()) return dialog->reject();
  // As if it had been typed: the dialog's own look at it is part of the road.
  dialog->findChild<QLineEdit*>("fileNameEdit")->setText(path);
  QMetaObject::invokeMethod(dialog, "accept", Qt::DirectConnection);
}

}  // namespace

QByteArray officeReport(const QString& computer, const QString& infection, const QString& exposure, const QString& nextStep, int exitCode) {
  const QJsonObject target{
      {"id", QString::number(qHash(computer), 16)}, {"computer_name", computer}, {"product", "Windows XP"}, {"service_pack", 1}};
  return QJsonDocument(QJsonObject{{"schema", "sankajo.report/1"},
                                   {"started", "2003-08-18T00:30:00Z"},
                                   {"target", target},
                                   {"infection", infection},
                                   {"exposure", exposure},
                                   {"next_step", nextStep},
                                   {"exit_code", exitCode},
                                   {"interrupted", QJsonValue()}})
      .toJson();
}

bool writeOffice(const QString& folder) {
  const QDir office(folder);
  return write(office.filePath("1.json"), officeReport("PC-01", "infected", "open", "remove_and_patch", 10)) &&
         write(office.filePath("2.json"), officeReport("PC-02", "clean", "open", "patch", 11)) &&
         write(office.filePath("3.json"), officeReport("PC-03", "clean", "closed", "update", 0)) &&
         write(office.filePath("4.json"), officeReport("PC-04", "clean", "not_affected", "update", 0)) &&
         write(office.filePath("5.json"), officeReport("NOTE-1", "unknown", "unknown", "look_again", 12)) &&
         write(office.filePath("6.json"), officeReport("<b>PC</b>", "traces", "closed", "update", 11)) &&
         write(office.filePath("7.json"), "no report") &&
         write(office.filePath("pcs.csv"),
               "name,system,place\nPC-01,Windows XP,1F\nPC-02,Windows XP,1F\nPC-03,Windows XP,2F\nPC-04,Windows XP,2F\n"
               "NOTE-1,Windows XP,2F\n<b>PC</b>,Windows XP,3F\nPC-99,Windows 2000,3F\n");
}

void answerFileDialog(const QString& path) {
  constexpr int tries = 1500;
  QTimer::singleShot(0, qApp, [=] { answer(path, tries); });
}

}  // namespace sankajo::test
