"""Rounds ready to match, and a worker in the test's own process."""

from __future__ import annotations

import datetime as dt
from typing import Any

from matching import services
from matching.fit import USUAL
from matching.models import MatchRun, Offer
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


def published(now: dt.datetime) -> dict[str, Any]:
    """A published run with one offer that both have accepted, one open, one declined, and a newer draft that nobody
    has seen; and a run of another round that waits."""
    round_, consultant = closed_round(name_da="Uge 12, 2027", name_en="Week 12, 2027"), desk()
    titles = ("Robotter i ældreplejen", "Genbrug i byggeriet", "Data om mobilitet")
    listings = [listing(round_, title=title, municipality_id="aarhus") for title in titles]
    for number in range(5):
        wishing(round_, *listings[number % 2 :], *listings[: number % 2])
    done = run(round_, by=consultant, now=now)
    services.run_publish(done, by=consultant, now=now)
    accepted, open_, declined = Offer.objects.order_by("pk")
    for offer in (accepted, open_, declined):
        offer.host = offer.listing.organisation.memberships.get().user
    services.offer_accept(accepted, by=accepted.application.applicant, now=now)
    services.offer_accept(accepted, by=accepted.host, now=now)
    services.offer_decline(declined, reason="Ferie", by=declined.host, now=now)
    draft = run(round_, by=consultant, now=now)
    queued = services.run_ask(closed_round(name_da="Uge 20, 2027"), by=consultant, now=now)
    return {
        "desk": consultant, "run": done, "draft": draft, "queued": queued, "accepted": accepted, "open": open_,
        "declined": declined, "someone": draft.pairs.first().application_id,
    }  # fmt: skip
