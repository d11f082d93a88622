// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <stop_token>
#include <string>
#include <vector>

#include "engine/journal.h"
#include "engine/target/target.h"

// A run's folder, \Sankajo\quarantine\<run>\, holds all that its treatment took away:
//
//   journal.jsonl   what was done (journal.h)
//   0001.kept       a file: "SANKAJO KEPT 1\n", then its bytes, each combined by exclusive or with a fixed sequence, so that it can
//                   neither be started nor be recognised as what it was
//   0001.raw        a file on its way in or out (between two steps only)
//   SYSTEM.hive     a hive file as it was before it was replaced
//   SYSTEM.new      a hive file that is about to be put in place (between two steps only)

namespace sankajo {

WinPath quarantineFolder(char drive);

/// What files (or, with `folder`, folders) of ours carry: the security of system32\config, so that only Administrators and SYSTEM get
/// at them; on a host's own file system, its owner alone.
Result<FileMetadata> ownMetadata(Files& files, const WinPath& systemRoot, bool folder);

/// Makes a folder beneath `\Sankajo`, of these names one in the other, as makeRunFolder does.
Result<WinPath> makeOwnFolder(Files& files, const WinPath& systemRoot, const std::vector<std::string>& names);

/// Makes the run's folder and those above it. One that is there gets our security before anything is put in it. Fails with Refused
/// where a link or a file is in the way.
Result<WinPath> makeRunFolder(Files& files, const WinPath& systemRoot, const std::string& run);

/// The names of the run folders; empty where there is no quarantine. Fails with Refused where one of our folders is a link.
Result<std::vector<WinPath>> runFolders(Files& files, char drive);

/// A file that was taken away and still lies in its run's folder as it was, since it was in use: Windows removes it when it starts.
struct WaitingFile {
  WinPath raw;   ///< Where it lies, exact.
  WinPath home;  ///< Where it was found.
  std::string sha256;
};
/// Those of the finished steps of valid journals. What could not be read counts as none: nothing is left out of a check for it.
std::vector<WaitingFile> waitingFiles(Files& files, char drive);

Result<Journal> readJournal(Files& files, const WinPath& runFolder);

/// Bytes as they lie in a .kept file (without its first line) and back: the same step both ways. `offset` is where they begin.
void mask(std::string& bytes, std::uint64_t offset);

/// SHA-256 and size of a file, read through one handle. Fails with Cancelled, too, where it is to stop.
struct FileDigest {
  std::string sha256;
  std::uint64_t size = 0;
};
Result<FileDigest> digestOf(Files& files, const WinPath& file, const std::stop_token& stop = {});
/// The same of the bytes that a .kept file keeps. Fails with Corrupt for what is none.
Result<FileDigest> digestOfKept(Files& files, const WinPath& kept);

/// Writes a file's bytes into a new .kept file and reads it back; on the disk when it returns. Fails with Refused where what it keeps
/// is not `expected`; a file that was begun is taken away again.
Status keep(Files& files, const WinPath& raw, const WinPath& kept, const FileMetadata& metadata, const FileDigest& expected);
/// Writes the bytes of a .kept file into a new file with this metadata (times too).
Status unkeep(Files& files, const WinPath& kept, const WinPath& raw, const FileMetadata& metadata, const FileDigest& expected);
/// The bytes that a .kept file keeps; at most `largest`, else Unsupported.
Result<std::string> keptBytes(Files& files, const WinPath& kept, std::uint64_t largest);
/// A file's bytes; at most `largest`, else Unsupported.
Result<std::string> fileBytes(Files& files, const WinPath& file, std::uint64_t largest);

}  // namespace sankajo
