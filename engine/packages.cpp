// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/packages.h"

#include <algorithm>
#include <functional>
#include <utility>

#include "engine/hash.h"
#include "engine/json_reader.h"
#include "engine/quarantine.h"
#include "engine/target/offline.h"
#include "engine/text.h"

namespace sankajo {

namespace {

constexpr std::string_view listName = "packages.json";
constexpr std::uint64_t largestList = 1ULL << 20U;
constexpr std::uint64_t largestPackage = 1ULL << 30U;
constexpr std::size_t mostPackages = 256;
constexpr std::size_t blockSize = 64U << 10U;

constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view digits = "0123456789";
constexpr std::string_view hexDigits = "0123456789abcdef";

bool consistsOf(std::string_view text, const std::string& characters) {
  return text.find_first_not_of(characters) == std::string_view::npos;
}

// "windowsxp-kb828741-x86-jpn.exe": nothing that a host takes for a way to another folder, or for a device.
bool isPlainProgramName(std::string_view name) {
  return name.size() > 4 && name.size() <= 128 && equalNoCase(name.substr(name.size() - 4), ".exe") && name.front() != '.' &&
         consistsOf(name, std::string(letters) + std::string(digits) + "._-");
}

PackageEntry entryFrom(const JsonCursor& cursor) {
  cursor.object({"file", "patch", "systems", "service_packs", "language", "machine", "size", "sha256", "switches"}, {"version"});
  const auto wanted = [](const JsonCursor& at, bool fits, const char* what) {
    if (!fits) at.mistake(what);
  };
  PackageEntry entry;
  entry.file = cursor.at("file").text();
  wanted(cursor.at("file"), isPlainProgramName(entry.file), "this is no plain name of a program");
  entry.patch = cursor.at("patch").text();
  wanted(cursor.at("patch"), entry.patch.size() <= 8 && consistsOf(entry.patch, std::string(letters) + std::string(digits)),
         "this is no name of a patch");
  for (const JsonCursor& item : cursor.at("systems").items(1)) {
    const std::optional<SystemFamily> family = systemFamily(item.text());
    wanted(item, family && *family != SystemFamily::Other, "this is no known system");
    entry.systems.push_back(family.value_or(SystemFamily::Other));
  }
  for (const JsonCursor& item : cursor.at("service_packs").items(1)) entry.servicePacks.push_back(static_cast<int>(item.number(0, 9)));
  entry.language = cursor.at("language").text();
  wanted(cursor.at("language"), entry.language.size() == 4 && consistsOf(entry.language, std::string(hexDigits)),
         "this is no language's number");
  entry.machine = std::string(
      cursor.at("machine").choice<std::string_view>({{"x86", "x86"}, {"ia64", "ia64"}, {"amd64", "amd64"}, {"nec98", "nec98"}}, "x86"));
  entry.size = cursor.at("size").number(1, largestPackage);
  entry.sha256 = cursor.at("sha256").text();
  wanted(cursor.at("sha256"), entry.sha256.size() == 64 && consistsOf(entry.sha256, std::string(hexDigits)),
         "64 hexadecimal digits are wanted here");
  entry.switches = cursor.at("switches").text();
  wanted(cursor.at("switches"), isPlainSwitches(entry.switches), "these are no switches of a package");
  entry.version = cursor.at("version").text();
  return entry;
}

template <class T>
bool contains(const std::vector<T>& all, const T& one) {
  return std::ranges::find(all, one) != all.end();
}

const Prerequisite* prerequisite(const Patch& patch, SystemFamily system) {
  const auto found = std::ranges::find(patch.prerequisites, system, &Prerequisite::system);
  return found == patch.prerequisites.end() ? nullptr : &*found;
}

// Whether the advisory says the same of it, for each system that it is said to be for.
bool isCatalogued(const PackageEntry& entry, const Patch& patch) {
  return std::ranges::all_of(entry.systems, [&](SystemFamily system) {
    const bool named = std::ranges::any_of(patch.packages, [&](const PackageFile& one) {
      return one.system == system && equalNoCase(one.file, entry.file) && equalNoCase(one.language, entry.language) &&
             one.machine == entry.machine;
    });
    const bool started = std::ranges::any_of(
        patch.switches, [&](const PackageSwitches& one) { return contains(one.systems, system) && one.arguments == entry.switches; });
    const Prerequisite* const wanted = prerequisite(patch, system);
    return named && started && wanted != nullptr &&
           std::ranges::all_of(entry.servicePacks, [wanted](int pack) { return contains(wanted->servicePacks, pack); });
  });
}

bool isNt4(SystemFamily system) {
  return system == SystemFamily::Nt4Workstation || system == SystemFamily::Nt4Server || system == SystemFamily::Nt4Terminal;
}

// "SP6a" of the catalogue is "Service Pack 6a" for people.
std::string neededFirst(const Prerequisite& wanted) {
  if (wanted.note.starts_with("SP")) return "Service Pack " + wanted.note.substr(2);
  return wanted.servicePacks.empty() ? std::string() : "Service Pack " + std::to_string(std::ranges::max(wanted.servicePacks));
}

std::optional<PackageRefused> refusal(const PackageEntry& entry, const Patch& patch, const Evidence& evidence) {
  const SystemFacts& system = evidence.system;
  const SystemFamily family = system.knownFamily();
  const auto because = [&entry](PackageProblem problem) { return PackageRefused{entry.file, entry.patch, problem}; };
  if (!isCatalogued(entry, patch)) return because(PackageProblem::NotInCatalogue);
  if (!contains(entry.systems, family)) {
    const bool sibling = isNt4(family) && std::ranges::any_of(entry.systems, isNt4);
    return because(sibling ? PackageProblem::OtherEdition : PackageProblem::OtherSystem);
  }
  if (const std::string machine = machineOf(evidence); machine != entry.machine) {
    if (machine == "nec98" && entry.machine == "x86") return because(PackageProblem::NotForNec98);
    if (machine == "x86" && entry.machine == "nec98") return because(PackageProblem::OnlyForNec98);
    return because(PackageProblem::OtherMachine);
  }
  if (!equalNoCase(entry.language, system.language)) return because(PackageProblem::OtherLanguage);
  if (!system.servicePack || !contains(entry.servicePacks, *system.servicePack)) {
    PackageRefused refused = because(PackageProblem::ServicePack);
    refused.needed = neededFirst(*prerequisite(patch, family));
    return refused;
  }
  return std::nullopt;
}

// The patches that this Windows lacks, newest first; none where one of them waits to be installed already.
std::vector<const Patch*> lacking(const HoleFinding& finding, const Hole& hole) {
  std::vector<const Patch*> out;
  if (!finding.needed) return out;
  for (auto one = finding.patches.rbegin(); one != finding.patches.rend(); ++one) {
    if (one->state == PatchState::Staged) return {};
    const bool lacks = one->state == PatchState::Missing || one->state == PatchState::Unknown || one->state == PatchState::Failed;
    const Patch* const patch = hole.patch(one->id);
    if (lacks && patch != nullptr) out.push_back(patch);
  }
  return out;
}

void sortByNearness(std::vector<PackageRefused>& refused) {
  std::ranges::stable_sort(refused, std::greater(), &PackageRefused::problem);
}

// Every byte, in order; what of the file is longer than the package is not read.
Status eachBlock(FileReader& reader, std::uint64_t size, const PackageSink& sink) {
  for (std::uint64_t at = 0; at < size;) {
    auto block = reader.read(at, static_cast<std::size_t>(std::min<std::uint64_t>(blockSize, size - at)));
    if (!block) return tl::unexpected(block.error());
    if (block->empty()) return {};
    at += block->size();
    if (auto taken = sink(*block); !taken) return taken;
  }
  return {};
}

}  // namespace

std::string_view name(PackageProblem problem) {
  switch (problem) {
    case PackageProblem::NotInCatalogue:
      return "not_in_catalogue";
    case PackageProblem::OtherSystem:
      return "other_system";
    case PackageProblem::OtherEdition:
      return "other_edition";
    case PackageProblem::OtherMachine:
      return "other_machine";
    case PackageProblem::NotForNec98:
      return "not_for_nec98";
    case PackageProblem::OnlyForNec98:
      return "only_for_nec98";
    case PackageProblem::OtherLanguage:
      return "other_language";
    case PackageProblem::ServicePack:
      return "service_pack";
    case PackageProblem::NotListed:
      return "not_listed";
    case PackageProblem::NotThere:
      return "not_there";
    case PackageProblem::NotRead:
      return "not_read";
    case PackageProblem::Changed:
      return "changed";
  }
  return "changed";
}

Result<std::vector<PackageEntry>> parsePackages(std::string_view json) {
  const auto corrupt = [](const std::string& why) { return fail(Errc::Corrupt, std::string(listName), why); };
  if (json.size() > largestList) return corrupt("is over 1 MiB");
  JsonMistakes mistakes;
  std::vector<PackageEntry> entries;
  if (const auto read = parseStrictJson(json, mistakes)) {
    const JsonCursor root(&*read, "", mistakes);
    root.object({"schema", "packages"});
    if (const std::string schema = root.at("schema").text(); schema != "sankajo.packages/1")
      root.at("schema").mistake("is of an unknown schema");
    const std::vector<JsonCursor> items = root.at("packages").items();
    if (items.size() > mostPackages) root.at("packages").mistake("at most 256 packages are wanted here");
    for (std::size_t i = 0; i < std::min(items.size(), mostPackages); ++i) {
      PackageEntry entry = entryFrom(items[i]);
      const bool twice = std::ranges::any_of(entries, [&entry](const PackageEntry& other) { return equalNoCase(other.file, entry.file); });
      if (twice) items[i].at("file").mistake("this file stands twice");
      entries.push_back(std::move(entry));
    }
  }
  if (!mistakes.empty()) return corrupt(mistakes.front().place + ": " + mistakes.front().what);
  return entries;
}

Result<std::optional<PackageFolder>> PackageFolder::open(const std::string& hostFolder) {
  const std::optional<PackageFolder> none;
  auto files = openHostFolder(hostFolder);
  if (!files && files.error().code == Errc::Unsupported) return none;
  if (!files) return tl::unexpected(files.error());
  PackageFolder folder;
  folder.files_ = std::move(*files);
  auto found = folder.files_->find(WinPath() / listName);
  if (!found) return tl::unexpected(found.error());
  if (found->empty()) return none;
  if (found->size() > 1) return fail(Errc::Refused, std::string(listName), "is there in several spellings");
  if (found->front().kind != FileKind::File) return fail(Errc::Refused, std::string(listName), "is no file");
  auto bytes = fileBytes(*folder.files_, found->front().path, largestList);
  if (!bytes && bytes.error().code == Errc::Unsupported) return fail(Errc::Corrupt, std::string(listName), bytes.error().detail);
  if (!bytes) return tl::unexpected(bytes.error());
  auto entries = parsePackages(*bytes);
  if (!entries) return tl::unexpected(entries.error());
  folder.entries_ = std::move(*entries);
  return folder;
}

bool PackageFolder::has(const std::string& file) const {
  const auto found = files_->find(WinPath() / file);
  return found && !found->empty();
}

Result<std::variant<PackageSource, PackageProblem>> PackageFolder::source(const PackageEntry& entry, const std::stop_token& stop) const {
  using Given = std::variant<PackageSource, PackageProblem>;
  auto found = files_->find(WinPath() / entry.file);
  if (found && found->empty()) return Given(PackageProblem::NotThere);
  if (!found || found->size() > 1 || found->front().kind != FileKind::File) return Given(PackageProblem::NotRead);
  auto opened = files_->open(found->front().path);
  if (!opened) return Given(PackageProblem::NotRead);
  const std::shared_ptr<FileReader> reader = std::move(*opened);
  if (reader->size() != entry.size) return Given(PackageProblem::Changed);
  Hasher hasher;
  const Status looked = eachBlock(*reader, entry.size, [&](std::string_view block) -> Status {
    if (stop.stop_requested()) return fail(Errc::Cancelled, entry.file, "stopped on request");
    hasher.add(block);
    return {};
  });
  if (!looked && looked.error().code == Errc::Cancelled) return tl::unexpected(looked.error());
  if (!looked) return Given(PackageProblem::NotRead);
  if (hasher.finish().sha256 != entry.sha256) return Given(PackageProblem::Changed);
  // The files are held for as long as the reader is, which may lean on them.
  return Given(PackageSource([files = files_, reader, entry](const PackageSink& sink) -> Status {
    Hasher again;
    Status given = eachBlock(*reader, entry.size, [&](std::string_view block) -> Status {
      again.add(block);
      return sink(block);
    });
    if (!given) return given;
    if (again.finish().sha256 != entry.sha256) return fail(Errc::Refused, entry.file, "was changed after it had been looked at");
    return {};
  }));
}

PackageChoice choosePackages(const Evidence& evidence, const HoleFinding& finding, const Advisory& advisory,
                             const std::vector<PackageEntry>& entries) {
  PackageChoice choice;
  if (!advisory.hole) return choice;
  for (const Patch* patch : lacking(finding, *advisory.hole)) {
    for (const PackageEntry& entry : entries) {
      if (entry.patch != patch->id) continue;
      if (auto refused = refusal(entry, *patch, evidence)) {
        choice.refused.push_back(std::move(*refused));
      } else {
        choice.fitting.push_back(entry);
      }
    }
  }
  sortByNearness(choice.refused);
  return choice;
}

Result<std::vector<PackageOffer>> offerPackages(const Evidence& evidence, const Assessment& assessment,
                                                const std::vector<Advisory>& advisories, const PackageFolder& folder,
                                                const std::stop_token& stop) {
  std::vector<PackageOffer> offers;
  for (const HoleFinding& finding : assessment.holes) {
    const auto advisory =
        std::ranges::find_if(advisories, [&finding](const Advisory& one) { return one.hole && one.hole->id == finding.hole; });
    if (advisory == advisories.end()) continue;
    const std::vector<const Patch*> wanted = lacking(finding, *advisory->hole);
    if (wanted.empty()) continue;
    PackageOffer offer;
    offer.seen.hole = finding.hole;
    PackageChoice choice = choosePackages(evidence, finding, *advisory, folder.entries());
    offer.seen.refused = std::move(choice.refused);
    for (const PackageEntry& entry : choice.fitting) {
      auto given = folder.source(entry, stop);
      if (!given) return tl::unexpected(given.error());
      if (const auto* problem = std::get_if<PackageProblem>(&*given)) {
        offer.seen.refused.push_back({entry.file, entry.patch, *problem});
        continue;
      }
      offer.seen.patch = entry.patch;
      offer.seen.file = entry.file;
      offer.package = PackageToStage{{entry.patch, entry.patch + ".EXE", entry.sha256, entry.size, entry.switches},
                                     std::get<PackageSource>(std::move(*given))};
      break;
    }
    for (const Patch* patch : wanted) {
      for (const PackageFile& one : patch->packages) {
        const bool listed =
            std::ranges::any_of(folder.entries(), [&one](const PackageEntry& entry) { return equalNoCase(entry.file, one.file); });
        const bool fits = one.system == evidence.system.knownFamily() && equalNoCase(one.language, evidence.system.language) &&
                          one.machine == machineOf(evidence);
        if (fits && !listed && folder.has(one.file)) offer.seen.refused.push_back({one.file, patch->id, PackageProblem::NotListed});
      }
    }
    sortByNearness(offer.seen.refused);
    offers.push_back(std::move(offer));
  }
  // No list has these: the catalogue does not say how they are started.
  for (const AdvisedFinding& one : assessment.advised) {
    if (!one.file.empty() && folder.has(one.file)) offers.push_back({{one.bulletin, "", "", {{one.file, one.patch, PackageProblem::NotListed}}}, {}});
  }
  return offers;
}

}  // namespace sankajo
