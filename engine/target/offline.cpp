// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/target/offline.h"

#include <algorithm>
#include <utility>

#include "engine/target/discover.h"
#include "engine/target/hive_registry.h"
#include "engine/text.h"

namespace sankajo {

namespace {

class OfflineTarget : public Target {
 public:
  OfflineTarget(std::string root, std::unique_ptr<Files> files, WinPath systemRoot, VolumeStateReader volumeState)
      : root_(std::move(root)),
        files_(std::move(files)),
        registry_(*files_, systemRoot),
        systemRoot_(std::move(systemRoot)),
        volumeState_(std::move(volumeState)) {
    // The letter that this Windows calls its own volume by stands in its registry.
    const RegPath current = RegPath{RegPath::Hive::Software, "", {}}.join(R"(Microsoft\Windows NT\CurrentVersion)");
    if (auto values = registry_.values(current); values && *values) {
      for (const RegValue& value : **values) {
        if (!equalNoCase(value.name, "SystemRoot")) continue;
        if (auto path = WinPath::parse(value.asText())) systemRoot_ = systemRoot_.onDrive(path->drive());
      }
    }
    registry_.setDrive(systemRoot_.drive());
  }

  Files& files() override { return *files_; }
  Registry& registry() override { return registry_; }
  Live* live() override { return nullptr; }
  std::string root() const override { return root_; }
  WinPath systemRoot() const override { return systemRoot_; }

  Status writable() override {
    auto volume = volumeState_(root_);
    if (!volume) return tl::unexpected(volume.error());
    if (*volume && (*volume)->hibernated) return fail(Errc::Unclean, root_, "hibernated: " + (*volume)->why);
    if (*volume && (*volume)->dirty) return fail(Errc::Unclean, root_, "not shut down properly: " + (*volume)->why);
    if (auto awake = notHibernated(); !awake) return awake;
    for (const HiveFile& hive : registry_.hives()) {
      // A user's hive alone may be left open by a crash of that user's session; it is then not changed, but the others may be.
      if (hive.path.hive != RegPath::Hive::User && !hive.clean) {
        return fail(Errc::Unclean, hive.file.text(), "not shut down properly: this part of the registry was not closed");
      }
    }
    const auto mount = mountOf(root_);
    if (mount && mount->readOnly) return fail(Errc::AccessDenied, root_, "read-only");
    return hostMayWrite(root_);
  }

  Status commit(const WinPath& keepFolder, CommitWitness& witness) override { return registry_.commit(keepFolder, witness); }

 private:
  // hiberfil.sys in the root: what Windows wrote there when it went to sleep begins so.
  Status notHibernated() {
    const WinPath file = WinPath::root(systemRoot_.drive()) / "hiberfil.sys";
    auto found = files_->find(file);
    if (!found) return tl::unexpected(found.error());
    for (const FoundFile& one : *found) {
      auto reader = files_->open(one.path);
      auto head = reader ? (*reader)->read(0, 4) : Result<std::string>(tl::unexpected(reader.error()));
      if (!head) return fail(Errc::Unclean, one.path.text(), "hibernated, perhaps: " + describe(head.error()));
      if (*head == "hibr" || *head == "HIBR" || *head == "RSTR") return fail(Errc::Unclean, one.path.text(), "hibernated");
    }
    return {};
  }

  std::string root_;
  std::unique_ptr<Files> files_;
  HiveRegistry registry_;
  WinPath systemRoot_;
  VolumeStateReader volumeState_;
};

}  // namespace

Result<std::unique_ptr<Target>> openOffline(const std::string& hostFolder, const std::optional<std::string>& systemRootName,
                                            VolumeStateReader volumeState) {
  auto files = openHostFolder(hostFolder);
  if (!files) {
    // No folder: perhaps a device or an image, which may even be encrypted.
    if (files.error().code == Errc::Unsupported) {
      if (auto state = volumeStateOfDevice(hostFolder)) {
        if (!state->encryption.empty()) return fail(Errc::Unsupported, hostFolder, "encrypted: " + state->encryption);
        return fail(Errc::Unsupported, hostFolder, "not mounted");
      }
    }
    return tl::unexpected(files.error());
  }
  auto found = installations(**files);
  if (!found) return tl::unexpected(found.error());
  if (systemRootName) {
    std::erase_if(*found, [&](const Installation& one) { return !equalNoCase(one.systemRoot.name(), *systemRootName); });
  }
  if (found->empty()) return fail(Errc::Unsupported, hostFolder, "no Windows");
  if (found->size() > 1) {
    std::string names;
    for (const Installation& one : *found) names += (names.empty() ? "" : ", ") + one.systemRoot.name();
    return fail(Errc::Refused, hostFolder, names);
  }
  return std::make_unique<OfflineTarget>(hostFolder, std::move(*files), found->front().systemRoot,
                                         volumeState ? std::move(volumeState) : volumeStateOf);
}

}  // namespace sankajo
