# SPDX-FileCopyrightText: 2026 The Sankajo authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""The disk of a PC: an image with one NTFS volume, and on it an infected Windows XP made by the suite. As root, through a loop device."""

import contextlib
import hashlib
import json
import os
import pathlib
import struct
import subprocess
import time

START = 1 << 20
SIZE = 160 << 20


def run(*command, **options):
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True, **options).stdout


def loop(image):
    device = run("losetup", "-f", "--show", "-o", START, "--sizelimit", SIZE - START, image).strip()
    # A loop device keeps what its last user has set.
    run("blockdev", "--setrw", device)
    return device


def detach(device, image):
    """A driver that has just been unmounted may still hold it: it is there until then."""
    run("losetup", "-d", device)
    for _ in range(100):
        if f"{device}:" not in run("losetup", "-j", image):
            return
        time.sleep(0.1)
    raise TimeoutError(f"{device} is still in use")


@contextlib.contextmanager
def volume(image):
    """The volume as a block device."""
    device = loop(image)
    try:
        yield device
    finally:
        detach(device, image)


@contextlib.contextmanager
def partition(image):
    """The same as a partition of a whole disk."""
    device = run("losetup", "-f", "--show", image).strip()
    try:
        run("addpart", device, 1, START // 512, (SIZE - START) // 512)
        yield f"{device}p1"
    finally:
        # It would be there for the next user of the device.
        run("delpart", device, 1)
        detach(device, image)


@contextlib.contextmanager
def mounted(image, how="ro"):
    folder = pathlib.Path(str(image) + ".mnt")
    folder.mkdir(exist_ok=True)
    with volume(image) as device:
        run("ntfs-3g", "-o", how, device, folder)
        try:
            yield folder
        finally:
            run("umount", folder)


def divide(image, kind):
    """An empty disk with a master boot record: one partition that can be started, of this type."""
    with open(image, "wb") as file:
        file.truncate(SIZE)
        file.seek(440)
        file.write(struct.pack("<IH BBBBBBBBII", 0x53414E4B, 0, 0x80, 0xFE, 0xFF, 0xFF, kind, 0xFE, 0xFF, 0xFF, START // 512, (SIZE - START) // 512) + bytes(48) + b"\x55\xaa")


def make(image, programs, *options):
    image = pathlib.Path(image)
    image.unlink(missing_ok=True)
    divide(image, 7)
    with volume(image) as device:
        run("mkntfs", "-Q", "-q", "-L", "C", "-p", START // 512, device)
    with mounted(image, "rw") as folder:
        run(programs / "tests/sankajo-make-disk", folder, "--system", "xp-sp1", "--threat", "W32.Blaster.A", "--threat", "W32.Welchia.A", "--prefetch", *options)


def make_linux(image):
    """A volume of Linux whose power was cut: who mounts it writes what its journal holds, even when it is mounted read-only."""
    divide(image, 0x83)
    folder = pathlib.Path(str(image) + ".mnt")
    folder.mkdir(exist_ok=True)
    with volume(image) as device:
        run("mkfs.ext4", "-q", device)
        run("mount", device, folder)
        try:
            (folder / "file").write_bytes(os.urandom(1 << 20))
            os.sync()
            # Taken while it is mounted.
            run("cp", "--sparse=always", image, str(image) + ".cut")
        finally:
            run("umount", folder)
    os.replace(str(image) + ".cut", image)


def make_swap(image):
    divide(image, 0x82)
    with volume(image) as device:
        run("mkswap", device)


def descriptors(folder):
    """The security descriptor of each file and folder, as it lies on the disk."""
    found = {}
    for path in sorted(pathlib.Path(folder).rglob("*")):
        try:
            found[str(path.relative_to(folder))] = os.getxattr(path, "system.ntfs_acl").hex()
        except OSError:
            pass
    return found


def sums(folder):
    return {str(path.relative_to(folder)): hashlib.sha256(path.read_bytes()).hexdigest() for path in sorted(pathlib.Path(folder).rglob("*")) if path.is_file()}


def stand_in_package(folder):
    """A package of KB828741 for a Japanese Windows XP, whose bytes stand for Microsoft's, as add-packages would list it."""
    data = b"MZ stands for a package of Microsoft's" + b"\x5a" * 200000
    name = "windowsxp-kb828741-x86-jpn.exe"
    folder = pathlib.Path(folder)
    folder.mkdir(parents=True, exist_ok=True)
    (folder / name).write_bytes(data)
    (folder / "packages.json").write_text(json.dumps({"schema": "sankajo.packages/1", "packages": [{
        "file": name, "patch": "KB828741", "systems": ["windows_xp"], "service_packs": [0, 1], "language": "0411", "machine": "x86", "size": len(data),
        "sha256": hashlib.sha256(data).hexdigest(), "switches": "/passive /norestart"}]}))
    return name
