"""The demo's texts and numbers, held to what is promised of them."""

from __future__ import annotations

from dataclasses import fields, is_dataclass

import pytest
from django.core.exceptions import ValidationError

from demo.content import agreements, companies, earlier, programme, rolling, shapes, workplaces
from demo.scenarios.people import PARTICIPANTS, STAFF
from praktik.organisations.code_tables import REGIONS, SECTORS, THEMES, municipalities, postcodes
from praktik.organisations.validators import clean_cvr, no_cpr

EVERYTHING = (
    companies.COMPANIES, programme.APPLICANTS, rolling.PLACES, rolling.APPLICANTS, earlier.PLACES, earlier.PLACEMENTS,
    earlier.NOT_PLACED, earlier.STORIES, workplaces.WORKPLACES, agreements.PROGRAMMES, agreements.GENERIC,
    agreements.MESSAGES, agreements.OUTCOMES, agreements.FOUNDING_OUTCOMES, agreements.INTERN_DECLINES,
)  # fmt: skip
EVERYBODY = (
    *programme.APPLICANTS, *rolling.APPLICANTS, *earlier.NOT_PLACED, *(past.applicant for past in earlier.PLACEMENTS),
)  # fmt: skip
PLACES = {
    **programme.PLACE,
    **{place.slug: (programme.COMPANY[slug], place) for slug, place in (*rolling.PLACES, *earlier.PLACES)},
}


def texts(thing):
    if isinstance(thing, str):
        yield thing
    elif is_dataclass(thing):
        for field in fields(thing):
            yield from texts(getattr(thing, field.name))
    elif isinstance(thing, dict):
        yield from texts([*thing, *thing.values()])
    elif isinstance(thing, tuple | list | frozenset):
        for part in thing:
            yield from texts(part)


def test_the_programme_has_its_size():
    assert len(programme.APPLICANTS) == 60
    assert len(companies.COMPANIES) == 25
    assert len(earlier.PLACEMENTS) == 20
    assert len(earlier.STORIES) == 2


def test_company_numbers_are_the_demos_own_and_could_exist():
    numbers = [company.cvr for company in companies.COMPANIES]
    assert len(set(numbers)) == 25
    assert [number for number in numbers if not number.startswith("9")] == []
    assert [number for number in numbers if clean_cvr(number) != number] == []


def test_a_number_that_fails_modulus_11_would_be_seen():
    with pytest.raises(ValidationError):
        clean_cvr("90157298")


def test_nothing_looks_like_a_cpr_number_or_like_filling():
    for text in texts(EVERYTHING):
        no_cpr(text)
        assert "lorem" not in text.lower()


def test_every_address_is_of_the_demo():
    people = [applicant.person for applicant in EVERYBODY] + [company.contact for company in companies.COMPANIES]
    addresses = [person.address for person in people] + [shapes.address(one.manager) for one in EVERYBODY]
    addresses += [login.email for login in (*STAFF, *PARTICIPANTS)]
    assert [address for address in addresses if not address.endswith("@demo.example")] == []


def test_nobody_is_there_twice_and_no_manager_applies():
    names = [applicant.name for applicant in EVERYBODY]
    assert len(names) == len(set(names))
    assert {applicant.manager for applicant in EVERYBODY} & set(names) == set()


def test_what_points_somewhere_points_at_something():
    wished = {wish.place for one in EVERYBODY for wish in one.wishes if isinstance(wish, shapes.At)}
    assert wished - set(PLACES) == set()
    assert {one.workplace for one in EVERYBODY} - set(programme.WORKPLACE) == set()
    declared = {conflict.company for one in EVERYBODY for conflict in one.conflicts}
    assert declared - set(programme.COMPANY) == set()
    known = set(THEMES)
    assert {theme for _company, place in PLACES.values() for theme in place.themes} - known == set()
    assert {
        theme for one in EVERYBODY for wish in one.wishes if isinstance(wish, shapes.Any) for theme in wish.themes
    } <= known
    assert {company.municipality for company in companies.COMPANIES} <= set(municipalities())
    assert {company.postcode for company in companies.COMPANIES} <= set(postcodes())
    assert {workplace.sector for workplace in workplaces.WORKPLACES} <= set(SECTORS)
    assert {workplace.region for workplace in workplaces.WORKPLACES} <= set(REGIONS)


def test_lists_of_wishes_have_many_lengths():
    lengths = {len(applicant.wishes) for applicant in programme.APPLICANTS}
    assert lengths >= {1, 2, 3, 4, 5, 6, 7, 10}


def test_the_special_cases_are_about_people_who_are_there():
    named = agreements.SLOW | agreements.SILENT | agreements.QUICK | set(agreements.CANCELLED)
    named |= set(agreements.INTERN_DECLINES) | set(agreements.HOST_DECLINES) | set(agreements.FOUNDING_OUTCOMES)
    assert named - {applicant.name for applicant in EVERYBODY} == set()
