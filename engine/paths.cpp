// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/paths.h"

#include <algorithm>
#include <array>

#include "engine/text.h"

namespace sankajo {

namespace {

bool isLetter(char c) { return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z'); }

char upperLetter(char c) { return (c >= 'a' && c <= 'z') ? static_cast<char>(c - 'a' + 'A') : c; }

bool startsNoCase(std::string_view text, std::string_view prefix) {
  return text.size() >= prefix.size() && equalNoCase(text.substr(0, prefix.size()), prefix);
}

}  // namespace

WinPath WinPath::root(char driveLetter) { return of(driveLetter, {}); }

WinPath WinPath::of(char driveLetter, std::vector<std::string> components) {
  WinPath path;
  path.drive_ = upperLetter(driveLetter);
  path.components_ = std::move(components);
  return path;
}

Result<WinPath> WinPath::parse(std::string_view text) {
  const std::string_view whole = text;
  const auto refuse = [whole](std::string_view why) {
    return fail(Errc::Refused, validUtf8(whole.substr(0, 300)), std::string(why));
  };
  if (text.size() > 32767) return refuse("path is longer than Windows allows");
  for (const std::string_view prefix : {R"(\\?\)", R"(\??\)"}) {
    if (text.starts_with(prefix)) text.remove_prefix(prefix.size());
  }
  if (text.size() < 2 || !isLetter(text[0]) || text[1] != ':') return refuse("not an absolute path with a drive letter");
  const char drive = text[0];
  text.remove_prefix(2);
  if (!text.empty() && text[0] != '\\' && text[0] != '/') return refuse("not an absolute path");
  std::vector<std::string> components;
  while (!text.empty()) {
    text.remove_prefix(1);
    const std::size_t end = std::min(text.find_first_of("\\/"), text.size());
    const std::string_view component = text.substr(0, end);
    text.remove_prefix(end);
    if (component.empty()) {
      if (text.empty()) break;  // a separator at the end
      return refuse("an empty component");
    }
    if (component == "." || component == "..") return refuse("a relative component");
    if (component.find(':') != std::string_view::npos) return refuse("a stream");
    if (component.find('\0') != std::string_view::npos) return refuse("a NUL");
    components.emplace_back(component);
  }
  return of(drive, std::move(components));
}

const std::string& WinPath::name() const {
  static const std::string none;
  return components_.empty() ? none : components_.back();
}

WinPath WinPath::parent() const {
  WinPath path = *this;
  if (!path.components_.empty()) path.components_.pop_back();
  return path;
}

WinPath WinPath::operator/(std::string_view component) const {
  WinPath path = *this;
  path.components_.emplace_back(component);
  return path;
}

WinPath WinPath::join(std::string_view relative) const {
  WinPath path = *this;
  while (!relative.empty()) {
    const std::size_t end = std::min(relative.find('\\'), relative.size());
    if (end > 0) path.components_.emplace_back(relative.substr(0, end));
    relative.remove_prefix(std::min(end + 1, relative.size()));
  }
  return path;
}

WinPath WinPath::onDrive(char driveLetter) const { return of(driveLetter, components_); }

std::string WinPath::text() const {
  std::string out{drive_, ':'};
  if (components_.empty()) return out + '\\';
  for (const std::string& component : components_) (out += '\\') += component;
  return out;
}

bool operator==(const WinPath& a, const WinPath& b) {
  return a.drive_ == b.drive_ && std::ranges::equal(a.components_, b.components_, equalNoCase);
}

bool operator<(const WinPath& a, const WinPath& b) {
  if (a.drive_ != b.drive_) return a.drive_ < b.drive_;
  return std::ranges::lexicographical_compare(a.components_, b.components_, lessNoCase);
}

bool WinPath::isWithin(const WinPath& folder) const {
  return drive_ == folder.drive_ && components_.size() >= folder.components_.size() &&
         std::equal(folder.components_.begin(), folder.components_.end(), components_.begin(), equalNoCase);
}

std::string WindowsVariables::expand(std::string_view text) const {
  std::string out;
  if (startsNoCase(text, R"(\SystemRoot\)")) {
    out = systemRoot.text();
    text.remove_prefix(std::string_view(R"(\SystemRoot)").size());
  }
  while (!text.empty()) {
    const std::size_t open = text.find('%');
    if (open == std::string_view::npos) break;
    const std::size_t close = text.find('%', open + 1);
    if (close == std::string_view::npos) break;
    const std::string_view variable = text.substr(open + 1, close - open - 1);
    out += text.substr(0, open);
    if (equalNoCase(variable, "SystemRoot") || equalNoCase(variable, "windir")) {
      out += systemRoot.text();
    } else if (equalNoCase(variable, "SystemDrive")) {
      out += systemRoot.drive();
      out += ':';
    } else {
      // Not ours to know: the first % may as well be a plain one, so go on right behind it.
      out += '%';
      text.remove_prefix(open + 1);
      continue;
    }
    text.remove_prefix(close + 1);
  }
  return out += text;
}

namespace {

constexpr std::string_view native = "system32", wow64 = "SysWOW64";

// The path with another name for the folder that stands in the Windows folder.
std::optional<WinPath> renamed(const WinPath& path, const WinPath& systemRoot, std::string_view from, std::string_view to) {
  if (!path.isWithin(systemRoot / from)) return std::nullopt;
  std::vector<std::string> components = path.components();
  components[systemRoot.components().size()] = to;
  return WinPath::of(path.drive(), std::move(components));
}

}  // namespace

std::optional<WinPath> wow64Twin(const WinPath& path, const WinPath& systemRoot) { return renamed(path, systemRoot, native, wow64); }

WinPath wow64Name(const WinPath& path, const WinPath& systemRoot) { return renamed(path, systemRoot, wow64, native).value_or(path); }

std::string startedProgram(std::string_view data, const WindowsVariables& variables) {
  std::string text = variables.expand(data.substr(0, data.find('\0')));
  text.erase(0, std::min(text.find_first_not_of(" \t"), text.size()));
  if (text.empty()) return text;
  const bool quoted = text[0] == '"';
  std::string program;
  const std::string_view body = std::string_view(text).substr(quoted ? 1 : 0);
  const std::string folded = foldCase(body);
  // foldCase keeps the length of ASCII and of what is no UTF-8; where it does not, the search is done in the text as it is.
  const std::string_view search = folded.size() == body.size() ? std::string_view(folded) : body;
  for (std::size_t at = search.find(".EXE"); at != std::string_view::npos; at = search.find(".EXE", at + 1)) {
    const std::size_t end = at + 4;
    if (end == body.size() || std::string_view(" \t\",\0", 5).find(body[end]) != std::string_view::npos) {
      program = body.substr(0, end);
      break;
    }
  }
  if (program.empty()) program = body.substr(0, body.find_first_of(quoted ? "\"" : " \t\","));
  std::erase(program, '"');
  return program;
}

std::string_view fileNameOf(std::string_view path) {
  const std::size_t separator = path.find_last_of("\\/");
  return separator == std::string_view::npos ? path : path.substr(separator + 1);
}

}  // namespace sankajo
