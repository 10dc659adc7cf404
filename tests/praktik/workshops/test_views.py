"""The pages of a workshop: what they show, what can be answered on them, and the desk's."""

from __future__ import annotations

import datetime as dt

import icalendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from praktik import clock
from praktik.history.actors import Role
from praktik.mail.models import Mail
from praktik.workshops.models import Attendance, Workshop
from praktik.workshops.states import AttendanceState, State
from tests.browser import EACH_WIDTH, be, look
from tests.factories import AttendanceFactory, PlacementFactory, RoundFactory, UserFactory, WorkshopFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def attendance():
    return AttendanceFactory(workshop__online="https://meet.demo.example/abc")


@pytest.fixture
def consultant(client):
    user = UserFactory(roles={Role.CONSULTANT})
    client.force_login(user)
    return user


def buttons(page):
    return [value for value in ("coming", "not_coming") if f'value="{value}"' in page.content.decode()]


def test_who_is_invited_says_yes_and_later_no(client, attendance):
    client.force_login(attendance.user)
    page = reverse("workshop_page", args=[attendance.workshop_id])
    assert buttons(client.get(page)) == ["coming", "not_coming"]
    for answer, left in (("coming", ["not_coming"]), ("not_coming", ["coming"])):
        assert client.post(f"{page}answer/", {"answer": answer}).url == page
        assert (Attendance.objects.get().state, buttons(client.get(page))) == (answer, left)


@pytest.mark.parametrize(
    ("change", "left", "sentence"),
    [
        ({"seats": 1}, ["not_coming"], "Alle pladser er taget."),
        ({"state": State.CANCELLED}, [], "Workshoppen er aflyst."),
        ({"starts_at": clock.real() - dt.timedelta(minutes=1)}, [], "Har ikke svaret"),
    ],
)
def test_what_cannot_be_answered_any_more_has_no_button(client, attendance, change, left, sentence):
    AttendanceFactory(workshop=attendance.workshop, state=AttendanceState.COMING)
    Workshop.objects.update(**change)
    client.force_login(attendance.user)
    page = client.get(reverse("workshop_page", args=[attendance.workshop_id]))
    assert (buttons(page), sentence in page.content.decode()) == (left, True)


def test_a_refused_answer_is_a_sentence_and_changes_nothing(client, attendance):
    Workshop.objects.update(state=State.CANCELLED)
    client.force_login(attendance.user)
    answer = reverse("workshop_answer", args=[attendance.workshop_id])
    page = client.post(answer, {"answer": "coming"}, follow=True)
    assert "begyndt eller aflyst" in page.content.decode()
    assert Attendance.objects.get().state == AttendanceState.INVITED


def test_who_is_not_invited_learns_nothing(client, attendance):
    client.force_login(AttendanceFactory().user)
    for name in ("workshop_page", "workshop_calendar"):
        answer = client.get(reverse(name, args=[attendance.workshop_id]))
        assert (answer.status_code, "meet.demo.example" in answer.content.decode()) == (404, False)


def test_the_home_page_asks_and_then_shows_the_answer(client, attendance):
    client.force_login(attendance.user)
    asks = "Svar på, om du kommer til “Åbningsworkshop”"
    assert asks in client.get(reverse("my_page")).content.decode()
    Attendance.objects.update(state=AttendanceState.COMING)
    page = client.get(reverse("my_page")).content.decode()
    assert (asks in page, "Åbningsworkshop" in page) == (False, True)


def test_the_calendar_file_follows_changes_and_cancelling(client, attendance):
    client.force_login(attendance.user)
    workshop = attendance.workshop
    found = []
    for change in ({}, {"place": "Et andet sted"}, {"state": State.CANCELLED}):
        Workshop.objects.update(**change)
        file = client.get(reverse("workshop_calendar", args=[workshop.pk]))
        calendar = icalendar.Calendar.from_ical(file.content)
        event = calendar.walk("VEVENT")[0]
        found.append((str(calendar["method"]), str(event["status"]), event["sequence"], str(event["location"])))
        assert (event.decoded("dtstart"), event.decoded("dtend")) == (
            workshop.starts_at.replace(microsecond=0), workshop.ends_at.replace(microsecond=0),
        )  # fmt: skip
    link = "https://meet.demo.example/abc"
    assert found == [
        ("PUBLISH", "CONFIRMED", 1, f"Havnegade 12, {link}"),
        ("PUBLISH", "CONFIRMED", 2, f"Et andet sted, {link}"),
        ("CANCEL", "CANCELLED", 3, f"Et andet sted, {link}"),
    ]


FORM = {
    "kind": "opening", "audience": "both", "starts_at_0": "2027-09-01", "starts_at_1": "13:00",
    "ends_at_0": "2027-09-01", "ends_at_1": "16:00", "place": "Havnegade 12", "online": "", "seats": "",
    "title_da": "Åbning", "title_en": "Opening", "about_da": "", "about_en": "",
}  # fmt: skip


def test_a_consultant_makes_one_announces_it_and_notes_who_was_there(client, consultant, monkeypatch):
    placement = PlacementFactory(application__round=RoundFactory())
    assert client.post("/admin/praktik/workshop/add/", FORM | {"round": placement.listing.round_id}).status_code == 302
    workshop = Workshop.objects.get()
    announce = f"/admin/praktik/workshop/{workshop.pk}/move/announce/"
    assert "1 personer i dag" in client.get(announce).content.decode()
    client.post(announce, {"confirmed": "1"})
    attendance = Attendance.objects.get()
    assert (attendance.user, Mail.objects.get().kind) == (placement.application.applicant, "workshop_invited")
    monkeypatch.setattr(clock, "now", lambda: workshop.ends_at)
    listed = "/admin/praktik/attendance/"
    client.post(listed, {"action": "attended", "_selected_action": [attendance.pk], "confirmed": "1"})
    assert Attendance.objects.get().state == AttendanceState.ATTENDED
    assert "1 kommer" in client.get(f"/admin/praktik/workshop/{workshop.pk}/change/").content.decode()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"ends_at_1": "12:00"}, "Slutningen skal være efter begyndelsen."),
        ({"starts_at_0": "2020-09-01"}, "Den nye tid er gået."),
        ({"place": ""}, "Skriv, hvor den er"),
        ({"seats": "1"}, "2 har sagt, at de kommer"),
        ({"seats": "0"}, "seats"),
    ],
)
def test_what_the_desk_writes_wrong_is_said_in_the_form_and_nothing_is_lost(client, consultant, change, sentence):
    workshop = WorkshopFactory()
    for _ in range(2):
        AttendanceFactory(workshop=workshop, state=AttendanceState.COMING)
    before = Workshop.objects.values().get()
    page = client.post(f"/admin/praktik/workshop/{workshop.pk}/change/", FORM | {"title_da": "Nyt navn"} | change)
    text = page.content.decode()
    assert (page.status_code, sentence in text, "Nyt navn" in text) == (200, True, True)
    assert Workshop.objects.values().get() == before


@pytest.mark.parametrize(("rows", "model"), [(1, "workshop"), (3, "workshop"), (1, "attendance"), (3, "attendance")])
def test_the_desk_lists_them_with_the_same_queries_however_many(client, consultant, rows, model):
    for _ in range(rows):
        AttendanceFactory()
    client.get(f"/admin/praktik/{model}/")
    with CaptureQueriesContext(connection) as asked:
        client.get(f"/admin/praktik/{model}/")
    assert len(asked) == {"workshop": 9, "attendance": 7}[model]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("width", EACH_WIDTH)
def test_it_looks_well(browser, live_server, width):
    attendance = AttendanceFactory(
        workshop__online="https://meet.demo.example/abc", workshop__about_da="Mød de andre.\n\nKom med ét eksempel."
    )
    context = browser.new_context(viewport={"width": width, "height": 900})
    be(context, live_server, attendance.user)
    page = context.new_page()
    page.goto(live_server.url + reverse("workshop_page", args=[attendance.workshop_id]))
    look(page, "workshop")
    context.close()
