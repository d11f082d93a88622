// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules.h"

#include <yara.h>

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>

#include "engine/text_filter.h"

namespace sankajo {
namespace {

constexpr int kTimeoutSeconds = 10;
constexpr std::size_t kMaxMistakes = 20;

/// libyara as a whole: on before the first use, off when the program ends.
struct Library {
  int code = yr_initialize();
  Library() = default;
  Library(const Library&) = delete;
  Library& operator=(const Library&) = delete;
  ~Library() {
    if (code == ERROR_SUCCESS) yr_finalize();
  }
};

int initialize() {
  static const Library library;
  return library.code;
}

std::string reason(int code) {
  switch (code) {
    case ERROR_INSUFFICIENT_MEMORY:
      return "libyara: out of memory";
    case ERROR_SCAN_TIMEOUT:
      return "libyara: no result within " + std::to_string(kTimeoutSeconds) + " s";
    default:
      return "libyara: error " + std::to_string(code);
  }
}

struct Mistakes {
  std::ptrdiff_t lastLine = 1;
  std::string text{};
  std::size_t count = 0;
};

std::ptrdiff_t linesIn(std::string_view source) {
  return 1 + std::count(source.begin(), source.end(), '\n');
}

void collectMistake(int level, const char* /*fileName*/, int line, const YR_RULE* /*rule*/, const char* message, void* mistakes) {
  if (level != YARA_ERROR_LEVEL_ERROR) return;
  auto& all = *static_cast<Mistakes*>(mistakes);
  if (++all.count > kMaxMistakes) return;
  if (!all.text.empty()) all.text += "; ";
  // libyara says 0 for what is missing at the end.
  all.text += "line " + std::to_string(line > 0 ? std::ptrdiff_t{line} : all.lastLine) + ": " + message;
}

struct CompilerDeleter {
  void operator()(YR_COMPILER* compiler) const { yr_compiler_destroy(compiler); }
};
struct ScannerDeleter {
  void operator()(YR_SCANNER* scanner) const { yr_scanner_destroy(scanner); }
};

/// Notes a matching rule in a vector that has room for every rule: nothing may throw through libyara.
int noteMatch(YR_SCAN_CONTEXT* /*context*/, int message, void* data, void* matches) {
  if (message == CALLBACK_MSG_RULE_MATCHING) static_cast<std::vector<const YR_RULE*>*>(matches)->push_back(static_cast<YR_RULE*>(data));
  return CALLBACK_CONTINUE;
}

/// Whether no rule of this source, which compiles, can match where none of its strings does: each condition is made of strings, `and`, `or` and
/// counts of them, nothing else. False where that can't be told by so simple a look.
bool everyRuleNeedsAString(std::string_view source) {
  static constexpr std::array<std::string_view, 6> plain = {"and", "or", "any", "all", "of", "them"};
  const auto isWordPart = [](char c) { return c == '_' || (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); };
  bool inCondition = false;
  bool countWaits = false;  // A number was read: `of` must follow.
  for (std::size_t at = 0; at < source.size();) {
    const char c = source[at];
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') {
      ++at;
    } else if (source.substr(at, 2) == "//") {
      at = std::min(source.find('\n', at), source.size());
    } else if (source.substr(at, 2) == "/*") {
      at = std::min(source.find("*/", at + 2), source.size() - 2) + 2;
    } else if (c == '/') {
      return false;  // A regular expression.
    } else if (c == '"') {
      if (inCondition) return false;
      for (++at; at < source.size() && source[at] != '"'; ++at) at += source[at] == '\\' ? 1 : 0;
      ++at;
    } else if (isWordPart(c) || c == '$') {
      std::size_t end = at + 1;
      while (end < source.size() && (isWordPart(source[end]) || (c == '$' && source[end] == '*'))) ++end;
      const std::string_view word = source.substr(at, end - at);
      at = end;
      if (!inCondition) {
        const std::size_t next = source.find_first_not_of(" \t\r\n", at);
        inCondition = word == "condition" && next != std::string_view::npos && source[next] == ':';
        continue;
      }
      if (countWaits && word != "of") return false;
      const bool number = word.find_first_not_of("0123456789") == std::string_view::npos;
      countWaits = number && word.find_first_not_of('0') != std::string_view::npos;
      if (!countWaits && c != '$' && std::ranges::find(plain, word) == plain.end()) return false;
    } else if (inCondition && c == '}') {
      if (countWaits) return false;
      inCondition = false;
      ++at;
    } else {
      if (inCondition && c != '(' && c != ')' && c != ',' && c != ':') return false;
      ++at;
    }
  }
  return true;
}

/// The bytes of every string of the rules; empty where one is no plain text, or too short.
std::vector<std::string> plainTexts(YR_RULES* rules) {
  constexpr int others = STRING_FLAGS_NO_CASE | STRING_FLAGS_REGEXP | STRING_FLAGS_CHAIN_PART | STRING_FLAGS_CHAIN_TAIL | STRING_FLAGS_XOR |
                         STRING_FLAGS_BASE64 | STRING_FLAGS_BASE64_WIDE;
  std::vector<std::string> texts;
  YR_RULE* rule = nullptr;
  yr_rules_foreach(rules, rule) {
    YR_STRING* string = nullptr;
    yr_rule_strings_foreach(rule, string) {
      if (!STRING_IS_LITERAL(string) || (string->flags & others) != 0) return {};
      const std::string text(reinterpret_cast<const char*>(string->string), static_cast<std::size_t>(string->length));
      if (text.size() < TextFilter::kShortest) return {};
      if (STRING_IS_WIDE(string)) {
        std::string wide;
        for (const char c : text) wide.append({c, '\0'});
        texts.push_back(wide);
      }
      if (!STRING_IS_WIDE(string) || STRING_IS_ASCII(string)) texts.push_back(text);
    }
  }
  return texts;
}

}  // namespace

struct RuleSet::Impl {
  YR_RULES* rules = nullptr;
  std::optional<TextFilter> filter;  ///< Bytes that it does not pass match no rule.
  Impl() = default;
  Impl(const Impl&) = delete;
  Impl& operator=(const Impl&) = delete;
  ~Impl() {
    if (rules != nullptr) yr_rules_destroy(rules);
  }
};

struct RuleSet::Scanner::State {
  std::shared_ptr<const Impl> impl;  // Outlives the scanner.
  std::vector<const YR_RULE*> matches;
  std::unique_ptr<YR_SCANNER, ScannerDeleter> scanner;
};

RuleSet::Scanner::Scanner(std::unique_ptr<State> state) : state_(std::move(state)) {}
RuleSet::Scanner::Scanner(Scanner&&) noexcept = default;
RuleSet::Scanner& RuleSet::Scanner::operator=(Scanner&&) noexcept = default;
RuleSet::Scanner::~Scanner() = default;

Result<std::vector<std::string>> RuleSet::Scanner::match(std::string_view bytes) {
  if (state_->impl->filter && !state_->impl->filter->occursIn(bytes)) return std::vector<std::string>();
  state_->matches.clear();
  const char* begin = bytes.empty() ? "" : bytes.data();
  const int code = yr_scanner_scan_mem(state_->scanner.get(), reinterpret_cast<const std::uint8_t*>(begin), bytes.size());
  if (code != ERROR_SUCCESS) return fail(Errc::Io, "rules", reason(code), code);
  std::vector<std::string> names;
  names.reserve(state_->matches.size());
  for (const YR_RULE* rule : state_->matches) names.emplace_back(rule->identifier);
  return names;
}

Result<RuleSet> RuleSet::compile(std::string_view source, std::string_view fileName) {
  const std::string subject(fileName);
  if (const int code = initialize(); code != ERROR_SUCCESS) return fail(Errc::Io, subject, reason(code), code);
  // libyara would end at a NUL and compile half of the rules.
  if (const auto nul = source.find('\0'); nul != std::string_view::npos)
    return fail(Errc::BadAdvisory, subject, "line " + std::to_string(linesIn(source.substr(0, nul))) + ": a NUL byte");

  YR_COMPILER* made = nullptr;
  if (const int code = yr_compiler_create(&made); code != ERROR_SUCCESS) return fail(Errc::Io, subject, reason(code), code);
  const std::unique_ptr<YR_COMPILER, CompilerDeleter> compiler(made);
  Mistakes mistakes{.lastLine = linesIn(source)};
  yr_compiler_set_callback(compiler.get(), collectMistake, &mistakes);
  yr_compiler_set_include_callback(compiler.get(), nullptr, nullptr, nullptr);
  if (yr_compiler_add_string(compiler.get(), std::string(source).c_str(), nullptr) != 0 || mistakes.count != 0)
    return fail(Errc::BadAdvisory, subject, mistakes.text.empty() ? "line 1: libyara refused the rules" : mistakes.text);

  auto impl = std::make_shared<Impl>();
  if (const int code = yr_compiler_get_rules(compiler.get(), &impl->rules); code != ERROR_SUCCESS)
    return fail(Errc::Io, subject, reason(code), code);
  // libyara takes its time for each byte; nearly every file can be told apart by a faster look.
  if (everyRuleNeedsAString(source)) {
    if (auto texts = plainTexts(impl->rules); !texts.empty()) impl->filter.emplace(std::move(texts));
  }
  return RuleSet(std::move(impl));
}

Result<RuleSet::Scanner> RuleSet::scanner() const {
  auto state = std::make_unique<Scanner::State>();
  state->impl = impl_;
  state->matches.reserve(names().size());
  YR_SCANNER* made = nullptr;
  if (const int code = yr_scanner_create(impl_->rules, &made); code != ERROR_SUCCESS) return fail(Errc::Io, "rules", reason(code), code);
  state->scanner.reset(made);
  yr_scanner_set_callback(made, noteMatch, &state->matches);
  yr_scanner_set_timeout(made, kTimeoutSeconds);
  // Without NO_TRYCATCH libyara exchanges the process's handlers of SIGBUS and SIGSEGV around each scan, which is not safe between
  // threads; it guards mapped files only, and we scan memory.
  yr_scanner_set_flags(made, SCAN_FLAGS_FAST_MODE | SCAN_FLAGS_NO_TRYCATCH | SCAN_FLAGS_REPORT_RULES_MATCHING);
  return Scanner(std::move(state));
}

std::vector<std::string> RuleSet::names() const {
  std::vector<std::string> names;
  const YR_RULE* rule = nullptr;
  yr_rules_foreach(impl_->rules, rule) {
    if (!RULE_IS_PRIVATE(rule)) names.emplace_back(rule->identifier);
  }
  return names;
}

}  // namespace sankajo
