from __future__ import annotations

import datetime as dt
from collections.abc import Mapping
from typing import Any

from django.db import models

from praktik.history.models import Read


def read_log(reader: Any, subject_id: int, what: str, about: models.Model, *, now: dt.datetime) -> None:
    """Note that ``reader`` saw details of another person. Looking at one's own page is not noted."""
    if reader.pk != subject_id:
        Read.objects.create(reader=reader, subject_id=subject_id, what=what, object_id=about.pk, at=now)


def reads_log(reader: Any, seen: Mapping[int, models.Model], what: str, *, now: dt.datetime) -> None:
    """The same for a page about several people: ``seen`` maps each subject to the row it was. One query."""
    Read.objects.bulk_create(
        Read(reader=reader, subject_id=subject, what=what, object_id=about.pk, at=now)
        for subject, about in seen.items()
        if subject != reader.pk
    )
