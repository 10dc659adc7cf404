"""The company register's table, filled from a file: whole or not at all."""

from __future__ import annotations

import datetime as dt

import pytest
from django.core.management import CommandError, call_command

from praktik.register.loading import BadFile, register_load
from praktik.register.models import RegisterEntry

pytestmark = pytest.mark.django_db
DAY = dt.date(2026, 11, 1)
HEAD = "cvr,name,address,postcode,city,municipality,advertising_protected,ended_on\n"
ALFA = "90000012,Alfa A/S,Havnegade 1,8000,Aarhus C,AARHUS,ja,\n"
BETA = "90000020,Beta ApS,,,,,nej,2025-06-30\n"


def load(text, **kwargs):
    return register_load(text.splitlines(keepends=True), as_of=kwargs.pop("as_of", DAY), **kwargs)


def rows():
    return {
        row.cvr: (row.name, row.advertising_protected, row.ended_on, row.as_of) for row in RegisterEntry.objects.all()
    }


def test_every_column_is_stored():
    assert load(HEAD + ALFA).written == 1
    row = RegisterEntry.objects.get()
    assert (row.cvr, row.name, row.address, row.postcode, row.city, row.municipality) == (
        "90000012", "Alfa A/S", "Havnegade 1", "8000", "Aarhus C", "AARHUS",
    )  # fmt: skip
    assert (row.advertising_protected, row.ended_on, row.as_of) == (True, None, DAY)


def test_semicolons_a_mark_at_the_front_and_fewer_columns_do():
    load("\ufeffname;cvr;advertising_protected\nAlfa A/S;90 00 00 12;0\n")
    assert rows() == {"90000012": ("Alfa A/S", False, None, DAY)}


def test_a_second_file_writes_over_what_is_older_and_leaves_what_is_newer():
    load(HEAD + ALFA)
    assert load(HEAD + ALFA.replace("Alfa", "Alpha"), as_of=DAY + dt.timedelta(days=1)).written == 1
    old = load(HEAD + ALFA.replace("Alfa", "Gammel"), as_of=DAY)
    assert (old.written, old.newer, rows()["90000012"][0]) == (0, 1, "Alpha A/S")


@pytest.mark.parametrize(("whole", "left"), [(False, {"90000012", "90000020"}), (True, {"90000012"})])
def test_what_is_not_in_the_file_stays_unless_the_file_is_everything(whole, left):
    load(HEAD + BETA)
    done = load(HEAD + ALFA, whole=whole)
    assert (set(rows()), done.gone) == (left, int(whole))


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "line 1: the head has no column cvr, name, advertising_protected; it takes cvr, name, address, postcode, "
             "city, municipality, advertising_protected, ended_on"),
        ("cvr,name,advertising_protected,cpr\n", "line 1: unknown column cpr; the head takes cvr, name, address, "
         "postcode, city, municipality, advertising_protected, ended_on"),
        (HEAD, "line 2: there is no company in the file"),
        (HEAD + ALFA + "12345678,Gamma,,,,,ja,\n", "line 3: “12345678” is not a CVR number"),
        (HEAD + ALFA + ALFA, "line 3: CVR number 90000012 stands in the file twice"),
        (HEAD + "90000012,Alfa\n", "line 2: 2 cells where the head has 8"),
        (HEAD + ALFA.replace("ja", "måske"), "line 2: advertising_protected is “måske”, neither yes nor no"),
        (HEAD + BETA.replace("2025-06-30", "30/6"), "line 2: ended_on is “30/6”, not a day such as 2026-12-31"),
        (HEAD + ALFA.replace("8000", "80000"), "line 2: postcode: "),
    ],
)  # fmt: skip
def test_a_wrong_file_changes_nothing_and_names_its_line(text, problem):
    load(HEAD + BETA)
    before = rows()
    with pytest.raises(BadFile) as refused:
        load(text + (BETA.replace("Beta", "Changed") if "\n9" in text else ""))
    assert (
        refused.value.problems[0].startswith(problem) if problem.endswith(": ") else refused.value.problems == [problem]
    )
    assert rows() == before


def test_many_wrong_lines_are_named_up_to_twenty():
    with pytest.raises(BadFile) as refused:
        load(HEAD + "1,x,,,,,ja,\n" * 30)
    assert (len(refused.value.problems), refused.value.problems[-1]) == (21, "and 10 more")


def test_the_command(tmp_path, capsys):
    file = tmp_path / "register.csv"
    file.write_text(HEAD + ALFA + BETA, encoding="utf-8")
    call_command("register_load", str(file), "--as-of", "2026-11-01")
    assert capsys.readouterr().out == ("2 companies written, 0 left alone since what is here is newer, 0 removed.\n")
    file.write_text(HEAD + "x,y,,,,,ja,\n", encoding="utf-8")
    with pytest.raises(CommandError, match="line 2: “x” is not a CVR number"):
        call_command("register_load", str(file), "--as-of", "2026-11-01")
    file.write_bytes(HEAD.encode() + "90000012,Sø,,,,,ja,\n".encode("latin-1"))
    with pytest.raises(CommandError, match="is not UTF-8"):
        call_command("register_load", str(file), "--as-of", "2026-11-01")
    with pytest.raises(CommandError, match="cannot be read: No such file"):
        call_command("register_load", str(tmp_path / "none.csv"), "--as-of", "2026-11-01")
