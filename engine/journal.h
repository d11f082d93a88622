// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <memory>
#include <string>
#include <variant>
#include <vector>

#include "engine/plan.h"
#include "engine/target/target.h"

// The journal of one treatment, \Sankajo\quarantine\<run>\journal.jsonl: what undo and a run after a crash read. Only ever appended to;
// every line is on the disk before the step that it announces. Format "sankajo.journal/1": one JSON object a line,
//
//   {"line":"run","schema":"sankajo.journal/1","run":ID,"tool":VERSION,"target":ID or null,"system_root":"C:\\WINDOWS","started":TIME}
//   {"line":"begin","op":"1","action":NAME,"because":THREAT,"advisory":ID,"consent":GROUP,"back":{...}}
//   {"line":"hive","hive":PATH,"old":SHA-256,"new":SHA-256,"kept":FILE,"undo":BOOL}   a hive file is about to be replaced
//   {"line":"done","op":"1"}          the step is on the disk; of a program or a package: it has ended
//   {"line":"waits","op":"1"}         the same of a package that shows in Windows' files from the next restart on
//   {"line":"abandoned","op":"1","why":...}   nothing was changed by this operation, or it was taken back
//   {"line":"finished"}               the treatment has come to its end
//   {"line":"undo"}                   undoing has begun
//   {"line":"undone","op":"1"}        of ports that were closed: they are open again, undoing or not
//   {"line":"undo-finished"}
//
// each with "sum": the first 16 hex digits of SHA-256 over the line before's sum and this line without its own. A last line that is
// torn is normal and left out; a wrong line before the last makes the journal Corrupt.

namespace sankajo {

/// A file that was taken away: what is needed to put it back exactly.
struct FileBack {
  WinPath path;
  std::uint64_t size = 0;
  std::string sha256;
  FileMetadata metadata;
  std::string kept;  ///< Name in the run's folder, without its ending.
};
/// A value as it was; `after` is what was set in its place, when something was.
struct ValueBack {
  RegPath key;
  RegValue value;
  std::optional<RegValue> after;
};
/// A service's key whole.
struct KeyBack {
  RegPath parent;
  RegTree tree;
};
/// A program that is ended. There is no way back: undoing leaves it ended.
struct ProcessBack {
  std::uint32_t process = 0;
  std::uint64_t started = 0;
  WinPath image;
  std::string sha256;
};
/// A folder that was made: undoing takes it away with what is ours in it.
struct StagedBack {
  StagePackage stage;
};
/// A value that was set where there was another or none.
struct PutBack {
  PutValue put;
};
/// Rules of our own in the firewall: the way back is to remove those of these names.
struct ClosedBack {
  ClosePorts close;
};
/// A package that was run. There is no way back; only the copy that it ran from is taken away.
struct InstalledBack {
  InstallPackage install;
};
using WayBack = std::variant<FileBack, ValueBack, KeyBack, ProcessBack, StagedBack, PutBack, ClosedBack, InstalledBack>;

/// What the way back belongs to.
Action actionOf(const WayBack& back);

struct JournalOperation {
  Operation operation;
  WayBack back;
  bool done = false, abandoned = false, undone = false;
  bool waits = false;  ///< Done, and Windows has to be restarted for it.
};

struct JournalHive {
  WinPath hive;
  std::string oldSha256, newSha256;
  std::string kept;  ///< File name in the run's folder.
  bool undo = false;
};

inline constexpr std::string_view journalName = "journal.jsonl";
/// The journal of the run whose folder this is.
WinPath journalFile(const WinPath& runFolder);

/// A journal as it was read.
struct Journal {
  std::string run, tool, targetId, systemRoot, started;
  std::vector<JournalOperation> operations;
  std::vector<JournalHive> hives;
  bool finished = false, undoBegun = false, undoFinished = false;
  std::uint64_t wholeBytes = 0;  ///< Up to the end of the last whole line.
  std::string lastSum;
  /// Neither finished nor undone: a crash lies behind it.
  bool interrupted() const { return undoBegun ? !undoFinished : !finished; }
};

/// Reads and checks a journal: every key, type and bound. Fails with Corrupt. At most 64 MiB and 4,096 operations.
Result<Journal> parseJournal(std::string_view bytes, std::string_view subject);

/// Appends lines. Each returns when its line is on the disk. After a failure nothing more is written: the file may end in half a line.
class JournalWriter : public CommitWitness {
 public:
  /// Makes a new journal in the run's folder, with its first line, on the disk by name too.
  static Result<JournalWriter> start(Files& files, const WinPath& runFolder, const FileMetadata& metadata, const Journal& head);
  /// Goes on with one that was read; cuts a torn line off first.
  static Result<JournalWriter> resume(Files& files, const WinPath& runFolder, const Journal& journal);

  Status begin(const Operation& operation, const WayBack& back);
  Status done(const std::string& id);
  Status waits(const std::string& id);
  Status abandoned(const std::string& id, const std::string& why);
  Status finished();
  Status undo();
  Status undone(const std::string& id);
  Status undoFinished();
  /// CommitWitness: the "hive" line.
  Status before(const HiveReplacement& replacement) override;
  void setUndoing(bool undoing) { undoing_ = undoing; }

 private:
  JournalWriter(std::unique_ptr<FileWriter> file, std::string sum) : file_(std::move(file)), sum_(std::move(sum)) {}
  Status write(const std::string& lineWithoutSum);
  Status simple(std::string_view line, const std::string* id, const std::string* why);

  std::unique_ptr<FileWriter> file_;
  std::string sum_;
  bool undoing_ = false;
  std::optional<Error> broken_;
};

}  // namespace sankajo
