"""What browser tests ask of a page, besides what they are about."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from django.conf import settings

AXE = Path(settings.BASE_DIR) / "node_modules" / "axe-core" / "axe.min.js"


def violations(page: Any) -> list[str]:
    """axe's findings on the page as it stands; a page without exactly one heading of the first order is one too."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("async () => (await axe.run()).violations.map(v => v.id + ': ' + v.nodes[0].target)")
    if page.locator("h1").count() != 1:
        found.append(f"headings of the first order: {page.locator('h1').count()}")
    return found


def unresolved(page: Any) -> list[str]:
    """Names in aria-describedby, aria-labelledby, aria-controls, for and href="#…" that no element has; ids twice."""
    return page.evaluate("""() => {
        const lost = [], seen = new Set();
        for (const element of document.querySelectorAll('[id]')) {
            if (seen.has(element.id)) lost.push('twice: ' + element.id);
            seen.add(element.id);
        }
        for (const name of ['aria-describedby', 'aria-labelledby', 'aria-controls', 'for'])
            for (const element of document.querySelectorAll('[' + name + ']'))
                for (const id of element.getAttribute(name).split(/\\s+/).filter(Boolean))
                    if (!seen.has(id)) lost.push(name + ': ' + id);
        for (const element of document.querySelectorAll('a[href^="#"]'))
            if (!seen.has(decodeURIComponent(element.getAttribute('href').slice(1))))
                lost.push('href: ' + element.getAttribute('href'));
        return lost;
    }""")


def too_wide(page: Any) -> bool:
    """Whether one has to scroll sideways."""
    return bool(page.evaluate("document.documentElement.scrollWidth > document.documentElement.clientWidth"))
