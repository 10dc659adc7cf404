"""What this noun puts into the registries of the ground floor, and what it listens to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from praktik.organisations import mail_kinds, privacy, receivers, rules  # noqa: F401 -- registers on import
from praktik.organisations.models import Membership
from praktik.organisations.states import State
from praktik.registries import Count, Matter, Todo, register_counts, register_matters, register_todos


def todos(user: Any, now: dt.datetime) -> Iterator[Todo]:
    """People who ask to act for an organisation, for those who may answer. One query where nobody asks."""
    asking = Membership.objects.decidable_by(user).filter(state=State.REQUESTED)
    for membership in asking.select_related("user", "organisation"):
        if rules.decides(user, membership.organisation):
            yield Todo(
                label=_("Answer %(person)s, who asks to act for %(name)s")
                % {"person": membership.user, "name": membership.organisation},
                url=reverse("membership_answer", args=[membership.pk]),
            )


def matters(user: Any, now: dt.datetime) -> Iterator[Matter]:
    """The organisations that one acts for or has asked to."""
    mine = Membership.objects.filter(user=user).exclude(state=State.ENDED)
    for membership in mine.select_related("organisation"):
        yield Matter(
            label=membership.organisation.name,
            status=membership.get_state_display(),
            url=reverse("host_home"),
            detail=membership.get_role_display(),
            over=membership.state == State.DECLINED,
        )


def counts(now: dt.datetime) -> Iterator[Count]:
    address = reverse("admin:praktik_membership_changelist")
    yield Count(
        label=_("People who ask to act for an organisation"),
        number=Membership.objects.filter(state=State.REQUESTED).count(),
        url=f"{address}?state__exact={State.REQUESTED}",
        group=_("Hosts"),
    )


register_todos(todos)
register_matters(matters)
register_counts(counts)
