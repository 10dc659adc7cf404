from demo.models import Build
from praktik.privacy.registry import Period, classify

classify(
    Build,
    purpose="know which demo is in the database",
    period=Period.FOREVER,
    plain=["id", "stage", "built_at"],
)
