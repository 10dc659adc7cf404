"""By keyboard alone: nothing is clicked, and what is typed goes where the focus is."""

from __future__ import annotations

import pytest

from matching.models import HostTier
from praktik.applications.models import Application
from praktik.listings.models import Listing
from tests import factories
from tests.browser import WIDTHS, opened
from tests.unaided.keys import Keys
from tests.unaided.world import PASSWORD, world

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def here(live_server, settings):
    settings.SITE_URL = live_server.url
    return world()


# The narrow one in every run, where the most can be out of sight.
MORE = [((1280, "da"), "1280"), *(((width, "en"), f"{width}-en") for width in WIDTHS)]
RUNS = [
    pytest.param((320, "da"), id="320"),
    *(pytest.param(one, marks=pytest.mark.audit, id=name) for one, name in MORE),
]


@pytest.fixture(params=RUNS)
def keys(request, browser, live_server):
    width, language = request.param
    with opened(browser, width) as page:
        yield Keys(page, live_server.url, language)
        assert page.problems == []


def log_in(keys, person):
    keys.skip()
    keys.types("login", person.email)
    keys.types("password", PASSWORD)
    keys.enter()


def save(keys):
    keys.press("button", "Gem og fortsæt")


def test_an_applicant_finds_a_listing_and_applies(keys, here):
    keys.go("/")
    find_a_listing(keys)
    keys.press("link", "Ansøg, og ønsk denne plads")
    log_in(keys, here.applicant)
    keys.skip()
    keys.press("button", "Begynd ansøgningen")
    who_and_why(keys)
    wishes(keys)
    impartiality_and_manager(keys)
    keys.skip()
    keys.press("button", "Send ansøgningen")
    keys.says("Din ansøgning er sendt. Der ligger en kvittering i din mail.")
    application = Application.objects.get(round=here.round)
    assert (application.state, application.workplace.name) == ("awaiting_manager", "Sønderby Kommune")
    assert [wish.company_name or wish.listing.title for wish in application.wishes.all()] == [
        "Drift i skyen", "Alfa A/S", "Følg et produkthold",
    ]  # fmt: skip


def find_a_listing(keys):
    keys.skip()
    keys.press("link", "Praktikopslag", back=True)
    keys.skip()
    keys.types("q", "skyen")
    keys.waits("1 opslag")
    assert keys.stop()["name"] == "q"
    keys.key("Control+a", "Backspace")
    keys.waits("4 opslag")
    if keys.page.viewport_size["width"] < 768:
        keys.to("summary", "Filtre og rækkefølge")
        keys.key("Enter")
    keys.to("field", "municipality")
    keys.page.keyboard.type("Odense")
    keys.waits("1 opslag")
    assert keys.value("municipality") == "odense"
    keys.to("field", "days")
    keys.key("ArrowDown")
    keys.waits("Intet opslag passer på det hele.")
    assert keys.value("days") == "2"
    keys.key("ArrowUp")
    keys.waits("1 opslag")
    keys.to("field", "remote")
    keys.key("Space")
    # The address follows the answer: to go on before is to take the one navigation for the other.
    keys.page.wait_for_url("**remote=on**")
    assert keys.value("remote") == "on"
    keys.press("link", "Drift i skyen")
    keys.skip()


def who_and_why(keys):
    keys.skip()
    keys.types("q", "sønder")
    keys.enter()
    keys.skip()
    keys.types("job_title", "Projektleder")
    keys.to("field", "workplace")
    keys.key("Space")
    assert keys.value("workplace") is not None
    save(keys)
    keys.skip()
    keys.types("purpose", "Mit nummer er 010190-1234")
    save(keys)
    # What is wrong has the focus; its link leads to the field.
    assert keys.stop()["kind"] == "div"
    keys.to("link", "Formål: hvorfor en virksomhed, og hvorfor nu")
    keys.key("Enter")
    assert keys.stop()["name"] == "purpose"
    keys.key("Control+a")
    keys.page.keyboard.type("Jeg vil se, hvordan andre gør.")
    keys.types("task", "Vi skal digitalisere en arbejdsgang.")
    save(keys)
    keys.skip()
    keys.types("goal_1", "At lære noget nyt")
    keys.types("brings", "Kendskab til en kommunes hverdag.")
    save(keys)
    keys.skip()
    save(keys)


def wishes(keys):
    keys.skip()
    keys.press("button", "Tilføj Følg et produkthold")
    keys.types("company-company_name", "Alfa A/S")
    keys.press("button", "Tilføj virksomheden")
    keys.press("button", "Op Alfa A/S")
    keys.press("button", "Op Alfa A/S")
    keys.press("button", "Ned Alfa A/S")
    keys.press("link", "Fortsæt")


def impartiality_and_manager(keys):
    keys.skip()
    for leg in ("impartiality", "confidentiality", "procurement"):
        keys.to("field", leg)
        keys.key("Space")
        assert keys.value(leg) == "no"
    save(keys)
    keys.skip()
    keys.types("manager_name", "Mads Manager")
    keys.types("manager_email", "mads@kommune.demo.example")
    save(keys)


def test_a_host_writes_a_listing_sorts_applicants_and_answers_an_offer(keys, here):
    offer = factories.OfferFactory(listing=here.sorted, application=here.people[0])
    keys.go("/host/")
    log_in(keys, here.host)
    keys.skip()
    keys.press("link", f"Nyt opslag i {'Efterår' if keys.language == 'da' else 'Autumn'} 2027")
    keys.skip()
    keys.types("title", "Lagerets nattehold")
    keys.types("about", "Vi driver et lager.")
    keys.types("task", "Følg holdet fra aften til morgen.")
    keys.types("offers", "En plads ved bordet.")
    keys.types("hopes", "At forstå en kommunes hverdag.")
    keys.to("field", "themes")
    keys.key("Space")
    keys.to("field", "municipality")
    keys.page.keyboard.type("Odense")
    keys.press("button", "Gem og send ind")
    listing = Listing.objects.get(title="Lagerets nattehold")
    assert (listing.state, listing.municipality_id, listing.themes.count()) == ("submitted", "odense", 1)
    keys.skip()
    keys.press("link", "Sortér dem, der har ønsket »Havnen om natten«")
    sort_applicants(keys, here)
    keys.go(f"/offers/{offer.pk}/")
    keys.skip()
    keys.press("button", "Sig ja")
    offer.refresh_from_db()
    assert offer.host_answer == "yes"


def sort_applicants(keys, here):
    """One of two, by the arrows from "no opinion" to "rather others"; the other is passed by."""
    shown = keys.page.locator("main [type=radio]").evaluate_all("all => [...new Set(all.map((e) => e.name))]")
    keys.skip()
    keys.to("field", shown[0])
    keys.key("ArrowUp", "ArrowUp")
    assert keys.value(shown[0]) == "3"
    keys.to("field", shown[1])
    keys.press("button", "Gem")
    pk = int(shown[0].removeprefix("person_"))
    assert dict(HostTier.objects.values_list("application", "tier")) == {pk: 3}
