from __future__ import annotations

import datetime as dt
import re

import icalendar
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from praktik import clock, dates
from praktik.history.actors import Role
from praktik.history.models import Read
from praktik.links import secret_again
from praktik.people.models import ERASED, User
from praktik.placements import rules, services
from praktik.placements.models import Signature
from praktik.placements.states import SignerRole, State
from praktik.registries import own_for
from tests import factories
from tests.praktik.documents import lines
from tests.praktik.placements.make import Case

pytestmark = pytest.mark.django_db

REASON = "Familiens forhold"


@pytest.fixture
def at(monkeypatch):
    """Let the views' clock show a time."""

    def set_(now):
        monkeypatch.setattr(clock, "now", lambda: now)

    return set_


def page(client, user, name, *args):
    client.force_login(user)
    return client.get(reverse(name, args=args))


def sent(form):
    """What a browser sends back from a form as it was rendered."""
    return {name: form[name].value() if form[name].value() is not None else "" for name in form.fields}


def test_contact_details_are_shown_from_the_first_draft_until_it_comes_to_nothing(client):
    case = Case()
    for reader, other in ((case.intern, case.host), (case.host, case.intern)):
        html = page(client, reader, "placement_page", case.placement.pk).content.decode()
        assert [text for text in (other.email, other.phone) if text not in html] == []
    services.placement_cancel(case.placement, why="Syg", by=case.host, now=case.now)
    for reader, other in ((case.intern, case.host), (case.host, case.intern)):
        html = page(client, reader, "placement_page", case.placement.pk).content.decode()
        assert [text for text in (other.email, other.phone) if text in html] == []


def test_of_somebody_who_is_erased_nothing_is_offered_that_is_gone(client, at):
    case = Case().completed()
    at(case.now)
    offered = [reverse(name, args=[case.placement.pk]) for name in ("placement_certificate", "message_send")]
    html = page(client, case.host, "placement_page", case.placement.pk).content.decode()
    assert [address in html for address in offered] == [True, True]
    User.objects.filter(pk=case.intern.pk).update(name="", email=f"erased-1{ERASED}", phone="")
    html = page(client, case.host, "placement_page", case.placement.pk).content.decode()
    assert [text for text in (*offered, ERASED, case.host.email, "Kontakt</h2>", "Ikke udfyldt") if text in html] == []
    assert "Slettet person" in html
    assert client.get(offered[0]).status_code == 404


def test_contact_details_stay_open_while_a_change_is_signed(client):
    case = Case().agreed()
    services.agreement_revise(case.placement, by=case.intern, now=case.now)
    case.fill(purpose="Nyt").send()
    html = page(client, case.intern, "placement_page", case.placement.pk).content.decode()
    assert case.host.phone in html


def test_looking_at_the_other_is_noted(client):
    case = Case()
    page(client, case.intern, "placement_page", case.placement.pk)
    assert Read.objects.count() == 0
    page(client, case.host, "placement_page", case.placement.pk)
    read = Read.objects.get()
    assert (read.reader, read.subject, read.what, read.object_id) == (
        case.host, case.intern, "placement", case.placement.pk,
    )  # fmt: skip


def test_the_page_asks_the_same_number_of_questions_with_one_and_three_messages(client):
    case = Case().agreed()
    page(client, case.intern, "placement_page", case.placement.pk)  # what is cached for the process is asked here
    asked = []
    for writer in (case.host, case.host, case.intern):
        services.message_send(case.placement, text="Hej", by=writer, now=case.now)
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("placement_page", args=[case.placement.pk]))
        asked.append(len(queries))
    assert asked == [10, 10, 10]


def test_a_reason_is_for_those_who_take_part(client):
    case = Case()
    services.placement_cancel(case.placement, why=REASON, by=case.host, now=case.now)
    assert REASON in page(client, case.intern, "placement_page", case.placement.pk).content.decode()


# --- writing ---


def test_saving_the_draft(client):
    case = Case()
    response = page(client, case.host, "agreement_edit", case.placement.pk)
    data = sent(response.context["form"]) | {"purpose": "Et nyt formål", "day_2": "Fabrikken"}
    data["starts_on"], data["ends_on"] = case.placement.starts_on.isoformat(), case.placement.ends_on.isoformat()
    response = client.post(reverse("agreement_edit", args=[case.placement.pk]), data)
    assert response["Location"] == reverse("placement_page", args=[case.placement.pk])
    draft = case.placement.agreements.draft()
    assert (draft.purpose, draft.programme, draft.edits) == ("Et nyt formål", ["", "Fabrikken", "", "", ""], 2)


@pytest.mark.parametrize(
    ("field", "text"), [("purpose", "010190-1234"), ("day_1", "Cpr 0101901234"), ("ends_on", "2020-01-01")]
)
def test_what_is_refused_stays_in_the_form(client, field, text):
    case = Case()
    form = page(client, case.host, "agreement_edit", case.placement.pk).context["form"]
    data = sent(form) | {"starts_on": case.placement.starts_on, "ends_on": case.placement.ends_on, field: text}
    data["rights"] = "Nyt om billeder"
    response = client.post(reverse("agreement_edit", args=[case.placement.pk]), data)
    assert response.status_code == 200
    assert list(response.context["form"].errors) == [field if field != "ends_on" else "starts_on"]
    assert "Nyt om billeder" in response.content.decode()
    assert case.placement.agreements.draft().rights != "Nyt om billeder"


def test_a_stale_edit_gets_both_texts_and_can_be_sent_again(client):
    case = Case()
    form = page(client, case.host, "agreement_edit", case.placement.pk).context["form"]
    data = sent(form) | {"starts_on": case.placement.starts_on, "ends_on": case.placement.ends_on}
    data["purpose"] = "Værtens tekst"
    services.agreement_save(
        case.placement, data={"purpose": "Praktikantens tekst"}, version=1, by=case.intern, now=case.now
    )
    response = client.post(reverse("agreement_edit", args=[case.placement.pk]), data)
    assert response.status_code == 409
    [row] = response.context["both"]
    assert (row["theirs"], row["mine"]) == ("Praktikantens tekst", "Værtens tekst")
    assert case.placement.agreements.draft().purpose == "Praktikantens tekst"
    again = data | {"version": response.context["form"]["version"].value()}
    assert client.post(reverse("agreement_edit", args=[case.placement.pk]), again).status_code == 302
    assert case.placement.agreements.draft().purpose == "Værtens tekst"


def test_a_draft_is_read_by_those_who_write_it(client):
    case = Case()
    consultant = factories.UserFactory(roles={Role.CONSULTANT})
    assert page(client, consultant, "agreement_page", case.placement.pk, 1).status_code == 404
    case.sending()
    assert page(client, consultant, "agreement_page", case.placement.pk, 1).status_code == 200


def test_sending_wants_the_version_that_was_read(client):
    case = Case().fill()
    client.force_login(case.intern)
    url = reverse("agreement_send", args=[case.placement.pk])
    for version in ("", "x", "1"):
        client.post(url, {"version": version})
        case.placement.refresh_from_db()
        assert case.placement.state == State.DRAFTING
    client.post(url, {"version": "2"})
    case.placement.refresh_from_db()
    assert case.placement.state == State.SIGNING


# --- signing ---


def test_signing_needs_the_tick_and_the_text_that_was_shown(client):
    case = Case().sending()
    url = reverse("agreement_sign", args=[case.placement.pk])
    client.force_login(case.host)
    digest = client.get(url).context["form"]["digest"].value()
    client.post(url, {"digest": digest})
    client.post(url, {"digest": "0" * 64, "read": "on"})
    assert Signature.objects.filter(signed_at__isnull=False).count() == 0
    client.post(url, {"digest": digest, "read": "on"})
    assert Signature.objects.get(signed_at__isnull=False).user == case.host


def test_a_managers_link_does_nothing_on_get_and_works_once(client, at):
    case = Case().sending()
    at(case.now)
    url = reverse("manager_sign", args=[case.secret()])
    for method in (client.get, client.head, client.get):
        assert method(url).status_code == 200
    assert Signature.objects.filter(signed_at__isnull=False).count() == 0
    digest = client.get(url).context["form"]["digest"].value()
    client.post(url, {"digest": digest, "name": "", "read": "on"})
    client.post(url, {"digest": digest, "name": "Mads"})
    assert Signature.objects.filter(signed_at__isnull=False).count() == 0
    client.post(url, {"digest": digest, "name": "Mads Leder", "read": "on"})
    signature = Signature.objects.get(signed_at__isnull=False)
    assert (signature.role, signature.name, signature.user) == ("manager", "Mads Leder", None)
    again = client.get(url)
    assert case.agreement.purpose not in again.content.decode()
    client.post(url, {"digest": digest, "name": "En anden", "read": "on"})
    assert Signature.objects.get(signed_at__isnull=False).name == "Mads Leder"


def test_an_expired_link_shows_nothing_and_can_be_asked_for_anew(client, at):
    case = Case().sending()
    old = case.secret()
    url = reverse("manager_sign", args=[old])
    at(case.now + rules.LINK_LASTS)
    assert case.agreement.purpose not in client.get(url).content.decode()
    assert case.secret() == old
    client.post(url)
    assert case.secret() != old
    assert client.get(url).status_code == 404
    assert client.get(reverse("manager_sign", args=[case.secret()])).context["form"] is not None


def test_a_manager_signs_by_the_reminders_link_and_it_stops_with_the_version(client, at):
    case = Case().sending()
    at(case.now)
    signature = case.signature(SignerRole.MANAGER)
    url = reverse("manager_sign", args=[secret_again(signature.token_hash)])
    digest = client.get(url).context["form"]["digest"].value()
    services.agreement_revise(case.placement, by=case.intern, now=case.now)
    case.fill(purpose="Nyt").send()
    client.post(url, {"digest": digest, "name": "Mads Leder", "read": "on"})
    assert Signature.objects.filter(signed_at__isnull=False).count() == 0
    url = reverse("manager_sign", args=[secret_again(case.signature(SignerRole.MANAGER).token_hash)])
    digest = client.get(url).context["form"]["digest"].value()
    client.post(url, {"digest": digest, "name": "Mads Leder", "read": "on"})
    assert case.signature(SignerRole.MANAGER).name == "Mads Leder"


@pytest.mark.parametrize("end", ["revised", "cancelled"])
def test_a_link_to_what_is_not_to_be_signed_shows_nothing(client, at, end):
    case = Case().sending()
    at(case.now)
    url = reverse("manager_sign", args=[case.secret()])
    if end == "revised":
        services.agreement_revise(case.placement, by=case.host, now=case.now)
    else:
        services.placement_cancel(case.placement, why="Syg", by=case.host, now=case.now)
    response = client.get(url)
    assert response.status_code == 200
    assert response.context["why"] == "over"
    assert case.agreement.purpose not in response.content.decode()


# --- files ---


def test_the_calendar_file_holds_the_days_and_takes_them_out_again(client):
    case = Case().agreed()
    response = page(client, case.intern, "placement_calendar", case.placement.pk)
    assert response["Content-Type"] == "text/calendar; charset=utf-8"
    [event] = icalendar.Calendar.from_ical(response.content).walk("VEVENT")
    assert event.decoded("dtstart") == case.placement.starts_on
    assert event.decoded("dtend") == case.placement.ends_on + dt.timedelta(days=1)
    assert str(event["location"]) == "Havnegade 1, 8000 Aarhus C"
    assert str(event["uid"]) == f"placement-{case.placement.pk}@testserver"
    assert (str(event["status"]), event["sequence"]) == ("CONFIRMED", 1)
    services.placement_cancel(case.placement, why="Syg", by=case.host, now=case.now)
    calendar = icalendar.Calendar.from_ical(page(client, case.intern, "placement_calendar", case.placement.pk).content)
    [event] = calendar.walk("VEVENT")
    assert (str(calendar["method"]), str(event["status"]), event["sequence"]) == ("CANCEL", "CANCELLED", 2)


def test_before_it_is_agreed_there_is_no_calendar_file(client):
    case = Case().sending()
    assert page(client, case.intern, "placement_calendar", case.placement.pk).status_code == 404


@pytest.mark.parametrize(
    ("prefix", "title", "lang"), [("", "Deltagerbevis", "da"), ("/en", "Certificate of participation", "en")]
)
def test_the_certificate_is_a_pdf_in_the_pages_language(client, prefix, title, lang):
    case = Case().completed()
    client.force_login(case.intern)
    response = client.get(f"{prefix}/placement/{case.placement.pk}/certificate.pdf")
    assert response["Content-Type"] == "application/pdf"
    pdf = response.content
    assert pdf.startswith(b"%PDF-")
    # PDFDocEncoding: Latin-1, but with the dash at 0x85.
    assert f"/Title ({title} \x85 Åse Ørsted)".encode("latin-1") in _unescaped(pdf)
    assert f"/Lang ({lang}".encode() in pdf


def _unescaped(pdf):
    """The file with the octal escapes of PDF's strings resolved, enough to find a title in it."""
    return re.sub(rb"\\([0-3][0-7]{2})", lambda found: bytes([int(found[1], 8)]), pdf)


def test_there_is_no_certificate_before_the_end(client):
    case = Case().under_way()
    assert page(client, case.intern, "placement_certificate", case.placement.pk).status_code == 404


def test_an_agreement_is_a_document_with_its_signatures(client, at):
    case = Case().sending().sign(SignerRole.INTERN)
    at(case.now)
    client.force_login(case.host)
    response = client.get(reverse("agreement_file", args=[case.placement.pk, 1]))
    assert (response["Content-Type"], response["Content-Disposition"]) == (
        "application/pdf", f'attachment; filename="praktikaftale-{case.placement.starts_on}-1.pdf"',
    )  # fmt: skip
    said = lines(response.content)
    assert said[2:4] == [
        "Praktikaftale, version 1",
        f"Mellem Åse Ørsted ({case.application.workplace}) og {case.company}.",
    ]
    signatures = said[said.index("Underskrifter") :]
    signed = dates.moment(case.signature(SignerRole.INTERN).signed_at)
    assert signatures[1:7] == ["Praktikant", f"Åse Ørsted, {signed}", "Vært", "Ikke endnu", "Leder", "Ikke endnu"]
    assert Read.objects.filter(reader=case.host, subject=case.intern).count() == 1


def test_a_draft_of_an_agreement_is_no_document(client):
    case = Case().fill()
    assert page(client, case.intern, "agreement_file", case.placement.pk, 1).status_code == 404


# --- the end ---


def test_the_ways_to_end_it_follow_the_day(client, at):
    case = Case().agreed()
    for now, who, ways in [
        (case.now, case.intern, ["cancelled"]),
        (case.now, case.host, ["cancelled"]),
    ]:
        at(now)
        form = page(client, who, "placement_end", case.placement.pk).context["form"]
        assert [value for value, _label in form.fields["how"].choices] == ways
    case.under_way()
    at(case.now)
    for who, ways in [(case.intern, ["broken_off"]), (case.host, ["no_show", "broken_off"])]:
        form = page(client, who, "placement_end", case.placement.pk).context["form"]
        assert [value for value, _label in form.fields["how"].choices] == ways
    client.post(reverse("placement_end", args=[case.placement.pk]), {"how": "no_show", "why": "Kom ikke"})
    case.placement.refresh_from_db()
    assert case.placement.state == State.NO_SHOW


def test_an_end_needs_a_reason(client, at):
    case = Case()
    at(case.now)
    client.force_login(case.intern)
    response = client.post(reverse("placement_end", args=[case.placement.pk]), {"how": "cancelled", "why": " "})
    assert list(response.context["form"].errors) == ["why"]


def test_a_message_that_is_refused_stays_in_the_form(client):
    case = Case()
    client.force_login(case.intern)
    response = client.post(reverse("message_send", args=[case.placement.pk]), {"text": "Mit nummer er 010190-1234"})
    assert response.status_code == 200
    assert "Mit nummer er" in response.content.decode()
    assert case.placement.messages.count() == 0


# --- what to do, and the desk ---


def test_what_there_is_to_do_follows_the_agreement(client):
    case = Case()

    def todo(user):
        return [item.url for item in own_for(user, case.now).todos]

    edit, sign = (reverse(name, args=[case.placement.pk]) for name in ("agreement_edit", "agreement_sign"))
    assert (todo(case.intern), todo(case.host)) == ([edit], [edit])
    case.sending()
    assert (todo(case.intern), todo(case.host)) == ([sign], [sign])
    case.sign(SignerRole.INTERN)
    assert (todo(case.intern), todo(case.host)) == ([], [sign])


def test_the_admin_shows_a_placement_notes_the_look_and_cancels_with_a_reason(client):
    case = Case().agreed()
    consultant = factories.UserFactory(roles={Role.CONSULTANT})
    client.force_login(consultant)
    html = client.get(f"/admin/praktik/placement/{case.placement.pk}/change/").content.decode()
    for shown in ("Mads", reverse("agreement_page", args=[case.placement.pk, 1])):
        assert shown in html
    assert Read.objects.get(reader=consultant).what == "admin: placement"
    url = f"/admin/praktik/placement/{case.placement.pk}/move/cancel/"
    client.get(url)
    client.post(url, {"confirmed": "1", "why": ""})
    case.placement.refresh_from_db()
    assert case.placement.state == State.AGREED
    client.post(url, {"confirmed": "1", "why": "Virksomheden er lukket"})
    case.placement.refresh_from_db()
    assert case.placement.state == State.CANCELLED


def test_the_admins_list_asks_the_same_number_of_questions_with_one_and_three_rows(client):
    client.force_login(factories.UserFactory(roles={Role.CONSULTANT}))
    client.get("/admin/praktik/placement/")  # what is cached for the process is asked here
    asked = []
    for count in (1, 2):
        for _number in range(count):
            factories.PlacementFactory()
        with CaptureQueriesContext(connection) as queries:
            client.get("/admin/praktik/placement/")
        asked.append(len(queries))
    assert asked == [9, 9]
