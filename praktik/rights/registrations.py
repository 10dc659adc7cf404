"""What this noun puts into the registries of the ground floor, and what it listens to."""

from praktik.mail.kinds import Kind, register
from praktik.registries import register_look
from praktik.rights import privacy  # noqa: F401 -- registers on import
from praktik.rights.services import erasures  # noqa: F401 -- registers erasures as work
from praktik.rights.services.copies import copies_expire

register(
    Kind(
        "copy_ready",
        "whoever asked for a copy of their data",
        "the copy is made",
        "to fetch it before it expires",
        stops="Nothing",
        shows="No case: a link to a page that asks for the log-in",
        placeholders=("until", "link"),
    )
)
register_look("copies of data", copies_expire)
