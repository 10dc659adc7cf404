"""The public pages' texts: the files', the consultants' own, and what the desk can do with them."""

from __future__ import annotations

import datetime as dt
import re

import pytest
from django.apps import apps
from django.conf import settings
from django.urls import reverse
from django.utils import translation
from lxml import etree

from praktik import clock
from praktik.history.door import Refused
from praktik.home import services, texts
from praktik.home.models import PageText
from praktik.rounds.states import MilestoneKind
from praktik.rounds.states import State as RoundState
from tests import browser as look
from tests.factories import ListingFactory, RoundFactory, UserFactory

ADDRESSES = {
    "front_page": "/", "how_it_works": "/how/", "for_hosts": "/hosts/", "for_managers": "/managers/",
    "questions": "/questions/", "privacy_notice": "/privacy/", "accessibility_statement": "/accessibility/",
}  # fmt: skip
ADD = "admin:praktik_pagetext_add"
CHANGE = "admin:praktik_pagetext_change"


@pytest.fixture
def consultant():
    return UserFactory(roles={"consultant"})


def save(by, *, page="for_hosts", block="cost", round_=None, text="## Pris\n\nGratis", language="da"):
    return services.page_text_save(page, block, language=language, round_=round_, text=text, by=by, now=clock.real())


def shown(client, address="/hosts/"):
    """The second-order headings of a page, in order."""
    return re.findall("<h2>(.*?)</h2>", client.get(address).content.decode())


HEADINGS = ["Hvad I får", "Hvad I giver", "Hvad det koster", "Habilitet og fortrolighed", "Sådan gør I"]


def with_price(heading):
    return [heading if was == "Hvad det koster" else was for was in HEADINGS]


@pytest.mark.parametrize("page", texts.PAGES)
def test_the_files_have_the_same_blocks_in_both_languages_and_nothing_that_cannot_be_used(page):
    found = {language: texts.defaults(page, language) for language in texts.LANGUAGES}
    assert list(found["da"]) == list(found["en"])
    assert list(found["da"])[:2] == ["title", "lead"]
    problems = {
        f"{language}.{name}": texts.problem(name, text, of_round=False)
        for language, blocks in found.items()
        for name, text in blocks.items()
    }
    assert set(problems.values()) == {None}
    assert [name for blocks in found.values() for name, text in blocks.items() if not text] == []


def test_every_file_is_a_pages():
    folder = settings.BASE_DIR / "templates" / "home" / "texts"
    assert {path.name for path in folder.iterdir()} == {
        f"{page}.{language}.md" for page in texts.PAGES for language in texts.LANGUAGES
    }


@pytest.mark.django_db
@pytest.mark.parametrize("language", texts.LANGUAGES)
def test_every_placeholder_has_a_value(settings, language):
    settings.CONTACT_EMAIL, settings.CONTACT_PHONE = "desk@demo.example", "12 34 56 78"
    with translation.override(language):
        values = texts._values()
    assert {*values, "round"} == set(texts.allowed(of_round=True))
    assert [name for name, value in values.items() if not value] == []
    call = "eller ring på" if language == "da" else "or call"
    assert values["contact"] == f"[desk@demo.example](mailto:desk@demo.example) {call} [12 34 56 78](tel:12345678)"


@pytest.mark.django_db
def test_the_rounds_own_text_comes_before_the_one_for_all_and_that_before_the_file(client, consultant):
    assert shown(client) == HEADINGS
    near = RoundFactory(dates={MilestoneKind.CLOSES: clock.real() + dt.timedelta(days=5)})
    far = RoundFactory(dates={MilestoneKind.CLOSES: clock.real() + dt.timedelta(days=50)})
    draft = RoundFactory(state=RoundState.DRAFT)
    save(consultant, round_=far, text="## Den fjernes")
    save(consultant, round_=draft, text="## Kladdens")
    assert shown(client) == HEADINGS
    save(consultant, text="## Alles")
    assert shown(client) == with_price("Alles")
    own = save(consultant, round_=near, text="## Den nærmestes, {round}")
    assert shown(client) == with_price(f"Den nærmestes, {near.name_da}")
    assert "What it costs" in shown(client, "/en/hosts/")
    near.state = RoundState.CLOSED
    near.save()
    assert shown(client) == with_price("Den fjernes")
    far.delete()
    assert shown(client) == with_price("Alles")
    services.page_text_delete(PageText.objects.get(round=None), by=consultant, now=clock.real())
    assert shown(client) == HEADINGS
    assert PageText.objects.filter(pk=own.pk).exists()


@pytest.mark.django_db
def test_a_text_of_a_block_that_the_file_has_no_longer_is_shown_nowhere(client):
    PageText.objects.create(page="for_hosts", block="gone", language="da", text="## Væk", changed_at=clock.real())
    assert shown(client) == HEADINGS


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
@pytest.mark.parametrize(("page", "queries"), [*((page, 1) for page in ADDRESSES if page != "front_page")])
def test_what_a_page_of_text_asks_the_database(client, consultant, django_assert_num_queries, page, queries, rows):
    for round_ in [RoundFactory() for _n in range(rows)]:
        save(consultant, page=page, block="lead", round_=round_, text="Her")
        save(consultant, page=page, block="title", round_=round_, text="Der")
    with django_assert_num_queries(queries):
        assert "<h1>Der</h1>" in client.get(ADDRESSES[page]).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_what_the_front_page_asks_the_database(client, consultant, django_assert_num_queries, rows):
    for round_ in [RoundFactory() for _n in range(rows)]:
        save(consultant, page="front_page", block="lead", round_=round_, text="Her")
        ListingFactory(round=round_)
    with django_assert_num_queries(9):
        assert '<p class="font-lead">Her</p>' in client.get("/").content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("block", "text", "named"),
    [
        ("cost", "Skriv til {nickname}", "nickname"),
        ("cost", "{round}", "round"),
        ("cost", "{settings.SECRET_KEY}", "SECRET_KEY"),
        ("cost", "<b>Gratis</b>", "HTML"),
        ("cost", "[x](javascript:x)", "javascript"),
        ("lead", "Et\n\nTo", "ét afsnit"),
        ("title", "## Pris", "uden #"),
        ("title", "x" * 151, "150"),
    ],
)
def test_what_cannot_be_used_is_refused_and_changes_nothing(consultant, block, text, named):
    save(consultant, text="Før", block=block)
    with pytest.raises(Refused, match=named):
        save(consultant, text=text, block=block)
    assert list(PageText.objects.values_list("text", flat=True)) == ["Før"]


@pytest.mark.django_db
@pytest.mark.parametrize("where", [{"page": "nowhere"}, {"block": "nothing"}, {"language": "de"}])
def test_a_text_for_nothing_is_a_programmers_mistake(consultant, where):
    with pytest.raises(LookupError):
        save(consultant, **where)


@pytest.mark.django_db
def test_hostile_text_stays_text(client, consultant):
    """Also where it never went through the service, and where the name of a round is hostile."""
    round_ = RoundFactory(name_da='"><script>alert(1)</script>[x](javascript:x)')
    hostile = '<script>alert(1)</script> [x](javascript:x) {round} {{ settings }} "onload="'
    for block in texts.defaults("for_hosts", "da"):
        PageText.objects.create(
            page="for_hosts", block=block, language="da", round=round_, text=hostile, changed_at=clock.real()
        )
    page = client.get("/hosts/").content.decode()
    tree = etree.HTML(page)
    assert list(tree.iter("script")) == []
    assert {name for node in tree.iter() for name in node.attrib if name.startswith("on")} == set()
    assert [node for node in tree.iter("a") if "script" in node.get("href")] == []
    assert page.count("&lt;script&gt;alert(1)&lt;/script&gt;") >= 2 * len(texts.defaults("for_hosts", "da"))


@pytest.mark.django_db
def test_the_same_text_saved_twice_is_one_row_and_what_was_stays_in_the_history(consultant):
    save(consultant, text="A\r\nB")
    own = save(consultant, text="C")
    services.page_text_delete(own, by=consultant, now=clock.real())
    events = apps.get_model("praktik", "PageTextEvent").objects.order_by("pgh_id")
    assert list(events.values_list("pgh_label", "text")) == [("insert", "A\nB"), ("update", "C"), ("delete", "C")]


@pytest.mark.django_db
def test_a_consultant_writes_tries_and_gives_up_a_text(client, consultant):
    client.force_login(consultant)
    round_ = RoundFactory()
    page = client.get(reverse(ADD), {"place": "for_hosts.cost", "language": "da"}).content.decode()
    assert "Tid, ikke løn." in page
    data = {"place": "for_hosts.cost", "language": "da", "round": round_.pk, "text": "## Pris\n\nI {round}: {nickname}"}
    page = client.post(reverse(ADD), data).content.decode()
    assert "Der findes ingen pladsholder {nickname}. Du kan bruge {contact}, {contact_email}, {front_page}" in page
    data["text"] = "## Pris\n\nI {round}: [gratis]({listings})"
    seen = client.post(reverse(ADD), data | {"_preview": "1"}).content.decode()
    assert f'<h2>Pris</h2>\n<p>I {round_.name_da}: <a href="/listings/">gratis</a></p>' in seen
    assert "Sådan ville siden se ud. Intet er gemt." in seen
    assert '<a id="other-language" class="function-link" href="/en/hosts/"' in seen
    assert (PageText.objects.count(), "Hvad det koster" in shown(client)) == (0, True)
    assert client.post(reverse(ADD), data).status_code == 302
    assert "allerede en egen tekst" in client.post(reverse(ADD), data).content.decode()
    assert shown(client) == with_price("Pris")
    own = PageText.objects.get()
    change = reverse(CHANGE, args=[own.pk])
    seen = client.post(change, {"text": "## Nyt", "_preview": "1"}).content.decode()
    assert ("<h2>Nyt</h2>" in seen, shown(client)) == (True, with_price("Pris"))
    assert "HTML kan ikke bruges" in client.post(change, {"text": "<b>", "_preview": "1"}).content.decode()
    assert client.post(change, {"text": "## Nyt"}).status_code == 302
    own.refresh_from_db()
    assert (own.page, own.block, own.language, own.round, own.text) == ("for_hosts", "cost", "da", round_, "## Nyt")
    assert '<dd class="earlier">## Pris\n\nI {round}: [gratis]({listings})</dd>' in client.get(change).content.decode()
    assert client.post(reverse("admin:praktik_pagetext_delete", args=[own.pk]), {"post": "yes"}).status_code == 302
    assert shown(client) == HEADINGS


@pytest.mark.django_db
def test_an_english_text_is_tried_on_the_english_page(client, consultant):
    client.force_login(consultant)
    data = {"place": "front_page.title", "language": "en", "round": "", "text": "Go and see", "_preview": "1"}
    page = client.post(reverse(ADD), data).content.decode()
    assert "<h1>Go and see</h1>" in page
    assert '<html lang="en">' in page
    assert "This is how the page would look" not in page  # said in the writer's language
    assert "No round is open right now" in page


@pytest.mark.django_db
@pytest.mark.parametrize("roles", [(), ("reader",)])
def test_nobody_else_words_the_pages(client, consultant, roles):
    own = save(consultant)
    client.force_login(UserFactory(roles=set(roles)))
    data = {"place": "for_hosts.get", "language": "da", "round": "", "text": "x", "_preview": "1"}
    for address in (reverse(ADD), reverse(CHANGE, args=[own.pk])):
        assert client.post(address, data).status_code in (302, 403)
        assert client.post(address, {**data, "_preview": ""}).status_code in (302, 403)
    assert list(PageText.objects.values_list("text", flat=True)) == ["## Pris\n\nGratis"]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", look.EACH_WIDTH)
def test_a_consultants_words_in_a_browser(browser, live_server, width):
    consultant = UserFactory(roles={"consultant"})
    save(consultant, page="how_it_works", block="title", text="Sådan gør vi")
    with look.opened(browser, width) as page:
        look.log_in(page.context, live_server, consultant)
        page.goto(live_server.url + reverse("admin:praktik_pagetext_changelist"))
        look.look(page, "page-texts", within="'#content'")
        page.get_by_label("Skriv din egen tekst").select_option("for_hosts.cost")
        page.get_by_role("button", name="Fortsæt").click()
        text = page.locator("#id_text")
        assert text.input_value().startswith("## Hvad det koster\n\nTid, ikke løn.")
        text.fill("## Prisen\n\n- Det er **gratis**\n- Spørg os: {contact}\n\n**[Tilbyd en plads]({host})**")
        look.look(page, "page-text", within="'#content'")
        with page.expect_popup() as opened:
            page.get_by_role("button", name="Vis siden med denne tekst").click()
        seen = opened.value
        seen.get_by_role("heading", name="Prisen").wait_for()
        look.look(seen, "page-text-preview")
        assert PageText.objects.count() == 1
        page.get_by_role("button", name="Gem", exact=True).click()
        page.goto(live_server.url + "/hosts/")
        assert page.get_by_role("heading", name="Prisen").count() == 1
        look.look(page, "for-hosts-own-text")
        # Django's own jQuery, on its change forms, probes the browser with an inline style, which the CSP blocks.
        assert [said for said in page.problems if not said.startswith("Applying inline style")] == []


@pytest.mark.django_db
@pytest.mark.parametrize(("prefix", "said"), [("", "1 måned efter"), ("/en", "1 month after")])
def test_the_privacy_notice_prints_the_terms_that_are_set(client, settings, prefix, said):
    address = f"{prefix}/privacy/"
    assert said not in client.get(address).content.decode()
    settings.RETENTION_MONTHS = {**settings.RETENTION_MONTHS, "application": 1}
    page = client.get(address).content.decode()
    assert said in page
    assert "{" not in page.partition("<main")[2].partition("</main>")[0]
