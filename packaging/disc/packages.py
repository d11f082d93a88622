# SPDX-FileCopyrightText: 2026 The Sankajo authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Looks at patch files and writes packages.json, whose format stands in engine/packages.h. Started by add-packages, which says what the options are."""
import argparse
import array
import hashlib
import json
import os
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile

ADVISORIES = pathlib.Path(__file__).resolve().parents[2] / "resources" / "advisories"
LARGEST = 1 << 30
MACHINES = {0x14C: "x86", 0x200: "ia64", 0x8664: "amd64"}
LANGUAGES = {"0411": ("Japanese", "JPN"), "0409": ("English", "ENU")}
PRODUCTS = {
    "nt4_workstation": "Windows NT", "nt4_server": "Windows NT", "nt4_terminal": "Windows NT", "windows_2000": "Windows 2000",
    "windows_xp": "Windows XP", "windows_server_2003": "Windows Server 2003",
}


class Refused(Exception):
    """Why a file is not taken."""


# ------------------------------------------------------------------------------------------------------- the catalogue


def catalogue():
    """{file name in lower case: what the advisories say of it}, without size and hash."""
    found = {}
    for path in sorted(ADVISORIES.glob("*/advisory.json")):
        for patch in json.loads(path.read_text("utf-8")).get("hole", {}).get("patches", []):
            packs = {one["system"]: one["service_packs"] for one in patch["prerequisites"]}
            switches = {system: one["arguments"] for one in patch.get("switches", []) for system in one["systems"]}
            for package in patch["packages"]:
                system = package["system"]
                if system not in packs or system not in switches:
                    continue
                entry = found.setdefault(package["file"].lower(), {
                    "file": package["file"], "patch": patch["id"], "systems": [], "service_packs": packs[system],
                    "language": package["language"], "machine": package["machine"], "switches": switches[system],
                })
                entry["systems"].append(system)
    return found


def entry_of(path, known):
    """By the file's name; Windows Update's copies have a hash behind it."""
    name = re.sub(r"_[0-9a-f]{16,40}\.exe$", ".exe", path.name.lower())
    if name not in known:
        raise Refused("is none of the files that the worm information names")
    return dict(known[name])


# ------------------------------------------------------------------------------------------------- what the file says


class Program:
    """A PE file as far as its version resource (Microsoft's "PE Format" and "VS_VERSIONINFO"). Foreign bytes: what does not hold together is Refused."""

    def __init__(self, data):
        self.data = data
        self.texts, self.languages, self.version = {}, set(), ""
        try:
            self.read()
        except (struct.error, ValueError, IndexError) as error:
            raise Refused("is damaged, or no program for Windows") from error

    def number(self, kind, at):
        if at < 0:
            raise ValueError(at)
        return struct.unpack_from("<" + kind, self.data, at)[0]

    def read(self):
        header = self.number("I", 0x3C)
        if self.data[:2] != b"MZ" or self.data[header:header + 4] != b"PE\0\0":
            raise ValueError("no PE file")
        self.machine = MACHINES.get(self.number("H", header + 4), "unknown")
        optional = header + 24
        self.checksum_at = optional + 64
        table = optional + (112 if self.number("H", optional) == 0x20B else 96)
        self.certificates = struct.unpack_from("<II", self.data, table + 32) if self.number("I", table - 4) > 4 else (0, 0)
        self.sections = [struct.unpack_from("<IIII", self.data, optional + self.number("H", header + 20) + 40 * i + 8)
                         for i in range(self.number("H", header + 6))]
        if self.number("I", table - 4) > 2 and (address := self.number("I", table + 16)):
            self.read_version(self.offset(address))

    def signature_fits(self):
        """Whether the signature's place ends with the file and holds one signature and nothing else: what is added there is signed by nobody."""
        at, size = self.certificates
        if not 16 < size or at + size != len(self.data) or not 16 < self.number("I", at) <= size:
            return False
        # PKCS #7 in DER: 0x30, how many bytes have its length (it is never short), those.
        der = self.data[at + 8:]
        count = der[1] - 0x80
        rest = der[2 + count + int.from_bytes(der[2:2 + count], "big"):] if 0 < count < 5 else der
        return der[0] == 0x30 and len(rest) < 8 and not any(rest)

    def checksum_fits(self):
        """Whether the sum of all its bytes is what the file says. Signing writes it anew; it covers what a signature leaves out: itself, and what surrounds it."""
        said = self.number("I", self.checksum_at)
        words = array.array("H", self.data + b"\0" * (len(self.data) % 2))
        if sys.byteorder == "big":
            words.byteswap()
        total = sum(words) - (said & 0xFFFF) - (said >> 16)
        while total > 0xFFFF:
            total = (total & 0xFFFF) + (total >> 16)
        return said == total + len(self.data)

    def offset(self, address):
        for size, start, raw_size, raw in self.sections:
            if start <= address < start + max(size, raw_size):
                return raw + address - start
        raise ValueError("no section holds it")

    def entries(self, directory):
        count = self.number("H", directory + 12) + self.number("H", directory + 14)
        return [struct.unpack_from("<II", self.data, directory + 16 + 8 * i) for i in range(min(count, 4096))]

    def read_version(self, root):
        below = lambda place: root + (place & 0x7FFFFFFF)
        for kind, names in self.entries(root):
            if kind != 16 or not names & 0x80000000:
                continue
            for _, languages in self.entries(below(names)):
                for _, leaf in self.entries(below(languages)):
                    address, size = struct.unpack_from("<II", self.data, below(leaf))
                    at = self.offset(address)
                    self.node(at, min(at + size, len(self.data)), 0)

    def node(self, at, end, depth):
        """One node of a version resource, and those within."""
        length, value_length, is_text = struct.unpack_from("<HHH", self.data, at)
        end = min(end, at + length)
        key_end = at + 6
        while self.number("H", key_end):
            key_end += 2
        key = self.data[at + 6:key_end].decode("utf-16-le", "replace")
        value = at + (key_end + 2 - at + 3) // 4 * 4
        stop = min(value + value_length * (2 if is_text else 1), end)
        if depth == 0 and value_length >= 52:
            high, low = struct.unpack_from("<II", self.data, value + 8)
            self.version = f"{high >> 16}.{high & 0xFFFF}.{low >> 16}.{low & 0xFFFF}"
        if key == "Translation":
            self.languages.update(f"{self.number('H', place):04x}" for place in range(value, stop - 3, 4))
        if depth == 3:
            self.texts[key] = self.data[value:stop].decode("utf-16-le", "replace").split("\0")[0]
        below = at + (stop - at + 3) // 4 * 4
        while depth < 3 and below + 6 <= end and self.number("H", below) >= 6:
            self.node(below, end, depth + 1)
            below += (self.number("H", below) + 3) // 4 * 4


def silent_about(program, entry, known):
    """What the version information does not say of the package. Refused where it says something else."""
    texts = program.texts
    silent = []

    def compare(what, says, fits):
        if says and not fits:
            raise Refused(f"its name and its version information disagree: {what} is \"{', '.join(says)}\"")
        if not says:
            silent.append(what)

    if program.machine != entry["machine"] and (program.machine, entry["machine"]) != ("x86", "nec98"):
        raise Refused(f"its name and its content disagree: it is a program for {program.machine}")
    digits = entry["patch"].removeprefix("KB")
    numbers = {texts["KB Article Number"].removeprefix("KB")} if texts.get("KB Article Number") else {
        number for text in texts.values() for number in re.findall(r"(?i)(?:KB|Q)(\d{6})(?!\d)", text)}
    compare("the patch", sorted(numbers), digits in numbers)
    # The language of a package stands in a text of its own; the resource's says something only where it is another than English.
    named = [texts["Language"]] if texts.get("Language") else sorted(program.languages - {"0409"})
    if not named and entry["language"] == "0409":
        named = sorted(program.languages)
    words = {entry["language"], *(word.lower() for word in LANGUAGES[entry["language"]])}
    compare("the language", named, any(name.lower().split(" ")[0] in words for name in named))
    if architecture := texts.get("Proc. Architecture"):
        compare("the kind of PC", [architecture], architecture.lower() == entry["machine"])
    others = [text for text in texts.values() if text.lower() in known]
    products = [texts["Applies to"]] if texts.get("Applies to") else []
    compare("the Windows", products + others,
            all(text.lower() == entry["file"].lower() for text in others) and
            all(PRODUCTS[entry["systems"][0]] in product for product in products))
    return silent


# -------------------------------------------------------------------------------------------------------- who signed it


def run(*command):
    return subprocess.run(command, stdin=subprocess.DEVNULL, capture_output=True, check=False)


def organisation(certificate):
    """The one organisation in the subject of a certificate in PEM; empty where there is none or several."""
    shown = subprocess.run(["openssl", "x509", "-noout", "-subject", "-nameopt", "multiline,utf8,-esc_msb"], input=certificate, capture_output=True, check=False)
    names = re.findall(r"^ +organizationName += (.*)$", shown.stdout.decode("utf-8", "replace"), re.MULTILINE)
    return names[0] if len(names) == 1 else ""


def check_signature(path, root, signer, scratch):
    """Refused unless a certificate of the signer, and no other, made a signature that fits every byte and leads to the root."""
    signature = scratch / "signature.pem"
    if run("osslsigncode", "extract-signature", "-pem", "-in", path, "-out", signature).returncode != 0 or not signature.exists():
        raise Refused("is not signed")
    certificates = re.findall(rb"-----BEGIN CERTIFICATE-----.*?-----END CERTIFICATE-----", run("openssl", "pkcs7", "-in", signature, "-print_certs").stdout, re.DOTALL)
    # Newer versions look for revocation lists on the network, where those of 2003 are no more.
    quiet = ["-ignore-cdp"] if b"-ignore-cdp" in run("osslsigncode", "verify", "--help").stdout else []
    verify = ["osslsigncode", "verify", *quiet, "-CAfile", root, "-TSA-CAfile", root, "-in", path]
    if run(*verify).returncode != 0:
        raise Refused("its signature does not fit: it was changed, or the certificate does not lead to the root")
    for certificate in certificates:
        if organisation(certificate) != signer:
            continue
        der = subprocess.run(["openssl", "x509", "-outform", "DER"], input=certificate, capture_output=True, check=False).stdout
        if run(*verify, "-require-leaf-hash", "sha256:" + hashlib.sha256(der).hexdigest()).returncode == 0:
            return
    raise Refused(f"is signed, but not by {signer}")


# ------------------------------------------------------------------------------------------------------------ the folder


def read_list(folder):
    path = folder / "packages.json"
    if not path.exists():
        return {}
    packages = json.loads(path.read_text("utf-8"))
    if packages["schema"] != "sankajo.packages/1":
        raise ValueError("another schema")
    listed = {}
    for one in packages["packages"]:
        name = one["file"]
        if not isinstance(name, str) or pathlib.PurePath(name).name != name:
            raise ValueError("a name that is none")
        listed[name.lower()] = one
    return listed


def lies_there(folder, entry):
    """Whether the file of an entry that was there before is the one that was looked at then."""
    try:
        return hashlib.sha256((folder / entry["file"]).read_bytes()).hexdigest() == entry["sha256"]
    except (OSError, KeyError):
        return False


def write_list(folder, packages):
    """Appears whole or not at all."""
    new = folder / "packages.json.new"
    ordered = [packages[name] for name in sorted(packages)]
    new.write_text(json.dumps({"schema": "sankajo.packages/1", "packages": ordered}, indent=2) + "\n", "utf-8")
    os.replace(new, folder / "packages.json")


def add(source, options, known, scratch):
    """Looks at a copy that nobody else writes to, and puts that very copy in the folder."""
    entry = entry_of(source, known)
    copy = scratch / "package.exe"
    if not source.is_file():
        raise Refused("is no file")
    if not 0 < source.stat().st_size <= LARGEST:
        raise Refused("is empty, or over 1 GiB")
    shutil.copyfile(source, copy)
    data = copy.read_bytes()
    program = Program(data)
    check_signature(copy, options.root, options.signer, scratch)
    if not program.signature_fits() or not program.checksum_fits():
        raise Refused("its sum does not fit: it was changed where the signature does not look")
    silent = silent_about(program, entry, known)
    if silent and not options.by_name:
        raise Refused(f"its version information does not say {' and '.join(silent)}; with --by-name the name is enough")
    entry.update(size=len(data), sha256=hashlib.sha256(data).hexdigest())
    if program.version:
        entry["version"] = program.version
    os.chmod(copy, 0o644)
    os.replace(copy, options.to / entry["file"])
    return entry


def main():
    parser = argparse.ArgumentParser(prog="add-packages", add_help=False)
    parser.add_argument("--root", type=pathlib.Path, required=True)
    parser.add_argument("--signer", default="Microsoft Corporation")
    parser.add_argument("--to", type=pathlib.Path, default=pathlib.Path("patches"))
    parser.add_argument("--by-name", action="store_true")
    parser.add_argument("files", nargs="+", type=pathlib.Path)
    parser.error = lambda message: sys.exit(print(f"add-packages: {message}", file=sys.stderr) or 64)
    options = parser.parse_args()
    if not options.root.is_file():
        parser.error(f"{options.root} is no file")
    try:
        options.to.mkdir(parents=True, exist_ok=True)
        packages = read_list(options.to)
    except (OSError, ValueError, KeyError, TypeError) as error:
        parser.error(f"{options.to / 'packages.json'} cannot be used: {error}")
    known = catalogue()
    code = 0
    for name in [name for name, entry in packages.items() if not lies_there(options.to, entry)]:
        print(f"{options.to / packages.pop(name)['file']}: no longer what it was when it was taken, so it is no longer on the list", file=sys.stderr)
        write_list(options.to, packages)
        code = 1
    for source in options.files:
        try:
            # Beside its place, so that the file comes there by a rename; of each file its own, so that nothing of the last one is left.
            with tempfile.TemporaryDirectory(dir=options.to, prefix=".new-") as scratch:
                entry = add(source, options, known, pathlib.Path(scratch))
        except (Refused, OSError) as why:
            print(f"{source}: not taken: {why}", file=sys.stderr)
            code = 1
            continue
        packages[entry["file"].lower()] = entry
        write_list(options.to, packages)
        print(f"{entry['file']}: {entry['patch']}, {', '.join(entry['systems'])}, {LANGUAGES[entry['language']][0]}, {entry['machine']}")
    return code


if __name__ == "__main__":
    sys.exit(main())
