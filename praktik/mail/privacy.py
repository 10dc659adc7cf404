from praktik.mail.models import Mail
from praktik.privacy.registry import Period, classify

classify(
    Mail,
    purpose="send each mail once and show what was sent",
    period=Period.MAIL,
    person="user",
    plain=[
        "id", "kind", "state", "content_type", "object_id", "language", "message_id", "created_at", "not_before",
        "lease_until", "attempts", "sent_at",
    ],
    contact=["key", "to", "user", "error"],
    content=["subject", "text", "html"],
    unlink=["user"],
)  # fmt: skip
