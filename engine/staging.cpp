// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/staging.h"

#include <algorithm>
#include <array>
#include <charconv>

#include "engine/guard.h"
#include "engine/hash.h"
#include "engine/json_reader.h"
#include "engine/quarantine.h"
#include "engine/text.h"

namespace sankajo {

namespace {

constexpr std::size_t mostFolders = 64;
constexpr std::uint64_t largestOwnFile = 64U << 10U;
constexpr std::uint64_t largestPackage = 1ULL << 30U;
// Microsoft, "Run and RunOnce Registry Keys": no longer than 260 characters, with the NUL.
constexpr std::size_t longestStart = 259;

constexpr std::string_view script = "SANKAJO.CMD", inf = "SANKAJO.INF", manifest = "STAGED.JSON";
constexpr std::string_view lastTry = "TRY3.TXT", result = "RESULT.TXT", gaveUp = "GAVEUP.TXT", putBack = "BACK.TXT";
// All that may stand in a folder beside the package. SEEN.REG and SEEN.TXT: what the registry says, until it is BACK.TXT.
constexpr std::array ownNames{script,
                              inf,
                              manifest,
                              unfinishedPackage,
                              std::string_view("TRY1.TXT"),
                              std::string_view("TRY2.TXT"),
                              lastTry,
                              std::string_view("RESULT.NEW"),
                              result,
                              gaveUp,
                              putBack,
                              std::string_view("SEEN.REG"),
                              std::string_view("SEEN.TXT"),
                              std::string_view("BLIND1.TXT"),
                              std::string_view("BLIND2.TXT"),
                              std::string_view("DONE.TXT")};

constexpr std::string_view letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
constexpr std::string_view digits = "0123456789";

bool consistsOf(std::string_view text, std::initializer_list<std::string_view> sets) {
  return std::ranges::all_of(text, [sets](char c) {
    return std::ranges::any_of(sets, [c](std::string_view set) { return set.find(c) != std::string_view::npos; });
  });
}

bool isPlain(std::string_view text, std::size_t longest) {
  return !text.empty() && text.size() <= longest && text[0] != '.' && consistsOf(text, {letters, digits, "._-~"});
}

// "KB828741.EXE": eight, three, nothing that DOS or we ourselves call otherwise.
bool isShortProgramName(std::string_view name) {
  const std::size_t dot = name.find('.');
  if (dot == std::string_view::npos || dot == 0 || dot > 8 || !equalNoCase(name.substr(dot), ".EXE")) return false;
  const std::string_view stem = name.substr(0, dot);
  if (!consistsOf(stem, {letters, digits, "_-~"})) return false;
  for (const std::string_view device : {"CON", "PRN", "AUX", "NUL"}) {
    if (equalNoCase(stem, device)) return false;
  }
  const std::string upper = foldCase(stem);
  return !(upper.size() == 4 && (upper.starts_with("COM") || upper.starts_with("LPT")) && digits.find(upper[3]) != std::string_view::npos);
}

bool isHash(std::string_view text) {
  return text.size() == 64 && consistsOf(text, {digits, "abcdef"});
}

// What stands in a script as it is, without quotes.
bool isPlainWord(std::string_view text) {
  return !text.empty() && consistsOf(text, {letters, digits, "._-"});
}

bool isAscii(std::string_view text) {
  return std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; });
}

std::string startText(const WinPath& folder, const WinPath& systemRoot) {
  // /x: with cmd.exe's extensions, without which %ERRORLEVEL% says nothing.
  return systemRoot.join(R"(system32\cmd.exe)").text() + " /x /c " + (folder / script).text();
}

// As an INF has a text within quotes: a quote and a percent sign stand twice.
std::string infText(std::string_view text) {
  std::string out = "\"";
  for (const char c : text) {
    out += c;
    if (c == '"' || c == '%') out += c;
  }
  return out + "\"";
}

// `HKLM,"SOFTWARE\Microsoft\Ole","EnableDCOM"`
std::string infValue(const RegPath& key, const std::string& name) {
  const std::string text = key.text();
  return "HKLM," + infText(text.substr(text.find('\\') + 1)) + "," + infText(name);
}

// As regedit calls it: "HKEY_LOCAL_MACHINE\SOFTWARE\Microsoft\Ole".
std::string exportedKey(const RegPath& key) {
  const std::string text = key.text();
  return "HKEY_LOCAL_MACHINE" + text.substr(text.find('\\'));
}

std::string withCrLf(const std::string& lines) {
  std::string out;
  for (const char c : lines) out += c == '\n' ? std::string("\r\n") : std::string(1, c);
  return out;
}

const RegValue* valueNamed(const std::optional<std::vector<RegValue>>& values, std::string_view name) {
  if (!values) return nullptr;
  const auto found = std::ranges::find_if(*values, [name](const RegValue& value) { return equalNoCase(value.name, name); });
  return found == values->end() ? nullptr : &*found;
}

// As the folder stands on the disk; empty where there is none.
Result<std::optional<WinPath>> exactFolder(Files& files, const WinPath& folder) {
  auto found = files.find(folder);
  if (!found) return tl::unexpected(found.error());
  if (found->empty()) return std::optional<WinPath>();
  if (found->size() > 1) return fail(Errc::Refused, folder.text(), "is there in several spellings");
  if (found->front().kind != FileKind::Folder) return fail(Errc::Refused, folder.text(), "is no folder");
  return std::optional(found->front().path);
}

Result<bool> has(Files& files, const WinPath& folder, std::string_view name) {
  auto found = files.find(folder / name);
  if (!found) return tl::unexpected(found.error());
  return std::ranges::any_of(*found, [](const FoundFile& file) { return file.kind == FileKind::File; });
}

Result<std::string> ownBytes(Files& files, const WinPath& folder, std::string_view name) {
  auto found = files.find(folder / name);
  if (!found) return tl::unexpected(found.error());
  if (found->size() != 1 || found->front().kind != FileKind::File) return fail(Errc::Corrupt, (folder / name).text(), "is not there");
  auto bytes = fileBytes(files, found->front().path, largestOwnFile);
  if (!bytes && bytes.error().code == Errc::Unsupported) return fail(Errc::Corrupt, (folder / name).text(), bytes.error().detail);
  return bytes;
}

Status writeFile(Files& files, const WinPath& file, const FileMetadata& metadata, std::string_view bytes) {
  auto writer = files.create(file, metadata);
  if (!writer) return tl::unexpected(writer.error());
  if (auto written = (*writer)->append(bytes); !written) return written;
  return (*writer)->sync();
}

// Other runs' folders stay, and so does what they lie in.
Status removePlaceIfEmpty(Files& files, const WinPath& systemRoot) {
  auto place = exactFolder(files, stagedPlace(systemRoot.drive()));
  if (!place) return tl::unexpected(place.error());
  if (!*place) return {};
  auto left = files.list(**place, false);
  if (!left) return tl::unexpected(left.error());
  if (!*left || !(*left)->empty()) return {};
  if (auto gone = files.removeFolder(**place); !gone) return gone;
  return files.syncFolder((*place)->parent());
}

std::optional<PutValue> protectionFrom(const JsonCursor& cursor, const WinPath& folder) {
  cursor.object({"key", "name", "type", "before", "after"});
  const auto key = RegPath::parse(cursor.at("key").text());
  PutValue put;
  if (!key) {
    cursor.mistake("wrong key");
    return std::nullopt;
  }
  put.key = *key;
  put.staged = folder;
  const std::string name = cursor.at("name").text();
  put.after = RegValue::ofText(name, cursor.at("after").text());
  const auto type = static_cast<std::uint32_t>(cursor.at("type").number(0, RegExpandSz));
  if (type != RegNone) {
    std::string text;
    for (const std::string& one : cursor.at("before").texts()) text += one;
    put.before = RegValue::ofText(name, text, type);
  }
  return put;
}

// The manifest as values. That it is the one that we would write is for the caller to compare.
Result<StagePackage> manifestFrom(std::string_view bytes, const WinPath& folder, const WinPath& systemRoot) {
  const auto corrupt = [&folder](const std::string& why) { return fail(Errc::Corrupt, (folder / manifest).text(), why); };
  JsonMistakes mistakes;
  const auto json = parseStrictJson(bytes, mistakes);
  if (!json) return corrupt("is no JSON");
  const JsonCursor root(&*json, "", mistakes);
  root.object({"schema", "run", "system_root", "patch", "file", "sha256", "size", "switches"}, {"protection"});
  if (root.at("schema").text() != "sankajo.staged/1") return corrupt("is of an unknown schema");
  StagePackage stage;
  stage.folder = folder;
  stage.package = {
      root.at("patch").text(), root.at("file").text(), root.at("sha256").text(), root.at("size").number(1, largestPackage), {}};
  for (const std::string& one : root.at("switches").texts()) stage.package.switches += one;
  if (root.has("protection")) stage.protection = protectionFrom(root.at("protection"), folder);
  if (!mistakes.empty()) return corrupt(mistakes.front().place + " " + mistakes.front().what);
  if (auto fits = isStageable(stage, systemRoot); !fits) return corrupt(describe(fits.error()));
  return stage;
}

// Whether the manifest is of another Windows on this volume.
bool ofAnotherWindows(std::string_view bytes, const WinPath& systemRoot) {
  JsonMistakes mistakes;
  const auto json = parseStrictJson(bytes, mistakes);
  return json && json->is_object() && json->contains("system_root") && json->at("system_root").is_string() &&
         !equalNoCase(json->at("system_root").get<std::string>(), systemRoot.text());
}

// "code=3010" and an end of line; anything else says nothing.
std::optional<int> codeIn(std::string_view text) {
  while (!text.empty() && (text.back() == '\r' || text.back() == '\n' || text.back() == ' ')) text.remove_suffix(1);
  if (!text.starts_with("code=")) return std::nullopt;
  text.remove_prefix(5);
  int code = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), code);
  return error == std::errc() && end == text.data() + text.size() ? std::optional(code) : std::nullopt;
}

}  // namespace

WinPath stagedPlace(char drive) {
  return sankajoFolder(drive) / "staged";
}

bool isStagedFolder(const WinPath& folder, const WinPath& systemRoot) {
  return folder.components().size() == 3 && folder.parent() == stagedPlace(systemRoot.drive()) && isPlain(folder.name(), 64) &&
         folder.name().find("..") == std::string::npos;
}

bool isPlainSwitches(std::string_view switches) {
  return switches.size() <= 128 && consistsOf(switches, {letters, digits, "/:._=- "});
}

Status copyPackage(Files& files, const WinPath& folder, const FileMetadata& metadata, const StagedPackage& package,
                   const PackageSource& source) {
  const WinPath unready = folder / unfinishedPackage;
  {
    auto writer = files.create(unready, metadata);
    if (!writer) return tl::unexpected(writer.error());
    std::uint64_t written = 0;
    Status given = source([&](std::string_view block) -> Status {
      written += block.size();
      if (written > package.size) return fail(Errc::Refused, package.file, "is longer than it is said to be");
      return (*writer)->append(block);
    });
    if (!given) return given;
    if (auto synced = (*writer)->sync(); !synced) return synced;
  }
  // What the disk holds decides, not what was read from the source.
  auto digest = digestOf(files, unready);
  if (!digest) return tl::unexpected(digest.error());
  if (digest->size != package.size || digest->sha256 != package.sha256)
    return fail(Errc::Refused, package.file, "is not the package that was chosen");
  return files.move(unready, folder / package.file);
}

Status isPlainPackage(const StagedPackage& package) {
  if (!isShortProgramName(package.file)) return fail(Errc::Refused, package.file, "is no short name of a program");
  if (package.patch.empty() || package.patch.size() > 32 || !consistsOf(package.patch, {letters, digits})) {
    return fail(Errc::Refused, package.patch, "is no name of a patch");
  }
  if (!isHash(package.sha256) || package.size == 0 || package.size > largestPackage)
    return fail(Errc::Refused, package.file, "has no usable hash and size");
  if (!isPlainSwitches(package.switches)) {
    return fail(Errc::Refused, package.file, "has switches that a script cannot hold");
  }
  return {};
}

Status isStageable(const StagePackage& stage, const WinPath& systemRoot) {
  if (!isStagedFolder(stage.folder, systemRoot)) return fail(Errc::Refused, stage.folder.text(), "is no folder for a package");
  if (systemRoot.isRoot() || !std::ranges::all_of(systemRoot.components(), [](const std::string& one) { return isPlain(one, 64); })) {
    return fail(Errc::Refused, systemRoot.text(), "has a name that a script cannot hold");
  }
  if (startText(stage.folder, systemRoot).size() > longestStart)
    return fail(Errc::Refused, stage.folder.text(), "is too long for Windows to start");
  if (auto plain = isPlainPackage(stage.package); !plain) return plain;
  if (stage.protection && (!canBePutBack(*stage.protection) || !(stage.protection->staged == stage.folder))) {
    return fail(Errc::Refused, whereOf(*stage.protection), "could not be put back exactly");
  }
  return {};
}

RegPath startKey() {
  return RegPath{RegPath::Hive::Software, "", {}}.join(R"(Microsoft\Windows\CurrentVersion\RunOnce)");
}

RegValue startValue(const WinPath& folder, const WinPath& systemRoot) {
  return RegValue::ofText(std::string(startName), startText(folder, systemRoot));
}

std::optional<WinPath> startedFolder(const RegValue& value, const WinPath& systemRoot) {
  // The folder that it names is taken out of it and put in again.
  const std::string text = value.asText();
  const std::string head = startText(stagedPlace(systemRoot.drive()), systemRoot);
  const std::string place = head.substr(0, head.size() - script.size());
  const std::size_t tail = script.size() + 1;
  if (!text.starts_with(place) || text.size() < place.size() + tail) return std::nullopt;
  const WinPath folder = stagedPlace(systemRoot.drive()) / text.substr(place.size(), text.size() - place.size() - tail);
  return isStagedFolder(folder, systemRoot) && value == startValue(folder, systemRoot) ? std::optional(folder) : std::nullopt;
}

bool isStartValue(const PutValue& put, const WinPath& systemRoot) {
  if (!(put.key == startKey()) || !(put.after == startValue(put.staged, systemRoot))) return false;
  return !put.before || startedFolder(*put.before, systemRoot);
}

bool isProtection(const PutValue& put, const Protection& protection) {
  if (protection.kind != "registry_value") return false;
  const auto key = RegPath::parse(protection.key);
  return key && *key == put.key && equalNoCase(put.after.name, protection.valueName) &&
         put.after == RegValue::ofText(put.after.name, protection.protectedData);
}

bool canBePutBack(const PutValue& put) {
  const std::string protecting = put.after.asText();
  if (put.key.hive != RegPath::Hive::Software || !std::ranges::all_of(put.key.keys, isPlainWord)) return false;
  if (!isPlainWord(put.after.name) || !isPlainWord(protecting) || !(put.after == RegValue::ofText(put.after.name, protecting))) return false;
  if (!put.before) return true;
  const RegValue& before = *put.before;
  const std::string text = before.asText();
  return (before.type == RegSz || before.type == RegExpandSz) && before.name == put.after.name && text.size() <= 64 && isAscii(text) &&
         before == RegValue::ofText(before.name, text, before.type);
}

std::optional<PutValue> protectionFor(Target& target, const SystemFacts& system, const Advisory& advisory, const WinPath& folder) {
  if (!system.familyKnown) return std::nullopt;
  for (const Protection& protection : advisory.protections) {
    if (protection.kind != "registry_value" || std::ranges::find(protection.systems, system.family) == protection.systems.end()) continue;
    const auto from = protection.fromServicePack.find(system.family);
    if (from != protection.fromServicePack.end() && system.servicePack.value_or(0) < from->second) continue;
    const auto key = RegPath::parse(protection.key);
    if (!key) continue;
    auto values = target.registry().values(*key);
    if (!values || !*values) continue;
    const RegValue* now = valueNamed(*values, protection.valueName);
    // What is on already is the user's own, and stays.
    if (now != nullptr && equalNoCase(now->asText(), protection.protectedData)) continue;
    PutValue put{*key, now != nullptr ? std::optional(*now) : std::nullopt,
                 RegValue::ofText(now != nullptr ? now->name : protection.valueName, protection.protectedData), folder};
    if (canBePutBack(put)) return put;
  }
  return std::nullopt;
}

namespace {

// What an earlier script was to put back and has not: its start was lost, it was begun and cut, or it waits for its start, which the next script takes
// from it. The next script does it.
std::optional<PutValue> leftOn(Target& target, const std::vector<StagedSeen>& staged, const Advisory& advisory, const WinPath& folder) {
  std::optional<PutValue> out;
  for (const StagedSeen& seen : staged) {
    if (!seen.stillProtected || seen.foreign) continue;
    const WinPath other = stagedPlace(target.systemRoot().drive()) / seen.run;
    auto exact = exactFolder(target.files(), other);
    if (!exact || !*exact) continue;
    auto bytes = ownBytes(target.files(), **exact, manifest);
    if (!bytes) continue;
    auto stage = manifestFrom(*bytes, other, target.systemRoot());
    if (!stage || !stage->protection) continue;
    const bool named =
        std::ranges::any_of(advisory.protections, [&stage](const Protection& one) { return isProtection(*stage->protection, one); });
    if (!named) continue;
    // The oldest knows what was there before all of them.
    if (!out) out = PutValue{stage->protection->key, stage->protection->before, stage->protection->after, folder};
  }
  return out;
}

// The script's lines that go on only where the registry, asked anew, does not hold any more what protects. NT 4.0 has nothing but regedit to ask it with.
// From 2000 on that writes UTF-16, which FOR does not read there and TYPE does; where it is the other way round the first file is of no use.
std::string seenPutBack(const PutValue& put, const WinPath& systemRoot, const std::string& folder) {
  const std::string key = exportedKey(put.key);
  const std::string each = "for /f \"tokens=1* delims==\" %%a in (" + folder + "SEEN.TXT " + folder + "SEEN.REG) do ";
  const auto quoted = [](const std::string& text) { return "\"\"" + text + "\"\""; };
  std::string text = "if exist " + folder + "SEEN.REG del " + folder + "SEEN.REG\n";
  text += systemRoot.join("regedit.exe").text() + " /e " + folder + "SEEN.REG " + key + "\n";
  text += "if not exist " + folder + "SEEN.REG goto blind\n";
  text += ">" + folder + "SEEN.TXT type " + folder + "SEEN.REG\n";
  text += each + "if /i \"%%a\"==\"[" + key + "]\" goto seen\ngoto end\n:seen\n";
  text += each + "if /i \"%%a\"==" + quoted(put.after.name) + " if /i \"%%b\"==" + quoted(put.after.asText()) + " goto end\n";
  text += "ren " + folder + "SEEN.REG BACK.TXT\ngoto out\n";
  // Where regedit may not be used it is put back three times, unseen; then a check, which reads the registry itself, says how that came out.
  text += ":blind\nif exist " + folder + "BLIND2.TXT goto out\nif exist " + folder + "BLIND1.TXT goto blinder\n";
  text += ">" + folder + "BLIND1.TXT echo 1\ngoto end\n";
  return text + ":blinder\n>" + folder + "BLIND2.TXT echo 2\ngoto end\n";
}

}  // namespace

std::string stagedScript(const StagePackage& stage, const WinPath& systemRoot) {
  const std::string folder = stage.folder.text() + "\\";
  const std::string section = systemRoot.join(R"(system32\rundll32.exe)").text() + " setupapi.dll,InstallHinfSection ";
  const auto inSection = [&](const std::string& name) { return section + name + " 128 " + folder + std::string(inf) + "\n"; };
  std::string text = "@echo off\nrem sankajo.staged/1\n";
  text += "if exist " + folder + "RESULT.TXT goto again\n";
  text += "if exist " + folder + "GAVEUP.TXT goto again\n";
  text += "if exist " + folder + "TRY3.TXT goto four\n";
  text += "if exist " + folder + "TRY2.TXT goto three\n";
  text += "if exist " + folder + "TRY1.TXT goto two\n";
  text += ">" + folder + "TRY1.TXT echo 1\ngoto again\n";
  text += ":two\n>" + folder + "TRY2.TXT echo 2\ngoto again\n";
  text += ":three\n>" + folder + "TRY3.TXT echo 3\ngoto again\n";
  text += ":four\n>" + folder + "GAVEUP.TXT echo 3\n";
  text += ":again\n" + inSection("Again");
  text += "if exist " + folder + "RESULT.TXT goto back\n";
  text += "if exist " + folder + "GAVEUP.TXT goto back\n";
  text += "echo Sankajo: " + stage.package.patch + "\n";
  text += folder + stage.package.file + (stage.package.switches.empty() ? "" : " " + stage.package.switches) + "\n";
  // The redirection stands first: a digit right before it would be taken for a stream.
  text += ">" + folder + "RESULT.NEW echo code=%ERRORLEVEL%\n";
  text += "ren " + folder + "RESULT.NEW RESULT.TXT\n";
  text += ":back\n";
  if (stage.protection) {
    text += "if exist " + folder + "BACK.TXT goto out\n" + inSection("Back") + seenPutBack(*stage.protection, systemRoot, folder) + ":out\n";
  }
  text += inSection("Out");
  text += ">" + folder + "DONE.TXT echo 1\n";
  text += ":end\n";
  return withCrLf(text);
}

std::string stagedInf(const StagePackage& stage, const WinPath& systemRoot) {
  const RegValue start = startValue(stage.folder, systemRoot);
  std::string text = "[Version]\nSignature=\"$CHICAGO$\"\n\n";
  text += "[Again]\nAddReg=Again.Values\n\n[Again.Values]\n" + infValue(startKey(), start.name) + ",0," + infText(start.asText()) + "\n\n";
  if (stage.protection) {
    const PutValue& put = *stage.protection;
    text += std::string("[Back]\n") + (put.before ? "AddReg" : "DelReg") + "=Back.Values\n\n[Back.Values]\n" +
            infValue(put.key, put.after.name);
    // The flags of REG_SZ and REG_EXPAND_SZ, FLG_ADDREG_TYPE_... in setupapi.h.
    if (put.before) text += std::string(",") + (put.before->type == RegExpandSz ? "0x00020000" : "0") + "," + infText(put.before->asText());
    text += "\n\n";
  }
  text += "[Out]\nDelReg=Out.Values\n\n[Out.Values]\n" + infValue(startKey(), start.name) + "\n";
  return withCrLf(text);
}

std::string stagedManifest(const StagePackage& stage, const WinPath& systemRoot) {
  // Texts that may be empty stand in arrays: the strict reader knows no empty text.
  const auto maybeText = [](const std::string& text) { return text.empty() ? nlohmann::json::array() : nlohmann::json::array({text}); };
  nlohmann::json json = {{"schema", "sankajo.staged/1"},     {"run", stage.folder.name()},
                         {"system_root", systemRoot.text()}, {"patch", stage.package.patch},
                         {"file", stage.package.file},       {"sha256", stage.package.sha256},
                         {"size", stage.package.size},       {"switches", maybeText(stage.package.switches)}};
  if (stage.protection) {
    const PutValue& put = *stage.protection;
    json["protection"] = {{"key", put.key.text()},
                          {"name", put.after.name},
                          {"type", put.before ? put.before->type : static_cast<std::uint32_t>(RegNone)},
                          {"before", put.before ? maybeText(put.before->asText()) : nlohmann::json::array()},
                          {"after", put.after.asText()}};
  }
  return json.dump(1, ' ', true, nlohmann::json::error_handler_t::replace) + "\n";
}

void addStaging(Plan& plan, Target& target, const Evidence& evidence, const std::vector<Advisory>& advisories, const StagedPackage& package,
                const std::string& run) {
  for (const Advisory& advisory : advisories) {
    if (!advisory.trusted || !advisory.hole || advisory.hole->patch(package.patch) == nullptr) continue;
    const WinPath systemRoot = target.systemRoot();
    StagePackage stage{stagedPlace(systemRoot.drive()) / run, package, std::nullopt};
    stage.protection = protectionFor(target, evidence.system, advisory, stage.folder);
    const bool isOn = !stage.protection;
    if (isOn) stage.protection = leftOn(target, evidence.staged, advisory, stage.folder);
    PutValue start{startKey(), std::nullopt, startValue(stage.folder, systemRoot), stage.folder};
    if (auto values = target.registry().values(start.key); values) {
      if (const RegValue* now = valueNamed(*values, start.after.name)) start.before = *now;
    }
    const auto add = [&](Action action) {
      plan.operations.push_back({std::to_string(plan.operations.size() + 1), std::move(action), Consent::Patch, advisory.id, advisory.hole->id});
    };
    add(stage);
    // What starts the script goes before what only the script puts back.
    add(start);
    if (stage.protection && !isOn) add(*stage.protection);
    break;
  }
}

Status stageFiles(Files& files, const WinPath& systemRoot, const StagePackage& stage, const PackageSource& source) {
  if (auto fits = isStageable(stage, systemRoot); !fits) return fits;
  auto there = isThere(files, stage.folder);
  if (!there) return tl::unexpected(there.error());
  if (*there) return fail(Errc::Refused, stage.folder.text(), "is there already");
  auto metadata = ownMetadata(files, systemRoot, false);
  if (!metadata) return tl::unexpected(metadata.error());
  Status done = [&]() -> Status {
    auto folder = makeOwnFolder(files, systemRoot, {"staged", stage.folder.name()});
    if (!folder) return tl::unexpected(folder.error());
    if (auto copied = copyPackage(files, *folder, *metadata, stage.package, source); !copied) return copied;
    if (auto written = writeFile(files, *folder / script, *metadata, stagedScript(stage, systemRoot)); !written) return written;
    if (auto written = writeFile(files, *folder / inf, *metadata, stagedInf(stage, systemRoot)); !written) return written;
    if (auto written = writeFile(files, *folder / manifest, *metadata, stagedManifest(stage, systemRoot)); !written) return written;
    return files.syncFolder(*folder);
  }();
  if (!done) {
    // The first error says more; what is left is taken away by undo.
    const Status ignored = unstage(files, systemRoot, stage);
    static_cast<void>(ignored);
  }
  return done;
}

Result<StagePackage> readStaged(Files& files, const WinPath& systemRoot, const WinPath& folder, const std::stop_token& stop) {
  if (!isStagedFolder(folder, systemRoot)) return fail(Errc::Refused, folder.text(), "is no folder for a package");
  auto exact = exactFolder(files, folder);
  if (!exact) return tl::unexpected(exact.error());
  if (!*exact) return fail(Errc::Corrupt, folder.text(), "is not there");
  auto bytes = ownBytes(files, **exact, manifest);
  if (!bytes) return tl::unexpected(bytes.error());
  auto stage = manifestFrom(*bytes, folder, systemRoot);
  if (!stage) return stage;
  const std::pair<std::string_view, std::string> wanted[] = {
      {manifest, stagedManifest(*stage, systemRoot)}, {script, stagedScript(*stage, systemRoot)}, {inf, stagedInf(*stage, systemRoot)}};
  for (const auto& [name, text] : wanted) {
    auto now = ownBytes(files, **exact, name);
    if (!now) return tl::unexpected(now.error());
    if (*now != text) return fail(Errc::Corrupt, (folder / name).text(), "is not what Sankajo put there");
  }
  auto package = files.find(**exact / stage->package.file);
  if (!package) return tl::unexpected(package.error());
  if (package->size() != 1 || package->front().kind != FileKind::File || package->front().size != stage->package.size) {
    return fail(Errc::Corrupt, (folder / stage->package.file).text(), "is not the package that was put there");
  }
  auto digest = digestOf(files, package->front().path, stop);
  if (!digest) return tl::unexpected(digest.error());
  if (digest->sha256 != stage->package.sha256)
    return fail(Errc::Corrupt, (folder / stage->package.file).text(), "is not the package that was put there");
  return stage;
}

Result<bool> isThere(Files& files, const WinPath& folder) {
  auto found = files.find(folder);
  if (!found) return tl::unexpected(found.error());
  return !found->empty();
}

Result<bool> saysPutBack(Files& files, const PutValue& put) {
  auto there = has(files, put.staged, putBack);
  if (!there || !*there) return there;
  auto folder = exactFolder(files, put.staged);
  if (!folder) return tl::unexpected(folder.error());
  auto bytes = ownBytes(files, folder->value_or(put.staged), putBack);
  if (!bytes && bytes.error().code == Errc::Corrupt) return false;
  if (!bytes) return tl::unexpected(bytes.error());
  const std::string text = bytes->starts_with("\xff\xfe") ? utf16LeToUtf8(std::string_view(*bytes).substr(2)) : *bytes;
  bool told = false, inKey = false;
  for (std::string_view rest = text; !rest.empty();) {
    const std::size_t end = rest.find('\n');
    std::string_view line = rest.substr(0, end);
    rest.remove_prefix(end == std::string_view::npos ? rest.size() : end + 1);
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with('[')) inKey = equalNoCase(line, "[" + exportedKey(put.key) + "]");
    told = told || inKey;
    if (inKey && equalNoCase(line, "\"" + put.after.name + "\"=\"" + put.after.asText() + "\"")) return false;
  }
  return told;
}

Result<bool> startsFrom(Registry& registry, const WinPath& folder, const WinPath& systemRoot) {
  auto values = registry.values(startKey());
  if (!values) return tl::unexpected(values.error());
  const RegValue wanted = startValue(folder, systemRoot);
  const RegValue* now = valueNamed(*values, wanted.name);
  return now != nullptr && *now == wanted;
}

Status unstage(Files& files, const WinPath& systemRoot, const StagePackage& stage) {
  if (!isStagedFolder(stage.folder, systemRoot)) return fail(Errc::Refused, stage.folder.text(), "is no folder for a package");
  auto exact = exactFolder(files, stage.folder);
  if (!exact) return tl::unexpected(exact.error());
  if (!*exact) return removePlaceIfEmpty(files, systemRoot);
  auto entries = files.list(**exact, false);
  if (!entries) return tl::unexpected(entries.error());
  for (const FileEntry& entry : entries->value_or(std::vector<FileEntry>())) {
    const WinPath file = **exact / entry.name;
    const bool own = std::ranges::any_of(ownNames, [&entry](std::string_view name) { return equalNoCase(name, entry.name); });
    if (entry.kind != FileKind::File || (!own && !equalNoCase(entry.name, stage.package.file))) {
      return fail(Errc::Refused, file.text(), "is no file of Sankajo");
    }
    if (!own) {
      auto digest = digestOf(files, file);
      if (!digest) return tl::unexpected(digest.error());
      if (digest->sha256 != stage.package.sha256) return fail(Errc::Refused, file.text(), "is not the package that was put there");
    }
    if (auto gone = files.removeFile(file); !gone) return gone;
  }
  if (auto synced = files.syncFolder(**exact); !synced) return synced;
  if (auto gone = files.removeFolder(**exact); !gone) return gone;
  if (auto synced = files.syncFolder((*exact)->parent()); !synced) return synced;
  return removePlaceIfEmpty(files, systemRoot);
}

bool isInstalled(int exitCode) {
  return exitCode == 0 || exitCode == 3010 || exitCode == 194;
}

namespace {

// Whether the journal of the folder's own run says that it has put exactly this there.
bool isOnRecord(Files& files, const StagePackage& stage, const WinPath& systemRoot) {
  auto runs = runFolders(files, systemRoot.drive());
  if (!runs) return false;
  const auto run = std::ranges::find(*runs, stage.folder.name(), &WinPath::name);
  if (run == runs->end()) return false;
  auto journal = readJournal(files, *run);
  return journal && std::ranges::any_of(journal->operations, [&](const JournalOperation& one) {
    const auto* staged = std::get_if<StagedBack>(&one.back);
    return staged != nullptr && staged->stage.folder == stage.folder && stagedManifest(staged->stage, systemRoot) == stagedManifest(stage, systemRoot);
  });
}

}  // namespace

std::vector<StagedSeen> stagedSeen(Target& target, std::vector<NotRead>& notRead, const std::stop_token& stop) {
  std::vector<StagedSeen> out;
  Files& files = target.files();
  const WinPath systemRoot = target.systemRoot();
  const auto gap = [&notRead](const Error& error) { notRead.push_back({error.subject, describe(error), false}); };
  auto place = exactFolder(files, stagedPlace(systemRoot.drive()));
  if (!place) {
    gap(place.error());
    return out;
  }
  if (!*place) return out;
  auto entries = files.list(**place, false);
  if (!entries) {
    gap(entries.error());
    return out;
  }
  std::vector<std::string> names;
  for (const FileEntry& entry : entries->value_or(std::vector<FileEntry>())) {
    if (entry.kind == FileKind::Folder && isPlain(entry.name, 64)) names.push_back(entry.name);
  }
  std::ranges::sort(names);
  // The newest say what is now.
  if (names.size() > mostFolders) names.erase(names.begin(), names.end() - static_cast<std::ptrdiff_t>(mostFolders));
  for (const std::string& run : names) {
    if (stop.stop_requested()) return out;
    const WinPath folder = stagedPlace(systemRoot.drive()) / run;
    const WinPath exact = **place / run;
    auto bytes = ownBytes(files, exact, manifest);
    if (!bytes || ofAnotherWindows(*bytes, systemRoot)) {
      if (!bytes) gap(bytes.error());
      continue;
    }
    auto believed = manifestFrom(*bytes, folder, systemRoot);
    if (believed && stagedManifest(*believed, systemRoot) != *bytes)
      believed = fail(Errc::Corrupt, (folder / manifest).text(), "is not what Sankajo writes");
    if (!believed) {
      gap(believed.error());
      continue;
    }
    StagedSeen seen{believed->package.patch, run, folder.text()};
    const bool starts = startsFrom(target.registry(), folder, systemRoot).value_or(false);
    if (starts) {
      auto whole = readStaged(files, systemRoot, folder, stop);
      if (!whole && whole.error().code != Errc::Corrupt && whole.error().code != Errc::Cancelled) gap(whole.error());
      seen.waits = whole.has_value();
    }
    seen.foreign = !isOnRecord(files, *believed, systemRoot);
    if (seen.foreign) gap({Errc::Refused, folder.text(), "no run of Sankajo has put this there"});
    seen.waits = seen.waits && !seen.foreign;
    seen.ended = has(files, exact, result).value_or(false);
    if (auto text = seen.ended ? ownBytes(files, exact, result) : Result<std::string>(std::string())) seen.exitCode = codeIn(*text);
    // The start behind the third try gives up.
    seen.gaveUp = !seen.ended && (has(files, exact, gaveUp).value_or(false) || has(files, exact, lastTry).value_or(false));
    if (believed->protection) {
      auto all = target.registry().values(believed->protection->key);
      const RegValue* value = all ? valueNamed(*all, believed->protection->after.name) : nullptr;
      const bool toldBack = saysPutBack(files, *believed->protection).value_or(false) && !starts;
      seen.stillProtected = value != nullptr && *value == believed->protection->after && !toldBack;
    }
    out.push_back(std::move(seen));
  }
  return out;
}

}  // namespace sankajo
