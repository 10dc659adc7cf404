"""Pages of people who have logged in, applicants and hosts; what they are given is in placed.py."""

from __future__ import annotations

from django.db import transaction

from praktik import clock
from praktik.alerts.states import Kind
from praktik.applications.models import Application
from praktik.applications.states import State as ApplicationState
from praktik.applications.states import WishKind
from praktik.listings.states import State as ListingState
from praktik.organisations.states import State as MembershipState
from praktik.recruitment.services import answer_choose, leads_find
from praktik.register.models import RegisterEntry
from praktik.rights.models import Copy
from praktik.rights.services.copies import copy_ask
from praktik.work.services import jobs_do
from tests import factories
from tests.looks.look import ANY_ANSWER, MINE, NEXT, NO_FORM, SENTENCE, TEXT, Look, Page, Scene
from tests.looks.placed import emptied
from tests.matching import make as matching
from tests.praktik.mail.access import sent
from tests.praktik.organisations.access import colleague

LATER = [state for state in ApplicationState if state not in (ApplicationState.DRAFT, ApplicationState.ELIGIBLE)]


def application(state: ApplicationState = ApplicationState.ELIGIBLE, **fields):
    def make(scene: Scene) -> tuple[int]:
        Application.objects.filter(pk=scene.application.pk).update(state=state, **fields)
        return (scene.application.pk,)

    return make


EMPTY = dict.fromkeys(("purpose", "task", "brings", "job_title", "manager_name", "manager_email"), "")


def step(name: str, **fields):
    def make(scene: Scene) -> tuple[int, str]:
        begun = application(ApplicationState.DRAFT, submitted_at=None, **fields)(scene)
        if fields:
            scene.application.goals.all().delete()
            scene.application.wishes.all().delete()
        return (*begun, name)

    return make


def steps() -> Page:
    """Each step of the form: begun, with all in it, and with what cannot be saved."""
    bad = {
        "about": {"job_title": "010190-1234"}, "task": {"purpose": "010190-1234"}, "goals": {"goal_1": "010190-1234"},
        "when": {"days": "99"}, "impartiality": {"impartiality": "yes"}, "manager": {"manager_email": "x"},
    }  # fmt: skip
    empty = {**EMPTY, "workplace": None, "weeks": [], "conflicts_asked": False}
    found: Page = {}
    for name in (*bad, "wishes", "review"):
        found[f"{name} empty"] = Look(step(name, **empty), who=MINE)
        found[f"{name} filled"] = Look(step(name), who=MINE)
    found |= {
        f"{name} error": Look(step(name, **empty), who=MINE, send=data, at="version") for name, data in bad.items()
    }
    found["empty"], found["filled"], found["error"] = (found.pop(f"about {s}") for s in ("empty", "filled", "error"))
    return found


def busy(scene: Scene) -> tuple[()]:
    """Somebody with something of everything to do, as applicant and as host."""
    person = scene.people[MINE]
    factories.OfferFactory(application=scene.application, listing=scene.listing)
    other = factories.RoundFactory(name_da="Forår 2028", name_en="Spring 2028")
    factories.ApplicationFactory(round=other, applicant=person, state=ApplicationState.DRAFT, submitted_at=None)
    placement = factories.PlacementFactory(application__applicant=person)
    factories.EvaluationFactory(placement=placement)
    factories.AttendanceFactory(workshop=factories.WorkshopFactory(round=scene.round), user=person)
    acts = factories.MembershipFactory(user=person)
    factories.ListingFactory(round=scene.round, organisation=acts.organisation, state=ListingState.RETURNED)
    return ()


def hosting(scene: Scene) -> tuple[()]:
    for state in ListingState:
        factories.ListingFactory(round=scene.round, organisation=scene.company, state=state, title=f"Opslag: {state}")
    factories.MembershipFactory(organisation=scene.company, state=MembershipState.REQUESTED)
    return ()


def registered(scene: Scene) -> tuple[()]:
    RegisterEntry.objects.create(
        cvr="97465347", name="Alfa A/S", address="Havnegade 1", postcode="8000", city="Aarhus C", municipality="AARHUS",
        advertising_protected=False, as_of=clock.today(),
    )  # fmt: skip
    return ()


def listing(state: ListingState, *more: str):
    def make(scene: Scene) -> tuple:
        made = factories.ListingFactory(round=scene.round, organisation=scene.company, state=state)
        return (made.pk, *more)

    return make


# --- the matching ---


def waiting(scene: Scene) -> tuple[int]:
    left = (ApplicationState.ELIGIBLE, ApplicationState.WAITING_LIST)
    waits = Application.objects.filter(round=scene.matched["run"].round, state__in=left)
    mine = waits.first()
    Application.objects.filter(pk__in=waits).update(state=ApplicationState.WAITING_LIST)
    scene.waiter = mine.applicant
    return (mine.pk,)


def sorting(people: int):
    def make(scene: Scene) -> tuple[int]:
        round_ = matching.closed_round(name_da="Forår 2027", name_en="Spring 2027")
        listed = matching.listing(round_, title="Havnen om natten")
        for title in ("Jurist", "Planlægger", "Sygeplejerske")[:people]:
            matching.wishing(round_, listed, job_title=title)
        scene.sorter = listed.host
        return (listed.pk,)

    return make


# --- rights, mails, workshops ---


def copied(scene: Scene) -> tuple[()]:
    copy_ask(scene.people[MINE], now=clock.real())
    jobs_do(time=clock.real)
    copy_ask(scene.people[MINE], now=clock.real())
    return ()


def copy(scene: Scene) -> tuple[int]:
    assert scene.application
    copied(scene)
    return (Copy.objects.filter(state="done").latest("pk").pk,)


def mails(scene: Scene) -> tuple[()]:
    sent(scene)
    return ()


def workshop(**fields):
    def make(scene: Scene) -> tuple[int]:
        made = factories.WorkshopFactory(round=scene.round, online="https://meet.demo.example/abc", **fields)
        factories.AttendanceFactory(workshop=made, user=scene.people[MINE])
        factories.AttendanceFactory(workshop=made, state="coming")
        return (made.pk,)

    return make


def alerts(scene: Scene) -> tuple[()]:
    factories.AlertFactory(user=scene.people[MINE], kind=Kind.ROUNDS)
    factories.AlertFactory(user=scene.people[MINE], query="q=velf%C3%A6rdsteknologi&days=3&remote=on")
    return ()


def mine(scene: Scene) -> tuple[int]:
    return (scene.application.pk,)


def company_wish(count: int, *, chosen: bool = False, state: ApplicationState = ApplicationState.ELIGIBLE):
    """A wish for a company that has ``count`` listings in the round, of which the applicant may have chosen none."""

    def make(scene: Scene) -> tuple[int]:
        wish = factories.WishFactory(
            application=scene.application, rank=2, kind=WishKind.COMPANY, company_name="Beta ApS",
            company_cvr=factories.cvr(7000),
        )  # fmt: skip
        company = factories.CompanyFactory(name="Beta ApS", cvr=wish.company_cvr)
        for number in range(count):
            factories.ListingFactory(round=scene.round, organisation=company, title=f"Følg os i produktionen {number}")
        with transaction.atomic():
            leads_find(scene.application, now=scene.now())
        if chosen:
            answer_choose(wish, listing=None, by=scene.people[MINE], now=scene.now())
        Application.objects.filter(pk=scene.application.pk).update(state=state)
        return (wish.pk,)

    return make


def begun(scene: Scene) -> tuple[str]:
    return (scene.round.slug,)


def begun_twice(scene: Scene) -> tuple[str]:
    return (scene.application.round.slug,)


def asking(scene: Scene) -> tuple[int]:
    asks = factories.MembershipFactory(organisation=scene.company, state=MembershipState.REQUESTED)
    return (asks.pk,)


PAGES: dict[str, Page] = {
    "my_page": {"empty": Look(who="newcomer"), "filled": Look(busy, who=MINE), "error": NO_FORM,
        "desk": Look(who="consultant")},
    "alert_list": {
        "empty": Look(who="newcomer"), "filled": Look(alerts, who=MINE), "error": SENTENCE,
        "asked": Look(who="newcomer", query="?kind=listings&query=q%3Dvind%26language%3Dda"),
    },
    "application_start": {
        "empty": Look(begun, who="newcomer"), "filled": Look(begun_twice, who=MINE), "error": NO_FORM,
    },
    "application_page": {
        "empty": Look(application(ApplicationState.DRAFT, submitted_at=None, **EMPTY), who=MINE),
        "filled": Look(mine, who=MINE), "error": NO_FORM,
        **{state.value: Look(application(state), who=MINE) for state in LATER},
        "emptied": Look(emptied("application"), who="intern", status=404),
    },
    "application_step": steps(),
    "wish_add": {
        "empty": TEXT, "filled": NEXT,
        "error": Look(
            lambda scene: (*step("wishes")(scene)[:1], "company"), who=MINE, start="application_step",
            send={"company-company_cvr": "12"}, at="company-company_cvr",
        ),
    },
    "wish_choice": {
        "empty": Look(company_wish(0), who=MINE), "filled": Look(company_wish(2), who=MINE), "error": SENTENCE,
        "none": Look(company_wish(1, chosen=True), who=MINE),
        "over": Look(company_wish(1, state=ApplicationState.MATCHED), who=MINE),
    },
    "application_withdraw": {
        "empty": Look(mine, who=MINE), "filled": NEXT,
        "error": Look(mine, who=MINE, send={"why": "010190-1234"}),
    },
    "application_carry_over": {"empty": TEXT, "filled": Look(mine, who=MINE), "error": ANY_ANSWER},
    "host_home": {"empty": Look(who="newcomer"), "filled": Look(hosting, who="host"), "error": NO_FORM},
    "listing_new": {
        "empty": Look(lambda scene: (scene.company.pk, scene.round.slug), who="host"),
        "error": Look(lambda scene: (scene.company.pk, scene.round.slug), who="host", send={"title": ""}, at="title"),
        "filled": NEXT,
    },
    "listing_edit": {
        "empty": TEXT, "filled": Look(listing(ListingState.RETURNED), who="host"),
        "error": Look(listing(ListingState.DRAFT), who="host", send={"title": "", "task": "010190-1234"}, at="title"),
    },
    "listing_move": {
        "empty": TEXT, "filled": Look(listing(ListingState.PUBLISHED, "close"), who="host"), "error": NO_FORM,
        "pause": Look(listing(ListingState.PUBLISHED, "pause"), who="host"),
    },
    "organisation_join": {
        "empty": Look(who="newcomer"),
        "filled": Look(lambda scene: scene.company and (), who="newcomer", query="?q=virksomhed"),
        "registered": Look(registered, who="newcomer", query="?q=97465347"),
        "error": Look(who="newcomer", query="?q=findesikke"),
    },
    "organisation_new": {
        "empty": Look(who="newcomer"),
        "filled": Look(registered, who="newcomer", query="?cvr=97465347"),
        "unknown": Look(who="newcomer", query="?cvr=97265615"),
        "wrong": Look(who="newcomer", query="?cvr=1"),
        "error": Look(who="newcomer", query="?cvr=97265615", send={"name": "", "cvr": "1"}, at="name"),
    },
    "organisation_edit": {
        "empty": TEXT, "filled": Look(lambda scene: (scene.company.pk,), who="host"),
        "error": Look(lambda scene: (scene.company.pk,), who="host", send={"website": "x", "about_da": "010190-1234"}),
    },
    "membership_answer": {"empty": TEXT, "filled": Look(asking, who="host"), "error": NO_FORM},
    "membership_end": {"empty": TEXT, "filled": Look(colleague, who="host"), "error": NO_FORM},
    "mail_list": {"empty": Look(who="newcomer"), "filled": Look(mails, who=MINE), "error": NO_FORM},
    "mail_page": {"empty": TEXT, "filled": Look(sent, who=MINE), "error": NO_FORM},
    "my_data": {"empty": Look(who="newcomer"), "filled": Look(copied, who=MINE), "error": NO_FORM},
    "copy_page": {"empty": TEXT, "filled": Look(copy, who=MINE, fresh=True), "error": NO_FORM},
    "erase_me": {
        "empty": Look(who="newcomer"), "error": Look(who="newcomer", fresh=True, send={}),
        "filled": Look(lambda scene: scene.application and (), who=MINE),
    },
    "workshop_page": {
        "empty": TEXT, "filled": Look(workshop(), who=MINE), "error": SENTENCE,
        "full": Look(workshop(seats=1), who=MINE), "cancelled": Look(workshop(state="cancelled"), who=MINE),
        "desk": Look(workshop(), who="consultant"),
    },
    "waiting_page": {"empty": Look(application(ApplicationState.WAITING_LIST), who=MINE),
        "filled": Look(waiting, who="waiter"), "error": NO_FORM},
    "listing_ranking": {
        "empty": Look(sorting(0), who="sorter"), "filled": Look(sorting(3), who="sorter"), "error": SENTENCE,
        "too early": Look(lambda scene: (scene.listing.pk,), who="host"),
    },
}  # fmt: skip
