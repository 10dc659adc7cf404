"""A workshop as a file for a calendar."""

from __future__ import annotations

import datetime as dt
from urllib.parse import urlsplit

import icalendar
from django.conf import settings
from django.utils.translation import get_language

from praktik import calendars, links
from praktik.workshops.models import Workshop
from praktik.workshops.states import State


def calendar_file(workshop: Workshop, *, version: int, now: dt.datetime) -> bytes:
    """An iCalendar file with the workshop as one event. ``version`` counts the changes to it (SEQUENCE), so that a
    later file replaces an earlier one; that of a cancelled workshop takes the event out again."""
    event = icalendar.Event()
    event.add("uid", f"workshop-{workshop.pk}@{urlsplit(settings.SITE_URL).hostname}")
    event.add("dtstamp", now.astimezone(dt.UTC))
    event.add("dtstart", workshop.starts_at.astimezone(dt.UTC))
    event.add("dtend", workshop.ends_at.astimezone(dt.UTC))
    event.add("sequence", version)
    event.add("summary", str(workshop))
    if where := ", ".join(part for part in (workshop.place, workshop.online) if part):
        event.add("location", where)
    url = links.absolute("workshop_page", workshop.pk, language=get_language() or "da")
    event.add("url", url)
    event.add("description", "\n\n".join(part for part in (workshop.about, url) if part))
    return calendars.file_of(event, cancelled=workshop.state == State.CANCELLED)
