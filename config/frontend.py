"""Takes from the front-end packages what the pages use: `python -m config.frontend`, after `npm ci`.

DKFDS is 17 MB, of which a page needs the style sheet, two fonts and the icons. Its own @font-face rules name .eot
files first and load the complete fonts; they are left out here, and static/css/praktik.css has ours. SortableJS lets
the wishes be dragged; its one file is taken as it is.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules" / "dkfds" / "dist"
TARGET = ROOT / "var" / "frontend"
SORTABLE = ROOT / "node_modules" / "sortablejs" / "Sortable.min.js"
SCRIPTS = ROOT / "var" / "scripts"
# What templates/components/icon.html may show.
ICONS = (
    "check", "chevron-left", "chevron-right", "drag-pan", "error", "first-page", "info", "last-page", "success",
    "warning",
)  # fmt: skip
FONTS = ("IBMPlexSans-Regular-Latin1.woff2", "IBMPlexSans-SemiBold-Latin1.woff2")


def build() -> None:
    """Write var/frontend and var/scripts. Raises FileNotFoundError where the packages are not installed."""
    css = (SOURCE / "css" / "dkfds.min.css").read_text()
    css = re.sub(r"@font-face\s*\{[^}]*\}", "", css)
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)
    for folder in ("css", "fonts"):
        (TARGET / folder).mkdir(parents=True, exist_ok=True)
    (TARGET / "css" / "dkfds.min.css").write_text(css)
    for font in FONTS:
        shutil.copy(SOURCE / "fonts" / "IBMPlexSans" / "split" / "woff2" / font, TARGET / "fonts" / font)
    shutil.copytree(SOURCE / "img", TARGET / "img", dirs_exist_ok=True)  # the style sheet names every icon
    (TARGET / "img" / "icons.svg").write_text(_sprite())
    SCRIPTS.mkdir(parents=True, exist_ok=True)
    shutil.copy(SORTABLE, SCRIPTS / "sortable.min.js")


def _sprite() -> str:
    """One small file of the icons that pages use (3 KB; the package's own sprite has 53 KB)."""
    symbols = []
    for name in ICONS:
        icon = (SOURCE / "img" / "svg-icons" / f"{name}.svg").read_text()
        icon = re.sub(r'<svg xmlns="[^"]*"', f'<symbol id="{name}"', icon.strip(), count=1)
        symbols.append(icon.replace("</svg>", "</symbol>"))
    return f'<svg xmlns="http://www.w3.org/2000/svg">{"".join(symbols)}</svg>\n'


if __name__ == "__main__":
    try:
        build()
    except FileNotFoundError as error:
        sys.exit(f"{error.filename} is missing: run 'npm ci' first (make does)")
