// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <sys/xattr.h>

#include <array>
#include <filesystem>
#include <map>
#include <optional>
#include <string>

// What a mounted NTFS volume keeps of its files beside their bytes, for tests.

namespace sankajo::test {

inline constexpr std::array ntfsAttributeNames = {"system.ntfs_acl", "system.ntfs_attrib", "system.ntfs_times", "system.ntfs_dos_name"};

inline std::optional<std::string> attributeOf(const std::string& path, const char* name) {
  std::array<char, 65536> value{};
  const ssize_t length = lgetxattr(path.c_str(), name, value.data(), value.size());
  if (length < 0) return std::nullopt;
  return std::string(value.data(), static_cast<std::size_t>(length));
}

/// What NTFS keeps of a file beside its bytes. Of the times creation and change, 8 bytes each: the other two move when a file is read.
struct NtfsMetadata {
  std::string security, attributes, times, shortName;
  bool operator==(const NtfsMetadata&) const = default;
};

inline NtfsMetadata metadataOf(const std::string& path) {
  NtfsMetadata out;
  out.security = attributeOf(path, ntfsAttributeNames[0]).value_or("none");
  out.attributes = attributeOf(path, ntfsAttributeNames[1]).value_or("none");
  out.times = attributeOf(path, ntfsAttributeNames[2]).value_or("none").substr(0, 16);
  out.shortName = attributeOf(path, ntfsAttributeNames[3]).value_or("");
  return out;
}

inline std::map<std::string, NtfsMetadata> everyMetadataOf(const std::string& folder) {
  std::map<std::string, NtfsMetadata> all;
  for (const std::filesystem::directory_entry& entry : std::filesystem::recursive_directory_iterator(folder)) {
    all[entry.path().string().substr(folder.size() + 1)] = metadataOf(entry.path().string());
  }
  return all;
}

inline bool isOurs(const std::string& path) {
  return path.starts_with("Sankajo");
}

/// What differs of the files that are in both, a line each; folders' times say what happened in them.
inline std::string differences(const std::map<std::string, NtfsMetadata>& before, const std::map<std::string, NtfsMetadata>& after,
                               const std::string& root) {
  std::string text;
  for (const auto& [path, was] : before) {
    const auto is = after.find(path);
    if (is == after.end() || isOurs(path)) continue;
    const bool folder = std::filesystem::is_directory(root + "/" + path);
    if (is->second.security != was.security) text += path + ": security\n";
    if (is->second.attributes != was.attributes) text += path + ": attributes\n";
    if (!folder && is->second.times != was.times) text += path + ": times\n";
    if (is->second.shortName != was.shortName) text += path + ": short name\n";
  }
  return text;
}

/// Whether a self-relative descriptor lets everybody in: an entry for S-1-1-0, or no list at all.
inline bool isOpenToEveryone(const std::string& descriptor) {
  using namespace std::string_literals;
  if (descriptor.size() < 20) return true;
  const bool hasList = (static_cast<unsigned char>(descriptor[2]) & 4U) != 0;
  return !hasList || descriptor.find("\1\1\0\0\0\0\0\1\0\0\0\0"s) != std::string::npos;
}

}  // namespace sankajo::test
