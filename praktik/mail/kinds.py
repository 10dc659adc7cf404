"""Every kind of mail there is: to whom, when, why. The nouns register theirs when the app is ready."""

from __future__ import annotations

from dataclasses import dataclass

# What a consultant's own text of any kind may name; the kinds add theirs. See praktik.mail.texts.
COMMON = ("name", "site_url", "contact_email")


@dataclass(frozen=True, slots=True)
class Kind:
    """``name`` is also the name of the templates ``mail/<name>.<language>.txt`` (first line: the subject).

    ``whom``, ``when``, ``why``, ``stops`` and ``shows`` are English sentences for the table in docs; ``stops`` is
    what keeps the mail from being sent, ``shows`` what of a case may be read in it. ``placeholders`` are the names in
    the mail's context that a consultant's own text may use. ``unsubscribe``: one may say no to this kind for good.
    ``always``: sent even to an address that has bounced (log-in codes, which somebody is waiting for).
    """

    name: str
    whom: str
    when: str
    why: str
    stops: str = ""
    shows: str = ""
    placeholders: tuple[str, ...] = ()
    unsubscribe: bool = False
    always: bool = False


KINDS: dict[str, Kind] = {}


def register(*kinds: Kind) -> None:
    """Add kinds to the table. Raises ValueError for a name that is taken."""
    for kind in kinds:
        if kind.name in KINDS:
            raise ValueError(f"mail kind {kind.name} is registered twice")
        KINDS[kind.name] = kind
