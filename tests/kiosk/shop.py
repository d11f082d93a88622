# SPDX-FileCopyrightText: 2026 The Sankajo authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A shop for tests: the mount helper with the rights of its unit, customers' disks as loop devices, and wizards with a finger, as a user without rights.

Programs are named by the environment: SANKAJO_BUILD is the build's folder.
"""
import contextlib
import hashlib
import os
import pwd
import shutil
import subprocess
import tempfile
import time

SOURCE = os.path.dirname(os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
BUILD = os.environ.get("SANKAJO_BUILD", os.path.join(SOURCE, "build", "dev"))
MOUNTD, SESSION, FINGER, CONFIG = (os.path.join(BUILD, *path) for path in (("kiosk", "sankajo-mountd"), ("kiosk", "sankajo-kiosk-session"), ("tests", "sankajo-kiosk-finger"),
                                                                           ("app", "sankajo-kiosk-config")))
MAKE_DISK, VOLUME_STATE = (os.path.join(BUILD, "tests", name) for name in ("sankajo-make-disk", "sankajo-volume-state"))
# Whichever of these is there first is touched: who does nothing else has an infected disk treated, and one with a run that stopped halfway finished or undone; where
# nothing has been changed yet, there is nothing to undo.
TO_THE_END = "beginButton|startButton|finishRunButton|removeNowButton|goOnButton|checkAgainButton|takeOutButton|endButton"
UNDOING = "beginButton|startButton|deedButton|undoRunButton|finishRunButton|removeNowButton|goOnButton|checkAgainButton|takeOutButton|endButton"
os.environ["PATH"] += ":/usr/sbin:/sbin"


def missing(*programs):
    """What a shop cannot be opened without; None: nothing is missing."""
    if os.geteuid() != 0:
        return "root rights"
    for device in ("/dev/fuse", "/dev/loop-control"):
        if not os.path.exists(device):
            return device
    for program in ("mkntfs", "ntfs-3g", "ntfsfix", "losetup", "setpriv", *programs):
        if shutil.which(program) is None:
            return program
    if subprocess.run(["losetup", "-f"], check=False, capture_output=True).returncode != 0:
        return "a free loop device"
    return None


def run(*words):
    ran = subprocess.run(words, check=False, capture_output=True, text=True)
    if ran.returncode != 0:
        raise AssertionError(f"{words}: {ran.returncode}\n{ran.stdout}{ran.stderr}")
    return ran.stdout


def wait_for(condition, seconds):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        result = condition()
        if result:
            return result
        time.sleep(0.05)
    return condition()


def children(process):
    """Every process below this one, by number."""
    found = []
    with contextlib.suppress(OSError):
        with open(f"/proc/{process}/task/{process}/children", encoding="ascii") as file:
            for one in file.read().split():
                found += [int(one)] + children(int(one))
    return found


@contextlib.contextmanager
def attached(image):
    """The loop device of an image file, for as long."""
    device = run("losetup", "-f", "--show", image).strip()
    run("blockdev", "--setrw", device)
    try:
        yield device
    finally:
        subprocess.run(["losetup", "-d", device], check=False)


class Shop:
    def __init__(self):
        memory = "/dev/shm" if shutil.disk_usage("/dev/shm").free > 1 << 29 else None
        self.folder = tempfile.mkdtemp(prefix="sankajo-shop-", dir=memory)
        os.chmod(self.folder, 0o755)
        self.user = pwd.getpwnam("daemon")
        self.state = self._own_folder("state")
        self.log = open(self.path("log"), "w+", encoding="utf-8")  # pylint: disable=consider-using-with
        with open(self.path("kiosk.conf"), "w", encoding="utf-8") as file:
            file.write("idle_seconds = 600\n")
        self.mountd = None
        self.open()

    def path(self, name):
        return os.path.join(self.folder, name)

    def _own_folder(self, name):
        folder = self.path(name)
        os.mkdir(folder, 0o700)
        os.chown(folder, self.user.pw_uid, self.user.pw_gid)
        return folder

    def open(self):
        with contextlib.suppress(FileNotFoundError):
            os.unlink(self.path("socket"))
        with open(os.path.join(SOURCE, "packaging", "kiosk", "sankajo-mountd.service"), encoding="utf-8") as unit:
            line = next(one for one in unit if one.startswith("CapabilityBoundingSet="))
        rights = "-all" + "".join(",+" + one.lower().removeprefix("cap_") for one in line.partition("=")[2].split())
        self.mountd = subprocess.Popen(["setpriv", "--no-new-privs", "--bounding-set", rights, MOUNTD, "--socket", self.path("socket"), "--folder", self.path("mounts"),
                                        "--driver-user", "nobody", "--config", "/nowhere", "--loop-images", self.folder], stderr=self.log, umask=0o077)
        if not wait_for(lambda: os.path.exists(self.path("socket")), 10):
            raise AssertionError("sankajo-mountd does not listen: " + self.said())
        os.chmod(self.path("socket"), 0o666)

    def close(self):
        if self.mountd.poll() is None:
            self.mountd.terminate()
            self.mountd.wait(90)
        self.log.close()
        shutil.rmtree(self.folder, ignore_errors=True)

    def kill(self):
        """Everything of the helper at once, drivers too."""
        for one in children(self.mountd.pid) + [self.mountd.pid]:
            with contextlib.suppress(ProcessLookupError):
                os.kill(one, 9)
        self.mountd.wait(30)

    def said(self):
        self.log.flush()
        self.log.seek(0)
        return self.log.read()

    def mounted(self):
        with open("/proc/self/mountinfo", encoding="utf-8", errors="replace") as file:
            return [line for line in file if f" {self.path('mounts')}/" in line]

    def left_nothing(self):
        return not children(self.mountd.pid) and not self.mounted() and not os.listdir(self.path("mounts"))

    def as_customer(self, *words):
        return ["setpriv", f"--reuid={self.user.pw_uid}", f"--regid={self.user.pw_gid}", "--clear-groups", "--no-new-privs", "--inh-caps=-all", "--bounding-set=-all", *words]

    def finger(self, *words, language="ja"):
        return [FINGER, self.path("socket"), self.path("kiosk.conf"), self.state, language, *words]

    def customer(self, *words, language="ja"):
        """A wizard without a screen, and its finger."""
        environment = dict(os.environ, QT_QPA_PLATFORM="offscreen", HOME=self.state, XDG_RUNTIME_DIR=self.state)
        return subprocess.Popen(self.as_customer(*self.finger(*words, language=language)), env=environment, cwd="/", stdout=subprocess.PIPE, stderr=self.log, text=True)

    def infected_image(self, name="infected.img", megabytes=48, also=None):
        """With more files at its root: their texts by their names."""
        image = self.path(name)
        with open(image, "wb") as file:
            file.truncate(megabytes << 20)
        run("mkntfs", "-F", "-Q", "-q", image)
        with attached(image) as device, mounted_at(device, self.path("making")) as place:
            run(MAKE_DISK, place, "--system", "xp-sp1", "--patch", "KB828741", "--threat", "W32.Blaster.A", "--form", "size")
            for extra, text in (also or {}).items():
                with open(os.path.join(place, extra), "w", encoding="ascii") as file:
                    file.write(text)
        return image

    def figures(self):
        """The totals: checked, infected, treated, could not decide."""
        totals = [0, 0, 0, 0]
        with contextlib.suppress(FileNotFoundError), open(os.path.join(self.state, "figures"), encoding="utf-8") as file:
            for line in file:
                if line.startswith("day "):
                    totals = [total + int(number) for total, number in zip(totals, line.split()[2:])]
        return totals


@contextlib.contextmanager
def mounted_at(device, folder, options=()):
    os.makedirs(folder, exist_ok=True)
    run("ntfs-3g", *options, device, folder)
    try:
        yield folder
    finally:
        run("umount", folder)


def contents(image, folder):
    """Every file on an image but our own: bytes, security and attributes, by path."""
    seen = {}
    with attached(image) as device, mounted_at(device, folder, ("-o", "ro")) as place:
        for here, folders, files in os.walk(place):
            if here == place and "Sankajo" in folders:
                folders.remove("Sankajo")
            for name in files:
                path = os.path.join(here, name)
                with open(path, "rb") as file:
                    digest = hashlib.sha256(file.read()).hexdigest()
                about = [os.getxattr(path, attribute) for attribute in ("system.ntfs_acl", "system.ntfs_attrib")]
                seen[os.path.relpath(path, place)] = (digest, *about)
    return seen
