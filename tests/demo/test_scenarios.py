"""Each stage of the programme, built at a fixed moment, stands where its name says."""

from __future__ import annotations

import datetime as dt
from collections import Counter

import pytest

from demo.scenarios import programme
from demo.scenarios.calendar import NoSuchWeek, Stage, calendar, good_week, year_before
from demo.scenarios.mails import mails_count_as_sent
from evaluations.models import Evaluation
from evaluations.states import State as EvaluationState
from praktik.applications.models import Application
from praktik.mail.models import Mail
from praktik.mail.states import State as MailState
from praktik.placements.models import Placement
from praktik.recruitment.models import Lead
from praktik.rounds.models import Round
from praktik.rounds.states import MilestoneKind

TUESDAY = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
STATES = {
    Stage.OPEN: "open",
    Stage.MATCHING: "matching",
    Stage.OFFERS: "offers_out",
    Stage.RUNNING: "running",
    Stage.EVALUATING: "evaluating",
    Stage.ARCHIVED: "archived",
}


def states(model, **filters):
    return dict(Counter(model.objects.filter(**filters).values_list("state", flat=True)))


@pytest.mark.django_db
@pytest.mark.parametrize("stage", [stage for stage in STATES if stage not in (Stage.OFFERS, Stage.ARCHIVED)])
def test_the_founding_case_at_every_stage(stage):
    """The two that are left out are looked at below."""
    programme.founding(stage, TUESDAY)
    assert Round.objects.get().state == STATES[stage]
    # While the round is open the last two have not begun yet.
    assert Application.objects.count() == (3 if stage == Stage.OPEN else 5)


@pytest.mark.django_db
def test_the_founding_case_ends_in_five_evaluated_placements():
    programme.founding(Stage.ARCHIVED, TUESDAY)
    assert Round.objects.get().state == "archived"
    assert states(Placement) == {"completed": 5}
    assert states(Application) == {"placed": 5}
    assert states(Evaluation) == {"answered": 60}
    lead = Lead.objects.get()
    assert (lead.name, lead.state) == ("Tavlebro", "committed")
    assert lead.organisation.cvr == "90157299"
    wish = lead.wishes.get()
    assert (wish.rank, wish.company_name, wish.listing.organisation.name) == (1, "Tavlebro", "Tavlebro ApS")
    placement = Placement.objects.get(application__applicant__name="Ulla Engtoft")
    assert placement.listing == wish.listing
    recommends = Evaluation.objects.filter(phase="t1", answers__question="recommend", answers__number__gte=9)
    assert recommends.filter(placement=placement).count() == 3


@pytest.mark.django_db
def test_the_whole_programme():
    """The default stage: every list has something to show."""
    programme.whole(Stage.OFFERS, TUESDAY)
    this, rolling, before = Round.objects.order_by("-pk")
    assert [row.state for row in (this, rolling, before)] == ["offers_out", "open", "archived"]
    assert Application.objects.filter(round=this).count() == 60
    assert Application.objects.filter(round=before).count() == 24
    assert states(Placement, application__round=before) == {"completed": 20}
    assert states(Application, round=before) == {"placed": 20, "not_placed": 4}
    assert Evaluation.objects.filter(placement__application__round=before, state=EvaluationState.OPEN).count() == 0
    assert set(states(Lead)) == {"found", "contacted", "in_dialogue", "committed", "parked"}
    assert set(states(Placement, application__round=this)) >= {"drafting", "agreed"}
    assert Application.objects.get(applicant__email="ansoeger@demo.example").state == "matched"
    assert Placement.objects.get(application__applicant__email="praktikant@demo.example").state == "agreed"


@pytest.mark.django_db
def test_old_mails_count_as_sent_and_new_ones_are_sent_for_real():
    programme.founding(Stage.OFFERS, TUESDAY)
    assert (Round.objects.get().state, Application.objects.count()) == ("offers_out", 5)
    queued = Mail.objects.filter(state=MailState.QUEUED).order_by("created_at")
    all_of_them = queued.count()
    middle = queued[all_of_them // 2].created_at
    old = queued.filter(created_at__lt=middle).count()
    assert 0 < old < all_of_them
    assert mails_count_as_sent(now=middle + dt.timedelta(days=2)) == old
    assert queued.count() == all_of_them - old
    sent = Mail.objects.filter(state=MailState.SENT)
    assert [mail for mail in sent if mail.sent_at != mail.created_at] == []


# Every day of two years, holidays and turns of the year included.
DAYS = [TUESDAY + dt.timedelta(days=n) for n in range(730)]


@pytest.mark.parametrize("stage", STATES)
def test_the_calendar_of_every_day(stage):
    """The dates run forwards, and the moment lies in the stage."""
    for now in DAYS:
        if stage == Stage.RUNNING and now.weekday() > 4:
            with pytest.raises(NoSuchWeek, match="travel 2d"):
                calendar(stage, now)
            continue
        found = calendar(stage, now)
        dates = found.milestones
        order = [dates[kind] for kind in MilestoneKind if kind not in (MilestoneKind.LISTINGS_CLOSE,)]
        assert order == sorted(order), now
        assert dates[MilestoneKind.OPENS] < dates[MilestoneKind.LISTINGS_CLOSE] < dates[MilestoneKind.ENDS], now
        assert found.week.weekday() == 0
        inside = {
            Stage.OPEN: dates[MilestoneKind.OPENS] < now < dates[MilestoneKind.CLOSES],
            Stage.MATCHING: found.matched < now.date() < found.published,
            Stage.OFFERS: found.published < now.date() < found.week,
            Stage.RUNNING: found.week <= now.date() <= found.week + dt.timedelta(days=4),
            Stage.EVALUATING: dates[MilestoneKind.ENDS] < now < dates[MilestoneKind.EVALUATED],
            Stage.ARCHIVED: found.archived < now,
        }
        assert inside[stage], now
        before = year_before(found)
        assert before.archived < found.opens, now


def test_a_good_week_has_five_working_days():
    assert good_week(dt.date(2026, 12, 21)) == dt.date(2027, 1, 11)
    assert good_week(dt.date(2027, 3, 22)) == dt.date(2027, 4, 5)
