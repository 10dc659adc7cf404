"""The case file of an application, from what was sent in to the placement: every floor tells its part."""

from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from matching.services import offer_decline, run_publish
from praktik import clock
from praktik.applications.models import Application
from praktik.applications.services import (
    Declared,
    application_submit,
    conflict_uphold,
    conflicts_declare,
    manager_answer,
)
from praktik.applications.states import Leg
from praktik.history.models import Read
from praktik.placements.models import Placement
from praktik.registries import case_of
from tests import factories
from tests.matching.make import closed_round, desk, listing, run
from tests.praktik.applications.helpers import complete_draft, link_secret
from tests.praktik.documents import lines
from tests.praktik.placements.make import Case

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("english")]


def titles(application):
    return [section.title for section in case_of(Application.objects.whole().get(pk=application.pk))]


def rows(application, title):
    found = [
        section for section in case_of(Application.objects.whole().get(pk=application.pk)) if section.title == title
    ]
    return [dict(section.rows) for section in found]


def test_what_was_sent_answered_and_assessed():
    now = clock.now()
    application = complete_draft(purpose="FORMÅLET")
    company = factories.CompanyFactory(name="Vindkant")
    declared = Declared(leg=Leg.PROCUREMENT, text="Vi køber af dem", organisation=company)
    conflicts_declare(application, conflicts=[declared], version=application.version, by=application.applicant, now=now)
    application_submit(application, by=application.applicant, now=now + dt.timedelta(minutes=1))
    manager_answer(link_secret(), released=True, comment="God idé", now=now + dt.timedelta(minutes=2))
    conflict = application.conflicts.get()
    conflict_uphold(conflict, decision="Udbuddet er i gang", by=desk(), now=now + dt.timedelta(minutes=3))
    assert titles(application) == [
        "Conflict of interest", "The application", "The manager's answer", "What has happened",
    ]  # fmt: skip
    [said] = rows(application, "Conflict of interest")
    assert said == {
        "Company": "Vindkant",
        "What it is about": conflict.get_leg_display(),
        "Declared by": "The applicant",
        "In their own words": "Vi køber af dem",
        "Status": "Upheld",
        "The consultant's assessment": "Udbuddet er i gang",
    }
    [answer] = rows(application, "The manager's answer")
    assert (answer["Released"], answer["Comment"]) == ("Yes", "God idé")
    [sent] = rows(application, "The application")
    assert sent["Purpose"] == "FORMÅLET"
    [moves] = rows(application, "What has happened")
    assert list(moves.values())[-1] == "Ready for matching (Manager)"


def test_an_offer_its_reasons_and_answers():
    now, by, round_ = clock.now(), desk(), closed_round()
    wanted, other = listing(round_), listing(round_)
    people = [factories.ApplicationFactory(round=round_, token=f"p{n}") for n in range(2)]
    for person in people:
        factories.WishFactory(application=person, listing=wanted)
    factories.WishFactory(application=people[1], listing=other)
    asked = run(round_, by=by, now=now)
    run_publish(asked, by=by, now=now)
    second = people[1].offers.get()
    assert second.listing == other
    offer_decline(second, reason="Det er for langt væk", by=people[1].applicant, now=now)
    [said] = rows(people[1], "Offer of a place")
    assert (said["Listing"], said["Status"], said["Intern's answer"], said["Reason"]) == (
        f"{other.title} ({other.organisation})", "Declined", "No", "Det er for langt væk",
    )  # fmt: skip
    assert said["Why not wish 1"].splitlines()[0] == wanted.title


def test_who_got_no_place_and_why():
    now, by, round_ = clock.now(), desk(), closed_round()
    only = listing(round_)
    people = [factories.ApplicationFactory(round=round_) for _ in range(2)]
    for person in people:
        factories.WishFactory(application=person, listing=only)
    run_publish(run(round_, by=by, now=now), by=by, now=now)
    [left] = [person for person in people if not person.offers.exists()]
    [said] = rows(left, "No place in the matching")
    assert said["Why not wish 1"].splitlines()[0] == only.title


def test_the_agreement_and_how_the_placement_went():
    case = Case().completed()
    agreed, went = titles(case.application)[-3:-1]
    assert sorted([agreed, went]) == sorted(
        [f"Placement agreement with {case.company}, version 1", f"Placement with {case.company}"]
    )
    [placement] = rows(case.application, f"Placement with {case.company}")
    assert list(placement.values())[-1] == "Completed"


def test_a_consultant_prints_it_and_the_look_is_noted(client):
    case = Case().agreed()
    address = reverse("admin:praktik_application_case", args=[case.application.pk])
    consultant = desk()
    client.force_login(consultant)
    answer = client.get(address)
    assert answer["Content-Type"] == "application/pdf"
    said = lines(answer.content)
    assert said[2] == f"Case: Åse Ørsted, {case.round}"
    assert f"Placement with {case.company}" in " ".join(said)
    read = Read.objects.get(what="case file")
    assert (read.reader, read.subject) == (consultant, case.intern)
    page = client.get(reverse("admin:praktik_application_change", args=[case.application.pk])).content.decode()
    assert f'href="{address}"' in page


def test_nobody_else_prints_it_and_a_draft_is_its_authors(client):
    case, draft = Case(), complete_draft()
    address = "admin:praktik_application_case"
    for user, expected in ((case.intern, 302), (factories.UserFactory(roles={"reader"}), 404)):
        client.force_login(user)
        assert client.get(reverse(address, args=[case.application.pk])).status_code == expected
    client.force_login(desk())
    assert client.get(reverse(address, args=[draft.pk])).status_code == 404
    assert Placement.objects.count() == 1
