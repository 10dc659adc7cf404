"""What the desk and the operator see of the background work, and the round's calendar of mails."""

from __future__ import annotations

import datetime as dt
import os
import subprocess
import sys
import uuid

import pytest
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.urls import reverse

from matching.models import MatchRun
from matching.states import Profile, RunState
from praktik import clock, dates
from praktik.applications.states import State as ApplicationState
from praktik.history.actors import Role
from praktik.mail.models import Mail
from praktik.mail.states import State
from praktik.rounds.models import Round
from praktik.rounds.states import MilestoneKind
from praktik.rounds.states import State as RoundState
from praktik.work import standing
from tests.factories import ApplicationFactory, MatchRunFactory, RoundFactory, UserFactory
from tests.praktik.mail.outbox import queued

DESK = [(set(), 302), ({Role.READER}, 403), ({Role.CONSULTANT}, 200)]


def ago(**span):
    return clock.real() - dt.timedelta(**span)


@pytest.fixture
def consultant(client):
    consultant = UserFactory(roles={Role.CONSULTANT})
    client.force_login(consultant)
    return consultant


@pytest.fixture
def scene():
    """One mail and one job of each sort."""
    queued("late", not_before=ago(hours=1), to="late@demo.example")
    queued("later", not_before=clock.real() + dt.timedelta(hours=1))
    queued("held", state=State.HELD)
    queued(
        "lost", state=State.CLAIMED, claim=uuid.uuid4(), lease_until=ago(seconds=5), attempts=1, to="lost@demo.example"
    )
    queued("dead", state=State.DEAD, error="550 unknown", to="dead@demo.example", attempts=4)
    MatchRunFactory(state=RunState.FAILED, error="No round")
    MatchRunFactory(state=RunState.RUNNING, lease_until=clock.real() + dt.timedelta(hours=1), progress=40)


@pytest.mark.django_db
@pytest.mark.parametrize("page", ["admin:work", "admin:mail_calendar", "admin:mail_in_vain"])
@pytest.mark.parametrize(("roles", "status"), DESK)
def test_who_may_open_the_desks_pages(client, page, roles, status):
    client.force_login(UserFactory(roles=roles))
    assert client.get(reverse(page)).status_code == status
    if status != 200:
        assert client.post(reverse("admin:work"), {"mail": "1"}).status_code == status


@pytest.mark.django_db
def test_the_page_shows_what_waits_what_runs_and_what_is_stuck(client, consultant, scene):
    shown = client.get(reverse("admin:work")).context
    assert shown["mails"] == {"queued": 2, "held": 1, "claimed": 1, "dead": 1}
    assert shown["due"] == 1
    none = {"queued": 0, "running": 0, "failed": 0}
    assert shown["jobs"] == [
        ("sletninger", none),
        ("kopier af oplysninger", none),
        ("matchkørsler", {"queued": 0, "running": 1, "failed": 1}),
        ("udsendelser", none),
    ]
    assert sorted((row.kind, row.late) for row, _page in shown["running"]) == [("mail", True), ("match run", False)]
    assert [mail.key for mail in shown["late"]] == ["late"]
    assert [mail.key for mail in shown["given_up"]] == ["dead"]
    assert [job.error for _kind, job, _page in shown["failed"]] == ["No round"]


@pytest.mark.django_db
def test_a_mail_that_was_given_up_is_tried_again_from_the_page(client, consultant, scene):
    chosen = list(Mail.objects.filter(key__in=["dead", "held"]).values_list("pk", flat=True))
    before = dict(Mail.objects.values_list("key", "state"))
    client.get(reverse("admin:work"), {"mail": chosen})
    assert dict(Mail.objects.values_list("key", "state")) == before
    client.post(reverse("admin:work"), {"mail": [*chosen, "no number"]})
    assert dict(Mail.objects.values_list("key", "state")) == {**before, "dead": "queued"}


@pytest.mark.django_db
def test_a_job_that_failed_is_asked_for_again_from_the_page_and_is_stuck_no_more(client, consultant):
    failed = MatchRunFactory(state=RunState.FAILED, profile=Profile.FAIREST, round__state=RoundState.MATCHING)
    job = {"job": f"match run:{failed.pk}"}
    client.get(reverse("admin:work"), job)
    assert MatchRun.objects.count() == 1
    page = client.post(reverse("admin:work"), job, follow=True)
    assert [(run.state, run.profile, run.round_id, run.asked_by) for run in MatchRun.objects.order_by("pk")] == [
        (RunState.FAILED, Profile.FAIREST, failed.round_id, None),
        (RunState.QUEUED, Profile.FAIREST, failed.round_id, consultant),
    ]
    assert page.context["failed"] == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("state", "round_state", "sentence"),
    [
        (RunState.CANCELLED, RoundState.MATCHING, "Jobbet er ikke mislykkedes, så der bedes ikke om det igen."),
        (RunState.FAILED, RoundState.ARCHIVED, "Runden kan ikke længere matches"),
    ],
)
def test_a_job_that_cannot_be_asked_for_again_says_why(client, consultant, state, round_state, sentence):
    run = MatchRunFactory(state=state, round__state=round_state)
    page = client.post(reverse("admin:work"), {"job": f"match run:{run.pk}"}, follow=True)
    assert (sentence in page.content.decode(), MatchRun.objects.count()) == (True, 1)
    for nonsense in ("match run:x", "match run:0", "x:1", ""):
        assert client.post(reverse("admin:work"), {"job": nonsense}).status_code == 404


@pytest.mark.django_db
def test_an_empty_page_says_that_nobody_works_and_nothing_is_stuck(client, consultant):
    page = client.get(reverse("admin:work")).content.decode()
    assert "Der er ingen arbejdsprocesser forbundet." in page
    assert "Intet sidder fast." in page


@pytest.mark.django_db
def test_the_page_asks_as_much_with_one_row_as_with_three(client, consultant, django_assert_num_queries):
    client.get(reverse("admin:work"))
    for count in (1, 2):
        for number in range(count):
            queued(f"{count}-{number}", state=State.DEAD)
            queued(f"late-{count}-{number}", not_before=ago(hours=1))
            MatchRunFactory(state=RunState.FAILED)
        with django_assert_num_queries(21):
            client.get(reverse("admin:work"))


@pytest.mark.django_db(transaction=True)
def test_a_worker_is_seen_by_the_name_of_its_connection():
    """The name is given as config/celery.py gives it; a second process opens the connection."""
    database = connection.settings_dict
    script = (
        "import psycopg2, sys; c = psycopg2.connect(dbname=sys.argv[1], user='praktik', host=sys.argv[2]);"
        "c.cursor().execute('SELECT 1'); print('ready', flush=True); input()"
    )
    process = subprocess.Popen(
        [sys.executable, "-c", script, database["NAME"], str(database["HOST"])],
        env={**os.environ, "PGAPPNAME": "worker one@host: mail, work"},
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
    assert process.stdout.readline() == "ready\n"
    assert [(worker.name, worker.processes) for worker in standing.workers()] == [("one@host: mail, work", 1)]
    process.communicate("\n")
    assert standing.workers() == []


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("token", "sent", "status"),
    [
        ("secret", "Bearer secret", 200),
        ("secret", "Bearer wrong", 404),
        ("secret", "secret", 404),
        ("secret", "", 404),
        ("", "Bearer ", 404),
        ("", "", 404),
    ],
)
def test_only_the_operator_reads_the_figures(client, settings, token, sent, status):
    settings.METRICS_TOKEN = token
    assert client.get("/metrics", headers={"Authorization": sent}).status_code == status


@pytest.mark.django_db
def test_the_figures_say_what_the_page_says(client, settings, scene):
    settings.METRICS_TOKEN = "secret"
    text = client.get("/metrics", headers={"Authorization": "Bearer secret"}).content.decode()
    figures = dict(line.rsplit(" ", 1) for line in text.splitlines() if not line.startswith("#"))
    waited = float(figures.pop("praktik_mail_oldest_due_seconds"))
    assert 3600 <= waited < 3660
    assert figures == {
        'praktik_mails{state="queued"}': "2.0",
        'praktik_mails{state="held"}': "1.0",
        'praktik_mails{state="claimed"}': "1.0",
        'praktik_mails{state="dead"}': "1.0",
        "praktik_mails_due": "1.0",
        **{
            f'praktik_jobs{{kind="{kind}",state="{state}"}}': "0.0"
            for kind in ("erasure", "copy of data")
            for state in ("queued", "running", "failed")
        },
        'praktik_jobs{kind="match run",state="queued"}': "0.0",
        'praktik_jobs{kind="match run",state="running"}': "1.0",
        'praktik_jobs{kind="match run",state="failed"}': "1.0",
        'praktik_jobs{kind="publishing",state="queued"}': "0.0",
        'praktik_jobs{kind="publishing",state="running"}': "0.0",
        'praktik_jobs{kind="publishing",state="failed"}': "0.0",
        "praktik_leases_over": "1.0",
        "praktik_retention_oldest_due_seconds": "0.0",
    }
    assert "@" not in text  # nobody's address


@pytest.mark.django_db
def test_a_rounds_mails_to_come_person_by_person(client, consultant):
    closes = dates.end_of_day(clock.real().date() + dt.timedelta(days=60))
    round_ = RoundFactory(dates={MilestoneKind.CLOSES: closes})
    other = RoundFactory(dates={MilestoneKind.CLOSES: closes})
    for name, where in (("anne", round_), ("bo", round_), ("carl", other)):
        person = UserFactory(email=f"{name}@demo.example")
        ApplicationFactory(round=where, applicant=person, state=ApplicationState.DRAFT, submitted_at=None)
    where = ContentType.objects.get_for_model(Round).pk
    page = reverse("admin:mail_calendar")
    shown = client.get(page, {"of": f"{where}:{round_.pk}"}).context["people"]
    told = [(person, [kind for _planned, kind, _subject in mails]) for person, mails in shown]
    assert [subject for _person, mails in shown for *_when, subject in mails if "{" in subject] == []
    assert told == [
        ("anne@demo.example", ["application_draft_reminder"] * 3),
        ("bo@demo.example", ["application_draft_reminder"] * 3),
    ]
    assert client.get(page, {"of": f"{where}:0"}).status_code == 404
    assert MatchRun.objects.count() == 0
