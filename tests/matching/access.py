"""Who may open which address of this app (see tests/access.py)."""

from __future__ import annotations

from tests.access import EVERYBODY, Page

_OFFER = lambda world: (world.offer.pk,)  # noqa: E731
# The two parties and the desk look; only the parties answer.
_SEEN = (302, 200, 404, 200, 404, 404, 404, 200, 200)
# The desk may look, so it is told with a sentence that the answer is not its own (and sent back).
_ANSWERED = (302, 302, 404, 302, 404, 404, 404, 302, 302)

PAGES: dict[str, Page] = {
    "matching_method": Page(EVERYBODY),
    "offer_page": Page(_SEEN, args=_OFFER),
    "offer_accept": Page(None, _ANSWERED, args=_OFFER),
    "offer_decline": Page(None, _ANSWERED, args=_OFFER, data={"reason": "", "after": "stay"}),
}
