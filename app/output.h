// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdio>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "engine/error.h"

namespace sankajo {

/// A file that appears whole or not at all: written beside its place, then renamed.
class WholeFile {
 public:
  /// Fails with AccessDenied where nothing can be written beside it.
  static Result<WholeFile> beside(const std::string& hostPath);
  /// A file in this folder whose name is told at the end, by finish. No other program's file of the folder has the name that it has meanwhile. Fails with
  /// AccessDenied where nothing can be written there.
  static Result<WholeFile> in(const std::string& hostFolder);
  WholeFile(WholeFile&&) noexcept = default;
  WholeFile& operator=(WholeFile&&) noexcept = default;
  ~WholeFile();
  /// Writes the bytes and puts the file in its place. Fails with Io.
  Status finish(std::string_view bytes);
  /// The same for one of `in`, under this name; where that is taken, with a number before its ending, so that nothing is written over.
  Status finish(std::string_view bytes, const std::string& name);

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  WholeFile(std::FILE* file, std::string temporary, std::string path) : file_(file), temporary_(std::move(temporary)), path_(std::move(path)) {}
  std::unique_ptr<std::FILE, Close> file_;
  std::string temporary_, path_;
};

/// Lines of English with the time in front, for those who are asked for help.
class Log {
 public:
  /// Goes on at the end of the file. Fails with AccessDenied.
  static Result<Log> open(const std::string& hostPath);
  /// A log that keeps nothing.
  Log() = default;
  void line(std::string_view text);

 private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  std::unique_ptr<std::FILE, Close> file_;
};

}  // namespace sankajo
