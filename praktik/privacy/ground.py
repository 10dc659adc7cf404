"""The ground floor's own models and Django's."""

from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q, QuerySet
from django.utils.translation import gettext_lazy as _
from pghistory.models import Context

from praktik.clock import ClockOffset
from praktik.history.actors import Role
from praktik.history.models import Read, Transition
from praktik.privacy.registry import Period, classify
from praktik.privacy.retention import after, keep, since

classify(ClockOffset, purpose="move the demo's clock", period=Period.FOREVER, plain=["id", "seconds"])
classify(ContentType, purpose="Django's own", period=Period.FOREVER, plain=["id", "app_label", "model"])
classify(
    Context,
    purpose="link a change to the one who made it",
    period=Period.LOG,
    plain=["id", "created_at", "updated_at"],
    security=["metadata"],
    keep=["metadata"],  # a user's number, which after erasure is that of an emptied account
    over=["metadata"],
)
classify(
    Transition,
    purpose="account for every change of state",
    period=Period.LOG,
    person="actor",
    copy=Q(role__in=[Role.APPLICANT, Role.HOST]),  # staff write reasons about others
    plain=["id", "content_type", "object_id", "from_state", "to_state", "role", "at"],
    identity=["actor"],
    assessment=["why"],
    unlink=["actor"],
)
classify(
    Read,
    purpose="account to people for who has seen their details",
    period=Period.LOG,
    person="subject",
    row=True,
    plain=["id", "what", "object_id", "at"],
    identity=["reader", "subject"],
)


def _moves(months: int) -> QuerySet[Transition]:
    """All but one kind: how the system confirmed a membership is no word about a person, and who may decide over an
    organisation is read from it."""
    return Transition.objects.exclude(role=Role.SYSTEM, content_type__model="membership").annotate(
        over_at=after("at", months)
    )


keep(Period.LOG, Context, since(Context, "created_at"), "when it was written", named=_("Who was behind a change"))
keep(Period.LOG, Transition, _moves, "the move", named=_("Changes of status"))
keep(Period.LOG, Read, since(Read, "at"), "the look", named=_("Who has looked at people's details"))
