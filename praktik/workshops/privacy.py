from praktik.privacy.registry import Period, classify
from praktik.privacy.retention import keep, since
from praktik.workshops.models import Attendance, Workshop

_PURPOSE = "hold the workshops of a round"

classify(
    Workshop,
    purpose=_PURPOSE,
    period=Period.FOREVER,
    plain=[
        "id", "round", "kind", "audience", "state", "title_da", "title_en", "about_da", "about_en", "starts_at",
        "ends_at", "place", "online", "seats",
    ],
)  # fmt: skip
classify(
    Attendance,
    purpose=_PURPOSE,
    period=Period.PLACEMENT,
    person="user",
    row=True,
    plain=["id", "workshop", "side", "state", "invited_at"],
    identity=["user"],
)

keep(Period.PLACEMENT, Attendance, since(Attendance, "workshop__ends_at"), "the end of the workshop")
