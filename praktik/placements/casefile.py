"""What a case file says of an application's placements: each agreement that was sent for signing, and how it went."""

from __future__ import annotations

from collections.abc import Iterator

from django.utils.translation import gettext as _

from praktik.applications.models import Application
from praktik.dates import day, moment
from praktik.history.models import Transition
from praktik.placements.models import Placement
from praktik.placements.states import State
from praktik.placements.summary import agreement_rows, signature_rows
from praktik.registries import CaseSection


def sections(application: Application) -> Iterator[CaseSection]:
    found = Placement.objects.filter(application=application).select_related("listing__organisation")
    for placement in found.prefetch_related("agreements__signatures").order_by("pk"):
        host = placement.listing.organisation
        for agreement in placement.agreements.all():
            if agreement.sent_at:
                rows = [(row["label"], row["value"]) for row in agreement_rows(agreement)]
                title = _("Placement agreement with %(host)s, version %(number)d")
                yield CaseSection(
                    title % {"host": host, "number": agreement.version},
                    [*rows, *signature_rows(agreement)],
                    agreement.sent_at,
                )
        moves = list(Transition.objects.of(placement))
        history = [
            (
                moment(move.at),
                f"{State(move.to_state).label}\n{move.why}" if move.why else str(State(move.to_state).label),
            )
            for move in moves
        ]
        days = f"{day(placement.starts_on)} – {day(placement.ends_on)}"
        rows = [(_("Listing"), placement.listing.title), (_("Days"), days), *history]
        yield CaseSection(_("Placement with %(who)s") % {"who": host}, rows, moves[0].at if moves else None)
