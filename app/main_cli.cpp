// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <algorithm>
#include <chrono>
#include <ctime>
#include <exception>
#include <filesystem>
#include <functional>
#include <iostream>
#include <memory>
#include <nlohmann/json.hpp>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "app/console.h"
#include "app/options.h"
#include "app/output.h"
#include "app/packs.h"
#include "app/startup.h"
#include "engine/engine.h"
#include "engine/fleet.h"
#include "engine/filter_rules.h"
#include "engine/office_notice.h"
#include "engine/packages.h"
#include "engine/report_form.h"
#include "engine/situation.h"
#include "engine/target/discover.h"
#include "engine/target/offline.h"
#include "engine/text.h"
#include "engine/windows_here.h"
#include "engine/wording.h"

// sankajo-cli: chooses what to do and prints what came of it. What is right is the engine's business, how it is said is wording's.

namespace sankajo {

namespace {

/// Why the program ends before it has done anything: exit code and the one line for standard error.
struct Ending {
  int code = ExitInternal;
  std::string sentence;
};
template <class T>
using OrEnding = tl::expected<T, Ending>;

/// One line on standard error that can be written over, for people who watch.
class StatusLine {
 public:
  explicit StatusLine(bool shown) : shown_(shown) {}
  ~StatusLine() { clear(); }
  StatusLine(const StatusLine&) = delete;
  StatusLine& operator=(const StatusLine&) = delete;
  /// Cut off at the terminal's edge: what goes on in the next line could not be written over.
  void show(const std::string& text) {
    if (!shown_) return;
    std::cerr << "\r\x1b[K\x1b[?7l" << text << "\x1b[?7h" << std::flush;
    isThere_ = true;
  }
  void clear() {
    if (isThere_) std::cerr << "\r\x1b[K" << std::flush;
    isThere_ = false;
  }

 private:
  bool shown_;
  bool isThere_ = false;
};

class Program {
 public:
  Program(Options options, const Wording& wording)
      : options_(std::move(options)), wording_(wording), status_(!options_.quiet && !options_.json && standardErrorIsTerminal()), signals_(stop_) {}

  int run() {
    if (options_.logFile) {
      auto log = Log::open(*options_.logFile);
      if (!log) return end({ExitUsage, say("usage.cannot_write", {*options_.logFile})});
      log_ = std::move(*log);
    }
    if (options_.reportFile) {
      auto file = WholeFile::beside(*options_.reportFile);
      if (!file) return end({ExitUsage, say("usage.cannot_write", {*options_.reportFile})});
      reportFile_ = std::move(*file);
    }
    if (options_.reportFolder) {
      auto file = WholeFile::in(*options_.reportFolder);
      if (!file) return end({ExitUsage, say("usage.cannot_write", {*options_.reportFolder})});
      folderFile_ = std::move(*file);
    }
    switch (options_.verb) {
      case Verb::Targets:
        return targets();
      case Verb::Check:
        return check();
      case Verb::Treat:
        return treat();
      case Verb::Undo:
        return undo();
      case Verb::Purge:
        return purge();
      case Verb::Lint:
        return lint();
      case Verb::Summarise:
        return summarise();
      case Verb::Rules:
        return rules();
      case Verb::Situation:
        return situation();
      case Verb::ReportForm:
        return reportForm();
      case Verb::Notices:
        return notices();
    }
    return ExitInternal;
  }

 private:
  // ----------------------------------------------------------------------------------------------------------------- words

  std::string say(std::string_view key, const std::vector<std::string>& arguments = {}) const { return wording_.text(key, arguments); }

  /// Ends with one plain line on standard error.
  int end(const Ending& ending) {
    status_.clear();
    if (!ending.sentence.empty()) std::cerr << displayable(ending.sentence) << "\n";
    log_.line("exit " + std::to_string(ending.code));
    return ending.code;
  }

  void tell(const std::string& sentence) {
    status_.clear();
    std::cerr << sentence << "\n";
  }

  Ending ending(int code, const Error& error, Phase phase) {
    log_.line(describe(error));
    return {code, wording_.error(error, phase)};
  }

  // --------------------------------------------------------------------------------------------------------- what to work on

  OrEnding<std::vector<Advisory>> packs() {
    auto loaded = loadPacks(options_);
    if (loaded) return std::move(*loaded);
    const Error& error = loaded.error();
    log_.line(describe(error));
    std::string sentence = wording_.error(error, Phase::Checking);
    if (error.detail == "stands twice") sentence = say("cli.pack_twice", {error.subject});
    if (error.detail == "holds no pack") sentence = say("cli.no_pack", {error.subject});
    return tl::unexpected(Ending{ExitAdvisory, sentence});
  }

  /// The patches' own files: of the folder that was named, else of the one beside the program. A list that cannot be used keeps nobody from a check.
  OrEnding<std::optional<PackageFolder>> patches() {
    const std::string folder = options_.patches.value_or(patchesBeside());
    if (!options_.patches && folder.empty()) return std::nullopt;
    auto opened = PackageFolder::open(folder);
    if (opened && (*opened || !options_.patches)) return std::move(*opened);
    if (opened) return tl::unexpected(Ending{ExitUsage, say("usage.no_packages", {folder})});
    log_.line(describe(opened.error()));
    if (options_.patches) return tl::unexpected(Ending{ExitUsage, say("cli.bad_packages", {folder})});
    tell(say("cli.bad_packages", {folder}));
    return std::nullopt;
  }

  /// What of the packages fits; nothing where looking was stopped.
  std::vector<PackageOffer> offers(const Report& report, const std::vector<Advisory>& advisories,
                                   const std::optional<PackageFolder>& folder) {
    if (!folder) return {};
    auto offered = offerPackages(report.evidence, report.assessment, advisories, *folder, stop_.get_token());
    return offered ? std::move(*offered) : std::vector<PackageOffer>();
  }

  static std::vector<PackagesSeen> seenOf(const std::vector<PackageOffer>& offers) {
    std::vector<PackagesSeen> seen;
    seen.reserve(offers.size());
    for (const PackageOffer& offer : offers) seen.push_back(offer.seen);
    return seen;
  }

  static std::string placeOf(const WindowsHere& windows) { return windows.folder + " (" + windows.systemRoot + ")"; }

  /// Every Windows on the mounted volumes; empty when stopped.
  std::vector<WindowsHere> allHere() {
    std::vector<Error> unreadable;
    auto all = windowsHere(unreadable, stop_.get_token());
    for (const Error& error : unreadable) log_.line(describe(error));
    if (!all) return {};
    for (const WindowsHere& one : *all) {
      if (one.unread) log_.line(describe(*one.unread));
    }
    return std::move(*all);
  }

  OrEnding<std::unique_ptr<Target>> target() {
    if (options_.target) {
      // Reports and what they tell to type must hold from any folder.
      return open(absoluteHostPath(*options_.target), options_.systemRoot);
    }
    std::vector<WindowsHere> all = allHere();
    if (options_.systemRoot) {
      std::erase_if(all, [this](const WindowsHere& one) { return !equalNoCase(one.systemRoot, *options_.systemRoot); });
    }
    // On Windows, without further words, this Windows is meant.
    if (all.size() == 1 || (!all.empty() && all.front().running)) return open(all.front().folder, all.front().systemRoot);
    if (all.empty()) return tl::unexpected(Ending{ExitUsage, say("usage.no_windows_found")});
    std::string list;
    for (const WindowsHere& one : all) list += (list.empty() ? "" : ", ") + placeOf(one);
    return tl::unexpected(Ending{ExitUsage, say("usage.several_windows", {list})});
  }

  OrEnding<std::unique_ptr<Target>> open(const std::string& folder, const std::optional<std::string>& systemRoot) {
    auto opened = openWindows(folder, systemRoot);
    if (opened) return std::move(*opened);
    const Error& error = opened.error();
    log_.line(describe(error));
    switch (error.code) {
      case Errc::Refused:
        return tl::unexpected(Ending{ExitUsage, say("usage.several_roots", {error.detail})});
      case Errc::Unsupported:
        return tl::unexpected(noWindows(folder, systemRoot));
      case Errc::AccessDenied:
      case Errc::Busy:
      case Errc::Unclean:
      case Errc::Corrupt:
      case Errc::BadAdvisory:
      case Errc::Cancelled:
      case Errc::Io:
        break;
    }
    return tl::unexpected(Ending{ExitRefused, wording_.error(error, Phase::Checking)});
  }

  /// There is no Windows to look at: what there is instead.
  Ending noWindows(const std::string& folder, const std::optional<std::string>& systemRoot) {
    std::error_code ignored;
    if (std::filesystem::is_directory(folder, ignored)) {
      auto files = openHostFolder(folder);
      const auto found = files ? installations(**files) : Result<std::vector<Installation>>(tl::unexpected(files.error()));
      if (systemRoot && found && !found->empty()) return {ExitUsage, say("usage.no_such_root", {*systemRoot})};
    } else if (const auto volume = volumeStateOfDevice(folder)) {
      if (!volume->encryption.empty()) return {ExitRefused, say("target.encrypted", {folder, volume->encryption})};
      if (volume->format != VolumeFormat::Unknown) return {ExitRefused, say("target.not_mounted", {folder})};
    }
    if (std::filesystem::is_block_file(folder, ignored)) return {ExitRefused, say("target.not_mounted", {folder})};
    return {ExitRefused, say("target.no_windows", {folder})};
  }

  // ---------------------------------------------------------------------------------------------------- while something runs

  ProgressCallback progress() {
    return [this, last = std::string()](const Progress& now) mutable {
      if (now.found != nullptr) log_.line("found " + now.found->where);
      if (now.where != last) log_.line("looking at " + now.where);
      last = now.where;
      status_.show(wording_.count("cli.looking", now.filesSeen, {shownName(now.where)}));
    };
  }

  OperationCallback operationDone() {
    return [this](const Operation& operation, const OperationResult* result) {
      begun_ = true;
      const std::string what(name(operation.action));
      const std::string where = whereOf(operation.action);
      const std::string sentence = wording_.action(what, shownName(where));
      if (result == nullptr) {
        log_.line("begin " + operation.id + " " + what + " " + where);
        status_.show(sentence);
      } else {
        log_.line(std::string(name(result->outcome)) + " " + operation.id + " " + result->detail);
        status_.show(say("report.with_note", {sentence, wording_.outcome(result->outcome)}));
      }
    };
  }

  /// What is said about what was changed: an error before the first step has left everything as it was.
  Phase phase() const { return begun_ ? Phase::Treating : Phase::Checking; }

  // --------------------------------------------------------------------------------------------------------------- reports

  static std::string jsonText(const nlohmann::ordered_json& json) {
    return json.dump(2, ' ', false, nlohmann::ordered_json::error_handler_t::replace) + "\n";
  }

  std::string inForm(ReportForm form, const Report& report, const std::vector<Advisory>& advisories) const {
    switch (form) {
      case ReportForm::Json:
        return jsonText(reportJson(report));
      case ReportForm::Text:
        return reportText(report, wording_, advisories);
      case ReportForm::Html:
        return reportHtml(report, wording_, advisories);
    }
    return {};
  }

  void saveReport(const Report& report, const std::vector<Advisory>& advisories) {
    const auto told = [this](const Status& saved, const std::string& place) {
      if (saved) return;
      log_.line(describe(saved.error()));
      tell(say("cli.report_not_saved", {place}));
    };
    if (reportFile_) told(reportFile_->finish(inForm(options_.reportForm, report, advisories)), *options_.reportFile);
    if (folderFile_) {
      const std::string file = fleetReportName(report.evidence.system, report.evidence.started);
      told(folderFile_->finish(inForm(ReportForm::Json, report, advisories), file), *options_.reportFolder);
    }
  }

  /// Prints the report and gives its exit code.
  int finish(const Report& report, const std::vector<Advisory>& advisories) {
    status_.clear();
    std::cout << inForm(options_.json ? ReportForm::Json : ReportForm::Text, report, advisories) << std::flush;
    saveReport(report, advisories);
    log_.line("exit " + std::to_string(report.exitCode));
    return report.exitCode;
  }

  /// A check that could not be made: nothing is known, and that is said in the same form as everything else.
  Report nothingKnown(Target& target, const std::vector<Advisory>& advisories, const Error& error) const {
    Report report;
    report.evidence.depth = options_.depth;
    report.evidence.started = isoTime(std::time(nullptr));
    report.evidence.system.root = target.root();
    report.evidence.system.systemRoot = target.systemRoot().text();
    report.evidence.notRead.push_back({target.systemRoot().text(), describe(error), true});
    for (const Advisory& advisory : advisories) report.advisories.emplace_back(advisory.id, advisory.version);
    report.exitCode = ExitUnknown;
    return report;
  }

  /// What keeps this Windows from being changed, as a sentence.
  std::string whyNotChanged(Target& target, const Error& error) const {
    if (error.code == Errc::AccessDenied) return say("target.read_only");
    if (error.code == Errc::Unclean) {
      const auto volume = volumeStateOf(target.root());
      if (volume && *volume && (*volume)->hibernated) return say("target.hibernated");
    }
    return wording_.error(error, Phase::Checking);
  }

  int endUnchanged(Target& target, const Error& error) {
    log_.line(describe(error));
    return end({ExitRefused, whyNotChanged(target, error)});
  }

  /// Whether there is this run, or any that was not undone.
  static bool isThere(Target& target, const std::optional<std::string>& run) {
    const auto recorded = runs(target);
    if (!recorded) return true;
    return std::ranges::any_of(recorded->runs, [&run](const RunSummary& one) { return run ? one.run == *run : !one.undone; });
  }

  // ----------------------------------------------------------------------------------------------------------------- verbs

  int targets() {
    nlohmann::ordered_json list = nlohmann::ordered_json::array();
    std::string text;
    for (const WindowsHere& one : allHere()) {
      const SystemFacts& facts = one.facts;
      const auto orNull = [](const std::string& value) {
        return value.empty() ? nlohmann::ordered_json() : nlohmann::ordered_json(validUtf8(value));
      };
      const auto orUnknown = [this](const std::string& value) { return value.empty() ? say("report.unknown_value") : value; };
      list.push_back({{"root", validUtf8(one.folder)},
                      {"system_root", validUtf8(one.unread ? one.systemRoot : facts.systemRoot)},
                      {"product", orNull(facts.product)},
                      {"service_pack", facts.servicePack ? nlohmann::ordered_json(*facts.servicePack) : nlohmann::ordered_json()},
                      {"computer_name", orNull(facts.computerName)}});
      text += say("cli.targets.line", {one.folder, orUnknown(facts.product), orUnknown(facts.computerName), one.systemRoot}) + "\n";
    }
    nlohmann::ordered_json encrypted = nlohmann::ordered_json::array();
    if (list.empty()) text += say("cli.targets.none") + "\n";
    for (const EncryptedVolume& volume : encryptedVolumes()) {
      encrypted.push_back({{"device", validUtf8(volume.device)}, {"encryption", validUtf8(volume.encryption)}});
      text += say("cli.targets.encrypted", {volume.device, volume.encryption}) + "\n";
    }
    if (options_.json) {
      text = jsonText({{"schema", "sankajo.targets/1"}, {"targets", std::move(list)}, {"encrypted", std::move(encrypted)}});
    }
    std::cout << text << std::flush;
    return ExitClean;
  }

  int check() {
    return checkAnd([this](const Report& report, const std::vector<Advisory>& advisories) { return finish(report, advisories); });
  }

  /// The form says what the check found, and is written whatever that is.
  int reportForm() {
    std::optional<WholeFile> file;
    if (options_.formFile) {
      auto beside = WholeFile::beside(*options_.formFile);
      if (!beside) return end({ExitUsage, say("usage.cannot_write", {*options_.formFile})});
      file = std::move(*beside);
    }
    return checkAnd([&](const Report& report, const std::vector<Advisory>& advisories) {
      const std::string text = sankajo::reportForm(report, wording_, advisories);
      status_.clear();
      if (!file) std::cout << text << std::flush;
      if (const Status saved = file ? file->finish(text) : Status(); !saved) {
        log_.line(describe(saved.error()));
        return end({ExitUsage, say("usage.cannot_write", {*options_.formFile})});
      }
      return static_cast<int>(ExitClean);
    });
  }

  int checkAnd(const std::function<int(const Report&, const std::vector<Advisory>&)>& use) {
    const auto advisories = packs();
    if (!advisories) return end(advisories.error());
    const auto folder = patches();
    if (!folder) return end(folder.error());
    const auto windows = target();
    if (!windows) return end(windows.error());
    auto report = sankajo::check(**windows, *advisories, options_.depth, progress(), stop_.get_token());
    if (!report) {
      if (report.error().code == Errc::BadAdvisory) return end(ending(ExitAdvisory, report.error(), Phase::Checking));
      const Ending why = ending(ExitUnknown, report.error(), Phase::Checking);
      const Report unknown = nothingKnown(**windows, *advisories, report.error());
      if (options_.json) std::cout << jsonText(reportJson(unknown)) << std::flush;
      // Not even whose it is; of a check that was stopped nobody waits for one.
      if (report.error().code != Errc::Cancelled) saveReport(unknown, *advisories);
      return end(why);
    }
    report->packages = seenOf(offers(*report, *advisories, *folder));
    const int code = use(*report, *advisories);
    const Status writable = (*windows)->writable();
    if (!options_.quiet && !writable && writable.error().code == Errc::Unclean) tell(say("target.unclean"));
    return code;
  }

  int treat() {
    const auto advisories = packs();
    if (!advisories) return end(advisories.error());
    const auto folder = patches();
    if (!folder) return end(folder.error());
    const auto windows = target();
    if (!windows) return end(windows.error());

    std::optional<Report> first;   // The first check's, once it is made.
    std::optional<Error> locked;   // Why this Windows may not be changed: then nobody is asked.
    bool unanswered = false;
    bool declined = false;
    const AskConsent ask = [&](const Report& firstCheck, const Plan& plan) -> std::optional<ConsentGiven> {
      first = firstCheck;
      first->packages = seenOf(offers(firstCheck, *advisories, *folder));
      if (const Status writable = (*windows)->writable(); !writable) {
        locked = writable.error();
        return std::nullopt;
      }
      if (options_.yes) return ConsentGiven{true, options_.traces, options_.possible, true};
      const std::optional<ConsentGiven> given = askForEachGroup(*first, plan, *advisories);
      unanswered = !given;
      if (!given) return std::nullopt;
      declined = !given->certain && !given->traces && !given->possible && !given->patch;
      return declined ? std::nullopt : given;
    };
    const auto installing = [this](const Operation& operation, std::chrono::seconds since) {
      status_.show(wording_.count("cli.installing", static_cast<std::uint64_t>(since.count()), {shownName(whereOf(operation.action))}));
    };
    const TreatOptions options{options_.depth, options_.dryRun, packageFor(**windows, *advisories, *folder), installing};
    auto report = sankajo::treat(**windows, *advisories, options, ask, progress(), operationDone(), stop_.get_token());

    if (unanswered && !stop_.stop_requested()) return end({ExitUsage, say("usage.no_answer")});
    if (!report && !locked && mayNotBeChanged(report.error())) locked = report.error();
    if (locked) return endLocked(**windows, *advisories, std::move(first), *locked);
    if (declined && report) {
      // Whoever was asked has seen the report.
      if (options_.json) std::cout << jsonText(reportJson(*report)) << std::flush;
      saveReport(*report, *advisories);
      return end({ExitIncomplete, say("cli.nothing_changed")});
    }
    if (!report) {
      const bool badPack = report.error().code == Errc::BadAdvisory;
      return end(ending(badPack ? ExitAdvisory : ExitIncomplete, report.error(), phase()));
    }
    report->packages = seenOf(offers(*report, *advisories, *folder));
    return finish(*report, *advisories);
  }

  /// The package to install, or to put ready. Which one fits does not depend on how deep a check looks.
  std::optional<PackageToStage> packageFor(Target& windows, const std::vector<Advisory>& advisories,
                                           const std::optional<PackageFolder>& folder) {
    if (!folder) return std::nullopt;
    const auto looked = sankajo::check(windows, advisories, Depth::Quick, progress(), stop_.get_token());
    if (!looked) return std::nullopt;
    for (PackageOffer& offer : offers(*looked, advisories, folder)) {
      if (offer.package) return std::move(offer.package);
    }
    return std::nullopt;
  }

  static bool mayNotBeChanged(const Error& error) {
    return error.code == Errc::Unclean || error.code == Errc::AccessDenied || error.code == Errc::Unsupported;
  }

  /// The check stays visible although nothing may be changed.
  int endLocked(Target& windows, const std::vector<Advisory>& advisories, std::optional<Report> first, const Error& why) {
    log_.line(describe(why));
    if (!first) {
      if (auto again = sankajo::check(windows, advisories, options_.depth, progress(), stop_.get_token())) first = std::move(*again);
    }
    status_.clear();
    if (first) {
      if (!options_.json) std::cout << reportText(*first, wording_, advisories) << std::flush;
      saveReport(*first, advisories);
    }
    return end({ExitRefused, whyNotChanged(windows, why)});
  }

  /// Shows the plan and asks about each group that has something in it. Empty: nobody answered.
  std::optional<ConsentGiven> askForEachGroup(const Report& firstCheck, const Plan& plan, const std::vector<Advisory>& advisories) {
    status_.clear();
    if (!options_.json) std::cout << reportText(firstCheck, wording_, advisories) << std::flush;
    tell("\n" + say("cli.plan"));
    ConsentGiven given;
    for (const Consent group : {Consent::Certain, Consent::Traces, Consent::Possible, Consent::Patch}) {
      std::string lines;
      for (const Operation& operation : plan.operations) {
        if (operation.consent != group) continue;
        lines += "  " + operation.id + "  " + wording_.action(name(operation.action), shownName(whereOf(operation.action))) + "\n";
        lines += "     " + displayable(whereOf(operation.action)) + "\n";
        lines += "     " + wording_.why(operation.consent, displayable(threatName(operation, advisories)), name(operation.action)) + "\n";
      }
      if (lines.empty()) continue;
      tell("\n" + wording_.group(group, plan) + "\n" + lines + say("ask.group"));
      const std::optional<bool> answer = yesOrNo();
      if (!answer) return std::nullopt;
      given[group] = *answer;
    }
    return given;
  }

  std::string threatName(const Operation& operation, const std::vector<Advisory>& advisories) const {
    const auto pack = std::ranges::find(advisories, operation.advisory, &Advisory::id);
    if (pack == advisories.end()) return operation.because;
    const std::string text = pack->text(wording_.language(), "threat." + operation.because + ".name");
    return text.empty() ? operation.because : text;
  }

  /// Empty: standard input has ended, or a stop was requested.
  std::optional<bool> yesOrNo() {
    for (;;) {
      std::cerr << "> " << std::flush;
      std::optional<std::string> line = readLine(stop_.get_token());
      if (!line) return std::nullopt;
      const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\r'; };
      std::erase_if(*line, blank);
      for (const char* yes : {"y", "yes", "はい"}) {
        if (equalNoCase(*line, yes)) return true;
      }
      for (const char* no : {"n", "no", "いいえ"}) {
        if (equalNoCase(*line, no)) return false;
      }
      tell(say("ask.again"));
    }
  }

  int undo() {
    const auto advisories = packs();
    if (!advisories) return end(advisories.error());
    const auto windows = target();
    if (!windows) return end(windows.error());
    const auto report = sankajo::undo(**windows, *advisories, options_.run, operationDone(), progress(), stop_.get_token());
    if (report) return finish(*report, *advisories);
    const Error& error = report.error();
    if (mayNotBeChanged(error)) return endUnchanged(**windows, error);
    if (error.code == Errc::Refused && !isThere(**windows, options_.run)) {
      log_.line(describe(error));
      return end({ExitUsage, say(options_.run ? "usage.no_such_run" : "usage.nothing_to_undo")});
    }
    if (error.code == Errc::BadAdvisory) return end(ending(ExitAdvisory, error, Phase::Checking));
    return end(ending(ExitIncomplete, error, phase()));
  }

  int purge() {
    const auto windows = target();
    if (!windows) return end(windows.error());
    auto recorded = runs(**windows);
    if (!recorded) return end(ending(ExitIncomplete, recorded.error(), Phase::Checking));
    int code = ExitClean;
    for (const Error& broken : recorded->broken) {
      if (options_.run && broken.subject.find("\\" + *options_.run + "\\") == std::string::npos) continue;
      tell(ending(ExitIncomplete, broken, Phase::Checking).sentence);
      code = ExitIncomplete;  // what it belongs to stays
    }
    if (options_.run) std::erase_if(recorded->runs, [this](const RunSummary& run) { return run.run != *options_.run; });
    if (options_.run && recorded->runs.empty() && code == ExitClean) return end({ExitUsage, say("usage.no_such_run")});
    std::erase_if(recorded->runs, [&](const RunSummary& run) {
      if (run.finished) return false;
      tell(say("cli.purge_interrupted", {run.run}));
      code = ExitIncomplete;
      return true;
    });
    if (recorded->runs.empty()) {
      if (code == ExitClean) std::cout << say("cli.nothing_to_purge") << "\n" << std::flush;
      return code;
    }
    for (const RunSummary& run : recorded->runs) tell(wording_.count("cli.purge_run", run.operations, {run.run, run.started}));
    if (!options_.yes) {
      tell(say("ask.purge"));
      const std::optional<bool> answer = yesOrNo();
      if (!answer && !stop_.stop_requested()) return end({ExitUsage, say("usage.no_answer")});
      if (!answer || !*answer) return end({ExitIncomplete, say("cli.nothing_changed")});
    }
    for (const RunSummary& run : recorded->runs) {
      const Status gone = sankajo::purge(**windows, run.run);
      if (gone) {
        std::cout << say("cli.purged", {run.run}) << "\n" << std::flush;
      } else if (mayNotBeChanged(gone.error())) {
        return endUnchanged(**windows, gone.error());
      } else {
        log_.line(describe(gone.error()));
        tell(say("cli.not_purged", {run.run}));
        code = ExitIncomplete;
      }
    }
    return code;
  }

  int lint() {
    int code = ExitClean;
    for (const std::string& folder : options_.packs) {
      const auto mistake = [&code](const std::string& line) {
        std::cerr << displayable(line) << "\n";
        code = ExitAdvisory;
      };
      const auto pack = readPack(folder);
      if (!pack) {
        mistake(pack.error().subject + ": " + pack.error().detail);
        continue;
      }
      const std::vector<PackMistake> mistakes = sankajo::lint(*pack);
      for (const PackMistake& one : mistakes) mistake(folder + "/" + one.file + ": " + one.place + ": " + one.what);
      if (!mistakes.empty()) continue;
      const auto advisory = parseAdvisory(*pack);
      if (advisory) std::cout << say("cli.pack_good", {advisory->id, advisory->version}) << "\n" << std::flush;
    }
    return code;
  }

  int rules() {
    const auto advisories = packs();
    if (!advisories) return end(advisories.error());
    const std::vector<PortIndicator> ports = portsToClose(*advisories, options_.allPorts);
    if (ports.empty()) return end({ExitAdvisory, say("usage.no_ports")});
    std::cout << filterRules(options_.filter, ports, wording_) << std::flush;
    return ExitClean;
  }

  int situation() {
    const auto advisories = packs();
    if (!advisories) return end(advisories.error());
    std::string text = options_.json ? jsonText(situationJson(*advisories, wording_.language())) : std::string();
    for (const Advisory& advisory : *advisories) {
      const auto figures = situationOf(advisory, wording_.language());
      if (figures && !options_.json) text += situationText(*figures, wording_);
    }
    std::cout << text << std::flush;
    return ExitClean;
  }

  /// The PCs that ought to be there; nothing where no list was named.
  OrEnding<std::optional<std::vector<ListedPc>>> listedPcs() {
    if (!options_.listFile) return std::nullopt;
    auto read = readPcListFile(*options_.listFile);
    if (read) return std::move(*read);
    log_.line(describe(read.error()));
    return tl::unexpected(
        Ending{ExitUsage, say(read.error().code == Errc::Corrupt ? "usage.bad_list" : "usage.cannot_read", {*options_.listFile})});
  }

  int notices() {
    const auto advisories = packs();
    if (!advisories) return end(advisories.error());
    auto list = listedPcs();
    if (!list) return end(list.error());
    const OfficeFields fields{options_.office.value_or(""), options_.contact.value_or(""), options_.date.value_or(""),
                              std::move(*list).value_or(std::vector<ListedPc>())};
    std::string text;
    for (const OfficeNoticeKind kind : kOfficeNotices) {
      if (options_.notice && *options_.notice != kind) continue;
      if (!text.empty()) text += "\n" + std::string(40, '-') + "\n\n";
      text += officeNoticeText(officeNotice(kind, fields, *advisories, wording_), wording_);
    }
    std::cout << text << std::flush;
    return ExitClean;
  }

  int summarise() {
    const auto list = listedPcs();
    if (!list) return end(list.error());
    const auto summary = summariseFolder(options_.folder, *list);
    if (!summary) {
      log_.line(describe(summary.error()));
      return end({ExitUsage, say("usage.cannot_read", {options_.folder})});
    }
    std::string text;
    switch (options_.tableForm) {
      case TableForm::Text:
        text = fleetText(*summary, wording_);
        break;
      case TableForm::Json:
        text = jsonText(fleetJson(*summary));
        break;
      case TableForm::Csv:
        text = fleetCsv(*summary, wording_);
        break;
      case TableForm::Html:
        text = fleetHtml(*summary, wording_);
        break;
    }
    std::cout << text << std::flush;
    return ExitClean;
  }

  const Options options_;
  const Wording& wording_;
  Log log_;
  std::optional<WholeFile> reportFile_, folderFile_;
  StatusLine status_;
  bool begun_ = false;  ///< A step was taken, or tried.
  std::stop_source stop_;
  StopOnSignal signals_;
};

int runProgram(const std::vector<std::string>& arguments, std::string& internalFault) {
  const auto wording = Wording::fromJson(embeddedFile("translations/messages." + chosenLanguage(arguments) + ".json"));
  if (!wording) {
    internalFault = describe(wording.error());
    return ExitInternal;
  }
  internalFault = wording->text("cli.internal");
  const auto parsed = parseOptions(arguments, *wording);
  if (const auto* asked = std::get_if<AskedText>(&parsed)) {
    std::cout << asked->text << std::flush;
    return ExitClean;
  }
  if (const auto* mistake = std::get_if<UsageMistake>(&parsed)) {
    std::cerr << mistake->sentence << "\n";
    return ExitUsage;
  }
  return Program(std::get<Options>(parsed), *wording).run();
}

}  // namespace

}  // namespace sankajo

int main(int argc, char** argv) {
  sankajo::loadOnlySystemLibraries();
  std::string internalFault = "Internal error.";
  try {
    sankajo::prepareStandardStreams();
    const int code = sankajo::runProgram({argv + (argc > 0 ? 1 : 0), argv + argc}, internalFault);
    // A report that went nowhere is none.
    if (std::cout.good()) return code;
  } catch (const std::exception& fault) {
    internalFault += std::string(" (") + fault.what() + ")";
  } catch (...) {
    internalFault += " (?)";
  }
  std::cerr << internalFault << "\n";
  return sankajo::ExitInternal;
}
