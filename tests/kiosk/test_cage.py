#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sankajo authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The kiosk's session on a screen without hardware: cage runs as a user without rights, shows the wizard, and has it back within three seconds when it is killed.

test_cage.py SESSION WIZARD [ARGUMENT...]   SESSION is sankajo-kiosk-session, WIZARD what it runs. Ends with 77 where cage or grim is missing: skipped.
"""
import os
import pwd
import shutil
import signal
import subprocess
import sys
import tempfile
import time
import unittest

SESSION, WIZARD = sys.argv[1], sys.argv[2:]


def missing():
    if os.geteuid() != 0:
        return "root rights, to become another user"
    for program in ("cage", "grim", "setpriv"):
        if shutil.which(program) is None:
            return program
    return None


def children(process):
    """Every process below this one, by number."""
    found = []
    try:
        with open(f"/proc/{process}/task/{process}/children", encoding="ascii") as file:
            for one in file.read().split():
                found += [int(one)] + children(int(one))
    except OSError:
        pass
    return found


def commands(process):
    all_of_them = {}
    for one in children(process):
        try:
            with open(f"/proc/{one}/cmdline", "rb") as file:
                all_of_them[one] = file.read().split(b"\0")[0].decode()
        except OSError:
            pass
    return all_of_them


def wait_for(condition, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        result = condition()
        if result:
            return result
        time.sleep(0.05)
    return condition()


class Cage(unittest.TestCase):
    def setUp(self):
        self.user = pwd.getpwnam("nobody")
        base = "/dev/shm" if os.path.isdir("/dev/shm") else None
        self.folder = tempfile.TemporaryDirectory(prefix="sankajo-cage-", dir=base)
        self.addCleanup(self.folder.cleanup)
        self.runtime = os.path.join(self.folder.name, "runtime")
        os.mkdir(self.runtime, 0o700)
        os.chown(self.runtime, self.user.pw_uid, self.user.pw_gid)
        os.chmod(self.folder.name, 0o755)
        self.environment = {
            "PATH": os.environ["PATH"], "XDG_RUNTIME_DIR": self.runtime, "HOME": self.runtime, "LANG": "C.UTF-8", "WLR_BACKENDS": "headless",
            "WLR_RENDERER": "pixman", "WLR_LIBINPUT_NO_DEVICES": "1", "QT_QPA_PLATFORM": "wayland",
        }
        self.log = open(os.path.join(self.folder.name, "log"), "w+", encoding="utf-8")
        self.addCleanup(self.log.close)
        self.cage = None
        self.addCleanup(self.end)

    def as_user(self, *words):
        return ["setpriv", f"--reuid={self.user.pw_uid}", f"--regid={self.user.pw_gid}", "--clear-groups", "--no-new-privs",
                "--inh-caps=-all", "--bounding-set=-all", *words]

    def start(self, *program):
        self.cage = subprocess.Popen(self.as_user("cage", "-d", "--", SESSION, "--", *program), env=self.environment, cwd="/",
                                     stdout=self.log, stderr=self.log)

    def end(self):
        if self.cage is not None and self.cage.poll() is None:
            self.cage.terminate()
            self.cage.wait(20)

    def wizard(self):
        """The number of the wizard's process."""
        return next((number for number, name in commands(self.cage.pid).items() if name == WIZARD[0]), None)

    def said(self):
        self.log.seek(0)
        return self.log.read()

    def picture(self):
        """What is on the screen: (width, height, bytes of red, green and blue); None where there is no screen yet."""
        environment = dict(self.environment, WAYLAND_DISPLAY="wayland-0")
        ran = subprocess.run(self.as_user("grim", "-t", "ppm", "-"), env=environment, capture_output=True, check=False, timeout=30)
        if ran.returncode != 0 or not ran.stdout.startswith(b"P6"):
            return None
        head = ran.stdout.split(None, 4)
        return int(head[1]), int(head[2]), head[4]

    def painted(self):
        """A picture with more than one colour in it: the wizard has painted."""
        seen = self.picture()
        if seen is None:
            return None
        pixels = seen[2]
        colours = {pixels[i:i + 3] for i in range(0, len(pixels) - 2, 3 * 97)}
        return seen if len(colours) > 8 else None

    def test_a_user_without_rights_sees_the_wizard_and_has_it_back(self):
        self.start(*WIZARD)
        first = wait_for(self.wizard, 20)
        self.assertTrue(first, self.said())
        with open(f"/proc/{first}/status", encoding="ascii") as file:
            status = file.read()
        self.assertIn(f"Uid:\t{self.user.pw_uid}\t{self.user.pw_uid}", status)
        self.assertIn("CapEff:\t0000000000000000", status)
        seen = wait_for(self.painted, 30)
        self.assertTrue(seen, self.said())
        for how in (signal.SIGKILL, signal.SIGSEGV, signal.SIGKILL):
            before = self.wizard()
            killed = time.monotonic()
            os.kill(before, how)
            self.assertTrue(wait_for(lambda: self.wizard() not in (None, before), 3), self.said())
            print(f"back after {time.monotonic() - killed:.2f} s", file=sys.stderr)
        self.assertTrue(wait_for(self.painted, 30), self.said())
        self.assertIsNone(self.cage.poll())
        # cage ends with the session, and leaves nothing running.
        left = children(self.cage.pid)
        self.end()
        self.assertTrue(wait_for(lambda: not any(os.path.exists(f"/proc/{one}") for one in left), 10))
        self.assertFalse(os.path.exists(os.path.join(self.runtime, "sankajo-customer")))

    def test_the_staffs_wish_to_shut_down_reaches_the_unit(self):
        self.start("sh", "-c", "exit 50")
        self.cage.wait(20)
        self.assertTrue(os.path.exists(os.path.join(self.runtime, "shut-down")), self.said())


if __name__ == "__main__":
    lacking = missing()
    if lacking:
        print(f"SKIPPED: not here: {lacking}", file=sys.stderr)
        sys.exit(77)
    unittest.main(argv=sys.argv[:1], verbosity=2)
