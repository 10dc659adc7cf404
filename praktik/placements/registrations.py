"""What this noun puts into the registries of the ground floor, and what it listens to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator
from typing import Any

from django.db.models import Q
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from praktik import dates, registries
from praktik.mail.kinds import Kind, register
from praktik.organisations.models import Organisation
from praktik.placements import privacy, receivers, reminders, rules  # noqa: F401 -- registers on import
from praktik.placements.models import Placement, Signature
from praktik.placements.services import placements_look
from praktik.placements.states import ENDED, SignerRole, State

_BOTH = "intern and host"
_MANAGER = "the manager, by link"

register(
    Kind("placement_created", _BOTH, "both have said yes to an offer", "write the agreement together"),
    Kind("signature_asked", _BOTH, "the agreement is sent for signing", "read and sign it"),
    Kind("manager_signature", _MANAGER, "the agreement is sent for signing, or the link is sent anew", "sign it"),
    Kind("agreement_agreed", _BOTH, "the third signature is given", "it is settled; calendar file"),
    Kind("agreement_revised", _BOTH, "an agreement that is out for signing is called back", "read the new version"),
    Kind("message_new", "the other side", "intern or host writes a message", "read and answer it"),
    Kind("placement_ended", _BOTH, "a placement is cancelled, broken off, or nobody came", "know it, and why"),
    Kind("placement_ended_manager", "the manager who was asked to sign", "same", "know it"),
    Kind("placement_completed", _BOTH, "the last day is over", "the certificate, and the evaluation to come"),
)
registries.register_look("placements", placements_look)


def _own(user: Any) -> Iterator[tuple[Placement, bool]]:
    """The placements in which ``user`` is a side, with whether as host."""
    hosted = set(Organisation.objects.acted_for_by(user).values_list("pk", flat=True))
    found = Placement.objects.filter(Q(application__applicant=user.pk) | Q(listing__organisation__in=hosted))
    for placement in found.select_related("application__applicant", "listing__organisation"):
        yield placement, placement.application.applicant_id != user.pk


def _with_whom(placement: Placement, *, as_host: bool) -> str:
    return str(placement.application.applicant if as_host else placement.listing.organisation)


def todos(user: Any, now: dt.datetime) -> Iterator[registries.Todo]:
    """Write the agreement; sign it. Both are wanted by the evening before the first day."""
    own = [pair for pair in _own(user) if pair[0].state in (State.DRAFTING, State.SIGNING)]
    unsigned = Signature.objects.filter(
        agreement__placement__in=[placement for placement, _host in own], signed_at__isnull=True
    )
    waiting = set(unsigned.order_by().values_list("agreement__placement", "agreement__version", "role"))
    for placement, as_host in own:
        deadline = dates.end_of_day(placement.starts_on - dt.timedelta(days=1))
        if placement.state == State.DRAFTING:
            label, url = _("Write the agreement with %(who)s"), reverse("agreement_edit", args=[placement.pk])
        else:
            newest = max((version for pk, version, _role in waiting if pk == placement.pk), default=0)
            role = SignerRole.HOST if as_host else SignerRole.INTERN
            if (placement.pk, newest, role) not in waiting:
                continue
            label, url = _("Sign the agreement with %(who)s"), reverse("agreement_sign", args=[placement.pk])
        yield registries.Todo(
            label=label % {"who": _with_whom(placement, as_host=as_host)},
            url=url,
            deadline=deadline,
            urgent=deadline - now < dt.timedelta(days=7),
        )


def matters(user: Any, now: dt.datetime) -> Iterator[registries.Matter]:
    for placement, as_host in _own(user):
        yield registries.Matter(
            label=_("Placement with %(who)s") % {"who": _with_whom(placement, as_host=as_host)},
            status=placement.get_state_display(),
            url=reverse("placement_page", args=[placement.pk]),
            detail=dates.week_label(placement.starts_on),
            over=placement.state in (State.COMPLETED, *ENDED),
        )


def counts(now: dt.datetime) -> Iterator[registries.Count]:
    listed = reverse("admin:praktik_placement_changelist")
    today = timezone.localdate(now)
    late = Placement.objects.filter(
        state__in=(State.DRAFTING, State.SIGNING), starts_on__lt=today + dt.timedelta(days=14)
    )
    group = _("Placements")
    yield registries.Count(
        _("Begin within 14 days without a signed agreement"), late.count(), f"{listed}?late=1", group
    )
    states = list(Placement.objects.alive().values_list("state", flat=True))
    for state in (State.DRAFTING, State.SIGNING, State.AGREED, State.UNDER_WAY):
        yield registries.Count(str(state.label), states.count(state), f"{listed}?state__exact={state.value}", group)


def figures(now: dt.datetime) -> Iterator[registries.Figure]:
    """How many placements were carried out, from five on."""
    done = Placement.objects.filter(state=State.COMPLETED).count()
    if done >= 5:
        yield registries.Figure(_("Placements carried out"), str(done))


registries.register_todos(todos)
registries.register_matters(matters)
registries.register_counts(counts)
registries.register_figures(figures)
