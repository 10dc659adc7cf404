from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.db import IntegrityError, connections, transaction
from django.utils import timezone

from matching import services
from matching.models import Offer
from matching.services.offers import placement_days
from matching.states import Answer, OfferState
from praktik import clock, dates
from praktik.applications.models import Application
from praktik.applications.services import application_withdraw
from praktik.applications.states import State as ApplicationState
from praktik.history.actors import SYSTEM
from praktik.history.door import IllegalMove, NotYours, Refused, TooLate
from praktik.history.models import Transition
from praktik.listings.models import Listing
from praktik.listings.services import listing_close
from praktik.mail.models import Mail
from praktik.mail.states import State as MailState
from praktik.placements.models import Placement
from praktik.placements.services import placement_cancel
from praktik.rounds.states import State as RoundState
from tests import factories
from tests.matching import make

pytestmark = pytest.mark.django_db
NOW = clock.real()


@pytest.fixture
def desk():
    return make.desk()


@pytest.fixture
def round_():
    return factories.RoundFactory(state=RoundState.OFFERS_OUT)


@pytest.fixture
def offer(round_, desk):
    """Made by the service, for ``offer.intern`` and ``offer.host``."""
    listing = make.listing(round_)
    application = make.wishing(round_, listing)
    made = services.offer_create(application, listing=listing, week=round_.week(), rank=1, by=desk, now=NOW)
    made.intern, made.host = application.applicant, listing.host
    return made


def mails(state=MailState.QUEUED):
    return sorted(Mail.objects.filter(state=state).values_list("kind", "to"))


def state_of(offer):
    return Application.objects.get(pk=offer.application_id).state


def test_an_offer_matches_the_application_and_asks_both_sides(offer):
    assert (offer.state, offer.intern_answer, offer.host_answer) == (OfferState.OPEN, Answer.NONE, Answer.NONE)
    assert offer.deadline == dates.end_of_day(dates.working_days_after(timezone.localdate(NOW), 5))
    assert state_of(offer) == ApplicationState.MATCHED
    assert mails() == [("offer_to_applicant", offer.intern.email), ("offer_to_host", offer.host.email)]


def test_no_mail_about_an_offer_names_the_other_person(offer):
    to_host = Mail.objects.get(kind="offer_to_host")
    secrets = [offer.intern.name, offer.intern.email, "Mads Manager", "digitalisere en arbejdsgang"]
    assert [secret for secret in secrets if secret in to_host.subject + to_host.text + to_host.html] == []
    to_intern = Mail.objects.get(kind="offer_to_applicant")
    hidden = [offer.host.name, offer.host.email]
    assert [secret for secret in hidden if secret in to_intern.subject + to_intern.text + to_intern.html] == []


def test_the_contacts_of_the_listing_are_told_and_only_those_who_still_act(round_, desk):
    listing = make.listing(round_)
    contact = factories.MembershipFactory(organisation=listing.organisation).user
    gone = factories.MembershipFactory(organisation=listing.organisation, state="ended").user
    listing.contacts.set([contact, gone])
    services.offer_create(make.wishing(round_), listing=listing, week=None, by=desk, now=NOW)
    assert [to for kind, to in mails() if kind == "offer_to_host"] == [contact.email]


def test_only_the_desk_and_the_system_make_offers(round_):
    with pytest.raises(NotYours):
        services.offer_create(
            make.wishing(round_), listing=make.listing(round_), week=None, by=factories.UserFactory(), now=NOW
        )
    assert Offer.objects.count() == 0


@pytest.mark.parametrize("first", ["intern", "host"])
def test_both_say_yes_and_a_placement_follows(offer, first):
    second = "host" if first == "intern" else "intern"
    assert services.offer_accept(offer, by=getattr(offer, first), now=NOW) is False
    assert (state_of(offer), Placement.objects.count()) == (ApplicationState.MATCHED, 0)
    assert services.offer_accept(offer, by=getattr(offer, second), now=NOW) is True
    offer.refresh_from_db()
    placement = Placement.objects.get()
    assert (offer.state, offer.intern_answer, offer.host_answer) == (OfferState.ACCEPTED, Answer.YES, Answer.YES)
    assert (placement.application_id, placement.listing_id) == (offer.application_id, offer.listing_id)
    assert (placement.starts_on, placement.ends_on) == placement_days(offer.listing, offer.week)
    assert state_of(offer) == ApplicationState.PLACED
    # What asked for an answer and was not sent yet is taken back.
    assert [kind for kind, _to in mails(MailState.SUPERSEDED)] == ["offer_to_applicant", "offer_to_host"]


def test_saying_yes_twice_changes_nothing(offer):
    services.offer_accept(offer, by=offer.intern, now=NOW)
    assert services.offer_accept(offer, by=offer.intern, now=NOW) is False
    services.offer_accept(offer, by=offer.host, now=NOW)
    assert services.offer_accept(offer, by=offer.host, now=NOW + dt.timedelta(days=90)) is True
    assert Placement.objects.count() == 1


@pytest.mark.parametrize("act", ["accept", "decline"])
@pytest.mark.parametrize("who", ["another", "desk"])
def test_nobody_else_answers(offer, desk, act, who):
    by = desk if who == "desk" else factories.UserFactory()
    with pytest.raises(NotYours):
        answer(offer, act, by=by, now=NOW)
    offer.refresh_from_db()
    assert (offer.intern_answer, offer.host_answer) == (Answer.NONE, Answer.NONE)


def answer(offer, act, *, by, now):
    if act == "accept":
        services.offer_accept(offer, by=by, now=now)
    else:
        services.offer_decline(offer, reason="", by=by, now=now)


@pytest.mark.parametrize("act", ["accept", "decline"])
def test_after_the_deadline_nothing_can_be_answered(offer, act):
    with pytest.raises(TooLate):
        answer(offer, act, by=offer.intern, now=offer.deadline + dt.timedelta(seconds=1))
    answer(offer, act, by=offer.intern, now=offer.deadline)


@pytest.mark.parametrize("act", ["accept", "decline"])
def test_an_offer_that_is_over_cannot_be_answered(offer, act):
    services.offer_decline(offer, reason="", by=offer.host, now=NOW)
    with pytest.raises(IllegalMove):
        answer(offer, act, by=offer.intern, now=NOW)


def test_a_no_of_the_applicant_frees_the_place_and_tells_the_host_without_the_reason(offer):
    services.offer_decline(offer, reason="Jeg er syg", by=offer.intern, now=NOW)
    offer.refresh_from_db()
    assert (offer.state, offer.intern_answer, offer.reason) == (OfferState.DECLINED, Answer.NO, "Jeg er syg")
    assert state_of(offer) == ApplicationState.WAITING_LIST
    assert mails() == [("offer_declined_by_applicant", offer.host.email)]
    mail = Mail.objects.get(kind="offer_declined_by_applicant")
    assert [word for word in ("syg", offer.intern.name) if word in mail.text + mail.html] == []


def test_an_applicant_who_does_not_stay_leaves_the_round(offer):
    services.offer_decline(offer, reason="", stay=False, by=offer.intern, now=NOW)
    offer.refresh_from_db()
    assert (offer.state, state_of(offer)) == (OfferState.DECLINED, ApplicationState.WITHDRAWN)
    assert ("offer_withdrawn", offer.host.email) not in mails()


def test_a_no_of_the_host_keeps_the_applicant_in_the_pool(offer):
    services.offer_accept(offer, by=offer.intern, now=NOW)
    services.offer_decline(offer, reason="Travlt", by=offer.host, now=NOW, stay=False)
    offer.refresh_from_db()
    assert (offer.state, offer.host_answer) == (OfferState.DECLINED, Answer.NO)
    assert state_of(offer) == ApplicationState.WAITING_LIST
    assert mails() == [("offer_declined_by_host", offer.intern.email)]


@pytest.mark.parametrize("answered", ["nobody", "intern"])
def test_an_offer_lapses_after_its_deadline_and_both_are_told(offer, answered):
    if answered == "intern":
        services.offer_accept(offer, by=offer.intern, now=NOW)
    assert services.offers_lapse(offer.deadline) == 0
    assert services.offers_lapse(offer.deadline + dt.timedelta(minutes=1)) == 1
    assert services.offers_lapse(offer.deadline + dt.timedelta(minutes=1)) == 0
    offer.refresh_from_db()
    assert (offer.state, state_of(offer)) == (OfferState.LAPSED, ApplicationState.WAITING_LIST)
    assert mails() == sorted([("offer_lapsed", offer.intern.email), ("offer_lapsed", offer.host.email)])
    text = Mail.objects.get(kind="offer_lapsed", to=offer.intern.email).text
    assert ("Den anden part nåede ikke at svare" in text) is (answered == "intern")


def test_a_withdrawn_application_takes_its_offer_back_and_tells_the_host(offer):
    application_withdraw(offer.application, why="Barsel", by=offer.intern, now=NOW)
    offer.refresh_from_db()
    assert (offer.state, state_of(offer)) == (OfferState.WITHDRAWN, ApplicationState.WITHDRAWN)
    assert [mail for mail in mails() if mail[0].startswith("offer")] == [("offer_withdrawn", offer.host.email)]


def test_a_closed_listing_takes_its_open_offers_back_and_tells_the_applicants(offer):
    listing_close(offer.listing, by=offer.host, now=NOW)
    offer.refresh_from_db()
    assert (offer.state, state_of(offer)) == (OfferState.WITHDRAWN, ApplicationState.WAITING_LIST)
    assert [mail for mail in mails() if mail[0].startswith("offer")] == [("offer_withdrawn", offer.intern.email)]


def test_a_closed_listing_keeps_what_both_have_agreed(offer):
    services.offer_accept(offer, by=offer.intern, now=NOW)
    services.offer_accept(offer, by=offer.host, now=NOW)
    listing_close(offer.listing, by=offer.host, now=NOW)
    offer.refresh_from_db()
    assert (offer.state, state_of(offer)) == (OfferState.ACCEPTED, ApplicationState.PLACED)


def test_a_cancelled_placement_frees_the_place_and_the_intern(offer):
    services.offer_accept(offer, by=offer.intern, now=NOW)
    services.offer_accept(offer, by=offer.host, now=NOW)
    placement_cancel(Placement.objects.get(), why="Ny chef", by=offer.host, now=NOW)
    offer.refresh_from_db()
    assert (offer.state, state_of(offer)) == (OfferState.WITHDRAWN, ApplicationState.WAITING_LIST)
    assert "offer_withdrawn" not in {kind for kind, _to in mails()}


def test_a_withdrawn_application_with_a_placement_frees_the_place(offer):
    services.offer_accept(offer, by=offer.intern, now=NOW)
    services.offer_accept(offer, by=offer.host, now=NOW)
    application_withdraw(offer.application, why="Nyt job", by=offer.intern, now=NOW)
    offer.refresh_from_db()
    assert (offer.state, state_of(offer)) == (OfferState.WITHDRAWN, ApplicationState.WITHDRAWN)
    assert Placement.objects.get().state == "cancelled"


def test_every_move_of_an_offer_is_in_its_history(offer):
    services.offer_accept(offer, by=offer.intern, now=NOW)
    services.offer_accept(offer, by=offer.host, now=NOW)
    moves = Transition.objects.of(offer).values_list("from_state", "to_state", "role", "actor")
    assert list(moves)[1:] == [("open", "accepted", "host", offer.host.pk)]


# --- capacity: the database has the last word ----------------------------------------------------------------------


def bare(listing, **fields):
    """An offer written past every service."""
    application = factories.ApplicationFactory(round=listing.round)
    return Offer.objects.create(
        application=application, listing=listing, offered_at=NOW, deadline=NOW, **{"week": None, **fields}
    )


def refused(listing, **fields):
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        bare(listing, **fields)
    return "has no free place" in str(caught.value)


def test_the_database_refuses_more_offers_than_places(round_):
    listing = factories.ListingFactory(round=round_, capacity=2, week_capacity=2)
    bare(listing)
    last = bare(listing)
    assert refused(listing)
    for over in (OfferState.DECLINED, OfferState.LAPSED, OfferState.WITHDRAWN):
        bare(listing, state=over)
    Offer.objects.filter(pk=last.pk).update(state=OfferState.DECLINED)
    bare(listing)
    assert refused(listing)


def test_the_database_refuses_more_offers_than_places_in_one_week(round_):
    listing = factories.ListingFactory(round=round_, capacity=3, week_capacity=1)
    one, two = dt.date(2027, 3, 1), dt.date(2027, 3, 8)
    bare(listing, week=one)
    assert refused(listing, week=one)
    bare(listing, week=two)
    bare(listing, week=None)
    assert refused(listing, week=dt.date(2027, 3, 15))  # the round's three are gone


def test_the_database_refuses_to_bring_an_offer_back_to_life_without_a_place(round_):
    listing = factories.ListingFactory(round=round_)
    dead = bare(listing, state=OfferState.LAPSED)
    bare(listing)
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.filter(pk=dead.pk).update(state=OfferState.OPEN)


def test_accepting_an_offer_needs_no_second_place(round_):
    listing = factories.ListingFactory(round=round_)
    offer = bare(listing)
    Offer.objects.filter(pk=offer.pk).update(state="accepted", intern_answer="yes", host_answer="yes")
    Listing.objects.filter(pk=listing.pk).update(title="Ny titel")
    assert refused(listing)


def test_no_place_left_is_a_sentence_for_the_desk(round_, desk):
    listing = make.listing(round_)
    services.offer_create(make.wishing(round_), listing=listing, week=None, by=desk, now=NOW)
    late = make.wishing(round_)
    with pytest.raises(Refused) as caught:
        services.offer_create(late, listing=listing, week=None, by=SYSTEM, now=NOW)
    assert listing.title in str(caught.value)
    late.refresh_from_db()
    assert late.state == ApplicationState.ELIGIBLE
    assert Offer.objects.count() == 1


def test_one_person_has_one_live_offer(round_):
    application = factories.ApplicationFactory(round=round_)
    rows = [
        {"application": application, "listing": make.listing(round_), "offered_at": NOW, "deadline": NOW}
        for _ in range(2)
    ]
    Offer.objects.create(**rows[0])
    with pytest.raises(IntegrityError), transaction.atomic():
        Offer.objects.create(**rows[1])


@pytest.mark.django_db(transaction=True)
def test_of_parallel_offers_for_the_last_place_exactly_one_wins():
    round_, desk = factories.RoundFactory(state=RoundState.OFFERS_OUT), make.desk()
    listing = make.listing(round_, capacity=3, week_capacity=3)
    for _turn in range(2):
        services.offer_create(make.wishing(round_), listing=listing, week=None, by=desk, now=NOW)
    rivals = [make.wishing(round_) for _ in range(8)]
    start, outcomes = threading.Barrier(len(rivals)), []

    def offer(application):
        try:
            start.wait(10)
            services.offer_create(application, listing=listing, week=None, by=desk, now=NOW)
            outcomes.append("won")
        except Refused:
            outcomes.append("refused")
        finally:
            connections.close_all()

    threads = [threading.Thread(target=offer, args=[application]) for application in rivals]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(outcomes) == [*["refused"] * 7, "won"]
    assert Offer.objects.live().count() == 3
    assert Application.objects.filter(state=ApplicationState.MATCHED).count() == 3


@pytest.mark.django_db(transaction=True)
def test_both_answers_at_the_same_moment_make_one_placement():
    round_, desk = factories.RoundFactory(state=RoundState.OFFERS_OUT), make.desk()
    listing = make.listing(round_)
    application = make.wishing(round_, listing)
    made = services.offer_create(application, listing=listing, week=round_.week(), by=desk, now=NOW)
    start, failures = threading.Barrier(6), []

    def say_yes(person):
        try:
            start.wait(10)
            services.offer_accept(Offer.objects.get(pk=made.pk), by=person, now=NOW)
        except Exception as error:
            failures.append(error)
        finally:
            connections.close_all()

    people = [application.applicant, listing.host] * 3
    threads = [threading.Thread(target=say_yes, args=[person]) for person in people]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    assert (Offer.objects.get().state, Placement.objects.count()) == (OfferState.ACCEPTED, 1)


@pytest.mark.parametrize(
    ("days", "monday", "first", "last"),
    [
        (5, dt.date(2027, 3, 8), dt.date(2027, 3, 8), dt.date(2027, 3, 12)),
        (2, dt.date(2027, 3, 8), dt.date(2027, 3, 8), dt.date(2027, 3, 9)),
        # Maundy Thursday and Good Friday; Easter Monday.
        (5, dt.date(2027, 3, 22), dt.date(2027, 3, 22), dt.date(2027, 3, 24)),
        (3, dt.date(2027, 3, 29), dt.date(2027, 3, 30), dt.date(2027, 4, 1)),
    ],
)
def test_the_days_of_a_placement_are_working_days(round_, days, monday, first, last):
    listing = factories.ListingFactory(round=round_, days=days)
    assert placement_days(listing, monday) == (first, last)
