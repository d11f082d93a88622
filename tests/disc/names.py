# SPDX-FileCopyrightText: 2026 The Sankajo authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads an ISO image as an old system does: by the names of ISO 9660 alone, or by Joliet's (ECMA-119 8.4 and 9.1; Joliet Specification 1.0)."""

import struct

SECTOR = 2048


def files(path, joliet):
    """Every file: its path, where it begins in bytes, and its size."""
    with open(path, "rb") as image:
        for sector in range(16, 64):
            image.seek(sector * SECTOR)
            descriptor = image.read(SECTOR)
            if descriptor[0] == 255:
                raise ValueError("no such volume descriptor")
            if descriptor[0] == (2 if joliet else 1):
                break
        found = {}
        folders = [("", *_place(descriptor[156:190]))]
        while folders:
            name, start, size = folders.pop()
            image.seek(start)
            data = image.read(size)
            at = 0
            while at < size:
                length = data[at]
                if length == 0:  # The rest of a sector is not used.
                    at = (at // SECTOR + 1) * SECTOR
                    continue
                record = data[at:at + length]
                at += length
                label = record[33:33 + record[32]]
                if label in (b"\x00", b"\x01"):
                    continue
                label = label.decode("utf-16-be" if joliet else "ascii")
                if record[25] & 2:
                    folders.append((name + label + "/", *_place(record)))
                else:
                    found[name + label.removesuffix(";1")] = _place(record)
        return found


def _place(record):
    start, size = struct.unpack_from("<I4xI", record, 2)
    return start * SECTOR, size
