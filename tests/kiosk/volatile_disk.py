# SPDX-FileCopyrightText: 2026 The Sankajo authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A disk whose power goes, with what was not flushed: an image as a loop device's file, on a file system of FUSE that this process answers.

What is written is kept in memory until the block layer asks for a flush, as in a disk's own cache. When the power goes, all since the last flush is
lost, and every request fails from then on. Speaks the kernel's FUSE protocol 7.31 (include/uapi/linux/fuse.h) for one folder with one file.
"""
import ctypes
import errno
import os
import struct
import subprocess
import threading
import time

_libc = ctypes.CDLL(None, use_errno=True)
_ROOT, _FILE, _NAME = 1, 2, b"disk.img"
_LOOKUP, _FORGET, _GETATTR, _SETATTR, _OPEN, _READ, _WRITE, _STATFS, _RELEASE, _FSYNC, _FLUSH, _INIT = 1, 2, 3, 4, 14, 15, 16, 17, 18, 20, 25, 26
_INTERRUPT, _DESTROY, _BATCH_FORGET = 36, 38, 42
_MS_NOSUID, _MS_NODEV, _MNT_DETACH = 2, 4, 2


class VolatileDisk:
    """Attached when made. `image` is its durable state, in the end too."""

    def __init__(self, folder, image):
        self.folder, self.image = folder, bytearray(image)
        self.flushes = self.writes = 0  # Since watch().
        self._pending, self._powerless = [], threading.Event()
        self._cut_at_flush = self._cut_at_write = None
        os.makedirs(folder, exist_ok=True)
        self._fuse = os.open("/dev/fuse", os.O_RDWR | os.O_CLOEXEC)
        options = f"fd={self._fuse},rootmode=40000,user_id=0,group_id=0,allow_other"
        if _libc.mount(b"sankajo-disk", folder.encode(), b"fuse", _MS_NOSUID | _MS_NODEV, options.encode()) != 0:
            raise OSError(ctypes.get_errno(), "mounting a disk's folder")
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()
        self.file = os.path.join(folder, _NAME.decode())
        self.device = subprocess.run(["losetup", "-f", "--show", self.file], check=True, capture_output=True, text=True).stdout.strip()
        subprocess.run(["blockdev", "--setrw", self.device], check=True)

    def watch(self, cut_at_flush=None, cut_at_write=None):
        """Counts from now on; the power goes when that flush is asked for, or after that write."""
        self.flushes = self.writes = 0
        self._cut_at_flush, self._cut_at_write = cut_at_flush, cut_at_write

    def alive(self):
        return self._thread.is_alive()

    def cut(self):
        self._pending.clear()
        self._powerless.set()

    def wait_for_cut(self, seconds):
        return self._powerless.wait(seconds)

    def pull_out(self):
        """As soon as nobody has it open any more, the device is gone."""
        self.cut()
        subprocess.run(["losetup", "-d", self.device], check=False, capture_output=True)

    def detach(self, seconds=30):
        """Ends the disk; what is in memory then is durable if the power has not gone. Who has it open still makes this fail."""
        if not self._powerless.is_set():
            subprocess.run(["blockdev", "--flushbufs", self.device], check=True)
            self._write_pending()
        subprocess.run(["losetup", "-d", self.device], check=False, capture_output=True)
        end = time.monotonic() + seconds
        while self._attached():
            if time.monotonic() > end:
                raise TimeoutError(self.device + " is still in use")
            time.sleep(0.05)
        if _libc.umount2(self.folder.encode(), _MNT_DETACH) != 0:
            raise OSError(ctypes.get_errno(), "unmounting a disk's folder")
        self._thread.join(10)
        os.close(self._fuse)

    def _attached(self):
        name = os.path.basename(self.device)
        try:
            with open(f"/sys/block/{name}/loop/backing_file", encoding="utf-8") as file:
                return file.read().startswith(self.file)
        except OSError:
            return False

    def _write_pending(self):
        for offset, data in self._pending:
            self.image[offset:offset + len(data)] = data
        self._pending.clear()

    def _read(self, offset, size):
        data = bytearray(self.image[offset:offset + size])
        for at, written in self._pending:
            first, last = max(at, offset), min(at + len(written), offset + len(data))
            if first < last:
                data[first - offset:last - offset] = written[first - at:last - at]
        return bytes(data)

    def _attributes(self, node):
        folder = node == _ROOT
        size = 0 if folder else len(self.image)
        return struct.pack("<6Q10I", node, size, (size + 511) // 512, 0, 0, 0, 0, 0, 0, 0o040755 if folder else 0o100600, 2 if folder else 1, 0, 0, 0, 4096, 0)

    def _serve(self):
        while True:
            try:
                request = os.read(self._fuse, (1 << 17) + 4096)
            except OSError as error:
                if error.errno in (errno.EINTR, errno.ENOENT, errno.EAGAIN):
                    continue
                return  # Unmounted.
            operation, unique, node = struct.unpack_from("<IQQ", request, 4)
            if operation in (_FORGET, _BATCH_FORGET, _INTERRUPT):
                continue
            try:
                code, answer = 0, self._answer(operation, node, request[40:])
            except OSError as error:
                code, answer = -error.errno, b""
            try:
                os.write(self._fuse, struct.pack("<IiQ", 16 + len(answer), code, unique) + answer)
            except OSError:
                pass
            if operation == _DESTROY:
                return

    def _answer(self, operation, node, body):
        if operation == _INIT:
            return struct.pack("<4I2H2I2H8I", 7, 31, 1 << 17, 0, 16, 12, 1 << 17, 1, 32, 0, *([0] * 8))
        if operation == _LOOKUP:
            if body.rstrip(b"\0") != _NAME:
                raise OSError(errno.ENOENT, "")
            return struct.pack("<4Q2I", _FILE, 0, 3600, 3600, 0, 0) + self._attributes(_FILE)
        if operation in (_GETATTR, _SETATTR):
            return struct.pack("<Q2I", 3600, 0, 0) + self._attributes(node)
        if operation == _OPEN:
            return struct.pack("<Q2I", 0, 1, 0)  # Past the kernel's cache.
        if operation == _STATFS:
            return struct.pack("<5Q10I", 0, 0, 0, 0, 0, 4096, 255, 4096, 0, *([0] * 6))
        if operation in (_RELEASE, _FLUSH, _DESTROY):
            return b""
        if operation not in (_READ, _WRITE, _FSYNC):
            raise OSError(errno.ENOSYS, "")
        return self._transfer(operation, body)

    def _transfer(self, operation, body):
        if self._powerless.is_set():
            raise OSError(errno.EIO, "")
        if operation == _READ:
            offset, size = struct.unpack_from("<QI", body, 8)
            return self._read(offset, size)
        if operation == _WRITE:
            offset, size = struct.unpack_from("<QI", body, 8)
            self._pending.append((offset, bytes(body[40:40 + size])))
            self.writes += 1
            if self.writes == self._cut_at_write:
                self.cut()
            return struct.pack("<2I", size, 0)
        self.flushes += 1
        if self.flushes == self._cut_at_flush:
            self.cut()
            raise OSError(errno.EIO, "")
        self._write_pending()
        return b""
