"""Organisations that are here twice become one: what moves, what is refused, and that nothing is forgotten."""

from __future__ import annotations

import datetime as dt
import threading

import pytest
from django.apps import apps
from django.db import IntegrityError, connections, transaction
from django.utils import translation

from praktik import clock
from praktik.applications.models import Application, Conflict
from praktik.applications.states import Leg
from praktik.history.actors import SYSTEM, Role
from praktik.history.door import NotYours, Refused, Stale
from praktik.history.models import Transition
from praktik.listings.models import Listing
from praktik.mail.models import Mail
from praktik.organisations import rules, services
from praktik.organisations.merge_models import Merge
from praktik.organisations.merging import parts
from praktik.organisations.models import MailDomain, Membership, Organisation
from praktik.organisations.states import MembershipRole, State
from praktik.recruitment.models import Lead
from tests import factories
from tests.factories import CompanyFactory, MembershipFactory, UserFactory, WorkplaceFactory, cvr
from tests.praktik.organisations.merging import desk, merge, plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def pair():
    """The same company with its number and without."""
    return CompanyFactory(name="Vindkant A/S"), CompanyFactory(name="Vindkant Danmark", cvr=None)


def foreign_keys():
    """Every foreign key to an organisation, but those of history's copies: what was stays as it was."""
    return {
        f"{model._meta.label_lower}.{field.name}"
        for model in apps.get_models(include_auto_created=True)
        if not hasattr(model, "pgh_tracked_model") and not model._meta.proxy
        for field in model._meta.get_fields()
        if field.concrete and field.remote_field and field.related_model is Organisation
    }


def test_every_foreign_key_to_an_organisation_has_its_line():
    answered = [name for part in parts() for name in part.fields]
    assert sorted(answered) == sorted(foreign_keys())


def rows_of(organisation):
    """A row for each foreign key that moves: (model, field) -> how to make one that points to the organisation."""
    round_ = factories.RoundFactory()
    application = factories.ApplicationFactory(round=round_)
    return {
        ("praktik.maildomain", "organisation"): lambda: MailDomain.objects.create(
            organisation=organisation, domain="vindkant.demo.example"
        ),
        ("praktik.membership", "organisation"): lambda: MembershipFactory(organisation=organisation),
        ("praktik.organisation", "parent"): lambda: WorkplaceFactory(parent=organisation),
        ("praktik.organisation", "successor"): lambda: CompanyFactory(
            valid_to=dt.date(2026, 1, 1), successor=organisation
        ),
        ("praktik.listing", "organisation"): lambda: factories.ListingFactory(organisation=organisation, round=round_),
        ("praktik.lead", "organisation"): lambda: Lead.objects.create(
            round=round_, name="Vindkant", normalised="vindkant", organisation=organisation
        ),
        ("praktik.application", "workplace"): lambda: factories.ApplicationFactory(workplace=organisation),
        ("praktik.conflict", "organisation"): lambda: Conflict.objects.create(
            application=application,
            organisation=organisation,
            leg=Leg.PROCUREMENT,
            text="Udbud",
            declared_at=clock.now(),
        ),
    }


STAY = {"praktik.merge.gone", "praktik.merge.kept"}
MOVE = sorted(foreign_keys() - STAY - {"praktik.organisation.merged_into"})


def test_the_table_of_the_tests_is_whole(pair):
    assert sorted(".".join(key) for key in rows_of(pair[1])) == MOVE


@pytest.mark.parametrize("name", MOVE)
def test_each_foreign_key_moves_and_is_noted(pair, name):
    kept, gone = pair
    model, _dot, field = name.rpartition(".")
    row = rows_of(gone)[model, field]()
    (done,) = merge(kept, gone)
    row.refresh_from_db()
    assert getattr(row, f"{field}_id") == kept.pk
    assert done.moved[name] == [row.pk]


@pytest.mark.parametrize("name", MOVE)
def test_what_points_to_a_merged_one_later_follows(pair, name):
    """A page that was open, a request that waited: the number they know is the old one."""
    kept, gone = pair
    merge(kept, gone)
    model, _dot, field = name.rpartition(".")
    row = rows_of(gone)[model, field]()
    row.refresh_from_db()
    assert getattr(row, f"{field}_id") == kept.pk
    type(row)._base_manager.filter(pk=row.pk).update(**{field: gone})
    row.refresh_from_db()
    assert getattr(row, f"{field}_id") == kept.pk


def test_the_merge_is_kept_and_the_one_that_is_gone_points_to_the_one_that_stays(pair):
    kept, gone = pair
    consultant, now = desk(), clock.now()
    (done,) = merge(kept, gone, by=consultant, now=now, why="  Samme CVR-nummer i et brev. ")
    assert (done.kept, done.gone, done.by, done.at, done.why) == (
        kept, gone, consultant, now, "Samme CVR-nummer i et brev.",
    )  # fmt: skip
    assert (gone.merged_into, kept.merged_into, kept.former_names) == (kept, None, ["Vindkant Danmark"])
    assert list(Organisation.objects.standing().filter(pk__in=[kept.pk, gone.pk])) == [kept]
    assert Organisation.objects.stays_as(gone.pk) == kept.pk


def test_two_of_everything_becomes_one_of_each():
    kept = CompanyFactory(name="Vindkant A/S", website="https://vindkant.demo.example", about_da="")
    gone = CompanyFactory(
        name="Vindkant Danmark", cvr=None, p_number="1234567890", website="https://gammel.demo.example",
        about_da="Vi bygger møller.", address="Havnegade 1", postcode="8000", city="Aarhus C",
        advertising_protected=True,
    )  # fmt: skip
    for organisation in (kept, gone):
        MailDomain.objects.create(organisation=organisation, domain="vindkant.demo.example")
    MailDomain.objects.create(organisation=gone, domain="vk.demo.example")
    both = UserFactory()
    for organisation in (kept, gone):
        MembershipFactory(user=both, organisation=organisation)
        factories.ListingFactory(organisation=organisation)
    other = MembershipFactory(organisation=gone)
    (done,) = merge(kept, gone)
    assert list(kept.mail_domains.values_list("domain", flat=True)) == ["vindkant.demo.example", "vk.demo.example"]
    assert sorted(kept.memberships.values_list("user", flat=True)) == sorted([both.pk, other.user_id])
    assert kept.listings.count() == 2
    assert (kept.website, kept.about_da, kept.p_number) == (
        "https://vindkant.demo.example", "Vi bygger møller.", "1234567890",
    )  # fmt: skip
    assert (kept.address, kept.postcode, kept.city) == ("Havnegade 1", "8000", "Aarhus C")
    assert kept.advertising_protected is True
    assert gone.p_number is None
    assert done.moved["numbers"] == {"p_number": "1234567890"}
    assert sorted(done.moved["filled"]) == ["about_da", "address", "city", "p_number", "postcode"]
    assert done.moved["praktik.maildomain.twice"] == ["vindkant.demo.example"]


def test_the_number_goes_to_the_one_that_stays(pair):
    numbered, other = pair
    number = numbered.cvr
    merge(other, numbered)
    assert (other.cvr, numbered.cvr) == (number, None)


def test_three_become_one_and_what_was_merged_before_comes_along():
    one, two, three, four = (CompanyFactory(name=name, cvr=None) for name in ("Alfa", "Alfa 2", "Alfa 3", "Alfa 4"))
    merge(two, one)
    rows = merge(four, two, three)
    one.refresh_from_db()
    assert [(row.gone, row.kept) for row in rows] == [(two, four), (three, four)]
    assert {row.merged_into for row in (one, two, three)} == {four}
    assert four.former_names == ["Alfa 2", "Alfa", "Alfa 3"]
    assert list(Organisation.objects.named_like("alfa")) == [four]
    assert list(Organisation.objects.named_like("alfa 3")) == [four]
    assert Organisation.objects.valid_on(clock.today()).filter(normalised_name="alfa").count() == 0


def member(organisation, user, state, role=MembershipRole.CONTACT):
    return MembershipFactory(organisation=organisation, user=user, state=state, role=role)


CONFIRMED, REQUESTED, DECLINED, ENDED = State.CONFIRMED, State.REQUESTED, State.DECLINED, State.ENDED
CONTACT, OWNER, EMPLOYEE = MembershipRole.CONTACT, MembershipRole.OWNER, MembershipRole.EMPLOYEE


@pytest.mark.parametrize(
    ("here", "there", "after", "moves"),
    [
        ((CONFIRMED, CONTACT), (CONFIRMED, OWNER), (CONFIRMED, OWNER), []),
        ((CONFIRMED, OWNER), (CONFIRMED, EMPLOYEE), (CONFIRMED, OWNER), []),
        ((REQUESTED, CONTACT), (CONFIRMED, CONTACT), (CONFIRMED, CONTACT), [(REQUESTED, CONFIRMED, Role.CONSULTANT)]),
        (
            (DECLINED, OWNER), (CONFIRMED, CONTACT), (CONFIRMED, CONTACT),
            [(DECLINED, REQUESTED, Role.SYSTEM), (REQUESTED, CONFIRMED, Role.CONSULTANT)],
        ),
        ((ENDED, CONTACT), (REQUESTED, CONTACT), (REQUESTED, CONTACT), [(ENDED, REQUESTED, Role.SYSTEM)]),
        ((CONFIRMED, CONTACT), (REQUESTED, OWNER), (CONFIRMED, CONTACT), []),
        ((ENDED, CONTACT), (DECLINED, CONTACT), (DECLINED, CONTACT), None),
    ],
)  # fmt: skip
def test_who_is_in_both_is_in_one_with_what_is_stronger(pair, here, there, after, moves):
    kept, gone = pair
    user = UserFactory()
    stays, ends = member(kept, user, *here), member(gone, user, *there)
    merge(kept, gone)
    stays.refresh_from_db()
    ends.refresh_from_db()
    if moves is None:  # both are over: nothing is moved for the sake of a no
        assert (stays.state, ends.state) == (ENDED, DECLINED)
        return
    assert (stays.organisation, stays.state, stays.role) == (kept, *after)
    assert [(row.from_state, row.to_state, row.role) for row in Transition.objects.of(stays)] == moves
    assert (ends.organisation, ends.state) == (gone, ENDED)
    assert Transition.objects.of(ends).last().why == "Lagt sammen med Vindkant A/S."


def test_a_contact_of_both_stays_the_contact_of_the_listings_that_move(pair):
    kept, gone = pair
    user = UserFactory()
    for organisation in pair:
        MembershipFactory(organisation=organisation, user=user)
    listing = factories.ListingFactory(organisation=gone)
    listing.contacts.add(user)
    merge(kept, gone)
    assert list(listing.contacts.all()) == [user]


def test_those_who_may_answer_a_request_that_moves_are_told(pair):
    kept, gone = pair
    contact = MembershipFactory(organisation=kept).user
    MembershipFactory(organisation=gone, state=State.REQUESTED, user=UserFactory(name="Bo"))
    assert any(said.startswith("“Bo” beder") for said in plan(kept, gone).moves)
    merge(kept, gone)
    assert list(Mail.objects.values_list("kind", "user")) == [("membership_asked", contact.pk)]


def test_one_whom_nobody_has_vouched_for_is_pointed_out(pair):
    kept, _gone = pair
    founder = UserFactory(name="Fie Founder")
    number = cvr(77)
    made, _membership = services.organisation_sign_up(
        name="Vindkant ApS", sector_id="private", cvr=number, by=founder, now=clock.now()
    )
    Organisation.objects.filter(pk=kept.pk).update(cvr=None)
    with translation.override("en"):
        assert plan(kept, made).warnings == [
            "Nobody has vouched for “Fie Founder”, who registered it and may act for “Vindkant A/S” afterwards."
        ]
    merge(kept, made)
    assert rules.acts_for(founder, kept) is True
    assert rules.decides(founder, kept) is False


@pytest.mark.parametrize("roles", [{Role.READER}, set()])
def test_only_consultants_and_administrators_merge(pair, roles):
    kept, gone = pair
    digest = plan(kept, gone).digest
    with pytest.raises(NotYours):
        services.organisations_merge(
            kept.pk, [gone.pk], why="x", digest=digest, by=UserFactory(roles=roles), now=clock.now()
        )
    with pytest.raises(NotYours):
        services.organisations_merge(kept.pk, [gone.pk], why="x", digest=digest, by=SYSTEM, now=clock.now())
    assert Merge.objects.count() == 0
    merge(kept, gone, by=UserFactory(roles={Role.ADMINISTRATOR}))


def numbers():
    return CompanyFactory(name="Alfa", cvr=cvr(1)), CompanyFactory(name="Beta", cvr=cvr(2))


def production_units():
    body = WorkplaceFactory(name="Vejle")
    return [WorkplaceFactory(name="Skole", parent=body, p_number=number) for number in ("1000000001", "1000000002")]


def bodies():
    return [WorkplaceFactory(name="Skole", parent=WorkplaceFactory(name=name)) for name in ("Vejle", "Kolding")]


def body_and_workplace():
    body = WorkplaceFactory(name="Vejle")
    return body, WorkplaceFactory(name="Skole", parent=body)


def body_with_workplaces():
    body = WorkplaceFactory(name="Vejle")
    WorkplaceFactory(parent=body)
    return WorkplaceFactory(name="Skole", parent=WorkplaceFactory()), body


def one_after_the_other():
    new = CompanyFactory(name="Ny", cvr=None)
    middle = CompanyFactory(name="Midt", cvr=None, valid_to=dt.date(2025, 1, 1), successor=new)
    old = CompanyFactory(name="Gammel", cvr=None, valid_to=dt.date(2024, 1, 1), successor=middle)
    return new, old


def over():
    return CompanyFactory(name="Ovre", cvr=None, valid_to=dt.date(2024, 1, 1)), CompanyFactory(name="Ny", cvr=None)


def merged_before():
    one, two = CompanyFactory(name="Alfa", cvr=None), CompanyFactory(name="Alfa 2", cvr=None)
    merge(two, one)
    return CompanyFactory(name="Alfa 3", cvr=None), one


@pytest.mark.parametrize(
    ("make", "sentence"),
    [
        (
            numbers,
            "They have different CVR numbers ({0.cvr}, {1.cvr}), so they are different legal bodies. If one of the "
            "numbers is wrong, take it out on the organisation's page first.",
        ),
        (
            production_units,
            "They have different P numbers (1000000001, 1000000002), so they are different production units. If one "
            "of the numbers is wrong, take it out on the organisation's page first.",
        ),
        (
            bodies,
            "They belong to different bodies. If the bodies are one, merge those first; otherwise change “belongs to”.",
        ),
        (
            body_and_workplace,
            "“Vejle” is the body that another of them belongs to. If they are one, take out “belongs to” first.",
        ),
        (
            body_with_workplaces,
            "“Vejle” is a body of its own, with a CVR number or workplaces, and another of them is a workplace. If "
            "they are one, take out “belongs to” first.",
        ),
        (
            one_after_the_other,
            "“Ny” is the successor of “Gammel”: they are one after the other, not one twice. If that is wrong, take "
            "out the successor first.",
        ),
        (over, "“Ovre” is not valid today. Let the one stay that is."),
        (merged_before, "“Alfa” has been merged into another organisation already."),
    ],
)
def test_what_is_refused_and_why(make, sentence):
    kept, gone = make()
    before = Merge.objects.count()
    with translation.override("en"):
        assert plan(kept, gone).refusals == [sentence.format(kept, gone)]
        with pytest.raises(Refused) as refused:
            merge(kept, gone)
    assert str(refused.value) == sentence.format(kept, gone)
    assert Merge.objects.count() == before
    gone.refresh_from_db()
    assert gone.merged_into_id != kept.pk


def test_a_workplace_without_a_body_takes_the_others_body_over():
    body = WorkplaceFactory(name="Vejle")
    loose, own = WorkplaceFactory(name="Skole"), WorkplaceFactory(name="Skolen", parent=body)
    merge(loose, own)
    assert loose.parent == body


def test_who_types_the_old_name_of_a_workplace_gets_the_one_that_stays():
    kept, gone = WorkplaceFactory(name="Skolen ved Søen"), WorkplaceFactory(name="Søskolen")
    merge(kept, gone)
    typed = {"name": "søskolen", "sector_id": "municipality", "by": desk(), "now": clock.now()}
    assert services.workplace_find_or_create(**typed) == kept


def test_a_reason_is_needed_and_two_organisations(pair):
    kept, gone = pair
    with pytest.raises(Refused):
        merge(kept, gone, why=" ")
    with pytest.raises(Refused):
        services.merge_case(kept.pk, [kept.pk])
    with pytest.raises(Refused):
        services.merge_case(kept.pk, [0])


@pytest.mark.parametrize(
    "change",
    [
        lambda kept, gone: Organisation.objects.filter(pk=gone.pk).update(name="Et andet navn"),
        lambda kept, gone: MembershipFactory(organisation=gone),
        lambda kept, gone: factories.ListingFactory(organisation=gone),
        lambda kept, gone: MailDomain.objects.create(organisation=gone, domain="ny.demo.example"),
        lambda kept, gone: factories.ApplicationFactory(workplace=gone),
    ],
    ids=["name", "membership", "listing", "domain", "application"],
)
def test_what_has_changed_since_it_was_looked_at_is_looked_at_again(pair, change):
    kept, gone = pair
    digest = plan(kept, gone).digest
    change(kept, gone)
    with pytest.raises(Stale):
        services.organisations_merge(kept.pk, [gone.pk], why="x", digest=digest, by=desk(), now=clock.now())
    assert Merge.objects.count() == 0
    merge(kept, gone)


def test_the_database_keeps_numbers_away_from_one_that_was_merged(pair):
    kept, gone = pair
    merge(kept, gone)
    with pytest.raises(IntegrityError), transaction.atomic():
        Organisation.objects.filter(pk=gone.pk).update(cvr=cvr(99))


def together(*acts):
    """Each act in a thread and a transaction of its own, all at once; what each said, in order."""
    start, said = threading.Barrier(len(acts)), [""] * len(acts)

    def one(number, act):
        try:
            start.wait(10)
            act()
            said[number] = "done"
        except Refused as refused:
            said[number] = type(refused).__name__
        finally:
            connections.close_all()

    threads = [threading.Thread(target=one, args=entry) for entry in enumerate(acts)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return said


@pytest.mark.django_db(transaction=True)
def test_of_two_consultants_at_once_one_merges(pair):
    kept, gone = pair
    listings = [factories.ListingFactory(organisation=organisation).pk for organisation in pair]
    now = clock.now()

    def act(stays, goes, digest, by):
        return lambda: services.organisations_merge(stays.pk, [goes.pk], why="x", digest=digest, by=by, now=now)

    one, other = plan(kept, gone).digest, plan(gone, kept).digest
    said = together(act(kept, gone, one, desk()), act(gone, kept, other, desk()), act(kept, gone, one, desk()))
    assert sorted(said) == ["Refused", "Refused", "done"]
    done = Merge.objects.get()
    assert set(Listing.objects.filter(pk__in=listings).values_list("organisation", flat=True)) == {done.kept_id}


@pytest.mark.django_db(transaction=True)
def test_what_is_written_while_it_is_merged_is_not_left_behind(pair):
    kept, gone = pair
    people = [UserFactory() for _ in range(4)]
    digest, by, now = plan(kept, gone).digest, desk(), clock.now()

    def ask(person):
        return lambda: services.membership_request(person, Organisation.objects.get(pk=gone.pk), now=now)

    def act():
        services.organisations_merge(kept.pk, [gone.pk], why="x", digest=digest, by=by, now=now)

    said = together(act, *(ask(person) for person in people))
    assert said[1:] == ["done"] * 4
    if said[0] == "done":
        assert Membership.objects.filter(organisation=gone).count() == 0
        assert Membership.objects.filter(organisation=kept).count() == 4
    else:  # somebody asked between the look and the merge
        assert said[0] == "Stale"
        assert Membership.objects.filter(organisation=gone).count() == 4


def test_applications_say_the_workplace_that_stays(pair):
    kept, gone = pair
    application = factories.ApplicationFactory(workplace=gone)
    merge(kept, gone)
    assert Application.objects.get(pk=application.pk).workplace == kept
