// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace sankajo::test {

/// Builds a registry hive file from a description. It lays the file out by itself and shares nothing with engine/hive.cpp, so that a
/// mistake there cannot hide here.
///
///     HiveBuilder system(5);  // SYSTEM and SOFTWARE of XP and 2003; 3 for NT 4.0, 2000 and every NTUSER.DAT
///     system.dword("Select", "Current", 1)
///         .sz("ControlSet001\\Services\\RpcPatch", "DisplayName", "Network Connections Sharing")
///         .expandSz("ControlSet001\\Services\\RpcPatch", "ImagePath", "%SystemRoot%\\system32\\wins\\dllhost.exe");
///     const std::string file = system.build();
///
/// A key's path goes from the hive's root (`\` between names, no HKLM in front; empty: the root itself), all text is UTF-8. Naming a
/// key makes it and those above it; names are found again without case, a value of the same name is replaced. Values stay in the order
/// in which they were first added, sub-keys are sorted as Windows sorts them. The result is the same bytes each time.
class HiveBuilder {
 public:
  /// The kinds of sub-key list. Windows writes Lf in 1.3 and Lh in 1.5, which are the defaults; NT 3.x wrote Li.
  enum class ListKind { Lf, Lh, Li };

  explicit HiveBuilder(std::uint32_t minorVersion);
  HiveBuilder(HiveBuilder&&) noexcept;
  HiveBuilder& operator=(HiveBuilder&&) noexcept;
  ~HiveBuilder();

  /// Makes an empty key.
  HiveBuilder& key(std::string_view path);
  /// REG_SZ, with its terminating NUL.
  HiveBuilder& sz(std::string_view path, std::string_view name, std::string_view text);
  /// REG_EXPAND_SZ, with its terminating NUL.
  HiveBuilder& expandSz(std::string_view path, std::string_view name, std::string_view text);
  HiveBuilder& dword(std::string_view path, std::string_view name, std::uint32_t number);
  /// REG_MULTI_SZ: each text with its NUL, and one more at the end.
  HiveBuilder& multiSz(std::string_view path, std::string_view name, const std::vector<std::string>& texts);
  /// Any type and bytes. Over 16,344 bytes in 1.4 and later become a big-data record.
  HiveBuilder& raw(std::string_view path, std::string_view name, std::uint32_t type, std::string_view bytes);

  /// The key's class: raw bytes, UTF-16LE in Windows.
  HiveBuilder& keyClass(std::string_view path, std::string_view bytes);
  /// The key's own security descriptor. Keys without one have descriptor(0), whatever their parent has. Equal descriptors share one cell.
  HiveBuilder& security(std::string_view path, std::string_view selfRelativeDescriptor);
  /// FILETIME; keys without one have the time of the notice, 2003-08-16 07:00 UTC.
  HiveBuilder& lastWritten(std::string_view path, std::uint64_t fileTime);
  /// Flags beside those that the builder sets itself (root: 0x0C, a name in Latin-1: 0x20), e.g. 0x10 for a symbolic link.
  HiveBuilder& flags(std::string_view path, std::uint16_t flags);

  /// The kind of every sub-key list.
  HiveBuilder& lists(ListKind kind);
  /// More sub-keys than this in one key are split over several lists below an `ri` list. Default 500.
  HiveBuilder& splitLists(std::size_t keysPerList);
  /// A hive that was not closed: the second sequence number is one behind the first.
  HiveBuilder& unclean();

  /// The hive file.
  std::string build() const;

  /// A plausible self-relative security descriptor: owner Administrators, group SYSTEM, full control for both, and for variants above 0
  /// also reading for a user of its own. Different variants are different bytes.
  static std::string descriptor(std::uint32_t variant = 0);

 private:
  struct Description;
  std::unique_ptr<Description> description_;
};

}  // namespace sankajo::test
