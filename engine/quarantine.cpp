// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/quarantine.h"

#include <algorithm>

#include "engine/guard.h"
#include "engine/text.h"

namespace sankajo {

namespace {

constexpr std::string_view keptHeader = "SANKAJO KEPT 1\n";
constexpr std::size_t blockLength = 1U << 20U;
constexpr std::uint64_t largestJournal = 64ULL << 20U;

// Gives the file's bytes, from `from` on, in blocks.
template <class Consume>
Status forEachBlock(Files& files, const WinPath& file, std::uint64_t from, Consume consume) {
  auto reader = files.open(file);
  if (!reader) return tl::unexpected(reader.error());
  for (std::uint64_t at = from;;) {
    auto block = (*reader)->read(at, blockLength);
    if (!block) return tl::unexpected(block.error());
    if (block->empty()) return {};
    const std::size_t length = block->size();
    if (Status consumed = consume(std::move(*block), at - from); !consumed) return consumed;
    at += length;
  }
}

Status checkHeader(Files& files, const WinPath& kept) {
  auto reader = files.open(kept);
  if (!reader) return tl::unexpected(reader.error());
  auto head = (*reader)->read(0, keptHeader.size());
  if (!head) return tl::unexpected(head.error());
  if (*head != keptHeader) return fail(Errc::Corrupt, kept.text(), "is no kept file");
  return {};
}

// Writes `from`'s bytes (from its `skip`th on) masked into the new file `to`.
Status copyMasked(Files& files, const WinPath& from, std::size_t skip, const WinPath& to, std::string_view header,
                  const FileMetadata& metadata) {
  auto writer = files.create(to, metadata);
  if (!writer) return tl::unexpected(writer.error());
  Status written = header.empty() ? Status() : (*writer)->append(header);
  if (written) {
    written = forEachBlock(files, from, skip, [&writer](std::string block, std::uint64_t offset) {
      mask(block, offset);
      return (*writer)->append(block);
    });
  }
  if (written) written = (*writer)->sync();
  return written;
}

Status isExpected(const Result<FileDigest>& digest, const FileDigest& expected, const Error& otherwise) {
  if (!digest) return tl::unexpected(digest.error());
  if (digest->sha256 != expected.sha256 || digest->size != expected.size) return tl::unexpected(otherwise);
  return {};
}

// What is there of a copy that did not succeed is no copy of anything. Where taking it away fails too, the first error says more.
Status orTakenAway(Files& files, const WinPath& copy, Status written) {
  if (!written) {
    const Status ignored = files.removeFile(copy);
    static_cast<void>(ignored);
  }
  return written;
}

}  // namespace

WinPath quarantineFolder(char drive) { return sankajoFolder(drive) / "quarantine"; }

Result<FileMetadata> ownMetadata(Files& files, const WinPath& systemRoot, bool folder) {
  auto config = files.find(systemRoot.join(R"(system32\config)"));
  if (!config) return tl::unexpected(config.error());
  if (config->size() != 1 || config->front().kind != FileKind::Folder) {
    return fail(Errc::Refused, systemRoot.join(R"(system32\config)").text(), "its security is needed for our own folder");
  }
  auto metadata = files.metadata(config->front().path);
  if (!metadata) return metadata;
  FileMetadata own;
  own.mode = folder ? 0700 : 0600;
  own.user = metadata->user;
  own.group = metadata->group;
  own.security = metadata->security;
  return own;
}

Result<WinPath> makeRunFolder(Files& files, const WinPath& systemRoot, const std::string& run) {
  // Links and files in the way are found before anything is changed.
  if (auto others = runFolders(files, systemRoot.drive()); !others) return tl::unexpected(others.error());
  return makeOwnFolder(files, systemRoot, {"quarantine", run});
}

Result<WinPath> makeOwnFolder(Files& files, const WinPath& systemRoot, const std::vector<std::string>& names) {
  auto metadata = ownMetadata(files, systemRoot, true);
  if (!metadata) return tl::unexpected(metadata.error());
  WinPath folder = WinPath::root(systemRoot.drive());
  std::vector<std::string> parts = {sankajoFolder(systemRoot.drive()).name()};
  parts.insert(parts.end(), names.begin(), names.end());
  for (const std::string& part : parts) {
    auto found = files.find(folder / part);
    if (!found) return tl::unexpected(found.error());
    if (found->size() > 1) return fail(Errc::Refused, (folder / part).text(), "is there in several spellings");
    const WinPath parent = folder;
    if (found->empty()) {
      folder = folder / part;
      if (auto made = files.makeFolder(folder, *metadata); !made) return tl::unexpected(made.error());
      if (auto synced = files.syncFolder(parent); !synced) return tl::unexpected(synced.error());
      continue;
    }
    folder = found->front().path;
    if (found->front().kind != FileKind::Folder) return fail(Errc::Refused, folder.text(), "is no folder");
    auto now = files.metadata(folder);
    if (!now) return tl::unexpected(now.error());
    FileMetadata wanted = *now;
    wanted.security = metadata->security;
    wanted.mode = metadata->mode;
    wanted.user = metadata->user;
    wanted.group = metadata->group;
    if (!(wanted == *now)) {
      if (auto set = files.setMetadata(folder, wanted); !set) return tl::unexpected(set.error());
    }
  }
  return folder;
}

Result<std::vector<WinPath>> runFolders(Files& files, char drive) {
  std::vector<WinPath> out;
  auto places = files.find(quarantineFolder(drive));
  if (!places) return tl::unexpected(places.error());
  for (const FoundFile& place : *places) {
    if (place.kind != FileKind::Folder) return fail(Errc::Refused, place.path.text(), "is no folder");
    auto entries = files.list(place.path, false);
    if (!entries) return tl::unexpected(entries.error());
    for (const FileEntry& entry : entries->value_or(std::vector<FileEntry>())) {
      if (entry.kind == FileKind::Folder && isUtf8(entry.name)) out.push_back(place.path / entry.name);
    }
  }
  std::sort(out.begin(), out.end());
  return out;
}

Result<Journal> readJournal(Files& files, const WinPath& runFolder) {
  const WinPath file = journalFile(runFolder);
  auto bytes = fileBytes(files, file, largestJournal);
  if (!bytes && bytes.error().code == Errc::Unsupported) return fail(Errc::Corrupt, file.text(), bytes.error().detail);
  if (!bytes) return tl::unexpected(bytes.error());
  auto journal = parseJournal(*bytes, file.text());
  if (journal && journal->run != runFolder.name()) return fail(Errc::Corrupt, file.text(), "is the journal of another run");
  return journal;
}

std::vector<WaitingFile> waitingFiles(Files& files, char drive) {
  std::vector<WaitingFile> out;
  auto folders = runFolders(files, drive);
  if (!folders) return out;
  for (const WinPath& folder : *folders) {
    auto entries = files.list(folder, false);
    if (!entries || !*entries) continue;
    std::vector<std::string> raws;
    for (const FileEntry& entry : **entries) {
      if (entry.kind == FileKind::File && entry.name.ends_with(".raw")) raws.push_back(entry.name);
    }
    if (raws.empty()) continue;
    auto journal = readJournal(files, folder);
    if (!journal) continue;
    for (const JournalOperation& one : journal->operations) {
      const auto* back = std::get_if<FileBack>(&one.back);
      if (back == nullptr || !one.done || one.undone || std::ranges::find(raws, back->kept + ".raw") == raws.end()) continue;
      out.push_back({folder / (back->kept + ".raw"), back->path, back->sha256});
    }
  }
  return out;
}

void mask(std::string& bytes, std::uint64_t offset) {
  // Any sequence that is not constant does: it hides, it does not protect.
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    const std::uint64_t at = offset + i;
    bytes[i] = static_cast<char>(static_cast<unsigned char>(bytes[i]) ^ static_cast<unsigned char>(0x5AU + at * 29U + (at >> 8U) * 7U));
  }
}

Result<FileDigest> digestOf(Files& files, const WinPath& file, const std::stop_token& stop) {
  Hasher hasher;
  FileDigest digest;
  auto read = forEachBlock(files, file, 0, [&](const std::string& block, std::uint64_t) -> Status {
    if (stop.stop_requested()) return fail(Errc::Cancelled, file.text(), "stopped on request");
    hasher.add(block);
    digest.size += block.size();
    return {};
  });
  if (!read) return tl::unexpected(read.error());
  digest.sha256 = hasher.finish().sha256;
  return digest;
}

Result<FileDigest> digestOfKept(Files& files, const WinPath& kept) {
  if (auto header = checkHeader(files, kept); !header) return tl::unexpected(header.error());
  Hasher hasher;
  FileDigest digest;
  auto read = forEachBlock(files, kept, keptHeader.size(), [&](std::string block, std::uint64_t offset) -> Status {
    mask(block, offset);
    hasher.add(block);
    digest.size += block.size();
    return {};
  });
  if (!read) return tl::unexpected(read.error());
  digest.sha256 = hasher.finish().sha256;
  return digest;
}

Status keep(Files& files, const WinPath& raw, const WinPath& kept, const FileMetadata& metadata, const FileDigest& expected) {
  Status written = copyMasked(files, raw, 0, kept, keptHeader, metadata);
  if (written) written = files.syncFolder(kept.parent());
  if (written) written = isExpected(digestOfKept(files, kept), expected, {Errc::Refused, raw.text(), "what was kept is not what was found"});
  return orTakenAway(files, kept, std::move(written));
}

Status unkeep(Files& files, const WinPath& kept, const WinPath& raw, const FileMetadata& metadata, const FileDigest& expected) {
  if (auto header = checkHeader(files, kept); !header) return header;
  Status written = copyMasked(files, kept, keptHeader.size(), raw, "", metadata);
  if (written) written = isExpected(digestOf(files, raw), expected, {Errc::Corrupt, kept.text(), "does not hold what the journal says"});
  return orTakenAway(files, raw, std::move(written));
}

Result<std::string> fileBytes(Files& files, const WinPath& file, std::uint64_t largest) {
  auto reader = files.open(file);
  if (!reader) return tl::unexpected(reader.error());
  if ((*reader)->size() > largest) return fail(Errc::Unsupported, file.text(), "is larger than " + std::to_string(largest) + " bytes");
  return (*reader)->read(0, static_cast<std::size_t>((*reader)->size()));
}

Result<std::string> keptBytes(Files& files, const WinPath& kept, std::uint64_t largest) {
  if (auto header = checkHeader(files, kept); !header) return tl::unexpected(header.error());
  auto bytes = fileBytes(files, kept, largest + keptHeader.size());
  if (!bytes) return bytes;
  std::string body = bytes->substr(keptHeader.size());
  mask(body, 0);
  return body;
}

}  // namespace sankajo
