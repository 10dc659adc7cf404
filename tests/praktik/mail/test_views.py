from __future__ import annotations

import base64
import json

import pytest
from django.core.exceptions import ImproperlyConfigured, SuspiciousOperation
from django.test import RequestFactory
from django.urls import reverse

from praktik.mail.models import Mail, MailBounce, MailOptOut
from praktik.mail.states import State
from praktik.mail.transport import unsubscribe_url
from praktik.mail.webhook import webhook_patterns
from tests.factories import UserFactory
from tests.praktik.mail.outbox import NOW, queued


@pytest.fixture
def person(client):
    person = UserFactory()
    client.force_login(person)
    return person


def sent(key, user, **fields):
    return queued(key, state=State.SENT, sent_at=NOW, user=user, to=user.email, **fields)


@pytest.mark.django_db
def test_people_see_the_mails_that_were_sent_to_them_and_no_others(client, person):
    sent("mine", person, subject="Til mig", text="Se https://x.example/ <b>nu</b>\n")
    sent("theirs", UserFactory(), subject="Til en anden")
    queued("waiting", user=person, subject="Ikke sendt")
    queued("back", user=person, subject="Taget tilbage", state=State.SUPERSEDED)
    page = client.get(reverse("mail_list")).content.decode()
    assert [s for s in ("Til mig", "Til en anden", "Ikke sendt", "Taget tilbage") if s in page] == ["Til mig"]
    page = client.get(reverse("mail_page", args=[Mail.objects.get(key="mine").pk])).content.decode()
    assert 'Se <a href="https://x.example/" rel="nofollow">https://x.example/</a> &lt;b&gt;nu&lt;/b&gt;' in page
    for key in ("theirs", "waiting", "back"):
        assert client.get(reverse("mail_page", args=[Mail.objects.get(key=key).pk])).status_code == 404


@pytest.mark.django_db
def test_a_reminder_that_a_digest_told_is_not_a_mail_of_its_own(client, person):
    digest = sent("digest", person, subject="2 ting")
    sent("member", person, subject="", digest=digest)
    assert list(Mail.objects.visible_to(person)) == [digest]


@pytest.mark.django_db
def test_what_has_expired_says_so(client, person):
    mail = sent("old", person, text="")
    assert "Teksten er slettet." in client.get(reverse("mail_page", args=[mail.pk])).content.decode()


@pytest.mark.django_db
@pytest.mark.parametrize("rows", [1, 3])
def test_the_list_takes_as_many_queries_for_many_as_for_one(client, person, rows, django_assert_num_queries):
    for number in range(rows):
        sent(f"mail {number}", person)
    client.get(reverse("mail_list"))
    with django_assert_num_queries(4):  # the session and who is looking, the count and the mails
        client.get(reverse("mail_list"))


@pytest.mark.django_db
def test_the_link_asks_and_the_button_does_it(client):
    link = unsubscribe_url("A@demo.example", "lead_reminder").removeprefix("http://testserver")
    assert "a@demo.example" in client.get(link).content.decode()
    assert list(MailOptOut.objects.all()) == []
    # A mail program posts by itself, without a cookie of ours (RFC 8058).
    strict = type(client)(enforce_csrf_checks=True)
    assert strict.post(link, {"List-Unsubscribe": "One-Click"}).status_code == 200
    assert list(MailOptOut.objects.values_list("address", "kind")) == [("a@demo.example", "lead_reminder")]


@pytest.mark.django_db
@pytest.mark.parametrize("token", ["x", "eyJhIjoxfQ:1abc:forged"])
def test_a_forged_link_is_none_of_ours(client, token):
    for method in (client.get, client.post):
        assert method(reverse("mail_unsubscribe", args=[token])).status_code == 404
    assert list(MailOptOut.objects.all()) == []


# --- the provider's webhook ------------------------------------------------------------------------------------


@pytest.fixture
def webhook(settings):
    settings.MAIL_WEBHOOK = "postmark.PostmarkTrackingWebhookView"
    settings.ANYMAIL = {"WEBHOOK_SECRET": "name:word"}
    (pattern,) = webhook_patterns()
    return pattern.callback


def report(view, secret):
    event = {
        "RecordType": "Bounce", "Type": "HardBounce", "TypeCode": 1, "ID": 1, "MessageID": "p1",
        "Email": "a@demo.example", "BouncedAt": "2026-11-24T12:00:00Z", "Description": "unknown user",
    }  # fmt: skip
    authorization = "Basic " + base64.b64encode(secret.encode()).decode()
    request = RequestFactory().post(
        "/", json.dumps(event), content_type="application/json", headers={"authorization": authorization}
    )
    return view(request)


@pytest.mark.django_db
def test_a_bounce_comes_in_by_the_webhook(webhook):
    queued("one", state=State.SENT, sent_at=NOW, provider_id="p1")
    assert report(webhook, "name:word").status_code == 200
    assert Mail.objects.get().state == State.BOUNCED
    assert list(MailBounce.objects.values_list("address", "why")) == [("a@demo.example", "Postmark: unknown user")]


@pytest.mark.django_db
def test_a_webhook_without_the_secret_is_not_believed(webhook):
    queued("one", state=State.SENT, sent_at=NOW, provider_id="p1")
    with pytest.raises(SuspiciousOperation):  # Django answers 400
        report(webhook, "name:wrong")
    assert Mail.objects.get().state == State.SENT


def test_a_webhook_without_a_secret_does_not_start(settings):
    settings.MAIL_WEBHOOK = "postmark.PostmarkTrackingWebhookView"
    settings.ANYMAIL = {"WEBHOOK_SECRET": ""}
    with pytest.raises(ImproperlyConfigured):
        webhook_patterns()
    settings.MAIL_WEBHOOK = ""
    assert webhook_patterns() == []
