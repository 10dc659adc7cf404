"""What is left when the time is over: nothing of the person, the figures as they were; what is left alone; the look."""

from __future__ import annotations

import datetime as dt
from io import StringIO

import pghistory
import pytest
from django.apps import apps
from django.core.cache import cache
from django.core.management import call_command
from pghistory.models import Context

from evaluations.models import Answer, Evaluation
from evaluations.prediction import judgements_of, prediction
from evaluations.states import Phase, Respondent
from evaluations.states import State as EvaluationState
from evaluations.statistics import report_of
from praktik import clock, tasks
from praktik.applications.models import Application
from praktik.applications.states import State as ApplicationState
from praktik.history.actors import Role
from praktik.history.models import Read, Transition
from praktik.listings.models import Listing
from praktik.listings.states import State as ListingState
from praktik.mail.states import State as MailState
from praktik.organisations.models import Organisation
from praktik.people.models import ERASED, User
from praktik.placements.models import Placement
from praktik.placements.states import State as PlacementState
from praktik.privacy.registry import Period
from praktik.recruitment.models import Lead, LeadNote
from praktik.registries import front_figures
from praktik.rights.models import Hold
from praktik.rights.services import retaining
from praktik.rights.services.retaining import batch, due, oldest_age, retention_apply, standing
from praktik.rounds.models import Round
from praktik.rounds.states import MilestoneKind
from praktik.rounds.states import State as RoundState
from tests.factories import (
    ApplicationFactory,
    EvaluationFactory,
    ListingFactory,
    MembershipFactory,
    PlacementFactory,
    RoundFactory,
    UserFactory,
    WishFactory,
)
from tests.praktik.rights.aged import (
    AT,
    DAY,
    later,
    line,
    old_application,
    old_lead,
    old_listing,
    old_mail,
    old_move,
    old_read,
    old_round,
)
from tests.praktik.rights.held import CANARY, dump, everything_about, nests, sing

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def unhurried(monkeypatch):
    """However slow the machine is, a look is over when nothing is left."""
    monkeypatch.setattr(retaining, "TURN", 600.0)


# --- what is left -------------------------------------------------------------------------------------------------


def _old(round_: Round) -> None:
    Round.objects.filter(pk=round_.pk).update(state=RoundState.ARCHIVED)


def test_a_canary_is_left_in_the_account_alone():
    """Its own time counts from the log-in; everything else is over by then, in the history too."""
    person = UserFactory()
    everything_about(person)
    sing(person)
    Round.objects.update(state=RoundState.ARCHIVED)
    Lead.objects.update(handover=CANARY)
    LeadNote.objects.update(text=CANARY)
    Context.objects.create(id="6f1e2f8c-0000-4000-8000-000000000000", metadata={"said": CANARY})
    retention_apply(clock.real() + 5 * 366 * DAY)
    assert nests(CANARY) == [
        "account_emailaddress", "account_emailconfirmation", "mfa_authenticator", "praktik_alert",
        "praktik_mailoptout", "praktik_user", "praktik_userevent", "socialaccount_socialaccount",
        "socialaccount_socialtoken",
    ]  # fmt: skip


@pytest.mark.parametrize("placed", [True, False])
def test_what_stays_of_a_case_is_nobodys(placed):
    """The person still has an account, and nothing leads from it to the case."""
    application = ApplicationFactory(round=old_round(state=RoundState.ARCHIVED), purpose=CANARY)
    person = application.applicant
    wish = WishFactory(application=application, why=CANARY)
    wish.delete()  # in the history alone
    if placed:
        EvaluationFactory(placement=PlacementFactory(application=application, state=PlacementState.COMPLETED))
    reader = UserFactory()
    Read.objects.create(reader=reader, subject=person, what="application", object_id=application.pk, at=later(29))
    application.job_title = "Direktør"
    with pghistory.context(user=person.pk):
        application.save()
    retention_apply(later(30))
    application.refresh_from_db()
    assert nests(CANARY) == []
    assert application.applicant_id != person.pk
    assert (application.applicant.email.endswith(ERASED), application.applicant.is_active) == (True, False)
    events = apps.get_model("praktik", "ApplicationEvent").objects.all()
    assert {(event.applicant_id, event.pgh_context_id) for event in events} == {(application.applicant_id, None)}
    assert list(Read.objects.values_list("subject", "object_id")) == [(person.pk, 0)]
    assert not User.objects.get(pk=person.pk).erased


def test_others_keep_theirs():
    old_application()
    other = ApplicationFactory(
        round=RoundFactory(dates={MilestoneKind.ENDS: later(1)}), purpose="keepsake", state=ApplicationState.NOT_PLACED
    )

    def kept():
        return sorted(line for text in dump().values() for line in text.splitlines() if "keepsake" in line)

    before = kept()
    assert retention_apply(later(6) + DAY)["application: praktik.application"] == 1
    assert kept() == before != []
    other.refresh_from_db()
    assert (other.purpose, other.applicant.erased) == ("keepsake", False)


def test_figures_are_the_same_before_and_after():
    round_ = old_round(state=RoundState.ARCHIVED)
    for number in range(12):
        application = ApplicationFactory(round=round_, workplace__sector_id=("state", "municipality")[number % 2])
        placement = PlacementFactory(
            application=application, state=PlacementState.COMPLETED, rank=number % 3 + 1, fit=number * 7
        )
        for phase, question, value in (
            (Phase.T1, "recommend", 9),
            (Phase.T1, "match", 1 + number % 5),
            (Phase.T2, "benefit", 3),
        ):
            evaluation, _new = Evaluation.objects.get_or_create(
                placement=placement, phase=phase, respondent=Respondent.INTERN, instrument="2027-1",
                defaults={"state": EvaluationState.ANSWERED, "opens_at": AT - DAY, "closes_at": AT, "answered_at": AT},
            )  # fmt: skip
            Answer.objects.create(evaluation=evaluation, question=question, number=value, text=CANARY)

    def figures():
        found = Evaluation.objects.filter(placement__application__round=round_)
        return (
            report_of(found, group="application__sector", labels={"state": "Stat", "municipality": "Kommune"}),
            prediction(judgements_of(found)),
            front_figures(AT),
            sorted(Placement.objects.values_list("state", "rank", "fit", "starts_on", "listing")),
            sorted(Application.objects.values_list("state", "round", "sector", "submitted_at")),
        )

    before = figures()
    assert len(before[0].split) == 2
    assert sum(retention_apply(later(30)).values()) >= 12
    assert nests(CANARY) == []
    assert figures() == before
    assert not Application.objects.filter(workplace__isnull=False).exists()


def test_what_is_left_in_the_history_alone_goes_too():
    old_lead()
    lead = Lead.objects.get()
    for handover in (CANARY, ""):
        lead.handover = handover
        lead.save()
    Lead.objects.update(owner=None)
    LeadNote.objects.all().delete()
    Transition.objects.create(about=lead, from_state="x", to_state="y", role=Role.CONSULTANT, at=AT)
    assert nests(CANARY) == ["praktik_leadevent"]
    retention_apply(later(12) + DAY)
    assert nests(CANARY) == []
    assert due(line(Period.OUTREACH, "praktik.lead"), later(20)).count() == 0


def test_a_contact_leaves_the_listing_and_the_listing_stays():
    old_listing()
    listing = Listing.objects.get()
    before = (listing.title, listing.task, listing.organisation_id)
    retention_apply(later(24) + DAY)
    listing = Listing.objects.get()
    assert (listing.title, listing.task, listing.organisation_id) == before
    assert list(listing.contacts.all()) == []


def test_a_move_stays_without_the_words_and_a_founder_still_does_not_decide():
    """How a membership was confirmed says who may let others in: that word must not get lost with the rest."""
    membership = MembershipFactory()
    Transition.objects.create(
        about=membership, from_state="requested", to_state="confirmed", role=Role.SYSTEM, at=AT,
        why="registered the organisation",
    )  # fmt: skip
    old_move()
    retention_apply(later(14))
    assert sorted(Transition.objects.values_list("role", "why", "actor")) == [
        ("host", "", None), ("system", "registered the organisation", None),
    ]  # fmt: skip
    assert list(Organisation.objects.decided_by(membership.user)) == []


# --- what is under way, or on file ---------------------------------------------------------------------------------


def test_what_is_under_way_is_left_until_it_is_over():
    waiting = ApplicationFactory(round=old_round(), state=ApplicationState.WAITING_LIST)
    placement = PlacementFactory(application__round=old_round(), state=PlacementState.AGREED)
    listing = ListingFactory(state=ListingState.PUBLISHED, published_at=AT)
    listing.contacts.add(UserFactory())
    lead = Lead.objects.create(round=listing.round, name="V", normalised="v", handover=CANARY)
    Transition.objects.create(about=lead, from_state="", to_state="found", role=Role.CONSULTANT, at=AT)
    queued = old_mail(state=MailState.HELD, sent_at=None)
    retention_apply(later(60))
    for row in (waiting, placement.application, listing, lead, queued):
        row.refresh_from_db()
    assert (waiting.purpose != "", placement.application.purpose != "") == (True, True)
    assert (listing.contacts.count(), lead.handover, queued.to != "") == (1, CANARY, True)
    Round.objects.update(state=RoundState.ARCHIVED)
    Placement.objects.update(state=PlacementState.CANCELLED)
    retention_apply(later(60))
    assert nests(CANARY) == []
    assert set(Application.objects.values_list("purpose", flat=True)) == {""}
    assert listing.contacts.count() == 0


def test_an_open_evaluation_keeps_its_case():
    placement = PlacementFactory(application__round=old_round(), state=PlacementState.COMPLETED)
    EvaluationFactory(placement=placement, opens_at=AT, closes_at=later(20))
    assert batch(line(Period.PLACEMENT, "praktik.application"), later(43)) == 0
    assert batch(line(Period.PLACEMENT, "praktik.application"), later(44) + DAY) == 1


def test_what_is_on_file_is_left_through_its_day():
    old_application()
    application = Application.objects.get()
    until = later(12).date()
    Hold.objects.create(user=application.applicant, reference="2030-117", until=until, at=AT)
    end = dt.datetime.combine(until, dt.time(12), dt.UTC)
    for now, kept in ((later(7), True), (end, True), (end + DAY, False)):
        retention_apply(now)  # the first takes the hold away
        retention_apply(now)
        application.refresh_from_db()
        assert (application.purpose != "", Hold.objects.exists()) == (kept, kept)


# --- the look -------------------------------------------------------------------------------------------------------


def test_killed_half_way_it_goes_on_where_it_was(monkeypatch):
    for number in range(3):
        Read.objects.create(reader=None, subject=UserFactory(), what="x", object_id=number, at=AT + number * DAY)
    monkeypatch.setattr(retaining, "BATCH", 1)
    real, killed = retaining.erase, []

    def erase(plan, *, over):
        done = real(plan, over=over)
        if len(killed) == 1:
            killed.append(True)
            raise KeyboardInterrupt
        killed.append(False)
        return done

    monkeypatch.setattr(retaining, "erase", erase)
    one, now = line(Period.LOG, "praktik.read"), later(15)
    assert batch(one, now) == 1
    with pytest.raises(KeyboardInterrupt):
        batch(one, now)
    assert list(Read.objects.order_by("at").values_list("object_id", flat=True)) == [1, 2]
    assert retention_apply(now) == {"log: praktik.read": 2}
    assert retention_apply(now) == {}


def test_a_turn_ends_and_the_next_goes_on(monkeypatch):
    for _number in range(3):
        old_read()
    monkeypatch.setattr(retaining, "BATCH", 1)
    monkeypatch.setattr(retaining, "TURN", -1.0)
    assert retention_apply(later(15)) == {}
    monkeypatch.setattr(retaining, "TURN", 600.0)
    assert retention_apply(later(15)) == {"log: praktik.read": 3}


def test_the_oldest_that_is_due_is_known():
    old_read()
    old_application()
    cache.clear()
    now = later(13) + 3 * DAY
    found = {(one.clock.period, one.clock.model._meta.label_lower): one for one in standing(now) if one.count}
    assert {key: (one.count, one.oldest) for key, one in found.items()} == {
        (Period.LOG, "praktik.read"): (1, later(13)),
        (Period.APPLICATION, "praktik.application"): (1, later(6)),
    }
    assert oldest_age(now) == now - later(6)
    retention_apply(now)
    assert oldest_age(now) == dt.timedelta()


def test_the_command_prints_and_does_nothing_but_when_told(monkeypatch):
    old_read()
    now = later(13) + 2 * DAY
    monkeypatch.setattr(clock, "now", lambda: now)
    out = StringIO()
    call_command("retention", stdout=out)
    said = out.getvalue()
    assert "       1  log: praktik.read (13 months) since 2031-04-10 14:00" in said.splitlines()
    assert "       0  application: praktik.application (6 months)" in said.splitlines()
    assert "more than 24 hours" in said
    assert Read.objects.count() == 1
    out = StringIO()
    call_command("retention", "--apply", stdout=out)
    assert out.getvalue().splitlines()[:2] == ["       1  log: praktik.read", "now due:"]
    assert "more than 24 hours" not in out.getvalue()
    assert Read.objects.count() == 0


def test_the_look_says_look_again_while_there_is_something(monkeypatch):
    old_read()
    monkeypatch.setattr(clock, "now", lambda: later(15))
    said = []
    monkeypatch.setattr(tasks.retention_look, "apply_async", lambda **options: said.append(options["queue"]))
    assert [tasks.retention_look(), tasks.retention_look()] == [{"log: praktik.read": 1}, {}]
    assert said == ["work"]
