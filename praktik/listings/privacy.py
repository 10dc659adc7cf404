from praktik.listings.models import Listing, ListingComment
from praktik.privacy.registry import Period, classify

classify(
    Listing,
    purpose="offer places in a round",
    period=Period.HOST,
    case="pk",
    plain=[
        "id", "round", "organisation", "state", "title", "about", "task", "offers", "hopes", "practical", "themes",
        "municipality", "remote", "weeks", "days", "capacity", "week_capacity", "language", "version", "published_at",
        "vector",
    ],
    contact=["contacts"],
    unlink=["contacts"],
)  # fmt: skip
classify(
    ListingComment,
    purpose="help hosts to good listings",
    period=Period.HOST,
    case="listing",
    plain=["id", "listing", "field", "text", "at", "resolved"],
    identity=["by"],
    unlink=["by"],
)
