"""Documents as PDF, for files that outlive this site: headings, and below them labels with their texts."""

from __future__ import annotations

import datetime as dt
import io
from collections.abc import Iterable, Sequence
from typing import Any
from xml.sax.saxutils import escape

from django.utils.translation import get_language
from django.utils.translation import gettext as _
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer

from praktik.dates import moment

# reportlab's own TrueType faces, embedded: the built-in ones of PDF lack letters that names have.
PLAIN, BOLD = "Vera", "VeraBd"
_FILES = {PLAIN: "Vera.ttf", BOLD: "VeraBd.ttf"}
_MARGIN = 25 * mm
_PADDING = 6  # of the frame in which reportlab sets the text


def style(name: str, *, size: int, leading: int, bold: bool = False, **more: Any) -> ParagraphStyle:
    """A style of paragraph in one of the embedded faces."""
    for face, file in _FILES.items():
        if face not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(face, file))
    return ParagraphStyle(name, fontName=BOLD if bold else PLAIN, fontSize=size, leading=leading, **more)


def file_of(story: list[Any], *, title: str, foot: str = "") -> bytes:
    """The story (reportlab's flowables) as a PDF on A4 in the active language; ``foot`` stands below each page, with
    the page's number."""
    page = io.BytesIO()
    document = SimpleDocTemplate(
        page,
        pagesize=A4,
        leftMargin=_MARGIN,
        rightMargin=_MARGIN,
        title=title,
        author=_("Innovation internship"),
        lang=get_language() or "da",
    )

    def below(canvas: Any, built: Any) -> None:
        canvas.setFont(PLAIN, 8)
        canvas.drawString(_MARGIN + _PADDING, 12 * mm, foot)
        canvas.drawRightString(A4[0] - _MARGIN - _PADDING, 12 * mm, _("Page %(number)d") % {"number": built.page})

    if foot:
        document.build(story, onFirstPage=below, onLaterPages=below)
    else:
        document.build(story)
    return page.getvalue()


def document_file(
    title: str, *, about: Sequence[str], sections: Iterable[tuple[str, Iterable[tuple[str, str]]]], now: dt.datetime
) -> bytes:
    """A document: its title, lines about what it is, and sections, each a heading with (label, text) below it. A text
    keeps its line breaks; one that is empty is left out."""
    head = style("title", size=18, leading=24, bold=True, spaceAfter=4 * mm)
    part = style("part", size=13, leading=18, bold=True, spaceBefore=6 * mm, spaceAfter=2 * mm, keepWithNext=1)
    label = style("label", size=9, leading=13, bold=True, spaceBefore=2 * mm, keepWithNext=1)
    text = style("text", size=10, leading=14)
    story: list[Any] = [Paragraph(escape(title), head)]
    story += [Paragraph(escape(line), text) for line in about if line]
    story.append(Spacer(1, 2 * mm))
    for heading, rows in sections:
        story.append(Paragraph(escape(heading), part))
        for name, said in rows:
            if said.strip():
                story.append(Paragraph(escape(name), label))
                # A paragraph for each line: reportlab may break a page between them.
                story += [Paragraph(escape(line), text) for line in said.splitlines() if line.strip()]
    return file_of(story, title=title, foot=_("Printed %(when)s") % {"when": moment(now)})
