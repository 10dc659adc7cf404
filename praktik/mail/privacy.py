from __future__ import annotations

from django.contrib.auth import get_user_model
from django.db.models import CharField, Exists, F, OuterRef, QuerySet, Subquery, Value
from django.db.models.functions import Cast, Coalesce, Concat, Greatest

from praktik.mail.models import Mail, MailBounce, MailOptOut, MailText
from praktik.mail.states import FINAL
from praktik.privacy.registry import Period, classify
from praktik.privacy.retention import after, keep, since

classify(
    Mail,
    purpose="send each mail once and show what was sent",
    period=Period.MAIL,
    person="user",
    address="to",
    plain=[
        "id", "kind", "form", "state", "content_type", "object_id", "digest", "language", "message_id", "provider_id",
        "created_at", "not_before", "lease_until", "claim", "attempts", "interrupted", "sent_at",
    ],
    contact=["key", "to", "user", "error"],
    identity=["held_by"],
    content=["subject", "text", "html"],
    unlink=["user", "held_by"],
    instead={"key": Concat(Value("erased:"), Cast(F("pk"), CharField()))},
)  # fmt: skip
classify(
    MailBounce,
    purpose="write to nobody whose mail server has refused for good",
    period=Period.MAIL,
    address="address",
    row=True,
    plain=["id", "at"],
    contact=["address", "why"],
)
classify(
    MailOptOut,
    purpose="respect that somebody wants no more mails of a kind",
    period=Period.MAIL,
    address="address",
    row=True,
    plain=["id", "kind", "at"],
    contact=["address"],
)
classify(
    MailText,
    purpose="the consultants' own texts",
    period=Period.FOREVER,
    plain=["id", "kind", "language", "content_type", "object_id", "subject", "text", "changed_at"],
)


def _over(months: int) -> QuerySet[Mail]:
    return Mail.objects.filter(state__in=FINAL).annotate(over_at=after(Coalesce("sent_at", "created_at"), months))


def _opt_outs(months: int) -> QuerySet[MailOptOut]:
    """A no is kept as long as there is somebody to write to: an account, or a mail in the log."""
    account = get_user_model()._base_manager.filter(email=OuterRef("address"))
    last = Mail.objects.filter(to=OuterRef("address")).order_by("-created_at").values("created_at")[:1]
    moment = Greatest("at", Subquery(last))
    return MailOptOut.objects.filter(~Exists(account)).annotate(over_at=after(moment, months))


keep(Period.MAIL, Mail, _over, "when it was sent, or else queued")
keep(Period.MAIL, MailBounce, since(MailBounce, "at"), "when it came back")
keep(Period.MAIL, MailOptOut, _opt_outs, "the last mail to an address that has no account")
