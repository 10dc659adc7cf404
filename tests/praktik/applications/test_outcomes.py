"""What the round makes of an application."""

from __future__ import annotations

import pytest

from praktik.applications.models import Application
from praktik.applications.services import (
    application_carry_over,
    application_free,
    application_match,
    application_not_placed,
    application_place,
    application_protect,
    application_unwait,
    application_wait,
)
from praktik.applications.states import State, WishKind
from praktik.history.actors import SYSTEM
from praktik.history.door import IllegalMove, NotYours, Refused
from praktik.history.models import Transition
from praktik.rounds.models import Round
from praktik.rounds.states import State as RoundState
from tests import factories
from tests.praktik.applications.helpers import mails

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def test_through_the_matching_and_back(now, consultant):
    application = factories.ApplicationFactory()
    application_wait(application, by=consultant, now=now)
    application_unwait(application, by=consultant, now=now)
    application_match(application, by=consultant, now=now)
    application_free(application, to=State.WAITING_LIST, by=SYSTEM, now=now, why="no")
    application_match(application, by=SYSTEM, now=now)
    with pytest.raises(NotYours):
        application_place(application, by=application.applicant, now=now)
    application_place(application, by=SYSTEM, now=now)
    application_free(application, by=SYSTEM, now=now)
    states = list(Transition.objects.of(application).values_list("to_state", flat=True))
    assert states == [
        "waiting_list", "eligible", "matched", "waiting_list", "matched", "placed", "eligible",
    ]  # fmt: skip
    with pytest.raises(ValueError, match="pool"):
        application_free(application, to=State.PLACED, by=SYSTEM, now=now)
    assert mails() == []


def test_not_placed_is_told(now, consultant):
    application = factories.ApplicationFactory()
    application_not_placed(application, by=consultant, now=now)
    assert mails() == [("application_not_placed", application.applicant.email)]
    with pytest.raises(IllegalMove):
        application_match(application, by=consultant, now=now)


def test_carrying_over_copies_with_consent(now, consultant):
    before = factories.ApplicationFactory(waited=3, goals=["Et", "To"], carry_over_consent=True)
    listing = factories.ListingFactory(round=before.round)
    factories.WishFactory(application=before, listing=listing, why="Fordi")
    factories.WishFactory(application=before, kind=WishKind.COMPANY, company_name="Alfa", company_cvr="90000020")
    open_wish = factories.WishFactory(application=before, kind=WishKind.OPEN)
    open_wish.themes.set(["data"])
    before.regions.set(["syddanmark"])
    ahead = factories.RoundFactory(dates__weeks_ahead=30)
    after = application_carry_over(before, to=ahead, by=consultant, now=now)
    before.refresh_from_db()
    assert before.state == State.CARRIED_OVER
    assert (after.state, after.round, after.waited, after.weeks) == (State.DRAFT, ahead, 3, [ahead.week()])
    assert (after.purpose, after.submitted_at, after.conflicts_asked) == (before.purpose, None, False)
    assert after.token != before.token
    assert [goal.text for goal in after.goals.all()] == ["Et", "To"]
    wishes = list(after.wishes.values_list("rank", "kind", "company_name", "company_cvr", "listing", "why"))
    assert wishes == [
        (1, "company", listing.organisation.name, listing.organisation.cvr, None, "Fordi"),
        (2, "company", "Alfa", "90000020", None, ""),
        (3, "open", "", "", None, ""),
    ]
    assert [theme.pk for theme in after.wishes.get(rank=3).themes.all()] == ["data"]
    assert [region.pk for region in after.regions.all()] == ["syddanmark"]
    assert mails() == [("application_carried_over", before.applicant.email)]
    assert Transition.objects.of(after).get().to_state == "draft"


def test_carrying_over_is_refused(now, consultant):
    application = factories.ApplicationFactory()
    ahead = factories.RoundFactory()
    with pytest.raises(Refused, match="has not agreed"):
        application_carry_over(application, to=ahead, by=consultant, now=now)
    Application.objects.filter(pk=application.pk).update(carry_over_consent=True)
    with pytest.raises(Refused, match="ahead"):
        application_carry_over(application, to=application.round, by=consultant, now=now)
    Round.objects.filter(pk=ahead.pk).update(state=RoundState.CLOSED)
    ahead.refresh_from_db()
    with pytest.raises(Refused, match="ahead"):
        application_carry_over(application, to=ahead, by=consultant, now=now)
    other = factories.RoundFactory()
    factories.ApplicationFactory(round=other, applicant=application.applicant)
    with pytest.raises(Refused, match="already"):
        application_carry_over(application, to=other, by=consultant, now=now)
    application.refresh_from_db()
    assert application.state == State.ELIGIBLE


def test_protection_needs_a_consultant_and_a_reason(now, consultant):
    application = factories.ApplicationFactory()
    with pytest.raises(NotYours):
        application_protect(application, protected=True, reason="x", by=application.applicant, now=now)
    with pytest.raises(Refused, match="reason"):
        application_protect(application, protected=True, reason=" ", by=consultant, now=now)
    application_protect(application, protected=True, reason="Kan kun rejse kort", by=consultant, now=now)
    application.refresh_from_db()
    assert (application.protected, application.protected_reason) == (True, "Kan kun rejse kort")
