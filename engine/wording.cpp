// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/wording.h"

#include <algorithm>
#include <optional>
#include <utility>

#include "engine/evidence.h"
#include "engine/installing.h"
#include "engine/json_reader.h"
#include "engine/staging.h"
#include "engine/target/volume_state.h"
#include "engine/text.h"

namespace sankajo {

namespace {

std::string withCommas(std::uint64_t n) {
  std::string digits = std::to_string(n);
  for (std::size_t at = digits.size(); at > 3; at -= 3) digits.insert(at - 3, ",");
  return digits;
}

std::string_view wordFor(Phase phase) {
  switch (phase) {
    case Phase::Checking:
      return "checking";
    case Phase::Treating:
      return "treating";
    case Phase::Recording:
      return "recording";
  }
  return "checking";
}

std::string_view wordFor(ResultKind kind) {
  switch (kind) {
    case ResultKind::Infected:
      return "infected";
    case ResultKind::Suspected:
      return "suspected";
    case ResultKind::Traces:
      return "traces";
    case ResultKind::Clean:
      return "clean";
    case ResultKind::CleanOpen:
      return "open";
    case ResultKind::Unknown:
      return "unknown";
    case ResultKind::HoleUnknown:
      return "hole_unknown";
    case ResultKind::Refused:
      return "refused";
    case ResultKind::Restart:
      return "restart";
    case ResultKind::Incomplete:
      return "incomplete";
    case ResultKind::NothingDone:
      return "nothing_done";
    case ResultKind::Treated:
      return "treated";
    case ResultKind::RemovedOpen:
      return "removed_open";
    case ResultKind::Interrupted:
      return "interrupted";
    case ResultKind::Undone:
      return "undone";
    case ResultKind::UndoIncomplete:
      return "undo_incomplete";
  }
  return "unknown";
}

std::string keyOf(std::string_view group, std::string_view item) {
  return std::string(group) + "." + std::string(item);
}

/// As the keys of the messages have it: an autorun is told by what it does, not by what it is in the registry.
std::string_view wordFor(ObservationKind kind) {
  return kind == ObservationKind::Autorun ? "autorun" : name(kind);
}

}  // namespace

std::string filled(std::string_view text, const std::vector<std::string>& arguments, const std::string& number) {
  std::string result;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char next = text[i] == '%' && i + 1 < text.size() ? text[i + 1] : '\0';
    const std::size_t index = next >= '1' && next <= '9' ? static_cast<std::size_t>(next - '1') : arguments.size();
    if (next == 'n' && !number.empty()) {
      result += number;
      ++i;
    } else if (index < arguments.size()) {
      result += displayable(arguments[index]);
      ++i;
    } else {
      result += text[i];
    }
  }
  return result;
}

std::string shownName(std::string_view subject) {
  constexpr std::size_t longest = 40;
  while (!subject.empty() && (subject.back() == '\\' || subject.back() == '/')) subject.remove_suffix(1);
  const std::size_t separator = subject.find_last_of("\\/");
  std::string name = displayable(separator == std::string_view::npos ? subject : subject.substr(separator + 1));

  std::vector<std::size_t> starts;  // of each character
  for (std::size_t i = 0; i < name.size(); ++i) {
    if ((static_cast<unsigned char>(name[i]) & 0xC0U) != 0x80U) starts.push_back(i);
  }
  if (starts.size() <= longest) return name;
  // A little more of the end, where the kind of file stands.
  constexpr std::size_t head = 19;
  constexpr std::size_t tail = longest - 1 - head;
  return name.substr(0, starts[head]) + "…" + name.substr(starts[starts.size() - tail]);
}

Result<Wording> Wording::fromJson(std::string_view json) {
  JsonMistakes mistakes;
  Wording wording;
  if (const std::optional<nlohmann::json> read = parseStrictJson(json, mistakes)) {
    for (const auto& [key, text] : JsonCursor(&*read, "", mistakes).members()) wording.texts_[key] = text.text();
  }
  const auto language = wording.texts_.find("language");
  if (mistakes.empty() && (language == wording.texts_.end() || (language->second != "ja" && language->second != "en"))) {
    mistakes.push_back({"/language", "neither \"ja\" nor \"en\""});
  }
  if (!mistakes.empty()) return fail(Errc::Corrupt, "messages", mistakes.front().place + ": " + mistakes.front().what);
  wording.language_ = language->second;
  return wording;
}

std::string Wording::text(std::string_view key, const std::vector<std::string>& arguments) const {
  const auto found = texts_.find(key);
  return found == texts_.end() ? std::string(key) : filled(found->second, arguments, "");
}

std::string Wording::count(std::string_view key, std::uint64_t n, const std::vector<std::string>& arguments) const {
  // Japanese has one form for all numbers.
  const auto found = texts_.find(keyOf(key, n == 1 && language_ == "en" ? "one" : "other"));
  return found == texts_.end() ? std::string(key) : filled(found->second, arguments, withCommas(n));
}

std::string Wording::error(const Error& error, Phase phase) const {
  // What there is to do is another thing than with what cannot be read.
  if (isOneOfSeveralDisks(error)) return text("target.one_of_several");
  const std::string code(sankajo::name(error.code));
  const std::string name = error.subject.empty() ? text("error.no_subject") : shownName(error.subject);
  const std::string gap = language_ == "en" ? " " : "";
  std::string sentences = text(keyOf("error", code + ".what"), {name});
  // A refusal says by itself that nothing was touched.
  if (error.code != Errc::Refused) sentences += gap + text(keyOf("error", keyOf("lost", wordFor(phase))));
  return sentences + gap + text(keyOf("error", code + ".do"), {name});
}

std::string Wording::reason(Errc code) const {
  return text(keyOf("reason", sankajo::name(code)));
}

std::string Wording::reason(std::string_view why) const {
  if (const auto code = codeOf(why)) return reason(*code);
  const std::string_view word = why.substr(0, why.find_first_of(": "));
  if (word == notAdministrator) return text("reason.no_rights");
  if (word == protectedByWindows) return text("reason.protected");
  if (word == moreMemory) return text("reason.more_memory");
  return text(word == "missing" ? "reason.missing" : "reason.other");
}

std::string Wording::notDone(std::string_view why, std::string_view action) const {
  const auto code = codeOf(why);
  if (code && action == "end_process") {
    // What is said of a disk does not fit a program.
    const auto ofProgram = texts_.find(keyOf("not_done", keyOf("program", sankajo::name(*code))));
    if (ofProgram != texts_.end()) return ofProgram->second;
  }
  if (code == Errc::Busy && action == "restore_key") return text("not_done.restore_key.Busy");
  if (code && code != Errc::Cancelled && (action == "close_ports" || action == "open_ports")) return text(keyOf("not_done", action));
  if (code && action == "install_package") {
    if (const auto exitCode = exitCodeIn(why)) {
      const auto known = texts_.find("not_done.exit." + std::to_string(*exitCode));
      return known != texts_.end() ? known->second : text("not_done.exit.other", {std::to_string(*exitCode)});
    }
    if (why.find("was interrupted") != std::string_view::npos) return text("not_done.install.Interrupted");
    const auto ofPackage = texts_.find(keyOf("not_done", keyOf("install", sankajo::name(*code))));
    if (ofPackage != texts_.end()) return ofPackage->second;
  }
  return text(code ? keyOf("not_done", sankajo::name(*code)) : "not_done.other");
}

ResultText Wording::result(ResultKind kind) const {
  const std::string group = keyOf("result", wordFor(kind));
  return {text(group + ".headline"), text(group + ".means"), text(group + ".not"), text(group + ".now")};
}

std::string Wording::infection(Infection infection) const {
  return text(keyOf("worm", sankajo::name(infection)));
}

std::string Wording::exposure(Exposure exposure, const std::string& closedBy) const {
  if (exposure == Exposure::Closed && !closedBy.empty()) return text("hole.closed_by", {closedBy});
  return text(keyOf("hole", sankajo::name(exposure)));
}

std::string Wording::nextStep(NextStep step) const {
  return text(keyOf("next", sankajo::name(step)));
}

std::string Wording::found(ObservationKind kind, Strength strength, Seen state, const std::string& subject) const {
  if (state == Seen::Unknown) return text("found.unknown", {subject});
  if (strength == Strength::Remark) return text("found.remark", {subject});
  const std::string key = keyOf(keyOf("found", wordFor(kind)), sankajo::name(strength));
  // Not every kind comes in every strength.
  return text(texts_.contains(key) ? key : "found.elsewhere", {subject});
}

std::string Wording::action(std::string_view action, const std::string& subject) const {
  // The name that we gave to what starts the script says nothing to a person.
  if (subject == startName && action == "put_value") return text("action.put_start");
  if (subject == startName && action == "restore_value") return text("action.restore_start");
  return text(keyOf("action", action), {subject});
}

std::string Wording::why(Consent consent, const std::string& threat, std::string_view action) const {
  return text(keyOf("why", action == "close_ports" ? action : sankajo::name(consent)), {threat});
}

std::string Wording::packageRefused(const PackageRefused& refused) const {
  return text(keyOf("package", sankajo::name(refused.problem)), {refused.file, refused.needed});
}

std::string Wording::kind(ObservationKind kind) const {
  return text(keyOf("kind", wordFor(kind)));
}
std::string Wording::strength(Strength strength) const {
  return text(keyOf("strength", sankajo::name(strength)));
}
std::string Wording::patchState(PatchState state) const {
  return text(keyOf("patch", sankajo::name(state)));
}
std::string Wording::outcome(Outcome outcome) const {
  return text(keyOf("outcome", sankajo::name(outcome)));
}
std::string Wording::depth(Depth depth) const {
  return text(keyOf("depth", sankajo::name(depth)));
}
std::string Wording::group(Consent consent, const Plan& plan) const {
  const bool now = std::ranges::any_of(plan.operations, [](const Operation& one) { return std::holds_alternative<InstallPackage>(one.action); });
  return text(consent == Consent::Patch && now ? "group.patch_now" : keyOf("group", sankajo::name(consent)));
}

}  // namespace sankajo
