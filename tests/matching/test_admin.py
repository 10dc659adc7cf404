"""The desk's pages: ask, read, fix, compare, put aside, publish."""

from __future__ import annotations

import pytest
from django.urls import reverse

from matching import drafts, services
from matching.fit import default_weights
from matching.models import MatchRun, Offer, PairRule, Publishing
from matching.states import RunState
from praktik import clock
from praktik.applications.models import Application
from praktik.history.actors import Role
from praktik.history.models import Read
from praktik.listings.models import Listing
from praktik.mail.models import Mail
from praktik.rounds.states import Kind, MilestoneKind
from praktik.rounds.states import State as RoundState
from praktik.work.services import jobs_do
from tests import factories
from tests.matching import make

pytestmark = pytest.mark.django_db
NOW = clock.real()


@pytest.fixture
def desk(client):
    person = make.desk()
    client.force_login(person)
    return person


@pytest.fixture
def run(desk):
    round_ = make.closed_round()
    first, second = (make.listing(round_, title=title) for title in ("Havnen", "Mejeriet"))
    for _turn in range(3):
        make.wishing(round_, first, second)
    return make.run(round_, by=desk, now=NOW)


def page(client, name, *args, **query):
    answer = client.get(reverse(f"admin:matching_{name}", args=args), query)
    assert answer.status_code == 200
    return answer.content.decode()


def post(client, name, *args, **data):
    return client.post(reverse(f"admin:matching_{name}", args=args), data)


def test_a_run_is_asked_for_and_read(client, desk):
    round_ = make.closed_round()
    person = make.wishing(round_, make.listing(round_, title="Havnen"))
    assert post(client, "ask", round=round_.pk, profile="fairest", **default_weights()).status_code == 302
    run = MatchRun.objects.get()
    assert (run.profile, run.asked_by, run.state) == ("fairest", desk, RunState.QUEUED)
    assert "every 250ms" in page(client, "matchrun_change", run.pk)
    assert "HX-Refresh" not in _asked_again(client, run)
    jobs_do(time=clock.now)
    assert _asked_again(client, run)["HX-Refresh"] == "true"
    text = page(client, "matchrun_change", run.pk)
    assert [word for word in (person.applicant.name, "Havnen") if word not in text] == []
    assert "every 250ms" not in text
    assert "Havnen" not in page(client, "matchrun_changelist")


def _asked_again(client, run):
    """What the page asks by itself while something is under way."""
    return client.get(reverse("admin:matching_matchrun_change", args=[run.pk]), headers={"HX-Request": "true"}).headers


def test_only_rounds_that_can_be_matched_are_offered(client, desk):
    rounds = {
        state: factories.RoundFactory(state=state, name_da=f"Runde {state}")
        for state in (RoundState.OPEN, RoundState.CLOSED, RoundState.RUNNING, RoundState.ARCHIVED)
    }
    rolling = factories.RoundFactory(kind=Kind.ROLLING, name_da="Løbende")
    answer = client.get(reverse("admin:matching_ask"))
    assert set(answer.context["form"].fields["round"].queryset) == {
        rounds[RoundState.CLOSED], rounds[RoundState.RUNNING], rolling
    }  # fmt: skip


def test_a_second_question_is_refused_with_a_sentence(client, desk):
    round_ = make.closed_round()
    for _turn in range(2):
        answer = client.post(
            reverse("admin:matching_ask"), {"round": round_.pk, "profile": "fairest", **default_weights()}, follow=True,
            headers={"referer": "http://testserver" + reverse("admin:matching_ask")},
        )  # fmt: skip
    assert MatchRun.objects.count() == 1
    assert [str(message.level_tag) for message in answer.context["messages"]] == ["error"]


def test_cancel_put_aside_and_run_again(client, run):
    post(client, "again", run.pk, profile="stable")
    again = MatchRun.objects.first()
    assert (again.profile, again.state) == ("stable", RunState.QUEUED)
    post(client, "stop", again.pk)
    post(client, "stop", run.pk)
    assert list(MatchRun.objects.order_by("pk").values_list("state", flat=True)) == ["discarded", "cancelled"]
    assert Mail.objects.count() == 0


@pytest.mark.parametrize("name", ["again", "stop", "publish"])
def test_nothing_happens_on_get(client, run, name):
    client.get(reverse(f"admin:matching_{name}", args=[run.pk]))
    assert (MatchRun.objects.get().state, Offer.objects.count()) == (RunState.DONE, 0)


def test_a_pair_is_locked_with_a_reason_and_freed(client, run, desk):
    pair = run.pairs.filter(listing=None).get()
    listing = run.round.listings.get(title="Mejeriet")
    args = (run.pk, pair.application_id)
    assert post(client, "pair", *args, listing=listing.pk, what="lock", reason="").status_code == 200
    assert PairRule.objects.count() == 0
    assert post(client, "pair", *args, listing=listing.pk, what="lock", reason="Aftalt").status_code == 302
    rule = PairRule.objects.get()
    assert (rule.kind, rule.reason, rule.by, rule.confirmed) == ("lock", "Aftalt", desk, True)
    assert "Aftalt" in page(client, "pair", *args)
    assert list(Read.objects.values_list("reader", "subject").distinct()) == [(desk.pk, pair.application.applicant_id)]
    post(client, "again", run.pk)
    jobs_do(time=clock.now)
    assert MatchRun.objects.first().pairs.get(application=pair.application).listing == listing
    post(client, "pair", *args, listing=listing.pk, what="free")
    assert PairRule.objects.count() == 0


def test_the_people_of_a_draft_are_filtered_searched_and_paged(client, run, monkeypatch):
    monkeypatch.setattr(drafts, "PER_PAGE", 2)
    lines = drafts.draft_of(run).lines
    assert [bool(line.pair.listing) for line in lines] == [True, True, False]
    names = [line.name for line in lines]
    at_the_port = next(line.name for line in lines if line.pair.listing and line.pair.listing.title == "Havnen")

    def listed(**query):
        page_ = client.get(reverse("admin:matching_matchrun_change", args=[run.pk]), query)
        assert page_.status_code == 200
        return [line.name for line in page_.context["page_obj"]]

    assert listed() == names[:2]
    assert listed(page="2") == names[2:]
    assert listed(show="unplaced") == names[2:]
    assert listed(show="placed") == names[:2]
    assert listed(show="warned") == [line.name for line in lines if line.warnings][:2]
    assert listed(q="HAVN") == [at_the_port]
    assert listed(q=f"havnen {at_the_port}", show="placed") == [at_the_port]
    assert listed(q="havnen", show="unplaced") == []
    assert listed(show="nonsense", page="nonsense") == names[:2]
    text = page(client, "matchrun_change", run.pk, show="unplaced", q="<b>")
    assert ("Ingen." in text, "<b>" in text.partition("run-search")[2]) == (True, False)


def test_two_runs_are_compared(client, run, desk):
    pair = run.pairs.filter(listing=None).get()
    listing = run.round.listings.get(title="Mejeriet")
    services.pair_lock(pair.application, listing, reason="Aftalt", by=desk, now=NOW)
    again = make.run(run.round, by=desk, now=NOW)
    text = page(client, "compare", again.pk, run.pk)
    assert pair.application.applicant.name in text
    assert pair.application.applicant.name not in page(client, "compare", run.pk, run.pk)


def test_publishing_shows_counts_and_mails_first_and_sends_them_once_confirmed(client, run):
    text = page(client, "publish", run.pk)
    assert [word for word in ("Havnen", "Vi har en praktikplads til dig") if word not in text] == []
    assert (Offer.objects.count(), Mail.objects.count()) == (0, 0)
    assert post(client, "publish", run.pk).status_code == 302
    text = page(client, "matchrun_change", run.pk)
    assert ("every 250ms" in text, "publishing/stop/" in text, Offer.objects.count()) == (True, True, 0)
    jobs_do(time=clock.now)
    text = page(client, "matchrun_change", run.pk)
    assert ("every 250ms" in text, "2 tilbud er ude." in text) == (False, True)
    run.refresh_from_db()
    assert (run.state, Offer.objects.count()) == (RunState.PUBLISHED, 2)
    assert Mail.objects.filter(kind="match_waiting_list").count() == 1


def test_a_rolling_draft_is_published_for_those_who_are_ticked(client, desk):
    round_ = factories.RoundFactory(
        kind=Kind.ROLLING, minimum_list=1, dates={MilestoneKind.STARTS: None, MilestoneKind.ENDS: None}
    )
    week = clock.today().replace(year=clock.today().year + 1)
    listings = [make.listing(round_, weeks=[week]) for _ in range(2)]
    people = [make.wishing(round_, listing, weeks=[week]) for listing in listings]
    run = make.run(round_, by=desk, now=NOW)
    text = page(client, "publish", run.pk, only=people[0].pk)
    assert f'name="only" value="{people[0].pk}"' in text
    post(client, "publish", run.pk, only=people[0].pk)
    jobs_do(time=clock.now)
    assert list(Offer.objects.values_list("application", flat=True)) == [people[0].pk]


def test_publishing_is_taken_back_before_a_worker_has_begun(client, run):
    post(client, "publish", run.pk)
    publishing = Publishing.objects.get()
    client.get(reverse("admin:matching_publishing_stop", args=[publishing.pk]))
    assert Publishing.objects.get().state == "queued"
    post(client, "publishing_stop", publishing.pk)
    jobs_do(time=clock.now)
    text = page(client, "matchrun_change", run.pk)
    assert ("every 250ms" in text, f"{run.pk}/publish/" in text) == (False, True)
    assert (Publishing.objects.get().state, Offer.objects.count(), Mail.objects.count()) == ("cancelled", 0, 0)


def test_a_publishing_that_failed_says_why_on_the_runs_page(client, run):
    post(client, "publish", run.pk)
    Listing.objects.filter(round=run.round).update(state="closed")
    Application.objects.filter(round=run.round).update(state="withdrawn")
    jobs_do(time=clock.now)
    publishing = Publishing.objects.get()
    assert (publishing.state, publishing.error in page(client, "matchrun_change", run.pk)) == ("failed", True)


@pytest.mark.parametrize("roles", [{Role.READER}, set()])
def test_nobody_but_consultants_sees_a_run(client, run, roles):
    client.force_login(factories.UserFactory(roles=roles))
    pair = run.pairs.first()
    for name, args in (
        ("matchrun_changelist", ()),
        ("matchrun_change", (run.pk,)),
        ("ask", ()),
        ("publish", (run.pk,)),
        ("pair", (run.pk, pair.application_id)),
        ("compare", (run.pk, run.pk)),
        ("pairrule_changelist", ()),
        ("offer_changelist", ()),
    ):
        answer = client.get(reverse(f"admin:matching_{name}", args=args))
        assert answer.status_code == (403 if roles else 302), name
        assert pair.application.applicant.name not in answer.content.decode()


def test_the_run_page_takes_the_same_queries_at_two_and_four_people(client, desk, django_assert_num_queries):
    round_ = make.closed_round()
    listings = [make.listing(round_) for _ in range(2)]
    runs = []
    for _turn in range(2):
        for _person in range(2):  # one of whom does not get the first wish
            make.wishing(round_, *listings)
        runs.append(make.run(round_, by=desk, now=NOW))
        services.run_discard(runs[-1], by=desk, now=NOW)
    page(client, "matchrun_change", runs[0].pk)
    for run, people in zip(runs, (2, 4), strict=True):
        with django_assert_num_queries(14):
            client.get(reverse("admin:matching_matchrun_change", args=[run.pk]))
        assert run.pairs.count() == people


def test_proposed_locks_are_confirmed_or_turned_down(client, desk):
    round_ = make.closed_round()
    listing = make.listing(round_, capacity=2, week_capacity=2)
    people = [make.wishing(round_, listing) for _ in range(2)]
    for person in people:
        assert services.pair_propose(person, listing, reason="Hvervet", now=NOW) is True
        assert services.pair_propose(person, listing, reason="Hvervet", now=NOW) is False
    rules = list(PairRule.objects.order_by("pk"))
    address = reverse("admin:matching_pairrule_changelist")
    client.post(address, {"action": "confirm", "_selected_action": [rules[0].pk]})
    client.post(address, {"action": "free", "_selected_action": [rules[1].pk]})
    assert list(PairRule.objects.values_list("application", "kind", "reason", "confirmed", "by")) == [
        (people[0].pk, "lock", "Hvervet", True, desk.pk)
    ]


def test_an_open_offer_is_withdrawn_with_a_reason(client, run, desk):
    services.run_publish(run, by=desk, now=NOW)
    offer = Offer.objects.first()
    assert post(client, "offer_withdraw", offer.pk, reason="").status_code == 200
    assert post(client, "offer_withdraw", offer.pk, reason="Fejl i opslaget").status_code == 302
    offer.refresh_from_db()
    assert (offer.state, offer.reason) == ("withdrawn", "Fejl i opslaget")
    assert Mail.objects.filter(kind="offer_withdrawn").count() == 2
    assert page(client, "offer_changelist").count("withdraw/") == 1
