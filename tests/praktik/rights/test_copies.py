"""A person's copy: all that is theirs, nothing that others told in confidence, for seven days, for them alone."""

from __future__ import annotations

import datetime as dt
import json

import pytest
from django.apps import apps
from django.urls import reverse

from evaluations.models import Answer
from evaluations.states import Respondent
from praktik import clock
from praktik.history.actors import Role
from praktik.history.door import NotYours, Refused
from praktik.history.models import Read
from praktik.mail.models import Mail
from praktik.people.models import User
from praktik.privacy.registry import CLASSES, PERSON, Category
from praktik.rights.models import Copy
from praktik.rights.services.copies import (
    ANOTHER,
    LASTS,
    SECRET,
    copies_expire,
    copy_again,
    copy_ask,
    copy_tables,
    held_about,
)
from praktik.rights.states import State
from praktik.rights.words import field_words, table_words
from praktik.work.services import jobs_do
from tests.factories import EvaluationFactory, UserFactory
from tests.praktik.rights.held import CANARY, everything_about, sing
from tests.praktik.rights.test_erasures import log_in

pytestmark = pytest.mark.django_db

# What is about a person and not in the copy: a host's word to the desk, drafts of the matching, the desk's log about
# others, and the copies themselves.
SAME_IN_DANISH = [
    "praktik.Mail", "praktik.Application.version", "praktik.Wish.region", "praktik.Conflict.organisation",
    "praktik.Mail.html", "praktik.Membership.organisation", "praktik.Agreement.version",
    "praktik.Attendance.workshop",
]  # fmt: skip
LEFT_OUT = {"matching.hosttier", "matching.matchpair", "admin.logentry", "praktik.copy"}


def made(person):
    """A copy, made by a worker."""
    copy = copy_ask(person, now=clock.now())
    assert jobs_do(time=clock.now) == 1
    copy.refresh_from_db()
    return copy


def test_every_personal_field_of_a_person_is_in_the_copy():
    person = UserFactory()
    everything_about(person)
    wanted = {
        key
        for key, found in CLASSES.items()
        if found.category != Category.PLAIN and (label := key.rsplit(".", 1)[0]) in PERSON and label not in LEFT_OUT
    }
    tables = held_about(person)["tables"]
    there = {f"{label}.{name}" for label, table in tables.items() for row in table["rows"] for name in row}
    assert wanted - there == set()
    assert set(PERSON) - set(tables) == LEFT_OUT


def test_what_the_person_wrote_is_there_in_full_and_no_key_is():
    person = UserFactory()
    everything_about(person)
    sing(person)
    person = User.objects.get(pk=person.pk)
    tables = held_about(person)["tables"]
    for key, found in CLASSES.items():
        label, name = key.rsplit(".", 1)
        values = [row[name] for row in tables.get(label, {"rows": []})["rows"] if row.get(name)]
        if found.secret:
            assert set(values) <= {SECRET}, key
        elif values and found.category == Category.CONTENT:
            assert all(CANARY in str(value) for value in values), key
    assert tables["praktik.user"]["rows"][0]["password"] == SECRET
    json.dumps(tables)


def test_who_has_looked_is_there_and_who_it_was_is_not():
    person, reader = UserFactory(), UserFactory(name="Lars Læser", roles={Role.CONSULTANT})
    Read.objects.create(reader=reader, subject=person, what="application", object_id=7, at=clock.real())
    held = held_about(person)
    assert [(row["reader"], row["what"]) for row in held["tables"]["praktik.read"]["rows"]] == [
        (ANOTHER, "application")
    ]
    assert "Lars" not in json.dumps(held)


def test_what_host_and_manager_answered_in_confidence_is_left_out():
    own = EvaluationFactory()
    person = own.placement.application.applicant
    for respondent, text in (
        (Respondent.INTERN, "mit eget"),
        (Respondent.HOST, "fortroligt"),
        (Respondent.MANAGER, "x"),
    ):
        its = own if respondent == own.respondent else EvaluationFactory(placement=own.placement, respondent=respondent)
        Answer.objects.create(evaluation=its, question="more", text=text)
    rows = held_about(person)["tables"]["evaluations.answer"]["rows"]
    assert [row["text"] for row in rows] == ["mit eget"]


def test_an_address_that_was_given_up_and_is_anothers_now_brings_nothing_of_theirs():
    person, other = UserFactory(email="old@demo.example"), UserFactory(email="other@demo.example")
    User.objects.filter(pk=person.pk).update(email="new@demo.example")
    person.emailaddress_set.update(email="new@demo.example")
    User.objects.filter(pk=other.pk).update(email="old@demo.example")
    other.emailaddress_set.update(email="old@demo.example")
    Mail.objects.create(
        key="k", kind="application_received", user=other, to="old@demo.example", text="Til den anden", message_id="m",
        created_at=clock.real(), not_before=clock.real(),
    )  # fmt: skip
    person.refresh_from_db()
    assert "praktik.mail" not in held_about(person)["tables"]


@pytest.mark.parametrize(
    ("language", "subject"), [("da", "Kopien af dine oplysninger er klar"), ("en", "The copy of your data is ready")]
)
def test_a_mail_tells_in_the_persons_language_and_holds_nothing_of_it(language, subject):
    person = UserFactory(language=language, phone="12345678")
    copy = made(person)
    mail = Mail.objects.get(kind="copy_ready")
    assert (mail.user, mail.subject, copy.state) == (person, subject, State.DONE)
    assert "12345678" not in mail.text
    assert reverse("my_data") in mail.text


def test_after_seven_days_it_is_emptied_once(client):
    person = UserFactory()
    copy = made(person)
    log_in(client, person)
    page, file = (reverse(name, args=[copy.pk]) for name in ("copy_page", "copy_file"))
    assert [client.get(url).status_code for url in (page, file)] == [200, 200]
    assert copies_expire(copy.expires_at - dt.timedelta(seconds=1)) == 0
    assert [copies_expire(copy.expires_at), copies_expire(copy.expires_at + LASTS)] == [1, 0]
    copy.refresh_from_db()
    assert copy.held is None
    Copy.objects.update(expires_at=clock.now() - dt.timedelta(seconds=1), held={"tables": {}})
    assert [client.get(url).status_code for url in (page, file)] == [404, 404]
    assert page not in client.get(reverse("my_data")).content.decode()


def test_nobody_else_gets_it_and_nobody_without_the_password(client):
    person = UserFactory(phone="12345678")
    copy = made(person)
    for name in ("copy_page", "copy_file"):
        url = reverse(name, args=[copy.pk])
        client.force_login(person)
        assert client.get(url)["Location"].startswith(reverse("account_reauthenticate"))
        log_in(client, person)
        assert "12345678" in client.get(url).content.decode()
        for roles in (set(), {Role.CONSULTANT}, {Role.ADMINISTRATOR}):
            log_in(client, UserFactory(roles=roles))
            assert client.get(url).status_code == 404


def test_the_page_says_it_in_words():
    person = UserFactory(name="Anne Andersen", joined_at=dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC))
    tables = dict(copy_tables(made(person)))
    lines = {line["label"]: line["value"] for line in tables["brugere"][0]}
    wanted = {"Navn": "Anne Andersen", "Adgangskode": "(en nøgle, som ikke bliver vist)", "Aktiv": "Ja"}
    assert wanted | {"Oprettet": "24. november 2026 kl. 13.00"} == {
        name: lines[name] for name in ("Navn", "Adgangskode", "Aktiv", "Oprettet")
    }


def test_the_file_is_the_copy(client):
    person = UserFactory()
    copy = made(person)
    log_in(client, person)
    answer = client.get(reverse("copy_file", args=[copy.pk]))
    assert answer["Content-Disposition"] == 'attachment; filename="praktik.json"'
    assert json.loads(answer.content) == copy.held
    assert copy.held["account"] == person.pk


def test_it_is_asked_for_once_at_a_time(client):
    person = UserFactory()
    client.force_login(person)
    for _time in range(2):
        client.post(reverse("copy_ask"))
    assert Copy.objects.count() == 1
    with pytest.raises(Refused, match="allerede"):
        copy_ask(person, now=clock.now())


def test_the_desk_tries_a_failed_one_again_and_nobody_else():
    failed = Copy.objects.create(user=UserFactory(), state=State.FAILED, asked_at=clock.real())
    with pytest.raises(NotYours):
        copy_again(failed, by=UserFactory(), now=clock.now())
    assert copy_again(failed, by=UserFactory(roles={Role.CONSULTANT}), now=clock.now()).user == failed.user


@pytest.mark.parametrize("rows", [1, 3])
def test_the_page_asks_the_same_of_the_database_however_much_there_is(client, rows, django_assert_num_queries):
    person = UserFactory()
    for _row in range(rows):
        Read.objects.create(reader=UserFactory(), subject=person, what="application", object_id=7, at=clock.real())
    copy = made(person)
    log_in(client, person)
    client.get(reverse("livez"))
    with django_assert_num_queries(6):
        assert client.get(reverse("copy_page", args=[copy.pk])).status_code == 200


def test_every_table_and_column_of_a_copy_has_a_name_for_people():
    """What stands in the file keeps the names of the code."""
    ours = [apps.get_model(label) for label in PERSON if label.startswith(("praktik.", "matching.", "evaluations."))]
    lost = [model._meta.label for model in ours if table_words(model).lower() == f"{model.__name__.lower()}s"]
    lost += [
        f"{model._meta.label}.{field.name}"
        for model in ours
        for field in model._meta.concrete_fields
        if field_words(field).lower() == field.name.replace("_", " ")
    ]
    assert lost == SAME_IN_DANISH
