// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/output.h"

#include <cerrno>
#include <ctime>
#include <filesystem>
#include <random>
#include <utility>

#include "engine/text.h"

namespace sankajo {

Result<WholeFile> WholeFile::beside(const std::string& hostPath) {
  std::error_code error;
  if (std::filesystem::is_directory(hostPath, error)) return fail(Errc::AccessDenied, hostPath, "is a folder");
  for (int attempt = 0; attempt < 100; ++attempt) {
    std::string temporary = hostPath + ".new" + std::to_string(attempt);
    // "x": never over, or through a link into, something that is there.
    if (std::FILE* file = std::fopen(temporary.c_str(), "wbx")) return WholeFile(file, std::move(temporary), hostPath);
    if (errno != EEXIST) break;
  }
  return fail(Errc::AccessDenied, hostPath, "cannot be written", errno);
}

Result<WholeFile> WholeFile::in(const std::string& hostFolder) {
  std::error_code error;
  if (!std::filesystem::is_directory(hostFolder, error)) return fail(Errc::AccessDenied, hostFolder, "is no folder");
  // Several PCs write into one folder, and one that was switched off in the middle leaves its file behind.
  std::random_device random;
  for (int attempt = 0; attempt < 100; ++attempt) {
    std::string temporary = hostFolder + "/sankajo-" + std::to_string(random()) + ".new";
    if (std::FILE* file = std::fopen(temporary.c_str(), "wbx")) return WholeFile(file, std::move(temporary), hostFolder);
    if (errno != EEXIST) break;
  }
  return fail(Errc::AccessDenied, hostFolder, "cannot be written", errno);
}

Status WholeFile::finish(std::string_view bytes, const std::string& name) {
  const std::string folder = path_ + "/";
  const std::size_t dot = name.rfind('.');
  path_ = folder + name;
  std::error_code error;
  for (int number = 2; number < 100 && std::filesystem::exists(path_, error); ++number) {
    path_ = folder + name.substr(0, dot) + "-" + std::to_string(number) + name.substr(dot);
  }
  return finish(bytes);
}

WholeFile::~WholeFile() {
  if (!file_) return;
  file_.reset();
  std::error_code error;
  std::filesystem::remove(temporary_, error);
}

Status WholeFile::finish(std::string_view bytes) {
  const bool written = std::fwrite(bytes.data(), 1, bytes.size(), file_.get()) == bytes.size();
  const bool closed = std::fclose(file_.release()) == 0;
  std::error_code error;
  if (written && closed) {
    std::filesystem::rename(temporary_, path_, error);
    if (!error) return {};
  }
  std::error_code ignored;
  std::filesystem::remove(temporary_, ignored);
  return fail(Errc::Io, path_, error ? error.message() : "cannot be written", error.value());
}

Result<Log> Log::open(const std::string& hostPath) {
  Log log;
  log.file_.reset(std::fopen(hostPath.c_str(), "ab"));
  if (!log.file_) return fail(Errc::AccessDenied, hostPath, "cannot be written", errno);
  return log;
}

void Log::line(std::string_view text) {
  if (!file_) return;
  const std::string shown = isoTime(std::time(nullptr)) + " " + displayable(text) + "\n";
  std::fwrite(shown.data(), 1, shown.size(), file_.get());
  std::fflush(file_.get());
}

}  // namespace sankajo
