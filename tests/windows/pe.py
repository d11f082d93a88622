# SPDX-FileCopyrightText: 2026 The Sankajo authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Reads what the tests look at in a PE file. Numbers: Microsoft's "PE Format" and "VS_VERSIONINFO"."""
import pathlib
import struct

DYNAMIC_BASE, NX_COMPAT, HIGH_ENTROPY_VA = 0x0040, 0x0100, 0x0020
ICON, GROUP_ICON, VERSION, MANIFEST = 3, 14, 16, 24


class Pe:
    def __init__(self, path):
        self.bytes = pathlib.Path(path).read_bytes()
        header = self.number("I", 0x3C)
        assert self.bytes[:2] == b"MZ" and self.bytes[header:header + 4] == b"PE\0\0", f"{path} is no PE file"
        self.machine, sections, self.time, self.symbols = struct.unpack_from("<HHII", self.bytes, header + 4)
        optional_size = self.number("H", header + 20)
        optional = header + 24
        self.checksum_at = optional + 64
        self.wide = self.number("H", optional) == 0x20B
        self.image_base = self.number("Q", optional + 24) if self.wide else self.number("I", optional + 28)
        self.os_version = struct.unpack_from("<HH", self.bytes, optional + 40)
        self.subsystem_version = struct.unpack_from("<HH", self.bytes, optional + 48)
        self.checksum = self.number("I", self.checksum_at)
        self.subsystem, self.dll_characteristics = struct.unpack_from("<HH", self.bytes, optional + 68)
        table = optional + (112 if self.wide else 96)
        self.directories = [struct.unpack_from("<II", self.bytes, table + 8 * i) for i in range(self.number("I", table - 4))]
        self.sections = [struct.unpack_from("<8sIIII", self.bytes, optional + optional_size + 40 * i) for i in range(sections)]

    def number(self, kind, at):
        return struct.unpack_from("<" + kind, self.bytes, at)[0]

    def offset(self, address):
        for _, size, start, raw_size, raw in self.sections:
            if start <= address < start + max(size, raw_size):
                return raw + address - start
        raise AssertionError(f"no section holds {address:#x}")

    def text(self, address):
        at = self.offset(address)
        return self.bytes[at:self.bytes.index(b"\0", at)].decode("ascii")

    def imports(self):
        """{library in lower case: {function}}"""
        found = {}
        at = self.offset(self.directories[1][0])
        word, by_number = ("Q", 1 << 63) if self.wide else ("I", 1 << 31)
        while True:
            names, _, _, library, thunks = struct.unpack_from("<IIIII", self.bytes, at)
            if library == 0:
                return found
            functions = found.setdefault(self.text(library).lower(), set())
            entry = self.offset(names or thunks)
            while (value := self.number(word, entry)) != 0:
                functions.add(f"#{value & 0xFFFF}" if value & by_number else self.text(value + 2))
                entry += struct.calcsize(word)
            at += 20

    def resources(self):
        """{(type, name, language): bytes}; names are numbers or strings."""
        root = self.offset(self.directories[2][0])
        found = {}

        def name_of(value):
            if not value & 1 << 31:
                return value
            at = root + (value & 0x7FFFFFFF)
            return self.bytes[at + 2:at + 2 + 2 * self.number("H", at)].decode("utf-16-le")

        def walk(at, path):
            named, numbered = struct.unpack_from("<HH", self.bytes, at + 12)
            for i in range(named + numbered):
                name, where = struct.unpack_from("<II", self.bytes, at + 16 + 8 * i)
                here = path + (name_of(name),)
                if where & 1 << 31:
                    walk(root + (where & 0x7FFFFFFF), here)
                else:
                    address, size = struct.unpack_from("<II", self.bytes, root + where)
                    start = self.offset(address)
                    found[here] = self.bytes[start:start + size]

        walk(root, ())
        return found


def version_strings(block):
    """{"040904B0": {"FileDescription": ...}} of a VS_VERSIONINFO."""
    def node(at):
        length, value_length, is_text = struct.unpack_from("<HHH", block, at)
        end = at + 6
        while block[end:end + 2] != b"\0\0":
            end += 2
        key = block[at + 6:end].decode("utf-16-le")
        value_at = (end + 2 + 3) & ~3
        value = block[value_at:value_at + value_length * (2 if is_text else 1)]
        children, child = [], (value_at + len(value) + 3) & ~3
        while child < at + length:
            children.append(node(child))
            child = (child + children[-1][3] + 3) & ~3
        return key, value, children, length

    found = {}
    for key, _, children, _ in node(0)[2]:
        if key == "StringFileInfo":
            for table, _, strings, _ in children:
                found[table.upper()] = {name: value.decode("utf-16-le").rstrip("\0") for name, value, _, _ in strings}
    return found
