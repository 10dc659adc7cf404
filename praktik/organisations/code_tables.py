"""The code tables' rows, where they come from, and how they get into the database. See docs/code-tables.md.

Regions, municipalities and postcodes are facts: loading writes them as their source has them. Sectors and themes are
the programme's own lists, which consultants may reword: loading only adds what is missing.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

from django.apps import apps as global_apps
from django.db import models, transaction
from django.utils import translation
from localflavor.dk.dk_municipalities import DK_MUNICIPALITIES
from localflavor.dk.dk_postalcodes import DK_POSTALCODES

from praktik.sorting import sort_key

# The package and release that docs/code-tables.md names; a test holds the installed one to it.
SOURCE = ("django-localflavor", "5.1")

# The reform of 2007 made the five regions; the act of 20 June 2025 replaces two of them by one.
REFORM = dt.date(2007, 1, 1)
EAST = dt.date(2027, 1, 1)

# slug: (name as the source has it, valid_from, valid_to, successor); a successor stands before those it replaces
REGIONS = {
    "oestdanmark": ("Region Østdanmark", EAST, None, None),
    "hovedstaden": ("Region Hovedstaden", REFORM, EAST - dt.timedelta(days=1), "oestdanmark"),
    "midtjylland": ("Region Midtjylland", REFORM, None, None),
    "nordjylland": ("Region Nordjylland", REFORM, None, None),
    "sjaelland": ("Region Sjælland", REFORM, EAST - dt.timedelta(days=1), "oestdanmark"),
    "syddanmark": ("Region Syddanmark", REFORM, None, None),
}

# slug: (Danish, English, public)
SECTORS = {
    "state": ("Stat", "State", True),
    "region": ("Region", "Region", True),
    "municipality": ("Kommune", "Municipality", True),
    "other_public": ("Anden offentlig eller selvejende institution", "Other public or self-governing body", True),
    "private": ("Privat virksomhed", "Private company", False),
    "civil_society": ("Forening eller fond", "Association or foundation", False),
}

# slug: (Danish, English)
THEMES = {
    "welfare_technology": ("Velfærdsteknologi", "Welfare technology"),
    "digitalisation": ("Digitalisering", "Digitalisation"),
    "data": ("Data og kunstig intelligens", "Data and artificial intelligence"),
    "green_transition": ("Grøn omstilling", "Green transition"),
    "building": ("Bæredygtigt byggeri og anlæg", "Sustainable building and civil works"),
    "health": ("Sundhed og forebyggelse", "Health and prevention"),
    "elderly_care": ("Ældre og pleje", "Older people and care"),
    "learning": ("Læring, skole og dagtilbud", "Learning, schools and day care"),
    "social": ("Socialområdet", "Social services"),
    "employment": ("Beskæftigelse og arbejdsmarked", "Employment and the labour market"),
    "citizens": ("Borgerinddragelse og service til borgerne", "Citizen involvement and services"),
    "culture": ("Kultur, fritid og frivillighed", "Culture, leisure and volunteering"),
    "mobility": ("Transport og byudvikling", "Transport and urban development"),
    "procurement": ("Indkøb og offentlig-privat samarbejde", "Procurement and public-private collaboration"),
    "organisation": ("Ledelse, organisation og arbejdsmiljø", "Management, organisation and working environment"),
    "safety": ("Sikkerhed og beredskab", "Safety and emergency services"),
}


def municipalities() -> dict[str, tuple[str, str]]:
    """slug: (name, slug of the region of 2007), as the source has them."""
    with translation.override(None):
        slugs = {name: slug for slug, (name, *_rest) in REGIONS.items()}
        return {
            slug.lower(): (str(name), slugs[str(region)]) for region, rows in DK_MUNICIPALITIES for slug, name in rows
        }


def postcodes() -> dict[str, str]:
    """code: name of the postal district. The source lists a code once per street; the names agree."""
    with translation.override(None):
        return {code: str(name) for code, name in DK_POSTALCODES}


@transaction.atomic
def codes_load(apps: Any = global_apps) -> None:
    """Bring the code tables in line with their sources; idempotent, one statement per table.

    ``apps`` is the registry of models to write with; where a migration has not made the tables yet nothing happens.
    """
    try:
        region = apps.get_model("praktik", "Region")
        municipality = apps.get_model("praktik", "Municipality")
        postcode = apps.get_model("praktik", "Postcode")
        sector = apps.get_model("praktik", "Sector")
        theme = apps.get_model("praktik", "Theme")
    except LookupError:
        return
    _write(
        [
            region(
                slug=slug, name=name, sort_key=sort_key(name), valid_from=first, valid_to=last, successor_id=successor
            )
            for slug, (name, first, last, successor) in REGIONS.items()
        ],
        "slug", ["name", "sort_key", "valid_from", "valid_to", "successor"],
    )  # fmt: skip
    _write(
        [
            municipality(slug=slug, name=name, sort_key=sort_key(name), region_id=region_slug)
            for slug, (name, region_slug) in municipalities().items()
        ],
        "slug", ["name", "sort_key", "region"],
    )  # fmt: skip
    _write([postcode(code=code, city=city) for code, city in postcodes().items()], "code", ["city"])
    _write(
        [
            sector(slug=slug, name_da=da, name_en=en, is_public=public, position=place)
            for place, (slug, (da, en, public)) in enumerate(SECTORS.items())
        ]
    )
    _write(
        [
            theme(slug=slug, name_da=da, name_en=en, position=place)
            for place, (slug, (da, en)) in enumerate(THEMES.items())
        ]
    )


def _write(rows: list[models.Model], unique: str = "", fields: list[str] | None = None) -> None:
    manager = type(rows[0])._base_manager
    if fields:
        manager.bulk_create(rows, update_conflicts=True, unique_fields=[unique], update_fields=fields)
    else:
        manager.bulk_create(rows, ignore_conflicts=True)


def load_after_migrate(**kwargs: Any) -> None:
    """``post_migrate``: every database that has the tables has the rows, the tests' too (also after a flush)."""
    codes_load(kwargs.get("apps", global_apps))
