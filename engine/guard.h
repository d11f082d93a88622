// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string_view>
#include <vector>

#include "engine/advisory.h"
#include "engine/lookup.h"
#include "engine/plan.h"

namespace sankajo {

/// The folder on a volume that is ours.
WinPath sankajoFolder(char drive);

/// What may be touched, whatever a plan, an advisory or a journal says. Every refusal is Refused with the reason. That a file is still
/// the one that was observed is checked where it is acted on, through its handle.
class Guard {
 public:
  /// `system`: what Windows has by default differs between them.
  Guard(WinPath systemRoot, SystemFamily system, const std::vector<Advisory>& advisories)
      : systemRoot_(std::move(systemRoot)), system_(system), advisories_(advisories), lookup_(advisories, systemRoot_) {}

  /// A plan beyond an advisory's limit is refused whole, so is one that rests on a pack that is not trusted.
  Status allowsPlan(const Plan& plan) const;
  Status allows(const Action& action) const;

  /// Whether an advisory recognises these bytes at this place by themselves, as for putting them back.
  Status recognises(const WinPath& path, std::string_view bytes) const;

  /// Putting back: only what an advisory would recognise at that very place.
  Status allowsFileBack(const WinPath& path, std::string_view bytes) const;
  Status allowsValueBack(const RegPath& key, const RegValue& value) const;
  Status allowsKeyBack(const RegPath& parent, const RegTree& tree) const;

 private:
  Status allowsPath(const WinPath& path) const;
  Status serviceKey(const RegPath& key, std::string_view imagePath) const;

  WinPath systemRoot_;
  SystemFamily system_;
  const std::vector<Advisory>& advisories_;
  Lookup lookup_;
};

}  // namespace sankajo
