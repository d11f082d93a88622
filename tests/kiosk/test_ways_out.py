#!/usr/bin/env python3
# SPDX-FileCopyrightText: 2026 The Sankajo authors
# SPDX-License-Identifier: GPL-3.0-or-later
"""Ways out: each leads somewhere in an ordinary program on a desktop (openbox), and nowhere in the kiosk (the session in cage). Keys and pointer come from
outside, by the X server in whose window cage runs.

Ends with 77 where something is missing: skipped.
"""
import contextlib
import os
import subprocess
import sys
import time
import unittest

sys.path.insert(0, os.path.dirname(os.path.abspath(__file__)))
import shop  # pylint: disable=wrong-import-position

HERE = os.path.dirname(os.path.abspath(__file__))
ORDINARY = os.path.join(shop.BUILD, "tests", "sankajo-ordinary")
WIDTH, HEIGHT = 1024, 768
PARKED = (WIDTH - 3, HEIGHT // 2)


class Screen:
    """An X server without a screen, and hands on its keyboard and pointer."""

    def __init__(self, log, screens=1):
        read, write = os.pipe()
        more = [word for number in range(screens) for word in ("-screen", str(number), f"{WIDTH}x{HEIGHT}x24")]
        self.server = subprocess.Popen(["Xvfb", "-displayfd", str(write), "-nolisten", "tcp", *(["+xinerama"] if screens > 1 else []), *more],
                                       pass_fds=[write], stdout=log, stderr=log)
        os.close(write)
        with os.fdopen(read) as number:
            self.display = ":" + number.readline().strip()
        self.environment = dict(os.environ, DISPLAY=self.display)
        shop.wait_for(lambda: subprocess.run(["xprop", "-root", "_NET_SUPPORTED"], env=self.environment, check=False, capture_output=True).returncode == 0, 20)

    def close(self):
        self.server.terminate()
        self.server.wait(10)

    def hands(self, *words):
        subprocess.run(["xdotool", *map(str, words)], env=self.environment, check=True, stdout=subprocess.DEVNULL)

    def key(self, name):
        self.hands("key", name)

    def press(self, place, button=1, seconds=0.0):
        self.hands("mousemove", *place)
        self.hands("mousedown", button)
        time.sleep(seconds)
        self.hands("mouseup", button)

    def drag(self, start, end):
        self.hands("mousemove", *start)
        self.hands("mousedown", 1)
        for step in range(1, 9):
            self.hands("mousemove", *(a + (b - a) * step // 8 for a, b in zip(start, end)))
            time.sleep(0.03)
        self.hands("mouseup", 1)

    def picture(self):
        self.hands("mousemove", *PARKED)
        time.sleep(0.3)
        return subprocess.run(["import", "-window", "root", "-depth", "8", "rgb:-"], env=self.environment, check=True, capture_output=True).stdout


class Ways(unittest.TestCase):
    def setUp(self):
        self.shop = shop.Shop()
        self.addCleanup(self.shop.close)
        # A browser or a file manager, if anybody calls one.
        programs = self.shop.path("programs")
        os.mkdir(programs)
        for name in ("xdg-open", "x-www-browser", "lp"):
            with open(os.path.join(programs, name), "w", encoding="ascii") as file:
                file.write(f"#!/bin/sh\ntouch {self.shop.state}/called-{name}\n")
            os.chmod(os.path.join(programs, name), 0o755)
        self.search = programs + ":" + os.environ["PATH"]

    def screen(self, screens=1):
        made = Screen(self.shop.log, screens)
        self.addCleanup(made.close)
        return made

    def called(self):
        return sorted(name for name in os.listdir(self.shop.state) if name.startswith("called-"))

    # ------------------------------------------------------------------------------------------------ an ordinary program

    def start(self, screen, *words, **more):
        process = subprocess.Popen(self.shop.as_customer(*words), cwd=self.shop.state, stderr=self.shop.log, text=True,
                                   env=dict(screen.environment, PATH=self.search, HOME=self.shop.state, XDG_RUNTIME_DIR=self.shop.state, QT_QPA_PLATFORM="xcb"), **more)

        def end():
            process.kill()
            process.wait()
        self.addCleanup(end)
        return process

    def desktop(self, screen):
        self.start(screen, "openbox", "--config-file", os.path.join(HERE, "openbox.xml"))
        self.assertTrue(shop.wait_for(lambda: b"window id" in subprocess.run(["xprop", "-root", "_NET_SUPPORTING_WM_CHECK"], env=screen.environment, check=False,
                                                                             capture_output=True).stdout, 20))

    def ordinary(self, screen):
        process = self.start(screen, ORDINARY, stdout=subprocess.PIPE)
        os.set_blocking(process.stdout.fileno(), False)
        self.heard = ""
        self.assertIn("there", self.hear(process, "there"))
        time.sleep(0.5)
        return process

    def hear(self, process, word, seconds=8):
        def heard():
            with contextlib.suppress(TypeError, BlockingIOError):
                self.heard += process.stdout.read() or ""
            return word in self.heard.split("\n")
        shop.wait_for(heard, seconds)
        return self.heard.split("\n")

    def test_they_lead_somewhere_in_an_ordinary_program(self):
        screen = self.screen()
        self.desktop(screen)
        program = self.ordinary(screen)
        source, target, link, empty = (100, 60), (300, 160), (300, 230), (300, 360)

        def leads(word, way):
            self.heard = ""
            way()
            self.assertIn(word, self.hear(program, word))
        screen.press(target)
        leads("typed", lambda: screen.hands("type", "a"))
        leads("helped", lambda: screen.key("F1"))
        leads("menu", lambda: screen.key("Menu"))
        leads("menu", lambda: screen.press(target, button=3))
        leads("held", lambda: screen.press(empty, seconds=1.2))
        leads("print dialog", lambda: (screen.press(target), screen.key("ctrl+p")))
        time.sleep(1.5)
        leads("selected", lambda: screen.hands("mousemove", 40, 60, "click", "--repeat", 2, 1))
        leads("brought", lambda: screen.press(target, button=2))
        screen.press(target)
        screen.hands("key", "ctrl+a", "key", "Delete")
        screen.hands("mousemove", 40, 60, "click", "--repeat", 2, 1)
        time.sleep(1)  # Else a third click, which selects the line.
        leads("brought", lambda: screen.drag((40, 60), target))
        screen.press(link)
        self.assertTrue(shop.wait_for(lambda: self.called() == ["called-xdg-open"], 8), self.called())
        screen.key("Print")
        self.assertTrue(shop.wait_for(lambda: os.path.exists(os.path.join(self.shop.state, "screenshot-was-taken")), 8))
        before = screen.picture()
        screen.key("Super_L")
        self.assertTrue(shop.wait_for(lambda: screen.picture() != before, 8))
        screen.key("Super_L")
        second = self.start(screen, ORDINARY, stdout=subprocess.DEVNULL)
        time.sleep(1.5)
        second_has_it = screen.picture()
        leads("left", lambda: screen.hands("key", "alt+Tab", "key", "alt+Tab"))
        second.kill()
        second.wait()
        self.assertTrue(second_has_it)
        screen.press(target)
        leads("closed", lambda: screen.key("alt+F4"))
        program = self.ordinary(screen)
        screen.press(source)
        leads("escaped", lambda: screen.key("Escape"))
        self.assertEqual(program.wait(8), 0)

    def test_a_second_screen_has_room_for_other_programs_on_a_desktop(self):
        screen = self.screen(2)
        self.desktop(screen)
        self.ordinary(screen)
        before = screen.picture()
        screen.hands("search", "--name", "^ordinary$", "windowmove", WIDTH + 50, 50)
        self.assertTrue(shop.wait_for(lambda: screen.picture() != before, 8))

    # ---------------------------------------------------------------------------------------------------------- the kiosk

    def kiosk(self, screen, *words, screens=1):
        environment = dict(screen.environment, PATH=self.search, HOME=self.shop.state, XDG_RUNTIME_DIR=self.shop.state, WLR_BACKENDS="x11", WLR_RENDERER="pixman",
                           WLR_X11_OUTPUTS=str(screens), QT_QPA_PLATFORM="wayland", QT_WAYLAND_DISABLE_WINDOWDECORATION="1")
        cage = subprocess.Popen(self.shop.as_customer("cage", "-d", "--", shop.SESSION, "--", *self.shop.finger(*words)), env=environment, cwd="/",
                                stdout=self.shop.log, stderr=self.shop.log)

        def end():
            cage.terminate()
            cage.wait(30)
        self.addCleanup(end)
        return cage

    def wizard(self, cage):
        for one in shop.children(cage.pid):
            with contextlib.suppress(OSError), open(f"/proc/{one}/cmdline", "rb") as file:
                if file.read().split(b"\0")[0].decode() == shop.FINGER:
                    return one
        return None

    def still(self, screen):
        """A picture that does not change any more."""
        last = [screen.picture()]

        def settled():
            now, before = screen.picture(), last[0]
            last[0] = now
            return now == before and len(set(now[::3001])) > 4
        self.assertTrue(shop.wait_for(settled, 30))
        return last[0]

    def lead_nowhere(self, screen, cage, places, but=()):
        """Every way but these; the picture stays, and so does the wizard."""
        before, wizard = self.still(screen), self.wizard(cage)
        ways = [(name, lambda name=name: screen.key(name)) for name in (
            "alt+F4", "alt+Tab", "Super_L", "Escape", "F1", "Print", "Menu", "ctrl+p", "ctrl+q", "ctrl+alt+BackSpace", "alt+Escape", "Tab", "Return", "space", "alt+space", "ctrl+Escape", "F11")]
        ways.append(("typing", lambda: screen.hands("type", "hello 123")))
        for place in places:
            ways += [(f"long press at {place}", lambda place=place: screen.press(place, seconds=1.2)), (f"second button at {place}", lambda place=place: screen.press(place, button=3)),
                     (f"middle button at {place}", lambda place=place: screen.press(place, button=2)), (f"dragging from {place}", lambda place=place: screen.drag(place, (WIDTH // 2, HEIGHT // 2)))]
        for name, way in (one for one in ways if one[0] not in but):
            way()
            self.assertEqual(screen.picture(), before, name)
            self.assertEqual(self.wizard(cage), wizard, name)
            self.assertIsNone(cage.poll(), name)
        self.assertEqual(self.called(), [])

    def test_they_lead_nowhere_in_the_kiosk(self):
        screen = self.screen()
        cage = self.kiosk(screen, "beginButton", "@place diskText", "@wait never")
        self.assertTrue(shop.wait_for(lambda: "diskText" in self.shop.said(), 30), self.shop.said())
        self.lead_nowhere(screen, cage, [(WIDTH // 2, 60), (60, HEIGHT - 200)])

    def test_they_lead_nowhere_behind_the_staffs_gesture(self):
        line = subprocess.run([shop.CONFIG, "pin"], input="2468\n2468\n", check=True, capture_output=True, text=True).stdout
        with open(self.shop.path("kiosk.conf"), "a", encoding="utf-8") as file:
            file.write(line)
        screen = self.screen()
        cage = self.kiosk(screen, "@corner", "@place pinDots", "@wait " + os.path.join(self.shop.state, "go"), "key2", "key4", "key6", "key8", "keyEnter", "@place volumeText", "@wait never")
        self.assertTrue(shop.wait_for(lambda: "pinDots at " in self.shop.said(), 30), self.shop.said())
        # A keyboard types the PIN here, and Escape goes back.
        self.lead_nowhere(screen, cage, [(WIDTH // 2, 30)], but=("Escape", "alt+Escape", "ctrl+Escape", "Return", "typing"))
        with open(os.path.join(self.shop.state, "go"), "w", encoding="ascii"):
            pass
        self.assertTrue(shop.wait_for(lambda: "volumeText at " in self.shop.said(), 30), self.shop.said())
        self.lead_nowhere(screen, cage, [(WIDTH // 2, 30)])

    def test_the_result_is_no_link(self):
        screen = self.screen()
        image = self.shop.infected_image()
        with shop.attached(image):
            cage = self.kiosk(screen, "beginButton", "startButton", "goOnButton", "removeNowButton", "goOnButton", "goOnButton", "@place resultCode", "@wait " + os.path.join(self.shop.state, "go"),
                              "takeOutButton", "endButton", "@wait never")
            self.assertTrue(shop.wait_for(lambda: "resultCode at " in self.shop.said(), 120), self.shop.said())
            place = tuple(int(one) for one in self.shop.said().partition("resultCode at ")[2].split()[:2])
            before = self.still(screen)
            screen.press(place)
            self.assertEqual(screen.picture(), before)
            self.lead_nowhere(screen, cage, [place])
            with open(os.path.join(self.shop.state, "go"), "w", encoding="ascii"):
                pass
            self.assertTrue(shop.wait_for(lambda: "endButton" in self.shop.said(), 60), self.shop.said())

    def test_what_a_disk_wants_to_start_is_not_started(self):
        called = os.path.join(self.shop.state, "called-autorun")
        script = f"#!/bin/sh\ntouch {called}\n"
        wishes = {"autorun.inf": "[autorun]\nopen=autorun.sh\nshellexecute=autorun.sh\nicon=autorun.sh\n", "autorun.sh": script, ".autorun": script, "autorun": script,
                  ".autoopen": "autorun.sh", "autorun.desktop": "[Desktop Entry]\nType=Application\nName=autorun\nExec=sh autorun.sh\n"}
        image = self.shop.infected_image(also=wishes)
        looking = self.shop.path("looking")
        # It does what it says, where anybody starts it.
        with shop.attached(image) as device, shop.mounted_at(device, looking, ("-o", "ro")) as place:
            subprocess.run(self.shop.as_customer("sh", os.path.join(place, "autorun.sh")), check=True)
        self.assertEqual(self.called(), ["called-autorun"])
        os.unlink(called)
        before = shop.contents(image, looking)
        self.assertTrue(set(wishes) <= set(before))
        screen = self.screen()
        with shop.attached(image):
            self.kiosk(screen, "@any " + shop.TO_THE_END)
            self.assertTrue(shop.wait_for(lambda: "endButton" in self.shop.said(), 120), self.shop.said())
            self.assertTrue(shop.wait_for(lambda: not self.shop.mounted(), 30))
        self.assertEqual(self.called(), [])
        after = shop.contents(image, looking)
        self.assertEqual({name: after.get(name) for name in wishes}, {name: before[name] for name in wishes})

    def test_two_screens_show_nothing_else(self):
        screen = self.screen()
        cage = self.kiosk(screen, "beginButton", "@place diskText", screens=2)
        self.assertTrue(shop.wait_for(lambda: "diskText" in self.shop.said(), 30), self.shop.said())
        # cage's two windows, each as large as the screen; without a window manager they have no name.
        tree = subprocess.run(["xwininfo", "-root", "-children"], env=screen.environment, check=True, capture_output=True, text=True).stdout
        found = [line.split()[0] for line in tree.splitlines() if f" {WIDTH}x{HEIGHT}+" in line]
        self.assertEqual(len(found), 2, tree)
        for window in found:
            screen.hands("windowraise", window)
            self.lead_nowhere(screen, cage, [])


if __name__ == "__main__":
    lacking = shop.missing("cage", "openbox", "Xvfb", "xdotool", "xwininfo", "import")
    if lacking:
        print(f"SKIPPED: not here: {lacking}", file=sys.stderr)
        sys.exit(77)
    unittest.main(argv=sys.argv[:1], verbosity=2)
