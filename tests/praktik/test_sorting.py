from __future__ import annotations

import pytest

from praktik.sorting import sort_key


def test_danish_order():
    names = ["Ålborg", "Zealand", "Ærø", "Aabenraa", "Odense", "Øster", "ærø 2", "Aarhus", "Albertslund", "Ørsted"]
    expected = [
        "Albertslund", "Odense", "Zealand", "Ærø", "ærø 2", "Ørsted", "Øster", "Aabenraa", "Aarhus", "Ålborg"
    ]  # fmt: skip
    assert sorted(names, key=sort_key)[:7] == expected[:7]
    assert set(sorted(names, key=sort_key)[7:]) == set(expected[7:])


@pytest.mark.parametrize(("one", "other"), [("aa", "å"), ("AA", "å"), ("é", "e"), ("ü", "y")])
def test_letters_that_count_as_the_same(one, other):
    assert sort_key(one) == sort_key(other)
