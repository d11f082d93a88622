// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFile>

#include "engine/wording.h"

namespace sankajo::test {

/// The sentences of a language, "ja" or "en"; none where they can't be read.
inline Wording wordingIn(const QString& language) {
  QFile file(SANKAJO_SOURCE_DIR "/translations/messages." + language + ".json");
  return file.open(QIODevice::ReadOnly) ? *Wording::fromJson(file.readAll().toStdString()) : Wording();
}

}  // namespace sankajo::test
