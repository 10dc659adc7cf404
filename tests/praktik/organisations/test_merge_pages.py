"""The desk's pages for merging organisations."""

from __future__ import annotations

import pytest
from django.urls import reverse

from praktik import clock
from praktik.history.actors import Role
from praktik.history.models import Read
from praktik.organisations.merge_models import Merge
from praktik.organisations.models import MailDomain, Organisation
from praktik.recruitment.models import Lead
from tests import factories
from tests.factories import CompanyFactory, UserFactory
from tests.praktik.organisations.merging import desk, merge

pytestmark = pytest.mark.django_db

PAGE = "/admin/praktik/organisation/merge/"


@pytest.fixture
def pair():
    return CompanyFactory(name="Vindkant A/S"), CompanyFactory(name="Vindkant Danmark", cvr=None)


def ids(*rows):
    return {"id": [row.pk for row in rows]}


@pytest.mark.parametrize(
    ("roles", "second_factor", "get", "post"),
    [
        (set(), True, 302, 302),
        ({Role.READER}, True, 403, 403),
        ({Role.CONSULTANT}, False, 302, 302),
        ({Role.CONSULTANT}, True, 200, 302),
        ({Role.ADMINISTRATOR}, True, 200, 302),
    ],
)
def test_who_may_merge(client, pair, roles, second_factor, get, post):
    client.force_login(UserFactory(roles=roles, second_factor=second_factor))
    answer = client.get(PAGE, ids(*pair))
    assert answer.status_code == get
    digest = answer.context["digest"] if get == 200 else "x"
    sent = {**ids(*pair), "keep": pair[0].pk, "digest": digest, "why": "Det samme firma."}
    done = client.post(PAGE, sent)
    assert done.status_code == post
    assert Merge.objects.count() == (get == 200)


def test_visitors_are_sent_to_the_log_in(client, pair):
    assert client.get(PAGE, ids(*pair)).status_code == 302


def test_looking_changes_nothing_and_the_button_merges(client, pair):
    kept, _gone = pair
    client.force_login(desk())
    page = client.get(PAGE, {**ids(*pair), "keep": kept.pk})
    assert (Merge.objects.count(), page.context["case"].kept) == (0, kept)
    sent = {**ids(*pair), "keep": kept.pk, "digest": page.context["digest"], "why": "Samme CVR-nummer."}
    answer = client.post(PAGE, sent)
    assert answer["Location"] == reverse("admin:praktik_organisation_change", args=[kept.pk])
    assert Merge.objects.get().why == "Samme CVR-nummer."


def test_a_reason_that_is_missing_is_asked_for(client, pair):
    client.force_login(desk())
    page = client.get(PAGE, ids(*pair))
    sent = {**ids(*pair), "keep": page.context["case"].kept.pk, "digest": page.context["digest"], "why": ""}
    answer = client.post(PAGE, sent)
    assert (answer.status_code, list(answer.context["form"].errors)) == (200, ["why"])
    factories.ListingFactory(organisation=pair[1])
    answer = client.post(PAGE, {**sent, "why": "x"})
    assert "Noget er ændret, siden du så på det." in answer.content.decode()
    assert Merge.objects.count() == 0
    # Beside that sentence stands what is so now, and the next try is about that.
    client.post(PAGE, {**sent, "why": "x", "digest": answer.context["digest"]})
    assert Merge.objects.count() == 1


def test_which_one_stays_is_chosen_and_one_with_a_number_is_proposed(client, pair):
    numbered, other = pair
    client.force_login(desk())
    assert client.get(PAGE, ids(other, numbered)).context["case"].kept == numbered
    assert client.get(PAGE, {**ids(*pair), "keep": other.pk}).context["case"].kept == other
    assert client.get(PAGE, {**ids(*pair), "keep": "999999"}).context["case"].kept == numbered


def test_more_than_can_be_compared_are_not_merged_unseen(client):
    rows = [CompanyFactory(name=f"Vindkant {number}", cvr=None) for number in range(8)]
    client.force_login(desk())
    page = client.get(PAGE, ids(*rows))
    assert len(page.context["ids"]) == 6
    assert "Der kan højst lægges 6 sammen ad gangen; her er de første." in page.content.decode()


def test_what_cannot_be_merged_has_no_button(client):
    one, two = CompanyFactory(), CompanyFactory()
    client.force_login(desk())
    text = client.get(PAGE, ids(one, two)).content.decode()
    assert "De har forskellige CVR-numre" in text
    assert 'name="digest"' not in text


def test_the_counts_beside_each_other(client, pair):
    kept, gone = pair
    round_ = factories.RoundFactory()
    listing = factories.ListingFactory(organisation=gone, round=round_)
    factories.WishFactory(application__round=round_, listing=listing)
    factories.ApplicationFactory(workplace=kept)
    factories.MembershipFactory(organisation=gone)
    factories.MembershipFactory(organisation=gone, state="requested")
    factories.PlacementFactory(listing=listing)
    Lead.objects.create(round=round_, name="Vindkant", normalised="vindkant", organisation=kept)
    for organisation in pair:
        MailDomain.objects.create(organisation=organisation, domain="vindkant.demo.example")
    client.force_login(desk())
    lines = dict(client.get(PAGE, ids(*pair)).context["lines"])
    assert {label: cells for label, cells in lines.items() if cells and isinstance(cells[0], int)} == {
        "Arbejdspladser": [0, 0],
        "Praktikopslag": [0, 1],
        "Offentliggjorte opslag": [0, 1],
        "Ansøgninger fra folk, der arbejder der": [1, 0],
        "Ønsker om dens opslag": [0, 1],
        "Interessekonflikter": [0, 0],
        "Forløb": [0, 1],
        "Emner til hvervning": [1, 0],
        "Ønsker om virksomheden": [0, 0],
        "Personer, der handler på dens vegne": [0, 1],
        "Personer, der beder om det": [0, 1],
    }
    assert lines["Maildomæner"] == ["vindkant.demo.example"] * 2


@pytest.mark.parametrize("others", [1, 3])
def test_the_page_asks_as_much_for_three_as_for_one(client, others, django_assert_num_queries):
    round_ = factories.RoundFactory()
    kept = CompanyFactory(name="Vindkant")
    gone = [CompanyFactory(name=f"Vindkant {number}", cvr=None) for number in range(others)]
    for row in gone:
        factories.MembershipFactory(organisation=row)
        listing = factories.ListingFactory(organisation=row, round=round_)
        factories.WishFactory(application__round=round_, application__workplace=kept, listing=listing)
        Lead.objects.create(round=round_, name=row.name, normalised=row.normalised_name, organisation=row)
    client.force_login(desk())
    client.get(PAGE, ids(kept, *gone))
    with django_assert_num_queries(36):
        client.get(PAGE, ids(kept, *gone))


def test_people_whom_the_page_names_can_see_who_looked(client, pair):
    kept, gone = pair
    member = factories.MembershipFactory(organisation=gone)
    application = factories.ApplicationFactory(workplace=kept)
    factories.WishFactory(application=application, listing__organisation=gone)
    consultant = desk()
    client.force_login(consultant)
    client.get(PAGE, ids(*pair))
    assert sorted(Read.objects.values_list("subject", "reader", "what")) == sorted(
        [(member.user_id, consultant.pk, "merge"), (application.applicant_id, consultant.pk, "merge")]
    )


def test_from_the_list_and_from_an_organisations_page(client, pair):
    kept, gone = pair
    client.force_login(desk())
    listed = reverse("admin:praktik_organisation_changelist")
    answer = client.post(listed, {"action": "merge", "_selected_action": [kept.pk, gone.pk]})
    assert answer["Location"] == f"{PAGE}?id={kept.pk}&id={gone.pk}"
    page = client.get(reverse("admin:praktik_organisation_change", args=[kept.pk])).content.decode()
    assert f'href="{PAGE}?id={kept.pk}"' in page
    client.force_login(UserFactory(roles={Role.READER}))
    assert client.get(listed).context["action_form"] is None
    assert PAGE not in client.get(reverse("admin:praktik_organisation_change", args=[kept.pk])).content.decode()


def test_from_one_the_other_is_looked_for(client, pair):
    kept, _gone = pair
    same, domain = CompanyFactory(name="VINDKANT", cvr=None), CompanyFactory(name="Helt andet", cvr=None)
    for organisation in (kept, domain):
        MailDomain.objects.create(organisation=organisation, domain="vindkant.demo.example")
    client.force_login(desk())
    found = lambda **more: [row for row, _url in client.get(PAGE, {**ids(kept), **more}).context["found"]]  # noqa: E731
    assert found() == [domain, same]
    assert found(q="danmark") == [Organisation.objects.get(name="Vindkant Danmark")]
    assert found(q=same.name.lower()) == [same, Organisation.objects.get(name="Vindkant Danmark")]
    assert found(q="intet") == []
    assert client.get(PAGE).context["found"] == []


def test_the_desk_finds_the_one_that_stays_by_old_name_and_old_address(client, pair):
    kept, gone = pair
    consultant = desk()
    (done,) = merge(kept, gone, by=consultant, now=clock.now())
    client.force_login(consultant)
    listed = reverse("admin:praktik_organisation_changelist")
    for text in ("Vindkant Danmark", "Vindkant A/S"):
        assert list(client.get(listed, {"q": text}).context["cl"].result_list) == [kept]
    answer = client.get(reverse("admin:praktik_organisation_change", args=[gone.pk]))
    assert answer["Location"] == reverse("admin:praktik_organisation_change", args=[kept.pk])
    page = client.get(answer["Location"]).content.decode()
    assert "Vindkant Danmark" in page
    row = client.get(reverse("admin:praktik_merge_change", args=[done.pk])).content.decode()
    assert (consultant.name in row, "Det er samme firma." in row) == (True, True)
    client.force_login(UserFactory(roles={Role.READER}))
    assert client.get(reverse("admin:praktik_merge_changelist")).status_code == 403
