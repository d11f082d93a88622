#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sankajo authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""test_start_wine FOLDER: what START.EXE's source does on each Windows, built for 64 bits and run under Wine without a screen."""
import hashlib
import os
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import unittest

FOLDER = pathlib.Path(sys.argv[1])
OLD = ["nt40", "win2k", "winxp", "win2003", "vista", "win7", "win8", "win81"]
NEW = ["win10"]  # Debian 12's Wine knows no later one
START_IT, OLD_WINDOWS, ONLY_32_BIT, MISSING, UNREADABLE, DAMAGED, DECLINED, NOT_STARTED = range(8)


class Wine:
    """A Wine of its own, whose windows are drawn nowhere."""

    def __init__(self, folder):
        self.environment = {key: value for key, value in os.environ.items() if key not in ("DISPLAY", "WAYLAND_DISPLAY", "LANG")}
        self.environment |= {"WINEPREFIX": str(folder / "prefix"), "WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree,mshtml=", "LC_ALL": "C.UTF-8",
                             "LOCPATH": str(folder / "locales")}
        (folder / "locales").mkdir()
        subprocess.run(["localedef", "-i", "ja_JP", "-f", "UTF-8", folder / "locales/ja_JP.UTF-8"], check=True)
        subprocess.run(["wineboot", "-i"], env=self.environment, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        self.set_value(r"HKCU\Software\Wine\Drivers", "Graphics", "null")
        self.end()  # What runs already has no driver at all.

    def run(self, *words, lang="en"):
        environment = self.environment | {"LC_ALL": "ja_JP.UTF-8" if lang == "ja" else "C.UTF-8"}
        run = subprocess.run(["wine", *map(str, words)], env=environment, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, timeout=200, check=False)
        return run.stdout.decode("utf-8").replace("\r\n", "\n")

    def set_value(self, key, name, data):
        self.run("reg", "add", key, "/v", name, "/d", data, "/f")

    def be(self, version):
        self.set_value(r"HKCU\Software\Wine", "Version", version)

    def end(self):
        subprocess.run(["wineserver", "-k"], env=self.environment, check=False)
        subprocess.run(["wineserver", "-w"], env=self.environment, check=False)


class StartUnderWine(unittest.TestCase):
    @classmethod
    def setUpClass(cls):
        cls.temporary = tempfile.TemporaryDirectory(ignore_cleanup_errors=True)
        cls.addClassCleanup(cls.temporary.cleanup)
        cls.wine = Wine(pathlib.Path(cls.temporary.name))
        cls.addClassCleanup(cls.wine.end)
        texts = cls.wine.run(FOLDER / "start_parts.exe", "sentences").split("\0")
        cls.sentences = {(answer, lang): texts[2 * (answer - 1) + at] for answer in range(1, 8) for at, lang in enumerate(("en", "ja"))}

    def setUp(self):
        # A name that a path must stand: blanks and Japanese.
        self.folder = pathlib.Path(tempfile.mkdtemp(dir=self.temporary.name)) / "三カ条 no CD"
        self.folder.mkdir()
        self.start = self.folder / "START.EXE"
        self.program = self.folder / "Sankajo.exe"
        shutil.copy(FOLDER / "start64.exe", self.start)
        shutil.copy(FOLDER / "stand-in.exe", self.program)

    def read(self, lang="en"):
        """Title, text and exit code of START.EXE; None for both texts where it shows no message."""
        output = self.wine.run(FOLDER / "read_message.exe", "Z:" + str(self.start).replace("/", "\\"), lang=lang)
        told, _, code = output.rstrip("\n").rpartition("exit ")
        title, _, text = told.rstrip("\n").partition("\n")
        return title or None, text or None, int(code)

    def says(self, answer, languages=("en", "ja")):
        for lang in languages:
            with self.subTest(lang=lang):
                self.assertEqual(self.read(lang), ("Sankajo", self.sentences[answer, lang], answer))
        self.assertFalse(pathlib.Path(str(self.program) + ".started").exists())

    def test_on_an_old_windows_it_says_what_to_do_instead(self):
        for version in OLD:
            with self.subTest(version=version):
                self.wine.be(version)
                self.says(OLD_WINDOWS)
        for lang, words in (("en", ["Windows 10", "rescue disc", "network cable", "Nothing was changed."]),
                            ("ja", ["Windows\u00a010", "起動ディスク", "ネットワークケーブル", "何も変更していません。"])):
            for word in words:
                self.assertIn(word, self.sentences[OLD_WINDOWS, lang])

    def test_on_a_new_windows_it_starts_sankajo_by_its_full_path_and_says_nothing(self):
        for version in NEW:
            with self.subTest(version=version):
                self.wine.be(version)
                self.assertEqual(self.read(), (None, None, START_IT))
                mark = pathlib.Path(str(self.program) + ".started")
                for _ in range(100):
                    if mark.exists() and mark.stat().st_size > 0:
                        break
                    time.sleep(0.1)
                self.assertTrue(mark.exists())
                mark.unlink()

    def test_a_missing_program_is_told(self):
        self.wine.be("win10")
        self.program.unlink()
        self.says(MISSING)

    def test_a_program_with_one_bit_changed_is_told_and_not_started(self):
        self.wine.be("win10")
        image = bytearray(self.program.read_bytes())
        image[len(image) // 2] ^= 1
        self.program.write_bytes(image)
        self.says(DAMAGED)

    def test_a_program_that_is_cut_short_or_longer_is_told(self):
        self.wine.be("win10")
        whole = self.program.read_bytes()
        for image in (whole[:-1], whole + b"\0", b""):
            self.program.write_bytes(image)
            self.says(DAMAGED, languages=("en",))

    def test_a_folder_of_that_name_is_told(self):
        self.wine.be("win10")
        self.program.unlink()
        self.program.mkdir()
        self.says(UNREADABLE)

    def test_what_windows_cannot_start_is_told(self):
        self.wine.be("win10")
        shutil.copy(FOLDER / "start-garbage.exe", self.start)
        shutil.copy(FOLDER / "garbage.txt", self.program)
        self.says(NOT_STARTED)

    def test_hashes_are_those_of_sha_256_at_every_length_of_a_last_block(self):
        files = []
        for length in [*range(0, 130), 65535, 65536, 65537, 65591, 65592, 131072, 200003]:
            files.append(self.folder / str(length))
            files[-1].write_bytes(bytes((i * 7 + i // 251) & 0xFF for i in range(length)))
        hashes = self.wine.run(FOLDER / "start_parts.exe", "hash", *files).split()
        self.assertEqual(hashes, [hashlib.sha256(file.read_bytes()).hexdigest() for file in files])

    def test_a_new_windows_whose_programs_have_32_bits_is_none_for_sankajo(self):
        intel, amd64, arm64 = 0, 9, 12
        for major, processor, answer in ((0, amd64, OLD_WINDOWS), (4, intel, OLD_WINDOWS), (6, amd64, OLD_WINDOWS), (10, intel, ONLY_32_BIT),
                                         (10, arm64, ONLY_32_BIT), (10, amd64, START_IT), (11, amd64, START_IT)):
            with self.subTest(major=major, processor=processor):
                self.assertEqual(self.wine.run(FOLDER / "start_parts.exe", "answer", major, processor).strip(), str(answer))

    def test_every_sentence_keeps_to_the_wording(self):
        self.assertEqual(len(self.sentences), 14)
        for (answer, lang), text in self.sentences.items():
            with self.subTest(answer=answer, lang=lang):
                self.assertRegex(text, "Nothing was changed\\." if lang == "en" else "何も変更していません。")
                self.assertNotRegex(text, "[!！～]|error|エラー|危険|警告")
                if lang == "en":
                    self.assertTrue(text.isascii())


if __name__ == "__main__":
    if shutil.which("wine") is None or shutil.which("localedef") is None:
        print("START.EXE is not tried: there is no wine (packages wine and wine64) or no localedef here")
        sys.exit(77)
    unittest.main(argv=sys.argv[:1], verbosity=2)
