from praktik.mail.kinds import Kind, register

_CONTACTS = "the listing's contact persons"

register(
    Kind("listing_submitted", whom=_CONTACTS, when="a listing was sent in", why="a receipt, and when it is read"),
    Kind(
        "listing_returned",
        whom=_CONTACTS,
        when="a consultant asks for changes",
        why="to correct it and send it in again before the deadline",
    ),
    Kind("listing_published", whom=_CONTACTS, when="a listing was published", why="so that the company can show it"),
    Kind(
        "listing_closed",
        whom=_CONTACTS,
        when="the desk closed a published listing",
        why="it is no longer shown and gets no more interns",
    ),
)
