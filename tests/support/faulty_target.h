// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string_view>
#include <utility>

#include "engine/target/target.h"

namespace sankajo::test {

/// Asked before each call that reads or changes: the call's name ("open", "move", "commit" ...) and what it is about. An error is what the call
/// fails with; it may also wait.
using Fault = std::function<std::optional<Error>(std::string_view call, const WinPath& path)>;

/// A real Windows on which some calls fail.
class FaultyTarget : public Target {
 public:
  FaultyTarget(std::unique_ptr<Target> real, Fault fault) : real_(std::move(real)), fault_(std::move(fault)), files_(real_->files(), fault_) {}

  sankajo::Files& files() override { return files_; }
  Registry& registry() override { return real_->registry(); }
  Live* live() override { return real_->live(); }
  std::string root() const override { return real_->root(); }
  WinPath systemRoot() const override { return real_->systemRoot(); }
  Status writable() override { return real_->writable(); }
  Status commit(const WinPath& keepFolder, CommitWitness& witness) override {
    if (auto error = fault_("commit", keepFolder)) return tl::unexpected(*error);
    return real_->commit(keepFolder, witness);
  }

 private:
  class FaultyFiles : public sankajo::Files {
   public:
    FaultyFiles(sankajo::Files& real, const Fault& fault) : real_(real), fault_(fault) {}

    Result<std::vector<FoundFile>> find(const WinPath& path) override { return real_.find(path); }
    Result<std::optional<std::vector<FileEntry>>> list(const WinPath& folder, bool withSizes) override {
      if (auto error = fault_("list", folder)) return tl::unexpected(*error);
      return real_.list(folder, withSizes);
    }
    Result<std::unique_ptr<FileReader>> open(const WinPath& file) override {
      if (auto error = fault_("open", file)) return tl::unexpected(*error);
      return real_.open(file);
    }
    Result<FileMetadata> metadata(const WinPath& path) override { return real_.metadata(path); }
    Status setMetadata(const WinPath& path, const FileMetadata& metadata) override { return real_.setMetadata(path, metadata); }
    Status makeFolder(const WinPath& folder, const FileMetadata& metadata) override {
      if (auto error = fault_("makeFolder", folder)) return tl::unexpected(*error);
      return real_.makeFolder(folder, metadata);
    }
    Result<std::unique_ptr<FileWriter>> create(const WinPath& file, const FileMetadata& metadata) override {
      if (auto error = fault_("create", file)) return tl::unexpected(*error);
      return real_.create(file, metadata);
    }
    Result<std::unique_ptr<FileWriter>> append(const WinPath& file) override { return real_.append(file); }
    Status truncate(const WinPath& file, std::uint64_t size) override { return real_.truncate(file, size); }
    Status move(const WinPath& from, const WinPath& to) override {
      if (auto error = fault_("move", from)) return tl::unexpected(*error);
      return real_.move(from, to);
    }
    Status moveBeside(const WinPath& from, const WinPath& to) override { return real_.moveBeside(from, to); }
    Status replace(const WinPath& from, const WinPath& to) override { return real_.replace(from, to); }
    Status removeFile(const WinPath& file) override {
      if (auto error = fault_("removeFile", file)) return tl::unexpected(*error);
      return real_.removeFile(file);
    }
    Status removeFolder(const WinPath& emptyFolder) override { return real_.removeFolder(emptyFolder); }
    Status syncFolder(const WinPath& folder) override { return real_.syncFolder(folder); }

   private:
    sankajo::Files& real_;
    const Fault& fault_;
  };

  std::unique_ptr<Target> real_;
  Fault fault_;
  FaultyFiles files_;
};

}  // namespace sankajo::test
