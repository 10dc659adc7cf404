"""The front page in every phase of a programme: what is open, what comes, what is under way, and what came of it."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.cache import caches
from django.db import connection
from django.test.utils import CaptureQueriesContext
from lxml import html

from praktik import clock, dates
from praktik.history.actors import Role
from praktik.placements.registrations import figures
from praktik.placements.states import State as PlacementState
from praktik.rounds.states import Kind, MilestoneKind, State
from tests.factories import ListingFactory, PlacementFactory, RoundFactory, StoryFactory, UserFactory

pytestmark = pytest.mark.django_db
AFTER = dict.fromkeys(MilestoneKind)


def weeks(n):
    return dates.end_of_day(dates.monday(clock.today())) + dt.timedelta(weeks=n)


def coming(**fields):
    """A draft that opens in two weeks, with everything that it needs."""
    opens = {MilestoneKind.OPENS: weeks(2), MilestoneKind.CLOSES: weeks(6), MilestoneKind.MANAGERS: weeks(7)}
    moved = {**opens, MilestoneKind.LISTINGS_CLOSE: weeks(7), **fields.pop("dates", {})}
    fields = {"name_da": "Foråret", "state": State.DRAFT, "seed": "", **fields}
    return RoundFactory(dates=moved, dates__weeks_ahead=12, **fields)


def headings(client, address="/"):
    caches["pages"].clear()
    tree = html.fromstring(client.get(address).content)
    return [heading.text_content() for heading in tree.iterfind(".//main//h2")]


TEXTS = ["Sådan fungerer det", "For hvem", "Hvorfor"]


def test_nothing_at_all(client):
    assert headings(client) == ["Ingen runde er åben lige nu", *TEXTS]
    assert headings(client, "/en/")[0] == "No round is open right now"


def test_a_round_that_will_open_by_itself_is_announced_with_its_dates(client):
    round_ = coming()
    page = client.get("/")
    (shown,) = page.context["ahead"]
    assert headings(client) == ["Næste runde: Foråret", "Få besked, når den åbner", *TEXTS]
    assert (shown.round, shown.opens) == (round_, weeks(2))
    first, last = (dates.day(round_.at(kind)) for kind in (MilestoneKind.STARTS, MilestoneKind.ENDS))
    assert shown.dates == [
        ("Ansøgningsfrist", dates.moment(weeks(6))),
        ("Frist for ledernes svar", dates.moment(weeks(7))),
        ("Frist for praktikopslag", dates.moment(weeks(7))),
        ("Praktikken", f"{dates.week_label(round_.week())}: {first} til {last}"),
    ]
    assert f"Åbner for ansøgninger den {dates.moment(weeks(2))}." in page.content.decode()


@pytest.mark.parametrize(
    "fields",
    [
        {"dates": {MilestoneKind.OPENS: None}},
        {"dates": {MilestoneKind.OPENS: weeks(-1)}},
        {"dates": {MilestoneKind.CLOSES: None}},
        {"dates": {MilestoneKind.CLOSES: weeks(1)}},
    ],
    ids=["no day", "the day has passed", "not ready to open", "dates in the wrong order"],
)
def test_another_draft_is_nobodys_business(client, fields):
    coming(**fields)
    assert headings(client) == ["Ingen runde er åben lige nu", *TEXTS]
    assert "Foråret" not in client.get("/").content.decode()


def test_an_open_round_shows_every_date_that_is_ahead_and_who_may_apply_where_not_all_may(client):
    round_ = RoundFactory(dates={MilestoneKind.RANKING: weeks(5), MilestoneKind.LISTINGS_CLOSE: weeks(-1)})
    (shown,) = client.get("/").context["open"]
    assert [what for what, _when in shown.dates] == [
        "Frist for ledernes svar", "Frist for værters sortering af ansøgere", "Praktikken"
    ]  # fmt: skip
    assert (shown.takes_listings, shown.sectors) == (False, [])
    round_.applicant_sectors = ["state", "municipality"]
    round_.save()
    caches["pages"].clear()
    assert "Åben for ansatte i: stat, kommune." in client.get("/").content.decode()


def test_the_nearest_deadline_comes_first_and_one_without_last(client):
    rolling = RoundFactory(kind=Kind.ROLLING, dates=AFTER)
    late = RoundFactory(dates={MilestoneKind.CLOSES: weeks(3) + dt.timedelta(days=1)})
    soon = RoundFactory()
    page = client.get("/")
    assert [shown.round for shown in page.context["open"]] == [soon, late, rolling]
    assert "Få besked, når den åbner" not in headings(client)


STAGES = {
    State.CLOSED: "Ansøgningsfristen er gået. Ansøgere og pladser bliver matchet.",
    State.MATCHING: "Ansøgningsfristen er gået. Ansøgere og pladser bliver matchet.",
    State.OFFERS_OUT: "Tilbuddene er sendt ud, og praktikanter og værter planlægger dagene sammen.",
    State.RUNNING: "Praktikken er i gang.",
    State.EVALUATING: "Praktikken er slut. Vi spørger alle parter, hvad den førte til.",
}


@pytest.mark.parametrize("state", STAGES)
def test_a_round_between_its_deadline_and_the_archive_is_under_way(client, state):
    RoundFactory(state=state)
    (shown,) = client.get("/").context["under_way"]
    assert shown.stage == STAGES[state]
    assert headings(client) == ["Ingen runde er åben lige nu", "I gang lige nu", *TEXTS]


def test_an_archived_round_is_history(client):
    RoundFactory(state=State.ARCHIVED)
    assert headings(client) == ["Ingen runde er åben lige nu", *TEXTS]


def test_how_many_are_out_is_said_from_five_on():
    for _n in range(5):
        assert [figure.value for figure in figures(clock.now())] == []
        PlacementFactory(state=PlacementState.UNDER_WAY)
    assert [(figure.label, figure.value) for figure in figures(clock.now())] == [
        ("er i innovationspraktik lige nu", "5")
    ]


def test_three_stories_with_a_name_only_where_the_person_said_yes(client):
    stories = [StoryFactory(published_at=weeks(-n)) for n in range(4)]
    named = stories[1]
    named.person.name = "Åse Ørsted"
    named.person.save()
    named.name_consent_at = clock.now()
    named.save()
    teasers = client.get("/").context["teasers"]
    assert [teaser.title for teaser in teasers] == [story.title_da for story in stories[:3]]
    assert [teaser.by.partition(",")[0] for teaser in teasers] == ["", "Åse Ørsted", ""]
    assert headings(client)[-1] == "Fortalt af dem, der var med"


def test_a_story_that_is_only_in_danish_says_so_on_the_english_page(client):
    StoryFactory(title_en="A story", text_en="We learnt."), StoryFactory(published_at=weeks(-1))
    assert [teaser.language for teaser in client.get("/en/").context["teasers"]] == ["en", "da"]


def test_what_one_can_apply_for_comes_before_what_is_newer(client):
    open_ = ListingFactory(published_at=weeks(-3))
    newer = ListingFactory(round=RoundFactory(state=State.CLOSED))
    assert list(client.get("/").context["listings"]) == [open_, newer]


def test_the_number_of_queries_is_the_same_whatever_there_is(client):
    client.force_login(UserFactory())
    client.get("/livez")
    numbers = []
    for times in (1, 2):
        for _n in range(times):
            ListingFactory()
            coming(name_da="Næste")
            RoundFactory(state=State.RUNNING)
            StoryFactory()
        with CaptureQueriesContext(connection) as asked:
            client.get("/")
        numbers.append(len(asked))
    assert numbers == [11, 11]


@pytest.mark.parametrize(
    ("fields", "says"),
    [
        ({}, "Annonceret: der står, at runden åbner af sig selv"),
        (
            {"dates": {MilestoneKind.CLOSES: None}},
            "Ikke annonceret. Det bliver den, så snart den har disse datoer: Ans",
        ),
        (
            {"dates": {MilestoneKind.CLOSES: weeks(1)}},
            "Ikke annonceret: datoerne er passeret eller står i forkert rækk",
        ),
        ({"state": State.OPEN, "seed": "5eed"}, "Vises efter sin status og sine datoer."),
        ({"state": State.ARCHIVED, "seed": "5eed"}, "Vises ikke længere."),
    ],
    ids=["announced", "a date is missing", "wrong order", "open", "archived"],
)
def test_the_desk_sees_what_the_front_page_says(client, fields, says):
    client.force_login(UserFactory(roles={Role.CONSULTANT}))
    page = client.get(f"/admin/praktik/round/{coming(**fields).pk}/change/").content.decode()
    assert says in page


def test_a_round_that_is_being_made_is_not_announced(client):
    client.force_login(UserFactory(roles={Role.CONSULTANT}))
    assert "Ikke annonceret" in client.get("/admin/praktik/round/add/").content.decode()
