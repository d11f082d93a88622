// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QByteArray>
#include <QList>
#include <QString>
#include <QStringList>
#include <QTemporaryDir>

#include "tests/programs/test_publisher.h"
#include "tests/support/disk_builder.h"
#include "tests/windows/wine_prefix.h"

// What a package of our own making needs, on its way into a Windows of Wine's.

namespace sankajo::test {

QByteArray bytesOf(const QString& path);
/// Makes the folders above; a link to the original prefix's file is replaced.
bool write(const QString& path, const QByteArray& bytes);

/// An inert file with this version number.
QByteArray rpcFile(std::string_view version);
/// The three files that the hole is in, of a Windows XP SP1.
QList<std::pair<QString, QByteArray>> rpcFiles(PatchLevel level);

/// The stand-in for a package, with what it does when it is started: it ends with this code, and puts the patch's files into C:\windows\system32 or not.
QByteArray standInPackage(int code, bool installs);
/// What the right one of the ten is called.
inline const QString rightPackage = QStringLiteral("windowsxp-kb828741-x86-jpn.exe");
/// Nine that are like it, and it, in one folder, signed by "signer"; it is the last.
QStringList tenPackages(const TestPublisher& publisher, const QTemporaryDir& folder, const QByteArray& theRightOne);

/// A copy of what a publisher needs of the project, with "amd64" and "x86" in each other's place: Wine runs no 32-bit program here. `signer` signs instead of
/// Microsoft, where it is not empty. False where it cannot be made.
bool makeHouse(const QString& folder, const QString& signer = {});
/// Its add-packages with these files, into a folder of patches.
Ran addPackages(const QString& house, const TestPublisher& publisher, const QString& patches, const QStringList& files);
/// Any program of this system to its end.
Ran runHere(const QString& program, const QStringList& arguments);
/// For a message: all that was said.
QByteArray said(const Ran& ran);

}  // namespace sankajo::test
