from praktik.organisations.merge_models import Merge
from praktik.organisations.models import (
    MailDomain,
    Membership,
    Municipality,
    Organisation,
    Postcode,
    Region,
    Sector,
    Theme,
)
from praktik.privacy.registry import Period, classify
from praktik.privacy.retention import keep, since

_DATED = ["valid_from", "valid_to", "successor"]
_BILINGUAL = ["slug", "name_da", "name_en", "position"]

classify(Region, purpose="code table", period=Period.FOREVER, plain=["slug", "name", "sort_key", *_DATED])
classify(
    Municipality,
    purpose="code table",
    period=Period.FOREVER,
    plain=["slug", "name", "sort_key", "code", "region", *_DATED],
)
classify(Postcode, purpose="code table", period=Period.FOREVER, plain=["code", "city"])
classify(Sector, purpose="code table", period=Period.FOREVER, plain=[*_BILINGUAL, "is_public"])
classify(Theme, purpose="code table", period=Period.FOREVER, plain=[*_BILINGUAL, "active"])
classify(
    Organisation,
    purpose="know companies and public workplaces",
    period=Period.HOST,
    # An organisation is nobody's own row; one-person companies are why its period is limited all the same.
    plain=[
        "id", "name", "sort_key", "normalised_name", "cvr", "p_number", "parent", "sector", "region", "municipality",
        "address", "postcode", "city", "website", "about_da", "about_en", "advertising_protected", "created_at",
        "vector", "merged_into", "former_names",
        *_DATED,
    ],
)  # fmt: skip
classify(
    MailDomain,
    purpose="show that an address is a workplace's",
    period=Period.HOST,
    plain=["id", "organisation", "domain"],
)
classify(
    Membership,
    purpose="know who acts for an organisation",
    period=Period.ACCOUNT,
    person="user",
    row=True,
    plain=["id", "state", "requested_at"],
    work=["organisation", "role"],
    identity=["user"],
)
classify(
    Merge,
    purpose="know which organisations were here twice, and what became of what they had",
    period=Period.LOG,
    plain=["id", "gone", "kept", "at", "moved"],
    content=["why"],
    identity=["by"],
    unlink=["by"],
    instead={"why": "–"},
)
keep(Period.LOG, Merge, since(Merge, "at"), "the merge")
