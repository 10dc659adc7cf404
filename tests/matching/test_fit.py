"""How well a place suits: each of the four shares by itself, and how they are weighed."""

import datetime as dt
import itertools

import pytest
from django.urls import reverse

from matching.fit import LABELS, Shares, Weights, default_weights
from matching.models import MatchPair, MatchRun, Offer
from matching.services import offer_accept, offer_decline, run_publish
from matching.services.publishing import refills_look
from matching.services.snapshot import snapshot
from praktik import clock
from praktik.applications.states import WishKind
from praktik.placements.models import Placement
from praktik.placements.states import State as PlacementState
from praktik.rounds.states import State as RoundState
from tests import factories
from tests.matching import make

pytestmark = pytest.mark.django_db
NOW = clock.real()
LATER = NOW + dt.timedelta(hours=1)
ALONE = {name: Weights(**{other: 10 * (other == name) for other in LABELS}) for name in LABELS}


@pytest.fixture
def round_():
    return factories.RoundFactory(state=RoundState.MATCHING)


def fits(round_, weights):
    """Listing -> points, of the one person there is."""
    return {
        where: value for _who, where, value in snapshot(round_, profile="fairest", weights=weights, now=NOW).problem.fit
    }


@pytest.mark.parametrize(
    ("weights", "points"),
    [
        (Weights(1, 0, 0, 0), 80),
        (Weights(0, 1, 0, 0), 50),
        (Weights(1, 1, 1, 1), 57),  # 230 of 400, rounded down
        (Weights(40, 30, 20, 10), 67),
        (Weights(4, 3, 2, 1), 67),  # the proportions alone count
        (Weights(0, 0, 0, 0), 0),
    ],
)
def test_weights(weights, points):
    assert weights.points(Shares(themes=80, goals=50, region=100, mix=0)) == points


def test_all_of_everything_is_a_hundred_whatever_the_weights():
    for four in itertools.product((0, 1, 7, 100), repeat=4):
        assert Weights(*four).points(Shares(100, 100, 100, 100)) == (100 if any(four) else 0)


def test_weights_come_out_of_what_may_hold_more():
    assert Weights.of({"themes": 1, "goals": 2, "region": 3, "mix": 4, "round": 9}) == Weights(1, 2, 3, 4)
    assert Weights.of(default_weights()) == Weights(40, 30, 20, 10)
    with pytest.raises(KeyError):
        Weights.of({"themes": 1})


def test_themes_are_those_of_the_open_wishes(round_):
    half, none, unwritten = (factories.ListingFactory(round=round_) for _ in range(3))
    half.themes.add("data", "health")
    none.themes.add("mobility")
    application = make.wishing(round_, half, none, unwritten)
    wish = factories.WishFactory(application=application, kind=WishKind.OPEN, listing=None)
    wish.themes.add("data")
    assert fits(round_, ALONE["themes"]) == {f"h{half.pk}": 50, f"h{none.pk}": 0, f"h{unwritten.pk}": 0}


def test_without_an_open_wish_the_themes_are_those_of_the_other_listings_on_the_list(round_):
    one, both, alone = (factories.ListingFactory(round=round_) for _ in range(3))
    one.themes.add("data")
    both.themes.add("data", "health")
    alone.themes.add("mobility")
    make.wishing(round_, one, both, alone)
    assert fits(round_, ALONE["themes"]) == {f"h{one.pk}": 100, f"h{both.pk}": 50, f"h{alone.pk}": 0}


def _goal_points(round_, *tasks, **fields):
    """The goals' share of a listing with each of ``tasks``, in their order."""
    listings = [
        factories.ListingFactory(round=round_, title=f"Nr. {n}", task=task, about="", offers="", hopes="")
        for n, task in enumerate(tasks)
    ]
    make.wishing(round_, *listings, **fields)
    found = fits(round_, ALONE["goals"])
    return [found[f"h{listing.pk}"] for listing in listings]


def test_goals_are_compared_as_danish_stems_without_stop_words(round_):
    mine = {"task": "Digitalisere arbejdsgange i kommunen", "purpose": ""}
    same, inflected, one, none = _goal_points(
        round_,
        "Digitalisere arbejdsgange i kommunen",
        "kommunerne, arbejdsgangene og digitalisering: digitaliseret",
        "Om kommunens veje",
        "Vi er i gang, og det er os, der gør det",  # nothing but stop words in common
        **mine,
    )
    assert (same, inflected, none) == (100, 100, 0)
    assert 0 < one < 100


def test_more_in_common_is_a_better_fit(round_):
    words = ["affald", "bolig", "cykel", "drone", "energi", "fjernvarme", "grundvand", "havn", "industri", "jernbane"]
    points = _goal_points(round_, *(" ".join(words[:n]) for n in range(1, 6)), task=" ".join(words), purpose="")
    assert points == sorted(points)
    assert len(set(points[:4])) == 4
    assert points[-1] == 100


def test_learning_goals_and_purpose_count_with_the_task(round_):
    listing = factories.ListingFactory(
        round=round_, title="x", task="fjernvarme grundvand", about="", offers="", hopes=""
    )
    application = make.wishing(round_, listing, task="", purpose="grundvand")
    application.goals.update(text="fjernvarme")
    assert fits(round_, ALONE["goals"]) == {f"h{listing.pk}": 100}


@pytest.mark.parametrize(
    "task",
    [
        "",
        "og i det",
        "'a' & | ! ( ) : * <-> \\ \"",
        "it's C:\\temp\\x http://a.dk/b?c=d e-mail@f.dk 'x",
        "%s %(people)s {}",
    ],
)
def test_no_text_breaks_the_comparison(round_, task):
    (points,) = _goal_points(round_, "Andet", task=task, purpose="")
    assert points == 0


def test_region_is_where_the_person_can_travel_or_both_can_do_it_remotely(round_):
    near, far, remote = (
        factories.ListingFactory(round=round_, municipality_id=place, remote=remote)
        for place, remote in (("aarhus", False), ("koebenhavn", False), ("koebenhavn", True))
    )
    make.wishing(round_, near, far, remote, workplace__municipality_id="aarhus", remote=True)
    assert fits(round_, ALONE["region"]) == {f"h{near.pk}": 100, f"h{far.pk}": 0, f"h{remote.pk}": 100}


def test_sectors_mix_where_the_company_has_not_had_the_persons_sector(round_):
    had, other, cancelled, sister = (factories.ListingFactory(round=round_) for _ in range(4))
    sister.organisation.parent, sister.organisation.cvr = had.organisation, None
    sister.organisation.save()
    application = make.wishing(round_, had, other, cancelled, sister)
    sector = application.workplace.sector
    for listing, state, workplace in (
        (had, PlacementState.COMPLETED, factories.WorkplaceFactory(sector=sector)),
        (cancelled, PlacementState.CANCELLED, factories.WorkplaceFactory(sector=sector)),
    ):
        factories.PlacementFactory(
            listing=factories.ListingFactory(organisation=listing.organisation), state=state,
            application__workplace=workplace,
        )  # fmt: skip
    assert fits(round_, ALONE["mix"]) == {
        f"h{had.pk}": 0, f"h{other.pk}": 100, f"h{cancelled.pk}": 100, f"h{sister.pk}": 0,
    }  # fmt: skip


def test_whoever_has_no_workplace_adds_nothing_to_the_mix(round_):
    listing = factories.ListingFactory(round=round_)
    make.wishing(round_, listing, workplace=None)
    assert fits(round_, ALONE["mix"]) == {f"h{listing.pk}": 0}


# --- from the form to the placement ----------------------------------------------------------------------------------


@pytest.fixture
def desk():
    return make.desk()


def two_for_one_place(**fields):
    """A closed round: the only difference between the two who wish for the only place is what it fits."""
    round_ = make.closed_round()
    listing = make.listing(round_, municipality_id="aarhus")
    listing.themes.add("data")
    near = make.wishing(round_, listing, workplace__municipality_id="aarhus")
    thematic = make.wishing(round_, listing, workplace__municipality_id="koebenhavn")
    for application, theme in ((near, "mobility"), (thematic, "data")):
        factories.WishFactory(application=application, kind=WishKind.OPEN, listing=None, rank=2).themes.add(theme)
    return round_, listing, near, thematic


def test_the_weights_decide_what_everything_before_leaves_equal(desk):
    round_, _listing, near, thematic = two_for_one_place()
    for weights, winner in ((ALONE["region"], near), (ALONE["themes"], thematic)):
        run = make.run(round_, by=desk, now=NOW, weights=weights)
        placed = MatchPair.objects.get(run=run, listing__isnull=False)
        assert (placed.application, placed.fit) == (winner, 100)
        assert placed.shares["themes"] == (100 if winner == thematic else 0)


def test_a_refill_keeps_the_weights(desk):
    round_, _listing, near, _thematic = two_for_one_place()
    run = make.run(round_, by=desk, now=NOW, weights=ALONE["region"])
    run_publish(run, by=desk, now=NOW)
    offer = Offer.objects.get()
    assert (offer.application, offer.fit) == (near, 100)
    offer_decline(offer, reason="", by=near.applicant, now=LATER, stay=True)
    assert refills_look(LATER) == 1
    assert Weights.of(MatchRun.objects.latest("pk").weights) == ALONE["region"]


def test_what_was_expected_goes_with_the_placement(desk):
    round_, listing, _near, _thematic = two_for_one_place()
    run = make.run(round_, by=desk, now=NOW, weights=ALONE["region"])
    run_publish(run, by=desk, now=NOW)
    offer = Offer.objects.get()
    offer_accept(offer, by=offer.application.applicant, now=NOW)
    offer_accept(offer, by=listing.host, now=NOW)
    assert list(Placement.objects.values_list("rank", "fit")) == [(1, 100)]


# --- the desk's and the public pages ---------------------------------------------------------------------------------


WEIGHTS = {"themes": 10, "goals": 0, "region": 5, "mix": 1}


@pytest.fixture
def at_the_desk(client, desk):
    client.force_login(desk)
    session = client.session
    session["account_authentication_methods"] = [{"method": "mfa"}]
    session.save()
    return client


@pytest.fixture
def asked(at_the_desk):
    round_ = two_for_one_place()[0]
    answer = at_the_desk.post(reverse("admin:matching_ask"), {"round": round_.pk, "profile": "stable", **WEIGHTS})
    assert answer.status_code == 302
    return MatchRun.objects.get()


def test_the_desk_weighs_and_the_run_keeps_it(at_the_desk, asked):
    assert asked.weights == WEIGHTS
    at_the_desk.post(reverse("admin:matching_stop", args=[asked.pk]))
    at_the_desk.post(reverse("admin:matching_again", args=[asked.pk]))
    assert [run.weights for run in MatchRun.objects.all()] == [WEIGHTS, WEIGHTS]
    shown = at_the_desk.get(reverse("admin:matching_matchrun_change", args=[asked.pk])).content.decode()
    assert "Temaer 10, mål 0, region 5, blanding af sektorer 1" in shown


def test_the_form_begins_with_the_usual_weights_or_those_of_a_run(at_the_desk, asked):
    form = lambda **query: at_the_desk.get(reverse("admin:matching_ask"), query).context["form"]  # noqa: E731
    begins = lambda form: {name: form[name].value() for name in ("profile", *LABELS)}  # noqa: E731
    usual = {"profile": "most_placed", **default_weights()}
    assert begins(form()) == usual
    assert begins(form(run=asked.pk)) == {"profile": "stable", **WEIGHTS}
    assert begins(form(run="x")) == begins(form(run=0)) == usual


@pytest.mark.parametrize(
    ("given", "where"),
    [
        (dict.fromkeys(LABELS, 0), "__all__"),
        ({"themes": -1}, "themes"),
        ({"themes": 101}, "themes"),
        ({"mix": "1.5"}, "mix"),
        ({"goals": ""}, "goals"),
        ({"region": "meget"}, "region"),
    ],
)
def test_weights_that_cannot_be_are_refused_with_a_sentence(at_the_desk, given, where):
    round_ = make.closed_round()
    data = {"round": round_.pk, "profile": "stable", **WEIGHTS, **given}
    answer = at_the_desk.post(reverse("admin:matching_ask"), data)
    assert (answer.status_code, set(answer.context["form"].errors), MatchRun.objects.count()) == (200, {where}, 0)
    assert answer.context["form"].errors[where][0] in answer.content.decode()


def test_the_public_page_tells_the_usual_weights_and_those_of_the_last_publishing(client, desk):
    round_ = two_for_one_place()[0]
    address = reverse("matching_method")
    said = "Vægte ved den seneste offentliggørelse: Temaer 10, mål 0, region 5, blanding af sektorer 1"
    run = make.run(round_, by=desk, now=NOW, weights=Weights(**WEIGHTS))
    before = client.get(address).content.decode()
    assert ("Temaer, 40:" in before, said in before) == (True, False)
    run_publish(run, by=desk, now=NOW)
    assert said in client.get(address).content.decode()
