"""What every field holds about people: the suite fails while a single one is not classified.

Each noun has a ``privacy.py`` that calls :func:`classify` for its models; ``AppConfig.ready`` imports them.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.db import models
from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _


class Category(TextChoices):
    PLAIN = "plain", _("No personal data")
    IDENTITY = "identity", _("Name and identity")
    CONTACT = "contact", _("Contact details")
    WORK = "work", _("Workplace and job")
    CONTENT = "content", _("What the person wrote")
    ASSESSMENT = "assessment", _("What others wrote or decided about the person")
    SECURITY = "security", _("Log-in and security")


class Period(TextChoices):
    """How long a kind of data is kept; the number of months is a setting (see docs/privacy.md)."""

    ACCOUNT = "account", _("As long as the account is used")
    APPLICATION = "application", _("After the end of the round")
    PLACEMENT = "placement", _("After the last evaluation")
    HOST = "host", _("After the last activity of the host")
    OUTREACH = "outreach", _("After the last contact")
    MAIL = "mail", _("After the mail was sent")
    LOG = "log", _("Logs")
    FOREVER = "forever", _("Not limited: no personal data")


class Erase(TextChoices):
    """What erasure does to the field."""

    KEEP = "keep", _("stays")
    BLANK = "blank", _("is emptied")
    UNLINK = "unlink", _("is unlinked from the person")
    ROW = "row", _("goes with its row")


@dataclass(frozen=True, slots=True)
class FieldClass:
    """``over``: what is done when the period is over, where that is not what erasure does. ``instead``: what an emptied
    field holds where nothing at all cannot be stored. ``secret``: a key to something, which is shown to nobody, not
    even to the person."""

    category: Category
    purpose: str
    period: Period
    erase: Erase
    over: Erase
    instead: Any = None
    secret: bool = False


CLASSES: dict[str, FieldClass] = {}
PERSON: dict[str, tuple[str, ...]] = {}
ADDRESS: dict[str, str] = {}
COPY: dict[str, models.Q] = {}
CASE: dict[str, str] = {}

_ERASE_BY_DEFAULT = {Category.PLAIN: Erase.KEEP}


def classify(
    model: type[models.Model],
    *,
    purpose: str,
    period: Period,
    person: str | tuple[str, ...] = (),
    address: str = "",
    copy: models.Q | None = None,
    case: str = "",
    row: bool = False,
    over_row: bool = False,
    over: Iterable[str] = (),
    unlink: Iterable[str] = (),
    keep: Iterable[str] = (),
    instead: Mapping[str, Any] | None = None,
    secret: Iterable[str] = (),
    **fields: Iterable[str],
) -> None:
    """Classify the fields of ``model``: one keyword per category (``plain=``, ``contact=``, …) with field names.

    ``person`` is the look-up path to the user whose data a row is, or several of them (empty where it is nobody's);
    ``address`` the field by whose e-mail address a row is theirs. ``copy`` narrows the rows that a person's copy of
    their data holds, where it would hold what others told in confidence (article 15(4)). Erasure empties every field
    that is not plain, unlinks those in ``unlink``, leaves those in ``keep``, or with ``row=True`` deletes the row. When
    the period is over the same is done, but that ``over_row=True`` deletes the row and fields in ``over`` are emptied
    too. ``case`` is the look-up path to the row whose period a row shares, "pk" for that row itself (see
    :mod:`praktik.privacy.retention`). ``instead`` and ``secret``: see :class:`FieldClass`. Raises ValueError for a
    field that does not exist or is named twice.
    """
    label = model._meta.label_lower
    names = {field.name for field in model._meta.concrete_fields} | {f.name for f in model._meta.many_to_many}
    if person:
        PERSON[label] = (person,) if isinstance(person, str) else person
    if address:
        ADDRESS[label] = address
    if copy is not None:
        COPY[label] = copy
    if case:
        CASE[label] = case
    unlinked, kept, secrets, values = set(unlink), set(keep), set(secret), instead or {}
    ended = set(over)
    for category, listed in fields.items():
        for name in listed:
            key = f"{label}.{name}"
            if name not in names:
                raise ValueError(f"{key} does not exist")
            if key in CLASSES:
                raise ValueError(f"{key} is classified twice")
            erase = _ERASE_BY_DEFAULT.get(Category(category), Erase.BLANK)
            if name in unlinked:
                erase = Erase.UNLINK
            if name in kept:
                erase = Erase.KEEP
            if row:
                erase = Erase.ROW
            CLASSES[key] = FieldClass(
                Category(category),
                purpose,
                period,
                erase,
                over=Erase.ROW if over_row else Erase.BLANK if name in ended else erase,
                instead=values.get(name),
                secret=name in secrets,
            )


def field_class(field: models.Field) -> FieldClass | None:
    """The class of a field; a history event has the class of the field that it copies."""
    model = field.model
    tracked = getattr(model, "pgh_tracked_model", None)
    if tracked is not None:
        if field.name.startswith("pgh_"):
            return FieldClass(Category.PLAIN, "history", Period.LOG, Erase.KEEP, Erase.KEEP)
        model = tracked
    return CLASSES.get(f"{model._meta.label_lower}.{field.name}")


def unclassified() -> list[str]:
    """Every field of every model that nobody has classified, as ``app.model.field``."""
    return [
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models(include_auto_created=False)
        for field in (*model._meta.concrete_fields, *model._meta.many_to_many)
        if model._meta.managed and not model._meta.proxy and field_class(field) is None
    ]
