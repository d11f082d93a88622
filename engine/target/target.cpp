// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/target/target.h"

#include <algorithm>
#include <array>

#include "engine/text.h"

namespace sankajo {

namespace {

// Splits at `\`, empty parts left out.
std::vector<std::string> splitKeys(std::string_view text) {
  std::vector<std::string> keys;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\\'), text.size());
    if (end > 0) keys.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return keys;
}

// Takes `prefix` and what ends it away from the front of a key's text.
bool takePrefix(std::string_view& text, std::string_view prefix) {
  if (text.size() < prefix.size() || !equalNoCase(text.substr(0, prefix.size()), prefix)) return false;
  if (text.size() > prefix.size() && text[prefix.size()] != '\\') return false;
  text.remove_prefix(std::min(prefix.size() + 1, text.size()));
  return true;
}

// A folder by its name, where files have no faster way.
class NamedFolder : public Folder {
 public:
  NamedFolder(Files& files, WinPath path) : files_(files), path_(std::move(path)) {}

  Result<std::vector<FileEntry>> list() override {
    auto entries = files_.list(path_, false);
    if (!entries) return tl::unexpected(entries.error());
    if (!*entries) return fail(Errc::Io, path_.text(), "went away");
    return std::move(**entries);
  }
  Result<std::unique_ptr<FileReader>> open(const std::string& name) override { return files_.open(path_ / name); }

 private:
  Files& files_;
  WinPath path_;
};

}  // namespace

Result<std::unique_ptr<Folder>> Files::openFolder(const WinPath& folder) {
  auto entries = list(folder, false);
  if (!entries) return tl::unexpected(entries.error());
  if (!*entries) return std::unique_ptr<Folder>();
  return std::make_unique<NamedFolder>(*this, folder);
}

RegPath RegPath::operator/(std::string_view key) const {
  RegPath path = *this;
  path.keys.emplace_back(key);
  return path;
}

RegPath RegPath::join(std::string_view relative) const {
  RegPath path = *this;
  for (std::string& key : splitKeys(relative)) path.keys.push_back(std::move(key));
  return path;
}

RegPath RegPath::parent() const {
  RegPath path = *this;
  if (!path.keys.empty()) path.keys.pop_back();
  return path;
}

std::string RegPath::text() const {
  std::string out;
  switch (hive) {
    case Hive::System:
      out = R"(HKLM\SYSTEM)";
      break;
    case Hive::Software:
      out = R"(HKLM\SOFTWARE)";
      break;
    case Hive::User:
      out = R"(HKU\)" + sid;
      break;
  }
  for (const std::string& key : keys) (out += '\\') += key;
  return out;
}

std::optional<RegPath> RegPath::parse(std::string_view text) {
  RegPath path;
  if (takePrefix(text, R"(HKLM\SYSTEM)")) {
    path.hive = Hive::System;
  } else if (takePrefix(text, R"(HKLM\SOFTWARE)")) {
    path.hive = Hive::Software;
  } else if (takePrefix(text, "HKU")) {
    path.hive = Hive::User;
    path.keys = splitKeys(text);
    if (path.keys.empty()) return std::nullopt;
    path.sid = path.keys.front();
    path.keys.erase(path.keys.begin());
    return path;
  } else {
    return std::nullopt;
  }
  path.keys = splitKeys(text);
  return path;
}

bool operator==(const RegPath& a, const RegPath& b) {
  return a.hive == b.hive && equalNoCase(a.sid, b.sid) && std::ranges::equal(a.keys, b.keys, equalNoCase);
}

std::string RegValue::asText() const {
  if (type != RegSz && type != RegExpandSz) return {};
  std::string text = utf16LeToUtf8(data);
  text.resize(std::min(text.find('\0'), text.size()));
  return text;
}

std::vector<std::string> RegValue::asTexts() const {
  std::vector<std::string> out;
  if (type != RegMultiSz) return out;
  const std::string text = utf16LeToUtf8(data);
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = std::min(text.find('\0', at), text.size());
    if (end == at) break;
    out.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return out;
}

std::optional<std::uint32_t> RegValue::asDword() const {
  if (type != RegDword || data.size() < 4) return std::nullopt;
  std::uint32_t number = 0;
  for (std::size_t i = 0; i < 4; ++i) number |= static_cast<std::uint32_t>(static_cast<unsigned char>(data[i])) << (8 * i);
  return number;
}

RegValue RegValue::ofText(std::string name, std::string_view text, std::uint32_t type) {
  RegValue value{std::move(name), type, utf8ToUtf16Le(text)};
  value.data.append(2, '\0');
  return value;
}

}  // namespace sankajo
