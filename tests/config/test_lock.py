"""What is locked: versions and hashes, and no address of anybody."""

from __future__ import annotations

from pathlib import Path

import pytest

from config import lock

ROOT = lock.LOCK.parent


@pytest.mark.parametrize("name", ["package-lock.json", "requirements.lock", "requirements-production.lock"])
def test_a_lock_names_no_address(name):
    lines = Path(ROOT / name).read_text().splitlines()
    assert [line for line in lines if "://" in line] == []


def test_the_lock_of_the_front_end_is_tidy_and_tidying_takes_only_the_addresses():
    text = lock.LOCK.read_text()
    assert lock.tidy(text) == text
    asked = text.replace('"packages": {', '"packages": {"x": {"version": "1", "funding": {"url": "a://b"}},', 1)
    assert '"x": {\n      "version": "1"\n    }' in lock.tidy(asked)
