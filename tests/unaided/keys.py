"""Somebody with a keyboard and nothing else. At each stop the focus must be somewhere, be marked, and be in sight.

Journeys are written with the words of the Danish pages; in English they follow the same words' English ones.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any
from urllib.parse import urlsplit

from config.messages import stored

# Where the focus is: what it is called, and what is wrong with it.
_STOP = """async () => {
    const moving = document.getAnimations().filter((one) => one instanceof CSSTransition);
    await Promise.all(moving.map((one) => one.finished.catch(() => null)));
    const e = document.activeElement;
    if (!e || e === document.body || e === document.documentElement) return {kind: 'lost', name: '', wrong: []};
    const label = e.labels && e.labels.length ? e.labels[0] : null;
    const own = getComputedStyle(e);
    // Checkboxes and radio buttons are drawn by their label.
    const drawn = label && (own.opacity === '0' || e.getBoundingClientRect().width <= 1) ? label : e;
    const clear = /rgba\\(.*, 0\\)|transparent/;
    const marked = (one, part) => {
        const style = getComputedStyle(one, part);
        const outlined = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) >= 2;
        const shaded = style.boxShadow !== 'none' && !clear.test(style.boxShadow);
        return shaded || outlined && !clear.test(style.outlineColor);
    };
    const wrong = [];
    const quiet = e.tagName === 'MAIN' || /^H[1-6]$/.test(e.tagName); // where links lead to, and nothing is pressed
    const parts = [[e, null], ...(label ? [[label, null], [label, '::before'], [label, '::after']] : [])];
    if (!quiet && !parts.some(([one, part]) => marked(one, part))) wrong.push('is not marked');
    const box = drawn.getClientRects()[0];
    if (!box || box.width < 2 || box.height < 2) wrong.push('is nowhere');
    else {
        const top = Math.max(box.top, 0), bottom = Math.min(box.bottom, innerHeight);
        const left = Math.max(box.left, 0), right = Math.min(box.right, innerWidth);
        const away = bottom - top < Math.min(box.height, 24) || right - left < Math.min(box.width, 24);
        if (away) wrong.push(`is out of sight: from ${box.top} to ${box.bottom}, scrolled to ${scrollY}`);
        else {
            const seen = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
            if (!seen || !(drawn.contains(seen) || seen.contains(drawn) || label && label.contains(seen)))
                wrong.push('is under ' + (seen ? seen.outerHTML.slice(0, 80) : 'nothing'));
        }
    }
    const tags = {A: 'link', BUTTON: 'button', SUMMARY: 'summary', INPUT: 'field', SELECT: 'field', TEXTAREA: 'field'};
    const kind = e.type === 'submit' ? 'button' : tags[e.tagName] || e.tagName.toLowerCase();
    const said = e.getAttribute('aria-label') || e.innerText || e.value || '';
    const name = kind === 'field' ? e.name : said.trim().replace(/\\s+/g, ' ');
    return {kind, name, wrong};
}"""
MOST = 150


@cache
def _danish() -> list[tuple[re.Pattern[str], str]]:
    """What the catalogue has, from the Danish to the English, with the names in it as groups."""
    found = []
    for message in stored():
        forms = zip(message.id, message.string, strict=True) if message.pluralizable else [(message.id, message.string)]
        for english, danish in forms:
            if english and danish:
                named = re.sub(r"%\\\((\w+)\\\)s", r"(?P<\1>.+)", re.escape(danish))
                named = re.sub(r"%\\\((\w+)\\\)d", r"(?P<\1>[0-9]+)", named)
                if len(set(re.findall(r"\?P<(\w+)>", named))) == named.count("?P<"):
                    found.append((re.compile(named), english))
    return found


@cache
def english(text: str) -> tuple[str, ...]:
    """What an English page may say for a text of a Danish one; what is not ours (titles, names) stays."""
    found = [(said, match.groupdict()) for pattern, said in _danish() if (match := pattern.fullmatch(text))]
    whole = [said % {name: int(n) if n.isdecimal() else n for name, n in names.items()} for said, names in found]
    if whole or " " not in text:
        return tuple(whole) or (text,)
    head, _space, tail = text.rpartition(" ")
    return tuple(f"{one} {tail}" for one in english(head))


class Keys:
    def __init__(self, page: Any, site: str, language: str = "da") -> None:
        self.page, self.site, self.language = page, site, language

    def go(self, path: str) -> None:
        self.page.goto(f"{self.site}{'' if self.language == 'da' else '/en'}{path}")

    def words(self, text: str) -> tuple[str, ...]:
        return (text,) if self.language == "da" else (*english(text), text)

    def waits(self, text: str) -> None:
        """Until the page says it, in a place of its own."""
        said = "|".join(re.escape(one) for one in self.words(text))
        self.page.get_by_text(re.compile(f"^\\s*({said})\\s*$")).first.wait_for()

    def stop(self) -> dict[str, Any]:
        """Where the focus is. Fails where it is nowhere, or where one does not see it."""
        at = self.page.evaluate(_STOP)
        assert at["kind"] != "lost", f"the focus is lost on {self.page.url}"
        assert at["wrong"] == [], f"{at['kind']} “{at['name']}” {at['wrong']} on {self.page.url}"
        return at

    def skip(self) -> None:
        """From the top of a page, past its head, by the link that is there for it. A page that was come to by a form
        on such a page begins there at once: browsers keep the fragment."""
        self.page.wait_for_load_state()
        if urlsplit(self.page.url).fragment == "main":
            return
        self.page.keyboard.press("Tab")
        at = self.stop()
        assert (at["kind"], at["name"]) in (("link", "Gå til indholdet"), ("link", "Go to the content")), at
        self.page.keyboard.press("Enter")
        assert self.stop()["kind"] == "main"

    def to(self, kind: str, name: str, *, back: bool = False) -> None:
        """On with Tab, or back with Shift and Tab, to a link, button or summary by its text, to a field by its name."""
        key, passed = "Shift+Tab" if back else "Tab", []
        names = (name,) if kind == "field" else self.words(name)
        for _n in range(MOST):
            self.page.keyboard.press(key)
            at = self.stop()
            longer = kind != "field" and at["name"].startswith(tuple(f"{one}{end}" for one in names for end in " :"))
            if at["kind"] == kind and (at["name"] in names or longer):
                return
            passed.append(f"{at['kind']} {at['name'][:40]}")
        raise AssertionError(f"no {kind} “{name}” on {self.page.url} after {passed}")

    def press(self, kind: str, name: str, *, back: bool = False) -> None:
        """To a link or button that leads to another page, and on by Enter."""
        self.to(kind, name, back=back)
        self.enter()

    def enter(self) -> None:
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def types(self, name: str, text: str, *, back: bool = False) -> None:
        self.to("field", name, back=back)
        self.page.keyboard.type(text)

    def key(self, *keys: str) -> None:
        for key in keys:
            self.page.keyboard.press(key)

    def value(self, name: str) -> Any:
        """What is stored in the field under the focus: its value, or of a box whether it is ticked."""
        read = "e => ['checkbox', 'radio'].includes(e.type) ? (e.checked ? e.value : null) : e.value"
        assert self.stop()["name"] == name
        return self.page.locator(":focus").evaluate(read)

    def says(self, text: str) -> None:
        whole = self.page.locator("main").inner_text()
        assert any(one in whole for one in self.words(text)), f"“{text}” is not on {self.page.url}:\n{whole}"
