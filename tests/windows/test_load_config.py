#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sankajo authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""test_load_config PROGRAM_WITH_SECTION PROGRAM_WITHOUT: what packaging/windows/point_load_config does to a program, and what it refuses."""
import pathlib
import shutil
import struct
import subprocess
import sys
import tempfile
import unittest

import pe

TOOL = pathlib.Path(__file__).resolve().parents[2] / "packaging/windows/point_load_config"
WITH, WITHOUT = (pathlib.Path(word) for word in sys.argv[1:3])


class PointLoadConfig(unittest.TestCase):
    def setUp(self):
        folder = tempfile.TemporaryDirectory()
        self.addCleanup(folder.cleanup)
        self.program = pathlib.Path(folder.name) / "program.exe"
        shutil.copy(WITH, self.program)

    def run_tool(self):
        return subprocess.run([sys.executable, TOOL, self.program], capture_output=True, text=True, check=False)

    def change(self, at, value):
        image = bytearray(self.program.read_bytes())
        image[at:at + len(value)] = value
        self.program.write_bytes(image)

    def is_refused(self):
        before = self.program.read_bytes()
        run = self.run_tool()
        self.assertEqual(run.returncode, 1)
        self.assertEqual(len(run.stderr.splitlines()), 1, run.stderr)
        self.assertEqual(self.program.read_bytes(), before)

    def test_the_directory_names_the_section_and_nothing_else_changes(self):
        before = pe.Pe(self.program)
        self.assertEqual(before.directories[10], (0, 0))
        self.assertEqual(self.run_tool().returncode, 0)
        after = pe.Pe(self.program)
        section = next(one for one in after.sections if one[0].rstrip(b"\0") == b".ldcfg")
        self.assertEqual(after.directories[10], (section[2], 0x70))
        self.assertEqual(after.number("H", after.offset(section[2]) + 0x4E), 0x0800)
        changed = [at for at, (old, new) in enumerate(zip(before.bytes, after.bytes)) if old != new]
        optional = after.checksum_at - 64
        directory = optional + 112 + 80
        self.assertTrue(all(after.checksum_at <= at < after.checksum_at + 4 or directory <= at < directory + 8 for at in changed), changed)

    def test_the_checksum_is_the_one_that_the_linker_computes(self):
        # The linker's own checksum is right, so the tool must come to the same for the linker's own file.
        sys.path.insert(0, str(TOOL.parent))
        import importlib.machinery
        import importlib.util
        loader = importlib.machinery.SourceFileLoader("tool", str(TOOL))
        tool = importlib.util.module_from_spec(importlib.util.spec_from_loader("tool", loader))
        sys.dont_write_bytecode = True
        loader.exec_module(tool)
        linked = pe.Pe(self.program)
        self.assertNotEqual(linked.checksum, 0)
        self.assertEqual(tool.checksum(linked.bytes, linked.checksum_at), linked.checksum)
        self.assertEqual(self.run_tool().returncode, 0)
        pointed = pe.Pe(self.program)
        self.assertEqual(tool.checksum(pointed.bytes, pointed.checksum_at), pointed.checksum)
        self.assertNotEqual(pointed.checksum, linked.checksum)

    def test_a_second_time_changes_nothing(self):
        self.run_tool()
        once = self.program.read_bytes()
        self.assertEqual(self.run_tool().returncode, 0)
        self.assertEqual(self.program.read_bytes(), once)

    def test_a_program_without_the_section_is_refused(self):
        shutil.copy(WITHOUT, self.program)
        self.is_refused()

    def test_other_flags_are_refused(self):
        image = pe.Pe(self.program)
        section = next(one for one in image.sections if one[0].rstrip(b"\0") == b".ldcfg")
        self.change(section[4] + 0x4E, b"\0\0")
        self.is_refused()

    def test_another_directory_is_refused(self):
        self.change(pe.Pe(self.program).checksum_at - 64 + 112 + 80, struct.pack("<II", 0x1000, 0x40))
        self.is_refused()

    def test_what_is_no_whole_program_is_refused(self):
        whole = self.program.read_bytes()
        for length in (0, 2, 0x40, 0x100, 0x200):
            with self.subTest(length=length):
                self.program.write_bytes(whole[:length])
                self.is_refused()


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1], verbosity=2)
