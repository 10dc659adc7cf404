"""Files for calendars (iCalendar, RFC 5545)."""

from __future__ import annotations

import icalendar


def file_of(event: icalendar.Event, *, cancelled: bool) -> bytes:
    """A calendar with the one event, which is entered, or where ``cancelled`` taken out again."""
    event.add("status", "CANCELLED" if cancelled else "CONFIRMED")
    calendar = icalendar.Calendar()
    calendar.add("prodid", "-//Praktik//calendar//")
    calendar.add("version", "2.0")
    calendar.add("method", "CANCEL" if cancelled else "PUBLISH")
    calendar.add_component(event)
    return bytes(calendar.to_ical())
