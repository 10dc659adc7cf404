"""What the desk reads of a run: its pairs in words, what to look out for, how the profiles compare."""

from __future__ import annotations

import datetime as dt
from collections import Counter
from dataclasses import dataclass
from typing import Any

from django.core.paginator import Page, Paginator
from django.db.models import TextChoices
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from matching import words
from matching.models import MatchPair, MatchRun, PairRule
from matching.services.merging import run_outdated
from matching.services.runs import draft
from matching.states import Profile, RunState
from praktik.applications.models import Application, Conflict, Wish
from praktik.applications.states import ConflictState
from praktik.dates import week_label
from praktik.listings.models import Listing
from praktik.organisations.models import Region, Sector, Theme
from praktik.rounds.states import Kind


@dataclass(frozen=True, slots=True)
class Reason:
    """Why not one better wish: its number, its listing, the sentence, and who would move how (for the desk alone)."""

    rank: int
    title: str
    why: str
    moves: list[str]


@dataclass(frozen=True, slots=True)
class Line:
    """One person of the draft."""

    pair: MatchPair
    name: str
    rank: str
    reasons: list[Reason]
    warnings: list[str]
    rules: list[PairRule]

    @property
    def text(self) -> str:
        """What a search looks in."""
        listing, workplace = self.pair.listing, self.pair.application.workplace
        said = [self.name, workplace, *((listing.title, listing.organisation) if listing else ())]
        return " ".join(str(part) for part in said if part).casefold()


class Show(TextChoices):
    """Which people of a draft are listed."""

    ALL = "all", gettext_lazy("Everybody")
    PLACED = "placed", gettext_lazy("With a place")
    UNPLACED = "unplaced", gettext_lazy("Without a place")
    WARNED = "warned", gettext_lazy("To look out for")


# Lines on one page of a draft.
PER_PAGE = 100


@dataclass(frozen=True, slots=True)
class Draft:
    """``lines``: those with a place by name, then those without."""

    lines: list[Line]
    warnings: list[str]

    def of(self, show: str) -> list[Line]:
        """Those lines that :class:`Show` says; anything else is everybody."""
        if show == Show.WARNED:
            return [line for line in self.lines if line.warnings]
        if show in (Show.PLACED, Show.UNPLACED):
            return [line for line in self.lines if bool(line.pair.listing_id) is (show == Show.PLACED)]
        return self.lines

    def counts(self) -> list[tuple[Show, int]]:
        return [(show, len(self.of(show))) for show in Show]

    def page(self, show: str, text: str, number: str) -> Page[Line]:
        """One page of what is shown of those whose name, workplace, listing or host has every word of ``text``."""
        words_ = text.casefold().split()
        found = [line for line in self.of(show) if all(word in line.text for word in words_)]
        return Paginator(found, PER_PAGE).get_page(number)


def draft_of(run: MatchRun) -> Draft:
    """Everything about the pairs of a run that is done. Seven queries, whatever its size."""
    pairs = draft(run)
    names = {pair.application_id: str(pair.application.applicant) for pair in pairs}
    shown = {answer["listing"] for pair in pairs for answer in pair.reasons["better"]}
    shown |= {
        place for pair in pairs for answer in pair.reasons["better"] for move in answer["moves"] for place in move[1:]
    }
    titles = dict(Listing.objects.filter(pk__in=shown - {None}).values_list("pk", "title"))
    undecided = Counter(
        Conflict.objects.filter(application__in=names, state=ConflictState.DECLARED).values_list(
            "application_id", flat=True
        )
    )
    lines = [_line(pair, names, titles, undecided[pair.application_id]) for pair in pairs]
    return Draft(lines, _warnings(run, lines))


def _line(pair: MatchPair, names: dict[int, str], titles: dict[int, str], undecided: int) -> Line:
    reasons = [
        Reason(
            answer["rank"],
            titles.get(answer["listing"], "?"),
            words.forbidden(answer["detail"]) if answer["reason"] == "forbidden" else words.why_not(answer),
            [_move(move, names, titles) for move in answer["moves"]],
        )
        for answer in pair.reasons["better"]
    ]
    warnings = []
    if pair.listing_id and pair.rank is None:
        warnings.append(_("Not on the person's list."))
    if not pair.reasons["protected"]:
        warnings.append(_("Not protected: too few possible wishes."))
    if undecided:
        warnings.append(_("A declared conflict of interest waits for a decision."))
    rank = words.rank_label(pair.rank) if pair.listing_id else ""
    rules: list[PairRule] = pair.application.rules_of_mine  # type: ignore[attr-defined]  # prefetched by draft()
    return Line(pair, names[pair.application_id], rank, reasons, warnings, rules)


def _move(move: list[Any], names: dict[int, str], titles: dict[int, str]) -> str:
    who, before, after = move
    nowhere = _("no place")
    return _("%(who)s: from %(before)s to %(after)s") % {
        "who": names.get(who, "?"),
        "before": titles.get(before, nowhere) if before else nowhere,
        "after": titles.get(after, nowhere) if after else nowhere,
    }


def outdated(run: MatchRun) -> list[str]:
    """What has happened since the run was asked for that a draft does not know. Two queries."""
    if run.state != RunState.DONE:
        return []
    found = []
    if run_outdated(run):
        found.append(_("Organisations were merged since this run was asked for: it is out of date. Run it again."))
    chosen = Wish.objects.filter(application__round=run.round_id, chosen_at__gt=run.asked_at).count()
    if chosen:
        found.append(
            ngettext(
                "%(count)d applicant has chosen another listing since this run was asked for: run it again.",
                "%(count)d applicants have chosen other listings since this run was asked for: run it again.",
                chosen,
            )
            % {"count": chosen}
        )
    return found


def _warnings(run: MatchRun, lines: list[Line]) -> list[str]:
    found = outdated(run)
    proposals = PairRule.objects.filter(application__round=run.round_id, confirmed=False).count()
    if proposals:
        found.append(
            ngettext(
                "%(count)d proposed lock waits for a decision and had no part in this run.",
                "%(count)d proposed locks wait for a decision and had no part in this run.",
                proposals,
            )
            % {"count": proposals}
        )
    hopeless = sum(
        1
        for line in lines
        if not line.pair.listing_id and all(answer["reason"] == "forbidden" for answer in line.pair.reasons["better"])
    )
    if hopeless:
        found.append(
            ngettext(
                "%(count)d person has no wish that is possible: talk about other weeks, regions or listings.",
                "%(count)d people have no wish that is possible: talk about other weeks, regions or listings.",
                hopeless,
            )
            % {"count": hopeless}
        )
    listings = set((run.names or {}).get("listings", {}).values())
    alone = len(listings - {line.pair.listing_id for line in lines})
    if alone:
        found.append(
            ngettext("%(count)d listing gets nobody.", "%(count)d listings get nobody.", alone) % {"count": alone}
        )
    return found


def profile_rows(run: MatchRun) -> list[dict[str, Any]]:
    """The figures of every profile, labelled, the run's own marked."""
    return [
        {**row, "label": Profile(row["profile"]).label, "chosen": row["profile"] == run.profile}
        for row in run.figures or []
    ]


def own_figures(run: MatchRun) -> dict[str, Any] | None:
    return next((row for row in profile_rows(run) if row["chosen"]), None)


def split_rows(run: MatchRun) -> list[dict[str, Any]]:
    """By sector and by region: one table each, a row per label, a column per profile (placed of people)."""
    if not run.figures:
        return []
    labels = {
        "sector": {sector.pk: sector.name for sector in Sector.objects.all()},
        "region": {region.pk: region.name for region in Region.objects.all()},
    }
    titles = {"sector": _("By sector"), "region": _("By region of the workplace")}
    tables = []
    for kind, title in titles.items():
        rows = [
            {
                "label": labels[kind].get(label) or _("Not known"),
                "cells": [row["by"][kind][label] for row in run.figures],
            }
            for label in run.figures[0]["by"].get(kind, {})
        ]
        tables.append({"title": title, "rows": rows})
    return tables


def wishes_of(application: Application, run: MatchRun) -> list[dict[str, Any]]:
    """A person's wishes as written, each with what became of it in the run where it is a listing."""
    pair = run.pairs.filter(application=application).first()
    answers = {answer["listing"]: answer for answer in (pair.reasons["better"] if pair else [])}
    fits = _fits(application, run)
    found = []
    wishes = Wish.objects.filter(application=application).select_related("listing", "region").prefetch_related("themes")
    for wish in wishes.order_by("rank"):
        said = wish.listing.title if wish.listing else wish.company_name or _open_wish(wish)
        answer = answers.get(wish.listing_id)
        if pair and wish.listing_id and pair.listing_id == wish.listing_id:
            outcome = _("Gets this place in the draft.")
        elif answer is None:
            outcome = ""
        elif answer["reason"] == "forbidden":
            outcome = words.forbidden(answer["detail"])
        else:
            outcome = words.why_not(answer)
        found.append({"rank": wish.rank, "text": said, "outcome": outcome, "fit": fits.get(wish.listing_id)})
    return found


def _fits(application: Application, run: MatchRun) -> dict[int | None, int]:
    """Listing -> 0-100 of those the person wished for, as the run weighed them."""
    if run.problem is None:
        return {}
    listings = run.names["listings"]  # type: ignore[index]  # written with the problem
    return {listings[where]: points for who, where, points in run.problem.get("fit", ()) if who == application.token}


def _open_wish(wish: Wish) -> str:
    parts = [theme.name for theme in wish.themes.all()]
    if wish.region:
        parts.append(wish.region.name)
    return _("Open: %(what)s") % {"what": ", ".join(parts) or _("any listing")}


def seat_rows(run: MatchRun) -> dict[str, list[str]] | None:
    """Where one more place would help, in sentences: by listing, and by theme and region. None where nowhere."""
    if not run.seats or not run.seats["listings"]:
        return None
    kept = [*run.seats["listings"], *run.seats["theme"].values(), *run.seats["region"].values()]
    titles = dict(Listing.objects.filter(pk__in={seat["listing"] for seat in kept}).values_list("pk", "title"))
    names = {theme.pk: theme.name for theme in Theme.objects.filter(pk__in=run.seats["theme"])}
    rolling = run.round.kind == Kind.ROLLING
    names |= {region.pk: region.name for region in Region.objects.filter(pk__in=run.seats["region"])}
    return {
        "listings": [
            _("One more place at “%(where)s”: %(gives)s")
            % {"where": _titled(seat, titles, rolling=rolling), "gives": words.seat(seat)}
            for seat in run.seats["listings"]
        ],
        "labels": [
            _("%(label)s, best at “%(where)s”: %(gives)s")
            % {
                "label": names.get(label, label),
                "where": _titled(seat, titles, rolling=rolling),
                "gives": words.seat(seat),
            }
            for kind in ("theme", "region")
            for label, seat in run.seats[kind].items()
        ],
    }


def _titled(seat: dict[str, Any], titles: dict[int, str], *, rolling: bool) -> str:
    title = titles.get(seat["listing"], "?")
    return f"{title}, {week_label(dt.date.fromisoformat(seat['week']))}" if rolling and seat["week"] else title
