// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <functional>
#include <optional>
#include <vector>

class QIODevice;
class QWidget;

namespace sankajo {

/// A form that a file can be saved in.
struct FileForm {
  QString ending;  ///< "pdf"
  QString words;   ///< "PDF file"
  std::function<bool(QIODevice& to)> write;
};

/// Where a file was, or was to be, saved.
struct FileSaved {
  QString file;  ///< As the system writes it.
  bool saved = false;
};

/// Asks where, and in which of the forms, and writes the file whole or not at all. `name` is proposed, without an ending, in the folder of documents. Nothing where the
/// person thought better of it.
std::optional<FileSaved> saveFile(QWidget* parent, const QString& title, const QString& name, const std::vector<FileForm>& forms);

/// The same of a text that is there already.
std::function<bool(QIODevice& to)> writesText(const std::string& utf8);

}  // namespace sankajo
