"""What a host can do with a listing of its own, as buttons."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from praktik.history.actors import Role
from praktik.listings.models import Listing
from praktik.listings.services import listing_close, listing_pause, listing_resume, listing_submit, listing_withdraw
from praktik.listings.states import State


@dataclass(frozen=True)
class Move:
    """What a host can do with a listing: the button, where it leads, what will happen and whether to ask first."""

    label: str | Promise
    to: State
    service: Callable[..., None]
    done: str | Promise
    ask: str | Promise = ""
    origin: State | None = None

    def fits(self, listing: Listing) -> bool:
        return self.origin is None or listing.state == self.origin


MOVES = {
    "submit": Move(
        gettext_lazy("Send in"),
        State.SUBMITTED,
        listing_submit,
        gettext_lazy("The listing was sent in. You get a mail when we have read it."),
    ),
    "pause": Move(
        gettext_lazy("Pause"),
        State.PAUSED,
        listing_pause,
        gettext_lazy("The listing is paused and no longer shown. Show it again when you are ready."),
    ),
    "resume": Move(
        gettext_lazy("Show again"),
        State.PUBLISHED,
        listing_resume,
        gettext_lazy("The listing is shown again."),
        origin=State.PAUSED,
    ),
    "close": Move(
        gettext_lazy("Close"),
        State.CLOSED,
        listing_close,
        gettext_lazy("The listing is closed."),
        ask=gettext_lazy(
            "The listing is taken off the public pages and gets no interns from now on. Agreements that are made "
            "stand. It cannot be opened again, but you can copy it to a later round."
        ),
    ),
    "withdraw": Move(
        gettext_lazy("Give up the draft"),
        State.WITHDRAWN,
        listing_withdraw,
        gettext_lazy("The draft is given up."),
        ask=gettext_lazy("The draft can no longer be edited or sent in. You can still copy it to a later round."),
    ),
}


def moves_of_host(listing: Listing) -> list[tuple[str, Move]]:
    """(name, move) of what its host can do with the listing as it stands. No query: whoever asks must know already
    that the person is its host."""
    table = listing.machine.transitions
    return [
        (name, move)
        for name, move in MOVES.items()
        if Role.HOST in table.get((listing.state, move.to), ()) and move.fits(listing)
    ]
