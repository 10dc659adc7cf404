from __future__ import annotations

import datetime as dt

import pytest
from django.urls import reverse

from praktik import clock
from praktik.applications.states import State as ApplicationState
from praktik.history.door import Refused
from praktik.mail import services, texts
from praktik.mail.models import Mail, MailText
from praktik.mail.rendering import default_text, render
from praktik.rounds.states import MilestoneKind
from tests.factories import ApplicationFactory, ListingFactory, OfferFactory, RoundFactory, UserFactory
from tests.praktik.mail.outbox import NOW

KIND = "offer_reminder_intern"


@pytest.fixture
def consultant():
    return UserFactory(roles={"consultant"})


def save(consultant, *, only_for=None, subject="Svar nu", text="Kære {name}\n\n{link}\n", language="da"):
    return services.mail_text_save(
        KIND, language=language, only_for=only_for, subject=subject, text=text, by=consultant, now=NOW
    )


def rendered(about, language="da"):
    user = UserFactory.build(name="Ane")
    context = {"about": about, "user": user, "link": "https://x.example/", "listing": "L", "deadline": NOW}
    return render(KIND, language=language, context=context)


@pytest.mark.django_db
def test_a_rounds_own_text_comes_before_the_one_for_all_and_that_before_the_file(consultant):
    offer, other = OfferFactory(), OfferFactory()
    own = save(consultant, only_for=offer.listing.round, subject="Rundens")
    save(consultant, subject="Alles")
    assert [rendered(offer).subject, rendered(other).subject] == ["Rundens", "Alles"]
    assert rendered(offer, "en").subject == "Answer your offer of a place"
    assert rendered(offer).text == "Kære Ane\n\nhttps://x.example/\n"
    services.mail_text_delete(own, by=consultant, now=NOW)
    assert rendered(offer).subject == "Alles"
    services.mail_text_delete(MailText.objects.get(), by=consultant, now=NOW)
    assert rendered(offer).subject == "Svar på dit tilbud om en praktikplads"


@pytest.mark.django_db
def test_the_same_text_saved_twice_is_one_row(consultant):
    save(consultant, subject="A")
    save(consultant, subject="B")
    assert list(MailText.objects.values_list("subject", flat=True)) == ["B"]


@pytest.mark.django_db
@pytest.mark.parametrize("fields", [{"subject": "{secret}"}, {"text": "Hej {about.applicant.email}"}, {"text": "{}"}])
def test_an_unknown_placeholder_is_refused_with_those_there_are(consultant, fields):
    with pytest.raises(Refused, match="deadline"):
        save(consultant, **fields)
    assert list(MailText.objects.all()) == []


@pytest.mark.django_db
def test_dates_are_written_as_people_write_them(consultant):
    save(consultant, text="Senest {deadline} hos {listing}")
    assert rendered(OfferFactory()).text == "Senest 24. november 2026 13:00 hos L\n"


@pytest.mark.django_db
@pytest.mark.parametrize("about", ["listing", "application", "offer", "round", "user"])
def test_the_round_of_what_a_mail_is_about(about):
    offer = OfferFactory(listing=ListingFactory())
    rows = {
        "listing": offer.listing, "application": offer.application, "offer": offer, "round": offer.listing.round,
        "user": offer.application.applicant,
    }  # fmt: skip
    found = {
        "listing": offer.listing.round, "application": offer.application.round, "offer": offer.application.round,
        "round": offer.listing.round, "user": None,
    }  # fmt: skip
    assert texts.scope_of(rows[about]) == found[about]


def test_where_an_own_text_starts_from():
    subject, text = default_text(KIND, "da")
    assert subject == "Svar på dit tilbud om en praktikplads"
    assert texts.problem(KIND, subject, text) is None
    assert text.startswith("Hej {name}\n\nDu har fået tilbudt pladsen »{listing}«. Svar senest {deadline}")


@pytest.mark.django_db
def test_the_preview_has_real_values_where_there_are_some(consultant):
    now = clock.real()
    preview = services.mail_text_preview(KIND, language="da", subject="{listing}", text="{link}", now=now)
    assert preview.subject == "[listing]"
    offer = OfferFactory(offered_at=now, deadline=now + dt.timedelta(days=9))
    preview = services.mail_text_preview(KIND, language="da", subject="{listing}", text="{name} {link}", now=now)
    assert (preview.subject, preview.text) == (offer.listing.title, f"[name] http://testserver/offers/{offer.pk}/\n")


@pytest.mark.django_db
def test_a_text_is_sent_to_the_consultant_once_for_each_version(consultant):
    own = save(consultant)
    assert services.mail_text_send_to_me(own, by=consultant, now=NOW) is True
    assert services.mail_text_send_to_me(own, by=consultant, now=NOW) is False
    mail = Mail.objects.get()
    assert (mail.to, mail.kind, mail.subject) == (consultant.email, "text_trial", "Svar nu")


@pytest.mark.django_db
def test_a_consultant_writes_previews_and_gives_up_a_text_in_the_admin(client, consultant):
    client.force_login(consultant)
    round_ = RoundFactory(dates={MilestoneKind.CLOSES: clock.real() + dt.timedelta(days=30)})
    ApplicationFactory(round=round_, state=ApplicationState.DRAFT, submitted_at=None)
    add = reverse("admin:praktik_mailtext_add")
    kind = "application_draft_reminder"
    page = client.get(add, {"kind": kind, "language": "da"}).content.decode()
    assert "er ikke sendt endnu" in page
    data = {"kind": kind, "language": "da", "round_or_all": "", "subject": "Send {round}", "text": "Hej {nickname}"}
    page = client.post(add, data).content.decode()
    assert "Der findes ingen pladsholder {nickname}. Du kan bruge {name}, {site_url}, {contact_email}, {round}" in page
    assert client.post(add, data | {"text": "Hej {name}: {round}"}).status_code == 302
    own = MailText.objects.get()
    change = reverse("admin:praktik_mailtext_change", args=[own.pk])
    assert f"Hej [name]: {round_}" in client.get(change).content.decode()
    assert client.post(change, {"round_or_all": "", "subject": "Nu {round}", "text": "Hej"}).status_code == 302
    own.refresh_from_db()
    assert (own.kind, own.subject, own.text) == (kind, "Nu {round}", "Hej")
    listing = reverse("admin:praktik_mailtext_changelist")
    client.post(listing, {"action": "send_to_me", "_selected_action": [own.pk]})
    assert Mail.objects.get().subject == f"Nu {round_}"
    assert client.post(reverse("admin:praktik_mailtext_delete", args=[own.pk]), {"post": "yes"}).status_code == 302
    assert list(MailText.objects.all()) == []
