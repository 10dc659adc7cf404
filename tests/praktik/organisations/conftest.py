from __future__ import annotations

import pytest

from tests.factories import CompanyFactory


@pytest.fixture
def pair():
    """The same company with its number and without."""
    return CompanyFactory(name="Vindkant A/S"), CompanyFactory(name="Vindkant Danmark", cvr=None)
