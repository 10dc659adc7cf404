from __future__ import annotations

from django.contrib.contenttypes.models import ContentType
from django.db.models import DateTimeField, Exists, F, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Cast, Coalesce, Greatest

from praktik.history.models import Transition
from praktik.listings.models import Listing
from praktik.listings.states import ACTIVE
from praktik.listings.states import State as ListingState
from praktik.organisations.models import Membership
from praktik.placements.models import Agreement, Message, Placement, Signature
from praktik.privacy.registry import Period, classify
from praktik.privacy.retention import after, keep
from praktik.rounds.privacy import OVER, end_of

_PURPOSE = "agree and carry out a placement"

classify(
    Placement,
    purpose=_PURPOSE,
    period=Period.PLACEMENT,
    person="application__applicant",
    case="application",
    plain=["id", "application", "listing", "state", "starts_on", "ends_on", "days", "rank", "fit", "created_at"],
)
classify(
    Agreement,
    purpose=_PURPOSE,
    period=Period.PLACEMENT,
    person="placement__application__applicant",
    case="placement__application",
    plain=["id", "placement", "version", "edits", "starts_on", "ends_on", "sent_at"],
    content=[
        "purpose", "intern_goals", "host_goals", "programme", "practical", "confidentiality", "expenses", "insurance",
        "rights", "ending",
    ],
)  # fmt: skip
classify(
    Signature,
    purpose=_PURPOSE,
    period=Period.PLACEMENT,
    person=("agreement__placement__application__applicant", "user"),
    case="agreement__placement__application",
    plain=["id", "agreement", "role", "digest", "asked_at", "signed_at"],
    identity=["user", "name"],
    contact=["email"],
    security=["token_hash"],
    secret=["token_hash"],
    unlink=["user"],
)
classify(
    Message,
    purpose=_PURPOSE,
    period=Period.PLACEMENT,
    person=("author", "placement__application__applicant"),
    case="placement__application",
    row=True,
    plain=["id", "placement", "at"],
    identity=["author"],
    content=["text"],
)


def _listings(months: int) -> QuerySet[Listing]:
    """From the host's last activity: a listing of theirs that was moved, the last day of a placement, a log-in of
    somebody who acts for them. A listing that is on show, or has a placement that is not over, is under way."""
    theirs = Listing.objects.filter(organisation=OuterRef(OuterRef("organisation"))).values("pk")
    moves = Transition.objects.filter(
        content_type=ContentType.objects.get_for_model(Listing), object_id__in=theirs
    ).order_by("-at")
    days = Placement.objects.filter(listing__organisation=OuterRef("organisation")).order_by("-ends_on")
    here = Q(organisation=OuterRef("organisation")) | Q(organisation__workplaces=OuterRef("organisation"))
    seen = Membership.objects.acting().filter(here, user__last_login__isnull=False).order_by("-user__last_login")
    last = Greatest(
        Subquery(moves.values("at")[:1]),
        Subquery(days.values(last=Cast(F("ends_on"), DateTimeField()))[:1]),
        Subquery(seen.values("user__last_login")[:1]),
    )
    over = Listing.objects.filter(~Q(state__in=(ListingState.SUBMITTED, *ACTIVE)) | OVER)
    idle = over.exclude(Exists(Placement.objects.alive().filter(listing=OuterRef("pk"))))
    return idle.annotate(over_at=after(Coalesce(last, "published_at", end_of()), months))


keep(Period.HOST, Listing, _listings, "the host's last activity: a move of a listing, a placement's last day, a log-in")
