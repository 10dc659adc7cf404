"""The real thing in a folder of its own, and people who walk through it: browser, HTTP and mails, nothing else."""

from __future__ import annotations

import base64
import email
import email.policy
import hashlib
import hmac
import json
import os
import re
import shutil
import signal
import socket
import struct
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass
from email.message import EmailMessage
from pathlib import Path
from typing import Any

from playwright.sync_api import Browser, Locator, Page

from tests.browser import WIDTHS, too_wide, unresolved, violations

ROOT = Path(__file__).resolve().parents[2]
SCREENS = ROOT / "var" / "screens"
# What each process of a run has in its command line.
PROCESSES = {"web": b"config.wsgi", "worker": b"run@%h", "work": b"work@%h", "beat": b"beat"}


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def totp(secret: str) -> str:
    """The six digits of RFC 6238 for a base32 secret: SHA-1, steps of 30 seconds. Like somebody who waits for the next
    code where this one is about to end."""
    if (left := 30 - time.time() % 30) < 8:
        time.sleep(left)
    key = base64.b32decode(secret + "=" * (-len(secret) % 8))
    counter = struct.pack(">Q", int(time.time() // 30))
    digest = hmac.new(key, counter, hashlib.sha1).digest()
    start = digest[-1] & 15
    number = struct.unpack(">I", digest[start : start + 4])[0] & 0x7FFFFFFF
    return f"{number % 1_000_000:06d}"


def _parent(pid: int) -> int:
    with suppress(OSError):
        return int(Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[1])
    return 0


@dataclass(frozen=True)
class Letter:
    """A mail as it lies in the sink."""

    to: str
    subject: str
    text: str
    path: Path

    def link(self, part: str) -> str:
        """The first address in the text with ``part`` in it."""
        found = re.search(rf"https?://\S*{re.escape(part)}\S*", self.text)
        assert found, f"no link with {part} in:\n{self.text}"
        return found.group(0)

    def code(self) -> str:
        """The code that stands on a line by itself."""
        found = re.search(r"^\s*([A-Z0-9]{4}-[A-Z0-9]{4})\s*$", self.text, re.M)
        assert found, f"no code in:\n{self.text}"
        return found.group(1)


class Site:
    """`python -m config.run` in ``var``, with servers, processes, database and mails of its own."""

    def __init__(self, var: Path, *, stage: str) -> None:
        self.var = var
        self.port = free_port()
        self.url = f"http://127.0.0.1:{self.port}"
        self.environment = {
            **{name: value for name, value in os.environ.items() if not name.startswith(("DJANGO_", "PYTEST_"))},
            "DJANGO_SETTINGS_MODULE": "config.settings.dev",
            "PRAKTIK_VAR": str(var),
            "PORT": str(self.port),
            "STAGE": stage,
        }
        self.read: set[Path] = set()

    def start(self) -> None:
        self.var.mkdir(parents=True, exist_ok=True)
        self.log = (self.var / "run.log").open("wb")
        self.run = subprocess.Popen(
            [sys.executable, "-m", "config.run"], cwd=ROOT, env=self.environment, stdout=self.log,
            stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
        )  # fmt: skip
        self.wait_until_ready(180)

    def wait_until_ready(self, seconds: float = 60) -> None:
        end = time.monotonic() + seconds
        while time.monotonic() < end:
            assert self.run.poll() is None, (self.var / "run.log").read_text()[-3000:]
            with suppress(OSError), urllib.request.urlopen(f"{self.url}/readyz", timeout=2) as answer:  # noqa: S310 -- our own address
                if answer.status == 200:
                    return
            time.sleep(0.2)
        raise AssertionError(f"not ready after {seconds} s: {(self.var / 'run.log').read_text()[-3000:]}")

    def stop(self) -> None:
        if self.run.poll() is None:
            self.run.send_signal(signal.SIGINT)
            self.run.wait(60)
        self.log.close()

    def remove(self) -> None:
        """Take the whole folder away; where a run failed its log stays, in what the failed test printed."""
        shutil.rmtree(self.var, ignore_errors=True)

    def manage(self, *arguments: str) -> str:
        done = subprocess.run(
            [sys.executable, "manage.py", *arguments], cwd=ROOT, env=self.environment, capture_output=True, text=True,
            check=False, timeout=180,
        )  # fmt: skip
        assert done.returncode == 0, done.stderr
        return done.stdout

    def travel(self, by: str) -> None:
        """Move the clock of web, worker and beat; what becomes due is theirs to do."""
        self.manage("travel", f"--by={by}")

    def travel_to(self, when: str) -> None:
        self.manage("travel", "--to", when)

    def login(self, role: str) -> dict[str, Any]:
        logins = json.loads((self.var / "demo-logins.json").read_text())
        return next(login for login in logins if login["role"] == role)

    # --- mails --------------------------------------------------------------------------------------------------

    def letters(self, to: str) -> list[Letter]:
        found = []
        for path in sorted((self.var / "mails").glob("*.eml")):
            message = email.message_from_bytes(path.read_bytes(), policy=email.policy.default)
            assert isinstance(message, EmailMessage)
            if message["To"] == to:
                body = message.get_body(preferencelist=("plain",))
                text = body.get_content() if body else ""
                found.append(Letter(to, str(message["Subject"]), text, path))
        return found

    def letter(self, to: str, having: str, seconds: float = 45) -> Letter:
        """The first mail to ``to`` that was not read before and has ``having`` in its subject or text; waits for it."""
        end = time.monotonic() + seconds
        while True:
            for letter in self.letters(to):
                if letter.path not in self.read and having in letter.subject + letter.text:
                    self.read.add(letter.path)
                    return letter
            if time.monotonic() > end:
                unread = [letter.subject for letter in self.letters(to) if letter.path not in self.read]
                raise AssertionError(f"no mail to {to} with “{having}” after {seconds} s; unread are {unread}")
            time.sleep(0.3)

    # --- killing ------------------------------------------------------------------------------------------------

    def pids(self, name: str) -> list[int]:
        """The processes of this run with ``name``, their parent first."""
        mark = os.fsencode(f"PRAKTIK_VAR={self.var}")
        found = []
        for entry in Path("/proc").iterdir():
            if entry.name.isdecimal():
                with suppress(OSError):
                    words = (entry / "cmdline").read_bytes().split(b"\0")
                    if PROCESSES[name] in words and mark in (entry / "environ").read_bytes().split(b"\0"):
                        found.append(int(entry.name))
        return sorted(found, key=lambda pid: _parent(pid) in found)

    def kill(self, name: str) -> None:
        """kill -9 of one process, and wait until another has taken its place."""
        before = self.pids(name)
        assert before, f"{name} does not run"
        os.kill(before[0], signal.SIGKILL)
        end = time.monotonic() + 30
        while set(before) & set(now := self.pids(name)) or not now:  # its children hold the port a moment longer
            assert time.monotonic() < end, f"{name} was not started again"
            time.sleep(0.2)
        self.wait_until_ready()


class Walker:
    """Somebody with a browser. Every page that is looked at is held to axe, the console and both widths."""

    def __init__(self, browser: Browser, site: Site, name: str, *, looking: bool = True) -> None:
        self.looking = looking
        self.site = site
        self.name = name
        self.context = browser.new_context(locale="da-DK", viewport={"width": WIDTHS[1], "height": 900})
        self.page: Page = self.context.new_page()
        self.problems: list[str] = []
        self.number = 0
        self.page.on("console", self._console)
        self.page.on("pageerror", lambda error: self.problems.append(f"{self.page.url}: {error}"))

    def _console(self, message: Any) -> None:
        if message.type == "error":
            self.problems.append(f"{self.page.url}: {message.text}")

    def go(self, address: str) -> None:
        self.page.goto(address if address.startswith("http") else f"{self.site.url}{address}")

    def look(self, title: str, *, ours: bool = True) -> None:
        """Hold the page as it stands to what every page must be, at both widths, and keep a picture of each.

        ``ours`` false: one of Django's own forms in the admin, held to the console alone.
        """
        if not self.looking:
            return
        assert self.problems == [], self.problems
        self.number += 1
        SCREENS.mkdir(parents=True, exist_ok=True)
        found = []
        for width in WIDTHS:
            self.page.set_viewport_size({"width": width, "height": 900})
            if ours:
                found += [f"{width}: {what}" for what in [*violations(self.page), *unresolved(self.page)]]
                found += [f"{width}: scrolls sideways: {self.sticks_out()}"] if too_wide(self.page) else []
            path = SCREENS / f"{self.name}-{self.number:02d}-{title}-{width}.png"
            self.page.screenshot(path=path, full_page=True)
        assert found == [], f"{self.page.url} ({title}): {found[:12]}"
        self.problems.clear()  # axe tries out styles on elements, which the policy forbids and the console tells

    def sticks_out(self) -> list[str]:
        """What is wider than the page, for whoever has to find it."""
        return self.page.evaluate("""() => {
            const wide = document.documentElement.clientWidth, out = [];
            for (const one of document.querySelectorAll('main *, #content *'))
                if (one.getBoundingClientRect().right > wide + 0.5)
                    out.push(one.tagName + '.' + one.className + ': ' + one.textContent.trim().slice(0, 60));
            return out.slice(0, 8);
        }""")

    def says(self, text: str) -> None:
        """``text`` is to be read on the page."""
        whole = self.page.locator("main").inner_text()
        assert text in whole, f"“{text}” is not on {self.page.url}:\n{whole}"

    def until(self, address: str, text: str, seconds: float = 45) -> None:
        """Load a page until ``text`` stands on it: what workers do is not there at once."""
        end = time.monotonic() + seconds
        while True:
            self.go(address)
            if text in self.page.locator("main, #content").first.inner_text():
                return
            assert time.monotonic() < end, f"“{text}” is not on {address} after {seconds} s"
            time.sleep(0.5)

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.fill(f"main [name={name}]", value)

    def onto(self, what: Locator | str) -> None:
        """Click what leads to another page, and be there."""
        with self.page.expect_navigation():
            (self.page.locator(what) if isinstance(what, str) else what).first.click()

    def press(self, text: str) -> None:
        self.onto(self.page.locator("main").get_by_role("button", name=text, exact=True))

    def follow(self, text: str) -> None:
        self.onto(self.page.locator("main").get_by_role("link", name=text))

    def close(self) -> None:
        self.context.close()
