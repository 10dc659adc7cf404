"""What one test leaves behind does not reach the next."""

from collections.abc import Iterator

import pytest
from django.utils import translation


@pytest.fixture(params=["first", "second"], autouse=True)
def english_left_behind(request: pytest.FixtureRequest, language: None) -> Iterator[None]:
    yield
    # As a request for an English page does, in whichever order the two run.
    translation.activate("en")


def test_each_test_starts_in_danish() -> None:
    assert translation.get_language() == "da"
