// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/options.h"

#include <CLI/CLI.hpp>
#include <algorithm>
#include <cstdlib>
#include <utility>

#include "engine/engine.h"

namespace sankajo {

namespace {

/// What a name on the command line stands for.
template <class T>
using Words = std::vector<std::pair<std::string, T>>;

const Words<Depth> depths = {{"quick", Depth::Quick}, {"standard", Depth::Standard}, {"thorough", Depth::Thorough}};
const Words<ReportForm> reportEndings = {{".json", ReportForm::Json}, {".txt", ReportForm::Text}, {".html", ReportForm::Html}};
const Words<Verb> verbs = {{"targets", Verb::Targets}, {"check", Verb::Check}, {"treat", Verb::Treat},
                           {"undo", Verb::Undo},       {"purge", Verb::Purge}, {"lint", Verb::Lint},
                           {"summarise", Verb::Summarise}, {"rules", Verb::Rules}, {"situation", Verb::Situation},
                           {"report-form", Verb::ReportForm}, {"notices", Verb::Notices}};

template <class T>
std::string listed(const Words<T>& words, const std::string& between = ", ") {
  std::string list;
  for (const auto& [word, value] : words) list += (list.empty() ? "" : between) + word;
  return list;
}

Words<FilterFor> filters() {
  Words<FilterFor> words;
  for (const FilterFor filter : kFilters) words.emplace_back(name(filter), filter);
  return words;
}

Words<OfficeNoticeKind> notices() {
  Words<OfficeNoticeKind> words;
  for (const OfficeNoticeKind kind : kOfficeNotices) words.emplace_back(name(kind), kind);
  return words;
}

/// The command line as CLI11 knows it. Help says everything in the chosen language; mistakes are told by our own sentences.
class CommandLine {
 public:
  explicit CommandLine(const Wording& wording) : wording_(wording), app_(say("cli.about")) {
    app_.name("sankajo-cli");
    app_.require_subcommand(1);
    app_.fallthrough();
    app_.option_defaults()->group(say("cli.help.options"));
    const auto formatter = std::make_shared<CLI::Formatter>();
    formatter->column_width(32);
    for (const auto& [label, key] : {std::pair{"Usage", "cli.help.usage"}, {"OPTIONS", "cli.help.option_word"}, {"SUBCOMMAND", "cli.help.verb_word"},
                                     {"Positionals", "cli.help.positionals"}, {"TEXT", "cli.help.text"}, {"REQUIRED", "cli.help.required"}}) {
      formatter->label(label, say(key));
    }
    app_.formatter(formatter);
    app_.set_help_flag("-h,--help", say("cli.option.help"))->group(say("cli.help.options"));
    app_.set_version_flag("--version", "sankajo-cli " + std::string(version()), say("cli.option.version"));
    app_.footer(say("help.worm.title") + "\n" + say("help.worm.text"));
    addCommonOptions();
    addVerbs();
  }

  std::variant<Options, AskedText, UsageMistake> parse(std::vector<std::string> arguments) {
    // CLI11 takes them from the end. Its exceptions stop here.
    std::reverse(arguments.begin(), arguments.end());
    try {
      app_.parse(arguments);
    } catch (const CLI::CallForHelp&) {
      return AskedText{app_.help()};
    } catch (const CLI::CallForVersion& asked) {
      return AskedText{std::string(asked.what()) + "\n"};
    } catch (const CLI::ExtrasError&) {
      return unexpected();
    } catch (const CLI::RequiredError&) {
      // What was misspelt is more to the point than what is missing then.
      if (app_.remaining_size(true) > 0) return unexpected();
      if (app_.get_subcommands().empty()) return UsageMistake{say("usage.no_verb")};
      return UsageMistake{say(app_.got_subcommand("summarise") ? "usage.missing_reports" : "usage.missing_pack")};
    } catch (const CLI::ParseError& mistake) {
      // "--depth: 1 required TEXT missing"
      const std::string what = mistake.what();
      return UsageMistake{say("usage.missing_value", {what.substr(0, what.find_first_of(": "))})};
    }
    return checked();
  }

 private:
  std::string say(std::string_view key, const std::vector<std::string>& arguments = {}) const { return wording_.text(key, arguments); }

  UsageMistake unexpected() const {
    const std::vector<std::string> extras = app_.remaining(true);
    return {say("usage.unexpected", {extras.empty() ? "" : extras.front()})};
  }

  void addCommonOptions() {
    app_.add_option("--system-root", options_.systemRoot, say("cli.option.system_root"))->type_name("NAME");
    folders("--advisories", options_.advisories, "cli.option.advisories");
    folders("--only-advisories", options_.onlyAdvisories, "cli.option.only_advisories");
    app_.add_flag("--trust-pack", options_.trustPack, say("cli.option.trust_pack"));
    app_.add_option("--lang", language_, say("cli.option.lang"))->type_name("ja|en");
    app_.add_flag("--quiet", options_.quiet, say("cli.option.quiet"));
    app_.add_option("--log", options_.logFile, say("cli.option.log"))->type_name("FILE");
  }

  void folders(const char* name, std::vector<std::string>& to, const char* key) {
    // One folder each time that it is named; else it would swallow what follows.
    app_.add_option(name, to, say(key))->type_name("DIR")->allow_extra_args(false);
  }

  void addVerbs() {
    for (const auto& [word, verb] : verbs) {
      std::string purpose = "cli.verb." + word;
      std::ranges::replace(purpose, '-', '_');
      CLI::App& sub = *app_.add_subcommand(word, say(purpose));
      sub.group(say("cli.help.verbs"));
      sub.option_defaults()->group(say("cli.help.options"));
      sub.get_help_ptr()->group(say("cli.help.options"));
      sub.footer(say("cli.help.more"));
      sub.callback([this, chosen = verb] { options_.verb = chosen; });
      const auto text = [&](const char* name, std::optional<std::string>& to, const char* key, const char* type) {
        sub.add_option(name, to, say(key))->type_name(type);
      };
      const auto flag = [&](const char* name, bool& to, const char* key) { sub.add_flag(name, to, say(key)); };
      const bool reports = verb == Verb::Check || verb == Verb::Treat || verb == Verb::Undo;
      const bool checks = verb == Verb::Check || verb == Verb::Treat || verb == Verb::ReportForm;
      const bool aboutOneWindows = reports || checks || verb == Verb::Purge;
      if (aboutOneWindows) text("--target", options_.target, "cli.option.target", "DIR");
      if (checks) text("--depth", depth_, "cli.option.depth", "quick|standard|thorough");
      if (checks) text("--patches", options_.patches, "cli.option.patches", "DIR");
      if (verb == Verb::Undo || verb == Verb::Purge) text("--run", options_.run, "cli.option.run", "ID");
      if (verb == Verb::Treat) {
        flag("--yes", options_.yes, "cli.option.yes");
        flag("--traces", options_.traces, "cli.option.traces");
        flag("--possible", options_.possible, "cli.option.possible");
        flag("--dry-run", options_.dryRun, "cli.option.dry_run");
      }
      if (verb == Verb::Purge) flag("--yes", options_.yes, "cli.option.purge_yes");
      if (reports) text("--report", options_.reportFile, "cli.option.report", "FILE");
      if (verb == Verb::Check || verb == Verb::Treat) text("--report-to", options_.reportFolder, "cli.option.report_to", "DIR");
      if (verb == Verb::ReportForm) text("--save", options_.formFile, "cli.option.save", "FILE");
      if (verb == Verb::Summarise || verb == Verb::Notices) text("--list", options_.listFile, "cli.option.list", "FILE");
      if (verb == Verb::Notices) {
        text("--kind", notice_, "cli.option.notice_kind", listed(notices(), "|").c_str());
        text("--office", options_.office, "cli.option.office", "TEXT");
        text("--contact", options_.contact, "cli.option.contact", "TEXT");
        text("--date", options_.date, "cli.option.date", "TEXT");
      }
      if (verb == Verb::Summarise) {
        sub.add_option("DIR", options_.folder, say("cli.option.reports"))->type_name("")->required();
        flag("--csv", csv_, "cli.option.csv");
        flag("--html", html_, "cli.option.html");
      }
      if (verb == Verb::Rules) {
        text("--for", for_, "cli.option.for", listed(filters(), "|").c_str());
        flag("--all-ports", options_.allPorts, "cli.option.all_ports");
      }
      if (reports || verb == Verb::Targets || verb == Verb::Summarise || verb == Verb::Situation) flag("--json", options_.json, "cli.option.json");
      if (verb == Verb::Lint) sub.add_option("DIR", options_.packs, say("cli.option.pack"))->type_name("")->required();
    }
  }

  template <class T>
  static const T* meaning(const Words<T>& words, const std::string& word) {
    for (const auto& [known, value] : words) {
      if (known == word) return &value;
    }
    return nullptr;
  }

  /// The values that CLI11 took as text.
  std::variant<Options, AskedText, UsageMistake> checked() {
    if (language_ && *language_ != "ja" && *language_ != "en") return badValue("--lang", *language_, "ja, en");
    if (depth_) {
      const Depth* depth = meaning(depths, *depth_);
      if (depth == nullptr) return badValue("--depth", *depth_, listed(depths));
      options_.depth = *depth;
    }
    if (options_.reportFile) {
      const std::string& file = *options_.reportFile;
      const std::size_t dot = file.find_last_of("./\\");
      const ReportForm* form = meaning(reportEndings, dot == std::string::npos ? "" : file.substr(dot));
      if (form == nullptr) return badValue("--report", file, listed(reportEndings));
      options_.reportForm = *form;
    }
    if (options_.verb == Verb::Rules) {
      if (!for_) return UsageMistake{say("usage.missing_for", {listed(filters())})};
      const Words<FilterFor> known = filters();
      const FilterFor* filter = meaning(known, *for_);
      if (filter == nullptr) return badValue("--for", *for_, listed(known));
      options_.filter = *filter;
    }
    if (notice_) {
      const Words<OfficeNoticeKind> known = notices();
      const OfficeNoticeKind* kind = meaning(known, *notice_);
      if (kind == nullptr) return badValue("--kind", *notice_, listed(known));
      options_.notice = *kind;
    }
    if (options_.verb == Verb::Summarise) {
      if (static_cast<int>(options_.json) + static_cast<int>(csv_) + static_cast<int>(html_) > 1) return UsageMistake{say("usage.one_form")};
      options_.tableForm = options_.json ? TableForm::Json : csv_ ? TableForm::Csv : html_ ? TableForm::Html : TableForm::Text;
    }
    return std::move(options_);
  }

  UsageMistake badValue(const std::string& option, const std::string& value, const std::string& known) const {
    return {say("usage.bad_value", {option, value, known})};
  }

  const Wording& wording_;
  Options options_;
  std::optional<std::string> depth_, language_, for_, notice_;
  bool csv_ = false, html_ = false;
  CLI::App app_;
};

}  // namespace

std::string chosenLanguage(const std::vector<std::string>& arguments) {
  std::string asked;
  for (std::size_t i = 0; i < arguments.size(); ++i) {
    constexpr std::string_view joined = "--lang=";
    if (arguments[i] == "--lang" && i + 1 < arguments.size()) asked = arguments[i + 1];
    if (arguments[i].starts_with(joined)) asked = arguments[i].substr(joined.size());
  }
  if (asked == "ja" || asked == "en") return asked;
  for (const char* variable : {"LC_ALL", "LC_MESSAGES", "LANG"}) {
    const char* locale = std::getenv(variable);
    if (locale != nullptr && *locale != '\0') return std::string_view(locale).starts_with("ja") ? "ja" : "en";
  }
  return "en";
}

std::variant<Options, AskedText, UsageMistake> parseOptions(const std::vector<std::string>& arguments, const Wording& wording) {
  return CommandLine(wording).parse(arguments);
}

}  // namespace sankajo
