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

START = 1 << 20
SIZE = 160 << 20


def run(*command, **options):
    return subprocess.run([str(word) for word in command], check=True, capture_output=True, text=True, **options).stdout


def loop(image):
    device = run("losetup", "-f", "--show", "-o", START, "--sizelimit", SIZE - START, image).strip()
    # A loop device keeps what its last user has set.
    run("blockdev", "--setrw", device)
    return device


@contextlib.contextmanager
def volume(image):
    """The volume as a block device."""
    device = loop(image)
    try:
        yield device
    finally:
        run("losetup", "-d", device)


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


def make(image, programs, *options):
    image = pathlib.Path(image)
    image.unlink(missing_ok=True)
    with open(image, "wb") as file:
        file.truncate(SIZE)
        # The master boot record: one partition that can be started, of type 7.
        file.seek(440)
        file.write(struct.pack("<IH BBBBBBBBII", 0x53414E4B, 0, 0x80, 0xFE, 0xFF, 0xFF, 7, 0xFE, 0xFF, 0xFF, START // 512, (SIZE - START) // 512) + bytes(48) + b"\x55\xaa")
    with volume(image) as device:
        run("mkntfs", "-Q", "-q", "-L", "C", "-p", START // 512, device)
    with mounted(image, "rw") as folder:
        run(programs / "tests/sankajo-make-disk", folder, "--system", "xp-sp1", "--threat", "W32.Blaster.A", "--threat", "W32.Welchia.A", "--prefetch", *options)


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
