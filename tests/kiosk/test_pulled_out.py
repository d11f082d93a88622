#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sankajo authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""A disk that is pulled out in the treatment, and a kiosk that is killed in it, whole: what was not flushed to the disk is lost. At the next plug-in it is
finished or undone, after asking, and the figures still add up.

test_pulled_out.py [POINTS]   at so many points of the treatment (2), each by pulling and by killing. Ends with 77 where something is missing: skipped.
"""
import os
import subprocess
import sys
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import shop  # pylint: disable=wrong-import-position
from volatile_disk import VolatileDisk  # pylint: disable=wrong-import-position

POINTS = int(sys.argv[1]) if len(sys.argv) > 1 else 2


class PulledOut(unittest.TestCase):
    disk = None

    @classmethod
    def setUpClass(cls):
        cls.shop = shop.Shop()
        cls.addClassCleanup(cls.shop.close)
        with open(cls.shop.infected_image(), "rb") as file:
            cls.image = file.read()
        cls.before = shop.contents(cls.shop.path("infected.img"), cls.shop.path("looking"))
        cls.after, cls.writes = cls.treated()

    @classmethod
    def treated(cls):
        """What the disk is like when nothing comes in between, and how often it was written to until it was released."""
        disk = VolatileDisk(cls.shop.path("disk"), cls.image)
        disk.watch()
        customer = cls.shop.customer("@any " + shop.TO_THE_END)
        said, _ = customer.communicate(timeout=200)
        writes = disk.writes
        disk.detach()
        assert customer.returncode == 0 and "takeOutButton" in said, said + cls.shop.said()
        assert writes > 2 * POINTS and disk.flushes > POINTS, (writes, disk.flushes)
        return cls.look(disk), writes

    @classmethod
    def look(cls, disk):
        image = cls.shop.path("look.img")
        with open(image, "wb") as file:
            file.write(disk.image)
        shop.run("ntfsfix", "-n", image)
        return shop.contents(image, cls.shop.path("looking"))

    def tearDown(self):
        # After a failure: the next test has a disk of its own.
        if self.disk is not None and self.disk.alive():
            self.shop.kill()
            self.disk.cut()
            self.disk.detach()
            self.shop.open()

    def plug_in(self, image):
        self.disk = VolatileDisk(self.shop.path("disk"), image)
        return self.disk

    def serve(self, words, point):
        customer = self.shop.customer("@any " + words)
        try:
            said, _ = customer.communicate(timeout=200)
        except subprocess.TimeoutExpired:
            customer.kill()
            self.fail(f"{point}: does not end: {customer.communicate()[0]}{self.shop.said()}")
        self.assertEqual(customer.returncode, 0, f"{point}: {said}")
        return said

    def killed(self, point, write):
        disk = self.plug_in(self.image)
        disk.watch(cut_at_write=write)
        customer = self.shop.customer("@any " + shop.TO_THE_END)
        self.assertTrue(disk.wait_for_cut(120), f"{point}: {self.shop.said()}")
        customer.kill()
        self.shop.kill()
        said, _ = customer.communicate(timeout=60)
        self.assertIn("removeNowButton", said)
        self.shop.open()
        disk.detach()
        return disk.image

    def pulled(self, point, write, undone):
        """The customer stays, plugs the disk in again and goes on."""
        disk = self.plug_in(self.image)
        disk.watch(cut_at_write=write)
        customer = self.shop.customer("@any " + (shop.UNDOING if undone else shop.TO_THE_END))
        self.assertTrue(disk.wait_for_cut(120), f"{point}: {self.shop.said()}")
        disk.pull_out()
        disk.detach(60)
        self.disk = VolatileDisk(self.shop.path("disk"), disk.image)
        try:
            said, _ = customer.communicate(timeout=200)
        except subprocess.TimeoutExpired:
            customer.kill()
            self.fail(f"{point}: does not end: {customer.communicate()[0]}{self.shop.said()}")
        self.assertEqual(customer.returncode, 0, f"{point}: {said}")
        return said

    def judge(self, point, said, undone):
        self.disk.detach()
        self.assertTrue(shop.wait_for(self.shop.left_nothing, 15), point)
        now = self.look(self.disk)
        interrupted = "finishRunButton" in said or "undoRunButton" in said
        print(f"{self.id().rpartition('.')[2]} {point}: {' '.join(said.split())}", file=sys.stderr)
        if undone and "undoRunButton" in said:
            self.assertEqual(now, self.before, point)
        else:
            self.assertEqual(now, self.after, point)
        return interrupted

    def points(self):
        """Name, write and whether to undo. Not the very last writes: there may be one less of them another time."""
        for number in range(POINTS):
            write = 1 + (self.writes - 1) * number * 9 // (max(POINTS - 1, 1) * 10)
            yield f"at write {write} of {self.writes}", write, number % 2 == 1

    def test_a_kiosk_that_is_killed(self):
        asked, before = 0, self.shop.figures()[0]
        for point, write, undone in self.points():
            image = self.killed(point, write)
            self.plug_in(image)
            said = self.serve(shop.UNDOING if undone else shop.TO_THE_END, point)
            asked += self.judge(point, said, undone)
        self.assertGreater(asked, 0)
        # Each disk once, and again where nothing of the first time is on it.
        self.add_up(before + 2 * POINTS - asked)

    def test_a_disk_that_is_pulled_out(self):
        asked, before = 0, self.shop.figures()[0]
        for point, write, undone in self.points():
            said = self.pulled(point, write, undone)
            asked += self.judge(point, said, undone)
        self.assertGreater(asked, 0)
        # The same customer's disk, whatever it has met.
        self.add_up(before + POINTS)

    def add_up(self, wanted):
        checked, infected, treated, undecided = self.shop.figures()
        self.assertEqual(checked, wanted)
        self.assertGreaterEqual(checked, infected + undecided)
        self.assertGreaterEqual(infected, treated)
        print(f"checked {checked}, infected {infected}, treated {treated}, could not decide {undecided}", file=sys.stderr)


if __name__ == "__main__":
    lacking = shop.missing()
    if lacking:
        print(f"SKIPPED: not here: {lacking}", file=sys.stderr)
        sys.exit(77)
    unittest.main(argv=sys.argv[:1], verbosity=2)
