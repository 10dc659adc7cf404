"""What this noun puts into the registries of the ground floor, and what it listens to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from praktik.organisations import mail_kinds, privacy, receivers  # noqa: F401 -- registers on import
from praktik.organisations.models import Membership, Organisation
from praktik.organisations.states import State
from praktik.registries import Count, Matter, Todo, register_counts, register_own


def own(user: Any, now: dt.datetime) -> Iterator[Todo | Matter]:
    """The organisations that one acts for or has asked to, and the people who ask one to act for them. One query."""
    asking = Q(organisation__in=Organisation.objects.decided_by(user), state=State.REQUESTED)
    memberships = Membership.objects.filter(Q(user=user.pk) | asking).exclude(state=State.ENDED)
    for membership in memberships.select_related("user", "organisation"):
        if membership.user_id == user.pk:
            yield Matter(
                label=membership.organisation.name,
                status=membership.get_state_display(),
                url=reverse("host_home"),
                detail=membership.get_role_display(),
                over=membership.state == State.DECLINED,
            )
        else:
            yield to_answer(membership)


def to_answer(membership: Membership) -> Todo:
    """For those who may say who acts for the organisation."""
    return Todo(
        label=_("Answer %(person)s, who asks to act for %(name)s")
        % {"person": membership.user, "name": membership.organisation},
        url=reverse("membership_answer", args=[membership.pk]),
    )


def counts(now: dt.datetime) -> Iterator[Count]:
    address = reverse("admin:praktik_membership_changelist")
    yield Count(
        label=_("People who ask to act for an organisation"),
        number=Membership.objects.filter(state=State.REQUESTED).count(),
        url=f"{address}?state__exact={State.REQUESTED}",
        group=_("Hosts"),
    )


register_own(own)
register_counts(counts)
