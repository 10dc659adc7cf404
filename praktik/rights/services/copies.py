"""A copy of everything that is held about a person, made by a worker from the registry."""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from praktik import dates
from praktik.history.actors import Actor
from praktik.history.door import Refused, born, desk_only
from praktik.links import absolute
from praktik.mail.services import mail_to_user
from praktik.people.models import User
from praktik.privacy.registry import COPY, Category, field_class
from praktik.rights.models import Copy
from praktik.rights.services.erasing import rows_of
from praktik.rights.states import State
from praktik.rights.words import field_words, table_words
from praktik.work import kinds
from praktik.work.kinds import Store, Watch

LASTS = dt.timedelta(days=7)
# What a copy says instead of a key to something, and of somebody else's account.
SECRET, ANOTHER = "(secret)", "(another person)"


def copy_ask(person: User, *, now: dt.datetime) -> Copy:
    """Queue a copy of what is held about ``person``, asked for by themselves. Raises Refused while one is made."""
    with transaction.atomic():
        try:
            with transaction.atomic():
                copy = Copy.objects.create(user=person, asked_at=now)
        except IntegrityError as error:
            raise Refused(_("This has been asked for already.")) from error
        born(copy, by=person, now=now)
    return copy


def copy_again(copy: Copy, *, by: Actor, now: dt.datetime) -> Copy:
    """Ask anew for one that failed: the desk may, and sees nothing of it."""
    desk_only(by)
    return copy_ask(copy.user, now=now)


def copy_work(copy: Copy, watch: Watch) -> Store:
    """Read everything, and store it with a mail that says where it is."""
    held = held_about(copy.user)

    def store(row: Copy, now: dt.datetime) -> None:
        row.held = held
        row.expires_at = now + LASTS
        language = row.user.language
        context: dict[str, object] = {"until": row.expires_at, "link": absolute("my_data", language=language)}
        mail_to_user(row.user, "copy_ready", about=row, key="", now=now, context=context)

    return store


def held_about(person: User) -> dict[str, Any]:
    """``{"account": number, "tables": {"app.model": {"purpose": …, "rows": [{field: value}]}}}``, by the registry.

    Keys to something are not shown, nor who others are; rows that hold what others told in confidence are left out.
    """
    tables: dict[str, Any] = {}
    for model, pks in rows_of(person).items():
        label = model._meta.label_lower
        rows = model._base_manager.filter(COPY.get(label, models.Q()), pk__in=pks).order_by("pk")
        if said := [_said(row, person) for row in rows]:
            tables[label] = {"purpose": _purpose(model), "rows": said}
    return {"account": person.pk, "tables": dict(sorted(tables.items()))}


def copy_tables(copy: Copy) -> list[tuple[str, list[list[dict[str, str]]]]]:
    """The copy to read: of each table its name, and of each row what is filled in, in the order of the model."""
    found = []
    for label, table in (copy.held or {"tables": {}})["tables"].items():
        model = apps.get_model(label)
        fields = model._meta.concrete_fields
        rows = [[_line(field, row[field.name]) for field in fields if _filled(row, field)] for row in table["rows"]]
        found.append((table_words(model), rows))
    return found


def copies_expire(now: dt.datetime) -> int:
    """Empty the copies whose time is over. Returns how many."""
    return Copy.objects.filter(expires_at__lte=now, held__isnull=False).update(held=None)


def _filled(row: dict[str, Any], field: models.Field[Any, Any]) -> bool:
    return row.get(field.name) not in (None, "", [], {})


def _line(field: models.Field[Any, Any], value: Any) -> dict[str, str]:
    words = {SECRET: _("(a key, which is not shown)"), ANOTHER: _("(another person)")}
    if isinstance(value, bool):
        said = _("Yes") if value else _("No")
    elif isinstance(field, models.DateTimeField):
        said = dates.moment(dt.datetime.fromisoformat(value))
    elif isinstance(value, list):
        said = "\n".join(map(str, value))
    else:
        said = str(dict(field.flatchoices).get(value) or words.get(str(value), value))
    return {"label": field_words(field), "value": said}


def _purpose(model: type[models.Model]) -> str:
    found = field_class(model._meta.concrete_fields[0])
    return found.purpose if found else ""


def _said(row: models.Model, person: User) -> dict[str, Any]:
    """Every field of a row, as JSON can hold it."""
    said: dict[str, Any] = {}
    for field in row._meta.concrete_fields:
        value = getattr(row, field.attname)
        found = field_class(field)
        if found and found.secret:
            value = SECRET if value else value
        elif field.related_model is User and value is not None:
            value = str(person) if value == person.pk else ANOTHER
        elif found and found.category != Category.PLAIN and isinstance(field, models.ForeignKey) and value is not None:
            value = str(getattr(row, field.name))
        said[field.name] = _plain(value)
    return said


def _plain(value: Any) -> Any:
    """Dates and the like as text; what JSON knows stays."""
    if value is None or isinstance(value, str | int | float | bool | dict):
        return value
    if isinstance(value, list | tuple):
        return [_plain(item) for item in value]
    if isinstance(value, memoryview | bytes):
        return SECRET
    return DjangoJSONEncoder().default(value)


kinds.register(
    kinds.Kind(
        name="copy of data",
        model=Copy,
        queued=State.QUEUED,
        running=State.RUNNING,
        done=State.DONE,
        failed=State.FAILED,
        work=copy_work,
        again=copy_again,
        about="user",
    )
)
