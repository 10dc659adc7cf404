from praktik.alerts.models import Alert
from praktik.privacy.registry import Period, classify

classify(
    Alert,
    purpose="tell people what they asked to hear of",
    period=Period.ACCOUNT,
    person="user",
    row=True,
    plain=["id", "kind", "created_at"],
    identity=["user"],
    content=["query"],
)
