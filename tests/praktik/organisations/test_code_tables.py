"""The facts that ship: how many there are, where they come from, and that docs/code-tables.md says the same."""

from __future__ import annotations

import datetime as dt
import re
from importlib.metadata import version
from pathlib import Path

import pytest
from django.conf import settings

from praktik.organisations.code_tables import REGIONS, SECTORS, SOURCE, THEMES, municipalities, postcodes
from praktik.organisations.models import Municipality, Postcode, Region, Sector, Theme

PAGE = (Path(settings.BASE_DIR) / "docs" / "code-tables.md").read_text()


def row(name):
    return next(line for line in PAGE.splitlines() if line.startswith(f"| {name} |")).split("|")


def test_installed_release_is_the_one_that_code_and_page_name():
    package, release = SOURCE
    assert version(package) == release
    assert [row(name)[4].strip() for name in ("municipalities", "postcodes")] == [release, release]


def test_counts_are_those_of_the_page_and_of_the_country():
    assert len(municipalities()) == 98 == int(row("municipalities")[2])
    assert len(postcodes()) == 1370 == int(row("postcodes")[2].replace(",", ""))
    assert [int(number) for number in re.findall(r"\d+", row("sectors, themes")[2])] == [len(SECTORS), len(THEMES)]


@pytest.mark.parametrize(("day", "count"), [(dt.date(2026, 12, 31), 5), (dt.date(2027, 1, 1), 4)])
@pytest.mark.django_db
def test_regions_of_a_day(day, count):
    assert len(Region.objects.valid_on(day)) == count


def test_every_municipality_lies_in_a_region_of_2007():
    assert {region for _name, region in municipalities().values()} == {
        slug for slug, (_name, first, _last, _successor) in REGIONS.items() if first == dt.date(2007, 1, 1)
    }


def test_postcodes_have_four_digits_and_those_of_the_faroe_islands_three():
    short = {code: city for code, city in postcodes().items() if not re.fullmatch(r"\d{4}", code)}
    assert len(short) == 130
    assert {code for code in short if re.fullmatch(r"[1-9]\d{2}", code)} == set(short)
    assert short["100"] == "Tórshavn"


@pytest.mark.django_db
def test_the_database_has_what_the_sources_have():
    assert dict(Municipality.objects.values_list("slug", "name")) == {
        slug: name for slug, (name, _region) in municipalities().items()
    }
    assert dict(Postcode.objects.values_list("code", "city")) == postcodes()
    assert (Region.objects.count(), Sector.objects.count(), Theme.objects.count()) == (6, 6, 16)
