# SPDX-FileCopyrightText: 2026 The Sankajo authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A PC made by QEMU in software (no KVM is needed), driven like one: its keys are pressed, its picture is looked at."""

import json
import os
import pathlib
import re
import shutil
import socket
import subprocess
import threading
import time

CODE = "/usr/share/OVMF/OVMF_CODE_4M.fd"
CODE_SECURE = "/usr/share/OVMF/OVMF_CODE_4M.ms.fd"
VARS = "/usr/share/OVMF/OVMF_VARS_4M.fd"
VARS_SECURE = "/usr/share/OVMF/OVMF_VARS_4M.ms.fd"


class Machine:
    """`firmware`: bios, uefi or secure. `medium`: cd or usb. Everything that it leaves (pictures, serial.log) lies in `folder`.
    `asleep`: begins where save() has left a machine that was made with the same words. `kernel`: begins with this kernel, initial file system and line, without the disc's
    menu, which in such a PC takes half of the time. `more`: further disks, beside the first. `pointer`: with a pointer for
    touch()."""

    def __init__(self, folder, iso, firmware="bios", medium="cd", memory=512, disk=None, more=(), asleep=None, kernel=None, program="qemu-system-x86_64", card="std",
                 pointer=False):
        self.folder = pathlib.Path(folder)
        self.folder.mkdir(parents=True, exist_ok=True)
        self.qmp = self.folder / "qmp"
        self.qmp.unlink(missing_ok=True)
        for old in ("serial", "serial.log"):
            (self.folder / old).unlink(missing_ok=True)
        command = [program, "-display", "none", "-vga", card, "-m", str(memory), "-accel", "tcg", "-no-reboot", "-nic", "none", "-device", "qemu-xhci,id=xhci",
                   "-chardev", f"socket,id=serial,path={self.folder / 'serial'},server=on,wait=off,logfile={self.folder / 'serial.log'}", "-serial", "chardev:serial",
                   "-qmp", f"unix:{self.qmp},server=on,wait=off"]
        if firmware == "secure":
            command += ["-machine", "q35,smm=on", "-global", "driver=cfi.pflash01,property=secure,value=on"]
        elif firmware == "uefi":
            command += ["-machine", "q35"]
        if firmware != "bios":
            variables = self.folder / "vars.fd"
            shutil.copy(VARS_SECURE if firmware == "secure" else VARS, variables)
            command += ["-drive", f"if=pflash,format=raw,unit=0,readonly=on,file={CODE_SECURE if firmware == 'secure' else CODE}",
                        "-drive", f"if=pflash,format=raw,unit=1,file={variables}"]
        # The first to be started from; a kernel that is given comes before.
        first = "" if kernel else ",bootindex=0"
        if medium == "cd":
            command += ["-drive", f"file={iso},media=cdrom,readonly=on,format=raw,id=medium,if=none",
                        "-device", f"ide-cd,drive=medium{first},bus=ide.{1 if firmware == 'bios' else 2}"]
        else:
            command += ["-drive", f"file={iso},format=raw,if=none,id=medium,readonly=on", "-device", f"usb-storage,bus=xhci.0,drive=medium{first},removable=on"]
        if disk:
            # Without a cache: what the PC is told to be on the disk is there when the power goes.
            command += ["-drive", f"file={disk},format=raw,if=none,id=disk,cache=none,aio=threads", "-device", "ide-hd,drive=disk,bus=ide.0"]
        for number, one in enumerate(more):
            command += ["-drive", f"file={one},format=raw,if=none,id=more{number},cache=none,aio=threads", "-device", f"virtio-blk-pci,drive=more{number}"]
        if pointer:
            command += ["-device", "usb-tablet,bus=xhci.0"]
        if kernel:
            command += ["-kernel", str(kernel[0]), "-initrd", str(kernel[1]), "-append", kernel[2]]
        if asleep:
            command += ["-incoming", f"exec:cat {asleep}"]
        self.started = time.monotonic()
        self.process = subprocess.Popen(command, stdin=subprocess.DEVNULL, stderr=open(self.folder / "qemu.log", "w"))
        while not self.qmp.exists():
            if self.process.poll() is not None:
                raise RuntimeError((self.folder / "qemu.log").read_text())
            time.sleep(0.1)
        self.socket = socket.socket(socket.AF_UNIX)
        self.socket.connect(str(self.qmp))
        self.lines = self.socket.makefile("r")
        self.lines.readline()
        self.call("qmp_capabilities")
        self.line = socket.socket(socket.AF_UNIX)
        self.line.connect(str(self.folder / "serial"))
        self.heard = ""
        threading.Thread(target=self._listen, daemon=True).start()
        if asleep:
            # It was stopped before its memory was kept.
            self.wait("its memory", lambda: self.call("query-status")["status"] != "inmigrate", 300)
            self.call("cont")

    def _listen(self):
        """What comes over the serial line, until the machine is gone."""
        try:
            while data := self.line.recv(65536):
                self.heard += data.decode(errors="replace")
        except OSError:
            pass

    def __enter__(self):
        return self

    def __exit__(self, *_):
        self.cut_power()

    def call(self, name, **arguments):
        self.socket.sendall(json.dumps({"execute": name, "arguments": arguments}).encode() + b"\n")
        for line in self.lines:
            answer = json.loads(line)
            if "error" in answer:
                raise RuntimeError(answer["error"]["desc"])
            if "return" in answer:
                return answer["return"]
        raise RuntimeError("the machine is gone")

    def seconds(self):
        """Since power-on."""
        return time.monotonic() - self.started

    def processor_seconds(self):
        """What it has cost this machine: beside other work seconds on the clock tell little."""
        fields = pathlib.Path(f"/proc/{self.process.pid}/stat").read_text().rsplit(")", 1)[1].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    def press(self, *keys):
        """Each one after the other; "ctrl-alt-delete" is one."""
        for key in keys:
            # Let go at once: in a PC that is slow the key would else repeat itself.
            self.call("send-key", keys=[{"type": "qcode", "data": one} for one in key.split("-")], **{"hold-time": 10})
            time.sleep(0.4)

    def type(self, text):
        """On a keyboard of the United States, as GRUB has it."""
        names = {" ": "spc", "\n": "ret", "/": "slash", ".": "dot", "-": "minus", "=": "equal", ",": "comma", "_": "shift-minus"}
        self.press(*(names.get(letter, f"shift-{letter.lower()}" if letter.isupper() else letter) for letter in text))

    def picture(self, name):
        path = self.folder / f"{name}.png"
        self.call("screendump", filename=str(path), format="png")
        return path

    def point(self, x, y):
        """To a place of the picture that main_button() has looked at."""
        place = [{"type": "abs", "data": {"axis": axis, "value": int(at * 32767 / most)}} for axis, at, most in (("x", x, self._size[0]), ("y", y, self._size[1]))]
        self.call("input-send-event", events=place)

    def touch(self, x, y):
        """As a finger does, which is not there afterwards."""
        self.point(x, y)
        for down in (True, False):
            time.sleep(0.2)
            self.call("input-send-event", events=[{"type": "btn", "data": {"down": down, "button": "left"}}])
        time.sleep(0.2)
        self.point(0, self._size[1] // 2)

    def main_button(self):
        """The middle of the wide blue field in the lower right; None where there is none."""
        path = self.folder / "now.ppm"
        self.call("screendump", filename=str(path))
        data = path.read_bytes()
        path.unlink()
        _, width, height, _, pixels = re.match(rb"(P6)\s+(\d+)\s+(\d+)\s+(\d+)\s(.*)", data, re.DOTALL).groups()
        self._size = width, height = int(width), int(height)
        blue = bytes.fromhex("1f3e78") * 60
        for y in range(height - 1, height * 3 // 4, -1):
            line = pixels[y * width * 3:(y + 1) * width * 3]
            for x in range(width // 3, width - 60):
                if line[3 * x:3 * (x + 60)] == blue:
                    return x + 30, y - 5
        return None

    def glass(self, name):
        """What the graphics card itself holds, of a picture of 1024 by 768 with 32 bits: QEMU's own picture can be an old one in a PC that is slow."""
        raw, path = self.folder / "glass.raw", self.folder / f"{name}.png"
        lines = self.call("human-monitor-command", **{"command-line": "info pci"})
        start = int(re.search(r"prefetchable memory at (0x[0-9a-f]+)", lines)[1], 16)
        self.call("pmemsave", val=start, size=1024 * 768 * 4, filename=str(raw))
        subprocess.run(["convert", "-size", "1024x768", "-depth", "8", f"bgra:{raw}", "-alpha", "off", str(path)], check=True)
        raw.unlink()
        return path

    def brightness(self):
        """0 to 255, of the whole picture: a text screen is dark, the wizard is light."""
        path = self.folder / "now.ppm"
        self.call("screendump", filename=str(path))
        data = path.read_bytes()
        path.unlink()
        pixels = data[len(data) % 3 + 15::997]
        return sum(pixels) / len(pixels)

    def wait(self, what, condition, most):
        """Until the condition holds; `most` seconds."""
        end = time.monotonic() + most
        while time.monotonic() < end:
            if self.process.poll() is not None:
                raise RuntimeError(f"the machine ended while waiting for: {what}")
            if condition():
                return
            time.sleep(1)
        self.picture("gave-up")
        raise TimeoutError(f"waited {most} s in vain for: {what} (see {self.folder}/gave-up.png)")

    def wait_until_still(self, most=120, still=4):
        """Until the picture has not changed for some seconds."""
        end = time.monotonic() + most
        last, since = None, time.monotonic()
        while time.monotonic() < end:
            path = self.folder / "now.ppm"
            self.call("screendump", filename=str(path))
            now = path.read_bytes()
            if now != last:
                last, since = now, time.monotonic()
            elif time.monotonic() - since >= still:
                break
            time.sleep(0.7)
        path.unlink()

    def wait_for_end(self, most=180):
        """Of a machine that turns itself off or restarts."""
        self.process.wait(most)

    def send(self, text):
        """Over the serial line."""
        self.line.sendall(text.encode())

    def hear(self, text, most, since=0):
        """Waits until the serial line has said this, after `since` characters of all that it said. Gives how many it has said by then."""
        end = time.monotonic() + most
        while text not in self.heard[since:]:
            if self.process.poll() is not None:
                raise RuntimeError(f"the machine ended while waiting for: {text}")
            if time.monotonic() > end:
                self.picture("gave-up")
                raise TimeoutError(f"waited {most} s in vain for: {text}\n{self.heard[-2000:]}")
            time.sleep(0.05)
        return self.heard.index(text, since) + len(text)

    def hear_one(self, texts, most, since):
        """The first of these texts that the serial line says after `since` characters."""
        end = time.monotonic() + most
        while True:
            said = [(self.heard.index(text, since), text) for text in texts if text in self.heard[since:]]
            if said:
                return min(said)[1]
            if self.process.poll() is not None or time.monotonic() > end:
                raise TimeoutError(f"waited in vain for: {texts}\n{self.heard[-2000:]}")
            time.sleep(0.05)

    def answer(self, question, text, most=60):
        """Waits for a question that was not answered yet, and answers it."""
        self.answered = self.hear(question, most, getattr(self, "answered", 0))
        self.send(text + "\r")

    def save(self, path):
        """Everything that it has in its memory; the machine stands still afterwards. Disks are not part of it."""
        self.call("stop")
        self.call("migrate", uri=f"exec:cat > {path}")
        self.wait("its memory to be saved", lambda: self.call("query-migrate").get("status") in ("completed", "failed"), 300)
        if self.call("query-migrate")["status"] != "completed":
            raise RuntimeError("the machine's memory could not be saved")

    def attach(self, disk, name="attached"):
        """A disk in a USB case. Without a cache: what the PC is told to be on the disk is there when the power goes."""
        self.call("blockdev-add", driver="raw", **{"node-name": name, "cache": {"direct": True, "no-flush": False}},
                  file={"driver": "file", "filename": str(disk), "aio": "threads", "cache": {"direct": True, "no-flush": False}})
        self.call("device_add", driver="usb-storage", bus="xhci.0", drive=name, id=f"{name}-case")

    def cut_power(self):
        if self.process.poll() is None:
            self.process.kill()
            self.process.wait()
