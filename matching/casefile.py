"""What a case file says of the matching: each offer with its reasons and answers, and the runs that gave no place."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from matching import words
from matching.models import MatchPair, Offer
from matching.services.publishing import told_reasons
from matching.states import RunState
from praktik.applications.models import Application
from praktik.dates import moment, week_label
from praktik.registries import CaseSection


def sections(application: Application) -> Iterator[CaseSection]:
    """Offers and published runs, with the reasons that the applicant was told."""
    offers = Offer.objects.filter(application=application).select_related("listing__organisation")
    for offer in offers.order_by("offered_at", "pk"):
        rows = [
            (_("Listing"), f"{offer.listing.title} ({offer.listing.organisation})"),
            (_("Week"), week_label(offer.week) if offer.week else ""),
            (_("Why this place"), words.why_this(rank=offer.rank, locked=bool(offer.reasons.get("locked")))),
            *_why_not(offer.reasons.get("better", [])),
            (_("Deadline"), moment(offer.deadline)),
            (_("Status"), offer.get_state_display()),
            (_("Intern's answer"), offer.get_intern_answer_display()),
            (_("Host's answer"), offer.get_host_answer_display()),
            (_("Reason"), offer.reason),
        ]
        yield CaseSection(_("Offer of a place"), rows, offer.offered_at)
    pairs = MatchPair.objects.filter(application=application, listing=None, run__state=RunState.PUBLISHED)
    for pair in pairs.select_related("run").order_by("pk"):
        yield CaseSection(_("No place in the matching"), _why_not(told_reasons(pair)["better"]), pair.run.finished_at)


def _why_not(answers: list[dict[str, object]]) -> list[tuple[str, str]]:
    return [
        (_("Why not wish %(rank)s") % {"rank": answer["rank"]}, f"{answer['title']}\n{answer['why']}")
        for answer in words.titled(answers)
    ]
