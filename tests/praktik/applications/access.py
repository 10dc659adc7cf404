"""Who may open which address of this noun (see tests/access.py)."""

from __future__ import annotations

import datetime as dt

from praktik import clock
from praktik.applications.models import ManagerRequest
from praktik.links import new_secret
from tests.access import APPLICANT, EVERYBODY, SIGNED_IN, Page, World

DONE = (302, 302, 404, 404, 404, 404, 404, 404, 404)


def _own(*more):
    return lambda world: (world.application.pk, *more)


def _wish(action):
    return lambda world: (world.application.pk, world.application.wishes.get().pk, action)


def _link(world: World):
    """An open question's secret: whoever holds it may look and answer."""
    secret, token_hash = new_secret()
    now = clock.now()
    ManagerRequest.objects.create(
        application=world.application,
        name="Mads Manager",
        email="mads@kommune.demo.example",
        token_hash=token_hash,
        asked_at=now,
        expires_at=now + dt.timedelta(days=7),
    )
    return (secret,)


PAGES: dict[str, Page] = {
    "application_start": Page(SIGNED_IN, post=(302,) * 9, args=lambda world: (world.round.slug,)),
    "application_page": Page(APPLICANT, args=_own()),
    "application_step": Page(
        APPLICANT, post=DONE, args=_own("task"), data={"purpose": "Et formål", "task": "En opgave", "version": ""}
    ),
    "application_withdraw": Page(APPLICANT, post=DONE, args=_own(), data={"why": "Nyt job"}),
    "application_carry_over": Page(APPLICANT, post=DONE, args=_own(), data={"consent": "on"}),
    "manager_resend": Page(None, post=DONE, args=_own()),
    "wish_add": Page(DONE, post=DONE, args=_own("company"), data={"company-company_name": "Alfa A/S"}),
    "wishes_order": Page(DONE, post=DONE, args=_own(), data={"order": "1", "version": "1"}),
    "wish_change": Page(None, post=DONE, args=_wish("up")),
    "manager_answer": Page(EVERYBODY, post=EVERYBODY, args=_link),
    "manager_pass_on": Page((302,) * 9, post=EVERYBODY, args=_link),
    "manager_new_link": Page(None, post=EVERYBODY, args=_link),
}
