"""Start and stop the provider, and say what it is to tell; a person who goes there and back over real HTTP."""

from __future__ import annotations

import json
import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import urljoin, urlsplit

import lxml.html
import requests
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import rsa
from django.conf import settings

PASSWORD = "kims code at the provider"
CLIENT = {"id": "praktik", "secret": "between the two of us"}
NAME = "MitID Erhverv (prøve)"
CALLBACK = "/account/provider/log-in/callback/"
KIM = {"sub": "kim", "name": "Kim Åby", "email": "Kim@Demo.example", "email_verified": True}


class Provider:
    def __init__(self, folder: Path, callback: str) -> None:
        """``callback``: the only address that the provider sends people back to."""
        self.folder = folder
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = int(probe.getsockname()[1])
        self.url = f"http://127.0.0.1:{self.port}"
        key = rsa.generate_private_key(public_exponent=65537, key_size=2048)
        pem = key.private_bytes(
            serialization.Encoding.PEM, serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
        )
        (folder / "key.pem").write_bytes(pem)
        (folder / "client.json").write_text(json.dumps({**CLIENT, "callback": callback}))
        self.tells({"sub": "1"})
        with (folder / "log").open("wb") as log:
            self.process = subprocess.Popen(
                [sys.executable, "-m", "tests.provider.run", str(self.port)],
                cwd=settings.BASE_DIR, env={**os.environ, "PROVIDER_FOLDER": str(folder)},
                stdout=log, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL,
            )  # fmt: skip

    def wait_until_ready(self) -> None:
        end = time.monotonic() + 60
        while True:
            with suppress(OSError):
                urllib.request.urlopen(f"{self.url}/.well-known/openid-configuration", timeout=2).close()  # noqa: S310 -- our own address
                return
            running = self.process.poll() is None and time.monotonic() < end
            assert running, (self.folder / "log").read_text()
            time.sleep(0.1)

    def tells(self, claims: dict[str, Any], **wrong: Any) -> None:
        """What it says about whoever logs in, and what it does wrong (see ``tests.provider.server``)."""
        new = self.folder / "control.new"
        new.write_text(json.dumps({"claims": claims, **wrong}))
        new.replace(self.folder / "control.json")

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait(20)


@dataclass
class Visitor:
    """A browser without JavaScript: cookies, forms, links."""

    url: str
    session: requests.Session = field(default_factory=requests.Session)

    def get(self, path: str) -> requests.Response:
        return self.session.get(urljoin(self.url, path), timeout=20)

    def send(self, page: requests.Response, to: str = "", *, follow: bool = True, **typed: str) -> requests.Response:
        """Send the form on ``page`` whose address ends with ``to``, with what is typed into it, and follow to where
        the answer leads."""
        forms = lxml.html.fromstring(page.text, base_url=page.url).forms
        fitting = [f for f in forms if f.method == "POST" and urlsplit(f.action or page.url).path.endswith(to)]
        said = " ".join(lxml.html.fromstring(page.text).text_content().split())
        assert fitting, f"no form for {to} at {page.url} ({page.status_code}): {said[:1500]}"
        form = fitting[0]
        where = urljoin(page.url, form.action or page.url)
        values = [*((n, v) for n, v in form.form_values() if n not in typed), *typed.items()]
        sent = {"data": values, "headers": {"Referer": page.url}, "allow_redirects": follow}
        return self.session.post(where, timeout=20, **sent)

    def leaves(self, prefix: str = "", page: requests.Response | None = None, **typed: str) -> requests.Response:
        """From our log-in page to the provider's page that asks; ``page``: another page of ours with such a form."""
        page = page or self.get(f"{prefix}/account/login/")
        onwards = self.send(page, "/account/provider/log-in/", **typed)
        links = lxml.html.fromstring(onwards.text).xpath("//main//a/@href")
        there = self.session.get(links[0], timeout=20)
        if "/account/login/" in there.url:
            there = self.send(there, "/login/", login="kim@provider.example", password=PASSWORD)
        return there

    def comes(self, prefix: str = "", answer: str = "grant", **more: Any) -> requests.Response:
        """There, says yes, and back; ``answer`` "cancel" says no."""
        return self.send(self.leaves(prefix, **more), "/authorize", action=answer)

    def who(self) -> str:
        """The name in the head of our pages; empty for nobody."""
        found = lxml.html.fromstring(self.get("/").text).find_class("site-user")
        return found[0].text_content() if found else ""
