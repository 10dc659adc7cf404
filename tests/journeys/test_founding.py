"""The founding case from sign-up to the evaluation report, on the real thing; and the same with things killed."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from django.conf import settings

from tests.journeys import founding, internship
from tests.journeys.case import Case
from tests.journeys.site import Site


@pytest.fixture
def case(browser, worker_id, tmp_path) -> Iterator[Case]:
    """A site with nothing in it but those who work at the desk."""
    site = Site(Path(settings.BASE_DIR) / "var" / "journeys" / f"{worker_id}-{tmp_path.name[:20]}", stage="people")
    site.remove()  # what a run that was cut off may have left
    found = Case(browser, site)
    try:
        site.start()
        yield found
    finally:
        found.close()
        site.stop()
        site.remove()


# What is killed, and after which step: each while there is something for it to do.
KILLED = {
    "applicant_signs_up": "web",
    "consultant_invites_the_company": "worker",
    "the_deadlines_pass": "beat",
    "consultant_asks_for_a_run": "work",
}


@pytest.mark.parametrize(
    ("looking", "killed"),
    [
        pytest.param(False, {}, id="undisturbed", marks=pytest.mark.long),
        pytest.param(True, {}, id="looked at", marks=pytest.mark.audit),
        pytest.param(False, KILLED, id="killed", marks=pytest.mark.audit),
    ],
)
def test_from_a_wish_to_an_evaluated_placement(case, looking, killed):
    """With kills it ends the same. Where it looks, every page on the way is checked for access, width and console."""
    case.looking = looking
    for step in founding.STEPS + internship.STEPS:
        try:
            step(case)
        except BaseException:
            case.tell(step.__name__)
            raise
        if name := killed.get(step.__name__):
            case.site.kill(name)
