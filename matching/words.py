"""The matching's reasons in words: for applicants without a word about other people, for consultants with names."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from praktik.listings.models import Listing

FORBIDDEN = (
    "conflict_of_interest", "own_workplace", "forbidden_by_consultant", "declined", "declined_by_host", "not_suited",
    "no_common_week", "length", "too_far", "language",
)  # fmt: skip


def forbidden(reason: str) -> str:
    """Why a pair may not be, as a sentence that names nobody."""
    sentences = {
        "conflict_of_interest": _("A conflict of interest has been declared."),
        "own_workplace": _("It is the person's own workplace."),
        "forbidden_by_consultant": _("A consultant has ruled the pair out."),
        "declined": _("The person has said no to it before, or did not answer in time."),
        "declined_by_host": _("The host has said no to the person before, or did not answer in time."),
        "not_suited": _("The host has said that the place does not suit the person."),
        "no_common_week": _("There is no week that suits both."),
        "length": _("The host asks for more days than the person has."),
        "too_far": _("It lies outside the regions that the person can travel to."),
        "language": _("The working language is English."),
    }
    return sentences.get(reason, reason)


def forbidden_to_you(reason: str) -> str:
    """The same, to the applicant."""
    sentences = {
        "conflict_of_interest": _("A conflict of interest has been declared, so it was not possible."),
        "own_workplace": _("It is your own workplace."),
        "forbidden_by_consultant": _("A consultant has ruled it out; ask us why."),
        "declined": _("You have said no to it before, or did not answer in time."),
        "declined_by_host": _("The host has said no to it before, or did not answer in time."),
        "not_suited": _(
            "The host has read your application without your name, and does not find that the place suits it."
        ),
        "no_common_week": _("You and the host have no week in common."),
        "length": _("The host asks for more days than you have."),
        "too_far": _("It lies outside the regions that you can travel to."),
        "language": _("The working language is English."),
    }
    return sentences.get(reason, reason)


def why_not(answer: Mapping[str, Any]) -> str:
    """Why the applicant did not get a wish, in a sentence to the applicant. ``answer`` as the run keeps it."""
    reason = answer["reason"]
    if reason == "forbidden":
        return forbidden_to_you(answer["detail"])
    if reason == "places":
        count = max(1, answer.get("unplaced", 0))
        return ngettext(
            "If you had got it, one more person would have been without any place.",
            "If you had got it, %(count)d more people would have been without any place.",
            count,
        ) % {"count": count}
    if reason == "wishes":
        count = answer.get("others", 0)
        if not count:
            return _("Others had it higher on their list.")
        return ngettext(
            "If you had got it, one other person would have had to go elsewhere, and the wishes of all together would "
            "have been met less well.",
            "If you had got it, %(count)d others would have had to go elsewhere, and the wishes of all together would "
            "have been met less well.",
            count,
        ) % {"count": count}
    sentences = {
        "locked": _("A consultant had fixed another place for you; ask us why."),
        "no_seats": _("It had no place left to give."),
        "floors": _("Another host would have got fewer than it needs."),
        "moved": _("People who had already been told would have had to move."),
        "host_tiers": _("The host had put others first."),
        "waited": _("The place went to somebody who had waited longer."),
        "fit": _("All else was equal, and the place suited somebody else's goals better."),
        "lottery": _("All else was equal, and the lottery decided."),
    }
    return sentences.get(reason, reason)


def titled(answers: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Reasons that the applicant may read, with the listings' titles and in words. One query."""
    titles = Listing.objects.in_bulk([answer["listing"] for answer in answers])
    return [
        {"rank": answer["rank"], "title": titles[answer["listing"]].title, "why": why_not(answer)}
        for answer in answers
        if answer["listing"] in titles
    ]


def why_this(*, rank: int | None, locked: bool) -> str:
    """Why the applicant got the place, in a sentence to the applicant."""
    if locked:
        return _("A consultant has fixed this place for you before the matching; ask us why.")
    if rank is None:
        return _("A consultant has put you here by hand; ask us why.")
    if rank == 1:
        return _("It is your first wish.")
    return _("It is your wish number %(rank)d, and the best of your wishes that could be met.") % {"rank": rank}


def rank_label(rank: int | None) -> str:
    return _("by hand") if rank is None else _("wish %(rank)d") % {"rank": rank}


def seat(kept: Mapping[str, Any]) -> str:
    """What one more place would give, as a run keeps it."""
    parts = []
    if count := kept["placed"]:
        parts.append(
            ngettext("%(count)d more person gets a place", "%(count)d more people get a place", count)
            % {"count": count}
        )
    if count := kept["lifted"] - kept["placed"]:
        parts.append(ngettext("%(count)d gets a better wish", "%(count)d get a better wish", count) % {"count": count})
    if count := kept["lowered"]:
        parts.append(ngettext("%(count)d gets a worse one", "%(count)d get a worse one", count) % {"count": count})
    return ", ".join(parts) + "."


def position(number: int, count: int, title: str) -> str:
    """Where somebody stands on the waiting list of one listing, to that person."""
    if count == 1:
        return _("You are the only one who waits for “%(title)s”.") % {"title": title}
    return _("You are number %(number)d of %(count)d who wait for “%(title)s”.") % {
        "number": number, "count": count, "title": title,
    }  # fmt: skip
