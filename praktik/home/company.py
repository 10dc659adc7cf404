"""A host's own page: each company with what can be done for it now, its listings and what has come of each, and the
people who act for it."""

from __future__ import annotations

import datetime as dt
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext as _

from praktik import registries
from praktik.dates import moment
from praktik.listings.models import Listing
from praktik.listings.moves import Move, moves_of_host
from praktik.listings.registrations import to_send_in
from praktik.listings.services import late_sentence
from praktik.listings.states import ACTIVE, EDITABLE, OVER, State
from praktik.organisations.models import Membership, Organisation
from praktik.organisations.registrations import to_answer
from praktik.organisations.states import State as MembershipState
from praktik.people.models import User
from praktik.registries import Matter, Todo
from praktik.rounds.models import Round
from praktik.rounds.states import OVER as ROUND_OVER
from praktik.rounds.states import Kind, MilestoneKind
from praktik.rounds.states import State as RoundState


@dataclass(frozen=True, slots=True)
class Row:
    """One listing: what happens next, what its host can do with it, into which rounds it can be copied, and what has
    come of it, what is over by itself."""

    listing: Listing
    next: str
    editable: bool
    moves: list[tuple[str, Move]]
    copies: list[Round]
    matters: list[Matter]
    past: list[Matter]

    @property
    def over(self) -> bool:
        return not self.matters and (self.listing.state in OVER or self.listing.round.state in ROUND_OVER)


@dataclass(frozen=True, slots=True)
class Company:
    """``again``: the listing that it had last, where it has been a host and has nothing under way. ``decides``:
    whether the reader may say who else acts for it. ``mine``: the reader's own membership; a workplace is acted for by
    those of its body."""

    organisation: Organisation
    todos: list[Todo]
    rows: list[Row]
    earlier: list[Row]
    rounds: list[Round]
    people: list[Membership]
    mine: Membership | None
    decides: bool
    again: Row | None


def companies_of(user: User, now: dt.datetime) -> tuple[list[Company], list[Membership]]:
    """The companies that ``user`` acts for, in Danish order, and the user's own memberships of others: asked for, or
    answered with a no. As many queries whatever there is, those of whoever tells what has come of listings included."""
    decided = Organisation.objects.decided_by(user).filter(pk=OuterRef("pk"))
    found = Organisation.objects.acted_for_by(user).for_list().annotate(decides=Exists(decided))
    organisations = list(found.order_by("sort_key", "pk"))
    rounds = list(Round.objects.current_for_hosts(now))
    listings = list(
        Listing.objects.filter(organisation__in=organisations)
        .select_related("round", "organisation")
        .prefetch_related("round__milestones")
        .order_by("-round", "title", "pk")
    )
    came = registries.come_of_listings([listing.pk for listing in listings], now)
    here = Q(organisation__in=organisations, state__in=(MembershipState.REQUESTED, MembershipState.CONFIRMED))
    mine = Q(user=user) & ~Q(state=MembershipState.ENDED)
    people = list(
        Membership.objects.about_acting()
        .filter(here | mine)
        .select_related("user", "organisation")
        .order_by("requested_at", "pk")
    )
    companies = [
        _company(
            organisation,
            user=user,
            now=now,
            rounds=rounds,
            listings=[listing for listing in listings if listing.organisation_id == organisation.pk],
            came=came,
            people=[person for person in people if person.organisation_id == organisation.pk],
        )
        for organisation in organisations
    ]
    keys = {organisation.pk for organisation in organisations}
    return companies, [person for person in people if person.organisation_id not in keys]


def _company(
    organisation: Any,
    *,
    user: User,
    now: dt.datetime,
    rounds: list[Round],
    listings: list[Listing],
    came: dict[int, list[Todo | Matter]],
    people: list[Membership],
) -> Company:
    fits = [round_ for round_ in rounds if organisation.sector_id in round_.host_sectors]
    rows = [_row(listing, fits, came.get(listing.pk, []), now) for listing in listings]
    todos = [item for listing in listings for item in came.get(listing.pk, []) if isinstance(item, Todo)]
    todos += [to_send_in(row.listing) for row in rows if row.editable]
    asking = [person for person in people if person.state == MembershipState.REQUESTED and person.user_id != user.pk]
    if organisation.decides:
        todos += [to_answer(person) for person in asking]
    earlier = [row for row in rows if row.over]
    shown = [row for row in earlier if row.listing.published_at]
    return Company(
        organisation=organisation,
        todos=registries.nearest_first(todos, now),
        rows=[row for row in rows if not row.over],
        earlier=earlier,
        rounds=fits,
        people=people,
        mine=next((person for person in people if person.user_id == user.pk), None),
        decides=organisation.decides,
        again=shown[0] if shown and len(earlier) == len(rows) else None,
    )


def _row(listing: Listing, rounds: list[Round], came: list[Todo | Matter], now: dt.datetime) -> Row:
    editable = listing.state in EDITABLE and listing.round.takes_listings(now)
    # What is over can be had once more in its own round, where that goes on.
    others = [round_ for round_ in rounds if round_.pk != listing.round_id or listing.state in OVER]
    all_matters = [item for item in came if isinstance(item, Matter)]
    matters = [matter for matter in all_matters if not matter.over]
    return Row(
        listing=listing,
        next="" if matters else _next(listing, now),
        editable=editable,
        moves=[(name, move) for name, move in moves_of_host(listing) if name != "submit"],
        copies=[] if editable else others,
        matters=matters,
        past=[matter for matter in all_matters if matter.over],
    )


def _next(listing: Listing, now: dt.datetime) -> str:
    """What happens next with a listing of which nothing has come yet."""
    if listing.state in ACTIVE:
        return _next_in_round(listing.round)
    if listing.state == State.SUBMITTED:
        return _("A consultant reads it. You get a mail when it is published, or if something should be changed.")
    if listing.state in OVER:
        return ""
    if not listing.round.takes_listings(now):
        return late_sentence(listing.round)
    closes = listing.round.at(MilestoneKind.LISTINGS_CLOSE)
    return _("Send it in before %(deadline)s.") % {"deadline": moment(closes)} if closes else ""


def _next_in_round(round_: Round) -> str:
    """The same of one that is published or paused."""
    closes = round_.at(MilestoneKind.CLOSES)
    if round_.state == RoundState.OPEN and round_.kind == Kind.FIXED_WEEK and closes:
        said = _("People apply until %(deadline)s. Then you read and sort those who have wished for it.")
        return said % {"deadline": moment(closes)}
    if round_.state == RoundState.OPEN:
        return _("You get a mail when somebody is to be offered the place.")
    if round_.state in (RoundState.CLOSED, RoundState.MATCHING):
        return _("The places are being given. You get a mail when somebody is to be offered yours.")
    return ""
