// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/prefetch.h"

#include <utility>

#include "engine/bytes.h"
#include "engine/text.h"

namespace sankajo {
namespace {

constexpr std::size_t kHeader = 0x98;  // File header and the table of contents.
constexpr std::size_t kName = 0x10, kNameSize = 60;
constexpr std::uint32_t kVersion = 17;

}  // namespace

Result<PrefetchFacts> readPrefetch(std::string_view bytes, std::string_view subject) {
  const auto corrupt = [&](std::string_view why) {
    return fail(Errc::Corrupt, std::string(subject), "prefetch file: " + std::string(why));
  };
  if (bytes.starts_with("MAM")) return fail(Errc::Unsupported, std::string(subject), "prefetch file: compressed");
  if (bytes.size() < 8 || bytes.substr(4, 4) != "SCCA") return corrupt("no SCCA");
  if (const std::uint32_t version = u32(bytes, 0); version != kVersion)
    return fail(Errc::Unsupported, std::string(subject), "prefetch file: version " + std::to_string(version));
  if (bytes.size() < kHeader || u32(bytes, 0x0C) > bytes.size()) return corrupt("cut off");

  PrefetchFacts facts;
  std::string_view nameField = bytes.substr(kName, kNameSize);
  const auto program = takeUtf16(nameField);
  if (!program || program->empty()) return corrupt("no program name");
  facts.program = utf16LeToUtf8(*program);
  facts.pathHash = u32(bytes, 0x4C);

  const std::size_t place = u32(bytes, 0x64), size = u32(bytes, 0x68);
  if (place > bytes.size() || size > bytes.size() - place) return corrupt("the path list lies outside");
  std::string_view list = bytes.substr(place, size);
  while (!list.empty()) {
    const auto path = takeUtf16(list);
    if (!path) return corrupt("the path list does not end");
    if (!path->empty()) facts.files.push_back(utf16LeToUtf8(*path));
  }
  return facts;
}

std::uint32_t prefetchHash(std::string_view devicePath) {
  std::uint32_t hash = 0;
  for (const char byte : utf8ToUtf16Le(devicePath)) hash = hash * 37 + static_cast<unsigned char>(byte);
  hash *= 314159269;
  if (hash > 0x80000000) hash = 0 - hash;
  return hash % 1000000007;
}

}  // namespace sankajo
