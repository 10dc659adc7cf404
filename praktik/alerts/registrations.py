"""What this noun puts into the registries of the ground floor, and what it listens to."""

from praktik.alerts import privacy, receivers  # noqa: F401 -- registers on import
from praktik.mail.kinds import Kind, register

register(
    Kind(
        "round_opened",
        "whoever asked to hear of it",
        "a round opens for applications",
        "to apply in time, or to offer a place",
        stops="They delete the alert, or unsubscribe",
        shows="The round's name and its deadline",
        placeholders=("round", "deadline", "link", "host"),
        unsubscribe=True,
    ),
    Kind(
        "listing_found",
        "whoever has kept a search that finds it",
        "a listing is published",
        "to wish for it in time",
        stops="They delete the alert, or unsubscribe",
        shows="The listing's title and the company, which are public",
        placeholders=("listing", "organisation", "link", "alerts"),
        unsubscribe=True,
    ),
)
