// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/rules.h"

#include <yara.h>

#include <algorithm>
#include <cstddef>
#include <cstdint>

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

}  // namespace

struct RuleSet::Impl {
  YR_RULES* rules = nullptr;
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
