"""The two files of a placement: the days for a calendar, and the certificate."""

from __future__ import annotations

import datetime as dt
import io
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

import icalendar
from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.pagesizes import A4
from reportlab.lib.styles import ParagraphStyle
from reportlab.lib.units import mm
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.ttfonts import TTFont
from reportlab.platypus import Paragraph, SimpleDocTemplate, Spacer
from reportlab.platypus.flowables import HRFlowable

from praktik import calendars, dates, links
from praktik.placements.models import Placement
from praktik.placements.states import ENDED


def calendar_file(placement: Placement, *, version: int, now: dt.datetime) -> bytes:
    """An iCalendar file with the days as one all-day event.

    The event keeps its UID, and ``version`` (the agreement's) is its SEQUENCE, so that a later file replaces an earlier
    one; that of a placement that came to nothing takes the event out again.
    """
    over = placement.state in ENDED
    organisation = placement.listing.organisation
    event = icalendar.Event()
    event.add("uid", f"placement-{placement.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", now.astimezone(dt.UTC))
    event.add("dtstart", placement.starts_on)
    event.add("dtend", placement.ends_on + dt.timedelta(days=1))  # the end of an all-day event is the day after
    event.add("sequence", version + over)
    event.add("summary", _("Innovation internship at %(host)s") % {"host": organisation})
    place = [organisation.address, f"{organisation.postcode} {organisation.city}".strip()]
    if where := ", ".join(part for part in place if part):
        event.add("location", where)
    url = links.absolute("placement_page", placement.pk, language=get_language() or "da")
    event.add("url", url)
    event.add("description", url)
    return calendars.file_of(event, cancelled=over)


# reportlab's own TrueType faces, embedded: the built-in ones of PDF lack letters that names have.
_FACES = {"Vera": "Vera.ttf", "VeraBd": "VeraBd.ttf"}


def certificate_file(placement: Placement, *, today: dt.date) -> bytes:
    """The certificate of participation as one page of PDF in the language of the page it is asked from."""
    for name, file in _FACES.items():
        if name not in pdfmetrics.getRegisteredFontNames():
            pdfmetrics.registerFont(TTFont(name, file))
    application, organisation = placement.application, placement.listing.organisation
    title = _("Certificate of participation")
    span = _("from %(first)s to %(last)s (%(week)s)") % {
        "first": dates.day(placement.starts_on),
        "last": dates.day(placement.ends_on),
        "week": dates.week_label(placement.starts_on),
    }
    days = ngettext("%(count)d working day", "%(count)d working days", placement.days) % {"count": placement.days}
    job = ", ".join(str(part) for part in (application.job_title, application.workplace) if part)
    lines = [
        ("title", title),
        ("small", _("This is to certify that")),
        ("name", str(application.applicant)),
        ("text", job),
        ("small", _("has taken part in an innovation internship at")),
        ("name", str(organisation)),
        ("text", span),
        ("text", days),
        ("text", placement.listing.title),
        ("small", _("The intern was employed and paid by the home workplace during the placement.")),
        ("small", _("Issued on %(day)s") % {"day": dates.day(today)}),
    ]
    story: list[object] = [Spacer(1, 40 * mm)]
    for style, text in lines:
        if text:
            story += [Paragraph(escape(text), _STYLES[style]), Spacer(1, 5 * mm)]
        if style == "title":
            story += [HRFlowable(width="40%", thickness=1, color="#0059b3"), Spacer(1, 14 * mm)]
    page = io.BytesIO()
    document = SimpleDocTemplate(
        page,
        pagesize=A4,
        leftMargin=25 * mm,
        rightMargin=25 * mm,
        title=f"{title} – {application.applicant}",
        author=_("Innovation internship"),
        lang=get_language() or "da",
    )
    document.build(story)
    return page.getvalue()


_STYLES = {
    "title": ParagraphStyle("title", fontName="VeraBd", fontSize=24, leading=30, alignment=TA_CENTER),
    "name": ParagraphStyle("name", fontName="VeraBd", fontSize=18, leading=24, alignment=TA_CENTER),
    "text": ParagraphStyle("text", fontName="Vera", fontSize=12, leading=17, alignment=TA_CENTER),
    "small": ParagraphStyle("small", fontName="Vera", fontSize=10, leading=15, alignment=TA_CENTER),
}
