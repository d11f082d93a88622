// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QWidget>

namespace sankajo::test {

/// What a screen reader calls it.
QString spokenName(QWidget* widget);
/// Layouts that follow each other's heights settle in a few rounds.
void settle();
/// The first text of the window that is cut off, lies over its neighbour or leaves its place; empty where a person sees everything.
QString outOfPlace(const QWidget& window);
/// The first Japanese text of the window that breaks inside a phrase, since its room is too narrow.
QString splitPhrase(const QWidget& window);

}  // namespace sankajo::test
