"""Every page of hosts, listings and the public site as a browser shows it: axe, links, width, console."""

from __future__ import annotations

import pytest

from evaluations.states import Respondent
from praktik.history.actors import Role
from praktik.listings.models import ListingComment
from praktik.listings.states import State
from praktik.organisations.states import State as MembershipState
from praktik.placements.states import State as PlacementState
from praktik.register.models import RegisterEntry
from praktik.rounds.states import Kind, MilestoneKind
from praktik.rounds.states import State as RoundState
from tests import browser as look
from tests.factories import (
    ApplicationFactory,
    CompanyFactory,
    EvaluationFactory,
    ListingFactory,
    MembershipFactory,
    OfferFactory,
    PlacementFactory,
    RoundFactory,
    UserFactory,
    WishFactory,
    WorkplaceFactory,
    clock,
)


@pytest.fixture
def world():
    """A company with a listing in every state, in a round that is open, and somebody who asks to join."""
    round_ = RoundFactory(name_da="Efteråret 2027", name_en="Autumn 2027", slug="efteraar-2027")
    rolling = RoundFactory(name_da="Løbende", name_en="Rolling", kind=Kind.ROLLING, dates=dict.fromkeys(MilestoneKind))
    draft = RoundFactory(state=RoundState.DRAFT, seed="", name_da="Foråret 2028", name_en="Spring 2028")
    company = CompanyFactory(
        name="Ø-Vind og Bølgekraft A/S", about_da="Vi bygger møller til havs.", about_en="We build."
    )
    member = MembershipFactory(organisation=company, user__name="Åse Ørsted")
    listings = {}
    for state in State:
        listing = ListingFactory(
            round=round_, organisation=company, state=state, municipality_id="aarhus", capacity=3,
            title=f"Følg et hold fra idé til drift ({state})", task="Du følger et hold på fem. " * 20,
        )  # fmt: skip
        listing.themes.set(["data", "green_transition"])
        listing.contacts.set([member.user])
        listings[state] = listing
    for number in range(22):
        ListingFactory(round=rolling, remote=True, title=f"Opslag {number}")
    ListingComment.objects.create(
        listing=listings[State.RETURNED], field="task", text="Hvem følger praktikanten?", at=clock.real()
    )
    asking = MembershipFactory(organisation=company, state=MembershipState.REQUESTED)
    colleague = MembershipFactory(organisation=company, user__name="Bo Bølge")
    shown = listings[State.PUBLISHED]
    OfferFactory(application=ApplicationFactory(round=round_, job_title="Oldfrue"), listing=shown)
    for state in (PlacementState.AGREED, PlacementState.COMPLETED):
        placement = PlacementFactory(application=ApplicationFactory(round=round_), listing=shown, state=state)
    EvaluationFactory(placement=placement, respondent=Respondent.HOST)
    sorting = ListingFactory(round=RoundFactory(state=RoundState.CLOSED, name_da="Foråret 2027"), organisation=company)
    WishFactory(application=ApplicationFactory(round=sorting.round), listing=sorting)
    idle = MembershipFactory()
    ListingFactory(organisation=idle.organisation, state=State.CLOSED, round=RoundFactory(state=RoundState.ARCHIVED))
    WorkplaceFactory(name="Vejle Kommune")
    RegisterEntry.objects.create(
        cvr="97465347", name="Alfa A/S", address="Havnegade 1", postcode="8000", city="Aarhus C", municipality="AARHUS",
        advertising_protected=False, as_of=clock.today(),
    )  # fmt: skip
    return {"host": member.user, "company": company, "listings": listings, "round": round_, "rolling": rolling,
            "draft": draft, "asking": asking, "colleague": colleague, "own": member, "idle": idle.user,
            "new": UserFactory(), "consultant": UserFactory(roles={Role.CONSULTANT}),
            "reader": UserFactory(roles={Role.READER})}  # fmt: skip


def pages(world):
    """(name, who, address)"""
    listing = {state: row.pk for state, row in world["listings"].items()}
    company = world["company"].pk
    return [
        ("front", None, "/"),
        ("front-en", None, "/en/"),
        ("how", None, "/how/"),
        ("how-en", None, "/en/how/"),
        ("hosts", None, "/hosts/"),
        ("managers", None, "/managers/"),
        ("questions", None, "/questions/"),
        ("privacy", None, "/privacy/"),
        ("accessibility", None, "/accessibility/"),
        ("list", None, "/listings/"),
        ("list-page-2", None, "/listings/?page=2"),
        ("data", None, "/listings/data/"),
        ("data-en", None, "/en/listings/data/"),
        ("list-empty", None, "/listings/?q=findesikke&region=nordjylland"),
        ("listing", None, f"/listings/{listing[State.PUBLISHED]}/"),
        ("listing-en", None, f"/en/listings/{listing[State.PUBLISHED]}/"),
        ("preview", "host", f"/listings/{listing[State.SUBMITTED]}/"),
        ("my", "host", "/my/"),
        ("my-new", "new", "/my/"),
        ("host", "host", "/host/"),
        ("host-en", "host", "/en/host/"),
        ("host-idle", "idle", "/host/"),
        ("host-new", "new", "/host/"),
        ("leave", "host", f"/host/people/{world['own'].pk}/end/"),
        ("end", "host", f"/host/people/{world['colleague'].pk}/end/"),
        ("end-over", "host", f"/host/people/{world['asking'].pk}/end/"),
        ("join", "new", "/host/join/"),
        ("join-found", "new", "/host/join/?q=ø-vind"),
        ("join-nothing", "new", "/host/join/?q=findesikke"),
        ("join-register", "new", "/host/join/?q=97465347"),
        ("company-new", "new", "/host/company/new/"),
        ("company-new-unknown", "new", "/host/company/new/?cvr=97265615"),
        ("company-new-wrong", "new", "/host/company/new/?cvr=1"),
        ("company-new-filled", "new", "/host/company/new/?cvr=97465347"),
        ("company", "host", f"/host/company/{company}/"),
        ("answer", "host", f"/host/people/{world['asking'].pk}/"),
        ("edit-new", "host", f"/host/company/{company}/listings/new/{world['rolling'].slug}/"),
        ("edit-returned", "host", f"/host/listings/{listing[State.RETURNED]}/"),
        ("close", "host", f"/host/listings/{listing[State.PUBLISHED]}/close/"),
    ]


def desk_pages(world):
    listing = world["listings"]
    return [
        ("desk", "consultant", "/admin/"),
        ("desk-round", "consultant", f"/admin/praktik/round/{world['draft'].pk}/change/"),
        ("desk-round-add", "consultant", "/admin/praktik/round/add/"),
        ("desk-round-open", "consultant", f"/admin/praktik/round/{world['draft'].pk}/move/open/"),
        ("desk-organisation", "consultant", f"/admin/praktik/organisation/{world['company'].pk}/change/"),
        ("desk-memberships", "consultant", "/admin/praktik/membership/"),
        ("desk-membership", "consultant", f"/admin/praktik/membership/{world['asking'].pk}/change/"),
        ("desk-decline", "consultant", f"/admin/praktik/membership/{world['asking'].pk}/move/decline/"),
        ("desk-listings", "consultant", "/admin/praktik/listing/"),
        ("desk-listing", "consultant", f"/admin/praktik/listing/{listing[State.SUBMITTED].pk}/change/"),
        ("desk-listing-reader", "reader", f"/admin/praktik/listing/{listing[State.SUBMITTED].pk}/change/"),
        ("desk-return", "consultant", f"/admin/praktik/listing/{listing[State.SUBMITTED].pk}/move/return/"),
    ]


def _walk(live_server, browser, world, listed, width, foreign=()):
    """What is wrong with each page; of ``foreign`` ones, whose markup is Django's, only the status and the console."""
    found = {}
    for who in dict.fromkeys(who for _name, who, _url in listed):
        context = browser.new_context(viewport={"width": width, "height": 900})
        if who:
            look.log_in(context, live_server, world[who])
        page = context.new_page()
        said = []
        page.on("console", lambda message, said=said: said.append(message.text) if message.type == "error" else None)
        for name, whose, url in listed:
            if whose != who:
                continue
            answer = page.goto(live_server.url + url)
            problems = [] if answer.status == 200 else [answer.status]
            problems += said
            if name not in foreign:
                problems += [*look.violations(page), *look.unresolved(page), *["too wide"] * look.too_wide(page)]
            said.clear()
            if problems:
                found[name] = problems
            look.picture(page, name)
        context.close()
    return found


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", look.EACH_WIDTH)
def test_pages_are_accessible_fit_the_screen_and_say_nothing_on_the_console(live_server, browser, world, width):
    assert _walk(live_server, browser, world, pages(world), width) == {}


@pytest.mark.django_db(transaction=True)
def test_pages_of_the_desk_open_without_a_word_on_the_console(live_server, browser, world):
    """The pages that are ours alone are held to axe too."""
    listed = desk_pages(world)
    ours = {"desk-round-open", "desk-decline", "desk-return"}
    foreign = {name for name, _who, _url in listed} - ours
    assert _walk(live_server, browser, world, listed, 1280, foreign) == {}


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("script", [True, False])
def test_filters_are_there_at_once_where_there_is_room_and_without_javascript_too(live_server, browser, world, script):
    context = browser.new_context(viewport={"width": 1280, "height": 900}, java_script_enabled=script)
    try:
        page = context.new_page()
        page.goto(live_server.url + "/listings/")
        seen = [page.locator(f"#id_{name}").is_visible() for name in ("theme", "week", "sort", "remote")]
        assert (seen, page.locator(".filter-more summary").is_visible()) == ([True] * 4, False)
        page.set_viewport_size({"width": 320, "height": 900})
        assert not page.locator("#id_theme").is_visible()
        page.locator(".filter-more summary").click()
        page.locator("#id_q").fill("bølgekraft")
        page.locator("#id_theme").select_option("data")
        page.locator("#id_theme").press("Tab")
        page.locator("button", has_text="Søg").click()
        page.wait_for_url("**/listings/?q=b%C3%B8lgekraft&theme=data**")
        page.locator("#found-count", has_text="1 opslag").wait_for()
        assert page.locator("#id_theme").is_visible()  # what is chosen is not hidden
        assert page.locator("#found mark").all_inner_texts() == ["Bølgekraft"]
        look.picture(page, f"list-found-{script}")
    finally:
        context.close()


@pytest.mark.django_db(transaction=True)
def test_the_search_answers_while_one_types(live_server, browser, world):
    """What is found, how many, the address and the other language follow; "back" and a reload give the same."""
    context = browser.new_context(viewport={"width": 320, "height": 900})
    try:
        page = context.new_page()
        problems = []
        page.on("console", lambda said: problems.append(said.text) if said.type == "error" else None)
        page.goto(live_server.url + "/listings/")
        assert page.locator("#found-count").inner_text() == "24 opslag"
        page.locator("#id_q").press_sequentially("bølgekraft")
        page.locator("#found-count", has_text="2 opslag").wait_for()
        page.wait_for_url("**/listings/?q=b%C3%B8lgekraft")
        assert page.locator("#other-language").get_attribute("href").startswith("/en/listings/?q=b%C3%B8lgekraft&")
        assert not page.locator("#id_remote").is_visible()  # on a small screen the filters wait behind one line
        page.locator("summary", has_text="Filtre og rækkefølge").click()
        page.locator("#id_remote").check()
        page.locator("#found-count", has_text="0 opslag").wait_for()
        page.wait_for_url("**/listings/?q=b%C3%B8lgekraft&remote=on")
        assert page.locator("#filters-chosen").inner_text() == "(1 valgt)"
        assert page.locator("label[for=id_remote]").inner_text() == "Kan foregå på afstand (0)"
        assert page.evaluate("document.activeElement.id") == "id_remote"  # what was replaced keeps the focus
        look.picture(page, "list-nothing")
        assert look.violations(page) + look.unresolved(page) == []
        page.go_back()
        page.locator("#found-count", has_text="2 opslag").wait_for()
        assert page.locator("#id_q").input_value() == "bølgekraft"
        page.locator("#show-all a").click()
        page.locator("#found-count", has_text="24 opslag").wait_for()
        # A newer question calls off an older one, so that its answer never takes back what was chosen since.
        aborted = ("htmx:afterRequest", "htmx:sendAbort")
        assert [said for said in problems if not said.startswith(aborted)] == []
    finally:
        context.close()
