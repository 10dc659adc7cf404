"""Who may open which address of this noun (see tests/access.py)."""

from __future__ import annotations

import datetime as dt

from praktik import clock, links
from praktik.placements import services
from tests.access import EVERYBODY, Page

# The two sides, and consultants; everybody else does not learn that there is a placement.
SIDES_AND_DESK = (302, 200, 404, 200, 404, 404, 404, 200, 200)
SIDES = (302, 200, 404, 200, 404, 404, 404, 404, 404)
# A POST that is done (or refused with a sentence) by whoever sees the placement.
ACTED = (302, 302, 404, 302, 404, 404, 404, 302, 302)


def _placement(world):
    return (world.placement.pk,)


def _drafted(world):
    """A placement with a draft of an agreement, as placement_create leaves it."""
    week = world.round.week()
    return services.placement_create(
        world.application,
        listing=world.listing,
        starts_on=week,
        ends_on=week + dt.timedelta(days=4),
        by=world.people["host"],
        now=clock.now(),
    )


def _draft(world):
    return (_drafted(world).pk,)


def _version(world):
    return (_drafted(world).pk, 1)


def _sent(world):
    placement = _drafted(world)
    data = dict.fromkeys(services.REQUIRED, "Aftalt") | {"programme": ["Aftalt"] * 5}
    services.agreement_save(placement, data=data, version=1, by=world.people["host"], now=clock.now())
    services.agreement_send(placement, by=world.people["host"], now=clock.now())
    return placement


def _sent_version(world):
    return (_sent(world).pk, 1)


def _signing(world):
    return (_sent(world).pk,)


def _link(world):
    secret, token_hash = links.new_secret()
    _sent(world).agreements.sent().signatures.filter(role="manager").update(token_hash=token_hash)
    return (secret,)


def _signed(world):
    placement = _sent(world)
    agreement = placement.agreements.sent()
    agreement.signatures.update(signed_at=clock.now(), digest=agreement.digest())
    return (placement.pk,)


def _completed(world):
    world.placement.state = "completed"
    world.placement.save()
    return _placement(world)


PAGES: dict[str, Page] = {
    "placement_page": Page(get=SIDES_AND_DESK, args=_placement),
    "agreement_edit": Page(get=SIDES, post=SIDES, args=_draft, data={"purpose": "x"}),
    "agreement_page": Page(get=SIDES, args=_version),
    "agreement_file": Page(get=SIDES_AND_DESK, args=_sent_version),
    "agreement_send": Page(get=None, post=ACTED, args=_draft, data={"version": "1"}),
    "agreement_revise": Page(get=None, post=ACTED, args=_signing, data={"x": "1"}),
    "agreement_sign": Page(get=SIDES, post=SIDES, args=_signing, data={"digest": "x"}),
    "manager_link_resend": Page(get=None, post=ACTED, args=_signing, data={"x": "1"}),
    "manager_sign": Page(get=EVERYBODY, post=EVERYBODY, args=_link, data={"digest": "x"}),
    "placement_end": Page(get=SIDES_AND_DESK, post=ACTED, args=_draft, data={"how": "cancelled", "why": "Syg"}),
    "placement_complete": Page(get=None, post=ACTED, args=_placement, data={"x": "1"}),
    "message_send": Page(get=None, post=ACTED, args=_placement, data={"text": "Hej"}),
    "placement_calendar": Page(get=SIDES_AND_DESK, args=_signed),
    "placement_certificate": Page(get=SIDES_AND_DESK, args=_completed),
}
