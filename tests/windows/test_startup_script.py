#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sankajo authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""test_startup_script STAND-IN: what packaging/fleet/check-at-startup.cmd does, on a Windows of Wine's, with a stand-in for sankajo-cli.exe."""
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import unittest

STAND_IN = pathlib.Path(sys.argv[1])
SCRIPT = pathlib.Path(__file__).parents[2] / "packaging/fleet/check-at-startup.cmd"


class StartupScript(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.environment = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY")}
        cls.environment |= {"WINEPREFIX": cls.temporary.name + "/prefix", "WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree,mshtml="}
        subprocess.run(["wineboot", "-i"], env=cls.environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        cls.addClassCleanup(lambda: subprocess.run(["wineserver", "-k"], env=cls.environment, check=False))

    def setUp(self):
        """The script beside a program, as it lies on a PC: in a folder with a blank in its name, with Windows' line ends."""
        self.folder = pathlib.Path(tempfile.mkdtemp(prefix="on a PC ", dir=self.temporary.name))
        text = SCRIPT.read_bytes()
        (self.folder / "check-at-startup.cmd").write_bytes(text.replace(b"\n", b"\r\n"))
        self.reports = self.folder / "all reports"
        self.reports.mkdir()

    def run_script(self, **variables):
        environment = self.environment | {"SANKAJO_REPORTS": r"Z:" + str(self.reports).replace("/", "\\"), "SANKAJO_TRIES": "1"} | variables
        return subprocess.run(["wine", "cmd", "/c", "Z:" + str(self.folder / "check-at-startup.cmd").replace("/", "\\")], env=environment,
                              stdout=subprocess.PIPE, stderr=subprocess.PIPE, timeout=200, check=False)

    def put_program(self):
        shutil.copy(STAND_IN, self.folder / "sankajo-cli.exe")

    def words(self):
        return (self.folder / "sankajo-cli.exe.started").read_text()

    def test_the_script_is_plain_ascii(self):
        text = SCRIPT.read_bytes()
        self.assertTrue(text.isascii())
        self.assertNotIn(b"\r", text)

    def test_the_check_is_started_with_the_folder_of_the_reports(self):
        self.put_program()
        run = self.run_script()
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertRegex(self.words(), r'sankajo-cli\.exe"? check --quiet --json --report-to "Z:\\.*\\all reports\\\." *$')

    def test_a_folder_may_end_in_a_backslash(self):
        self.put_program()
        run = self.run_script(SANKAJO_REPORTS="Z:" + str(self.reports).replace("/", "\\") + "\\")
        self.assertEqual(run.returncode, 0, run.stderr)
        self.assertRegex(self.words(), r'--report-to "Z:\\.*\\all reports\\+\." *$')

    def test_the_exit_code_is_the_checks(self):
        self.put_program()
        for code in (0, 10, 11, 12, 64):
            self.assertEqual(self.run_script(STAND_IN_CODE=str(code)).returncode, code)

    def test_a_folder_that_never_comes_is_left_to_the_program_to_tell(self):
        self.put_program()
        self.reports.rmdir()
        self.assertEqual(self.run_script(STAND_IN_CODE="64").returncode, 64)
        self.assertIn("--report-to", self.words())

    def test_without_the_program_it_says_so(self):
        run = self.run_script()
        self.assertEqual(run.returncode, 64)
        self.assertIn(b"sankajo-cli.exe", run.stderr)


if __name__ == "__main__":
    unittest.main(argv=sys.argv[:1])
