"""The incentive audit's machinery and bars on a small seeded part; `bench/matching_incentives.py` runs all of it."""

from __future__ import annotations

import pytest

from bench.matching_incentives import BARS, DEVIATIONS, audit
from matching.engine import PROFILES


@pytest.mark.parametrize("profile", PROFILES)
def test_no_bar_is_missed_in_a_small_round(profile: str) -> None:
    rows = {name: (gain, lose) for name, gain, lose in audit(profile, seeds=1, deviators=6, people=60)}
    assert set(rows) == set(DEVIATIONS)
    for name, (gain, _) in rows.items():
        assert gain <= BARS.get((profile, name), 100)
    if profile != "best_fit":
        assert rows["cut to 1"][1] > 0  # a deviation that can be felt at all
