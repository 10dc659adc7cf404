"""Taking data out as the registry says: out of the rows, out of their history, and out of what was written about them.

A plan is which rows of which models; all of it is done with the triggers off, which would refuse some of it (a signed
agreement never changes) and write the rest down anew (an event for each field that is emptied).
"""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator
from typing import Any

import pgtrigger
from allauth.account.models import EmailAddress
from django.apps import apps
from django.contrib.contenttypes.models import ContentType
from django.contrib.postgres.fields import ArrayField
from django.contrib.sessions.models import Session
from django.db import models, transaction
from django.db.models import Exists, OuterRef, Q

from praktik.mail.models import Mail
from praktik.mail.states import WAITING, State
from praktik.people.models import User
from praktik.privacy.registry import ADDRESS, CASE, PERSON, Erase, FieldClass, field_class

Model = type[models.Model]
Plan = dict[Model, set[Any]]

_EMPTIED = (Erase.BLANK, Erase.UNLINK)


def rows_of(person: User) -> Plan:
    """Every row that is this person's, by the registry's paths and by their addresses."""
    plan: Plan = defaultdict(set)
    for label, paths in PERSON.items():
        model = apps.get_model(label)
        for path in paths:
            plan[model] |= _pks(model, Q(**{path: person.pk}))
            if event := event_of(model):
                # Rows that were deleted before (a wish taken back) are in the history alone.
                whose = "pgh_obj_id" if path == "pk" else path
                plan[model] |= _pks(event, Q(**{whose: person.pk}), "pgh_obj_id")
    for label, path in ADDRESS.items():
        model = apps.get_model(label)
        for address in addresses_of(person):
            plan[model] |= _pks(model, Q(**{f"{path}__iexact": address}))
    return plan


def addresses_of(person: User) -> set[str]:
    """Those the account has, and had: the history knows them. In lower case, as all addresses are."""
    found = set(person.emailaddress_set.values_list("email", flat=True))  # type: ignore[attr-defined]  # allauth's
    if event := event_of(User):
        found |= set(event._base_manager.filter(pgh_obj_id=person.pk).values_list("email", flat=True))
    mine = {address.lower() for address in found | {person.email}}
    # One that was given up may have become another's since.
    others = EmailAddress.objects.exclude(user=person).filter(email__in=mine).values_list("email", flat=True)
    return (
        mine
        - set(others)
        - set(User.objects.exclude(pk=person.pk).filter(email__in=mine).values_list("email", flat=True))
    )


def with_traces(plan: Plan, *, words: Iterable[str] = ()) -> Plan:
    """The plan and what was written about its rows: reasons of moves, lines of the desk's log, mails, the digests that
    told of those, and any mail whose text names one of ``words``."""
    traces: Plan = defaultdict(set, {model: set(pks) for model, pks in plan.items()})
    kinds = ContentType.objects.get_for_models(*plan)
    for trace in _about():
        text = not isinstance(trace._meta.get_field("object_id"), models.IntegerField)
        for model, pks in plan.items():
            ids = [str(pk) for pk in pks] if text else [pk for pk in pks if isinstance(pk, int)]
            traces[trace] |= _pks(trace, Q(content_type=kinds[model], object_id__in=ids))
    for word in words:
        named = Q(text__icontains=word) | Q(html__icontains=word) | Q(subject__icontains=word)
        traces[Mail] |= _pks(Mail, named)
    traces[Mail] |= _pks(Mail, Q(members__in=traces[Mail]))
    return {model: pks for model, pks in traces.items() if pks}


def case_of(root: Model, pks: Collection[Any]) -> Plan:
    """The rows of ``root`` and every row that shares their time, by the registry's cases; in the history alone too."""
    plan: Plan = defaultdict(set, {root: set(pks)})
    for model, path in members(root):
        plan[model] |= _pks(model, Q(**{f"{path}__in": pks}))
        if event := event_of(model):
            plan[model] |= _pks(event, Q(**{f"{path}__in": pks}), "pgh_obj_id")
    return plan


def members(root: Model) -> list[tuple[Model, str]]:
    """The models whose rows share the time of a row of ``root``, each with its path there."""
    found = []
    for label, path in CASE.items():
        model = end = apps.get_model(label)
        for name in () if path == "pk" else path.split("__"):
            end = end._meta.get_field(name).related_model
        if end is root and model is not root:
            found.append((model, path))
    return found


def erase(plan: Plan, *, over: bool = False) -> Counter[str]:
    """Empty or delete the rows of a plan and their history, in one transaction. Returns how many rows of each model.

    ``over``: because their time is over; the history then does not say either who made the changes. Mails that wait
    and have lost their address are taken back.
    """
    done: Counter[str] = Counter()
    with transaction.atomic(), pgtrigger.ignore():
        for model, pks in plan.items():
            event = event_of(model)
            if goes(model, over=over):
                if event:
                    event._base_manager.filter(pgh_obj_id__in=pks).delete()
                continue
            for through, end in _links(model):
                done[through._meta.label_lower] += through._base_manager.filter(**{f"{end}__in": pks}).delete()[0]
            if values := emptied(model, over=over):
                done[model._meta.label_lower] += model._base_manager.filter(pk__in=pks).update(**values)
            if event and (values or over):
                kept = {field.name for field in event._meta.concrete_fields}
                mine = {name: value for name, value in values.items() if name in kept}
                event._base_manager.filter(pgh_obj_id__in=pks).update(**mine, **({"pgh_context": None} if over else {}))
        for model, pks in plan.items():
            if goes(model, over=over):
                done[model._meta.label_lower] += model._base_manager.filter(pk__in=pks).delete()[0]
        Mail.objects.filter(state__in=WAITING, to="").update(state=State.SUPERSEDED)
    return +done


def unlink(people: Collection[int]) -> None:
    """Take these people out of every row of others' that names them (who asked, who wrote, who is the contact), and
    out of its history."""
    with transaction.atomic(), pgtrigger.ignore():
        for model in tables():
            for field in model._meta.local_concrete_fields:
                if field.related_model is User and field.null and _class(field).erase != Erase.KEEP:
                    name = field.name
                    model._base_manager.filter(**{f"{name}__in": people}).update(**{name: None})
            for many in model._meta.local_many_to_many:
                through: Any = many.remote_field.through
                for end in through._meta.local_concrete_fields:
                    if end.related_model is User:
                        through._base_manager.filter(**{f"{end.name}__in": people}).delete()


def end_sessions(person: User, words: Collection[str]) -> int:
    """Delete the sessions that are this person's or name them (an address that was typed at the log-in)."""
    theirs = []
    for session in Session.objects.iterator():
        data = session.get_decoded()
        said = str(data).lower()
        if data.get("_auth_user_id") == str(person.pk) or any(word.lower() in said for word in words):
            theirs.append(session.pk)
    return Session.objects.filter(pk__in=theirs).delete()[0]


def tables() -> list[Model]:
    """Every model with a table of its own."""
    return [model for model in apps.get_models() if model._meta.managed and not model._meta.proxy]


def emptied(model: Model, *, over: bool = False) -> dict[str, Any]:
    """What each field of a model that erasure (or the end of its time) empties holds afterwards. Raises ValueError for
    one that cannot be."""
    return {field.name: _nothing(field) for field in model._meta.concrete_fields if _does(field, over) in _EMPTIED}


def filled(model: Model) -> Q | None:
    """Which rows hold something that the end of their time takes; None where no row ever does."""
    if goes(model, over=True):
        return Q(pk__isnull=False)
    found = None
    for name, nothing in emptied(model, over=True).items():
        one = Q(**{f"{name}__isnull": False}) if nothing is None else ~Q(**{name: nothing})
        found = one if found is None else found | one
    for through, end in _links(model):
        linked = Q(Exists(through._base_manager.filter(**{end: OuterRef("pk")})))
        found = linked if found is None else found | linked
    return found


def event_of(model: Model) -> Model | None:
    """The table of a model's history, if it has one."""
    return _EVENTS.get(model) or next(_events(model), None)


_EVENTS: dict[Model, Model] = {}


def _events(model: Model) -> Iterator[Model]:
    for event in tables():
        if getattr(event, "pgh_tracked_model", None) is model:
            _EVENTS[model] = event
            yield event


def _about() -> list[Model]:
    """The models with a row's type and number, whose own fields hold something personal."""
    return [
        model
        for model in tables()
        if {"content_type", "object_id"} <= {field.name for field in model._meta.concrete_fields} and emptied(model)
    ]


def goes(model: Model, *, over: bool = False) -> bool:
    """Whether a row goes whole."""
    return any(_does(field, over) == Erase.ROW for field in model._meta.concrete_fields)


def _does(field: models.Field[Any, Any], over: bool) -> Erase:
    found = _class(field)
    return found.over if over else found.erase


def _links(model: Model) -> Iterator[tuple[Any, str]]:
    """The tables that link a model's rows to people, each with the name of its field for the row."""
    for many in model._meta.local_many_to_many:
        if _class(many).erase == Erase.UNLINK:
            yield many.remote_field.through, many.m2m_field_name()


def _class(field: models.Field[Any, Any]) -> FieldClass:
    found = field_class(field)
    if found is None:
        raise ValueError(f"{field} is not classified")
    return found


def _nothing(field: models.Field[Any, Any]) -> Any:
    found = _class(field)
    if found.instead is not None:
        return found.instead
    if field.null:
        return None
    if isinstance(field, ArrayField):
        return []
    if isinstance(field, models.JSONField):
        return {}
    if field.empty_strings_allowed:
        return ""
    raise ValueError(f"{field} cannot be emptied")


def _pks(model: Model, which: Q, name: str = "pk") -> set[Any]:
    return set(model._base_manager.filter(which).values_list(name, flat=True))
