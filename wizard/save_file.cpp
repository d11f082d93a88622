// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "wizard/save_file.h"

#include <QDir>
#include <QFileDialog>
#include <QFileInfo>
#include <QSaveFile>
#include <QStandardPaths>
#include <algorithm>

namespace sankajo {

std::optional<FileSaved> saveFile(QWidget* parent, const QString& title, const QString& name, const std::vector<FileForm>& forms) {
  QStringList filters;
  for (const FileForm& form : forms) filters << form.words + " (*." + form.ending + ")";
  const QString folder = QStandardPaths::writableLocation(QStandardPaths::DocumentsLocation);
  QString filter;
  QString file =
      QFileDialog::getSaveFileName(parent, title, QDir(folder).filePath(name + "." + forms.front().ending), filters.join(";;"), &filter);
  if (file.isEmpty()) return std::nullopt;
  const auto ofEnding = std::ranges::find(forms, QFileInfo(file).suffix().toLower(), &FileForm::ending);
  const auto chosen = std::max<qsizetype>(0, filters.indexOf(filter));
  const FileForm& form = ofEnding != forms.end() ? *ofEnding : forms.at(static_cast<std::size_t>(chosen));
  // Which program opens it goes by the ending.
  if (ofEnding == forms.end()) file += "." + form.ending;
  QSaveFile target(file);
  const bool saved = target.open(QIODevice::WriteOnly) && form.write(target) && target.commit();
  return FileSaved{QDir::toNativeSeparators(file), saved};
}

std::function<bool(QIODevice& to)> writesText(const std::string& utf8) {
  return [utf8](QIODevice& to) { return to.write(utf8.data(), static_cast<qint64>(utf8.size())) == static_cast<qint64>(utf8.size()); };
}

}  // namespace sankajo
