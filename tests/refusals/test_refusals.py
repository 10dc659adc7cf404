"""Bad input at each step of the way: a sentence that says what to do, and nothing is changed.

The programme is the founding case of the demo at the stage that the step belongs to; every attempt goes through HTTP,
as the person who would make it.
"""

from __future__ import annotations

import datetime as dt
import hashlib
from html import unescape

import pytest
from django.apps import apps
from django.db import connection
from django.urls import reverse

from demo.content import agreements
from demo.content.shapes import address
from demo.scenarios import programme
from demo.scenarios.calendar import Stage
from demo.scenarios.cast import link_secret
from matching.models import Offer
from praktik import clock
from praktik.applications.models import Application, ManagerRequest
from praktik.people.models import User
from praktik.placements.models import Placement, Signature
from praktik.recruitment.models import Invitation
from praktik.rounds.models import Round
from praktik.rounds.states import MilestoneKind

TUESDAY = dt.datetime(2026, 11, 24, 12, tzinfo=dt.UTC)
MINUTE = dt.timedelta(minutes=1)
CLOSED = "nu: fristen er udløbet, eller runden er ikke åben."
TOO_LATE = "Svarfristen for tilbuddet er udløbet. Intet blev ændret."
# What a request leaves behind whatever it asks for: sessions, and that somebody looked at a page.
COMING_AND_GOING = {"django_session", "usersessions_usersession", "praktik_read", "praktik_clockoffset"}


def contents():
    """table: checksum of all its rows, except for what any request leaves behind."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if model._meta.managed and not model._meta.proxy and table not in COMING_AND_GOING:
                cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')  # noqa: S608 -- our own tables
                found[table] = hashlib.sha256("\n".join(row for (row,) in cursor.fetchall()).encode()).hexdigest()
    return found


@pytest.fixture
def at(settings):
    """``at(stage)`` builds the founding case and sets the clock to its end; ``at.go(when)`` moves it."""
    settings.ALLOW_TIME_TRAVEL = True

    def go(when):
        clock.travel(when - clock.now() + dt.timedelta(seconds=1))

    def build(stage):
        cast = programme.founding(stage, TUESDAY)
        go(TUESDAY)
        return cast

    build.go = go
    return build


def refused(client, address_, data, *sentences, status=200):
    """POST ``data``: the page that follows says ``sentences``, and no row of the programme is another."""
    before = contents()
    answer = client.post(address_, data, follow=True)
    assert answer.status_code == status
    said = unescape(answer.content.decode())
    assert [sentence for sentence in sentences if sentence not in said] == []
    assert contents() == before


def be(client, name):
    client.force_login(User.objects.get(email=address(name)), backend="django.contrib.auth.backends.ModelBackend")


@pytest.mark.django_db
def test_a_closed_round(client, at):
    at(Stage.MATCHING)
    be(client, "Line Skovfryd")
    refused(
        client,
        reverse("application_start", args=[Round.objects.get().slug]),
        {},
        CLOSED,
    )


@pytest.mark.django_db
def test_the_deadline_for_applications_passed_a_minute_ago(client, at):
    at(Stage.OPEN)
    be(client, "Line Skovfryd")
    round_ = Round.objects.get()
    at.go(round_.at(MilestoneKind.CLOSES) + MINUTE)
    refused(
        client,
        reverse("application_start", args=[round_.slug]),
        {},
        CLOSED,
    )
    be(client, "Ulla Engtoft")
    application = Application.objects.get(applicant__name="Ulla Engtoft")
    step = reverse("application_step", args=[application.pk, "task"])
    data = {"purpose": "Noget andet", "task": "Noget andet", "version": application.version}
    refused(client, step, data, CLOSED)


@pytest.mark.django_db
@pytest.mark.parametrize("number", ["12345678", "9015729"])
def test_a_wrong_cvr_number(client, at, number):
    at(Stage.OPEN)
    be(client, "Ulla Engtoft")
    data = {"name": "Firma", "sector": "private", "cvr": number}
    sentence = "Der findes ikke et CVR-nummer som dette" if len(number) == 8 else "Et CVR-nummer har otte cifre"
    refused(client, reverse("organisation_new"), data, sentence)


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["application_page", "application_withdraw"])
def test_somebody_elses_application(client, at, page):
    at(Stage.OPEN)
    foreign = Application.objects.get(applicant__name="Ulla Engtoft")
    be(client, "Gitte Solbæk")
    assert client.get(reverse(page, args=[foreign.pk])).status_code == 404
    refused(client, reverse("application_withdraw", args=[foreign.pk]), {"why": "Fordi"}, status=404)


@pytest.mark.django_db
def test_something_that_looks_like_a_cpr_number(client, at):
    at(Stage.OPEN)
    be(client, "Ulla Engtoft")
    application = Application.objects.get(applicant__name="Ulla Engtoft")
    data = {"purpose": "Min borger 010203-1234", "task": application.task, "version": application.version}
    refused(client, reverse("application_step", args=[application.pk, "task"]), data, "ligner et CPR-nummer")


@pytest.mark.django_db
def test_a_managers_link_that_is_used(client, at):
    at(Stage.MATCHING)
    request = ManagerRequest.objects.filter(answered_at__isnull=False).first()
    link = reverse("manager_answer", args=[link_secret(request, path="manager")])
    legs = {"impartiality": "no", "confidentiality": "no", "procurement": "no"}
    refused(client, link, {"released": "no", **legs}, "besvaret")


@pytest.mark.django_db
def test_an_invitation_that_is_used(client, at):
    at(Stage.MATCHING)
    be(client, "Ulla Engtoft")
    link = reverse("invitation", args=[link_secret(Invitation.objects.get(), path="invitation")])
    refused(client, link, {"name": "Andet", "cvr": "90315439"}, "er allerede", status=410)


@pytest.mark.django_db
def test_a_link_nobody_knows(client, at):
    at(Stage.MATCHING)
    for name in ("manager_answer", "manager_sign", "invitation"):
        assert client.post(reverse(name, args=["x" * 43]), {}).status_code in (404, 410)


@pytest.mark.django_db
@pytest.mark.parametrize("answer", ["offer_accept", "offer_decline"])
def test_an_offer_a_minute_after_its_deadline(client, at, monkeypatch, answer):
    monkeypatch.setattr(agreements, "SILENT", frozenset({"Gitte Solbæk"}))
    at(Stage.OFFERS)
    offer = Offer.objects.get(state="open")
    be(client, "Gitte Solbæk")
    at.go(offer.deadline + MINUTE)
    refused(
        client,
        reverse(answer, args=[offer.pk]),
        {"after": "stay"},
        TOO_LATE,
    )


@pytest.mark.django_db
def test_a_place_that_is_taken(client, at):
    """Whoever says yes a second time is shown the placement that there is, and gets no second one."""
    at(Stage.OFFERS)
    offer = Offer.objects.filter(state="accepted").first()
    be(client, offer.application.applicant.name)
    refused(client, reverse("offer_accept", args=[offer.pk]), {})
    assert Placement.objects.filter(application=offer.application).count() == 1


@pytest.mark.django_db
def test_a_signature_that_is_given(client, at):
    at(Stage.RUNNING)
    signature = Signature.objects.filter(role="manager", signed_at__isnull=False).first()
    link = reverse("manager_sign", args=[link_secret(signature, path="sign")])
    refused(client, link, {"name": "En anden", "read": "on", "digest": signature.digest}, "skrev under")
