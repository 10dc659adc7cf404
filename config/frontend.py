"""Takes from the front-end packages what the pages use: `python -m config.frontend`, after `npm ci`.

DKFDS is 17 MB, of which a page needs the style sheet, two fonts and the icons. Its own @font-face rules name .eot
files first and load the complete fonts; they are left out here, and static/css/praktik.css has ours.
"""

from __future__ import annotations

import re
import shutil
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ROOT / "node_modules" / "dkfds" / "dist"
TARGET = ROOT / "var" / "frontend"
FONTS = ("IBMPlexSans-Regular-Latin1.woff2", "IBMPlexSans-SemiBold-Latin1.woff2")


def build() -> None:
    """Write var/frontend. Raises FileNotFoundError where the packages are not installed."""
    css = (SOURCE / "css" / "dkfds.min.css").read_text()
    css = re.sub(r"@font-face\s*\{[^}]*\}", "", css)
    css = re.sub(r"/\*# sourceMappingURL=.*?\*/", "", css)
    for folder in ("css", "fonts"):
        (TARGET / folder).mkdir(parents=True, exist_ok=True)
    (TARGET / "css" / "dkfds.min.css").write_text(css)
    for font in FONTS:
        shutil.copy(SOURCE / "fonts" / "IBMPlexSans" / "split" / "woff2" / font, TARGET / "fonts" / font)
    shutil.copytree(SOURCE / "img", TARGET / "img", dirs_exist_ok=True)


if __name__ == "__main__":
    try:
        build()
    except FileNotFoundError as error:
        sys.exit(f"{error.filename} is missing: run 'npm ci' first (make does)")
