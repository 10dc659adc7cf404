"""What this noun puts into the registries of the ground floor, and what it listens to."""

from __future__ import annotations

import datetime as dt
from collections.abc import Iterator, Sequence
from typing import Any

from django.contrib.postgres.expressions import ArraySubquery
from django.db.models import Count as CountOf
from django.db.models import OuterRef, Q, QuerySet, Subquery
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from praktik import dates, registries
from praktik.applications.course import Given, Stage, register_given
from praktik.applications.models import Application
from praktik.applications.states import State as ApplicationState
from praktik.mail.kinds import Kind, register
from praktik.organisations.models import Membership, Organisation
from praktik.people.models import User
from praktik.placements import casefile, merging, privacy, receivers, reminders, rules  # noqa: F401 -- registers on import
from praktik.placements.models import Agreement, Placement, Signature
from praktik.placements.services import placements_look
from praktik.placements.states import ENDED, SignerRole, State

# Fewer could be told apart.
LEAST = 5
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


def own(user: Any, now: dt.datetime) -> Iterator[registries.Todo | registries.Matter]:
    """The placements in which the person is a side, with the agreement to write or to sign. One query."""
    hosted = Organisation.objects.acted_for_by(user).values("pk")
    side = Q(application__applicant=user.pk) | Q(listing__organisation__in=hosted)
    for placement in _with_unsigned(Placement.objects.filter(side)):
        yield from _items(placement, as_host=placement.application.applicant_id != user.pk, now=now)


def of_listings(listings: Sequence[int], now: dt.datetime) -> Iterator[tuple[int, registries.Todo | registries.Matter]]:
    """The same as the host sees them. One query."""
    for placement in _with_unsigned(Placement.objects.filter(listing__in=listings)):
        for item in _items(placement, as_host=True, now=now):
            yield placement.listing_id, item


def _with_unsigned(placements: QuerySet[Placement]) -> QuerySet[Any]:
    """Each with ``unsigned``: in which roles the newest version of its agreement has not been signed yet."""
    newest = Agreement.objects.filter(placement=OuterRef("agreement__placement")).order_by("-version").values("pk")[:1]
    unsigned = Signature.objects.filter(agreement__placement=OuterRef("pk"), signed_at=None)
    roles = unsigned.filter(agreement=Subquery(newest)).order_by().values("role")
    return placements.annotate(unsigned=ArraySubquery(roles)).select_related(
        "application__applicant", "listing__organisation"
    )


def _items(placement: Any, *, as_host: bool, now: dt.datetime) -> Iterator[registries.Todo | registries.Matter]:
    """How it stands for one side, and the agreement to write or to sign: both are wanted by the evening before the
    first day."""
    who = str(placement.application.applicant if as_host else placement.listing.organisation)
    yield registries.Matter(
        label=_("Placement with %(who)s") % {"who": who},
        status=placement.get_state_display(),
        url=reverse("placement_page", args=[placement.pk]),
        detail=dates.week_label(placement.starts_on),
        over=placement.state in (State.COMPLETED, *ENDED),
        tone=placement.tone,
    )
    role = SignerRole.HOST if as_host else SignerRole.INTERN
    if placement.state == State.DRAFTING:
        label, page = _("Write the agreement with %(who)s"), "agreement_edit"
    elif placement.state == State.SIGNING and role in placement.unsigned:
        label, page = _("Sign the agreement with %(who)s"), "agreement_sign"
    else:
        return
    deadline = dates.end_of_day(placement.starts_on - dt.timedelta(days=1))
    yield registries.Todo(
        label=label % {"who": who},
        url=reverse(page, args=[placement.pk]),
        deadline=deadline,
        urgent=deadline - now < dt.timedelta(days=7),
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
    """How many are out now, and how many placements were carried out: each from five on. One query."""
    under_way, done = (CountOf("pk", filter=Q(state=state)) for state in (State.UNDER_WAY, State.COMPLETED))
    found = Placement.objects.aggregate(out=under_way, done=done)
    if found["out"] >= LEAST:
        yield registries.Figure(_("are out in an innovation internship right now"), str(found["out"]))
    if found["done"] >= LEAST:
        yield registries.Figure(_("Placements carried out"), str(found["done"]))


def needs(user: Any) -> Iterator[str]:
    """Placements that are not over: the intern's, and those of a host without anybody else."""
    intern = Q(application__applicant=user.pk)
    host = Q(listing__organisation__in=Organisation.objects.left_alone_by(user))
    for placement in Placement.objects.alive().filter(intern | host).select_related("listing").order_by("pk"):
        yield _("The placement “%(listing)s” is not over: wait for its end, or cancel it first.") % {
            "listing": placement.listing.title
        }


def under_way() -> QuerySet[Any]:
    """Interns of placements that are not over, and whoever acts for their hosts, alone or not."""
    alive = Placement.objects.alive()
    hosts = Membership.objects.acting().filter(
        Q(organisation__in=alive.values("listing__organisation"))
        | Q(organisation__workplaces__in=alive.values("listing__organisation"))
    )
    return User.objects.filter(
        Q(pk__in=alive.values("application__applicant")) | Q(pk__in=hosts.values("user"))
    ).values("pk")


def given(application: Application) -> Given | None:
    """The application's newest placement. One query."""
    found = Placement.objects.filter(application=application.pk).select_related("listing__organisation")
    placement = found.order_by("-pk").first()
    if placement is None:
        return None
    stages = {
        State.DRAFTING: Stage.AGREEMENT, State.SIGNING: Stage.AGREEMENT, State.COMPLETED: Stage.EVALUATION,
    }  # fmt: skip
    return Given(
        stages.get(State(placement.state), Stage.DAYS),
        _("See the placement with %(who)s") % {"who": placement.listing.organisation},
        reverse("placement_page", args=[placement.pk]),
        first=placement.starts_on,
        last=placement.ends_on,
        over=placement.state in ENDED,
    )


registries.register_own(own)
registries.register_of_listings(of_listings)
register_given(ApplicationState.PLACED, given)
registries.register_under_way(under_way)
registries.register_needs(needs)
registries.register_counts(counts)
registries.register_case(casefile.sections)
registries.register_figures(figures)
