// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QString>

namespace sankajo::test {

/// A folder of reports: an infected PC, an open one, two that are done, one that is not decided, a file that is no report, and one with markup for its name. The
/// list beside it, `pcs.csv`, names one more PC. False where it cannot be written.
bool writeOffice(const QString& folder);

/// One PC's report as a check leaves it.
QByteArray officeReport(const QString& computer, const QString& infection, const QString& exposure, const QString& nextStep, int exitCode);

/// Answers the next dialog for a file or folder with this path, as soon as it is there; an empty path is a change of mind.
void answerFileDialog(const QString& path);

}  // namespace sankajo::test
