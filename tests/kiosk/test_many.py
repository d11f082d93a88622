#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sankajo authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Customers in a row, each with an infected disk of their own that is treated by touch, in the session in cage: memory stays flat, and no descriptor, mount or
process is left behind.

test_many.py [CUSTOMERS]   so many of them (4). Ends with 77 where something is missing: skipped.
"""
import os
import shutil
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import shop  # pylint: disable=wrong-import-position

CUSTOMERS = int(sys.argv[1]) if len(sys.argv) > 1 else 4
MOST_GROWTH = 5 << 10  # KiB


def memory(process):
    """What belongs to a process alone, in KiB: what it shares with others comes and goes with them."""
    with open(f"/proc/{process}/smaps_rollup", encoding="ascii") as file:
        return sum(int(line.split()[1]) for line in file if line.startswith("Private_"))


class Many(unittest.TestCase):
    def setUp(self):
        self.shop = shop.Shop()
        self.addCleanup(self.shop.close)
        self.pristine = self.shop.infected_image("pristine.img")
        environment = dict(os.environ, HOME=self.shop.state, XDG_RUNTIME_DIR=self.shop.state, WLR_BACKENDS="headless", WLR_RENDERER="pixman", WLR_LIBINPUT_NO_DEVICES="1",
                           QT_QPA_PLATFORM="wayland")
        words = ["@wait " + self.gate(), "@any " + shop.TO_THE_END]
        self.cage = subprocess.Popen(self.shop.as_customer("cage", "-d", "--", shop.SESSION, "--", *self.shop.finger(*words)), env=environment, cwd="/",
                                     stdout=self.shop.log, stderr=self.shop.log)
        self.addCleanup(self.end)

    def end(self):
        self.cage.terminate()
        self.cage.wait(30)

    def gate(self):
        return os.path.join(self.shop.state, "next")

    def lasting(self):
        """The processes that stay from customer to customer."""
        session = next(one for one in shop.children(self.cage.pid) if self.name(one) == shop.SESSION)
        return {"cage": self.cage.pid, "session": session, "helper": self.shop.mountd.pid}

    @staticmethod
    def name(process):
        try:
            with open(f"/proc/{process}/cmdline", "rb") as file:
                return file.read().split(b"\0")[0].decode()
        except OSError:
            return ""

    def wizards(self):
        return [one for one in shop.children(self.cage.pid) if self.name(one) == shop.FINGER]

    def serve(self, number):
        image = self.shop.path("customer.img")
        shutil.copyfile(self.pristine, image)
        before = shop.wait_for(self.wizards, 20)
        with shop.attached(image):
            with open(self.gate(), "w", encoding="ascii"):
                pass
            self.assertTrue(shop.wait_for(lambda: self.wizards() and before[0] not in self.wizards(), 120), f"customer {number}: {self.shop.said()[-2000:]}")
            self.assertEqual(self.shop.figures(), [number, number, number, 0])
        self.assertTrue(shop.wait_for(lambda: not self.shop.mounted(), 10))

    def measured(self):
        return {name: (memory(process), len(os.listdir(f"/proc/{process}/fd"))) for name, process in self.lasting().items()}

    def test_they_leave_nothing_behind(self):
        warm = min(10, CUSTOMERS // 2)
        for number in range(1, CUSTOMERS + 1):
            self.serve(number)
            if number == warm:
                before = self.measured()
        after = self.measured()
        for name, (kib, descriptors) in after.items():
            print(f"{name}: {before[name][0]} KiB and {before[name][1]} descriptors after {warm} customers, {kib} and {descriptors} after {CUSTOMERS}", file=sys.stderr)
            self.assertLess(kib, before[name][0] + MOST_GROWTH, name)
            # A wizard that is just being begun has some more.
            self.assertLess(descriptors, before[name][1] + 4, name)
        self.assertEqual(len(self.wizards()), 1)
        self.assertEqual(len(os.listdir(self.shop.path("mounts"))), 0)
        self.end()
        self.assertTrue(shop.wait_for(self.shop.left_nothing, 15))
        # The session ends after cage, which it hears of by its end.
        self.assertTrue(shop.wait_for(lambda: not os.path.exists(os.path.join(self.shop.state, "sankajo-customer")), 15))


if __name__ == "__main__":
    lacking = shop.missing("cage")
    if lacking:
        print(f"SKIPPED: not here: {lacking}", file=sys.stderr)
        sys.exit(77)
    unittest.main(argv=sys.argv[:1], verbosity=2)
