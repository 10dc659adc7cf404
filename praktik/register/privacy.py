from praktik.privacy.registry import Period, classify
from praktik.register.models import RegisterEntry

classify(
    RegisterEntry,
    purpose="fill in what a public register says about a company",
    # Public, and nobody's own row. A company that is one person bears that person's name: the extract is replaced, not
    # added to, where the register takes a name away.
    period=Period.FOREVER,
    plain=[
        "cvr", "name", "address", "postcode", "city", "municipality", "advertising_protected", "ended_on", "as_of",
    ],
)  # fmt: skip
