"""How one comes to a page: by Django's test client for the markup, by a browser for everything else."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from unittest import mock
from urllib.parse import urlsplit

from django.core.cache import cache
from django.test import Client
from django.urls import resolve, reverse
from django.utils import translation
from lxml import html

from praktik import clock
from tests.looks.look import PASSWORD, Look, Scene

# Fills in the form that has `at` in it, and sends it without asking the browser what it thinks of it.
SEND = """([at, data]) => {
    const form = [...document.querySelectorAll('main form')].find((one) => one.elements[at]);
    for (const [name, value] of Object.entries(data)) {
        const all = [...form.elements].filter((one) => one.name === name && one.type !== 'submit');
        if (!all.length) form.append(Object.assign(document.createElement('input'), {type: 'hidden', name, value}));
        for (const one of all)
            if (['checkbox', 'radio'].includes(one.type)) one.checked = [value].flat().includes(one.value);
            else one.value = value;
    }
    HTMLFormElement.prototype.submit.call(form);
}"""


@contextmanager
def playing(name: str, look: Look) -> Iterator[tuple[Scene, str, dict[str, Any] | None]]:
    """The scene, made; the address where one begins (without the language), and what is sent there."""
    cache.clear()
    scene = Scene()
    with mock.patch.object(clock, "now", scene.now):
        args = look.args(scene)
        query = look.query(scene) if callable(look.query) else look.query
        send = look.send(scene) if callable(look.send) else look.send
        with translation.override("da"):
            address = reverse(look.start or name, args=_of(look, args)) + query
        yield scene, address, send


def _of(look: Look, args: tuple[Any, ...]) -> tuple[Any, ...]:
    """What is in the address where one begins."""
    if look.start.startswith("account"):
        return ()
    return (args[0], "wishes") if look.start == "application_step" else args


def session(scene: Scene, look: Look) -> Client:
    """A client that is whoever looks."""
    client = Client(raise_request_exception=True)
    person = scene.person(look.who)
    if person is not None:
        client.force_login(person)
    if look.fresh:
        client.post(reverse("account_reauthenticate"), {"password": PASSWORD})
    return client


def served(scene: Scene, look: Look, address: str, send: dict[str, Any] | None) -> Any:
    """What the test client gets."""
    client = session(scene, look)
    answer = client.get(address, follow=True)
    for data in (send, look.then):
        if data is not None:
            target, fields = _filled(answer, look.at if data is send else "csrfmiddlewaretoken", data)
            answer = client.post(target, fields, follow=True)
    return answer


def _filled(answer: Any, at: str, data: dict[str, Any]) -> tuple[str, dict[str, Any]]:
    """Where the form goes, and what a browser would send of it with ``data`` filled in."""
    page = html.fromstring(answer.content.decode())
    form = next(one for one in page.xpath("//main//form") if one.xpath(f".//*[@name='{at}']"))
    fields: dict[str, Any] = {}
    for name, value in form.form_values():
        fields.setdefault(name, []).append(value)
    fields.pop("csrfmiddlewaretoken", None)
    here = answer.request["PATH_INFO"] + (
        f"?{answer.request['QUERY_STRING']}" if answer.request["QUERY_STRING"] else ""
    )
    return form.get("action") or here, fields | data


def arrived(url: str) -> str:
    """The name of the address that one has come to; each language has addresses of its own."""
    path = urlsplit(url).path
    with translation.override("en" if path.startswith("/en/") else "da"):
        return resolve(path).view_name
