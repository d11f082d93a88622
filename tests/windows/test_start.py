#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sankajo authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""test_start FOLDER: START.EXE as it is packed (32 bits, which Debian's Wine does not start), by its header, its imports and its code."""
import hashlib
import pathlib
import re
import subprocess
import sys
import unittest

import pe

FOLDER = pathlib.Path(sys.argv[1])

# What NT 4.0 has, of the two libraries that it always loads from its own folder. Source: MSDN Library, April 2000, Platform SDK, each
# function's "Requirements": "Windows NT/2000: Requires Windows NT 3.1 or later", but for GetVersionEx: "Windows NT 3.5 or later".
NT4 = {
    "kernel32.dll": {
        "CloseHandle", "CreateFileW", "ExitProcess", "GetLastError", "GetModuleFileNameW", "GetModuleHandleW", "GetProcAddress",
        "GetSystemDefaultLangID", "GetSystemDirectoryW", "GetUserDefaultLangID", "GetVersionExW", "LoadLibraryExW", "ReadFile",
    },
    "user32.dll": {"MessageBoxW"},
}
# What a 486 has, of what a compiler writes. Source: Intel486 Microprocessor Family Programmer's Reference Manual, 1992, chapter 26.
I486 = re.compile(
    r"(rep[a-z]*|lock|mov|movs[bwl]|stos[bwl]|lods[bwl]|movz[bw][wl]?|movs[bw][wl]|lea|push|pop|leave|ret|call|jmp|j[a-z]{1,3}|set[a-z]{1,3}|add|adc|sub|sbb|"
    r"inc|dec|neg|not|and|or|xor|test|cmp|shl|shr|sar|sal|rol|ror|shld|shrd|mul|imul|div|idiv|cltd|cwtl|bswap|xchg|nop|data16|cs|int3)[bwl]?$")


class Start(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.start = pe.Pe(FOLDER / "start32.exe")

    def test_it_imports_only_what_nt_4_has(self):
        for library, functions in self.start.imports().items():
            self.assertLessEqual(functions, NT4.get(library, set()), library)

    def test_its_header_is_one_that_nt_4_takes(self):
        self.assertEqual(self.start.machine, 0x14C)
        self.assertEqual(self.start.subsystem, 2)  # windows, no console
        self.assertEqual(self.start.subsystem_version, (4, 0))
        self.assertEqual(self.start.os_version, (4, 0))
        self.assertEqual(self.start.directories[9], (0, 0))   # thread storage
        self.assertEqual(self.start.directories[13], (0, 0))  # delayed imports
        self.assertEqual(self.start.time, 0)
        self.assertLess(len(self.start.bytes), 100_000)

    def test_its_code_is_for_a_486(self):
        listing = subprocess.run(["i686-w64-mingw32-objdump", "-d", "--no-show-raw-insn", FOLDER / "start32.exe"], capture_output=True, text=True,
                                 check=True).stdout
        words = re.findall(r"^ +[0-9a-f]+:\t(\w+)", listing, re.MULTILINE)
        self.assertGreater(len(words), 300)
        self.assertEqual({word for word in words if not I486.match(word)}, set())
        self.assertNotRegex(listing, r"%[xy]?mm[0-7]")

    def test_it_knows_the_program_that_it_was_made_with(self):
        self.assertIn(hashlib.sha256((FOLDER / "stand-in.exe").read_bytes()).digest(), self.start.bytes)

    def test_its_manifest_names_windows_10_and_is_plain_enough_for_xp(self):
        manifest = self.start.resources()[(pe.MANIFEST, 1, 0x409)].decode()
        self.assertIn("{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}", manifest)
        # Two names for one namespace on one element end XP SP2 (Microsoft KB921337); START.EXE needs none of what came with Vista.
        self.assertNotIn("asm.v3", manifest)
        self.assertNotIn("trustInfo", manifest)

    def test_its_icon_has_small_pictures_that_old_windows_can_read(self):
        icons = {name: data for (kind, name, _), data in self.start.resources().items() if kind == pe.ICON}
        self.assertEqual(len(icons), 6)
        bitmaps = [data for data in icons.values() if data[:4] == b"\x28\0\0\0"]
        self.assertEqual(sorted(data[4] for data in bitmaps), [16, 24, 32, 48, 64])

    def test_its_version_is_told_in_both_languages(self):
        tables = pe.version_strings(next(data for (kind, _, _), data in self.start.resources().items() if kind == pe.VERSION))
        self.assertEqual(set(tables), {"040904B0", "041104B0"})
        for strings in tables.values():
            self.assertEqual(strings["OriginalFilename"], "START.EXE")


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
