#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sankajo authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""windows_bench.py FOLDER: what the finished programs in FOLDER cost under Wine: how long a person waits for the window, and for a quick check.

Wine's own start is in every figure; what it takes with a program that does nothing, and with Wine's own editor, is printed beside. Never part of the tests: its figures are a
machine's, not the code's."""
import os
import pathlib
import statistics
import subprocess
import sys
import tempfile
import threading
import time

from Xlib import X, display

FOLDER = pathlib.Path(sys.argv[1]).resolve()
ROUNDS = 9
WIDTH, HEIGHT = 1024, 768


def kibibytes_at_most(name):
    """Peak resident memory of the process of this name (15 characters are all that Linux keeps), None where there is none."""
    for status in pathlib.Path("/proc").glob("[0-9]*/status"):
        try:
            fields = dict(line.split(":", 1) for line in status.read_text().splitlines())
        except OSError:
            continue
        if fields["Name"].strip() == name[:15] and "VmHWM" in fields:
            return int(fields["VmHWM"].split()[0])
    return None


class Peak(threading.Thread):
    """Looks at the process of this name until it is told to stop."""

    def __init__(self, name):
        super().__init__()
        self.name_of_process, self.most, self.stopped = name, 0, threading.Event()
        self.start()

    def run(self):
        while not self.stopped.wait(0.01):
            self.most = max(self.most, kibibytes_at_most(self.name_of_process) or 0)

    def mebibytes(self):
        self.stopped.set()
        self.join()
        return self.most / 1024


def judge(aim, met):
    print(f"{aim:<70} {'met' if met else 'NOT MET'}")


def main():
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        environment = os.environ | {"WINEPREFIX": folder + "/prefix", "WINEDEBUG": "-all", "WINEDLLOVERRIDES": "mscoree,mshtml=", "LC_ALL": "C.UTF-8"}
        screen = subprocess.Popen(["Xvfb", "-displayfd", "1", "-screen", "0", f"{WIDTH}x{HEIGHT}x24", "-nolisten", "tcp"], stdout=subprocess.PIPE,
                                  stderr=subprocess.DEVNULL)
        environment["DISPLAY"] = ":" + screen.stdout.readline().decode().strip()
        quiet = {"env": environment, "stdout": subprocess.DEVNULL, "stderr": subprocess.DEVNULL}
        try:
            subprocess.run(["wineboot", "--init"], check=True, **quiet)
            (pathlib.Path(folder) / "prefix/drive_c/windows/system32/config").mkdir(exist_ok=True)
            # A desktop of Wine's own: on a bare X server it waits for a window manager that is not there.
            for key, name, value in ((r"HKCU\Software\Wine\Explorer", "Desktop", "screen"), (r"HKCU\Software\Wine\Explorer\Desktops", "screen", f"{WIDTH}x{HEIGHT}")):
                subprocess.run(["wine", "reg", "add", key, "/v", name, "/d", value, "/f"], check=True, **quiet)
            subprocess.run(["wineserver", "--kill"], check=False, **quiet)
            keeper = subprocess.Popen(["wine", "cmd", "/c", "pause"], stdin=subprocess.PIPE, **quiet)  # so that Wine's server stays
            time.sleep(3)

            def seconds(*words):
                begun = time.monotonic()
                code = subprocess.run(["wine", *words], check=False, **quiet).returncode
                return time.monotonic() - begun, code

            nothing, checks, memory_of_checks = [], [], []
            for _ in range(ROUNDS):
                nothing.append(seconds("cmd", "/c", "exit")[0])
                peak = Peak("sankajo-cli.exe")
                took, code = seconds(str(FOLDER / "sankajo-cli.exe"), "check", "--depth", "quick")
                memory_of_checks.append(peak.mebibytes())
                if code != 0:
                    sys.exit(f"The check of a fresh Windows of Wine's ended with {code}.")
                checks.append(took)

            peak = Peak("notepad.exe")
            editor = subprocess.Popen(["wine", "notepad"], **quiet)
            time.sleep(3)
            memory_of_an_editor = peak.mebibytes()
            subprocess.run(["wine", "taskkill", "/f", "/im", "notepad.exe"], check=False, **quiet)
            editor.wait()

            root = display.Display(environment["DISPLAY"]).screen().root
            paints, memory_of_windows = [], []
            for _ in range(ROUNDS):
                blank = root.get_image(0, 0, WIDTH, HEIGHT, X.ZPixmap, 0xFFFFFFFF).data
                peak = Peak("Sankajo.exe")
                begun = time.monotonic()
                window = subprocess.Popen(["wine", str(FOLDER / "Sankajo.exe")], **quiet)
                # A painted window has words in it: more than two colours in a row through the middle of its head.
                while True:
                    row = root.get_image(0, HEIGHT // 6, WIDTH, HEIGHT // 3, X.ZPixmap, 0xFFFFFFFF).data
                    if len(set(zip(row[0::4], row[1::4], row[2::4]))) > 8:
                        break
                    if time.monotonic() - begun > 60 or window.poll() is not None:
                        sys.exit("There is no window.")
                    time.sleep(0.005)
                paints.append(time.monotonic() - begun)
                time.sleep(1)
                memory_of_windows.append(peak.mebibytes())
                subprocess.run(["wine", "taskkill", "/f", "/im", "Sankajo.exe"], check=False, **quiet)
                window.wait()
                while root.get_image(0, 0, WIDTH, HEIGHT, X.ZPixmap, 0xFFFFFFFF).data != blank and time.monotonic() - begun < 60:
                    time.sleep(0.05)
            keeper.kill()
        finally:
            subprocess.run(["wineserver", "--kill"], check=False, **quiet)
            screen.terminate()
    paint, check = statistics.median(paints), statistics.median(checks)
    peak = max(memory_of_windows + memory_of_checks)
    print(f"a program that does nothing      median {statistics.median(nothing):.3f} s of {ROUNDS}")
    print(f"Wine's own Notepad               peak memory {memory_of_an_editor:.0f} MiB")
    print(f"first painted window             median {paint:.3f} s of {ROUNDS}, peak memory {max(memory_of_windows):.0f} MiB")
    print(f"quick check of Wine's own prefix median {check:.3f} s of {ROUNDS}, peak memory {max(memory_of_checks):.0f} MiB\n")
    judge("first painted window within 0.5 s", paint <= 0.5)
    judge("a quick check within 1 s", check <= 1)
    judge("at most 80 MiB", peak <= 80)


main()
