"""Documents as PDF."""

from __future__ import annotations

import datetime as dt

import pytest
from django.utils import translation

from praktik.documents import document_file
from tests.praktik.documents import lines, pages

AT = dt.datetime(2026, 11, 29, 8, 30, tzinfo=dt.UTC)


@pytest.mark.parametrize(
    ("language", "foot"),
    [
        ("da", ["Udskrevet 29. november 2026 kl. 09.30", "Side 1"]),
        ("en", ["Printed 29 November 2026, 09:30", "Page 1"]),
    ],
)
def test_a_document_says_its_title_and_its_sections_in_order(language, foot):
    with translation.override(language):
        pdf = document_file(
            "Æble & <Øl>",
            about=["Om å", ""],
            sections=[("Først", [("Hvem", "Åse Ørsted\n\nBo “Bo” Bæk"), ("Tom", "  ")]), ("Så", [("Hvad", "1 < 2")])],
            now=AT,
        )
    said = ["Æble & <Øl>", "Om å", "Først", "Hvem", "Åse Ørsted", "Bo “Bo” Bæk", "Så", "Hvad", "1 < 2"]
    assert sorted(lines(pdf)) == sorted([*said, *foot])
    assert [line for line in lines(pdf) if line in said] == said


def test_a_long_text_goes_on_on_the_next_page():
    text = "\n".join(f"Linje {number}" for number in range(200))
    pdf = document_file("Lang", about=[], sections=[("Alt", [("Tekst", text)])], now=AT)
    assert pages(pdf) > 2
    assert [line for line in lines(pdf) if line.startswith("Linje")] == text.splitlines()


def test_a_word_longer_than_a_line_does_not_stop_it():
    pdf = document_file("Ord", about=[], sections=[("x" * 300, [("y" * 300, "z" * 5000)])], now=AT)
    assert "".join(line for line in lines(pdf) if set(line) == {"z"}) == "z" * 5000
