from django.db.models import CharField, F, Value
from django.db.models.functions import Cast, Concat

from praktik.mail.models import Mail, MailBounce, MailOptOut, MailText
from praktik.privacy.registry import Period, classify

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
