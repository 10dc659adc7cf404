"""Who may open which address of this app (see tests/access.py)."""

from __future__ import annotations

from praktik.applications.models import Application
from praktik.applications.states import State
from tests.access import APPLICANT, EVERYBODY, Page

_OFFER = lambda world: (world.offer.pk,)  # noqa: E731
# The two parties and the desk look; only the parties answer.
_SEEN = (302, 200, 404, 200, 404, 404, 404, 200, 200)
# The desk may look, so it is told with a sentence that the answer is not its own (and sent back).
_ANSWERED = (302, 302, 404, 302, 404, 404, 404, 302, 302)

# The host's and the desk's; what the round's state allows is said with a sentence (here it is open: nobody can sort).
_SORTED = (302, 404, 404, 200, 404, 404, 404, 200, 200)
_SORTS = (302, 404, 404, 302, 404, 404, 404, 302, 302)


def _waiting(world):
    Application.objects.filter(pk=world.application.pk).update(state=State.WAITING_LIST)
    return (world.application.pk,)


PAGES: dict[str, Page] = {
    # The place in the queue follows from everybody's wishes: the whole round is read, with the same queries always.
    "waiting_page": Page(APPLICANT, args=_waiting, queries=23),
    "listing_ranking": Page(_SORTED, _SORTS, args=lambda world: (world.listing.pk,)),
    "matching_method": Page(EVERYBODY),
    "offer_page": Page(_SEEN, args=_OFFER),
    "offer_accept": Page(None, _ANSWERED, args=_OFFER),
    "offer_decline": Page(None, _ANSWERED, args=_OFFER, data={"reason": "", "after": "stay"}),
}
