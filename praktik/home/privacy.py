from praktik.home.models import PageText
from praktik.privacy.registry import Period, classify

classify(
    PageText,
    purpose="the consultants' own texts",
    period=Period.FOREVER,
    plain=["id", "page", "block", "language", "round", "text", "changed_at"],
)
