#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sankajo authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""test_windows_programs [FOLDER]: the finished Sankajo.exe and sankajo-cli.exe by their headers. FOLDER is what packaging/windows/build has made; without
it the newest cross build is looked at, and what only a release has is left out."""
import hashlib
import pathlib
import sys
import unittest

import pe

ROOT = pathlib.Path(__file__).resolve().parents[2]
RELEASE = len(sys.argv) > 1
CLI, WIZARD = "sankajo-cli.exe", "Sankajo.exe"

# Libraries in system32 of every Windows 10 and later, in all editions that have a desktop; the three api-ms-win-* are names of API sets, which Windows
# turns into libraries of its own by a table in memory, never by a file of that name.
WINDOWS_OWN = {
    "api-ms-win-core-synch-l1-2-0.dll", "api-ms-win-core-winrt-l1-1-0.dll", "api-ms-win-core-winrt-string-l1-1-0.dll",
    "advapi32.dll", "authz.dll", "bcrypt.dll", "comdlg32.dll", "crypt32.dll", "d2d1.dll", "d3d11.dll", "dwmapi.dll", "dwrite.dll", "dxgi.dll",
    "gdi32.dll", "imm32.dll", "iphlpapi.dll", "kernel32.dll", "mpr.dll", "msvcrt.dll", "netapi32.dll", "ntdll.dll", "ole32.dll", "oleaut32.dll", "psapi.dll",
    "rpcrt4.dll", "setupapi.dll", "shcore.dll", "shell32.dll", "shlwapi.dll", "user32.dll", "userenv.dll", "uxtheme.dll", "version.dll", "winmm.dll",
    "winspool.drv", "wintrust.dll", "ws2_32.dll", "wtsapi32.dll",
}


def folder():
    if RELEASE:
        return pathlib.Path(sys.argv[1])
    builds = [ROOT / "build" / name / "app" for name in ("windows", "windows-release")]
    found = [build for build in builds if (build / CLI).exists() and (build / WIZARD).exists()]
    return max(found, key=lambda build: (build / CLI).stat().st_mtime, default=None)


FOLDER = folder()


class Programs(unittest.TestCase):
    def setUp(self):
        self.programs = {name: pe.Pe(FOLDER / name) for name in (CLI, WIZARD)}

    def test_they_import_only_windows_own_libraries(self):
        for name, program in self.programs.items():
            with self.subTest(program=name):
                libraries = set(program.imports())
                self.assertIn("kernel32.dll", libraries)
                self.assertEqual(libraries - WINDOWS_OWN, set())
                self.assertEqual(program.directories[13], (0, 0))  # none is imported later

    def test_they_are_64_bit_programs_for_a_window_and_for_a_terminal(self):
        for name, program in self.programs.items():
            with self.subTest(program=name):
                self.assertEqual(program.machine, 0x8664)
        self.assertEqual(self.programs[WIZARD].subsystem, 2)
        self.assertEqual(self.programs[CLI].subsystem, 3)

    def test_memory_is_laid_out_anew_each_time_and_data_is_never_run(self):
        wanted = pe.DYNAMIC_BASE | pe.NX_COMPAT | pe.HIGH_ENTROPY_VA
        for name, program in self.programs.items():
            with self.subTest(program=name):
                self.assertEqual(program.dll_characteristics & wanted, wanted)
                self.assertGreater(program.image_base, 1 << 32)
                self.assertGreater(program.directories[5][1], 8)  # without relocations it could not be moved

    def test_imported_libraries_are_taken_from_system32_only(self):
        for name, program in self.programs.items():
            with self.subTest(program=name):
                address, size = program.directories[10]
                self.assertEqual(size, 0x70)
                at = program.offset(address)
                self.assertEqual(program.number("I", at), size)
                self.assertEqual(program.number("H", at + 0x4E), 0x0800)
                self.assertIn("SetDefaultDllDirectories", program.imports()["kernel32.dll"])

    def test_the_checksum_is_right(self):
        for name, program in self.programs.items():
            with self.subTest(program=name):
                image = bytearray(program.bytes)
                image[program.checksum_at:program.checksum_at + 4] = b"\0\0\0\0"
                image += b"\0" * (len(image) % 2)
                total = int.from_bytes(image, "little") % 0xFFFF  # the end-around sum of 16-bit words
                self.assertEqual((program.checksum - len(program.bytes)) % 0xFFFF, total)

    def test_the_stack_is_guarded(self):
        # GCC's guard is filled from here; code without the guard would not need it.
        for name, program in self.programs.items():
            with self.subTest(program=name):
                self.assertIn("CryptGenRandom", program.imports()["advapi32.dll"])
                self.assertIn(b"*** stack smashing detected ***", program.bytes)

    def test_manifests_say_what_they_must(self):
        for name, program in self.programs.items():
            with self.subTest(program=name):
                manifest = program.resources()[(pe.MANIFEST, 1, 0x409)].decode()
                for words in ("PerMonitorV2", "longPathAware xmlns=\"http://schemas.microsoft.com/SMI/2016/WindowsSettings\">true<", ">UTF-8</activeCodePage>",
                              "Microsoft.Windows.Common-Controls", "{35138b9a-5d96-4fbd-8e2d-a2440225f93a}", "{8e0f7a12-bfb3-4fe8-b9a5-48fd50a15a9a}"):
                    self.assertIn(words, manifest)
        self.assertIn('level="highestAvailable"', self.programs[WIZARD].resources()[(pe.MANIFEST, 1, 0x409)].decode())
        self.assertIn('level="asInvoker"', self.programs[CLI].resources()[(pe.MANIFEST, 1, 0x409)].decode())

    def test_version_and_icon_are_there_in_both_languages(self):
        version = next(line.split()[2] for line in (ROOT / "CMakeLists.txt").read_text().splitlines() if line.startswith("project("))
        for name, program in self.programs.items():
            with self.subTest(program=name):
                resources = program.resources()
                tables = pe.version_strings(next(data for (kind, _, _), data in resources.items() if kind == pe.VERSION))
                self.assertEqual(set(tables), {"040904B0", "041104B0"})
                for strings in tables.values():
                    self.assertEqual(strings["FileVersion"], version)
                    self.assertEqual(strings["OriginalFilename"], name)
                self.assertNotEqual(tables["040904B0"]["FileDescription"], tables["041104B0"]["FileDescription"])
                self.assertEqual(sum(kind == pe.ICON for kind, _, _ in resources), 6)
                self.assertTrue(any(kind == pe.GROUP_ICON and icon == "IDI_ICON1" for kind, icon, _ in resources))

    def test_nothing_tells_when_they_were_built(self):
        for name, program in self.programs.items():
            with self.subTest(program=name):
                self.assertEqual(program.time, 0)
                self.assertEqual(program.directories[6], (0, 0))  # debug

    @unittest.skipUnless(RELEASE, "a build for tests is larger and has its symbols")
    def test_a_release_is_small_has_no_symbols_and_no_folder_of_its_builder(self):
        for name, program in self.programs.items():
            with self.subTest(program=name):
                self.assertEqual(program.symbols, 0)
                self.assertNotIn(str(ROOT).encode(), program.bytes)
        self.assertLessEqual(len(self.programs[WIZARD].bytes), 25_000_000)

    @unittest.skipUnless(RELEASE, "only a release is packed")
    def test_start_exe_is_the_one_for_this_wizard(self):
        start = pe.Pe(FOLDER / "START.EXE")
        self.assertEqual(start.machine, 0x14C)
        self.assertIn(hashlib.sha256(self.programs[WIZARD].bytes).digest(), start.bytes)

    @unittest.skipUnless(RELEASE, "only a release is packed")
    def test_texts_are_such_that_windows_shows_them_right(self):
        texts = sorted(path for path in FOLDER.rglob("*") if path.suffix.lower() == ".txt")
        names = {path.name for path in texts}
        self.assertLessEqual({"はじめにお読みください.txt", "README.TXT", "Sankajo (GPL-3).txt", "libyara (BSD).txt", "hivex (LGPL-2.1).txt"}, names)
        self.assertGreaterEqual(len(texts), 20)
        for path in texts:
            with self.subTest(text=path.name):
                text = path.read_bytes()
                self.assertGreater(len(text), 300)
                self.assertEqual(text.startswith(b"\xef\xbb\xbf"), not text.isascii())
                self.assertEqual(text.count(b"\n"), text.count(b"\r\n"))
                self.assertNotIn("@VERSION@", text.decode("utf-8"))
        self.assertTrue((FOLDER / "README.TXT").read_bytes().isascii())
        self.assertIn("START.EXE", (FOLDER / "はじめにお読みください.txt").read_text("utf-8-sig"))


if __name__ == "__main__":
    if FOLDER is None:
        print("The programs for Windows are not looked at: there is no cross build of both under build/ (packaging/windows/README.md)")
        sys.exit(77)
    print(f"Looking at {FOLDER}")
    unittest.main(argv=sys.argv[:1], verbosity=2)
