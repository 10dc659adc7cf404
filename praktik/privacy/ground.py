"""The ground floor's own models and Django's."""

from django.contrib.contenttypes.models import ContentType
from django.db.models import Q
from pghistory.models import Context

from praktik.clock import ClockOffset
from praktik.history.actors import Role
from praktik.history.models import Read, Transition
from praktik.privacy.registry import Period, classify

classify(ClockOffset, purpose="move the demo's clock", period=Period.FOREVER, plain=["id", "seconds"])
classify(ContentType, purpose="Django's own", period=Period.FOREVER, plain=["id", "app_label", "model"])
classify(
    Context,
    purpose="link a change to the one who made it",
    period=Period.LOG,
    plain=["id", "created_at", "updated_at"],
    security=["metadata"],
    keep=["metadata"],  # a user's number, which after erasure is that of an emptied account
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
