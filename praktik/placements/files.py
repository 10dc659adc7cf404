"""The files of a placement: the days for a calendar, the agreement, and the certificate."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit
from xml.sax.saxutils import escape

import icalendar
from django.conf import settings
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _
from reportlab.lib.enums import TA_CENTER
from reportlab.lib.units import mm
from reportlab.platypus import Paragraph, Spacer
from reportlab.platypus.flowables import HRFlowable

from praktik import calendars, dates, documents, links
from praktik.placements.models import Agreement, Placement
from praktik.placements.states import ENDED
from praktik.placements.summary import agreement_rows, signature_rows


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


def certificate_file(placement: Placement, *, today: dt.date) -> bytes:
    """The certificate of participation as one page of PDF in the language of the page it is asked from."""
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
    styles = {
        "title": documents.style("title", size=24, leading=30, bold=True, alignment=TA_CENTER),
        "name": documents.style("name", size=18, leading=24, bold=True, alignment=TA_CENTER),
        "text": documents.style("text", size=12, leading=17, alignment=TA_CENTER),
        "small": documents.style("small", size=10, leading=15, alignment=TA_CENTER),
    }
    story: list[object] = [Spacer(1, 40 * mm)]
    for name, text in lines:
        if text:
            story += [Paragraph(escape(text), styles[name]), Spacer(1, 5 * mm)]
        if name == "title":
            story += [HRFlowable(width="40%", thickness=1, color="#0059b3"), Spacer(1, 14 * mm)]
    return documents.file_of(story, title=f"{title} – {application.applicant}")


def agreement_file(agreement: Agreement, *, now: dt.datetime) -> bytes:
    """One version of the agreement with its signatures, as PDF in the active language."""
    title = _("Placement agreement, version %(number)d") % {"number": agreement.version}
    placement = agreement.placement
    about = [
        _("Between %(intern)s (%(workplace)s) and %(host)s.")
        % {
            "intern": placement.application.applicant,
            "workplace": placement.application.workplace,
            "host": placement.listing.organisation,
        },
        placement.listing.title,
    ]
    sections = [
        (_("What is agreed"), [(row["label"], row["value"]) for row in agreement_rows(agreement)]),
        (_("Signatures"), signature_rows(agreement)),
    ]
    return documents.document_file(title, about=about, sections=sections, now=now)
