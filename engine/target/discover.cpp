// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/target/discover.h"

#include <algorithm>
#include <array>
#include <utility>

#include "engine/text.h"

namespace sankajo {

namespace {

constexpr std::size_t mostBootIniBytes = 64U << 10;
constexpr std::size_t mostRootFolders = 4096;

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view blanks = " \t\r\n\v\f";
  const std::size_t first = text.find_first_not_of(blanks);
  if (first == std::string_view::npos) return {};
  return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

/// What follows the ARC name of a partition (`multi(0)...partition(1)`, `scsi(...)`, `signature(...)`); empty without such a name.
std::string_view folderOfArcPath(std::string_view path) {
  path = trimmed(path);
  if (path.starts_with('"')) path = trimmed(path.substr(1, path.find('"', 1) - 1));
  const std::size_t separator = path.find('\\');
  if (separator == std::string_view::npos || path.substr(0, separator).find('(') == std::string_view::npos) return {};
  path.remove_prefix(separator);
  while (path.ends_with('\\')) path.remove_suffix(1);
  return path;
}

/// Looks for Windows folders and keeps what could not be looked at.
class Search {
 public:
  explicit Search(Files& volume) : volume_(volume) {}

  Result<std::vector<Installation>> run() {
    const std::vector<std::string> named = namedFolders();
    for (const std::string& folder : named) {
      // What the path type refuses (`..`, a stream) is no folder of Windows.
      const auto path = WinPath::parse("C:" + folder);
      if (!path || path->isRoot()) continue;
      for (const WinPath& exact : found(*path, FileKind::Folder)) {
        if (looksLikeNamedWindows(exact)) add(exact, true);
      }
    }
    const auto entries = volume_.list(WinPath::root('C'), false);
    if (!entries) {
      note(entries.error());
    } else if (*entries) {
      std::size_t looked = 0;
      for (const FileEntry& entry : **entries) {
        if (entry.kind != FileKind::Folder || ++looked > mostRootFolders) continue;
        const WinPath folder = WinPath::root('C') / entry.name;
        if (hasUsualName(entry.name) ? !inside(folder, "system32", FileKind::Folder).empty() : hasHives(folder)) add(folder, false);
      }
    }
    if (windows_.empty() && trouble_) return tl::unexpected(*trouble_);
    std::sort(windows_.begin(), windows_.end(), [](const Installation& a, const Installation& b) {
      const std::string left = a.systemRoot.text(), right = b.systemRoot.text();
      if (lessNoCase(left, right)) return true;
      return !lessNoCase(right, left) && left < right;
    });
    return std::move(windows_);
  }

 private:
  void note(const Error& error) {
    if (!trouble_) trouble_ = error;
  }

  void add(const WinPath& folder, bool named) {
    for (Installation& known : windows_) {
      if (!known.systemRoot.sameSpelling(folder)) continue;
      known.named = known.named || named;
      return;
    }
    windows_.push_back({folder, named});
  }

  std::vector<WinPath> found(const WinPath& path, FileKind kind) {
    std::vector<WinPath> exact;
    const auto all = volume_.find(path);
    if (!all) {
      note(all.error());
      return exact;
    }
    for (const FoundFile& one : *all) {
      if (one.kind == kind) exact.push_back(one.path);
    }
    return exact;
  }
  std::vector<WinPath> inside(const WinPath& folder, std::string_view name, FileKind kind) {
    std::vector<WinPath> exact = found(folder / name, kind);
    // `find` goes without case all the way, so a neighbour that differs only in case is left out here.
    std::erase_if(exact, [&](const WinPath& one) { return !one.parent().sameSpelling(folder); });
    return exact;
  }

  std::vector<std::string> namedFolders() {
    std::vector<std::string> folders;
    for (const WinPath& file : found(WinPath::root('C') / "boot.ini", FileKind::File)) {
      auto reader = volume_.open(file);
      auto bytes = reader ? (*reader)->read(0, mostBootIniBytes) : Result<std::string>(tl::unexpected(reader.error()));
      if (!bytes) {
        note(bytes.error());
        continue;
      }
      for (std::string& folder : bootIniFolders(*bytes)) folders.push_back(std::move(folder));
    }
    return folders;
  }

  std::vector<WinPath> configFolders(const WinPath& windows) {
    std::vector<WinPath> folders;
    for (const WinPath& system : inside(windows, "system32", FileKind::Folder)) {
      for (WinPath& config : inside(system, "config", FileKind::Folder)) folders.push_back(std::move(config));
    }
    return folders;
  }
  bool hasHives(const WinPath& windows) {
    for (const WinPath& config : configFolders(windows)) {
      if (!inside(config, "SYSTEM", FileKind::File).empty() || !inside(config, "SOFTWARE", FileKind::File).empty()) return true;
    }
    return false;
  }
  bool looksLikeNamedWindows(const WinPath& windows) {
    if (!configFolders(windows).empty()) return true;
    for (const WinPath& system : inside(windows, "system32", FileKind::Folder)) {
      if (!inside(system, "ntoskrnl.exe", FileKind::File).empty()) return true;
    }
    return false;
  }
  static bool hasUsualName(std::string_view name) {
    // WTSRV is the Terminal Server Edition's.
    return equalNoCase(name, "WINDOWS") || equalNoCase(name, "WINNT") || equalNoCase(name, "WTSRV");
  }

  Files& volume_;
  std::vector<Installation> windows_;
  std::optional<Error> trouble_;
};

/// `\040` and its like are a blank, a tab, a line's end, a backslash.
std::string unescaped(std::string_view text) {
  std::string plain;
  const auto digit = [&](std::size_t at) { return at < text.size() && text[at] >= '0' && text[at] <= '7' ? text[at] - '0' : -1; };
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (text[i] == '\\' && digit(i + 1) >= 0 && digit(i + 1) <= 3 && digit(i + 2) >= 0 && digit(i + 3) >= 0) {
      plain += static_cast<char>(digit(i + 1) * 64 + digit(i + 2) * 8 + digit(i + 3));
      i += 3;
    } else {
      plain += text[i];
    }
  }
  return plain;
}

std::vector<std::string_view> split(std::string_view text, char at) {
  std::vector<std::string_view> parts;
  for (;;) {
    const std::size_t end = text.find(at);
    if (!text.substr(0, end).empty()) parts.push_back(text.substr(0, end));
    if (end == std::string_view::npos) return parts;
    text.remove_prefix(end + 1);
  }
}

bool hasOption(std::string_view options, std::string_view wanted) {
  const auto all = split(options, ',');
  return std::find(all.begin(), all.end(), wanted) != all.end();
}

bool isAtOrBelow(std::string_view path, std::string_view folder) {
  return folder == "/" || path == folder || (path.starts_with(folder) && path.size() > folder.size() && path[folder.size()] == '/');
}

}  // namespace

Result<std::vector<Installation>> installations(Files& volume) {
  return Search(volume).run();
}

std::vector<std::string> bootIniFolders(std::string_view bytes) {
  bytes = bytes.substr(0, mostBootIniBytes);
  enum class Section { Other, Loader, Systems } section = Section::Other;
  std::vector<std::string> folders;
  while (!bytes.empty()) {
    const std::size_t end = bytes.find_first_of("\r\n");
    const std::string_view line = trimmed(bytes.substr(0, end));
    bytes.remove_prefix(end == std::string_view::npos ? bytes.size() : end + 1);
    if (line.empty() || line.starts_with(';')) continue;
    if (line.starts_with('[')) {
      const std::string_view title = trimmed(line.substr(1, line.find(']') - 1));
      section = equalNoCase(title, "boot loader")         ? Section::Loader
                : equalNoCase(title, "operating systems") ? Section::Systems
                                                          : Section::Other;
      continue;
    }
    // '=' is never the second byte of a Shift_JIS character, so the first one really divides.
    const std::size_t equals = line.find('=');
    std::string_view path;
    if (section == Section::Systems) path = line.substr(0, equals);
    if (section == Section::Loader && equals != std::string_view::npos && equalNoCase(trimmed(line.substr(0, equals)), "default")) {
      path = line.substr(equals + 1);
    }
    const std::string_view folder = folderOfArcPath(path);
    const auto same = [&](const std::string& known) { return equalNoCase(known, folder); };
    if (!folder.empty() && std::none_of(folders.begin(), folders.end(), same)) folders.emplace_back(folder);
  }
  return folders;
}

std::vector<Mount> parseMountInfo(std::string_view text) {
  // id parent major:minor root mount-point options [optional fields] - type source super-options
  std::vector<Mount> mounts;
  for (const std::string_view line : split(text, '\n')) {
    const auto fields = split(line, ' ');
    const auto dash = std::find(fields.begin() + static_cast<std::ptrdiff_t>(std::min<std::size_t>(6, fields.size())), fields.end(), "-");
    if (fields.end() - dash < 3) continue;
    Mount mount;
    mount.device = fields[2];
    mount.root = unescaped(fields[3]);
    mount.folder = unescaped(fields[4]);
    mount.type = unescaped(dash[1]);
    mount.source = unescaped(dash[2]);
    mount.readOnly = hasOption(fields[5], "ro") || (fields.end() - dash > 3 && hasOption(dash[3], "ro"));
    mounts.push_back(std::move(mount));
  }
  return mounts;
}

std::optional<Mount> mountHolding(const std::vector<Mount>& mounts, std::string_view device, std::string_view path) {
  const Mount* best = nullptr;
  for (const Mount& mount : mounts) {
    if (!isAtOrBelow(path, mount.folder)) continue;
    // Some file systems (btrfs) give their files other device numbers than the list has: any match is better than none.
    const bool sameDevice = mount.device == device, bestIsSame = best != nullptr && best->device == device;
    if (best == nullptr || (sameDevice && !bestIsSame) || (sameDevice == bestIsSame && mount.folder.size() >= best->folder.size())) {
      best = &mount;
    }
  }
  if (best == nullptr) return std::nullopt;
  return *best;
}

bool mayHoldWindows(std::string_view mountType) {
  // "fuseblk" is any FUSE driver on a block device: on a disk of Windows, ntfs-3g. ufsd, tntfs and texfat are vendors' NTFS and exFAT.
  // "fat" and "fat32" are Windows' own words.
  static constexpr std::array<std::string_view, 11> kernelTypes = {"ntfs", "ntfs3", "fuseblk", "vfat", "msdos", "exfat",
                                                                   "ufsd", "tntfs", "texfat",  "fat",  "fat32"};
  static constexpr std::array<std::string_view, 3> fuseTypes = {"fuse.ntfs", "fuse.exfat", "fuse.dislocker"};
  return std::find(kernelTypes.begin(), kernelTypes.end(), mountType) != kernelTypes.end() ||
         std::any_of(fuseTypes.begin(), fuseTypes.end(), [&](std::string_view start) { return mountType.starts_with(start); });
}

}  // namespace sankajo
