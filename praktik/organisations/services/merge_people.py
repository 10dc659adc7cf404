"""What becomes of those who act for an organisation, or have asked to, when it is merged into another."""

from __future__ import annotations

import datetime as dt
from collections import defaultdict
from collections.abc import Iterable, Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from praktik.history.actors import SYSTEM, Actor
from praktik.history.door import moving
from praktik.history.models import Transition
from praktik.mail.services import mails_supersede
from praktik.organisations import rules
from praktik.organisations.merging import Case, Part, Plan, Record, listed, locked, register_part, tally
from praktik.organisations.models import Membership
from praktik.organisations.services.organisations import ask_deciders, deciders
from praktik.organisations.states import ACTING, MembershipRole, State

# From the weakest to the strongest: of two memberships of one person the stronger is what they have afterwards.
_STATES = (State.ENDED, State.DECLINED, State.REQUESTED, State.CONFIRMED)
_OVER = (State.ENDED, State.DECLINED)
_ROLES = (MembershipRole.EMPLOYEE, MembershipRole.CONTACT, MembershipRole.OWNER)


def _counts(ids: list[int]) -> Iterable[tuple[Any, Mapping[int, int]]]:
    mine = Membership.objects.filter(organisation__in=ids)
    yield _("People who act for it"), tally(mine.acting(), "organisation")
    yield _("People who ask to"), tally(mine.filter(state=State.REQUESTED), "organisation")


def _lock(case: Case) -> None:
    locked(Membership.objects.filter(organisation__in=case.ids))


def _of(case: Case) -> list[list[Membership]]:
    """The memberships of everybody who has one, person by person."""
    rows = Membership.objects.filter(organisation__in=case.ids).select_related("user")
    held: dict[int, list[Membership]] = defaultdict(list)
    for row in rows.annotate(why=Transition.objects.last_why(Membership, State.CONFIRMED)).order_by("pk"):
        held[row.user_id].append(row)
    return list(held.values())


def _best(held: list[Membership]) -> tuple[str, str]:
    """State and role afterwards: the strongest state, and the strongest role that is held in it."""
    state = max((State(row.state) for row in held), key=_STATES.index)
    role = max((MembershipRole(row.role) for row in held if row.state == state), key=_ROLES.index)
    return state, role


def _plan(case: Case, now: dt.datetime) -> Plan:
    plan, people = Plan(), _of(case)
    new, joined, asking, unvouched = [], [], [], []
    for held in people:
        plan.facts.append([[row.pk, row.organisation_id, row.role, row.state] for row in held])
        state, role = _best(held)
        here = [row for row in held if row.organisation_id == case.kept.pk]
        user = held[0].user
        if len(held) > 1:
            joined.append(f"{user} ({MembershipRole(role).label}, {State(state).label})")
        acted = any(row.state == State.CONFIRMED and row.role in ACTING for row in here)
        if state == State.CONFIRMED and role in ACTING and not acted:
            new.append(user)
            if all(row.why == rules.FOUNDED for row in held if row.state == State.CONFIRMED):  # type: ignore[attr-defined]  # annotated
                unvouched.append(user)
        if state == State.REQUESTED and not any(row.state == State.REQUESTED for row in here):
            asking.append(user)
        if len(held) > 1 or not here:
            plan.seen[user.pk] = held[0]
    plan.moves += _sentences(case, new, joined, asking)
    if unvouched:
        plan.warnings.append(
            _("Nobody has vouched for %(people)s, who registered it and may act for “%(kept)s” afterwards.")
            % {"people": listed(unvouched), "kept": case.kept}
        )
    return plan


def _sentences(case: Case, new: list[Any], joined: list[str], asking: list[Any]) -> Iterable[str]:
    if new:
        said = ngettext(
            "%(people)s acts for “%(kept)s” afterwards.", "%(people)s act for “%(kept)s” afterwards.", len(new)
        )
        yield said % {"people": listed(new), "kept": case.kept}
    if joined:
        yield _("In more than one of them, and once afterwards, with what is strongest: %(people)s.") % {
            "people": listed(joined)
        }
    if asking:
        said = ngettext(
            "%(people)s asks to act for “%(kept)s” afterwards; those who may answer get a mail.",
            "%(people)s ask to act for “%(kept)s” afterwards; those who may answer get a mail.",
            len(asking),
        )
        yield said % {"people": listed(asking), "kept": case.kept}


def _move(case: Case, record: Record, *, by: Actor, now: dt.datetime) -> None:
    """One membership for each person, with the strongest state and role; the others end where they are."""
    why = _("Merged into %(kept)s.") % {"kept": case.kept}
    asked_before = {row.pk: set(map(_key, deciders(row))) for row in case.gone}
    moved: dict[int, list[int]] = defaultdict(list)
    ended: dict[int, list[int]] = defaultdict(list)
    asking: list[tuple[Membership, int]] = []
    for held in _of(case):
        state, role = _best(held)
        here = next((row for row in held if row.organisation_id == case.kept.pk), None)
        strongest = next(row for row in held if (row.state, row.role) == (state, role))
        origin = strongest.organisation_id
        if here is None:
            here = strongest
            moved[origin].append(here.pk)
            Membership.objects.filter(pk=here.pk).update(organisation=case.kept)
            if state == State.REQUESTED:
                asking.append((here, origin))
        elif here.state != state and state not in _OVER:
            _raise(here, state, strongest, by=by, now=now, why=why)
            if state == State.REQUESTED:
                asking.append((here, origin))
        if state not in _OVER:
            Membership.objects.filter(pk=here.pk).exclude(role=role).update(role=role)
        for row in held:
            if row.pk != here.pk and row.organisation_id != case.kept.pk:
                ended[row.organisation_id].append(row.pk)
                _end(row, by=by, now=now, why=why)
    for key in case.gone_ids:
        record.note(key, "praktik.membership.organisation", moved[key])
        record.note(key, "praktik.membership.ended", ended[key])
    answering = deciders(case.kept)
    for membership, origin in asking:
        membership.refresh_from_db()
        told = asked_before.get(origin, set())
        ask_deciders(membership, (person for person in answering if person.pk not in told), now=now)


def _raise(row: Membership, state: str, strongest: Membership, *, by: Actor, now: dt.datetime, why: str) -> None:
    """Through every state on the way, so that the history says how the person came to act for it."""
    if row.state in _OVER:
        with moving(row, State.REQUESTED, by=SYSTEM, now=now, why=why):
            row.requested_at = strongest.requested_at
    if state == State.CONFIRMED:
        with moving(row, State.CONFIRMED, by=by, now=now, why=why):
            mails_supersede("membership_asked", row)


def _end(row: Membership, *, by: Actor, now: dt.datetime, why: str) -> None:
    actor = {State.REQUESTED: SYSTEM, State.CONFIRMED: by}.get(State(row.state))
    if actor is not None:
        with moving(row, State.ENDED, by=actor, now=now, why=why):
            mails_supersede("membership_asked", row)


def _key(person: Any) -> int:
    return person.pk


register_part(
    Part(
        "memberships",
        60,  # after the listings have moved: whoever ends at the one that is gone stays a contact of those
        {"praktik.membership.organisation": "moves; who is in both is in one, with the stronger state and role"},
        _plan,
        _move,
        _lock,
        _counts,
    )
)
