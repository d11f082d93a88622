// SPDX-FileCopyrightText: 2026 The Sankajo authors
// SPDX-License-Identifier: GPL-3.0-or-later
#include <stddef.h>
#include <stdint.h>

// Windows reads the load configuration before it looks for the libraries that a program needs. MinGW makes none; point_load_config puts the
// address of this one into the finished program's header, which finds it by its section.
// Layout: IMAGE_LOAD_CONFIG_DIRECTORY64 of winnt.h up to SEHandlerCount; its later fields are for control flow guard. There is no security cookie
// for Windows to fill: GCC's own guard is filled with random bytes by its run-time library.

struct LoadConfig {
  uint32_t size;
  uint32_t timeDateStamp;
  uint16_t majorVersion, minorVersion;
  uint32_t globalFlagsClear, globalFlagsSet, criticalSectionDefaultTimeout;
  uint64_t deCommitFreeBlockThreshold, deCommitTotalFreeThreshold, lockPrefixTable, maximumAllocationSize, virtualMemoryThreshold,
      processAffinityMask;
  uint32_t processHeapFlags;
  uint16_t csdVersion;
  uint16_t dependentLoadFlags;
  uint64_t editList, securityCookie, seHandlerTable, seHandlerCount;
};
_Static_assert(offsetof(struct LoadConfig, dependentLoadFlags) == 0x4e && sizeof(struct LoadConfig) == 0x70, "the layout is Windows' own");

extern const struct LoadConfig loadConfig;
const struct LoadConfig loadConfig __attribute__((section(".ldcfg"), used)) = {
    .size = sizeof(struct LoadConfig),
    // LOAD_LIBRARY_SEARCH_SYSTEM32 for whatever is imported: a library that lies beside the program is never taken.
    .dependentLoadFlags = 0x0800,
};
