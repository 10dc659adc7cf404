"""Rounds ready to match, and a worker in the test's own process."""

from __future__ import annotations

from matching.fit import USUAL
from matching.models import MatchRun
from matching.services import run_ask
from praktik.history.actors import Role
from praktik.rounds.states import State as RoundState
from praktik.work.services import jobs_do
from tests import factories


def desk():
    return factories.UserFactory(roles={Role.CONSULTANT})


def listing(round_, **fields):
    """A published listing with a host who acts for it."""
    made = factories.ListingFactory(round=round_, **fields)
    made.host = factories.MembershipFactory(organisation=made.organisation).user
    return made


def wishing(round_, *listings, **fields):
    application = factories.ApplicationFactory(round=round_, **fields)
    for wished in listings:
        factories.WishFactory(application=application, listing=wished)
    return application


def closed_round(**fields):
    return factories.RoundFactory(**{"state": RoundState.CLOSED, "minimum_list": 1, **fields})


def run(round_, *, by, now, profile="most_placed", weights=USUAL) -> MatchRun:
    """Ask for a run and let the worker do it."""
    asked = run_ask(round_, profile=profile, weights=weights, by=by, now=now)
    jobs_do(time=lambda: now)
    asked.refresh_from_db()
    return asked
