"""What the tests about merging organisations share."""

from __future__ import annotations

from praktik import clock
from praktik.history.actors import Role
from praktik.organisations.services import merge_case, merge_plan, organisations_merge
from tests.factories import UserFactory


def desk():
    return UserFactory(roles={Role.CONSULTANT})


def plan(kept, *gone, now=None):
    return merge_plan(merge_case(kept.pk, [row.pk for row in gone]), now=now or clock.now())


def merge(kept, *gone, by=None, now=None, why="Det er samme firma."):
    """Look at it, then do it. The rows are read anew."""
    now = now or clock.now()
    keys = [row.pk for row in gone]
    merges = organisations_merge(
        kept.pk, keys, why=why, digest=plan(kept, *gone, now=now).digest, by=by or desk(), now=now
    )
    for row in (kept, *gone):
        row.refresh_from_db()
    return merges
