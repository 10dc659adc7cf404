"""The access matrix: every address of ours x everybody x GET and POST, from tables that people read.

Each noun has its table in ``access.py`` beside its tests; tests/test_access.py gathers them and fails on an address
that is in none. A row gives what each of :data:`WHO` gets; ``args`` makes the address from a :class:`World` whose
objects belong to ``applicant`` and ``host``, so that for ``other_applicant`` and ``other_host`` they are foreign.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any

from praktik.history.actors import Role
from tests import factories

WHO = (
    "visitor", "applicant", "other_applicant", "host", "other_host", "reader", "unsecured", "consultant",
    "administrator",
)  # fmt: skip
# Ready rows: what each of WHO gets, in that order. "unsecured" is a consultant who has set up no second factor.
EVERYBODY = (200,) * 9
SIGNED_IN = (302, *(200,) * 8)
APPLICANT = (302, 200, 404, 404, 404, 404, 404, 404, 404)
HOST = (302, 404, 404, 200, 404, 404, 404, 404, 404)


@dataclass(frozen=True)
class Page:
    """``get`` and ``post``: the status each of WHO gets (None: the method is not allowed, so everybody whom the log-in
    lets through gets 405). ``post`` is for a POST with ``data``; list who is *refused* exactly, and for those who may
    act the status of what happens (302 done or refused with a sentence, 200 a form with errors).
    ``queries`` are the most that a GET may ask; more than twelve says why."""

    get: tuple[int, ...] | None
    post: tuple[int, ...] | None = None
    args: Callable[[World], tuple[Any, ...]] = lambda world: ()
    data: dict[str, Any] = field(default_factory=dict)
    queries: int = 12


class World:
    """One of everything, made when asked for."""

    @cached_property
    def people(self) -> dict[str, Any]:
        people = {name: factories.UserFactory() for name in WHO[1:5]}
        people["visitor"] = None
        people["reader"] = factories.UserFactory(roles={Role.READER})
        people["unsecured"] = factories.UserFactory(roles={Role.CONSULTANT}, second_factor=False)
        people["consultant"] = factories.UserFactory(roles={Role.CONSULTANT})
        people["administrator"] = factories.UserFactory(roles={Role.ADMINISTRATOR})
        return people

    @cached_property
    def round(self) -> Any:
        return factories.RoundFactory()

    @cached_property
    def company(self) -> Any:
        company = factories.CompanyFactory()
        factories.MembershipFactory(user=self.people["host"], organisation=company)
        factories.MembershipFactory(user=self.people["other_host"], organisation=factories.CompanyFactory())
        return company

    @cached_property
    def listing(self) -> Any:
        """Published, of ``host``."""
        return factories.ListingFactory(round=self.round, organisation=self.company)

    @cached_property
    def application(self) -> Any:
        """In the pool, of ``applicant``, with ``listing`` as its first wish."""
        application = factories.ApplicationFactory(round=self.round, applicant=self.people["applicant"])
        factories.WishFactory(application=application, listing=self.listing)
        factories.ApplicationFactory(round=self.round, applicant=self.people["other_applicant"])
        return application

    @cached_property
    def offer(self) -> Any:
        return factories.OfferFactory(application=self.application, listing=self.listing)

    @cached_property
    def placement(self) -> Any:
        return factories.PlacementFactory(application=self.application, listing=self.listing)
