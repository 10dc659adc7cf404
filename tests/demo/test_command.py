"""The command that fills in the demo: twice changes nothing, and it says what to do where it refuses."""

from __future__ import annotations

import hashlib
import json
from pathlib import Path

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection

from demo.models import Build
from tests.factories import UserFactory


@pytest.fixture
def var(settings, tmp_path) -> Path:
    settings.VAR_DIR = tmp_path
    return tmp_path


def contents():
    """table: (rows, checksum of all rows as text) for every table of a model."""
    found = {}
    with connection.cursor() as cursor:
        for model in apps.get_models(include_auto_created=True):
            if model._meta.managed and not model._meta.proxy:
                table = model._meta.db_table
                cursor.execute(f'SELECT t::text FROM "{table}" t ORDER BY 1')  # noqa: S608 -- our own tables
                rows = [row for (row,) in cursor.fetchall()]
                found[table] = len(rows), hashlib.sha256("\n".join(rows).encode()).hexdigest()
    return found


@pytest.mark.django_db
def test_twice_changes_nothing(var):
    call_command("demo", "--scenario", "founding", "--stage", "offers")
    before, logins = contents(), (var / "demo-logins.json").read_text()
    call_command("demo", "--scenario", "founding", "--stage", "offers")
    call_command("demo")
    assert contents() == before
    assert (var / "demo-logins.json").read_text() == logins


@pytest.mark.django_db
def test_another_stage_on_top_says_what_to_do(var):
    call_command("demo", "--stage", "people")
    before = contents()
    with pytest.raises(CommandError, match=r"is here already.*--fresh --stage open"):
        call_command("demo", "--stage", "open")
    assert contents() == before


@pytest.mark.django_db
def test_only_an_empty_database_is_filled(var):
    UserFactory(email="somebody@elsewhere.example")
    with pytest.raises(CommandError, match="There are people in this database"):
        call_command("demo", "--stage", "people")
    with pytest.raises(CommandError, match="1 people in this database are not of the demo"):
        call_command("demo", "--fresh", "--stage", "people")
    assert Build.objects.count() == 0


@pytest.mark.django_db
def test_where_settings_do_not_allow_it_nothing_happens(var, settings):
    settings.DEMO = False
    with pytest.raises(CommandError, match="settings do not set DEMO"):
        call_command("demo")
    assert Build.objects.count() == 0
    assert not (var / "demo-logins.json").exists()


@pytest.mark.django_db(transaction=True)
def test_fresh_throws_the_old_one_away(var):
    call_command("demo", "--stage", "people")
    call_command("demo", "--fresh", "--stage", "people")
    assert Build.objects.get().stage == "people"


@pytest.mark.django_db
def test_the_log_ins_are_for_their_owner_alone_and_come_back_when_lost(var, client):
    call_command("demo", "--stage", "people")
    path = var / "demo-logins.json"
    assert path.stat().st_mode & 0o077 == 0
    roles = [login["role"] for login in json.loads(path.read_text())]
    assert roles == ["consultant", "administrator", "reader"]
    path.unlink()
    call_command("demo")
    login = json.loads(path.read_text())[0]
    assert client.login(email=login["email"], password=login["password"])
    assert login["page"] == "/admin/"
    assert len(login["totp"]) == 32


@pytest.mark.django_db
def test_the_code_that_is_printed_is_the_second_factor(var, capsys):
    call_command("demo", "--stage", "people")
    capsys.readouterr()
    call_command("code")
    code = capsys.readouterr().out.strip()
    factor = Authenticator.objects.get(user__email="konsulent@demo.example", type=Authenticator.Type.TOTP)
    assert factor.wrap().validate_code(code)
    with pytest.raises(CommandError, match="Those who do: administrator@"):
        call_command("code", "ansoeger@demo.example")


def test_without_a_demo_there_is_no_code(var):
    with pytest.raises(CommandError, match="'make run' makes them"):
        call_command("code")
